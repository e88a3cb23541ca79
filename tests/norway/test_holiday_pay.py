"""Feriepenger: earning, what is owed, the extra over 60, the deduction (norway-payroll 6)."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.why import figure
from services.engine.facts import BalanceKey, PersonFacts, RunKind
from services.engine.rates import MissingRate
from services.norway.rules import holiday_pay
from services.reference.year_files import rate_book
from tests.builders import a_head, a_job, a_line, a_person, a_run, an_employer, kr, pct, person_number

BOOK = rate_book("NO")
RATES = BOOK.on(date(2026, 6, 19))
JUNE = date(2026, 6, 19)


def basis(kroner: str, year: int = 2025, paid: str = "0", paid_60: str = "0") -> dict[BalanceKey, int]:
    return {
        BalanceKey("holiday_basis", str(year)): kr(kroner).ore,
        BalanceKey("holiday_paid", str(year + 1)): kr(paid).ore,
        BalanceKey("holiday_paid_60", str(year + 1)): kr(paid_60).ore,
    }


@pytest.mark.parametrize(
    ("plan", "kroner", "earned"),
    [
        ("agreement", "45000", "5400.00"),
        ("statutory", "45000", "4590.00"),
        ("statutory", "0.05", "0.01"),  # half an øre goes up
        ("agreement", "-7384.62", "-886.15"),  # a deduction larger than the pay takes back
        ("agreement", "0", "0"),
    ],
)
def test_what_is_earned(plan: str, kroner: str, earned: str) -> None:
    found = holiday_pay.accrual(figure("sum.holiday_basis", kr(kroner)), plan, RATES)
    assert found.value == kr(earned)
    assert found.inputs["percent"] == RATES.percent(f"holiday_pay.{plan}")


def test_a_year_without_rates_stops() -> None:
    with pytest.raises(MissingRate, match="2027"):
        holiday_pay.accrual(figure("sum.holiday_basis", kr(1)), "agreement", BOOK.on(date(2027, 1, 20)))


@pytest.mark.parametrize(
    ("balances", "more", "now", "owed"),
    [
        (basis("552000"), "0", "0", "66240"),
        (basis("552000", paid="66240"), "0", "0", "0"),
        (basis("552000", paid="70000"), "0", "0", "-3760"),  # too much was paid
        (basis("552000"), "1000", "60000", "6360"),
        ({}, "0", "0", "0"),
    ],
)
def test_what_is_owed(balances: dict[BalanceKey, int], more: str, now: str, owed: str) -> None:
    person = a_person(balances=balances)
    assert holiday_pay.owed(person, 2026, "agreement", RATES, kr(more), kr(now)).value == kr(owed)


@pytest.mark.parametrize(
    ("born", "holiday_year", "over"),
    [
        (date(1966, 12, 31), 2026, True),  # turns 60 on the last day of the holiday year
        (date(1967, 1, 1), 2026, False),
        (date(1967, 1, 1), 2027, True),  # already earned in the year of turning 59
        (date(1940, 5, 5), 2026, True),
    ],
)
def test_who_is_over_60(born: date, holiday_year: int, over: bool) -> None:
    known = PersonFacts(1, "Prøve", born=born)
    by_number = PersonFacts(1, "Prøve", person_number(born))
    nobody = PersonFacts(1, "Prøve")
    assert holiday_pay.is_over_60(known, holiday_year, RATES) is over
    assert holiday_pay.is_over_60(by_number, holiday_year, RATES) is over
    assert not holiday_pay.is_over_60(nobody, holiday_year, RATES)


def test_a_birth_date_that_was_entered_counts_before_the_numbers() -> None:
    assert holiday_pay.born(PersonFacts(1, "Prøve", person_number(date(1990, 1, 1)), date(1960, 1, 1))) == date(
        1960, 1, 1
    )
    assert holiday_pay.born(PersonFacts(1, "Prøve", "not a number")) is None


@pytest.mark.parametrize(
    ("kroner", "holiday_year", "left_on", "g", "extra"),
    [
        ("900000", 2026, None, "130160", "17962.08"),  # NO-14: 6 G of 31 December 2025
        ("500000", 2026, None, "130160", "11500"),
        ("900000", 2025, None, "124028", "17115.86"),  # 6 × 124 028 = 744 168
        ("900000", 2024, None, "118620", "16369.56"),  # no file of 2023: G of 1 January is that of 31 December
        ("900000", 2027, None, "136549", "18843.76"),  # known from May, although 2027 is not
        ("900000", 2027, date(2026, 4, 30), "130160", "17962.08"),  # leaving: G on the leaving date
        ("900000", 2027, date(2026, 5, 1), "136549", "18843.76"),
        ("900000", 2026, date(2026, 5, 1), "130160", "17962.08"),  # left later than the earning year
    ],
)
def test_the_extra_over_60(kroner: str, holiday_year: int, left_on: date | None, g: str, extra: str) -> None:
    person = a_person(balances=basis(kroner, holiday_year - 1), born=date(1950, 1, 1))
    rates = BOOK.on(date(min(holiday_year, 2026), 6, 19))
    found = holiday_pay.extra_60(person, holiday_year, rates, left_on=left_on)
    assert found.value == kr(extra)
    assert getattr(found.inputs["g"], "value", None) == kr(g)


def test_the_extra_less_what_was_paid() -> None:
    person = a_person(balances=basis("500000", paid_60="1500"))
    assert holiday_pay.extra_60(person, 2026, RATES).value == kr(10000)
    assert holiday_pay.extra_60(person, 2026, RATES, paid_now=kr(10000)).value == kr(0)


@pytest.mark.parametrize(
    ("method", "days", "amount", "a_day"),
    [
        ("260", "25", "55384.62", "2215.38"),  # NO-07
        ("260", "21", "46523.08", "2215.38"),
        ("26", "30", "55384.62", "1846.15"),
        ("21.67", "25", "55376.10", "2215.04"),
        ("22", "25", "54545.45", "2181.82"),
        ("22", "0.5", "1090.91", "2181.82"),
        ("260", "-2", "-4430.77", "2215.38"),  # given back
    ],
)
def test_the_deduction_for_holiday(method: str, days: str, amount: str, a_day: str) -> None:
    assert holiday_pay.deduction(kr(48000), Decimal(days), method).value == kr(amount)
    assert holiday_pay.day_rate(kr(48000), method) == kr(a_day)


@pytest.mark.parametrize(
    ("plan", "method", "days"),
    [
        ("agreement", "260", 25),
        ("statutory", "260", 21),
        ("agreement", "26", 30),
        ("statutory", "26", 25),
        ("agreement", "22", 25),
        ("statutory", "21.67", 21),
    ],
)
def test_a_holiday_run_deducts_a_whole_years_holiday(plan: str, method: str, days: int) -> None:
    person = a_person(balances=basis("500000"))
    employer = an_employer(holiday_plan=plan, holiday_deduction=method)
    slip = a_run(person, head=a_head(JUNE, RunKind.HOLIDAY), employer=employer).payslips[0]
    assert [line.quantity for line in slip.lines if line.type == "holiday_deduction"] == [days]


def test_a_holiday_run_pays_nothing_to_those_who_have_had_theirs() -> None:
    slip = a_run(a_person(balances=basis("500000", paid="60000")), head=a_head(JUNE, RunKind.HOLIDAY)).payslips[0]
    assert [line.type for line in slip.lines] == ["fixed_salary"]


def test_a_holiday_run_for_somebody_who_leaves_at_59() -> None:
    """Turns 60 next year: no extra of last year's, and the extra of what was earned this year."""
    balances = basis("500000") | basis("200000", 2026)
    leaver = a_person(born=date(1967, 3, 1), balances=balances, employments=(a_job(end=date(2026, 6, 30)),))
    slip = a_run(leaver, head=a_head(JUNE, RunKind.HOLIDAY)).payslips[0]
    extra = [line for line in slip.lines if line.type == "holiday_pay_60"]
    assert [line.earned.first.year for line in extra if line.earned] == [2026]
    earned = kr(200000) + slip["holiday_basis"]  # 2.3 % of it, as pay is what counts
    assert slip["holiday_basis"] == kr("-6923.08")  # 45 000 less 25 days
    assert [line.amount.value for line in extra] == [earned.times(pct("2.3"))] == [kr("4440.77")]


