"""Clients: who there is, what is next for each, and the ways in. The first page; no client need be open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.values.finding import Place, Refused
from services.queries.client_cards import MISSING, ClientCard, ClientRow, next_deadline
from views.pages.clients.table import ClientsTable, shown
from views.pages.clients.ways_in import HEIGHT, SHORT, WaysIn
from views.shell import theme
from views.shell.client_memory import Pending, client_memory, sit_down
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu, more_button
from views.widgets.text import Label, MessageBox
from views.widgets.when import day_in_words, short_day

if TYPE_CHECKING:  # the database, the guide and the panels are imported when they are needed
    from services.desk.desk import Desk
    from views.pages.clients.key_guide import KeyGuide
    from views.widgets.editors import SearchEdit

_SOON: Final = timedelta(days=15)  # the line under the title counts what is due within two weeks
_SEARCHED: Final = 8  # more clients than this have a search field
_GAP: Final = 24
_TOP: Final = 10


class ClientsPage(Page):
    """The list, and the guide that makes a new one."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.memory = client_memory(seat)
        self.rows: tuple[ClientRow, ...] = ()
        self.guide: KeyGuide | None = None
        self._gone: ClientCard | None = None
        self.open_button = Button(t("Open file …"), icon="folder-open")
        self.new_button = Button(t("New client"), "primary", icon="plus", key="N")
        self.open_button.clicked.connect(self.open_file)
        self.new_button.clicked.connect(self.new)
        other = [(t("Approve a pay run from a file …"), lambda: seat.go(Place("second_person")))]
        self.header.add_button(more_button(seat, other, t("More")))
        self.header.add_button(self.open_button)
        self.header.add_button(self.new_button)
        self._list = QWidget()
        self._build_list()
        self.column.addWidget(self._list, 1)
        self.memory.changed.connect(self._read_later)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        self.refresh()
        if self.memory.pending is not None:
            self._begin(_guide(seat, pending=self.memory.pending))

    def _build_list(self) -> None:
        t, seat = self.seat.t, self.seat
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, _TOP, 0, 0)
        column.setSpacing(0)
        self._search: SearchEdit | None = None
        self._search_gap = QWidget()
        self._search_gap.setFixedHeight(12)
        self.removed = MessageBox("info", "")
        self.removed.hide()
        self.removed.clicked.connect(self._put_back)
        self._removed_gap = QWidget()
        self._removed_gap.setFixedHeight(12)
        self._removed_gap.hide()
        self.table = ClientsTable(seat)
        self.table.opened.connect(self.open_row)
        self.table.asked_menu.connect(self._menu)
        self.none_found = EmptyState("magnifying-glass", t("No client has that name"), "")
        make = Button(t("New client"), "primary", icon="plus")
        make.clicked.connect(self.new)
        self.empty = EmptyState(
            "folders",
            t("No clients yet"),
            t("A client is one employer, kept in one encrypted file on this machine."),
            make,
        )
        self._stack = QStackedWidget()
        for widget in (self.table, self.none_found, self.empty):
            self._stack.addWidget(widget)
        self.card = Card(padding=1)
        self.card.body.setSpacing(0)
        self.card.add(self._stack)
        self.card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.ways = WaysIn(
            [
                (
                    "play-circle",
                    t("Try with a demo client"),
                    t("Invented employees and a finished month. Nothing can be sent."),
                    t("Make a demo"),
                ),
                (
                    "clock-counter-clockwise",
                    t("Restore from a backup"),
                    t("The backup is read, and you see what is in it before anything is replaced."),
                    t("Choose a backup …"),
                ),
                (
                    "arrows-left-right",
                    t("Come from another program"),
                    t("Begin in any month, and enter each employee's pay and tax so far this year."),
                    t("Make the client"),
                ),
            ]
        )
        self.ways.demo.connect(self.demo)
        self.ways.restore.connect(lambda: seat.go(Place("backups", None, "restore")))
        self.ways.begin.connect(self.new)
        self.note = Label(
            t("The client files are on this machine and are encrypted. The program needs no network."),
            "caption",
            "ink3",
        )
        column.addWidget(self._search_gap)
        column.addWidget(self.removed)
        column.addWidget(self._removed_gap)
        column.addWidget(self.card)
        column.addSpacing(_GAP)
        column.addWidget(self.ways)
        column.addStretch(1)
        column.addSpacing(12)
        column.addWidget(self.note)
        self._search_gap.hide()

    # --- going here ------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        thing = place.thing if isinstance(place.thing, str) else ""
        what, _, rest = thing.partition(":")
        if thing == "new":
            self._begin(_guide(self.seat))
            return
        if self.guide is not None and thing == "":
            return
        self.refresh()
        if thing == "demo":
            self.demo()
        elif what == "remove" and rest:
            self.seat.close_panel()
            self.remove(Path(rest))
        elif what == "unlock" and rest:
            self.ask_to_open(Path(rest), "unlock")
        elif thing:
            self.ask_to_open(Path(thing))
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show the cards as they are, and then what the disk says of their files."""
        self._later.stop()
        for client in self.seat.open_clients:
            if self.memory.card(client.path) is None:
                self.memory.remember(client)  # an open client stands in the list at once
        cards = self.memory.cards
        known = {row.card.path: row for row in self.rows}
        first = [
            ClientRow(card, kept.trouble, kept.said, kept.copy) if (kept := known.get(card.path)) else ClientRow(card)
            for card in cards
        ]
        open_here = frozenset(client.path for client in self.seat.open_clients)
        if self.seat.has_client or not cards:
            self._show(_rows(cards, open_here) if cards else ())
            return
        self._show(tuple(first))
        self.seat.work(lambda _: _rows(cards, open_here), done=self._show, owner=self)

    def _read_later(self) -> None:
        self._later.start(50)

    def _show(self, rows: tuple[ClientRow, ...]) -> None:
        self.rows = rows
        self.new_button.setVisible(bool(rows))  # the empty page offers it itself, and a page has one primary button
        open_here = {client.path for client in self.seat.open_clients}
        self.table.set_rows([shown(self.seat, row, row.card.path in open_here) for row in rows])
        wants_search = len(rows) > _SEARCHED or (self._search is not None and bool(self._search.value()))
        if wants_search or self._search is not None:
            self.search_field.setVisible(wants_search)
        self._search_gap.setVisible(wants_search)
        self._settle()
        self._write_head()

    def _write_head(self) -> None:
        t, seat = self.seat.t, self.seat
        if self.guide is not None:
            self.header.set(*self.guide.title())
            return
        today = seat.now().date()
        until = today + _SOON
        soon = sum(1 for row in self.rows if (due := next_deadline(row.card)) is not None and due.day < until)
        day = short_day(seat, until)
        words = [day_in_words(seat, today)]
        if self.rows:
            if soon == 1:
                words.append(t("1 client has a deadline before {day}", day=day))
            elif soon:
                words.append(t("{count} clients have a deadline before {day}", count=soon, day=day))
            else:
                words.append(t("nothing is due before {day}", day=day))
        self.header.set(t("Clients"), " · ".join(words))
        if not seat.has_client and self.rows:
            found = sum(1 for row in self.rows if row.trouble != MISSING)
            seat.status(t("1 client file found") if found == 1 else t("{count} client files found", count=found))

    @property
    def search_field(self) -> SearchEdit:
        """The field over the list, made when there is much to search in or somebody asks for it."""
        if self._search is None:
            from views.widgets.editors import SearchEdit

            self._search = SearchEdit(self.seat, self.seat.t("Search in clients"))
            self._search.changed.connect(self._filter)
            self._search.down.connect(self._into_list)
            above = self._list.layout()
            assert isinstance(above, QVBoxLayout)
            above.insertWidget(0, self._search)
            QWidget.setTabOrder(self._search, self.table)
        return self._search

    def _filter(self) -> None:
        """Show the clients that are searched for."""
        self.table.filter(self.search_field.value())
        self._settle()

    def _into_list(self) -> None:
        """Down from the search field."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    # --- room ------------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """The list is as high as its rows, as far as there is room; then it scrolls, and the ways in become a line."""
        has_rows = bool(self.rows)
        shows = self.table if self.table.clients.rows else self.none_found if has_rows else self.empty
        self._stack.setCurrentWidget(shows)
        wanted = 2 + (max(self.table.natural_height(), 236 if shows is not self.table else 0) if has_rows else 320)
        above = 24 + self.header.height() + _TOP
        for extra in (self._search, self.removed):
            if extra is not None and extra.isVisibleTo(self._list):
                above += extra.sizeHint().height() + 12
        free = max(self.height(), 400) - above - 24 - _GAP - 12 - 16
        self.ways.set_short(free - HEIGHT < wanted)
        free -= SHORT if self.ways.is_short else HEIGHT
        self.card.setFixedHeight(min(wanted, max(free, theme.HEAD + 2 * theme.ROW_TALL)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    # --- doing -----------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """N: the guide for a new client."""
        if self.guide is None:
            self.seat.go(Place("clients", "new"))

    def search(self) -> None:
        """Ctrl+F."""
        if self.guide is None and self.rows:
            self.search_field.show()
            self._search_gap.show()
            self._settle()
            self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search_field.selectAll()

    def recalculate(self) -> None:
        """F5: look at the disk again."""
        self.refresh()

    def primary(self) -> None:
        """Ctrl+Enter."""
        if self.guide is not None:
            self.guide.forward()

    def leave(self) -> bool:
        if self.guide is not None:
            if not self.guide.may_leave():
                return False
            self._end()
        return True

    def open_file(self) -> None:
        """A file from anywhere."""
        from views.pages.clients.panels import client_folder

        t, files = self.seat.t, self.seat.files
        if getattr(files, "last", None) == Path.home() and (folder := client_folder(self.seat)).is_dir():
            files.last = folder
        chosen = files.open_file(t("Open a client file"), t("Client files") + " (*.lonnsom)")
        if chosen is not None:
            self.ask_to_open(chosen.resolve())

    def receive(self, path: Path) -> None:
        self.ask_to_open(path.resolve())

    def open_row(self, row: ClientRow) -> None:
        """Enter: go to a client that is open, or ask for what opens it."""
        self.ask_to_open(row.card.path)

    def ask_to_open(self, path: Path, purpose: str = "open", folder: Path | None = None) -> None:
        """Ask for what opens a file. One that is open already is gone to."""
        if any(client.path == path for client in self.seat.open_clients):
            self.seat.switch(path)
            return
        from views.pages.clients.open_panel import OpenPanel

        card = self.memory.card(path)
        row = _rows([card])[0] if card is not None else None
        self.table.choose(path)
        self.seat.show_panel(OpenPanel(self.seat, path, row, self._by_key, purpose=purpose, folder=folder))

    def demo(self) -> None:
        """A demo client."""
        from views.pages.clients.panels import DemoPanel

        self.seat.show_panel(DemoPanel(self.seat))

    def remove(self, path: Path) -> None:
        """Take a client off the list. The file stays, and the way back is offered."""
        gone = self.memory.forget(path)
        if gone is None:
            return
        t = self.seat.t
        self.removed.set(
            t("{name} is taken off the list", name=gone.name),
            t("The file is where it was: {path}", path=str(gone.path)),
            t("Undo"),
        )
        self.removed.show()
        self._removed_gap.show()

        self._gone = gone
        self._settle()

    def _put_back(self) -> None:
        """The client that was taken off the list stands there again."""
        gone, self._gone = self._gone, None
        self.removed.hide()
        self._removed_gap.hide()
        if gone is not None:
            self.memory.put(gone)

    def back_up(self, row: ClientRow) -> None:
        """A copy of a client in a folder of the user's choice."""
        folder = self.seat.files.folder(self.seat.t("Folder for the backup"))
        if folder is None:
            return
        for client in self.seat.open_clients:
            if client.path == row.card.path:
                self._back_up_open(client.desk, folder)
                return
        self.ask_to_open(row.card.path, "copy", folder)

    def _back_up_open(self, desk: Desk, folder: Path) -> None:
        from services.actions.backups import back_up

        seat, path = self.seat, desk.client.path

        def done(_made: object) -> None:
            self.memory.add_folder(path, folder)
            seat.toast(seat.t("Backed up and read back in {folder}", folder=str(folder)))

        seat.work(
            lambda progress: back_up(desk, folder, progress),
            done=done,
            what=seat.t("Making a backup and reading it back"),
            owner=self,
        )

    def recolor(self, row: ClientRow) -> None:
        """Another colour for a client."""
        from services.actions.open_file import set_color
        from views.pages.clients.panels import ColorPanel

        path = row.card.path
        client = next((each for each in self.seat.open_clients if each.path == path), None)
        keep = partial(set_color, client.desk) if client is not None and not client.desk.client.is_read_only else None

        def choose(color: str) -> None:
            self.seat.attempt(lambda: self.memory.set_color(path, color, keep))

        self.seat.show_panel(ColorPanel(self.seat, row, choose))

    def about(self, row: ClientRow) -> None:
        """What there is to know of a client's file."""
        from views.pages.clients.panels import FilePanel

        self.seat.show_panel(FilePanel(self.seat, row))

    def close_client(self, row: ClientRow) -> None:
        """Let an open client go, with a backup."""
        try:
            self.seat.close_client(row.card.path)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)

    def _menu(self, row: ClientRow, where: QPoint) -> None:
        self.menu = self.menu_of(row)
        self.menu.popup(where)

    def menu_of(self, row: ClientRow) -> Menu:
        """What can be done with a client."""
        t = self.seat.t
        is_open = any(client.path == row.card.path for client in self.seat.open_clients)
        menu = Menu(self.seat, self)
        menu.add(t("Go to") if is_open else t("Open"), lambda: self.open_row(row), "arrow-right", "Enter")
        menu.add(t("Back up …"), lambda: self.back_up(row), "shield-check", enabled=row.trouble != MISSING)
        menu.add(t("About the file"), lambda: self.about(row), "folder")
        menu.add(t("Another colour …"), lambda: self.recolor(row), "palette")
        menu.addSeparator()
        if is_open:
            menu.add(t("Close the client"), lambda: self.close_client(row), "x")
        else:
            menu.add(t("Remove from the list"), lambda: self.remove(row.card.path), "x")
        return menu

    # --- the guide -------------------------------------------------------------------------------------------------

    def _by_key(self, desk: Desk, key: str) -> None:
        """A file was opened with its recovery key: offer a new password before anybody sits down."""
        if not isValid(self):
            sit_down(self.seat, desk)
            return
        self.seat.close_panel()
        self._begin(_guide(self.seat, desk=desk, old=key))

    def _begin(self, guide: KeyGuide) -> None:
        if self.guide is not None:
            guide.deleteLater()
            return
        self.seat.close_panel()
        self.guide = guide
        self._list.hide()
        for button in (self.open_button, self.new_button):
            button.hide()
        self.column.addWidget(guide, 1)
        self.set_footer(guide.footer)
        guide.ended.connect(self._end)
        guide.guide.step_changed.connect(lambda _: self._write_head())
        self._write_head()

    def _end(self) -> None:
        guide, self.guide = self.guide, None
        if guide is None:
            return
        footer, self.footer = self.footer, None
        if isinstance(footer, QWidget):
            footer.hide()
            self._outer.removeWidget(footer)
            footer.deleteLater()
        guide.hide()
        self.column.removeWidget(guide)
        guide.deleteLater()
        for button in (self.open_button, self.new_button):
            button.show()
        self._list.show()
        if self.seat.place == Place("clients", "new"):
            self.seat.place = Place("clients")
        self.refresh()


def _guide(seat: Seat, *, desk: Desk | None = None, old: str = "", pending: Pending | None = None) -> KeyGuide:
    """The guide that makes a client, or a new password for one."""
    from views.pages.clients.key_guide import KeyGuide

    return KeyGuide(seat, desk=desk, old=old, pending=pending)


def _rows(cards: Collection[ClientCard], open_here: Collection[Path] = ()) -> tuple[ClientRow, ...]:
    """The cards with what the disk says of their files."""
    from services.queries.clients import client_rows

    return client_rows(cards, open_here)
