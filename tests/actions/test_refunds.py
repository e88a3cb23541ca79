"""Reports of refunds through the encrypted file: looked at, taken in, matched, undone, and what they do to pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import func, select, text

from models.records.employee import Employee
from models.records.imported_file import ImportedContent, ImportedFile, RefundLink, RefundPosting
from models.records.movement import Movement
from models.values.finding import Refused, Severity
from models.values.money import Money
from models.values.progress import Cancelled
from models.values.span import Month
from services.actions import refunds, run_setup, runs
from services.actions.clients import fill
from services.actions.employees import delete_employee
from services.actions.export_all import export_all
from services.actions.exports import export_month, export_month_journal, export_run
from services.actions.inspect import inspect_file
from services.actions.refunds import Decision, Reading
from services.actions.undo import last, undo
from services.actions.verify import verify
from services.desk.desk import Desk
from services.files.text_table import LARGEST
from services.queries import refunds as asked
from services.queries.corrections import noticed
from services.queries.report_months import months
from services.vault.client import Client
from tests.actions import refund_samples as samples
from tests.actions.refund_samples import (
    HEAD,
    MOLDE,
    NOVEMBER,
    OCTOBER,
    PAID,
    PEOPLE,
    november,
    ore,
    refusal,
    report,
    row,
    rows,
    texts_of,
)
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made

NS = "{urn:ske:fastsetting:innsamling:a-meldingen:v2_3}"
MINE = "refusjoner.csv"


@pytest.fixture(scope="session")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Seven people, two of them absent, and no run."""
    return _made(tmp_path_factory.mktemp("fish"), samples.client())


def _made(folder: Path, scenario: object) -> Made:
    path = folder / "fisk.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), scenario)  # type: ignore[arg-type]
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(fish: Made, tmp_path: Path) -> Iterator[Desk]:
    """Somebody sits at a file of the story's own."""
    with fish.desk(fish.copied_to(tmp_path)) as desk:
        yield desk


def take(desk: Desk, content: bytes, name: str = MINE, run: int | None = None, **more: object) -> refunds.Taken:
    return refunds.take_in(desk, content, name, payment_date=PAID, run_id=run, **more)  # type: ignore[arg-type]


def entries(desk: Desk) -> list[str]:
    return [entry.action for entry in desk.client.history()]


def kept(desk: Desk) -> dict[str, int]:
    """How many rows of refunds there are in the file."""
    records = (ImportedFile, ImportedContent, RefundPosting, RefundLink)
    with desk.reading() as session:
        return {each.__tablename__: session.scalar(select(func.count()).select_from(each)) or 0 for each in records}


def base(desk: Desk, run: int) -> Money:
    return runs.draft(desk, run).totals["aga_base"]


# --- looked at -------------------------------------------------------------------------------------------------------


def test_a_report_is_matched_before_anything_is_stored(desk: Desk) -> None:
    run = november(desk)
    before = entries(desk)
    seen = refunds.preview(desk, report(), NOVEMBER)
    assert not seen.refused
    assert (seen.count, seen.total, seen.persons, seen.establishments) == (6, Money(14696583), 5, 2)
    assert (seen.payment_date, seen.payment_date_known, seen.is_for_us) == (PAID, True, True)
    assert [each.employee for each in seen.rows] == [1, 1, 2, 3, 6, 7]
    assert seen.rows[0].absence is not None
    assert seen.rows[0].absence == seen.rows[1].absence
    assert seen.rows[2].absence is None
    assert seen.rows[3].benefit_name("nb") == "Foreldrepenger, fødsel"
    assert (seen.run_id, [choice.is_in_month for choice in seen.runs]) == (run, [True])
    assert entries(desk) == before
    assert not any(kept(desk).values())


