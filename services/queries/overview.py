"""The client at a glance: the month at work, what to do next, the month in ten steps, what is owed, what pay cost.

Everything follows from the real state of the file. Nothing is computed here, so it is quick enough to be asked after
every change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.employer import Employer
from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from services.desk import marks
from services.desk.copies import copies_folder, copies_in
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.recovery_key import is_tried
from services.desk.run_state import last_change
from services.engine.rates import MissingRate
from services.queries.deadlines import PAID, Deadline, deadlines, holiday_day
from services.queries.employees import DraftRow, drafts, employees, missing
from services.queries.reporting import MonthTile, months_between
from services.queries.runs import RunRow, all_runs, proposal, run_words
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

ERROR, DUE, READY, WAITING, DONE = "error", "due", "ready", "waiting", "done"
_RANK: Final = {ERROR: 0, DUE: 1, READY: 2, WAITING: 3, DONE: 4}
_NAMES: Final = 2  # of people in one line
_SOON: Final = timedelta(days=7)
_BACK: Final = timedelta(days=120)
_WARNED: Final = timedelta(days=3)  # before a payment is due
_OLD_COPY: Final = timedelta(days=14)
_FULL: Final = ("ordinary", "holiday")
_TILES_BACK: Final = 6  # months before the year that are still looked at
_MONTH: Final = 31
_GROUPED: Final = 2  # more of a kind than these are one step


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is to be done, and where. `count` is how many people or things it concerns."""

    kind: str  # error · due · ready · waiting · done
    icon: str
    title: Message
    detail: Message
    verb: Message
    where: Place | None
    due: date | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class AtWork:
    """The month that one works on. `state` is none (no employer), nobody (no employees), todo (no run yet), draft, or
    approved; `pay_date` is the run's own, or the usual one.
    """

    month: Month
    state: str
    pay_date: date | None = None
    run_id: int | None = None
    verb: Message | None = None
    where: Place | None = None


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One of the steps of a month. `state` is done, now, due, late or later."""

    key: str
    short: Message
    what: Message
    state: str
    day: date | None
    where: Place | None


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is owed: until when, or else what it waits for."""

    kind: str
    what: Message
    detail: Message
    amount: Money
    day: date | None
    when: Message | None = None
    subject: str = ""
    where: Place | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Debts:
    """What is owed: what falls due first, and everything by kind."""

    next_amount: Money | None
    next_day: date | None
    rows: tuple[Owed, ...]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a month's pay cost: pay, the employer's contribution, pension and holiday pay that was earned.

    Holiday pay that was paid out is not in it: it was a cost when it was earned. `holiday_paid` says how much it was.
    """

    month: Month
    pay: Money
    contribution: Money
    set_aside: Money
    is_draft: bool = False
    holiday_paid: Money = ZERO

    @property
    def total(self) -> Money:
        return self.pay + self.contribution + self.set_aside


# --- the month at work -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the front page shows, read at one moment."""

    work: AtWork
    steps: tuple[Step, ...]
    strip: tuple[MonthStep, ...]
    debts: Debts
    costs: tuple[MonthCost, ...]
    is_first_day: bool


def overview(desk: Desk) -> Overview:
    """The whole front page."""
    state = _state(desk)
    work = _at_work(desk, state)
    if state.is_untouched:
        return Overview(work, (), (), Debts(None, None, ()), (), True)
    strip = _month_steps(desk, state, work)
    return Overview(work, _next_steps(desk, state, work), strip, _debts(desk, state), costs(desk), False)


def at_work(desk: Desk) -> AtWork:
    """The month of the oldest draft; else the one that was paid last while something of it is left to do; else the
    month that comes next.
    """
    return _at_work(desk, _state(desk))


@dataclass(frozen=True, slots=True)
class _State:
    """What is read once for everything."""

    employer: bool
    people: int
    rows: tuple[RunRow, ...] = ()
    tiles: tuple[MonthTile, ...] = ()
    dues: tuple[Deadline, ...] = ()
    start: Month | None = None
    pay_day: int = 25
    pension: Percent | None = None
    is_untouched: bool = False

    def draft(self) -> RunRow | None:
        """The oldest run that is not approved."""
        return next((row for row in reversed(self.rows) if not row.is_approved), None)

    def last_full(self) -> RunRow | None:
        """The newest approved run of a whole month."""
        return next((row for row in self.rows if row.is_approved and row.kind in _FULL), None)

    def tile(self, month: Month) -> MonthTile | None:
        return next((tile for tile in self.tiles if tile.month == month), None)


