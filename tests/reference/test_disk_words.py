"""Why the disk said no, in the language of whoever reads it."""

import errno
import os

import pytest

from models.values.message import Message
from services.reference.disk_words import disk_words
from services.reference.texts import texts


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "ingen tilgang, eller filen er åpen i et annet program"),
        (errno.ENOENT, "mappen eller filen finnes ikke"),
        (errno.ENOSPC, "disken er full"),
        (errno.EROFS, "disken er skrivebeskyttet"),
    ],
)
def test_the_usual_reasons(code: int, words: str) -> None:
    reason = disk_words(OSError(code, os.strerror(code)))
    assert texts("nb")(Message("{file} could not be written: {reason}", file="a.pdf", reason=reason)) == (
        f"a.pdf kunne ikke skrives: {words}"
    )


def test_a_rare_one_is_told_as_the_system_does() -> None:
    assert disk_words(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert disk_words(OSError("odd")) == "OSError"
