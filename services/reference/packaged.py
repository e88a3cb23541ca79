"""The one door to `resources/`: the only code that knows where packaged data lies, also in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

_FROZEN: str | None = getattr(sys, "_MEIPASS", None)
_ROOT = Path(_FROZEN) / "resources" if _FROZEN else Path(__file__).resolve().parents[2] / "resources"


def path(name: str) -> Path:
    """Where a packaged file lies. `name` is relative to `resources/`, with forward slashes."""
    return _ROOT / name


def read_bytes(name: str) -> bytes:
    """A packaged file's content. Raises FileNotFoundError."""
    return path(name).read_bytes()


def read_text(name: str) -> str:
    """A packaged UTF-8 text. Raises FileNotFoundError."""
    return path(name).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """The names of a folder's files that end in the suffix, in order."""
    return sorted(entry.name for entry in path(folder).iterdir() if entry.name.endswith(suffix))


def folders(folder: str) -> list[str]:
    """The names of a folder's folders, in order."""
    return sorted(entry.name for entry in path(folder).iterdir() if entry.is_dir())
