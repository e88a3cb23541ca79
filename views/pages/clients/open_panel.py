"""The panel that opens a client file: password or recovery key, and a way on where the file cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from shiboken6 import isValid

from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.progress import Progress
from services.actions import open_file
from services.actions.backups import back_up
from services.desk.desk import Desk
from services.queries.client_cards import ClientRow
from services.reference.formats import organisation
from views.pages.clients.table import trouble_in_words
from views.shell.client_memory import client_memory, sit_down
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import Label, MessageBox
from views.widgets.unlock_form import Unlock, UnlockForm
from views.widgets.when import made_at

OPEN, UNLOCK, COPY = "open", "unlock", "copy"

ByKey = Callable[[Desk, str], None]

_WITHOUT_PASSWORD: Final = frozenset(
    {
        open_file.MISSING,
        open_file.LOCKED,
        open_file.EMPTY,
        open_file.FOREIGN,
        open_file.UNREADABLE,
        open_file.NEWER,
    }
)
"""Troubles in which a password would not help."""


class OpenPanel(SidePanel):
    """About one file. `by_key` goes on where it was opened with the recovery key: a new password is offered."""

    def __init__(
        self,
        seat: Seat,
        path: Path,
        row: ClientRow | None,
        by_key: ByKey,
        *,
        purpose: str = OPEN,
        folder: Path | None = None,
    ) -> None:
        t = seat.t
        caption = {OPEN: t("Open client"), UNLOCK: t("Locked"), COPY: t("Back up")}[purpose]
        card = row.card if row else None
        number = organisation(card.orgnr) if card else ""
        line = t("Org. no. {number}", number=number) if number else path.name
        super().__init__(seat, caption, card.name if card else path.stem, line)
        self.path, self.row, self._by_key, self._purpose, self._folder = path, row, by_key, purpose, folder
        self._wrong = 0
        self._message = self.add_message(MessageBox("info", ""))
        self._message.hide()
        self.form = UnlockForm(seat, open_file.mistake_in_key)
        self.add(self.form)
        self.note = Label("", "note", "ink2", wrap=True)
        self.add(self.note)
        self.primary = self.add_action(Button("", "primary"))
        self.second = self.add_action(Button(t("Not now")))
        self._do: Callable[[], None] = self.open
        self._do_second: Callable[[], None] = self.close_panel
        self.primary.clicked.connect(lambda: self._do())
        self.second.clicked.connect(lambda: self._do_second())
        self._message.clicked.connect(lambda: self._do_link())
        self._do_link: Callable[[], None] = self.close_panel
        self.form.entered.connect(lambda: self._do())
        if card is not None and card.is_demo:
            self.form.prefill(open_file.DEMO_PASSWORD)
            self.note.setText(t("The password of a demo client is “{password}”.", password=open_file.DEMO_PASSWORD))
        self.show_trouble(row.trouble if row else "", row.said if row else None)

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show_trouble(self, trouble: str, said: Message | None = None) -> None:
        """Say what is the matter with the file, and offer what can be done about it."""
        t, seat = self.seat.t, self.seat
        has_copy = self.row is not None and self.row.copy is not None
        self.form.setVisible(trouble not in _WITHOUT_PASSWORD)
        self.note.setVisible(self.form.isVisibleTo(self))
        self._do, self._do_second = self.open, self.close_panel
        words = {OPEN: t("Open"), UNLOCK: t("Unlock"), COPY: t("Back up")}[self._purpose]
        self._buttons(words, t("Another client") if self._purpose == UNLOCK else t("Not now"))
        self._message.setVisible(bool(trouble))
        if not trouble:
            if (warned := open_file.caution(self.path)) is not None:
                self._say("warn", t("Look where the file is"), seat.t(warned.what))
            self.form.focus()
            return
        kind = "warn" if trouble in (open_file.LOCKED, open_file.WRITE_PROTECTED) else "err"
        link = t("Get the last backup back") if has_copy and kind == "err" and trouble != open_file.NEWER else ""
        self._say(kind, trouble_in_words(seat, trouble), seat.t(said) if said else "", link)
        self._do_link = self._restore
        if trouble == open_file.MISSING:
            self._do = self._find
            self._do_second = self._remove
            self._buttons(t("Find the file …"), t("Remove from the list"))
        elif trouble == open_file.LOCKED:
            self._do = self._again
            self._buttons(t("Try again"))
            if self.row is not None and self.row.copy is not None:
                self._do_second = self._read_copy
                self._buttons(t("Try again"), t("Read the last backup"))
                when = made_at(seat, self.row.copy.at)
                self.note.show()
                self.note.setText(t("The last backup is from {when}. It can be read, not changed.", when=when))
        elif trouble in (open_file.WRITE_PROTECTED, open_file.DAMAGED, open_file.UNFINISHED):
            self._do = lambda: self.open(read_only=True)
            self._buttons(t("Open for reading only"))
            self.form.focus()
        else:
            self._do = self._again
            self._buttons(t("Try again"))

    def _buttons(self, primary: str, second: str = "") -> None:
        self.primary.setText(primary)
        self.second.setText(second or self.seat.t("Not now"))

    def _say(self, kind: str, title: str, text: str = "", link: str = "") -> None:
        self._message.set(title, text, link, kind)
        self._message.show()

    # --- what is done ----------------------------------------------------------------------------------------------

    def open(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """Try what was typed."""
        unlock = self.form.unlock()
        if not unlock or self.primary._waiting:
            return
        seat, wanted = self.seat, path or self.path
        is_key = "recovery_key" in unlock
        self.primary.set_waiting(True)

        def opened(desk: Desk) -> None:
            if isValid(self):
                self.form.wipe()
            if is_key and not read_only and self._purpose == OPEN:
                self._by_key(desk, unlock["recovery_key"])
            else:
                sit_down(seat, desk)
                if read_only:
                    seat.toast(seat.t("Opened for reading only. Nothing can be changed."))

        def refused(findings: tuple[Finding, ...]) -> None:
            if isValid(self):
                self._refused(findings)
            else:
                seat.show_findings(findings)

        if self._purpose == COPY:
            seat.work(
                lambda progress: self._copied(unlock, progress),
                done=self._told_of_copy,
                refused=refused,
                what=seat.t("Making a backup and reading it back"),
                owner=self,
            )
            return
        user, now = seat.user, seat.now
        seat.work(
            lambda progress: open_file.open_file(wanted, user, now, **unlock, read_only=read_only, progress=progress),
            done=opened,
            refused=refused,
            cancelled=lambda: self.primary.set_waiting(False) if isValid(self) else None,
            what=seat.t("Opening the client file"),
        )

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        t = self.seat.t
        self.primary.set_waiting(False)
        trouble = open_file.why_refused(findings)
        if trouble == open_file.PASSWORD:
            self._wrong += 1
            self.form.set_problem(
                t("The password does not open the file. Look at Caps Lock and the keyboard language.")
            )
            if self._wrong > 1:
                self._offer_other_ways()
        elif trouble == open_file.RECOVERY_KEY:
            self.form.set_problem(
                t("There is no typing mistake in the key, but it belongs to another file or to an earlier password.")
            )
            self._offer_other_ways()
        elif trouble:
            self.show_trouble(trouble, findings[0].what)
        elif self.form.is_key or len(findings) == 1:
            self.form.set_problem(self.seat.t(findings[0].what))
        else:
            self.seat.show_findings(findings)

    def _offer_other_ways(self) -> None:
        t = self.seat.t
        if self.row is not None and self.row.copy is not None:
            self._say(
                "info",
                t("Sure that it is right?"),
                t("Then the beginning of the file may be damaged. A backup opens with the password of its day."),
                t("Get the last backup back"),
            )
            self._do_link = self._restore

    def _copied(self, unlock: Unlock, progress: Progress) -> Path:
        seat = self.seat
        desk = open_file.open_file(self.path, seat.user, seat.now, **unlock)
        try:
            return back_up(desk, self._folder, progress).path
        finally:
            desk.close()

    def _told_of_copy(self, made: Path) -> None:
        memory = client_memory(self.seat)
        if self._folder is not None:
            memory.add_folder(self.path, self._folder)
        memory.changed.emit()
        self.close_panel()
        self.seat.toast(self.seat.t("Backed up and read back in {folder}", folder=str(made.parent)))

    def _find(self) -> None:
        """The file was moved: the user knows where."""
        t = self.seat.t
        found = self.seat.files.open_file(t("Find the file"), t("Client files") + " (*.lonnsom)")
        if found is not None:
            found = found.resolve()
            client_memory(self.seat).move(self.path, found)
            self.seat.go(Place("clients", str(found)))

    def _remove(self) -> None:
        self.seat.go(Place("clients", f"remove:{self.path}"))

    def _again(self) -> None:
        self.seat.go(Place("clients", str(self.path)))

    def _read_copy(self) -> None:
        """Somebody else has the file: the last proven copy of it can be read."""
        if self.row is None or self.row.copy is None:
            return
        t = self.seat.t
        copy = self.row.copy
        self.form.show()
        self.form.focus()
        when = made_at(self.seat, copy.at)
        self._say("info", t("Backup from {when}", when=when), t("What was changed later is not in it."))
        self.note.setText("")
        self._do = lambda: self.open(copy.path, read_only=True)
        self._do_second = self.close_panel
        self._buttons(t("Read the backup"))

    def _restore(self) -> None:
        if self.row is not None and self.row.copy is not None:
            self.seat.go(Place("backups", str(self.row.copy.path), "restore"))
