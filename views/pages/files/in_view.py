"""The tab «Take in»: a place to drop files, those that were looked at, and what can be taken in from where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Severity
from services.actions import incoming
from services.actions.incoming import Incoming
from services.reference.file_kinds import kind_word
from views.pages.files.view import FilesView
from views.shell import theme
from views.shell.file_intake import bring
from views.shell.file_ways import WAYS, WELCOME
from views.shell.painting import box
from views.shell.seat import Seat
from views.shell.waiting_files import waiting_of
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.empty import RoundIcon
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.scroll import ScrollArea
from views.widgets.text import Icon, Label

_TALL, _LOW = 150, 92  # the lower one over a list


class DropZone(QFrame):
    """A wide place with a dashed edge. The whole window takes drops; this is where one is told so."""

    asked_file = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        t = seat.t
        self.setMinimumHeight(_TALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 12, 32, 12)
        row.setSpacing(20)
        row.addWidget(RoundIcon("file-arrow-down"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Label(t("Drop a file here, or choose it"), "heading"))
        line = t("It is recognised by what is in it. You see what would happen before anything is stored.")
        words.addWidget(Label(line, "body", "ink2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        self.button = Button(t("Choose a file …"), "primary", "folder-open", "N")
        self.button.clicked.connect(lambda *_: self.asked_file.emit())
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(t("Drop a file here, or choose it"))

    def set_low(self, is_low: bool) -> None:
        """Take less room, over a list."""
        self.setMinimumHeight(_LOW if is_low else _TALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        box(painter, frame, theme.RADIUS_CARD, now.surface)
        pen = QPen(now.token("control"), 1.5, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 4])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.RADIUS_CARD, theme.RADIUS_CARD)
        painter.end()


class InView(FilesView):
    """Nothing here is stored: files wait as long as the client is open."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 20, 0, 24)
        column.setSpacing(0)
        self.zone = DropZone(seat)
        self.zone.asked_file.connect(self._choose)
        column.addWidget(self.zone)
        column.addSpacing(20)
        self.waiting_card = Card(padding=8)
        self.waiting_card.body.setContentsMargins(0, 8, 0, 6)
        self.list = FindingList(seat, edge=16)
        self.list.setAccessibleName(t("Files that were looked at"))
        self.list.chosen.connect(self._chosen)
        self.waiting_card.body.addWidget(self.list)
        self.clear_button = Button(t("Clear the list"), "link", small=True)
        self.clear_button.clicked.connect(lambda *_: self._clear())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 4)
        foot.addWidget(self.clear_button)
        foot.addStretch(1)
        self.waiting_card.body.addLayout(foot)
        column.addWidget(self.waiting_card)
        self._gap = QWidget()
        self._gap.setFixedHeight(20)
        column.addWidget(self._gap)
        column.addWidget(Section(t("What can be taken in")))
        column.addSpacing(10)
        column.addWidget(self._welcome())
        self.tables_button = Button(t("Templates for tables, and pasted rows"), "link", "table", small=True)
        self.tables_button.clicked.connect(lambda *_: seat.go(Place("files", "table", "in")))
        column.addSpacing(6)
        column.addWidget(self.tables_button, 0, Qt.AlignmentFlag.AlignLeft)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, lambda: seat.go(Place("files", "table:paste", "in")))
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        takes_tables = seat.questions.has("files.table")
        self.tables_button.setVisible(takes_tables)
        paste.setEnabled(takes_tables)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self._show([])

    def _welcome(self) -> QWidget:
        """One line for each kind: what it is, and where it is found."""
        card = Card(padding=20)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(2, 1)
        kinds = [each for each in WELCOME if self.seat.questions.has(f"files.{each.kind}")]
        for place, each in enumerate(kinds):
            name = Label(self.seat.t(each.name), "button")
            line = Label(self.seat.t(each.line), "body", "ink2", wrap=True)
            grid.addWidget(Icon(each.icon, "ink2", 20, 20), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, place, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, place, 2, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(grid)
        return card

    @property
    def line(self) -> str:
        return self.seat.t("Files come in and go out by hand: there is no network in between")

    # --- what was looked at ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        desk = self.seat.desk
        waiting = waiting_of(desk.client)
        if not waiting.files:
            self._show([])
            return
        files = tuple(waiting.files.values())

        def done(found: Sequence[Incoming]) -> None:
            for each in found:
                if each.key in waiting.files:
                    waiting.files[each.key] = each
            self._show([each for each in found if each.key in waiting.files])

        self._show(files)
        self.seat.work(lambda _: incoming.known(desk, files), done=done, owner=self, aside=True)

    def _show(self, files: Sequence[Incoming]) -> None:
        t = self.seat.t
        self.waiting_card.setVisible(bool(files))
        self.zone.set_low(bool(files))
        self._gap.setVisible(bool(files))
        ready = [each for each in files if each.accepted and each.kind in WAYS and each.import_id is None]
        taken = [each for each in files if each.import_id is not None]
        rest = [each for each in files if each not in ready and each not in taken]
        groups = [
            Group(t("Ready to look at"), t("Nothing is stored yet"), "info", [self._ready(each) for each in ready]),
            Group(t("Not taken in"), t("Nothing was changed here"), "err", [self._stopped(each) for each in rest]),
            Group(t("Already taken in"), "", "ok", [self._taken(each) for each in taken]),
        ]
        self.list.set_groups([group for group in groups if group.rows])

    def _ready(self, file: Incoming) -> Row:
        t = self.seat.t
        words = t(kind_word(file.kind))
        notes = [t(each.what) for each in file.findings]
        if self.seat.has_client and waiting_of(self.seat.desk.client).is_opened(file):
            notes.append(t("opened, not taken in yet"))
        second = " · ".join([words, *notes])
        return Row(Severity.NOTE, file.name, second, t(WAYS[file.kind].verb), data=file)

    def _stopped(self, file: Incoming) -> Row:
        t = self.seat.t
        if file.accepted:
            return Row(Severity.NOTE, file.name, self._not_for_here(file), data=file)
        severity = Severity.STOP if file.stops else Severity.NOTE
        return Row(severity, file.name, ". ".join(t(each.what) for each in file.stops), data=file)

    def _not_for_here(self, file: Incoming) -> str:
        t = self.seat.t
        if file.kind == "scenario":
            return t("This is a scenario: an invented case for the command line. There is nothing to take in here")
        return t("{kind}: there is nothing here that takes it in yet", kind=kind_word(file.kind))

    def _taken(self, file: Incoming) -> Row:
        t = self.seat.t
        words = t(kind_word(file.kind))
        if file.imported_on is not None:
            words = t("{kind}, taken in on {day}", kind=kind_word(file.kind), day=file.imported_on)
        return Row(Severity.NOTE, file.name, words, t("Show in the log"), data=file)

    def _chosen(self, row: Any) -> None:
        file = row.data
        if not isinstance(file, Incoming):
            return
        if file.import_id is not None:
            self.seat.go(Place("files", file.import_id, "log"))
        elif file.accepted and file.kind in WAYS:
            bring(self.seat, file)

    def _clear(self) -> None:
        waiting_of(self.seat.desk.client).clear()
        self._show([])
        self.focus_first()

    def _choose(self) -> None:
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.seat.take_files([path])

    def show_thing(self, thing: int | str | None) -> None:
        if thing == "list" and self.list.findings:
            self.list.findings[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        if not self.list.findings:
            self.zone.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.list.findings[0].setFocus(Qt.FocusReason.OtherFocusReason)
