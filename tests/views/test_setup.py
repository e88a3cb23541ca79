"""The set-up guide, by clicks and keys: from an empty file to an employer; wrong numbers; a draft opened later."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from models.records.employer import Employer, Establishment
from models.values.finding import Place
from models.values.percent import Percent
from models.values.span import Month
from services.actions.settings import keep_setting
from services.queries import settings
from tests.builders import EMPLOYER, EMPLOYER_ACCOUNT, OTHER_UNIT, UNIT
from tests.views.conftest import sit
from tests.views.keys import press, type_text
from views.pages.setup.page import FIRM, PAY, PENSION, REVIEW, UNITS, SetupPage
from views.shell.seat import Seat
from views.widgets.employer_recipes import RECIPES
from views.widgets.form import Choice, Field, LookupEdit
from views.widgets.text import MessageBox

Show = Callable[[Seat], SetupPage]


@pytest.fixture
def practice_seat(new_seat: Seat) -> Seat:
    """A new client that takes made-up numbers."""
    keep_setting(new_seat.desk, "test_client", True)
    return new_seat


@pytest.fixture
def show(qtbot: Any) -> Show:
    """The guide on the screen."""

    def shown(seat: Seat) -> SetupPage:
        page = SetupPage(seat)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.show_place(Place("setup"))
        return page

    return shown


def click(button: QWidget) -> None:
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def enter(field: Field, text: str) -> None:
    """Type into a field in place of what stands there, and leave it."""
    field.editor.setFocus()
    field.editor.selectAll()  # type: ignore[attr-defined]
    if text:
        type_text(field.editor, text)
    else:
        press(field.editor, Qt.Key.Key_Delete)
    press(field.editor, Qt.Key.Key_Return)


def forward(page: SetupPage) -> None:
    click(page.footer_row.next_button)


def unit(page: SetupPage, place: int = 0) -> Any:
    return page.fields.units.blocks[place]


def fill_firm(page: SetupPage) -> None:
    enter(page.fields.of("name"), "Nordlys Kafé AS")
    enter(page.fields.of("orgnr"), EMPLOYER)


def fill_unit(page: SetupPage, municipality: str = "Tromsø", place: int = 0, number: str = UNIT) -> None:
    enter(unit(page, place).orgnr, number)
    choose(unit(page, place).municipality, municipality)


def choose(field: Field, text: str) -> None:
    """Type into a look-up and take the first that is suggested."""
    editor = field.editor
    assert isinstance(editor, LookupEdit)
    editor.setFocus()
    editor.selectAll()
    type_text(editor, text)
    press(editor.popup, Qt.Key.Key_Return)
    editor.popup.hide()
    if editor.value() is None:
        raise AssertionError(text)


def to_review(page: SetupPage) -> None:
    fill_firm(page)
    forward(page)
    fill_unit(page)
    forward(page)
    forward(page)
    enter(page.fields.of("bank_account"), EMPLOYER_ACCOUNT)
    forward(page)
    assert page.guide.current == REVIEW


def boxes(page: SetupPage) -> list[str]:
    """What the message boxes of the step say."""
    return [
        f"{box.title()}: {box.text()}"
        for box in page.steps[page.guide.current].checks.findChildren(MessageBox)
        if box.kind in ("err", "warn")
    ]


# --- the whole guide ----------------------------------------------------------------------------------------------


def test_from_an_empty_file_to_an_employer(practice_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(practice_seat)
    to_review(page)
    with qtbot.waitSignal(practice_seat.asked_place) as asked:
        forward(page)
    assert asked.args == [Place("overview")]
    with practice_seat.desk.reading() as session:
        row = session.get_one(Employer, 1)
        assert (row.name, row.orgnr, row.bank_account) == ("Nordlys Kafé AS", EMPLOYER, EMPLOYER_ACCOUNT)
        assert (row.start_month, row.pay_day, row.pension_percent) == (Month(2026, 11), 25, Percent.of(2))
        assert row.test_client
        (only,) = session.query(Establishment).all()
        assert (only.orgnr, only.zone, only.municipality) == (UNIT, "4a", "5501")
    assert settings.draft(practice_seat.desk) is None
    assert practice_seat.can_undo()


def test_the_guide_by_keys_alone(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    assert page.fields.of("name").editor.hasFocus()

    def on(text: str = "") -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        if text:
            focus.selectAll()  # type: ignore[attr-defined]
            type_text(focus, text)
        QTest.keyClick(focus, Qt.Key.Key_Tab)

    on("Nordlys Kafé AS")
    on(EMPLOYER)
    page.primary()
    assert page.guide.current == UNITS
    assert unit(page).orgnr.editor.hasFocus()
    on(UNIT)
    on("Kafeen")
    on("5501")
    page.primary()
    page.primary()
    page.primary()
    assert page.guide.current == REVIEW
    page.step(2)
    assert page.guide.current == UNITS
    page.step(5)
    page.primary()
    assert settings.employer(practice_seat.desk).is_entered


# --- what is wrong ------------------------------------------------------------------------------------------------


def test_a_wrong_check_digit_is_told_with_the_right_one_and_stops_the_step(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    orgnr = page.fields.of("orgnr")
    enter(page.fields.of("name"), "Nordlys")
    enter(orgnr, "312001005")
    assert orgnr.problem() == "Kontrollsifferet, det siste, skal være 4"
    assert any("skal være 4" in each for each in boxes(page))
    assert not page.footer_row.next_button.isEnabled()
    assert page.footer_row.reason.text() == "1 feil må rettes først"
    enter(orgnr, EMPLOYER)
    assert orgnr.state == "good"
    assert not boxes(page)
    assert page.footer_row.next_button.isEnabled()


def test_what_is_missing_is_asked_for_when_one_goes_on(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    page.fields.of("name").set_value(None)
    assert page.footer_row.next_button.isEnabled()
    forward(page)
    assert page.guide.current == FIRM
    assert page.fields.of("name").problem()
    assert page.fields.of("name").editor.hasFocus()
    assert not page.footer_row.next_button.isEnabled()


def test_the_main_units_number_is_no_sub_unit(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    enter(unit(page).orgnr, EMPLOYER)
    assert "hovedenhetens nummer" in unit(page).orgnr.problem()
    enter(unit(page).orgnr, UNIT)
    assert not unit(page).orgnr.problem()


def test_the_zone_follows_the_municipality_and_another_one_is_told(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    fill_unit(page, "Bergen")
    assert unit(page).zone.value() == "1"
    assert unit(page).zone.state == "good"
    assert not unit(page).area.isVisible()
    zone = unit(page).zone.editor
    assert isinstance(zone, Choice)
    zone.set_value("5")
    zone.changed.emit()
    assert "Bergen ligger i sone 1" in unit(page).zone.warning()
    choose(unit(page).municipality, "Tromsø")
    assert unit(page).zone.value() == "4a"


def test_a_municipality_with_several_zones_asks_for_the_part(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    fill_unit(page, "Orkland")
    area = unit(page).area
    assert area.isVisible()
    assert unit(page).zone.value() is None
    forward(page)
    assert page.guide.current == UNITS
    editor = area.editor
    assert isinstance(editor, Choice)
    assert editor.items[0][1] == "Resten av Orkland, sone 1"
    editor.set_value(1)
    editor.changed.emit()
    assert unit(page).zone.value() == "2"
    assert unit(page).zone.state == "good"
    forward(page)
    assert page.guide.current == PAY


def test_a_postcode_finds_the_municipality_and_proposes_the_part_that_the_place_lay_in(
    practice_seat: Seat, show: Show
) -> None:
    """4525 Konsmo lay in Audnedal, zone 1a, before Lyngdal became one municipality with zones 1 and 1a."""
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    fill_unit(page, "4525")
    assert unit(page).municipality.editor.text() == "Lyngdal"
    assert unit(page).area.isVisible()
    assert unit(page).zone.value() == "1a"


def test_two_sub_units_and_one_of_them_goes_again(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    fill_unit(page)
    click(page.fields.units.add_button)
    fill_unit(page, "Oslo", 1, UNIT)
    assert "to ganger" in unit(page, 1).orgnr.problem()
    enter(unit(page, 1).orgnr, OTHER_UNIT)
    assert not unit(page, 1).orgnr.problem()
    assert unit(page).heading.isVisible()
    click(unit(page).remove)
    assert [form.orgnr.replace("\N{NO-BREAK SPACE}", "") for form in page.fields.units.forms()] == [OTHER_UNIT]
    assert not unit(page).heading.isVisible()
    forward(page)
    assert page.guide.current == PAY


def test_a_real_client_takes_no_made_up_numbers(new_seat: Seat, show: Show) -> None:
    page = show(new_seat)
    assert not page.findChildren(MessageBox)
    enter(page.fields.of("name"), "Nordlys")
    enter(page.fields.of("orgnr"), EMPLOYER)
    assert "oppdiktet" in page.fields.of("orgnr").problem()


def test_pension_below_the_law_is_a_warning_and_a_wrong_account_a_stop(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    fill_unit(page)
    forward(page)
    forward(page)
    assert page.guide.current == PENSION
    enter(page.fields.of("pension_percent"), "1,5")
    assert "minst 2" in page.fields.of("pension_percent").warning()
    enter(page.fields.of("bank_account"), "15032102008")
    assert page.fields.of("bank_account").problem()
    assert not page.footer_row.next_button.isEnabled()
    enter(page.fields.of("bank_account"), "")
    assert page.footer_row.next_button.isEnabled()
    forward(page)
    assert page.guide.current == REVIEW
    assert page.footer_row.next_button.isEnabled()


# --- days, drafts, languages --------------------------------------------------------------------------------------


def test_the_next_pay_dates_are_shown(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    field = page.fields.of("pay_day")
    assert field.message() == "De neste: 25.11. · 24.12. · 25.01.2027"
    field.editor.selectAll()  # type: ignore[attr-defined]
    type_text(field.editor, "31")
    assert field.message() == "De neste: 30.11. · 31.12. · 29.01.2027"


def test_what_was_typed_is_there_the_next_time(practice_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(practice_seat)
    fill_firm(page)
    forward(page)
    unit(page).orgnr.editor.setFocus()
    type_text(unit(page).orgnr.editor, "316 10")
    type_text(unit(page).name.editor, "Kafeen")
    with qtbot.waitSignal(practice_seat.asked_place):
        click(page.footer_row.close_button)
    kept = settings.draft(practice_seat.desk)
    assert kept is not None
    assert kept["step"] == UNITS
    again = show(practice_seat)
    assert again.guide.current == UNITS
    assert again.fields.of("name").value() == "Nordlys Kafé AS"
    assert unit(again).orgnr.editor.text() == "316 10"
    assert unit(again).name.value() == "Kafeen"
    again.step(1)
    assert again.guide.current == FIRM


def test_a_look_without_a_word_leaves_no_draft(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    assert page.leave()
    assert settings.draft(practice_seat.desk) is None


def test_a_draft_survives_the_lock(practice_seat: Seat, show: Show, empty_file: Path) -> None:
    page = show(practice_seat)
    fill_firm(page)
    path = practice_seat.client.path
    page.leave()
    practice_seat.close_client(path)
    again = show(sit(practice_seat, path))
    assert again.fields.of("orgnr").editor.text().replace("\N{NO-BREAK SPACE}", "") == EMPLOYER


def test_a_finding_leads_to_its_field(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    page.show_place(Place("setup", None, "bank_account"))
    assert page.guide.current == PENSION
    assert page.fields.of("bank_account").editor.hasFocus()
    page.show_place(Place("setup", 0, "zone"))
    assert page.guide.current == UNITS
    assert unit(page).zone.editor.hasFocus()


def test_a_client_that_is_set_up_goes_on_to_the_settings(client_seat: Seat, qtbot: Any) -> None:
    page = SetupPage(client_seat)
    qtbot.addWidget(page)
    with qtbot.waitSignal(client_seat.asked_place) as asked:
        page.show_place(Place("setup"))
    assert asked.args == [Place("settings", None, "employer")]


@pytest.mark.parametrize(
    ("language", "title", "problem"),
    [
        ("da", "Opret firmaet", "Kontrolcifferet, det sidste, skal være 4"),
        ("en", "Set up the firm", "The check digit, the last one, should be 4"),
    ],
)
def test_in_the_other_languages(practice_seat: Seat, show: Show, language: str, title: str, problem: str) -> None:
    practice_seat.set_language(language)
    page = show(practice_seat)
    assert page.header.title == title
    enter(page.fields.of("orgnr"), "312001005")
    assert page.fields.of("orgnr").problem() == problem


def test_every_field_has_a_name_and_a_help_text(practice_seat: Seat, show: Show) -> None:
    page = show(practice_seat)
    fields = [
        *(page.fields.of(key) for key in RECIPES),
        unit(page).orgnr,
        unit(page).municipality,
        unit(page).zone,
        unit(page).area,
    ]
    for language in ("nb", "da", "en"):
        text = (Path(__file__).parents[2] / f"resources/help/{language}/setup.md").read_text("utf-8")
        for field in fields:
            topic = str(field.editor.property("help_topic"))
            assert field.editor.accessibleName()
            assert f"## {topic.removeprefix('setup.')}\n" in text, topic


def test_the_file_of_another_client_knows_nothing_of_it(
    practice_seat: Seat, show: Show, empty_file: Path, tmp_path: Path
) -> None:
    page = show(practice_seat)
    fill_firm(page)
    page.leave()
    other = tmp_path / "annen.lonnsom"
    copyfile(empty_file, other)
    sit(practice_seat, other)
    assert show(practice_seat).fields.of("orgnr").editor.text() == ""
