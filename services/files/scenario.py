"""A scenario file → facts: an employer, its people, and the runs that were made.

Everything that is wrong is said in one sentence (`Refused`), whatever the bytes are; scenario_form.py knows the keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from models.values.finding import refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.engine.facts import (
    PAY_CHOICES,
    Absence,
    CompanyCar,
    CostShare,
    EmployerFacts,
    Employment,
    Establishment,
    InternationalId,
    LineInput,
    OwnRate,
    PayChoices,
    PersonFacts,
    Refund,
    RunHead,
    RunKind,
    StaffLoan,
    TaxCard,
    Terms,
    Vessel,
)
from services.engine.posting import purpose_of
from services.engine.report_chain import ReportKind, ReportState
from services.files.scenario_form import (
    AbsenceForm,
    CarForm,
    ChoicesForm,
    EmployeeForm,
    EmployerForm,
    EmploymentForm,
    EstablishmentForm,
    LineForm,
    LoanForm,
    MessageForm,
    Number,
    OwnRateForm,
    RefundForm,
    RunForm,
    ScenarioForm,
    TaxCardForm,
    TermsForm,
    read_form,
    runs_before_messages,
)


@dataclass(frozen=True, slots=True)
class FixedLine:
    """A line of every ordinary run, within its days."""

    line: LineInput
    days: Span


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person brings from before the first month, in kroner; days and hours in the same hundredths."""

    holiday_basis_last_year: Money
    holiday_basis_this_year: Money
    taxable_this_year: Money
    withheld_this_year: Money
    exempt_used: Money
    aga_base_this_year: Money
    holiday_paid_this_year: Money = ZERO
    holiday_paid_60_this_year: Money = ZERO
    holiday_days_left: Money = ZERO
    time_bank: Money = ZERO
    advance: Money = ZERO


@dataclass(frozen=True, slots=True)
class ScenarioPerson:
    """One employee of the file: who and on which terms, every year's cards, fixed lines, opening balances."""

    person: PersonFacts
    cards: tuple[TaxCard, ...]
    fixed: tuple[FixedLine, ...]
    opening: Opening

    def card(self, day: date) -> TaxCard | None:
        """The card of the day's year: where there are several, the newest that was issued by then, or the last."""
        cards = [card for card in self.cards if card.year == day.year]
        known = [card for card in cards if card.issued is None or card.issued <= day] or cards
        return max(reversed(known), key=lambda card: card.issued or date.min) if known else None


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One run of the file: its head, the lines by employee number, and whom a correction concerns (None: all)."""

    head: RunHead
    lines: Mapping[int, tuple[LineInput, ...]]
    employees: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class RefundFile:
    """A report of refunds beside the scenario; without a month, that of its own payment date."""

    name: str
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class ScenarioMessage:
    """One report that is made at a point of the file: after so many of its runs. Without an id, its id follows from
    its content; without a day, it is made on the last pay date.
    """

    month: Month
    kind: ReportKind
    after_runs: int
    id: str = ""
    made: date | None = None
    state: ReportState = ReportState.SENT


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as facts."""

    title: str
    country: str
    employer: EmployerFacts
    allowance_used: Money
    start: Month
    people: tuple[ScenarioPerson, ...]
    runs: tuple[ScenarioRun, ...]
    own_rates: tuple[OwnRate, ...] = ()
    refunds: tuple[Refund, ...] = ()
    refund_files: tuple[RefundFile, ...] = ()
    absence_order: tuple[tuple[int, int], ...] = ()  # of the file: employee number, place among the person's
    messages: tuple[ScenarioMessage, ...] = ()


def read_scenario(content: bytes, wage_type_slugs: Iterable[str] = (), purposes: Iterable[str] = ()) -> Scenario:
    """A scenario from the bytes of its file. `wage_type_slugs` are the types that lines may name,
    `purposes` those of the account plan.

    Raises Refused with one sentence for anything that is wrong.
    """
    reader = _Reader(frozenset(wage_type_slugs), frozenset(purposes))
    return reader.scenario(read_form(content), runs_before_messages(content))


