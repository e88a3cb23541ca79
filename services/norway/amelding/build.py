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

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from services.engine.facts import EmployerFacts, Employment, PersonFacts
from services.engine.month import MonthFacts
from services.engine.result import ContributionPart, PayLine, RunResult
from services.engine.wage_types import Operation, Report, WageType, WageTypes
from services.norway.amelding.description import newest
from services.norway.amelding.employment import arbeidsforhold, belongs, terms_on
from services.norway.amelding.leave import leaves_told
from services.norway.amelding.message import (
    Arbeidsforhold,
    Arbeidsgiveravgift,
    Arbeidsgiveravgiftsgrunnlag,
    BeloepPerLoennsutbetalingsdato,
    Betalingsinformasjon,
    Forskuddstrekk,
    Fradrag,
    FradragIGrunnlaget,
    IdentifiserendeInformasjon,
    Inntekt,
    Inntektsmottaker,
    InternasjonalIdentifikator,
    Leveranse,
    Loennsinntekt,
    Oppgave,
    Opplysningspliktig,
    Pensjonsinnretning,
    Permisjon,
    Utleggstrekk,
    Virksomhet,
)
from services.reference.codes import code_facts

Leave: TypeAlias = Mapping[tuple[int, str], tuple[Permisjon, ...]]
"""What leave each employment reports this month, by employee number and id of the employment."""


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
    recipients = _Recipients(month, types)
    for run in month.runs:
        recipients.add_run(run)
    recipients.add_employments(month, leave)
    people = recipients.by_establishment()
    contributions = _contributions(month.runs, refunds)
    return Oppgave(
        betalingsinformasjon=_payments(month, recipients, contributions, finance_tax),
        virksomhet=tuple(
            Virksomhet(orgnr, tuple(people.get(orgnr, ())), _arbeidsgiveravgift(contributions.get(orgnr)))
            for orgnr in _establishments(month.employer, [*people, *contributions])
        ),
        pensjonsinnretning=(Pensjonsinnretning(month.employer.pension_provider),)
        if month.employer.pension_provider
        else (),
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


# --- people ----------------------------------------------------------------------------------------------------------

_IncomeKey: TypeAlias = "tuple[str, str, str, bool, bool, date | None, date | None]"


@dataclass(slots=True)
class _Recipient:
    """One person while the month is gathered; several employee numbers may be one person.

    Money is in øre. `incomes` are by sub-unit, then by what the message tells apart: amount and count.
    """

    person: PersonFacts
    employments: list[tuple[int, Employment]]
    incomes: dict[str, dict[_IncomeKey, tuple[int, Decimal | None]]] = field(default_factory=dict)
    deductions: dict[str, int] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)
    withheld: int = 0
    paid: set[str] = field(default_factory=set)

    def main_establishment(self, default: str) -> str:
        """Where withholding and deductions are told: the sub-unit that paid most, else that of the first employment."""
        if len(self.incomes) == 1:
            return next(iter(self.incomes))
        if self.incomes:
            return max(self.incomes, key=lambda orgnr: sum(abs(ore) for ore, _ in self.incomes[orgnr].values()))
        return self.employments[0][1].establishment if self.employments else default


