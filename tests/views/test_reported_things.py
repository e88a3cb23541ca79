"""What only some employers tell in the a-melding, by clicks and keys: shown to those whom it concerns, and kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values.finding import Place
from models.values.span import Month
from services.actions import employees as acts
from services.actions.employer import save_employer
from services.actions.pay_choices import PayChoices, save_choices
from services.queries import employee_page, pay_choices, settings
from tests.builders import kr
from tests.views.test_employees import Hall, at, write  # noqa: F401  the fixture
from tests.views.test_settings import Show, click, enter, pick, show
from views.pages.employees.panels import EmploymentPanel, TermsPanel
from views.pages.settings.choices_part import ChoicesPart
from views.pages.settings.employer_parts import UnitsPart
from views.shell.seat import Seat

__all__ = ["show"]


def as_sector(seat: Seat, sector: str) -> None:
    save_employer(seat.desk, replace(settings.employer(seat.desk).form, sector=sector))


class TestEmployment:
    @pytest.mark.parametrize("sector", ["", "public"])
    def test_seniority_and_pay_step_are_for_those_with_such_agreements(
        self,
        client_seat: Seat,
        at,  # noqa: F811
        sector: str,
    ) -> None:
        as_sector(client_seat, sector)
        hall: Hall = at(client_seat, 1, "occupation")
        assert hall.panel.form.fields["seniority"].isVisible() == bool(sector)
        hall.panel.not_now.click()
        hall.go(Place("employees", 1, "monthly_salary"))
        assert isinstance(hall.panel, TermsPanel)
        assert hall.panel.form.fields["pay_step"].isVisible() == bool(sector)

    def test_they_are_kept_and_shown_also_elsewhere(self, client_seat: Seat, at) -> None:  # noqa: F811
        as_sector(client_seat, "public")
        hall: Hall = at(client_seat, 1, "seniority")
        assert isinstance(hall.panel, EmploymentPanel)
        write(hall.panel.form.fields["seniority"], "01.08.2011")
        write(hall.panel.form.fields["earned_in"], "se")
        hall.panel.save_button.click()
        assert hall.panel is None
        hall.go(Place("employees", 1, "pay_step"))
        write(hall.panel.form.fields["from_day"], "01.01.2027")
        write(hall.panel.form.fields["monthly_salary"], "61000")
        write(hall.panel.form.fields["pay_step"], "58")
        hall.panel.save_button.click()
        job = employee_page.employee(client_seat.desk, 1).employments[0]
        assert (job.part.seniority, job.part.earned_in) == (date(2011, 8, 1), "SE")
        assert job.terms[-1].part.pay_step == "58"
        as_sector(client_seat, "")  # what is filled in stays in sight
        hall.go(Place("employees", 1, "seniority"))
        assert hall.panel.form.fields["seniority"].isVisible()

    def test_the_vessel_of_somebody_at_sea(self, client_seat: Seat, at) -> None:  # noqa: F811
        hall: Hall = at(client_seat, 1, "type")
        form = hall.panel.form
        assert not form.fields["vessel_register"].isVisible()
        pick(form.fields["type"], "maritimtArbeidsforhold")
        assert form.fields["vessel_register"].isVisible()
        form.fields["type"].validate()
        assert "nettolønn" in form.fields["type"].warning()
        hall.panel.save_button.click()
        assert form.fields["vessel_area"].problem()
        for key, word in (("vessel_register", "nor"), ("vessel_type", "annet"), ("vessel_area", "innenriks")):
            pick(form.fields[key], word)
        hall.panel.save_button.click()
        assert employee_page.employee(client_seat.desk, 1).employments[0].part.vessel_type == "annet"


def test_the_tax_home_is_asked_of_those_who_may_live_abroad(client_seat: Seat, at) -> None:  # noqa: F811
    hall: Hall = at(client_seat, 1, "person")
    tab = hall.page.person.person_tab
    form = tab.person
    assert form.fields["tax_home"].isHidden()
    form.foreign_check.click()
    assert not form.fields["tax_home"].isHidden()
    form.foreign_check.click()
    acts.save_person(client_seat.desk, 1, replace(hall.page.person.view.person, tax_home="pl"))
    hall.go(Place("employees", 1, "tax_home"))
    assert employee_page.employee(client_seat.desk, 1).person.tax_home == "PL"
    assert not hall.page.person.person_tab.person.fields["tax_home"].isHidden()


class TestAllowance:
    def part(self, show: Show, seat: Seat) -> UnitsPart:
        made = show(seat, "establishments").part("establishments")
        assert isinstance(made, UnitsPart)
        return made

    def in_zone_1a(self, seat: Seat) -> None:
        form = settings.employer(seat.desk).form
        save_employer(seat.desk, replace(form, units=(replace(form.units[0], zone="1a"), *form.units[1:])))

    def test_it_is_shown_where_there_is_one(self, client_seat: Seat, show: Show) -> None:
        card = self.part(show, client_seat).allowance
        assert not card.isVisible()
        self.in_zone_1a(client_seat)
        assert card.isVisible()

    def test_aid_is_entered_and_removed(self, client_seat: Seat, show: Show, qtbot: Any) -> None:
        self.in_zone_1a(client_seat)
        card = self.part(show, client_seat).allowance
        click(card.add_button)
        assert card.month.problem()
        assert settings.allowance(client_seat.desk).aid == ()
        enter(card.month, "03.2026")
        enter(card.amount, "12 000")
        with qtbot.waitSignal(client_seat.asked_toast) as toast:
            click(card.add_button)
        assert toast.args == ["Støtten er lagt inn", True]
        assert settings.allowance(client_seat.desk).aid == ((Month(2026, 3), kr(12000)),)
        card.remove(Month(2026, 3))
        assert settings.allowance(client_seat.desk).aid == ()
        assert client_seat.undo()
        assert settings.allowance(client_seat.desk).aid == ((Month(2026, 3), kr(12000)),)

    def test_what_was_used_elsewhere(self, client_seat: Seat, show: Show) -> None:
        self.in_zone_1a(client_seat)
        card = self.part(show, client_seat).allowance
        enter(card.used, "120 000")
        click(card.used_button)
        assert settings.allowance(client_seat.desk).used == kr(120000)

    def test_once_pay_is_approved_it_stands(self, run_seat: Seat, show: Show) -> None:
        self.in_zone_1a(run_seat)
        card = self.part(show, run_seat).allowance
        assert not card.used.editor.isEnabled()
        assert not card.used_button.isEnabled()


class TestChoices:
    @pytest.mark.parametrize("sector", ["", "association"])
    def test_the_way_of_small_payments_is_asked_of_associations(
        self, client_seat: Seat, show: Show, sector: str
    ) -> None:
        as_sector(client_seat, sector)
        part = show(client_seat, "choices").part("choices")
        assert isinstance(part, ChoicesPart)
        assert part.fields["below_limit"].isVisible() == bool(sector)

    def test_the_language_of_the_answer(self, client_seat: Seat, show: Show) -> None:
        part = show(client_seat, "choices").part("choices")
        assert isinstance(part, ChoicesPart)
        part.fields["answer_language"].editor.radio("nynorsk").click()  # type: ignore[attr-defined]
        part.save()
        assert pay_choices.pay_choices(client_seat.desk).answer_language == "nynorsk"
        save_choices(client_seat.desk, PayChoices())
        assert part.fields["answer_language"].value() == "bokmaal"
