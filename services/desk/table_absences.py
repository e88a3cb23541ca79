"""Absences from a table: each row is somebody's, of a kind, from a day to a day, for the whole or a part of the day.

Cells are read and rows are checked as those that are pasted (`absence_table.py`), each on what the rows before it would
leave; what is on the same days as something else is held back, and the rest can be taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.absence import Absence as AbsenceRecord
from models.records.base import Record
from models.records.employee import Employee, Employment, EmploymentTerms
from models.records.imported_file import ImportedFile
from models.records.stored_file import Mark
from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.percent import Percent
from models.values.progress import Progress
from models.values.span import Month
from services.desk import countries
from services.desk.absence_form import AbsenceForm, Resolve, Where, kind_choice, kinds, title_of
from services.desk.absence_plan import Known, Write, known_in, plan_new
from services.desk.absence_table import form_of, kind_named
from services.desk.absences import Around, everybody_around, is_told, kept_absences, told_in
from services.desk.desk import Desk
from services.desk.inntektsmelding import SENT, subject
from services.desk.table_kind import (
    HELD,
    NEW,
    SAME,
    Decision,
    Judged,
    Option,
    OptionValue,
    Question,
    ReadRow,
    ReadTable,
    TableKind,
    TableRow,
    TableTarget,
)
from services.desk.table_note import note_of
from services.desk.table_people import WHO, People
from services.files.cells import plain_header
from services.files.column_reading import Reading

RESOLVE: Final = "same_days"
NOTHING: Final = "-"
"""The answer that a word is no absence: its rows are passed over."""
_TYPED: Final = ("grade", "paid", "employment", "note")
_WAYS: Final = (Resolve.REFUSE, Resolve.AROUND, Resolve.KEEP)
"""What touches nothing that is here already, so that the import can be undone."""
_STEP: Final = 200
_MOST_QUESTIONS: Final = 40
_WEEK: Final = Decimal(5)
_FULL_WEEK: Final = Decimal("37.5")
_CENT: Final = Decimal("0.01")
_DAY: Final = timedelta(days=1)

TARGETS: Final = (
    *WHO,
    TableTarget(
        "kind",
        Message("Kind of absence"),
        Reading.TEXT,
        (
            *("fravær", "fraværsart", "fraværstype", "fraværskode", "fraværsårsak", "fravær type", "årsak", "type"),
            *("fraværsart navn", "art", "fraværsgrunn", "fraværstype navn", "hva det er", "hvad det er"),
            *("absence", "absence type", "absence code", "leave type", "reason", "what it is", "fraværsnavn", "kode"),
        ),
        required=True,
        example=title_of("self_certified"),
        note=Message("As the program calls it, or as the other program does: then you are asked once"),
    ),
    TableTarget(
        "from",
        Message("First day"),
        Reading.DAY,
        (
            *("fra", "fra dato", "fradato", "fom", "f.o.m.", "startdato", "dato", "fraværsdato", "dato fra", "start"),
            *("første fraværsdag", "start date", "date", "from date", "første dag", "fraværsdag", "begin", "startdag"),
        ),
        required=True,
        example="02.11.2026",
    ),
    TableTarget(
        "to",
        Message("Last day"),
        Reading.DAY,
        (
            *("til", "til dato", "tildato", "tom", "t.o.m.", "sluttdato", "slutdato", "dato til", "slutt", "slut"),
            *("siste fraværsdag", "end date", "until", "to date", "siste dag", "end", "til og med", "til og med dato"),
        ),
        example="04.11.2026",
        note=Message("Where there is no column for it, each row is one day"),
    ),
    TableTarget(
        "grade",
        Message("Share of the working time"),
        Reading.TEXT,
        (
            *("grad", "fraværsgrad", "sykmeldingsgrad", "andel", "prosent", "procent", "fraværsprosent"),
            *("grade", "percent", "share", "stillingsprosent", "del", "sykefraværsprosent"),
        ),
        example="100 %",
    ),
    TableTarget(
        "days",
        Message("Days"),
        Reading.NUMBER,
        ("dager", "antall dager", "fraværsdager", "antal dage", "dage", "arbeidsdager", "number of days", "ant dager"),
        note=Message("0.5 is half a day. Otherwise it is compared with the dates"),
    ),
    TableTarget(
        "hours",
        Message("Hours"),
        Reading.HOURS,
        ("timer", "antall timer", "fraværstimer", "antal timer", "number of hours", "ant timer", "varighet"),
        note=Message("Fewer than the day has make a part of a day"),
    ),
    TableTarget(
        "paid",
        Message("With pay"),
        Reading.TEXT,
        ("betalt", "lønnet", "med lønn", "lønn", "med løn", "løn", "paid", "betalt fravær", "lønnet fravær"),
        example=Message("yes"),
    ),
    TableTarget(
        "employment",
        Message("Employment"),
        Reading.TEXT,
        ("arbeidsforhold", "arbeidsforhold id", "arbeidsforholdid", "ansettelse", "ansættelse", "stilling"),
        note=Message("Its number, or “all”; only for somebody with several"),
    ),
    TableTarget(
        "note",
        Message("Note"),
        Reading.TEXT,
        ("merknad", "kommentar", "notat", "beskrivelse", "bemærkning", "comment", "description"),
    ),
)

_WORDS: Final[Mapping[str, str]] = {
    plain_header(said): kind
    for kind, words in {
        "self_certified": (
            *("EM", "EGM", "egenmelding syk", "egenmeldt sykdom", "egenmeldt sykefravær", "sykdom egenmelding"),
            *("egenmeldt fravær", "self certificate", "fravær egenmelding", "sykefravær egenmelding"),
        ),
        "sick_note": (
            *("SM", "SYK", "sykemelding", "sykemeldt", "legemeldt sykdom", "legemeldt fravær", "legemeldt sykefravær"),
            *("legemelding", "sykmelding lege", "sykdom legemeldt", "sykdom sykmelding", "legeerklæring", "sick leave"),
            *("sykefravær", "sygdom", "syg", "sygefravær", "fravær sykemelding", "sykefravær sykmelding"),
        ),
        "sick_child": ("SB", "sykt barn", "barns sykdom", "sykdom barn", "barn syk", "barn sygt", "barns sygedag"),
        "care": ("omsorg", "omsorgsdager", "omsorgsdag", "barnepasser syk"),
        "holiday": ("FE", "FER", "ferie med lønn", "avviklet ferie", "ferieavvikling", "feriefravær", "annual leave"),
        "layoff": ("PERM", "permittert", "permitteret", "hjemsendelse", "laid off"),
        "unpaid": ("ulønnet fravær", "fravær uten lønn", "permisjon uten lønn", "ferie uten lønn", "fri uden løn"),
        "other_paid": (
            *("velferdspermisjon", "permisjon med lønn", "lønnet permisjon", "velferd", "betalt fravær", "kurs"),
            *("fri med lønn", "fri med løn", "lønnet fravær", "betalt permisjon"),
        ),
        "leave_parental": (
            *("FP", "foreldrepenger", "fødselspermisjon", "foreldrepermisjon", "permisjonMedForeldrepenger"),
            *("forældreorlov", "fedrekvote", "pappaperm", "mammaperm", "svangerskapspenger"),
        ),
        "leave_military": ("militærtjeneste", "verneplikt", "militær", "permisjonVedMilitaertjeneste", "heimevern"),
        "leave_education_statutory": ("lovfestet utdanningspermisjon", "utdanningspermisjonLovfestet"),
        "leave_education_other": ("utdanningspermisjonIkkeLovfestet", "ikke lovfestet utdanningspermisjon"),
        "leave_other_statutory": ("andreLovfestedePermisjoner",),
        "leave_other": ("andreIkkeLovfestedePermisjoner", "velferdspermisjon uten lønn"),
    }.items()
    for said in words
}
"""What other programs call kinds of absence, besides what people write."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An absence that is entered, by the record of the employee."""

    employee_id: int
    write: Write


