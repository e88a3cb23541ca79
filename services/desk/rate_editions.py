"""The rate files of approved runs in the client file: kept when a run is approved, known again when the file is opened.

With them an approved run is computed again under its own rules on any machine, whatever rates came since (M91, M95 of
what users ask for).
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.records.rate_edition import RateEdition
from models.values.message import Message
from services.reference.year_files import RateFileError, edition_of, learn, packaged_editions

_LARGEST: Final = 4_000_000  # bytes of a year file that is unpacked


def keep_editions(session: Session, run: PayRun, at: datetime) -> None:
    """Keep the rate files that a run was computed from, where the file does not hold them yet."""
    wanted = set(run.editions.split())
    known = set(session.scalars(select(RateEdition.digest).where(RateEdition.digest.in_(wanted))))
    for digest in sorted(wanted - known):
        if (each := edition_of(digest)) is not None:
            content = zlib.compress(each.content)
            session.add(
                RateEdition(
                    digest=digest, country=each.country, year=each.year, number=each.number, kept_at=at, content=content
                )
            )


def learn_editions(session: Session) -> list[Message]:
    """Read the rate files that lie in the client file and are not known here; what is wrong with those that cannot be.

    An edition that comes from a client file counts for the runs that were computed from it, and for no other.
    """
    wrong = []
    for digest, country in session.execute(select(RateEdition.digest, RateEdition.country)).all():
        packaged_editions(country)  # those are known then, and no other country's are read for it
        if edition_of(digest) is not None:
            continue
        row = session.get_one(RateEdition, digest)
        try:
            content = zlib.decompressobj().decompress(row.content, _LARGEST)
            if learn(content).digest != digest:
                wrong.append(_damaged(row))
        except (zlib.error, RateFileError):
            wrong.append(_damaged(row))
    return wrong


def _damaged(row: RateEdition) -> Message:
    return Message("The rates of {year} that lie in the file cannot be read", year=str(row.year))
