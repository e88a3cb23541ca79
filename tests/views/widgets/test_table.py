"""The table one reads: order, choice, keys, copying, what is remembered, and 5,000 rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from tests.views.keys import press, type_text
from tests.views.widgets.showing import shown
from views.shell.seat import Seat
from views.widgets.empty import EmptyState
from views.widgets.rows_model import RowsModel, ident_of, order_of, plain
from views.widgets.table import RowsTable, TableColumn
from views.widgets.table_columns import why_rect

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Person:
    """A row."""

    number: int
    name: str
    title: str
    pay: Money | Message | None
    share: int = 100
    card: str = "Tabell 7100"


PEOPLE = (
    Person(1, "Åse Bø", "Baker", Money.kr("38500.50")),
    Person(2, "Ærlig Dahl", "Konditor", Money.kr(-1200), 80),
    Person(3, "Zoë Ek", "Sjåfør", None, 60),
    Person(4, "anne Ås", "Lærling", Message("{hours} hours", hours=3), 50, ""),
    Person(5, "Ørjan Li", "Baker", Money.kr(9)),
)

COLUMNS = (
    TableColumn("name", "Navn", "person", lambda p: p.name, second=lambda p: p.title, width="stretch"),
    TableColumn("share", "Stilling %", "number", lambda p: p.share, width=110),
    TableColumn("pay", "Lønn", "money", lambda p: p.pay, width=110, why=True, note="kr"),
    TableColumn("card", "Skattekort", "pill", lambda p: p.card or "Mangler", state=lambda p: "" if p.card else "err"),
    TableColumn("get", "", "action", lambda p: "" if p.card else "Hent kort", width=110),
)


@pytest.fixture
def table(seat: Seat, qtbot: QtBot) -> RowsTable:
    made = RowsTable(seat, COLUMNS, "people", markable=True, title="Ansatte")
    made.set_rows(PEOPLE)
    shown(qtbot, made, width=800, height=500)
    made.view.setFocus(Qt.FocusReason.TabFocusReason)
    return made


def names(table: RowsTable) -> list[int]:
    return [person.number for person in table.rows()]


def test_the_model_keeps_to_the_rules_of_qt(seat: Seat) -> None:
    model = RowsModel(seat, COLUMNS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(PEOPLE)
    model.sort_rows(0, False)
    model.set_filter("bak")
    model.set_keep(lambda person: person.number > 1)
    model.set_rows(())


def test_every_kind_of_value_is_written_as_the_language_does(seat: Seat) -> None:
    values = {
        "money": (Money.kr("1234.5"), f"1{NBSP}234,50"),
        "kroner": (Money.kr("1234.5"), f"1{NBSP}235"),
        "change": (Money.kr(5), "+5,00"),
        "percent": (Percent.of("14.1"), f"14,1{NBSP}%"),
        "number": (12345, f"12{NBSP}345"),
        "text": (2026, "2026"),
        "date": (date(2026, 1, 31), "31.01.2026"),
        "month": (Month(2026, 11), "november 2026"),
        "strong": (Span(date(2026, 11, 9), date(2026, 11, 20)), "09.11.–20.11.2026"),
        "link": (Message("{n} rows", n="3"), "3 rows"),
        "pill": (None, ""),
        "action": (Decimal("7.50"), "7,5"),
    }
    columns = [TableColumn(kind, kind, kind, lambda _, v=value: v) for kind, (value, _) in values.items()]
    model = RowsModel(seat, columns)
    model.set_rows([object()])
    assert [model.index(0, n).data() for n in range(len(columns))] == [text for _, text in values.values()]


def test_names_are_sorted_as_norwegians_do(table: RowsTable) -> None:
    table.sort_by("name")
    assert names(table) == [4, 3, 2, 5, 1]
    head = table.head
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 15))
    assert names(table) == [1, 5, 2, 3, 4]


def test_empty_values_are_last_either_way(table: RowsTable) -> None:
    table.sort_rows(2, False)
    assert names(table) == [2, 5, 1, 4, 3]
    table.sort_rows(2, True)
    assert names(table)[-1] == 3


def test_order_and_search_of_letters() -> None:
    assert sorted(["Å", "b", "Ø", "É", "a", "Æ"], key=order_of) == ["a", "b", "É", "Æ", "Ø", "Å"]
    assert plain(f"−1{NBSP}200 Zoë Ø") == "-1 200 zoe ø"


def test_the_search_finds_words_in_any_column(table: RowsTable) -> None:
    table.filter("zoe")
    assert names(table) == [3]
    table.filter("baker 38500")
    assert names(table) == [1]
    table.filter("38 500,50")
    assert names(table) == [1]
    table.keep(lambda person: person.share < 100)
    table.filter("")
    assert names(table) == [2, 3, 4]
    table.filter("finnes ikke")
    assert table.stack.currentWidget() is table._no_hits
    table.keep(None)
    table.filter("")
    assert len(names(table)) == 5
    assert table.stack.currentWidget() is table.view


def test_the_empty_state_stands_where_no_rows_are(table: RowsTable) -> None:
    empty = EmptyState("users", "Ingen ansatte ennå")
    table.set_empty(empty)
    assert table.stack.currentWidget() is table.view
    table.set_rows(())
    assert table.stack.currentWidget() is empty
    table.set_rows(PEOPLE)
    assert table.stack.currentWidget() is table.view


def test_keys_go_through_the_rows(table: RowsTable) -> None:
    chosen: list[int] = []
    opened: list[int] = []
    table.selected.connect(lambda person: chosen.append(person.number))
    table.opened.connect(lambda person: opened.append(person.number))
    press(table.view, Qt.Key.Key_Down)
    press(table.view, Qt.Key.Key_Down)
    press(table.view, Qt.Key.Key_End)
    press(table.view, Qt.Key.Key_Up)
    press(table.view, Qt.Key.Key_Home)
    assert chosen == [1, 2, 5, 4, 1]
    press(table.view, Qt.Key.Key_Return)
    assert opened == [1]
    type_text(table.view, "z")
    assert table.current().number == 1


def test_focus_chooses_nothing_and_a_click_always_tells(table: RowsTable) -> None:
    chosen: list[int] = []
    table.selected.connect(lambda person: chosen.append(person.number))
    assert table.current() is None
    assert table.view.currentIndex().row() == 0
    spot = table.view.visualRect(table.model.index(0, 1)).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert chosen == [1, 1]
    assert table.current() is PEOPLE[0]


def test_a_link_in_a_row_is_reached_by_keys_and_by_clicks(table: RowsTable) -> None:
    asked: list[tuple[int, str]] = []
    opened: list[int] = []
    table.link.connect(lambda person, key: asked.append((person.number, key)))
    table.opened.connect(lambda person: opened.append(person.number))
    table.select(PEOPLE[3])
    press(table.view, Qt.Key.Key_Right)
    press(table.view, Qt.Key.Key_Right)
    press(table.view, Qt.Key.Key_Return)
    assert asked == [(4, "get")]
    press(table.view, Qt.Key.Key_Left)
    press(table.view, Qt.Key.Key_Left)
    press(table.view, Qt.Key.Key_Return)
    assert opened == [4]
    rect = table.view.visualRect(table.model.index(3, 4))
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert asked == [(4, "get"), (4, "get")]
    QTest.mouseDClick(
        table.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.view.visualRect(table.model.index(1, 1)).center(),
    )
    assert opened == [4, 2]


def test_a_figure_is_asked_why(table: RowsTable) -> None:
    asked: list[tuple[int, str]] = []
    table.why.connect(lambda person, key: asked.append((person.number, key)))
    table.select(PEOPLE[0])
    press(table.view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    type_text(table.view, "?")
    room = table.inner(table.view.visualRect(table.model.index(4, 2)).toRectF(), 2)
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=why_rect(room).center().toPoint())
    assert asked == [(1, "pay"), (1, "pay"), (5, "pay")]


def test_rows_are_marked_by_space_and_by_the_box(table: RowsTable) -> None:
    done: list[list[Person]] = []
    table.set_bar([("Endre", done.append)])
    table.select(PEOPLE[1])
    press(table.view, Qt.Key.Key_Space)
    rect = table.view.visualRect(table.model.index(3, 0))
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(24, 24))
    assert [person.number for person in table.marked()] == [2, 4]
    table.bar_buttons[0].click()
    assert [person.number for person in done[0]] == [2, 4]
    press(table.view, Qt.Key.Key_Space)
    assert len(table.marked()) == 1
    press(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.marked()) == 5
    table.set_rows(PEOPLE[:2])
    assert len(table.marked()) == 2
    table.clear_marks()
    assert table.marked() == []


def test_rows_are_copied_as_a_spreadsheet_takes_them(table: RowsTable) -> None:
    table.select(PEOPLE[1])
    press(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == (
        "Navn\tStilling %\tLønn\tSkattekort\nÆrlig Dahl, Konditor\t80\t-1200,00\tTabell 7100"
    )
    table.copy_all()
    assert QApplication.clipboard().text().count("\n") == 5
    assert "38500,50" in QApplication.clipboard().text()


def test_the_chosen_row_stays_when_rows_are_read_anew(table: RowsTable) -> None:
    told: list[int] = []
    table.select(PEOPLE[2])
    table.selected.connect(lambda person: told.append(person.number))
    table.set_rows([Person(3, "Zoë Ek", "Sjef", Money.kr(1)), PEOPLE[0]])
    assert table.current().title == "Sjef"
    table.sort_by("name", descending=True)
    assert table.current().number == 3
    assert told == []
    assert table.select(lambda person: person.number == 1, tell=True)
    assert told == [1]
    assert not table.select(PEOPLE[4])
    table.select(None)
    assert table.current() is None


def test_widths_and_order_are_remembered(seat: Seat, qtbot: QtBot, table: RowsTable) -> None:
    table.sort_rows(1, True)
    table.head.resizeSection(2, 180)
    assert table.head.length() <= table.view.viewport().width()
    again = RowsTable(seat, COLUMNS, "people")
    again.set_rows(PEOPLE)
    again.sort_by("name")
    shown(qtbot, again, width=800)
    assert again.model.sorted_by == (1, True)
    assert again.head.sectionSize(2) == 180
    menu = again.make_menu()
    texts = [action.text() for action in menu.actions()]
    assert seat.t("Sort by {column}", column="Navn") in texts
    menu.actions()[-1].trigger()
    assert again.head.sectionSize(2) == 110


def test_the_first_column_takes_what_is_left(table: RowsTable) -> None:
    assert table.head.length() == table.view.viewport().width()
    window = table.window()
    window.resize(1000, 500)
    assert table.head.length() == table.view.viewport().width()
    window.resize(400, 500)
    assert table.head.sectionSize(0) >= 160


def test_every_cell_is_read_out_with_its_heading(table: RowsTable) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.model.index(0, 0).data(role) == "Navn: Åse Bø, Baker"
    assert table.model.index(2, 2).data(role) == "Lønn"
    assert table.view.accessibleName() == "Ansatte"
    assert table.model.headerData(1, Qt.Orientation.Horizontal, role) == "Stilling %"


def test_sums_stand_under_their_columns(table: RowsTable) -> None:
    table.set_sums("Sum, 5 ansatte", {"pay": Money.kr(37309)})
    assert table.sums.isVisible()
    assert f"37{NBSP}309,00" in table.sums.accessibleName()
    assert not table.grab().isNull()
    table.set_sums("", None)
    assert not table.sums.isVisible()


def test_what_is_cut_is_a_tip(table: RowsTable, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from views.widgets import table_view as module

    told: list[str] = []
    monkeypatch.setattr(module.QToolTip, "showText", lambda _at, words, _view: told.append(words))
    table.set_rows([Person(1, "Et navn som er mye lengre enn noen kolonne rekker til " * 3, "", None)])
    rect = table.view.visualRect(table.model.index(0, 0))
    table.view.show_tip(QHelpEvent(QHelpEvent.Type.ToolTip, rect.center(), rect.center()))
    table.view.show_tip(QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5000, 5000), QPoint(5000, 5000)))
    assert told[0].startswith("Et navn")


def test_a_table_that_fits_is_as_high_as_its_rows(seat: Seat, qtbot: QtBot) -> None:
    made = RowsTable(seat, COLUMNS, "fit", fit=True)
    made.set_rows(PEOPLE)
    shown(qtbot, made, width=700, height=600)
    assert made.view.verticalScrollBar().maximum() == 0
    before = made.height()
    made.set_rows(PEOPLE[:2])
    assert made.sizeHint().height() == before - 3 * 50


def test_five_thousand_rows_are_written_only_when_seen(seat: Seat, qtbot: QtBot) -> None:
    asked: list[int] = []

    def pay(person: Person) -> Money:
        asked.append(person.number)
        return Money(person.number)

    columns = (COLUMNS[0], TableColumn("pay", "Lønn", "money", pay))
    made = RowsTable(seat, columns, "many")
    made.set_rows(Person(number, f"Navn {number}", "Baker", None) for number in range(5000))
    shown(qtbot, made, width=600, height=500)
    made.grab()
    assert 0 < len(asked) < 40
    made.view.scrollToBottom()
    made.grab()
    made.grab()
    assert len(asked) == len(set(asked)) < 80


def test_rows_are_known_again_by_their_number() -> None:
    assert ident_of(PEOPLE[0]) == ("number", 1)
    assert ident_of("text") == "text"
    assert ident_of(["list"])


def test_old_rows_stay_fainter_while_new_ones_are_made(table: RowsTable) -> None:
    table.set_waiting(True)
    faint = table.grab().toImage()
    table.set_waiting(False)
    assert table.grab().toImage() != faint


def test_a_card_ends_with_a_whole_row(seat: Seat, qtbot: QtBot) -> None:
    made = RowsTable(seat, COLUMNS, "whole")
    made.set_rows(Person(number, f"Navn {number}", "Baker", None) for number in range(60))
    shown(qtbot, made, width=700, height=500)
    for height in range(400, 460, 7):
        made.window().resize(700, height)
        rows = made.view.viewport().height()
        assert rows % 50 == 0
        assert rows > made.height() - made.head.height() - 60
    made.view.scrollToBottom()
    last = made.view.visualRect(made.model.index(59, 0))
    assert last.bottom() + 1 == made.view.viewport().height()


def test_a_card_is_no_higher_than_its_rows(seat: Seat, qtbot: QtBot) -> None:
    made = RowsTable(seat, COLUMNS, "few")
    made.set_empty(EmptyState("users-three", "Ingen ansatte"))
    made.set_rows(PEOPLE[:3])
    shown(qtbot, made, width=700, height=600)
    assert made.view.viewport().height() == 3 * 50
    assert made.stack.height() < 250
    made.set_sums("Sum", {"pay": Money.kr(1)})
    assert made.sums.y() == made.stack.geometry().bottom() + 1
    made.set_rows([])
    assert 200 < made.stack.height() <= 320


def test_the_first_key_chooses_the_first_row(seat: Seat, qtbot: QtBot) -> None:
    made = RowsTable(seat, COLUMNS, "first")
    made.set_rows(PEOPLE)
    shown(qtbot, made, width=700, height=600)
    made.setFocus(Qt.FocusReason.OtherFocusReason)
    assert made.current() is None
    press(made.view, Qt.Key.Key_Down)
    assert made.current() is PEOPLE[0]
    press(made.view, Qt.Key.Key_Down)
    assert made.current() is PEOPLE[1]