def _state(desk: Desk) -> _State:
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        count = session.scalar(select(func.count()).select_from(people.Employee)) or 0
        if employer is None:
            return _State(False, count, is_untouched=True)
        start, pay_day, percent = employer.start_month, employer.pay_day, employer.pension_percent
        others = sum(
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (people.EmployeeDraft, runs.PayRun)
        )
    today = desk.today
    far = _holiday_ahead(desk, pay_day) + timedelta(days=40)
    tiles = months_between(desk, Month(today.year, 1).plus(-_TILES_BACK), Month.of(far))
    rows, dues = all_runs(desk), deadlines(desk, far, tiles)
    return _State(True, count, rows, tiles, dues, start, pay_day, percent, not count and not others)


def _holiday_ahead(desk: Desk, pay_day: int) -> date:
    """The next day on which holiday pay is paid."""
    pack, today = country(desk.client.country), desk.today
    this_year = holiday_day(pack, today.year, pay_day)
    return this_year if today <= this_year else holiday_day(pack, today.year + 1, pay_day)


def _at_work(desk: Desk, state: _State) -> AtWork:
    today = desk.today
    if not state.employer:
        return AtWork(Month.of(today), "none", verb=Message("Set up the employer"), where=Place("setup"))
    if (draft := state.draft()) is not None:
        where = Place("pay_run", draft.id, draft.step)
        return AtWork(draft.month, "draft", draft.pay_date, draft.id, Message("Continue pay run"), where)
    if not state.people:
        return AtWork(state.start or Month.of(today), "nobody")
    last = state.last_full()
    if last is not None and _is_unfinished(last, state, today):
        where = Place("pay_run", last.id, "files")
        return AtWork(last.month, "approved", last.pay_date, last.id, Message("Files of the run"), where)
    plan = proposal(desk)
    verb = Message("Start pay for {month}", month=plan.month)
    return AtWork(plan.month, "todo", plan.pay_date, None, verb, Place("pay_run", "new"))


def _is_unfinished(run: RunRow, state: _State, today: date) -> bool:
    """Whether a paid month is still the one at work: it is not paid out yet, or its report is due."""
    tile = state.tile(Month.of(run.pay_date))
    return run.pay_date >= today or (tile is not None and not tile.is_done and today <= tile.due)


# --- next steps ------------------------------------------------------------------------------------------------------


def next_steps(desk: Desk) -> tuple[Step, ...]:
    """What to do next, the most urgent first. Nothing is a good answer."""
    state = _state(desk)
    return _next_steps(desk, state, _at_work(desk, state))


def _next_steps(desk: Desk, state: _State, work: AtWork) -> tuple[Step, ...]:
    if not state.employer:
        return (
            Step(
                READY,
                "buildings",
                Message("Set up the employer"),
                Message("Name, number, sub-units and choices. It takes about five minutes."),
                Message("Begin"),
                Place("setup"),
            ),
        )
    unfinished = drafts(desk)
    found = [
        *_nobody(state, unfinished),
        *_missing(desk, missing(desk)),
        *_next_year(desk),
        *_unfinished(unfinished),
        *_forgotten(state),
        *_run_steps(desk, state, work),
        *_reports(desk, state),
        *_unpaid(desk, state),
        *_safety(desk),
    ]
    return tuple(sorted(found, key=lambda step: (_RANK[step.kind], step.due or date.max)))


def _nobody(state: _State, unfinished: Sequence[DraftRow]) -> Iterator[Step]:
    if not state.people and not unfinished:
        yield Step(
            READY,
            "user-plus",
            Message("Add the first employee"),
            Message("A guide of five steps asks for what is needed and says where to find it."),
            Message("New employee"),
            Place("employees", "new"),
        )


