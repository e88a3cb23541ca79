"""One line of decentral registrering, field by field: what its text says, and what is wrong with it on its own.

What a line needs of other lines and of the client is services/files/decentral_references.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from models.values.finding import Severity
from models.values.message import Message
from services.files.decentral import Action, Cause, Key, Length, Remark, Value, masked
from services.files.decentral_layout import ABSENCE, PAY, STEP, Field, FieldType, Layout, RecordType

CLEAR: Final = "%"
PROSE: Final = "prose"  # the check of fields that are words for people, not codes: they may be cut
FORBIDDEN: Final = re.compile(r'[,;"\x00-\x1f\x7f]')
RATES: Final = ("arrears", "advance", "hourly", "fortnightly")
"""The values of a result table's step. `%` in all four deletes the step."""

_LONGEST_LINE: Final = 2_000  # signs; the longest record has room for about 400
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)
_COMMA: Final = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}", re.ASCII)
_UNDEFINED: Final = re.compile("[\udc80-\udcff]")  # bytes that are no sign, as surrogateescape leaves them
_BLANKS: Final = " \t\N{NO-BREAK SPACE}"
_EMPTY_END: Final = _BLANKS + ";"  # fields after the last one that says something, however many
_RECORD: Final = re.compile(r"MLE-?([0-9]{2})?-?([A-Z]{4})?", re.ASCII | re.IGNORECASE)
_YES_NO: Final = {"JA": "J", "NEJ": "N"}
_OLD_STEP: Final = {7: 10, 8: 13, 9: 14, 10: 15, 11: 16}  # where a cell of the older layout stands now
_MADE_UP: Final = ("9991", "9992")  # the endings of CPR numbers that nobody has; their check digit says nothing


@dataclass(slots=True)
class Draft:
    """A line while it is read."""

    number: int
    record: str = ""
    type: RecordType | None = None
    values: dict[str, Value] = field(default_factory=dict)
    clears: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    is_older_layout: bool = False
    action: Action = Action.PUT
    key: Key = ()

    @property
    def is_rejected(self) -> bool:
        """Whether an error was found."""
        return any(each.severity is Severity.STOP for each in self.remarks)

    @property
    def employee(self) -> int | None:
        """The employee number, where one can be read."""
        found = self.values.get("employee")
        return found if isinstance(found, int) else None

    @property
    def scope(self) -> tuple[int, int]:
        """The customer and the employer, 0 where there is none."""
        customer, employer = self.values.get("customer"), self.values.get("employer")
        return customer if isinstance(customer, int) else 0, employer if isinstance(employer, int) else 0

    @property
    def is_deleting(self) -> bool:
        """Whether it asks to delete what it names."""
        if self.record == STEP:
            return self.clears.issuperset(RATES)
        return self.record in (PAY, ABSENCE) and self.values.get("delete") == 9

    def says(self, name: str) -> bool:
        """Whether a field holds something, be it `%`."""
        return name in self.values or name in self.clears

    def is_wrong(self, name: str) -> bool:
        """Whether something is wrong with a field already."""
        title = self.type.by_name[name].title if self.type else ""
        return any(each.field == title and each.severity is Severity.STOP for each in self.remarks)

    def remark(
        self, cause: Cause, what: Message, of: Field | str | None = None, value: str = "", warns: bool = False
    ) -> None:
        """Say something of the line, or of one of its fields."""
        if isinstance(of, str):
            of = self.type.by_name[of] if self.type else None
        shown = masked(value, is_secret=of is not None and of.check == "cpr")
        severity = Severity.WARNING if warns else Severity.STOP
        name, column = (of.title, of.column) if of is not None else ("", "")
        self.remarks.append(Remark(self.number, self.record, self.employee, cause, what, severity, name, column, shown))


