"""The papers of the payslip report: one in the panel, all of them into a folder, or as one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.values.finding import Place
from services.actions.payslips_in_one import needs_password, save_in_one
from services.actions.save_files import Saved, free_folder, save_as, save_files
from services.queries.reports import Slip
from services.queries.slips import slip_paper
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.form import Field
from views.widgets.hidden_editors import PasswordEdit
from views.widgets.pdf_view import PdfView
from views.widgets.side_panel import SidePanel
from views.widgets.text import Label


class SlipPanel(SidePanel):
    """One payslip as it is handed out."""

    def __init__(self, seat: Seat, slip: Slip, run: str) -> None:
        super().__init__(seat, seat.t("Payslip"), slip.name, run)
        self.view = PdfView(seat)
        self.view.setMinimumHeight(420)
        self.add(self.view)
        self._slip = slip
        self.save_button = self.add_action(Button(seat.t("Save as PDF …"), icon="file-pdf"))
        self.save_button.setVisible(bool(slip.file))
        self.save_button.clicked.connect(self._save)
        self.open_button = self.add_action(Button(seat.t("Go to the run")))
        self.open_button.clicked.connect(lambda *_: seat.go(Place("pay_run", slip.run_id, "files")))
        desk = seat.desk
        seat.work(
            lambda _: slip_paper(desk, slip.run_id, slip.number),
            done=lambda content: self.view.set(content, slip.name),
            owner=self,
        )

    def _save(self) -> None:
        """The kept paper under a name that the user chooses, locked as the client wants it."""
        seat, t = self.seat, self.seat.t
        target = seat.files.save_file(t("Save"), f"{t('Payslip')} {self._slip.name}.pdf", "PDF (*.pdf)")
        if target is None:
            return
        path = target if target.suffix.lower() == ".pdf" else target.with_name(f"{target.name}.pdf")
        if seat.attempt(lambda: save_as(seat.desk, self._slip.file, path)):
            seat.toast(t("{file} is saved", file=path.name))


class PasswordPanel(SidePanel):
    """A password for a file of several people's payslips."""

    def __init__(self, seat: Seat, count: int, save: Callable[[str], Any]) -> None:
        t = seat.t
        super().__init__(seat, t("Payslips"), t("A password for the file"))
        words = t(
            "{count} payslips in one file. Some of these people have agreed to a password, so the file is locked with "
            "one that you choose. It is kept nowhere.",
            count=count,
        )
        self.add(Label(words, "body", "ink2", wrap=True))
        self.password = self.add(Field(seat, t("Password"), PasswordEdit(seat), required=True))
        self.save_button = self.add_action(Button(t("Save as one PDF …"), "primary"))
        self.later = self.add_action(Button(t("Not now")))
        self.later.clicked.connect(lambda *_: self.close_panel())
        self._save = save
        self.save_button.clicked.connect(self._asked)

    def _asked(self) -> None:
        if self.password.validate():
            password = str(self.password.value())
            self.close_panel()
            self._save(password)


class Papers:
    """Saves the papers of a list of slips. `follow` shows how the work goes."""

    def __init__(self, seat: Seat, follow: Callable[[Work], Any]) -> None:
        self.seat, self._follow = seat, follow

    def save_all(self, slips: Sequence[Slip], name: str) -> None:
        """Every paper into a new folder, each locked as the client has chosen."""
        t, seat = self.seat.t, self.seat
        ids = [slip.file for slip in slips if slip.file]
        folder = seat.files.folder(t("Save payslips"))
        if folder is None or not ids:
            return
        desk, language, target = seat.desk, seat.language, free_folder(folder, name)

        def done(saved: Saved) -> None:
            seat.toast(t("{count} files saved in {folder}", count=len(saved.files), folder=saved.folder.name))

        work = seat.work(
            lambda progress: save_files(desk, ids, target, new=True, language=language, progress=progress),
            done=done,
            what=t("Saving files"),
        )
        self._follow(work)

    def save_in_one(self, slips: Sequence[Slip], name: str) -> None:
        """Every paper in one PDF; where they are locked one by one, with a password for the file."""
        ids = [slip.file for slip in slips if slip.file]
        if not ids:
            return
        several = len({slip.number for slip in slips}) > 1
        if several and needs_password(self.seat.desk, ids):
            panel = PasswordPanel(self.seat, len(ids), lambda password: self._save_in_one(ids, name, password))
            self.seat.show_panel(panel)
            panel.password.focus()
        else:
            self._save_in_one(ids, name, "")

    def _save_in_one(self, ids: list[int], name: str, password: str) -> None:
        t, seat = self.seat.t, self.seat
        target = seat.files.save_file(t("Save as one PDF"), f"{name}.pdf", "PDF (*.pdf)")
        if target is None:
            return
        if target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")
        desk, path = seat.desk, target

        def done(saved: Path) -> None:
            seat.toast(t("{file} is saved", file=saved.name))

        work = seat.work(
            lambda progress: save_in_one(desk, ids, path, password, progress), done=done, what=t("Saving files")
        )
        self._follow(work)
