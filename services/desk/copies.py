"""What can be known of client files and their copies without opening them, and copies looked into and brought back.

A file is shown in a list long before anybody types its password: whether it is there, whether it can be opened, and how
old its last proven copy is. Only the disk is asked.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from models.values.finding import Finding, Refused, Severity, refuse
from models.values.message import Message
from models.values.span import Month
from services.desk.desk import Clock, Desk
from services.vault import backup, integrity, trouble
from services.vault.backup import AS_USUAL
from services.vault.keys import PAGE_SIZE, FileKey, Password, RecoveryKey, typed
from services.vault.lock import Lock
from services.vault.migrations import forms
from services.vault.store import Store, besides, has_unfinished, remove

MISSING, LOCKED, EMPTY, FOREIGN, DAMAGED = "missing", "locked", "empty", "foreign", "damaged"
UNREADABLE, WRITE_PROTECTED, UNFINISHED, NEWER, FULL = "unreadable", "write_protected", "unfinished", "newer", "full"
PASSWORD, RECOVERY_KEY, OCCUPIED = "password", "recovery_key", "occupied"

_UNENCRYPTED: Final = b"SQLite format 3\0"
_NO_KEY: Final = FileKey(bytes(32))

_REASONS: Final = {
    refusal.findings[0].what.text: reason
    for reason, refusal in {
        MISSING: trouble.missing(Path()),
        LOCKED: trouble.in_use(Path()),
        EMPTY: trouble.empty(Path()),
        FOREIGN: trouble.foreign(Path()),
        DAMAGED: trouble.damaged(Path()),
        UNREADABLE: trouble.unreadable(Path()),
        WRITE_PROTECTED: trouble.write_protected(Path()),
        UNFINISHED: trouble.unfinished(Path()),
        NEWER: trouble.newer(Path()),
        FULL: trouble.full(Path()),
        OCCUPIED: trouble.occupied(Path()),
        PASSWORD: refuse(Password("").misfit("")),
        RECOVERY_KEY: refuse(RecoveryKey(_NO_KEY).misfit("")),
    }.items()
}
_EMPLOYER: Final = "SELECT name, orgnr FROM employer WHERE id = 1"
_PEOPLE: Final = "SELECT count(*) FROM employee"
_LAST_RUN: Final = "SELECT month FROM pay_run WHERE approved_at IS NOT NULL ORDER BY pay_date DESC, id DESC LIMIT 1"
_LAST_CHANGE: Final = "SELECT at, seq FROM change_log ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A copy that was read back when it was made. `seq` is the last change in it."""

    path: Path
    at: datetime
    seq: int
    reason: str
    size: int
    file: str  # the first signs of the id of the file that it is a copy of


@dataclass(frozen=True, slots=True)
class CopyContents:
    """What a copy was seen to hold when it was opened: whose it is, how much, and until when. The file is whole."""

    path: Path
    employer: str
    orgnr: str
    country: str
    file_id: str
    employees: int
    last_run: Month | None
    changed_at: datetime | None
    changes: int
    size: int


def copies_folder(file: Path) -> Path:
    """Where the automatic copies of a file lie."""
    return AS_USUAL.place(file)


def copies_in(folder: Path, file_id: str | None = None) -> list[CopyFile]:
    """The proven copies in a folder, the newest first; none where the folder cannot be read."""
    try:
        found = backup.copies(folder, file_id)
    except OSError:
        return []
    return [CopyFile(each.path, each.at, each.seq, each.reason, each.size, each.path.name[8:16]) for each in found]


def trouble_with(path: Path) -> tuple[str, Message | None]:
    """Why the file cannot be opened as it lies there, and a sentence about it; `""` where nothing is seen.

    Damage inside is seen only when it is opened.
    """
    try:
        size = path.stat().st_size if path.is_file() else None
        start = b"" if size is None else _start(path)
    except PermissionError:
        return _told(trouble.unreadable(path))
    except OSError:
        size, start = None, b""
    if size is None:
        return _told(trouble.missing(path))
    if size == 0:
        return _told(trouble.empty(path))
    if start.startswith(_UNENCRYPTED):
        return _told(trouble.foreign(path))
    if _is_held(path):
        return _told(trouble.in_use(path))
    if size < PAGE_SIZE or (size % PAGE_SIZE and not has_unfinished(path)):
        return _told(trouble.damaged(path))
    if not os.access(path, os.W_OK):
        return _told(trouble.write_protected(path))
    return "", None


