"""What opens a client file: the password, or the recovery key.

The file's own key is made from the password and the salt that lies in its first 16 bytes, the way SQLCipher 4 does it,
so any tool that reads SQLCipher opens the file with the password. The recovery key is that key written for people.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Self

from models.values.finding import refuse
from models.values.message import Message

SALT_SIZE: Final = 16
PAGE_SIZE: Final = 4096
_ROUNDS: Final = 256_000
_SEAL_SIZE: Final = 64  # HMAC-SHA512 at the end of each page

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_ALIKE: Final = str.maketrans("OIL", "011", " -–\t\r\n\u00a0")
_GROUPS: Final = 13
_GROUP_SIZE: Final = 5  # four signs of the key and the check sign


@dataclass(frozen=True, slots=True)
class FileKey:
    """The 32 bytes that encrypt one file. They are in no text that Python makes of it."""

    raw: bytes = field(repr=False)

    def fits(self, salt: bytes, first_page: bytes) -> bool:
        """Whether the first page of a file was written with this key. Reads nothing and changes nothing."""
        seal_key = hashlib.pbkdf2_hmac("sha512", self.raw, bytes(byte ^ 0x3A for byte in salt), 2)[:32]
        body, seal = first_page[SALT_SIZE:-_SEAL_SIZE], first_page[-_SEAL_SIZE:]
        return hmac.compare_digest(hmac.digest(seal_key, body + (1).to_bytes(4, "little"), "sha512"), seal)

    def is_same(self, other: FileKey) -> bool:
        return hmac.compare_digest(self.raw, other.raw)

    @property
    def recovery_key(self) -> str:
        """The key as thirteen groups of five signs, `7ZK3Q-…`. The last sign of each group checks the group."""
        number = int.from_bytes(self.raw) << 4
        digits = [number >> 5 * place & 31 for place in reversed(range(52))]
        groups = [digits[start : start + 4] for start in range(0, 52, 4)]
        return "-".join(
            "".join(_SIGNS[digit] for digit in [*group, _check(place, group)]) for place, group in enumerate(groups)
        )


@dataclass(frozen=True, slots=True)
class Password:
    """A password as it was typed. A letter counts as the same letter whichever system it was typed on."""

    text: str = field(repr=False)

    @classmethod
    def typed(cls, text: str) -> Self:
        """Refuses an empty password and one with signs that cannot be kept."""
        if not text:
            raise refuse(Message("The password is empty. Choose one that you can remember and others cannot guess."))
        if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise refuse(Message("The password has a character in it that cannot be used. Type it again by hand."))
        return cls(unicodedata.normalize("NFC", text))

    def key(self, salt: bytes) -> FileKey:
        """The key of the file with this salt: a tenth of a second of work, on purpose."""
        return FileKey(hashlib.pbkdf2_hmac("sha512", self.text.encode(), salt, _ROUNDS, 32))

    def misfit(self, file: str) -> Message:
        """What to say when it does not open the file."""
        return Message(
            "The password does not open {file}. Look at Caps Lock and the keyboard language and try again, or use the "
            "recovery key. If you are sure of the password, the beginning of the file is damaged, or it is no client "
            "file at all: restore the last copy.",
            file=file,
        )


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A recovery key as it was typed, whole and without mistakes."""

    file_key: FileKey

    @classmethod
    def typed(cls, text: str) -> Self:
        """Small letters, spaces and O for 0 are understood. A mistake is refused, and the group named that has it."""
        signs = text.upper().translate(_ALIKE)
        for sign in signs:
            if sign not in _SIGNS:
                raise refuse(Message("“{sign}” is not in any recovery key. Look at the paper again.", sign=sign))
        if len(signs) != _GROUPS * _GROUP_SIZE:
            raise refuse(
                Message(
                    "A recovery key has {groups} groups of five characters, {all} in all. This has {count}.",
                    groups=_GROUPS,
                    all=_GROUPS * _GROUP_SIZE,
                    count=len(signs),
                )
            )
        number = 0
        for place in range(_GROUPS):
            group = signs[place * _GROUP_SIZE : (place + 1) * _GROUP_SIZE]
            *digits, check = (_SIGNS.index(sign) for sign in group)
            if check != _check(place, digits):
                raise refuse(
                    Message(
                        "There is a typing mistake in group {place} of the recovery key. Compare it with the paper.",
                        place=place + 1,
                    )
                )
            for digit in digits:
                number = number << 5 | digit
        return cls(FileKey((number >> 4).to_bytes(32)))

    def key(self, salt: bytes) -> FileKey:  # noqa: ARG002 – the same shape as a password
        return self.file_key

    def misfit(self, file: str) -> Message:
        """What to say when it does not open the file."""
        return Message(
            "The recovery key has no typing mistake, but does not open {file}: it belongs to another file or to an "
            "earlier password. If you are sure of it, the beginning of the file is damaged: restore the last copy.",
            file=file,
        )


def typed(passphrase: str | None, recovery_key: str | None) -> Password | RecoveryKey:
    """The one of the two that was given."""
    if (passphrase is None) == (recovery_key is None):
        raise ValueError("a file is opened with a password or with its recovery key")
    return RecoveryKey.typed(recovery_key) if recovery_key is not None else Password.typed(passphrase or "")


def _check(place: int, digits: list[int]) -> int:
    """A sign over a group and its place that shows any one wrong sign, two that changed places, and a moved group.

    A weighted sum in the field of 32 elements; the weights are different powers of two.
    """
    check = place + 1
    for digit in digits:
        check = _doubled(check) ^ digit
    return _doubled(check)


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element
