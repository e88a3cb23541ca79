"""What an employee was paid, run by run, and what was changed of them."""

from __future__ import annotations

from models.values.finding import Place
from services.queries.employee_page import PaidRow
from services.queries.why import why_figure
from views.pages.employees.log_rows import LogRows
from views.pages.employees.tab import EmployeeTab
from views.widgets.card import Card
from views.widgets.table import RowsTable, TableColumn


class HistoryTab(EmployeeTab):
    """The payslips, the newest first."""

    def build(self) -> None:
        t, seat = self.seat.t, self.seat
        if not self.view.paid:
            self.add_empty("money", t("Not paid yet"), t("Every payslip comes here when its run is calculated."))
            return
        columns = [
            TableColumn(
                "run",
                t("Run"),
                "strong",
                self._run_name,
                second=self._run_line,
                width="stretch",
                sort=lambda row: (row.pay_date, row.id),
            ),
            TableColumn("gross", t("Gross"), "money", lambda row: row.gross, width=106),
            TableColumn("withheld", t("Tax"), "money", lambda row: -row.withheld, width=100),
            TableColumn(
                "deductions",
                t("Deductions"),
                "money",
                lambda row: -row.deductions if row.deductions else None,
                width=92,
            ),
            TableColumn("net", t("Paid out"), "money", lambda row: row.net, width=112, why=True, strong=True),
        ]
        table = RowsTable(seat, columns, "employee-history", fit=True, title=t("Pay history"))
        table.set_rows(self.view.paid)
        table.opened.connect(lambda row: seat.go(Place("pay_run", row.id, "files" if row.approved else "control")))
        table.why.connect(lambda row, _key: seat.why(why_figure(seat.desk, row.id, self.view.number, "net_pay")))
        self.body.addWidget(table)

    def _run_name(self, row: PaidRow) -> str:
        words = self.seat.texts.value(row.name)
        return words[:1].upper() + words[1:]

    def _run_line(self, row: PaidRow) -> str:
        t = self.seat.t
        return t("paid {day}", day=row.pay_date) if row.approved else t("draft, {day}", day=row.pay_date)


class LogTab(EmployeeTab):
    """What was changed, the newest first."""

    def build(self) -> None:
        card = Card()
        card.add(LogRows(self.seat, self.view.number))
        self.body.addWidget(card)
