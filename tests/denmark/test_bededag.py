"""Compensation for store bededag (denmark 3.11): 0.45 % of ordinary, foreseeable pay."""

from __future__ import annotations

import pytest

from services.reference.wage_type_rows import wage_types
from tests.denmark.played import Played, absence, months, played, run, scenario
from tests.reference.danish_rows import danish_rows

EACH, TWICE, PAID = "97550", "97551", "97555"
PAY = {"1000": 'amount = "40000"'}


def year(first: str, count: int) -> Played:
    return played(scenario(*[run(month) for month in months(first, count)], category=TWICE, lines=PAY))


def test_p05_each_month_and_twice_a_year() -> None:
    """0.45 % of 40,000 = 180 a month. From January 2024: May pays 5 × 180 = 900, August 3 × 180 = 540, and May 2025
    what September to May saved, 9 × 180 = 1,620; 12 months are 2,160.
    """
    made = year("2024-01", 17)
    paid = {place: made.line(PAID, place) for place in range(17)}
    assert {place: amount for place, amount in paid.items() if amount} == {4: "900.00", 7: "540.00", 16: "1620.00"}
    assert made.line(TWICE, 0) == "180.00"
    assert made.balance("BEDEDAG") == "0.00"
    assert played(scenario(run("2024-01"), category=EACH, lines=PAY)).line(PAID) == "180.00"
    whole = year("2024-09", 12)  # a year from September: May 1,620 and August 540
    assert [whole.line(PAID, 8), whole.line(PAID, 11)] == ["1620.00", "540.00"]


def test_what_is_saved_is_a_balance_and_no_pay_yet() -> None:
    made = year("2024-01", 3)
    assert made.balance("BEDEDAG") == "540.00"
    assert made.slip()["am_base"] == "39901.00"  # 40,000 − ATP 99


def test_it_is_taxed_and_bears_holiday_money_when_it_is_paid() -> None:
    """AM basis 40,000 + 180 − 99 = 40,081; 12.5 % of 40,180 = 5,022.50."""
    made = played(scenario(run("2026-10"), category=f"{EACH} 4600", lines=PAY))
    assert made.slip()["am_base"] == "40081.00"
    assert made.slip()["holiday_money_earned"] == "5022.50"


def test_the_basis_is_fixed_pay_supplements_and_the_employers_pension() -> None:
    """40,000 + a fixed supplement of 1,000 + 8 % of 40,000 = 3,200 → 44,200 × 0.45 % = 198.90; neither bonus nor
    overtime counts.
    """
    fixed = {
        **PAY,
        "3010": 'amount = "1000"',
        "6003": 'percent = "4"\ncompany_percent = "8"\npension_basis = "1"',
    }
    lines = ('1303:units = "10",rate = "300"', '1181:amount = "5000"')
    made = played(scenario(run("2026-10", *lines), category=EACH, lines=fixed))
    assert made.line(PAID) == "198.90"
    assert made.slip()["pension_employer"] == "3200.00"  # once, and not of the supplement


def test_it_accrues_in_paid_holiday_and_less_in_leave_at_own_expense() -> None:
    """Holiday with pay changes nothing: 180. A day of own account takes 4.8 % of 40,000 = 1,920: 38,080 × 0.45 %."""
    away = absence("40", "2026-10-05", "2026-10-05", "1", 'type = "3950"')
    runs = (run("2026-09"), run("2026-10"))
    assert played(scenario(*runs, category=f"{EACH} 4600", lines=PAY, more=away)).line(PAID) == "180.00"
    assert played(scenario(run("2026-10"), category=EACH, lines=PAY, more=away)).line(PAID) == "171.36"


def test_absence_lowers_it_where_the_employer_has_a_list() -> None:
    """1579 takes 2 days × 500 = 1,000 as any own leave does. With 1181 in list 7550 as a minus, a payment of 400 is
    taken out too: 40,000 − 1,000 − 400 = 38,600 × 0.45 % = 173.70.
    """
    lines = ('1579:units = "2",rate = "500"', '1181:amount = "400"')
    listed = '[[basis]]\nnumber = "7550"\ntypes = ["-1181"]\n'
    assert played(scenario(run("2026-10", *lines), category=EACH, lines=PAY)).line(PAID) == "175.50"
    assert played(scenario(run("2026-10", *lines), category=EACH, lines=PAY, more=listed)).line(PAID) == "173.70"


def test_hourly_paid_have_none() -> None:
    text = scenario(run("2026-10", '1100:units = "100",rate = "200"'), pay="hourly", category=EACH)
    assert played(text).line(PAID) is None


def test_the_rest_is_paid_when_somebody_leaves() -> None:
    """From September to the end of November, 3 × 180."""
    text = scenario(
        *[run(month) for month in months("2025-09", 3)],
        category=TWICE,
        lines=PAY,
        job='start = 2020-01-01\nend = 2025-11-30\nend_code = "8"',
    )
    made = played(text)
    assert (made.line(PAID), made.balance("BEDEDAG")) == ("540.00", "0.00")


@pytest.mark.parametrize("category", [EACH, TWICE])
def test_the_journal_balances(category: str) -> None:
    made = played(scenario(*[run(month) for month in months("2026-05", 2)], category=category, lines=PAY))
    assert sum(made.posted(0).values()) == 0
    assert "2999" not in made.posted(0)


def test_a_correction_takes_it_back() -> None:
    text = scenario(
        run("2026-09"),
        run("2026-09", keys='kind = "correction"\ncorrects = "2026-09"', day=29),
        category=TWICE,
        lines=PAY,
    )
    assert played(text).balance("BEDEDAG") == "0.00"


def test_the_programs_own_numbers_stand_in_their_own_range() -> None:
    """97500 to 97599, where neither guide has a number; they are wage types as any other."""
    guides = {number for table, number in danish_rows() if table == "wage_type"}
    own = set(wage_types("DK")) - guides
    assert own == {EACH, TWICE, PAID}
    assert not [number for number in guides if 97500 <= int(number) <= 97599]
