"""Opening: what works, and how each file that cannot be opened is refused without a byte of it changed."""

import errno
import logging
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2 as sqlcipher

from models.records.employee import Employee
from models.values.finding import Refused
from services.vault import lock, migrations, trouble
from services.vault.client import Client
from services.vault.keys import FileKey
from tests.vault.samples import NO_COPIES, PASSWORD, Clock, Made, Victim, an_employee, contents, refused

OPTIONS = {"now": Clock(), "copies": NO_COPIES}


def count(client: Client) -> int:
    with client.reading() as session:
        return session.scalar(select(func.count()).select_from(Employee)) or 0


def test_a_file_opens_with_its_password(path: Path, made: Made) -> None:
    with Client.open(path, passphrase=PASSWORD, **OPTIONS) as client:
        assert count(client) == 199
        assert (client.country, client.path, client.is_read_only) == ("no", path, False)
        assert len(client.file_id) == 32
        assert client.is_recovery_key(made.recovery_key.lower())
        assert not client.is_recovery_key(FileKey(bytes(32)).recovery_key)


def test_any_reader_of_sqlcipher_opens_it_with_the_password(path: Path) -> None:
    driver = sqlcipher.connect(path)
    driver.execute(f"PRAGMA key = '{PASSWORD}'")
    assert driver.execute("SELECT country FROM file_meta").fetchone() == ("no",)
    driver.close()


def test_nothing_lies_beside_a_closed_file(path: Path, made: Made) -> None:
    client = made.open(path)
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(500))
    assert sorted(contents(path.parent)) == ["bakeri.lonnsom", "bakeri.lonnsom-wal", "bakeri.lonnsom.lock"]
    client.close()
    client.close()
    assert sorted(contents(path.parent)) == ["bakeri.lonnsom"]


def test_opening_and_closing_changes_nothing(path: Path, made: Made) -> None:
    before = contents(path.parent)
    made.open(path).close()
    assert contents(path.parent) == before


# What cannot be opened ------------------------------------------------------------------------------------------------


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 1)


def cut_at_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def cut_to_a_page(path: Path) -> None:
    os.truncate(path, 4096)


def cut_in_the_first_page(path: Path) -> None:
    os.truncate(path, 1000)


def damage(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))


def damage_the_salt(path: Path) -> None:
    damage(path, 3)


def damage_the_first_page(path: Path) -> None:
    damage(path, 200)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9000))


def an_open_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE person (id INTEGER)")
    database.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_in_half, "is damaged: part of it is missing"),
        (cut_at_a_page, "is damaged: part of it is missing"),
        (cut_to_a_page, "is damaged: part of it is missing"),
        (cut_in_the_first_page, "is damaged: part of it is missing"),
        (damage_the_salt, "does not open .*the beginning of the file is damaged"),
        (damage_the_first_page, "does not open .*the beginning of the file is damaged"),
        (empty, "is empty"),
        (a_picture, "does not open .*or it is no client file at all|does not open"),
        (an_open_database, "is not a client file of Lønnsom"),
        (Path.unlink, "There is no file"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_spoiled_file_is_refused_and_left(
    path: Path, made: Made, spoil: Callable[[Path], None], words: str, read_only: bool
) -> None:
    spoil(path)
    before = contents(path.parent)
    with refused(words):
        made.open(path, read_only=read_only)
    assert contents(path.parent) == before


def test_a_wrong_password_says_both_that_it_can_be(path: Path) -> None:
    before = contents(path.parent)
    with refused("The password does not open .*Caps Lock.*recovery key.*the beginning of the file is damaged"):
        Client.open(path, passphrase="feil", **OPTIONS)
    assert contents(path.parent) == before


def test_the_recovery_key_of_another_file_is_refused(path: Path) -> None:
    before = contents(path.parent)
    with refused("has no typing mistake, but does not open"):
        Client.open(path, recovery_key=FileKey(bytes(32)).recovery_key, **OPTIONS)
    assert contents(path.parent) == before


@pytest.mark.parametrize("password", ["", "a\0b"])
def test_a_password_that_cannot_be_is_refused(path: Path, password: str) -> None:
    with refused("The password"):
        Client.open(path, passphrase=password, **OPTIONS)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer version of Lønnsom"),
        ("DELETE FROM alembic_version", "is not a client file of Lønnsom"),
        ("DROP TABLE alembic_version", "is not a client file of Lønnsom"),
        ("DROP TABLE file_meta", "is not a client file of Lønnsom"),
        ("UPDATE file_meta SET format = 'annet'", "is not a client file of Lønnsom"),
        ("DELETE FROM file_meta", "is not a client file of Lønnsom"),
    ],
)
@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_file_of_another_form_is_refused_and_left(path: Path, made: Made, sql: str, words: str, journal: str) -> None:
    driver = made.driver(path)
    driver.execute(sql)
    driver.execute(f"PRAGMA journal_mode = {journal}")
    driver.close()
    before = contents(path.parent)
    with refused(words):
        made.open(path)
    assert contents(path.parent) == before


