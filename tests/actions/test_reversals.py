"""Taking a run back copies it with the opposite sign, whatever was in it: cars, loans, refunds, claims, holiday pay.

Every scenario's last run is taken back whole, on the same day: every balance stands as before it, every sum is the
opposite, the journal too. Then it is taken back for one person after the other, which comes to the same.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.values.money import Money
from models.values.span import Month
from services.actions.scenario import Book, play, read
from services.engine.facts import BalanceKey, RunKind
from services.engine.result import RunResult
from services.engine.wage_types import Operation
from services.files.scenario import Scenario, ScenarioRun
from services.reference.wage_type_rows import wage_types

FOLDER = Path(__file__).parents[1] / "scenarios" / "no"
COUNTED_ANEW = {"exempt_left", "aga_extra", "aga_allowance_used", "aga_base_low", "aga_base_high"}
"""What is told of the state after a run, or follows from the year so far."""


def last_of(scenario: Scenario) -> ScenarioRun | None:
    """The last run, where it can be taken back and nothing of it stays: it is no correction, and was not corrected;
    what concerns the employer alone stays received (correction-keeps-a-refund shows that).
    """
    back = {run.head.corrects for run in scenario.runs}
    last = scenario.runs[-1] if scenario.runs else None
    if last is None or last.head.corrects or last.head.name in back:
        return None
    types = wage_types("NO")
    alone = any(types[line.type].operation is Operation.EMPLOYER for mine in last.lines.values() for line in mine)
    refunded = any(refund.month == Month.of(last.head.pay_date) for refund in scenario.refunds)
    return None if alone or refunded else last


EVERY = sorted(path for path in FOLDER.glob("*.toml") if not path.name.endswith(".expected.toml"))
CASES = [case for case in EVERY if last_of(read(case.read_bytes(), FOLDER)) is not None]
SEVERAL = [case for case in CASES if len(read(case.read_bytes(), FOLDER).people) > 1]


def test_most_scenarios_are_taken_back() -> None:
    assert len(CASES) * 10 > len(EVERY) * 8
    assert len(SEVERAL) > 20


def taken_back(run: ScenarioRun, sequence: int, numbers: frozenset[int] | None) -> ScenarioRun:
    head = replace(run.head, kind=RunKind.CORRECTION, corrects=run.head.name, sequence=sequence, december_relief=False)
    return ScenarioRun(head, {}, numbers)


def sequence_of(scenario: Scenario, month: Month) -> int:
    return 1 + max(run.head.sequence for run in scenario.runs if run.head.month == month)


def balances(book: Book) -> dict[int, dict[BalanceKey, int]]:
    everybody = {**book.people, 0: book.employer}
    return {number: {key: sum_ for key, sum_ in mine.items() if sum_} for number, mine in everybody.items()}


def journal(result: RunResult) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for line in result.voucher.lines:
        key = line.account, line.department, line.project
        sums[key] = sums.get(key, 0) + line.amount.ore
    return {key: ore for key, ore in sums.items() if ore}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_run_that_is_taken_back_leaves_nothing(case: Path) -> None:
    scenario = read(case.read_bytes())
    last = last_of(scenario)
    assert last is not None
    before = play(replace(scenario, runs=scenario.runs[:-1]))
    back = taken_back(last, sequence_of(scenario, last.head.month), None)
    after = play(replace(scenario, runs=(*scenario.runs, back)))
    assert balances(after) == balances(before)
    paid, reversed_ = after.runs[last.head.name], after.runs[back.head.name]
    sums = [name for name in paid.totals if name not in COUNTED_ANEW]
    assert {name: reversed_.totals.get(name, Money(0)) for name in sums} == {name: -paid.totals[name] for name in sums}
    assert journal(reversed_) == {key: -ore for key, ore in journal(paid).items()}
    for slip, copy in zip(paid.payslips, reversed_.payslips, strict=True):
        assert [(line.type, -line.amount.value) for line in slip.lines] == [
            (line.type, line.amount.value) for line in copy.lines
        ]


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: case.stem)
def test_one_after_the_other_comes_to_the_same(case: Path) -> None:
    scenario = read(case.read_bytes())
    last = last_of(scenario)
    assert last is not None
    numbers = [slip.person.number for slip in play(scenario).runs[last.head.name].payslips]
    before = play(replace(scenario, runs=scenario.runs[:-1]))
    first = sequence_of(scenario, last.head.month)
    backs = [taken_back(last, first + place, frozenset({number})) for place, number in enumerate(numbers)]
    after = play(replace(scenario, runs=(*scenario.runs, *backs)))
    assert balances(after) == balances(before)
