"""Hours and pay lines from a table into an open run: as entered lines, through the same door as the input grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ImportedFile
from models.records.pay_run import EnteredLine
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress
from services.actions.entry import store
from services.actions.runs import open_run
from services.actions.table_writer import Keep, Writer
from services.desk.desk import Desk
from services.desk.gather import employee_ids
from services.desk.preview import Entered, Preview
from services.desk.stored_form import write_line
from services.desk.table_hours import HoursPlan
from services.desk.table_kind import PAGE, TablePreview


def _take_in(desk: Desk, seen: TablePreview, keep: Keep, progress: Progress) -> None:
    plan = seen.plan
    assert isinstance(plan, HoursPlan)  # its judge made it
    preview = Preview.of(desk, plan.run_id)
    wanted: dict[int, tuple[Entered, ...]] = {}
    before: list[tuple[int, int, str]] = []
    for number, lines in plan.lines.items():
        gone = plan.gone.get(number, frozenset())
        stand = preview.entered(number)
        if gone - {each.id for each in stand}:
            raise refuse(Message("The run was changed elsewhere meanwhile: open it again"), Place(PAGE))
        before += [(number, each.id, write_line(each.line)) for each in stand if each.id in gone]
        kept = tuple(each for each in stand if each.id not in gone)
        wanted[number] = (*kept, *(Entered(0, line) for line in lines))
    progress(0, 1, Message("Calculating the pay"))
    _refuse_what_cannot_be_paid(desk, plan.run_id, preview, wanted)
    progress(0, 1, Message("Storing the lines"))

    def log(session: Session) -> int:
        came = select(EnteredLine.id, EnteredLine.import_id).where(EnteredLine.run_id == plan.run_id)
        brought = dict(session.execute(came).all()) if before else {}
        replaced = [(number, line, brought.get(row)) for number, row, line in before]
        return keep(session, {"replaced": replaced}, plan.run_id)

    store(desk, plan.run_id, preview, wanted, "hours.take_in", imported=log)


def _refuse_what_cannot_be_paid(
    desk: Desk, run_id: int, preview: Preview, wanted: Mapping[int, Sequence[Entered]]
) -> None:
    """Nobody's pay may become one that cannot be calculated. Everybody is tried at once, which costs little."""
    tried = Preview.of(desk, run_id)
    for number, lines in wanted.items():
        tried.put(number, lines)
    tried.compute()
    found = []
    for number in wanted:
        if problems := tried.row(number).problems:
            known = preview.row(number).problems
            name = preview.person(number).name
            found += [
                Finding(
                    Severity.STOP,
                    Message("{name}: {reason}. Leave the rows out or mend them", name=name, reason=each.what),
                    Place(PAGE),
                )
                for each in problems
                if each not in known
            ]
    if found:
        raise Refused(found)


def _undo(desk: Desk, session: Session, row: ImportedFile, note: Mapping[str, Any]) -> int:  # noqa: ARG001
    """The lines that the table brought go, but for those that somebody changed since; what they replaced comes back."""
    assert row.run_id is not None  # else there is a hindrance
    run = open_run(session, row.run_id)
    lines = session.scalars(select(EnteredLine).where(EnteredLine.import_id == row.id)).all()
    for line in lines:
        session.delete(line)
    ids = employee_ids(session)
    standing = set(session.scalars(select(ImportedFile.id).where(ImportedFile.undone_at.is_(None))))
    for number, text, brought in note.get("replaced", ()):
        if number in ids:
            came = brought if brought in standing else None
            session.add(EnteredLine(run_id=run.id, employee_id=ids[number], line=text, import_id=came))
    return len(lines)


WRITER: Final = Writer(_take_in, _undo)
