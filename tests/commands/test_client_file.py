"""A client file from the command line: proven, copied, restored, taken out; and every way in which it is refused."""

import csv
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import commands
from services.actions.scenario import read
from services.reference.demo_client import demo_scenario
from services.vault.backup import CopyPlan
from services.vault.client import Client
from tests.commands.conftest import PASSWORD


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def untouched(client):
    """Afterwards the folder is as it was, byte for byte."""
    before = contents(client.parent)
    yield client
    assert contents(client.parent) == before


# --- verify, backup, restore ---------------------------------------------------------------------------------------


def test_the_demo_is_proven(lonnsom, untouched):
    said = lonnsom("verify", untouched)
    assert (said.code, said.out, said.err) == (0, "Everything is in order\n", "")


def test_a_copy_is_made_and_restored(lonnsom, client, tmp_path):
    said = lonnsom("backup", client, tmp_path / "copies")
    assert (said.code, said.err) == (0, "")
    (copy,) = (tmp_path / "copies").iterdir()
    assert str(copy) in said.out
    assert re.fullmatch(r"lonnsom-[0-9a-f]{8}-\d{8}-\d{6}-\d{6}-[0-9a-f]{8}-hand\.lonnsom", copy.name)
    assert lonnsom("verify", copy).code == 0
    said = lonnsom("restore", copy, tmp_path / "again.lonnsom")
    assert (said.code, said.err) == (0, "")
    assert lonnsom("verify", tmp_path / "again.lonnsom").code == 0
    assert lonnsom("verify", client).code == 0
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".lock", "-wal"))]


def test_nothing_is_restored_over_a_file(lonnsom, untouched):
    assert "is there already" in lonnsom("restore", untouched, untouched).reason


def test_what_differs_is_a_line_each(lonnsom, client):
    """Somebody with the password and another program changed what was paid."""
    with Client.open(client, passphrase=PASSWORD, now=commands.now, copies=CopyPlan(at_close=False)) as opened:
        opened._store._connection.execute("DROP TRIGGER keep_payslip_update")
        opened._store._connection.execute("UPDATE payslip SET net_pay = net_pay + 100")
    said = lonnsom("verify", client)
    assert (said.code, said.err) == (1, "")
    assert len(said.lines) == 14  # the guard, and every slip
    assert "keep_payslip_update" in said.out
    assert "employee 13: the payslip and the rows beside it do not say the same" in said.out


def test_a_client_can_be_in_use(lonnsom, client):
    with Client.open(client, passphrase=PASSWORD, now=commands.now, copies=CopyPlan(at_close=False)):
        for arguments in (("verify", client), ("backup", client, client.parent / "x")):
            assert "is open in another window" in lonnsom(*arguments).reason


# --- refused -------------------------------------------------------------------------------------------------------

TAKE_A_CLIENT = [("verify",), ("backup", "x"), ("export", "x")]


def refusal(lonnsom, command, client):
    """What a command says about a client file; the folder that it would make is not there."""
    name, *folder = command
    folder = [client.parent / each for each in folder]
    reason = lonnsom(name, client, *folder).reason
    assert "Traceback" not in reason
    assert not any(each.exists() for each in folder)
    return reason


@pytest.mark.parametrize("command", TAKE_A_CLIENT, ids=lambda each: each[0])
class TestRefused:
    def test_a_wrong_password(self, lonnsom, untouched, command, monkeypatch):
        monkeypatch.setenv(commands.PASSWORD, "rødgrød uden fløde")
        said = refusal(lonnsom, command, untouched)
        assert "The password does not open" in said
        assert "uden" not in said

    def test_an_empty_password(self, lonnsom, untouched, command, monkeypatch):
        monkeypatch.setenv(commands.PASSWORD, "")
        assert "The password is empty" in refusal(lonnsom, command, untouched)

    def test_no_password_and_no_terminal(self, lonnsom, untouched, command, monkeypatch):
        monkeypatch.delenv(commands.PASSWORD)
        assert commands.PASSWORD in refusal(lonnsom, command, untouched)

    @pytest.mark.parametrize("pages", [True, False], ids=["at a page", "inside a page"])
    def test_a_file_that_was_cut_in_half(self, lonnsom, client, command, pages):
        content = client.read_bytes()
        half = content[: len(content) // 8192 * 4096 + (0 if pages else 1234)]
        client.write_bytes(half)
        said = lonnsom(command[0], client, *[client.parent / each for each in command[1:]])
        assert said.code in (1, 2)
        assert "damaged" in said.out + said.err
        assert "Traceback" not in said.err
        assert client.read_bytes() == half

    def test_a_newer_version(self, lonnsom, client, command):
        with Client.open(client, passphrase=PASSWORD, now=commands.now, copies=CopyPlan(at_close=False)) as opened:
            opened._store._connection.execute("UPDATE alembic_version SET version_num = '9999'")
        before = contents(client.parent)
        assert "newer version" in refusal(lonnsom, command, client)
        assert contents(client.parent) == before

    @pytest.mark.parametrize("content", [b"", b"x", bytes(9000), os.urandom(8192), b"SQLite format 3\0" + bytes(8176)])
    def test_what_is_no_client(self, lonnsom, tmp_path, command, content):
        (tmp_path / "file.lonnsom").write_bytes(content)
        assert refusal(lonnsom, command, tmp_path / "file.lonnsom")
        assert contents(tmp_path) == {"file.lonnsom": content}

    def test_what_is_no_file(self, lonnsom, tmp_path, command):
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "folder.lonnsom").mkdir()
        for name in ("none.lonnsom", "folder.lonnsom", "pipe"):
            assert name in refusal(lonnsom, command, tmp_path / name)


