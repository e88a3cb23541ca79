"""What can go wrong with a file on a disk, in the words of the one who sits there: what, where, what to do."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from models.records.base import APPROVED
from models.values.finding import Finding, Refused, Severity, refuse
from models.values.message import Message

_WRITE_PROTECTED: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL: Final = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO}

_NETWORK: Final = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "davfs", "fuse.rclone"}
_SYNCED: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")


def missing(path: Path) -> Refused:
    return refuse(Message("There is no file {file}. Was it moved, or is a drive not connected?", file=str(path)))


def no_folder(path: Path) -> Refused:
    return refuse(
        Message("Nothing can be put at {file}: there is no such folder. Is a drive not connected?", file=str(path))
    )


def occupied(path: Path) -> Refused:
    return refuse(Message("{file} is there already, and is never overwritten. Choose another name.", file=str(path)))


def in_use(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} is open in another window, or on another machine. Close it there first: one client file is open in "
            "one place at a time.",
            file=str(path),
        )
    )


def foreign(path: Path) -> Refused:
    return refuse(Message("{file} is not a client file of Lønnsom. Nothing in it was changed.", file=str(path)))


def empty(path: Path) -> Refused:
    return refuse(
        Message("{file} is empty: it was never written, or only begun. Restore the last copy.", file=str(path))
    )


def unfinished(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} is open elsewhere, or was not closed properly and cannot be put right where it lies. Copy it, "
            "with the files beside it of the same name, to a folder of your own, and open it there.",
            file=str(path),
        )
    )


def damaged(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} is damaged: part of it is missing or was changed outside Lønnsom. Nothing in it was changed now. "
            "Keep it, and restore the last copy under a new name. What can still be read is seen by opening it for "
            "reading only.",
            file=str(path),
        )
    )


def newer(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} was last used with a newer version of Lønnsom. Install that one. Nothing in the file was changed.",
            file=str(path),
        )
    )


def write_protected(path: Path) -> Refused:
    return refuse(
        Message(
            "Lønnsom may not write to {file} or its folder. Open it for reading only, or copy it to your own folder.",
            file=str(path),
        )
    )


def older(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} was last used with an older version of Lønnsom. Open it once for writing, to bring it up to date.",
            file=str(path),
        )
    )


def opened_for_reading(path: Path) -> Refused:
    return refuse(Message("{file} was opened for reading only. Open it for writing to change it.", file=str(path)))


def unreadable(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} cannot be read: the system says no. Ask who gave it to you for the right to read.", file=str(path)
        )
    )


def full(path: Path) -> Refused:
    return refuse(
        Message(
            "The disk with {file} is full or no longer takes what is written. Nothing of this was stored. Make "
            "room, and do it again.",
            file=str(path),
        )
    )


def approved() -> Refused:
    return refuse(
        Message("This belongs to something that is approved and is kept as it is. Make a correction instead."),
        code=APPROVED,
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Trouble with this file or its disk is raised as a refusal; anything else is a bug and passes."""
    try:
        yield
    except (OSError, DBAPIError, sqlcipher.Error) as error:
        refusal = _of_system(error, path) if isinstance(error, OSError) else _of_database(error, path)
        if refusal is None:
            raise
        raise refusal from error


def is_protection(error: OSError) -> bool:
    return error.errno in _WRITE_PROTECTED


def _of_system(error: OSError, path: Path) -> Refused | None:
    if is_protection(error):
        return write_protected(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError | FileExistsError):
        return no_folder(path)
    return full(path) if error.errno in _FULL else None


def _of_database(error: Exception, path: Path) -> Refused | None:
    match str(error.orig if isinstance(error, DBAPIError) else error):
        case "database or disk is full" | "disk I/O error":
            return full(path)
        case "database disk image is malformed" | "file is not a database":
            return damaged(path)
        case "database is locked":
            return in_use(path)
        case "unable to open database file":
            return write_protected(path)
        case "approved":  # APPROVED
            return approved()
    return None


def caution(path: Path) -> Finding | None:
    """A warning where the place is known to be risky: a network drive, or a folder that is copied while one works."""
    if _is_network(path):
        what = Message(
            "{file} lies on a network drive. Work on a copy on this machine if you can, and never from two machines at "
            "once.",
            file=str(path),
        )
    elif any(word in part.lower() for part in path.parent.parts for word in _SYNCED):
        what = Message(
            "{file} lies in a folder that is copied to the cloud while you work. Wait until that is done before you "
            "open it on another machine.",
            file=str(path),
        )
    else:
        return None
    return Finding(Severity.WARNING, what)


def _is_network(path: Path) -> bool:
    if path.drive.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == 4)  # DRIVE_REMOTE
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace")
    except OSError:
        return False  # not Linux: not known
    kinds = {place.replace("\\040", " "): kind for _, place, kind, *_ in map(str.split, mounts.splitlines())}
    return next((kinds[str(above)] in _NETWORK for above in path.parents if str(above) in kinds), False)
