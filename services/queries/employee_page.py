"""One employee: who, on which terms and since when, what is withheld, what they are owed and what they were paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_around import PAGE, Surroundings, surroundings_in
from services.desk.employee_balances import BY_HAND
from services.desk.employee_form import CardPart, EmploymentPart, LinePart, OpeningPart, PersonPart, TermsPart
from services.desk.employee_openings import opening_of
from services.desk.employee_rates import SECTION, RatePart, rate_types
from services.desk.employee_rates import is_used as rate_is_used
from services.desk.employee_use import employee_of, is_used, paid_days, pay_years, terms_of
from services.desk.stored_form import read_line
from services.engine.accounts import Unit
from services.engine.numbered import NumberedLine
from services.engine.wage_types import WageType
from services.queries.runs import run_words
from services.queries.trace import Named, Trace, TraceNode
from services.reference.employment_words import BALANCES, MOVEMENTS, NUMBERED_BALANCES, Word, balance_word
from services.reference.occupations import occupation_name
from services.reference.wage_type_rows import wage_types

_ORDER = (*NUMBERED_BALANCES, *BALANCES)


@dataclass(frozen=True, slots=True)
class TermsView:
    """What holds between two days. `state` is past, now or coming; used ones were paid by."""

    part: TermsPart
    until: date | None
    state: str
    used: bool
    is_first: bool

    @property
    def from_day(self) -> date:
        assert self.part.from_day is not None
        return self.part.from_day


@dataclass(frozen=True, slots=True)
class EmploymentView:
    """One employment with its terms over time."""

    id: str
    part: EmploymentPart
    unit: str
    occupation: str
    start: date
    end: date | None
    end_reason: str
    terms: tuple[TermsView, ...]

    def state(self, on: date) -> str:
        """active, coming or ended."""
        if self.start > on:
            return "coming"
        return "active" if self.end is None or self.end >= on else "ended"

    def terms_on(self, day: date) -> TermsView | None:
        """What holds on a day; before the first terms, those."""
        held = [each for each in self.terms if each.from_day <= day]
        return held[-1] if held else next(iter(self.terms), None)


@dataclass(frozen=True, slots=True)
class CardView:
    """A tax card. `holds` says that a run today would use it for its year; `used` that approved runs have."""

    id: int
    part: CardPart
    holds: bool
    used: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A fixed line. `state` is past, now or coming."""

    id: int
    part: LinePart
    name: Named
    state: str


@dataclass(frozen=True, slots=True)
class RateView:
    """A rate of the person for a numbered wage type, from a day until the next of its number. `unit` is what its value
    counts, `state` past, now or coming; with a used one pay was approved.
    """

    id: int
    part: RatePart
    name: Named
    unit: str
    until: date | None
    state: str
    used: bool


@dataclass(frozen=True, slots=True)
class MovementView:
    """One change of a balance: when, by what, how much. `where` leads to the run, `reason` is what made it there."""

    what: Message
    day: date | None
    amount: Money | Decimal
    where: Place | None
    is_draft: bool = False
    reason: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class BalanceView:
    """What stands on an account of a year (or month), and how it came to that."""

    account: str
    vintage: str
    word: Word
    amount: Money | Decimal
    movements: tuple[MovementView, ...]
    by_hand: bool = False  # whether a person may change it, with a reason
    unit: str = "kroner"  # kroner · days · hours

    @property
    def is_counted(self) -> bool:
        """Whether anything stands on it but what a draft would book."""
        return any(not each.is_draft for each in self.movements)

    @property
    def key(self) -> str:
        return f"{self.account} {self.vintage}"


@dataclass(frozen=True, slots=True)
class PaidRow:
    """What somebody got in one run."""

    id: int  # of the run
    name: Month | Message
    month: Month
    pay_date: date
    kind: str
    gross: Money
    withheld: Money
    deductions: Money
    net: Money
    approved: bool


