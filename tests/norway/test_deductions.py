"""Deductions in the legal order, never below zero net (norway-payroll 13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from models.values.why import figure
from services.engine.facts import LineInput
from services.norway.rules.deductions import take_in_order
from tests.builders import a_line, a_person, a_run, kr, pct

asked = st.lists(st.tuples(st.integers(0, 10**7), st.booleans()), max_size=8)


@given(st.integers(-(10**7), 10**7).map(Money), asked)
def test_no_more_is_taken_than_there_is_and_the_first_first(left: Money, some: list[tuple[int, bool]]) -> None:
    taken = take_in_order(left, [(figure("pay.entered", Money(ore)), whole) for ore, whole in some])
    total = Money.total(each.value for each in taken)
    assert Money(0) <= total <= max(Money(0), left)
    rest = max(Money(0), left)
    for (wanted, whole), got in zip(some, taken, strict=True):
        assert 0 <= got.value.ore <= wanted
        assert not whole or got.value.ore % 100 == 0
        assert got.value == min(Money(wanted), rest) or whole
        rest -= got.value


def test_the_order_does_not_follow_the_order_of_entry() -> None:
    wanted = [
        "other_deduction",
        "loan_repaid",
        "advance_repaid",
        "attachment",
        "maintenance",
        "pension_own",
        "union_dues",
    ]
    person = a_person(1, *[a_line(slug, "100") for slug in wanted])
    slip = a_run(person).payslips[0]
    assert [line.type for line in slip.lines if line.type in wanted] == wanted[::-1]
    assert slip["deductions"] == kr(700)


def test_within_a_kind_the_one_entered_first_comes_first() -> None:
    person = a_person(1, a_line("loan_repaid", "30000", text="first"), a_line("loan_repaid", "30000", text="second"))
    slip = a_run(person).payslips[0]
    found = [(line.text, str(line.amount.value), str(line.asked)) for line in slip.lines if line.type == "loan_repaid"]
    assert found == [("first", "30000.00", "None"), ("second", "2756.00", "30000.00")]


@pytest.mark.parametrize("slug", ["union_dues", "pension_own", "maintenance", "attachment", "other_deduction"])
def test_what_cannot_be_taken_whole_is_said(slug: str) -> None:
    slip = a_run(a_person(1, a_line(slug, "50000"))).payslips[0]
    assert slip["net_pay"].ore < 100
    assert any(str(found.what).startswith(f"{slug}: ") for found in slip.findings)


def test_a_deduction_can_be_a_percentage_or_a_quantity() -> None:
    lines = (
        LineInput("union_dues", percent=pct("1.4")),
        LineInput("other_deduction", quantity=Decimal(12), rate=Decimal("37.50")),
    )
    slip = a_run(a_person(1, *lines)).payslips[0]
    found = {line.type: str(line.amount.value) for line in slip.lines}
    assert found == {"fixed_salary": "45000.00", "union_dues": "630.00", "other_deduction": "450.00"}
