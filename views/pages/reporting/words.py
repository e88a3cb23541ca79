"""What the page says of a month's state: on its tile, beside the month, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from models.values.message import Message
from models.values.span import Month
from services.queries.report_months import MonthTile
from services.queries.reporting import GUIDELINE, IMMEDIATE, REJECTION, MonthDetail
from views.shell.seat import Seat
from views.widgets.tiles import TileFace
from views.widgets.when import away, local_day, short_day

STATES: Final[Mapping[str, tuple[Message, Message, str, str]]] = {
    "before": (Message("Before start"), Message("before the client began here"), "minus", "ink3"),
    "nothing": (Message("No pay"), Message("nobody employed and nothing paid"), "minus", "ink3"),
    "future": (Message("Coming"), Message("coming"), "circle-dashed", "ink3"),
    "open": (Message("Not run"), Message("no pay run yet"), "circle-dashed", "ink2"),
    "missing": (Message("Missing"), Message("no pay run, and people are employed"), "warning", "warn"),
    "draft": (Message("Draft"), Message("the pay run is a draft"), "pencil-simple", "info"),
    "ready": (Message("Ready"), Message("ready to be saved"), "circle-half", "info"),
    "findings": (Message("Errors"), Message("errors"), "warning-circle", "err"),
    "saved": (Message("Saved"), Message("saved, not uploaded"), "floppy-disk", "warn"),
    "uploaded": (Message("Uploaded"), Message("uploaded"), "check-circle", "ok"),
    "changed": (Message("Send again"), Message("must be sent again"), "arrows-clockwise", "warn"),
}
"""By state: the word of the tile, the words of the sentence, icon, colour token."""

ANSWERS: Final[Mapping[str, tuple[Message, Message, str, str]]] = {
    "received": (Message("Received"), Message("received"), "check-circle", "ok"),
    "findings": (Message("To mend"), Message("received, and something must be mended"), "warning-circle", "err"),
    "rejected": (Message("Rejected"), Message("rejected, must be sent again"), "x-circle", "err"),
    "replaced": (Message("Replaced"), Message("replaced by another report"), "arrows-clockwise", "warn"),
}
"""By what the authority answered to the newest report: the same."""

LEVELS: Final[Mapping[str, tuple[Message, Message, str, str]]] = {
    REJECTION: (Message("Rejection"), Message("The report is not delivered until this is corrected"), "err", "err"),
    IMMEDIATE: (Message("Immediate"), Message("Must be corrected before the deadline"), "err", "err"),
    GUIDELINE: (Message("Guideline"), Message("Have a look. It may be right."), "warn", "warn"),
}
"""By level: its name, what it means, colour token of the name, kind."""

_QUIET: Final = frozenset({"future", "before", "nothing"})
_WITHOUT_DATE: Final = frozenset({"before", "nothing"})


def face(seat: Seat, tile: MonthTile) -> TileFace:
    """What the tile of a month shows and says."""
    t = seat.t
    word, sentence, icon, ink = ANSWERS[answer_of(tile)] if answer_of(tile) else STATES[tile.state]
    state, said = t(word), t(sentence)
    if tile.state == "findings":
        state = said = errors(seat, tile.stops)
    line = short = ""
    due = _day(seat, tile.due)
    if tile.state == "uploaded" and tile.day is not None:
        line = short = _day(seat, tile.day)
        said = t("uploaded {day}", day=short_day(seat, tile.day)) if not answer_of(tile) else said
    elif tile.state not in _WITHOUT_DATE:
        line, short = t("overdue {day}", day=due) if tile.is_late else t("due {day}", day=due), due
    if tile.state not in _WITHOUT_DATE and tile.state != "uploaded":
        said = t("{state}, due {day}", state=said, day=short_day(seat, tile.due))
    if tile.is_late:
        said = t("{sentence}, overdue", sentence=said)
        if tile.state in ("open", "draft", "ready") and not answer_of(tile):
            icon, ink = "clock", "warn"
    name = seat.formats.month_name(tile.month.number)
    spoken = f"{seat.formats.month(tile.month)}, {said}"
    return TileFace(name[:3], state, line, short, icon, ink, spoken, tile.state in _QUIET)


def answer_of(tile: MonthTile) -> str:
    """What the authority answered, as long as nothing has happened since: empty where that matters no more."""
    if tile.state == "uploaded" or (tile.state == "ready" and tile.answer == "rejected"):
        return tile.answer if tile.answer in ANSWERS else ""
    return ""


def month_name(seat: Seat, month: Month) -> str:
    """`November 2026`."""
    words = seat.formats.month(month)
    return words[:1].upper() + words[1:]


def _day(seat: Seat, day: date) -> str:
    """`07.12.`: on a tile the year is known."""
    written = seat.formats.day(day)
    return written.rpartition(" ")[0] if seat.language == "en" else written[:6]


def errors(seat: Seat, count: int) -> str:
    """`2 feil`."""
    return seat.t("1 error") if count == 1 else seat.t("{count} errors", count=count)


def to_look_at(seat: Seat, count: int) -> str:
    """`2 å se over`."""
    return seat.t("{count} to look at", count=count)


def heading(seat: Seat, tile: MonthTile) -> str:
    """`November 2026`."""
    return month_name(seat, tile.month)


class Said(NamedTuple):
    """What the box says: kind of box, title, text, link."""

    kind: str
    title: str
    text: str = ""
    link: str = ""


def what_now(seat: Seat, detail: MonthDetail) -> Said:
    """What is to be done with the month's report now."""
    said = (
        _stopped(seat, detail)
        or _chosen(seat, detail)
        or _answered(seat, detail)
        or _changed(seat, detail)
        or _kept(seat, detail)
        or _ready(seat, detail)
    )
    drafts = [run for run in detail.runs if not run.is_approved]
    if drafts and not detail.is_trial:
        more = seat.t("A pay run of this month is still a draft, and is not in it.")
        said = said._replace(text=f"{said.text} {more}".strip())
    return said


