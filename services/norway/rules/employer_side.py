"""The employer's side of a run: contribution by zone on every slip, sums, and the voucher (norway-payroll 7, 16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED, Percent
from models.values.span import Month
from models.values.why import Figure, Rate, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, PersonFacts, RunFacts
from services.engine.posting import (
    NOBODY,
    PostedLine,
    Spread,
    Unit,
    Voucher,
    VoucherBook,
    account_key,
    purpose_of,
    wage_type_of,
)
from services.engine.result import ContributionPart, PayLine, Payslip
from services.engine.wage_types import Operation, WageTypes
from services.norway.rules import employer_contribution as aga
from services.norway.rules import holiday_pay, refunds
from services.norway.rules.pay_lines import Work, employment_of
from services.norway.rules.payslip import Earned


@dataclass(frozen=True, slots=True)
class _Share:
    """One person's contribution base in one sub-unit: from pay and from pension, less what was refunded."""

    place: int
    establishment: str
    zone: str
    code: str
    pay: Money
    pension: Money
    holiday: Money  # holiday basis
    refund: Money = ZERO

    @property
    def base(self) -> Money:
        return self.pay + self.pension - self.refund


def contributions(
    everybody: Sequence[Earned], facts: RunFacts, work: Work
) -> tuple[list[Payslip], tuple[Movement, ...]]:
    """The slips with the employer contribution put on, and what the run used of the zone 1a allowance."""
    shares = [share for place, earned in enumerate(everybody) for share in _shares(place, earned, work)]
    rates = _Rates(work)
    allowances, limited = _limited(shares, facts, rates, work)
    by_person: dict[int, list[_Share]] = {}
    for share in shares:
        by_person.setdefault(share.place, []).append(share)
    slips = [
        _with_contribution(earned, by_person.get(place, []), rates, limited, work)
        for place, earned in enumerate(everybody)
    ]
    if not allowances:
        return slips, ()
    year = str(work.head.pay_date.year)
    used = next(iter(allowances.values())).used_after.value - Money(facts.balance(aga.ALLOWANCE_USED, year))
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
    """A person's base by sub-unit and zone. Pension follows the sub-units of the pensionable pay; a refund lowers the
    base of the employment that it was paid for (norway-payroll 7.5).
    """
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
    later = work.employer.choices.pension_contribution == "when_paid"
    otp = ZERO if later else earned.figures["otp"].value
    keys = list(pay)
    weights = [max(0, pensionable.get(key, 0)) for key in keys]
    pensions = otp.split(weights) if any(weights) else [otp] + [ZERO] * (len(keys) - 1)
    pension = dict(zip(keys, pensions, strict=True)) if keys else {}
    refunded = refunds.received(earned.person, work)
    bills = _pension_bills(earned.person, work)
    pension |= {key: pension.get(key, ZERO) + bill for key, bill in bills.items()}
    return [
        _Share(
            place,
            orgnr,
            zone or work.employer.establishment(orgnr).zone,
            work.employer.establishment(orgnr).calculation_code,
            Money(pay.get((orgnr, zone), 0)),
            pension.get((orgnr, zone), ZERO),
            Money(holiday.get((orgnr, zone), 0)),
            refunded.get((orgnr, zone), ZERO),
        )
        for orgnr, zone in dict.fromkeys([*keys, *refunded, *bills])
    ]


def _pension_bills(person: PersonFacts, work: Work) -> dict[tuple[str, str], Money]:
    """What was paid of pension, by sub-unit and zone, where the contribution on it is due then (norway-payroll 7.5).

    Raises Refused where the contribution was due with each run.
    """
    bills: dict[tuple[str, str], Money] = {}
    for line in person.lines:
        if "pension_paid" not in work.types[line.type].bases or line.amount is None:
            continue
        if work.employer.choices.pension_contribution != "when_paid":
            what = Message("The contribution on pension is calculated with each run, so a paid bill would count twice")
            raise refuse(what, Place("settings", None, "pension_contribution"))
        employment = employment_of(person, line, work)
        unit = employment.establishment if employment else work.employer.establishments[0].orgnr
        key = (unit, employment.zone if employment else "")
        bills[key] = bills.get(key, ZERO) + line.amount
    return bills


