"""The holiday pay that is owed: to whom, for which holiday year, with the contribution that follows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from models.records import pay_run as records
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from services.queries import holiday_year
from services.queries.holiday import holiday_owed
from services.queries.reports.around import chosen, everybody
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row
from services.queries.trace import Trace

TITLE: Final = Message("Holiday pay liability")
_EXPLAINED: Final = frozenset({"basis", "paid", "owed", "over_60", "contribution"})  # as it stands now


def holiday_liability(asked: Asked) -> Report:
    """As it stands on the accounts at the end of the period, or today where that is to come: approved runs that were
    paid until then, and opening balances.
    """
    desk = asked.desk
    day = min(asked.choices.last.last, desk.today)
    asked.progress(0, 1, Message("Reading what is owed"))
    table = holiday_owed(desk, until=day)
    with desk.reading() as session:
        people = chosen(everybody(session, day), asked.choices)
        run = records.PayRun
        later = session.scalar(select(func.count()).where(run.approved_at.is_not(None), run.pay_date > day))
    numbers = {who.number for who in people.values()}
    has_over_60 = any(row[6] for row in table.rows)
    keep = [place for place, column in enumerate(table.columns) if column.name != "over_60" or has_over_60]
    kept = sorted(
        (row for row in table.rows if row[0] in numbers),
        key=lambda row: (str(row[1]).casefold(), int(str(row[0])), str(row[2])),
    )
    columns = tuple(table.columns[place] for place in keep)
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
    total = [Money.total(value for row in kept if isinstance(value := row[place], Money)) for place in (5, 6, 7)]
    facts = [(Message("Holiday pay owed"), total[0] + total[1]), (Message("Employer's contribution"), total[2])]
    return Report(
        "holiday_liability",
        TITLE,
        Message("On {day}", day=day),
        columns,
        rows,
        picture,
        tuple(facts) if rows else (),
        (Message("Approved runs and opening balances"),),
        frozenset() if later else frozenset(_EXPLAINED & {column.name for column in columns}),
        why,
        spare=("paid", "basis"),
    )
