"""The year's end: runs, reports and journal reconciled, each person's year, and the list that ticks itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.records.stored_file import StoredFile
from models.values.finding import Refused
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions import runs
from services.actions import year_end as action
from services.actions.exports import export_month
from services.desk.desk import Desk
from services.desk.year_end import year_of
from services.queries.year_end import year_end
from services.reference.texts import texts
from tests.actions.conftest import approved, new  # noqa: F401  files that are made once
from tests.actions.samples import Made, a_bonus, extra
from tests.builders import kr

MARCH = Month(2026, 3)


@pytest.fixture
def desk(approved: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """March is approved, and its report was made."""
    with approved.desk(approved.copied_to(tmp_path)) as desk:
        yield desk


def test_a_month_agrees_from_all_sides(desk: Desk) -> None:
    found = year_end(desk, 2026)
    assert [(month.month, month.agrees, month.has_report) for month in found.months] == [(MARCH, True, True)]
    sums = {measure.name: measure for measure in found.months[0].measures}
    assert sums["withholding"].runs == sums["withholding"].report == sums["withholding"].journal
    assert sums["taxable"].runs == sums["taxable"].report
    assert sums["aga_base"].runs == sums["aga_base"].report


def test_the_contribution_may_differ_by_the_rounding_to_a_krone(desk: Desk) -> None:
    """The report rounds the month once (norway-payroll 7.6); the journal keeps the øre of the slips."""
    sums = {measure.name: measure for measure in year_end(desk, 2026).months[0].measures}
    contribution = sums["aga"]
    assert contribution.report is not None
    assert contribution.report.ore % 100 == 0
    assert abs(contribution.report - contribution.runs) <= Money(50)
    assert contribution.difference == ZERO


def test_pay_that_came_after_the_report_shows(desk: Desk) -> None:
    """A bonus of 5 000 in an extra run of March: the report that was made does not have it."""
    run_id = runs.start(desk, extra(), a_bonus("5000.00"))
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    month = year_end(desk, 2026).months[0]
    assert not month.agrees
    assert {measure.name: measure.difference for measure in month.measures}["taxable"] == kr(5000)
    checks = {check.name: check for check in year_end(desk, 2026).checks}
    assert checks["reconciled"].state == "open"
    export_month(desk, MARCH)
    assert year_end(desk, 2026).months[0].agrees


def test_everybodys_year_adds_up(desk: Desk) -> None:
    """What was paid less what was taken is what was paid out; taxable pay is that of the slips."""
    found = year_end(desk, 2026)
    with desk.reading() as session:
        slips = year_of(session, "NO", 2026).slips()
    assert [person.number for person in found.people] == list(slips)
    for person in found.people:
        year = person.statement
        paid = year.total("cash") + year.total("free") + year.total("other")
        assert paid - year.withheld - year.total("deducted") == year.net
        taxable = Money.total(line.taxable for slip in slips[person.number] for line in slip.lines)
        assert year.total("cash") + year.total("benefit") == taxable


def test_the_list_says_what_is_left(desk: Desk) -> None:
    """In November 2026: nothing was paid but March, and nobody told that the report is uploaded."""
    say = texts("en")
    checks = {check.name: check for check in year_end(desk, 2026).checks}
    assert checks["runs"].state == "open"
    assert checks["reports"].state == "open"
    assert checks["rates"].state in ("not_yet", "done")
    assert checks["statements"].state == "not_yet"
    detail = checks["runs"].detail
    assert detail is not None
    assert "months have no run" in say(detail)


def test_statements_are_made_and_kept(desk: Desk) -> None:
    made = action.statements(desk, 2026)
    assert [file.name for file in made] == [f"statement-{number}-2026.pdf" for number in (1, 2, 3)]
    assert all(file.content.startswith(b"%PDF") for file in made)
    with desk.reading() as session:
        kept = session.query(StoredFile).where(StoredFile.kind == action.STATEMENT).all()
        assert [(row.name, row.version) for row in kept] == [(file.name, 1) for file in made]
    checks = {check.name: check for check in year_end(desk, 2026).checks}
    assert checks["statements"].state == "done"


def test_the_same_year_gives_the_same_bytes_and_is_kept_once(desk: Desk) -> None:
    first, again = action.statements(desk, 2026), action.statements(desk, 2026)
    assert [file.content for file in first] == [file.content for file in again]
    with desk.reading() as session:
        assert session.query(StoredFile).where(StoredFile.kind == action.STATEMENT).count() == 3


def test_no_statement_while_a_run_is_a_draft(desk: Desk) -> None:
    runs.draft(desk, runs.start(desk, extra(), a_bonus("5000.00")))
    with pytest.raises(Refused, match="draft"):
        action.statements(desk, 2026)


def test_a_year_without_pay_has_no_statements(desk: Desk) -> None:
    with pytest.raises(Refused, match="2025"):
        action.statements(desk, 2025)
    assert year_end(desk, 2025).months == ()
