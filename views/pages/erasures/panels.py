"""Beside the list: what erasing does, done once and for good; why not; and the receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from models.values.finding import Finding, Place
from services.actions import erase
from services.actions.erase import Preview
from services.queries.erasures import ErasedRow, ErasureRow, copies_with
from services.reference.file_names import offered_name
from views.shell.client_memory import client_memory
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Field, TextEdit
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import made_at

_MOST_COPIES = 20
_MOST_FILES = 8


def _show_copies(panel: SidePanel, seat: Seat, until: int | None = None) -> None:
    """The copies of the file that are known, also in folders of the user's choice."""
    t = seat.t
    card = client_memory(seat).card(seat.desk.client.path)
    copies = copies_with(seat.desk, card.folders if card else (), until)
    panel.add_section(t("Backups that hold the person"), rule=True)
    if not copies:
        panel.add(Label(t("None that the program knows of."), "note", "ink2", wrap=True))
    facts = KeyValues(seat)
    for row in copies[:_MOST_COPIES]:
        facts.add(made_at(seat, row.at), row.folder.name)
    panel.add(facts)
    panel.add(
        Label(
            t(
                "Backups and files that were handed over are not changed. Delete those that are older than the erasure "
                "yourself, also on other disks, when you have seen that the file is in order."
            ),
            "note",
            "ink2",
            wrap=True,
        )
    )


class WhyPanel(SidePanel):
    """Why somebody cannot be erased."""

    def __init__(self, seat: Seat, row: ErasureRow) -> None:
        t = seat.t
        super().__init__(seat, t("Must be kept"), row.name, t("Employee number {number}", number=row.number))
        for why in row.why:
            self.add(IconLine("warning", t(why), color="ink2"))
        button = self.add_action(Button(t("Open the employee")))
        button.clicked.connect(lambda *_: seat.go(Place("employees", row.number)))


class ErasePanel(SidePanel):
    """What goes and what stays; one box to tick, and the number to type."""

    erased = Signal(int)

    def __init__(self, seat: Seat, numbers: list[int], names: str) -> None:
        t = seat.t
        super().__init__(seat, t("Erase for good"), names)
        self.numbers = numbers
        self.is_many = len(numbers) > 1
        self.found: Preview | None = None
        self.said = self.add_message(MessageBox("warn", t("This cannot be undone"), ""))
        self.progress = ProgressBox(seat)
        self.progress.set_cancellable(False)
        self.progress.hide()
        self.add(self.progress)
        self.erase_button = self.add_action(Button(t("Erase for good"), "danger"))
        self.erase_button.clicked.connect(lambda *_: self.erase())
        self.erase_button.setEnabled(False)
        desk = seat.desk
        self.progress.follow(
            seat.work(
                lambda _: erase.preview(desk, numbers),
                done=self._show,
                refused=self._refused,
                what=t("Looking at what goes"),
                owner=self,
                aside=True,
            )
        )

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        t = self.seat.t
        self.said.set(t("This cannot be erased"), " ".join(t(found.what) + "." for found in findings[:3]), kind="err")
        self.said.show()

    def _show(self, found: Preview) -> None:
        t, seat, f = self.seat.t, self.seat, self.seat.formats
        self.found = found
        self.add_section(t("What goes"))
        for words in (
            t("Name, identity number, birth date, address, account and e-mail"),
            t("Tax cards, fixed lines, absences, company car, loans and messages"),
            t("What the change log told of them: {count} entries", count=f.count(found.reach.log_entries)),
            t("The name on {count} kept payslips", count=f.count(found.reach.payslips)),
        ):
            self.add(IconLine("x", words, color="ink2"))
        self.add_section(t("Files that lose their content"), rule=True)
        lost = (*found.reach.files, *found.reach.imports)
        self.add(
            Label(
                t(
                    "{count} files of {year} and earlier. They hold others too, whose years are over as well. "
                    "Name, date and checksum stay.",
                    count=f.count(len(lost)),
                    year=found.last_year,
                ),
                "note",
                "ink2",
                wrap=True,
            )
        )
        for each in lost[:_MOST_FILES]:
            self.add(Label(offered_name(each.name, seat.language), "note", wrap=True))
        if len(lost) > _MOST_FILES:
            self.add(Label(t("and {count} more", count=f.count(len(lost) - _MOST_FILES)), "note", "ink2"))
        self.add_section(t("What stays"), rule=True)
        for words in (
            t("Pay runs, vouchers, sums and movements, under the employee number"),
            t("Days of employment and what the pay was calculated from"),
            t("A receipt that names nobody"),
        ):
            self.add(IconLine("check-circle", words, color="ink2"))
        _show_copies(self, seat)
        wanted = " ".join(map(str, self.numbers))
        self.sure = Field(seat, "", Check(seat, t("I have seen what goes, and that it cannot be undone")))
        self.sure.editor.setProperty("help_topic", "erasures.sure")
        label = t("Type the employee number {numbers}", numbers=wanted)
        if self.is_many:
            label = t("Type the employee numbers {numbers}", numbers=wanted)
        self.typed = Field(seat, label, TextEdit(seat, limit=400), topic="erasures.typed", required=True)
        self.add(self.sure)
        self.add(self.typed)
        self.sure.changed.connect(self._can)
        self.typed.changed.connect(self._can)
        self.typed.editor.textChanged.connect(lambda _: self._can())  # type: ignore[attr-defined]

    def _can(self) -> None:
        typed = str(self.typed.value() or "").replace(",", " ").split()
        is_right = sorted(typed) == sorted(map(str, self.numbers))
        self.erase_button.setEnabled(bool(self.sure.value()) and is_right)

    def erase(self) -> None:
        """Do it, off the window's thread; it is not stopped half-way."""
        if self.found is None or not self.sure.value():
            return
        desk, numbers, typed = self.seat.desk, self.numbers, str(self.typed.value() or "")
        self.erase_button.setEnabled(False)
        self.progress.follow(
            self.seat.work(
                lambda progress: erase.erase(desk, numbers, typed, progress),
                done=self.erased.emit,
                refused=self._refused,
                what=self.seat.t("Erasing, and proving the file afterwards"),
                owner=self,
            )
        )


class ReceiptPanel(SidePanel):
    """What was done, and the receipt to save."""

    def __init__(self, seat: Seat, row: ErasedRow) -> None:
        t = seat.t
        numbers = ", ".join(map(str, row.numbers))
        super().__init__(seat, t("Receipt for erasure"), t("Employee number {number}", number=numbers))
        self.row = row
        self.answer = self.add_message(MessageBox("ok", ""))
        self.answer.hide()
        facts = KeyValues(seat)
        facts.add(t("When"), made_at(seat, row.at))
        facts.add(t("By"), row.by)
        facts.add(t("Files until"), str(row.last_year))
        self.add(facts)
        _show_copies(self, seat, row.until)
        self.save_button = self.add_action(Button(t("Save the receipt …"), "primary"))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def save(self) -> None:
        """The PDF where the user wants it, and the JSON beside it."""
        t, seat = self.seat.t, self.seat
        name = t("receipt erasure {number}", number=self.row.id) + ".pdf"
        target = seat.files.save_file(t("Save the receipt"), name, "PDF (*.pdf)")
        if target is None:
            return
        saved = seat.attempt(lambda: erase.save_receipt(seat.desk, self.row.id, target, seat.language))
        if saved:
            self.answer.set(t("The receipt is saved as PDF and JSON."), kind="ok")
            self.answer.show()