@dataclass(frozen=True, slots=True)
class EmployeeView:
    """Everything about one employee."""

    number: int
    person: PersonPart
    born: date | None
    employments: tuple[EmploymentView, ...]
    cards: tuple[CardView, ...]
    lines: tuple[LineView, ...]
    opening: OpeningPart
    balances: tuple[BalanceView, ...]
    paid: tuple[PaidRow, ...]
    approved: bool  # whether an approved run paid them
    around: Surroundings
    rates: tuple[RateView, ...] = ()

    @property
    def name(self) -> str:
        return self.person.name

    def main(self, on: date) -> EmploymentView | None:
        """The employment that stands for the person on a day."""
        by_state: dict[str, list[EmploymentView]] = {}
        for each in self.employments:
            by_state.setdefault(each.state(on), []).append(each)
        if running := by_state.get("active"):
            return next((each for each in running if each.part.main_employer), running[0])
        if coming := by_state.get("coming"):
            return coming[0]
        return by_state["ended"][-1] if "ended" in by_state else None

    def card_of(self, year: int) -> CardView | None:
        """The card that runs of a year use."""
        return next((card for card in self.cards if card.part.year == year and card.holds), None)


def employee(desk: Desk, number: int, around: Surroundings | None = None) -> EmployeeView:
    """Read one employee, with surroundings that were read already where there are some. Raises Refused for nobody."""
    with desk.reading() as session:
        row = employee_of(session, number)
        around = around or surroundings_in(session, desk)
        paid = paid_days(session, row.id)
        person = _person(row)
        read = countries.read_person_number(around.country, person.national_id) if person.national_id else None
        return EmployeeView(
            row.number,
            person,
            row.born or (read[2] if read is not None else None),
            tuple(_employments(session, row.id, around, paid)),
            tuple(_cards(session, row.id, desk.today)),
            tuple(_lines(session, row.id, around)),
            opening_of(session, row.id, around),
            tuple(_balances(session, row.id, around.country)),
            tuple(_paid(session, row.id)),
            bool(paid),
            around,
            tuple(_rates(session, row.id, around, paid)),
        )


def balance_trace(view: EmployeeView, balance: BalanceView) -> Trace:
    """A balance explained: every movement with the run that it came from."""
    nodes = tuple(
        TraceNode(
            each.what,
            each.amount,
            Message("{day}, not approved: not counted", day=each.day)
            if each.is_draft and each.day is not None
            else Message("{day}", day=each.day)
            if each.day is not None
            else Message("Entered before the first run"),
            where=each.where or Place(PAGE, view.number, "balances"),
        )
        for each in balance.movements
    )
    node = TraceNode(balance.word.name, balance.amount, children=nodes)
    words = Message("The sum of everything that was booked on it")
    return Trace(balance.word.name, balance.amount, Message("{who}", who=view.name), node, words)


def exists(desk: Desk, number: int) -> bool:
    """Whether there is an employee with the number."""
    with desk.reading() as session:
        return session.scalar(select(people.Employee.id).where(people.Employee.number == number)) is not None


# --- reading ---------------------------------------------------------------------------------------------------------


def _person(row: people.Employee) -> PersonPart:
    return PersonPart(**{name: getattr(row, name) for name in PersonPart.__dataclass_fields__})


def _employments(
    session: Session, employee_id: int, around: Surroundings, paid: list[Span]
) -> Iterator[EmploymentView]:
    wanted = select(people.Employment).where(people.Employment.employee_id == employee_id)
    for job in session.scalars(wanted.order_by(people.Employment.start, people.Employment.id)):
        part = EmploymentPart(**{name: getattr(job, name) for name in EmploymentPart.__dataclass_fields__})
        yield EmploymentView(
            job.employment_id,
            part,
            around.unit_name(job.establishment),
            occupation_name(around.country, job.occupation),
            job.start,
            job.end,
            job.end_reason,
            tuple(_terms(terms_of(session, job.id), job.end, around.today, paid)),
        )


def _terms(
    entries: list[people.EmploymentTerms], end: date | None, today: date, paid: list[Span]
) -> Iterator[TermsView]:
    for place, entry in enumerate(entries):
        after = entries[place + 1].from_day if place + 1 < len(entries) else None
        part = TermsPart(**{name: getattr(entry, name) for name in TermsPart.__dataclass_fields__})
        until = end if after is None else date.fromordinal(after.toordinal() - 1)
        state = "now"
        if entry.from_day > today:
            state = "coming"
        elif until is not None and until < today:
            state = "past"
        yield TermsView(part, until, state, is_used(entry, after, paid), place == 0)


