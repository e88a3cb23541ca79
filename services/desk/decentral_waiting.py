"""Lines of variable wage types that came in a file: they wait for the run of their day, and go back to waiting where
its draft is deleted.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import Employer
from models.records.numbered import Registered
from models.records.pay_run import EnteredLine, PayRun
from services.desk.decentral_kept import read_said
from services.desk.decentral_one import OpenRun
from services.desk.decentral_pay import can_pay, entered_line
from services.desk.stored_form import write_line
from services.engine.facts import RunKind
from services.files.decentral_layout import PAY
from services.reference.wage_type_rows import wage_types

_TAKES = (RunKind.ORDINARY.value, RunKind.HOLIDAY.value)


def open_runs(session: Session) -> list[OpenRun]:
    """The runs that such lines go into, the earliest first: ordinary ones that are not approved."""
    wanted = select(PayRun).where(PayRun.approved_at.is_(None), PayRun.kind.in_(_TAKES))
    found = [
        OpenRun(run.id, run.first_day or run.month.first, run.last_day or run.month.last, run.pay_date)
        for run in session.scalars(wanted)
    ]
    return sorted(found, key=lambda run: (run.last, run.id))


def take_waiting(session: Session, run: PayRun) -> int:
    """Put the lines that wait until the last day of a new run into it; not those from before the first month here,
    which were paid elsewhere. How many there are.
    """
    if run.kind not in _TAKES:
        return 0
    last = run.last_day or run.month.last
    employer = session.get(Employer, 1)
    first = employer.start_month.first if employer is not None else run.month.first
    wanted = select(Registered).where(
        Registered.record == PAY, Registered.run_id.is_(None), Registered.since.between(first, last)
    )
    count = 0
    for row in session.scalars(wanted.order_by(Registered.id)):
        if not row.key.isdecimal() or row.since is None or row.employee_id is None:
            continue  # of a fixed type or a rate
        said = read_said(PAY, row.said)
        if not can_pay(wage_types("DK").get(row.key), said):
            continue
        line = write_line(entered_line(row.key, row.since, said))
        session.add(EnteredLine(run_id=run.id, employee_id=row.employee_id, import_id=None, line=line))
        row.run_id = run.id
        count += 1
    return count


def release(session: Session, run_id: int) -> None:
    """Let the lines of a draft that is going to be deleted wait again."""
    for row in session.scalars(select(Registered).where(Registered.run_id == run_id)):
        row.run_id = None
