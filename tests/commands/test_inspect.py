"""What a file is and what an import would do, without touching it."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from services.reference.demo_client import demo_scenario


@pytest.fixture
def inspected(lonnsom):
    """The object that is said about one file, and the exit code."""

    def inspected(path: Path) -> tuple[object, dict]:
        said = lonnsom("inspect", path)
        assert said.err == ""
        (line,) = said.lines
        seen = json.loads(line)
        assert list(seen) == ["file", "kind", "accepted", "rows", "findings", "data"]
        assert seen["file"] == str(path)
        assert all(list(finding) == ["severity", "line", "text"] for finding in seen["findings"])
        assert all(finding["severity"] in ("error", "warning") for finding in seen["findings"])
        return said.code, seen

    return inspected


def test_a_monthly_report(inspected, demo):
    code, seen = inspected(demo / "amelding-2026-11.xml")
    assert (code, seen["kind"], seen["accepted"]) == (0, "amelding", True)


def test_a_client_file(inspected, demo):
    code, seen = inspected(demo / "demo.lonnsom")
    assert (code, seen["kind"], seen["accepted"], seen["findings"]) == (0, "client", True, [])


def test_a_backup(inspected, demo):
    (copy, *_) = (demo / "demo backups").iterdir()
    code, seen = inspected(copy)
    assert (code, seen["kind"], seen["accepted"]) == (0, "backup", True)


def test_a_scenario(inspected, tmp_path):
    (tmp_path / "demo.toml").write_bytes(demo_scenario())
    code, seen = inspected(tmp_path / "demo.toml")
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "scenario", True, 13)
    assert seen["data"]["runs"] == ["2026-11"]
    (tmp_path / "demo.toml").write_bytes(demo_scenario().replace(b"overtime_50", b"overtime_5"))
    code, seen = inspected(tmp_path / "demo.toml")
    assert (code, seen["kind"], seen["accepted"]) == (1, "scenario", False)
    assert "overtime_5" in seen["findings"][0]["text"]


def test_a_scenario_with_an_unknown_key_names_the_line(inspected, tmp_path):
    text = demo_scenario().decode().replace("months =", "month =", 1)
    (tmp_path / "demo.toml").write_text(text, "utf-8")
    (finding,) = inspected(tmp_path / "demo.toml")[1]["findings"]
    assert finding["line"] == next(
        place for place, line in enumerate(text.splitlines(), 1) if line.startswith("month =")
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "The file is empty"),
        (b"\0" * 9000, "only zeros"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (random.Random(1).randbytes(5000), "none that this program knows"),
        (b"a;b;c\n1;2;3\n", "a table"),
        (b"SQLite format 3\0" + bytes(5000), "database without encryption"),
        (b'<?xml version="1.0"?><a/>', ""),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', ""),
        (b"<" * 70000, ""),
        ("ærlig talt, dette er tekst".encode("cp1252"), "text of a kind that is not known"),
    ],
    ids=["empty", "zeros", "PDF", "random", "table", "SQLite", "XML", "an entity", "angle brackets", "text"],
)
def test_other_files(inspected, tmp_path, content, text):
    path = tmp_path / "file.xyz"
    path.write_bytes(content)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, "unknown", False)
    assert text in seen["findings"][0]["text"]
    assert "root:" not in json.dumps(seen)


def test_a_payslip_is_a_pdf(inspected, demo):
    code, seen = inspected(demo / "payslip-1-2026-11.pdf")
    assert (code, seen["kind"]) == (1, "unknown")
    assert "PDF" in seen["findings"][0]["text"]


def test_a_client_file_that_is_cut(inspected, client):
    content = client.read_bytes()
    client.write_bytes(content[: len(content) // 2 + 100])
    code, seen = inspected(client)
    assert (code, seen["kind"], seen["accepted"]) == (1, "client", False)
    assert "Restore the last copy" in seen["findings"][0]["text"]


def test_a_folder_and_a_file_that_is_not_there(inspected, tmp_path):
    assert "a folder" in inspected(tmp_path)[1]["findings"][0]["text"]
    assert "no such file" in inspected(tmp_path / "none")[1]["findings"][0]["text"]
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "leads back to itself" in inspected(tmp_path / "loop")[1]["findings"][0]["text"]


@pytest.mark.parametrize("command", ["inspect", "check-amelding", "scenario"])
def test_a_pipe_that_nobody_writes_to(root, tmp_path, command):
    """It must not wait for one."""
    os.mkfifo(tmp_path / "pipe")
    said = subprocess.run(
        [sys.executable, "-m", "desktop", command, tmp_path / "pipe"],
        cwd=root,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert said.returncode == (1 if command == "inspect" else 2)
    assert b"Traceback" not in said.stderr


def test_several_files_are_several_lines(lonnsom, demo, tmp_path):
    said = lonnsom("inspect", demo / "demo.lonnsom", tmp_path / "none", demo / "amelding-2026-11.xml")
    assert said.code == 1
    assert [json.loads(line)["kind"] for line in said.lines] == ["client", "unknown", "amelding"]


def test_nothing_is_written(inspected, client):
    before = client.stat()
    inspected(client)
    assert [path.name for path in client.parent.iterdir()] == ["demo.lonnsom"]
    assert (client.stat().st_mtime_ns, client.stat().st_size) == (before.st_mtime_ns, before.st_size)


@pytest.mark.parametrize(
    ("language", "text"), [("nb", "Dette er"), ("da", "Det"), ("en", "This is"), ("sv", "Dette er")]
)
def test_in_the_language_of_the_reader(lonnsom, monkeypatch, language, text, tmp_path):
    monkeypatch.setenv("LONNSOM_LANGUAGE", language)
    assert json.loads(lonnsom("inspect", tmp_path).out)["findings"][0]["text"].startswith(text)
