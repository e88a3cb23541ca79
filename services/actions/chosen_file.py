"""A file that somebody chose, read from the disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from models.values.finding import Place, refuse
from models.values.message import Message
from services.files.text_table import LARGEST, too_large


def read_chosen(path: Path, page: str) -> bytes:
    """The bytes of a file chosen on a page. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    try:
        kind = os.stat(path)
        if not stat.S_ISREG(kind.st_mode):
            raise refuse(Message("This is no file that can be read"), Place(page))
        if kind.st_size > LARGEST:
            raise refuse(too_large(), Place(page))
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse(Message("There is no such file"), Place(page)) from None
    except OSError:
        raise refuse(Message("The file cannot be read from the disk"), Place(page)) from None
