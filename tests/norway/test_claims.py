"""Deductions take no more than is owed, and the coordinated attachment stops the older ones (norway-payroll 13)."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.money import Money
from services.engine.accounts import after
from services.engine.facts import BalanceKey, LineInput, PersonFacts, StaffLoan
from services.engine.result import Payslip
from services.norway.rules.claims import TAKEN
from services.norway.rules.opening import ADVANCE
from tests.builders import a_line, a_person, a_run, kr, pct

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
kroner = st.integers(0, 4_000_000).map(Money)


def taken(slip: Payslip, slug: str) -> list[Money]:
    return [line.amount.value for line in slip.lines if line.type == slug]


def next_month(person: PersonFacts, slip: Payslip) -> PersonFacts:
    return replace(person, balances=after(person.balances, slip.movements))


@MANY
@given(kroner, st.lists(kroner, min_size=1, max_size=3), st.integers(1, 5))
def test_an_advance_is_repaid_and_no_more(owed: Money, instalments: list[Money], months: int) -> None:
    """Whatever is asked for month by month: what was repaid never passes what was owed."""
    lines = tuple(LineInput("advance_repaid", amount=amount, fixed=True) for amount in instalments)
    person = replace(a_person(1), lines=lines, balances={BalanceKey(ADVANCE): owed.ore})
    repaid = Money(0)
    for _ in range(months):
        (slip,) = a_run(person).payslips
        repaid += Money.total(taken(slip, "advance_repaid"))
        person = next_month(person, slip)
        assert person.money(ADVANCE) == owed - repaid
        assert person.money(ADVANCE).ore >= 0
        assert slip["net_pay"].ore >= 0


@MANY
@given(kroner, kroner, st.integers(1, 5), st.sampled_from(["attachment", "other_deduction", "maintenance"]))
def test_a_sum_in_all_is_taken_and_no_more(at_most: Money, amount: Money, months: int, slug: str) -> None:
    line = LineInput(slug, amount=amount, at_most=at_most, fixed=True)
    person = replace(a_person(1), lines=(line,))
    total = Money(0)
    for _ in range(months):
        (slip,) = a_run(person).payslips
        total += Money.total(taken(slip, slug))
        person = next_month(person, slip)
    assert total <= at_most
    assert person.money(TAKEN, slug) == total
    expected = min(at_most, Money(amount.ore * months))
    rounded = slug == "attachment"
    if amount <= kr(32756):  # more than the pay can never be taken
        assert total == expected or (rounded and expected.ore - total.ore < 100 * months)


def test_two_sums_of_one_kind_are_counted_apart() -> None:
    """By their text; and by their number where that is the same."""
    lines = [
        LineInput("other_deduction", amount=kr(100), at_most=kr(150), text="Verktøy", fixed=True),
        LineInput("other_deduction", amount=kr(100), at_most=kr(500), text="Kantine", fixed=True),
        LineInput("other_deduction", amount=kr(100), at_most=kr(120), text="Kantine", fixed=True),
    ]
    person = replace(a_person(1), lines=tuple(lines))
    (first,) = a_run(person).payslips
    (second,) = a_run(next_month(person, first)).payslips
    assert taken(first, "other_deduction") == [kr(100)] * 3
    assert taken(second, "other_deduction") == [kr(50), kr(100), kr(20)]


def test_a_loan_is_never_repaid_beyond_what_is_owed() -> None:
    loan = StaffLoan(kr(5000), pct(6), date(2026, 1, 1))
    person = replace(a_person(1, a_line("loan_repaid", "9000")), loans=(loan,))
    (slip,) = a_run(person).payslips
    assert taken(slip, "loan_repaid") == [kr(5000)]
    assert any("owes 5000.00" in str(found.what) for found in slip.findings)


def test_a_loan_that_is_not_entered_has_no_limit() -> None:
    (slip,) = a_run(a_person(1, a_line("loan_repaid", "9000"))).payslips
    assert taken(slip, "loan_repaid") == [kr(9000)]
    assert slip.findings == ()


def test_two_repayments_in_one_run_share_what_is_owed() -> None:
    lines = (a_line("advance_repaid", "700"), a_line("advance_repaid", "700"))
    person = replace(a_person(1, *lines), balances={BalanceKey(ADVANCE): kr(1000).ore})
    (slip,) = a_run(person).payslips
    assert taken(slip, "advance_repaid") == [kr(700), kr(300)]


def test_the_coordinated_attachment_stops_the_others_and_says_so() -> None:
    lines = (
        LineInput("attachment", amount=kr(1000), claim="tax"),
        LineInput("attachment", amount=kr(2000), claim="coordinated"),
        LineInput("attachment", amount=kr(500)),
    )
    (slip,) = a_run(a_person(1, *lines)).payslips
    assert [(line.claim, line.amount.value) for line in slip.lines if line.type == "attachment"] == [
        ("coordinated", kr(2000))
    ]
    warned = [found for found in slip.findings if "coordinated" in str(found.what)]
    assert len(warned) == 2
    assert {found.severity for found in warned} == {Severity.WARNING}
