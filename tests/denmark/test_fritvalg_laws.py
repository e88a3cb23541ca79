"""Laws of the fritvalg account: sums of movements, covered payouts, and an order of entry that does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.timeline import Timeline
from services.denmark.pack import Denmark
from services.engine.facts import (
    BalanceKey,
    EmployerFacts,
    Employment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    TaxCard,
    Terms,
)
from services.engine.numbered import CategoryLine, NumberedLine, NumberedSetup, NumberedTerms, RateStep
from services.engine.result import Payslip
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book

TYPES = wage_types("DK")
PLAN = {purpose: account.number for purpose, account in account_plan("DK").items()}
BOOK = rate_book("DK")
ACCOUNT = BalanceKey("FRITVALG", "")
PASSES_ZERO = {"4484", "5991"}
"""What may take the balance below zero (6.6)."""

STEPS = tuple(
    RateStep(table, date(2020, 1, 1), "", {"arrears": Decimal(value)})
    for table, value in (("4401", "7"), ("4402", "1.25"), ("6510", "150"))
)
CATEGORY = {"1": (CategoryLine("4400"),)}
JOB = Employment(
    "1",
    "",
    date(2020, 1, 1),
    Timeline(((date(2020, 1, 1), Terms(pay="monthly_arrears", numbered=NumberedTerms("1"))),)),
)


def slip_of(lines: Sequence[LineInput], opening: int = 0, pay: int = 30000) -> Payslip:
    """The slip of October 2026 with a saving of 8.25 %."""
    person = PersonFacts(
        1,
        "Anna Prøve",
        born=date(1985, 3, 2),
        tax_card=TaxCard(2026, "main", percent=Percent.of(38), allowance_month=Money.kr(5400)),
        employments=(JOB,),
        lines=(LineInput("1000", amount=Money.kr(pay), fixed=True), *lines),
        balances={ACCOUNT: opening, BalanceKey("SH", "2026"): 50_000},
    )
    employer = EmployerFacts(
        "Havnens Bageri ApS", "13748136", (), numbered=NumberedSetup(categories=CATEGORY, steps=STEPS)
    )
    head = RunHead(Month(2026, 10), date(2026, 10, 30))
    facts = RunFacts("DK", head, employer, (person,))
    result = Denmark(BOOK, {}).calculate(facts, BOOK.on(head.pay_date), TYPES, PLAN, {})
    assert sum(line.amount.ore for line in result.voucher.lines) == 0
    return result.payslips[0]


def closing(slip: Payslip, opening: int) -> int:
    """What stands on the account: the opening balance and every movement of it."""
    return opening + sum(move.hundredths for move in slip.movements if move.key == ACCOUNT)


KRONER = st.integers(1, 600_000).map(Money)
DAYS = st.one_of(st.none(), st.integers(1, 31).map(lambda day: date(2026, 10, day)))
AMOUNTS = st.builds(
    lambda kind, amount, day: LineInput(kind, amount=amount, numbered=NumberedLine(day=day)),
    st.sampled_from(["4415", "4483", "4484", "4485", "5991"]),
    KRONER,
    DAYS,
)
HOURS = st.builds(
    lambda kind, units, day: LineInput(kind, Decimal(units), Decimal(100), numbered=NumberedLine(day=day)),
    st.sampled_from(["6510", "6511", "6515", "4390", "41610", "41588"]),
    st.integers(1, 30),
    DAYS,
)
EMPTYING = st.sampled_from(["4440", "4488", "6471", "6476", "4441"]).map(
    lambda kind: LineInput(kind, numbered=NumberedLine())
)
LINES = st.lists(st.one_of(AMOUNTS, HOURS, EMPTYING), max_size=7)


@given(LINES, st.integers(-200_000, 500_000), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(lines: list[LineInput], opening: int, random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    once, again = slip_of(lines, opening, 90000), slip_of(shuffled, opening, 90000)
    assert closing(once, opening) == closing(again, opening)
    assert once["net_pay"] == again["net_pay"]
    assert sorted((line.type, line.amount.value) for line in once.lines) == sorted(
        (line.type, line.amount.value) for line in again.lines
    )


@given(LINES, st.integers(0, 500_000))
def test_only_what_may_passes_zero(lines: list[LineInput], opening: int) -> None:
    """Nothing takes the balance below zero but 4484 and transfers to AM-pension."""
    slip = slip_of(lines, opening, 90000)
    left = opening
    for move in slip.movements:
        if move.key == ACCOUNT:
            before, left = left, left + move.hundredths
            assert left >= 0 or move.reason in PASSES_ZERO or move.hundredths > 0, move
            assert move.hundredths < 0 or move.reason in ("4400", "4415"), (before, move)
    if not PASSES_ZERO & {line.type for line in lines}:
        assert left >= 0


@given(LINES, st.integers(-200_000, 500_000))
def test_what_is_paid_or_moved_is_what_left_the_account(lines: list[LineInput], opening: int) -> None:
    """The lines of the slip and the movements say the same: saved less paid, moved, settled and lowered."""
    slip = slip_of(lines, opening, 90000)
    sums: dict[str, int] = {}
    for line in slip.lines:
        row = TYPES[line.type].row
        assert row is not None
        kind = "in" if line.type in ("4400", "4415", "4390") else ""
        if (not kind and "FRITVALG" in row.account and row.op != "TAKE") or line.type == "41606":
            kind = "out"
        if kind:
            sums[kind] = sums.get(kind, 0) + line.amount.value.ore
    assert closing(slip, opening) - opening == sums.get("in", 0) - sums.get("out", 0)


@given(st.decimals("0", "15", places=5), st.decimals("0", "5", places=3), st.integers(1, 60000))
def test_each_part_is_rounded_once(firm: Decimal, instead: Decimal, pay: int) -> None:
    """Percentages with any number of decimals: each part to the øre, half away from zero."""
    steps = tuple(
        RateStep(table, date(2020, 1, 1), "", {"arrears": value})
        for table, value in (("4401", firm), ("4402", instead))
    )
    person = PersonFacts(
        1, "Anna Prøve", employments=(JOB,), lines=(LineInput("1000", amount=Money.kr(pay), fixed=True),)
    )
    employer = EmployerFacts(
        "Havnens Bageri ApS", "13748136", (), numbered=NumberedSetup(categories=CATEGORY, steps=steps)
    )
    head = RunHead(Month(2026, 10), date(2026, 10, 30))
    facts = RunFacts("DK", head, employer, (person,))
    slip = Denmark(BOOK, {}).calculate(facts, BOOK.on(head.pay_date), TYPES, PLAN, {}).payslips[0]
    expected = sum(Money.rounded(pay * percent / 100).ore for percent in (firm, instead))
    assert closing(slip, 0) == expected


@pytest.mark.parametrize(
    "number", [number for number, each in TYPES.items() if each.row and "FRITVALG" in each.row.account]
)
def test_every_type_of_the_account_computes_or_says_why_not(number: str) -> None:
    """Types that people enter move an account or pay; what the program makes, and rates, are refused by number."""
    row = TYPES[number].row
    assert row is not None
    day = NumberedLine(day=date(2026, 10, 5))
    line = LineInput(number, Decimal(2), Decimal(100), Money.kr(200), percent=Percent.of(2), numbered=day)
    if row.op in ("RATE", "POST", "REFUSE") or row.kind == "posting" or number == "41606":
        with pytest.raises(Refused, match=number):
            slip_of([line], 1_000_000)
        return
    slip, usual = slip_of([line], 1_000_000), slip_of([], 1_000_000)
    moved = slip.movements != usual.movements or slip["gross_cash"] != usual["gross_cash"]
    elsewhere = row.account.startswith("FRITVALG_LOKAL") or row.trigger.startswith(("leaving", "months"))
    assert moved or row.op == "STOP" or elsewhere or number in ("4405", "4426"), number  # 4400 saves already