def test_what_the_absence_should_bring_stands_beside_the_row(desk: Desk) -> None:
    """32 weekdays after the 16 days, 9 in September and 22 in October less none: 31 or 32 × the day's rate."""
    first, second, *_ = refunds.preview(desk, report(), NOVEMBER).rows
    assert first.against is not None
    assert second.against is not None
    assert first.against.expected == second.against.expected
    assert first.against.received == Money(0)
    assert (first.against.this, second.against.this) == (Money(1890000), Money(4185000))
    assert first.against.missing == first.against.expected - Money(1890000 + 4185000)  # type: ignore[operator]


@pytest.mark.parametrize("name", sorted(path.name for path in samples.REPORTS.glob("*.csv") if "_" in path.name))
def test_every_reference_report_is_taken_in_whole(desk: Desk, name: str) -> None:
    content = report(name)
    seen = refunds.preview(desk, content, name)
    if seen.refused:
        pytest.skip("not a report")
    taken = take(desk, content, name)
    assert taken.taken + taken.held + taken.left_out == seen.count
    assert taken.total == seen.total
    assert refunds.file_of(desk, taken.import_id) == (name, content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b" \r\n\r\n", "The file is empty"),
        (rows(row().replace(";00000", ";", 1).replace(";20270825", "")), "The row has {count} fields"),
        (rows(row(), row(amount="00x1890000 ")), "amount"),
        (rows(row(receiver="310000019")), "The report is for employer {number}, not for this client"),
        (rows(row(), row(receiver="310000019")), "The report is for employer {number}, not for this client"),
        (b"H;1;2\r\nE;3;4\r\nD;5;6\r\nT;7;8\r\n", "This is NAV's report to creditors (T14)"),
        (b"%PDF-1.7 whatever", "PDF"),
        (b"PK\x03\x04[Content_Types].xml xl/worksheets/", "damaged"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'></Document>", "payment file"),
        (b"\x00\x01\x02" * 400, ""),
        (b"en;to\n1;2\n3;4\n", ""),
    ],
    ids=range(12),
)
def test_a_file_that_cannot_be_taken_is_refused_whole_and_nothing_is_stored(
    desk: Desk, content: bytes, says: str
) -> None:
    before = entries(desk)
    seen = refunds.preview(desk, content, MINE)
    assert seen.refused
    assert any(says.lower() in said.lower() for said in texts_of(seen.findings)), texts_of(seen.findings)
    with pytest.raises(Refused):
        take(desk, content)
    assert entries(desk) == before
    assert not any(kept(desk).values())


def test_a_line_that_stops_the_file_is_named(desk: Desk) -> None:
    seen = refunds.preview(desk, rows(row(), row(amount="00x1890000 ")), MINE)
    stop = next(found for found in seen.findings if found.severity is Severity.STOP)
    assert stop.where is not None
    assert (stop.where.page, stop.where.thing, stop.where.field) == ("refunds", 2, "amount")


def test_a_file_above_fifty_megabytes_is_never_read(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused):
        refunds.read_file(path)
    line = row().encode("latin-1")
    content = line * (LARGEST // len(line) + 1)
    seen = refunds.preview(desk, content, MINE)
    assert seen.refused
    assert not seen.rows


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "ingen.csv"):
        with pytest.raises(Refused):
            refunds.read_file(path)


def test_a_wrong_identity_number_is_held_back_never_skipped(desk: Desk) -> None:
    content = rows(row(), row(id="12838543285"))
    seen = refunds.preview(desk, content, MINE)
    assert not seen.refused
    assert [each.held for each in seen.rows] == [False, True]
    assert "number" in seen.rows[1].doubts
    assert [choice.by for choice in seen.rows[1].people] == ["name"]
    taken = take(desk, content)
    assert (taken.taken, taken.held) == (1, 1)
    assert [each.line for each in asked.open_postings(desk)] == [2]


def test_somebody_who_is_not_here_is_held_back(desk: Desk) -> None:
    taken = take(desk, rows(row(id="17919130091", name="Sivert Haugerud".ljust(25))))
    assert (taken.taken, taken.held) == (0, 1)
    assert asked.open_postings(desk)[0].employee is None


