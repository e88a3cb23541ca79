"""What an employer sets up where wage types are numbered, as forms: position categories, steps of result tables, own
lists of types; what is wrong with them, and what approved pay holds fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import numbered as own
from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.desk.stored_form import read_numbered
from services.engine.numbered import COMPUTED, SetMember
from services.files.danish_scenario import SETS as OWN_SETS
from services.reference.codes import Code, code_lists
from services.reference.wage_type_rows import wage_types

PAGE: Final = "settings"
CATEGORIES: Final = "categories"
TABLES: Final = "result_tables"
LISTS: Final = "type_sets"
"""The sections of the settings that places name."""

FORMS_OF_PAY: Final = ("arrears", "advance", "hourly", "fortnightly")
ON_CATEGORY: Final = "job_category"
"""The kind of the rows that can stand on a position category."""
BASIS_NAMES: Final = ("MDR_FAST", "TIMESATS", "FERIEB", "FERIEB_LOV", "FERIEB_OK", "fp")
"""Sums that can be members of a list beside wage types."""

_LONGEST: Final = 60
_MONTHS_APART: Final = 3
_NUMBER: Final = re.compile(r"[A-Z0-9ÆØÅ]{1,10}")
_SIZES: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    "percent": (Decimal(0), Decimal(100)),
    "percent_per_day": (Decimal(0), Decimal(100)),
    "hours_per_day": (Decimal("0.01"), Decimal(24)),
    "amount_per_hour": (Decimal(0), Decimal(100_000)),
    "divisor": (Decimal("0.01"), Decimal(1_000)),
    "month": (Decimal(1), Decimal(12)),
    "pension_basis": (Decimal(1), Decimal(6)),
}
"""The least and the most of a value, by its unit."""
_WHOLE: Final = ("month", "pension_basis", "choice")
_READ: Final = re.compile(r"\bt(\d+)\b|\bt(FEE\w+)")


@dataclass(frozen=True, slots=True)
class LineForm:
    """A wage type on a position category; no day means no limit."""

    type: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CategoryForm:
    """A position category as typed. `was` is the number under which it lies in the file; empty for a new one. `absence`
    are the absence codes that are allowed; none means all of them.
    """

    number: str = ""
    name: str = ""
    lines: tuple[LineForm, ...] = ()
    was: str = ""
    absence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step of a result table as typed: from a day, for a pay group (empty: for those who have no step of their own),
    up to four values by form of pay. `id` is that of the step in the file, 0 for a new one.
    """

    table: str = ""
    since: date | None = None
    group: str = ""
    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    id: int = 0

    def tidy(self) -> StepForm:
        """Without blanks around, and without values that are not set."""
        return replace(
            self,
            table=self.table.strip().upper(),
            group=self.group.strip().upper(),
            values={name: value for name in FORMS_OF_PAY if (value := self.values.get(name)) is not None},
        )


def tables_of(country: str) -> Mapping[str, Code]:
    """The result tables by their code, those that can be set up."""
    listed = code_lists(f"{country.lower()}/result_tables")["table"]
    return {code: each for code, each in listed.items() if each.more["unit"] in (*_SIZES, "choice")}


def choices_of(country: str, table: str) -> Mapping[str, Code]:
    """What can be chosen in a table that is a choice; nothing for another."""
    return code_lists(f"{country.lower()}/result_tables").get(table, {})


def sets_of(country: str) -> Mapping[str, Code]:
    """The lists of types that an employer can have of its own, bases that start empty too, by number."""
    lists = code_lists(f"{country.lower()}/type_sets")["set"]
    bases = code_lists(f"{country.lower()}/pension")["basis"]
    return {number: lists[number] if number in lists else bases[number] for number in OWN_SETS}


def types_of_category(country: str) -> Mapping[str, str]:
    """The wage types that can stand on a position category, with the result tables that their rates read."""
    found = {}
    for slug, each in wage_types(country).items():
        row = each.row
        if row is not None and row.kind == ON_CATEGORY and row.status == COMPUTED:
            found[slug] = " ".join(dict.fromkeys(one or two for one, two in _READ.findall(row.rate)))
    return found


