"""What is wrong with a person, an employment or its terms as typed, and what should be looked at, before anything is
stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from services.desk import countries
from services.desk.employee_around import MOST, At, Known, Surroundings, asked_findings, stops, text_findings
from services.desk.employee_form import (
    MARITIME,
    ORDINARY,
    EmployeeForm,
    EmploymentPart,
    PersonPart,
    TermsPart,
    has_control_signs,
    is_abroad,
)
from services.desk.employee_pay_checks import card_findings, line_findings, opening_findings
from services.engine.facts import PersonFacts
from services.reference.codes import code_lists
from services.reference.employment_words import ZONES
from services.reference.occupations import occupation_name

LANGUAGES: Final = ("nb", "da", "en")
PERIODS: Final = ("MND", "14D", "UKE")
_MOST_NUMBER: Final = 999_999
_LOOK_MONTHLY: Final = Money.kr(250_000)
_FEW_MONTHLY: Final = Money.kr(2_000)
_LOOK_HOURLY: Final = Money.kr(1_500)
_MOST_HOURLY: Final = Money.kr(50_000)
_FEW_HOURLY: Final = Money.kr(60)
_EARLIEST: Final = date(1940, 1, 1)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_POSTAL: Final = re.compile(r"(^|[\s,\n])\d{4} [^\W\d]")
_WEEKS: Final = Decimal(60)
_COUNTRY: Final = re.compile("[A-Z]{2}")
_VESSEL: Final = {"vessel_register": "skipsregister", "vessel_type": "skipstype", "vessel_area": "fartsomraade"}
_MOST_STEP: Final = 40  # characters
_MOST_MONTH: Final = Decimal(250)  # hours


def form_findings(around: Surroundings, form: EmployeeForm, thing: int | str) -> list[Finding]:
    """Everything that is wrong or worth a look in the guide's form, step by step."""
    form = form.tidy()
    found = [
        *person_findings(around, form.person, thing),
        *employment_findings(around, form.employment, thing, form.person),
        *terms_findings(around, form.terms, thing),
        *card_findings(around, form.card, thing),
    ]
    for line in form.lines:
        found += line_findings(around, line, thing)
    return [*found, *opening_findings(around, form.opening, thing)]


# --- the person ------------------------------------------------------------------------------------------------------


def person_findings(
    around: Surroundings, part: PersonPart, thing: int | str, was: PersonPart | None = None
) -> list[Finding]:
    """Who somebody is. `was` is what the file holds of the same person; without it the person is new."""
    return around.questions.of(_person(around, part, thing, was))


def _person(around: Surroundings, part: PersonPart, thing: int | str, was: PersonPart | None) -> Iterator[Finding]:
    part = plain_person(around.country, part)
    at = At(thing)
    others = [each for each in around.people if was is None or each.number != was.number]
    yield from _name(part, at, others, is_new=was is None)
    yield from _number(around, part, at, others)
    yield from _identity(around, part, at, others, was)
    yield from _birth(around, part, at)
    yield from _account(around, part, at, others)
    for field in ("address", "email", "payslip_password"):
        yield from text_findings(getattr(part, field), field, at)
    if part.address and not _POSTAL.search(part.address):
        yield at.look(Message("The address has no postcode and place"), "address")
    if part.email and not _EMAIL.fullmatch(part.email):
        yield at.stop(Message("“{text}” is not an e-mail address", text=part.email), "email")
    if part.language not in LANGUAGES:
        yield at.stop(Message("There are no payslips in “{word}”", word=part.language), "language")
    if part.tax_home and not _COUNTRY.fullmatch(part.tax_home):
        yield at.stop(Message("The country is written with two letters, like PL or SE"), "tax_home")
    if part.payslip_password and (
        len(part.payslip_password) < 6 or part.payslip_password != part.payslip_password.strip()
    ):
        what = Message("A password has at least six characters, and no space before or after")
        yield at.stop(what, "payslip_password")


def plain_person(country: str, part: PersonPart) -> PersonPart:
    """The person as they are stored: tidy, and the account as the country writes it."""
    part = part.tidy()
    account = countries.plain_account(country, part.bank_account)
    return replace(part, bank_account=account, bank_bic=part.bank_bic if is_abroad(account) else "")


def _name(part: PersonPart, at: At, others: Sequence[Known], *, is_new: bool) -> Iterator[Finding]:
    if not part.name:
        yield at.stop(Message("The name is missing"), "name")
        return
    yield from text_findings(part.name, "name", at)
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


