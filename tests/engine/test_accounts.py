"""Balances are the sum of their movements, and the oldest vintage is used first."""

from hypothesis import given
from hypothesis import strategies as st

from services.engine.accounts import Movement, after, sums, take_oldest
from services.engine.facts import BalanceKey

keys = st.builds(BalanceKey, st.sampled_from(["saved", "spent"]), st.sampled_from(["2024", "2025", "2026", ""]))
movements = st.lists(st.builds(Movement, keys, st.integers(-(10**9), 10**9), st.just("test")), max_size=30)
balances = st.dictionaries(keys, st.integers(0, 10**9), max_size=8)


@given(balances, movements)
def test_the_order_of_booking_does_not_matter(before: dict[BalanceKey, int], booked: list[Movement]) -> None:
    assert after(before, booked) == after(before, booked[::-1])
    assert sums(booked) == after({}, booked)
    untouched = dict(before)
    after(before, booked)
    assert before == untouched


@given(balances, movements)
def test_booking_the_opposite_gives_back_exactly_what_was(
    before: dict[BalanceKey, int], booked: list[Movement]
) -> None:
    back = [Movement(each.key, -each.hundredths, "reversed") for each in booked]
    left = after(after(before, booked), back)
    assert {key: amount for key, amount in left.items() if amount} == {k: a for k, a in before.items() if a}


@given(balances, st.integers(0, 3 * 10**9))
def test_what_is_taken_comes_from_the_oldest_and_never_below_zero(before: dict[BalanceKey, int], wanted: int) -> None:
    taken, missing = take_oldest(before, ["saved", "spent"], wanted, "taken")
    left = after(before, taken)
    assert all(amount >= 0 for amount in left.values())
    assert missing - sum(each.hundredths for each in taken) == wanted
    assert missing == max(0, wanted - sum(before.values()))
    emptied = [each.key for each in taken]
    assert emptied == sorted(emptied, key=lambda key: (key.account != "saved", key))
    assert all(left[key] == 0 for key in emptied[:-1])


def test_the_oldest_year_first() -> None:
    before = {BalanceKey("days", "2026"): 500, BalanceKey("days", "2025"): 200, BalanceKey("other", "2024"): 900}
    taken, missing = take_oldest(before, ["days"], 300, "holiday")
    assert [(each.key.vintage, each.hundredths) for each in taken] == [("2025", -200), ("2026", -100)]
    assert missing == 0
