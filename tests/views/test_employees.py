"""The employees page as people use it: the list, the panel, the page of one employee."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.money import Money
from models.values.percent import Percent
from services.actions import employees as acts
from services.actions.employee_drafts import save_draft
from services.actions.employees import CardPart, EmployeeForm, LinePart, TermsPart
from services.queries import employee_page, employees
from tests.views.keys import press, type_text
from views.pages.employees.list_view import ACTIVE, DRAFTS, ENDED
from views.pages.employees.page import EmployeesPage
from views.pages.employees.panel import EmployeePanel
from views.pages.employees.panels import CardPanel, EmploymentPanel, EndPanel, LinePanel, OpeningPanel, TermsPanel
from views.shell.seat import Seat
from views.widgets.form import Field
from views.widgets.text import MessageBox


class Hall(QWidget):
    """As much of a window as a page needs: places, a panel, toasts, changes of the file."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.resize(1068, 752)
        self.column = QVBoxLayout(self)
        self.page = EmployeesPage(seat)
        self.column.addWidget(self.page)
        self.panel: QWidget | None = None
        self.toasts: list[tuple[str, bool]] = []
        self.findings: list[object] = []
        self.elsewhere: list[Place] = []
        self.whys: list[object] = []
        seat.asked_place.connect(self.go)
        seat.asked_panel.connect(self.show_panel)
        seat.asked_toast.connect(lambda text, undo: self.toasts.append((text, undo)))
        seat.asked_findings.connect(self.findings.extend)
        seat.asked_why.connect(self.whys.append)
        seat.changed.connect(lambda kinds: self.page.refresh() if kinds & self.page.kinds else None)

    def go(self, place: Place) -> None:
        self.seat.place = place
        if place.page == "employees":
            self.page.show_place(place)
        else:
            self.elsewhere.append(place)

    def show_panel(self, panel: QWidget | None) -> None:
        old, self.panel = self.panel, panel
        if panel is not None:
            panel.setParent(self)
            panel.resize(396, 752)
            panel.show()
        if old is not None and old is not panel:
            old.hide()
            old.deleteLater()


@pytest.fixture
def at(qtbot) -> Iterator[Callable[..., Hall]]:
    """Go to a place of the page."""

    def opened(seat: Seat, thing: int | str | None = None, field: str | None = None) -> Hall:
        hall = Hall(seat)
        qtbot.addWidget(hall)
        hall.show()
        hall.go(Place("employees", thing, field))
        return hall

    return opened


def names(hall: Hall) -> list[str]:
    return [row.name for row in hall.page.list.table.rows()]


def write(field: Field, text: str) -> None:
    """Type over what stands in a field, and leave it."""
    field.editor.setFocus()
    field.editor.selectAll()  # type: ignore[attr-defined]
    if text:
        type_text(field.editor, text)
    else:
        press(field.editor, Qt.Key.Key_Delete)
    field.editor.left.emit()  # type: ignore[attr-defined]


def click(hall: Hall, button: QWidget) -> None:
    button.click()  # type: ignore[attr-defined]