def test_a_folder_is_no_client_file(tmp_path: Path, made: Made) -> None:
    with refused("is not a client file"):
        made.open(tmp_path)


def test_a_file_in_no_folder_is_missing(tmp_path: Path, made: Made) -> None:
    with refused("There is no file"):
        made.open(tmp_path / "borte" / "bakeri.lonnsom")


# One at a time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_open_here_is_refused(client: Client, made: Made, read_only: bool) -> None:
    with refused("is open in another window"):
        made.open(client.path, read_only=read_only)
    assert count(client) == 199


def test_a_file_that_is_open_in_another_process_is_refused(path: Path, made: Made, victim: Victim) -> None:
    number = victim.start("hold", path, made.recovery_key)
    before = contents(path.parent)
    for read_only in (False, True):
        with refused("is open in another window"):
            made.open(path, read_only=read_only)
    assert contents(path.parent) == before
    os.kill(number, signal.SIGKILL)
    victim.rest()
    with made.open(path) as client:
        assert client.verify() == []


def test_a_file_that_another_program_has_open_is_refused(path: Path, made: Made) -> None:
    driver = made.driver(path)
    driver.execute("BEGIN IMMEDIATE")
    before = contents(path.parent)
    with refused("is open in another window"):
        made.open(path)
    assert contents(path.parent) == before
    driver.close()


def test_a_lock_that_nobody_holds_means_nothing(path: Path, made: Made) -> None:
    path.with_name("bakeri.lonnsom.lock").touch()
    path.with_name("bakeri.lonnsom.part").touch()
    made.open(path).close()
    assert sorted(contents(path.parent)) == ["bakeri.lonnsom"]


def test_a_link_is_the_file_that_it_leads_to(client: Client, made: Made) -> None:
    link = client.path.with_name("lenke.lonnsom")
    link.symlink_to(client.path)
    with refused("is open in another window"):
        made.open(link)


# Where nothing may be written -----------------------------------------------------------------------------------------


