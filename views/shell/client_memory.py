"""What is remembered of clients between two starts: a card of each, among the choices of the program.

A card is written when a client is opened, a while after it was changed, and before it is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from models.values.finding import Refused
from services.queries.client_cards import ClientCard, read_cards, with_color, with_folder, write_card
from views.shell import theme
from views.shell.seat import OpenClient, Seat

if TYPE_CHECKING:  # the database is imported when the first client is opened
    from services.desk.desk import Desk

_CARDS: Final = "clients"
_COLORS: Final = "client_colors"  # chosen while the file was closed, by path
_PROVEN: Final = "copies_proven"  # when a copy was last read back, by its file's name
_SETTLES: Final = 4000  # ms after a change
_LATER: Final = 500


@dataclass(slots=True)
class Pending:
    """A file that was made, or got a new password, and whose recovery key is on the screen: nobody sits at it yet."""

    desk: Desk
    key: str
    is_new: bool
    is_kept: bool = False


class ClientMemory(QObject):
    """The cards of one seat. Made once, by `client_memory`."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.seat = seat
        self.pending: Pending | None = None  # outlives the page, which a change of language makes anew
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._remember_current)
        seat.changed.connect(lambda _: self._later.start(_SETTLES))
        seat.client_changed.connect(self._opened)
        seat.client_closing.connect(self._closing)
        if seat.has_client:
            self._opened()

    @property
    def cards(self) -> tuple[ClientCard, ...]:
        """Every client that is remembered."""
        return read_cards(self.seat.preferences.get(_CARDS))

    def card(self, path: Path) -> ClientCard | None:
        """The card of a file."""
        return next((card for card in self.cards if card.path == path), None)

    def put(self, card: ClientCard) -> None:
        """Remember a card in place of the one that was kept of the file."""
        self._keep([*(each for each in self.cards if each.path != card.path), card])

    def forget(self, path: Path) -> ClientCard | None:
        """Take a client off the list; its file stays where it is. Gives the card, to put it back."""
        gone = self.card(path)
        self._keep([card for card in self.cards if card.path != path])
        return gone

    def move(self, path: Path, to: Path) -> None:
        """The file was found somewhere else."""
        if card := self.card(path):
            self._keep([each for each in self.cards if each.path not in (path, to)] + [replace(card, path=to)])

    def remember(self, client: OpenClient) -> None:
        """Read an open client, and keep its card. A file that is only read, such as a backup, leaves no trace."""
        if client.desk.client.is_read_only:
            return
        if (card := _read(client.desk, self.card(client.path))) is not None:
            self.put(card)

    def _remember_aside(self, client: OpenClient) -> None:
        """The same off the UI thread; once more, if the card that is kept became another one meanwhile."""
        if client.desk.client.is_read_only:
            return
        desk, before = client.desk, self.card(client.path)

        def done(card: ClientCard | None) -> None:
            if self.card(client.path) != before:
                self._later.start(0)
            elif card is not None:
                self.put(card)

        self.seat.work(lambda _: _read(desk, before), done=done, owner=self, aside=True)

    def add_folder(self, path: Path, folder: Path) -> None:
        """A copy of the client was put in a folder of somebody's choice."""
        if card := self.card(path):
            self.put(with_folder(card, folder))

    def set_color(self, path: Path, color: str, keep: Callable[[str], None] | None = None) -> None:
        """Show a client in another colour. `keep` writes it into the open file; a closed one gets it when opened."""
        if keep is not None:
            keep(color)
        else:
            self.seat.preferences.set(_COLORS, {**self._chosen_colors(), str(path): color})
        if card := self.card(path):
            self.put(with_color(card, color))

    def take_color(self, path: Path) -> str:
        """The colour that was chosen while the file was closed, once."""
        chosen = self._chosen_colors()
        color = chosen.pop(str(path), "")
        self.seat.preferences.set(_COLORS, chosen)
        return color

    def free_color(self) -> str:
        """The first of the eight colours that no client has, or else the one that the fewest have."""
        taken = [card.color.upper() for card in self.cards]
        colors = theme.client_colours()
        return min(colors, key=lambda color: (taken.count(color.upper()), colors.index(color)))

    def proven(self) -> dict[str, str]:
        """When each copy was last read back by hand: moments by file name, `damaged` for one that was not whole."""
        kept = self.seat.preferences.get(_PROVEN)
        return {str(name): str(at) for name, at in kept.items()} if isinstance(kept, dict) else {}

    def set_proven(self, name: str, said: str) -> None:
        """A copy was read back."""
        self.seat.preferences.set(_PROVEN, {**self.proven(), name: said})

    def _chosen_colors(self) -> dict[str, str]:
        kept = self.seat.preferences.get(_COLORS)
        return {str(path): str(color) for path, color in kept.items()} if isinstance(kept, dict) else {}

    def _opened(self) -> None:
        if self.seat.has_client:
            self._later.start(0)
        self.changed.emit()

    def _remember_current(self) -> None:
        if self.seat.busy:
            self._later.start(_LATER)  # the file has its turn with somebody else
        elif self.seat.has_client:
            self._remember_aside(self.seat.client)

    def _closing(self, path: Path) -> None:
        for client in self.seat.open_clients:
            if client.path == path:
                self.remember(client)

    def _keep(self, cards: list[ClientCard]) -> None:
        self.seat.preferences.set(_CARDS, [write_card(card) for card in cards])
        self.changed.emit()


def _read(desk: Desk, before: ClientCard | None) -> ClientCard | None:
    """The card of an open client; None where nothing can be read of it now, and the one that is kept stays."""
    from services.queries.clients import client_card

    try:
        return client_card(desk, before)
    except Refused:
        return None


def sit_down(seat: Seat, desk: Desk) -> None:
    """Work with a client that was just opened, in the colour that was chosen for it meanwhile."""
    path = desk.client.path
    color = client_memory(seat).take_color(path)
    if color and not desk.client.is_read_only:
        from services.actions.open_file import set_color

        set_color(desk, color)
    seat.open_client(path, desk)


def client_memory(seat: Seat) -> ClientMemory:
    """The memory of the seat."""
    found = seat.findChild(ClientMemory)
    return found if isinstance(found, ClientMemory) else ClientMemory(seat)