def _cards(session: Session, employee_id: int, today: date) -> Iterator[CardView]:
    used = pay_years(session, employee_id)
    rows = list(session.scalars(select(people.TaxCard).where(people.TaxCard.employee_id == employee_id)))
    holding: dict[int, int] = {}
    for card in sorted(rows, key=lambda card: _rank(card, today)):
        holding[card.year] = card.id
    for card in sorted(rows, key=lambda card: (card.year, card.issued or date.min, card.id), reverse=True):
        part = CardPart(
            card.year,
            card.kind,
            card.table_number,
            card.percent,
            card.exempt_amount,
            card.months,
            card.issued,
            card.allowance_month,
        )
        yield CardView(card.id, part, holding[card.year] == card.id, card.year in used)


def _rank(card: people.TaxCard, today: date) -> tuple[bool, date, int]:
    """As a run orders them: those issued by the day come last, the newest at the end."""
    is_later = card.issued is not None and card.issued > today
    return not is_later, card.issued or date.min, card.id


def _lines(session: Session, employee_id: int, around: Surroundings) -> Iterator[LineView]:
    types = wage_types(around.country)
    wanted = select(people.FixedLine).where(people.FixedLine.employee_id == employee_id)
    for row in session.scalars(wanted.order_by(people.FixedLine.id)):
        line = read_line(row.line)
        more = line.numbered or NumberedLine()
        part = LinePart(
            line.type,
            line.amount,
            line.quantity,
            line.rate,
            line.percent,
            line.claim,
            line.text,
            row.from_day if row.from_day != date.min else None,  # always, as a scenario says it
            row.to_day,
            line.at_most,
            more.company_percent,
            more.company_amount,
            more.pension_basis,
        )
        state = "now"
        if row.to_day is not None and row.to_day < around.today:
            state = "past"
        elif row.from_day is not None and row.from_day > around.today:
            state = "coming"
        of = types.get(line.type)
        name = type_name(of) if of is not None else Named((("nb", line.type),))
        yield LineView(row.id, part, name, state)


def type_name(of: WageType) -> Named:
    """What a wage type is called; a numbered one with its number."""
    if of.row is None:
        return Named(tuple(of.names.items()))
    return Named(tuple((language, f"{of.slug} {name}") for language, name in of.names.items()))


def _rates(session: Session, employee_id: int, around: Surroundings, paid: list[Span]) -> Iterator[RateView]:
    """The personal rates, by number, the newest first."""
    if SECTION in around.questions.sections:
        return
    types = rate_types(around.country)
    wanted = select(people.PersonalRate).where(people.PersonalRate.employee_id == employee_id)
    rows = list(session.scalars(wanted.order_by(people.PersonalRate.type, people.PersonalRate.since.desc())))
    for place, row in enumerate(rows):
        newer = rows[place - 1].since if place and rows[place - 1].type == row.type else None
        of = types.get(row.type)
        words = {name: of.more[f"name_{name}"] for name in ("nb", "da", "en")} if of is not None else {"nb": ""}
        until = None if newer is None else date.fromordinal(newer.toordinal() - 1)
        state = "now"
        if row.since > around.today:
            state = "coming"
        elif until is not None and until < around.today:
            state = "past"
        yield RateView(
            row.id,
            RatePart(row.type, row.since, row.value),
            Named(tuple((language, f"{row.type} {name}".strip()) for language, name in words.items())),
            of.more["unit"] if of is not None else "",
            until,
            state,
            rate_is_used(row.since, newer, paid),
        )


