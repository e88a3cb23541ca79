"""Odd absences to the real command: a clear answer, or one line that says what to do; no crash and no wrong sum."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import commands
from tests.builders import a_scenario

Run = Callable[[str], tuple[int, str, str]]

SALARY = "45000.00"


def absence(kind: str, first: str, last: str = "", *more: str) -> str:
    lines = ["[[absence]]", "employee = 1", f'kind = "{kind}"', f"from = {first}"]
    return "\n".join([*lines, *([f"to = {last}"] if last else []), *more, ""])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LONNSOM_LANGUAGE", "en")

    def run(content: str) -> tuple[int, str, str]:
        file = tmp_path / "case.toml"
        file.write_text(content, "utf-8")
        code = commands.run(["scenario", str(file)])
        return (code, *capsys.readouterr())

    return run


REFUSED = {
    "the end before the start": (absence("sick_note", "2026-04-10", "2026-04-02"), "is before the start"),
    "nothing of the time": (absence("sick_note", "2026-04-02", "2026-04-10", "grade = 0"), "above 0 and at most 100"),
    "more than the time": (absence("unpaid", "2026-04-02", "2026-04-10", "grade = 101"), "above 0 and at most 100"),
    "less than nothing": (absence("unpaid", "2026-04-02", "2026-04-10", "grade = -5"), "above 0 and at most 100"),
    "a grade that is no text": (absence("unpaid", "2026-04-02", "2026-04-10", "grade = 33.33"), "in quotes"),
    "a grade without end": (absence("unpaid", "2026-04-02", "2026-04-10", 'grade = "1e400"'), "is not a number"),
    "a grade that is no number": (absence("unpaid", "2026-04-02", "2026-04-10", 'grade = "nan"'), "is not a number"),
    "twice the same": (2 * absence("leave_other", "2026-03-01", "2026-04-30"), "more than a whole day"),
    "beside one another": (
        absence("sick_note", "2026-03-01", "2026-03-15", "grade = 60")
        + absence("sick_note", "2026-03-10", "", "grade = 50"),
        "from 10 Mar 2026",
    ),
    "a clock": (absence("unpaid", "2026-04-02T10:00:00"), "“from”"),
    "a day that is none": (absence("unpaid", '"2026-02-30"'), "“from”"),
    "no such employment": (absence("unpaid", "2026-04-02", "", 'employment = "9"'), "no employment 9"),
    "paid in words": (absence("sick_note", "2026-04-02", "", 'paid = "yes"'), "“paid”"),
    "a key too much": (absence("sick_note", "2026-04-02", "", "share = 50"), "the key “share” is not known here"),
    "no first day": ('[[absence]]\nemployee = 1\nkind = "unpaid"\n', "the key “from” is missing"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_one_line(run: Run, text: str, words: str) -> None:
    code, out, err = run(a_scenario(after=text))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert words in err


NOTHING_FOLLOWS = {
    "before the employment": absence("unpaid", "2020-03-02", "2020-03-10"),
    "after the run": absence("unpaid", "2026-12-31", "2026-12-31"),
    "the last day that there is": absence("unpaid", "9999-12-31", "9999-12-31"),
    "withdrawn before it began": absence("unpaid", "2026-03-02", "2026-03-10", "withdrawn = 2026-01-01"),
    "on a Sunday": absence("unpaid", "2026-03-08", "2026-03-08"),
    "one self-certified day on a public holiday": absence("self_certified", "2026-04-03", "2026-04-03"),
    "a leave that is paid": absence("leave_other", "2026-03-01", "2026-03-31", 'id = "æ ø <&>"'),
}


@pytest.mark.parametrize("text", NOTHING_FOLLOWS.values(), ids=NOTHING_FOLLOWS)
def test_the_salary_is_as_ever(run: Run, text: str) -> None:
    code, out, err = run(a_scenario(after=text))
    assert (code, err) == (0, "")
    first = json.loads(out)["runs"][0]["employees"][0]
    assert first["gross_cash"] == SALARY


def answered(run: Run, text: str) -> dict[str, Any]:
    code, out, err = run(text)
    assert (code, err) == (0, "")
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_an_open_end_takes_the_rest_of_the_month(run: Run) -> None:
    answer = answered(run, a_scenario(after=absence("unpaid", "2026-03-02")))
    assert answer["runs"][0]["employees"][0]["gross_cash"] == "0.00"
    assert answer["absences"][0]["to"] is None


def test_nine_self_certified_days_are_sickness_and_are_told(run: Run) -> None:
    answer = answered(run, a_scenario(after=absence("self_certified", "2026-03-02", "2026-03-10")))
    assert answer["absences"][0]["employer_period_end"] == "2026-03-10"
    assert any("A sick note is needed" in each for each in answer["runs"][0]["findings"])


def test_sickness_since_before_anybody_was_employed_counts_from_the_first_day(run: Run) -> None:
    """Sick since 1900: not employed for four weeks on the first day of the employment, so NAV pays all of it."""
    (row,) = answered(run, a_scenario(after=absence("sick_note", "1900-01-01", "2026-03-31")))["absences"]
    assert row["employer_period_end"] is None
    assert row["nav_days"] == 248


def test_two_hundred_absences_of_one_person(run: Run) -> None:
    kinds = ("sick_note", "sick_child", "unpaid", "layoff", "leave_other", "self_certified", "holiday")
    first = date(2024, 1, 2)
    many = "".join(
        absence(kinds[n % 7], str(first + timedelta(days=4 * n)), str(first + timedelta(days=4 * n + n % 4)))
        for n in range(200)
    )
    rows = answered(run, a_scenario(after=many))["absences"]
    assert len(rows) == 200
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)
