"""Every report of 200 people and twelve months, and what it takes to read the payslips' sums alone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.pay_run import Payslip
from services.actions import runs
from services.actions.clients import fill
from services.desk.desk import Desk
from services.queries.reports import CATALOGUE, Choices, make
from services.vault.client import Client
from services.vault.keys import RecoveryKey
from services.vault.store import connect
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import FIRST, crowd
from tests.benchmarks.measure import say, times
from tests.benchmarks.test_open import copied

PEOPLE, MONTHS = 200, 12
SUMS = select(Payslip.run_id, Payslip.employee_id, Payslip.gross_cash, Payslip.net_pay)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A real month of pay, and the same rows again for each month after."""
    path = tmp_path_factory.mktemp("year") / "year.lonnsom"
    client, key = Client.create(path, "x", "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, crowd(PEOPLE))
    run = crowd(PEOPLE).runs[0]
    runs.draft(desk, runs.start(desk, run.head, run.lines))
    client.close()
    driver = connect(path, RecoveryKey.typed(key).file_key)
    for number in range(2, MONTHS + 1):
        month = FIRST.plus(number - 1)
        copied(driver, "pay_run", id=number, month=f"'{month}'", pay_date=f"'{month}-20'")
        for table in ("payslip", "pay_line", "movement", "entered_line"):
            copied(driver, table, id="NULL", run_id=number)
        copied(driver, "run_total", run_id=number)
    driver.execute("UPDATE pay_run SET approved_at = computed_at, approved_by = 'kari'")
    driver.close()
    return path, key


def test_every_report(year: tuple[Path, str]) -> None:
    path, key = year

    def opened() -> Desk:
        client = Client.open(path, recovery_key=key, now=Clock(), copies=NO_COPIES, read_only=True)
        return Desk(client, "kari", Clock())

    choices = Choices(FIRST, FIRST.plus(MONTHS - 1))
    for name in CATALOGUE:
        took, least = [], []
        for _ in range(3):  # each time as for the first time
            desk = opened()

            def floor(desk: Desk = desk) -> None:
                with desk.reading() as session:
                    session.execute(SUMS).all()

            def ours(desk: Desk = desk, name: str = name) -> None:
                make(desk, name, choices)

            least += times(floor, 1)
            took += times(ours, 1)
            desk.client.close()
        say(f"report {name}: {PEOPLE} people, {MONTHS} months", min(took), min(least), "0.5 s")
