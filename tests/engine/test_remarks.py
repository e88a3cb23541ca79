"""The user's own remarks on a run."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.money import ZERO, Money
from models.values.why import figure
from services.engine.facts import LineInput
from services.engine.remarks import Remark, notice
from tests.builders import a_person, a_run, kr, person_number


def somebody(number: int, *entered: LineInput):  # type: ignore[no-untyped-def]
    return a_person(number, *entered, national_id=person_number(date(1980, 1, number)))


def lines(*entered: tuple[str, str]):  # type: ignore[no-untyped-def]
    return tuple(LineInput(slug, quantity=Decimal(quantity)) for slug, quantity in entered)


OVERTIME = Remark(1, "For mye overtid", "quantity", Decimal(25), types=("overtime_50", "overtime_100"))


def test_overtime_of_both_kinds_is_added_up() -> None:
    """20 and 6 hours are 26, above 25; 20 and 5 are 25, which is not above."""
    run = a_run(
        somebody(1, *lines(("overtime_50", "20"), ("overtime_100", "6"))),
        somebody(2, *lines(("overtime_50", "20"), ("overtime_100", "5"))),
        somebody(3),
    )
    found = list(notice(run, None, [OVERTIME]))
    assert [(each.number, each.measured) for each in found] == [(1, Decimal(26))]
    assert found[0].line is not None


def test_only_those_who_are_named() -> None:
    run = a_run(*(somebody(number, *lines(("overtime_50", "30"))) for number in (1, 2)))
    assert [each.number for each in notice(run, None, [replace(OVERTIME, numbers=frozenset({2}))])] == [2]


def test_an_amount_and_a_sum_of_the_slip() -> None:
    """A bonus of 10 000 on a salary of 45 000."""
    run = a_run(a_person(1, LineInput("bonus", amount=kr(10000))))
    bonus = Remark(1, "Bonus", "amount", Decimal(9_999), types=("bonus",))
    low = Remark(2, "Lav utbetaling", "figure", Decimal(100_000), "below", figure="net_pay")
    assert [each.remark.id for each in notice(run, None, [bonus, low])] == [1, 2]
    assert [each.measured for each in notice(run, None, [bonus])] == [Decimal("10000.00")]


@pytest.mark.parametrize(("now", "percent"), [("49500.00", "10.0"), ("40500.00", "10.0"), ("45000.00", None)])
def test_a_change_counts_both_ways(now: str, percent: str | None) -> None:
    """From 45 000: 10 % up or down is noticed at 9.9 %, nothing is not."""
    before = a_run(a_person())
    slip = before.payslips[0]
    figures = {**slip.figures, "gross_cash": figure("test", Money.kr(now))}
    after = replace(before, payslips=(replace(slip, figures=figures),))
    remark = Remark(1, "Stor endring", "figure_change", Decimal("9.9"), figure="gross_cash")
    assert [str(each.measured) for each in notice(after, before, [remark])] == ([percent] if percent else [])


def test_somebody_new_has_no_change() -> None:
    run = a_run(a_person())
    remark = Remark(1, "Stor endring", "figure_change", Decimal(0), figure="net_pay")
    assert list(notice(run, None, [remark])) == []
    empty = replace(run, payslips=(replace(run.payslips[0], figures={"net_pay": figure("test", ZERO)}),))
    assert list(notice(run, empty, [remark])) == []
