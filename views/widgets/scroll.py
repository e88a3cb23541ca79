"""A scroll area whose bar lies in the margin beside what scrolls: nothing moves when it comes, nothing is covered."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from views.shell import theme
from views.shell.painting import soft_end

_BAR = 10
_GAP = 6
_SOFT = 32


class SoftEnd(QWidget):
    """From nothing to the ground of the page, or of the card that the area lies on."""

    def __init__(self, parent: QWidget, ground: str) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        soft_end(painter, QRectF(self.rect()), theme.current().token(self._ground), self.height())
        painter.end()

    def lie_over(self, area: QScrollArea) -> None:
        """Over the lower edge of an area, as long as more is to come below it."""
        inside = area.verticalScrollBar()
        self.setGeometry(0, area.height() - _SOFT, area.width(), _SOFT)
        self.setVisible(inside.value() < inside.maximum())
        self.raise_()


class ScrollArea(QScrollArea):
    """What does not fit scrolls up and down. It has no ground of its own.

    With a soft end, what goes on below fades into the page, so that no row looks cut.
    """

    def __init__(
        self, inner: QWidget, parent: QWidget | None = None, *, soft: bool = False, ground: str = "canvas"
    ) -> None:
        super().__init__(parent)
        self._end = SoftEnd(self, ground) if soft else None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        inside = self.verticalScrollBar()
        self.bar.valueChanged.connect(inside.setValue)
        inside.valueChanged.connect(self.bar.setValue)
        inside.rangeChanged.connect(self._fit)
        inside.valueChanged.connect(self._soften)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    @property
    def looks_cut(self) -> bool:
        """Whether something goes on below without a soft end."""
        inside = self.verticalScrollBar()
        return self._end is None and inside.maximum() - inside.value() > 1

    def _fit(self, least: int, most: int) -> None:
        inside = self.verticalScrollBar()
        self.bar.setRange(least, most)
        self.bar.setPageStep(inside.pageStep())
        self.bar.setSingleStep(max(inside.singleStep(), 24))
        self._place()

    def _place(self) -> None:
        """Beside the area, in the nearest holder that has room there; over its edge where none has."""
        self._soften()
        inside = self.verticalScrollBar()
        is_needed = self.isVisible() and inside.maximum() > inside.minimum()
        if not is_needed:
            self.bar.hide()
            return
        holder: QWidget | None = self.parentWidget()
        while holder is not None and holder.width() - self.mapTo(holder, QPoint(self.width(), 0)).x() < _GAP + _BAR:
            holder = None if holder.isWindow() else holder.parentWidget()
        if holder is None:
            holder, corner = self, QPoint(self.width() - _BAR - 1, 0)
        else:
            corner = self.mapTo(holder, QPoint(self.width() + _GAP, 0))
        if self.bar.parentWidget() is not holder:
            self.bar.setParent(holder)
        self.bar.setGeometry(corner.x(), corner.y(), _BAR, self.height())
        self.bar.show()
        self.bar.raise_()

    def _soften(self) -> None:
        if self._end is not None:
            self._end.lie_over(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bar.hide()
