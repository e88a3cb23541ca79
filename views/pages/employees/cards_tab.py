"""The tax cards of an employee."""

from __future__ import annotations

from models.values.message import Message
from services.actions import employees as acts
from services.queries.employee_page import CardView
from services.queries.new_employee import card_words
from views.pages.employees.panels import CardPanel
from views.pages.employees.tab import EmployeeTab
from views.widgets.buttons import Button
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox


class CardsTab(EmployeeTab):
    """The tax cards, the newest first."""

    def build(self) -> None:
        t, seat = self.seat.t, self.seat
        add = Button(t("Add a tax card"), icon="plus")
        add.clicked.connect(lambda: self.asked.emit(CardPanel(seat, self.view)))
        year = seat.desk.today.year
        if self.view.card_of(year) is None:
            box = MessageBox(
                "warn",
                t("No tax card for {year}", year=str(year)),
                t(seat.questions.helps.get("card_missing", Message("50% is withheld until there is one."))),
                t("Add a tax card"),
            )
            box.clicked.connect(lambda: self.asked.emit(CardPanel(seat, self.view)))
            self.body.addWidget(box)
        if self.view.cards:
            self._add_table()
        self.add_button(add)

    def _add_table(self) -> None:
        t, seat = self.seat.t, self.seat
        columns = [
            TableColumn("year", t("Year"), "text", lambda row: str(row.part.year), width=72),
            TableColumn(
                "card",
                t("Tax card"),
                "strong",
                lambda row: t(card_words(row.part, seat.questions)),
                second=self._second,
                width="stretch",
            ),
            TableColumn(
                "holds",
                "",
                "pill",
                lambda row: t("is used") if row.holds else "",
                state=lambda row: "ok" if row.holds else "",
                width=96,
            ),
        ]
        if not all(row.used for row in self.view.cards):
            columns.append(TableColumn("gone", "", "action", lambda row: "" if row.used else t("Remove"), width=96))
        table = RowsTable(seat, columns, "employee-cards", fit=True, title=t("Tax cards"))
        table.set_rows(self.view.cards)
        table.link.connect(lambda row, _key: self._remove_card(row))
        self.body.addWidget(table)
        words = t("Cards stay as they were. A run takes the newest of the pay date's year that was issued by then.")
        self.body.addWidget(Label(words, "note", "ink2", wrap=True))

    def _second(self, card: CardView) -> str:
        """For how many months of withholding the table is made, and when the card was issued."""
        t, part = self.seat.t, card.part
        months = t("{number} months with tax", number=part.months) if part.months is not None else ""
        issued = ""
        if part.issued is not None:
            is_used_from = "issued" in self.seat.questions.names
            issued = t("used from {day}", day=part.issued) if is_used_from else t("issued {day}", day=part.issued)
        return " · ".join(words for words in (months, issued) if words)

    def _remove_card(self, card: CardView) -> None:
        desk, number = self.seat.desk, self.view.number
        if self.seat.attempt(lambda: acts.remove_card(desk, number, card.id)):
            self.seat.toast(self.seat.t("Tax card for {year} removed", year=str(card.part.year)), undo=True)

    def show_field(self, field: str) -> None:
        if field == "tax_card":
            card = self.view.card_of(self.seat.desk.today.year)
            if card is None or card.part.kind == "none":  # else one comes to see what there is
                self.asked.emit(CardPanel(self.seat, self.view))
