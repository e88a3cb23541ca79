"""A scenario file → facts: an employer, its people, and the runs that were made (the contract is in scenario files' own
manual).

The form is strict: an unknown key is an error that names the key and its line, and amounts are text, never numbers with
a point. Everything that is wrong is said in one sentence (`Refused`), whatever the bytes are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Struct

from models.values.finding import Refused, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.engine.facts import (
    EmployerFacts,
    Employment,
    Establishment,
    InternationalId,
    LineInput,
    PersonFacts,
    RunHead,
    RunKind,
    TaxCard,
    Terms,
    Vessel,
)

MAX_BYTES = 20_000_000
_NOT_YET = {"absence": "absences", "refund": "refunds", "message": "single a-meldinger"}
_NOT_YET_EMPLOYEE = {"car": "company cars", "loan": "cheap loans"}

Number = str | int  # amounts, quantities, percentages: text; whole numbers are understood


def _key(name: str) -> str:
    """The key in the file: `from` is a word of Python, so a line stands after it here."""
    return name.rstrip("_")


class Form(Struct, forbid_unknown_fields=True, rename=_key):
    """The base of every table of the file: unknown keys are errors."""


class EmployerForm(Form):
    name: str
    orgnr: str
    bank_account: str = ""
    address: list[str] = []
    contact: str = ""
    pension_percent: Number = "2"
    pension_provider: str = ""
    holiday_plan: str = "agreement"
    holiday_deduction: Number = "260"
    part_month: Number = "working_days"
    aga_allowance_used: Number = "0"
    sector: str = ""
    finance_tax: bool = False
    start_month: str = ""
    accounts: dict[str, str] = {}


class EstablishmentForm(Form):
    orgnr: str
    zone: Number = "1"
    name: str = ""
    calculation_code: str = "generelleNaeringer"
    municipality: str = ""


class OpeningForm(Form):
    holiday_basis_last_year: Number = "0"
    holiday_basis_this_year: Number = "0"
    taxable_this_year: Number = "0"
    withheld_this_year: Number = "0"
    exempt_used: Number = "0"
    aga_base_this_year: Number = "0"


class TaxCardForm(Form):
    year: int
    kind: str
    table: Number = ""
    percent: Number | None = None
    exempt_amount: Number | None = None
    months: Number | None = None
    issued: date | None = None


class TermsForm(Form):
    from_: date
    percent: Number = "100"
    full_time_hours: Number = "37.5"
    pay: str = "monthly"
    monthly_salary: Number | None = None
    hourly_rate: Number | None = None
    hours_divisor: Number | None = None
    period: str = "MND"


class VesselForm(Form):
    register: str
    type: str
    area: str


class EmploymentForm(Form):
    start: date
    terms: Annotated[list[TermsForm], msgspec.Meta(min_length=1)]
    id: str = "1"
    establishment: str = ""
    type: str = "ordinaertArbeidsforhold"
    end: date | None = None
    end_reason: str = ""
    occupation: str = ""
    work_schedule: str = "ikkeSkift"
    form: str = "fast"
    zone: Number = ""
    vessel: VesselForm | None = None
    main_employer: bool = True


class LineForm(Form):
    """A fixed line, or a line of a run."""

    type: str
    employee: int = 0
    quantity: Number | None = None
    rate: Number | None = None
    amount: Number | None = None
    percent: Number | None = None
    employment: str = ""
    earned_from: date | None = None
    earned_to: date | None = None
    from_: date | None = None
    to: date | None = None
    meals: str = ""
    claim: str = ""
    text: str = ""
    tax: str = ""


class InternationalIdForm(Form):
    value: str
    type: str
    country: str


class EmployeeForm(Form):
    number: int
    name: str
    national_id: str = ""
    international_id: InternationalIdForm | None = None
    born: date | None = None
    address: list[str] = []
    language: str = "nb"
    bank_account: str = ""
    small_payments: bool = False
    opening: OpeningForm = msgspec.field(default_factory=OpeningForm)
    tax_card: list[TaxCardForm] = []
    employment: list[EmploymentForm] = []
    line: list[LineForm] = []


class RunForm(Form):
    month: str
    pay_date: date
    kind: str = "ordinary"
    period: str = "MND"
    from_: date | None = None
    to: date | None = None
    december_relief: bool = False
    corrects: str = ""
    employees: list[int] | None = None
    line: list[LineForm] = []


class ScenarioForm(Form):
    scenario: int
    country: str
    employer: EmployerForm
    establishment: Annotated[list[EstablishmentForm], msgspec.Meta(min_length=1)]
    title: str = ""
    start_month: str = ""
    employee: list[EmployeeForm] = []
    run: list[RunForm] = []


@dataclass(frozen=True, slots=True)
class FixedLine:
    """A line of every ordinary run, within its days."""

    line: LineInput
    days: Span


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person brings from before the first month, in kroner."""

    holiday_basis_last_year: Money
    holiday_basis_this_year: Money
    taxable_this_year: Money
    withheld_this_year: Money
    exempt_used: Money
    aga_base_this_year: Money


