"""The page of absence by drags, clicks and keys on a real client file: entering, moving, refusing, pasting, undoing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.percent import HUNDRED, Percent
from models.values.span import Month
from services.actions import absences as acting
from services.actions import runs
from services.actions.absences import AbsenceForm, Resolve
from services.engine.facts import RunHead
from services.queries import absences as asking
from tests.views.keys import press, type_text
from views.pages.absence.card import _Pair
from views.pages.absence.form import AbsencePanel
from views.pages.absence.page import AbsencePage
from views.pages.absence.panels import CountPanel, EndPanel, LeavePanel, used_words
from views.pages.absence.paste_panel import PastePanel
from views.pages.employees.absence_tab import AbsenceTab
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.counted_days import DayBoxes
from views.widgets.rows_model import order_of
from views.widgets.text import IconLine, Label
from views.widgets.timeline_core import HEAD, ROW

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WHO = "Mads Kjærgaard"
OTHER = "Jonas Lien"


def nov(day: int) -> date:
    return date(2026, 11, day)


@dataclass
class Hall:
    """The page with what the window would do for it: docking panels, telling of changes, toasts."""

    page: AbsencePage
    seat: Seat
    bot: QtBot
    toasts: list[tuple[str, bool]] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    panel: Any = None
    gone: list[QWidget] = field(default_factory=list)

    def dock(self, panel: QWidget | None) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.gone.append(self.panel)
        self.panel = panel
        if panel is not None:
            self.bot.addWidget(panel)
            panel.resize(396, 740)
            panel.show()
            panel.activateWindow()

    def settle(self) -> None:
        self.bot.waitUntil(lambda: not self.seat._works and not self.page._card_later.isActive())

    @property
    def line(self) -> Any:
        return self.page.timeline

    def number(self, name: str = WHO) -> int:
        return next(row.key for row in self.line.rows if row.name == name)

    def at(self, name: str, day: date) -> QPoint:
        row = next(place for place, row in enumerate(self.line.rows) if row.name == name)
        self.line.go_to(row, day, aloud=False)
        return self.line.cell_rect(row, day).center()

    def drag(self, began: QPoint, ended: QPoint, *, drop: bool = True) -> None:
        view = self.line.viewport()
        QTest.mousePress(view, LEFT, pos=began)
        QTest.mouseMove(view, QPoint((began.x() + ended.x()) // 2, began.y()))
        QTest.mouseMove(view, ended)
        if drop:
            QTest.mouseRelease(view, LEFT, pos=ended)

    def stored(self) -> list[tuple[str, str, date, date | None]]:
        rows = asking.absence_table(self.seat.desk, date(2026, 1, 1), date(2027, 12, 31))
        return [(row.name, row.kind, row.first, row.last) for row in rows]

    def enter(self, kind: str, first: date, last: date | None, name: str = WHO, grade: int = 100) -> int:
        form = AbsenceForm(self.number(name), kind, first, last, Percent.of(grade), True, "")
        made = acting.enter(self.seat.desk, form)
        self.settle()
        return made

    def choose(self, name: str, value: Any) -> None:
        """Choose in a field of the form as a click does."""
        editor = getattr(self.panel, name).editor
        editor.set_value(value)
        editor.changed.emit()

    def write(self, name: str, text: str) -> None:
        """Type over what stands in a field."""
        editor = getattr(self.panel, name).editor
        editor.setFocus()
        editor.selectAll()
        press(editor, Qt.Key.Key_Delete)
        type_text(editor, text)
        if isinstance(self.panel, AbsencePanel):
            self.panel.look()

    def save(self) -> None:
        QTest.mouseClick(self.panel.save_button, LEFT)
        self.settle()

    def paste(self) -> None:
        self.page.exchange.paste()
        self.settle()

    def problem(self, name: str) -> str:
        return str(getattr(self.panel, name)._said)


@pytest.fixture
def hall(client_seat: Seat, qtbot: QtBot) -> Hall:
    return entered(client_seat, qtbot)


def entered(seat: Seat, qtbot: QtBot) -> Hall:
    """The page of a client on the screen."""
    page = AbsencePage(seat)
    qtbot.addWidget(page)
    page.resize(1068, 752)
    page._card_later.setInterval(0)  # nobody's hand rests here
    made = Hall(page, seat, qtbot)
    seat.asked_panel.connect(made.dock)
    seat.asked_toast.connect(lambda text, undo: made.toasts.append((text, undo)))
    seat.asked_findings.connect(made.findings.append)
    seat.asked_place.connect(made.places.append)
    seat.changed.connect(lambda kinds: page.refresh() if page.kinds & kinds else None)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_place(Place("absence"))
    made.settle()
    return made


# --- by mouse ---------------------------------------------------------------------------------------------------------


def test_absence_is_entered_by_drawing_over_the_days(hall: Hall) -> None:
    hall.drag(hall.at(WHO, nov(2)), hall.at(WHO, nov(4)))
    panel = hall.panel
    assert isinstance(panel, AbsencePanel)
    assert (panel.form().employee, panel.form().first, panel.form().last) == (hall.number(), nov(2), nov(4))
    assert not hall.stored()
    hall.choose("kind", "holiday")
    hall.save()
    assert hall.stored() == [(WHO, "holiday", nov(2), nov(4))]
    assert hall.panel is None
    assert hall.toasts == [(hall.seat.t("The absence is entered"), True)]
    assert hall.line.bar_key, "the new one is chosen"
    assert hall.seat.undo()
    hall.settle()
    assert not hall.stored()


def test_a_bar_is_moved_and_stretched_and_taken_back(hall: Hall) -> None:
    made = hall.enter("holiday", nov(2), nov(4))
    hall.drag(hall.at(WHO, nov(3)), hall.at(WHO, nov(10)))
    hall.settle()
    assert hall.stored() == [(WHO, "holiday", nov(9), nov(11))]
    assert hall.toasts[-1][1]
    bar = hall.line.bar(made)
    rect = hall.line.bar_rect(hall.line.row_of(made), bar)
    hall.drag(QPoint(rect.right() - 1, rect.center().y()), hall.at(WHO, nov(13)))
    hall.settle()
    assert hall.stored() == [(WHO, "holiday", nov(9), nov(13))]
    hall.seat.undo()
    hall.seat.undo()
    hall.settle()
    assert hall.stored() == [(WHO, "holiday", nov(2), nov(4))]


def test_escape_gives_up_a_drag(hall: Hall) -> None:
    hall.enter("holiday", nov(2), nov(4))
    hall.drag(hall.at(WHO, nov(3)), hall.at(WHO, nov(10)), drop=False)
    press(hall.line, Qt.Key.Key_Escape)
    QTest.mouseRelease(hall.line.viewport(), LEFT, pos=hall.at(WHO, nov(10)))
    hall.settle()
    assert hall.stored() == [(WHO, "holiday", nov(2), nov(4))]


def test_a_refused_move_says_why_and_stores_nothing(hall: Hall) -> None:
    hall.enter("holiday", nov(2), nov(4))
    hall.enter("holiday", nov(16), nov(18))
    before = hall.stored()
    hall.drag(hall.at(WHO, nov(3)), hall.at(WHO, nov(17)), drop=False)
    assert hall.line.drag is not None
    assert hall.line.why_not(hall.line.drag), "said while one drags"
    QTest.mouseRelease(hall.line.viewport(), LEFT, pos=hall.at(WHO, nov(17)))
    hall.settle()
    assert hall.stored() == before
    said = hall.findings or (hall.panel is not None and hall.panel.check.findings)
    assert said


def test_an_overlap_is_solved_by_a_rule_that_is_said(hall: Hall) -> None:
    hall.enter("sick_note", nov(2), nov(27))
    hall.page.entering.enter(hall.number(), asking.AbsenceForm(first=nov(9), last=nov(13)).span, "holiday")
    panel = hall.panel
    assert panel.ways is not None, "the ways are offered"
    assert not panel.check.can_save
    hall.save()
    assert len(hall.stored()) == 1, "nothing is guessed"
    panel.ways.radio(Resolve.SPLIT).click()
    hall.bot.waitUntil(lambda: panel.check.can_save)
    hall.save()
    assert hall.stored() == [
        (WHO, "sick_note", nov(2), nov(8)),
        (WHO, "holiday", nov(9), nov(13)),
        (WHO, "sick_note", nov(14), nov(27)),
    ]


def test_the_menu_divides_and_takes_away(hall: Hall) -> None:
    made = hall.enter("sick_note", nov(2), nov(20))
    hall.at(WHO, nov(10))
    hall.page.menus.open(hall.number(), made, hall.line.picked, QPoint(100, 100))
    words = [action.text().split("\t")[0] for action in hall.page.menus.menu.actions() if action.text()]
    divide = next(action for action in hall.page.menus.menu.actions() if "10.11.2026" in action.text())
    assert hall.seat.t("Edit") in words
    hall.page.menus.menu.close()
    divide.trigger()
    hall.settle()
    assert [row[2:] for row in hall.stored()] == [(nov(2), nov(9)), (nov(10), nov(20))]


# --- by keys ----------------------------------------------------------------------------------------------------------


def test_absence_is_entered_without_a_mouse(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    for _ in range(2):
        press(hall.line, Qt.Key.Key_Right, SHIFT)
    press(hall.line, Qt.Key.Key_Return)
    panel = hall.panel
    assert (panel.form().first, panel.form().last) == (nov(3), nov(5))
    editor = panel.kind.editor
    assert panel.focusWidget() is editor
    while editor.value() != "self_certified":
        press(editor, Qt.Key.Key_Down)
    panel.look()
    panel.save_button.setFocus()
    press(panel.save_button, Qt.Key.Key_Space)
    hall.settle()
    assert hall.stored() == [(WHO, "self_certified", nov(3), nov(5))]


def test_a_letter_begins_with_a_kind_and_enter_opens_what_stands_there(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    type_text(hall.line, "F")
    assert (hall.panel.form().kind, hall.panel.form().first) == ("holiday", nov(3))
    hall.save()
    assert hall.stored() == [(WHO, "holiday", nov(3), nov(3))]
    hall.at(WHO, nov(3))
    press(hall.line, Qt.Key.Key_Return)
    assert hall.panel.absence_id == hall.line.bar_key


def test_delete_takes_away_and_undo_brings_it_back(hall: Hall) -> None:
    hall.enter("holiday", nov(2), nov(4))
    hall.at(WHO, nov(3))
    press(hall.line, Qt.Key.Key_Delete)
    hall.settle()
    assert not hall.stored()
    assert hall.toasts == [(hall.seat.t("The absence is taken away"), True)]
    hall.seat.undo()
    hall.settle()
    assert hall.stored() == [(WHO, "holiday", nov(2), nov(4))]


def test_an_absence_that_is_withdrawn_can_hold_again(hall: Hall) -> None:
    made = hall.enter("holiday", nov(2), nov(4))
    acting.withdraw(hall.seat.desk, made)
    hall.settle()
    hall.at(WHO, nov(3))
    assert not hall.line.bar_key, "it takes no days"
    hall.page.show_place(Place("absence", None, "table"))
    hall.settle()
    hall.page.table.select(lambda row: row.id == made, tell=True)
    hall.settle()
    hall.page.menus.open_of_card(QPoint(100, 100))
    [again] = hall.page.menus.menu.actions()
    hall.page.menus.menu.close()
    again.trigger()
    hall.settle()
    assert asking.absence_table(hall.seat.desk, nov(1), nov(30))[0].withdrawn is None


def test_the_keys_turn_the_pages(hall: Hall) -> None:
    hall.at(WHO, nov(30))
    press(hall.line, Qt.Key.Key_Right)
    hall.settle()
    assert (hall.page.shown, hall.line.day) == (Month(2026, 12), date(2026, 12, 1))
    press(hall.line, Qt.Key.Key_PageUp)
    press(hall.line, Qt.Key.Key_PageUp)
    hall.settle()
    assert hall.page.shown == Month(2026, 10)
    assert hall.page.today_button.isVisible()
    QTest.mouseClick(hall.page.today_button, LEFT)
    hall.settle()
    assert (hall.page.shown, hall.line.day) == (Month(2026, 11), nov(22))


# --- year, table ------------------------------------------------------------------------------------------------------


def test_a_year_is_shown_and_remembered(hall: Hall) -> None:
    hall.enter("holiday", date(2026, 7, 6), date(2026, 7, 24))
    QTest.mouseClick(hall.page.zoom.segment("year"), LEFT)
    hall.settle()
    assert hall.page.shown == 2026
    assert hall.line.is_year
    assert [bar.word for row in hall.line.rows for bar in row.bars] == [hall.seat.t("Holiday")]
    assert hall.seat.preferences.get("absence.zoom") == "year"
    QTest.mouseClick(hall.page.stepper.on_button, LEFT)
    hall.settle()
    assert hall.page.shown == 2027
    assert not any(row.bars for row in hall.line.rows)


def test_everything_can_be_done_in_the_table(hall: Hall) -> None:
    hall.enter("holiday", nov(2), nov(4))
    hall.enter("sick_note", nov(9), None, OTHER)
    QTest.mouseClick(hall.page.view.segment("table"), LEFT)
    hall.settle()
    rows = hall.page.table.rows()
    assert [(row.name, row.kind) for row in rows] == [(OTHER, "sick_note"), (WHO, "holiday")]
    hall.page.table.select(lambda row: row.name == WHO, tell=True)
    press(hall.page.table.view, Qt.Key.Key_Return)
    assert hall.panel.form().first == nov(2)
    hall.write("last", "06.11.2026")
    hall.save()
    assert hall.stored()[1] == (WHO, "holiday", nov(2), nov(6))
    hall.page.table.select(lambda row: row.name == WHO, tell=True)
    press(hall.page.table.view, Qt.Key.Key_Delete)
    hall.settle()
    assert [row[0] for row in hall.stored()] == [OTHER]


# --- to and from a spreadsheet ----------------------------------------------------------------------------------------


def test_a_wrong_row_holds_back_the_whole_table(hall: Hall) -> None:
    table = f"Ansatt\tType\tFra\tTil\n{WHO}\tFerie\t02.11.2026\t04.11.2026\nIngen Her\tFerie\t31.02.2026\t04.11.2026\n"
    QGuiApplication.clipboard().setText(table)
    hall.line.setFocus()
    QTest.keyClick(hall.line, Qt.Key.Key_V, CONTROL)
    hall.settle()
    panel = hall.panel
    assert isinstance(panel, PastePanel)
    assert len(panel.pasted.rows) == 2
    assert not panel.take_button.isEnabled()
    wrong = panel.pasted.rows[1]
    assert wrong.problem("from") is not None
    assert panel.table.model.columns[0].state(wrong) == "err"
    assert panel.table.model.columns[0].state(panel.pasted.rows[0]) == ""
    QTest.mouseClick(panel.take_button, LEFT)
    assert not hall.stored()


def test_a_table_is_pasted_copied_and_pasted_again(hall: Hall) -> None:
    table = (
        f"Ansatt\tType\tFra\tTil\n{WHO}\tFerie\t02.11.2026\t04.11.2026\n{OTHER}\tEgenmelding\t05.11.2026\t06.11.2026\n"
    )
    QGuiApplication.clipboard().setText(table)
    hall.paste()
    QTest.mouseClick(hall.panel.take_button, LEFT)
    hall.settle()
    first = hall.stored()
    assert len(first) == 2
    assert hall.toasts[-1] == (hall.seat.t("{count} absences are entered", count=2), True)
    QTest.keyClick(hall.line, Qt.Key.Key_C, CONTROL)
    hall.settle()
    copied = QGuiApplication.clipboard().text()
    assert WHO in copied
    hall.seat.undo()
    hall.settle()
    assert not hall.stored()
    QGuiApplication.clipboard().setText(copied)
    hall.paste()
    QTest.mouseClick(hall.panel.take_button, LEFT)
    hall.settle()
    assert hall.stored() == first


def test_a_pasted_table_is_laid_on_days_that_are_taken_in_the_way_that_is_chosen(hall: Hall) -> None:
    hall.enter("sick_note", nov(2), nov(20))
    QGuiApplication.clipboard().setText(f"Ansatt\tHva det er\tFra\tTil\n{WHO}\tFerie\t05.11.2026\t06.11.2026\n")
    hall.paste()
    assert not hall.panel.pasted.can_take
    hall.panel.ways.radio(Resolve.KEEP).click()
    hall.settle()
    assert hall.panel.ways.value() is Resolve.KEEP
    QTest.mouseClick(hall.panel.take_button, LEFT)
    hall.settle()
    assert hall.stored() == [(WHO, "sick_note", nov(2), nov(20)), (WHO, "holiday", nov(5), nov(6))]


def test_an_empty_clipboard_is_said(hall: Hall) -> None:
    QGuiApplication.clipboard().setText("  ")
    hall.page.exchange.paste()
    assert hall.panel is None
    assert hall.toasts == [
        (hall.seat.t("There is no table to paste. Copy it in the spreadsheet first."), False),
    ]


# --- the form ---------------------------------------------------------------------------------------------------------


def test_an_empty_form_says_what_is_missing_when_one_stores_it(hall: Hall) -> None:
    hall.page.new()
    hall.panel.employee.editor.set_value(None)
    assert not hall.problem("kind"), "not before"
    hall.save()
    assert [bool(hall.problem(name)) for name in ("employee", "kind", "first")] == [True, True, True]
    assert not hall.stored()


def test_wrong_days_are_said_at_their_field(hall: Hall) -> None:
    hall.page.new()
    panel = hall.panel
    hall.choose("kind", "holiday")
    for first, last, wrong in (
        ("32.11.2026", "04.11.2026", "first"),
        ("02.11.2026", "i morgen?", "last"),
        ("02.11.2026", "01.11.2026", "last"),
        ("02.11.2026", "", "last"),
        ("02.11.1926", "04.11.1926", "first"),
    ):
        hall.write("first", first)
        hall.write("last", last)
        hall.save()
        assert hall.problem(wrong), (first, last)
        assert not hall.stored()
        assert hall.panel is panel


def test_a_wrong_share_is_said(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    type_text(hall.line, "S")
    hall.choose("share", "percent")
    for grade in ("0", "101", "mye", "-5", ""):
        hall.write("percent", grade)
        hall.save()
        assert hall.problem("percent"), grade
        assert not hall.stored()


def test_hours_become_a_share_of_the_day(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    type_text(hall.line, "F")
    hall.choose("share", "hours")
    hall.write("hours", "")
    hall.save()
    assert hall.problem("hours")
    hall.write("hours", "3,75")
    asked = asking.grade_of_hours(hall.seat.desk, hall.number(), nov(3), Decimal("3.75"), "")
    assert hall.panel.form().grade == asked
    hall.save()
    assert len(hall.stored()) == 1


def test_half_a_day_and_an_open_sick_note(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    type_text(hall.line, "F")
    hall.choose("share", "half")
    hall.save()
    [row] = asking.absence_table(hall.seat.desk, nov(1), nov(30))
    assert row.grade == Percent.of(50)
    hall.at(OTHER, nov(9))
    type_text(hall.line, "S")
    hall.write("last", "")
    assert hall.panel.paid.isVisibleTo(hall.panel), "the employer may pay on and ask NAV for it"
    assert not hall.panel.employment.isVisibleTo(hall.panel), "only one employment"
    said = " ".join(line.label.text() for line in hall.panel.findChildren(IconLine))
    assert "25.11.2026" in said, "from when NAV pays"
    hall.save()
    assert hall.stored()[0] == (OTHER, "sick_note", nov(9), None)


def test_an_employee_that_is_not_there_is_said(hall: Hall) -> None:
    hall.page.new()
    hall.write("employee", "Ingen som heter det")
    hall.choose("kind", "holiday")
    hall.write("first", "02.11.2026")
    hall.write("last", "02.11.2026")
    hall.save()
    assert hall.problem("employee")
    assert not hall.stored()


def test_a_note_that_is_too_long_is_refused_and_not_now_stores_nothing(hall: Hall) -> None:
    hall.at(WHO, nov(3))
    type_text(hall.line, "E")
    assert not hall.panel.share.isVisibleTo(hall.panel), "a whole day, always"
    assert hall.panel.form().grade == HUNDRED
    hall.panel.note.editor.set_value("x" * 501)
    hall.save()
    assert hall.problem("note")
    QTest.mouseClick(hall.panel.leave_button, LEFT)
    hall.settle()
    assert hall.panel is None
    assert not hall.stored()
    assert hall.page.focusWidget() is hall.line, "back on the timeline"


# --- the card ---------------------------------------------------------------------------------------------------------


def test_another_percentage_may_hold_from_a_day_in_the_middle(hall: Hall) -> None:
    made = hall.enter("sick_note", nov(2), nov(20), grade=60)
    hall.page.entering.edit(made)
    assert not hall.panel.since.isVisibleTo(hall.panel)
    hall.write("percent", "40")
    assert hall.panel.since.isVisibleTo(hall.panel), "asked for, not demanded"
    hall.write("since", "16.11.2026")
    press(hall.panel.since.editor, Qt.Key.Key_Return)
    hall.settle()
    rows = asking.absence_table(hall.seat.desk, nov(1), nov(30))
    assert [(row.first, row.last, row.grade) for row in rows] == [
        (nov(2), nov(15), Percent.of(60)),
        (nov(16), nov(20), Percent.of(40)),
    ]


def test_what_it_does_to_the_pay_is_named_as_on_the_slip(hall: Hall) -> None:
    made = hall.enter("unpaid", nov(2), nov(6), "Henrik Bråthen")
    desk = hall.seat.desk
    runs.draft(desk, runs.start(desk, RunHead(Month(2026, 11), date(2026, 11, 20)), {}))
    hall.page.show_place(Place("absence", f"absence:{made}"))
    hall.settle()
    hall.page.menus.show_pay()
    said = [label.text() for label in hall.panel.findChildren(Label)]
    assert "Trekk for fravær" in said
    assert any(words.startswith("November 2026, ") for words in said)


def test_what_is_in_an_approved_month_leads_to_the_correction(run_seat: Seat, qtbot: QtBot) -> None:
    hall = entered(run_seat, qtbot)
    hall.page.entering.enter(2, asking.AbsenceForm(first=nov(16), last=nov(18)).span, "unpaid")
    [way] = [each for each in hall.panel.findChildren(Button) if each.text() == hall.seat.t("Correct a mistake")]
    way.click()
    assert hall.places[-1] == Place("corrections")


def test_self_certification_is_counted_in_times_and_the_card_leaves_nothing_cut(hall: Hall) -> None:
    made = hall.enter("self_certified", nov(17), nov(19), OTHER)
    hall.page.show_place(Place("absence", f"absence:{made}"))
    hall.settle()
    main = hall.page.detail.main  # type: ignore[union-attr]
    assert main is not None
    assert used_words(hall.seat, main) == "1 av 4 brukt"
    made = hall.enter("sick_note", nov(9), None)
    hall.page.show_place(Place("absence", f"absence:{made}"))
    hall.settle()
    [pair, _] = hall.page.card.findChildren(_Pair)
    hall.bot.waitUntil(pair.isVisible)  # until then Qt keeps the change of size back
    pair.resize(pair._most, pair.height())
    assert pair.right.text() == "14 av 16 dager brukt"
    pair.resize(pair._most - 20, pair.height())
    assert pair.right.text() == "14 av 16"


def test_no_row_is_cut_and_people_stand_as_in_the_alphabet(hall: Hall) -> None:
    for height in range(560, 760, 25):
        hall.page.resize(1068, height)
        hall.bot.wait(1)
        assert (hall.line.viewport().height() - HEAD - 1) % ROW == 0
        hall.line.verticalScrollBar().setValue(hall.line.verticalScrollBar().maximum() - 7)
        assert (hall.line.top_of(0) - HEAD) % ROW == 0
    names = [row.name for row in hall.line.rows]
    assert names == sorted(names, key=order_of)


def test_a_withdrawn_absence_is_not_counted_at_the_name(hall: Hall) -> None:
    made = hall.enter("holiday", nov(2), nov(4))
    acting.withdraw(hall.seat.desk, made)
    hall.settle()
    hall.at(WHO, nov(3))
    hall.settle()
    assert hall.page.card.line == hall.seat.t("No absence in the days that are shown")


def test_the_card_shows_the_period_and_sets_the_end(hall: Hall) -> None:
    made = hall.enter("sick_note", nov(9), None)
    hall.at(WHO, nov(12))
    hall.settle()
    assert hall.page.card.title == WHO
    boxes = hall.page.card.findChild(DayBoxes)
    assert (boxes.used, boxes.limit) == (14.0, 16)
    hall.page.card.end_asked.emit()
    panel = hall.panel
    assert isinstance(panel, EndPanel)
    hall.write("last", "08.11.2026")
    QTest.mouseClick(panel.save_button, LEFT)
    assert panel.last._said, "before it began"
    panel.last.editor.selectAll()
    type_text(panel.last.editor, "27.11.2026")
    hall.save()
    assert hall.stored() == [(WHO, "sick_note", nov(9), nov(27))]
    assert hall.line.bar_key == made


def test_every_day_of_the_count_has_its_reason(hall: Hall) -> None:
    hall.enter("sick_note", nov(9), None)
    hall.at(WHO, nov(12))
    hall.settle()
    hall.page.why()
    panel = hall.panel
    assert isinstance(panel, CountPanel)
    calendar = panel.calendar
    assert calendar.day == nov(22)
    press(calendar, Qt.Key.Key_Left)
    assert calendar.day == nov(21)
    assert "21.11.2026" in calendar.accessibleDescription()
    assert all(marked.why for marked in calendar.days.values())


def test_what_was_forgotten_is_shown_and_accepted(hall: Hall) -> None:
    assert not hall.page.points_button.isVisible()
    made = hall.enter("unpaid", nov(2), nov(20))
    assert hall.page.points_button.isVisible()
    QTest.mouseClick(hall.page.points_button, LEFT, pos=QPoint(30, 12))
    [point] = hall.findings[-1]
    assert point.where == Place("absence", f"absence:{made}", "kind")
    hall.at(WHO, nov(3))
    hall.settle()
    hall.page.menus.show_leave()
    panel = hall.panel
    assert isinstance(panel, LeavePanel)
    QTest.mouseClick(panel.keep_button, LEFT)
    hall.settle()
    assert not hall.page.points_button.isVisible()


def test_the_program_proposes_a_leave_and_the_user_chooses(hall: Hall) -> None:
    made = hall.enter("leave_other", nov(2), date(2026, 12, 20))
    hall.at(WHO, nov(3))
    hall.settle()
    hall.page.menus.show_leave()
    panel = hall.panel
    editor = panel.situation.editor
    for name, _ in editor.items:
        editor.set_value(name)
        panel.situation.changed.emit()
        if panel.buttons:
            break
    QTest.mouseClick(panel.buttons[0], LEFT)
    hall.settle()
    [row] = asking.absence_table(hall.seat.desk, nov(1), nov(30))
    assert row.id == made
    assert row.kind != "leave_other"


def test_what_was_begun_is_offered_again(hall: Hall) -> None:
    hall.page.new()
    hall.choose("kind", "holiday")
    hall.write("first", "02.11.2026")
    hall.seat.close_panel()
    hall.page.new()
    assert (hall.panel.form().kind, hall.panel.form().first) == ("holiday", nov(2))
    QTest.mouseClick(hall.panel.leave_button, LEFT)
    hall.page.new()
    assert hall.panel.form().kind == ""


# --- places -----------------------------------------------------------------------------------------------------------


def test_places_lead_to_an_absence_a_person_a_month_and_the_form(hall: Hall) -> None:
    made = hall.enter("holiday", date(2026, 7, 6), date(2026, 7, 24))
    hall.page.show_place(Place("absence", f"absence:{made}"))
    hall.settle()
    assert (hall.page.shown, hall.line.bar_key) == (Month(2026, 7), made)
    hall.page.show_place(Place("absence", f"absence:{made}", "to"))
    hall.settle()
    assert hall.panel.absence_id == made
    hall.page.show_place(Place("absence", "2026-11"))
    hall.page.show_place(Place("absence", hall.number(OTHER), "new"))
    hall.settle()
    assert hall.page.shown == Month(2026, 11)
    assert hall.panel.form().employee == hall.number(OTHER)
    hall.page.show_place(Place("absence", 987_654))
    hall.page.show_place(Place("absence", "absence:987654"))
    hall.settle()
    assert hall.findings, "it is gone, and that is said"


def test_somebody_is_looked_for(hall: Hall) -> None:
    everybody = len(hall.line.rows)
    assert not hall.page.search_edit.isVisible(), "few people need none"
    hall.page.search()
    type_text(hall.page.search_edit, "mads")
    hall.settle()
    assert [row.name for row in hall.line.rows] == [WHO]
    press(hall.page.search_edit, Qt.Key.Key_Escape)
    hall.settle()
    assert len(hall.line.rows) == everybody


def test_without_employees_the_way_to_the_first_is_shown(empty_seat: Seat, qtbot: QtBot) -> None:
    page = AbsencePage(empty_seat)
    qtbot.addWidget(page)
    page.resize(1068, 752)
    page.show()
    page.show_place(Place("absence"))
    qtbot.waitUntil(lambda: not empty_seat.busy)
    assert page.stack.currentWidget() is page.nobody
    assert not page.new_button.isVisible()
    page.new()


def test_the_tab_of_an_employee_shows_absences_and_counts(hall: Hall) -> None:
    from services.queries.employee_page import employee

    empty = AbsenceTab(hall.seat, employee(hall.seat.desk, hall.number()))
    assert not hasattr(empty, "absences")
    made = hall.enter("sick_note", nov(9), None)
    tab = AbsenceTab(hall.seat, employee(hall.seat.desk, hall.number()))
    hall.bot.addWidget(tab)
    tab.show()
    assert [row.id for row in tab.absences.rows()] == [made]
    period = next(row for row in tab.counters.rows() if row.name == "employer_period")
    assert (period.used, period.limit) == (14, 16)
    tab.show_days(period)
    assert hall.panel is not None
    tab.absences.opened.emit(tab.absences.rows()[0])
    assert hall.places[-1] == Place("absence", f"absence:{made}", "kind")
