"""Kept files out into folders: all or none, nothing overwritten, and the client file knows where they went."""

from pathlib import Path

import pytest

from models.records.stored_file import StoredFile
from models.values.finding import Refused
from models.values.message import Message
from models.values.progress import Cancelled
from services.actions import exports, runs
from services.actions.marks import mark
from services.actions.save_files import free_folder, in_the_way, save_as, save_files
from services.desk.desk import Desk
from services.desk.marks import marks_of
from tests.actions.samples import Made, refused, start_march


@pytest.fixture
def later_desk(later_desk: Desk) -> Desk:
    """The pay went out long ago, so that the date of the bank file is of no importance."""
    mark(later_desk, "due:pay:1", "paid")
    return later_desk


def ids(desk: Desk) -> list[int]:
    with desk.reading() as session:
        return [row.id for row in session.query(StoredFile).filter(StoredFile.run_id == 1)]


def marked(desk: Desk) -> set[str]:
    with desk.reading() as session:
        return {subject for subject, verbs in marks_of(session, "file:").items() if "saved" in verbs}


def test_saved_files_are_marked_with_where_they_are(later_desk: Desk, tmp_path: Path) -> None:
    wanted = ids(later_desk)
    folder = tmp_path / "ut"
    saved = save_files(later_desk, wanted, folder, new=True)
    assert len(saved.files) == len(wanted)
    assert all(path.exists() for path in saved.files)
    with later_desk.reading() as session:
        told = marks_of(session, "file:").values()
        assert {verbs["saved"].note for verbs in told if "saved" in verbs} == {str(folder)}


def test_what_lies_there_is_named_and_never_overwritten(later_desk: Desk, tmp_path: Path) -> None:
    wanted = ids(later_desk)
    (tmp_path / "bank-2026-03.xml").write_bytes(b"mine")
    assert in_the_way(later_desk, wanted, tmp_path) == ("bank-2026-03.xml",)
    with refused("exists already"):
        save_files(later_desk, wanted, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".pdf", ".part", ".csv")] == []
    assert marked(later_desk) == set()


def test_a_folder_of_their_own(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "Lønn 2026-03") == tmp_path / "Lønn 2026-03"
    (tmp_path / "Lønn 2026-03").mkdir()
    (tmp_path / "Lønn 2026-03 (2)").mkdir()
    assert free_folder(tmp_path, "Lønn 2026-03").name == "Lønn 2026-03 (3)"


@pytest.mark.parametrize("after", [0, 1, 5])
def test_stopping_leaves_nothing_behind(later_desk: Desk, tmp_path: Path, after: int) -> None:
    def stop(done: int, total: int, what: Message) -> None:
        if done >= after:
            raise Cancelled

    folder = tmp_path / "ut"
    with pytest.raises(Cancelled):
        save_files(later_desk, ids(later_desk), folder, new=True, progress=stop)
    assert not folder.exists()
    assert marked(later_desk) == set()


def test_one_file_may_take_the_place_of_another(later_desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "til banken.xml"
    target.write_bytes(b"old")
    with later_desk.reading() as session:
        bank = session.query(StoredFile).filter(StoredFile.kind == "bank").one().id
    assert save_as(later_desk, bank, target) == target
    assert target.read_bytes().startswith(b"<?xml")
    assert marked(later_desk) == {f"file:{bank}"}
    with pytest.raises(Refused):
        save_as(later_desk, bank, tmp_path / "nowhere" / "bank.xml")


def test_the_files_that_are_kept_are_those_that_export_makes(desk: Desk, approved: Made, tmp_path: Path) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    made = exports.approve_and_export(desk, run_id)
    (tmp_path / "other").mkdir()
    with approved.desk(approved.copied_to(tmp_path / "other")) as other:
        before = [(file.name, file.sha256) for file in exports.kept_files(other, 1)]
    assert [(file.name, file.sha256) for file in made] == before
    assert exports.export_run(desk, run_id)[0].content == made[0].content


def test_a_draft_that_was_computed_again_is_looked_at_again(desk: Desk) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    with desk.reading() as session:
        seen = runs.run_of(session, run_id).computed_at
    desk.now()
    runs.draft(desk, run_id)
    with refused("recalculated after you looked at it"):
        exports.approve_and_export(desk, run_id, seen)


def test_what_is_not_ready_makes_no_files(desk: Desk) -> None:
    with refused("not calculated yet"):
        exports.approve_and_export(desk, start_march(desk))
