"""What if: a year or one person's slip with something changed, beside today's; and backwards, from net to gross.

The year as it is is played once and kept until something is changed in the client file; each question plays the changed
one. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.records.pay_run import PayRun
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.progress import Progress, no_progress
from models.values.span import Month
from models.values.why import Figure
from services.desk import at_hand
from services.desk.calculate import calculate, numbers
from services.desk.desk import Desk
from services.desk.employee_around import MOST
from services.desk.employee_pay_checks import asks
from services.desk.gather import employer_facts, facts_for, head_of, run_facts
from services.desk.sandbox import ASSUMED, HOURLY, Sandbox, sandbox_of
from services.desk.what_if import (
    Change,
    ExtraLine,
    Leaves,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
    changed,
    with_position,
    with_rise,
    without_after,
)
from services.desk.who_is_paid import is_hourly, is_paid_in
from services.engine.facts import LineInput, PersonFacts, RunFacts, RunHead, RunKind
from services.engine.result import PayLine, Payslip, RunResult
from services.engine.solve import NoSolution, Solution, solve
from services.engine.wage_types import Operation
from services.queries.settings import ZoneRow, zones
from services.queries.trace import Named, Trace
from services.queries.why import trace_of
from services.reference.rate_names import name_of
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book

__all__ = [
    "Around",
    "Backwards",
    "Change",
    "ExtraLine",
    "Leaves",
    "LineInput",
    "MovedTo",
    "NewPerson",
    "NewPosition",
    "OtherScheme",
    "PayRise",
    "PersonYear",
    "RunAhead",
    "RunIf",
    "SlipIf",
    "SlipLine",
    "YearCost",
    "YearIf",
    "around",
    "backwards",
    "line_for",
    "runs_ahead",
    "side_by_side",
    "slip_if",
    "told",
    "ways_back",
    "why_line",
    "year_if",
]

_CONTRIBUTION = ("aga_cost", "aga_holiday_cost", "finance_tax_cost")
_HOLIDAY, _PENSION = "holiday_cost", "pension_cost"


@dataclass(frozen=True, slots=True)
class YearCost:
    """What the employer's year costs, in kroner: pay (allowances too), contribution, holiday pay earned, pension.

    Everything that the journal books on a cost account; what only passes through the balance sheet is no cost.
    """

    pay: Money
    contribution: Money
    holiday_pay: Money
    pension: Money

    @property
    def total(self) -> Money:
        return self.pay + self.contribution + self.holiday_pay + self.pension

    def __sub__(self, other: YearCost) -> YearCost:
        return YearCost(
            self.pay - other.pay,
            self.contribution - other.contribution,
            self.holiday_pay - other.holiday_pay,
            self.pension - other.pension,
        )


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year: gross pay in cash and net pay, today and changed; None where they are not paid."""

    number: int
    name: str
    gross_now: Money | None
    gross_then: Money | None
    net_now: Money | None
    net_then: Money | None


@dataclass(frozen=True, slots=True)
class RunIf:
    """One run of the year, today and changed, with everybody's slip. `is_planned`: the client has no such run yet."""

    head: RunHead
    is_planned: bool
    now: Mapping[int, Payslip]
    then: Mapping[int, Payslip]

    @property
    def words(self) -> Message:
        """The run as it is called in a list."""
        return _run_words(self.head)


