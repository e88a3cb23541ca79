"""A month's reports and what the authority answered, as the page shows them: the chain, what is to be mended, who says
that a finding is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.marks import Marked, marks_of
from services.desk.reporting import ACCEPTED, KeptReport, ids_of, kept_reports
from services.engine.feedback import DeliveryState, Feedback
from services.engine.report_chain import ReportKind
from services.queries import feedback as told
from services.queries import reporting
from services.queries.feedback import MonthFeedback, OtherReport, OwnReport, Question
from services.queries.reporting import GUIDELINE, FindingRow

_SHORT: Final = 8
"""How much of an id is shown: enough to tell one from another."""

_STATES: Final[Mapping[DeliveryState | None, str]] = {
    DeliveryState.RECEIVED: "received",
    DeliveryState.REJECTED: "rejected",
    DeliveryState.REPLACED: "replaced",
    DeliveryState.UNKNOWN: "unknown",
}

_DIGITS: Final = 11
"""How many digits the number of a person has."""

_KINDS: Final[Mapping[ReportKind, Message]] = {
    ReportKind.FIRST: Message("First report"),
    ReportKind.ADDITIONAL: Message("Additional report"),
    ReportKind.REPLACEMENT: Message("Replacement"),
    ReportKind.WITHDRAWAL: Message("Withdrawal"),
}


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One report of the month. `id` and `replaces` are short; `full_id` is whole. `state` is `saved`,
    `uploaded` (no answer yet), `received`, `rejected`, `replaced` or `unknown`; `file_id` is None for one that came by
    another way. `at` is when it arrived, else when it was made.
    """

    kind: Message
    id: str
    full_id: str
    replaces: str
    at: datetime | None
    state: str
    file_id: int | None = None
    reference: str = ""
    people: int | None = None


@dataclass(frozen=True, slots=True)
class MonthAnswer:
    """Everything about a month's reports. `findings` are the authority's about what counts now, `past` those about
    reports that have been followed by another; `questions` are answers of which nobody knows yet what they refuse.
    """

    feedback: MonthFeedback
    chain: tuple[ChainRow, ...]
    findings: tuple[FindingRow, ...]
    past: tuple[FindingRow, ...]
    questions: tuple[Question, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.chain or self.feedback.files or self.questions)

    def count(self, level: str) -> int:
        """How many findings of a level nobody has found right."""
        return sum(1 for row in self.findings if row.level == level and row.accepted is None)


def answer(desk: Desk, month: Month) -> MonthAnswer:
    """A month's reports and their answers. Large answers take a moment: not on the window's thread."""
    said = told.month(desk, month)
    with desk.reading() as session:
        marks = marks_of(session, f"report:{month}:")
        kind = countries.country(desk.client.country).report_kind
        files = {each.id: each for each in kept_reports(session, kind, month, month)}
    accepted = {subject: verbs[ACCEPTED] for subject, verbs in marks.items() if ACCEPTED in verbs}
    rows = [(_row(month, each, accepted), each.is_past) for each in said.findings]
    return MonthAnswer(
        said,
        tuple(_chain(said, files)),
        tuple(row for row, is_past in rows if not is_past),
        tuple(replace(row, verb=None) for row, is_past in rows if is_past),
        questions(desk),
    )


def _chain(said: MonthFeedback, files: Mapping[int, KeptReport]) -> Iterator[ChainRow]:
    """The newest first: those of this file by their versions, then what came by another way. What was made and never
    saved is nobody's report.
    """
    for own in reversed(said.reports):
        row = _own_row(own, files.get(own.file_id))
        if row.state != "made":
            yield row
    for other in said.others:
        yield _other(other)


def _own_row(own: OwnReport, file: KeptReport | None) -> ChainRow:
    state = _STATES.get(own.state, "")
    if not state:
        state = "uploaded" if own.is_uploaded else "saved" if file is not None and file.saved is not None else "made"
    heard = own.told
    return ChainRow(
        _KINDS[_kind(own, file)],
        short(own.id),
        own.id,
        short(own.replaces),
        heard.arrived if heard is not None and heard.arrived is not None else own.made_at,
        state,
        own.file_id,
        heard.reference if heard is not None else "",
        heard.people if heard is not None else None,
    )