@pytest.mark.parametrize(
    ("amounts", "paid"),
    [
        ((None,), ["60000.00"]),
        (("10000", None), ["10000.00", "50000.00"]),
        (("60000", None), ["60000.00"]),
        # More than is owed, by hand: 10.2 % × 1.21 of 500 000 = 61 710 is free of withholding. The rest owes nothing.
        (("70000", None), ["61710.00", "8290.00"]),
        ((None, None), ["60000.00"]),
        (("1", "2"), ["1.00", "2.00"]),
    ],
)
def test_holiday_pay_is_never_paid_twice(amounts: tuple[str | None, ...], paid: list[str]) -> None:
    lines = [a_line("holiday_pay", amount) for amount in amounts]
    slip = a_run(a_person(1, *lines, balances=basis("500000")), head=a_head(JUNE, RunKind.EXTRA)).payslips[0]
    assert [str(line.amount.value) for line in slip.lines] == paid


def test_an_entered_amount_of_a_leaver_uses_last_year_first() -> None:
    leaver = a_person(
        1,
        a_line("holiday_pay", "70000"),
        balances=basis("500000") | basis("200000", 2026),
        employments=(a_job(end=date(2026, 6, 30)),),
    )
    slip = a_run(leaver, head=a_head(JUNE, RunKind.EXTRA)).payslips[0]
    found = [(line.earned.first.year if line.earned else 0, str(line.amount.value), line.tax) for line in slip.lines]
    assert found == [(2025, "60000.00", "free"), (2026, "10000.00", "percent")]


def test_one_who_has_not_left_gets_last_years_only() -> None:
    balances = basis("500000") | basis("200000", 2026)
    slip = a_run(a_person(1, a_line("holiday_pay"), balances=balances), head=a_head(JUNE, RunKind.EXTRA)).payslips[0]
    assert slip["gross_cash"] == kr(60000)


def test_one_of_two_employments_ends_is_not_leaving() -> None:
    staying = (a_job(end=date(2026, 6, 30)), a_job(id="2"))
    balances = basis("500000") | basis("200000", 2026)
    person = a_person(1, a_line("holiday_pay"), balances=balances, employments=staying)
    assert a_run(person, head=a_head(JUNE, RunKind.EXTRA)).payslips[0]["gross_cash"] == kr(60000)


def test_paying_all_clears_the_liability_to_the_ore() -> None:
    """Each accrual was rounded by itself; what is paid is the year's basis × rate. The odd øre goes to cost."""
    balances = basis("1000.03") | {BalanceKey("holiday_pay", "2026"): kr("120.03").ore}
    result = a_run(a_person(1, a_line("holiday_pay"), balances=balances), head=a_head(JUNE, RunKind.EXTRA))
    moves = [m for m in result.payslips[0].movements if m.key == BalanceKey("holiday_pay", "2026")]
    assert [(m.hundredths, m.reason) for m in moves] == [(-12000, "holiday pay"), (-3, "rounding")]
    accounts = {line.account: line.amount for line in result.voucher.lines if line.account == "2940"}
    assert sum(line.amount.ore for line in result.voucher.lines if line.account == "2940") == 12003
    assert accounts
