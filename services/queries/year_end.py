"""The year's end: each month reconciled – runs, report, journal – to the øre, what lies behind a sum, everybody's year,
and a list that ticks itself.

The year is read once, and kept at hand until something is changed in the client file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select

from models.records.pay_run import PayRun
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import at_hand, countries
from services.desk.calculate import numbers, steady_memory
from services.desk.desk import Desk
from services.desk.gather import employer_facts, persons
from services.desk.year_end import PaidRun, Year, statement_files, statement_pdf, year_of
from services.engine.facts import EmployerFacts, PersonFacts, RunHead, RunKind
from services.engine.result import Payslip, RunResult
from services.engine.year_end import ReportSums, YearStatement
from services.queries.deadlines import deadlines
from services.queries.employees import employees
from services.queries.reporting import DONE, MonthTile, months
from services.queries.reporting import years as reporting_years
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

__all__ = [
    "Behind",
    "Check",
    "Measure",
    "MonthOfYear",
    "PersonOfYear",
    "YearEnd",
    "behind",
    "statement_lines",
    "statement_paper",
    "year_end",
    "years",
]


@dataclass(frozen=True, slots=True)
class Measure:
    """One sum of one month, seen from three sides; None where a side does not tell it.

    `rounding` is what the sums may differ by for a known reason: the report's contribution is in whole kroner.
    """

    name: str
    title: Message
    runs: Money
    report: Money | None
    journal: Money | None
    rounding: Money = ZERO

    @property
    def difference(self) -> Money:
        """The largest difference from what the runs say that no rounding explains; 0 where all agree."""
        gaps = [abs(side - self.runs) for side in (self.report, self.journal) if side is not None]
        worst = max(gaps, default=ZERO)
        return worst if worst > self.rounding else ZERO


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month reconciled. `has_report` says whether one was kept."""

    month: Month
    measures: tuple[Measure, ...]
    has_report: bool
    where: Place

    @property
    def agrees(self) -> bool:
        """Whether everything that can be compared says the same."""
        return all(not measure.difference for measure in self.measures)


@dataclass(frozen=True, slots=True)
class PersonOfYear:
    """One person's year. `file` is the number of the statement that was kept last, `is_old` says that pay was approved
    after it was made; `began` is the first month here, where another system paid the ones before.
    """

    number: int
    name: str
    statement: YearStatement
    file: int | None = None
    is_old: bool = False
    began: Month | None = None

    @property
    def state(self) -> str:
        """Of the statement: none, kept or old."""
        return "none" if self.file is None else "old" if self.is_old else "kept"


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


@dataclass(frozen=True, slots=True)
class RunPart:
    """What one run says of a sum: from its slips, and from the lines of its voucher."""

    run_id: int
    title: Message
    runs: Money
    journal: Money | None


@dataclass(frozen=True, slots=True)
class PersonPart:
    """What one person's slips and the report say of a sum; `report` is None where there is no report."""

    number: int
    name: str
    runs: Money
    report: Money | None

    @property
    def difference(self) -> Money:
        return abs(self.runs - self.report) if self.report is not None else ZERO


@dataclass(frozen=True, slots=True)
class JournalPart:
    """A line of a voucher: the account, its text, and the amount as it stands in the sum (credit is positive)."""

    run_id: int
    account: str
    text: Message
    amount: Money


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind one sum of a month: run by run, person by person (where the report tells of people), and the
    lines of the journal.
    """

    month: Month
    measure: Measure
    runs: tuple[RunPart, ...]
    people: tuple[PersonPart, ...]
    journal: tuple[JournalPart, ...]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of somebody's year: what, how much, and how many hours or kilometres. `kind` is as of StatementLine, or
    tax, sum or besides.
    """

    what: Message
    amount: Money
    note: Message | None = None
    kind: str = "sum"


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The year: its months reconciled, its people, and what is left to do before it is closed."""

    year: int
    months: tuple[MonthOfYear, ...]
    people: tuple[PersonOfYear, ...]
    checks: tuple[Check, ...]

    @property
    def left(self) -> int:
        """How many points are open."""
        return sum(1 for check in self.checks if check.state == "open")


_KRONE: Final = Money(50)  # the report's contribution is rounded to a krone once


def years(desk: Desk) -> tuple[int, int]:
    """The first and the last year that one may look at."""
    return reporting_years(desk)


def year_end(desk: Desk, year: int, progress: Progress = no_progress) -> YearEnd:
    """The year's end as it stands. Raises Refused for a file without an employer."""
    return at_hand.unchanged(desk, ("year_end", year, desk.today), lambda: _year_end(desk, year, progress))


