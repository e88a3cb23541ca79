"""The controls of the monthly report from the command line."""

import re

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
    wrong = tmp_path / "wrong.xml"
    text = report.read_text("utf-8")
    wrong.write_text(re.sub(r"(<sumArbeidsgiveravgift>)\d", r"\g<1>9", text), "utf-8")
    said = lonnsom("check-amelding", wrong)
    found = [line.split("\t") for line in said.lines]
    assert said.code == (1 if any(level in ("AVVISNING", "OEYEBLIKKELIG") for level, *_ in found) else 0)
    assert all(level and what for level, _, _, what in found)
    assert found


def test_a_value_that_the_schema_does_not_know_is_turned_down(lonnsom, report, tmp_path):
    (tmp_path / "wrong.xml").write_text(report.read_text("utf-8").replace("kontantytelse", "penger"), "utf-8")
    said = lonnsom("check-amelding", tmp_path / "wrong.xml")
    assert said.code == 1
    assert any(line.startswith(("AVVISNING\t", "OEYEBLIKKELIG\t")) for line in said.lines)


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
