"""What is on people's accounts: the holiday ledger of each year, and everything that somebody has to their credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import pay_run as records
from models.records.movement import Movement
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk import countries
from services.engine.accounts import Unit
from services.engine.ledger import Ledger, LedgerColumn
from services.queries.reports.around import Who, chosen, everybody
from services.queries.reports.model import Asked, Report, Row
from services.reference.codes import code_lists
from services.reference.wage_type_rows import wage_types

HOLIDAY: Final = Message("Holiday accounts")
CREDIT: Final = Message("Employees' balances, year to date")
_SAID: Final = Message("Approved runs and opening balances")


@dataclass(frozen=True, slots=True)
class _Moved:
    """What one kind of row did to an account of one year, in hundredths."""

    employee: int
    account: str
    year: str
    reason: str
    amount: int
    before: bool  # the year that is looked at


def holiday_accounts(asked: Asked) -> Report:
    """A row for each person and holiday year with something on it, as it stands at the end of the period."""
    country = asked.desk.client.country
    ledger = countries.country(country).ledger
    assert ledger is not None
    asked.progress(0, 1, Message("Reading what is owed"))
    day = min(asked.choices.last.last, asked.desk.today)
    types = wage_types(country)
    with asked.desk.reading() as session:
        people = chosen(everybody(session, day), asked.choices)
        moved = [each for each in _moved(session, day) if each.account in ledger.accounts and each.employee in people]
    held: dict[tuple[int, str], list[_Moved]] = defaultdict(list)
    for each in moved:
        held[each.employee, each.year].append(each)
    operation = {slug: each.row.op for slug, each in types.items() if each.row is not None}
    rows, keys = [], sorted(held, key=lambda key: (people[key[0]].name.casefold(), people[key[0]].number, key[1]))
    for place, key in enumerate(keys):
        who, lines = people[key[0]], held[key]
        in_hours = any(each.account in ledger.hours for each in lines)
        values = [_column(column, ledger, lines, operation) for column in ledger.columns]
        if any(values):
            unit = asked.say(Message("hours") if in_hours else Message("days"))
            rows.append(
                Row(
                    place,
                    (who.number, who.name, key[1], unit, *values),
                    Place("employees", who.number, "balances"),
                )
            )
    used = [place for place in range(4 + len(ledger.columns)) if place < 9 or any(row.values[place] for row in rows)]
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        Column("year", Message("Holiday year")),
        Column("unit", Message("Unit")),
        *(
            Column(each.name, each.heading, Kind.NUMBER if each.counted else Kind.MONEY, summed=not each.counted)
            for each in ledger.columns
        ),
    )
    return Report(
        "holiday_accounts",
        HOLIDAY,
        Message("On {day}", day=day),
        tuple(columns[place] for place in used),
        tuple(Row(row.key, tuple(row.values[place] for place in used), row.where) for row in rows),
        facts=tuple(_facts(ledger, rows)),
        notes=(_SAID, Message("A holiday year begins on 1 September and is called by its first year")),
        spare=("brought", "ahead", "card"),
    )


def _facts(ledger: Ledger, rows: list[Row]) -> Iterator[tuple[Message, Value]]:
    for place, column in enumerate(ledger.columns, 4):
        if not column.counted and column.name in ("money", "supplement"):
            sum_ = Money.total(value for row in rows if isinstance(value := row.values[place], Money))
            if sum_:
                yield column.heading, sum_


def _column(column: LedgerColumn, ledger: Ledger, lines: list[_Moved], operation: dict[str, str]) -> Value:
    """One figure of a ledger's row."""
    own = [each for each in lines if each.account in column.accounts or each.account in column.against]
    if column.operations:
        own = [each for each in own if operation.get(each.reason, "") in column.operations]
    elif column.rest:
        others = frozenset().union(*(each.operations for each in ledger.columns if each.accounts == column.accounts))
        own = [each for each in own if operation.get(each.reason, "") not in others]
    amount = sum(-each.amount if each.account in column.against else each.amount for each in own)
    if column.taken:
        amount = -amount
    if column.counted:
        return Decimal(amount).scaleb(-2)
    return Money(amount)


