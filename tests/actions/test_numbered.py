"""Position categories, result tables and own lists of types: entered, changed, refused; approved pay stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.values.finding import Refused
from services.actions import runs
from services.actions.clients import fill
from services.actions.employer import save_employer
from services.actions.numbered import (
    CategoryForm,
    LineForm,
    SetMember,
    StepForm,
    remove_category,
    remove_step,
    reset_set,
    save_category,
    save_set,
    save_step,
)
from services.actions.scenario import read
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.engine.facts import EmployerFacts, Establishment
from services.engine.numbered import CategoryLine, NumberedSetup
from services.queries import numbered, settings
from services.vault.backup import CopyPlan
from services.vault.client import Client
from tests.denmark.played import CVR, run, scenario

NOW = datetime(2026, 11, 22, 8, 42, tzinfo=UTC)
FIRST = date(2026, 1, 1)
NINE = {"arrears": Decimal(9), "hourly": Decimal(9)}


def _client(folder: Path) -> Desk:
    path = folder / "dansk.lonnsom"
    client, _ = Client.create(path, "tre blåbær på rad", "DK", "Kari", now=lambda: NOW, copies=CopyPlan(at_close=False))
    return Desk(client, "Kari", lambda: NOW)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A Danish client with an employer and nobody in it."""
    made = _client(tmp_path)
    save_employer(made, replace(settings.new_form(made), name="Havnens Bageri ApS", orgnr=CVR))
    yield made
    made.close()


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[Desk]:
    """A client with one person in 1001, pay group F1, whose September is approved."""
    made = _client(tmp_path)
    played = read(scenario(run("2026-09"), category="4600", lines={"1000": 'amount = "30000.00"'}).encode())
    fill(made, played)
    number = runs.start(made, played.runs[0].head, played.runs[0].lines, ())
    runs.draft(made, number)
    runs.approve(made, number, prove=False)
    yield made
    made.close()


def setup_of(desk: Desk) -> NumberedSetup:
    found = facts_of(desk).numbered
    assert found is not None
    return found


def facts_of(desk: Desk) -> EmployerFacts:
    with desk.reading() as session:
        return employer_facts(session)


def refused(caught: pytest.ExceptionInfo[Refused]) -> list[tuple[object, str | None]]:
    """Thing and section of each finding."""
    return [(found.where.thing, found.where.field) for found in caught.value.findings if found.where is not None]


# --- the employer ----------------------------------------------------------------------------------------------------


def test_the_employer_is_what_a_scenario_would_say(desk: Desk) -> None:
    facts = facts_of(desk)
    assert facts.establishments == (Establishment(CVR, "", "Havnens Bageri ApS"),)
    assert (facts.orgnr, facts.numbered) == (CVR, NumberedSetup(se=CVR))


def test_another_cvr_number_moves_the_one_establishment(desk: Desk) -> None:
    form = settings.employer(desk).form
    save_employer(desk, replace(form, orgnr="DK 33 08 85 66", se="13748136", rounding="4", provisions="running"))
    facts = facts_of(desk)
    assert [unit.orgnr for unit in facts.establishments] == ["33088566"]
    assert facts.numbered == NumberedSetup("4", "13748136", provisions="running")


@pytest.mark.parametrize("typed", ["1234 567890", "1234-0000567890", "12340000567890"])
def test_an_account_is_stored_as_banks_write_it(desk: Desk, typed: str) -> None:
    save_employer(desk, replace(settings.employer(desk).form, bank_account=typed))
    assert facts_of(desk).bank_account == "12340000567890"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("orgnr", ""),
        ("orgnr", "13748137"),  # 2·1+7·3+6·7+5·4+4·8+3·1+2·3+7 = 133, not divisible by 11
        ("orgnr", "1374813"),
        ("se", "12345678"),
        ("bank_account", "123 4567890"),  # a registration number has four digits
        ("bank_account", "1234"),
        ("rounding", "7"),
        ("provisions", "sometimes"),
    ],
)
def test_what_is_wrong_of_a_danish_employer_stops(desk: Desk, field: str, value: str) -> None:
    changed: dict[str, Any] = {field: value}
    with pytest.raises(Refused) as caught:
        save_employer(desk, replace(settings.employer(desk).form, **changed))
    assert [found.where.field for found in caught.value.findings if found.where] == [field]


