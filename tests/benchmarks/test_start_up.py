"""From nothing to the answer: whole programs, with their modules compiled as on any machine that has run them once."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.actions.samples import EMPLOYER, PEOPLE
from tests.benchmarks.measure import ROOT, say, usual, with_bytecode

ONE = PEOPLE.partition("[[employee]]")[2].partition("[[employee]]")[0]
SCENARIO = f'{EMPLOYER}[[employee]]{ONE}[[run]]\nmonth = "2026-03"\npay_date = 2026-03-20\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    (folder / "one.toml").write_text(SCENARIO, "utf-8")
    return folder


def test_start_up(folder: Path) -> None:
    environment = with_bytecode(folder / "compiled")

    def whole(*arguments: object) -> float:
        command = [sys.executable, *map(str, arguments)]

        def once() -> None:
            subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)

        once()
        return usual(once, 9)

    bare = whole("-c", "pass")
    print()
    say("lonnsom --help", whole("-m", "desktop", "--help"), bare)
    say("lonnsom scenario, one person, one month", whole("-m", "desktop", "scenario", folder / "one.toml"), bare)
