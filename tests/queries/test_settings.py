"""What the settings show: pay dates, zones, municipalities, wage types, accounts, rates with their sources."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.values.finding import Severity
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions.clients import fill
from services.actions.employer import save_employer
from services.actions.settings import keep_draft, save_payslip_choices, set_account
from services.desk.desk import Desk
from services.desk.employee_around import surroundings
from services.queries import new_employee, settings
from services.reference import rate_names
from services.reference.municipalities import find_municipalities, municipalities
from services.reference.year_files import STATUSES, rate_book
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, scenario


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An employer with three people."""
    path = tmp_path_factory.mktemp("settings") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), scenario())
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    with made.desk(made.copied_to(tmp_path)) as desk:
        yield desk


def on(desk: Desk, *day: int) -> Desk:
    """The same desk on another day."""
    return Desk(desk.client, desk.user, lambda: datetime(*day, 9, tzinfo=UTC))


# --- pay dates and zones ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "day", "dates"),
    [
        ((2026, 11, 22), 31, (date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 29))),
        ((2026, 11, 26), 25, (date(2026, 12, 24), date(2027, 1, 25), date(2027, 2, 25))),
        # 1 May is a holiday: the bank pays on 30 April, and that is today
        ((2026, 4, 30), 1, (date(2026, 4, 30), date(2026, 6, 1), date(2026, 7, 1))),
    ],
)
def test_the_next_three(desk: Desk, today: tuple[int, ...], day: int, dates: tuple[date, ...]) -> None:
    assert settings.next_pay_dates(on(desk, *today), day) == dates


def test_no_pay_date_lies_before_the_first_month(desk: Desk) -> None:
    assert settings.next_pay_dates(on(desk, 2026, 11, 22), 25, Month(2027, 4), 1) == (date(2027, 4, 23),)


def test_zones_have_their_rate_on_the_day(desk: Desk) -> None:
    rows = {row.zone: row.percent for row in settings.zones(on(desk, 2026, 11, 22))}
    assert rows["1"] == Percent.of("14.1")
    assert rows["4a"] == Percent.of("7.9")
    assert list(rows) == ["1", "1a", "2", "3", "4", "4a", "5"]
    assert {row.percent for row in settings.zones(on(desk, 2031, 1, 1))} == {None}


def test_every_municipality_has_zones_that_have_rates(desk: Desk) -> None:
    known = {row.zone for row in settings.zones(desk)}
    places = municipalities("NO")
    assert len(places) == 358
    assert all(place.zones and set(place.zones) <= known for place in places.values())
    split = {place.name for place in places.values() if len(place.parts) > 1}
    assert len(split) == 12
    assert places["1804"].zone == "4a"
    assert places["5059"].zone == ""
    assert places["5059"].zones == ("1", "2", "3")
    assert [part.area for part in places["4602"].parts] == ["Gamle Flora", "Gamle Vågsøy"]
    assert places["1506"].parts[0].area == ""
    assert municipalities("DK") == {}


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ber", "Bergen"), ("0301", "Oslo"), ("TROMSØ", "Tromsø"), ("nesseby", "Unjárga - Nesseby"), ("", None)],
)
def test_a_municipality_is_found_by_its_first_letters(typed: str, first: str | None) -> None:
    found = [place.name for place in find_municipalities("NO", typed)]
    assert (found or [None])[0] == first


# --- the employer as a form ---------------------------------------------------------------------------------------


