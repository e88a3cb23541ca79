"""Rows and files to try the vault on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from models.records.base import Record
from models.records.columns import DATE, MOMENT, MONEY, MONTH, PERCENT, YES_NO
from models.records.employee import Employee
from models.records.pay_run import PayRun, Payslip
from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.vault.backup import CopyPlan
from services.vault.client import Client
from services.vault.keys import RecoveryKey
from services.vault.store import connect

PASSWORD = "blåbærsyltetøy på fløyen"
NO_COPIES = CopyPlan(at_close=False)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """A clock that goes on by a second each time somebody looks at it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(frozen=True)
class Made:
    """A client file that was made once, closed, with what opens it."""

    path: Path
    recovery_key: str

    def copied_to(self, folder: Path, name: str = "bakeri.lonnsom") -> Path:
        return Path(shutil.copy(self.path, folder / name))

    def open(self, path: Path, **options: Any) -> Client:
        """With the recovery key, which needs no work."""
        options = {"now": Clock(), "copies": NO_COPIES, **options}
        return Client.open(path, recovery_key=self.recovery_key, **options)

    def driver(self, path: Path) -> Any:
        """The file as somebody with another program and the key sees it."""
        return connect(path, RecoveryKey.typed(self.recovery_key).file_key)


class Victim:
    """The program of victim.py, waiting for orders."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, root / "tests/vault/victim.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdin
        assert self.process.stdout
        self.orders, self.said = self.process.stdin, self.process.stdout
        self.moments = random.Random(22)

    def start(self, order: str, path: Path, key: str) -> int:
        """Let it begin, and return the number of the process when it is ready."""
        print(order, path, key, file=self.orders, flush=True)
        number = int(self.said.readline())
        assert self.said.readline() == "ready\n"
        return number

    def killed(self, order: str, path: Path, key: str, within: float) -> list[str]:
        """What it said after `ready`, until it was killed at a random moment in that time."""
        number = self.start(order, path, key)
        time.sleep(self.moments.uniform(0, within))
        os.kill(number, signal.SIGKILL)
        return self.rest()

    def ran(self, order: str, path: Path, key: str) -> list[str]:
        print(order, path, key, file=self.orders, flush=True)
        self.said.readline()
        return self.rest()

    def rest(self) -> list[str]:
        return list(iter(lambda: self.said.readline().rstrip("\n"), "gone"))


def row(record: type[Record], **values: Any) -> Any:
    """A row with what must be there, so that a test names only what it is about."""
    plain: dict[Any, Any] = {
        MONEY: Money(0),
        YES_NO: False,
        MONTH: Month(2026, 11),
        PERCENT: Percent.of(0),
        DATE: date(2026, 11, 20),
        MOMENT: NOON,
    }
    by_kind = {"INTEGER": 0, "TEXT": "", "BLOB": b""}
    assert isinstance(record.__table__, Table)
    for column in record.__table__.columns:
        if not (column.nullable or column.primary_key or column.default or column.name in values):
            values[column.name] = plain.get(column.type, by_kind.get(str(column.type)))
    return record(**values)


def an_employee(number: int, **values: Any) -> Any:
    return row(Employee, number=number, **{"name": f"Ansatt {number}", **values})


def a_run(**values: Any) -> Any:
    return row(PayRun, **{"sequence": 1, **values})


def a_payslip(run: Any, employee: Any, **values: Any) -> Any:
    return row(Payslip, run_id=run.id, employee_id=employee.id, **values)


STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("employee", sa.Column("added_by_test", sa.Text(), nullable=True))
    op.execute("UPDATE employee SET added_by_test = 'Nilsen'")
    with op.batch_alter_table("tax_card", recreate="always") as table:
        table.add_column(sa.Column("more", sa.Text(), nullable=True))
    {last}
"""


def one_more_step(steps: Path, folder: Path, last: str) -> Path:
    """The steps of this program and one after them, which ends with this line."""
    shutil.copytree(steps, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    before = max(step.name for step in (folder / "versions").glob("[0-9]*.py"))[:4]
    revision = f"{int(before) + 1:04}"
    (folder / "versions" / f"{revision}_nickname.py").write_text(
        STEP.format(revision=revision, before=before, last=last), "utf-8"
    )
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder, byte for byte."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@contextmanager
def refused(match: str) -> Iterator[None]:
    """An action says no with exactly one finding, in these words."""
    with pytest.raises(Refused, match=match) as refusal:
        yield
    assert len(refusal.value.findings) == 1
