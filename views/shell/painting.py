"""Painting that delegates and widgets share: text on its cap height, rounded boxes, pills, rings, shadows."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon

LEFT: Final = "left"
RIGHT: Final = "right"
CENTER: Final = "center"

PILLS: Final = {
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "err": ("err", "err_soft"),
    "info": ("info", "info_soft"),
    "accent": ("accent", "accent_soft"),
    "neutral": ("ink2", "sunken"),
}
"""The colours of text and ground by kind."""

PILL_HEIGHT: Final = 22
_SHADOW_STEPS: Final = 28
_WORDS_KEPT: Final = 4_000
_FONTS_KEPT: Final = 200


def text(
    painter: QPainter,
    rect: QRectF,
    what: str,
    role: str | QFont = "body",
    color: QColor | None = None,
    align: str = LEFT,
) -> float:
    """One line, shortened where it does not fit, centred on its cap height. Returns how wide it became."""
    look = font(role) if isinstance(role, str) else role
    measured = _measured(look)
    shown = what
    width = measured.width(what)
    if width > rect.width() + 0.5:
        metrics = measured.metrics
        shown = metrics.elidedText(what, Qt.TextElideMode.ElideRight, max(rect.width(), 0.0))
        width = metrics.horizontalAdvance(shown)
    left = rect.left()
    if align == RIGHT:
        left = rect.right() - width
    elif align == CENTER:
        left = rect.center().x() - width / 2
    painter.setFont(look)
    painter.setPen(color or theme.current().ink)
    painter.drawText(QPointF(left, round(2 * rect.center().y() + measured.cap) / 2), shown)
    return width


def baseline(rect: QRectF, look: QFont) -> float:
    """Where the line of writing lies so that capitals stand in the middle of the rectangle; on half pixels."""
    return round(2 * rect.center().y() + _measured(look).cap) / 2


def text_width(what: str, role: str | QFont = "body") -> float:
    """How wide a line is."""
    return _measured(font(role) if isinstance(role, str) else role).width(what)


def broken(look: QFont) -> dict[tuple[str, float], list[str]]:
    """The lines that texts in a font became in so much room: a layout asks for the same ones again and again."""
    lines = _measured(look).lines
    if len(lines) >= _WORDS_KEPT:
        lines.clear()
    return lines


class _Measured:
    """What is known of a font, and of the words that were measured in it: a table asks for the same ones each time."""

    __slots__ = ("_widths", "cap", "lines", "look", "metrics")

    def __init__(self, look: QFont) -> None:
        self.look = look  # held, so that its id stays its own
        self.metrics = QFontMetricsF(look)
        self.cap = self.metrics.capHeight()
        self._widths: dict[str, float] = {}
        self.lines: dict[tuple[str, float], list[str]] = {}

    def width(self, what: str) -> float:
        found = self._widths.get(what)
        if found is None:
            if len(self._widths) >= _WORDS_KEPT:
                self._widths.clear()
            found = self._widths[what] = self.metrics.horizontalAdvance(what)
        return found


_known: dict[int, _Measured] = {}


def _measured(look: QFont) -> _Measured:
    found = _known.get(id(look))
    if found is None:
        if len(_known) >= _FONTS_KEPT:
            _known.clear()
        found = _known[id(look)] = _Measured(look)
    return found


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    edge: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box with an even edge inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.setPen(QPen(edge, width))
        inset = width / 2
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    painter.restore()


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """The outline of a rounded box, to clip by."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def rule(painter: QPainter, left: float, right: float, y: float, color: QColor) -> None:
    """A line of one pixel from left to right."""
    painter.fillRect(QRectF(left, round(y), right - left, 1), color)


def pill_width(what: str, icon: str = "") -> float:
    """How wide a pill becomes."""
    return text_width(what, font("caption", 600)) + 20 + (17 if icon else 0)


