"""Rates by file: a year file of ours with the maker's signature above it, small, readable, and usable without a net.

    # lonnsom-rates 1
    # key 6f0c…            which of the maker's keys it was signed with
    # signature 3q2+7w…    Ed25519 over everything below, with line ends as LF
    [about]
    …

Whoever changes a digit breaks the signature. That a program which mails or stores the file turned its line ends does
not, and neither does a byte order mark.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from models.values.finding import refuse
from models.values.message import Message

LARGEST: Final = 1_000_000  # bytes; a year has 25,000
_FORM: Final = b"# lonnsom-rates "
_HEAD: Final = re.compile(
    rb"# lonnsom-rates ([0-9]{1,4})\n# key ([0-9a-f]{16})\n# signature ([A-Za-z0-9+/=]{1,120})\n", re.ASCII
)
_ANOTHER: Final = Message("This is not a file of rates, or its first lines are damaged. Fetch it again")


@dataclass(frozen=True, slots=True)
class SignedRates:
    """A file of rates whose signature is right: the year file in it, as the maker wrote it, and by which key."""

    content: bytes
    key: str


def is_rate_file(head: bytes) -> bool:
    """Whether a file begins as files of rates do."""
    return _plain(head[:64]).startswith(_FORM)


def read(content: bytes, keys: Mapping[str, bytes]) -> SignedRates:
    """The year file in a signed file. `keys` are the maker's public keys (32 bytes) by their marks.

    Raises Refused for a file that is too large, damaged, of a newer form, signed by somebody else, or changed.
    """
    if len(content) > LARGEST:
        raise refuse(Message("The file is larger than a file of rates can be: {size} bytes", size=str(len(content))))
    text = _plain(content)
    head = _HEAD.match(text)
    if head is None:
        raise refuse(_ANOTHER)
    form, mark, written = int(head[1]), head[2].decode(), head[3]
    if form != 1:
        raise refuse(Message("The file of rates is of form {form}, which is newer than this program", form=str(form)))
    if mark not in keys:
        what = Message(
            "The file of rates is not signed by the maker of this program (key {mark}): do not use it", mark=mark
        )
        raise refuse(what)
    body = text[head.end() :]
    try:
        signature = base64.b64decode(written, validate=True)
    except binascii.Error as wrong:
        raise refuse(_ANOTHER) from wrong
    if not _is_signed(keys[mark], signature, body):
        what = Message("The file of rates was changed after it was signed: its signature is not right. Fetch it again")
        raise refuse(what)
    return SignedRates(body, mark)


def write(content: bytes, key: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """A year file as a signed one: `key` is the public key of 32 bytes, `sign` makes the signature of some bytes."""
    body = _plain(content)
    signature = base64.b64encode(sign(body))
    return _FORM + b"1\n# key " + mark_of(key).encode() + b"\n# signature " + signature + b"\n" + body


def mark_of(key: bytes) -> str:
    """By what a public key is known: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(key).hexdigest()[:16]


def _plain(content: bytes) -> bytes:
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _is_signed(key: bytes, signature: bytes, body: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # only when such a file is read
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True
