"""Every row of a table from outside: what becomes of it, whose it is, its cells as they stand, and what is said of each
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Severity
from services.actions.table_import import CHANGED, HELD, LEFT_OUT, NEW, OPEN, SAME, TablePreview, TableRow, TargetUse
from views.pages.files.table_words import (
    LOOKS,
    ORDER,
    STATES,
    WHO,
    WIDE_NUMBERS,
    cell_words,
    has_remarks,
    used,
)
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.form import Choice, Field, SearchEdit
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import IconLine, MessageBox

ALL, REMARKS = "all", "remarks"
_ENOUGH: Final = 820  # below this there is a panel beside it
_WIDTHS: Final = {"number": 84, "day": 104, "text": 124}
_NAMES, _NUMBERS = WHO[:3], WHO[3:]
_WITH_MESSAGES: Final = 210


class TableRows(QWidget):
    """What is chosen for the whole table stands over the rows, how it was read under them."""

    chosen = Signal(object)  # a row
    optioned = Signal(str, object)  # an option, and its value
    asked_columns = Signal()
    asked_notes = Signal()
    asked_answers = Signal()
    asked_fate = Signal(object, bool)  # rows, and whether they are left out

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.seen: TablePreview | None = None
        self.table: RowsTable | None = None
        self.options: dict[str, Field] = {}
        self._shape: tuple[Any, ...] = ()
        self._option_shape: tuple[Any, ...] = ()
        self._hay: dict[int, str] = {}
        self._is_narrow = False
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        self.box = MessageBox("warn", "")
        self.box.clicked.connect(self.asked_notes)
        column.addWidget(self.box)
        self.open_box = MessageBox("info", "")
        self.open_box.clicked.connect(self.asked_answers)
        column.addWidget(self.open_box)
        self._choices = QWidget()
        self._choices_row = QHBoxLayout(self._choices)
        self._choices_row.setContentsMargins(0, 0, 0, 0)
        self._choices_row.setSpacing(16)
        column.addWidget(self._choices)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.chips = Chips(self._chips({}))
        self.chips.setAccessibleName(t("Which rows are shown"))
        self.chips.chosen.connect(lambda _: self.keep())
        row.addWidget(self.chips, 1)
        self.search = SearchEdit(seat, t("Search in the rows"))
        self.search.textChanged.connect(lambda _: self.keep())
        self.search.down.connect(lambda: self.focus_first())
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        self.columns_button = Button(t("Columns …"), icon="columns")
        self.columns_button.clicked.connect(lambda *_: self.asked_columns.emit())
        row.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._place, 1)
        self.sums = IconLine("info", "", "ink2", "ink3", role="note")
        column.addWidget(self.sums)

    def _chips(self, counts: Mapping[str, int]) -> list[tuple[str, str, int | None]]:
        t = self.seat.t
        words = {
            ALL: t("All"),
            NEW: t("New"),
            CHANGED: t("Changed"),
            HELD: t("Held back"),
            OPEN: t("Not decided"),
            SAME: t("Unchanged"),
            LEFT_OUT: t("Left out"),
            REMARKS: t("With remarks"),
        }
        always = {ALL, NEW, HELD, REMARKS}
        return [(key, word, counts.get(key, 0)) for key, word in words.items() if key in always or counts.get(key)]

    # --- showing --------------------------------------------------------------------------------------------------

    def show_table(self, seen: TablePreview) -> None:
        """Show a preview. Where one stands and what is filtered stays as long as the columns do."""
        t = self.seat.t
        self.seen = seen
        self._hay = {}
        self._show_options(seen)
        table = self._table_for(seen)
        table.set_rows(sorted(seen.rows, key=lambda row: (ORDER.index(row.state), row.line)))
        counts = {ALL: len(seen.rows), REMARKS: sum(map(has_remarks, seen.rows)), **seen.counts}
        before = self.chips.current()
        items = self._chips(counts)
        self.chips.set_items(items)
        self.chips.set_current(before if any(key == before for key, _, _ in items) else ALL)
        self.keep()
        told = [each for each in seen.findings if each.severity is not Severity.STOP]
        self.box.setVisible(bool(told))
        if told:
            more = len(told) - 1
            text = "" if not more else t("And 1 more") if more == 1 else t("And {count} more", count=more)
            self.box.set(t(told[0].what), text, t("Show") if more else "")
        self._show_open(seen)
        told_of = [*(seen.tells if seen.taken else ()), *seen.assumed]
        self.sums.set("info", " · ".join(t(each) for each in told_of), "ink3")
        self.sums.setVisible(bool(told_of))

    def _show_open(self, seen: TablePreview) -> None:
        """Questions that may stay open, and keep rows back as long as they do."""
        t = self.seat.t
        waiting = [each for each in seen.questions if not each.answer and not each.is_required]
        self.open_box.setVisible(bool(waiting))
        if waiting:
            title = (
                t(waiting[0].what)
                if len(waiting) == 1
                else t("{count} questions about the table are open", count=len(waiting))
            )
            self.open_box.set(title, t("Answer once, and it holds for every such row."), t("Answer"))

    def _show_options(self, seen: TablePreview) -> None:
        shape = tuple((each.name, tuple(value.value for value in each.values)) for each in seen.options)
        t = self.seat.t
        if shape != self._option_shape:
            self._option_shape = shape
            while (item := self._choices_row.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
            self.options = {}
            for option in seen.options:
                editor = Choice(self.seat, [(each.value, t(each.label)) for each in option.values])
                field = Field(self.seat, t(option.label), editor, topic="files.table_options", width=-1)
                field.changed.connect(lambda name=option.name, field=field: self.optioned.emit(name, field.value()))
                self._choices_row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
                self.options[option.name] = field
        for option in seen.options:
            field = self.options[option.name]
            field.set_value(option.chosen)
            note = next((each.note for each in option.values if each.value == option.chosen), None)
            field.set_help(t(note) if note is not None else "")
        self._choices.setVisible(bool(seen.options))

    def _table_for(self, seen: TablePreview) -> RowsTable:
        filled = {name for row in seen.rows for name, text in row.cells.items() if text}
        said = {
            each.where.field
            for row in seen.rows
            for each in row.findings
            if each.severity is not Severity.NOTE and each.where is not None
        }
        uses = [
            each
            for each in used(seen)
            if each.target.name not in WHO and (each.target.name in filled or each.target.name in said)
        ]
        wide = frozenset(each.target.name for each in uses if each.target.name in said)
        shape = (seen.kind, tuple(each.target.name for each in uses), wide)
        if self.table is not None and shape == self._shape:
            return self.table
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._shape = shape
        self.table = RowsTable(
            self.seat,
            self._columns(seen, uses, wide),
            f"files_table_{seen.kind}",
            row=50,
            markable=True,
            title=self.seat.t("The rows of the table"),
        )
        t = self.seat.t
        self.table.set_bar(
            [
                (t("Leave out"), lambda rows: self.asked_fate.emit(rows, True)),
                (t("Take in after all"), lambda rows: self.asked_fate.emit(rows, False)),
            ]
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        self._place.addWidget(self.table)
        self._hide_some()
        return self.table

    def _columns(self, seen: TablePreview, uses: Sequence[TargetUse], wide: frozenset[str]) -> list[TableColumn]:
        t = self.seat.t
        shown = {each.target.name for each in uses}
        has_who = any(each.target.name in WHO for each in seen.targets)
        columns = [
            TableColumn(
                "state",
                t("What happens"),
                value=lambda row: t(STATES[row.state][0]),
                second=lambda row: self._message(row, shown),
                state=lambda row: STATES[row.state][1],
                width="stretch",
                least=160,
                sort=lambda row: (ORDER.index(row.state), row.line),
            )
        ]
        if has_who:
            who = {each.target.name: each for each in used(seen) if each.target.name in WHO}
            columns.append(
                TableColumn(
                    "who",
                    t("Employee"),
                    value=lambda row: self._who(row, who),
                    second=lambda row: self._who_second(row, who),
                    state=lambda row: self._who_look(row),
                    width="stretch",
                    least=170,
                )
            )
        for use in uses:
            columns.append(self._column(use, is_wide=use.target.name in wide))
        columns.append(
            TableColumn(
                "line", t("Row"), value=lambda row: str(row.line), width=56, ink="ink2", sort=lambda row: row.line
            )
        )
        return columns

    def _column(self, use: TargetUse, *, is_wide: bool) -> TableColumn:
        name, reading = use.target.name, use.target.reading.name
        is_figure = reading in WIDE_NUMBERS and not is_wide
        width = _WIDTHS["number" if reading in WIDE_NUMBERS else "day" if reading in ("DAY", "PERIOD") else "text"]

        def value(row: TableRow) -> str:
            return cell_words(use, row) or ("–" if row.finding(name) is not None else "")

        def second(row: TableRow) -> str:
            finding = row.finding(name)
            return self.seat.t(finding.what) if finding is not None else ""

        def look(row: TableRow) -> str:
            finding = row.finding(name)
            if finding is None or finding.severity is Severity.NOTE:
                return ""
            return LOOKS[finding.severity]

        return TableColumn(
            f"cell_{name}",
            self.seat.t(use.target.label),
            "number" if is_figure else "text",
            value=value,
            second=second,
            state=look,
            width=_WITH_MESSAGES if is_wide else width,
            ink="ink",
        )

    # --- cells ----------------------------------------------------------------------------------------------------

    def _message(self, row: TableRow, shown: set[str]) -> str:
        """What would happen; where it stands beside a cell already, which cell that is."""
        if row.what is None:
            return ""
        beside = {*shown, *WHO}
        for each in row.findings:
            field = each.where.field if each.where is not None else None
            if each.what == row.what and field in beside and self.seen is not None:
                label = next((use.target.label for use in self.seen.targets if use.target.name == field), None)
                return self.seat.t(label) if label is not None else ""
        return self.seat.t(row.what)

    def _who_finding(self, row: TableRow) -> Any:
        found = [each for name in WHO if (each := row.finding(name)) is not None]
        return next((each for each in found if each.severity is Severity.STOP), found[0] if found else None)

    def _who(self, row: TableRow, who: Mapping[str, TargetUse]) -> str:
        names = [cell_words(who[name], row) for name in _NAMES if name in who]
        stands = (" ".join(filter(None, names)), *(cell_words(who[name], row) for name in _NUMBERS if name in who))
        return row.subject or next(filter(None, stands), "–")

    def _who_second(self, row: TableRow, who: Mapping[str, TargetUse]) -> str:
        finding = self._who_finding(row)
        if finding is not None:
            return self.seat.t(finding.what)
        if row.employee is not None:
            return self.seat.t("No. {number}", number=str(row.employee))
        return " · ".join(filter(None, (cell_words(who[name], row) for name in _NUMBERS if name in who)))

    def _who_look(self, row: TableRow) -> str:
        finding = self._who_finding(row)
        return LOOKS[finding.severity] if finding is not None and finding.severity is not Severity.NOTE else ""

    # --- what is shown --------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Show the rows of the chip in which every word of the search stands."""
        if self.table is None:
            return
        shown, words = self.chips.current(), self.search.text().casefold().split()
        if shown == ALL and not words:
            self.table.keep(None)
            return

        def holds(row: TableRow) -> bool:
            if shown == REMARKS and not has_remarks(row):
                return False
            if shown not in (ALL, REMARKS) and row.state != shown:
                return False
            return not words or all(word in self._said_of(row) for word in words)

        self.table.keep(holds)

    def _said_of(self, row: TableRow) -> str:
        """Everything that stands in a row, for searching. Cheaper than what is painted of it."""
        found = self._hay.get(row.line)
        if found is None:
            found = self._hay[row.line] = " ".join((row.subject, *row.cells.values())).casefold()
        return found

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.chosen.emit(row)

    def select(self, line: int, *, tell: bool = False) -> bool:
        """Go to a row by its line; it is shown whatever was filtered."""
        if self.table is None:
            return False
        if self.table.select(lambda row: row.line == line, tell=tell):
            return True
        self.chips.set_current(ALL)
        self.search.clear()
        self.keep()
        return self.table.select(lambda row: row.line == line, tell=tell)

    def focus_first(self) -> None:
        """Onto the rows."""
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._hide_some()

    def focus_search(self) -> None:
        """Into the search, which stands aside for a panel."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _hide_some(self) -> None:
        if self.table is None:
            return
        cells = [each for each in self.table.model.columns if each.key.startswith("cell_")]
        first = next((each.key for each in cells if each.width != _WITH_MESSAGES), "")
        out = [each.key for each in cells if each.key != first]
        self.table.widths.hide((*out, "line") if self._is_narrow else ())
        self.columns_button.setVisible(not self._is_narrow)
        self.search.setVisible(not self._is_narrow or bool(self.search.text()))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)
