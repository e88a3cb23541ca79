"""One person in one run: period, employment, what was entered, and what the steps of the run have made so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Final

from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.denmark.rules.calendar import holiday_year
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, EmployerFacts, Employment, LineInput, PersonFacts, RunHead, RunKind
from services.engine.numbered import NumberedLine, NumberedSetup, NumberedTerms, Row, SetMember
from services.engine.rates import RatesOn
from services.engine.result import PayLine
from services.engine.wage_types import WageType, WageTypes

NOTHING = Decimal(0)
HUNDREDTHS = Decimal(100)
ARREARS, ADVANCE, HOURLY, FORTNIGHTLY = "monthly_arrears", "monthly_advance", "hourly", "fortnightly"
COLUMNS: Mapping[str, str] = {ARREARS: "arrears", ADVANCE: "advance", HOURLY: "hourly", FORTNIGHTLY: "fortnightly"}
"""Of a result table: which value holds for a pay form."""

_MID_MONTH = 15
_LOWER = frozenset({"DEDUCT", "TAKE"})
EARNED_ELSEWHERE = frozenset({"BEDEDAG", "HENSAT"})
"""Accounts whose ACCRUE rows are no part of what is earned of holiday: bededag.py and provisions.py do them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is the same for everybody in the run."""

    head: RunHead
    employer: EmployerFacts
    setup: NumberedSetup
    rates: RatesOn
    types: WageTypes
    by_code: Mapping[str, Sequence[WageType]] = field(default_factory=dict)
    """The payouts that each code of a run order starts."""
    sets: Mapping[str, tuple[SetMember, ...]] = field(default_factory=dict)
    """The lists of types (lønartstyper) that come with the program, by number."""

    of_terms: Sequence[WageType] = ()
    """The rows that pay the fixed pay of the terms."""

    absence_units: Mapping[str, str] = field(default_factory=dict)
    """What each absence code counts: days, hours, or either."""

    is_mixed: bool = False
    """Whether there are people of other pay forms than by the fortnight."""
    redo: bool = False
    """Whether a correction took a person's slip of the period back and pays what is entered in its place."""

    @property
    def pays_period(self) -> bool:
        """Whether the run stands for a whole period: its hours, days and absence count, and not the lines alone."""
        return self.is_ordinary or self.redo

    @property
    def is_ordinary(self) -> bool:
        """Whether the run pays what is in force, and not only the lines that are listed."""
        return self.head.kind is RunKind.ORDINARY


def by_terms(types: WageTypes) -> Sequence[WageType]:
    """The rows that pay the fixed pay of the terms, without a line of their own."""
    return tuple(each for each in types.values() if each.row is not None and "terms" in each.row.trigger.split(" "))


def coded(types: WageTypes) -> Mapping[str, Sequence[WageType]]:
    """The rows that pay out when a run order carries a code, by the code."""
    found: dict[str, list[WageType]] = {}
    for wage_type in types.values():
        row = wage_type.row
        if row is not None and row.op == "PAYOUT_ALL" and row.kind == "posting" and row.trigger.startswith("code:"):
            found.setdefault(row.trigger.removeprefix("code:"), []).append(wage_type)
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """The pay period of a person: month · fortnight · week, and its days."""

    kind: str
    days: Span

    @property
    def first(self) -> date:
        return self.days.first

    @property
    def last(self) -> date:
        assert self.days.last is not None
        return self.days.last

    @property
    def month(self) -> Month:
        """The month that it belongs to: that of its last day."""
        return Month.of(self.last)

    @property
    def holiday_year(self) -> str:
        """The vintage of what is earned in it."""
        return str(holiday_year(self.last))


def period_of(head: RunHead, pay: str) -> Period | None:
    """The period that a run pays somebody for; None where the run is of another kind than the pay.

    Pay in advance is for the month of the run, or the next where the run is paid late in its month.
    """
    length = head.span.days if head.span is not None and head.span.last is not None else 0
    kind = {"14D": "fortnight", "UKE": "week"}.get(head.period)
    if kind is None:
        kind = "fortnight" if length == 14 else "week" if length == 7 else "month"
    if pay in (ARREARS, ADVANCE) and kind != "month":
        return None
    if pay == FORTNIGHTLY:
        return Period("fortnight", head.days)
    if pay == ADVANCE and head.span is None and head.pay_date > head.month.first.replace(day=_MID_MONTH):
        return Period("month", head.month.plus(1).span)
    return Period(kind, head.days)


