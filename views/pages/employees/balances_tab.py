"""What stands on an employee: holiday days, time, what is owed, holiday pay and tax by year, each with its why."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtGui import QResizeEvent

from models.values.finding import Refused
from models.values.message import Message
from services.queries import employee_balances as ask
from services.queries import employee_page
from services.queries.employee_balances import HolidayYear
from services.queries.employee_page import BalanceView
from views.pages.employees.balance_panel import AdjustPanel, BalancePanel
from views.pages.employees.line_words import with_unit
from views.pages.employees.panels import OpeningPanel
from views.pages.employees.tab import EmployeeTab
from views.widgets.buttons import Button
from views.widgets.card import Section
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_PLENTY: Final = 640  # from this width on, every column is shown


class BalancesTab(EmployeeTab):
    """The balances in groups, each with its movements."""

    def build(self) -> None:
        t = self.seat.t
        self._tables: list[RowsTable] = []
        self._buttons()
        self._days()
        groups = ask.grouped(self.view)
        for key, heading, balances in groups:
            if key == "counted" and len(groups) > 1:
                self._fold(t(heading), balances)
            else:
                self.body.addWidget(Section(t(heading)))
                self._table(key, balances)
        if not groups:
            words = t("Balances begin with the first run or with opening balances.")
            if "openings" in self.seat.questions.sections:
                words = t("Balances begin with the first run. Opening balances are entered on it as wage types.")
            self.add_empty("scales", t("Nothing stands here yet"), words)
        elif self.view.approved:
            words = t("Balances follow from approved runs, the opening balances and what was changed by hand.")
            self.body.addWidget(Label(words, "note", "ink2", wrap=True))

    def _buttons(self) -> None:
        t, seat = self.seat.t, self.seat
        if "openings" in seat.questions.sections:
            if ask.adjustable(seat.desk):
                by_hand = Button(t("Change a balance by hand …"))
                by_hand.clicked.connect(lambda: self.asked.emit(AdjustPanel(seat, self.view)))
                self.add_button(by_hand)
        elif self.view.around.start_month is not None and not self.view.approved:
            words = t("Change the opening balances …") if self.view.opening else t("Enter opening balances …")
            change = Button(words)
            change.clicked.connect(lambda: self.asked.emit(OpeningPanel(seat, self.view)))
            self.add_button(change)
        else:
            by_hand = Button(t("Change a balance by hand …"))
            by_hand.clicked.connect(lambda: self.asked.emit(AdjustPanel(seat, self.view)))
            self.add_button(by_hand)

    def _days(self) -> None:
        """Holiday days by holiday year; what does not agree with what was paid stands above."""
        t, seat = self.seat.t, self.seat
        if seat.questions.has("category"):
            return  # the balances tell them by account and year
        try:
            years = ask.holiday_years(seat.desk, self.view)
        except Refused as refusal:
            self.body.addWidget(MessageBox("warn", t("Holiday days"), t(refusal.findings[0].what)))
            return
        if not years:
            return
        self.body.addWidget(Section(t("Holiday days")))
        for year in years:
            if year.finding is not None:
                self.body.addWidget(MessageBox("warn", t(year.finding.what)))
        columns = [
            TableColumn("year", t("Holiday year"), "strong", lambda row: str(row.year), width="stretch"),
            TableColumn("entitled", t("Entitled"), "number", lambda row: row.entitled, width=88),
            TableColumn("brought", t("Carried over"), "number", lambda row: row.brought, width=88),
            TableColumn("taken", t("Taken"), "number", lambda row: row.taken, width=88),
            TableColumn("left", t("Left"), "number", _left, width=88, strong=True, why=True, state=_left_look),
        ]
        table = RowsTable(seat, columns, "employee-holiday-days", fit=True, title=t("Holiday days"))
        table.set_rows(years)
        table.why.connect(lambda row, _key: seat.why(row.trace))
        table.opened.connect(lambda row: seat.why(row.trace))
        self.body.addWidget(table)

    def _fold(self, heading: str, balances: tuple[BalanceView, ...]) -> None:
        """What the rules keep count of, shown when it is asked for."""
        t = self.seat.t
        section = Section(heading, t("Show"))
        self.body.addWidget(section)
        table = self._table("counted", balances)
        table.hide()

        def toggle() -> None:
            shown = table.isHidden()
            table.setVisible(shown)
            section.set(heading, t("Hide") if shown else t("Show"), "")

        section.clicked.connect(toggle)

    def _table(self, key: str, balances: tuple[BalanceView, ...]) -> RowsTable:
        t, seat = self.seat.t, self.seat
        amount, kind = (t("How many"), "number") if key == "time" else (t("Amount"), "money")
        name = TableColumn("what", t("Balance"), "text", _name, second=lambda row: t(row.word.about), width="stretch")
        columns = [
            name,
            TableColumn("moved", t("Changes"), "number", lambda row: len(row.movements), width=92),
            TableColumn("amount", amount, kind, lambda row: row.amount, width=120, why=True),
        ]
        if seat.questions.has("category"):
            columns[-1] = TableColumn(
                "amount", t("Balance now"), "number", lambda row: with_unit(seat, row), width=150, why=True
            )
        table = RowsTable(seat, columns, f"employee-balances-{key}", fit=True, title=t("Balances"))
        table.set_rows(balances)
        table.why.connect(lambda row, _key: seat.why(employee_page.balance_trace(self.view, row)))
        table.opened.connect(self.show_movements)
        table.selected.connect(self.show_movements)
        self.body.addWidget(table)
        self._tables.append(table)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel the names need the room: how many changes there were shows when one looks at them."""
        super().resizeEvent(event)
        for table in self._tables:
            table.widths.hide(("moved",) if self.width() < _PLENTY else ())

    def show_movements(self, balance: BalanceView) -> None:
        """How a balance came about, beside the page."""
        self.seat.show_panel(BalancePanel(self.seat, self.view, balance, self.asked.emit))

    def show_field(self, field: str) -> None:
        if field == "opening" and "openings" in self.seat.questions.sections:
            return
        if field == "opening" and not self.view.approved:
            self.asked.emit(OpeningPanel(self.seat, self.view))
        elif field == "balance" or field.startswith("balance."):
            self.asked.emit(AdjustPanel(self.seat, self.view))


def _name(row: BalanceView) -> Message:
    return row.word.name


def _left(row: HolidayYear) -> Decimal:
    return row.left


def _left_look(row: HolidayYear) -> str:
    return "err" if row.left < 0 else ""
