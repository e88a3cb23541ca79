"""What only some employers tell in the a-melding: the allowance and other aid, the vessel, seniority, pay steps, other
countries, car numbers, the language of the answer. Entered, read back as facts, taken back.
"""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from models.records.employer import Establishment
from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import arrangements, clients, runs, undo
from services.actions import employees as acts
from services.actions.arrangements import CarPart
from services.actions.employees import EmploymentPart, TermsPart
from services.actions.employer import remove_aid, save_aid, save_allowance_used, save_employer
from services.actions.scenario import read
from services.desk.desk import Desk
from services.desk.employee_form import MARITIME
from services.desk.gather import employer_facts, persons
from services.engine.facts import EmployerFacts, Vessel
from services.queries import settings
from tests.actions.samples import start_march
from tests.actions.test_employer import FORM, empty, new_desk  # noqa: F401  the fixtures
from tests.amelding.cases import SEA, head, job, who
from tests.builders import kr

MARCH = Month(2026, 3)
AT_SEA = {"vessel_register": "nor", "vessel_type": "annet", "vessel_area": "innenriks"}


def employer(desk: Desk) -> EmployerFacts:
    with desk.reading() as session:
        return employer_facts(session)


def take_back(desk: Desk) -> None:
    change = undo.last(desk)
    assert change is not None
    undo.undo(desk, change)


def asked(refusal: pytest.ExceptionInfo[Refused]) -> object:
    """The field that the refusal names."""
    where = refusal.value.findings[0].where
    assert where is not None
    return where.thing if where.page == "settings" else where.field


class TestAid:
    def test_it_counts_from_its_month_to_the_end_of_the_year(self, desk: Desk) -> None:
        save_aid(desk, MARCH, kr(1000))
        save_aid(desk, Month(2026, 6), kr(500))
        save_aid(desk, Month(2025, 6), kr(70))
        told = [employer(desk).aid_until(month) for month in (Month(2026, 2), MARCH, Month(2026, 12), Month(2027, 1))]
        assert told == [kr(0), kr(1000), kr(1500), kr(0)]
        assert [month for month, _ in settings.allowance(desk).aid] == [Month(2026, 6), MARCH, Month(2025, 6)]

    def test_a_second_amount_comes_on_top_and_all_is_taken_back(self, desk: Desk) -> None:
        save_aid(desk, MARCH, kr(1000))
        save_aid(desk, MARCH, kr(200))
        remove_aid(desk, MARCH)
        assert settings.allowance(desk).aid == ()
        take_back(desk)
        assert settings.allowance(desk).aid == ((MARCH, kr(1200)),)
        take_back(desk)
        assert settings.allowance(desk).aid == ((MARCH, kr(1000)),)

    @pytest.mark.parametrize(
        ("month", "amount", "field"),
        [(None, kr(1), "aid_month"), (MARCH, None, "aid_amount"), (MARCH, kr(0), "aid_amount")],
    )
    def test_what_cannot_be(self, desk: Desk, month: Month | None, amount: Money | None, field: str) -> None:
        with pytest.raises(Refused) as refusal:
            save_aid(desk, month, amount)
        assert asked(refusal) == field

    def test_it_concerns_those_with_an_allowance(self, desk: Desk) -> None:
        view = settings.allowance(desk)
        assert (view.is_asked, view.limit) == (True, kr(850000))
        with desk.change("test") as session:
            for unit in session.scalars(select(Establishment)):
                unit.zone = "2"
        assert not settings.allowance(desk).is_asked
        save_aid(desk, MARCH, kr(1))  # what is entered stays in sight
        view = settings.allowance(desk)
        assert (view.is_asked, view.limit) == (True, kr(850000))


class TestUsedBefore:
    def test_it_is_kept_as_an_opening_balance_and_replaced(self, desk: Desk) -> None:
        save_allowance_used(desk, kr(120000))
        save_allowance_used(desk, kr(130000))
        assert settings.allowance(desk).used == kr(130000)
        runs.draft(desk, start_march(desk))
        save_allowance_used(desk, None)
        assert settings.allowance(desk).used is None

    def test_it_stands_once_pay_is_approved(self, desk: Desk) -> None:
        run = start_march(desk)
        runs.draft(desk, run)
        runs.approve(desk, run, prove=False)
        assert settings.allowance(desk).is_locked
        with pytest.raises(Refused) as refusal:
            save_allowance_used(desk, kr(1))
        assert asked(refusal) == "allowance_used"


