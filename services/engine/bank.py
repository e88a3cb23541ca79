"""How a country's banks are told of payments: its currency, what an account looks like, and who keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from models.values.message import Message


@dataclass(frozen=True, slots=True)
class BankSystem:
    """The accounts of one country in a payment file.

    `account` is the pattern of an account as banks write it (BBAN), `read` makes it of what people write and gives the
    empty text for what is none; `is_account` says whether one that has the form is right, and
    `elsewhere` why an account of another form cannot be in a file. `clearing` names the system
    by which banks are known by the first digits of an account, so many as `register` says; empty where they are known
    by their BIC alone. `receivers` are those of taxes and the like by what is due, and `by_hand` is why no file of ours
    pays them; nothing where a file does.
    """

    country: str
    currency: str
    account: str
    read: Callable[[str], str]
    is_account: Callable[[str], bool]
    elsewhere: Message
    clearing: str = ""
    register: int = 4
    receivers: Mapping[str, Message] = field(default_factory=dict, hash=False)
    by_hand: Message | None = None
