"""Laws of the balances: sums of movements, never below zero, the oldest first, and a reversal restores them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.finding import Refused
from services.denmark.rules.accounts import BY_CODE, OWN, shown_vintage
from services.desk.stored_form import read_facts, read_payslip, write_facts, write_payslip
from services.engine.facts import BalanceKey
from tests.denmark.played import Played, absence, months, played, rate, run, scenario

FIRST = "2025-07"


def a_year(days: list[int], reduction: str, ahead: int) -> str:
    """Twelve months of pay with so many days of holiday in each, and holiday granted in advance in the first."""
    away = ""
    runs = []
    for month, taken in zip(months(FIRST, len(days)), days, strict=True):
        lines = [f'4765:units = "{ahead}"'] if month == FIRST and ahead else []
        runs.append(run(month, *lines))
        if taken:
            away += absence("40", f"{month}-04", f"{month}-04", str(taken))
    return scenario(
        *runs, lines={"1000": 'amount = "31000"'}, category="4600 4900 4901", more=away + rate("FEREDU", reduction)
    )


def sums(made: Played) -> dict[BalanceKey, int]:
    """Every movement of every run, added up."""
    found: dict[BalanceKey, int] = {}
    for result in made.book.runs.values():
        for slip in result.payslips:
            for move in slip.movements:
                found[move.key] = found.get(move.key, 0) + move.hundredths
    return found


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=12, max_size=12), st.sampled_from("0123"), st.integers(0, 4))
def test_a_balance_is_the_sum_of_its_movements_and_never_below_zero(
    days: list[int], reduction: str, ahead: int
) -> None:
    made = played(a_year(days, reduction, ahead))
    assert sums(made) == made.book.people[1]
    so_far: dict[BalanceKey, int] = {}
    for result in made.book.runs.values():
        for move in result.payslips[0].movements:
            so_far[move.key] = so_far.get(move.key, 0) + move.hundredths
        below = [key for key, amount in so_far.items() if amount < 0 and BY_CODE[key.account].floor == 0]
        assert not below, result.head.name
        assert sum(line.amount.ore for line in result.voucher.lines) == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=12, max_size=12))
def test_days_taken_are_the_chain_and_the_own_account(days: list[int]) -> None:
    """What was asked for is what left the accounts and what was taken from the pay; the oldest goes first."""
    made = played(a_year(days, "0", 2))
    held: dict[BalanceKey, int] = {}
    for result, asked in zip(made.book.runs.values(), days, strict=True):
        slip = result.payslips[0]
        own = sum((line.quantity or Decimal(0) for line in slip.lines if line.type == "4871"), Decimal(0))
        taken = [move for move in slip.movements if move.reason == "3950" and move.key.account.endswith("_D")]
        gone = -sum(move.hundredths for move in taken if move.hundredths < 0)
        assert Decimal(gone).scaleb(-2) + own == asked
        earned = [move for move in taken if move.key.account == "FERIE_D"]
        for move in earned:
            held[move.key] = held.get(move.key, 0) + move.hundredths
            older = [key for key in held if key.account == "FERIE_D" and key.vintage < move.key.vintage]
            assert all(held[key] == 0 for key in older)
        for move in slip.movements:
            if move not in taken:
                held[move.key] = held.get(move.key, 0) + move.hundredths


@pytest.mark.parametrize("days", ["2", "9"])
def test_a_reversal_restores_every_balance(days: str) -> None:
    first, second = run("2026-01"), run("2026-02", '4415:amount = "500"', '4485:amount = "300"')
    back = '[[run]]\nmonth = "2026-02"\npay_date = 2026-02-28\nkind = "correction"\ncorrects = "2026-02"\n'
    parts = {"lines": {"1000": 'amount = "31000"'}, "category": "4600 4900"}
    away = absence("40", "2026-02-09", "2026-02-13", days)
    before = played(scenario(first, **parts, more=away))  # type: ignore[arg-type]
    after = played(scenario(first, second, back, **parts, more=away))  # type: ignore[arg-type]
    left = {key: amount for key, amount in after.book.people[1].items() if amount}
    assert left == {key: amount for key, amount in before.book.people[1].items() if amount}
    assert sum(after.posted().values()) == 0
    assert after.slip()["net_pay"] == f"-{after.slip(1)['net_pay']}"
    assert after.slip()["fields"]["13"] == f"-{after.slip(1)['fields']['13']}"


def test_the_answer_shows_years_and_hides_what_the_program_counts() -> None:
    made = played(a_year([0] * 12, "0", 0))
    rows = made.answer["balances"]
    assert not {row["account"] for row in rows} & OWN
    assert {row["vintage"] for row in rows if row["account"] == "FERIE_D"} == {"2024", "2025"}
    days = {key: amount for key, amount in made.book.people[1].items() if key.account == "FERIE_D"}
    of_2025 = sum(amount for key, amount in days.items() if shown_vintage(key.vintage) == "2025")
    assert made.balance("FERIE_D", "2025") == str(Decimal(of_2025).scaleb(-2))


def test_a_payout_never_exceeds_a_controlled_balance() -> None:
    pay = {"1000": 'amount = "31000"'}
    made = played(scenario(run("2026-01", '4415:amount = "1000"', '4483:amount = "1500"'), lines=pay))
    assert made.line("4483") == "1000.00"
    assert made.balance("FRITVALG") == "0.00"
    assert "covers" in made.answer["runs"][0]["findings"][0]
    free = played(scenario(run("2026-01", '4415:amount = "1000"', '4484:amount = "1500"'), lines=pay))
    assert free.balance("FRITVALG") == "-500.00"
    with pytest.raises(Refused, match="below zero"):
        played(scenario(run("2026-01"), run("2026-02", '40012:units = "-30"'), lines=pay))


def test_a_danish_slip_and_its_facts_are_kept_and_read_back() -> None:
    made = played(a_year([2] + [0] * 11, "1", 1))
    for result in made.book.runs.values():
        (slip,) = result.payslips
        assert read_payslip(write_payslip(slip)) == slip
        assert read_facts(write_facts(result.facts)) == result.facts