class _Recipients:
    """The people of the month, by who they are."""

    def __init__(self, month: MonthFacts, types: WageTypes) -> None:
        self._first, self._last = month.month.first, month.month.last
        self._types = types
        self._names = code_facts("no/amelding_names")
        self._default = (
            month.employer.establishments[0].orgnr if month.employer.establishments else month.employer.orgnr
        )
        self._all: dict[object, _Recipient] = {}
        self._keys: dict[int, object] = {}
        self._people: dict[int, PersonFacts] = {}
        self._arbeidsforhold: dict[tuple[object, str], list[Arbeidsforhold]] = {}
        for person in month.people:
            self._recipient(person)
        self.reports_attachments = newest().element("Inntektsmottaker", "utleggstrekk").is_used(month.month)

    def _recipient(self, person: PersonFacts) -> _Recipient:
        """Who an employee is. What the month says of them counts, not what a run of the month still had."""
        if person.number in self._keys:
            return self._all[self._keys[person.number]]
        key: object = person.national_id or person.international_id or person.number
        self._keys[person.number] = key
        self._people[person.number] = person
        recipient = self._all.setdefault(key, _Recipient(person, []))
        recipient.employments += [(person.number, each) for each in person.employments]
        return recipient

    def add_run(self, run: RunResult) -> None:
        """What a run paid everybody."""
        for slip in run.payslips:
            recipient = self._recipient(slip.person)
            recipient.withheld += slip.figures["withholding"].value.ore
            for line in slip.lines:
                wage_type = self._types[line.type]
                if wage_type.operation is Operation.DEDUCT:
                    self._deduct(recipient, line, wage_type)
                elif wage_type.report is not None and wage_type.report.benefit:
                    self._pay(recipient, line, wage_type, wage_type.report)

    def _pay(self, recipient: _Recipient, line: PayLine, wage_type: WageType, report: Report) -> None:
        """One line of pay: its taxable part, and what is free of tax under a description of its own."""
        if wage_type.report_hourly is not None and self._is_hourly(recipient, line.employment):
            report = wage_type.report_hourly
        recipient.paid.add(line.employment)
        count = line.quantity if report.count else None
        earned = None if report.description == self._names["holiday_pay"] else line.earned
        first, last = (earned.first, earned.last or earned.first) if earned is not None else (None, None)
        incomes = recipient.incomes.setdefault(line.establishment or self._default, {})
        amount, taxable = line.amount.value.ore, line.taxable.ore
        if taxable:
            has_aga = "aga" in wage_type.bases
            key = (line.employment, report.benefit, report.description, has_aga, True, first, last)
            _add(incomes, key, taxable, None if wage_type.operation is Operation.ALLOWANCE else count)
        if amount != taxable or not amount:
            description = report.free_description or report.description
            _add(
                incomes,
                (line.employment, report.benefit, description, False, False, first, last),
                amount - taxable,
                count,
            )

    def _is_hourly(self, recipient: _Recipient, employment_id: str) -> bool:
        for _, employment in recipient.employments:
            if employment.id == employment_id:
                return terms_on(employment, min(self._last, employment.end or self._last)).pay == "hourly"
        return False

    def _deduct(self, recipient: _Recipient, line: PayLine, wage_type: WageType) -> None:
        ore = line.amount.value.ore
        if line.claim:
            code = self._names["attachments"].get(line.claim)
            if code and self.reports_attachments:
                recipient.attachments[code] = recipient.attachments.get(code, 0) + ore
            return
        code = wage_type.report.description if wage_type.report else self._names["deductions"].get(line.type)
        if code:
            recipient.deductions[code] = recipient.deductions.get(code, 0) + ore

    def add_employments(self, month: MonthFacts, leave: Leave | None) -> None:
        """The employments that belong in the month, with their leave: the one handed in, or what absences say."""
        for key, recipient in self._all.items():
            for number, employment in recipient.employments:
                if belongs(employment, self._first, self._last, is_paid=employment.id in recipient.paid):
                    if leave is None:
                        away = leaves_told(self._people[number], employment, month.month, month.reported)
                    else:
                        away = leave.get((number, employment.id), ())
                    made = arbeidsforhold(employment, self._last, away)
                    self._arbeidsforhold.setdefault((key, employment.establishment), []).append(made)

    def by_establishment(self) -> dict[str, list[Inntektsmottaker]]:
        """Everybody who is in the message, once in each sub-unit. Raises Refused for people without any number."""
        made: dict[str, list[Inntektsmottaker]] = {}
        nameless: list[Finding] = []
        everybody = sorted(self._all.items(), key=lambda item: item[1].person.number)
        for key, recipient in everybody:
            units = dict.fromkeys(recipient.incomes)
            units |= dict.fromkeys(
                each.establishment
                for _, each in recipient.employments
                if (key, each.establishment) in self._arbeidsforhold
            )
            if recipient.withheld or recipient.deductions or recipient.attachments:
                units.setdefault(recipient.main_establishment(self._default))
            if not units:
                continue
            if nobody := _unnamed(recipient.person):
                nameless.append(nobody)
                continue
            main = recipient.main_establishment(self._default)
            for orgnr in units:
                employments = tuple(self._arbeidsforhold.get((key, orgnr), ()))
                made.setdefault(orgnr, []).append(_inntektsmottaker(recipient, orgnr, employments, orgnr == main))
        if nameless:
            raise Refused(nameless)
        return made

    def attachments(self) -> int:
        """All attachments of the month, in øre."""
        return sum(sum(recipient.attachments.values()) for recipient in self._all.values())


