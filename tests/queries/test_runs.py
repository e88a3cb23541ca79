"""The runs of a client, the one that comes next, what a run would mean, and where its findings lead."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.values.finding import Place, Severity
from models.values.money import Money
from models.values.span import Month, Span
from services.actions import run_setup, runs
from services.desk.desk import Desk
from services.queries.run_outlook import (
    Outlook,
    Plan,
    correctable,
    next_days,
    outlook,
    paid_people,
    pay_date_of,
    proposal,
)
from services.queries.runs import Where, all_runs, resolve, run_row, run_words
from services.reference.texts import texts
from tests.actions.conftest import approved, new  # noqa: F401  files that are made once
from tests.actions.samples import Made, start_march

MARCH = Plan(Month(2026, 3), date(2026, 3, 20))


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """Three people, no run; pay begins in January 2026."""
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


@pytest.fixture
def paid(approved: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """March is approved, and its files are kept."""
    with approved.desk(approved.copied_to(tmp_path)) as desk:
        yield desk


def problem(look: Outlook, field: str, severity: Severity = Severity.STOP) -> str:
    return str(look.problem(field, severity))


def test_a_client_without_runs(desk: Desk) -> None:
    assert all_runs(desk) == ()
    assert run_row(desk, 1) is None
    assert correctable(desk) == ()


def test_how_far_a_run_has_come(desk: Desk) -> None:
    run_id = start_march(desk)
    [row] = all_runs(desk)
    assert (row.state, row.step, row.people, row.net) == ("basis", "basis", None, None)
    runs.draft(desk, run_id)
    row = run_row(desk, run_id)
    assert row is not None
    assert (row.state, row.step, row.people) == ("control", "control", 3)
    assert row.net == runs.result_of(desk, run_id).totals["net_pay"]
    run_setup.revise(desk, run_id, month=Month(2026, 3), pay_date=date(2026, 3, 25))
    row = run_row(desk, run_id)
    assert row is not None
    assert (row.state, row.step) == ("stale", "basis")
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    row = run_row(desk, run_id)
    assert row is not None
    assert (row.state, row.step, row.is_approved, row.approved_by) == ("approved", "files", True, "kari")


def test_titles_say_what_a_run_is(paid: Desk) -> None:
    run_setup.begin(paid, month=Month(2026, 3), pay_date=date(2026, 3, 25), kind="extra")
    run_setup.begin(
        paid, month=Month(2026, 3), pay_date=date(2026, 3, 27), kind="correction", corrects="2026-03", whom=[1]
    )
    run_setup.begin(paid, month=Month(2026, 6), pay_date=date(2026, 6, 19), kind="holiday")
    days = Span(date(2026, 4, 6), date(2026, 4, 19))
    run_setup.begin(paid, month=Month(2026, 4), pay_date=date(2026, 4, 20), period="14D", days=days)
    say = texts("en")
    assert [say(row.title) for row in all_runs(paid)] == [
        "Pay and holiday pay for June 2026",
        "Pay for 6–19 April 2026",
        "Correction of March 2026",
        "Extra run, March 2026",
        "Pay for March 2026",
    ]
    assert [row.name for row in all_runs(paid)][2:] == ["2026-03-3", "2026-03-2", "2026-03"]
    assert all_runs(paid)[2].whom == (1,)
    assert say(run_words("2026-03-2")) == "March 2026, run 2"  # type: ignore[arg-type]


def test_the_first_run_is_the_month_in_which_the_client_begins(desk: Desk) -> None:
    assert (proposal(desk).month, proposal(desk).pay_date) == (Month(2026, 1), date(2026, 1, 20))
    assert pay_date_of(desk, Month(2026, 6)) == date(2026, 6, 19)  # the bank day before a Saturday


def test_the_next_run_is_the_first_month_that_is_not_paid(paid: Desk) -> None:
    assert (proposal(paid).month, proposal(paid).kind) == (Month(2026, 4), "ordinary")


def test_an_extra_run_and_a_correction_are_for_what_was_paid(paid: Desk) -> None:
    extra = proposal(paid, "extra")
    assert (extra.month, extra.pay_date) == (Month(2026, 3), date(2026, 11, 23))  # today is a Sunday
    correction = proposal(paid, "correction")
    assert (correction.corrects, correction.month) == ("2026-03", Month(2026, 3))


def test_december_is_proposed_with_half_the_withholding_once(desk: Desk) -> None:
    for number in range(1, 12):
        run_setup.begin(desk, month=Month(2026, number), pay_date=date(2026, number, 20))
    assert proposal(desk).december_relief
    run_setup.revise(
        desk, all_runs(desk)[0].id, month=Month(2026, 11), pay_date=date(2026, 11, 20), december_relief=True
    )
    assert not proposal(desk).december_relief


def test_what_is_due_because_of_a_run(desk: Desk) -> None:
    look = outlook(desk, MARCH)
    assert {due.kind: due.day for due in look.dues} == {
        "bank": date(2026, 3, 20),
        "withholding": date(2026, 3, 23),
        "report": date(2026, 4, 7),
        "aga": date(2026, 5, 15),
    }
    assert [due.day for due in look.dues] == sorted(due.day for due in look.dues)
    assert look.is_possible
    assert not look.has_relief


def test_who_is_in_it(desk: Desk) -> None:
    look = outlook(desk, Plan(Month(2024, 8), date(2024, 8, 20)))
    assert [member.number for member in look.members] == [1, 2, 3]
    assert [(member.number, member.day) for member in look.started] == [(2, date(2024, 8, 20))]
    assert look.leaving == ()
    weekly = outlook(
        desk, Plan(Month(2026, 3), date(2026, 3, 20), period="UKE", days=Span(date(2026, 3, 2), date(2026, 3, 8)))
    )
    assert [member.number for member in weekly.members] == [2, 3]  # the hourly ones
    assert [member.number for member in weekly.others] == [1]


def test_what_speaks_against_a_run(paid: Desk) -> None:
    assert "already approved" in problem(outlook(paid, MARCH), "month")
    assert "begins with" in problem(outlook(paid, Plan(Month(2025, 12), date(2026, 1, 9))), "month")
    sunday = outlook(paid, Plan(Month(2026, 4), date(2026, 4, 19)))
    assert "not a bank day" in problem(sunday, "pay_date", Severity.WARNING)
    assert sunday.is_possible
    assert sunday.bank_day == date(2026, 4, 17)
    later = outlook(paid, Plan(Month(2031, 1), date(2031, 1, 20)))
    assert "no rates for 2031" in problem(later, "pay_date")
    assert later.dues == ()
    run_setup.begin(paid, month=Month(2026, 4), pay_date=date(2026, 4, 20))
    assert "draft" in problem(outlook(paid, Plan(Month(2026, 4), date(2026, 4, 20))), "month")
    assert "corrected" in problem(outlook(paid, Plan(Month(2026, 3), date(2026, 3, 27), "correction")), "corrects")


def test_days_are_paid_once(desk: Desk) -> None:
    days = Span(date(2026, 3, 2), date(2026, 3, 8))
    run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 9), period="UKE", days=days)
    again = Plan(Month(2026, 3), date(2026, 3, 16), period="UKE", days=Span(date(2026, 3, 8), date(2026, 3, 14)))
    assert "already" in problem(outlook(desk, again), "days")
    assert next_days(desk, "UKE") == Span(date(2026, 3, 9), date(2026, 3, 15))


def test_whom_a_correction_can_concern(paid: Desk) -> None:
    assert [member.number for member in paid_people(paid, "2026-03")] == [1, 2, 3]
    run_id = run_setup.begin(
        paid, month=Month(2026, 3), pay_date=date(2026, 3, 27), kind="correction", corrects="2026-03", whom=[2]
    )
    runs.draft(paid, run_id)
    runs.approve(paid, run_id, prove=False)
    assert [member.number for member in paid_people(paid, "2026-03")] == [1, 3]
    assert [member.number for member in paid_people(paid, "2026-03-2")] == [2]
    assert paid_people(paid, "2030-01") == ()


def test_where_a_place_leads(paid: Desk) -> None:
    draft = run_setup.begin(paid, month=Month(2026, 4), pay_date=date(2026, 4, 20))
    for place, where in (
        (Place("pay_run"), Where()),
        (Place("pay_run", "new"), Where(None, "period")),
        (Place("pay_run", "new", "extra"), Where(None, "period", field="extra")),
        (Place("pay_run", draft), Where(draft, "basis")),
        (Place("pay_run", 1), Where(1, "files")),
        (Place("pay_run", draft, "period"), Where(draft, "period")),
        (Place("pay_run", draft, "compute"), Where(draft, "basis", field="compute")),
        (Place("pay_run", "2026-03", "month"), Where(1, "period", field="month")),
        (Place("pay_run", None, "pay_date"), Where(draft, "period", field="pay_date")),
        (Place("pay_run", 2, "overtime_50"), Where(draft, "basis", 2, "overtime_50")),
        (Place("pay_run", 2, "withholding"), Where(draft, "basis", 2, "withholding")),
        (Place("pay_run", 77), Where()),
        (Place("pay_run", "2031-01"), Where()),
    ):
        assert resolve(paid, place) == where, place
    runs.draft(paid, draft)
    assert resolve(paid, Place("pay_run", 2, "net_pay")) == Where(draft, "control", 2, "net_pay")
    assert resolve(paid, Place("pay_run", 2, "net_pay"), shown=1).run_id == 1


def test_money_is_the_sum_of_the_slips(paid: Desk) -> None:
    [row] = all_runs(paid)
    assert row.net == Money.total(slip["net_pay"] for slip in runs.result_of(paid, 1).payslips)


def test_an_extra_run_says_how_tax_is_withheld_and_is_not_paid_before_today(paid: Desk) -> None:
    plan = proposal(paid, "extra")
    assert plan.pay_date >= paid.today
    assert outlook(paid, plan).bank_day == plan.pay_date
    words = [texts("en")(what) for what in outlook(paid, plan).taxed]
    assert "percentage of the tax card" in words[0]
    assert outlook(paid, MARCH).taxed == ()
    weekly = Plan(Month(2026, 4), date(2026, 4, 17), "ordinary", "UKE", Span(date(2026, 4, 6), date(2026, 4, 12)))
    assert "period that is paid" in texts("en")(outlook(paid, weekly).taxed[0])


def test_a_pay_day_that_is_no_bank_day_is_said(desk: Desk) -> None:
    """The 20th of June 2026 is a Saturday: paid on Friday the 19th."""
    june = Plan(Month(2026, 6), pay_date_of(desk, Month(2026, 6)))
    assert june.pay_date == date(2026, 6, 19)
    moved = outlook(desk, june).moved
    assert moved is not None
    assert texts("en")(moved).startswith("20 Jun 2026 is not a bank day")
    assert outlook(desk, MARCH).moved is None


def test_next_year_is_begun_while_the_old_one_has_a_draft(desk: Desk) -> None:
    december = run_setup.begin(desk, month=Month(2026, 12), pay_date=date(2026, 12, 18))
    early = run_setup.begin(desk, month=Month(2027, 1), pay_date=date(2026, 12, 30))  # paid in the old year
    assert {row.id: row.state for row in all_runs(desk)} == {december: "basis", early: "basis"}
    new_year = Plan(Month(2027, 1), date(2027, 1, 20))
    assert "no rates for 2027" in problem(outlook(desk, new_year), "pay_date")
