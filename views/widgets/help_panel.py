"""The help: what a field, a finding or a page is about, and from there to how payroll works here."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from services.reference.help import GENERAL, HelpText, help_page, help_text, page_title
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import Divider, Label

_ITEM: Final = re.compile(r"(?:- |(\d+)\. )(.*)")


class HelpPanel(SidePanel):
    """`show_topic` says something else in the same panel; `back` goes to what was said before."""

    def __init__(self, seat: Seat, topic: str) -> None:
        super().__init__(seat, seat.t("Help"))
        self.topic = ""
        self.links: dict[str, Button] = {}
        self._before: list[str] = []
        self._label = _label_of(topic)
        self.show_topic(topic)

    def show_topic(self, topic: str) -> None:
        """Say what there is to say of a topic."""
        if self.topic and topic != self.topic:
            self._before.append(self.topic)
        self._show(topic)

    def back(self) -> bool:
        """What was said before; False where there was nothing."""
        if not self._before:
            return False
        self._show(self._before.pop())
        return True

    @property
    def body_text(self) -> str:
        """What the panel says, without headings."""
        said = help_text(self.seat.language, self.topic)
        return said.body if said is not None else ""

    def _show(self, topic: str) -> None:
        t, language = self.seat.t, self.seat.language
        self.clear()
        self.links = {}
        is_first = not self.topic or self.topic == topic
        self.topic = topic
        page = topic.partition(".")[0]
        said = help_text(language, topic)
        self.set_caption(t("Help"))
        title = said.title if said is not None else ""
        if not title:
            title = self._label if is_first else ""
        self.set_title(title or page_title(language, page) or t("Help"))
        if said is not None:
            self._say(said)
        else:
            self.add(Label(t("There is no help for this yet."), "body", "ink2", wrap=True))
        self._more(topic)
        self.area.verticalScrollBar().setValue(0)
        for place in range(self.body.count()):
            item = self.body.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None and self.isVisible():
                widget.show()

    def _say(self, said: HelpText) -> None:
        """Paragraphs and lists."""
        for paragraph in said.body.split("\n\n"):
            lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
            if not lines:
                continue
            if not _ITEM.fullmatch(lines[0]):
                self.add(Label(" ".join(lines), "body", wrap=True, line=22))
                continue
            items: list[tuple[str, str]] = []
            for line in lines:
                if found := _ITEM.fullmatch(line):
                    items.append((f"{found[1]}." if found[1] else "·", found[2]))
                else:
                    items[-1] = (items[-1][0], f"{items[-1][1]} {line}")
            self.add(self._list(items))

    def _list(self, items: list[tuple[str, str]]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for mark, words in items:
            row = QHBoxLayout()
            row.setSpacing(0)
            sign = Label(mark, "body", "ink2", line=22)
            sign.setFixedWidth(24)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            lead, colon, rest = words.partition(": ")
            if colon and len(lead) < 32:
                both = QVBoxLayout()
                both.setSpacing(0)
                both.addWidget(Label(lead, "button", wrap=True, line=22))
                both.addWidget(Label(rest[:1].upper() + rest[1:], "body", "ink2", wrap=True, line=20))
                row.addLayout(both, 1)
            else:
                row.addWidget(Label(words, "body", wrap=True, line=22), 1)
            column.addLayout(row)
        return holder

    def _more(self, topic: str) -> None:
        """What else there is to read."""
        t, language = self.seat.t, self.seat.language
        page, _, key = topic.partition(".")
        self.body.addSpacing(4)
        self.body.addWidget(Divider())
        if self._before:
            self._link(self._before[-1], t("Back"), "arrow-left", is_back=True)
        if page != GENERAL and not key:
            for each in help_page(language, page):
                if each.title:
                    self._link(each.topic, each.title, "question")
        if page != GENERAL and key and help_text(language, page) is not None:
            self._link(page, t("About this page"), "book-open")
        for each in help_page(language, GENERAL):
            if not each.topic.startswith(f"{GENERAL}.page_") and each.topic != topic:
                self._link(each.topic, each.title, "book-open")

    def _link(self, topic: str, words: str, icon: str, *, is_back: bool = False) -> None:
        link = Button(words, "link", icon, small=True)
        if is_back:
            link.clicked.connect(lambda *_: self.back())
        else:
            link.clicked.connect(lambda *_: self.show_topic(topic))
            self.links[topic] = link
        row = QHBoxLayout()
        row.addWidget(link)
        row.addStretch(1)
        self.body.addLayout(row)


def _label_of(topic: str) -> str:
    """The label of the field on the screen that the topic is about."""
    for widget in QApplication.allWidgets():
        if getattr(widget, "topic", "") == topic and widget.isVisible() and hasattr(widget, "label"):
            return str(widget.label())
    return ""
