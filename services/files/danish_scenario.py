"""A Danish scenario file → facts: position categories, result tables, personal rates, people and runs.

Everything that is wrong is said in one sentence (`Refused`), as in scenario.py; danish_scenario_form.py knows the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from models.values.finding import refuse
from models.values.message import Message
from models.values.money import ZERO
from models.values.span import Month
from models.values.timeline import Timeline
from services.engine.facts import (
    Absence,
    EmployerFacts,
    Employment,
    Establishment,
    LineInput,
    PersonFacts,
    RunHead,
    RunKind,
    TaxCard,
    Terms,
)
from services.engine.numbered import (
    CategoryLine,
    NumberedLine,
    NumberedSetup,
    NumberedTerms,
    PersonalRate,
    RateStep,
    SetMember,
)
from services.files.danish_scenario_form import (
    DanishAbsenceForm,
    DanishEmployeeForm,
    DanishEmploymentForm,
    DanishRunForm,
    DanishScenarioForm,
    DanishTaxCardForm,
    NumberedLineForm,
    PersonalRateForm,
    RateStepForm,
    TypeSetForm,
)
from services.files.scenario import (
    FixedLine,
    Opening,
    Scenario,
    ScenarioPerson,
    ScenarioRun,
    ScenarioValues,
    month_of,
)
from services.files.scenario_form import Number, read_form_as

ROUNDING = ("1", "2", "2b", "3", "4")
PAY_FORMS = {
    "monthly_arrears": "arrears",
    "monthly_advance": "advance",
    "hourly": "hourly",
    "fortnightly": "fortnightly",
}
"""How pay is given (aflønningsform), and the value of a result table's step that holds for it."""

PROVISIONS = ("none", "running", "concrete")
"""How an employer provides for owed holiday pay (denmark 4.19): never both ways."""

SETS = (
    *("4", "5", "6", "10", "11"),
    *("1109", "3103", "3104", "4750", "7500", "7550", "9870"),
    *("6000", "6001", "6002", "6003", "6004", "6005"),
)
"""The lists of types that an employer may make: pension bases of its own, and the types of types (lønartstyper)."""

_BASIS_NAMES = ("MDR_FAST", "TIMESATS", "FERIEB", "FERIEB_LOV", "FERIEB_OK", "fp")
_CARDS = ("main", "secondary", "exempt", "gross", "none")
_WITH_PERCENT = ("main", "secondary", "gross")
_LANGUAGES = ("da", "nb", "en")
_LOCAL = ("gross", "net")
_CODES = ("T", "E", "U", "L", "-E")
_PERIODS = {"MND": "MND", "14D": "14D", "UKE": "UKE"}
_CPR = re.compile(r"[0-9]{6}-?[0-9]{4}")


def read_danish_scenario(content: bytes, wage_type_slugs: Iterable[str] = (), purposes: Iterable[str] = ()) -> Scenario:
    """A scenario from the bytes of its file. `wage_type_slugs` are the numbers that lines may name, `purposes` those of
    the account plan. Raises Refused with one sentence for anything that is wrong.
    """
    reader = _Reader(frozenset(wage_type_slugs), frozenset(purposes))
    return reader.scenario(read_form_as(content, DanishScenarioForm))


