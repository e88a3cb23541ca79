"""Absence against a second reckoning, written anew from the words of norway-payroll 9.1, 9.3 and 9.6, and what must
hold whatever the absences are: one absence or the same days as two, edits in any order, months that add up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.engine.absence import AbsenceOutcome
from services.engine.accounts import after
from services.engine.facts import Absence, EmployerFacts, PayChoices, PersonFacts, Terms
from services.engine.result import RunResult
from services.norway.rules.absence import outcomes
from services.norway.rules.absence.counters import counters
from services.norway.rules.deadlines import public_holidays
from services.reference.year_files import rate_book
from tests.builders import a_head, a_job, a_person, a_run, an_employer

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 2, 1), date(2026, 6, 30)  # Easter, May's holidays, and a G on each side
RATES = rate_book("NO").on(LAST)
METHODS = ["working_days", "calendar_days", "260", "21.67", "22", "26", "30"]


def days_of(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


def is_off(day: date) -> bool:
    return day.weekday() >= 5 or day in public_holidays(day.year)


# --- a second reckoning of sickness ----------------------------------------------------------------------------------


@st.composite
def sick_notes(draw: st.DrawFn) -> list[Absence]:
    """Sick notes after one another, never on the same day."""
    found: list[Absence] = []
    day = FIRST + DAY * draw(st.integers(0, 25))
    while day <= LAST and len(found) < 6:
        last = min(LAST, day + DAY * draw(st.integers(0, 24)))
        grade = draw(st.sampled_from([100, 100, 100, 50, 20, 10]))
        found.append(Absence("sick_note", day, last, Percent(Decimal(grade)), draw(st.booleans())))
        day = last + DAY * draw(st.sampled_from([1, 1, 2, 3, 4, 15, 16, 17, 18, 20]))
    return found


def reckoned(notes: Sequence[Absence], start: date) -> tuple[set[date], dict[date, Decimal], set[date]]:
    """Days of the employer's sixteen, days of NAV with their grade, and all days that neither lie before the first that
    counts nor are the employer's.
    """
    grades = {day: note.grade.share for note in notes for day in days_of(note.first, note.last or LAST)}
    sick = sorted(grades)
    inside = set(sick)
    for one, other in pairwise(sick):  # days off with sickness on both sides are days of it
        between = days_of(one + DAY, other - DAY)
        if all(is_off(day) for day in between):
            inside |= set(between)
    spells: list[list[date]] = []
    for day in sorted(inside):
        if spells and spells[-1][-1] == day - DAY:
            spells[-1].append(day)
        else:
            spells.append([day])
    employer: set[date] = set()
    beyond: set[date] = set()
    nav: dict[date, Decimal] = {}
    left, latest = 16, date.min
    for spell in spells:
        begun = [day for day in spell if grades.get(day) == 1 or (day in grades and not is_off(day))]
        if not begun:
            continue
        if (begun[0] - latest).days > 16:
            left = 16
        if (begun[0] - start).days < 28:
            left, of_employer = 16, False
        else:
            of_employer = True
        for day in spell:
            if day < begun[0]:
                continue
            if of_employer and left:
                left -= 1
                employer.add(day)
                continue
            beyond.add(day)
            if day.weekday() < 5 and grades.get(day, 0) >= Decimal("0.2"):
                nav[day] = grades[day]
        latest = spell[-1]
    return employer & set(sick), nav, beyond & set(sick)


@settings(max_examples=30, deadline=None)
@given(sick_notes(), st.sampled_from([date(2024, 1, 1), date(2026, 1, 12), date(2026, 2, 9)]))
def test_sickness_is_reckoned_the_same_by_the_words_of_the_rule(notes: list[Absence], start: date) -> None:
    notes = [note for note in notes if note.first >= start]
    person = a_person(employments=(a_job(start=start),), absences=tuple(notes))
    found = outcomes.outcomes(person, LAST, RATES)
    employer, nav, _ = reckoned(notes, start)
    assert {day for each in found for day in each.employer_days} == employer
    assert {day for each in found for day in each.nav_days} == set(nav)
    whole = 540000 / Decimal(260)  # 45 000 × 12
    daily = whole.quantize(Decimal(1), ROUND_HALF_UP)
    for note, each in zip(notes, found, strict=True):
        mine = [day for day in days_of(note.first, note.last or LAST) if day in nav]
        a_day = (daily * note.grade.share).quantize(Decimal(1), ROUND_HALF_UP)
        assert each.expected == Money.kr(int(a_day) * len(mine) if note.paid else 0)
        by_month = {month: sum(Month.of(day) == month for day in mine) for month in map(Month.of, mine)}
        if note.paid:
            assert {refund.month: refund.days for refund in each.refunds} == by_month


@settings(max_examples=30, deadline=None)
@given(sick_notes(), st.sampled_from([3, 4, 5]))
def test_sick_pay_by_the_hour_by_the_words_of_the_rule(notes: list[Absence], number: int) -> None:
    """9.4b: 250 x 37.5 x 52 = 487 500 a year; / 260 = 1 875 for each working day of the sixteen, for each weekday of
    NAV in advance, by the grade.
    """
    job = a_job((date(2024, 1, 1), Terms(pay="hourly", hourly_rate=Money.kr(250))))
    person = a_person(employments=(job,), absences=tuple(notes))
    employer, nav, _ = reckoned(notes, date(2024, 1, 1))
    month = Month(2026, number).span
    wanted = ZERO
    for note in notes:
        own = sum(
            day in employer and day in month and not is_off(day) for day in days_of(note.first, note.last or LAST)
        )
        wanted += Money.rounded(487500 * note.grade.share * own / 260)
        of_nav = sum(day in nav and day in month for day in days_of(note.first, note.last or LAST))
        a_day = (1875 * note.grade.share).quantize(Decimal(1), ROUND_HALF_UP)
        wanted += Money.kr(int(a_day) * of_nav) if note.paid else ZERO
    assert by_line(run(person, number)).get("sick_pay", ZERO) == wanted


@settings(max_examples=30, deadline=None)
@given(sick_notes(), st.sampled_from([3, 4, 5]))
def test_sickness_not_in_advance_by_the_words_of_the_rule(notes: list[Absence], number: int) -> None:
    """The weekdays beyond the sixteen are deducted from a salary, by the grade: 45 000 x days / weekdays."""
    notes = [replace(note, paid=False) for note in notes if note.grade.value >= 20]
    _, _, beyond = reckoned(notes, date(2024, 1, 1))
    weekdays = [day for day in Month(2026, number).span if day.weekday() < 5]
    grades = {day: note.grade.share for note in notes for day in days_of(note.first, note.last or LAST)}
    taken = sum((grades[day] for day in weekdays if day in beyond), Decimal(0))
    wanted = Money.rounded(45000 * taken / len(weekdays))
    assert by_line(run(a_person(absences=tuple(notes)), number)).get("absence_deduction", ZERO) == ZERO - wanted


# --- a second reckoning of care --------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-60, 120),
            st.integers(0, 6),
            st.sampled_from([100, 50]),
            st.sampled_from(["care", "sick_child"]),
        ),
        max_size=8,
        unique_by=lambda row: row[0],
    )
)
def test_care_is_reckoned_the_same_by_the_words_of_the_rule(rows: list[tuple[int, int, int, str]]) -> None:
    """The employer pays the first ten days of a calendar year, NAV the rest; parts of days add up to the whole."""
    some, latest = [], date.min
    for since, length, grade, kind in sorted(rows):
        first = FIRST + DAY * since
        if first > latest:
            latest = first + DAY * length
            some.append(Absence(kind, first, latest, Percent(Decimal(grade))))
    person = a_person(absences=tuple(some))
    used: dict[int, Decimal] = {}
    nav: dict[date, Decimal] = {}
    for each in some:
        for day in days_of(each.first, each.last or LAST):
            if not is_off(day):
                before = used.get(day.year, Decimal(0))
                used[day.year] = before + each.grade.share
                if used[day.year] > 10:
                    nav[day] = min(each.grade.share, used[day.year] - 10)
    found = outcomes.outcomes(person, LAST, RATES)
    assert {day for each in found for day in each.nav_days} == set(nav)
    (counter,) = (each for each in counters(person, LAST, "statutory", RATES) if each.name == "care")
    assert counter.used == used.get(2026, 0)


# --- a second reckoning of layoff ------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(0, 45),
            st.sampled_from([100, 60, 50, 20]),
            st.sampled_from([True, True, False]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(2, 6),
    st.sampled_from(METHODS),
)
def test_layoff_is_reckoned_the_same_by_the_words_of_the_rule(
    rows: list[tuple[int, int, int, bool]], number: int, method: str
) -> None:
    """12.3: fifteen working days by the parts laid off, none where fire or nature is the cause; more than six weeks of
    work begin a new layoff; what is free of pay goes by the working days of the month, whatever the method.
    """
    some, day = [], date(2026, 1, 5)
    for wait, length, grade, paid in rows:
        first = day + DAY * wait
        day = first + DAY * (length + 1)
        some.append(Absence("layoff", first, day - DAY, Percent(Decimal(grade)), paid))
    free: dict[date, Decimal] = {}
    used, latest = Decimal(0), date.min
    for each in some:
        if latest > date.min and (each.first - latest).days - 1 > 42:
            used = Decimal(0)
        for at in days_of(each.first, each.last or LAST):
            share = each.grade.share
            own = min(share, 15 - used) if each.paid and not is_off(at) else Decimal(0)
            if not (each.paid and used < 15 and is_off(at)):
                free[at] = share - own
            used += own
        latest = each.last or LAST
    month = [at for at in Month(2026, number).span if at.weekday() < 5]
    wanted = Money.rounded(45000 * sum((free.get(at, Decimal(0)) for at in month), Decimal(0)) / len(month))
    result = run(a_person(absences=tuple(some)), number, an_employer(part_month=method))
    assert by_line(result).get("absence_deduction", ZERO) == ZERO - wanted


# --- one absence, or the same days as two ----------------------------------------------------------------------------


def run(person: PersonFacts, number: int, employer: EmployerFacts | None = None) -> RunResult:
    return a_run(person, head=a_head(date(2026, number, 20)), employer=employer)


def by_line(result: RunResult) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for slip in result.payslips:
        for line in slip.lines:
            found[line.type] = found.get(line.type, ZERO) + line.amount.value
    return found


def total(found: Iterable[AbsenceOutcome]) -> tuple[Money, int, int]:
    some = list(found)
    return (
        Money.total(each.expected for each in some),
        sum(len(each.nav_days) for each in some),
        sum(len(each.employer_days) for each in some),
    )


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["unpaid", "leave_other", "leave_parental", "sick_note", "care", "layoff", "holiday"]),
    st.integers(0, 40),
    st.integers(2, 50),
    st.data(),
    st.sampled_from(METHODS),
    st.sampled_from(["no", "yes"]),
    st.sampled_from(["260", "26", "21.67"]),
)
def test_the_same_days_as_two_absences_cost_and_bring_the_same(
    kind: str, since: int, length: int, data: st.DataObject, method: str, beyond: str, holiday: str
) -> None:
    first = FIRST + DAY * since
    last = first + DAY * length
    cut = first + DAY * data.draw(st.integers(0, length - 1))
    whole = Absence(kind, first, last, Percent(Decimal(data.draw(st.sampled_from([100, 50])))), paid=kind == "layoff")
    choices = PayChoices(beyond_six_g=beyond, holiday_taken="when_taken")
    employer = an_employer(part_month=method, holiday_deduction=holiday, choices=choices)
    one = a_person(absences=(whole,))
    two = replace(one, absences=(replace(whole, last=cut), replace(whole, first=cut + DAY)))
    assert total(outcomes.outcomes(one, LAST, RATES)) == total(outcomes.outcomes(two, LAST, RATES))
    for number in (2, 3, 4):
        assert by_line(run(one, number, employer)) == by_line(run(two, number, employer))


@pytest.mark.parametrize("kind", ["sick_note", "care", "leave_parental"])
def test_refunds_of_the_months_are_the_whole(kind: str) -> None:
    person = a_person(absences=(Absence(kind, date(2026, 2, 9), date(2026, 5, 31)),))
    (found,) = outcomes.outcomes(person, LAST, RATES)
    assert [refund.month.number for refund in found.refunds] == [2, 3, 4, 5]
    assert sum(refund.days for refund in found.refunds) == len(found.nav_days)
    assert Money.total(refund.amount.value for refund in found.refunds) == Money.kr(2077 * len(found.nav_days))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 27), st.integers(5, 60), st.sampled_from([100, 50, 20]))
def test_days_deducted_in_the_months_are_the_days_of_the_absence(since: int, length: int, grade: int) -> None:
    first = date(2026, 3, 1) + DAY * since
    last = min(first + DAY * length, date(2026, 5, 31))
    person = a_person(absences=(Absence("unpaid", first, last, Percent(Decimal(grade))),))
    quantities = Decimal(0)
    for number in (3, 4, 5):
        result = run(person, number)
        for line in result.payslips[0].lines:
            if line.type == "absence_deduction":
                quantities += line.quantity or 0
        person = replace(person, balances=after(person.balances, result.payslips[0].movements))
    weekdays = sum(day.weekday() < 5 for day in days_of(first, last))  # public holidays count as working days
    assert quantities == weekdays * Decimal(grade) / 100


# --- edits in any order ----------------------------------------------------------------------------------------------

BASE = (
    Absence("unpaid", date(2026, 3, 2), date(2026, 3, 4), paid=False),
    Absence("sick_note", date(2026, 3, 9), date(2026, 3, 31), paid=False),
)
EDITS = {
    "shorter": lambda some: tuple(
        replace(each, last=date(2026, 3, 3)) if each.kind == "unpaid" else each for each in some
    ),
    "withdrawn": lambda some: tuple(
        replace(each, withdrawn=date(2026, 4, 1)) if each.kind == "sick_note" else each for each in some
    ),
    "more": lambda some: (*some, Absence("leave_other", date(2026, 3, 5), date(2026, 3, 5), paid=False)),
    "care": lambda some: (*some, Absence("care", date(2026, 2, 2), date(2026, 2, 17), paid=False)),
}


@settings(max_examples=30, deadline=None)
@given(st.permutations(sorted(EDITS)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_edits_in_any_order_and_between_any_runs_end_the_same(order: list[str], runs_between: list[bool]) -> None:
    """March is run with what was known, then four edits are made, some with a run between; in July all is as if it had
    been known from the first.
    """
    person = a_person(absences=BASE)
    paid = ZERO
    number = 2
    waiting = list(zip(order, runs_between, strict=True))
    while number <= 8:
        while number > 3 and waiting:
            name, is_run = waiting.pop(0)
            person = replace(person, absences=EDITS[name](person.absences))
            if is_run:
                break
        result = run(person, number)
        paid += by_line(result).get("absence_deduction", ZERO)
        person = replace(person, balances=after(person.balances, result.payslips[0].movements))
        number += 1
    known = a_person(absences=person.absences)
    wanted = ZERO
    for each in range(2, 9):
        result = run(known, each)
        wanted += by_line(result).get("absence_deduction", ZERO)
        known = replace(known, balances=after(known.balances, result.payslips[0].movements))
    assert paid == wanted


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 6, 30)])
def test_counters_know_nothing_of_how_often_something_was_changed(day: date) -> None:
    there = [EDITS["more"](EDITS["shorter"](BASE)), EDITS["shorter"](EDITS["more"](BASE))]
    shown = [
        [(each.name, each.used, [one.day for one in each.days]) for each in counters(someone, day, "statutory", RATES)]
        for someone in (a_person(absences=tuple(sorted(some, key=lambda each: each.first))) for some in there)
    ]
    assert shown[0] == shown[1]


def test_a_span_of_two_months_is_its_months() -> None:
    """Sick 16 March to 15 April, ungraded, in advance: the sixteen days to 31 March, then eleven of NAV's."""
    person = a_person(absences=(Absence("sick_note", date(2026, 3, 16), date(2026, 4, 15)),))
    (found,) = outcomes.outcomes(person, LAST, RATES)
    assert (found.employer_period_end, len(found.nav_days)) == (date(2026, 3, 31), 11)
    assert all(day in Span(date(2026, 4, 1), date(2026, 4, 15)) for day in found.nav_days)
    assert found.expected == Money.kr(11 * 2077)
