"""One program at a time: a lock beside the client file, which the system lets go when the program ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from services.vault.trouble import in_use

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from when it is made until `release`. The file `<name>.lock` without a holder means nothing.

    Raises OSError where the folder is write-protected, and refuses where another holds it.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(path.name + ".lock")
        self._handle: int | None = None
        while self._handle is None:
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _take(handle)
            except (BlockingIOError, PermissionError):
                os.close(handle)
                raise in_use(path) from None
            except OSError:
                pass  # a drive that knows no such locks: SQLite's own lock must do
            if self._is_current(handle):
                self._handle = handle
            else:
                os.close(handle)

    def _is_current(self, handle: int) -> bool:
        """Whether the file that was locked still has its name: the holder before may just have taken it away."""
        try:
            return os.path.samestat(os.fstat(handle), os.stat(self._file))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        if self._handle is None:
            return
        if sys.platform != "win32":
            self._file.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = None
        if sys.platform == "win32":
            with suppress(PermissionError):  # another has just opened it
                self._file.unlink(missing_ok=True)
