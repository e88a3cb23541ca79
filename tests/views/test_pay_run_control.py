"""The control of a run, by clicks and keys: what differs and why, payslips with their figures, what must be mended."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from models.records import employee as people
from models.records.pay_run import EnteredLine
from models.values.finding import Place
from models.values.money import Money
from services.actions import runs
from services.desk.stored_form import write_line
from services.engine.facts import LineInput
from tests.views.conftest import sit
from tests.views.keys import press
from tests.views.two_months import DECEMBER, NOVEMBER, december
from views.pages.pay_run.control_list import FoldRow, PersonRow, PointPersonRow, PointRow, ReasonRow
from views.pages.pay_run.control_step import ControlStep
from views.pages.pay_run.page import PayRunPage
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedList


@pytest.fixture(scope="session")
def december_file(paid_file: Path) -> Path:
    return december(paid_file)


@pytest.fixture
def page(seat: Seat, december_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[PayRunPage]:
    """The page of pay runs, on a client of the test's own."""
    path = tmp_path / "klient.lonnsom"
    copyfile(december_file, path)
    sit(seat, path)
    page = PayRunPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    seat.changed.connect(lambda _: page.refresh())
    yield page
    seat.wait()


def control(page: PayRunPage, run_id: int = DECEMBER, thing: int | None = None) -> ControlStep:
    page.show_place(Place("pay_run", run_id, "control") if thing is None else Place("pay_run", thing, "net_pay"))
    step = page._current_step
    assert isinstance(step, ControlStep)
    return step


def told(page: PayRunPage) -> list[Any]:
    """What was asked why."""
    asked: list[Any] = []
    page.seat.asked_why.connect(asked.append)
    return asked


def rows(shown: PaintedList, kind: type) -> list[Any]:
    return [row for row in shown.rows if isinstance(row, kind)]


def person(step: ControlStep, number: int) -> PersonRow:
    return next(row for row in rows(step.list, PersonRow) if row.person.number == number)


def reasons(step: ControlStep, number: int) -> list[str]:
    t = step.seat.t
    return [
        f"{t(row.reason.what)}: {row.change(row.reason.amount)}"
        for row in rows(step.list, ReasonRow)
        if row.person.number == number
    ]


def click(shown: PaintedList, row: object, qtbot: QtBot) -> None:
    shown.stand_on(row)  # type: ignore[arg-type]
    point = shown.row_rect(row).center().toPoint()  # type: ignore[arg-type]
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_sums_and_how_much_they_grew(page: PayRunPage) -> None:
    step = control(page)
    net, tax, contribution = step.sums.parts
    assert net.accessibleName() == "Netto til utbetaling 267\xa0943,90 −116\xa0562,81 fra november"
    assert tax.change == "−21\xa0751,00 fra november"
    assert contribution.sum is not None
    assert page.header.line == "Sammenlignet med november 2026"
    assert page.foot.next_button.text() == "Til godkjenning"
    assert page.foot.next_button.isEnabled()


def test_everybody_who_differs_and_why(page: PayRunPage) -> None:
    step = control(page)
    assert person(step, 3).figures == ("19\xa0915,00", "24\xa0711,00", "+4\xa0796,00")
    assert person(step, 3).second == "80\xa0% stilling"
    assert reasons(step, 3) == [
        "Stilling 60\xa0% opp til 80\xa0% fra 01.12.2026: +7\xa0700,00",
        "Skattetrekk, tabell 8000: −2\xa0904,00",
    ]
    assert "Timelønn, 58,5 opp til 71,25 timer" in reasons(step, 4)[0]
    assert reasons(step, 10)[-1].startswith("Skattetrekk, 31\xa0%, nytt skattekort fra 02.12.2026")
    assert reasons(step, 8) == ["Får ingenting denne gangen: −45\xa0000,00"]
    shown = [row.person.number for row in rows(step.list, PersonRow)]
    assert 1 not in shown  # paid as before


