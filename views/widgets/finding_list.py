"""Findings: what is wrong at the left, the way to mend it on the same line at the right, in groups by how bad it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from services.reference.help import help_for
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import box, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Section
from views.widgets.ring import hide_ring, show_ring
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, Icon, Label, broken_into_lines

_ICONS: Final = {
    Severity.STOP: ("warning-circle", "err"),
    Severity.WARNING: ("warning", "warn"),
    Severity.NOTE: ("info", "info"),
}
_KIND_INK: Final = {"err": "err", "warn": "warn", "info": "info", "ok": "ok"}
_MOST: Final = 60
_EDGE: Final = 20
_TEXT: Final = 50
_SENTENCE: Final = re.compile(r"(?<=[^\W\d_]{3})[.] (?=[A-ZÆØÅ«“])")


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as it is shown: what, where, and the verb that mends it."""

    severity: Severity
    title: str
    second: str = ""
    verb: str = ""
    place: Place | None = None
    code: str = ""
    data: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that weigh the same: a name in colour, and a sentence on what that means."""

    title: str
    line: str
    kind: str
    rows: Sequence[Row] = field(default=())


def in_two(sentence: str) -> tuple[str, str]:
    """The first sentence, and the rest."""
    parts = _SENTENCE.split(sentence.strip(), maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (sentence.strip(), "")


class FindingRow(QAbstractButton):
    """One finding. A click anywhere, Enter and Space go to where it is mended."""

    def __init__(self, owner: FindingList, row: Row) -> None:
        super().__init__()
        self.owner, self.row = owner, row
        self.setText(row.title.replace("&", "&&"))
        self.setAccessibleName(". ".join(part for part in (row.title, row.code, row.second) if part))
        self.setAccessibleDescription(row.verb)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if row.verb:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mark: IconButton | None = None
        if topic := help_for(row.data, owner.seat.language) if isinstance(row.data, Finding) else "":
            self.setProperty("topic", topic)  # F1
            self.mark = IconButton("question", owner.seat.t("Help for {field}", field=row.title), self, size=20)
            self.mark.set_icon("question", "ink3")
            self.mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.mark.clicked.connect(lambda: owner.seat.help(topic))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.mark is not None:
            right = self.width() - self.owner.edge - self._verb_width() - (8 if self.row.verb else 0)
            title, second = self._lines(self.width())
            needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
            is_short = len(title) + len(second) <= 2
            self.mark.move(right - 20, (self.height() - (20 if is_short else needed)) // 2)

    def _verb_width(self) -> int:
        return ceil(text_width(self.row.verb, font("label"))) + 20 if self.row.verb else 0

    def _code_width(self) -> float:
        return text_width(self.row.code, "note") + 10 if self.row.code else 0.0

    def _lines(self, width: int) -> tuple[list[str], list[str]]:
        edge = self.owner.edge
        room = width - edge - 30 - edge - (self._verb_width() + 16 if self.row.verb else 0)
        room -= 28 if self.mark is not None else 0
        title = broken_into_lines(self.row.title, font("button"), max(room - self._code_width(), 80))
        second = broken_into_lines(self.row.second, font("note"), max(room, 80)) if self.row.second else []
        return title, second

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title, second = self._lines(width)
        needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
        return max(needed + 16, 56 if second else 44)

    def sizeHint(self) -> QSize:
        return QSize(420, self.heightForWidth(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        edge = self.owner.edge
        if self.row.verb and (self.underMouse() or self.isDown()):
            box(painter, whole.adjusted(edge - 12, 0, -(edge - 12), 0), theme.RADIUS_CONTROL, now.hover)
        icon, token = _ICONS[self.row.severity]
        title, second = self._lines(self.width())
        needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
        y = (whole.height() - needed) / 2
        middle = y + needed / 2 if len(title) + len(second) <= 2 else y + 10
        paint_icon(painter, QRectF(edge, middle - 10, 18, 20), icon, now.token(token), 18)
        left = edge + 30.0
        for number, line in enumerate(title):
            rect = QRectF(left, y, whole.width(), 20)
            width = text(painter, rect, line, "button", now.ink)
            if self.row.code and number == len(title) - 1:
                text(painter, rect.adjusted(width + 10, 0, 0, 0), self.row.code, "note", now.ink3)
            y += 20
        y += 1
        for line in second:
            text(painter, QRectF(left, y, whole.width(), 19), line, "note", now.ink2)
            y += 19
        if self.row.verb:
            right = whole.right() - edge
            ink = now.accent_hover if self.underMouse() else now.accent
            height = min(whole.height(), 2 * middle) if len(title) + len(second) > 2 else whole.height()
            paint_icon(painter, QRectF(right - 13, 0, 14, height), "caret-right", ink, 14)
            width = text_width(self.row.verb, font("label"))
            text(painter, QRectF(right - 20 - width, 0, width + 1, height), self.row.verb, font("label"), ink)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.owner.step(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.owner.stand_on(self)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL, gap=-3)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


def verb_to(seat: Seat, where: Place | None) -> str:
    """What the way to a place is called that a finding names; the set-up has one name everywhere."""
    if where is None:
        return ""
    return seat.t("Set up the firm") if where.page == "setup" else seat.t("Go there")


class FindingList(QWidget):
    """Groups of findings, and one grey line for all that is in order. It goes to places by itself."""

    chosen = Signal(object)
    fine_clicked = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None, *, edge: int = 0) -> None:
        super().__init__(parent)
        self.seat, self.edge = seat, edge
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.findings: list[FindingRow] = []
        self.groups: list[Group] = []
        self.fine_line = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set(self, what: Iterable[Finding | Row], *, fine: int = 0, fine_link: str = "") -> None:
        """Show findings, the worst first; `fine` other checks are in order."""
        rows = [self.row_of(each) if isinstance(each, Finding) else each for each in what]
        t = self.seat.t
        of = {severity: [row for row in rows if row.severity is severity] for severity in Severity}
        groups = [
            Group(t("Must be corrected"), t("It stops until this is done"), "err", of[Severity.STOP]),
            Group(t("Have a look"), t("It may be right"), "warn", of[Severity.WARNING]),
            Group(t("Good to know"), "", "info", of[Severity.NOTE]),
        ]
        self.set_groups([group for group in groups if group.rows], fine=fine, fine_link=fine_link)

    def row_of(self, finding: Finding) -> Row:
        """A finding as a row: its first sentence is the title."""
        title, second = in_two(self.seat.t(finding.what))
        verb = verb_to(self.seat, finding.where)
        return Row(finding.severity, title, second, verb, finding.where, finding.code or "", finding)

    def set_groups(self, groups: Sequence[Group], *, fine: int = 0, fine_link: str = "") -> None:
        """Show groups in an order of one's own."""
        empty_layout(self._column)
        self.findings = []
        self.groups = list(groups)
        for number, group in enumerate(groups):
            if number:
                self._column.addSpacing(8)
                self._column.addWidget(Divider())
                self._column.addSpacing(10)
            self._add_group(group)
        self._add_fine(fine, fine_link, bool(groups))
        if self.findings:
            self.findings[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self.isVisible():
            for shown in self.findings:
                shown.show()  # at once, so that one of them can be given the focus
        self.updateGeometry()

    def _add_group(self, group: Group) -> None:
        if group.title:
            head = Section(group.title, "", group.line, small=True)
            head._heading.set_ink(_KIND_INK[group.kind])
            head.row.setContentsMargins(self.edge, 2, self.edge, 4)
            self._column.addWidget(head)
        for row in group.rows[:_MOST]:
            self._add_row(row)
        rest = list(group.rows[_MOST:])
        if rest:
            more = Button(self.seat.t("Show {count} more", count=len(rest)), "link", small=True)
            place = self._column.count()
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

            def unfold() -> None:
                more.hide()
                for offset, row in enumerate(rest):
                    self._add_row(row, place + offset)

            more.clicked.connect(unfold)

    def _add_row(self, row: Row, place: int = -1) -> None:
        shown = FindingRow(self, row)
        shown.clicked.connect(lambda *_: self._go(row))
        if place < 0:
            self._column.addWidget(shown)
        else:
            self._column.insertWidget(place, shown)
        self.findings.append(shown)

    def _add_fine(self, fine: int, link: str, is_after: bool) -> None:
        self.fine_line = ""
        if fine <= 0:
            return
        t = self.seat.t
        if fine == 1:
            words = t("One other check is fine") if is_after else t("The check is fine")
        else:
            words = (
                t("{count} other checks are fine", count=fine)
                if is_after
                else t("All {count} checks are fine", count=fine)
            )
        if is_after:
            self._column.addSpacing(8)
            self._column.addWidget(Divider())
            self._column.addSpacing(4)
        self.fine_line = words
        line = Section("", link, "")
        line.row.setContentsMargins(self.edge, 8, self.edge, 8)
        line._heading.hide()
        line.row.insertWidget(0, Icon("check-circle", "ok", 18, 20), 0, Qt.AlignmentFlag.AlignVCenter)
        line.row.setSpacing(12)
        line.row.insertWidget(1, Label(words, "body", "ink2"))
        line.link.set_trail("caret-right")
        line.clicked.connect(self.fine_clicked)
        self._column.addWidget(line)

    def _go(self, row: Row) -> None:
        self.chosen.emit(row)
        if row.place is not None:
            self.seat.go(row.place)

    def step(self, row: FindingRow, by: int) -> None:
        """To the next finding, or the one before."""
        there = self.findings.index(row) + by
        if 0 <= there < len(self.findings):
            self.findings[there].setFocus(Qt.FocusReason.TabFocusReason)

    def stand_on(self, row: FindingRow) -> None:
        """Tab comes back to where one was."""
        for each in self.findings:
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each is row else Qt.FocusPolicy.ClickFocus)
