"""Everybody in a month's a-melding: what the runs paid them, how they are employed, by which numbers they are known.

Lines are added up by what the message tells apart; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure
from services.engine.facts import CompanyCar, Employment, PersonFacts, RunHead
from services.engine.month import MonthFacts, ReportedPerson
from services.engine.rates import MissingRate
from services.engine.result import PayLine, Payslip, RunResult
from services.engine.wage_types import Operation, Report, WageType, WageTypes
from services.norway.amelding.description import newest
from services.norway.amelding.employment import (
    MARITIME,
    ORDINARY,
    PENSION,
    arbeidsforhold,
    belongs,
    is_told_late,
    terms_on,
)
from services.norway.amelding.leave import leaves_told
from services.norway.amelding.message import (
    Arbeidsforhold,
    BilOgBaat,
    Forskuddstrekk,
    Fradrag,
    IdentifiserendeInformasjon,
    Inntekt,
    Inntektsmottaker,
    InternasjonalIdentifikator,
    Loennsinntekt,
    Permisjon,
    Spesifikasjon,
    Tilleggsinformasjon,
    Utleggstrekk,
)
from services.norway.amelding.small_payments import SmallPayments, is_allowance
from services.norway.rules import company_car, line_accounts
from services.norway.rules.identity import person_number
from services.reference.codes import code_facts, code_lists
from services.reference.year_files import rate_book

Leave: TypeAlias = Mapping[tuple[int, str], tuple[Permisjon, ...]]
"""What leave each employment reports this month, by employee number and id of the employment."""


class _Line(NamedTuple):
    """What the message tells lines of income apart by."""

    employment: str
    benefit: str
    description: str
    has_contribution: bool
    is_taxed: bool
    first: date | None = None  # of the period of earning
    last: date | None = None
    rule: str = ""  # skatteOgAvgiftsregel
    more: Tilleggsinformasjon | None = None
    earned_in: str = ""


_Incomes: TypeAlias = "dict[_Line, tuple[int, Decimal | None]]"


@dataclass(slots=True)
class _Recipient:
    """One person while the month is gathered; several employee numbers may be one person.

    Money is in øre. `incomes` are by sub-unit, then by what the message tells apart: amount and count. `paid` are the
    employments that were paid, by sub-unit and id.
    """

    person: PersonFacts
    employments: list[tuple[int, Employment]]
    incomes: dict[str, _Incomes] = field(default_factory=dict)
    deductions: dict[str, int] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)
    withheld: int = 0
    voluntary: int = 0  # of what was withheld
    paid: set[tuple[str, str]] = field(default_factory=set)

    def main_establishment(self, default: str) -> str:
        """Where withholding and deductions are told: the sub-unit that paid most, else that of the first employment."""
        if len(self.incomes) == 1:
            return next(iter(self.incomes))
        if self.incomes:
            return max(self.incomes, key=lambda orgnr: sum(abs(ore) for ore, _ in self.incomes[orgnr].values()))
        return self.employments[0][1].establishment if self.employments else default


class _Before:
    """The reports of earlier months: whom they know by which number, and which end they told last."""

    def __init__(self, people: Iterable[ReportedPerson] | None) -> None:
        self.is_none = people is None
        told = list(people or ())
        self.numbers = frozenset(number for each in told for number in each.numbers)
        self._ends = {
            (number, each.establishment, name): end
            for each in told
            for number in each.numbers
            for name, end in each.employments.items()
        }

    def end_told(self, person: PersonFacts, employment: Employment) -> tuple[bool, date | None]:
        """Whether a report told of an employment, and the end that the last of them told."""
        for number in _numbers(person):
            key = (number, employment.establishment, employment.id)
            if key in self._ends:
                return True, self._ends[key]
        return False, None


class Recipients:
    """The people of the month, by who they are."""

    def __init__(self, month: MonthFacts, types: WageTypes) -> None:
        self._first, self._last = month.month.first, month.month.last
        self._month = month
        self._types = types
        self._names = code_facts("no/amelding_names")
        self._rules = {table: rule for rule, tables in self._names["rules"].items() for table in tables}
        self._default = (
            month.employer.establishments[0].orgnr if month.employer.establishments else month.employer.orgnr
        )
        self._all: dict[object, _Recipient] = {}
        self._keys: dict[int, object] = {}
        self._people: dict[int, PersonFacts] = {}
        self._before = _Before(month.before)
        self._arbeidsforhold: dict[tuple[object, str], list[Arbeidsforhold]] = {}
        for person in month.people:
            self._recipient(person)
        self.small = SmallPayments(month, types)
        self.reports_attachments = newest().element("Inntektsmottaker", "utleggstrekk").is_used(month.month)
        voluntary = code_lists("no/amelding_codes")["forskuddstrekk.beskrivelse"][self._names["withheld"]["voluntary"]]
        self._tells_voluntary = voluntary.is_valid(month.month)
        for run in month.runs:
            self._add_run(run)
        if self.small.is_needed:
            self._catch_up()

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

    def _add_run(self, run: RunResult) -> None:
        """What a run paid everybody."""
        for slip in run.payslips:
            recipient = self._recipient(slip.person)
            told = self.small.told(slip.person)
            withheld = slip.figures["withholding"]
            recipient.withheld += withheld.value.ore
            recipient.voluntary += _voluntary(withheld).ore if self._tells_voluntary else 0
            self._add_lines(recipient, slip, run.head, told.pay, told.allowances)

    def _catch_up(self) -> None:
        """What earlier runs of the year paid to those whose small payments passed the limit now (amelding 4.1)."""
        for run in self._month.earlier:
            for slip in run.payslips:
                told = self.small.told(slip.person)
                if told.earlier_pay or told.earlier_allowances:
                    recipient = self._recipient(slip.person)
                    self._add_lines(recipient, slip, run.head, told.earlier_pay, told.earlier_allowances)

    def _add_lines(self, recipient: _Recipient, slip: Payslip, head: RunHead, pay: bool, allowances: bool) -> None:
        for line in slip.lines:
            wage_type = self._types[line.type]
            if wage_type.operation is Operation.DEDUCT:
                self._deduct(recipient, line, wage_type, is_told=pay)
            elif wage_type.report is not None and wage_type.report.benefit:
                is_car = slip.person.cars or line.type in self._names["car"]["marks"]
                parts = self._cars(line, wage_type.report, slip, head) if is_car else ((line, None),)
                for part, more in parts:
                    self._pay(recipient, part, wage_type, slip.tax.table, more, pay, allowances)

    def _pay(
        self,
        recipient: _Recipient,
        line: PayLine,
        wage_type: WageType,
        table: str,
        more: Tilleggsinformasjon | None,
        pay: bool,
        allowances: bool,
    ) -> None:
        """One line of pay: its taxable part, and what is free of tax under a description of its own. `pay` and
        `allowances` say which of the two are told at all.
        """
        report = wage_type.report
        assert report is not None
        if wage_type.report_hourly is not None and self._is_hourly(recipient, line):
            report = wage_type.report_hourly
        unit = line.establishment or self._default
        count = line.quantity if report.count else None
        earned = None if report.description == self._names["holiday_pay"] else line.earned
        first, last = (earned.first, earned.last or earned.first) if earned is not None else (None, None)
        amount, taxable = line.amount.value.ore, line.taxable.ore
        employment = self._employment(recipient, line)
        earned_in = employment.earned_in if employment is not None else ""
        if taxable and pay:
            has_contribution = "aga" in wage_type.bases
            rule = self._rule(recipient, line, table)
            key = _Line(
                line.employment,
                report.benefit,
                report.description,
                has_contribution,
                True,
                first,
                last,
                rule,
                more,
                earned_in,
            )
            incomes = recipient.incomes.setdefault(unit, {})
            _add(incomes, key, taxable, None if wage_type.operation is Operation.ALLOWANCE else count)
            recipient.paid.add((unit, line.employment))
        if (amount != taxable or not amount) and (allowances if is_allowance(wage_type) else pay):
            description = report.free_description or report.description
            incomes = recipient.incomes.setdefault(unit, {})
            rule = self._rule_of_association(recipient)
            free = _Line(line.employment, report.benefit, description, False, False, first, last, rule, None, earned_in)
            _add(incomes, free, amount - taxable, count)
            if pay:
                recipient.paid.add((unit, line.employment))

    def _employment(self, recipient: _Recipient, line: PayLine) -> Employment | None:
        """The employment of a line: an id says which within its sub-unit only."""
        if len(recipient.employments) == 1:  # as most people have, and most lines are theirs
            only = recipient.employments[0][1]
            return only if only.id == line.employment else None
        named = [each for _, each in recipient.employments if each.id == line.employment]
        return next((each for each in named if each.establishment == line.establishment), named[0] if named else None)

    def _is_hourly(self, recipient: _Recipient, line: PayLine) -> bool:
        employment = self._employment(recipient, line)
        if employment is None:
            return False
        return terms_on(employment, min(self._last, employment.end or self._last)).pay == "hourly"

    def _rule_of_association(self, recipient: _Recipient) -> str:
        """The rule of what an association tells as it comes, whether the limit is passed or not; empty for others."""
        return self._names["small_at_once"] if self.small.is_told_at_once(recipient.person) else ""

    def _rule(self, recipient: _Recipient, line: PayLine, table: str) -> str:
        """The tax rule of a line (skatteOgAvgiftsregel): that of seafarers, for pay of a maritime employment that was
        taxed by their table, or that of associations; empty without one.
        """
        if rule := self._rule_of_association(recipient):
            return rule
        rule = self._rules.get(table, "")
        if not rule:
            return ""
        employment = self._employment(recipient, line)
        return rule if employment is not None and employment.type == MARITIME else ""

    def _cars(
        self, line: PayLine, report: Report, slip: Payslip, head: RunHead
    ) -> Iterator[tuple[PayLine, Tilleggsinformasjon | None]]:
        """A line of a company car with its list price and number; of several cars at once, a line each. A car outside
        the standard rule is known by its wage type.
        """
        if marked := self._names["car"]["marks"].get(line.type):
            told: Any = {marked: True}
            yield line, Tilleggsinformasjon(BilOgBaat(**told))
            return
        cars = slip.person.cars if report.description in self._names["car"]["told"] else ()
        used = [
            car
            for car in company_car.used_in(cars, line_accounts.benefit_month(head))
            if car.vehicle != company_car.VAN
        ]
        if len(used) == 1:
            yield line, _of_car(used[0])
            return
        parts: list[Money] = []
        if used:
            try:
                rates = rate_book("NO").on(head.pay_date)
                parts = [company_car.month_benefit(car, head.pay_date.year, rates).value for car in used]
            except MissingRate:
                parts = []
        whole = line.amount.value
        if not parts or Money.total(parts) != abs(whole) or line.taxable != whole:
            yield line, None  # entered by hand: nobody knows which car it is of
            return
        for car, benefit in zip(used, parts, strict=True):
            part = -benefit if whole.ore < 0 else benefit
            amount = Figure(part, line.amount.rule, line.amount.inputs)
            yield replace(line, amount=amount, taxable=part), _of_car(car)

    def _deduct(self, recipient: _Recipient, line: PayLine, wage_type: WageType, *, is_told: bool) -> None:
        ore = line.amount.value.ore
        if line.claim:
            code = self._names["attachments"].get(line.claim)
            if code and self.reports_attachments:
                recipient.attachments[code] = recipient.attachments.get(code, 0) + ore
            return
        code = wage_type.report.description if wage_type.report else self._names["deductions"].get(line.type)
        if code and is_told:
            recipient.deductions[code] = recipient.deductions.get(code, 0) + ore

    def add_employments(self, leave: Leave | None) -> None:
        """The employments that belong in the month, with their leave: the one handed in, or what absences say."""
        for key, recipient in self._all.items():
            for number, employment in recipient.employments:
                person = self._people[number]
                if not self._is_told(recipient, person, employment):
                    continue
                if leave is None:
                    away = leaves_told(person, employment, self._month.month, self._month.reported)
                else:
                    away = leave.get((number, employment.id), ())
                made = arbeidsforhold(employment, self._last, away)
                self._arbeidsforhold.setdefault((key, employment.establishment), []).append(made)
            self._outside(key, recipient)

    def _is_told(self, recipient: _Recipient, person: PersonFacts, employment: Employment) -> bool:
        """Whether the month's message holds an employment."""
        is_paid = (employment.establishment, employment.id) in recipient.paid
        was_told, end_told = self._before.end_told(person, employment)
        if not self.small.told(person).pay and not (was_told and end_told is None):
            return False
        if belongs(employment, self._first, self._last, is_paid=is_paid):
            return True
        if is_told_late(employment, self._first, None if self._before.is_none else (was_told, end_told)):
            return True
        return is_paid and self._is_after(employment) and self._month.employer.choices.after_end == "repeat"

    def _is_after(self, employment: Employment) -> bool:
        """Whether an ordinary or maritime employment had ended before the month."""
        return employment.type in ORDINARY and employment.end is not None and employment.end < self._first

    def _outside(self, key: object, recipient: _Recipient) -> None:
        """Pension and the like has no fields, so it stands once in a sub-unit, and not beside another type (control
        266); the employer may choose it for pay after the end (amelding 6.1).
        """
        if self._month.employer.choices.after_end == "pension":
            for _, employment in recipient.employments:
                unit = employment.establishment
                if (unit, employment.id) in recipient.paid and self._is_after(employment):
                    self._arbeidsforhold.setdefault((key, unit), []).append(Arbeidsforhold(PENSION))
        for unit in {employment.establishment for _, employment in recipient.employments}:
            told = self._arbeidsforhold.get((key, unit), [])
            others = [each for each in told if each.type_arbeidsforhold != PENSION]
            if len(others) < len(told):
                self._arbeidsforhold[key, unit] = others or told[:1]

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
                made.setdefault(orgnr, []).append(
                    self._inntektsmottaker(recipient, orgnr, employments, is_main=orgnr == main)
                )
        if nameless:
            raise Refused(nameless)
        return made

    def _inntektsmottaker(
        self, recipient: _Recipient, orgnr: str, employments: tuple[Arbeidsforhold, ...], *, is_main: bool
    ) -> Inntektsmottaker:
        """One person in one sub-unit; what belongs to the person alone stands in the main one."""
        person = recipient.person
        abroad, born = person.international_id if self._is_known_abroad(person) else None, _born(person)
        ids = {each.arbeidsforhold_id for each in employments}
        incomes = recipient.incomes.get(orgnr, {})
        return Inntektsmottaker(
            person.national_id or None,
            (InternasjonalIdentifikator(abroad.value, abroad.type, abroad.country),) if abroad else (),
            IdentifiserendeInformasjon(person.name, born, str(person.number)) if abroad and born else None,
            employments,
            tuple(Fradrag(code, Money(-ore)) for code, ore in recipient.deductions.items() if ore) if is_main else (),
            self._forskuddstrekk(recipient if is_main else None) if is_main or incomes else (),
            tuple(
                Inntekt(
                    line.benefit,
                    line.has_contribution,
                    line.is_taxed,
                    Money(ore),
                    Loennsinntekt(line.description, line.more, count or None, _specified(person, line)),
                    line.employment if line.employment in ids else None,
                    line.first,
                    line.last,
                    line.rule or None,
                )
                for line, (ore, count) in incomes.items()
                if ore or count
            ),
            tuple(Utleggstrekk(code, Money(-ore)) for code, ore in recipient.attachments.items() if ore)
            if is_main
            else (),
        )

    def _forskuddstrekk(self, recipient: _Recipient | None) -> tuple[Forskuddstrekk, ...]:
        """What was withheld: always the ordinary part, also of nothing, and what the employee wished besides."""
        names = self._names["withheld"]
        if recipient is None:
            return (Forskuddstrekk(ZERO, names["ordinary"]),)
        ordinary = Forskuddstrekk(Money(recipient.voluntary - recipient.withheld), names["ordinary"])
        if not recipient.voluntary:
            return (ordinary,)
        return ordinary, Forskuddstrekk(Money(-recipient.voluntary), names["voluntary"])

    def _is_known_abroad(self, person: PersonFacts) -> bool:
        """Whether the number of another country is told: as long as there is no Norwegian one, and once more beside it
        in the month in which it arrives (amelding 2.3).
        """
        abroad = person.international_id
        if abroad is None:
            return False
        if not person.national_id:
            return True
        if not abroad.type or not abroad.country or _born(person) is None:
            return False
        if self._before.is_none:
            return True
        known = self._before.numbers
        return abroad.value in known and person.national_id not in known

    def attachments(self) -> int:
        """All attachments of the month, in øre."""
        return sum(sum(recipient.attachments.values()) for recipient in self._all.values())


