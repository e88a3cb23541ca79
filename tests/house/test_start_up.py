"""The program starts light: a command never loads the window, and start-up loads only what every command needs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

WINDOW = {"PySide6", "qtpy", "views"}
START = "import sys; from desktop.__main__ import main; sys.exit(main())"
HEAVY = {"alembic", "reportlab", "lxml", "holidays", "babel.messages"}


def loaded(root: Path, *arguments: str, answer: str = "") -> set[str]:
    """The modules that Python loads when it is started with these arguments."""
    command = [sys.executable, "-X", "importtime", *arguments]
    ended = subprocess.run(command, cwd=root, input=answer, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return set(re.findall(r"^import time: .*\| +(\S+)$", ended.stderr, re.MULTILINE))


def test_starting_loads_nothing_heavy(root: Path) -> None:
    assert loaded(root, "-c", "import desktop.__main__") & (WINDOW | HEAVY) == set()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (["--help"], ""),
        (["withholding", "--year", "2026"], "8000;MND;45000\n"),
    ],
)
def test_a_command_never_loads_the_window(root: Path, command: list[str], answer: str) -> None:
    assert loaded(root, "-c", START, *command, answer=answer) & (WINDOW | HEAVY) == set()
