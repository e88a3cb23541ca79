"""A Danish employer by clicks and keys: a new client, the guide, position categories, result tables, lists of types."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from models.records.employer import Employer, Establishment
from models.values.finding import Place
from services.actions.employer import save_employer
from services.actions.numbered import CategoryForm, LineForm, save_category
from services.desk.desk import Desk
from services.queries import deadlines, month_steps, next_steps, numbered, settings
from services.vault.client import Client
from tests.denmark.played import CVR
from tests.views.conftest import _KEYS, NO_COPIES, PASSWORD, Clock, sit
from tests.views.keys import press, type_text
from views.main_window import MainWindow
from views.pages.clients.key_guide import KeyGuide
from views.pages.settings.categories_part import CategoriesPart
from views.pages.settings.category_panel import CategoryPanel
from views.pages.settings.page import SettingsPage
from views.pages.settings.step_panel import StepPanel
from views.pages.settings.tables_part import TablesPart
from views.pages.settings.type_sets_part import SetPanel, TypeSetsPart
from views.pages.setup.page import FIRM, PAY, PENSION, REVIEW, SetupPage
from views.shell.seat import Seat
from views.widgets.form import Field

Opened = Callable[..., SettingsPage]


@pytest.fixture(scope="session")
def danish_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new Danish client file: nothing entered."""
    path = tmp_path_factory.mktemp("danish") / "dansk.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "Kari", now=Clock(), copies=NO_COPIES)
    client.close()
    _KEYS[path.read_bytes()[:16].hex()] = key
    return path


@pytest.fixture
def new_dane(seat: Seat, danish_file: Path, tmp_path: Path) -> Seat:
    """A new Danish client is open, in Danish."""
    target = tmp_path / danish_file.name
    copyfile(danish_file, target)
    seat.set_language("da")
    return sit(seat, target)


@pytest.fixture
def dane(new_dane: Seat) -> Seat:
    """The same with an employer."""
    form = settings.new_form(new_dane.desk)
    save_employer(new_dane.desk, replace(form, name="Havnens Bageri ApS", orgnr=CVR))
    return new_dane


@pytest.fixture
def guide(new_dane: Seat, qtbot: Any) -> SetupPage:
    """The set-up guide on the screen."""
    page = SetupPage(new_dane)
    qtbot.addWidget(page)
    page.resize(1068, 752)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_place(Place("setup"))
    return page


@pytest.fixture
def opened(dane: Seat, qtbot: Any) -> Opened:
    """The settings on the screen, at a section, with a panel beside them."""
    panels: list[QWidget] = []

    def shown(section: str) -> SettingsPage:
        page = SettingsPage(dane)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        dane.changed.connect(lambda kinds: page.refresh() if page.kinds & kinds else None)
        dane.asked_place.connect(lambda place: page.show_place(place) if place.page == "settings" else None)

        def dock(panel: QWidget | None) -> None:
            if panel is not None:
                panels.append(panel)
                qtbot.addWidget(panel)
                panel.resize(360, 700)
                panel.show()
                panel.activateWindow()

        dane.asked_panel.connect(dock)
        page.show_place(Place("settings", None, section))
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
    field.editor.left.emit()  # type: ignore[attr-defined]


def pick(field: Field, value: str) -> None:
    """Choose in a list."""
    field.editor.set_value(value)  # type: ignore[attr-defined]
    field.editor.changed.emit()  # type: ignore[attr-defined]


def find(field: Field, text: str) -> None:
    """Type into a look-up and take the first that is suggested."""
    editor: Any = field.editor
    editor.setFocus()
    type_text(editor, text)
    press(editor.popup, Qt.Key.Key_Return)


def words_of(widget: QWidget) -> str:
    """What can be read on it, with plain spaces."""
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(shown).replace("\N{NO-BREAK SPACE}", " ")


# --- a new client ----------------------------------------------------------------------------------------------------


