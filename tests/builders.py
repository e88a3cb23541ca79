"""Test data in one line: money, numbers with right check digits, people, runs, and a scenario file as text.

Everybody here is made up: month + 80 in the person numbers, organisation numbers that begin with 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.timeline import Timeline
from services.desk.calculate import calculate
from services.engine.facts import (
    BalanceKey,
    EmployerFacts,
    Employment,
    Establishment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    RunKind,
    TaxCard,
    Terms,
)
from services.engine.result import Payslip, RunResult

EMPLOYER, UNIT, OTHER_UNIT = "312001004", "316100007", "316200001"
PERSON, ACCOUNT, EMPLOYER_ACCOUNT = "02838430182", "12045101388", "15032102007"

_PERSON_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


def kr(kroner: int | str) -> Money:
    return Money.kr(kroner)


def pct(percent: int | str) -> Percent:
    return Percent.of(percent)


def person_number(born: date, serial: int = 300) -> str:
    """A synthetic number (month + 80) of the first serial from `serial` that has check digits."""
    for number in range(serial, 1000):
        digits = f"{born.day:02d}{born.month + 80:02d}{born.year % 100:02d}{number:03d}"
        for weights in _PERSON_WEIGHTS:
            check = -sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
            if check == 10:
                break
            digits += str(check)
        else:
            return digits
    raise ValueError(f"no number for {born} from {serial}")


def an_employer(*units: Establishment, **more: Any) -> EmployerFacts:
    """An employer with one unit in zone 1; statutory 2 % pension, five weeks of holiday."""
    chosen = units or (Establishment(UNIT, "1"),)
    return EmployerFacts("Fjordglimt Verksted AS", EMPLOYER, chosen, test_client=True, **more)


def a_card(kind: str = "table", **more: Any) -> TaxCard:
    """A card of 2026: table 8000, 42 %, 10.5 months; a percentage card has 30 %."""
    if kind == "table":
        more = {"table": "8000", "percent": pct(42), "months": Decimal("10.5")} | more
    elif kind == "percent":
        more = {"percent": pct(30), "months": Decimal("10.5")} | more
    return TaxCard(**({"year": 2026, "kind": kind} | more))


def a_job(*terms: tuple[date, Terms], **more: Any) -> Employment:
    """An employment since 2024 on these terms; without any, 45 000 a month."""
    dated = terms or ((date(2024, 1, 1), Terms(monthly_salary=kr(45000))),)
    return Employment(**({"id": "1", "establishment": UNIT, "start": dated[0][0], "terms": Timeline(dated)} | more))


def a_person(number: int = 1, *lines: LineInput, **more: Any) -> PersonFacts:
    """Somebody with a table card and 45 000 a month."""
    facts = {
        "name": f"Prøve {number}",
        "national_id": PERSON,
        "bank_account": ACCOUNT,
        "tax_card": a_card(),
        "employments": (a_job(),),
    }
    return PersonFacts(number, lines=lines, **(facts | more))


def a_line(slug: str, amount: str | None = None, **more: Any) -> LineInput:
    return LineInput(slug, amount=None if amount is None else kr(amount), **more)


def a_head(pay_date: date = date(2026, 3, 20), kind: RunKind = RunKind.ORDINARY, **more: Any) -> RunHead:
    return RunHead(**({"month": Month.of(pay_date), "pay_date": pay_date, "kind": kind} | more))


def a_run(
    *people: PersonFacts,
    head: RunHead | None = None,
    employer: EmployerFacts | None = None,
    balances: Mapping[BalanceKey, int] | None = None,
    earlier: Mapping[int, Payslip] | None = None,
) -> RunResult:
    """A run computed; an ordinary one of March 2026 where nothing else is said."""
    facts = RunFacts("NO", head or a_head(), employer or an_employer(), people or (a_person(),), balances or {})
    return calculate(facts, earlier)


def a_correction(of: RunResult, *people: PersonFacts, whom: Sequence[int] | None = None, **more: Any) -> RunResult:
    """A correction paid a month later that takes the run's slips back; `people` as they stand after the run."""
    slips = {slip.person.number: slip for slip in of.payslips if whom is None or slip.person.number in whom}
    head = a_head(of.head.pay_date, RunKind.CORRECTION, corrects=of.head.name, sequence=of.head.sequence + 1)
    marked = [replace(person, reverses=of.head.name if person.number in slips else "") for person in people]
    return a_run(*marked, head=head, earlier=slips, **more)


SCENARIO = f"""\
scenario = 1
title = "A case"
country = "NO"

[employer]
name = "Fjordglimt Verksted AS"
orgnr = "{EMPLOYER}"
bank_account = "{EMPLOYER_ACCOUNT}"

[[establishment]]
orgnr = "{UNIT}"
zone = "1"

[[employee]]
number = 1
name = "Maren Tveitdal"
national_id = "{PERSON}"
bank_account = "{ACCOUNT}"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8000"
percent = "42"
[[employee.employment]]
id = "1"
start = 2024-01-01
occupation = "7231101"
[[employee.employment.terms]]
from = 2024-01-01
monthly_salary = "45000.00"

[[employee]]
number = 2
name = "Sivert Haugerud"
national_id = "17919130091"
bank_account = "12045102740"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.employment]]
id = "1"
start = 2024-01-01
occupation = "7231101"
[[employee.employment.terms]]
from = 2024-01-01
percent = "60"
monthly_salary = "20000.00"
[[employee.employment]]
id = "2"
start = 2025-01-01
occupation = "7231101"
[[employee.employment.terms]]
from = 2025-01-01
percent = "20"
monthly_salary = "8000.00"

[[run]]
month = "2026-03"
pay_date = 2026-03-20
"""


def a_scenario(*changes: tuple[str, str], after: str = "") -> str:
    """Two people, the second with two employments, and one run. A change replaces a text that must stand there exactly
    once; `after` is added at the end.
    """
    text = SCENARIO
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text + after
