"""Seats: somebody in front of the window, without a client and with one. Client files are made once and copied."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtWidgets import QApplication

from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_month, export_run
from services.actions.scenario import read
from services.desk.desk import Desk
from services.reference.demo_client import demo_scenario
from services.vault.backup import CopyPlan
from services.vault.client import Client
from views.shell import theme
from views.shell.preferences import Preferences
from views.shell.seat import Seat

PASSWORD = "tre blåbær på rad"
NOW = datetime(2026, 11, 22, 8, 42, tzinfo=UTC)
NO_COPIES = CopyPlan(at_close=False)


class Clock:
    """Always the same minute, a second later each time it is asked."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> datetime:
        self.seconds = min(self.seconds + 1, 59)
        return NOW.replace(second=self.seconds)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The application as people see it: fonts, colours, style sheet."""
    if theme.current().name != "light" or not qapp.styleSheet():
        theme.apply(qapp, "light")


@pytest.fixture(scope="session")
def _garbage_on_this_thread() -> list[int]:
    """As in the program: what is left of a window is never taken down on another thread. It counts the tests."""
    gc.disable()
    return [0]


@pytest.fixture(autouse=True)
def _tidied(_garbage_on_this_thread: list[int]) -> Iterator[None]:
    """Now and then, what the tests before have left is collected."""
    yield
    _garbage_on_this_thread[0] += 1
    if _garbage_on_this_thread[0] % 20 == 0:
        gc.collect()


@pytest.fixture
def seat(qapp: QApplication) -> Iterator[Seat]:
    """Somebody sits down; no client is open. Norwegian."""
    made = Seat(Preferences(), Clock())
    made.preferences.set("user", "Kari")
    yield made
    made.wait()
    for client in made.open_clients:
        made.close_client(client.path)


_KEYS: dict[str, str] = {}
"""The recovery key by the file's salt: it opens at once, where a password is worked into a key for 80 ms."""


def sit(seat: Seat, file: Path) -> Seat:
    """Open a client file at the seat."""
    [key] = [key for salt, key in _KEYS.items() if salt == file.read_bytes()[:16].hex()] or [None]
    client = Client.open(file, passphrase=None if key else PASSWORD, recovery_key=key, now=seat.now, copies=NO_COPIES)
    seat.open_client(file, Desk(client, "Kari", seat.now))
    return seat


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new client file: nothing entered."""
    path = tmp_path_factory.mktemp("empty") / "ny.lonnsom"
    client, key = Client.create(path, PASSWORD, "NO", "Kari", now=Clock(), copies=NO_COPIES)
    client.close()
    _KEYS[path.read_bytes()[:16].hex()] = key
    return path


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo client: an employer and 13 people, no run."""
    path = tmp_path_factory.mktemp("people") / "demo.lonnsom"
    client, key = Client.create(path, PASSWORD, "NO", "Kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "Kari", Clock()), read(demo_scenario()))
    client.close()
    _KEYS[path.read_bytes()[:16].hex()] = key
    return path


@pytest.fixture(scope="session")
def paid_file(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo client with November approved and its files made."""
    path = tmp_path_factory.mktemp("paid") / "demo.lonnsom"
    copyfile(demo_file, path)
    client = Client.open(path, passphrase=PASSWORD, now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "Kari", Clock())
    for run in read(demo_scenario()).runs:
        run_id = runs.start(desk, run.head, run.lines, run.employees or ())
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
        export_run(desk, run_id)
        export_month(desk, run.head.month)
    client.close()
    return path


def _copied(file: Path, folder: Path) -> Path:
    target = folder / file.name
    copyfile(file, target)
    return target


@pytest.fixture
def new_seat(seat: Seat, empty_file: Path, tmp_path: Path) -> Seat:
    """A new client is open, and nothing is entered."""
    return sit(seat, _copied(empty_file, tmp_path))


@pytest.fixture
def client_seat(seat: Seat, demo_file: Path, tmp_path: Path) -> Seat:
    """The demo client is open: employer and people, no run."""
    return sit(seat, _copied(demo_file, tmp_path))


@pytest.fixture
def run_seat(seat: Seat, paid_file: Path, tmp_path: Path) -> Seat:
    """The demo client is open, and November 2026 is paid and reported."""
    return sit(seat, _copied(paid_file, tmp_path))


@pytest.fixture
def empty_seat(seat: Seat, demo_file: Path, tmp_path: Path) -> Seat:
    """A client with its employer, and nobody employed yet."""
    from dataclasses import replace

    path = tmp_path / "firma.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "Kari", now=seat.now, copies=NO_COPIES)
    desk = Desk(client, "Kari", seat.now)
    fill(desk, replace(read(demo_scenario()), people=()))
    seat.open_client(path, desk)
    return seat
