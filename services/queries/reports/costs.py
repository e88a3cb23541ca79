"""What pay cost, by month and department, as the vouchers have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from models.records import pay_run as records
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk.calculate import numbers
from services.desk.gather import employer_facts
from services.desk.refunds import sums_alone
from services.desk.stored_form import read_voucher
from services.engine.posting import VoucherLine
from services.queries.reports.around import PaidRun, approved_runs
from services.queries.reports.departments import department_words
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row
from services.queries.runs import run_words
from services.queries.trace import Trace, TraceNode

BOTH, MONTHS, DEPARTMENTS, PROJECTS = "both", "months", "departments", "projects"
WAYS: Final = (
    (BOTH, Message("By month and department")),
    (MONTHS, Message("By month")),
    (DEPARTMENTS, Message("By department")),
    (PROJECTS, Message("By project")),
)
TITLE: Final = Message("Cost of pay")
PARTS: Final = {
    "pay": Message("Pay"),
    "contribution": Message("Employer's contribution"),
    "holiday": Message("Holiday pay earned"),
    "pension": Message("Pension"),
    "refunds": Message("Refunds"),
}
_PART_OF: Final = {
    "aga_cost": "contribution",
    "finance_tax_cost": "contribution",
    "holiday_cost": "holiday",
    "aga_holiday_cost": "holiday",
    "pension_cost": "pension",
    "refund": "refunds",
}
"""Which part of the cost an account of the plan is, by its purpose; every other cost is pay."""
_NOT_COSTS: Final = frozenset(
    {
        *("advances", "bank", "withholding", "attachments", "maintenance", "dues", "other_deductions", "net_pay"),
        *("aga_payable", "aga_holiday_payable", "finance_tax_payable", "holiday_payable", "pension_payable"),
    }
)
"""The purposes whose accounts are on the balance sheet."""
_APART: Final = 3  # so many departments have a colour each


@dataclass(frozen=True, slots=True)
class _Booked:
    """A cost line of a voucher, or what was refunded without a run."""

    month: Month
    unit: str
    part: str
    amount: Money
    run: PaidRun | None = None
    line: VoucherLine | None = None


def cost_by_department(asked: Asked) -> Report:
    """The cost lines of the vouchers of approved runs, by the month that is paid; and refunds that stand in no run."""
    desk, choices = asked.desk, asked.choices
    asked.progress(0, 2, Message("Reading the vouchers"))
    with desk.reading() as session:
        runs = approved_runs(session, choices)
        plan = numbers(desk.client.country, employer_facts(session))
        by_id = {run.id: run for run in runs}
        run = records.PayRun
        contents = session.execute(select(run.id, run.voucher).where(run.id.in_(by_id))).all()
        alone = sums_alone(session, desk.client.country, choices.first, choices.last)
        by = choices.by if choices.by in dict(WAYS) else BOTH
        names = department_words(session, asked.say, "project" if by == PROJECTS else "department")
    asked.progress(1, 2, Message("Adding up"))
    booked = [
        each
        for number, content in contents
        if content is not None
        for each in _of_voucher(by_id[number], read_voucher(content).lines, plan, by)
    ]
    for of, sums in alone.items():
        contribution = sums.get("aga", ZERO) + sums.get("finance_tax", ZERO)
        booked.append(_Booked(of, "", "refunds", sums.get("aga_base", ZERO)))
        booked.append(_Booked(of, "", "contribution", contribution))
    if choices.department is not None and by != PROJECTS:
        booked = [each for each in booked if each.unit == choices.department]
    if by == BOTH and not any(each.unit for each in booked):
        by = MONTHS
    groups: dict[tuple[Month | None, str | None], list[_Booked]] = defaultdict(list)
    for each in booked:
        groups[each.month if by in (BOTH, MONTHS) else None, each.unit if by != MONTHS else None].append(each)
    parts = [part for part in PARTS if any(each.part == part and each.amount for each in booked)]
    heads: tuple[Column, ...] = ()
    if by in (BOTH, MONTHS):
        heads = (Column("month", Message("Month")),)
    if by != MONTHS:
        heads += (Column("unit", Message("Project") if by == PROJECTS else Message("Department")),)
    columns = (
        *heads,
        *(Column(part, PARTS[part], Kind.MONEY, summed=True) for part in parts),
        Column("total", Message("Total cost"), Kind.MONEY, summed=True),
    )
    rows, of_row = [], {}
    for place, ((month, unit), some) in enumerate(sorted(groups.items(), key=lambda pair: _order(*pair[0]))):
        values: tuple[Value, ...] = (
            *((month,) if month is not None else ()),
            *((names.get(unit, unit),) if unit is not None else ()),
            *(_of(some, part) or None for part in parts),
            Money.total(each.amount for each in some),
        )
        last = next((each.run for each in reversed(some) if each.run is not None), None)
        where = Place("pay_run", last.id, "files") if last is not None and month is not None else None
        rows.append(Row(place, values, where))
        of_row[place] = some

    def why(key: int, column: str) -> Trace | None:
        some = [each for each in of_row[key] if column in ("total", each.part)]
        return _trace(some, PARTS.get(column, Message("Total cost")), names)

    total = Money.total(each.amount for each in booked)
    return Report(
        "costs",
        TITLE,
        choices.words,
        columns,
        tuple(rows),
        _picture(asked, booked, by, names),
        ((Message("Total cost"), total),) if rows else (),
        (Message("Approved runs only"), Message("Holiday pay is a cost when it is earned, and not when it is paid")),
        frozenset({*parts, "total"}),
        why,
        spare=("pension", "refunds"),
    )


def _of_voucher(run: PaidRun, lines: tuple[VoucherLine, ...], plan: Mapping[str, str], by: str) -> list[_Booked]:
    """The cost lines. An account that costs and balance sheet share counts as one of the balance sheet."""
    balance = {plan[purpose] for purpose in _NOT_COSTS if purpose in plan}
    parts = {plan[purpose]: part for purpose, part in _PART_OF.items() if purpose in plan}
    return [
        _Booked(
            run.month,
            line.project if by == PROJECTS else line.department,
            parts.get(line.account, "pay"),
            line.amount,
            run,
            line,
        )
        for line in lines
        if line.account not in balance
    ]


def _of(some: list[_Booked], part: str) -> Money:
    return Money.total(each.amount for each in some if each.part == part)


def _order(month: Month | None, unit: str | None) -> tuple[object, ...]:
    return (month.first if month is not None else 0, not unit, (unit or "").casefold())


def _trace(some: list[_Booked], title: Message, names: Mapping[str, str]) -> Trace:
    by_run: dict[int, list[_Booked]] = defaultdict(list)
    for each in some:
        by_run[each.run.id if each.run is not None else 0].append(each)
    nodes = []
    for number, own in by_run.items():
        run = own[0].run
        amount = Money.total(each.amount for each in own)
        if run is None:
            nodes.append(TraceNode(Message("Refunds without a run"), amount, where=Place("refunds")))
            continue
        words = run_words(str(run.month) if run.sequence == 1 else f"{run.month}-{run.sequence}")
        label = words if isinstance(words, Message) else Message("{month}", month=words)
        lines = tuple(
            TraceNode(
                Message("{account} {text}", account=each.line.account, text=each.line.text),
                each.amount,
                Message("{name}", name=names.get(each.unit, each.unit)) if each.unit else None,
            )
            for each in own
            if each.line is not None
        )
        note = Message("Voucher of {day}", day=run.pay_date)
        nodes.append(TraceNode(label, amount, note, children=lines, where=Place("pay_run", number, "files")))
    total = Money.total(each.amount for each in some)
    words_of_sum = Message("The cost lines of the vouchers, added up")
    return Trace(title, total, Message("Everybody"), TraceNode(title, total, children=tuple(nodes)), words_of_sum)


def _picture(asked: Asked, booked: list[_Booked], by: str, names: Mapping[str, str]) -> Picture:
    """By month: the departments apart where each can have a colour, else what the cost is made of."""
    formats = asked.say.formats
    units = sorted({each.unit for each in booked}, key=lambda unit: (not unit, unit.casefold()))
    if by in (DEPARTMENTS, PROJECTS):
        pillars = []
        for unit in units:
            own = [each for each in booked if each.unit == unit]
            name = names.get(unit, unit)
            pillars.append(Pillar(unit or name, name, _three(own)))
        title = Message("Cost by project") if by == PROJECTS else Message("Cost by department")
        return Picture(title, _THREE, tuple(pillars))
    apart = by == BOTH and 1 < len(units) <= _APART
    parts = tuple(Message("{name}", name=names.get(unit, unit)) for unit in units) if apart else _THREE
    pillars, month = [], asked.choices.first
    while month <= asked.choices.last:
        own = [each for each in booked if each.month == month]
        if apart:
            amounts = tuple(Money.total(each.amount for each in own if each.unit == unit) for unit in units)
        else:
            amounts = _three(own)
        pillars.append(Pillar(formats.month_name(month.number)[:3], formats.month(month), amounts))
        month = month.plus(1)
    return Picture(Message("Cost of pay by month"), parts, tuple(pillars))


_THREE: Final = (Message("Pay"), Message("Employer's contribution"), Message("Holiday pay and pension"))


def _three(some: list[_Booked]) -> tuple[Money, Money, Money]:
    """What a bar is made of. A refund lowers the pay that it is for."""
    return (
        _of(some, "pay") + _of(some, "refunds"),
        _of(some, "contribution"),
        _of(some, "holiday") + _of(some, "pension"),
    )
