"""How the timeline is painted: ground, days, names, bars, the cursor, and what is being dragged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from models.values.span import Month, Span
from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import CENTER, box, rounded, text, text_width
from views.widgets.calendars import weekday_letters
from views.widgets.timeline_core import HEAD, NAME_PAD, ROW, TimelineCore
from views.widgets.timeline_look import BAR, RADIUS, BarShape, bar_pixmap, label_colour, look_of
from views.widgets.timeline_parts import DAY, TimelineBar, is_weekend, working_days

_LABEL_LEAST: Final = 14
_STRIPS: Final = 64  # rows of a year that are kept painted
_WORD_LEAST: Final = 34


@dataclass(frozen=True, slots=True)
class _PlacedBar:
    """A bar with its picture, from the left edge of the days and the upper edge of its row."""

    bar: TimelineBar
    left: int
    top: int
    width: int
    height: int
    picture: QPixmap


@dataclass(frozen=True, slots=True)
class _Placed:
    """What stands in a row: bars, thin lines under them, and the days outside the employment."""

    bars: list[_PlacedBar]
    marks: list[tuple[int, int]]
    away: list[tuple[int, int]]


def _shape(line: TimelineCore, bar: TimelineBar, width: int, height: int) -> BarShape:
    scale = line.scale
    cut_right = bar.last is not None and bar.last > scale.last
    look = look_of(bar.pattern)
    return BarShape(look, width, height, bar.first < scale.first, cut_right, bar.last is None, bar.faint)


class TimelinePainter:
    """Paints one timeline: only what lies in the part that is asked for."""

    def __init__(self, timeline: TimelineCore) -> None:
        self._line = timeline
        self._placed: dict[int, _Placed] = {}
        self._strips: dict[int, QPixmap] = {}
        self._painted_for: tuple[str, float, int] = ("", 0.0, 0)

    def paint(self, part: QRect) -> None:
        """Everything that is to be seen in a part of the viewport."""
        line, now = self._line, theme.current()
        wears = (now.name, line.devicePixelRatioF(), line.revision)
        if wears != self._painted_for:
            self.forget()
            self._painted_for = wears
        view = line.viewport().rect()
        painter = QPainter(line.viewport())
        painter.fillRect(part, now.surface)
        first, last = self._rows(part)
        days = self._days(part)
        foot = line.top_of(len(line.rows))
        painter.save()
        painter.setClipRect(QRect(line.name_width, 0, view.width() - line.name_width, view.height()))
        self._ground(painter, days, foot)
        painter.setClipRect(QRect(line.name_width, HEAD, view.width() - line.name_width, view.height() - HEAD))
        self._today(painter, foot)
        for row in range(first, last):
            self._row(painter, row)
        self._ghost(painter)
        painter.restore()
        self._names(painter, first, last)
        self._head(painter, days)
        self._ghost_words(painter)
        painter.end()

    def _rows(self, part: QRect) -> tuple[int, int]:
        """Which rows lie in a part: from, and to without it."""
        line = self._line
        offset = line.scrolled - HEAD
        first = max(0, (part.top() + offset) // ROW)
        return first, min(len(line.rows), (part.bottom() + offset) // ROW + 1)

    def _days(self, part: QRect) -> Span:
        """Which days lie in a part."""
        line = self._line
        left = max(part.left(), line.name_width)
        return Span(line.day_at(left), max(line.day_at(left), line.day_at(max(part.right(), left))))

    # --- the ground -----------------------------------------------------------------------------------------------

    def _free_runs(self, days: Span) -> Iterator[tuple[date, date]]:
        """Days together that are not worked."""
        line = self._line
        assert days.last is not None
        day = days.first - DAY
        last = days.last + DAY
        began: date | None = None
        while day <= last:
            if is_weekend(day) or day in line.free:
                began = began or day
            elif began is not None:
                yield began, day - DAY
                began = None
            day += DAY
        if began is not None:
            yield began, last

    def _ground(self, painter: QPainter, days: Span, foot: int) -> None:
        line, now = self._line, theme.current()
        aside = line.name_width - line.horizontalScrollBar().value()
        scale = line.scale
        bottom = min(foot, line.viewport().height())
        ground = _between(now.weekend, now.surface) if line.is_year else now.weekend  # so many stripes are quieter
        for began, ended in self._free_runs(days):
            left, right = aside + scale.left(began), aside + scale.right(ended)
            painter.fillRect(left, 0 if not line.is_year else HEAD, right - left, bottom, ground)
        if line.is_year:
            for day, name in line.free.items():
                if name and scale.holds(day) and not is_weekend(day):
                    left = aside + scale.left(day)
                    painter.fillRect(left, HEAD, max(2, aside + scale.right(day) - left), bottom, now.line)
            assert days.last is not None
            month = Month.of(days.first)
            while month.first <= days.last:
                painter.fillRect(aside + scale.left(month.first) - 1, 0, 1, bottom, now.line)
                month = month.plus(1)

    def _today(self, painter: QPainter, foot: int) -> None:
        line = self._line
        if line.is_year and line.scale.holds(line.today):
            middle = line.x_of(line.today) + line.scale.day_width / 2
            painter.fillRect(QRectF(round(middle) - 0.5, HEAD, 1.5, foot - HEAD), theme.current().accent_line)

    # --- the head -------------------------------------------------------------------------------------------------

    def _head(self, painter: QPainter, days: Span) -> None:
        line, now = self._line, theme.current()
        view = line.viewport().rect()
        if line.scrolled:  # rows go under the head
            painter.save()
            painter.setClipRect(QRect(line.name_width, 0, view.width() - line.name_width, HEAD))
            painter.fillRect(line.name_width, 0, view.width(), HEAD, now.surface)
            self._ground(painter, days, HEAD)
            painter.restore()
        painter.fillRect(0, HEAD - 1, view.width(), 1, now.line)
        painter.save()
        painter.setClipRect(QRect(line.name_width, 0, view.width() - line.name_width, HEAD))
        if line.is_year:
            self._months(painter, days)
        else:
            self._numbers(painter, days)
        painter.restore()
        painter.fillRect(0, 0, line.name_width - 1, HEAD - 1, now.surface)
        painter.fillRect(line.name_width - 1, 0, 1, HEAD, now.line)

    def _numbers(self, painter: QPainter, days: Span) -> None:
        """Weekday and number of each day; today on an accent square."""
        line, now = self._line, theme.current()
        letters = [letter.lower() for letter in weekday_letters(line.seat.language)]
        tiny, number = font("tiny"), font("body", 500)
        assert days.last is not None
        day = days.first
        while day <= days.last:
            cell = QRectF(line.cell_rect(0, day))
            is_free = is_weekend(day) or day in line.free
            ink = now.ink2 if is_free else now.ink
            text(painter, QRectF(cell.left(), 5, cell.width(), 14), letters[day.weekday()], tiny, now.ink2, CENTER)
            spot = QRectF(cell.left(), 21, cell.width(), 19)
            if day == line.today:
                middle = spot.center().x()
                box(painter, QRectF(middle - 11, 21, 22, 19), 5, now.accent)
                text(painter, spot, str(day.day), font("body", 600), now.on_accent, CENTER)
            else:
                text(painter, spot, str(day.day), number, ink, CENTER)
                if day in line.free and not is_weekend(day):
                    painter.fillRect(QRectF(spot.center().x() - 7, 41, 14, 2), now.control)
            day += DAY

    def _months(self, painter: QPainter, days: Span) -> None:
        line, now = self._line, theme.current()
        aside = line.name_width - line.horizontalScrollBar().value()
        month = Month.of(days.first)
        assert days.last is not None
        names = [line.seat.formats.month_name(number) for number in range(1, 13)]
        if any(text_width(name, "label") > 28 * line.scale.day_width - 4 for name in names):
            names = [name[:3] for name in names]
        while month.first <= days.last:
            left, right = aside + line.scale.left(month.first), aside + line.scale.right(month.last)
            name = names[month.number - 1]
            room = QRectF(left + 2, 0, right - left - 4, HEAD - 2)
            is_now = month == Month.of(line.today)
            text(painter, room, name, font("label", 600 if is_now else 500), now.accent if is_now else now.ink2, CENTER)
            month = month.plus(1)

    # --- names ----------------------------------------------------------------------------------------------------

    def _names(self, painter: QPainter, first: int, last: int) -> None:
        line, now = self._line, theme.current()
        width = line.name_width
        foot = line.top_of(len(line.rows))
        over = line.row_under(line.over.y())
        painter.fillRect(0, HEAD, width - 1, max(foot - HEAD, 0), now.surface)
        for row in range(first, last):
            top = line.top_of(row)
            is_current = row == line.row_at
            if is_current or row == over:
                painter.fillRect(0, top, width - 1, ROW - 1, now.select if is_current else now.hover)
            if is_current:
                painter.fillRect(0, top, 3, ROW - 1, now.accent)
            room = QRectF(NAME_PAD, top, width - 2 * NAME_PAD + 6, ROW - 1)
            text(painter, room, line.rows[row].name, "body", now.ink)
            if row + 1 < len(line.rows):
                painter.fillRect(0, top + ROW - 1, width - 1, 1, now.line)
        painter.fillRect(width - 1, HEAD, 1, max(foot - HEAD, 0), now.line)

    # --- a row ----------------------------------------------------------------------------------------------------

    def _row(self, painter: QPainter, row: int) -> None:
        line, now = self._line, theme.current()
        top = line.top_of(row)
        right = line.viewport().width()
        if row + 1 < len(line.rows):
            painter.fillRect(line.name_width, top + ROW - 1, right, 1, now.line)
        placed = self._placed_of(row)
        aside = line.name_width - line.horizontalScrollBar().value()
        for left, width in placed.away:
            painter.fillRect(aside + left, top, width, ROW - 1, now.sunken)
        is_current = row == line.row_at
        if is_current and line.anchor is not None:
            picked = line.picked
            rect = line.cell_rect(row, picked.first).united(line.cell_rect(row, picked.last or picked.first))
            painter.fillRect(rect, now.accent_soft)
        if line.is_year and not is_current:
            self._row_of_year(painter, row, aside, top)
            return
        dragged = line.drag.bar if line.drag is not None and line.drag.is_moved else None
        for left, width in placed.marks:
            x = aside + left
            if x + width >= line.name_width and x <= right:
                self._mark(painter, x, top, width)
        for each in placed.bars:
            x = aside + each.left
            if x + each.width < line.name_width or x > right:
                continue
            if each.bar is dragged:
                painter.setOpacity(0.35)
            painter.drawPixmap(x, top + each.top, each.picture)
            if each.bar.key == line.bar_key:
                ring = QRectF(x - 3, top + each.top - 3, each.width + 6, each.height + 6)
                box(painter, ring, RADIUS + 3, None, now.accent, 2.0)
            if each.width > _WORD_LEAST:
                near, far = max(x, line.name_width + 2), min(x + each.width, right - 2)
                self._label(painter, each.bar, QRectF(near, top + each.top, far - near, each.height))
            if each.bar is dragged:
                painter.setOpacity(1.0)
        if is_current and line.scale.holds(line.day) and (line.by_key or not line.bar_key):
            self._cursor(painter, row)

    def _row_of_year(self, painter: QPainter, row: int, aside: int, top: int) -> None:
        """A row of small bars in one piece, as it was painted before."""
        placed, line = self._placed_of(row), self._line
        strip = self._strips.get(row)
        if strip is None:
            if len(self._strips) >= _STRIPS:
                del self._strips[next(iter(self._strips))]
            strip = self._strips[row] = self._strip(placed)
        painter.drawPixmap(aside, top, strip)
        right = line.viewport().width()
        for each in placed.bars:
            if each.width > _WORD_LEAST:
                near, far = max(aside + each.left, line.name_width + 2), min(aside + each.left + each.width, right - 2)
                self._label(painter, each.bar, QRectF(near, top + each.top, far - near, each.height))

    def _strip(self, placed: _Placed) -> QPixmap:
        line = self._line
        ratio = line.devicePixelRatioF()
        strip = QPixmap(max(1, round((line.scale.width + 1) * ratio)), round(ROW * ratio))
        strip.setDevicePixelRatio(ratio)
        strip.fill(Qt.GlobalColor.transparent)
        painter = QPainter(strip)
        for left, width in placed.away:
            painter.fillRect(left, 0, width, ROW - 1, theme.current().sunken)
        for left, width in placed.marks:
            self._mark(painter, left, 0, width)
        for each in placed.bars:
            painter.drawPixmap(each.left, each.top, each.picture)
        painter.end()
        return strip

    def forget(self) -> None:
        """Rows, days or colours are others now."""
        self._placed.clear()
        self._strips.clear()

    def _placed_of(self, row: int) -> _Placed:
        """Where the bars of a row stand, worked out once."""
        found = self._placed.get(row)
        if found is None:
            found = self._placed[row] = self._place(row)
        return found

    def _place(self, row: int) -> _Placed:
        line = self._line
        scale, ratio = line.scale, line.devicePixelRatioF()
        bars, marks = [], []
        for bar in line.rows[row].bars:
            if bar.first > scale.last or (bar.last is not None and bar.last < scale.first):
                continue
            left, top, width, height = line.bar_box(row, bar)
            bars.append(_PlacedBar(bar, left, top, width, height, bar_pixmap(_shape(line, bar, width, height), ratio)))
            for span in bar.marked:
                first, last = max(span.first, scale.first), min(span.last or scale.last, scale.last)
                if last >= first:
                    gap = 0 if line.is_year else 2
                    began = scale.left(first) + gap
                    marks.append((began, max(scale.right(last) - gap - began, 2)))
        return _Placed(bars, marks, list(self._away(row)))

    def _away(self, row: int) -> Iterator[tuple[int, int]]:
        """The days on which somebody is not employed: where they begin, and how wide they are."""
        scale, there = self._line.scale, self._line.rows[row].there
        day = scale.first
        for span in sorted(there, key=lambda span: span.first):
            if span.first > day:
                ended = min(span.first - DAY, scale.last)
                yield scale.left(day), scale.right(ended) - scale.left(day)
            if span.last is None:
                return
            day = max(day, span.last + DAY)
            if day > scale.last:
                return
        if there:
            yield scale.left(day), scale.right(scale.last) - scale.left(day)

    def _cursor(self, painter: QPainter, row: int) -> None:
        line, now = self._line, theme.current()
        cell = QRectF(line.cell_rect(row, line.day))
        if cell.width() < 8:
            cell = QRectF(cell.center().x() - 3.5, cell.top(), 7, cell.height())
        colour = now.focus if line.hasFocus() else now.accent_line
        box(painter, cell.adjusted(1, 1, -1, -1), theme.RADIUS_SMALL, None, colour, 2.0)

    def _mark(self, painter: QPainter, left: int, top: int, width: int) -> None:
        """The thin line under the days that the employer pays by itself."""
        y = top + (ROW - BAR) // 2 + BAR + 3
        if self._line.is_year:
            painter.fillRect(left, y, width, 3, theme.current().accent)
        else:
            box(painter, QRectF(left, y, width, 3), 1.5, theme.current().accent)

    def _label(self, painter: QPainter, bar: TimelineBar, room: QRectF) -> None:
        """The word on a bar, from five days' width on and where the whole of it has room."""
        line, now = self._line, theme.current()
        if not bar.word:
            return
        if room.height() < _LABEL_LEAST:
            self._small_label(painter, bar, room)
            return
        needed = text_width(bar.word, "note")
        least = 60 if line.is_year else 0
        if room.width() < max(needed + 22, least):
            return
        ink = label_colour(look_of(bar.pattern))
        at = QRectF(room.left() + 12, room.top(), needed + 1, room.height())
        if ink is None:
            height = min(18.0, room.height() - 3)
            plate = QRectF(at.left() - 6, at.center().y() - height / 2, needed + 11, height)
            box(painter, plate, 3, now.surface)
            ink = now.ink
        text(painter, at, bar.word, "note", ink)

    def _small_label(self, painter: QPainter, bar: TimelineBar, room: QRectF) -> None:
        """The word over a low bar, where its row has room above it."""
        line = self._line
        needed = text_width(bar.word, "caption")
        if line.is_year or room.width() < needed + 6:
            return
        row = line.rows[line.row_of(bar.key)]
        if any(each is not bar and each.span.overlap(bar.span) is not None for each in row.bars):
            return
        at = QRectF(room.left() + 2, room.top() - 17, needed + 1, 14)  # clear of the ring of a chosen one
        text(painter, at, bar.word, "caption", theme.current().ink2)

    # --- what is dragged ------------------------------------------------------------------------------------------

    def _ghost(self, painter: QPainter) -> None:
        line, now, drag = self._line, theme.current(), self._line.drag
        if drag is None or not drag.is_moved:
            return
        last = drag.span.last or line.scale.last
        if drag.bar is not None:
            moved = TimelineBar(0, drag.span.first, drag.span.last, drag.bar.pattern, share=drag.bar.share, faint=True)
            rect = line.bar_rect(drag.row, moved)
            shape = _shape(line, moved, rect.width(), rect.height())
            painter.drawPixmap(rect.topLeft(), bar_pixmap(shape, line.devicePixelRatioF()))
        else:
            first = line.cell_rect(drag.row, drag.span.first)
            rect = first.united(line.cell_rect(drag.row, last)).adjusted(2, 9, -1, -8)
            fill = QColor(now.accent)
            fill.setAlphaF(0.16)
            box(painter, QRectF(rect), RADIUS, fill, now.accent, 1.5)
            return
        is_bad = bool(line.why_not(drag))
        box(painter, QRectF(rect).adjusted(-2, -2, 2, 2), RADIUS + 2, None, now.err if is_bad else now.accent, 2.0)

    def _ghost_words(self, painter: QPainter) -> None:
        """The dates and how many days they are, beside what is dragged."""
        line, now, drag = self._line, theme.current(), self._line.drag
        if drag is None or not drag.is_moved:
            return
        reason = line.why_not(drag)
        words = reason or ghost_words(line, drag.span)
        width = text_width(words, font("note", 600)) + (24 if not reason else 28)
        view = line.viewport().rect()
        anchor = line.x_of(max(drag.span.first, line.scale.first))
        left = min(max(anchor, line.name_width + 4), view.width() - width - 6)
        top = line.top_of(drag.row) + ROW + 2
        if top + 28 > view.height():
            top = line.top_of(drag.row) - 30
        spot = QRectF(max(left, 4), max(top, 4), width, 28)
        box(painter, spot, 6, now.toast)
        text(painter, spot.adjusted(12, 0, -8, 0), words, font("note", 600), now.on_toast)


