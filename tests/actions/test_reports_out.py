"""Reports as files: spreadsheet, CSV and PDF are read back by others to the same figures, whatever people are called;
payslips leave one by one or together, locked as the client has chosen.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models.records.employee import Employee
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions.payslips_in_one import needs_password, save_in_one
from services.actions.save_table import save_table
from services.desk import countries
from services.desk.desk import Desk
from services.queries.reports import CATALOGUE, Choices, Report, make, reports_without
from services.reference.texts import texts
from tests.actions.samples import Made, refused, rows
from tests.queries import reports_room

HERE = reports_without(countries.country("NO").questions.reports)
YEAR = Choices(Month(2026, 1), Month(2026, 12))
HOSTILE = ('=HYPERLINK("http://x";"y")', "+47 900 00 000", "-1", "@x", "\tTab", "=1+1")
ODD = {1: HOSTILE[0], 2: HOSTILE[3]}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return reports_room.made(tmp_path_factory.mktemp("reports"))


@pytest.fixture
def desk(room: Made, tmp_path: Path) -> Iterator[Desk]:
    with room.desk(room.copied_to(tmp_path)) as desk:
        yield desk


@pytest.fixture(scope="module")
def odd_desk(room: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same with names that a spreadsheet could take for formulas."""
    with room.desk(room.copied_to(tmp_path_factory.mktemp("odd"))) as desk:
        for number, name in ODD.items():
            rename(desk, number, name)
        yield desk


def rename(desk: Desk, number: int, name: str) -> None:
    with desk.change("employee.change") as session:
        session.query(Employee).filter_by(number=number).one().name = name


def as_read(value: Any) -> Any:
    """What a reader of the spreadsheet gets for a value."""
    match value:
        case Money():
            return pytest.approx(float(value.kroner))
        case Decimal():
            return pytest.approx(float(value))
        case Percent():
            return pytest.approx(float(value.share))
        case Month():
            return datetime(value.year, value.number, 1)  # noqa: DTZ001  as a spreadsheet has it
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001
        case _:
            return value


@pytest.mark.parametrize("name", HERE)
def test_a_report_comes_back_from_the_spreadsheet(odd_desk: Desk, name: str, tmp_path: Path) -> None:
    for by in [way for way, _ in CATALOGUE[name].ways] or [""]:
        found = make(odd_desk, name, Choices(YEAR.first, YEAR.last, by=by), "nb")
        saved = save_table(odd_desk, found.table, tmp_path / f"{name}{by}.xlsx", "nb", [found.period, *found.notes])
        book = load_workbook(saved)
        sheet = book.worksheets[0]
        table = found.table
        back = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=len(table.rows) + 1)]
        say = texts("nb")
        assert back[0] == [say(column.heading) for column in table.columns]
        assert back[1:] == [[as_read(value) for value in row] for row in table.rows]
        assert not any(cell.data_type in "fe" for each in book for row in each.iter_rows() for cell in row)
        about = [cell.value for row in book.worksheets[-1].iter_rows() for cell in row]
        assert {"Fjordgløtt Bakeri AS", say(found.title), say(found.period), "Laget 22.11.2026"} <= set(about)


@pytest.mark.parametrize("name", HERE)
def test_a_report_comes_back_from_csv(odd_desk: Desk, name: str, tmp_path: Path) -> None:
    found = make(odd_desk, name, YEAR, "nb")
    saved = save_table(odd_desk, found.table, tmp_path / "liste.csv", "nb")
    with saved.open(encoding="utf-8-sig", newline="") as file:
        back = list(csv.reader(file, delimiter=";"))
    assert len(back) == len(found.rows) + 1
    for row, values in zip(back[1:], found.table.rows, strict=True):
        for cell, value in zip(row, values, strict=True):
            if isinstance(value, Money):
                assert Money.kr(cell.replace(",", ".")) == value
            elif isinstance(value, str):
                assert cell.removeprefix("'") == value
                assert not cell.startswith(("=", "+", "@", "\t"))


@pytest.mark.parametrize("name", [name for name in HERE if name != "changes"])
def test_a_report_on_paper_says_whose_and_when(odd_desk: Desk, name: str, tmp_path: Path) -> None:
    found = make(odd_desk, name, YEAR, "nb")
    saved = save_table(odd_desk, found.table, tmp_path / "liste.pdf", "nb", [found.period, *found.notes])
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(saved).pages)
    say = texts("nb")
    for what in ("Fjordgløtt Bakeri AS", say(found.title), say(found.period), "22.11.2026"):
        assert what in words, what
    for column in found.columns:
        if column.summed and (total := found.sum_of(column.name)):
            assert say.formats.amount(total).replace("\N{NO-BREAK SPACE}", " ") in words, column.name


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_is_a_formula(desk: Desk, text: str, tmp_path: Path) -> None:
    rename(desk, 1, text)
    found = make(desk, "wage_journal", YEAR, "nb")
    sheet = load_workbook(save_table(desk, found.table, tmp_path / "liste.xlsx", "nb")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"]
    assert cells[0].quotePrefix


# --- payslips together -----------------------------------------------------------------------------------------------


def papers(desk: Desk, **chosen: Any) -> list[int]:
    found: Report = make(desk, "payslips", Choices(YEAR.first, YEAR.last, **chosen), "nb")
    return [slip.file for slip in found.slips]


def agree(desk: Desk, **passwords: str) -> None:
    with desk.change("employee.change") as session:
        for name, password in passwords.items():
            session.query(Employee).filter_by(number=int(name[1:])).one().payslip_password = password


def test_everybodys_slips_in_one_file(desk: Desk, tmp_path: Path) -> None:
    """In the order of the list, and remembered as saved. The fonts lie there once."""
    ids = papers(desk)
    saved = save_in_one(desk, ids, tmp_path / "slipper.pdf")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(saved).pages]
    assert len(pages) == 7
    assert "Jonas Berg" in pages[0]
    assert "Kari Ås" in pages[1]
    assert saved.stat().st_size < 7 * 40_000
    assert len(rows(desk, "mark")) == 7


def test_one_persons_slips_take_the_agreed_password(desk: Desk, tmp_path: Path) -> None:
    agree(desk, n1="blåbærtur 26")
    saved = save_in_one(desk, papers(desk, person=1), tmp_path / "kari.pdf")
    reader = PdfReader(saved)
    assert reader.is_encrypted
    assert reader.decrypt("blåbærtur 26")
    assert len(reader.pages) == 4


def test_several_peoples_slips_need_a_password_of_their_own(desk: Desk, tmp_path: Path) -> None:
    agree(desk, n1="blåbærtur 26")
    ids, target = papers(desk), tmp_path / "alle.pdf"
    assert needs_password(desk, ids)
    assert not needs_password(desk, papers(desk, person=2))
    with refused("Give the file a password"):
        save_in_one(desk, ids, target)
    assert not target.exists()
    reader = PdfReader(save_in_one(desk, ids, target, "felles passord 1"))
    assert reader.is_encrypted
    assert reader.decrypt("felles passord 1")


def test_no_slips_are_no_file(desk: Desk, tmp_path: Path) -> None:
    with refused("no payslips"):
        save_in_one(desk, [], tmp_path / "tom.pdf")
