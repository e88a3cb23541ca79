"""Kept files in the client file: byte for byte, and what they have in common only once.

A payslip is mostly its fonts, and they are the same in every payslip. So a file is kept as parts that are cut where a
PDF's streams end; each part lies there once, under its hash. A file without streams is one part.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.stored_file import FilePart
from models.values.finding import refuse
from models.values.message import Message
from services.desk.keep import add
from services.desk.stored_form import NotAsWritten

_END_OF_STREAM = re.compile(rb"(?<=endstream)")
_AT_ONCE = 500  # hashes in one question

ERASED_CODE = "file.erased"
ERASED = Message("The content of this file was erased when the years were over in which it must be kept.")
"""What a file says that has its name and checksum still, but no parts any more."""


def put(session: Session, contents: Iterable[bytes]) -> list[str]:
    """Keep contents; for each the hashes of its parts, with spaces between."""
    named: list[str] = []
    parts: dict[str, bytes] = {}
    for content in contents:
        hashes = []
        for part in _END_OF_STREAM.split(content):
            digest = sha256(part).hexdigest()
            parts[digest] = part
            hashes.append(digest)
        named.append(" ".join(hashes))
    known = _read(session, parts)
    new = [{"sha256": digest, "content": zlib.compress(part)} for digest, part in parts.items() if digest not in known]
    add(session, FilePart, new)
    return named


def get(session: Session, named: Sequence[str]) -> list[bytes]:
    """The contents back. Raises NotAsWritten where a part is missing or is no part, and Refused for what was erased."""
    if not all(named):
        raise refuse(ERASED, code=ERASED_CODE)
    found = _read(session, {digest for hashes in named for digest in hashes.split(" ")})
    try:
        return [b"".join(zlib.decompress(found[digest]) for digest in hashes.split(" ")) for hashes in named]
    except (KeyError, zlib.error) as wrong:
        raise NotAsWritten("a kept file") from wrong


def head(session: Session, hashes: str, size: int) -> bytes:
    """The beginning of a content, without the rest being unpacked; of its first part at most."""
    if not hashes:
        raise refuse(ERASED, code=ERASED_CODE)
    part = session.scalar(select(FilePart.content).where(FilePart.sha256 == hashes.split(" ")[0]))
    try:
        return zlib.decompressobj().decompress(part or b"", size)
    except zlib.error as wrong:
        raise NotAsWritten("a kept file") from wrong


def _read(session: Session, wanted: Iterable[str]) -> Mapping[str, bytes]:
    digests = sorted(wanted)
    found: dict[str, bytes] = {}
    for start in range(0, len(digests), _AT_ONCE):
        asked = FilePart.sha256.in_(digests[start : start + _AT_ONCE])
        found.update(session.execute(select(FilePart.sha256, FilePart.content).where(asked)).all())
    return found