def _held(desk: Desk, year: int) -> Year:
    def read() -> Year:
        with steady_memory(), desk.reading() as session:
            return year_of(session, desk.client.country, year)

    return at_hand.unchanged(desk, ("year_end.held", year), read)


def _year_end(desk: Desk, year: int, progress: Progress) -> YearEnd:
    country = desk.client.country
    progress(0, 4, Message("Reading the year"))
    held = _held(desk, year)
    with desk.reading() as session:
        employer = employer_facts(session)
        everybody = persons(session, {}, None, {}, {})
        files = statement_files(session, year)
    progress(1, 4, Message("Comparing runs, reports and journal"))
    plan = numbers(country, employer)
    names = {person.number: person.name for person in everybody}
    pack = countries.country(country)
    types = wage_types(country)
    newest = {
        slip.person.number: run.approved_at
        for run in held.runs
        for slip in run.result.payslips
        if run.approved_at is not None
    }
    people = tuple(
        PersonOfYear(
            number,
            names.get(number, slips[-1].person.name),
            pack.year_statement(number, year, slips, types),
            files[number][0] if number in files else None,
            number in files and number in newest and files[number][1] < newest[number],
            held.since if number in held.brought else None,
        )
        for number, slips in held.slips().items()
    )
    paid = _by_month(held)
    reconciled = tuple(
        _month(month, [run.result for run in runs], held, pack.report_sums, plan)
        for month, runs in sorted({**dict.fromkeys(held.refunds, ()), **paid}.items())
    )
    progress(2, 4, Message("Going through the list"))
    tiles = months(desk, year)
    checks = tuple(_checks(desk, held, tiles, reconciled, everybody, people, employer, plan))
    return YearEnd(year, reconciled, people, checks)


def statement_paper(desk: Desk, year: int, number: int) -> bytes:
    """Somebody's annual statement as it would be made now, as PDF. Raises Refused for whoever was not paid."""
    held = _held(desk, year)
    with desk.reading() as session:
        employer = employer_facts(session)
    try:
        return statement_pdf(held, number, employer, desk.client.country)
    except KeyError:
        raise refuse(Message("Nothing was paid in {year}", year=str(year)), Place("year_end", year)) from None


_UNITS: Final = {
    "timer": Message("h"),
    "km": Message("km"),
    "dager": Message("days"),
    "doegn": Message("nights"),
}
_HEADS: Final = {"free": Message("Free of tax"), "benefit": Message("Not paid out")}


def statement_lines(desk: Desk, person: PersonOfYear, language: str) -> tuple[StatementRow, ...]:
    """Somebody's year line by line, then what was withheld and what they got."""
    types, of = wage_types(desk.client.country), person.statement
    rows = []
    for line in of.lines:
        own = line.kind in ("other", "deducted")
        what = Message("{line}", line=types[line.code].name(language) if own else line.label)
        note = _HEADS.get(line.kind)
        if line.count is not None:
            unit = _UNITS.get(line.unit)
            counted = Message("{count}", count=line.count)
            note = Message("{count} {unit}", count=line.count, unit=unit) if unit is not None else counted
        amount = -line.amount if line.kind == "deducted" else line.amount
        rows.append(StatementRow(what, amount, note, line.kind))
    return (
        *rows,
        StatementRow(Message("Tax withheld"), -of.withheld, kind="tax"),
        StatementRow(Message("Paid out"), of.net),
        StatementRow(Message("Holiday pay basis"), of.holiday_basis, kind="besides"),
        StatementRow(Message("Holiday pay for {year}", year=str(of.year + 1)), of.holiday_owed, kind="besides"),
        *([StatementRow(Message("Occupational pension"), of.pension, kind="besides")] if of.pension else []),
    )


