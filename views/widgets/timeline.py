"""A painted timeline: people down, days across, a bar for each absence. A month or a whole year.

Only what is seen is painted. The names and the days stay while the rest scrolls. Everything that the mouse can do, the
keys can: arrows move a day, with Shift they choose days, Enter opens the form or the bar, Delete takes a bar away.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from views.shell.painting import text_width
from views.shell.seat import Seat
from views.widgets.timeline_core import HEAD, NAME_PAD, ROW, TimelineCore
from views.widgets.timeline_hands import begun, cursor_of, edge_of, moved
from views.widgets.timeline_paint import TimelineEdge, TimelinePainter
from views.widgets.timeline_parts import DAY

_LETTERS: Final = "EFSB"


class Timeline(TimelineCore):
    """The rows. What somebody wants is told by signals; the page does it, and shows the rows anew."""

    drawn = Signal(int, object)  # row key, Span: these days are to be entered
    kind_asked = Signal(int, object, str)  # the same, beginning with a kind: one of the letters E F S B
    dropped = Signal(int, object)  # bar key, Span: it was moved or stretched to these days
    opened = Signal(int)  # bar key
    removed = Signal(int)  # bar key
    menu_asked = Signal(int, int, object, object)  # row key, bar key (0: none), Span, where on the screen
    turned = Signal(int, object)  # a page back or on; the day on which to stand there
    named = Signal(int)  # a name was clicked: row key
    copy_asked = Signal()
    paste_asked = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, parent)
        self.painter = TimelinePainter(self)
        self.edge = TimelineEdge(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.edge.setGeometry(self.rect())
        self.edge.raise_()

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painter.paint(event.rect())

    # --- keys -----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_escape = event.key() == Qt.Key.Key_Escape and (self.drag is not None or self.anchor is not None)
            is_letter = not event.modifiers() and event.text().upper() in _LETTERS and event.text() != ""
            if is_escape or is_letter:
                event.accept()  # it ends the drag, and closes nothing else
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.was_seen = self.by_key = True
        if not self.rows or not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        """A key; True where it is done with."""
        key, held = event.key(), event.modifiers()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        elif key == Qt.Key.Key_Escape:
            return self._escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & Qt.KeyboardModifier.ControlModifier:
            self._enter()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.bar_key:
                self.removed.emit(self.bar_key)
        elif not held and event.text() and event.text().upper() in _LETTERS and self.current is not None:
            self.kind_asked.emit(self.current.key, self.picked, event.text().upper())
        else:
            return self._arrow(key, held)
        return True

    def _arrow(self, key: int, held: Qt.KeyboardModifier) -> bool:
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        row, day = self.row_at, self.day
        page = max(1, (self.viewport().height() - HEAD) // ROW)
        week = 7 if control else 1
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not control:
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1, None)
            return True
        places: dict[int, tuple[int, date]] = {
            Qt.Key.Key_Left: (row, day - DAY * week),
            Qt.Key.Key_Right: (row, day + DAY * week),
            Qt.Key.Key_Up: (row - 1, day),
            Qt.Key.Key_Down: (row + 1, day),
            Qt.Key.Key_Home: (0, day) if control else (row, self.scale.first),
            Qt.Key.Key_End: (len(self.rows) - 1, day) if control else (row, self.scale.last),
            Qt.Key.Key_PageUp: (row - page, day),
            Qt.Key.Key_PageDown: (row + page, day),
        }
        if key not in places:
            return False
        row, day = places[key]
        if shift and key not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.anchor = self.anchor or self.day
        else:
            self.anchor = None
        if not self.scale.holds(day) and not shift:
            self.turned.emit(-1 if day < self.scale.first else 1, day)
        else:
            self.go_to(row, day)
        return True

    def _escape(self) -> bool:
        if self.drag is not None:
            self.drag = None
            self.viewport().unsetCursor()
        elif self.anchor is not None:
            self.anchor = None
        else:
            return False
        self.viewport().update()
        return True

    def _enter(self) -> None:
        row = self.current
        if row is None:
            return
        if self.bar_key and self.anchor is None:
            self.opened.emit(self.bar_key)
        else:
            self.drawn.emit(row.key, self.picked)

    # --- the mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.was_seen, self.by_key = True, False
        at = event.position().toPoint()
        row = self.row_under(at.y())
        if row < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.anchor = None
        if at.x() < self.name_width:
            self.go_to(row, self.day, aloud=False)
            self.named.emit(self.rows[row].key)
            return
        bar = self.bar_under(at)
        self.row_at, self.day = row, self.day_at(at.x())
        if bar is not None:
            self.bar_key = bar.key
            self.chosen.emit(self.rows[row].key, bar.key)
        else:
            self.pick_bar()
        self.drag = begun(self, row, bar, at)
        self.speak(aloud=False)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self.drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._scroll_at_edge(at)
            self.drag = moved(self, self.drag, at)
            self.viewport().setCursor(cursor_of(self.drag))
            self.viewport().update()
            return
        self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self.drag = self.drag, None
        self.viewport().unsetCursor()
        self.viewport().update()
        if drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if not drag.is_moved:
            return
        if drag.bar is None:
            self.anchor, self.day = drag.span.first, drag.span.last or drag.span.first
            self.drawn.emit(self.rows[drag.row].key, drag.span)
        elif drag.span != drag.bar.span:
            self.dropped.emit(drag.bar.key, drag.span)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_under(event.position().toPoint())
        row = self.row_under(event.position().y())
        if bar is not None:
            self.opened.emit(bar.key)
        elif row >= 0 and event.position().x() >= self.name_width:
            self.drawn.emit(self.rows[row].key, self.picked)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.rows:
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.cell_rect(self.row_at, self.day).bottomLeft())
        else:
            at = event.pos()
            row = self.row_under(at.y())
            if row < 0:
                return
            day = self.day_at(at.x()) if at.x() >= self.name_width else self.day
            if row != self.row_at or day not in self.picked:
                self.anchor = None
                self.go_to(row, day, aloud=False)
            bar = self.bar_under(at)
            if bar is not None and bar.key != self.bar_key:
                self.bar_key = bar.key
                self.chosen.emit(self.rows[row].key, bar.key)
            where = event.globalPos()
        self.menu_asked.emit(self.rows[self.row_at].key, self.bar_key, self.picked, where)

    def _scroll_at_edge(self, at: QPoint) -> None:
        """Dragging near an edge brings what is beyond it."""
        aside = self.horizontalScrollBar()
        if at.x() > self.viewport().width() - 12:
            aside.setValue(aside.value() + aside.singleStep())
        elif self.name_width <= at.x() < self.name_width + 12 or at.x() < self.name_width:
            aside.setValue(aside.value() - aside.singleStep())

    def _hover(self, at: QPoint) -> None:
        bar = self.bar_under(at)
        shape = Qt.CursorShape.ArrowCursor
        if bar is not None:
            edge = edge_of(self, bar, at)
            shape = Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.OpenHandCursor
        elif at.x() < self.name_width and self.row_under(at.y()) >= 0:
            shape = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        if at != self.over:
            before, self.over = self.over, at
            if self.row_under(before.y()) != self.row_under(at.y()):
                self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self.over = QPoint(-1, -1)
        self.viewport().update()
        super().leaveEvent(event)

    # --- words ----------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """What is said of a position: a whole name, a bar, or a holiday."""
        row = self.row_under(at.y())
        if at.x() < self.name_width:
            if row < 0 or text_width(self.rows[row].name) <= self.name_width - 2 * NAME_PAD + 6:
                return ""
            return self.rows[row].name
        bar = self.bar_under(at)
        if bar is not None:
            return bar.spoken
        day = self.day_at(at.x())
        name = self.free.get(day, "")
        if name:
            return f"{self.day_words(day)}: {name}"
        return self.day_words(day) if self.is_year or at.y() < HEAD else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.speak(aloud=True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
