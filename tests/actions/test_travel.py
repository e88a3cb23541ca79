"""Travel claims on a run: what one gives before it is put in, put in and changed in one step, taken back in one."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions import entry, run_setup, travel
from services.actions.entry import Preview
from services.actions.travel import TravelClaim
from services.actions.undo import last, undo
from services.desk.desk import Desk
from tests.actions.samples import rows

OUT = datetime.fromisoformat("2026-03-02T08:00")
BERGEN = TravelClaim(
    OUT,
    OUT + timedelta(hours=56),
    "hotel",
    meals=(("breakfast",),),
    car_km=Decimal(100),
    text="Bergen",
    expenses=(("Bom", Money.kr(84)),),
)


@pytest.fixture
def run_id(desk: Desk) -> int:
    return run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 20))


@pytest.fixture
def preview(desk: Desk, run_id: int) -> Preview:
    return entry.opened(desk, run_id)


def test_what_it_gives_is_seen_before(desk: Desk, run_id: int, preview: Preview) -> None:
    """Hotel: 1 012 less 20 % for the breakfast, and 1 012; 8 hours more give 397; 100 km and the toll."""
    found = travel.look_at(desk, run_id, preview, 1, BERGEN)
    paid = {line.slug: line.amount for line in found.lines if line.slug != "diet_hotel"}
    diet = [line.amount for line in found.lines if line.slug == "diet_hotel"]
    assert diet == [Money.kr("809.60"), Money.kr(1012), Money.kr(397)]
    assert paid["expense"] == Money.kr(84)
    assert found.paid == Money.total([*diet, *paid.values()])
    assert ZERO < found.taxable < found.paid
    assert not rows(desk, "entered_line")
    assert preview.entered(1) == ()


def test_put_in_changed_and_taken_away(desk: Desk, run_id: int, preview: Preview) -> None:
    number = travel.put_claim(desk, run_id, preview, 1, BERGEN)
    [kept] = travel.claims(desk, run_id, preview, 1)
    assert (kept.id, kept.claim) == (number, BERGEN)
    assert set(kept.rows) == {each.id for each in preview.entered(1)}
    shorter = replace(BERGEN, arrival=OUT + timedelta(hours=26), expenses=())
    assert travel.put_claim(desk, run_id, preview, 1, shorter, number) == number
    assert [each.line.type for each in preview.entered(1)] == ["diet_hotel", "mileage"]
    travel.remove_claim(desk, run_id, preview, 1, number)
    assert preview.entered(1) == ()
    assert travel.claims(desk, run_id, preview, 1) == ()
    assert not [row for row in rows(desk, "setting") if row[0].startswith("travel:")]


def test_taken_back_in_one_step(desk: Desk, run_id: int, preview: Preview) -> None:
    travel.put_claim(desk, run_id, preview, 1, BERGEN)
    undo(desk, last(desk) or 0)
    assert entry.take_over(desk, run_id, preview) == frozenset({1})
    assert preview.entered(1) == ()
    assert travel.claims(desk, run_id, preview, 1) == ()


def test_two_trips_at_the_same_time(desk: Desk, run_id: int, preview: Preview) -> None:
    travel.put_claim(desk, run_id, preview, 1, BERGEN)
    again = TravelClaim(OUT + timedelta(hours=55), OUT + timedelta(hours=64))
    with pytest.raises(Refused) as refusal:
        travel.put_claim(desk, run_id, preview, 1, again)
    [found] = refusal.value.findings
    assert str(found.what) == "Another trip from 2026-03-02 to 2026-03-04 is at the same time"
    travel.put_claim(desk, run_id, preview, 2, again)  # somebody else may travel then
    travel.put_claim(desk, run_id, preview, 1, replace(again, departure=OUT + timedelta(hours=56)))


def test_what_cannot_be(desk: Desk, run_id: int, preview: Preview) -> None:
    wrong = replace(BERGEN, arrival=OUT - timedelta(hours=1))
    problems = travel.look_at(desk, run_id, preview, 1, wrong).problems
    assert "arrival" in [each.where.field for each in problems if each.where is not None]
    far = replace(BERGEN, departure=OUT.replace(year=2206), arrival=OUT.replace(year=2206, day=3))
    assert "right year" in str(travel.look_at(desk, run_id, preview, 1, far).problems[0].what)
    short = TravelClaim(OUT, OUT + timedelta(hours=3))
    with pytest.raises(Refused) as refusal:
        travel.put_claim(desk, run_id, preview, 1, short)
    assert str(refusal.value.findings[0].what) == "No subsistence: the trip is shorter than 6 hours"


def test_a_run_that_is_deleted_takes_its_claims_along(desk: Desk, run_id: int, preview: Preview) -> None:
    travel.put_claim(desk, run_id, preview, 1, BERGEN)
    run_setup.discard(desk, run_id)
    assert not [row for row in rows(desk, "setting") if row[0].startswith("travel:")]
