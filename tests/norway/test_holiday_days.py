"""Holiday days: entitled, brought, taken, left, and whether they agree with what was paid (norway-payroll 6)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from services.engine.facts import BalanceKey, PersonFacts
from services.norway.rules import holiday_days
from services.norway.rules.holiday_days import BROUGHT, TAKEN
from services.reference.year_files import rate_book
from tests.builders import a_job, a_person, an_employer

RATES = rate_book("NO").on(date(2026, 6, 19))


def days(**by_account: str) -> dict[BalanceKey, int]:
    """`taken_2026="10"` and `brought_2025="30"`, in days."""
    accounts = {"taken": TAKEN, "brought": BROUGHT}
    found = {}
    for name, number in by_account.items():
        account, _, year = name.partition("_")
        found[BalanceKey(accounts[account], year)] = int(Decimal(number) * 100)
    return found


@pytest.mark.parametrize(
    ("plan", "method", "born", "entitled"),
    [
        ("agreement", "260", 1984, 25),
        ("statutory", "260", 1984, 21),
        ("agreement", "26", 1984, 30),
        ("statutory", "26", 1984, 25),
        ("agreement", "22", 1966, 30),  # turns 60 in 2026: five days more
        ("statutory", "21.67", 1950, 26),
        ("agreement", "26", 1966, 36),  # six, Saturdays too
        ("statutory", "26", 1967, 25),  # 59
    ],
)
def test_what_one_may_take(plan: str, method: str, born: int, entitled: int) -> None:
    person = PersonFacts(1, "Prøve", born=date(born, 12, 31))
    employer = an_employer(holiday_plan=plan, holiday_deduction=method)
    assert holiday_days.entitled(person, 2026, employer, RATES).value == entitled


@pytest.mark.parametrize(
    ("balances", "brought", "taken", "left"),
    [
        ({}, "0", "0", "25"),
        (days(taken_2026="10.5"), "0", "10.5", "14.5"),
        (days(taken_2025="20"), "5", "0", "30"),  # five of the year before
        (days(taken_2025="20", taken_2026="28"), "5", "28", "2"),
        (days(taken_2025="27"), "-2", "0", "23"),  # two were taken in advance
        (days(brought_2025="30", taken_2025="22", taken_2026="4"), "8", "4", "29"),
        (days(brought_2026="30"), "5", "0", "30"),  # all that was left on the day: five more than a year's
        (days(brought_2026="15", taken_2026="3"), "0", "13", "12"),  # ten were taken before
    ],
)
def test_the_balance(balances: Mapping[BalanceKey, int], brought: str, taken: str, left: str) -> None:
    found = holiday_days.balance(a_person(balances=balances), 2026, an_employer(), RATES)
    assert (found.brought, found.taken, found.left) == (Decimal(brought), Decimal(taken), Decimal(left))


@pytest.mark.parametrize(
    ("start", "end", "earned"),
    [
        (date(2024, 1, 1), None, 25),
        (date(2025, 7, 1), None, 12),  # 25 × 184 / 365 = 12.6
        (date(2025, 12, 31), None, 0),
        (date(2026, 2, 1), None, 25),  # not employed in the earning year: the basis was brought
        (date(2024, 1, 1), date(2025, 12, 30), 24),  # 25 × 364 / 365
    ],
)
def test_the_days_for_which_holiday_pay_was_earned(start: date, end: date | None, earned: int) -> None:
    person = a_person(employments=(a_job(start=start, end=end),))
    assert holiday_days.earned(person, 2026, an_employer(), RATES).value == earned


def test_two_employments_of_the_earning_year_are_counted_once_a_day() -> None:
    first = a_job(end=date(2025, 6, 30))
    second = a_job(id="2", start=date(2025, 6, 1))
    assert holiday_days.earned(a_person(employments=(first, second)), 2026, an_employer(), RATES).value == 25


def test_the_days_of_several_employments_are_the_same_days() -> None:
    assert holiday_days.deducted({"1": Decimal(25), "2": Decimal(25)}) == 2500
    assert holiday_days.deducted({"1": Decimal("-2.5")}) == -250
    assert holiday_days.deducted({}) == 0


def test_nothing_is_told_of_a_year_without_holiday_pay() -> None:
    assert holiday_days.mismatch(a_person(balances=days(taken_2026="40")), 2026, an_employer(), RATES) is None