def _balances(session: Session, employee_id: int, country: str) -> Iterator[BalanceView]:
    """Every balance with its movements; those of a draft run are shown and not counted. Where wage types are numbered,
    the months of a year are one balance, and what the program counts for itself is none.
    """
    pack = countries.country(country)
    known = {account.code: account for account in pack.accounts}
    columns: Any = Movement.__table__.c
    wanted = (
        select(
            columns.account,
            columns.vintage,
            columns.hundredths,
            columns.reason,
            runs.PayRun.id,
            runs.PayRun.month,
            runs.PayRun.sequence,
            runs.PayRun.pay_date,
            runs.PayRun.approved_at,
        )
        .join(runs.PayRun, runs.PayRun.id == columns.run_id, isouter=True)
        .where(columns.employee_id == employee_id)
        .order_by(runs.PayRun.pay_date, runs.PayRun.id, columns.id)
    )
    found: dict[tuple[str, str], list[tuple[int, MovementView]]] = {}
    for row in session.execute(wanted):
        is_draft = row.id is not None and row.approved_at is None
        of = known.get(row.account)
        if pack.numbered and row.account.islower() and not (of is not None and of.by_hand):
            continue
        unit = of.unit if of is not None else Unit.KRONER
        view = MovementView(
            _moved(row),
            row.pay_date,
            _counted(row.hundredths, unit),
            Place("pay_run", row.id) if row.id is not None else None,
            is_draft,
            row.reason,
            "" if row.id is None else str(row.month) if row.sequence == 1 else f"{row.month}-{row.sequence}",
        )
        vintage = row.vintage.partition(" ")[0] if pack.numbered else row.vintage
        found.setdefault((row.account, vintage), []).append((0 if is_draft else row.hundredths, view))
    for account, vintage in sorted(found, key=_place_of):
        of = known.get(account)
        total = sum(counted for counted, _ in found[account, vintage])
        unit = of.unit if of is not None else Unit.KRONER
        amount = _counted(total, unit)
        word = balance_word(account, _vintage(account, vintage, country), of.vintage if of is not None else "")
        movements = tuple(view for _, view in found[account, vintage])
        yield BalanceView(account, vintage, word, amount, movements, of is not None and of.by_hand, unit.value)


def _place_of(key: tuple[str, str]) -> tuple[int, str]:
    account, vintage = key
    if account in NUMBERED_BALANCES and vintage.isdigit():
        vintage = str(9999 - int(vintage))  # the newest year first
    return (_ORDER.index(account) if account in _ORDER else len(_ORDER), vintage)


def _vintage(account: str, vintage: str, country: str) -> str | Month:
    """A year or a month; of what is taken in all, what it is taken for."""
    if account == "taken":
        slug = max((slug for slug in wage_types(country) if vintage.startswith(slug)), key=len, default="")
        said = vintage.removeprefix(slug).strip("_").replace("_", " ")
        return said or (wage_types(country)[slug].names["nb"] if slug else vintage)
    try:
        return Month.parse(vintage)
    except ValueError:
        return vintage


def _counted(hundredths: int, unit: Unit) -> Money | Decimal:
    return Money(hundredths) if unit is Unit.KRONER else Decimal(hundredths).scaleb(-2)


def _moved(row: Any) -> Message:
    reason = row.reason.removeprefix("reversed ") if row.reason.startswith("reversed ") else row.reason
    word = MOVEMENTS["reversed"] if reason != row.reason else MOVEMENTS.get(reason, Message("{name}", name=reason))
    if row.id is None:
        if reason.startswith(f"{BY_HAND}: "):
            return Message("By hand: {why}", why=reason.removeprefix(f"{BY_HAND}: "))
        return word
    name = str(row.month) if row.sequence == 1 else f"{row.month}-{row.sequence}"
    return Message("{what}, {run}", what=word, run=run_words(name))


def _paid(session: Session, employee_id: int) -> Iterator[PaidRow]:
    wanted = (
        select(
            runs.PayRun.id,
            runs.PayRun.month,
            runs.PayRun.sequence,
            runs.PayRun.pay_date,
            runs.PayRun.kind,
            runs.PayRun.approved_at,
            runs.Payslip.gross_cash,
            runs.Payslip.withholding,
            runs.Payslip.deductions,
            runs.Payslip.net_pay,
        )
        .join(runs.Payslip, runs.Payslip.run_id == runs.PayRun.id)
        .where(runs.Payslip.employee_id == employee_id)
        .order_by(runs.PayRun.pay_date.desc(), runs.PayRun.id.desc())
    )
    for row in session.execute(wanted):
        name = str(row.month) if row.sequence == 1 else f"{row.month}-{row.sequence}"
        yield PaidRow(
            row.id,
            run_words(name),
            row.month,
            row.pay_date,
            row.kind,
            row.gross_cash,
            row.withholding,
            row.deductions,
            row.net_pay,
            row.approved_at is not None,
        )
