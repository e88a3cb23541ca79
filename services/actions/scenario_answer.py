"""What a scenario computed, as plain values for JSON: the shape is the scenario contract's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.values.money import Money
from models.values.why import Figure
from services.actions.run_files import deadlines_of_run
from services.actions.scenario import Book
from services.desk import countries
from services.desk.calculate import no_rate
from services.engine.absence import AbsenceOutcome
from services.engine.facts import Absence
from services.engine.posting import Voucher
from services.engine.rates import MissingRate
from services.engine.result import PayLine, Payslip, RunResult
from services.reference import why
from services.reference.texts import Texts, texts

_WHOLE = frozenset({"withholding", "am_contribution", "a_tax"})  # figures that are in whole kroner by rule


def answer(
    book: Book, reports: Mapping[str, Mapping[str, Any]], *, language: str = "", trace: bool = False
) -> dict[str, Any]:
    """The whole answer, in the language of the country where none is said. `reports` names the files and deadlines of
    each month; `trace` shows whole traces.
    """
    words = texts(language or countries.country(book.scenario.country).language)
    return {
        "scenario": 1,
        "title": book.scenario.title,
        "country": book.scenario.country,
        "runs": [_run(run, words, trace) for run in book.runs.values()],
        "absences": _absences(book),
        "balances": _balances(book),
        "reports": dict(reports),
    }


def _run(run: RunResult, words: Texts, trace: bool) -> dict[str, Any]:
    return {
        "month": str(run.head.month),
        "name": run.head.name,
        "kind": run.head.kind.value,
        "pay_date": str(run.head.pay_date),
        **deadlines_of_run(run),
        "employees": [_slip(slip, run.facts.country, words, trace) for slip in run.payslips],
        "totals": {name: _money(name, amount) for name, amount in run.totals.items()},
        "journal": _journal(run.voucher, words),
        "findings": [words(finding.what) for finding in run.findings],
    }


def _slip(slip: Payslip, country: str, words: Texts, trace: bool) -> dict[str, Any]:
    return {
        "number": slip.person.number,
        "lines": [_line(line, words, trace) for line in slip.lines],
        **{name: _money(name, amount.value) for name, amount in slip.figures.items()},
        **countries.country(country).shown_of(slip),
        "why": {name: _why(amount, words, trace) for name, amount in slip.figures.items()},
    }


def _line(line: PayLine, words: Texts, trace: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": line.type,
        "quantity": _number(line.quantity),
        "rate": _number(line.rate),
        "amount": str(line.amount.value),
        "tax": line.tax,
        "why": _why(line.amount, words, trace),
    }
    if line.factor is not None:
        shown["factor"] = _number(line.factor)
    if line.taxable != line.amount.value:
        shown["taxable"] = str(line.taxable)
    if line.days is not None:
        shown |= {"from": str(line.days.first), "to": str(line.days.last)}
    return shown


def _why(amount: Figure[Money], words: Texts, trace: bool) -> Any:
    return why.tree(amount) if trace else why.sentence(amount, words)


def _journal(voucher: Voucher, words: Texts) -> list[dict[str, str]]:
    zero = "0.00"
    return [
        {
            "account": line.account,
            "debit": str(line.amount) if line.amount.ore > 0 else zero,
            "credit": str(-line.amount) if line.amount.ore < 0 else zero,
            "text": words(line.text),
            **({"department": line.department} if line.department else {}),
            **({"project": line.project} if line.project else {}),
        }
        for line in voucher.lines
    ]


def _absences(book: Book) -> list[dict[str, Any]]:
    """What follows from each absence, in the order of the file; open ends run to the last day that a run pays for."""
    scenario = book.scenario
    until = max((run.head.days.last or run.head.pay_date for run in book.runs.values()), default=scenario.start.last)
    pack = countries.country(scenario.country)
    rows: dict[int, list[dict[str, Any]]] = {}
    for each in scenario.people:
        person = replace(each.person, balances=book.people[each.person.number])
        try:
            found = pack.expected_refunds(person, person.absences, until)
        except MissingRate as missing:
            raise no_rate(missing) from missing
        rows[person.number] = [
            _absence(person.number, absence, outcome) for absence, outcome in zip(person.absences, found, strict=True)
        ]
    return [rows[number][place] for number, place in scenario.absence_order]


def _absence(number: int, absence: Absence, outcome: AbsenceOutcome) -> dict[str, Any]:
    return {
        "number": number,
        "kind": absence.kind,
        "from": str(absence.first),
        "to": _day(absence.last),
        "employer_period_end": _day(outcome.employer_period_end),
        "nav_days": len(outcome.nav_days),
        "six_g": None if outcome.limit is None else _whole(outcome.limit),
        "daily_refund": _whole(outcome.daily_refund),
        "expected_refund": str(outcome.expected),
        "last_paid_day": _day(outcome.last_paid_day),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _whole(amount: Money) -> str:
    """What is in whole kroner by rule."""
    return str(amount.ore // 100) if amount.ore % 100 == 0 else str(amount)


def _balances(book: Book) -> list[dict[str, Any]]:
    shown = countries.country(book.scenario.country).shown_balances
    rows = [{"number": number, **row} for number, balances in book.people.items() for row in shown(balances)]
    return rows + [{"number": None, **row} for row in shown(book.employer)]


def _money(name: str, amount: Money) -> str:
    return str(amount.ore // 100) if name in _WHOLE and amount.ore % 100 == 0 else str(amount)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
