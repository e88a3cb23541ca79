"""The card of a client, read from its open file; and what the disk says of files that are closed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.stored_file import Mark, StoredFile
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk import copies, countries
from services.desk.copies import CopyFile, trouble_with
from services.desk.desk import Desk
from services.desk.recovery_key import is_tried
from services.desk.settings import is_demo
from services.queries.client_cards import CardDeadline, CardStep, ClientCard, ClientRow
from services.queries.client_looks import client_looks

_AHEAD: Final = timedelta(days=120)
_STEPS: Final = 3
_DEADLINES: Final = 40
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


def client_card(desk: Desk, before: ClientCard | None = None) -> ClientCard:
    """The card of the open client; `before` is the one that was kept of it."""
    from services.queries.deadlines import deadlines  # the list of clients is shown before any of them is open
    from services.queries.next_steps import next_steps

    looks = client_looks(desk)
    with desk.reading() as session:
        names = _names(session)
        month, run_state, report_state = _run(session, desk.client.country)
        card = ClientCard(
            desk.client.path,
            desk.client.file_id,
            looks.name,
            looks.orgnr,
            desk.client.country,
            looks.color,
            _employed(session, desk.today),
            desk.now(),
            run_month=month,
            run_state=run_state,
            report_state=report_state,
            is_demo=is_demo(session),
            key_tried=is_tried(session),
            folders=before.folders if before else (),
        )
    steps = [CardStep(step.kind, _nobodys(step.title, names, step.kind)) for step in next_steps(desk)]
    due = [
        CardDeadline(each.kind, _nobodys(each.what, names, "due"), each.day)
        for each in deadlines(desk, desk.today + _AHEAD)
        if not each.done
    ]
    return replace(card, steps=tuple(steps[:_STEPS]), deadlines=tuple(due[:_DEADLINES]))


def client_rows(cards: Iterable[ClientCard], open_here: Collection[Path] = ()) -> tuple[ClientRow, ...]:
    """The cards with what the disk says of their files; a file that is open here is in order."""
    rows = []
    for card in cards:
        trouble, said = ("", None) if card.path in open_here else trouble_with(card.path)
        newest = next(iter(copies_of(card)), None)
        rows.append(ClientRow(card, trouble, said, newest))
    return tuple(rows)


def copies_of(card: ClientCard) -> tuple[CopyFile, ...]:
    """The proven copies of a client, the newest first: the automatic ones and those that were put elsewhere by hand."""
    folders = dict.fromkeys((copies.copies_folder(card.path), *card.folders))
    found = {copy.path: copy for folder in folders for copy in copies.copies_in(folder, card.file_id)}
    return tuple(sorted(found.values(), key=lambda copy: (copy.at, copy.seq), reverse=True))


def _employed(session: Session, day: date) -> int:
    job = people.Employment
    wanted = select(func.count(job.employee_id.distinct())).where(
        job.start <= day, or_(job.end.is_(None), job.end >= day)
    )
    return session.scalar(wanted) or 0


def _run(session: Session, country: str) -> tuple[Month | None, str, str]:
    """The last run, how far it is, and how far its month's report is."""
    run = session.scalar(select(runs.PayRun).order_by(runs.PayRun.pay_date.desc(), runs.PayRun.id.desc()).limit(1))
    if run is None:
        return None, "", ""
    state = "approved" if run.approved_at else "computed" if run.computed_at else "draft"
    month = run.reported_in or Month.of(run.pay_date)
    reports: Sequence[int] = session.scalars(
        select(StoredFile.id)
        .where(StoredFile.month == month, StoredFile.kind == countries.country(country).report_kind)
        .order_by(StoredFile.id)
    ).all()
    if not reports:
        return run.month, state, ""
    verbs = set(session.scalars(select(Mark.verb).where(Mark.subject == f"file:{reports[-1]}")))
    return run.month, state, "uploaded" if "uploaded" in verbs else "saved" if "saved" in verbs else "made"


def _names(session: Session) -> frozenset[str]:
    """Every word of anybody's name."""
    return frozenset(word for name in session.scalars(select(people.Employee.name)) for word in _words(name))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _nobodys(what: Message, names: frozenset[str], kind: str) -> Message:
    """The message if it names nobody and no amount; else the part of it that does not, or that there is something."""
    if not any(names.intersection(_words(text)) for text in _texts(what)):
        if not _has_amount(what):
            return what
        parts = [value for _, value in what.values if isinstance(value, Message) and not _has_amount(value)]
        if parts:
            return parts[0]
    if kind in ("error", "due"):
        return Message("Something has to be corrected")
    return Message("Something is waiting to be done")


def _has_amount(what: Message) -> bool:
    return any(
        isinstance(value, Money) or (isinstance(value, Message) and _has_amount(value)) for _, value in what.values
    )


def _texts(what: Message) -> Iterable[str]:
    for _, value in what.values:
        if isinstance(value, Message):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value
