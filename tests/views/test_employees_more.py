"""What an employee has besides pay, balances by hand, accounts abroad and opening balances in a table, by clicks and
keys.
"""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.values.finding import Place
from models.values.money import Money
from models.values.percent import Percent
from services.actions import arrangements as acts
from services.actions import balances
from services.actions.arrangements import CarPart, LoanPart, SharePart
from services.actions.pay_choices import save_cost_unit
from services.queries import arrangements as ask
from services.queries import employee_page, new_employee
from services.queries.openings import openings
from tests.views.keys import press, type_text
from tests.views.test_employees import Hall, at, write  # noqa: F401  the fixture
from views.pages.employees import openings_view
from views.pages.employees.balance_panel import AdjustPanel, BalancePanel
from views.pages.employees.benefit_panels import CarPanel, LoanPanel, SharesPanel
from views.pages.employees.openings_view import OpeningsView
from views.shell.seat import Seat
from views.widgets.text import MessageBox

CAR = CarPart(Money.kr(465_000), date(2023, 2, 14), date(2025, 1, 1))
LOAN = LoanPart(Money.kr(120_000), Percent.of("2.5"), date(2026, 1, 1))


class TestCars:
    def test_a_car_is_entered_with_its_benefit(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "car")
        assert isinstance(hall.panel, CarPanel)
        form = hall.panel.form
        hall.panel.save_button.click()
        assert form.fields["list_price"].problem()
        write(form.fields["list_price"], "465 000")
        write(form.fields["first_registered"], "14.02.2023")
        write(form.fields["since"], "01.01.2025")
        hall.panel.save_button.click()
        [car] = ask.arrangements(client_seat.desk, 2).cars
        assert car.worth.amount is not None
        assert hall.toasts[-1] == ("Firmabilen er lagt til", True)
        tab = hall.page.person.tab("benefits")
        assert tab.has.cars[0].id == car.id  # the tab is made anew
        tab._why(car.worth)
        assert hall.whys == [car.worth.trace]

    def test_what_cannot_be(self, client_seat: Seat, at) -> None:  # noqa: F811
        acts.save_car(client_seat.desk, 2, CAR)
        hall: Hall = at(client_seat, 2, "benefits")
        tab = hall.page.person.tab("benefits")
        for key, text in (
            ("list_price", "mye"),
            ("list_price", "-5"),
            ("first_registered", "01.01.2099"),
            ("since", "i fjor"),
            ("until", "01.01.2020"),
            ("own_payment", "-1"),
        ):
            tab.edit_car(tab.has.cars[0])
            write(hall.panel.form.fields[key], text)
            hall.panel.save_button.click()
            assert hall.panel.form.fields[key].problem()
            hall.panel.not_now.click()
        assert ask.arrangements(client_seat.desk, 2).cars[0].part == CAR

    def test_it_is_taken_away_and_not_now_changes_nothing(self, client_seat: Seat, at) -> None:  # noqa: F811
        acts.save_car(client_seat.desk, 2, CAR)
        hall: Hall = at(client_seat, 2, "benefits")
        tab = hall.page.person.tab("benefits")
        tab.edit_car(tab.has.cars[0])
        write(hall.panel.form.fields["list_price"], "1")
        hall.panel.not_now.click()
        assert ask.arrangements(client_seat.desk, 2).cars[0].part == CAR
        tab.edit_car(tab.has.cars[0])
        gone = [hall.panel.actions.itemAt(place).widget() for place in range(3)][2]
        gone.click()
        assert ask.arrangements(client_seat.desk, 2).cars == ()
        client_seat.undo()
        assert len(ask.arrangements(client_seat.desk, 2).cars) == 1


