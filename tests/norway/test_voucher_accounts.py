"""Accounts of a voucher: holiday pay and the contribution on it over the turn of the year (norway-payroll 16), and
accounts of one wage type, department or project.
"""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.money import Money
from services.engine.accounts import after
from services.engine.facts import CostShare, LineInput, RunKind
from services.engine.posting import account_key, purpose_of, wage_type_of
from services.engine.result import RunResult
from services.norway.pack import Norway
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book
from tests.builders import a_card, a_correction, a_head, a_line, a_person, a_run, an_employer, pct, person_number


def by_account(result: RunResult) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in result.voucher.lines:
        sums[line.account] = sums.get(line.account, 0) + line.amount.ore
    return {account: ore for account, ore in sums.items() if ore}


def test_holiday_pay_and_the_contribution_on_it_are_set_aside_and_used_over_the_turn_of_the_year() -> None:
    """10 000 in December, 12 % and zone 1: 1 200.00 and 14.1 % of it, 169.20. Paid in February, both are used up, and
    the contribution of 169.20 is no cost then.
    """
    person = a_person(1, a_line("bonus", "10000"), tax_card=a_card("percent", percent=pct(30)))
    december = a_run(person, head=a_head(date(2025, 12, 19), RunKind.EXTRA))
    sums = by_account(december)
    assert (sums["5092"], sums["2940"]) == (1_200_00, -1_200_00)
    assert (sums["5405"], sums["2781"]) == (169_20, -169_20)
    assert (sums["5400"], sums["2770"]) == (1_410_00, -1_410_00)
    [slip] = december.payslips
    then = replace(
        person,
        lines=(a_line("holiday_pay"),),
        balances=after(person.balances, slip.movements),
        tax_card=replace(person.tax_card, year=2026) if person.tax_card else None,
    )
    february = by_account(a_run(then, head=a_head(date(2026, 2, 20), RunKind.EXTRA)))
    assert february["2940"] == 1_200_00
    assert (february["2781"], february["2770"]) == (169_20, -169_20)
    assert not {"5000", "5092", "5400", "5405"} & february.keys()


def test_the_name_of_an_account_says_what_it_is_for() -> None:
    key = account_key("salary", "bonus", "10", "P1")
    assert key == "salary type:bonus project:P1"
    assert (purpose_of(key), wage_type_of(key)) == ("salary", "bonus")
    assert (purpose_of("salary"), wage_type_of("salary")) == ("salary", "")


rules = st.dictionaries(
    st.builds(
        account_key,
        st.sampled_from(["salary", "fees", "aga_cost", "pension_cost", "holiday_cost"]),
        st.sampled_from(["", "bonus", "fixed_addition"]),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["", "P"]),
    ),
    st.sampled_from(["5901", "5902", "5903"]),
    max_size=5,
)
entered = st.lists(
    st.builds(
        LineInput,
        st.sampled_from(["bonus", "fixed_addition", "fee"]),
        amount=st.integers(0, 3_000_000).map(Money),
        department=st.sampled_from(["", "A", "B", "C"]),
        project=st.sampled_from(["", "P"]),
    ),
    max_size=5,
).map(tuple)
shares = st.lists(
    st.builds(CostShare, st.sampled_from([pct(25), pct(33), pct("12.5")]), st.sampled_from(["A", "B"]), st.just("")),
    max_size=2,
).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules, entered, shares)
def test_any_accounts_of_its_own_balance_and_move_only_what_they_are_for(
    own: dict[str, str], lines: tuple[LineInput, ...], split: tuple[CostShare, ...]
) -> None:
    person = a_person(1, *lines, shares=split)
    plain = by_account(a_run(person))
    told = a_run(person, employer=an_employer(accounts=own))
    sums = by_account(told)
    assert sum(sums.values()) == 0
    costs = {account_plan("NO")[purpose_of(key)].number for key in own} | {"5901", "5902", "5903"}
    moved = {account: ore for account, ore in plain.items() if account in costs}
    assert sum(ore for account, ore in sums.items() if account in costs) == sum(moved.values())
    for account, ore in plain.items():
        if account not in costs:
            assert sums[account] == ore


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entered, entered, shares)
def test_the_slips_one_by_one_are_the_voucher(
    first: tuple[LineInput, ...], second: tuple[LineInput, ...], split: tuple[CostShare, ...]
) -> None:
    """What each slip is in the voucher adds up to every line of it, by wage type too."""
    other = replace(a_person(2, *second), national_id=person_number(date(1990, 1, 1)))
    made = a_run(a_person(1, *first, shares=split), other)
    plan = {purpose: account.number for purpose, account in account_plan("NO").items()}
    sums: dict[tuple[str, str, str, str], int] = {}
    for slip in made.payslips:
        for each in Norway(rate_book("NO")).posted([slip], made.facts, wage_types("NO"), plan, {}):
            line = each.line
            key = (line.account, line.text.text, line.department, line.project)
            sums[key] = sums.get(key, 0) + line.amount.ore
    assert {key: ore for key, ore in sums.items() if ore} == {
        (line.account, line.text.text, line.department, line.project): line.amount.ore for line in made.voucher.lines
    }


def test_a_correction_is_told_slip_by_slip_too() -> None:
    """What is taken back returns to where it was booked, and what is paid anew stands where it belongs now."""
    before = a_person(1, a_line("bonus", "900"), shares=(CostShare(pct(40), "A", ""),))
    paid = a_run(before)
    [slip] = paid.payslips
    now = replace(
        before,
        lines=(a_line("bonus", "1000"),),
        shares=(CostShare(pct(70), "B", ""),),
        balances=after(before.balances, slip.movements),
    )
    corrected = a_correction(paid, now)
    plan = {purpose: account.number for purpose, account in account_plan("NO").items()}
    earlier = {1: slip}
    sums: dict[tuple[str, str, str], int] = {}
    for each in Norway(rate_book("NO")).posted(corrected.payslips, corrected.facts, wage_types("NO"), plan, earlier):
        key = (each.line.account, each.line.text.text, each.line.department)
        sums[key] = sums.get(key, 0) + each.line.amount.ore
    assert {key: ore for key, ore in sums.items() if ore} == {
        (line.account, line.text.text, line.department): line.amount.ore for line in corrected.voucher.lines
    }
    departments = {line.department for line in corrected.voucher.lines if line.account == "5000"}
    assert departments == {"", "A", "B"}
