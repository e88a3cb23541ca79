"""The desk: one client file open, one person at work, on one day. It is handed to every action and query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from services.desk.rate_editions import learn_editions
from services.vault import backup
from services.vault.backup import Copy
from services.vault.change import Change
from services.vault.client import Client

SUFFIX = ".lonnsom"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits here. `now` tells the time, with its zone: nothing else asks the machine."""

    client: Client
    user: str
    now: Clock

    @property
    def today(self) -> date:
        return self.now().date()

    def change(self, action: str, why: str | None = None) -> AbstractContextManager[Change]:
        """The one door for writing: one transaction, one entry in the change log."""
        return self.client.change(action, by=self.user, why=why)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that cannot write."""
        with self.client.reading() as session:
            yield session

    def close(self) -> Copy | None:
        """Let the file go, with a proven copy of what is in it."""
        return self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_client(path: Path, passphrase: str, country: str, user: str, now: Clock) -> tuple[Desk, str]:
    """A new client file and its desk, and the recovery key, which is shown once. Raises Refused."""
    client, recovery_key = Client.create(path, passphrase, country, user, now=now)
    return Desk(client, user, now), recovery_key


def open_client(
    path: Path,
    user: str,
    now: Clock,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    read_only: bool = False,
) -> Desk:
    """The desk of an existing file, opened with its password or its recovery key. Raises Refused."""
    client = Client.open(path, passphrase=passphrase, recovery_key=recovery_key, read_only=read_only, now=now)
    with client.reading() as session:
        learn_editions(session)
    return Desk(client, user, now)


def restore_copy(
    copy: Path, target: Path, now: Clock, *, passphrase: str | None = None, recovery_key: str | None = None
) -> Copy:
    """Make a client file of a copy, proven before and after. Raises Refused."""
    return backup.restore(copy, target, passphrase=passphrase, recovery_key=recovery_key, at=now())
