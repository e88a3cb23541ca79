"""The results of a month → its a-melding: who, in which sub-unit, employed how, paid what, and what is owed for it.

Nothing is computed again: lines are added up by what the message tells apart, and the sums are those of the payslips.
Only the sum of the employer's contribution is made here, from the exact products of bases and rates (amelding 1.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from models.values.span import Month
from services.engine.facts import EmployerFacts
from services.engine.memory import steady_memory
from services.engine.month import MonthFacts
from services.engine.result import ContributionPart, Payslip, RunResult
from services.engine.wage_types import WageTypes
from services.norway.amelding.description import newest
from services.norway.amelding.message import (
    Arbeidsgiveravgift,
    Arbeidsgiveravgiftsgrunnlag,
    BeloepPerLoennsutbetalingsdato,
    Betalingsinformasjon,
    FradragIGrunnlaget,
    Leveranse,
    Oppgave,
    Opplysningspliktig,
    Pensjonsinnretning,
    Virksomhet,
)
from services.norway.amelding.recipients import Leave, Recipients
from services.reference.codes import code_facts
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the caller decides about a message: its id, when it was made, what made it, which one it replaces."""

    id: str
    made: datetime
    source_system: str
    replaces: str = ""
    answer_language: str = ""  # bokmaal · nynorsk · engelsk


def build(content: Oppgave, month: MonthFacts, envelope: Envelope) -> Leveranse:
    """The message around a content."""
    return Leveranse(
        envelope.made,
        month.month,
        envelope.source_system,
        envelope.id,
        Opplysningspliktig(month.employer.orgnr),
        content,
        envelope.replaces or None,
        envelope.answer_language or None,
    )


@steady_memory()
def build_content(
    month: MonthFacts,
    types: WageTypes,
    leave: Leave | None = None,
    refunds: Sequence[ContributionPart] = (),
    finance_tax: Money = ZERO,
) -> Oppgave:
    """Everything that the month's message says. `leave` is worked out from the absences where it is not handed in.
    `refunds` are what NAV paid back without a run that holds it, their bases negative, at the zone's rate;
    `finance_tax` is what they come to.

    Raises Refused for people who cannot be named in a message.
    """
    recipients = Recipients(month, types)
    recipients.add_employments(leave)
    people = recipients.by_establishment()
    contributions = _contributions(month.runs, refunds)
    group = newest().groups["Arbeidsgiveravgift"]
    unnamed = recipients.small.unnamed() if group["samletGrunnlagUnderOpplysningsplikt"].is_used(month.month) else {}
    return Oppgave(
        betalingsinformasjon=_payments(month, recipients, contributions, finance_tax),
        virksomhet=tuple(
            Virksomhet(orgnr, tuple(people.get(orgnr, ())), _arbeidsgiveravgift(contributions, unnamed, orgnr))
            for orgnr in _establishments(month.employer, [*people, *contributions, *unnamed])
        ),
        pensjonsinnretning=(Pensjonsinnretning(month.employer.pension_provider),)
        if month.employer.pension_provider
        else (),
        annen_bagatellmessig_stoette=month.employer.aid_until(month.month) or None,
    )


def _establishments(employer: EmployerFacts, named: Iterable[str]) -> list[str]:
    """The sub-units that the message holds, in the employer's order."""
    found = dict.fromkeys(named)
    order = [unit.orgnr for unit in employer.establishments]
    return [orgnr for orgnr in order if orgnr in found] + [orgnr for orgnr in found if orgnr not in order]


def owed_for(
    month: MonthFacts, refunds: Sequence[ContributionPart] = (), finance_tax: Money = ZERO
) -> tuple[Money, Money]:
    """What the month's message says is owed of the employer's contribution and of finance tax, in whole kroner."""
    contribution = _sum_of_contributions(_contributions(month.runs, refunds))
    return contribution or ZERO, _finance_tax(month, finance_tax) or ZERO


# --- the employer's side ---------------------------------------------------------------------------------------------

_BasisKey: TypeAlias = "tuple[str, str, Percent]"


@dataclass(slots=True)
class _Bases:
    """One sub-unit's bases by code, zone and rate, in øre: from pay, from pension, and (negative) what NAV refunded."""

    pay: dict[_BasisKey, int] = field(default_factory=dict)
    pension: dict[_BasisKey, int] = field(default_factory=dict)
    refund: dict[_BasisKey, int] = field(default_factory=dict)


def _contributions(runs: Iterable[RunResult], refunds: Iterable[ContributionPart]) -> dict[str, _Bases]:
    found: dict[str, _Bases] = {}
    for run in runs:
        for slip in run.payslips:
            parts = [*slip.contributions, extra] if (extra := _extra(slip, run)) else slip.contributions
            for part in parts:
                bases = found.get(part.establishment) or found.setdefault(part.establishment, _Bases())
                kind = bases.refund if part.refund else bases.pension if part.pension else bases.pay
                key = (part.code, part.zone, part.percent)
                kind[key] = kind.get(key, 0) + part.base.ore
    for part in refunds:
        refund = found.setdefault(part.establishment, _Bases()).refund
        key = (part.code, part.zone, part.percent)
        refund[key] = refund.get(key, 0) + part.base.ore
    return found


