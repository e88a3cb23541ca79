"""A client handed over: to whom, with which password, and then what the receiver needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from models.values.finding import Finding
from services.actions.hand_over import HandedOver, hand_over, offered_name
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Answer, Check, Field, FormGrid, Good, PasswordEdit, TextEdit
from views.widgets.password_checks import password_answer
from views.widgets.progress import ProgressBox
from views.widgets.recovery_key import KeepKey
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import size_in_words


class HandOverPanel(SidePanel):
    """First the form; when the file is made, what goes with it. `made` is told then."""

    made = Signal()

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Hand the client over"),
            seat.client_name,
            t("Everything in the client goes into one encrypted file."),
        )
        self.form = FormGrid(1)
        self.to = Field(
            seat,
            t("Who receives it"),
            TextEdit(seat, limit=120),
            optional=True,
            topic="files.hand_over",
            help=t("Stands in the change log of both."),
        )
        self.password = Field(
            seat,
            t("Password for the file"),
            PasswordEdit(seat),
            topic="files.hand_over",
            required=True,
            check=password_answer,
            help=t("Not your own. Three or four words in a row are easy to read on the telephone."),
        )
        self.again = Field(
            seat,
            t("The password again"),
            PasswordEdit(seat),
            topic="files.hand_over",
            required=True,
            check=self._check_again,
        )
        for field in (self.to, self.password, self.again):
            self.form.add(field)
        self.add(self.form)
        self.trouble = self.add_message(MessageBox("err", ""))
        self.trouble.hide()
        self.progress = ProgressBox(seat)
        self.progress.set_cancellable(False)
        self.progress.hide()
        self.add(self.progress)
        self.save_button = self.add_action(Button(t("Save the file …"), "primary"))
        self.leave_button = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.leave_button.clicked.connect(self.close_panel)
        self.result: HandedOver | None = None

    def begin(self) -> None:
        """Start typing."""
        self.to.focus()

    def _check_again(self, value: Any) -> Answer:
        return Good() if value == self.password.value() else self.seat.t("The two passwords are not the same.")

    def save(self) -> None:
        """Ask where the file shall lie, and make it."""
        if not self.form.validate():
            return
        t, seat = self.seat.t, self.seat
        target = seat.files.save_file(
            t("Hand the client over"), offered_name(seat.desk, seat.language), t("Client files") + " (*.lonnsom)"
        )
        if target is None:
            return
        self.trouble.hide()
        self.save_button.setEnabled(False)
        desk, password, to = seat.desk, str(self.password.value()), str(self.to.value() or "")
        work = seat.work(
            lambda progress: hand_over(desk, target, password, to, progress),
            done=self._done,
            refused=self._refused,
            what=t("Making the file and reading it back"),
            owner=self,
        )
        self.progress.follow(work)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.save_button.setEnabled(True)
        self.trouble.set(self.seat.t("Not handed over"), self.seat.t(findings[0].what))
        self.trouble.show()

    def _done(self, result: HandedOver) -> None:
        t, seat = self.seat.t, self.seat
        self.result = result
        self.form.hide()
        self.save_button.hide()
        self.set_line(t("The file is made, read back and compared."))
        self._show_key(result)
        self.add_section(t("The file"), rule=True)
        facts = KeyValues(seat)
        facts.add(t("File"), result.path.name, strong=True)
        facts.add(t("Size"), size_in_words(seat, result.size))
        facts.add(t("Changes in the log"), seat.formats.count(result.changes))
        self.add(facts)
        show = Button(t("Open the folder"), "link", small=True)
        show.clicked.connect(lambda *_: QDesktopServices.openUrl(QUrl.fromLocalFile(str(result.path.parent))))
        self.body.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_section(t("What the receiver needs"), rule=True)
        for icon, words in (
            ("file-text", t("The file, on a memory stick or by e-mail. It is encrypted")),
            ("key", t("The password by another road: say it on the telephone. Never in the same e-mail")),
            ("download-simple", t("Lønnsom. There “Clients” → “Open file …”, and then a password of their own")),
        ):
            self.add(IconLine(icon, words, color="ink2"))
        self.leave_button.setText(t("Done"))
        self.leave_button.set_kind("primary")
        self.keep.save_button.setFocus()
        self._settle_done()
        self.made.emit()

    # --- the key ----------------------------------------------------------------------------------------------------

    def _show_key(self, result: HandedOver) -> None:
        """First of all, as it is shown only now; and nobody goes on before it is kept."""
        t, seat = self.seat.t, self.seat
        self.add_section(t("Recovery key of the file"))
        self.add(Label(t("Opens the file if the password is lost. It is shown only now."), "note", "ink2", wrap=True))
        self.keep = KeepKey(seat, result.recovery_key, result.path)
        self.keep.print_button.hide()  # a panel has room for two
        self.add(self.keep)
        self.is_kept = Check(seat, t("I have kept the key"))
        self.add(self.is_kept)
        self.keep.kept.connect(lambda _: self.is_kept.set_value(True))
        self.keep.kept.connect(lambda _: self._settle_done())
        self.is_kept.changed.connect(self._settle_done)

    def _settle_done(self) -> None:
        has_kept = bool(self.is_kept.value())
        self.leave_button.setEnabled(has_kept)
        self.leave_button.setToolTip("" if has_kept else self.seat.t("The key is shown only now."))

    def may_leave(self) -> bool:
        """The key is shown once: nobody goes away from it by mistake."""
        if self.result is None or self.is_kept.value():
            return True
        self.seat.toast(self.seat.t("Keep the recovery key first. It is not shown again."))
        self.area.ensureWidgetVisible(self.keep)
        self.keep.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def close_panel(self) -> None:
        """Go away, once the key is kept."""
        if self.may_leave():
            super().close_panel()
