"""The employer's side of a run: contribution by zone on every slip, sums, and the voucher (norway-payroll 7, 16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Rate, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, RunFacts
from services.engine.posting import Voucher, VoucherBook
from services.engine.result import ContributionPart, Payslip
from services.engine.wage_types import Operation, WageTypes
from services.norway.rules import employer_contribution as aga
from services.norway.rules.pay_lines import Work
from services.norway.rules.payslip import Earned


@dataclass(frozen=True, slots=True)
class _Share:
    """One person's contribution base in one sub-unit, from pay and from pension."""

    place: int
    establishment: str
    zone: str
    code: str
    pay: Money
    pension: Money
    holiday: Money  # holiday basis

    @property
    def base(self) -> Money:
        return self.pay + self.pension


def contributions(
    everybody: Sequence[Earned], facts: RunFacts, work: Work
) -> tuple[list[Payslip], tuple[Movement, ...]]:
    """The slips with the employer contribution put on, and what the run used of the zone 1a allowance."""
    shares = [share for place, earned in enumerate(everybody) for share in _shares(place, earned, work)]
    allowance, limited = _zone_1a(shares, facts, work)
    by_person: dict[int, list[_Share]] = {}
    for share in shares:
        by_person.setdefault(share.place, []).append(share)
    rates = _Rates(work)
    slips = [
        _with_contribution(earned, by_person.get(place, []), rates, limited, work)
        for place, earned in enumerate(everybody)
    ]
    if allowance is None:
        return slips, ()
    year = str(work.head.pay_date.year)
    used = allowance.used_after.value - Money(facts.balance(aga.ALLOWANCE_USED, year))
    return slips, (Movement(BalanceKey(aga.ALLOWANCE_USED, year), used.ore, "contribution"),) if used else ()


class _Rates:
    """The rate of each zone and code, looked up once a run."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[str, str], Rate[Percent]] = {}

    def __call__(self, zone: str, code: str) -> Rate[Percent]:
        rate = self._known.get((zone, code))
        if rate is None:
            rate = self._known[zone, code] = aga.zone_rate(zone, code, self._work.rates)
        return rate


def _shares(place: int, earned: Earned, work: Work) -> list[_Share]:
    """A person's base by sub-unit and zone. Pension follows the sub-units of the pensionable pay."""
    pay: dict[tuple[str, str], int] = {}
    pensionable: dict[tuple[str, str], int] = {}
    holiday: dict[tuple[str, str], int] = {}
    zones = {each.id: each.zone for each in earned.person.employments if each.zone}
    for line in earned.lines:
        bases = work.types[line.type].bases
        if "aga" in bases and line.taxable.ore:
            key = (line.establishment, zones.get(line.employment, ""))
            pay[key] = pay.get(key, 0) + line.taxable.ore
            if "pension" in bases:
                pensionable[key] = pensionable.get(key, 0) + line.amount.value.ore
            if "holiday" in bases:
                holiday[key] = holiday.get(key, 0) + line.amount.value.ore
    otp = earned.figures["otp"].value
    keys = list(pay)
    if not keys:
        return []
    weights = [max(0, pensionable.get(key, 0)) for key in keys]
    pensions = otp.split(weights) if any(weights) else [otp] + [ZERO] * (len(keys) - 1)
    shares = []
    for (orgnr, zone), pension in zip(keys, pensions, strict=True):
        unit, paid = work.employer.establishment(orgnr), Money(pay[orgnr, zone])
        basis = Money(holiday.get((orgnr, zone), 0))
        shares.append(_Share(place, orgnr, zone or unit.zone, unit.calculation_code, paid, pension, basis))
    return shares


@dataclass(frozen=True, slots=True)
class _Limited:
    """What of a person's zone 1a base is at the low rate, and their part of the run's contribution."""

    low: Money
    contribution: Figure[Money]


def _zone_1a(shares: Sequence[_Share], facts: RunFacts, work: Work) -> tuple[aga.Allowance | None, dict[int, _Limited]]:
    """The allowance on the run's total, split on the shares by base; by the identity of the share."""
    inside = [share for share in shares if aga.uses_allowance(share.zone, share.code)]
    if not inside:
        return None, {}
    used = Money(facts.balance(aga.ALLOWANCE_USED, str(work.head.pay_date.year)))
    bases = [share.base for share in inside]
    allowance = aga.zone_1a(Money.total(bases), used, work.rates)
    lows = aga.share(allowance.low.value, bases)
    parts = aga.share(allowance.contribution.value, bases)
    return allowance, {
        id(share): _Limited(low, figure("no.aga.share", part, base=share.base, run=allowance.contribution))
        for share, low, part in zip(inside, lows, parts, strict=True)
    }