@dataclass(frozen=True, slots=True)
class YearIf:
    """A year as it is and as it would be. `months` are the costs by month of payment, now and then.

    `planned_from` is the first month that the client has not paid yet (None: all are paid); `left_out` is how many
    correction runs the comparison does without; `by_the_hour` is how many people get the hours that they usually have
    in the runs that are planned; `assumed` are the rates that nobody knows yet, of which the last known is used.
    """

    year: int
    now: YearCost
    then: YearCost
    months: tuple[tuple[Month, YearCost, YearCost], ...]
    people: tuple[PersonYear, ...]
    planned_from: Month | None
    left_out: int
    runs: tuple[RunIf, ...] = ()
    by_the_hour: int = 0
    assumed: tuple[Message, ...] = ()

    @property
    def difference(self) -> YearCost:
        """How much more the changed year costs."""
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class SlipIf:
    """One person's slip in a run, today and changed; None where they would not be paid."""

    now: Payslip | None
    then: Payslip | None


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One figure of two slips side by side; None where a slip does not have it. `kind` is line, sum or besides (what
    follows for the employer).
    """

    what: Message
    now: Money | None
    then: Money | None
    kind: str = "line"
    figures: tuple[Figure[Money] | None, Figure[Money] | None] = (None, None)

    @property
    def difference(self) -> Money:
        return (self.then or ZERO) - (self.now or ZERO)


@dataclass(frozen=True, slots=True)
class Backwards:
    """What gives the wanted net pay: kroner a month, percent, or hours (by `unit`), and the slip that it gives.

    `exact` is False where withholding's steps skip the wanted amount; the slip's net pay is then the next above. `now`
    is the slip as it is today.
    """

    unit: str
    value: Decimal
    slip: Payslip
    exact: bool
    now: Payslip | None = None


@dataclass(frozen=True, slots=True)
class RunAhead:
    """A run that is not approved: one that is begun (`run` is its number), or the next that is planned (its head)."""

    run: int | RunHead
    head: RunHead

    @property
    def words(self) -> Message:
        """The run as it is called in a list."""
        if isinstance(self.run, int):
            return Message("{run}, begun", run=_run_words(self.head))
        return Message("{run}, planned", run=_run_words(self.head))


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom something may be changed for, and what holds today."""

    number: int
    name: str
    percent: Percent | None
    monthly: Money | None
    is_hourly: bool


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A wage type that a line can be of, and which figures it asks for."""

    slug: str
    number: int
    name: Named
    asks: tuple[str, ...]
    unit: str
    is_pay: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What one can choose among: people, sub-units, zones, wage types, the schemes as they are, and the years that have
    rates.
    """

    people: tuple[Somebody, ...]
    establishments: tuple[tuple[str, str, str], ...]  # number, name, zone
    zones: tuple[ZoneRow, ...]
    scheme: OtherScheme
    lines: tuple[LineChoice, ...]
    years: tuple[int, ...]

    def names(self) -> Mapping[int, str]:
        """What the people are called, by number."""
        return {each.number: each.name for each in self.people}


def around(desk: Desk) -> Around:
    """What there is to choose among. Raises Refused for a file without an employer."""
    with desk.reading() as session:
        employer = employer_facts(session)
    types = sorted(wage_types(desk.client.country).values(), key=lambda each: each.number)
    return Around(
        tuple(_somebody(person, desk) for person in at_hand.everybody(desk) if person.employments),
        tuple((unit.orgnr, unit.name or unit.orgnr, unit.zone) for unit in employer.establishments),
        zones(desk),
        OtherScheme(
            employer.holiday_plan,
            employer.holiday_deduction,
            employer.pension_percent,
            employer.part_month,
            employer.finance_tax,
        ),
        tuple(
            LineChoice(of.slug, of.number, Named(tuple(of.names.items())), asks(of), of.unit, of.operation is _PAY)
            for of in types
            if of.operation in _ENTERED and of.formula not in _NOT_HERE and {"amount", "quantity"} & set(asks(of))
        ),
        tuple(sorted(rate_book(desk.client.country).years)),
    )


_PAY = Operation.PAY
_ENTERED = (Operation.PAY, Operation.BENEFIT, Operation.ALLOWANCE, Operation.DEDUCT)
_NOT_HERE = ("salary", "full_withholding", "mileage", "subsistence")  # they come by themselves or ask for more


def _somebody(person: PersonFacts, desk: Desk) -> Somebody:
    day = desk.today
    now = [job for job in person.employments if day in job.span] or list(person.employments[-1:])
    of_pay = [
        terms for job in now for _, terms in job.terms.entries[-1:] if terms.pay == "monthly" and terms.monthly_salary
    ]
    terms = of_pay[0] if of_pay else now[0].terms.entries[-1][1] if now[0].terms else None
    return Somebody(
        person.number,
        person.name,
        terms.percent if terms is not None else None,
        terms.monthly_salary if terms is not None else None,
        any(terms.pay == "hourly" for job in now for _, terms in job.terms.entries[-1:]),
    )


def line_for(choice: LineChoice, amount: Money | None, quantity: Decimal | None) -> LineInput:
    """A line of a wage type with what was filled in."""
    return LineInput(choice.slug, quantity=quantity, amount=amount)