class TestLoans:
    def test_a_loan_with_an_instalment(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "loan")
        assert isinstance(hall.panel, LoanPanel)
        form = hall.panel.form
        write(form.fields["balance"], "120000")
        write(form.fields["rate"], "2,5")
        write(form.fields["since"], "01.01.2026")
        write(form.fields["instalment"], "2000")
        hall.panel.save_button.click()
        found = ask.arrangements(client_seat.desk, 2)
        assert (found.loans[0].left, found.instalment.amount) == (Money.kr(120_000), Money.kr(2_000))
        assert [line.part.type for line in employee_page.employee(client_seat.desk, 2).lines][-1] == "loan_repaid"

    def test_a_rate_that_is_not_known_leads_to_where_it_is_entered(self, client_seat: Seat, at) -> None:  # noqa: F811
        acts.save_loan(client_seat.desk, 2, LOAN)
        hall: Hall = at(client_seat, 2, "benefits")
        [loan] = ask.arrangements(client_seat.desk, 2).loans
        boxes = hall.page.person.tab("benefits").findChildren(MessageBox)
        assert (loan.worth.amount is None) == bool(boxes)
        if boxes:
            boxes[0].clicked.emit()
            assert hall.elsewhere[-1].field == "rates"


class TestShares:
    def test_without_departments_the_way_to_them(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "shares")
        assert hall.panel is None

    def test_they_must_be_a_hundred(self, client_seat: Seat, at) -> None:  # noqa: F811
        save_cost_unit(client_seat.desk, "department", "10", "Butikk")
        save_cost_unit(client_seat.desk, "department", "20", "Verksted")
        hall: Hall = at(client_seat, 2, "shares")
        panel = hall.panel
        assert isinstance(panel, SharesPanel)
        form = panel.form
        write(form.fields["from_day"], "01.12.2026")
        write(form.fields["percent_1"], "60")
        form.fields["department_1"].set_value("10")
        write(form.fields["percent_2"], "30")
        form.fields["department_2"].set_value("20")
        assert "90" in form.sum.label.text()
        panel.save_button.click()
        assert ask.arrangements(client_seat.desk, 2).divisions == ()
        assert any("90" in box.title() for box in panel.findChildren(MessageBox)) or panel.findChildren(MessageBox)
        form.more.click()
        assert form.value("percent_3") == Percent.of(10)
        form.fields["department_3"].set_value("10")
        panel.save_button.click()
        assert form.fields["department_3"].problem()
        write(form.fields["percent_3"], "")
        form.fields["department_3"].set_value("")
        write(form.fields["percent_2"], "40")
        panel.save_button.click()
        [division] = ask.arrangements(client_seat.desk, 2).divisions
        assert division.shares == (SharePart(Percent.of(60), "10"), SharePart(Percent.of(40), "20"))
        assert division.state == "coming"


class TestBalances:
    def test_a_balance_is_changed_by_hand_with_a_reason(self, client_seat: Seat, at) -> None:  # noqa: F811
        balances.adjust(client_seat.desk, 2, "time_bank", "", 750, "Fra papirlisten")
        hall: Hall = at(client_seat, 2, "balances")
        tab = hall.page.person.tab("balances")
        tab.show_movements(next(each for each in tab.view.balances if each.account == "time_bank"))
        assert isinstance(hall.panel, BalancePanel)
        hall.panel.change.click()
        panel = hall.panel
        assert isinstance(panel, AdjustPanel)
        write(panel.form.fields["units"], "12,5")
        assert "+5" in panel.form.fields["units"].message()
        panel.save_button.click()
        assert panel.form.fields["reason"].problem()
        write(panel.form.fields["reason"], "Overtid i oktober")
        panel.save_button.click()
        found = next(
            each for each in employee_page.employee(client_seat.desk, 2).balances if each.account == "time_bank"
        )
        assert found.amount == Decimal("12.5")
        client_seat.undo()
        assert len(employee_page.employee(client_seat.desk, 2).balances) == len(tab.view.balances)

    def test_what_only_runs_may_change_offers_nothing(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "balances")
        tab = hall.page.person.tab("balances")
        tab.show_movements(next(each for each in tab.view.balances if each.account == "taxable"))
        assert not hasattr(hall.panel, "change")

    def test_any_balance_may_be_begun(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "balance")
        panel = hall.panel
        panel.save_button.click()
        assert panel.form.fields["account"].problem()
        panel.form.fields["account"].set_value("holiday_days")
        panel.form._on_changed()
        assert panel.form.text("vintage") == "2026"
        write(panel.form.fields["units"], "tjue")
        panel.save_button.click()
        assert panel.form.fields["units"].problem()
        write(panel.form.fields["units"], "20")
        write(panel.form.fields["reason"], "Flyttet fra gammelt system")
        panel.save_button.click()
        assert hall.page.person.tab("balances").view.balances