V = TypeVar("V")
_REASONS = {
    "decimals": Message("it has more than two decimals"),
    "month": Message("a month is written 2026-03"),
    "year": Message("a month is written 2026-03"),
}
_ACCOUNT = re.compile("[0-9]{3,10}")
ABSENCES = (
    "self_certified",
    "sick_note",
    "sick_child",
    "care",
    "holiday",
    "leave_parental",
    "leave_military",
    "leave_education_statutory",
    "leave_education_other",
    "leave_other_statutory",
    "leave_other",
    "layoff",
    "unpaid",
    "other_paid",
)
_LANGUAGES = ("nb", "da", "en")  # of payslips
_MESSAGE_ID = re.compile(r"[0-9A-Za-z_.-]{1,150}")  # what the schema of the a-melding takes
_MOST_DIGITS = 9  # before the point, or zeros behind it: no amount, quantity or rate of pay has more


class ScenarioValues:
    """Values of a scenario file, whatever its country. What cannot be read is named with its table and key."""

    def __init__(self, slugs: frozenset[str], purposes: frozenset[str]) -> None:
        self._slugs = slugs
        self._purposes = purposes

    def _span(self, first: date, last: date | None) -> Span:
        if last is not None and last < first:
            raise refuse(Message("The end, {end}, is before the start, {start}", end=last, start=first))
        return Span(first, last)

    def _money(self, value: Number, name: str) -> Money:
        self._decimal(value, name)
        return self._value(Money.kr, value, name)

    def _percent(self, value: Number, name: str) -> Percent:
        self._decimal(value, name)
        return self._value(Percent.of, value, name)

    def _decimal(self, value: Number, name: str) -> Decimal:
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or (number and abs(number.adjusted()) > _MOST_DIGITS):
            raise refuse(Message("{key} = “{value}” is not a number", key=name, value=str(value)))
        return number

    def _accounts(self, own: Mapping[str, str]) -> Mapping[str, str]:
        for purpose, number in own.items():
            if self._purposes and purpose_of(purpose) not in self._purposes:
                raise refuse(Message("[employer.accounts]: the key “{key}” is not known here", key=purpose))
            if not _ACCOUNT.fullmatch(number):
                raise refuse(Message("{key} = “{value}” is not an account number", key=purpose, value=number))
        return own

    def _value(self, read: Callable[[Any], V], value: Any, name: str) -> V:
        try:
            return read(value)
        except ValueError as wrong:
            reason = next(
                (said for part, said in _REASONS.items() if part in str(wrong)), Message("it is not a number")
            )
            raise refuse(
                Message("{key} = “{value}” cannot be read: {reason}", key=name, value=str(value), reason=reason)
            ) from None


