"""Cards of clients: what is remembered of each outside its file, and shown without opening it.

A card says what is next and when, in counts and dates. It lies unencrypted among the choices of the program, so nothing
in it is about a person: no name but the firm's, and no amount. Only values here: the first page of the program shows
cards, and must not wait for a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.values.message import Message
from models.values.span import Month
from services.queries.kept_message import read_message, write_message

if TYPE_CHECKING:
    from services.desk.copies import CopyFile

MISSING: Final = "missing"
"""The trouble of a file that is not where it was."""


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


def next_deadline(card: ClientCard) -> CardDeadline | None:
    """What is due first. What was due and is not done stays first until it is."""
    return min(card.deadlines, key=lambda due: due.day, default=None)


def by_deadline(rows: Iterable[ClientRow]) -> list[ClientRow]:
    """Those with the next deadline first; without any, by name; files that are not there last."""

    def order(row: ClientRow) -> tuple[bool, date, str]:
        due = next_deadline(row.card)
        return row.trouble == MISSING, due.day if due else date.max, row.card.name.casefold()

    return sorted(rows, key=order)


def due_until(cards: Iterable[ClientCard], day: date) -> list[tuple[ClientCard, CardDeadline]]:
    """Everything that is due by the day, of all clients, in the order of the days."""
    found = [(card, due) for card in cards for due in card.deadlines if due.day <= day]
    return sorted(found, key=lambda each: (each[1].day, each[0].name.casefold()))