def _number(around: Surroundings, part: PersonPart, at: At, others: Sequence[Known]) -> Iterator[Finding]:
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
    around: Surroundings, part: PersonPart, at: At, others: Sequence[Known], was: PersonPart | None
) -> Iterator[Finding]:
    if part.national_id:
        asked = list(asked_findings(around, PersonFacts(0, part.name, part.national_id), "national_id", at))
        yield from asked
        read = countries.read_person_number(around.country, part.national_id)
        is_real = around.employer is not None and not around.employer.test_client
        if read is not None and read[1] and is_real and not stops(asked):
            what = Message("The number is made up, and belongs to nobody. Only a test client takes it")
            yield at.stop(what, "national_id")
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
        what = Message("Without a national identity number the pay can be calculated, but not reported")
        what = around.questions.helps.get("nothing_reported", what)
        yield at.look(what, "national_id")
        return
    if not part.international_id:
        yield at.stop(Message("The foreign number is missing"), "international_id")
    yield from text_findings(part.international_id, "text", at, "international_id")
    if not part.international_type:
        yield at.stop(Message("Choose what kind of foreign number it is"), "international_type")
    if part.born is None:
        yield at.stop(Message("With a foreign number the birth date is reported too"), "born")
    if not _COUNTRY.fullmatch(part.international_country):
        what = Message("The country is written with two letters, like PL or SE")
        yield at.stop(what, "international_country")


def born_of(around: Surroundings, part: PersonPart) -> date | None:
    """The birth date that holds: what was entered, else what the number says."""
    if part.born is not None:
        return part.born
    read = countries.read_person_number(around.country, part.national_id) if part.national_id else None
    return read[2] if read is not None else None


def _birth(around: Surroundings, part: PersonPart, at: At) -> Iterator[Finding]:
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


def _account(around: Surroundings, part: PersonPart, at: At, others: Sequence[Known]) -> Iterator[Finding]:
    if not part.bank_account:
        what = Message("Without an account the pay is calculated, but is not in the bank file")
        yield at.look(what, "bank_account")
        return
    facts = PersonFacts(0, part.name, bank_account=part.bank_account, bank_bic=part.bank_bic)
    yield from asked_findings(around, facts, "bank_account", at)
    yield from asked_findings(around, facts, "bank_bic", at)
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
) -> list[Finding]:
    """One employment, without its terms."""
    return around.questions.of(_employment(around, part, thing, person, is_new=is_new))


def _employment(
    around: Surroundings, part: EmploymentPart, thing: int | str, person: PersonPart | None, *, is_new: bool
) -> Iterator[Finding]:
    part = part.tidy()
    at = At(thing)
    if not part.establishment:
        yield at.stop(Message("Choose the sub-unit that the person works in"), "establishment")
    elif part.establishment not in {unit.orgnr for unit in around.units}:
        yield at.stop(Message("The employer has no sub-unit {orgnr}", orgnr=part.establishment), "establishment")
    lists = code_lists("no/amelding_codes")
    if part.type not in lists["typeArbeidsforhold"]:
        yield at.stop(Message("“{word}” is not a kind of employment", word=part.type), "type")
    yield from _start(around, part, at, person, is_new=is_new)
    yield from _occupation(around, part, at)
    yield from text_findings(part.title, "title", at)
    if part.zone and part.zone not in ZONES:
        yield at.stop(Message("“{word}” is not a zone for the employer's contribution", word=part.zone), "zone")
    if part.type in (ORDINARY, MARITIME):
        if part.form not in lists["formForAnsettelse"]:
            yield at.stop(Message("“{word}” is not a form of employment", word=part.form), "form")
        if part.work_schedule not in lists["arbeidstidsordning"]:
            yield at.stop(Message("“{word}” is not a kind of working hours", word=part.work_schedule), "work_schedule")
    if part.type == MARITIME:
        for field, name in _VESSEL.items():
            if getattr(part, field) not in lists[f"fartoey.{name}"]:
                yield at.stop(Message("Choose it: the a-melding tells of the vessel"), field)
        what = Message(
            "The tax table and the a-melding of people at sea are in the program; the special rules for their holiday "
            "and working hours, and net pay, are not"
        )
        yield at.look(what, "type")
    if part.earned_in == "SJ":
        what = Message("Work on Svalbard and Jan Mayen has rules of its own, which are not in the program")
        yield at.stop(what, "earned_in")
    elif part.earned_in and not _COUNTRY.fullmatch(part.earned_in):
        yield at.stop(Message("The country is written with two letters, like PL or SE"), "earned_in")
    latest = max(around.today, part.start or around.today)
    if part.seniority is not None and not _EARLIEST <= part.seniority <= latest:
        yield at.stop(Message("Seniority counts from a day that has been"), "seniority")


def _start(
    around: Surroundings, part: EmploymentPart, at: At, person: PersonPart | None, *, is_new: bool
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


def _occupation(around: Surroundings, part: EmploymentPart, at: At) -> Iterator[Finding]:
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
    around: Surroundings, part: TermsPart, thing: int | str, start: date | None = None, end: date | None = None
) -> list[Finding]:
    """What holds from a day. `start` and `end` are those of the employment."""
    return around.questions.of(_terms(around, part, thing, start, end))