def _missing(desk: Desk, findings: Sequence[Finding]) -> Iterator[Step]:
    """What is missing about people, one step for each thing that is missing."""
    by_field: dict[str, list[Finding]] = {}
    for found in findings:
        if found.where is not None and found.where.field is not None:
            by_field.setdefault(found.where.field, []).append(found)
    year = str(desk.today.year)
    for name, some in by_field.items():
        about = _MISSING.get(name)
        if about is None:
            continue
        kind, icon, one, many, why, verb = about
        count = len(some)
        who = _names(_name_of(found) for found in some)
        title = Message(one.text, year=year) if count == 1 else Message(many.text, count=count, year=year)
        detail = Message("{names}. {why}", names=who, why=why)
        if name == "tax_card" and (percent := _without_card(desk)) is not None:
            detail = Message("{names}. Without a card {percent} is withheld.", names=who, percent=percent)
        yield Step(kind, icon, title, detail, verb, some[0].where, count=count)


_MISSING: Final = {
    "tax_card": (
        ERROR,
        "warning-circle",
        Message("1 employee has no tax card for {year}"),
        Message("{count} employees have no tax card for {year}"),
        Message("Without a card half is withheld."),
        Message("Enter card"),
    ),
    "national_id": (
        ERROR,
        "warning-circle",
        Message("1 employee has no national identity number"),
        Message("{count} employees have no national identity number"),
        Message("The report asks for it."),
        Message("Enter number"),
    ),
    "employment": (
        DUE,
        "identification-card",
        Message("1 employee has no employment"),
        Message("{count} employees have no employment"),
        Message("Without one nothing is paid."),
        Message("Enter employment"),
    ),
    "terms": (
        DUE,
        "identification-card",
        Message("1 employee has no terms of pay"),
        Message("{count} employees have no terms of pay"),
        Message("Without them nothing is paid."),
        Message("Enter pay"),
    ),
    "bank_account": (
        DUE,
        "bank",
        Message("1 employee has no bank account"),
        Message("{count} employees have no bank account"),
        Message("The pay is not in the bank file."),
        Message("Enter account"),
    ),
    "occupation": (
        DUE,
        "identification-card",
        Message("1 employee has no occupation code"),
        Message("{count} employees have no occupation code"),
        Message("The report asks for it."),
        Message("Choose occupation"),
    ),
}
"""By field: how urgent, icon, title for one and for several, why it matters, and the verb."""


def _name_of(found: Finding) -> str:
    return next((value for name, value in found.what.values if name == "name" and isinstance(value, str)), "")


def _names(names: Iterable[str]) -> Message:
    """Some names as they stand in a line."""
    all_names = [name for name in names if name]
    shown, rest = all_names[:_NAMES], len(all_names) - _NAMES
    if rest > 0:
        return Message("{names} and {count} more", names=", ".join(shown), count=rest)
    if len(shown) < 2:
        return Message("{names}", names="".join(shown))
    return Message("{first} and {last}", first=", ".join(shown[:-1]), last=shown[-1])


def _without_card(desk: Desk) -> Percent | None:
    try:
        return rate_book(desk.client.country).on(desk.today).percent("withholding.no_card").value
    except MissingRate:
        return None


def _next_year(desk: Desk) -> Iterator[Step]:
    """In the second half of December: the cards of the year that comes."""
    today = desk.today
    if today.month != 12 or today.day < 15:
        return
    first = date(today.year + 1, 1, 1)
    some = [row for row in employees(desk, first) if row.state == "active" and row.lacks_card]
    if some:
        year = str(first.year)
        title = Message("1 employee has no tax card for {year}", year=year)
        if len(some) > 1:
            title = Message("{count} employees have no tax card for {year}", count=len(some), year=year)
        detail = Message("{names}. {why}", names=_names(row.name for row in some), why=Message("Needed from January."))
        where = Place("employees", some[0].number, "tax_card")
        yield Step(READY, "identification-card", title, detail, Message("Enter card"), where, count=len(some))


def _unfinished(unfinished: Sequence[DraftRow]) -> Iterator[Step]:
    if not unfinished:
        return
    named = [row.name for row in unfinished if row.name]
    count = len(unfinished)
    title = Message("1 new employee is not finished")
    if count > 1:
        title = Message("{count} new employees are not finished", count=count)
    detail = Message("Nobody is paid before the guide is finished.")
    if named:
        detail = Message("{names}. {why}", names=_names(named), why=detail)
    where = Place("employees", f"draft:{unfinished[0].id}")
    yield Step(DUE, "user-plus", title, detail, Message("Continue"), where, count=count)


