"""Copies count only when they were read back; what cannot be proven leaves nothing behind."""

import errno
import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlcipher3 import dbapi2 as sqlcipher

from models.records.employee import Employee
from models.values.finding import Refused
from services.vault import backup, integrity
from services.vault.backup import CopyPlan, restore
from services.vault.client import Client
from tests.vault.samples import PASSWORD, Clock, Made, contents, refused

AT = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


def rename(client: Client, name: str) -> None:
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = name


def test_a_copy_says_what_it_is_and_opens_like_the_file(client: Client, made: Made, tmp_path: Path) -> None:
    copy = client.back_up(tmp_path / "usb")
    assert (copy.at, copy.seq, copy.reason, copy.proven) == (AT, 2, "hand", True)
    assert copy.sha256 == hashlib.sha256(copy.path.read_bytes()).hexdigest()
    assert copy.size == copy.path.stat().st_size
    assert contents(tmp_path / "usb").keys() == {copy.path.name}
    with made.open(copy.path, read_only=True) as opened:
        assert opened.verify() == []
        assert opened.file_id == client.file_id
        with opened.reading() as session:
            assert session.scalar(select(func.count()).select_from(Employee)) == 199


def test_the_name_of_a_copy_has_nothing_about_the_client(client: Client, tmp_path: Path) -> None:
    name = client.back_up(tmp_path / "usb").path.name
    assert name.startswith(f"lonnsom-{client.file_id[:8]}-20261122-120001-000002-")
    assert name.endswith("-hand.lonnsom")
    assert "bakeri" not in name


def test_automatic_copies_lie_beside_the_file_and_the_newest_are_kept(path: Path, made: Made) -> None:
    with made.open(path, copies=CopyPlan(keep=3, at_close=False)) as client:
        for number in range(5):
            rename(client, f"Navn {number}")
            client.prove_copy("approval")
        assert [copy.seq for copy in client.copies()] == [7, 6, 5]
        assert {copy.path.parent for copy in client.copies()} == {path.with_name("bakeri backups")}
        assert {copy.reason for copy in client.copies()} == {"approval"}


def test_the_last_proven_copy_is_never_deleted(path: Path, made: Made) -> None:
    with made.open(path, copies=CopyPlan(keep=0, at_close=False)) as client:
        client.prove_copy("approval")
        assert len(client.copies()) == 1


def test_a_clock_that_was_wrong_costs_no_copy(path: Path, made: Made) -> None:
    plan = CopyPlan(keep=2, at_close=False)
    with made.open(path, copies=plan, now=Clock(datetime(2036, 1, 1, tzinfo=UTC))) as client:
        for name in ("A", "B"):
            rename(client, name)
            client.prove_copy("approval")
    with made.open(path, copies=plan) as client:
        rename(client, "C")
        copy = client.prove_copy("approval")
        assert copy.path.exists()
        assert [kept.seq for kept in client.copies()] == [4, 5]


def test_copies_are_found_without_the_password(client: Client) -> None:
    copy = client.prove_copy("approval")
    found = backup.copies(CopyPlan().place(client.path))
    assert [(found.path, found.at, found.seq, found.size) for found in found] == [(copy.path, copy.at, 2, copy.size)]


def test_copies_of_others_in_the_folder_stay(path: Path, made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "felles"
    folder.mkdir()
    others = {"lonnsom-00000000-20200101-000000-000001-00000000-close.lonnsom", "ferie.txt", "bakeri.lonnsom"}
    for name in others:
        (folder / name).touch()
    with made.open(path, copies=CopyPlan(folder=folder, keep=1, at_close=False)) as client:
        for _ in range(2):
            client.prove_copy("approval")
        assert len(client.copies()) == 1
        assert others < contents(folder).keys()


def test_closing_makes_a_copy_when_something_changed(path: Path, made: Made) -> None:
    first = made.open(path, copies=CopyPlan()).close()
    assert first
    assert first.reason == "close"
    assert made.open(path, copies=CopyPlan()).close() is None
    client = made.open(path, copies=CopyPlan())
    rename(client, "Ny")
    second = client.close()
    assert second
    assert second.seq == 3


def test_a_file_that_was_restored_and_went_another_way_is_copied_too(path: Path, made: Made) -> None:
    older = path.read_bytes()
    for name in ("A", "B"):
        path.write_bytes(older)
        client = made.open(path, copies=CopyPlan(), now=Clock(datetime(2027, 1, len(name) + ord(name) % 8, tzinfo=UTC)))
        rename(client, name)
        assert client.close()


def test_a_file_closes_also_when_no_copy_can_be_made(path: Path, made: Made) -> None:
    path.with_name("bakeri backups").touch()  # a file where the folder should be
    client = made.open(path, copies=CopyPlan())
    with refused("there is no such folder"):
        client.close()
    made.open(path).close()


# Copies that cannot be made -------------------------------------------------------------------------------------------


def flip(part: Path) -> None:
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)


