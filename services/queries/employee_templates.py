"""What one can begin with when employing somebody: templates by country, and the empty form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.percent import Percent
from services.desk.employee_around import Surroundings
from services.desk.employee_form import (
    FREELANCER,
    LATER,
    ORDINARY,
    CardPart,
    EmployeeForm,
    EmploymentPart,
    PersonPart,
    TermsPart,
)
from services.engine.rates import MissingRate
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class Template:
    """Something to begin with: what it is for, and what it fills in."""

    key: str
    name: Message
    about: Message
    sets: tuple[Message, ...]


TEMPLATES: Final = (
    Template(
        "monthly",
        Message("Monthly salary"),
        Message("The same pay each month"),
        (Message("Permanent"), Message("100%, 37.5 hours"), Message("Monthly salary")),
    ),
    Template(
        "hourly",
        Message("Hourly pay"),
        Message("Paid for the hours that are worked"),
        (Message("Permanent"), Message("40%, 37.5 hours"), Message("Hourly pay, entered on each run")),
    ),
    Template(
        "apprentice",
        Message("Apprentice"),
        Message("Trains for a trade certificate"),
        (Message("Temporary"), Message("100%, 37.5 hours"), Message("Monthly salary by the half-year")),
    ),
    Template(
        "commission",
        Message("Commission"),
        Message("Employed, and paid for what they sell or make"),
        (Message("Permanent"), Message("100%, 37.5 hours"), Message("An amount entered on each run")),
    ),
    Template(
        "foreign",
        Message("Foreign worker"),
        Message("Works here for a time, taxed under PAYE"),
        (Message("Temporary"), Message("Hourly pay, entered on each run"), Message("Percentage card, 12 months")),
    ),
    Template(
        "pensioner",
        Message("Pensioner at work"),
        Message("Draws a pension and works besides it"),
        (Message("Permanent"), Message("40%, 37.5 hours"), Message("Monthly salary")),
    ),
    Template(
        "board",
        Message("Board member"),
        Message("A fee for work on the board"),
        (Message("Not employed, a fee"), Message("Occupation 1210160 Board member"), Message("No working hours")),
    ),
    Template(
        "fee",
        Message("Fee for a task"),
        Message("Not employed, and not in business themselves"),
        (Message("Not employed, a fee"), Message("No working hours"), Message("Tax and contribution as for pay")),
    ),
)
NUMBERED_TEMPLATES: Final = (
    Template(
        "salaried",
        Message("Salaried employee"),
        Message("Fixed pay for the month that has been"),
        (Message("Monthly, in arrears"), Message("160.33 hours a month"), Message("Main card (hovedkort)")),
    ),
    Template(
        "salaried_advance",
        Message("Salaried, paid in advance"),
        Message("Fixed pay for the month that comes"),
        (Message("Monthly, in advance"), Message("160.33 hours a month"), Message("Main card (hovedkort)")),
    ),
    Template(
        "by_the_hour",
        Message("Hourly paid"),
        Message("Paid for the hours that are worked"),
        (Message("Hourly pay, entered on each run"), Message("Main card (hovedkort)")),
    ),
    Template(
        "two_weeks",
        Message("Paid every 14 days"),
        Message("Hours or fixed pay of two weeks at a time"),
        (Message("Every 14 days"), Message("Main card (hovedkort)")),
    ),
    Template(
        "second_job",
        Message("Second job"),
        Message("Has the main card at another employer"),
        (Message("Hourly pay, entered on each run"), Message("Secondary card (bikort)")),
    ),
)
_NUMBERED_PAYS: Final = {
    "salaried": "monthly_arrears",
    "salaried_advance": "monthly_advance",
    "by_the_hour": "hourly",
    "two_weeks": "fortnightly",
    "second_job": "hourly",
}
_STANDARD_HOURS: Final = Decimal("160.33")  # a month, of 37 hours a week


def templates(around: Surroundings) -> tuple[Template, ...]:
    """What one can begin with in the client's country, the usual one first."""
    return NUMBERED_TEMPLATES if around.questions.has("category") else TEMPLATES


def from_template(around: Surroundings, form: EmployeeForm, key: str) -> EmployeeForm:
    """The form with what a template fills in; what was typed of the person stays."""
    if key in _NUMBERED_PAYS:
        return _from_numbered(form, key)
    employment = replace(form.employment, type=ORDINARY, form="fast", work_schedule="ikkeSkift")
    terms = replace(form.terms, percent=Percent.of(100), full_time_hours=Decimal("37.5"), pay="monthly")
    card, paye = form.card, _paye(around, form.card.year)
    if form.template == "foreign" and card == paye:
        card = CardPart(year=card.year, kind=LATER)  # what the template filled in, and nobody touched
    match key:
        case "commission":
            terms = replace(terms, pay="fee")
        case "foreign":
            employment = replace(employment, form="midlertidig")
            terms = replace(terms, pay="hourly")
            card = paye if card.kind == LATER else card
        case "pensioner":
            terms = replace(terms, percent=Percent.of(40))
        case "hourly":
            terms = replace(terms, percent=Percent.of(40), pay="hourly")
        case "apprentice":
            employment = replace(employment, form="midlertidig")
        case "board":
            employment = replace(employment, type=FREELANCER, form="", work_schedule="", occupation="1210160")
            terms = replace(terms, pay="fee")
        case "fee":
            employment = replace(employment, type=FREELANCER, form="", work_schedule="")
            terms = replace(terms, pay="fee")
    return replace(form, template=key, employment=employment, terms=terms, card=card)


def _from_numbered(form: EmployeeForm, key: str) -> EmployeeForm:
    pay = _NUMBERED_PAYS[key]
    hours = _STANDARD_HOURS if pay.startswith("monthly") else None
    usual = (None, _STANDARD_HOURS)
    terms = replace(
        form.terms,
        pay=pay,
        norm_hours=hours if form.terms.norm_hours in usual else form.terms.norm_hours,
        agreement_hours=hours if form.terms.agreement_hours in usual else form.terms.agreement_hours,
    )
    before = "secondary" if form.template == "second_job" else "main"
    card = form.card
    if card.kind in (LATER, before) and card.percent is None and card.allowance_month is None:
        card = replace(card, kind="secondary" if key == "second_job" else "main")
    return replace(form, template=key, terms=terms, card=card)


def _paye(around: Surroundings, year: int | None) -> CardPart:
    """The card of a foreign worker under PAYE: the law's percentage, for twelve months. Another is typed over it."""
    try:
        percent = rate_book(around.country).on(around.today).percent("withholding.paye").value
    except MissingRate:
        return CardPart(year=year, kind=LATER)
    return CardPart(year=year, kind="percent", percent=percent, months=Decimal(12))


def new_form(around: Surroundings) -> EmployeeForm:
    """An empty form: the next free number, the only sub-unit, the card of this year to come."""
    unit = around.units[0].orgnr if len(around.units) == 1 else ""
    form = EmployeeForm(
        person=PersonPart(number=around.next_number, language=around.language),
        employment=EmploymentPart(establishment=unit),
        terms=TermsPart(category=around.categories[0][0] if len(around.categories) == 1 else ""),
        card=CardPart(year=around.today.year, kind=LATER),
    )
    return from_template(around, form, templates(around)[0].key)
