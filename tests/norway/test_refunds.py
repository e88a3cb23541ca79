"""Refunds from NAV lower the basis of the employer's contribution, and nothing else (norway-payroll 7.5, 9.4)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.desk.calculate import plan
from services.engine.facts import BalanceKey, Establishment, LineInput, PersonFacts, RunFacts, RunKind
from services.engine.month import MonthFacts
from services.engine.result import RunResult
from services.norway.pack import Norway
from services.norway.rules import employer_contribution as aga
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book
from tests.builders import (
    OTHER_UNIT,
    UNIT,
    a_correction,
    a_head,
    a_job,
    a_line,
    a_person,
    a_run,
    an_employer,
    kr,
    person_number,
)

PACK = Norway(rate_book("NO"))
LIMITED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def somebody(number: int) -> PersonFacts:
    return replace(a_person(number), national_id=person_number(date(1985, 5, 17), 100 + 20 * number))


zones = st.sampled_from(["1", "1a", "2", "4a", "5"])
amounts = st.integers(-9_000_000, 9_000_000).map(Money)
used_before = st.sampled_from([0, 84_900_000, 85_000_000])


@LIMITED
@given(zones, zones, amounts, amounts, used_before)
def test_a_refund_changes_the_employers_side_alone(
    here: str, there: str, first: Money, second: Money, used: int
) -> None:
    """Every slip but its contribution is as without refunds; parts, sums and voucher agree."""
    employer = an_employer(Establishment(UNIT, here), Establishment(OTHER_UNIT, there))
    balances = {BalanceKey(aga.ALLOWANCE_USED, "2026"): used} if used else {}
    people = (a_person(1), replace(somebody(2), employments=(a_job(establishment=OTHER_UNIT),)))
    refunded = [
        replace(person, lines=(LineInput("refund_k27", amount=amount),))
        for person, amount in zip(people, (first, second), strict=True)
    ]
    without = a_run(*people, employer=employer, balances=balances)
    made = a_run(*refunded, employer=employer, balances=balances)
    for was, now, amount in zip(without.payslips, made.payslips, (first, second), strict=True):
        assert now.lines == was.lines
        at_one_rate = set() if "1a" in (here, there) else {"aga_on_holiday_accrual"}
        for name in set(was.figures) - {"aga", "aga_base", "aga_on_holiday_accrual"} | at_one_rate:
            assert now[name] == was[name], name
        assert now["aga_base"] == was["aga_base"] - amount
        assert Money.total(part.base for part in now.contributions) == now["aga_base"]
        assert Money.total(part.base for part in now.contributions if part.refund) == -amount
        assert all(part.base.ore >= 0 for part in now.contributions if not part.refund)
    assert made.totals["aga"] == Money.total(slip["aga"] for slip in made.payslips)
    exact = sum(part.base.kroner * part.percent.share for slip in made.payslips for part in slip.contributions)
    assert abs(made.totals["aga"].kroner - exact) < 1  # the report's sum, before it is rounded
    booked = {line.account: line.amount for line in made.voucher.lines}
    received = first + second
    assert booked.get("1920", Money(0)) == received
    assert booked.get("5800", Money(0)) == -received
    left = made.totals.get("aga_allowance_used")
    assert left is None or left.ore <= 85_000_000


def totals_in_zone_1a(refund: str, used: str) -> RunResult:
    person = replace(a_person(1), lines=(LineInput("refund_k27", amount=kr(refund)),))
    employer = replace(an_employer(Establishment(UNIT, "1a")))
    return a_run(person, employer=employer, balances={BalanceKey(aga.ALLOWANCE_USED, "2026"): kr(used).ore})


def test_a_refund_of_all_the_pay_owes_nothing() -> None:
    """45 000 + 900 pension refunded to the øre: 0 at whatever rate."""
    made = totals_in_zone_1a("45900", "850000")
    assert made.totals["aga"] == kr(0)
    assert made.totals["aga_allowance_used"] == kr(850000)


def test_a_refund_above_the_pay_gives_the_allowance_back() -> None:
    """−54 100 × 10.6 % = −5 734.60; 54 100 × 3.5 % = 1 893.50 less is used."""
    made = totals_in_zone_1a("100000", "850000")
    assert made.totals["aga"] == kr("-5734.60")
    assert made.totals["aga_allowance_used"] == kr("848106.50")


def test_a_base_below_zero_without_a_refund_is_no_refund() -> None:
    """A holiday deduction of 50 000 in zone 1a, −4 100 with the pension: it gives back at the low rate, −434.60."""
    person = replace(a_person(1), lines=(LineInput("holiday_deduction", amount=kr(50000)),))
    made = a_run(person, employer=an_employer(Establishment(UNIT, "1a")))
    assert made.totals["aga"] == kr("-434.60")
    assert [part.refund for part in made.payslips[0].contributions] == [False, False]


def test_a_reversal_keeps_the_refund() -> None:
    """What was received was received: the correction takes the pay back, and the contribution on it alone."""
    made = a_run(replace(a_person(1), lines=(LineInput("refund_k27", amount=kr(10000)),)))
    back = a_correction(made, replace(a_person(1), employments=()))
    (slip,) = back.payslips
    assert slip["aga_base"] == kr(-45900)
    assert slip["aga"] == kr("-6471.90")
    assert slip["refund"] == kr(0)


def test_a_person_with_nothing_but_a_refund_has_no_findings() -> None:
    """Nothing is paid, so neither a tax card nor an account is missing."""
    bare = replace(a_person(1), employments=(), tax_card=None, bank_account="")
    (slip,) = a_run(replace(bare, lines=(LineInput("refund_k27", amount=kr(100)),))).payslips
    assert (slip.lines, slip.findings, slip["net_pay"]) == ((), (), kr(0))
    assert slip["aga"] == kr("-14.10")


def test_a_refund_without_an_amount_is_refused() -> None:
    with pytest.raises(Refused, match="refund_k27 for employee 1: it needs an amount"):
        a_run(replace(a_person(1), lines=(LineInput("refund_k27"),)))


# --- the month's own voucher -----------------------------------------------------------------------------------------


def month_of(*runs: RunResult) -> MonthFacts:
    facts = runs[0].facts
    return MonthFacts("NO", facts.employer, Month(2026, 3), facts.people, runs)


def accounts(month: MonthFacts, facts: RunFacts) -> dict[str, Money]:
    voucher = PACK.month_voucher(month, plan(facts))
    return {line.account: line.amount for line in voucher.lines} if voucher else {}


def test_the_krone_between_the_report_and_the_slips() -> None:
    """45 900 × 14.1 % = 6 471.90 on the slip; the report says 6 472."""
    made = a_run(a_person(1))
    month = month_of(made)
    assert accounts(month, made.facts) == {"5400": kr("0.10"), "2770": kr("-0.10")}
    report = PACK.report(month, wage_types("NO"), "test", date(2026, 3, 31)).content
    assert b"<sumArbeidsgiveravgift>6472</sumArbeidsgiveravgift>" in report


def test_two_runs_of_a_month_are_rounded_together() -> None:
    """6 471.90 + 141 % of a bonus of 0.71 = 0.10: 6 472.00 in all, so there is nothing to book."""
    first = a_run(a_person(1))
    second = a_run(a_person(1, a_line("bonus", "0.71")), head=a_head(kind=RunKind.EXTRA))
    assert second.totals["aga"] == kr("0.10")
    assert accounts(month_of(first, second), first.facts) == {}


def test_finance_tax_is_rounded_too() -> None:
    """45 910.20 × 5 % = 2 295.51 → 2 296; × 14.1 % = 6 473.34 → 6 473."""
    made = a_run(a_person(1, a_line("bonus", "10.20")), employer=an_employer(finance_tax=True))
    found = accounts(month_of(made), made.facts)
    assert found == {"5410": kr("0.49"), "2775": kr("-0.49"), "5400": kr("-0.34"), "2770": kr("0.34")}


@LIMITED
@given(st.lists(st.tuples(st.integers(0, 9_000_000), amounts), min_size=1, max_size=4), zones)
def test_with_the_months_voucher_the_books_say_what_the_report_says(some: list[tuple[int, Money]], zone: str) -> None:
    """Owed in the books after the month = the whole kroner of the report, whatever was paid and refunded."""
    people = [
        replace(
            somebody(number),
            lines=(LineInput("bonus", amount=Money(ore)), LineInput("refund_k27", amount=refund)),
        )
        for number, (ore, refund) in enumerate(some, 1)
    ]
    made = a_run(*people, employer=an_employer(Establishment(UNIT, zone)))
    month = month_of(made)
    content = PACK.report(month, wage_types("NO"), "test", date(2026, 3, 31)).content.decode()
    told = int(content.split("<sumArbeidsgiveravgift>")[1].split("<")[0])
    slips = made.totals["aga"]
    rounding = accounts(month, made.facts).get("2770", Money(0))
    assert slips - rounding == kr(told)
    assert abs(rounding.ore) <= 100
