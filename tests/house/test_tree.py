"""The tree in ARCHITECTURE.md is the tree on disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = ("desktop", "views", "services", "models")


def listed(text: str) -> Iterator[str]:
    """The paths of the first ```tree block: lines of `name  description`, folders end in a slash, deeper is inside."""
    block = re.search(r"^```tree\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block, "ARCHITECTURE.md has no ```tree block"
    folders: list[tuple[int, str]] = []
    for line in filter(str.strip, block[1].splitlines()):
        name = re.split(r" {2,}", line.strip())[0]
        indent = len(line) - len(line.lstrip())
        while folders and folders[-1][0] >= indent:
            folders.pop()
        path = folders[-1][1] + name if folders else name
        if name.endswith("/"):
            folders.append((indent, path))
        yield path


def test_a_listing_is_read() -> None:
    text = (
        "```tree\nrun  starts\nservices/  what it does\n  desk/  the waist\n    desk.py  who sits here\nmodels/\n```\n"
    )
    assert list(listed(text)) == ["run", "services/", "services/desk/", "services/desk/desk.py", "models/"]


@pytest.fixture
def tree(root: Path) -> list[str]:
    return list(listed((root / "ARCHITECTURE.md").read_text("utf-8")))


def test_every_file_is_listed(root: Path, tree: list[str]) -> None:
    code = {path for folder in CODE for path in root.glob(f"{folder}/**/*.py") if path.name != "__init__.py"}
    shown = {path for pattern in tree for path in root.glob(pattern)}
    found = sorted(path.relative_to(root).as_posix() for path in code - shown)
    assert not found, "\n" + "\n".join(found)


def test_everything_listed_is_there(root: Path, tree: list[str]) -> None:
    found = [pattern for pattern in tree if not any(root.glob(pattern))]
    assert not found, "\n" + "\n".join(found)
