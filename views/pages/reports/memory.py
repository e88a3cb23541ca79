"""What was chosen for the reports: kept in memory while the client is open; what is about nobody, on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from models.values.span import Month
from services.queries.reports import CATALOGUE, PERIOD, YEAR, Choices, Offers, reports_without
from views.shell.seat import Seat

if TYPE_CHECKING:
    from services.desk.desk import Desk

_KEPT: Final = "reports"


@dataclass(slots=True)
class Memory:
    """Of one client: the period, which all reports share, and what was chosen for each report."""

    first: Month | None = None
    last: Month | None = None
    chosen: dict[str, Choices] = field(default_factory=dict)


_MEMORY: WeakKeyDictionary[object, Memory] = WeakKeyDictionary()


def memory(desk: Desk) -> Memory:
    """What was chosen while the client is open."""
    return _MEMORY.setdefault(desk.client, Memory())


def last_report(seat: Seat) -> str:
    """The report that was looked at last on this machine; the first of the catalogue where none was."""
    name = str(_kept(seat).get("report", ""))
    known = reports_without(seat.questions.reports)
    return name if name in known else next(iter(known))


def choices_of(seat: Seat, name: str, offers: Offers) -> Choices:
    """What was chosen for a report last: the shared period, and of the report whatever there still is."""
    kept, entry = memory(seat.desk), CATALOGUE[name]
    first = kept.first or Month(offers.newest.year, 1)
    last = kept.last or Month(offers.newest.year, 12)
    before = kept.chosen.get(name)
    ways = _ways(seat)
    known = [way for way, _ in entry.ways]
    by = before.by if before is not None else str(ways.get(name, ""))
    found = Choices(first, last, by=by if by in known else known[0] if known else "")
    if before is None:
        return found
    runs = {run.id for run in offers.runs if first <= run.month <= last}
    return replace(
        found,
        run=before.run if before.run in runs else None,
        department=before.department if before.department in dict(offers.departments) else None,
        person=before.person if before.person in dict(offers.people) else None,
    )


def remember(seat: Seat, name: str, choices: Choices) -> None:
    """Keep what was chosen; on the machine only which report, and how its rows are made."""
    kept = memory(seat.desk)
    if CATALOGUE[name].choices & {PERIOD, YEAR}:
        kept.first, kept.last = choices.first, choices.last
    kept.chosen[name] = choices
    by = {**_ways(seat), **({name: choices.by} if choices.by else {})}
    seat.preferences.set(_KEPT, {"report": name, "by": by})


def _ways(seat: Seat) -> dict[str, Any]:
    found = _kept(seat).get("by")
    return dict(found) if isinstance(found, dict) else {}


def _kept(seat: Seat) -> dict[str, Any]:
    found = seat.preferences.get(_KEPT, {})
    return dict(found) if isinstance(found, dict) else {}