def year_if(desk: Desk, year: int, changes: Sequence[Change], progress: Progress = no_progress) -> YearIf:
    """The client's year beside the same year with the changes made. Nothing is stored.

    Raises Refused for a year without rates and for what a rule refuses.
    """
    today, now = _today(desk, year, progress)
    other = changed(today, changes)
    then = other.play(progress) if changes else now
    by_month_now, by_month_then = _by_month(now, today), _by_month(then, other)
    months = tuple(
        (month, by_month_now.get(month, _NOTHING), by_month_then.get(month, _NOTHING))
        for month in sorted(by_month_now.keys() | by_month_then.keys())
    )
    planned = [Month.of(run.head.pay_date) for run in today.runs if run.is_planned]
    heads = [run.head for run in today.runs if run.is_planned or run.is_open]
    return YearIf(
        year,
        _total(by_month_now.values()),
        _total(by_month_then.values()),
        months,
        _people(now, then, other),
        min(planned, default=None),
        today.left_out,
        tuple(
            RunIf(run.head, run.is_planned, _slips(before), _slips(after))
            for run, before, after in zip(today.runs, now, then, strict=True)
        ),
        sum(1 for each in today.people if any(is_hourly(each.person, head) for head in heads)),
        tuple(
            dict.fromkeys(
                name_of(rate.name)
                for result in (*now, *then)
                for rate in result.facts.own_rates
                if rate.source == ASSUMED
            )
        ),
    )


def _today(desk: Desk, year: int, progress: Progress) -> tuple[Sandbox, tuple[RunResult, ...]]:
    """The year as it is, played once as long as nothing is changed."""

    def play() -> tuple[Sandbox, tuple[RunResult, ...]]:
        box = _box(desk, year)
        return box, box.play(progress)

    return at_hand.unchanged(desk, ("what_if", year), play)


def _box(desk: Desk, year: int) -> Sandbox:
    """The year as it is, not played."""
    return at_hand.unchanged(desk, ("what_if.box", year), lambda: sandbox_of(desk, year))


def _slips(result: RunResult) -> Mapping[int, Payslip]:
    return {slip.person.number: slip for slip in result.payslips}


def runs_ahead(desk: Desk) -> tuple[RunAhead, ...]:
    """The runs that one can ask about: those that are begun, then the next planned one of each pay period."""
    with desk.reading() as session:
        rows = session.query(PayRun).where(PayRun.approved_at.is_(None)).order_by(PayRun.pay_date, PayRun.id).all()
        begun = [RunAhead(row.id, head_of(row)) for row in rows if row.kind != RunKind.CORRECTION.value]
    next_of: dict[str, RunAhead] = {}
    known = rate_book(desk.client.country).years
    for year in (desk.today.year, desk.today.year + 1):
        for run in _box(desk, year).runs if not next_of and year in known else ():
            if run.is_planned:
                next_of.setdefault(run.head.period, RunAhead(run.head, run.head))
    return (*begun, *next_of.values())


def _run_words(head: RunHead) -> Message:
    if head.kind is RunKind.EXTRA:
        return Message("Extra run of {month}", month=head.month)
    if head.kind is RunKind.HOLIDAY:
        return Message("{month} with holiday pay", month=head.month)
    if head.span is not None:
        return Message("{days}", days=head.days)
    return Message("{month}", month=head.month)


def slip_if(desk: Desk, run: int | RunHead, number: int, changes: Sequence[Change]) -> SlipIf:
    """One person's slip in a run beside the slip with the changes made. Raises Refused."""
    facts = _facts(desk, run)
    person = _person(facts, number)
    box = Sandbox(facts.country, facts.head.pay_date.year, facts.employer, (), (), facts.balances, facts.own_rates)
    altered = person
    for change in changes:
        match change:
            case PayRise():
                altered = with_rise(altered, change) if not change.numbers or number in change.numbers else altered
            case NewPosition() if change.number == number:
                altered = with_position(altered, change.since, change.percent)
            case Leaves() if change.number == number:
                altered = without_after(altered, change.last)
            case ExtraLine() if change.number == number and change.month == facts.head.month:
                altered = replace(altered, lines=(*altered.lines, change.line))
            case MovedTo() | OtherScheme():
                box = changed(box, [change])
            case _:
                pass
    is_gone = altered.employments != person.employments and not is_paid_in(altered, facts.head)
    if is_gone and all(line.fixed or line.type == HOURLY for line in altered.lines):
        return SlipIf(_slip(facts, person), None)
    return SlipIf(_slip(facts, person), _slip(replace(facts, employer=box.employer), altered))


def ways_back(desk: Desk, run: int | RunHead, number: int) -> tuple[str, ...]:
    """What may be changed for somebody to get another net pay in a run: gross, percent, hours, amount."""
    facts = _facts(desk, run)
    person = _person(facts, number)
    found = []
    if _is_monthly(person, facts.head):
        found += ["gross", "percent"]
    if is_hourly(person, facts.head):
        found.append("hours")
    return (*found, "amount")


