"""What is wrong with an employee as typed, and what should be looked at: part by part, before anything is stored.

The surroundings (who works here already, which sub-units there are) are read once; a check is then plain reckoning, so
that it can be asked on every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import employer as firm
from models.records import pay_run as runs
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_form import (
    LATER,
    MARITIME,
    ORDINARY,
    CardPart,
    EmployeeForm,
    EmploymentPart,
    LinePart,
    OpeningPart,
    PersonPart,
    TermsPart,
    has_control_signs,
)
from services.desk.payslip_choices import payslip_choices
from services.engine.facts import EmployerFacts, Establishment, PersonFacts, RunFacts, RunHead
from services.engine.rates import MissingRate
from services.engine.wage_types import Operation, WageType
from services.reference.codes import code_lists
from services.reference.occupations import occupation_name
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

PAGE: Final = "employees"
LANGUAGES: Final = ("nb", "da", "en")
PERIODS: Final = ("MND", "14D", "UKE")
PAY_FORMS: Final = ("monthly", "hourly", "fee")
CARDS: Final = ("table", "percent", "exempt", "exempt_unlimited", "none", "not_liable")
CLAIMS: Final = ("tax", "coordinated", "other")
NOT_FIXED: Final = frozenset({"salary", "holiday_pay", "holiday_pay_60", "holiday_deduction", "absence_deduction"})
"""Formulas of lines that follow from terms or days, and are never the same every month."""
NEVER_FIXED: Final = frozenset(
    {"hourly_pay", "back_pay", "severance", "sick_pay", "advance", "overtime_50"} | {"overtime_100"}
)

_MOST_NUMBER: Final = 999_999
_LONGEST: Final = {"name": 120, "address": 300, "title": 100, "email": 254, "payslip_password": 64, "text": 100}
_MOST: Final = Money.kr(10_000_000)
_LOOK_MONTHLY: Final = Money.kr(250_000)
_FEW_MONTHLY: Final = Money.kr(2_000)
_LOOK_HOURLY: Final = Money.kr(1_500)
_MOST_HOURLY: Final = Money.kr(50_000)
_FEW_HOURLY: Final = Money.kr(60)
_EARLIEST: Final = date(1940, 1, 1)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_POSTAL: Final = re.compile(r"(^|[\s,\n])\d{4} [^\W\d]")
_WEEKS: Final = Decimal(60)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is in the file already. `ended` is their last day; None while they work here."""

    number: int
    name: str
    national_id: str
    bank_account: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry is checked against."""

    country: str
    today: date
    employer: EmployerFacts | None
    start_month: Month | None
    pay_day: int
    people: tuple[Known, ...]
    approved: Month | None  # the last month whose ordinary pay is approved
    language: str = "nb"  # of the payslips of new employees, as the client has chosen

    @property
    def units(self) -> tuple[Establishment, ...]:
        return self.employer.establishments if self.employer is not None else ()

    @property
    def next_number(self) -> int:
        """The employee number to propose: one more than the highest."""
        return 1 + max((each.number for each in self.people), default=0)

    def unit_name(self, orgnr: str) -> str:
        """How a sub-unit is called: its name, else its number."""
        return next((unit.name for unit in self.units if unit.orgnr == orgnr and unit.name), orgnr)


def surroundings(desk: Desk) -> Surroundings:
    """Read them: one statement a table."""
    with desk.reading() as session:
        return surroundings_in(session, desk)


def surroundings_in(session: Session, desk: Desk) -> Surroundings:
    """The same inside a reading or a change."""
    row = session.get(firm.Employer, 1)
    employer = None
    if row is not None:
        from services.desk.gather import employer_facts

        employer = employer_facts(session)
    ended = _ended(session, desk.today)
    columns = (people.Employee.id, people.Employee.number, people.Employee.name)
    secret = (people.Employee.national_id, people.Employee.bank_account)
    everybody = tuple(
        Known(number, name, national_id, account, ended.get(row_id))
        for row_id, number, name, national_id, account in session.execute(select(*columns, *secret))
    )
    approved = session.scalar(
        select(func.max(runs.PayRun.month)).where(
            runs.PayRun.approved_at.is_not(None), runs.PayRun.kind.in_(("ordinary", "holiday"))
        )
    )
    return Surroundings(
        desk.client.country,
        desk.today,
        employer,
        row.start_month if row is not None else None,
        row.pay_day if row is not None else 25,
        everybody,
        approved,
        payslip_choices(session).language,
    )


def _ended(session: Session, today: date) -> dict[int, date]:
    """The last day of everybody whose last employment has ended."""
    columns = (people.Employment.employee_id, people.Employment.end)
    last: dict[int, date | None] = {}
    for employee_id, end in session.execute(select(*columns)):
        if employee_id not in last:
            last[employee_id] = end
        elif last[employee_id] is not None:
            before = last[employee_id]
            last[employee_id] = None if end is None or before is None else max(end, before)
    return {employee_id: end for employee_id, end in last.items() if end is not None and end < today}


# --- the person ------------------------------------------------------------------------------------------------------


def person_findings(
    around: Surroundings, part: PersonPart, thing: int | str, was: PersonPart | None = None
) -> Iterator[Finding]:
    """Who somebody is. `was` is what the file holds of the same person; without it the person is new."""
    part = part.tidy()
    at = _At(thing)
    others = [each for each in around.people if was is None or each.number != was.number]
    yield from _name(part, at, others, is_new=was is None)
    yield from _number(around, part, at, others)
    yield from _identity(around, part, at, others, was)
    yield from _birth(around, part, at)
    yield from _account(around, part, at, others)
    for field in ("address", "email", "payslip_password"):
        yield from _text(getattr(part, field), field, at)
    if part.address and not _POSTAL.search(part.address):
        yield at.look(Message("The address has no postcode and place"), "address")
    if part.email and not _EMAIL.fullmatch(part.email):
        yield at.stop(Message("“{text}” is not an e-mail address", text=part.email), "email")
    if part.language not in LANGUAGES:
        yield at.stop(Message("There are no payslips in “{word}”", word=part.language), "language")
    if part.payslip_password and (
        len(part.payslip_password) < 6 or part.payslip_password != part.payslip_password.strip()
    ):
        what = Message("A password has at least six signs, and no space before or after")
        yield at.stop(what, "payslip_password")


def _name(part: PersonPart, at: _At, others: Sequence[Known], *, is_new: bool) -> Iterator[Finding]:
    if not part.name:
        yield at.stop(Message("The name is missing"), "name")
        return
    yield from _text(part.name, "name", at)
    if " " not in part.name:
        yield at.look(
            Message("There is only one name. First name and surname stand in the payslip and the report"), "name"
        )
    if is_new and (double := _alike(part.name, others)) is not None:
        if double.ended is not None:
            what = Message(
                "{name} (no. {number}) left on {day}. Is it the same person? Then open the old entry and employ them "
                "anew",
                name=double.name,
                number=str(double.number),
                day=double.ended,
            )
        else:
            what = Message("There is a {name} already, no. {number}", name=double.name, number=str(double.number))
        yield at.look(what, "name")


def _alike(name: str, others: Sequence[Known]) -> Known | None:
    """Somebody with the same first name and one surname in common; those who left come first."""
    words = name.casefold().replace("-", " ").split()
    if len(words) < 2:
        return None
    alike = []
    for each in others:
        theirs = each.name.casefold().replace("-", " ").split()
        if len(theirs) > 1 and theirs[0] == words[0] and set(theirs[1:]) & set(words[1:]):
            alike.append(each)
    return min(alike, key=lambda each: (each.ended is None, each.number), default=None)


def _number(around: Surroundings, part: PersonPart, at: _At, others: Sequence[Known]) -> Iterator[Finding]:
    if part.number is None:
        what = Message("The employee number is missing. {number} is free", number=str(around.next_number))
        yield at.stop(what, "number")
    elif not 0 < part.number <= _MOST_NUMBER:
        yield at.stop(
            Message("An employee number is a whole number from 1 to {most}", most=str(_MOST_NUMBER)), "number"
        )
    elif taken := next((each for each in others if each.number == part.number), None):
        what = Message(
            "{name} has number {number}. {free} is free",
            name=taken.name,
            number=str(part.number),
            free=str(around.next_number),
        )
        yield at.stop(what, "number")


def _identity(
    around: Surroundings, part: PersonPart, at: _At, others: Sequence[Known], was: PersonPart | None
) -> Iterator[Finding]:
    if part.national_id:
        yield from _asked(around, PersonFacts(0, part.name, part.national_id), "national_id", at)
        is_other = was is None or was.tidy().national_id != part.national_id
        if is_other and (double := next((each for each in others if each.national_id == part.national_id), None)):
            if double.ended is not None:
                what = Message(
                    "{name} (no. {number}) has this number and left on {day}. Open the old entry and employ them anew: "
                    "then holiday pay and the year's tax stay together",
                    name=double.name,
                    number=str(double.number),
                    day=double.ended,
                )
            else:
                what = Message(
                    "{name} (no. {number}) has this number already", name=double.name, number=str(double.number)
                )
            yield at.stop(what, "national_id")
        return
    given = (part.international_id, part.international_type, part.international_country)
    if not any(given):
        what = Message("Without a national identity number the pay can be computed, and not be reported")
        yield at.look(what, "national_id")
        return
    if not part.international_id:
        yield at.stop(Message("The foreign number is missing"), "international_id")
    yield from _text(part.international_id, "text", at, "international_id")
    if not part.international_type:
        yield at.stop(Message("Choose what kind of foreign number it is"), "international_type")
    if part.born is None:
        yield at.stop(Message("With a foreign number the birth date is reported too"), "born")
    if not re.fullmatch(r"[A-Z]{2}", part.international_country):
        what = Message("The country is written with two letters, like PL or SE")
        yield at.stop(what, "international_country")


def born_of(around: Surroundings, part: PersonPart) -> date | None:
    """The birth date that holds: what was entered, else what the number says."""
    if part.born is not None:
        return part.born
    read = countries.read_person_number(around.country, part.national_id) if part.national_id else None
    return read[2] if read is not None else None


def _birth(around: Surroundings, part: PersonPart, at: _At) -> Iterator[Finding]:
    read = countries.read_person_number(around.country, part.national_id) if part.national_id else None
    if part.born is not None and read is not None and read[2] is not None and read[2] != part.born:
        what = Message("The number says {day}. See which of the two is right", day=read[2])
        yield at.look(what, "born")
    born = born_of(around, part)
    if born is None:
        return
    if born > around.today:
        yield at.stop(Message("{day} has not been yet", day=born), "born")
    elif born.year < around.today.year - 110:
        yield at.look(Message("Then the person is over 110 years old"), "born")
    elif (age := _age(born, around.today)) < 15:
        what = Message("{age} years old: the law limits which work somebody of that age may do", age=age)
        yield at.look(what, "born")


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _account(around: Surroundings, part: PersonPart, at: _At, others: Sequence[Known]) -> Iterator[Finding]:
    if not part.bank_account:
        what = Message("Without an account the pay is computed, and stands in no bank file")
        yield at.look(what, "bank_account")
        return
    facts = PersonFacts(0, part.name, bank_account=part.bank_account)
    yield from _asked(around, facts, "bank_account", at)
    if double := next((each for each in others if each.bank_account == part.bank_account), None):
        what = Message("{name} (no. {number}) has the same account", name=double.name, number=str(double.number))
        yield at.look(what, "bank_account")


# --- employment and terms --------------------------------------------------------------------------------------------


def employment_findings(
    around: Surroundings,
    part: EmploymentPart,
    thing: int | str,
    person: PersonPart | None = None,
    *,
    is_new: bool = True,
) -> Iterator[Finding]:
    """One employment, without its terms."""
    part = part.tidy()
    at = _At(thing)
    if not part.establishment:
        yield at.stop(Message("Choose the sub-unit that the person works in"), "establishment")
    elif part.establishment not in {unit.orgnr for unit in around.units}:
        yield at.stop(Message("The employer has no sub-unit {orgnr}", orgnr=part.establishment), "establishment")
    lists = code_lists("no/amelding_codes")
    if part.type not in lists["typeArbeidsforhold"]:
        yield at.stop(Message("“{word}” is not a kind of employment", word=part.type), "type")
    yield from _start(around, part, at, person, is_new=is_new)
    yield from _occupation(around, part, at)
    yield from _text(part.title, "title", at)
    if part.type in (ORDINARY, MARITIME):
        if part.form not in lists["formForAnsettelse"]:
            yield at.stop(Message("“{word}” is not a form of employment", word=part.form), "form")
        if part.work_schedule not in lists["arbeidstidsordning"]:
            yield at.stop(Message("“{word}” is not a kind of working hours", word=part.work_schedule), "work_schedule")


def _start(
    around: Surroundings, part: EmploymentPart, at: _At, person: PersonPart | None, *, is_new: bool
) -> Iterator[Finding]:
    if part.start is None:
        yield at.stop(Message("The first day at work is missing"), "start")
        return
    born = born_of(around, person) if person is not None else None
    if part.start < _EARLIEST:
        yield at.stop(Message("{day} is too long ago", day=part.start), "start")
    elif born is not None and part.start <= born:
        yield at.stop(Message("The first day at work, {day}, is before the birth date", day=part.start), "start")
    elif part.start > around.today + timedelta(days=366):
        yield at.look(Message("{day} is more than a year from now", day=part.start), "start")
    elif (
        is_new and around.approved is not None and _has_begun(around, part.start) and part.start <= around.approved.last
    ):
        what = Message(
            "{month} is approved already. What is owed from before is paid in an extra run", month=around.approved
        )
        yield at.look(what, "start")


def _has_begun(around: Surroundings, start: date) -> bool:
    """Whether somebody who starts then should have been paid here: after the first month of the client."""
    return around.start_month is None or start >= around.start_month.first


def _occupation(around: Surroundings, part: EmploymentPart, at: _At) -> Iterator[Finding]:
    code = part.occupation
    if not code:
        what = Message("The occupation code is missing. It can wait until the first report")
        yield at.look(what, "occupation")
    elif len(code) == 4 and code.isdigit():
        yield at.stop(
            Message("Four digits are STYRK-08; the report takes the seven digits of Yrkeskatalogen"), "occupation"
        )
    elif not (len(code) == 7 and code.isascii() and code.isdigit()):
        yield at.stop(Message("An occupation code has seven digits"), "occupation")
    elif not occupation_name(around.country, code):
        what = Message("{code} is not in our list of occupations. Newer codes are missing there", code=code)
        yield at.look(what, "occupation")


def terms_findings(
    part: TermsPart, thing: int | str, start: date | None = None, end: date | None = None
) -> Iterator[Finding]:
    """What holds from a day. `start` and `end` are those of the employment."""
    part = part.tidy()
    at = _At(thing)
    if part.from_day is None:
        if start is not None:
            yield at.stop(Message("From which day does it hold?"), "from_day")
    elif start is not None and part.from_day < start:
        what = Message("The employment starts on {start}. Terms cannot hold before that", start=start)
        yield at.stop(what, "from_day")
    elif end is not None and part.from_day > end:
        yield at.stop(Message("The employment ended on {end}", end=end), "from_day")
    yield from _position(part, at)
    match part.pay:
        case "monthly":
            yield from _monthly(part, at)
        case "hourly":
            yield from _hourly(part, at)
        case "fee":
            pass
        case _:
            yield at.stop(Message("“{word}” is not a form of pay", word=part.pay), "pay")
    if part.period not in PERIODS:
        yield at.stop(Message("“{word}” is not a pay period", word=part.period), "period")


def _position(part: TermsPart, at: _At) -> Iterator[Finding]:
    if part.percent is None:
        yield at.stop(Message("The percentage of a full position is missing"), "percent")
    elif not 0 <= part.percent.value <= HUNDRED.value:
        what = Message("A position is from 0 to 100 %. What is worked beyond that is overtime")
        yield at.stop(what, "percent")
    elif part.percent.value == 0 and part.pay == "monthly":
        yield at.look(Message("A monthly salary for 0 %?"), "percent")
    hours = part.full_time_hours
    if hours is None or not 0 < hours <= _WEEKS:
        what = Message("The hours of a full position are between 0 and 60 a week")
        yield at.stop(what, "full_time_hours")
    elif not Decimal(28) <= hours <= Decimal(40):
        yield at.look(Message("Full-time hours are usually between 28 and 40 a week"), "full_time_hours")


def _monthly(part: TermsPart, at: _At) -> Iterator[Finding]:
    salary = part.monthly_salary
    if salary is None:
        yield at.stop(Message("The monthly salary is missing"), "monthly_salary")
        return
    if salary < ZERO:
        yield at.stop(Message("A salary cannot be less than 0"), "monthly_salary")
    elif salary > _MOST:
        yield at.stop(Message("{amount} a month is more than the program takes", amount=salary), "monthly_salary")
    elif salary > _LOOK_MONTHLY:
        what = Message("{amount} a month. Is that the salary of a year?", amount=salary)
        yield at.look(what, "monthly_salary")
    elif salary < _FEW_MONTHLY and part.percent is not None and part.percent.value >= 10:
        yield at.look(Message("{amount} a month. Is that the pay of an hour?", amount=salary), "monthly_salary")
    if part.hours_divisor is not None and not 0 < part.hours_divisor <= 250:
        yield at.stop(Message("Hours a month are between 0 and 250"), "hours_divisor")


def _hourly(part: TermsPart, at: _At) -> Iterator[Finding]:
    rate = part.hourly_rate
    if rate is None:
        yield at.stop(Message("The hourly pay is missing"), "hourly_rate")
    elif rate < ZERO:
        yield at.stop(Message("A salary cannot be less than 0"), "hourly_rate")
    elif rate > _MOST_HOURLY:
        yield at.stop(Message("{amount} an hour is more than the program takes", amount=rate), "hourly_rate")
    elif rate > _LOOK_HOURLY:
        yield at.look(Message("{amount} an hour. Is that the salary of a month?", amount=rate), "hourly_rate")
    elif rate < _FEW_HOURLY:
        yield at.look(Message("{amount} an hour is very little", amount=rate), "hourly_rate")


def end_findings(
    around: Surroundings, start: date, end: date | None, reason: str, type: str, thing: int | str
) -> Iterator[Finding]:
    """The end of an employment with its reason."""
    at = _At(thing)
    if end is None:
        yield at.stop(Message("The last day at work is missing"), "employment_end")
        return
    if end < start:
        what = Message("The end of the employment, {end}, is before its start, {start}", end=end, start=start)
        yield at.stop(what, "employment_end")
    elif end > around.today + timedelta(days=366):
        yield at.look(Message("{day} is more than a year from now", day=end), "employment_end")
    elif around.approved is not None and end < around.approved.first:
        what = Message(
            "{month} is approved with pay after that day. Take it back with a correction, or pay it as it is",
            month=around.approved,
        )
        yield at.look(what, "employment_end")
    codes = code_lists("no/amelding_codes")["aarsakTilSluttdato"]
    if not reason and type in (ORDINARY, MARITIME):
        yield at.stop(Message("Choose why the employment ends. The report asks for it"), "end_reason")
    elif reason and reason not in codes:
        yield at.stop(Message("“{word}” is not a reason for the end", word=reason), "end_reason")


# --- tax card, lines, opening ----------------------------------------------------------------------------------------


def card_findings(
    around: Surroundings, part: CardPart, thing: int | str, others: Sequence[CardPart] = ()
) -> Iterator[Finding]:
    """A tax card; `others` are those that the person has."""
    part = part.tidy()
    at = _At(thing)
    if part.kind == LATER:
        what = Message("No tax card yet: 50 % is withheld until there is one")
        yield at.look(what, "tax_card")
        return
    if part.kind not in CARDS:
        yield at.stop(Message("“{word}” is not a kind of tax card", word=part.kind), "tax_card")
        return
    if part.year is None:
        yield at.stop(Message("For which year is the card?"), "card_year")
    elif not around.today.year - 5 <= part.year <= around.today.year + 1:
        what = Message("A card of {year} is used by no run", year=str(part.year))
        yield at.stop(what, "card_year")
    if part.kind == "table":
        yield from _table(around, part, at)
    if part.kind in ("table", "percent"):
        yield from _card_percent(part, at)
        if part.months is not None and part.months not in (Decimal("10.5"), Decimal(12)):
            yield at.stop(Message("The card is made for 10.5 or 12 months"), "months")
    if part.kind == "exempt":
        if part.exempt_amount is None:
            yield at.stop(Message("The amount of the exemption card is missing"), "exempt_amount")
        elif part.exempt_amount < ZERO or part.exempt_amount > _MOST:
            yield at.stop(Message("The amount of an exemption card is above 0"), "exempt_amount")
    if part.kind == "none":
        yield at.look(Message("Without a card 50 % is withheld"), "tax_card")
    if part.issued is not None and part.issued > around.today:
        yield at.look(Message("{day} has not been yet", day=part.issued), "issued")
    if part in (other.tidy() for other in others):
        yield at.stop(Message("This card is here already"), "tax_card")


def _table(around: Surroundings, part: CardPart, at: _At) -> Iterator[Finding]:
    if not part.table:
        yield at.stop(Message("The table number is missing: four digits, like 8000"), "table")
    elif not re.fullmatch(r"\d{4}P?", part.table):
        yield at.stop(Message("A table number has four digits, like 8000"), "table")
    elif part.year is not None:
        known = countries.has_tax_table(around.country, part.year, part.table)
        if known is False:
            what = Message("There is no table {table} in {year}", table=part.table, year=str(part.year))
            yield at.stop(what, "table")
        elif known is None:
            what = Message("The tables of {year} are not in the program yet", year=str(part.year))
            yield at.look(what, "table")


def _card_percent(part: CardPart, at: _At) -> Iterator[Finding]:
    if part.percent is None:
        if part.kind == "percent":
            yield at.stop(Message("The percentage is missing"), "card_percent")
        else:
            what = Message("Bonus and fees are withheld by the percentage beside the table. It stands on the card")
            yield at.look(what, "card_percent")
    elif not 0 <= part.percent.value <= HUNDRED.value:
        yield at.stop(Message("A percentage is from 0 to 100"), "card_percent")
    elif part.percent.value > 60:
        yield at.look(Message("{percent} is much. Look at the card again", percent=part.percent), "card_percent")


def fixed_types(country: str) -> list[WageType]:
    """The wage types that can be the same every month, in the order of their numbers."""
    types = wage_types(country).values()
    return sorted(
        (
            each
            for each in types
            if each.operation is not Operation.EMPLOYER
            and each.formula not in NOT_FIXED
            and each.slug not in NEVER_FIXED
        ),
        key=lambda each: each.number,
    )


def asks(of: WageType) -> tuple[str, ...]:
    """What must (or may) be filled in for a line of the type: amount, percent, quantity, rate, claim."""
    match of.formula:
        case "percent_of_dues" | "percent_of_pension":
            return ("percent", "amount")
        case "rate_amount":
            return ("amount",)
        case "rate_quantity":
            return ("quantity", "rate", "amount")
        case "mileage" | "subsistence":
            return ("quantity", "rate")
        case "hourly":
            return ("quantity", "rate")
    if of.slug == "attachment":
        return ("amount", "percent", "claim")
    return ("quantity", "rate", "amount") if of.unit else ("amount",)


def line_findings(around: Surroundings, part: LinePart, thing: int | str) -> Iterator[Finding]:
    """A fixed line."""
    at = _At(thing)
    of = next((each for each in fixed_types(around.country) if each.slug == part.type), None)
    if of is None:
        yield at.stop(Message("Choose what the line is for"), "line_type")
        return
    values = (part.amount, part.percent, part.quantity, part.rate)
    if of.formula != "rate_amount" and all(value is None for value in values):
        yield at.stop(Message("How much? An amount or another figure is missing"), "line_amount")
    counts = of.formula in ("rate_quantity", "mileage", "subsistence", "hourly") or part.rate is not None
    if counts and part.quantity is None and part.amount is None:
        yield at.stop(Message("How many are missing"), "line_quantity")
    elif of.formula == "amount" and of.unit and part.quantity is not None and part.rate is None and part.amount is None:
        yield at.stop(Message("The rate is missing, or an amount instead"), "line_rate")
    if part.amount is not None and part.percent is not None:
        yield at.stop(Message("Either an amount or a percentage, not both"), "line_percent")
    if part.amount is not None and not -_MOST <= part.amount <= _MOST:
        yield at.stop(Message("{amount} is more than the program takes", amount=part.amount), "line_amount")
    elif part.amount is not None and part.amount < ZERO and of.operation is Operation.DEDUCT:
        yield at.stop(Message("A deduction is entered without a minus: it lowers the pay by itself"), "line_amount")
    if part.percent is not None and not 0 < part.percent.value <= HUNDRED.value:
        yield at.stop(Message("A percentage is above 0 and at most 100"), "line_percent")
    for figure, field in ((part.quantity, "line_quantity"), (part.rate, "line_rate")):
        if figure is not None and not -100_000 <= figure <= 1_000_000:
            yield at.stop(Message("The figure is larger than the program takes"), field)
    if "claim" in asks(of) and part.claim not in CLAIMS:
        yield at.stop(Message("Choose whose claim it is: it decides where the money is sent"), "line_claim")
    if part.from_day is not None and part.to_day is not None and part.to_day < part.from_day:
        yield at.stop(Message("The last day is before the first"), "line_to")
    yield from _text(part.text, "text", at, "line_text")


def opening_findings(around: Surroundings, part: OpeningPart, thing: int | str) -> Iterator[Finding]:
    """What somebody brings from another program."""
    at = _At(thing)
    for name, amount in part.amounts().items():
        if amount < ZERO:
            yield at.stop(Message("Opening balances are 0 or more"), name)
        elif amount > _MOST:
            yield at.stop(Message("{amount} is more than the program takes", amount=amount), name)
    taxable, withheld = part.taxable_this_year or ZERO, part.withheld_this_year or ZERO
    if withheld > taxable:
        what = Message("More is withheld than there was taxable pay")
        yield at.look(what, "withheld_this_year")
    if part.exempt_used and part.exempt_used > taxable:
        what = Message("More of the exemption card is used than there was taxable pay")
        yield at.look(what, "exempt_used")
    if part and around.start_month is not None:
        yield from _opening_year(around, part, at, around.start_month)


def _opening_year(around: Surroundings, part: OpeningPart, at: _At, start: Month) -> Iterator[Finding]:
    """Holiday pay is owed by the plan's percentage, which the year must know; more cannot have been paid."""
    assert around.employer is not None
    try:
        percent = rate_book(around.country).on(start.first).percent(f"holiday_pay.{around.employer.holiday_plan}").value
    except MissingRate:
        yield at.stop(Message("There are no rates for {year} in the program", year=str(start.year)), "opening")
        return
    paid = part.holiday_paid_this_year or ZERO
    earned = (part.holiday_basis_last_year or ZERO).times(percent)
    if paid > earned + Money(100):
        what = Message(
            "More holiday pay is paid than {percent} of the basis of {year}, {amount}",
            percent=percent,
            year=str(start.year - 1),
            amount=earned,
        )
        yield at.look(what, "holiday_paid_this_year")