def _extra(slip: Payslip, run: RunResult) -> ContributionPart | None:
    """The basis of the extra contribution on high pay (norway-payroll 7.3), in the zone of the sub-unit that paid most.

    It is told apart, under a code of its own, beside the ordinary basis of the same pay.
    """
    extra = slip.figures.get("aga_extra")
    if extra is None or not extra.value:
        return None
    day = min(run.head.pay_date, run.head.report_month.last)
    percent = rate_book("NO").on(day).percent("employer_contribution.extra.percent").value
    basis = Money.rounded(extra.value.kroner / percent.share)
    most = max(slip.contributions, key=lambda part: 0 if part.pension or part.refund else abs(part.base.ore))
    code = code_facts("no/amelding_names")["contribution"]["extra"]
    return ContributionPart(most.establishment, most.zone, code, percent, basis)


def _arbeidsgiveravgift(
    contributions: Mapping[str, _Bases], unnamed: Mapping[str, Money], orgnr: str
) -> Arbeidsgiveravgift | None:
    """The contribution of one sub-unit. What stands on nobody, because it is below the limit of what is told, is in the
    bases too, and is told apart in whole kroner: it explains the difference to the pay (amelding 4.1).
    """
    bases = contributions.get(orgnr) or _Bases()
    pay, pension = (
        tuple(
            Arbeidsgiveravgiftsgrunnlag(code, zone, Money(ore), percent.value)
            for (code, zone, percent), ore in sorted(kind.items())
            if ore
        )
        for kind in (bases.pay, bases.pension)
    )
    refund = tuple(
        FradragIGrunnlaget(code, zone, Money(ore), percent.value)
        for (code, zone, percent), ore in sorted(bases.refund.items())
        if ore
    )
    below = unnamed.get(orgnr, ZERO).whole_kroner(Rounding.HALF_UP) or None
    return Arbeidsgiveravgift(pay, pension, refund, below) if pay or pension or refund or below else None


def _payments(
    month: MonthFacts, recipients: Recipients, contributions: Mapping[str, _Bases], finance_tax: Money
) -> Betalingsinformasjon | None:
    """What is to be paid for this message (amelding 2.2). How withholding is told depends on the month."""
    group = newest().groups["Betalingsinformasjon"]
    withheld = _withheld_by_date(month)
    by_month = group["sumForskuddstrekk"].is_used(month.month)
    attachments = recipients.attachments()
    payments = Betalingsinformasjon(
        Money(sum(withheld.values())) if by_month and any(run.payslips for run in month.runs) else None,
        _sum_of_contributions(contributions),
        _finance_tax(month, finance_tax),
        Money(attachments) if attachments else None,
        ()
        if by_month
        else tuple(BeloepPerLoennsutbetalingsdato(day, Money(ore)) for day, ore in sorted(withheld.items()) if ore),
    )
    return payments if payments != Betalingsinformasjon() else None


def _withheld_by_date(month: MonthFacts) -> dict[date, int]:
    """What was withheld by pay date, in øre. What a correction that belongs to the month of the mistake withholds or
    gives back is told on the pay date that it corrects (amelding 7.1).
    """
    heads = {run.head.name: run.head for run in (*month.earlier, *month.runs)}
    last = max((head.pay_date for head in heads.values() if head.reported_in is None), default=month.month.last)
    sums: dict[date, int] = {}
    for run in month.runs:
        ore = sum(slip.figures["withholding"].value.ore for slip in run.payslips)
        head = run.head
        while head.reported_in is not None and head.corrects in heads:
            head = heads[head.corrects]
        day = head.pay_date if Month.of(head.pay_date) == month.month else min(last, month.month.last)
        sums[day] = sums.get(day, 0) + ore
    return sums


def _sum_of_contributions(contributions: Mapping[str, _Bases]) -> Money | None:
    """Exact products of bases and rates, added, and rounded once to whole kroner (half up); None without any basis."""
    products = [
        Decimal(ore) * percent.share
        for bases in contributions.values()
        for kind in (bases.pay, bases.pension, bases.refund)
        for (_, _, percent), ore in kind.items()
        if ore
    ]
    if not products:
        return None
    return Money.kr(int(sum(products, Decimal(0)).scaleb(-2).quantize(Decimal(1), ROUND_HALF_UP)))


def _finance_tax(month: MonthFacts, more: Money) -> Money | None:
    if not month.employer.finance_tax:
        return None
    figures = (slip.figures.get("finance_tax") for run in month.runs for slip in run.payslips)
    total = Money.total(each.value for each in figures if each is not None) + more
    return total.whole_kroner(Rounding.HALF_UP) if total else None
