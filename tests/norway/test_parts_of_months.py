"""Start, leave, rise and change of percentage inside a pay period: each part a line, with its method in the why
(norway-payroll 12.1).

June 2026: Monday the 1st to Tuesday the 30th, 22 working days, 26 from Monday to Saturday.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.money import Money
from models.values.span import Span
from services.engine.facts import Employment, Terms
from services.engine.result import PayLine
from tests.builders import a_head, a_job, a_person, a_run, an_employer, kr, pct

JUNE = date(2026, 6, 19)
LONG_AGO = date(2024, 1, 1)
METHODS = ["working_days", "calendar_days", "260", "21.67", "22", "26", "30"]


def salary(*jobs: Employment, method: str = "working_days", **head: object) -> list[PayLine]:
    run = a_run(a_person(employments=jobs), head=a_head(JUNE, **head), employer=an_employer(part_month=method))
    return [line for slip in run.payslips for line in slip.lines if line.type == "fixed_salary"]


def amounts(lines: list[PayLine]) -> list[str]:
    return [str(line.amount.value) for line in lines]


def monthly(kroner: str, percent: int = 100, period: str = "MND") -> Terms:
    return Terms(percent=pct(percent), monthly_salary=kr(kroner), period=period)


@pytest.mark.parametrize(
    ("method", "start", "leave"),
    [
        ("working_days", "24000.00", "20000.00"),  # 12/22 and 10/22 of 44 000
        ("calendar_days", "23466.67", "20533.33"),  # 16/30, 14/30
        ("260", "24369.23", "20307.69"),  # × 12 × 12 / 260, × 12 × 10 / 260
        ("21.67", "24365.48", "20304.57"),
        ("22", "24000.00", "20000.00"),
        ("26", "23692.31", "20307.69"),  # 14/26, 12/26
        ("30", "23466.67", "20533.33"),
    ],
)
def test_start_on_the_15th_and_leave_on_the_14th(method: str, start: str, leave: str) -> None:
    [begun] = salary(a_job((date(2026, 6, 15), monthly("44000"))), method=method)
    [left] = salary(a_job((LONG_AGO, monthly("44000")), end=date(2026, 6, 14)), method=method)
    assert amounts([begun, left]) == [start, leave]
    assert (begun.days, left.days) == (
        Span(date(2026, 6, 15), date(2026, 6, 30)),
        Span(date(2026, 6, 1), date(2026, 6, 14)),
    )
    assert begun.amount.inputs["method"] == left.amount.inputs["method"] == method


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("working_days", ["20000.00", "19200.00"]),  # 44 000 × 10/22, 35 200 × 12/22
        ("calendar_days", ["20533.33", "18773.33"]),
        ("260", ["20000.00", "19200.00"]),  # parts that fill the month share its own days
        ("21.67", ["20000.00", "19200.00"]),
        ("22", ["20000.00", "19200.00"]),
        ("26", ["20307.69", "18953.85"]),
        ("30", ["20533.33", "18773.33"]),
    ],
)
def test_a_change_of_percentage_on_the_15th(method: str, parts: list[str]) -> None:
    lines = salary(a_job((LONG_AGO, monthly("44000")), (date(2026, 6, 15), monthly("35200", 80))), method=method)
    assert amounts(lines) == parts
    assert all(line.amount.inputs["method"] == method for line in lines)


def test_four_parts_in_one_month() -> None:
    """5, 5, 5 and 7 of 22 working days."""
    terms = [(LONG_AGO, monthly("22000"))] + [
        (date(2026, 6, day), monthly(kroner)) for day, kroner in ((8, "24200"), (15, "26400"), (22, "28600"))
    ]
    assert amounts(salary(a_job(*terms))) == ["5000.00", "5500.00", "6000.00", "9100.00"]


def test_two_employments_each_in_its_parts() -> None:
    """The first falls to 60 % on the 15th, the second begins that day."""
    first = a_job((LONG_AGO, monthly("44000")), (date(2026, 6, 15), monthly("26400", 60)))
    second = a_job((date(2026, 6, 15), monthly("17600", 40)), id="2")
    lines = salary(first, second)
    assert amounts(lines) == ["20000.00", "14400.00", "9600.00"]
    assert [line.employment for line in lines] == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("period", "span", "start", "end", "paid"),
    [
        ("14D", Span(date(2026, 6, 1), date(2026, 6, 14)), date(2026, 6, 8), None, "10000.00"),
        ("UKE", Span(date(2026, 6, 1), date(2026, 6, 7)), LONG_AGO, date(2026, 6, 2), "8000.00"),
        ("4D", Span(date(2026, 6, 1), date(2026, 6, 4)), date(2026, 6, 4), None, "5000.00"),
        ("2D", Span(date(2026, 6, 1), date(2026, 6, 2)), date(2026, 6, 2), None, "10000.00"),
        ("1D", Span(date(2026, 6, 1), date(2026, 6, 1)), LONG_AGO, None, "20000.00"),
        ("MND", Span(date(2026, 5, 16), date(2026, 6, 15)), date(2026, 6, 8), None, "5714.29"),  # 6 of its 21 days
    ],
)
def test_other_periods_share_their_own_days(period: str, span: Span, start: date, end: date | None, paid: str) -> None:
    job = a_job((start, monthly("20000", period=period)), end=end)
    assert amounts(salary(job, period=period, span=span)) == [paid]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(METHODS),
    st.lists(st.integers(2, 30), min_size=1, max_size=4, unique=True).map(sorted),
    st.integers(0, 9_000_000).map(Money),
)
def test_other_terms_at_the_same_pay_change_nothing(method: str, days: list[int], pay: Money) -> None:
    terms = [(LONG_AGO, Terms(monthly_salary=pay))]
    terms += [(date(2026, 6, day), Terms(percent=pct(80), monthly_salary=pay)) for day in days]
    lines = salary(a_job(*terms), method=method)
    assert len(lines) == len(terms)
    assert Money.total(line.amount.value for line in lines) == pay


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(METHODS), st.integers(1, 30), st.integers(1, 30), st.integers(0, 9_000_000).map(Money))
def test_a_part_is_between_nothing_and_the_month(method: str, first: int, last: int, pay: Money) -> None:
    job = a_job((date(2026, 6, min(first, last)), Terms(monthly_salary=pay)), end=date(2026, 6, max(first, last)))
    [line] = salary(job, method=method)
    assert 0 <= line.amount.value.ore <= pay.ore
