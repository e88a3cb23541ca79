"""Absences as a plain table: out as text that a spreadsheet takes, and in again from what was pasted.

Who it is stands as the employee's number or name, the kind by its name in any of the languages or by its own word,
days in the forms that people write, the share as "50 %", "0,5" or "half day". What cannot be read is said beside its
cell, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from services.desk import countries
from services.desk.absence_form import AbsenceForm, Resolve, Where, kind_choice, title_of
from services.desk.absence_plan import Known, plan_new
from services.desk.absences import Around, everybody_around, usual_units
from services.files.cells import DateOrder, plain_header, read_date, read_number, text_of
from services.files.column_map import ColumnMap, Target, known_columns
from services.files.text_table import Row, open_table
from services.reference.formats import LANGUAGES, Unreadable
from services.reference.texts import texts

MOST_ROWS: Final = 1000
MOST_SIGNS: Final = 1_000_000
_LONGEST_CELL: Final = 600
_ALL: Final = Message("all")
_YES, _NO = Message("yes"), Message("no")

_COLUMNS: Final = (
    ("number", Message("Number"), ("nr", "ansattnr", "ansattnummer", "medarbejdernr", "employeenumber", "no")),
    ("name", Message("Name"), ("ansatt", "medarbejder", "employee", "hvem", "who")),
    (
        "kind",
        Message("Kind of absence"),
        (
            *("type", "kind", "fravaer", "fravaersart", "fravaerstype", "art", "absence"),
            *("hvadeter", "hvaddeter", "whatitis"),  # as the form calls it
        ),
    ),
    ("from", Message("First day"), ("fra", "fradato", "from", "start", "startdato", "begin")),
    ("to", Message("Last day"), ("til", "tildato", "to", "until", "slutt", "slut", "sluttdato", "slutdato", "end")),
    (
        "grade",
        Message("Share of the working time"),
        ("grad", "andel", "prosent", "procent", "grade", "percent", "share", "stillingsprosent", "del"),
    ),
    ("paid", Message("With pay"), ("betalt", "lonnet", "lonn", "lon", "paid", "medlonn", "medlon")),
    ("employment", Message("Employment"), ("arbeidsforhold", "ansaettelse", "ansettelse", "stilling")),
    ("units", Message("Days or hours"), ("antal", "antall", "dage", "dager", "timer", "days", "hours", "units")),
    ("type", Message("Wage type"), ("loenart", "lonart", "lonsart", "wagetype")),
    ("note", Message("Note"), ("merknad", "kommentar", "notat", "comment", "bemaerkning")),
)
_COUNTED: Final = frozenset({"units", "type"})
_SHARED: Final = frozenset({"grade", "paid"})
_WITHOUT_HEADER: Final = ("number", "kind", "from", "to", "grade", "note")
_WITH_NAME: Final = ("number", "name", "kind", "from", "to", "grade", "note")


def _left_out(country: str) -> frozenset[str]:
    """The columns that a country has no use for: absence is a share of the working time, or counted."""
    is_counted = any(each.units for each in countries.country(country).absence_kinds.kinds.values())
    return _SHARED if is_counted else _COUNTED


_KIND_WORDS: Final[Mapping[str, str]] = {
    "egenmelding": "self_certified",
    "egenmeldt": "self_certified",
    "egenmeldingsdag": "self_certified",
    "sykmelding": "sick_note",
    "sykmeldt": "sick_note",
    "sygemelding": "sick_note",
    "syktbarn": "sick_child",
    "sygtbarn": "sick_child",
    "barnssykdom": "sick_child",
    "ferie": "holiday",
    "feriedag": "holiday",
    "vacation": "holiday",
    "permittering": "layoff",
    "permittert": "layoff",
    "permisjonutenlonn": "unpaid",
    "ulonnetpermisjon": "unpaid",
    "orlovudenlon": "unpaid",
    "foreldrepermisjon": "leave_parental",
    "barsel": "leave_parental",
    "barselsorlov": "leave_parental",
}
_WORDS_OF_SHARE: Final[Mapping[str, Decimal]] = {
    "hel": Decimal(100),
    "heldag": Decimal(100),
    "full": Decimal(100),
    "fullday": Decimal(100),
    "whole": Decimal(100),
    "wholeday": Decimal(100),
    "halv": Decimal(50),
    "halvdag": Decimal(50),
    "half": Decimal(50),
    "halfday": Decimal(50),
}
_TRUE: Final = frozenset({"ja", "yes", "y", "j", "x", "true", "sann", "1"})
_FALSE: Final = frozenset({"nei", "nej", "no", "n", "false", "usann", "0"})


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A row as it was pasted: its cells by field, what was read of them, and what is wrong, by field."""

    line: int
    cells: Mapping[str, str]
    form: AbsenceForm
    name: str = ""
    title: Message | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def where(self) -> Where:
        return Where(f"paste:{self.line}")

    def problem(self, field: str) -> Finding | None:
        """What is said about one cell, the worst first."""
        here = [each for each in self.findings if each.where is not None and each.where.field == field]
        return next((each for each in here if each.severity is Severity.STOP), here[0] if here else None)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A table that was pasted. `findings` are about the whole of it, `columns` the fields in the order they stood."""

    rows: tuple[PastedRow, ...] = ()
    columns: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def can_take(self) -> bool:
        """Whether every row can be entered."""
        every = [*self.findings, *(each for row in self.rows for each in row.findings)]
        return bool(self.rows) and not any(each.severity is Severity.STOP for each in every)


# --- out --------------------------------------------------------------------------------------------------------------


def headings(country: str = "NO") -> tuple[Message, ...]:
    """The headings of the table, in order."""
    left_out = _left_out(country)
    return tuple(label for name, label, _ in _COLUMNS if name not in left_out)


def write_table(rows: Iterable[tuple[str, AbsenceForm]], language: str, country: str = "NO") -> str:
    """Rows with the person's name as text with tabs between the cells, with headings in the language."""
    told = texts(language)
    left_out = _left_out(country)
    lines = ["\t".join(told(each) for each in headings(country))]
    for name, form in rows:
        choice = kind_choice(form.kind, form.first or date.min)
        cells = {
            "number": str(form.employee or ""),
            "name": name,
            "kind": told(choice.title),
            "from": _written_day(form.first),
            "to": _written_day(form.last),
            "grade": told.formats.percent(form.grade or HUNDRED),
            "paid": told(_YES if form.paid else _NO) if choice.asks_pay else "",
            "employment": form.employment or (told(_ALL) if choice.asks_employment else ""),
            "units": told.formats.number(form.units) if form.units is not None else "",
            "type": form.type,
            "note": form.note,
        }
        lines.append("\t".join(_cell(cells[key]) for key, _, _ in _COLUMNS if key not in left_out))
    return "\n".join(lines) + "\n"


