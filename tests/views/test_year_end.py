"""Årsslutt: the list that ticks itself, months side by side, and everybody's annual statement."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place
from models.values.progress import Cancelled
from models.values.span import Month
from services.actions import runs
from services.actions import year_end as actions
from services.engine.facts import LineInput, RunHead, RunKind
from services.queries.year_end import year_end
from tests.builders import kr
from tests.views.clients_room import at_rest
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.main_window import MainWindow
from views.pages.year_end.check_list import CheckRow
from views.pages.year_end.months_view import BehindPanel
from views.pages.year_end.page import YearEndPage
from views.pages.year_end.people_view import PersonPanel
from views.pages.year_end.sheets_panel import SheetsPanel
from views.shell.seat import Seat
from views.widgets.buttons import Button


def window_of(seat: Seat, qtbot) -> MainWindow:
    """The window, shown, at rest."""
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.show()
    at_rest(qtbot, seat)
    return window


@pytest.fixture
def window(run_seat: Seat, qtbot) -> Iterator[MainWindow]:
    """November 2026 is paid and reported."""
    yield window_of(run_seat, qtbot)
    run_seat.wait()
    run_seat.setParent(None)


def page(window: MainWindow, qtbot, part: str = "list", year: int = 2026) -> YearEndPage:
    window.go(Place("year_end", year, part))
    shown = window.page
    assert isinstance(shown, YearEndPage)
    qtbot.waitUntil(lambda: shown.found is not None and shown.found.year == year and not shown.seat.busy)
    return shown


def an_extra_run(seat: Seat, *, approved: bool = True) -> None:
    """A bonus of 5 000 in November, after its report was made."""
    head = RunHead(Month(2026, 11), date(2026, 11, 27), RunKind.EXTRA)
    run_id = runs.start(seat.desk, head, {1: [LineInput("bonus", amount=kr(5000))]})
    runs.draft(seat.desk, run_id)
    if approved:
        runs.approve(seat.desk, run_id, prove=False)


def test_the_list_says_what_is_left_and_goes_there(window: MainWindow, qtbot) -> None:
    an_extra_run(window.seat)
    shown = page(window, qtbot)
    assert shown.header.title == "Årsslutt 2026"
    assert "gjenstår" in shown.header.line
    by_name = {row.check.name: row for row in shown.checks.points()}
    assert by_name["reconciled"].second == "november 2026 stemmer ikke"
    assert by_name["holiday"].check.state == "done"
    assert by_name["statements"].check.state == "not_yet"
    shown.checks.stand_on(by_name["reconciled"])
    press(shown.checks, Qt.Key.Key_Return)
    assert shown.tabs.current() == "months"
    assert not unnamed(shown)


def test_a_difference_stands_where_it_is_and_its_people_in_the_panel(window: MainWindow, qtbot) -> None:
    an_extra_run(window.seat)
    shown = page(window, qtbot, "months")
    shown.months.chips.chip("off").click()
    rows = shown.months.table.rows()
    assert next(row.measure.name for row in rows) == "taxable"
    assert rows[0].measure.difference == kr(5000)
    assert shown.months._words(rows[0]).endswith("i avvik")
    shown.months.table.select(rows[0], tell=True)
    panel = window.panel
    assert isinstance(panel, BehindPanel)
    [fact] = panel.people.facts
    assert "Ingrid" in fact.key.text()
    press(shown.months.table.view, Qt.Key.Key_Escape)
    shown.months.table.link.emit(rows[0], "mend")
    assert window.seat.place == Place("reporting", "2026-11")


def test_months_that_agree(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot, "months")
    assert {row.state for row in shown.months.table.rows()} == {"ok"}
    shown.months.chips.chip("off").click()
    assert shown.months.table.rows() == []
    shown.chooser.step(-1)
    assert shown.found is not None


def test_a_person_line_by_line_and_on_paper(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot, "people")
    shown.search()
    type_text(shown.people.search_field, "ingrid")
    [ingrid] = shown.people.table.rows()
    shown.people.table.select(ingrid, tell=True)
    panel = window.panel
    assert isinstance(panel, PersonPanel)
    panel.paper_button.click()
    assert shown.people_stack.currentWidget() is shown.paper
    qtbot.waitUntil(lambda: not shown.paper.paper.pages.is_waiting)
    assert "Årsoppgave 2026" in shown.paper.paper.pages.drawn.words
    press(shown.paper, Qt.Key.Key_Escape)
    assert shown.people_stack.currentWidget() is shown.people
    type_text(shown.people.search_field, "")
    shown.people.search_field.wipe()
    first = shown.people.table.rows()[0]
    shown.show_paper(first)
    shown.paper.after_button.click()
    assert shown.paper.title.text() == shown.people.table.rows()[1].name
    assert not unnamed(shown)


def test_statements_are_made_kept_and_saved(window: MainWindow, qtbot, tmp_path: Path) -> None:
    shown = page(window, qtbot, "people")
    assert not shown.people.save_button.isEnabled()
    shown.make_button.click()
    qtbot.waitUntil(lambda: not window.seat.busy and shown.make_button.text() == "Lag dem på nytt", timeout=15000)
    assert {row.state for row in shown.people.table.rows()} == {"kept"}
    folder = tmp_path / "ut"
    folder.mkdir()
    shown.seat.files.folder = lambda title: folder
    shown.people.save_button.click()
    qtbot.waitUntil(lambda: not window.seat.busy and any(folder.iterdir()))
    count = len(shown.people.table.rows())
    assert len(list(folder.glob("årsoppgave-*-2026.pdf"))) == count
    shown.people.save_button.click()  # they lie there already
    window.panel.new_button.click()
    qtbot.waitUntil(lambda: not window.seat.busy and len(list(folder.glob("*/årsoppgave-*.pdf"))) == count)


def test_no_folder_is_no_saving(window: MainWindow, qtbot, tmp_path: Path) -> None:
    actions.statements(window.seat.desk, 2026)
    shown = page(window, qtbot, "people")
    shown.seat.files.folder = lambda title: None
    shown.people.save_button.click()
    assert not shown.seat.busy


def test_a_draft_stops_the_statements_and_says_where(window: MainWindow, qtbot) -> None:
    an_extra_run(window.seat, approved=False)
    shown = page(window, qtbot, "people")
    shown.make_button.click()
    qtbot.waitUntil(lambda: not window.seat.busy and window.panel is not None)
    assert {row.state for row in shown.people.table.rows()} == {"none"}
    assert shown.make_button.isEnabled()


def test_stopped_on_the_way_nothing_is_kept(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(window, qtbot, "people")
    make = actions.statements

    def stopped(desk, year, progress) -> list:
        def until_the_third(done: int, total: int, what) -> None:
            progress(done, total, what)
            if done == 2:
                raise Cancelled

        return make(desk, year, until_the_third)

    monkeypatch.setattr(actions, "statements", stopped)
    shown.make_button.click()
    qtbot.waitUntil(lambda: not window.seat.busy and shown.make_button.isEnabled())
    assert {person.state for person in year_end(window.seat.desk, 2026).people} == {"none"}


def test_closed_on_the_way_nothing_is_read_any_more(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot, "people")
    shown.make_button.click()
    window.seat.close_client()
    qtbot.waitUntil(lambda: not window.seat.busy)
    assert not window.seat.has_client


def test_a_year_in_which_nothing_was_paid(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot, "people", 2025)
    assert shown.people.table.rows() == []
    assert not shown.make_button.isEnabled()
    assert shown.months.table.rows() == []


def test_a_new_client_has_a_list_too(new_seat: Seat, qtbot) -> None:
    """Without an employer there is nothing to say but where to begin."""
    window = window_of(new_seat, qtbot)
    window.go(Place("year_end", 2026))
    shown = window.page
    assert isinstance(shown, YearEndPage)
    qtbot.waitUntil(lambda: shown.nothing is not None)
    assert window.panel is None
    assert not shown.make_button.isVisible()
    [begin] = shown.nothing.findChildren(Button)
    begin.click()
    assert new_seat.place.page == "setup"
    new_seat.setParent(None)


def test_the_overview_leads_here(window: MainWindow) -> None:
    from services.queries.next_steps import next_steps

    steps = [step for step in next_steps(window.seat.desk) if step.where == Place("year_end", 2026, "list")]
    assert len(steps) == 1
    actions.statements(window.seat.desk, 2026)
    assert not [step for step in next_steps(window.seat.desk) if step.where == Place("year_end", 2026, "list")]


@pytest.mark.parametrize("language", ["da", "en"])
def test_in_other_languages(window: MainWindow, qtbot, language: str) -> None:
    window.seat.set_language(language)
    shown = page(window, qtbot)
    assert shown.header.title == {"da": "Årsafslutning 2026", "en": "Year end 2026"}[language]
    assert all(isinstance(row, CheckRow) and row.words for row in shown.checks.points())


def test_terms_and_year(window: MainWindow, qtbot) -> None:
    """The same sums by the terms of the contribution, and all of them."""
    shown = page(window, qtbot, "months")
    table = shown.months.table
    shown.months.chips.chip("terms").click()
    rows = table.rows()
    assert [shown.months._name(row) for row in rows if row.is_first] == ["6. termin 2026"]
    assert all(row.state == "ok" for row in rows)
    table.select(rows[0], tell=True)
    assert window.findChild(BehindPanel) is None  # its months stand one by one among all of them
    shown.months.chips.chip("year").click()
    assert [shown.months._name(row) for row in table.rows() if row.is_first] == ["2026"]


def test_the_yearly_sheets_are_signed_off(window: MainWindow, qtbot) -> None:
    """From the list to the sheets, one signed off, then all; the list ticks itself."""
    window.go(Place("year_end", 2026, "sheets"))
    shown = page(window, qtbot, "sheets")
    assert shown.tabs.current() == "people"
    panel = window.findChildren(SheetsPanel)[-1]
    many = len(panel.left)
    assert many > 1
    panel.signed.emit((panel.left[0],))
    qtbot.waitUntil(lambda: not shown.seat.busy)
    panel = window.findChildren(SheetsPanel)[-1]
    assert len(panel.left) == many - 1
    panel.sign_button.click()
    qtbot.waitUntil(lambda: not shown.seat.busy)
    found = year_end(shown.seat.desk, 2026)
    assert {check.name: check.state for check in found.checks}["sheets"] == "done"
