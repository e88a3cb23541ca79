"""What a file is and what an import would do, without touching it."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from services.reference.demo_client import demo_scenario
from tests.amelding.feedback_samples import (
    ACCOUNT,
    KID_AGA,
    KID_TAX,
    avvik,
    delivery,
    feedback,
    month,
    payment,
    period,
    person,
    total,
    unit,
    zipped,
)
from tests.norway.tax_card_samples import AASE, BAD_PERSON, NONE, ODA, PER, answer, card, table
from tests.norway.tax_card_samples import person as card_person


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
        (random.Random(1).randbytes(5000), "does not know this kind of file"),
        (b"SQLite format 3\0" + bytes(5000), "database without encryption"),
        (b'<?xml version="1.0"?><a/>', ""),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', ""),
        (b"<" * 70000, ""),
        ("ærlig talt, dette er tekst".encode("cp1252"), "text of a kind that is not known"),
    ],
    ids=["empty", "zeros", "PDF", "random", "SQLite", "XML", "an entity", "angle brackets", "text"],
)
def test_other_files(inspected, tmp_path, content, text):
    path = tmp_path / "file.xyz"
    path.write_bytes(content)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, "unknown", False)
    assert text in seen["findings"][0]["text"]
    assert "root:" not in json.dumps(seen)


# --- NAV's report of refunds (K27): the samples, and what the contract says of findings

K27 = Path(__file__).parent.parent / "files" / "k27"


@pytest.mark.parametrize(
    ("name", "rows", "total", "persons"),
    [
        ("314572106_ref-arbg_2026-11-02.csv", 6, "146965.83", 5),
        ("314572106_ref-arbg_2026-10-01.csv", 6, "16795.51", 4),
        ("314572106_ref-arbg_2026-06-01.csv", 6, "57870.45", 5),
        ("excel_lagret_utf8.csv", 6, "16795.51", 4),
        ("lf_utf8_uten_sluttlinje.csv", 6, "146965.83", 5),
        ("annet_oppsett_komma.csv", 2, "40600.00", 2),
    ],
)
def test_a_refund_report(inspected, name, rows, total, persons):
    code, seen = inspected(K27 / name)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "k27", True, rows)
    assert seen["data"] == {"sum": total, "persons": persons, "establishments": 2}
    told = [(finding["severity"], finding["line"]) for finding in seen["findings"]]
    assert told == ([("warning", 1)] if name.startswith("annet") else [])  # that its amounts are kroner


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"0004185000 ", b"000418500O ", 2),
        (b"0004185000 ", b"", 2),
        (b";0000000000 ;20270901", b";20270901", 3),
    ],
    ids=["a broken amount", "no amount", "11 fields"],
)
def test_a_refund_report_that_an_import_would_refuse(inspected, tmp_path, old, new, line):
    path = tmp_path / "314572106_ref-arbg_2026-11-02.csv"
    path.write_bytes((K27 / path.name).read_bytes().replace(old, new))
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (1, "k27", False, 6)
    assert [(finding["severity"], finding["line"]) for finding in seen["findings"]] == [("error", line)]


def test_rows_that_are_held_back_are_counted(inspected, tmp_path):
    path = tmp_path / "k27.csv"
    content = (K27 / "excel_lagret_utf8.csv").read_bytes()
    path.write_bytes(content.replace(b";24926909785;", b";24926909786;").replace(b";A;", b";Q;"))
    code, seen = inspected(path)
    assert (code, seen["accepted"], seen["rows"], seen["data"]["sum"]) == (0, True, 6, "16795.51")
    assert [(finding["severity"], finding["line"]) for finding in seen["findings"]] == [("warning", 5), ("warning", 7)]
    assert "24926909786" not in json.dumps(seen)


def test_a_report_to_creditors_is_no_refund_report(inspected, tmp_path):
    path = tmp_path / "314572106_ref-arbg_2026-11-02.csv"
    path.write_bytes(b"H;8020;314572106;20261102\r\nE;1;12838543284;100\r\n")
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, "unknown", False)
    assert "T14" in seen["findings"][0]["text"]


def test_a_refund_report_above_the_limit(inspected, tmp_path):
    path = tmp_path / "k27.csv"
    path.write_bytes((K27 / "lf_utf8_uten_sluttlinje.csv").read_bytes() * 70_000)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, "k27", False)
    assert "50 MB" in seen["findings"][0]["text"]
    path.write_bytes(b"a;b\r\n1;2\r\n" * 5_100_000)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"], seen["data"]) == (1, "table", False, 0, {})


def test_a_table(inspected, tmp_path):
    path = tmp_path / "hours.csv"
    path.write_bytes("Nr;Navn;Timer\r\n1;Åse;7,5\r\n2;Per;8\r\n".encode("latin-1"))
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "table", True, 2)  # the first line is its header
    assert seen["data"]["columns"] == 3
    assert "Windows-1252" in seen["data"]["assumed"][0]
    path.write_bytes(b"1;2\n" * 60 + b'"c";d\n"x;e\n')
    code, seen = inspected(path)
    assert (code, seen["accepted"], seen["findings"][0]["line"]) == (1, False, 62)


# --- the authority's answer to a-meldinger (A03): our own samples, derived and not official


def test_feedback(inspected, tmp_path):
    path = tmp_path / "tilbakemelding.xml"
    wrong = avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG", "Arbeidsforholdet til 12847913736 mangler.")
    path.write_bytes(
        feedback(
            month(delivery("m1", "erstattet"), delivery("m2", replaces="m1"), period(total(-6000, 100)), payment()),
            month(period(unit(person("12847913736", "\n" + wrong))), of="2026-04"),
        )
    )
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "amelding_feedback", True, 2)
    assert seen["findings"] == [
        {"severity": "error", "line": 3, "text": "MAGNET_EDAG-108 Arbeidsforholdet til 12847***** mangler."}
    ]
    march, april = seen["data"]["months"]
    assert march == {
        "month": "2026-03",
        "messages": [
            {"id": "m1", "state": "replaced", "replaces": ""},
            {"id": "m2", "state": "received", "replaces": "m1"},
        ],
        "sums": {"withholding": "6000.00", "aga": "100.00"},
        "payments": [
            {"account": ACCOUNT, "due": "2026-05-15", "kid": {"aga": KID_AGA, "withholding": KID_TAX}},
        ],
        "unknown": 0,
    }
    assert (april["month"], april["messages"], april["sums"]) == ("2026-04", [], {})
    assert seen["data"]["findings"] == {"AVVISNING": 0, "OEYEBLIKKELIG": 1, "RETNINGSLINJE": 0}


def test_feedback_in_a_zip(inspected, tmp_path):
    path = tmp_path / "svar.zip"
    path.write_bytes(zipped(feedback(month(delivery("m1")))))
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "amelding_feedback", True, 1)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (feedback(month(delivery("m1")))[:-20], "amelding_feedback", "cut off"),
        (feedback(month(delivery("m1"), "<a>" * 80 + "</a>" * 80)), "amelding_feedback", "nested deeper"),
        (feedback(month()) + b" " * 50_000_000, "amelding_feedback", "50 MB"),
        (zipped(feedback(month()) + b" " * 60_000_000), "unknown", "larger than 50 MB unpacked"),
        (b'<!DOCTYPE melding [<!ENTITY a "aa">]><melding><Mottak>&a;</Mottak></melding>', "unknown", "DOCTYPE"),
    ],
    ids=["cut", "deep", "50 MB", "a zip bomb", "an entity"],
)
def test_feedback_that_cannot_be_read(inspected, tmp_path, content, kind, text):
    path = tmp_path / "svar"
    path.write_bytes(content)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, kind, False)
    assert text in seen["findings"][0]["text"]


# --- Skatteetaten's answer about tax cards


def test_tax_cards(inspected, tmp_path):
    path = tmp_path / "svar.xml"
    path.write_bytes(
        answer(card_person(card(table())), card_person(result=NONE, who=PER), card_person(result=BAD_PERSON, who=ODA))
    )
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "tax_cards", True, 3)
    assert seen["data"] == {
        "version": "3.0",
        "employers": ["314572106"],
        "years": [2026],
        "persons": 3,
        "cards": 1,
        "results": {"skattekortopplysningerOK": 1, "ikkeSkattekort": 1, BAD_PERSON: 1},
    }
    (finding,) = seen["findings"]
    assert (finding["severity"], finding["line"]) == ("warning", 5)
    assert AASE not in json.dumps(seen)


@pytest.mark.parametrize(
    ("name", "rows", "lines"),
    [("sample_svar_2026", 8, []), ("sample_svar_avvik_fra_xsd", 5, [3, 4, 5, 6, 7])],
)
def test_the_samples_of_tax_cards(inspected, shared, name, rows, lines):
    code, seen = inspected(shared / "reference" / "skattekort" / f"{name}.xml")
    assert (code, seen["kind"], seen["accepted"], seen["rows"]) == (0, "tax_cards", True, rows)
    assert [finding["line"] for finding in seen["findings"]] == lines


def test_tax_cards_against_a_client_of_another_employer(inspected, lonnsom, client, tmp_path):
    path = tmp_path / "svar.xml"
    path.write_bytes(answer(card_person(card(table()))))
    said = lonnsom("inspect", path, "--client", client)
    (line,) = said.lines
    seen = json.loads(line)
    assert (said.code, seen["kind"], seen["accepted"]) == (1, "tax_cards", False)
    assert seen["findings"][0]["severity"] == "error"
    assert "314572106" in seen["findings"][0]["text"]
    assert seen["data"]["changes"] == {"left_out": 1}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (answer(card_person(card(table())))[:-30], "tax_cards"),
        (answer(), "tax_cards"),
        (b'{"skattekortTilArbeidsgiver": {', "tax_cards"),
        (b'<forespoerselOmSkattekortTilArbeidsgiver xmlns="urn:x:v2"/>', "unknown"),
    ],
)
def test_tax_cards_that_cannot_be_read(inspected, tmp_path, content, kind):
    path = tmp_path / "svar.xml"
    path.write_bytes(content)
    code, seen = inspected(path)
    assert (code, seen["kind"], seen["accepted"]) == (1, kind, False)
    assert seen["findings"]


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
