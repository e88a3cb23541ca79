"""What is to be handed on because of the runs: to whom, for what, by which day, and that it is what the balance
accounts of the vouchers owe (Overførselsliste).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.table import Column, Kind
from services.desk import countries
from services.desk.calculate import plan
from services.engine.country import Country
from services.engine.result import RunResult
from services.queries.reports.around import approved_runs
from services.queries.reports.holiday_settled import result_of
from services.queries.reports.model import Asked, Report, Row
from services.queries.reports.wage_journal import run_name

TITLE: Final = Message("Transfer list")
_TAX: Final = Message("Skattestyrelsen")
_FUNDS: Final = {"konto": Message("FerieKonto"), "kasse": Message("Holiday fund")}
_OWED: Final = ("tax_owed", "am_owed", "feriekonto_owed", "feriekasse_owed", "atp_owed", "pension_owed")
"""The purposes of the balance accounts that owe it."""


@dataclass(frozen=True, slots=True)
class _Transfer:
    """An amount of a run. Without a day the agreement with the receiver says when."""

    receiver: Message
    what: Message
    day: date | None
    amount: Money


def transfers(asked: Asked) -> Report:
    """A row for each receiver and last day of the approved runs that were paid in the period."""
    desk, pack = asked.desk, countries.country(asked.desk.client.country)
    asked.progress(0, 1, Message("Reading the pay runs"))
    rows: list[Row] = []
    total = owed = ZERO
    with desk.reading() as session:
        for run in approved_runs(session, asked.choices, by_pay_date=True):
            result = result_of(desk, session, run)
            owed += _owed(result)
            for each in _of_run(pack, result):
                total += each.amount
                words = (asked.say(each.receiver), asked.say(each.what), run_name(run, asked.language))
                place = Place("pay_run", run.id, "files")
                rows.append(Row(len(rows), (*words, each.day, each.amount), place))
    rows.sort(key=lambda row: (row.values[3] is None, row.values[3] or desk.today, row.key))
    notes = [Message("Approved runs only"), Message("When pension is due, the agreement with the pension firm says")]
    if total != owed:
        difference = Message("The balance accounts owe {amount} kr that stands in no row", amount=owed - total)
        notes.insert(0, difference)
    return Report(
        "transfers",
        TITLE,
        asked.choices.words,
        (
            Column("receiver", Message("Receiver")),
            Column("what", Message("What")),
            Column("run", Message("Run")),
            Column("due", Message("Due"), Kind.DATE),
            Column("amount", Message("Amount"), Kind.MONEY, summed=True),
        ),
        tuple(rows),
        facts=((Message("To be handed on"), total), (Message("Owed on the balance accounts"), owed)) if rows else (),
        notes=tuple(notes),
    )


def _of_run(pack: Country, result: RunResult) -> Iterator[_Transfer]:
    head = result.head
    fields = _fields(result)
    due: Mapping[str, date] = {**pack.run_deadlines(head.pay_date), **pack.month_deadlines(Month.of(head.pay_date))}
    found = [
        _Transfer(_TAX, Message("A-tax"), due["tax_due"], fields["15"]),
        _Transfer(_TAX, Message("AM contribution"), due["tax_due"], fields["16"]),
    ]
    by_day: dict[tuple[str, date], Money] = {}
    for slip in result.payslips:
        for each in countries.settled_holiday(slip, head):
            if each.due is not None:
                by_day[each.to, each.due] = by_day.get((each.to, each.due), ZERO) + each.net
    found += [
        _Transfer(_FUNDS[to], Message("Holiday money after tax"), day, amount)
        for (to, day), amount in sorted(by_day.items())
    ]
    found.append(_Transfer(Message("ATP"), Message("ATP, both shares"), due["atp_due"], fields["46"]))
    pension = fields["147"] + fields["148"]
    found.append(_Transfer(Message("Pension firms"), Message("Pension, both shares"), None, pension))
    return iter([each for each in found if each.amount])


def _fields(result: RunResult) -> dict[str, Money]:
    names = ("15", "16", "46", "147", "148")
    return {name: Money.total(slip.reported.get(name, ZERO) for slip in result.payslips) for name in names}


def _owed(result: RunResult) -> Money:
    """What the run's voucher owes on the accounts."""
    numbers = plan(result.facts)
    accounts = {numbers[purpose] for purpose in _OWED if purpose in numbers}
    return -Money.total(line.amount for line in result.voucher.lines if line.account in accounts)
