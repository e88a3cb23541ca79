"""The page Files: one way in for every file, what is to be sent, and the log of what was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from models.values.finding import Place
from models.values.message import Message
from views.pages.files.importer import IMPORTERS, Importer, make_importer
from views.pages.files.view import FilesView
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.guide import GuideFooter
from views.widgets.tabs import Tabs

IN, SEND, LOG, OUT = "in", "send", "log", "out"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name in places, its word, and its view by module and class, read when somebody first looks."""

    key: str
    word: Message
    made_by: str

    def make(self, seat: Seat) -> FilesView:
        """The view itself."""
        module, _, name = self.made_by.partition(":")
        made: FilesView = getattr(import_module(f"views.pages.files.{module}"), name)(seat)
        return made


TABS: Final = (
    Tab(IN, Message("Take in files"), "in_view:InView"),
    Tab(SEND, Message("To send"), "send_view:SendView"),
    Tab(LOG, Message("Log"), "log_view:LogView"),
    Tab(OUT, Message("Everything out"), "out_view:OutView"),
)


class FilesPage(Page):
    """Tabs; and, while a file of a kind that is taken in here is on its way, that file in their place."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"employee", "employment", "employer", "imported_file", "mark", "pay_run", "stored_file", "tax_card"}
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.file_button = Button(t("Choose a file …"), "primary", "folder-open", "N")
        self.file_button.clicked.connect(lambda *_: self.choose_file())
        self.other_button = Button(t("Another file …"), icon="folder-open")
        self.other_button.clicked.connect(lambda *_: self.choose_file())
        self.header.add_button(self.other_button)
        self.header.add_button(self.file_button)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.tabs = Tabs([(tab.key, t(tab.word)) for tab in TABS])
        self.tabs.changed.connect(lambda _: self._tab_changed())
        self.stack.addWidget(self.tabs)
        self.views: dict[str, FilesView] = {}
        self.importers: dict[str, Importer] = {}
        self._is_beside = False
        footer = self.steps = GuideFooter(seat)
        footer.set_close(t("Close, continue later"))
        footer.closed.connect(lambda: seat.go(Place("files", None, IN)))
        footer.back.connect(self._back)
        footer.forward.connect(self._forward)
        self.set_footer(footer)
        footer.hide()
        self._write_head()

    # --- going ----------------------------------------------------------------------------------------------------

    @property
    def importer(self) -> Importer | None:
        """Whoever shows the file that is on its way in, while it is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Importer) else None

    @property
    def view(self) -> FilesView:
        """The tab that is shown, made where it was not."""
        key = self.tabs.current()
        if key not in self.views:
            made = next(tab for tab in TABS if tab.key == key).make(self.seat)
            made.settled.connect(self._write_head)
            made.set_beside(self._is_beside)
            self.views[key] = self.tabs.add(key, made)
        return self.views[key]

    def show_place(self, place: Place) -> None:
        kind, _, thing = place.thing.partition(":") if isinstance(place.thing, str) else ("", "", "")
        if kind in IMPORTERS:
            self._show_importer(kind)
            if thing and self.importer is not None:
                self.importer.show_thing(thing)
            return
        self._show_tabs(place)

    def leave(self) -> bool:
        return all(view.may_leave() for view in self.views.values())

    def receive(self, path: Path) -> None:
        if self.importer is not None:
            self.importer.open(path)
            self._settle()
        else:
            self.seat.take_files([path])

    def _show_tabs(self, place: Place) -> None:
        self.stack.setCurrentWidget(self.tabs)
        self.steps.hide()
        if place.field is not None and any(tab.key == place.field for tab in TABS):
            self.tabs.set_current(place.field)
        view = self.view
        view.refresh()
        view.show_thing(place.thing)
        self._write_head()
        view.focus_first()

    def _show_importer(self, kind: str) -> None:
        made = self.importers.get(kind)
        if made is None:
            made = make_importer(kind, self.seat)
            made.settled.connect(self._settle)
            made.finished.connect(lambda: self.seat.go(Place("files", None, IN)))
            self.importers[kind] = made
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(made)
        self.steps.show()
        made.refresh()
        self._settle()
        made.focus_first()

    def _tab_changed(self) -> None:
        self.seat.close_panel()
        self.view.refresh()
        self._write_head()

    def refresh(self) -> None:
        """What is shown was changed somewhere."""
        importer = self.importer
        if importer is not None:
            importer.refresh()
        else:
            self.view.refresh()

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    # --- doing ----------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file of any kind; the window brings it to where it belongs."""
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.seat.take_files([path])

    def new(self) -> None:
        """N."""
        self.choose_file()

    def search(self) -> None:
        """Ctrl+F."""
        importer = self.importer
        if importer is not None:
            importer.search()
        else:
            self.view.search()

    def primary(self) -> None:
        """Ctrl+Enter."""
        if self.importer is not None:
            self.steps.enter()
        elif self.tabs.current() == IN:
            self.choose_file()
        else:
            self.view.primary()

    def _forward(self) -> None:
        if self.importer is not None:
            self.importer.forward()

    def _back(self) -> None:
        if self.importer is not None:
            self.importer.back()

    # --- the head -------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self._write_head()
        if self.importer is not None:
            self.steps.set_close(
                self.seat.t("Close, continue later") if self.importer.is_begun else self.seat.t("Close")
            )
            self.importer.settle_footer(self.steps)

    def _write_head(self) -> None:
        importer = self.importer
        self.other_button.setVisible(importer is not None and importer.is_begun)
        self.file_button.hide()
        if importer is not None:
            self.header.set(importer.title, importer.line)
            return
        view = self.views.get(self.tabs.current())
        self.header.set(self.seat.t("Files"), view.line if view is not None else "")

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self._is_beside = beside_panel
        for view in self.views.values():
            view.set_beside(beside_panel)
        self.steps.set_right_margin(24 if beside_panel else 32)
