"""What the controls found, in the authority's order; what is in order; what is to be paid: one list for the keyboard.

Up and down move, Enter goes to where a thing is mended or unfolds, Space says that a guideline was looked at.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView

from services.queries.report_answer import MonthAnswer
from services.queries.report_changes import ChangedPerson, ReportChanges
from services.queries.reporting import FindingRow, MonthDetail
from views.pages.reporting.answer_entries import AnswerEntries
from views.pages.reporting.changed_entries import changed_entries
from views.pages.reporting.finding_entries import ENTRY, Entries, Entry, FindingsModel, Folds
from views.pages.reporting.finding_painter import FindingPainter, PaintedView
from views.shell.seat import Seat

_Index = QModelIndex | QPersistentModelIndex


class FindingsView(PaintedView):
    """The list. It tells what was picked and asked for; the page does it."""

    picked = Signal(object)  # FindingRow that one stands on
    mended = Signal(object)  # FindingRow whose place is asked for
    accepted = Signal(object)  # FindingRow that is right
    reopened = Signal(object)  # FindingRow that is to be looked at again
    asked_overview = Signal()
    asked = Signal(object, str)  # Entry whose link is asked for, and which of the two

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._is_telling = False
        self.lines = FindingsModel(seat)
        self.setModel(self.lines)
        self.painter_of_lines = FindingPainter(self)
        self.setItemDelegate(self.painter_of_lines)
        self.setObjectName("findings")
        self.setStyleSheet(
            "QListView#findings { background: transparent; border: none; outline: none;"
            " selection-background-color: transparent; }"
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(seat.t("What the checks found"))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self._detail: MonthDetail | None = None
        self._folds = Folds()
        self._is_telling = True

    # --- what it shows -------------------------------------------------------------------------------------------

    def set(self, detail: MonthDetail | None, *, again: bool = False) -> None:
        """Show a month; `again` keeps what was unfolded and where one stood."""
        before = self.current() if again else None
        if not again:
            self._folds = Folds()
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
        entry = self.currentIndex().data(ENTRY)
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
        self.lines.show(self._entries())
        self._is_telling = True
        self.verticalScrollBar().setValue(scrolled)

    def _entries(self) -> list[Entry]:
        return list(Entries(self.seat, self._detail, self._folds).all()) if self._detail is not None else []

    # --- what one does -------------------------------------------------------------------------------------------

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        entry = current.data(ENTRY) if current.isValid() else None
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
        elif entry.kind == "row":
            if (entry.other if which == "other" else entry.link) or entry.data is not None:
                self.asked.emit(entry, which)
        elif entry.kind in ("head", "payment"):
            self.asked_overview.emit()
        elif entry.kind == "fold":
            self._unfold(self._folds._replace(accepted=not self._folds.accepted))
        elif entry.kind == "fine":
            self._unfold(self._folds._replace(fine=not self._folds.fine))
        elif entry.kind == "more":
            self._unfold(self._folds._replace(levels=self._folds.levels | {entry.figure}))

    def _unfold(self, folds: Folds) -> None:
        row = self.currentIndex().row()
        self._folds = folds
        self._fill()
        if 0 <= row < self.lines.rowCount():
            self._is_telling = False
            self.setCurrentIndex(self.lines.index(row))
            self._is_telling = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentIndex().data(ENTRY)
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


class AnswerView(FindingsView):
    """The same list with what the authority answered."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._answer: MonthAnswer | None = None
        self.setAccessibleName(seat.t("Reports and answers"))

    def set_answer(self, answer: MonthAnswer | None, *, again: bool = False) -> None:
        """Show another answer; `again` keeps what was unfolded and where one stood."""
        row = self.currentIndex().row() if again else -1
        if not again:
            self._folds = Folds()
        self._answer = answer
        self._fill()
        if 0 <= row < self.lines.rowCount():
            self._is_telling = False
            self.setCurrentIndex(self.lines.index(row))
            self._is_telling = True

    def _entries(self) -> list[Entry]:
        return list(AnswerEntries(self.seat, self._answer, self._folds).all()) if self._answer is not None else []


class ChangesView(FindingsView):
    """The same list with what is otherwise than last month."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._changes: ReportChanges | None = None
        self.setAccessibleName(seat.t("Changed since last month"))

    def set_changes(self, changes: ReportChanges | None) -> None:
        """Show other changes."""
        self._changes = changes
        self._folds = Folds()
        self._fill()

    def _entries(self) -> list[Entry]:
        return list(changed_entries(self.seat, self._changes, self._folds)) if self._changes is not None else []


def _topic(entry: Entry | None) -> str:
    """The help about a line."""
    if entry is not None and entry.finding is not None:
        return f"reporting.{entry.finding.topic}"
    if entry is not None and entry.kind == "row":
        return "reporting.changes" if isinstance(entry.data, ChangedPerson) else "reporting.answer"
    return "reporting.payments" if entry is not None and entry.kind in ("head", "payment") else "reporting.findings"