@dataclass(frozen=True, slots=True)
class AbsencesPlan:
    """What is written."""

    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Judging:
    people: People
    around: dict[int, Around]
    known: Known
    resolve: Resolve
    hours: Mapping[int, Decimal]
    answers: Mapping[str, str]
    decisions: Mapping[int, Decision]
    has_last: bool
    unknown: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    lines: dict[tuple[int, int], int] = field(default_factory=dict)
    """By the employee and the number that a planned absence has until it is stored: its line."""
    days: int = 0

    def row(self, row: ReadRow) -> TableRow:
        number = self.people.find(row, self.decisions.get(row.line))
        kind = self._kind(row)
        if kind == NOTHING:
            return self._told(row, number, SAME, Message("Is no absence here"))
        first, last = self._days(row, kind)
        if row.stops or number is None or first is None:
            return self._told(row, number, HELD, None)
        at = Where(f"paste:{row.line}")
        cells = {name: str(value) for name, value in row.values.items() if name in _TYPED}
        form, found = form_of(cells, number, kind, first, last, at)
        self._say(row, found)
        form = self._measured(row, form)
        person = self.around[number]
        if (there := self._same(person, form)) is not None:
            if (line := self.lines.get((number, there))) is None:
                return self._told(row, number, SAME, Message("Is here already"))
            row.tell(Severity.STOP, Message("Stands on line {line} already", line=str(line)), "from")
        if row.stops:
            return self._told(row, number, HELD, None)
        plan = plan_new(person, form, self.known, self.resolve, at)
        self._say(row, plan.findings)
        if plan.stops:
            return self._told(row, number, HELD, None)
        before = {each.id for each in person.kept}
        self.around[number] = plan.after
        for each in plan.after.kept:
            if each.id not in before:
                self.lines[number, each.id] = row.line
        self.entries += [Entry(person.row, write) for write in plan.writes]
        span = form.span
        self.days += span.days if span.last is not None else 0
        what = Message("{kind}, {days}", kind=title_of(kind), days=span)
        return self._told(row, number, NEW, what)

    def _told(self, row: ReadRow, number: int | None, state: str, what: Message | None) -> TableRow:
        if state == HELD:
            what = next((each.what for each in row.findings if each.severity is Severity.STOP), what)
        name = self.people.name(number) if number is not None else row.cells.get("name", "")
        return TableRow(row.line, row.cells, state, what, tuple(row.findings), name, number)

    def _kind(self, row: ReadRow) -> str:
        text = row.values.get("kind")
        if not isinstance(text, str):
            row.tell(Severity.STOP, Message("Choose a kind of absence"), "kind")
            return ""
        name = f"kind={plain_header(text)}"
        found = self.answers.get(name) or kind_named(text) or _WORDS.get(plain_header(text), "")
        if found != NOTHING and found not in kinds():
            self.unknown.setdefault(name, text)
            row.tell(Severity.STOP, Message("There is no kind of absence called {kind}", kind=text[:60]), "kind")
            return ""
        return found

    def _days(self, row: ReadRow, kind: str) -> tuple[date | None, date | None]:
        """The first and the last day; no last one is an open end, where the kind may have one."""
        first, last = row.values.get("from"), row.values.get("to")
        if not isinstance(first, date):
            if not row.cells.get("from"):
                row.tell(Severity.STOP, Message("Enter the first day"), "from")
            return None, None
        if isinstance(last, date):
            return first, last
        days = row.values.get("days")
        if not self.has_last or (isinstance(days, Decimal) and 0 < days <= 1):
            if isinstance(days, Decimal) and days > 1:
                what = Message("{days} days, and no last day: the last day is needed", days=days)
                row.tell(Severity.STOP, what, "days")
            return first, first
        if kind and not kind_choice(kind, first).may_be_open and not row.cells.get("to"):
            what = Message("Enter the last day. {kind} has no open end", kind=title_of(kind))
            row.tell(Severity.STOP, what, "to")
        return first, None

    def _measured(self, row: ReadRow, form: AbsenceForm) -> AbsenceForm:
        """The share by the days or hours of the row, where it does not stand there itself."""
        days, hours = row.values.get("days"), row.values.get("hours")
        assert form.first is not None
        if form.last is None or form.last < form.first:
            return form
        working = Decimal(sum(countries.is_working_day(day) for day in _each_day(form.first, form.last)))
        span = form.span.days
        if isinstance(days, Decimal) and days > 0:
            if days > span:
                what = Message("{days} days are more than there are from the first to the last", days=days)
                row.tell(Severity.WARNING, what, "days")
            elif not row.cells.get("grade") and days < working and form.first == form.last:
                return self._part(row, form, days, "days")
            elif days not in (working, span):
                what = Message(
                    "By the dates there are {working} working days in it, not {days}", working=working, days=days
                )
                row.tell(Severity.NOTE, what, "days")
        elif isinstance(hours, Decimal) and hours > 0 and not row.cells.get("grade") and working:
            whole = self.hours.get(form.employee or 0, _FULL_WEEK / _WEEK) * working
            if hours < whole:
                return self._part(row, form, hours / whole, "hours")
        return form

    def _part(self, row: ReadRow, form: AbsenceForm, share: Decimal, target: str) -> AbsenceForm:
        grade = Percent((share * 100).quantize(_CENT))
        row.tell(Severity.NOTE, Message("Taken for {percent} of the working time", percent=grade), target)
        return replace(form, grade=grade)

    def _same(self, person: Around, form: AbsenceForm) -> int | None:
        """An absence that is just this one."""
        for each in person.kept:
            told = each.absence
            if told.withdrawn is None and (told.kind, told.first, told.last, told.grade) == (
                form.kind,
                form.first,
                form.last,
                form.grade,
            ):
                return each.id
        return None

    def _say(self, row: ReadRow, found: Sequence[Finding]) -> None:
        for each in found:
            name = each.where.field or "" if each.where is not None else ""
            target = {"employee": "number", "resolve": "from", "employment": "employment"}.get(name, name)
            if target == "number" and "number" not in row.cells:
                target = next((one.name for one in WHO if one.name in row.cells), target)
            row.tell(each.severity, each.what, target)


