"""What is due: days from the country, amounts from the runs, done when somebody said so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.values.finding import Place
from models.values.money import Money
from services.actions import runs
from services.actions.marks import mark, mark_all, unmark
from services.desk import marks
from services.desk.desk import Desk
from services.queries.deadlines import Deadline, deadlines
from services.reference.texts import texts
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import Made, start_march


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield replace(desk, now=lambda: datetime(2026, 3, 16, 9, tzinfo=UTC))


@pytest.fixture
def paid(desk: Desk) -> int:
    """March, approved."""
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    return run_id


def of(desk: Desk, kind: str, until: date = date(2026, 12, 31)) -> list[Deadline]:
    return [each for each in deadlines(desk, until) if each.kind == kind]


def test_a_new_client_has_its_pay_days_and_reports(desk: Desk) -> None:
    assert [each.day for each in of(desk, "pay", date(2026, 4, 30))][:2] == [date(2026, 1, 20), date(2026, 2, 20)]
    assert all(each.amount is None and not each.done for each in of(desk, "pay"))
    assert not of(desk, "withholding")
    assert not of(desk, "aga")


def test_an_approved_run_makes_tax_and_contribution_due(desk: Desk, paid: int) -> None:
    [tax] = of(desk, "withholding")
    [aga] = of(desk, "aga")
    totals = runs.result_of(desk, paid).totals
    assert (tax.day, tax.amount) == (date(2026, 3, 23), totals["withholding"])  # Friday's tax is due on Monday
    assert (aga.day, aga.amount) == (date(2026, 5, 15), totals["aga"])
    assert tax.where == Place("reporting", "2026-03")
    assert [part.run_id for part in tax.parts] == [paid]
    assert not tax.is_draft
    [pay] = [each for each in of(desk, "pay") if each.where == Place("pay_run", paid, "files")]
    assert (pay.day, pay.amount) == (date(2026, 3, 20), totals["net_pay"])


def test_a_draft_may_still_change(desk: Desk) -> None:
    run_id = start_march(desk)
    assert not of(desk, "withholding")
    runs.draft(desk, run_id)
    [tax] = of(desk, "withholding")
    assert tax.is_draft
    mark(desk, tax.subject, "paid")
    assert not of(desk, "withholding")[0].done, "what may change is not done"


def test_what_is_told_as_paid_is_done_and_can_be_taken_back(desk: Desk, paid: int) -> None:
    [tax] = of(desk, "withholding")
    mark(desk, tax.subject, "paid", "from the bank")
    [told] = of(desk, "withholding")
    assert told.done
    assert told.told is not None
    assert (told.told.by, told.told.note) == ("kari", "from the bank")
    mark(desk, tax.subject, "paid", "again")
    assert of(desk, "withholding")[0].told.note == "again"  # type: ignore[union-attr]
    unmark(desk, tax.subject, "paid")
    assert not of(desk, "withholding")[0].done
    unmark(desk, tax.subject, "paid")  # nothing to take back


def test_several_are_marked_as_one_change_that_can_be_undone(desk: Desk, paid: int) -> None:
    subjects = [each.subject for each in deadlines(desk, date(2026, 5, 31)) if each.amount and not each.is_draft]
    mark_all(desk, subjects, "paid")
    newest = desk.client.history(limit=1)[0]
    assert newest.action == "mark.paid"
    assert len(newest.rows) == len(subjects) > 1
    desk.client.undo(newest.seq, "kari")
    with desk.reading() as session:
        assert not marks.marks_of(session)


def test_marks_are_found_by_the_beginning_of_their_name(desk: Desk) -> None:
    mark_all(desk, [marks.file(1), marks.file(12), marks.slips(1)], "saved")
    with desk.reading() as session:
        found = marks.marks_of(session, "file:")
    assert set(found) == {"file:1", "file:12"}
    assert marks.is_marked(found, "file:12", "saved")
    assert not marks.is_marked(found, "file:12", "uploaded")


def test_holiday_pay_is_due_in_june_of_the_year_of_payment(desk: Desk, paid: int) -> None:
    owed = of(desk, "holiday_pay", date(2027, 12, 31))
    assert [(each.day.year, each.day.month) for each in owed] == [(2026, 6), (2027, 6)]
    earned = runs.result_of(desk, paid).totals["holiday_accrual"]
    assert owed[1].amount == earned
    assert isinstance(owed[0].amount, Money)
    assert texts("en")(owed[1].detail) == "Earned in 2026"


def test_reports_have_their_own_days(desk: Desk, paid: int) -> None:
    days = {str(each.where.thing): each for each in of(desk, "report", date(2026, 6, 30)) if each.where}
    assert days["2026-03"].day == date(2026, 4, 7)  # Easter
    assert not days["2026-03"].done
    assert not days["2026-03"].is_draft
    assert days["2026-05"].is_draft


def test_everything_stands_in_the_order_of_the_days(desk: Desk, paid: int) -> None:
    days = [each.day for each in deadlines(desk)]
    assert days == sorted(days)
    assert len({each.subject for each in deadlines(desk)}) == len(days)
