"""Why?, by clicks and keys: the tree unfolds, leads to places and other figures, and back again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.queries.runs import all_runs
from services.queries.why import Trace, said, why_figure, why_line, why_total
from tests.views.keys import press
from views.main_window import MainWindow
from views.shell.seat import Seat
from views.widgets.why_panel import WhyPanel

HENRIK = 2


@pytest.fixture
def run_id(run_seat: Seat) -> int:
    return all_runs(run_seat.desk)[0].id


@pytest.fixture
def overtime(run_seat: Seat, run_id: int) -> Trace:
    """Henrik's overtime."""
    for line in range(6):
        trace = why_line(run_seat.desk, run_id, HENRIK, line)
        if trace is not None and said(trace.title, run_seat.texts) == "Overtid 50 %":
            return trace
    raise AssertionError("there is no overtime")


@pytest.fixture
def panel(run_seat: Seat, overtime: Trace, qtbot: QtBot) -> WhyPanel:
    panel = WhyPanel(run_seat, overtime)
    qtbot.addWidget(panel)
    panel.resize(396, 752)
    panel.show()
    return panel


def test_the_rule_and_what_it_was_made_from(panel: WhyPanel) -> None:
    assert panel.tree.labels() == [
        "Timer",
        "Timelønn",
        "Månedslønn i full stilling",
        "Timer i året",
        "Overtidsfaktor",
    ]
    assert panel.accessibleName().replace("\xa0", " ") == "Hvorfor? Overtid 50 % 6 845,58"


def test_the_tree_folds_by_key(panel: WhyPanel) -> None:
    tree = panel.tree
    press(tree, Qt.Key.Key_Down)
    press(tree, Qt.Key.Key_Left)
    assert tree.labels() == ["Timer", "Timelønn", "Overtidsfaktor"]
    height = tree.height()
    press(tree, Qt.Key.Key_Right)
    assert len(tree.labels()) == 5
    assert tree.height() > height
    press(tree, Qt.Key.Key_Right)
    press(tree, Qt.Key.Key_Left)
    assert tree.item(tree.currentIndex()).label == "Timelønn", "left goes to what it is a part of"
    press(tree, Qt.Key.Key_Space)
    assert len(tree.labels()) == 3


def test_a_click_folds_and_opens(panel: WhyPanel, run_seat: Seat, qtbot: QtBot) -> None:
    places: list[Place] = []
    run_seat.asked_place.connect(places.append)
    tree = panel.tree
    hourly = tree.model().index(1, 0)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(hourly).center())
    assert len(tree.labels()) == 3
    factor = tree.model().index(2, 0)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.link_rect(factor).center())
    assert places == [Place("settings", "overtime_50", "wage_types")]


def test_enter_opens_the_place(panel: WhyPanel, run_seat: Seat) -> None:
    places: list[Place] = []
    run_seat.asked_place.connect(places.append)
    tree = panel.tree
    press(tree, Qt.Key.Key_Down)
    press(tree, Qt.Key.Key_Down)
    press(tree, Qt.Key.Key_Return)
    assert places == [Place("employees", HENRIK, "terms")]


def test_parts_lead_to_other_figures_and_back(panel: WhyPanel, qtbot: QtBot) -> None:
    words = [button.text() for button in panel.part_links]
    assert words[:2] == ["Lønn før skatt", "Forskuddstrekk"]
    qtbot.mouseClick(panel.part_links[1], Qt.MouseButton.LeftButton)
    assert panel.trace is not None
    assert said(panel.trace.title, panel.seat.texts) == "Forskuddstrekk"
    assert panel.back()
    assert said(panel.trace.title, panel.seat.texts) == "Overtid 50 %"
    assert not panel.back()


def test_a_total_leads_to_each_person(run_seat: Seat, run_id: int, panel: WhyPanel) -> None:
    panel.show_trace(why_total(run_seat.desk, run_id, "net_pay"))
    assert len(panel.tree.labels()) == 13
    press(panel.tree, Qt.Key.Key_Return)
    assert panel.trace is not None
    assert panel.trace.node.children
    assert panel.back()


def test_all_of_it_is_copied_as_text(panel: WhyPanel, qtbot: QtBot) -> None:
    press(panel.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().replace("\xa0", " ").splitlines()
    assert lines[:4] == [
        "Overtid 50 %: 6 845,58",
        "Henrik Bråthen, november 2026",
        "Timer × timelønn × overtidsfaktor",
        "18 × 253,54 × 1,5 = 6 845,58",
    ]
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(panel.page_button, Qt.MouseButton.LeftButton)
    assert "Overtid 50 %" in QGuiApplication.clipboard().text().replace("\xa0", " ")


def test_every_node_is_read_out(panel: WhyPanel) -> None:
    index = panel.tree.model().index(1, 0)
    spoken = panel.tree.model().data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.replace("\xa0", " ") == "Timelønn: 253,54. 41 200,00 × 12 / 1 950"
    interface = QAccessible.queryAccessibleInterface(panel.tree)
    assert interface is not None
    assert interface.role() is QAccessible.Role.Tree


def test_nothing_is_explained_calmly(panel: WhyPanel) -> None:
    panel.show_trace(None)
    assert panel.tree.labels() == []
    assert panel.back()


def test_in_the_window_alt_left_steps_back(run_seat: Seat, run_id: int, overtime: Trace, qtbot: QtBot) -> None:
    window = MainWindow(run_seat)
    qtbot.addWidget(window)
    window.show()
    run_seat.why(overtime)
    shown = window.panel
    assert isinstance(shown, WhyPanel)
    run_seat.why(why_figure(run_seat.desk, run_id, HENRIK, "net_pay"))
    assert window.panel is shown, "the same panel explains the next figure"
    shown.tree.setFocus()
    press(shown.tree, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.trace is overtime
