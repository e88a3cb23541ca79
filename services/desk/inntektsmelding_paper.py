"""The inntektsmelding of an absence as it is read: with its answers and what was told of it, on paper, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.values.message import Message
from models.values.span import Span
from models.values.table import Column, Table
from models.values.why import Value
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.inntektsmelding import SENT, answers_of, marks_about, sent_on, sheet_of
from services.desk.marks import Marked
from services.desk.version import VERSION
from services.engine.income_report import Answers, Entry, Worksheet
from services.reference.texts import Texts, texts

SYSTEM = ("Lønnsom", VERSION)


@dataclass(frozen=True, slots=True)
class Inntektsmelding:
    """The worksheet, what was answered, and whether it was told as sent. `contact` is the employer's own."""

    sheet: Worksheet
    answers: Answers
    contact: str
    sent: Marked | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be answered, and NAV would take it."""
        return not self.sheet.findings


def inntektsmelding_of(desk: Desk, absence_id: int, answers: Answers | None = None) -> Inntektsmelding:
    """The worksheet with what was kept of the answers, or with others that are being tried.

    One that was sent before is a change. Raises Refused for an absence about which NAV asks nothing.
    """
    with desk.reading() as session:
        told = marks_about(session, absence_id)
        said = answers_of(session, absence_id) if answers is None else answers
        if SENT in told:
            said = replace(said, is_change=True)
        contact = employer_facts(session).contact
        return Inntektsmelding(sheet_of(session, absence_id, said), said, contact, told.get(SENT))


def inntektsmelding_json(desk: Desk, absence_id: int) -> bytes:
    """The message for an API sender. Raises Refused with everything that is still to be answered."""
    found = inntektsmelding_of(desk, absence_id)
    return countries.income_report_json(found.sheet, found.contact, SYSTEM)


def inntektsmelding_pdf(desk: Desk, absence_id: int, language: str) -> bytes:
    """The worksheet on paper, for the file; also one in which something is still to be answered."""
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    found = inntektsmelding_of(desk, absence_id)
    words = texts(language)
    with desk.reading() as session:
        employer = employer_facts(session)
    table = sheet_table(found.sheet, words)
    return table_pdf(table, language, employer.name, (employer.orgnr,), _notes(found, words), desk.today)


def sheet_table(sheet: Worksheet, words: Texts) -> Table:
    """A row for each answer, in the order of the form: what is asked, the answer, why."""
    title = Message("Inntektsmelding: {name}", name=sheet.person.name)
    columns = (
        Column("what", Message("Question")),
        Column("answer", Message("Answer")),
        Column("why", Message("Why")),
    )
    rows: list[tuple[Value, ...]] = [
        (words(entry.title), said(entry, words), words(entry.why) if entry.why is not None else "")
        for entry in sheet.entries
    ]
    return Table(title, columns, tuple(rows))


def said(entry: Entry, words: Texts) -> str:
    """An answer as it is typed on nav.no; one that is missing says so."""
    if entry.is_asked:
        return words(Message("Still to be answered"))
    match entry.value:
        case None:
            return "–"
        case str():
            return words.value(_in_words(entry.name, entry.value))
        case Message():
            return words(entry.value)
        case Span():
            return " – ".join(words.value(day) for day in (entry.value.first, entry.value.last) if day is not None)
        case _:
            return words.value(entry.value)


def _in_words(name: str, code: str) -> Message | str:
    """What NAV calls by a code, as people say it; anything else as it stands."""
    known = countries.income_report_words()
    match name:
        case "inntekt.endringAarsaker":
            some = (*known.reasons, *known.parental_reasons)
        case "agp.redusertLoennIAgp.begrunnelse":
            some = known.reduced
        case "ytelse":
            some = tuple(each for choices in known.nav_benefits.values() for each in choices)
        case _:
            some = ()
    return dict(some).get(code, code)


def _notes(found: Inntektsmelding, words: Texts) -> list[str]:
    """Under the title: the sub-unit, the months behind the income, and whether it was sent."""
    sheet = found.sheet
    lines = [words(Message("Sub-unit {number}", number=sheet.orgnr))]
    for month in sheet.months:
        name = words.value(month.month)
        if month.reported is None or month.regular is None:
            lines.append(words(Message("{month}: not paid here", month=name)))
        else:
            reported, regular = words.value(month.reported), words.value(month.regular)
            what = Message(
                "{month}: {reported} in the a-melding, regular pay {regular}",
                month=name,
                reported=reported,
                regular=regular,
            )
            lines.append(words(what))
    if found.sent is not None:
        who, day = found.sent.by, sent_on(found.sent)
        lines.append(words(Message("Sent on {day} by {who}", day=day, who=who)))
    return lines
