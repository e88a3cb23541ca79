"""The reports of one month as a chain: which of them count, and what the next one must say.

The authority adds up every report of a month that was received and not replaced. So what a new one says is the truth of
the month less what the others that go on counting say already (amelding 5). A report says what some of the month's runs
paid; one that is `whole` also tells of everybody who is employed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from models.values.finding import Place, refuse
from models.values.message import Message

PAGE = "reporting"


class ReportKind(Enum):
    """What a report is to the ones before it."""

    FIRST = "first"
    ADDITIONAL = "additional"  # only what is to be added
    REPLACEMENT = "replacement"  # in the place of another
    WITHDRAWAL = "withdrawal"  # an empty one, in the place of another


class ReportState(Enum):
    """What came of a report. What is only sent counts as long as nothing else is known."""

    SENT = "sent"
    RECEIVED = "received"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SentReport:
    """One report of the month: its id, what it replaces (empty: none), the names of the runs that it says, and whether
    it is the one that tells of everybody.
    """

    id: str
    kind: ReportKind
    replaces: str
    runs: tuple[str, ...]
    is_whole: bool
    state: ReportState = ReportState.SENT


@dataclass(frozen=True, slots=True)
class NextInChain:
    """What the next report is made from: the runs that it says, whether it tells of everybody, what it replaces."""

    runs: tuple[str, ...]
    is_whole: bool
    replaces: str = ""


def counting(reports: Iterable[SentReport]) -> list[SentReport]:
    """Those that the authority adds up, the oldest first: not rejected, nor replaced by one that was not."""
    delivered = [each for each in reports if each.state is not ReportState.REJECTED]
    replaced = {each.replaces for each in delivered}
    return [each for each in delivered if each.id not in replaced]


def next_in_chain(kind: ReportKind, sent: Sequence[SentReport], runs: Sequence[str]) -> NextInChain:
    """What a new report of the month says, after those that were sent. `runs` are all runs of the month until now.

    A replacement takes the place of the newest that counts; a rejected one was never delivered, and is not named.
    Raises Refused for a first one beside another, for one that adds nothing, and where there is nothing to replace.
    """
    valid = counting(sent)
    if kind in (ReportKind.REPLACEMENT, ReportKind.WITHDRAWAL):
        if not valid:
            raise refuse(Message("There is no report of the month that could be replaced"), Place(PAGE))
        target, others = valid[-1], valid[:-1]
        if kind is ReportKind.WITHDRAWAL:
            return NextInChain((), is_whole=False, replaces=target.id)
        return NextInChain(_left(runs, others), not _told(others), target.id)
    if kind is ReportKind.FIRST and (_told(valid) or any(each.runs for each in valid)):
        raise refuse(
            Message("Another report of the month counts already: send an additional one, or one that replaces it"),
            Place(PAGE),
        )
    left = _left(runs, valid)
    if _told(valid) and not left:
        raise refuse(Message("There is nothing to add: every run of the month is reported already"), Place(PAGE))
    return NextInChain(left, not _told(valid))


def _told(reports: Iterable[SentReport]) -> bool:
    return any(each.is_whole for each in reports)


def _left(runs: Sequence[str], said: Iterable[SentReport]) -> tuple[str, ...]:
    known = {run for each in said for run in each.runs}
    return tuple(run for run in runs if run not in known)
