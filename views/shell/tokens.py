"""Packaged data of the window: the tokens of the look, and Qt's own words."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from services.reference import packaged


@cache
def tokens() -> dict[str, Any]:
    """Colours by theme, the clients' colours, and the type scale."""
    return tomllib.loads(packaged.read_text("look/tokens.toml"))


def qt_words(language: str) -> str:
    """Qt's own words in a language, as the packaged file has them."""
    return packaged.read_text(f"locale/{language}/qt.toml")


def caret_path(theme: str) -> str:
    """Where the arrow of choice fields lies that a style sheet shows, for a theme."""
    return packaged.path(f"look/caret-{theme}.svg").as_posix()