def test_a_form_is_checked_field_by_field(desk: Desk) -> None:
    form = settings.employer(desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    good = replace(form, units=units)
    assert settings.check(desk, good, "settings") == ()
    found = settings.check(desk, replace(good, orgnr="310000018", bank_account=""), "settings")
    assert [each.severity for each in found] == [Severity.STOP, Severity.WARNING]
    assert "should be 9" in str(found[0].what)


def test_consequences_are_told_once_something_is_approved(desk: Desk) -> None:
    form = settings.employer(desk).form
    changed = replace(form, holiday_plan="statutory", pension_percent=Percent.of(3))
    assert settings.consequences(desk, changed, "settings") == ()


def test_a_draft_is_kept_as_it_was_typed(desk: Desk) -> None:
    assert settings.draft(desk) is None
    keep_draft(desk, {"name": "Nord", "step": 2, "units": [{"orgnr": "31 5"}]})
    assert settings.draft(desk) == {"name": "Nord", "step": 2, "units": [{"orgnr": "31 5"}]}


def test_saving_what_stands_there_changes_nothing(desk: Desk) -> None:
    form = settings.employer(desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    save_employer(desk, replace(form, units=units))
    before = desk.client.history(limit=1)[0].seq
    save_employer(desk, settings.employer(desk).form)
    assert desk.client.history(limit=1)[0].seq == before


# --- wage types, accounts, rates ----------------------------------------------------------------------------------


def test_wage_types_say_what_they_count_in_and_where_they_are_posted(desk: Desk) -> None:
    set_account(desk, "salary", "5010")
    rows = {row.slug: row for row in settings.wage_types(desk)}
    salary, expense = rows["fixed_salary"], rows["expense"]
    assert (salary.number, salary.account, salary.code) == (100, "5010", "fastloenn")
    assert (salary.taxed, salary.contribution, salary.holiday, salary.pension) == (True, True, True, True)
    assert (expense.taxed, expense.contribution, expense.holiday, expense.pension) == (False, False, False, False)
    assert salary.name("da") == "Fast løn"
    assert [row.number for row in rows.values()] == sorted(row.number for row in rows.values())


def test_accounts_say_which_types_are_posted_there(desk: Desk) -> None:
    rows = {row.purpose: row for row in settings.accounts(desk)}
    assert "bonus" in rows["salary"].types
    assert rows["benefit_contra"].types
    assert (rows["salary"].planned, rows["salary"].own, rows["salary"].number) == ("5000", "", "5000")


def test_rates_have_name_value_source_and_status(desk: Desk) -> None:
    assert settings.rate_years(desk) == (2026, 2025, 2024)
    rows = settings.rates(desk, 2026)
    basic = [row for row in rows if row.rate == "basic_amount"]
    assert [(row.value, row.since) for row in basic] == [
        (Money.kr(130160), date(2026, 1, 1)),
        (Money.kr(136549), date(2026, 5, 1)),
    ]
    zone = next(row for row in rows if row.rate == "employer_contribution.zone_1")
    assert (zone.value, str(zone.name), zone.status) == (Percent.of("14.1"), "Zone 1", "page")


def test_every_rate_of_every_year_has_a_name_a_group_and_a_known_source() -> None:
    sources = {message.text for message in rate_names.SOURCES}
    for year in rate_book("NO").years.values():
        for key, values in year.values.items():
            assert key in rate_names.NAMES, key
            assert key.partition(".")[0] in rate_names.GROUPS, key
            assert {rate.source for rate in values} <= sources, key
    assert rate_names.STATUS.keys() == rate_names.STATUS_MEANS.keys() == STATUSES


def test_a_year_that_pay_may_soon_be_dated_in_and_has_no_rates_is_told(desk: Desk) -> None:
    assert settings.year_without_rates(on(desk, 2026, 6, 1)) is None
    assert settings.year_without_rates(on(desk, 2026, 11, 22)) == 2027
    assert settings.year_without_rates(on(desk, 2027, 3, 1)) == 2027


def test_copies_are_listed_with_why_they_were_made(desk: Desk) -> None:
    assert settings.copies(desk) == ()
    desk.client.prove_copy("approval")
    (row,) = settings.copies(desk)
    assert str(row.reason) == "before an approval"
    assert row.path.exists()


def test_new_employees_begin_with_the_language_that_was_chosen(desk: Desk) -> None:
    assert new_employee.new_form(surroundings(desk)).person.language == "nb"
    save_payslip_choices(desk, settings.PayslipChoices(language="en"))
    assert new_employee.new_form(surroundings(desk)).person.language == "en"
