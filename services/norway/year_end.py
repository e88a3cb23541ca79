"""A Norwegian year looked back on: each person's statement (what the a-melding told of them), and a message's sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from models.values.money import ZERO, Money
from services.engine.accounts import after
from services.engine.facts import BalanceKey
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import Operation, Report, WageType, WageTypes
from services.engine.year_end import HolidaySetAside, ReportSums, StatementLine, YearStatement
from services.norway.amelding.read import Node, read
from services.norway.amelding.words import code
from services.norway.rules import holiday_pay

_HOURLY_TERMS = "hourly"
_ATTACHMENT = "attachment"


def statement(number: int, year: int, slips: Sequence[Payslip], types: WageTypes) -> YearStatement:
    """One person's year from the approved slips that were paid in it, in the order of payment (amelding 2.5)."""
    sums: dict[tuple[str, str], list[tuple[Money, Decimal]]] = {}
    units: dict[tuple[str, str], str] = {}
    for slip in slips:
        for line in slip.lines:
            for kind, description, amount, count, unit in _told(line, slip, types):
                key = (kind, description)
                sums.setdefault(key, []).append((amount, count))
                units.setdefault(key, unit)
    lines = []
    for (kind, description), parts in sums.items():
        amount = Money.total(part for part, _ in parts)
        counted = sum((count for _, count in parts), Decimal(0))
        if amount or counted:
            lines.append(
                StatementLine(kind, code(description), amount, counted or None, units[kind, description], description)
            )
    order = ("cash", "free", "other", "benefit", "deducted")
    last = slips[-1] if slips else None
    balances = after(last.person.balances, last.movements) if last else {}
    return YearStatement(
        number,
        year,
        tuple(sorted(lines, key=lambda line: order.index(line.kind))),
        _total(slips, "withholding"),
        Money.total(line.amount.value for slip in slips for line in slip.lines if line.type == "union_dues"),
        Money(balances.get(BalanceKey(holiday_pay.BASIS, str(year)), 0)),
        Money(balances.get(BalanceKey(holiday_pay.OWED, str(year + 1)), 0)),
        _total(slips, "otp"),
        _total(slips, "net_pay"),
    )


def _total(slips: Iterable[Payslip], name: str) -> Money:
    return Money.total(slip[name] for slip in slips if name in slip.figures)


_Told = tuple[str, str, Money, Decimal, str]


def _told(line: PayLine, slip: Payslip, types: WageTypes) -> Iterable[_Told]:
    """What a line adds to the statement: kind, description, amount, count, unit."""
    wage_type = types[line.type]
    report = _report(line, slip, wage_type)
    if wage_type.operation is Operation.DEDUCT:
        yield "deducted", line.type, line.amount.value, Decimal(0), ""
        return
    if wage_type.operation is Operation.EMPLOYER:
        return
    if report is None:  # paid out, and nothing that the authority is told: expenses, an advance
        if "cash" in wage_type.bases:
            yield "other", line.type, line.amount.value, Decimal(0), ""
        return
    count = line.quantity if report.count and line.quantity is not None else Decimal(0)
    if wage_type.operation is Operation.ALLOWANCE:
        free = line.amount.value - line.taxable
        if free:
            yield "free", report.free_description or report.description, free, count, report.count
        if line.taxable:
            yield "cash", report.description, line.taxable, Decimal(0) if free else count, report.count
        return
    kind = "benefit" if wage_type.operation is Operation.BENEFIT else "cash"
    yield kind, report.description, line.amount.value, count, report.count


def _report(line: PayLine, slip: Payslip, wage_type: WageType) -> Report | None:
    """How the line is reported; people paid by the hour have a description of their own for some types."""
    if wage_type.report_hourly is not None:
        for employment in slip.person.employments:
            if employment.id == line.employment and employment.terms.entries[-1][1].pay == _HOURLY_TERMS:
                return wage_type.report_hourly
    return wage_type.report


def holiday_set_aside(slips: Iterable[Payslip]) -> HolidaySetAside:
    """What slips moved of the holiday pay owed (2940) and of the contribution on it (2781)."""
    moved = [each for slip in slips for each in slip.movements]
    owed = sum(each.hundredths for each in moved if each.key.account in (holiday_pay.OWED, holiday_pay.OWED_60))
    contribution = sum(each.hundredths for each in moved if each.key.account == holiday_pay.CONTRIBUTION)
    return HolidaySetAside(Money(owed), Money(contribution))


def report_sums(content: bytes) -> ReportSums:
    """What a message adds up to; nothing where it cannot be read."""
    page = _page(content)
    if page is None:
        return ReportSums()
    people = [person for unit in page.all("virksomhet") for person in unit.all("inntektsmottaker")]
    bases = [base for unit in page.all("virksomhet") for base in unit.all("arbeidsgiveravgift")]
    return replace(
        _told_of(people),
        contribution_base=_kroner(
            _signed(base, name) for contribution in bases for name in _BASES for base in contribution.all(name)
        ),
        contribution=_kroner([page.number("betalingsinformasjon", "sumArbeidsgiveravgift")]),
        contribution_lines=sum(len(contribution.all(name)) for contribution in bases for name in _BASES),
        finance_tax=_kroner([page.number("betalingsinformasjon", "sumFinansskattLoenn")]),
    )


def report_people(content: bytes) -> Mapping[str, ReportSums]:
    """What a message tells of each person, by national or international number."""
    page = _page(content)
    found: dict[str, list[Node]] = {}
    for unit in page.all("virksomhet") if page is not None else ():
        for person in unit.all("inntektsmottaker"):
            number = person.value("norskIdentifikator") or person.value("internasjonalIdentifikator", "identifikator")
            found.setdefault(number, []).append(person)
    return {number: _told_of(several) for number, several in found.items()}


def _page(content: bytes) -> Node | None:
    root = read(content).root
    delivery = root.first("Leveranse") if root is not None else None
    return delivery.first("oppgave") if delivery is not None else None


def _told_of(people: Sequence[Node]) -> ReportSums:
    """What is told of some people: pay, tax and attachments."""
    return ReportSums(
        _kroner(
            income.number("beloep")
            for person in people
            for income in person.all("inntekt")
            if income.truth("inngaarIGrunnlagForTrekk")
        ),
        -_kroner(each.number("beloep") for person in people for each in person.all("forskuddstrekk")),
        -_kroner(each.number("beloep") for person in people for each in person.all("utleggstrekk")),
    )


_BASES: Mapping[str, str] = {
    "loennOgGodtgjoerelse": "avgiftsgrunnlagBeloep",
    "tilskuddOgPremieTilPensjon": "avgiftsgrunnlagBeloep",
    "fradragIGrunnlagetForSone": "avgiftsfradragBeloep",
}


def _signed(base: Node, name: str) -> Decimal | None:
    """A basis, or what is deducted from it: the message has that negative."""
    return base.number(_BASES[name])


def _kroner(amounts: Iterable[Decimal | None]) -> Money:
    return Money.rounded(sum((amount for amount in amounts if amount is not None), Decimal(0))) if amounts else ZERO