class TestOtherTerms:
    def test_a_deduction_that_ends_at_a_sum(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 3, "line_type")
        form = hall.panel.form
        form.fields["type"].set_value("other_deduction")
        form._on_changed()
        assert not form.fields["at_most"].isHidden()
        write(form.fields["amount"], "500")
        write(form.fields["at_most"], "-1")
        hall.panel.save_button.click()
        assert form.fields["at_most"].problem()
        write(form.fields["at_most"], "2 400")
        hall.panel.save_button.click()
        [line] = [each.part for each in employee_page.employee(client_seat.desk, 3).lines if each.part.at_most]
        assert (line.amount, line.at_most) == (Money.kr(500), Money.kr(2400))

    def test_an_employment_with_a_zone_of_its_own(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "zone")
        field = hall.panel.form.fields["zone"]
        assert not field.isHidden()
        field.set_value("4a")
        hall.panel.save_button.click()
        assert employee_page.employee(client_seat.desk, 2).employments[0].part.zone == "4a"

    def test_commission_has_a_percentage_and_a_fee_has_none(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, "new")
        guide = hall.page.guide
        guide.step(0).chips.chip("commission").click()
        assert not guide.terms.fields["percent"].isHidden()
        guide.step(0).chips.chip("fee").click()
        assert guide.terms.fields["percent"].isHidden()


class TestAccountAbroad:
    def test_a_bic_beside_an_iban(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 2, "bank_account")
        tab = hall.page.person.person_tab
        account, bic = tab.account.fields["bank_account"], tab.account.fields["bank_bic"]
        assert bic.isHidden()
        write(account, "PL61 1090 1014 0000 0712 1981 2875")
        assert account.problem()
        write(account, "PL61 1090 1014 0000 0712 1981 2874")
        assert not account.problem()
        assert not bic.isHidden()
        write(bic, "WBK")
        assert bic.problem()
        assert not tab.save()
        write(bic, "WBKPPLPP")
        assert tab.save()
        person = employee_page.employee(client_seat.desk, 2).person
        assert (person.bank_account, person.bank_bic) == ("PL61109010140000071219812874", "WBKPPLPP")
        write(account, "1204 51 01388")
        assert bic.isHidden()
        assert tab.save()
        assert employee_page.employee(client_seat.desk, 2).person.bank_bic == ""