def _add(
    incomes: dict[_IncomeKey, tuple[int, Decimal | None]], key: _IncomeKey, ore: int, count: Decimal | None
) -> None:
    before = incomes.get(key)
    if before is not None:
        ore += before[0]
        count = before[1] if count is None else count if before[1] is None else before[1] + count
    incomes[key] = (ore, count)


def _inntektsmottaker(
    recipient: _Recipient, orgnr: str, employments: tuple[Arbeidsforhold, ...], is_main: bool
) -> Inntektsmottaker:
    """One person in one sub-unit; what belongs to the person alone stands in the main one."""
    person = recipient.person
    abroad = person.international_id if not person.national_id else None
    ids = {each.arbeidsforhold_id for each in employments}
    incomes = recipient.incomes.get(orgnr, {})
    return Inntektsmottaker(
        person.national_id or None,
        (InternasjonalIdentifikator(abroad.value, abroad.type, abroad.country),) if abroad else (),
        IdentifiserendeInformasjon(person.name, person.born, str(person.number)) if abroad and person.born else None,
        employments,
        tuple(Fradrag(code, Money(-ore)) for code, ore in recipient.deductions.items() if ore) if is_main else (),
        (Forskuddstrekk(Money(-recipient.withheld if is_main else 0)),) if is_main or incomes else (),
        tuple(
            Inntekt(
                benefit,
                has_aga,
                is_taxed,
                Money(ore),
                Loennsinntekt(description, None, count or None),
                employment if employment in ids else None,
                first,
                last,
            )
            for (employment, benefit, description, has_aga, is_taxed, first, last), (ore, count) in incomes.items()
            if ore or count
        ),
        tuple(Utleggstrekk(code, Money(-ore)) for code, ore in recipient.attachments.items() if ore) if is_main else (),
    )


def _unnamed(person: PersonFacts) -> Finding | None:
    """Why somebody cannot be named in a message."""
    place = Place("employees", person.number, "national_id")
    if person.national_id:
        return None
    if person.international_id is None:
        what = Message("Employee {number} has neither a national number nor another one", number=str(person.number))
        return Finding(Severity.STOP, what, place)
    if person.born is None:
        what = Message(
            "Employee {number} has no Norwegian number, so the birth date is needed", number=str(person.number)
        )
        return Finding(Severity.STOP, what, Place("employees", person.number, "born"))
    return None


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
            for part in slip.contributions:
                bases = found.get(part.establishment) or found.setdefault(part.establishment, _Bases())
                kind = bases.refund if part.refund else bases.pension if part.pension else bases.pay
                key = (part.code, part.zone, part.percent)
                kind[key] = kind.get(key, 0) + part.base.ore
    for part in refunds:
        refund = found.setdefault(part.establishment, _Bases()).refund
        key = (part.code, part.zone, part.percent)
        refund[key] = refund.get(key, 0) + part.base.ore
    return found


def _arbeidsgiveravgift(bases: _Bases | None) -> Arbeidsgiveravgift | None:
    if bases is None:
        return None
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
    return Arbeidsgiveravgift(pay, pension, refund) if pay or pension or refund else None


def _payments(
    month: MonthFacts, recipients: _Recipients, contributions: Mapping[str, _Bases], finance_tax: Money
) -> Betalingsinformasjon | None:
    """What is to be paid for this message (amelding 2.2). How withholding is told depends on the month."""
    group = newest().groups["Betalingsinformasjon"]
    withheld = _withheld_by_date(month.runs)
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


def _withheld_by_date(runs: Iterable[RunResult]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for run in runs:
        ore = sum(slip.figures["withholding"].value.ore for slip in run.payslips)
        sums[run.head.pay_date] = sums.get(run.head.pay_date, 0) + ore
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
