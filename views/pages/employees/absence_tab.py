"""Absence of one employee: what is counted, and every absence. It is entered on the page of absence."""

from __future__ import annotations

from typing import Final

from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.percent import HUNDRED
from services.queries import absences as ask
from services.queries.absences import AbsenceCounter, Bar
from views.pages.employees.tab import EmployeeTab
from views.widgets.buttons import Button
from views.widgets.card import Section
from views.widgets.counted_days import CountedCalendar, MarkedDay
from views.widgets.side_panel import SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_PAGE: Final = "absence"


class AbsenceTab(EmployeeTab):
    """The counters and the absences, the newest first."""

    def build(self) -> None:
        t, seat, number = self.seat.t, self.seat, self.view.number
        try:
            found = ask.counters_of(seat.desk, number)
        except Refused as refusal:
            self.body.addWidget(MessageBox("warn", t("Absence"), t(refusal.findings[0].what)))
            return
        new = Button(t("Enter absence …"))
        new.clicked.connect(lambda *_: seat.go(Place(_PAGE, number, "new")))
        if not found.bars:
            words = t("Sickness, care, holiday and leave stand here, with what is counted of them.")
            self.add_empty("calendar-blank", t("No absence yet"), words, new)
            return
        self.add_button(new)
        if found.missing is not None:
            self.body.addWidget(MessageBox("warn", t("Counted"), t(found.missing.what)))
        self._absences(found.bars)
        self._counters(found.counters)

    def _counters(self, counters: tuple[AbsenceCounter, ...]) -> None:
        t, seat = self.seat.t, self.seat
        if not counters:
            return
        self.body.addWidget(Section(t("Counted")))
        columns = [
            TableColumn("what", t("What is counted"), "text", lambda row: row.title, width="stretch"),
            TableColumn("used", t("Used"), "number", lambda row: row.used, width=88, why=True),
            TableColumn("limit", t("Of"), "number", lambda row: row.limit, width=88),
            TableColumn("left", t("Left"), "number", lambda row: row.left, width=88, strong=True, state=_left_look),
        ]
        self.counters = RowsTable(seat, columns, "employee-absence-counters", fit=True, title=t("Counted"))
        self.counters.set_rows(counters)
        self.counters.opened.connect(self.show_days)
        self.counters.why.connect(lambda row, _key: self.show_days(row))
        self.body.addWidget(self.counters)

    def _absences(self, bars: tuple[Bar, ...]) -> None:
        t, seat = self.seat.t, self.seat
        self.body.addWidget(Section(t("Absence")))
        columns = [
            TableColumn("kind", t("What it is"), "strong", lambda row: row.title, width="stretch"),
            TableColumn("first", t("First day"), "date", lambda row: row.first, width=112),
            TableColumn("last", t("Last day"), "date", lambda row: row.last, width=112),
            TableColumn(
                "grade", t("Share"), "percent", lambda row: row.grade if row.grade != HUNDRED else None, width=84
            ),
            TableColumn("state", t("State"), "pill", _state, state=_look, width=130),
        ]
        self.absences = RowsTable(seat, columns, "employee-absences", fit=True, title=t("Absence"))
        self.absences.set_rows(bars)
        self.absences.opened.connect(lambda row: seat.go(Place(_PAGE, f"absence:{row.id}", "kind")))
        self.body.addWidget(self.absences)

    def show_days(self, counter: AbsenceCounter) -> None:
        """The days behind a count, each with its reason."""
        t, seat = self.seat.t, self.seat
        panel = SidePanel(seat, self.view.person.name, t(counter.title))
        panel.add(Label(t(counter.rule), "note", "ink2", wrap=True))
        calendar = CountedCalendar(seat)
        calendar.set([MarkedDay(each.day, float(each.counts), t(each.why)) for each in counter.days], t(counter.title))
        panel.add(calendar)
        reason = panel.add(Label("", "note", "ink", wrap=True))
        calendar.stood.connect(lambda marked: reason.setText(calendar.words(calendar.day) if marked else ""))
        if counter.days:
            reason.setText(calendar.words(calendar.day))
        else:
            reason.setText(t("No day has counted yet"))
        seat.show_panel(panel)
        calendar.setFocus()


def _left_look(row: AbsenceCounter) -> str:
    return "err" if row.left is not None and row.left < 0 else ""


def _state(row: Bar) -> Message | None:
    if row.withdrawn is not None:
        return Message("withdrawn")
    if row.last is None:
        return Message("open end")
    return Message("reported") if row.reported else None


def _look(row: Bar) -> str:
    if row.withdrawn is not None:
        return "neutral"
    return "due" if row.last is None else "ok" if row.reported else ""