def _is_monthly(person: PersonFacts, head: RunHead) -> bool:
    return head.kind is not RunKind.EXTRA and any(
        terms.pay == "monthly" and terms.monthly_salary is not None and terms.period == head.period
        for job in person.employments
        if (employed := job.span.overlap(head.days)) is not None
        for _, terms in job.terms.pieces(employed)
    )


def backwards(
    desk: Desk,
    run: int | RunHead,
    number: int,
    unit: str,
    wanted: Money,
    wage_type: str = "bonus",
    progress: Progress = no_progress,
) -> Backwards:
    """What must be changed for somebody's net pay in a run to be the wanted one.

    `unit` is gross (kroner a month in the terms), percent (of a full position), hours (at the person's rate), or
    amount (of a line of `wage_type` beside everything else). Raises Refused where nothing gives it.
    """
    facts = _facts(desk, run)
    person = _person(facts, number)
    since = facts.head.days.first
    made: dict[int, Payslip | None] = {}

    def with_value(hundredths: int) -> PersonFacts:
        value = Decimal(hundredths).scaleb(-2)
        match unit:
            case "gross":
                return with_rise(person, PayRise(since, new=Money(hundredths)))
            case "percent":
                return with_position(person, since, Percent(value))
            case "hours":
                lines = tuple(line for line in person.lines if line.type != HOURLY or line.fixed)
                return replace(person, lines=(*lines, LineInput(HOURLY, quantity=value, employment=job)))
            case _:
                return replace(person, lines=(*person.lines, LineInput(wage_type, amount=Money(hundredths))))

    by_hour = [
        each.id
        for each in person.employments
        if (employed := each.span.overlap(facts.head.days)) is not None
        and any(terms.pay == "hourly" for _, terms in each.terms.pieces(employed))
    ]
    job = by_hour[0] if by_hour and len(person.employments) > 1 else ""
    takes_away = unit == "amount" and wage_types(facts.country)[wage_type].operation is Operation.DEDUCT
    sign = -1 if takes_away else 1

    def net(hundredths: int) -> Money:
        progress(len(made), 0, Message("Looking for the amount"))
        slip = made[sign * hundredths] = _slip(facts, with_value(sign * hundredths))
        return slip["net_pay"] if slip is not None else ZERO

    least, most = {"gross": (0, MOST.ore), "percent": (1, 100_00), "hours": (0, 744_00)}.get(unit, (0, MOST.ore))
    if takes_away:
        least, most = -most, 0
    try:
        found: Solution = solve(net, wanted, least, most)
    except NoSolution as beyond:
        what = Message(
            "No value gives {wanted}: net pay would be between {least} and {most}",
            wanted=wanted,
            least=beyond.least,
            most=beyond.most,
        )
        raise refuse(what, Place("what_if", number, unit)) from None
    slip = made[sign * found.input]
    if slip is None:
        raise refuse(Message("Nothing is paid in this run"), Place("what_if", number, unit))
    return Backwards(unit, Decimal(sign * found.input).scaleb(-2), slip, found.exact, _slip(facts, person))


def side_by_side(desk: Desk, both: SlipIf, language: str) -> tuple[SlipLine, ...]:
    """Two slips line by line: pay, tax and deductions to net, then what follows for the employer."""
    types = wage_types(desk.client.country)
    names: dict[tuple[object, ...], Message] = {}
    of_slip = []
    for slip in (both.now, both.then):
        found: dict[tuple[object, ...], tuple[Figure[Money], int]] = {}
        for line in slip.lines if slip is not None else ():
            wage_type = types[line.type]
            sign = -1 if wage_type.operation is Operation.DEDUCT else 1
            key = _key(line, found)
            found[key] = (line.amount, sign)
            names.setdefault(key, _line_words(line, wage_type.name(language), wage_type.operation))
        of_slip.append(found)
    now, then = of_slip
    keys = list(dict.fromkeys([*now, *then]))

    def lines(*operations: Operation) -> Iterator[SlipLine]:
        for key in keys:
            if types[str(key[0])].operation in operations:
                yield _beside(names[key], now.get(key), then.get(key))

    def total(name: str, what: Message, kind: str = "sum", sign: int = 1) -> SlipLine:
        sides = [
            (slip.figures[name], sign) if slip is not None and name in slip.figures else None
            for slip in (both.now, both.then)
        ]
        return _beside(what, sides[0], sides[1], kind)

    besides = (total(name, what, "besides") for name, what in _BESIDES)
    return (
        *lines(Operation.PAY, Operation.ALLOWANCE),
        total("gross_cash", Message("Gross")),
        *lines(Operation.BENEFIT),
        total("withholding_base", Message("Basis of withholding"), "line"),
        total("withholding", Message("Withheld tax"), "line", -1),
        *lines(Operation.DEDUCT),
        total("net_pay", Message("Net pay")),
        *(line for line in besides if line.now or line.then),
    )


