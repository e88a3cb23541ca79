"""The front page as data: the next steps follow from the real state, one after the other, until nothing is left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.records import employee as people
from models.values.finding import Place
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions import runs
from services.actions.exports import export_month, export_run
from services.actions.marks import mark, mark_all
from services.actions.reporting import mark_uploaded, save_report
from services.desk.desk import Desk
from services.engine.facts import RunHead, RunKind
from services.queries import overview
from services.queries.costs import costs
from services.queries.debts import debts, unpaid
from services.queries.month_at_work import at_work
from services.queries.month_steps import month_steps
from services.queries.next_steps import Step, next_steps
from services.queries.overview import Overview
from services.reference.texts import texts
from services.vault.client import Client
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import NO_COPIES, PASSWORD, Made, start_march

SAY = texts("en")


def on(desk: Desk, year: int, month: int, day: int) -> Desk:
    """The same desk on another day."""
    return replace(desk, now=lambda: datetime(year, month, day, 9, tzinfo=UTC))


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with new.desk(new.copied_to(tmp_path)) as desk:
        with desk.change("setting.demo") as session:  # the three months before are of another program
            employer = session.get_one(type(session.get(_employer(), 1)), 1)
            employer.start_month = Month(2026, 3)
        yield on(desk, 2026, 3, 16)


def _employer() -> type:
    from models.records.employer import Employer

    return Employer


def approved(desk: Desk) -> int:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    return run_id


def titles(desk: Desk) -> list[str]:
    return [SAY(step.title) for step in next_steps(desk)]


def step(desk: Desk, beginning: str) -> Step:
    return next(each for each in next_steps(desk) if SAY(each.title).startswith(beginning))


def test_a_new_file_asks_for_the_employer_first(tmp_path: Path) -> None:
    client, _ = Client.create(
        tmp_path / "ny.lonnsom", PASSWORD, "NO", "kari", now=lambda: datetime(2026, 3, 16, tzinfo=UTC), copies=NO_COPIES
    )
    with Desk(client, "kari", lambda: datetime(2026, 3, 16, tzinfo=UTC)) as desk:
        seen = overview.overview(desk)
        assert (seen.work.state, seen.is_first_day) == ("none", True)
        assert [SAY(each.title) for each in next_steps(desk)] == ["Set up the firm"]
        assert next_steps(desk)[0].where == Place("setup")
        assert debts(desk).rows == ()
        assert month_steps(desk) == ()
        assert costs(desk) == ()


def test_the_first_month_is_to_be_run(desk: Desk) -> None:
    work = at_work(desk)
    assert (work.month, work.state, work.pay_date) == (Month(2026, 3), "todo", date(2026, 3, 20))
    found = step(desk, "Run pay for March 2026")
    assert (found.kind, found.where, found.due) == ("due", Place("pay_run", "new"), date(2026, 3, 20))


def test_missing_things_are_counted_and_named(desk: Desk) -> None:
    with desk.change("test") as session:
        for card in session.query(people.TaxCard).all():
            session.delete(card)
        session.query(people.Employee).filter_by(number=1).one().bank_account = ""
    cards = step(desk, "3 employees have no tax card for 2026")
    assert (cards.kind, cards.count) == ("error", 3)
    assert SAY(cards.detail).endswith("Without a card 50% is withheld.")
    assert "Ingrid Haugen Ås" in SAY(cards.detail)
    assert cards.where == Place("files", "tax_cards_request", "send"), "several are asked for at once"
    account = step(desk, "2 employees have no bank account")
    assert account.where == Place("employees", 1, "bank_account")
    assert titles(desk)[0] == SAY(cards.title), "errors come first"


def test_a_draft_is_entered_checked_and_computed_again(desk: Desk) -> None:
    run_id = start_march(desk)
    assert step(desk, "Enter the basis of pay for March 2026").where == Place("pay_run", run_id, "basis")
    runs.draft(desk, run_id)
    check = step(desk, "Check and approve pay for March 2026")
    assert check.where == Place("pay_run", run_id, "control")
    assert "3 payslips" in SAY(check.detail)
    waiting = step(desk, "Send the a-melding for March 2026")
    assert (waiting.kind, waiting.where) == ("waiting", None)
    with desk.change("test") as session:
        session.query(people.Employee).filter_by(number=1).one().name = "Ingrid Ås"
    assert "Recalculate pay for March 2026" in titles(desk)
    assert at_work(desk).state == "draft"


def test_after_approval_files_report_and_payments_follow_until_they_are_done(desk: Desk) -> None:
    run_id = approved(desk)
    assert at_work(desk).where == Place("pay_run", run_id, "files")
    names = titles(desk)
    assert "Save the files of pay for March 2026" in names
    assert "Send the a-melding for March 2026" in names
    files = export_run(desk, run_id)
    assert files
    with desk.reading() as session:
        from models.records.stored_file import StoredFile

        ids = [row.id for row in session.query(StoredFile).all()]
    mark_all(desk, [f"file:{number}" for number in ids], "saved")
    assert "Save the files of pay for March 2026" not in titles(desk)
    export_month(desk, Month(2026, 3))
    later = on(desk, 2026, 3, 23)
    assert step(later, "Pay out net pay").kind == "error"
    assert step(later, "Pay withheld tax").due == date(2026, 3, 23)
    mark(later, f"due:pay:{run_id}", "paid")
    mark(later, "due:withholding:2026-03-23", "paid")
    assert not [name for name in titles(later) if name.startswith("Pay ")]


def test_a_report_is_done_when_it_is_told_as_uploaded(desk: Desk, tmp_path: Path) -> None:
    approved(desk)
    file_id = save_report(desk, Month(2026, 3), tmp_path / "amelding.xml")
    assert "Mark the a-melding for March 2026 as uploaded" in titles(desk)
    mark_uploaded(desk, file_id)
    assert not [name for name in titles(desk) if "a-melding" in name]


def test_a_forgotten_month_is_an_error(desk: Desk) -> None:
    approved(desk)
    found = step(on(desk, 2026, 5, 4), "There is no pay run for April 2026")
    assert (found.kind, found.where) == ("error", Place("reporting", "2026-04"))


def test_many_of_a_kind_are_one_step(desk: Desk) -> None:
    for month in (3, 4, 5, 6):
        last = date(2026, month, 19)
        run_id = runs.start(desk, RunHead(Month(2026, month), last, RunKind.ORDINARY), {})
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
    late = on(desk, 2026, 7, 10)
    names = titles(late)
    assert "4 a-meldings are not marked as uploaded" in names
    assert "The files of 4 runs are not saved" in names
    payments = next(each for each in next_steps(late) if "payments are not marked" in SAY(each.title))
    assert payments.where == Place("overview", "payments", "paid")
    assert payments.count == len(unpaid(late)) > 4
    rows = {row.kind: row for row in debts(late).rows}
    assert rows["withholding"].subject == "payments"
    assert SAY(rows["withholding"].detail) == "4 payments are overdue"
    assert debts(late).is_late


def test_next_years_cards_are_asked_for_before_christmas(desk: Desk) -> None:
    assert not [name for name in titles(on(desk, 2026, 12, 14)) if "2027" in name and "tax card" in name]
    found = step(on(desk, 2026, 12, 16), "3 employees have no tax card for 2027")
    assert (found.kind, found.count) == ("ready", 3)


def test_the_recovery_key_and_an_old_copy(desk: Desk) -> None:
    with desk.change("setting.demo") as session:
        session.query(people.Employee).filter_by(number=1).one().name = "Ingrid Ås"
    assert "Try the recovery key" in titles(desk)
    assert "Make a backup" in titles(on(desk, 2027, 1, 20))
    with desk.change("setting.recovery_key") as session:
        from models.records.employer import Setting

        session.add(Setting(name="recovery_key", value="true"))
    assert "Try the recovery key" not in titles(desk)


def test_the_month_in_ten_steps(desk: Desk) -> None:
    def states(desk: Desk) -> dict[str, str]:
        return {each.key: each.state for each in month_steps(desk)}

    assert list(states(desk)) == [
        "collect", "draft", "check", "approve", "pay", "slips", "report", "tax", "contribution", "ledger"
    ]  # fmt: skip
    assert states(desk)["collect"] == "now"
    run_id = start_march(desk)
    assert states(desk)["collect"] == "now"
    runs.draft(desk, run_id)
    assert (states(desk)["draft"], states(desk)["check"]) == ("done", "now")
    runs.approve(desk, run_id, prove=False)
    assert (states(desk)["approve"], states(desk)["pay"], states(desk)["tax"]) == ("done", "now", "due")
    mark(desk, f"due:pay:{run_id}", "paid")
    mark(desk, f"run:{run_id}:slips", "handed_out")
    after = states(on(desk, 2026, 3, 24))
    assert (after["pay"], after["slips"], after["tax"], after["report"]) == ("done", "done", "late", "now")
    days = {each.key: each.day for each in month_steps(desk)}
    assert (days["pay"], days["tax"], days["report"], days["contribution"]) == (
        date(2026, 3, 20), date(2026, 3, 23), date(2026, 4, 7), date(2026, 5, 15)
    )  # fmt: skip


def test_the_month_at_work_stays_while_its_report_is_due(desk: Desk) -> None:
    approved(desk)
    assert at_work(on(desk, 2026, 4, 2)).month == Month(2026, 3)
    assert at_work(on(desk, 2026, 4, 9)).month == Month(2026, 4)


def test_what_is_owed_by_kind(desk: Desk) -> None:
    run_id = approved(desk)
    totals = runs.result_of(desk, run_id).totals
    owed = debts(desk)
    assert (owed.next_day, owed.next_amount) == (date(2026, 3, 23), totals["withholding"])
    rows = {row.kind: row for row in owed.rows}
    assert rows["aga"].amount == totals["aga"]
    assert rows["pension"].amount == totals["otp"]
    assert rows["pension"].day is None
    assert rows["holiday_pay"].day == date(2026, 6, 19)
    assert rows["holiday_pay"].where == Place("holiday", 2026)


def test_cost_by_month_is_what_the_accounts_say(desk: Desk) -> None:
    """Holiday pay is a cost when it is earned: paying it out is none, and the year adds up to the cost accounts."""
    run_id = approved(desk)
    june = runs.start(desk, RunHead(Month(2026, 6), date(2026, 6, 19), RunKind.HOLIDAY), {})
    runs.draft(desk, june)
    cost = {each.month: each for each in costs(desk)}
    assert len(cost) == 12
    assert (cost[Month(2026, 3)].is_draft, cost[Month(2026, 6)].is_draft) == (False, True)
    assert cost[Month(2026, 5)].total == ZERO
    assert cost[Month(2026, 6)].holiday_paid > ZERO
    for month, run in ((Month(2026, 3), run_id), (Month(2026, 6), june)):
        voucher = runs.result_of(desk, run).voucher
        booked = Money.total(line.amount for line in voucher.lines if line.account[0] in "567")  # the cost accounts
        assert abs((cost[month].total - booked).ore) <= 5, month


def test_everything_at_once_says_the_same_as_its_parts(desk: Desk) -> None:
    approved(desk)
    seen = overview.overview(desk)
    assert seen == Overview(
        at_work(desk),
        next_steps(desk),
        month_steps(desk),
        debts(desk),
        costs(desk),
        False,
    )