# --- what is wrong ---------------------------------------------------------------------------------------------------


def category_findings(country: str, form: CategoryForm, taken: Sequence[str]) -> Iterator[Finding]:
    """A position category by itself. `taken` are the numbers of the others. Places name a line from 0, or a field."""
    if not form.number:
        yield _stop(Message("The number is missing"), "number", CATEGORIES)
    elif not _NUMBER.fullmatch(form.number):
        yield _stop(Message("A number has at most ten letters or digits, and nothing else"), "number", CATEGORIES)
    elif form.number in taken:
        what = Message("There is a position category {number} already", number=form.number)
        yield _stop(what, "number", CATEGORIES)
    if not form.name:
        yield _stop(Message("The name is missing"), "name", CATEGORIES)
    elif len(form.name) > _LONGEST:
        what = Message("At most {most} characters, and here are {count}", most=_LONGEST, count=len(form.name))
        yield _stop(what, "name", CATEGORIES)
    codes = countries.country(country).absence_kinds.kinds
    for code in form.absence:
        if code not in codes:
            yield _stop(Message("There is no absence code {code}", code=code), "absence", CATEGORIES)
    known = types_of_category(country)
    for place, line in enumerate(form.lines):
        if not line.type:
            yield _stop(Message("Choose the wage type"), place, CATEGORIES)
        elif line.type not in known:
            what = Message("Wage type {number} cannot stand on a position category", number=line.type)
            yield _stop(what, place, CATEGORIES)
        elif line.since is not None and line.until is not None and line.until < line.since:
            yield _stop(Message("The last day is before the first"), place, CATEGORIES)
        elif any(_meet(line, other) for other in form.lines[:place]):
            what = Message("Wage type {number} stands there twice on the same days", number=line.type)
            yield _stop(what, place, CATEGORIES)
        elif other := next((each.type for each in form.lines[:place] if _exclude(country, line.type, each.type)), ""):
            what = Message("Wage types {number} and {other} cannot stand together", number=line.type, other=other)
            yield _stop(what, place, CATEGORIES)


def _meet(line: LineForm, other: LineForm) -> bool:
    """Whether two lines of the same type are in force on the same day."""
    first, last = (line.since or date.min, line.until or date.max)
    return line.type == other.type and (other.since or date.min) <= last and (other.until or date.max) >= first


def _exclude(country: str, number: str, other: str) -> bool:
    """Whether the row of either type names the other as one that it cannot stand with."""
    types = wage_types(country)
    return any(
        (row := types[one].row) is not None and f"conflict:{two}" in row.control.split()
        for one, two in ((number, other), (other, number))
    )


@cache
def _months_apart(country: str) -> frozenset[frozenset[str]]:
    """The pairs of tables that say in which months of the year the same type pays."""
    found = (each.row.trigger for each in wage_types(country).values() if each.row is not None)
    months = (trigger.removeprefix("months:").split(",")[:2] for trigger in found if trigger.startswith("months:"))
    return frozenset(frozenset(pair) for pair in months if len(pair) == len(set(pair)) == 2)


def step_clashes(session: Session, country: str, form: StepForm) -> Iterator[Finding]:
    """Where a step of one of two months of emptying is less than three months from the other one, counted around the
    year (denmark 2.1, 6.6).
    """
    pair = next((each for each in _months_apart(country) if form.table in each), frozenset())
    if not pair or form.since is None:
        return
    [other] = pair - {form.table}
    steps = [each for each in session.scalars(select(own.RateStep)) if each.id != form.id]
    here = {each.pay_group for each in steps if each.table_number == form.table}
    there = [each for each in steps if each.table_number == other]
    for group in sorted({each.pay_group for each in there} | {form.group}):
        if group != form.group and (form.group or group in here):
            continue  # the step is not this group's
        found = sorted((each for each in there if each.pay_group == group), key=lambda each: each.since)
        found = found or sorted((each for each in there if not each.pay_group), key=lambda each: each.since)
        before = [each for each in found if each.since <= form.since][-1:]
        for each in (*before, *(each for each in found if each.since > form.since)):
            for name, value in form.values.items():
                month = getattr(each, name)
                if value is None or month is None or value % 1 or _between(int(value), int(month)) >= _MONTHS_APART:
                    continue
                what = Message(
                    "Table {other} has month {month}. There are at least three months between the two, counted around "
                    "the year",
                    other=other,
                    month=int(month),
                )
                yield _stop(what, name, TABLES)
                return


