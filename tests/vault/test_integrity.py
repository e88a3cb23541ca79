"""A file that was tampered with or damaged is found out."""

from pathlib import Path

import pytest

from models.records.employee import Employee
from services.vault.client import Client
from tests.vault.samples import Made, refused


@pytest.fixture
def long_log(client: Client) -> Client:
    """A file with ten entries in its log."""
    for number in range(8):
        with client.change("employee.rename", by="kari") as session:
            session.get_one(Employee, 7).name = f"Navn {number}"
    return client


def tampered(client: Client, *statements: str) -> list[tuple[str | None, str]]:
    """What is found after somebody wrote these with another program."""
    with client._store.alone() as driver:
        driver.execute("PRAGMA foreign_keys = OFF")
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if name.startswith("keep_change_log"):
                driver.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            driver.execute(statement)
    found = [(finding.code, str(finding.what)) for finding in client.verify()]
    guards = [(code, what) for code, what in found if "keep_change_log" in what]
    assert len(guards) == 3
    return [finding for finding in found if finding not in guards]


def test_a_file_in_order_has_no_findings(long_log: Client) -> None:
    assert long_log.verify() == []


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE change_log SET why = 'x' WHERE seq = 5", [5]),
        ("UPDATE change_log SET at = '2026-01-01' WHERE seq = 5", [5]),
        ("UPDATE change_log SET \"by\" = 'ola' WHERE seq = 1", [1]),
        ("UPDATE change_log SET action = 'x' WHERE seq = 10", [10]),
        ("UPDATE change_log SET touched = '' WHERE seq = 5", [5]),
        ("UPDATE change_log SET detail = '{}' WHERE seq = 5", [5]),
        ("UPDATE change_log SET undoes = 1 WHERE seq = 5", [5]),
        ("UPDATE change_log SET hash = 'x' WHERE seq = 5", [5, 6]),
        ("UPDATE change_log SET previous = 'x' WHERE seq = 5", [5]),
        ("DELETE FROM change_log WHERE seq = 5", [6]),
        ("DELETE FROM change_log WHERE seq = 1", [2]),
        ("DELETE FROM change_log WHERE seq > 8", [9]),
        ("DELETE FROM change_log", [1]),
        ("UPDATE change_log SET seq = 12 WHERE seq = 10", [12]),
    ],
)
def test_an_entry_that_was_mended_or_taken_away_shows(long_log: Client, statement: str, broken: list[int]) -> None:
    assert tampered(long_log, statement)[: len(broken)] == [
        ("file.seal", f"Entry {seq} of the change log is not as it was written.") for seq in broken
    ]


def test_two_entries_that_changed_places_show(long_log: Client) -> None:
    found = tampered(
        long_log,
        "UPDATE change_log SET seq = 99 WHERE seq = 5",
        "UPDATE change_log SET seq = 5 WHERE seq = 6",
        "UPDATE change_log SET seq = 6 WHERE seq = 99",
    )
    assert {code for code, _ in found} == {"file.seal"}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DROP TRIGGER keep_pay_run_update", "keep_pay_run_update"),
        ("DROP INDEX ix_movement_balance", "ix_movement_balance"),
        ("CREATE TABLE mine (id INTEGER)", "mine"),
        ("ALTER TABLE employee ADD COLUMN mine TEXT", "employee"),
    ],
)
def test_a_form_that_was_changed_shows(long_log: Client, statement: str, name: str) -> None:
    assert tampered(long_log, statement) == [("file.form", f"“{name}” in the file is not as Lønnsom makes it.")]


def test_a_row_that_belongs_to_nothing_shows(long_log: Client) -> None:
    found = tampered(long_log, "INSERT INTO run_total (run_id, name, amount) VALUES (77, 'net', 1), (78, 'net', 1)")
    assert found == [("file.links", "2 rows of run_total belong to nothing in pay_run.")]


@pytest.mark.parametrize("page", [3, 10, -1])
def test_one_flipped_bit_shows(path: Path, made: Made, page: int) -> None:
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek((page % pages) * 4096 + 2000)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 0x10]))
    before = path.read_bytes()
    with refused("is damaged: part of it is missing or was changed outside"):
        made.open(path)
    assert path.read_bytes() == before
    with made.open(path, read_only=True) as client:
        assert {finding.code for finding in client.verify()} == {"file.pages"}
