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
from models.values.questions import Questions
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
    PENSION,
    CardPart,
    EmployeeForm,
)
from services.desk.employee_form import is_abroad as is_abroad
from services.queries.employee_templates import NUMBERED_TEMPLATES as NUMBERED_TEMPLATES
from services.queries.employee_templates import TEMPLATES as TEMPLATES
from services.queries.employee_templates import from_template as from_template
from services.queries.employee_templates import new_form as new_form
from services.queries.employee_templates import templates as templates
from services.queries.employees import DraftRow
from services.reference.employment_words import CARDS, FORMS, TYPES
from services.reference.occupations import occupation_name

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
        "category",
        "pay_group",
        "norm_hours",
        "agreement_hours",
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
        "line_company_percent",
        "line_company_amount",
        "line_pension_basis",
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
        "allowance_month",
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


def read_account(around: Surroundings, written: str) -> str | None:
    """An account as the country keeps it; empty for what is none, None where the country does not read them."""
    return countries.read_account(around.country, written)


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
    "category": (Message("The position category is not there"), Message("No position category")),
    "pay_group": (Message("The pay group cannot be used"), Message("Look at the pay group")),
    "norm_hours": (Message("The hours are not possible"), Message("Look at the hours")),
    "agreement_hours": (Message("The hours are not possible"), Message("Look at the hours")),
    "allowance_month": (Message("The allowance cannot be used"), Message("Look at the allowance")),
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
    rows = [_named(around, _row(form, each)) for each in found]
    unread = {field: _STEP_OF[field] for field in form.typed if field in _STEP_OF}
    rows = [row for row in rows if row.field not in unread or row.state == "error"]
    told = {row.field for row in rows}
    rows += [
        Checked("error", _title(field, True), _UNREADABLE, step, field, _TO_FIELD, Place(PAGE, thing, field))
        for field, step in unread.items()
        if field not in told
    ]
    wrong = {row.field for row in rows}
    has = around.questions.has
    rows += [row for row in _fine(around, form.tidy()) if row.field not in wrong and has(row.field)]
    order = {"error": 0, "warning": 1, "open": 2, "later": 3, "ok": 4}
    return tuple(sorted(rows, key=lambda row: (order[row.state], row.step)))


def _named(around: Surroundings, row: Checked) -> Checked:
    """A check of a field that the country calls otherwise, by its word."""
    word = around.questions.names.get(row.field)
    return row if word is None else replace(row, title=word)


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
    if field == "card_percent" and form.card.kind not in ("table", "percent"):
        return form.card.percent is None
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
        yield ok(_KINDS_OF_NUMBERS.get(born_from_number(around, person.national_id)[1], _RIGHT_NUMBER), "national_id")
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
    elif card.kind not in (LATER, "none") and not (
        around.questions.brings("tax_card", card.kind) & {"card_percent"} and card.percent is None
    ):
        yield ok(Message("The tax card is complete"), "tax_card")
    if terms.category:
        name = around.category_name(terms.category)
        yield ok(Message("The position category is {name}", name=name), "category")
    if person.bank_account:
        is_numbered = around.questions.has("category")
        what = Message("The account has a registration number and an account number")
        yield ok(what if is_numbered else Message("The account number has the right check digit"), "bank_account")
    if person.bank_bic:
        yield ok(Message("The BIC names a bank"), "bank_bic")


_RIGHT_NUMBER: Final = Message("The national identity number has the right check digits")
_KINDS_OF_NUMBERS: Final = {
    "d_number": Message("The D-number has the right check digits"),
    "cpr": Message("The CPR number has the right check digit"),
}


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
    pays = {each.code: each.name for each in around.questions.choices.get("pay", ())}
    parts: tuple[tuple[Message, tuple[Fact, ...]], ...] = (
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
                Fact(Message("Position category"), around.category_name(terms.category), "category"),
                Fact(Message("Pay group"), terms.pay_group, "pay_group"),
                Fact(Message("Hours a month"), terms.norm_hours, "norm_hours"),
                Fact(Message("Hours a month of a full position"), terms.agreement_hours, "agreement_hours"),
            ),
        ),
        (
            Message("Pay"),
            (
                Fact(Message("Form of pay"), pays.get(terms.pay, terms.pay), "pay"),
                Fact(Message("Position"), terms.percent if job.type not in (FREELANCER, PENSION) else None, "percent"),
                Fact(Message("Monthly salary"), terms.monthly_salary, "monthly_salary"),
                Fact(Message("Hourly pay"), terms.hourly_rate, "hourly_rate"),
                Fact(Message("Fixed lines"), str(len(form.lines)) if form.lines else None, "line_type"),
            ),
        ),
        (
            Message("Tax and account"),
            (
                Fact(Message("Tax card"), card_words(card, around.questions), "tax_card"),
                Fact(Message("Account"), person.bank_account, "bank_account"),
                Fact(Message("BIC of the bank"), person.bank_bic, "bank_bic"),
                Fact(Message("E-mail"), person.email, "email"),
            ),
        ),
    )
    questions = around.questions
    return tuple(
        (
            heading,
            tuple(
                replace(fact, what=questions.names.get(fact.field, fact.what))
                for fact in facts
                if questions.has(fact.field)
            ),
        )
        for heading, facts in parts
    )


def card_words(card: CardPart, questions: Questions | None = None) -> Message:
    """A tax card in a few words: “Table 8010, 39 %”, in the words of the country."""
    card, questions = card.tidy(), questions or Questions()
    match card.kind:
        case "main" if card.percent is not None and card.allowance_month is not None:
            free = card.allowance_month
            return Message("Main card, {percent}, {amount} a month free", percent=card.percent, amount=free)
        case "main" if card.percent is not None:
            return Message("Main card, {percent}", percent=card.percent)
        case "secondary" if card.percent is not None:
            return Message("Secondary card, {percent}", percent=card.percent)
        case "gross" if card.percent is not None:
            return Message("Gross deduction card, {percent}", percent=card.percent)
        case "table" if card.percent is not None:
            return Message("Table {table}, {percent}", table=card.table, percent=card.percent)
        case "table":
            return Message("Table {table}", table=card.table)
        case "percent" if card.percent is not None:
            return Message("Percent {percent}", percent=Percent(card.percent.value))
        case "exempt" if card.exempt_amount is not None:
            return Message("Exemption card, {amount}", amount=card.exempt_amount)
        case kind if kind == LATER:
            return questions.helps.get("card_comes_later", Message("Comes later: 50% is withheld"))
    named = {each.code: each.name for each in questions.choices.get("tax_card", ())}
    if card.kind in named:
        return named[card.kind]
    return CARDS[card.kind].name if card.kind in CARDS else Message("Tax card")


def reported(around: Surroundings, form: EmployeeForm) -> tuple[Message, ...]:
    """What the authority is told about the employment, and when."""
    form = form.tidy()
    job, terms = form.employment, form.terms
    if job.start is None:
        return ()
    if not around.questions.has("type"):
        helps = around.questions.helps
        return (helps["reported"],) if form.person.national_id else (helps["reported"], helps["nothing_reported"])
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