def test_restoring_what_is_no_copy(lonnsom, tmp_path):
    (tmp_path / "copy.lonnsom").write_bytes(os.urandom(4096 * 20))
    assert "does not open" in lonnsom("restore", tmp_path / "copy.lonnsom", tmp_path / "new.lonnsom").reason
    assert "no file" in lonnsom("restore", tmp_path / "none", tmp_path / "new.lonnsom").reason
    assert [path.name for path in tmp_path.iterdir()] == ["copy.lonnsom"]


def test_restoring_a_damaged_copy_leaves_no_file(lonnsom, demo, tmp_path):
    (copy, *_) = (demo / "demo backups").iterdir()
    content = bytearray(copy.read_bytes())
    content[9 * 4096 + 100] ^= 1
    (tmp_path / copy.name).write_bytes(content)
    said = lonnsom("restore", tmp_path / copy.name, tmp_path / "new.lonnsom")
    assert said.code == 2
    assert "damaged" in said.err
    assert [path.name for path in tmp_path.iterdir()] == [copy.name]


# --- export --------------------------------------------------------------------------------------------------------


def test_everything_in_open_formats(lonnsom, untouched, demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "all"
    said = lonnsom("export", untouched, folder)
    assert (said.code, said.err) == (0, "")
    made = contents(folder)
    assert f"{len(made)} files" in said.out
    assert {"README.txt", "LESMEG.txt", "SHA256SUMS", "tables.json"} <= made.keys()
    kept = {name.rpartition("/")[2]: content for name, content in made.items() if name.startswith("files/2026/")}
    for path in demo.iterdir():
        if path.suffix in (".pdf", ".xml", ".csv"):
            assert kept[path.name] == path.read_bytes()
    with (folder / "tables" / "payslip.csv").open(encoding="utf-8-sig", newline="") as file:
        slips = list(csv.DictReader(file, delimiter=";"))
    assert len(slips) == 13
    with (folder / "tables" / "employee.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file, delimiter=";")] == [
            each.person.name for each in read(demo_scenario()).people
        ]


def test_export_into_a_folder_with_something_in_it(lonnsom, client):
    before = contents(client.parent)
    assert "is not empty" in lonnsom("export", client, client.parent).reason
    assert contents(client.parent) == before


# --- handed over ---------------------------------------------------------------------------------------------------


def test_a_client_is_handed_over(lonnsom, client, tmp_path, monkeypatch):
    monkeypatch.setenv(commands.NEW_PASSWORD, "sju snille sauer i snø")
    target = tmp_path / "theirs.lonnsom"
    said = lonnsom("hand-over", client, target, "--to", "Regnskap Vest AS")
    assert (said.code, said.err) == (0, "")
    assert said.lines[1].startswith("Recovery key: ")
    assert "sauer" not in said.out
    assert "password does not open" in lonnsom("verify", target).reason
    monkeypatch.setenv(commands.PASSWORD, "sju snille sauer i snø")
    assert lonnsom("verify", target).code == 0


@pytest.mark.parametrize(
    ("password", "reason"), [(None, "LONNSOM_NEW_PASSWORD"), ("kort", "Too short"), ("", "Choose a password")]
)
def test_nothing_is_handed_over(lonnsom, client, tmp_path, monkeypatch, password, reason):
    monkeypatch.delenv(commands.NEW_PASSWORD, raising=False)
    if password is not None:
        monkeypatch.setenv(commands.NEW_PASSWORD, password)
    before = contents(client.parent)
    assert reason in lonnsom("hand-over", client, tmp_path / "theirs.lonnsom").reason
    assert not (tmp_path / "theirs.lonnsom").exists()
    assert contents(client.parent).keys() >= before.keys()


# --- the password --------------------------------------------------------------------------------------------------


def test_the_password_is_asked_for_on_the_terminal(root, client):
    """It is not shown while it is typed, and not told to anybody: not in the arguments, not in the output."""
    environment = {name: value for name, value in os.environ.items() if name != commands.PASSWORD}
    try:
        ours, theirs = pty.openpty()
    except OSError as wrong:
        pytest.skip(f"no terminal can be had here: {wrong}")
    with subprocess.Popen(
        [sys.executable, "-m", "desktop", "verify", client],
        cwd=root,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        asked = process.stderr.read(len("Password: "))
        os.write(ours, f"{PASSWORD}\n".encode())
        out, err = process.communicate(timeout=60)
        assert (asked, err.strip(), process.returncode) == (b"Password: ", b"", 0)
        assert out.decode() == "Alt er i orden\n"
    os.close(ours)