def _forgotten(state: _State) -> Iterator[Step]:
    """Months that are over, in which people were employed and there is no run."""
    for tile in state.tiles:
        if tile.state == "missing":
            yield Step(
                ERROR,
                "calendar-x",
                Message("There is no pay run for {month}", month=tile.month),
                Message("People were employed. A month without pay is reported too."),
                Message("Look at it"),
                Place("reporting", str(tile.month)),
                tile.due,
            )


def _run_steps(desk: Desk, state: _State, work: AtWork) -> Iterator[Step]:
    """Drafts to go on with, the next month to begin, files that were not saved."""
    today = desk.today
    open_runs = [row for row in reversed(state.rows) if not row.is_approved]
    for row in open_runs:
        yield _draft_step(row, today)
    if not open_runs and state.people and work.state == "todo" and work.pay_date is not None:
        days = (work.pay_date - today).days
        kind = ERROR if days < 0 else DUE if days <= _SOON.days else READY
        if days <= _MONTH:
            title = Message("Run pay for {month}", month=work.month)
            detail = Message("Collect hours and changes, check, approve.")
            yield Step(kind, "money", title, detail, Message("Start"), work.where, work.pay_date)
    unsaved = [row for row in state.rows if row.state == "approved" and row.pay_date >= today - _BACK]
    if len(unsaved) > _GROUPED:
        first = unsaved[-1]
        title = Message("The files of {count} runs are not saved", count=len(unsaved))
        detail = Message("The first is {run}.", run=_run_words(first))
        where = Place("pay_run", first.id, "files")
        yield Step(
            DUE, "file-arrow-down", title, detail, Message("Go through them"), where, first.pay_date, len(unsaved)
        )
        return
    for row in unsaved:
        yield Step(
            DUE if row.pay_date <= today + _SOON else READY,
            "file-arrow-down",
            Message("Save the files of {run}", run=_run_words(row)),
            Message("Bank file, payslips and journal."),
            Message("To the files"),
            Place("pay_run", row.id, "files"),
            row.pay_date,
        )


def _draft_step(row: RunRow, today: date) -> Step:
    kind = ERROR if row.pay_date < today else DUE if row.pay_date <= today + _SOON else READY
    what = _run_words(row)
    title = Message("Enter the basis of {run}", run=what)
    detail, verb = Message("Hours, additions and absence of the month."), Message("Continue")
    if row.state == "control":
        title = Message("Check and approve {run}", run=what)
        detail = Message("Computed: {net} is to be paid out.", net=row.net or ZERO)
        if row.people and row.people > 1:
            detail = Message(
                "{count} payslips are computed, {net} is to be paid out.", count=row.people, net=row.net or ZERO
            )
        verb = Message("Check")
    elif row.state == "stale":
        title = Message("Compute {run} again", run=what)
        detail = Message("Something that the pay is computed from was changed afterwards.")
        verb = Message("Compute")
    return Step(kind, "money", title, detail, verb, Place("pay_run", row.id, row.step), row.pay_date)


def _run_words(row: RunRow) -> Message:
    """A run as it is called inside a sentence."""
    match row.kind:
        case "extra":
            return Message("the extra run of {month}", month=row.month)
        case "correction":
            return Message("the correction of {run}", run=run_words(row.corrects))
        case "holiday":
            return Message("pay and holiday pay for {month}", month=row.month)
        case _ if row.own_days is not None:
            return Message("pay for {days}", days=row.days)
        case _:
            return Message("pay for {month}", month=row.month)


def _reports(desk: Desk, state: _State) -> Iterator[Step]:
    """The reports of months that were paid, until they are told as uploaded; where many are late, as one."""
    found = [(tile, step) for tile in state.tiles if (step := _report_step(tile, desk.today)) is not None]
    late = [tile for tile, step in found if tile.is_late and step.kind == ERROR]
    if len(late) > _GROUPED:
        yield Step(
            ERROR,
            "paper-plane-tilt",
            Message("{count} a-meldings are not told as uploaded", count=len(late)),
            Message("From {first} to {last}.", first=late[0].month, last=late[-1].month),
            Message("Go through them"),
            Place("reporting", str(late[0].month)),
            late[0].due,
            len(late),
        )
        found = [(tile, step) for tile, step in found if tile not in late]
    yield from (step for _, step in found)


