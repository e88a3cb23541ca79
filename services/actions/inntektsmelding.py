"""The inntektsmelding of an absence: answered, saved on paper or as JSON, told as sent. Nothing is sent from here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.records.absence import Absence
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.exports import keep_files
from services.actions.made_file import PDF, MadeFile
from services.actions.marks import mark, unmark
from services.actions.save_files import write_file
from services.desk.desk import Desk
from services.desk.inntektsmelding import ANSWERED, SENT, subject, write_answers
from services.desk.inntektsmelding_paper import inntektsmelding_json, inntektsmelding_of, inntektsmelding_pdf
from services.engine.income_report import Answers

KIND, JSON = "inntektsmelding", "application/json"


def answer(desk: Desk, absence_id: int, answers: Answers) -> None:
    """Keep what the user says beside the absence. Raises Refused for one about which NAV asks nothing."""
    inntektsmelding_of(desk, absence_id, answers)
    mark(desk, subject(absence_id), ANSWERED, write_answers(answers))


def save_inntektsmelding(desk: Desk, absence_id: int, target: Path, language: str = "nb") -> Path:
    """Keep the worksheet in the client file and write it where the user chose, and has said may be overwritten: as PDF,
    or as JSON where the name ends so.

    Raises Refused for JSON while something is still to be answered, and where nothing can be written.
    """
    is_json = target.suffix.lower() == ".json"
    content = inntektsmelding_json(desk, absence_id) if is_json else inntektsmelding_pdf(desk, absence_id, language)
    found = inntektsmelding_of(desk, absence_id)
    day = found.sheet.first_day
    name = f"{KIND}-{found.sheet.person.number}-{day}.{'json' if is_json else 'pdf'}"
    made = MadeFile(name, KIND, JSON if is_json else PDF, content, found.sheet.person.number)
    keep_files(desk, [made], run_id=None, month=Month.of(day))
    return write_file(content, target)


def mark_sent(desk: Desk, absence_id: int, day: date | None = None) -> None:
    """Somebody sent it on nav.no, on a day; without one today. Raises Refused for an absence that does not exist, and
    for a day that has not come.
    """
    _refuse_unknown(desk, absence_id)
    if day is not None and day > desk.today:
        what = Message("{day} has not come yet; say the day on which it was sent", day=day)
        raise refuse(what, Place("inntektsmelding", str(absence_id), "sent"))
    mark(desk, subject(absence_id), SENT, (day or desk.today).isoformat())


def mark_not_sent(desk: Desk, absence_id: int) -> None:
    """It was not sent after all. Raises Refused for an absence that does not exist."""
    _refuse_unknown(desk, absence_id)
    unmark(desk, subject(absence_id), SENT)


def _refuse_unknown(desk: Desk, absence_id: int) -> None:
    with desk.reading() as session:
        if session.get(Absence, absence_id) is None:
            what = Message("There is no absence with the number {number}", number=str(absence_id))
            raise refuse(what, Place("absence", absence_id))
