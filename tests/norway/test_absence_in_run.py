"""Absence in runs: what is told late, changed or withdrawn is put right once; corrections and entered lines hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.money import ZERO, Money
from models.values.span import Month, Span
from services.engine.accounts import after
from services.engine.facts import Absence, EmployerFacts, LineInput, PayChoices, PersonFacts, RunKind, Terms
from services.engine.result import Payslip, RunResult
from tests.builders import a_correction, a_head, a_job, a_person, a_run, an_employer, kr, pct

UNPAID = Absence("unpaid", date(2026, 3, 2), date(2026, 3, 6))
FIVE_DAYS = kr("10227.27")  # 45 000 × 5 / 22
PAY_DAYS = {number: date(2026, number, 20) for number in range(1, 13)}


def month(person: PersonFacts, number: int, employer: EmployerFacts | None = None, **more: object) -> RunResult:
    head = a_head(date(2026, number, 20), month=Month(2026, number), **more)
    return a_run(person, head=head, employer=employer or an_employer())


def then(person: PersonFacts, slip: Payslip) -> PersonFacts:
    """The person as they stand after the run."""
    return replace(person, balances=after(person.balances, slip.movements), reverses="")


def deducted(result: RunResult, slug: str = "absence_deduction") -> Money:
    return Money.total(line.amount.value for slip in result.payslips for line in slip.lines if line.type == slug)


def test_an_absence_that_was_told_late_is_taken_by_the_next_run() -> None:
    person = a_person()
    march = month(person, 3)
    person = replace(then(person, march.payslips[0]), absences=(UNPAID,))
    april = month(person, 4)
    (line,) = (line for line in april.payslips[0].lines if line.type == "absence_deduction")
    assert line.amount.value == -FIVE_DAYS
    assert line.earned == Month(2026, 3).span
    assert deducted(month(then(person, april.payslips[0]), 5)) == ZERO


def test_what_happened_before_the_program_is_left_alone() -> None:
    assert deducted(month(a_person(absences=(UNPAID,)), 4)) == ZERO


def test_an_absence_that_was_made_shorter_is_given_back() -> None:
    person = a_person(absences=(UNPAID,))
    march = month(person, 3)
    assert deducted(march) == -FIVE_DAYS
    shorter = replace(UNPAID, last=date(2026, 3, 3))
    person = replace(then(person, march.payslips[0]), absences=(shorter,))
    april = month(person, 4)
    assert deducted(april) == FIVE_DAYS - kr("4090.91")  # 45 000 × 2 / 22 stays
    again = replace(then(person, april.payslips[0]), absences=())
    assert deducted(month(again, 5)) == kr("4090.91")


def test_a_second_run_of_the_month_deducts_nothing_more() -> None:
    person = a_person(absences=(UNPAID,))
    march = month(person, 3)
    second = month(then(person, march.payslips[0]), 3, sequence=2)
    assert deducted(second) == ZERO


@pytest.mark.parametrize("kind", [RunKind.EXTRA, RunKind.CORRECTION])
def test_other_runs_know_nothing_of_absence(kind: RunKind) -> None:
    person = a_person(1, LineInput("bonus", amount=kr(1000)), absences=(UNPAID,))
    assert deducted(month(person, 3, kind=kind)) == ZERO


def test_a_reversed_month_deducts_nothing_afterwards() -> None:
    """Somebody was paid by mistake, and all of it is taken back: the absence then takes nothing from later pay."""
    person = a_person(absences=(UNPAID,))
    march = month(person, 3)
    person = then(person, march.payslips[0])
    correction = a_correction(march, person)
    assert correction.payslips[0]["gross_cash"] == -march.payslips[0]["gross_cash"]
    april = month(then(person, correction.payslips[0]), 4)
    assert deducted(april) == ZERO


def test_a_line_that_was_entered_stands_in_place() -> None:
    by_hand = LineInput("absence_deduction", quantity=Decimal(2))
    person = a_person(1, by_hand, absences=(UNPAID,))
    march = month(person, 3)
    assert deducted(march) == -kr("4090.91")
    assert any("add nothing" in finding.what.text for finding in march.findings)
    assert deducted(month(replace(then(person, march.payslips[0]), lines=()), 4)) == ZERO


def test_days_that_were_deducted_by_hand_before_the_absence_was_entered() -> None:
    person = a_person(1, LineInput("absence_deduction", quantity=Decimal(5)))
    march = month(person, 3)
    person = replace(then(person, march.payslips[0]), lines=(), absences=(UNPAID,))
    april = month(person, 4)
    assert deducted(april) == ZERO
    assert any("add nothing" in finding.what.text for finding in april.findings)
    assert deducted(month(then(person, april.payslips[0]), 5)) == ZERO


def test_a_deduction_by_hand_without_an_absence_is_not_given_back() -> None:
    person = a_person(1, LineInput("absence_deduction", quantity=Decimal(2)))
    march = month(person, 3)
    assert deducted(month(replace(then(person, march.payslips[0]), lines=()), 4)) == ZERO


def test_other_terms_since_do_not_move_what_was_deducted() -> None:
    """A rise with effect from March is another correction's: the days are the same."""
    person = a_person(absences=(UNPAID,))
    march = month(person, 3)
    raised = a_job((date(2024, 1, 1), Terms(monthly_salary=kr(50000))))
    april = month(replace(then(person, march.payslips[0]), employments=(raised,)), 4)
    assert deducted(april) == ZERO