def _terms(
    around: Surroundings, part: TermsPart, thing: int | str, start: date | None, end: date | None
) -> Iterator[Finding]:
    part = part.tidy()
    at = At(thing)
    if part.from_day is None:
        if start is not None:
            yield at.stop(Message("From which day does it apply?"), "from_day")
    elif start is not None and part.from_day < start:
        what = Message("The employment starts on {start}. Terms cannot apply before that", start=start)
        yield at.stop(what, "from_day")
    elif end is not None and part.from_day > end:
        yield at.stop(Message("The employment ended on {end}", end=end), "from_day")
    yield from _position(part, at)
    if len(part.pay_step) > _MOST_STEP or has_control_signs(part.pay_step):
        yield at.stop(
            Message("At most {most} characters, and here are {count}", most=_MOST_STEP, count=len(part.pay_step)),
            "pay_step",
        )
    questions = around.questions
    if part.pay not in questions.codes("pay"):
        yield at.stop(Message("“{word}” is not a form of pay", word=part.pay), "pay")
    brings = questions.brings("pay", part.pay)
    if "monthly_salary" in brings:
        yield from _monthly(part, at, is_needed="monthly_salary" in questions.needed)
    if "hourly_rate" in brings:
        yield from _hourly(part, at, is_needed="hourly_rate" in questions.needed)
    if part.period not in PERIODS:
        yield at.stop(Message("“{word}” is not a pay period", word=part.period), "period")
    if questions.has("category"):
        yield from _numbered(around, part, at)


def _numbered(around: Surroundings, part: TermsPart, at: At) -> Iterator[Finding]:
    """What numbered wage types ask of the terms: position category, pay group and the hours of a month."""
    setup = around.employer.numbered if around.employer is not None else None
    if not part.category:
        what = Message("Without a position category nothing is earned of holiday or savings")
        yield at.look(what, "category")
    elif setup is not None and part.category not in setup.categories:
        yield at.stop(Message("There is no position category {number}", number=part.category), "category")
    for field in ("category", "pay_group"):
        yield from text_findings(getattr(part, field), "text", at, field)
    for field in ("norm_hours", "agreement_hours"):
        hours = getattr(part, field)
        if hours is not None and not 0 < hours <= _MOST_MONTH:
            yield at.stop(Message("Hours a month are between 0 and 250"), field)


def _position(part: TermsPart, at: At) -> Iterator[Finding]:
    if part.percent is None:
        yield at.stop(Message("The percentage of a full position is missing"), "percent")
    elif not 0 <= part.percent.value <= HUNDRED.value:
        what = Message(
            "A position is from 0 to 100%, not {percent}. A second position gets an employment of its own; extra "
            "hours are overtime",
            percent=part.percent,
        )
        yield at.stop(what, "percent")
    elif part.percent.value == 0 and part.pay == "monthly":
        yield at.look(Message("A monthly salary for 0%?"), "percent")
    hours = part.full_time_hours
    if hours is None or not 0 < hours <= _WEEKS:
        what = Message("The hours of a full position are between 0 and 60 a week")
        yield at.stop(what, "full_time_hours")
    elif not Decimal(28) <= hours <= Decimal(40):
        yield at.look(Message("Full-time hours are usually between 28 and 40 a week"), "full_time_hours")


def _monthly(part: TermsPart, at: At, *, is_needed: bool) -> Iterator[Finding]:
    salary = part.monthly_salary
    if salary is None:
        if is_needed:
            yield at.stop(Message("The monthly salary is missing"), "monthly_salary")
        return
    if salary < ZERO:
        yield at.stop(Message("A salary cannot be less than 0"), "monthly_salary")
    elif salary > MOST:
        yield at.stop(Message("{amount} a month is more than the program takes", amount=salary), "monthly_salary")
    elif salary > _LOOK_MONTHLY:
        what = Message("{amount} a month. Is that the salary of a year?", amount=salary)
        yield at.look(what, "monthly_salary")
    elif salary < _FEW_MONTHLY and part.percent is not None and part.percent.value >= 10:
        yield at.look(Message("{amount} a month. Is that the pay of an hour?", amount=salary), "monthly_salary")
    if part.hours_divisor is not None and not 0 < part.hours_divisor <= 250:
        yield at.stop(Message("Hours a month are between 0 and 250"), "hours_divisor")


def _hourly(part: TermsPart, at: At, *, is_needed: bool) -> Iterator[Finding]:
    rate = part.hourly_rate
    if rate is None:
        if is_needed:
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
    at = At(thing)
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
    codes = around.questions.codes("end_reason")
    if not reason and type in (ORDINARY, MARITIME):
        asked = Message("Choose why the employment ends. The report asks for it")
        yield at.stop(around.questions.helps.get("no_end_reason", asked), "end_reason")
    elif reason and reason not in codes:
        yield at.stop(Message("“{word}” is not a reason for the end", word=reason), "end_reason")