def cut(part: Path) -> None:
    os.truncate(part, part.stat().st_size // 2 // 4096 * 4096)


def behead(part: Path) -> None:
    data = bytearray(part.read_bytes())
    data[5] ^= 1
    part.write_bytes(data)


@pytest.mark.parametrize("spoil", [flip, cut, behead])
def test_a_copy_that_the_disk_spoils_is_refused(client: Client, tmp_path: Path, monkeypatch, spoil) -> None:
    ordinary = backup.sync

    def spoiling(path: Path) -> None:
        ordinary(path)
        if path.suffix == ".part":
            spoil(path)

    monkeypatch.setattr(backup, "sync", spoiling)
    with refused("was read back and is not the same as the file"):
        client.back_up(tmp_path / "usb")
    assert contents(tmp_path / "usb") == {}


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM employee WHERE id = 7", "DROP TRIGGER keep_payslip_insert", "DELETE FROM change_log WHERE seq = 2"],
)
def test_a_copy_that_lacks_something_is_refused(
    client: Client, made: Made, tmp_path: Path, monkeypatch, sql: str
) -> None:
    ordinary = backup.sync

    def spoiling(path: Path) -> None:
        if path.suffix == ".part":
            driver = made.driver(path)
            driver.execute("DROP TRIGGER keep_change_log_delete")
            driver.execute(sql)
            driver.close()
        ordinary(path)

    monkeypatch.setattr(backup, "sync", spoiling)
    with refused("was read back and is not the same as the file"):
        client.back_up(tmp_path / "usb")
    assert contents(tmp_path / "usb") == {}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_folder_that_takes_nothing_is_refused(client: Client, tmp_path: Path, monkeypatch, code: int) -> None:
    def no(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(backup, "sync", no)
    with refused("is full" if code == errno.ENOSPC else "may not write"):
        client.back_up(tmp_path / "usb")
    assert contents(tmp_path / "usb") == {}
    rename(client, "Ny")
    assert client.verify() == []


def test_a_copy_that_was_begun_is_cleaned_away(client: Client, tmp_path: Path) -> None:
    mine = tmp_path / f"lonnsom-{client.file_id[:8]}-20200101-000000-000001-00000000-close.lonnsom.part"
    another = tmp_path / "lonnsom-00000000-20200101-000000-000001-00000000-close.lonnsom.part"
    for left in (mine, another):
        left.touch()
    client.back_up(tmp_path)
    assert not mine.exists()
    assert another.exists()


# Restoring ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Path:
    client = made.open(made.copied_to(tmp_path))
    path = client.back_up(tmp_path / "usb").path
    client.close()
    return path


def by(made: Made, how: str) -> dict[str, Any]:
    return {"passphrase": PASSWORD} if how == "password" else {"recovery_key": made.recovery_key}


@pytest.mark.parametrize("how", ["password", "recovery key"])
def test_a_copy_becomes_a_file(copy: Path, made: Made, tmp_path: Path, how: str) -> None:
    before = contents(copy.parent)
    restored = restore(copy, tmp_path / "hentet.lonnsom", **by(made, how), at=AT)
    assert (restored.path, restored.proven, restored.seq) == (tmp_path / "hentet.lonnsom", True, 2)
    assert restored.sha256 == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert contents(copy.parent) == before
    with made.open(restored.path) as client:
        rename(client, "Ny")
        assert client.verify() == []


def test_a_file_that_is_there_is_not_overwritten(copy: Path, made: Made, path: Path) -> None:
    before = path.read_bytes()
    with refused("is there already, and is never overwritten"):
        restore(copy, path, **by(made, "key"), at=AT)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("spoil", "words"), [(flip, "is damaged"), (cut, "is damaged"), (behead, "does not open")])
def test_a_damaged_copy_is_not_restored(copy: Path, made: Made, tmp_path: Path, spoil, words: str) -> None:
    spoil(copy)
    with pytest.raises(Refused, match=words):
        restore(copy, tmp_path / "hentet.lonnsom", **by(made, "key"), at=AT)
    assert "hentet.lonnsom" not in contents(tmp_path)


def test_a_copy_is_not_restored_with_a_wrong_password(copy: Path, tmp_path: Path) -> None:
    with refused("The password does not open"):
        restore(copy, tmp_path / "hentet.lonnsom", passphrase="feil", at=AT)


def test_a_copy_that_is_not_there_is_missing(made: Made, tmp_path: Path) -> None:
    with refused("There is no file"):
        restore(tmp_path / "borte.lonnsom", tmp_path / "hentet.lonnsom", **by(made, "key"), at=AT)


def test_a_file_that_is_open_is_not_a_copy(client: Client, made: Made, tmp_path: Path) -> None:
    rename(client, "Ny")
    with refused("is open elsewhere, or was not closed properly"):
        restore(client.path, tmp_path / "hentet.lonnsom", **by(made, "key"), at=AT)


def test_a_restore_that_the_disk_spoils_leaves_nothing(copy: Path, made: Made, tmp_path: Path, monkeypatch) -> None:
    ordinary = shutil.copyfile

    def spoiling(source: Path, part: Path) -> None:
        ordinary(source, part)
        flip(part)

    monkeypatch.setattr(shutil, "copyfile", spoiling)
    before = contents(tmp_path)
    with refused("was read back and is not the same"):
        restore(copy, tmp_path / "hentet.lonnsom", **by(made, "key"), at=AT)
    assert contents(tmp_path) == before


def test_trouble_while_proving_is_a_finding_and_no_crash(
    made: Made, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def execute(self, *_: object) -> None:
            raise sqlcipher.DatabaseError("database disk image is malformed")

    assert [finding.code for finding in integrity.is_whole(Broken())] == ["file.pages", "file.pages"]
