"""Employing somebody: five steps with keys and clicks, checks while one types, drafts that are kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place
from models.values.money import Money
from models.values.percent import Percent
from services.actions import employees as acts
from services.actions.employee_drafts import save_draft
from services.actions.employees import LinePart
from services.queries import employee_page, employees, new_employee
from tests.builders import person_number
from tests.views.keys import press, type_text
from tests.views.test_employees import Hall, write
from views.pages.employees.guide import EMPLOYMENT, PAY, PERSON, REVIEW, TAX, EmployeeGuide
from views.pages.employees.panels import LinePanel
from views.shell.seat import Seat
from views.widgets.text import MessageBox

NUMBER = person_number(date(1984, 3, 15))
WRONG = NUMBER[:10] + str((int(NUMBER[10]) + 1) % 10)


@pytest.fixture
def guide(client_seat: Seat, qtbot) -> Callable[..., tuple[Hall, EmployeeGuide]]:
    """The guide, new or at a draft."""

    def opened(thing: str = "new", field: str | None = None) -> tuple[Hall, EmployeeGuide]:
        hall = Hall(client_seat)
        qtbot.addWidget(hall)
        hall.show()
        hall.go(Place("employees", thing, field))
        assert hall.page.guide is not None
        return hall, hall.page.guide

    return opened


def choose(form, key: str, value: object) -> None:
    """Choose as a click does."""
    form.fields[key].editor.set_value(value)
    form.fields[key].editor.changed.emit()


def fill_person(guide: EmployeeGuide, number: str = NUMBER) -> None:
    write(guide.person.fields["first_name"], "Magdalena Sofie")
    write(guide.person.fields["last_name"], "Bjørnstad-Łukasiewicz")
    write(guide.person.fields["national_id"], number)


def fill_employment(guide: EmployeeGuide) -> None:
    choose(guide.employment, "establishment", "315000017")
    write(guide.employment.fields["start"], "01.12.2026")
    write(guide.employment.fields["occupation"], "7412101")


def states(guide: EmployeeGuide, step: int) -> dict[str, str]:
    return {row.field: row.state for row in guide.checks() if row.step == step}


class TestSteps:
    def test_the_place_is_filled_in_behind_a_postcode(self, guide) -> None:
        _, form = guide()
        editor = form.person.fields["address"].editor
        editor.setFocus()
        type_text(editor, "Storgata 1, 0155")
        press(editor.popup, Qt.Key.Key_Return)
        assert editor.text() == "Storgata 1, 0155 Oslo"
        assert form._read_form().person.address == "Storgata 1\n0155 Oslo"

    def test_from_the_first_key_to_the_employee(self, guide, client_seat: Seat) -> None:
        hall, form = guide()
        footer = hall.page.footer_row
        fill_person(form)
        footer.next_button.click()
        assert form.guide.current == EMPLOYMENT
        fill_employment(form)
        footer.next_button.click()
        write(form.terms.fields["monthly_salary"], "41 200")
        footer.next_button.click()
        assert form.guide.current == TAX
        choose(form.card, "kind", "table")
        write(form.card.fields["table"], "8010")
        write(form.card.fields["percent"], "39")
        write(form.account.fields["bank_account"], "12045101388")
        footer.next_button.click()
        assert form.guide.current == REVIEW
        assert footer.next_button.text() == "Ansett Magdalena Sofie"
        assert form.review.pay_rows.value("Brutto") == "41\N{NO-BREAK SPACE}200,00"
        assert form.review.pay_rows.value("Utbetalt") != ""
        footer.next_button.click()
        assert client_seat.place == Place("employees", 14)
        assert employees.drafts(client_seat.desk) == ()
        view = employee_page.employee(client_seat.desk, 14)
        assert view.person.name == "Magdalena Sofie Bjørnstad-Łukasiewicz"
        assert view.employments[0].terms[0].part.monthly_salary == Money.kr(41200)
        assert hall.toasts[-1] == ("Magdalena Sofie Bjørnstad-Łukasiewicz er ansatt", True)
        assert client_seat.undo()
        assert not employee_page.exists(client_seat.desk, 14)
        assert len(employees.drafts(client_seat.desk)) == 1

    def test_the_figures_of_the_preview_say_why(self, guide) -> None:
        hall, form = guide()
        fill_person(form)
        fill_employment(form)
        write(form.terms.fields["monthly_salary"], "41 200")
        form.guide.go(REVIEW)
        form.review.pay_rows.marks["Skattetrekk"].click()
        assert hall.whys[-1].amount == Money.kr(20600)  # 50 %: the card comes later

    def test_next_is_off_with_the_reason_while_something_is_missing(self, guide) -> None:
        hall, form = guide()
        footer = hall.page.footer_row
        assert not footer.next_button.isEnabled()
        assert footer.reason.text() == "1 ting mangler"
        fill_person(form, WRONG)
        assert not footer.next_button.isEnabled()
        assert footer.reason.text() == "1 feil må rettes først"
        fill_person(form)
        assert footer.next_button.isEnabled()

    def test_steps_that_are_done_can_be_gone_back_to(self, guide) -> None:
        hall, form = guide()
        fill_person(form)
        hall.page.footer_row.next_button.click()
        hall.page.step(1)
        assert form.guide.current == PERSON
        hall.page.step(2)
        assert form.guide.current == EMPLOYMENT
        hall.page.step(4)
        assert form.guide.current == EMPLOYMENT

    def test_steps_are_made_when_one_comes_to_them(self, guide) -> None:
        _, form = guide()
        assert set(form.steps) == {PERSON}
        form.guide.go(TAX)
        assert set(form.steps) == {PERSON, TAX}
        form._make_ahead()  # what comes next is the review, which shows what stands there then
        assert set(form.steps) == {PERSON, TAX}

    def test_what_cannot_be_read_stays_in_a_step_that_nobody_opened(self, client_seat: Seat, guide) -> None:
        typed = {"monthly_salary": "førti", "card_percent": "mye"}
        form = replace(new_employee.new_form(new_employee.surroundings(client_seat.desk)), typed=typed)
        draft = save_draft(client_seat.desk, form)
        _, shown = guide(f"draft:{draft}")
        write(shown.person.fields["first_name"], "Kari")
        shown.keep()
        kept = new_employee.draft_form(client_seat.desk, draft)
        assert kept is not None
        assert kept.typed == typed
        assert {row.field for row in shown.checks() if row.state == "error"} == set(typed)
        shown.guide.go(PAY)
        assert shown.terms.fields["monthly_salary"].editor.text() == "førti"

    def test_the_review_says_what_must_be_put_right(self, guide) -> None:
        _, form = guide()
        fill_person(form, WRONG)
        form.guide.go(REVIEW)
        boxes = [box for box in form.review.left.findChildren(MessageBox) if box._kind == "err"]
        assert boxes[0].title() == "Fødselsnummeret er ikke riktig"
        assert len(boxes) == 4  # the first day, the sub-unit and the pay are missing
        boxes[0].link.click()
        assert form.guide.current == PERSON

    def test_a_link_of_the_review_goes_to_its_step(self, guide) -> None:
        _, form = guide()
        fill_person(form)
        fill_employment(form)
        form.guide.go(REVIEW)
        form.review.edited.emit(PAY)
        assert form.guide.current == PAY


class TestChecks:
    def test_the_wrong_digit_is_named_at_the_field_and_in_the_list(self, guide) -> None:
        _, form = guide()
        fill_person(form, WRONG)
        assert f"skal være {NUMBER[10]}" in form.person.fields["national_id"].problem()
        assert form.cards[PERSON].boxes[0].title() == "Fødselsnummeret er ikke riktig"
        form.cards[PERSON].boxes[0].link.click()
        fill_person(form)
        assert form.person.fields["national_id"].state == "good"
        assert form.cards[PERSON].boxes == []

    def test_the_birth_date_is_read_off_the_number(self, guide) -> None:
        _, form = guide()
        write(form.person.fields["national_id"], NUMBER)
        assert form.person.value("born") == date(1984, 3, 15)
        assert not form.person.fields["born"].editor.isEnabled()
        write(form.person.fields["national_id"], "")
        assert form.person.fields["born"].editor.isEnabled()
        assert form.person.value("born") is None

    def test_somebody_who_has_the_number_already(self, guide, client_seat: Seat) -> None:
        _hall, form = guide()
        fill_person(form, "12847913736")
        row = next(row for row in form.checks() if row.field == "national_id")
        assert (row.state, row.where) == ("error", Place("employees", 1))
        box = form.cards[PERSON].boxes[0]
        assert box.link.text() == "Åpne den gamle"
        box.link.click()
        assert client_seat.place == Place("employees", 1)
        assert len(employees.drafts(client_seat.desk)) == 1

    def test_what_is_not_filled_in_yet_is_no_error(self, guide) -> None:
        _, form = guide()
        assert states(form, PERSON) == {"name": "open", "national_id": "later"}
        assert form.cards[PERSON].boxes == []
        form.cards[PERSON].open_lines[0].click()

    def test_an_amount_that_cannot_be_read(self, guide) -> None:
        _, form = guide()
        write(form.terms.fields["monthly_salary"], "førti tusen")
        assert states(form, PAY)["monthly_salary"] == "error"


def test_templates_fill_in_and_show_what_belongs_to_them(guide) -> None:
    _, form = guide()
    fill_person(form)
    form.step(PERSON).chips.chip("board").click()
    assert form.step(PERSON).sets.text().startswith("Fyller inn: ")
    assert form.terms.text("pay") == "fee"
    assert form.terms.fields["percent"].isHidden()
    assert form.employment.fields["form"].isHidden()
    form.step(PERSON).chips.chip("hourly").click()
    assert not form.terms.fields["hourly_rate"].isHidden()
    assert form.terms.fields["monthly_salary"].isHidden()
    assert form.person.text("first_name") == "Magdalena Sofie"


class TestDrafts:
    def test_closing_keeps_what_was_typed(self, guide, client_seat: Seat) -> None:
        hall, form = guide()
        fill_person(form)
        write(form.terms.fields["monthly_salary"], "førti tusen")
        hall.page.footer_row.close_button.click()
        assert client_seat.place == Place("employees", None, "drafts")
        [draft] = employees.drafts(client_seat.desk)
        assert draft.name == "Magdalena Sofie Bjørnstad-Łukasiewicz"
        hall.go(Place("employees", f"draft:{draft.id}"))
        again = hall.page.guide
        assert again is not None
        assert again.person.text("first_name") == "Magdalena Sofie"
        assert again.terms.fields["monthly_salary"].editor.text() == "førti tusen"
        assert again.guide.current == PERSON

    def test_an_untouched_form_leaves_nothing(self, guide, client_seat: Seat) -> None:
        hall, _ = guide()
        hall.page.footer_row.close_button.click()
        assert employees.drafts(client_seat.desk) == ()

    def test_a_pause_keeps_one_change_and_not_one_a_key(self, guide, client_seat: Seat, qtbot) -> None:
        _, form = guide()
        form._later.setInterval(1)
        before = client_seat.desk.client.history(limit=1)[0].seq
        fill_person(form)
        qtbot.waitUntil(lambda: len(employees.drafts(client_seat.desk)) == 1)
        assert client_seat.desk.client.history(limit=1)[0].seq <= before + 3
        assert client_seat.place == Place("employees", form.thing)

    def test_going_elsewhere_keeps_it(self, guide, client_seat: Seat) -> None:
        hall, form = guide()
        fill_person(form)
        assert hall.page.leave()
        hall.go(Place("employees", 1))
        assert len(employees.drafts(client_seat.desk)) == 1

    def test_a_draft_opens_at_the_field(self, guide, client_seat: Seat, qtbot) -> None:
        around = new_employee.surroundings(client_seat.desk)
        form = replace(new_employee.new_form(around), step=TAX).named("Ola", "Dunk")
        draft = save_draft(client_seat.desk, form)
        _, opened = guide(f"draft:{draft}", "start")
        assert opened.guide.current == EMPLOYMENT
        qtbot.waitUntil(lambda: opened.employment.fields["start"].editor.hasFocus())

    def test_undo_of_a_draft_is_seen_in_the_guide(self, guide, client_seat: Seat) -> None:
        around = new_employee.surroundings(client_seat.desk)
        draft = save_draft(client_seat.desk, new_employee.new_form(around).named("Ola", "Dunk"))
        _, form = guide(f"draft:{draft}")
        write(form.person.fields["last_name"], "Normann")
        form.keep()
        assert client_seat.undo()
        assert form.person.text("last_name") == "Dunk"


def test_lines_are_added_in_the_guide(guide, client_seat: Seat) -> None:
    hall, form = guide()
    fill_person(form)
    fill_employment(form)
    write(form.terms.fields["monthly_salary"], "41200")
    form._edit_line(None)
    panel = hall.panel
    assert isinstance(panel, LinePanel)
    choose(panel.form, "type", "union_dues")
    write(panel.form.fields["percent"], "1,2")
    panel.save_button.click()
    assert form.form.lines == (LinePart("union_dues", percent=Percent.of("1.2")),)
    form.guide.go(REVIEW)
    assert form.review.pay_rows.value("Fagforeningskontingent") == "−494,40"
    form._hire()
    assert employee_page.employee(client_seat.desk, 14).lines[0].part.type == "union_dues"


def test_opening_balances_are_asked_for_in_the_year_of_the_first_month(guide, client_seat: Seat) -> None:
    _, form = guide()
    assert form.opening is not None
    assert form.opening.isHidden()
    form.pay.opening_head.clicked.emit()
    assert not form.opening.isHidden()
    fill_person(form)
    fill_employment(form)
    write(form.terms.fields["monthly_salary"], "41200")
    write(form.opening.fields["taxable_this_year"], "300 000")
    write(form.opening.fields["withheld_this_year"], "90 000")
    form._hire()
    opening = employee_page.employee(client_seat.desk, 14).opening
    assert (opening.taxable_this_year, opening.withheld_this_year) == (Money.kr(300_000), Money.kr(90_000))


def test_somebody_who_took_the_number_meanwhile(guide, client_seat: Seat) -> None:
    hall, form = guide()
    fill_person(form)
    fill_employment(form)
    write(form.terms.fields["monthly_salary"], "41200")
    form.guide.go(REVIEW)
    acts.hire(client_seat.desk, replace(form.form, person=replace(form.form.person, national_id=""), typed={}))
    assert not hall.page.footer_row.next_button.isEnabled()
    assert states(form, PERSON)["number"] == "error"
