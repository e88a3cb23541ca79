"""What to do next, the most urgent first: what is missing, what is begun, what is late. Nothing is a good answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from models.records.numbered import PositionCategory
from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import ZERO
from models.values.percent import Percent
from services.desk import at_hand
from services.desk.copies import copies_folder, copies_in
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.recovery_key import is_tried
from services.desk.run_state import last_change
from services.desk.year_end import statement_files
from services.engine.rates import MissingRate
from services.queries.corrections import noticed
from services.queries.debts import due_now, total_of
from services.queries.employees import DraftRow, drafts, employees, missing
from services.queries.month_at_work import SOON, AtWork, State, read_state, work_of
from services.queries.refunds import held_postings
from services.queries.report_months import MonthTile
from services.queries.runs import RunRow, run_words
from services.reference.formats import round_to
from services.reference.year_files import rate_book

ERROR, DUE, READY, WAITING, DONE = "error", "due", "ready", "waiting", "done"
_RANK: Final = {ERROR: 0, DUE: 1, READY: 2, WAITING: 3, DONE: 4}
_NAMES: Final = 2  # of people in one line
_BACK: Final = timedelta(days=120)
_OLD_COPY: Final = timedelta(days=14)
_MONTH: Final = 31
_HELD: Final = Place("refunds", None, "open")
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


def next_steps(desk: Desk) -> tuple[Step, ...]:
    """What to do next, the most urgent first. Nothing is a good answer."""
    state = read_state(desk)
    return steps_of(desk, state, work_of(desk, state))


def steps_of(desk: Desk, state: State, work: AtWork) -> tuple[Step, ...]:
    """The same, from what was read."""
    if not state.employer:
        return (
            Step(
                READY,
                "buildings",
                Message("Set up the firm"),
                Message("Name, number, sub-units and choices. It takes about five minutes."),
                Message("Begin"),
                Place("setup"),
            ),
        )
    unfinished = drafts(desk)
    asked = country(desk.client.country).questions
    found = [
        *(_categories(desk) if "categories" not in asked.sections else ()),
        *_nobody(state, unfinished),
        *_missing(desk, at_hand.unchanged(desk, ("missing", desk.today), lambda: missing(desk))),
        *_next_year(desk),
        *(_year_end(desk, state) if "year_end" not in asked.pages else ()),
        *_unfinished(unfinished),
        *_forgotten(state),
        *_back_in_time(desk),
        *_run_steps(desk, state, work),
        *(_reports(desk, state) if "reporting" not in asked.pages else ()),
        *_unpaid(desk, state),
        *_refunds(desk),
        *_safety(desk),
    ]
    return tuple(sorted(found, key=lambda step: (_RANK[step.kind], step.due or date.max)))


def _categories(desk: Desk) -> Iterator[Step]:
    """Where people belong in position categories: the first of them."""
    with desk.reading() as session:
        if session.scalar(select(PositionCategory.id).limit(1)) is not None:
            return
    yield Step(
        READY,
        "stack",
        Message("Make the first position category"),
        Message("It says how holiday is earned. Ready ones are there to begin with."),
        Message("Begin"),
        Place("settings", None, "categories"),
    )


def _nobody(state: State, unfinished: Sequence[DraftRow]) -> Iterator[Step]:
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
        asked = country(desk.client.country).questions
        one = asked.names.get(f"lacks_one_{name}", one)
        many = asked.names.get(f"lacks_many_{name}", many)
        why = asked.helps.get(f"lacks_{name}", why)
        count = len(some)
        who = _names(_name_of(found) for found in some)
        title = Message(one.text, year=year) if count == 1 else Message(many.text, count=count, year=year)
        detail = Message("{names}. {why}", names=who, why=why)
        if name == "tax_card" and (percent := _without_card(desk)) is not None:
            detail = Message("{names}. Without a card {percent} is withheld.", names=who, percent=percent)
        elif name == "tax_card":
            detail = Message("{names}. {why}.", names=who, why=asked.helps["no_card"])
        where = some[0].where
        if name == "tax_card" and count > 1 and "tax_card_request" not in asked.sections:
            verb, where = _GET_CARDS
        yield Step(kind, icon, title, detail, verb, where, count=count)


_GET_CARDS: Final = (Message("Get tax cards"), Place("files", "tax_cards_request", "send"))
"""Where one asks for the cards of several at once; that of one is entered."""


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
    "category": (
        DUE,
        "stack",
        Message("1 employee has no position category"),
        Message("{count} employees have no position category"),
        Message("Nothing is earned of holiday."),
        Message("Choose category"),
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
        verb, where = Message("Enter card"), Place("employees", some[0].number, "tax_card")
        if len(some) > 1 and "tax_card_request" not in country(desk.client.country).questions.sections:
            verb, where = _GET_CARDS
        yield Step(READY, "identification-card", title, detail, verb, where, count=len(some))


def _year_end(desk: Desk, state: State) -> Iterator[Step]:
    """From the middle of November to the end of January: the year that ends, until its statements are made."""
    today = desk.today
    year = today.year if today.month > 1 else today.year - 1
    if not (today.month in (1, 12) or (today.month == 11 and today.day >= 15)):
        return
    with desk.reading() as session:
        is_made = bool(statement_files(session, year))
    if is_made or not any(row.pay_date.year == year for row in state.rows):
        return
    over = today.year > year
    title = Message("Prepare the year end of {year}", year=str(year))
    detail = Message("A list ticks itself: what is left before the year can be closed.")
    if over:
        title = Message("Finish the year {year}", year=str(year))
        detail = Message("Reconcile the months and make the annual statements.")
    yield Step(READY, "calendar-check", title, detail, Message("Open the list"), Place("year_end", year, "list"))


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


def _forgotten(state: State) -> Iterator[Step]:
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


def _back_in_time(desk: Desk) -> Iterator[Step]:
    """Approved months that do not fit the terms and days as they are now."""
    some = [each for each in noticed(desk) if each.accepted is None]
    if not some:
        return
    title = Message("1 employee was paid by old terms")
    if len(some) > 1:
        title = Message("{count} employees were paid by old terms", count=len(some))
    yield Step(
        DUE,
        "clock-counter-clockwise",
        title,
        some[0].what,
        Message("Look at it"),
        some[0].where,
        count=len(some),
    )


def _run_steps(desk: Desk, state: State, work: AtWork) -> Iterator[Step]:
    """Drafts to go on with, the next month to begin, files that were not saved."""
    today = desk.today
    open_runs = [row for row in reversed(state.rows) if not row.is_approved]
    for row in open_runs:
        yield _draft_step(row, today)
    if not open_runs and state.people and work.state == "todo" and work.pay_date is not None:
        days = (work.pay_date - today).days
        kind = ERROR if days < 0 else DUE if days <= SOON.days else READY
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
            DUE if row.pay_date <= today + SOON else READY,
            "file-arrow-down",
            Message("Save the files of {run}", run=_run_words(row)),
            Message("Bank file, payslips and journal."),
            Message("To the files"),
            Place("pay_run", row.id, "files"),
            row.pay_date,
        )


def _draft_step(row: RunRow, today: date) -> Step:
    kind = ERROR if row.pay_date < today else DUE if row.pay_date <= today + SOON else READY
    what = _run_words(row)
    title = Message("Enter the basis of {run}", run=what)
    detail, verb = Message("Hours, additions and absence of the month."), Message("Continue")
    if row.state == "control":
        title = Message("Check and approve {run}", run=what)
        detail = Message("Calculated: {net} is to be paid out.", net=row.net or ZERO)
        if row.people and row.people > 1:
            detail = Message(
                "{count} payslips are calculated, {net} is to be paid out.", count=row.people, net=row.net or ZERO
            )
        verb = Message("Check")
    elif row.state == "stale":
        title = Message("Recalculate {run}", run=what)
        detail = Message("Something that the pay is calculated from was changed afterwards.")
        verb = Message("Calculate")
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


def _reports(desk: Desk, state: State) -> Iterator[Step]:
    """The reports of months that were paid, until they are told as uploaded; where many are late, as one."""
    found = [(tile, step) for tile in state.tiles if (step := _report_step(tile, desk.today)) is not None]
    late = [tile for tile, step in found if tile.is_late and step.kind == ERROR]
    if len(late) > _GROUPED:
        yield Step(
            ERROR,
            "paper-plane-tilt",
            Message("{count} a-meldings are not marked as uploaded", count=len(late)),
            Message("From {first} to {last}.", first=late[0].month, last=late[-1].month),
            Message("Go through them"),
            Place("reporting", str(late[0].month)),
            late[0].due,
            len(late),
        )
        found = [(tile, step) for tile, step in found if tile not in late]
    yield from (step for _, step in found)


_TO_MEND: Final = ("findings", "rejected")


def _report_step(tile: MonthTile, today: date) -> Step | None:
    """What to do about the report of a month."""
    where = Place("reporting", str(tile.month))
    title = Message("Send the a-melding for {month}", month=tile.month)
    match tile.state:
        case "draft":
            detail, verb = Message("Can be made when the pay is approved."), Message("Waits")
            return Step(WAITING, "paper-plane-tilt", title, detail, verb, None, tile.due)
        case "ready" if tile.answer == "rejected":
            title = Message("Send the a-melding for {month} again", month=tile.month)
            detail, verb = Message("The authority rejected it: nothing of it was delivered."), Message("Correct")
        case "uploaded" if tile.answer == "findings":
            title = Message("Correct the a-melding for {month}", month=tile.month)
            detail = Message("The authority has received it, and something in it must be corrected.")
            verb = Message("Correct")
        case "ready":
            detail, verb = Message("Ready to be saved and sent."), Message("Open")
        case "findings":
            detail, verb = Message("Something must be corrected first."), Message("Correct")
        case "saved":
            title = Message("Mark the a-melding for {month} as uploaded", month=tile.month)
            detail, verb = Message("It is saved. Upload it in Altinn, and mark it here."), Message("Open")
        case "changed":
            detail = Message("Pay was approved after it was saved. A new one replaces it.")
            verb = Message("Open")
        case _:
            return None
    is_urgent = tile.due <= today + SOON or tile.state in ("changed", "findings") or tile.answer in _TO_MEND
    kind = ERROR if tile.is_late else DUE if is_urgent else READY
    return Step(kind, "paper-plane-tilt", title, detail, verb, where, tile.due)


def _unpaid(desk: Desk, state: State) -> Iterator[Step]:
    """What approved runs make due now and nobody told as paid; where they are many, as one."""
    today = desk.today
    open_ones = due_now(state.dues, today)
    words = country(desk.client.country).questions.helps
    if len(open_ones) > _GROUPED:
        first = open_ones[0]
        yield Step(
            ERROR if first.day < today else DUE,
            "bank",
            Message("{count} payments are not marked as paid", count=len(open_ones)),
            Message("{amount} in total.", amount=round_to(total_of(open_ones).kroner, 0)),
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
            Message(
                "{what}: {amount}",
                what=words.get(f"to_pay_{each.kind}") or _TO_PAY.get(each.kind, each.what),
                amount=each.amount or ZERO,
            ),
            Message("{detail}.", detail=each.detail),
            Message("Mark as paid"),
            Place("overview", each.subject, "paid"),
            each.day,
        )


_TO_PAY: Final = {
    "pay": Message("Pay out net pay"),
    "withholding": Message("Pay withheld tax"),
    "aga": Message("Pay the employer's contribution"),
}


def _refunds(desk: Desk) -> Iterator[Step]:
    """Postings of NAV's reports of which nobody knows whose they are."""
    count = held_postings(desk)
    if count:
        title = Message("1 refund from NAV is held back")
        if count > 1:
            title = Message("{count} refunds from NAV are held back", count=count)
        detail = Message("They count nowhere until somebody says whose they are.")
        yield Step(DUE, "arrow-u-down-left", title, detail, Message("Place them"), _HELD, count=count)


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