@contextmanager
def by_attribute(folder: Path, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder and its files as they are on a medium that takes nothing, also from root."""
    places = [folder, *folder.iterdir()]
    if (
        not shutil.which("chattr")
        or subprocess.run(["chattr", "+i", *places], capture_output=True, check=False).returncode
    ):
        subprocess.run(["chattr", "-i", *places], capture_output=True, check=False)
        pytest.skip("chattr +i does not work here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *places], check=True)


@contextmanager
def by_error(_: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same as the system says it."""
    ordinary = os.open

    def protected(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return ordinary(path, flags, mode)

    with monkeypatch.context() as patch:
        patch.setattr(lock.os, "open", protected)
        yield


@pytest.mark.parametrize("protected", [by_attribute, by_error])
def test_a_write_protected_place_is_for_reading(path: Path, made: Made, protected, monkeypatch) -> None:
    before = contents(path.parent)
    with protected(path.parent, monkeypatch):
        with refused("may not write to .*Open it for reading only"):
            made.open(path)
        with made.open(path, read_only=True) as client:
            assert count(client) == 199
            assert client.verify() == []
            assert client.history(limit=1)[0].action == "employee.hire"
        assert contents(path.parent) == before


def test_a_write_protected_file_is_for_reading(path: Path, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def protected(place: Path, flags: int, mode: int = 0o777) -> int:
        if Path(place) == path:
            raise PermissionError(errno.EACCES, "no")
        return ordinary(place, flags, mode)

    ordinary = os.open
    before = contents(path.parent)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", protected)
        with refused("may not write to"):
            made.open(path)
    assert contents(path.parent) == before
    made.open(path, read_only=True).close()


def test_reading_only_leaves_no_trace(path: Path, made: Made, tmp_path: Path) -> None:
    before = contents(path.parent)
    with made.open(path, read_only=True) as client:
        assert client.is_read_only
        with refused("opened for reading only"), client.change("employee.hire", by="kari") as session:
            session.add(an_employee(500))
        with refused("opened for reading only"):
            client.new_passphrase(PASSWORD, "ny", by="kari")
        with refused("opened for reading only"):
            client.undo(2, "kari")
        assert client.back_up(tmp_path / "kopier").proven
    assert contents(path.parent) == before


def test_a_file_that_was_not_closed_is_finished_where_it_can_be(made: Made, tmp_path: Path, monkeypatch) -> None:
    path = stopped(made, tmp_path)
    with by_error(tmp_path, monkeypatch), refused("Copy it, with the files beside it of the same name"):
        made.open(path, read_only=True)
    with made.open(path, read_only=True) as client:
        assert count(client) == 200
        with pytest.raises(OperationalError, match="readonly"), client.reading() as session:  # noqa: PT012
            session.add(an_employee(501))
            session.flush()


def stopped(made: Made, folder: Path, hired: int = 1) -> Path:
    """A file as a program leaves it that is stopped after a change: the change lies in the log beside it."""
    original = made.copied_to(folder, "original.lonnsom")
    client = made.open(original)
    with client.change("employee.hire", by="kari") as session:
        session.add_all([an_employee(number) for number in range(500, 500 + hired)])
    (folder / "stopped").mkdir()
    for path in (original, folder / "original.lonnsom-wal"):
        shutil.copy(path, folder / "stopped")
    client.close()
    return folder / "stopped" / "original.lonnsom"


def test_a_wrong_password_leaves_also_a_file_that_was_not_closed(made: Made, tmp_path: Path) -> None:
    path = stopped(made, tmp_path)
    before = contents(path.parent)
    assert before["original.lonnsom-wal"]
    with refused("The password does not open"):
        Client.open(path, passphrase="feil", **OPTIONS)
    assert contents(path.parent) == before
    with made.open(path) as client:
        assert count(client) == 200


def test_a_first_page_that_was_half_written_is_taken_from_the_log(made: Made, tmp_path: Path) -> None:
    path = stopped(made, tmp_path, hired=300)
    damage_the_first_page(path)
    with made.open(path) as client:
        assert count(client) == 499
        assert client.verify() == []


def test_a_first_page_that_was_half_written_is_taken_from_the_journal(path: Path, made: Made, tmp_path: Path) -> None:
    driver = made.driver(path)
    for statement in (
        "PRAGMA journal_mode = DELETE",
        "PRAGMA cache_size = 10",
        "BEGIN IMMEDIATE",
        "INSERT INTO establishment (orgnr, zone, name, calculation_code, municipality) "
        "SELECT number + 1000, zeroblob(2000), '', '', '' FROM employee",
    ):
        driver.execute(statement.replace("zeroblob(2000)", "printf('%2000d', 1)"))
    (tmp_path / "stopped").mkdir()
    for name in (path.name, f"{path.name}-journal"):
        shutil.copy(path.with_name(name), tmp_path / "stopped" / name)
    driver.close()
    damage_the_first_page(tmp_path / "stopped" / path.name)
    with made.open(tmp_path / "stopped" / path.name) as client:
        assert count(client) == 199
        assert client.verify() == []


def test_a_file_without_the_right_to_read_is_refused(path: Path, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "open", no)
    with refused("cannot be read"):
        made.open(path)


# Places and secrets ---------------------------------------------------------------------------------------------------


def test_a_network_drive_is_warned_of_and_has_no_wal(path: Path, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_is_network", lambda _: True)
    with made.open(path) as client:
        assert client.caution
        assert "network drive" in str(client.caution.what)
        with client.change("employee.hire", by="kari") as session:
            session.add(an_employee(500))
        assert not path.with_name("bakeri.lonnsom-wal").exists()
        assert client.verify() == []
        client.undo(3, "kari")
        assert client.new_passphrase(made.recovery_key, "ny", by="kari")
    assert sorted(contents(path.parent)) == ["bakeri.lonnsom"]


def test_a_folder_in_the_cloud_is_warned_of(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Bakeriet"
    folder.mkdir()
    with made.open(made.copied_to(folder)) as client:
        assert client.caution
        assert "copied to the cloud" in str(client.caution.what)


def test_an_ordinary_place_is_not_warned_of(client: Client) -> None:
    assert client.caution is None


def test_secrets_are_in_no_text(path: Path, made: Made, caplog: pytest.LogCaptureFixture, capfd) -> None:
    secrets = [PASSWORD, made.recovery_key, "01019912345"]
    with caplog.at_level(logging.DEBUG), Client.open(path, passphrase=PASSWORD, **OPTIONS) as client:
        said = [repr(client), repr(vars(client)), repr(vars(client._store)), repr(client._store._engine)]
        try:
            with client.change("employee.hire", by="kari") as session:
                session.add(an_employee(1, national_id="01019912345"))  # the number is taken
        except Exception as error:  # noqa: BLE001 – whatever it is, it must not tell
            said += [repr(error), str(error)]
    output = capfd.readouterr()
    told = "\n".join([*said, caplog.text, output.out, output.err])
    assert "UNIQUE constraint failed: employee.number" in told
    assert [secret for secret in secrets if secret in told] == []


# Making ---------------------------------------------------------------------------------------------------------------


def test_a_new_file_has_one_entry_and_its_recovery_key_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "ny.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "dk", "ola", **OPTIONS)
    assert [(entry.seq, entry.action, entry.by) for entry in client.history()] == [(1, "file.create", "ola")]
    assert client.verify() == []
    client.close()
    assert sorted(contents(tmp_path)) == ["ny.lonnsom"]
    with Client.open(path, recovery_key=recovery_key, **OPTIONS) as client:
        assert client.country == "dk"
        with refused("of a kind that cannot be taken back"):
            client.undo(1, "ola")


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    before = contents(path.parent)
    with refused("is there already"):
        Client.create(path, PASSWORD, "no", "kari", **OPTIONS)
    assert contents(path.parent) == before


def test_a_new_file_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlcipher.OperationalError("database or disk is full")

    monkeypatch.setattr(migrations, "_take_steps", full)
    with refused("disk with .* is full"):
        Client.create(tmp_path / "ny.lonnsom", PASSWORD, "no", "kari", **OPTIONS)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("password", ["", "a\0b"])
def test_a_new_file_needs_a_password_that_can_be_kept(tmp_path: Path, password: str) -> None:
    with refused("The password"):
        Client.create(tmp_path / "ny.lonnsom", password, "no", "kari", **OPTIONS)
    assert contents(tmp_path) == {}


def test_a_new_file_needs_its_folder(tmp_path: Path) -> None:
    with refused("there is no such folder"):
        Client.create(tmp_path / "borte" / "ny.lonnsom", PASSWORD, "no", "kari", **OPTIONS)


# A new password -------------------------------------------------------------------------------------------------------


def test_a_new_password_makes_a_new_recovery_key_and_old_copies_keep_theirs(path: Path, made: Made) -> None:
    with made.open(path) as client:
        recovery_key = client.new_passphrase(PASSWORD, "kaffe og kanelboller", by="kari")
        copy = client.copies()[0]
        assert copy.reason == "password"
        assert client.history(limit=1)[0].action == "file.password"
        assert client.is_recovery_key(recovery_key)
        assert not client.is_recovery_key(made.recovery_key)
        assert client.verify() == []
        with client.change("employee.hire", by="kari") as session:
            session.add(an_employee(500))
    for key in ({"passphrase": PASSWORD}, {"recovery_key": made.recovery_key}):
        with refused("does not open"):
            Client.open(path, **key, **OPTIONS)
        with Client.open(copy.path, read_only=True, **key, **OPTIONS) as client:
            assert count(client) == 199
    for key in ({"passphrase": "kaffe og kanelboller"}, {"recovery_key": recovery_key}):
        with Client.open(path, **key, **OPTIONS) as client:
            assert count(client) == 200


def test_a_new_password_needs_the_old_one(client: Client) -> None:
    with refused("The password does not open"):
        client.new_passphrase("feil", "ny", by="kari")
    with refused("The password is empty"):
        client.new_passphrase(PASSWORD, "", by="kari")
    assert client.copies() == []


def test_a_forgotten_password_is_replaced_with_the_recovery_key(path: Path, made: Made) -> None:
    with made.open(path) as client:
        client.new_passphrase(made.recovery_key, "ny", by="kari")
    Client.open(path, passphrase="ny", **OPTIONS).close()


def test_refusals_are_about_the_file(path: Path, made: Made) -> None:
    cut_in_half(path)
    with pytest.raises(Refused, match=str(path)):
        made.open(path)
