"""The frame: sidebar, client bar, pages, the panel at the right, undo, the palette, keys."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.values.finding import Finding, Place, Refused
from models.values.message import Message
from services.reference.formats import organisation
from views.dock import Dock
from views.shell import registry, theme
from views.shell.client_bar import ClientBar
from views.shell.counts import SidebarCounts
from views.shell.file_intake import FileIntake
from views.shell.idle import IdleWatch
from views.shell.page import Page
from views.shell.registry import PAGES
from views.shell.seat import Seat
from views.shell.sidebar import NavEntry, Sidebar
from views.shell.work import Work
from views.widgets.buttons import IconButton
from views.widgets.undo_bar import UndoBar

if TYPE_CHECKING:  # made when Ctrl+K is pressed for the first time
    from views.shell.palette import Entry, Palette

_TYPED_IN = (
    "QLineEdit",
    "QPlainTextEdit",
    "QTextEdit",
    "QAbstractSpinBox",
    "QComboBox",
)  # by name: importing them takes time
_NARROW = 1160  # below, the sidebar has icons only
_WARM_UP_AFTER = 300  # ms


def _import_ahead() -> None:
    from services.queries.warm_up import warm_up

    warm_up()
    for entry in PAGES.values():
        with suppress(ImportError):  # told when somebody goes there
            entry.read()
    with suppress(ImportError):
        registry.read_parts()
    gc.freeze()  # what was imported stays: no search for garbage looks at it again, which would stop the window


class _Canvas(QWidget):
    """The ground of the pages."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().canvas)
        painter.end()


