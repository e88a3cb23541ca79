"""The program starts light: a command never loads the window, start-up loads only what every command needs, the first
page needs no database and no pay rules, and what opening a client needs is imported beside it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

WINDOW = {"PySide6", "qtpy", "views"}
START = "import sys; from desktop.__main__ import main; sys.exit(main())"
HEAVY = {"alembic", "reportlab", "lxml", "holidays", "babel.messages"}
NOT_ON_THE_FIRST_PAGE = (
    *(
        "sqlalchemy",
        "alembic",
        "sqlcipher3",
        "babel",
        "lxml",
        "reportlab",
        "pypdf",
        "pypdfium2",
        "cryptography",
        "msgspec",
    ),
    *("holidays", "models.records", "services.engine", "services.vault", "services.norway", "services.files"),
    *("services.reports", "views.pages.clients.key_guide", "views.pages.clients.open_panel"),
)
FIRST_PAGE = """
import json, sys
from datetime import datetime
from desktop.app import run
run([], lambda: datetime.now().astimezone(), once=True)
print(json.dumps(sorted(sys.modules)))
"""


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


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_first_page_needs_no_database(root: Path, tmp_path: Path, language: str) -> None:
    (tmp_path / "preferences.json").write_text(json.dumps({"language": language}), encoding="utf-8")
    around = os.environ | {"QT_QPA_PLATFORM": "offscreen", "LONNSOM_CONFIG": str(tmp_path)}
    shown = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE], cwd=root, env=around, capture_output=True, text=True, check=True
    )
    modules = json.loads(shown.stdout.splitlines()[-1])
    assert "views.pages.clients.page" in modules
    heavy = [name for name in modules for each in NOT_ON_THE_FIRST_PAGE if name == each or name.startswith(each + ".")]
    assert not heavy


def test_what_is_imported_ahead_is_what_clients_need_and_no_more(root: Path) -> None:
    modules = loaded(root, "-c", "from services.queries.warm_up import warm_up; warm_up()")
    assert {"sqlalchemy.orm", "services.norway.pack", "services.queries.overview"} <= modules
    assert not modules & (WINDOW | HEAVY - {"lxml"})