def _written_day(day: date | None) -> str:
    """Days that every spreadsheet takes, whatever its language."""
    return day.isoformat() if day is not None else ""


def _cell(text: str) -> str:
    """A cell that stands in one row, and that no spreadsheet takes for a formula."""
    plain = " ".join(text.split())
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain


# --- in ---------------------------------------------------------------------------------------------------------------


def read_table(session: Session, text: str, language: str, known: Known, resolve: Resolve = Resolve.REFUSE) -> Pasted:
    """What was pasted, row by row, each on what the rows before it would leave. Never raises for what was pasted."""
    at = Where()
    if len(text) > MOST_SIGNS:
        return Pasted(findings=(at.stop(Message("This is too much for one table. Divide it"), "from"),))
    try:
        content = text.encode("utf-8", "replace")
        found = list(open_table(content, encoding="utf-8", delimiter="\t" if "\t" in text else None).rows())
    except Refused as refusal:
        return Pasted(findings=tuple(at.stop(each.what, "from") for each in refusal.findings))
    columns, first = _columns(found, known.country) if found else (ColumnMap({}), 0)
    body = found[first:]
    named = tuple(sorted(columns.columns, key=lambda each: columns.columns[each]))
    if not body:
        return Pasted((), named, (at.stop(Message("There are no rows under the headings"), "from"),))
    if len(body) > MOST_ROWS:
        what = Message("There are {count} rows. At most {most} are taken at once", count=len(body), most=MOST_ROWS)
        return Pasted((), named, (at.stop(what, "from"),))
    missing = [
        at.stop(Message("No column with {what} was found. Put a heading over it", what=label), name)
        for name, label, fields in (
            ("employee", Message("who is absent"), {"number", "name"}),
            ("kind", Message("the kind of absence"), {"kind"}),
            ("from", Message("the first day"), {"from"}),
        )
        if not fields & columns.columns.keys()
    ]
    if missing:
        return Pasted((), named, tuple(missing))
    people = _People(everybody_around(session))
    return Pasted(tuple(_row(row, columns, people, language, known, resolve) for row in body), named)


