"""The employer is entered whole or not at all; sub-units come, change and go; every change can be taken back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models.records.employee import Employee, Employment
from models.records.employer import AccountNumber, Employer, Establishment, Setting
from models.values.finding import Place, Refused, Severity
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs, undo
from services.actions.employer import EmployerForm, UnitForm, save_employer
from services.actions.exports import export_run
from services.actions.made_file import PDF, MadeFile
from services.actions.payslip_locks import handed_out
from services.actions.run_files import files_of_run, payslip
from services.actions.runs import result_of
from services.actions.settings import (
    PayslipChoices,
    keep_draft,
    keep_setting,
    save_payslip_choices,
    set_account,
)
from services.desk.desk import Desk
from services.queries.settings import choices_of_payslips, draft, employer
from services.reports.payslip import SlipOptions
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, refused, start_march
from tests.builders import EMPLOYER, EMPLOYER_ACCOUNT, OTHER_UNIT, UNIT
from tests.reports.samples import read

FORM = EmployerForm(
    name="Nordlys Kafé AS",
    orgnr="312 001 004",
    address="Storgata 1\n\n 9008  Tromsø ",
    bank_account=EMPLOYER_ACCOUNT,
    start_month=Month(2026, 11),
    units=(UnitForm(UNIT, "4a", "Kaféen", "5501"),),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A new client file in which nothing is entered, that takes made-up numbers."""
    path = tmp_path_factory.mktemp("empty") / "ny.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    keep_setting(Desk(client, "kari", Clock()), "test_client", True)
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def new_desk(empty: Made, tmp_path: Any) -> Any:
    with empty.desk(empty.copied_to(tmp_path)) as desk:
        yield desk


def stops(refusal: pytest.ExceptionInfo[Refused]) -> set[tuple[str, Any, str | None]]:
    places = [found.where for found in refusal.value.findings]
    return {(place.page, place.thing, place.field) for place in places if place}


def save_stops(desk: Desk, form: EmployerForm, page: str = "settings") -> set[tuple[str, Any, str | None]]:
    with pytest.raises(Refused) as refusal:
        save_employer(desk, form, page=page)
    return stops(refusal)


# --- entering it for the first time -------------------------------------------------------------------------------


def test_the_employer_is_entered_with_its_units_and_the_draft_is_gone(new_desk: Desk) -> None:
    keep_draft(new_desk, {"name": "Nordl"})
    assert save_employer(new_desk, FORM, page="setup") == ()
    with new_desk.reading() as session:
        row = session.get_one(Employer, 1)
        assert (row.name, row.orgnr, row.address) == ("Nordlys Kafé AS", EMPLOYER, "Storgata 1\n9008 Tromsø")
        assert (row.pay_day, row.start_month, row.test_client) == (25, Month(2026, 11), True)
        unit = session.scalars(select(Establishment)).one()
        assert (unit.orgnr, unit.zone, unit.municipality, unit.calculation_code) == (
            UNIT,
            "4a",
            "5501",
            "generelleNaeringer",
        )
    assert draft(new_desk) is None


def test_a_made_up_number_is_refused_where_the_client_is_a_real_one(new_desk: Desk) -> None:
    keep_setting(new_desk, "test_client", None)
    assert save_stops(new_desk, FORM) == {("settings", None, "orgnr"), ("settings", 0, "establishments")}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": " "}, (None, "name")),
        ({"orgnr": ""}, (None, "orgnr")),
        ({"orgnr": "312001005"}, (None, "orgnr")),
        ({"bank_account": "15032102008"}, (None, "bank_account")),
        ({"pension_percent": None}, (None, "pension_percent")),
        ({"pension_percent": Percent.of(31)}, (None, "pension_percent")),
        ({"pension_provider": "123"}, (None, "pension_provider")),
        ({"holiday_plan": "six weeks"}, (None, "holiday_plan")),
        ({"part_month": "hours"}, (None, "part_month")),
        ({"sector": "farm"}, (None, "sector")),
        ({"pay_day": 32}, (None, "pay_day")),
        ({"pay_day": None}, (None, "pay_day")),
        ({"start_month": None}, (None, "start_month")),
        ({"start_month": Month(2031, 1)}, (None, "start_month")),
        ({"units": ()}, (None, "establishments")),
        ({"units": (UnitForm(EMPLOYER, "1", municipality="0301"),)}, (0, "establishments")),
        ({"units": (UnitForm("", "1", municipality="0301"),)}, (0, "establishments")),
        ({"units": (UnitForm(UNIT, "9", municipality="0301"),)}, (0, "zone")),
        ({"units": (UnitForm(UNIT, "", municipality="0301"),)}, (0, "zone")),
        ({"units": (UnitForm(UNIT, "1"),)}, (0, "municipality")),
        ({"units": (UnitForm(UNIT, "1", municipality="9999"),)}, (0, "municipality")),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_nothing_is_kept(
    new_desk: Desk, change: dict[str, Any], where: tuple[Any, str]
) -> None:
    assert save_stops(new_desk, replace(FORM, **change), "setup") == {("setup", *where)}
    assert not employer(new_desk).is_entered


