"""The input grid of a run: which columns it has, what else could be entered, and what a wage type asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from models.records.employer import CostUnit, Setting
from models.records.pay_run import PayRun
from models.values.message import Message
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.entry_columns import Column, columns_of, in_order
from services.desk.line_notes import time_bank as bank_before
from services.desk.preview import Preview, read_entered
from services.desk.who_is_paid import is_hourly
from services.engine.facts import RunKind
from services.engine.run_words import RunWords
from services.engine.wage_types import Operation, WageType

_SETTING: Final = "grid_columns"
_WITHOUT_QUANTITY: Final = frozenset({"salary", "holiday_pay", "holiday_pay_60"})

_WITHOUT_RATE: Final = frozenset(
    {"holiday_deduction", "absence_deduction", "rate_amount", "time_bank_in", "time_off", "count_only"}
)

_GROUPS: Final = (
    ("pay", Message("Pay")),
    ("allowance", Message("Travel and expenses")),
    ("benefit", Message("Benefits in kind")),
    ("deduct", Message("Deductions from net pay")),
    ("employer", Message("Of the employer alone, on no payslip")),
)
_NO_AMOUNT: Final = frozenset({"full_withholding", "time_bank_in", "time_off", "count_only"})  # a wish, hours, days
_HEADINGS: Final = (
    ("hourly_pay", Message("Hours")),
    ("mileage", Message("Driving")),
    ("variable_addition", Message("Additions")),
    ("other_deduction", Message("Deductions")),
)
_NOT_IN_CELLS: Final = "full_withholding"


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Wage types of one sort, to choose among."""

    title: Message
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class EmploymentChoice:
    """An employment that a line may belong to."""

    id: str
    words: Message


@dataclass(frozen=True, slots=True)
class LineFields:
    """What a line of a wage type can say. `unit` is that of its quantity; "" where it has none."""

    unit: str
    rate: bool
    percent: bool
    meals: bool
    claim: bool
    tax: bool
    earned: bool
    cost: bool = True  # a department or project of its own
    amount: bool = True
    own: tuple[str, ...] = ()  # of a numbered type: day, year, month, working_time, company_percent …


def _words(preview: Preview) -> RunWords:
    return country(preview.facts.country).run_words


def has_travel(preview: Preview) -> bool:
    """Whether travel claims can be entered."""
    return _words(preview).travel


def grid_columns(desk: Desk, preview: Preview) -> tuple[Column, ...]:
    """The columns to type in: those chosen for this kind of run, or the usual ones; and all that is in use."""
    known = columns_of(preview.types)
    chosen = _chosen(desk, preview.head.kind.value)
    if chosen is None:
        chosen = _usual(desk, preview)
    used = used_types(preview)
    extra = [column.slug for column in known if column.slug in used and column.slug not in chosen]
    return tuple(in_order(known, [*chosen, *extra]))


def used_types(preview: Preview) -> frozenset[str]:
    """The wage types that somebody has a line of."""
    return frozenset(each.line.type for number in preview.numbers for each in preview.entered(number))


def column_groups(preview: Preview, *, wishes: bool = False) -> tuple[ColumnGroup, ...]:
    """Everything that can be a column of this run, by sort. The salary follows from the terms in an ordinary run.

    With `wishes` also what is a line without a number, which no cell can hold.
    """
    terms_pay = preview.head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    known = [
        column for column in columns_of(preview.types) if not (terms_pay and column.slug == _words(preview).salary)
    ]
    known = known if wishes else [column for column in known if column.slug != _NOT_IN_CELLS]
    groups = [
        ColumnGroup(title, tuple(column for column in known if column.operation == operation))
        for operation, title in _GROUPS
    ]
    return tuple(group for group in groups if group.columns)


def heading(column: Column, language: str) -> str | Message:
    """What stands over a column: short words for the most usual ones."""
    shortly = dict(_HEADINGS)
    if column.slug in shortly:
        return shortly[column.slug]
    if column.slug.isdecimal():
        return f"{column.slug} {column.name(language)}"
    return column.name(language)


def unit_words(unit: str) -> Message:
    """A unit as it stands under a heading or in a field."""
    match unit:
        case "hours":
            return Message("h")
        case "km":
            return Message("km")
        case "days":
            return Message("days")
        case "nights":
            return Message("nights")
        case "pieces":
            return Message("pcs.")
        case _:
            return Message("kr")