CHOICES: Final[Mapping[str, int]] = {
    "FEENH": 1,
    "FEAFR": 2,
    "FEREDU": 3,
    "FEEGEN": 2,
    "FEFRAV": 1,
    "DAGTIM": 1,
    "OVERFE": 1,
    "FRITGR": 1,
    "FRITVF": 2,
    "FRIAUT": 1,
}
"""Result tables that choose: the highest choice of each (denmark 2.1)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered type that concerns the person now: from the position category, fixed, or a line of the run."""

    type: WageType
    row: Row
    line: LineInput

    @property
    def more(self) -> NumberedLine:
        """What the line says besides."""
        return self.line.numbered or NumberedLine()


@dataclass(slots=True)
class Case:
    """One person in the run, filled by the steps of the run in their order (denmark 1.6)."""

    work: Work
    person: PersonFacts
    job: Employment
    pay: str
    terms: NumberedTerms
    period: Period
    entries: tuple[Entry, ...]
    born: date | None
    balances: dict[BalanceKey, int] = field(default_factory=dict)
    lines: list[PayLine] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bases: dict[str, list[tuple[str, Figure[Money]]]] = field(default_factory=dict)
    hours: Decimal = NOTHING  # paid hours of lines
    unpaid_hours: Decimal = NOTHING
    reported: dict[str, Money] = field(default_factory=dict)
    besides: dict[str, Money] = field(default_factory=dict)  # fields of eIndkomst of what was settled beside the pay
    sums: dict[str, Figure[Money]] = field(default_factory=dict)  # named sums of the slip that a step made
    codes: tuple[str, ...] = ()  # of the run order
    salary: Money | None = None  # of the terms: the fixed pay of a period
    hourly: Money | None = None  # of the terms: what an hour is paid
    settled_days: int = 0  # hundredths of a day that corrections and advances add to what is settled at once
    granted: Money = ZERO  # holiday in advance that is settled at once
    owed_back: Money = ZERO  # of holiday in advance, what the pay could not cover
    opened: dict[tuple[str, BalanceKey], dict[str, int]] = field(default_factory=dict)  # by month, what was entered

    # ── bases: named sums over the lines ──

    def add(self, basis: str, name: str, amount: Figure[Money]) -> None:
        """One more part of a basis."""
        self.bases.setdefault(basis, []).append((name, amount))

    def basis(self, code: str) -> Figure[Money]:
        """A basis as it stands: the sum of its parts. `A + B` is both together."""
        parts = [part for each in code.split("+") for part in self.bases.get(each.strip(), ())]
        return total(code, parts)

    # ── lists of types (lønartstyper): the employer's, else those of the program ──

    def members(self, number: str) -> tuple[SetMember, ...]:
        """The members of a list; none where nobody has made one."""
        own = self.work.setup.sets.get(number)
        return self.work.sets.get(number, ()) if own is None else own

    def set_parts(self, number: str, members: Iterable[SetMember] | None = None) -> list[tuple[str, Figure[Money]]]:
        """What the members of a list come to in the run so far: of a type its lines, of the name of a basis the basis.

        Plus raises and minus lowers. A type that lowers the pay counts by what it took: minus lowers by that, and plus
        adds it back; the types of holiday taken (4912 in days, 4915 in hours) always lower. `fp` is all that bears
        holiday money.
        """
        parts: list[tuple[str, Figure[Money]]] = []
        for member in self.members(number) if members is None else members:
            for amount, lowers in self._member(member):
                minus = (member.sign < 0 and not lowers) or (member.sign > 0 and lowers)
                parts.append((member.type, figure("dk.set.less", -amount.value, amount=amount) if minus else amount))
        return parts

    def _member(self, member: SetMember) -> Iterator[tuple[Figure[Money], bool]]:
        """What a member of a list has in the run, and whether it is below zero because it took from the pay."""
        if not member.type.isdecimal():
            code = "FERIEB" if member.type == "fp" else member.type
            if self.bases.get(code):
                yield self.basis(code), False
            return
        wage_type = self.work.types.get(member.type)
        row = wage_type.row if wage_type is not None else None
        if row is not None and row.kind == "basis":
            if self.bases.get("REDUCTION") and row.account.endswith("_T") == (self.switch("FEENH") == 1):
                yield self.basis("REDUCTION"), member.sign < 0
            return
        for line in self.lines:
            if line.type == member.type and line.amount.value:
                yield line.amount, row is not None and (row.op in _LOWER or (line.tax != "none" and row.op == "POST"))

    def type_set(self, number: str) -> Figure[Money]:
        """The sum of a list over the lines of the run so far; nothing where the list is empty."""
        return total(f"set.{number}", self.set_parts(number)) if self.members(number) else total(number, ())

    def set_hours(self, number: str, sequence: int | None = None) -> Decimal:
        """The units of the lines whose types are in a list, in hours as they were entered; of one sequence alone where
        it is given.
        """
        wanted = {each.type for each in self.members(number) if sequence is None or each.sequence == sequence}
        return sum((line.quantity for line in self.lines if line.type in wanted and line.quantity), NOTHING)

    # ── accounts: always the sum of their movements ──

    def balance(self, account: str, vintage: str = "") -> int:
        """A balance as it stands, in hundredths; of all months of the vintage together."""
        return sum(
            amount
            for key, amount in self.balances.items()
            if key.account == account and (key.vintage == vintage or key.vintage.startswith(f"{vintage} "))
        )

    def keys(self, account: str) -> list[BalanceKey]:
        """The vintages of an account with something in them, the oldest first."""
        return sorted(key for key, amount in self.balances.items() if key.account == account and amount)

    def book(self, account: str, vintage: str, hundredths: int, reason: str) -> None:
        """A movement; nothing for 0."""
        if hundredths:
            key = BalanceKey(account, vintage)
            self.movements.append(Movement(key, hundredths, reason))
            self.balances[key] = self.balances.get(key, 0) + hundredths

    # ── what is set up ──

    def active(self, op: str) -> Iterator[Entry]:
        """The entries with an operation."""
        return (entry for entry in self.entries if entry.row.op == op)

    def is_stopped(self, *names: str) -> bool:
        """Whether a STOP type of the person concerns an account or basis of these: FERIE_* is everything of holiday."""
        patterns = [entry.row.account.replace("_*", "*") for entry in self.active("STOP")]
        return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)

    def table(self, table: str) -> Decimal | None:
        """The value of a result table for the person on the first day of the period; None where it is not set."""
        found = self.work.setup.step(table, self.terms.group, COLUMNS[self.pay], self.period.first)
        return None if found is None else found[1]

    def switch(self, table: str) -> int:
        """A result table that is a choice: blank is 0. Raises Refused for what is no choice of it."""
        value, most = self.table(table) or NOTHING, CHOICES.get(table)
        if most is not None and value not in range(most + 1):
            words = " · ".join(str(each) for each in range(most + 1))
            raise self.refusal(Message("“{word}” is not one of {words}", word=f"{table} = {value:f}", words=words))
        return int(value)

    @property
    def norm_hours(self) -> Decimal:
        """The person's hours of a month."""
        return self.terms.norm_hours or self.work.rates.number("hours.month").value

    @property
    def agreement_hours(self) -> Decimal:
        """The hours of a month of a full position."""
        return self.terms.agreement_hours or self.work.rates.number("hours.month").value

    @property
    def working_time(self) -> Decimal:
        """The percentage of a full position (arbejdstids-%), two decimals."""
        return two(self.norm_hours / self.agreement_hours * HUNDREDTHS)

    @property
    def employed_days(self) -> int:
        """Calendar days of the period in which the person is employed."""
        employed = self.job.span.overlap(self.period.days)
        return 0 if employed is None else employed.days

    @property
    def leaves(self) -> bool:
        """Whether holiday is settled because the person leaves in the period, or was paid after leaving."""
        end, kind = self.job.end, self.work.head.kind
        if end is None or end > self.period.last or kind is RunKind.CORRECTION:
            return False
        return self.work.pays_period or end < self.period.first or bool(self.balance("settled_leaving", str(end)))

    @property
    def is_whole_period(self) -> bool:
        return self.employed_days == self.period.days.days

    # ── what is said ──

    def refusal(self, what: Message, number: str = "") -> Refused:
        """A refusal about a line of the person, or about the person where no type is given."""
        who = str(self.person.number)
        said = (
            Message("Employee {number}, {type}: {reason}", number=who, type=number, reason=what)
            if number
            else Message("Employee {number}: {reason}", number=who, reason=what)
        )
        return refuse(said, Place("pay_run", self.person.number, number))

    def warn(self, what: Message, number: str = "") -> None:
        """Something to look at."""
        self.findings.append(Finding(Severity.WARNING, what, Place("pay_run", self.person.number, number)))


def two(number: Decimal) -> Decimal:
    """Two decimals, half away from zero (denmark 1.7)."""
    return Decimal(Money.rounded(number).ore).scaleb(-2)


def hundredths(number: Decimal) -> int:
    """A number of days, hours or kroner in hundredths, half away from zero."""
    return Money.rounded(number).ore


def counted(amount: int) -> Decimal:
    """Hundredths of a unit as a number."""
    return Decimal(amount).scaleb(-2)


def total(name: str, parts: Iterable[tuple[str, Figure[Money]]]) -> Figure[Money]:
    """A named sum, whose inputs are its parts."""
    inputs: dict[str, Figure[Money]] = {}
    amount = 0
    for key, part in parts:
        while key in inputs:
            key += "+"
        inputs[key] = part
        amount += part.value.ore
    if not inputs:
        return figure("pay.nothing", ZERO)
    return Figure(Money(amount), f"sum.{name}", dict(inputs))