_BESIDES = (
    ("aga", Message("Employer's contribution")),
    ("aga_extra", Message("Extra contribution on high pay")),
    ("finance_tax", Message("Finance tax on pay")),
    ("holiday_accrual", Message("Holiday pay earned")),
    ("aga_on_holiday_accrual", Message("Employer's contribution on holiday pay")),
    ("otp", Message("Occupational pension")),
)


def _key(line: PayLine, found: Mapping[tuple[object, ...], object]) -> tuple[object, ...]:
    """What tells a line of a slip from the others: its type, employment, text, and the how manieth of these it is."""
    same = (line.type, line.employment, line.text)
    return (*same, sum(1 for key in found if key[:3] == same))


def _line_words(line: PayLine, name: str, operation: Operation) -> Message:
    what = Message("{line}", line=line.text or name)
    if operation is Operation.BENEFIT:
        return Message("{line}, not paid out", line=line.text or name)
    if line.days is not None:
        return Message("{line}, {days}", line=line.text or name, days=line.days)
    return what


def _beside(
    what: Message,
    now: tuple[Figure[Money], int] | None,
    then: tuple[Figure[Money], int] | None,
    kind: str = "line",
) -> SlipLine:
    amounts = [side[0].value if side[1] > 0 else -side[0].value for side in (now, then) if side is not None]
    first = amounts[0] if now is not None else None
    second = amounts[-1] if then is not None else None
    return SlipLine(what, first, second, kind, (now[0] if now else None, then[0] if then else None))


def why_line(line: SlipLine, name: str, *, then: bool) -> Trace | None:
    """A figure of a slip explained, today's or the changed one; None where the slip does not have it."""
    figure = line.figures[1 if then else 0]
    if figure is None:
        return None
    whose = Message("{name}, with the changes", name=name) if then else Message("{name}, as it is today", name=name)
    return trace_of(figure, line.what, whose)


def told(change: Change, about: Around, language: str) -> tuple[Message, Message]:
    """A change in words: what it is, and whom or when it concerns."""
    names = about.names()

    def whom(numbers: Iterable[int]) -> Message:
        some = [names.get(number, str(number)) for number in sorted(numbers)]
        if not some:
            return Message("Everybody")
        if len(some) > 2:
            return Message("{name} and {count} others", name=some[0], count=len(some) - 1)
        return (
            Message("{first} and {last}", first=some[0], last=some[1])
            if len(some) == 2
            else Message("{name}", name=some[0])
        )

    match change:
        case PayRise():
            who = Message("{who}, from {day}", who=whom(change.numbers), day=change.since)
            if change.percent is not None:
                return Message("{percent} more pay", percent=change.percent), who
            if change.new is not None:
                return Message("Monthly pay of {amount}", amount=change.new), who
            return Message("{amount} more a month", amount=change.amount or ZERO), who
        case NewPosition():
            who = Message("{who}, from {day}", who=whom([change.number]), day=change.since)
            return Message("A position of {percent}", percent=change.percent), who
        case NewPerson():
            what = Message("{amount} a month, from {day}", amount=change.monthly_salary, day=change.since)
            return Message("New employee: {name}", name=change.name), what
        case Leaves():
            return Message("{name} leaves", name=whom([change.number])), Message("Last day {day}", day=change.last)
        case MovedTo():
            unit = next((name for number, name, _ in about.establishments if number == change.establishment), "")
            return Message("Zone {zone}", zone=change.zone), Message("{name}", name=unit)
        case ExtraLine():
            name = next((each.name for each in about.lines if each.slug == change.line.type), None)
            line = name.in_language(language) if name is not None else change.line.type
            who = Message("{who}, in {month}", who=whom([change.number]), month=change.month)
            if change.line.amount is not None:
                return Message("{line}: {amount}", line=line, amount=change.line.amount), who
            return Message("{line}: {quantity}", line=line, quantity=change.line.quantity or 0), who
        case OtherScheme():
            return Message("Other schemes"), _schemes(change)


