"""One way in for every file: chosen or dropped anywhere on the window, looked at, and brought to where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWindow,
)
from PySide6.QtWidgets import QWidget

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.reference.file_kinds import kind_word
from views.shell import theme
from views.shell.file_ways import WAYS
from views.shell.icons import paint_icon
from views.shell.page import Page
from views.shell.painting import CENTER, box, text
from views.shell.seat import Seat
from views.shell.waiting_files import waiting_of

if TYPE_CHECKING:  # made when the first file comes
    from services.actions.incoming import Incoming

FILES: Final = "files"


def dropped_files(data: QMimeData) -> list[Path]:
    """The files on this machine that are carried, in their order."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


class DropOverlay(QWidget):
    """Lies over the whole window while a file is carried over it, says that it may be let go, and receives it."""

    def __init__(self, parent: QWidget, intake: FileIntake) -> None:
        super().__init__(parent)
        self._intake = intake
        self.setAcceptDrops(True)
        self.hide()

    def cover(self, words: str, line: str) -> None:
        """Over everything."""
        self._words, self._line = words, line
        self.setAccessibleName(words)
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    _words = _line = ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        if paths := dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._intake.take(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        veil = QColor(now.canvas)
        veil.setAlphaF(0.95)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(20, 20, -20, -20)
        soft = QColor(now.token("accent_soft"))
        soft.setAlphaF(0.8)
        box(painter, frame, theme.RADIUS_CARD, soft)
        pen = QPen(now.accent, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.RADIUS_CARD, theme.RADIUS_CARD)
        middle = frame.center().y()
        paint_icon(painter, QRectF(frame.left(), middle - 66, frame.width(), 48), "file-arrow-down", now.accent, 40)
        text(painter, QRectF(frame.left(), middle - 8, frame.width(), 32), self._words, "title", now.ink, CENTER)
        text(painter, QRectF(frame.left(), middle + 28, frame.width(), 22), self._line, "body", now.ink2, CENTER)
        painter.end()


class FileIntake(QObject):
    """Receives files for the window, looks at them beside it, and hands each to the page that takes it in."""

    def __init__(self, seat: Seat, window: QWidget) -> None:
        super().__init__(window)
        self.seat, self._window = seat, window
        self.overlay = DropOverlay(window, self)
        seat.asked_files.connect(self.take)

    # --- carried over the window ----------------------------------------------------------------------------------

    def watch(self, handle: QWindow | None) -> None:
        """Hear of files that come over the window, before any field of it does."""
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and dropped_files(event.mimeData()):
            self.show_overlay()
        return super().eventFilter(watched, event)

    def show_overlay(self) -> None:
        """A file is over the window."""
        t = self.seat.t
        self.overlay.cover(t("Drop the file here"), t("You see what is in it before anything is stored"))

    # --- taken ----------------------------------------------------------------------------------------------------

    def take(self, paths: Iterable[Path]) -> None:
        """Look at files, and bring them to where they belong."""
        from services.actions import incoming

        wanted = list(paths)
        if not wanted:
            return
        seat = self.seat
        desk = seat.desk if seat.has_client else None
        seat.work(
            lambda progress: incoming.look_all(wanted, desk, progress),
            done=self._looked,
            what=seat.t("Looking at the file") if len(wanted) == 1 else seat.t("Looking at the files"),
            owner=self,
        )

    def _looked(self, files: Sequence[Incoming]) -> None:
        seat = self.seat
        if seat.has_client:
            waiting_of(seat.desk.client).add(files)
        if len(files) == 1 and self.bring(files[0]):
            return
        if seat.has_client:
            seat.go(Place(FILES, "list", "in"))
            return
        seat.show_findings(tuple(finding for each in files for finding in _without_client(each)))

    def bring(self, file: Incoming) -> bool:
        """Hand a file to the page that takes it in; False where none does, or not now."""
        if not file.accepted:
            return False
        way, here = WAYS.get(file.kind), _page_here(self.seat)
        stays = here is not None and file.kind in here.takes
        if not stays and (way is None or (way.needs_client and not self.seat.has_client)):
            return False
        bring(self.seat, file)
        return True


def bring(seat: Seat, file: Incoming) -> None:
    """Hand a file to where it belongs: to the page that is shown where that takes such files, else to its own."""
    here = _page_here(seat)
    if here is not None and file.kind in here.takes:
        seat.hand_over(seat.place, file.path)
        return
    if seat.has_client:
        waiting_of(seat.desk.client).open(file)
    seat.hand_over(WAYS[file.kind].place, file.path)


def offer_way(seat: Seat, path: Path, here: str, owner: QObject, show: Callable[[Incoming], object]) -> None:
    """Look whether a file that a page does not take belongs to another page; then `show` it there, for a button that
    carries it over by `bring`. `here` is the page's name.
    """
    from services.actions import incoming

    def looked(file: Incoming) -> None:
        way = WAYS.get(file.kind)
        if way is not None and file.accepted and way.place.page != here:
            show(file)

    seat.work(lambda _: incoming.look(path), done=looked, owner=owner, aside=True)


def _page_here(seat: Seat) -> Page | None:
    window = seat.parent()
    page: Any = getattr(window, "page", None)
    return page if isinstance(page, Page) else None


def _without_client(file: Incoming) -> Iterable[Finding]:
    """What is said of a file while no client is open."""
    if file.accepted:
        what = Message(
            "{file} is: {kind}. Open the client that it belongs to, and drop it again",
            file=file.name,
            kind=kind_word(file.kind),
        )
        yield Finding(Severity.STOP, what, Place("clients"))
        return
    for each in file.stops or (Finding(Severity.STOP, kind_word(file.kind)),):
        yield Finding(Severity.STOP, Message("{file}: {what}", file=file.name, what=each.what))
