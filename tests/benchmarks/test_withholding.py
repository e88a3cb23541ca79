"""Table withholding by the million: the look-up alone, and the whole command over a million lines."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from services.desk.countries import withholding_tables
from tests.benchmarks.measure import ROOT, say, usual, with_bytecode

MILLION = 1_000_000
SPLIT_AND_JOIN = """
import sys
answers = []
for line in sys.stdin.read().split("\\n"):
    answers.append(";".join(line.split(";")))
sys.stdout.write("\\n".join(answers))
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pay as it is: forty tables, four periods, up to 150,000 kroner."""
    some = random.Random(22)
    path = tmp_path_factory.mktemp("lines") / "million.csv"
    periods = ("MND", "14D", "UKE", "1D")
    pay = ((some.randrange(40), some.choice(periods), some.randrange(150_000)) for _ in range(MILLION))
    path.write_text("".join(f"{8000 + 10 * place};{period};{base}\n" for place, period, base in pay))
    return path


def test_a_million_look_ups() -> None:
    table = withholding_tables(2026)("8000", "MND")
    some = random.Random(22)
    bases = [some.randrange(200_000) for _ in range(MILLION)]

    def look_up() -> None:
        for base in bases:
            table(base)

    def count() -> None:
        nothing = int
        for base in bases:
            nothing(base)

    print()
    say("a million look-ups in one table", usual(look_up), usual(count), goal="1.5 s")


def test_a_million_lines(lines: Path, tmp_path: Path) -> None:
    environment = with_bytecode(tmp_path)
    program = [sys.executable, "-m", "desktop", "withholding", "--year", "2026"]
    floor = [sys.executable, "-c", SPLIT_AND_JOIN]

    def whole(command: list[str]) -> None:
        with lines.open("rb") as pay, (tmp_path / "out.csv").open("wb") as out:
            subprocess.run(command, cwd=ROOT, env=environment, stdin=pay, stdout=out, check=True)

    whole(program)  # compiles the modules
    print()
    took, least = usual(lambda: whole(program)), usual(lambda: whole(floor))
    say("lonnsom withholding, a million lines, the whole command", took, least, "4.0 s")
