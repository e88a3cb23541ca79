"""Rates by file: what was taken in on this machine, and which edition of each year counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.values.message import Message
from services.desk.desk import Desk
from services.desk.rate_folder import FOLDER, TakenIn
from services.reference.year_files import editions, packaged_editions

__all__ = ["TakenIn", "YearInUse", "taken_in", "troubles", "years_in_use"]


@dataclass(frozen=True, slots=True)
class YearInUse:
    """The edition of a year that counts, and where it is from: the program, or a file that was taken in."""

    year: int
    number: int
    checked: date
    taken: TakenIn | None


def taken_in(desk: Desk) -> tuple[TakenIn, ...]:
    """The files of rates for the client's country that were taken in on this machine, the newest first."""
    editions(desk.client.country)  # the folder is read with it
    some = [each for each in FOLDER.taken if each.country == desk.client.country]
    return tuple(sorted(some, key=lambda each: each.taken_at, reverse=True))


def years_in_use(desk: Desk) -> tuple[YearInUse, ...]:
    """The edition of each year that counts, the newest year first."""
    packaged = {each.digest for each in packaged_editions(desk.client.country)}
    by_digest = {each.digest: each for each in taken_in(desk)}
    rows = [
        YearInUse(each.year, each.number, each.checked, None if each.digest in packaged else by_digest.get(each.digest))
        for each in editions(desk.client.country)
    ]
    return tuple(reversed(rows))


def troubles() -> tuple[Message, ...]:
    """What is wrong with the files in the folder."""
    return FOLDER.troubles