def behind(desk: Desk, year: int, month: Month, name: str) -> Behind:
    """What lies behind one sum of a month. Raises Refused where the month has no such sum."""
    found = [
        (each, measure)
        for each in year_end(desk, year).months
        if each.month == month
        for measure in each.measures
        if measure.name == name
    ]
    if not found:
        raise refuse(Message("There is nothing behind this"), Place("year_end", year, "months"))
    held, country = _held(desk, year), desk.client.country
    pack = countries.country(country)
    with desk.reading() as session:
        plan = numbers(country, employer_facts(session))
    runs = [run for run in held.runs if Month.of(run.result.head.pay_date) == month]
    accounts = {plan[purpose] for purpose in _BOOKED.get(name, ())}
    kept = held.reports.get(month)
    told = pack.report_people(kept[1]) if kept is not None and name in _OF_PEOPLE else None
    slips: dict[int, list[Payslip]] = {}
    for run in runs:
        for slip in run.result.payslips:
            slips.setdefault(slip.person.number, []).append(slip)
    people = []
    for number, some in slips.items() if name in _OF_PEOPLE else ():
        who = some[-1].person
        ident = who.national_id or (who.international_id.value if who.international_id is not None else "")
        report = getattr(told.get(ident, ReportSums()), _OF_PEOPLE[name]) if told is not None else None
        people.append(PersonPart(number, who.name, _of_slips(some, name), report))
    parts = tuple(
        RunPart(
            run.id,
            _run_words(run.result.head),
            _of_run(run.result, name),
            _booked([run.result], accounts) if accounts else None,
        )
        for run in runs
    )
    if alone := held.refunds.get(month, {}).get(name):
        parts = (*parts, RunPart(0, Message("Refunds from NAV in no run"), alone, alone if accounts else None))
    journal = tuple(
        JournalPart(run.id, line.account, line.text, -line.amount)
        for run in runs
        for line in run.result.voucher.lines
        if line.account in accounts
    )
    shown = sorted((each for each in people if each.runs or each.report), key=lambda each: each.name.casefold())
    return Behind(month, found[0][1], parts, tuple(shown), journal)


def _run_words(head: RunHead) -> Message:
    """A run as it is called in a list."""
    match head.kind:
        case RunKind.EXTRA:
            return Message("Extra run, paid {day}", day=head.pay_date)
        case RunKind.CORRECTION:
            return Message("Correction, paid {day}", day=head.pay_date)
        case _:
            return Message("Pay run, paid {day}", day=head.pay_date)


_OF_PEOPLE: Final = {"taxable": "taxable", "withholding": "withheld", "attachments": "attachments"}
"""Sums that the report tells of each person, and what they are called there."""
_BOOKED: Final = {"withholding": ("withholding",), "aga": ("aga_payable",)}
"""Sums that the journal has on accounts of their own."""


def _of_run(result: RunResult, name: str) -> Money:
    """One of the sums, from a run."""
    match name:
        case "taxable" | "attachments":
            return _of_slips(result.payslips, name)
        case "aga":
            return Money.total(result.totals.get(each, ZERO) for each in ("aga", "aga_extra"))
        case _:
            return result.totals.get(name, ZERO)


def _of_slips(slips: Iterable[Payslip], name: str) -> Money:
    lines = [(slip, line) for slip in slips for line in slip.lines]
    match name:
        case "taxable":
            return Money.total(line.taxable for _, line in lines)
        case "attachments":
            return Money.total(
                line.amount.value
                for _, line in lines
                if line.type == "attachment" and line.claim in ("tax", "coordinated")
            )
        case _:
            return Money.total(slip[name] for slip in slips if name in slip.figures)


