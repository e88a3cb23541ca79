"""The system's own file dialogs: the only modal windows of the program. Tests put another object in their place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class FileDialogs:
    """Asks where a file is, or where it shall lie. None where the user thinks better of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent
        self.last = Path.home()

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        """A file that exists."""
        name, _ = QFileDialog.getOpenFileName(self.parent, title, str(self.last), pattern)
        return self._remember(name)

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        """A file to be made; the dialog itself asks before one is replaced.

        A name without an ending gets that of `name` before it asks, so that it asks about the file that is meant.
        """
        dialog = QFileDialog(self.parent, title, str(self.last), pattern)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return self._remember(chosen[0] if chosen else "")

    def folder(self, title: str) -> Path | None:
        """A folder."""
        chosen = QFileDialog.getExistingDirectory(self.parent, title, str(self.last))
        if chosen:
            self.last = Path(chosen)
            return self.last
        return None

    def _remember(self, name: str) -> Path | None:
        if not name:
            return None
        path = Path(name)
        self.last = path.parent
        return path
