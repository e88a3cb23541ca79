"""Whatever moment the program is killed at, the file has the whole of each step or nothing of it, and no sum doubles.

Fifty-five kills at random moments of real work, within the time that the same work takes here when nobody kills it. The
moments are the same again with the same seed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_run, kept_files
from services.actions.scenario import play
from services.actions.verify import verify
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, danish_year
from tests.actions.test_runs import expected, of_the_run
from tests.benchmarks.crowd import crowd

PEOPLE = 20
KILLS = 11  # of each kind of work


class Victim:
    """The program of victim.py, waiting for orders."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, root / "tests/actions/victim.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdin
        assert self.process.stdout
        self.orders, self.said = self.process.stdin, self.process.stdout
        self.moments = random.Random(20261122)

    def killed(self, order: str, path: Path, key: str, within: float) -> list[str]:
        """What it said after `ready`, until it was killed at a random moment in that time."""
        number = self._start(order, path, key)
        time.sleep(self.moments.uniform(0, within))
        return self._kill(number)

    def takes(self, order: str, path: Path, key: str) -> float:
        """How long the work takes when it is left alone."""
        number = self._start(order, path, key)
        started = time.perf_counter()
        while (line := self.said.readline()) != "done\n":
            assert line not in ("gone\n", ""), "the work broke off by itself"
        took = time.perf_counter() - started
        self._kill(number)
        return took

    def _start(self, order: str, path: Path, key: str) -> int:
        print(order, path, key, file=self.orders, flush=True)
        number = int(self.said.readline())
        assert self.said.readline() == "ready\n"
        return number

    def _kill(self, number: int) -> list[str]:
        os.kill(number, signal.SIGKILL)
        said = list(iter(lambda: self.said.readline().rstrip("\n"), "gone"))
        return [line for line in said if line != "done"]