def test_denmark_can_be_chosen_for_a_new_client(seat: Seat, qtbot: Any) -> None:
    made = KeyGuide(seat)
    qtbot.addWidget(made)
    radio = made.country.editor.radio("DK")  # type: ignore[attr-defined]
    assert made.country.value() == "NO"
    assert radio.isEnabled()
    click(radio)
    assert made.country.value() == "DK"


def test_in_danish_denmark_is_chosen_from_the_beginning(seat: Seat, qtbot: Any) -> None:
    seat.set_language("da")
    made = KeyGuide(seat)
    qtbot.addWidget(made)
    assert made.country.value() == "DK"


# --- the guide -------------------------------------------------------------------------------------------------------


def test_the_guide_makes_a_danish_employer(guide: SetupPage, new_dane: Seat, qtbot: Any) -> None:
    enter(guide.fields.of("name"), "Havnens Bageri ApS")
    enter(guide.fields.of("orgnr"), "13 74 81 36")
    click(guide.footer_row.next_button)
    assert guide.current == PAY
    pick(guide.fields.of("rounding"), "4")
    click(guide.footer_row.next_button)
    assert guide.current == PENSION
    enter(guide.fields.of("bank_account"), "1234 567890")
    click(guide.footer_row.next_button)
    assert guide.current == REVIEW
    qtbot.wait(1)
    said = words_of(guide.review)  # type: ignore[arg-type]
    assert "13 74 81 36" in said
    assert "1234 0000567890" in said
    for norwegian in ("a-meld", "Brønnøysund", "irksomhed (", "OTP"):
        assert norwegian.casefold() not in said.casefold()
    with qtbot.waitSignal(new_dane.asked_place) as asked:
        click(guide.footer_row.next_button)
    assert asked.args == [Place("overview")]
    with new_dane.desk.reading() as session:
        row = session.get_one(Employer, 1)
        assert (row.name, row.orgnr, row.bank_account) == ("Havnens Bageri ApS", CVR, "12340000567890")
        assert row.pay_day == 31
        [only] = session.query(Establishment).all()
        assert (only.orgnr, only.zone, only.name) == (CVR, "", "Havnens Bageri ApS")
    assert settings.employer(new_dane.desk).form.rounding == "4"


@pytest.mark.parametrize(
    ("step", "key", "typed"),
    [
        (FIRM, "orgnr", "13748137"),  # its check digit
        (FIRM, "orgnr", "123456789"),  # nine digits are a Norwegian number
        (FIRM, "se", "1"),
        (PENSION, "bank_account", "123 4567"),  # a registration number has four digits
    ],
)
def test_a_wrong_number_is_told_at_its_field(guide: SetupPage, step: int, key: str, typed: str) -> None:
    guide.show_place(Place("setup", None, key))
    assert guide.current == step
    field = guide.fields.of(key)
    enter(field, typed)
    assert field.problem()
    click(guide.footer_row.next_button) if guide.footer_row.next_button.isEnabled() else None
    assert guide.current == step


# --- position categories ---------------------------------------------------------------------------------------------


def test_a_newcomer_has_a_position_category_in_two_clicks(opened: Opened, dane: Seat) -> None:
    part = opened("categories").part("categories")
    assert isinstance(part, CategoriesPart)
    click(part.start_buttons["salaried"])
    assert isinstance(part.panel, CategoryPanel)
    click(part.panel.save_button)
    [row] = numbered.categories(dane.desk, "da")
    assert (row.number, row.form.name) == ("1001", "Funktionær, ferie med løn")
    assert row.types == ("4600 Ferie med løn (funktionær)", "4900 Ferietillæg lovgrundlag")
    assert part.table.rows() == [row]


