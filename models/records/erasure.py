"""Persons who were erased after the years in which their pay must be kept: that it was done, and what proves the file.

The change log is sealed anew from the first entry that told of them. Both seals are kept, so that an older copy can
still be proven to be of the same log. Nothing here is about a person: a number of the firm's own is all.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record


class Erasure(Record):
    """One erasure, of one or several persons. Never changed, never deleted."""

    __tablename__ = "erasure"
    __keep__ = Keep("1", refused="0")

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    numbers: Mapped[str]  # the firm's own numbers of the persons, with spaces between
    last_year: Mapped[int]  # the files of this year and of those before lost their bytes
    since: Mapped[int]  # the first entry of the change log that was sealed anew
    until: Mapped[int]  # the last one
    head_before: Mapped[str]  # the seal of the last entry, as it was
    head_after: Mapped[str]  # and as it is
    receipt: Mapped[str]  # in JSON, as it was given out