def reason_of(refusal: Refused) -> str:
    """Which trouble a refusal of the file is about: one of the words above, or `""`."""
    return next((_REASONS[found.what.text] for found in refusal.findings if found.what.text in _REASONS), "")


def caution(path: Path) -> Finding | None:
    """A warning about the place of a file: a network drive, or a folder that is copied to the cloud."""
    return trouble.caution(path)


def look_into(copy: Path, *, passphrase: str | None = None, recovery_key: str | None = None) -> CopyContents:
    """Read a copy from its first page to its last, and say what it holds. Raises Refused where it is not whole."""
    return _contents(copy, typed(passphrase, recovery_key))


def look_into_own(desk: Desk, copy: Path) -> CopyContents:
    """The same with the key of the open file. Raises Refused, also for a copy from before the password was changed."""
    try:
        return _contents(copy, RecoveryKey(desk.client.key))
    except Refused as refusal:
        if reason_of(refusal) != RECOVERY_KEY:
            raise
        what = Message("This copy was made before the password was changed. It opens with the password of that time.")
        raise refuse(what) from None


def restore(
    copy: Path,
    target: Path,
    now: Clock,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    replace: bool = False,
) -> tuple[Path, Path | None]:
    """Make a client file of a copy, proven before and after. What stood at the target is kept beside it, if `replace`.

    Returns where the file is, and where the one before it was put. Raises Refused, and then everything is as it was.
    """
    target = target.resolve()
    if not (replace and target.exists()):
        backup.restore(copy, target, passphrase=passphrase, recovery_key=recovery_key, at=now())
        return target, None
    fresh = _free(target, "restored", now())
    backup.restore(copy, fresh, passphrase=passphrase, recovery_key=recovery_key, at=now())
    try:
        with trouble.told(target):
            lock = Lock(target)
        try:
            aside = _free(target, "before restore", now())
            with trouble.told(target):
                _swap(target, aside, fresh)
        finally:
            lock.release()
    except BaseException:
        remove(fresh)
        raise
    return target, aside


def _swap(target: Path, aside: Path, fresh: Path) -> None:
    """Put the file and what lies beside it away, and the fresh one in its place; or leave all as it was."""
    moved: list[tuple[Path, Path]] = []
    pairs = zip([*besides(target), target], [*besides(aside), aside], strict=True)
    try:
        for old, new in pairs:
            if old.exists():
                old.rename(new)
                moved.append((old, new))
        fresh.rename(target)
    except BaseException:
        for old, new in reversed(moved):
            with suppress(OSError):
                new.rename(old)
        raise


def _free(target: Path, what: str, at: datetime) -> Path:
    """A name beside the file that nobody has."""
    stem = f"{target.stem} {what} {at:%Y-%m-%d %H%M%S}"
    endings = ("", *(f" {number}" for number in range(2, 100)))
    names = (target.with_name(f"{stem}{ending}{target.suffix}") for ending in endings)
    return next(name for name in names if not name.exists())


def _contents(copy: Path, unlock: Password | RecoveryKey) -> CopyContents:
    copy = copy.resolve()
    store, facts = Store.open(copy, unlock, forms(), read_only=True)
    try:
        with store.alone() as driver:
            if found := integrity.is_whole(driver):
                what = Message("This copy is damaged. Choose an earlier one; each stands for itself.")
                raise Refused([Finding(Severity.STOP, what), *found])
            name, orgnr = _row(driver, _EMPLOYER) or ("", "")
            (employees,) = _row(driver, _PEOPLE) or (0,)
            (month,) = _row(driver, _LAST_RUN) or ("",)
            at, seq = _row(driver, _LAST_CHANGE) or ("", 0)
    finally:
        store.close()
    return CopyContents(
        copy,
        name,
        orgnr,
        facts.country,
        facts.file_id,
        employees,
        Month.parse(month) if month else None,
        datetime.fromisoformat(at) if at else None,
        seq,
        copy.stat().st_size,
    )


def _row(driver: Any, statement: str) -> Any:
    """The one row, or nothing: also in a copy of another form, which may not have the table."""
    try:
        return driver.execute(statement).fetchone()
    except sqlcipher.OperationalError:
        return None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_UNENCRYPTED))


def _is_held(path: Path) -> bool:
    """Whether a program has the file open. Where nobody ever had, there is nothing to ask."""
    if not path.with_name(path.name + ".lock").exists():
        return False
    try:
        Lock(path).release()
    except Refused:
        return True
    except OSError:
        return False
    return False


def _told(refusal: Refused) -> tuple[str, Message]:
    what = refusal.findings[0].what
    return _REASONS[what.text], what