@dataclass(frozen=True, slots=True)
class ScenarioPerson:
    """One employee of the file: who and on which terms, every year's cards, fixed lines, opening balances."""

    person: PersonFacts
    cards: tuple[TaxCard, ...]
    fixed: tuple[FixedLine, ...]
    opening: Opening

    def card(self, year: int) -> TaxCard | None:
        """The card of the year; the newest where there are several."""
        cards = [card for card in self.cards if card.year == year]
        return max(cards, key=lambda card: card.issued or date.min) if cards else None


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One run of the file: its head, the lines by employee number, and whom a correction concerns (None: all)."""

    head: RunHead
    lines: Mapping[int, tuple[LineInput, ...]]
    employees: frozenset[int] | None


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


def read_scenario(content: bytes, wage_type_slugs: Sequence[str] = ()) -> Scenario:
    """A scenario from the bytes of its file. `wage_type_slugs` are the types that lines may name.

    Raises Refused with one sentence for anything that is wrong.
    """
    if len(content) > MAX_BYTES:
        raise refuse(Message("The file is larger than a scenario can be"))
    text, tree = _parse(content)
    _refuse_not_yet(tree)
    form = _checked(tree, text)
    return _Reader(text, frozenset(wage_type_slugs)).scenario(form)


def _parse(content: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise refuse(Message("The file is not text in UTF-8, so it is no scenario")) from None
    except tomllib.TOMLDecodeError as wrong:
        raise refuse(Message("The file is not valid TOML: {reason}", reason=str(wrong))) from None
    except RecursionError:
        raise refuse(Message("The file is not a scenario: its tables are nested too deep")) from None


def _refuse_not_yet(tree: Mapping[str, Any]) -> None:
    for key, name in _NOT_YET.items():
        if key in tree:
            raise refuse(Message("[[{key}]]: {what} are not in the program yet", key=key, what=name))
    if tree.get("country") == "DK":
        raise refuse(Message("Country {code} is not in the program yet", code="DK"))
    employees = tree.get("employee")
    for employee in employees if isinstance(employees, list) else ():
        for key, name in _NOT_YET_EMPLOYEE.items():
            if isinstance(employee, dict) and key in employee:
                raise refuse(Message("[[employee.{key}]]: {what} are not in the program yet", key=key, what=name))


def _checked(tree: dict[str, Any], text: str) -> ScenarioForm:
    try:
        form = msgspec.convert(tree, ScenarioForm)
    except msgspec.ValidationError as wrong:
        raise _form_error(str(wrong), text) from None
    if form.scenario != 1:
        raise refuse(Message("The scenario has format {version}; this program reads format 1", version=form.scenario))
    return form


_PATH = re.compile(r" - at `(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<key>.*)`")
_MISSING = re.compile(r"missing required field `(?P<key>.*)`")
_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.\s]+?)\s*\]{1,2}\s*(#.*)?$")


def _form_error(reason: str, text: str) -> Refused:
    """The reason in our words, with the line that it concerns."""
    found = _PATH.search(reason)
    path = found["path"] if found else "$"
    reason = reason[: found.start()] if found else reason
    steps = [step for step in re.split(r"[.\[\]]+", path.removeprefix("$")) if step]
    table, key = steps, ""
    if unknown := _UNKNOWN.search(reason):
        key = unknown["key"]
        what = Message("Line {line}: the key “{key}” is not known here", line=_line(text, table, key), key=key)
    elif missing := _MISSING.search(reason):
        what = Message("Line {line}: the key “{key}” is missing", line=_line(text, table, ""), key=missing["key"])
    else:
        key = table[-1] if table and not table[-1].isdecimal() else ""
        what = Message(
            "Line {line}: “{key}”: {reason}",
            line=_line(text, table[:-1] if key else table, key),
            key=key or ".".join(table),
            reason=reason,
        )
    return refuse(what)


def _line(text: str, table: Sequence[str], key: str) -> int:
    """The line of a key: its table's header is found by counting headers of the same name, then the key below it."""
    wanted = _normal(table)
    counts: dict[tuple[str, ...], int] = {}
    here: tuple[tuple[str, int], ...] = ()
    header_line = 1
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            names = tuple(part.strip() for part in header[1].split("."))
            parent: tuple[tuple[str, int], ...] = ()
            for depth in range(1, len(names)):
                parent += ((names[depth - 1], counts.get(names[:depth], 1) - 1),)
            counts[names] = counts.get(names, 0) + 1
            for known in [each for each in counts if len(each) > len(names) and each[: len(names)] == names]:
                counts[known] = 0
            here = (*parent, (names[-1], counts[names] - 1))
            if here == wanted:
                header_line = number
            continue
        if here == wanted and key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line):
            return number
    for number, line in enumerate(text.split("\n"), 1):  # the key as a table of its own, or in an inline table
        if key and re.search(rf"(^|[\s.,{{\[\"']){re.escape(key)}\s*[\]=\"']", line) and number >= header_line:
            return number
    return header_line


