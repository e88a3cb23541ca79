"""A month of pay: start, compute, approve, and what is not there after a refusal."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from models.records import employee as people
from models.records import pay_run as records
from models.records.base import APPROVED
from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from models.values.timeline import Timeline
from services.actions import runs
from services.actions.clients import fill, new_client
from services.actions.scenario import play
from services.actions.verify import verify
from services.desk.desk import Desk
from services.desk.gather import balances_of, persons
from services.desk.stored_form import write_facts, write_payslip, write_voucher
from services.engine.facts import Employment, LineInput, RunFacts, RunHead, RunKind, Terms
from services.engine.result import RunResult
from services.files.scenario import Scenario
from tests.actions.samples import (
    MARCH,
    PASSWORD,
    YEAR,
    Clock,
    a_bonus,
    bakery,
    extra,
    play_in,
    refused,
    rows,
    scenario,
    start_march,
)

OF_A_RUN = ("payslip", "pay_line", "movement", "run_total", "entered_line")


def of_the_run(desk: Desk, run_id: int) -> Counter[str]:
    """How many rows of each kind a run has."""
    with desk.reading() as session:
        return Counter(
            {
                table: session.execute(text(f"SELECT count(*) FROM {table} WHERE run_id = {run_id}")).scalar_one()
                for table in OF_A_RUN
            }
        )


def expected(result: RunResult) -> Counter[str]:
    slips = result.payslips
    return Counter(
        {
            "payslip": len(slips),
            "pay_line": sum(len(slip.lines) for slip in slips),
            "movement": sum(len(slip.movements) for slip in slips) + len(result.movements),
            "run_total": len(result.totals),
            "entered_line": sum(not line.fixed for slip in slips for line in slip.person.lines),
        }
    )


def figures(result: RunResult) -> list[bytes]:
    """All that was computed, in the form in which it is kept."""
    return [write_facts(result.facts), *map(write_payslip, result.payslips), write_voucher(result.voucher)]


def raise_the_pay(desk: Desk) -> int:
    """Somebody gets more; the number of the change."""
    with desk.change("employee.terms") as session:
        terms = session.scalars(select(people.EmploymentTerms).order_by(people.EmploymentTerms.id)).first()
        terms.monthly_salary = Money.kr(61000)
    return desk.client.history(limit=1)[0].seq


# --- a new client --------------------------------------------------------------------------------------------------


def test_a_new_client_holds_what_the_scenario_says(desk):
    known = scenario()
    with desk.reading() as session:
        everybody = persons(session, balances_of(session), MARCH, {}, {})
    assert [person.name for person in everybody] == [each.person.name for each in known.people]
    assert [person.employments for person in everybody] == [each.person.employments for each in known.people]
    assert [person.tax_card for person in everybody] == [each.card(MARCH.pay_date) for each in known.people]
    assert everybody[0].money("holiday_pay", "2026") == Money.kr("57600.00")  # 12 % of what was earned last year


def test_a_client_with_a_fault_leaves_no_file(tmp_path):
    wrong = scenario()
    person = wrong.people[0].person
    object.__setattr__(person, "national_id", "12847913735")
    with pytest.raises(Refused, match="check digit"):
        new_client(tmp_path / "ny.lonnsom", PASSWORD, wrong, "kari", Clock())
    assert list(tmp_path.iterdir()) == []


def test_a_client_is_not_filled_twice(desk):
    before = rows(desk, "employee")
    with pytest.raises(Exception, match="UNIQUE"):
        fill(desk, scenario())
    assert rows(desk, "employee") == before


# --- drafts --------------------------------------------------------------------------------------------------------


def test_a_draft_replaces_the_one_before(desk):
    run_id = start_march(desk)
    first = runs.draft(desk, run_id)
    assert of_the_run(desk, run_id) == expected(first)
    before = {table: [row[1:] for row in rows(desk, table)] for table in ("payslip", "pay_line", "movement")}
    again = runs.draft(desk, run_id)
    assert figures(again) == figures(first)
    assert {table: [row[1:] for row in rows(desk, table)] for table in before} == before
    raise_the_pay(desk)
    more = runs.draft(desk, run_id)
    assert more.totals["gross_cash"] > first.totals["gross_cash"]
    assert of_the_run(desk, run_id) == expected(more)


def test_a_line_that_is_taken_away_is_gone_from_the_next_draft(desk):
    run_id = start_march(desk)
    assert len(runs.draft(desk, run_id).payslips) == 3
    with desk.change("run.line") as session:
        session.execute(text("DELETE FROM entered_line WHERE employee_id = 2"))
    result = runs.draft(desk, run_id)
    assert [slip.person.number for slip in result.payslips] == [1, 3]
    assert of_the_run(desk, run_id) == expected(result)


def test_a_draft_of_nobody(desk):
    run_id = runs.start(desk, extra())
    result = runs.draft(desk, run_id)
    assert (result.payslips, result.voucher.lines) == ((), ())
    runs.approve(desk, run_id, prove=False)
    assert runs.result_of(desk, run_id).payslips == ()
    assert verify(desk) == []


def test_a_run_of_an_unknown_employee_is_not_started(desk):
    with refused("There is no employee 9"):
        runs.start(desk, MARCH, {1: [LineInput("bonus", amount=Money.kr(1))], 9: [LineInput("bonus")]})
    assert rows(desk, "pay_run") == rows(desk, "entered_line") == []


def test_a_year_without_rates_computes_nothing(desk):
    run_id = runs.start(desk, RunHead(Month(2031, 3), MARCH.pay_date.replace(year=2031)))
    with refused("2031"):
        runs.draft(desk, run_id)
    assert of_the_run(desk, run_id).total() == 0


def test_a_draft_of_a_run_that_is_not_there(desk):
    with refused("There is no run with the number 7"):
        runs.draft(desk, 7)


# --- approving -----------------------------------------------------------------------------------------------------


def test_what_was_seen_is_what_is_kept(desk):
    run_id = start_march(desk)
    seen = runs.draft(desk, run_id)
    runs.approve(desk, run_id)
    kept = runs.result_of(desk, run_id)
    assert figures(kept) == figures(seen)
    assert (kept.totals, kept.findings, kept.movements) == (seen.totals, seen.findings, seen.movements)
    run = rows(desk, "pay_run")[0]
    assert run[-3] == "kari"
    assert [copy.reason for copy in desk.client.copies()] == ["approval"]
    assert verify(desk) == []


def test_a_run_that_was_never_computed_is_not_approved(desk):
    run_id = start_march(desk)
    with refused("not calculated"):
        runs.approve(desk, run_id)
    assert desk.client.copies() == []
    with refused("not calculated"):
        runs.result_of(desk, run_id)


def change_terms(desk: Desk, run_id: int) -> None:
    raise_the_pay(desk)


def change_a_card(desk: Desk, run_id: int) -> None:
    with desk.change("employee.tax_card") as session:
        session.execute(text("UPDATE tax_card SET percent = '42' WHERE employee_id = 1"))


def change_a_line(desk: Desk, run_id: int) -> None:
    with desk.change("run.line") as session:
        session.add(records.EnteredLine(run_id=run_id, employee_id=1, line='{"type":"bonus","amount":{"ore":100}}'))


def change_the_pay_date(desk: Desk, run_id: int) -> None:
    with desk.change("run.date") as session:
        session.get_one(records.PayRun, run_id).pay_date = MARCH.pay_date.replace(day=19)


def change_the_employer(desk: Desk, run_id: int) -> None:
    with desk.change("employer") as session:
        session.execute(text("UPDATE employer SET pension_percent = '5'"))


def change_a_zone(desk: Desk, run_id: int) -> None:
    with desk.change("employer.unit") as session:
        session.execute(text("UPDATE establishment SET zone = '5'"))


def approve_another(desk: Desk, run_id: int) -> None:
    other = runs.start(desk, extra(), a_bonus("1000"))
    runs.draft(desk, other)
    runs.approve(desk, other, prove=False)


def take_back(desk: Desk, run_id: int) -> None:
    seq = raise_the_pay(desk)
    runs.draft(desk, run_id)
    desk.client.undo(seq, by="kari")


CHANGES = [
    change_terms,
    change_a_card,
    change_a_line,
    change_the_pay_date,
    change_the_employer,
    change_a_zone,
    approve_another,
    take_back,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_changed_after_the_computation_must_be_computed_again(desk, change):
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    change(desk, run_id)
    before = rows(desk, "pay_run")
    with refused("changed afterwards: recalculate it"):
        runs.approve(desk, run_id, prove=False)
    assert rows(desk, "pay_run") == before
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    assert verify(desk) == []


def test_a_note_that_no_figure_depends_on_is_no_change(desk):
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    with desk.change("client.note") as session:
        session.note("file_meta", "a copy was taken home")
    runs.approve(desk, run_id, prove=False)


def test_a_run_is_approved_once(later_desk):
    with refused("2026-03 is approved"):
        runs.approve(later_desk, 1)
    with refused("2026-03 is approved"):
        runs.draft(later_desk, 1)


def test_a_stop_is_not_approved(desk):
    """Without a percentage on the card a bonus cannot be taxed: the draft shows it, and approving says no."""
    with desk.change("employee.tax_card") as session:
        session.execute(text("UPDATE tax_card SET percent = NULL WHERE employee_id = 1"))
    run_id = runs.start(desk, extra(), a_bonus("1000"))
    runs.draft(desk, run_id)
    with refused("has no percentage"):
        runs.approve(desk, run_id)
    assert desk.client.copies() == []
    assert rows(desk, "pay_run")[0][-4:-2] == (None, None)


def test_a_month_is_paid_in_full_once(desk):
    first, second = start_march(desk), start_march(desk)
    runs.draft(desk, first)
    runs.approve(desk, first, prove=False)
    with refused("2026-03 is already approved"):
        start_march(desk)
    runs.draft(desk, second)
    with refused("2026-03 is already approved"):
        runs.approve(desk, second, prove=False)
    with refused("2026-03 is already approved"):
        runs.start(desk, RunHead(Month(2026, 3), MARCH.pay_date, RunKind.HOLIDAY))
    runs.start(desk, extra())
    april = runs.start(desk, RunHead(Month(2026, 4), MARCH.pay_date.replace(month=4)))
    assert [slip.person.number for slip in runs.draft(desk, april).payslips] == [1, 3]


# --- what is approved stays ----------------------------------------------------------------------------------------

WRITES = {
    "pay_run": ["UPDATE pay_run SET pay_date = '2026-03-21'", "DELETE FROM pay_run"],
    "pay_run unlocked": ["UPDATE pay_run SET approved_at = NULL"],
    "payslip": [
        "UPDATE payslip SET net_pay = net_pay + 1",
        "DELETE FROM payslip",
        "INSERT OR REPLACE INTO payslip SELECT * FROM payslip WHERE employee_id = 1",
        "INSERT INTO payslip SELECT 99, run_id, 4, 0, 0, 0, 0, content FROM payslip WHERE employee_id = 1",
    ],
    "pay_line": [
        "UPDATE pay_line SET amount = 0",
        "DELETE FROM pay_line WHERE id = 1",
        "INSERT INTO pay_line (run_id, employee_id, type, amount) VALUES (1, 1, 'bonus', 1)",
    ],
    "movement": [
        "UPDATE movement SET hundredths = 0 WHERE run_id = 1",
        "DELETE FROM movement WHERE run_id = 1",
        "UPDATE movement SET run_id = 1 WHERE run_id IS NULL",
        "INSERT INTO movement (run_id, account, vintage, hundredths, reason) VALUES (1, 'taxable', '2026', 1, '')",
    ],
    "run_total": ["UPDATE run_total SET amount = 1", "DELETE FROM run_total WHERE name = 'net_pay'"],
    "entered_line": [
        "UPDATE entered_line SET line = '{}'",
        "DELETE FROM entered_line",
        "INSERT INTO entered_line (run_id, employee_id, line) VALUES (1, 1, '{}')",
    ],
    "corrected_employee": ["INSERT INTO corrected_employee VALUES (1, 1)"],
    "stored_file": ["UPDATE stored_file SET parts = ''", "DELETE FROM stored_file"],
    "file_part": ["UPDATE file_part SET content = x'00'", "DELETE FROM file_part"],
    "change_log": ["UPDATE change_log SET why = 'x'", "DELETE FROM change_log WHERE seq = 3"],
}


@pytest.mark.parametrize("statement", [each for some in WRITES.values() for each in some])
def test_the_database_itself_keeps_what_is_approved(later_desk, statement):
    tables = [table for table in WRITES if " " not in table]
    before = {table: rows(later_desk, table) for table in tables}
    with pytest.raises(Refused) as refusal, later_desk.change("somebody.clever") as session:
        session.execute(text(statement))
    assert [finding.code for finding in refusal.value.findings] == [APPROVED]
    assert {table: rows(later_desk, table) for table in tables} == before


# --- balances ------------------------------------------------------------------------------------------------------


def test_only_approved_runs_count(desk):
    def balance() -> int:
        with desk.reading() as session:
            return balances_of(session)[1].get(("taxable", "2026"), 0) or sum(
                amount for key, amount in balances_of(session)[1].items() if key.account == "taxable"
            )

    run_id = start_march(desk)
    result = runs.draft(desk, run_id)
    assert balance() == 0
    runs.approve(desk, run_id, prove=False)
    assert balance() == sum(line.taxable.ore for line in result.payslips[0].lines)


def test_balances_are_the_sums_of_movements(desk):
    play_in(desk, scenario(YEAR))
    with desk.reading() as session:
        balances = balances_of(session)
    added: dict[Any, int] = {}
    for _, employee_id, _, account, vintage, hundredths, _ in rows(desk, "movement"):
        added[employee_id, account, vintage] = added.get((employee_id, account, vintage), 0) + hundredths
    assert {
        (employee_id, key.account, key.vintage): amount
        for employee_id, some in balances.items()
        for key, amount in some.items()
    } == added


def test_a_correction_takes_back_line_by_line(desk):
    march = start_march(desk)
    with desk.reading() as session:
        before = balances_of(session)
    was = runs.draft(desk, march)
    runs.approve(desk, march, prove=False)
    correction = runs.start(desk, RunHead(Month(2026, 3), MARCH.pay_date, RunKind.CORRECTION, corrects="2026-03"))
    result = runs.draft(desk, correction)
    runs.approve(desk, correction, prove=False)
    assert result.head.name == "2026-03-2"
    for slip, old in zip(result.payslips, was.payslips, strict=True):
        assert [(line.type, -line.amount.value) for line in slip.lines] == [
            (line.type, line.amount.value) for line in old.lines
        ]
        assert all(slip[name] == -old[name] for name in old.figures if name != "exempt_left")
    assert {line.account: line.amount for line in result.voucher.lines if line.amount} == {
        line.account: -line.amount for line in was.voucher.lines
    } or sorted((line.account, line.amount.ore) for line in result.voucher.lines) == sorted(
        (line.account, -line.amount.ore) for line in was.voucher.lines
    )
    with desk.reading() as session:
        after = balances_of(session)
    everybody = {*before, *after}
    assert {each: {key: sum_ for key, sum_ in after[each].items() if sum_} for each in everybody} == {
        each: dict(before[each]) for each in everybody
    }
    assert verify(desk) == []


def test_a_correction_of_some_leaves_the_others(desk):
    play_in(desk, scenario())
    correction = runs.start(
        desk, RunHead(Month(2026, 3), MARCH.pay_date, RunKind.CORRECTION, corrects="2026-03"), corrects=[2]
    )
    assert [slip.person.number for slip in runs.draft(desk, correction).payslips] == [2]


def test_nothing_but_an_approved_run_is_corrected(desk):
    runs.draft(desk, start_march(desk))
    head = RunHead(Month(2026, 3), MARCH.pay_date, RunKind.CORRECTION, corrects="2026-03")
    with refused("not approved, so there is nothing to correct"):
        runs.draft(desk, runs.start(desk, head))
    unknown = RunHead(Month(2026, 3), MARCH.pay_date, RunKind.CORRECTION, corrects="2025-12")
    with refused("nothing to correct"):
        runs.draft(desk, runs.start(desk, unknown))


# --- taking back ---------------------------------------------------------------------------------------------------


def test_an_edit_is_taken_back(desk):
    before = rows(desk, "employment_terms")
    seq = raise_the_pay(desk)
    assert rows(desk, "employment_terms") != before
    desk.client.undo(seq, by="kari")
    assert rows(desk, "employment_terms") == before
    assert verify(desk) == []


def test_an_edit_that_is_approved_since_stays(desk):
    run_id = start_march(desk)
    change_a_line(desk, run_id)
    seq = desk.client.history(limit=1)[0].seq
    result = runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    before = rows(desk, "entered_line")
    with pytest.raises(Refused, match="approved since"):
        desk.client.undo(seq, by="kari")
    assert rows(desk, "entered_line") == before
    assert figures(runs.result_of(desk, run_id)) == figures(result)


def test_a_run_cannot_be_unapproved(later_desk):
    approval = next(entry for entry in later_desk.client.history() if entry.action == "run.approve")
    with pytest.raises(Refused, match="Make a correction"):
        later_desk.client.undo(approval.seq, by="kari")
    export = next(entry for entry in later_desk.client.history() if entry.action == "files.keep")
    with pytest.raises(Refused, match="cannot be taken back"):
        later_desk.client.undo(export.seq, by="kari")


# --- one input -----------------------------------------------------------------------------------------------------


def a_tie() -> Scenario:
    """Three with the same pay in zone 1a, where an øre is left over, in another order than that of their numbers."""
    known = scenario()
    terms = Timeline(((date(2015, 8, 1), Terms(monthly_salary=Money.kr("30000.03"))),))
    people = [
        replace(
            each,
            person=replace(
                each.person,
                employments=(Employment("1", "315001013", date(2015, 8, 1), terms, occupation="5223108"),),
            ),
            fixed=(),
        )
        for each in known.people
    ]
    return replace(known, people=tuple(reversed(people)), runs=(replace(known.runs[0], lines={}),))


@pytest.mark.parametrize(
    "known", [scenario(YEAR), bakery(), a_tie()], ids=["a year", "the demo client", "in another order"]
)
def test_a_scenario_and_a_client_file_give_the_same(known, tmp_path):
    """The same services, so the same bytes: slips with facts and traces, vouchers, sums and balances."""
    desk, _ = new_client(tmp_path / "same.lonnsom", PASSWORD, known, "kari", Clock())
    with desk:
        numbers = play_in(desk, known)
        book = play(known)
        for run_id, played in zip(numbers, book.runs.values(), strict=True):
            kept = runs.result_of(desk, run_id)
            assert kept.head == played.head
            assert list(map(write_payslip, kept.payslips)) == list(map(write_payslip, played.payslips))
            assert write_voucher(kept.voucher) == write_voucher(played.voucher)
            assert (dict(kept.totals), kept.movements) == (dict(played.totals), played.movements)
            facts = RunFacts(kept.facts.country, kept.head, kept.facts.employer, (), kept.facts.balances)
            assert write_facts(facts) == write_facts(
                RunFacts(played.facts.country, played.head, played.facts.employer, (), played.facts.balances)
            )
        with desk.reading() as session:
            balances = balances_of(session)
        for employee_id, number in [(row[0], row[1]) for row in rows(desk, "employee")]:
            assert {key: amount for key, amount in balances[employee_id].items() if amount} == {
                key: amount for key, amount in book.people[number].items() if amount
            }
        assert verify(desk) == []


def test_what_is_brought_from_a_year_without_rates_is_refused(tmp_path):
    known = replace(scenario(), start=Month(2019, 1))
    with refused("no rates for 2019"):
        play(known)
    with refused("no rates for 2019"):
        new_client(tmp_path / "ny.lonnsom", PASSWORD, known, "kari", Clock())
    assert list(tmp_path.iterdir()) == []
