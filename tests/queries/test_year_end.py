"""The year's end: runs, reports and journal reconciled, each person's year, and the list that ticks itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.employee import Employee
from models.records.employer import Employer
from models.records.movement import Movement
from models.records.stored_file import StoredFile
from models.values.finding import Refused
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions import runs
from services.actions import year_end as action
from services.actions.exports import export_month
from services.desk.desk import Desk
from services.desk.year_end import year_of
from services.norway.year_end import holiday_set_aside
from services.queries.year_end import behind, statement_lines, statement_paper, year_end
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
    made = action.statements(at(desk, 18), 2026)
    assert [file.name for file in made] == [f"statement-{number}-2026.pdf" for number in (1, 2, 3)]
    assert all(file.content.startswith(b"%PDF") for file in made)
    with desk.reading() as session:
        kept = session.query(StoredFile).where(StoredFile.kind == action.STATEMENT).all()
        assert [(row.name, row.version) for row in kept] == [(file.name, 1) for file in made]
    assert [person.state for person in year_end(desk, 2026).people] == ["kept", "kept", "kept"]
    checks = {check.name: check for check in year_end(desk, 2026).checks}
    assert checks["statements"].state == "done"


def at(desk: Desk, hour: int) -> Desk:
    """The same file, an hour of the evening: each desk of the tests has a clock of its own, which begins at noon."""
    return Desk(desk.client, "kari", lambda: datetime(2026, 11, 22, hour, tzinfo=UTC))


def test_a_statement_is_old_when_pay_was_approved_after_it(desk: Desk) -> None:
    """Whoever had no part in it keeps theirs."""
    action.statements(at(desk, 18), 2026)
    run_id = runs.start(desk, extra(), a_bonus("5000.00"))
    runs.draft(desk, run_id)
    runs.approve(at(desk, 20), run_id, prove=False)
    found = year_end(desk, 2026)
    assert [person.state for person in found.people] == ["old", "kept", "kept"]
    check = {check.name: check for check in found.checks}["statements"]
    assert check.state == "open"
    made = action.statements(desk, 2026)
    with desk.reading() as session:
        versions = session.query(StoredFile.name, StoredFile.version).where(StoredFile.kind == action.STATEMENT).all()
    assert len(made) == 3
    assert sorted(tuple(each) for each in versions) == [
        ("statement-1-2026.pdf", 1),
        ("statement-1-2026.pdf", 2),
        ("statement-2-2026.pdf", 1),
        ("statement-3-2026.pdf", 1),
    ]


def test_what_lies_behind_a_sum(desk: Desk) -> None:
    """Run by run it is the sum, person by person too, and the lines of the journal are the same."""
    found = behind(desk, 2026, MARCH, "withholding")
    assert Money.total(part.runs for part in found.runs) == found.measure.runs
    assert Money.total(part.runs for part in found.people) == found.measure.runs
    assert Money.total(part.report or ZERO for part in found.people) == found.measure.report
    assert Money.total(line.amount for line in found.journal) == found.measure.journal
    assert not any(part.difference for part in found.people)
    assert behind(desk, 2026, MARCH, "aga").people == ()
    with pytest.raises(Refused):
        behind(desk, 2026, Month(2026, 4), "aga")


def test_who_differs_is_named(desk: Desk) -> None:
    run_id = runs.start(desk, extra(), a_bonus("5000.00"))
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    found = behind(desk, 2026, MARCH, "taxable")
    assert [(part.number, part.difference) for part in found.people if part.difference] == [(1, kr(5000))]
    assert len(found.runs) == 2


def test_holiday_pay_owed_equals_the_journal(desk: Desk) -> None:
    """The slips' own sums are what the accounts 2940 and 2781 moved by."""
    checks = {check.name: check for check in year_end(desk, 2026).checks}
    assert checks["holiday"].state == "done"
    with desk.reading() as session:
        held = year_of(session, "NO", 2026)
    moved = holiday_set_aside([slip for run in held.runs for slip in run.result.payslips])
    assert moved.owed.ore > 0
    assert moved.contribution.ore > 0


@pytest.mark.parametrize(
    ("today", "refunds", "cards", "next_year", "statements"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), "not_yet", "not_yet", "not_yet", "not_yet"),
        (datetime(2026, 12, 20, tzinfo=UTC), "note", "open", "note", "not_yet"),
        (datetime(2027, 1, 10, tzinfo=UTC), "note", "open", "note", "open"),
    ],
)
def test_points_whose_time_comes_later(
    desk: Desk, today: datetime, refunds: str, cards: str, next_year: str, statements: str
) -> None:
    sitting = Desk(desk.client, "kari", lambda: today)
    found = year_end(sitting, 2026)
    states = {check.name: check.state for check in found.checks}
    assert states["refunds"] == refunds
    assert states["cards"] == cards
    assert states["next_year"] == next_year
    assert states["statements"] == statements
    assert found.left == list(states.values()).count("open")


def test_every_point_is_said_in_every_language(desk: Desk) -> None:
    for language in ("nb", "da", "en"):
        say = texts(language)
        for check in year_end(desk, 2026).checks:
            assert say(check.title)
            assert check.verb is None or say(check.verb)


def test_a_statement_of_a_part_of_the_year_says_so(desk: Desk) -> None:
    """Ingrid brings a basis of this year from another system; Jonas does not."""
    with desk.change("test") as session:
        session.get_one(Employer, 1).start_month = MARCH
        who = session.scalars(select(Employee.id).where(Employee.number == 1)).one()
        session.add(
            Movement(employee_id=who, account="holiday_basis", vintage="2026", hundredths=100_00, reason="opening")
        )
    people = {person.number: person for person in year_end(desk, 2026).people}
    assert people[1].began == MARCH
    assert people[2].began is None
    first, second = words(statement_paper(desk, 2026, 1)), words(statement_paper(desk, 2026, 2))
    assert "et annet system" in first
    assert "1. mars – 31. desember 2026" in first
    assert "et annet system" not in second


def test_a_statement_line_by_line(desk: Desk) -> None:
    """The lines come to what was paid out."""
    for person in year_end(desk, 2026).people:
        rows = statement_lines(desk, person, "nb")
        paid = [row.amount for row in rows if row.kind in ("cash", "free", "other", "tax", "deducted")]
        assert Money.total(paid) == person.statement.net


def words(paper: bytes) -> str:
    """The text of a PDF, in one line."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(paper)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


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
