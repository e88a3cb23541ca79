"""What is due when, over the years that the program covers and those that come."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from models.values.span import Month
from models.values.timeline import NothingInForce
from services.norway.rules.deadlines import (
    amelding_due,
    employer_contribution_due,
    is_working_day,
    latest_reportable_month,
    may_be_reported,
    next_working_day,
    previous_working_day,
    public_holidays,
    term,
    withholding_due,
    working_day_from,
    working_day_until,
)


def easter(year: int) -> date:
    """Easter Sunday by Butcher's computation of the Gregorian calendar."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    month, day = divmod(epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


EASTER_SUNDAYS = {
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
}


@pytest.mark.parametrize("year", EASTER_SUNDAYS)
def test_the_public_holidays_are_the_fixed_ones_and_those_that_follow_easter(year):
    sunday = easter(year)
    assert sunday == EASTER_SUNDAYS[year]
    moving = {sunday + timedelta(days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))}
    assert public_holidays(year) == moving | fixed


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 4, 1), True),  # Wednesday before Easter
        (date(2026, 4, 2), False),  # Maundy Thursday
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 5, 1), False),
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2027, 5, 17), False),  # both the Constitution's day and Whit Monday
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_working_days(day, works):
    assert is_working_day(day) is works


def test_over_easter_a_deadline_goes_forward_and_a_pay_day_back():
    good_friday = date(2026, 4, 3)
    assert working_day_from(good_friday) == next_working_day(good_friday) == date(2026, 4, 7)
    assert working_day_until(good_friday) == previous_working_day(good_friday) == date(2026, 4, 1)


def test_over_new_year():
    assert next_working_day(date(2026, 12, 31)) == date(2027, 1, 4)
    assert previous_working_day(date(2027, 1, 4)) == date(2026, 12, 31)


@given(st.dates(date(2015, 1, 1), date(2060, 12, 31)))
def test_there_is_no_working_day_in_between(day):
    after, before = next_working_day(day), previous_working_day(day)
    assert before < day < after
    between = [before + timedelta(step) for step in range(1, (after - before).days)]
    assert [each for each in between if is_working_day(each)] == ([day] if is_working_day(day) else [])
    assert working_day_from(day) == (day if is_working_day(day) else after)
    assert working_day_until(day) == (day if is_working_day(day) else before)


# The list in amelding.md, chapter 4.
AMELDING = {
    2026: "05.02 05.03 07.04 05.05 05.06 06.07 05.08 07.09 05.10 05.11 07.12 05.01",
    2027: "05.02 05.03 05.04 05.05 07.06 05.07 05.08 06.09 05.10 05.11 06.12 05.01",
}


@pytest.mark.parametrize("year", AMELDING)
def test_the_amelding_is_due_on_the_5th_or_the_working_day_after(year):
    due = [amelding_due(Month(year, number)) for number in range(1, 13)]
    assert " ".join(f"{day:%d.%m}" for day in due) == AMELDING[year]
    assert [day.year for day in due] == [year] * 11 + [year + 1]


def test_a_term_is_two_months():
    assert [str(term(Month(2026, number))[0]) for number in (1, 2, 3, 11, 12)] == [
        "2026-01",
        "2026-01",
        "2026-03",
        "2026-11",
        "2026-11",
    ]
    assert term(Month(2026, 12)) == (Month(2026, 11), Month(2026, 12))


@pytest.mark.parametrize(
    ("year", "number", "due"),
    [
        (2025, 11, date(2026, 1, 15)),
        (2025, 12, date(2026, 1, 15)),
        (2026, 1, date(2026, 3, 16)),  # the 15th is a Sunday
        (2026, 2, date(2026, 3, 16)),
        (2026, 4, date(2026, 5, 15)),
        (2026, 5, date(2026, 7, 15)),
        (2026, 8, date(2026, 9, 15)),
        (2026, 10, date(2026, 11, 16)),  # a Sunday
        (2026, 12, date(2027, 1, 15)),
    ],
)
def test_the_employer_contribution_is_due_on_the_15th_after_the_term(year, number, due):
    assert employer_contribution_due(Month(year, number)) == due


@pytest.mark.parametrize(
    ("pay_date", "due"),
    [
        (date(2025, 12, 31), date(2026, 1, 15)),  # the last term with a tax account
        (date(2025, 11, 3), date(2026, 1, 15)),
        (date(2024, 1, 12), date(2024, 3, 15)),
        (date(2026, 1, 1), date(2026, 1, 2)),  # the first pay date of the new rule
        (date(2026, 11, 20), date(2026, 11, 23)),  # a Friday
        (date(2026, 12, 23), date(2026, 12, 24)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 4, 1), date(2026, 4, 7)),  # Easter
    ],
)
def test_tax_withheld_is_paid_the_working_day_after_pay_from_2026_and_with_the_term_before(pay_date, due):
    assert withholding_due(pay_date) == due


def test_before_the_a_ordning_no_deadline_is_guessed():
    with pytest.raises(NothingInForce):
        withholding_due(date(2014, 12, 31))


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 5, 4), "2026-07"),
        (date(2026, 10, 31), "2026-12"),
        (date(2026, 11, 22), "2026-12"),
        (date(2026, 12, 31), "2026-12"),
        (date(2027, 1, 1), "2027-03"),
    ],
)
def test_messages_go_two_months_ahead_but_not_across_new_year(day, latest):
    month = latest_reportable_month(day)
    assert str(month) == latest
    assert may_be_reported(month, day)
    assert not may_be_reported(month.plus(1), day)


def test_past_months_may_be_reported_back_to_2015():
    assert may_be_reported(Month(2015, 1), date(2026, 11, 22))
    assert not may_be_reported(Month(2014, 12), date(2026, 11, 22))


@pytest.mark.parametrize("year", range(2015, 2041))
def test_another_program_knows_the_same_holidays(year):
    assert public_holidays(year) == frozenset(country_holidays("NO", years=year))
