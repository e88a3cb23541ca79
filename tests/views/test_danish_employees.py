"""The employees of a Danish client in the window: employing, rates, lines, an end, and what is behind a balance."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place
from models.values.money import Money
from models.values.percent import Percent
from services.desk.desk import Desk
from services.queries import employee_page, employees
from services.vault.client import Client
from tests.gallery.danish_employees import danish_people
from tests.views.keys import press, type_text
from tests.views.test_employees import Hall, write
from views.pages.employees.guide import EMPLOYMENT, PAY, REVIEW, TAX, EmployeeGuide
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.side_panel import KeyValues

NB = "\N{NO-BREAK SPACE}"
KEEP = "0203859991"  # made up: ends in 9991, born on 2 March 1985


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The client file, made once: two employees, two months paid."""
    return danish_people(tmp_path_factory.mktemp("danish"))


@pytest.fixture
def danish(seat: Seat, made: tuple[Path, str], tmp_path: Path) -> Seat:
    """Somebody sits in front of it, in Danish."""
    path, key = made
    file = tmp_path / path.name
    copyfile(path, file)
    seat.preferences = Preferences()
    seat.preferences.set("user", "Kari")
    seat.set_language("da")
    client = Client.open(file, recovery_key=key, now=seat.now)
    seat.open_client(file, Desk(client, "Kari", seat.now))
    return seat


@pytest.fixture
def at(danish: Seat, qtbot) -> Callable[..., Hall]:
    """Go to a place of the page."""

    def opened(thing: int | str | None = None, field: str | None = None) -> Hall:
        hall = Hall(danish)
        qtbot.addWidget(hall)
        hall.show()
        hall.go(Place("employees", thing, field))
        return hall

    return opened


def choose(form, key: str, value: object) -> None:
    """Choose as a click does."""
    form.fields[key].editor.set_value(value)
    form.fields[key].editor.changed.emit()


def look_up(field, words: str) -> None:
    """Search, and take the first that is found, with keys."""
    field.editor.setFocus()
    type_text(field.editor, words)
    press(field.editor.popup, Qt.Key.Key_Return)


def person(guide: EmployeeGuide, cpr: str = KEEP) -> None:
    write(guide.person.fields["first_name"], "Dorte")
    write(guide.person.fields["last_name"], "Prøve")
    write(guide.person.fields["national_id"], cpr)


def work(guide: EmployeeGuide, category: str) -> None:
    write(guide.employment.fields["start"], "01.11.2026")
    choose(guide.step(EMPLOYMENT).numbered, "category", category)


