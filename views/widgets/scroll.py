"""A scroll area whose bar lies over the edge of what scrolls, so that nothing moves when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

_BAR = 10


class ScrollArea(QScrollArea):
    """What does not fit scrolls up and down. It has no ground of its own."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    def _fit(self, least: int, most: int) -> None:
        inside = self.verticalScrollBar()
        self.bar.setRange(least, most)
        self.bar.setPageStep(inside.pageStep())
        self.bar.setSingleStep(max(inside.singleStep(), 24))
        self.bar.setVisible(most > least)
        self.bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bar.setGeometry(self.width() - _BAR - 1, 0, _BAR, self.height())
