"""What is said of absences in a run: what cannot be, what NAV does not pay, and what ends or begins again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Severity
from models.values.percent import Percent
from services.engine.facts import Absence, PersonFacts, Terms
from services.norway.rules.absence import layoff, outcomes, sick_pay
from services.norway.rules.absence.counters import counters
from services.norway.rules.absence.sickness import years_before
from services.reference.year_files import rate_book
from tests.builders import a_head, a_job, a_person, a_run, kr

RATES = rate_book("NO").on(date(2026, 6, 30))


def of(kind: str, first: str, last: str | None, grade: int = 100, **more: object) -> Absence:
    ends = None if last is None else date.fromisoformat(last)
    return replace(Absence(kind, date.fromisoformat(first), ends, Percent(Decimal(grade))), **more)


def said(person: PersonFacts, month: int = 3) -> list[str]:
    result = a_run(person, head=a_head(date(2026, month, 20)))
    return [str(each.what) for slip in result.payslips for each in slip.findings if each.severity is Severity.WARNING]


@pytest.mark.parametrize(
    ("absence", "words"),
    [
        (of("sick_note", "2026-03-02", "2026-03-31", 19), "NAV pays from"),
        (of("sick_note", "2026-03-02", "2026-03-31", 20), ""),
        (of("care", "2026-03-02", "2026-03-13"), ""),
        (of("care", "2026-03-02", "2026-03-16"), "more than"),
        (of("self_certified", "2026-03-02", "2026-03-02", 50), ""),
        (of("self_certified", "2026-03-02", "2026-03-03", 50), "part of the working time"),
        (of("unpaid", "2023-03-02", "2026-02-28"), ""),
        (of("sick_note", "2026-03-02", "2026-03-31", 10, withdrawn=date(2026, 3, 5)), ""),
    ],
)
def test_what_is_said_of_one_absence(absence: Absence, words: str) -> None:
    found = said(a_person(absences=(absence,)))
    assert (words in found[0]) if words else not found


def test_an_absence_from_an_employment_that_has_ended_is_said_once_and_only_in_its_months() -> None:
    ended = a_job(id="2", end=date(2026, 1, 31))
    person = a_person(
        employments=(a_job(), ended), absences=(of("unpaid", "2026-03-02", "2026-03-04", employment="2"),)
    )
    assert len(said(person)) == 1
    assert not said(person, 4)


@pytest.mark.parametrize(
    ("second", "is_said"),
    [
        (of("leave_other", "2026-03-09", "2026-03-20", id="7"), False),  # a weekend between
        (of("leave_other", "2026-03-10", "2026-03-20", id="7"), False),  # and one day at work
        (of("leave_other", "2026-03-11", "2026-03-20", id="7"), True),
        (of("leave_other", "2026-03-09", "2026-03-20", 50, id="7"), True),
        (of("leave_parental", "2026-03-09", "2026-03-20", id="7"), True),
        (of("unpaid", "2026-03-09", "2026-03-20", id="7"), False),  # agreed leave goes on without pay
        (of("leave_other", "2026-03-11", "2026-03-20", id="8"), False),
        (of("leave_other", "2026-03-09", "2026-03-20", id="7", employment="1"), True),
    ],
)
def test_an_id_stands_on_one_leave(second: Absence, is_said: bool) -> None:
    person = a_person(absences=(of("leave_other", "2026-03-02", "2026-03-06", id="7"), second))
    assert bool(said(person)) == is_said


def test_a_layoff_keeps_its_id_for_six_weeks_of_work() -> None:
    """42 days from 1 February to 14 March; one more and it is another."""
    first = of("layoff", "2026-01-19", "2026-01-31", id="7")
    assert not said(a_person(absences=(first, of("layoff", "2026-03-15", "2026-03-31", id="7"))))
    assert said(a_person(absences=(first, of("layoff", "2026-03-16", "2026-03-31", id="7"))))


def test_the_weeks_free_of_pay_are_counted() -> None:
    """Laid off from 2 March: fifteen days to the 20th; free from Saturday 21 March: 11 + 30 days to 30 April."""
    person = a_person(absences=(of("layoff", "2026-03-02", None),))
    found = {each.name: each for each in counters(person, date(2026, 4, 30), "statutory", RATES)}
    assert (found["layoff_free"].used, found["layoff_free"].limit) == (41, 182)
    assert "layoff_free" not in {each.name for each in counters(person, date(2026, 3, 20), "statutory", RATES)}


def test_a_layoff_by_fire_uses_none_of_the_fifteen_days() -> None:
    """First by fire, then for want of work: the fifteen days are still there."""
    person = a_person(
        absences=(of("layoff", "2026-03-02", "2026-03-06", paid=False), of("layoff", "2026-03-09", "2026-03-31"))
    )
    days = layoff.timeline(person, "1", date(2026, 3, 31), RATES)
    assert sum(each.counts for each in days.values()) == 15
    assert max(day for day, each in days.items() if each.counts) == date(2026, 3, 27)
    assert all(days[date(2026, 3, day)].free == 1 for day in (2, 6, 28, 31))


def test_the_rate_of_one_of_two_employments() -> None:
    """30 000 and 15 000: 540 000 / 260 = 2 077, of the second 180 000 / 260 = 692. Half a G is of both."""
    since = date(2024, 1, 1)
    jobs = [a_job((since, Terms(monthly_salary=kr(each))), id=id) for id, each in (("1", 30000), ("2", 15000))]
    person = a_person(employments=tuple(jobs))
    day = date(2026, 3, 2)
    assert sick_pay.sick_rate(person, day, RATES).daily.value == kr(2077)
    assert sick_pay.sick_rate(person, day, RATES, "2").daily.value == kr(692)
    small = [a_job((since, Terms(monthly_salary=kr(each))), id=id) for id, each in (("1", 30000), ("2", 2000))]
    assert sick_pay.sick_rate(a_person(employments=tuple(small)), day, RATES, "2").daily.value == kr(92)


def test_days_at_the_ends_of_the_calendar() -> None:
    assert years_before(date(1, 5, 1), 3) == date.min
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)
    for kind in ("sick_note", "care", "layoff", "leave_parental", "unpaid"):
        person = a_person(absences=(of(kind, "2026-03-02", "9999-12-31"), of("leave_other", "9999-12-30", None)))
        found, far = outcomes.outcomes(person, date(2026, 3, 31), RATES)
        assert far.nav_days == ()
        assert len(found.nav_days) < 800
        assert counters(person, date(2026, 3, 31), "statutory", RATES)
