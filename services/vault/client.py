"""The client: one encrypted file with everything about one employer. Everything that others do with a file is here."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy.orm import Session

from models.records.audit import FORMAT
from models.records.columns import MOMENT
from models.values.finding import Finding, Refused, refuse
from models.values.message import Message
from services.vault import backup, change, history, integrity, migrations, trouble
from services.vault.backup import AS_USUAL, Copy, CopyPlan
from services.vault.change import Change
from services.vault.erase import Rows, Sealed, write_erased
from services.vault.history import Detail, Entry, Note, RowId
from services.vault.keys import SALT_SIZE, FileKey, Password, RecoveryKey, typed
from services.vault.lock import Lock
from services.vault.store import FileFacts, Store, connect, remove, sync
from services.vault.undo import undo

_META = "INSERT INTO file_meta (id, format, country, file_id, created_at, created_by) VALUES (1, ?, ?, ?, ?, ?)"


class Client:
    """An open client file. `now` is the clock; nothing here asks the machine what time it is."""

    def __init__(self, store: Store, facts: FileFacts, now: Callable[[], datetime], copies: CopyPlan) -> None:
        self._store = store
        self._facts = facts
        self._now = now
        self._copies = copies
        self._told: list[Callable[[frozenset[str]], None]] = []
        self._is_open = True

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        country: str,
        by: str,
        *,
        now: Callable[[], datetime],
        copies: CopyPlan = AS_USUAL,
    ) -> tuple[Self, str]:
        """Make a new file, whole or not at all, and open it. Also gives the recovery key, to be shown once."""
        path = path.resolve()
        if path.exists():
            raise trouble.occupied(path)
        salt = os.urandom(SALT_SIZE)
        key = Password.typed(passphrase).key(salt)
        with trouble.told(path):
            lock = Lock(path)
            try:
                _build(path, key, salt, lambda driver: _introduce(driver, country, by, now()))
            except BaseException:
                lock.release()
                raise
        store, facts = Store.open(path, RecoveryKey(key), migrations.forms(), lock=lock)
        return cls(store, facts, now, copies), key.recovery_key

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        passphrase: str | None = None,
        recovery_key: str | None = None,
        read_only: bool = False,
        now: Callable[[], datetime],
        copies: CopyPlan = AS_USUAL,
    ) -> Self:
        """Open a file with its password or its recovery key. A file of an older form is copied and brought forward."""
        forms = migrations.forms()
        store, facts = Store.open(path, typed(passphrase, recovery_key), forms, read_only=read_only)
        client = cls(store, facts, now, copies)
        try:
            if not read_only:
                remove(store.path.with_name(store.path.name + ".part"))  # of a program that was stopped
            if facts.revision != forms[-1]:
                if read_only:
                    raise trouble.older(store.path)
                client.prove_copy("update")
                migrations.migrate(store, facts.revision, now())
        except BaseException:
            store.close()
            raise
        return client

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def file_id(self) -> str:
        """32 hexadecimal digits; a copy of the file has the same."""
        return self._facts.file_id

    @property
    def key(self) -> FileKey:
        """What the file and its copies are encrypted with. It is in no text that Python makes of it."""
        return self._store.key

    @property
    def country(self) -> str:
        return self._facts.country

    @property
    def created_at(self) -> datetime:
        return self._facts.created_at

    @property
    def is_read_only(self) -> bool:
        return self._store.read_only

    @property
    def caution(self) -> Finding | None:
        """A warning about the place where the file lies: a network drive, or a folder that is copied to the cloud."""
        return trouble.caution(self.path)

    @contextmanager
    def change(self, action: str, *, by: str, why: str | None = None) -> Iterator[Change]:
        """The only way to write: one transaction, one entry in the change log; whole, or as if it never was."""
        with change.changing(self._store, action, by=by, why=why, at=self._now()) as session:
            yield session
        self._tell(session.detail.touched)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that cannot write. Inside another, or inside a change, of the same thread it is that one."""
        with change.reading(self._store) as session:
            yield session

    def undo(self, seq: int, by: str, why: str | None = None) -> None:
        """Take back a change that still stands as it was made. It is a change itself, and can be taken back."""
        self._tell(undo(self._store, seq, by=by, why=why, at=self._now()))

    def history(
        self,
        *,
        kind: str | None = None,
        row: RowId | None = None,
        by: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        reveal: bool = False,
        seq: int | None = None,
    ) -> list[Entry]:
        """The change log, the newest first. With `row` it is the log of that row of the kind, with `seq` that one
        change. Secrets are hidden.
        """
        with change.reading(self._store) as session:
            driver: Any = session.connection().connection.driver_connection
            return history.read(
                driver,
                kind=kind,
                row=row,
                by=by,
                since=since,
                until=until,
                limit=-1 if limit is None else limit,
                reveal=reveal,
                seq=seq,
            )

    def log_is_whole(self) -> tuple[bool, int]:
        """Whether every entry of the change log is as it was written, each after the one before; and how many."""
        with change.reading(self._store) as session:
            driver: Any = session.connection().connection.driver_connection
            return next(history.broken_seals(driver), None) is None, history.head(driver)[0]

    def on_change(self, callback: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Call back after each change with the kinds of records that it touched. The result ends that."""
        self._told.append(callback)
        return lambda: self._told.remove(callback)

    def back_up(self, folder: Path) -> Copy:
        """Make a proven copy in a folder of somebody's choice. Nothing there is ever deleted."""
        return backup.make_copy(self._store, self.file_id, folder, reason="hand", at=self._now())

    def prove_copy(self, reason: str) -> Copy:
        """Make a proven copy where the automatic ones are. The reason is one word of small letters: `approval`."""
        folder = self._copies.place(self.path)
        copy = backup.make_copy(self._store, self.file_id, folder, reason=reason, at=self._now())
        backup.forget_old(folder, self.file_id, copy, self._copies.keep)
        return copy

    def copies(self) -> list[Copy]:
        """The automatic copies that are kept, the newest first."""
        return backup.copies(self._copies.place(self.path), self.file_id)

    def verify(self) -> list[Finding]:
        """What is wrong with the file as a file; nothing is a good answer."""
        with self._store.alone() as driver:
            if not self.is_read_only:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return integrity.findings(driver)

    def is_recovery_key(self, text: str) -> bool:
        """Whether this is the recovery key of the file, to rehearse it. A typing mistake is refused."""
        return RecoveryKey.typed(text).file_key.is_same(self._store.key)

    def new_passphrase(self, old: str, new: str, *, by: str) -> str:
        """Give the file another password, and return the new recovery key. `old` is the password or the recovery key.

        Copies that were made before keep the old ones; one more is made first.
        """
        if self.is_read_only:
            raise trouble.opened_for_reading(self.path)
        with self._store.alone() as driver:
            salt = bytes.fromhex(driver.execute("PRAGMA cipher_salt").fetchone()[0])
        if not self._opens(old, salt):
            raise refuse(Password(old).misfit(str(self.path)))
        key = Password.typed(new).key(salt)
        self.prove_copy("password")
        backup.write_anew(self._store, key)
        with self.change("file.password", by=by) as session:
            session.note("file_meta", "a new password and a new recovery key")
        return key.recovery_key

    def hand_over(self, target: Path, passphrase: str, *, by: str, to: str = "") -> tuple[Copy, str]:
        """Make a client file with everything in this one for somebody else, with a password of its own, and return its
        recovery key too. Both change logs say so: `to` is who gets it. Raises Refused, and then nothing was made.
        """
        if self.is_read_only:
            raise trouble.opened_for_reading(self.path)
        with self._store.alone() as driver:
            salt = bytes.fromhex(driver.execute("PRAGMA cipher_salt").fetchone()[0])
        key = Password.typed(passphrase).key(salt)
        if key.is_same(self._store.key):
            raise refuse(Message("This is the password of your own file. Choose another one for whoever receives it."))
        said = {"to": to} if to else {"to": "–"}
        copy = backup.make_for_another(self._store, key, target, by=by, at=self._now(), said=said)
        try:
            with self.change("file.hand_over", by=by) as session:
                session.note("file_meta", said)
        except BaseException:
            remove(copy.path)
            raise
        return copy, key.recovery_key

    def erase(self, action: str, rows: Rows, *, by: str, at: datetime, check: Callable[[Client], None]) -> Sealed:
        """Take rows out for good, also such as are kept as they are. A proven copy is made first.

        `check` looks at the finished file, open for reading, before it takes the place of this one. Raises Refused, and
        then everything is as it was.
        """

        def look(part: Path) -> None:
            driver = connect(part, self._store.key, how="mode=ro&immutable=1")
            store = Store(part, self._store.key, driver, read_only=True)
            try:
                check(Client(store, self._facts, self._now, self._copies))
            finally:
                store.close()

        self.prove_copy("erasure")
        sealed = write_erased(self._store, rows, action=action, by=by, at=at, check=look)
        self._tell(tuple(sorted({table for table, _ in (*rows.changed, *rows.gone)} | {"erasure", "stored_file"})))
        return sealed

    def close(self) -> Copy | None:
        """Let the file go, with a proven copy first if there is none of what is in it now. Twice does no harm.

        Where no copy can be made the file is closed all the same, and the refusal says why.
        """
        if not self._is_open:
            return None
        self._is_open = False
        try:
            if self.is_read_only or not self._copies.at_close:
                return None
            if backup.is_copied(self._store, self.file_id, self._copies.place(self.path)):
                return None
            return self.prove_copy("close")
        finally:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opens(self, old: str, salt: bytes) -> bool:
        if Password.typed(old).key(salt).is_same(self._store.key):
            return True
        try:
            return self.is_recovery_key(old)
        except Refused:
            return False

    def _tell(self, touched: tuple[str, ...]) -> None:
        if touched:
            for callback in tuple(self._told):
                callback(frozenset(touched))


def _build(path: Path, key: FileKey, salt: bytes, introduce: Callable[[Any], None]) -> None:
    """Make the file under another name, and give it its own when it is whole and on the disk."""
    part = path.with_name(path.name + ".part")
    remove(part)  # of a program that was stopped
    try:
        store = Store(part, key, connect(part, key, how="mode=rwc", salt=salt))
        try:
            migrations.build(store, introduce)
        finally:
            store.close()
        sync(part)
        if path.exists():
            raise trouble.occupied(path)
        part.rename(path)
    except BaseException:
        remove(part)
        raise
    sync(path.parent)


def _introduce(driver: Any, country: str, by: str, at: datetime) -> None:
    """Write what the file is, and the first entry of its change log."""
    driver.execute(_META, (FORMAT, country, uuid.uuid4().hex, MOMENT.write(at), by))
    detail = Detail([], [Note("file_meta", {"country": country})], [])
    history.append(driver, detail, at=at, by=by, action="file.create")
