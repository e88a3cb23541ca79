"""What an employer has set up where wage types are numbered: position categories, result tables, own lists of types;
what can be chosen for them, and ready ones to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.finding import Finding
from models.values.message import Message
from services.desk import countries
from services.desk.desk import Desk
from services.desk.numbered_setup import (
    BASIS_NAMES,
    FORMS_OF_PAY,
    CategoryForm,
    LineForm,
    StepForm,
    approved_until,
    categories_in,
    category_findings,
    choices_of,
    people_of,
    sets_in,
    sets_of,
    step_clashes,
    step_findings,
    steps_in,
    tables_of,
    types_of_category,
)
from services.engine.numbered import SetMember
from services.reference.codes import Code, code_lists
from services.reference.wage_type_rows import wage_types

__all__ = [
    "FORMS_OF_PAY",
    "FORM_WORDS",
    "CategoryForm",
    "CategoryRow",
    "LineForm",
    "SetMember",
    "SetRow",
    "Start",
    "StepForm",
    "StepRow",
    "Table",
    "absence_codes",
    "basis_names",
    "categories",
    "category_types",
    "check_category",
    "check_step",
    "first_open_day",
    "free_number",
    "groups",
    "later",
    "sets",
    "starts",
    "steps",
    "tables",
    "type_names",
]

FORM_WORDS: Final[Mapping[str, Message]] = {
    "arrears": Message("Monthly, in arrears"),
    "advance": Message("Monthly, in advance"),
    "hourly": Message("Hourly pay"),
    "fortnightly": Message("Every 14 days"),
}
"""The forms of pay, each with a column of a result table."""

_UNITS: Final[Mapping[str, Message]] = {
    "percent": Message("%"),
    "percent_per_day": Message("% a day"),
    "hours_per_day": Message("hours a day"),
    "amount_per_hour": Message("kr an hour"),
    "divisor": Message("divisor"),
    "month": Message("month"),
    "pension_basis": Message("pension basis"),
    "choice": Message("choice"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A result table. `choices` are its codes and their names where it is a choice; `usual` is what holds where nothing
    is set, empty for nothing.
    """

    code: str
    name: str
    unit: str
    unit_word: Message
    choices: tuple[tuple[str, str], ...]
    usual: str

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"

    def chosen(self, value: Decimal) -> str:
        """The name of a choice; its number where it has none."""
        return dict(self.choices).get(str(int(value)), str(value))


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A position category, its wage types by name, and how many are, or were, in it. `lacks` are the result tables that
    one of its wage types reads of which none is set: it earns nothing.
    """

    form: CategoryForm
    types: tuple[str, ...]
    people: int
    lacks: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def number(self) -> str:
        return self.form.number


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a result table. `is_over`: a later one holds by now; `is_locked`: approved pay may have been computed
    from it.
    """

    form: StepForm
    table: Table
    is_over: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class SetRow:
    """A list of types: its members, whether they are the employer's own, and what is said of it."""

    number: str
    name: str
    members: tuple[SetMember, ...]
    labels: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Start:
    """A ready-made position category."""

    key: str
    name: str
    about: str
    form: CategoryForm


def _name(code: Code, language: str) -> str:
    return code.more.get(f"name_{language}") or code.more["name_da"]


def type_names(desk: Desk, language: str) -> Mapping[str, str]:
    """Every wage type by its number, as lists show it: the number and the name."""
    return {slug: f"{each.number} {each.name(language)}" for slug, each in wage_types(desk.client.country).items()}


def category_types(desk: Desk, language: str) -> tuple[tuple[str, str], ...]:
    """The wage types that can stand on a position category, with their names."""
    names = type_names(desk, language)
    return tuple((slug, names[slug]) for slug in sorted(types_of_category(desk.client.country), key=int))


def absence_codes(desk: Desk) -> tuple[tuple[str, Message], ...]:
    """The absence codes that a position category can allow, with their names."""
    kinds = countries.country(desk.client.country).absence_kinds.kinds
    return tuple((code, each.title) for code, each in kinds.items())


def categories(desk: Desk, language: str) -> tuple[CategoryRow, ...]:
    """The position categories by number."""
    names, reads = type_names(desk, language), types_of_category(desk.client.country)
    known = tables_of(desk.client.country)
    divisors = {code for code, each in known.items() if each.more["unit"] == "divisor"}
    with desk.reading() as session:
        stored, people = categories_in(session), people_of(session)
        is_set = {step.table for step in steps_in(session)}

    def lacks(line: LineForm) -> tuple[str, tuple[str, ...]] | None:
        read = [code for code in reads.get(line.type, "").split() if code in known and code not in divisors]
        if not read or any(code in is_set or known[code].more["default"] for code in read):
            return None
        return names.get(line.type, line.type), tuple(f"{code} {_name(known[code], language)}" for code in read)

    return tuple(
        CategoryRow(
            form,
            tuple(dict.fromkeys(names.get(line.type, line.type) for line in form.lines)),
            people.get(number, 0),
            tuple(lack for line in form.lines if (lack := lacks(line)) is not None),
        )
        for number, form in stored.items()
    )