class TestGuide:
    def test_a_salaried_employee_in_five_steps(self, at, danish: Seat) -> None:
        hall = at("new")
        guide, footer = hall.page.guide, hall.page.footer_row
        person(guide)
        assert guide.person.fields["born"].value() == date(1985, 3, 2)
        footer.next_button.click()
        work(guide, "1001")
        assert guide.step(EMPLOYMENT).numbered.value("norm_hours") == Decimal("160.33")
        write(guide.step(EMPLOYMENT).numbered.fields["pay_group"], "F1")
        footer.next_button.click()
        assert guide.guide.current == PAY
        write(guide.terms.fields["monthly_salary"], "42.000")
        footer.next_button.click()
        assert guide.guide.current == TAX
        write(guide.card.fields["percent"], "38")
        write(guide.card.fields["allowance_month"], "5.400")
        write(guide.account.fields["bank_account"], "5301 9")
        footer.next_button.click()
        assert guide.guide.current == REVIEW
        # 42,000 − ATP 99 = 41,901; AM 8 % = 3,352; (41,901 − 3,352 − 5,400) × 38 % = 12,597 (denmark 3.2, 3.3)
        rows = guide.review.pay_rows
        assert rows.value("AM-bidrag").endswith("3.352,00")
        assert rows.value("A-skat").endswith("12.597,00")
        assert rows.value("Udbetalt") == "25.952,00"  # 41,901 − 3,352 − 12,597
        assert footer.next_button.text() == "Ansæt Dorte"
        footer.next_button.click()
        view = employee_page.employee(danish.desk, 3)
        job = view.employments[0]
        assert job.part.establishment == "13748136"  # the firm's one unit, by itself
        terms = job.terms[0].part
        assert (terms.category, terms.pay_group, terms.pay) == ("1001", "F1", "monthly_arrears")
        assert terms.monthly_salary == Money.kr(42_000)
        assert view.person.bank_account == "53010000000009"
        assert view.person.national_id == KEEP
        assert view.person.language == "da"
        card = view.cards[0].part
        assert (card.kind, card.percent, card.allowance_month) == ("main", Percent.of(38), Money.kr(5_400))
        assert danish.undo()
        assert not employee_page.exists(danish.desk, 3)

    def test_somebody_paid_by_the_hour(self, at, danish: Seat) -> None:
        hall = at("new")
        guide, footer = hall.page.guide, hall.page.footer_row
        guide.step(0).chips.chosen.emit("by_the_hour")
        person(guide)
        footer.next_button.click()
        work(guide, "3001")
        footer.next_button.click()
        assert guide.terms.fields["monthly_salary"].isHidden()
        write(guide.terms.fields["hourly_rate"], "180")
        footer.next_button.click()
        choose(guide.card, "kind", "later")
        footer.next_button.click()
        footer.next_button.click()
        view = employee_page.employee(danish.desk, 3)
        assert view.employments[0].terms[0].part.hourly_rate == Money.kr(180)
        assert view.employments[0].terms[0].part.norm_hours is None
        assert view.cards == ()

    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("0203", "Et CPR-nummer har ti cifre"),
            ("3113859991", "Et CPR-nummer har ti cifre"),  # no such day
        ],
    )
    def test_a_number_that_is_none(self, at, written: str, words: str) -> None:
        hall = at("new")
        person(hall.page.guide, written)
        [row] = [row for row in hall.page.guide.checks() if row.field == "national_id"]
        assert row.state == "error"
        assert hall.seat.t(row.detail).startswith(words)

    def test_a_check_digit_that_does_not_fit_is_a_warning(self, at) -> None:
        hall = at("new")
        person(hall.page.guide, "0203851234")
        [row] = [row for row in hall.page.guide.checks() if row.field == "national_id"]
        assert row.state == "warning"

    def test_an_account_that_is_none(self, at) -> None:
        hall = at("new")
        guide = hall.page.guide
        write(guide.account.fields["bank_account"], "53")
        assert guide.account.fields["bank_account"].problem().startswith("Fire cifre")

    def test_without_a_category_one_is_told(self, at) -> None:
        hall = at("new")
        rows = [row for row in hall.page.guide.checks() if row.field == "category"]
        assert [row.state for row in rows] == ["later"]

    def test_without_a_percentage_the_card_is_not_whole(self, at) -> None:
        hall = at("new")
        assert [row.state for row in hall.page.guide.checks() if row.field == "card_percent"] == ["open"]