def _between(month: int, other: int) -> int:
    """The months between two of a year, the shorter way around."""
    apart = abs(month - other)
    return min(apart, 12 - apart)


def step_findings(country: str, form: StepForm) -> Iterator[Finding]:
    """A step of a result table by itself."""
    known = tables_of(country)
    if not form.table:
        yield _stop(Message("Choose the result table"), "table", TABLES)
    elif form.table not in known:
        yield _stop(Message("There is no result table {number}", number=form.table), "table", TABLES)
    if form.since is None:
        yield _stop(Message("From which day does it hold?"), "since", TABLES)
    if form.group and not _NUMBER.fullmatch(form.group):
        yield _stop(Message("A pay group has at most ten letters or digits, and nothing else"), "group", TABLES)
    if not form.values:
        yield _stop(Message("Enter at least one value"), FORMS_OF_PAY[0], TABLES)
    if form.table in known:
        for name, value in form.values.items():
            if value is not None and (what := _wrong(country, known[form.table], value)) is not None:
                yield _stop(what, name, TABLES)


def _wrong(country: str, table: Code, value: Decimal) -> Message | None:
    """What is wrong with a value of a table."""
    unit = table.more["unit"]
    if unit in _WHOLE and value != value.to_integral_value():
        return Message("It is a whole number")
    if unit == "choice":
        codes = choices_of(country, table.code)
        if str(int(value)) not in codes:
            return Message("“{word}” is not one of {words}", word=str(value), words=" · ".join(codes))
        return None
    least, most = _SIZES[unit]
    if not least <= value <= most:
        return Message("It is between {least} and {most}", least=least, most=most)
    return None


def set_findings(country: str, number: str, members: Sequence[SetMember]) -> Iterator[Finding]:
    """A list of types by itself. Places name a member from 0."""
    if number not in sets_of(country):
        yield _stop(Message("There is no list {number}", number=number), "number", LISTS)
    known = wage_types(country)
    seen: set[str] = set()
    for place, member in enumerate(members):
        if member.type not in BASIS_NAMES and member.type not in known:
            yield _stop(Message("There is no wage type {number}", number=member.type), place, LISTS)
        elif member.type in seen:
            yield _stop(Message("{number} is in the list already", number=member.type), place, LISTS)
        seen.add(member.type)


def _stop(what: Message, thing: int | str, section: str) -> Finding:
    return Finding(Severity.STOP, what, Place(PAGE, thing, section))


# --- what approved pay holds fast ------------------------------------------------------------------------------------


def approved_until(session: Session) -> tuple[date, date] | None:
    """The first and the last day of the newest period that was paid and approved; None where none was."""
    run = PayRun
    found = [
        (row.first_day or row.month.first, row.last_day or row.month.last)
        for row in session.execute(select(run.month, run.first_day, run.last_day).where(run.approved_at.is_not(None)))
    ]
    return (max(first for first, _ in found), max(last for _, last in found)) if found else None


def people_of(session: Session) -> Mapping[str, int]:
    """How many people have, or had, each position category."""
    terms, job = people.EmploymentTerms, people.Employment
    counted = (
        select(terms.category, func.count(job.employee_id.distinct()))
        .join(job, job.id == terms.employment_id)
        .group_by(terms.category)
    )
    return dict(session.execute(counted).all())


