"""Employing people, changing them, ending it: what is stored, what is refused, and that undo takes it back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Place, Refused
from models.values.money import Money
from models.values.percent import Percent
from services.actions import employees as acts
from services.actions import runs
from services.actions.employee_drafts import discard_draft, save_draft
from services.actions.employees import (
    CardPart,
    EmployeeForm,
    EmploymentPart,
    LinePart,
    OpeningPart,
    PersonPart,
    TermsPart,
)
from services.actions.undo import last, undo
from services.desk.desk import Desk
from services.desk.employee_around import Surroundings, stops, surroundings
from services.desk.employee_checks import form_findings
from services.desk.employee_pay_checks import line_findings
from services.queries import employee_page, employee_parts, employees, line_kinds, new_employee
from tests.actions.samples import MARCH, Made, rows
from tests.builders import kr, pct, person_number

UNIT = "315000017"
NUMBER = person_number(date(1984, 3, 15))


def a_form(**more: object) -> EmployeeForm:
    """Somebody who can be employed."""
    form = EmployeeForm(
        person=PersonPart(4, "Magdalena Bjørnstad", NUMBER, address="Gata 2\n5152 Bønes", bank_account="12045101388"),
        employment=EmploymentPart(UNIT, start=date(2026, 12, 1), occupation="7412101", title="Konditor"),
        terms=TermsPart(monthly_salary=kr(41200)),
        card=CardPart(2026, "table", "8010", pct(39), months=Decimal("10.5")),
    )
    return replace(form, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def around(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    """What an entry is checked against, read once."""
    with new.desk(new.copied_to(tmp_path_factory.mktemp("around"))) as desk:
        return surroundings(desk)


def wrong(around: Surroundings, form: EmployeeForm) -> set[str | None]:
    """The fields of the form that must be mended."""
    return {found.where.field for found in stops(form_findings(around, form, "new")) if found.where}


def fields(refusal: pytest.ExceptionInfo[Refused]) -> set[str | None]:
    return {found.where.field if found.where else None for found in refusal.value.findings}


class TestHire:
    def test_everything_comes_in_one_change(self, desk: Desk) -> None:
        draft = save_draft(desk, a_form())
        before = desk.client.history(limit=1)[0].seq
        form = a_form(
            lines=(LinePart("union_dues", percent=pct("1.2")),),
            opening=OpeningPart(taxable_this_year=kr(1000), withheld_this_year=kr(300)),
        )
        assert acts.hire(desk, form, draft) == 4
        entry = desk.client.history(limit=1)[0]
        assert entry.seq == before + 1
        assert set(entry.touched) == {
            "employee",
            "employment",
            "employment_terms",
            "tax_card",
            "fixed_line",
            "movement",
            "employee_draft",
        }
        view = employee_page.employee(desk, 4)
        job = view.employments[0]
        assert (view.name, job.part.title, job.occupation) == ("Magdalena Bjørnstad", "Konditor", "Baker")
        assert job.terms[0].part.monthly_salary == kr(41200)
        assert job.terms[0].from_day == date(2026, 12, 1)
        assert view.cards[0].part.table == "8010"
        assert view.lines[0].part.percent == pct("1.2")
        assert view.opening.withheld_this_year == kr(300)
        assert employees.drafts(desk) == ()

    def test_undo_takes_all_of_it_back_and_brings_the_draft(self, desk: Desk) -> None:
        draft = save_draft(desk, a_form())
        acts.hire(desk, a_form(), draft)
        seq = last(desk)
        assert seq is not None
        undo(desk, seq)
        assert not employee_page.exists(desk, 4)
        assert [row.id for row in employees.drafts(desk)] == [draft]

    def test_a_card_that_comes_later_is_no_card(self, desk: Desk) -> None:
        acts.hire(desk, a_form(card=CardPart(2026, "later")))
        assert employee_page.employee(desk, 4).cards == ()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "Ola\x07 Nordmann"}, "name"),
            ({"name": "Å" * 200 + " Li"}, "name"),
            ({"national_id": NUMBER[:10] + str((int(NUMBER[10]) + 1) % 10)}, "national_id"),
            ({"national_id": "12847913736"}, "national_id"),  # Ingrid's
            ({"number": 1}, "number"),
            ({"number": -3}, "number"),
            ({"number": None}, "number"),
            ({"born": date(2030, 1, 1)}, "born"),
            ({"bank_account": "12045101387"}, "bank_account"),
            ({"email": "magdalena hos eksempel"}, "email"),
            ({"payslip_password": "kort"}, "payslip_password"),
            ({"language": "xx"}, "language"),
        ],
    )
    def test_a_person_that_cannot_be_is_refused(self, around: Surroundings, change: dict, field: str) -> None:
        form = a_form()
        assert field in wrong(around, replace(form, person=replace(form.person, **change)))

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"establishment": ""}, "establishment"),
            ({"establishment": "999999999"}, "establishment"),
            ({"start": None}, "start"),
            ({"start": date(1980, 1, 1)}, "start"),  # before the birth
            ({"start": date(1890, 1, 1)}, "start"),
            ({"occupation": "7412"}, "occupation"),
            ({"occupation": "baker"}, "occupation"),
            ({"type": "venn"}, "type"),
            ({"form": "alltid"}, "form"),
            ({"work_schedule": "natt"}, "work_schedule"),
        ],
    )
    def test_an_employment_that_cannot_be_is_refused(self, around: Surroundings, change: dict, field: str) -> None:
        form = a_form()
        assert wrong(around, replace(form, employment=replace(form.employment, **change))) == {field}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"monthly_salary": None}, "monthly_salary"),
            ({"monthly_salary": kr(-1)}, "monthly_salary"),
            ({"monthly_salary": kr(99_000_000)}, "monthly_salary"),
            ({"percent": pct(101)}, "percent"),
            ({"percent": pct(-1)}, "percent"),
            ({"percent": None}, "percent"),
            ({"full_time_hours": Decimal(0)}, "full_time_hours"),
            ({"pay": "hourly"}, "hourly_rate"),
            ({"pay": "barter"}, "pay"),
            ({"period": "4D"}, "period"),
            ({"hours_divisor": Decimal(0)}, "hours_divisor"),
        ],
    )
    def test_terms_that_cannot_be_are_refused(self, around: Surroundings, change: dict, field: str) -> None:
        form = a_form()
        assert wrong(around, replace(form, terms=replace(form.terms, **change))) == {field}

    @pytest.mark.parametrize(
        ("card", "field"),
        [
            (CardPart(2026, "table", "80"), "table"),
            (CardPart(2026, "table", ""), "table"),
            (CardPart(2026, "table", "1234", pct(30)), "table"),
            (CardPart(2026, "percent"), "card_percent"),
            (CardPart(2026, "percent", percent=pct(120)), "card_percent"),
            (CardPart(2026, "exempt"), "exempt_amount"),
            (CardPart(2026, "gull"), "tax_card"),
            (CardPart(None, "none"), "card_year"),
            (CardPart(1999, "none"), "card_year"),
            (CardPart(2026, "percent", percent=pct(30), months=Decimal(11)), "months"),
        ],
    )
    def test_a_card_that_cannot_be_is_refused(self, around: Surroundings, card: CardPart, field: str) -> None:
        assert field in wrong(around, a_form(card=card))

    def test_somebody_who_can_be_employed(self, around: Surroundings) -> None:
        assert wrong(around, a_form()) == set()

    def test_the_refusal_leads_to_the_draft(self, desk: Desk) -> None:
        draft = save_draft(desk, EmployeeForm())
        with pytest.raises(Refused) as refusal:
            acts.hire(desk, EmployeeForm(), draft)
        assert Place("employees", f"draft:{draft}", "name") in {found.where for found in refusal.value.findings}

    def test_somebody_with_a_foreign_number(self, desk: Desk) -> None:
        form = a_form()
        person = replace(
            form.person,
            national_id="",
            born=date(1984, 3, 15),
            international_id="P 12",
            international_type="passnummer",
            international_country="pl",
        )
        acts.hire(desk, replace(form, person=person, has_foreign_id=True))
        assert employee_page.employee(desk, 4).person.international_country == "PL"

    def test_a_foreign_number_needs_a_birth_date_and_a_country(self, around: Surroundings) -> None:
        form = a_form()
        person = replace(form.person, national_id="", international_id="P 12")
        found = wrong(around, replace(form, person=person, has_foreign_id=True))
        assert found == {"born", "international_type", "international_country"}

    def test_the_new_employee_can_be_paid(self, desk: Desk) -> None:
        form = a_form()
        acts.hire(desk, replace(form, employment=replace(form.employment, start=date(2026, 3, 1))))
        result = runs.draft(desk, runs.start(desk, MARCH))
        assert next(slip for slip in result.payslips if slip.person.number == 4)["gross_cash"] == kr(41200)


class TestDrafts:
    def test_a_draft_is_one_row_however_often_it_is_kept(self, desk: Desk) -> None:
        draft = save_draft(desk, EmployeeForm().named("Ola", ""))
        assert save_draft(desk, EmployeeForm().named("Ola", "Dunk"), draft) == draft
        assert [row.name for row in employees.drafts(desk)] == ["Ola Dunk"]
        assert len(rows(desk, "employee_draft")) == 1

    def test_keeping_the_same_again_is_no_change(self, desk: Desk) -> None:
        draft = save_draft(desk, EmployeeForm().named("Ola", ""))
        before = desk.client.history(limit=1)[0].seq
        save_draft(desk, EmployeeForm().named("Ola", ""), draft)
        assert desk.client.history(limit=1)[0].seq == before

    def test_what_could_not_be_read_comes_back_as_it_was_typed(self, desk: Desk) -> None:
        form = EmployeeForm(typed={"monthly_salary": "førti tusen"})
        draft = save_draft(desk, form)
        assert new_employee.draft_form(desk, draft) == form

    def test_a_draft_says_what_it_lacks(self, desk: Desk) -> None:
        save_draft(desk, EmployeeForm().named("Ola", "Dunk"))
        lacks = new_employee.lacking(surroundings(desk), employees.drafts(desk)[0])
        assert {row.field for row in lacks} == {"number", "establishment", "start", "monthly_salary"}

    def test_a_draft_thrown_away_can_be_had_back(self, desk: Desk) -> None:
        draft = save_draft(desk, EmployeeForm().named("Ola", "Dunk"))
        discard_draft(desk, draft)
        assert employees.drafts(desk) == ()
        seq = last(desk)
        assert seq is not None
        undo(desk, seq)
        assert employees.drafts(desk)[0].name == "Ola Dunk"

    def test_a_draft_disturbs_no_run(self, later_desk: Desk) -> None:
        save_draft(later_desk, EmployeeForm().named("Ola", "Dunk"))
        run = runs.start(later_desk, replace(MARCH, month=MARCH.month.plus(1), pay_date=date(2026, 4, 20)))
        assert len(runs.draft(later_desk, run).payslips) == 2  # Jonas has no hours
        save_draft(later_desk, EmployeeForm().named("Kari", "Dunk"))
        runs.approve(later_desk, run, prove=False)


class TestPerson:
    def test_only_what_differs_is_told(self, desk: Desk) -> None:
        part = employee_page.employee(desk, 1).person
        acts.save_person(desk, 1, replace(part, email="ingrid@eksempel.no"))
        entry = desk.client.history(limit=1)[0]
        assert [(row.old, row.new) for row in entry.rows] == [({"email": ""}, {"email": "ingrid@eksempel.no"})]

    def test_a_number_can_change_before_anything_is_paid(self, desk: Desk) -> None:
        part = employee_page.employee(desk, 1).person
        assert acts.save_person(desk, 1, replace(part, number=77)) == 77
        assert employee_page.exists(desk, 77)

    def test_a_number_on_approved_payslips_stays(self, later_desk: Desk) -> None:
        part = employee_page.employee(later_desk, 1).person
        with pytest.raises(Refused) as refusal:
            acts.save_person(later_desk, 1, replace(part, number=77))
        assert fields(refusal) == {"number"}

    def test_what_reporting_makes_of_a_change_is_said(self, later_desk: Desk) -> None:
        view = employee_page.employee(later_desk, 1)
        found = employee_parts.consequences(view, replace(view.person, national_id=NUMBER))
        assert [note.where.field for note in found if note.where] == ["national_id"]
        assert employee_parts.consequences(view, view.person) == ()

    def test_somebody_never_paid_can_be_deleted_and_brought_back(self, desk: Desk) -> None:
        runs.draft(desk, runs.start(desk, MARCH))
        before = employee_page.employee(desk, 3)
        acts.delete_employee(desk, 3)
        assert not employee_page.exists(desk, 3)
        seq = last(desk)
        assert seq is not None
        undo(desk, seq)
        after = employee_page.employee(desk, 3)
        assert (after.person, after.cards) == (before.person, before.cards)
        assert [job.terms for job in after.employments] == [job.terms for job in before.employments]

    def test_a_run_without_them_is_computed_again_before_it_is_approved(self, desk: Desk) -> None:
        run = runs.start(desk, MARCH)
        runs.draft(desk, run)
        acts.delete_employee(desk, 3)
        with pytest.raises(Refused):
            runs.approve(desk, run, prove=False)
        assert len(runs.draft(desk, run).payslips) == 1  # Jonas has no hours
        runs.approve(desk, run, prove=False)

    def test_somebody_who_was_paid_stays(self, later_desk: Desk) -> None:
        with pytest.raises(Refused):
            acts.delete_employee(later_desk, 1)
        assert employee_page.exists(later_desk, 1)

    def test_nobody_has_that_number(self, desk: Desk) -> None:
        with pytest.raises(Refused):
            acts.save_person(desk, 99, PersonPart(99, "Ingen Her"))


class TestTerms:
    def test_new_terms_from_a_day(self, desk: Desk) -> None:
        acts.save_terms(desk, 1, "1", TermsPart(date(2026, 7, 1), monthly_salary=kr(63000)))
        view = employee_page.employee(desk, 1).employments[0]
        assert [terms.from_day for terms in view.terms] == [date(2015, 8, 1), date(2026, 3, 16), date(2026, 7, 1)]
        assert view.terms[1].until == date(2026, 6, 30)
        assert [terms.state for terms in view.terms] == ["past", "past", "now"]

    def test_terms_that_cannot_be(self, desk: Desk) -> None:
        for part, field in (
            (TermsPart(date(2015, 7, 31), monthly_salary=kr(1)), "from_day"),  # before the start
            (TermsPart(None, monthly_salary=kr(50000)), "from_day"),
            (TermsPart(date(2026, 3, 16), monthly_salary=kr(50000)), "from_day"),  # there are some already
            (TermsPart(date(2026, 7, 1), monthly_salary=kr(-5)), "monthly_salary"),
            (TermsPart(date(2026, 7, 1)), "monthly_salary"),
        ):
            with pytest.raises(Refused) as refusal:
                acts.save_terms(desk, 1, "1", part)
            assert field in fields(refusal)
        assert len(rows(desk, "employment_terms")) == 5

    def test_unpaid_terms_are_mended_and_taken_away(self, later_desk: Desk) -> None:
        acts.save_terms(later_desk, 1, "1", TermsPart(date(2026, 7, 1), monthly_salary=kr(63000)))
        part = TermsPart(date(2026, 8, 1), monthly_salary=kr(64000))
        acts.save_terms(later_desk, 1, "1", part, date(2026, 7, 1))
        assert employee_page.employee(later_desk, 1).employments[0].terms[-1].part == part
        acts.remove_terms(later_desk, 1, "1", date(2026, 8, 1))
        assert len(employee_page.employee(later_desk, 1).employments[0].terms) == 2

    def test_terms_that_approved_pay_was_made_from_stand(self, later_desk: Desk) -> None:
        with pytest.raises(Refused) as refusal:
            acts.remove_terms(later_desk, 1, "1", date(2026, 3, 16))
        assert "so they stand" in str(refusal.value)
        part = TermsPart(date(2026, 3, 16), monthly_salary=kr(99999))
        with pytest.raises(Refused):
            acts.save_terms(later_desk, 1, "1", part, date(2026, 3, 16))

    def test_what_is_owed_for_approved_months_is_said(self, later_desk: Desk) -> None:
        view = employee_page.employee(later_desk, 1)
        part = TermsPart(date(2026, 3, 20), monthly_salary=kr(63000))
        assert "back pay" in str(employee_parts.terms_consequences(view, part)[0].what)
        assert employee_parts.terms_consequences(view, replace(part, from_day=date(2026, 4, 1))) == ()

    def test_the_first_terms_stay(self, desk: Desk) -> None:
        with pytest.raises(Refused):
            acts.remove_terms(desk, 1, "1", date(2015, 8, 1))


class TestEmployment:
    def test_the_first_terms_go_along_with_the_start(self, desk: Desk) -> None:
        job = employee_page.employee(desk, 2).employments[0]
        acts.save_employment(desk, 2, "1", replace(job.part, start=date(2024, 9, 1)))
        job = employee_page.employee(desk, 2).employments[0]
        assert (job.start, job.terms[0].from_day) == (date(2024, 9, 1), date(2024, 9, 1))

    def test_a_start_after_paid_days_or_later_terms_is_refused(self, later_desk: Desk) -> None:
        job = employee_page.employee(later_desk, 1).employments[0]
        for start in (date(2026, 5, 1), date(2026, 3, 20)):
            with pytest.raises(Refused) as refusal:
                acts.save_employment(later_desk, 1, "1", replace(job.part, start=start))
            assert fields(refusal) == {"start"}

    def test_moving_to_another_unit_is_said_to_be_a_new_employment(self, later_desk: Desk) -> None:
        view = employee_page.employee(later_desk, 1)
        job = view.employments[0]
        found = employee_parts.employment_consequences(view, job, replace(job.part, establishment="315001013"))
        assert [note.where.field for note in found if note.where] == ["establishment"]

    def test_the_end_with_its_reason(self, desk: Desk) -> None:
        acts.end_employment(desk, 1, "1", date(2026, 10, 31), "arbeidstakerHarSagtOppSelv")
        row = next(row for row in employees.employees(desk) if row.number == 1)
        assert (row.state, row.end) == ("ended", date(2026, 10, 31))
        acts.reopen_employment(desk, 1, "1")
        assert employee_page.employee(desk, 1).employments[0].end is None

    def test_an_end_that_cannot_be(self, desk: Desk) -> None:
        for end, reason, field in (
            (date(2014, 1, 1), "arbeidstakerHarSagtOppSelv", "employment_end"),
            (None, "arbeidstakerHarSagtOppSelv", "employment_end"),
            (date(2026, 10, 31), "", "end_reason"),
            (date(2026, 10, 31), "lei", "end_reason"),
        ):
            with pytest.raises(Refused) as refusal:
                acts.end_employment(desk, 1, "1", end, reason)
            assert fields(refusal) == {field}

    def test_an_end_that_was_paid_stays(self, desk: Desk) -> None:
        acts.end_employment(desk, 1, "1", date(2026, 3, 20), "arbeidstakerHarSagtOppSelv")
        run = runs.start(desk, MARCH)
        runs.draft(desk, run)
        runs.approve(desk, run, prove=False)
        with pytest.raises(Refused):
            acts.reopen_employment(desk, 1, "1")

    def test_somebody_comes_back(self, desk: Desk) -> None:
        acts.end_employment(desk, 1, "1", date(2026, 3, 31), "arbeidstakerHarSagtOppSelv")
        part = EmploymentPart(UNIT, start=date(2026, 9, 1), occupation="1221108")
        assert acts.add_employment(desk, 1, part, TermsPart(monthly_salary=kr(60000))) == "2"
        row = next(row for row in employees.employees(desk) if row.number == 1)
        assert (row.state, row.start, row.employments) == ("active", date(2026, 9, 1), 2)

    def test_no_second_employment_beside_the_first_at_one_unit(self, desk: Desk) -> None:
        part = EmploymentPart(UNIT, start=date(2026, 9, 1), occupation="1221108")
        with pytest.raises(Refused) as refusal:
            acts.add_employment(desk, 1, part, TermsPart(monthly_salary=kr(60000)))
        assert fields(refusal) == {"start"}


NO_RATE_OF_2026 = {"shift_addition", "piece_work", "lodging_benefit", "board_two_meals", "board_one_meal"}


class TestCardsLinesOpening:
    def test_cards_are_added_and_the_newest_holds(self, desk: Desk) -> None:
        acts.add_card(desk, 1, CardPart(2026, "percent", percent=pct(20), issued=date(2026, 10, 1)))
        view = employee_page.employee(desk, 1)
        assert len(view.cards) == 2
        card = view.card_of(2026)
        assert card is not None
        assert card.part.kind == "percent"

    def test_the_same_card_twice_is_refused(self, desk: Desk) -> None:
        part = employee_page.employee(desk, 1).cards[0].part
        with pytest.raises(Refused) as refusal:
            acts.add_card(desk, 1, part)
        assert fields(refusal) == {"tax_card"}

    def test_a_card_typed_by_mistake_goes(self, desk: Desk) -> None:
        acts.remove_card(desk, 1, employee_page.employee(desk, 1).cards[0].id)
        assert employee_page.employee(desk, 1).cards == ()

    def test_a_card_of_a_year_that_was_paid_stays(self, later_desk: Desk) -> None:
        card = employee_page.employee(later_desk, 1).cards[0]
        assert card.used
        with pytest.raises(Refused):
            acts.remove_card(later_desk, 1, card.id)

    def test_lines_come_change_and_go(self, desk: Desk) -> None:
        acts.save_line(desk, 2, LinePart("fixed_addition", amount=kr(500), from_day=date(2026, 4, 1)))
        line = employee_page.employee(desk, 2).lines[0]
        acts.save_line(desk, 2, replace(line.part, to_day=date(2026, 5, 31)), line.id)
        line = employee_page.employee(desk, 2).lines[0]
        assert (line.part.amount, line.part.to_day, line.state) == (kr(500), date(2026, 5, 31), "past")
        acts.remove_line(desk, 2, line.id)
        assert employee_page.employee(desk, 2).lines == ()

    @pytest.mark.parametrize(
        ("part", "field"),
        [
            (LinePart("fixed_salary", amount=kr(1)), "line_type"),
            (LinePart("finnes_ikke", amount=kr(1)), "line_type"),
            (LinePart("fixed_addition"), "line_amount"),
            (LinePart("union_dues", amount=kr(1), percent=pct(1)), "line_percent"),
            (LinePart("union_dues", percent=pct(0)), "line_percent"),
            (LinePart("other_deduction", amount=kr(-1)), "line_amount"),
            (LinePart("attachment", amount=kr(100)), "line_claim"),
            (LinePart("mileage"), "line_quantity"),
            (LinePart("shift_addition", quantity=Decimal(2)), "line_rate"),
            (LinePart("fixed_addition", amount=kr(1), from_day=date(2026, 2, 1), to_day=date(2026, 1, 1)), "line_to"),
            (LinePart("fixed_addition", amount=kr(99_000_000)), "line_amount"),
            (LinePart("fixed_addition", amount=kr(1), text="x" * 200), "line_text"),
        ],
    )
    def test_a_line_that_cannot_be(self, around: Surroundings, part: LinePart, field: str) -> None:
        assert field in {found.where.field for found in stops(list(line_findings(around, part, 2))) if found.where}

    def test_a_line_that_is_refused_is_not_stored(self, desk: Desk) -> None:
        with pytest.raises(Refused):
            acts.save_line(desk, 2, LinePart("fixed_addition"))
        assert len(rows(desk, "fixed_line")) == 1

    def test_every_kind_of_fixed_line_can_be_computed(self, desk: Desk) -> None:
        """What the form asks for is enough for the engine."""
        figures = {"amount": kr(100), "percent": pct(1), "quantity": Decimal(2), "rate": Decimal(10)}
        run = runs.start(desk, MARCH)
        for kind in line_kinds.line_kinds(desk):
            values = {ask: figures[ask] for ask in kind.asks[:1]}  # a mark asks for nothing
            if "claim" in kind.asks:
                values["claim"] = "tax"
            if kind.slug in NO_RATE_OF_2026:
                values["rate"] = Decimal(10)
            acts.save_line(desk, 1, LinePart(kind.slug, **values))  # type: ignore[arg-type]
        assert runs.draft(desk, run).payslips

    def test_opening_balances_stand_once_they_were_paid_on(self, later_desk: Desk) -> None:
        with pytest.raises(Refused) as refusal:
            acts.save_opening(later_desk, 1, OpeningPart(taxable_this_year=kr(1)))
        assert fields(refusal) == {"opening"}

    def test_opening_balances(self, desk: Desk) -> None:
        part = OpeningPart(
            taxable_this_year=kr(9000),
            withheld_this_year=kr(3000),
            holiday_basis_last_year=kr(100_000),
            holiday_paid_this_year=kr(5000),
            holiday_paid_60_this_year=kr(200),
            exempt_used=kr(4000),
        )
        acts.save_opening(desk, 2, part)
        view = employee_page.employee(desk, 2)
        assert view.opening == part
        owed = next(each for each in view.balances if (each.account, each.vintage) == ("holiday_pay", "2026"))
        assert owed.amount == kr(7000)  # 12 % of 100 000, less what was paid
        acts.save_opening(desk, 2, OpeningPart())
        assert employee_page.employee(desk, 2).balances == ()

    def test_a_negative_opening_balance_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refusal:
            acts.save_opening(desk, 2, OpeningPart(taxable_this_year=Money(-1)))
        assert fields(refusal) == {"taxable_this_year"}


def test_every_change_can_be_taken_back(desk: Desk) -> None:
    view = employee_page.employee(desk, 1)
    part = EmploymentPart("315001013", start=date(2026, 9, 1), occupation="1221108")
    changes = (
        lambda: acts.save_person(desk, 1, replace(view.person, email="a@b.no")),
        lambda: acts.save_terms(desk, 1, "1", TermsPart(date(2026, 7, 1), monthly_salary=kr(63000))),
        lambda: acts.remove_terms(desk, 1, "1", date(2026, 3, 16)),
        lambda: acts.end_employment(desk, 1, "1", date(2026, 10, 31), "arbeidstakerHarSagtOppSelv"),
        lambda: acts.add_employment(desk, 1, part, TermsPart(monthly_salary=kr(1))),
        lambda: acts.add_card(desk, 1, CardPart(2026, "exempt_unlimited")),
        lambda: acts.remove_card(desk, 1, view.cards[0].id),
        lambda: acts.save_line(desk, 1, LinePart("fixed_addition", amount=kr(500))),
        lambda: acts.remove_line(desk, 1, view.lines[0].id),
        lambda: acts.save_opening(desk, 1, OpeningPart(taxable_this_year=kr(1))),
        lambda: acts.delete_employee(desk, 1),
    )
    for change in changes:
        change()
        seq = last(desk)
        assert seq is not None
        undo(desk, seq)
        after = employee_page.employee(desk, 1)
        assert (after.person, after.employments, after.cards, after.lines, after.opening) == (
            view.person,
            view.employments,
            view.cards,
            view.lines,
            view.opening,
        )


def test_nothing_of_a_refused_change_is_stored(desk: Desk) -> None:
    tables = ("employee", "employment", "employment_terms", "tax_card", "change_log")
    counted = [len(rows(desk, table)) for table in tables]
    with pytest.raises(Refused):
        acts.hire(desk, a_form(terms=TermsPart(percent=Percent.of(500))))
    assert [len(rows(desk, table)) for table in tables] == counted