def _each_day(first: date, last: date) -> list[date]:
    """At most a year of them: longer absences are not counted in hours."""
    days = min((last - first).days + 1, 366)
    return [first + count * _DAY for count in range(days)]


def _judge(
    desk: Desk,
    table: ReadTable,
    options: Mapping[str, str],
    decisions: Mapping[int, Decision],
    progress: Progress,
) -> Judged:
    with desk.reading() as session:
        judging = _Judging(
            People.of(session),
            everybody_around(session),
            known_in(session, desk.client.country, desk.today),
            Resolve(options[RESOLVE]),
            _hours_of_a_day(session),
            table.answers,
            decisions,
            "to" in table.targets,
        )
    total = len(table.rows)
    rows = []
    for count, row in enumerate(table.rows):
        if count % _STEP == 0:
            progress(count, total, Message("Rows are matched"))
        rows.append(judging.row(row))
    told = Message(
        "Absences: {count} · employees: {people} · calendar days: {days}",
        count=len(judging.entries),
        people=len({each.employee_id for each in judging.entries}),
        days=judging.days,
    )
    return Judged(tuple(rows), (), (told,), _questions(judging, desk.today), AbsencesPlan(tuple(judging.entries)))


def _hours_of_a_day(session: Session) -> Mapping[int, Decimal]:
    """The hours that each works on an ordinary day, by the newest terms of all employments together."""
    wanted = (
        select(Employee.number, Employment.id, EmploymentTerms.full_time_hours, EmploymentTerms.percent)
        .join(Employment, Employment.employee_id == Employee.id)
        .join(EmploymentTerms, EmploymentTerms.employment_id == Employment.id)
        .where(Employment.end.is_(None))
        .order_by(EmploymentTerms.from_day)
    )
    newest: dict[tuple[int, int], Decimal] = {}
    for number, job, hours, percent in session.execute(wanted):
        newest[number, job] = hours * percent.value / 100 / _WEEK
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for (number, _), hours in newest.items():
        found[number] += hours
    return {number: hours for number, hours in found.items() if hours > 0}