@pytest.fixture(scope="module")
def victim(root: Path) -> Iterator[Victim]:
    victim = Victim(root)
    yield victim
    victim.orders.close()
    assert victim.process.wait(10) == 0
    victim.said.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Twenty people, and no run."""
    path = tmp_path_factory.mktemp("town") / "town.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), crowd(PEOPLE))
    client.close()
    return Made(path, recovery_key)


def january(town: Made, folder: Path, *, approved: bool) -> Made:
    """The town with January computed, or approved as well."""
    path = town.copied_to(folder)
    run = crowd(PEOPLE).runs[0]
    with town.desk(path) as desk:
        runs.draft(desk, runs.start(desk, run.head, run.lines))
        if approved:
            runs.approve(desk, 1, prove=False)
    return Made(path, town.recovery_key)


@pytest.fixture(scope="module")
def drafted(town: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return january(town, tmp_path_factory.mktemp("drafted"), approved=False)


@pytest.fixture(scope="module")
def paid(town: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return january(town, tmp_path_factory.mktemp("paid"), approved=True)


def rounds(
    victim: Victim, order: str, made: Made, tmp_path: Path, kills: int = KILLS
) -> Iterator[tuple[Desk, list[str]]]:
    """The file after each kill, opened and found in order, and what was said to be done."""
    folder = tmp_path / "work"
    folder.mkdir()
    takes = victim.takes(order, made.copied_to(folder), made.recovery_key)
    for _ in range(kills):
        shutil.rmtree(folder)
        folder.mkdir()
        path = made.copied_to(folder)
        said = victim.killed(order, path, made.recovery_key, within=takes)
        with made.desk(path) as desk:
            assert verify(desk) == []
            yield desk, said
        assert [each.name for each in folder.iterdir() if each.is_file()] == [path.name]


def approved_net_pay(desk: Desk) -> list[int]:
    """What was paid in each approved run, by the rows that lists read."""
    with desk.reading() as session:
        return list(
            session.execute(
                text(
                    "SELECT sum(net_pay) FROM payslip JOIN pay_run r ON r.id = run_id"
                    " WHERE r.approved_at IS NOT NULL GROUP BY run_id ORDER BY run_id"
                )
            ).scalars()
        )


def test_months_of_pay(victim: Victim, town: Made, tmp_path: Path) -> None:
    """As many months as were said, or one more that was stored and not yet said; each to the øre, none twice."""
    book = play(crowd(PEOPLE, 4))
    paid = [run.totals["net_pay"].ore for run in book.runs.values()]
    found = set()
    for desk, said in rounds(victim, "months", town, tmp_path):
        months = approved_net_pay(desk)
        assert len(months) in (len(said), len(said) + 1)
        assert months == paid[: len(months)]
        found.add(len(months))
        with desk.reading() as session:
            open_runs = session.execute(text("SELECT id FROM pay_run WHERE approved_at IS NULL")).scalars().all()
        for run_id in open_runs:  # at most one, which can be gone on with
            result = runs.draft(desk, run_id)
            runs.approve(desk, run_id, prove=False)
            assert result.totals["net_pay"].ore == paid[len(months)]
            assert verify(desk) == []
        assert len(open_runs) <= 1
    assert len(found) > 1


def test_months_of_danish_pay(victim: Victim, tmp_path: Path) -> None:
    """The same with balances: what each approved month left is what it leaves when nobody kills it."""
    year = danish_year()
    path = tmp_path / "dansk.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), year)
    client.close()
    paid = [run.totals["net_pay"].ore for run in play(year).runs.values()]
    for desk, said in rounds(victim, "danish", Made(path, key), tmp_path, kills=3):
        months = approved_net_pay(desk)
        assert len(months) in (len(said), len(said) + 1)
        assert months == paid[: len(months)]


def test_a_draft_again_and_again(victim: Victim, drafted: Made, tmp_path: Path) -> None:
    """All payslips of one computation, with everything beside them; never some of each."""
    pay = {
        slip.person.number: line.amount.value.ore
        for slip in play(crowd(PEOPLE)).runs["2026-01"].payslips
        for line in slip.lines
        if line.type == "fixed_salary"
    }
    found = set()
    for desk, said in rounds(victim, "draft", drafted, tmp_path):
        result = runs.result_of(desk, 1)
        assert of_the_run(desk, 1) == expected(result)
        (rise,) = {
            line.amount.value.ore - pay[slip.person.number]
            for slip in result.payslips
            for line in slip.lines
            if line.type == "fixed_salary"
        }
        assert rise // 100_000 in (len(said), len(said) + 1)
        assert sum(slip["net_pay"].ore for slip in result.payslips) == result.totals["net_pay"].ore
        found.add(rise)
    assert len(found) > 1


def test_approving(victim: Victim, drafted: Made, tmp_path: Path) -> None:
    """Approved or not; the copy that was made first is whole or not there."""
    was = figures_of(drafted, tmp_path / "before")
    for desk, said in rounds(victim, "approve", drafted, tmp_path):
        months = approved_net_pay(desk)
        assert len(months) in (len(said), 1)
        assert runs.result_of(desk, 1).totals == was
        for copy in desk.client.copies():
            with drafted.desk(copy.path) as opened:
                assert verify(opened) == []
                assert approved_net_pay(opened) == []
        if not months:
            runs.approve(desk, 1)
        assert len(approved_net_pay(desk)) == 1


def figures_of(made: Made, folder: Path) -> object:
    folder.mkdir()
    with made.desk(made.copied_to(folder)) as desk:
        return runs.result_of(desk, 1).totals


def test_making_the_files(victim: Victim, paid: Made, tmp_path: Path) -> None:
    """All of them or none; then they are made, and are the same."""
    made: set[tuple[str, ...]] = set()
    for desk, said in rounds(victim, "export", paid, tmp_path):
        kept = kept_files(desk, 1)
        assert len(kept) in ((PEOPLE + 4,) if said else (0, PEOPLE + 4))
        if len(made) < 2:
            made.add(tuple(file.sha256 for file in export_run(desk, 1)))
            assert verify(desk) == []
    assert len(made) == 1


def test_copying(victim: Victim, paid: Made, tmp_path: Path) -> None:
    """What has the name of a copy is one: whole, and with all that was in the file."""
    for desk, said in rounds(victim, "backup", paid, tmp_path):
        folder = desk.client.path.parent / "copies"
        copies = sorted(folder.glob("*.lonnsom"))
        assert {line.split()[0] for line in said} <= {copy.name for copy in copies}
        for copy in copies:
            with paid.desk(copy) as opened:
                assert verify(opened) == []
                assert approved_net_pay(opened) == approved_net_pay(desk)
        shutil.rmtree(folder, ignore_errors=True)
