"""The window: to the shown start page, to a client's first page, a key in the grid, a step of scrolling."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from models.values.finding import Place
from services.desk.desk import Desk
from services.vault.client import Client
from tests.benchmarks.measure import ROOT, say, usual, with_bytecode
from tests.gallery import stage
from tests.gallery.pictures import settle
from tests.views.keys import press, type_text
from views.main_window import MainWindow
from views.shell import theme
from views.shell.preferences import Preferences
from views.shell.seat import Seat

EMPTY = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.resize(1280, 800); window.show()
QTimer.singleShot(0, app.quit); app.exec()
"""
PROGRAM = """
from datetime import datetime
from desktop.app import run
run([], lambda: datetime.now().astimezone(), once=True)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stage.large_client(tmp_path_factory.mktemp("large"))


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    theme.apply(qapp, "light")
    return qapp


def seated() -> Seat:
    preferences = Preferences()
    preferences.set("idle_minutes", 0)
    return Seat(preferences, stage.clock)


def test_from_nothing_to_the_start_page(tmp_path: Path) -> None:
    environment = with_bytecode(tmp_path / "compiled") | {
        "QT_QPA_PLATFORM": "offscreen",
        "LONNSOM_CONFIG": str(tmp_path / "config"),
    }

    def whole(code: str) -> float:
        def once() -> None:
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)

        once()
        return usual(once, 9)

    print()
    say("start to the shown start page", whole(PROGRAM), whole(EMPTY), "3 × an empty window")


def test_opening_a_client_to_its_first_page(large: Path, app: QApplication) -> None:
    seat = seated()
    window = MainWindow(seat)
    window.resize(1280, 800)
    window.show()
    app.processEvents()

    def once() -> None:
        client = Client.open(large, passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
        seat.open_client(large, Desk(client, "Kari", stage.clock))
        app.processEvents()
        while seat.busy:  # the first page is read off the UI thread
            app.processEvents()

    took = []
    for _ in range(5):
        started = perf_counter()
        once()
        took.append(perf_counter() - started)
        seat.close_client()
        app.processEvents()
    say("opening 200 people to the overview, with the key", sorted(took)[2], goal="1.0 s")
    longest = watched(seat, window, large, app)
    say(f"the longest the UI thread was held ({longest[1]})", longest[0], goal="100 ms")
    seat.setParent(None)
    window.close()


PLACES = (
    Place("employees"),
    Place("employees", 3),
    Place("employees", "new"),
    Place("employees", "openings"),
    Place("absence", "2026-11"),
    Place("absence", "2026"),
    Place("absence", "2026-11", "table"),
    Place("absence", 3, "new"),
    Place("pay_run"),
    Place("pay_run", 4, "basis"),
    Place("pay_run", 4, "control"),
    Place("pay_run", 3, "files"),
    Place("reporting", "2026-11"),
    Place("refunds"),
    Place("refunds", None, "log"),
    Place("inntektsmelding"),
    Place("corrections"),
    Place("bulk_rise"),
    Place("what_if"),
    Place("holiday"),
    Place("year_end"),
    Place("moving_in"),
    Place("deadlines"),
    Place("backups"),
    Place("changes"),
    Place("settings", None, "wage_types"),
    Place("settings", None, "rates"),
    Place("settings", None, "choices"),
    Place("overview"),
)
_WATCHED = 0.4  # seconds after the last work: what a page makes little by little belongs to its opening


def going(window: MainWindow, place: Place, seat: Seat, app: QApplication) -> float:
    """The longest turn of the event loop while a page is opened and fills itself."""
    started = perf_counter()
    window.go(place)
    longest = perf_counter() - started
    calm = perf_counter()
    while perf_counter() - calm < _WATCHED:
        started = perf_counter()
        app.processEvents()
        longest = max(longest, perf_counter() - started)
        if seat._works:
            calm = perf_counter()
        sleep(0.002)
    return longest


def watched(seat: Seat, window: MainWindow, large: Path, app: QApplication) -> tuple[float, str]:
    """Go to every page, twice, and see how long each step held the UI thread."""
    client = Client.open(large, passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
    seat.open_client(large, Desk(client, "Kari", stage.clock))
    settle(app, seat)
    longest = (0.0, "")
    for place in PLACES:
        for turn in ("first", "again"):
            held = going(window, place, seat, app)
            name = f"{place.page} {place.thing or ''} {place.field or ''} {turn}".strip()
            if os.environ.get("LONNSOM_BENCH_ALL"):
                say(f"  {name}", held)
            longest = max(longest, (held, name))
    seat.close_client()
    return longest


def test_a_key_in_a_grid_of_two_hundred(large: Path, app: QApplication) -> None:
    """A digit that opens the editor, one more, and Enter, which keeps it: every key until it is painted."""
    from views.pages.pay_run.basis_step import BasisStep

    seat = seated()
    window = MainWindow(seat)
    window.resize(1280, 800)
    window.show()
    client = Client.open(large, passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
    seat.open_client(large, Desk(client, "Kari", stage.clock))
    window.go(Place("pay_run", 4, "basis"))
    settle(app, seat)
    grid = window.findChild(BasisStep).grid
    column = next(n for n in range(len(grid.columns)) if grid.may_type(0, n))
    took: dict[str, list[float]] = {"digit": [], "Enter": []}

    def key(name: str, do: Callable[[QWidget], None]) -> None:
        started = perf_counter()
        do(grid._editor or grid.table)
        app.processEvents()
        took[name].append(perf_counter() - started)

    for row in range(20):
        grid.go_to(row, column)
        app.processEvents()
        for digit in "75":
            key("digit", partial(type_text, text=digit))
        key("Enter", partial(press, key=Qt.Key.Key_Return))
        settle(app, seat)
    for name, each in took.items():
        say(f"a key in a grid of 200: {name}", sorted(each)[len(each) // 2], goal="50 ms")
        say(f"  the slowest {name}", max(each), goal="50 ms")
    seat.close_client()
    window.close()


class _Constant(QAbstractTableModel):
    """Five thousand rows of the same words."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5_000

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        return "Ingrid Ødegård" if role == Qt.ItemDataRole.DisplayRole else None


def steps(view: QTableView, app: QApplication) -> float:
    """The median of a hundred steps of scrolling, painted."""
    bar = view.verticalScrollBar()
    took = []
    for step in range(100):
        started = perf_counter()
        bar.setValue(bar.minimum() + 40 * step)
        view.viewport().repaint()
        app.processEvents()
        took.append(perf_counter() - started)
    return sorted(took)[50]


def test_scrolling_five_thousand_rows(app: QApplication) -> None:
    from views.widgets.table import RowsTable, TableColumn

    bare = QTableView()
    bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    bare.verticalHeader().setDefaultSectionSize(50)
    bare.setModel(_Constant())
    rows = [(f"Ingrid Ødegård {number}", "Baker", 100, 41_200 + number, "Tabell 7100") for number in range(5_000)]
    columns = [
        TableColumn("name", "Navn", "person", value=lambda row: row[0], second=lambda row: row[1], width="stretch"),
        *[
            TableColumn(
                str(place),
                str(place),
                "number" if place in (2, 3) else "text",
                value=lambda row, place=place: row[place],
            )
            for place in range(2, 5)
        ],
    ]
    seat = seated()
    table = RowsTable(seat, columns, "bench")
    table.set_rows(rows)
    for widget in (bare, table):
        widget.resize(1000, 700)
        widget.show()
    app.processEvents()
    QTest.qWait(20)
    say("a step of scrolling, 5,000 employees", steps(table.view, app), steps(bare, app), "1.3 ×")
