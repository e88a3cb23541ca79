"""What keeps the file safe: its password and recovery key, its copies, the lock, and whether it is whole."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from models.values.finding import Finding, Place
from models.values.progress import Progress
from services.actions.backups import back_up
from services.actions.open_file import mistake_in_key, new_password, try_recovery_key
from services.actions.verify import verify
from services.queries import settings
from services.queries.erasures import erased_count
from views.pages.settings.part import Part
from views.pages.settings.people_who_left import PeopleWhoLeftCard
from views.pages.settings.two_people import TwoPeopleCard
from views.shell.client_memory import client_memory
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.form import Answer, Choice, Field, FormGrid, Good, PasswordEdit
from views.widgets.password_checks import password_answer
from views.widgets.progress import ProgressBox
from views.widgets.recovery_key import KeepKey
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.unlock_form import KeyEdit

IDLE_MINUTES = 15
"""How long the window waits before it locks, where nothing is chosen."""
_SHOWN_COPIES = 5


class SecurityPart(Part):
    """One card for each."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._build_copies()
        self._build_check()
        self._build_password()
        self._build_rehearsal()
        self.two = TwoPeopleCard(seat)
        self.column.addWidget(self.two)
        self.left = PeopleWhoLeftCard(seat)
        self.column.addWidget(self.left)
        self._build_lock()
        self.column.addStretch(1)
        seat.busy_changed.connect(self._show_busy)
        self.refresh()

    def _card(self, heading: str, line: str = "") -> Card:
        card = Card(heading, line, padding=24)
        self.column.addWidget(card)
        return card

    def _row(self, card: Card, *buttons: Button) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)

    def _progress(self, card: Card) -> ProgressBox:
        box = ProgressBox(self.seat)
        box.set_cancellable(False)
        box.hide()
        card.body.addWidget(box)
        return box

    # --- copies ---------------------------------------------------------------------------------------------------

    def _build_copies(self) -> None:
        t = self.seat.t
        card = self._card(
            t("Backups"),
            t("A copy is made before each approval and when the file is closed, and is read back at once."),
        )
        self.copies = KeyValues(self.seat)
        self.copies_where = Label("", "note", "ink2", wrap=True)
        self.copy_button = Button(t("Back up to a folder …"), icon="floppy-disk")
        self.all_copies = Button(t("All backups"), "link")
        self.copy_said = IconLine("check-circle", "")
        self.copy_said.hide()
        card.add(self.copies)
        card.add(self.copies_where)
        self._row(card, self.copy_button, self.all_copies)
        card.add(self.copy_said)
        self.copy_progress = self._progress(card)
        self.copy_button.clicked.connect(self.back_up)
        self.all_copies.clicked.connect(lambda: self.seat.go(Place("backups")))

    def refresh(self) -> None:
        self.two.refresh()
        self.left.refresh()
        t = self.seat.t
        card = client_memory(self.seat).card(self.seat.desk.client.path)
        place = settings.copies_place(self.seat.desk)
        rows = settings.copies(self.seat.desk, card.folders if card else (), _SHOWN_COPIES)
        self.copies.clear()
        for row in rows:
            at = row.at.astimezone(self.seat.now().tzinfo)
            why = self.seat.t(row.reason)
            if row.path.parent != place:
                why = t("{reason}, in {folder}", reason=why, folder=row.path.parent.name)
            self.copies.add(t("{day} at {time}", day=at.date(), time=self.seat.clock(row.at)), why, state="ok")
        self.copies.setVisible(bool(rows))
        where = t("Automatic copies are in {folder}", folder=str(place))
        self.copies_where.setText(where if rows else t("There is no copy of this file yet."))

    def back_up(self) -> None:
        """A proven copy in a folder of the user's choice."""
        folder = self.seat.files.folder(self.seat.t("Folder for the backup"))
        if folder is None:
            return
        desk, path = self.seat.desk, self.seat.desk.client.path

        def done(copy: Any) -> None:
            client_memory(self.seat).add_folder(path, folder)
            t = self.seat.t
            self.copy_said.set(
                "check-circle", t("{file} is made in {folder}, and read back.", file=copy.path.name, folder=str(folder))
            )
            self.copy_said.show()
            self.refresh()

        self.copy_said.hide()
        self.copy_progress.follow(
            self.seat.work(
                lambda progress: back_up(desk, folder, progress),
                done=done,
                what=self.seat.t("Making a backup and reading it back"),
                owner=self,
            )
        )

    # --- is the file whole ----------------------------------------------------------------------------------------

    def _build_check(self) -> None:
        t = self.seat.t
        card = self._card(
            t("Is the file intact?"),
            t("Reads every page and the change log, and calculates every approved run again. Nothing is changed."),
        )
        self.check_button = Button(t("Check the file now"), icon="shield-check")
        self._row(card, self.check_button)
        self.check_said = MessageBox("ok", "")
        self.check_said.hide()
        card.add(self.check_said)
        self.check_progress = self._progress(card)
        self.check_button.clicked.connect(self.check)

    def check(self) -> None:
        """Prove the file as it is."""
        desk = self.seat.desk
        self.check_said.hide()

        def look(progress: Progress) -> list[Finding]:
            progress(0, 1, settings.CHECKING)
            return verify(desk)

        work = self.seat.work(look, done=self._checked, what=self.seat.t(settings.CHECKING), owner=self)
        self.check_progress.follow(work)

    def _checked(self, findings: list[Finding]) -> None:
        t = self.seat.t
        if not findings:
            lines = [t("Checked at {time}.", time=self.seat.clock(self.seat.now()))]
            if erased := erased_count(self.seat.desk):
                lines.append(
                    t("1 person was erased on purpose.")
                    if erased == 1
                    else t("{count} people were erased on purpose.", count=erased)
                )
            self.check_said.set(t("Everything is intact and adds up."), " ".join(lines), kind="ok")
        else:
            title = t("1 thing is wrong") if len(findings) == 1 else t("{count} things are wrong", count=len(findings))
            self.check_said.set(title, t("Restore the last copy, or have a look at each."), t("Show them"), kind="err")
            self.check_said.clicked.connect(lambda: self.seat.show_findings(findings))
        self.check_said.show()

    # --- password and key -----------------------------------------------------------------------------------------

    def _build_password(self) -> None:
        t, seat = self.seat.t, self.seat
        card = self._card(t("Password"), t("With a new password comes a new recovery key."))
        self.password_form = FormGrid()
        self.old = Field(
            seat,
            t("Password now, or the recovery key"),
            PasswordEdit(seat),
            topic="settings.old_password",
            required=True,
        )
        self.new = Field(
            seat,
            t("New password"),
            PasswordEdit(seat),
            topic="settings.new_password",
            required=True,
            check=password_answer,
            help=t("Three or four words in a row are easy to remember."),
        )
        self.again = Field(
            seat,
            t("The new password again"),
            PasswordEdit(seat),
            topic="settings.new_password",
            required=True,
            check=self._check_again,
        )
        self.password_form.add(self.old, 2)
        self.password_form.add(self.new)
        self.password_form.add(self.again)
        card.add(self.password_form)
        self.password_button = Button(t("Change the password"))
        self._row(card, self.password_button)
        self.password_progress = self._progress(card)
        self.password_button.clicked.connect(self.change_password)
        self._password_card = card
        self._after = card.body

    def _check_again(self, value: str) -> Answer:
        return Good() if value == self.new.value() else self.seat.t("The two new passwords are not the same.")

    def change_password(self) -> None:
        """Write the file anew with another password, and show the new recovery key, once."""
        if not self.password_form.validate():
            return
        desk, old, new = self.seat.desk, self.old.value(), self.new.value()

        def refused(findings: tuple[Finding, ...]) -> None:
            self.old.set_problem(findings[0].what)
            self.old.focus()

        self.password_progress.follow(
            self.seat.work(
                lambda progress: new_password(desk, old, new, progress),
                done=self._show_key,
                refused=refused,
                what=self.seat.t("Making a backup and changing the password"),
                owner=self,
            )
        )

    def _show_key(self, key: str) -> None:
        t, seat = self.seat.t, self.seat
        for field in (self.old, self.new, self.again):
            field.set_value(None)
        self.password_form.hide()
        self.password_button.hide()
        self.key_title = MessageBox(
            "warn",
            t("This is the new recovery key. It is shown only now."),
            t("Copies from before this moment open with the old password and the old key: keep the old paper too."),
        )
        self.keep_key = KeepKey(seat, key, seat.desk.client.path)
        self.key_done = Button(t("I have kept the key"), "primary")
        self.key_done.clicked.connect(self._hide_key)
        for widget in (self.key_title, self.keep_key):
            self._after.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.key_done)
        row.addStretch(1)
        self._after.addLayout(row)
        self._key_row = row
        self.refresh()

    def may_leave(self) -> bool:
        """The new key is shown once: nobody goes away from it by mistake."""
        if not self.password_form.isHidden():
            return True
        self.seat.toast(self.seat.t("Keep the new recovery key first. It is not shown again."))
        self.seat.go(Place("settings", None, "security"))
        self.key_done.setFocus()
        return False

    def _hide_key(self) -> None:
        empty_layout(self._key_row)
        for widget in (self.key_title, self.keep_key):
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self._after.removeItem(self._key_row)
        self.password_form.show()
        self.password_button.show()
        self.typed_key.focus()
        self.seat.toast(self.seat.t("The password is changed. Try the new key before you put it away."))

    def _build_rehearsal(self) -> None:
        t, seat = self.seat.t, self.seat
        card = self._card(
            t("Try the recovery key"),
            t("Type it from the paper. It is only compared: nothing is opened and nothing changed."),
        )
        self.typed_key = Field(
            seat,
            t("Recovery key"),
            KeyEdit(seat),
            topic="settings.recovery_key",
            check=lambda written: mistake_in_key(str(written)),
        )
        self.try_button = Button(t("Try the key"), icon="key")
        card.add(self.typed_key)
        self._row(card, self.try_button)
        self.try_button.clicked.connect(self.try_key)
        self.typed_key.editor.entered.connect(self.try_key)  # type: ignore[attr-defined]

    def try_key(self) -> None:
        """Compare what is typed with the key of the file."""
        if not self.typed_key.validate():
            self.typed_key.focus()
            return
        typed = self.typed_key.value()
        if not typed:
            self.typed_key.set_problem(self.seat.t("Type the key from the paper."))
            self.typed_key.focus()
            return
        t = self.seat.t
        if try_recovery_key(self.seat.desk, typed):
            self.typed_key.set_value(None)
            self.typed_key.set_good(t("That is the key of this file. Put the paper back where it is safe."))
        else:
            self.typed_key.set_problem(
                t("There is no typing mistake, but it is not the key of this file. Is it of an earlier password?")
            )

    # --- the lock -------------------------------------------------------------------------------------------------

    def _build_lock(self) -> None:
        t, seat = self.seat.t, self.seat
        card = self._card(
            t("Lock"),
            t("The program closes the file when nobody has touched it for a while. Applies to this machine."),
        )
        minutes = [(number, t("After {count} minutes", count=number)) for number in (5, 15, 30, 60)]
        self.idle = Field(
            seat, t("Lock by itself"), Choice(seat, [*minutes, (0, t("Never"))]), topic="settings.idle", width=220
        )
        self.idle.set_value(seat.preferences.get("idle_minutes", IDLE_MINUTES))
        card.add(self.idle)
        self.idle.changed.connect(self._set_idle)

    def _set_idle(self) -> None:
        self.seat.preferences.set("idle_minutes", self.idle.value())
        self.seat.toast(self.seat.t("Kept on this machine"))

    # --- all ------------------------------------------------------------------------------------------------------

    def _show_busy(self, busy: bool) -> None:
        for button in (self.copy_button, self.check_button, self.password_button, self.try_button):
            button.setEnabled(not busy)

    def open(self, place: Place) -> None:
        if place.thing in ("old", "new", "again"):
            {"old": self.old, "new": self.new, "again": self.again}[str(place.thing)].focus()
        elif place.thing == "recovery_key":
            self.typed_key.focus()
