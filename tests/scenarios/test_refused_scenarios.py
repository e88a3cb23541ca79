"""Bad input to the real command: exit 2, exactly one line on stderr that says which rule, nothing on stdout."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import commands
from tests.builders import ACCOUNT, EMPLOYER, EMPLOYER_ACCOUNT, PERSON, SCENARIO, UNIT, a_scenario

Refuse = Callable[[str | bytes], str]

FIRST_TERMS = 'monthly_salary = "45000.00"'
SECOND_PERSON = "17919130091"


def a_line(slug: str, more: str = "", employee: int = 1) -> str:
    return f'[[run.line]]\nemployee = {employee}\ntype = "{slug}"\n{more}\n'


def a_run(more: str, month: str = "2026-04") -> str:
    return f'[[run]]\nmonth = "{month}"\npay_date = {month}-20\n{more}\n'


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONNSOM_LANGUAGE", "en")


def judge(code: int, out: str, err: str) -> str:
    """What was said, once the manners are right."""
    assert code == 2, (out, err)
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert len(err) > 10
    return err.strip()


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refuse:
    def run(content: str | bytes) -> str:
        file = tmp_path / "case.toml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return judge(commands.run(["scenario", str(file)]), *capsys.readouterr())

    return run


@pytest.fixture
def accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    def run(content: str, *more: str) -> dict[str, Any]:
        file = tmp_path / "case.toml"
        file.write_text(content, "utf-8")
        code = commands.run(["scenario", str(file), *more])
        out, err = capsys.readouterr()
        assert (code, err) == (0, "")
        answer: dict[str, Any] = json.loads(out)
        return answer

    return run


def test_the_case_itself_is_right(accepted: Callable[..., dict[str, Any]]) -> None:
    """Every case below is this one with one thing wrong."""
    assert [each["net_pay"] for each in accepted(a_scenario())["runs"][0]["employees"]] == ["32756.00", "19600.00"]


NUMBERS = {
    "person number, first check digit": ((PERSON, "02838430172"), "The first check digit should be 8"),
    "person number, second check digit": ((PERSON, "02838430183"), "The second check digit should be 2"),
    "person number, no such day": ((PERSON, "31828430182"), "day 31 is not in that month"),
    "person number, no such month": ((PERSON, "02998430182"), "99 is not"),
    "person number, a digit too few": ((PERSON, PERSON[1:]), "Is a 0 in front missing?"),
    "person number, letters": ((PERSON, "0283843018X"), "Only digits belong here"),
    "employer's number": ((EMPLOYER, "312001005"), "The check digit, the last one, should be 4"),
    "sub-unit's number": ((UNIT, "316100006"), "The check digit, the last one, should be 7"),
    "employee's account": ((ACCOUNT, "12045101389"), "The check digit, the last one, should be 8"),
    "account inside the bank": ((ACCOUNT, "12040001388"), "an account inside the bank"),
    "employer's account": ((EMPLOYER_ACCOUNT, "15032102008"), "The check digit, the last one, should be 7"),
}


@pytest.mark.parametrize(("change", "reason"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_is_wrong(change: tuple[str, str], reason: str, refused: Refuse) -> None:
    said = refused(a_scenario(change))
    assert reason in said
    assert change[1] not in said  # a finding may be logged, so it never repeats the number


EMPLOYMENTS = {
    "end before start": (
        (('id = "2"\nstart = 2025-01-01', 'id = "2"\nstart = 2025-01-01\nend = 2024-12-31'),),
        "The end of the employment, 31 Dec 2024, is before its start, 1 Jan 2025",
    ),
    "two terms on one day": (
        ((FIRST_TERMS, f'{FIRST_TERMS}\n[[employee.employment.terms]]\nfrom = 2024-01-01\nmonthly_salary = "1"'),),
        "Employee 1: two terms of employment 1 begin on the same day",
    ),
    "more than full time": ((('percent = "60"', 'percent = "101"'),), "101"),
    "less than nothing": ((('percent = "60"', 'percent = "-1"'),), "not between 0 and 100"),
    "no terms": (
        (('[[employee.employment.terms]]\nfrom = 2025-01-01\npercent = "20"\nmonthly_salary = "8000.00"\n', ""),),
        "the key “terms” is missing",
    ),
    "no monthly salary": (((FIRST_TERMS, ""),), "The terms from 1 Jan 2024 have no monthly salary"),
    "unknown form of pay": (((FIRST_TERMS, 'pay = "piecework"'),), "“piecework” is not a form of pay"),
    "hours divisor 0": (((FIRST_TERMS, f'{FIRST_TERMS}\nhours_divisor = "0"'),), "must be more than 0"),
    "no full-time hours": (((FIRST_TERMS, f'{FIRST_TERMS}\nfull_time_hours = "0"'),), "must be more than 0"),
    "unknown sub-unit": (
        (('id = "2"', 'id = "2"\nestablishment = "316200001"'),),
        "The employer has no sub-unit 316200001",
    ),
    "unknown zone": ((('zone = "1"', 'zone = "6"'),), "“6” is not a zone"),
    "unknown zone of an employment": ((('id = "2"', 'id = "2"\nzone = "1b"'),), "“1b” is not a zone"),
    "no sub-unit at all": (
        ((f'[[establishment]]\norgnr = "{UNIT}"\nzone = "1"\n', ""),),
        "the key “establishment” is missing",
    ),
    "holiday plan": (((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\nholiday_plan = "none"'),), "“none” is not one"),
    "holiday deduction": (
        ((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\nholiday_deduction = "27"'),),
        "“27” is not one of 260 · 26 · 21.67 · 22",
    ),
    "part month": (((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\npart_month = "25"'),), "“25” is not one"),
    "one employment twice": ((('id = "2"', 'id = "1"'),), "Employment 1 of employee 2 is there twice"),
    "a pension beyond belief": (
        ((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\npension_percent = "200"'),),
        "The pension percentage 200% is not possible",
    ),
    "an account for nothing": (
        ((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\naccounts = {{ salery = "5010" }}'),),
        "the key “salery” is not known here",
    ),
    "an account that is none": (
        ((f'orgnr = "{EMPLOYER}"', f'orgnr = "{EMPLOYER}"\naccounts = {{ salary = "five" }}'),),
        "“five” is not an account number",
    ),
    "unknown language": (((f'bank_account = "{ACCOUNT}"', 'language = "nn"'),), "“nn” is not one of"),
    "two with one number": ((("number = 2", "number = 1"),), "Two employees have the number 1"),
    "a number of 400 digits": ((("number = 2", f"number = {'9' * 400}"),), "999999999"),
}


@pytest.mark.parametrize(("changes", "reason"), EMPLOYMENTS.values(), ids=EMPLOYMENTS)
def test_an_employer_or_employment_that_is_wrong(
    changes: tuple[tuple[str, str], ...], reason: str, refused: Refuse
) -> None:
    assert reason in refused(a_scenario(*changes))


CARDS = {
    "unknown kind": (('kind = "percent"', 'kind = "percentage"'), "“percentage” is not a kind of tax card"),
    "more than all": (('percent = "42"', 'percent = "101"'), "not between 0 and 100"),
    "no percentage": (('kind = "percent"\npercent = "30"', 'kind = "percent"'), "The tax card has no percentage"),
    "no such table": (('table = "8000"', 'table = "8005"'), "8005"),
    "a table of 2024 in 2026": (('table = "8000"', 'table = "7100"'), "7100"),
    "no table": (('table = "8000"\n', ""), "There is no withholding table"),
}


@pytest.mark.parametrize(("change", "reason"), CARDS.values(), ids=CARDS)
def test_a_tax_card_that_is_wrong(change: tuple[str, str], reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario(change))


def test_a_bonus_needs_the_percentage_of_the_table_card(refused: Refuse) -> None:
    without = ('table = "8000"\npercent = "42"', 'table = "8000"')
    assert "The tax card has no percentage" in refused(a_scenario(without, after=a_line("bonus", 'amount = "1"')))


LINES = {
    "unknown wage type": (a_line("fixed_salery", 'amount = "1"'), "“fixed_salery” is not a wage type"),
    "unknown employee": (a_line("bonus", 'amount = "1"', employee=3), "Run 2026-03: there is no employee 3"),
    "unknown employment": (a_line("bonus", 'amount = "1"\nemployment = "9"'), "has no employment 9"),
    "more taken than paid": (
        a_line("absence_deduction", 'amount = "45000.01"'),
        "Net pay of employee 1 would be −0.01: more is taken than is paid",
    ),
    "nothing to work out": (a_line("bonus"), "bonus for employee 1: it needs an amount, or a quantity and a rate"),
    "mileage without km": (a_line("mileage", 'amount = "100"'), "it needs a quantity"),
    "a car by its own facts": (a_line("car_benefit"), "car_benefit for employee 1"),
    "a rate that nobody found": (
        a_line("lodging_benefit", 'quantity = "3"'),
        "The rate “Free lodging” is not known for 20 Mar 2026. Enter it among the rates",
    ),
    "no loan": (a_line("loan_benefit"), "loan_benefit for employee 1: there is no loan in the month"),
    "a gift without a value": (a_line("gift_general"), "gift_general for employee 1: it needs an amount"),
    "time off without hours": (a_line("time_off"), "time_off for employee 1: it needs the number of hours"),
    "time off for money": (a_line("time_off", 'quantity = "2"\namount = "100"'), "it moves hours and pays nothing"),
    "a paid time bank": (a_line("time_bank_earned", 'quantity = "2"\nrate = "100"'), "it moves hours and pays nothing"),
    "an empty time bank": (a_line("time_bank_paid"), "time_bank_paid for employee 1: it needs the number of hours"),
    "a refund without an amount": (a_line("refund_k27"), "refund_k27 for employee 1: it needs an amount"),
    "half an earning period": (a_line("back_pay", 'amount = "1"\nearned_from = 2026-01-01'), "go together"),
    "an earning period backwards": (
        a_line("back_pay", 'amount = "1"\nearned_from = 2026-02-01\nearned_to = 2026-01-31'),
        "The end, 31 Jan 2026, is before the start, 1 Feb 2026",
    ),
    "unknown meal": (a_line("diet_hotel", 'quantity = "1"\nmeals = "brunch"'), "“brunch” is not a meal"),
    "unknown way of tax": (a_line("bonus", 'amount = "1"\ntax = "free"'), "“free” is not one of table · percent"),
    "days on a line of a run": (a_line("bonus", 'amount = "1"\nfrom = 2026-01-01'), "the key “from” is not known here"),
    "nobody's line": ('[[run.line]]\ntype = "bonus"\namount = "1"\n', "the key “employee” is missing"),
    "a deduction below nothing": (a_line("other_deduction", 'amount = "-450"'), "a deduction is written positive"),
    "unknown claim": (a_line("attachment", 'amount = "1"\nclaim = "mine"'), "“mine” is not one of"),
    "no days of absence": (a_line("absence_deduction"), "absence_deduction for employee 1: it needs an amount"),
    "no days of holiday": (a_line("holiday_deduction"), "holiday_deduction for employee 1: it needs an amount"),
    "an amount with a comma": (a_line("bonus", 'amount = "45000,00"'), "“45000,00” is not a number"),
    "an amount with a space": (a_line("bonus", 'amount = "45 000"'), "“45 000” is not a number"),
    "three decimals": (a_line("bonus", 'amount = "1.005"'), "more than two decimals"),
    "not a number": (a_line("bonus", 'amount = "NaN"'), "“NaN” is not a number"),
    "endless": (a_line("bonus", 'amount = "-Infinity"'), "is not a number"),
    "more money than there is": (a_line("bonus", 'amount = "1e30"'), "is not a number"),
    "more hours than there are": (a_line("overtime_50", 'quantity = "1e999999"'), "is not a number"),
    "a float": (a_line("bonus", "amount = 0.1"), "“amount” is written as text, in quotes"),
    "a truth": (a_line("bonus", "amount = true"), "“amount”"),
    "a list": (a_line("bonus", 'amount = ["1"]'), "“amount”"),
}


@pytest.mark.parametrize(("after", "reason"), LINES.values(), ids=LINES)
def test_a_line_that_is_wrong(after: str, reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario(after=after))


def test_overtime_of_a_position_of_nothing(refused: Refuse) -> None:
    """A monthly pay for 0 % has no full-time pay to divide."""
    said = refused(
        a_scenario((FIRST_TERMS, f'{FIRST_TERMS}\npercent = "0"'), after=a_line("overtime_50", 'quantity = "1"'))
    )
    assert "employee 1" in said
    assert "0%" in said


HOURLY = {
    "holiday_deduction": "the employment has no monthly pay, so the line needs an amount",
    "absence_deduction": "the employment has no monthly pay, so the line needs an amount",
    "overtime_50": "the employment has no hourly rate and no monthly pay",
}


@pytest.mark.parametrize(("slug", "reason"), HOURLY.items())
def test_what_a_fee_gives_no_rate_for(slug: str, reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario((FIRST_TERMS, 'pay = "fee"'), after=a_line(slug, 'quantity = "2"')))


RUNS = {
    "december relief in June": (a_run("december_relief = true", "2026-06"), "for November and December only"),
    "a pay date in 2027": (a_run("", "2027-01"), "There are no rates for 2027"),
    "a pay date in the year 1": ('[[run]]\nmonth = "2026-04"\npay_date = 0001-01-01\n', "There are no rates for 1"),
    "a pay date in 2023": (a_run("", "2023-12"), "There are no rates for 2023"),
    "a correction of nothing": (a_run('kind = "correction"\ncorrects = "2026-02"'), "there is no earlier run 2026-02"),
    "a correction of itself": (a_run('kind = "correction"\ncorrects = "2026-04"'), "there is no earlier run 2026-04"),
    "a correction for a stranger": (
        a_run('kind = "correction"\ncorrects = "2026-03"\nemployees = [1, 3]'),
        "there is no employee 3",
    ),
    "the same taken back twice": (
        a_run('kind = "correction"\ncorrects = "2026-03"\nemployees = [2]')
        + a_run('kind = "correction"\ncorrects = "2026-03"'),
        "2026-03",
    ),
    "an ordinary run that corrects": (a_run('corrects = "2026-03"'), "Only a correction can name a run"),
    "unknown kind": (a_run('kind = "bonus"'), "“bonus” is not a kind of run"),
    "unknown period": (a_run('period = "2W"'), "“2W” is not a pay period"),
    "days backwards": (a_run("from = 2026-04-16\nto = 2026-04-15"), "is before the start"),
    "month 13": ('[[run]]\nmonth = "2026-13"\npay_date = 2026-04-20\n', "“2026-13” cannot be read"),
    "month of another form": ('[[run]]\nmonth = "april"\npay_date = 2026-04-20\n', "“april” cannot be read"),
    "the year 0": ('[[run]]\nmonth = "0000-04"\npay_date = 2026-04-20\n', "month = “0000-04”"),
    "no pay date": ('[[run]]\nmonth = "2026-04"\n', "the key “pay_date” is missing"),
    "a day that is none": ('[[run]]\nmonth = "2026-04"\npay_date = 2026-04-31\n', "not valid TOML"),
    "a number for a day": ('[[run]]\nmonth = "2026-04"\npay_date = 20260420\n', "“pay_date”"),
    "an absence of a stranger": (
        '[[absence]]\nemployee = 3\nkind = "sick_note"\nfrom = 2026-03-02\n',
        "[[absence]]: there is no employee 3",
    ),
    "an absence of no kind": (
        '[[absence]]\nemployee = 1\nkind = "ferie"\nfrom = 2026-03-02\n',
        "“ferie” is not one of",
    ),
    "a refund file elsewhere": ('[[refund]]\nfile = "../k27.csv"\n', "is not beside the scenario"),
    "a refund file and an amount": ('[[refund]]\nfile = "k27.csv"\namount = "1"\n', "says itself for whom"),
    "a refund for a stranger": (
        '[[refund]]\nemployee = 3\nmonth = "2026-03"\namount = "1"\n',
        "[[refund]]: there is no employee 3",
    ),
    "a refund of nothing": (
        '[[refund]]\nemployee = 1\nmonth = "2026-03"\n',
        "[[refund]]: an amount is needed, or a file",
    ),
    "a refund in a sub-unit where nobody works": (
        '[[refund]]\nemployee = 1\nmonth = "2026-03"\namount = "1"\nestablishment = "316200001"\n',
        "[[refund]]: employee 1 has no employment in sub-unit 316200001",
    ),
    "a refund in a year without rates": (
        '[[refund]]\nemployee = 1\nmonth = "2027-01"\namount = "1"\n',
        "There are no rates for 2027",
    ),
}


@pytest.mark.parametrize(("after", "reason"), RUNS.values(), ids=RUNS)
def test_a_run_that_is_wrong(after: str, reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario(after=after))


CAR = '[[employee.car]]\nlist_price = "465000"\nfirst_registered = 2023-02-14\nfrom = 2025-01-01\n'
THINGS = {
    "a car without a price": (CAR.replace('list_price = "465000"\n', ""), "the key “list_price” is missing"),
    "a vehicle that is none": (f'{CAR}vehicle = "boat"\n', "“boat” is not one of car · van"),
    "a car given back before it came": (f"{CAR}to = 2024-12-31\n", "is before the start"),
    "a loan without a rate": (
        '[[employee.loan]]\nbalance = "1"\nfrom = 2026-01-01\n',
        "the key “rate” is missing",
    ),
    "a share without a percentage": ('[[employee.share]]\ndepartment = "A"\n', "the key “percent” is missing"),
}


@pytest.mark.parametrize(("table", "reason"), THINGS.values(), ids=THINGS)
def test_a_table_of_an_employee_that_is_wrong(table: str, reason: str, refused: Refuse) -> None:
    account = f'bank_account = "{ACCOUNT}"\n'
    assert reason in refused(a_scenario((account, f"{account}{table}")))


@pytest.mark.parametrize("country", ["SE", "no"])
def test_a_country_that_the_program_does_not_have(country: str, refused: Refuse) -> None:
    assert f"Country {country} is not in the program yet" in refused(
        a_scenario(('country = "NO"', f'country = "{country}"'))
    )


def test_a_fixed_line_that_ends_before_it_begins(refused: Refuse) -> None:
    fixed = '[[employee.line]]\ntype = "bonus"\namount = "1"\nfrom = 2026-05-01\nto = 2026-04-30\n'
    assert "is before the start" in refused(a_scenario((f"{FIRST_TERMS}\n", f"{FIRST_TERMS}\n{fixed}")))


def test_opening_balances_of_a_year_without_rates(refused: Refuse) -> None:
    account = f'bank_account = "{ACCOUNT}"\n'
    opening = f'{account}[employee.opening]\nholiday_basis_last_year = "1"\n'
    said = refused(a_scenario((account, opening), ('title = "A case"', 'start_month = "2027-01"')))
    assert "There are no rates for 2027" in said


UNKNOWN = {  # where the key “colour” is put: a text that stands there, and the table's name in words
    "at the top": 'title = "A case"',
    "employer": 'name = "Fjordglimt Verksted AS"',
    "establishment": 'zone = "1"',
    "first employee": 'name = "Maren Tveitdal"',
    "second employee": 'name = "Sivert Haugerud"',
    "second employee's card": 'kind = "percent"',
    "second employee's second employment": "start = 2025-01-01",
    "its terms": 'monthly_salary = "8000.00"',
    "run": "pay_date = 2026-03-20",
}


@pytest.mark.parametrize("beside", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_key_is_named_with_its_line(beside: str, refused: Refuse) -> None:
    text = a_scenario((beside, f'{beside}\ncolour = "blue"'))
    line = text[: text.index("colour")].count("\n") + 1
    assert refused(text) == f"Line {line}: the key “colour” is not known here"


def test_an_unknown_key_of_the_second_line_of_the_second_run(refused: Refuse) -> None:
    text = a_scenario(
        after=a_line("bonus", 'amount = "1"')
        + a_run("")
        + a_line("fee", 'amount = "1"')
        + a_line("fee", 'colour = "1"')
    )
    line = text[: text.index("colour")].count("\n") + 1
    assert refused(text) == f"Line {line}: the key “colour” is not known here"


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ('name = "Sivert Haugerud"\n', "[[employee]]\nnumber = 2\n"),
        (f'orgnr = "{EMPLOYER}"\n', "[employer]\n"),
        ("start = 2025-01-01\n", '[[employee.employment]]\nid = "2"\n'),
        ("from = 2025-01-01\n", '[[employee.employment.terms]]\npercent = "20"\n'),
    ],
)
def test_a_missing_key_is_named_with_the_line_of_its_table(key: str, table: str, refused: Refuse) -> None:
    text = a_scenario((key, ""))
    line = text[: text.index(table)].count("\n") + 1
    assert refused(text) == f"Line {line}: the key “{key.split(' ')[0]}” is missing"


FILES: dict[str, tuple[str | bytes, str]] = {
    "broken": (SCENARIO.replace("[[run]]", "[[run]"), "not valid TOML"),
    "a key twice": (SCENARIO + 'month = "2026-04"\n', "not valid TOML"),
    "not UTF-8": (SCENARIO.replace("Tveitdal", "Tveitdål").encode("latin-1"), "not text in UTF-8"),
    "UTF-16": (SCENARIO.encode("utf-16"), "not text in UTF-8"),
    "empty": (b"", "the key “scenario” is missing"),
    "zeros": (bytes(1000), "not valid TOML"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text in UTF-8"),
    "nested too deep": ("a = " + "[" * 9000 + "]" * 9000, "nested too deep"),
    "a number without end": ("scenario = " + "9" * 5000, "not valid TOML"),
    "keys of keys of keys": (".".join("a" * 2000) + " = 1", "nested too deep"),
    "another format": (SCENARIO.replace("scenario = 1", "scenario = 2"), "format 2"),
    "the format as text": (SCENARIO.replace("scenario = 1", 'scenario = "1"'), "“scenario”"),
    "a list for a table": ("scenario = 1\nemployer = []\n", "“employer”"),
}


@pytest.mark.parametrize(("content", "reason"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_scenario(content: str | bytes, reason: str, refused: Refuse) -> None:
    assert reason in refused(content)


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "no-such.toml"
    said = judge(commands.run(["scenario", str(missing)]), *capsys.readouterr())
    assert said == f"{missing}: there is no such file"


def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = judge(commands.run(["scenario", str(tmp_path)]), *capsys.readouterr())
    assert said == f"{tmp_path}: it is not an ordinary file"


@pytest.mark.parametrize("content", [SCENARIO.replace(PERSON, "02838430183"), SCENARIO.replace("2026", "2027")])
def test_the_program_itself_says_it_in_one_line(content: str, tmp_path: Path, root: Path) -> None:
    """The same through a process of its own, as a user starts it."""
    file = tmp_path / "case.toml"
    file.write_text(content, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "scenario", str(file)], cwd=root, capture_output=True, text=True, check=False
    )
    judge(done.returncode, done.stdout, done.stderr)


# ── What is odd, and allowed ──


def test_no_tax_card_is_allowed_and_said(accepted: Callable[..., dict[str, Any]]) -> None:
    card = '[[employee.tax_card]]\nyear = 2026\nkind = "table"\ntable = "8000"\npercent = "42"\n'
    run = accepted(a_scenario((card, "")))["runs"][0]
    assert run["employees"][0]["withholding"] == "22500"
    assert "No tax card for 2026: 50% is withheld" in run["findings"]


def test_nobody_without_an_account_is_in_the_bank_file(accepted: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """Employee 1 has no account: said, paid by hand, and employee 2 is paid all the same."""
    out = tmp_path / "out"
    run = accepted(a_scenario((f'bank_account = "{ACCOUNT}"\n', "")), "--out", str(out))["runs"][0]
    assert any("no bank account" in finding for finding in run["findings"])
    bank = (out / "bank-2026-03.xml").read_text("utf-8")
    assert "12045102740" in bank
    assert '<InstdAmt Ccy="NOK">19600.00</InstdAmt>' in bank
    assert "Maren" not in bank
    assert "32756" not in bank


@pytest.mark.parametrize(
    "change",
    [
        ('monthly_salary = "45000.00"', "monthly_salary = 45000"),
        ('zone = "1"', "zone = 1"),
        ('title = "A case"', 'title = "Æ\\nø"'),
        ("[employer]", '["employer"]'),
        ('table = "8000"', "table = 8000"),
    ],
)
def test_another_way_to_write_the_same(change: tuple[str, str], accepted: Callable[..., dict[str, Any]]) -> None:
    """Whole numbers need no quotes, a title may hold anything, and TOML has several ways to name a table."""
    assert accepted(a_scenario(change))["runs"][0]["employees"][0]["net_pay"] == "32756.00"


def test_windows_line_ends_and_a_byte_order_mark(accepted: Callable[..., dict[str, Any]]) -> None:
    answer = accepted("\ufeff" + a_scenario().replace("\n", "\r\n"))
    assert answer["runs"][0]["employees"][0]["net_pay"] == "32756.00"


def _of_the_first(table: str) -> tuple[str, str]:
    """The table as the first employee's."""
    return "[[employee]]\nnumber = 2", f"{table}\n[[employee]]\nnumber = 2"