def _with_contribution(
    earned: Earned, shares: list[_Share], rates: _Rates, limited: Mapping[int, _Limited], work: Work
) -> Payslip:
    parts: list[ContributionPart] = []
    amounts: list[Figure[Money]] = []
    accrual_rates: list[Rate[Percent]] = []
    for share in shares:
        rate = rates(share.zone, share.code)
        zone_1a = limited.get(id(share))
        if zone_1a is None:
            amounts.append(
                figure(
                    "no.aga",
                    share.base.times(rate.value),
                    pay=share.pay,
                    pension=share.pension,
                    rate=rate,
                    zone=share.zone,
                )
            )
            parts += _parts(share, rate.value, share.pay, share.pension)
        else:
            amounts.append(zone_1a.contribution)
            high = rates("1", share.code)
            low_pay = min(zone_1a.low, share.pay) if share.base.ore >= 0 else zone_1a.low
            low_pension = min(zone_1a.low - low_pay, share.pension)
            parts += _parts(share, rate.value, low_pay, low_pension, reduced=True)
            parts += _parts(share, high.value, share.pay - low_pay, share.pension - low_pension)
            rate = rate if zone_1a.low.ore else high
        accrual_rates.append(rate)
    base = Figure(
        Money.total(share.base for share in shares),
        "sum.aga_base",
        {f"base{n}": share.base for n, share in enumerate(shares, 1)},
    )
    figures = dict(earned.figures)
    figures["aga_base"] = base
    figures["aga"] = (
        amounts[0]
        if len(amounts) == 1
        else Figure(
            Money.total(amount.value for amount in amounts),
            "sum.aga",
            {f"part{n}": amount for n, amount in enumerate(amounts, 1)},
        )
    )
    figures["aga_on_holiday_accrual"] = _on_accrual(figures["holiday_accrual"], shares, accrual_rates)
    pay = Money.total(share.pay for share in shares)
    extra = aga.extra(earned.person.money(aga.WAGE_BASE, str(work.head.pay_date.year)), pay, work.rates)
    if extra is not None and extra.value:
        figures["aga_extra"] = extra
    if work.employer.finance_tax:
        tax = work.rates.percent("finance_tax.percent")
        figures["finance_tax"] = figure("no.finance_tax", base.value.times(tax.value), base=base, percent=tax)
    return Payslip(
        earned.person,
        tuple(earned.lines),
        figures,
        earned.tax,
        tuple(parts),
        tuple(earned.movements),
        tuple(earned.findings),
        earned.dues_deducted,
    )


def _on_accrual(accrued: Figure[Money], shares: list[_Share], rates: list[Rate[Percent]]) -> Figure[Money]:
    """The contribution on holiday pay earned, by the rate of each zone that it was earned in."""
    if len(shares) < 2:
        rate = rates[0] if rates else None
        amount = accrued.value.times(rate.value) if rate else ZERO
        return figure("no.aga.on_accrual", amount, accrual=accrued, rate=rate)
    parts = aga.share(accrued.value, [share.holiday for share in shares])
    amounts = [
        figure("no.aga.on_accrual", part.times(rate.value), accrual=part, rate=rate)
        for part, rate in zip(parts, rates, strict=True)
    ]
    total = Money.total(amount.value for amount in amounts)
    return Figure(total, "sum.aga_on_holiday_accrual", {f"part{n}": amount for n, amount in enumerate(amounts, 1)})


def _parts(
    share: _Share, percent: Percent, pay: Money, pension: Money, *, reduced: bool = False
) -> list[ContributionPart]:
    return [
        ContributionPart(share.establishment, share.zone, share.code, percent, base, is_pension, reduced)
        for base, is_pension in ((pay, False), (pension, True))
        if base
    ]


def totals(slips: Iterable[Payslip], facts: RunFacts, movements: Sequence[Movement]) -> dict[str, Money]:
    """The sums of the run, by the names of the slips' figures; with zone 1a its low and high base and what is used
    after it.
    """
    sums: dict[str, int] = {}
    low_high = [0, 0]
    in_zone_1a = False
    for slip in slips:
        for name, amount in slip.figures.items():
            sums[name] = sums.get(name, 0) + amount.value.ore
        for part in slip.contributions:
            if aga.uses_allowance(part.zone, part.code):
                in_zone_1a = True
                low_high[not part.reduced] += part.base.ore
    result = {name: Money(ore) for name, ore in sums.items() if name != "exempt_left"}
    if in_zone_1a:
        year = str(facts.head.pay_date.year)
        used = facts.balance(aga.ALLOWANCE_USED, year) + sum(
            movement.hundredths for movement in movements if movement.key == BalanceKey(aga.ALLOWANCE_USED, year)
        )
        result |= {
            "aga_base_low": Money(low_high[0]),
            "aga_base_high": Money(low_high[1]),
            "aga_allowance_used": Money(used),
        }
    return result


