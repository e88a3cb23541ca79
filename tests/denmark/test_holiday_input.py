"""What is entered of holiday: openings by month, corrections with their limits, setups that exclude each other."""

from __future__ import annotations

import json

import pytest

from models.values.finding import Refused
from tests.denmark.played import absence, months, personal, played, rate, run, scenario

MONTHLY = {"1000": 'amount = "30000"'}


def opened(months_of: tuple[str, ...], days: str, money: str) -> list[str]:
    """Opening balances of days and money, one line of each for each month of earning."""
    lines = []
    for each in months_of:
        year, month = each.split("-")
        lines.append(f'40011:units = "{days}",year = {year},month = {int(month)},working_time = "100"')
        lines.append(f'40014:amount = "{money}",year = {year},month = {int(month)}')
    return lines


def test_openings_of_several_months_add_up() -> None:
    """F34: the money of a holiday year is entered month by month. 4 × 3,750 of 2025, and January's 12.5 % of 30,000."""
    lines = opened(("2025-09", "2025-10", "2025-11", "2025-12"), "2.08", "3750")
    made = played(scenario(run("2026-01", *lines), lines=MONTHLY, category="4600"))
    assert (made.balance("FERIEPENGE", "2025"), made.balance("FERIE_D", "2025")) == ("18750.00", "10.40")


def test_the_opening_of_a_month_entered_again_replaces() -> None:
    lines = [*opened(("2025-09",), "2.08", "3750"), *opened(("2025-09",), "1", "1800")]
    made = played(scenario(run("2026-01", *lines), lines=MONTHLY, category="4600"))
    assert (made.balance("FERIEPENGE", "2025"), made.balance("FERIE_D", "2025")) == ("5550.00", "3.08")


def test_a_year_that_was_opened_by_month_rises_in_august() -> None:
    """4 × 2.08 entered and 8 × 2.08 earned are the 24.96 that become 25 (F5.2)."""
    lines = opened(("2025-09", "2025-10", "2025-11", "2025-12"), "2.08", "3750")
    runs = [run(each) for each in months("2026-02", 7)]
    made = played(scenario(run("2026-01", *lines), *runs, lines=MONTHLY, category="4600"))
    assert made.slip()["holiday_days_earned"] == "2.12"
    assert made.balance("FERIE_D", "2025") == "25.00"


def test_what_was_carried_over_is_worth_its_whole_year() -> None:
    """Holiday year 2024: 4 months entered and 8 earned: 45,000 for 25 days; 15 were taken, 10 are paid in cash:
    45,000 / 25 × 10 = 18,000 (F35.5).
    """
    lines = opened(("2024-09", "2024-10", "2024-11", "2024-12"), "2.08", "3750")
    runs = [run(each) for each in months("2025-02", 14)]
    text = scenario(
        run("2025-01", *lines),
        *runs,
        lines=MONTHLY,
        category="4600",
        job='end = 2026-03-31\nend_code = "3"',
        more=rate("FEREDU", "3") + absence("40", "2025-10-06", "2025-10-24", "15"),
    )
    assert played(text).line("4922") == "18000.00"


@pytest.mark.parametrize(
    "line",
    [
        '40012:units = "1",working_time = "0"',
        '40015:amount = "1"',
        '40105:units = "1",year = 2023',
        '40030:amount = "1"',
        '40046:amount = "1",year = 2026,month = 1',
    ],
)
def test_a_correction_is_for_somebody_who_was_paid(line: str) -> None:
    with pytest.raises(Refused, match="paid before"):
        played(scenario(run("2026-01", line), lines=MONTHLY, category="4600"))


def test_a_month_is_not_taken_back_twice() -> None:
    """January earned 2.08: 2 and 0.08 can be taken back of it, in one run or in two, and no more."""
    once = '40012:units = "-2",date = 2026-01-31,working_time = "0"'
    again = '40012:units = "-0.08",date = 2026-01-31,working_time = "0"'
    runs = [run("2025-12"), run("2026-01")]
    parts = {"lines": MONTHLY, "category": "4600"}
    good = scenario(*runs, run("2026-02", once), run("2026-03", again), **parts)  # type: ignore[arg-type]
    assert played(good).balance("FERIE_D", "2025") == "6.24"
    with pytest.raises(Refused, match=r"at most 0\.08"):
        played(good.replace("-0.08", "-0.09"))
    with pytest.raises(Refused, match=r"at most 0\.08"):
        played(scenario(*runs, run("2026-02", once, once), **parts))  # type: ignore[arg-type]