def test_another_method_since_does_not_either() -> None:
    person = a_person(absences=(UNPAID,))
    march = month(person, 3)
    april = month(then(person, march.payslips[0]), 4, an_employer(part_month="calendar_days"))
    assert deducted(april) == ZERO


def test_holiday_as_taken_stops_at_what_is_left() -> None:
    """25 days were deducted in June already: nothing is left to deduct in July."""
    employer = an_employer(choices=PayChoices(holiday_taken="when_taken"))
    person = a_person(1, LineInput("holiday_deduction", quantity=Decimal(25)), LineInput("bonus", amount=kr(20000)))
    june = month(person, 6, employer)
    away = Absence("holiday", date(2026, 7, 6), date(2026, 7, 10))
    person = replace(then(person, june.payslips[0]), lines=(), absences=(away,))
    assert deducted(month(person, 7, employer), "holiday_deduction") == ZERO
    fewer = a_person(1, LineInput("holiday_deduction", quantity=Decimal(22)), LineInput("bonus", amount=kr(20000)))
    june = month(fewer, 6, employer)
    fewer = replace(then(fewer, june.payslips[0]), lines=(), absences=(away,))
    july = month(fewer, 7, employer)
    assert deducted(july, "holiday_deduction") == -kr("6230.77")  # 45 000 × 12 × 3 / 260
    assert deducted(month(then(fewer, july.payslips[0]), 8, employer), "holiday_deduction") == ZERO


def test_sick_pay_by_the_hour_that_was_told_late() -> None:
    hourly = a_job((date(2024, 1, 1), Terms(pay="hourly", hourly_rate=kr(250))))
    person = a_person(1, LineInput("hourly_pay", quantity=Decimal("162.5")), employments=(hourly,))
    for number in (1, 2, 3):
        person = then(person, month(person, number).payslips[0])
    person = replace(person, absences=(Absence("self_certified", date(2026, 3, 2), date(2026, 3, 4)),))
    april = month(person, 4)
    # January and February 40 625 each: 487 500 a year × 3 / 260
    assert deducted(april, "sick_pay") == kr("5625.00")
    assert deducted(month(then(person, april.payslips[0]), 5), "sick_pay") == ZERO


