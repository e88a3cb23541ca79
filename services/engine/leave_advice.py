"""Which leave an absence may be, as plain values: what the user says it is for, what is proposed, and why."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.message import Message


@dataclass(frozen=True, slots=True)
class Situation:
    """What an absence is for, in the user's words. `kind` is the kind of absence it is; empty for what is none."""

    name: str
    title: Message
    kind: str
    why: Message


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another description, and when it is the right one."""

    kind: str
    description: str
    when: Message


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an absence is told in the a-melding, and why.

    `kind` is our kind of absence and `description` the message's code, both empty for what is not told as leave.
    `end_reason` is the code of the reason where the employment's end is told in its place.
    """

    kind: str
    description: str
    why: Message
    alternatives: tuple[Alternative, ...] = ()
    end_reason: str = ""
