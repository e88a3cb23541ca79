"""A new client file, or a new password for one that was opened with its recovery key: step by step, in both cases to a
recovery key that is kept and tried.

The file is made between the second step and the third. Nobody sits down with it before the guide ends, so that the key,
which is shown once, is not passed by.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.values.finding import Finding, Place, Refused
from models.values.progress import Progress
from services.actions import open_file
from services.actions.settings import keep_setting
from services.desk.desk import Desk
from services.queries.clients import client_card
from views.pages.clients.panels import FolderLine, client_folder, folder_answer
from views.shell import theme
from views.shell.client_memory import Pending, client_memory, sit_down
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Answer, Check, Field, FormGrid, Good, PasswordEdit, Radios, TextEdit
from views.widgets.guide import Guide, GuideFooter
from views.widgets.password_checks import password_answer
from views.widgets.recovery_key import KeepKey
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.unlock_form import KeyEdit

FILE, PASSWORD, KEY, TRY = range(4)
_TEST_CLIENT: Final = "test_client"


class KeyGuide(QWidget):
    """The guide. `ended` when it is left, with or without a file; the page shows its list again."""

    ended = Signal()

    def __init__(self, seat: Seat, *, desk: Desk | None = None, old: str = "", pending: Pending | None = None) -> None:
        super().__init__()
        self.seat = seat
        self._desk, self._old = desk, old
        self.is_new = pending.is_new if pending is not None else desk is None
        self._key = ""
        self._is_kept = self._is_tried = self._was_warned = self._is_working = False
        t = seat.t
        self.footer = GuideFooter(seat)
        labels = [t("File"), t("Password"), t("Recovery key"), t("Try the key")]
        self.first = FILE if self.is_new else PASSWORD
        self.guide = Guide(seat, t("New client"), labels[self.first :], self.footer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.guide, 1)
        if self.is_new:
            self._add(self._file_step())
        self._add(self._password_step())
        self._key_card = Card()
        self._add(self._key_card)
        self._add(self._try_step())
        self.guide.step_changed.connect(lambda _: self._went())
        self.footer.forward.connect(self.forward)
        self.footer.back.connect(self.back)
        self.footer.closed.connect(self.close_guide)
        self._settle()
        if pending is not None:
            self._show_made(pending)
        QTimer.singleShot(0, self, self._focus)

    # --- the steps -------------------------------------------------------------------------------------------------

    def _add(self, card: QWidget) -> None:
        """A step: its card at the left, no wider than a form."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        card.setMaximumWidth(theme.FORM)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column.addWidget(card)
        column.addStretch(1)
        self.guide.add(holder)

    def _file_step(self) -> Card:
        t, seat = self.seat.t, self.seat
        card = Card(t("Where the client is kept"), t("One client is one employer, and one encrypted file."))
        self.name = Field(
            seat,
            t("Name of the client"),
            TextEdit(seat, limit=80),
            help=t("What you call the firm. The file gets this name."),
            topic="clients.name",
            required=True,
            check=self._check_name,
        )
        self.folder = FolderLine(seat, client_folder(seat))
        self.folder_field = Field(
            seat, t("Folder"), self.folder, topic="clients.folder", check=partial(folder_answer, seat)
        )
        self.country = Field(
            seat,
            t("Country"),
            Radios(seat, [("NO", t("Norway"), ""), ("DK", t("Denmark"), "")]),
            help=t("Decides taxes, holiday and reports. It cannot be changed later."),
            topic="clients.country",
        )
        self.country.set_value("DK" if seat.language == "da" else "NO")
        self.practice = Check(seat, t("Only to practise: it takes invented numbers, and every file says so"))
        grid = FormGrid(1)
        for field, key in ((self.name, "name"), (self.folder_field, "folder"), (self.country, "country")):
            grid.add(field, key=key)
        self.practice.setProperty("topic", "clients.practice")
        grid.add(Field(seat, "", self.practice), key="practice")
        card.add(grid)
        self.folder_field.validate()
        self.name.changed.connect(self._settle)
        self.folder_field.changed.connect(self._settle)
        self.name.editor.returnPressed.connect(self.forward)  # type: ignore[attr-defined]
        return card

    def _password_step(self) -> Card:
        t, seat = self.seat.t, self.seat
        heading = t("What opens the file") if self.is_new else t("A new password")
        line = (
            t("Only you have it: without the password or the recovery key nobody can open the file, nor can we.")
            if self.is_new
            else t("You opened the file with the recovery key. With a new password comes a new key.")
        )
        card = Card(heading, line)
        self.password = Field(
            seat,
            t("Password"),
            PasswordEdit(seat),
            help=t("Three or four words that do not belong together are easy to remember and hard to guess."),
            topic="clients.new_password",
            required=True,
            check=self._check_password,
        )
        self.again = Field(
            seat,
            t("The same password again"),
            PasswordEdit(seat),
            topic="clients.password_again",
            required=True,
            check=self._check_again,
        )
        grid = FormGrid(1)
        grid.add(self.password)
        grid.add(self.again)
        card.add(grid)
        self.password.changed.connect(self._password_changed)
        self.again.changed.connect(self._again_changed)
        self.password.editor.returnPressed.connect(lambda: self.again.focus())  # type: ignore[attr-defined]
        self.again.editor.returnPressed.connect(self.forward)  # type: ignore[attr-defined]
        return card

    def _show_key(self) -> None:
        """The step that shows the key: made when there is one."""
        assert self._desk is not None
        t = self.seat.t
        card = self._key_card
        card.set_heading(t("The recovery key"))
        card.set_line(
            t("It opens the file if the password is lost, and is shown only now. Print it, or save it somewhere safe.")
        )
        self.keep = KeepKey(self.seat, self._key, self._desk.client.path)
        self.keep.kept.connect(self._kept)
        card.add(self.keep)
        card.add(IconLine("warning", t("Whoever has the key can read everything in the file."), "ink2", "warn"))

    def _try_step(self) -> Card:
        t, seat = self.seat.t, self.seat
        card = Card(
            t("Does your key work?"),
            t("Take the key from where you put it, and type or paste it here. Then you know that it is all there."),
        )
        self.typed = KeyEdit(seat)
        self.try_field = Field(
            seat,
            t("Recovery key"),
            self.typed,
            help=t("13 groups of five characters. Capitals, spaces and lines do not matter."),
            topic="clients.try_key",
        )
        self.answer = MessageBox("ok", "")
        self.answer.hide()
        card.add(self.try_field)
        card.add(self.answer)
        self.later = Label(
            t("You can also try it later: it stands among the next steps until you have."), "note", "ink2", wrap=True
        )
        card.add(self.later)
        self.typed.changed.connect(self._typed)
        self.typed.entered.connect(self._try)
        return card

    # --- checks ----------------------------------------------------------------------------------------------------

    def _check_name(self, name: str) -> Answer:
        t = self.seat.t
        file = open_file.file_name(name)
        if not file:
            return t("No file can have this name. Use letters or digits.")
        if (self.folder.value() / file).exists():
            return t("There is a file {name} in the folder. Choose another name.", name=file)
        return None

    def _check_password(self, password: str) -> Answer:
        return password_answer(password, self.seat.t("Good: {count} characters.", count=len(password)))

    def _check_again(self, password: str) -> Answer:
        first = self.password.editor.value()  # type: ignore[attr-defined]
        if password == first:
            return Good()
        return self.seat.t("The two are not the same. Look at both with the eye.")

    def _password_changed(self) -> None:
        value = self.password.editor.value()  # type: ignore[attr-defined]
        if value and len(value) >= 4:
            self.password.validate()  # what it is worth is said while it is typed
        if self.again.editor.value():  # type: ignore[attr-defined]
            self.again.validate()
        self._settle()

    def _again_changed(self) -> None:
        first, second = self.password.editor.value() or "", self.again.editor.value() or ""  # type: ignore[attr-defined]
        if len(second) >= len(first):
            self.again.validate()
        self._settle()

    # --- on and back -----------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self.guide.current + self.first

    @property
    def is_made(self) -> bool:
        """Whether the key was made, so that there is no way back."""
        return bool(self._key)

    def show_step(self, step: int) -> None:
        """Go to a step."""
        self.guide.go(step - self.first)
        self._settle()
        QTimer.singleShot(0, self, self._focus)

    def _went(self) -> None:
        """Another step. Once the file is made its steps are done, and nobody goes back to them."""
        if self.is_made and self.step < KEY:
            self.guide.go(KEY - self.first)
        self._settle()

    def forward(self) -> None:
        """The primary button."""
        if self._is_working:
            return
        match self.step:
            case 0:
                wrong = [field for field in (self.name, self.folder_field) if not field.validate()]
                if wrong:
                    wrong[0].focus()
                else:
                    self.guide.set_done({0})
                    self.show_step(PASSWORD)
            case 1:
                wrong = [field for field in (self.password, self.again) if not field.validate()]
                if wrong:
                    wrong[0].focus()
                else:
                    self._make()
            case 2:
                self.show_step(TRY)
            case _:
                if self._is_tried or not self.typed.signs():
                    self._finish()
                else:
                    self._try()

    def back(self) -> None:
        """One step back, as far as there is a way."""
        if self.step > self.first:
            self.show_step(self.step - 1)

    def close_guide(self) -> None:
        """Not now: before the file is made nothing is left; afterwards the guide ends here."""
        if self.is_made:
            self._finish()
        elif self._desk is not None:
            self._finish()  # the old password stays
        else:
            self.ended.emit()

    def may_leave(self) -> bool:
        """Whether somebody may go elsewhere. A key that is shown and not kept holds them, once."""
        if self._is_working:
            return False
        if self.is_made and not self._is_kept and not self._is_tried and not self._was_warned:
            self._was_warned = True
            self.show_step(KEY)
            note = self.seat.t("The key is shown only now. Keep it first.")
            self.footer.set(next=self.seat.t("Try the key"), back=False, note=note)
            return False
        self._let_go()
        return True

    def _let_go(self) -> None:
        """Close a file that nobody sat down with; it is in the list."""
        desk, self._desk = self._desk, None
        client_memory(self.seat).pending = None
        if desk is not None:
            try:
                client_memory(self.seat).put(client_card(desk, client_memory(self.seat).card(desk.client.path)))
                desk.close()
            except Refused as refusal:
                self.seat.show_findings(refusal.findings)

    def _make(self) -> None:
        seat, t = self.seat, self.seat.t
        password = self.password.editor.value()  # type: ignore[attr-defined]
        user, now = seat.user, seat.now
        self._set_working(True)
        if self._desk is not None:
            desk, old = self._desk, self._old
            seat.work(
                lambda progress: (desk, open_file.new_password(desk, old, password, progress)),
                done=self._made,
                refused=self._not_made,
                what=t("Changing the password"),
            )
            return
        folder = self.folder.value()
        path = folder / open_file.file_name(self.name.value())
        seat.preferences.set("client_folder", str(folder))
        color, practice = client_memory(seat).free_color(), self.practice.value()
        country = self.country.value()

        def make(progress: Progress) -> tuple[Desk, str]:
            made = open_file.new_file(path, password, country, user, now, color=color, progress=progress)
            if practice:
                keep_setting(made[0], _TEST_CLIENT, True)
            return made

        seat.work(make, done=self._made, refused=self._not_made, what=t("Making the client file"))

    def _made(self, made: tuple[Desk, str]) -> None:
        desk, key = made
        if not isValid(self):
            desk.close()
            return
        self._set_working(False)
        for field in (self.password, self.again):
            field.set_value(None)
        self._old = ""
        pending = client_memory(self.seat).pending = Pending(desk, key, self.is_new)
        self._show_made(pending)

    def _show_made(self, pending: Pending) -> None:
        """The file is made: on to its key."""
        self._desk, self._key, self._is_kept = pending.desk, pending.key, pending.is_kept
        self._show_key()
        self.guide.set_done(set(range(KEY - self.first)))
        self.show_step(KEY)

    def _not_made(self, findings: tuple[Finding, ...]) -> None:
        if not isValid(self):
            return
        self._set_working(False)
        words = self.seat.t(findings[0].what)
        if self.is_new and open_file.why_refused(findings) != "":
            self.show_step(FILE)
            self.name.set_problem(words)
        else:
            self.password.set_problem(words)

    def _set_working(self, is_working: bool) -> None:
        self._is_working = is_working
        self.footer.next_button.set_waiting(is_working)
        self.footer.close_button.setEnabled(not is_working)
        self.footer.back_button.setEnabled(not is_working)

    def _kept(self, _how: str) -> None:
        self._is_kept = True
        if (pending := client_memory(self.seat).pending) is not None:
            pending.is_kept = True
        self._settle()

    def _typed(self) -> None:
        if self._is_tried:
            return
        self.answer.hide()
        self.try_field.clear_state()
        if not self._is_tried and self.typed.signs() >= 65:
            self._try()
        self._settle()

    def _try(self) -> None:
        """Is it the key of the file?"""
        assert self._desk is not None
        t = self.seat.t
        text = self.typed.toPlainText()
        if not self.typed.signs():
            return
        try:
            fits = open_file.try_recovery_key(self._desk, text)
        except Refused as refusal:
            self.try_field.set_problem(refusal.findings[0].what)
            return
        if not fits:
            self.try_field.set_problem(t("This is a recovery key, but of another file."))
            return
        self._is_tried = True
        self.typed.set_read_only(True)
        self.later.hide()
        words = t("Keep it where it is. You will be asked for it only if the password is lost.")
        self.answer.set(t("The key works"), words)
        self.answer.show()
        self._settle()

    def _finish(self) -> None:
        """Sit down with the client."""
        desk, self._desk = self._desk, None
        seat, is_new = self.seat, self.is_new
        client_memory(seat).pending = None
        if desk is None:
            self.ended.emit()
            return
        self.ended.emit()
        sit_down(seat, desk)
        if is_new:
            seat.go(Place("setup"))

    # --- look ------------------------------------------------------------------------------------------------------

    def title(self) -> tuple[str, str]:
        """What stands above the guide."""
        t = self.seat.t
        if not self.is_new:
            assert self._desk is not None or self.is_made
            return t("New password"), self._desk.client.path.stem if self._desk else ""
        if self.is_made and self._desk is not None:
            return t("New client"), self._desk.client.path.stem
        return t("New client"), t("First the file and what opens it, then the employer.")

    def _focus(self) -> None:
        match self.step:
            case 0:
                self.name.focus()
            case 1:
                self.password.focus()
            case 2:
                self.keep.print_button.setFocus()
            case _:
                self.try_field.focus()

    def _settle(self) -> None:
        t = self.seat.t
        footer = self.footer
        match self.step:
            case 0:
                footer.set_close(t("Not now"))
                footer.set(next=t("Choose a password"), back=False)
            case 1:
                footer.set_close(t("Not now") if self.is_new else t("Keep the password"))
                words = t("Make the client file") if self.is_new else t("Change the password")
                footer.set(next=words, back=self.is_new)
            case 2:
                footer.set_close(t("Go on without trying"))
                note = "" if self._is_kept else t("The key is shown only now.")
                footer.set(next=t("Try the key"), back=False, note=note)
            case _:
                footer.set_close(t("Try it later"))
                footer.close_button.setVisible(not self._is_tried)
                if self._is_tried:
                    words = t("Set up the firm") if self.is_new else t("Open the client")
                    footer.set(next=words, back=False)
                else:
                    footer.set(
                        next=t("Try the key"),
                        ready=bool(self.typed.signs()),
                        reason=t("Type or paste the key first."),
                        icon="",
                    )
