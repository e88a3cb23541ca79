"""A small client, its scenario, and desks to sit at: what the stories are about."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.records.base import protections
from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead, RunKind
from services.files.scenario import Scenario
from services.reference.demo_client import demo_scenario
from services.vault.backup import CopyPlan
from services.vault.client import Client
from services.vault.keys import RecoveryKey
from services.vault.store import connect

PASSWORD = "blåbærsyltetøy på fløyen"
NO_COPIES = CopyPlan(at_close=False)
MARCH = RunHead(Month(2026, 3), date(2026, 3, 20))

EMPLOYER = """
scenario = 1
title = "Tre ansatte"
country = "NO"
start_month = "2026-01"

[employer]
name = "Fjordgløtt Bakeri AS"
orgnr = "310000019"
bank_account = "15032001006"

[[establishment]]
orgnr = "315000017"
zone = "1"

[[establishment]]
orgnr = "315001013"
zone = "1a"
"""

PEOPLE = """
# Monthly pay with dues, and a rise in mid-March.
[[employee]]
number = 1
name = "Ingrid Haugen Ås"
national_id = "12847913736"
address = ["Fjellveien 3", "5019 Bergen"]
bank_account = "12034001373"
[employee.opening]
holiday_basis_last_year = "480000.00"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8110"
percent = "41"
[[employee.employment]]
start = 2015-08-01
occupation = "1221108"
[[employee.employment.terms]]
from = 2015-08-01
monthly_salary = "58500.00"
[[employee.employment.terms]]
from = 2026-03-16
monthly_salary = "60200.00"
[[employee.line]]
type = "union_dues"
percent = "1.2"

# An exemption card that is used up, hours only.
[[employee]]
number = 2
name = "Jonas Fjeldstad"
national_id = "19910174846"
bank_account = "12034005484"
[[employee.tax_card]]
year = 2026
kind = "exempt"
exempt_amount = "20000"
[[employee.employment]]
start = 2024-08-20
occupation = "5223108"
establishment = "315001013"
[[employee.employment.terms]]
from = 2024-08-20
percent = "40"
pay = "hourly"
hourly_rate = "212.50"

# Two employments, two cards of the year, and nobody knows the account yet.
[[employee]]
number = 3
name = "Maja Eikeland"
national_id = "24929930092"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8030"
percent = "37"
issued = 2026-02-01
[[employee.employment]]
id = "2"
start = 2026-01-01
occupation = "7412102"
establishment = "315001013"
[[employee.employment.terms]]
from = 2026-01-01
percent = "10"
pay = "hourly"
hourly_rate = "225.00"
[[employee.employment]]
id = "1"
start = 2022-09-01
occupation = "5223108"
[[employee.employment.terms]]
from = 2022-09-01
percent = "80"
monthly_salary = "28800.00"
"""

MARCH_RUN = """
[[run]]
month = "2026-03"
pay_date = 2026-03-20
[[run.line]]
employee = 1
type = "overtime_50"
quantity = "7.5"
[[run.line]]
employee = 2
type = "hourly_pay"
quantity = "81.25"
[[run.line]]
employee = 3
type = "hourly_pay"
quantity = "14.5"
employment = "2"
"""

YEAR = (
    MARCH_RUN
    + """
# A bonus beside the ordinary run; then the hours of one person were wrong.
[[run]]
month = "2026-03"
pay_date = 2026-03-25
kind = "extra"
[[run.line]]
employee = 1
type = "bonus"
amount = "12345.67"

[[run]]
month = "2026-03"
pay_date = 2026-03-27
kind = "correction"
corrects = "2026-03"
employees = [2]
[[run.line]]
employee = 2
type = "hourly_pay"
quantity = "18.25"

[[run]]
month = "2026-06"
pay_date = 2026-06-19
kind = "holiday"

# June was wrong for everybody, and is taken back whole.
[[run]]
month = "2026-06"
pay_date = 2026-06-26
kind = "correction"
corrects = "2026-06"

[[run]]
month = "2026-12"
pay_date = 2026-12-18
december_relief = true
"""
)


class Clock:
    """A clock that goes on by a second each time somebody looks at it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def scenario(runs: str = MARCH_RUN) -> Scenario:
    """The three people with some runs."""
    return read((EMPLOYER + runs.partition("[[run]]")[0] + PEOPLE + runs).encode())


def bakery() -> Scenario:
    """The demo client."""
    return read(demo_scenario())


@dataclass(frozen=True)
class Made:
    """A client file that was made once and closed, with what opens it. Each story gets a copy."""

    path: Path
    recovery_key: str

    def copied_to(self, folder: Path) -> Path:
        return Path(shutil.copy(self.path, folder / self.path.name))

    @contextmanager
    def desk(self, path: Path) -> Iterator[Desk]:
        """Kari sits at it. The recovery key opens without the work of a password."""
        client = Client.open(path, recovery_key=self.recovery_key, now=Clock(), copies=NO_COPIES)
        try:
            yield Desk(client, "kari", Clock())
        finally:
            client.close()

    @contextmanager
    def with_another_program(self, path: Path, *, guards: bool = True) -> Iterator[Any]:
        """The file as somebody sees it who has the key and another program: no guards hold. They are put back."""
        driver = connect(path, RecoveryKey.typed(self.recovery_key).file_key)
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        yield driver
        for trigger in protections() if guards else ():
            driver.execute(trigger)
        driver.close()


def play_in(desk: Desk, scenario: Scenario) -> list[int]:
    """Every run of the scenario at the desk, each started, computed and approved; their numbers in the file."""
    made = []
    for run in scenario.runs:
        made.append(runs.start(desk, run.head, run.lines, run.employees or ()))
        runs.draft(desk, made[-1])
        runs.approve(desk, made[-1], prove=False)
    return made


def start_march(desk: Desk) -> int:
    """The run of March, with its lines, not computed."""
    return runs.start(desk, MARCH, scenario().runs[0].lines)


def a_bonus(amount: str) -> dict[int, Iterable[LineInput]]:
    return {1: [LineInput("bonus", amount=Money.kr(amount))]}


def extra() -> RunHead:
    """Another run of March."""
    return RunHead(Month(2026, 3), date(2026, 3, 25), RunKind.EXTRA)


def rows(desk: Desk, table: str, order: str = "rowid") -> list[tuple[Any, ...]]:
    """All rows of a table as they lie in the file."""
    with desk.reading() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY {order}"))]


@contextmanager
def refused(match: str) -> Iterator[None]:
    """An action says no with exactly one finding, in these words."""
    with pytest.raises(Refused, match=match) as refusal:
        yield
    assert len(refusal.value.findings) == 1


def danish_year() -> Scenario:
    """Somebody's first five months of a Danish year: pension, holiday, the supplement of bededag, which May pays."""
    path = Path(__file__).parent.parent / "scenarios" / "dk" / "pay-bededag-may-and-august.toml"
    scenario = read(path.read_bytes())
    return replace(scenario, runs=scenario.runs[:5])