def test_an_unknown_benefit_is_said_by_somebody(desk: Desk) -> None:
    content = rows(row(code="Q"))
    assert refunds.preview(desk, content, MINE).rows[0].held
    with pytest.raises(Refused):
        take(desk, content, decisions={1: Decision(1, benefit="Q")})
    taken = take(desk, content, decisions={1: Decision(1, benefit="H")})
    assert taken.taken == 1
    assert asked.postings(desk)[0].is_holiday


def test_an_earlier_number_of_somebody_counts(desk: Desk) -> None:
    with desk.change("employee.save") as session:
        employee = session.scalar(select(Employee).where(Employee.number == 6))
        assert employee is not None
        employee.national_id = "17919130091"
    seen = refunds.preview(desk, report(), NOVEMBER)
    assert [each.employee for each in seen.rows] == [1, 1, 2, 3, 6, 7]


def test_the_days_wait_for_a_word_in_another_layout(desk: Desk) -> None:
    content = b"A,B,C\n12838543284,100,x\n07917821164,200,y\n"
    seen = refunds.preview(desk, content, MINE)
    assert seen.refused
    assert seen.needs_columns
    assert seen.sample[0] == ("A", "B", "C")
    columns = {"national_id": 0, "amount": 1}
    assert "unit" in refunds.preview(desk, content, MINE, Reading(columns)).needs
    reading = Reading(columns, {"unit": "kroner"})
    said = refunds.preview(desk, content, MINE, reading)
    assert said.total == Money.kr(300)
    take(desk, content, reading=reading, decisions={2: Decision(1), 3: Decision(2)})
    # The same look is known next time.
    again = refunds.preview(desk, content.replace(b"100", b"150"), MINE)
    assert (again.total, again.needs_columns, again.needs) == (Money.kr(350), False, frozenset())
    [row] = asked.columns_kept(desk)
    handed_on = refunds.export_columns(desk, row.signature)
    refunds.forget_columns(desk, row.signature)
    assert refunds.preview(desk, content, "x.csv").needs_columns
    assert refunds.import_columns(desk, handed_on) == row.signature
    assert not refunds.preview(desk, content.replace(b"100", b"150"), MINE).needs_columns
    with pytest.raises(Refused):
        refunds.import_columns(desk, b"[1, 2]")


# --- taken in --------------------------------------------------------------------------------------------------------


def test_refunds_lower_the_basis_and_stand_on_no_payslip(desk: Desk) -> None:
    run = november(desk)
    before = runs.draft(desk, run)
    taken = take(desk, report(), NOVEMBER, run)
    after = runs.draft(desk, run)
    assert before.totals["aga_base"] - after.totals["aga_base"] == taken.taken_total == Money(14696583)
    for was, now in zip(before.payslips, after.payslips, strict=True):
        assert was.lines == now.lines
        assert was["net_pay"] == now["net_pay"]
    assert {line.type for slip in after.payslips for line in slip.person.lines} == {"refund_k27"}
    runs.approve(desk, run, prove=False)
    assert verify(desk) == []


def test_a_draft_whose_refunds_changed_is_computed_again(desk: Desk) -> None:
    run = november(desk)
    runs.draft(desk, run)
    take(desk, report(), NOVEMBER, run)
    with pytest.raises(Refused):
        runs.approve(desk, run, prove=False)


def test_equal_rows_are_two_postings_and_what_is_taken_back_is_negative(desk: Desk) -> None:
    run = november(desk)
    before = base(desk, run)
    taken = take(desk, report(OCTOBER), OCTOBER, run)
    amounts = [each.amount.ore for each in asked.postings(desk, run_id=run)]
    assert amounts.count(1012500) == 2
    assert {-990500, -125000} < set(amounts)
    assert before - base(desk, run) == taken.taken_total


