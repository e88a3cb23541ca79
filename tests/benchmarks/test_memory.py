"""The most memory that the large jobs have at any moment, each in a program of its own."""

from pathlib import Path

import pytest

from services.actions.clients import fill
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import peak

OPEN = """
import sys
from pathlib import Path
from services.actions import runs
from services.actions.exports import export_run
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import crowd
client = Client.open(Path(sys.argv[1]), recovery_key=sys.argv[2], now=Clock(), copies=NO_COPIES)
desk = Desk(client, "kari", Clock())
run = crowd(int(sys.argv[3])).runs[0]
run_id = runs.start(desk, run.head, run.lines)
"""
COMPUTED = f"{OPEN}runs.draft(desk, run_id)\n"
WITH_ALL_FILES = f"{COMPUTED}runs.approve(desk, run_id)\nexport_run(desk, run_id)\nclient.close()\n"
WITHHELD = "from desktop import commands\ncommands.run(['withholding', '--year', '2026'])\n"


def town(people: int, folder: Path) -> tuple[str, str, str]:
    client, key = Client.create(folder / "town.lonnsom", "x", "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), crowd(people))
    client.close()
    return str(folder / "town.lonnsom"), key, str(people)


def told(job: str, megabytes: int, floor: int) -> None:
    print(f"\n{job:64} {megabytes:4} MB   floor (the same modules imported) {floor} MB   goal 300 MB")


@pytest.mark.parametrize(
    ("job", "people", "code"),
    [
        ("1,000 people: run, approved, all payslips and files made", 1_000, WITH_ALL_FILES),
        ("10,000 people: computed and stored", 10_000, COMPUTED),
    ],
    ids=["1000", "10000"],
)
def test_a_run(job: str, people: int, code: str, tmp_path: Path) -> None:
    told(job, peak(code, *town(people, tmp_path)), peak(OPEN.partition("client =")[0]))


@pytest.mark.parametrize("highest", [150_000, 10**9])
def test_a_million_lines(highest: int, tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    path.write_text(
        "".join(f"{8000 + number % 40 * 10};MND;{number * 7919 % highest}\n" for number in range(1_000_000))
    )
    with path.open("rb") as lines, (tmp_path / "out.csv").open("wb") as out:
        used = peak(WITHHELD, stdin=lines, stdout=out)
    told(f"withholding, a million lines, bases to {highest:,}", used, peak("from desktop import commands"))