def _report_step(tile: MonthTile, today: date) -> Step | None:
    """What to do about the report of a month."""
    where = Place("reporting", str(tile.month))
    title = Message("Send the a-melding for {month}", month=tile.month)
    match tile.state:
        case "draft":
            detail, verb = Message("Can be made when the pay is approved."), Message("Waits")
            return Step(WAITING, "paper-plane-tilt", title, detail, verb, None, tile.due)
        case "ready":
            detail, verb = Message("Ready to be saved and sent."), Message("Open")
        case "findings":
            detail, verb = Message("Something must be mended first."), Message("Mend")
        case "saved":
            title = Message("Say that the a-melding for {month} is uploaded", month=tile.month)
            detail, verb = Message("It is saved. Upload it in Altinn, and tell it here."), Message("Open")
        case "changed":
            detail = Message("Pay was approved after it was saved. A new one replaces it.")
            verb = Message("Open")
        case _:
            return None
    is_urgent = tile.due <= today + _SOON or tile.state in ("changed", "findings")
    kind = ERROR if tile.is_late else DUE if is_urgent else READY
    return Step(kind, "paper-plane-tilt", title, detail, verb, where, tile.due)


def _unpaid(desk: Desk, state: _State) -> Iterator[Step]:
    """What approved runs make due now and nobody told as paid; where they are many, as one."""
    today = desk.today
    open_ones = _due_now(state.dues, today)
    if len(open_ones) > _GROUPED:
        first = open_ones[0]
        yield Step(
            ERROR if first.day < today else DUE,
            "bank",
            Message("{count} payments are not marked as paid", count=len(open_ones)),
            Message("{amount} together.", amount=_sum(open_ones)),
            Message("Go through them"),
            Place("overview", "payments", "paid"),
            first.day,
            len(open_ones),
        )
        return
    for each in open_ones:
        yield Step(
            ERROR if each.day < today else DUE,
            "bank",
            Message("{what}: {amount}", what=_TO_PAY.get(each.kind, each.what), amount=each.amount or ZERO),
            Message("{detail}.", detail=each.detail),
            Message("Mark as paid"),
            Place("overview", each.subject, "paid"),
            each.day,
        )


def _sum(some: Iterable[Deadline]) -> Money:
    return Money.total(each.amount or ZERO for each in some)


_TO_PAY: Final = {
    "pay": Message("Pay out net pay"),
    "withholding": Message("Pay withheld tax"),
    "aga": Message("Pay the employer's contribution"),
}


def _safety(desk: Desk) -> Iterator[Step]:
    """The recovery key that nobody tried, and a copy that is too old."""
    with desk.reading() as session:
        is_key_tried, seq = is_tried(session), last_change(session)
    if not is_key_tried:
        yield Step(
            READY,
            "key",
            Message("Try the recovery key"),
            Message("It opens the file when the password is lost, if you have it."),
            Message("Try it"),
            Place("settings", "recovery_key", "security"),
        )
    newest = next(iter(copies_in(copies_folder(desk.client.path), desk.client.file_id)), None)
    since = newest.at if newest is not None else desk.client.created_at
    is_behind = newest is None or newest.seq < seq
    if is_behind and desk.now() - since > _OLD_COPY:
        detail = Message("There is no copy of this file yet.")
        if newest is not None:
            day = newest.at.astimezone(desk.now().tzinfo).date()
            detail = Message("The newest is from {day}, and things were changed since.", day=day)
        yield Step(DUE, "shield-check", Message("Make a backup"), detail, Message("To the backups"), Place("backups"))


# --- the month in ten steps ------------------------------------------------------------------------------------------


def month_steps(desk: Desk, work: AtWork | None = None) -> tuple[MonthStep, ...]:
    """The whole month as steps with their days: what is done, what is next, what is due. None without an employer."""
    state = _state(desk)
    return _month_steps(desk, state, work or _at_work(desk, state))


