"""Fields as people use them: typed in, left, corrected, read out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.reference.formats import Unreadable
from tests.views.keys import press, type_text
from tests.views.widgets.showing import shown
from views.shell.seat import Seat
from views.widgets import form as forms
from views.widgets.calendars import Calendar, MonthTable
from views.widgets.form import (
    AccountEdit,
    Check,
    Choice,
    DateEdit,
    Field,
    FormGrid,
    Good,
    LongTextEdit,
    LookupEdit,
    MoneyEdit,
    MonthEdit,
    NationalIdEdit,
    NumberEdit,
    OrganisationEdit,
    PasswordEdit,
    PercentEdit,
    Radios,
    SearchEdit,
    Segments,
    TextEdit,
    Warn,
)

NBSP = "\N{NO-BREAK SPACE}"
SYNTHETIC = "15838412308"


def test_every_editor_gives_back_what_it_was_given(seat: Seat, qtbot: QtBot) -> None:
    items = [(1, "En"), (2, "To")]
    pairs: list[tuple[Any, Any]] = [
        (TextEdit(seat), "Åse"),
        (LongTextEdit(seat), "To\nlinjer"),
        (PasswordEdit(seat), " tre blåbær "),
        (MoneyEdit(seat), Money.kr("-1234.50")),
        (NumberEdit(seat, unit="t"), Decimal("37.5")),
        (PercentEdit(seat), Percent.of("14.1")),
        (DateEdit(seat), date(2026, 2, 1)),
        (MonthEdit(seat), Month(2026, 11)),
        (Choice(seat, items), 2),
        (Segments(seat, items), 2),
        (Radios(seat, [(1, "En", ""), (2, "To", "")]), 2),
        (NationalIdEdit(seat), SYNTHETIC),
        (AccountEdit(seat), "12045678903"),
        (OrganisationEdit(seat), "310000014"),
        (LookupEdit(seat, lambda _: [(7, "Baker", "")], title_of=lambda _: "Baker"), 7),
    ]
    for editor, value in pairs:
        qtbot.addWidget(editor)
        told: list[bool] = []
        editor.changed.connect(lambda told=told: told.append(True))
        editor.set_value(value)
        assert editor.value() == value, type(editor)
        assert told == [], type(editor)
        if not isinstance(editor, Segments | Radios):
            editor.set_value(None)
            assert editor.value() is None, type(editor)


def test_amounts_are_read_and_written_as_the_language_does(seat: Seat, qtbot: QtBot) -> None:
    money = MoneyEdit(seat)
    window = shown(qtbot, money, TextEdit(seat))
    money.setFocus()
    type_text(money, "18400")
    press(money, Qt.Key.Key_Return)
    assert (money.text(), money.value()) == (f"18{NBSP}400", Money.kr(18400))
    money.selectAll()
    type_text(money, "12.345,67")
    press(money, Qt.Key.Key_Return)
    assert money.text() == f"12{NBSP}345,67"
    assert window.isVisible()


@pytest.mark.parametrize(
    ("editor", "text"),
    [
        (lambda seat: MoneyEdit(seat), "tolv"),
        (lambda seat: NumberEdit(seat, highest=168), "375"),
        (lambda seat: NumberEdit(seat, lowest=0), "-1"),
        (lambda seat: NumberEdit(seat, most=0), "1,5"),
        (lambda seat: NumberEdit(seat, most=2), "1,555"),
        (lambda seat: PercentEdit(seat), "120"),
        (lambda seat: PercentEdit(seat), "-3"),
        (lambda seat: DateEdit(seat), "31.02.2026"),
        (lambda seat: DateEdit(seat), "320126"),
        (lambda seat: MonthEdit(seat), "13.2026"),
        (lambda seat: MonthEdit(seat), "j"),
        (lambda seat: AccountEdit(seat), "1234"),
        (lambda seat: AccountEdit(seat), "12?"),
        (lambda seat: AccountEdit(seat), "NO12"),
        (lambda seat: OrganisationEdit(seat), "12345678"),
        (lambda seat: OrganisationEdit(seat), "abc"),
        (lambda seat: NationalIdEdit(seat), "1234567890"),
        (lambda seat: NationalIdEdit(seat), "abc"),
        (lambda seat: LookupEdit(seat, lambda _: []), "kokk"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(seat: Seat, qtbot: QtBot, editor: Any, text: str) -> None:
    made = editor(seat)
    qtbot.addWidget(made)
    made.setText(text)
    with pytest.raises(Unreadable) as told:
        made.value()
    assert seat.t(told.value.what).endswith((".", "."))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("010226", date(2026, 2, 1)),
        ("01022026", date(2026, 2, 1)),
        ("1.2.26", date(2026, 2, 1)),
        ("1.2", date(2026, 2, 1)),
        ("1/2/26", date(2026, 2, 1)),
        ("2026-02-01", date(2026, 2, 1)),
        ("1. februar 2026", date(2026, 2, 1)),
        ("01.12.47", date(1947, 12, 1)),
    ],
)
def test_a_day_is_read_in_every_form(seat: Seat, qtbot: QtBot, typed: str, day: date) -> None:
    editor = DateEdit(seat)
    shown(qtbot, editor)
    type_text(editor, typed)
    assert editor.value() == day
    press(editor, Qt.Key.Key_Return)
    assert editor.text() == f"{day:%d.%m.%Y}"


def test_a_birthday_is_in_the_past(seat: Seat, qtbot: QtBot) -> None:
    editor = DateEdit(seat, past=True)
    qtbot.addWidget(editor)
    editor.setText("010230")
    assert editor.value() == date(1930, 2, 1)


@pytest.mark.parametrize("typed", ["11.2026", "1126", "2026-11", "nov 2026", "november", "11"])
def test_a_month_is_read_in_every_form(seat: Seat, qtbot: QtBot, typed: str) -> None:
    editor = MonthEdit(seat)
    qtbot.addWidget(editor)
    editor.setText(typed)
    assert editor.value() == Month(2026, 11)


def test_the_arrows_step_through_months(seat: Seat, qtbot: QtBot) -> None:
    editor = MonthEdit(seat)
    shown(qtbot, editor)
    editor.set_value(Month(2026, 12))
    with qtbot.waitSignal(editor.changed):
        press(editor, Qt.Key.Key_Up)
    assert editor.value() == Month(2027, 1)
    press(editor, Qt.Key.Key_Down)
    assert editor.text() == "desember 2026"


def test_the_calendar_is_worked_by_keys(seat: Seat, qtbot: QtBot) -> None:
    editor = DateEdit(seat)
    shown(qtbot, editor)
    editor.set_value(date(2026, 1, 31))
    press(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.popover is not None
    calendar = editor.popover.findChild(Calendar)
    assert calendar.day == date(2026, 1, 31)
    press(calendar, Qt.Key.Key_PageDown)
    assert calendar.day == date(2026, 2, 28)
    press(calendar, Qt.Key.Key_Right)
    press(calendar, Qt.Key.Key_Down)
    assert calendar.accessibleName() == "søndag 08.03.2026"
    press(calendar, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    press(calendar, Qt.Key.Key_Home)
    assert calendar.day == date(2025, 3, 1)
    press(calendar, Qt.Key.Key_End)
    press(calendar, Qt.Key.Key_T)
    assert calendar.day == date(2026, 11, 22)
    with qtbot.waitSignals([editor.changed, editor.left]):
        press(calendar, Qt.Key.Key_Return)
    assert editor.value() == date(2026, 11, 22)
    assert editor.popover is None


def test_the_calendar_is_worked_by_clicks(seat: Seat, qtbot: QtBot) -> None:
    editor = DateEdit(seat)
    shown(qtbot, editor)
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(20, 18))
    calendar = editor.popover.findChild(Calendar)
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=calendar.forward_rect().center().toPoint())
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=calendar.back_rect().center().toPoint())
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=calendar.cell(date(2026, 11, 24)).center())
    assert editor.value() == date(2026, 11, 24)
    press(editor, Qt.Key.Key_F4)
    press(editor.popover.findChild(Calendar), Qt.Key.Key_Escape)
    assert editor.popover is None
    assert editor.value() == date(2026, 11, 24)
    editor.set_read_only(True)
    press(editor, Qt.Key.Key_F4)
    assert editor.popover is None


def test_a_month_is_picked(seat: Seat, qtbot: QtBot) -> None:
    editor = MonthEdit(seat)
    shown(qtbot, editor)
    editor.set_value(Month(2026, 11))
    press(editor, Qt.Key.Key_F4)
    table = editor.popover.findChild(MonthTable)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Left):
        press(table, key)
    assert table.accessibleName() == "juli 2027"
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.back_rect().center().toPoint())
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.cell(3).center())
    assert editor.value() == Month(2026, 3)


def test_a_number_of_a_person_is_hidden_until_asked(seat: Seat, qtbot: QtBot) -> None:
    editor = NationalIdEdit(seat)
    shown(qtbot, editor)
    editor.set_value(SYNTHETIC)
    assert editor.text() == "158384 •••••"
    assert editor.value() == SYNTHETIC
    QApplication.clipboard().setText("before")
    editor.selectAll()
    press(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before"
    editor.eye.click()
    assert editor.text() == "158384 123 08"
    assert editor.value() == SYNTHETIC
    editor.eye.click()
    assert editor.is_hidden
    type_text(editor, "1")
    assert (editor.text(), editor.is_hidden) == ("1", False)
    type_text(editor, "5838412308")
    press(editor, Qt.Key.Key_Return)
    assert (editor.text(), editor.value()) == ("158384 123 08", SYNTHETIC)
    editor.set_value(SYNTHETIC)
    press(editor, Qt.Key.Key_F2)
    assert not editor.is_hidden


def test_a_password_is_shown_by_the_eye(seat: Seat, qtbot: QtBot) -> None:
    editor = PasswordEdit(seat)
    shown(qtbot, editor)
    type_text(editor, "blå ")
    assert editor.echoMode() is QLineEdit.EchoMode.Password
    editor.eye.click()
    assert editor.echoMode() is QLineEdit.EchoMode.Normal
    assert editor.value() == "blå "


def test_a_field_is_looked_at_on_leaving_and_then_on_every_key(
    seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts: list[QWidget] = []
    monkeypatch.setattr(forms, "alert", alerts.append)

    def check(value: Decimal) -> str | None:
        return "Det er mer enn en uke har." if value > 168 else None

    hours = Field(seat, "Timer per uke", NumberEdit(seat, unit="t"), help="Full stilling.", check=check)
    other = Field(seat, "Notat", TextEdit(seat), optional=True)
    shown(qtbot, hours, other)
    hours.editor.setFocus()
    type_text(hours.editor, "375")
    assert hours.message() == "Full stilling."
    other.editor.setFocus()
    assert (hours.problem(), hours.state) == ("Det er mer enn en uke har.", "error")
    assert alerts == [hours.editor]
    assert hours.editor.accessibleName() == "Timer per uke"
    assert hours.editor.accessibleDescription() == "Det er mer enn en uke har."
    hours.editor.setFocus()
    press(hours.editor, Qt.Key.Key_End)
    press(hours.editor, Qt.Key.Key_Backspace)
    assert (hours.state, hours.message()) == ("", "Full stilling.")
    type_text(hours.editor, "9")
    assert hours.state == "error"
    hours.set_value(Decimal(37))
    assert hours.state == ""


def test_what_cannot_be_read_needs_no_check(seat: Seat, qtbot: QtBot) -> None:
    pay = Field(seat, "Lønn", MoneyEdit(seat))
    shown(qtbot, pay)
    type_text(pay.editor, "tolv")
    press(pay.editor, Qt.Key.Key_Return)
    assert "tolv" in pay.problem()
    assert pay.value() is None
    assert not pay.ok()


def test_a_check_can_warn_or_praise(seat: Seat, qtbot: QtBot) -> None:
    answers = iter([Warn("Halvparten av forrige måned."), Good(Message("{text}", text="Riktig.")), None])
    pay = Field(seat, "Lønn", MoneyEdit(seat), check=lambda _: next(answers))
    shown(qtbot, pay)
    pay.set_value(Money.kr(1))
    assert pay.validate()
    assert (pay.state, pay.warning()) == ("warning", "Halvparten av forrige måned.")
    assert pay.validate()
    assert (pay.state, pay.message(), pay.editor.state) == ("good", "Riktig.", "good")
    assert pay.validate()
    assert pay.state == ""


def test_what_the_page_said_stays_until_something_is_typed(seat: Seat, qtbot: QtBot) -> None:
    name = Field(seat, "Navn", TextEdit(seat))
    other = Field(seat, "Andre", TextEdit(seat))
    shown(qtbot, name, other)
    name.set_value("Åse")
    name.set_problem(Message("There is no {name}", name="Åse"))
    name.editor.setFocus()
    other.editor.setFocus()
    assert name.state == "error"
    type_text(name.editor, "n")
    assert name.state == ""


def test_a_field_that_must_be_filled_says_so_only_when_asked(seat: Seat, qtbot: QtBot) -> None:
    name = Field(seat, "Navn", TextEdit(seat), required=True)
    other = Field(seat, "Andre", TextEdit(seat))
    shown(qtbot, name, other)
    name.editor.setFocus()
    other.editor.setFocus()
    assert name.state == ""
    assert not name.ok()
    assert not name.validate()
    type_text(name.editor, "Å")
    assert name.state == ""
    assert name.validate()


def test_a_field_that_is_off_says_why(seat: Seat, qtbot: QtBot) -> None:
    born = Field(seat, "Fødselsdato", DateEdit(seat))
    shown(qtbot, born)
    born.set_disabled("Leses fra fødselsnummeret.")
    assert not born.editor.isEnabled()
    assert born.editor.accessibleDescription() == "Leses fra fødselsnummeret."
    born.set_enabled("")
    assert born.editor.isEnabled()
    assert born.message() == ""


def test_help_is_one_key_away(seat: Seat, qtbot: QtBot) -> None:
    asked: list[str] = []
    seat.asked_help.connect(asked.append)
    name = Field(seat, "Navn", TextEdit(seat), topic="employees.name")
    shown(qtbot, name)
    press(name.editor, Qt.Key.Key_F1)
    name._mark.click()
    assert asked == ["employees.name"] * 2


def test_optional_is_part_of_what_is_read_out(seat: Seat, qtbot: QtBot) -> None:
    mail = Field(seat, "E-post", TextEdit(seat), optional=True)
    shown(qtbot, mail)
    assert mail.editor.accessibleName() == f"E-post, {seat.t('optional')}"
    spoken = QAccessible.queryAccessibleInterface(mail.editor)
    assert spoken.role() is QAccessible.Role.EditableText


def test_the_height_of_a_field(seat: Seat, qtbot: QtBot) -> None:
    plain, helped = Field(seat, "En", TextEdit(seat)), Field(seat, "To", TextEdit(seat), help="Full stilling.")
    shown(qtbot, plain, helped)
    assert plain.sizeHint().height() == 65
    assert helped.heightForWidth(300) == 83


def test_a_form_goes_to_the_first_field_that_is_wrong(seat: Seat, qtbot: QtBot) -> None:
    grid = FormGrid()
    first = grid.add(Field(seat, "En", TextEdit(seat)), key="one")
    second = grid.add(Field(seat, "To", TextEdit(seat), required=True), key="two")
    third = grid.add(Field(seat, "Tre", TextEdit(seat), required=True), span=2)
    shown(qtbot, grid)
    told: list[bool] = []
    grid.changed.connect(lambda: told.append(True))
    assert not grid.validate()
    assert second.editor.hasFocus()
    assert grid.first_problem() is second
    assert grid.by_key("one") is first
    type_text(second.editor, "a")
    type_text(third.editor, "b")
    assert grid.validate()
    assert told == [True, True]
    assert second.y() == first.y()
    assert third.y() > first.y()


def test_a_choice_is_made_by_keys_and_never_by_the_wheel(seat: Seat, qtbot: QtBot) -> None:
    choice = Choice(seat, [(None, "Ingen"), ("a", "Bryggen"), ("b", "Lagunen")])
    shown(qtbot, choice)
    choice.set_value("a")
    with qtbot.waitSignal(choice.changed):
        press(choice, Qt.Key.Key_Down)
    assert choice.value() == "b"
    wheel = QWheelEvent(
        QPoint(5, 5),
        choice.mapToGlobal(QPoint(5, 5)),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, wheel)
    assert choice.value() == "b"
    choice.set_items([("b", "Lagunen"), ("c", "Sentrum")])
    assert choice.value() == "b"
    choice.set_items([("c", "Sentrum")])
    assert choice.value() is None
    assert QAccessible.queryAccessibleInterface(choice).role() is QAccessible.Role.ComboBox


def test_segments_and_radios_are_radio_buttons(seat: Seat, qtbot: QtBot) -> None:
    segments = Segments(seat, [("a", "Aktive", 11), ("b", "Sluttet", 3)])
    radios = Radios(seat, [(1, "Fast", "Den samme hver måned."), (2, "Timer", "")])
    shown(qtbot, segments, radios)
    assert segments.value() == "a"
    assert segments.segment("a").accessibleName() == "Aktive 11"
    with qtbot.waitSignal(segments.changed):
        segments.segment("b").click()
    assert segments.value() == "b"
    segments.set_items([("a", "Aktive", 12), ("b", "Sluttet", 2)])
    assert segments.value() == "b"
    assert radios.value() is None
    with qtbot.waitSignal(radios.changed):
        radios.radio(2).click()
    assert radios.value() == 2
    for button in (segments.segment("a"), radios.radio(1)):
        spoken = QAccessible.queryAccessibleInterface(button)
        assert spoken.role() in (QAccessible.Role.RadioButton, QAccessible.Role.CheckBox)


def test_a_box_is_ticked_by_its_words_and_by_space(seat: Seat, qtbot: QtBot) -> None:
    seen = Check(seat, "Jeg har sett avvikene & mer")
    shown(qtbot, seen)
    assert seen.text() == seen.accessibleName() == "Jeg har sett avvikene & mer"
    QTest.mouseClick(seen, Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert seen.value()
    press(seen, Qt.Key.Key_Space)
    assert not seen.value()
    assert seen.heightForWidth(110) > seen.heightForWidth(400)


def test_a_search_is_cleared_by_escape_and_left_by_the_arrow(seat: Seat, qtbot: QtBot) -> None:
    search = SearchEdit(seat, "Søk i ansatte")
    shown(qtbot, search)
    search.setFocus()
    type_text(search, " Åse ")
    assert search.value() == "Åse"
    with qtbot.waitSignal(search.down):
        press(search, Qt.Key.Key_Down)
    with qtbot.waitSignal(search.changed):
        press(search, Qt.Key.Key_Escape)
    assert search.value() == ""
    assert search.accessibleName() == "Søk i ansatte"


def _occupations(typed: str) -> list[tuple[str, str, str]]:
    known = [("7512101", "Baker", "7512101"), ("7512102", "Bakermester", "7512102"), ("5120101", "Kokk", "5120101")]
    return [each for each in known if typed.lower() in f"{each[1]} {each[0]}".lower()]


def test_something_is_looked_up_and_taken_by_enter(seat: Seat, qtbot: QtBot) -> None:
    editor = LookupEdit(seat, _occupations)
    shown(qtbot, editor)
    editor.setFocus()
    type_text(editor, "bak")
    assert [words for _, words, _ in editor.hits] == ["Baker", "Bakermester"]
    assert editor.popup.isVisible()
    press(editor.popup, Qt.Key.Key_Down)
    with qtbot.waitSignals([editor.changed, editor.left]):
        press(editor.popup, Qt.Key.Key_Return)
    assert (editor.value(), editor.text()) == ("7512102", "Bakermester")
    editor.set_value("5120101")
    assert editor.text() == "Kokk"


def test_a_code_that_is_typed_whole_is_taken(seat: Seat, qtbot: QtBot) -> None:
    editor, free = LookupEdit(seat, _occupations), LookupEdit(seat, _occupations, free=True)
    shown(qtbot, editor, free)
    editor.setText("7512101")
    editor.tidy()
    assert (editor.value(), editor.text()) == ("7512101", "Baker")
    free.setText("Sjonglør")
    free.tidy()
    assert free.value() == "Sjonglør"


def test_the_menu_of_a_field_speaks_the_language(seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QContextMenuEvent

    from views.widgets.menu import Menu

    seen: list[str] = []
    monkeypatch.setattr(Menu, "exec", lambda menu, *_: seen.extend(a.text() for a in menu.actions()))
    name, note = TextEdit(seat), LongTextEdit(seat)
    shown(qtbot, name, note)
    for editor in (name, note):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(4, 4), editor.mapToGlobal(QPoint(4, 4)))
        editor.contextMenuEvent(event)
    assert f"{seat.t('Paste')}\tCtrl+V" in seen


def test_a_note_of_several_lines(seat: Seat, qtbot: QtBot) -> None:
    note = Field(seat, "Notat", LongTextEdit(seat))
    shown(qtbot, note)
    with qtbot.waitSignal(note.changed):
        type_text(note.editor, "a")
    assert note.value() == "a"
