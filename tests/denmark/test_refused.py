"""Bad Danish scenarios: exit 2 and one line that names the key and its line, the type, or the rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import commands
from tests.denmark.played import absence, rate, run, scenario

PAY = {"1000": 'amount = "30000"'}
GOOD = scenario(run("2026-03"), lines=PAY)

Refuse = Callable[[str], str]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Refuse:
    monkeypatch.setenv("LONNSOM_LANGUAGE", "en")

    def said(text: str) -> str:
        file = tmp_path / "case.toml"
        file.write_text(text, "utf-8")
        assert commands.run(["scenario", str(file)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err.strip()

    return said


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('cvr = "13748136"', 'cvr = "13748136"\norgnr = "312001004"', "orgnr"),
        ('group = "F1"', 'group = "F1"\nvessel = "x"', "vessel"),
        ('type = "1000"', 'type = "1000"\nquantity = "1"', "quantity"),
        ("[employer]", "[[establishment]]\norgnr = '1'\n[employer]", "establishment"),
    ],
)
def test_an_unknown_key_is_named_with_its_line(refused: Refuse, old: str, new: str, key: str) -> None:
    text = GOOD.replace(old, new)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if key in line)
    assert f"Line {line}: the key “{key}” is not known here" in refused(text)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('rounding = "2"', 'rounding = "5"', "2b"),
        ('pay = "monthly_arrears"', 'pay = "monthly"', "monthly_advance"),
        ('kind = "main"', 'kind = "table"', "secondary"),
        ('cvr = "13748136"', 'cvr = "12345678"', "12345678"),
        ('type = "1000"', 'type = "fixed_salary"', "fixed_salary"),
        ('amount = "30000"', 'amount = "30000.123"', "decimals"),
        ('amount = "30000"', 'norm = "1"', "norm"),
        ("born = 1985-03-02", 'national_id = "123"', "ten digits"),
        ("born = 1985-03-02", 'national_id = "9913853333"', "birth date"),
        ('month = "2026-03"', 'month = "2026-13"', "2026-13"),
        ("pay_date = 2026-03-28", "pay_date = 2031-03-28", "2031"),
        ('group = "F1"', 'group = "F1"\nnorm_hours = "0"', "norm_hours"),
        ('month = "2026-03"', 'month = "2026-03"\nkind = "holiday"', "holiday"),
        ('month = "2026-03"', 'month = "2026-03"\nkind = "correction"\ncorrects = "2026-01"', "2026-01"),
    ],
)
def test_what_cannot_be_is_said(refused: Refuse, old: str, new: str, word: str) -> None:
    assert old in GOOD
    assert word in refused(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('1171:units = "1"', "1171"),  # an amount, or units and a rate
        ('400:amount = "1"', "400"),  # other types stand in its place
        ('8325:amount = "1"', "8325"),  # the program makes it itself
        ('9980:amount = "20"', "9980"),
        ('41586:amount = "1"', "41586"),  # it needs units
        ('1171:amount = "-90000"', "Net pay"),
        ('6003:percent = "5",pension_basis = "9"', "pension basis 9"),
    ],
)
def test_a_line_that_cannot_be_is_named(refused: Refuse, line: str, word: str) -> None:
    assert word in refused(scenario(run("2026-03", line), lines=PAY))


@pytest.mark.parametrize(("code", "more"), [("99", ""), ("42", ""), ("42", 'type = "3950"')])
def test_an_absence_code_leads_to_its_types(refused: Refuse, code: str, more: str) -> None:
    away = absence(code, "2026-03-09", "2026-03-10", "2", more)
    assert f"absence code {code}" in refused(scenario(run("2026-03"), lines=PAY, more=away))


def test_somebody_that_the_file_does_not_have(refused: Refuse) -> None:
    away = absence("40", "2026-03-09", "2026-03-10", "2").replace("employee = 1", "employee = 7")
    assert "no employee 7" in refused(scenario(run("2026-03"), lines=PAY, more=away))
    other = run("2026-03", '1171:amount = "1"').replace("employee = 1", "employee = 8")
    assert "no employee 8" in refused(scenario(other, lines=PAY))


def test_the_files_of_a_danish_run_are_made_though_it_has_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.toml"
    file.write_text(GOOD, "utf-8")
    assert commands.run(["scenario", str(file), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err == ""
    assert [each.name for each in tmp_path.glob("out/payslip-*.pdf")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (scenario(run("2026-03"), lines=PAY, card='kind = "main"'), "needs a percentage"),
        (scenario(run("2026-03"), lines=PAY, card='kind = "main"\npercent = "101"'), "from 0 to 100"),
        (
            scenario(run("2026-03"), lines=PAY, card='kind = "main"\npercent = "38"\nallowance_month = "-1"'),
            "never below zero",
        ),
        (scenario(run("2026-03"), lines=PAY, more=rate("4401", "-9")), "never below zero"),
        (scenario(run("2026-03"), lines=PAY, category="4455", more=rate("FRIU1", "5.5")), "from 1 to 12"),
        (scenario(run("2026-03"), lines=PAY, category="4455", more=rate("FRIAUT", "2")), "FRIAUT = 2"),
    ],
)
def test_figures_that_cannot_be(text: str, said: str, refused: Refuse) -> None:
    assert said in refused(text)
