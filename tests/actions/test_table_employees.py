"""People from tables: looked at with what the form would say, employed, kept as drafts, filled in, and taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import event

from models.values.finding import Refused, Severity
from models.values.money import Money
from models.values.percent import Percent
from services.actions import absences, employees, export_all, runs, table_import
from services.actions.employee_drafts import save_draft
from services.actions.inspect import inspect_file
from services.actions.table_import import (
    AS_FOUND,
    CHANGED,
    HELD,
    NEW,
    SAME,
    Choices,
    Decision,
    TablePreview,
    TableRow,
)
from services.actions.undo import last, undo
from services.desk.absence_form import AbsenceForm
from services.desk.desk import Desk
from services.desk.employee_form import CardPart, EmployeeForm, EmploymentPart, OpeningPart, PersonPart, TermsPart
from services.desk.table_employees import EmployeesPlan
from services.queries import table_import as asked
from services.queries.employee_page import EmployeeView, employee
from services.queries.employees import drafts
from services.queries.employees import employees as listed
from services.queries.new_employee import lacking, surroundings
from services.reference.texts import texts
from tests.actions.samples import Made, rows, start_march
from tests.amelding.samples import national_ids
from tests.files.test_sheet import workbook

UNIT = "315000017"
TORA, EVEN = "05919049911", "07818549908"  # the second lost its zero in the spreadsheets below

SEMICOLONS = f"""\ufeffAnsattnr;Fornavn;Etternavn;Fødselsnr.;Adresse;Postnr;Poststed;E-post;Kontonr;Virksomhet;\
Ansatt fra;Yrkeskode;Stilling;Stillingsprosent;Månedslønn;Timelønn;Skattetabell;Skatteprosent;Brutto hittil i år;\
Forskuddstrekk hittil i år;Feriepengegrunnlag i fjor;Restferie
12;Tora;Myhre Lund;{TORA};Storgata 1;123;Oslo;tora@example.no;1203 40 03007;{UNIT};01.08.2020;\
5223108;Butikksjef;100 %;45 000,00;0;8010;33;400 000,00;120 000;512 345,50;7,5
14;Even;Dahl;{EVEN[1:]};Åsveien 3;5019;Bergen;;12034003155;{UNIT};15.02.2023;\
5223108;;60 %;;215,50;;34 %;;;;
"""
COMMAS = f"""Employee no,Name,National ID,Street,Zip,City,E-mail,Bank account,Sub-unit,Start date,Occupation,Title,\
Position percent,Monthly salary,Hourly rate,Tax table,Tax percent,Taxable,Tax withheld,Holiday basis last year,\
Holiday balance
12,"Myhre Lund, Tora",{TORA},Storgata 1,0123,Oslo,tora@example.no,12034003007,{UNIT},2020-08-01,\
5223108,Butikksjef,100,45000.00,,8010,33,400000.00,120000.00,512345.50,7.5
14,Even Dahl,{EVEN},Åsveien 3,5019,,,12034003155,{UNIT},2023-02-15,5223108,,60,,215.50,,34,,,,
"""
TABS = f"""Medarbejdernr\tNavn\tCPR/fnr\tNational ID\tAdresse\tPostnr\tBy\tMail\tBankkonto\t\
Virksomhed\tAnsat fra\tYrke\tTitel\tBeskæftigelsesgrad\tMånedsløn\tTimeløn\tTabell\t\
Trækprocent\tSkattepliktig hittil i år\tTax withheld\t\
Ferieberettiget løn sidste år\tFeriedage til rest
12\tTora Myhre Lund\tx\t{TORA}\tStorgata 1\t0123\tOslo\ttora@example.no\t12034003007\t\
{UNIT}\t1.8.20\t5223108\tButikksjef\t100\t45.000,00\t\t8010\t33\t400.000,00\t120.000,00\t512.345,50\t7,5
14\tEven Dahl\tx\t{EVEN}\tÅsveien 3\t5019\tBergen\t\t12034003155\t{UNIT}\t15.2.23\t5223108\t\t60\t\t215,50\t\t34\t\t\t\t
"""


def as_xlsx() -> bytes:
    """Numbers and days as such, as a program writes them: zeros in front are gone."""
    header = (
        *("Ansattnr", "Etternavn", "Fornavn", "Personnummer", "Adresse 1", "Postnummer", "Poststed", "Epost"),
        *("Bankkontonummer", "Org.nr virksomhet", "Ansettelsesdato", "Stillingskode", "Stillingstittel"),
        *("Stillingsprosent", "Fastlønn", "Timesats", "Trekktabell", "Trekkprosent", "Trekkgrunnlag hittil i år"),
        *("Trukket skatt", "FP-grunnlag i fjor", "Feriedager igjen"),
    )
    return workbook(
        header,
        (
            *(12, "Myhre Lund", "Tora", int(TORA), "Storgata 1", 123, "Oslo", "tora@example.no", 12034003007),
            *(int(UNIT), date(2020, 8, 1), 5223108, "Butikksjef", 100, 45000, None, 8010, 33),
            *(400000, 120000, 512345.5, 7.5),
        ),
        (
            *(14, "Dahl", "Even", int(EVEN), "Åsveien 3", 5019, "Bergen", None, 12034003155),
            *(int(UNIT), date(2023, 2, 15), 5223108, None, 60, None, 215.5, None, 34),
            *(None, None, None, None),
        ),
        title="Ansatte",
    )


LAYOUTS = {
    "semicolons": SEMICOLONS.encode(),
    "latin-1": SEMICOLONS.lstrip("\ufeff").encode("cp1252"),
    "commas": COMMAS.encode(),
    "tabs": TABS.encode(),
    "xlsx": as_xlsx(),
}
HEADER = "Ansattnr;Navn;Fødselsnummer;Kontonummer;Virksomhet;Startdato;Yrkeskode;Stillingsprosent;Månedslønn;Tabell"
GOOD = f"12;Tora Lund;{TORA};12034003007;{UNIT};01.08.2020;5223108;100;45 000,00;8010"


def seen(
    desk: Desk, content: bytes, choices: Choices = AS_FOUND, decisions: dict[int, Decision] | None = None
) -> TablePreview:
    return table_import.preview(desk, "employees", content, "ansatte.csv", choices, decisions or {})


def take(desk: Desk, content: bytes, choices: Choices = AS_FOUND) -> int:
    return table_import.take_in(desk, "employees", content, "ansatte.csv", choices).import_id


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def row(**cells: str) -> bytes:
    """A table with the good row, in which some cells are others, or which has other columns too."""
    values = dict(zip(HEADER.split(";"), GOOD.split(";"), strict=True)) | cells
    return table(";".join(values.values()), header=";".join(values))


def one(desk: Desk, content: bytes, choices: Choices = AS_FOUND) -> TableRow:
    [found] = seen(desk, content, choices).rows
    return found


def told(found: TableRow, target: str) -> list[tuple[str, str]]:
    """What is said beside a cell: how bad and what."""
    here = [each for each in found.findings if each.where is not None and each.where.field == target]
    return [(each.severity.value, str(each.what)) for each in here]


def chosen(**options: str) -> Choices:
    return Choices(options=options)


def answered(**answers: str) -> Choices:
    return Choices(answers=answers)


def refusal(job: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        job()
    return str(caught.value.findings[0].what)


def job_of(view: EmployeeView) -> tuple[EmploymentPart, TermsPart]:
    [only] = view.employments
    return only.part, only.terms[-1].part


# --- taken in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_of_another_program_employs_people(desk: Desk, layout: str) -> None:
    """Norwegian, English and Danish headings; three forms of days and of amounts; zeros that were eaten."""
    content = LAYOUTS[layout]
    assert table_import.guess(content)[0].kind == "employees"
    preview = seen(desk, content)
    assert [(each.state, each.subject) for each in preview.rows] == [(NEW, "Tora Myhre Lund"), (NEW, "Even Dahl")]
    assert str(preview.tells[0]) == "New: 2 · drafts: 0 · changed: 0 · as before: 0 · held back: 0"
    assert not [each for each in rows(desk, "employee") if each[2] == "Even Dahl"]
    take(desk, content)
    tora, even = employee(desk, 12), employee(desk, 14)
    assert tora.person == PersonPart(
        12,
        "Tora Myhre Lund",
        TORA,
        address="Storgata 1\n0123 Oslo",
        bank_account="12034003007",
        email="tora@example.no",
    )
    part, terms = job_of(tora)
    assert part == EmploymentPart(UNIT, start=date(2020, 8, 1), occupation="5223108", title="Butikksjef")
    assert (terms.pay, terms.percent, terms.monthly_salary) == ("monthly", Percent.of("100"), Money.kr(45_000))
    assert tora.cards[0].part == CardPart(2026, "table", "8010", Percent.of("33"))
    assert tora.opening == OpeningPart(
        taxable_this_year=Money.kr(400_000),
        withheld_this_year=Money.kr(120_000),
        holiday_basis_last_year=Money.kr("512345.50"),
        holiday_days_left=Decimal("7.5"),
    )
    assert (even.person.national_id, even.person.address) == (EVEN, "Åsveien 3\n5019 Bergen")
    part, terms = job_of(even)
    assert (terms.pay, terms.percent, terms.hourly_rate) == ("hourly", Percent.of("60"), Money.kr("215.50"))
    assert even.cards[0].part == CardPart(2026, "percent", "", Percent.of("34"))
    assert not even.opening


def test_the_same_list_again_changes_nothing(desk: Desk) -> None:
    take(desk, LAYOUTS["semicolons"])
    before = rows(desk, "employee"), rows(desk, "employment_terms"), rows(desk, "movement")
    preview = seen(desk, LAYOUTS["commas"])
    assert [each.state for each in preview.rows] == [SAME, SAME]
    assert not preview.can_take
    overwritten = seen(desk, LAYOUTS["tabs"], chosen(known="overwrite"))
    assert [each.state for each in overwritten.rows] == [SAME, SAME]
    assert "was imported on" in refusal(lambda: take(desk, LAYOUTS["semicolons"]))
    assert before == (rows(desk, "employee"), rows(desk, "employment_terms"), rows(desk, "movement"))


def test_it_goes_back_while_nothing_depends_on_it(desk: Desk) -> None:
    tables = ("employee", "employment", "employment_terms", "tax_card", "movement", "employee_draft")
    before = [rows(desk, each) for each in tables]
    content = LAYOUTS["semicolons"] + f"15;Uten;Lønn;;;;;;;{UNIT};01.01.2024;;;100;;;;;;;;\n".encode()
    import_id = take(desk, content)
    assert len(drafts(desk)) == 1
    [logged] = asked.imports(desk)
    assert (logged.kind, logged.rows, logged.can_undo) == ("employees", 3, True)
    start_march(desk)
    runs.draft(desk, 1)  # an open run has computed them already
    assert table_import.undo_import(desk, import_id) == 3
    assert [rows(desk, each) for each in tables[:4]] == before[:4]
    assert not drafts(desk)
    assert {each.number for each in listed(desk)} == {1, 2, 3}
    assert "undone" in refusal(lambda: table_import.undo_import(desk, import_id))
    take(desk, content)


def test_undo_in_the_log_of_changes_takes_it_back_too(desk: Desk) -> None:
    take(desk, LAYOUTS["commas"])
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert {each.number for each in listed(desk)} == {1, 2, 3}


def test_what_depends_on_somebody_keeps_the_import(desk: Desk) -> None:
    import_id = take(desk, LAYOUTS["commas"])
    absences.enter(desk, AbsenceForm(14, "holiday", date(2026, 11, 2), date(2026, 11, 3)))
    assert "Even Dahl" in refusal(lambda: table_import.undo_import(desk, import_id))
    assert "Even Dahl" in str(asked.imports(desk)[0].why_not)


def test_pay_that_was_approved_keeps_the_import(desk: Desk) -> None:
    import_id = take(desk, LAYOUTS["commas"])
    run = start_march(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    assert "by now" in refusal(lambda: table_import.undo_import(desk, import_id))


def test_somebody_imported_is_paid_by_what_they_brought(desk: Desk) -> None:
    """45,000 a month."""
    take(desk, LAYOUTS["semicolons"])
    result = runs.draft(desk, start_march(desk))
    [slip] = [each for each in result.payslips if each.person.number == 12]
    assert [each.amount.value for each in slip.lines if each.amount.value.ore > 0] == [Money.kr(45_000)]


# --- incomplete ------------------------------------------------------------------------------------------------------


def test_who_lacks_something_becomes_a_draft_that_says_what(desk: Desk) -> None:
    found = one(desk, row(Månedslønn="", Startdato=""))
    assert found.state == NEW
    assert str(found.what) == "Draft. Left to do: First day at work, Monthly salary"
    assert told(found, "start") == [("warning", "The first day at work is missing")]
    take(desk, row(Månedslønn="", Startdato=""))
    [draft] = drafts(desk)
    assert {each.field for each in lacking(surroundings(desk), draft)} == {"start", "monthly_salary"}
    assert one(desk, row(Månedslønn="", Startdato="") + b"\n").state == SAME
    again = one(desk, row())
    assert (again.state, str(again.what)[:33]) == (HELD, "There is a draft of Tora Lund alr")


def test_who_lacks_something_can_be_held_back_instead(desk: Desk) -> None:
    preview = seen(desk, row(Månedslønn=""), chosen(incomplete="hold"))
    assert preview.rows[0].state == HELD
    assert told(preview.rows[0], "monthly_salary") == [("stop", "The monthly salary is missing")]
    assert not preview.can_take


def test_a_draft_that_was_touched_stays_when_the_import_is_undone(desk: Desk) -> None:
    import_id = take(desk, row(Månedslønn=""))
    [draft] = drafts(desk)
    save_draft(desk, EmployeeForm(person=PersonPart(name="Tora Lund Ås")), draft.id)
    assert table_import.undo_import(desk, import_id) == 0
    assert len(drafts(desk)) == 1


# --- what the form would have said -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "target", "severity", "what"),
    [
        ({"Kontonummer": "12034003008"}, "bank_account", "warning", "check digit"),
        ({"Stillingsprosent": "120 %"}, "percent", "warning", "A position is from 0 to 100%"),
        ({"E-post": "tora@"}, "email", "warning", "is not an e-mail address"),
        ({"Yrkeskode": "5223"}, "occupation", "warning", "STYRK-08"),
        ({"Yrkeskode": "9999999"}, "occupation", "warning", "not in our list"),
        ({"Virksomhet": "311111111"}, "establishment", "warning", "no sub-unit 311111111"),
        ({"Tabell": "8999"}, "table", "warning", "There is no table 8999"),
        ({"Månedslønn": "540 000,00"}, "monthly_salary", "warning", "Is that the salary of a year?"),
        ({"Startdato": "01.08.1985"}, "start", "warning", "is before the birth date"),
        ({"Kontonummer": "12034001373"}, "bank_account", "warning", "Ingrid Haugen Ås (no. 1) has the same account"),
        ({"Fødselsdato": "06.11.1990"}, "born", "warning", "The number says"),
        ({"Skatt hittil i år": "5000"}, "withheld_this_year", "warning", "More is withheld than there was"),
        ({"Navn": "Tora"}, "name", "warning", "There is only one name"),
        ({"Fødselsnummer": "05919049912"}, "national_id", "warning", "check digit"),
    ],
)
def test_the_form_speaks_beside_the_cell(
    desk: Desk, cells: dict[str, str], target: str, severity: str, what: str
) -> None:
    found = one(desk, row(**cells))
    assert any(what in each and how == severity for how, each in told(found, target)), told(found, target)


def test_it_says_just_what_the_form_says(desk: Desk) -> None:
    """Every finding of the form stands beside a cell, and no other does."""
    from services.desk.employee_around import surroundings as read
    from services.desk.employee_checks import form_findings

    preview = seen(desk, row(Yrkeskode="", Kontonummer="", Tabell=""))
    assert isinstance(preview.plan, EmployeesPlan)
    [newcomer] = preview.plan.new
    by_form = [str(each.what) for each in form_findings(read(desk), newcomer.form, "new")]
    assert [str(each.what) for each in preview.rows[0].findings] == by_form
    assert len(by_form) == 3


@pytest.mark.parametrize(
    ("cells", "target", "what"),
    [
        ({"Fødselsnummer": "1234567"}, "national_id", "eleven digits"),
        ({"Startdato": "i fjor"}, "start", "is no date"),
        ({"Månedslønn": "etter avtale"}, "monthly_salary", "is no number"),
        ({"Månedslønn": "=A1*12"}, "monthly_salary", "formulas are not computed"),
        ({"Ansattnr": "A12"}, "number", "is no whole number"),
        ({"Ansattnr": "1"}, "number", "has another identity number"),
        ({"Ansattnr": "1", "Fødselsnummer": ""}, "number", "Employee 1 is Ingrid Haugen Ås"),
        ({"Navn": "", "Fødselsnummer": "", "Ansattnr": "77"}, "number", "There is no employee 77"),
        ({"Navn": "", "Fødselsnummer": "", "Ansattnr": ""}, "name", "does not say who it is about"),
        ({"Ansettelsesform": "på prøve"}, "form", "is not known here"),
        ({"Sluttdato": "31.10.2026"}, "end_reason", "Choose why the employment ends"),
        ({"Yrkeskode": "sjåfør"}, "occupation", "can be"),
        ({"Virksomhet": "Kaffebaren"}, "establishment", "is not known here"),
    ],
)
def test_what_nobody_can_know_is_held_back_with_the_reason(
    desk: Desk, cells: dict[str, str], target: str, what: str
) -> None:
    preview = seen(desk, row(**cells))
    [found] = preview.rows
    assert found.state == HELD
    assert any(what in each and how == "stop" for how, each in told(found, target)), found.findings
    assert not preview.can_take


def test_two_rows_about_one_person_wait_until_one_is_left_out(desk: Desk) -> None:
    content = table(GOOD, GOOD.replace("45 000", "46 000"), f"13;Even Dahl;{EVEN};;{UNIT};01.01.2024;;;30 000;")
    preview = seen(desk, content)
    assert [each.state for each in preview.rows] == [HELD, HELD, NEW]
    assert str(preview.rows[0].what) == "Lines 2, 3 are about the same person or number: leave all but one out"
    preview = seen(desk, content, decisions={3: Decision(leave_out=True)})
    assert [each.state for each in preview.rows] == [NEW, "left_out", NEW]
    same_number = table(GOOD, f"12;Even Dahl;{EVEN};;{UNIT};01.01.2024;;;30 000;")
    assert {each.state for each in seen(desk, same_number).rows} == {HELD}


def test_a_cell_that_is_mended_in_the_preview_counts(desk: Desk) -> None:
    content = row(Startdato="i fjor")
    [found] = seen(desk, content, decisions={2: Decision(cells={"start": "01.08.2025"})}).rows
    assert str(found.what) == "Becomes employee 12, from 2025-08-01"


def test_without_a_number_the_next_free_ones_are_given(desk: Desk) -> None:
    lines = (GOOD, f";Even Dahl;{EVEN};;{UNIT};01.01.2024;;;30 000;", f";Una Vik;;;{UNIT};01.01.2024;;;30 000;")
    preview = seen(desk, table(*lines, header=HEADER))
    assert isinstance(preview.plan, EmployeesPlan)
    assert [each.form.person.number for each in preview.plan.new] == [12, 4, 5]


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_an_occupation_by_its_name(desk: Desk) -> None:
    found = one(desk, row(Yrkeskode="Kokk"))
    assert told(found, "occupation") == [("note", "Taken for Kokk (5122114)")]
    preview = seen(desk, row(Yrkeskode="sjåfør"))
    [question] = preview.questions
    assert str(question.what) == "Which occupation is “sjåfør”?"
    code = question.answers[0].value
    preview = seen(desk, row(Yrkeskode="sjåfør"), answered(**{question.name: code}))
    assert isinstance(preview.plan, EmployeesPlan)
    [newcomer] = preview.plan.new
    assert (newcomer.form.employment.occupation, newcomer.form.employment.title) == (code, "sjåfør")
    empty = seen(desk, row(Yrkeskode="sjåfør"), answered(**{question.name: "-"}))
    assert isinstance(empty.plan, EmployeesPlan)
    assert empty.plan.new[0].form.employment.occupation == ""


def test_words_and_units_of_another_program_are_asked_once_and_remembered(desk: Desk) -> None:
    content = row(Ansettelsesform="på prøve", Virksomhet="Kaffebaren")
    names = [each.name for each in seen(desk, content).questions]
    assert names == ["form=paprove", "establishment=kaffebaren"]
    said = answered(**{names[0]: "midlertidig", names[1]: UNIT})
    take(desk, content, said)
    part, _ = job_of(employee(desk, 12))
    assert (part.form, part.establishment) == ("midlertidig", UNIT)
    other = content.replace(b"12;Tora Lund;05919049911;12034003007", f"13;Even Dahl;{EVEN};12034003155".encode())
    assert one(desk, other).state == NEW


def test_which_sub_unit_and_why_it_ended_are_asked_for_the_whole_table(desk: Desk) -> None:
    content = row(Virksomhet="", Sluttdato="31.10.2026")
    assert [each.name for each in seen(desk, content).questions] == ["establishment", "end_reason"]
    take(desk, content, answered(establishment=UNIT, end_reason="arbeidstakerHarSagtOppSelv"))
    [job] = employee(desk, 12).employments
    assert (job.part.establishment, job.end, job.end_reason) == (
        UNIT,
        date(2026, 10, 31),
        "arbeidstakerHarSagtOppSelv",
    )


def test_a_yearly_salary_is_a_twelfth_a_month(desk: Desk) -> None:
    found = one(desk, row(Månedslønn="", Årslønn="500 000"))
    assert told(found, "yearly_salary")[0][1].startswith("41666.67 a month")


def test_a_freelancer_needs_no_pay(desk: Desk) -> None:
    preview = seen(desk, row(Månedslønn="", Arbeidsforhold="Frilanser", Ansettelsesform="Fast"))
    assert isinstance(preview.plan, EmployeesPlan)
    form = preview.plan.new[0].form
    assert (form.terms.pay, form.employment.form) == ("fee", "")


# --- people who are here ---------------------------------------------------------------------------------------------

INGRID = "1;Ingrid Haugen Ås;12847913736"


def test_only_what_is_empty_is_filled_in(desk: Desk) -> None:
    content = table(f"{INGRID};ingrid@example.no;12034003007;61 000", header="Nr;Navn;Fnr;E-post;Konto;Månedslønn")
    found = one(desk, content)
    assert (found.state, found.employee, str(found.what)) == (CHANGED, 1, "Would get: E-mail")
    assert told(found, "bank_account") == [("note", "Something else stands here, and it stays")]
    assert told(found, "monthly_salary") == [("note", "Here it is 60200.00, and that stays")]
    import_id = take(desk, content)
    view = employee(desk, 1)
    assert (view.person.email, view.person.bank_account) == ("ingrid@example.no", "12034001373")
    assert table_import.undo_import(desk, import_id) == 1
    assert employee(desk, 1).person.email == ""


def test_the_table_holds_where_that_is_chosen(desk: Desk) -> None:
    content = table(f"{INGRID};12034003007;61 000;02.08.2015", header="Nr;Navn;Fnr;Konto;Månedslønn;Startdato")
    found = one(desk, content, chosen(known="overwrite"))
    assert str(found.what) == "Changes: Account number, Monthly salary"
    assert told(found, "start")[0][0] == "warning"
    import_id = take(desk, content, chosen(known="overwrite"))
    view = employee(desk, 1)
    [job] = view.employments
    assert (view.person.bank_account, job.start) == ("12034003007", date(2015, 8, 1))
    assert [each.part.monthly_salary for each in job.terms] == [Money.kr(58_500), Money.kr(61_000)]
    table_import.undo_import(desk, import_id)
    view = employee(desk, 1)
    assert view.person.bank_account == "12034001373"
    assert view.employments[0].terms[-1].part.monthly_salary == Money.kr(60_200)


def test_another_form_of_pay_is_taken_whole_or_not_at_all(desk: Desk) -> None:
    content = table(f"{INGRID};Timelønn;300,00", header="Nr;Navn;Fnr;Avlønning;Timelønn")
    assert one(desk, content).state == SAME
    import_id = take(desk, content, chosen(known="overwrite"))
    [job] = employee(desk, 1).employments
    terms = job.terms[-1].part
    assert (terms.pay, terms.hourly_rate, terms.monthly_salary) == ("hourly", Money.kr(300), None)
    table_import.undo_import(desk, import_id)
    [job] = employee(desk, 1).employments
    assert job.terms[-1].part.monthly_salary == Money.kr(60_200)


def test_what_somebody_changed_since_is_not_put_back(desk: Desk) -> None:
    import_id = take(desk, table(f"{INGRID};ingrid@example.no", header="Nr;Navn;Fnr;E-post"))
    person = employee(desk, 1).person
    employees.save_person(desk, 1, PersonPart(**{**_fields(person), "email": "ny@example.no"}))
    table_import.undo_import(desk, import_id)
    assert employee(desk, 1).person.email == "ny@example.no"


def _fields(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def test_the_log_of_imports_names_nobody(desk: Desk) -> None:
    take(desk, LAYOUTS["commas"])
    take(desk, table(f"{INGRID};ingrid@example.no", header="Nr;Navn;Fnr;E-post"))
    noted = " ".join(str(cell) for each in rows(desk, "imported_file") for cell in each)
    assert "Ingrid" not in noted
    assert "12847913736" not in noted
    assert "Myhre" not in noted


def test_opening_balances_alone_by_number(desk: Desk) -> None:
    content = table("1;480 000;300 000", "2;;12 000,50", header="Ansattnr;Feriepengegrunnlag i fjor;Brutto hittil i år")
    preview = seen(desk, content)
    assert [str(each.what) for each in preview.rows] == ["Would get: Taxable pay so far this year"] * 2
    import_id = take(desk, content)
    opening = employee(desk, 1).opening
    assert (opening.taxable_this_year, opening.holiday_basis_last_year) == (Money.kr(300_000), Money.kr(480_000))
    assert employee(desk, 2).opening == OpeningPart(taxable_this_year=Money.kr("12000.50"))
    table_import.undo_import(desk, import_id)
    assert employee(desk, 1).opening == OpeningPart(holiday_basis_last_year=Money.kr(480_000))
    assert not employee(desk, 2).opening


def test_openings_that_were_paid_with_stay(desk: Desk) -> None:
    import_id = take(desk, table("1;300 000", header="Ansattnr;Brutto hittil i år"))
    run = start_march(desk)
    runs.draft(desk, run)
    assert asked.imports(desk)[0].can_undo
    runs.approve(desk, run, prove=False)
    assert "Ingrid Haugen Ås was paid with it" in refusal(lambda: table_import.undo_import(desk, import_id))


def test_what_was_approved_is_never_touched(later_desk: Desk) -> None:
    before = rows(later_desk, "employment_terms"), rows(later_desk, "movement"), rows(later_desk, "payslip")
    content = table(f"{INGRID};61 000;300 000", header="Nr;Navn;Fnr;Månedslønn;Brutto hittil i år")
    found = one(later_desk, content, chosen(known="overwrite"))
    assert (found.state, str(found.what)) == (SAME, "Is here already; what differs stays")
    assert "Pay is approved with the terms" in told(found, "monthly_salary")[0][1]
    assert "so they stand" in told(found, "taxable_this_year")[0][1]
    assert before == (rows(later_desk, "employment_terms"), rows(later_desk, "movement"), rows(later_desk, "payslip"))


def test_a_tax_card_is_added_where_there_is_none_of_the_year(desk: Desk) -> None:
    found = one(desk, table(f"{INGRID};8010", header="Nr;Navn;Fnr;Tabell"))
    assert told(found, "table") == [("warning", "There is a tax card of 2026 here, and it stays")]
    import_id = take(desk, table(f"{INGRID};8010;2027", header="Nr;Navn;Fnr;Tabell;Skattekortår"))
    assert {each.part.year for each in employee(desk, 1).cards} == {2026, 2027}
    table_import.undo_import(desk, import_id)
    assert {each.part.year for each in employee(desk, 1).cards} == {2026}


def test_somebody_is_known_by_name_where_there_is_nothing_else(desk: Desk) -> None:
    found = one(desk, table("Fjeldstad, Jonas;jonas@example.no", header="Navn;E-post"))
    assert (found.state, found.employee) == (CHANGED, 2)
    matched = seen(
        desk,
        table("Jonas F.;jonas@example.no", header="Navn;E-post"),
        decisions={2: Decision(employee=2)},
    )
    assert matched.rows[0].employee == 2


def test_who_left_and_comes_again_is_employed_anew_by_hand(desk: Desk) -> None:
    employees.end_employment(desk, 1, "1", date(2026, 9, 30), "arbeidstakerHarSagtOppSelv")
    again = one(desk, table(f"{INGRID};01.11.2026", header="Nr;Navn;Fnr;Startdato"))
    assert again.state == HELD
    assert "left on 2026-09-30. Open the old entry" in told(again, "start")[0][1]
    assert one(desk, table(f"{INGRID};01.08.2015", header="Nr;Navn;Fnr;Startdato")).state == SAME


def test_several_employments_are_not_guessed_between(desk: Desk) -> None:
    found = one(desk, table("3;Maja Eikeland;30 000;maja@example.no", header="Nr;Navn;Månedslønn;E-post"))
    assert str(found.what) == "Would get: E-mail"
    assert "There are 2 employments" in told(found, "start")[0][1]


# --- files -----------------------------------------------------------------------------------------------------------


def test_before_there_is_an_employer_nobody_comes_in(tmp_path: Path) -> None:
    from services.vault.client import Client
    from tests.actions.samples import NO_COPIES, PASSWORD, Clock

    client, _ = Client.create(tmp_path / "ny.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    preview = seen(Desk(client, "kari", Clock()), row())
    assert preview.refused
    assert "Enter the employer first" in str(preview.findings[0].what)
    client.close()


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_the_template_is_known_by_its_headings(language: str) -> None:
    made = table_import.template("employees", language, "xlsx")
    assert table_import.guess(made.content)[0].kind == "employees"
    header = [cell.value for cell in load_workbook(io.BytesIO(made.content)).worksheets[0][1]]
    say = texts(language)
    [kind] = [each for each in asked.kinds() if each.name == "employees"]
    assert header == [say(each.label) for each in kind.targets]
    assert len(set(header)) == len(header)


def test_our_own_list_of_employees_maps_by_itself(desk: Desk, tmp_path: Path) -> None:
    export_all.export_all(desk, tmp_path / "ut")
    [content] = [each.read_bytes() for each in (tmp_path / "ut").rglob("employee.csv")]
    preview = seen(desk, content)
    used = {each.target for each in preview.columns}
    assert {"number", "name", "national_id", "address", "bank_account", "email", "language"} <= used
    assert [each.state for each in preview.rows] == [SAME, SAME, SAME]


def test_inspect_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(LAYOUTS["semicolons"])
    assert inspect_file(path, "en")["data"]["table"] == "employees"
    path.write_text(f"Fødselsnummer;Navn;Fra;Til;Beløp\n{TORA};Tora;20261001;20261031;12000,00\n")
    assert inspect_file(path, "en")["data"]["table"] == "refunds"


def test_many_people_need_no_statement_each(desk: Desk) -> None:
    """Reading asks as often for 60 as for 2."""
    ids = national_ids(date(1971, 4, 9))
    lines = [
        f"{100 + place};Navn{place} Vik{place};{next(ids)};;{UNIT};01.01.2024;5223108;100;40000;" for place in range(60)
    ]
    asked_for: list[str] = []

    def count(*said: Any) -> None:
        asked_for.append(said[2])

    with desk.reading() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    assert seen(desk, table(*lines)).taken == 60
    many = len(asked_for)
    asked_for.clear()
    assert seen(desk, table(*lines[:2])).taken == 2
    assert len(asked_for) == many < 40
    event.remove(engine, "before_cursor_execute", count)


# --- round trip ------------------------------------------------------------------------------------------------------

_ALL_IDS = [
    number for year in range(1955, 2000) for _, number in zip(range(2), national_ids(date(year, 6, 15)), strict=False)
]
_NAMES = st.sampled_from(("Åse", "Kari Anne", "Per-Olav", "Jørn", "Ída", "Łukasz", "O'Neill", "Müller"))


@st.composite
def people(draw: st.DrawFn) -> list[EmployeeForm]:
    ids = draw(st.lists(st.sampled_from(_ALL_IDS), min_size=1, max_size=4, unique=True))
    found = []
    for place, identity in enumerate(ids):
        hourly = draw(st.booleans())
        amount = Money(draw(st.integers(20_000, 99_999)) if hourly else draw(st.integers(1_000_000, 9_999_999)))
        opening: dict[str, Any] = {
            name: Money(draw(st.integers(1, 99_999_999)))
            for name in draw(st.sets(st.sampled_from(("taxable_this_year", "holiday_basis_last_year", "advance"))))
        }
        form = EmployeeForm(
            person=PersonPart(
                20 + place,
                national_id=identity,
                address=draw(st.sampled_from(("", "Storgata 1\n0123 Oslo", "c/o Ås\nVei 2 B\n5019 Bergen"))),
                language=draw(st.sampled_from(("nb", "da", "en"))),
                email=draw(st.sampled_from(("", "a.b@example.no"))),
            ),
            employment=EmploymentPart(
                UNIT,
                form=draw(st.sampled_from(("fast", "midlertidig"))),
                start=date(2020, draw(st.integers(1, 12)), 13 + place),
                occupation="5223108",
                title=draw(st.sampled_from(("", "Butikksjef", "=1+1", "-"))),
                work_schedule=draw(st.sampled_from(("ikkeSkift", "skift365", "offshore336"))),
            ),
            terms=TermsPart(
                percent=Percent(Decimal(draw(st.integers(200, 10_000))) / 100),
                full_time_hours=draw(st.sampled_from((Decimal("37.5"), Decimal(40), Decimal("35.5")))),
                pay="hourly" if hourly else "monthly",
                monthly_salary=None if hourly else amount,
                hourly_rate=amount if hourly else None,
            ),
            card=CardPart(2026, "table", "8010", Percent(Decimal(33))),
            opening=OpeningPart(**opening),
        )
        found.append(form.named(draw(_NAMES), draw(_NAMES)).tidy())
    return found


def filled(forms: list[EmployeeForm], language: str) -> bytes:
    """Our template, filled in by hand as a spreadsheet writes it."""
    made = table_import.template("employees", language, "csv")
    [kind] = [each for each in asked.kinds() if each.name == "employees"]
    say = texts(language)
    header = next(csv.reader(io.StringIO(made.content.decode("utf-8-sig")), delimiter=";"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    for form in forms:
        cells: dict[str, Any] = {**_fields(form.person), **_fields(form.employment), **_fields(form.terms)}
        cells |= {"name": form.person.name, "table": "8010", "card_percent": "33", **_fields(form.opening)}
        cells |= {"tax_card": "", "first_name": form.first_name, "last_name": form.last_name}
        writer.writerow([_written(cells.get(each.name), say) for each in kind.targets])
    return out.getvalue().encode()


def _written(value: Any, say: Any) -> str:
    match value:
        case None:
            return ""
        case Money():
            return f"{value.ore // 100},{value.ore % 100:02d}"
        case Percent():
            return f"{value.value} %".replace(".", ",")
        case Decimal():
            return str(value).replace(".", ",")
        case date():
            return f"{value:%d.%m.%Y}"
        case str() if value[:1] in ("=", "+", "-", "@") and value:
            return f"'{value}"
    return str(value)


@pytest.fixture(scope="module")
def still(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The bakery. Nothing is ever stored in it here."""
    with new.desk(new.copied_to(tmp_path_factory.mktemp("people"))) as desk:
        yield desk


