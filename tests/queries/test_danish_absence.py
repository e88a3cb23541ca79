"""What is said of holiday before it is stored, where more is entered than is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.desk.absence_form import AbsenceForm
from services.desk.desk import Desk
from services.queries.absences import Check, check_absence
from services.vault.client import Client
from tests.gallery.danish_runs import danish_file
from tests.gallery.stage import NO_COPIES, clock


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three people, September approved: Anna has earned 2.08 days."""
    path, key = danish_file(tmp_path_factory.mktemp("danish"))
    opened = Desk(Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES), "Kari", clock)
    yield opened
    opened.close()


FIVE = AbsenceForm(1, "40", date(2026, 10, 12), date(2026, 10, 16), units=Decimal(5))


def warned(check: Check) -> dict[str, Decimal]:
    """What the days are said to be."""
    found = check.problem("units")
    return {name: value for name, value in found.what.values if isinstance(value, Decimal)} if found else {}


def test_more_holiday_than_is_earned_is_said(desk: Desk) -> None:
    # 2.08 days of September are earned; 5 - 2.08 = 2.92
    check = check_absence(desk, FIVE)
    assert warned(check) == {"left": Decimal("2.08"), "over": Decimal("2.92")}
    assert check.can_save


def test_two_days_are_earned_and_nothing_is_said(desk: Desk) -> None:
    check = check_absence(desk, replace(FIVE, last=date(2026, 10, 13), units=Decimal(2)))
    assert warned(check) == {}
