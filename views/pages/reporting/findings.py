"""What the controls found, in the authority's order; what is in order; what is to be paid: one list for the keyboard.

Up and down move, Enter goes to where a thing is mended or unfolds, Space says that a guideline was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from models.values.money import Money
from services.queries.reporting import GUIDELINE, LEVELS, ControlRow, FindingRow, MonthDetail, PaymentRow
from views.pages.reporting import words
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, rule, text, text_width
from views.shell.seat import Seat
from views.widgets.text import broken_into_lines
from views.widgets.when import day_or_year

_Index = QModelIndex | QPersistentModelIndex
_MOST: Final = 60
_EDGE, _TEXT = 20, 50
_ENTRY: Final = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. `kind`: group, finding, more, fold, fine, control, note, head, payment."""

    kind: str
    title: str = ""
    second: str = ""
    ink: str = "ink2"
    link: str = ""
    other: str = ""
    figure: str = ""
    is_ruled: bool = False
    finding: FindingRow | None = None

    @property
    def is_live(self) -> bool:
        """Whether one can stand on it."""
        return self.kind in ("finding", "more", "fold", "fine", "payment") or (self.kind == "head" and bool(self.link))


class _Folds(NamedTuple):
    """What is unfolded."""

    levels: frozenset[str] = frozenset()
    accepted: bool = False
    fine: bool = False


