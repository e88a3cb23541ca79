"""What was asked of a client, kept in memory while it is open: pages come and go, and nothing of it is ever stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from services.queries.what_if import Change

if TYPE_CHECKING:
    from services.desk.desk import Desk


@dataclass(slots=True)
class Asked:
    """The changes of the sandbox, in the order in which they were added."""

    changes: list[Change] = field(default_factory=list)


_ASKED: WeakKeyDictionary[object, Asked] = WeakKeyDictionary()


def asked(desk: Desk) -> Asked:
    """What was asked of the client that the desk is of."""
    return _ASKED.setdefault(desk.client, Asked())