def test_who_is_paid_as_before_is_one_line(page: PayRunPage) -> None:
    step = control(page)
    [fold] = rows(step.list, FoldRow)
    assert fold.words == "3 får det samme som før"
    step.list.setFocus()
    press(step.list, Qt.Key.Key_End)
    assert step.list.current_row() is fold
    press(step.list, Qt.Key.Key_Return)
    assert person(step, 1).person.status == "unchanged"
    [fold] = rows(step.list, FoldRow)
    assert fold.is_open
    press(step.list, Qt.Key.Key_Return)
    assert len(rows(step.list, FoldRow)) == 1
    assert not rows(step.list, FoldRow)[0].is_open


def test_chips_count_and_choose(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    counts = {chip.key: chip.count for chip in step.chips.chips}
    assert counts == {"missing": 3, "changed": 10, "unchanged": 3}
    qtbot.mouseClick(step.chips.chip("missing"), Qt.MouseButton.LeftButton)
    assert [row.point.second for row in rows(step.list, PointRow)] == [
        "Selma Nygård",
        "Piotr Zieliński",
        "Maja Rønning Eikeland-Thorvaldsen",
    ]
    assert not step.points_card.isVisible()
    qtbot.mouseClick(step.chips.chip("unchanged"), Qt.MouseButton.LeftButton)
    assert len(rows(step.list, PersonRow)) == 3
    qtbot.mouseClick(step.chips.chip("changed"), Qt.MouseButton.LeftButton)
    assert step.points_card.isVisible()


def test_a_reason_is_asked_why_by_click_and_by_key(page: PayRunPage, qtbot: QtBot) -> None:
    step, asked = control(page), told(page)
    overtime, tax = (row for row in rows(step.list, ReasonRow) if row.person.number == 2)
    click(step.list, overtime, qtbot)
    assert asked[-1].amount == Money.kr("2852.33")
    step.list.setFocus()
    press(step.list, Qt.Key.Key_Down)
    assert step.list.current_row() is tax
    step.why()
    press(step.list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    press(step.list, Qt.Key.Key_Return)
    assert len(asked) == 4
    assert {trace.amount for trace in asked[1:]} == {Money.kr(11608)}


def test_every_reason_can_be_asked_why(page: PayRunPage) -> None:
    step, asked = control(page), told(page)
    wanted = [row for row in rows(step.list, ReasonRow) if row.can_ask]
    for row in wanted:
        step.list.opened.emit(row)
    assert len(asked) == len(wanted) == len(rows(step.list, ReasonRow))


def test_the_sums_can_be_asked_why(page: PayRunPage, qtbot: QtBot) -> None:
    step, asked = control(page), told(page)
    for part in step.sums.parts:
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
    assert [trace.amount for trace in asked] == [part.sum.amount for part in step.sums.parts if part.sum]


def test_what_is_missing_leads_to_where_it_is_mended(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    went: list[Place] = []
    page.seat.asked_place.connect(went.append)
    card = rows(step.points, PointRow)[1]
    assert (card.verb, card.point.second) == ("Legg inn kort", "Piotr Zieliński")
    click(step.points, card, qtbot)
    assert went[-1] == Place("employees", 6, "tax_card")


def test_the_same_of_several_people_leads_to_each(page: PayRunPage, qtbot: QtBot) -> None:
    with page.seat.desk.change("cards") as session:
        for card in session.scalars(select(people.TaxCard).where(people.TaxCard.employee_id.in_([2, 3]))):
            session.delete(card)
    runs.draft(page.seat.desk, DECEMBER)
    step, went = control(page), []
    page.seat.asked_place.connect(went.append)
    several = next(row for row in rows(step.points, PointRow) if row.is_of_several)
    assert several.verb == "Se alle 3"
    click(step.points, several, qtbot)
    assert step.chips.current() == "missing"
    shown = rows(step.list, PointPersonRow)
    assert [row.name for row in shown] == ["Henrik Bråthen", "Piotr Zieliński", "Åse-Marie Østby"]
    click(step.list, shown[2], qtbot)
    assert went[-1] == Place("employees", 3, "tax_card")


# --- payslips -------------------------------------------------------------------------------------------------------


def shown_paper(step: ControlStep, qtbot: QtBot) -> str:
    pages = step.slip.paper.pages
    qtbot.waitUntil(lambda: pages.drawn is not None and not pages.is_waiting)
    return pages.accessibleDescription().replace("\xa0", " ")


def test_the_payslip_is_looked_at_with_its_figures(page: PayRunPage, qtbot: QtBot) -> None:
    step, asked = control(page), told(page)
    step.list.setFocus()
    step.list.stand_on(person(step, 3))
    press(step.list, Qt.Key.Key_Return)
    assert step.slip.isVisible()
    assert step.slip.number == 3
    assert "24 711,00" in shown_paper(step, qtbot)
    assert "Åse-Marie Østby" in shown_paper(step, qtbot)
    figures = [row for row in step.slip.figures.rows if row.can_stand]
    assert figures[0].words == "Fastlønn: 30\xa0800,00"
    for row in figures:
        step.slip.figures.opened.emit(row)
    assert len(asked) == len(figures)


def test_from_payslip_to_payslip_and_back(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    qtbot.mouseClick(step.slips_button, Qt.MouseButton.LeftButton)
    first = step.slip.number
    step.slip.people.setFocus()
    press(step.slip.people, Qt.Key.Key_Down)
    second = step.slip.number
    assert second != first
    assert step.slip.count.text() == "2 av 12"
    shown_paper(step, qtbot)
    qtbot.mouseClick(step.slip.before_button, Qt.MouseButton.LeftButton)
    assert step.slip.number == first
    press(step.slip.people, Qt.Key.Key_Escape)
    assert not step.slip.isVisible()
    assert step.list.isVisible()
    shown_paper(step, qtbot)


def test_the_size_of_the_paper(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    step._open_slip(2)
    shown_paper(step, qtbot)
    pages = step.slip.paper.pages
    fitting = pages.scale
    press(pages, Qt.Key.Key_0)
    qtbot.mouseClick(step.slip.paper.larger, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pages.scale > fitting and not pages.is_waiting)
    assert step.slip.paper.fit_button.isVisible()
    qtbot.mouseClick(step.slip.paper.fit_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: abs(pages.scale - fitting) < 0.01 and not pages.is_waiting)


def test_a_file_that_is_no_pdf_is_told_as_such(page: PayRunPage, qtbot: QtBot) -> None:
    pages = control(page).slip.paper.pages
    pages.set(b"not a document")
    qtbot.waitUntil(lambda: pages.drawn is not None and pages.drawn.problem)


# --- other runs, and what stops one ---------------------------------------------------------------------------------


def test_the_first_run_shows_everybody(page: PayRunPage) -> None:
    step = control(page, NOVEMBER)
    assert page.header.line == "Det finnes ingen tidligere kjøring å sammenligne med"
    assert step.heads.heads == ("Brutto", "Skattetrekk", "Netto")
    assert len(rows(step.list, PersonRow)) == 13
    assert person(step, 3).figures == ("23\xa0748,00", "−3\xa0833,00", "19\xa0915,00")
    assert page.foot.next_button.text() == "Til filene"


def test_a_stop_comes_first_and_holds(page: PayRunPage) -> None:
    desk = page.seat.desk
    with desk.change("entry.line") as session:
        taken = write_line(LineInput("bonus", amount=Money.kr(-60000)))
        session.add(EnteredLine(run_id=DECEMBER, employee_id=3, line=taken))
    runs.draft(desk, DECEMBER)
    step = control(page)
    assert step.errors_card.isVisible()
    assert not page.foot.next_button.isEnabled()
    assert page.foot.reason.text() == "1 feil må rettes først"
    [stop] = rows(step.errors, PointRow)
    assert stop.words.startswith("Netto ville blitt −")
    assert stop.point.second == "Åse-Marie Østby"
    assert not step.points_card.isVisible()
    page.seat.asked_place.connect(page.show_place)
    step.errors.opened.emit(stop)
    assert page._step == "basis"


def test_facts_that_changed_afterwards_ask_to_compute_again(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    with page.seat.desk.change("employee.terms") as session:
        terms = session.scalars(select(people.EmploymentTerms).order_by(people.EmploymentTerms.from_day.desc()))
        next(iter(terms)).monthly_salary = Money.kr(31500)
    assert step.stale.isVisible()
    assert not page.foot.next_button.isEnabled()
    assert page.foot.reason.text() == "Beregn på nytt først"
    page.recalculate()
    qtbot.waitUntil(lambda: not page.seat.busy)
    assert not step.stale.isVisible()
    assert person(step, 3).person.now == Money.kr("25139")
    assert page.foot.next_button.isEnabled()


def test_a_place_leads_to_the_person(page: PayRunPage) -> None:
    control(page)
    step = control(page, thing=10)
    row = step.list.current_row()
    assert isinstance(row, PersonRow)
    assert row.person.number == 10
    step = control(page, thing=1)  # unchanged: it is looked for under its chip
    row = step.list.current_row()
    assert isinstance(row, PersonRow)
    assert row.person.number == 1


def test_the_list_copies_as_a_spreadsheet_takes_it(page: PayRunPage, qapp: Any) -> None:
    step = control(page)
    step.list.setFocus()
    press(step.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = qapp.clipboard().text().split("\n")
    assert "Åse-Marie Østby\t19\xa0915,00\t24\xa0711,00\t+4\xa0796,00" in lines


def test_many_people_are_no_widgets(page: PayRunPage) -> None:
    step = control(page)
    found = step.control
    assert found is not None
    before = len(step.findChildren(QWidget))
    many = replace(found, people=tuple(replace(each, number=n) for n in range(40) for each in found.people))
    step._fill(many)
    assert len(step.list.rows) > 1000
    assert len(step.findChildren(QWidget)) == before
    step.list.grab()


@pytest.mark.parametrize("language", ["da", "en"])
def test_other_languages(page: PayRunPage, language: str, qtbot: QtBot) -> None:
    page.seat.set_language(language)
    other = PayRunPage(page.seat)
    qtbot.addWidget(other)
    step = control(other)
    words = {"da": "Stilling 60\xa0% op til 80\xa0% fra 01.12.2026", "en": "Position 60% up to 80% from 1 Dec 2026"}
    assert reasons(step, 3)[0].startswith(words[language])


def test_many_people_are_read_beside_the_screen(
    page: PayRunPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step of a large client comes when it was read, and the one that is shown last is the one asked for last."""
    monkeypatch.setattr("services.actions.entry._MANY", 0)
    page.show_place(Place("pay_run", DECEMBER, "control"))
    assert page.stack.currentWidget() is page.waiting
    assert not page.foot.next_button.isEnabled()
    page.show_place(Place("pay_run", NOVEMBER, "files"))
    qtbot.waitUntil(lambda: not page.seat.busy)
    assert page.stack.currentWidget() is page._steps["files"]
    page.show_place(Place("pay_run", DECEMBER, "control"))  # at hand by now
    step = page._current_step
    assert isinstance(step, ControlStep)
    assert step.control is not None
    assert page.stack.currentWidget() is step
    page.show_place(Place("pay_run", DECEMBER, "basis"))
    qtbot.waitUntil(lambda: not page.seat.busy)
    basis = page._current_step
    assert basis is not None
    assert basis.people
    assert page.foot.next_button.isEnabled()
    step.recalculate()
    qtbot.waitUntil(lambda: not page.seat.busy)


def test_compared_with_nothing_and_again_with_the_run_before(page: PayRunPage, qtbot: QtBot) -> None:
    step = control(page)
    assert step.against_button.isVisible()
    step.choose_against()
    assert step.against_menu is not None
    before, nothing = [action for action in step.against_menu.actions() if not action.isSeparator()]
    assert before.text() == "November 2026 (kjøringen før)"
    assert before.isChecked()
    nothing.trigger()
    step.against_menu.close()
    assert page.header.line == "Ikke sammenlignet med en annen kjøring"
    assert not rows(step.list, ReasonRow)
    step.compare_with(NOVEMBER)
    assert page.header.line == "Sammenlignet med november 2026"


def test_the_control_is_saved_as_pdf(page: PayRunPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = control(page)
    target = tmp_path / "kontroll.pdf"
    asked: list[str] = []
    monkeypatch.setattr(page.seat.files, "save_file", lambda title, name, kind: asked.append(name) or target)
    step.save_paper()
    page.seat.wait()
    assert asked == ["kontroll-2026-12-2026-11.pdf"]
    assert target.read_bytes().startswith(b"%PDF")
    monkeypatch.setattr(page.seat.files, "save_file", lambda *_: None)
    step.save_paper()
    page.seat.wait()
