"""Client files, made once: each story gets a copy of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.values.span import Month
from services.actions.clients import fill
from services.actions.demo import demo
from services.actions.exports import export_month, export_run
from services.actions.scenario import Book, play
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions import nine_months
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, bakery, play_in, scenario


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The three people, and no run."""
    path = tmp_path_factory.mktemp("new") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), scenario())
    client.close()
    return Made(path, recovery_key)


@pytest.fixture(scope="session")
def approved(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The same with March approved and all its files made."""
    path = new.copied_to(tmp_path_factory.mktemp("approved"))
    with new.desk(path) as desk:
        export_run(desk, play_in(desk, scenario())[0])
        export_month(desk, Month(2026, 3))
    return Made(path, new.recovery_key)


@pytest.fixture(scope="session")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Nine approved months of a bakery, for corrections."""
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the main job makes."""
    folder = tmp_path_factory.mktemp("demo")
    demo(folder, PASSWORD, Clock())
    return folder


@pytest.fixture(scope="session")
def bakery_book() -> Book:
    """The demo client's scenario, without a client file."""
    return play(bakery())


@pytest.fixture
def path(new: Made, tmp_path: Path) -> Path:
    """A closed file of the story's own: three people, no run."""
    return new.copied_to(tmp_path)


@pytest.fixture
def desk(new: Made, path: Path) -> Iterator[Desk]:
    """Somebody sits at that file."""
    with new.desk(path) as desk:
        yield desk


@pytest.fixture
def approved_path(approved: Made, tmp_path: Path) -> Path:
    """A closed file of the story's own with March approved."""
    return approved.copied_to(tmp_path)


@pytest.fixture
def later_desk(approved: Made, approved_path: Path) -> Iterator[Desk]:
    """Somebody sits at that file."""
    with approved.desk(approved_path) as desk:
        yield desk