def _moved(session: Session, until: date, since: date | None = None) -> Iterator[_Moved]:
    """Every movement of a person that counts on a day, summed by account, year and reason; of a span also whether it
    was before it.
    """
    run = records.PayRun
    before = func.coalesce(run.pay_date < since, 1) if since is not None else func.coalesce(run.id * 0, 0)
    counted = (
        select(
            Movement.employee_id,
            Movement.account,
            Movement.vintage,
            Movement.reason,
            before,
            func.sum(Movement.hundredths),
        )
        .join(run, run.id == Movement.run_id, isouter=True)
        .where(
            Movement.employee_id.is_not(None),
            or_(Movement.run_id.is_(None), run.approved_at.is_not(None) & (run.pay_date <= until)),
        )
        .group_by(Movement.employee_id, Movement.account, Movement.vintage, Movement.reason, before)
        .order_by(Movement.employee_id, Movement.account, Movement.vintage)
    )
    for employee, account, vintage, reason, was, amount in session.execute(counted):
        if not account.islower():  # what the program counts for itself
            assert employee is not None
            yield _Moved(employee, account, vintage.partition(" ")[0], reason, amount, bool(was))


def to_their_credit(asked: Asked) -> Report:
    """A row for each account of a person: what stood on it at the turn of the year, what came and went in the year, and
    what is left (“Medarbejder til gode, år til dato”).
    """
    country = asked.desk.client.country
    pack = countries.country(country)
    asked.progress(0, 1, Message("Reading what is owed"))
    day = min(asked.choices.last.last, asked.desk.today)
    since = date(day.year, 1, 1)
    with asked.desk.reading() as session:
        people = chosen(everybody(session, day), asked.choices)
        moved = [each for each in _moved(session, day, since) if each.employee in people]
    accounts = {each.code: (place, each) for place, each in enumerate(pack.accounts)}
    names = code_lists(f"{country.lower()}/accounts")["account"]
    held: dict[tuple[int, str, str], list[_Moved]] = defaultdict(list)
    for each in moved:
        held[each.employee, each.account, each.year].append(each)

    def order(key: tuple[int, str, str]) -> tuple[str, int, int, str]:
        who: Who = people[key[0]]
        return who.name.casefold(), who.number, accounts[key[1]][0], key[2]

    rows = []
    units = {Unit.DAYS: Message("days"), Unit.HOURS: Message("hours"), Unit.KRONER: Message("kr")}
    for place, key in enumerate(sorted(held, key=order)):
        lines, unit = held[key], accounts[key[1]][1].unit
        brought = sum(each.amount for each in lines if each.before)
        came = sum(each.amount for each in lines if not each.before and each.amount > 0)
        went = -sum(each.amount for each in lines if not each.before and each.amount < 0)
        if brought or came or went:
            who = people[key[0]]
            name = names[key[1]].more[f"name_{asked.language}"] if key[1] in names else key[1]
            figures = tuple(Decimal(each).scaleb(-2) for each in (brought, came, went, brought + came - went))
            rows.append(
                Row(
                    place,
                    (who.number, who.name, name, key[2], asked.say(units[unit]), *figures),
                    Place("employees", who.number, "balances"),
                )
            )
    return Report(
        "credit",
        CREDIT,
        Message("On {day}", day=day),
        (
            Column("number", Message("No."), Kind.NUMBER),
            Column("name", Message("Name")),
            Column("account", Message("Account")),
            Column("year", Message("Year")),
            Column("unit", Message("Unit")),
            Column("brought", Message("On 1 January"), Kind.NUMBER),
            Column("came", Message("Added"), Kind.NUMBER),
            Column("went", Message("Used"), Kind.NUMBER),
            Column("left", Message("Balance"), Kind.NUMBER),
        ),
        tuple(rows),
        notes=(_SAID,),
        spare=("unit",),
    )
