"""A file of decentral registrering on its way in: every line with what it would do, or why it cannot; then loaded, and
the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from services.actions import decentral as acts
from services.actions.decentral import DecentralPreview, LoadedLine, Receipt, Taken
from services.actions.incoming import shown_name
from services.queries import decentral as ask
from views.pages.files.decentral_panel import DecentralLinePanel, NumbersPanel, cause_words
from views.pages.files.decentral_receipt import ReceiptPart
from views.pages.files.importer import Importer
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.finding_list import Group, Row
from views.widgets.guide import GuideFooter
from views.widgets.latest_work import LatestWork
from views.widgets.progress import ProgressBox
from views.widgets.refused_file import RefusedFile
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import MessageBox

START, REFUSED, LINES, RECEIPT = "start", "refused", "lines", "receipt"
_ALL, _BAD, _WARNED, _GOOD = "all", "bad", "warned", "good"
_CHARACTERS: Final = "D02"
_ENOUGH: Final = 820  # below this there is a panel beside it


@dataclass(slots=True)
class OnTheWay:
    """A file that is on its way in, with which customer and employer the client is in it where that was chosen."""

    content: bytes = b""
    name: str = ""
    seen: DecentralPreview | None = None
    numbers: acts.Numbers | None = None
    trouble: tuple[Finding, ...] = ()
    receipt: Receipt | None = field(default=None)


_KEPT: Final[WeakKeyDictionary[Any, OnTheWay]] = WeakKeyDictionary()


class DecentralView(Importer):
    """What is shown follows from what was read."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.state = OnTheWay()
        self.mode = START
        self._is_storing = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        outer.addWidget(self.progress)
        self._work = LatestWork(seat, self.progress, self)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.receipt = ReceiptPart(seat)
        self._views = {START: self._start(), REFUSED: self._refused(), LINES: self._lines(), RECEIPT: self.receipt}
        for view in self._views.values():
            self.stack.addWidget(view)

    # --- the parts ------------------------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        t = self.seat.t
        card = Card()
        self.choose_button = Button(t("Choose the file …"), "primary", "folder-open")
        self.choose_button.clicked.connect(lambda *_: self._choose())
        line = t(
            "A CSV file with lines from MLE-05 to MLE-65, from another payroll or a time system. Every line is shown "
            "with what it would do. Nothing is stored before you say so."
        )
        card.body.addWidget(EmptyState("table", t("Take in decentral registrering"), line, self.choose_button))
        return card

    def _refused(self) -> QWidget:
        t = self.seat.t
        self.convert_button = Button(t("Read it as it is"), icon="arrow-right")
        self.convert_button.clicked.connect(lambda *_: self._convert())
        view = RefusedFile(self.seat, self.convert_button)
        self.why, self.whys, self.other_button = view.why, view.whys, view.other_button
        self.other_button.clicked.connect(lambda *_: self._choose())
        return view

    def _lines(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        self.numbers_box = MessageBox("info", "")
        self.numbers_box.clicked.connect(self.show_numbers)
        column.addWidget(self.numbers_box)
        self.box = MessageBox("warn", "")
        column.addWidget(self.box)
        words = ((_ALL, t("All")), (_BAD, t("Rejected")), (_WARNED, t("With warnings")), (_GOOD, t("Will be loaded")))
        self.chips = Chips([(key, word, None) for key, word in words])
        self.chips.setAccessibleName(t("Which lines are shown"))
        self.chips.chosen.connect(lambda _: self._keep())
        column.addWidget(self.chips)
        self.table = RowsTable(
            seat,
            [
                TableColumn("line", t("Line"), value=lambda row: str(row.key), width=64, sort=lambda row: row.key),
                TableColumn(
                    "record",
                    t("Record"),
                    value=lambda row: ask.line_name(row.line, seat.language) or t("Unknown"),
                    second=lambda row: row.line.record,
                    width=216,
                ),
                TableColumn(
                    "employee",
                    t("Employee"),
                    value=self._who,
                    second=lambda row: row.name and self._number(row),
                    width=190,
                ),
                TableColumn(
                    "does",
                    t("What happens"),
                    value=self._does,
                    second=self._detail,
                    state=self._look,
                    width="stretch",
                ),
            ],
            "files_decentral",
            row=50,
            title=t("The lines of the file"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        column.addWidget(self.table, 1)
        return whole

    # --- the page's head and footer -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        t = self.seat.t
        return t("Receipt for decentral registrering") if self.mode == RECEIPT else t("Take in decentral registrering")

    @property
    def line(self) -> str:
        t, seen = self.seat.t, self.state.seen
        if seen is None or self.mode != LINES:
            return self.state.name
        count = t("1 line") if len(seen.lines) == 1 else t("{count} lines", count=len(seen.lines))
        whose = ""
        if seen.numbers is not None:
            customer, employer = map(str, seen.numbers)
            whose = t("customer {customer}, employer {employer}", customer=customer, employer=employer)
        return " · ".join(part for part in (self.state.name, whose, count) if part)

    @property
    def is_begun(self) -> bool:
        return self.mode == LINES

    def settle_footer(self, footer: GuideFooter) -> None:
        t, seen = self.seat.t, self.state.seen
        if self.mode == RECEIPT:
            footer.set(next=t("Done"), back=False, icon="check")
            return
        if self.mode != LINES or seen is None:
            footer.set(next="", back=False)
            return
        note = ""
        if bad := seen.file.rejected:
            note = (
                t("1 line is rejected, and the others are loaded")
                if bad == 1
                else t("{count} lines are rejected, and the others are loaded", count=bad)
            )
        count = seen.file.loaded
        words = t("Load 1 line") if count == 1 else t("Load {count} lines", count=count)
        if not count:
            words, note = (
                t("Keep the receipt"),
                t("No line can be loaded. The name of the file is used up all the same."),
            )
        footer.set(next=words, back=False, ready=not self._is_storing, note=note, icon="check")

    # --- reading --------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        self.seat.close_panel()
        self._begin(shown_name(path.name), lambda: acts.read_file(path))

    def _begin(self, name: str, read: Callable[[], bytes]) -> None:
        self.state = OnTheWay(name=name)
        _KEPT[self.seat.desk.client] = self.state
        desk = self.seat.desk

        def do(progress: Any) -> tuple[bytes, DecentralPreview]:
            content = read()
            return content, acts.preview(desk, content, name, None, progress)

        def done(found: tuple[bytes, DecentralPreview]) -> None:
            self.state.content, self.state.seen = found
            self.chips.set_current(_BAD if found[1].file.rejected else _ALL)
            self._show()
            self.focus_first()

        self._work.run(do, done, self._not_read, self._cancelled, self.seat.t("Going through the lines"))
        self.settled.emit()

    def _convert(self) -> None:
        """A file in UTF-8, read as what it is."""
        content, name = self.state.content, self.state.name
        try:
            plain = acts.converted(content)
        except Refused as refusal:
            self._not_read(refusal.findings)
            return
        self._begin(name, lambda: plain)

    def refresh(self) -> None:
        if self._is_storing:
            return
        kept = _KEPT.setdefault(self.seat.desk.client, OnTheWay())
        if kept is not self.state:
            self.state = kept
        if self.state.content and self.state.receipt is None:
            self._read_again()
        else:
            self._show()

    def _read_again(self) -> None:
        """The same file against the client as it is now."""
        desk, state = self.seat.desk, self.state

        def done(seen: DecentralPreview) -> None:
            state.seen = seen
            self._show()

        self._work.run(
            lambda progress: acts.preview(desk, state.content, state.name, state.numbers, progress),
            done,
            self._not_read,
            lambda: None,
            self.seat.t("Going through the lines"),
        )

    def _not_read(self, findings: tuple[Finding, ...]) -> None:
        self.state.trouble = tuple(findings)
        self._show()
        self.focus_first()

    def _cancelled(self) -> None:
        self._forget()
        self._show()

    def _forget(self) -> None:
        self.state = _KEPT[self.seat.desk.client] = OnTheWay()

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state, seen = self.state, self.state.seen
        if state.receipt is not None:
            self.receipt.show_receipt(state.receipt)
            self._go(RECEIPT)
        elif state.trouble:
            self._say_refused(state.trouble)
        elif seen is None:
            self._go(START)
        elif seen.file.is_refused:
            self._say_refused(tuple(each for each in seen.findings if each.severity is Severity.STOP))
        else:
            self._show_lines(seen)
        self.settled.emit()

    def _go(self, mode: str) -> None:
        self.mode = mode
        self.stack.setCurrentWidget(self._views[mode])

    def _say_refused(self, stops: tuple[Finding, ...]) -> None:
        """Nothing of it may be taken in, and why."""
        t = self.seat.t
        self._go(REFUSED)
        self.why.set(t("{file} is not taken in", file=self.state.name), t("Nothing was changed here."))
        rows = [Row(found.severity, t(found.what), found.code or "", data=found) for found in stops]
        self.whys.set_groups([Group("", "", "err", rows)])
        self.convert_button.setVisible(any(found.code == _CHARACTERS for found in stops) and bool(self.state.content))

    def _show_lines(self, seen: DecentralPreview) -> None:
        t = self.seat.t
        self._go(LINES)
        self.table.set_rows(seen.lines)
        bad = sum(row.line.is_rejected for row in seen.lines)
        warned = sum(_is_warned(row) for row in seen.lines)
        self.chips.set_counts({_ALL: len(seen.lines), _BAD: bad, _WARNED: warned, _GOOD: len(seen.lines) - bad})
        self.box.setVisible(bool(seen.findings))
        if seen.findings:
            self.box.set(t(seen.findings[0].what), "")
        self.numbers_box.setVisible(not seen.is_known and seen.numbers is not None)
        if seen.numbers is not None:
            customer, employer = map(str, seen.numbers)
            self.numbers_box.set(
                t("The client becomes customer {customer}, employer {employer}", customer=customer, employer=employer),
                t("So the file says. It is remembered, and lines for another employer are rejected."),
                t("Change"),
            )
        self._keep()

    def _keep(self) -> None:
        holds: Mapping[str, Callable[[LoadedLine], bool]] = {
            _BAD: lambda row: row.line.is_rejected,
            _WARNED: _is_warned,
            _GOOD: lambda row: not row.line.is_rejected,
        }
        self.table.keep(holds.get(self.chips.current()))

    # --- rows -----------------------------------------------------------------------------------------------------

    def _number(self, row: LoadedLine) -> str:
        entry = row.line.entry
        return str(entry.employee) if entry is not None and entry.employee is not None else ""

    def _who(self, row: LoadedLine) -> str:
        return row.name or self._number(row)

    def _does(self, row: LoadedLine) -> str:
        if row.does is not None:
            return self.seat.t(row.does)
        return self.seat.t("Rejected")

    def _detail(self, row: LoadedLine) -> str:
        remarks = sorted(row.line.remarks, key=lambda each: not each.is_error)
        if not remarks:
            return ""
        words = cause_words(self.seat, remarks[0])
        more = len(remarks) - 1
        return self.seat.t("{what} (and {count} more)", what=words, count=more) if more else words

    def _look(self, row: LoadedLine) -> str:
        return "err" if row.line.is_rejected else "warn" if _is_warned(row) else "ok"

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.seat.show_panel(DecentralLinePanel(self.seat, row))

    def show_thing(self, thing: str) -> None:
        """A line by its number, or the receipt of an import."""
        if thing.startswith("receipt") and thing.removeprefix("receipt").isdecimal():
            number = int(thing.removeprefix("receipt"))
            try:
                told = ask.receipt_of(self.seat.desk, number)
            except Refused as refusal:
                self.seat.show_findings(refusal.findings)
                return
            self.state = _KEPT[self.seat.desk.client] = OnTheWay(name=told.name, receipt=told)
            self._show()
        elif thing.isdecimal() and self.mode == LINES:
            self.chips.set_current(_ALL)
            self._keep()
            self.table.select(lambda row: row.key == int(thing), tell=True)

    def show_numbers(self) -> None:
        """Which customer and employer the client is."""
        seen = self.state.seen
        if seen is None or seen.numbers is None:
            return
        panel = NumbersPanel(self.seat, seen.numbers, seen.asks)
        panel.saved.connect(lambda: self._read_again())
        self.seat.show_panel(panel)

    # --- loading --------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        if self.mode == RECEIPT:
            self._forget()
            self.seat.go(Place("files", None, "log"))
        else:
            self.take_in()

    def take_in(self) -> None:
        """Load the lines, in one step."""
        state, desk = self.state, self.seat.desk
        if self._is_storing or state.seen is None or self.mode != LINES:
            return
        self._is_storing = True
        self.seat.close_panel()
        self.settled.emit()
        numbers = state.seen.numbers

        def ended(*_: object) -> None:
            self._is_storing = False
            self.settled.emit()

        def refused(findings: tuple[Finding, ...]) -> None:
            ended()
            self.seat.show_findings(findings)

        self._work.run(
            lambda progress: acts.take_in(desk, state.content, state.name, numbers, progress),
            self._taken,
            refused,
            ended,
            self.seat.t("Loading the lines"),
        )

    def _taken(self, taken: Taken) -> None:
        t = self.seat.t
        self._is_storing = False
        self.state = _KEPT[self.seat.desk.client] = OnTheWay(name=taken.receipt.name, receipt=taken.receipt)
        self._show()
        count = taken.receipt.loaded
        self.seat.toast(t("1 line is loaded") if count == 1 else t("{count} lines are loaded", count=count))

    # --- the window -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.table.widths.hide(("record",) if is_narrow else ())

    _is_narrow = False

    def focus_first(self) -> None:
        first = {LINES: self.table, START: self.choose_button, RECEIPT: self.receipt.pdf_button}.get(
            self.mode, self.other_button
        )
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        self.focus_first()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)


def _is_warned(row: LoadedLine) -> bool:
    return not row.line.is_rejected and bool(row.line.remarks)