def test_a_two_weekly_run_divides_by_its_own_days() -> None:
    job = a_job((date(2024, 1, 1), Terms(monthly_salary=kr(20000), period="14D")))
    person = a_person(employments=(job,), absences=(UNPAID,))
    head = a_head(date(2026, 3, 13), period="14D")
    result = a_run(person, head=replace(head, span=Span(date(2026, 3, 2), date(2026, 3, 15))))
    assert deducted(result) == -kr(10000)  # 5 of 10 days


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["unpaid", "leave_other", "sick_note", "sick_child", "layoff"]),
            st.integers(1, 28),
            st.integers(0, 20),
            st.sampled_from([20, 50, 100]),
            st.integers(1, 5),
        ),
        max_size=4,
    ),
    st.sampled_from(["working_days", "calendar_days", "260", "21.67", "26", "30"]),
)
def test_told_late_or_in_time_the_sum_is_the_same(drawn: Sequence[tuple[str, int, int, int, int]], method: str) -> None:
    """Absences of February become known one by one in later runs; at the end the same is taken as if all had been
    known at once.
    """
    employer = an_employer(part_month=method)
    known_from: list[tuple[int, Absence]] = []
    for kind, day, more, grade, told in drawn:
        first = date(2026, 2, day)
        last = date.fromordinal(min(first.toordinal() + more, date(2026, 2, 28).toordinal()))
        absence = Absence(kind, first, last, pct(grade), paid=False)
        if all(other.first > last or other.last < first for _, other in known_from if other.last):  # type: ignore[operator]
            known_from.append((told, absence))
    late, early = a_person(), a_person(absences=tuple(sorted((a for _, a in known_from), key=lambda a: a.first)))
    sums = {"late": 0, "early": 0}
    for number in range(2, 8):
        known = [absence for told, absence in known_from if told + 1 <= number]
        late = replace(late, absences=tuple(sorted(known, key=lambda each: each.first)))
        for name in ("late", "early"):
            person = late if name == "late" else early
            result = month(person, number, employer)
            sums[name] += deducted(result).ore
            if name == "late":
                late = then(person, result.payslips[0])
            else:
                early = then(person, result.payslips[0])
    assert sums["late"] == sums["early"]


def test_what_the_pay_cannot_carry_is_left_to_the_next_run() -> None:
    """Leave in March and April that was told in April: April pays nothing, so March is taken in May."""
    person = a_person()
    march = month(person, 3)
    away = Absence("leave_other", date(2026, 3, 16), date(2026, 4, 29), paid=False)
    person = replace(then(person, march.payslips[0]), absences=(away,))
    april = month(person, 4)
    assert april.payslips[0]["gross_cash"] == ZERO  # of 2 045.45 for the 30th, March takes all
    person = then(person, april.payslips[0])
    may = month(person, 5)
    taken = deducted(march) + deducted(april) + deducted(may)
    assert taken == -(kr("24545.45") + kr("42954.55"))  # 12 of March's 22 days, 21 of April's 22
    assert deducted(month(then(person, may.payslips[0]), 6)) == ZERO


def test_absence_told_after_the_end_of_the_employment_takes_nothing() -> None:
    job = a_job(end=date(2026, 3, 31))
    person = a_person(employments=(job,))
    march = month(person, 3)
    person = replace(then(person, march.payslips[0]), absences=(UNPAID,))
    assert deducted(month(person, 4)) == ZERO


def test_sick_pay_by_the_hour_comes_with_the_runs_of_its_period() -> None:
    """Paid every two weeks, somebody gets nothing in the month's run besides."""
    hourly = a_job((date(2024, 1, 1), Terms(pay="hourly", hourly_rate=kr(250), period="14D")))
    sick = Absence("self_certified", date(2026, 3, 2), date(2026, 3, 4))
    person = a_person(1, LineInput("bonus", amount=kr(1000)), employments=(hourly,), absences=(sick,))
    assert deducted(month(person, 3), "sick_pay") == ZERO
    two_weeks = replace(a_head(date(2026, 3, 13), period="14D"), span=Span(date(2026, 3, 2), date(2026, 3, 15)))
    assert deducted(a_run(person, head=two_weeks), "sick_pay") == kr("5625.00")  # 487 500 a year × 3 / 260


def test_a_rise_with_back_pay_raises_the_deduction_too() -> None:
    """The correction of the rise computes March again: the days of absence at the new salary."""
    person = a_person(absences=(UNPAID,))
    raised = replace(person, employments=(a_job((date(2024, 1, 1), Terms(monthly_salary=kr(50000)))),))
    assert deducted(month(raised, 3)) == -kr("11363.64")  # 50 000 × 5 / 22
