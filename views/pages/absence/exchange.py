"""Absence to and from a spreadsheet: a table out to the clipboard, and one in from it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from services.queries import absences as asking
from services.queries.absences import AbsenceRow, Pasted, Resolve
from views.pages.absence.face import AbsenceFace
from views.pages.absence.paste_panel import PastePanel


class Exchange(QObject):
    """Copying and pasting on the absence page."""

    def __init__(self, face: AbsenceFace) -> None:
        super().__init__(face)
        self.seat, self._face = face.seat, face

    def copy(self) -> None:
        """The absences of the days that are shown, as a table for a spreadsheet."""
        desk, (first, last) = self.seat.desk, self._face.days()
        self.seat.work(lambda _: asking.absence_table(desk, first, last), done=self._put, owner=self._face)

    def copy_rows(self, rows: list[AbsenceRow]) -> None:
        """These rows of the table."""
        self._put(tuple(rows))

    def _put(self, rows: tuple[AbsenceRow, ...]) -> None:
        t = self.seat.t
        if not rows:
            self.seat.toast(t("There is no absence to copy"))
            return
        QGuiApplication.clipboard().setText(asking.table_text(rows, self.seat.language, self.seat.desk.client.country))
        count = len(rows)
        self.seat.toast(t("1 absence is copied") if count == 1 else t("{count} absences are copied", count=count))

    def paste(self) -> None:
        """A table from a spreadsheet: first every row with what is said of it."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.seat.toast(self.seat.t("There is no table to paste. Copy it in the spreadsheet first."))
            return
        self._read_paste(text, Resolve.REFUSE)

    def _read_paste(self, text: str, resolve: Resolve) -> None:
        """Read it off the window's thread, and show what it says."""
        desk, language = self.seat.desk, self.seat.language

        def show(pasted: Pasted) -> None:
            if self.seat.has_client and self.seat.desk is desk:
                panel = PastePanel(self.seat, text, pasted, resolve)
                panel.asked_again.connect(lambda way: self._read_paste(text, way))
                self.seat.show_panel(panel)

        self.seat.work(lambda _: asking.read_pasted(desk, text, language, resolve), done=show, owner=self._face)