def test_holiday_pay_has_a_wage_type_of_its_own_and_no_absence(desk: Desk) -> None:
    run = november(desk)
    take(desk, rows(row(code="H", first="20260501", last="20260531"), row()), run=run)
    first, second = asked.postings(desk)
    assert (first.is_holiday, first.absence) == (True, None)
    assert second.absence is not None
    result = runs.draft(desk, run)
    assert [line.type for line in result.payslips[0].person.lines] == ["refund_k27_holiday", "refund_k27"]
    ledger = asked.ledger(desk)
    assert [each.line for each in ledger.holiday] == [1]
    assert ledger.holiday_total.value == Money(1890000)


def test_a_refund_of_somebody_who_left_lowers_the_basis_too(tmp_path: Path) -> None:
    made = _made(tmp_path, samples.client(absences="", left=2))
    with made.desk(made.path) as desk:
        run = november(desk)
        before = base(desk, run)
        content = rows(row(id=PEOPLE[1][1], name="Per-Øyvind Nærø".ljust(25), first="20261005", last="20261023"))
        seen = refunds.preview(desk, content, MINE)
        assert "The employment ended on {day}, before the period" in texts_of(seen.findings)
        assert not seen.rows[0].held
        take(desk, content, run=run)
        assert before - base(desk, run) == Money(1890000)
        runs.approve(desk, run, prove=False)
        export_run(desk, run)
        export_month(desk, Month(2026, 11))
        assert verify(desk) == []


def test_each_row_lowers_its_own_sub_unit(desk: Desk) -> None:
    run = november(desk)
    take(desk, report(), NOVEMBER, run)
    parts = [
        (part.establishment, part.base)
        for slip in runs.draft(desk, run).payslips
        for part in slip.contributions
        if part.refund
    ]
    assert Money.total(amount for unit, amount in parts if unit == MOLDE) == -Money(5423333 + 742500)


def test_decisions_are_followed(desk: Desk) -> None:
    seen = refunds.preview(desk, report(), NOVEMBER)
    absence = seen.rows[0].absence
    decisions = {
        1: Decision(1, None),
        2: Decision(1, absence),
        3: Decision(leave_out=True, note="kommer i et annet system"),
        4: Decision(),
    }
    taken = take(desk, report(), NOVEMBER, decisions=decisions)
    assert (taken.taken, taken.held, taken.left_out) == (4, 1, 1)
    states = [(each.line, each.state, each.absence) for each in asked.postings(desk)]
    assert states[:4] == [(1, "taken", None), (2, "taken", absence), (3, "left_out", None), (4, "held", None)]


@pytest.mark.parametrize(
    "decision",
    [{1: Decision(99)}, {1: Decision(1, 999)}, {3: Decision(2, 1)}, {77: Decision(1)}, {1: Decision(1, benefit="?")}],
)
def test_a_wrong_decision_stores_nothing(desk: Desk, decision: dict[int, Decision]) -> None:
    before = entries(desk)
    with pytest.raises(Refused):
        take(desk, report(), NOVEMBER, decisions=decision)
    assert entries(desk) == before
    assert not any(kept(desk).values())


