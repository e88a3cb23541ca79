"""One person's slip in a run as it is beside the slip with something changed, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure
from services.desk.desk import Desk
from services.desk.sandbox import HOURLY, Sandbox
from services.desk.what_if import (
    Change,
    ExtraLine,
    Leaves,
    MovedTo,
    NewPosition,
    OtherScheme,
    PayRise,
    changed,
    with_position,
    with_rise,
    without_after,
)
from services.desk.who_is_paid import is_paid_in
from services.engine.facts import RunHead
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import Operation
from services.queries.trace import Trace
from services.queries.what_if.runs import facts_of, person_of, slip_of
from services.queries.why import trace_of
from services.reference.wage_type_rows import wage_types


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


def slip_if(desk: Desk, run: int | RunHead, number: int, changes: Sequence[Change]) -> SlipIf:
    """One person's slip in a run beside the slip with the changes made. Raises Refused."""
    facts = facts_of(desk, run)
    person = person_of(facts, number)
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
        return SlipIf(slip_of(facts, person), None)
    return SlipIf(slip_of(facts, person), slip_of(replace(facts, employer=box.employer), altered))


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
