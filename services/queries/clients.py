"""Clients as they are remembered outside their files: what is shown of each without opening it.

A card says what is next and when, in counts and dates. It lies unencrypted among the choices of the program, so nothing
in it is about a person: no name but the firm's, and no amount.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.employer import Setting
from models.records.stored_file import Mark, StoredFile
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk import copies, countries
from services.desk.copies import CopyFile, trouble_with
from services.desk.desk import Desk
from services.desk.recovery_key import is_tried
from services.queries.client_looks import client_looks
from services.queries.kept_message import read_message, write_message

_AHEAD: Final = timedelta(days=120)
_STEPS: Final = 3
_DEADLINES: Final = 40
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class CardStep:
    """Something that is to be done in the file: error, due, ready, waiting or done."""

    kind: str
    what: Message


@dataclass(frozen=True, slots=True)
class CardDeadline:
    """Something that is not done yet, and the day it is due."""

    kind: str  # pay · report · withholding · aga · pension · holiday_pay
    what: Message
    day: date


@dataclass(frozen=True, slots=True)
class ClientCard:
    """One client as it was when it was last open."""

    path: Path
    file_id: str
    name: str
    orgnr: str
    country: str
    color: str
    employees: int
    opened_at: datetime
    steps: tuple[CardStep, ...] = ()
    deadlines: tuple[CardDeadline, ...] = ()
    run_month: Month | None = None
    run_state: str = ""  # draft · computed · approved
    report_state: str = ""  # made · saved · uploaded
    is_demo: bool = False
    key_tried: bool = True
    folders: tuple[Path, ...] = ()  # where copies were put by hand


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A card with what the disk says now: the trouble there is with the file, and its newest proven copy."""

    card: ClientCard
    trouble: str = ""
    said: Message | None = None
    copy: CopyFile | None = None


def client_card(desk: Desk, before: ClientCard | None = None) -> ClientCard:
    """The card of the open client; `before` is the one that was kept of it."""
    from services.queries.deadlines import deadlines  # the list of clients is shown before any of them is open
    from services.queries.overview import next_steps

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
            is_demo=session.get(Setting, "demo") is not None,
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


def write_card(card: ClientCard) -> dict[str, Any]:
    """The card as values that JSON knows."""
    return {
        "path": str(card.path),
        "file_id": card.file_id,
        "name": card.name,
        "orgnr": card.orgnr,
        "country": card.country,
        "color": card.color,
        "employees": card.employees,
        "opened_at": card.opened_at.isoformat(),
        "steps": [{"kind": step.kind, "what": write_message(step.what)} for step in card.steps],
        "deadlines": [
            {"kind": due.kind, "what": write_message(due.what), "day": due.day.isoformat()} for due in card.deadlines
        ],
        "run_month": str(card.run_month or ""),
        "run_state": card.run_state,
        "report_state": card.report_state,
        "is_demo": card.is_demo,
        "key_tried": card.key_tried,
        "folders": [str(folder) for folder in card.folders],
    }


def read_card(kept: Any) -> ClientCard | None:
    """The card back; None for something that was written otherwise, by hand or by another version."""
    try:
        opened_at = datetime.fromisoformat(kept["opened_at"])
        if opened_at.tzinfo is None or not isinstance(kept["employees"], int):
            return None
        return ClientCard(
            Path(kept["path"]),
            str(kept["file_id"]),
            str(kept["name"]),
            str(kept["orgnr"]),
            str(kept["country"]),
            str(kept["color"]),
            kept["employees"],
            opened_at,
            tuple(CardStep(str(step["kind"]), read_message(step["what"])) for step in kept["steps"]),
            tuple(
                CardDeadline(str(due["kind"]), read_message(due["what"]), date.fromisoformat(due["day"]))
                for due in kept["deadlines"]
            ),
            Month.parse(kept["run_month"]) if kept["run_month"] else None,
            str(kept["run_state"]),
            str(kept["report_state"]),
            bool(kept["is_demo"]),
            bool(kept["key_tried"]),
            tuple(Path(folder) for folder in kept["folders"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def read_cards(kept: Any) -> tuple[ClientCard, ...]:
    """Every card that can be read, each file once."""
    found = {card.path: card for each in (kept if isinstance(kept, list) else ()) if (card := read_card(each))}
    return tuple(found.values())


def with_folder(card: ClientCard, folder: Path) -> ClientCard:
    """The card with one more place where copies were put."""
    return replace(card, folders=tuple(dict.fromkeys((*card.folders, folder))))


def with_color(card: ClientCard, color: str) -> ClientCard:
    """The card in another colour."""
    return replace(card, color=color)


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


def next_deadline(card: ClientCard) -> CardDeadline | None:
    """What is due first. What was due and is not done stays first until it is."""
    return min(card.deadlines, key=lambda due: due.day, default=None)


def by_deadline(rows: Iterable[ClientRow]) -> list[ClientRow]:
    """Those with the next deadline first; without any, by name; files that are not there last."""

    def order(row: ClientRow) -> tuple[bool, date, str]:
        due = next_deadline(row.card)
        return row.trouble == copies.MISSING, due.day if due else date.max, row.card.name.casefold()

    return sorted(rows, key=order)


def due_until(cards: Iterable[ClientCard], day: date) -> list[tuple[ClientCard, CardDeadline]]:
    """Everything that is due by the day, of all clients, in the order of the days."""
    found = [(card, due) for card in cards for due in card.deadlines if due.day <= day]
    return sorted(found, key=lambda each: (each[1].day, each[0].name.casefold()))


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
    month = Month.of(run.pay_date)
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
        return Message("Something has to be put right")
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
