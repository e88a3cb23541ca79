"""Progress: how far long work is, and whether somebody wants it to stop."""

from __future__ import annotations

from typing import Protocol

from models.values.message import Message


class Cancelled(Exception):
    """Somebody stopped the work. Whoever catches this leaves everything as it was."""


class Progress(Protocol):
    """Told by long work between two people, files or steps."""

    def __call__(self, done: int, total: int, what: Message) -> None:
        """So much of so much is done, and what is being done now. Raises Cancelled to stop the work."""


def no_progress(done: int, total: int, what: Message) -> None:
    """For work that nobody watches."""
