"""A program that is killed while somebody works in it. Started and fed by test_kills.py, one order a line.

Each order is carried out in a process of its own, made by fork so that it starts at once: `order file recovery-key`. It
says its number, then `ready`, then each step that is done, and waits to be killed.
"""

import os
import signal
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from services.actions import runs  # noqa: E402
from services.actions.clients import new_client  # noqa: E402
from services.actions.erase import erase as erase_people  # noqa: E402
from services.actions.exports import export_run  # noqa: E402
from services.desk.desk import Desk  # noqa: E402
from services.vault.client import Client  # noqa: E402
from tests.actions.samples import (  # noqa: E402
    NO_COPIES,
    Clock,
    danish_year,
)
from tests.benchmarks.crowd import crowd  # noqa: E402

MONTHS = crowd(20, 4).runs


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def months(desk: Desk) -> None:
    """Four months of pay, one after the other."""
    for number, run in enumerate(MONTHS, 1):
        run_id = runs.start(desk, run.head, run.lines)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
        say(number)


def danish(desk: Desk) -> None:
    """The first months of a Danish year, with what supplements save and May pays out."""
    for number, run in enumerate(danish_year().runs, 1):
        runs.draft(desk, runs.start(desk, run.head, run.lines))
        runs.approve(desk, number, prove=False)
        say(number)


def draft(desk: Desk) -> None:
    """A rise for everybody, and the draft of January again; eight times."""
    for number in range(1, 9):
        with desk.change("employee.terms") as session:
            session.execute(text("UPDATE employment_terms SET monthly_salary = monthly_salary + 100000"))
        runs.draft(desk, 1)
        say(number)


def approve(desk: Desk) -> None:
    """January is locked, after a proven copy."""
    runs.approve(desk, 1)
    say(1)


def export(desk: Desk) -> None:
    """Every file of January is made and kept."""
    say(len(export_run(desk, 1)))


def backup(desk: Desk) -> None:
    """Copies into a folder of somebody's choice."""
    for number in range(1, 4):
        say(desk.client.back_up(desk.client.path.parent / "copies").path.name, number)


def erase(desk: Desk) -> None:
    """Whoever left in 2026 is erased, years later."""
    later = datetime(2032, 1, 2, 12, tzinfo=UTC)
    erase_people(Desk(desk.client, desk.user, lambda: later), [2], "2")
    say(1)


def carried_out(order: str, path: Path, key: str) -> None:
    client = Client.open(path, recovery_key=key, now=Clock(), copies=NO_COPIES)
    say("ready")
    globals()[order](Desk(client, "kari", Clock()))
    say("done")
    signal.pause()


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder
    ):  # once, so that no order waits for what is imported or made on first use
        from services.actions.clients import new_client

        desk, _ = new_client(Path(folder, "first.lonnsom"), "x", crowd(2), "kari", Clock())
        run_id = runs.start(desk, MONTHS[0].head)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id)
        export_run(desk, run_id)
        desk.close()
    for line in sys.stdin:
        order, file, recovery_key = line.split()
        child = os.fork()
        if child == 0:
            say(os.getpid())
            try:
                carried_out(order, Path(file), recovery_key)
            except BaseException:  # noqa: BLE001 – told, whatever it was
                traceback.print_exc()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        say("gone")
