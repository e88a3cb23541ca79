"""Employing somebody: what to begin with, what is checked while one types, and what will be reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_around import PAGE
from services.desk.employee_around import Surroundings as Surroundings
from services.desk.employee_around import surroundings as surroundings
from services.desk.employee_checks import born_of, form_findings
from services.desk.employee_form import (
    FREELANCER,
    LATER,
    ORDINARY,
    PENSION,
    CardPart,
    EmployeeForm,
    EmploymentPart,
    PersonPart,
    TermsPart,
)
from services.desk.employee_form import is_abroad as is_abroad
from services.engine.rates import MissingRate
from services.queries.employees import DraftRow
from services.reference.employment_words import CARDS, FORMS, PAYS, TYPES
from services.reference.occupations import occupation_name
from services.reference.year_files import rate_book

BLOCKING: Final = ("error", "open")
"""States of checks that keep somebody from being employed."""

STEPS: Final = ("person", "employment", "pay", "tax", "review")
_FIELDS: Final = {
    "person": (
        "name",
        "number",
        "national_id",
        "born",
        "international_id",
        "international_type",
        "international_country",
        "address",
        "tax_home",
    ),
    "employment": (
        "establishment",
        "type",
        "form",
        "start",
        "occupation",
        "title",
        "work_schedule",
        "vessel_register",
        "vessel_type",
        "vessel_area",
        "seniority",
        "earned_in",
        "zone",
    ),
    "pay": (
        "pay",
        "percent",
        "full_time_hours",
        "monthly_salary",
        "hourly_rate",
        "hours_divisor",
        "period",
        "pay_step",
        "line_type",
        "line_amount",
        "line_percent",
        "line_quantity",
        "line_rate",
        "line_claim",
        "line_at_most",
        "line_text",
        "line_to",
        "taxable_this_year",
        "withheld_this_year",
        "holiday_basis_this_year",
        "holiday_basis_last_year",
        "holiday_paid_this_year",
        "holiday_paid_60_this_year",
        "exempt_used",
        "aga_base_this_year",
        "holiday_days_left",
        "time_bank",
        "advance",
        "opening",
    ),
    "tax": (
        "tax_card",
        "card_year",
        "table",
        "card_percent",
        "exempt_amount",
        "months",
        "issued",
        "bank_account",
        "bank_bic",
        "language",
        "email",
        "payslip_password",
    ),
}
_STEP_OF: Final = {field: number for number, step in enumerate(STEPS[:4]) for field in _FIELDS[step]}
_UNREADABLE: Final = Message("What stands there cannot be read")


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


def from_template(around: Surroundings, form: EmployeeForm, key: str) -> EmployeeForm:
    """The form with what a template fills in; what was typed of the person stays."""
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
        terms=TermsPart(),
        card=CardPart(year=around.today.year, kind=LATER),
    )
    return from_template(around, form, TEMPLATES[0].key)


def born_from_number(around: Surroundings, number: str) -> tuple[date | None, str]:
    """The birth date that a national identity number tells, and what kind of number it is; empty for none."""
    read = countries.read_person_number(around.country, number)
    return (read[2], read[0]) if read is not None else (None, "")


# --- checks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: a title, the reason, and the way to mend it.

    `state` is error, warning, open (must still be filled in), later (may be filled in later) or ok.
    """

    state: str
    title: Message
    detail: Message | None
    step: int
    field: str
    link: Message | None = None
    where: Place | None = None


_TITLES: Final = {
    "name": (Message("The name"), Message("Look at the name")),
    "number": (Message("The employee number cannot be used"), Message("Look at the employee number")),
    "national_id": (Message("The national identity number is not right"), Message("No national identity number")),
    "born": (Message("The birth date is not right"), Message("Look at the birth date")),
    "address": (Message("The address cannot be used"), Message("Look at the address")),
    "establishment": (Message("Sub-unit"), Message("Look at the sub-unit")),
    "start": (Message("The first day cannot be used"), Message("Look at the first day")),
    "occupation": (Message("The occupation code is not right"), Message("Look at the occupation code")),
    "percent": (Message("The percentage is not possible"), Message("Look at the percentage")),
    "full_time_hours": (Message("The hours are not possible"), Message("Look at the hours")),
    "monthly_salary": (Message("Monthly salary"), Message("Look at the salary")),
    "hourly_rate": (Message("Hourly pay"), Message("Look at the hourly pay")),
    "tax_card": (Message("The tax card"), Message("The tax card")),
    "table": (Message("The table number is not right"), Message("Look at the table number")),
    "card_percent": (Message("The percentage of the card"), Message("The percentage of the card")),
    "exempt_amount": (Message("The amount of the exemption card"), Message("The amount of the exemption card")),
    "bank_account": (Message("The account number is not right"), Message("Look at the account")),
    "bank_bic": (Message("The BIC is not right"), Message("No BIC of the bank")),
    "email": (Message("The e-mail address is not right"), Message("Look at the e-mail address")),
    "payslip_password": (Message("The password cannot be used"), Message("Look at the password")),
}


