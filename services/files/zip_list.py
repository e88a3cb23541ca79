"""The list of files at the end of a zip, looked at before anybody reads it: a zip may name millions of them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final

END: Final = b"PK\x05\x06"
ENCRYPTED: Final = 1
"""The flag of a file with a password."""
WRONG: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    KeyError,
    MemoryError,
)
"""What reading a damaged zip may raise."""
_END_64: Final = b"PK\x06\x07"
_END_SIZE: Final = 22
_LONGEST_REMARK: Final = 65_535


def has_end(content: bytes) -> bool:
    """Whether the list is where a zip has it."""
    return _end(content) >= 0


def is_long(content: bytes, most: int, largest: int) -> bool:
    """Whether a zip names more than `most` files, or its list is larger than `largest` bytes, or of the large sort."""
    end = _end(content)
    count, size = struct.unpack_from("<HL", content, end + 10)
    return count > most or size > largest or content[max(0, end - 20) : end].startswith(_END_64)


def _end(content: bytes) -> int:
    end = content.rfind(END, max(0, len(content) - _END_SIZE - _LONGEST_REMARK))
    return end if len(content) - end >= _END_SIZE else -1