def test_a_run_that_is_not_open_and_a_payment_without_a_day_are_refused(desk: Desk) -> None:
    run = november(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    for into in (run, 99):
        with pytest.raises(Refused):
            take(desk, report(), NOVEMBER, into)
    for day in (None, date(2062, 11, 2), date(1926, 11, 2)):
        with pytest.raises(Refused):
            refunds.take_in(desk, report(), NOVEMBER, payment_date=day, run_id=None)
    assert not any(kept(desk).values())


def test_a_break_before_the_end_stores_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the program is killed: what is not committed never happened."""
    before = entries(desk)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(refunds, "settle", broken)
    with pytest.raises(KeyboardInterrupt):
        take(desk, report(), NOVEMBER)
    assert entries(desk) == before
    assert not any(kept(desk).values())


def test_reading_can_be_stopped(desk: Desk) -> None:
    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        take(desk, report(), NOVEMBER, progress=stop)
    assert not any(kept(desk).values())


# --- the same again --------------------------------------------------------------------------------------------------


def test_the_same_file_is_taken_in_once(desk: Desk) -> None:
    run = november(desk)
    take(desk, report(), NOVEMBER, run)
    seen = refunds.preview(desk, report(), "another name.csv")
    assert seen.refused
    assert "This file was imported on {day}, into {run}" in texts_of(seen.findings)
    with pytest.raises(Refused):
        take(desk, report(), NOVEMBER, run)


def test_the_same_postings_in_another_file_are_recognised(desk: Desk) -> None:
    take(desk, report(), NOVEMBER)
    seen = refunds.preview(desk, report("lf_utf8_uten_sluttlinje.csv"), "kopi.csv")
    assert seen.refused
    assert "This report was imported on {day}, from another file" in texts_of(seen.findings)


def test_one_posting_that_was_imported_before_waits_for_a_word(desk: Desk) -> None:
    take(desk, rows(row(), row(amount=ore(77_00))))
    content = rows(row(), row(), row(amount=ore(88_00)))
    seen = refunds.preview(desk, content, "ny.csv")
    assert not seen.refused
    assert [each.doubts for each in seen.rows] == [("imported_before",), (), ()]
    assert [each.held for each in seen.rows] == [True, False, False]
    taken = take(desk, content, "ny.csv")
    assert (taken.taken, taken.held) == (2, 1)


def test_another_report_of_the_same_day_is_said(desk: Desk) -> None:
    take(desk, rows(row()), "314572106_ref-arbg_2026-11-02.csv")
    seen = refunds.preview(desk, rows(row(amount=ore(5_00))), "314572106_ref-arbg_2026-11-02.csv")
    assert "Another report for the same payment date was imported on {day}" in texts_of(seen.findings)
    assert not seen.refused


# --- undone, moved, matched ------------------------------------------------------------------------------------------


def test_an_import_is_undone_while_its_run_is_open(desk: Desk) -> None:
    run = november(desk)
    before = base(desk, run)
    taken = take(desk, report(), NOVEMBER, run)
    refunds.undo_import(desk, taken.import_id)
    assert base(desk, run) == before
    [line] = asked.imports(desk)
    assert (line.undone_by, line.can_undo, line.rows) == ("kari", False, 6)
    assert asked.postings(desk) == ()
    with pytest.raises(Refused):
        refunds.undo_import(desk, taken.import_id)
    assert refunds.file_of(desk, taken.import_id)[1] == report()
    assert take(desk, report(), NOVEMBER, run).taken == 6


def test_taking_in_is_undone_like_any_change(desk: Desk) -> None:
    run = november(desk)
    take(desk, report(), NOVEMBER, run)
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert not any(kept(desk).values())


def test_nothing_of_an_approved_run_is_changed_but_its_links(desk: Desk) -> None:
    run = november(desk)
    taken = take(desk, report(), NOVEMBER, run)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    posting = asked.postings(desk)[0]
    tries: list[Callable[[], object]] = [
        lambda: refunds.undo_import(desk, taken.import_id),
        lambda: refunds.move(desk, taken.import_id, None),
        lambda: refunds.match_posting(desk, posting.id, 2),
        lambda: refunds.leave_out(desk, posting.id),
        lambda: refunds.hold(desk, posting.id),
    ]
    before = entries(desk)
    for tried in tries:
        with pytest.raises(Refused) as refused:
            tried()
        assert refusal(refused.value) == [
            "The refunds stand in an approved run. A wrong one is put right by its opposite in another run"
        ]
    assert entries(desk) == before
    assert not asked.imports(desk)[0].can_undo
    refunds.link(desk, posting.id, None)
    assert asked.postings(desk)[0].absence is None
    refunds.link(desk, posting.id, posting.absence)
    assert verify(desk) == []


def test_the_database_itself_keeps_the_postings_of_an_approved_run(desk: Desk) -> None:
    run = november(desk)
    take(desk, report(), NOVEMBER, run)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    for sql in (
        "UPDATE refund_posting SET amount = 1",
        "DELETE FROM refund_posting",
        "UPDATE imported_file SET undone_by = 'x'",
        "DELETE FROM imported_content",
    ):
        with pytest.raises(Refused), desk.change("test") as session:
            session.execute(text(sql))


def test_what_waits_is_matched_by_hand_later(desk: Desk) -> None:
    run = november(desk)
    before = base(desk, run)
    take(desk, rows(row(id="17919130091", name="Ukjent".ljust(25))), run=run)
    assert base(desk, run) == before
    [waiting] = asked.open_postings(desk)
    absence = asked.absences_of(desk, 1)[0].id
    with pytest.raises(Refused):
        refunds.match_posting(desk, waiting.id, 2, absence)
    refunds.match_posting(desk, waiting.id, 1, absence)
    assert before - base(desk, run) == Money(1890000)
    refunds.leave_out(desk, waiting.id, "ikke vår")
    assert base(desk, run) == before
    [left] = asked.postings(desk, state="left_out")
    assert (left.employee, left.absence, left.note) == (None, None, "ikke vår")
    refunds.match_posting(desk, waiting.id, 1, run_id=None)
    assert [each.id for each in asked.waiting(desk)] == [waiting.id]


def test_what_is_matched_after_the_approval_counts_in_the_month_alone(desk: Desk) -> None:
    run = november(desk)
    take(desk, rows(row(), row(id="17919130091", name="Ukjent".ljust(25))), run=run)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    [waiting] = asked.open_postings(desk)
    refunds.match_posting(desk, waiting.id, 2)
    assert [each.run_id for each in asked.postings(desk, employee=2)] == [None]
    assert relief(export_month(desk, Month(2026, 11)).content) == ["-37800.00"]
    assert verify(desk) == []


def test_an_import_moves_to_another_draft_and_to_none(desk: Desk) -> None:
    first, second = november(desk), november(desk, month=12)
    taken = take(desk, report(), NOVEMBER, first)
    before = base(desk, second)
    refunds.move(desk, taken.import_id, second)
    assert before - base(desk, second) == taken.taken_total
    assert asked.imports(desk)[0].run_id == second
    refunds.move(desk, taken.import_id, None)
    assert base(desk, second) == before
    assert len(asked.waiting(desk)) == 6


def test_refunds_outlive_a_draft_and_go_into_the_next_one(desk: Desk) -> None:
    run = november(desk)
    taken = take(desk, report(), NOVEMBER, run)
    runs.draft(desk, run)
    run_setup.discard(desk, run)
    assert [each.run_id for each in asked.waiting(desk)] == [None] * 6
    again = november(desk)
    assert asked.waiting(desk) == ()
    assert runs.draft(desk, again).totals["refund"] == taken.taken_total


def test_a_correction_gets_the_refunds_again(desk: Desk) -> None:
    run = november(desk)
    taken = take(desk, report(), NOVEMBER, run)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    again = run_setup.begin(
        desk, month=Month(2026, 11), pay_date=date(2026, 11, 25), kind="correction", corrects="2026-11", whom=[1]
    )
    result = runs.draft(desk, again)
    assert result.totals["aga_base"] == Money(0)
    runs.approve(desk, again, prove=False)
    assert verify(desk) == []
    assert relief_total(export_month(desk, Month(2026, 11)).content) == -taken.taken_total


def test_an_employee_with_refunds_who_is_deleted_leaves_them_waiting(desk: Desk) -> None:
    take(desk, rows(row(id=PEOPLE[6][1], name="Oda Ås".ljust(25)), row()))
    delete_employee(desk, 7)
    [waiting] = asked.open_postings(desk)
    assert waiting.employee is None
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert asked.open_postings(desk) == ()


# --- a month without a run -------------------------------------------------------------------------------------------


def relief(message: bytes) -> list[str]:
    """What lowers the basis in a month's report."""
    return [
        part.findtext(f"{NS}avgiftsfradragBeloep", "")
        for part in etree.fromstring(message).iter(f"{NS}fradragIGrunnlagetForSone")
    ]


def relief_total(message: bytes) -> Money:
    return Money.total(Money.kr(Decimal(amount)) for amount in relief(message))


def test_without_a_run_the_months_report_and_journal_have_the_refunds(desk: Desk) -> None:
    taken = take(desk, report(), NOVEMBER)
    assert taken.run_id is None
    message = export_month(desk, Month(2026, 11)).content
    assert relief_total(message) == -taken.taken_total
    journal = export_month_journal(desk, Month(2026, 11))
    assert journal is not None
    assert "146965,83" in journal.content.decode("utf-8-sig").replace(" ", "") or b"146965.83" in journal.content
    refunds.undo_import(desk, taken.import_id)
    assert relief(export_month(desk, Month(2026, 11)).content) == []
    assert months(desk, 2026)[10].version == 2


def test_without_a_run_the_allowance_of_zone_1a_gets_back_what_it_gave(tmp_path: Path) -> None:
    head = HEAD.replace('zone = "1"\n', 'zone = "1a"\n')
    made = _made(tmp_path, samples.client(head=head, absences=""))
    with made.desk(made.path) as desk:

        def moved() -> int:
            with desk.reading() as session:
                return sum(session.scalars(select(Movement.hundredths).where(Movement.reason == "refund")))

        taken = take(desk, rows(row(), row()))
        assert moved() != 0
        both = moved()
        run = november(desk)
        assert moved() == 0
        run_setup.discard(desk, run)
        assert moved() == both
        refunds.leave_out(desk, asked.postings(desk)[0].id)
        assert moved() * 2 == pytest.approx(both, abs=1)
        refunds.undo_import(desk, taken.import_id)
        assert moved() == 0


# --- laws ------------------------------------------------------------------------------------------------------------

amounts = st.lists(
    st.tuples(st.integers(1, 7), st.integers(-99_999_999, 99_999_999).filter(bool), st.sampled_from("4H2A9")),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def computed(fish: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, int]]:
    with fish.desk(fish.copied_to(tmp_path_factory.mktemp("law"))) as desk:
        yield desk, november(desk)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=amounts)
