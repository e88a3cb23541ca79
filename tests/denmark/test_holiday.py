"""Holiday rules one by one: what is refused, the employer's own steps, pay in advance and by the fortnight, repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from services.denmark.rules.calendar import split_by_holiday_year
from services.denmark.rules.leaving import is_transferred
from services.engine.facts import Absence, BalanceKey, LineInput
from services.engine.wage_types import WageTypes
from services.reference.numbered_rows import read_numbered
from tests.denmark.played import absence, played, rate, run, scenario
from tests.denmark.test_rows import HEADER, TYPES, computed, facts

MONTHLY = {"1000": 'amount = "30000"'}
PAID = run("2026-01")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('40011:units = "2",year = 2025,month = 12', "before the first pay"),
        ('40020:amount = "2",year = 2025,month = 12', "before the first pay"),
        ('40105:units = "1",year = 2025', "earlier holiday years"),
        ('40108:units = "1",amount = "5",year = 2026', "earlier holiday years"),
        ('40105:units = "1"', "needs a holiday year"),
        ('40105:amount = "1",year = 2024', "needs units"),
        ('40012:units = "-3",date = 2026-01-31', "below zero"),
        ('40012:amount = "3"', "needs units"),
        ('40100:units = "-1"', "below zero"),
        ('40055:units = "-9"', "below zero"),
        ("40055:", "needs units"),
        ('4070:units = "1"', "result table OVERFE"),
        ('880:units = "0"', "above zero"),
        ('4760:units = "-1"', "above zero"),
        ('4763:units = "-1"', "above zero"),
        ('4790:units = "1",amount = "10"', "the Feriekort holds 0.00"),
        ("4790:", "needs an amount"),
        ('4767:units = "3",amount = "9"', "settled in every run"),
        ('40012:units = "1",working_time = "100"', "working time is 0"),
        ('4765:units = "15"', "at most 14.56"),
        ('4796:units = "1"', "below zero"),
        ('4705:amount = "1"', "the program makes it itself"),
        ('4922:amount = "1"', "the program makes it itself"),
    ],
)
def test_what_is_refused(line: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        played(scenario(PAID, run("2026-02", line), lines=MONTHLY, category="4600"))
    assert line.partition(":")[0] in str(refused.value)


def test_no_more_is_taken_back_than_the_month_earned() -> None:
    """October to January earned 8.32, January 2.08 of it."""
    runs = [run(f"2025-{month}") for month in (10, 11, 12)]
    good = scenario(
        *runs, PAID, run("2026-02", '40012:units = "-2.08",date = 2026-01-31'), lines=MONTHLY, category="4600"
    )
    assert played(good).balance("FERIE_D", "2025") == "8.32"
    with pytest.raises(Refused, match=r"at most 2\.08"):
        played(good.replace("-2.08", "-2.09"))


def test_the_run_itself_covers_what_is_taken_back() -> None:
    made = played(scenario(run("2025-09"), run("2026-09", '40012:units = "-1"'), lines=MONTHLY, category="4600"))
    assert made.balance("FERIE_D", "2026") == "1.08"


def test_after_a_reset_nothing_changes_before_it() -> None:
    opening = run("2026-01", '40011:units = "4",year = 2022,month = 5')
    reset = run("2026-02", '40300:units = "2"')
    parts = {"lines": MONTHLY, "category": "4600"}
    late = run("2026-03", '40012:units = "1",date = 2026-02-15')
    with pytest.raises(Refused, match="set anew on 2026-02-28"):
        played(scenario(opening, reset, late, **parts))  # type: ignore[arg-type]
    back = run("2026-01", keys='kind = "correction"\ncorrects = "2026-01"')
    with pytest.raises(Refused, match="set anew"):
        played(scenario(opening, reset, back, **parts))  # type: ignore[arg-type]
    now = run("2026-03", '40012:units = "1",date = 2026-03-15')
    assert played(scenario(opening, reset, now, **parts)).balance("FERIE_D", "2021") == "2.00"  # type: ignore[arg-type]


def test_an_absence_is_shared_by_holiday_years() -> None:
    """Working days share the units; a weekend alone shares by all days; what is left goes to the last part."""
    first, last = date(2026, 8, 27), date(2026, 9, 2)
    assert split_by_holiday_year(first, last, Decimal(5)) == [
        (first, date(2026, 8, 31), Decimal("3.00")),
        (date(2026, 9, 1), last, Decimal("2.00")),
    ]
    weekend = split_by_holiday_year(date(2025, 8, 31), date(2025, 9, 1), Decimal(1))
    assert [units for *_, units in weekend] == [Decimal("0.00"), Decimal("1.00")]
    three = split_by_holiday_year(date(2024, 8, 30), date(2026, 9, 1), Decimal(100))
    assert [part[0] for part in three] == [date(2024, 8, 30), date(2024, 9, 1), date(2025, 9, 1), date(2026, 9, 1)]
    assert sum(units for *_, units in three if units) == 100
    assert split_by_holiday_year(first, date(2026, 8, 31), None) == [(first, date(2026, 8, 31), None)]


@pytest.mark.parametrize(
    ("year", "day", "carried"),
    [(2025, date(2026, 12, 31), False), (2025, date(2027, 1, 1), True), (2026, date(2027, 8, 31), False)],
)
def test_when_holiday_was_carried_over(year: int, day: date, *, carried: bool) -> None:
    assert is_transferred(year, day) is carried


def test_an_order_of_the_employers_own_is_a_row() -> None:
    """F9: extra days off first, then earned holiday, then the pay; the step is a row of data."""
    step = "wage_type;98770;Trin;Trinn;Step;chain_step;;TAKE;FERIEFRI_D;;;absence;order_step first;;;;computed"
    types = WageTypes({**TYPES, **read_numbered(f"{HEADER}\n{step}")})
    balances = {BalanceKey("FERIEFRI_D", "2026"): 200, BalanceKey("FERIE_D", "2025 2026-08 100"): 100}
    made = facts(LineInput("98770", fixed=True), balances=balances)
    away = Absence("40", date(2026, 10, 5), date(2026, 10, 8), units=Decimal(4))
    person = replace(made.people[0], absences=(away,))
    slip = computed(types, replace(made, people=(person,))).payslips[0]
    moved = {move.key.account: move.hundredths for move in slip.movements if move.reason in ("98770", "3950")}
    assert (moved["FERIEFRI_D"], moved["FERIE_D"]) == (-200, -100)
    (own,) = [line for line in slip.lines if line.type == "4871"]
    assert own.amount.value == Money.kr(-1440)  # 1 × 4.8 % × 30,000


def test_fortnightly_paid_get_the_supplement_with_the_last_run_of_may() -> None:
    """Two fortnights that end in May, 10 and 24 May; the next ends on 7 June."""
    keys = 'period = "14D"\nfrom = {}\nto = {}'
    runs = [
        run("2026-05", keys=keys.format("2026-04-27", "2026-05-10"), day=10),
        run("2026-05", keys=keys.format("2026-05-11", "2026-05-24"), day=24),
    ]
    made = played(scenario(*runs, pay="fortnightly", lines={"1000": 'amount = "14000"'}, category="4600 4900"))
    assert made.line("4605", 0) is None
    assert made.line("4605", 1) == "280.00"


def test_calendar_year_supplements_of_advance_pay_are_paid_in_the_run_of_april() -> None:
    """The run of 28 November is for December; that of 28 April for May pays what last year saved."""
    runs = [run("2025-11"), run("2026-03"), run("2026-04")]
    made = played(scenario(*runs, pay="monthly_advance", lines=MONTHLY, category="4902"))
    assert made.line("4620", 1) is None
    assert made.line("4620", 2) == "300.00"
    assert made.balance("TILLAEG_LOV_KY", "2026") == "600.00"


def test_advance_hours_become_debt_and_are_paid_off() -> None:
    """Ten hours in advance, eight taken; October's 15.41 pay them off and 7.41 are left."""
    made = played(
        scenario(
            run("2026-10", '4766:units = "10"'),
            lines=MONTHLY,
            category="4600",
            more=absence("49", "2026-10-05", "2026-10-06", "8") + rate("FEENH", "1"),
        )
    )
    assert (made.balance("FERIE_T", "2026"), made.balance("FORSKUD_RET_T", "2026")) == ("7.41", "2.00")
    assert made.line("4954") == made.line("4958") == "1556.76"  # 8 / 7.4 × 4.8 % × 30,000
    assert "2999" not in made.posted()


