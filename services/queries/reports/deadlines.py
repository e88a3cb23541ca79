"""What is due, of every client: of the open one as it stands, of the others as they were when they were last open."""

from __future__ import annotations

from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind
from services.queries.due import DueRow, due_rows
from services.queries.reports.model import Asked, Report, Row

TITLE: Final = Message("Deadlines of all clients")


def deadlines_of_clients(asked: Asked) -> Report:
    """What is due in the period, by day. Amounts are known of the open client only."""
    asked.progress(0, 1, Message("Reading what is due"))
    rows = [row for row in due_rows(asked.cards, asked.desk) if row.day in asked.choices.span]
    has_others = any(not row.is_here for row in rows)
    columns = (
        Column("day", Message("Deadline"), Kind.DATE),
        Column("client", Message("Client")),
        Column("what", Message("What")),
        Column("detail", Message("Detail")),
        Column("amount", Message("Amount"), Kind.MONEY),
        Column("state", Message("Status")),
    )
    made = tuple(
        Row(
            place,
            (
                row.day,
                row.client,
                asked.say(row.what),
                asked.say(row.detail) if row.detail is not None else None,
                row.amount,
                asked.say(_state(row, asked)),
            ),
            row.where if row.is_here else Place("deadlines"),
        )
        for place, row in enumerate(rows)
    )
    left = [row for row in rows if row.is_here and not row.is_done and row.amount is not None]
    notes = [Message("Four months back and four months ahead")]
    if has_others:
        notes.append(Message("Other clients as they were when they were last open"))
    return Report(
        "deadlines",
        TITLE,
        asked.choices.words,
        columns,
        made,
        None,
        ((Message("To be paid by this client"), Money.total(row.amount for row in left if row.amount)),)
        if left
        else (),
        tuple(notes),
        spare=("detail", "client"),
    )


def _state(row: DueRow, asked: Asked) -> Message:
    if row.is_done:
        return Message("Done")
    return Message("Overdue") if row.day < asked.desk.today else Message("Left to do")
