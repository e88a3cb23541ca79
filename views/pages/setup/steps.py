"""The steps of the set-up guide: in each a form at the left, and at the right what is checked as one types."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from views.pages.setup.checks import Checked, Checks
from views.pages.setup.two_numbers import TwoNumbers
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.employer_fields import EmployerFields
from views.widgets.form import Field, FormGrid
from views.widgets.scroll import ScrollArea
from views.widgets.text import Divider, IconLine, Label, MessageBox

FIRM, UNITS, PAY, PENSION, REVIEW = range(5)

KEYS: Final = (
    frozenset({"name", "orgnr", "se", "address", "contact", "sector"}),
    frozenset({"establishments", "municipality", "zone", "area", "unit_name", "calculation_code"}),
    frozenset({"start_month", "pay_day", "holiday_plan", "holiday_deduction", "part_month", "rounding", "provisions"}),
    frozenset({"pension_percent", "pension_provider", "bank_account", "finance_tax"}),
    frozenset[str](),
)
"""The fields of each step."""


def form_card(heading: str, line: str) -> Card:
    """The card at the left of a step."""
    card = Card(heading, line, padding=24)
    card.body.setSpacing(16)
    return card


def side_by_side(form: Card, side: Card) -> ScrollArea:
    """The two cards of a step; what does not fit scrolls."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(24)
    row.addWidget(form, 632)
    row.addWidget(side, 348)
    inner = QWidget()
    inner.setLayout(row)
    return ScrollArea(inner, soft=True)


class Step:
    """A step that one fills in. `area` is what is shown."""

    number: ClassVar[int]

    def __init__(self, seat: Seat, fields: EmployerFields, heading: str, line: str) -> None:
        self.seat, self.fields = seat, fields
        self.card = form_card(heading, line)
        self.checks = Checks(seat)
        self.area = side_by_side(self.card, self.checks)

    def first(self) -> Field:
        """Where one begins to type."""
        raise NotImplementedError

    def checked(self) -> list[Checked]:
        """What is checked as one types."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Say how each check stands."""
        self.checks.show_checks(self.checked())

    def _add_fields(self, *keys: str, wide: str = "") -> None:
        """Put the fields that are asked for into the card, two in a row; one of them takes a row alone."""
        grid = FormGrid()
        for key in keys:
            if key and not self.seat.questions.has(key):
                continue
            if key:
                grid.add(self.fields.of(key), 2 if key == wide else 1)
            else:
                grid.add_row()
        self.card.add(grid)

    def _add_note(self, text: str) -> None:
        self.checks.add_below(Label(text, "note", "ink2", wrap=True))

    def _add_heading(self, text: str) -> None:
        self.checks.add_below(Divider())
        self.checks.add_below(Label(text, "label", "ink2"))


class FirmStep(Step):
    """Who the firm is."""

    number = FIRM

    def __init__(self, seat: Seat, fields: EmployerFields, *, is_practice: bool) -> None:
        t = seat.t
        line = _words(seat, "where_registered", t("Write the firm as it stands in Brønnøysundregistrene."))
        super().__init__(seat, fields, t("Which firm is it?"), line)
        if is_practice:
            text = t("Made-up numbers are accepted, and every file says so.")
            self.card.add(MessageBox("info", t("This client is for practice"), text))
        self._add_fields("name", "orgnr", "se", "sector", "address", "contact", wide="name")
        self.card.body.addStretch(1)

    def first(self) -> Field:
        return self.fields.of("name")

    def checked(self) -> list[Checked]:
        t, of = self.seat.t, self.fields.of
        fine = _words(self.seat, "orgnr_fits", t("The organisation number has the right check digit"))
        wrong = _words(self.seat, "orgnr_wrong", t("The organisation number does not fit"))
        return [
            Checked((of("name"),), t("The name is filled in"), t("The name is missing")),
            Checked((of("orgnr"),), fine, wrong),
        ]


