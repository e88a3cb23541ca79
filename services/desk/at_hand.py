"""What was read of a client file and still holds: nothing is read twice while nothing was changed.

What is kept is frozen, and goes with the client when it is closed. An approved run never changes, so it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from services.desk.calculate import steady_memory
from services.desk.desk import Desk
from services.desk.gather import persons
from services.desk.keep import stored_result
from services.desk.run_state import last_change
from services.engine.facts import PersonFacts
from services.engine.result import RunResult
from services.vault.change import Change
from services.vault.client import Client

Kept = TypeVar("Kept")
_MOST: Final = 16
_RUNS: Final = 3  # one that is open, the one before it, and one that it is compared with


@dataclass(slots=True)
class _AtHand:
    """What is kept of one client: `seq` is the change of the file that it goes with."""

    seq: int = -1
    kept: dict[Hashable, Any] = field(default_factory=dict)
    runs: dict[int, RunResult] = field(default_factory=dict)


_CLIENTS: Final[WeakKeyDictionary[Client, _AtHand]] = WeakKeyDictionary()


def unchanged(desk: Desk, key: Hashable, read: Callable[[], Kept]) -> Kept:
    """What `read` gives, or gave when nothing had been changed since. `key` says what it is, with all that it depends
    on besides the file. Nobody has to wait for `read` but whoever it asks; inside a change everything is read.
    """
    with desk.reading() as session:
        if isinstance(session, Change):
            return read()
        seq = last_change(session)
    found = _of(desk, seq)
    if key in found.kept:
        kept: Kept = found.kept[key]
        return kept
    made = read()
    if found.seq == seq:
        while len(found.kept) >= _MOST:
            del found.kept[next(iter(found.kept))]
        found.kept[key] = made
    return made


def forget() -> None:
    """Nothing that was read holds any more: the rates are others."""
    _CLIENTS.clear()


def is_at_hand(desk: Desk, key: Hashable) -> bool:
    """Whether it is kept and still holds."""
    with desk.reading() as session:
        return not isinstance(session, Change) and key in _of(desk, last_change(session)).kept


def everybody(desk: Desk) -> tuple[PersonFacts, ...]:
    """Everybody in the file with what a run counts on, but without lines, balances and earlier pay."""

    def read() -> tuple[PersonFacts, ...]:
        with steady_memory(), desk.reading() as session:
            return tuple(persons(session, {}, None, {}, {}))

    return unchanged(desk, "everybody", read)


def result_of(desk: Desk, session: Session, run: PayRun) -> RunResult:
    """A run as it was computed and kept."""
    if run.approved_at is None or isinstance(session, Change):
        return stored_result(session, run)
    runs = _CLIENTS.setdefault(desk.client, _AtHand()).runs
    result = runs.pop(run.id, None) or stored_result(session, run)
    while len(runs) >= _RUNS:
        del runs[next(iter(runs))]
    runs[run.id] = result
    return result


def _of(desk: Desk, seq: int) -> _AtHand:
    """What is kept of the client, without what no longer holds."""
    found = _CLIENTS.setdefault(desk.client, _AtHand())
    if found.seq != seq:
        found.seq, found.kept = seq, {}
    return found