def test_a_category_by_keys(opened: Opened, dane: Seat) -> None:
    part = opened("categories").part("categories")
    assert isinstance(part, CategoriesPart)
    part.new()
    panel = part.panel
    assert panel is not None
    pick(panel.start, "hourly")
    enter(panel.number, "77")
    enter(panel.name, "Lager")
    find(panel.types.adding, "4400")
    enter(panel.types.rows[1].since, "01.09.2026")
    press(panel.name.editor, Qt.Key.Key_Return)
    [row] = numbered.categories(dane.desk, "da")
    assert row.form == CategoryForm("77", "Lager", (LineForm("4400", date(2026, 9, 1)), LineForm("4601")), "77")
    assert part.lack.isVisible()  # table 4401 is not set
    with_place: list[Place] = []
    dane.asked_place.connect(with_place.append)
    part.lack.clicked.emit()
    assert with_place[0] == Place("settings", "new:4401", "result_tables")


@pytest.mark.parametrize(("name", "number"), [("", "1001"), ("Lager", ""), ("Lager", "10-01"), ("Lager", "2001")])
def test_a_category_that_is_wrong_stays_in_its_panel(opened: Opened, dane: Seat, name: str, number: str) -> None:
    save_category(dane.desk, CategoryForm("2001", "Der er en"))
    part = opened("categories").part("categories")
    assert isinstance(part, CategoriesPart)
    part.new()
    panel = part.panel
    assert panel is not None
    enter(panel.number, number)
    enter(panel.name, name)
    click(panel.save_button)
    assert panel.number.problem() or panel.name.problem()
    assert [row.number for row in numbered.categories(dane.desk, "da")] == ["2001"]


def test_a_type_that_stands_twice_is_told_at_its_line(opened: Opened, dane: Seat) -> None:
    part = opened("categories").part("categories")
    assert isinstance(part, CategoriesPart)
    part.new("hourly")
    panel = part.panel
    assert panel is not None
    find(panel.types.adding, "4601")
    click(panel.save_button)
    assert panel.types.rows[1].since.problem()
    click(panel.types.rows[1].away)
    click(panel.save_button)
    assert len(numbered.categories(dane.desk, "da")) == 1


def test_a_category_is_removed(opened: Opened, dane: Seat) -> None:
    save_category(dane.desk, CategoryForm("1001", "Kontor"))
    part = opened("categories").part("categories")
    assert isinstance(part, CategoriesPart)
    click(part.remove_button)
    assert numbered.categories(dane.desk, "da") == ()


# --- result tables ---------------------------------------------------------------------------------------------------


def test_a_result_table_is_set(opened: Opened, dane: Seat) -> None:
    """4401 = 9 for F1 from 1 January 2026, whatever the form of pay."""
    part = opened("result_tables").part("result_tables")
    assert isinstance(part, TablesPart)
    click(part.first_button)
    panel = part.panel
    assert isinstance(panel, StepPanel)
    pick(panel.table, "4401")
    enter(panel.since, "1.1.2026")
    enter(panel.group, "F1")
    enter(panel.values["value"], "9")
    click(panel.save_button)
    [row] = numbered.steps(dane.desk, "da")
    assert (row.form.table, row.form.since, row.form.group) == ("4401", date(2026, 1, 1), "F1")
    assert set(row.form.values.values()) == {Decimal(9)}
    assert part.table.rows() == [row]


def test_a_choice_for_one_form_of_pay(opened: Opened, dane: Seat) -> None:
    part = opened("result_tables").part("result_tables")
    assert isinstance(part, TablesPart)
    part.new("FEENH")
    panel = part.panel
    assert panel is not None
    panel.same.editor.click()  # type: ignore[attr-defined]
    enter(panel.since, "1.9.2026")
    pick(panel.values["hourly"], "1")
    click(panel.save_button)
    [row] = numbered.steps(dane.desk, "da")
    assert {name: value for name, value in row.form.values.items() if value is not None} == {"hourly": Decimal(1)}


