"""What was pasted from a spreadsheet: every row and what is said of it, before anything is stored. All rows or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal

from models.values.finding import Finding, Severity
from services.actions import absences as acting
from services.queries.absences import Pasted, PastedRow, Resolve
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.choices import Radios
from views.widgets.finding_list import FindingList, Row
from views.widgets.side_panel import SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_WIDTH: Final = 580


class PastePanel(SidePanel):
    """The preview of what was read. `taken` tells how many absences it became; `asked_again` that it is to be read with
    another way (Resolve) for what stands on days that are taken.
    """

    taken = Signal(int)
    asked_again = Signal(object)
    wanted_width = _WIDTH

    def __init__(self, seat: Seat, text: str, pasted: Pasted, resolve: Resolve = Resolve.REFUSE) -> None:
        t = seat.t
        super().__init__(seat, t("Absence"), t("Pasted table"))
        self._text, self._resolve, self.pasted = text, resolve, pasted
        wrong = sum(1 for row in pasted.rows if _stops(row.findings))
        self.set_line(self._line(len(pasted.rows), wrong))
        for found in pasted.findings:
            kind = "err" if found.severity is Severity.STOP else "warn"
            self.add_message(MessageBox(kind, t(found.what)))
        self.table = RowsTable(seat, self._columns(), "absence.paste", fit=True, title=t("Pasted table"))
        self.table.set_rows(pasted.rows)
        self.table.setVisible(bool(pasted.rows))
        self._ways()
        self._findings()  # first what is to be mended: the rows may be many
        self.add(self.table)
        if not pasted.rows:
            self.add(
                Label(
                    t("Copy the table with its headings: employee, kind, first day, last day."),
                    "note",
                    "ink2",
                    wrap=True,
                )
            )
        count = len(pasted.rows)
        verb = t("Enter the absence") if count == 1 else t("Enter all {count}", count=count)
        self.take_button = self.add_action(Button(verb, "primary"))
        self.take_button.setEnabled(pasted.can_take)
        leave = self.add_action(Button(t("Not now")))
        self.take_button.clicked.connect(lambda *_: self.take())
        leave.clicked.connect(self.close_panel)

    def _line(self, count: int, wrong: int) -> str:
        t = self.seat.t
        if not count:
            return t("There is no row that can be read. Nothing is stored.")
        if wrong == 1:
            return t("1 of {count} rows must be mended first. Nothing is stored.", count=count)
        if wrong:
            return t("{wrong} of {count} rows must be mended first. Nothing is stored.", wrong=wrong, count=count)
        return (
            t("1 row. Nothing is stored yet.") if count == 1 else t("{count} rows. Nothing is stored yet.", count=count)
        )

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t

        def cell(field: str, heading: str, width: int | str) -> TableColumn:
            return TableColumn(
                field,
                heading,
                "text",
                lambda row: _shown(row, field),
                state=lambda row: _state(row, field),
                width=width,
            )

        return [
            TableColumn(
                "employee",
                t("Employee"),
                "text",
                lambda row: _shown(row, "employee"),
                second=lambda row: t("Row {line}", line=str(row.line)),
                state=lambda row: _state(row, "employee"),
                width=148,
            ),
            cell("kind", t("What it is"), 111),
            cell("from", t("First day"), 121),
            cell("to", t("Last day"), 120),
        ]

    def _ways(self) -> None:
        """Where days are taken already: what is to be done about all of them."""
        t = self.seat.t
        is_taken = any(
            _stops([found]) and _field(found) == "resolve" for row in self.pasted.rows for found in row.findings
        )
        self.ways: Radios | None = None
        if not is_taken and self._resolve is Resolve.REFUSE:
            return
        choices = [
            (Resolve.REFUSE, t("Nothing yet"), t("These rows are mended in the spreadsheet")),
            (Resolve.KEEP, t("Keep both"), t("The rule decides what each day counts as")),
            (Resolve.AROUND, t("Only the days that are left"), t("What is there stays as it is")),
        ]
        self.add(Label(t("Some days are taken already. What is to be done?"), "label"))
        self.ways = Radios(self.seat, choices)
        self.ways.setAccessibleName(t("Some days are taken already. What is to be done?"))
        self.ways.set_value(self._resolve)
        self.ways.changed.connect(lambda: self.asked_again.emit(self.ways.value()) if self.ways is not None else None)
        self.add(self.ways)

    def _findings(self) -> None:
        """What is said of the rows, one under another."""
        t = self.seat.t
        rows = [
            Row(
                found.severity,
                t("Row {line}: {what}", line=str(row.line), what=t(found.what)),
                " · ".join(part for part in (row.name, row.cells.get(_field(found), "")) if part),
            )
            for row in self.pasted.rows
            for found in row.findings
        ]
        if rows:
            listed = FindingList(self.seat)
            listed.set(rows)
            self.add(listed)

    def take(self) -> None:
        """Enter them all, off the window's thread: there may be hundreds."""
        seat, desk, text, resolve = self.seat, self.seat.desk, self._text, self._resolve
        language = seat.language
        self.take_button.setEnabled(False)
        seat.work(lambda _: acting.take_pasted(desk, text, language, resolve), done=self._taken, owner=self)

    def _taken(self, ids: tuple[int, ...]) -> None:
        seat, count = self.seat, len(ids)
        self.taken.emit(count)
        self.close_panel()
        said = seat.t("1 absence is entered") if count == 1 else seat.t("{count} absences are entered", count=count)
        seat.toast(said, undo=True)


def _stops(findings: Sequence[Finding]) -> bool:
    return any(found.severity is Severity.STOP for found in findings)


def _field(found: Finding) -> str:
    return str(found.where.field or "") if found.where is not None else ""


def _shown(row: PastedRow, field: str) -> Any:
    """The cell as it stood; for the employee and the kind the word that it was read as."""
    if field == "employee":
        return row.name or row.cells.get("name", "") or row.cells.get("number", "")
    return row.cells.get(field, "")


def _state(row: PastedRow, field: str) -> str:
    found = row.problem(field)
    if found is None:
        return ""
    return "err" if found.severity is Severity.STOP else "warn"