def test_the_basis_falls_by_exactly_what_was_taken_and_no_payslip_changes(
    computed: tuple[Desk, int], some: list[tuple[int, int, str]]
) -> None:
    desk, run = computed
    before = runs.draft(desk, run)
    content = rows(
        *(
            row(
                id=PEOPLE[who - 1][1],
                unit=PEOPLE[who - 1][2],
                name=PEOPLE[who - 1][0][:25].ljust(25),
                code=code,
                amount=ore(amount),
            )
            for who, amount, code in some
        )
    )
    seen = refunds.preview(desk, content, MINE)
    decisions = {each.line: Decision(each.employee, each.absence) for each in seen.rows}
    taken = take(desk, content, run=run, decisions=decisions)
    after = runs.draft(desk, run)
    assert taken.taken_total == Money(sum(amount for _, amount, _ in some))
    assert before.totals["aga_base"] - after.totals["aga_base"] == taken.taken_total
    for was, now in zip(before.payslips, after.payslips, strict=True):
        same = replace(now, person=was.person, figures=was.figures, contributions=was.contributions)
        assert was.lines == same.lines
        assert (was["net_pay"], was["withholding"]) == (now["net_pay"], now["withholding"])
    refunds.undo_import(desk, taken.import_id)
    assert runs.draft(desk, run).totals == before.totals


