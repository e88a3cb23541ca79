"""The window, started and wired."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop import crash
from desktop.preferences import preferences
from models.values.finding import Place
from views.main_window import MainWindow
from views.shell import garbage, theme
from views.shell.preferences import Preferences
from views.shell.qt_words import QtWords
from views.shell.seat import Seat

if TYPE_CHECKING:
    from services.desk.desk import Clock


class App:
    """The application and its one window. Kept by whoever runs it: translators live as long as it does."""

    def __init__(self, arguments: Sequence[str], now: Clock, kept: Preferences | None = None) -> None:
        kept = kept if kept is not None else preferences()
        existing = QApplication.instance()
        if existing is None:
            _scale(kept)
        self.qt = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0], *arguments])
        self.qt.setApplicationName("Lønnsom")
        self.qt.setDesktopFileName("lonnsom")
        self.seat = Seat(kept, now)
        theme.apply(self.qt, str(kept.get("theme", "system")))
        self.qt.setWindowIcon(_icon())
        self._translator: QTranslator | None = None
        self._speak()
        self.seat.language_changed.connect(self._speak)
        self.window = MainWindow(self.seat)
        self.seat.broken.connect(lambda what: self.caught(*what))
        sys.excepthook = self.caught

    def _speak(self) -> None:
        """Qt's own words: Danish as Qt has it, Bokmål from us, English as it is."""
        if self._translator is not None:
            self.qt.removeTranslator(self._translator)
            self._translator = None
        match self.seat.language:
            case "nb":
                self._translator = QtWords("nb", self.qt)
            case "da":
                self._translator = QTranslator(self.qt)
                self._translator.load("qtbase_da", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        if self._translator is not None:
            self.qt.installTranslator(self._translator)

    def caught(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Anything unexpected: told on the crash page and in one line on the console, without anybody's data."""
        if error is None or kind is None:
            return
        if issubclass(kind, KeyboardInterrupt):
            self.qt.quit()
            return
        if error.__traceback__ is None:
            error.__traceback__ = trace
        print(crash.told(error), file=sys.stderr)
        self.window.show_crash(crash.report(error))


def _scale(kept: Preferences) -> None:
    """Everything larger, where the user wants it so; Qt reads it once, when the application is made."""
    size = kept.get("text_size", 100)
    if isinstance(size, int) and 100 < size <= 200:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{size / 100:g}")


def _icon() -> QIcon:
    """The program's mark."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QPainter, QPixmap

    from views.shell.painting import box, text

    icon = QIcon()
    for size in (16, 32, 64, 128):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 28, size / 28)
        box(painter, QRectF(0, 0, 28, 28), 7, QColor("#3447B5"))
        text(painter, QRectF(0, 0, 28, 28), "L", "strong", QColor("#FFFFFF"), "center")
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def has_screen() -> bool:
    """Whether there is somewhere to show a window."""
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def run(arguments: Sequence[str], now: Clock, file: Path | None = None, *, once: bool = False) -> int:
    """Show the window until it is closed; with a file, ask for its password first. `once` closes it at once."""
    app = App(arguments, now)
    garbage.keep_on_ui_thread(app.qt)
    app.window.show()
    if file is not None:
        app.window.go(Place("clients", f"unlock:{file.resolve()}"))
    if once:
        QTimer.singleShot(0, app.window.close)
    return app.qt.exec()
