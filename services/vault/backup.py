"""Copies that are proven: made whole, read back from the disk, and compared, before they get their name.

A copy is a client file like any other and opens with the password that held when it was made. Its name says which file
it is of, when it was made, at which entry of the change log, and why; nothing in it is about a person.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlcipher

from models.values.finding import Finding, Refused, Severity, refuse
from models.values.message import Message
from services.vault import history, integrity, trouble
from services.vault.history import Detail, Note
from services.vault.integrity import Fingerprint
from services.vault.keys import FileKey, typed
from services.vault.lock import Lock
from services.vault.migrations import forms
from services.vault.store import Store, connect, has_unfinished, remove, sync

_NAME: Final = re.compile(
    r"lonnsom-(?P<file>[0-9a-f]{8})-(?P<at>\d{8}-\d{6})-(?P<seq>\d+)-(?P<head>[0-9a-f]{8})-(?P<reason>[a-z]+)\.lonnsom"
)
_TIME: Final = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """Where the automatic copies go, how many are kept, and whether one is made when the file is closed."""

    folder: Path | None = None  # none: `<name> backups` beside the file
    keep: int = 30
    at_close: bool = True

    def place(self, file: Path) -> Path:
        return self.folder or file.with_name(f"{file.stem} backups")


AS_USUAL: Final = CopyPlan()


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was read back and compared. `seq` is the last change in it."""

    path: Path
    at: datetime
    seq: int
    reason: str
    size: int
    sha256: str
    proven: bool = True


def make_copy(store: Store, file_id: str, folder: Path, *, reason: str, at: datetime) -> Copy:
    """Copy the open file into the folder. The copy has its name when it is proven, and not before."""
    with store.alone() as driver, trouble.told(folder):
        folder.mkdir(exist_ok=True)
        for left in folder.glob(f"lonnsom-{file_id[:8]}-*.part*"):  # of a program that was stopped, with its journals
            left.unlink(missing_ok=True)
        seq, head = history.head(driver)
        path = folder / f"lonnsom-{file_id[:8]}-{at.astimezone(UTC):{_TIME}}-{seq:06}-{head[:8]}-{reason}.lonnsom"
        part = path.with_name(path.name + ".part")
        try:
            driver.execute("VACUUM INTO ?", (str(part),))
            prove(part, store.key, integrity.fingerprint(driver))
            return _named(part, path, at=at, seq=seq, reason=reason)
        except BaseException:
            remove(part)
            raise


def write_anew(store: Store, key: FileKey) -> None:
    """Encrypt the open file with another key: in a copy, which takes the place of the file when it is proven.

    SQLCipher's own way, in the file itself, is not safe: where the disk is full it says that all went well, or leaves
    pages of both keys in one file.
    """
    part = store.path.with_name(store.path.name + ".part")
    with store.alone() as driver:
        remove(part)
        try:
            driver.execute("VACUUM INTO ?", (str(part),))
            copy = connect(part, store.key)
            try:
                copy.execute(f"PRAGMA rekey = \"x'{key.raw.hex()}'\"")
            except sqlcipher.Error as error:  # it says nothing of what went wrong
                raise trouble.full(store.path) from error
            finally:
                copy.close()
            prove(part, key, integrity.fingerprint(driver))
            store.become(part, key)
        except BaseException:
            remove(part)
            raise


def make_for_another(store: Store, key: FileKey, target: Path, *, by: str, at: datetime, said: dict[str, str]) -> Copy:
    """Make a client file with everything in the open one and another key, for somebody else, under a free name.

    Its change log goes on with the entry that says so. It has its name when it is proven, and not before.
    """
    target = target.resolve()
    if target.exists():
        raise trouble.occupied(target)
    if not target.parent.is_dir():
        raise trouble.no_folder(target)
    part = target.with_name(target.name + ".part")
    with store.alone() as driver, trouble.told(target):
        remove(part)
        try:
            driver.execute("VACUUM INTO ?", (str(part),))
            whole = integrity.fingerprint(driver)
            prove(part, store.key, whole)
            copy = connect(part, store.key)
            try:
                copy.execute(f"PRAGMA rekey = \"x'{key.raw.hex()}'\"")
                copy.execute("BEGIN IMMEDIATE")
                history.append(copy, Detail([], [Note("file_meta", said)], []), at=at, by=by, action="file.hand_over")
                copy.execute("COMMIT")
                expected = integrity.fingerprint(copy)
            except sqlcipher.Error as error:  # of a new key it says nothing of what went wrong
                raise trouble.full(target) from error
            finally:
                copy.close()
            prove(part, key, expected)
            return _named(part, target, at=at, seq=expected.head[0], reason="handover")
        except BaseException:
            remove(part)
            raise


