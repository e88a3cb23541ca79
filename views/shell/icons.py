"""The one icon family: Phosphor, regular, as the kept icon package carries it. Painted as text in a token's colour."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from views.shell import theme


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: QColor, size: int = 18) -> None:
    """An icon of so many pixels in the middle of the rectangle. Raises KeyError for a name that there is not."""
    painter.save()
    painter.setFont(_font(size))
    painter.setPen(color)
    # In a box twice as high as the glyph: in a lower one some are cut.
    middle = rect.center()
    room = QRectF(middle.x() - size, middle.y() - size, 2 * size, 2 * size)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _glyph(name))
    painter.restore()


def icon(name: str, color_token: str = "ink2", size: int = 18) -> QIcon:
    """An icon for what takes a QIcon: menus and Qt's own buttons. It follows the theme."""
    return QIcon(_Engine(name, color_token, size))


def has_icon(name: str) -> bool:
    """Whether there is such an icon."""
    return name in _glyphs()


class _Engine(QIconEngine):
    """Paints the glyph each time, so that it is sharp in every size and has the theme's colour."""

    def __init__(self, name: str, token: str, size: int) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = "ink3" if mode is QIcon.Mode.Disabled else self._token
        paint_icon(painter, QRectF(rect), self._name, theme.current().token(token), min(self._size, rect.height()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token, self._size)


def _folder() -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "fonts"


@cache
def _glyphs() -> dict[str, str]:
    [charmap] = _folder().glob("phosphor-charmap-*.json")
    codes: dict[str, str] = json.loads(charmap.read_text(encoding="utf-8"))
    return codes


def _glyph(name: str) -> str:
    return chr(int(_glyphs()[name], 16))


@cache
def _family() -> str:
    [file] = list(_folder().glob("phosphor-*.ttf"))
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))[0]


@cache
def _font(size: int) -> QFont:
    made = QFont(_family())
    made.setPixelSize(size)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