def read_line(number: int, text: str, layout: Layout) -> Draft:
    """A line by its text. Never raises."""
    draft = Draft(number)
    text = text.rstrip(_EMPTY_END)
    if len(text) > _LONGEST_LINE:
        draft.remark(Cause.FIELDS, Message("The line is longer than any record"), value=text)
        return draft
    cells = [cell.strip(_BLANKS) for cell in text.split(";")]
    draft.record = cells[2] if len(cells) > 2 else ""
    found = layout.records.get(draft.record)
    if found is None:
        _no_record(draft, cells, layout)
        return draft
    draft.type = found
    if any(cells[len(found.fields) :]):
        draft.remark(Cause.FIELDS, Message("The line has more than {most} fields", most=len(found.fields)))
    if found.code == STEP and _is_older_step(cells, found):
        cells = _as_now(cells)
        draft.is_older_layout = True
        draft.remark(
            Cause.FIELDS,
            Message("An older layout: the pay group in column H and the rates in I to L. It is read so"),
            warns=True,
        )
    for each in found.fields:
        cell = cells[each.number - 1] if each.number <= len(cells) else ""
        if cell:
            _read_field(draft, each, cell)
        elif each.is_key and not _may_lack(draft, each):
            draft.remark(Cause.MISSING, Message("The field must be filled in"), each)
    _ends_after_it_begins(draft)
    draft.key = tuple(draft.values[name] for name in found.keys if name in draft.values)
    return draft


def _no_record(draft: Draft, cells: list[str], layout: Layout) -> None:
    name, draft.record = draft.record, masked(draft.record)
    if len(cells) < 3:
        if len(cells) == 1 and cells[0].count(",") > 1:
            what = Message("The fields are divided by commas. Only semicolons divide them")
            draft.remark(Cause.FORBIDDEN_SIGN, what, value=cells[0])
        else:
            draft.remark(Cause.FIELDS, Message("The line has too few fields: it names no record"), value=cells[0])
    elif near := _near(name, layout):
        draft.remark(Cause.RECORD, Message("There is no such record. Is {record} meant?", record=near), value=name)
    elif FORBIDDEN.search(name):
        draft.remark(Cause.FORBIDDEN_SIGN, Message("Quotation marks are not allowed"), value=name)
    else:
        draft.remark(Cause.RECORD, Message("There is no such record"), value=name)


def _near(name: str, layout: Layout) -> str:
    """The record that may be meant: its four letters tell, else its number."""
    match = _RECORD.fullmatch(name)
    if match is None:
        return ""
    number, letters = match[1], (match[2] or "").upper()
    by_letters = next((code for code in layout.records if letters and code.endswith(letters)), "")
    return by_letters or next((code for code in layout.records if number and code.startswith(f"MLE-{number}")), "")


def _may_lack(draft: Draft, each: Field) -> bool:
    """Keys that may be empty: the employer in a result table's step, and the period's start where somebody leaves and
    nothing else is said (decentral 6, case 6); that one is looked at with the whole line.
    """
    return each.name in _LOOKED_AT_LATER.get(draft.record, ())


_LOOKED_AT_LATER: Final = {STEP: ("employer",), "MLE-30-ANSF": ("from_date",)}


def _is_older_step(cells: list[str], record: RecordType) -> bool:
    """Whether a result table's step has the older layout (decentral 6, case 1)."""
    if len(cells) < 8 or not cells[7] or cells[7] in record.by_name["scale_type_1"].choices:
        return False
    eleventh = cells[10] if len(cells) > 10 else ""
    return (not eleventh or eleventh == CLEAR or bool(_NUMBER.fullmatch(eleventh))) and not any(cells[12:])


def _as_now(cells: list[str]) -> list[str]:
    moved = [*cells[:7], *[""] * 10]
    for old, new in _OLD_STEP.items():
        if old < len(cells):
            moved[new] = cells[old]
    return moved


# --- one field -----------------------------------------------------------------------------------------------------


