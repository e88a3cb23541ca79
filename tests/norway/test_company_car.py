"""Company cars by the standard rule (norway-payroll 10.5)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from models.values.span import Month
from services.engine.facts import CompanyCar, RunKind
from services.norway.rules.company_car import age_on, month_benefit, reduced_price, used_in, year_benefit
from services.reference.year_files import rate_book
from tests.builders import a_head, a_line, a_person, a_run, kr

RATES = rate_book("NO").on(date(2026, 10, 20))
NEW = CompanyCar(kr(620000), date(2025, 3, 10), date(2025, 4, 1))


def test_the_worked_example() -> None:
    assert year_benefit(NEW, 2026, RATES).value == kr(161030)
    assert month_benefit(NEW, 2026, RATES).value == kr("13419.17")


@pytest.mark.parametrize(
    ("changes", "price"),
    [
        ({}, 620000),
        ({"first_registered": date(2023, 1, 1)}, 465000),  # three years on 1 January
        ({"first_registered": date(2023, 1, 2)}, 620000),
        ({"over_40000_km": True}, 465000),
        ({"over_40000_km": True, "first_registered": date(2010, 5, 5)}, 348750),  # 56.25 %
        ({"vehicle": "van"}, 470000),  # half would be 310 000, at most 150 000
        ({"vehicle": "van", "list_price": kr(200000)}, 100000),
        ({"vehicle": "van", "first_registered": date(2010, 5, 5)}, 315000),  # 465 000 less 150 000
        ({"vehicle": "van", "first_registered": date(2010, 5, 5), "list_price": kr(300000)}, 112500),
    ],
)
def test_the_price_that_counts(changes: dict[str, object], price: int) -> None:
    assert reduced_price(replace(NEW, **changes), 2026, RATES).value == kr(price)  # type: ignore[arg-type]


def test_the_trace_names_each_factor() -> None:
    old = replace(NEW, first_registered=date(2010, 5, 5), over_40000_km=True, own_payment=kr(1000))
    month = month_benefit(old, 2026, RATES)
    assert set(month.inputs) == {"benefit", "own_payment"}
    year = month.inputs["benefit"].inputs["year"]  # type: ignore[union-attr]
    assert set(year.inputs) == {"price", "limit", "first", "second"}  # type: ignore[union-attr]
    assert set(year.inputs["price"].inputs) == {"list_price", "registered", "aged", "far"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("registered", "age"),
    [
        (date(2023, 1, 1), 3),
        (date(2023, 1, 2), 2),
        (date(2024, 2, 29), 1),
        (date(2026, 1, 1), 0),
        (date(2026, 5, 1), -1),
    ],
)
def test_age_on_the_first_of_january(registered: date, age: int) -> None:
    assert age_on(date(2026, 1, 1), registered) == age


@given(
    st.integers(0, 300_000_000),
    st.integers(0, 5_000_000),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["car", "van"]),
)
def test_a_benefit_is_never_below_zero_nor_above_30_percent(
    price: int, own: int, is_old: bool, is_far: bool, vehicle: str
) -> None:
    registered = date(2019, 1, 1) if is_old else date(2025, 1, 1)
    car = CompanyCar(Money(price), registered, date(2025, 4, 1), None, is_far, vehicle, Money(own))
    benefit = month_benefit(car, 2026, RATES).value
    assert 0 <= benefit.ore <= price * 30 // 1200 + 1
    if not own:
        assert benefit.ore >= 0
        cheaper = month_benefit(replace(car, list_price=Money(price // 2)), 2026, RATES).value
        assert cheaper <= benefit


def test_started_months_and_a_swap() -> None:
    first = replace(NEW, since=date(2026, 3, 31), until=date(2026, 5, 10))
    second = replace(NEW, since=date(2026, 5, 20))
    months = {str(month): used_in([first, second], month) for month in (Month(2026, n) for n in range(2, 7))}
    assert months == {"2026-02": [], "2026-03": [first], "2026-04": [first], "2026-05": [first], "2026-06": [second]}


def test_an_entered_line_stands_in_its_place_but_not_one_about_another_month() -> None:
    person = a_person(1, cars=(NEW,))

    def benefits(*lines: object, kind: RunKind = RunKind.ORDINARY) -> list[str]:
        run = a_run(replace(person, lines=lines), head=a_head(date(2026, 10, 20), kind))  # type: ignore[arg-type]
        return [str(line.amount.value) for line in run.payslips[0].lines if line.type == "car_benefit"]

    assert benefits() == ["13419.17"]
    assert benefits(a_line("car_benefit", "5000")) == ["5000.00"]
    assert benefits(a_line("car_benefit")) == ["13419.17"]
    assert benefits(a_line("car_benefit", "-300", difference="line")) == ["-300.00", "13419.17"]
    assert benefits(a_line("bonus", "1"), kind=RunKind.EXTRA) == []
    assert benefits(a_line("car_benefit"), kind=RunKind.EXTRA) == ["13419.17"]


def test_it_costs_contribution_and_tax_but_no_holiday_pay_and_no_pension() -> None:
    with_car, without = (
        a_run(a_person(1, cars=cars), head=a_head(date(2026, 10, 20))).payslips[0] for cars in ((NEW,), ())
    )
    assert with_car["aga_base"] - without["aga_base"] == kr("13419.17")
    assert with_car["withholding_base"] - without["withholding_base"] == kr("13419.17")
    for same in ("gross_cash", "holiday_basis", "holiday_accrual", "otp", "pension_basis"):
        assert with_car[same] == without[same]
