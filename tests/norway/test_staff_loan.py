"""Cheap loans (norway-payroll 10.6)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Place, Refused
from models.values.money import ZERO, Money
from models.values.span import Month
from services.engine.facts import OwnRate, StaffLoan
from services.engine.rates import MissingRate
from services.norway.rules.staff_loan import NORM, month_benefit, month_benefits, owed
from services.reference.year_files import client_rates, rate_book
from tests.builders import a_head, a_person, a_run, kr, pct

BOOK = rate_book("NO")
LOAN = StaffLoan(kr(300000), pct("2.0"), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2024, 1, 1), "4.9"),
        (date(2024, 2, 29), "4.9"),
        (date(2024, 3, 1), "5.1"),
        (date(2024, 6, 30), "5.2"),
        (date(2024, 8, 31), "5.3"),
        (date(2024, 10, 31), "5.3"),
        (date(2024, 11, 1), None),
        (date(2025, 1, 20), None),
        (date(2025, 12, 19), None),
        *((date(2026, month, 15), "4.8") for month in range(1, 9)),
        (date(2026, 9, 1), "4.7"),
        (date(2026, 10, 31), "4.7"),
        (date(2026, 11, 1), None),
        (date(2026, 12, 18), None),
    ],
)
def test_the_norm_rate_of_every_two_months(day: date, percent: str | None) -> None:
    if percent is not None:
        assert BOOK.on(day).percent(NORM).value == pct(percent)
        return
    with pytest.raises(MissingRate) as missing:
        BOOK.on(day).percent(NORM)
    assert missing.value.name == NORM


def test_a_rate_that_is_not_known_leads_to_where_it_is_entered() -> None:
    with pytest.raises(Refused) as refused:
        a_run(a_person(1, loans=(LOAN,)), head=a_head(date(2026, 11, 20)))
    assert refused.value.findings[0].where == Place("settings", NORM, "rates")


def test_an_own_rate_holds_in_its_two_months() -> None:
    own = (OwnRate(NORM, "percent", "4.6", date(2026, 11, 1), "skatteetaten.no"),)
    book = client_rates("NO", own)
    assert book.on(date(2026, 12, 18)).percent(NORM).value == pct("4.6")
    assert book.on(date(2026, 10, 20)).percent(NORM).value == pct("4.7")


def test_what_was_found_for_two_months_says_nothing_of_the_next() -> None:
    own = (OwnRate(NORM, "percent", "5.1", date(2025, 1, 15), "skatteetaten.no"),)
    book = client_rates("NO", own)
    assert book.on(date(2025, 2, 20)).percent(NORM).value == pct("5.1")
    assert not book.on(date(2025, 1, 14)).has(NORM)
    assert not book.on(date(2025, 3, 20)).has(NORM)
    assert book.on(date(2025, 3, 20)).begins(NORM) == date(2025, 3, 1)


def test_nobody_is_asked_for_a_rate_that_is_not_needed() -> None:
    rates = BOOK.on(date(2026, 11, 20))
    small = StaffLoan(kr(50000), pct(0), date(2026, 6, 1), date(2027, 5, 31))
    assert month_benefit(small, small.balance, rates).value == ZERO
    assert month_benefit(LOAN, ZERO, rates).value == ZERO
    assert month_benefits([LOAN], {}, Month(2025, 12), rates) == []


@pytest.mark.parametrize(
    ("balance", "until", "free"),
    [
        ("81929.40", date(2027, 1, 1), True),  # 0.6 × 136 549
        ("81929.41", date(2027, 1, 1), False),
        ("81929.40", date(2027, 1, 2), False),
        ("1000", None, False),
    ],
)
def test_small_loans_for_a_short_time(balance: str, until: date | None, free: bool) -> None:
    loan = StaffLoan(kr(balance), pct(0), date(2026, 1, 1), until)
    assert (month_benefit(loan, loan.balance, BOOK.on(date(2026, 6, 19))).value == ZERO) is free


repayments = st.dictionaries(
    st.integers(0, 30).map(lambda n: Month(2025, 1).plus(n)), st.integers(0, 9_000_000).map(Money), max_size=12
)


@given(st.lists(st.tuples(st.integers(1, 50_000_000), st.integers(0, 24)), min_size=1, max_size=3), repayments)
def test_what_is_owed_is_never_below_zero_and_nothing_is_lost(
    loans: list[tuple[int, int]], repaid: dict[Month, Money]
) -> None:
    made = [StaffLoan(Money(ore), pct(1), Month(2025, 1).plus(n).first) for ore, n in loans]
    left = owed(made, repaid)
    assert all(ZERO <= rest <= loan.balance for rest, loan in zip(left, made, strict=True))
    taken = Money.total(loan.balance - rest for rest, loan in zip(left, made, strict=True))
    assert taken <= Money.total(repaid.values())
    since_first = Money.total(
        amount for month, amount in repaid.items() if month >= min(Month.of(loan.since) for loan in made)
    )
    if len(made) == 1:
        assert taken == min(since_first, made[0].balance)


def test_what_is_given_back_is_owed_again() -> None:
    assert owed([LOAN], {Month(2026, 1): kr(10000), Month(2026, 2): kr(-4000)}) == [kr(294000)]
