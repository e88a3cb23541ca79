"""What the mouse has hold of in a timeline: days that are drawn, a bar that is moved, or one of its ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPoint, Qt

from models.values.span import Span
from views.widgets.timeline_core import TimelineCore
from views.widgets.timeline_parts import Drag, TimelineBar

_GRIP: Final = 6
_STILL: Final = 4


def begun(timeline: TimelineCore, row: int, bar: TimelineBar | None, at: QPoint) -> Drag:
    """The button went down here."""
    day = timeline.day_at(at.x())
    if bar is None:
        return Drag(row, None, "", at, day, Span(day, day))
    return Drag(row, bar, edge_of(timeline, bar, at), at, day, bar.span)


def edge_of(timeline: TimelineCore, bar: TimelineBar, at: QPoint) -> str:
    """Which end of a bar is under the pointer; a short bar is moved by its middle."""
    rect = timeline.bar_rect(timeline.row_of(bar.key), bar)
    grip = min(_GRIP, max(rect.width() // 4, 1)) if rect.width() >= 8 else 0
    ends_here = bar.last is None or bar.last <= timeline.scale.last
    if ends_here and at.x() >= rect.right() - grip:
        return "last"
    if bar.first >= timeline.scale.first and at.x() <= rect.left() + grip:
        return "first"
    return ""


def moved(timeline: TimelineCore, drag: Drag, at: QPoint) -> Drag:
    """The pointer is here now. A tremble is no drag."""
    if not drag.is_moved and (at - drag.began).manhattanLength() < _STILL:
        return drag
    day = timeline.day_at(at.x())
    bar = drag.bar
    if bar is None:
        span = Span(min(drag.began_day, day), max(drag.began_day, day))
    elif drag.edge == "first":
        span = Span(min(day, bar.last) if bar.last is not None else day, bar.last)
    elif drag.edge == "last":
        span = Span(bar.first, max(day, bar.first))
    else:
        by = day - drag.began_day
        span = Span(bar.first + by, bar.last + by if bar.last is not None else None)
    return replace(drag, span=span, is_moved=True)


def cursor_of(drag: Drag) -> Qt.CursorShape:
    """How the pointer looks meanwhile."""
    if drag.bar is None or drag.edge:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.ClosedHandCursor
