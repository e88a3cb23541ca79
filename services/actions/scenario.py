"""Run a scenario: the same services as the window uses, without a window and without a client file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import calculate, opening
from services.desk.reversals import reversed_twice
from services.engine.accounts import after
from services.engine.facts import BalanceKey, RunFacts
from services.engine.month import MonthFacts
from services.engine.result import Payslip, RunResult
from services.files.scenario import Scenario, ScenarioRun, read_scenario, with_lines
from services.reference.wage_type_rows import account_plan, wage_types


@dataclass(slots=True)
class Book:
    """A scenario while it runs: the balances so far and the runs made, as a client file would keep them."""

    scenario: Scenario
    people: dict[int, dict[BalanceKey, int]] = field(default_factory=dict)
    employer: dict[BalanceKey, int] = field(default_factory=dict)
    runs: dict[str, RunResult] = field(default_factory=dict)

    def month(self, month: Month) -> MonthFacts:
        """Everything paid in the month, for the report."""
        runs = tuple(run for run in self.runs.values() if Month.of(run.head.pay_date) == month)
        everybody = tuple(each.person for each in self.scenario.people)
        return MonthFacts(self.scenario.country, self.scenario.employer, month, everybody, runs)

    @property
    def months(self) -> list[Month]:
        """The months from the first pay date to the last: one without pay is reported too."""
        paid = {Month.of(run.head.pay_date) for run in self.runs.values()}
        months = [min(paid)] if paid else []
        while months and months[-1] < max(paid):
            months.append(months[-1].plus(1))
        return months


def read(content: bytes) -> Scenario:
    """A scenario from its bytes. Raises Refused."""
    return read_scenario(content, wage_types("NO"), account_plan("NO"))


def play(scenario: Scenario) -> Book:
    """Every run of the scenario in the order of the file. Raises Refused for the first thing that a rule refuses."""
    book = Book(scenario)
    pack = countries.country(scenario.country)
    for each in scenario.people:
        amounts = {name: getattr(each.opening, name) for name in each.opening.__dataclass_fields__}
        brought = opening(scenario.country, amounts, scenario.start, scenario.employer)
        book.people[each.person.number] = after({}, brought)
    book.employer = after({}, pack.opening_of_employer(scenario.allowance_used, scenario.start))
    for run in scenario.runs:
        _run(book, run)
    return book


def _run(book: Book, run: ScenarioRun) -> None:
    scenario = book.scenario
    earlier = _earlier(book, run)
    people = tuple(
        replace(
            with_lines(each, run),
            balances=_in_order(book.people[each.person.number]),
            reverses=run.head.corrects if each.person.number in earlier else "",
        )
        for each in sorted(scenario.people, key=lambda each: each.person.number)  # as a client file has them
    )
    result = calculate(
        RunFacts(scenario.country, run.head, scenario.employer, people, _in_order(book.employer)), earlier
    )
    if stops := [finding for finding in result.findings if finding.severity is Severity.STOP]:
        raise Refused(stops)
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