# --- together --------------------------------------------------------------------------------------------------------


def form_findings(around: Surroundings, form: EmployeeForm, thing: int | str) -> list[Finding]:
    """Everything that is wrong or worth a look in the guide's form, step by step."""
    form = form.tidy()
    found = [
        *person_findings(around, form.person, thing),
        *employment_findings(around, form.employment, thing, form.person),
        *terms_findings(form.terms, thing),
        *card_findings(around, form.card, thing),
    ]
    for line in form.lines:
        found += line_findings(around, line, thing)
    return [*found, *opening_findings(around, form.opening, thing)]


@dataclass(frozen=True, slots=True)
class _At:
    """Where the findings of a part lie."""

    thing: int | str

    def stop(self, what: Message, field: str) -> Finding:
        return Finding(Severity.STOP, what, Place(PAGE, self.thing, field))

    def look(self, what: Message, field: str) -> Finding:
        return Finding(Severity.WARNING, what, Place(PAGE, self.thing, field))


def stops(findings: Sequence[Finding]) -> list[Finding]:
    """Those that must be mended first."""
    return [found for found in findings if found.severity is Severity.STOP]


def _text(text: str, field: str, at: _At, shown: str = "") -> Iterator[Finding]:
    if has_control_signs(text.replace("\n", " ")):
        yield at.stop(Message("There is a sign in it that cannot be seen. Write it again by hand"), shown or field)
    elif len(text) > _LONGEST[field]:
        what = Message("At most {most} signs, and here are {count}", most=_LONGEST[field], count=len(text))
        yield at.stop(what, shown or field)


def _asked(around: Surroundings, facts: PersonFacts, field: str, at: _At) -> Iterator[Finding]:
    """What the country says of one field of a person."""
    employer = around.employer or EmployerFacts("", "", (Establishment("", "1"),))
    run = RunFacts(around.country, RunHead(Month.of(around.today), date.min), employer, (facts,))
    for found in countries.country(around.country).check(run):
        if found.where is not None and found.where.page == PAGE and found.where.field == field:
            yield replace(found, where=Place(PAGE, at.thing, field))
