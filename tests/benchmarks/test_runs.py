"""A month of pay for 1,000, 3,000 and 10,000 people: gathered, computed, stored, approved.

The floors: the same sums worked out from the same facts with bare whole numbers, and the same rows written raw.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from services.actions import runs
from services.actions.clients import fill
from services.desk.calculate import calculate, rates_of, steady_memory
from services.desk.desk import Desk
from services.desk.gather import run_facts
from services.desk.keep import keep
from services.engine.facts import RunFacts
from services.norway.rules.tax_table import table
from services.vault.client import Client
from services.vault.keys import RecoveryKey
from services.vault.store import connect
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import say, usual

MONTHS = {1_000: 5, 3_000: 3, 10_000: 2}
WRITTEN = ("payslip", "pay_line", "movement", "run_total")


@dataclass
class Took:
    """Seconds of each part, the best of all months."""

    gather: float = 99
    compute: float = 99
    store: float = 99
    approve: float = 99

    def note(self, part: str, started: float) -> float:
        now = perf_counter()
        setattr(self, part, min(getattr(self, part), now - started))
        return now

    @property
    def whole(self) -> float:
        return self.gather + self.compute + self.store + self.approve


def bare(facts: RunFacts) -> int:
    """Net pay of everybody as somebody would write it who needs no reason, no trace and no balance."""
    rates = rates_of(facts)
    holiday, otp = rates.percent("holiday_pay.agreement").value.share, facts.employer.pension_percent.share
    free_dues = rates.amount("withholding.union_dues_max").value.ore // 12
    aga = {
        unit.orgnr: rates.percent(f"employer_contribution.zone_{unit.zone}").value.share
        for unit in facts.employer.establishments
    }
    all_of_it = 0
    for person in facts.people:
        employment = person.employments[0]
        terms = employment.terms.entries[-1][1]
        gross = pensionable = 0
        if terms.monthly_salary is not None:
            gross = pensionable = terms.monthly_salary.ore
        for line in person.lines:
            if line.type == "hourly_pay":
                gross += int(line.quantity * terms.hourly_rate.ore)
                pensionable = gross
            elif line.type == "overtime_50":
                hourly = Decimal(gross) / terms.percent.share * 12 / (terms.full_time_hours * 52)
                gross += int(hourly * line.quantity * Decimal("1.5"))
        dues = gross * 12 // 1000
        tax = table(rates, person.tax_card.table, "MND")((gross - min(dues, free_dues)) // 100)
        accrued = int(gross * holiday)
        pension = int(pensionable * otp)
        contribution = int((gross + pension) * aga[employment.establishment])
        all_of_it += gross - dues - tax * 100 + 0 * (accrued + contribution)
    return all_of_it


def rows_of(client: Client) -> dict[str, list[tuple[Any, ...]]]:
    """What one run wrote, by table."""
    driver = client._store._connection
    return {
        name: driver.execute(f"SELECT * FROM {name} WHERE run_id = (SELECT max(id) FROM pay_run)").fetchall()
        for name in WRITTEN
    }


def written_raw(written: dict[str, list[tuple[Any, ...]]], path: Path, key: RecoveryKey) -> float:
    """Seconds for the same rows in one transaction: an encrypted file, no index, no guard, no log."""
    driver = connect(path, key.file_key, how="mode=rwc", salt=bytes(16))
    driver.execute("PRAGMA journal_mode = WAL")
    for name, rows in written.items():
        driver.execute(f"CREATE TABLE {name} ({', '.join(f'c{place}' for place in range(len(rows[0])))})")
    started = perf_counter()
    driver.execute("BEGIN IMMEDIATE")
    for name, rows in written.items():
        driver.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    driver.execute("COMMIT")
    took = perf_counter() - started
    driver.close()
    return took


@pytest.mark.parametrize("people", MONTHS)
def test_a_month_of_pay(people: int, tmp_path: Path) -> None:
    client, recovery_key = Client.create(tmp_path / "town.lonnsom", "x", "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, crowd(people))
    took = Took()
    for run in crowd(people, MONTHS[people]).runs:
        run_id = runs.start(desk, run.head, run.lines)
        with steady_memory():  # as runs.draft does it, here with a look at the clock between its parts
            started = perf_counter()
            with desk.reading() as session:
                known = runs.last_change(session)
                facts, earlier = run_facts(session, run_id)
            started = took.note("gather", started)
            result = calculate(facts, earlier)
            started = took.note("compute", started)
            with desk.change("run.draft") as session:
                keep(session, runs.run_of(session, run_id), result, desk.now(), known)
            started = took.note("store", started)
        runs.approve(desk, run_id, prove=False)
        took.note("approve", started)
    off = bare(facts) - result.totals["net_pay"].ore
    assert abs(off) < people * 100  # it is the same work: less than a krone a person off, by other roundings
    least = usual(lambda: bare(facts), 3)
    raw = min(
        written_raw(rows_of(client), tmp_path / f"raw-{number}", RecoveryKey.typed(recovery_key)) for number in range(3)
    )
    print()
    say(f"{people:,} people: gather", took.gather)
    say(f"{people:,} people: compute, with a trace of every figure", took.compute, least)
    say(f"{people:,} people: store, with facts and traces", took.store, raw)
    say(f"{people:,} people: approve", took.approve)
    say(f"{people:,} people: the whole month", took.whole, least + raw, goal="1.0 s" if people == 1_000 else "linear")
    each = 1_000_000 / people
    print(f"{people:,} people: {took.whole * each:.0f} µs each, of which computing takes {took.compute * each:.0f} µs")
    client.close()
