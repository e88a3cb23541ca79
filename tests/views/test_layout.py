"""Nothing is cut, nothing floats: what stands at the edges of the window at the smallest size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from models.values.finding import Place
from services.desk.desk import Desk
from services.vault.client import Client
from tests.gallery import stage
from tests.gallery.pictures import places, settle
from views.main_window import MainWindow
from views.pages.settings.part import SaveRow
from views.shell import registry
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.input_grid import InputGrid
from views.widgets.people_choice import PeopleChoice
from views.widgets.scroll import ScrollArea

GRIDS = {"run-basis", "employees-openings"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stage.paid_client(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def window(file: Path, qapp: QApplication, qtbot) -> Iterator[MainWindow]:
    preferences = Preferences()
    preferences.set("user", "Kari")
    preferences.set("idle_minutes", 0)
    seat = Seat(preferences, stage.clock)
    made = MainWindow(seat)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    opened(seat, file)
    settle(qapp, seat)
    yield made
    seat.wait()
    for client in seat.open_clients:
        seat.close_client(client.path)
    seat.setParent(None)


def opened(seat: Seat, file: Path) -> None:
    client = Client.open(file, passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
    seat.open_client(file, Desk(client, "Kari", stage.clock))


def shown(window: MainWindow, kind: type) -> list:
    return [each for each in window.findChildren(kind) if each.isVisible()]


def test_what_goes_on_below_fades(window: MainWindow, qapp: QApplication) -> None:
    cut = []
    for name, page, thing, field in places("some"):
        window.go(Place(page, thing, field))  # type: ignore[arg-type]
        settle(qapp, window.seat)
        cut += [name for area in shown(window, ScrollArea) if area.looks_cut]
    assert cut == []


def test_grids_show_whole_columns_and_what_they_come_to(window: MainWindow, qapp: QApplication) -> None:
    for name, page, thing, field in places("some"):
        if name not in GRIDS:
            continue
        window.go(Place(page, thing, field))  # type: ignore[arg-type]
        settle(qapp, window.seat)
        [grid] = shown(window, InputGrid)
        right = grid.kept.x() - grid.name_width if grid.kept_width else grid.table.viewport().width()
        edges = [grid.table.columnViewportPosition(place) for place in range(len(grid.columns))]
        ends = [left + grid.table.columnWidth(place) for place, left in enumerate(edges)]
        assert not [name for left, end in zip(edges, ends, strict=True) if left < right - 4 and end > right + 4]
        if name == "run-basis":
            [gross] = [place for place, each in enumerate(grid.columns) if each.strong]
            assert grid.kept_width or ends[gross] <= right
            assert not grid.kept_width or gross in grid.kept.places


def test_a_cell_is_never_shown_under_the_columns_that_stay(window: MainWindow, qapp: QApplication) -> None:
    window.go(Place("pay_run", 2, "basis"))
    settle(qapp, window.seat)
    [grid] = shown(window, InputGrid)
    window.resize(1000, 760)
    assert grid.kept_width
    for place in range(len(grid.columns)):
        grid.go_to(0, place)
        rect = grid.table.visualRect(grid.model.index(0, place))
        assert place in grid.kept.places or rect.right() <= grid.kept.x() - grid.name_width


def test_nothing_to_save_takes_no_room(window: MainWindow, qapp: QApplication) -> None:
    for section in ("payslip", "choices", "pay"):
        window.go(Place("settings", None, section))
        settle(qapp, window.seat)
        assert shown(window, SaveRow) == []


def test_every_page_has_its_mark_in_the_sidebar(window: MainWindow) -> None:
    for entry in registry.PAGES.values():
        if entry.beside:
            window.go(Place(entry.name))
            marked = [page for page, item in window.sidebar.items.items() if item.isChecked()]
            assert marked == [entry.beside]
    assert registry.PAGES["corrections"].beside


def test_counts_are_there_at_once_the_next_time(window: MainWindow, file: Path, qtbot) -> None:
    qtbot.waitUntil(lambda: window.sidebar.items["employees"].count > 0)
    before = {name: item.count for name, item in window.sidebar.items.items()}
    window.seat.close_client()
    opened(window.seat, file)
    assert {name: item.count for name, item in window.sidebar.items.items()} == before


def test_going_to_a_page_rings_nothing_in_the_sidebar(window: MainWindow, qapp: QApplication) -> None:
    window.activateWindow()
    for page in ("employees", "pay_run", "year_end", "overview"):
        window.go(Place(page))
        settle(qapp, window.seat)
        focus = window.focusWidget()
        assert focus is None or not window.sidebar.isAncestorOf(focus)


def test_people_stand_in_two_columns_where_it_is_wide(seat: Seat, qtbot) -> None:
    people = PeopleChoice(seat)
    qtbot.addWidget(people)
    people.resize(520, 300)
    people.set_people([(number, f"Ansatt {number}") for number in range(1, 9)])
    people.show()
    lefts = {check.mapTo(people, QPoint(0, 0)).x() for check in people.checks.values()}
    assert len(lefts) == 2
    people.resize(300, 300)
    qtbot.waitUntil(lambda: len({check.mapTo(people, QPoint(0, 0)).x() for check in people.checks.values()}) == 1)
    people.search.setText("Ansatt 3")
    people.search.changed.emit()
    assert [number for number, check in people.checks.items() if not check.isHidden()] == [3]


def test_one_person_alone_is_not_scrolled(seat: Seat, qtbot) -> None:
    people = PeopleChoice(seat)
    qtbot.addWidget(people)
    people.resize(270, 200)
    people.set_people([(1, "Henrik Bråthen")])
    people.show()
    assert not people.everybody.isVisible()
    [area] = people.findChildren(ScrollArea)
    assert area.verticalScrollBar().maximum() == 0
