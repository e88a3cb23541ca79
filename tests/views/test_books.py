"""The voucher and the settings of the books, by clicks and keys: looked at, asked why, saved in any form; a system
chosen, a layout made, accounts told apart.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from models.records.employer import Employer
from models.values.finding import Place
from services.actions.pay_choices import save_cost_unit
from services.queries import books, settings
from services.queries.trace import Trace
from tests.files.test_journal_formats import read_gbat10
from tests.views.conftest import sit
from tests.views.keys import press, type_text
from tests.views.two_months import NOVEMBER, december
from views.pages.pay_run.files_list import FileRow
from views.pages.pay_run.files_step import FilesStep
from views.pages.pay_run.page import PayRunPage
from views.pages.pay_run.voucher_view import MONTH, VoucherPage
from views.pages.settings.account_parts import AccountsPart, WageTypesPart
from views.pages.settings.books_part import BooksPart
from views.pages.settings.page import SettingsPage
from views.shell.seat import Seat
from views.widgets.form import Choice, Field


@pytest.fixture(scope="session")
def december_file(paid_file: Path) -> Path:
    return december(paid_file)


@pytest.fixture
def page(seat: Seat, december_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[PayRunPage]:
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


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., SettingsPage]:
    def shown(seat: Seat, section: str) -> SettingsPage:
        page = SettingsPage(seat)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        page.show()
        seat.changed.connect(lambda kinds: page.refresh() if page.kinds & kinds else None)
        page.show_place(Place("settings", None, section))
        return page

    return shown


class Files:
    """The system's dialogs, answered: into a folder, under the name that is offered."""

    def __init__(self, folder: Path) -> None:
        self.folder_, self.asked = folder, list[str]()

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.asked.append(name)
        return self.folder_ / name


def click(button: QWidget) -> None:
    assert isinstance(button, QAbstractButton)
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(field: Field, value: Any) -> None:
    editor = field.editor
    assert isinstance(editor, Choice)
    editor.set_value(value)
    editor.changed.emit()


def enter(field: Field, text: str) -> None:
    field.editor.setFocus()
    field.editor.selectAll()  # type: ignore[attr-defined]
    type_text(field.editor, text) if text else press(field.editor, Qt.Key.Key_Delete)
    field.editor.left.emit()  # type: ignore[attr-defined]


def without_contact(seat: Seat) -> None:
    """The employer names nobody."""
    with seat.desk.change("employer.save") as session:
        employer = session.get(Employer, 1)
        assert employer is not None
        employer.contact = ""


