"""Rates by file: looked at first, then taken in for every client on this machine, and taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from services.actions.chosen_file import read_chosen
from services.desk.rate_folder import FOLDER, TakenIn
from services.desk.rate_preview import RateChange, RatesPreview, RateState, preview

__all__ = [
    "RateChange",
    "RateState",
    "RatesPreview",
    "TakenIn",
    "preview",
    "read_file",
    "take_back",
    "take_in",
    "use_folder",
]


def use_folder(path: Path | None) -> None:
    """Where files of rates lie on this machine; said once at the start."""
    FOLDER.use(path)


def read_file(path: Path) -> bytes:
    """A file as bytes. Raises Refused for one that is not there, no file, or too large to be read."""
    return read_chosen(path, "settings")


def take_in(content: bytes, name: str, at: datetime, by: str) -> TakenIn:
    """Take a file of rates in. Drafts are computed anew; what is approved stays as it is.

    Raises Refused for what the preview says stops it, and where the disk refuses; then nothing is changed.
    """
    seen = preview(content)
    if not seen.can_take or seen.edition is None:
        raise Refused([found for found in seen.findings if found.severity is Severity.STOP])
    return FOLDER.add(content, seen.edition, name, at, by)


def take_back(digest: str, at: datetime, by: str) -> None:
    """A file of rates counts no more, for any client. Approved runs keep the edition that they were paid by.

    Raises Refused for one that is not in use.
    """
    if not any(each.digest == digest and each.counts for each in FOLDER.taken):
        raise refuse(Message("These rates are not in use"), Place("settings", None, "rates"))
    FOLDER.take_back(digest, at, by)