@dataclass(frozen=True, slots=True)
class _Limited:
    """What of a person's base is at a limited low rate, and their part of the run's contribution."""

    low: Money
    contribution: Figure[Money]


def _limited(
    shares: Sequence[_Share], facts: RunFacts, rates: _Rates, work: Work
) -> tuple[Mapping[str, aga.Allowance], dict[int, _Limited]]:
    """The allowance on the run's total, split on the shares by base; by the identity of the share.

    It is used together by all sub-units of a rate; several rates have their parts of what is left.
    """
    inside: dict[str, list[_Share]] = {}
    low_rates: dict[str, Rate[Percent]] = {}
    for share in shares:
        if aga.uses_allowance(share.zone, share.code, work.employer.sector):
            rate = rates(share.zone, share.code)
            inside.setdefault(rate.name, []).append(share)
            low_rates[rate.name] = rate
    if not inside:
        return {}, {}
    year = str(work.head.pay_date.year)
    used = Money(facts.balance(aga.ALLOWANCE_USED, year))
    bases = {name: (low_rates[name], Money.total(share.base for share in some)) for name, some in inside.items()}
    allowances = aga.limited(bases, used, work.rates, work.employer.aid_until(Month.of(work.head.pay_date)))
    found = {}
    for name, some in inside.items():
        parts, lows = aga.shares_of(allowances[name], [share.base for share in some])
        for share, low, part in zip(some, lows, parts, strict=True):
            run = allowances[name].contribution
            found[id(share)] = _Limited(low, figure("no.aga.share", part, base=share.base, run=run))
    return allowances, found


def _with_contribution(
    earned: Earned, shares: list[_Share], rates: _Rates, limited: Mapping[int, _Limited], work: Work
) -> Payslip:
    parts: list[ContributionPart] = []
    amounts: list[Figure[Money]] = []
    accrual_rates: list[Rate[Percent]] = []
    for share in shares:
        rate = rates(share.zone, share.code)
        in_allowance = limited.get(id(share))
        if in_allowance is None:
            amounts.append(_at_one_rate(share, rate))
            parts += _parts(share, rate.value, share.pay, share.pension, share.refund)
        else:
            amounts.append(in_allowance.contribution)
            high = rates("1", aga.ORDINARY)
            at_low = _at_low(share, in_allowance.low)
            parts += _parts(share, rate.value, *at_low, reduced=True)
            whole = (share.pay, share.pension, share.refund)
            parts += _parts(share, high.value, *(all_of - low for all_of, low in zip(whole, at_low, strict=True)))
            rate = rate if in_allowance.low.ore else high
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
    if "holiday_accrual_60" in figures:
        figures["aga_on_holiday_accrual_60"] = _on_accrual(figures["holiday_accrual_60"], shares, accrual_rates)
    refunded = Money.total(share.refund for share in shares)
    movements = [*earned.movements, *_contribution_set_aside(earned, figures, parts, work)]
    if refunded:
        figures["refund"] = figure("no.refund", refunded, entered=refunded)
        key = BalanceKey(aga.WAGE_BASE, str(work.head.pay_date.year))
        movements.append(Movement(key, -refunded.ore, "refund"))
    pay = Money.total(share.pay for share in shares) - refunded
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
        tuple(movements),
        tuple(earned.findings),
        earned.dues_deducted,
    )


def _at_low(share: _Share, low: Money) -> tuple[Money, Money, Money]:
    """What of pay, pension and refund is at the low rate, where `low` of the base is. A refund gives back at the low
    rate while anything is at it; what is reclaimed fills it first.
    """
    if low == share.base:
        return share.pay, share.pension, share.refund
    if not low:
        return ZERO, ZERO, ZERO
    refund = max(share.refund, -low)
    pay = min(low + refund, share.pay)
    return pay, min(low + refund - pay, share.pension), refund