class TestPage:
    def test_what_makes_no_sense_here_is_not_there(self, at) -> None:
        hall = at(1, "person")
        assert [entry.key for entry in hall.page.person.entries] == [
            *("person", "employment", "lines", "personal_rates", "benefits", "cards", "balances"),
            *("absence", "history", "log"),
        ]
        form = hall.page.person.person_tab.person
        assert form.fields["has_foreign_id"].isHidden()
        assert form.fields["tax_home"].isHidden()

    def test_a_personal_rate_from_a_day_that_is_not_paid(self, at, danish: Seat) -> None:
        hall = at(1, "personal_rates")
        hall.page.person.tab("personal_rates").edit(None)
        panel = hall.panel
        look_up(panel.form.fields["type"], "9980")
        write(panel.form.fields["since"], "01.10.2026")
        write(panel.form.fields["value"], "20,8")
        panel.save_button.click()
        assert "31.10.2026" in panel.form.fields["since"].problem()
        write(panel.form.fields["since"], "01.11.2026")
        panel.save_button.click()
        [rate] = employee_page.employee(danish.desk, 1).rates
        assert (rate.part.type, rate.part.since, rate.part.value) == ("9980", date(2026, 11, 1), Decimal("20.8"))
        assert hall.toasts[-1] == ("Sats sat", True)

    def test_a_pension_of_four_and_eight_percent(self, at, danish: Seat) -> None:
        hall = at(2, "line_type")
        form = hall.panel.form
        look_up(form.fields["type"], "6000")
        assert form.text("type") == "6000"
        assert form.fields["amount"].isHidden()
        write(form.fields["percent"], "4")
        write(form.fields["company_percent"], "8")
        hall.panel.save_button.click()
        [line] = employee_page.employee(danish.desk, 2).lines
        assert (line.part.percent, line.part.company_percent) == (Percent.of(4), Decimal(8))
        assert hall.page.person.tab("lines").view.lines == (line,)

    def test_a_firm_share_above_a_hundred(self, at) -> None:
        hall = at(2, "line_type")
        look_up(hall.panel.form.fields["type"], "6000")
        write(hall.panel.form.fields["company_percent"], "108")
        hall.panel.save_button.click()
        assert hall.panel.form.fields["company_percent"].problem() != ""

    def test_an_end_with_a_code_and_back_again(self, at, danish: Seat) -> None:
        hall = at(1, "employment_end")
        form = hall.panel.form
        write(form.fields["employment_end"], "30.11.2026")
        hall.panel.save_button.click()
        assert form.fields["end_reason"].problem().startswith("Vælg fratrædelseskode")
        choose(form, "end_reason", "3")
        hall.panel.save_button.click()
        job = employee_page.employee(danish.desk, 1).employments[0]
        assert (job.end, job.end_reason) == (date(2026, 11, 30), "3")
        assert danish.undo()
        assert employee_page.employee(danish.desk, 1).employments[0].end is None

    def test_every_posting_behind_a_balance(self, at) -> None:
        hall = at(1, "balances")
        tab = hall.page.person.tab("balances")
        shown = {each.account: each for each in hall.page.person.view.balances}
        assert not [account for account in shown if account.islower()]
        assert next(iter(shown)) == "FRITVALG"
        tab._tables[0].selected.emit(shown["FRITVALG"])  # one click on the row
        assert hall.panel.rows.value("Står nu") == "6.320,00 kr"  # 2 × 7 % of 38,000 = 5,320; + 1,000 by 4410
        said = [words.rpartition(" · ")[2] for words in hall.panel.sentences]
        assert said == [f"38.000,00 × 7{NB}%", "overført hertil", f"38.000,00 × 7{NB}%"]
        assert shown["FRITVALG"].amount == sum((each.amount for each in shown["FRITVALG"].movements), Money(0))

    def test_holiday_is_told_in_days_by_its_year(self, at) -> None:
        hall = at(1, "balances")
        [days] = [each for each in hall.page.person.view.balances if each.account == "FERIE_D"]
        assert hall.seat.t(days.word.name) == "Feriedage, ferieår 2026/27"
        assert days.amount == Decimal("4.16")  # 2.08 a month (denmark 4.2)
        hall.page.person.tab("balances").show_movements(days)
        assert len(hall.panel.sentences) == 2
        assert all("2,08 dage for en hel periode" in words for words in hall.panel.sentences)


class TestList:
    def test_columns_and_filters(self, at) -> None:
        hall = at()
        page = hall.page.list
        assert [column.key for column in page.table.model.columns] == ["name", "number", "category", "pay", "card"]
        page._toggle("hourly")
        assert [row.number for row in page.table.rows()] == [2]
        page._toggle("hourly")
        page._toggle("category:1001 Funktionærer")
        assert [row.number for row in page.table.rows()] == [1]

    def test_what_is_missing_is_what_the_country_asks_for(self, danish: Seat) -> None:
        assert {found.where.field for found in employees.missing(danish.desk)} == {"national_id", "bank_account"}

    def test_the_panel_tells_the_category_and_the_balances(self, at) -> None:
        hall = at(1)
        values = [rows for rows in hall.panel.findChildren(KeyValues) if rows.facts]
        assert values[0].value("Stillingskategori") == "1001 Funktionærer"
        assert values[-1].value("Feriedage, ferieår 2026/27") == "4,16 dage"