def _kind(own: OwnReport, file: KeptReport | None) -> ReportKind:
    if file is not None and file.says:
        return ReportKind(file.says.split()[0])
    return ReportKind.REPLACEMENT if own.replaces else ReportKind.FIRST


def _other(other: OtherReport) -> ChainRow:
    heard = other.told
    state = _STATES[heard.state]
    at = heard.arrived or heard.made
    return ChainRow(
        other.what, short(heard.id), heard.id, short(heard.replaces), at, state, None, heard.reference, heard.people
    )


def short(name: str) -> str:
    """An id as it is shown."""
    return name[:_SHORT]


def _row(month: Month, found: told.FindingRow, accepted: Mapping[str, Marked]) -> FindingRow:
    """A finding of the authority as one of the page's: it can be found right as ours can, as long as its words stay."""
    digest = sha256("\n".join((found.text, *found.rest, *found.about, found.who)).encode()).hexdigest()[:8]
    subject = f"report:{month}:told:{found.code or '-'}:{digest}"
    title = found.title if found.title is not None else Message("A finding that the program does not know")
    said = " · ".join(part for part in (*found.about, found.text, *found.rest) if part)
    is_here = found.place == Place(told.PAGE, str(month))
    return FindingRow(
        found.level,
        found.code,
        "",
        title,
        _hidden(found.who),
        title,
        None if is_here else found.verb,
        found.place,
        "",
        found.line,
        subject if found.level == GUIDELINE else f"told:{digest}",
        found.topic or "answer",
        accepted.get(subject) if found.level == GUIDELINE else None,
        said,
    )


def _hidden(who: str) -> str:
    """A name as it is; of the number of a person who is not known here only the date of birth."""
    return f"{who[:6]} •••••" if len(who) == _DIGITS and who.isdecimal() else who


# --- before it is taken in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookedAtMonth:
    """One month of an answer before it is taken in: how many reports it names by their state, and findings by level."""

    month: Month | None
    received: int
    rejected: int
    replaced: int
    others: int
    findings: Mapping[str, int]


def looked_at(desk: Desk, feedback: Feedback) -> tuple[LookedAtMonth, ...]:
    """What an answer says, month by month, in the order of the file."""
    own = _months(desk)
    found = []
    for part in feedback.months:
        states = [report.state for report in part.reports]
        levels = [finding.level for finding in part.findings]
        found.append(
            LookedAtMonth(
                part.month,
                states.count(DeliveryState.RECEIVED),
                states.count(DeliveryState.REJECTED),
                states.count(DeliveryState.REPLACED),
                sum(1 for report in part.reports if report.id not in own),
                {level: levels.count(level) for level in reporting.LEVELS if level in levels},
            )
        )
    return tuple(found)


def months_of(desk: Desk, feedback: Feedback) -> tuple[Month, ...]:
    """The months that an answer speaks of: those that it names, else those of our reports in it."""
    own = _months(desk)
    named = [part.month for part in feedback.months]
    named += [own.get(report.id) for part in feedback.months if part.month is None for report in part.reports]
    return tuple(dict.fromkeys(month for month in named if month is not None))


def _months(desk: Desk) -> Mapping[str, Month]:
    """The month of each of our reports, by its id."""
    with desk.reading() as session:
        kind = countries.country(desk.client.country).report_kind
        kept = kept_reports(session, kind, Month(2014, 1), Month(2099, 12))
        ids = ids_of(session, desk.client.country, kept)
    return {ids[each.id][0]: each.month for each in kept}


def questions(desk: Desk) -> tuple[Question, ...]:
    """The answers that refuse a file, and of which nobody has said yet which report it was."""
    return tuple(each for each in told.questions(desk) if each.said is None)
