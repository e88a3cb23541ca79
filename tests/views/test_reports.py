"""Reports by clicks and keys: the catalogue, choices that are remembered, why, sources, files, payslips."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from models.records.employee import Employee
from models.values.finding import Place
from models.values.money import Money
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.queries.reports import CATALOGUE, reports_without
from services.reference.help import help_text
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Made
from tests.builders import kr
from tests.queries import reports_room
from tests.views.keys import press, type_text
from views.pages.reports.page import ReportsPage
from views.pages.reports.papers import PasswordPanel, SlipPanel
from views.shell.fonts import font
from views.shell.painting import text_width
from views.shell.palette_entries import entries
from views.shell.seat import Seat
from views.widgets.empty import EmptyState

Show = Callable[..., ReportsPage]


class Files:
    """Somebody who chooses a file, or thinks better of it."""

    def __init__(self, target: Path | None) -> None:
        self.target = target
        self.asked: list[str] = []

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.asked.append(name)
        return self.target / name if self.target is not None else None

    def folder(self, title: str) -> Path | None:
        return self.target


HERE = reports_without(countries.country("NO").questions.reports)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return reports_room.made(tmp_path_factory.mktemp("reports"))


@pytest.fixture
def room_seat(seat: Seat, room: Made, tmp_path: Path) -> Seat:
    """Two departments, three months, a correction and a refund."""
    path = room.copied_to(tmp_path)
    client = Client.open(path, recovery_key=room.recovery_key, now=seat.now, copies=NO_COPIES)
    seat.open_client(path, Desk(client, "Kari", seat.now))
    return seat


@pytest.fixture
def show(qtbot: Any) -> Show:
    """The page on the screen, at a report."""

    def shown(seat: Seat, name: str | None = None, width: int = 1180) -> ReportsPage:
        page = ReportsPage(seat)
        qtbot.addWidget(page)
        page.resize(width, 860)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.show_place(Place("reports", name))
        qtbot.waitUntil(lambda: not seat.busy)
        return page

    return shown


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(qtbot: Any, page: ReportsPage, field: str, value: object) -> None:
    """Choose in the bar, as a click in its list does."""
    choice = getattr(page.bar, field)
    assert choice.isVisible(), field
    choice.set_value(value)
    choice.changed.emit()
    qtbot.waitUntil(lambda: not page.seat.busy)


def cells(page: ReportsPage, key: str) -> list[str]:
    table = page.view.table
    assert table is not None
    place = [column.key for column in table.model.columns].index(key)
    return [table.model.cells(row)[place].text.replace("\N{NO-BREAK SPACE}", " ") for row in table.rows()]


def test_the_wage_journal_is_there_at_once(room_seat: Seat, show: Show) -> None:
    page = show(room_seat)
    assert page.header.title == "Lønnsjournal"
    assert "Nettolønn 149 100" in page.header.line.replace("\N{NO-BREAK SPACE}", " ")
    assert cells(page, "name") == ["Jonas Berg", "Kari Ås"]
    assert cells(page, "net") == ["63 000,00", "86 100,00"]
    assert page.view.table is not None
    assert page.view.table.sums.values["net"].replace("\N{NO-BREAK SPACE}", " ") == "149 100,00"
    assert page.view.picture.isVisible()
    assert [bar.short for bar in page.view.chart.bars][:3] == ["jan", "feb", "mar"]


@pytest.mark.parametrize("name", HERE)
def test_every_report_opens_by_its_name(room_seat: Seat, show: Show, name: str, qtbot: Any) -> None:
    page = show(room_seat)
    click(page.catalogue.items[name])
    qtbot.waitUntil(lambda: not room_seat.busy)
    assert page.header.title == room_seat.t(CATALOGUE[name].title)
    assert page.catalogue.items[name].isChecked()
    assert page.view.table is not None
    assert page.view.table.rows()
    assert page.excel_button.isEnabled()


def test_the_keys_go_along_the_catalogue(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    first = page.catalogue.items["wage_journal"]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    press(first, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not room_seat.busy)
    assert page.name == "payslips"
    assert page.catalogue.items["payslips"].hasFocus()
    press(page.catalogue.items["payslips"], Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: not room_seat.busy)
    assert page.name == "wage_journal"


def test_choices_narrow_the_report_and_are_remembered(room_seat: Seat, show: Show, qtbot: Any) -> None:
    """The period is that of every report; a person is chosen for one. Another page object knows them too."""
    page = show(room_seat)
    pick(qtbot, page, "period", (2, 2))
    assert cells(page, "gross") == ["30 000,00", "43 000,00"]
    pick(qtbot, page, "person", 1)
    assert cells(page, "name") == ["Kari Ås"]
    page.open("costs")
    qtbot.waitUntil(lambda: not room_seat.busy)
    assert page.bar.period.value() == (2, 2)
    again = show(room_seat, "wage_journal")
    assert cells(again, "name") == ["Kari Ås"]
    assert again.bar.person.value() == 1
    assert room_seat.preferences.get("reports")["report"] == "wage_journal"
    assert "Kari" not in str(room_seat.preferences.get("reports"))


def test_from_month_to_month(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat, "withholding")
    assert not page.bar.first.isVisible()
    pick(qtbot, page, "period", (0, 0))
    pick(qtbot, page, "first", 2)
    pick(qtbot, page, "last", 3)
    assert cells(page, "withholding") == ["22 500,00", "21 000,00", "−600,00"]
    pick(qtbot, page, "period", (1, 12))
    assert not page.bar.first.isVisible()
    assert len(cells(page, "withholding")) == 4


def test_one_run_and_one_department(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    runs = [words for _, words in page.bar.run.items]
    assert runs == ["Alle lønnskjøringer", "Februar 2026, kjøring 2", "Mars 2026", "Februar 2026", "Januar 2026"]
    pick(qtbot, page, "run", page.bar.run.items[1][0])
    assert cells(page, "gross") == ["−2 000,00"]
    pick(qtbot, page, "run", -1)
    pick(qtbot, page, "department", "20")
    assert cells(page, "name") == ["Jonas Berg"]


def test_another_way_to_see_it(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    pick(qtbot, page, "way", "types")
    assert cells(page, "name") == ["Fastlønn", "Bonus"]
    assert show(room_seat).bar.way.value() == "types"


def test_a_year_without_pay_says_what_to_do(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    pick(qtbot, page, "period", (6, 6))
    assert page.view.table is not None
    instead = page.view.table.stack.currentWidget()
    assert isinstance(instead, EmptyState)
    assert instead.title.text() == "Ingen kjøring er godkjent i perioden"
    assert page.header.line == "Hva fikk alle utbetalt, og for hva?"
    assert not page.excel_button.isEnabled()
    with qtbot.waitSignal(room_seat.asked_place) as went:
        qtbot.waitUntil(instead.isVisible)
        [button] = [each for each in instead.findChildren(QAbstractButton) if each.isVisible()]
        click(button)
    assert went.args[0] == Place("pay_run")


def test_without_an_employer_the_way_is_shown(new_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(new_seat, "costs")
    assert page.view.table is not None
    instead = page.view.table.stack.currentWidget()
    assert isinstance(instead, EmptyState)
    assert "arbeidsgiver" in instead.title.text().lower()
    page.open("changes")
    qtbot.waitUntil(lambda: not new_seat.busy)
    assert page.bar.isVisible()
    assert cells(page, "what") == ["Klientfilen ble laget"]


def test_why_by_the_mark_and_by_the_keys(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    table = page.view.table
    assert table is not None
    row = table.rows()[1]
    with qtbot.waitSignal(room_seat.asked_why) as asked:
        table.why.emit(row, "bonus")
    assert asked.args[0].amount == kr(3000)
    table.setFocus()
    table.select(row)
    with qtbot.waitSignal(room_seat.asked_why) as asked:
        page.why()
    assert asked.args[0].amount == kr(123000)  # the first figure of the row that has a why


def test_enter_goes_to_the_source(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    table = page.view.table
    assert table is not None
    table.select(table.rows()[0])
    with qtbot.waitSignal(room_seat.asked_place) as went:
        press(table.view, Qt.Key.Key_Return)
    assert went.args[0] == Place("employees", 2, "history")


def test_a_search_and_a_copy(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat, "changes")
    page.search()
    type_text(page.search_edit, "jonas")
    assert 0 < len(cells(page, "about")) < len(page.report.rows if page.report else ())
    type_text(page.search_edit, "")
    page.open("wage_journal")
    qtbot.waitUntil(lambda: not room_seat.busy)
    page.copy()
    first, second, *_ = QGuiApplication.clipboard().text().splitlines()
    assert first.split("\t")[:2] == ["Navn", "Avdeling"]
    assert second.split("\t")[0] == "Jonas Berg"


@pytest.mark.parametrize("ending", [".xlsx", ".pdf", ".csv"])
def test_the_report_leaves_as_a_file(room_seat: Seat, show: Show, ending: str, tmp_path: Path, qtbot: Any) -> None:
    """Named by what it is, of whom, and when."""
    folder = tmp_path / "ut"
    folder.mkdir()
    room_seat.files = files = Files(folder)  # type: ignore[assignment]
    page = show(room_seat)
    with qtbot.waitSignal(room_seat.asked_toast):
        if ending == ".csv":
            page.more.menu_entries.actions()[0].trigger()  # type: ignore[attr-defined]
        else:
            click(page.excel_button if ending == ".xlsx" else page.pdf_button)
    assert files.asked == [f"Lønnsjournal 2026 – Fjordgløtt Bakeri AS{ending}"]
    [saved] = folder.iterdir()
    if ending == ".xlsx":
        sheet = load_workbook(saved).worksheets[0]
        assert [cell.value for cell in sheet[4]][:7] == ["Sum", None, None, 213000, 63900, 0, 149100]
    elif ending == ".pdf":
        assert "149 100,00" in PdfReader(saved).pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ")
    else:
        assert saved.read_text("utf-8-sig").splitlines()[1].startswith("2;Jonas Berg;20;90000,00")


def test_thinking_better_of_it_saves_nothing(room_seat: Seat, show: Show) -> None:
    room_seat.files = Files(None)  # type: ignore[assignment]
    page = show(room_seat)
    page.save(".xlsx")
    assert not room_seat.busy


def test_a_payslip_opens_beside_the_list(room_seat: Seat, show: Show, tmp_path: Path, qtbot: Any) -> None:
    page = show(room_seat, "payslips")
    table = page.view.table
    assert table is not None
    with qtbot.waitSignal(room_seat.asked_panel) as asked:
        table.opened.emit(table.rows()[1])
    panel = asked.args[0]
    assert isinstance(panel, SlipPanel)
    qtbot.addWidget(panel)
    assert panel.title.text() == "Kari Ås"
    qtbot.waitUntil(lambda: not room_seat.busy)
    room_seat.files = Files(tmp_path)  # type: ignore[assignment]
    with qtbot.waitSignal(room_seat.asked_toast):
        panel.save_button.click()
    assert "28 000,00" in PdfReader(tmp_path / "Lønnsslipp Kari Ås.pdf").pages[0].extract_text().replace(
        "\N{NO-BREAK SPACE}", " "
    )
    with qtbot.waitSignal(room_seat.asked_place) as went:
        panel.open_button.click()
    assert went.args[0].page == "pay_run"


def test_payslips_leave_in_a_folder_and_in_one_file(room_seat: Seat, show: Show, tmp_path: Path, qtbot: Any) -> None:
    folder = tmp_path / "ut"
    folder.mkdir()
    room_seat.files = Files(folder)  # type: ignore[assignment]
    page = show(room_seat, "payslips")
    assert page.slips_button.isVisible()
    with qtbot.waitSignal(room_seat.asked_toast):
        page.save_slips()
    [made] = folder.iterdir()
    assert made.name == "Lønnsslipper 2026 – Fjordgløtt Bakeri AS"
    assert len(list(made.glob("*.pdf"))) == 7
    with qtbot.waitSignal(room_seat.asked_toast):
        page.save_slips_in_one()
    assert len(PdfReader(folder / f"{made.name}.pdf").pages) == 7


def test_locked_payslips_in_one_file_ask_for_a_password(
    room_seat: Seat, show: Show, tmp_path: Path, qtbot: Any
) -> None:
    with room_seat.desk.change("employee.change") as session:
        session.query(Employee).filter_by(number=1).one().payslip_password = "blåbærtur 26"
    folder = tmp_path / "ut"
    folder.mkdir()
    room_seat.files = Files(folder)  # type: ignore[assignment]
    page = show(room_seat, "payslips")
    with qtbot.waitSignal(room_seat.asked_panel) as asked:
        page.save_slips_in_one()
    panel = asked.args[0]
    assert isinstance(panel, PasswordPanel)
    qtbot.addWidget(panel)
    panel.show()
    panel.save_button.click()
    assert panel.password.problem()
    assert not list(folder.iterdir())
    panel.password.set_value("felles passord 1")
    with qtbot.waitSignal(room_seat.asked_toast):
        panel.save_button.click()
    [saved] = folder.iterdir()
    assert PdfReader(saved).is_encrypted


def test_a_change_makes_the_report_anew(room_seat: Seat, show: Show, qtbot: Any) -> None:
    page = show(room_seat)
    with room_seat.desk.change("employee.change") as session:
        session.query(Employee).filter_by(number=2).one().name = "Jonas Nytt Navn"
    page.refresh()
    qtbot.waitUntil(lambda: not room_seat.busy)
    assert cells(page, "name") == ["Jonas Nytt Navn", "Kari Ås"]


def test_a_narrow_page_leaves_columns_out(room_seat: Seat, show: Show) -> None:
    """And a column that says nothing of anybody is never there."""
    page = show(room_seat, "contribution", width=920)
    table = page.view.table
    assert table is not None
    shown = [each.key for place, each in enumerate(table.model.columns) if not table.view.isColumnHidden(place)]
    assert "refunds" not in shown
    assert {"unit", "percent", "base", "contribution"} <= set(shown)
    assert not table.view.horizontalScrollBar().isVisible()


def test_what_is_expected_received_and_missing_stand_side_by_side(room_seat: Seat, show: Show) -> None:
    page = show(room_seat, "refunds", width=920)
    table = page.view.table
    assert table is not None
    shown = [each.key for place, each in enumerate(table.model.columns) if not table.view.isColumnHidden(place)]
    assert {"name", "due", "received", "missing"} <= set(shown)
    assert "claimed" not in shown


def test_beside_a_panel_the_menu_has_the_other_buttons(room_seat: Seat, show: Show) -> None:
    page = show(room_seat, "payslips", width=628)
    assert not page.catalogue.isVisible()
    assert not page.pdf_button.isVisible()
    assert not page.slips_button.isVisible()
    shown = [action.text() for action in page.more.menu_entries.actions() if action.isVisible()]  # type: ignore[attr-defined]
    assert shown[2:] == [
        "Lagre som PDF …",
        "Hver lønnsslipp som PDF, i en mappe …",
        "Alle lønnsslipper i én PDF …",
    ]
    page.resize(1180, 860)
    assert page.catalogue.isVisible()
    assert page.slips_button.isVisible()


def test_the_palette_finds_every_report(room_seat: Seat) -> None:
    went: list[Place] = []
    found = [entry for entry in entries(room_seat, went.append, lambda _: None) if entry.group == "Rapporter"]
    assert len(found) == len(HERE)
    words = {word: entry for entry in found for word in f"{entry.title} {entry.words}".lower().split()}
    for word in ("lønnsjournal", "feriepengeforpliktelse", "sykefravær", "avstemming", "endringslogg"):
        words[word].run()
    assert [place.thing for place in went] == [
        "wage_journal",
        "holiday_liability",
        "absences",
        "reconciliation",
        "changes",
    ]


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_every_report_has_its_help(language: str) -> None:
    assert not [name for name in CATALOGUE if help_text(language, f"reports.{name}") is None]


def test_the_picture_of_days_says_days(room_seat: Seat, show: Show) -> None:
    page = show(room_seat, "absences")
    chart = page.view.chart
    assert chart.unit == "dager"
    march = next(bar for bar in chart.bars if bar.name == room_seat.formats.month(Month(2026, 3)).capitalize())
    assert march.total == Money.kr(16)
    assert "16" in chart.bar_in_words(march)
    assert page.view.picture.isVisible()


def test_a_column_has_the_same_decimals_all_along(room_seat: Seat, show: Show) -> None:
    """40 % of 20 days is 8.00 where another row has 19.25."""
    page = show(room_seat, "absences")
    assert page.view.table is not None
    for column in page.view.table.model.columns:
        shown = [text for text in cells(page, column.key) if text]
        sums = page.view.table.sums.values.get(column.key)  # type: ignore[attr-defined]
        if column.kind in ("number", "percent"):
            words = [*shown, sums] if sums else shown
            assert len({len(each.rstrip("\N{NO-BREAK SPACE} %").partition(",")[2]) for each in words}) <= 1, (
                column.key,
                words,
            )


def test_no_heading_is_cut_and_the_note_stands_apart(room_seat: Seat, show: Show, qtbot) -> None:
    page = show(room_seat, "costs")
    table = page.view.table
    assert table is not None
    for place, column in enumerate(table.model.columns):
        if not table.view.isColumnHidden(place):
            room = table.inner(QRectF(0, 0, table.head.sectionSize(place), 20), place).width()
            assert text_width(column.heading, font("caption", 600)) <= room, column.key
    qtbot.waitUntil(lambda: page.view.note.y() - (table.y() + table.height()) >= 8)  # laid out
