"""The window with the pages about clients as they are; every other page is a sheet of paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from models.values.finding import Place
from models.values.message import Message
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.desk import Desk
from services.queries.client_cards import CardDeadline, CardStep, ClientCard, write_card
from services.reference.demo_client import demo_scenario
from services.vault.client import Client
from tests.views.conftest import NO_COPIES, PASSWORD, Clock, sit
from views.main_window import MainWindow
from views.shell.client_memory import client_memory
from views.shell.page import Page
from views.shell.registry import PageEntry
from views.shell.seat import Seat

OURS = ("clients", "deadlines", "backups")
_make = PageEntry.make


class Paper(Page):
    """A page of somebody else."""

    def show_place(self, place: Place) -> None:
        self.header.set(place.page)


def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pages about clients, and paper for the others."""
    monkeypatch.setattr(PageEntry, "make", lambda self, seat: _make(self, seat) if self.name in OURS else Paper(seat))


def window_of(seat: Seat, qtbot: Any, monkeypatch: pytest.MonkeyPatch, folder: Path) -> MainWindow:
    """The window, shown, at rest."""
    only_ours(monkeypatch)
    seat.preferences.set("client_folder", str(folder))
    client_memory(seat)
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.show()
    at_rest(qtbot, seat)
    return window


def at_rest(qtbot: Any, seat: Seat) -> None:
    """Wait until nothing runs."""
    qtbot.waitUntil(lambda: not seat.busy, timeout=10_000)


def until(qtbot: Any, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    qtbot.waitUntil(holds, timeout=10_000)


def a_card(path: Path, name: str = "Fjordbakeriet AS", day: int = 25, **more: Any) -> ClientCard:
    """A client that was open yesterday and pays on a day of November."""
    card = ClientCard(
        path,
        f"{abs(hash(name)) % 16**8:08x}{'0' * 24}",
        name,
        "310000019",
        "NO",
        "#A2542A",
        11,
        datetime(2026, 11, 21, 8, tzinfo=UTC),
        (CardStep("waiting", Message("Nothing is waiting")),),
        (CardDeadline("pay", Message("Pay"), date(2026, 11, day)),),
    )
    return replace(card, **more)


def remember(seat: Seat, *cards: ClientCard) -> None:
    """As if they had been open before."""
    seat.preferences.set("clients", [write_card(card) for card in cards])


def known_file(seat: Seat, file: Path, folder: Path) -> Path:
    """A client file in the folder that was open before, with its card and a proven copy, and is closed."""
    path = folder / file.name
    copyfile(file, path)
    sit(seat, path)
    seat.client.desk.client.prove_copy("hand")
    client_memory(seat).remember(seat.client)
    seat.close_client()
    return path


def demo_in(folder: Path) -> Path:
    """A file with the demo client: an employer and 13 people, no run."""
    path = folder / "demo.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "Kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "Kari", Clock()), read(demo_scenario()))
    client.close()
    return path


class Files:
    """Says where a file is instead of a dialog."""

    def __init__(self, answer: Path | None) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.parent = None

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        self.asked.append(title)
        return self.answer

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.asked.append(name)
        return self.answer

    def folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.answer