def starts(desk: Desk, language: str) -> tuple[Start, ...]:
    """Ready-made position categories, those first that most firms have; each with a number that is free."""
    with desk.reading() as session:
        taken = list(categories_in(session))
    found = []
    for code in code_lists(f"{desk.client.country.lower()}/category_starts")["start"].values():
        name = _name(code, language)
        lines = tuple(LineForm(each) for each in code.more["types"].split())
        form = CategoryForm(_free(code.more["number"], taken), name, lines)
        found.append(Start(code.code, name, code.more.get(f"about_{language}") or code.more["about_da"], form))
    return tuple(found)


def _free(number: str, taken: Sequence[str]) -> str:
    while number in taken:
        number = str(int(number) + 1)
    return number


def free_number(desk: Desk) -> str:
    """The number that a new position category gets where nothing else is wanted."""
    with desk.reading() as session:
        return _free("1001", list(categories_in(session)))


def check_category(desk: Desk, form: CategoryForm) -> tuple[Finding, ...]:
    """What saving would say of the form by itself."""
    with desk.reading() as session:
        taken = [number for number in categories_in(session) if number != form.was]
    return tuple(category_findings(desk.client.country, form, taken))


def tables(desk: Desk, language: str) -> tuple[Table, ...]:
    """The result tables that can be set up."""
    country = desk.client.country
    return tuple(
        Table(
            code,
            _name(each, language),
            each.more["unit"],
            _UNITS[each.more["unit"]],
            tuple((word, _name(choice, language)) for word, choice in choices_of(country, code).items()),
            each.more["default"],
        )
        for code, each in tables_of(country).items()
    )


def steps(desk: Desk, language: str) -> tuple[StepRow, ...]:
    """The steps of the result tables, by table, pay group and day."""
    known = {table.code: table for table in tables(desk, language)}
    with desk.reading() as session:
        forms, paid = steps_in(session), approved_until(session)
    newest: dict[tuple[str, str], date] = {}
    for form in forms:
        if form.since is not None and form.since <= desk.today:
            newest[form.table, form.group] = form.since
    return tuple(
        StepRow(
            form,
            known.get(form.table) or Table(form.table, "", "", Message("{name}", name=""), (), ""),
            form.since is not None and form.since < newest.get((form.table, form.group), date.min),
            paid is not None and form.since is not None and form.since <= paid[0],
        )
        for form in forms
    )


def check_step(desk: Desk, form: StepForm) -> tuple[Finding, ...]:
    """What saving would say of the form by itself."""
    country, form = desk.client.country, form.tidy()
    with desk.reading() as session:
        return (*step_findings(country, form), *step_clashes(session, country, form))


def later(form: StepForm) -> StepForm:
    """A new step of the same table and group, as it is now; its day is asked for."""
    return replace(form, since=None, id=0)


def groups(desk: Desk) -> tuple[str, ...]:
    """The pay groups that result tables know by now."""
    with desk.reading() as session:
        return tuple(sorted({form.group for form in steps_in(session) if form.group}))


def first_open_day(desk: Desk) -> date | None:
    """The day after what is paid and approved; None where nothing is."""
    with desk.reading() as session:
        paid = approved_until(session)
    return paid[1] + timedelta(days=1) if paid is not None else None


def basis_names(desk: Desk, language: str) -> tuple[tuple[str, str], ...]:
    """The sums that can be members of a list, with their names."""
    known = code_lists(f"{desk.client.country.lower()}/bases")["basis"]
    return tuple((code, f"{code} {_name(known[code], language)}" if code in known else code) for code in BASIS_NAMES)


def sets(desk: Desk, language: str) -> tuple[SetRow, ...]:
    """The lists of types, the employer's own in place of those of the program."""
    country = desk.client.country
    names = {**type_names(desk, language), **dict(basis_names(desk, language))}
    with desk.reading() as session:
        own = sets_in(session)
    found = []
    for number, code in sets_of(country).items():
        packaged = tuple(SetMember.read(word) for word in code.more.get("members", "").split())
        members = own.get(number, packaged)
        labels = tuple(f"{'−' if each.sign < 0 else '+'} {names.get(each.type, each.type)}" for each in members)
        found.append(SetRow(number, _name(code, language), members, labels, number in own))
    return tuple(found)
