"""The yearly sheet: of each employee what only the employer can judge and no control can find (occupation, percentage,
dates, hours, form, leave), to be looked through once a year and signed off.

A sheet that is signed off is remembered by what it says: whatever is changed afterwards has to be signed off anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from models.values.message import Message, Plain
from models.values.span import Month, Span
from models.values.table import Column, Kind, Table
from services.desk import countries, marks
from services.desk.desk import Desk
from services.desk.gather import persons
from services.desk.marks import Marked
from services.engine.facts import Employment, PersonFacts, Terms
from services.queries.absence_words import absence_word
from services.reference.employment_words import END_REASONS, FORMS, SCHEDULES, TYPES
from services.reference.occupations import occupation_name
from services.reference.texts import Texts

SIGNED: Final = "signed"
"""What is said of a sheet, among the marks."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One thing to judge: of which employment (empty for all), what it is, what the file says, and since when."""

    employment: str
    what: Message
    value: Plain
    since: date | None = None


@dataclass(frozen=True, slots=True)
class YearlySheet:
    """Somebody's sheet. `subject` is its name among the marks, `signed` who signed it off and when; `was_signed` says
    that it was signed off before something on it was changed.
    """

    number: int
    name: str
    year: int
    rows: tuple[SheetRow, ...]
    subject: str
    signed: Marked | None = None
    was_signed: bool = False


def yearly_sheets(desk: Desk, year: int) -> tuple[YearlySheet, ...]:
    """Everybody who was employed in the year, by name."""
    with desk.reading() as session:
        everybody = persons(session, {}, None, {}, {})
        signed = marks.marks_of(session, _subject(year))
    return sheets_of(everybody, signed, year, desk.client.country)


def sheets_of(
    everybody: Sequence[PersonFacts], signed: Mapping[str, Mapping[str, Marked]], year: int, country: str
) -> tuple[YearlySheet, ...]:
    """The same, from what was read. `signed` are the marks of the year's sheets by their names."""
    known: dict[str, list[str]] = {}
    for subject, verbs in signed.items():
        if SIGNED in verbs:
            known.setdefault(subject.rpartition(":")[0], []).append(subject)
    found = []
    for person in everybody:
        rows = tuple(_rows(person, year, country))
        if rows:
            of_person = f"{_subject(year)}{person.number}"
            subject = f"{of_person}:{_digest(rows)}"
            told = signed.get(subject, {}).get(SIGNED)
            was_signed = told is None and of_person in known
            found.append(YearlySheet(person.number, person.name, year, rows, subject, told, was_signed))
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.number)))


def sheet_table(sheets: Sequence[YearlySheet], year: int, words: Texts) -> Table:
    """Sheets as one table, on paper with room to tick what is right."""
    columns = (
        Column("name", Message("Employee")),
        Column("what", Message("What")),
        Column("value", Message("As reported")),
        Column("since", Message("Since"), Kind.DATE),
        Column("right", Message("Right?")),
    )
    rows = [
        (sheet.name if place == 0 else "", words(label(row)), words(Message("{name}", name=row.value)), row.since, "")
        for sheet in sheets
        for place, row in enumerate(sheet.rows)
    ]
    return Table(Message("Yearly sheet {year}", year=str(year)), columns, tuple(rows))


def sheet_notes(sheets: Sequence[YearlySheet]) -> tuple[Message, ...]:
    """What stands below: who signed them off, and a line to sign where nobody did."""
    notes = [
        Message("{name}: signed off by {by} on {day}", name=each.name, by=each.signed.by, day=each.signed.at.date())
        for each in sheets
        if each.signed is not None
    ]
    if len(notes) < len(sheets):
        notes.append(Message("Looked through, date and signature: ______________________________"))
    return tuple(notes)


def label(row: SheetRow) -> Message:
    """What a row is called, with its employment where there are several."""
    if not row.employment:
        return row.what
    return Message("{what}, employment {number}", what=row.what, number=row.employment)


def _subject(year: int) -> str:
    return f"sheet:{year}:"


def _digest(rows: Sequence[SheetRow]) -> str:
    """What the rows say, whatever words are used for it."""
    said = "\n".join(f"{row.employment}|{row.what.text}|{_plain(row.value)}|{row.since}" for row in rows)
    return sha256(said.encode()).hexdigest()[:16]


def _plain(value: Plain) -> str:
    return f"{value.text}{[_plain(each) for _, each in value.values]}" if isinstance(value, Message) else str(value)


def _rows(person: PersonFacts, year: int, country: str) -> Iterator[SheetRow]:
    whole = Span(date(year, 1, 1), date(year, 12, 31))
    jobs = [job for job in person.employments if job.span.overlap(whole) and _is_judged(job, country, year)]
    for job in jobs:
        name = job.id if len(jobs) > 1 else ""
        yield SheetRow(name, Message("Kind of employment"), _word(TYPES, job.type))
        yield SheetRow(name, Message("First day"), job.start)
        if job.end is not None:
            yield SheetRow(name, Message("Last day"), job.end)
            if job.end_reason:
                yield SheetRow(name, Message("Why it ended"), _word(END_REASONS, job.end_reason))
        if job.occupation:
            title = occupation_name(country, job.occupation)
            yield SheetRow(name, Message("Occupation"), f"{job.occupation} {title}".strip())
        yield SheetRow(name, Message("Form of employment"), _word(FORMS, job.form))
        yield SheetRow(name, Message("Working hours arrangement"), _word(SCHEDULES, job.work_schedule))
        yield from _terms(job, name, whole)
    if jobs:
        yield from _leaves(person, whole)


def _is_judged(job: Employment, country: str, year: int) -> bool:
    """Whether the report tells of the employment itself: pensions and the like are no employment."""
    report = countries.country(country).must_be_reported
    months = [Month(year, number) for number in range(1, 13)]
    return any(report(job.type, job.start, job.end, month) for month in months)


def _terms(job: Employment, name: str, whole: Span) -> Iterator[SheetRow]:
    """Percentage and hours as they were in the year, each change with its day."""
    last = min(job.end or date.max, whole.last or date.max)
    for what, of, told_since in (
        (Message("Percentage of a full position"), _percent, lambda terms: terms.percent_since),
        (Message("Hours a week of a full position"), _hours, lambda _: None),
    ):
        changes: list[tuple[date, Terms]] = []
        for day, terms in job.terms.entries:
            if not changes or of(changes[-1][1]) != of(terms):
                changes.append((day, terms))
        for place, (day, terms) in enumerate(changes):
            until = changes[place + 1][0] if place + 1 < len(changes) else date.max
            if day <= last and until > whole.first:
                yield SheetRow(name, what, of(terms), told_since(terms) or day)


def _percent(terms: Terms) -> Plain:
    return terms.percent


def _hours(terms: Terms) -> Plain:
    return terms.full_time_hours


def _leaves(person: PersonFacts, whole: Span) -> Iterator[SheetRow]:
    """Leave and layoffs of the year, as they are told: kind, days and percentage."""
    for each in person.absences:
        if each.withdrawn is None and countries.is_leave(each.kind) and each.span.overlap(whole):
            what = Message("{kind}, {percent}", kind=absence_word(each.kind), percent=each.grade)
            if each.last is None:
                value = Message("From {first}", first=each.first)
            else:
                value = Message("{first} to {last}", first=each.first, last=each.last)
            yield SheetRow(each.employment, what, value)


def _word(words: Mapping[str, object], code: str) -> Plain:
    found = words.get(code)
    name = getattr(found, "name", None)
    return name if isinstance(name, Message) else code
