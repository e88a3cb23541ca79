"""A voucher balances by construction: every entry is booked with its counter-entry."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.message import Message
from models.values.money import Money
from services.engine.posting import Voucher, VoucherBook, VoucherLine
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