def _at_one_rate(share: _Share, rate: Rate[Percent]) -> Figure[Money]:
    amount, zone = share.base.times(rate.value), share.zone
    if share.refund:
        return figure(
            "no.aga.refund",
            amount,
            pay=share.pay,
            pension=share.pension,
            refund=share.refund,
            rate=rate,
            zone=zone,
        )
    return figure("no.aga", amount, pay=share.pay, pension=share.pension, rate=rate, zone=zone)


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
    share: _Share, percent: Percent, pay: Money, pension: Money, refund: Money, *, reduced: bool = False
) -> list[ContributionPart]:
    return [
        ContributionPart(share.establishment, share.zone, share.code, percent, base, is_pension, reduced, is_refund)
        for base, is_pension, is_refund in ((pay, False, False), (pension, True, False), (-refund, False, True))
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
            if aga.uses_allowance(part.zone, part.code, facts.employer.sector):
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


def voucher(
    slips: Sequence[Payslip],
    facts: RunFacts,
    types: WageTypes,
    plan: Mapping[str, str],
    taken_back: Mapping[int, Payslip] | None = None,
) -> Voucher:
    """The run's journal entry. By the method “accrual” holiday pay is paid out of what was set aside; by the method
    “cash” it is a cost when it is paid, and nothing is set aside.

    Costs stand on the departments and projects of each person's pay; what is owed and owned is not split. `taken_back`
    are the reversed slips that are part of the slips, by employee: they return to where they were booked. Every entry
    has its counter-entry, so it balances in øre. Raises KeyError for a purpose without an account.
    """
    spreads = _Spreads(types, {wage_type_of(key) for key in plan})
    book = _book(slips, facts, spreads, plan, taken_back)
    return book.voucher(facts.head.pay_date, Message("Pay {month}", month=facts.head.month))


def posted(
    slips: Sequence[Payslip],
    facts: RunFacts,
    types: WageTypes,
    plan: Mapping[str, str],
    taken_back: Mapping[int, Payslip] | None = None,
) -> list[PostedLine]:
    """The entries of the voucher by wage type. Of some of the run's slips they are what those slips are in it: all
    slips, one by one, make the whole.
    """
    return _book(slips, facts, _Spreads(types), plan, taken_back).posted()


def _book(
    slips: Sequence[Payslip],
    facts: RunFacts,
    spreads: _Spreads,
    plan: Mapping[str, str],
    taken_back: Mapping[int, Payslip] | None,
) -> VoucherBook:
    book = VoucherBook(plan, _BY_UNIT)
    by_cash = facts.employer.choices.holiday_booking == "cash"
    for slip in slips:
        reversed_slip = (taken_back or {}).get(slip.person.number)
        if reversed_slip is None:
            spreads.add(slip)
        else:
            spreads.add_correction(slip, reversed_slip)

    for (account, side), spread in spreads.pay.items():
        if side == _DEDUCTED:
            book.enter("net_pay", account, spread, _NET_PAY, Message("Deducted from pay"))
        elif side == _PAID:
            is_holiday = purpose_of(account) == "holiday_payable"
            text = Message("Holiday pay paid out") if is_holiday else Message("Pay")
            if is_holiday and by_cash:
                account = account_key("holiday_cost", wage_type_of(account))
            book.enter(account, "net_pay", spread, text, _NET_PAY)
        else:
            book.enter(account, side, spread, Message("Benefits in kind"))
    amount = spreads.figures
    owed_text = Message("Employer's contribution owed")
    book.enter("net_pay", "withholding", amount["withholding"], _NET_PAY, Message("Tax withheld"))
    book.enter("aga_cost", "aga_payable", amount["contribution"], Message("Employer's contribution"), owed_text)
    book.enter(
        "aga_holiday_payable",
        "aga_payable",
        amount["on_holiday"],
        Message("Employer's contribution on holiday pay paid out"),
        owed_text,
    )
    earned = Message("Holiday pay earned")
    if not by_cash:
        on_it_text = Message("Employer's contribution on holiday pay earned")
        book.enter("holiday_cost", "holiday_payable", amount["aside"], earned)
        book.enter("holiday_payable", "holiday_cost", amount["over_60"], Message("Holiday pay paid out"))
        book.enter("holiday_cost", "holiday_payable", amount["rounding"], Message("Holiday pay, rounding"))
        book.enter("aga_holiday_cost", "aga_holiday_payable", amount["contribution_aside"], on_it_text)
    book.enter("pension_cost", "pension_payable", amount["otp"], Message("Occupational pension"))
    book.enter("finance_tax_cost", "finance_tax_payable", amount["finance_tax"], Message("Finance tax"))
    book.enter("bank", "refund", amount["refund"], Message("Refund from NAV"))
    return book


_PAID, _DEDUCTED = "paid", "deducted"
_NET_PAY = Message("Net pay")
_BY_UNIT = frozenset(
    {
        "salary", "fees", "board_fees", "holiday_cost", "benefit_car", "benefit_phone", "benefit_newspaper",
        "benefit_board", "benefit_loan", "benefit_insurance", "benefit_other", "benefit_contra", "aga_cost",
        "aga_holiday_cost", "finance_tax_cost", "refund", "pension_cost", "mileage", "travel", "expense", "subsistence",
    }
)  # fmt: skip
"""The costs: what is booked on departments and projects. Balance-sheet accounts are not."""

_FOLLOWS = {
    "withholding": "",
    "contribution": "aga",
    "on_holiday": "",
    "aside": "holiday",
    "over_60": "holiday",
    "rounding": "holiday",
    "contribution_aside": "holiday",
    "otp": "pension",
    "finance_tax": "aga",
    "refund": "aga",
}
"""Which basis of the pay each amount of a voucher follows to the departments; empty where it is not split."""


class _Spreads:
    """A run's amounts by department and project, person by person: the pay by account, and the figures."""

    def __init__(self, types: WageTypes, told_apart: Collection[str] | None = None) -> None:
        """`told_apart` are the wage types that are kept apart from others on the same account; None for all."""
        self._types = types
        self._told_apart = told_apart
        self.pay: dict[tuple[str, str], Spread] = {}
        self.figures = {name: Spread() for name in _FOLLOWS}

    def add(self, slip: Payslip) -> None:
        """A slip by the shares of its person."""
        self._add_lines(slip.lines, slip.person)
        for name, ore in _amounts(slip).items():
            self._add_figure(name, Money(ore), slip.lines, slip.person)

    def add_correction(self, slip: Payslip, back: Payslip) -> None:
        """A slip with a reversed one in it, whose lines come first: that by the shares of its own time."""
        count = len(back.lines)
        self._add_lines(slip.lines[:count], back.person)
        self._add_lines(slip.lines[count:], slip.person)
        was = _amounts(back)
        for name, ore in _amounts(slip).items():
            self._add_figure(name, Money(was[name]), back.lines, back.person)
            self._add_figure(name, Money(ore - was[name]), slip.lines[count:], slip.person)

    def _add_lines(self, lines: Iterable[PayLine], person: PersonFacts) -> None:
        for line in lines:
            wage_type = self._types[line.type]
            is_apart = self._told_apart is None or line.type in self._told_apart
            account = account_key(wage_type.account, line.type) if is_apart else wage_type.account
            key = (account, _side(wage_type.operation, wage_type.contra))
            spread = self.pay.get(key) or self.pay.setdefault(key, Spread())
            spread.add(line.amount.value, _units(line, person))

    def _add_figure(self, name: str, amount: Money, lines: Sequence[PayLine], person: PersonFacts) -> None:
        if amount:
            weights = self._weights(lines, person, _FOLLOWS[name]) if _FOLLOWS[name] else []
            self.figures[name].add(amount, weights)

    def _weights(self, lines: Sequence[PayLine], person: PersonFacts, basis: str) -> list[tuple[Unit, int]]:
        """How a basis of the pay lies on departments and projects. Holiday pay is paid out of what was set aside, so no
        cost follows it. Where there is no pay, or it goes both ways, the person's own shares.
        """
        if not person.shares and not any(line.department or line.project for line in lines):
            return []
        spread = Spread()
        for line in lines:
            if basis in self._types[line.type].bases and line.type not in _SET_ASIDE:
                spread.add(line.amount.value, _units(line, person))
        parts = [(unit, ore) for unit, ore in sorted(spread.parts.items()) if ore]
        if not parts or (min(ore for _, ore in parts) < 0 < max(ore for _, ore in parts)):
            return _shares_of(person)
        return [(unit, abs(ore)) for unit, ore in parts]


_SET_ASIDE = frozenset({"holiday_pay"})


def _amounts(slip: Payslip) -> dict[str, int]:
    """What a slip adds to the voucher besides its lines, in øre."""
    posted = {name: slip.figures[name].value.ore if name in slip.figures else 0 for name in _POSTED}
    on_holiday = _paid_out(slip, holiday_pay.CONTRIBUTION)
    return {
        "withholding": posted["withholding"],
        "contribution": posted["aga"] + posted["aga_extra"] - on_holiday,
        "on_holiday": on_holiday,
        "aside": posted["holiday_accrual"] + posted["holiday_accrual_60"],
        "over_60": _paid_out(slip, holiday_pay.OWED_60),
        "rounding": sum(each.hundredths for each in slip.movements if each.reason.endswith("rounding")),
        "contribution_aside": posted["aga_on_holiday_accrual"] + posted["aga_on_holiday_accrual_60"],
        "otp": posted["otp"],
        "finance_tax": posted["finance_tax"],
        "refund": posted["refund"],
    }


_POSTED = (
    "withholding",
    "aga",
    "aga_extra",
    "holiday_accrual",
    "holiday_accrual_60",
    "aga_on_holiday_accrual",
    "aga_on_holiday_accrual_60",
    "otp",
    "finance_tax",
    "refund",
)


def _units(line: PayLine, person: PersonFacts) -> list[tuple[Unit, int]]:
    """Whom a line is booked on: its own department and project, or else the person's shares."""
    if line.department or line.project:
        return [(Unit(line.department, line.project), 1)]
    return _shares_of(person)


def _shares_of(person: PersonFacts) -> list[tuple[Unit, int]]:
    """A person's shares as weights; what they leave of a hundred per cent is booked on nobody."""
    if not person.shares:
        return []
    found: dict[Unit, Decimal] = {}
    for share in person.shares:
        unit = Unit(share.department, share.project)
        found[unit] = found.get(unit, Decimal(0)) + share.percent.value
    rest = HUNDRED.value - sum(found.values())
    if rest > 0:
        found[NOBODY] = found.get(NOBODY, Decimal(0)) + rest
    places = max(0, *(-int(weight.as_tuple().exponent) for weight in found.values()))
    return [(unit, int(weight.scaleb(places))) for unit, weight in found.items() if weight > 0]


def _side(operation: Operation, contra: str) -> str:
    if operation is Operation.DEDUCT:
        return _DEDUCTED
    return contra if operation is Operation.BENEFIT else _PAID


def _contribution_set_aside(
    earned: Earned, figures: Mapping[str, Figure[Money]], parts: Sequence[ContributionPart], work: Work
) -> list[Movement]:
    """What the run sets aside of the contribution on holiday pay earned, and what it takes of that for holiday pay paid
    out, by holiday year; nothing where holiday pay is booked when it is paid.
    """
    if work.employer.choices.holiday_booking == "cash":
        return []
    following = str(work.head.pay_date.year + 1)
    aside = sum(
        figures[name].value.ore for name in ("aga_on_holiday_accrual", "aga_on_holiday_accrual_60") if name in figures
    )
    paid = [
        (str(line.earned.first.year + 1), line.amount.value)
        for line in earned.lines
        if line.type == "holiday_pay" and line.earned is not None
    ]
    paid += [
        (each.key.vintage, Money(-each.hundredths))
        for each in earned.movements
        if each.key.account == holiday_pay.OWED_60 and each.reason == holiday_pay.PAYOUT
    ]
    base, contribution = figures["aga_base"].value, figures["aga"].value
    if any(part.refund for part in parts):  # which has nothing to do with it
        parts = [part for part in parts if not part.refund]
        base = Money.total(part.base for part in parts)
        contribution = Money.total(part.base.times(part.percent) for part in parts)
    rates = {part.percent for part in parts}
    booked = [Movement(BalanceKey(holiday_pay.CONTRIBUTION, following), aside, "accrual")]
    for vintage, amount in paid:
        part = contribution.part(amount.ore, base.ore) if base else ZERO
        for rate in rates if len(rates) == 1 else ():
            part = amount.times(rate)
        booked.append(Movement(BalanceKey(holiday_pay.CONTRIBUTION, vintage), -part.ore, holiday_pay.PAYOUT))
    return [movement for movement in booked if movement.hundredths]


def _paid_out(slip: Payslip, account: str) -> int:
    """What the slip takes of what was set aside on an account, in øre; a reversal gives it back."""
    return -sum(
        each.hundredths
        for each in slip.movements
        if each.key.account == account and each.reason.endswith(holiday_pay.PAYOUT)
    )
