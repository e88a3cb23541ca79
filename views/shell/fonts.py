"""The one type family, by role. A font made by hand starts with ligatures and hinting, so all come from here."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from views.shell.tokens import tokens

FAMILY: Final = "Lato"
_WEIGHTS: Final = ("Regular", "Medium", "SemiBold", "Bold")


@cache
def load() -> None:
    """Make the family known to Qt, once."""
    spec = find_spec("fontpkg_lato")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "files"
    for weight in _WEIGHTS:
        for file in sorted(folder.rglob(f"*Lato-{weight}.ttf")):
            QFontDatabase.addApplicationFont(str(file))


@cache
def _types() -> dict[str, Any]:
    types: dict[str, Any] = tokens()["type"]
    return types


@cache
def font(role: str, weight: int = 0) -> QFont:
    """The font of a role (`body`, `title`, `caption` …), or of the role in another weight.

    Raises KeyError for a role that there is not.
    """
    look = _types()[role]
    made = QFont(FAMILY)
    made.setPixelSize(look["size"])
    made.setWeight(QFont.Weight(weight or look["weight"]))
    if look["spacing"]:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, look["spacing"])
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("liga"), 0)
    return made


def line_height(role: str) -> int:
    """How high a line of the role stands in running text, in pixels."""
    return int(_types()[role]["line"])


@cache
def metrics(role: str, weight: int = 0) -> QFontMetricsF:
    """How wide letters of a role are."""
    return QFontMetricsF(font(role, weight))


def monospace() -> QFont:
    """What code is shown in: the system's own, in the size of a note."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(13)
    return made
