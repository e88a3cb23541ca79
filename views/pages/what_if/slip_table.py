"""Two slips side by side: today's and the changed one, line by line, each figure with its why."""

from __future__ import annotations

from collections.abc import Sequence

from models.values.money import Money
from services.queries.what_if import SlipLine, why_line
from views.shell.seat import Seat
from views.widgets.table import RowsTable, TableColumn


class SlipTable(RowsTable):
    """The lines; what follows for the employer stands last."""

    def __init__(self, seat: Seat, name: str, then: str) -> None:
        t = seat.t
        super().__init__(
            seat,
            [
                TableColumn("what", t("Line"), "text", lambda row: row.what, width="stretch"),
                TableColumn("now", t("Today"), "money", lambda row: row.now, width=112, why=True),
                TableColumn("then", then, "money", lambda row: row.then, width=112, why=True),
                TableColumn("more", t("Difference"), "change", _more, width=112, state=_state),
            ],
            name,
            sortable=False,
            row=34,
            title=t("Payslip, today and changed"),
        )
        self._whose = ""
        self.why.connect(self._why)

    def set_slips(self, lines: Sequence[SlipLine], whose: str) -> None:
        """Show these lines of somebody."""
        self._whose = whose
        self.set_rows(lines)

    def _why(self, row: SlipLine, key: str) -> None:
        trace = why_line(row, self._whose, then=key != "now") or why_line(row, self._whose, then=key == "now")
        if trace is not None:
            self.seat.why(trace)


def _more(row: SlipLine) -> Money | None:
    return row.difference or None


def _state(row: SlipLine) -> str:
    return "" if row.difference else "muted"