def _month_steps(desk: Desk, state: _State, work: AtWork) -> tuple[MonthStep, ...]:
    if not state.employer or work.pay_date is None:
        return ()
    pack, today = country(desk.client.country), desk.today
    row = next((row for row in state.rows if row.id == work.run_id), None)
    report_month = Month.of(work.pay_date)
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
        ("report", tile is not None and tile.state == "uploaded", of_month["due"], report),
        ("tax", _is_paid(dues, "withholding", tax_due), tax_due, report),
        ("contribution", _is_paid(dues, "aga", of_month["aga_due"]), of_month["aga_due"], report),
        ("ledger", journal, None, files),
    ]
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
        elif day is not None and day <= today + _SOON:
            state = "due"
        else:
            state = "later"
        is_now = is_now and is_done
        yield MonthStep(key, short, what, state, day, where)


_STEPS: Final = {
    "collect": (Message("Collect"), Message("Collect hours, additions and absence")),
    "draft": (Message("Compute"), Message("Compute a draft")),
    "check": (Message("Check"), Message("Check what differs from last month")),
    "approve": (Message("Approve"), Message("Approve the run")),
    "pay": (Message("Pay out"), Message("Net pay is paid by the bank")),
    "slips": (Message("Payslips"), Message("Hand out the payslips")),
    "report": (Message("A-melding"), Message("Send the a-melding")),
    "tax": (Message("Tax payment"), Message("Pay withheld tax")),
    "contribution": (Message("Contribution"), Message("Pay the employer's contribution")),
    "ledger": (Message("Accounts"), Message("Give the journal to the accounts")),
}


def _is_paid(dues: dict[tuple[str, date], Deadline], kind: str, day: date) -> bool:
    found = dues.get((kind, day))
    return found is not None and found.done


def _journal_saved(session: Session, run_id: int | None, told: Any) -> bool:
    if run_id is None:
        return False
    wanted = select(StoredFile.id).where(StoredFile.run_id == run_id, StoredFile.kind == "journal")
    return any(marks.is_marked(told, marks.file(number), "saved") for number in session.scalars(wanted))


# --- what is owed ----------------------------------------------------------------------------------------------------


def debts(desk: Desk) -> Debts:
    """What is owed and when: withheld tax, contribution, holiday pay, pension of the newest month; a row a kind."""
    return _debts(desk, _state(desk))


def _debts(desk: Desk, state: _State) -> Debts:
    open_ones = [each for each in state.dues if not each.done and each.amount and each.kind != "pay"]
    taxes = [each for each in open_ones if each.kind in ("withholding", "aga")]
    rows: list[Owed] = []
    for subject in dict.fromkeys(_of_kind(each) for each in taxes):
        rows += _one_row([each for each in taxes if _of_kind(each) == subject], desk.today)
    rows += [_owed(each) for each in open_ones if each.kind == "holiday_pay"][:1]
    with desk.reading() as session:
        pension = _pension(session)
    if pension is not None and state.pension is not None:
        month, amount, is_draft = pension
        detail = Message("{percent} for {month}", percent=state.pension, month=month)
        when = Message("when invoiced")
        rows.append(Owed("pension", Message("Pension (OTP)"), detail, amount, None, when, is_draft=is_draft))
    late = [each for each in taxes if each.day < desk.today and not each.is_draft]
    if late:
        return Debts(_sum(late), late[0].day, tuple(rows), True)
    first = min((each.day for each in taxes), default=None)
    amount_first = _sum(each for each in taxes if each.day == first) if first is not None else None
    return Debts(amount_first, first, tuple(rows))


def _of_kind(each: Deadline) -> str:
    """What kind of payment it is: `withholding`, `attachment`, `aga`, `finance_tax`."""
    return each.subject.split(":")[1]


def _one_row(some: Sequence[Deadline], today: date) -> Iterator[Owed]:
    """The payments of a kind as one row: those that are overdue together, or else the next one."""
    late = [each for each in some if each.day < today and not each.is_draft]
    if len(late) > 1:
        first = late[0]
        detail = Message("{count} payments are overdue", count=len(late))
        yield Owed(first.kind, first.what, detail, _sum(late), first.day, subject="payments", where=first.where)
        return
    yield _owed(some[0])


def _owed(each: Deadline) -> Owed:
    detail = each.detail
    if each.is_draft and each.kind != "holiday_pay":
        detail = Message("{detail}, so far", detail=each.detail)
    return Owed(
        each.kind,
        each.what,
        detail,
        each.amount or ZERO,
        each.day,
        subject=each.subject,
        where=each.where,
        is_draft=each.is_draft,
    )


