"""Taking changes back: to exactly what was, or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text, update

from models.records.employee import Employee, TaxCard
from models.records.pay_run import PayRun, RunTotal
from models.values.money import Money
from services.vault.client import Client
from tests.vault.samples import a_payslip, a_run, an_employee, refused, row


def people(client: Client) -> list[tuple[Any, ...]]:
    """All that the file says about people."""
    with client.reading() as session:
        return [tuple(found) for found in session.execute(text("SELECT * FROM employee ORDER BY id"))] + [
            tuple(found) for found in session.execute(text("SELECT * FROM tax_card ORDER BY id"))
        ]


def hire(session: Any) -> None:
    session.add(person := an_employee(500))
    session.flush()
    session.add(row(TaxCard, employee_id=person.id, year=2026, exempt_amount=Money(5)))


def rename(session: Any) -> None:
    person = session.get_one(Employee, 7)
    person.name, person.born, person.small_payments = "Ny", date(1990, 1, 2), True


def rename_twice(session: Any) -> None:
    for name in ("A", "B"):
        session.get_one(Employee, 7).name = name
        session.flush()


def dismiss(session: Any) -> None:
    session.delete(session.get_one(Employee, 7))
    session.delete(session.get_one(Employee, 8))


def hire_and_dismiss(session: Any) -> None:
    session.add(person := an_employee(500))
    session.flush()
    session.delete(person)


@pytest.mark.parametrize("deed", [hire, rename, rename_twice, dismiss, hire_and_dismiss])
def test_undo_and_redo_bring_back_exactly_what_was(client: Client, deed: Callable[[Any], None]) -> None:
    before = people(client)
    with client.change("deed", by="kari") as session:
        deed(session)
    after = people(client)
    client.undo(3, "ola", why="feil person")
    assert people(client) == before
    undone, deed_entry = client.history(limit=2)
    assert (undone.action, undone.by, undone.why, undone.undoes) == ("undo", "ola", "feil person", 3)
    assert undone.touched == deed_entry.touched
    assert deed_entry.undone
    client.undo(4, "kari")
    assert people(client) == after
    assert [entry.undone for entry in client.history(limit=3)] == [False, True, False]
    client.undo(3, "kari")
    assert people(client) == before
    assert client.verify() == []


def test_who_asks_is_told_of_an_undo(client: Client) -> None:
    told: list[frozenset[str]] = []
    with client.change("employee.hire", by="kari") as session:
        hire(session)
    client.on_change(told.append)
    client.undo(3, "kari")
    assert told == [frozenset({"employee", "tax_card"})]


def test_an_undone_change_is_not_undone_twice(client: Client) -> None:
    with client.change("employee.rename", by="kari") as session:
        rename(session)
    client.undo(3, "kari")
    with refused("Change 3 is taken back already"):
        client.undo(3, "kari")


@pytest.mark.parametrize("seq", [0, 99, -1])
def test_a_change_that_is_not_there_is_refused(client: Client, seq: int) -> None:
    with refused(f"There is no change {seq}"):
        client.undo(seq, "kari")


@pytest.mark.parametrize("later", [rename_twice, dismiss])
def test_what_was_changed_since_stays(client: Client, later: Callable[[Any], None]) -> None:
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 9).name = "Urørt"
        rename(session)
    with client.change("later", by="kari") as session:
        later(session)
    before = people(client)
    with refused("Change 3 cannot be taken back: what it wrote was changed again"):
        client.undo(3, "kari")
    assert people(client) == before
    assert len(client.history()) == 4
    client.undo(4, "kari")
    client.undo(3, "kari")


def test_another_column_that_was_changed_since_does_not_matter(client: Client) -> None:
    with client.change("employee.rename", by="kari") as session:
        session.get_one(Employee, 7).name = "Ny"
    with client.change("employee.move", by="kari") as session:
        session.get_one(Employee, 7).address = "Lillehammer"
    client.undo(3, "kari")
    with client.reading() as session:
        person = session.get_one(Employee, 7)
        assert (person.name, person.address) == ("Ansatt 7", "Lillehammer")


def test_what_others_build_on_stays(client: Client) -> None:
    with client.change("employee.hire", by="kari") as session:
        session.add(person := an_employee(500))
    with client.change("tax_card.add", by="kari") as session:
        session.add(row(TaxCard, employee_id=person.id, year=2026))
    before = people(client)
    with refused("Change 3 cannot be taken back: something that came later builds on it"):
        client.undo(3, "kari")
    assert people(client) == before


def test_what_would_clash_stays(client: Client) -> None:
    with client.change("employee.number", by="kari") as session:
        session.get_one(Employee, 7).number = 700
    with client.change("employee.hire", by="kari") as session:
        session.add(an_employee(7))
    with refused("something that came later builds on it"):
        client.undo(3, "kari")


def test_what_is_approved_since_stays(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run())
        session.flush()
        session.add(RunTotal(run_id=run.id, name="net", amount=Money(5)))
        session.get_one(Employee, 7).name = "Ny"
    with client.change("run.approve", by="kari") as session:
        session.get_one(PayRun, run.id).approved_at = datetime(2026, 11, 20, tzinfo=UTC)
    for seq, words in ((3, "was changed again|is approved since"), (4, "is approved since")):
        with refused(f"Change {seq} cannot be taken back: .*({words})"):
            client.undo(seq, "kari")
    assert people(client)[6][2] == "Ny"
    assert len(client.history()) == 4
    assert client.verify() == []


def test_a_draft_is_taken_back_whole(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run())
        session.flush()
        session.add(a_payslip(run, session.get_one(Employee, 1), content=b"hei"))
    client.undo(3, "kari")
    with client.reading() as session:
        assert session.scalars(select(PayRun)).all() == []


def test_what_the_log_does_not_have_stays(client: Client) -> None:
    with client.change("run.draft", by="kari") as session:
        session.add(run := a_run(facts=b"hei"))
    with client.change("run.delete", by="kari") as session:
        session.delete(session.get_one(PayRun, run.id))
    with client.change("employee.move", by="kari") as session:
        session.execute(update(Employee).values(address="Oslo"))
    with client.change("export.journal", by="kari") as session:
        session.note("pay_run", "journal")
    for seq in (1, 4, 5, 6):
        with refused(f"Change {seq} is of a kind that cannot be taken back"):
            client.undo(seq, "kari")


def test_a_change_of_an_older_form_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with client.change("employee.rename", by="kari") as session:
        rename(session)
    with client._store.alone() as driver:
        driver.execute("DROP TRIGGER keep_change_log_update")
        driver.execute("UPDATE change_log SET detail = replace(detail, '\"name\"', '\"gone\"') WHERE seq = 3")
    with refused("made with an older version"):
        client.undo(3, "kari")
