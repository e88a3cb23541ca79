"""How each field of an employer is made: its label, its editor, and what is said under it. By the key of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from models.values.message import Message
from models.values.percent import Percent
from views.shell.seat import Seat
from views.widgets.form import (
    AccountEdit,
    Check,
    Choice,
    LongTextEdit,
    MonthEdit,
    NumberEdit,
    OrganisationEdit,
    PercentEdit,
    Radios,
    TextEdit,
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A field before it is made. `checked`: it is checked as part of the whole form; `good`: and says when it fits."""

    label: str
    editor: QWidget
    help: str = ""
    required: bool = False
    optional: bool = False
    checked: bool = False
    good: bool = False


# --- who the firm is -------------------------------------------------------------------------------------------------


def _name(seat: Seat) -> Recipe:
    return Recipe(seat.t("Name of the firm"), TextEdit(seat, limit=120), required=True)


def _orgnr(seat: Seat) -> Recipe:
    label = _word(seat.questions.names, seat, "orgnr", seat.t("Organisation number of the main unit"))
    help = _word(seat.questions.helps, seat, "orgnr", seat.t("Nine digits. It stands in Brønnøysundregistrene."))
    return Recipe(label, OrganisationEdit(seat), help, required=True, checked=True, good=True)


def _se(seat: Seat) -> Recipe:
    label, help = _word(seat.questions.names, seat, "se", seat.t("SE number")), _word(seat.questions.helps, seat, "se")
    return Recipe(label, OrganisationEdit(seat), help, optional=True, checked=True, good=True)


def _address(seat: Seat) -> Recipe:
    return Recipe(
        seat.t("Postal address"), LongTextEdit(seat, rows=2), seat.t("Stands on the payslips."), optional=True
    )


def _contact(seat: Seat) -> Recipe:
    help = seat.t("Name, phone or e-mail, at the foot of the payslip.")
    return Recipe(seat.t("Contact for questions about pay"), TextEdit(seat, limit=120), help, optional=True)


def _sector(seat: Seat) -> Recipe:
    t = seat.t
    kinds = [
        ("", t("Firm")),
        ("association", t("Voluntary organisation")),
        ("home", t("Private household")),
        ("public", t("State, county, municipality, or with their pay agreement")),
    ]
    return Recipe(t("Kind of employer"), Choice(seat, kinds))


# --- when and how it pays --------------------------------------------------------------------------------------------


def _start_month(seat: Seat) -> Recipe:
    help = seat.t("What was before it is entered as balances.")
    return Recipe(seat.t("First month paid from here"), MonthEdit(seat), help, required=True, checked=True)


def _pay_day(seat: Seat) -> Recipe:
    editor = NumberEdit(seat, most=0, lowest=1, highest=31, unit=seat.t("of the month"))
    return Recipe(seat.t("Usual pay day"), editor, required=True)


def _holiday_plan(seat: Seat) -> Recipe:
    t = seat.t
    five = t("Five weeks, {percent}", percent=Percent.of(12))
    four = t("Four weeks and a day, {percent}", percent=Percent.of("10.2"))
    plans = [
        ("agreement", five, t("By agreement, or because the firm gives it. Most have this.")),
        ("statutory", four, t("What the law gives where nothing else is agreed.")),
    ]
    return Recipe(t("Holiday and holiday pay"), Radios(seat, plans))


def _holiday_deduction(seat: Seat) -> Recipe:
    t = seat.t
    ways = [
        ("260", t("12/260 of the pay (most common)")),
        ("26", t("1/26, Monday to Saturday")),
        ("21.67", t("1/21.67 of the pay")),
        ("22", t("1/22 of the pay")),
    ]
    return Recipe(t("Value of a holiday day"), Choice(seat, ways), t("Deducted a day from monthly pay."))


def _part_month(seat: Seat) -> Recipe:
    t = seat.t
    ways = [
        ("working_days", t("Working days (most common)")),
        ("calendar_days", t("Calendar days")),
        ("260", t("12/260 a working day")),
        ("21.67", t("1/21.67 a working day")),
        ("22", t("1/22 a working day")),
        ("26", t("1/26 a day, Monday to Saturday")),
        ("30", t("1/30 a calendar day")),
    ]
    return Recipe(t("Part of a month"), Choice(seat, ways), t("For those who start or leave in mid-month."))


def _rounding(seat: Seat) -> Recipe:
    asked = seat.questions
    ways = [(each.code, seat.t(each.name)) for each in asked.choices.get("rounding", ())]
    label = _word(asked.names, seat, "rounding", seat.t("Rounding of taxes"))
    return Recipe(label, Choice(seat, ways), _word(asked.helps, seat, "rounding"))


def _provisions(seat: Seat) -> Recipe:
    asked = seat.questions
    ways = [
        (each.code, seat.t(each.name), seat.t(each.about) if each.about is not None else "")
        for each in asked.choices.get("provisions", ())
    ]
    label = _word(asked.names, seat, "provisions", seat.t("Provision for holiday pay"))
    return Recipe(label, Radios(seat, ways), _word(asked.helps, seat, "provisions"))


def _word(words: Mapping[str, Message], seat: Seat, key: str, usual: str = "") -> str:
    """The country's own word for a field, or the usual one."""
    return seat.t(words[key]) if key in words else usual


# --- pension, account, tax -------------------------------------------------------------------------------------------


def _pension_percent(seat: Seat) -> Recipe:
    help = seat.t("Percentage of pay, as the agreement says.")
    return Recipe(seat.t("Occupational pension"), PercentEdit(seat, highest=30), help, required=True, checked=True)


def _pension_provider(seat: Seat) -> Recipe:
    help = seat.t("It is reported in the a-melding.")
    label = seat.t("Pension provider's org. no.")
    return Recipe(label, OrganisationEdit(seat), help, optional=True, checked=True, good=True)


def _bank_account(seat: Seat) -> Recipe:
    help = _word(seat.questions.helps, seat, "employer_account", seat.t("Without it no bank file is made."))
    label = seat.t("Account that wages are paid from")
    return Recipe(label, AccountEdit(seat), help, optional=True, checked=True, good=True)


def _finance_tax(seat: Seat) -> Recipe:
    help = seat.t("Only banks, insurance and others in finance do.")
    return Recipe(seat.t("Finance tax"), Check(seat, seat.t("The firm pays finance tax on wages")), help)


RECIPES: Final[Mapping[str, Callable[[Seat], Recipe]]] = {
    "name": _name,
    "orgnr": _orgnr,
    "address": _address,
    "contact": _contact,
    "sector": _sector,
    "start_month": _start_month,
    "pay_day": _pay_day,
    "holiday_plan": _holiday_plan,
    "holiday_deduction": _holiday_deduction,
    "part_month": _part_month,
    "pension_percent": _pension_percent,
    "pension_provider": _pension_provider,
    "bank_account": _bank_account,
    "finance_tax": _finance_tax,
    "se": _se,
    "rounding": _rounding,
    "provisions": _provisions,
}
