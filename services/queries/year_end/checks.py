"""The list that ticks itself: what is left to do before a year is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import select

from models.records.pay_run import PayRun
from models.values.finding import Place
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.marks import marks_of
from services.desk.year_end import Year
from services.engine.facts import EmployerFacts, PersonFacts
from services.queries.deadlines import deadlines
from services.queries.employees import employees
from services.queries.report_months import DONE, MonthTile
from services.queries.year_end.statements import PersonOfYear
from services.queries.year_end.sums import MonthOfYear, booked
from services.queries.yearly_sheet import sheets_of
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class Check:
    """One point of the list. `state` is done, open, not_yet (its time has not come) or note (to be remembered, the
    program cannot see whether it is done); `detail` says what is missing, `verb` what one does about it.
    """

    name: str
    title: Message
    detail: Message | None
    state: str
    where: Place | None
    verb: Message | None = None


_Point = Callable[..., Check]


def checks_of(
    desk: Desk,
    held: Year,
    tiles: Sequence[MonthTile],
    reconciled: Sequence[MonthOfYear],
    everybody: Sequence[PersonFacts],
    people: Sequence[PersonOfYear],
    employer: EmployerFacts,
    plan: Mapping[str, str],
) -> Iterator[Check]:
    """The list, in the order in which it is done."""
    year, today = held.year, desk.today
    over = today.year > year
    december = over or (today.year == year and today.month == 12)

    def point(
        name: str,
        title: Message,
        task: Message,
        missing: Message | None,
        where: Place | None,
        verb: Message,
        *,
        ripe: bool = True,
    ) -> Check:
        state = "not_yet" if not ripe else "open" if missing is not None else "done"
        return Check(name, title if state == "done" else task, missing if ripe else None, state, where, verb)

    unpaid = [tile.month for tile in tiles if tile.state == "missing"]
    drafts = len(held.open_runs)
    to_come = [tile for tile in tiles if tile.month >= Month.of(today) and tile.state not in DONE] if not over else []
    task = Message("Approve every run of the year")
    yield _with_wait(
        point(
            "runs",
            Message("Every run of the year is approved"),
            task,
            _drafts(drafts) if drafts else _said_of(unpaid, _MISSING),
            Place("pay_run", held.open_runs[0] if drafts else None),
            Message("To the pay runs"),
        ),
        task,
        [tile for tile in to_come if tile.state in ("future", "open")],
    )
    late = [tile for tile in tiles if tile.state not in DONE and tile.month < Month.of(today)]
    task = Message("Upload every month's report")
    yield _with_wait(
        point(
            "reports",
            Message("Every month's report is uploaded"),
            task,
            _said_of([tile.month for tile in late], _LATE),
            Place("reporting", str(late[0].month) if late else f"{year}-12"),
            Message("To the a-melding"),
        ),
        task,
        to_come,
    )
    yield Check(
        "refunds",
        Message("Enter both refund files of December"),
        Message("NAV often sends two K27 files in December. Look in Altinn for both before the last report is made."),
        "note" if december else "not_yet",
        Place("reporting", f"{year}-12"),
        Message("To December"),
    )
    off = [each for each in reconciled if not each.agrees]
    yield point(
        "reconciled",
        Message("Runs, reports and journal agree"),
        Message("Reconcile runs, reports and journal"),
        _said_of([each.month for each in off], _OFF),
        Place("year_end", year, "months"),
        Message("Look at the months"),
        ripe=bool(reconciled),
    )
    if employer.choices.holiday_booking != "cash":
        yield point(
            "holiday",
            Message("Holiday pay owed agrees with the accounts, to the øre"),
            Message("Reconcile holiday pay owed with the accounts"),
            _holiday_off(held, desk.client.country, plan),
            Place("holiday", year + 1),
            Message("Look at the holiday pay"),
            ripe=bool(held.runs),
        )
    due = [each for each in deadlines(desk) if not each.done and each.day.year <= year + 1 and each.day < today]
    due = [each for each in due if each.kind in ("withholding", "aga") and each.amount]
    yield point(
        "payments",
        Message("Tax and contribution are paid"),
        Message("Pay tax and contribution"),
        Message("1 payment is not ticked off as paid")
        if len(due) == 1
        else Message("{count} payments are not ticked off as paid", count=len(due))
        if due
        else None,
        Place("deadlines"),
        Message("To the deadlines"),
    )
    yield from _people_checks(held, everybody, people, point)
    known = year + 1 in rate_book(desk.client.country).years
    yield point(
        "rates",
        Message("The rates of {year} are in the program", year=str(year + 1)),
        Message("Update the program with the rates of {year}", year=str(year + 1)),
        None if known else Message("They come with an update in December"),
        Place("settings", None, "rates"),
        Message("To the rates"),
        ripe=known or december,
    )
    yield _cards(desk, year, ripe=december, point=point)
    yield _next_year(desk, year, ripe=december)
    yield _sheets(desk, year, everybody, ripe=december, point=point)
    yield _statements(people, year, ripe=over, point=point)


def _sheets(desk: Desk, year: int, everybody: Sequence[PersonFacts], *, ripe: bool, point: _Point) -> Check:
    """What only the employer can judge is looked through once a year."""
    with desk.reading() as session:
        signed = marks_of(session, f"sheet:{year}:")
    sheets = sheets_of(everybody, signed, year, desk.client.country)
    left = [each for each in sheets if each.signed is None]
    missing: Message | None = None
    if left and len(left) == len(sheets):
        missing = Message("Occupation, percentage, dates, hours, form and leave: no control can judge them for you")
    elif len(left) == 1:
        missing = Message("{name}'s sheet is left", name=left[0].name)
    elif left:
        missing = Message("{count} sheets are left", count=len(left))
    return point(
        "sheets",
        Message("Everybody's yearly sheet is signed off"),
        Message("Look through everybody's yearly sheet"),
        missing,
        Place("year_end", year, "sheets"),
        Message("To the sheets"),
        ripe=bool(sheets) and (ripe or not left),
    )


def _with_wait(check: Check, task: Message, to_come: Sequence[MonthTile]) -> Check:
    """A point that would be done, had the year no months left, waits for them."""
    if check.state != "done" or not to_come:
        return check
    return replace(check, title=task, state="not_yet", detail=Message("Done so far. The year goes on"))


def _drafts(count: int) -> Message:
    return Message("1 run is a draft") if count == 1 else Message("{count} runs are drafts", count=count)


_Words: TypeAlias = tuple[Message, Message]
"""What is said of one month, and of several."""

_LATE: Final[_Words] = (
    Message("Not yet uploaded: {month}"),
    Message("{count} months are not uploaded, the first is {month}"),
)
_OFF: Final[_Words] = Message("{month} differs"), Message("{count} months differ, the first is {month}")
_MISSING: Final[_Words] = Message("{month} has no run"), Message("{count} months have no run, the first is {month}")


def _said_of(months: Sequence[Month], words: _Words) -> Message | None:
    if not months:
        return None
    one, several = words
    return (
        Message(one.text, month=months[0])
        if len(months) == 1
        else Message(several.text, count=len(months), month=months[0])
    )


def _holiday_off(held: Year, country: str, plan: Mapping[str, str]) -> Message | None:
    """How the holiday pay that the year's slips set aside differs from what its journals booked."""
    results = [run.result for run in held.runs]
    moved = countries.country(country).holiday_set_aside([slip for result in results for slip in result.payslips])
    for ours, purpose in ((moved.owed, "holiday_payable"), (moved.contribution, "aga_holiday_payable")):
        in_journal = booked(results, {plan[purpose]})
        if ours != in_journal:
            return Message(
                "Account {account}: the slips say {ours}, the journal {booked}",
                account=plan[purpose],
                ours=ours,
                booked=in_journal,
            )
    return None


