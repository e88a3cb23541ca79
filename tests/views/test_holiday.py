"""Holiday pay by clicks and keys: the year, pay and days, why, the accounts, and the list that is saved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from models.values.finding import Place
from services.actions.clients import new_client
from services.actions.scenario import read
from tests.actions.samples import PASSWORD as SCENARIO_PASSWORD
from tests.actions.samples import play_in
from tests.builders import a_scenario, kr
from tests.queries.test_holiday import JUNE, OPENING
from tests.views.keys import press, type_text
from views.pages.holiday.page import HolidayPage
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState

Show = Callable[..., HolidayPage]


class Files:
    """Somebody who chooses a file, or thinks better of it."""

    def __init__(self, target: Path | None) -> None:
        self.target = target
        self.asked: list[str] = []

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.asked.append(name)
        return self.target / name if self.target is not None else None


@pytest.fixture
def show(qtbot: Any) -> Show:
    """The page on the screen, at a year."""

    def shown(seat: Seat, year: int | None = None, field: str | None = None) -> HolidayPage:
        page = HolidayPage(seat)
        qtbot.addWidget(page)
        page.resize(988, 712)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        seat.asked_place.connect(lambda place: page.show_place(place) if place.page == "holiday" else None)
        page.show_place(Place("holiday", year, field))
        qtbot.waitUntil(lambda: not seat.busy)
        return page

    return shown


@pytest.fixture
def june_seat(seat: Seat, tmp_path: Path) -> Seat:
    """A client where somebody has holiday pay of 60 000 and ten days deducted."""
    brought = OPENING + '[employee.opening]\nholiday_basis_last_year = "500000.00"\n'
    scenario = read(a_scenario((OPENING, brought), after=JUNE).encode())
    path = tmp_path / "ferie.lonnsom"
    desk, _ = new_client(path, SCENARIO_PASSWORD, scenario, "Kari", seat.now)
    play_in(desk, scenario)
    seat.open_client(path, desk)
    return seat


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_is_owed_and_that_the_accounts_say_the_same(run_seat: Seat, show: Show) -> None:
    page = show(run_seat)
    assert page.header.title == "Feriepenger 2027"
    assert page.header.line == "404 033 kr skyldes 10 ansatte, og 55 876 kr i arbeidsgiveravgift av dem.".replace(
        " kr", " kr"
    ).replace("404 033", "404\xa0033").replace("55 876", "55\xa0876")
    assert page.books.isVisible()
    assert [fact.value.text() for fact in page.facts.facts] == [
        "404\xa0032,69, på øret",
        "55\xa0875,63, på øret",
    ]
    first = page.money.rows()[0]
    cells = [cell.text for cell in page.money.model.cells(first)]
    assert cells[0] == "Ingrid Solvang Haugen"
    assert cells[2] == "12\xa0%"
    assert cells[6] == "78\xa0660,00"


def test_another_year_and_the_days(run_seat: Seat, show: Show) -> None:
    page = show(run_seat)
    page.years.set_value(2026)
    page.years.changed.emit()
    assert page.header.title == "Feriepenger 2026"
    assert page.header.line == "Ingenting skyldes for 2026."
    click(page.what.segment("days"))
    assert page.days.isVisible()
    cells = [cell.text for cell in page.days.model.cells(page.days.rows()[0])]
    assert cells[:5] == ["Ingrid Solvang Haugen", "25", "0", "0", "25"]
    page.years.set_value(2027)
    page.years.changed.emit()
    instead = page.days.stack.currentWidget()
    assert isinstance(instead, EmptyState)
    assert "2027" in instead.title.text()


def test_the_accounts_stand_right_under_the_table_and_a_search_moves_nothing(run_seat: Seat, show: Show) -> None:
    page = show(run_seat)
    gap = page.books.y() - page.tables.geometry().bottom()
    assert gap in (16, 17)
    top = page.books.y()
    type_text(page.search_edit, "finnes ikke")
    assert page.books.y() == top


def test_why_of_a_figure_and_of_an_account(run_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(run_seat)
    row = page.money.rows()[0]
    for key in ("basis", "percent", "earned", "owed", "contribution"):
        with qtbot.waitSignal(run_seat.asked_why) as asked:
            page.money.why.emit(row, key)
        assert asked.args[0].amount == getattr(row, key)
    with qtbot.waitSignal(run_seat.asked_why) as asked:
        page.facts.marks[next(iter(page.facts.marks))].click()
    assert asked.args[0].amount == kr("404032.69")


def test_alt_enter_explains_what_is_owed(run_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(run_seat)
    page.why()  # nothing is chosen
    row = page.money.rows()[1]
    page.money.select(row, tell=True)
    with qtbot.waitSignal(run_seat.asked_why) as asked:
        page.why()
    assert asked.args[0].amount == row.owed


def test_beside_a_panel_what_is_owed_is_still_seen(run_seat: Seat, show: Show) -> None:
    page = show(run_seat)
    page.resize(592, 712)
    shown = [each.key for n, each in enumerate(page.money.model.columns) if not page.money.view.isColumnHidden(n)]
    assert shown == ["name", "earned", "paid", "owed"]
    page.resize(988, 712)
    assert not any(page.money.view.isColumnHidden(n) for n in range(8))


def test_one_person_is_found_and_opened_by_keys(run_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(run_seat)
    page.search()
    type_text(page.search_edit, "Østby")
    assert [row.name for row in page.money.rows()] == ["Åse-Marie Østby"]
    press(page.search_edit, Qt.Key.Key_Down)
    page.money.select(page.money.rows()[0], tell=True)
    with qtbot.waitSignal(run_seat.asked_place) as asked:
        press(page.money.view, Qt.Key.Key_Return)
    assert asked.args[0] == Place("employees", page.money.rows()[0].number, "balances")


def test_days_and_pay_that_do_not_agree(june_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(june_seat, 2026)
    assert page.wrong.isVisible()
    assert "1 ansatt" in page.wrong.title()
    with qtbot.waitSignal(june_seat.asked_findings):
        page.wrong.clicked.emit()
    assert page.days.isVisible()
    assert any(row.finding for row in page.days.rows())
    page = show(june_seat, 2027)
    assert not page.wrong.isVisible()


def test_the_list_is_saved_as_pdf_and_for_a_spreadsheet(run_seat: Seat, show: Show, qtbot: Any, tmp_path: Path) -> None:
    page = show(run_seat)
    run_seat.files = Files(tmp_path)  # type: ignore[assignment]
    with qtbot.waitSignal(run_seat.asked_toast) as toast:
        click(page.save_button)
    assert toast.args[0] == "Feriepenger 2027.pdf er lagret"
    assert (tmp_path / "Feriepenger 2027.pdf").read_bytes().startswith(b"%PDF")
    page.what.set_value("days")
    page.years.set_value(2026)
    page.years.changed.emit()
    with qtbot.waitSignal(run_seat.asked_toast):
        page.more.menu_entries.actions()[0].trigger()  # type: ignore[attr-defined]
    lines = (tmp_path / "Feriedager 2026.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Nr.;Navn;Dager i året;Overført;Tatt ut;Igjen"
    assert len(lines) == 14


def test_thinking_better_of_it_saves_nothing(run_seat: Seat, show: Show, tmp_path: Path) -> None:
    page = show(run_seat)
    files = Files(None)
    run_seat.files = files  # type: ignore[assignment]
    click(page.save_button)
    assert files.asked == ["Feriepenger 2027.pdf"]
    assert not list(tmp_path.glob("*.pdf"))


def test_how_june_is_computed_is_told_in_three_languages(run_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(run_seat)
    with qtbot.waitSignal(run_seat.asked_help) as asked:
        click(page.june_button)
    assert asked.args == ["holiday.june"]
    for language in ("nb", "da", "en"):
        told = Path(f"resources/help/{language}/holiday.md").read_text(encoding="utf-8")
        assert "## june\n" in told


def test_a_client_without_an_employer_and_one_without_runs(
    new_seat: Seat, empty_seat: Seat, show: Show, qtbot: Any
) -> None:
    page = show(empty_seat)
    assert "Ingenting er opptjent" in _said(page)
    assert not page.save_button.isEnabled()


def test_a_client_that_is_not_set_up(new_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(new_seat)
    assert not page.bar.isVisible()
    [button] = [each for each in page.findChildren(Button) if each.isVisible() and each.text() == "Sett opp firmaet"]
    with qtbot.waitSignal(new_seat.asked_place) as asked:
        click(button)
    assert asked.args[0] == Place("setup")


def _said(page: HolidayPage) -> str:
    return " ".join(
        label.text()
        for each in page.findChildren(EmptyState)
        if each.isVisible()
        for label in each.findChildren(object)
        if hasattr(label, "text") and callable(label.text)
    )
