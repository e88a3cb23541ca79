"""A report of refunds (K27) beside a scenario file: each posting is a refund of its employee."""

from pathlib import Path

import pytest

from models.values.money import Money
from models.values.span import Month
from services.actions.inspect import inspect_file
from services.actions.scenario import play, read
from tests.actions.samples import refused
from tests.builders import EMPLOYER, PERSON, SCENARIO, UNIT, kr

NAME = f"{EMPLOYER}_ref-arbg_2026-04-01.csv"


def posting(amount: str, person: str = PERSON, receiver: str = EMPLOYER) -> str:
    """A row of NAV's form: amounts in øre, the sign behind."""
    name = "Maren Tveitdal".ljust(25)
    return f"8020;{receiver};{UNIT};4;{person};20260318;15032102007;{name};20260331;{amount};0000000000 ;20270301\r\n"


def a_scenario(folder: Path, rows: str, month: str = "") -> bytes:
    (folder / NAME).write_bytes(rows.encode("latin-1"))
    asked = f'[[refund]]\nfile = "{NAME}"\n' + (f'month = "{month}"\n' if month else "")
    return (SCENARIO + "\n" + asked).encode()


def test_each_posting_is_a_refund_in_the_month_of_payment(tmp_path: Path) -> None:
    """24 000.00 paid and 1 000.50 taken back, paid on 1 April as the file's name says."""
    content = a_scenario(tmp_path, posting("0002400000 ") + posting("0000100050-"))
    scenario = read(content, tmp_path)
    assert [(each.employee, each.month, each.amount) for each in scenario.refunds] == [
        (1, Month(2026, 4), kr("24000.00")),
        (1, Month(2026, 4), kr("-1000.50")),
    ]
    assert Month(2026, 4) in play(scenario).months


def test_the_month_of_the_scenario_stands_before_that_of_the_name(tmp_path: Path) -> None:
    scenario = read(a_scenario(tmp_path, posting("0002400000 "), "2026-05"), tmp_path)
    assert [each.month for each in scenario.refunds] == [Month(2026, 5)]
    assert Money.total(each.amount for each in scenario.refunds) == kr(24000)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (posting("0002400000 ", person="17919130091"), None),
        (posting("0002400000 ", person="12838543284"), "belongs to nobody here"),
        (posting("0002400000 ", receiver="310000019"), "a report to employer 310000019"),
        ("8020;1;2\r\n", "12"),
        ("", "empty"),
    ],
    ids=["the other employee", "a stranger", "another employer", "another form", "empty"],
)
def test_what_does_not_belong_is_refused(tmp_path: Path, rows: str, reason: str | None) -> None:
    content = a_scenario(tmp_path, rows)
    if reason is None:
        assert [each.employee for each in read(content, tmp_path).refunds] == [2]
        return
    with refused(reason):
        read(content, tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    content = a_scenario(tmp_path, posting("0002400000 "))
    (tmp_path / NAME).unlink()
    with refused(NAME):
        read(content, tmp_path)


def test_inspect_finds_the_report_beside_the_scenario(tmp_path: Path) -> None:
    """Wherever one stands."""
    case = tmp_path / "case.toml"
    case.write_bytes(a_scenario(tmp_path, posting("0002400000 ")))
    assert inspect_file(case)["accepted"]
