"""The day calendar: no day is counted twice, none is more than a whole day, and the order of entry changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.finding import Finding, Refused, Severity
from models.values.percent import Percent
from models.values.span import Span
from services.engine.absence import NOTHING
from services.engine.facts import Absence, PersonFacts
from services.files.scenario import ABSENCES
from services.norway.rules.absence import care, layoff, sickness
from services.norway.rules.absence.calendar import calendar, days_with, overlaps
from services.norway.rules.absence.kinds import SICK, WORDS
from services.reference.year_files import rate_book
from tests.builders import a_head, a_job, a_person, a_run, pct

FEBRUARY = date(2026, 2, 1)
UNTIL = date(2026, 6, 30)
RATES = rate_book("NO").on(UNTIL)


@st.composite
def an_absence(draw: st.DrawFn) -> Absence:
    first = FEBRUARY + timedelta(days=draw(st.integers(0, 80)))
    last = draw(st.one_of(st.none(), st.integers(0, 50).map(lambda days: first + timedelta(days=days))))
    return Absence(
        draw(st.sampled_from(ABSENCES)),
        first,
        last,
        Percent(Decimal(draw(st.sampled_from([100, 100, 50, 20, 60, 40])))),
        draw(st.booleans()),
        withdrawn=draw(st.sampled_from([None, None, None, date(2026, 4, 1)])),
    )


def somebody(absences: list[Absence]) -> PersonFacts:
    return a_person(absences=tuple(absences))


some = st.lists(an_absence(), max_size=6)


@settings(deadline=None)
@given(some)
def test_no_day_is_more_than_a_day_or_counted_twice(absences: list[Absence]) -> None:
    (found,) = calendar(somebody(absences), Span(FEBRUARY, UNTIL))
    days = [each.day for each in found.days]
    assert days == sorted(set(days))
    for each in found.days:
        assert 0 < each.share <= 1
        assert all(part.share > 0 for part in each.parts)
        assert len({part.place for part in each.parts}) == len(each.parts)
        for part in each.parts:
            absence = absences[part.place]
            assert absence.withdrawn is None
            assert each.day in absence.span
            assert part.share <= absence.grade.share


@settings(deadline=None)
@given(some)
def test_every_absence_that_happened_fills_its_days(absences: list[Absence]) -> None:
    """A day has all that was entered for it, up to the whole day."""
    (found,) = calendar(somebody(absences), Span(FEBRUARY, UNTIL))
    shares = {each.day: each.share for each in found.days}
    for day in Span(FEBRUARY, UNTIL):
        asked = sum((each.grade.share for each in absences if each.withdrawn is None and day in each.span), NOTHING)
        assert shares.get(day, NOTHING) == min(Decimal(1), asked)


@settings(deadline=None)
@given(some, st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(absences: list[Absence], chance: object) -> None:
    shuffled = list(absences)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    def told(person: PersonFacts) -> list[tuple[date, list[tuple[Absence, Decimal]]]]:
        (found,) = calendar(person, Span(FEBRUARY, UNTIL))
        return [
            (each.day, sorted(((person.absences[part.place], part.share) for part in each.parts), key=repr))
            for each in found.days
        ]

    assert told(somebody(absences)) == told(somebody(shuffled))
    first, second = (sickness.timeline(somebody(each), UNTIL, RATES) for each in (absences, shuffled))
    assert {day: (each.payer, each.number) for day, each in first.items()} == {
        day: (each.payer, each.number) for day, each in second.items()
    }


@settings(deadline=None)
@given(some)
def test_counters_agree_with_the_calendar(absences: list[Absence]) -> None:
    """Every day of sickness has one payer; of care and layoff the employer's part and the rest are the day's share."""
    person = somebody(absences)
    sick = sickness.timeline(person, UNTIL, RATES)
    with_sickness = {day: sum((part.share for part in parts), NOTHING) for day, parts in days_with(person, SICK, UNTIL)}
    assert {day: each.share for day, each in sick.items() if each.parts} == with_sickness
    numbers = [each.number for each in sick.values() if each.number]
    for before, number in pairwise(numbers):
        assert number in (1, before + 1)
    assert max(numbers, default=0) <= 16
    assert all(each.day.weekday() < 5 for each in sick.values() if each.is_nav_day)
    for day, cared in care.timeline(person, UNTIL, RATES).items():
        assert cared.share == sum(
            (part.share for part in dict(days_with(person, ("sick_child", "care"), UNTIL))[day]), NOTHING
        )
    for laid_off in layoff.timeline(person, "1", UNTIL, RATES).values():
        assert laid_off.employer + laid_off.free == sum((part.share for part in laid_off.parts), NOTHING)


@settings(deadline=None)
@given(some)
def test_a_month_never_costs_more_than_the_salary(absences: list[Absence]) -> None:
    """Whatever the absences are, what is taken is at most what is paid; overlaps of one kind are refused."""
    person = somebody(absences)
    if any(found.severity is Severity.STOP for found in overlaps(person, "1", date(2026, 3, 31))):
        with pytest.raises(Refused, match="more than a whole day"):
            a_run(person, head=a_head(date(2026, 3, 20)))
        return
    slip = a_run(person, head=a_head(date(2026, 3, 20))).payslips[0]
    assert 0 <= slip["gross_cash"].ore <= 4_500_000


# --- the rules for overlaps ------------------------------------------------------------------------------------------


def an(kind: str, first: int, last: int | None, grade: int = 100, **more: object) -> Absence:
    """An absence in March 2026."""
    end = None if last is None else date(2026, 3, last)
    return Absence(kind, date(2026, 3, first), end, pct(grade), **more)  # type: ignore[arg-type]


def shares(day: int, *absences: Absence) -> dict[str, Decimal]:
    (found,) = calendar(somebody(list(absences)), Span(date(2026, 3, day), date(2026, 3, day)))
    return {part.kind: part.share for each in found.days for part in each.parts}


@pytest.mark.parametrize(
    ("absences", "expected"),
    [
        ([an("holiday", 2, 20), an("sick_note", 9, 13)], {"sick_note": "1"}),
        ([an("holiday", 9, 13), an("sick_note", 2, 31)], {"holiday": "1"}),
        ([an("holiday", 2, 20), an("self_certified", 9, 11)], {"holiday": "1"}),
        ([an("holiday", 2, 20), an("sick_note", 9, 13, 50)], {"holiday": "1"}),
        ([an("holiday", 2, 20, 50), an("sick_note", 9, 13, 50)], {"holiday": "0.5", "sick_note": "0.5"}),
        ([an("leave_other", 2, 31), an("sick_note", 9, 13)], {"leave_other": "1"}),
        ([an("leave_other", 2, 31), an("holiday", 9, 13)], {"holiday": "1"}),
        ([an("leave_other", 2, 31), an("holiday", 2, 31), an("sick_note", 9, 13)], {"holiday": "1"}),
        ([an("leave_other", 2, 31, 20), an("holiday", 9, 13)], {"holiday": "1"}),
        ([an("layoff", 2, 31, 60), an("sick_note", 9, 13)], {"layoff": "0.6", "sick_note": "0.4"}),
        ([an("sick_note", 2, 31, 60), an("self_certified", 9, 11)], {"sick_note": "0.6", "self_certified": "0.4"}),
        ([an("unpaid", 2, 31), an("sick_child", 10, 10, 50)], {"sick_child": "0.5", "unpaid": "0.5"}),
        ([an("unpaid", 10, 10, 50), an("unpaid", 10, 10, 50)], {"unpaid": "0.5"}),
        ([an("sick_note", 2, None), an("unpaid", 10, 10)], {"sick_note": "1"}),
        ([an("sick_note", 2, 31, withdrawn=date(2026, 4, 1))], {}),
    ],
)
def test_one_stands_before_the_other(absences: list[Absence], expected: dict[str, str]) -> None:
    wanted = {kind: Decimal(share) for kind, share in expected.items()}
    assert shares(10, *absences) == wanted
    assert shares(10, *reversed(absences)) == wanted


def said(*absences: Absence) -> list[Finding]:
    return list(overlaps(somebody(list(absences)), "1", UNTIL))


def test_two_of_a_kind_that_are_more_than_a_day_are_refused() -> None:
    (found,) = said(an("sick_note", 2, 20), an("sick_note", 16, 31, 50))
    assert found.severity is Severity.STOP
    assert dict(found.what.values)["day"] == date(2026, 3, 16)
    with pytest.raises(Refused, match="more than a whole day"):
        a_run(somebody([an("sick_note", 2, 20), an("sick_note", 16, 31, 50)]))


def test_a_rule_that_was_used_is_said() -> None:
    (found,) = said(an("holiday", 2, 20), an("sick_note", 9, 13))
    assert found.severity is Severity.NOTE
    assert dict(found.what.values)["less"] == WORDS["holiday"]
    result = a_run(somebody([an("holiday", 2, 20), an("sick_note", 9, 13)]))
    assert found in result.findings


@pytest.mark.parametrize("grade", ["0", "120", "-50"])
def test_a_grade_that_cannot_be(grade: str) -> None:
    with pytest.raises(Refused, match="above 0"):
        a_run(somebody([replace(an("sick_note", 2, 20), grade=pct(grade))]))


def test_an_absence_from_one_of_two_positions() -> None:
    jobs = (a_job(), a_job(id="2"))
    person = a_person(employments=jobs, absences=(an("sick_note", 2, 31, employment="2"), an("holiday", 2, 6)))
    first, second = calendar(person, Span(date(2026, 3, 1), date(2026, 3, 31)))
    assert [part.kind for part in first.days[0].parts] == ["holiday"]
    assert [part.kind for part in second.days[0].parts] == ["sick_note"]
    assert len(second.days) == 30
    assert len(days_with(person, SICK, UNTIL)) == 30


def test_weekends_and_public_holidays_are_told() -> None:
    person = a_person(absences=(Absence("unpaid", date(2026, 4, 30), date(2026, 5, 4)),))
    (found,) = calendar(person, Span(date(2026, 4, 1), date(2026, 5, 31)))
    assert [(each.day.day, each.is_working_day, each.is_public_holiday) for each in found.days] == [
        (30, True, False),
        (1, False, True),
        (2, False, False),
        (3, False, False),
        (4, True, False),
    ]
