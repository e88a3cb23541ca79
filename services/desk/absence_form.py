"""An absence as a form: what is typed, how two on the same days are resolved, and what kinds there are to choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from models.values.span import Month, Span
from services.desk import countries
from services.desk.employee_form import has_control_signs
from services.engine.absence import AbsenceKind
from services.engine.numbered import COMPUTED
from services.reference.wage_type_rows import wage_types

PAGE: Final = "absence"
NEW: Final = "new"
LONGEST_NOTE: Final = 500
_EARLIEST: Final = 2000
_YEARS_AHEAD: Final = 10
_FAR_AHEAD: Final = 366  # days
_FAR_BACK: Final = 3 * 366
_LEAST_GRADE: Final = 20  # of a sick note, percent


class Resolve(StrEnum):
    """What becomes of two absences that are together more than a day."""

    REFUSE = "refuse"
    KEEP = "keep"  # both stand, and the rule says what each day counts as
    SPLIT = "split"  # the one that is there is cut around the new one
    END = "end"  # the one that is there ends on the day before
    AROUND = "around"  # the new one gets only the days that are left


class Removed(StrEnum):
    """What became of an absence that was taken away."""

    DELETED = "deleted"
    WITHDRAWN = "withdrawn"  # something was paid or told by it, so it stays in the history


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """An absence as typed; None is not filled in. `last` None is an open end, `employment` empty is all of them."""

    employee: int | None = None
    kind: str = ""
    first: date | None = None
    last: date | None = None
    grade: Percent | None = HUNDRED
    paid: bool = True
    employment: str | None = None
    note: str = ""
    units: Decimal | None = None  # days or hours, of a kind that is counted so
    type: str = ""  # the wage type, where the kind leaves a choice

    @property
    def span(self) -> Span:
        """Its days. Only for a form that has a first day, and an end after it."""
        assert self.first is not None
        return Span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to resolve an overlap: what to choose, and what it does."""

    resolve: Resolve
    title: Message
    what: Message


@dataclass(frozen=True, slots=True)
class Overlap:
    """An absence that is there on the same days, with which the new one would be more than a day. `rule` says what
    holds for those days; of the ways the first is the one to propose.
    """

    absence_id: int
    kind: str
    title: Message
    days: Span
    rule: Message
    ways: tuple[Way, ...]