_CAR = '[[employee.car]]\nlist_price = "{price}"\nfirst_registered = 2025-01-01\nfrom = 2026-01-01\n{more}'
_LOAN = '[[employee.loan]]\nbalance = "{balance}"\nrate = "{rate}"\nfrom = 2026-01-01\n{more}'
_OWN = '[[own_rate]]\nname = "{name}"\nsource = "a page"\nfrom = 2026-01-01\n{value}\n'
BENEFITS = {
    "a car that ends first": (
        (_of_the_first(_CAR.format(price="1", more="to = 2025-01-01")),),
        "is before the start",
    ),
    "a car below nothing": ((_of_the_first(_CAR.format(price="-1", more="")),), "The list price and the own payment"),
    "own payment below nothing": (
        (_of_the_first(_CAR.format(price="1", more='own_payment = "-1"')),),
        "The list price and the own payment",
    ),
    "a bus": ((_of_the_first(_CAR.format(price="1", more='vehicle = "bus"')),), "“bus” is not one of car · van"),
    "a loan below nothing": (
        (_of_the_first(_LOAN.format(balance="-1", rate="1", more="")),),
        "The balance and the rate",
    ),
    "a rate below nothing": (
        (_of_the_first(_LOAN.format(balance="1", rate="-1", more="")),),
        "The balance and the rate",
    ),
}


@pytest.mark.parametrize(("changes", "reason"), BENEFITS.values(), ids=BENEFITS)
def test_a_car_or_loan_that_is_wrong(changes: tuple[tuple[str, str], ...], reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario(*changes))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("benefit.lodging", 'percent = "44"', "The own rate benefit.lodging is written as another kind of value"),
        ("benefit.loan_norm_rate", 'number = "4"', "The own rate benefit.loan_norm_rate is written as another kind"),
        ("benefit.lodging", 'number = "44"\namount = "44"', "one of amount, percent and number"),
    ],
)
def test_an_own_rate_of_no_use(name: str, value: str, reason: str, refused: Refuse) -> None:
    assert reason in refused(a_scenario(after=_OWN.format(name=name, value=value)))
