"""A PDF to look at: its pages as wide as there is room, or in a size that one chooses. Its text is read out.

Pages are drawn on a thread of their own, one after the other: the library that draws them is not made for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.values.percent import Percent
from views.shell import theme
from views.shell.crossing import Worker, crossing
from views.shell.painting import box, text
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.text import Label

POINT: Final = 96 / 72  # pixels of a screen without scaling
_STEPS: Final = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
_GAP: Final = 12
_EDGE: Final = 4
_LATER: Final = 120  # ms after the last change of size
_WIDEST: Final = 1.25  # a page does not grow beyond this by itself


@cache
def _drawer() -> Worker:
    """The one thread that draws pages."""
    return Worker("pages")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it was drawn: its points, and how wide and high it is in them and on paper."""

    points: bytes
    width: int
    height: int
    stride: int
    paper: tuple[float, float]

    def image(self, ratio: float) -> QImage:
        """For a screen with so many points to the pixel."""
        form = QImage.Format.Format_RGBX8888
        image = QImage(self.points, self.width, self.height, self.stride, form).copy()
        image.setDevicePixelRatio(ratio)
        return image


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a document in a size, and its text. `problem` says that it cannot be shown."""

    asked: int
    scale: float
    pages: tuple[QImage, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()  # in points
    words: str = ""
    problem: bool = False


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One document to be drawn once: as wide as `width`, or in `scale`. Nothing of Qt is touched."""

    content: bytes
    scale: float
    width: float
    ratio: float

    def draw(self) -> tuple[float, list[Picture], str]:
        """The scale, the pages, and the words on them."""
        import pypdfium2  # on first use: it loads a library of several megabytes

        document = pypdfium2.PdfDocument(self.content)
        try:
            pictures, words = [], []
            scale = self.scale
            for page in document:
                size = page.get_size()
                if not scale:
                    scale = max(0.1, min(self.width / (size[0] * POINT), _WIDEST))
                bitmap = page.render(scale=scale * POINT * self.ratio, rev_byteorder=True, prefer_bgrx=True)
                pictures.append(Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, size))
                bitmap.close()
                text_page = page.get_textpage()
                words.append(text_page.get_text_bounded())
                text_page.close()
                page.close()  # here, on the thread that draws: not whenever somebody collects garbage
            return scale or 1.0, pictures, "\n".join(words)
        finally:
            document.close()