def _booked(results: Iterable[RunResult], accounts: Collection[str]) -> Money:
    """What the journals have on some accounts; credit is positive."""
    return -Money.total(line.amount for result in results for line in result.voucher.lines if line.account in accounts)


def _by_month(held: Year) -> Mapping[Month, list[PaidRun]]:
    found: dict[Month, list[PaidRun]] = {}
    for run in held.runs:
        found.setdefault(Month.of(run.result.head.pay_date), []).append(run)
    return found


def _month(
    month: Month,
    results: Sequence[RunResult],
    held: Year,
    sums_of: Callable[[bytes], ReportSums],
    plan: Mapping[str, str],
) -> MonthOfYear:
    kept = held.reports.get(month)
    told = sums_of(kept[1]) if kept is not None else None

    def measure(name: str, title: Message, report: Money | None, rounding: Money = ZERO) -> Measure:
        accounts = {plan[purpose] for purpose in _BOOKED.get(name, ())}
        alone = held.refunds.get(month, {}).get(name, ZERO)  # in the month's own journal
        runs = Money.total(_of_run(result, name) for result in results) + alone
        return Measure(name, title, runs, report, _booked(results, accounts) + alone if accounts else None, rounding)

    measures = (
        measure("taxable", Message("Taxable pay"), told.taxable if told else None),
        measure("withholding", Message("Withheld tax"), told.withheld if told else None),
        measure("attachments", Message("Attachments"), told.attachments if told else None),
        measure("aga_base", Message("Contribution basis"), told.contribution_base if told else None),
        measure("aga", Message("Employer's contribution"), told.contribution if told else None, _KRONE),
    )
    kept_measures = tuple(each for each in measures if each.runs or each.report or each.journal)
    return MonthOfYear(month, kept_measures, kept is not None, Place("reporting", str(month)))


def _checks(
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
            _drafts(drafts) if drafts else _months_missing(unpaid),
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
            _months_late(late),
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
        _months_off(off),
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
    yield _statements(people, year, ripe=over, point=point)


def _with_wait(check: Check, task: Message, to_come: Sequence[MonthTile]) -> Check:
    """A point that would be done, had the year no months left, waits for them."""
    if check.state != "done" or not to_come:
        return check
    return replace(check, title=task, state="not_yet", detail=Message("Done so far. The year goes on"))


def _drafts(count: int) -> Message:
    return Message("1 run is a draft") if count == 1 else Message("{count} runs are drafts", count=count)


def _months_late(late: Sequence[MonthTile]) -> Message | None:
    if len(late) == 1:
        return Message("Not yet uploaded: {month}", month=late[0].month)
    if late:
        return Message("{count} months are not uploaded, the first is {month}", count=len(late), month=late[0].month)
    return None


def _months_off(off: Sequence[MonthOfYear]) -> Message | None:
    if len(off) == 1:
        return Message("{month} differs", month=off[0].month)
    if off:
        return Message("{count} months differ, the first is {month}", count=len(off), month=off[0].month)
    return None


def _months_missing(missing: Sequence[Month]) -> Message | None:
    if len(missing) == 1:
        return Message("{month} has no run", month=missing[0])
    if missing:
        return Message("{count} months have no run, the first is {month}", count=len(missing), month=missing[0])
    return None


def _holiday_off(held: Year, country: str, plan: Mapping[str, str]) -> Message | None:
    """How the holiday pay that the year's slips set aside differs from what its journals booked."""
    results = [run.result for run in held.runs]
    moved = countries.country(country).holiday_set_aside([slip for result in results for slip in result.payslips])
    for ours, purpose in ((moved.owed, "holiday_payable"), (moved.contribution, "aga_holiday_payable")):
        booked = _booked(results, {plan[purpose]})
        if ours != booked:
            return Message(
                "Account {account}: the slips say {ours}, the journal {booked}",
                account=plan[purpose],
                ours=ours,
                booked=booked,
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


_Point = Callable[..., Check]


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
