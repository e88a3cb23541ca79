"""The control as data: what is compared with what, what is missing, whether all agrees, and payslips as figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.records import employee as people
from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_run
from services.actions.marks import mark
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead, RunKind
from services.queries.control import Control, comparable, control, is_read
from services.queries.control_paper import control_pdf, control_table
from services.queries.run_files import run_files
from services.queries.runs import all_runs, run_row
from services.queries.slips import slip, slip_heads, slip_paper
from services.reference.texts import texts
from services.vault.client import Client
from tests.actions.samples import MARCH, NO_COPIES, PASSWORD, Clock, Made, a_bonus, extra, scenario, start_march

APRIL = RunHead(Month(2026, 4), date(2026, 4, 20))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three people with March approved and its files made."""
    path = tmp_path_factory.mktemp("control") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, scenario())
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    export_run(desk, run_id)
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    with made.desk(made.copied_to(tmp_path)) as desk:
        yield desk


def seen(desk: Desk, head: RunHead, lines: dict[int, list[LineInput]] | None = None) -> Control:
    """A run started and computed, under control."""
    run_id = runs.start(desk, head, lines or {})
    runs.draft(desk, run_id)
    found = control(desk, run_id, "en")
    assert found is not None
    return found


def told(found: Control, kind: str) -> list[tuple[str, str]]:
    return [(texts("en")(point.title), point.second) for point in found.of_kind(kind)]


def test_nothing_is_computed_yet(desk: Desk) -> None:
    run_id = runs.start(desk, APRIL, {})
    found = control(desk, run_id, "nb")
    assert found is not None
    assert (found.state, found.people, found.sums) == ("none", (), ())
    assert control(desk, 99, "nb") is None


def test_compared_with_the_last_approved_ordinary_run(desk: Desk) -> None:
    found = seen(desk, APRIL)
    assert found.compared == Month(2026, 3)
    assert {person.number: person.status for person in found.people} == {1: "changed", 2: "gone", 3: "changed"}
    net = found.sums[0]
    assert net.change == Money.total(person.change for person in found.people)
    gone = next(person for person in found.people if person.status == "gone")
    assert gone.reasons[0].run_id == 1
    assert gone.reasons[0].figure == "net_pay"


def test_an_extra_run_and_the_first_one_have_nothing_to_compare_with(desk: Desk) -> None:
    found = seen(desk, extra(), {1: list(a_bonus("5000")[1])})
    assert found.compared is None
    assert [person.status for person in found.people] == ["alone"]
    first = control(desk, 1, "en")
    assert first is not None
    assert first.compared is None
    assert first.sums[0].change is None
    assert first.state == "approved"


def test_a_correction_is_compared_with_the_run_that_it_corrects(desk: Desk) -> None:
    head = replace(MARCH, kind=RunKind.CORRECTION, corrects="2026-03", pay_date=date(2026, 4, 20))
    run_id = runs.start(desk, head, {2: [LineInput("hourly_pay", quantity="80")]}, [2])  # type: ignore[arg-type]
    runs.draft(desk, run_id)
    found = control(desk, run_id, "en")
    assert found is not None
    [person] = found.people
    assert person.before is not None
    assert person.change == found.sums[0].amount


def test_who_is_paid_by_the_hour_and_has_no_hours_is_missing(desk: Desk) -> None:
    found = seen(desk, APRIL)
    assert ("Paid by the hour, and no hours are entered", "Jonas Fjeldstad, Maja Eikeland") in told(found, "missing")
    place = next(point.where for point in found.of_kind("missing") if "hour" in str(point.title))
    assert place == Place("pay_run", 2, "hourly_pay")


def test_the_same_of_several_people_is_one_line(desk: Desk) -> None:
    with desk.change("cards") as session:
        for card in session.query(people.TaxCard):
            session.delete(card)
    found = seen(desk, APRIL)
    assert ("No tax card for 2026: 50% is withheld", "Ingrid Haugen Ås, Maja Eikeland") in told(found, "missing")


def test_an_employer_without_an_account(desk: Desk) -> None:
    with desk.change("employer") as session:
        session.get_one(Employer, 1).bank_account = ""
    found = seen(desk, APRIL)
    point = next(point for point in found.points if point.where == Place("settings", None, "bank_account"))
    assert (point.kind, str(point.verb)) == ("missing", "Enter the account")


def test_wage_types_are_called_by_their_names(desk: Desk) -> None:
    taken = LineInput("loan_repaid", amount=Money.kr(900000))
    found = seen(desk, APRIL, {1: [taken]})
    [short] = [title for title, _ in told(found, "warning") if "can be taken" in title]
    assert "loan_repaid" not in short


def test_a_stale_draft_says_so(desk: Desk) -> None:
    run_id = seen(desk, APRIL).run_id
    with desk.change("employee.save") as session:
        session.get_one(people.Employee, 1).name = "Ingrid Ås"
    found = control(desk, run_id, "en")
    assert found is not None
    assert found.state == "stale"


# --- payslips -------------------------------------------------------------------------------------------------------


