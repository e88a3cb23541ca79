"""Why a finding is right: asked under the findings, so that nothing is covered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.queries.reporting import FindingRow
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Field, TextEdit
from views.widgets.text import Label


class ReasonBar(QWidget):
    """The question, the answer, and two buttons."""

    given = Signal(object, str)  # FindingRow, the reason
    closed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._finding: FindingRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(10)
        self.what = Label("", "label", wrap=True)
        self.editor = TextEdit(seat)
        self.field = Field(seat, seat.t("Why is it right?"), self.editor, topic="reporting.reason", width=-1)
        self.accept_button = Button(seat.t("It is right"), "primary")
        self.not_now = Button(seat.t("Not now"))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.accept_button)
        row.addWidget(self.not_now)
        row.addStretch(1)
        column.addWidget(self.what)
        column.addWidget(self.field)
        column.addLayout(row)
        self.accept_button.clicked.connect(self._give)
        self.not_now.clicked.connect(self.close_bar)
        self.editor.returnPressed.connect(self._give)
        self.editor.installEventFilter(self)
        self.hide()

    def ask(self, finding: FindingRow) -> None:
        """Ask about a finding."""
        self._finding = finding
        self.what.setText(" · ".join(part for part in (self.seat.t(finding.title), finding.who) if part))
        self.editor.set_value("")
        self.field.clear_state()
        self.show()
        self.editor.setFocus(Qt.FocusReason.TabFocusReason)

    def close_bar(self) -> None:
        """Ask no more."""
        if self._finding is not None:
            self._finding = None
            self.hide()
            self.closed.emit()

    def _give(self) -> None:
        reason = self.editor.text().strip()
        if not reason:
            self.field.set_problem(self.seat.t("Say in a few words why it is right"))
            self.editor.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._finding is not None:
            finding, self._finding = self._finding, None
            self.hide()
            self.given.emit(finding, reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() is QEvent.Type.KeyPress:
                self.close_bar()
            return True
        return super().eventFilter(watched, event)
