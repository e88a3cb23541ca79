"""Run a scenario: the same services as the window uses, without a window and without a client file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.scenario_messages import MadeMessage, make_message
from services.actions.scenario_refunds import refunds_of
from services.desk import countries
from services.desk.calculate import calculate, no_rate, opening, told_apart
from services.desk.reversals import reversed_twice
from services.engine.accounts import after
from services.engine.facts import BalanceKey, LineInput, PersonFacts, RunFacts, RunHead
from services.engine.month import MonthFacts, ReportedPerson
from services.engine.rates import MissingRate
from services.engine.report_chain import counting
from services.engine.result import Payslip, RunResult
from services.files.danish_scenario import read_danish_scenario
from services.files.scenario import Scenario, ScenarioRun, read_scenario, with_lines
from services.files.scenario_form import country_of
from services.reference.wage_type_rows import account_plan, wage_types


@dataclass(slots=True)
class Book:
    """A scenario while it runs: the balances so far and the runs made, as a client file would keep them."""

    scenario: Scenario
    people: dict[int, dict[BalanceKey, int]] = field(default_factory=dict)
    employer: dict[BalanceKey, int] = field(default_factory=dict)
    runs: dict[str, RunResult] = field(default_factory=dict)
    told: list[RunResult] = field(default_factory=list)  # the runs by the months whose reports say them
    messages: list[MadeMessage] = field(default_factory=list)

    def month(self, month: Month) -> MonthFacts:
        """Everything paid in the month, for the report; and what corrects it in its own month (amelding 7.1)."""
        runs = tuple(run for run in self.told if run.head.report_month == month)
        everybody = tuple(each.person for each in self.scenario.people)
        held = any(_holds_refunds(run.head, month) for run in self.runs.values())
        alone = () if held else tuple(each for each in self.scenario.refunds if each.month == month)
        told = [(run.head.report_month, run) for run in self.told]
        earlier = tuple(run for when, run in told if when.year == month.year and when < month)
        return MonthFacts(
            self.scenario.country,
            self.scenario.employer,
            month,
            everybody,
            runs,
            alone,
            before=self._told_before(month, everybody),
            earlier=earlier,
            apart=self._apart(month),
        )

    def _apart(self, month: Month) -> Sequence[frozenset[str]]:
        """The runs that each additional message of the month says, as far as it counts."""
        sent = counting(each.sent for each in self.messages if each.month == month)
        return [frozenset(each.runs) for each in sent if not each.is_whole and each.runs]

    def _told_before(self, month: Month, everybody: Sequence[PersonFacts]) -> Sequence[ReportedPerson] | None:
        """Whom the messages of earlier months told of; None for the first month of all. Where none was made, everything
        had been told in its time.
        """
        if month <= self._first_month:
            return None
        sent = sorted((each for each in self.messages if each.month < month), key=lambda each: each.month)
        months = {each.month for each in sent}
        valid = {each.id for when in months for each in counting(each.sent for each in sent if each.month == when)}
        pack = countries.country(self.scenario.country)
        return [
            person
            for each in sent
            if each.sent.id in valid
            for person in pack.reported_people(each.content, everybody, month)
        ]

    @property
    def _first_month(self) -> Month:
        """The first month that anything is paid, refunded or reported in, in the whole file."""
        paid = {Month.of(run.head.pay_date) for run in self.scenario.runs}
        paid |= {refund.month for refund in self.scenario.refunds}
        paid |= {message.month for message in self.scenario.messages}
        return min(paid)

    @property
    def months(self) -> list[Month]:
        """The months from the first pay date, refund or message to the last: one without pay is reported too."""
        paid = {Month.of(run.head.pay_date) for run in self.runs.values()}
        paid |= {refund.month for refund in self.scenario.refunds}
        paid |= {message.month for message in self.scenario.messages}
        paid |= {run.head.report_month for run in self.told}
        months = [min(paid)] if paid else []
        while months and months[-1] < max(paid):
            months.append(months[-1].plus(1))
        return months


_READERS: Mapping[str, Callable[[bytes, Iterable[str], Iterable[str]], Scenario]] = {
    "NO": read_scenario,
    "DK": read_danish_scenario,
}
"""By country how a scenario file is read; one of another country is read, and refused when it is run."""


def read(content: bytes, folder: Path | None = None) -> Scenario:
    """A scenario from its bytes; the files that it names lie in the folder. Raises Refused."""
    code = country_of(content)
    known = code if code in countries.codes() else "NO"
    scenario = _READERS[known](content, wage_types(known), account_plan(known))
    refunds = [refund for file in scenario.refund_files for refund in refunds_of(file, scenario, folder)]
    return replace(scenario, refunds=(*scenario.refunds, *refunds)) if refunds else scenario


def play(scenario: Scenario) -> Book:
    """Every run of the scenario in the order of the file. Raises Refused for the first thing that a rule refuses."""
    book = Book(scenario)
    pack = countries.country(scenario.country)
    for each in scenario.people:
        amounts = {name: getattr(each.opening, name) for name in each.opening.__dataclass_fields__}
        brought = opening(scenario.country, amounts, scenario.start, scenario.employer)
        book.people[each.person.number] = after({}, brought)
    book.employer = after({}, pack.opening_of_employer(scenario.allowance_used, scenario.start))
    alone = _refunds_alone(scenario)
    _report(book, 0)
    for count, run in enumerate(scenario.runs, 1):
        _book_refunds(book, [month for month in alone if month < Month.of(run.head.pay_date)], alone)
        _run(book, run)
        _report(book, count)
    _book_refunds(book, list(alone), alone)
    return book


def _report(book: Book, runs: int) -> None:
    """Make the messages that stand after so many runs of the file."""
    for message in book.scenario.messages:
        if message.after_runs == runs:
            book.messages.append(make_message(message, book.month(message.month), book.messages))


def _refunds_alone(scenario: Scenario) -> set[Month]:
    """The months in which something was refunded and no run was paid."""
    months = {refund.month for refund in scenario.refunds}
    return {month for month in months if not any(_holds_refunds(run.head, month) for run in scenario.runs)}


def _holds_refunds(head: RunHead, month: Month) -> bool:
    """Whether what was refunded in the month can stand in the run. A correction may be reported in another month."""
    return Month.of(head.pay_date) == month and not head.corrects


def _book_refunds(book: Book, months: Iterable[Month], left: set[Month]) -> None:
    """What the refunds of months without a run do to the employer's balances; each month once."""
    pack = countries.country(book.scenario.country)
    for month in sorted(months):
        left.discard(month)
        try:
            book.employer = after(book.employer, pack.refunds_without_a_run(book.month(month)))
        except MissingRate as missing:
            raise no_rate(missing) from missing


