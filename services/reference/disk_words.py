"""Why the disk said no, in words: the system's own are in its own language."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from models.values.message import Message

_NO_RIGHT: Final = Message("no access, or it is open in another program")
_NOT_THERE: Final = Message("the folder or the file does not exist")
_FULL: Final = Message("the disk is full")
_READ_ONLY: Final = Message("the disk can only be read")
_NAME: Final = Message("the name is too long, or has a sign that the disk does not take")
_WORDS: Final[Mapping[int, Message]] = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EBUSY: _NO_RIGHT,
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: _NOT_THERE,
    errno.ENOSPC: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EISDIR: Message("it is a folder"),
    errno.EEXIST: Message("it exists already"),
    errno.ENAMETOOLONG: _NAME,
    errno.EINVAL: _NAME,
    errno.EIO: Message("the disk or the network is not there any more"),
}


def disk_words(wrong: OSError) -> Message | str:
    """The reason in words; of a rare one what the system says."""
    return _WORDS.get(wrong.errno or 0) or wrong.strerror or type(wrong).__name__