def _cards(desk: Desk, year: int, *, ripe: bool, point: _Point) -> Check:
    some = (
        [row for row in employees(desk, date(year + 1, 1, 1)) if row.state == "active" and row.lacks_card]
        if ripe
        else []
    )
    missing = None
    if len(some) == 1:
        missing = Message("{name} has none", name=some[0].name)
    elif some:
        missing = Message("{name} and {count} others have none", name=some[0].name, count=len(some) - 1)
    return point(
        "cards",
        Message("Tax cards for {year} are entered", year=str(year + 1)),
        Message("Enter tax cards for {year}", year=str(year + 1)),
        missing,
        Place("employees", some[0].number, "tax_card") if some else Place("employees"),
        Message("Enter card") if some else Message("To the employees"),
        ripe=ripe,
    )


def _next_year(desk: Desk, year: int, *, ripe: bool) -> Check:
    """The next year does not wait for this one to be closed (S94)."""
    with desk.reading() as session:
        begun = session.scalar(select(PayRun.id).where(PayRun.pay_date >= date(year + 1, 1, 1)).limit(1))
    title = Message("Start pay for {year}", year=str(year + 1))
    if begun is not None:
        title = Message("Pay for {year} has started", year=str(year + 1))
        return Check("next_year", title, None, "done", Place("pay_run"), Message("To the pay runs"))
    detail = Message("January waits for nothing on this list. What is left here can be done beside it.")
    state = "note" if ripe else "not_yet"
    return Check("next_year", title, detail if ripe else None, state, Place("pay_run", "new"), Message("Begin January"))


def _statements(people: Sequence[PersonOfYear], year: int, *, ripe: bool, point: _Point) -> Check:
    none = [each for each in people if each.state == "none"]
    old = [each for each in people if each.state == "old"]
    missing: Message | None = None
    if none and len(none) == len(people):
        missing = Message("Make them when every report is uploaded")
    elif none:
        missing = Message("{count} are missing", count=len(none))
    elif old:
        missing = Message("Pay was approved after {count} of them were made. Make them again", count=len(old))
    return point(
        "statements",
        Message("Annual statements are made"),
        Message("Make annual statements"),
        missing,
        Place("year_end", year, "people"),
        Message("To the statements"),
        ripe=bool(people) and (ripe or len(none) < len(people)),
    )


def _people_checks(
    held: Year, everybody: Sequence[PersonFacts], people: Sequence[PersonOfYear], point: _Point
) -> Iterator[Check]:
    owed = [
        person
        for person in everybody
        if person.employments
        and all(job.end is not None and job.end.year <= held.year for job in person.employments)
        and any(each.number == person.number and each.statement.holiday_owed.ore > 0 for each in people)
    ]
    yield point(
        "leavers",
        Message("Everybody who left has been paid all their holiday pay"),
        Message("Pay the holiday pay of everybody who left"),
        Message("{name} has not been paid all of it", name=owed[0].name) if owed else None,
        Place("employees", owed[0].number) if owed else Place("employees"),
        Message("To the employee") if owed else Message("To the employees"),
    )
    negative = [each for each in people if each.statement.net.ore < 0]
    yield point(
        "debts",
        Message("Nobody owes the employer pay"),
        Message("Settle what is owed to the employer"),
        Message("{name} was paid less than nothing", name=negative[0].name) if negative else None,
        Place("employees", negative[0].number) if negative else Place("employees"),
        Message("To the employee") if negative else Message("To the employees"),
    )
