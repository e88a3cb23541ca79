"""The change log in the window: filters, one change in full, taking it back, the seal."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.actions.marks import mark
from views.main_window import MainWindow
from views.pages.changes.page import ChangesPage
from views.pages.changes.panel import ChangePanel
from views.shell.seat import Seat


@pytest.fixture
def page(client_seat: Seat, qtbot: QtBot) -> Iterator[ChangesPage]:
    mark(client_seat.desk, "run:1:slips", "handed_out")
    with client_seat.desk.change("employee.save") as session:
        from models.records.employee import Employee

        session.query(Employee).filter_by(number=1).one().name = "Ingrid Berg"
    page = ChangesPage(client_seat)
    qtbot.addWidget(page)
    page.resize(1068, 752)
    page.show()
    page.show_place(Place("changes"))
    qtbot.waitUntil(lambda: page.seal.isVisible() and bool(page.table.rows()))
    yield page
    client_seat.wait()


def what(page: ChangesPage) -> list[str]:
    return [page.seat.t(row.what) for row in page.table.rows()]


def test_the_log_is_shown_newest_first_with_its_seal(page: ChangesPage) -> None:
    assert what(page)[:2] == ["Ansatt endret: Navn", "Lønnsslipper merket som delt ut"]
    assert page.seal.kind == "ok"
    assert page.header.title == "Endringer"


def test_it_is_filtered(page: ChangesPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.kind.chip("files"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: what(page) == ["Lønnsslipper merket som delt ut"])
    qtbot.mouseClick(page.kind.chip(""), Qt.MouseButton.LeftButton)
    page.show_place(Place("changes", 1))
    qtbot.waitUntil(lambda: what(page) == ["Ansatt endret: Navn"])
    assert page.who.value() == 1


def test_a_change_is_shown_in_full_and_taken_back(page: ChangesPage, qtbot: QtBot) -> None:
    panels: list[object] = []
    page.seat.asked_panel.connect(panels.append)
    page.table.select(page.table.rows()[0], tell=True)
    panel = panels[-1]
    assert isinstance(panel, ChangePanel)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: what(page)[0] == "Tatt tilbake: Ansatt endret")
    assert page.table.rows()[1].undone


def test_every_entry_has_a_panel(page: ChangesPage, qtbot: QtBot) -> None:
    for row in page.table.rows():
        panel = ChangePanel(page.seat, row, page._undo)
        qtbot.addWidget(panel)
        assert panel.title.text()


def test_in_the_window(client_seat: Seat, qtbot: QtBot) -> None:
    window = MainWindow(client_seat)
    qtbot.addWidget(window)
    window.show()
    window.go(Place("changes"))
    page = window.page
    assert isinstance(page, ChangesPage)
    qtbot.waitUntil(lambda: bool(page.table.rows()))
    client_seat.wait()