def test_a_month_that_was_taken_back_whole_is_not_earned_again() -> None:
    back = run("2026-01", '40012:units = "-2.08",working_time = "0"', keys='kind = "extra"', day=29)
    runs = (run("2025-12"), run("2026-01"), back, run("2026-01", day=30))
    made = played(scenario(*runs, lines=MONTHLY, category="4600"))
    assert made.balance("FERIE_D", "2025") == "2.08"


def test_holiday_money_is_kept_or_settled() -> None:
    with pytest.raises(Refused, match="4600 · 4601"):
        played(scenario(run("2026-01"), lines=MONTHLY, category="4600 4601"))


@pytest.mark.parametrize(
    ("line", "said"), [('units = "3"', "days and an amount"), ('units = "30",amount = "9"', "at most")]
)
def test_holiday_in_advance_that_is_settled(line: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        played(scenario(run("2026-02", f"4767:{line}"), lines=MONTHLY, category="4601"))


@pytest.mark.parametrize(("table", "value"), [("FEENH", "2"), ("FEREDU", "4"), ("FEREDU", "0.5")])
def test_a_choice_that_a_result_table_does_not_have(table: str, value: str) -> None:
    away = absence("40", "2026-01-05", "2026-01-06", "2")
    opening = '40011:units = "1",year = 2025,month = 8'
    with pytest.raises(Refused, match=f"Employee 1: “{table} = {value}” is not one of 0 · 1"):
        played(scenario(run("2026-01", opening), lines=MONTHLY, category="4600", more=rate(table, value) + away))


def test_an_absence_counts_units_above_zero() -> None:
    with pytest.raises(Refused, match="above zero"):
        played(
            scenario(
                run("2026-01"), lines=MONTHLY, category="4600", more=absence("40", "2026-01-05", "2026-01-06", "-2")
            )
        )


def test_an_absence_without_a_duration_counts_working_days() -> None:
    """30 March to 7 April 2026: seven days from Monday to Friday, less Maundy Thursday, Good Friday, Easter Monday."""
    away = absence("40", "2026-03-30", "2026-04-07", "X").replace('duration = "X"\n', "")
    opening = '40011:units = "20",year = 2026,month = 2'
    made = played(scenario(run("2026-03", opening), lines=MONTHLY, category="4600", more=away))
    assert made.balance("FERIE_D", "2025") == "18.08"  # 20 − 4 + 2.08


def test_leave_at_a_rate_takes_the_rate_of_the_person() -> None:
    """Code 43: two days at the person's own 1,200; without one it is refused."""
    away = absence("43", "2026-01-05", "2026-01-06", "2")
    text = scenario(run("2026-01"), lines=MONTHLY, category="4601", more=away)
    with pytest.raises(Refused, match="1579: it needs a rate"):
        played(text)
    assert played(text + personal("1579", "1200")).line("1579") == "-2400.00"


def test_an_unknown_leaving_code_is_told_in_a_sentence() -> None:
    with pytest.raises(Refused) as refused:
        played(scenario(run("2026-03"), lines=MONTHLY, category="4600", job='end = 2026-03-31\nend_code = "7"'))
    assert str(refused.value) == "Employee 1: there is no leaving code 7"


def test_why_says_how_leave_at_own_expense_came_about() -> None:
    """FEEGEN 1: 2 days × 7.4 hours × 30,000 / 160.33, an hourly pay that never ends is cut in the sentence."""
    away = absence("40", "2026-01-05", "2026-01-06", "2")
    made = played(scenario(run("2026-01"), lines=MONTHLY, category="4600", more=rate("FEEGEN", "1") + away))
    (line,) = [each for each in made.slip()["lines"] if each["type"] == "4872"]
    assert (line["amount"], line["why"]) == ("-2769.29", "taken from the pay: 2 days × 7.4 hours × 187.1141")


def test_balances_that_came_to_nothing_are_told() -> None:
    away = absence("40", "2026-01-05", "2026-01-06", "2")
    opening = '40011:units = "2",year = 2024,month = 10'
    made = played(scenario(run("2026-01", opening), lines=MONTHLY, category="4600", more=away))
    assert {"number": 1, "account": "FERIE_D", "vintage": "2024", "amount": "0.00"} in made.answer["balances"]
    assert "settled" not in json.dumps(made.answer["runs"][0]["employees"][0]["fields"])
