"""Writing: whole or not at all, and told in the change log."""

import hashlib
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, PendingRollbackError

from models.records.employee import Employee, TaxCard
from models.records.movement import Movement
from models.records.pay_run import PayRun, Payslip, RunTotal
from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.vault.client import Client
from services.vault.history import AtOnce, Entry, Note, RowChange
from tests.vault.samples import Made, a_payslip, a_run, an_employee, refused, row


def last(client: Client) -> Entry:
    return client.history(limit=1, reveal=True)[0]


def name_of(client: Client, row_id: int) -> str | None:
    with client.reading() as session:
        return session.scalar(select(Employee.name).where(Employee.id == row_id))


# What is told ---------------------------------------------------------------------------------------------------------


def test_a_change_is_told_with_who_when_what_and_why(client: Client) -> None:
    with client.change("employee.rename", by="kari", why="giftet seg") as session:
        session.get_one(Employee, 7).name = "Berit Lie"
    entry = last(client)
    assert (entry.seq, entry.action, entry.by, entry.why) == (3, "employee.rename", "kari", "giftet seg")
    assert entry.at == datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)
    assert entry.touched == ("employee",)
    assert entry.rows == (RowChange("employee", 7, {"name": "Ansatt 7"}, {"name": "Berit Lie"}),)
    assert (entry.notes, entry.at_once, entry.undoes, entry.undone) == ((), (), None, False)


def test_values_are_told_as_they_lie_in_the_file(client: Client) -> None:
    with client.change("tax_card.add", by="kari") as session:
        card = row(TaxCard, employee_id=1, year=2026, percent=Percent.of("33.50"), exempt_amount=Money.kr("100.50"))
        session.add(card)
    with client.change("tax_card.correct", by="kari") as session:
        card = session.get_one(TaxCard, card.id)
        card.issued, card.exempt_amount = date(2026, 1, 2), Money.kr(200)
    added, corrected = client.history(kind="tax_card")[::-1]
    assert added.rows[0].old is None
    assert added.rows[0].new
    assert (
        added.rows[0].new.items() >= {"year": 2026, "percent": "33.50", "exempt_amount": 10050, "issued": None}.items()
    )
    assert corrected.rows == (
        RowChange(
            "tax_card",
            card.id,
            {"exempt_amount": 10050, "issued": None},
            {"exempt_amount": 20000, "issued": "2026-01-02"},
        ),
    )


