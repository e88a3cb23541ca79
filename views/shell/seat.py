"""The seat: what every page is made with. Who sits here, in which language, with which client open, and the ways to ask
the window for something: go to a place, show a panel, say that something was done.

The window listens to the seat's signals. A page in a test can have a seat without a window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from models.values.finding import Finding, Place, Refused
from models.values.message import Message, Plain
from models.values.progress import Progress
from models.values.questions import Questions
from services.actions import undo as undoing
from services.reference.formats import Formats
from services.reference.texts import Texts, texts
from views.shell import theme
from views.shell.crossing import Worker, crossing
from views.shell.files import FileDialogs
from views.shell.preferences import Preferences
from views.shell.work import Work

if TYPE_CHECKING:  # the database is imported when the first client is opened
    from services.desk.desk import Clock, Desk


_ENDS = 5
_EVERYTHING = Questions()  # what is asked where no client is open


@dataclass(slots=True)
class OpenClient:
    """A client file that is open: where it lies, its desk, how it is shown, and where one was in it."""

    path: Path
    desk: Desk
    name: str
    orgnr: str
    color: str
    since: int  # the last change before it was opened: undo goes no further back
    forget: Callable[[], None]
    place: Place


class Seat(QObject):
    """One person at one machine."""

    changed = Signal(object)  # frozenset of kinds of records, after each change of the client file
    client_changed = Signal()  # another client, or none
    client_closing = Signal(object)  # path: it is about to be let go, and can be read a last time
    client_looks = Signal()  # the name or the colour of the client was changed
    language_changed = Signal()
    busy_changed = Signal(bool)
    asked_place = Signal(object)  # Place
    asked_back = Signal()
    asked_files = Signal(object)  # paths of files from outside, chosen or dropped
    asked_panel = Signal(object)  # QWidget, or None to close
    asked_toast = Signal(str, bool)  # text, whether it can be undone
    asked_findings = Signal(object)
    asked_why = Signal(object)
    asked_help = Signal(str)
    asked_lock = Signal()
    status_said = Signal(str, str)  # text, kind: ok · busy · err
    work_began = Signal(object)  # Work
    broken = Signal(object)  # sys.exc_info() of something unexpected

    def __init__(self, preferences: Preferences, now: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.now = now
        self.files = FileDialogs()
        self.place = Place("clients")
        self._open: dict[Path, OpenClient] = {}
        self._rates_used = False
        self._current: Path | None = None
        self._before: Path | None = None
        self._texts = texts(preferences.get("language", "nb"))
        self._worker = Worker("work")
        self._crossing = crossing()
        self._works: list[Work] = []
        self._handed: tuple[str, Path] | None = None

    # --- words ---------------------------------------------------------------------------------------------------

    def t(self, text: str | Message, /, **values: Plain) -> str:
        """A sentence in the language of the screen. Literal texts are found by whoever keeps the catalogues."""
        return self._texts(text if isinstance(text, Message) else Message(text, **values))

    @property
    def texts(self) -> Texts:
        return self._texts

    @property
    def formats(self) -> Formats:
        return self._texts.formats

    @property
    def language(self) -> str:
        return self._texts.formats.language

    def set_language(self, language: str) -> None:
        """Speak another language from now on; the window makes its pages anew."""
        if language == self.language:
            return
        self._texts = texts(language)
        self.preferences.set("language", language)
        self.language_changed.emit()

    def set_theme(self, wanted: str) -> None:
        """Wear `light`, `dark`, or what the system wears: `system`."""
        self.preferences.set("theme", wanted)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, wanted)

    @property
    def user(self) -> str:
        """Who is named in the change log."""
        return str(self.preferences.get("user", "")) or self.t("Me")

    # --- the client ----------------------------------------------------------------------------------------------

    @property
    def has_client(self) -> bool:
        return self._current is not None

    @property
    def client(self) -> OpenClient:
        """The client that is worked in. Raises AssertionError where there is none."""
        assert self._current is not None, "no client is open"
        return self._open[self._current]

    @property
    def desk(self) -> Desk:
        """The desk of the open client. Raises AssertionError where there is none."""
        return self.client.desk

    @property
    def questions(self) -> Questions:
        """What the country of the open client asks; everything where there is none."""
        return _questions(self.desk) if self.has_client else _EVERYTHING

    @property
    def client_name(self) -> str:
        return self.client.name

    @property
    def client_color(self) -> str:
        return self.client.color

    @property
    def client_orgnr(self) -> str:
        return self.client.orgnr

    @property
    def open_clients(self) -> tuple[OpenClient, ...]:
        """Every client that is open, in the order of opening."""
        return tuple(self._open.values())

    def open_client(self, path: Path, desk: Desk) -> None:
        """Sit down with a client that was opened; the window shows it."""
        path = path.resolve()
        self._use_rates()

        def told(kinds: frozenset[str]) -> None:  # from whichever thread wrote
            self._crossing.at_home(lambda: self._on_touched(path, kinds))

        name, orgnr, color = _looks(desk)
        since = undoing.newest(desk)
        self._open[path] = OpenClient(
            path, desk, name, orgnr, color, since, desk.client.on_change(told), Place("overview")
        )
        self.switch(path)

    def _use_rates(self) -> None:
        """What was taken in of rates on this machine counts, from the first client on that is opened."""
        if self._rates_used:
            return
        from services.actions.rate_files import use_folder

        folder = self.preferences.folder
        use_folder(folder / "rates" if folder is not None else None)
        self._rates_used = True

    def switch(self, path: Path) -> None:
        """Work in another client that is open already."""
        if self._current is not None and self._current != path:
            self._open[self._current].place = self.place
            self._before = self._current
        self._current = path
        self.client_changed.emit()

    def switch_back(self) -> bool:
        """Go to the client before this one, where one is open."""
        if self._before is not None and self._before in self._open and self._before != self._current:
            self.switch(self._before)
            return True
        return False

    def close_client(self, path: Path | None = None) -> None:
        """Let a client go, with a proven copy of it. Raises Refused where no copy could be made; closed it is."""
        gone = path or self._current
        if gone is None or gone not in self._open:
            return
        self._stop_work()  # nobody reads the file any more; the ends are told when it is gone
        self.client_closing.emit(gone)
        client = self._open.pop(gone)
        client.forget()
        is_current = gone == self._current
        if is_current:
            self._current = None
        if self._before == gone:
            self._before = None
        try:
            client.desk.close()
        finally:
            if is_current:
                self.client_changed.emit()

    def lock(self) -> None:
        """Close every client; the window asks for the password of the one that was worked in."""
        self.asked_lock.emit()

    def read_looks(self) -> None:
        """Read the client's name and colour again."""
        client = self.client
        client.name, client.orgnr, client.color = _looks(client.desk)
        self.client_looks.emit()

    def _on_touched(self, path: Path, kinds: frozenset[str]) -> None:
        if path != self._current:
            return
        if kinds & {"employer", "setting"}:
            self.read_looks()
        self.status(self.t("Saved {time}", time=self.status_time))
        self.changed.emit(kinds)

    def clock(self, at: datetime) -> str:
        """A time of day, where one sits."""
        return self.formats.clock(at.astimezone(self.now().tzinfo))

    @property
    def status_time(self) -> str:
        """Now, as the status line has it: `09:42` in every language."""
        return f"{self.now():%H:%M}"

    # --- asking the window ---------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to a place: a page, a thing on it, a field of the thing."""
        self.asked_place.emit(place)

    def hand_over(self, place: Place, path: Path) -> None:
        """Go to a place with a file in hand: the page there receives it, unless the page here holds one back."""
        self._handed = (place.page, path)
        self.go(place)
        self._handed = None

    def handed_to(self, page: str) -> Path | None:
        """The file that comes to a page with the one who goes there now; None for none. It is given once."""
        if self._handed is None or self._handed[0] != page:
            return None
        path, self._handed = self._handed[1], None
        return path

    def take_files(self, paths: list[Path] | tuple[Path, ...]) -> None:
        """Look at files from outside, and bring each to where it belongs."""
        self.asked_files.emit(tuple(paths))

    def back(self) -> None:
        self.asked_back.emit()

    def show_panel(self, panel: QWidget) -> None:
        """Dock a panel at the right, in place of the one that is there."""
        self.asked_panel.emit(panel)

    def close_panel(self) -> None:
        self.asked_panel.emit(None)

    def show_findings(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        """Say why something was refused, with the ways to mend it."""
        self.asked_findings.emit(tuple(findings))

    def why(self, trace: object) -> None:
        """Explain a figure."""
        self.asked_why.emit(trace)

    def help(self, topic: str) -> None:
        """Say what a field or a finding is about: `employees.national_id`."""
        self.asked_help.emit(topic)

    def toast(self, text: str, *, undo: bool = False) -> None:
        """Say what was done; with `undo`, offer to take the last change back."""
        self.asked_toast.emit(text, undo)

    def status(self, text: str, kind: str = "ok") -> None:
        """Say in the client bar what the file is doing."""
        self.status_said.emit(text, kind)

    def attempt(self, do: Callable[[], Any]) -> bool:
        """Do something quick that may be refused. A refusal is shown, and then the answer is False."""
        try:
            do()
        except Refused as refusal:
            self.show_findings(refusal.findings)
            return False
        return True

    def can_undo(self) -> bool:
        return self.has_client and undoing.last(self.desk, self.client.since) is not None

    def undo(self) -> bool:
        """Take the last change back. False where there is none; a refusal is shown."""
        seq = undoing.last(self.desk, self.client.since) if self.has_client else None
        if seq is None or not self.attempt(lambda: undoing.undo(self.desk, seq)):
            return False
        self.toast(self.t("The last change is taken back"))
        return True

    def redo(self) -> bool:
        """Do again what was taken back last."""
        seq = undoing.last_undone(self.desk, self.client.since) if self.has_client else None
        if seq is None or not self.attempt(lambda: undoing.undo(self.desk, seq)):
            return False
        self.toast(self.t("The change is made again"))
        return True

    # --- work ----------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something that somebody asked for is under way."""
        return any(not work.is_aside for work in self._works)

    def work(
        self,
        do: Callable[[Progress], Any],
        *,
        done: Callable[[Any], None] | None = None,
        refused: Callable[[tuple[Finding, ...]], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        what: str = "",
        owner: QObject | None = None,
        aside: bool = False,
    ) -> Work:
        """Run something off the UI thread, after what runs already. `what` says in words what is being done.

        What runs `aside` is nobody's errand: the seat is not busy with it.

        The ends are called on the UI thread, and not at all once the owner is gone.
        """
        work = Work(do, what, self, aside=aside)
        gone: list[bool] = []
        if owner is not None:
            owner.destroyed.connect(lambda *_: gone.append(True))

        def unless_gone(end: Callable[..., None] | None) -> Callable[..., None]:
            def told(*values: Any) -> None:
                if end is not None and not gone:
                    end(*values)

            return told

        work.done.connect(unless_gone(done))
        work.refused.connect(unless_gone(refused or self.show_findings))
        work.cancelled.connect(unless_gone(cancelled))
        work.broken.connect(self.broken.emit)
        work.ended.connect(lambda: self._ended(work))
        was_busy = self.busy
        self._works.append(work)
        if self.busy and not was_busy:
            self.busy_changed.emit(True)
        self.work_began.emit(work)
        work.start(self._worker)
        return work

    def wait(self) -> None:
        """Stop the work that runs, wait for it, and tell its end, before the client or the program is closed."""
        for _ in range(_ENDS):  # an end may begin another piece
            self._stop_work()
            self._crossing.make_calls()
            if not self._works:
                break

    def _stop_work(self) -> None:
        for work in self._works:
            work.cancel()
        self._worker.wait()

    def _ended(self, work: Work) -> None:
        was_busy = self.busy
        self._works.remove(work)
        work.deleteLater()
        if was_busy and not self.busy:
            self.busy_changed.emit(False)


def _questions(desk: Desk) -> Questions:
    from services.queries.questions import questions  # the countries are read with the first client

    return questions(desk)


def _looks(desk: Desk) -> tuple[str, str, str]:
    """Name, organisation number and colour of the client."""
    from services.queries.client_looks import client_looks

    looks = client_looks(desk)
    return looks.name, looks.orgnr, looks.color or theme.client_colours()[0]
