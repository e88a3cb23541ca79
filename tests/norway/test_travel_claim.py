"""A small travel claim becomes lines (norway-payroll 10.2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from services.engine.facts import LineInput
from services.engine.travel import TravelClaim
from services.norway.rules.travel_claim import NIGHTS, lines_of
from services.reference.year_files import rate_book
from tests.builders import a_head, a_person, a_run, kr

RATES = rate_book("NO").on(date(2026, 3, 20))
OUT = datetime.fromisoformat("2026-03-02T08:00")


def trip(hours: float, night: str = "", **more: object) -> TravelClaim:
    return TravelClaim(OUT, OUT + timedelta(hours=hours), night, **more)  # type: ignore[arg-type]


def told(claim: TravelClaim) -> list[tuple[str, str, str | None, str]]:
    """Each line: type, quantity, rate where it is not the type's own, covered meals."""
    return [
        (line.type, str(line.quantity), None if line.rate is None else str(line.rate), " ".join(line.meals))
        for line in lines_of(claim, RATES).lines
    ]


@pytest.mark.parametrize(
    ("claim", "lines"),
    [
        (trip(5.9), []),
        (trip(6), [("diet_day", "1", None, "")]),
        (trip(12), [("diet_day", "1", None, "")]),
        (trip(12.5), [("diet_day_long", "1", None, "")]),
        (trip(24), [("diet_day_long", "1", None, "")]),
        (trip(8, meals=(("dinner", "lunch"),)), [("diet_day", "1", None, "lunch dinner")]),
        (trip(20, "hotel"), [("diet_hotel", "1", None, "")]),  # over 12 hours with a night
        (trip(24, "hotel"), [("diet_hotel", "1", None, "")]),
        (trip(29, "hotel"), [("diet_hotel", "1", None, "")]),  # 5 hours more give nothing
        (trip(30, "hotel"), [("diet_hotel", "1", None, ""), ("diet_hotel", "1", "397", "")]),
        (trip(36, "boarding"), [("diet_boarding", "1", None, ""), ("diet_boarding", "1", "397", "")]),
        (trip(37, "private"), [("diet_private", "1", None, ""), ("diet_private", "1", "736", "")]),
        (trip(72, "hotel"), [("diet_hotel", "3", None, "")]),
        (
            trip(80, "hotel", meals=(("breakfast",), ("breakfast",), (), ("breakfast",))),
            [
                ("diet_hotel", "2", None, "breakfast"),
                ("diet_hotel", "1", None, ""),
                ("diet_hotel", "1", "397", "breakfast"),
            ],
        ),
        (
            trip(30, "private", nights_without_receipt=1, car_km=Decimal(410), passenger_km=Decimal(820)),
            [
                ("diet_private", "1", None, ""),
                ("diet_private", "1", "397", ""),
                ("night_allowance", "1", None, ""),
                ("mileage", "410", None, ""),
                ("mileage_passenger", "820", None, ""),
            ],
        ),
        (trip(10, is_far=False, car_km=Decimal(20)), [("mileage", "20", None, "")]),
        (
            trip(5, car_km=Decimal(60), trailer_km=Decimal(40), expenses=(("Bom", kr("84.50")), ("", kr(220)))),
            [("mileage", "60", None, ""), ("mileage_trailer", "40", None, ""), *[("expense", "None", None, "")] * 2],
        ),
    ],
)
def test_lines(claim: TravelClaim, lines: list[tuple[str, str, str | None, str]]) -> None:
    assert told(claim) == lines


def test_a_night_on_a_short_trip() -> None:
    """11 hours over midnight: paid as a day trip, free of tax as a day with a night."""
    claim = TravelClaim(OUT.replace(hour=20), OUT.replace(day=3, hour=7), "hotel")
    assert told(claim) == [("diet_hotel", "1", "397", "")]


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (trip(5), "No subsistence: the trip is shorter than 6 hours"),
        (trip(30, "hotel", is_far=False), "No subsistence: the trip is not longer than 15 km"),
        (trip(29, "hotel"), "The last hours are fewer than 6 and give nothing"),
    ],
)
def test_what_gives_nothing_says_why(claim: TravelClaim, reason: str) -> None:
    assert [str(each) for each in lines_of(claim, RATES).reasons] == [reason]
    assert not lines_of(trip(30, "hotel"), RATES).reasons


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (trip(0), "arrival"),
        (trip(-3), "arrival"),
        (trip(24 * 400, "hotel"), "arrival"),
        (trip(30, "tent"), "night"),
        (trip(24.1), "night"),
        (trip(8, "hotel"), "night"),
        (trip(30, "hotel", nights_without_receipt=2), "nights_without_receipt"),
        (trip(8, nights_without_receipt=1), "nights_without_receipt"),
        (trip(8, nights_without_receipt=-1), "nights_without_receipt"),
        (trip(8, car_km=Decimal(-1)), "car_km"),
        (trip(8, passenger_km=Decimal(5)), "passenger_km"),
        (trip(8, meals=(("brunch",),)), "meals"),
        (trip(8, car_km=Decimal(2001)), "car_km"),
        (trip(8, car_km=Decimal(20), trailer_km=Decimal(21)), "trailer_km"),
        (trip(8, expenses=(("Bom", kr(0)),)), "expenses"),
    ],
)
def test_a_claim_that_cannot_be(claim: TravelClaim, field: str) -> None:
    with pytest.raises(Refused) as refused:
        lines_of(claim, RATES)
    assert [finding.where.field for finding in refused.value.findings if finding.where] == [field]


def test_the_lines_are_what_a_run_pays() -> None:
    """Two days and eight hours at a hotel: 2 × 1 012 + 397, free 2 × 693 + 397: 638 is taxable."""
    lines = lines_of(replace(trip(56, "hotel"), text="Bergen"), RATES).lines
    slip = a_run(a_person(1, *lines), head=a_head(date(2026, 3, 20))).payslips[0]
    diet = [line for line in slip.lines if line.type == "diet_hotel"]
    assert [line.amount.value for line in diet] == [kr(2024), kr(397)]
    assert [line.taxable for line in diet] == [kr(638), kr(0)]
    assert {line.text for line in diet} == {"Bergen"}
    assert diet[1].amount.inputs["rate"].name == "subsistence.state_day"  # type: ignore[union-attr]


nights = st.sampled_from(["", *NIGHTS])
meals = st.lists(st.lists(st.sampled_from(["breakfast", "lunch", "dinner"]), unique=True).map(tuple), max_size=5).map(
    tuple
)


@given(st.integers(1, 24 * 60 * 12), nights, meals)
def test_days_add_up_and_no_more_is_free_than_is_paid(
    minutes: int, night: str, covered: tuple[tuple[str, ...], ...]
) -> None:
    claim = TravelClaim(OUT, OUT + timedelta(minutes=minutes), night, meals=covered)
    try:
        lines = lines_of(claim, RATES).lines
    except Refused:
        assert (not night and minutes > 24 * 60) or (night and claim.arrival.date() == OUT.date())
        return
    whole, rest = divmod(minutes, 24 * 60)
    if not night:
        whole, rest = 0, minutes
    days = sum((line.quantity or Decimal(0) for line in lines), Decimal(0))
    assert days == whole + (rest >= 6 * 60)
    assert all(set(line.meals) <= {"breakfast", "lunch", "dinner"} for line in lines)
    slip = a_run(a_person(1, *lines, LineInput("bonus", amount=kr(1))), head=a_head(date(2026, 3, 20))).payslips[0]
    for line in slip.lines:
        if line.type.startswith("diet"):
            assert kr(0) <= line.taxable <= line.amount.value
