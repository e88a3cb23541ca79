"""What if: a year of 50 people set beside the same year with a rise, as often as a key is pressed."""

from datetime import date
from pathlib import Path

from services.actions.clients import fill
from services.desk import at_hand
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

        def first() -> None:
            at_hand._CLIENTS.clear()
            year_if(desk, 2026, rise)

        first()
        say("What if: a year of 50 people, as it is and with a rise", usual(first, 3), goal="1 s")
        say("What if: the same year with another rise", usual(lambda: year_if(desk, 2026, rise), 3), goal="1 s")
