"""Deadlines: of the open client as they are, of the others as they were."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place
from tests.views.clients_room import a_card, remember, window_of
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.main_window import MainWindow
from views.pages.deadlines.page import DeadlinesPage
from views.shell.client_memory import client_memory
from views.shell.seat import Seat


def page(window: MainWindow) -> DeadlinesPage:
    window.go(Place("deadlines"))
    shown = window.page
    assert isinstance(shown, DeadlinesPage)
    return shown


@pytest.fixture
def window(seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MainWindow]:
    """No client is open; three are known."""
    cards = (a_card(tmp_path / f"{name}.lonnsom", name, day) for name, day in (("A", 20), ("B", 24), ("C", 30)))
    remember(seat, *cards)
    yield window_of(seat, qtbot, monkeypatch, tmp_path)
    seat.wait()
    seat.setParent(None)


@pytest.fixture
def own_window(run_seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MainWindow]:
    """November is paid and approved in the open client, and another is known."""
    memory = client_memory(run_seat)
    memory.remember(run_seat.client)
    [own] = memory.cards
    memory.put(replace(own, path=tmp_path / "annen.lonnsom", name="Annen AS"))
    yield window_of(run_seat, qtbot, monkeypatch, tmp_path)
    run_seat.wait()
    run_seat.setParent(None)


def test_what_is_due_of_every_client(window: MainWindow, qtbot) -> None:
    shown = page(window)
    assert shown.header.line == "1 er over fristen · 2 frister før 7. desember, hos 2 klienter"
    assert [row.client for row in shown.table.rows()] == ["A", "B", "C"]
    shown.chips.chip("late").click()
    assert [row.client for row in shown.table.rows()] == ["A"]
    shown.chips.chip("left").click()
    shown.search()
    type_text(shown.search_field, "c")
    assert [row.client for row in shown.table.rows()] == ["C"]
    assert not unnamed(shown)
    assert shown.note.text()


def test_enter_leads_to_the_client(window: MainWindow) -> None:
    shown = page(window)
    press(shown.table.view, Qt.Key.Key_Return)
    assert window.seat.place.page == "clients"
    assert window.panel is not None


def test_the_open_client_has_amounts_and_marks(own_window: MainWindow, qtbot) -> None:
    shown, seat = page(own_window), own_window.seat
    tax = next(row for row in shown.table.rows() if row.kind == "withholding")
    assert tax.amount
    before = len(shown.table.rows())
    shown.table.link.emit(tax, "do")
    assert len(page(own_window).table.rows()) == before - 1
    shown.chips.chip("done").click()
    assert [row.kind for row in shown.table.rows()] == ["withholding"]
    seat.undo()
    assert not shown.table.rows()
    shown.chips.chip("left").click()
    assert len(shown.table.rows()) == before


def test_everybody_or_only_the_open_client(own_window: MainWindow) -> None:
    shown = page(own_window)
    assert {row.client for row in shown.table.rows()} == {"Solvang Bakeri AS"}
    shown.whose.segment("all").click()
    assert {row.client for row in shown.table.rows()} == {"Solvang Bakeri AS", "Annen AS"}
    report = next(row for row in shown.table.rows() if row.kind == "report" and row.is_here)
    shown.open_row(report)
    assert own_window.seat.place.page == "reporting"


def test_nothing_is_due(seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    window = window_of(seat, qtbot, monkeypatch, tmp_path)
    assert page(window).header.line == "Ingen frister før 7. desember"
    seat.setParent(None)
