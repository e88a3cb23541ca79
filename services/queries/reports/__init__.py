"""Reports: a catalogue, what one may choose, and each report made from what is kept. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from models.records import employee as people
from models.records import pay_run as records
from models.records.employer import Employer
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import at_hand
from services.desk.desk import Desk
from services.queries.client_cards import ClientCard
from services.queries.reports.around import PaidRun, approved_runs
from services.queries.reports.catalogue import CATALOGUE
from services.queries.reports.departments import department_words
from services.queries.reports.model import (
    DEPARTMENT,
    PERIOD,
    PERSON,
    RUN,
    YEAR,
    Asked,
    Choices,
    Entry,
    Picture,
    Pillar,
    Report,
    Row,
    Slip,
)
from services.reference.texts import texts

__all__ = [
    "CATALOGUE",
    "DEPARTMENT",
    "PERIOD",
    "PERSON",
    "RUN",
    "YEAR",
    "Choices",
    "Entry",
    "Offers",
    "Picture",
    "Pillar",
    "Report",
    "Row",
    "Slip",
    "file_of",
    "make",
    "offers",
    "reports_without",
]


def reports_without(left_out: frozenset[str]) -> Mapping[str, Entry]:
    """The reports that a client has: all but those that its country has no use for."""
    return {name: entry for name, entry in CATALOGUE.items() if name not in left_out}


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is to choose from: years and approved runs, the newest first, people by name, departments by code."""

    years: tuple[int, ...]
    runs: tuple[PaidRun, ...]
    people: tuple[tuple[int, str], ...]
    departments: tuple[tuple[str, str], ...]
    newest: Month


def offers(desk: Desk, language: str) -> Offers:
    """The choices that the client file has."""
    return at_hand.unchanged(desk, ("reports.offers", language, desk.today), lambda: _offers(desk, language))


def _offers(desk: Desk, language: str) -> Offers:
    run, person, share = records.PayRun, people.Employee, people.CostShare
    with desk.reading() as session:
        first, last = session.execute(select(func.min(run.month), func.max(run.month))).one()
        employer = session.get(Employer, 1)
        start = employer.start_month if employer is not None else Month.of(desk.today)
        runs = approved_runs(session, Choices(Month(1900, 1), Month(9999, 12)))
        names = session.execute(select(person.number, person.name)).all()
        used = set(session.scalars(select(share.department).distinct()))
        departments = department_words(session, texts(language))
    today = Month.of(desk.today)
    years = range(min(first or today, start, today).year, max(last or today, today).year + 1)
    newest = max((each.month for each in runs), default=today)
    by_name = sorted(names, key=lambda pair: (pair[1].casefold(), pair[0]))
    kept = [(code, name) for code, name in departments.items() if code]
    kept += [(code, code) for code in sorted(used - {""}) if code not in departments]
    if kept:
        kept.append(("", departments[""]))
    return Offers(
        tuple(reversed(years)),
        tuple(reversed(runs)),
        tuple((number, name) for number, name in by_name),
        tuple(kept),
        newest,
    )


def make(
    desk: Desk,
    name: str,
    choices: Choices,
    language: str = "nb",
    progress: Progress = no_progress,
    cards: tuple[ClientCard, ...] = (),
) -> Report:
    """A report as it is now. Raises KeyError for one that there is not, Refused for a file without an employer."""
    return CATALOGUE[name].make(Asked(desk, choices, language, progress, cards))


def file_of(report: Report, client: str, language: str) -> str:
    """What the report is called as a file, without its ending: what it is, of whom, and when."""
    say = texts(language)
    words = say(Message("{report} {period} – {client}", report=report.title, period=report.period, client=client))
    return "".join(sign if sign.isprintable() and sign not in '\\/:*?"<>|' else " " for sign in words).strip(" .")