def _stopped(seat: Seat, detail: MonthDetail) -> Said | None:
    """Why it cannot be saved."""
    t = seat.t
    if not detail.text:
        return Said("err", t("The report cannot be built yet"), t("Correct what stands below, and build again."))
    if detail.is_trial:
        link = t("Go to the pay run")
        if not all(run.is_computed for run in detail.runs):
            return Said(
                "warn",
                t("The pay run is not calculated yet"),
                t("Until then the report shows people without pay."),
                link,
            )
        if any(run.is_stale for run in detail.runs):
            return Said(
                "warn",
                t("Something was changed after the pay run was calculated"),
                t("Recalculate to see the report as it will be."),
                link,
            )
        return Said("info", t("Trial from a draft"), t("It can be saved when the pay run is approved."), link)
    if detail.count(REJECTION):
        return Said(
            "err",
            t("The report cannot be saved yet"),
            t("The authority would reject it. Correct what stands under Rejection."),
        )
    return None


def _chosen(seat: Seat, detail: MonthDetail) -> Said | None:
    """Another kind of report than the whole month in the place of the one before."""
    t = seat.t
    if detail.file is not None or detail.kind not in ("additional", "withdrawal"):
        return None
    day = _of_target(seat, detail)
    if detail.kind == "withdrawal":
        text = t("It takes the place of the report of {day}. When it is received, nothing of that one counts.", day=day)
        return Said("warn", t("Withdrawal: an empty report"), text, t("Not after all"))
    text = t("It says only the pay that is not reported yet, and is added to what counts. Other changes are not in it.")
    return Said("info", t("Additional report"), text)


def _of_target(seat: Seat, detail: MonthDetail) -> str:
    """The day of the report that it takes the place of; of one that came by another way nothing is known here."""
    target = detail.target
    if target is None:
        return ""
    return short_day(seat, local_day(seat, target.uploaded.at if target.uploaded is not None else target.made_at))


def _answered(seat: Seat, detail: MonthDetail) -> Said | None:
    """What the authority said of what counts now."""
    t = seat.t
    due = short_day(seat, detail.tile.due)
    match answer_of(detail.tile):
        case "received":
            text = t("The tax administration has it. Sums and payment references stand under Reports and answers.")
            return Said("ok", t("Received"), text)
        case "findings":
            text = t("Correct what stands in the answer, save the report again, and upload it by {day}.", day=due)
            if detail.tile.due < seat.desk.today:
                text = t("Correct what stands in the answer, save the report again, and upload it now.")
            return Said("err", t("Received, but something must be mended"), text, t("See the answer"))
        case "rejected":
            text = t(
                "It was not delivered. Correct what stands in the answer, save again, and upload: it gets a new id."
            )
            return Said("err", t("Rejected by the tax administration"), text, t("See the answer"))
        case "replaced":
            text = t(
                "Another report has come in its place, and counts instead. See which one under Reports and answers."
            )
            return Said("warn", t("Replaced by another report"), text, t("See the answer"))
    return None