def _schemes(change: OtherScheme) -> Message:
    parts: list[Message] = []
    if change.holiday_plan is not None:
        plan = {"agreement": Message("five weeks of holiday"), "statutory": Message("holiday by law")}
        parts.append(plan.get(change.holiday_plan, Message("{plan}", plan=change.holiday_plan)))
    if change.pension_percent is not None:
        parts.append(Message("pension {percent}", percent=change.pension_percent))
    if change.finance_tax is not None:
        parts.append(Message("with finance tax") if change.finance_tax else Message("without finance tax"))
    if not parts:
        return Message("Nothing is changed")
    whole = parts[0]
    for part in parts[1:]:
        whole = Message("{first}, {second}", first=whole, second=part)
    return whole


_NOTHING = YearCost(ZERO, ZERO, ZERO, ZERO)


def _facts(desk: Desk, run: int | RunHead) -> RunFacts:
    """What the run knows: of one that is begun, or of one that is planned, with the hours that people usually have."""
    if isinstance(run, int):
        run_id = run

        def begun() -> RunFacts:
            with desk.reading() as session:
                return run_facts(session, run_id)[0]

        return at_hand.unchanged(desk, ("what_if.run", run_id), begun)
    head = run

    def read() -> RunFacts:
        box = _box(desk, head.pay_date.year)
        hours = {each.person.number: tuple(each.planned_hours(head)) for each in box.people}
        with desk.reading() as session:
            facts = facts_for(session, head, {})
        return replace(
            facts,
            people=tuple(
                replace(person, lines=(*person.lines, *hours.get(person.number, ()))) for person in facts.people
            ),
        )

    return at_hand.unchanged(desk, ("what_if.run", head.name, head.period), read)


def _person(facts: RunFacts, number: int) -> PersonFacts:
    for person in facts.people:
        if person.number == number:
            return person
    raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees", number))


def _slip(facts: RunFacts, person: PersonFacts) -> Payslip | None:
    result = calculate(replace(facts, people=(person,)))
    return result.payslips[0] if result.payslips else None


def _by_month(results: Iterable[RunResult], box: Sandbox) -> Mapping[Month, YearCost]:
    """What was booked on cost accounts, by month of payment."""
    plan = numbers(box.country, box.employer)
    ready = account_plan(box.country)
    kinds: dict[str, str] = {}
    for purpose, number in plan.items():
        if purpose not in ready or ready[purpose].number[0] in "12":  # the balance sheet, as in the standard plan
            continue
        kind = (
            "contribution"
            if purpose in _CONTRIBUTION
            else "holiday_pay"
            if purpose == _HOLIDAY
            else "pension"
            if purpose == _PENSION
            else "pay"
        )
        kinds.setdefault(number, kind)
    found: dict[Month, dict[str, int]] = {}
    for result in results:
        sums = found.setdefault(Month.of(result.head.pay_date), {})
        for line in result.voucher.lines:
            if line.account in kinds:
                booked = kinds[line.account]
                sums[booked] = sums.get(booked, 0) + line.amount.ore
    return {
        month: YearCost(*(Money(sums.get(kind, 0)) for kind in ("pay", "contribution", "holiday_pay", "pension")))
        for month, sums in found.items()
    }


def _total(costs: Iterable[YearCost]) -> YearCost:
    total = _NOTHING
    for cost in costs:
        total = YearCost(
            total.pay + cost.pay,
            total.contribution + cost.contribution,
            total.holiday_pay + cost.holiday_pay,
            total.pension + cost.pension,
        )
    return total


def _people(now: Sequence[RunResult], then: Sequence[RunResult], box: Sandbox) -> tuple[PersonYear, ...]:
    names = {each.person.number: each.person.name for each in box.people}
    before, after = _sums(now), _sums(then)
    nobody: tuple[None, None] = (None, None)
    return tuple(
        PersonYear(
            number,
            name,
            before.get(number, nobody)[0],
            after.get(number, nobody)[0],
            before.get(number, nobody)[1],
            after.get(number, nobody)[1],
        )
        for number, name in sorted(names.items())
        if number in before or number in after
    )


def _sums(results: Iterable[RunResult]) -> dict[int, tuple[Money, Money]]:
    found: dict[int, tuple[Money, Money]] = {}
    for result in results:
        for slip in result.payslips:
            gross, net = found.get(slip.person.number, (ZERO, ZERO))
            found[slip.person.number] = (gross + slip["gross_cash"], net + slip["net_pay"])
    return found