# --- kinds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A wage type that an absence may lead to: its number, and its names by language."""

    number: str
    names: tuple[tuple[str, str], ...]

    def name(self, language: str) -> str:
        """Number and name."""
        names = dict(self.names)
        return f"{self.number} {names.get(language) or names['nb']}"


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of absence as something to choose. `description` is the report's code for it on the day, empty for what
    is not told; `pay_label` says what the choice of pay means, where there is one.
    """

    kind: str
    title: Message
    group: str
    group_title: Message
    pattern: str
    description: str
    has_grade: bool
    is_leave: bool
    asks_employment: bool
    asks_pay: bool
    paid: bool
    pay_label: Message
    may_be_open: bool
    help: Message
    units: tuple[str, ...] = ()  # days, hours: what is counted of it
    types: tuple[TypeChoice, ...] = ()  # the wage types that it may lead to

    @property
    def asks_type(self) -> bool:
        """Whether there is a choice of wage type."""
        return len(self.types) > 1


def kind_choices(on: date, country: str = "NO") -> tuple[KindChoice, ...]:
    """The kinds of a day, in the order of a list. Two leaves that the report had one code for then are one choice."""
    found: list[KindChoice] = []
    for kind in reversed(kinds(country)):
        choice = kind_choice(kind, on)
        is_there = choice.group == "leave" and any(
            each.group == "leave" and each.description == choice.description for each in found
        )
        if not is_there:
            found.append(choice)
    return tuple(reversed(found))


def kind_choice(kind: str, on: date) -> KindChoice:
    """One kind as it is on a day."""
    each = countries.absence_kind(kind)
    assert each is not None
    is_leave = countries.is_leave(kind)
    return KindChoice(
        kind,
        each.title,
        each.group,
        each.group_title,
        each.pattern,
        countries.leave_description(kind, Month.of(on)) if is_leave else "",
        each.has_grade,
        is_leave,
        each.asks_employment,
        each.asks_pay,
        each.paid,
        each.pay_label or title_of(kind),
        each.may_be_open,
        each.help,
        each.units,
        _types(each),
    )


def _types(kind: AbsenceKind) -> tuple[TypeChoice, ...]:
    """The wage types that one may choose of those that a kind leads to: not what the program makes by itself."""
    numbers = countries.country(kind.country).absence_kinds.kinds[kind.kind].types
    if not numbers:
        return ()
    known = wage_types(kind.country)
    found = (known[number] for number in numbers if number in known)
    return tuple(
        TypeChoice(each.slug, tuple(each.names.items()))
        for each in found
        if each.row is not None and each.row.status == COMPUTED and "uncovered" not in each.row.trigger.split(" ")
    )


def kinds(country: str = "NO") -> tuple[str, ...]:
    """Every kind of a country, in order."""
    return tuple(countries.country(country).absence_kinds.kinds)


def title_of(kind: str) -> Message:
    """What a kind is called; one that the program does not know by its own name."""
    known = countries.absence_kind(kind)
    return known.title if known is not None else Message("{kind}", kind=kind)


def pattern_of(kind: str) -> str:
    """How a bar of the kind is drawn."""
    known = countries.absence_kind(kind)
    return known.pattern if known is not None else "other"


def usual_type(kind: str) -> str:
    """The wage type of a kind that leads to one only; empty where there is a choice."""
    types = kind_choice(kind, date.min).types if countries.absence_kind(kind) is not None else ()
    return types[0].number if len(types) == 1 else ""


# --- what is wrong with what is typed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where:
    """The form that findings speak of: a new absence, one that is stored, a row of a table."""

    thing: int | str = NEW

    def place(self, field: str) -> Place:
        return Place(PAGE, self.thing, field)

    def stop(self, what: Message, field: str) -> Finding:
        return Finding(Severity.STOP, what, self.place(field))

    def warn(self, what: Message, field: str) -> Finding:
        return Finding(Severity.WARNING, what, self.place(field))

    def note(self, what: Message, field: str) -> Finding:
        return Finding(Severity.NOTE, what, self.place(field))


def of_absence(absence_id: int) -> Where:
    """About one that is stored."""
    return Where(f"absence:{absence_id}")


def form_findings(form: AbsenceForm, today: date, where: Where, country: str = "NO") -> Iterator[Finding]:
    """What is wrong with the form by itself, by field."""
    if form.employee is None:
        yield where.stop(Message("Choose who is absent"), "employee")
    if not form.kind:
        yield where.stop(Message("Choose a kind of absence"), "kind")
    elif form.kind not in kinds(country):
        what = Message("There is no kind of absence called {kind}", kind=form.kind)
        yield where.stop(what, "kind")
    yield from _days(form, today, where)
    yield from _grade(form, where)
    yield from _counted(form, where)
    if len(form.note) > LONGEST_NOTE:
        yield where.stop(Message("A note has at most {most} characters", most=LONGEST_NOTE), "note")
    elif has_control_signs(form.note.replace("\n", " ")):
        yield where.stop(Message("The note contains characters that cannot be seen. Type it again"), "note")


def _days(form: AbsenceForm, today: date, where: Where) -> Iterator[Finding]:
    if form.first is None:
        yield where.stop(Message("Enter the first day"), "from")
    for day, at in ((form.first, "from"), (form.last, "to")):
        if day is not None and not _EARLIEST <= day.year <= today.year + _YEARS_AHEAD:
            yield where.stop(Message("{day} is too far away. Check the year", day=day), at)
    if form.first is None:
        return
    if form.last is not None and form.last < form.first:
        yield where.stop(Message("The last day is before the first, {day}", day=form.first), "to")
        return
    kind = countries.absence_kind(form.kind)
    if form.last is None and kind is not None and not kind.may_be_open:
        yield where.stop(Message("Enter the last day. {kind} has no open end", kind=title_of(form.kind)), "to")
    if (form.first - today).days > _FAR_AHEAD:
        yield where.warn(Message("The first day is more than a year ahead"), "from")
    elif (today - form.first).days > _FAR_BACK:
        yield where.warn(Message("The first day is more than three years ago"), "from")


def _grade(form: AbsenceForm, where: Where) -> Iterator[Finding]:
    if form.grade is None:
        yield where.stop(Message("Enter how much of the working time it is, 100 for the whole"), "grade")
        return
    if not 0 < form.grade.value <= HUNDRED.value:
        yield where.stop(Message("The share of the working time must be above 0 and at most 100 %"), "grade")
        return
    if form.grade.value != form.grade.value.quantize(Decimal("0.01")):
        yield where.stop(Message("The share of the working time has at most two decimals"), "grade")
    kind = countries.absence_kind(form.kind)
    if kind is not None and not kind.has_grade and form.grade != HUNDRED:
        yield where.warn(
            Message("Self-certified sickness cannot be graded: a part of a day needs a sick note"), "grade"
        )
    if form.kind == "sick_note" and form.grade.value < _LEAST_GRADE:
        what = Message("NAV pays nothing for a sick note below {least} %", least=_LEAST_GRADE)
        yield where.warn(what, "grade")


def _counted(form: AbsenceForm, where: Where) -> Iterator[Finding]:
    """What is wrong with the days or hours, and with the wage type."""
    kind = countries.absence_kind(form.kind)
    if kind is None or not kind.units:
        return
    if form.units is None:
        yield where.stop(Message("Enter how much it is"), "units")
    elif form.units <= 0:
        yield where.stop(Message("It must be more than 0"), "units")
    elif form.units != form.units.quantize(Decimal("0.01")):
        yield where.stop(Message("It has at most two decimals"), "units")
    elif form.first is not None and form.last is not None and form.last >= form.first:
        days = (form.last - form.first).days + 1
        if form.units > days * (24 if "hours" in kind.units else 1):
            yield where.stop(Message("There are only {days} days from the first to the last", days=days), "units")
    types = kind_choice(form.kind, date.min).types
    if len(types) > 1 and form.type not in [each.number for each in types]:
        yield where.stop(Message("Choose the wage type"), "type")