def _normal(table: Sequence[str]) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for step in table:
        if step.isdecimal() and found:
            found[-1] = (found[-1][0], int(step))
        else:
            found.append((step, 0))
    return tuple(found)


V = TypeVar("V")


class _Reader:
    """The checked form → facts. Values that cannot be read are named with their table and key."""

    def __init__(self, text: str, slugs: frozenset[str]) -> None:
        self._text = text
        self._slugs = slugs

    def scenario(self, form: ScenarioForm) -> Scenario:
        runs = tuple(self._runs(form.run, {employee.number for employee in form.employee}))
        start = form.start_month or form.employer.start_month
        if start:
            first = self._value(Month.parse, start, "start_month")
        else:
            first = min((run.head.month for run in runs), default=Month(2026, 1))
        numbers = [employee.number for employee in form.employee]
        for number in numbers:
            if numbers.count(number) > 1:
                raise refuse(Message("Two employees have the number {number}", number=str(number)))
        default = form.establishment[0].orgnr
        return Scenario(
            form.title,
            form.country,
            self._employer(form.employer, form.establishment),
            self._money(form.employer.aga_allowance_used, "aga_allowance_used"),
            first,
            tuple(self._person(employee, default) for employee in form.employee),
            runs,
        )

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
            accounts=form.accounts,
        )

    def _person(self, form: EmployeeForm, default: str) -> ScenarioPerson:
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
        )
        opening = Opening(*(self._money(value, name) for name, value in msgspec.structs.asdict(form.opening).items()))
        fixed = tuple(
            FixedLine(self._line(line, fixed=True), Span(line.from_ or date.min, line.to)) for line in form.line
        )
        return ScenarioPerson(person, tuple(self._card(card) for card in form.tax_card), fixed, opening)

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
        )

    def _line(self, form: LineForm, *, fixed: bool = False) -> LineInput:
        if self._slugs and form.type not in self._slugs:
            raise refuse(Message("“{type}” is not a wage type", type=form.type))
        if form.type == "refund_k27":
            raise refuse(Message("Refunds are not in the program yet: the line {type} cannot be used", type=form.type))
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
        )

    def _runs(self, forms: Sequence[RunForm], numbers: set[int]) -> Iterator[ScenarioRun]:
        made: dict[Month, int] = {}
        for form in forms:
            month = self._value(Month.parse, form.month, "month")
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
            yield ScenarioRun(head, lines, None if form.employees is None else frozenset(form.employees))

    def _span(self, first: date, last: date) -> Span:
        if last < first:
            raise refuse(Message("The end, {end}, is before the start, {start}", end=last, start=first))
        return Span(first, last)

    def _money(self, value: Number, name: str) -> Money:
        return self._value(Money.kr, value, name)

    def _percent(self, value: Number, name: str) -> Percent:
        return self._value(Percent.of, value, name)

    def _decimal(self, value: Number, name: str) -> Decimal:
        number = self._value(Decimal, value, name)
        if not number.is_finite():
            raise refuse(Message("{key} = “{value}” is not a number", key=name, value=str(value)))
        return number

    def _value(self, read: Callable[[Any], V], value: Any, name: str) -> V:
        try:
            return read(value)
        except (ValueError, InvalidOperation) as wrong:
            reason = "" if isinstance(wrong, InvalidOperation) else str(wrong)
            raise refuse(
                Message("{key} = “{value}” cannot be read: {reason}", key=name, value=str(value), reason=reason)
            ) from None


def with_lines(person: ScenarioPerson, run: ScenarioRun) -> PersonFacts:
    """The person as the run sees them, without balances: the card of the pay date's year, fixed lines in force, the
    run's lines.
    """
    head = run.head
    ordinary = head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    fixed = tuple(each.line for each in person.fixed if ordinary and each.days.overlap(head.days))
    return replace(
        person.person, tax_card=person.card(head.pay_date.year), lines=fixed + run.lines.get(person.person.number, ())
    )
