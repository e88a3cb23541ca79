"""The yearly sheet: what only the employer can judge of each employee, signed off once a year (issue 6, point 10)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.message import Message
from models.values.percent import Percent
from services.actions.employees import TermsPart, end_employment, save_terms
from services.actions.marks import mark_all, unmark
from services.actions.save_table import save_table
from services.desk.desk import Desk
from services.engine.facts import Absence
from services.queries.year_end import year_end
from services.queries.yearly_sheet import (
    SIGNED,
    YearlySheet,
    label,
    sheet_notes,
    sheet_table,
    sheets_of,
    yearly_sheets,
)
from services.reference.texts import texts
from tests.actions import nine_months
from tests.actions.samples import Made
from tests.builders import a_person, kr


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def said(sheet: YearlySheet) -> dict[str, tuple[str, date | None]]:
    words = texts("en")
    return {words(label(row)): (words(Message("{name}", name=row.value)), row.since) for row in sheet.rows}


def sheet(desk: Desk, number: int, year: int = 2026) -> YearlySheet:
    return next(each for each in yearly_sheets(desk, year) if each.number == number)


def point(desk: Desk) -> str:
    return next(each.state for each in year_end(desk, 2026).checks if each.name == "sheets")


def test_it_says_what_only_the_employer_can_judge(desk: Desk) -> None:
    found = said(sheet(desk, 3))
    assert found["Kind of employment"][0] == "Employee"
    assert "1 September 2022" in found["First day"][0] or "2022" in found["First day"][0]
    assert found["Occupation"][0].startswith("5223108 ")
    assert found["Form of employment"][0] == "Permanent"
    assert found["Working hours arrangement"][0] == "No shifts"
    assert found["Percentage of a full position"] == ("80%", date(2022, 9, 1))
    assert found["Hours a week of a full position"][0].startswith("37.5")
    assert "Last day" not in found


def test_everybody_of_the_year_has_one(desk: Desk) -> None:
    assert [each.name for each in yearly_sheets(desk, 2026)] == ["Ingrid Haugen Ås", "Jonas Fjeldstad", "Maja Eikeland"]
    assert [each.number for each in yearly_sheets(desk, 2023)] == [1, 3]  # Jonas began in 2024
    assert yearly_sheets(desk, 2014) == ()


def test_a_change_inside_the_year_stands_with_its_day(desk: Desk) -> None:
    save_terms(
        desk, 3, "1", TermsPart(from_day=date(2026, 5, 1), percent=Percent(Decimal(100)), monthly_salary=kr(40_000))
    )
    rows = [row for row in sheet(desk, 3).rows if row.what.text == "Percentage of a full position"]
    assert [(str(row.value), row.since) for row in rows] == [
        (str(Percent(Decimal(80))), date(2022, 9, 1)),
        (str(Percent(Decimal(100))), date(2026, 5, 1)),
    ]


def test_who_left_has_the_day_and_the_reason(desk: Desk) -> None:
    end_employment(desk, 3, "1", date(2026, 8, 14), "arbeidstakerHarSagtOppSelv")
    found = said(sheet(desk, 3))
    assert found["Why it ended"][0] == "Resigned"
    assert "Last day" in found


def test_leave_is_on_it_and_sickness_is_not() -> None:
    leave = Absence("leave_parental", date(2026, 3, 2), date(2026, 8, 31), Percent(Decimal(60)), id="p1")
    sick = Absence("sick_note", date(2026, 2, 2), date(2026, 2, 6))
    wrong = Absence("leave_other", date(2026, 9, 1), date(2026, 9, 30), id="p2", withdrawn=date(2026, 10, 1))
    person = a_person(absences=(sick, leave, wrong))
    (found,) = sheets_of([person], {}, 2026, "NO")
    leaves = [words for words in said(found) if "60" in words]
    assert len(leaves) == 1
    assert not any("ick" in words for words in said(found))


def test_it_is_signed_off_with_name_and_day(desk: Desk) -> None:
    mark_all(desk, [sheet(desk, 3).subject], SIGNED)
    signed = sheet(desk, 3).signed
    assert signed is not None
    assert (signed.by, signed.at.date()) == ("kari", desk.today)
    assert sheet(desk, 1).signed is None
    unmark(desk, sheet(desk, 3).subject, SIGNED)
    assert sheet(desk, 3).signed is None


def test_what_is_changed_afterwards_has_to_be_signed_off_anew(desk: Desk) -> None:
    mark_all(desk, [each.subject for each in yearly_sheets(desk, 2026)], SIGNED)
    save_terms(
        desk, 3, "1", TermsPart(from_day=date(2026, 10, 1), percent=Percent(Decimal(60)), monthly_salary=kr(24_000))
    )
    changed, other = sheet(desk, 3), sheet(desk, 1)
    assert (changed.signed, changed.was_signed) == (None, True)
    assert other.signed is not None


def test_pay_alone_does_not_change_it(desk: Desk) -> None:
    before = sheet(desk, 1).subject
    save_terms(desk, 1, "1", TermsPart(from_day=date(2026, 1, 1), monthly_salary=kr(52_000)))
    assert sheet(desk, 1).subject == before


def test_each_year_has_its_own(desk: Desk) -> None:
    mark_all(desk, [each.subject for each in yearly_sheets(desk, 2026)], SIGNED)
    assert all(each.signed is None and not each.was_signed for each in yearly_sheets(desk, 2025))


def test_the_list_of_the_year_asks_for_it(desk: Desk) -> None:
    """In November its time has not come, unless somebody did it already."""
    assert point(desk) == "not_yet"
    mark_all(desk, [each.subject for each in yearly_sheets(desk, 2026)], SIGNED)
    assert point(desk) == "done"


def test_on_paper_it_has_room_to_tick_and_to_sign(desk: Desk, tmp_path: Path) -> None:
    sheets = yearly_sheets(desk, 2026)
    table = sheet_table(sheets, 2026, texts("nb"))
    assert [row[0] for row in table.rows if row[0]] == [each.name for each in sheets]
    assert {row[-1] for row in table.rows} == {""}
    mark_all(desk, [sheets[0].subject], SIGNED)
    notes = sheet_notes(yearly_sheets(desk, 2026))
    assert str(notes[0]) == f"Ingrid Haugen Ås: signed off by kari on {desk.today}"
    assert len(notes) == 2
    saved = save_table(desk, table, tmp_path / "ark.pdf", "nb", notes)
    assert saved.read_bytes().startswith(b"%PDF")
