"""A client file, made once: each test gets a copy of it."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.vault.client import Client
from tests.vault.samples import NO_COPIES, NOON, PASSWORD, Clock, Made, Victim, an_employee


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A closed file with a few employees in it."""
    path = tmp_path_factory.mktemp("made") / "bakeri.lonnsom"
    client, recovery_key = Client.create(
        path, PASSWORD, "no", "kari", now=Clock(NOON - timedelta(days=1)), copies=NO_COPIES
    )
    with client.change("employee.hire", by="kari") as session:
        session.add_all([an_employee(number, address="Storgata " * 20) for number in range(1, 200)])
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def path(made: Made, tmp_path: Path) -> Path:
    """A closed file of the test's own, alone in its folder."""
    return made.copied_to(tmp_path)


@pytest.fixture
def client(made: Made, path: Path) -> Iterator[Client]:
    """The same, open."""
    client = made.open(path)
    yield client
    client.close()


@pytest.fixture(scope="session")
def victim(root: Path) -> Iterator[Victim]:
    """Another program, to be told what to do and to be killed."""
    if not hasattr(os, "fork"):
        pytest.skip("there is no fork here")
    victim = Victim(root)
    with victim.process:
        yield victim
        victim.orders.close()
