"""The holiday pay that is owed: to whom, for which holiday year, with the contribution that follows."""

from __future__ import annotations

from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.table import Column
from services.queries import holiday_year
from services.queries.holiday import holiday_owed
from services.queries.reports.around import chosen, everybody
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row
from services.queries.trace import Trace

TITLE: Final = Message("Holiday pay liability")
_PARTS: Final = ("owed", "over_60", "contribution")


def holiday_liability(asked: Asked) -> Report:
    """As it stands on the accounts today: approved runs and opening balances."""
    desk = asked.desk
    asked.progress(0, 1, Message("Reading what is owed"))
    table = holiday_owed(desk)
    with desk.reading() as session:
        people = chosen(everybody(session, desk.today), asked.choices)
    numbers = {who.number for who in people.values()}
    has_over_60 = any(row[6] for row in table.rows)
    keep = [place for place, column in enumerate(table.columns) if column.name != "over_60" or has_over_60]
    kept = [row for row in table.rows if row[0] in numbers]
    columns = tuple(
        Column(
            column.name,
            Message("Remaining") if column.name == "owed" and has_over_60 else column.heading,
            column.kind,
            column.summed,
        )
        for column in (table.columns[place] for place in keep)
    )
    rows = tuple(
        Row(
            place,
            tuple(row[each] for each in keep),
            Place("employees", int(str(row[0])), "balances"),
        )
        for place, row in enumerate(kept)
    )

    def why(key: int, column: str) -> Trace | None:
        number, year = int(str(kept[key][0])), int(str(kept[key][2]))
        return holiday_year.why(desk, number, year, column)

    by_year: dict[str, list[Money]] = {}
    for row in kept:
        sums = by_year.setdefault(str(row[2]), [ZERO, ZERO, ZERO])
        for place, each in enumerate((row[5], row[6], row[7])):
            sums[place] += each if isinstance(each, Money) else ZERO
    parts = (Message("Holiday pay owed"), Message("Extra over 60"), Message("Employer's contribution"))
    shown = [place for place in range(3) if place != 1 or has_over_60]
    picture = Picture(
        Message("What is owed, by holiday year"),
        tuple(parts[place] for place in shown),
        tuple(Pillar(year, year, tuple(sums[place] for place in shown)) for year, sums in sorted(by_year.items())),
    )
    total = [Money.total(value for row in kept if isinstance(value := row[place], Money)) for place in (5, 6, 7, 8)]
    facts = [(Message("Holiday pay owed"), total[0] + total[1]), (Message("Employer's contribution"), total[2])]
    return Report(
        "holiday_liability",
        TITLE,
        Message("On {day}", day=desk.today),
        columns,
        rows,
        picture,
        (*facts, (Message("Total"), total[3])) if rows else (),
        (Message("Approved runs and opening balances"),),
        frozenset({"basis", "paid", "owed", "contribution", *(("over_60",) if has_over_60 else ())}),
        why,
        spare=("paid", "basis"),
    )
