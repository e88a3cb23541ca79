"""Absence in a client file: the runs come out as in the scenario, and every one is reproduced from what was kept."""

from pathlib import Path

import pytest

from services.actions.clients import fill
from services.actions.scenario import play, read
from services.actions.verify import verify
from services.desk.desk import Desk
from services.desk.gather import balances_of, employee_ids
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, play_in

SCENARIOS = Path(__file__).parents[1] / "scenarios" / "no"


@pytest.mark.parametrize(
    "name",
    [
        "absence-withdrawn",
        "holiday-as-taken-over-easter",
        "hourly-sick-pay-in-advance",
        "layoff-partial-over-easter",
        "sick-pay-and-holiday-pay-48-days",
    ],
)
def test_a_file_with_absences_is_reproduced(name: str, tmp_path: Path) -> None:
    scenario = read((SCENARIOS / f"{name}.toml").read_bytes())
    client, _ = Client.create(tmp_path / "a.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, scenario)
    play_in(desk, scenario)
    assert verify(desk) == []
    with desk.reading() as session:
        numbers = {record: number for number, record in employee_ids(session).items()}
        kept = {numbers[who]: sums for who, sums in balances_of(session).items() if who is not None}
    book = play(scenario)
    for number, sums in kept.items():
        assert {key: ore for key, ore in sums.items() if ore} == {k: v for k, v in book.people[number].items() if v}
    client.close()
