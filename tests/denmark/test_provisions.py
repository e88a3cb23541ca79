"""Provisions for owed holiday pay: running, concrete, never both (denmark 4.19, B22)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.why import figure
from services.denmark.rules.provisions import concrete
from tests.denmark.played import Played, absence, played, run, scenario

PAY = {"1000": 'amount = "30000"'}
HOLIDAY_COST, SUPPLEMENT_COST, OWED, SUPPLEMENT_OWED, ADVANCE = "2220", "2222", "6850", "6851", "6855"


def provided(
    how: str, *runs: str, category: str = "4600", lines: dict[str, str] | None = None, more: str = "", job: str = ""
) -> Played:
    text = scenario(*runs, category=category, lines=lines or PAY, more=more, job=job)
    return played(text.replace('rounding = "2"', f'rounding = "2"\nprovisions = "{how}"'))


def taken(first: str, last: str, days: str) -> str:
    return absence("40", first, last, days, 'type = "3950"')


def booked(made: Played, *accounts: str, place: int = -1) -> list[str]:
    """Debit less credit of accounts."""
    posted = made.posted(place)
    assert sum(posted.values()) == 0
    assert "2999" not in posted  # nothing stands unposted
    return [str(posted.get(account, Decimal("0.00"))) for account in accounts]


# ── the concrete method ──


def test_e11_concrete_provision() -> None:
    """33,000 + 2,640 + 297 + 1,320 − bonus 2,000 = 35,257; / 120.25 × 7.4 × 120.25/160.33 × 10.40 = 16,923.71."""
    basis = figure("pay.entered", Money.kr("35257"))
    norm = Decimal("120.25")
    whole = concrete(basis, norm, norm, Decimal("10.40"), (Decimal("7.4"), Decimal("160.33")))
    assert whole.value == Money.kr("16923.71")
    assert whole.value - Money.kr("15000") == Money.kr("1923.71")


def test_e11_the_change_since_last_month_is_booked() -> None:
    """September: felt 13 29,901 + ATP 297 = 30,198; / 160.33 × 7.4 = 1,393.7828… a day, × 2.08 = 2,899.07.
    October: 2 days were taken and 2.08 earned, so 2.16 are left; the bonus of 2,000 on 1181 is no part of it (list
    7500): 3,010.57.
    """
    lists = '[[basis]]\nnumber = "7500"\ntypes = ["-1181"]\n'
    runs = (run("2026-09"), run("2026-10", '1181:amount = "2000"'))
    made = provided("concrete", *runs, more=lists + taken("2026-10-05", "2026-10-06", "2"))
    assert made.line("19883", 0) == "2899.07"
    assert booked(made, HOLIDAY_COST, OWED, place=0) == ["2899.07", "-2899.07"]
    assert made.balance("HENSAT") == "3010.57"
    assert made.line("19883", 1) == "111.50"


def test_concrete_in_hours() -> None:
    """15.41 hours: 30,198 / 160.33 × 15.41 = 2,902.46."""
    hours = '[[rate]]\ntable = "FEENH"\nfrom = 2020-01-01\ngroup = "F1"\narrears = "1"\n'
    made = provided("concrete", run("2026-09"), more=hours)
    assert (made.line("19884"), made.line("19883")) == ("2902.46", None)


def test_concrete_books_nothing_that_the_running_method_books() -> None:
    made = provided("concrete", run("2026-09"), run("2026-10"), more=taken("2026-10-05", "2026-10-05", "1"))
    assert [made.line(number, 1) for number in ("4703", "4911", "4914", "4951")] == [None] * 4


def test_a_row_on_the_position_category_is_enough() -> None:
    made = played(scenario(run("2026-09"), category="4600 19883", lines=PAY))
    assert made.line("19883") == "2899.07"


def test_never_both() -> None:
    with pytest.raises(Refused) as refused:
        provided("running", run("2026-09"), category="4600 19883")
    assert "19883" in str(refused.value)
    assert "not used together" in str(refused.value)


def test_hourly_paid_without_holiday_with_pay_are_not_in_it() -> None:
    text = scenario(run("2026-09", '1100:units = "100",rate = "200"'), pay="hourly", category="4601")
    made = played(text.replace('rounding = "2"', 'rounding = "2"\nprovisions = "concrete"'))
    assert made.balance("HENSAT") == "0.00"


def test_a_supplementary_run_does_not_run_it_again() -> None:
    extra = run("2026-09", '1181:amount = "5000"', keys='kind = "extra"', day=29)
    made = provided("concrete", run("2026-09"), extra)
    assert (made.line("19883", 0), made.line("19883", 1)) == ("2899.07", None)


def test_a_correction_brings_the_balance_back() -> None:
    back = run("2026-09", keys='kind = "correction"\ncorrects = "2026-09"', day=29)
    assert provided("concrete", run("2026-09"), back).balance("HENSAT") == "0.00"


# ── the running method ──


def test_none_is_the_usual_and_books_nothing() -> None:
    made = played(scenario(run("2026-09"), category="4600 4900", lines=PAY))
    assert booked(made, HOLIDAY_COST, OWED, SUPPLEMENT_COST, SUPPLEMENT_OWED) == ["0.00"] * 4


def test_what_is_earned() -> None:
    """4703: 12.5 % of 30,000 = 3,750; 4900: 1 % = 300."""
    made = provided("running", run("2026-09"), category="4600 4900")
    assert made.line("4703") == "3750.00"
    assert booked(made, HOLIDAY_COST, OWED, SUPPLEMENT_COST, SUPPLEMENT_OWED) == [
        "3750.00",
        "-3750.00",
        "300.00",
        "-300.00",
    ]


def test_what_is_taken() -> None:
    """2 of 2.08 days draw 3,750 × 2 / 2.08 = 3,605.77 (4911); October earns 12.5 % of 30,000 − 2 × 1,440 = 3,390."""
    made = provided("running", run("2026-09"), run("2026-10"), more=taken("2026-10-05", "2026-10-06", "2"))
    assert (made.line("4911"), made.line("4703")) == ("3605.77", "3390.00")
    assert booked(made, HOLIDAY_COST, OWED) == ["-215.77", "215.77"]


def test_what_is_taken_in_hours() -> None:
    """14.80 of 15.41 hours draw 3,750 × 14.80 / 15.41 = 3,601.56 on 4914."""
    hours = '[[rate]]\ntable = "FEENH"\nfrom = 2020-01-01\ngroup = "F1"\narrears = "1"\n'
    away = taken("2026-10-05", "2026-10-06", "2")
    made = provided("running", run("2026-09"), run("2026-10"), more=hours + away)
    assert (made.line("4914"), made.line("4911")) == ("3601.56", None)


def test_rest_days_that_are_paid() -> None:
    """4762: 1 day is 7.4 × 30,000 / 160.33 = 1,384.64 to the employee; 3,750 / 2.08 = 1,802.88 of what is set aside
    is written back (44764).
    """
    made = provided("running", run("2026-09"), run("2026-10", '4762:units = "1"'))
    assert (made.line("44760"), made.line("44764")) == ("1384.64", "1802.88")
    assert booked(made, OWED) == ["-1947.12"]  # −3,750 + 1,802.88


def test_a_hindrance_paid_in_cash() -> None:
    """40110: one of 2.08 days is 3,750 / 2.08 = 1,802.88; 40112 posts it and writes it back."""
    made = provided("running", run("2026-09"), run("2026-10", '40110:units = "1"'))
    assert made.line("40112") == "1802.88"
    assert booked(made, "2221", OWED) == ["1802.88", "-1947.12"]


def test_supplements_are_written_back_when_they_are_paid() -> None:
    """September to May of 4900 is 9 × 300 = 2,700 in May (code T): paid 2,700, and what was set aside comes back."""
    made = provided("running", *[run(f"2025-{month:02d}") for month in range(9, 13)], category="4900")
    assert booked(made, SUPPLEMENT_OWED) == ["-300.00"]
    made = provided("running", run("2026-04"), run("2026-05"), category="4900")
    assert made.line("4605") == "600.00"
    # May: + 300 earned − 600 written back, 600 paid
    assert booked(made, SUPPLEMENT_COST, "2223", SUPPLEMENT_OWED) == ["-300.00", "600.00", "300.00"]


def test_corrections_of_what_is_set_aside() -> None:
    """40015 + 250 and 40030 + 100 beside what is earned."""
    lines = ('40015:amount = "250"', '40030:amount = "100"')
    runs = (run("2026-08"), run("2026-09", *lines))
    made = provided("running", *runs, category="4600 4900")
    assert booked(made, OWED, SUPPLEMENT_OWED) == ["-4000.00", "-400.00"]
    none = played(scenario(*runs, category="4600 4900", lines=PAY))
    assert booked(none, OWED, SUPPLEMENT_OWED) == ["0.00", "0.00"]


# ── holiday in advance ──


@pytest.mark.parametrize(
    ("how", "cost", "owed"),
    [
        # 4953 K 1.92 × 4.8 % × 30,000 = 2,764.80; 4958 D the 1.92 that October paid off = 2,764.80; nothing set aside
        ("none", "0.00", "0.00"),
        # 4703: 12.5 % of 30,000 − 4 × 1,440 = 24,240 → 3,030; 4951 its 1.92/2.08 = 3,030 − 233.08 = 2,796.92;
        # 4911: 3,750.00 of September
        ("running", "-3516.92", "3516.92"),
    ],
)
def test_holiday_in_advance_in_days(how: str, cost: str, owed: str) -> None:
    runs = (run("2026-09", '4765:units = "3"'), run("2026-10"))
    made = provided(how, *runs, more=taken("2026-10-05", "2026-10-08", "4"))
    assert (made.line("4953"), made.line("4958")) == ("2764.80", "2764.80")
    assert made.line("4951") == (None if how == "none" else "2796.92")
    assert booked(made, HOLIDAY_COST, OWED, ADVANCE) == [cost, owed, "0.00"]


def test_debt_that_is_left_stands_on_the_account_of_advance_holiday() -> None:
    """5 taken: 2.92 in advance = 4,204.80; October pays 2.08 off = 2,995.20: 1,209.60 are left, 0.84 × 1,440."""
    runs = (run("2026-09", '4765:units = "3"'), run("2026-10"))
    made = provided("running", *runs, more=taken("2026-10-05", "2026-10-09", "5"))
    assert booked(made, ADVANCE) == ["1209.60"]
    assert made.line("4703") == "2850.00"  # 12.5 % of 30,000 − 5 × 1,440, all of it debt
    assert made.line("4951") == "2850.00"


# ── leaving ──


def test_what_was_set_aside_is_written_back_when_somebody_leaves() -> None:
    """Two months with holiday pay, 7,500, go to FerieKonto (4966): its cost, and 7,500 written back; October's own
    3,750 is both set aside and written back.
    """
    job = 'start = 2020-01-01\nend = 2026-10-31\nend_code = "3"'
    made = provided("running", run("2026-09"), run("2026-10"), job=job)
    assert made.line("4966") == "7500.00"
    # 4703 + 3,750, 4966 + 7,500, written back − 7,500
    assert booked(made, HOLIDAY_COST, OWED) == ["3750.00", "3750.00"]


def test_supplements_that_lapse_at_leaving_are_written_back() -> None:
    job = 'start = 2020-01-01\nend = 2026-10-31\nend_code = "3"'
    made = provided("running", run("2026-09"), run("2026-10"), category="4600 4900", job=job)
    assert made.balance("TILLAEG_LOV_FY", "2026") == "0.00"
    assert booked(made, SUPPLEMENT_OWED, SUPPLEMENT_COST) == ["300.00", "-300.00"]  # + 300 earned − 600
