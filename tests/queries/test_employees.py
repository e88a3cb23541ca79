"""Who works here, what is missing for whom, what a new employee would be paid, and the catalogue of occupations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.actions import employees as acts
from services.actions.clients import fill
from services.actions.employees import CardPart, EmployeeForm, EmploymentPart, TermsPart
from services.actions.scenario import read
from services.desk.desk import Desk
from services.desk.employee_form import read_form
from services.queries import employee_page, employee_parts, employees, line_kinds, new_employee, ordinary_month
from services.queries.trace import Named
from services.reference.codes import code_lists
from services.reference.demo_client import demo_scenario
from services.reference.employment_words import END_REASONS, FORMS, SCHEDULES, TYPES
from services.reference.occupations import catalogue, find_occupations, occupation_name
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.builders import kr, pct


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The bakery with its 13 people."""
    path = tmp_path_factory.mktemp("people") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), read(demo_scenario()))
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    with made.desk(made.copied_to(tmp_path)) as desk:
        yield desk


@pytest.fixture(scope="module")
def around(made: Made, tmp_path_factory: pytest.TempPathFactory) -> new_employee.Surroundings:
    """What an entry is checked against, read once."""
    with made.desk(made.copied_to(tmp_path_factory.mktemp("around"))) as desk:
        return new_employee.surroundings(desk)


def by_number(desk: Desk, on: date | None = None) -> dict[int, employees.EmployeeRow]:
    return {row.number: row for row in employees.employees(desk, on)}


class TestRows:
    def test_who_and_how(self, desk: Desk) -> None:
        rows = by_number(desk)
        assert len(rows) == 13
        ingrid = rows[1]
        assert (ingrid.state, ingrid.pay, ingrid.amount) == ("active", "monthly", kr(60200))
        assert (ingrid.card, ingrid.card_table) == ("table", "8110")
        assert (rows[4].pay, rows[4].amount, rows[4].percent) == ("hourly", kr("212.50"), pct(40))
        assert (rows[8].pay, rows[8].amount) == ("fee", None)

    def test_on_another_day(self, desk: Desk) -> None:
        rows = by_number(desk, date(2026, 1, 1))
        assert rows[1].amount == kr(58500)
        assert rows[6].state == "coming"
        assert rows[7].state == "active"
        assert by_number(desk)[7].state == "ended"

    def test_by_name(self, desk: Desk) -> None:
        names = [row.name for row in employees.employees(desk)]
        assert names[:2] == ["Bjørn Aarseth", "Ellen Kristoffersen"]

    def test_a_handful_of_statements_however_many_there_are(self, desk: Desk) -> None:
        from sqlalchemy import event

        counted: list[str] = []
        with desk.reading() as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", lambda *about: counted.append(about[2]))
            employees.employees(desk)
        assert len(counted) == 4

    def test_counts(self, desk: Desk) -> None:
        assert employees.counts(desk) == employees.Counts(active=12, drafts=0, ended=1, ended_this_year=1)