class TestList:
    def test_everybody_with_counts(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        assert len(names(hall)) == 12
        assert hall.page.header.line == "12 aktive · 1 sluttet i år"
        assert names(hall)[0] == "Ellen Kristoffersen"

    def test_a_missing_card_is_said_in_red(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        table = hall.page.list.table
        row = next(number for number, row in enumerate(table.rows()) if row.number == 6)
        index = table.model.index(row, 3)
        assert index.data(Qt.ItemDataRole.DisplayRole) == "Mangler"
        assert table.model.columns[3].state(table.rows()[row]) == "err"

    def test_search_finds_names_and_titles(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        hall.page.search()
        type_text(hall.page.list.search, "østby")
        assert names(hall) == ["Åse-Marie Østby"]
        press(hall.page.list.search, Qt.Key.Key_Escape)
        assert len(names(hall)) == 12

    def test_segments(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        hall.page.list.segments.segment(ENDED).click()
        assert names(hall) == ["Bjørn Aarseth"]
        assert [column.key for column in hall.page.list.table.model.columns][-1] == "end"
        hall.page.list.segments.segment(ACTIVE).click()
        assert len(names(hall)) == 12

    def test_filters_add_up(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        shown = hall.page.list
        actions = {action.text(): action for action in shown.filter_menu().actions()}
        actions["Timelønn"].trigger()
        assert names(hall) == ["Jonas Lien", "Selma Nygård"]
        {action.text(): action for action in shown.filter_menu().actions()}["Solvang Bakeri, Bodø"].trigger()
        assert names(hall) == ["Selma Nygård"]
        assert shown.filter_button.text() == "Filter · 2"
        {action.text(): action for action in shown.filter_menu().actions()}["Vis alle"].trigger()
        assert len(names(hall)) == 12

    def test_columns_are_chosen_and_remembered(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        actions = {action.text(): action for action in hall.page.list.columns_menu().actions()}
        actions["Ansattnummer"].trigger()
        assert "number" in [column.key for column in hall.page.list.table.model.columns]
        assert "number" in client_seat.preferences.get("employees.columns")

    def test_sorting_by_pay(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        hall.page.list.table.sort_by("pay", True)
        assert names(hall)[0] == "Tor Håkon Mikkelsen"

    def test_no_number_is_in_the_list(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        model = hall.page.list.table.model
        texts = [str(model.index(row, column).data() or "") for row in range(12) for column in range(4)]
        assert not [text for text in texts if "12847913736" in text.replace(" ", "")]

    def test_arrows_change_the_panel(self, client_seat: Seat, at, qtbot) -> None:
        hall = at(client_seat, 2)
        view = hall.page.list.table.view
        view.setFocus()
        press(view, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: isinstance(hall.panel, EmployeePanel) and hall.panel.view.number == 1)
        assert client_seat.place == Place("employees", 1)

    def test_enter_opens_the_page(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 2)
        press(hall.page.list.table.view, Qt.Key.Key_Return)
        assert client_seat.place == Place("employees", 2, "person")

    def test_nobody_yet(self, empty_seat: Seat, at) -> None:
        hall = at(empty_seat)
        assert hall.page.list.stack.currentWidget() is hall.page.list.nobody
        assert hall.page.header.line == ""

    def test_without_an_employer_that_comes_first(self, new_seat: Seat, at) -> None:
        hall = at(new_seat)
        assert hall.page.stack.currentWidget() is hall.page.no_employer
        hall.go(Place("employees", "new"))
        assert hall.page.guide is None

    def test_n_and_the_button_open_the_guide(self, client_seat: Seat, at) -> None:
        hall = at(client_seat)
        hall.page.new_button.click()
        assert hall.page.guide is not None
        hall.go(Place("employees"))
        hall.page.new()
        assert hall.page.guide is not None


class TestDrafts:
    def test_each_says_what_it_lacks_and_leads_there(self, client_seat: Seat, at) -> None:
        draft = save_draft(client_seat.desk, EmployeeForm().named("Ola", "Dunk"))
        hall = at(client_seat, None, DRAFTS)
        assert hall.page.list.stack.currentWidget() is hall.page.list.drafts
        hall.page.list.drafts.go_buttons[0].click()
        assert client_seat.place.thing == f"draft:{draft}"
        assert client_seat.place.field == "number"
        assert hall.page.guide is not None
        assert hall.page.guide.person.text("last_name") == "Dunk"

    def test_one_that_is_gone_shows_the_list(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, "draft:77")
        assert hall.page.mode == "list"


class TestPanel:
    def test_what_is_missing_stands_first_with_the_way_to_it(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 6)
        panel = hall.panel
        assert isinstance(panel, EmployeePanel)
        assert panel.boxes[0].title() == "Mangler skattekort for 2026"
        panel.boxes[0].link.click()
        assert isinstance(hall.panel, CardPanel)

    def test_a_card_is_added_and_the_box_is_gone(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 6)
        hall.panel.boxes[0].link.click()
        card = hall.panel
        assert isinstance(card, CardPanel)
        write(card.form.fields["table"], "8010")
        write(card.form.fields["percent"], "39")
        card.save_button.click()
        assert isinstance(hall.panel, EmployeePanel)
        assert hall.panel.boxes == []
        assert hall.toasts[-1][1]
        row = next(row for row in employees.employees(client_seat.desk) if row.number == 6)
        assert (row.card, row.card_table) == ("table", "8010")

    def test_undo_brings_the_box_back(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 6)
        acts.add_card(client_seat.desk, 6, CardPart(2026, "exempt_unlimited"))
        assert hall.panel.boxes == []
        assert client_seat.undo()
        assert len(hall.panel.boxes) == 1

    def test_every_tab_shows_something(self, run_seat: Seat, at) -> None:
        hall = at(run_seat, 2)
        for tab in ("pay", "tax", "balances", "log"):
            hall.panel.tabs_row.set_current(tab)
            assert hall.panel.tab_body(tab).count() > 0

    def test_a_figure_of_the_slip_can_be_asked_why(self, run_seat: Seat, at) -> None:
        hall = at(run_seat, 2)
        rows = [rows for rows in hall.panel.findChildren(QWidget) if hasattr(rows, "marks") and rows.marks]
        rows[0].marks["Fastlønn"].click()
        assert hall.whys[-1].amount == Money.kr(41200)

    def test_a_balance_is_explained_by_its_movements(self, run_seat: Seat, at) -> None:
        view = employee_page.employee(run_seat.desk, 2)
        taxable = next(balance for balance in view.balances if balance.account == "taxable")
        trace = employee_page.balance_trace(view, taxable)
        assert next(str(node.label) for node in trace.node.children) == "Opening balance"
        assert sum(node.value.ore for node in trace.node.children) == taxable.amount.ore

    def test_new_terms_from_the_panel(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1)
        hall.panel.change_terms()
        terms = hall.panel
        assert isinstance(terms, TermsPanel)
        terms.save_button.click()
        assert terms.form.fields["from_day"].problem()
        write(terms.form.fields["from_day"], "01.07.2026")
        write(terms.form.fields["monthly_salary"], "63000")
        terms.save_button.click()
        assert isinstance(hall.panel, EmployeePanel)
        job = employee_page.employee(client_seat.desk, 1).employments[0]
        assert job.terms[-1].part.monthly_salary == Money.kr(63000)

    def test_terms_before_the_start_are_refused_at_the_field(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1)
        hall.panel.change_terms()
        write(hall.panel.form.fields["from_day"], "01.07.2010")
        hall.panel.save_button.click()
        assert "starter 01.08.2015" in hall.panel.form.fields["from_day"].problem()
        assert len(employee_page.employee(client_seat.desk, 1).employments[0].terms) == 2

    def test_what_approved_months_mean_is_said_while_typing(self, run_seat: Seat, at) -> None:
        hall = at(run_seat, 1)
        hall.panel.change_terms()
        write(hall.panel.form.fields["from_day"], "01.11.2026")
        assert hall.panel._notes.count() == 1

    def test_not_now_comes_back(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1)
        hall.panel.change_terms()
        hall.panel.not_now.click()
        assert isinstance(hall.panel, EmployeePanel)

    def test_what_is_half_typed_is_there_again(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1)
        hall.panel.change_terms()
        write(hall.panel.form.fields["from_day"], "01.12.2026")
        write(hall.panel.form.fields["monthly_salary"], "sixty")
        hall.go(Place("employees", 2))
        hall.panel.change_terms()
        assert hall.panel.form.value("from_day") is None  # of another person
        hall.go(Place("employees", 1))
        hall.panel.change_terms()
        assert hall.panel.form.value("from_day") == date(2026, 12, 1)
        assert hall.panel.form.fields["monthly_salary"].editor.text() == "sixty"
        box = hall.panel.findChild(MessageBox)
        assert box.title() == "Påbegynt før"
        box.link.click()
        assert hall.panel.form.value("from_day") is None
        hall.go(Place("employees", 1))
        hall.panel.change_terms()
        assert hall.panel.findChild(MessageBox) is None

    def test_not_now_and_saving_keep_nothing(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1)
        for button in ("not_now", "save_button"):
            hall.panel.change_terms()
            write(hall.panel.form.fields["from_day"], "01.12.2026")
            write(hall.panel.form.fields["monthly_salary"], "63 000")
            getattr(hall.panel, button).click()
            assert isinstance(hall.panel, EmployeePanel)
            hall.panel.change_terms()
            assert hall.panel.form.value("from_day") is None
            hall.panel.not_now.click()

    def test_somebody_who_is_gone_closes_the_panel(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 12)
        acts.delete_employee(client_seat.desk, 12)
        assert hall.panel is None
        hall.go(Place("employees", 12))
        assert hall.panel is None


class TestPage:
    def test_a_field_of_the_person(self, client_seat: Seat, at, qtbot) -> None:
        hall = at(client_seat, 13, "bank_account")
        tab = hall.page.person.person_tab
        assert hall.page.person.tabs.current() == "person"
        qtbot.waitUntil(lambda: tab.account.fields["bank_account"].editor.hasFocus())

    def test_an_address_with_a_comma_in_a_line_is_not_changed_by_looking(self, client_seat: Seat, at) -> None:
        part = employee_page.employee(client_seat.desk, 1).person
        acts.save_person(client_seat.desk, 1, replace(part, address="Møllergata 21, 2. etg.\n5003 Bergen"))
        hall = at(client_seat, 1, "person")
        tab = hall.page.person.person_tab
        assert not tab.is_dirty
        tab.leave()
        assert employee_page.employee(client_seat.desk, 1).person.address == "Møllergata 21, 2. etg.\n5003 Bergen"

    def test_the_number_is_masked_until_asked_for(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        editor = hall.page.person.person_tab.person.fields["national_id"].editor
        assert editor.text() == "128479 •••••"
        editor.eye.click()
        assert editor.text() == "128479 137 36"
        assert not hall.page.person.person_tab.is_dirty

    def test_a_change_is_stored_by_the_button(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        tab = hall.page.person.person_tab
        assert not tab.save_button.isEnabled()
        write(tab.account.fields["email"], "ingrid@eksempel.no")
        tab.save_button.click()
        assert employee_page.employee(client_seat.desk, 1).person.email == "ingrid@eksempel.no"
        assert hall.toasts == [("Ingrid Solvang Haugen er lagret", True)]
        assert not tab.is_dirty

    def test_leaving_stores_what_is_right_and_holds_what_is_wrong(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        tab = hall.page.person.person_tab
        write(tab.account.fields["email"], "ingrid hos eksempel")
        assert not hall.page.leave()
        assert tab.account.fields["email"].problem()
        write(tab.account.fields["email"], "ingrid@eksempel.no")
        assert hall.page.leave()
        assert employee_page.employee(client_seat.desk, 1).person.email == "ingrid@eksempel.no"

    def test_what_was_typed_is_put_back(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        tab = hall.page.person.person_tab
        write(tab.person.fields["name"], "Noen Andre")
        tab.back_button.click()
        assert tab.person.text("name") == "Ingrid Solvang Haugen"
        assert hall.page.leave()

    def test_a_wrong_account_says_the_right_digit(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        field = hall.page.person.person_tab.account.fields["bank_account"]
        write(field, "12034001374")
        assert "3" in field.problem()

    def test_a_new_number_moves_the_page(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        tab = hall.page.person.person_tab
        write(tab.person.fields["number"], "101")
        tab.save_button.click()
        assert client_seat.place == Place("employees", 101, "person")
        assert hall.page.person.view.number == 101

    def test_fields_that_findings_name_open_where_they_are_mended(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "person")
        for field, panel in (
            ("monthly_salary", TermsPanel),
            ("employment_end", EndPanel),
            ("establishment", EmploymentPanel),
            ("occupation", EmploymentPanel),
            ("opening", OpeningPanel),
            ("line_type", LinePanel),
        ):
            hall.go(Place("employees", 1, field))
            assert isinstance(hall.panel, panel)

    def test_one_comes_to_see_terms_and_cards_that_are_there(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "terms")
        assert (hall.page.person.tabs.current(), hall.panel) == ("employment", None)
        hall.go(Place("employees", 1, "tax_card"))
        assert (hall.page.person.tabs.current(), hall.panel) == ("cards", None)
        hall.go(Place("employees", 6, "tax_card"))
        assert isinstance(hall.panel, CardPanel)

    def test_every_tab(self, run_seat: Seat, at) -> None:
        hall = at(run_seat, 2, "person")
        for tab in ("employment", "lines", "cards", "balances", "history", "log"):
            hall.go(Place("employees", 2, tab))
            assert hall.page.person.tabs.current() == tab

    def test_the_end_of_an_employment(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 1, "employment_end")
        hall.panel.save_button.click()
        assert hall.panel.form.fields["employment_end"].problem()
        write(hall.panel.form.fields["employment_end"], "31.10.2026")
        hall.panel.form.fields["end_reason"].set_value("arbeidstakerHarSagtOppSelv")
        hall.panel.save_button.click()
        assert hall.panel is None
        assert employee_page.employee(client_seat.desk, 1).employments[0].end == date(2026, 10, 31)
        hall.go(Place("employees", 1))
        assert hall.page.list.segments.value() == ENDED

    def test_terms_over_time_are_mended_and_removed(self, client_seat: Seat, at) -> None:
        acts.save_terms(
            client_seat.desk, 1, "1", TermsPart(date(2027, 1, 1), Percent.of(80), monthly_salary=Money.kr(50000))
        )
        hall = at(client_seat, 1, "employment")
        from views.pages.employees.terms_line import TermsLine

        line = hall.page.person.findChild(TermsLine)
        assert [stop.accessibleName() for stop in line.stops] == [
            "fra 01.08.2015, 100\N{NO-BREAK SPACE}%, 37,5 timer, 58\N{NO-BREAK SPACE}500 kr/md.",
            "fra 01.05.2026, 100\N{NO-BREAK SPACE}%, 37,5 timer, 60\N{NO-BREAK SPACE}200 kr/md., nå",
            "fra 01.01.2027, 80\N{NO-BREAK SPACE}%, 37,5 timer, 50\N{NO-BREAK SPACE}000 kr/md., kommer",
        ]
        line.stops[2].click()
        assert isinstance(hall.panel, TermsPanel)
        write(hall.panel.form.fields["monthly_salary"], "51000")
        hall.panel.save_button.click()
        job = employee_page.employee(client_seat.desk, 1).employments[0]
        assert job.terms[-1].part.monthly_salary == Money.kr(51000)

    def test_a_fixed_line(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 3, "line_type")
        panel = hall.panel
        panel.form.fields["type"].set_value("fixed_addition")
        panel.form._on_changed()
        panel.save_button.click()
        assert panel.form.fields["amount"].problem()
        write(panel.form.fields["amount"], "1 500")
        panel.save_button.click()
        line = employee_page.employee(client_seat.desk, 3).lines[0]
        assert (line.part.type, line.part.amount) == ("fixed_addition", Money.kr(1500))

    def test_deleting_somebody_who_was_never_paid(self, client_seat: Seat, at) -> None:
        hall = at(client_seat, 12, "person")
        hall.page._delete()
        assert not employee_page.exists(client_seat.desk, 12)
        assert client_seat.place == Place("employees")
        assert client_seat.undo()
        assert employee_page.exists(client_seat.desk, 12)

    def test_somebody_who_was_paid_stays_and_why_is_said(self, run_seat: Seat, at) -> None:
        hall = at(run_seat, 1, "person")
        hall.page._delete()
        assert employee_page.exists(run_seat.desk, 1)
        assert "fem år" in run_seat.t(hall.findings[0].what)  # type: ignore[attr-defined]

    def test_lines_in_the_list_of_lines(self, client_seat: Seat, at) -> None:
        acts.save_line(client_seat.desk, 3, LinePart("phone_benefit"))
        hall = at(client_seat, 3, "lines")
        from views.widgets.table import RowsTable

        table = next(table for table in hall.page.person.findChildren(RowsTable) if table.name == "employee-lines")
        assert [table.model.index(0, column).data() for column in (0, 2)] == [
            "Elektronisk kommunikasjon",
            "lovens sats",
        ]


def test_nothing_personal_lies_beside_the_file(client_seat: Seat, at, tmp_path: Path) -> None:
    at(client_seat, 1, "person")
    assert not [
        path for path in tmp_path.iterdir() if path.suffix not in (".lonnsom", "") and "lonnsom" not in path.name
    ]
