"""One mistake that is being put right: what was said so far. It is there again when one comes back, while the client is
open; nothing of it is stored before the last button.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from weakref import WeakKeyDictionary

from models.values.finding import Place
from models.values.money import Money
from services.actions.corrections import Change, Overpaid

HAPPENED, RIGHT, WAYS, REVIEW = range(4)
"""The steps."""


@dataclass(slots=True)
class Agreed:
    """What was said of somebody who was paid too much; an empty `how` says nothing."""

    how: str = ""
    agreed: str = ""
    at_most: Money | None = None
    typed: str = ""  # an amount that cannot be read

    def overpaid(self) -> Overpaid | None:
        """As the action wants it."""
        return Overpaid(self.how, self.agreed, self.at_most) if self.how else None


@dataclass(frozen=True, slots=True)
class Made:
    """What was done: the run that pays, or none; whom it concerned, how much, the change that can be undone, and the
    month that tells it, where that is not the run's own.
    """

    run_id: int | None
    amount: Money | None
    seq: int | None
    report: str = ""


@dataclass(slots=True)
class Case:
    """Everything that was said."""

    kind: str = ""
    run_id: int | None = None
    whom: tuple[int, ...] = ()
    only: int | None = None  # somebody whom it is about from the beginning
    since: tuple[tuple[int, date], ...] = ()  # whose terms were changed before
    subject: str = ""  # the mark of what was noticed
    changes: tuple[Change, ...] = ()
    aspect: str = ""
    typed: dict[str, tuple[dict[str, Any], dict[str, str]]] = field(default_factory=dict)  # by form
    way: str = ""
    into: int | None = None
    pay_date: date | None = None
    report: str = ""
    agreed: dict[int, Agreed] = field(default_factory=dict)
    why: str = ""
    step: int = HAPPENED
    made: Made | None = None

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to lose."""
        return self.made is None and bool(
            self.kind or self.changes or any(any(v.values()) for v, _ in self.typed.values())
        )

    def forget_ways(self) -> None:
        """Another question: what was chosen for the one before does not hold."""
        self.way, self.into, self.pay_date, self.report = "", None, None, ""

    def forget_changes(self) -> None:
        """Another person or another run: what was said to be right was for the one before."""
        self.changes, self.aspect = (), ""
        self.typed.clear()
        self.agreed.clear()
        self.forget_ways()


_START: Final = ""
_CASES: WeakKeyDictionary[Any, dict[str, Case]] = WeakKeyDictionary()
_LAST: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def entrance(place: Place) -> str:
    """What a place begins a case of its own with; empty where it means the one that is under way."""
    if isinstance(place.thing, (int, str)):
        return f"run:{place.thing}"
    if place.field is not None and place.field.partition(":")[0] in ("employee", "noticed"):
        return place.field
    return _START


def case_of(client: object, place: Place) -> tuple[Case, bool]:
    """The case that a place means, and whether it is a new one."""
    cases = _CASES.setdefault(client, {})
    key = entrance(place)
    if key == _START:
        key = _LAST.get(client, _START)
    is_new = key not in cases
    if is_new:
        cases[key] = Case()
    _LAST[client] = key
    return cases[key], is_new


def begin_anew(client: object, place: Place) -> Case:
    """Forget what was said of this one."""
    key = entrance(place) or _LAST.get(client, _START)
    _CASES.setdefault(client, {})[key] = Case()
    _LAST[client] = key
    return _CASES[client][key]


def forget(client: object) -> None:
    """Done with: the next time it begins from the start."""
    key = _LAST.pop(client, _START)
    _CASES.setdefault(client, {}).pop(key, None)
