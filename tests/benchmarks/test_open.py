"""Opening a client with ten years of pay behind it, to the first lists: employees and runs."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.records.employee import Employee
from models.records.pay_run import PayRun
from services.actions import runs
from services.actions.clients import fill
from services.desk.desk import Desk
from services.vault.client import Client
from services.vault.keys import RecoveryKey
from services.vault.store import connect
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import say, usual

PEOPLE, YEARS = 50, 10
EMPLOYEES = select(Employee.number, Employee.name, Employee.national_id)
RUNS = select(PayRun.month, PayRun.kind, PayRun.pay_date, PayRun.approved_at)


@pytest.fixture(scope="module")
def old_client(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A real month of pay, and the same rows again for each month of the years before."""
    path = tmp_path_factory.mktemp("old") / "old.lonnsom"
    client, key = Client.create(path, "x", "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, crowd(PEOPLE))
    run = crowd(PEOPLE).runs[0]
    runs.draft(desk, runs.start(desk, run.head, run.lines))
    client.close()
    driver = connect(path, RecoveryKey.typed(key).file_key)
    for number in range(2, YEARS * 12 + 1):
        month = run.head.month.plus(1 - number)
        copied(driver, "pay_run", id=number, month=f"'{month}'", pay_date=f"'{month}-20'")
        for table in ("payslip", "pay_line", "movement", "entered_line"):
            copied(driver, table, id="NULL", run_id=number)
        copied(driver, "run_total", run_id=number)
    driver.execute("UPDATE pay_run SET approved_at = computed_at, approved_by = 'kari'")
    driver.close()
    return path, key


def copied(driver: Any, table: str, **changed: object) -> None:
    """The rows of the first run again, with some columns changed."""
    columns = [row[1] for row in driver.execute(f"PRAGMA table_info({table})")]
    first = "id = 1" if table == "pay_run" else "run_id = 1"
    values = ", ".join(str(changed.get(column, f'"{column}"')) for column in columns)
    driver.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {first}")


def test_open_to_the_first_lists(old_client: tuple[Path, str]) -> None:
    path, key = old_client
    counted: list[int] = []

    def ours(*, read_only: bool) -> None:
        client = Client.open(path, recovery_key=key, now=Clock(), copies=NO_COPIES, read_only=read_only)
        with client.reading() as session:
            counted[:] = [len(session.execute(EMPLOYEES).all()), len(session.execute(RUNS).all())]
        client.close()

    def floor() -> None:
        driver = connect(path, RecoveryKey.typed(key).file_key)
        driver.execute("SELECT number, name, national_id FROM employee").fetchall()
        driver.execute("SELECT month, kind, pay_date, approved_at FROM pay_run").fetchall()
        driver.close()

    least = usual(floor, 9)
    print(f"\n{YEARS} years, {PEOPLE} people, {path.stat().st_size / 1e6:.0f} MB")
    say("open for reading, employees and runs, close", usual(lambda: ours(read_only=True), 9), least)
    say("open for writing, employees and runs, close", usual(lambda: ours(read_only=False), 9), least, "0.3 s")
    assert counted == [PEOPLE, YEARS * 12]
