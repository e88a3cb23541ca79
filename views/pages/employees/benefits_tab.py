"""What an employee has besides pay: company cars, loans, and on which departments and projects the pay is booked."""

from __future__ import annotations

from models.values.finding import Place
from models.values.money import Money
from models.values.span import Span
from services.queries import arrangements as ask
from services.queries.arrangements import Arrangements, CarRow, Division, LoanRow, SharePart, Unit, Worth
from views.pages.employees.benefit_panels import CarPanel, LoanPanel, SharesPanel, missing_box
from views.pages.employees.tab import EmployeeTab
from views.widgets.card import Card, Section
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label

_LOOKS = {"past": "neutral", "now": "ok", "coming": "info"}


class BenefitsTab(EmployeeTab):
    """Cars, loans and the division of pay, the newest first."""

    has: Arrangements
    units: tuple[Unit, ...]

    def build(self) -> None:
        desk = self.seat.desk
        self.has = ask.arrangements(desk, self.view.number)
        self.units = ask.cost_units(desk)
        without = self.seat.questions.sections
        if "cars" not in without:
            self._cars()
        if "loans" not in without:
            self._loans()
        self._shares()

    def _section(self, heading: str, verb: str, do: object, empty: str) -> None:
        """A heading with what one can add; a line where there is nothing yet."""
        section = Section(heading, verb)
        section.clicked.connect(do)
        self.body.addWidget(section)
        if empty:
            card = Card(padding=20)
            card.add(Label(empty, "body", "ink2", wrap=True))
            self.body.addWidget(card)

    # --- cars -----------------------------------------------------------------------------------------------------

    def _cars(self) -> None:
        t = self.seat.t
        nothing = t("None. A car or van that may be used privately is taxed by its list price, month by month.")
        self._section(t("Company car"), t("Add a car"), lambda: self.edit_car(), "" if self.has.cars else nothing)
        if not self.has.cars:
            return
        columns = [
            TableColumn("what", t("Vehicle"), "strong", self._car_words, second=self._car_second, width="stretch"),
            TableColumn("state", "", "pill", self._state, state=lambda row: _LOOKS[row.state], width=112),
            TableColumn("worth", t("Benefit"), "money", _amount, width=122, why=True),
        ]
        table = RowsTable(self.seat, columns, "employee-cars", fit=True, title=t("Company car"))
        table.set_rows(self.has.cars)
        table.opened.connect(self.edit_car)
        table.selected.connect(self.edit_car)
        table.why.connect(lambda row, _key: self._why(row.worth))
        self.body.addWidget(table)
        self._say_month(self.has.cars[0].worth)
        self._missing([row.worth for row in self.has.cars])

    def _car_words(self, row: CarRow) -> str:
        t, part = self.seat.t, row.part
        assert part.list_price is not None
        price = self.seat.formats.kroner(part.list_price)
        if part.vehicle == "van":
            return t("Van, list price {price} kr", price=price)
        return t("Car, list price {price} kr", price=price)

    def _car_second(self, row: CarRow) -> str:
        t, part = self.seat.t, row.part
        parts = []
        if part.first_registered is not None:
            parts.append(t("registered {day}", day=part.first_registered))
        parts.append(self._days(row))
        if part.registration:
            parts.append(part.registration)
        if part.over_40000_km:
            parts.append(t("over 40 000 km on business"))
        if part.own_payment:
            parts.append(t("pays {amount} a month", amount=part.own_payment))
        return " · ".join(parts)

    def edit_car(self, row: CarRow | None = None) -> None:
        """Add a car, or change one."""
        self.asked.emit(CarPanel(self.seat, self.view, row))

    # --- loans ----------------------------------------------------------------------------------------------------

    def _loans(self) -> None:
        t = self.seat.t
        nothing = t("None. A loan from the firm at a low rate of interest is a benefit as long as something is left.")
        empty = "" if self.has.loans else nothing
        self._section(t("Loans from the firm"), t("Add a loan"), lambda: self.edit_loan(), empty)
        if not self.has.loans:
            return
        columns = [
            TableColumn("what", t("Loan"), "strong", self._loan_words, second=self._loan_second, width="stretch"),
            TableColumn("state", "", "pill", self._loan_state, state=self._loan_look, width=100),
            TableColumn("repaid", t("Repaid"), "money", lambda row: row.repaid, width=100),
            TableColumn("left", t("Left"), "money", lambda row: row.left, width=106),
            TableColumn("worth", t("Benefit"), "money", _amount, width=122, why=True),
        ]
        table = RowsTable(self.seat, columns, "employee-loans", fit=True, title=t("Loans from the firm"))
        table.set_rows(self.has.loans)
        table.opened.connect(self.edit_loan)
        table.selected.connect(self.edit_loan)
        table.why.connect(lambda row, _key: self._why(row.worth))
        self.body.addWidget(table)
        if self.has.instalment.amount is not None:
            words = t("Every ordinary run takes {amount} off the pay, until the loan is repaid.",
                      amount=self.has.instalment.amount)  # fmt: skip
            self.body.addWidget(Label(words, "note", "ink2", wrap=True))
        self._missing([row.worth for row in self.has.loans])

    def _loan_words(self, row: LoanRow) -> str:
        assert row.part.balance is not None
        return self.seat.t("{amount} kr", amount=self.seat.formats.kroner(row.part.balance))

    def _loan_second(self, row: LoanRow) -> str:
        assert row.part.rate is not None
        return " · ".join([self.seat.t("{percent} interest", percent=row.part.rate), self._days(row)])

    def _loan_state(self, row: LoanRow) -> str:
        return self.seat.t("repaid") if not row.left else self._state(row)

    def _loan_look(self, row: LoanRow) -> str:
        return "neutral" if not row.left else _LOOKS[row.state]

    def edit_loan(self, row: LoanRow | None = None) -> None:
        """Add a loan, or change one."""
        self.asked.emit(LoanPanel(self.seat, self.view, self.has, row))

    # --- division -------------------------------------------------------------------------------------------------

    def _shares(self) -> None:
        t, seat = self.seat.t, self.seat
        nothing = t("The pay is not allocated: it is booked without a department or a project.")
        if not self.units and not self.has.divisions:
            self._section(
                t("Allocation of pay"),
                t("Enter departments and projects"),
                lambda: seat.go(Place("settings", None, "cost_units")),
                t("There are no departments or projects yet. Enter them first; then the pay can be allocated to them."),
            )
            return
        empty = "" if self.has.divisions else nothing
        self._section(t("Allocation of pay"), t("Allocate from a day"), lambda: self.edit_shares(), empty)
        if not self.has.divisions:
            return
        columns = [
            TableColumn("from", t("From"), "date", lambda row: row.from_day, width=120),
            TableColumn("shares", t("Booked on"), "text", self._shares_words, width="stretch"),
            TableColumn("state", "", "pill", self._state, state=lambda row: _LOOKS[row.state], width=112),
        ]
        table = RowsTable(seat, columns, "employee-shares", fit=True, title=t("Allocation of pay"))
        table.set_rows(self.has.divisions)
        table.opened.connect(self.edit_shares)
        table.selected.connect(self.edit_shares)
        self.body.addWidget(table)

    def _shares_words(self, row: Division) -> str:
        if not row.shares:
            return self.seat.t("Not allocated")
        return " · ".join(self._share_words(share) for share in row.shares)

    def _share_words(self, share: SharePart) -> str:
        names = {(unit.kind, unit.code): unit.name for unit in self.units}
        where = [
            names.get((kind, code), code)
            for kind, code in (("department", share.department), ("project", share.project))
            if code
        ]
        percent = self.seat.formats.percent(share.percent) if share.percent is not None else ""
        return f"{percent} {', '.join(where)}"

    def edit_shares(self, row: Division | None = None) -> None:
        """Divide the pay from a day on, or change a division."""
        self.asked.emit(SharesPanel(self.seat, self.view, self.units, row))

    # --- words ----------------------------------------------------------------------------------------------------

    def _days(self, row: CarRow | LoanRow) -> str:
        since, until = row.part.since, row.part.until
        assert since is not None
        return self.seat.texts.value(Span(since, until)) if until is not None else self.seat.t("from {day}", day=since)

    def _state(self, row: CarRow | LoanRow | Division) -> str:
        t = self.seat.t
        return {"past": t("over"), "now": t("now"), "coming": t("coming")}[row.state]

    def _why(self, worth: Worth) -> None:
        if worth.trace is not None:
            self.seat.why(worth.trace)

    def _say_month(self, worth: Worth) -> None:
        """Of which month the benefits are."""
        words = self.seat.t("The benefit is that of {month}.", month=worth.month)
        self.body.addWidget(Label(words, "note", "ink2", wrap=True))

    def _missing(self, worths: list[Worth]) -> None:
        """A rate that is not known is asked for once."""
        missing = next((worth.missing for worth in worths if worth.missing is not None), None)
        if missing is not None:
            self.body.addWidget(missing_box(self.seat, missing))

    def show_field(self, field: str) -> None:
        """Somebody comes to enter something: open where that is done."""
        kind, _, key = field.partition(".")
        if kind == "car" and (key or not self.has.cars):
            self.edit_car(next((row for row in self.has.cars if row.is_now), None) if key else None)
        elif kind == "loan" and (key or not self.has.loans):
            self.edit_loan(next((row for row in self.has.loans if row.is_now), None) if key else None)
        elif kind == "shares" and (self.units or self.has.divisions) and (key or not self.has.divisions):
            self.edit_shares(next((row for row in self.has.divisions if row.state == "now"), None) if key else None)


def _amount(row: CarRow | LoanRow) -> Money | None:
    return row.worth.amount
