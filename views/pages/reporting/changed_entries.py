"""The lines of what is otherwise than last month: the sums, who is new, who is gone, and what was changed of whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from models.values.message import Message, Plain
from models.values.money import ZERO, Money
from services.queries.report_changes import ChangedPerson, ChangedValue, ReportChanges
from views.pages.reporting.finding_entries import MOST, Entry, Folds
from views.shell.seat import Seat
from views.widgets.text import small

_KINDS: Final[Mapping[str, tuple[Message, str, str]]] = {
    "new": (Message("New since {month}"), "user-plus", "info"),
    "gone": (Message("Not in the report any more"), "user-minus", "warn"),
    "changed": (Message("Changed"), "pencil-simple", "ink2"),
}


def changed_entries(seat: Seat, changes: ReportChanges, folds: Folds) -> Iterator[Entry]:
    """From the top."""
    t = seat.t
    if not changes.is_known:
        yield Entry("row", t("No report of {month} lies here to compare with", month=changes.before), icon="info")
        return
    yield Entry("head", t("Sums since {month}", month=changes.before))
    for value in changes.sums:
        was, now = _money(value.before), _money(value.now)
        second = t("was {before}", before=seat.formats.kroner(was)) if now != was else t("as before")
        yield Entry("payment", _words(seat, value.what), second, figure=seat.formats.kroner(now))
    for kind, (title, icon, ink) in _KINDS.items():
        people = [each for each in changes.people if each.kind == kind]
        if not people:
            continue
        said = t(title, month=changes.before) if kind == "new" else t(title)
        yield Entry("head", f"{said} ({seat.formats.count(len(people))})", is_ruled=True)
        is_whole = kind in folds.levels
        for person in people if is_whole else people[:MOST]:
            yield _person(seat, person, icon, ink)
        if len(people) > MOST and not is_whole:
            yield Entry("more", t("Show {count} more", count=len(people) - MOST), figure=kind)
    if changes.unchanged:
        said = t("{count} are as they were", count=changes.unchanged)
        yield Entry("row", said, ink="ok", icon="check-circle", is_ruled=True)


def _person(seat: Seat, person: ChangedPerson, icon: str, ink: str) -> Entry:
    difference = person.now - person.before
    figure = seat.formats.change(difference) if difference else ""
    said = [_value(seat, each) for each in person.values] or [_words(seat, person.unit)]
    return Entry("row", _words(seat, person.who), " · ".join(said), ink, figure=figure, icon=icon, data=person)


def _value(seat: Seat, value: ChangedValue) -> str:
    t, what = seat.t, _words(seat, value.what)
    if value.part:
        what = f"{_words(seat, value.part)}, {small(what)}"
    if value.before is None:
        return t("{what}: {now}, not there before", what=what, now=_said(seat, value.now))
    if value.now is None:
        return t("{what}: gone, was {before}", what=what, before=_said(seat, value.before))
    return t("{what}: {now}, was {before}", what=what, now=_said(seat, value.now), before=_said(seat, value.before))


def _words(seat: Seat, what: Message | str) -> str:
    return what if isinstance(what, str) else seat.t(what)


def _said(seat: Seat, value: Plain | None) -> str:
    return seat.texts.value(value) if value is not None else seat.t("nothing")


def _money(value: Plain | None) -> Money:
    return value if isinstance(value, Money) else ZERO
