"""The rate files that approved runs were computed from, so that a client file proves itself on any machine."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record


class RateEdition(Record):
    """One edition of a year's rates, as it was written. Never changed, never deleted."""

    __tablename__ = "rate_edition"
    __keep__ = Keep("1", refused="0")

    digest: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    kept_at: Mapped[datetime]
    content: Mapped[bytes]  # the year file, compressed