# --- position categories ---------------------------------------------------------------------------------------------


def test_a_category_is_entered_changed_and_removed(desk: Desk) -> None:
    save_category(desk, CategoryForm("1001", " Funktionær ", (LineForm("4600"), LineForm("4900"))))
    assert setup_of(desk).categories == {"1001": (CategoryLine("4600"), CategoryLine("4900"))}
    later = (LineForm("4600"), LineForm("4900", until=date(2026, 8, 31)), LineForm("4901", date(2026, 9, 1)))
    save_category(desk, CategoryForm("1002", "Funktionær", later, was="1001"))
    [row] = numbered.categories(desk, "da")
    assert (row.number, row.form.name, len(row.form.lines)) == ("1002", "Funktionær", 3)
    remove_category(desk, "1002")
    assert setup_of(desk).categories == {}


@pytest.mark.parametrize(
    ("form", "thing"),
    [
        (CategoryForm("", "A"), "number"),
        (CategoryForm("10 01", "A"), "number"),
        (CategoryForm("1001", "A"), "number"),  # taken
        (CategoryForm("2001", ""), "name"),
        (CategoryForm("2001", "A" * 61), "name"),
        (CategoryForm("2001", "A", (LineForm(""),)), 0),
        (CategoryForm("2001", "A", (LineForm("4600"), LineForm("1000"))), 1),  # stands on employees
        (CategoryForm("2001", "A", (LineForm("4600", date(2026, 2, 1), date(2026, 1, 1)),)), 0),
        (CategoryForm("2001", "A", (LineForm("4600", until=FIRST), LineForm("4600", FIRST))), 1),  # both on 1 January
        (CategoryForm("1001", "A", was="9"), "number"),  # gone
    ],
)
def test_what_is_wrong_of_a_category_is_told_where_it_stands(desk: Desk, form: CategoryForm, thing: object) -> None:
    save_category(desk, CategoryForm("1001", "Funktionær"))
    with pytest.raises(Refused) as caught:
        save_category(desk, form)
    assert refused(caught) == [(thing, "categories")]


def test_a_category_with_people_stands_under_its_number(paid: Desk) -> None:
    [row] = numbered.categories(paid, "da")
    assert row.people == 1
    with pytest.raises(Refused):
        remove_category(paid, "1001")
    with pytest.raises(Refused) as caught:
        save_category(paid, replace(row.form, number="2001", name="A"))
    assert refused(caught) == [("number", "categories")]
    save_category(paid, replace(row.form, name="Kontor"))


def test_what_approved_pay_was_computed_from_stands_on_a_category(paid: Desk) -> None:
    """September is approved: from 1 October one may change what one likes."""
    [row] = numbered.categories(paid, "da")
    form = replace(row.form, name="Kontor")
    with pytest.raises(Refused) as caught:
        save_category(paid, replace(form, lines=()))
    assert refused(caught) == [("lines", "categories")]
    with pytest.raises(Refused) as caught:
        save_category(paid, replace(form, lines=(*form.lines, LineForm("4900"))))
    assert refused(caught) == [(1, "categories")]
    assert numbered.first_open_day(paid) == date(2026, 10, 1)
    ended = LineForm("4600", until=date(2026, 9, 30))
    save_category(paid, replace(form, lines=(ended, LineForm("4601", date(2026, 10, 1)))))
    assert len(setup_of(paid).categories["1001"]) == 2


def test_ready_categories_can_be_saved_as_they_are(desk: Desk) -> None:
    for start in numbered.starts(desk, "da"):
        save_category(desk, start.form)
    assert list(setup_of(desk).categories) == ["1001", "1002", "3001", "3002", "9001"]
    assert numbered.starts(desk, "da")[0].form.number == "1003"


