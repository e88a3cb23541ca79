"""Every posting behind a balance of a numbered country in one sentence: which run, by which wage type, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from models.values.why import Figure
from services.desk.desk import Desk
from services.desk.employee_use import employee_of
from services.desk.gather import slips_of
from services.engine.result import Payslip
from services.engine.wage_types import WageType
from services.queries.employee_page import BalanceView, EmployeeView, MovementView, type_name
from services.queries.runs import run_words
from services.queries.trace import Title, Trace
from services.queries.why import trace_of
from services.queries.worked import formula_of
from services.reference.wage_type_rows import wage_types

_REVERSED: Final = "reversed "
_WHOLE_YEAR: Final = " year"
_NOT_SAID: Final = frozenset({"pay.nothing", "pay.entered"})
_UNITS: Final = ("holiday_days_earned", "holiday_hours_earned")
_MONEY: Final = ("holiday_money_earned",)
_BY_OPERATION: Final[Mapping[str, Message]] = {
    "ACCRUE": Message("earned in the run"),
    "GRANT": Message("granted"),
    "ADJUST": Message("corrected by hand in the run"),
    "SET": Message("entered as it stood before"),
    "TAKE": Message("taken in the order in which holiday is used"),
    "COUNT": Message("counted in the run"),
    "DEDUCT": Message("taken from the pay"),
    "PAYOUT_AMT": Message("paid out, as entered"),
    "PAYOUT_CALC": Message("paid out"),
    "PAYOUT_ALL": Message("the whole balance is paid out"),
    "TRANSFER": Message("moved to another balance"),
    "SETTLE": Message("settled outside the payroll"),
    "POST": Message("settled in the run"),
    "PENSION": Message("moved to the pension"),
}
"""What an operation does to a balance, where the slip keeps no figure of it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting: what made it, when and by which run, how much, why in one sentence, and the whole trace of it where
    the slip keeps one.
    """

    title: Title
    movement: MovementView
    run: Month | Message | None
    sentence: Message | None
    trace: Trace | None


def postings(desk: Desk, view: EmployeeView, balance: BalanceView) -> tuple[Posting, ...]:
    """The postings behind a balance, the first first; together they are the balance (those of drafts apart)."""
    slips: dict[int, Payslip] = {}
    with desk.reading() as session:
        row = employee_of(session, view.number)
        for each in balance.movements:
            run = each.where.thing if each.where is not None else None
            if isinstance(run, int) and run not in slips:
                found = slips_of(session, run, [row.id])
                slips |= {run: found[0]} if found else {}
    return tuple(_postings(view, balance, slips))


def _postings(view: EmployeeView, balance: BalanceView, slips: Mapping[int, Payslip]) -> Iterator[Posting]:
    types = wage_types(view.around.country)
    for each in balance.movements:
        is_back = each.reason.startswith(_REVERSED)
        reason = each.reason.removeprefix(_REVERSED)
        of = types.get(reason.removesuffix(_WHOLE_YEAR))
        title: Title = type_name(of) if of is not None else each.what
        run = each.where.thing if each.where is not None else None
        slip = slips.get(run) if isinstance(run, int) else None
        figure = _figure(balance, each, of, slip) if slip is not None and not is_back else None
        sentence = _sentence(figure)
        if is_back:
            sentence = Message("Taken back by a correction")
        elif reason.endswith(_WHOLE_YEAR):
            sentence = Message("more, so that the year is whole")
        elif sentence is None and of is not None and of.row is not None:
            sentence = _BY_OPERATION.get(of.row.op)
            if of.row.op == "TRANSFER" and _hundredths(each.amount) > 0:
                sentence = Message("moved here")
        trace = trace_of(figure, title, Message("{who}", who=view.name)) if figure is not None else None
        yield Posting(title, each, run_words(each.run) if each.run else None, sentence, trace)


def _figure(balance: BalanceView, moved: MovementView, of: WageType | None, slip: Payslip) -> Figure[Any] | None:
    """What the slip keeps of the posting: the line of the type, or the sum that was earned."""
    if of is None:
        return None
    lines = [line for line in slip.lines if line.type == of.slug]
    said = [line.amount for line in lines if line.amount.rule not in _NOT_SAID and _is(line.amount, moved.amount)]
    if said:
        return said[0]
    if of.row is not None and of.row.op == "ACCRUE" and _hundredths(moved.amount) > 0:
        names = _MONEY if balance.unit == "kroner" else _UNITS
        earned = [slip.figures[name] for name in names if name in slip.figures]
        near = [each for each in earned if _is(each, moved.amount)] or (earned if balance.unit != "kroner" else [])
        return near[0] if near else None
    return lines[0].amount if len(lines) == 1 and lines[0].amount.rule not in _NOT_SAID else None


def _hundredths(amount: Money | Decimal) -> int:
    return amount.ore if isinstance(amount, Money) else int(amount * 100)


def _is(figure: Figure[Any], amount: Money | Decimal) -> bool:
    """Whether a figure comes to the amount, up or down; days stand on slips in the same hundredths as kroner."""
    return isinstance(figure.value, Money) and abs(figure.value.ore) == abs(_hundredths(amount))


def _sentence(figure: Figure[Any] | None) -> Message | None:
    """The rule with its values, else the rule in words."""
    if figure is None:
        return None
    words, worked = formula_of(figure, with_result=False)
    return worked or words
