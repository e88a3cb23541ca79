"""A rise for many at once, with back pay and a preview; taken back in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.records.employee import EmploymentTerms
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs
from services.actions.bulk_rise import Rise, give, preview
from services.actions.corrections import TermsChange, apply
from services.actions.undo import last, undo
from services.desk.desk import Desk
from services.engine.facts import RunHead, RunKind
from tests.actions.nine_months import OCTOBER, october, owed, pay
from tests.actions.samples import Made, refused, rows

JULY = date(2026, 7, 1)
EXTRA = RunHead(Month(2026, 10), date(2026, 10, 5), RunKind.EXTRA)


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def test_four_percent_for_everybody_from_july(desk):
    seen = preview(desk, Rise(JULY, percent=Percent.of(4), rounding=Decimal(100)), EXTRA)
    assert [(row.number, str(row.before), str(row.after)) for row in seen.rows] == [
        (1, "50000.00", "52000.00"),
        (2, "200.00", "208.00"),
        (3, "32000.00", "33300.00"),  # 33 280, to whole hundreds
    ]
    assert owed(seen.back_pay) == {
        **{(1, f"2026-0{month}", "back_pay"): "2000.00" for month in (7, 8, 9)},
        (1, "2026-07", "overtime_50"): "184.65",  # 10 × 320.00 × 1.5 − 4 615.35
        **{(2, f"2026-0{month}", "back_pay"): "800.00" for month in (7, 8, 9)},
        **{(3, f"2026-0{month}", "back_pay"): "1300.00" for month in (7, 8, 9)},
    }
    # 6 184.65 + 2 400 + 3 900; holiday pay 12 %, pension 2 % of all but overtime, contribution 14.1 % on each
    assert seen.effect is not None
    assert seen.effect.totals["gross_cash"] == Money.kr("12484.65")
    assert seen.effect.totals["holiday_accrual"] == Money.kr("1498.16")  # 742.16 + 288.00 + 468.00
    assert seen.effect.totals["otp"] == Money.kr("246.00")
    assert seen.effect.totals["aga"] == Money.kr("1795.03")  # 12 730.65 × 14.1 %, person by person
    assert seen.effect.totals["aga_on_holiday_accrual"] == Money.kr("211.24")  # 104.64 + 40.61 + 65.99
    assert seen.cost == Money.kr("16235.08")
    assert sum(line.amount.ore for line in seen.effect.journal) == 0


def test_kroner_are_for_a_full_position(desk):
    seen = preview(desk, Rise(JULY, amount=Money.kr(1_000), hourly_amount=Money.kr("6.50")))
    assert [str(row.after) for row in seen.rows] == ["51000.00", "206.50", "32800.00"]
    assert seen.effect is None


def test_only_some_of_them_and_from_today(desk):
    rise = Rise(date(2026, 10, 1), percent=Percent.of(2), whom=frozenset({3}))
    seen = preview(desk, rise, october(desk))
    assert [(row.number, str(row.more)) for row in seen.rows] == [(3, "640.00")]
    assert owed(seen.back_pay) == {}


def test_terms_that_were_agreed_for_later_rise_too(desk):
    apply(desk, [TermsChange(3, "1", date(2026, 9, 1), percent=Percent.of(100))], into=october(desk))
    rise = Rise(JULY, percent=Percent.of(10), whom=frozenset({3}))
    assert [(str(row.since), str(row.after)) for row in preview(desk, rise).rows] == [
        ("2026-07-01", "35200.00"),
        ("2026-09-01", "44000.00"),
    ]
    assert owed(preview(desk, rise).back_pay) == {
        (3, "2026-07", "back_pay"): "3200.00",
        (3, "2026-08", "back_pay"): "3200.00",
        (3, "2026-09", "back_pay"): "4000.00",  # 8 000 wait in October's draft
    }


def test_it_is_given_in_one_change_and_taken_back_in_one(desk):
    tables = ("pay_run", "entered_line", "employment_terms")
    run_id = runs.start(desk, OCTOBER)
    before = [rows(desk, table) for table in tables]
    applied = give(desk, Rise(JULY, percent=Percent.of(4)), run_id)
    assert {number: len(lines) for number, lines in applied.lines.items()} == {1: 4, 2: 3, 3: 3}
    undo(desk, last(desk))
    assert [rows(desk, table) for table in tables] == before


def test_what_was_previewed_is_what_is_paid(desk):
    rise = Rise(JULY, percent=Percent.of(4), rounding=Decimal(100))
    seen = preview(desk, rise, EXTRA)
    applied = give(desk, rise, EXTRA)
    pay(desk, applied.run_id)
    totals = runs.result_of(desk, applied.run_id).totals
    assert seen.effect is not None
    assert {name: totals[name] for name in seen.effect.totals} == dict(seen.effect.totals)
    assert owed(preview(desk, Rise(JULY, percent=Percent.of(0))).back_pay) == {}


def test_a_rise_says_one_thing(desk):
    for nothing in (Rise(JULY), Rise(JULY, percent=Percent.of(1), amount=Money.kr(1))):
        with refused("in percent or in kroner"):
            preview(desk, nothing)
    with refused("no employee 99"):
        preview(desk, Rise(JULY, percent=Percent.of(1), whom=frozenset({99})))
    with refused("Nobody gets another pay"):
        give(desk, Rise(JULY, percent=Percent.of(0)), EXTRA)


def test_only_one_kind_of_pay_and_no_run_where_nothing_is_to_be_paid_now(desk):
    rise = Rise(date(2026, 10, 1), percent=Percent.of(2), pay="hourly")
    assert [row.number for row in preview(desk, rise).rows] == [2]
    assert [row.number for row in preview(desk, Rise(JULY, percent=Percent.of(2), unit="315000017")).rows] == [1, 2, 3]
    assert preview(desk, Rise(JULY, percent=Percent.of(2), unit="999999999")).rows == ()
    runs_before = rows(desk, "pay_run")
    assert give(desk, rise, None) is None
    assert rows(desk, "pay_run") == runs_before
    assert 20_400 in rows(desk, "employment_terms")[-1]


def test_terms_that_begin_after_the_employment_rise_from_their_first_day(desk):
    with desk.change("employee.terms") as session:
        session.get(EmploymentTerms, 1).from_day = date(2026, 7, 10)
    seen = [row for row in preview(desk, Rise(JULY, percent=Percent.of(4))).rows if row.number == 1]
    assert [(row.since, str(row.after)) for row in seen] == [(date(2026, 7, 10), "52000.00")]
