"""A list saved as PDF and as CSV."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind, Table
from services.actions.save_table import save_table
from services.desk.desk import Desk

TABLE = Table(
    Message("Holiday pay {year}", year="2027"),
    (Column("name", Message("Name")), Column("owed", Message("Owed"), Kind.MONEY, summed=True)),
    (("Åse", Money.kr("1234.50")), ("=1+1", Money.kr(-5))),
)


def test_by_its_ending(desk: Desk, tmp_path: Path) -> None:
    saved = save_table(desk, TABLE, tmp_path / "liste.csv", "nb")
    assert saved.read_text("utf-8-sig").splitlines() == ["Navn;Skyldes", "Åse;1234,50", "'=1+1;-5,00"]
    saved = save_table(desk, TABLE, tmp_path / "liste", "nb", [Message("Approved runs and opening balances")])
    assert saved.name == "liste.pdf"
    assert saved.read_bytes().startswith(b"%PDF")
    assert not list(tmp_path.glob("*.part"))


def test_as_a_spreadsheet_it_says_whose_it_is(desk: Desk, tmp_path: Path) -> None:
    """The figures stand alone on the first sheets; client, period and day on the last."""
    notes = [Message("Approved runs and opening balances")]
    saved = save_table(desk, TABLE, tmp_path / "liste.xlsx", "nb", notes, [TABLE])
    book = load_workbook(saved)
    assert book.sheetnames == ["Feriepenger 2027", "Feriepenger 2027 (2)", "Om filen"]
    first = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert first == [["Navn", "Skyldes"], ["Åse", 1234.5], ["=1+1", -5], ["Sum", 1229.5]]
    assert book.worksheets[0]["A3"].data_type == "s"
    about = [[cell.value for cell in row] for row in book["Om filen"].iter_rows()]
    assert about[1] == ["Fjordgløtt Bakeri AS", "Org.nr. 310\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}019"]
    assert about[2][0] == "Godkjente kjøringer og inngående saldoer"
    assert about[3][0] == "Laget 22.11.2026"


def test_where_it_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="could not be written"):
        save_table(desk, TABLE, tmp_path / "finnes ikke" / "liste.pdf", "nb")


def test_a_name_that_gets_its_ending_is_not_that_of_another_file(desk: Desk, tmp_path: Path) -> None:
    """Somebody types “liste” where liste.pdf lies: the dialog asked about “liste”, and nobody about the other one."""
    (tmp_path / "liste.pdf").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        save_table(desk, TABLE, tmp_path / "liste", "nb")
    assert (tmp_path / "liste.pdf").read_text() == "mine"
    assert save_table(desk, TABLE, tmp_path / "annen", "nb").name == "annen.pdf"
