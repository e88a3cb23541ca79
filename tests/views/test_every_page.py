"""What holds for every page: names for all controls, no word left in English, nothing cut at the smallest size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import pofile
from PySide6.QtWidgets import QApplication

from models.values.finding import Place
from services.desk.desk import Desk
from services.vault.client import Client
from tests.gallery import stage
from tests.gallery.pictures import places, settle
from tests.views.walker import cut, texts, unnamed, without_role
from views.main_window import MainWindow
from views.shell.preferences import Preferences
from views.shell.seat import Seat

DATA = ("none", "new", "some")
OWN_NAME = "English"  # a language is chosen by its own name


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("stage")
    return {"new": stage.new_client(folder), "some": stage.paid_client(folder)}


@cache
def english(language: str) -> frozenset[str]:
    """Source texts that are written otherwise in the language, long enough to be told from names and numbers."""
    po = Path(__file__).parents[2] / f"resources/locale/{language}/LC_MESSAGES/lonnsom.po"
    with po.open("rb") as source:
        catalogue = pofile.read_po(source)
    return frozenset(
        str(message.id)
        for message in catalogue
        if message.id and message.string and message.id != message.string and re.search(r"[a-z]{3}", str(message.id))
    )


def opened(seat: Seat, data: str, files: dict[str, Path], qtbot) -> MainWindow:
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.resize(1200, 760)
    window.show()
    if data in files:
        client = Client.open(files[data], passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
        seat.open_client(files[data], Desk(client, "Kari", stage.clock))
    return window


@pytest.fixture
def stage_seat(qapp: QApplication) -> Iterator[Seat]:
    preferences = Preferences()
    preferences.set("user", "Kari")
    preferences.set("idle_minutes", 0)
    made = Seat(preferences, stage.clock)
    yield made
    made.wait()
    for client in made.open_clients:
        made.close_client(client.path)
    made.setParent(None)


@pytest.mark.parametrize(("data", "language"), [*((data, "nb") for data in DATA), ("none", "da"), ("new", "da")])
def test_every_control_has_a_name_and_every_word_its_language(
    stage_seat: Seat, files: dict[str, Path], qapp: QApplication, qtbot, data: str, language: str
) -> None:
    stage_seat.set_language(language)
    window = opened(stage_seat, data, files, qtbot)
    wrong: dict[str, list[str]] = {}
    for name, page, thing, field in places(data):
        window.go(Place(page, thing, field))  # type: ignore[arg-type]
        settle(qapp, stage_seat)
        found = unnamed(window) + without_role(window) + cut(window)
        found += [f"in English: {text}" for text in texts(window) if text in english(language) and text != OWN_NAME]
        if found:
            wrong[name] = sorted(set(found))
    assert wrong == {}
