"""Holiday money that left the payroll, run by run and person by person (Ferieafregningsliste)."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk import at_hand, countries
from services.desk.desk import Desk
from services.engine.result import RunResult
from services.engine.settled import SettledHoliday
from services.queries.reports.around import PaidRun, approved_runs, chosen, everybody
from services.queries.reports.model import Asked, Report, Row
from services.queries.reports.wage_journal import run_name

TITLE: Final = Message("Holiday settlements")
DESTINATIONS: Final = {
    "konto": Message("FerieKonto"),
    "kasse": Message("Holiday fund"),
    "kort": Message("Feriekort"),
}


def holiday_settled(asked: Asked) -> Report:
    """A row for each settlement of an approved run that was paid in the period."""
    desk = asked.desk
    asked.progress(0, 1, Message("Reading the pay runs"))
    rows: list[Row] = []
    net: dict[str, list[Money]] = {}
    with desk.reading() as session:
        people = {who.number for who in chosen(everybody(session, asked.choices.last.last), asked.choices).values()}
        for run in approved_runs(session, asked.choices, by_pay_date=True):
            result = result_of(desk, session, run)
            for slip in result.payslips:
                if slip.person.number not in people:
                    continue
                for each in countries.settled_holiday(slip, result.head):
                    net.setdefault(each.to, []).append(each.net)
                    who = (slip.person.number, slip.person.name)
                    place = Place("pay_run", run.id, "files")
                    rows.append(Row(len(rows), (run_name(run, asked.language), *who, *_values(asked, each)), place))
    return Report(
        "holiday_settled",
        TITLE,
        asked.choices.words,
        (
            Column("run", Message("Run")),
            Column("number", Message("No."), Kind.NUMBER),
            Column("name", Message("Name")),
            Column("to", Message("Goes to")),
            Column("year", Message("Holiday year")),
            Column("days", Message("Days"), Kind.NUMBER, summed=True),
            Column("gross", Message("Before tax"), Kind.MONEY, summed=True),
            Column("am", Message("AM contribution"), Kind.MONEY, summed=True),
            Column("tax", Message("A-tax"), Kind.MONEY, summed=True),
            Column("net", Message("To be paid"), Kind.MONEY, summed=True),
            Column("due", Message("Due"), Kind.DATE),
            Column("left", Message("Left on"), Kind.DATE),
        ),
        tuple(rows),
        facts=tuple((DESTINATIONS[to], Money.total(amounts)) for to, amounts in net.items()),
        notes=(
            Message("Approved runs only"),
            Message("Money of a Feriekort is before tax and is kept until it is asked for; wage type 4790 pays it"),
        ),
        spare=("left", "am", "tax", "days"),
    )


def result_of(desk: Desk, session: Session, run: PaidRun) -> RunResult:
    """A run as it was computed and kept."""
    record = session.get(PayRun, run.id)
    assert record is not None
    return at_hand.result_of(desk, session, record)


def _values(asked: Asked, each: SettledHoliday) -> tuple[Value, ...]:
    to = asked.say(DESTINATIONS[each.to])
    return to, each.year, each.days, each.gross, each.am, each.tax, each.net, each.due, each.left
