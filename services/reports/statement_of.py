"""A person's year → what the annual statement says, in the employee's language. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from services.engine.facts import EmployerFacts, PersonFacts
from services.engine.wage_types import WageTypes
from services.engine.year_end import StatementLine, YearStatement
from services.reference import formats
from services.reference.texts import Texts, texts
from services.reports.block_of import block_of
from services.reports.payslip import (
    Block,
    Box,
    Deduction,
    Employee,
    Employer,
    Entry,
    Fact,
    PayLine,
    PayslipDocument,
)

_UNITS = {
    "timer": Message("h"),
    "km": Message("km"),
    "dager": Message("days"),
    "doegn": Message("nights"),
}
"""Units that the report counts in. Anything else is shown without one."""


def statement_document(
    statement: YearStatement,
    person: PersonFacts,
    employer: EmployerFacts,
    types: WageTypes,
    since: Month | None = None,
    numbers: Sequence[Message] = (),
) -> PayslipDocument:
    """The document of one person's year; drawn as a payslip is. `since` is the first month that was paid here, where
    another system paid the year's first ones; `numbers` those that the employer goes by.
    """
    say = texts(person.language)
    cash = [line for line in statement.lines if line.kind in ("cash", "free", "other")]
    first, last = since.first if since is not None else date(statement.year, 1, 1), date(statement.year, 12, 31)
    return PayslipDocument(
        person.language,
        f"{statement.year}-{statement.number:03d}",
        Span(first, last),
        Employer(
            employer.name,
            (*employer.address, *map(say, numbers or (_number(employer.orgnr),))),
        ),
        Employee(person.name, person.address),
        (
            Fact(say(Message("Employee no.")), str(statement.number)),
            Fact(say(Message("Born")), say.formats.day(person.born) if person.born else "–"),
        ),
        None,
        None,
        tuple(_pay_line(line, types, say) for line in cash),
        Money.total(line.amount for line in cash),
        tuple(_deductions(statement, types, say)),
        statement.net,
        tuple(_blocks(statement, say)),
        message=Box(say(Message("About this statement")), say(statement.about or _about(statement.year, since))),
        contact=(say(Message("Questions? Contact {contact}", contact=employer.contact)),) if employer.contact else (),
        title=say(Message("Annual statement {year}", year=str(statement.year))),
    )


def _number(orgnr: str) -> Message:
    return Message("Org. no. {number}", number=formats.organisation(orgnr))


def _about(year: int, since: Month | None) -> Message:
    if since is not None:
        return Message(
            "This covers what was paid from {month} on. Pay from earlier in {year} was paid and reported through "
            "another system, which gives its own statement; only the basis of holiday pay is the whole year's. "
            "Your tax return has both together.",
            month=since,
            year=str(year),
        )
    return Message(
        "These are the sums that your employer reported for {year}. They stand in your tax return; compare "
        "them with it, and say so if something differs.",
        year=str(year),
    )


def _pay_line(line: StatementLine, types: WageTypes, say: Texts) -> PayLine:
    label = types[line.code].name(say.formats.language) if line.kind == "other" else _label(line, say)
    unit = say(_UNITS[line.unit]) if line.unit in _UNITS else ""
    note = say(Message("Free of tax")) if line.kind == "free" else ""
    return PayLine(label, line.amount, note, line.count, unit, 1 if line.unit == "timer" else 0)


def _label(line: StatementLine, say: Texts) -> str:
    return line.label if isinstance(line.label, str) else say(line.label)


def _deductions(statement: YearStatement, types: WageTypes, say: Texts) -> Iterable[Deduction]:
    yield Deduction(say(statement.withholding or Message("Tax withheld")), -statement.withheld)
    for line in statement.lines:
        if line.kind == "deducted":
            label = types[line.code].name(say.formats.language) if line.code else _label(line, say)
            yield Deduction(label, -line.amount)


def _blocks(statement: YearStatement, say: Texts) -> Iterable[Block]:
    if statement.blocks:
        yield from (block_of(each, say) for each in statement.blocks)
        return
    year = str(statement.year)
    holiday: list[tuple[Message, Money | Decimal | str]] = [
        (Message("Basis {year}", year=year), statement.holiday_basis),
        (
            Message("Earned in {year}, paid in {next}", year=year, next=str(statement.year + 1)),
            statement.holiday_owed,
        ),
    ]
    yield Block(say(Message("Holiday pay")), tuple(Entry(say(label), value) for label, value in holiday))
    benefits = [line for line in statement.lines if line.kind == "benefit"]
    if benefits:
        yield Block(
            say(Message("Benefits in kind, taxable but not paid out")),
            tuple(Entry(_label(line, say), line.amount) for line in benefits),
        )
    if statement.pension:
        yield Block(
            say(Message("The employer pays besides")), (Entry(say(Message("Occupational pension")), statement.pension),)
        )
