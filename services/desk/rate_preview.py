"""A file of rates before it is taken in: which rates are other than those that count now, side by side with their
source, and what speaks against it. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Rate
from services.desk import countries
from services.desk.rate_folder import FOLDER, signed_edition
from services.reference.year_files import Edition, editions

_FAR: Final = Decimal("0.5")
"""A value that moved by more than this share is pointed out."""


class RateState(Enum):
    """What becomes of a rate."""

    NEW = "new"  # the program knew none of that name
    CHANGED = "changed"  # another value, or from another day
    SOURCE = "source"  # the same value, better founded
    SAME = "same"
    GONE = "gone"  # the file does not have it


@dataclass(frozen=True, slots=True)
class RateChange:
    """One rate as it counts now and as the file has it: each value with its day and source, in order."""

    name: str
    state: RateState
    before: tuple[Rate[Any], ...]
    after: tuple[Rate[Any], ...]
    is_far: bool = False
    """Whether the value moved so much that it should be looked at."""


@dataclass(frozen=True, slots=True)
class RatesPreview:
    """What a file of rates would do. `beside` is the edition that it is held against: of the same year, else of the
    year before; None where the program knows neither.
    """

    findings: tuple[Finding, ...] = ()
    edition: Edition | None = None
    beside: Edition | None = None
    changes: tuple[RateChange, ...] = ()

    @property
    def can_take(self) -> bool:
        """Whether the file can be taken in."""
        return self.edition is not None and not any(found.severity is Severity.STOP for found in self.findings)

    def of(self, *states: RateState) -> tuple[RateChange, ...]:
        """The rates in these states."""
        return tuple(each for each in self.changes if each.state in states)


def preview(content: bytes) -> RatesPreview:
    """What the file would do on this machine. Never raises for the file."""
    try:
        edition = signed_edition(content)
    except Refused as refused:
        return RatesPreview(tuple(refused.findings))
    if edition.country not in countries.codes():
        return RatesPreview((_stop(Message("The program has no rates for the country {code}", code=edition.country)),))
    now = {each.year: each for each in editions(edition.country)}
    beside = now.get(edition.year) or now.get(edition.year - 1)
    changes = tuple(compare(beside, edition))
    return RatesPreview(tuple(_findings(edition, now, changes)), edition, beside, changes)


def compare(before: Edition | None, after: Edition) -> Iterator[RateChange]:
    """Every rate of either edition, in the order of the new one, then those that are gone.

    Of another year only what holds at its end is compared: the steps within a year are its own.
    """
    old = before.rates.values if before is not None else {}
    same_year = before is not None and before.year == after.year
    for name, rates in after.rates.values.items():
        was = old.get(name, ())
        was = was if same_year else was[-1:]
        yield RateChange(name, _state(was, rates, same_year), tuple(was), tuple(rates), _is_far(was, rates))
    for name, rates in old.items():
        if name not in after.rates.values:
            yield RateChange(name, RateState.GONE, tuple(rates if same_year else rates[-1:]), ())


def _state(before: Sequence[Rate[Any]], after: Sequence[Rate[Any]], same_year: bool) -> RateState:
    if not before:
        return RateState.NEW
    if same_year:
        is_same = [(each.since, each.value) for each in before] == [(each.since, each.value) for each in after]
    else:
        is_same = all(each.value == before[-1].value for each in after)
    if not is_same:
        return RateState.CHANGED
    is_founded = [(each.source, each.status) for each in before] == [(each.source, each.status) for each in after]
    return RateState.SAME if is_founded or not same_year else RateState.SOURCE


def _is_far(before: Sequence[Rate[Any]], after: Sequence[Rate[Any]]) -> bool:
    was = _size(before[-1].value) if before else None
    now = [_size(each.value) for each in after]
    return was is not None and any(each is not None and abs(each - was) > _FAR * abs(was) for each in now)


def _size(value: Any) -> Decimal | None:
    match value:
        case Money():
            return Decimal(value.ore)
        case Percent():
            return Decimal(str(value))
        case Decimal():
            return value
        case _:
            return None


def _findings(edition: Edition, now: dict[int, Edition], changes: Sequence[RateChange]) -> Iterator[Finding]:
    known = now.get(edition.year)
    year = str(edition.year)
    if known is not None and known.digest == edition.digest:
        yield _stop(Message("These rates are in use already"))
    elif known is not None and known.age >= edition.age:
        what = Message(
            "The file is an older edition of {year} ({number}) than the one in use ({known})",
            year=year,
            number=str(edition.number),
            known=str(known.number),
        )
        yield _stop(what)
    if now and edition.year > max(now) + 1:
        yield _stop(Message("The rates of {before} are missing: take them in first", before=str(max(now) + 1)))
    if now and edition.year < min(now):
        yield _stop(Message("{year} is before the first year that the program can compute", year=year))
    for change in changes:
        kinds = {type(each.value) for each in (*change.before, *change.after)}
        if len(kinds) > 1:
            yield _stop(Message("{name} is written as another kind of value than the program uses", name=change.name))
    if any(each.since.year != edition.year for change in changes for each in change.after):
        yield _stop(Message("The file has rates that begin in another year than {year}", year=year))
    gone = sum(1 for each in changes if each.state is RateState.GONE)
    if gone:
        what = Message(
            "{count} rates that the program knows are not in the file: what needs them will stop and say so",
            count=str(gone),
        )
        yield Finding(Severity.WARNING, what, Place("settings", None, "rates"))
    if any(each.is_far for each in changes):
        what = Message("Some values are more than half as large again, or small: look at those that are marked")
        yield Finding(Severity.WARNING, what, Place("settings", None, "rates"))
    taken = next((each for each in FOLDER.taken if each.digest == edition.digest), None)
    if taken is not None and taken.back_at is not None:
        what = Message("The same file was taken in before and taken back on {day}", day=taken.back_at.date())
        yield Finding(Severity.NOTE, what, Place("settings", None, "rates"))


def _stop(what: Message) -> Finding:
    return Finding(Severity.STOP, what, Place("settings", None, "rates"))