class TestOpenings:
    def view(self, hall: Hall) -> OpeningsView:
        found = hall.page.openings
        assert found is not None
        return found

    def test_typed_pasted_and_summed(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, "openings")
        view = self.view(hall)
        grid = view.grid
        assert len(view.source.rows) == 13
        days = [column.key for column in grid.columns].index("holiday_days_left")
        grid.go_to(0, days)
        type_text(grid.table, "1")
        type_text(grid._editor, "2,5")
        press(grid._editor, Qt.Key.Key_Return)
        QGuiApplication.clipboard().setText("7,5\t1000\n0\t2000\n")
        grid.go_to(1, days + 1)
        grid.ranges.paste()
        rows = openings(client_seat.desk).rows
        assert rows[0].part.holiday_days_left == Decimal("12.5")
        assert (rows[1].part.time_bank, rows[1].part.advance) == (Decimal("7.5"), Money.kr(1000))
        assert (rows[2].part.time_bank, rows[2].part.advance) == (None, Money.kr(2000))
        assert view.source.total(days + 2).endswith("000")
        assert hall.toasts[-1] == ("Limte inn 4 verdier i 2 kolonner", True)
        client_seat.undo()
        assert openings(client_seat.desk).rows[1].part.advance is None
        assert view.source.rows[1].part.advance is None

    def test_many_are_stored_while_the_window_answers(self, client_seat: Seat, at, qtbot, monkeypatch) -> None:  # noqa: F811
        monkeypatch.setattr(openings_view, "_FEW", 1)
        hall: Hall = at(client_seat, "openings")
        view = self.view(hall)
        QGuiApplication.clipboard().setText("1000\n2000\n")
        view.grid.go_to(1, 8)
        view.grid.ranges.paste()
        assert view.source.is_storing
        assert not view.grid.may_type(1, 8)
        qtbot.waitUntil(lambda: not view.source.is_storing)
        assert [row.part.advance for row in view.source.rows[1:3]] == [Money.kr(1000), Money.kr(2000)]
        assert openings(client_seat.desk).rows[2].part.advance == Money.kr(2000)
        assert hall.toasts[-1][1]
        QGuiApplication.clipboard().setText("1000\nmye\n")
        view.grid.ranges.paste()
        qtbot.waitUntil(lambda: not view.source.is_storing)
        assert "mye" in view.trouble.label.text()
        assert openings(client_seat.desk).rows[2].part.advance == Money.kr(2000)

    def test_one_wrong_cell_and_nothing_is_pasted(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, "openings")
        view = self.view(hall)
        before = openings(client_seat.desk).rows
        for text in ("100\n-200", "100\nmye", "1\n" * 40):
            QGuiApplication.clipboard().setText(text)
            view.grid.go_to(0, 8)
            view.grid.ranges.paste()
            assert view.trouble.label.text()
        assert openings(client_seat.desk).rows == before
        assert not view.source.put([(0, 8, "tusen")], "typed")
        assert view.source.cell(0, 8).state == "error"
        assert view.source.put([(0, 8, "1000")], "typed")
        assert view.source.cell(0, 8).state == ""

    def test_who_was_paid_here_is_locked(self, run_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(run_seat, "openings")
        view = self.view(hall)
        locked = next(place for place, row in enumerate(view.source.rows) if row.locked is not None)
        assert not view.grid.may_type(locked, 0)
        assert view.source.row(locked).tip
        assert not view.source.put([(locked, 8, "5")], "pasted")
        assert "fått lønn her" in hall.page.header.line
        view.grid.opened.emit(locked)
        assert hall.seat.place == Place("employees", view.source.rows[locked].number, "balances")

    def test_from_the_menu_and_back(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat)
        menu = hall.page._more.menu_entries
        {action.text(): action for action in menu.actions()}["Inngående saldoer i en tabell"].trigger()
        assert hall.page.header.title == "Inngående saldoer"
        hall.page.list_button.click()
        assert hall.page.mode == "list"


def test_every_template_can_be_filled_in_without_a_dead_end(client_seat: Seat) -> None:
    """What a template asks for besides: a first day, an occupation, a pay; then somebody is employed and paid."""
    from dataclasses import replace

    from services.actions.employees import hire
    from services.queries import ordinary_month

    for place, key in enumerate(each.key for each in new_employee.TEMPLATES):
        around = new_employee.surroundings(client_seat.desk)
        form = new_employee.from_template(around, new_employee.new_form(around).named("Ola", f"Dunk{key}"), key)
        pay = {"monthly": {"monthly_salary": Money.kr(30_000)}, "hourly": {"hourly_rate": Money.kr(220)}}
        form = replace(
            form,
            employment=replace(form.employment, start=date(2026, 11, 1), establishment=around.units[0].orgnr),
            terms=replace(form.terms, **pay.get(form.terms.pay, {})),
            person=replace(
                form.person,
                born=date(1990, 1, 1),
                international_id=f"AB{place}",
                international_type="passnummer",
                international_country="PL",
            ),
            has_foreign_id=True,
        )
        assert [row for row in new_employee.check(around, form) if row.state in new_employee.BLOCKING] == []
        preview = ordinary_month.preview(around, form)
        assert preview.stops == ()
        assert preview.net
        number = hire(client_seat.desk, form)
        view = employee_page.employee(client_seat.desk, number)
        assert view.person.international_id == f"AB{place}"
        if key == "foreign":
            [card] = view.cards
            assert (card.part.kind, card.part.percent, card.part.months) == ("percent", Percent.of(25), Decimal(12))