def _columns(rows: Sequence[Row], country: str) -> tuple[ColumnMap, int]:
    """Which column is what, and where the rows begin: by the headings, else by their usual order."""
    first = rows[0].cells
    found = known_columns(first, _targets())
    if len(found.columns) >= 2 and "from" in found.columns:
        return found, 1
    has_name = len(first) > 2 and kind_named(first[1]) is None and kind_named(first[2]) is not None
    width = max(len(row.cells) for row in rows)
    order: tuple[str, ...] = _WITH_NAME if has_name else _WITHOUT_HEADER
    if "grade" in _left_out(country):
        order = tuple("units" if name == "grade" else name for name in order)
    return ColumnMap({name: place for place, name in enumerate(order) if place < width}), 0


@cache
def _targets() -> tuple[Target, ...]:
    return tuple(
        Target(
            name,
            label,
            frozenset({plain_header(texts(each)(label)) for each in LANGUAGES} | {plain_header(label.text), *more}),
        )
        for name, label, more in _COLUMNS
    )


@cache
def _kinds_by_name() -> Mapping[str, str]:
    """Every name of a kind as it is compared → the kind."""
    found = dict(_KIND_WORDS)
    for kind, title in countries.absence_words().items():
        found[plain_header(kind)] = kind
        for language in LANGUAGES:
            found.setdefault(plain_header(texts(language)(title)), kind)
    return found


def kind_named(cell: str) -> str | None:
    """The kind that people call so, in any language; None where nobody knows the word."""
    return _kinds_by_name().get(plain_header(text_of(cell)))


def form_of(
    cells: Mapping[str, str], number: int | None, kind: str, first: date | None, last: date | None, at: Where
) -> tuple[AbsenceForm, list[Finding]]:
    """The form of a row whose person, kind and days are known, and what is wrong with its other cells: grade, paid,
    employment, note.
    """
    found: list[Finding] = []
    form = AbsenceForm(
        number,
        kind,
        first,
        last,
        _share(cells.get("grade", ""), at, found),
        _paid(cells.get("paid", ""), kind, at, found),
        _employment(cells.get("employment", "")),
        cells.get("note", ""),
        _units(cells.get("units", ""), at, found),
        cells.get("type", ""),
    )
    return form, found


class _People:
    """Everybody, by number and by name, as the rows that were read so far would leave them."""

    def __init__(self, by_number: dict[int, Around]) -> None:
        self.by_number = by_number
        self._by_name: dict[str, list[int]] = {}
        for number, each in by_number.items():
            self._by_name.setdefault(plain_header(each.person.name), []).append(number)

    def find(self, number: str, name: str) -> tuple[int | None, Message | None]:
        """Who is meant; else why nobody is."""
        number = number.strip()
        if number and not number.isdecimal() and not name:
            number, name = "", number
        if number:
            found = int(number) if number.isdecimal() and len(number) < 10 else None
            if found is None or found not in self.by_number:
                return None, Message("There is no employee {number}", number=number)
            if name and plain_header(name) != plain_header(self.by_number[found].person.name):
                there = self.by_number[found].person.name
                return found, Message("Employee {number} is {name}. Check the row", number=number, name=there)
            return found, None
        called = self._by_name.get(plain_header(name), []) if name else []
        if len(called) == 1:
            return called[0], None
        if called:
            return None, Message("{count} people are called {name}. Give the number", count=len(called), name=name)
        return None, Message("Nobody here is called {name}", name=name) if name else Message("Choose who is absent")


