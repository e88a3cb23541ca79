"""Pay split on departments and projects: balanced to the øre, and not an account changed by it (norway-payroll 16)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.money import Money
from models.values.percent import Percent
from services.engine.accounts import after
from services.engine.facts import CostShare, LineInput, PersonFacts
from services.engine.result import RunResult
from services.norway.rules.checks import check_person
from tests.builders import a_correction, a_person, a_run, an_employer, kr, pct, person_number

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BALANCE_SHEET = "12"  # what an account number begins with that is never split

names = st.sampled_from(["", "Butikk", "Verksted", "Kontor"])
percents = st.integers(1, 3333).map(lambda number: Percent(Decimal(number).scaleb(-2)))
shares = st.lists(st.builds(CostShare, percents, names, names), max_size=3).map(tuple)
lines = st.lists(
    st.builds(
        LineInput,
        st.sampled_from(["bonus", "fixed_addition", "fee", "car_benefit", "expense", "refund_k27", "other_deduction"]),
        amount=st.integers(0, 3_000_000).map(Money),
        department=names,
        project=names,
    ),
    max_size=4,
).map(tuple)


def by_account(result: RunResult) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in result.voucher.lines:
        sums[line.account] = sums.get(line.account, 0) + line.amount.ore
    return {account: ore for account, ore in sums.items() if ore}


def by_unit(result: RunResult) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for line in result.voucher.lines:
        key = (line.account, line.department, line.project)
        sums[key] = sums.get(key, 0) + line.amount.ore
    return {key: ore for key, ore in sums.items() if ore}


def undivided(person: PersonFacts) -> PersonFacts:
    return replace(person, shares=(), lines=tuple(replace(line, department="", project="") for line in person.lines))


@MANY
@given(st.lists(st.tuples(shares, lines), min_size=1, max_size=3))
def test_any_split_balances_and_changes_no_account(
    some: list[tuple[tuple[CostShare, ...], tuple[LineInput, ...]]],
) -> None:
    people = [
        replace(
            a_person(number),
            national_id=person_number(date(1985, 5, 17), 100 + 20 * number),
            shares=split,
            lines=entered,
        )
        for number, (split, entered) in enumerate(some, 1)
    ]
    employer = an_employer(finance_tax=True)
    made = a_run(*people, employer=employer)
    assert sum(line.amount.ore for line in made.voucher.lines) == 0
    assert by_account(made) == by_account(a_run(*map(undivided, people), employer=employer))
    for line in made.voucher.lines:
        assert line.account[0] not in BALANCE_SHEET or (line.department, line.project) == ("", "")


@MANY
@given(shares, shares, lines)
def test_taking_back_returns_to_the_departments_of_then(
    then: tuple[CostShare, ...], now: tuple[CostShare, ...], entered: tuple[LineInput, ...]
) -> None:
    """The person has moved since: what is taken back is taken from where it was booked."""
    entered = tuple(line for line in entered if line.type != "refund_k27")
    person = replace(a_person(1), shares=then, lines=entered)
    made = a_run(person)
    balances = after({}, made.payslips[0].movements)
    back = a_correction(made, replace(person, shares=now, lines=(), balances=balances))
    assert by_unit(back) == {key: -ore for key, ore in by_unit(made).items()}


def shown(result: RunResult, accounts: Iterable[str]) -> dict[tuple[str, str], Money]:
    return {(line.account, line.department): line.amount for line in result.voucher.lines if line.account in accounts}


def test_what_the_shares_leave_is_booked_on_nobody() -> None:
    """45 000: a third and a quarter; 18 754.50 is left."""
    split = (CostShare(pct("33.33"), "A"), CostShare(pct("25"), "B"))
    made = a_run(replace(a_person(1), shares=split))
    assert shown(made, {"5000"}) == {
        ("5000", "A"): kr("14998.50"),
        ("5000", "B"): kr(11250),
        ("5000", ""): kr("18751.50"),
    }


def test_a_line_of_its_own_department_takes_its_costs_along() -> None:
    """30 000 on A and 15 000 on B: contribution 6 471.90 by the pay, 4 314.60 and 2 157.30."""
    lines = (
        LineInput("fixed_addition", amount=kr(30000), department="A"),
        LineInput("fixed_addition", amount=kr(15000), department="B"),
    )
    made = a_run(replace(a_person(1), employments=(), lines=lines))
    assert shown(made, {"5400"}) == {("5400", "A"): kr("4314.60"), ("5400", "B"): kr("2157.30")}
    assert shown(made, {"2770", "2930"}).keys() == {("2770", ""), ("2930", "")}


def test_shares_above_the_whole_are_stopped() -> None:
    person = replace(a_person(1), shares=(CostShare(pct(60), "A"), CostShare(pct("40.01"), "B")))
    stops = [found for found in check_person(person, an_employer()) if found.severity is Severity.STOP]
    assert [str(found.what) for found in stops] == ["The shares of employee 1 add up to 100.01%"]