def test_bytes_are_told_by_their_hash(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(a_run(facts=b"hei"))
    told = last(client).rows[0].new or {}
    assert told["facts"] == {"sha256": hashlib.sha256(b"hei").hexdigest(), "bytes": 3}


def test_a_deleted_row_is_told_whole(client: Client) -> None:
    with client.change("employee.delete", by="kari") as session:
        session.delete(session.get_one(Employee, 7))
    change = last(client).rows[0]
    assert change.old
    assert change.new is None
    assert change.old["name"] == "Ansatt 7"
    assert change.old.keys() == {column.name for column in Employee.__table__.columns}


def test_a_row_with_a_key_of_two_columns_is_told(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run())
        session.flush()
        session.add(RunTotal(run_id=run.id, name="net", amount=Money(5)))
    assert [change.row for change in last(client).rows if change.kind == "run_total"] == [[run.id, "net"]]
    assert len(client.history(kind="run_total", row=[run.id, "net"])) == 1


def test_old_values_are_read_where_memory_does_not_have_them(client: Client) -> None:
    with client.change("employee.rename", by="kari") as session:
        person = session.get_one(Employee, 7)
        session.expire(person)
        person.name = "Ny"
    assert last(client).rows == (RowChange("employee", 7, {"name": "Ansatt 7"}, {"name": "Ny"}),)
    with client.change("employee.delete", by="kari") as session:
        person = session.get_one(Employee, 8)
        session.expire(person)
        session.delete(person)
    assert last(client).rows[0].old
    with client.change("employee.number", by="kari") as session:
        session.get_one(Employee, 9).number = Employee.number + 1000
    assert last(client).rows == (RowChange("employee", 9, {"number": 9}, {"number": 1009}),)


def test_a_change_in_several_steps_tells_each(client: Client) -> None:
    with client.change("employee.rename", by="kari") as session:
        person = session.get_one(Employee, 7)
        for name in ("A", "B"):
            person.name = name
            session.flush()
    assert [change.new for change in last(client).rows] == [{"name": "A"}, {"name": "B"}]


def test_setting_what_is_there_is_no_change(client: Client) -> None:
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = "Ansatt 7"
    assert last(client).seq == 2


def test_statements_that_write_many_rows_are_told_by_number(client: Client) -> None:
    lines = [
        {"employee_id": 1, "account": "ferie", "vintage": "2026", "hundredths": i, "reason": ""} for i in range(50)
    ]
    with client.change("import.balances", by="kari") as session:
        session.execute(insert(Movement), lines)
        session.execute(insert(Movement.__table__), lines)
        session.execute(update(Movement).values(hundredths=1))
        session.execute(delete(Movement).where(Movement.id > 60))
        session.execute(text('INSERT OR REPLACE INTO "run_total" SELECT 1, 1, 1 WHERE 0'))
        session.add(an_employee(500))
        session.note("movement", {"file": "saldo.csv", "sum": Money(5)})
    entry = last(client)
    assert entry.at_once == (
        AtOnce("movement", "insert", 50),
        AtOnce("movement", "insert", 50),
        AtOnce("movement", "update", 100),
        AtOnce("movement", "delete", 40),
    )
    assert entry.notes == (Note("movement", {"file": "saldo.csv", "sum": "0.05"}),)
    assert [change.kind for change in entry.rows] == ["employee"]
    assert entry.touched == ("employee", "movement")


def test_a_note_alone_is_a_change(client: Client) -> None:
    with client.change("export.journal", by="kari") as session:
        session.note("pay_run", "journal for november")
    assert last(client).notes == (Note("pay_run", "journal for november"),)
    assert last(client).rows == ()


def test_nothing_written_is_no_entry(client: Client) -> None:
    told: list[frozenset[str]] = []
    client.on_change(told.append)
    with client.change("nothing", by="kari") as session:
        session.get_one(Employee, 7)
    assert last(client).seq == 2
    assert told == []


def test_who_asks_is_told_what_was_touched(client: Client) -> None:
    told: list[frozenset[str]] = []
    seen: list[int] = []
    stop = client.on_change(told.append)
    client.on_change(lambda _: seen.append(len(client.history())))  # it may read
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(500))
        session.note("pay_run", "x")
        session.flush()
        assert told == []
    stop()
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(501))
    assert told == [frozenset({"employee", "pay_run"})]
    assert seen == [3, 4]


# Whole or not at all --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), Refused([])])
def test_whatever_is_raised_takes_everything_back(client: Client, error: BaseException) -> None:
    told: list[frozenset[str]] = []
    client.on_change(told.append)
    with pytest.raises(type(error)), client.change("employee.hire", by="kari") as session:  # noqa: PT012
        session.get_one(Employee, 7).name = "Ny"
        session.add(an_employee(500))
        session.flush()
        session.execute(update(Employee).values(address=""))
        session.note("employee", "x")
        raise error
    assert name_of(client, 7) == "Ansatt 7"
    assert last(client).seq == 2
    assert told == []
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(500))
    assert last(client).seq == 3


def test_a_broken_constraint_takes_everything_back(client: Client) -> None:
    with pytest.raises(IntegrityError), client.change("employee.hire", by="kari") as session:  # noqa: PT012
        session.get_one(Employee, 7).name = "Ny"
        session.add(an_employee(1))
    assert name_of(client, 7) == "Ansatt 7"


