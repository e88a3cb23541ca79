"""The people of the client in a list, what is missing for whom, and the entries that are not finished yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import employer as firm
from models.records import numbered as own
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.questions import Questions
from services.desk import countries
from services.desk.desk import Desk
from services.reference.occupations import occupation_name

PAGE = "employees"
FREELANCER = "frilanserOppdragstakerHonorarPersonerMm"


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """One employee in the list, as they stand on a day. No identity number is ever in it.

    `state` is active, coming (starts later), ended, or idle (never had an employment). `card` is the kind of the tax
    card of the day's year, empty where there is none; a card that says "no card" is `none`.
    """

    number: int
    name: str
    title: str  # the employer's own word, else the occupation's name
    occupation: str
    state: str
    start: date | None
    end: date | None
    establishment: str
    employments: int
    percent: Percent | None
    pay: str  # monthly · hourly · fee; empty without terms
    amount: Money | None  # a month, or an hour
    period: str
    card: str
    card_table: str
    card_percent: Percent | None
    card_amount: Money | None
    has_account: bool
    has_identity: bool
    has_email: bool
    category: str = ""  # of numbered wage types: the position category, its number and name

    @property
    def lacks_card(self) -> bool:
        """Whether half of the pay would be withheld, because no card of the year is known."""
        return self.card in ("", "none")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people and drafts there are. `ended_this_year` are among those who ended."""

    active: int
    drafts: int
    ended: int
    ended_this_year: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An entry that is not finished: who it seems to be, when it was touched, and the form as it was typed."""

    id: int
    name: str
    changed_at: datetime
    form: str


def employees(desk: Desk, on: date | None = None) -> tuple[EmployeeRow, ...]:
    """Everybody, by name, as they stand on a day (today): one statement a table, however many there are."""
    day = on or desk.today
    with desk.reading() as session:
        rows = _rows(session, desk.client.country, day)
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.number)))


def counts(desk: Desk, rows: tuple[EmployeeRow, ...] | None = None) -> Counts:
    """How many of each; from rows that were read already, or anew."""
    everybody = employees(desk) if rows is None else rows
    ended = [row for row in everybody if row.state == "ended"]
    this_year = sum(row.end is not None and row.end.year == desk.today.year for row in ended)
    return Counts(len(everybody) - len(ended), len(drafts(desk)), len(ended), this_year)


def has_employer(desk: Desk) -> bool:
    """Whether there is an employer already: nobody is employed before."""
    with desk.reading() as session:
        return session.get(firm.Employer, 1) is not None


def drafts(desk: Desk) -> tuple[DraftRow, ...]:
    """The entries that are not finished, the last touched first."""
    with desk.reading() as session:
        found = session.scalars(select(people.EmployeeDraft).order_by(people.EmployeeDraft.changed_at.desc()))
        return tuple(DraftRow(row.id, _draft_name(row.form), row.changed_at, row.form) for row in found)


def missing(desk: Desk) -> tuple[Finding, ...]:
    """What is missing for whom today, of the people who work here or are going to: one finding each, with its field.

    `where.field` says what it is: tax_card, bank_account, national_id, employment, occupation, terms.
    """
    with desk.reading() as session:
        if session.get(firm.Employer, 1) is None:
            return ()
        everybody = _rows(session, desk.client.country, desk.today)
        questions = countries.country(desk.client.country).questions
        ordered = sorted(everybody, key=lambda row: row.number)
        return tuple(found for row in ordered for found in lacks(row, desk.today, questions))


def lacks(row: EmployeeRow, today: date, questions: Questions | None = None) -> Iterator[Finding]:
    """What is missing for one person of what the country asks for; nothing for those who ended."""
    if row.state != "ended":
        questions = questions or Questions(left_out=frozenset({"category"}))
        yield from questions.of(_lacks(row, today, questions))


def _lacks(row: EmployeeRow, today: date, questions: Questions) -> Iterator[Finding]:

    def lack(what: Message, field: str) -> Finding:
        return Finding(Severity.WARNING, what, Place(PAGE, row.number, field))

    if row.state == "idle":
        yield lack(Message("{name} has no employment, and is not paid", name=row.name), "employment")
    elif not row.pay:
        yield lack(Message("{name} has no terms of pay", name=row.name), "terms")
    if row.lacks_card and row.state != "idle" and (row.start is None or row.start.year <= today.year):
        usual = Message("{name} has no tax card for {year}: 50% is withheld until there is one")
        said = questions.helps.get("card_missing_of", usual)
        what = Message(said.text, name=row.name, year=str(today.year))
        yield lack(what, "tax_card")
    if not row.has_identity:
        what = Message("{name} has no national identity number and cannot be reported", name=row.name)
        yield lack(what, "national_id")
    if not row.has_account:
        yield lack(
            Message("{name} has no bank account: the pay is not in the bank file", name=row.name), "bank_account"
        )
    if row.pay and not row.category:
        yield lack(Message("{name} has no position category: nothing is earned of holiday", name=row.name), "category")
    if row.state != "idle" and not row.occupation:
        yield lack(Message("{name} has no occupation code, which the report asks for", name=row.name), "occupation")


def _rows(session: Session, country: str, day: date) -> list[EmployeeRow]:
    jobs = _employments(session)
    terms = _terms(session, day)
    cards = _cards(session, day)
    names = dict[str, str]()
    if countries.country(country).questions.has("category"):
        for number, name in session.execute(select(own.PositionCategory.number, own.PositionCategory.name)):
            names[number] = f"{number} {name}".strip()
    who: Any = people.Employee.__table__.c
    found = []
    for each in session.execute(
        select(
            who.id,
            who.number,
            who.name,
            (who.bank_account != "").label("has_account"),
            ((who.national_id != "") | (who.international_id != "")).label("has_identity"),
            (who.email != "").label("has_email"),
        )
    ):
        mine = jobs.get(each.id, [])
        job, state = _shown(mine, day)
        held = terms.get(job.id) if job is not None else None
        card = cards.get(each.id)
        occupation = job.occupation if job is not None else ""
        found.append(
            EmployeeRow(
                each.number,
                each.name,
                (job.title if job is not None else "") or occupation_name(country, occupation),
                occupation,
                state,
                job.start if job is not None else None,
                job.end if job is not None else None,
                job.establishment if job is not None else "",
                len(mine),
                held.percent if held is not None else None,
                held.pay if held is not None else "",
                _amount(held),
                held.period if held is not None else "MND",
                card.kind if card is not None else "",
                card.table_number if card is not None else "",
                card.percent if card is not None else None,
                card.exempt_amount if card is not None else None,
                bool(each.has_account),
                bool(each.has_identity),
                bool(each.has_email),
                names.get(held.category, held.category) if held is not None else "",
            )
        )
    return found


def _employments(session: Session) -> dict[int, list[Any]]:
    columns: Any = people.Employment.__table__.c
    wanted = select(
        columns.id,
        columns.employee_id,
        columns.establishment,
        columns.start,
        columns.end,
        columns.occupation,
        columns.title,
        columns.main_employer,
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(wanted.order_by(columns.start, columns.id)):
        found.setdefault(row.employee_id, []).append(row)
    return found


def _shown(jobs: list[Any], day: date) -> tuple[Any, str]:
    """The employment that stands for the person, and how they stand with the employer."""
    if not jobs:
        return None, "idle"
    running = [job for job in jobs if job.start <= day and (job.end is None or job.end >= day)]
    if running:
        return next((job for job in running if job.main_employer), running[0]), "active"
    coming = [job for job in jobs if job.start > day]
    if coming:
        return coming[0], "coming"
    return max(jobs, key=lambda job: job.end), "ended"


def _terms(session: Session, day: date) -> dict[int, Any]:
    """What holds for each employment on the day; before its first terms, those."""
    columns: Any = people.EmploymentTerms.__table__.c
    wanted = select(
        columns.employment_id,
        columns.from_day,
        columns.percent,
        columns.pay,
        columns.monthly_salary,
        columns.hourly_rate,
        columns.period,
        columns.category,
    )
    found: dict[int, Any] = {}
    for row in session.execute(wanted.order_by(columns.employment_id, columns.from_day)):
        if row.employment_id not in found or row.from_day <= day:
            found[row.employment_id] = row
    return found


def _cards(session: Session, day: date) -> dict[int, Any]:
    """The card of the day's year, as a run would choose it: the newest that was issued by then, or else the last."""
    columns: Any = people.TaxCard.__table__.c
    is_later = func.coalesce(columns.issued > day, 0)
    wanted = select(
        columns.employee_id, columns.kind, columns.table_number, columns.percent, columns.exempt_amount
    ).where(columns.year == day.year)
    return {
        row.employee_id: row for row in session.execute(wanted.order_by(is_later.desc(), columns.issued, columns.id))
    }


def _amount(terms: Any) -> Money | None:
    if terms is None or terms.pay == "fee":
        return None
    kept: Money | None = terms.hourly_rate if terms.pay == "hourly" else terms.monthly_salary
    if kept is None and terms.pay == "fortnightly":
        kept = terms.hourly_rate
    return kept


def _draft_name(form: str) -> str:
    from services.desk.employee_form import read_form

    return read_form(form).person.name
