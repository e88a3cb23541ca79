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
_FULL: Final = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}

_NETWORK: Final = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "davfs", "fuse.rclone"}
_SYNCED: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")


def missing(path: Path) -> Refused:
    return refuse(Message("There is no file {file}. Was it moved, or is a drive not connected?", file=str(path)))


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


def damaged(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} is damaged: part of it is missing or was changed outside Lønnsom. Nothing in it was changed now. "
            "Keep it, and restore the last copy under a new name.",
            file=str(path),
        )
    )


def newer(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} was last used with a newer version of Lønnsom. Install that version; nothing in the file was changed.",
            file=str(path),
        )
    )


def write_protected(path: Path) -> Refused:
    return refuse(
        Message(
            "Lønnsom may not write to {file} or its folder. Open it for reading only, or copy it to a folder of your own.",
            file=str(path),
        )
    )


def unreadable(path: Path) -> Refused:
    return refuse(
        Message(
            "{file} cannot be read: the system says no. Ask who gave it to you for the right to read.", file=str(path)
        )
    )


def full(path: Path) -> Refused:
    return refuse(
        Message(
            "The disk with {file} is full or no longer takes what is written. Nothing of this was stored. Make room, and "
            "do it again.",
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
    except OSError as error:
        raise _of_system(error, path) or error from error
    except DBAPIError as error:
        raise _of_database(str(error.orig), path) or error from error
    except sqlcipher.Error as error:
        raise _of_database(str(error), path) or error from error


def _of_system(error: OSError, path: Path) -> Refused | None:
    if error.errno in _FULL:
        return full(path)
    if error.errno in _WRITE_PROTECTED:
        return write_protected(path)
    return full(path) if error.errno == errno.EIO else None


def _of_database(said: str, path: Path) -> Refused | None:
    match said:
        case "database or disk is full" | "disk I/O error":
            return full(path)
        case "database disk image is malformed" | "file is not a database":
            return damaged(path)
        case "database is locked":
            return in_use(path)
        case "unable to open database file":
            return write_protected(path)
        case _ if said == APPROVED:
            return approved()
    return None


def caution(path: Path) -> Finding | None:
    """A warning where the place is known to be risky: a network drive, or a folder that is copied while one works."""
    if _is_network(path):
        what = Message(
            "{file} lies on a network drive. Work on a copy on this machine if you can, and never from two machines at once.",
            file=str(path),
        )
    elif any(word in part.lower() for part in path.parent.parts for word in _SYNCED):
        what = Message(
            "{file} lies in a folder that is copied to the cloud while you work. Wait until it is copied before you open it "
            "on another machine.",
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
