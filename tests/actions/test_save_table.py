"""A list saved as PDF and as CSV."""

from pathlib import Path

import pytest

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


def test_where_it_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="could not be written"):
        save_table(desk, TABLE, tmp_path / "finnes ikke" / "liste.pdf", "nb")
