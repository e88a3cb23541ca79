"""A rise for many, by clicks and keys on a real client: preview, back pay, one undoable change, and nonsense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.money import Money
from services.queries.correction_page import jobs
from services.queries.runs import all_runs
from tests.views.keys import type_text
from views.pages.bulk_rise import page as rise_page
from views.pages.bulk_rise.form import EXTRA, KRONER, LATER
from views.pages.bulk_rise.page import BulkRisePage
from views.shell.seat import Seat

HENRIK = 2
START = Place("bulk_rise")


@pytest.fixture
def page(qtbot: QtBot, run_seat: Seat, monkeypatch: pytest.MonkeyPatch) -> BulkRisePage:
    monkeypatch.setattr(rise_page, "_PAUSE", 0)
    made = BulkRisePage(run_seat)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    run_seat.changed.connect(lambda _: made.refresh())
    made.show()
    made.show_place(START)
    return made


def settled(qtbot: QtBot, page: BulkRisePage) -> None:
    qtbot.waitUntil(lambda: not page.seat._works and not page._timer.isActive(), timeout=8000)


def written(page: BulkRisePage, key: str, text: str) -> None:
    editor = page.form.fields[key].editor
    editor.setFocus()
    editor.clear()  # type: ignore[attr-defined]
    type_text(editor, text)


def chosen(page: BulkRisePage, *numbers: int) -> None:
    page.form.people.set_value(numbers)
    page.form.people.changed.emit()


def into(page: BulkRisePage, value: object) -> None:
    choice = page.form.fields["into"].editor
    choice.set_value(value)  # type: ignore[attr-defined]
    choice.changed.emit()  # type: ignore[attr-defined]


def salary_of(seat: Seat, number: int) -> Money | None:
    return jobs(seat.desk, number)[0].on(date(2026, 12, 1)).monthly_salary


def test_five_percent_from_november_with_back_pay(qtbot: QtBot, page: BulkRisePage) -> None:
    gone: list[Place] = []
    page.seat.asked_place.connect(gone.append)
    before = salary_of(page.seat, HENRIK)
    assert before is not None
    written(page, "percent", "5")
    written(page, "from_day", "01.11.2026")
    settled(qtbot, page)
    assert page.preview is not None
    assert len({row.number for row in page.preview.rows}) == len(page.form.people.value())
    assert page.form.owed  # November is approved
    assert "Etterbetaling" in page.cost.text()
    into(page, EXTRA)
    settled(qtbot, page)
    assert page.foot.next_button.isEnabled()
    assert salary_of(page.seat, HENRIK) == before  # nothing is stored yet
    page.primary()
    settled(qtbot, page)
    assert salary_of(page.seat, HENRIK) == Money.rounded(before.kroner * Decimal("1.05"))
    assert gone[-1].page == "pay_run"
    assert len(all_runs(page.seat.desk)) == 2
    page.seat.undo()
    settled(qtbot, page)
    assert salary_of(page.seat, HENRIK) == before
    assert len(all_runs(page.seat.desk)) == 1


def test_kroner_for_one_from_a_coming_month_makes_no_run(qtbot: QtBot, page: BulkRisePage) -> None:
    before = salary_of(page.seat, HENRIK)
    assert before is not None
    page.form.fields["kind"].editor.set_value(KRONER)  # type: ignore[attr-defined]
    page.form.fields["kind"].editor.changed.emit()  # type: ignore[attr-defined]
    chosen(page, HENRIK)
    written(page, "amount", "1 000")
    written(page, "from_day", "01.12.2026")
    settled(qtbot, page)
    assert not page.form.owed
    page.primary()
    settled(qtbot, page)
    assert salary_of(page.seat, HENRIK) == before + Money.kr(1000)
    assert len(all_runs(page.seat.desk)) == 1


def test_back_pay_can_wait_and_is_told(qtbot: QtBot, page: BulkRisePage) -> None:
    from services.queries.corrections import noticed

    chosen(page, HENRIK)
    written(page, "percent", "3")
    written(page, "from_day", "01.11.2026")
    settled(qtbot, page)
    into(page, LATER)
    settled(qtbot, page)
    page.primary()
    settled(qtbot, page)
    assert [each.number for each in noticed(page.seat.desk)] == [HENRIK]


def test_only_those_who_are_paid_by_the_hour(qtbot: QtBot, page: BulkRisePage) -> None:
    pay = page.form.fields["pay"].editor
    pay.set_value("hourly")  # type: ignore[attr-defined]
    pay.changed.emit()  # type: ignore[attr-defined]
    written(page, "percent", "2")
    settled(qtbot, page)
    assert page.preview is not None
    assert page.preview.rows
    assert all(row.is_hourly for row in page.preview.rows)
    assert page.form.fields["rounding"].isHidden()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("percent", "0"),
        ("percent", "-3"),
        ("percent", "400"),
        ("percent", "fem"),
        ("from_day", "31.02.2026"),
        ("from_day", "01.01.1990"),
        ("from_day", "01.01.2090"),
        ("from_day", ""),
    ],
)
def test_nonsense_is_told_at_the_field(qtbot: QtBot, page: BulkRisePage, key: str, text: str) -> None:
    written(page, "percent", "5")
    written(page, key, text)
    page.form.fields[key].validate()
    assert page.form.fields[key].problem()
    settled(qtbot, page)
    assert page.preview is None
    assert not page.foot.next_button.isEnabled()
    assert page.form.reason()


def test_nobody_chosen_and_a_pay_date_that_is_past(qtbot: QtBot, page: BulkRisePage) -> None:
    written(page, "percent", "5")
    chosen(page)
    assert page.form.reason() == "Velg minst én person"
    chosen(page, HENRIK)
    settled(qtbot, page)
    into(page, EXTRA)
    settled(qtbot, page)
    written(page, "pay_date", "01.01.2026")
    page.form.fields["pay_date"].validate()
    assert "passert" in page.form.fields["pay_date"].problem()
    settled(qtbot, page)
    assert not page.foot.next_button.isEnabled()


def test_leaving_keeps_what_was_typed(qtbot: QtBot, page: BulkRisePage) -> None:
    chosen(page, HENRIK)
    written(page, "percent", "tull")
    settled(qtbot, page)
    assert page.leave()
    again = BulkRisePage(page.seat)
    qtbot.addWidget(again)
    again.show_place(START)
    assert again.form.fields["percent"].editor.text() == "tull"  # type: ignore[attr-defined]
    assert again.form.people.value() == (HENRIK,)
    again.begin_anew()
    assert again.form.fields["percent"].editor.text() == ""  # type: ignore[attr-defined]
    settled(qtbot, again)


def test_the_months_stand_beside_and_say_why(qtbot: QtBot, page: BulkRisePage) -> None:
    panels: list[object] = []
    page.seat.asked_panel.connect(panels.append)
    chosen(page, HENRIK)
    written(page, "percent", "5")
    written(page, "from_day", "01.11.2026")
    settled(qtbot, page)
    assert page.preview is not None
    page.show_months(page.preview.rows[0])
    assert panels
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down)
    page.why()
    assert len(panels) == 2
