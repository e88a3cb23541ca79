"""The change log of a period as a list."""

from __future__ import annotations

from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.table import Column, Kind
from services.queries.changes import ChangeRow, changes
from services.queries.reports.model import Asked, Report, Row
from services.reference.texts import Texts

TITLE: Final = Message("Changes")
_MOST: Final = 5000


def change_list(asked: Asked) -> Report:
    """Who changed what and when, the newest first. What is secret stays hidden."""
    desk, choices = asked.desk, asked.choices
    asked.progress(0, 1, Message("Reading the log"))
    found = changes(
        desk,
        employee=choices.person,
        month=choices.first,
        until=choices.last,
        limit=_MOST,
        language=asked.language,
    )
    columns = (
        Column("day", Message("Date"), Kind.DATE),
        Column("clock", Message("Time")),
        Column("what", Message("What")),
        Column("about", Message("About")),
        Column("old", Message("Before the change")),
        Column("new", Message("After the change")),
        Column("who", Message("Who")),
        Column("why", Message("Reason")),
    )
    say, zone = asked.say, desk.now().tzinfo
    rows = tuple(
        Row(
            row.seq,
            (
                (at := row.at.astimezone(zone)).date(),
                say.formats.clock(at),
                say(row.what),
                _about(row, say),
                say.value(row.old) if row.old is not None else None,
                say.value(row.new) if row.new is not None else None,
                row.who,
                row.why or None,
            ),
            Place("changes", row.people[0][0] if len(row.people) == 1 else None),
        )
        for row in found
    )
    cut = len(found) == _MOST
    notes = (Message("The newest {count} changes of the period", count=str(_MOST)),) if cut else ()
    return Report(
        "changes",
        TITLE,
        choices.words,
        columns,
        rows,
        notes=notes,
        spare=("clock", "why", "who", "old"),
    )


def _about(row: ChangeRow, say: Texts) -> str | None:
    if row.people:
        return ", ".join(name for _, name in row.people[:3]) + (" …" if len(row.people) > 3 else "")
    return say(row.about) if row.about is not None else None
