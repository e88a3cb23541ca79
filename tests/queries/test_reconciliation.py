"""Runs, reports and journal per month, term and year, to the øre (issue 6, point 10)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions.exports import export_month
from services.desk.desk import Desk
from services.queries.year_end import Measure, MonthOfYear, year_end
from services.queries.year_end.sums import together
from tests.actions import nine_months
from tests.actions.samples import Made


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    """January to September with their reports."""
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        for number in range(1, 10):
            export_month(desk, Month(2026, number))
        yield desk


def sums(of: MonthOfYear) -> dict[str, Measure]:
    return {each.name: each for each in of.measures}


def test_every_month_term_and_the_year_agree_to_the_ore(desk: Desk) -> None:
    found = year_end(desk, 2026)
    assert found.total is not None
    for each in (*found.months, *found.terms, found.total):
        assert each.agrees
        assert each.has_report
        for measure in each.measures:
            assert measure.difference == ZERO
            if measure.journal is not None:
                assert measure.journal == measure.report  # the month's own voucher books the rounding
            if measure.name != "aga":
                assert measure.report == measure.runs


def test_the_terms_are_those_of_the_contribution(desk: Desk) -> None:
    """Two months each; the last one is as far as the year has come."""
    found = year_end(desk, 2026)
    assert [(each.month.number, each.until.number if each.until else 0) for each in found.terms] == [
        (1, 2),
        (3, 4),
        (5, 6),
        (7, 8),
        (9, 10),
    ]
    assert found.total is not None
    assert (found.total.month, found.total.until) == (Month(2026, 1), Month(2026, 12))


def test_terms_and_year_are_the_sums_of_the_months(desk: Desk) -> None:
    found = year_end(desk, 2026)
    assert found.total is not None
    for name in ("taxable", "withholding", "aga_base", "aga"):
        months = [sums(each)[name] for each in found.months]
        runs = Money.total(each.runs for each in months)
        assert Money.total(sums(each)[name].runs for each in found.terms) == sums(found.total)[name].runs == runs
        report = Money.total(each.report or ZERO for each in months)
        assert sums(found.total)[name].report == report


A_MONTH = MonthOfYear(
    Month(2026, 3),
    (Measure("aga", Message("Employer's contribution"), Money(100_49), Money.kr(100), Money.kr(100), Money(50)),),
    has_report=True,
    where=Place("reporting", "2026-03"),
)


def test_a_report_and_a_journal_that_differ_by_an_ore_do_not_agree() -> None:
    """Rounding explains what is between the runs and the krone, never what is between report and journal."""
    (measure,) = A_MONTH.measures
    assert measure.difference == ZERO
    assert replace(measure, journal=Money(100_01)).difference == Money(1)
    assert replace(measure, report=Money.kr(101)).difference == Money(51)


def test_a_term_without_one_of_its_reports_tells_none() -> None:
    missing = replace(A_MONTH, month=Month(2026, 4), has_report=False)
    (measure,) = together([A_MONTH, missing], Month(2026, 3), Month(2026, 4)).measures
    assert (measure.runs, measure.report, measure.journal) == (Money(200_98), None, Money.kr(200))
