"""A voucher balances by construction: every entry is booked with its counter-entry."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.message import Message
from models.values.money import Money
from services.engine.posting import Spread, Unit, Voucher, VoucherBook, VoucherLine
from tests.builders import kr

PLAN = {"salary": "5000", "net": "2930", "tax": "2600", "again": "5000"}
DAY, TEXT = date(2026, 3, 20), Message("Pay")
entries = st.lists(
    st.tuples(st.sampled_from(list(PLAN)), st.sampled_from(list(PLAN)), st.integers(-(10**9), 10**9)), max_size=20
)


@given(entries)
def test_a_voucher_sums_to_nothing(some: list[tuple[str, str, int]]) -> None:
    book = VoucherBook(PLAN)
    for debit, credit, ore in some:
        book.enter(debit, credit, Money(ore), TEXT, Message("Other side"))
    voucher = book.voucher(DAY, TEXT)
    assert sum(line.amount.ore for line in voucher.lines) == 0
    assert all(line.amount for line in voucher.lines)
    assert [line.account for line in voucher.lines] == sorted(line.account for line in voucher.lines)


def test_entries_are_merged_by_account_and_text() -> None:
    book = VoucherBook(PLAN)
    book.enter("salary", "net", kr(100), TEXT)
    book.enter("again", "net", kr(50), TEXT)
    book.enter("net", "tax", kr(30), TEXT)
    book.enter("net", "tax", kr(0), TEXT)
    assert [(line.account, str(line.amount)) for line in book.voucher(DAY, TEXT).lines] == [
        ("2600", "-30.00"),
        ("2930", "-120.00"),
        ("5000", "150.00"),
    ]


def test_a_purpose_without_an_account_stops() -> None:
    with pytest.raises(KeyError, match="pension"):
        VoucherBook(PLAN).enter("pension", "net", kr(1), TEXT)


def test_a_voucher_off_balance_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"0\.01 off balance"):
        Voucher(DAY, TEXT, (VoucherLine("5000", kr("0.01"), TEXT),))


units = st.sampled_from([Unit(), Unit("A"), Unit("A", "P1"), Unit("", "P1")])
parts = st.lists(st.tuples(units, st.integers(0, 100)), max_size=4).filter(
    lambda some: not some or any(weight for _, weight in some)
)


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9).map(Money), parts), max_size=6))
def test_a_spread_amount_balances_and_is_kept_by_unit_where_it_should(
    some: list[tuple[Money, list[tuple[Unit, int]]]],
) -> None:
    spread = Spread()
    for amount, weights in some:
        spread.add(amount, weights)
    whole = Money.total(amount for amount, _ in some)
    assert spread.total == whole
    book = VoucherBook(PLAN, frozenset({"salary"}))
    book.enter("salary", "net", spread, TEXT)
    lines = book.voucher(DAY, TEXT).lines
    assert Money.total(line.amount for line in lines if line.account == "5000") == whole
    assert [line.amount for line in lines if line.account == "2930"] == ([-whole] if whole else [])
    assert all((line.department, line.project) == ("", "") for line in lines if line.account == "2930")
