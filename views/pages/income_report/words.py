"""What the page says of a month's state: on its tile, beside the month, and what is to be done next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from models.values.message import Message
from services.queries.income_report import IncomeMonth, IncomeTile
from views.shell.seat import Seat
from views.widgets.tiles import TileFace
from views.widgets.when import short_day

STATES: Final[Mapping[str, tuple[Message, Message, str, str]]] = {
    "before": (Message("Before start"), Message("before the client began here"), "minus", "ink3"),
    "future": (Message("Coming"), Message("coming"), "circle-dashed", "ink3"),
    "open": (Message("Not run"), Message("no pay run yet"), "circle-dashed", "ink2"),
    "draft": (Message("Draft"), Message("the pay run is a draft"), "pencil-simple", "info"),
    "ready": (Message("Ready"), Message("ready to be saved"), "circle-half", "info"),
    "zero": (Message("Zero report"), Message("nothing was paid: a zero report is to be sent"), "circle-half", "info"),
    "saved": (Message("Saved"), Message("saved, not marked as sent"), "floppy-disk", "warn"),
    "sent": (Message("Sent"), Message("sent"), "check-circle", "ok"),
    "changed": (Message("Correction"), Message("something was changed after it was sent"), "arrows-clockwise", "warn"),
}
"""By state: the word of the tile, the words of the sentence, icon, colour token."""

PILLS: Final[Mapping[str, str]] = {"ok": "ok", "warn": "warn", "info": "info"}
_QUIET: Final = frozenset({"future", "before"})


def face(seat: Seat, tile: IncomeTile) -> TileFace:
    """What the tile of a month shows and says."""
    t = seat.t
    word, sentence, icon, ink = STATES[tile.state]
    said, name = t(sentence), seat.formats.month_name(tile.month.number)
    line = short = ""
    if tile.state == "sent" and tile.day is not None:
        line = short = _day(seat, tile.day)
    elif tile.state not in _QUIET:
        short = _day(seat, tile.due)
        line = t("overdue {day}", day=short) if tile.is_late else t("due {day}", day=short)
        said = t("{state}, due {day}", state=said, day=short_day(seat, tile.due))
    if tile.is_late and ink == "info":
        icon, ink = "clock", "warn"
    return TileFace(
        name[:1].upper() + name[1:3],
        t(word),
        line,
        short,
        icon,
        ink,
        t("{month}: {sentence}", month=seat.formats.month(tile.month), sentence=said),
        tile.state in _QUIET,
    )


def _day(seat: Seat, day: date) -> str:
    """`07.12.`: on a tile the year is known."""
    written = seat.formats.day(day)
    return written.rpartition(" ")[0] if seat.language == "en" else written[:6]


def next_words(seat: Seat, found: IncomeMonth) -> tuple[str, str, str]:
    """What is to be done next: the kind of the box, its title, and the rest."""
    t = seat.t
    if found.stops:
        return "err", t("Something must be mended before there can be a file"), t("See the findings.")
    if found.next == "zero":
        return "info", t("Nothing was paid in the month"), t("A zero report (nulangivelse) says so.")
    if found.next == "correction":
        many = 4
        holds = [t(each) for each in found.holds]
        more = [t("and {count} more", count=len(holds) - many)] if len(holds) > many else []
        return (
            "warn",
            t("What was sent is no longer right: a correction is to be sent"),
            " · ".join(holds[:many] + more),
        )
    if found.next and found.file:
        return "info", t("The file is saved"), t("Send it with TastSelv Erhverv, and mark it as sent here.")
    if found.next:
        return "info", t("Ready to be saved"), t("The file says what the approved runs of the month paid.")
    if found.files:
        return "ok", t("Everything that was paid is reported"), ""
    return "info", t("There is nothing to report yet"), t("The file is made of the approved runs of the month.")
