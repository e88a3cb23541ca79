"""A scenario as JSON, with its files; and what is said of one that is wrong."""

import json
import re

import pytest

from services.actions.scenario import play, read
from services.reference.demo_client import demo_scenario
from tests.actions.samples import EMPLOYER, MARCH_RUN, PEOPLE, YEAR

GOOD = EMPLOYER + PEOPLE + MARCH_RUN


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(GOOD, "utf-8")
    return path


def test_the_answer_to_stdout(lonnsom, file):
    said = lonnsom("scenario", file)
    assert (said.code, said.err) == (0, "")
    answer = json.loads(said.out)
    assert (answer["scenario"], answer["country"], answer["title"]) == (1, "NO", "Tre ansatte")
    (run,) = answer["runs"]
    assert [each["number"] for each in run["employees"]] == [1, 2, 3]
    first = run["employees"][0]
    net = float(first["gross_cash"]) - float(first["withholding"]) - float(first["deductions"])
    assert float(first["net_pay"]) == pytest.approx(net)
    assert isinstance(first["lines"][0]["why"], str)
    assert set(answer["reports"]) == {"2026-03"}


def test_the_answer_to_a_file(lonnsom, file, tmp_path):
    said = lonnsom("scenario", file, "--json", tmp_path / "answer.json")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert json.loads((tmp_path / "answer.json").read_text("utf-8")) == json.loads(lonnsom("scenario", file).out)


def test_the_trace(lonnsom, file):
    answer = json.loads(lonnsom("scenario", file, "--trace").out)
    assert isinstance(answer["runs"][0]["employees"][0]["lines"][0]["why"], dict)


def test_the_files(lonnsom, tmp_path):
    """A second and third run of a month have their number in every name; a month has one report."""
    (tmp_path / "year.toml").write_text(EMPLOYER + PEOPLE + YEAR, "utf-8")
    said = lonnsom("scenario", tmp_path / "year.toml", "--out", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"payslip-1-2026-03.pdf", "payslip-1-2026-03-2.pdf", "payslip-2-2026-03-3.pdf"} <= names
    assert {"journal-2026-03.csv", "journal-2026-03-2.csv", "bank-2026-03.xml", "bank-2026-03-2.xml"} <= names
    months = {f"amelding-2026-{month:02d}.xml" for month in range(3, 13)}  # those between the runs exist too
    assert {name for name in names if name.startswith("amelding")} == months
    assert not [name for name in names if name.endswith(".part")]


def test_nothing_is_overwritten(lonnsom, file, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "journal-2026-03.csv").write_text("mine")
    assert "journal-2026-03.csv exists already" in lonnsom("scenario", file, "--out", tmp_path / "out").reason
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["journal-2026-03.csv"]


def test_the_demo_is_a_scenario(lonnsom, tmp_path):
    (tmp_path / "demo.toml").write_bytes(demo_scenario())
    answer = json.loads(lonnsom("scenario", tmp_path / "demo.toml").out)
    (run,) = play(read(demo_scenario())).runs.values()
    assert answer["runs"][0]["totals"]["net_pay"] == str(run.totals["net_pay"])


WRONG = {
    "not TOML": ("scenario = \n", "not valid TOML"),
    "a number too high": (GOOD.replace("scenario = 1", "scenario = 2"), "format 2"),
    "an unknown key": (GOOD.replace("bank_account =", "bank_acount =", 1), "bank_acount"),
    "an unknown country": (GOOD.replace('"NO"', '"SE"'), "SE"),
    "a number with a point": (GOOD.replace('"58500.00"', "58500.00"), "monthly_salary"),
    "three decimals": (GOOD.replace('"58500.00"', '"58500.001"'), "more than two decimals"),
    "an unknown wage type": (GOOD.replace("overtime_50", "overtime_51"), "overtime_51"),
    "an unknown employee": (GOOD + '[[run.line]]\nemployee = 9\ntype = "bonus"\namount = "1"\n', "9"),
    "an unknown table": (GOOD.replace('"8110"', '"9999"'), "9999"),
    "an unknown employment": (GOOD.replace('employment = "2"', 'employment = "7"'), "has no employment 7"),
    "no account": (GOOD.replace("12034001373", "12034001374"), "check digit"),
    "an account of a bank": (GOOD.replace("12034001373", "12039001373"), "nobody's own"),
    "the employer's own account": (GOOD.replace("12034001373", "15032001006"), "the employer's own"),
    "more is taken than is paid": (GOOD.replace('"overtime_50"', '"holiday_deduction"').replace('"7.5"', '"99"'), None),
    "a check digit": (GOOD.replace("12847913736", "12847913735"), "check digit"),
    "a year without rates": (GOOD.replace("2026-03-20", "2031-03-20"), "2031"),
    "no sub-unit": (GOOD.replace('establishment = "315001013"', 'establishment = "315001014"'), "315001014"),
    "an unknown language": (GOOD.replace("number = 1", 'number = 1\nlanguage = "sv"'), "sv"),
    "a kind that is none": (GOOD + 'kind = "sometimes"\n', None),
    "hours of nothing": (GOOD.replace('quantity = "81.25"', ""), "quantity"),
    "an amount without end": (GOOD.replace('"58500.00"', '"1e40"'), None),
    "a percentage without end": (GOOD.replace('percent = "41"', 'percent = "1e900"'), None),
    "hours without end": (GOOD.replace('"81.25"', '"1e30"'), None),
    "no hours in the week": (GOOD.replace('percent = "40"', 'percent = "0"\nfull_time_hours = "0"'), "hours"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_one_line(lonnsom, file, tmp_path, case):
    text, reason = WRONG[case]
    file.write_text(text, "utf-8")
    said = lonnsom("scenario", file, "--out", tmp_path / "out")
    assert reason is None or reason in said.reason
    assert said.reason
    assert not list((tmp_path / "out").glob("*"))
    assert not re.search(r"\d{11}|Haugen|Fjeldstad|Eikeland", said.reason)  # whoever reads it may be anybody


def test_files_that_are_none(lonnsom, tmp_path):
    assert "there is no such file" in lonnsom("scenario", tmp_path / "none.toml").reason
    assert "not an ordinary file" in lonnsom("scenario", tmp_path).reason
    (tmp_path / "empty.toml").write_bytes(b"")
    assert lonnsom("scenario", tmp_path / "empty.toml").reason
    (tmp_path / "case.toml").write_text(GOOD, "utf-8")
    assert "could not be written" in lonnsom("scenario", tmp_path / "case.toml", "--json", tmp_path / "no" / "x").reason
    assert "cannot be made" in lonnsom("scenario", tmp_path / "case.toml", "--out", tmp_path / "case.toml").reason
