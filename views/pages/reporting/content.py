"""What the report holds: a tree in plain words, or the file line by line; searched, persons' numbers hidden."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.queries.report_changes import ChangedPerson
from services.queries.reporting import MonthDetail
from views.pages.reporting.content_tree import LEFT, ContentTree
from views.pages.reporting.finding_entries import Entry
from views.pages.reporting.findings import ChangesView
from views.pages.reporting.xml_view import XmlView
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.card import Card
from views.widgets.form import SearchEdit, Segments
from views.widgets.text import Label

_EDGE: Final = 20
CHANGES: Final = "changes"


class ContentCard(Card):
    """The card with both, the search, and the switch that shows the numbers of persons."""

    picked = Signal(str)  # the path of the node that one stands on
    asked_changes = Signal()  # what is otherwise than last month is to be shown
    widened = Signal()  # words and file side by side, or one of them

    def __init__(self, seat: Seat) -> None:
        super().__init__(padding=0)
        self.seat = seat
        self.body.setSpacing(0)
        self.setProperty("topic", "reporting.content")
        self.setAccessibleName(seat.t("Content"))
        self.body.addLayout(self._head())
        self.body.addWidget(self._content(), 1)
        self.body.addLayout(self._foot())
        self._found: list[Any] = []
        self._place = -1
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._look)
        self.segments.changed.connect(self._switch)
        self.secrets.toggled.connect(self._show_secrets)
        self.search.changed.connect(self._typing.start)
        self.search.installEventFilter(self)
        self.tree.picked.connect(self.picked)

    def _head(self) -> QHBoxLayout:
        t = self.seat.t
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE, 10, _EDGE, 8)
        self.segments = Segments(self.seat, [("words", t("Readable")), ("xml", "XML"), (CHANGES, t("Changes"))])
        self.segments.setAccessibleName(t("How the content is shown"))
        self.beside = IconButton("columns", t("Words and file side by side"))
        self.beside.setCheckable(True)
        self.beside.toggled.connect(self._set_beside)
        row.addWidget(Label(t("Content"), "section"))
        row.addStretch(1)
        row.addWidget(self.segments)
        row.addWidget(self.beside)
        return row

    def _content(self) -> QWidget:
        self.tree = ContentTree(self.seat)
        self.xml = XmlView(self.seat)
        self.xml.setProperty("topic", "reporting.xml")
        self.changes = ChangesView(self.seat)
        self.changes.asked.connect(self._go_to_changed)
        whole = QWidget()
        rooms = QHBoxLayout(whole)
        rooms.setContentsMargins(0, 0, 0, 0)
        rooms.setSpacing(0)
        self.words = QWidget()
        beside = QHBoxLayout(self.words)
        beside.setContentsMargins(LEFT, 0, 0, 0)
        beside.addWidget(self.tree)
        rooms.addWidget(self.words, 45)
        rooms.addWidget(self.xml, 55)
        rooms.addWidget(self.changes, 1)
        self.xml.hide()
        self.changes.hide()
        self.xml.picked.connect(self._follow_file)
        self.tree.picked.connect(self._follow_words)
        return whole

    def _foot(self) -> QHBoxLayout:
        t = self.seat.t
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE, 8, _EDGE - 6, 12)
        row.setSpacing(8)
        self.search = SearchEdit(self.seat, t("Search in the report"))
        self.search.setMaximumWidth(16777215)
        self.search.setMinimumWidth(120)
        self.count = Label("", "note", "ink2")
        self.secrets = IconButton("eye", t("Show the identity numbers"))
        self.secrets.setCheckable(True)
        row.addWidget(self.search, 1)
        row.addWidget(self.count)
        row.addWidget(self.secrets)
        return row

    def show_detail(self, detail: MonthDetail | None, *, again: bool = False) -> None:
        """Another report, or the same one again."""
        if not again and self.secrets.isChecked():
            self.secrets.setChecked(False)
        self.tree.show_detail(detail, again=again)
        self.changes.set_changes(None)
        hidden = {node.line: str(node.value) for _, node in self.tree.nodes.everything() if node.secret}
        scrolled = self.xml.verticalScrollBar().value()
        self.xml.text_lines.show(detail.text if detail is not None else "", hidden)
        if again:
            self.xml.verticalScrollBar().setValue(scrolled)
        self._look(go=False)
        if detail is not None and self.segments.value() == CHANGES:
            self.asked_changes.emit()

    def reveal(self, path: str, line: int) -> None:
        """Show where something stands, in the form that is chosen."""
        self.tree.reveal(path)
        if line:
            self.xml.go_to(line)

    @property
    def is_wide(self) -> bool:
        """Whether it wants the whole width: words and file side by side."""
        return self.beside.isChecked()

    @property
    def is_xml(self) -> bool:
        return bool(self.segments.value() == "xml")

    def _switch(self) -> None:
        node, shown = self.tree.node(), self.segments.value()
        if shown == CHANGES and self.beside.isChecked():
            self.beside.setChecked(False)
        self._arrange()
        if self.is_xml and node is not None:
            self.xml.go_to(node.line)
        elif shown == "words" and self.xml.currentIndex().isValid():
            self.tree.stand_on(self.tree.nodes.at_line(self.xml.currentIndex().row() + 1))
        if shown == CHANGES:
            self.asked_changes.emit()
        self._look(go=False)

    def _arrange(self) -> None:
        """What is seen: words, file, both, or the changes."""
        shown, is_wide = self.segments.value(), self.is_wide
        self.words.setVisible(shown == "words" or is_wide)
        self.xml.setVisible(shown == "xml" or is_wide)
        self.changes.setVisible(shown == CHANGES)
        for part in (self.search, self.secrets):
            part.setEnabled(shown != CHANGES)

    def _set_beside(self, shown: bool) -> None:
        """Words and file side by side, as wide as the page, or one of them."""
        if shown and self.segments.value() == CHANGES:
            self.segments.set_value("words")
        self._arrange()
        node = self.tree.node()
        if shown and node is not None:
            self.xml.go_to(node.line)
        self.widened.emit()

    def _follow_words(self, path: str) -> None:
        """Side by side, the file stands where the words do."""
        node = self.tree.node()
        if self.is_wide and node is not None:
            self.xml.go_to(node.line)

    def _follow_file(self, line: int) -> None:
        """Side by side, the words stand where the file does."""
        if self.is_wide:
            self.tree.stand_on(self.tree.nodes.at_line(line))

    def _go_to_changed(self, entry: Entry, which: str) -> None:
        """From somebody who was changed to where they stand in the report."""
        person = entry.data
        if isinstance(person, ChangedPerson) and person.path:
            self.segments.set_value("words")
            self._arrange()
            self.tree.reveal(person.path)
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_secrets(self, shown: bool) -> None:
        t = self.seat.t
        self.secrets.set_icon("eye-slash" if shown else "eye")
        self.secrets.set_name(t("Hide the identity numbers") if shown else t("Show the identity numbers"))
        self.tree.nodes.set_secrets(shown)
        self.xml.text_lines.set_secrets(shown)
        self.tree.viewport().update()
        self.xml.viewport().update()

    # --- searching -----------------------------------------------------------------------------------------------

    def _look(self, *, go: bool = True) -> None:
        needle = self.search.value().casefold()
        self.xml.needle = needle
        self.xml.viewport().update()
        self._place = -1
        if not needle:
            self._found = []
        else:
            self._found = self.xml.holding(needle) if self.is_xml else self.tree.nodes.holding(needle)
        if go and self._found:
            self.step(1)
        self._tell()

    def step(self, by: int) -> None:
        """To the next place that was found, or the one before."""
        if self._typing.isActive():
            self._typing.stop()
            self._look(go=False)
        if not self._found:
            return
        self._place = (self._place + by) % len(self._found)
        if self.is_xml:
            self.xml.go_to(self._found[self._place])
        else:
            self.tree.stand_on(self.tree.nodes.at(self._found[self._place]))
        self._tell()

    def _tell(self) -> None:
        t, f = self.seat.t, self.seat.formats
        if not self.search.value():
            self.count.setText("")
        elif not self._found:
            self.count.setText(t("none"))
        else:
            at, of = f.count(max(self._place, 0) + 1), f.count(len(self._found))
            self.count.setText(t("{place} of {count}", place=at, count=of))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.step(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Down:
                (self.xml if self.is_xml else self.tree).setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
