"""The frame: sidebar, client bar, pages, the panel at the right, undo, the palette, keys."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QWindow,
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
from views.shell import registry, theme
from views.shell.client_bar import ClientBar
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
_IDLE_MINUTES = 15
_WARM_UP_AFTER = 300  # ms
_COUNTED_AFTER, _COUNTED_FIRST = 400, 30  # ms after a change; after opening a client of which nothing is known
_COUNTS = "counts"  # what there was to do in each client, as one knew it last
_COUNTS_KEPT = 50
_KEYED = 8  # so many pages of the sidebar have a key; Ctrl+9 are the settings
_OWED = frozenset({"absence", "imported_file", "mark", "refund_link", "refund_posting"})  # what NAV owes depends on


def _import_ahead() -> None:
    from services.queries.warm_up import warm_up

    warm_up()
    for entry in PAGES.values():
        with suppress(ImportError):  # told when somebody goes there
            entry.read()
    gc.freeze()  # what was imported stays: no search for garbage looks at it again, which would stop the window


class _Canvas(QWidget):
    """The ground of the pages."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().canvas)
        painter.end()


class _PanelHolder(QWidget):
    """Where the panel is docked: a surface with a line at its left."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 0, 0, 0)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.surface)
        painter.fillRect(0, 0, 1, self.height(), now.line)
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
        self._panel: QWidget | None = None
        self._before_panel: QWidget | None = None
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
        self.holder = _PanelHolder()
        canvas = _Canvas()
        beside = QHBoxLayout(canvas)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.stack, 1)
        beside.addWidget(self.holder)
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

    def _connect(self) -> None:
        seat = self.seat
        seat.asked_place.connect(self.go)
        seat.asked_back.connect(self.back)
        seat.asked_panel.connect(self._show_panel)
        seat.asked_toast.connect(self._toast)
        seat.asked_findings.connect(self._findings)
        seat.asked_why.connect(self._why)
        seat.asked_help.connect(self._help)
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
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.setInterval(_COUNTED_AFTER)
        self._count_later.timeout.connect(self._count)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._lock_if_open)
        # Of windows, not of the application: that would ask Python about every event of every widget.
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]

    def _keys(self) -> None:
        def on(keys: str, do: Callable[[], object], *, typing: bool = True) -> None:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda: do() if typing or not self._is_typed_in() else None)

        on("Ctrl+K", self.open_palette)
        for number in range(1, _KEYED + 1):
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
        names = registry.WITH_CLIENT if self.seat.has_client else registry.WITHOUT_CLIENT
        top = [
            NavEntry(name, PAGES[name].icon, t(PAGES[name].word), f"Ctrl {number}" if number <= _KEYED else "")
            for number, name in enumerate(names, 1)
        ]
        at_the_end = PAGES["settings"]
        settings = NavEntry("settings", at_the_end.icon, t(at_the_end.word), "Ctrl 9")
        everybody = NavEntry("clients", PAGES["clients"].icon, t(registry.ALL_CLIENTS), "Ctrl 0")
        self.sidebar.set_entries(top, [everybody, settings] if self.seat.has_client else [settings])
        self._show_counts(self._known_counts())
        self._mark(self.seat.place.page)
        self.lock_button.setVisible(bool(self.seat.open_clients))
        self._show_looks()

    def _show_looks(self) -> None:
        t, seat = self.seat.t, self.seat
        if not seat.has_client:
            self.sidebar.mark.set("Lønnsom", "", "", False, "Lønnsom")
            return
        number = seat.client_orgnr
        grouped = " ".join((number[:3], number[3:6], number[6:])) if len(number) == 9 else number
        second = t("Org. no. {number}", number=grouped) if number else t("Not set up yet")
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
        shown = self.page
        wanted = self._pages.get(entry.name)
        if shown is not None and shown is not wanted and not shown.leave():
            self._mark(self.seat.place.page)
            return
        if shown is None or shown is not wanted:
            self._show_panel(None)
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
        page.set_margins(self.holder.isVisible())
        return page

    def _forget_pages(self) -> None:
        self._show_panel(None)
        self._let_go()
        self._stale.clear()
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
        self._owed, self._is_owed_known = 0, False
        if self.seat.has_client:
            self.go(self.seat.client.place)
            self._count_later.start(_COUNTED_AFTER if self._known_counts() else _COUNTED_FIRST)
        else:
            self.go(self.seat.place if self.seat.place.page in registry.WITHOUT_CLIENT else Place("clients"))
        self._restart_idle()

    def _changed(self, kinds: frozenset[str]) -> None:
        shown = self.page
        for name, page in tuple(self._pages.items()):
            if page.kinds & kinds:
                if page is shown:
                    page.refresh()
                else:
                    self._stale.add(name)
        if kinds & _OWED:
            self._is_owed_known = False
        self._count_later.start(_COUNTED_AFTER)

    _owed = 0
    _is_owed_known = False

    def _count(self) -> None:
        """How much there is to do on each page, as amber figures in the sidebar."""
        from services.queries.absences import open_points
        from services.queries.next_steps import next_steps

        if not self.seat.has_client or self.seat.busy:
            if self.seat.has_client:
                self._count_later.start(_COUNTED_AFTER)
            return
        counts: dict[str, int] = {}
        try:
            steps = next_steps(self.seat.desk)
        except Refused:
            return
        for step in steps:
            if step.where is not None and step.kind in ("error", "due"):
                counts[step.where.page] = counts.get(step.where.page, 0) + max(1, step.count)
        counts["refunds"] = counts.get("refunds", 0) + self._owed
        counts["absence"] = max(counts.get("absence", 0), open_points(self.seat.desk).count)
        self._keep_counts(counts)
        self._show_counts(counts)
        self._reckon_refunds()

    def _reckon_refunds(self) -> None:
        """What NAV owes too late or nearly so: with many absences that takes a while, so it is found aside."""
        from services.queries.refunds import counts

        if self._is_owed_known:
            return
        self._is_owed_known = True
        desk = self.seat.desk

        def done(found: int) -> None:
            if self.seat.has_client and self.seat.desk is desk and found != self._owed:
                self._owed = found
                self._count_later.start(_COUNTED_AFTER)

        def do(_: object) -> int:
            known = counts(desk)
            return known.soon + known.late

        self.seat.work(do, done=done, refused=lambda _: None, owner=self, aside=True)

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, item in self.sidebar.items.items():
            if name != "overview":
                count = counts.get(name, 0)
                item.set_count(count, self.seat.t("{count} things to do", count=count))

    def _known_counts(self) -> dict[str, int]:
        """How much there was to do when it was last counted: shown until it is counted anew."""
        kept = self.seat.preferences.get(_COUNTS) if self.seat.has_client else None
        known = kept.get(str(self.seat.client.path)) if isinstance(kept, dict) else None
        if not isinstance(known, dict):
            return {}
        return {str(name): count for name, count in known.items() if isinstance(count, int)}

    def _keep_counts(self, counts: dict[str, int]) -> None:
        path, kept = str(self.seat.client.path), self.seat.preferences.get(_COUNTS)
        others = {name: each for name, each in kept.items() if name != path} if isinstance(kept, dict) else {}
        if not isinstance(kept, dict) or kept.get(path) != counts:
            self.seat.preferences.set(_COUNTS, {**dict(list(others.items())[-_COUNTS_KEPT:]), path: counts})

    def _go_to_nth(self, number: int) -> None:
        names = registry.WITH_CLIENT if self.seat.has_client else registry.WITHOUT_CLIENT
        if number <= len(names):
            self.go(Place(names[number - 1]))

    def _last_client(self) -> None:
        page = self.page
        if page is not None and not page.leave():
            return
        if not self.seat.switch_back():
            self.go(Place("clients"))

    # --- the panel -----------------------------------------------------------------------------------------------

    def _show_panel(self, panel: QWidget | None) -> None:
        if panel is self._panel and panel is not None:
            return
        old, self._panel = self._panel, panel
        if panel is not None:
            if old is None:
                self._before_panel = QApplication.focusWidget()
            closed = getattr(panel, "closed", None)
            if closed is not None:
                closed.connect(lambda: self._show_panel(None) if self._panel is panel else None)
            self.holder.column.addWidget(panel)
            self.holder.show()
            panel.show()
        else:
            self.holder.hide()
        if old is not None:
            self.holder.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fit()
        for page in self._pages.values():
            page.set_margins(panel is not None)
        if panel is None and self._before_panel is not None:
            focus, self._before_panel = self._before_panel, None
            try:
                focus.setFocus()
            except RuntimeError:  # it is gone with its page
                return

    @property
    def panel(self) -> QWidget | None:
        """The panel that is docked."""
        return self._panel

    def _findings(self, findings: tuple[Finding, ...]) -> None:
        from views.widgets.finding_list import FindingList
        from views.widgets.side_panel import SidePanel

        t = self.seat.t
        panel = SidePanel(self.seat, t("Not done"), t("This must be corrected first"), t("Nothing was changed."))
        listed = FindingList(self.seat)
        listed.set(findings)
        panel.add(listed)
        self._show_panel(panel)

    def _why(self, trace: object) -> None:
        from views.widgets.why_panel import WhyPanel

        if isinstance(self._panel, WhyPanel):
            self._panel.show_trace(trace)
        else:
            self._show_panel(WhyPanel(self.seat, trace))

    def _help(self, topic: str) -> None:
        from views.widgets.help_panel import HelpPanel

        self._show_panel(HelpPanel(self.seat, topic))

    def _help_here(self) -> None:
        """F1: about the field in focus, else about the page."""
        widget = QApplication.focusWidget()
        while widget is not None:
            topic = widget.property("topic")
            if isinstance(topic, str) and topic:
                self._help(topic)
                return
            widget = widget.parentWidget()
        self._help(self.seat.place.page)

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
        entries = self._palette_entries()
        first = self._last_places() or [entry for entry in entries if entry.group == self.seat.t("Pages")]
        self.palette_box.open(entries, first)

    def _palette_entries(self) -> list[Entry]:
        from views.shell.palette import Entry

        t, seat = self.seat.t, self.seat
        entries: list[Entry] = []
        if seat.has_client:
            from services.queries.employees import employees

            group = t("Employees")
            for row in employees(seat.desk):
                where = Place("employees", row.number)
                entries.append(Entry(group, row.name, partial(self.go, where), "user", row.title, "", str(row.number)))
            group = t("Actions")
            for title, icon, where, key in (
                (t("New employee"), "user-plus", Place("employees", "new"), "N"),
                (t("New pay run"), "money", Place("pay_run", "new"), "N"),
            ):
                entries.append(Entry(group, title, partial(self.go, where), icon, "", key))
        group = t("Actions")
        entries.append(Entry(group, t("Undo the last change"), lambda: seat.undo(), "arrow-u-up-left", "", "Ctrl Z"))
        if seat.has_client:
            entries.append(Entry(group, t("Lock"), seat.lock, "lock"))
        for code, name in (("nb", "Norsk bokmål"), ("da", "Dansk"), ("en", "English")):
            if code != seat.language:
                entries.append(
                    Entry(group, t("Language: {name}", name=name), partial(seat.set_language, code), "translate")
                )
        for wanted, word in (("light", t("Light theme")), ("dark", t("Dark theme")), ("system", t("System theme"))):
            entries.append(Entry(group, word, partial(seat.set_theme, wanted), "circle-half"))
        group = t("Pages")
        names = registry.WITH_CLIENT if seat.has_client else registry.WITHOUT_CLIENT
        for number, name in enumerate(names, 1):
            page = PAGES[name]
            key = f"Ctrl {number}" if number <= _KEYED else ""
            entries.append(Entry(group, t(page.word), partial(self.go, Place(name)), page.icon, "", key, page.words))
        for name, page in PAGES.items():
            if seat.has_client and page.needs_client and page.words and name not in names:
                entries.append(Entry(group, t(page.word), partial(self.go, Place(name)), page.icon, words=page.words))
        entries.append(Entry(group, t("Settings"), lambda: self.go(Place("settings")), "gear-six", "", "Ctrl 9"))
        if seat.has_client:
            entries.append(Entry(group, t("All clients"), lambda: self.go(Place("clients")), "folders", "", "Ctrl 0"))
        group = t("Clients")
        for client in seat.open_clients:
            if client is not (seat.client if seat.has_client else None):
                entries.append(Entry(group, client.name, partial(self._switch, client.path), "buildings", client.orgnr))
        return entries

    def _switch(self, path: Path) -> None:
        page = self.page
        if page is None or page.leave():
            self.seat.switch(path)

    def _last_places(self) -> list[Entry]:
        """The five places where one was last."""
        from views.shell.palette import Entry

        t, seen, found = self.seat.t, set(), []
        for place in reversed(self._went):
            if place.page in PAGES and place.page not in seen and place.page != self.seat.place.page:
                seen.add(place.page)
                page = PAGES[place.page]
                found.append(Entry(t("Recent places"), t(page.word), partial(self.go, place), page.icon))
        return found[:5]

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
        back = getattr(self._panel, "back", None)
        if not (callable(back) and back()):
            self.back()

    def _escape(self) -> None:
        if self._palette is not None and self._palette.isVisible():
            self._palette.close_palette()
        elif self._panel is not None:
            self._show_panel(None)
        elif self.undo_bar.isVisible():
            self.undo_bar.hide()

    def _other_side(self) -> None:
        """F6: from the list into the panel and back."""
        focus = QApplication.focusWidget()
        if self._panel is not None and (focus is None or not self._panel.isAncestorOf(focus)):
            into: QWidget | None = self._panel.nextInFocusChain()
            while into is not None and into is not self._panel:
                if self._panel.isAncestorOf(into) and into.isVisible() and into.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    into.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    return
                into = into.nextInFocusChain()
        elif self.page is not None:
            self.page.setFocus()
            self.page.focusNextChild()

    # --- the window ----------------------------------------------------------------------------------------------

    def show_crash(self, report: str) -> None:
        """Something unexpected was caught: say so, with what can be copied."""
        from views.widgets.crash_panel import CrashPanel

        self._show_panel(CrashPanel(self.seat, report))

    def _lock_if_open(self) -> None:
        if self.seat.open_clients and not self.seat.busy:
            self._lock()
        else:
            self._restart_idle()

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
            self._findings(tuple(wrong))
        return wrong

    def _restart_idle(self) -> None:
        minutes = self.seat.preferences.get("idle_minutes", _IDLE_MINUTES)
        if isinstance(minutes, int) and minutes > 0 and self.seat.open_clients:
            self._idle.start(minutes * 60_000)
        else:
            self._idle.stop()

    def _watch(self, window: QWindow | None) -> None:
        """Whoever types or clicks in a window of the program is here."""
        if window is not None:
            window.installEventFilter(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch(self.windowHandle())
        if not self._is_warm:
            self._is_warm = True
            QTimer.singleShot(_WARM_UP_AFTER, self, self._warm_up)

    def _warm_up(self) -> None:
        """Have what opening a client needs imported beside, when the first page stands."""
        Thread(target=_import_ahead, name="warm-up").start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._restart_idle()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width()
        self.sidebar.setFixedWidth(theme.SIDEBAR if width >= _NARROW else theme.SIDEBAR_SMALL)
        wide = theme.PANEL_WIDE if width >= 1800 else theme.PANEL if width > 1200 else theme.PANEL_SMALL
        asked = getattr(self._panel, "wanted_width", 0)
        self.holder.setFixedWidth(max(wide, asked) if isinstance(asked, int) else wide)
        free = self.stack.width() if self._panel is not None else self._canvas.width()
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
