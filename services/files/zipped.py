"""A zip with one XML file inside, unpacked without surprises: never more than a bound, whatever the zip says of itself.

Nothing is written anywhere, and no name inside is ever used as a path.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from models.values.finding import Refused, refuse
from models.values.message import Message
from services.files.safe_xml import LARGEST
from services.files.zip_list import ENCRYPTED, END, WRONG, has_end, is_long

_MOST_FILES: Final = 100
_LARGEST_LIST: Final = 100_000  # bytes of the list of files at the end


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin like a zip, also an empty one."""
    return content.startswith((b"PK\x03\x04", END))


def the_xml(content: bytes, most: int = LARGEST) -> bytes:
    """The one XML file in a zip, unpacked. Other files beside it are not read.

    Raises Refused for no XML or several, one with a password, one that is or says that it is larger than `most`, and
    for a zip that is damaged.
    """
    return _unpacked(content, most, whole=True)


def head_of_the_xml(content: bytes, size: int) -> bytes:
    """The beginning of the one XML file in a zip, at most `size` bytes. Raises Refused like `the_xml`."""
    return _unpacked(content, size, whole=False)


def _unpacked(content: bytes, most: int, *, whole: bool) -> bytes:
    if len(content) > LARGEST:
        raise _too_large()
    _refuse_long_list(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [each for each in archive.infolist() if _is_xml(each.filename)]
            if len(found) != 1:
                raise refuse(Message("The zip must hold one XML file; it holds {count}", count=len(found)))
            (entry,) = found
            if entry.flag_bits & ENCRYPTED:
                raise refuse(Message("The zip has a password. Unpack it and take the file inside"))
            if entry.file_size > LARGEST or (whole and entry.file_size > most):
                raise _too_large()
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise refuse(Message("The zip is packed in a way that is not read here. Take the file inside"))
            with archive.open(entry) as file:  # never without a number: what it says of its size may be a lie
                return file.read(min(most, entry.file_size) + 1) if whole else file.read(most)
    except WRONG:
        raise refuse(Message("The zip is damaged. Download it again")) from None


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml") and not name.startswith("__MACOSX/")


def _refuse_long_list(content: bytes) -> None:
    if not has_end(content):
        raise refuse(Message("The zip is damaged. Download it again"))
    if is_long(content, _MOST_FILES, _LARGEST_LIST):
        raise refuse(Message("The zip holds more files than any that belongs here"))


def _too_large() -> Refused:
    return refuse(Message("What is in the zip is larger than {megabytes} MB unpacked", megabytes=LARGEST // 1_000_000))