def test_nobody_is_employed_before_there_is_an_employer(desk: Desk, tmp_path: Path) -> None:
    assert employees.has_employer(desk)
    empty, _ = Client.create(tmp_path / "new.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    assert not employees.has_employer(Desk(empty, "Kari", Clock()))
    empty.close()


class TestMissing:
    def test_what_is_missing_for_whom(self, desk: Desk) -> None:
        where = [found.where for found in employees.missing(desk)]
        assert where == [Place("employees", 6, "tax_card"), Place("employees", 13, "bank_account")]

    def test_it_is_gone_when_it_is_entered(self, desk: Desk) -> None:
        acts.add_card(desk, 6, CardPart(2026, "exempt_unlimited"))
        person = employee_page.employee(desk, 13).person
        acts.save_person(desk, 13, replace(person, bank_account="12045101388"))
        assert employees.missing(desk) == ()

    def test_somebody_who_starts_next_year_needs_no_card_this_year(self, desk: Desk) -> None:
        form = new_employee.new_form(new_employee.surroundings(desk)).named("Ola", "Dunk")
        form = replace(
            form,
            employment=replace(form.employment, establishment="315000017", start=date(2027, 2, 1)),
            terms=replace(form.terms, monthly_salary=kr(40000)),
        )
        number = acts.hire(desk, form)
        fields = {found.where.field for found in employees.missing(desk) if found.where and found.where.thing == number}
        assert fields == {"national_id", "bank_account", "occupation"}

    def test_nobody_who_ended(self, desk: Desk) -> None:
        person = employee_page.employee(desk, 7).person
        acts.save_person(desk, 7, replace(person, bank_account=""))
        assert all(found.where and found.where.thing != 7 for found in employees.missing(desk))

    def test_without_an_employer_nothing_is_missing(self, tmp_path: Path) -> None:
        client, _ = Client.create(tmp_path / "ny.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
        with client:
            assert employees.missing(Desk(client, "kari", Clock())) == ()


class TestPreview:
    def a_form(self, desk: Desk, **terms: object) -> tuple[new_employee.Surroundings, acts.EmployeeForm]:
        around = new_employee.surroundings(desk)
        form = new_employee.new_form(around).named("Ola", "Dunk")
        employment = EmploymentPart("315000017", start=date(2026, 11, 1), occupation="7412101")
        return around, replace(form, employment=employment, terms=replace(form.terms, **terms))  # type: ignore[arg-type]

    def test_a_month_from_gross_to_net(self, desk: Desk) -> None:
        around, form = self.a_form(desk, monthly_salary=kr(41200))
        preview = ordinary_month.preview(around, replace(form, card=CardPart(2026, "percent", percent=pct(30))))
        assert preview.month == Month(2026, 11)
        assert [line.amount for line in preview.lines] == [kr(41200), kr(41200), kr(-12360), kr(28840)]
        assert preview.net == kr(28840)
        assert [str(line.what) for line in preview.besides] == [
            "Employer's contribution",
            "Holiday pay earned",
            "Occupational pension",
        ]
        assert all(line.trace is not None for line in preview.lines)

    def test_hours_are_assumed_and_said(self, desk: Desk) -> None:
        around, form = self.a_form(desk, pay="hourly", hourly_rate=kr(200), percent=pct(40))
        preview = ordinary_month.preview(around, form)
        assert preview.lines[0].amount == kr(13000)  # 65 hours
        assert Message("With {hours} hours, which is {percent} of a month", hours=Decimal(65), percent=pct(40)) in (
            preview.says
        )

    def test_a_fee(self, desk: Desk) -> None:
        around, form = self.a_form(desk)
        preview = ordinary_month.preview(around, new_employee.from_template(around, form, "board"))
        assert isinstance(preview.lines[0].what, Named)
        assert preview.lines[0].what.in_language("nb") == "Styrehonorar"

    def test_half_is_withheld_without_a_card(self, desk: Desk) -> None:
        around, form = self.a_form(desk, monthly_salary=kr(40000))
        assert ordinary_month.preview(around, form).net == kr(20000)

    @pytest.mark.parametrize(
        ("start", "month"),
        [
            (date(2026, 12, 1), Month(2026, 11)),  # December has half the tax, and 2027 has no rates yet
            (date(2026, 11, 9), Month(2026, 11)),
            (None, Month(2026, 11)),
            (date(2031, 5, 1), Month(2026, 5)),
        ],
    )
    def test_the_month_is_an_ordinary_one(self, desk: Desk, start: date | None, month: Month) -> None:
        around, form = self.a_form(desk, monthly_salary=kr(40000))
        form = replace(form, employment=replace(form.employment, start=start))
        assert ordinary_month.preview(around, form).month == month

    def test_what_cannot_be_computed_says_why(self, desk: Desk) -> None:
        around, form = self.a_form(desk, monthly_salary=kr(40000))
        preview = ordinary_month.preview(around, replace(form, card=CardPart(2026, "table", "1234")))
        assert preview.lines == ()
        assert "1234" in str(preview.stops[0].what)

    def test_what_is_reported(self, desk: Desk) -> None:
        around, form = self.a_form(desk, monthly_salary=kr(40000))
        told = [str(each) for each in new_employee.reported(around, form)]
        assert told[0].startswith("Stands in the a-melding from 2026-11")
        assert "Nothing can be reported" in told[-1]
        fee = new_employee.from_template(around, form, "fee")
        assert "as not employed" in str(new_employee.reported(around, fee)[0])


class TestChecks:
    def state(self, around: new_employee.Surroundings, field: str, **parts: object) -> new_employee.Checked:
        form = new_employee.new_form(around)
        for name, values in parts.items():
            form = replace(form, **{name: replace(getattr(form, name), **values)})  # type: ignore[arg-type, call-overload]
        return next(row for row in new_employee.check(around, form) if row.field == field)

    @pytest.mark.parametrize(
        ("salary", "state"), [(-5, "error"), (412_000, "warning"), (41_200, "ok"), (300, "warning"), (None, "open")]
    )
    def test_salaries(self, around: new_employee.Surroundings, salary: int | None, state: str) -> None:
        terms = {"monthly_salary": None if salary is None else kr(salary)}
        assert self.state(around, "monthly_salary", terms=terms).state == state

    def test_looks_like_someone_who_left(self, around: new_employee.Surroundings) -> None:
        row = self.state(around, "name", person={"name": "Bjørn Aarseth-Lie"})
        assert (row.state, str(row.title)) == ("warning", "Looks like someone who left")
        assert row.where == Place("employees", 7)

    def test_the_number_of_somebody_who_is_here(self, around: new_employee.Surroundings) -> None:
        row = self.state(around, "national_id", person={"national_id": "12847913736"})
        assert (row.state, str(row.title), row.where) == ("error", "The number is in use", Place("employees", 1))

    def test_the_account_of_somebody_else(self, around: new_employee.Surroundings) -> None:
        row = self.state(around, "bank_account", person={"bank_account": "12034001373"})
        assert row.state == "warning"
        assert "Ingrid" in str(row.detail)

    def test_the_table_must_be_one_of_the_year(self, around: new_employee.Surroundings) -> None:
        assert self.state(around, "table", card={"kind": "table", "table": "1234"}).state == "error"
        assert self.state(around, "table", card={"kind": "table", "table": "8010"}).state == "ok"

    def test_a_d_number_tells_the_birth_date(self, around: new_employee.Surroundings) -> None:
        born, kind = new_employee.born_from_number(around, "60859030184")
        assert (born, kind) == (date(1990, 5, 20), "d_number")

    def test_what_may_come_later_is_no_warning_yet(self, around: new_employee.Surroundings) -> None:
        for field in ("national_id", "bank_account", "occupation", "tax_card"):
            assert self.state(around, field).state == "later"

    def test_what_cannot_be_read_is_an_error(self, around: new_employee.Surroundings) -> None:
        form = replace(new_employee.new_form(around), typed={"monthly_salary": "førti tusen"})
        row = next(row for row in new_employee.check(around, form) if row.field == "monthly_salary")
        assert row.state == "error"

    @pytest.mark.parametrize(
        ("key", "pay", "kind"),
        [
            ("monthly", "monthly", "ordinaertArbeidsforhold"),
            ("hourly", "hourly", "ordinaertArbeidsforhold"),
            ("apprentice", "monthly", "ordinaertArbeidsforhold"),
            ("board", "fee", "frilanserOppdragstakerHonorarPersonerMm"),
            ("fee", "fee", "frilanserOppdragstakerHonorarPersonerMm"),
        ],
    )
    def test_templates(self, around: new_employee.Surroundings, key: str, pay: str, kind: str) -> None:
        form = new_employee.from_template(around, new_employee.new_form(around).named("Ola", "Dunk"), key)
        assert (form.terms.pay, form.employment.type, form.person.name) == (pay, kind, "Ola Dunk")

    def test_a_draft_of_another_time_is_empty_and_not_lost(self) -> None:
        assert read_form("{}") == EmployeeForm()
        assert read_form("[1, 2]") == EmployeeForm()


class TestOnePerson:
    def test_terms_cards_and_balances(self, desk: Desk) -> None:
        view = employee_page.employee(desk, 1)
        job = view.main(desk.today)
        assert job is not None
        assert [(terms.from_day, terms.until, terms.state) for terms in job.terms] == [
            (date(2015, 8, 1), date(2026, 4, 30), "past"),
            (date(2026, 5, 1), None, "now"),
        ]
        assert view.opening.taxable_this_year == kr(595_300)
        assert {balance.account for balance in view.balances} >= {"holiday_basis", "taxable", "withheld"}
        assert view.lines[0].part.from_day is None
        assert not view.approved

    def test_kinds_of_fixed_lines_say_what_they_mean(self, desk: Desk) -> None:
        kinds = {kind.slug: kind for kind in line_kinds.line_kinds(desk)}
        assert "fixed_salary" not in kinds
        assert kinds["union_dues"].asks == ("percent", "amount")
        assert not kinds["phone_benefit"].required
        assert next(str(words) for words in kinds["fixed_addition"].about) == "Is paid out with the salary"

    def test_a_rise_in_the_paid_past_says_what_is_owed(self, desk: Desk) -> None:
        view = employee_page.employee(desk, 1)
        part = TermsPart(date(2026, 11, 1), monthly_salary=Money.kr(70000))
        assert employee_parts.terms_consequences(view, part) == ()  # nothing is approved


class TestWords:
    def test_every_code_of_the_report_has_a_word(self) -> None:
        lists = code_lists("no/amelding_codes")
        for words, name in (
            (TYPES, "typeArbeidsforhold"),
            (FORMS, "formForAnsettelse"),
            (SCHEDULES, "arbeidstidsordning"),
            (END_REASONS, "aarsakTilSluttdato"),
        ):
            assert set(words) == set(lists[name])


class TestOccupations:
    def test_every_usual_one_is_in_the_catalogue(self) -> None:
        assert sum(each.usual for each in catalogue("NO").values()) > 150
        assert len(catalogue("NO")) == 7020

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("baker", "7412101"),
            ("BAKER", "7412101"),
            ("7412101", "7412101"),
            ("74121", "7412101"),
            ("barista", "5123115"),
            ("vaskehjelp", "9132103"),
            ("it konsul", "2130123"),
        ],
    )
    def test_the_first_hit(self, text: str, code: str) -> None:
        assert code in [each.code for each in find_occupations("NO", text)[:3]]

    def test_without_words_the_usual_ones(self) -> None:
        assert all(each.usual for each in find_occupations("NO", ""))

    def test_nothing_is_called_that(self) -> None:
        assert find_occupations("NO", "xyzzy") == []
        assert find_occupations("DK", "bager") == []
        assert occupation_name("NO", "0000000") == ""

    def test_names_are_read_as_words(self) -> None:
        assert occupation_name("NO", "2130123") == "IT-konsulent"
        assert occupation_name("NO", "8321106") == "Sjåfør (budbil)"
