"""Files that were looked at and not taken in yet, for each client that is open; forgotten when it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from services.actions.incoming import Incoming


class Waiting:
    """The files of one client, the newest last, and which of them somebody went on with."""

    def __init__(self) -> None:
        self.files: dict[str, Incoming] = {}
        self._opened: set[str] = set()

    def add(self, files: Iterable[Incoming]) -> None:
        """Some more; one that is there already is looked at anew."""
        for each in files:
            self.remove(each.key)
            self.files[each.key] = each

    def open(self, file: Incoming) -> None:
        """Somebody goes on with it."""
        self._opened.add(file.key)

    def is_opened(self, file: Incoming) -> bool:
        """Whether somebody went on with it."""
        return file.key in self._opened

    def remove(self, key: str) -> None:
        """It is of no more interest."""
        self.files.pop(key, None)
        self._opened.discard(key)

    def clear(self) -> None:
        """Nothing waits."""
        self.files.clear()
        self._opened.clear()


_WAITING: Final[WeakKeyDictionary[Any, Waiting]] = WeakKeyDictionary()


def waiting_of(client: Any) -> Waiting:
    """The files that were looked at for a client."""
    return _WAITING.setdefault(client, Waiting())
