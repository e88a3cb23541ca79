"""Copies seen without opening, looked into, and brought back."""

from pathlib import Path
from shutil import copyfile

import pytest

from models.values.finding import Refused
from models.values.span import Month
from services.actions import backups, open_file
from services.desk import copies
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, refused


def test_a_closed_file_is_in_order(path: Path) -> None:
    assert copies.trouble_with(path) == ("", None)
    assert not path.with_name(path.name + ".lock").exists()


def test_trouble_is_seen_without_a_password(path: Path, tmp_path: Path) -> None:
    def kind(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return copies.trouble_with(tmp_path / name)[0]

    assert copies.trouble_with(tmp_path / "away.lonnsom")[0] == copies.MISSING
    assert copies.trouble_with(tmp_path)[0] == copies.MISSING
    assert kind("empty.lonnsom", b"") == copies.EMPTY
    assert kind("other.lonnsom", b"SQLite format 3\0" + bytes(4080)) == copies.FOREIGN
    assert kind("short.lonnsom", path.read_bytes()[:5000]) == copies.DAMAGED


def test_an_open_file_is_locked(path: Path, desk: Desk) -> None:
    assert copies.trouble_with(path)[0] == copies.LOCKED
    with pytest.raises(Refused) as refusal:
        Client.open(path, passphrase=PASSWORD, now=Clock())
    assert copies.reason_of(refusal.value) == copies.LOCKED
    assert desk.client.path == path


def test_a_refusal_is_told_apart(path: Path, tmp_path: Path) -> None:
    for passphrase, recovery_key, reason in (
        ("feil", None, copies.PASSWORD),
        (None, open_file.new_file(tmp_path / "b.lonnsom", PASSWORD, "NO", "k", Clock())[1], copies.RECOVERY_KEY),
        (None, "QQQ", ""),
    ):
        with pytest.raises(Refused) as refusal:
            Client.open(path, passphrase=passphrase, recovery_key=recovery_key, now=Clock())
        assert copies.reason_of(refusal.value) == reason


def test_a_copy_is_made_and_looked_into(later_desk: Desk, tmp_path: Path) -> None:
    made = backups.back_up(later_desk)
    assert made.path.parent == copies.copies_folder(later_desk.client.path)
    assert made in copies.copies_in(made.path.parent, later_desk.client.file_id)
    elsewhere = backups.back_up(later_desk, tmp_path / "stick")
    assert elsewhere.path.parent.name == "stick"
    found = backups.prove(elsewhere.path, later_desk)
    assert (found.employer, found.employees, found.last_run) == ("Fjordgløtt Bakeri AS", 3, Month(2026, 3))
    assert found.changes == made.seq
    assert backups.prove(elsewhere.path, passphrase=PASSWORD) == found


def test_a_copy_of_an_earlier_password_asks_for_that(later_desk: Desk, approved: Made, tmp_path: Path) -> None:
    made = backups.back_up(later_desk, tmp_path / "stick")
    open_file.new_password(later_desk, approved.recovery_key, "elleve kalde fiskekaker")
    with refused("before the password was changed"):
        backups.prove(made.path, later_desk)
    assert backups.prove(made.path, passphrase=PASSWORD).employees == 3


def test_a_damaged_copy_is_refused(later_desk: Desk, tmp_path: Path) -> None:
    made = backups.back_up(later_desk, tmp_path / "stick")
    with made.path.open("r+b") as file:
        file.seek(4096 * 9 + 100)
        file.write(b"damage")
    with pytest.raises(Refused, match="damaged"):
        backups.prove(made.path, later_desk)


def test_restored_beside(approved_path: Path, approved: Made, tmp_path: Path) -> None:
    copy = _copy(approved_path, approved, tmp_path)
    target = tmp_path / "igjen.lonnsom"
    assert backups.restore(copy, target, Clock(), passphrase=PASSWORD) == (target, None)
    with open_file.open_file(target, "kari", Clock(), recovery_key=approved.recovery_key) as desk:
        assert not desk.client.verify()


def test_restored_in_place_keeps_the_file_before_it(approved_path: Path, approved: Made, tmp_path: Path) -> None:
    copy = _copy(approved_path, approved, tmp_path)
    before = approved_path.read_bytes()
    with refused("never overwritten"):
        backups.restore(copy, approved_path, Clock(), passphrase=PASSWORD)
    where, aside = backups.restore(copy, approved_path, Clock(), passphrase=PASSWORD, replace=True)
    assert where == approved_path
    assert aside is not None
    assert aside.read_bytes() == before
    assert aside.stem.startswith("bakeri before restore 2026-11-22 1200")
    with open_file.open_file(approved_path, "kari", Clock(), passphrase=PASSWORD):
        pass


def test_nothing_is_replaced_by_what_does_not_open(approved_path: Path, approved: Made, tmp_path: Path) -> None:
    copy = _copy(approved_path, approved, tmp_path)
    before = sorted(each.name for each in tmp_path.iterdir()), approved_path.read_bytes()
    with pytest.raises(Refused):
        backups.restore(copy, approved_path, Clock(), passphrase="feil", replace=True)
    assert (sorted(each.name for each in tmp_path.iterdir()), approved_path.read_bytes()) == before


def test_an_open_file_is_not_replaced(approved_path: Path, approved: Made, tmp_path: Path) -> None:
    copy = _copy(approved_path, approved, tmp_path)
    with approved.desk(approved_path), pytest.raises(Refused, match="open in another window"):
        backups.restore(copy, approved_path, Clock(), passphrase=PASSWORD, replace=True)
    assert sorted(each.name for each in tmp_path.glob("*.lonnsom")) == ["bakeri.lonnsom"]


def test_what_a_stopped_program_left_goes_aside_too(approved_path: Path, approved: Made, tmp_path: Path) -> None:
    copy = _copy(approved_path, approved, tmp_path)
    wal = approved_path.with_name(approved_path.name + "-wal")
    wal.write_bytes(b"left")
    _, aside = backups.restore(copy, approved_path, Clock(), passphrase=PASSWORD, replace=True)
    assert aside is not None
    assert not wal.exists()
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"left"


def _copy(path: Path, made: Made, folder: Path) -> Path:
    client = Client.open(path, recovery_key=made.recovery_key, now=Clock(), copies=NO_COPIES)
    copy = client.back_up(folder / "stick")
    client.close()
    target = folder / "stick" / "tatt med hjem.lonnsom"
    copyfile(copy.path, target)
    return target