def copies(folder: Path, file_id: str | None = None) -> list[Copy]:
    """The proven copies in a folder, of a file or of all, the newest first. Not a byte is read: `sha256` is empty."""
    found = [
        Copy(
            path,
            datetime.strptime(name["at"], _TIME).replace(tzinfo=UTC),
            int(name["seq"]),
            name["reason"],
            path.stat().st_size,
            "",
        )
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (name := _NAME.fullmatch(path.name)) and (file_id is None or file_id.startswith(name["file"]))
    ]
    return sorted(found, key=lambda copy: (copy.at, copy.seq), reverse=True)


def is_copied(store: Store, file_id: str, folder: Path) -> bool:
    """Whether there is a proven copy of the file as it is now."""
    with store.alone() as driver:
        seq, head = history.head(driver)
    return any(f"-{seq:06}-{head[:8]}-" in copy.path.name for copy in copies(folder, file_id))


def forget_old(folder: Path, file_id: str, last: Copy, keep: int) -> None:
    """Delete all but the newest copies of a file. The last proven one stays, even where the clock was once wrong."""
    others = [copy.path for copy in copies(folder, file_id) if copy.path != last.path]
    for old in others[max(keep, 1) - 1 :]:
        with trouble.told(folder):
            old.unlink(missing_ok=True)


def restore(
    backup: Path, target: Path, *, passphrase: str | None = None, recovery_key: str | None = None, at: datetime
) -> Copy:
    """Make a client file of a copy, under a name that is free. The copy is proven before, and the file afterwards."""
    unlock = typed(passphrase, recovery_key)
    target = target.resolve()
    if target.exists():
        raise trouble.occupied(target)
    if has_unfinished(backup):
        raise trouble.unfinished(backup)
    store, _ = Store.open(backup, unlock, forms(), read_only=True)
    try:
        with store.alone() as driver:
            if found := integrity.is_whole(driver):
                what = Message("{file} is damaged and was not restored. Choose an earlier copy.", file=str(backup))
                raise Refused([Finding(Severity.STOP, what), *found])
            expected = integrity.fingerprint(driver)
        with trouble.told(target):
            lock = Lock(target)
        part = target.with_name(target.name + ".part")
        try:
            with trouble.told(target):
                shutil.copyfile(store.path, part)
                prove(part, store.key, expected)
                return _named(part, target, at=at, seq=expected.head[0], reason="restore")
        except BaseException:
            remove(part)
            raise
        finally:
            lock.release()
    finally:
        store.close()


def prove(part: Path, key: FileKey, expected: Fingerprint) -> None:
    """Read back from the disk what was written, and refuse it unless it is whole and has what it should have."""
    sync(part)
    unproven = refuse(
        Message("{file} was read back and is not the same as the file. Is the disk all right?", file=str(part))
    )
    try:
        driver = connect(part, key, how="mode=ro&immutable=1")
    except sqlcipher.Error as error:
        raise unproven from error
    try:
        if integrity.is_whole(driver) or integrity.fingerprint(driver) != expected:
            raise unproven
    finally:
        driver.close()


def _named(part: Path, path: Path, *, at: datetime, seq: int, reason: str) -> Copy:
    """Give a proven copy its name."""
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = part.stat().st_size
    part.replace(path)
    sync(path.parent)
    return Copy(path, at, seq, reason, size, sha256)