def line_fields(preview: Preview, slug: str) -> LineFields:
    """What a line of a wage type can say besides an amount and a text."""
    wage_type = preview.types[slug]
    if wage_type.row is not None:
        return _of_row(wage_type, wage_type.row.inputs)
    deducts = wage_type.operation is Operation.DEDUCT
    is_own = wage_type.operation is Operation.EMPLOYER
    has_quantity = not deducts and not is_own and wage_type.formula not in _WITHOUT_QUANTITY
    return LineFields(
        (wage_type.unit or "pieces") if has_quantity else "",
        has_quantity and wage_type.formula not in _WITHOUT_RATE,
        wage_type.formula.startswith("percent_of") or wage_type.formula == "extra_withholding",
        wage_type.formula == "subsistence",
        wage_type.formula == "whole_kroner",
        wage_type.tax not in ("none", ""),
        wage_type.operation is Operation.PAY and wage_type.tax not in ("none", "holiday"),
        not deducts and wage_type.operation is not Operation.EMPLOYER,
        wage_type.formula not in _NO_AMOUNT,
    )


_COUNTED: Final = ("days", "hours", "units", "km")
_OWN: Final[Mapping[str, str]] = {
    "date": "day",
    "year": "year",
    "holiday_year": "year",
    "month": "month",
    "work_percent": "working_time",
    "firm_percent": "company_percent",
    "firm_amount": "company_amount",
    "pension_basis": "pension_basis",
}
_AMOUNTS: Final = frozenset({"amount", "gross", "net", "basis"})


def _of_row(wage_type: WageType, inputs: Sequence[str]) -> LineFields:
    """What a line of a numbered type asks for, by the inputs of its row."""
    names = [each.rstrip("≥0±?") for each in inputs]
    unit = next((each for each in names if each in _COUNTED), "")
    percent = bool({"percent", "own_percent"} & set(names))
    own = tuple(dict.fromkeys(_OWN[each] for each in names if each in _OWN))
    return LineFields(
        "pieces" if unit == "units" else unit,
        "rate" in names,
        percent,
        meals=False,
        claim=False,
        tax=False,
        earned=False,
        cost=wage_type.operation is not Operation.DEDUCT,
        amount=bool(_AMOUNTS & set(names)),
        own=own,
    )


def cost_units(desk: Desk) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The departments and the projects that a line can be booked on: code, and code with name."""
    with desk.reading() as session:
        found = session.scalars(select(CostUnit).where(CostUnit.closed.is_(False)).order_by(CostUnit.code)).all()
        units = [(each.kind, each.code, f"{each.code} {each.name}".strip()) for each in found]
    return (
        [(code, words) for kind, code, words in units if kind == "department"],
        [(code, words) for kind, code, words in units if kind == "project"],
    )


def time_bank(preview: Preview, number: int) -> Decimal:
    """The hours in somebody's time bank before the run."""
    return bank_before(preview, number)


def employments(preview: Preview, number: int) -> tuple[EmploymentChoice, ...]:
    """The employments of somebody that a line may belong to."""
    person = preview.person(number)
    return tuple(
        EmploymentChoice(each.id, Message("Employment {id}, from {day}", id=each.id, day=each.start))
        for each in person.employments
    )


def _chosen(desk: Desk, kind: str) -> list[str] | None:
    with desk.reading() as session:
        value = session.scalar(select(Setting.value).where(Setting.name == _SETTING))
    chosen = json.loads(value).get(kind) if value else None
    return chosen if isinstance(chosen, list) else None


def _usual(desk: Desk, preview: Preview) -> list[str]:
    """What a run of the kind usually needs: hours where somebody is paid by them, and what the last such run had."""
    kind = preview.head.kind
    words = _words(preview)
    hours = [words.hours] if _has_hourly(preview) and kind in (RunKind.ORDINARY, RunKind.HOLIDAY) else []
    return [*hours, *words.columns.get(kind.value, ()), *_last_used(desk, kind.value)]


def _has_hourly(preview: Preview) -> bool:
    return any(is_hourly(preview.person(number), preview.head) for number in preview.numbers)


def _last_used(desk: Desk, kind: str) -> Iterable[str]:
    with desk.reading() as session:
        wanted = select(PayRun.id).where(PayRun.kind == kind, PayRun.approved_at.is_not(None))
        last = session.scalar(wanted.order_by(PayRun.pay_date.desc(), PayRun.id.desc()).limit(1))
    lines = read_entered(desk, last) if last is not None else {}
    return sorted({each.line.type for some in lines.values() for each in some})