def _read_field(draft: Draft, each: Field, cell: str) -> None:
    """The value of a cell that is not empty, or a remark."""
    if each.check == "ignored":
        return
    if draft.record == STEP and each.name == "employer":
        draft.remark(Cause.VALUE, Message("The field must be empty here"), each, cell)
        return
    if sign := FORBIDDEN.search(cell):
        draft.remark(Cause.FORBIDDEN_SIGN, _forbidden(each, cell, sign[0]), each, cell)
        return
    if _UNDEFINED.search(cell):
        draft.remark(Cause.CHARACTER_SET, Message("A character is none of Windows-1252"), each, cell)
        return
    if cell == CLEAR:
        if each.can_clear:
            draft.clears.add(each.name)
        else:
            draft.remark(Cause.CLEARING, Message("This field cannot be emptied by %"), each, cell)
        return
    if each.check == "yes_no" and cell.upper() in _YES_NO:
        short = _YES_NO[cell.upper()]
        draft.remark(Cause.VALUE, Message("Read as {value}", value=short), each, cell, warns=True)
        cell = short
    if len(cell.removeprefix("-") if each.type is FieldType.NUMBER else cell) > each.longest:
        draft.remark(Cause.VALUE, Message("Longer than {most} characters", most=each.longest), each, cell)
        return
    value = _value(draft, each, cell)
    if value is not None:
        draft.values[each.name] = value


def _forbidden(each: Field, cell: str, sign: str) -> Message:
    if sign == "," and each.type is FieldType.NUMBER and _COMMA.fullmatch(cell):
        return Message("Decimals are written with a point: {number}", number=masked(cell.replace(",", ".")))
    if sign == "," or sign == '"':
        return Message("{sign} is not allowed in a field", sign=sign)
    return Message("The field has a character that cannot be printed")


def _value(draft: Draft, each: Field, cell: str) -> Value | None:
    match each.type:
        case FieldType.NUMBER:
            return _number(draft, each, cell)
        case FieldType.DAY:
            return _day(draft, each, cell)
        case FieldType.YEAR:
            if _DIGITS.fullmatch(cell) and len(cell) == 4 and int(cell) >= 2000:
                return int(cell)
            draft.remark(Cause.NUMBER, Message("No year: four digits, 2000 or later"), each, cell)
        case FieldType.LENGTH:
            if length := _length(cell):
                return length
            what = Message("No length of time: two digits each for years, months (00–11) and days (00–30)")
            draft.remark(Cause.NUMBER, what, each, cell)
        case FieldType.TEXT:
            return _text(draft, each, cell)
    return None


def _number(draft: Draft, each: Field, cell: str) -> Value | None:
    if not _NUMBER.fullmatch(cell):
        draft.remark(Cause.NUMBER, Message("No number: digits, and a point before decimals"), each, cell)
        return None
    if each.choices:
        if "." not in cell and "-" not in cell and str(int(cell)) in each.choices:
            return int(cell)
        draft.remark(Cause.VALUE, _one_of(each), each, cell)
        return None
    places = len(cell.partition(".")[2])
    if places > each.decimals:
        what = Message("At most {count} decimals", count=each.decimals) if each.decimals else _WHOLE
        draft.remark(Cause.NUMBER, what, each, cell)
        return None
    number = Decimal(cell)
    if (each.low is not None and number < each.low) or (each.high is not None and number > each.high):
        low, high = f"{each.low:f}", f"{each.high:f}"
        draft.remark(Cause.NUMBER, Message("Must be from {low} to {high}", low=low, high=high), each, cell)
        return None
    return number if each.decimals else int(number)


_WHOLE: Final = Message("A whole number, without decimals")


def _one_of(each: Field) -> Message:
    if len(each.choices) == 1:
        return Message("Can only be {choice}", choice=each.choices[0])
    return Message("Must be one of {choices}", choices=", ".join(each.choices))


def _day(draft: Draft, each: Field, cell: str) -> date | None:
    if len(cell) != 8 or not _DIGITS.fullmatch(cell):
        what = Message("No date: eight digits, day, month and year (DDMMYYYY)")
        draft.remark(Cause.DAY, what, each, cell)
        return None
    day = day_of(cell)
    if day is None:
        draft.remark(Cause.DAY, Message("There is no such day"), each, cell)
    return day


