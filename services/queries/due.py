"""What is due, of every client: of the open one as it stands, of the others as they were when they were last open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from services.desk.desk import Desk
from services.queries.client_cards import ClientCard


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that is due. Only of the open client are amount, mark, place and how to pay known."""

    key: str
    path: Path
    client: str
    color: str
    kind: str
    what: Message
    day: date
    detail: Message | None = None
    amount: Money | None = None
    is_done: bool = False
    is_draft: bool = False
    is_here: bool = False
    where: Place | None = None
    subject: str = ""
    account: str = ""
    reference: str = ""


def due_rows(cards: Iterable[ClientCard], desk: Desk | None = None) -> tuple[DueRow, ...]:
    """Everything that is due, in the order of the days. Done things are told of the open client only."""
    rows = [row for card in cards if desk is None or card.path != desk.client.path for row in _of_card(card)]
    if desk is not None:
        rows += _of_desk(desk)
    return tuple(sorted(rows, key=lambda row: (row.day, row.client.casefold(), row.kind)))


def _of_card(card: ClientCard) -> Iterable[DueRow]:
    for number, due in enumerate(card.deadlines):
        key = f"{card.path}:{number}"
        yield DueRow(key, card.path, card.name, card.color, due.kind, due.what, due.day)


def _of_desk(desk: Desk) -> Iterable[DueRow]:
    from services.queries.client_looks import client_looks
    from services.queries.deadlines import deadlines

    looks = client_looks(desk)
    for each in deadlines(desk):
        yield DueRow(
            each.subject,
            desk.client.path,
            looks.name,
            looks.color,
            each.kind,
            each.what,
            each.day,
            each.detail,
            each.amount,
            each.done,
            each.is_draft,
            True,
            each.where,
            each.subject,
            each.account,
            each.reference,
        )
