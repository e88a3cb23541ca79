"""The lists of holiday: what is owed, as it stands on the accounts 2940 and 2781; and the days of a year."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.values.finding import Refused
from models.values.money import Money
from services.actions.clients import new_client
from services.actions.scenario import read
from services.desk.desk import Desk
from services.queries.holiday import holiday_days, holiday_owed
from services.reference.texts import texts
from tests.actions.samples import PASSWORD, Clock, play_in
from tests.builders import a_scenario, kr

OPENING = 'bank_account = "12045101388"\n'
JUNE = """
[[run]]
month = "2026-06"
pay_date = 2026-06-19
kind = "holiday"
[[run.line]]
employee = 1
type = "holiday_deduction"
quantity = "10"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two people; the first has 500 000 of last year and takes ten days, the second earned in March and June only."""
    brought = OPENING + '[employee.opening]\nholiday_basis_last_year = "500000.00"\n'
    scenario = read(a_scenario((OPENING, brought), after=JUNE).encode())
    made, _ = new_client(tmp_path / "ferie.lonnsom", PASSWORD, scenario, "kari", Clock())
    with made as desk:
        play_in(desk, scenario)
        yield desk


def test_what_is_owed_is_what_was_set_aside(desk: Desk) -> None:
    """1: 12 % of 45 000 + 45 000 − 20 769.23; 2: 12 % of 2 × 28 000. Of 2026's 60 000 all is paid."""
    table = holiday_owed(desk)
    names = [column.name for column in table.columns]
    rows = {(row[0], row[2]): dict(zip(names, row, strict=True)) for row in table.rows}
    assert set(rows) == {(1, "2027"), (2, "2027")}
    assert rows[1, "2027"]["basis"] == kr("69230.77")
    assert rows[1, "2027"]["owed"] == kr("5400") + kr("2907.69")  # each run rounds its own
    assert rows[1, "2027"]["contribution"] == kr("761.40") + kr("409.98")
    assert rows[2, "2027"]["owed"] == kr("6720")
    assert holiday_owed(desk, 2026).rows == ()
    assert holiday_owed(desk, 2027).rows == table.rows
    totals = [row[-1] for row in table.rows if isinstance(row[-1], Money)]
    assert Money.total(totals) == kr("8307.69") + kr("1171.38") + kr("6720") + kr("947.52")


def test_the_days_of_a_year_and_what_does_not_agree(desk: Desk) -> None:
    found = holiday_days(desk, 2026)
    assert [row[2:] for row in found.table.rows] == [(25, 0, 10, 15), (25, 0, 0, 25)]
    assert [texts("en")(finding.what) for finding in found.findings] == [
        "Employee 1: holiday pay of 60,000.00 is paid in 2026, which is 25 days of holiday, but 10 days are deducted"
    ]


def test_the_days_of_a_year_without_rates(desk: Desk) -> None:
    with pytest.raises(Refused, match="no rates for 2027"):
        holiday_days(desk, 2027)
