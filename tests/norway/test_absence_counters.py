"""Counters show their work: each a list of days with reasons that add up to what is used."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.percent import Percent
from models.values.span import Span
from services.desk import countries
from services.engine.absence import AbsenceCounter
from services.engine.facts import Absence, PersonFacts
from services.norway.rules.absence import layoff, self_certification, sickness
from services.reference.year_files import rate_book
from tests.builders import a_job, a_person, an_employer, pct

RATES = rate_book("NO").on(date(2026, 6, 30))


def of(kind: str, first: str, last: str, grade: int = 100) -> Absence:
    return Absence(kind, date.fromisoformat(first), date.fromisoformat(last), Percent(Decimal(grade)))


def somebody(*absences: Absence, start: date = date(2024, 1, 1)) -> PersonFacts:
    return a_person(employments=(a_job(start=start),), absences=absences)


def counted(person: PersonFacts, day: str) -> dict[str, AbsenceCounter]:
    pack = countries.country("NO")
    found = pack.absence_counters(person, person.absences, date.fromisoformat(day), an_employer())
    for each in found:
        if each.name != "self_certification":
            assert sum((one.counts for one in each.days), Decimal(0)) == each.used
        assert [one.day for one in each.days] == sorted({one.day for one in each.days})
    return {each.name: each for each in found}


def test_the_employers_period_with_earlier_sickness_joined() -> None:
    person = somebody(of("self_certified", "2026-02-02", "2026-02-04"), of("sick_note", "2026-02-16", "2026-02-20"))
    period = counted(person, "2026-02-20")["employer_period"]
    assert (period.used, period.left) == (8, 8)
    assert [one.day.day for one in period.days] == [2, 3, 4, 16, 17, 18, 19, 20]
    assert dict(period.days[-1].why.values)["number"] == 8


def test_a_period_is_over_after_sixteen_days_without_sickness() -> None:
    person = somebody(of("self_certified", "2026-02-02", "2026-02-04"))
    assert counted(person, "2026-02-19")["employer_period"].used == 3  # 15 days without
    assert counted(person, "2026-02-20")["employer_period"].used == 0


def test_holiday_between_two_days_of_sickness_counts_inside() -> None:
    """As NAV counts: days off with sickness on both sides are days of the sixteen."""
    person = somebody(
        of("sick_note", "2026-03-02", "2026-03-06"),
        of("holiday", "2026-03-09", "2026-03-13"),
        of("sick_note", "2026-03-16", "2026-03-20"),
    )
    days = sickness.timeline(person, date(2026, 3, 31), RATES)
    assert [day.day for day, each in days.items() if each.number] == list(range(2, 18))
    assert [day.day for day, each in days.items() if each.is_nav_day] == [18, 19, 20]


def test_nav_days_of_three_years() -> None:
    person = somebody(of("sick_note", "2026-03-02", "2026-03-31"))
    counters = counted(person, "2026-03-31")
    assert counters["nav_days"].used == 10
    assert counters["nav_days"].left == 238
    assert counters["sickness"].used == 22


def test_self_certified_times_and_days() -> None:
    person = somebody(
        of("self_certified", "2026-01-12", "2026-01-13"),
        of("self_certified", "2026-03-06", "2026-03-06"),
        of("self_certified", "2026-03-09", "2026-03-09"),
    )
    counter = counted(person, "2026-03-31")["self_certification"]
    assert (counter.used, counter.left) == (2, 2)  # Friday and Monday are one time, with the weekend
    assert len(counter.days) == 2 + 4
    (extended,) = self_certification.counters(person, date(2026, 3, 31), "extended", RATES)
    assert (extended.used, extended.left) == (6, 18)


@pytest.mark.parametrize(
    ("scheme", "first", "last", "start", "reason"),
    [
        ("statutory", "2026-03-02", "2026-03-04", date(2024, 1, 1), None),
        ("statutory", "2026-03-02", "2026-03-05", date(2024, 1, 1), "days at a time"),
        ("statutory", "2026-03-02", "2026-03-03", date(2026, 1, 12), "employed less"),
        ("statutory", "2026-03-12", "2026-03-13", date(2026, 1, 12), None),
        ("extended", "2026-03-02", "2026-03-09", date(2024, 1, 1), None),
        ("extended", "2026-03-02", "2026-03-10", date(2024, 1, 1), "in a period of 16"),
    ],
)
def test_too_many_self_certified_days(scheme: str, first: str, last: str, start: date, reason: str | None) -> None:
    person = somebody(of("self_certified", first, last), start=start)
    found = list(self_certification.findings(person, Span(date(2026, 3, 1), date(2026, 3, 31)), scheme, RATES))
    if reason is None:
        assert not found
    else:
        assert reason in dict(found[0].what.values)["reason"].text


def test_the_fifth_time_in_twelve_months() -> None:
    months = ("2025-06-02", "2025-08-04", "2025-10-06", "2025-12-01", "2026-03-02")
    march = Span(date(2026, 3, 1), date(2026, 3, 31))
    person = somebody(*(of("self_certified", day, day) for day in months))
    assert len(list(self_certification.findings(person, march, "statutory", RATES))) == 1
    person = somebody(*(of("self_certified", day, day) for day in ("2025-03-02", *months[1:])))
    assert not list(self_certification.findings(person, march, "statutory", RATES))


def test_days_with_a_sick_child_by_calendar_year() -> None:
    person = somebody(
        of("sick_child", "2025-12-29", "2026-01-02"),  # 29-31 December; 2 January
        of("care", "2026-02-03", "2026-02-03", 50),
        of("sick_child", "2026-02-04", "2026-02-04", 50),
    )
    counters = counted(person, "2026-03-31")
    assert counters["care"].used == 2
    assert [one.counts * 2 for one in counters["care"].days] == [2, 1, 1]
    assert counted(person, "2025-12-31")["care"].used == 3


def test_layoff_days_add_up() -> None:
    person = somebody(of("layoff", "2026-03-02", "2026-03-31", 50))
    assert counted(person, "2026-03-31")["layoff"].used == 11
    forty = somebody(of("layoff", "2026-03-02", "2026-05-29", 40))
    days = layoff.timeline(forty, "1", date(2026, 5, 29), RATES)
    crossing = [each for each in days.values() if each.employer and each.free]
    assert len(crossing) == 1  # 37 whole days of 0.4 are 14.8, so half of the 38th is the employer's
    assert (crossing[0].employer, crossing[0].free) == (Decimal("0.2"), Decimal("0.2"))
    assert sum(each.counts for each in days.values()) == 15


def test_layoff_is_paid_again_after_26_weeks() -> None:
    person = somebody(of("layoff", "2025-06-02", "2026-06-30"))
    days = layoff.timeline(person, "1", date(2026, 6, 30), RATES)
    free = [day for day, each in days.items() if each.free]
    assert len(free) == 26 * 7
    assert days[date(2026, 6, 30)].is_duty_again


def test_leave_and_holiday() -> None:
    person = somebody(of("leave_other", "2026-03-02", "2026-03-13"), of("holiday", "2026-03-30", "2026-04-07", 50))
    counters = counted(person, "2026-04-30")
    assert counters["leave"].used == 12
    assert counters["holiday"].used == Decimal("2.0")  # 30, 31 March, 1 and 7 April, half days


def test_employment_without_a_break_counts_together() -> None:
    """Moved to another position three weeks ago, employed for years."""
    jobs = (a_job(end=date(2026, 2, 15)), a_job(id="2", start=date(2026, 2, 16)))
    person = a_person(employments=jobs, absences=(of("sick_note", "2026-03-09", "2026-03-13"),))
    days = sickness.timeline(person, date(2026, 3, 31), RATES)
    assert {each.payer for each in days.values()} == {"employer"}


def test_ended_sick_pay_does_not_begin_again_in_the_same_sickness() -> None:
    person = a_person(absences=(Absence("sick_note", date(2024, 1, 8), None, pct(100)),))
    days = sickness.timeline(person, date(2026, 12, 31), RATES)
    assert sum(each.is_nav_day for each in days.values()) == 248
    assert days[date(2026, 12, 31)].payer == sickness.ENDED