def _changed(seat: Seat, detail: MonthDetail) -> Said | None:
    """What was kept says something else."""
    t, last = seat.t, detail.last
    if detail.file is not None or last is None:
        return None
    if detail.replaces:
        day = _of_target(seat, detail)
        text = t("Something was changed after the upload. Save the new file and upload it: it replaces the one before.")
        if day:
            text = t(
                "Something was changed after the upload. This one replaces the report of {day}: save and upload it.",
                day=day,
            )
        return Said("warn", t("Must be sent again"), text)
    if last.saved is None:
        return None
    return Said(
        "warn",
        t("The file that was saved is out of date"),
        t(
            "Save it again. If the file of {day} is uploaded already, mark that first: then the new one replaces it.",
            day=short_day(seat, local_day(seat, last.saved.at)),
        ),
        t("Mark the old one as uploaded"),
    )


def _kept(seat: Seat, detail: MonthDetail) -> Said | None:
    """What was saved or uploaded."""
    t, file = seat.t, detail.file
    if file is not None and file.uploaded is not None:
        return Said(
            "ok",
            t(
                "Uploaded {day} by {who}",
                day=short_day(seat, local_day(seat, file.uploaded.at)),
                who=file.uploaded.by,
            ),
            t("The answer comes to the inbox in Altinn, as a rule within minutes. It says whether all was received."),
            t("Read the answer"),
        )
    if file is not None and file.saved is not None:
        is_late = detail.tile.is_late
        return Said(
            "warn" if is_late else "info",
            t("Saved, and overdue: upload it now")
            if is_late
            else t("Saved. Upload it by {day}", day=short_day(seat, detail.tile.due)),
            t(
                "Log in at Skatteetaten, choose “A-melding – submit as a file attachment”, send {file}, "
                "and mark it here as uploaded.",
                file=file.name,
            ),
        )
    return None


def _ready(seat: Seat, detail: MonthDetail) -> Said:
    t = seat.t
    due = short_day(seat, detail.tile.due)
    if detail.count(IMMEDIATE):
        return Said(
            "warn",
            t("It can be saved, but must be corrected by {day}", day=due),
            t("The authority accepts it, but asks for the corrections below."),
        )
    if not detail.runs:
        text = t("The report says who is employed. Save the file, and upload it by {day}.", day=due)
        if detail.tile.is_late:
            text = t("The report says who is employed. It was due {day}: save the file, and upload it now.", day=due)
        return Said("warn" if detail.tile.is_late else "info", t("No pay in {month}", month=detail.month), text)
    if detail.tile.is_late:
        return Said(
            "warn",
            t("Ready to be saved, and overdue"),
            t("It was due {day}. Save the file, and upload it at Skatteetaten now.", day=due),
        )
    return Said(
        "info",
        t("Ready to be saved"),
        t("Save the file, and upload it at Skatteetaten by {day}, {away}.", day=due, away=away(seat, detail.tile.due)),
    )


def pill(detail: MonthDetail) -> tuple[Message, str] | None:
    """The pill beside the month: its text and its kind."""
    if detail.is_trial:
        return Message("Trial"), "info"
    answer, file = answer_of(detail.tile), detail.file
    if answer:
        return ANSWERS[answer][0], {"ok": "ok", "err": "err"}.get(ANSWERS[answer][3], "warn")
    if file is not None and file.uploaded is not None:
        return Message("Uploaded"), "ok"
    if file is not None and file.saved is not None:
        return Message("Saved"), "neutral"
    return None


class Empty(NamedTuple):
    """What an empty month says, and what it asks for: a run, a run perhaps (`later`), an employee, or nothing."""

    icon: str
    title: str
    line: str
    asks_for: str = ""


def empty(seat: Seat, tile: MonthTile) -> Empty:
    """What there is to say of a month without a pay run."""
    t, month = seat.t, tile.month
    due = short_day(seat, tile.due)
    name = heading(seat, tile)
    match tile.state:
        case "before":
            return Empty("archive", t("Reported from another program"), t("The client began here later."))
        case "nothing":
            return Empty("check", t("Nothing to report"), t("In {month} nobody was employed or paid.", month=month))
        case "missing":
            line = t(
                "{count} people were employed, so a report is expected all the same. It was due {day}. "
                "Was a pay run forgotten?",
                count=tile.employed,
                day=due,
            )
            if tile.employed == 1:
                line = t(
                    "1 person was employed, so a report is expected all the same. It was due {day}. "
                    "Was a pay run forgotten?",
                    day=due,
                )
            return Empty("warning", t("{month} has no pay run", month=name), line, "run")
        case "future":
            line = t("The report is built from the pay run, and is due {day}.", day=due)
            return Empty("calendar-blank", t("{month} is still to come", month=name), line, "later")
    if not tile.employed:
        return Empty(
            "users", t("No employees yet"), t("When somebody is employed, the report is built from the pay run."),
            "employee",
        )  # fmt: skip
    line = t("The report is built from the pay run, and is due {day}, {away}.", day=due, away=away(seat, tile.due))
    return Empty("paper-plane-tilt", t("{month} has no pay run yet", month=name), line, "run")