def test_a_category_says_which_table_it_waits_for(desk: Desk) -> None:
    save_category(desk, CategoryForm("1001", "Funktionær", (LineForm("4600"), LineForm("4400"))))
    [row] = numbered.categories(desk, "da")
    assert [(name, tables[0]) for name, tables in row.lacks] == [
        ("4400 Fritvalgskonto, opsparing", "4401 Fritvalgskonto, firmaprocent")
    ]
    save_step(desk, StepForm("4401", FIRST, "F1", NINE))
    [row] = numbered.categories(desk, "da")
    assert row.lacks == ()


# --- result tables ---------------------------------------------------------------------------------------------------


def test_a_step_is_entered_changed_and_removed(desk: Desk) -> None:
    number = save_step(desk, StepForm("4401", FIRST, " f1 ", NINE))
    step = setup_of(desk).step("4401", "F1", "hourly", FIRST)
    assert step is not None
    assert step[1] == 9
    save_step(desk, StepForm("4401", FIRST, "F1", {"arrears": Decimal("9.5"), "hourly": None}, number))
    [row] = numbered.steps(desk, "da")
    assert (row.table.label, row.form.values["arrears"]) == ("4401 Fritvalgskonto, firmaprocent", Decimal("9.5"))
    assert row.form.values["hourly"] is None
    remove_step(desk, number)
    assert setup_of(desk).steps == ()


@pytest.mark.parametrize(
    ("form", "thing"),
    [
        (StepForm("", FIRST, "F1", NINE), "table"),
        (StepForm("4711", FIRST, "F1", NINE), "table"),
        (StepForm("4011", FIRST, "F1", NINE), "table"),  # its meaning is not public
        (StepForm("4401", None, "F1", NINE), "since"),
        (StepForm("4401", FIRST, "F 1", NINE), "group"),
        (StepForm("4401", FIRST, "F1", {}), "arrears"),
        (StepForm("4401", FIRST, "F1", {"hourly": Decimal(101)}), "hourly"),
        (StepForm("4401", FIRST, "F1", {"hourly": Decimal(-1)}), "hourly"),
        (StepForm("FEENH", FIRST, "F1", {"arrears": Decimal(2)}), "arrears"),  # 0 days, 1 hours
        (StepForm("FEENH", FIRST, "F1", {"arrears": Decimal("0.5")}), "arrears"),
        (StepForm("FRIU1", FIRST, "F1", {"arrears": Decimal(13)}), "arrears"),
        (StepForm("TRTIM", FIRST, "F1", {"arrears": Decimal(0)}), "arrears"),
        (StepForm("4413", FIRST, "F1", {"arrears": Decimal(0)}), "arrears"),  # nothing is divided by 0
        (StepForm("4402", FIRST, "F1", NINE, 99), "table"),  # gone
        (StepForm("4401", FIRST, "F2", NINE), "since"),  # there is one
    ],
)
def test_what_is_wrong_of_a_step_is_told_where_it_stands(desk: Desk, form: StepForm, thing: str) -> None:
    save_step(desk, StepForm("4401", FIRST, "F2", NINE))
    with pytest.raises(Refused) as caught:
        save_step(desk, form)
    assert refused(caught) == [(thing, "result_tables")]


def test_a_choice_has_the_codes_of_its_table(desk: Desk) -> None:
    save_step(desk, StepForm("FEAFR", FIRST, "", {"hourly": Decimal(2)}))
    [row] = numbered.steps(desk, "da")
    assert row.table.choices == (("0", "FerieKonto"), ("1", "Feriekasse"), ("2", "Feriekort"))
    assert row.table.chosen(Decimal(2)) == "Feriekort"