class PdfPages(QAbstractScrollArea):
    """The pages, one under the other. Ctrl and the wheel, + and − change the size; 0 takes the width that there is."""

    shown = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._content: bytes | None = None
        self._wanted = 0  # the number that was asked for last: the others need not be drawn any more
        self._waiting = 0
        self.drawn: Drawn | None = None
        self.zoom = 0.0  # nothing: as wide as there is room
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._ask)
        self.verticalScrollBar().setSingleStep(40)

    def set(self, content: bytes | None, name: str = "") -> None:
        """Show a document; None shows nothing. What was shown stays until the new one is drawn."""
        self.setAccessibleName(name)
        self._content = content
        if content is None:
            self._wanted += 1
            self.drawn = None
            self.setAccessibleDescription("")
            self._lay_out()
            self.shown.emit()
            return
        self.verticalScrollBar().setValue(0)
        self._later.start(0)  # when it has its size

    @property
    def is_waiting(self) -> bool:
        """Whether something is drawn just now."""
        return bool(self._waiting) or self._later.isActive()

    @property
    def scale(self) -> float:
        """The size in which pages are shown: 1 is as on paper."""
        return self.drawn.scale if self.drawn is not None else self.zoom or 1.0

    def set_zoom(self, zoom: float) -> None:
        """Another size; 0 is as wide as there is room."""
        self.zoom = zoom
        self._ask()

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller, along the usual sizes."""
        now = self.scale
        if steps > 0:
            self.set_zoom(next((step for step in _STEPS if step > now + 0.01), _STEPS[-1]))
        else:
            self.set_zoom(next((step for step in reversed(_STEPS) if step < now - 0.01), _STEPS[0]))

    def _ask(self) -> None:
        if self._content is None:
            return
        self._wanted += 1
        width = max(80, self.viewport().width() - 2 * _EDGE)
        ratio = self.devicePixelRatioF()
        drawing, asked, home = _Drawing(self._content, self.zoom, width, ratio), self._wanted, crossing()
        self._waiting += 1

        def draw() -> None:
            try:
                made = drawing.draw() if self._wanted == asked else None
            except Exception:  # noqa: BLE001  a file that cannot be drawn is told as such, whatever is wrong with it
                home.leave(lambda: self._show(Drawn(asked, 1.0, problem=True)))
            else:
                home.leave(lambda: self._made(asked, ratio, made))

        _drawer().do(draw)

    def _made(self, asked: int, ratio: float, made: tuple[float, list[Picture], str] | None) -> None:
        if made is None:
            self._show(Drawn(asked, 1.0))
            return
        scale, pictures, words = made
        pages, sizes = tuple(each.image(ratio) for each in pictures), tuple(each.paper for each in pictures)
        self._show(Drawn(asked, scale, pages, sizes, words))

    def _show(self, drawn: Drawn) -> None:
        if not isValid(self):  # closed in the meantime
            return
        self._waiting -= 1
        if drawn.asked != self._wanted:
            return
        self.drawn = drawn
        self.setAccessibleDescription(drawn.words)
        self._lay_out()
        self.shown.emit()

    # --- painting -------------------------------------------------------------------------------------------------

    def _heights(self) -> list[tuple[float, float]]:
        """Width and height of each page as it is shown."""
        if self.drawn is None:
            return []
        scale = self.drawn.scale * POINT
        return [(width * scale, height * scale) for width, height in self.drawn.sizes]

    def _lay_out(self) -> None:
        sizes = self._heights()
        whole = sum(height for _, height in sizes) + _GAP * max(0, len(sizes) - 1) + 2 * _EDGE
        widest = max((width for width, _ in sizes), default=0) + 2 * _EDGE
        view = self.viewport()
        self.verticalScrollBar().setRange(0, max(0, round(whole - view.height())))
        self.verticalScrollBar().setPageStep(view.height())
        self.horizontalScrollBar().setRange(0, max(0, round(widest - view.width())))
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        now = theme.current()
        view = self.viewport()
        if self.drawn is not None and self.drawn.problem:
            words = self.seat.t("This file cannot be shown here. It can be saved all the same.")
            text(painter, QRectF(_EDGE, 24, view.width() - 2 * _EDGE, 24), words, "body", now.ink2)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        y = _EDGE - float(self.verticalScrollBar().value())
        for (width, height), page in zip(self._heights(), self.drawn.pages if self.drawn else (), strict=True):
            left = max(float(_EDGE), (view.width() - width) / 2) - self.horizontalScrollBar().value()
            rect = QRectF(left, y, width, height)
            painter.drawImage(rect, page)
            box(painter, rect.adjusted(-1, -1, 1, 1), 2, None, now.line2 if not now.is_dark else now.line)
            y += height + _GAP
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        if not self.zoom and self._content is not None:
            self._later.start(_LATER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signs = {"+": 1, "-": -1, "−": -1}
        if event.text() in signs:
            self.zoom_by(signs[event.text()])
        elif event.text() == "0":
            self.set_zoom(0.0)
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (1 if event.key() == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)


class PdfView(QWidget):
    """Pages with the buttons that change their size."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.pages = PdfPages(seat)
        self.smaller = IconButton("minus", seat.t("Smaller"))
        self.larger = IconButton("plus", seat.t("Larger"))
        self.size_label = Label("", "note", "ink2")
        self.fit_button = Button(seat.t("Fit the width"), "link", small=True)
        self.smaller.clicked.connect(lambda *_: self.pages.zoom_by(-1))
        self.larger.clicked.connect(lambda *_: self.pages.zoom_by(1))
        self.fit_button.clicked.connect(lambda *_: self.pages.set_zoom(0.0))
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)
        self.row.addWidget(self.smaller)
        self.row.addWidget(self.size_label)
        self.row.addWidget(self.larger)
        self.row.addSpacing(6)
        self.row.addWidget(self.fit_button)
        self.row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.row)
        column.addWidget(self.pages, 1)
        self.pages.shown.connect(self._shown)
        self._shown()

    def set(self, content: bytes | None, name: str = "") -> None:
        """Show a document; None shows nothing."""
        self.pages.set(content, name)

    def _shown(self) -> None:
        drawn = self.pages.drawn
        self.size_label.setText(self.seat.formats.percent(Percent.of(round(self.pages.scale * 100))) if drawn else "")
        self.fit_button.setVisible(bool(self.pages.zoom))
        for button in (self.smaller, self.larger):
            button.setVisible(drawn is not None and not drawn.problem)
