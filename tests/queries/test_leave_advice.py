"""What the program proposes for an absence in a client file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.values.finding import Refused
from services.desk.desk import Desk
from services.queries.leave_advice import leave_proposal, proposal_for, situations
from tests.actions.nine_months import made
from tests.actions.samples import Made
from tests.amelding.test_leave import AGREED, BY_LAW, away
from tests.queries.test_inntektsmelding import enter


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def test_what_lies_around_an_absence_decides_with_it(desk: Desk) -> None:
    """Parental benefit until Friday 27 February; unpaid from the Monday is given by law, a week later it is agreed."""
    enter(desk, 1, "leave_parental", date(2025, 3, 3), date(2026, 2, 27))
    straight = enter(desk, 1, "unpaid", date(2026, 3, 2), date(2026, 3, 31), paid=False)
    assert leave_proposal(desk, straight).description == BY_LAW
    assert proposal_for(desk, 1, away("unpaid", "2026-03-09", "2026-04-30"), "extended_parental").description == AGREED
    assert proposal_for(desk, 2, away("unpaid", "2026-03-02", "2026-04-30")).description == AGREED


def test_the_user_may_say_what_it_is_for(desk: Desk) -> None:
    number = enter(desk, 1, "other_paid", date(2026, 3, 2), date(2026, 3, 31))
    assert [each.name for each in situations()][:2] == ["parental_benefit", "extended_parental"]
    assert leave_proposal(desk, number).description == ""
    assert leave_proposal(desk, number, "public_office").description == BY_LAW


def test_an_absence_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(Refused, match="no absence"):
        leave_proposal(desk, 4711)