def _pension(session: Session) -> tuple[Month, Money, bool] | None:
    """Pension of the newest month that was computed; and whether a draft is part of it."""
    run, total = runs.PayRun, runs.RunTotal
    by_month: dict[Month, tuple[int, bool]] = {}
    for month, amount, approved in session.execute(
        select(run.month, total.amount, run.approved_at)
        .join(total, total.run_id == run.id)
        .where(total.name == "otp")
        .order_by(run.month)
    ):
        ore, is_draft = by_month.get(month, (0, False))
        by_month[month] = ore + amount.ore, is_draft or approved is None
    if not by_month:
        return None
    newest = max(by_month)
    ore, is_draft = by_month[newest]
    return (newest, Money(ore), is_draft) if ore > 0 else None


# --- what it cost ----------------------------------------------------------------------------------------------------

_CONTRIBUTION: Final = ("aga", "aga_extra", "finance_tax")
_SET_ASIDE: Final = ("otp", "holiday_accrual", "aga_on_holiday_accrual")
_PAID_OUT: Final = "holiday_paid"


def costs(desk: Desk, last: Month | None = None, count: int = 12) -> tuple[MonthCost, ...]:
    """What pay cost in each of the last months, up to the newest one that was computed: one statement."""
    country_code = desk.client.country
    from_provision = [row.slug for row in wage_types(country_code).values() if row.account == "holiday_payable"]
    run, total, line = runs.PayRun, runs.RunTotal, runs.PayLine
    names = ("gross_cash", "aga_base", *_CONTRIBUTION, *_SET_ASIDE)
    sums = (
        select(run.month, run.approved_at.is_(None).label("draft"), total.name, func.sum(total.amount).label("ore"))
        .join(total, total.run_id == run.id)
        .where(total.name.in_(names))
        .group_by(run.month, run.approved_at.is_(None), total.name)
    )
    paid_out = (
        select(
            run.month,
            run.approved_at.is_(None).label("draft"),
            literal(_PAID_OUT).label("name"),
            func.sum(line.amount).label("ore"),
        )
        .join(line, line.run_id == run.id)
        .where(line.type.in_(from_provision))
        .group_by(run.month, run.approved_at.is_(None))
    )
    with desk.reading() as session:
        found: dict[Month, dict[str, Money]] = {}
        with_draft: set[Month] = set()
        for month, is_draft, name, amount in session.execute(union_all(sums, paid_out)):
            named = found.setdefault(month, {})
            named[name] = named.get(name, ZERO) + amount
            if is_draft:
                with_draft.add(month)
    if not found:
        return ()
    end = last or max(found)
    months_shown = [end.plus(-back) for back in range(count - 1, -1, -1)]
    return tuple(_cost(month, found.get(month, {}), month in with_draft) for month in months_shown)


def _cost(month: Month, named: dict[str, Money], is_draft: bool) -> MonthCost:
    def total(*names: str) -> Money:
        return Money.total(named.get(name, ZERO) for name in names)

    paid_out, contribution, base = total(_PAID_OUT), total(*_CONTRIBUTION), total("aga_base")
    if paid_out and base:  # its part of the contribution was set aside too
        contribution -= total("aga").part(paid_out.ore, base.ore)
    return MonthCost(month, total("gross_cash") - paid_out, contribution, total(*_SET_ASIDE), is_draft, paid_out)


def deadline_of(desk: Desk, subject: str) -> Deadline | None:
    """The deadline of a name among the marks."""
    return next((each for each in _ahead(desk) if each.subject == subject), None)


def unpaid(desk: Desk) -> tuple[Deadline, ...]:
    """Every payment of approved runs that is due now and not told as paid."""
    return tuple(_due_now(deadlines(desk, desk.today + _WARNED), desk.today))


def _due_now(dues: Iterable[Deadline], today: date) -> list[Deadline]:
    kinds = ("pay", "withholding", "aga")
    return [
        each
        for each in dues
        if each.kind in kinds
        and each.day <= today + _WARNED
        and not each.done
        and not each.is_draft
        and each.amount is not None
    ]


def _ahead(desk: Desk) -> tuple[Deadline, ...]:
    return deadlines(desk, desk.today + timedelta(days=400))
