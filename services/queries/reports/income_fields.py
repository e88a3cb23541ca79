"""What is reported to eIndkomst of everybody, by pay period and field, with the sums and the month's taxes
(Afstemningsliste).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk import countries
from services.desk.income_report import facts_of
from services.engine.income_fields import ReportedPart
from services.queries.income_report import CODES, field_name, heading, is_counted, order_of
from services.queries.reports.around import chosen, everybody
from services.queries.reports.model import Asked, Report, Row

TITLE: Final = Message("Reconciliation list (eIndkomst)")
_ALWAYS: Final = ("13", "15", "16", "46", "200")
_USUAL: Final = (*_ALWAYS, "147", "148", "202", "203", "209")
_TAXES: Final = {"15": Message("A-tax (15)"), "16": Message("AM contribution (16)")}


def income_fields(asked: Asked) -> Report:
    """A row for each person and report of the approved runs that are reported in the period."""
    desk, country = asked.desk, asked.desk.client.country
    asked.progress(0, 1, Message("Reading the pay runs"))
    parts: list[ReportedPart] = []
    taxes = dict.fromkeys(_TAXES, ZERO)
    with desk.reading() as session:
        people = {who.number for who in chosen(everybody(session, asked.choices.last.last), asked.choices).values()}
        month = asked.choices.first
        while month <= min(asked.choices.last, Month.of(desk.today).plus(2)):
            facts = facts_of(session, country, month)
            found = [each for each in countries.eindkomst_month(facts).parts if each.employee in people]
            parts += found
            method = facts.employer.numbered.rounding if facts.employer.numbered is not None else ""
            for name in _TAXES:
                amounts = [each.fields.get(name, ZERO) for each in found]
                taxes[name] += countries.tax_of_month(amounts, method)
            month = month.plus(1)
    used = sorted({name for part in parts for name in part.fields} | set(_ALWAYS), key=order_of)
    rows = [Row(place, tuple(_values(asked, part, used)), _where(part)) for place, part in enumerate(parts)]
    names = [field_name(name, asked.language) for name in used if name not in CODES]
    return Report(
        "income_fields",
        TITLE,
        asked.choices.words,
        (
            Column("number", Message("No."), Kind.NUMBER),
            Column("name", Message("Name")),
            Column("period", Message("Pay period")),
            Column("paid", Message("Paid on"), Kind.DATE),
            *(Column(name, heading(name), _kind(name), summed=name not in CODES) for name in used),
        ),
        tuple(rows),
        facts=tuple((what, taxes[name]) for name, what in _TAXES.items()) if rows else (),
        notes=(
            Message("Approved runs only"),
            Message(
                "A-tax and AM contribution of a month are in whole kroner; by rounding method 1 the month's sum is"
            ),
            Message("Fields: {names}", names=" · ".join(names)),
        ),
        spare=(*(name for name in used if name not in _USUAL), "209", "203", "148", "147", "paid"),
    )


def _kind(name: str) -> Kind:
    if name in CODES:
        return Kind.TEXT
    return Kind.NUMBER if is_counted(name) else Kind.MONEY


def _values(asked: Asked, part: ReportedPart, used: list[str]) -> Iterator[Value]:
    yield from (part.employee, part.name, asked.say.formats.dates(part.period), part.paid)
    for name in used:
        yield shown(name, part.fields.get(name))


def shown(name: str, value: Money | None) -> Value:
    """A field as it is shown: an amount, hours and days as a number, a code as it is written."""
    if value is None:
        return None
    if name in CODES:
        return str(value.ore // 100)
    return Decimal(value.ore).scaleb(-2) if is_counted(name) else value


def _where(part: ReportedPart) -> Place:
    return Place("income_report", str(Month.of(part.paid)), str(part.employee))
