"""What is checked while one types, beside the form: what is wrong with the way to mend it, then what is fine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout

from services.queries.new_employee import Checked
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.ring import hide_ring, show_ring
from views.widgets.side_panel import empty_layout
from views.widgets.text import IconLine, MessageBox

_KINDS = {"error": "err", "warning": "warn"}


class OpenLine(QAbstractButton):
    """Something that must still be filled in; a click goes there."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = IconLine("circle-dashed", words, "ink2", "ink3")
        self.line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self.line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(20, self.line.label.heightForWidth(max(width - 26, 40)))

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_SMALL)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts inside paint themselves."""


class ChecksCard(Card):
    """The card at the right of a step."""

    chosen = Signal(object)  # Checked: go and mend it

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat.t("Checked as you type"), " ", padding=26)
        self.seat = seat
        self.boxes: list[MessageBox] = []
        self.open_lines: list[OpenLine] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self._shown: tuple[Checked, ...] | None = None

    def show_checks(self, rows: Sequence[Checked]) -> None:
        """Say how each check stands."""
        rows = tuple(rows)
        if rows == self._shown:
            return
        self._shown = rows
        self.set_line(counted(self.seat, rows))
        empty_layout(self._list)
        self.boxes, self.open_lines = [], []
        t = self.seat.t
        for row in rows:
            if row.state in _KINDS:
                words = t(row.detail) if row.detail is not None else ""
                box = MessageBox(_KINDS[row.state], t(row.title), words, t(row.link) if row.link is not None else "")
                box.clicked.connect(lambda row=row: self.chosen.emit(row))
                self._list.addWidget(box)
                self.boxes.append(box)
        for row in rows:
            if row.state in ("open", "later"):
                line = OpenLine(t(row.detail or row.title))
                line.clicked.connect(lambda *_, row=row: self.chosen.emit(row))
                self._list.addWidget(line)
                self.open_lines.append(line)
        for row in rows:
            if row.state == "ok":
                self._list.addWidget(IconLine("check-circle", t(row.title), "ink2", "ok"))


def counted(seat: Seat, rows: Sequence[Checked]) -> str:
    """“1 error · 1 warning · 4 in order”."""
    t = seat.t
    count = {state: sum(row.state == state for row in rows) for state in ("error", "warning", "open", "later", "ok")}
    parts = []
    if count["error"]:
        parts.append(t("1 error") if count["error"] == 1 else t("{count} errors", count=count["error"]))
    if count["warning"]:
        parts.append(t("1 warning") if count["warning"] == 1 else t("{count} warnings", count=count["warning"]))
    if count["open"]:
        parts.append(t("{count} to fill in", count=count["open"]))
    if count["later"]:
        parts.append(t("{count} can come later", count=count["later"]))
    if count["ok"]:
        parts.append(t("{count} in order", count=count["ok"]))
    return " · ".join(parts) or t("Nothing is filled in yet.")