def test_a_full_disk_is_refused_and_takes_everything_back(client: Client) -> None:
    with client._store.alone() as driver:
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages + 5}")
    with refused("disk with .* is full"), client.change("employee.hire", by="kari") as session:
        session.add_all([an_employee(number, address="x" * 1000) for number in range(500, 600)])
    assert last(client).seq == 2
    assert client.verify() == []
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = "Ny"
    assert name_of(client, 7) == "Ny"


@pytest.mark.parametrize("deed", ["begin", "begin_nested", "commit", "rollback"])
def test_a_change_has_no_transactions_of_its_own(client: Client, deed: str) -> None:
    with pytest.raises(RuntimeError, match="ends with its block"), client.change("x", by="kari") as session:  # noqa: PT012
        session.add(an_employee(500))
        getattr(session, deed)()
    assert last(client).seq == 2


def test_going_on_after_a_refused_row_is_not_possible(client: Client) -> None:
    with pytest.raises(PendingRollbackError), client.change("x", by="kari") as session:  # noqa: PT012
        session.add(an_employee(1))
        with pytest.raises(IntegrityError):
            session.flush()
        session.add(an_employee(500))
    assert last(client).seq == 2


# Reading --------------------------------------------------------------------------------------------------------------


def test_reading_never_writes(client: Client) -> None:
    with pytest.raises(OperationalError, match="readonly"), client.reading() as session:  # noqa: PT012
        session.get_one(Employee, 7).name = "Ny"
        session.flush()
    with pytest.raises(OperationalError, match="readonly"), client.reading() as session:
        session.execute(update(Employee).values(name="Ny"))
    assert name_of(client, 7) == "Ansatt 7"
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = "Ny"


def test_reading_inside_reading_and_inside_a_change_is_the_same_session(client: Client) -> None:
    with client.reading() as outer, client.reading() as inner:
        assert inner is outer
    with client.change("employee.hire", by="kari") as change:
        change.add(an_employee(500))
        with client.reading() as session:
            assert session is change
            assert session.scalar(select(func.count()).select_from(Employee)) == 200


def test_a_change_inside_another_is_a_bug(client: Client) -> None:
    with client.reading(), pytest.raises(RuntimeError, match="already going on"), client.change("x", by="kari"):
        pass
    with (
        client.change("x", by="kari"),
        pytest.raises(RuntimeError, match="already going on"),
        client.change("y", by="k"),
    ):
        pass
    assert name_of(client, 7) == "Ansatt 7"


def test_threads_take_turns(client: Client) -> None:
    def hire(first: int) -> None:
        for number in range(first, first + 10):
            with client.change("employee.hire", by="kari") as session:
                session.add(an_employee(number))
            name_of(client, 7)

    threads = [threading.Thread(target=hire, args=(first,)) for first in (500, 600, 700)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.seq for entry in client.history()] == list(range(32, 0, -1))
    assert client.verify() == []


# What is approved -----------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(client: Client) -> tuple[int, int]:
    """An approved run with a payslip."""
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run())
        session.flush()
        session.add(slip := a_payslip(run, session.get_one(Employee, 1)))
    with client.change("run.approve", by="kari") as session:
        session.get_one(PayRun, run.id).approved_at = datetime(2026, 11, 20, tzinfo=UTC)
    return run.id, slip.id


def change_run(session, run_id: int, slip_id: int) -> None:
    session.get_one(PayRun, run_id).month = Month(2026, 1)


def unapprove(session, run_id: int, slip_id: int) -> None:
    session.get_one(PayRun, run_id).approved_at = None


def delete_run(session, run_id: int, slip_id: int) -> None:
    session.execute(delete(PayRun))


def change_slip(session, run_id: int, slip_id: int) -> None:
    session.get_one(Payslip, slip_id).net_pay = Money(1)


def delete_slip(session, run_id: int, slip_id: int) -> None:
    session.delete(session.get_one(Payslip, slip_id))


def add_slip(session, run_id: int, slip_id: int) -> None:
    session.add(a_payslip(session.get_one(PayRun, run_id), session.get_one(Employee, 2)))


