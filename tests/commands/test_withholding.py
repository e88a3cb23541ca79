"""Table withholding, line by line: what a spreadsheet or another program sends, and what comes back."""

import pytest

from services.actions import withholding
from services.actions.scenario import play
from tests.actions.samples import scenario

GOOD = [("8000", "MND", "45000"), ("8110", "14D", "21000"), ("8010", "UKE", "9000"), ("8000", "1D", "1800")]


@pytest.fixture
def withhold(lonnsom):
    def withhold(text: str | bytes, year: int = 2026):
        return lonnsom("withholding", "--year", year, stdin=text.encode() if isinstance(text, str) else text)

    return withhold


@pytest.fixture
def answers(withhold):
    def answers(text: str | bytes) -> list[str]:
        said = withhold(text)
        assert (said.code, said.err) == (0, "")
        return said.lines

    return answers


def test_the_same_lines_with_the_withholding(answers):
    lines = [";".join(row) for row in GOOD[:2]]
    said = answers("\n".join(lines) + "\n")
    assert [line.rpartition(";")[0] for line in said] == lines
    assert all(0 < int(line.rpartition(";")[2]) < 45000 for line in said)


def test_what_a_payslip_withholds_is_what_the_command_says(answers):
    slip = play(scenario()).runs["2026-03"].payslips[0]
    (line,) = answers(f"8110;MND;{slip['withholding_base'].ore // 100}")
    assert int(line.rpartition(";")[2]) * 100 == slip["withholding"].ore


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("8000;MND;45000", 1),
        ("8000;MND;45000\r\n8000;MND;46000\r\n", 2),
        ("\n\n8000;MND;45000\n\n \n8000;MND;46000\n\n", 2),
        ("  8000;MND;45000  \n", 1),
        ("", 0),
        ("\n", 0),
    ],
    ids=["no last newline", "CRLF", "blank lines", "spaces around", "nothing", "a newline"],
)
def test_forms_of_lines(answers, text, lines):
    said = answers(text)
    assert len(said) == lines
    assert all(line.startswith("8000;MND;4") and line == line.strip() for line in said)


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_a_heading_is_passed_on(answers, start):
    said = answers(f"{start}table;period;base\n8000;MND;45000\n")
    assert said[0] == "table;period;base;withholding"
    assert said[1].startswith("8000;MND;45000;")


@pytest.mark.parametrize(
    ("base", "like"), [("-45000", "0"), ("0", "0"), ("-0.5", "0"), ("45000.99", "45000"), ("45000.00", "45000")]
)
def test_bases_that_are_not_plain_digits(answers, base, like):
    one, other = answers(f"8000;MND;{base}\n8000;MND;{like}\n")
    assert one.rpartition(";")[2] == other.rpartition(";")[2]
    assert one.startswith(f"8000;MND;{base};")


def test_nobody_is_withheld_more_than_the_base(answers):
    said = answers("".join(f"7300;1D;{base}\n" for base in range(200)))
    assert all(0 <= int(line.split(";")[3]) <= base for base, line in enumerate(said))


@pytest.mark.parametrize(
    ("junk", "reason"),
    [
        ("9999;MND;45000", "Line 3: 2026 has no table 9999"),
        ("8000;MONTH;45000", "Line 3: there is no period MONTH"),
        ("8000;mnd;45000", "Line 3: there is no period mnd"),
        ("8000;MND;x", "Line 3 is not in the form table;period;base"),
        ("8000;MND;", "Line 3 is not in the form table;period;base"),
        ("8000;MND;1_000", "Line 3 is not in the form table;period;base"),
        ("8000;MND;NaN", "Line 3 is not in the form table;period;base"),
        ("8000;MND;Infinity", "Line 3 is not in the form table;period;base"),
        ("8000;MND;1e999999999", "Line 3 is not in the form table;period;base"),
        ("8000;MND;" + "9" * 400, "Line 3 is not in the form table;period;base"),
        ("8000;MND;" + "9" * 9000, "Line 3 is not in the form table;period;base"),
        ("8000;MND;45000;12000", "Line 3: there is no period MND;45000"),
        ("45000", "Line 3: 2026 has no table"),
        ("table;period;base", "Line 3"),
        ("8000;MND;٤٥", "Line 3 is not in the form table;period;base"),
    ],
    ids=lambda each: each[:24],
)
def test_a_line_that_is_none_is_named(withhold, junk, reason):
    said = withhold(f"8000;MND;45000\n\n{junk}\n8000;MND;45000\n")
    assert said.code == 2
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_bytes_that_are_no_text(withhold):
    assert "Line 1" in withhold(bytes(range(256)) * 20).reason


def test_lines_across_pieces_are_whole_and_counted(withhold, monkeypatch):
    """As if the input came in many pieces: lines are cut anywhere, and the number of a wrong one is right."""
    lines = [f"{table};{period};{base}" for table, period, _ in GOOD for base in range(30_000, 31_000, 7)]
    whole = withhold("\n".join(lines) + "\n").lines
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr(withholding, "_CHUNK", size)
        assert withhold("\n".join(lines)).lines == whole
    assert f"Line {len(lines) + 1}:" in withhold("\n".join([*lines, "0000;MND;1"])).err


@pytest.mark.parametrize("year", [1999, 2031, -5])
def test_a_year_without_tables(withhold, year):
    assert f"no withholding tables for {year}" in withhold("8000;MND;45000", year).reason


def test_every_year_that_the_program_knows(withhold):
    for year in (2024, 2025, 2026):
        table = "7100" if year == 2024 else "8000"
        assert withhold(f"{table};MND;45000\n", year).code == 0
