"""What NAV owes and paid for each absence of the period."""

from __future__ import annotations

from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Span
from models.values.table import Column, Kind
from services.queries.absence_words import absence_word
from services.queries.refund_ledger import LedgerRow, ledger
from services.queries.reports.around import chosen, everybody
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row
from services.queries.trace import Trace
from services.queries.why import trace_of

TITLE: Final = Message("Refund ledger")
_AMOUNTS: Final = {
    "due": Message("Expected"),
    "claimed": Message("Claimed"),
    "received": Message("Received"),
    "missing": Message("Missing"),
}
_STATES: Final = {
    "not_due": Message("Not due yet"),
    "to_claim": Message("To be claimed"),
    "soon": Message("Soon time-barred"),
    "barred": Message("Time-barred"),
    "waiting": Message("Waits for NAV"),
    "late": Message("NAV is late"),
    "partly": Message("Partly paid"),
    "settled": Message("Settled"),
    "over": Message("More than expected"),
}


def refund_ledger(asked: Asked) -> Report:
    """The absences that are in the period on some day, each with all of its months."""
    found = ledger(asked.desk, progress=asked.progress)
    with asked.desk.reading() as session:
        numbers = {who.number for who in chosen(everybody(session, asked.choices.last.last), asked.choices).values()}
    rows = [
        row
        for row in found.rows
        if row.employee in numbers and Span(row.first, row.last).overlap(asked.choices.span) is not None
    ]
    rows.sort(key=lambda row: (row.first, row.name.casefold(), row.absence))
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        Column("kind", Message("Absence")),
        Column("first", Message("From"), Kind.DATE),
        Column("last", Message("To"), Kind.DATE),
        *(Column(name, head, Kind.MONEY, summed=True) for name, head in _AMOUNTS.items()),
        Column("state", Message("Status")),
    )
    made = tuple(
        Row(
            row.absence,
            (
                row.employee,
                row.name,
                asked.say(absence_word(row.kind)),
                row.first,
                row.last,
                *(_amount(row, name) for name in _AMOUNTS),
                asked.say(_STATES.get(row.state, Message("Not reckoned"))),
            ),
            Place("refunds", f"absence:{row.absence}", "ledger"),
        )
        for row in rows
    )
    by_id = {row.absence: row for row in rows}

    def why(key: int, column: str) -> Trace | None:
        row = by_id[key]
        return trace_of(getattr(row, column), _AMOUNTS[column], row.name)

    totals = [
        (head, Money.total(_amount(row, name) for row in rows)) for name, head in _AMOUNTS.items() if name != "claimed"
    ]
    return Report(
        "refunds",
        TITLE,
        asked.choices.words,
        columns,
        made,
        _picture(asked, rows),
        tuple(totals) if rows else (),
        (Message("Absences of the period, each with all of its months"),),
        frozenset(_AMOUNTS),
        why,
        spare=("claimed", "last", "kind", "number", "first"),
    )


def _amount(row: LedgerRow, name: str) -> Money:
    amount: Money = getattr(row, name).value
    return amount


def _picture(asked: Asked, rows: list[LedgerRow]) -> Picture:
    """By month of absence: what came, and what is still missing."""
    formats = asked.say.formats
    months = [month for row in rows for month in row.months if asked.choices.first <= month.month <= asked.choices.last]
    pillars, month = [], asked.choices.first
    while month <= asked.choices.last:
        of_month = [each for each in months if each.month == month]
        came = Money.total(each.received.value for each in of_month)
        missing = Money.total(each.missing.value for each in of_month if each.missing.value.ore > 0)
        pillars.append(Pillar(formats.month_name(month.number)[:3], formats.month(month), (came, missing)))
        month = month.plus(1)
    return Picture(Message("Refunds by month of absence"), (Message("Received"), Message("Missing")), tuple(pillars))
