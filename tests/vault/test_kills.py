"""A program that is killed, or whose disk is full, leaves a file with the whole of each change or nothing of it.

Sixty-six kills at random moments; the moments of a run that fails are the same again with the same seed.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models.records.employee import Employee
from models.records.movement import Movement
from models.values.finding import Refused
from services.vault import keys, migrations
from services.vault.client import Client
from tests.vault.samples import NO_COPIES, Clock, Made, Victim, contents, one_more_step

OPTIONS: dict[str, Any] = {"now": Clock(), "copies": NO_COPIES}


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ROUNDS", 10)


def hired(client: Client) -> int:
    """How many were hired, after a look whether each was hired wholly."""
    with client.reading() as session:
        people = session.scalar(select(func.count()).select_from(Employee)) or 0
        movements = session.scalar(select(func.count()).select_from(Movement))
    entries = [entry for entry in client.history() if entry.at_once]
    assert movements == 4 * (people - 199) == 4 * len(entries)
    return people - 199


def test_kills_amid_changes_lose_no_change_and_keep_no_half(path: Path, made: Made, victim: Victim) -> None:
    before = 0
    for _ in range(30):
        done = len(victim.killed("change", path, made.recovery_key, within=0.03))
        with made.open(path) as client:
            assert client.verify() == []
            assert hired(client) in (before + done, before + done + 1)  # the last may have been stored and not yet said
            before = hired(client)
        assert contents(path.parent).keys() == {path.name}
    assert before > 0


def test_kills_amid_copies_leave_only_proven_ones(path: Path, made: Made, victim: Victim) -> None:
    for _ in range(10):
        victim.killed("backup", path, made.recovery_key, within=0.08)
        with made.open(path) as client:
            assert client.verify() == []
            hired(client)
            for copy in client.copies():
                with made.open(copy.path, read_only=True) as opened:
                    assert opened.verify() == []
                    assert hired(opened) <= hired(client)
    with made.open(path) as client:
        folder = client.prove_copy("approval").path.parent
        assert [name for name in contents(folder) if not name.endswith(".lonnsom")] == []
        assert client.copies()


def test_kills_amid_a_migration_leave_the_old_form_or_the_new(
    made: Made, tmp_path: Path, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, folder = migrations.forms()[-1], one_more_step(migrations.FOLDER, tmp_path / "migrations", "pass")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    found = set()
    for _ in range(12):
        path = made.copied_to(tmp_path)
        victim.killed("migrate", path, made.recovery_key, within=0.2)
        driver = made.driver(path)
        found.add(driver.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        driver.close()
        with made.open(path) as client:
            assert client.verify() == []
            assert hired(client) == 0
    assert found <= {old, migrations.forms()[-1]}


def test_kills_amid_making_a_file_leave_it_whole_or_not_there(tmp_path: Path, victim: Victim, few_rounds: None) -> None:
    path = tmp_path / "ny.lonnsom"
    for _ in range(6):
        victim.killed("create", path, "-", within=0.15)
        if path.exists():
            Client.open(path, passphrase="passord", **OPTIONS).close()
            path.unlink()
    client, _ = Client.create(path, "passord", "no", "kari", **OPTIONS)
    client.close()
    assert contents(tmp_path).keys() == {"ny.lonnsom"}


def test_kills_amid_a_new_password_leave_the_old_or_the_new(
    path: Path, made: Made, victim: Victim, few_rounds: None
) -> None:
    key = made.recovery_key
    opened_with = set()
    for _ in range(8):
        said = victim.killed("password", path, key, within=0.15)
        known = said[-1] if said else key
        try:
            client = Client.open(path, recovery_key=known, **OPTIONS)
            opened_with.add("old")
        except Refused:  # the next one was stored and not yet said
            client = Client.open(path, passphrase=f"passord {len(said)}", **OPTIONS)
            known = f"passord {len(said)}"
            opened_with.add("new")
        with client:
            assert client.verify() == []
            assert hired(client) == 0
            key = client.new_passphrase(known, "mellom", by="kari")
    assert "old" in opened_with


def test_a_full_disk_is_refused_and_loses_nothing(path: Path, made: Made, victim: Victim) -> None:
    said = victim.ran("fill", path, made.recovery_key)
    assert "is full or no longer takes what is written" in said[0]
    done = int(said[0].split()[1])
    assert done > 3
    with made.open(path) as client:
        assert client.verify() == []
        assert hired(client) == done


def test_a_new_password_on_a_full_disk_is_refused_and_the_old_one_holds(path: Path, made: Made, victim: Victim) -> None:
    said = victim.ran("fill_password", path, made.recovery_key)
    assert "is full or no longer takes what is written" in said[0]
    assert said[1] == "[] True 1"
    with made.open(path) as client:
        assert client.verify() == []
        assert hired(client) == 0


def test_a_copy_to_a_full_disk_is_refused_and_leaves_nothing(path: Path, made: Made, victim: Victim) -> None:
    said = victim.ran("fill_copy", path, made.recovery_key)
    assert len(said) == 1
    assert "is full or no longer takes what is written" in said[0]
    assert contents(path.with_name("bakeri backups")) == {}
