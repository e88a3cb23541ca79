"""The readable log: every action and field has words, people and runs are named, secrets masked, undone told."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages import pofile
from sqlalchemy import text

from models.records import employee as people
from models.records.base import Record
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.exports import export_month, export_run
from services.actions.marks import mark
from services.actions.undo import undo
from services.desk.desk import Desk
from services.engine.facts import LineInput
from services.queries.changes import HIDDEN, ChangeRow, changes, log_is_whole, months_with_changes
from services.reference import change_words
from services.reference.texts import texts
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import Made, start_march

EN = texts("en")


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


def newest(desk: Desk, **asked: object) -> ChangeRow:
    return changes(desk, **asked)[0]  # type: ignore[arg-type]


def test_every_action_has_its_words(root: Path) -> None:
    actions = set()
    for path in (root / "services").rglob("*.py"):
        source = path.read_text("utf-8")
        actions |= set(re.findall(r"\.change\(\s*f?\"([^\"]+)\"", source))
        actions |= set(re.findall(r"_store\([^)]*\"(run\.[a-z]+)\"", source))
    assert len(actions) > 25
    lacking = [
        action
        for action in actions
        if change_words.action_words(
            action.replace("{verb}", "paid").replace("{name}", "color").replace("{kind_name}", "hours")
        ).text
        == "Changed"
    ]
    assert not lacking


def test_every_column_is_told_or_internal() -> None:
    lacking = [
        f"{table.name}.{column.name}"
        for table in Record.metadata.tables.values()
        if table.name != "change_log"
        for column in table.columns
        if change_words.field_words(table.name, column.name) is None
        and column.name not in change_words.INTERNAL
        and f"{table.name}.{column.name}" not in change_words.INTERNAL
    ]
    assert not lacking
    grouped = frozenset().union(*(kinds for _, kinds in change_words.GROUPS.values()))
    assert grouped >= set(Record.metadata.tables) - {"change_log", "vault_page"}
    assert set(change_words.KINDS) >= grouped


@pytest.mark.parametrize("language", ["nb", "da"])
def test_the_words_are_translated(language: str, root: Path) -> None:
    with (root / f"resources/locale/{language}/LC_MESSAGES/lonnsom.po").open("rb") as file:
        known = {message.id for message in pofile.read_po(file) if message.string}
    said = [*change_words.ACTIONS.values(), *change_words.FIELDS.values(), *change_words.KINDS.values()]
    said += [words for words, _ in change_words.GROUPS.values()]
    assert not [message.text for message in said if message.text not in known]


def test_a_changed_field_is_told_with_what_it_was_and_became(desk: Desk) -> None:
    with desk.change("employee.save", why="She married") as session:
        session.query(people.Employee).filter_by(number=1).one().name = "Ingrid Berg"
    row = newest(desk)
    assert EN(row.what) == "Employee changed: Name"
    assert (row.old, row.new, row.why) == ("Ingrid Haugen Ås", "Ingrid Berg", "She married")
    assert (row.who, row.kind, row.people) == ("kari", "people", ((1, "Ingrid Berg"),))
    assert row.can_undo


def test_values_are_read_as_their_columns_keep_them(desk: Desk) -> None:
    with desk.change("terms.save") as session:
        terms = session.query(people.EmploymentTerms).order_by(people.EmploymentTerms.id).first()
        assert terms is not None
        terms.monthly_salary = Money.kr(61000)
        terms.from_day = date(2015, 9, 1)
        terms.pay = "fee"
    told = {EN(each.label): (each.old, each.new) for each in newest(desk).fields}
    assert told["Monthly pay"][1] == Money.kr(61000)
    assert told["From"] == (date(2015, 8, 1), date(2015, 9, 1))
    assert told["Pay"] == (Message("Monthly salary"), Message("Fee"))
    assert newest(desk).people[0][0] == 1


def test_secrets_are_masked(desk: Desk) -> None:
    with desk.change("employee.save") as session:
        session.query(people.Employee).filter_by(number=1).one().bank_account = "12034001373"
        session.query(people.Employee).filter_by(number=1).one().national_id = "01010112345"
    row = newest(desk)
    assert {(each.old, each.new) for each in row.fields} <= {(HIDDEN, HIDDEN), (None, HIDDEN)}


def test_by_employee_kind_and_month(desk: Desk) -> None:
    with desk.change("employee.save") as session:
        session.query(people.Employee).filter_by(number=2).one().name = "Olav"
    run_id = start_march(desk)
    assert [row.people for row in changes(desk, employee=2)] == [((2, "Olav"),)]
    assert EN(newest(desk, kind="pay").what) == "Pay run started"
    assert EN(newest(desk, kind="pay").about or Message("")) == "Pay for March 2026"
    assert not changes(desk, kind="files")
    mark(desk, f"due:pay:{run_id}", "paid")
    told = newest(desk, kind="files")
    assert EN(told.what) == "Marked as paid"
    assert any(EN.value(each.new) == "Net pay, March 2026" for each in told.fields if each.new is not None)
    assert changes(desk, month=Month(2026, 11)) == changes(desk)
    assert not changes(desk, month=Month(2026, 10))
    assert len(changes(desk, limit=2)) == 2
    assert months_with_changes(desk)[0] == Month(2026, 11)


def test_lines_are_told_in_words(desk: Desk) -> None:
    run_id = start_march(desk)
    from models.records.pay_run import EnteredLine
    from services.desk.stored_form import write_line

    with desk.change("run.enter") as session:
        session.add(
            EnteredLine(run_id=run_id, employee_id=1, line=write_line(LineInput("bonus", amount=Money.kr("1500.50"))))
        )
    row = newest(desk, language="en")
    assert [EN.value(each.new) for each in row.fields if each.new is not None] == ["Bonus: 1,500.50"]
    assert row.people[0][0] == 1


def test_what_is_undone_says_so_and_cannot_be_undone_again(desk: Desk) -> None:
    with desk.change("employee.save") as session:
        session.query(people.Employee).filter_by(number=1).one().name = "Ingrid Berg"
    undo(desk, newest(desk).seq)
    taken_back, undone = changes(desk)[:2]
    assert EN(taken_back.what) == "Taken back: Employee changed"
    assert taken_back.undoes == undone.seq
    assert undone.undone
    assert not undone.can_undo


def test_what_is_approved_or_written_at_once_is_not_offered(desk: Desk) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    told = {EN(row.what): row for row in changes(desk)}
    assert not told["Pay run approved"].can_undo
    assert not told["Draft calculated"].can_undo
    assert not told["Pay run started"].can_undo
    assert [EN(note) for note in told["Draft calculated"].notes] == ["3 payslips"]


def test_a_deleted_employee_is_still_named(desk: Desk) -> None:
    with desk.change("employee.hire") as session:
        session.add(
            people.Employee(
                number=9,
                name="Kort Tid",
                national_id="",
                international_id="",
                international_type="",
                international_country="",
                address="",
                language="nb",
                bank_account="",
                small_payments=False,
            )
        )
    undo(desk, newest(desk).seq)
    assert changes(desk)[1].people == ((9, "Kort Tid"),)


def test_kept_files_say_what_they_are_of(desk: Desk) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    export_run(desk, run_id)
    export_month(desk, Month(2026, 3))
    report, files = (row for row in changes(desk) if EN(row.what) == "Files made and kept")
    assert EN(report.about or Message("")) == "A-melding for March 2026"
    assert EN(files.about or Message("")) == "Pay for March 2026"


def test_the_log_is_sealed(desk: Desk) -> None:
    is_whole, count = log_is_whole(desk)
    assert is_whole
    assert count == newest(desk).seq
    with desk.reading() as session:
        connection = session.connection()
        connection.execute(text("PRAGMA query_only = OFF"))
        for trigger in ("keep_change_log_update",):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE change_log SET \"by\" = 'ola' WHERE seq = 1"))
        session.commit()
    assert log_is_whole(desk)[0] is False
