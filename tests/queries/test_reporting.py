"""The months of the report at a glance, and one month: what is shown of each state, and of what the controls find."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.employee import Employee, Employment, EmploymentTerms
from models.records.employer import Employer, Establishment
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Cancelled
from models.values.span import Month
from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_month
from services.actions.reporting import accept, mark_uploaded, save_report
from services.desk.desk import Desk
from services.queries import report_months, reporting
from services.queries.reporting import GUIDELINE, IMMEDIATE, REJECTION, TreeNode
from services.vault.client import Client
from tests.actions.samples import (
    NO_COPIES,
    PASSWORD,
    Clock,
    Made,
    a_bonus,
    extra,
    play_in,
    scenario,
    start_march,
)

MARCH = Month(2026, 3)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three people since January, and no run."""
    path = tmp_path_factory.mktemp("reporting") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    bakery = scenario()
    fill(
        Desk(client, "kari", Clock()), replace(bakery, employer=replace(bakery.employer, pension_provider="319000011"))
    )
    client.close()
    return Made(path, recovery_key)


@pytest.fixture(scope="module")
def approved(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """March is approved; its report was never made."""
    path = new.copied_to(tmp_path_factory.mktemp("approved"))
    with new.desk(path) as desk:
        play_in(desk, scenario())
    return Made(path, new.recovery_key)


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


@pytest.fixture
def paid(approved: Made, tmp_path: Path) -> Iterator[Desk]:
    with approved.desk(approved.copied_to(tmp_path)) as desk:
        yield desk


def on(desk: Desk, *day: int) -> Desk:
    """The same desk on another day."""
    return Desk(desk.client, desk.user, lambda: datetime(*day, 9, tzinfo=UTC))


def states(desk: Desk, year: int = 2026) -> list[str]:
    return [tile.state for tile in report_months.months(desk, year)]


def march(desk: Desk) -> report_months.MonthTile:
    return report_months.months(desk, 2026)[2]


def nodes(tree: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in tree:
        yield node
        yield from nodes(node.children)


# --- the year --------------------------------------------------------------------------------------------------------


def test_a_forgotten_month_is_seen_and_nobody_is_asked_for_what_was_before(desk: Desk) -> None:
    assert states(desk) == ["missing"] * 10 + ["open", "future"]
    assert states(desk, 2025) == ["before"] * 12
    tiles = report_months.months(desk, 2026)
    assert [tile.due for tile in tiles[9:]] == [date(2026, 11, 5), date(2026, 12, 7), date(2027, 1, 5)]
    assert [tile.is_late for tile in tiles] == [True] * 10 + [False] * 2
    due = report_months.next_due(desk)
    assert due is not None
    assert due.month == Month(2026, 1)


def test_where_nobody_is_employed_nothing_is_due(desk: Desk) -> None:
    with desk.change("test") as session:
        for employment in session.scalars(select(Employment)):
            employment.start = date(2026, 9, 1)
    assert states(desk)[7:11] == ["nothing", "missing", "missing", "open"]


def test_freelancers_without_pay_are_not_reported(desk: Desk) -> None:
    with desk.change("test") as session:
        for employment in session.scalars(select(Employment)):
            employment.type = "frilanserOppdragstakerHonorarPersonerMm"
    assert states(desk) == ["nothing"] * 10 + ["open", "future"]


def test_a_month_from_its_first_draft_to_the_upload(desk: Desk, tmp_path: Path) -> None:
    run_id = start_march(desk)
    assert march(desk).state == "draft"
    runs.draft(desk, run_id)
    assert march(desk).state == "draft"
    runs.approve(desk, run_id, prove=False)
    assert march(desk).state == "ready"
    export_month(desk, MARCH)
    assert march(desk).state == "ready"  # kept, and nowhere to upload it from
    number = save_report(desk, MARCH, tmp_path / "mars.xml")
    assert (march(desk).state, march(desk).day, march(desk).version) == ("saved", date(2026, 11, 22), 1)
    mark_uploaded(desk, number)
    assert (march(desk).state, march(desk).is_late) == ("uploaded", False)
    second = runs.start(desk, extra(), a_bonus("1000"))
    runs.draft(desk, second)
    assert march(desk).state == "uploaded"
    runs.approve(desk, second, prove=False)
    assert (march(desk).state, march(desk).is_late) == ("changed", True)


def test_a_run_counts_in_the_month_in_which_it_is_paid(desk: Desk) -> None:
    start_march(desk)
    with desk.change("test") as session:
        session.execute(runs.runs.PayRun.__table__.update().values(pay_date=date(2026, 4, 8)))
    assert states(desk)[2:4] == ["missing", "draft"]


def test_before_anything_is_entered(tmp_path: Path) -> None:
    client, _ = Client.create(tmp_path / "ny.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        assert states(desk) == ["before"] * 10 + ["open", "future"]
        assert report_months.years(desk) == (2026, 2026)
        detail = reporting.month(desk, Month(2026, 11))
        assert [(row.level, row.place) for row in detail.findings] == [(REJECTION, Place("settings", None, "employer"))]
        assert not detail.text
        assert not detail.can_be_saved


def test_years_go_from_the_first_to_the_last_that_says_something(paid: Desk) -> None:
    assert report_months.years(on(paid, 2027, 2, 1)) == (2026, 2027)


# --- one month -------------------------------------------------------------------------------------------------------


def test_a_draft_gives_a_trial_that_cannot_be_saved(desk: Desk) -> None:
    runs.draft(desk, start_march(desk))
    detail = reporting.month(desk, MARCH)
    assert detail.is_trial
    assert detail.text.startswith("<?xml")
    assert not detail.can_be_saved
    with desk.change("test") as session:
        session.get_one(Employee, 1).name = "Ingrid Ås"
    assert reporting.month(desk, MARCH).runs[0].is_stale


def test_the_message_in_words(paid: Desk) -> None:
    detail = reporting.month(paid, MARCH)
    assert detail.can_be_saved
    assert not detail.is_trial
    assert detail.findings == ()
    delivery, summary = detail.tree
    assert delivery.value == Message("replaces none")
    units = [node for node in delivery.children if node.name == "virksomhet"]
    assert [unit.value for unit in units] == [Message("{count} people", count=2)] * 2
    people = [node for unit in units for node in unit.children if node.person]
    assert [person.title for person in people] == [
        "Ingrid Haugen Ås",
        "Maja Eikeland",  # employed in both
        "Jonas Fjeldstad",
        "Maja Eikeland",
    ]
    by_path = {node.path: node for node in nodes(detail.tree)}
    assert len(by_path) == len(list(nodes(detail.tree)))
    pay = next(node for node in by_path.values() if node.title == Message("Overtime"))
    assert isinstance(pay.value, Money)
    assert [node.value for node in pay.children if node.title == Message("How many")] == [Decimal("7.5")]
    assert {len(str(node.value)) for node in by_path.values() if node.secret} == {11}
    lines = detail.text.splitlines()
    for node in by_path.values():
        assert not node.name or f"<{node.name}>" in lines[node.line - 1]
    assert {payment.kind: payment.due for payment in detail.payments} == {
        "withholding": date(2026, 3, 23),
        "aga": date(2026, 5, 15),
    }
    said = {node.title: node.value for node in summary.children}
    for payment in detail.payments:
        assert said[payment.what] == payment.amount.kroner
    assert len(detail.fine) > 50


def test_findings_lead_to_where_they_are_mended(paid: Desk) -> None:
    with paid.change("test") as session:
        first, second = session.get_one(Employment, 1), session.get_one(Employment, 2)
        first.occupation = "9999999"
        second.end, second.end_reason = date(2026, 3, 30), ""
        for terms in session.scalars(select(EmploymentTerms).where(EmploymentTerms.employment_id == first.id)):
            terms.full_time_hours = Decimal(42)
        session.get_one(Establishment, 1).zone = "3"
    detail = reporting.month(paid, MARCH)
    found = {row.code or row.control: row for row in detail.findings}
    assert {code: row.level for code, row in found.items()} == {
        "115": REJECTION,
        "end_and_its_reason": IMMEDIATE,
        "235-5": GUIDELINE,
    }
    assert (found["115"].who, found["115"].place) == ("Ingrid Haugen Ås", Place("employees", 1, "employment"))
    assert found["end_and_its_reason"].place == Place("employees", 2, "employment")
    assert found["235-5"].place == Place("employees", 1, "terms")
    assert [node.name for node in nodes(detail.tree) if node.path == found["115"].path] == ["yrke"]
    assert detail.stops == 2
    assert not detail.can_be_saved
    controls = {row.code for row in detail.fine}
    assert not controls & {"115", "235-5"}
    assert (march(paid).state, march(paid).stops) == ("findings", 2)
    with paid.change("test") as session:
        session.get_one(Employment, 1).occupation = "1221108"
    assert march(paid).state == "ready"  # what was found is not known any more


def test_what_is_found_right_is_folded_away_until_it_changes(paid: Desk) -> None:
    def hours(number: int) -> list[reporting.FindingRow]:
        with paid.change("test") as session:
            for terms in session.scalars(select(EmploymentTerms).where(EmploymentTerms.employment_id == 1)):
                terms.full_time_hours = Decimal(number)
        return [row for row in reporting.month(paid, MARCH).findings if row.code == "235-5"]

    (row,) = hours(42)
    assert row.accepted is None
    accept(paid, row.subject, "Avtale med tillitsvalgte")
    (row,) = hours(42)
    assert row.accepted is not None
    assert (row.accepted.by, row.accepted.note) == ("kari", "Avtale med tillitsvalgte")
    assert reporting.month(paid, MARCH).count(GUIDELINE) == 0
    (row,) = hours(43)
    assert row.accepted is None


def test_what_cannot_be_built_says_why(paid: Desk) -> None:
    with paid.change("test") as session:
        session.get_one(Employee, 1).national_id = ""
    detail = reporting.month(paid, MARCH)
    assert not detail.text
    assert [row.place for row in detail.findings] == [Place("employees", 1, "national_id")]
    assert march(paid).state == "findings"


def test_last_month_is_looked_at_too(paid: Desk, tmp_path: Path) -> None:
    mark_uploaded(paid, save_report(paid, MARCH, tmp_path / "mars.xml"))
    with paid.change("test") as session:
        session.get_one(Employment, 1).start = date(2015, 9, 1)
    april = reporting.month(paid, Month(2026, 4))
    assert [(row.code, row.who) for row in april.findings] == [("110", "Ingrid Haugen Ås")]
    assert april.can_be_saved  # nobody was paid, and everybody is employed
    assert april.payments == ()


def test_the_report_after_an_upload_replaces_it(paid: Desk, tmp_path: Path) -> None:
    first = save_report(paid, MARCH, tmp_path / "mars.xml")
    mark_uploaded(paid, first)
    same = reporting.month(paid, MARCH)
    assert same.file is not None
    assert same.file.id == first
    assert same.text.encode() == (tmp_path / "mars.xml").read_bytes()
    with paid.change("test") as session:
        session.get_one(Employer, 1).pension_percent = Percent.of(3)
        session.get_one(Employment, 1).occupation = "7412102"
    changed = reporting.month(paid, MARCH)
    assert changed.file is None
    assert changed.last is not None
    assert changed.replaces == same.text.partition("<meldingsId>")[2].partition("<")[0]
    assert march(paid).state == "changed"  # seen once it was built, for no run is newer
    second = save_report(paid, MARCH, tmp_path / "ny.xml")
    mark_uploaded(paid, second)
    again = reporting.month(paid, MARCH)
    assert again.file is not None
    assert (again.file.version, again.replaces) == (2, changed.replaces)
    assert again.findings == ()  # the one that it replaces is not replaced by anybody else


def test_it_can_be_cancelled(paid: Desk) -> None:
    def stop(done: int, total: int, what: Message) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        reporting.month(paid, MARCH, stop)