def move_slip_in(session, run_id: int, slip_id: int) -> None:
    session.add(run := a_run(sequence=2))
    session.flush()
    session.add(slip := a_payslip(run, session.get_one(Employee, 2)))
    session.flush()
    slip.run_id = run_id


def replace_slip(session, run_id: int, slip_id: int) -> None:
    session.execute(text("INSERT OR REPLACE INTO payslip SELECT * FROM payslip"))


def insert_approved(session, run_id: int, slip_id: int) -> None:
    session.add(a_run(sequence=2, approved_at=datetime(2026, 11, 20, tzinfo=UTC)))


def change_log(session, run_id: int, slip_id: int) -> None:
    session.execute(text("UPDATE change_log SET why = 'x'"))


def delete_log(session, run_id: int, slip_id: int) -> None:
    session.execute(text("DELETE FROM change_log WHERE seq = 4"))


def replace_log(session, run_id: int, slip_id: int) -> None:
    session.execute(text("INSERT OR REPLACE INTO change_log SELECT * FROM change_log WHERE seq = 2"))


@pytest.mark.parametrize(
    "deed",
    [
        change_run,
        unapprove,
        delete_run,
        change_slip,
        delete_slip,
        add_slip,
        move_slip_in,
        replace_slip,
        insert_approved,
        change_log,
        delete_log,
        replace_log,
    ],
)
def test_what_is_approved_or_in_the_log_is_kept(client: Client, approved: tuple[int, int], deed) -> None:
    with pytest.raises(Refused, match="is kept as it is") as refusal, client.change("run.tamper", by="kari") as session:
        deed(session, *approved)
    assert refusal.value.findings[0].code == "approved"
    assert last(client).seq == 4
    assert client.verify() == []


def test_a_draft_is_changed_and_deleted(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run())
        session.flush()
        session.add(slip := a_payslip(run, session.get_one(Employee, 1)))
    with client.change("run.draft", by="kari") as session:
        session.get_one(Payslip, slip.id).net_pay = Money(1)
        session.get_one(PayRun, run.id).month = Month(2026, 1)
    with client.change("run.delete", by="kari") as session:
        session.execute(delete(Payslip))
        session.execute(delete(PayRun))


# The log as it is read ------------------------------------------------------------------------------------------------


def test_the_log_is_asked_by_kind_row_person_time_and_number(client: Client) -> None:
    for row_id, by in ((7, "kari"), (8, "ola"), (7, "ola")):
        with client.change("employee.rename", by=by) as session:
            session.get_one(Employee, row_id).name += "!"
    with client.change("tax_card.add", by="kari") as session:
        session.add(row(TaxCard, employee_id=7, year=2026))

    def asked(**wanted) -> list[int]:
        return [entry.seq for entry in client.history(**wanted)]

    assert asked() == [6, 5, 4, 3, 2, 1]
    assert asked(kind="employee") == [5, 4, 3, 2]
    assert asked(kind="employee", row=7) == [5, 3, 2]
    assert asked(kind="tax_card") == [6]
    assert asked(by="ola") == [5, 4]
    assert asked(limit=2) == [6, 5]
    fourth = client.history()[2].at
    assert asked(since=fourth) == [6, 5, 4]
    assert asked(until=fourth) == [3, 2, 1]


def test_secret_columns_are_hidden_unless_asked_for(client: Client) -> None:
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(500, national_id="01019912345"))
    shown = [client.history(limit=1, reveal=reveal)[0].rows[0].new or {} for reveal in (False, True)]
    assert [new["national_id"] for new in shown] == ["•••", "01019912345"]
    assert shown[0]["name"] == "Ansatt 500"


def test_the_log_is_read_inside_a_change(client: Client) -> None:
    with client.change("employee.hire", by="kari"):
        assert client.history(limit=1)[0].seq == 2


def test_the_log_and_the_rows_survive_the_file(path: Path, made: Made) -> None:
    with made.open(path) as client, client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = "Berit Lie"
    with made.open(path) as client:
        assert name_of(client, 7) == "Berit Lie"
        assert last(client).action == "employee.rename"
        assert client.verify() == []
