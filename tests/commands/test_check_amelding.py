"""The controls of the monthly report from the command line."""

import pytest


@pytest.fixture
def report(demo):
    return demo / "amelding-2026-11.xml"


def test_our_own_report_is_taken(lonnsom, report):
    said = lonnsom("check-amelding", report)
    assert (said.code, said.err) == (0, "")
    assert all(len(line.split("\t")) == 4 for line in said.lines)
    assert not [line for line in said.lines if line.startswith(("AVVISNING", "OEYEBLIKKELIG"))]


def test_a_sum_that_is_wrong_is_found(lonnsom, report, tmp_path):
    text = report.read_text("utf-8")
    start = text.index("<sumForskuddstrekk>") + len("<sumForskuddstrekk>")
    wrong = tmp_path / "wrong.xml"
    wrong.write_text(text[:start] + "1" + text[start:], "utf-8")
    said = lonnsom("check-amelding", wrong)
    assert said.code == 1
    severity, code, where, what = next(line for line in said.lines if "AVVISNING" in line).split("\t")
    assert (severity, bool(code), bool(what)) == ("AVVISNING", True, True)
    assert "\n" not in where


def test_the_file_that_is_wrong_is_the_one_that_counts(lonnsom, report, tmp_path):
    (tmp_path / "wrong.xml").write_bytes(report.read_bytes()[:5000])
    assert lonnsom("check-amelding", report, tmp_path / "wrong.xml").code == 1


@pytest.mark.parametrize(
    "content", [b"", b"not XML", b"<a/>", b"\xff\xfe\x00", b"<?xml version='1.0'?><!DOCTYPE a><a/>", bytes(5000)]
)
def test_a_file_that_is_none_is_a_finding(lonnsom, tmp_path, content):
    (tmp_path / "file.xml").write_bytes(content)
    said = lonnsom("check-amelding", tmp_path / "file.xml")
    assert (said.code, said.err) == (1, "")
    assert all(len(line.split("\t")) == 4 for line in said.lines)
    assert said.lines


def test_files_that_cannot_be_read(lonnsom, tmp_path):
    assert "no such file" in lonnsom("check-amelding", tmp_path / "none.xml").reason
    assert "not an ordinary file" in lonnsom("check-amelding", tmp_path).reason


def test_no_number_of_a_person_is_said(lonnsom, report, tmp_path):
    """A finding points at a person by the place in the file, or by a masked number."""
    text = report.read_text("utf-8").replace("12847913736", "12847913737")
    (tmp_path / "wrong.xml").write_text(text, "utf-8")
    said = lonnsom("check-amelding", tmp_path / "wrong.xml")
    assert said.code == 1
    assert "12847913737" not in said.out
