"""The recovery key on the screen: in groups with their numbers, to be copied, printed or saved; and then tried."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font, monospace
from views.shell.painting import RIGHT, box, text
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.text import IconLine

_PITCH: Final = 34
_COLUMN: Final = 96
_CLEARED_AFTER: Final = 60_000  # ms: the clipboard is not where a key lives


class KeyBox(QWidget):
    """The groups of a key, each with its number: a typing mistake is told by the group that has it."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__()
        self._groups = key.split("-")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(" ".join(group) for group in self._groups))

    def _columns(self, width: int) -> int:
        return max(1, min(5, (width - 24) // _COLUMN))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return -(-len(self._groups) // self._columns(width)) * _PITCH + 20

    def sizeHint(self) -> QSize:
        return QSize(5 * _COLUMN + 24, self.heightForWidth(5 * _COLUMN + 24))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * _COLUMN, self.heightForWidth(max(self.width(), 2 * _COLUMN)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # as many columns as there is room for, and so another height

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        whole = QRectF(self.rect())
        box(painter, whole, theme.RADIUS_BOX, now.sunken, now.focus if self.hasFocus() else None)
        columns = self._columns(self.width())
        pitch = (whole.width() - 24) / columns
        look = QFont(monospace())
        look.setPixelSize(16)
        look.setWeight(QFont.Weight.DemiBold)
        for place, group in enumerate(self._groups):
            left, top = 12 + place % columns * pitch, 10 + place // columns * _PITCH
            text(painter, QRectF(left, top, 18, _PITCH), str(place + 1), "tiny", now.ink3, RIGHT)
            text(painter, QRectF(left + 24, top, pitch - 24, _PITCH), group, look, now.ink)
        painter.end()


class KeepKey(QWidget):
    """The key, and the ways to keep it. `kept` once one of them was used."""

    kept = Signal(str)

    def __init__(self, seat: Seat, key: str, file: Path) -> None:
        super().__init__()
        self.seat, self._key, self._file = seat, key, file
        t = seat.t
        self.copy_button = Button(t("Copy"), icon="copy")
        self.print_button = Button(t("Print …"), icon="printer")
        self.save_button = Button(t("Save as text …"), icon="floppy-disk")
        self.said = IconLine("check", "")
        self.said.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.print_button, self.save_button, self.copy_button):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(KeyBox(key, t("Recovery key")))
        column.addLayout(row)
        column.addWidget(self.said)
        self.copy_button.clicked.connect(self.copy)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self.save)

    def words(self) -> str:
        """What stands on the paper."""
        t = self.seat.t
        return "\n".join(
            (
                t("Recovery key for a client file of Lønnsom"),
                "",
                t("File: {name}", name=self._file.name),
                t("Made: {day}", day=self.seat.now().date()),
                "",
                *(f"{place:>3}  {group}" for place, group in enumerate(self._key.split("-"), 1)),
                "",
                t("It opens the file if the password is lost. Whoever has it can read everything in the file."),
                t("Keep it where you keep other important papers, and not beside the file."),
                t("With a new password comes a new key; this one then opens only older backups."),
                "",
            )
        )

    def copy(self) -> None:
        """To the clipboard, for a minute."""
        board = QGuiApplication.clipboard()
        board.setText(self._key)
        key = self._key

        def clear() -> None:
            if board.text() == key:
                board.clear()

        app = QGuiApplication.instance()
        assert app is not None
        QTimer.singleShot(_CLEARED_AFTER, app, clear)
        self._say(self.seat.t("Copied. Paste it where you keep passwords; it leaves the clipboard in a minute."))
        self.kept.emit("copied")

    def save(self) -> None:
        """As a text file where the user says."""
        t = self.seat.t
        chosen = self.seat.files.save_file(
            t("Save the recovery key"), t("recovery key") + ".txt", t("Text") + " (*.txt)"
        )
        if chosen is None:
            return
        try:
            chosen.write_text(self.words(), encoding="utf-8")
        except OSError:
            self._say(t("The file could not be written there. Choose another folder."), "warning-circle", "err")
            return
        if chosen.resolve().parent == self._file.resolve().parent:
            self._say(
                t("Saved beside the client file. Move it: whoever finds both can read everything."), "warning", "warn"
            )
        else:
            self._say(t("Saved as {name}", name=chosen.name))
        self.kept.emit("saved")

    def print(self) -> None:
        """On paper."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self.window())
        dialog.setWindowTitle(self.seat.t("Print the recovery key"))
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, printer: object) -> None:
        """Draw the paper."""
        document = QTextDocument()
        document.setDefaultFont(font("body"))
        lines = "<br>".join(
            line.replace("&", "&amp;").replace("<", "&lt;").replace("  ", "&nbsp;&nbsp;")
            for line in self.words().splitlines()
        )
        document.setHtml(f"<div style='font-size: 12pt; line-height: 150%'>{lines}</div>")
        document.print_(printer)  # type: ignore[arg-type]
        self._say(self.seat.t("Sent to the printer. Look at the paper before you go on."))
        self.kept.emit("printed")

    def _say(self, words: str, icon: str = "check", color: str = "ok") -> None:
        self.said.set(icon, words, color)
        self.said.show()