def _between(one: QColor, other: QColor) -> QColor:
    """The colour between two, opaque: blending so many stripes takes time."""
    return QColor((one.red() + other.red()) // 2, (one.green() + other.green()) // 2, (one.blue() + other.blue()) // 2)


def ghost_words(line: TimelineCore, span: Span) -> str:
    """Dates and days: `09.11.–12.11.2026 · 4 days, 2 working days`."""
    t = line.seat.t
    dates = line.seat.formats.dates(span)
    if span.last is None:
        return dates
    days, worked = (span.last - span.first).days + 1, working_days(span, line.free)
    if days == 1:
        said = t("1 day, a working day") if worked else t("1 day, not a working day")
    elif worked == 1:
        said = t("{days} days, 1 working day", days=days)
    else:
        said = t("{days} days, {worked} working days", days=days, worked=worked)
    return f"{dates} · {said}"


class TimelineEdge(QWidget):
    """The rounded edge of the card, over its square contents; the ring of the focus lies on it."""

    def __init__(self, timeline: TimelineCore) -> None:
        super().__init__(timeline)
        self._line = timeline
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        outside = QPainterPath()
        outside.addRect(whole)
        painter.fillPath(outside.subtracted(rounded(whole, theme.RADIUS_CARD)), now.canvas)
        painter.setPen(QPen(now.line, 1))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD - 0.5, theme.RADIUS_CARD - 0.5)
        painter.end()