_LATER: Final = {
    "national_id": Message("No national identity number"),
    "occupation": Message("No occupation code"),
    "bank_account": Message("No bank account"),
    "bank_bic": Message("No BIC of the bank"),
    "tax_card": Message("No tax card yet"),
}


def check(around: Surroundings, form: EmployeeForm, thing: int | str = "new") -> tuple[Checked, ...]:
    """Everything that was looked at: errors first, then warnings, what is not filled in, what is fine; by step."""
    found = form_findings(around, form, thing)
    rows = [_row(form, each) for each in found]
    unread = {field: _STEP_OF[field] for field in form.typed if field in _STEP_OF}
    rows = [row for row in rows if row.field not in unread or row.state == "error"]
    told = {row.field for row in rows}
    rows += [
        Checked("error", _title(field, True), _UNREADABLE, step, field, _TO_FIELD, Place(PAGE, thing, field))
        for field, step in unread.items()
        if field not in told
    ]
    wrong = {row.field for row in rows}
    rows += [row for row in _fine(around, form.tidy()) if row.field not in wrong]
    order = {"error": 0, "warning": 1, "open": 2, "later": 3, "ok": 4}
    return tuple(sorted(rows, key=lambda row: (order[row.state], row.step)))


_TO_FIELD: Final = Message("Go to the field")


def _row(form: EmployeeForm, found: Finding) -> Checked:
    assert found.where is not None
    field = found.where.field or ""
    is_wrong = found.severity is Severity.STOP
    state = "error" if is_wrong else "warning"
    row = Checked(state, _title(field, is_wrong), found.what, _STEP_OF.get(field, 0), field, _TO_FIELD, found.where)
    if field == "name" and not is_wrong and (other := _number_in(found.what)):
        title = Message("Looks like someone who left") if "day" in dict(found.what.values) else row.title
        return replace(row, title=title, link=Message("Open the old entry"), where=Place(PAGE, other))
    if field == "national_id" and is_wrong and (other := _number_in(found.what)):
        title = Message("The number is in use")
        return replace(row, title=title, link=Message("Open the old entry"), where=Place(PAGE, other))
    if is_wrong and _is_missing(form.tidy(), field):
        return replace(row, state="open")
    if not is_wrong and (_is_missing(form.tidy(), field) or (field == "tax_card" and form.card.kind == LATER)):
        return replace(row, state="later", title=_LATER.get(field, row.title))
    return row


def _number_in(what: Message) -> int:
    """The employee that a sentence names."""
    number = dict(what.values).get("number")
    return int(number) if isinstance(number, str) and "name" in dict(what.values) else 0


def _is_missing(form: EmployeeForm, field: str) -> bool:
    for part in (form.person, form.employment, form.terms, form.card):
        if field in type(part).__dataclass_fields__:
            return not getattr(part, field) and getattr(part, field) != ZERO
    return False


def _title(field: str, is_wrong: bool) -> Message:
    titles = _TITLES.get(field)
    if titles is None:
        return Message("Something is not right") if is_wrong else Message("Have a look")
    return titles[0] if is_wrong else titles[1]


def _fine(around: Surroundings, form: EmployeeForm) -> Iterator[Checked]:
    """What was looked at and is in order."""

    def ok(what: Message, field: str) -> Checked:
        return Checked("ok", what, None, _STEP_OF[field], field)

    person, job, terms, card = form.person, form.employment, form.terms, form.card
    if person.name:
        yield ok(Message("The name is filled in"), "name")
    if person.national_id:
        _, kind = born_from_number(around, person.national_id)
        what = Message("The national identity number has the right check digits")
        if kind == "d_number":
            what = Message("The D-number has the right check digits")
        yield ok(what, "national_id")
    if person.address:
        yield ok(Message("The address has postcode and place"), "address")
    if job.establishment:
        yield ok(Message("The sub-unit is one of the firm's"), "establishment")
    if job.start is not None:
        yield ok(Message("The first day is {day}", day=job.start), "start")
    if job.occupation:
        name = occupation_name(around.country, job.occupation)
        yield ok(Message("The occupation is {code} {name}", code=job.occupation, name=name), "occupation")
    if terms.percent is not None and (terms.pay != "fee" or job.type not in (FREELANCER, PENSION)):
        yield ok(Message("The position is from 0 to 100%"), "percent")
    if terms.monthly_salary is not None or terms.hourly_rate is not None:
        yield ok(Message("The pay is a usual amount"), "monthly_salary" if terms.monthly_salary else "hourly_rate")
    if card.kind == "table" and card.table and card.year is not None:
        what = Message("Table {table} is there in {year}", table=card.table, year=str(card.year))
        yield ok(what, "table")
    elif card.kind not in (LATER, "none"):
        yield ok(Message("The tax card is complete"), "tax_card")
    if person.bank_account:
        yield ok(Message("The account number has the right check digit"), "bank_account")
    if person.bank_bic:
        yield ok(Message("The BIC names a bank"), "bank_bic")


