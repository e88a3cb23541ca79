"""A month to eIndkomst in the client file: what its approved runs say, the files that were kept, those that were sent,
and the one that is to be sent next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.values.finding import Finding, Refused
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.reporting import KeptReport, content_of, kept_reports, month_material, runs_paid
from services.desk.version import VERSION
from services.engine.income_fields import NextFile
from services.engine.month import MonthFacts


@dataclass(frozen=True, slots=True)
class MonthAtHand:
    """A month as far as it can be reported: its approved runs, the kept files, the bytes of those that were sent (the
    oldest first), the next file, and why there can be none.
    """

    facts: MonthFacts
    kept: tuple[KeptReport, ...]
    sent: tuple[bytes, ...]
    next: NextFile | None
    refused: tuple[Finding, ...] = ()


def month_at_hand(session: Session, desk: Desk, month: Month) -> MonthAtHand:
    """A month. Raises Refused without an employer."""
    country = desk.client.country
    facts = facts_of(session, country, month)
    kept = kept_of(session, country, month, month)
    sent = sent_of(session, kept)
    try:
        found = countries.eindkomst_next(facts, sent, _of_year(session, country, month), desk.now(), VERSION)
    except Refused as wrong:
        return MonthAtHand(facts, tuple(kept), sent, None, wrong.findings)
    return MonthAtHand(facts, tuple(kept), sent, found)


def facts_of(session: Session, country: str, month: Month) -> MonthFacts:
    """Everybody, and the approved runs that the month's reports say. Raises Refused without an employer."""
    runs = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
    return month_material(session, country, month, runs).facts


def kept_of(session: Session, country: str, first: Month, last: Month) -> list[KeptReport]:
    """The files that were kept for the months, the oldest first."""
    return kept_reports(session, countries.country(country).report_kind, first, last)


def sent_of(session: Session, kept: Sequence[KeptReport]) -> tuple[bytes, ...]:
    """The bytes of those files that somebody told as sent, as far as they are not erased."""
    return tuple(content_of(session, each) for each in kept if each.uploaded is not None and each.parts)


def _of_year(session: Session, country: str, month: Month) -> tuple[bytes, ...]:
    """What was sent of the other months of the year."""
    kept = kept_of(session, country, Month(month.year, 1), Month(month.year, 12))
    return sent_of(session, [each for each in kept if each.month != month])
