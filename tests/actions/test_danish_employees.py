"""The people of a Danish client: personal rates and what approved pay protects, re-employment, deletion, accounts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from services.actions import bulk_rise
from services.actions import employees as acts
from services.actions import personal_rates as rates
from services.actions.employees import EmploymentPart, TermsPart
from services.actions.personal_rates import RatePart
from services.desk.desk import Desk
from services.queries import employee_page, new_employee
from services.vault.client import Client
from tests.gallery.danish_employees import danish_people
from tests.gallery.stage import NO_COPIES, clock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """September and October 2026 are paid to both."""
    return danish_people(tmp_path_factory.mktemp("danish"))


@pytest.fixture
def desk(made: tuple[Path, str], tmp_path: Path) -> Iterator[Desk]:
    path, key = made
    copyfile(path, tmp_path / path.name)
    client = Client.open(tmp_path / path.name, recovery_key=key, now=clock, copies=NO_COPIES)
    yield Desk(client, "Kari", clock)
    client.close()


def field_of(refused: pytest.ExceptionInfo[Refused]) -> str | None:
    where = refused.value.findings[0].where
    return where.field if where is not None else None


def rate(type: str = "9980", since: date | None = date(2026, 11, 1), value: str | None = "20.8") -> RatePart:
    return RatePart(type, since, Decimal(value) if value is not None else None)


class TestRates:
    @pytest.mark.parametrize(
        ("part", "field"),
        [
            (rate("9906"), "rate.type"),  # what it means is not public
            (rate("1000"), "rate.type"),
            (rate(since=None), "rate.since"),
            (rate(since=date(2026, 10, 31)), "rate.since"),  # paid
            (rate(value=None), "rate.value"),
            (rate("9907", value="101"), "rate.value"),  # a percentage
            (rate("9918", value="25"), "rate.value"),  # hours a day
            (rate(value="-1"), "rate.value"),
            (rate("9907", value="12.5000001"), "rate.value"),
        ],
    )
    def test_bad_input_is_refused_at_its_field(self, desk: Desk, part: RatePart, field: str) -> None:
        with pytest.raises(Refused) as refused:
            rates.save_rate(desk, 1, part)
        assert field_of(refused) == field

    def test_two_from_one_day_are_one_too_many(self, desk: Desk) -> None:
        rates.save_rate(desk, 1, rate())
        with pytest.raises(Refused) as refused:
            rates.save_rate(desk, 1, rate(value="15"))
        assert field_of(refused) == "rate.since"

    def test_a_rate_that_pay_was_made_with_stands(self, desk: Desk) -> None:
        [old] = employee_page.employee(desk, 2).rates  # 9905 from 1 January
        assert old.used
        with pytest.raises(Refused):
            rates.save_rate(desk, 2, rate("9905", value="180"), old.id)
        with pytest.raises(Refused):
            rates.remove_rate(desk, 2, old.id)
        rates.save_rate(desk, 2, rate("9905", value="180"))
        new, old = employee_page.employee(desk, 2).rates
        assert (new.state, new.until, old.until) == ("now", None, date(2026, 10, 31))
        assert desk.today > date(2026, 11, 1)

    def test_one_that_nothing_was_paid_with_is_mended_and_removed(self, desk: Desk) -> None:
        rates.save_rate(desk, 1, rate())
        [made] = employee_page.employee(desk, 1).rates
        rates.save_rate(desk, 1, rate(since=date(2026, 12, 1), value="15"), made.id)
        [mended] = employee_page.employee(desk, 1).rates
        assert (mended.id, mended.part.since, mended.part.value) == (made.id, date(2026, 12, 1), Decimal(15))
        rates.remove_rate(desk, 1, made.id)
        assert employee_page.employee(desk, 1).rates == ()
        with pytest.raises(Refused):
            rates.remove_rate(desk, 1, made.id)


class TestPerson:
    @pytest.mark.parametrize("written", ["5301 9", "5301-9", "53010000000009", "DK"])
    def test_an_account_is_kept_plain(self, desk: Desk, written: str) -> None:
        if written.startswith("DK"):
            written = danish_iban("53010000000009")
        part = replace(employee_page.employee(desk, 1).person, bank_account=written)
        acts.save_person(desk, 1, part)
        assert employee_page.employee(desk, 1).person.bank_account == "53010000000009"

    @pytest.mark.parametrize("written", ["1234", "DE8937040044", "12345678901234567"])
    def test_an_account_that_is_none_is_refused(self, desk: Desk, written: str) -> None:
        part = replace(employee_page.employee(desk, 1).person, bank_account=written)
        with pytest.raises(Refused) as refused:
            acts.save_person(desk, 1, part)
        assert field_of(refused) == "bank_account"

    def test_a_made_up_number_belongs_in_a_test_client(self, desk: Desk) -> None:
        part = replace(employee_page.employee(desk, 1).person, national_id="020385-9991", born=None)
        acts.save_person(desk, 1, part)  # a test client
        around = new_employee.surroundings(desk)
        assert around.employer is not None
        real = replace(around, employer=replace(around.employer, test_client=False))
        form = replace(new_employee.new_form(real), person=replace(part, number=9, national_id="0203859992"))
        said = [row.state for row in new_employee.check(real, form) if row.field == "national_id"]
        assert said == ["error", "warning"]  # it belongs to nobody, and the check digit does not fit


class TestEmployment:
    def test_somebody_comes_back(self, desk: Desk) -> None:
        terms = TermsPart(pay="hourly", hourly_rate=Money.kr(190), category="3001")
        with pytest.raises(Refused) as refused:
            acts.add_employment(desk, 1, EmploymentPart(start=date(2026, 12, 1)), terms)
        assert field_of(refused) == "start"  # the first one has not ended
        acts.end_employment(desk, 1, "1", date(2026, 11, 15), "3")
        assert acts.add_employment(desk, 1, EmploymentPart(start=date(2026, 12, 1)), terms) == "2"
        view = employee_page.employee(desk, 1)
        assert view.employments[1].part.establishment == "13748136"
        assert view.employments[1].terms[0].part.category == "3001"

    def test_an_end_asks_for_a_code_of_the_country(self, desk: Desk) -> None:
        for reason in ("", "5", "arbeidstakerHarSagtOppSelv"):
            with pytest.raises(Refused) as refused:
                acts.end_employment(desk, 1, "1", date(2026, 11, 15), reason)
            assert field_of(refused) == "end_reason"

    def test_a_category_that_is_not_there(self, desk: Desk) -> None:
        part = TermsPart(date(2026, 12, 1), pay="monthly_arrears", category="9")
        with pytest.raises(Refused) as refused:
            acts.save_terms(desk, 1, "1", part)
        assert field_of(refused) == "category"

    @pytest.mark.parametrize("hours", ["0", "251"])
    def test_hours_that_are_not_possible(self, desk: Desk, hours: str) -> None:
        part = TermsPart(date(2026, 12, 1), pay="monthly_arrears", category="1001", norm_hours=Decimal(hours))
        with pytest.raises(Refused) as refused:
            acts.save_terms(desk, 1, "1", part)
        assert field_of(refused) == "norm_hours"


def test_somebody_who_was_never_paid_is_deleted_with_the_rates(tmp_path: Path) -> None:
    path, key = danish_people(tmp_path, paid=False)
    client = Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    acts.delete_employee(desk, 2)
    assert not employee_page.exists(desk, 2)
    client.close()


def danish_iban(account: str) -> str:
    """The IBAN of an account: 98 less the rest by 97 of the account, DK as 1320, and 00."""
    return f"DK{98 - int(account + '132000') % 97:02d}{account}"


def test_a_rise_for_everybody_raises_the_fixed_pay_of_the_terms(desk: Desk) -> None:
    part = TermsPart(date(2026, 11, 1), pay="monthly_arrears", category="1001", monthly_salary=Money.kr(40_000))
    acts.save_terms(desk, 1, "1", part)
    rise = bulk_rise.Rise(date(2026, 12, 1), percent=Percent.of(3), rounding=Decimal(1))
    [row] = bulk_rise.preview(desk, rise).rows
    assert (row.number, row.before, row.after) == (1, Money.kr(40_000), Money.kr(41_200))  # 40,000 × 1.03
    bulk_rise.give(desk, rise, None)
    terms = employee_page.employee(desk, 1).employments[0].terms[-1].part
    assert (terms.from_day, terms.monthly_salary, terms.category) == (date(2026, 12, 1), Money.kr(41_200), "1001")
