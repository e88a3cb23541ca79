"""The same absences as a plain table, in which everything can be done that the timeline can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Final

from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from services.queries import absences as asking
from services.queries.absences import AbsenceRow
from views.shell.painting import text_width
from views.shell.seat import Seat
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn

_PLENTY: Final = 760
_LITTLE: Final = 590
_DATED, _KIND, _CELL = 100, 150, 16
_LONG_KIND: Final = 250


class AbsenceTable(RowsTable):
    """The absences of the days that are shown, one a row."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        longest = max(text_width(seat.formats.day(date(2026, month, 28)), "body") for month in range(1, 13))
        dated = max(_DATED, ceil(longest) + 2 * _CELL)
        kind = max(_KIND, ceil(text_width(t("Self-certified sickness"), "body")) + 2 * _CELL + 2)
        self._little = _LITTLE + 4 * (dated - _DATED)
        if not seat.questions.has("grade"):  # codes have long names
            titles = [text_width(t(each.title), "body") for each in asking.absence_kinds(seat.desk)]
            longer = min(ceil(max(titles)) + 2 * _CELL + 2, _LONG_KIND)
            self._little += max(longer - kind, 0)
            kind = max(kind, longer)
        columns = [
            TableColumn("name", t("Employee"), "strong", lambda row: row.name, width="stretch"),
            TableColumn("kind", t("What it is"), "text", lambda row: row.title, width=kind),
            TableColumn("first", t("First day"), "date", lambda row: row.first, width=dated),
            TableColumn("last", t("Last day"), "date", lambda row: row.last, width=dated),
            TableColumn("grade", t("Share"), "percent", _grade, width=74)
            if seat.questions.has("grade")
            else TableColumn("grade", t("Counted"), "number", lambda row: row.units, width=92),
            TableColumn("days", t("Working days"), "number", lambda row: row.working_days, width=116),
            TableColumn("state", t("State"), "pill", _state, state=_look, width=128),
        ]
        super().__init__(seat, columns, "absence.table", markable=True, title=t("Absence"))

    def show_rows(self, rows: Sequence[AbsenceRow], empty: EmptyState) -> None:
        """Other rows; what is said where there is none."""
        self.set_empty(empty)
        self.set_rows(rows)

    def fit(self, width: int) -> None:
        """Beside a panel only what is needed to tell them apart."""
        hidden = ("grade", "state", "days") if width < _PLENTY else ()
        self.widths.hide((*hidden, "last") if width < self._little else hidden)


def _grade(row: AbsenceRow) -> Percent | None:
    return row.grade if row.grade != HUNDRED else None


def _state(row: AbsenceRow) -> Message | None:
    if row.withdrawn is not None:
        return Message("withdrawn")
    if row.last is None:
        return Message("open end")
    return Message("reported") if row.reported else None


def _look(row: AbsenceRow) -> str:
    if row.withdrawn is not None:
        return "neutral"
    return "due" if row.last is None else "ok" if row.reported else ""