def test_a_slip_is_its_figures_from_top_to_bottom(desk: Desk) -> None:
    found = slip(desk, 1, 1, "en")
    cash = [row.amount for row in found.rows if row.line is not None]
    sums = {row.figure: row.amount for row in found.rows if row.figure}
    assert Money.total(cash) + sums["withholding"] == found.net
    assert sums["net_pay"] == found.net
    assert {row.figure for row in found.besides} >= {"holiday_accrual", "aga", "otp"}
    assert [head.number for head in slip_heads(desk, 1)] == [1, 2, 3]


def test_the_paper_of_an_approved_run_is_the_kept_one(desk: Desk) -> None:
    kept = {file.name: file.content for file in export_run(desk, 1)}
    assert slip_paper(desk, 1, 2) == kept["payslip-2-2026-03.pdf"]


def test_the_paper_of_a_draft_is_what_will_be_kept(desk: Desk) -> None:
    run_id = seen(desk, APRIL).run_id
    before = slip_paper(desk, run_id, 1)
    runs.approve(desk, run_id, prove=False)
    kept = {file.name: file.content for file in export_run(desk, run_id)}
    assert kept["payslip-1-2026-04.pdf"] == before


def test_nobody_has_a_slip_who_is_not_paid(desk: Desk) -> None:
    run_id = seen(desk, APRIL).run_id
    with pytest.raises(Refused):
        slip(desk, run_id, 2, "en")
    with pytest.raises(Refused):
        slip_paper(desk, run_id, 77)


# --- files ----------------------------------------------------------------------------------------------------------


def test_slips_bank_file_and_voucher_agree(desk: Desk) -> None:
    found = run_files(desk, 1)
    assert found is not None
    same = found.agreement
    assert same is not None
    assert same.is_right
    assert same.bank is not None
    assert same.bank + same.by_hand == same.slips == same.voucher
    assert [each.name for each in found.by_hand] == ["Maja Eikeland"]
    assert not replace(same, voucher=same.voucher + Money(1)).is_right
    assert not replace(same, by_hand=ZERO).is_right


def test_what_is_due_is_told_also_much_later(desk: Desk) -> None:
    mark(desk, "due:withholding:2026-03-23", "paid")
    later = Desk(desk.client, desk.user, lambda: datetime(2027, 9, 1, 9, tzinfo=UTC))
    found = run_files(later, 1)
    assert found is not None
    kinds = {due.subject: due.done for due in found.dues}
    assert kinds["due:withholding:2026-03-23"]
    assert not kinds["due:pay:1"]
    assert {due.kind for due in found.dues} == {"pay", "withholding", "report", "aga"}


def test_a_draft_has_no_files(desk: Desk) -> None:
    found = run_files(desk, seen(desk, APRIL).run_id)
    assert found is not None
    assert found.files == ()
    assert run_files(desk, 99) is None


def test_nothing_is_read_twice_while_nothing_was_changed(desk: Desk) -> None:
    [run] = all_runs(desk)
    assert not is_read(desk, run.id, "en")
    first = control(desk, run.id, "en")
    assert is_read(desk, run.id, "en")
    assert control(desk, run.id, "en") is first
    assert not is_read(desk, run.id, "nb")
    assert all_runs(desk)[0] is run_row(desk, run.id)
    mark(desk, f"run:{run.id}:slips", "handed_out")
    assert not is_read(desk, run.id, "en")
    again = control(desk, run.id, "en")
    assert again == first
    assert again is not first
    files = run_files(desk, run.id)
    assert files is not None
    assert files.slips_handed_out is not None


def test_inside_a_change_everything_is_read(desk: Desk) -> None:
    before = all_runs(desk)
    april = PayRun(month=APRIL.month, sequence=1, kind="ordinary", pay_date=APRIL.pay_date, period="MND")
    april.december_relief, april.corrects = False, ""
    with desk.change("run.start") as session:
        session.add(april)
        session.flush()
        assert len(all_runs(desk)) == len(before) + 1
        assert not is_read(desk, before[0].id, "en")
    assert len(all_runs(desk)) == len(before) + 1


def test_compared_with_any_approved_run(desk: Desk) -> None:
    extra_id = runs.start(desk, extra(), a_bonus("5000"))
    runs.draft(desk, extra_id)
    runs.approve(desk, extra_id, prove=False)
    run_id = runs.start(desk, APRIL, {})
    runs.draft(desk, run_id)
    found = comparable(desk, run_id)
    assert [(each.kind, each.is_usual) for each in found if each.is_usual] == [("ordinary", True)]
    assert {each.id for each in found} == {1, extra_id}
    other = control(desk, run_id, "en", extra_id)
    assert other is not None
    assert other.against == extra_id
    assert str(other.compared) == "the extra run of 2026-03-25"
    alone = control(desk, run_id, "en", 0)
    assert alone is not None
    assert (alone.compared, alone.against) == (None, 0)
    assert comparable(desk, 99) == ()


def test_the_control_on_paper(desk: Desk) -> None:
    run_id = runs.start(desk, APRIL, {})
    assert control_pdf(desk, run_id, "nb") is None
    runs.draft(desk, run_id)
    content = control_pdf(desk, run_id, "nb")
    assert content is not None
    assert content.startswith(b"%PDF")
    found = control(desk, run_id, "en")
    assert found is not None
    table = control_table(found, texts("en"), Message("Control"))
    assert len(table.rows) == len(found.people)
    gone = next(row for row in table.rows if row[3] is None)
    assert str(gone[1]).startswith("Nothing is paid this time \N{MINUS SIGN}")