class FindingsModel(QAbstractListModel):
    """The lines of one month."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.entries: list[Entry] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            code = entry.finding.code if entry.finding is not None else ""
            return ". ".join(part for part in (entry.title, code, entry.second, entry.figure) if part)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return ", ".join(part for part in (entry.link, entry.other) if part)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self.entries[index.row()].is_live:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def show(self, entries: Sequence[Entry]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()


class FindingsView(QListView):
    """The list. It tells what was picked and asked for; the page does it."""

    picked = Signal(object)  # FindingRow that one stands on
    mended = Signal(object)  # FindingRow whose place is asked for
    accepted = Signal(object)  # FindingRow that is right
    reopened = Signal(object)  # FindingRow that is to be looked at again
    asked_overview = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._is_telling = False
        self.lines = FindingsModel(seat)
        self.setModel(self.lines)
        self.painter_of_lines = _Painter(self)
        self.setItemDelegate(self.painter_of_lines)
        self.setObjectName("findings")
        self.setStyleSheet(
            "QListView#findings { background: transparent; border: none; outline: none;"
            " selection-background-color: transparent; }"
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(seat.t("What the controls found"))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self.over: tuple[int, str] = (-1, "")
        self.shows_ring = False
        self._detail: MonthDetail | None = None
        self._folds = _Folds()
        self._is_telling = True

    # --- what it shows -------------------------------------------------------------------------------------------

    def set(self, detail: MonthDetail | None, *, again: bool = False) -> None:
        """Show a month; `again` keeps what was unfolded and where one stood."""
        before = self.current() if again else None
        if not again:
            self._folds = _Folds()
        self._detail = detail
        self._fill()
        if before is not None:
            self.select(before.subject)

    def entries(self) -> list[Entry]:
        return self.lines.entries

    def findings(self) -> list[FindingRow]:
        """Those that are shown, from the top."""
        return [entry.finding for entry in self.lines.entries if entry.finding is not None]

    def current(self) -> FindingRow | None:
        """The finding that one stands on."""
        entry = self.currentIndex().data(_ENTRY)
        return entry.finding if isinstance(entry, Entry) else None

    def select(self, subject: str, *, tell: bool = False) -> bool:
        """Stand on a finding by its subject; unfolds what hides it."""
        for number, entry in enumerate(self.lines.entries):
            if entry.finding is not None and entry.finding.subject == subject:
                self._is_telling = tell
                self.setCurrentIndex(self.lines.index(number))
                self._is_telling = True
                return True
        return False

    def select_code(self, code: str) -> bool:
        """Stand on the first finding with a code, or about a control."""
        found = next((each for each in self.findings() if code in (each.code, each.control)), None)
        return found is not None and self.select(found.subject, tell=True)

    def _fill(self) -> None:
        scrolled = self.verticalScrollBar().value()
        self._is_telling = False
        self.lines.show(list(self._entries(self._detail)) if self._detail is not None else [])
        self._is_telling = True
        self.verticalScrollBar().setValue(scrolled)

    def _entries(self, detail: MonthDetail) -> Iterator[Entry]:
        t = self.seat.t
        rows = [row for row in detail.findings if row.accepted is None]
        done = [row for row in detail.findings if row.accepted is not None]
        is_first = True
        for level in LEVELS:
            of_level = [row for row in rows if row.level == level]
            if not of_level:
                continue
            name, line, ink, _ = words.LEVELS[level]
            yield Entry("group", t(name), t(line), ink, is_ruled=not is_first)
            is_first = False
            is_whole = level in self._folds.levels
            for row in of_level if is_whole else of_level[:_MOST]:
                yield self._finding(row)
            if len(of_level) > _MOST and not is_whole:
                yield Entry("more", t("Show {count} more", count=len(of_level) - _MOST), figure=level)
        if done:
            link = t("Hide") if self._folds.accepted else t("Show them")
            said = t("1 looked at and right") if len(done) == 1 else t("{count} looked at and right", count=len(done))
            yield Entry("fold", said, link=link, is_ruled=not is_first)
            is_first = False
            if self._folds.accepted:
                for row in done:
                    yield self._finding(row)
        yield from self._fine(detail, is_first)
        yield from self._payments(detail.payments)

    def _finding(self, row: FindingRow) -> Entry:
        t = self.seat.t
        parts = [row.who, t(row.what)]
        if row.accepted is not None:
            parts.append(t("Right, says {who}: {why}", who=row.accepted.by, why=row.accepted.note))
        other = ""
        if row.accepted is not None:
            other = t("Look again")
        elif row.level == GUIDELINE and row.subject:
            other = t("It is right")
        link = t(row.verb) if row.verb is not None and row.place is not None else ""
        ink = words.LEVELS[row.level][2] if row.accepted is None else "ok"
        return Entry("finding", t(row.title), " · ".join(part for part in parts if part), ink, link, other, finding=row)

    def _fine(self, detail: MonthDetail, is_first: bool) -> Iterator[Entry]:
        t = self.seat.t
        if not detail.text or not detail.fine:
            return
        count = len(detail.fine)
        said = t("All {count} checks are fine", count=count) if is_first else None
        said = said or t("{count} other checks are fine", count=count)
        yield Entry(
            "fine", said, link=t("Hide") if self._folds.fine else t("Show all"), is_ruled=not is_first, ink="ok"
        )
        if self._folds.fine:
            yield Entry("note", t("This was looked for, and not found:"))
            for control in detail.fine:
                yield self._control(control)

    def _control(self, control: ControlRow) -> Entry:
        return Entry("control", self.seat.t(control.title), figure=control.code)

    def _payments(self, payments: Sequence[PaymentRow]) -> Iterator[Entry]:
        if not payments:
            return
        t = self.seat.t
        yield Entry("head", t("To pay"), link=t("Overview"), is_ruled=True)
        for row in payments:
            due = t("paid") if row.is_paid else t("due {day}", day=day_or_year(self.seat, row.due))
            yield Entry("payment", t(row.what), due, figure=self._kroner(row.amount))

    def _kroner(self, amount: Money) -> str:
        return self.seat.formats.kroner(amount)

    # --- what one does -------------------------------------------------------------------------------------------

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        entry = current.data(_ENTRY) if current.isValid() else None
        self.setProperty("topic", _topic(entry))
        if self._is_telling and isinstance(entry, Entry) and entry.finding is not None:
            self.picked.emit(entry.finding)

    def do(self, entry: Entry, which: str = "link") -> None:
        """What a link of a line does."""
        finding = entry.finding
        if finding is not None and which == "other":
            (self.accepted if finding.accepted is None else self.reopened).emit(finding)
        elif finding is not None and entry.link:
            self.mended.emit(finding)
        elif entry.kind in ("head", "payment"):
            self.asked_overview.emit()
        elif entry.kind == "fold":
            self._unfold(self._folds._replace(accepted=not self._folds.accepted))
        elif entry.kind == "fine":
            self._unfold(self._folds._replace(fine=not self._folds.fine))
        elif entry.kind == "more":
            self._unfold(self._folds._replace(levels=self._folds.levels | {entry.figure}))

    def _unfold(self, folds: _Folds) -> None:
        row = self.currentIndex().row()
        self._folds = folds
        self._fill()
        if 0 <= row < self.lines.rowCount():
            self._is_telling = False
            self.setCurrentIndex(self.lines.index(row))
            self._is_telling = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentIndex().data(_ENTRY)
        self.shows_ring = True
        if isinstance(entry, Entry) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do(entry)
        elif isinstance(entry, Entry) and event.key() == Qt.Key.Key_Space:
            self.do(entry, "other" if entry.other else "link")
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self._link_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover((-1, ""))

    def _hover(self, over: tuple[int, str]) -> None:
        if over != self.over:
            self.over = over
            shape = Qt.CursorShape.PointingHandCursor if over[1] else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_ring = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row, which = self._link_at(event)
        if which and event.button() == Qt.MouseButton.LeftButton:
            self.do(self.lines.entries[row], which)

    def _link_at(self, event: QMouseEvent) -> tuple[int, str]:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return -1, ""
        rect = QRectF(self.visualRect(index))
        for which, zone in self.painter_of_lines.links(rect, self.lines.entries[index.row()]):
            if zone.contains(event.position()):
                return index.row(), which
        return index.row(), ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.shows_ring = True
            if not self.currentIndex().isValid():
                first = next((row for row, entry in enumerate(self.lines.entries) if entry.is_live), -1)
                if first >= 0:
                    self.setCurrentIndex(self.lines.index(first))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def _topic(entry: Entry | None) -> str:
    """The help about a line."""
    if entry is not None and entry.finding is not None:
        return f"reporting.{entry.finding.topic}"
    return "reporting.payments" if entry is not None and entry.kind in ("head", "payment") else "reporting.findings"


class _Painter(QStyledItemDelegate):
    """Paints the lines, and knows where their links are."""

    def __init__(self, view: FindingsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry: Entry = index.data(_ENTRY)
        width = self._view.viewport().width()
        return QSize(width, self._height(entry, width))

    def _height(self, entry: Entry, width: int) -> int:
        ruled = 9 if entry.is_ruled else 0
        match entry.kind:
            case "finding":
                title, second = self._lines(entry, width)
                needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
                return max(needed + 16, 56 if entry.other or second else 44)
            case "group":
                return 38 + ruled
            case "head":
                return 40 + ruled
            case "payment":
                return 30
            case "control" | "note":
                return 28
        return 44 + ruled

    def _lines(self, entry: Entry, width: int) -> tuple[list[str], list[str]]:
        links = max((self._width(each) for each in (entry.link, entry.other) if each), default=0)
        room = width - _TEXT - _EDGE - (links + 16 if links else 0)
        code = entry.finding.code if entry.finding is not None else ""
        taken = text_width(code, "note") + 10 if code else 0.0
        title = broken_into_lines(entry.title, font("button"), max(room - taken, 80))
        second = broken_into_lines(entry.second, font("note"), max(room, 80)) if entry.second else []
        return title, second

    @staticmethod
    def _width(link: str) -> int:
        return ceil(text_width(link, font("label"))) + 20

    def links(self, rect: QRectF, entry: Entry) -> list[tuple[str, QRectF]]:
        """Where the links of a line are, in a line that lies there."""
        top = rect.top() + (9 if entry.is_ruled else 0)
        height = rect.bottom() - top
        right = rect.right() - _EDGE
        found = []
        both = bool(entry.link and entry.other)
        for which, words_of, place in (("link", entry.link, 0), ("other", entry.other, 1)):
            if not words_of:
                continue
            width = self._width(words_of) + 8
            zone = QRectF(right - width + 2, top, width, height)
            if both:
                middle = top + height / 2
                zone = QRectF(zone.left(), middle - 26 if place == 0 else middle + 1, width, 25)
            found.append((which, zone))
        if entry.kind == "more":
            found.append(("link", rect))
        return found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(_ENTRY)
        now = theme.current()
        rect = QRectF(option.rect)
        painter.save()
        if entry.is_ruled:
            rule(painter, rect.left(), rect.right(), rect.top() + 4, now.line)
        inner = rect.adjusted(0, 9 if entry.is_ruled else 0, 0, 0)
        is_current = index == self._view.currentIndex()
        if is_current and entry.is_live:
            ground = inner.adjusted(8, 1, -8, -1)
            if entry.kind == "finding":
                box(painter, ground, theme.RADIUS_CONTROL, now.select)
            if self._view.hasFocus() and self._view.shows_ring:
                box(painter, ground, theme.RADIUS_CONTROL, None, now.focus, 2)
        paints: dict[str, Callable[[QPainter, QRectF, Entry, int], None]] = {
            "group": self._group,
            "finding": self._finding,
            "head": self._head,
            "payment": self._payment,
            "control": self._control,
            "note": self._note,
        }
        paints.get(entry.kind, self._line)(painter, inner, entry, index.row())
        painter.restore()

    def _group(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_EDGE, 6, -_EDGE, -4)
        width = text(painter, line, entry.title, font("label"), now.token(entry.ink))
        text(painter, line.adjusted(width + 10, 0, 0, 0), entry.second, "note", now.ink2)

    def _finding(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        assert entry.finding is not None
        icon = {"err": "warning-circle", "warn": "warning", "ok": "check-circle"}[entry.ink]
        title, second = self._lines(entry, int(rect.width()))
        needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
        y = rect.top() + (rect.height() - needed) / 2
        middle = y + 20 if len(title) + len(second) == 2 else y + 10
        paint_icon(painter, QRectF(rect.left() + _EDGE, middle - 10, 18, 20), icon, now.token(entry.ink), 18)
        for number, line in enumerate(title):
            room = QRectF(rect.left() + _TEXT, y, rect.width(), 20)
            width = text(painter, room, line, "button", now.ink)
            if entry.finding.code and number == len(title) - 1:
                text(painter, room.adjusted(width + 10, 0, 0, 0), entry.finding.code, "note", now.ink3)
            y += 20
        y += 1
        for line in second:
            text(painter, QRectF(rect.left() + _TEXT, y, rect.width(), 19), line, "note", now.ink2)
            y += 19
        self._links(painter, rect, entry, row)

    def _links(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        bare = Entry(entry.kind, link=entry.link, other=entry.other)
        for which, zone in self.links(rect, bare):
            words_of = entry.link if which == "link" else entry.other
            ink = now.accent_hover if self._view.over == (row, which) else now.accent
            right = rect.right() - _EDGE
            icon = "caret-right" if which == "link" else "check"
            if which == "other" and entry.finding is not None and entry.finding.accepted is not None:
                icon = "arrow-u-up-left"
            paint_icon(painter, QRectF(right - 13, zone.top(), 14, zone.height()), icon, ink, 14)
            width = text_width(words_of, font("label"))
            written = QRectF(right - 20 - width, zone.top(), width + 1, zone.height())
            text(painter, written, words_of, font("label"), ink)

    def _line(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        """What is in order, folded or not; what there is more of."""
        now = theme.current()
        left = rect.left() + _TEXT
        if entry.kind != "more":
            spot = QRectF(rect.left() + _EDGE, rect.top(), 18, rect.height())
            paint_icon(painter, spot, "check-circle", now.ok, 18)
        ink = now.accent if entry.kind == "more" else now.ink2
        room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        text(painter, room, entry.title, font("label") if entry.kind == "more" else "body", ink)
        self._links(painter, rect, entry, row)

    def _head(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        text(painter, rect.adjusted(_EDGE, 0, 0, 0), entry.title, font("label"), theme.current().ink2)
        self._links(painter, rect, entry, row)

    def _payment(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_EDGE, 0, -_EDGE, 0)
        figure = text_width(entry.figure, "body_medium")
        due = max(text_width(entry.second, "note"), 96.0)
        text(painter, line, entry.figure, "body_medium", now.ink, RIGHT)
        text(painter, line.adjusted(0, 0, -max(figure, 72.0) - 20, 0), entry.second, "note", now.ink2, RIGHT)
        room = line.adjusted(0, 0, -max(figure, 72.0) - due - 40, 0)
        text(painter, room, entry.title, "body", now.ink)

    def _control(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_TEXT, 0, -_EDGE, 0)
        text(painter, line, entry.figure, "note", now.ink3, RIGHT)
        room = line.adjusted(0, 0, -text_width(entry.figure, "note") - 16, 0)
        text(painter, room, entry.title, "note", now.ink2)

    def _note(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        text(painter, rect.adjusted(_TEXT, 0, -_EDGE, 0), entry.title, font("label"), theme.current().ink2)