# --- the file as a whole -------------------------------------------------------------------------------------------


def test_everything_in_open_formats_has_the_reports_as_they_came(desk: Desk, tmp_path: Path) -> None:
    taken = take(desk, report(), NOVEMBER)
    folder = tmp_path / "alt"
    folder.mkdir()
    export_all(desk, folder)
    assert (folder / "imports" / f"{taken.import_id}.csv").read_bytes() == report()
    assert (folder / "tables" / "refund_posting.csv").read_text("utf-8-sig").count("\n") == 7


def test_a_report_that_was_changed_in_the_file_is_found(desk: Desk) -> None:
    take(desk, report(), NOVEMBER)
    assert verify(desk) == []
    with desk.change("test") as session:
        session.execute(text("UPDATE imported_content SET content = x'00'"))
    assert texts_of(verify(desk)) == ["The file of import {number} is not what was imported"]


def test_inspect_judges_against_a_client(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / NOVEMBER
    path.write_bytes(report())
    alone, here = inspect_file(path, "en"), inspect_file(path, "en", desk)
    assert (alone["accepted"], here["accepted"], here["rows"], here["data"]) == (True, True, 6, alone["data"])
    assert len(here["findings"]) > len(alone["findings"])
    take(desk, report(), NOVEMBER)
    again = inspect_file(path, "en", desk)
    assert not again["accepted"]
    assert again["findings"][0]["severity"] == "error"


def test_a_wrong_posting_of_an_approved_run_is_put_right_by_its_opposite(desk: Desk) -> None:
    first = november(desk)
    taken = take(desk, report(), NOVEMBER, first)
    wrong, other, *_ = asked.postings(desk)
    with pytest.raises(Refused):  # its run is open
        refunds.take_back(desk, [wrong.id], None, "feil")
    runs.draft(desk, first)
    runs.approve(desk, first, prove=False)
    second = november(desk, month=12)
    before = base(desk, second)
    with pytest.raises(Refused):
        refunds.take_back(desk, [wrong.id], second, " ")
    with pytest.raises(Refused):
        refunds.take_back(desk, [wrong.id], first, "feil")
    refunds.take_back(desk, [wrong.id], second, "gjaldt en annen")
    assert base(desk, second) - before == wrong.amount
    [opposite] = [each for each in asked.postings(desk) if each.opposite_of == wrong.id]
    assert (opposite.amount, opposite.absence, opposite.is_reclaim) == (-wrong.amount, wrong.absence, False)
    assert asked.imports(desk)[0].taken_total == taken.taken_total
    assert asked.ledger(desk, employee=1).received.value == other.amount
    with pytest.raises(Refused):
        refunds.take_back(desk, [wrong.id], second, "feil")
    with pytest.raises(Refused):
        refunds.match_posting(desk, opposite.id, 2)
    refunds.leave_out(desk, opposite.id)
    assert base(desk, second) == before
    refunds.take_back(desk, [wrong.id], None, "feil")
    assert relief_total(export_month(desk, Month(2026, 11)).content) == -(taken.taken_total - wrong.amount)
    assert verify(desk) == []


def test_refunds_of_an_approved_run_are_no_difference_to_be_paid(desk: Desk) -> None:
    run = november(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    before = noticed(desk)
    again = november(desk, month=12)
    take(desk, report(), NOVEMBER, again)
    runs.draft(desk, again)
    runs.approve(desk, again, prove=False)
    assert noticed(desk) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_the_character_set_is_found_out(desk: Desk, encoding: str) -> None:
    content = report().decode("latin-1").encode(encoding)
    seen = refunds.preview(desk, content, NOVEMBER)
    assert (seen.refused, seen.total, seen.rows[0].name) == (False, Money(14696583), "Åse Brønnøysund")


def test_a_character_set_that_is_said_wrong_spoils_names_and_nothing_else(desk: Desk) -> None:
    seen = refunds.preview(desk, report(), NOVEMBER, Reading(encoding="utf-8"))
    assert any("could not be read; names may be wrong" in said for said in texts_of(seen.findings))
    assert [each.employee for each in seen.rows] == [1, 1, 2, 3, 6, 7]
