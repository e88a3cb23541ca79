"""A client file for the a-meldinger of one employer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, play_in

Open = Callable[[str], Desk]


@pytest.fixture
def client_file(tmp_path: Path) -> Iterator[Open]:
    """A client file that is filled from a scenario, and its runs approved."""
    opened: list[Client] = []

    def make(toml: str) -> Desk:
        case = read(toml.encode())
        client, _ = Client.create(tmp_path / "a.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
        opened.append(client)
        desk = Desk(client, "kari", Clock())
        fill(desk, case)
        play_in(desk, case)
        return desk

    yield make
    for client in opened:
        client.close()
