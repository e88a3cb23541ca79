"""The user's own remarks: kept in the client file, changed, refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.actions.remarks import Remark, remove_remark, save_remark
from services.desk.desk import Desk
from services.queries.remarks import remarks
from tests.actions.samples import refused

OVERTIME = Remark(0, "For mye  overtid", "quantity", Decimal(25), types=("overtime_50",))


def test_a_remark_is_kept_changed_and_taken_away(desk: Desk) -> None:
    first = save_remark(desk, OVERTIME)
    second = save_remark(desk, replace(OVERTIME, text="Kilometer", types=("mileage",)))
    assert [(each.id, each.text) for each in remarks(desk)] == [(first, "For mye overtid"), (second, "Kilometer")]
    save_remark(desk, replace(OVERTIME, id=first, limit=Decimal("12.5"), numbers=frozenset({3, 1})))
    assert remarks(desk)[0].limit == Decimal("12.5")
    assert remarks(desk)[0].numbers == {1, 3}
    remove_remark(desk, first)
    assert [each.id for each in remarks(desk)] == [second]
    with refused("gone"):
        remove_remark(desk, first)
    with refused("gone"):
        save_remark(desk, replace(OVERTIME, id=first))


@pytest.mark.parametrize(
    ("remark", "reason"),
    [
        (replace(OVERTIME, text=" "), "few words"),
        (replace(OVERTIME, text="x" * 500), "few words"),
        (replace(OVERTIME, measure="luck"), "not one of"),
        (replace(OVERTIME, comparison="near"), "not one of"),
        (replace(OVERTIME, limit=Decimal("NaN")), "not a limit"),
        (replace(OVERTIME, limit=Decimal(10) ** 12), "not a limit"),
        (replace(OVERTIME, types=()), "looked at"),
        (replace(OVERTIME, types=("no_such",)), "looked at"),
        (replace(OVERTIME, measure="figure", figure="born"), "looked at"),
    ],
)
def test_a_wrong_remark_is_refused(desk: Desk, remark: Remark, reason: str) -> None:
    with refused(reason):
        save_remark(desk, remark)
    assert remarks(desk) == ()
