"""The settings by clicks and keys: each section changed, saved, taken back; what is not saved is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from models.values.finding import Place
from models.values.percent import Percent
from services.queries import settings
from tests.views.conftest import PASSWORD
from tests.views.keys import press, type_text
from views.pages.settings.account_parts import AccountsPart, WageTypesPart
from views.pages.settings.employer_parts import EmployerPart, NotSetUpPart
from views.pages.settings.look_part import LookPart
from views.pages.settings.page import SettingsPage
from views.pages.settings.payslip_part import PayslipPart
from views.pages.settings.rates_part import RatesPart
from views.pages.settings.security_part import SecurityPart
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.form import Choice, Field, Segments
from views.widgets.recovery_key import KeepKey
from views.widgets.text import MessageBox

Show = Callable[..., SettingsPage]


@pytest.fixture
def show(qtbot: Any) -> Show:
    """The settings on the screen, at a section. They follow the file as the window makes them."""

    def shown(seat: Seat, section: str = "employer") -> SettingsPage:
        page = SettingsPage(seat)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        seat.changed.connect(lambda kinds: page.refresh() if page.kinds & kinds else None)
        seat.asked_place.connect(lambda place: page.show_place(place) if place.page == "settings" else None)
        page.show_place(Place("settings", None, section))
        return page

    return shown


def click(button: QWidget) -> None:
    assert isinstance(button, QAbstractButton)
    assert button.isVisible()
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
    field.editor.left.emit()  # type: ignore[attr-defined]


def pick(field: Field, value: Any) -> None:
    """Choose in a list."""
    editor = field.editor
    assert isinstance(editor, Choice)
    editor.set_value(value)
    editor.changed.emit()


def employer_part(page: SettingsPage, key: str) -> EmployerPart:
    part = page.part(key)
    assert isinstance(part, EmployerPart)
    return part


# --- the employer -------------------------------------------------------------------------------------------------


def test_a_name_is_changed_saved_and_taken_back(client_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(client_seat)
    part = employer_part(page, "employer")
    assert not part.row.save_button.isVisible()
    enter(part.model.fields.of("name"), "Solvang Konditori AS")
    assert page.header.line == "Ikke lagret ennå: Arbeidsgiver"
    with qtbot.waitSignal(client_seat.asked_toast) as toast:
        click(part.row.save_button)
    assert toast.args == ["Innstillingene er lagret", True]
    assert client_seat.client_name == "Solvang Konditori AS"
    assert not part.row.save_button.isVisible()
    assert client_seat.undo()
    assert part.model.fields.of("name").value() == "Solvang Bakeri AS"
    assert not part.has_changes()


def test_a_wrong_number_is_told_and_not_saved(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    part = employer_part(page, "employer")
    enter(part.model.fields.of("orgnr"), "310000018")
    assert "skal være 9" in part.model.fields.of("orgnr").problem()
    assert not part.row.save_button.isEnabled()
    assert part.row.reason.text() == "1 feil må rettes først"
    click(part.row.discard_button)
    assert not part.has_changes()
    assert not part.model.fields.of("orgnr").problem()
    assert settings.employer(client_seat.desk).form.orgnr == "310000019"


def test_a_section_is_saved_alone_and_the_other_keeps_what_was_typed(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    enter(employer_part(page, "employer").model.fields.of("contact"), "Kari")
    page.show_place(Place("settings", None, "pay"))
    pay = employer_part(page, "pay")
    enter(pay.model.fields.of("pension_percent"), "4")
    assert page.header.line == "Ikke lagret ennå: Arbeidsgiver, Lønn, ferie og pensjon"
    click(pay.row.save_button)
    form = settings.employer(client_seat.desk).form
    assert form.pension_percent == Percent.of(4)
    assert form.contact == "Kari Solheim, lonn@solvangbakeri.example"
    assert page.sections.items["employer"].is_unsaved
    assert not page.sections.items["pay"].is_unsaved
    assert employer_part(page, "employer").model.fields.of("contact").value() == "Kari"


def test_what_is_not_saved_is_kept_when_one_goes_away(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    enter(employer_part(page, "employer").model.fields.of("orgnr"), "31000")
    page.show_place(Place("settings", None, "payslip"))
    payslip = page.part("payslip")
    assert isinstance(payslip, PayslipPart)
    enter(payslip.note, "God jul")
    assert page.leave()
    again = show(client_seat)
    assert employer_part(again, "employer").model.fields.of("orgnr").editor.text() == "31000"
    assert again.header.line == "Ikke lagret ennå: Arbeidsgiver, Lønnsslipp"
    other = again.part("payslip")
    assert isinstance(other, PayslipPart)
    assert other.note.value() == "God jul"
    employer_part(again, "employer").model.discard(employer_part(again, "employer").keys)
    other.discard()
    assert again.leave()
    assert settings.draft(client_seat.desk, settings.UNSAVED) is None


def test_keeping_what_is_not_saved_is_nothing_to_take_back(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    part = employer_part(page, "employer")
    enter(part.model.fields.of("name"), "Solvang AS")
    click(part.row.save_button)
    enter(part.model.fields.of("name"), "Solv")
    assert page.leave()
    assert client_seat.undo()
    assert settings.employer(client_seat.desk).form.name == "Solvang Bakeri AS"


def test_a_sub_unit_where_people_work_is_not_removed(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "establishments")
    part = employer_part(page, "establishments")
    block = part.model.fields.units.blocks[0]
    assert block.note.text() == "9 ansatte"
    click(block.remove)
    assert "9 ansatte arbeider her" in block.orgnr.problem()
    assert len(part.model.fields.units.blocks) == 2


def test_a_sub_unit_is_added_and_another_zone_chosen(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "establishments")
    part = employer_part(page, "establishments")
    click(part.model.fields.units.add_button)
    block = part.model.fields.units.blocks[2]
    enter(block.orgnr, "316200001")
    block.municipality.set_value("0301")
    block.municipality.changed.emit()
    assert block.zone.value() == "1"
    click(part.row.save_button)
    units = settings.employer(client_seat.desk).form.units
    assert [(unit.orgnr, unit.zone, unit.municipality) for unit in units][2] == ("316200001", "1", "0301")


def test_after_an_approved_run_a_change_says_what_it_brings(run_seat: Seat, show: Show) -> None:
    page = show(run_seat, "pay")
    part = employer_part(page, "pay")
    enter(part.model.fields.of("pension_percent"), "5")
    said = [box.text() for box in part.consequences.findChildren(MessageBox)]
    assert any("neste kjøring" in text for text in said)
    page.show_place(Place("settings", None, "establishments"))
    units = employer_part(page, "establishments")
    pick(units.model.fields.units.blocks[0].zone, "5")
    assert any("beholder sone 1" in box.text() for box in units.consequences.findChildren(MessageBox))
    enter(units.model.fields.units.blocks[0].orgnr, "316200001")
    assert "står fast" in units.model.fields.units.blocks[0].orgnr.problem()


def test_a_finding_leads_to_its_field(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    page.show_place(Place("settings", None, "bank_account"))
    assert page.stack.currentWidget() is page.part("employer")
    assert employer_part(page, "employer").model.fields.of("bank_account").editor.hasFocus()
    page.show_place(Place("settings", "315001013", "zone"))
    assert employer_part(page, "establishments").model.fields.units.blocks[1].zone.editor.hasFocus()


def test_a_client_that_is_not_set_up_is_led_to_the_guide(new_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(new_seat)
    part = page.part("employer")
    assert isinstance(part, NotSetUpPart)
    button = next(each for each in part.findChildren(QAbstractButton) if each.isVisible())
    with qtbot.waitSignal(new_seat.asked_place) as asked:
        click(button)
    assert asked.args == [Place("setup")]


# --- lists --------------------------------------------------------------------------------------------------------


def test_the_account_of_a_wage_type_is_changed_and_given_back(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "wage_types")
    part = page.part("wage_types")
    assert isinstance(part, WageTypesPart)
    type_text(part.search_edit, "bonus")
    assert [row.slug for row in part.table.rows()] == ["bonus"]
    part.table.select(part.table.rows()[0], tell=True)
    assert part.detail.findChildren(QWidget)
    enter(part.account.number, "50x")
    click(part.account.save_button)
    assert "3 til 10 sifre" in part.account.number.problem()
    enter(part.account.number, "5020")
    click(part.account.save_button)
    assert {row.account for row in settings.wage_types(client_seat.desk) if row.purpose == "salary"} == {"5020"}
    assert part.table.rows()[0].account == "5020"
    click(part.account.back_button)
    assert part.table.rows()[0].account == "5000"


def test_wage_types_of_one_kind(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "wage_types")
    part = page.part("wage_types")
    assert isinstance(part, WageTypesPart)
    assert len(part.table.rows()) == len(settings.wage_types(client_seat.desk)) > 40
    part.kinds.set_value("Deduction")
    part.kinds.changed.emit()
    assert {row.kind.text for row in part.table.rows()} == {"Deduction"}


def test_an_account_of_the_plan_by_keys(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "accounts")
    part = page.part("accounts")
    assert isinstance(part, AccountsPart)
    page.search()
    type_text(part.search_edit, "2940")
    press(part.search_edit, Qt.Key.Key_Down)
    part.table.opened.emit(part.table.current())
    assert part.account.number.editor.hasFocus()
    type_text(part.account.number.editor, "2941")
    press(part.account.number.editor, Qt.Key.Key_Return)
    assert {row.purpose: row.own for row in settings.accounts(client_seat.desk)}["holiday_payable"] == "2941"
    assert client_seat.undo()
    assert {row.purpose: row.own for row in settings.accounts(client_seat.desk)}["holiday_payable"] == ""


def test_rates_by_year_with_source_and_status(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "rates")
    part = page.part("rates")
    assert isinstance(part, RatesPart)
    assert part.years.value() == 2026
    assert part.missing.isVisible()
    assert "2027" in part.missing.label.text()
    texts = {row.rate: part.table.model.cells(row) for row in part.table.rows()}
    zone = texts["employer_contribution.zone_1"]
    assert (zone[0].text, zone[1].text, zone[2].text, zone[3].text) == (
        "Sone 1",
        "14,1\xa0%",
        "01.01.2026",
        "fra fagside",
    )
    assert texts["pension.cap_g"][1].text == "12\xa0G"
    assert texts["mileage.state"][1].text == "5,3\xa0kr/km"
    segments = part.years
    assert isinstance(segments, Segments)
    click(segments.segment(2024))
    texts = {row.rate: part.table.model.cells(row) for row in part.table.rows()}
    assert texts["employer_contribution.extra.percent"][1].text == "5\xa0%"
    page.show_place(Place("settings", "basic_amount", "rates"))
    assert part.table.current().rate == "basic_amount"


def test_the_card_of_a_rate_is_as_high_as_what_it_says(client_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(client_seat, "rates")
    part = page.part("rates")
    assert isinstance(part, RatesPart)
    part.choose(lambda row: not row.kind)
    qtbot.waitUntil(lambda: part.detail.height() < part.detail_height - 30)
    tall = part.table.height()
    part.choose(lambda row: bool(row.kind))  # the form needs the room
    qtbot.waitUntil(lambda: part.detail.height() > part.detail_height - 15)
    assert part.table.height() < tall
    chosen = part.table.view.visualRect(part.table.view.currentIndex())
    assert part.table.view.viewport().rect().contains(chosen.center())


# --- payslips, security, look -------------------------------------------------------------------------------------


def test_payslip_choices_are_saved(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "payslip")
    part = page.part("payslip")
    assert isinstance(part, PayslipPart)
    enter(part.note, "x" * 601)
    assert not part.row.save_button.isEnabled()
    enter(part.note, "God jul til alle")
    click(part.employer_cost.editor)
    click(part.lock.editor.radio("must"))  # type: ignore[attr-defined]
    pick(part.language, "en")
    click(part.row.save_button)
    choices = settings.choices_of_payslips(client_seat.desk)
    assert (choices.note, choices.employer_cost, choices.lock, choices.language) == (
        "God jul til alle",
        True,
        "must",
        "en",
    )
    assert client_seat.undo()
    assert part.note.value() is None


@pytest.fixture
def security(client_seat: Seat, show: Show) -> SecurityPart:
    part = show(client_seat, "security").part("security")
    assert isinstance(part, SecurityPart)
    return part


def test_a_copy_is_made_in_a_folder_and_said(
    client_seat: Seat, security: SecurityPart, tmp_path: Path, qtbot: Any
) -> None:
    folder = tmp_path / "kopier"
    folder.mkdir()
    client_seat.files.folder = lambda title: folder  # type: ignore[method-assign]
    click(security.copy_button)
    qtbot.waitUntil(lambda: not client_seat.busy)
    qtbot.waitUntil(security.copy_said.isVisible)
    assert len(list(folder.glob("*.lonnsom"))) == 1
    assert str(folder) in security.copy_said.label.text()
    assert security.copies.facts[0].value.text() == "for hånd, i kopier"
    client_seat.files.folder = lambda title: None  # type: ignore[method-assign]
    click(security.copy_button)
    assert not client_seat.busy


def test_the_file_is_proven(client_seat: Seat, security: SecurityPart, qtbot: Any) -> None:
    click(security.check_button)
    qtbot.waitUntil(lambda: not client_seat.busy)
    qtbot.waitUntil(security.check_said.isVisible)
    assert security.check_said.kind == "ok"


def test_a_new_password_shows_the_new_key_which_is_then_tried(client_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(client_seat, "security")
    security = page.part("security")
    assert isinstance(security, SecurityPart)
    click(security.password_button)
    assert security.old.problem()
    enter(security.old, "feil passord helt")
    enter(security.new, "blå fjord om vinteren")
    enter(security.again, "blå fjord om sommeren")
    assert security.again.problem()
    enter(security.again, "blå fjord om vinteren")
    click(security.password_button)
    qtbot.waitUntil(lambda: bool(security.old.problem()))
    enter(security.old, PASSWORD)
    click(security.password_button)
    qtbot.waitUntil(lambda: bool(security.findChildren(KeepKey)))
    qtbot.waitUntil(lambda: not client_seat.busy)
    key = security.keep_key._key
    assert not security.password_form.isVisible()
    qtbot.waitUntil(security.key_done.isVisible)
    assert not page.leave()
    click(security.key_done)
    assert page.leave()
    assert security.password_form.isVisible()
    enter(security.typed_key, key)
    click(security.try_button)
    assert security.typed_key.state == "good"


def test_a_mistyped_key_names_the_group(client_seat: Seat, security: SecurityPart) -> None:
    click(security.try_button)
    assert security.typed_key.problem()
    enter(security.typed_key, "7ZK3Q-7ZK3Q")
    assert security.typed_key.problem()


def test_the_lock_is_a_choice_of_the_machine(client_seat: Seat, security: SecurityPart) -> None:
    assert security.idle.value() == 15
    pick(security.idle, 0)
    assert client_seat.preferences.get("idle_minutes") == 0


def test_without_a_client_there_is_only_language_and_look(seat: Seat, show: Show) -> None:
    page = show(seat, "employer")
    assert list(page.sections.items) == ["look"]
    assert page.stack.currentWidget() is page.part("look")
    assert page.leave()


def test_language_theme_and_name(client_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(client_seat, "look")
    part = page.part("look")
    assert isinstance(part, LookPart)
    language, look = part.language.editor, part.theme.editor
    assert isinstance(language, Segments)
    assert isinstance(look, Segments)
    try:
        click(look.segment("dark"))
        assert theme.current().name == "dark"
    finally:
        client_seat.set_theme("light")
    enter(part.user, "Kari Solheim")
    assert client_seat.preferences.get("user") == "Kari Solheim"
    pick(part.text_size, 125)
    assert client_seat.preferences.get("text_size") == 125
    with qtbot.waitSignal(client_seat.language_changed):
        click(language.segment("da"))
    assert show(client_seat, "look").header.title == "Indstillinger"


def test_the_sections_by_keys(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    page.sections.items["employer"].setFocus()
    QTest.keyClick(page.sections.items["employer"], Qt.Key.Key_Down)
    assert page.stack.currentWidget() is page.part("establishments")
    assert page.sections.items["establishments"].hasFocus()


def test_every_field_has_a_help_text(client_seat: Seat, show: Show) -> None:
    page = show(client_seat)
    root = Path(__file__).parents[2] / "resources/help"
    pages = {
        (language, name): (root / language / f"{name}.md").read_text("utf-8")
        for language in ("nb", "da", "en")
        for name in ("setup", "settings")
    }
    for key in page.words:
        for field in page.part(key).findChildren(Field):
            topic = str(field.editor.property("help_topic") or "")
            assert topic, field.label()
            name, _, section = topic.partition(".")
            for language in ("nb", "da", "en"):
                assert f"## {section}\n" in pages[language, name], topic
