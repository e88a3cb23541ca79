"""What differs from the run before, in a Danish run: the causes add up to the difference in net pay."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from models.values.message import Message
from models.values.money import Money
from services.engine.compare import PersonChange, compare
from services.queries.ordinary_month import saved_up
from services.reference.wage_type_rows import wage_types
from tests.denmark.played import absence, played, run, scenario

SEPTEMBER, NOVEMBER = "2026-09", "2026-11"


def change(before: str, now: str, away: str = "") -> PersonChange:
    """What differs between two runs of Anna, with 38,000 a month."""
    text = scenario(before, now, lines={"1000": 'amount = "38000"'}, more=away, years=(2026,))
    first, second = played(text).book.runs.values()
    found = compare(second, first, wage_types("DK"), "da", lambda slip, facts: Message("A-skat"))
    return found.people[0]


def test_leave_at_own_expense_has_a_row_and_the_parts_add_up() -> None:
    # 4.16 days of 5: 0.84 day × 4.8 % × 38,000.00 = 1,532.16 (denmark 4.6)
    away = absence("40", "2026-11-09", "2026-11-13", "5.00")
    found = change(run(SEPTEMBER, '40011: units = "4.16"'), run(NOVEMBER), away)
    own = next(each for each in found.causes if each.amount == -Money.kr(Decimal("1532.16")))
    assert dict(own.what.values)["quantity"] == Decimal("0.84")
    assert Money.total(each.amount for each in found.causes) == found.change
    assert found.change.ore < 0


def test_an_opening_balance_is_no_cause() -> None:
    found = change(run(SEPTEMBER, '40014: amount = "100000",year = 2025,month = 9'), run(NOVEMBER))
    assert (found.status, found.causes) == ("unchanged", ())


def test_other_pay_and_atp_add_up_too() -> None:
    found = change(run(SEPTEMBER), run(NOVEMBER, '1100: units = "10",rate = "200"'))
    assert Money.total(each.amount for each in found.causes) == found.change != Money(0)


def test_fritvalg_is_what_the_firm_pays_besides() -> None:
    found = played((Path(__file__).parents[1] / "scenarios/dk/fritvalg-14-days.toml").read_text(encoding="utf-8"))
    slip = next(iter(found.book.runs.values())).payslips[0]
    lines = list(saved_up(wage_types("DK"), slip, Message("A month")))
    assert [line.amount for line in lines] == [Money.kr(1480)]