@lru_cache(maxsize=4096)
def day_of(cell: str) -> date | None:
    """The day that eight digits are; None where there is none, and before 1900."""
    try:
        day = date(int(cell[4:]), int(cell[2:4]), int(cell[:2]))
    except ValueError:
        return None
    return day if day.year >= 1900 else None


def _length(cell: str) -> Length | None:
    if len(cell) != 6 or not _DIGITS.fullmatch(cell):
        return None
    length = Length(int(cell[:2]), int(cell[2:4]), int(cell[4:]))
    return length if length.months <= 11 and length.days <= 30 else None


def _text(draft: Draft, each: Field, cell: str) -> str | None:
    if each.check in ("cpr", "cvr"):
        return _identity(draft, each, cell)
    if each.check == "digits":
        if not _DIGITS.fullmatch(cell):
            draft.remark(Cause.NUMBER, Message("May have digits only"), each, cell)
            return None
        return cell.zfill(each.longest)
    if each.check == "country":
        if not _COUNTRY.fullmatch(cell):
            draft.remark(Cause.VALUE, Message("No country code: two letters"), each, cell)
            return None
        return cell.upper()
    if each.check == "capital" and cell[0].islower():
        draft.remark(Cause.VALUE, Message("The first letter is a capital letter"), each, cell)
        return None
    if each.choices:
        if cell.upper() not in each.choices:
            draft.remark(Cause.VALUE, _one_of(each), each, cell)
            return None
        return cell.upper()
    if each.weights and not has_check_digit(each, cell):
        draft.remark(Cause.CHECK_DIGIT, _CHECK_DIGIT, each, cell, warns=True)
    return cell


def _identity(draft: Draft, each: Field, cell: str) -> str | None:
    """A CPR or CVR number; 0 stands for none. A wrong check digit rejects a CVR number only: since 2007 there are CPR
    numbers that have none.
    """
    if not cell.strip("0") and _DIGITS.fullmatch(cell):
        return "0"
    if len(cell) != each.longest or not _DIGITS.fullmatch(cell):
        draft.remark(Cause.NUMBER, Message("Must have {count} digits", count=each.longest), each, cell)
        return None
    is_person = each.check == "cpr"
    if is_person and not _is_born(cell):
        draft.remark(Cause.DAY, Message("It does not begin with a day of birth"), each, cell)
        return None
    if not has_check_digit(each, cell) and not (is_person and cell.endswith(_MADE_UP)):
        draft.remark(Cause.CHECK_DIGIT, _CHECK_DIGIT, each, cell, warns=is_person)
        return cell if is_person else None
    return cell


_CHECK_DIGIT: Final = Message("The check digit does not fit (modulus 11)")


def has_check_digit(each: Field, cell: str) -> bool:
    """Whether a number fits the weights of its check digit."""
    if len(cell) != len(each.weights) or not _DIGITS.fullmatch(cell):
        return False
    return sum(weight * int(digit) for weight, digit in zip(each.weights, cell, strict=True)) % 11 == 0


def _is_born(cpr: str) -> bool:
    """Whether it begins with a day: DDMMYY. Numbers that are made up have 60 added to the day or 80 to the month. In
    every century the same days of a year are there but those of 1800 and 1900, which no other field could tell.
    """
    day, month, year = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6])
    return (
        day_of(f"{day - 60 if day > 60 else day:02d}{month - 80 if month > 80 else month:02d}{2000 + year}") is not None
    )


def _ends_after_it_begins(draft: Draft) -> None:
    assert draft.type is not None
    for each in draft.type.fields:
        if not each.not_before:
            continue
        first, last = draft.values.get(each.not_before), draft.values.get(each.name)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            start = draft.type.by_name[each.not_before].title
            draft.remark(Cause.DAY, Message("Before the day in {field}", field=start), each, f"{last:%d%m%Y}")