class MainWindow(QMainWindow):
    """The window. It knows pages by name only; they know each other not at all."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        seat.setParent(self)
        seat.files.parent = self
        self.setWindowTitle("Lønnsom")
        self.setMinimumSize(880, 560)
        self.resize(1280, 800)
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._went: list[Place] = []
        self._is_warm = False
        self._build()
        self._connect()
        self._keys()
        self._restore()
        self._words()
        self._show_client()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sidebar = Sidebar()
        self.lock_button = IconButton("lock", self.seat.t("Lock"))
        self.lock_button.clicked.connect(self.seat.lock)
        self.bar = ClientBar(self.lock_button)
        self.stack = QStackedWidget()
        self._nothing = QWidget()
        self.stack.addWidget(self._nothing)
        self.dock = Dock(self.seat, self._docked)
        canvas = _Canvas()
        beside = QHBoxLayout(canvas)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.stack, 1)
        beside.addWidget(self.dock)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(canvas, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)
        self._canvas = canvas
        self.undo_bar = UndoBar(canvas, "", "")
        self.undo_bar.undone.connect(self.seat.undo)
        self._palette: Palette | None = None
        self.counts = SidebarCounts(self.seat, self.sidebar)
        self.idle = IdleWatch(self.seat, self)
        self.intake = FileIntake(self.seat, self)

    def _connect(self) -> None:
        seat = self.seat
        seat.asked_place.connect(self.go)
        seat.asked_back.connect(self.back)
        seat.asked_panel.connect(self.dock.put)
        seat.asked_toast.connect(self._toast)
        seat.asked_findings.connect(self.dock.show_findings)
        seat.asked_why.connect(self.dock.show_why)
        seat.asked_help.connect(self.dock.show_help)
        seat.asked_lock.connect(self._lock)
        seat.changed.connect(self._changed)
        seat.client_changed.connect(self._show_client)
        seat.client_looks.connect(self._show_looks)
        seat.language_changed.connect(self._speak)
        seat.status_said.connect(self.bar.status.say)
        seat.work_began.connect(self._work_began)
        seat.busy_changed.connect(self._busy)
        self.sidebar.chosen.connect(lambda page: self.go(Place(page)))
        self.sidebar.asked_clients.connect(lambda: self.go(Place("clients")))
        self.bar.palette_button.clicked.connect(self.open_palette)
        theme.signals().changed.connect(self._repaint)
        self.idle.left.connect(self._lock)

    def _keys(self) -> None:
        def on(keys: str, do: Callable[[], object], *, typing: bool = True) -> None:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda: do() if typing or not self._is_typed_in() else None)

        on("Ctrl+K", self.open_palette)
        for number in range(1, registry.KEYED + 1):
            on(f"Ctrl+{number}", partial(self._go_to_nth, number))
        on("Ctrl+9", lambda: self.go(Place("settings")))
        on("Ctrl+0", lambda: self.go(Place("clients")))
        on("Ctrl+Tab", self._last_client)
        on("Ctrl+N", lambda: self._page_does("new"))
        on("N", lambda: self._page_does("new"), typing=False)
        on("Ctrl+F", lambda: self._page_does("search"))
        on("F5", lambda: self._page_does("recalculate"))
        on("F1", self._help_here)
        on("F6", self._other_side)
        on("Alt+Left", self._step_back)
        on("Alt+Return", lambda: self._page_does("why"))
        on("?", lambda: self._page_does("why"), typing=False)
        on("Ctrl+Return", lambda: self._page_does("primary"))
        on("Ctrl+Z", self.seat.undo)
        on("Ctrl+Shift+Z", self.seat.redo)
        on("Escape", self._escape)
        for number in range(1, 6):
            on(f"Alt+{number}", partial(self._step, number))

    def _restore(self) -> None:
        """Where and how large the window was, if that is on a screen still."""
        kept = self.seat.preferences.get("window")
        if not (isinstance(kept, list) and len(kept) == 5 and all(isinstance(part, int) for part in kept)):
            return
        left, top, width, height, is_full = kept
        self.resize(width, height)
        if QGuiApplication.screenAt(QPoint(left + 40, top + 20)) is not None:
            self.move(left, top)
        if is_full:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # --- words ---------------------------------------------------------------------------------------------------

    def _words(self) -> None:
        t = self.seat.t
        self.bar.palette_button.setText(t("Find an employee, a page or something to do"))
        self.bar.palette_button.setAccessibleName(t("Find an employee, a page or something to do"))
        self.lock_button.setAccessibleName(t("Lock"))
        self.lock_button.setToolTip(t("Lock"))
        self.undo_bar.set_words(t("Undo"), t("Close"))
        if self._palette is not None:
            self._name_palette(self._palette)
        self._entries()

    def _entries(self) -> None:
        t = self.seat.t
        names = registry.listed(has_client=self.seat.has_client, without=self.seat.questions.pages)
        top = [
            NavEntry(name, PAGES[name].icon, t(PAGES[name].word), registry.key_of(number))
            for number, name in enumerate(names, 1)
        ]
        at_the_end = PAGES["settings"]
        settings = NavEntry("settings", at_the_end.icon, t(at_the_end.word), "Ctrl 9")
        everybody = NavEntry("clients", PAGES["clients"].icon, t(registry.ALL_CLIENTS), "Ctrl 0")
        self.sidebar.set_entries(top, [everybody, settings] if self.seat.has_client else [settings])
        self.counts.show_known()
        self._mark(self.seat.place.page)
        self.lock_button.setVisible(bool(self.seat.open_clients))
        self._show_looks()

    def _show_looks(self) -> None:
        t, seat = self.seat.t, self.seat
        if not seat.has_client:
            self.sidebar.mark.set("Lønnsom", "", "", False, "Lønnsom")
            return
        number = seat.client_orgnr
        grouped = organisation(number)
        own = self.seat.questions.names.get("orgnr_short")
        named = t("Org. no. {number}", number=grouped) if own is None else t(Message(own.text, number=grouped))
        second = named if number else t("Not set up yet")
        spoken = t("{client}, go to all clients", client=seat.client_name)
        self.sidebar.mark.set(seat.client_name, second, seat.client_color, True, spoken)

    def _speak(self) -> None:
        """Another language: every page is made anew, at the place where one was."""
        place, page = self.seat.place, self.page
        if page is not None:
            page.leave()  # what was typed is kept, as on any way out
        self._forget_pages()
        self._words()
        self.seat.status("", "")
        self.go(place)

    # --- places --------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def go(self, place: Place) -> None:
        """Show a place. Without a client every place of a client is the list of clients."""
        entry = PAGES.get(place.page)
        if entry is None:
            raise ValueError(f"there is no page {place.page}")
        if entry.needs_client and not self.seat.has_client:
            place, entry = Place("clients"), PAGES["clients"]
        elif entry.needs_client and entry.name in self.seat.questions.pages:
            place, entry = Place("overview"), PAGES["overview"]
        shown = self.page
        wanted = self._pages.get(entry.name)
        if shown is not None and shown is not wanted and not shown.leave():
            self._mark(self.seat.place.page)
            return
        if shown is None or shown is not wanted:
            self.dock.put(None)
        if self.seat.place != place:
            self._went = [*self._went[-49:], self.seat.place]
        self.seat.place = place
        page = wanted or self._make(entry.name)
        if self.stack.currentWidget() is not page:
            self._let_go()
            self.stack.setCurrentWidget(page)
            page.setFocus()
        if entry.name in self._stale:
            self._stale.discard(entry.name)
            page.refresh()
        self._mark(entry.name)
        page.show_place(place)
        if (handed := self.seat.handed_to(entry.name)) is not None:
            page.receive(handed)
        self._fit()

    def _mark(self, name: str) -> None:
        """In the sidebar: the page, or the one that it belongs to."""
        self.sidebar.choose(PAGES[name].marked if name in PAGES else name)

    def _let_go(self) -> None:
        """Take the focus from a page that is hidden, or Qt hands it on as if somebody had pressed Tab, with a ring."""
        focus = self.focusWidget()
        if focus is not None and self.stack.isAncestorOf(focus):
            self.stack.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """Where one was before."""
        if self._went:
            place = self._went.pop()
            self.go(place)
            if self._went and self._went[-1] != place:
                self._went.pop()

    def _make(self, name: str) -> Page:
        page = PAGES[name].make(self.seat)
        self._pages[name] = page
        self.stack.addWidget(page)
        page.set_margins(self.dock.panel is not None)
        return page

    def _forget_pages(self) -> None:
        self.dock.put(None)
        self._let_go()
        self._stale.clear()
        self.stack.setCurrentWidget(self._nothing)  # or the stack shows the next page for a moment, which would read
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = {}

    def _show_client(self) -> None:
        self._forget_pages()
        self._went = []
        self.undo_bar.hide()
        self._entries()
        self.seat.status("", "")
        self.counts.opened()
        if self.seat.has_client:
            self.go(self.seat.client.place)
        else:
            self.go(self.seat.place if self.seat.place.page in registry.WITHOUT_CLIENT else Place("clients"))
        self.idle.restart()

    def _changed(self, kinds: frozenset[str]) -> None:
        shown = self.page
        for name, page in tuple(self._pages.items()):
            if page.kinds & kinds:
                if page is shown:
                    page.refresh()
                else:
                    self._stale.add(name)
        self.counts.changed(kinds)

    def _go_to_nth(self, number: int) -> None:
        names = registry.listed(has_client=self.seat.has_client)
        if number <= len(names):
            self.go(Place(names[number - 1]))

    def _last_client(self) -> None:
        page = self.page
        if page is not None and not page.leave():
            return
        if not self.seat.switch_back():
            self.go(Place("clients"))

    # --- the panel -----------------------------------------------------------------------------------------------

    def _docked(self) -> None:
        """Another panel is docked, or none."""
        self._fit()
        for page in self._pages.values():
            page.set_margins(self.dock.panel is not None)

    @property
    def panel(self) -> QWidget | None:
        """The panel that is docked."""
        return self.dock.panel

    def _help_here(self) -> None:
        """F1: about the field in focus, else about the page."""
        widget = QApplication.focusWidget()
        while widget is not None:
            topic = widget.property("topic")
            if isinstance(topic, str) and topic:
                self.dock.show_help(topic)
                return
            widget = widget.parentWidget()
        self.dock.show_help(self.seat.place.page)

    # --- undo, toast, work ---------------------------------------------------------------------------------------

    def _toast(self, what: str, undo: bool) -> None:
        self.undo_bar.say(what, undo and self.seat.can_undo())
        self._fit()

    def _work_began(self, work: Work) -> None:
        if work.what:
            self.seat.status(work.what, "busy")
        work.progressed.connect(self._progressed)

    def _progressed(self, done: int, total: int, what: Message) -> None:
        f = self.seat.formats
        if total < 2:
            self.seat.status(self.seat.t(what), "busy")
            return
        self.seat.status(
            self.seat.t("{what}: {done} of {total}", what=self.seat.t(what), done=f.count(done), total=f.count(total)),
            "busy",
        )

    def _busy(self, is_busy: bool) -> None:
        if is_busy or not self.bar.status.is_busy:
            return
        if self.seat.has_client:
            self.seat.status(self.seat.t("Done {time}", time=self.seat.status_time))
        else:
            self.seat.status("", "")

    # --- the palette ---------------------------------------------------------------------------------------------

    @property
    def palette_box(self) -> Palette:
        """The palette, made when it is asked for."""
        if self._palette is None:
            from views.shell.palette import Palette

            self._palette = Palette(self)
            self._name_palette(self._palette)
        return self._palette

    def _name_palette(self, palette: Palette) -> None:
        t = self.seat.t
        palette.set_words(t("Find an employee, a page or something to do"), t("Nothing has that name"))

    def open_palette(self) -> None:
        """Ctrl+K."""
        from views.shell import palette_entries

        entries = self.palette_entries()
        pages = [entry for entry in entries if entry.group == self.seat.t("Pages")]
        self.palette_box.open(entries, palette_entries.recent(self.seat, self._went, self.go) or pages)

    def palette_entries(self) -> list[Entry]:
        """Everything that the palette finds now."""
        from views.shell import palette_entries

        return palette_entries.entries(self.seat, self.go, self._switch)

    def _switch(self, path: Path) -> None:
        page = self.page
        if page is None or page.leave():
            self.seat.switch(path)

    # --- keys ----------------------------------------------------------------------------------------------------

    def _is_typed_in(self) -> bool:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractItemView):
            return focus.state() is QAbstractItemView.State.EditingState
        return focus is not None and any(focus.inherits(kind) for kind in _TYPED_IN)

    def _page_does(self, what: str) -> None:
        page = self.page
        if page is not None:
            getattr(page, what)()

    def _step(self, number: int) -> None:
        page = self.page
        if page is not None:
            page.step(number)

    def _step_back(self) -> None:
        """Alt+Left: in the panel where it can, else to the place before."""
        back = getattr(self.panel, "back", None)
        if not (callable(back) and back()):
            self.back()

    def _escape(self) -> None:
        if self._palette is not None and self._palette.isVisible():
            self._palette.close_palette()
        elif self.panel is not None:
            close = getattr(self.panel, "close_panel", None)  # some ask first
            if callable(close):
                close()
            else:
                self.dock.put(None)
        elif self.undo_bar.isVisible():
            self.undo_bar.hide()

    def _other_side(self) -> None:
        """F6: from the list into the panel and back."""
        focus, panel = QApplication.focusWidget(), self.panel
        if panel is not None and (focus is None or not panel.isAncestorOf(focus)):
            into: QWidget | None = panel.nextInFocusChain()
            while into is not None and into is not panel:
                if panel.isAncestorOf(into) and into.isVisible() and into.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    into.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    return
                into = into.nextInFocusChain()
        elif self.page is not None:
            self.page.setFocus()
            self.page.focusNextChild()

    # --- the window ----------------------------------------------------------------------------------------------

    def show_crash(self, report: str) -> None:
        """Something unexpected was caught: say so, with what can be copied."""
        self.dock.show_crash(report)

    def _lock(self) -> None:
        if not self.seat.open_clients:
            return
        page = self.page
        if page is not None:
            page.leave()
        path = self.seat.client.path if self.seat.has_client else self.seat.open_clients[0].path
        self._close_clients()
        self.go(Place("clients", f"unlock:{path}"))

    def _close_clients(self) -> list[Finding]:
        wrong: list[Finding] = []
        self.seat.wait()
        for client in self.seat.open_clients:
            try:
                self.seat.close_client(client.path)
            except Refused as refusal:
                wrong += refusal.findings
        if wrong:
            self.dock.show_findings(tuple(wrong))
        return wrong

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.idle.watch(self.windowHandle())
        self.intake.watch(self.windowHandle())
        if not self._is_warm:
            self._is_warm = True
            QTimer.singleShot(_WARM_UP_AFTER, self, self._warm_up)

    def _warm_up(self) -> None:
        """Have what opening a client needs imported beside, when the first page stands."""
        Thread(target=_import_ahead, name="warm-up").start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width()
        self.sidebar.setFixedWidth(theme.SIDEBAR if width >= _NARROW else theme.SIDEBAR_SMALL)
        wide = theme.PANEL_WIDE if width >= 1800 else theme.PANEL if width > 1200 else theme.PANEL_SMALL
        self.dock.setFixedWidth(max(wide, self.dock.wanted_width))
        free = self.stack.width() if self.panel is not None else self._canvas.width()
        page = self.page
        footers = page.findChildren(QWidget, "guide-footer") if page is not None else []
        above = 16 + theme.FOOTER if any(footer.isVisible() for footer in footers) else 24
        bar = self.undo_bar
        bar.move((free - bar.width()) // 2, self._canvas.height() - above - bar.height() + 28)

    def _repaint(self) -> None:
        for widget in self.findChildren(QWidget):
            widget.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.page
        if page is not None and not page.leave():
            event.ignore()
            return
        usual = self.normalGeometry() if self.isMaximized() else self.geometry()
        place = [usual.x(), usual.y(), usual.width(), usual.height(), int(self.isMaximized())]
        self.seat.preferences.set("window", place)
        self.seat.wait()
        if self._close_clients():
            event.ignore()
            return
        super().closeEvent(event)