def _row(row: Row, columns: ColumnMap, people: _People, language: str, known: Known, resolve: Resolve) -> PastedRow:
    at = Where(f"paste:{row.line}")
    cells = {name: text_of(columns.cell(name, row.cells))[:_LONGEST_CELL] for name in columns.columns}
    found: list[Finding] = []
    number, why = people.find(cells.get("number", ""), cells.get("name", ""))
    if why is not None:
        found.append(at.stop(why, "employee"))
    kind = kind_named(cells.get("kind", "")) or ""
    if not kind:
        found.append(at.stop(_unknown_kind(cells.get("kind", "")), "kind"))
    first = _day(cells.get("from", ""), language, at, "from", found)
    last = _day(cells.get("to", ""), language, at, "to", found) if "to" in cells else first
    form, wrong = form_of(cells, number, kind, first, last, at)
    found += wrong
    if form.units is None and kind and first is not None and not wrong:
        form = replace(form, units=usual_units(known.country, form))
    if number is not None and not any(each.severity is Severity.STOP for each in found):
        plan = plan_new(people.by_number[number], form, known, resolve, at)
        found += plan.findings
        if not plan.stops:
            people.by_number[number] = plan.after
    name = people.by_number[number].person.name if number is not None else ""
    return PastedRow(row.line, cells, form, name, title_of(kind) if kind else None, tuple(_once(found)))


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    yield from dict.fromkeys(found)


def _unknown_kind(cell: str) -> Message:
    if not cell:
        return Message("Choose a kind of absence")
    return Message("There is no kind of absence called {kind}", kind=cell)


def _day(cell: str, language: str, at: Where, field: str, found: list[Finding]) -> date | None:
    if not cell:
        return None
    if (day := read_date(cell, DateOrder.DAY_FIRST)) is not None:
        return day
    try:
        return texts(language).formats.read_date(cell)
    except Unreadable as wrong:
        found.append(at.stop(wrong.what, field))
        return None


def _share(cell: str, at: Where, found: list[Finding]) -> Percent | None:
    if not cell:
        return HUNDRED
    if cell.replace(" ", "") in ("½", "1/2"):
        return Percent(Decimal(50))
    if (word := _WORDS_OF_SHARE.get(plain_header(cell))) is not None and not any(sign.isdigit() for sign in cell):
        return Percent(word)
    has_sign = cell.endswith("%")
    plain = cell.removesuffix("%").strip()
    number = read_number(plain, "," if "," in plain else ".")
    if number is None:
        what = Message("“{text}” is not a share of the working time. Write it like 50 %", text=cell)
        found.append(at.stop(what, "grade"))
        return None
    return Percent(number if has_sign or number > 1 else number * 100)


def _units(cell: str, at: Where, found: list[Finding]) -> Decimal | None:
    if not cell:
        return None
    number = read_number(cell, "," if "," in cell else ".")
    if number is None:
        found.append(at.stop(Message("“{text}” is not a number of days or hours", text=cell), "units"))
    return number


def _paid(cell: str, kind: str, at: Where, found: list[Finding]) -> bool:
    usual = kind_choice(kind, date.min).paid if kind else True
    word = plain_header(cell)
    if not word:
        return usual
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    found.append(at.stop(Message("“{text}” is neither yes nor no", text=cell), "paid"))
    return usual


def _employment(cell: str) -> str | None:
    """One employment; empty for all of them, None where nothing is said."""
    if not cell:
        return None
    return "" if plain_header(cell) in {plain_header(texts(each)(_ALL)) for each in LANGUAGES} else cell