def test_the_same_unit_twice_is_told_at_both(new_desk: Desk) -> None:
    twice = replace(FORM, units=(*FORM.units, *FORM.units))
    assert save_stops(new_desk, twice) == {("settings", 0, "establishments"), ("settings", 1, "establishments")}


def test_what_is_odd_is_told_and_saved(new_desk: Desk) -> None:
    odd = replace(FORM, bank_account="", pension_percent=Percent.of("1.5"), units=(replace(FORM.units[0], zone="1"),))
    found = save_employer(new_desk, odd)
    assert {each.severity for each in found} == {Severity.WARNING}
    assert {each.where.field for each in found if each.where} == {"bank_account", "pension_percent", "zone"}
    assert employer(new_desk).is_entered


# --- changing it --------------------------------------------------------------------------------------------------


def test_a_change_can_be_taken_back(desk: Desk) -> None:
    form = employer(desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    save_employer(desk, replace(form, name="Annet navn AS", units=units))
    seq = undo.last(desk)
    assert seq is not None
    undo.undo(desk, seq)
    assert employer(desk).form == form


def test_units_come_change_and_go(desk: Desk) -> None:
    form = employer(desk).form
    first, second = (replace(unit, municipality="0301") for unit in form.units)
    third = UnitForm(OTHER_UNIT, "1", "Lageret", "0301")
    save_employer(desk, replace(form, units=(first, replace(second, zone="1"), third)))
    assert [unit.orgnr for unit in employer(desk).form.units] == [first.orgnr, second.orgnr, OTHER_UNIT]
    save_employer(desk, replace(form, units=(first, replace(second, zone="1"))))
    assert [unit.zone for unit in employer(desk).form.units] == ["1", "1"]


def test_a_unit_where_somebody_works_stays(desk: Desk) -> None:
    form = employer(desk).form
    kept = replace(form, units=(replace(form.units[0], municipality="0301"),))
    assert ("settings", "315001013", "establishments") in save_stops(desk, kept)


def test_a_corrected_number_goes_along_to_the_people(desk: Desk) -> None:
    form = employer(desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    save_employer(desk, replace(form, units=(replace(units[0], orgnr=OTHER_UNIT), units[1])))
    with desk.reading() as session:
        assert OTHER_UNIT in set(session.scalars(select(Employment.establishment)))
        assert "315000017" not in set(session.scalars(select(Employment.establishment)))


def test_two_units_change_places_with_their_people_and_back(desk: Desk) -> None:
    def people() -> dict[int, str]:
        with desk.reading() as session:
            return dict(session.execute(select(Employment.id, Employment.establishment)).all())

    form = employer(desk).form
    first, second = (replace(unit, municipality="0301", zone="1") for unit in form.units)
    save_employer(desk, replace(form, units=(first, second)))
    before, other = people(), {first.orgnr: second.orgnr, second.orgnr: first.orgnr}
    swapped = (replace(first, orgnr=second.orgnr), replace(second, orgnr=first.orgnr))
    save_employer(desk, replace(form, units=swapped))
    assert {unit.orgnr: unit.name for unit in employer(desk).form.units} == {
        second.orgnr: first.name,
        first.orgnr: second.name,
    }
    assert people() == {id: other[number] for id, number in before.items()}
    seq = undo.last(desk)
    assert seq is not None
    undo.undo(desk, seq)
    assert people() == before


def test_a_unit_takes_the_number_of_one_that_goes(desk: Desk) -> None:
    form = employer(desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    third = UnitForm(OTHER_UNIT, "1", "Lageret", "0301")
    save_employer(desk, replace(form, units=(*units, third)))
    save_employer(desk, replace(form, units=(replace(units[0], orgnr=OTHER_UNIT), units[1])))
    stored = employer(desk).form.units
    assert {unit.orgnr: unit.name for unit in stored} == {OTHER_UNIT: units[0].name, units[1].orgnr: units[1].name}


def test_after_an_approved_run_the_number_of_a_unit_in_use_stands(later_desk: Desk) -> None:
    form = employer(later_desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    moved = replace(form, units=(replace(units[0], orgnr=OTHER_UNIT), units[1]))
    assert save_stops(later_desk, moved) == {("settings", 0, "establishments")}


def test_the_first_month_stays_before_what_is_approved(later_desk: Desk) -> None:
    form = employer(later_desk).form
    units = tuple(replace(unit, municipality="0301", zone="1") for unit in form.units)
    assert save_stops(later_desk, replace(form, units=units, start_month=Month(2026, 4))) == {
        ("settings", None, "start_month")
    }
    assert save_stops(later_desk, replace(form, units=units, start_month=Month(2025, 12))) == {
        ("settings", None, "start_month")
    }


# --- accounts ------------------------------------------------------------------------------------------------------


def test_an_account_of_ones_own_and_back_to_the_plan(desk: Desk) -> None:
    set_account(desk, "salary", "50 10")
    with desk.reading() as session:
        assert session.get_one(AccountNumber, "salary").number == "5010"
    set_account(desk, "salary", "5000")
    with desk.reading() as session:
        assert session.get(AccountNumber, "salary") is None
    with refused("3 to 10 digits"):
        set_account(desk, "salary", "50a0")
    with refused("not a purpose"):
        set_account(desk, "pocket_money", "5000")


# --- payslips -----------------------------------------------------------------------------------------------------


def test_payslips_are_as_before_until_something_is_chosen(later_desk: Desk) -> None:
    result = result_of(later_desk, 1)
    slips = [file for file in export_run(later_desk, 1) if file.kind == "payslip"]
    assert [file.content for file in slips] == [payslip(slip, result).content for slip in result.payslips]


def test_a_note_and_the_employers_cost_stand_on_new_payslips(desk: Desk) -> None:
    save_payslip_choices(desk, PayslipChoices(employer_cost=True, note="God sommer!\nKontoret er stengt i uke 29."))
    run_id = start_march(desk)
    result = runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    slips = {file.name: "\n".join(read(file.content)) for file in export_run(desk, run_id) if file.kind == "payslip"}
    paper = slips["payslip-1-2026-03.pdf"]
    for text in ("Melding fra Fjordgløtt Bakeri AS", "God sommer!", "Kontoret er stengt i uke 29."):
        assert text in paper
    aga = result.payslips[0]["aga"]
    assert f"{aga.ore // 100 % 1000:03d},{aga.ore % 100:02d}" in paper
    plain = next(iter(files_of_run(result, options=SlipOptions())))
    assert "Melding fra" not in read(plain.content)[0]


def test_choices_are_checked_and_kept(desk: Desk) -> None:
    assert choices_of_payslips(desk) == PayslipChoices()
    choices = PayslipChoices(True, "Hei", "en", "must")
    save_payslip_choices(desk, choices)
    assert choices_of_payslips(desk) == choices
    with refused("room for"):
        save_payslip_choices(desk, PayslipChoices(note="x" * 601))
    with refused("is not one of"):
        save_payslip_choices(desk, PayslipChoices(lock="sometimes"))
    with desk.reading() as session:
        assert session.get(Setting, "payslip") is not None


def test_payslips_leave_locked_as_was_chosen(later_desk: Desk) -> None:
    files = export_run(later_desk, 1)
    assert [file.content for file in handed_out(later_desk, files)] == [file.content for file in files]
    with later_desk.change("employee.save") as session:
        session.get_one(Employee, 1).payslip_password = "blåbær og fløte"
    out = handed_out(later_desk, files)
    locked = next(file for file in out if file.name.startswith("payslip-1-"))
    assert "Ingrid Haugen Ås" in read(locked.content, "blåbær og fløte")[0]
    with pytest.raises(Exception, match=r"[Pp]assword"):
        read(locked.content)
    save_payslip_choices(later_desk, PayslipChoices(lock="must"))
    with pytest.raises(Refused) as refusal:
        handed_out(later_desk, files)
    assert [found.where for found in refusal.value.findings] == [
        Place("employees", 2, "payslip_password"),
        Place("employees", 3, "payslip_password"),
    ]
    save_payslip_choices(later_desk, PayslipChoices(lock="never"))
    assert [file.content for file in handed_out(later_desk, files)] == [file.content for file in files]
    other = MadeFile("journal.csv", "journal", PDF, b"1")
    assert handed_out(later_desk, [other]) == [other]
