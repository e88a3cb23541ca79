"""The user's own remarks by clicks and keys: made, changed, taken away; and what the control says because of them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.actions.remarks import Remark, save_remark
from services.queries import remarks
from tests.views.conftest import sit
from tests.views.keys import press, type_text
from tests.views.two_months import DECEMBER, december
from views.pages.pay_run.control_list import PointPersonRow, PointRow, ReasonRow
from views.pages.pay_run.control_step import ControlStep
from views.pages.pay_run.page import PayRunPage
from views.pages.settings.page import SettingsPage
from views.pages.settings.remark_panel import RemarkPanel
from views.pages.settings.remarks_part import RemarksPart
from views.shell.seat import Seat

Show = Callable[..., RemarksPart]


@pytest.fixture
def show(qtbot: Any) -> Show:
    def opened(panel: QWidget | None) -> None:
        if panel is not None:
            qtbot.addWidget(panel)
            panel.resize(396, 752)
            panel.show()

    def shown(seat: Seat, thing: object = None) -> RemarksPart:
        page = SettingsPage(seat)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        page.show()
        seat.changed.connect(lambda kinds: page.refresh() if page.kinds & kinds else None)
        seat.asked_panel.connect(opened)
        page.show_place(Place("settings", thing, "remarks"))  # type: ignore[arg-type]
        part = page.part("remarks")
        assert isinstance(part, RemarksPart)
        return part

    return shown


def click(button: QWidget) -> None:
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def panel_of(part: RemarksPart) -> RemarkPanel:
    assert part.panel is not None
    return part.panel


def test_from_a_ready_one(show: Show, client_seat: Seat) -> None:
    part = show(client_seat)
    click(part.first_button)
    panel = panel_of(part)
    assert panel.text.value() == "Mye overtid"
    panel.limit.editor.selectAll()  # type: ignore[attr-defined]
    type_text(panel.limit.editor, "30,5")
    click(panel.save_button)
    [kept] = remarks.remarks(client_seat.desk)
    assert (kept.limit, kept.types) == (Decimal("30.5"), ("overtime_50", "overtime_100"))
    [row] = part.table.rows()
    assert client_seat.t(row.limit) == "over 30,5 t"
    assert client_seat.undo()
    assert part.table.rows() == []


def test_wrong_input_is_said_at_its_field(show: Show, client_seat: Seat) -> None:
    part = show(client_seat, "new")
    panel = panel_of(part)
    panel.template.set_value("own")
    panel.template.editor.changed.emit()  # type: ignore[attr-defined]
    click(panel.save_button)
    assert panel.text.problem()
    type_text(panel.text.editor, "Noe")
    type_text(panel.limit.editor, "mange")
    click(panel.save_button)
    assert panel.limit.problem()
    panel.limit.set_value(Decimal(5))
    click(panel.save_button)
    assert panel.types.problem() == "Velg hva merknaden skal se på"
    panel.whom.set_value("some")
    panel.whom.editor.changed.emit()  # type: ignore[attr-defined]
    click(panel.save_button)
    assert panel.named.problem() == "Velg minst én"
    assert remarks.remarks(client_seat.desk) == ()


def test_changed_and_taken_away(show: Show, client_seat: Seat) -> None:
    save_remark(client_seat.desk, Remark(0, "Mye kjøring", "quantity", Decimal(1000), types=("mileage",)))
    part = show(client_seat, 1)
    click(part.change_button)
    panel = panel_of(part)
    assert not panel.template.isVisibleTo(panel)
    panel.measure.set_value("figure_change")
    panel.measure.editor.changed.emit()  # type: ignore[attr-defined]
    assert panel.figure.isVisibleTo(panel)
    panel.limit.set_value(Decimal(20))
    click(panel.save_button)
    [kept] = remarks.remarks(client_seat.desk)
    assert (kept.measure, kept.figure, kept.types) == ("figure_change", "net_pay", ())
    click(part.remove_button)
    assert remarks.remarks(client_seat.desk) == ()


def test_a_remark_of_one_wage_type(show: Show, client_seat: Seat) -> None:
    part = show(client_seat, "new:bonus")
    panel = panel_of(part)
    assert (panel.text.value(), panel.measure.value()) == ("Bonus", "amount")
    panel.types.editor._taken(_first(panel, "provisjon"))  # type: ignore[attr-defined]
    panel.limit.set_value(Decimal(10000))
    panel.whom.set_value("some")
    panel.whom.editor.changed.emit()  # type: ignore[attr-defined]
    panel.people.set_value([3])
    click(panel.save_button)
    [kept] = remarks.remarks(client_seat.desk)
    assert (kept.types, kept.numbers) == (("bonus", "commission"), frozenset({3}))


def _first(panel: RemarkPanel, text: str) -> Any:
    editor: Any = panel.types.editor
    editor.setText(text)
    editor._hits.set_hits(editor._suggest(text))
    return editor._hits.index(0, 0)


# --- in the control -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def december_file(paid_file: Path) -> Path:
    return december(paid_file)


@pytest.fixture
def step(seat: Seat, december_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[ControlStep]:
    path = tmp_path / "klient.lonnsom"
    copyfile(december_file, path)
    sit(seat, path)
    save_remark(seat.desk, Remark(0, "Stor endring i netto", "figure_change", Decimal(10), figure="net_pay"))
    save_remark(seat.desk, Remark(0, "Mange timer", "quantity", Decimal(70), types=("hourly_pay",)))
    page = PayRunPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    page.show_place(Place("pay_run", DECEMBER, "control"))
    shown = page._current_step
    assert isinstance(shown, ControlStep)
    yield shown
    seat.wait()


def test_the_control_points_it_out(step: ControlStep) -> None:
    assert step.control is not None
    change, hours = step.control.of_kind("remark")
    assert len(change.people) > 1
    t = step.seat.t
    assert t(hours.words[0]) == "71,25 t, grensen din er 70 t"
    assert hours.place_of(4) == Place("pay_run", 4, "hourly_pay")
    step.chips.chosen.emit("remark")
    heads = [row for row in step.list.rows if isinstance(row, PointRow)]
    people = [row for row in step.list.rows if isinstance(row, PointPersonRow)]
    assert [row.verb for row in heads] == ["Åpne merknaden", "Åpne merknaden"]
    asked: list[Place] = []
    step.seat.asked_place.connect(asked.append)
    step.list.opened.emit(heads[1])
    step.list.opened.emit(people[-1])
    assert asked == [Place("settings", 2, "remarks"), Place("pay_run", 4, "hourly_pay")]


def test_a_remark_is_made_where_one_stands(step: ControlStep) -> None:
    asked: list[Place] = []
    step.seat.asked_place.connect(asked.append)
    step.list.setFocus()
    press(step.list, Qt.Key.Key_Home)
    dict(step.menu_entries())["Lag en merknad …"]()
    reason = next(row for row in step.list.rows if isinstance(row, ReasonRow) and "Timelønn" in row.words)
    step.list.stand_on(reason)
    step.make_remark()
    assert asked == [Place("settings", "new", "remarks"), Place("settings", "new:hourly_pay", "remarks")]