@pytest.mark.parametrize(
    ("since", "group", "value", "wrong"),
    [
        ("", "F1", "9", "since"),
        ("32.1.2026", "F1", "9", "since"),
        ("1.1.2026", "F 1", "9", "group"),
        ("1.1.2026", "F1", "", "value"),
        ("1.1.2026", "F1", "ni", "value"),
        ("1.1.2026", "F1", "101", "value"),
    ],
)
def test_a_step_that_is_wrong_stays_in_its_panel(
    opened: Opened, dane: Seat, since: str, group: str, value: str, wrong: str
) -> None:
    part = opened("result_tables").part("result_tables")
    assert isinstance(part, TablesPart)
    part.new("4401")
    panel = part.panel
    assert panel is not None
    enter(panel.since, since)
    enter(panel.group, group)
    enter(panel.values["value"], value)
    click(panel.save_button)
    fields = {"since": panel.since, "group": panel.group, "value": panel.values["value"]}
    assert [name for name, field in fields.items() if field.problem()] == [wrong]
    assert numbered.steps(dane.desk, "da") == ()


# --- lists of types --------------------------------------------------------------------------------------------------


def test_a_list_of_types_is_changed_and_given_back(opened: Opened, dane: Seat) -> None:
    part = opened("type_sets").part("type_sets")
    assert isinstance(part, TypeSetsPart)
    part.open(Place("settings", "3103", "type_sets"))
    click(part.change_button)
    panel = part.panel
    assert isinstance(panel, SetPanel)
    find(panel.adding, "1000")
    pick(panel.sign, "-")
    find(panel.adding, "1171")
    click(panel.save_button)
    rows = {row.number: row for row in numbered.sets(dane.desk, "da")}
    assert [(each.type, each.sign) for each in rows["3103"].members] == [("1000", 1), ("1171", -1)]
    click(part.reset_button)
    assert not {row.number: row for row in numbered.sets(dane.desk, "da")}["3103"].is_own


# --- the settings and the front page ---------------------------------------------------------------------------------


def test_the_settings_show_nothing_norwegian(opened: Opened) -> None:
    page = opened("employer")
    assert not {"establishments", "choices"} & set(page.sections.items)
    for key in page.sections.items:
        page.show_place(Place("settings", None, key))
        said = words_of(page.part(key)).casefold()
        for norwegian in (
            "a-melding",
            "brønnøysund",
            "altinn",
            "norske",
            "norsk standard",
            "arbejdsgiverafgift",
            "saf-t",
        ):
            assert norwegian not in said, (key, norwegian)


def test_the_fields_of_a_danish_employer_have_help(opened: Opened) -> None:
    page = opened("employer")
    for language in ("nb", "da", "en"):
        text = (Path(__file__).parents[2] / f"resources/help/{language}/setup.md").read_text("utf-8")
        for key in ("name", "orgnr", "se", "bank_account", "rounding", "provisions"):
            topic = str(page.model.fields.of(key).editor.property("help_topic"))
            assert f"## {topic.removeprefix('setup.')}\n" in text, topic


def test_the_sidebar_has_the_cvr_number(dane: Seat, qtbot: Any) -> None:
    window = MainWindow(dane)
    qtbot.addWidget(window)
    assert "CVR-nr. 13 74 81 36" in window.sidebar.mark._second.replace("\N{NO-BREAK SPACE}", " ")


def test_the_front_page_begins_with_a_position_category(dane: Seat) -> None:
    desk: Desk = dane.desk
    steps = next_steps.next_steps(desk)
    assert steps[0].where in (Place("settings", None, "categories"), Place("employees", "new"))
    assert Place("settings", None, "categories") in [step.where for step in steps]
    save_category(desk, CategoryForm("1001", "Kontor"))
    assert Place("settings", None, "categories") not in [step.where for step in next_steps.next_steps(desk)]


def test_what_is_due_in_denmark_is_danish(dane: Seat) -> None:
    kinds = {each.kind for each in deadlines.deadlines(dane.desk)}
    assert kinds <= {"pay", "withholding", "holiday_fund", "atp"}
    keys = [step.key for step in month_steps.month_steps(dane.desk)]
    assert not {"report", "contribution", "tax"} & set(keys)
