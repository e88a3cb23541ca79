"""Opening and making client files, as the first page of the window does it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.employer import Setting
from models.records.pay_run import PayRun
from models.values.finding import Refused, Severity
from models.values.message import Message
from models.values.progress import Cancelled
from services.actions import open_file
from services.actions.open_file import DEMO_PASSWORD
from services.desk.desk import Desk
from services.desk.recovery_key import is_tried
from tests.actions.samples import PASSWORD, Clock, Made, refused


def settings(desk: Desk) -> dict[str, str]:
    with desk.reading() as session:
        return {row.name: row.value for row in session.scalars(select(Setting))}


def is_tried_in(desk: Desk) -> bool:
    with desk.reading() as session:
        return is_tried(session)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Fjordgløtt Bakeri AS", "Fjordgløtt Bakeri AS.lonnsom"),
        ("  Ås / Øy: Bygg?  ", "Ås Øy Bygg.lonnsom"),
        ("Nord.lonnsom", "Nord.lonnsom"),
        ("slutt på ...", "slutt på.lonnsom"),
        ("con", "con_.lonnsom"),
        ("a\0b\n", "ab.lonnsom"),
        ("???", ""),
        ("x" * 300, "x" * 80 + ".lonnsom"),
    ],
)
def test_a_name_becomes_a_file_name_that_every_system_takes(name: str, file: str) -> None:
    assert open_file.file_name(name) == file


def test_a_free_path_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "Holm.lonnsom").touch()
    (tmp_path / "Holm 2.lonnsom").touch()
    assert open_file.free_path(tmp_path, "Holm").name == "Holm 3.lonnsom"
    assert open_file.free_path(tmp_path, "Berg").name == "Berg.lonnsom"


@pytest.mark.parametrize(
    ("password", "severity"),
    [
        ("", None),
        ("kort", Severity.STOP),
        ("aaaaaaaaaaaa", Severity.STOP),
        ("blåbær\0syltetøy", Severity.STOP),
        ("blåbær7k", Severity.WARNING),
        (PASSWORD, None),
    ],
)
def test_what_is_said_of_a_password(password: str, severity: Severity | None) -> None:
    found = open_file.strength(password)
    assert (found.severity if found else None) is severity


def test_a_new_file_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "Lønnsom" / "Holm.lonnsom"
    desk, key = open_file.new_file(path, PASSWORD, "NO", "kari", Clock(), color="#1F6F6B")
    with desk:
        assert settings(desk) == {"color": '"#1F6F6B"'}
        assert not is_tried_in(desk)
        assert open_file.try_recovery_key(desk, key.lower().replace("-", " "))
        assert is_tried_in(desk)
        open_file.set_color(desk, "#2B5F8C")
        assert settings(desk)["color"] == '"#2B5F8C"'
        with pytest.raises(ValueError, match=r"no colour|not a colour"):
            open_file.set_color(desk, "red")
    with open_file.open_file(path, "kari", Clock(), recovery_key=key) as desk:
        assert desk.client.country == "NO"


def test_a_drive_that_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    with refused("no such folder"):
        open_file.new_file(tmp_path / "away" / "Lønnsom" / "Holm.lonnsom", PASSWORD, "NO", "kari", Clock())
    assert not (tmp_path / "away").exists()


def test_a_weak_password_makes_no_file(tmp_path: Path) -> None:
    with refused("Too short"):
        open_file.new_file(tmp_path / "Holm.lonnsom", "kort", "NO", "kari", Clock())
    assert not list(tmp_path.iterdir())


def test_another_files_recovery_key_is_not_the_key(path: Path, new: Made, tmp_path: Path) -> None:
    other, key = open_file.new_file(tmp_path / "other.lonnsom", PASSWORD, "NO", "kari", Clock())
    other.close()
    with new.desk(path) as desk:
        assert not open_file.try_recovery_key(desk, key)
        assert not is_tried_in(desk)
        with refused("typing mistake in group 1"):
            open_file.try_recovery_key(desk, ("A" if key[0] != "A" else "B") + key[1:])


def test_another_password_asks_for_another_rehearsal(path: Path, new: Made) -> None:
    with new.desk(path) as desk:
        assert open_file.try_recovery_key(desk, new.recovery_key)
        assert is_tried_in(desk)
        key = open_file.new_password(desk, new.recovery_key, "elleve kalde fiskekaker")
        assert key != new.recovery_key
        assert not is_tried_in(desk)
    with open_file.open_file(path, "kari", Clock(), passphrase="elleve kalde fiskekaker"):
        pass


def test_the_demo_client_has_a_finished_month(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, what: Message) -> None:
        told.append((done, total))

    path = open_file.free_path(tmp_path / "Lønnsom", "Demo")
    with open_file.demo_client(path, "kari", Clock(), color="#6A4C93", progress=progress) as desk:
        with desk.reading() as session:
            assert [run.approved_by for run in session.scalars(select(PayRun))] == ["kari"]
        assert settings(desk)["demo"] == "true"
    assert [done for done, _ in told] == list(range(told[0][1]))
    with open_file.open_file(path, "kari", Clock(), passphrase=DEMO_PASSWORD, read_only=True):
        pass


def test_a_demo_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    def progress(done: int, total: int, what: Message) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        open_file.demo_client(tmp_path / "demo.lonnsom", "kari", Clock(), progress=progress)
    assert not list(tmp_path.iterdir())


def test_a_wrong_password_says_so(path: Path) -> None:
    with pytest.raises(Refused, match="does not open"):
        open_file.open_file(path, "kari", Clock(), passphrase="feil")