def _add(incomes: _Incomes, key: _Line, ore: int, count: Decimal | None) -> None:
    before = incomes.get(key)
    if before is not None:
        ore += before[0]
        count = before[1] if count is None else count if before[1] is None else before[1] + count
    incomes[key] = (ore, count)


def _of_car(car: CompanyCar) -> Tilleggsinformasjon:
    told = BilOgBaat(listepris_for_bil=car.list_price, bilregistreringsnummer=car.registration or None)
    return Tilleggsinformasjon(told)


def _specified(person: PersonFacts, line: _Line) -> Spesifikasjon | None:
    """Other countries than Norway, where somebody is resident for tax and where the pay was earned."""
    if not person.tax_home and not line.earned_in:
        return None
    return Spesifikasjon(person.tax_home or None, line.earned_in or None)


def _numbers(person: PersonFacts) -> Iterator[str]:
    """The numbers by which a report may know somebody."""
    if person.national_id:
        yield person.national_id
    if person.international_id is not None:
        yield person.international_id.value


def _born(person: PersonFacts) -> date | None:
    if person.born is not None or not person.national_id:
        return person.born
    known = person_number(person.national_id)
    return known.born if known is not None else None


def _voluntary(withheld: Figure[Any]) -> Money:
    """What of a withholding the employee asked for besides the card, as its trace tells; a reversal gives it back.

    Where the pay was too little for all of it, the card comes first.
    """
    inputs = withheld.inputs
    match withheld.rule:
        case "no.withholding.raised":
            return _part(inputs["card"]) + _amount(inputs["more"])
        case "no.withholding.limited":
            full = inputs["full"]
            return max(ZERO, _part(full) - (_amount(full) - _amount(withheld)))
        case "pay.reversed":
            return -_part(inputs["of"])
        case "pay.difference":
            return _part(inputs["reversed"]) + _part(inputs["now"])
        case _:
            return ZERO


def _part(node: Any) -> Money:
    return _voluntary(node) if isinstance(node, Figure) else ZERO


def _amount(node: Any) -> Money:
    value = node.value if isinstance(node, Figure) else node
    return value if isinstance(value, Money) else ZERO


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