def test_a_feriekort_goes_oldest_first_and_uses_what_is_left_of_the_allowance() -> None:
    """2,500 were earned in October. In November, without other pay, 2,000 − 160 is below 5,400: no tax."""
    hourly = run("2026-10", '1100:units = "100",rate = "200"')
    paid = run("2026-11", '4790:amount = "2000"')
    made = played(scenario(hourly, paid, pay="hourly", category="4601", more=rate("FEAFR", "2", column="hourly")))
    assert made.slip()["net_pay"] == "1840.00"
    assert (made.line("4794"), made.line("8326"), made.line("8357")) == ("2000.00", "160.00", "0.00")
    assert made.balance("FERIEKORT", "2026") == "500.00"
    fields = made.slip()["fields"]
    assert (fields["13"], fields["113"], fields["200"]) == ("2000.00", "2000.00", "0.00")
    assert "2999" not in made.posted()


def test_an_absence_that_was_entered_too_late_is_taken_in_the_next_run() -> None:
    """September was run, and two days of it are entered in October: they are taken once, and it is said. One before the
    first run is history.
    """
    balances = {BalanceKey("holiday_earned", "2026 2026-09-01"): 208, BalanceKey("FERIE_D", "2026 2026-09 100"): 208}
    made = facts(LineInput("4600", fixed=True), balances=balances)
    away = Absence("40", date(2026, 9, 10), date(2026, 9, 11), units=Decimal(2))
    history = Absence("40", date(2026, 5, 10), date(2026, 5, 11), units=Decimal(2))
    person = replace(made.people[0], absences=(history, away))
    result = computed(TYPES, replace(made, people=(person,)))
    slip = result.payslips[0]
    assert [line.quantity for line in slip.lines if line.type == "3950"] == [Decimal(2)]
    said = [dict(each.what.values).get("first") for each in slip.findings]
    assert date(2026, 9, 10) in said
    assert date(2026, 5, 10) not in said
    taken = replace(person, balances={**balances, BalanceKey("absence_taken", "2026-09-10 42 1587"): 200})
    again = computed(TYPES, replace(made, people=(taken,))).payslips[0]
    assert not [line for line in again.lines if line.type == "3950"]
    reset = replace(person, balances={**balances, BalanceKey("holiday_reset", "2026-09-30"): 100})
    with pytest.raises(Refused, match="set anew"):
        computed(TYPES, replace(made, people=(reset,)))
