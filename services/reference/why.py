"""A figure's trace as a sentence, and as a tree: the same figures that computed it, put into words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from models.values.message import Message
from models.values.span import Span
from models.values.why import Figure, Node, Rate
from services.reference import danish_why
from services.reference.texts import Texts

RULES: dict[str, Message] = {
    "pay.salary": Message("monthly salary {salary}"),
    "pay.entered": Message("entered: {entered}"),
    "pay.entered_rate": Message("entered rate {entered}"),
    "pay.deducted": Message("taken from the pay: {amount}"),
    "pay.nothing": Message("nothing"),
    "pay.quantity": Message("{quantity} × {rate}"),
    "pay.counted": Message("{quantity}, without an amount"),
    "pay.quantity_factor": Message("{quantity} hours × {rate} × {factor}"),
    "pay.hourly_terms": Message("hourly rate {rate}"),
    "pay.hourly_from_year": Message("full-time pay {full_time} × 12 / {hours} hours a year"),
    "pay.hourly_from_divisor": Message("full-time pay {full_time} / {hours} hours a month"),
    "pay.part_of_month": Message("{salary} for {days} counted days of {month} (method: {method})"),
    "pay.share_of_month": Message("{salary} × {days} / {total} days (method: {method})"),
    "pay.by_law": Message("{units} × {rate}"),
    "pay.percent_of": Message("{percent} of {basis}"),
    "pay.deduction_limited": Message("{asked} asked for, {left} left of the pay"),
    "pay.net": Message("{gross_cash} paid − {withholding} tax − {deductions} deducted"),
    "pay.reversed": Message("reversed: {of}"),
    "pay.difference": Message("{reversed} taken back, {now} instead"),
    "no.withholding.table": Message("table {table}, period {period}, {year}, of {base}"),
    "no.withholding.percent": Message("{percent} of {base}, cut to whole kroner"),
    "no.withholding.sum": Message("{by_table} by table + {by_percent} by percentage"),
    "no.withholding.zero": Message("nothing by table"),
    "no.withholding.none": Message("the card says that nothing is withheld ({card})"),
    "no.withholding.no_card": Message("no tax card: {percent} of {base}"),
    "no.withholding.exempt": Message("{percent} of the {excess} above the exemption card"),
    "no.withholding.table_days": Message("table {table}, {days} days, period {period}, {year}, of {base}"),
    "no.withholding.average": Message("{taxable} in {months} months"),
    "no.withholding.raised": Message("{card} by the card and {more} that the employee asked for"),
    "no.withholding.relief_covers": Message("{pay} and what of {extra} is within the average of {average}"),
    "no.withholding.december_part": Message("{reduced} reduced on {covered}, in full on the rest of {full}"),
    "no.withholding.december": Message("{full} reduced by {relief}: November/December"),
    "no.withholding.small_payments": Message(
        "{taxable} this year is not above {threshold}, the limit for small payments"
    ),
    "no.withholding.limited": Message("{full}, but only {cash} is paid in cash"),
    "no.withholding_base.none": Message("nothing is withheld ({card})"),
    "no.withholding_base.sum": Message("{table} by table + {percent} by percentage"),
    "no.withholding_base.less": Message("{pay} less union dues {union_dues} and own pension {own_pension}"),
    "no.withholding_base.exempt_excess": Message("{pay} now, {left} left of {amount} (used before: {used})"),
    "no.exempt_left": Message("left of the exemption card after {withheld}"),
    "no.holiday_pay.accrual": Message("{percent} of {basis}"),
    "no.holiday_pay.owed": Message("{percent} of {basis} earned in {earned_in}, less {paid} paid"),
    "no.holiday_pay.over_60": Message("{percent} of {basis}, at most {cap}, less {paid} paid"),
    "no.holiday_pay.not_over_60": Message("born {born}: not yet 60"),
    "no.holiday_pay.deduction": Message("{monthly} for {days} days (method: {method})"),
    "no.holiday_pay.accrual_60": Message("{percent} of {basis} this year, at most {cap}, less {before} set aside"),
    "no.holiday_pay.free_left": Message(
        "{statutory} of {basis} and at most {above} above it are free of withholding, {paid} was paid before"
    ),
    "no.holiday_pay.free_part": Message("{left} of {of} is free of withholding"),
    "no.holiday_pay.above_free": Message("{of} less the {left} that is free of withholding"),
    "no.holiday_days.entitled": Message("{usual} days {over_60}"),
    "no.holiday_days.earned": Message("{usual} days × {days} / {total} days employed"),
    "no.absence.sick_unpaid": Message(
        "sick {since} to {until}, after the employer's period and not paid in advance: {amount}"
    ),
    "no.absence.sick_ended": Message("sick {since} to {until}, after sick pay has ended: {amount}"),
    "no.absence.above_six_g": Message("sick {since} to {until}, pay above six times the basic amount: {amount}"),
    "no.absence.care": Message("care {since} to {until}, more than the days that the employer pays: {amount}"),
    "no.absence.layoff": Message("layoff {since} to {until}, after the days that the employer pays: {amount}"),
    "no.absence.unpaid": Message("unpaid absence {since} to {until}: {amount}"),
    "no.absence.leave": Message("unpaid leave {since} to {until}: {amount}"),
    "no.absence.holiday": Message("holiday {since} to {until}: {amount}"),
    "no.absence.share": Message("{of} × {days} / {total} days"),
    "no.absence.late": Message("{month}: {now} as absence is known now, less {before} before ({days} days more)"),
    "no.absence.holiday_basis": Message("{pay} less {outside} for days that NAV refunds"),
    "no.sick_pay.employer": Message("{yearly} a year × {days} / {total} days"),
    "no.sick_pay.counted": Message("{yearly} a year; six times the basic amount is {limit}"),
    "no.sick_pay.of_this_job": Message("{yearly} a year less 12 × {others} a month from other positions"),
    "no.sick_pay.nav": Message("{days} days × {rate}"),
    "no.sick_pay.yearly": Message("{total} in {months} months, in a year"),
    "no.sick_pay.a_year": Message("{yearly}"),
    "no.sick_pay.daily": Message("{yearly} a year, at most {limit}, / {days}"),
    "no.sick_pay.too_little": Message("{yearly} a year is less than {least}"),
    "no.sick_pay.refund": Message("{days} days × {rate}"),
    "no.pension.otp": Message("{percent} of {pensionable}"),
    "no.pension.otp_capped_year": Message("{percent} of {left}: {cap} counts in a year, {before} of it is used"),
    "no.pension.otp_capped": Message("{percent} of {left}: {cap} counts in a month, {before} of it is used"),
    "no.allowance.by_unit": Message("{units} × {rate}"),
    "no.allowance.subsistence": Message("{days} days × {rate}, less covered meals"),
    "no.allowance.free": Message("{units} × {rate} free of tax"),
    "no.allowance.free_days": Message("{days} days × {rate} free of tax, less covered meals"),
    "no.allowance.taxable": Message("{paid} paid, {free} free of tax"),
    "no.car.month": Message("a twelfth of {year}"),
    "no.car.own_payment": Message("{benefit} less {own_payment} that the employee pays"),
    "no.car.year": Message("{first} of {price} up to {limit}, {second} of what is above"),
    "no.car.price": Message("list price {list_price}, registered {registered}"),
    "no.car.van_price": Message("{price} less {less}, at most {most}"),
    "no.loan.month": Message("{balance} owed, norm rate {norm}, own rate {own}"),
    "no.loan.repaid": Message("the loan is repaid"),
    "no.loan.small": Message("a loan of {balance} for a short time, at most {limit}, is free"),
    "no.loan.small_limit": Message("{part} of {g}"),
    "no.loan.not_cheap": Message("own rate {own} is not below the norm rate {norm}"),
    "no.benefit.above_limit": Message("worth {worth}, {before} earlier this year, free up to {limit}"),
    "no.time_bank.hours": Message("{quantity} hours into the time bank"),
    "no.time_bank.time_off": Message("{quantity} hours out of the time bank, the pay runs on"),
    "no.aga": Message("{rate} of {pay} pay and {pension} pension, zone {zone}"),
    "no.claim.left": Message("{asked}, of which {left} is still owed"),
    "no.aga.refund": Message("{rate} of {pay} pay and {pension} pension less the refund of {refund}, zone {zone}"),
    "no.refund": Message("received from NAV: {entered}"),
    "refunds.missing": Message("{due} due, {received} received"),
    "refunds.claimed_part": Message("of {due} due, by {claim} claimed a month"),
    "refunds.posted": Message("{postings} postings"),
    "refunds.unreckoned": Message("not reckoned"),
    "no.aga.share": Message("a share for {base} of the run's {run}"),
    "no.aga.zone_1a": Message("{base} at {low_rate} while {used} is below {allowance}, then {high_rate}"),
    "no.aga.zone_1a_low": Message("of {base} at {low_rate}, {used} of {allowance} used"),
    "no.aga.zone_1a_high": Message("of {base} at {high_rate}, {used} of {allowance} used"),
    "no.aga.zone_1a_used": Message("used of {allowance} after {base}"),
    "no.aga.on_accrual": Message("{rate} of {accrual}"),
    "no.aga.extra": Message("{percent} of {base}"),
    "no.aga.extra_base": Message("{now} on top of {before}, above {threshold}"),
    "no.finance_tax": Message("{percent} of {base}"),
    **danish_why.RULES,
}
_SUM = Message("the sum of {parts}")
_SAYS: Final = {"pay.deducted": "amount", "dk.deducted": "amount"}
"""Rules that only turn a figure round, and which: the sentence says how that came about, not what it came to."""

_SAID: Final = frozenset({"pay.nothing", "pay.entered", "dk.deducted", "pay.deducted"})
_DECIMALS: Final = 4  # of a number that a division made, where people read it; the tree of an answer has it whole
_MANY_DECIMALS: Final = 6


def sentence(figure: Figure[Any], texts: Texts) -> str:
    """One sentence: the rule with its inputs' values."""
    template = RULES.get(figure.rule)
    if template is None:  # a named sum over lines or parts
        parts = " + ".join(_shown(node, texts) for node in figure.inputs.values())
        return texts(Message(_SUM.text, parts=parts.replace("+ −", "− ")))
    shown = {name: _shown(node, texts) for name, node in figure.inputs.items()}
    if figure.rule == "dk.balance":
        shown["account"] = f"“{danish_why.balance_name(shown['account'], texts.formats.language)}”"
    inner = figure.inputs.get(_SAYS.get(figure.rule, ""))
    if isinstance(inner, Figure) and inner.rule in RULES and inner.rule not in _SAID:
        shown[_SAYS[figure.rule]] = sentence(inner, texts)
    return texts(Message(template.text, **shown))


def _shown(node: Node, texts: Texts) -> str:
    value = node.value if isinstance(node, Figure | Rate) else node
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " · ".join(str(part) for part in value)
    return str(value) if isinstance(value, int) else texts.value(readable(value))


def readable(value: Any) -> Any:
    """A value as people read it: a number with the endless decimals of a division is rounded to a few."""
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > _MANY_DECIMALS:
        return round(value, _DECIMALS)
    return value


def tree(figure: Figure[Any]) -> dict[str, Any]:
    """The whole trace as plain values: rule, value, inputs; a rate with its date, source and how good that is."""
    return {
        "rule": figure.rule,
        "value": plain(figure.value),
        "inputs": {name: _branch(node) for name, node in figure.inputs.items()},
    }


def _branch(node: Node) -> Any:
    if isinstance(node, Figure):
        return tree(node)
    if isinstance(node, Rate):
        return {
            "rate": node.name,
            "value": plain(node.value),
            "since": str(node.since),
            "source": node.source,
            "status": node.status,
        }
    return plain(node)


def plain(value: Any) -> Any:
    """A value as scenario answers write it."""
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Span):
        return [str(value.first), str(value.last)]
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
