"""Everything out in open formats: whole, readable without the program, or not at all."""

import csv
import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from models.values.finding import Refused
from models.values.message import Message
from models.values.progress import Cancelled
from services.actions.export_all import export_all
from services.desk.desk import Desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ut" / "alt"


@pytest.fixture
def taken_out(later_desk: Desk, folder: Path) -> Path:
    """Three people and an approved March, taken out."""
    made = export_all(later_desk, folder)
    assert made.files == sum(1 for path in folder.rglob("*") if path.is_file())
    return folder


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_what_lies_where(taken_out: Path) -> None:
    top = sorted(path.name for path in taken_out.iterdir())
    assert top == sorted(
        [
            "LESMEG.txt",
            "README.txt",
            "SHA256SUMS",
            "dictionary.csv",
            "files",
            "people.csv",
            "people.pdf",
            "runs.csv",
            "runs.pdf",
            "tables",
            "tables.json",
        ]
    )
    run = sorted(path.name for path in (taken_out / "files" / "2026" / "2026-03").iterdir())
    assert run[:2] == ["bank-2026-03.xml", "journal-2026-03.csv"]
    assert [name for name in run if name.startswith("payslip")] == [f"payslip-{n}-2026-03.pdf" for n in (1, 2, 3)]
    assert (taken_out / "files" / "2026" / "2026-03-month" / "amelding-2026-03.xml").is_file()


def test_no_name_says_anything_about_a_person(taken_out: Path) -> None:
    people = table(taken_out, "employee")
    names = "\n".join(path.relative_to(taken_out).as_posix() for path in taken_out.rglob("*"))
    for who in people:
        assert not any(word in names for word in [*who["name"].split(), who["national_id"]])


def test_every_checksum_is_right(taken_out: Path) -> None:
    lines = (taken_out / "SHA256SUMS").read_text("utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {
        path.relative_to(taken_out).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in taken_out.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert told == found


def test_a_kept_file_is_the_one_that_was_made(taken_out: Path) -> None:
    by_name = {path.name: path for path in (taken_out / "files").rglob("*.*")}
    for row in table(taken_out, "stored_file"):
        assert sha256(by_name[row["name"]].read_bytes()).hexdigest() == row["sha256"]


def test_the_json_has_the_rows_of_the_tables(taken_out: Path) -> None:
    told = json.loads((taken_out / "tables.json").read_text("utf-8"))
    assert (told["format"], told["version"]) == ("lonnsom-tables", 1)
    for name, rows in told["tables"].items():
        read = table(taken_out, name)
        assert len(read) == len(rows)
        for written, row in zip(read, rows, strict=True):
            assert written == {key: "" if value is None else str(value) for key, value in row.items()}
    longest = max((taken_out / "tables.json").read_text("utf-8").splitlines(), key=len)
    assert longest.startswith("{")  # a row a line: it can be read as it comes


def test_the_sums_agree_as_the_guide_says(taken_out: Path) -> None:
    paid = sum(int(row["net_pay"]) for row in table(taken_out, "payslip"))
    [total] = [int(row["amount"]) for row in table(taken_out, "run_total") if row["name"] == "net_pay"]
    assert paid == total > 0


def test_the_change_log_can_be_proven_as_the_guide_says(taken_out: Path) -> None:
    rows = json.loads((taken_out / "tables.json").read_text("utf-8"))["tables"]["change_log"]
    names = ("seq", "at", "by", "action", "why", "touched", "detail", "undoes", "previous")
    before = "0" * 64
    for row in rows:
        assert row["previous"] == before
        sealed = json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
        before = sha256(sealed.encode()).hexdigest()
        assert row["hash"] == before


def test_every_column_is_explained_in_both_languages(taken_out: Path) -> None:
    with (taken_out / "dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {(row["table"], row["column"]): row for row in csv.DictReader(file, delimiter=";")}
    for path in (taken_out / "tables").iterdir():
        header = path.read_text("utf-8-sig").splitlines()[0]
        for column in ["", *header.split(";")]:
            row = told[path.stem, column]
            assert row["meaning_nb"]
            assert row["meaning_en"]
            assert not column or (row["unit_nb"] and row["unit_en"])
    assert told["payslip", "net_pay"]["unit_en"].startswith("whole øre")
    assert told["payslip", "net_pay"]["unit_nb"].startswith("hele øre")
    assert told["movement", "hundredths"]["unit_en"].startswith("hundredths")
    assert told["pay_run", "pay_date"]["unit_en"].startswith("date")
    assert told["pay_run", "approved_at"]["unit_en"].endswith("UTC")
    assert told["employer", "test_client"]["unit_en"] == "1 is yes, 0 is no"


def test_the_overviews_are_for_people(taken_out: Path) -> None:
    lines = (taken_out / "people.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("1;Ingrid Haugen Ås;")
    assert lines[1].endswith(";100;60200,00;")
    assert "Ingrid Haugen Ås" in PdfReader(taken_out / "people.pdf").pages[0].extract_text()
    assert (
        (taken_out / "runs.csv").read_text("utf-8-sig").splitlines()[1].startswith("2026-03;vanlig;20.03.2026;kari;3;")
    )


@pytest.mark.parametrize(("name", "word"), [("LESMEG.txt", "hele øre"), ("README.txt", "whole øre")])
def test_the_guide_names_every_file_and_says_that_this_is_a_test(taken_out: Path, name: str, word: str) -> None:
    text = (taken_out / name).read_text("utf-8-sig")
    assert word in text
    assert "TEST" in text
    assert "{" not in text
    for entry in taken_out.iterdir():
        assert entry.name in text


def test_that_it_was_taken_out_is_in_the_log_and_undo_passes_it(later_desk: Desk, folder: Path) -> None:
    export_all(later_desk, folder)
    assert later_desk.client.history(limit=1)[0].action == "file.export"


# --- not at all ----------------------------------------------------------------------------------------------------


def test_a_folder_with_something_in_it(later_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "noe.txt").write_text("mitt")
    with pytest.raises(Refused, match="is not empty"):
        export_all(later_desk, tmp_path)
    assert (tmp_path / "noe.txt").read_text() == "mitt"


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("after", [0, 1, 20, 40])
def test_stopped_on_the_way_it_leaves_nothing(later_desk: Desk, folder: Path, after: int, exists: bool) -> None:
    if exists:
        folder.mkdir(parents=True)
    told = 0

    def stop(done: int, total: int, what: Message) -> None:
        nonlocal told
        assert 0 <= done <= total
        told += 1
        if told > after:
            raise Cancelled

    before = later_desk.client.history(limit=1)[0].seq
    with pytest.raises(Cancelled):
        export_all(later_desk, folder, progress=stop)
    assert folder.exists() == exists
    assert not exists or not list(folder.iterdir())
    assert later_desk.client.history(limit=1)[0].seq == before


def test_a_disk_that_is_full(later_desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True)

    def full(self: Path, target: Path) -> Path:
        if target.name == "people.csv":
            raise OSError(28, "No space left on device")
        shutil.move(str(self), str(target))
        return target

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refused, match="could not be written: the disk is full"):
        export_all(later_desk, folder)
    assert not list(folder.iterdir())