def _questions(judging: _Judging, today: date) -> tuple[Question, ...]:
    """What every word that is no kind here means; those that were answered stay, so that one can change them."""
    asked = dict(judging.unknown)
    for name in judging.answers:
        if name.startswith("kind="):
            asked.setdefault(name, name.removeprefix("kind="))
    values = (
        *(OptionValue(kind, title_of(kind), kind_choice(kind, today).help) for kind in kinds()),
        OptionValue(NOTHING, Message("No absence: pass its rows over")),
    )
    return tuple(
        Question(
            name,
            "kind",
            Message("Which kind of absence is “{text}”?", text=text[:60]),
            values,
            judging.answers.get(name, ""),
            is_required=False,
        )
        for name, text in list(asked.items())[:_MOST_QUESTIONS]
    )


def _options(desk: Desk, said: Mapping[str, str]) -> tuple[Option, ...]:  # noqa: ARG001
    chosen = said.get(RESOLVE, "")
    return (
        Option(
            RESOLVE,
            Message("On days that are taken already"),
            (
                OptionValue(Resolve.REFUSE.value, Message("Hold the row back")),
                OptionValue(Resolve.AROUND.value, Message("Only the days that are left")),
                OptionValue(
                    Resolve.KEEP.value,
                    Message("Keep both"),
                    Message("Where the kinds differ: then the rule says what each day counts as"),
                ),
            ),
            chosen if chosen in {each.value for each in _WAYS} else Resolve.REFUSE.value,
        ),
    )


