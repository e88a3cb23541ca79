"""Lines of other kinds in the panel: what one is told, where they are booked, and the way to a rate."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.money import Money
from services.actions import entry
from services.actions.pay_choices import save_cost_unit
from tests.views.keys import press, type_text
from views.pages.pay_run.basis_step import BasisStep
from views.pages.pay_run.line_form import LineForm
from views.pages.pay_run.line_panel import LinePanel
from views.pages.pay_run.page import PayRunPage
from views.pages.pay_run.travel_form import TravelForm
from views.shell.seat import Seat
from views.widgets.text import IconLine, MessageBox

HENRIK = 2


class Room:
    """The page with November begun, and the panel of Henrik's lines."""

    def __init__(self, seat: Seat, qtbot: QtBot) -> None:
        self.seat, self.qtbot = seat, qtbot
        self.places: list[Place] = []
        self.panels: list[Any] = []
        self.page = PayRunPage(seat)
        qtbot.addWidget(self.page)
        self.page.resize(1068, 752)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        seat.asked_panel.connect(self._opened)
        seat.asked_place.connect(self.places.append)
        self.page.show_place(Place("pay_run", "new"))
        self.page.foot.next_button.click()

    def _opened(self, panel: QWidget | None) -> None:
        if panel is not None:
            self.qtbot.addWidget(panel)
            panel.resize(396, 1300)
            with self.qtbot.waitActive(panel):
                panel.show()
                panel.activateWindow()
            self.panels.append(panel)

    def panel(self) -> LinePanel:
        step = self.page._current_step
        assert isinstance(step, BasisStep)
        step.show_lines(step.source.numbers.index(HENRIK))
        panel = self.panels[-1]
        assert isinstance(panel, LinePanel)
        return panel


@pytest.fixture
def room(client_seat: Seat, qtbot: QtBot) -> Iterator[Room]:
    yield Room(client_seat, qtbot)
    client_seat.wait()


def form_of(panel: LinePanel, slug: str) -> LineForm:
    panel.show_form(None, slug)
    assert isinstance(panel.form, LineForm)
    return panel.form


def notes(form: LineForm) -> list[str]:
    return [line.label.text() for line in form.findChildren(IconLine) if line.isVisibleTo(form)]


def put(field: Any, value: object) -> None:
    field.set_value(value)
    field.editor.changed.emit()


def test_the_time_bank_and_the_gift_are_told(room: Room) -> None:
    panel = room.panel()
    form = form_of(panel, "time_bank_earned")
    assert form.amount.isHidden()
    assert form.rate.isHidden()
    put(form.quantity, Decimal(6))
    assert notes(form) == ["Timebanken har 0 timer, og 6 etter denne kjøringen"]
    panel.save_button.click()
    form = form_of(panel, "time_off")
    put(form.quantity, Decimal(8))
    assert notes(form) == ["Timebanken har 0 timer og går 2 timer under null"]
    panel.save_button.click()
    step = room.page._current_step
    assert isinstance(step, BasisStep)
    assert "Timebanken går under null" in step.source.row(step.source.numbers.index(HENRIK)).tip
    form = form_of(panel, "gift_general")
    put(form.amount, Money.kr(6000))
    assert "er skattepliktig" in notes(form)[0]


def test_a_line_is_booked_on_a_department(room: Room) -> None:
    save_cost_unit(room.seat.desk, "department", "20", "Butikk", new=True)
    panel = room.panel()
    form = form_of(panel, "bonus")
    assert not form.department.isHidden()
    assert form.project.isHidden()  # there is none
    put(form.amount, Money.kr(5000))
    put(form.department, "20")
    panel.save_button.click()
    [kept] = panel.preview.entered(HENRIK)
    assert kept.line.department == "20"
    names = [label.text() for label in panel.lines[0].findChildren(QWidget) if hasattr(label, "text")]
    assert "føres på 20" in names
    assert form_of(panel, "union_dues").department.isHidden()


def test_a_wish_without_a_number(room: Room) -> None:
    panel = room.panel()
    form = form_of(panel, "full_withholding")
    assert all(field.isHidden() for field in (form.amount, form.quantity, form.percent))
    panel.save_button.click()
    assert [each.line.type for each in panel.preview.entered(HENRIK)] == ["full_withholding"]
    extra = form_of(panel, "extra_withholding")
    assert not extra.percent.isHidden()
    panel.save_button.click()
    assert isinstance(panel.form, LineForm)  # neither an amount nor a percentage
    assert len(panel.preview.entered(HENRIK)) == 1


def test_an_unknown_rate_leads_to_the_settings(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.values.finding import Finding, Severity
    from models.values.message import Message

    panel = room.panel()
    form = form_of(panel, "lodging_benefit")
    where = Place("settings", "benefit.lodging", "rates")
    problem = Finding(Severity.STOP, Message("Choose a wage type"), where)
    outcome = entry.LineOutcome(None, (), problem)
    monkeypatch.setattr(entry, "line_outcome", lambda *_, **__: outcome)
    put(form.quantity, Decimal(3))
    [box] = [each for each in form.findChildren(MessageBox) if each.isVisibleTo(form)]
    box.clicked.emit()
    assert room.places[-1] == where


def test_a_travel_claim_by_keys_alone(room: Room) -> None:
    panel = room.panel()
    panel.travel_button.setFocus()
    press(panel.travel_button, Qt.Key.Key_Space)
    QApplication.processEvents()  # a form that was put in is shown in the next turn
    form = panel.form
    assert isinstance(form, TravelForm)
    for text in ("02.11.2026", "0730", "02.11.2026", "2000"):
        now = QApplication.focusWidget()
        assert now is not None
        type_text(now, text)
        press(now, Qt.Key.Key_Tab)
    assert [line.slug for line in form.outcome.lines] == ["diet_day_long"]
    panel.save_button.setFocus()
    press(panel.save_button, Qt.Key.Key_Space)
    assert [each.line.type for each in panel.preview.entered(HENRIK)] == ["diet_day_long"]
