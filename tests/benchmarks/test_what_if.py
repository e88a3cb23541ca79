"""What if: a year of 50 people set beside the same year with a rise, as often as a key is pressed."""

from datetime import date
from pathlib import Path

from services.actions.clients import fill
from services.desk.desk import Desk
from services.queries.what_if import PayRise, year_if
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import say, usual
from tests.builders import pct


def test_a_year_of_fifty_people(tmp_path: Path) -> None:
    client, _ = Client.create(tmp_path / "what-if.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, crowd(50))
        rise = [PayRise(date(2026, 5, 1), percent=pct("3.5"))]
        year_if(desk, 2026, rise)
        say(
            "What if: a year of 50 people, now and with a rise", usual(lambda: year_if(desk, 2026, rise), 3), goal="1 s"
        )