def _refunded(book: Book, run: ScenarioRun) -> dict[int, tuple[LineInput, ...]]:
    """What was received in the month of the run, by employee, where it is the first of the month that can hold it."""
    month = Month.of(run.head.pay_date)
    if not _holds_refunds(run.head, month) or any(_holds_refunds(made.head, month) for made in book.runs.values()):
        return {}
    pack = countries.country(book.scenario.country)
    people = {each.person.number: each.person for each in book.scenario.people}
    found: dict[int, tuple[LineInput, ...]] = {}
    for refund in book.scenario.refunds:
        if refund.month == month:
            line = pack.refund_line(refund, people[refund.employee])
            found[refund.employee] = (*found.get(refund.employee, ()), line)
    return found


def _run(book: Book, run: ScenarioRun) -> None:
    scenario = book.scenario
    earlier = _earlier(book, run)
    refunded = _refunded(book, run)
    people = tuple(
        replace(
            person := with_lines(each, run),
            lines=(*person.lines, *refunded.get(each.person.number, ())),
            balances=_in_order(book.people[each.person.number]),
            reverses=run.head.corrects if each.person.number in earlier else "",
        )
        for each in sorted(scenario.people, key=lambda each: each.person.number)  # as a client file has them
    )
    result = calculate(
        RunFacts(scenario.country, run.head, scenario.employer, people, _in_order(book.employer), scenario.own_rates),
        earlier,
    )
    if stops := [finding for finding in result.findings if finding.severity is Severity.STOP]:
        raise Refused(stops)
    corrected = book.runs.get(run.head.corrects)
    parts = told_apart(result, corrected.head if corrected is not None else None)
    if len(parts) == 1:
        (result,) = parts
    book.told += parts
    for slip in result.payslips:
        number = slip.person.number
        book.people[number] = after(book.people[number], slip.movements)
    book.employer = after(book.employer, result.movements)
    book.runs[run.head.name] = result


def _in_order(balances: Mapping[BalanceKey, int]) -> dict[BalanceKey, int]:
    """As a client file gives them, so that what is computed is the same to the byte."""
    return dict(sorted(balances.items()))


def _earlier(book: Book, run: ScenarioRun) -> Mapping[int, Payslip]:
    """The slips that a correction takes back, by employee number."""
    if not run.head.corrects:
        return {}
    if run.head.corrects not in book.runs:
        what = Message(
            "Run {run}: there is no earlier run {corrects} to correct", run=run.head.name, corrects=run.head.corrects
        )
        raise refuse(what, Place("pay_run", run.head.name, "corrects"))
    slips = {slip.person.number: slip for slip in book.runs[run.head.corrects].payslips}
    if run.employees is not None:
        slips = {number: slips[number] for number in sorted(run.employees) if number in slips}
    for other in book.runs.values():
        for slip in other.payslips if other.head.corrects == run.head.corrects else ():
            if slip.person.reverses and slip.person.number in slips:
                raise reversed_twice(slip.person.number, run.head.corrects, other.head.name)
    return slips
