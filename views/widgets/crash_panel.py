"""The crash page: something unexpected was caught. What was saved is safe; the report holds no personal data."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from views.shell.fonts import monospace
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import IconLine, Label


class CrashPanel(SidePanel):
    """What happened, what it means for the file, and the report to copy."""

    def __init__(self, seat: Seat, report: str) -> None:
        t = seat.t
        super().__init__(seat, t("Error in the program"), t("Something went wrong in the program"))
        self.add(
            Label(
                t("The step that was under way was stopped. Everything that was saved before is still there."),
                ink="ink2",
                wrap=True,
            )
        )
        self.add(IconLine("check-circle", t("The client file is as it was before the step"), color="ok"))
        self.add(IconLine("check-circle", t("The report names places in the program, and nothing about people or pay")))
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setFont(monospace())
        self.report.setAccessibleName(t("Technical details"))
        self.report.setMinimumHeight(220)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.add(Label(t("Technical details"), "label"))
        self.add(self.report)
        copy = Button(t("Copy the report"), "primary", "copy")
        copy.clicked.connect(self._copy)
        go_on = Button(t("Go on"))
        go_on.clicked.connect(self.closed)
        self.add_action(copy)
        self.add_action(go_on)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.seat.toast(self.seat.t("The report is copied"))
