"""Panels in which a company car, a loan or the division of pay is entered, changed and taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from models.values.finding import Finding, Place
from services.actions import arrangements as acts
from services.actions.arrangements import CarPart, LoanPart
from services.queries import arrangements as ask
from services.queries.arrangements import Arrangements, CarRow, Division, LoanRow, Unit, Worth
from services.queries.employee_page import EmployeeView
from views.pages.employees.benefit_forms import CarForm, LoanForm, SharesForm
from views.pages.employees.form_panel import FormPanel
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import KeyValues
from views.widgets.text import IconLine, Label, MessageBox


class _Removable(FormPanel):
    """A panel for something that is in the file already, which can be taken away again."""

    def add_remove(self, remove: Callable[[], None], said: str, why: str) -> None:
        """The button that takes it away, and what one does instead when it ends."""
        gone = self.add_action(Button(self.seat.t("Remove")))

        def do() -> None:
            seat = self.seat
            if seat.attempt(remove):
                self._leave()
                seat.toast(said, undo=True)

        gone.clicked.connect(do)
        self.add(Label(why, "note", "ink3", wrap=True))

    def show_worth(self, worth: Worth | None) -> None:
        """What it is worth this month, with its why; or why that is not known."""
        if worth is None:
            return
        t, seat = self.seat.t, self.seat
        if worth.amount is not None:
            rows = KeyValues(seat)
            label = t("Benefit in {month}", month=worth.month)
            trace = worth.trace
            rows.add(label, seat.formats.amount(worth.amount), lambda: seat.why(trace), strong=True)
            self._notes.addWidget(rows)
        elif worth.missing is not None:
            self._notes.addWidget(missing_box(seat, worth.missing))


class CarPanel(_Removable):
    """A car or van."""

    def __init__(self, seat: Seat, view: EmployeeView, row: CarRow | None = None) -> None:
        t = seat.t
        title = t("Company car") if row is None else t("Change the car")
        line = t("What private use is worth is taxed with every pay.")
        super().__init__(seat, view.name, title, line, t("Add") if row is None else t("Save"))
        self.view, self.row = view, row
        self.about = (view.number, row.id if row is not None else None)
        self.form = CarForm(seat, self.findings)
        self.add_form(self.form)
        self.form.show_part(row.part if row is not None else CarPart())
        if row is not None:
            words = t("A car that is given back gets a last day. Remove only what was entered by mistake.")
            self.add_remove(lambda: acts.remove_car(seat.desk, view.number, row.id), t("Company car removed"), words)
            self.show_notes()

    def ask(self) -> Iterable[Finding]:
        return ask.check_car(self.seat.desk, self.view.number, self.form.part())

    def show_notes(self) -> None:
        super().show_notes()
        self.show_worth(ask.worth_of_car(self.seat.desk, self.form.part()))

    def store(self) -> str:
        row_id = self.row.id if self.row is not None else None
        acts.save_car(self.seat.desk, self.view.number, self.form.part(), row_id)
        return self.seat.t("Company car added") if row_id is None else self.seat.t("Company car changed")


class LoanPanel(_Removable):
    """A loan from the employer."""

    def __init__(self, seat: Seat, view: EmployeeView, has: Arrangements, row: LoanRow | None = None) -> None:
        t = seat.t
        title = t("Loan from the firm") if row is None else t("Change the loan")
        line = t("Interest below the norm rate is a benefit that is taxed.")
        super().__init__(seat, view.name, title, line, t("Add") if row is None else t("Save"))
        self.view, self.row = view, row
        self.about = (view.number, row.id if row is not None else None)
        self.form = LoanForm(seat, self.findings, has_instalment=has.instalment.lines <= 1)
        self.add_form(self.form)
        part = row.part if row is not None else LoanPart()
        self.form.show_part(replace(part, instalment=has.instalment.amount))
        if row is not None:
            words = t("A loan that is repaid ends by itself. Remove only what was entered by mistake.")
            self.add_remove(lambda: acts.remove_loan(seat.desk, view.number, row.id), t("Loan removed"), words)
            self.show_notes()

    def ask(self) -> Iterable[Finding]:
        return ask.check_loan(self.view.number, self.form.part())

    def show_notes(self) -> None:
        super().show_notes()
        part = self.form.part()
        is_same = self.row is not None and part.balance == self.row.part.balance
        self.show_worth(ask.worth_of_loan(self.seat.desk, part, self.row.left if self.row and is_same else None))

    def store(self) -> str:
        row_id = self.row.id if self.row is not None else None
        acts.save_loan(self.seat.desk, self.view.number, self.form.part(), row_id)
        return self.seat.t("Loan added") if row_id is None else self.seat.t("Loan changed")


class SharesPanel(_Removable):
    """The division of pay from a day on."""

    def __init__(
        self, seat: Seat, view: EmployeeView, units: tuple[Unit, ...], division: Division | None = None
    ) -> None:
        t = seat.t
        title = t("Allocation from a day") if division is None else t("Change the allocation")
        line = t("On which departments and projects the pay is booked. The payslip is the same.")
        super().__init__(seat, view.name, title, line, t("Save"))
        self.view, self.division = view, division
        self.about = (view.number, division.from_day if division is not None else None)
        self.form = SharesForm(seat, self.findings, units)
        self.add_form(self.form)
        self.form.show_part(division.from_day if division is not None else None, division.shares if division else ())
        self.form.react()
        if division is not None:
            self.form.fields["from_day"].set_disabled(t("Another day is another allocation: enter a new one."))
            day = division.from_day
            words = t("If it is removed, the allocation before it continues.")
            self.add_remove(
                lambda: acts.remove_shares(seat.desk, view.number, day), t("Allocation of pay removed"), words
            )
        self.add(IconLine("info", t("No shares: from that day the pay is not allocated."), "ink2", "ink3", role="note"))

    def ask(self) -> Iterable[Finding]:
        return ask.check_shares(self.view.number, self.form.value("from_day"), self.form.parts())

    def store(self) -> str:
        day = self.form.value("from_day")
        acts.save_shares(self.seat.desk, self.view.number, day, self.form.parts())
        return self.seat.t("The pay is allocated from {day}", day=day)


def missing_box(seat: Seat, missing: Finding) -> MessageBox:
    """A rate that the program does not know, and the way to enter it."""
    where = missing.where or Place("settings", None, "rates")
    box = MessageBox(
        "warn", seat.t("The benefit cannot be calculated yet"), seat.t(missing.what), seat.t("Enter the rate")
    )
    box.clicked.connect(lambda: seat.go(where))
    return box