class _Reader(ScenarioValues):
    """The checked form → facts."""

    def scenario(self, form: DanishScenarioForm) -> Scenario:
        numbers = [employee.number for employee in form.employee]
        for number in numbers:
            if numbers.count(number) > 1:
                raise refuse(Message("Two employees have the number {number}", number=str(number)))
        for table, rows in (("absence", form.absence), ("personal_rate", form.personal_rate)):
            for row in rows:
                if row.employee not in numbers:
                    what = Message("[[{table}]]: there is no employee {number}", table=table, number=str(row.employee))
                    raise refuse(what)
        runs = tuple(self._runs(form.run, set(numbers)))
        start = form.start_month or form.employer.start_month
        if start:
            first = self._value(month_of, start, "start_month")
        else:
            first = min((run.head.month for run in runs), default=Month(2026, 1))
        return Scenario(
            form.title,
            form.country,
            self._employer(form),
            ZERO,
            first,
            tuple(
                self._person(
                    employee,
                    [each for each in form.absence if each.employee == employee.number],
                    [each for each in form.personal_rate if each.employee == employee.number],
                )
                for employee in form.employee
            ),
            runs,
        )

    def _employer(self, form: DanishScenarioForm) -> EmployerFacts:
        employer = form.employer
        rounding = self._word(str(employer.rounding), ROUNDING)
        categories: dict[str, tuple[CategoryLine, ...]] = {}
        for category in form.category:
            number = str(category.number)
            if number in categories:
                raise refuse(Message("[[category]]: two have the number {number}", number=number))
            categories[number] = tuple(
                CategoryLine(self._type(line.type), line.from_, line.to) for line in category.line
            )
        return EmployerFacts(
            employer.name,
            employer.cvr,
            (Establishment(employer.cvr, "", employer.name),),
            tuple(employer.address),
            employer.contact,
            employer.bank_account,
            test_client=True,
            accounts=self._accounts(employer.accounts),
            numbered=NumberedSetup(
                rounding,
                employer.se or employer.cvr,
                categories,
                tuple(self._step(step) for step in form.rate),
                self._sets(form.basis),
                self._word(employer.provisions, PROVISIONS),
                employer.holiday_average,
                self._word(employer.fritvalg_local, _LOCAL) == "net",
            ),
        )

    def _sets(self, forms: Sequence[TypeSetForm]) -> dict[str, tuple[SetMember, ...]]:
        sets: dict[str, tuple[SetMember, ...]] = {}
        for form in forms:
            number = self._word(str(form.number), SETS)
            if number in sets:
                raise refuse(Message("[[basis]]: two have the number {number}", number=number))
            sets[number] = tuple(self._member(str(written)) for written in form.types)
        return sets

    def _member(self, written: str) -> SetMember:
        try:
            member = SetMember.read(written)
        except ValueError:
            raise refuse(Message("“{type}” is not a wage type", type=written)) from None
        if member.type not in _BASIS_NAMES:
            self._type(member.type)
        return member

    def _step(self, form: RateStepForm) -> RateStep:
        values = {
            name: self._decimal(value, name)
            for name in PAY_FORMS.values()
            if (value := getattr(form, name)) is not None
        }
        if any(value < 0 for value in values.values()):
            raise refuse(Message("Result table {table}: a rate is never below zero", table=str(form.table)))
        return RateStep(str(form.table), form.from_, str(form.group), values)

    def _person(
        self, form: DanishEmployeeForm, absences: Sequence[DanishAbsenceForm], rates: Sequence[PersonalRateForm]
    ) -> ScenarioPerson:
        if form.national_id and not _CPR.fullmatch(form.national_id):
            what = Message("Employee {number}: a CPR number has ten digits", number=str(form.number))
            raise refuse(what)
        person = PersonFacts(
            form.number,
            form.name,
            form.national_id.replace("-", ""),
            form.born,
            None,
            tuple(form.address),
            self._word(form.language, _LANGUAGES),
            form.bank_account,
            employments=tuple(self._employment(each) for each in form.employment),
            absences=tuple(sorted((self._absence(each) for each in absences), key=lambda absence: absence.first)),
            own_rates=tuple(
                PersonalRate(self._type(each.type), each.from_, self._decimal(each.value, "value")) for each in rates
            ),
        )
        fixed = tuple(
            FixedLine(self._line(line, fixed=True), self._span(line.from_ or date.min, line.to)) for line in form.line
        )
        nothing = Opening(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
        return ScenarioPerson(person, tuple(self._card(card) for card in form.tax_card), fixed, nothing)

    def _absence(self, form: DanishAbsenceForm) -> Absence:
        days = self._span(form.from_, form.to or form.from_)
        units = None if form.duration is None else self._decimal(form.duration, "duration")
        kind = self._type(form.type) if form.type != "" else ""
        return Absence(str(form.code), days.first, days.last, units=units, type=kind)

    def _card(self, form: DanishTaxCardForm) -> TaxCard:
        card = TaxCard(
            form.year,
            self._word(form.kind, _CARDS),
            percent=None if form.percent is None else self._percent(form.percent, "percent"),
            exempt_amount=None if form.exempt_amount is None else self._money(form.exempt_amount, "exempt_amount"),
            issued=form.issued,
            allowance_month=(
                None if form.allowance_month is None else self._money(form.allowance_month, "allowance_month")
            ),
        )
        if form.percent is not None and not 0 <= self._decimal(form.percent, "percent") <= 100:
            raise refuse(Message("A percentage is from 0 to 100"))
        if card.percent is None and card.kind in _WITH_PERCENT:
            raise refuse(Message("The tax card of {year} needs a percentage", year=str(card.year)))
        if any(amount is not None and amount.ore < 0 for amount in (card.exempt_amount, card.allowance_month)):
            raise refuse(Message("The tax card of {year}: an amount is never below zero", year=str(card.year)))
        return card

    def _employment(self, form: DanishEmploymentForm) -> Employment:
        self._span(form.start, form.end)
        numbered = NumberedTerms(
            str(form.position_category),
            str(form.group),
            self._hours(form.norm_hours, "norm_hours"),
            self._hours(form.agreement_hours, "agreement_hours"),
        )
        amount = None if form.amount is None else self._money(form.amount, "amount")
        salary, hourly = (None, amount) if form.pay == "hourly" else (amount, None)
        pay = self._word(form.pay, PAY_FORMS)
        terms = Terms(monthly_salary=salary, hourly_rate=hourly, pay=pay, numbered=numbered)
        return Employment(
            form.id, "", form.start, Timeline(((form.start, terms),)), end=form.end, end_reason=str(form.end_code)
        )

    def _hours(self, value: Number | None, name: str) -> Decimal | None:
        if value is None:
            return None
        hours = self._decimal(value, name)
        if hours <= 0:
            raise refuse(Message("{key} = “{value}” is not a number of hours", key=name, value=str(value)))
        return hours

    def _line(self, form: NumberedLineForm, *, fixed: bool = False) -> LineInput:
        def number(value: Number | None, name: str) -> Decimal | None:
            return None if value is None else self._decimal(value, name)

        month = None if form.month is None else int(self._decimal(form.month, "month"))
        if month is not None and not 1 <= month <= 12:
            raise refuse(Message("{key} = “{value}” is not a number", key="month", value=str(form.month)))
        more = NumberedLine(
            form.date_,
            number(form.company_amount, "company_amount"),
            number(form.company_percent, "company_percent"),
            str(form.pension_basis),
            form.year,
            month,
            number(form.working_time, "working_time"),
            number(form.off_days, "off_days"),
            number(form.off_hours, "off_hours"),
            number(form.off_amount, "off_amount"),
        )
        return LineInput(
            self._type(form.type),
            number(form.units, "units"),
            number(form.rate, "rate"),
            None if form.amount is None else self._money(form.amount, "amount"),
            None if form.percent is None else self._percent(form.percent, "percent"),
            text=form.text,
            fixed=fixed,
            department=form.department,
            project=form.project,
            numbered=more,
        )

    def _runs(self, forms: Sequence[DanishRunForm], numbers: set[int]) -> Iterator[ScenarioRun]:
        made: dict[Month, int] = {}
        for form in forms:
            month = self._value(month_of, form.month, "month")
            made[month] = made.get(month, 0) + 1
            kinds = [kind.value for kind in RunKind if kind is not RunKind.HOLIDAY]
            kind = RunKind(self._word(form.kind, kinds))
            days = None
            if form.from_ is not None or form.to is not None:
                days = self._span(form.from_ or month.first, form.to or month.last)
            period = self._word(form.period, _PERIODS)
            codes = tuple(self._word(code, _CODES) for code in form.codes)
            head = RunHead(month, form.pay_date, kind, period, days, False, form.corrects, made[month], codes=codes)
            lines: dict[int, tuple[LineInput, ...]] = {}
            for line in form.line:
                if line.employee not in numbers:
                    what = Message("Run {run}: there is no employee {number}", run=head.name, number=str(line.employee))
                    raise refuse(what)
                lines[line.employee] = (*lines.get(line.employee, ()), self._line(line))
            for employee in form.employees or ():
                if employee not in numbers:
                    what = Message("Run {run}: there is no employee {number}", run=head.name, number=str(employee))
                    raise refuse(what)
            yield ScenarioRun(
                head,
                {number: _by_day(each) for number, each in lines.items()},
                None if form.employees is None else frozenset(form.employees),
            )

    def _type(self, written: Number) -> str:
        number = str(written)
        if self._slugs and number not in self._slugs:
            raise refuse(Message("“{type}” is not a wage type", type=number))
        return number

    def _word(self, word: str, words: Iterable[str]) -> str:
        known = list(words)
        if word not in known:
            raise refuse(Message("“{word}” is not one of {words}", word=word, words=" · ".join(known)))
        return word


def _by_day(lines: Sequence[LineInput]) -> tuple[LineInput, ...]:
    """The lines in the order of their dates; what has none stands first, as it was written."""
    days = {id(line): line.numbered.day if line.numbered and line.numbered.day else date.min for line in lines}
    return tuple(sorted(lines, key=lambda line: days[id(line)]))
