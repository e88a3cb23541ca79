"""The rows of the overview: what to do next, what is owed, and the month as ten small steps. Each is one button."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, RIGHT, box, focus_ring, text, text_width
from views.widgets.text import broken_into_lines

STEP_ROW = 68
OWED_ROW = 44
STRIP = 60

_KINDS = {
    "error": ("err", "err_soft"),
    "due": ("warn", "warn_soft"),
    "ready": ("accent", "accent_soft"),
    "waiting": ("ink3", "sunken"),
    "done": ("ok", "ok_soft"),
}


class _Row(QAbstractButton):
    """A row that is one button: a click anywhere, Enter and Space press it."""

    def __init__(self, name: str, description: str, height: int) -> None:
        super().__init__()
        self.setText(name.replace("&", "&&"))
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)
        self._by_key = False

    def sizeHint(self) -> QSize:
        return QSize(280, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Down:
            self.focusNextPrevChild(True)
        elif key == Qt.Key.Key_Up:
            self.focusNextPrevChild(False)
        else:
            super().keyPressEvent(event)

    @property
    def has_ring(self) -> bool:
        return self.hasFocus() and self._by_key


class StepRow(_Row):
    """Something to do: what and why at the left, the verb that leads there at the right."""

    def __init__(self, kind: str, icon: str, title: str, detail: str, verb: str, *, leads: bool, is_last: bool) -> None:
        super().__init__(f"{title}. {detail}", verb if leads else "", STEP_ROW)
        self._kind, self._icon, self._title, self._detail, self._verb = kind, icon, title, detail, verb
        self._leads, self.is_last = leads, is_last
        if leads:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        long = ((title, "strong", 280), (detail, "note", 520))  # the detail has two lines
        tips = [part for part, role, room in long if text_width(part, role) > room]
        self.setToolTip("\n".join(tips))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        whole = QRectF(self.rect())
        is_over = self._leads and self.underMouse() and self.isEnabled()
        if is_over:
            box(painter, whole.adjusted(6, 4, -6, -4), theme.RADIUS_CONTROL, now.hover)
        ink, ground = (now.token(token) for token in _KINDS[self._kind])
        spot = QRectF(16, (whole.height() - 32) / 2, 32, 32)
        box(painter, spot, 16, ground)
        paint_icon(painter, spot, self._icon, ink, 18)
        verb_width = self._paint_verb(painter, whole, is_over=is_over)
        room = whole.width() - 62 - 20 - verb_width - 16
        self._paint_words(painter, QRectF(62, 0, room, whole.height()))
        if not self.is_last:
            painter.fillRect(QRectF(62, whole.height() - 1, whole.width() - 82, 1), now.line)
        if self.has_ring:
            focus_ring(painter, whole.adjusted(6, 4, -6, -4), theme.RADIUS_CONTROL, -2)
        painter.end()

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        """The title, and the detail on one line, or on two where it would be cut."""
        now = theme.current()
        first, *rest = broken_into_lines(self._detail, font("note"), room.width()) or [""]
        middle = room.center().y() - (8 if rest else 0)
        title = QRectF(room.left(), middle - 22, room.width(), 22)
        text(painter, title, self._title, font("strong"), now.ink2 if self._kind == "waiting" else now.ink)
        line = QRectF(room.left(), middle + 1, room.width(), 20)
        text(painter, line, first, "note", now.ink2)
        if rest:
            text(painter, line.translated(0, 16), " ".join(rest), "note", now.ink2)

    def _paint_verb(self, painter: QPainter, whole: QRectF, *, is_over: bool) -> float:
        now = theme.current()
        if not self._leads:
            width = text_width(self._verb, "body")
            text(
                painter, QRectF(whole.right() - 20 - width, 0, width + 2, whole.height()), self._verb, "body", now.ink2
            )
            return ceil(width)
        look = font("button")
        width = text_width(self._verb, look)
        ink = now.accent_hover if is_over else now.accent
        left = whole.right() - 20 - 20 - width
        text(painter, QRectF(left, 0, width + 2, whole.height()), self._verb, look, ink)
        paint_icon(painter, QRectF(whole.right() - 34, 0, 14, whole.height()), "caret-right", ink, 14)
        return ceil(width) + 20


class OwedRow(_Row):
    """Something that is owed: what and of when, how much and until when."""

    def __init__(self, what: str, detail: str, amount: str, when: str, *, is_late: bool = False) -> None:
        super().__init__(f"{what}, {detail}: {amount}, {when}", "", OWED_ROW)
        self._what, self._detail, self._amount, self._when, self._is_late = what, detail, amount, when, is_late
        self.subject = ""  # its name among the marks
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        whole = QRectF(self.rect())
        if self.underMouse():
            box(painter, whole.adjusted(8, 1, -8, -1), theme.RADIUS_CONTROL, now.hover)
        room = whole.adjusted(20, 0, -20, 0)
        middle = room.center().y()
        upper = QRectF(room.left(), middle - 19, room.width(), 20)
        lower = QRectF(room.left(), middle + 1, room.width(), 18)
        amount = text(painter, upper, self._amount, "body_medium", now.ink, RIGHT)
        text(painter, upper.adjusted(0, 0, -amount - 12, 0), self._what, "body_medium", now.ink)
        ink = now.err if self._is_late else now.ink2
        when = text(painter, lower, self._when, font("caption", 600 if self._is_late else 400), ink, RIGHT)
        if self._is_late:
            paint_icon(painter, QRectF(lower.right() - when - 20, lower.top(), 16, 18), "warning-circle", now.err, 14)
            when += 20
        text(painter, lower.adjusted(0, 0, -when - 12, 0), self._detail, "caption", now.ink2)
        if self.has_ring:
            focus_ring(painter, whole.adjusted(8, 1, -8, -1), theme.RADIUS_CONTROL, -2)
        painter.end()


class StripStep(_Row):
    """One of the ten steps of a month: a dot with what became of it, a word, a day."""

    def __init__(
        self, number: int, state: str, short: str, day: str, words: str, *, before: bool, after: bool, leads: bool
    ) -> None:
        super().__init__(words, "", STRIP)
        self._number, self.state, self._short, self._day = number, state, short, day
        self._before, self._after = before, after
        self.setToolTip(words)
        if leads:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.leads = leads

    def minimumSizeHint(self) -> QSize:
        return QSize(48, STRIP)

    def sizeHint(self) -> QSize:
        return QSize(84, STRIP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right:
            self.focusNextPrevChild(True)
        elif event.key() == Qt.Key.Key_Left:
            self.focusNextPrevChild(False)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        wide, middle = self.width(), self.width() / 2
        dot = QRectF(round(middle - 10), 2, 20, 20)
        if self._before:
            painter.fillRect(QRectF(0, 12, dot.left() - 6, 1), now.line2)
        if self._after:
            painter.fillRect(QRectF(dot.right() + 6, 12, wide - dot.right() - 6, 1), now.line2)
        is_over = self.leads and self.underMouse()
        match self.state:
            case "done":
                box(painter, dot, 10, now.accent_soft)
                paint_icon(painter, dot, "check", now.accent, 12)
            case "now":
                box(painter, dot, 10, now.accent)
                text(painter, dot, str(self._number), font("tiny", 700), now.on_accent, CENTER)
            case "late":
                box(painter, dot, 10, now.err_soft, now.err_line)
                paint_icon(painter, dot, "warning-circle", now.err, 14)
            case "due":
                box(painter, dot, 10, now.warn_soft, now.warn_line)
                paint_icon(painter, dot, "clock", now.warn, 13)
            case _:
                box(painter, dot, 10, now.surface, now.line2)
                text(painter, dot, str(self._number), font("tiny", 600), now.ink2, CENTER)
        ink = {"now": now.ink, "late": now.err, "due": now.warn}.get(self.state, now.ink2)
        if is_over:
            ink = now.accent
        is_strong = self.state in ("now", "late", "due")
        text(painter, QRectF(2, 25, wide - 4, 18), self._short, font("caption", 600 if is_strong else 500), ink, CENTER)
        text(painter, QRectF(2, 42, wide - 4, 16), self._day, font("tiny", 400), now.ink2, CENTER)
        if self.has_ring:
            focus_ring(painter, QRectF(4, 1, wide - 8, STRIP - 2), theme.RADIUS_CONTROL, -2)
        painter.end()


class NextDue(QWidget):
    """The sum that falls due first, in large figures, with its day."""

    def __init__(self, label: str, amount: str, unit: str, day: str, *, is_late: bool) -> None:
        super().__init__()
        self._label, self._amount, self._unit, self._day, self._is_late = label, amount, unit, day, is_late
        self.setFixedHeight(80)
        self.setAccessibleName(f"{label}: {amount} {unit}, {day}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        text(painter, QRectF(20, 14, self.width() - 40, 20), self._label, "note", now.ink2)
        figure = QRectF(20, 34, self.width() - 40, 36)
        width = text(painter, figure, self._amount, "display", now.ink)
        # the unit stands on the same line of writing as the figure
        text(painter, QRectF(20 + width + 6, 42, 40, 30), self._unit, "strong", now.ink2)
        look = font("caption", 600)
        pill = text_width(self._day, look) + 20
        is_narrow = 20 + width + 44 + pill + 20 > self.width()
        room = QRectF(self.width() - 20 - pill, 13 if is_narrow else 41, pill, 22)
        box(painter, room, 11, now.err_soft if self._is_late else now.sunken)
        text(painter, room, self._day, look, now.err if self._is_late else now.ink2, CENTER)
        painter.end()