# --- back again ------------------------------------------------------------------------------------------------------


def still_so(row: AbsenceRecord, told: Sequence[object]) -> bool:
    """Whether an absence is as the import made it: its id and days, its kind and its share."""
    grade = str(row.grade.value)
    last = row.last.isoformat() if row.last is not None else None
    return row.withdrawn is None and [row.leave_id, row.first.isoformat(), last, row.kind, grade] == list(told[1:])


def told_of(row: AbsenceRecord) -> list[object]:
    """What an import writes down of an absence that it made."""
    last = row.last.isoformat() if row.last is not None else None
    return [row.id, row.leave_id, row.first.isoformat(), last, row.kind, str(row.grade.value)]


def imported(session: Session, note: Mapping[str, Any]) -> list[AbsenceRecord]:
    """The absences of an import that are as it made them; what somebody changed since is not among them."""
    made = {each[0]: each for each in note.get("made", ())}
    rows = session.scalars(select(AbsenceRecord).where(AbsenceRecord.first >= _first(made))).all() if made else []
    return [row for row in rows if row.id in made and still_so(row, made[row.id])]


def _first(made: Mapping[int, Sequence[Any]]) -> date:
    return min(date.fromisoformat(each[2]) for each in made.values())


def _hindrance(session: Session, row: ImportedFile) -> Message | None:
    """Nothing may count on one of them: approved pay, a report, an inntektsmelding that was sent, another record."""
    if row.undone_at is not None:
        return Message("It is undone already")
    rows = imported(session, note_of(row))
    if not rows:
        return None
    if _is_paid(session, rows, row) or _is_told(session, rows) or _is_named(session, rows):
        return Message("Pay or a report counts on an absence of it: withdraw what is wrong on the absence page")
    return None


def _is_paid(session: Session, rows: Sequence[AbsenceRecord], made: ImportedFile) -> bool:
    """Whether a run that was approved after the import has paid days of one of them."""
    wanted = (
        select(runs.Payslip.employee_id, runs.PayRun.month, runs.PayRun.last_day)
        .join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
        .where(runs.PayRun.approved_at > made.imported_at)
    )
    last: dict[int, date] = {}
    for employee, month, day in session.execute(wanted):
        last[employee] = max(last.get(employee, date.min), day or month.last)
    return any(row.employee_id in last and row.first <= last[row.employee_id] for row in rows)


def _is_told(session: Session, rows: Sequence[AbsenceRecord]) -> bool:
    """Whether a kept report holds one of them as leave, or an inntektsmelding about one was sent."""
    subjects = {subject(row.id) for row in rows}
    if not subjects.isdisjoint(session.scalars(select(Mark.subject).where(Mark.verb == SENT))):
        return True
    first = Month.of(min(row.first for row in rows))
    last = max(Month.of(row.last or row.first) for row in rows).plus(1)
    ids = set().union(*told_in(session, "NO", first, last).values())
    if not ids:
        return False
    numbers = dict(session.execute(select(Employee.id, Employee.number)).tuples().all())
    kept = kept_absences(session)
    mine = {row.id: numbers[row.employee_id] for row in rows}
    return any(is_told(each.absence, mine[each.id], ids) for some in kept.values() for each in some if each.id in mine)


def _is_named(session: Session, rows: Sequence[AbsenceRecord]) -> bool:
    """Whether another record names one of them."""
    ids = {row.id for row in rows}
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "absence.id" for key in column.foreign_keys):
                wanted = select(column).where(column.is_not(None)).distinct()
                if not ids.isdisjoint(session.scalars(wanted)):
                    return True
    return False


KIND: Final = TableKind(
    "absences",
    Message("Absences"),
    Message("Lists of sickness, holiday and leave with first and last day"),
    TARGETS,
    _judge,
    _hindrance,
    _options,
)