def lacking(around: Surroundings, draft: DraftRow) -> tuple[Checked, ...]:
    """What a draft lacks before somebody can be employed."""
    from services.desk.employee_form import read_form

    return tuple(row for row in check(around, read_form(draft.form), f"draft:{draft.id}") if row.state in BLOCKING)


def draft_form(desk: Desk, draft_id: int) -> EmployeeForm | None:
    """What was typed in a draft; None where it is gone."""
    from sqlalchemy import select

    from models.records.employee import EmployeeDraft
    from services.desk.employee_form import read_form

    with desk.reading() as session:
        text = session.scalar(select(EmployeeDraft.form).where(EmployeeDraft.id == draft_id))
        return read_form(text) if text is not None else None


# --- what will be reported -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the summary."""

    what: Message
    value: Message | str | date | Money | Percent | Decimal | None
    field: str


def summary(around: Surroundings, form: EmployeeForm) -> tuple[tuple[Message, tuple[Fact, ...]], ...]:
    """What was entered, under the headings of the steps."""
    form = form.tidy()
    person, job, terms, card = form.person, form.employment, form.terms, form.card
    occupation = f"{job.occupation} {occupation_name(around.country, job.occupation)}".strip()
    return (
        (
            Message("Person"),
            (
                Fact(Message("Name"), person.name, "name"),
                Fact(Message("Employee number"), str(person.number or ""), "number"),
                Fact(Message("Born"), born_of(around, person), "born"),
                Fact(Message("Address"), person.address.replace("\n", ", "), "address"),
            ),
        ),
        (
            Message("Employment"),
            (
                Fact(Message("Sub-unit"), around.unit_name(job.establishment), "establishment"),
                Fact(Message("Kind"), TYPES[job.type].name if job.type in TYPES else job.type, "type"),
                Fact(Message("Form"), FORMS[job.form].name if job.form in FORMS else None, "form"),
                Fact(Message("First day"), job.start, "start"),
                Fact(Message("Occupation code"), occupation, "occupation"),
                Fact(Message("Job title"), job.title, "title"),
            ),
        ),
        (
            Message("Pay"),
            (
                Fact(Message("Form of pay"), PAYS[terms.pay].name if terms.pay in PAYS else terms.pay, "pay"),
                Fact(Message("Position"), terms.percent if job.type not in (FREELANCER, PENSION) else None, "percent"),
                Fact(Message("Monthly salary"), terms.monthly_salary, "monthly_salary"),
                Fact(Message("Hourly pay"), terms.hourly_rate, "hourly_rate"),
                Fact(Message("Fixed lines"), str(len(form.lines)) if form.lines else None, "line_type"),
            ),
        ),
        (
            Message("Tax and account"),
            (
                Fact(Message("Tax card"), card_words(card), "tax_card"),
                Fact(Message("Account"), person.bank_account, "bank_account"),
                Fact(Message("BIC of the bank"), person.bank_bic, "bank_bic"),
                Fact(Message("E-mail"), person.email, "email"),
            ),
        ),
    )


def card_words(card: CardPart) -> Message:
    """A tax card in a few words: “Table 8010, 39 %”."""
    card = card.tidy()
    match card.kind:
        case "table" if card.percent is not None:
            return Message("Table {table}, {percent}", table=card.table, percent=card.percent)
        case "table":
            return Message("Table {table}", table=card.table)
        case "percent" if card.percent is not None:
            return Message("Percent {percent}", percent=Percent(card.percent.value))
        case "exempt" if card.exempt_amount is not None:
            return Message("Exemption card, {amount}", amount=card.exempt_amount)
        case kind if kind == LATER:
            return Message("Comes later: 50% is withheld")
        case kind if kind in CARDS:
            return CARDS[kind].name
    return Message("Tax card")


def reported(around: Surroundings, form: EmployeeForm) -> tuple[Message, ...]:
    """What the authority is told about the employment, and when."""
    form = form.tidy()
    job, terms = form.employment, form.terms
    if job.start is None:
        return ()
    first = max(Month.of(job.start), around.start_month or Month.of(job.start))
    told = []
    if job.type == FREELANCER:
        told.append(Message("Is reported in the a-melding of each month with a fee, as not employed"))
        if job.occupation:
            told.append(Message("Occupation {code}", code=job.occupation))
    else:
        told.append(Message("Stands in the a-melding from {month}, also in months without pay", month=first))
        if terms.percent is not None and terms.full_time_hours is not None:
            what = Message(
                "Start {start}, {percent} of {hours} hours a week",
                start=job.start,
                percent=terms.percent,
                hours=terms.full_time_hours,
            )
            told.append(what)
        if job.form in FORMS and job.occupation:
            told.append(Message("{form}, occupation {code}", form=FORMS[job.form].name, code=job.occupation))
    if not form.person.national_id:
        told.append(Message("Nothing can be reported before there is a national identity number or a foreign one"))
    return tuple(told)
