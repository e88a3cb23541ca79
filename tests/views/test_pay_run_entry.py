"""Pay run by hand, first half: the list, the guide, the period, and the grid that one types in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.span import Month
from services.actions import runs as acting
from services.desk.desk import Desk
from services.queries import runs
from services.vault.backup import CopyPlan
from services.vault.client import Client
from tests.views.keys import press, type_text
from views.main_window import MainWindow
from views.pages.pay_run.basis_step import BasisStep
from views.pages.pay_run.columns_panel import ColumnsPanel, TakeInPanel
from views.pages.pay_run.line_panel import LinePanel
from views.pages.pay_run.page import PayRunPage
from views.pages.pay_run.period_step import PeriodStep
from views.shell.seat import Seat
from views.widgets.grid_ranges import read_block

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HENRIK, INGRID, JONAS = 2, 1, 5


class Sitting:
    """A page, and what it asked the window for."""

    def __init__(self, qtbot: QtBot, seat: Seat) -> None:
        self.qtbot, self.seat = qtbot, seat
        self.panel: Any = None
        self.toasts: list[tuple[str, bool]] = []
        self.statuses: list[str] = []
        self.findings: list[Any] = []
        self.page = PayRunPage(seat)
        qtbot.addWidget(self.page)
        self.page.resize(1068, 752)
        self.page.show()
        seat.asked_place.connect(lambda place: self.page.show_place(place) if place.page == "pay_run" else None)
        seat.asked_panel.connect(self._panel)
        seat.asked_toast.connect(lambda text, undo: self.toasts.append((text, undo)))
        seat.status_said.connect(lambda text, _: self.statuses.append(text))
        seat.asked_findings.connect(self.findings.append)
        seat.changed.connect(lambda kinds: self.page.refresh() if kinds & PayRunPage.kinds else None)
        self.page.show_place(Place("pay_run"))

    def _panel(self, panel: QWidget | None) -> None:
        if self.panel is not None:
            self.panel.hide()
        self.panel = panel
        if panel is not None:
            self.qtbot.addWidget(panel)
            panel.resize(396, 752)
            panel.show()

    @property
    def period(self) -> PeriodStep:
        step = self.page._current_step
        assert isinstance(step, PeriodStep)
        return step

    @property
    def basis(self) -> BasisStep:
        step = self.page._current_step
        assert isinstance(step, BasisStep)
        return step

    @property
    def forward(self) -> Any:
        return self.page.foot.next_button

    def begin(self) -> BasisStep:
        """November, begun and opened for typing."""
        self.page.show_place(Place("pay_run", "new"))
        self.forward.click()
        self.basis.grid.table.setFocus()
        return self.basis

    def cell(self, number: int, slug: str) -> tuple[int, int]:
        row, column = self.basis.source.place_of(number, slug)
        assert row >= 0
        assert column >= 0
        return row, column

    def go(self, number: int, slug: str) -> None:
        self.basis.grid.go_to(*self.cell(number, slug))

    def shown(self, number: int, slug: str) -> Any:
        return self.basis.source.cell(*self.cell(number, slug))

    def type(self, text: str, *then: Qt.Key) -> None:
        """Type on what has the focus: the grid first, then the editor that the first letter opened."""
        grid = self.basis.grid
        for letter in text:
            type_text(grid._editor or grid.table, letter)
        for key in then:
            press(grid._editor or grid.table, key)

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        press(self.basis.grid.table, Qt.Key.Key_V, CONTROL)

    def stored(self) -> list[tuple[int, str, str]]:
        """What lies in the client file: who, which wage type, how much."""
        from services.desk.preview import read_entered

        [row, *_] = runs.all_runs(self.seat.desk)
        return [
            (number, each.line.type, str(each.line.quantity if each.line.amount is None else each.line.amount))
            for number, lines in sorted(read_entered(self.seat.desk, row.id).items())
            for each in lines
        ]


@pytest.fixture
def sit(qtbot: QtBot) -> Callable[[Seat], Sitting]:
    return lambda seat: Sitting(qtbot, seat)


# --- the list and the guide ------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    page = sitting.page
    assert page.list.empty.isVisible()
    assert not page.foot.isVisible()
    page.list.empty.primary.click()
    assert page.header.title == "Ny lønnskjøring"
    assert sitting.period.month.value() == Month(2026, 11)


def test_without_a_firm_the_way_is_to_the_set_up(
    qtbot: QtBot, seat: Seat, sit: Callable[[Seat], Sitting], tmp_path: Path
) -> None:
    path = tmp_path / "ny.lonnsom"
    client, _ = Client.create(path, "fire ord på rad", "NO", "Kari", now=seat.now, copies=CopyPlan(at_close=False))
    seat.open_client(path, Desk(client, "Kari", seat.now))
    page = sit(seat).page
    page.new()
    assert page.header.title == "Lønnskjøring"
    assert page.list.empty.primary.text() == "Sett opp firmaet"
    with qtbot.waitSignal(seat.asked_place) as asked:
        page.list.empty.primary.click()
    assert asked.args == [Place("setup")]


def test_a_new_run_is_calm_until_something_is_tried(sit: Callable[[Seat], Sitting], run_seat: Seat) -> None:
    sitting = sit(run_seat)
    sitting.page.show_place(Place("pay_run", "new"))
    day: Any = sitting.period.pay_date.editor
    day.set_value(date(2031, 1, 20))
    sitting.period.recalculate()
    assert sitting.period.pay_date.state == "warning"
    assert not sitting.forward.isEnabled()
    day.setText("21.01.2031")
    day.changed.emit()
    assert sitting.period.pay_date.state == "error"


def test_the_guide_goes_step_by_step_and_comes_back(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    page = sitting.page
    assert page.header.title == "Lønn for november 2026"
    assert page.stepper.current == 1
    assert page.stepper.done == {0}
    page.foot.back_button.click()
    assert isinstance(page._current_step, PeriodStep)
    page.step(2)
    assert isinstance(page._current_step, BasisStep)
    page.step(3)  # nothing is computed yet
    assert isinstance(page._current_step, BasisStep)
    page.foot.close_button.click()
    assert page.list.isVisible()
    [row] = page.list.table.rows()
    assert row.state == "basis"
    assert page.header.line == "1 utkast er ikke ferdig"
    page.list.table.opened.emit(row)
    assert isinstance(page._current_step, BasisStep)


def test_computing_leads_to_the_control(qtbot: QtBot, sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    assert sitting.forward.text() == "Beregn og kontroller"
    assert sitting.page.foot.reason.text() == "3 ansatte mangler timer"
    run_id = basis.run_id
    sitting.forward.click()
    assert not sitting.forward.isEnabled()
    qtbot.waitUntil(lambda: not client_seat.busy)
    row = runs.run_row(client_seat.desk, run_id)
    assert row is not None
    assert row.state == "control"
    qtbot.waitUntil(lambda: sitting.page.stepper.current == 2)
    sitting.page.show_place(Place("pay_run", run_id))
    assert sitting.page.stepper.current == 2


def test_cancelling_the_computation_leaves_the_run(
    qtbot: QtBot, sit: Callable[[Seat], Sitting], client_seat: Seat
) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    client_seat.work_began.connect(lambda work: work.cancel())
    before = len(client_seat.desk.client.history())
    sitting.forward.click()
    qtbot.waitUntil(lambda: not client_seat.busy)
    assert len(client_seat.desk.client.history()) == before
    assert sitting.page._current_step is basis
    assert sitting.forward.isEnabled()
    assert sitting.toasts[-1] == ("Avbrutt. Ingenting er endret.", False)


def test_what_is_typed_after_computing_makes_it_stale(
    qtbot: QtBot, sit: Callable[[Seat], Sitting], client_seat: Seat
) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    acting.draft(client_seat.desk, basis.run_id)
    assert sitting.page.stepper.done == {0, 1, 2}
    sitting.go(JONAS, "hourly_pay")
    sitting.type("40", Qt.Key.Key_Return)
    assert sitting.page.stepper.done == {0}
    row = runs.run_row(client_seat.desk, basis.run_id)
    assert row is not None
    assert row.state == "stale"


def test_a_draft_is_deleted_and_undone(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    sitting.go(HENRIK, "mileage")
    sitting.type("212", Qt.Key.Key_Return)
    sitting.page.delete_draft()
    assert sitting.page.list.empty.isVisible()
    assert sitting.toasts[-1] == ("Slettet utkastet «Lønn for november 2026»", True)
    assert client_seat.undo()
    assert len(sitting.page.list.table.rows()) == 1
    assert sitting.stored() == [(HENRIK, "mileage", "212")]


def test_an_approved_run_is_read_only_and_says_how_to_correct(sit: Callable[[Seat], Sitting], run_seat: Seat) -> None:
    sitting = sit(run_seat)
    first = next(row for row in runs.all_runs(run_seat.desk) if row.kind == "ordinary")
    sitting.page.show_place(Place("pay_run", first.id, "basis"))
    basis = sitting.basis
    assert basis.box.isVisible()
    assert basis.box.title() == "Kjøringen er godkjent"
    row, column = sitting.cell(HENRIK, "overtime_50")
    assert not basis.grid.may_type(row, column)
    basis.grid.go_to(row, column)
    sitting.type("9", Qt.Key.Key_Return)
    assert not basis.grid.is_editing
    basis.box.clicked.emit()
    period = sitting.period
    assert period.kind.value() == "correction"
    assert period.corrects.value() == first.name
    assert not sitting.forward.isEnabled()
    editor: Any = period.whom.editor
    editor.checks[HENRIK].click()
    assert sitting.forward.isEnabled()
    sitting.forward.click()
    assert sitting.basis.source.numbers == (HENRIK,)
    assert sitting.page.header.title == "Rettelse av november 2026"
    shown = sitting.basis.source.row_of(HENRIK)
    assert shown.gross == shown.before


# --- the period ------------------------------------------------------------------------------------------------------


def test_the_period_says_what_is_due_and_who_is_in_it(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.page.show_place(Place("pay_run", "new"))
    period = sitting.period
    assert period.pay_date.value() == date(2026, 11, 20)
    assert period.side.dues.value("Pengene må stå i banken") == "20.11.2026"
    assert period.side.dues.value("A-melding for november 2026 senest") == "07.12.2026"
    words = [label.text() for label in period.side.people_card.findChildren(type(sitting.page.foot.reason))]
    assert "13 ansatte" in words
    assert any("Piotr" in word and "09.11.2026" in word for word in words)
    assert any("Bjørn Aarseth" in word for word in words)
    assert period.relief.isVisible()


def test_what_cannot_be_is_said_at_the_field(sit: Callable[[Seat], Sitting], run_seat: Seat) -> None:
    sitting = sit(run_seat)
    sitting.page.show_place(Place("pay_run", "new"))
    period = sitting.period
    month: Any = period.month.editor
    month.setText("november 2026")
    month.changed.emit()
    assert "allerede godkjent" in period.month.problem()
    assert not sitting.forward.isEnabled()
    month.setText("desember 2026")
    month.changed.emit()
    assert period.month.problem() == ""
    assert sitting.forward.isEnabled()
    day: Any = period.pay_date.editor
    day.setText("05.12.2026")
    day.changed.emit()
    assert "04.12.2026" in period.pay_date.warning()
    assert sitting.forward.isEnabled()
    day.setText("08.01.2031")
    day.changed.emit()
    assert "2031" in period.pay_date.problem()
    assert not sitting.forward.isEnabled()
    day.setText("tull")
    day.changed.emit()
    assert not sitting.forward.isEnabled()


def test_a_draft_changes_its_period_on_leaving(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    run_id = basis.run_id
    sitting.page.step(1)
    day: Any = sitting.period.pay_date.editor
    day.setText("25.11.2026")
    day.changed.emit()
    sitting.forward.click()
    row = runs.run_row(client_seat.desk, run_id)
    assert row is not None
    assert row.pay_date == date(2026, 11, 25)
    assert sitting.page.header.line == "Utbetales 25.11.2026 · 13 ansatte i grunnlaget · utkast"
    sitting.page.step(1)
    day.setText("8.1.2031")
    day.changed.emit()
    sitting.page.foot.close_button.click()  # what cannot be kept holds one here
    assert isinstance(sitting.page._current_step, PeriodStep)


def test_another_kind_of_run(sit: Callable[[Seat], Sitting], run_seat: Seat) -> None:
    sitting = sit(run_seat)
    sitting.page.show_place(Place("pay_run", "new"))
    radios: Any = sitting.period.kind.editor
    radios.radio("extra").click()
    assert sitting.period.month.value() == Month(2026, 11)
    sitting.forward.click()
    assert "Ekstrakjøring" in sitting.page.header.title
    assert [column.key for column in sitting.basis.grid.columns][:2] == ["bonus", "commission"]


# --- typing ----------------------------------------------------------------------------------------------------------


def test_typing_computes_and_stores(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    assert sitting.shown(JONAS, "hourly_pay").text == "fyll inn"
    before = sitting.basis.source.row_of(JONAS).gross
    sitting.go(JONAS, "hourly_pay")
    sitting.type("92")
    assert sitting.basis.source.row_of(JONAS).gross > before  # while it is typed
    assert sitting.stored() == []
    sitting.type(",5", Qt.Key.Key_Return)
    assert sitting.stored() == [(JONAS, "hourly_pay", "92.5")]
    assert sitting.shown(JONAS, "hourly_pay").text == "92,5"
    assert sitting.page.foot.reason.text() == "2 ansatte mangler timer"
    assert sitting.statuses[-1] == "Utkast lagret 08:42"
    row, column = sitting.cell(JONAS, "hourly_pay")
    assert sitting.basis.grid.current == (row + 1, column)  # Enter goes down


def test_the_keys_of_the_grid(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    row, column = sitting.cell(INGRID, "overtime_50")
    sitting.go(INGRID, "overtime_50")
    sitting.type("6", Qt.Key.Key_Tab)
    assert grid.current == (row, column + 1)
    press(grid.table, Qt.Key.Key_Backtab)
    assert grid.current == (row, column)
    press(grid.table, Qt.Key.Key_F2)
    assert grid._editor is not None
    assert grid._editor.text() == "6,0"
    sitting.type("7", Qt.Key.Key_Escape)
    assert sitting.shown(INGRID, "overtime_50").text == "6,0"
    sitting.type("8", Qt.Key.Key_Down)
    assert sitting.shown(INGRID, "overtime_50").text == "8,0"
    sitting.go(INGRID, "overtime_50")
    press(grid.table, Qt.Key.Key_Delete)
    assert sitting.stored() == []
    grid.go_to(0, len(grid.columns) - 2)
    press(grid.table, Qt.Key.Key_Tab)
    assert grid.current == (1, 1)  # past what is computed, on the next row
    press(grid.table, Qt.Key.Key_Return, SHIFT)
    assert grid.current == (0, 1)


def test_what_cannot_be_read_stays_in_the_cell(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    sitting.go(INGRID, "overtime_50")
    sitting.type("abc", Qt.Key.Key_Return)
    cell = sitting.shown(INGRID, "overtime_50")
    assert (cell.text, cell.state) == ("abc", "error")
    assert "Ingrid Solvang Haugen, Overtid 50 %" in basis.trouble.label.text()
    assert not sitting.forward.isEnabled()
    assert sitting.page.foot.reason.text() == "1 celle kan ikke leses"
    assert sitting.stored() == []
    sitting.go(INGRID, "overtime_50")
    sitting.type("3,5", Qt.Key.Key_Return)
    assert sitting.forward.isEnabled()
    assert basis.trouble.label.text() == ""


def test_what_the_rules_refuse_is_said_in_the_cell(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    basis._choose(("hourly_pay", "absence_deduction"))
    sitting.go(JONAS, "absence_deduction")
    sitting.type("2", Qt.Key.Key_Return)
    cell = sitting.shown(JONAS, "absence_deduction")
    assert cell.state == "error"
    assert "absence_deduction" not in cell.tip
    assert not sitting.forward.isEnabled()
    assert basis.source.row(basis.source.numbers.index(JONAS)).icon == "warning-circle"


def test_a_block_is_pasted_and_undone_in_one_step(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    sitting.go(INGRID, "overtime_50")
    sitting.paste("6,0\t\r\n18.5\t4\r\n7:30\t1\N{NO-BREAK SPACE}000\r\n")
    row, column = sitting.cell(INGRID, "overtime_50")
    people = sitting.basis.source.numbers[row : row + 3]
    assert {(number, slug): value for number, slug, value in sitting.stored()} == {
        (people[0], "overtime_50"): "6",
        (people[1], "overtime_50"): "18.5",
        (people[2], "overtime_50"): "7.5",
        (people[1], "overtime_100"): "4",
        (people[2], "overtime_100"): "1000",
    }
    assert sitting.toasts[-1] == ("Limte inn 6 verdier i 2 kolonner", True)
    assert sitting.basis.grid.range() == (row, column, row + 2, column + 1)
    assert client_seat.undo()
    assert sitting.stored() == []
    assert sitting.shown(people[1], "overtime_50").text == ""


def test_a_value_fills_what_is_chosen(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    row, column = sitting.cell(INGRID, "overtime_50")
    grid.select(row, column, row + 2, column)
    sitting.paste("2,5")
    assert [value for _, _, value in sitting.stored()] == ["2.5"] * 3
    assert sitting.toasts[-1] == ("Limte inn 3 verdier i Overtid 50 %", True)


@pytest.mark.parametrize(
    ("where", "text", "why"),
    [
        (("last", "overtime_50"), "1\n2", "Det kopierte har 2 rader"),
        (("first", "other_deduction"), "1\t2", "Bredden på det kopierte er 2"),
        (("first", "overtime_50"), "1\nmye\n3", "«mye» er ikke et tall"),
    ],
)
def test_what_cannot_be_pasted_stores_nothing(
    sit: Callable[[Seat], Sitting], client_seat: Seat, where: tuple[str, str], text: str, why: str
) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    number = basis.source.numbers[-1 if where[0] == "last" else 0]
    sitting.go(number, where[1])
    sitting.paste(text)
    assert why in basis.trouble.label.text()
    assert "Ingenting ble limt inn" in basis.trouble.label.text()
    assert sitting.stored() == []
    assert not sitting.toasts


def test_copy_fill_down_and_clear(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    sitting.go(INGRID, "variable_addition")
    sitting.type("1200,5", Qt.Key.Key_Return)
    row, column = sitting.cell(INGRID, "variable_addition")
    grid.select(row, column, row + 2, column)
    press(grid.table, Qt.Key.Key_D, CONTROL)
    assert [value for _, _, value in sitting.stored()] == ["1200.50"] * 3
    assert sitting.toasts[-1] == ("Fylte inn 2 verdier i Tillegg", True)
    grid.select(row, column - 1, row + 1, column)
    press(grid.table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "\t1200,50\n\t1200,50"
    grid.select(row, column, row + 2, column)
    press(grid.table, Qt.Key.Key_Delete)
    assert sitting.stored() == []
    assert sitting.toasts[-1] == ("Tømte 3 verdier", True)


def test_the_range_grows_with_shift(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    sitting.go(INGRID, "overtime_50")
    row, column = grid.current
    press(grid.table, Qt.Key.Key_Down, SHIFT)
    press(grid.table, Qt.Key.Key_Right, SHIFT)
    assert grid.range() == (row, column, row + 1, column + 1)


def test_columns_have_the_same_decimals_and_a_sum(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    for number, value in ((INGRID, "6"), (HENRIK, "7,25")):
        sitting.go(number, "overtime_50")
        sitting.type(value, Qt.Key.Key_Return)
    assert sitting.shown(INGRID, "overtime_50").text == "6,00"
    _, column = sitting.cell(INGRID, "overtime_50")
    assert sitting.basis.source.total(column) == "13,25"
    assert grid.sum_title == "Sum, 13 ansatte"


def test_a_deduction_is_shown_with_a_minus(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    sitting.go(HENRIK, "other_deduction")
    sitting.type("450", Qt.Key.Key_Return)
    assert sitting.shown(HENRIK, "other_deduction").text == "−450"
    assert sitting.stored() == [(HENRIK, "other_deduction", "450.00")]


# --- lines, columns, people ------------------------------------------------------------------------------------------


def test_the_lines_of_an_employee(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    sitting.go(HENRIK, "overtime_50")
    sitting.type("4", Qt.Key.Key_Return)
    sitting.go(HENRIK, "overtime_50")
    press(basis.grid.table, Qt.Key.Key_L, CONTROL)
    panel = sitting.panel
    assert isinstance(panel, LinePanel)
    assert len(panel.lines) == 1
    panel.add_button.click()
    form = panel.form
    assert form is not None
    panel.save_button.click()
    assert form.type.problem() == "Velg en lønnsart"
    choice: Any = form.type.editor
    choice.set_value("overtime_50")
    choice.changed.emit()
    assert not form.quantity.isHidden()
    assert form.percent.isHidden()
    quantity: Any = form.quantity.editor
    quantity.setText("3,5")
    quantity.changed.emit()
    assert "Linjen blir" in form.outcome.text()
    text: Any = form.text.editor
    text.setText("Uke 46")
    text.changed.emit()
    panel.save_button.click()
    assert len(panel.lines) == 2
    cell = sitting.shown(HENRIK, "overtime_50")
    assert (cell.text, cell.state) == ("7,5", "locked")
    sitting.go(HENRIK, "overtime_50")
    sitting.panel = None
    sitting.type("9")
    assert not basis.grid.is_editing
    assert isinstance(sitting.panel, LinePanel)  # typing opens the lines
    sitting.panel.lines[1].remove_button.click()
    assert sitting.shown(HENRIK, "overtime_50").state == ""
    assert sitting.toasts[-1] == ("Fjernet Uke 46", True)


def test_a_line_of_another_type_brings_its_column(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    basis.show_lines(basis.source.numbers.index(HENRIK))
    sitting.panel.add_button.click()
    form = sitting.panel.form
    form.type.editor.set_value("bonus")
    form.type.editor.changed.emit()
    form.amount.editor.setText("5 000")
    form.amount.editor.changed.emit()
    sitting.panel.save_button.click()
    assert "bonus" in [column.key for column in basis.grid.columns]
    assert sitting.shown(HENRIK, "bonus").text == "5 000".replace(" ", "\N{NO-BREAK SPACE}")


def test_columns_are_chosen_and_remembered(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    sitting.go(HENRIK, "mileage")
    sitting.type("10", Qt.Key.Key_Return)
    basis.columns_button.click()
    panel = sitting.panel
    assert isinstance(panel, ColumnsPanel)
    assert not panel.checks["mileage"].isEnabled()  # it is in use
    panel.checks["bonus"].click()
    panel.checks["overtime_100"].click()
    keys = [column.key for column in basis.grid.columns]
    assert "bonus" in keys
    assert "overtime_100" not in keys
    panel.search.setText("utlegg")
    panel.search.changed.emit()
    assert [slug for slug, check in panel.checks.items() if check.isVisible()] == ["expense", "attachment"]
    sitting.page.foot.close_button.click()
    sitting.page.show_place(Place("pay_run", basis.run_id))
    assert [column.key for column in sitting.basis.grid.columns] == keys


def test_somebody_is_taken_into_the_run(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.page.show_place(Place("pay_run", "new"))
    month: Any = sitting.period.month.editor
    month.setText("desember 2026")
    month.changed.emit()
    sitting.forward.click()
    basis = sitting.basis
    absent = {person.name: person.number for person in basis.preview.absent}  # type: ignore[union-attr]
    assert "Bjørn Aarseth" in absent  # left in November
    basis.take_in()
    panel = sitting.panel
    assert isinstance(panel, TakeInPanel)
    panel.who.set_value(absent["Bjørn Aarseth"])
    panel.take_button.click()
    assert absent["Bjørn Aarseth"] in basis.source.numbers
    assert basis.grid.row_count == len(basis.source.numbers)


# --- places, names, what a screen reader finds -----------------------------------------------------------------------


def test_a_finding_leads_to_its_cell(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    basis = sitting.begin()
    sitting.page.show_place(Place("pay_run", HENRIK, "mileage"))
    assert basis.grid.current == sitting.cell(HENRIK, "mileage")
    sitting.page.show_place(Place("pay_run", HENRIK, "claim"))
    assert isinstance(sitting.panel, LinePanel)
    sitting.page.show_place(Place("pay_run", None, "pay_date"))
    assert isinstance(sitting.page._current_step, PeriodStep)
    assert sitting.page.focusWidget() is sitting.period.pay_date.editor


def test_the_model_is_sound_and_can_be_read_out(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    QAbstractItemModelTester(grid.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sitting.go(HENRIK, "mileage")
    sitting.type("212", Qt.Key.Key_Return)
    index = grid.model.index(*sitting.cell(HENRIK, "mileage"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Henrik Bråthen, Kjøring: 212 km"
    assert grid.table.accessibleName() == "Grunnlaget for kjøringen"
    face = QAccessible.queryAccessibleInterface(grid.table)
    assert face.role() == QAccessible.Role.Table


def test_a_name_opens_the_lines(sit: Callable[[Seat], Sitting], client_seat: Seat, qtbot: QtBot) -> None:
    sitting = sit(client_seat)
    grid = sitting.begin().grid
    row = sitting.basis.source.numbers.index(HENRIK)
    y = grid.names.sectionViewportPosition(row) + 10
    qtbot.mouseClick(grid.names.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, y))
    assert isinstance(sitting.panel, LinePanel)
    assert grid.opened_row == row
    client_seat.close_panel()
    assert grid.opened_row == -1


def test_blocks_of_a_spreadsheet() -> None:
    assert read_block("") == []
    assert read_block("1\t2\r\n3\t\r\n") == [["1", "2"], ["3", ""]]
    assert read_block('"1 200,50"\n\n4') == [["1 200,50"], [""], ["4"]]


# --- in the window ---------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_in_the_window(qtbot: QtBot, client_seat: Seat) -> None:
    window = MainWindow(client_seat)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(Place("pay_run"))
    page: Any = window.page
    page.new()
    qtbot.waitUntil(lambda: page.stepper.current == 0 and page.foot.isVisible())
    qtbot.keyClick(window, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.stepper.current == 1)
    grid = page._current_step.grid
    grid.table.setFocus()
    row, column = page._current_step.source.place_of(JONAS, "hourly_pay")
    grid.go_to(row, column)
    type_text(grid.table, "4")
    type_text(grid._editor, "0")
    qtbot.keyClick(grid._editor, Qt.Key.Key_Return)
    assert page._current_step.source.cell(row, column).text == "40,0"
    qtbot.keyClick(grid.table, Qt.Key.Key_Z, CONTROL)
    assert page._current_step.source.cell(row, column).text == "fyll inn"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page.stepper.current == 0
    client_seat.set_language("en")
    QApplication.processEvents()
    again: Any = window.page
    assert again is not page
    assert again.header.title == "Pay for November 2026"
    assert again.stepper.current == 0


def test_decimals_of_hours(sit: Callable[[Seat], Sitting], client_seat: Seat) -> None:
    sitting = sit(client_seat)
    sitting.begin()
    sitting.go(HENRIK, "overtime_50")
    sitting.type("7:20", Qt.Key.Key_Return)
    [line] = sitting.basis.preview.entered(HENRIK)  # type: ignore[union-attr]
    assert line.line.quantity == Decimal("7.33")