class TestEmployment:
    def test_the_vessel_is_asked_for_at_sea_and_forgotten_on_land(self, desk: Desk) -> None:
        part = EmploymentPart("315000017", type=MARITIME, start=date(2026, 9, 1), occupation="7412101")
        with pytest.raises(Refused) as refusal:
            acts.add_employment(desk, 1, part, TermsPart(monthly_salary=kr(40000)))
        assert {found.where.field for found in refusal.value.findings if found.where} == set(AT_SEA)
        name = acts.add_employment(desk, 1, replace(part, **AT_SEA), TermsPart(monthly_salary=kr(40000)))
        assert facts(desk, 1)[name].vessel == Vessel("nor", "annet", "innenriks")
        acts.save_employment(desk, 1, name, replace(part, **AT_SEA, type="ordinaertArbeidsforhold"))
        assert facts(desk, 1)[name].vessel is None

    def test_seniority_country_and_pay_step(self, desk: Desk) -> None:
        part = EmploymentPart(
            "315001013", start=date(2026, 9, 1), occupation="7412101", seniority=date(2010, 1, 1), earned_in=" se "
        )
        acts.add_employment(desk, 1, part, TermsPart(pay="fee", pay_step=" 52 "))
        made = facts(desk, 1)["2"]
        assert (made.seniority, made.earned_in) == (date(2010, 1, 1), "SE")
        assert made.terms.entries[0][1].pay_step == "52"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"seniority": date(2099, 1, 1)}, "seniority"),
            ({"seniority": date(1900, 1, 1)}, "seniority"),
            ({"earned_in": "Sverige"}, "earned_in"),
            ({"earned_in": "SJ"}, "earned_in"),
        ],
    )
    def test_what_cannot_be(self, desk: Desk, change: dict[str, object], field: str) -> None:
        part = EmploymentPart("315001013", start=date(2026, 9, 1), occupation="7412101")
        with pytest.raises(Refused) as refusal:
            acts.add_employment(desk, 1, replace(part, **change), TermsPart(monthly_salary=kr(1)))  # type: ignore[arg-type]
        assert asked(refusal) == field

    def test_a_pay_step_that_is_a_story(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refusal:
            acts.save_terms(desk, 1, "1", TermsPart(date(2026, 7, 1), monthly_salary=kr(63000), pay_step="x" * 41))
        assert asked(refusal) == "pay_step"


def facts(desk: Desk, number: int) -> dict[str, object]:
    with desk.reading() as session:
        [person] = [each for each in persons(session, {}, None, {}, {}) if each.number == number]
    return {each.id: each for each in person.employments}


def test_the_number_of_a_car_is_kept_in_capitals(desk: Desk) -> None:
    part = CarPart(kr(465000), date(2023, 2, 14), date(2025, 1, 1), registration="ev 12345")
    arrangements.save_car(desk, 1, part)
    with desk.reading() as session:
        [person] = [each for each in persons(session, {}, None, {}, {}) if each.number == 1]
    assert person.cars[0].registration == "EV12345"
    with pytest.raises(Refused) as refusal:
        arrangements.save_car(desk, 1, replace(part, registration="?"))
    assert asked(refusal) == "car.registration"


@pytest.mark.parametrize(("language", "word"), [("nb", "bokmaal"), ("da", "bokmaal"), ("en", "engelsk")])
def test_a_new_firm_gets_its_answers_in_the_language_of_the_window(new_desk: Desk, language: str, word: str) -> None:  # noqa: F811
    save_employer(new_desk, FORM, page="setup", language=language)
    assert employer(new_desk).choices.answer_language == word
    save_employer(new_desk, FORM, language="en")  # a change later leaves it
    assert employer(new_desk).choices.answer_language == word


def test_a_scenario_is_the_same_client(new_desk: Desk) -> None:  # noqa: F811
    """All of it goes into the file and comes back as it was."""
    scenario = read(
        (
            head('[employer.other_aid]\n2026-03 = "1000"\n2026-06 = "500.50"', 'zone = "1a"')
            + who(
                1,
                job(
                    f'type = "{SEA}"\nvessel = {{ register = "nis", type = "turist", area = "utenriks" }}\n'
                    'seniority = 2011-08-01\nearned_in = "SE"',
                    'from = 2024-01-01\nmonthly_salary = "40000.00"\npay_step = "52"',
                ),
                '[[employee.car]]\nlist_price = "1"\nfirst_registered = 2025-01-01\nfrom = 2025-01-01\n'
                'registration = "EV12345"\n',
                more='tax_home = "PL"',
            )
        ).encode()
    )
    clients.fill(new_desk, scenario)
    with new_desk.reading() as session:
        [person] = persons(session, {}, None, {}, {})
        kept = employer_facts(session)
    assert kept == scenario.employer
    asked_for = scenario.people[0].person
    assert (person.employments, person.cars, person.tax_home) == (
        asked_for.employments,
        asked_for.cars,
        asked_for.tax_home,
    )


def test_a_sub_unit_on_svalbard_is_refused_where_it_is_entered(new_desk: Desk) -> None:  # noqa: F811
    unit = replace(FORM.units[0], municipality="2100", zone="5")
    with pytest.raises(Refused) as refusal:
        save_employer(new_desk, replace(FORM, units=(unit,)))
    [found] = refusal.value.findings
    assert found.where is not None
    assert (found.where.thing, found.where.field) == (0, "municipality")
    assert "Svalbard" in found.what.text
