"""The form of a scenario file: which tables and keys there are, and where in the file something is wrong.

Strict: an unknown key is an error that names the key and its line, and amounts are text, never numbers with a point.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Struct

from models.values.finding import Refused, refuse
from models.values.message import Message

MAX_BYTES = 20_000_000
_DEEPEST = 20  # parts of a dotted key: reading takes time by their square

Number = str | int  # amounts, quantities, percentages: text; whole numbers are understood


def _key(name: str) -> str:
    """The key in the file: `from` is a word of Python, so a line stands after it here."""
    return name.rstrip("_")


class Form(Struct, forbid_unknown_fields=True, rename=_key):
    """The base of every table of the file: unknown keys are errors."""


class ChoicesForm(Form):
    """What the law leaves to the employer; left out is the usual answer."""

    card_months: Number = "10.5"
    part_month_table: str = "month"
    holiday_month: str = "holiday_pay"
    over_60: str = "when_paid"
    holiday_booking: str = "accrual"
    pension_cap: str = "month"
    pension_contribution: str = "with_run"
    hours_divisor: Number | None = None
    self_certification: str = "statutory"
    beyond_six_g: str = "yes"
    nav_days_in_holiday_basis: str = "yes"
    holiday_taken: str = "at_once"
    after_end: str = "none"
    below_limit: str = "wait"
    answer_language: str = "bokmaal"


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
    choices: ChoicesForm = msgspec.field(default_factory=ChoicesForm)
    other_aid: dict[str, Number] = {}


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
    holiday_paid_this_year: Number = "0"
    holiday_paid_60_this_year: Number = "0"
    holiday_days_left: Number = "0"
    time_bank: Number = "0"
    advance: Number = "0"


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
    pay_step: Number = ""


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
    seniority: date | None = None
    earned_in: str = ""


class LineForm(Form):
    """What a fixed line and a line of a run have in common."""

    type: str
    quantity: Number | None = None
    rate: Number | None = None
    amount: Number | None = None
    percent: Number | None = None
    employment: str = ""
    earned_from: date | None = None
    earned_to: date | None = None
    meals: str = ""
    claim: str = ""
    text: str = ""
    tax: str = ""
    department: str = ""
    project: str = ""
    at_most: Number | None = None


class FixedLineForm(LineForm):
    """A line of every ordinary run from … to …"""

    from_: date | None = None
    to: date | None = None


class RunLineForm(LineForm, kw_only=True):
    """A line of one run."""

    employee: int


class CarForm(Form):
    list_price: Number
    first_registered: date
    from_: date
    to: date | None = None
    over_40000_km: bool = False
    vehicle: str = "car"
    own_payment: Number = "0"
    registration: str = ""


class LoanForm(Form):
    balance: Number
    rate: Number
    from_: date
    to: date | None = None


class ShareForm(Form):
    """A part of the pay that is booked on a department and a project."""

    percent: Number
    department: str = ""
    project: str = ""


class OwnRateForm(Form):
    """A rate that the program does not know: its name in the year files, one of the three, since when, and where it was
    found.
    """

    name: str
    source: str
    from_: date
    amount: Number | None = None
    percent: Number | None = None
    number: Number | None = None


class AbsenceForm(Form):
    employee: int
    kind: str
    from_: date
    to: date | None = None
    employment: str = ""
    id: str = ""
    grade: Number = "100"
    paid: bool = True
    withdrawn: date | None = None


class RefundForm(Form):
    """What came for one employee, or a report with what came for many."""

    employee: int | None = None
    month: str = ""
    amount: Number | None = None
    file: str = ""
    establishment: str = ""


class InternationalIdForm(Form):
    value: str
    type: str
    country: str


class EmployeeForm(Form):
    number: Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
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
    line: list[FixedLineForm] = []
    bank_bic: str = ""
    car: list[CarForm] = []
    loan: list[LoanForm] = []
    share: list[ShareForm] = []
    tax_home: str = ""


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
    line: list[RunLineForm] = []


class MessageForm(Form):
    month: str
    id: str = ""
    made: date | None = None
    kind: str = "first"
    state: str = ""


class AnyScenarioForm(Form):
    """What the file of every country begins with."""

    scenario: int
    country: str


class ScenarioForm(AnyScenarioForm, kw_only=True):
    employer: EmployerForm
    establishment: Annotated[list[EstablishmentForm], msgspec.Meta(min_length=1)]
    title: str = ""
    start_month: str = ""
    employee: list[EmployeeForm] = []
    run: list[RunForm] = []
    refund: list[RefundForm] = []
    absence: list[AbsenceForm] = []
    own_rate: list[OwnRateForm] = []
    message: list[MessageForm] = []


F = TypeVar("F", bound="AnyScenarioForm")


def read_form(content: bytes) -> ScenarioForm:
    """The checked form of a scenario file. Raises Refused with one sentence, whatever the bytes are."""
    return read_form_as(content, ScenarioForm)


def read_form_as(content: bytes, kind: type[F]) -> F:
    """The checked form of a scenario file of the kind that its country has. Raises Refused with one sentence."""
    if len(content) > MAX_BYTES:
        raise refuse(Message("The file is larger than a scenario can be"))
    text, tree = _parse(content)
    return _checked(tree, text, kind)


_COUNTRY = re.compile(r"""^country[ \t]*=[ \t]*["']([^"'\n]*)["']""", re.MULTILINE)


def country_of(content: bytes) -> str:
    """The country that a scenario file says in its first lines, before any table; empty where it says none."""
    found = _COUNTRY.search(content[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    return found[1] if found else ""


def _parse(content: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        if any(
            line.partition("=")[0].count(".") > _DEEPEST
            for line in text.split("\n")
            if not line.lstrip().startswith("#")
        ):
            raise RecursionError
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise refuse(Message("The file is not text in UTF-8, so it is not a scenario")) from None
    except ValueError as wrong:  # TOMLDecodeError, and a number of thousands of digits
        raise refuse(Message("The file is not valid TOML: {reason}", reason=str(wrong))) from None
    except RecursionError:
        raise refuse(Message("The file is not a scenario: its tables are nested too deep")) from None


_PLACED = re.compile(r"^\s*\[\[\s*(run|message)\s*\]\]")


def runs_before_messages(content: bytes) -> tuple[int, ...]:
    """How many runs stand before each [[message]] of a file: TOML itself keeps the order of one kind of tables only."""
    places, runs = list[int](), 0
    for line in content.decode("utf-8-sig").split("\n"):
        if found := _PLACED.match(line):
            if found[1] == "run":
                runs += 1
            else:
                places.append(runs)
    return tuple(places)


def _checked(tree: dict[str, Any], text: str, kind: type[F]) -> F:
    try:
        form = msgspec.convert(tree, kind)
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
        what = Message("Line {line}: the key “{key}” is not known here", line=str(_line(text, table, key)), key=key)
    elif missing := _MISSING.search(reason):
        what = Message("Line {line}: the key “{key}” is missing", line=str(_line(text, table, "")), key=missing["key"])
    elif "got `float`" in reason and "str" in reason:
        key = table[-1]
        line = str(_line(text, table[:-1], key))
        what = Message("Line {line}: “{key}” is written as text, in quotes", line=line, key=key)
    else:
        key = table[-1] if table and not table[-1].isdecimal() else ""
        what = Message(
            "Line {line}: “{key}”: {reason}",
            line=str(_line(text, table[:-1] if key else table, key)),
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
