"""How bars of absence look: a colour and a pattern for each kind, so that nobody needs the colour alone.

Bars are painted once for each kind, size and end, and then shown from memory: a year of many people has thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views.shell import theme
from views.shell.painting import text, text_width
from views.shell.tokens import tokens

BAR: Final = 22
RADIUS: Final = 5.0
_EDGE: Final = 1.5
_KEPT: Final = 1_500
_LINE: Final = 22
_LOOKS: Final = {
    "holiday": "holiday",
    "self_certified": "self_certified",
    "sick_note": "sick_note",
    "sick_child": "care",
    "care": "care",
    "parental": "parental",
    "unpaid": "unpaid",
    "leave": "unpaid",
}


def look_of(pattern: str) -> str:
    """Which colour and pattern of the tokens a kind has; what has none of its own shares one, and its word tells."""
    return _LOOKS.get(pattern, "other")


@dataclass(frozen=True, slots=True)
class BarShape:
    """A bar to paint: its look, its size in whole pixels, which ends are cut, whether the end is open, and whether it
    is only meant (a draft or a ghost).
    """

    look: str
    width: int
    height: int = BAR
    cut_left: bool = False
    cut_right: bool = False
    open_end: bool = False
    faint: bool = False


@cache
def _colours(look: str, is_dark: bool) -> tuple[QColor, QColor, str]:
    """The full colour, the fill, and the pattern of a look."""
    token = tokens()["absence"][look]
    full = QColor(token["dark" if is_dark else "light"])
    pattern = str(token["pattern"])
    if pattern == "solid":
        return full, full, pattern
    ground, share = theme.theme("dark" if is_dark else "light").surface, 0.30 if is_dark else 0.22
    mixed = [
        round(a * share + b * (1 - share))
        for a, b in zip(full.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return full, QColor(*mixed), pattern


_bars: dict[tuple[BarShape, str, float], QPixmap] = {}


def bar_pixmap(shape: BarShape, ratio: float) -> QPixmap:
    """The bar as a picture, from memory where it was painted before."""
    key = (shape, theme.current().name, ratio)
    found = _bars.get(key)
    if found is None:
        if len(_bars) >= _KEPT:
            _bars.clear()
        found = QPixmap(max(1, round(shape.width * ratio)), max(1, round(shape.height * ratio)))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        _paint(painter, shape)
        painter.end()
        _bars[key] = found
    return found


def label_colour(look: str) -> QColor | None:
    """The colour of words on a bar without a plate; None where the pattern needs one."""
    now = theme.current()
    if _colours(look, now.is_dark)[2] != "solid":
        return None
    return QColor("#0E1512") if now.is_dark else QColor("#FFFFFF")


def _paint(painter: QPainter, shape: BarShape) -> None:
    full, fill, pattern = _colours(shape.look, theme.current().is_dark)
    width, height = float(shape.width), float(shape.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape.faint:
        painter.setOpacity(0.5)
    left = -8.0 if shape.cut_left else 0.0
    right = width + 8.0 if shape.cut_right else width
    whole = QRectF(left, 0, right - left, height)
    radius = min(RADIUS, height / 2, width / 2)
    outline = _outline(whole.adjusted(_EDGE / 2, _EDGE / 2, -_EDGE / 2, -_EDGE / 2), radius, shape.open_end)
    painter.fillPath(outline, fill)
    if pattern not in ("solid", "dashed_edge"):
        painter.save()
        painter.setClipPath(outline)
        _strokes(painter, pattern, width, height, full)
        painter.restore()
    if pattern != "solid" or shape.faint:
        pen = QPen(full, _EDGE)
        if shape.faint or pattern == "dashed_edge":
            pen.setDashPattern([4.0, 2.4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if shape.open_end and not shape.cut_right:
            edge = _open_edge(whole.adjusted(_EDGE / 2, _EDGE / 2, 0, -_EDGE / 2), radius)
            painter.drawPath(edge)
        else:
            painter.drawPath(outline)
    if shape.open_end and not shape.cut_right and width > 18:
        _arrow(painter, width, height, full, pattern == "solid")


def _outline(rect: QRectF, radius: float, open_end: bool) -> QPainterPath:
    path = QPainterPath()
    if not open_end:
        path.addRoundedRect(rect, radius, radius)
        return path
    path.moveTo(rect.right(), rect.top())
    path.lineTo(rect.left() + radius, rect.top())
    path.quadTo(rect.topLeft(), QPointF(rect.left(), rect.top() + radius))
    path.lineTo(rect.left(), rect.bottom() - radius)
    path.quadTo(rect.bottomLeft(), QPointF(rect.left() + radius, rect.bottom()))
    path.lineTo(rect.right(), rect.bottom())
    path.closeSubpath()
    return path


def _open_edge(rect: QRectF, radius: float) -> QPainterPath:
    """The edge of a bar whose end is open: nothing at the right."""
    path = QPainterPath(QPointF(rect.right(), rect.top()))
    path.lineTo(rect.left() + radius, rect.top())
    path.quadTo(rect.topLeft(), QPointF(rect.left(), rect.top() + radius))
    path.lineTo(rect.left(), rect.bottom() - radius)
    path.quadTo(rect.bottomLeft(), QPointF(rect.left() + radius, rect.bottom()))
    path.lineTo(rect.right(), rect.bottom())
    return path


def _arrow(painter: QPainter, width: float, height: float, full: QColor, on_full: bool) -> None:
    """It goes on: a small arrow at the open end."""
    now = theme.current()
    middle, tip = height / 2, width - 3.5
    size = min(4.0, height / 2 - 2.5)
    if not on_full:  # a plate, so that the pattern does not cross it
        painter.fillRect(QRectF(width - 11, _EDGE, 11, height - 2 * _EDGE), now.surface)
    pen = QPen(QColor("#FFFFFF") if on_full else full, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(tip - size, middle - size), QPointF(tip, middle))
    painter.drawLine(QPointF(tip - size, middle + size), QPointF(tip, middle))


def _strokes(painter: QPainter, pattern: str, width: float, height: float, colour: QColor) -> None:
    """The pattern over a bar, from its left edge."""
    if pattern == "dots":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        column = 0
        x = 4.0
        while x < width + 2:
            y = 4.0 + (3.5 if column % 2 else 0.0)
            while y < height + 2:
                painter.drawEllipse(QPointF(x, y), 1.7, 1.7)
                y += 7
            x += 5.5
            column += 1
        return
    pen = QPen(colour, 1.3 if pattern == "cross" else 2.0)
    painter.setPen(pen)
    if pattern in ("diagonal", "cross"):
        step = 9.0 if pattern == "cross" else 7.0
        x = -height
        while x < width + height:
            painter.drawLine(QPointF(x, height), QPointF(x + height, 0))
            if pattern == "cross":
                painter.drawLine(QPointF(x, 0), QPointF(x + height, height))
            x += step
    elif pattern == "horizontal":
        y = 5.5
        while y < height - 1:
            painter.drawLine(QPointF(0, y), QPointF(width, y))
            y += 6
    elif pattern == "vertical":
        x = 5.0
        while x < width:
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
            x += 6


class KindSwatch(QWidget):
    """A small bar of a kind: for legends, menus and choices."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setFixedSize(22, 20)

    def set_kind(self, kind: str) -> None:
        """Another kind."""
        self.kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        picture = bar_pixmap(BarShape(look_of(self.kind), 22, 16), self.devicePixelRatioF())
        painter.drawPixmap(QPointF(0, (self.height() - 16) / 2), picture)
        painter.end()


class Legend(QWidget):
    """What the colours and patterns mean. Breaks into lines where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set(self, name: str, entries: list[tuple[str, str]]) -> None:
        """Kinds and their words."""
        self.entries = entries
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(word for _, word in entries))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return int(places[-1].bottom()) if places else _LINE

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def _places(self, width: int) -> list[QRectF]:
        places: list[QRectF] = []
        x, y = 0.0, 0.0
        for _, word in self.entries:
            need = text_width(word) + 30
            if x and x + need > width:
                x, y = 0.0, y + _LINE + 4
            if y > _LINE + 4:  # no more than two lines: the words stand on the bars too
                break
            places.append(QRectF(x, y, need, _LINE))
            x += need + 20
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for (kind, word), place in zip(self.entries, self._places(self.width()), strict=False):
            picture = bar_pixmap(BarShape(look_of(kind), 22, 16), self.devicePixelRatioF())
            painter.drawPixmap(QPointF(place.left(), place.top() + 3), picture)
            text(painter, place.adjusted(30, 0, 1, 0), word, "body", theme.current().ink2)
        painter.end()
