"""A month in ten steps with their days: what is done, what is next, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.stored_file import StoredFile
from models.values.finding import Place
from models.values.message import Message
from models.values.span import Month
from services.desk import marks
from services.desk.countries import country
from services.desk.desk import Desk
from services.queries.deadlines import PAID, Deadline
from services.queries.month_at_work import SOON, AtWork, State, read_state, work_of


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One of the steps of a month. `state` is done, now, due, late or later."""

    key: str
    short: Message
    what: Message
    state: str
    day: date | None
    where: Place | None


def month_steps(desk: Desk, work: AtWork | None = None) -> tuple[MonthStep, ...]:
    """The whole month as steps with their days: what is done, what is next, what is due. None without an employer."""
    state = read_state(desk)
    return steps_of_month(desk, state, work or work_of(desk, state))


def steps_of_month(desk: Desk, state: State, work: AtWork) -> tuple[MonthStep, ...]:
    """The same, from what was read."""
    if not state.employer or work.pay_date is None:
        return ()
    pack, today = country(desk.client.country), desk.today
    row = next((row for row in state.rows if row.id == work.run_id), None)
    report_month = row.report_month if row is not None else Month.of(work.pay_date)
    tile = state.tile(report_month)
    with desk.reading() as session:
        told = marks.marks_of(session)
        journal = _journal_saved(session, work.run_id, told)
    dues = {(each.kind, each.day): each for each in state.dues}
    tax_due = pack.run_deadlines(work.pay_date)["tax_due"]
    of_month = pack.month_deadlines(report_month)
    is_approved = row is not None and row.is_approved
    is_computed = row is not None and row.state == "control"
    run_place = Place("pay_run", row.id, row.step) if row is not None else Place("pay_run", "new")
    files = Place("pay_run", row.id, "files") if row is not None and is_approved else None
    report = Place("reporting", str(report_month))
    pay_subject = marks.due("pay", str(work.run_id or report_month))
    slips_done = work.run_id is not None and marks.is_marked(told, marks.slips(work.run_id), "handed_out")
    steps = [
        ("collect", row is not None and row.state != "basis", None, run_place),
        ("draft", is_approved or is_computed, None, run_place),
        ("check", is_approved, None, run_place),
        ("approve", is_approved, None, run_place),
        ("pay", marks.is_marked(told, pay_subject, PAID), pack.bank_day(work.pay_date), files),
        ("slips", slips_done, work.pay_date, files),
    ]
    if "aga_due" in of_month:
        steps += [
            ("report", tile is not None and tile.state == "uploaded", of_month["due"], report),
            ("tax", _is_paid(dues, "withholding", tax_due), tax_due, report),
            ("contribution", _is_paid(dues, "aga", of_month["aga_due"]), of_month["aga_due"], report),
        ]
    else:
        last = row.days.last if row is not None and row.days is not None else work.month.last
        fund_due = pack.run_deadlines(work.pay_date, last)["holiday_due"]
        atp_due = pack.month_deadlines(Month.of(work.pay_date))["atp_due"]
        steps += [
            ("both_taxes", _is_paid(dues, "withholding", tax_due), tax_due, files),
            ("holiday_fund", _is_paid(dues, "holiday_fund", fund_due), fund_due, files),
            ("atp", _is_paid(dues, "atp", atp_due), atp_due, files),
        ]
    steps.append(("ledger", journal, None, files))
    return tuple(_in_turn(steps, today))


def _in_turn(steps: Iterable[tuple[str, bool, date | None, Place | None]], today: date) -> Iterator[MonthStep]:
    """The steps with their states: the first that is not done is the one to do now."""
    is_now = True
    for key, is_done, day, where in steps:
        short, what = _STEPS[key]
        if is_done:
            state = "done"
        elif day is not None and day < today:
            state = "late"
        elif is_now:
            state = "now"
        elif day is not None and day <= today + SOON:
            state = "due"
        else:
            state = "later"
        is_now = is_now and is_done
        yield MonthStep(key, short, what, state, day, where)


_STEPS: Final = {
    "collect": (Message("Collect"), Message("Collect hours, additions and absence")),
    "draft": (Message("Calculate"), Message("Calculate a draft")),
    "check": (Message("Check"), Message("Check what differs from last month")),
    "approve": (Message("Approve"), Message("Approve the run")),
    "pay": (Message("Pay out"), Message("Net pay is paid by the bank")),
    "slips": (Message("Payslips"), Message("Hand out the payslips")),
    "report": (Message("A-melding"), Message("Send the a-melding")),
    "tax": (Message("Tax payment"), Message("Pay withheld tax")),
    "both_taxes": (Message("A-tax and AM"), Message("Pay A-tax and AM contribution")),
    "holiday_fund": (Message("Holiday money"), Message("Pay holiday money to FerieKonto and funds")),
    "atp": (Message("ATP"), Message("Pay ATP of the quarter")),
    "contribution": (Message("Contribution"), Message("Pay the employer's contribution")),
    "ledger": (Message("Accounts"), Message("Give the journal to the accounts")),
}


def _is_paid(dues: dict[tuple[str, date], Deadline], kind: str, day: date) -> bool:
    found = dues.get((kind, day))
    return found is not None and found.done


def _journal_saved(session: Session, run_id: int | None, told: Any) -> bool:
    if run_id is None:
        return False
    wanted = select(StoredFile.id).where(StoredFile.run_id == run_id, StoredFile.kind.in_(("journal", "books")))
    return any(marks.is_marked(told, marks.file(number), "saved") for number in session.scalars(wanted))
