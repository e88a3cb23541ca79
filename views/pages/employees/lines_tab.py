"""What is the same in every ordinary run of an employee."""

from __future__ import annotations

from models.values.span import Span
from services.actions.employees import LinePart
from services.queries.employee_page import LineView
from services.queries.line_kinds import line_kinds
from views.pages.employees.line_words import line_amount
from views.pages.employees.panels import LinePanel
from views.pages.employees.tab import EmployeeTab
from views.widgets.buttons import Button
from views.widgets.table import RowsTable, TableColumn


class LinesTab(EmployeeTab):
    """The fixed lines."""

    def build(self) -> None:
        t, seat = self.seat.t, self.seat
        add = Button(t("Add a line"), icon="plus")
        add.clicked.connect(lambda: self.edit_line(LinePart()))
        if not self.view.lines:
            words = t("Union dues, a telephone, an addition: what is the same in every ordinary run.")
            self.add_empty("list-plus", t("No fixed lines"), words, add)
            return
        columns = [
            TableColumn("name", t("Line"), "strong", lambda row: row.name.in_language(seat.language), width="stretch",
                        second=self._second),
            TableColumn("state", "", "pill", self._line_state, state=_line_look, width=96),
            TableColumn("amount", t("Amount"), "number", lambda row: line_amount(seat, row.part), width=130),
        ]  # fmt: skip
        table = RowsTable(seat, columns, "employee-lines", fit=True, title=t("Fixed lines"))
        table.set_rows(self.view.lines)
        table.opened.connect(self.edit_line)
        table.selected.connect(self.edit_line)
        self.body.addWidget(table)
        self.add_button(add)

    def _second(self, row: LineView) -> str:
        """What stands on the payslip instead of the name, and for how long."""
        t, part = self.seat.t, row.part
        days = ""
        if part.from_day is not None and part.to_day is not None:
            days = self.seat.texts.value(Span(part.from_day, part.to_day))
        elif part.from_day is not None:
            days = t("from {day}", day=part.from_day)
        elif part.to_day is not None:
            days = t("until {day}", day=part.to_day)
        return " · ".join(words for words in (part.text, days) if words)

    def _line_state(self, row: LineView) -> str:
        t = self.seat.t
        return {"past": t("over"), "now": t("now"), "coming": t("coming")}[row.state]

    def edit_line(self, line: LineView | LinePart) -> None:
        """Change a line, or add one."""
        kinds = line_kinds(self.seat.desk)
        self.asked.emit(LinePanel(self.seat, self.view.around, kinds, line, self.view))

    def show_field(self, field: str) -> None:
        if field == "line_type":
            self.edit_line(LinePart())


def _line_look(row: LineView) -> str:
    return {"past": "neutral", "now": "ok"}.get(row.state, "info")
