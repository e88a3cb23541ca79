"""A file of an older form is copied, brought forward, and told so in its log; or it stays as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from services.vault import migrations
from services.vault.backup import CopyPlan, restore
from services.vault.client import Client
from tests.vault.samples import NOON, Made, an_employee, contents, one_more_step, refused

NEWEST = migrations.forms()[-1]
NEXT = f"{int(NEWEST) + 1:04}"


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A program that knows one step more."""

    def becomes(last: str = "pass") -> None:
        folder = one_more_step(migrations.FOLDER, tmp_path / f"migrations-{len(last)}", last)
        monkeypatch.setattr(migrations, "FOLDER", folder)

    return becomes


def test_forms_are_read_from_the_names() -> None:
    assert migrations.forms()[0] == "0001"


def test_an_older_file_is_copied_and_brought_forward(path: Path, made: Made, newer: Callable[..., None]) -> None:
    newer()
    with made.open(path) as client:
        entry = client.history(limit=1)[0]
        assert (entry.seq, entry.action, entry.by) == (3, "file.migrate", "lonnsom")
        assert entry.notes[0].what == {"from": NEWEST, "to": NEXT}
        assert [copy.reason for copy in client.copies()] == ["update"]
        with client.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM employee WHERE added_by_test = 'Nilsen'")) == 199
        assert client.verify() == []
    with made.open(path) as client:
        assert client.history(limit=1)[0].seq == 3


def test_references_hold_again_afterwards(path: Path, made: Made, newer: Callable[..., None]) -> None:
    newer()
    with made.open(path) as client, client.reading() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize(
    "last",
    ['raise ZeroDivisionError("x")', 'op.execute("INSERT INTO run_total (run_id, name, amount) VALUES (9, 1, 1)")'],
)
def test_a_step_that_breaks_off_leaves_the_file(
    path: Path, made: Made, newer: Callable[..., None], monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    older = migrations.FOLDER
    newer(last)
    before = contents(path.parent)
    with pytest.raises((ZeroDivisionError, RuntimeError)):
        made.open(path)
    assert contents(path.parent) == before
    monkeypatch.setattr(migrations, "FOLDER", older)
    newer()
    made.open(path).close()


def test_no_step_without_a_proven_copy(path: Path, made: Made, newer: Callable[..., None]) -> None:
    newer()
    before = contents(path.parent)
    with refused("there is no such folder"):
        made.open(path, copies=CopyPlan(folder=path.parent / "usb" / "kopier"))
    assert contents(path.parent) == before


def test_an_older_file_is_not_opened_for_reading(path: Path, made: Made, newer: Callable[..., None]) -> None:
    newer()
    before = contents(path.parent)
    with refused("older version of Lønnsom"):
        made.open(path, read_only=True)
    assert contents(path.parent) == before


def test_an_older_program_refuses_a_newer_file(path: Path, made: Made, newer, monkeypatch: pytest.MonkeyPatch) -> None:
    older = migrations.FOLDER
    newer()
    made.open(path).close()
    monkeypatch.setattr(migrations, "FOLDER", older)
    before = contents(path.parent)
    with refused("newer version of Lønnsom"):
        made.open(path)
    assert contents(path.parent) == before


def test_a_copy_of_an_older_form_is_restored_and_then_brought_forward(
    path: Path, made: Made, tmp_path: Path, newer: Callable[..., None]
) -> None:
    newer()
    target = tmp_path / "hentet.lonnsom"
    restore(path, target, recovery_key=made.recovery_key, at=NOON)
    with made.open(target) as client:
        assert client.history(limit=1)[0].action == "file.migrate"


def test_a_new_file_has_the_newest_form(tmp_path: Path, newer: Callable[..., None], client: Client) -> None:
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(500))
    assert client.verify() == []
