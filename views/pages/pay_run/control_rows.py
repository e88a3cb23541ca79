"""What the control shows, as rows, chips and heads: from the control to what is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.values.message import Message
from models.values.span import Month
from services.queries.control import Control
from views.pages.pay_run.control_list import FoldRow, PersonRow, PointPersonRow, PointRow, ReasonRow, SayRow
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedRow
from views.widgets.text import capital

POINTS: Final = ("error", "missing", "warning", "remark")
"""The chips under which points stand, and not people."""


def compared_words(seat: Seat, found: Control) -> str:
    """What the run is compared with, in a word or two."""
    what = found.compared
    if isinstance(what, Month):
        if what.year == found.month.year:
            return seat.formats.month_name(what.number)
        return seat.formats.month(what)
    return "" if what is None else seat.t(Message("{what}", what=what))


def heads_of(seat: Seat, found: Control) -> tuple[str, str, str]:
    """What stands over the columns of figures."""
    t = seat.t
    if found.compared is None:
        return t("Gross"), t("Withheld"), t("Net")
    if found.kind == "correction":
        return t("Paid"), t("Should be"), t("Difference")
    last = compared_words(seat, found) if isinstance(found.compared, Month) else t("Last time")
    this = seat.formats.month_name(found.month.number) if isinstance(found.compared, Month) else t("This time")
    return capital(last), capital(this), t("Difference")


def chips_of(seat: Seat, found: Control) -> list[tuple[str, str, int | None]]:
    """The chips over the list, each with how many there are."""
    t = seat.t
    items: list[tuple[str, str, int | None]] = []
    if stops := found.of_kind("error"):
        items.append(("error", t("Errors"), len(stops)))
    items.append(("missing", t("Missing"), len(found.of_kind("missing"))))
    if warnings := found.of_kind("warning"):
        items.append(("warning", t("Warnings"), len(warnings)))
    if remarks := found.of_kind("remark"):
        items.append(("remark", t("Own remarks"), len(remarks)))
    if found.compared is None:
        items.append(("all", t("Everybody"), len(found.people)))
    else:
        items.append(("changed", t("Differences"), len(found.changed)))
        items.append(("unchanged", t("Unchanged"), len(found.of_status("unchanged"))))
    return items


def rows_of(seat: Seat, found: Control, chip: str, unfolded: bool) -> Iterator[PaintedRow]:
    """What the list shows under a chip; `unfolded` shows everybody who is paid as before."""
    t = seat.t
    if chip in POINTS:
        points = found.of_kind(chip)
        for place, point in enumerate(points):
            is_list = len(point.people) > 1 or bool(point.remark)
            yield PointRow(seat, point, is_first=place == 0, has_list=is_list)
            for number, name in point.people if is_list else ():
                yield PointPersonRow(seat, point, number, name)
        if not points:
            yield SayRow(seat, t("Nothing is missing"))
        return
    if chip in ("all", "unchanged"):
        people = found.people if chip == "all" else found.of_status("unchanged")
        for person in people:
            yield PersonRow(seat, person, small=True)
        if not people:
            yield SayRow(seat, t("Nobody is paid as before"), "info", "ink3")
        return
    for place, person in enumerate(found.changed):
        yield PersonRow(seat, person, is_first=place == 0)
        last = len(person.reasons) - 1
        for number, reason in enumerate(person.reasons):
            yield ReasonRow(seat, person, reason, number, is_last=number == last)
    same = found.of_status("unchanged")
    if not found.changed:
        yield SayRow(seat, t("Everybody is paid as before"))
    if same:
        yield FoldRow(seat, len(same), unfolded, is_first=False)
        for person in same if unfolded else ():
            yield PersonRow(seat, person, small=True)