def pill(
    painter: QPainter, x: float, y: float, what: str, kind: str = "neutral", icon: str = "", *, on_select: bool = False
) -> float:
    """A pill with its top left corner at (x, y). Returns how wide it became.

    On the ground of what is chosen, a pill of nearly the same colour would vanish: it takes the ground of a card.
    """
    ink, ground = (theme.current().token(token) for token in PILLS[kind])
    if on_select and kind in ("info", "accent", "neutral"):
        ground = theme.current().surface
    width = pill_width(what, icon)
    rect = QRectF(x, y, width, PILL_HEIGHT)
    box(painter, rect, PILL_HEIGHT / 2, ground)
    left = x + 10
    if icon:
        paint_icon(painter, QRectF(x + 8, y, 14, PILL_HEIGHT), icon, ink, 13)
        left = x + 26
    text(painter, QRectF(left, y, width, PILL_HEIGHT), what, font("caption", 600), ink)
    return width


def soft_end(painter: QPainter, rect: QRectF, ground: QColor, height: float = 28) -> None:
    """What goes on below a rectangle fades into the ground, so that none of it looks cut."""
    clear = QColor(ground)
    clear.setAlpha(0)
    end = QRectF(rect.left(), rect.bottom() - height, rect.width(), height)
    fade = QLinearGradient(0, end.top(), 0, end.bottom())
    fade.setColorAt(0, clear)
    fade.setColorAt(1, ground)
    painter.fillRect(end, fade)


def focus_ring(painter: QPainter, rect: QRectF, radius: float, gap: float = 1.0) -> None:
    """The ring of what has the focus: two pixels, so far outside the rectangle (negative: inside)."""
    out = gap + 2
    box(painter, rect.adjusted(-out, -out, out, out), radius + out, None, theme.current().focus, 2.0)


def avatar(painter: QPainter, rect: QRectF, initials: str, fill: QColor | None = None) -> None:
    """A round with somebody's initials."""
    now = theme.current()
    box(painter, rect, rect.height() / 2, fill or now.sunken, now.line)
    role = "heading" if rect.height() > 40 else "caption"
    text(painter, rect, initials, font(role, 600), now.ink2, CENTER)


def mark(painter: QPainter, rect: QRectF, letters: str, color: QColor, radius: float = 7.0) -> None:
    """A client's mark: two letters on its own colour."""
    box(painter, rect, radius, color)
    role = font("tiny", 700) if rect.height() <= 28 else font("label", 700)
    text(painter, rect, letters, role, QColor("#FFFFFF"), CENTER)


def initials(name: str) -> str:
    """Two letters that stand for a name: of its first and its last word."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    if not words:
        return name[:1].upper()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def firm_initials(name: str) -> str:
    """Two letters that stand for a firm: of its first two words, without the form of company."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    kept = [word for word in words if word.upper() not in {"AS", "ASA", "SA", "ANS", "DA", "ENK", "APS", "A/S", "OG"}]
    kept = kept or words
    if len(kept) == 1 and len(kept[0]) > 1:
        capitals = [letter for letter in kept[0] if letter.isupper()]
        return "".join(capitals[:2]) if len(capitals) > 1 else kept[0][:2].upper()
    return "".join(word[0] for word in kept[:2]).upper() or name[:1].upper()


@cache
def shadow(width: int, height: int, radius: int, ratio: float, is_dark: bool) -> QPixmap:
    """The shadow of what floats: faint boxes whose strength follows a bell curve, moved down a little."""
    blur = _SHADOW_STEPS
    pixmap = QPixmap(int((width + 2 * blur) * ratio), int((height + 2 * blur) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    weights = [exp(-((step / blur * 2.2) ** 2)) for step in range(_SHADOW_STEPS)]
    strength = (0.50 if is_dark else 0.10) / sum(weights)
    base = QColor(theme.current().shadow)
    for step in range(_SHADOW_STEPS - 1, -1, -1):
        base.setAlphaF(min(1.0, strength * weights[step] * 1.6))
        out = step
        rect = QRectF(blur - out, blur - out, width + 2 * out, height + 2 * out)
        box(painter, rect, radius + out, base)
    painter.end()
    return pixmap
