"""Tables from outside as people meet them: dropped, chosen and pasted; columns, questions, every row, taken in and
undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.values.money import Money
from models.values.span import Month
from services.actions import entry, run_setup
from services.actions.table_import import HELD, LEFT_OUT, NEW, TableRow
from services.engine.facts import LineInput
from services.queries import table_import as asked
from services.queries.import_log import import_log
from tests.files.test_sheet import workbook
from tests.views.keys import press, type_text
from tests.views.refund_room import HENRIK, INGRID, posting, report
from tests.views.test_files_page import Room
from tests.views.walker import cut, unnamed, without_role
from views.pages.files.in_view import InView
from views.pages.files.table_columns import TableColumns, TargetRow, column_data
from views.pages.files.table_panel import TableRowPanel
from views.pages.files.table_rows import ALL, REMARKS
from views.pages.files.table_view import ASK, COLUMNS, DONE, REFUSED, ROWS, START, TableView
from views.pages.refunds.page import RefundsPage
from views.shell.seat import Seat
from views.widgets.choices import Segments
from views.widgets.text import Label

HEADER = "Ansattnr;Navn;Dato;Lønnsart;Antall;Beløp"
GOOD = (
    "1;Ingrid Solvang Haugen;05.12.2026;Overtid 50 %;7,5;",
    "2;Henrik Bråthen;06.12.2026;Bonus;;1 250,50",
    "77;Ukjent Personesen;06.12.2026;Overtid 50 %;3;",
)


class Tables(Room):
    """The window, with the page that takes tables in."""

    def __init__(self, seat: Seat, qtbot: Any, folder: Path) -> None:
        self.run = run_setup.begin(seat.desk, month=Month(2026, 12), pay_date=date(2026, 12, 18))
        super().__init__(seat, qtbot, folder)

    @property
    def view(self) -> TableView:
        importer = self.page.importer
        assert isinstance(importer, TableView)
        return importer

    def open(self, content: bytes, name: str = "timer.csv") -> TableView:
        """Taken in on the page itself."""
        self.go("table", "in")
        self.view.open(self.kept(content, name))
        self.settle()
        return self.view

    def paste(self, text: str) -> TableView:
        """Ctrl+V on the page."""
        self.go("table", "in")
        QGuiApplication.clipboard().setText(text)
        press(self.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        if self.view.mode == START and not self.view._work.is_busy:
            self.view.start.paste_button.click()  # keys need an active window
        self.settle()
        return self.view

    def forward(self) -> None:
        """The primary button of the footer."""
        assert self.page.steps.next_button.isEnabled()
        self.page.steps.next_button.click()
        self.settle()

    def choose(self, value: str) -> None:
        """The answer of the question that is shown, and on."""
        self.view.ask.editor.radio(value).click()
        self.forward()

    def row(self, line: int) -> TableRow:
        seen = self.view.state.seen
        assert seen is not None
        return next(row for row in seen.rows if row.line == line)

    def open_panel(self, line: int) -> TableRowPanel:
        assert self.view.rows.select(line, tell=True)
        panel = self.window.panel
        assert isinstance(panel, TableRowPanel)
        return panel

    def set_fate(self, line: int, fate: str) -> None:
        """A row is left out, or taken in after all."""
        segments = self.open_panel(line).fate.editor
        assert isinstance(segments, Segments)
        segments.segment(fate).click()
        self.settle()

    def shown(self) -> list[tuple[str, ...]]:
        """The cells of the table as they are shown."""
        table = self.view.rows.table
        assert table is not None
        return [tuple(cell.text for cell in table.model.cells(row)) for row in table.rows()]

    def entered(self) -> dict[int, list[LineInput]]:
        preview = entry.opened(self.seat.desk, self.run)
        return {number: [each.line for each in lines] for number in range(1, 20) if (lines := preview.entered(number))}


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


@pytest.fixture
def room(run_seat: Seat, qtbot: Any, tmp_path: Path) -> Iterator[Tables]:
    made = Tables(run_seat, qtbot, tmp_path)
    yield made
    made.settle()


# --- the road --------------------------------------------------------------------------------------------------------


def test_a_table_dropped_anywhere_shows_every_row_and_stores_nothing(room: Tables) -> None:
    room.drop(room.kept(table(*GOOD), "hva som helst.txt"))
    view = room.view
    assert view.mode == ROWS
    assert room.page.header.title == "Timer og lønnslinjer"
    assert "3 rader" in room.page.header.line
    rows = room.shown()
    assert [cells[0] for cells in rows] == ["Holdes tilbake", "Ny", "Ny"]  # what waits first
    assert [cells[1] for cells in rows] == ["Ukjent Personesen", INGRID[1], HENRIK[1]]
    assert "1 250,50" in rows[2]
    assert view.rows.chips.chip(ALL).accessibleName().endswith("3")
    assert view.rows.chips.chip(HELD).accessibleName().endswith("1")
    assert room.page.steps.reason.text() == "1 rad holdes tilbake og blir ikke med"
    assert (import_log(room.seat.desk), room.entered()) == ((), {})


def test_taken_in_told_and_undone(room: Tables) -> None:
    room.open(table(*GOOD))
    assert room.page.steps.next_button.text() == "Ta inn 2 rader"
    room.forward()
    view = room.view
    assert view.mode == DONE
    assert view.result.title.text() == "2 rader er tatt inn"
    assert "Holdt tilbake: 1" in view.result.line.text()
    assert room.entered() == {
        1: [LineInput("overtime_50", quantity=Decimal("7.5"))],
        2: [LineInput("bonus", amount=Money.kr("1250.50"))],
    }
    [kept] = import_log(room.seat.desk)
    assert (kept.kind, kept.name, kept.rows) == ("table_hours", "timer.csv", 3)
    assert room.seat.undo()
    room.settle()
    assert room.entered() == {}
    assert view.mode == ROWS  # here it is again
    room.forward()
    assert len(room.entered()) == 2
    assert view.show_button.text() == "Åpne lønnskjøringen"
    view.show_button.click()
    room.settle()
    assert (room.seat.place.page, room.seat.place.thing) == ("pay_run", room.run)


def test_the_same_bytes_again_are_said_with_the_day(room: Tables) -> None:
    room.open(table(*GOOD))
    room.forward()
    room.view.next_button.click()
    view = room.open(table(*GOOD), "et annet navn.csv")
    assert view.mode == REFUSED
    assert "tatt inn før" in view.why.title()
    assert "22.11.2026" in view.whys.findings[0].row.title
    view.log_button.click()
    room.settle()
    [kept] = import_log(room.seat.desk)
    assert (room.seat.place.thing, room.seat.place.field) == (kept.id, "log")
    assert room.window.panel is not None
    assert "Timer og lønnslinjer" in [label.text() for label in room.window.panel.findChildren(Label)]


def test_a_workbook_and_pasted_rows_take_the_same_road(room: Tables) -> None:
    view = room.open(workbook(("Ansattnr", "Lønnsart", "Antall"), (1, "Overtid 50 %", 2)), "timer.xlsx")
    assert view.mode == ROWS
    assert room.row(2).state == NEW
    view = room.paste("Ansattnr\tLønnsart\tAntall\n1\tOvertid 50 %\t2\n")
    assert (view.mode, room.row(2).state) == (ROWS, NEW)
    assert room.page.header.line.startswith("Limt inn tabell")
    room.forward()
    assert room.entered() == {1: [LineInput("overtime_50", quantity=Decimal(2))]}


def test_a_paste_on_the_tab_goes_to_the_table(room: Tables) -> None:
    room.go(None, "in")
    QGuiApplication.clipboard().setText("Ansattnr;Lønnsart;Antall\n1;Overtid 50 %;2\n")
    assert isinstance(room.page.view, InView)
    room.go("table:paste", "in")
    assert room.view.mode == ROWS
    QGuiApplication.clipboard().setText("  ")
    room.view.paste()
    assert "ingen rader å lime inn" in room.toasts[-1]
    assert room.view.mode == ROWS


def test_what_was_begun_is_there_when_one_comes_back(room: Tables) -> None:
    room.open(table(*GOOD))
    room.set_fate(4, "out")
    room.go(None, "in")
    room.go("table", "in")
    assert (room.view.mode, room.row(4).state) == (ROWS, LEFT_OUT)


def test_without_an_open_run_one_is_led_to_the_runs(run_seat: Seat, qtbot: Any, tmp_path: Path) -> None:
    room = Room(run_seat, qtbot, tmp_path)
    room.go("table", "in")
    view = room.page.importer
    assert isinstance(view, TableView)
    view.open(room.kept(table(*GOOD), "timer.csv"))
    room.settle()
    assert view.mode == REFUSED
    assert not view.way_button.isHidden()
    view.way_button.click()
    room.settle()
    assert room.seat.place.page == "pay_run"
    run_setup.begin(run_seat.desk, month=Month(2026, 12), pay_date=date(2026, 12, 18))
    room.go("table", "in")
    assert view.mode == ROWS


# --- questions -------------------------------------------------------------------------------------------------------


def test_one_question_at_a_time_and_once_for_the_column(room: Tables) -> None:
    view = room.open(table("1;1/12/2026;Bonus;1.250", "2;2/12/2026;Bonus;2.500", header="Ansattnr;Dato;Lønnsart;Beløp"))
    assert view.mode == ASK
    assert not room.page.steps.next_button.isEnabled()
    assert view.ask.asked is not None
    assert "1/12/2026" in view.ask.asked.words
    room.choose("day_first")
    assert view.mode == ASK
    room.choose(",")
    assert view.mode == ROWS
    assert [row.state for row in view.state.seen.rows] == [NEW, NEW]  # type: ignore[union-attr]
    room.forward()
    assert room.entered()[1] == [LineInput("bonus", amount=Money.kr(1250))]


def test_an_answer_by_keys_alone(room: Tables) -> None:
    view = room.open(table("1;Bonus;1.250", header="Ansattnr;Lønnsart;Beløp"))
    radios = view.ask.editor.radios
    press(radios[0], Qt.Key.Key_Space)
    assert view.ask.value == ","
    room.page.primary()  # Ctrl+Enter
    room.settle()
    assert view.mode == ROWS


def test_a_run_is_asked_for_where_there_are_several(room: Tables) -> None:
    other = run_setup.begin(room.seat.desk, month=Month(2026, 12), pay_date=date(2026, 12, 22), kind="extra")
    view = room.open(table("1;Bonus;100,00", header="Ansattnr;Lønnsart;Beløp"))
    assert view.mode == ASK
    room.choose(str(other))
    assert view.mode == ROWS
    assert view.rows.options["run"].value() == str(other)


def test_words_that_are_no_wage_type_are_answered_from_the_rows(room: Tables) -> None:
    view = room.open(table("1;;05.12.2026;Kveldsskift;2;", GOOD[1]))
    assert view.mode == ROWS
    assert not view.rows.open_box.isHidden()
    assert room.row(2).state == HELD
    view.rows.open_box.link.click()
    assert view.mode == ASK
    view.ask.editor.set_value("overtime_50")
    view.ask.editor.changed.emit()
    room.forward()
    assert (view.mode, room.row(2).state) == (ROWS, NEW)
    assert view.rows.open_box.isHidden()


def test_a_question_that_may_stay_open_is_skipped(room: Tables) -> None:
    view = room.open(table("1;;05.12.2026;Kveldsskift;2;", "1;;06.12.2026;Nattskift;3;", GOOD[1]))
    view.rows.open_box.link.click()
    assert room.page.steps.next_button.text() == "Hopp over"
    room.forward()
    assert view.ask.asked is not None
    assert "Nattskift" in view.ask.asked.words
    view.ask.editor.set_value("overtime_100")
    view.ask.editor.changed.emit()
    assert room.page.steps.next_button.text() == "Neste"
    room.forward()
    assert view.mode == ROWS
    assert (room.row(2).state, room.row(3).state) == (HELD, NEW)


def test_add_to_or_replace(room: Tables) -> None:
    room.open(table(GOOD[0]))
    room.forward()
    view = room.open(table(GOOD[0].replace("7,5", "4")), "ny.csv")
    mode = view.rows.options["mode"]
    mode.editor.set_value("replace")  # type: ignore[attr-defined]
    mode.editor.changed.emit()  # type: ignore[attr-defined]
    room.settle()
    assert mode.message()
    assert room.shown()[0][0] == "Endret"
    room.forward()
    assert room.entered() == {1: [LineInput("overtime_50", quantity=Decimal(4))]}


# --- columns ---------------------------------------------------------------------------------------------------------

ODD = table("1;Overtid 50 %;2;x", "2;Overtid 50 %;3;y", header="Hvem det er;Lønnsart;Antall;Merkelapp")


def columns(room: Tables, content: bytes = ODD) -> TableColumns:
    view = room.open(content)
    if view.mode == ASK:
        room.choose("hours")
    assert view.mode == COLUMNS
    return view.columns


def drop_on(row: TargetRow, index: int) -> None:
    """A heading let go over what it is."""
    data = column_data(index)
    copy, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(row, QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none))
    event = QDropEvent(QPointF(5, 5), copy, data, left, none)
    QApplication.sendEvent(row, event)
    assert event.isAccepted()


def test_what_lacks_a_column_is_said_plainly_and_a_heading_is_dragged_there(room: Tables) -> None:
    view = columns(room)
    assert view.box.title() == "Én av disse må med: Ansattnummer, Fødselsnummer, Navn."
    assert not room.page.steps.next_button.isEnabled()
    assert [each.column.header for each in view.headings] == ["Hvem det er", "Merkelapp"]
    drop_on(view.rows["number"], 0)
    room.settle()
    assert view.box.isHidden()
    assert [each.column.header for each in view.headings] == ["Merkelapp"]
    room.forward()
    assert room.view.mode == ROWS
    assert [row.state for row in room.view.state.seen.rows] == [NEW, NEW]  # type: ignore[union-attr]


def test_by_keys_a_heading_says_what_it_is(room: Tables) -> None:
    view = columns(room)
    heading = view.headings[0]
    heading.setFocus()
    press(heading, Qt.Key.Key_Return)
    action = next(each for each in heading.menu.actions() if each.text() == "Ansattnummer")
    heading.menu.close()
    action.trigger()
    room.settle()
    assert view.rows["number"].field.value() == 0


def test_by_list_and_a_column_is_one_thing_only(room: Tables) -> None:
    view = columns(room)
    for target in ("number", "comment"):
        field = view.rows[target].field
        field.editor.set_value(0)  # type: ignore[attr-defined]
        field.editor.changed.emit()  # type: ignore[attr-defined]
        room.settle()
    assert view.rows["number"].field.value() == -1  # the last one holds
    assert view.rows["comment"].field.value() == 0
    assert not view.box.isHidden()


def test_the_choice_is_remembered_said_exported_and_read(room: Tables) -> None:
    view = columns(room)
    assert view.export_button.isHidden()
    drop_on(view.rows["number"], 0)
    room.settle()
    room.forward()
    room.forward()
    again = room.open(ODD.replace(b";2;", b";5;"), "neste.csv")
    assert again.mode == ROWS
    assert "valgt som i en tidligere tabell" in again.rows.sums.label.text()
    again.rows.columns_button.click()
    assert not view.kept_line.isHidden()
    room.files.path = room.folder / "kolonner.json"
    view.export_button.click()
    assert room.files.path.exists()
    view.forget_button.click()
    room.settle()
    assert asked.columns_kept(room.seat.desk) == ()
    assert view.rows["number"].field.value() == -1
    view.import_button.click()
    room.settle()
    assert view.rows["number"].field.value() == 0
    assert len(asked.columns_kept(room.seat.desk)) == 1


def test_a_file_that_is_no_choice_of_columns_is_refused(room: Tables) -> None:
    view = columns(room)
    room.files.path = room.kept(b'{"kind": "hours", "columns": 3}', "feil.json")
    view.import_button.click()
    room.settle()
    assert room.findings
    assert asked.columns_kept(room.seat.desk) == ()


def test_how_it_is_read_can_be_changed(room: Tables) -> None:
    view = room.open(table("Timeliste for desember;;", HEADER, GOOD[0], header="Solvang Bakeri;;"))
    assert view.mode == ROWS
    view.rows.columns_button.click()
    form = view.columns.forms
    assert form["header"].value() == 3
    assert form["delimiter"].value() == ";"
    form["delimiter"].editor.set_value(",")  # type: ignore[attr-defined]
    form["delimiter"].editor.changed.emit()  # type: ignore[attr-defined]
    room.settle()
    assert view.mode == COLUMNS
    assert not room.page.steps.next_button.isEnabled()


# --- rows ------------------------------------------------------------------------------------------------------------


def test_chips_search_and_messages_beside_the_cell(room: Tables) -> None:
    view = room.open(table(*GOOD, "1;;05.12.2026;Overtid 50 %;mange;"))
    assert view.rows.table is not None
    wrong = next(row for row in view.rows.table.rows() if row.line == 5)
    cells = view.rows.table.model.cells(wrong)
    keys = [column.key for column in view.rows.table.model.columns]
    cell = cells[keys.index("cell_quantity")]
    assert (cell.text, cell.state) == ("mange", "err")
    assert cell.second
    assert cells[0].second == "Antall"
    view.rows.chips.chip(NEW).click()
    assert [row.line for row in view.rows.table.rows()] == [2, 3]
    view.rows.chips.chip(REMARKS).click()
    assert {row.line for row in view.rows.table.rows()} == {4, 5}
    view.rows.chips.chip(ALL).click()
    room.page.search()
    type_text(view.rows.search, "henrik")
    assert [row.line for row in view.rows.table.rows()] == [3]


def test_left_out_and_taken_in_after_all(room: Tables) -> None:
    room.open(table(*GOOD))
    room.set_fate(2, "out")
    assert room.row(2).state == LEFT_OUT
    assert room.view.rows.chips.chip(LEFT_OUT).accessibleName().endswith("1")
    room.set_fate(2, "in")
    assert room.row(2).state == NEW
    assert room.view.state.decisions == {}


def test_several_at_once_by_marks(room: Tables) -> None:
    view = room.open(table(*GOOD))
    assert view.rows.table is not None
    press(view.rows.table.view, Qt.Key.Key_Down)
    for row in view.rows.table.rows()[1:]:
        view.rows.table.mark(row)
    out, back = view.rows.table.bar_buttons
    out.click()
    room.settle()
    assert [room.row(line).state for line in (2, 3)] == [LEFT_OUT, LEFT_OUT]
    assert not room.page.steps.next_button.isEnabled()
    view.rows.table.mark_all()
    back = view.rows.table.bar_buttons[1]
    back.click()
    room.settle()
    assert [room.row(line).state for line in (2, 3)] == [NEW, NEW]


def test_the_employee_is_chosen_by_hand(room: Tables) -> None:
    room.open(table(*GOOD))
    panel = room.open_panel(4)
    assert panel.who is not None
    panel.who.editor.set_value(2)  # type: ignore[attr-defined]
    panel.who.editor.changed.emit()  # type: ignore[attr-defined]
    room.settle()
    assert (room.row(4).state, room.row(4).employee) == (NEW, 2)
    room.forward()
    assert LineInput("overtime_50", quantity=Decimal(3)) in room.entered()[2]


def test_a_cell_is_put_right(room: Tables) -> None:
    room.open(table("1;;05.12.2026;Overtid 50 %;mange;", GOOD[1]))
    panel = room.open_panel(2)
    field = panel.cells["quantity"]
    assert field.problem()
    field.editor.selectAll()  # type: ignore[attr-defined]
    type_text(field.editor, "4,5")
    press(field.editor, Qt.Key.Key_Return)
    field.editor.left.emit()  # type: ignore[attr-defined]
    room.settle()
    assert room.row(2).state == NEW
    assert room.row(2).cells["quantity"] == "4,5"


def test_identity_numbers_are_masked(room: Tables) -> None:
    content = table(f"{INGRID[0]};Bonus;100,00", "09896033384;Bonus;100,00", header="Fødselsnummer;Lønnsart;Beløp")
    view = room.open(content)
    assert view.mode == ROWS
    said = [*(text for cells in room.shown() for text in cells), room.page.header.line]
    room.open_panel(3)
    assert room.window.panel is not None
    assert not [text for text in said if INGRID[0] in text or "09896033384" in text]
    assert any(text.startswith("098960") for text in said)


# --- every kind ------------------------------------------------------------------------------------------------------


def test_people_are_taken_in_and_shown(room: Tables) -> None:
    view = room.open(table("61;Åse Næss;5000,00", header="Nr;Navn;Månedslønn"), "ansatte.csv")
    assert (view.mode, room.page.header.title) == (ROWS, "Ansatte")
    assert room.shown()[0][1] == "Åse Næss"
    room.forward()
    assert view.mode == DONE
    view.show_button.click()
    room.settle()
    assert room.seat.place.page == "employees"


def test_absences_are_taken_in_and_shown(room: Tables) -> None:
    view = room.open(table("1;Ferie;07.12.2026;11.12.2026", header="Ansattnr;Fraværstype;Fra;Til"), "fravær.csv")
    assert (view.mode, room.page.header.title) == (ROWS, "Fravær")
    room.forward()
    assert view.mode == DONE
    assert [each.kind for each in import_log(room.seat.desk)] == ["table_absences"]
    view.show_button.click()
    room.settle()
    assert room.seat.place.page == "absence"


def test_what_nothing_tells_is_asked_and_a_report_of_refunds_goes_to_its_page(room: Tables) -> None:
    view = room.open(b"Hvem;Hva;Hvor mye\nKari;x;y\nOla;z;w\n", "liste.csv")
    assert view.mode == ASK
    view.ask.editor.radio("hours").click()
    view = room.open(b"Hvem;Hva;Hvor mye\nKari;x;y\nOla;z;v\n", "liste.csv")
    assert view.ask.value == ""  # asked of another table
    values = [radio.value for radio in view.ask.editor.radios]
    assert values == [*(each.name for each in asked.kinds()), "k27"]
    room.choose("k27")
    assert isinstance(room.window.page, RefundsPage)
    assert room.window.page.imported.state.name == "liste.csv"


def test_another_kind_is_chosen_in_the_columns(room: Tables) -> None:
    view = room.open(table(*GOOD))
    view.rows.columns_button.click()
    kind = view.columns.forms["kind"]
    kind.editor.set_value("employees")  # type: ignore[attr-defined]
    kind.editor.changed.emit()  # type: ignore[attr-defined]
    room.settle()
    assert (view.mode, room.page.header.title) == (COLUMNS, "Ansatte")
    assert not view.columns.more_button.isHidden()
    view.columns.more_button.click()
    assert view.columns.more.isVisible()


# --- bad input -------------------------------------------------------------------------------------------------------

BAD = {
    "empty": (b"", "tom"),
    "blank lines": (b"\n\n  \n", "tom"),
    "only headings": (f"{HEADER}\n".encode(), "ingen rader"),
    "pdf": (b"%PDF-1.7 something", "PDF"),
    "zip": (b"PK\x05\x06" + b"\0" * 18, ""),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ""),
    "broken workbook": (b"PK\x03\x04" + b"\0" * 200, ""),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, ""),
    "program": (b"\x7fELF" + bytes(range(256)), ""),
    "doctype": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ""),
    "json": (b'{"a": [1, 2, 3]}', ""),
}


def test_what_is_no_table_is_refused_in_words(room: Tables) -> None:
    for case, (content, word) in BAD.items():
        view = room.open(content, "timer.csv")
        assert view.mode == REFUSED, case
        assert view.whys.findings, case
        assert word.lower() in view.whys.findings[0].row.title.lower(), case
        assert not room.page.steps.next_button.isVisible(), case
    assert (import_log(room.seat.desk), room.entered()) == ((), {})


def test_a_file_of_another_kind_is_named_and_carried_there(room: Tables) -> None:
    k27 = report([posting(*INGRID, "20261118", "20261130", 1_890_000)])
    view = room.open(k27, "310000019_ref-arbg_2026-12-01.csv")
    assert view.mode == REFUSED
    assert "Oppgjørsrapporten fra NAV" in view.why.text()
    view.way_button.click()
    room.settle()
    assert isinstance(room.window.page, RefundsPage)
    assert room.window.page.imported.mode == "rows"


NOT_USABLE = (
    "1;;31.02.2026;Overtid 50 %;2;",
    "1;;05.12.2026;Overtid 50 %;=1+1;",
    "1;;05.12.2026;Overtid 50 %;25;",
    "1;;05.11.2026;Overtid 50 %;2;",
    ";;;;;x",
)


def test_rows_that_cannot_be_used_are_held_back_and_nothing_is_taken(room: Tables) -> None:
    for line in NOT_USABLE:
        view = room.open(table(line))
        assert (view.mode, room.row(2).state) == (ROWS, HELD), line
        assert not room.page.steps.next_button.isEnabled()
        assert room.page.steps.reason.text()
        view.take_in()
        room.settle()
    assert (import_log(room.seat.desk), room.entered()) == ((), {})


def test_a_file_that_is_gone_or_a_folder(room: Tables) -> None:
    room.go("table", "in")
    for path in (room.folder / "borte.csv", room.folder):
        room.view.open(path)
        room.settle()
        assert room.view.mode == REFUSED
        assert room.view.whys.findings
    assert import_log(room.seat.desk) == ()


def test_reading_anew_that_is_stopped_changes_nothing(room: Tables) -> None:
    view = room.open(table(GOOD[0]))
    mode = view.rows.options["mode"]
    mode.editor.set_value("replace")  # type: ignore[attr-defined]
    mode.editor.changed.emit()  # type: ignore[attr-defined]
    assert not room.page.steps.next_button.isEnabled()  # while it is read
    view.progress._cancel()
    room.settle()
    assert view.rows.options["mode"].value() == "add"
    assert view.state.choices.options == {}
    assert room.page.steps.next_button.isEnabled()


def test_reading_can_be_stopped(room: Tables) -> None:
    room.go("table", "in")
    many = table(*[GOOD[0]] * 20_000)
    room.view.open(room.kept(many))
    room.view.progress._cancel()
    room.settle()
    assert room.view.mode == START
    assert import_log(room.seat.desk) == ()


# --- templates and looks ---------------------------------------------------------------------------------------------


def test_a_template_comes_in_the_language_of_the_window_and_back(room: Tables) -> None:
    room.go(None, "in")
    view = room.page.view
    assert isinstance(view, InView)
    view.tables_button.click()
    room.settle()
    start = room.view.start
    assert {kind for kind, _ in start.buttons} == {each.name for each in asked.kinds()}
    for form in ("csv", "xlsx"):
        room.files.path = room.folder / f"mal.{form}"
        start.buttons["hours", form].click()
        assert room.files.path.exists()
    text = (room.folder / "mal.csv").read_text("utf-8-sig")
    assert text.startswith("Ansattnummer;")
    filled = text.splitlines()[0] + "\n1;;;05.12.2026;Overtid 50 %;2;;;;;\n"
    assert room.open(filled.encode()).mode == ROWS


def test_many_rows_stay_a_list_of_what_is_seen(room: Tables) -> None:
    lines = [f"{1 + n % 2};;05.12.2026;Bonus;;{n},00" for n in range(1, 10_001)]
    view = room.open(table(*lines))
    assert view.mode == ROWS
    assert view.rows.table is not None
    assert view.rows.table.model.rowCount() == 10_000
    assert len(view.rows.table.model._cells) < 200  # only what is painted was made
    QTest.keyClick(view.rows.table.view, Qt.Key.Key_End)
    assert view.rows.table.current().line == 10_001


def test_every_part_can_be_named_and_nothing_is_cut(room: Tables) -> None:
    def fine() -> None:
        room.settle()
        assert not unnamed(room.page)
        assert not without_role(room.page)
        assert not cut(room.page)

    room.go("table", "in")
    fine()
    room.open(b"")
    fine()
    room.open(table("1;Bonus;1.250", header="Ansattnr;Lønnsart;Beløp"))
    assert room.view.mode == ASK
    fine()
    view = room.open(table(*GOOD))
    fine()
    room.open_panel(4)
    fine()
    view.rows.columns_button.click()
    assert view.mode == COLUMNS
    fine()
    room.forward()
    room.forward()
    assert view.mode == DONE
    fine()