def category_held(session: Session, form: CategoryForm, lines: Sequence[LineForm]) -> Iterator[Finding]:
    """Where a change would be of days whose pay is approved. `lines` are those of the file."""
    paid = approved_until(session)
    if paid is None or not _is_paid(session, people.EmploymentTerms.category == form.was, paid[1]):
        return
    until = paid[1]
    before, now = _until(lines, until), _until(form.lines, until)
    for place, line in enumerate(form.lines):
        if _clipped(line, until) is not None and _clipped(line, until) not in before:
            what = Message(
                "Pay is approved until {day}, so that wage type {number} cannot count before. Let it begin on {next}",
                day=until,
                number=line.type,
                next=until + timedelta(days=1),
            )
            yield _stop(what, place, CATEGORIES)
    for gone in (each for each in before if each not in now):
        if not any(line.type == gone.type for line in form.lines):
            what = Message(
                "Wage type {number} counts in approved pay until {day}. Enter a last day in place of taking it away",
                number=gone.type,
                day=until,
            )
            yield _stop(what, "lines", CATEGORIES)


def _clipped(line: LineForm, until: date) -> LineForm | None:
    """A line as it is up to a day; None where it begins later."""
    if line.since is not None and line.since > until:
        return None
    return replace(line, until=None if line.until is None or line.until >= until else line.until)


def _until(lines: Sequence[LineForm], day: date) -> list[LineForm]:
    return [clipped for line in lines if (clipped := _clipped(line, day)) is not None]


def step_held(session: Session, form: StepForm) -> Iterator[Finding]:
    """Where a new or a changed step would be one that approved pay was, or would have been, computed from. A step is
    read on the first day of a period.
    """
    paid = approved_until(session)
    if paid is None:
        return
    first = paid[0]
    stored = session.get(own.RateStep, form.id) if form.id else None
    groups = [each for each in (form.group, stored.pay_group if stored else None) if each is not None]
    terms = people.EmploymentTerms
    everybody = "" in groups
    if not _is_paid(session, terms.pay_group.is_not(None) if everybody else terms.pay_group.in_(groups), paid[1]):
        return
    if stored is not None and stored.since <= first:
        what = Message(
            "Pay is approved that was computed from the step of {day}. Add a step from a later day", day=stored.since
        )
        yield _stop(what, "since", TABLES)
    elif form.since is not None and form.since <= first:
        what = Message("Pay is approved for {month}. Let the step hold from a later day", month=Month.of(first))
        yield _stop(what, "since", TABLES)


def _is_paid(session: Session, wanted: object, until: date) -> bool:
    """Whether somebody has such terms by a day."""
    terms = people.EmploymentTerms
    found = select(terms.id).where(wanted, terms.from_day <= until).limit(1)  # type: ignore[arg-type]
    return session.scalar(found) is not None


# --- what stands in the file -----------------------------------------------------------------------------------------


def categories_in(session: Session) -> dict[str, CategoryForm]:
    """The position categories by number, in the order of the numbers."""
    lines: dict[int, list[LineForm]] = {}
    line = own.CategoryLine
    for row in session.execute(
        select(line.category_id, line.type, line.since, line.until).order_by(line.type, line.since)
    ):
        lines.setdefault(row.category_id, []).append(LineForm(row.type, row.since, row.until))
    category = own.PositionCategory
    rows = session.execute(
        select(category.id, category.number, category.name, category.absence_codes).order_by(category.number)
    )
    return {
        row.number: CategoryForm(
            row.number, row.name, tuple(lines.get(row.id, ())), row.number, tuple(row.absence_codes.split())
        )
        for row in rows
    }


def steps_in(session: Session) -> list[StepForm]:
    """The steps, by table, pay group and day."""
    step = own.RateStep
    rows = session.scalars(select(step).order_by(step.table_number, step.pay_group, step.since))
    return [
        StepForm(
            row.table_number, row.since, row.pay_group, {name: getattr(row, name) for name in FORMS_OF_PAY}, row.id
        )
        for row in rows
    ]


def sets_in(session: Session) -> Mapping[str, tuple[SetMember, ...]]:
    """The employer's own lists of types by number."""
    row = session.get(Employer, 1)
    return read_numbered(row.numbered).sets if row is not None else {}