def voucher(slips: Sequence[Payslip], facts: RunFacts, types: WageTypes, plan: Mapping[str, str]) -> Voucher:
    """The run's journal entry, method “accrual”: holiday pay is paid out of what was set aside.

    Every entry has its counter-entry, so it balances in øre. Raises KeyError for a purpose without an account.
    """
    book = VoucherBook(plan)
    pay: dict[tuple[str, str], int] = {}
    contribution_on_holiday: int = 0
    rounding = 0
    sums: dict[str, int] = {}
    for slip in slips:
        for line in slip.lines:
            wage_type = types[line.type]
            key = (wage_type.account, _side(wage_type.operation, wage_type.contra))
            pay[key] = pay.get(key, 0) + line.amount.value.ore
        for name in _POSTED:
            if name in slip.figures:
                sums[name] = sums.get(name, 0) + slip.figures[name].value.ore
        contribution_on_holiday += _contribution_on_paid_holiday(slip)
        rounding += sum(each.hundredths for each in slip.movements if each.reason.endswith("rounding"))

    for (account, side), ore in pay.items():
        if side == _DEDUCTED:
            book.enter("net_pay", account, Money(ore), _NET_PAY, Message("Deducted from pay"))
        elif side == _PAID:
            text = Message("Holiday pay paid out") if account == "holiday_payable" else Message("Pay")
            book.enter(account, "net_pay", Money(ore), text, _NET_PAY)
        else:
            book.enter(account, side, Money(ore), Message("Benefits in kind"))
    amount = {name: Money(ore) for name, ore in sums.items()}
    on_holiday = Money(contribution_on_holiday)
    owed_text = Message("Employer's contribution owed")
    book.enter("net_pay", "withholding", amount.get("withholding", ZERO), _NET_PAY, Message("Tax withheld"))
    whole = amount.get("aga", ZERO) + amount.get("aga_extra", ZERO)
    book.enter("aga_cost", "aga_payable", whole - on_holiday, Message("Employer's contribution"), owed_text)
    book.enter(
        "aga_holiday_payable",
        "aga_payable",
        on_holiday,
        Message("Employer's contribution on holiday pay paid out"),
        owed_text,
    )
    earned = Message("Holiday pay earned")
    book.enter("holiday_cost", "holiday_payable", amount.get("holiday_accrual", ZERO), earned)
    book.enter("holiday_cost", "holiday_payable", Money(rounding), Message("Holiday pay, rounding"))
    book.enter(
        "aga_holiday_cost",
        "aga_holiday_payable",
        amount.get("aga_on_holiday_accrual", ZERO),
        Message("Employer's contribution on holiday pay earned"),
    )
    book.enter("pension_cost", "pension_payable", amount.get("otp", ZERO), Message("Occupational pension"))
    book.enter("finance_tax_cost", "finance_tax_payable", amount.get("finance_tax", ZERO), Message("Finance tax"))
    return book.voucher(facts.head.pay_date, Message("Pay {month}", month=facts.head.month))


_PAID, _DEDUCTED = "paid", "deducted"
_NET_PAY = Message("Net pay")
_POSTED = ("withholding", "aga", "aga_extra", "holiday_accrual", "aga_on_holiday_accrual", "otp", "finance_tax")


def _side(operation: Operation, contra: str) -> str:
    if operation is Operation.DEDUCT:
        return _DEDUCTED
    return contra if operation is Operation.BENEFIT else _PAID


def _contribution_on_paid_holiday(slip: Payslip) -> int:
    """The part of the slip's contribution that was accrued when the holiday pay was earned, in øre."""
    paid = [line.amount.value for line in slip.lines if line.type == "holiday_pay"]
    rates = {part.percent for part in slip.contributions}
    if len(rates) == 1:  # line by line, so that a reversal takes back exactly what was booked
        return sum(amount.times(rate).ore for amount in paid for rate in rates)
    base = slip["aga_base"]
    return slip["aga"].part(Money.total(paid).ore, base.ore).ore if base else 0
