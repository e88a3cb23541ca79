"""The panel at the right: what is docked there, and the panels that every page can ask for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from models.values.finding import Finding
from views.shell import theme
from views.shell.seat import Seat


class Dock(QWidget):
    """A surface with a line at its left, and one panel on it, or nothing. `told` is called when that has changed."""

    def __init__(self, seat: Seat, told: Callable[[], None]) -> None:
        super().__init__()
        self.seat = seat
        self.panel: QWidget | None = None
        self._told = told
        self._focus_before: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(self.rect(), now.surface)
        painter.fillRect(0, 0, 1, self.height(), now.line)
        painter.end()

    @property
    def wanted_width(self) -> int:
        """How wide the panel asks to be; 0 takes the usual width."""
        asked = getattr(self.panel, "wanted_width", 0)
        return asked if isinstance(asked, int) else 0

    def put(self, panel: QWidget | None) -> None:
        """Dock a panel in place of the one that is there; None closes it, and the focus goes back to where it was.
        A panel that may not be left yet (`may_leave`) gives way to no other.
        """
        if panel is self.panel and panel is not None:
            return
        may_leave = getattr(self.panel, "may_leave", None)
        if panel is not None and callable(may_leave) and not may_leave():
            panel.deleteLater()
            return
        old, self.panel = self.panel, panel
        if panel is not None:
            if old is None:
                self._focus_before = QApplication.focusWidget()
            closed = getattr(panel, "closed", None)
            if closed is not None:
                closed.connect(lambda: self.put(None) if self.panel is panel else None)
            self._column.addWidget(panel)
            self.show()
            panel.show()
        else:
            self.hide()
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._told()
        if panel is None and self._focus_before is not None:
            focus, self._focus_before = self._focus_before, None
            try:
                focus.setFocus()
            except RuntimeError:  # it is gone with its page
                return

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Say why something was refused."""
        from views.widgets.finding_list import FindingList
        from views.widgets.side_panel import SidePanel

        t = self.seat.t
        panel = SidePanel(self.seat, t("Not done"), t("This must be corrected first"), t("Nothing was changed."))
        listed = FindingList(self.seat)
        listed.set(findings)
        panel.add(listed)
        self.put(panel)

    def show_why(self, trace: object) -> None:
        """Explain a figure."""
        from views.widgets.why_panel import WhyPanel

        if isinstance(self.panel, WhyPanel):
            self.panel.show_trace(trace)
        else:
            self.put(WhyPanel(self.seat, trace))

    def show_help(self, topic: str) -> None:
        """Say what a field or a page is about."""
        from views.widgets.help_panel import HelpPanel

        self.put(HelpPanel(self.seat, topic))

    def show_crash(self, report: str) -> None:
        """Something unexpected was caught: say so, with what can be copied."""
        from views.widgets.crash_panel import CrashPanel

        self.put(CrashPanel(self.seat, report))
