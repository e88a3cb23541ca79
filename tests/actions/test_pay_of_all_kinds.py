"""Scenarios of refunds, sectors, claims and departments played in a client file: the same figures, and proven again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.actions import runs
from services.actions.clients import new_client
from services.actions.scenario import play, read
from services.actions.verify import verify
from services.desk.desk import Desk
from services.queries.deadlines import deadlines
from tests.actions.samples import PASSWORD, Clock, play_in

CASES = Path(__file__).parent.parent / "scenarios" / "no"
PLAYED = [
    "refund-as-a-line",
    "correction-of-a-run-with-a-refund-line",
    "account-abroad",
    "two-limited-rates-share-the-allowance",
    "zone-1a-through-the-year",
    "own-rate-of-a-calculation-code",
    "advance-repaid-in-instalments",
    "advance-given-back-by-a-correction",
    "loan-repaid-to-the-end",
    "attachment-with-a-remaining-sum",
    "coordinated-attachment-stops-the-old",
    "attachment-in-percent",
    "pay-on-departments-and-projects",
    "holiday-month-of-a-move",
]


@pytest.mark.parametrize("name", PLAYED)
def test_a_client_file_computes_the_same_and_proves_it(name: str, tmp_path: Path) -> None:
    scenario = read((CASES / f"{name}.toml").read_bytes())
    expected = list(play(scenario).runs.values())
    desk, _ = new_client(tmp_path / "case.lonnsom", PASSWORD, scenario, "kari", Clock())
    with desk:
        made = [runs.result_of(desk, run_id) for run_id in play_in(desk, scenario)]
        assert [result.payslips for result in made] == [result.payslips for result in expected]
        assert [result.voucher for result in made] == [result.voucher for result in expected]
        assert [result.totals for result in made] == [result.totals for result in expected]
        assert verify(desk) == []


def in_march() -> Clock:
    clock = Clock()
    clock.at = datetime(2026, 3, 27, 12, tzinfo=UTC)
    return clock


def contributions_owed(desk: Desk) -> dict[str, str]:
    some = deadlines(desk, date(2027, 2, 1))
    return {each.day.isoformat(): str(each.amount) for each in some if each.kind == "aga"}


def test_what_is_owed_of_the_contribution_by_term(tmp_path: Path) -> None:
    """The allowance of zone 1a used up in February, a correction in March, and a run paid in December for January.

    14 840 + 17 640 by 16 March (the 15th is a Sunday), 19 740 − 5 640 by 15 May, 11 280 by 15 January.
    """
    scenario = read((CASES / "zone-1a-through-the-year.toml").read_bytes())
    desk, _ = new_client(tmp_path / "case.lonnsom", PASSWORD, scenario, "kari", in_march())
    with desk:
        play_in(desk, scenario)
        owed = contributions_owed(desk)
    assert owed == {"2026-03-16": "32480.00", "2026-05-15": "14100.00", "2027-01-15": "11280.00"}


def test_a_refund_lowers_what_is_owed_of_its_term(tmp_path: Path) -> None:
    """4 230 + 4 512 for March, by 15 May."""
    scenario = read((CASES / "refund-as-a-line.toml").read_bytes())
    desk, _ = new_client(tmp_path / "case.lonnsom", PASSWORD, scenario, "kari", in_march())
    with desk:
        play_in(desk, scenario)
        owed = contributions_owed(desk)
    assert owed == {"2026-05-15": "8742.00"}