def voucher_page(page: PayRunPage) -> VoucherPage:
    page.show_place(Place("pay_run", NOVEMBER, "voucher"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    assert step.stack.currentWidget() is step.voucher
    return step.voucher


# --- the voucher ----------------------------------------------------------------------------------------------------


def test_the_journal_among_the_files_opens_the_voucher_and_escape_goes_back(page: PayRunPage, qtbot: QtBot) -> None:
    page.show_place(Place("pay_run", NOVEMBER, "files"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    [row] = [row for row in step.files.rows if isinstance(row, FileRow) and row.is_voucher]
    assert row.verb == "Se på den"
    step.files.opened.emit(row)
    assert step.voucher.isVisible()
    assert step.voucher.title.text() == "Bilag 1"
    assert "Lønn november 2026, datert 20.11.2026." in step.voucher.line.text()
    press(step.voucher.table.view, Qt.Key.Key_Escape)
    assert step.files.isVisible()


def test_lines_by_account_wage_type_and_month_have_equal_sides(page: PayRunPage) -> None:
    shown = voucher_page(page)
    assert shown.view is not None
    by_account = len(shown.table.rows())
    for number in range(3):
        click(shown.kind.segments[number])
        view = shown.view
        assert view is not None
        debit, credit = (
            sum(getattr(row, side).ore for row in view.rows if getattr(row, side)) for side in ("debit", "credit")
        )
        assert debit == credit == view.total.ore
        assert set(shown.table.sums.values) == {"debit", "credit"}
        if number == 1:
            assert len(view.rows) > by_account
            assert "Fastlønn" in [row.text for row in view.rows]
    assert shown.kind.value() == MONTH
    assert shown.title.text() == "2 bilag"  # the run's, and the krone that the report rounds


def test_enter_on_a_line_says_whom_it_is_of(page: PayRunPage, qtbot: QtBot) -> None:
    shown = voucher_page(page)
    asked: list[Trace] = []
    page.seat.asked_why.connect(asked.append)
    shown.table.select(next(row for row in shown.table.rows() if row.account == "5000"))
    press(shown.table.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.seat.busy and len(asked) == 1)
    [trace] = asked
    assert trace.title == "5000 Lønn"
    assert sum(person.value.ore for person in trace.node.children) == trace.amount.ore  # type: ignore[union-attr]
    assert "Bjørn Aarseth" in [person.label for person in trace.node.children]
    shown.why()
    qtbot.waitUntil(lambda: not page.seat.busy and len(asked) == 2)


def test_a_voucher_is_saved_in_the_form_that_is_chosen_in_the_menu(
    page: PayRunPage, tmp_path: Path, qtbot: QtBot
) -> None:
    shown, files = voucher_page(page), Files(tmp_path)
    page.seat.files = files  # type: ignore[assignment]
    assert [words for _, words in shown.forms()][:3] == ["Vanlig CSV, som valgt", "PDF", "Excel (xlsx)"]
    for form in ("gbat10", "pdf", "xlsx", "visma", "template", "generic"):
        shown.save(form)
        qtbot.waitUntil(lambda: not page.seat.busy)
    assert files.asked == [
        "bilag-2026-11-gbat10.csv",
        "bilag-2026-11.pdf",
        "bilag-2026-11.xlsx",
        "bilag-2026-11-visma.txt",
        "bilag-2026-11-own.csv",
        "bilag-2026-11.csv",
    ]
    assert all((tmp_path / name).exists() for name in files.asked)
    assert sum(line.ore for line in read_gbat10((tmp_path / files.asked[0]).read_bytes())) == 0
    step = page._current_step
    assert isinstance(step, FilesStep)
    assert step.found is not None
    [kept] = [file for file in step.found.files if file.kind == "journal"]
    assert kept.saved is not None  # the plain form is the file that was kept


def test_what_a_form_has_no_room_for_is_told_with_the_place(page: PayRunPage, tmp_path: Path, qtbot: QtBot) -> None:
    shown = voucher_page(page)
    without_contact(page.seat)
    page.seat.files = Files(tmp_path)  # type: ignore[assignment]
    with qtbot.waitSignal(page.seat.asked_findings) as told:
        shown.save("saft")
    assert told.args is not None
    [finding] = told.args[0]
    assert finding.where == Place("settings", "contact", "books")
    assert not list(tmp_path.glob("bilag*"))


# --- the settings ---------------------------------------------------------------------------------------------------


def test_a_system_proposes_its_form_and_says_how(client_seat: Seat, show: Callable[..., SettingsPage]) -> None:
    page = show(client_seat, "books")
    part = page.part("books")
    assert isinstance(part, BooksPart)
    assert not part.fields["voucher_type"].isVisible()
    pick(part.fields["system"], "tripletex")
    assert part.fields["format"].value() == "gbat10"
    assert part.fields["text_twice"].value() is True
    assert "1 000 000 + bilagsart" in part.how.text().replace("\xa0", " ")
    assert part.fields["voucher_type"].isVisible()
    assert not part.fields["department_field"].isVisible()
    enter(part.fields["first_number"], "900")
    assert part.sample.value().startswith("GBAT10;900;")
    click(part.row.save_button)
    assert books.books(client_seat.desk).choices.first_number == 900
    assert client_seat.undo()
    assert part.fields["format"].value() == "generic"
    assert not part.has_changes()


def test_a_wrong_choice_stands_at_its_field(client_seat: Seat, show: Callable[..., SettingsPage]) -> None:
    part = show(client_seat, "books").part("books")
    assert isinstance(part, BooksPart)
    pick(part.fields["format"], "visma")
    pick(part.fields["project_field"], "R1")
    click(part.row.save_button)
    assert "kan ikke begge stå i R1" in part.fields["project_field"].problem()
    pick(part.fields["project_field"], "")
    without_contact(client_seat)
    pick(part.fields["format"], "saft")
    assert part.warnings.isVisible()
    assert "kontaktperson" in part.sample.value()
    enter(part.fields["contact"], "Lise Lønn")
    assert not part.warnings.isVisible()
    assert "<FirstName>Lise</FirstName>" in part.sample.value()


def test_a_layout_is_made_with_the_keyboard_and_seen_at_once(
    client_seat: Seat, show: Callable[..., SettingsPage]
) -> None:
    part = show(client_seat, "books").part("books")
    assert isinstance(part, BooksPart)
    pick(part.fields["format"], "template")
    assert part.template_card.isVisible()
    assert part.sample.value().startswith("Bilagsnummer;Bilagsdato;Konto;")
    click(part.columns.rows[2].up)
    click(part.columns.rows[0].away)
    assert part.sample.value().startswith("Konto;Bilagsdato;Tekst;")
    part.columns.add_button.click()  # below what is seen
    row = part.columns.rows[-1]
    row.holds.set_value("fixed")
    row.holds.changed.emit()
    assert row.text.isVisible()
    type_text(row.heading, "Mva")
    type_text(row.text, "0")
    part.fields["header"].editor.click()  # type: ignore[attr-defined]
    assert part.sample.value().splitlines()[0].endswith(";0")
    click(part.row.save_button)
    kept = books.books(client_seat.desk).choices.template
    assert [column.holds for column in kept.columns] == [
        "account", "date", "text", "amount", "department", "project", "fixed",
    ]  # fmt: skip
    assert not kept.header


def test_a_layout_without_the_account_is_not_kept(
    client_seat: Seat, show: Callable[..., SettingsPage], qtbot: QtBot
) -> None:
    part = show(client_seat, "books").part("books")
    assert isinstance(part, BooksPart)
    pick(part.fields["format"], "template")
    click(part.columns.rows[2].away)
    assert "en kolonne med kontoen" in part.sample.value()
    with qtbot.waitSignal(client_seat.asked_findings):
        click(part.row.save_button)
    assert books.books(client_seat.desk).choices.template == books.USUAL


def test_what_is_typed_is_there_again_after_another_page(client_seat: Seat, show: Callable[..., SettingsPage]) -> None:
    page = show(client_seat, "books")
    part = page.part("books")
    assert isinstance(part, BooksPart)
    pick(part.fields["system"], "uni_micro")
    assert page.leave()
    again = show(client_seat, "books").part("books")
    assert isinstance(again, BooksPart)
    assert again.fields["system"].value() == "uni_micro"
    assert again.has_changes()


def test_an_account_of_one_wage_type_and_of_one_department(
    client_seat: Seat, show: Callable[..., SettingsPage]
) -> None:
    desk = client_seat.desk
    save_cost_unit(desk, "department", "10", "Butikk", new=True)
    page = show(client_seat, "wage_types")
    part = page.part("wage_types")
    assert isinstance(part, WageTypesPart)
    part.open(Place("settings", "overtime_50", "wage_types"))
    editor = part.account
    assert [words for _, words in editor.scope.editor.items] == [  # type: ignore[attr-defined]
        "Alle lønnsarter på kontoen",
        "Bare denne lønnsarten",
        "Bare denne, Avdeling 10 Butikk",
    ]
    pick(editor.scope, ("overtime_50", "", ""))
    enter(editor.number, "5015")
    click(editor.save_button)
    assert next(row for row in settings.wage_types(desk) if row.slug == "overtime_50").account == "5015"
    assert next(row for row in settings.wage_types(desk) if row.slug == "bonus").account == "5000"
    page.show_place(Place("settings", "salary", "accounts"))
    plan = page.part("accounts")
    assert isinstance(plan, AccountsPart)
    pick(plan.account.scope, ("", "10", ""))
    enter(plan.account.number, "5010")
    click(plan.account.save_button)
    [salary] = [row for row in settings.accounts(desk) if row.purpose == "salary"]
    assert salary.more == {"salary type:overtime_50": "5015", "salary department:10": "5010"}
    assert "5010, 5015" in plan.account.note.text()
    click(plan.account.back_button)
    [salary] = [row for row in settings.accounts(desk) if row.purpose == "salary"]
    assert salary.more == {"salary type:overtime_50": "5015"}


def test_a_saft_group_is_chosen_on_the_account(client_seat: Seat, show: Callable[..., SettingsPage]) -> None:
    page = show(client_seat, "accounts")
    part = page.part("accounts")
    assert isinstance(part, AccountsPart)
    part.open(Place("settings", "salary", "accounts"))
    pick(part.account.grouping, "loennskostnad/5900")
    assert books.books(client_seat.desk).choices.grouping == {"salary": "loennskostnad/5900"}
    pick(part.account.grouping, "loennskostnad/5000")
    assert books.books(client_seat.desk).choices.grouping == {}
