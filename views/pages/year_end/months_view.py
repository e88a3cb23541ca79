"""Months reconciled: what the runs, the report and the journal say, side by side; and what lies behind a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from services.queries.year_end import Behind, Measure, MonthOfYear
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_ALL, _OFF, _TERMS, _YEAR = "all", "off", "terms", "year"
_MOST: Final = 40
_PLENTY: Final = 760  # from this width on, every column is shown
_IN_PLENTY: Final = ("report", "journal", "mend")


@dataclass(frozen=True, slots=True)
class SumRow:
    """One sum of one month, or of a term or the year; its name stands at its first."""

    of: MonthOfYear
    measure: Measure
    is_first: bool

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from others."""
        return (str(self.of.month), self.measure.name)

    @property
    def state(self) -> str:
        """Whether the sides agree: ok, off, or none where there is no report yet."""
        if self.measure.difference:
            return "off"
        return "none" if not self.of.has_report else "ok"


class MonthsView(QWidget):
    """The table, and the two ways to look at it."""

    opened = Signal(object)  # SumRow: what lies behind it
    asked_mend = Signal(object)  # SumRow

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self._months: Sequence[MonthOfYear] = ()
        self._terms: Sequence[MonthOfYear] = ()
        self._total: MonthOfYear | None = None
        self.chips = Chips(
            [(_ALL, t("All months"), 0), (_OFF, t("Differences"), 0), (_TERMS, t("Terms"), 0), (_YEAR, t("Year"), None)]
        )
        self.chips.chosen.connect(lambda _: self._show())
        words = t("The report's contribution is in whole kroner; a difference of less than one is right.")
        self.note = Label(words, "note", "ink2")
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 14, 0, 12)
        bar.setSpacing(16)
        bar.addWidget(self.chips)
        bar.addWidget(self.note, 1)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "month",
                    t("Month"),
                    "strong",
                    lambda row: self._name(row) if row.is_first else "",
                    width=150,
                ),
                TableColumn("what", t("What"), "text", lambda row: row.measure.title, width="stretch"),
                TableColumn("runs", t("Pay runs"), "money", lambda row: row.measure.runs, width=118),
                TableColumn("report", t("A-melding"), "money", lambda row: row.measure.report, width=118),
                TableColumn("journal", t("Journal"), "money", lambda row: row.measure.journal, width=118),
                TableColumn("state", t("Result"), "pill", self._words, state=_look, width=132),
                TableColumn("mend", "", "link", self._verb, width=92),
            ],
            "year_end.months",
            sortable=False,
            title=t("Months reconciled"),
        )
        self.table.setProperty("topic", "year_end.months")
        self.table.opened.connect(self.opened)
        self.table.selected.connect(self.opened)
        self.table.link.connect(lambda row, _: self.asked_mend.emit(row))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is no room for what the panel says."""
        super().resizeEvent(event)
        self.table.widths.hide(_IN_PLENTY if self.width() < _PLENTY else ())
        self.note.setVisible(self.width() >= _PLENTY)

    def set_months(
        self, months: Sequence[MonthOfYear], terms: Sequence[MonthOfYear] = (), total: MonthOfYear | None = None
    ) -> None:
        """Show these months, the same by terms, and all of them."""
        self._months, self._terms, self._total = months, terms, total
        self._show()

    def _name(self, row: SumRow) -> str:
        t, of = self.seat.t, row.of
        if of.until is None:
            return self.seat.formats.month(of.month)
        if (of.month.number, of.until.number) == (1, 12):
            return str(of.month.year)
        return t("Term {number}, {year}", number=str((of.month.number + 1) // 2), year=str(of.month.year))

    def _show(self) -> None:
        t = self.seat.t
        rows = _rows(self._months)
        off = [row for row in rows if row.state == "off"]
        self.chips.set_counts({_ALL: len(self._months), _OFF: len(off), _TERMS: len(self._terms), _YEAR: None})
        shown = rows
        if self.chips.current() == _TERMS:
            shown = _rows(self._terms)
        if self.chips.current() == _YEAR:
            shown = _rows([self._total] if self._total is not None else [])
        if self.chips.current() == _OFF:
            shown = []
            for row in off:
                shown.append(SumRow(row.of, row.measure, not shown or shown[-1].of.month != row.of.month))
        self.table.set_rows(shown)
        if not shown:
            empty = EmptyState("check-circle", t("Runs, reports and journal say the same"))
            if not rows:
                line = t("The months stand here when their runs are approved.")
                empty = EmptyState("calendar-blank", t("Nothing was paid in this year"), line)
            self.table.set_empty(empty)

    def _words(self, row: SumRow) -> str:
        t = self.seat.t
        if row.state == "off":
            return t("{amount} off", amount=row.measure.difference)
        return t("No report yet") if row.state == "none" else t("Agrees")

    def _verb(self, row: SumRow) -> str:
        t = self.seat.t
        if row.of.until is not None:
            return ""
        if row.state == "off":
            return t("Correct")
        return t("Make it") if row.state == "none" and row.is_first else ""


def _rows(months: Sequence[MonthOfYear]) -> list[SumRow]:
    return [SumRow(month, measure, place == 0) for month in months for place, measure in enumerate(month.measures)]


def _look(row: SumRow) -> str:
    return {"off": "err", "none": "neutral", "ok": "ok"}[row.state]


def mending(row: SumRow) -> Place:
    """Where a difference is mended: in the report of the month, which is made anew from the approved runs."""
    return row.of.where


class BehindPanel(SidePanel):
    """What lies behind one sum of a month: run by run, person by person, and the lines of the journal."""

    def __init__(self, seat: Seat, found: Behind) -> None:
        t = seat.t
        super().__init__(seat, t("Behind the sum"), t(found.measure.title), seat.formats.month(found.month), page=None)
        self.found = found
        amount = seat.formats.amount
        if found.measure.difference:
            self.add_message(
                MessageBox("err", t("They differ by {amount}", amount=found.measure.difference), self._advice())
            )
        sides = KeyValues(seat)
        sides.add(t("Pay runs"), amount(found.measure.runs), strong=True)
        if found.measure.report is not None:
            sides.add(t("A-melding"), amount(found.measure.report))
        if found.measure.journal is not None:
            sides.add(t("Journal"), amount(found.measure.journal))
        self.add(sides)
        self.add_section(t("Run by run"), rule=True)
        self.runs = KeyValues(seat)
        for part in found.runs:
            self.runs.add(
                t(part.title),
                amount(part.runs),
                link=t("Open"),
                on_link=partial(seat.go, Place("pay_run", part.run_id, "files") if part.run_id else Place("refunds")),
            )
        self.add(self.runs)
        if found.journal:
            self.add_section(t("Lines of the journal"), rule=True)
            lines = KeyValues(seat)
            for line in found.journal[:_MOST]:
                lines.add(f"{line.account} {t(line.text)}", amount(line.amount))
            self.add(lines)
            self._more(len(found.journal) - _MOST)
        if found.people:
            self._people(found)
        report = Button(t("Open the a-melding"))
        report.clicked.connect(lambda *_: seat.go(Place("reporting", str(found.month))))
        self.add_action(report)
        self.report_button = report

    def _people(self, found: Behind) -> None:
        """Who differs first; else everybody."""
        t, amount = self.seat.t, self.seat.formats.amount
        off = [each for each in found.people if each.difference]
        self.add_section(t("Person by person"), rule=True)
        self.people = KeyValues(self.seat)
        for each in off or found.people[:_MOST]:
            shown = amount(each.runs)
            if each.difference and each.report is not None:
                shown = t("{runs}, reported {report}", runs=each.runs, report=each.report)
            self.people.add(each.name, shown, state="err" if each.difference else "")
        self.add(self.people)
        if off:
            rest = len(found.people) - len(off)
            words = t("The other {count} say the same in the runs and in the report.", count=rest)
            if rest:
                self.add(Label(words, "note", "ink2", wrap=True))
        else:
            self._more(len(found.people) - _MOST)

    def _more(self, count: int) -> None:
        if count > 0:
            self.add(Label(self.seat.t("and {count} more", count=count), "note", "ink2"))

    def _advice(self) -> str:
        t, measure = self.seat.t, self.found.measure
        if measure.report is not None and measure.report != measure.runs:
            return t("The report was made before the last run of the month, or taken over. Make it again.")
        return t("Look at the journal of each run: an account of the plan may be used for something else too.")