class _Reader(ScenarioValues):
    """The checked form → facts."""

    def scenario(self, form: ScenarioForm, places: Sequence[int] = ()) -> Scenario:
        runs = tuple(self._runs(form.run, {employee.number for employee in form.employee}))
        start = form.start_month or form.employer.start_month
        if start:
            first = self._value(month_of, start, "start_month")
        else:
            first = min((run.head.month for run in runs), default=Month(2026, 1))
        numbers = [employee.number for employee in form.employee]
        for number in numbers:
            if numbers.count(number) > 1:
                raise refuse(Message("Two employees have the number {number}", number=str(number)))
        for absence in form.absence:
            if absence.employee not in numbers:
                raise refuse(Message("[[absence]]: there is no employee {number}", number=str(absence.employee)))
        default = form.establishment[0].orgnr
        return Scenario(
            form.title,
            form.country,
            self._employer(form.employer, form.establishment),
            self._money(form.employer.aga_allowance_used, "aga_allowance_used"),
            first,
            tuple(
                self._person(employee, default, [each for each in form.absence if each.employee == employee.number])
                for employee in form.employee
            ),
            runs,
            tuple(self._own_rate(rate) for rate in form.own_rate),
            tuple(self._refund(refund, frozenset(numbers)) for refund in form.refund if not refund.file),
            tuple(self._refund_file(refund) for refund in form.refund if refund.file),
            tuple(_order(form.absence)),
            tuple(self._messages(form.message, places)),
        )

    def _own_rate(self, form: OwnRateForm) -> OwnRate:
        written = {"amount": form.amount, "percent": form.percent, "number": form.number}
        given = {kind: value for kind, value in written.items() if value is not None}
        if len(given) != 1:
            raise refuse(Message("[[own_rate]] {name}: one of amount, percent and number is given", name=form.name))
        ((kind, value),) = given.items()
        self._decimal(value, kind)
        return OwnRate(form.name, kind, str(value), form.from_, form.source)

    def _refund_file(self, form: RefundForm) -> RefundFile:
        if form.employee is not None or form.amount is not None or form.establishment:
            raise refuse(Message("[[refund]]: a file says itself for whom and how much"))
        if Path(form.file).is_absolute() or ".." in Path(form.file).parts:
            raise refuse(Message("[[refund]]: {file} is not beside the scenario", file=form.file))
        return RefundFile(form.file, self._value(month_of, form.month, "month") if form.month else None)

    def _refund(self, form: RefundForm, numbers: frozenset[int]) -> Refund:
        if form.employee not in numbers:
            raise refuse(Message("[[refund]]: there is no employee {number}", number=str(form.employee or "")))
        if form.amount is None:
            raise refuse(Message("[[refund]]: an amount is needed, or a file"))
        assert form.employee is not None
        month = self._value(month_of, form.month, "month")
        return Refund(form.employee, month, self._money(form.amount, "amount"), form.establishment)

    def _employer(self, form: EmployerForm, units: Sequence[EstablishmentForm]) -> EmployerFacts:
        return EmployerFacts(
            form.name,
            form.orgnr,
            tuple(
                Establishment(unit.orgnr, str(unit.zone), unit.name, unit.calculation_code, unit.municipality)
                for unit in units
            ),
            tuple(form.address),
            form.contact,
            form.bank_account,
            self._percent(form.pension_percent, "pension_percent"),
            form.pension_provider,
            form.holiday_plan,
            str(form.holiday_deduction),
            str(form.part_month),
            form.finance_tax,
            form.sector,
            test_client=True,
            accounts=self._accounts(form.accounts),
            choices=self._choices(form.choices),
            other_aid={
                str(self._value(month_of, when, "other_aid")): self._money(aid, "other_aid")
                for when, aid in form.other_aid.items()
            },
        )

    def _choices(self, form: ChoicesForm) -> PayChoices:
        for name, words in PAY_CHOICES.items():
            word = str(getattr(form, name))
            if word not in words:
                raise refuse(Message("“{word}” is not one of {words}", word=word, words=" · ".join(words)))
        hours = form.hours_divisor
        return PayChoices(
            str(form.card_months),
            form.part_month_table,
            form.holiday_month,
            form.over_60,
            form.holiday_booking,
            form.pension_cap,
            form.pension_contribution,
            None if hours is None else self._decimal(hours, "hours_divisor"),
            form.self_certification,
            form.beyond_six_g,
            form.nav_days_in_holiday_basis,
            form.holiday_taken,
            form.after_end,
            form.below_limit,
            form.answer_language,
        )

    def _country(self, written: str, key: str) -> str:
        if written and not re.fullmatch("[A-Z]{2}", written):
            raise refuse(Message("{key}: the country is written with two letters, like PL or SE", key=key))
        return written

    def _absence(self, form: AbsenceForm, names: frozenset[str]) -> Absence:
        if form.kind not in ABSENCES:
            raise refuse(Message("“{word}” is not one of {words}", word=form.kind, words=" · ".join(ABSENCES)))
        if form.employment and form.employment not in names:
            raise refuse(
                Message("Employee {number} has no employment {id}", number=str(form.employee), id=form.employment)
            )
        days = self._span(form.from_, form.to)
        grade = self._percent(form.grade, "grade")
        return Absence(form.kind, days.first, days.last, grade, form.paid, form.employment, form.id, form.withdrawn)

    def _person(self, form: EmployeeForm, default: str, absences: Sequence[AbsenceForm]) -> ScenarioPerson:
        if form.language not in _LANGUAGES:
            raise refuse(Message("“{word}” is not one of {words}", word=form.language, words=" · ".join(_LANGUAGES)))
        foreign = form.international_id
        person = PersonFacts(
            form.number,
            form.name,
            form.national_id,
            form.born,
            InternationalId(foreign.value, foreign.type, foreign.country) if foreign else None,
            tuple(form.address),
            form.language,
            form.bank_account,
            form.small_payments,
            employments=tuple(self._employment(employment, default, form.number) for employment in form.employment),
            bank_bic=form.bank_bic,
            cars=tuple(self._car(car) for car in form.car),
            loans=tuple(self._loan(loan) for loan in form.loan),
            shares=tuple(
                CostShare(self._percent(share.percent, "percent"), share.department, share.project)
                for share in form.share
            ),
            absences=tuple(
                sorted(
                    (self._absence(each, frozenset(job.id for job in form.employment)) for each in absences),
                    key=lambda absence: absence.first,
                )
            ),
            tax_home=self._country(form.tax_home, "tax_home"),
        )
        opening = Opening(*(self._money(value, name) for name, value in msgspec.structs.asdict(form.opening).items()))
        fixed = tuple(
            FixedLine(self._line(line, fixed=True), self._span(line.from_ or date.min, line.to)) for line in form.line
        )
        return ScenarioPerson(person, tuple(self._card(card) for card in form.tax_card), fixed, opening)

    def _car(self, form: CarForm) -> CompanyCar:
        if form.vehicle not in ("car", "van"):
            raise refuse(Message("“{word}” is not one of {words}", word=form.vehicle, words="car · van"))
        self._span(form.from_, form.to)
        return CompanyCar(
            self._money(form.list_price, "list_price"),
            form.first_registered,
            form.from_,
            form.to,
            form.over_40000_km,
            form.vehicle,
            self._money(form.own_payment, "own_payment"),
            form.registration,
        )

    def _loan(self, form: LoanForm) -> StaffLoan:
        self._span(form.from_, form.to)
        return StaffLoan(self._money(form.balance, "balance"), self._percent(form.rate, "rate"), form.from_, form.to)

    def _card(self, form: TaxCardForm) -> TaxCard:
        return TaxCard(
            form.year,
            form.kind,
            f"{form.table:04d}" if isinstance(form.table, int) else form.table,
            None if form.percent is None else self._percent(form.percent, "percent"),
            None if form.exempt_amount is None else self._money(form.exempt_amount, "exempt_amount"),
            None if form.months is None else self._decimal(form.months, "months"),
            form.issued,
        )

    def _employment(self, form: EmploymentForm, default: str, number: int) -> Employment:
        days = [terms.from_ for terms in form.terms]
        if len(set(days)) != len(days):
            raise refuse(
                Message(
                    "Employee {number}: two terms of employment {id} begin on the same day",
                    number=str(number),
                    id=form.id,
                )
            )
        entries = sorted(((terms.from_, self._terms(terms)) for terms in form.terms), key=lambda entry: entry[0])
        vessel = form.vessel
        return Employment(
            form.id,
            form.establishment or default,
            form.start,
            Timeline(tuple(entries)),
            form.type,
            form.end,
            form.end_reason,
            form.occupation,
            form.work_schedule,
            form.form,
            str(form.zone),
            Vessel(vessel.register, vessel.type, vessel.area) if vessel else None,
            form.main_employer,
            form.seniority,
            self._country(form.earned_in, "earned_in"),
        )

    def _terms(self, form: TermsForm) -> Terms:
        def money(value: Number | None, name: str) -> Money | None:
            return None if value is None else self._money(value, name)

        return Terms(
            self._percent(form.percent, "percent"),
            self._decimal(form.full_time_hours, "full_time_hours"),
            form.pay,
            money(form.monthly_salary, "monthly_salary"),
            money(form.hourly_rate, "hourly_rate"),
            None if form.hours_divisor is None else self._decimal(form.hours_divisor, "hours_divisor"),
            form.period,
            pay_step=str(form.pay_step),
        )

    def _line(self, form: LineForm, *, fixed: bool = False) -> LineInput:
        if self._slugs and form.type not in self._slugs:
            raise refuse(Message("“{type}” is not a wage type", type=form.type))
        earned = None
        if form.earned_from is not None or form.earned_to is not None:
            if form.earned_from is None or form.earned_to is None:
                raise refuse(Message("earned_from and earned_to go together"))
            earned = self._span(form.earned_from, form.earned_to)
        meals = tuple(form.meals.split())
        for meal in meals:
            if meal not in ("breakfast", "lunch", "dinner"):
                raise refuse(Message("“{meal}” is not a meal: breakfast, lunch, dinner", meal=meal))
        if form.tax not in ("", "table", "percent", "none"):
            raise refuse(Message("“{word}” is not one of {words}", word=form.tax, words="table · percent · none"))
        return LineInput(
            form.type,
            None if form.quantity is None else self._decimal(form.quantity, "quantity"),
            None if form.rate is None else self._decimal(form.rate, "rate"),
            None if form.amount is None else self._money(form.amount, "amount"),
            None if form.percent is None else self._percent(form.percent, "percent"),
            form.employment,
            earned,
            meals,
            form.claim,
            form.text,
            form.tax,
            fixed,
            form.department,
            form.project,
            None if form.at_most is None else self._money(form.at_most, "at_most"),
        )

    def _runs(self, forms: Sequence[RunForm], numbers: set[int]) -> Iterator[ScenarioRun]:
        made: dict[Month, int] = {}
        for form in forms:
            month = self._value(month_of, form.month, "month")
            made[month] = made.get(month, 0) + 1
            try:
                kind = RunKind(form.kind)
            except ValueError:
                raise refuse(Message("“{word}” is not a kind of run", word=form.kind)) from None
            days = None
            if form.from_ is not None or form.to is not None:
                days = self._span(form.from_ or month.first, form.to or month.last)
            head = RunHead(
                month, form.pay_date, kind, form.period, days, form.december_relief, form.corrects, made[month]
            )
            lines: dict[int, tuple[LineInput, ...]] = {}
            for line in form.line:
                if line.employee not in numbers:
                    raise refuse(
                        Message("Run {run}: there is no employee {number}", run=head.name, number=str(line.employee))
                    )
                lines[line.employee] = (*lines.get(line.employee, ()), self._line(line))
            for number in form.employees or ():
                if number not in numbers:
                    raise refuse(Message("Run {run}: there is no employee {number}", run=head.name, number=str(number)))
            yield ScenarioRun(head, lines, None if form.employees is None else frozenset(form.employees))

    def _messages(self, forms: Sequence[MessageForm], places: Sequence[int]) -> Iterator[ScenarioMessage]:
        if len(places) != len(forms):
            raise refuse(Message("Each [[message]] and [[run]] stands on a line of its own"))
        known: set[str] = set()
        for form, place in zip(forms, places, strict=True):
            if form.id and not _MESSAGE_ID.fullmatch(form.id):
                what = Message(
                    "[[message]] {id}: an id is of letters, digits, - _ and . alone, at most 150", id=form.id
                )
                raise refuse(what)
            if form.id and form.id in known:
                raise refuse(Message("[[message]]: the id {id} is used twice; an id is never used again", id=form.id))
            known.add(form.id)
            try:
                kind = ReportKind(form.kind)
            except ValueError:
                raise refuse(Message("“{word}” is not a kind of message", word=form.kind)) from None
            if form.state not in ("", ReportState.RECEIVED.value, ReportState.REJECTED.value):
                raise refuse(Message("“{word}” is not what can come of a message", word=form.state))
            state = ReportState(form.state) if form.state else ReportState.SENT
            yield ScenarioMessage(self._value(month_of, form.month, "month"), kind, place, form.id, form.made, state)


def _order(absences: Sequence[AbsenceForm]) -> Iterator[tuple[int, int]]:
    """Where each absence of the file stands among those of its employee, which are in the order of their first days."""
    for place, absence in enumerate(absences):
        mine = [number for number, each in enumerate(absences) if each.employee == absence.employee]
        mine.sort(key=lambda number: absences[number].from_)
        yield absence.employee, mine.index(place)


def month_of(text: str) -> Month:
    """A month of the calendar that dates have."""
    month = Month.parse(text)
    date(month.year, month.number, 1)
    return month


def with_lines(person: ScenarioPerson, run: ScenarioRun) -> PersonFacts:
    """The person as the run sees them, without balances: the card of the pay date's year, fixed lines in force, the
    run's lines. Numbered fixed lines are known in every run: their rows say themselves when they hold.
    """
    head = run.head
    ordinary = head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    fixed = tuple(
        each.line
        for each in person.fixed
        if (ordinary or each.line.numbered is not None) and each.days.overlap(head.days)
    )
    return replace(
        person.person, tax_card=person.card(head.pay_date), lines=fixed + run.lines.get(person.person.number, ())
    )