def test_approved_pay_holds_its_steps_fast(paid: Desk) -> None:
    """September is approved for F1: a step that begins by 1 September would have been read there."""
    with pytest.raises(Refused) as caught:
        save_step(paid, StepForm("4401", date(2026, 9, 1), "F1", NINE))
    assert refused(caught) == [("since", "result_tables")]
    with pytest.raises(Refused):
        save_step(paid, StepForm("4401", FIRST, "", NINE))  # for everybody
    save_step(paid, StepForm("4401", FIRST, "F9", NINE))  # nobody is paid by it
    number = save_step(paid, StepForm("4401", date(2026, 10, 1), "F1", NINE))
    save_step(paid, StepForm("4401", date(2026, 10, 2), "F1", NINE, number))
    remove_step(paid, number)


def test_a_step_that_pay_was_approved_with_stands(paid: Desk) -> None:
    number = save_step(paid, StepForm("4401", FIRST, "F9", NINE))
    with pytest.raises(Refused):
        save_step(paid, StepForm("4401", FIRST, "F1", NINE, number))  # it may not come into the past by its group


# --- own lists of types ----------------------------------------------------------------------------------------------


def test_a_list_is_kept_in_place_of_the_programs_and_given_back(desk: Desk) -> None:
    members = (SetMember("1000"), SetMember("1171", -1), SetMember("MDR_FAST"), SetMember("3950", 1, 2))
    save_set(desk, "3103", members)
    assert setup_of(desk).sets == {"3103": members}
    save_set(desk, "3104", ())  # the program's has two members
    assert setup_of(desk).sets["3104"] == ()
    reset_set(desk, "3104")
    assert list(setup_of(desk).sets) == ["3103"]
    rows = {row.number: row for row in numbered.sets(desk, "da")}
    assert rows["3103"].is_own
    assert rows["3103"].labels[1].startswith("− 1171 ")
    assert not rows["3104"].is_own
    assert len(rows["3104"].members) == 2


@pytest.mark.parametrize(
    ("number", "members", "thing"),
    [
        ("1103", (), "number"),  # that of the law is changed by 1109
        ("3103", (SetMember("77"),), 0),
        ("3103", (SetMember("1000"), SetMember("1000", -1)), 1),
    ],
)
def test_what_is_wrong_of_a_list_is_told_where_it_stands(
    desk: Desk, number: str, members: tuple[SetMember, ...], thing: object
) -> None:
    with pytest.raises(Refused) as caught:
        save_set(desk, number, members)
    assert refused(caught) == [(thing, "type_sets")]


def test_the_choices_of_the_employer_stay_with_the_lists(desk: Desk) -> None:
    save_set(desk, "3103", (SetMember("1000"),))
    save_employer(desk, replace(settings.employer(desk).form, rounding="3"))
    setup = setup_of(desk)
    assert (setup.rounding, list(setup.sets)) == ("3", ["3103"])


@pytest.mark.parametrize(("first", "second"), [(3, 5), (11, 1), (6, 6)])
def test_the_months_of_emptying_are_three_apart_around_the_year(desk: Desk, first: int, second: int) -> None:
    """From November to January are two months; FRIU1 5 and FRIU2 2 are three apart (denmark 2.1)."""
    save_step(desk, StepForm("FRIU1", FIRST, "", {"arrears": Decimal(first)}))
    close = StepForm("FRIU2", FIRST, "", {"arrears": Decimal(second)})
    with pytest.raises(Refused) as refused:
        save_step(desk, close)
    assert [found.where and found.where.thing for found in refused.value.findings] == ["arrears"]
    assert numbered.check_step(desk, close) == tuple(refused.value.findings)
    save_step(desk, replace(close, values={"arrears": Decimal((first + 2) % 12 + 1)}))


def test_a_pay_group_with_months_of_its_own_is_not_held_to_those_of_others(desk: Desk) -> None:
    save_step(desk, StepForm("FRIU1", FIRST, "F1", {"arrears": Decimal(3)}))
    save_step(desk, StepForm("FRIU2", FIRST, "F2", {"arrears": Decimal(3)}))
    with pytest.raises(Refused):
        save_step(desk, StepForm("FRIU2", FIRST, "", {"arrears": Decimal(4)}))
