"""The tables of a month: everybody's fields, the sums against the runs, the kept files; and one person's fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.money import Money
from models.values.why import Value
from services.queries import income_report as queries
from services.queries.income_report import FieldSum, IncomeFile, IncomeMonth, PartRow
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.when import made_at

_SHOWN: Final = ("13", "15", "16", "46", "147", "148", "200", "202", "203")
"""The fields that have a column; the panel shows them all."""
_LESS: Final = ("147", "148", "203")
_ENOUGH: Final = 1040  # from this width on, every column is shown
_LEAST: Final = 700
_IN_PLENTY: Final = ("46", "200", "202")


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 14, 0, 0)
    column.setSpacing(10)
    return column


class PeopleView(QWidget):
    """A row for each person and report."""

    chosen = Signal(object)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "name", t("Employee"), "strong", lambda row: row.name, self._second, width="stretch", least=150
                ),
                *(
                    TableColumn(
                        name,
                        t(queries.heading(name)),
                        "number" if queries.is_counted(name) else "money",
                        _field(name),
                        width=104,
                        decimals=2 if queries.is_counted(name) else 0,
                    )
                    for name in _SHOWN
                ),
            ],
            "income_report.people",
            title=t("What is reported of everybody"),
        )
        self.table.setProperty("topic", "income_report.fields")
        self.table.selected.connect(self._tell)
        self.table.opened.connect(self._tell)
        self.table.set_empty(
            EmptyState("users", t("Nobody is reported"), t("Approved runs that are paid in the month stand here."))
        )
        _column(self).addWidget(self.table, 1)

    def show_rows(self, rows: Sequence[PartRow]) -> None:
        """Show the month's people."""
        self.table.set_rows(rows)
        sums: dict[str, Value] = {}
        for name in _SHOWN:
            amounts = [row.amount(name) for row in rows]
            sums[name] = shown(name, Money.total(each for each in amounts if each is not None))
        self.table.set_sums(self.seat.t("Total"), sums if rows else None)

    def choose(self, employee: int) -> None:
        """Stand on somebody."""
        self.table.select(lambda row: row.employee == employee, tell=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the panel shows the rest."""
        super().resizeEvent(event)
        width = self.width()
        hidden = () if width >= _ENOUGH else _LESS if width >= _LEAST else (*_LESS, *_IN_PLENTY)
        self.table.widths.hide(hidden)

    def _second(self, row: PartRow) -> str:
        formats, t = self.seat.formats, self.seat.t
        days = formats.dates(row.period)
        return f"{days} · {t(row.words)}" if row.words is not None else days

    def _tell(self, row: PartRow | None) -> None:
        if row is not None:
            self.chosen.emit(row)


class PartPanel(SidePanel):
    """All fields of one person in one report."""

    def __init__(self, seat: Seat, row: PartRow) -> None:
        t, formats = seat.t, seat.formats
        super().__init__(seat, t("eIndkomst"), row.name, formats.dates(row.period))
        self.row = row
        facts = self.add(KeyValues(seat))
        facts.add(t("Employee"), str(row.employee))
        facts.add(t("CPR number"), f"{row.cpr[:6]}-{row.cpr[6:]}" if row.cpr else "–")
        facts.add(t("Paid on"), formats.day(row.paid))
        if row.words is not None:
            facts.add(t("Kind of report"), t(row.words))
        self.add_section(t("Fields"))
        self.fields = self.add(KeyValues(seat))
        for name in sorted(row.fields, key=queries.order_of):
            self.fields.add(queries.field_name(name, seat.language), in_words(seat, name, row.fields[name]))
        button = self.add_action(Button(t("Go to the employee")))
        button.clicked.connect(lambda *_: seat.go(Place("employees", row.employee)))


class SumsView(QWidget):
    """Each field as the payslips have it, and as the files say it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("Field"), "text", self._name, width="stretch"),
                TableColumn("runs", t("Pay runs"), "money", lambda row: row.runs, width=150),
                TableColumn("files", t("Files"), "money", lambda row: row.files, width=150),
                TableColumn(
                    "state",
                    t("Result"),
                    "pill",
                    self._result,
                    state=lambda row: "err" if row.difference else "ok",
                    width=170,
                ),
            ],
            "income_report.sums",
            sortable=False,
            title=t("The runs against the files"),
        )
        self.table.setProperty("topic", "income_report.sums")
        self.table.set_empty(EmptyState("check-circle", t("There are no sums yet")))
        _column(self).addWidget(self.table, 1)

    def show_rows(self, rows: Sequence[FieldSum]) -> None:
        """Show the month's fields."""
        self.table.set_rows(rows)

    def _name(self, row: FieldSum) -> str:
        return queries.field_name(row.name, self.seat.language)

    def _result(self, row: FieldSum) -> str:
        t = self.seat.t
        if not row.difference:
            return t("Equal")
        return t("Off by {amount}", amount=in_words(self.seat, row.name, row.difference))


class FindingsView(QWidget):
    """What is to be looked at, with the way there."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.list = FindingList(seat)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        inside.addStretch(1)
        _column(self).addWidget(ScrollArea(inner, soft=True), 1)

    def show_month(self, found: IncomeMonth) -> None:
        """The findings of a month."""
        self.list.set(found.findings, fine=0 if found.findings else 1)


class FilesView(QWidget):
    """Every kept file of the month."""

    saved = Signal(object)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("File"), "strong", lambda row: row.name, width="stretch"),
                TableColumn("version", t("Version"), "number", lambda row: Decimal(row.version), width=80),
                TableColumn("made", t("Made"), "text", lambda row: made_at(seat, row.made_at), width=170),
                TableColumn("state", t("Status"), "pill", self._words, state=_look, width=210),
            ],
            "income_report.files",
            sortable=False,
            title=t("The files of the month"),
        )
        self.table.setProperty("topic", "income_report.files")
        self.table.opened.connect(self.saved)
        self.table.set_empty(
            EmptyState("files", t("No file is kept of the month"), t("Each file that is saved is kept here as it was."))
        )
        _column(self).addWidget(self.table, 1)

    def show_rows(self, rows: Sequence[IncomeFile]) -> None:
        """Show the month's files, the newest first."""
        self.table.set_rows(rows)

    def _words(self, row: IncomeFile) -> str:
        t = self.seat.t
        if row.sent is not None:
            return t("Marked as sent by {who}", who=row.sent.by)
        return t("Saved, not sent") if row.is_newest else t("Not sent")


def _look(row: IncomeFile) -> str:
    return "ok" if row.sent is not None else "warn" if row.is_newest else "muted"


def _field(name: str) -> Callable[[PartRow], Value]:
    return lambda row: shown(name, row.amount(name))


def shown(name: str, value: Money | None) -> Value:
    """A field as a table shows it."""
    if value is None:
        return None
    return Decimal(value.ore).scaleb(-2) if queries.is_counted(name) else value


def in_words(seat: Seat, name: str, value: Money) -> str:
    """A field in words: an amount, hours or days with two decimals, a code as it is written."""
    if name in queries.CODES:
        return str(value.ore // 100)
    if queries.is_counted(name):
        return seat.formats.number(Decimal(value.ore).scaleb(-2), 2)
    return seat.formats.amount(value)
