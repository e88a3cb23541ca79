"""The inntektsmelding of an absence: every answer in the order of nav.no, with what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.records.absence import Absence
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month, Span
from models.values.why import Figure
from services.desk import countries
from services.desk.desk import Desk
from services.desk.inntektsmelding import Asked, asked_for, sent_on
from services.desk.inntektsmelding_paper import (
    Inntektsmelding,
    inntektsmelding_json,
    inntektsmelding_of,
    inntektsmelding_pdf,
    said,
)
from services.engine.income_report import (
    PARENTAL,
    PREGNANCY,
    SICK_PAY,
    Answers,
    Counts,
    EndedBenefit,
    Entry,
    IncomeReportWords,
    Reason,
    RefundChange,
    Worksheet,
)
from services.queries.trace import Trace
from services.queries.why import trace_of
from services.reference.texts import Texts
from services.reference.wage_type_rows import wage_types

__all__ = [
    "PARENTAL",
    "PREGNANCY",
    "SICK_PAY",
    "Answers",
    "Asked",
    "Counts",
    "EndedBenefit",
    "Inntektsmelding",
    "Reason",
    "RefundChange",
    "benefit_choices",
    "choices",
    "inntektsmelding",
    "inntektsmelding_json",
    "inntektsmelding_pdf",
    "is_employers_own",
    "lines_behind",
    "other_units",
    "rows_of",
    "sent_on",
    "waiting",
    "why",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands on the page: what nav.no asks, the answer as it is typed there, why, and whose figure."""

    key: str  # the entry's name in NAV's API, and which of those with that name
    title: Message
    shown: str
    copied: str  # empty where there is nothing to copy
    why: Message | None
    is_asked: bool
    figure: str = ""  # income · refund: what has a trace


@dataclass(frozen=True, slots=True)
class Behind:
    """A line of pay of one of the months before: what it is, and whether it counts."""

    key: str
    month: Month
    name: str
    amount: Money | None
    counts: Counts | None  # None for a month that was not paid here
    why: Message


def inntektsmelding(desk: Desk, absence_id: int, tried: Answers | None = None) -> Inntektsmelding:
    """The worksheet of an absence with what was answered so far, or with answers that are being tried.

    Raises Refused for an absence about which NAV asks nothing.
    """
    return inntektsmelding_of(desk, absence_id, tried)


def waiting(desk: Desk, progress: Progress = no_progress) -> tuple[Asked, ...]:
    """Everybody about whom NAV asks, or will ask, for an inntektsmelding, the newest first."""
    with desk.reading() as session:
        return tuple(asked_for(session, desk.today, progress))


def choices() -> IncomeReportWords:
    """What can be chosen in the form, in words."""
    return countries.income_report_words()


def benefit_choices(desk: Desk, absence_id: int) -> tuple[tuple[str, Message], ...]:
    """What NAV may pay for an absence: code and name; nothing where it pays nothing, or there is no such absence."""
    with desk.reading() as session:
        row = session.get(Absence, absence_id)
        return tuple(choices().nav_benefits.get(row.kind, ())) if row is not None else ()


def rows_of(sheet: Worksheet, words: Texts) -> tuple[Answer, ...]:
    """Every answer, in the order of nav.no. Days from and to are two fields there, and two answers here."""
    rows: list[Answer] = []
    for place, entry in enumerate(sheet.entries):
        key = f"{entry.name}:{place}"
        if isinstance(entry.value, Span):
            for part, day in (("from", entry.value.first), ("to", entry.value.last)):
                title = Message("{what}, from", what=entry.title)
                if part == "to":
                    title = Message("{what}, to", what=entry.title)
                shown = words.value(day) if day is not None else words(Message("open"))
                why = entry.why if part == "from" else None
                rows.append(Answer(f"{key}:{part}", title, shown, shown if day else "", why, is_asked=day is None))
        else:
            shown = said(entry, words)
            rows.append(
                Answer(key, entry.title, shown, _copied(entry, words), entry.why, entry.is_asked, _figure(entry, sheet))
            )
    return tuple(rows)


def other_units(sheet: Worksheet) -> tuple[str, ...]:
    """The other sub-units that somebody is absent from by the same absence: NAV asks each of them by itself."""
    if sheet.absence.employment:
        return ()
    units = [job.establishment for job in sheet.person.employments if sheet.first_day in job.span]
    return tuple(dict.fromkeys(unit for unit in units if unit != sheet.orgnr))


def is_employers_own(sheet: Worksheet) -> bool:
    """Whether the sickness ended in the employer's period, so that nothing is claimed of NAV."""
    if not sheet.absence.paid or sheet.refund is not None or sheet.answers.no_refund:
        return False
    return sheet.benefit == SICK_PAY and bool(sheet.periods)


def _copied(entry: Entry, words: Texts) -> str:
    """The plain value, as a field on nav.no takes it."""
    match entry.value:
        case None | "":
            return ""
        case Money():
            return str(entry.value).replace(".", ",")
        case date():
            return f"{entry.value:%d.%m.%Y}"
        case str():
            return entry.value
        case _:
            return said(entry, words)


def _figure(entry: Entry, sheet: Worksheet) -> str:
    if entry.name.startswith("inntekt.beloep"):
        return "income"
    return "refund" if entry.name == "refusjon.beloepPerMaaned" and sheet.refund is not None else ""


def why(found: Inntektsmelding, name: str) -> Trace | None:
    """Why the income, its mean or the refund is what it is. None for what has no figure."""
    sheet = found.sheet
    figures: dict[str, tuple[Message, Figure[Money] | None]] = {
        "income": (Message("Monthly income"), sheet.income),
        "mean": (Message("Mean of the months"), sheet.mean),
        "refund": (Message("Refund a month"), sheet.refund),
    }
    title, figure = figures.get(name, (Message("Why"), None))
    return trace_of(figure, title, sheet.person.name) if figure is not None else None


def lines_behind(sheet: Worksheet, language: str) -> tuple[Behind, ...]:
    """The pay of the months behind the income, line by line, and whether each counts."""
    types = wage_types("NO")
    rows: list[Behind] = []
    for month in sheet.months:
        if month.reported is None:
            what = Message("There is no approved run here; compare with what NAV shows")
            rows.append(Behind(str(month.month), month.month, "", None, None, what))
        for place, each in enumerate(month.lines):
            name = types[each.line.type].name(language)
            rows.append(Behind(f"{month.month}:{place}", month.month, name, each.line.amount, each.counts, each.why))
    return tuple(rows)