class UnitsStep(Step):
    """Where people work."""

    number = UNITS

    def __init__(self, seat: Seat, fields: EmployerFields) -> None:
        t = seat.t
        line = t("Every firm has at least one sub-unit (virksomhet). Its municipality decides the zone.")
        super().__init__(seat, fields, t("Where do people work?"), line)
        self.card.add(fields.units)
        self.card.body.addStretch(1)
        self.two_numbers = TwoNumbers(seat)
        self._add_heading(t("Two numbers, and which is which"))
        self.checks.add_below(self.two_numbers)
        self._add_note(t("A common mistake is to register people on the main unit. The a-melding is then refused."))

    def first(self) -> Field:
        return self.fields.units.blocks[0].orgnr

    def show_state(self) -> None:
        form = self.fields.form().tidy()
        self.two_numbers.set(form.orgnr, [(unit.name, unit.orgnr) for unit in form.units])
        super().show_state()

    def checked(self) -> list[Checked]:
        t, blocks = self.seat.t, self.fields.units.blocks
        if len(blocks) > 1:
            return [
                Checked(
                    tuple(block.named().values()),
                    t("Sub-unit {number} is in order", number=place),
                    t("Look at sub-unit {number}", number=place),
                )
                for place, block in enumerate(blocks, 1)
            ]
        (block,) = blocks
        return [
            Checked((block.orgnr,), t("The sub-unit has a number of its own"), t("The sub-unit's number does not fit")),
            Checked((block.municipality,), t("The municipality is known"), t("Which municipality?")),
            Checked((block.zone,), t("The zone goes with the municipality"), t("Look at the zone")),
        ]


class PayStep(Step):
    """When and how pay is run."""

    number = PAY

    def __init__(self, seat: Seat, fields: EmployerFields) -> None:
        t = seat.t
        line = t("What most firms choose is filled in. Change what is otherwise with you.")
        super().__init__(seat, fields, t("When and how is pay run?"), line)
        self._add_fields(
            *("start_month", "pay_day", "holiday_plan", "holiday_deduction", "part_month", "rounding"),
            wide="holiday_plan",
        )
        self._add_fields("provisions", wide="provisions")
        self.card.body.addStretch(1)
        self._add_heading(t("When you start in the middle of a year"))
        usual = t(
            "Months before the first one stay in the old system, and are never reported from here. For each "
            "employee you enter what was paid and withheld so far this year, and the holiday pay that is owed."
        )
        self._add_note(_words(seat, "middle_of_year", usual))

    def first(self) -> Field:
        return self.fields.of("start_month")

    def checked(self) -> list[Checked]:
        t, of = self.seat.t, self.fields.of
        wrong = t("The first month cannot be paid from here")
        return [
            Checked((of("start_month"),), t("There are rates for the first month"), wrong),
            Checked(
                (of("pay_day"),), t("The pay day is a day of the month"), t("The pay day is not a day of the month")
            ),
        ]


class PensionStep(Step):
    """The pension, and the account that pay comes from."""

    number = PENSION

    def __init__(self, seat: Seat, fields: EmployerFields) -> None:
        t = seat.t
        heading, line = t("Pension and bank"), t("You find this in the pension agreement and in the online bank.")
        if not seat.questions.has("pension_percent"):
            heading, line = t("From which account is pay paid?"), t("You find it in the online bank.")
        super().__init__(seat, fields, heading, line)
        self._add_fields("pension_percent", "pension_provider", "bank_account", "", "finance_tax", wide="finance_tax")
        self.card.add(Divider())
        ready = t("The account plan is ready. Other numbers are entered under Settings, now or later.")
        self.card.add(IconLine("check-circle", ready, "ink2"))
        self.card.body.addStretch(1)

    def first(self) -> Field:
        return self.fields.of("pension_percent" if self.fields.has("pension_percent") else "bank_account")

    def checked(self) -> list[Checked]:
        t, of = self.seat.t, self.fields.of
        account = Checked(
            (of("bank_account"),),
            _words(self.seat, "account_fits", t("The account number has the right check digit")),
            t("The account number does not fit"),
            optional=True,
        )
        if not self.fields.has("pension_percent"):
            return [account]
        return [
            Checked(
                (of("pension_percent"),),
                t("The pension is at least what the law asks for"),
                t("Look at the pension percentage"),
            ),
            Checked(
                (of("pension_provider"),),
                t("The pension provider's number has the right check digit"),
                t("The pension provider's number does not fit"),
                optional=True,
            ),
            account,
        ]


def _words(seat: Seat, key: str, usual: str) -> str:
    """What the country says in place of the usual words."""
    own = seat.questions.helps.get(key)
    return seat.t(own) if own is not None else usual
