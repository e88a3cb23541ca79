"""Differences: what stands, what was paid before, and terms that are put right from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from models.values.why import figure
from services.engine.facts import Employment, LineInput, PersonFacts, RunHead, Terms
from services.engine.recalculate import (
    LINE,
    TERMS,
    Again,
    DatesChange,
    Earlier,
    LineChange,
    TermsChange,
    as_line,
    changed_employments,
    changed_terms,
    counted,
    differences,
    earlier_of,
    salary_put_again,
    total,
    with_lines,
)
from services.engine.result import PayLine, Payslip, TaxUsed
from services.reference.wage_type_rows import wage_types

TYPES = wage_types("NO")
MAY, JUNE = Month(2026, 5), Month(2026, 6)
FIRST = date(2020, 1, 1)


def job(*terms: tuple[date, Terms]) -> Employment:
    return Employment("1", "315000017", FIRST, Timeline(terms or ((FIRST, Terms(monthly_salary=Money.kr(40_000))),)))


def line(slug: str, amount: int | str, quantity: str | None = None, rate: str | None = None) -> PayLine:
    return PayLine(
        slug,
        figure("pay.entered", Money.kr(amount)),
        tax="table",
        quantity=Decimal(quantity) if quantity else None,
        rate=Decimal(rate) if rate else None,
        employment="1",
    )


def again(month: Month, paid: int | str, should: int | str, slug: str = "fixed_salary", counts: int = 1) -> Again:
    was, now = (line(slug, paid),), (line(slug, should),)
    return Again(1, RunHead(month, month.last), was, now, now, counts)


def owed(*found: Again, earlier: tuple[Earlier, ...] = ()) -> list[tuple[str, str, str]]:
    return [(str(each.month), each.type, str(each.amount.value)) for each in differences(found, earlier, TYPES)]


def before(month: Month, amount: int | str, cause: str = TERMS, last: Month | None = None) -> Earlier:
    return Earlier(1, "1", "back_pay", Span(month.first, (last or month).last), Money.kr(amount), "2026-08", cause)


# --- what stands -----------------------------------------------------------------------------------------------------


def slip(reverses: str = "") -> Payslip:
    return Payslip(PersonFacts(1, "Ada", reverses=reverses), (), {}, TaxUsed("none"))


def test_what_was_taken_back_does_not_count_and_counts_again_when_that_is_taken_back():
    slips = {"a": slip(), "b": slip("a"), "c": slip()}
    assert counted(slips, {"b": "a"}) == {"a": 0, "b": 1, "c": 1}
    slips["d"] = slip("b")
    assert counted(slips, {"b": "a", "d": "b"}) == {"a": 1, "b": 0, "c": 1, "d": 1}


def test_a_run_that_does_not_count_owes_nothing():
    assert owed(again(MAY, 40_000, 41_000, counts=0)) == []


def test_a_salary_that_a_correction_entered_anew_is_that_of_the_terms():
    person = PersonFacts(1, "Ada", lines=(LineInput("fixed_salary", amount=Money.kr(40_000)),))
    put = salary_put_again(person, [line("fixed_salary", 40_000)], [line("fixed_salary", 41_000)], TYPES)
    assert [str(each.amount) for each in put.lines] == ["41000.00"]
    meant = PersonFacts(1, "Ada", lines=(LineInput("fixed_salary", amount=Money.kr(35_000)),))
    assert salary_put_again(meant, [line("fixed_salary", 40_000)], [line("fixed_salary", 41_000)], TYPES) == meant


# --- what was paid before --------------------------------------------------------------------------------------------


def test_what_was_paid_before_is_taken_off():
    assert owed(again(MAY, 40_000, 41_500), earlier=(before(MAY, 1_000),)) == [("2026-05", "back_pay", "500.00")]
    assert owed(again(MAY, 40_000, 41_500), earlier=(before(MAY, 1_500),)) == []
    assert owed(again(MAY, 40_000, 41_000), earlier=(before(MAY, 1_500),)) == [("2026-05", "back_pay", "-500.00")]
    assert owed(again(MAY, 40_000, 41_500), earlier=(before(JUNE, 1_000),)) == [("2026-05", "back_pay", "1500.00")]


def test_back_pay_that_was_typed_fills_the_oldest_month_first_and_is_never_owed_back():
    months = again(MAY, 40_000, 41_500), again(JUNE, 40_000, 41_500)
    typed = before(MAY, 2_000, "", JUNE)
    assert owed(*months, earlier=(typed,)) == [("2026-06", "back_pay", "1000.00")]
    assert owed(again(MAY, 40_000, 40_500), earlier=(before(MAY, 2_000, ""),)) == []


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=6))
def test_a_difference_that_was_paid_leaves_none(months):
    """Whatever was wrong: once its lines are paid, the same question has the answer nothing."""
    runs = []
    for place, (paid, should) in enumerate(months):
        was, now = (_salary(paid),), (_salary(should),)
        runs.append(Again(1, RunHead(MAY.plus(place), MAY.plus(place).last), was, now, now))
    found = differences(runs, (), TYPES)
    assert total(found).ore == sum(should - paid for paid, should in months)
    lines = [as_line(each, 2026, TYPES) for each in found]
    earlier = [earlier_of(1, each, "2027-06", is_draft=False) for each in lines]
    assert differences(runs, [each for each in earlier if each is not None], TYPES) == []


def _salary(ore: int) -> PayLine:
    return PayLine("fixed_salary", figure("pay.entered", Money(ore)), tax="table", employment="1")


# --- other lines -----------------------------------------------------------------------------------------------------


def test_lines_and_terms_are_told_apart():
    """100 hours at 200 were paid; 112 at 210 are right: twelve hours more, and 10 more for each of the hundred."""
    paid, terms, lines = (
        line("hourly_pay", *each) for each in ((20_000, "100", "200"), (21_000, "100", "210"), (23_520, "112", "210"))
    )
    found = differences(
        [Again(1, RunHead(MAY, MAY.last), (paid,), (terms,), (lines,), hourly=frozenset({"1"}))], (), TYPES
    )
    assert [(each.type, each.cause, str(each.amount.value), each.quantity) for each in found] == [
        ("hourly_pay", LINE, "2520.00", Decimal(12)),
        ("back_pay", TERMS, "1000.00", None),
    ]


def test_what_is_taken_from_the_pay_is_no_difference():
    assert owed(again(MAY, 500, 600, "union_dues")) == []


def test_a_line_of_another_year_is_withheld_by_percentage():
    (found,) = differences([again(Month(2025, 12), 1_000, 1_500, "overtime_50")], (), TYPES)
    assert (as_line(found, 2026, TYPES).tax, as_line(found, 2025, TYPES).tax) == ("percent", "")


def test_a_line_is_exchanged_where_it_stood():
    first, second = LineInput("bonus", amount=Money.kr(1)), LineInput("fee", amount=Money.kr(2))
    person = PersonFacts(1, "Ada", lines=(first, second))
    now = LineInput("bonus", amount=Money.kr(3))
    assert with_lines(person, [LineChange(1, "2026-05", first, now)]).lines == (now, second)
    assert with_lines(person, [LineChange(1, "2026-05", first, None)]).lines == (second,)
    assert with_lines(person, [LineChange(1, "2026-05", None, now)]).lines == (first, second, now)
    with pytest.raises(Refused, match="no such line"):
        with_lines(person, [LineChange(1, "2026-05", now, None)])


# --- terms and days --------------------------------------------------------------------------------------------------


def test_terms_hold_to_their_last_day_or_to_the_next_ones():
    base, later = Terms(monthly_salary=Money.kr(40_000)), Terms(monthly_salary=Money.kr(45_000))
    employment = job((FIRST, base), (date(2026, 8, 1), later))
    open_ended = changed_terms(employment, TermsChange(1, "1", date(2026, 5, 1), monthly_salary=Money.kr(42_000)))
    assert [(str(day), str(terms.monthly_salary)) for day, terms in open_ended.entries] == [
        ("2020-01-01", "40000.00"),
        ("2026-05-01", "42000.00"),
        ("2026-08-01", "45000.00"),
    ]
    ended = TermsChange(1, "1", date(2026, 5, 1), date(2026, 8, 31), full_time_hours=Decimal(36))
    assert [(str(day), str(terms.full_time_hours)) for day, terms in changed_terms(employment, ended).entries] == [
        ("2020-01-01", "37.5"),
        ("2026-05-01", "36"),
        ("2026-08-01", "36"),
        ("2026-09-01", "37.5"),
    ]


def test_the_salary_follows_the_position_unless_it_is_said():
    employment = job((FIRST, Terms(Percent.of(80), monthly_salary=Money.kr(32_000))))
    half = changed_terms(employment, TermsChange(1, "1", date(2026, 5, 1), percent=Percent.of(50)))
    assert half.on(MAY.first).monthly_salary == Money.kr(20_000)
    said = TermsChange(1, "1", date(2026, 5, 1), percent=Percent.of(50), monthly_salary=Money.kr(32_000))
    assert changed_terms(employment, said).on(MAY.first).monthly_salary == Money.kr(32_000)


def test_the_first_terms_start_with_the_employment():
    person = PersonFacts(1, "Ada", employments=(job(),))
    (earlier,) = changed_employments(person, [DatesChange(1, "1", start=date(2019, 11, 4))])
    assert (earlier.start, earlier.terms.entries[0][0]) == (date(2019, 11, 4), date(2019, 11, 4))
    (ended,) = changed_employments(person, [DatesChange(1, "1", end=MAY.last, end_reason="x")])
    assert (ended.end, ended.end_reason) == (MAY.last, "x")
    with pytest.raises(Refused, match="before its start"):
        changed_employments(person, [DatesChange(1, "1", end=date(2019, 1, 1))])