CHEAP = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@CHEAP
@given(people(), st.sampled_from(("nb", "da", "en")))
def test_people_in_our_template_read_back_as_the_same_people(
    still: Desk, forms: list[EmployeeForm], language: str
) -> None:
    preview = seen(still, filled(forms, language))
    if preview.is_open:  # an amount such as 1,25 alone in its column may be asked about
        preview = seen(
            still, filled(forms, language), Choices(answers={each.name: _answer(each) for each in preview.questions})
        )
    assert isinstance(preview.plan, EmployeesPlan), preview.questions
    assert not [str(each.what) for each in preview.rows if each.state == HELD]
    assert [each.form for each in preview.plan.new] + list(preview.plan.drafts) == forms


def _answer(question: Any) -> str:
    return {"decimal": ",", "share": "percent", "dates": "day_first"}[question.name.rpartition(".")[2]]


@CHEAP
@given(st.lists(st.lists(st.text(max_size=12), min_size=10, max_size=10), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_there_is_a_preview(still: Desk, lines: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER.split(";"))
    writer.writerows(lines)
    preview = seen(still, out.getvalue().encode("utf-8", "replace"))
    assert preview.plan or preview.refused or preview.is_open
    for each in preview.rows:
        assert (
            each.state == HELD or not any(found.severity is Severity.STOP for found in each.findings) or preview.is_open
        )
