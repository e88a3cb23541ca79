"""A client handed over: one file with a password of its own, opened elsewhere with the whole history."""

from pathlib import Path

import pytest

from models.values.finding import Refused
from services.actions.exports import kept_files
from services.actions.hand_over import hand_over, offered_name
from services.actions.open_file import open_file
from services.actions.verify import verify
from services.desk.desk import Desk
from tests.actions.samples import PASSWORD, Clock

THEIRS = "sju snille sauer i snø"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "minnepinne"
    folder.mkdir()
    return folder / "bakeri.lonnsom"


def test_opened_elsewhere_with_its_own_password(later_desk: Desk, target: Path) -> None:
    made = hand_over(later_desk, target, THEIRS, "Regnskap Vest AS")
    assert [path.name for path in target.parent.iterdir()] == ["bakeri.lonnsom"]
    assert made.size == target.stat().st_size
    with open_file(target, "berit", Clock(), passphrase=THEIRS) as theirs:
        assert verify(theirs) == []
        assert kept_files(theirs, 1) == kept_files(later_desk, 1) != []
        ours = later_desk.client.history(reveal=True)
        here = theirs.client.history(reveal=True)
        assert here[1:] == ours[1:]  # the whole history, and then that it was handed over
        assert (here[0].action, here[0].by, here[0].notes) == (ours[0].action, ours[0].by, ours[0].notes)
        assert here[0].action == "file.hand_over"
        assert here[0].notes[0].what == {"to": "Regnskap Vest AS"}
        assert made.changes == here[0].seq
        assert theirs.client.file_id == later_desk.client.file_id
    with open_file(target, "berit", Clock(), recovery_key=made.recovery_key) as theirs:
        assert theirs.client.log_is_whole()[0]


def test_neither_password_opens_the_other_file(later_desk: Desk, target: Path) -> None:
    made = hand_over(later_desk, target, THEIRS)
    with pytest.raises(Refused, match="The password does not open"):
        open_file(target, "berit", Clock(), passphrase=PASSWORD)
    own = later_desk.client.path
    assert not later_desk.client.is_recovery_key(made.recovery_key)
    later_desk.close()
    with pytest.raises(Refused, match="The password does not open"):
        open_file(own, "kari", Clock(), passphrase=THEIRS)
    with open_file(own, "kari", Clock(), passphrase=PASSWORD) as again:
        assert verify(again) == []
        assert again.client.history(limit=1)[0].action == "file.hand_over"


def test_the_name_says_what_and_when_and_that_it_is_a_test(later_desk: Desk) -> None:
    assert offered_name(later_desk, "nb") == f"TEST Fjordgløtt Bakeri AS overlevert {later_desk.today}.lonnsom"


def test_without_the_ending(later_desk: Desk, target: Path) -> None:
    assert hand_over(later_desk, target.with_name("fjordgløtt"), THEIRS).path.name == "fjordgløtt.lonnsom"


@pytest.mark.parametrize(
    ("password", "to", "reason"),
    [
        ("", "", "Choose a password"),
        ("kort", "", "Too short"),
        (PASSWORD, "", "the password of your own file"),
        (THEIRS, "x" * 121, "in a few words"),
    ],
)
def test_refused(later_desk: Desk, target: Path, password: str, to: str, reason: str) -> None:
    before = later_desk.client.history(limit=1)[0].seq
    with pytest.raises(Refused, match=reason):
        hand_over(later_desk, target, password, to)
    assert not list(target.parent.iterdir())
    assert later_desk.client.history(limit=1)[0].seq == before


def test_a_file_that_is_there_is_never_overwritten(later_desk: Desk, target: Path) -> None:
    target.write_bytes(b"noe annet")
    with pytest.raises(Refused, match="never overwritten"):
        hand_over(later_desk, target, THEIRS)
    assert target.read_bytes() == b"noe annet"


def test_a_folder_that_is_not_there(later_desk: Desk, target: Path) -> None:
    with pytest.raises(Refused):
        hand_over(later_desk, target.parent / "borte" / "bakeri.lonnsom", THEIRS)


def test_a_file_opened_for_reading(approved_path: Path, target: Path) -> None:
    with (
        open_file(approved_path, "kari", Clock(), passphrase=PASSWORD, read_only=True) as desk,
        pytest.raises(Refused, match="reading only"),
    ):
        hand_over(desk, target, THEIRS)
