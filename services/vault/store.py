"""One encrypted file, open: looked at before it is touched, held against others, with one connection for everybody.

Nobody else can have the file open, so SQLite needs no shared memory beside it: while it is open there is a `-wal`, and
when it is closed there is one file. A file that is refused stays as it was, byte for byte.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, QueuePool, create_engine, event
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from models.records.audit import FORMAT
from models.values.finding import refuse
from services.vault import trouble
from services.vault.keys import PAGE_SIZE, SALT_SIZE, FileKey, Password, RecoveryKey
from services.vault.lock import Lock

_FACTS: Final = """
    SELECT (SELECT version_num FROM alembic_version), format, country, file_id, created_at FROM file_meta WHERE id = 1
"""
_LOOKED_THROUGH: Final = 64_000_000  # bytes that are read whole at opening: two tenths of a second at most
_UNENCRYPTED: Final = b"SQLite format 3\0"
_WAL_HEADER: Final = 32
_WAL_FRAME: Final = 24
_JOURNAL_HEADER: Final = 28
_FIRST: Final = (1).to_bytes(4)  # the number of the first page


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says about itself."""

    revision: str
    country: str
    file_id: str
    created_at: datetime


def connect(path: Path, key: FileKey, *, how: str = "mode=rw", salt: bytes = b"") -> Any:
    """A connection of the driver, in autocommit. Only `mode=rwc` makes a file, with the salt given.

    Nothing here logs a statement, and sqlcipher3 repeats none in its exceptions: the key stays here.
    """
    address = path.as_uri()
    if not address.startswith("file:///"):
        address = address.replace("file://", "file:////", 1)  # a share of a server, on Windows
    connection = sqlcipher.connect(
        f"{address}?{how}", uri=True, isolation_level=None, check_same_thread=False, timeout=0
    )
    try:
        for pragma in (
            "cipher_log_level = NONE",  # else hundreds of lines on stderr for a damaged file
            f"key = \"x'{key.raw.hex()}{salt.hex()}'\"",
            "locking_mode = EXCLUSIVE",
            "temp_store = MEMORY",
            "cache_size = -65536",  # 64 MB, taken as needed: each page is deciphered once
            "foreign_keys = ON",
            "recursive_triggers = ON",  # INSERT OR REPLACE asks the triggers of DELETE
            "synchronous = FULL",
            "cell_size_check = ON",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


def read_facts(connection: Any, path: Path) -> FileFacts:
    """What the file says about itself, in one statement. Refuses a file that is not ours."""
    try:
        row = connection.execute(_FACTS).fetchone()
    except sqlcipher.OperationalError as error:
        if str(error).startswith("no such"):
            raise trouble.foreign(path) from None
        raise
    if row is None or row[0] is None or row[1] != FORMAT:
        raise trouble.foreign(path)
    revision, _, country, file_id, created_at = row
    return FileFacts(revision, country, file_id, datetime.fromisoformat(created_at))


class Store:
    """An open file. Whoever reads or writes takes turns."""

    def __init__(self, path: Path, key: FileKey, connection: Any, lock: Lock | None = None, *, read_only: bool = False):
        self.path = path
        self.key = key
        self.read_only = read_only
        self.session: Session | None = None  # of the thread that has its turn
        self.watch: Callable[[str], None] | None = None  # told of each statement after it ran
        self._lock = lock
        self._turn = threading.Lock()
        self._holder: int | None = None
        self._connection = connection
        self._engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=lambda: self._connection,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,  # an exception must not tell what is in the file
        )
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "after_cursor_execute", self._seen)

    @classmethod
    def open(
        cls,
        path: Path,
        unlock: Password | RecoveryKey,
        known: Collection[str],
        *,
        read_only: bool = False,
        lock: Lock | None = None,
    ) -> tuple[Store, FileFacts]:
        """Open a file whose form is one of `known`, or refuse and leave everything as it was."""
        path = path.resolve()
        size = _size(path)
        lock = lock or _take_lock(path, read_only=read_only)
        try:
            key = _fitting_key(path, size, unlock)
            was_closed = not has_unfinished(path)
            with trouble.told(path):
                connection = connect(path, key, how=_how(path, read_only=read_only, locked=lock is not None))
            try:
                with trouble.told(path):
                    facts = read_facts(connection, path)
                    if facts.revision not in known:
                        raise trouble.newer(path)
                    if not read_only and was_closed and size <= _LOOKED_THROUGH and _is_damaged(connection):
                        raise trouble.damaged(path)
                    if not read_only:
                        _choose_journal(connection, path)
                return cls(path, key, connection, lock, read_only=read_only), facts
            except BaseException:
                connection.close()
                raise
        except BaseException:
            if lock:
                lock.release()
            raise

    @property
    def is_mine(self) -> bool:
        """Whether this thread has its turn already."""
        return self._holder == threading.get_ident()

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """The driver's connection, in autocommit, while everybody else waits. Trouble with the disk is refused."""
        if self.is_mine:
            raise RuntimeError("a change or reading is already going on here; end it first")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                with trouble.told(self.path):
                    yield self._connection
            finally:
                if self._connection.in_transaction:  # a COMMIT that failed leaves it open
                    self._connection.rollback()
                self._holder = None

    @contextmanager
    def connected(self, *, writing: bool) -> Iterator[Connection]:
        """The same with SQLAlchemy's connection. Where nothing is to be written, SQLite refuses to."""
        with self.alone() as driver:
            if not writing:
                driver.execute("PRAGMA query_only = ON")
            try:
                with self._engine.connect().execution_options(writing=writing) as connection:
                    yield connection
            finally:
                if not writing and not self.read_only:
                    driver.execute("PRAGMA query_only = OFF")

    def become(self, part: Path, key: FileKey) -> None:
        """Let a proven file with another key take the place of this one, which stays open. Inside `alone`."""
        self._engine.dispose()
        self._connection.close()
        try:
            if has_unfinished(self.path):
                raise trouble.full(self.path)  # what lies beside it would be taken for a part of the new one
            part.replace(self.path)
            self.key = key
            sync(self.path.parent)
        finally:
            self._connection = connect(self.path, self.key)
            _choose_journal(self._connection, self.path)

    def _seen(self, _connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if self.watch:
            self.watch(statement)

    def close(self) -> None:
        """Let the file go. Twice does no harm."""
        if self.is_mine:
            raise RuntimeError("a file is not closed inside a change or reading")
        with self._turn:
            self._engine.dispose()
            self._connection.close()
            if self._lock:
                self._lock.release()


def _choose_journal(connection: Any, path: Path) -> None:
    """The faster one, where nothing copies the file while it is open."""
    connection.execute(f"PRAGMA journal_mode = {'DELETE' if trouble.caution(path) else 'WAL'}").fetchone()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _is_damaged(connection: Any) -> bool:
    """Whether a page is not as it was sealed: said before anybody builds on it. Reading is allowed all the same."""
    return connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None


def _size(path: Path) -> int:
    """The size of what may be a client file; nothing is opened yet. A name without a file is refused."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise trouble.missing(path) from None
    except PermissionError:
        raise trouble.unreadable(path) from None
    if not stat.S_ISREG(found.st_mode):
        raise trouble.foreign(path)
    if found.st_size == 0:
        raise trouble.empty(path)
    return found.st_size


def _take_lock(path: Path, *, read_only: bool) -> Lock | None:
    """The lock on the file. Reading works in a folder that is write-protected, where nobody can have a lock."""
    try:
        lock = Lock(path)
    except OSError as error:
        if read_only and trouble.is_protection(error):
            return None
        with trouble.told(path):
            raise
    if not read_only:
        try:
            os.close(os.open(path, os.O_RDWR))
        except OSError:
            lock.release()
            raise trouble.write_protected(path) from None
    return lock


def _fitting_key(path: Path, size: int, unlock: Password | RecoveryKey) -> FileKey:
    """The key of the file, tried on its first page before SQLite sees the file."""
    try:
        with path.open("rb") as file:
            page = file.read(PAGE_SIZE)
    except PermissionError:
        raise trouble.unreadable(path) from None
    if page.startswith(_UNENCRYPTED):
        raise trouble.foreign(path)
    if size < PAGE_SIZE:
        raise trouble.damaged(path)
    salt = page[:SALT_SIZE]
    key = unlock.key(salt)
    if not any(key.fits(salt, first) for first in (page, *_unfinished_first_pages(path))):
        raise refuse(unlock.misfit(str(path)))
    if size % PAGE_SIZE and not has_unfinished(path):
        raise trouble.damaged(path)
    return key


def _unfinished_first_pages(path: Path) -> Iterator[bytes]:
    """The other forms of the first page, where a program was stopped: the one in the file may be half written."""
    wal, journal = besides(path)
    with suppress(FileNotFoundError), wal.open("rb") as file:
        header = file.read(_WAL_HEADER)
        while len(frame := file.read(_WAL_FRAME + PAGE_SIZE)) == _WAL_FRAME + PAGE_SIZE:
            if frame[:4] == _FIRST and frame[8:16] == header[16:24]:
                yield frame[_WAL_FRAME:]
    with suppress(FileNotFoundError), journal.open("rb") as file:
        header = file.read(_JOURNAL_HEADER)
        file.seek(int.from_bytes(header[20:24]))
        while len(record := file.read(4 + PAGE_SIZE + 4)) == 4 + PAGE_SIZE + 4:
            if record[:4] == _FIRST:
                yield record[4:-4]


def _how(path: Path, *, read_only: bool, locked: bool) -> str:
    """How SQLite opens the file. A file that was closed properly is read without a trace beside it."""
    if not read_only:
        return "mode=rw"
    if not has_unfinished(path):
        return "mode=ro&immutable=1"
    if not locked:
        raise trouble.unfinished(path)
    return "mode=rw"  # SQLite finishes it


def has_unfinished(path: Path) -> bool:
    """Whether a program was stopped while it had the file open."""
    return any(beside.is_file() and beside.stat().st_size for beside in besides(path))


def besides(path: Path) -> list[Path]:
    """The files that SQLite may have beside it."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]


def sync(path: Path) -> None:
    """Wait until what was written is on the disk. A folder can be waited for where the system knows how."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):  # and what is read next comes from the disk
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Take away a file that was begun and not finished; itself last, so that it is found again if this is cut off."""
    for unwanted in (*besides(path), path):
        unwanted.unlink(missing_ok=True)
