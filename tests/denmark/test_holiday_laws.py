"""Laws of holiday over whole years: sums of movements, the oldest first, exact reversals, corrections in any split."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.denmark.rules.accounts import BY_CODE
from services.engine.facts import BalanceKey
from tests.denmark.played import Played, absence, months, played, rate, run, scenario

FIRST = "2025-07"
SETUP = "4600 4900 4901 4610 4627 4902 9870"
TABLES = rate("4007", "2") + rate("9870", "15") + rate("9871", "50")
PAY = {"1000": 'amount = "31000"'}


def held(made: Played) -> dict[BalanceKey, int]:
    return {key: amount for key, amount in made.book.people[1].items() if amount}


def back(month: str, name: str = "") -> str:
    keys = f'kind = "correction"\ncorrects = "{name or month}"'
    return run(month, keys=keys)


def a_year(days: list[int], lines: dict[int, tuple[str, ...]], *, hours: bool, end: str = "") -> str:
    names = months(FIRST, len(days))
    away = "".join(
        absence("49" if hours else "40", f"{month}-04", f"{month}-04", str(taken * (7 if hours else 1)))
        for month, taken in zip(names, days, strict=True)
        if taken
    )
    return scenario(
        *(run(month, *lines.get(place, ())) for place, month in enumerate(names)),
        lines=PAY,
        category=SETUP,
        job=end,
        more=away + TABLES + (rate("FEENH", "1") if hours else ""),
    )


EXTRAS = {
    False: (
        '40012:units = "1.5",working_time = "0"',
        '40012:units = "-0.5",working_time = "0"',
        '40015:amount = "250"',
        '40030:amount = "75"',
        '4765:units = "1"',
        '40105:units = "-2",amount = "-900",year = 2024',
        "4785:",
        '4788:amount = "40"',
        '4762:units = "1"',
    ),
    True: (
        '40017:units = "9",working_time = "0"',
        '40015:amount = "-50"',
        '4766:units = "7.4"',
        '40108:units = "-20",amount = "-100",year = 2024',
        '4763:units = "5"',
    ),
}
YEARS = st.tuples(
    st.lists(st.integers(0, 6), min_size=12, max_size=12),
    st.booleans(),
    st.lists(st.tuples(st.integers(3, 11), st.integers(0, 8)), max_size=4, unique_by=lambda each: each),
    st.sampled_from(["", "1", "2", "3"]),
)


def played_year(drawn: tuple[list[int], bool, list[tuple[int, int]], str]) -> Played:
    days, hours, extras, code = drawn
    lines: dict[int, tuple[str, ...]] = {}
    for place, which in extras:
        choice = EXTRAS[hours][which % len(EXTRAS[hours])]
        lines[place] = (*lines.get(place, ()), choice)
    end = f'end = 2026-06-30\nend_code = "{code}"' if code else ""
    return played(a_year(days, lines, hours=hours, end=end))


@settings(max_examples=10)
@given(YEARS)
def test_balances_are_sums_and_never_below_zero(
    drawn: tuple[list[int], bool, list[tuple[int, int]], str],
) -> None:
    """Whatever is taken, corrected, granted, paid out and settled at leaving; and every journal balances."""
    made = played_year(drawn)
    so_far: dict[BalanceKey, int] = {}
    for result in made.book.runs.values():
        for slip in result.payslips:
            for move in slip.movements:
                so_far[move.key] = so_far.get(move.key, 0) + move.hundredths
        below = [key for key, amount in so_far.items() if amount < 0 and BY_CODE[key.account].floor == 0]
        assert not below, result.head.name
        assert sum(line.amount.ore for line in result.voucher.lines) == 0
    assert {key: amount for key, amount in so_far.items() if amount} == held(made)
    if drawn[3]:
        settled = {"FERIE_D", "FERIE_T", "FERIEPENGE", "TILLAEG_LOV_FY", "TILLAEG_OK_FY", "TILLAEG_LOV_KY"}
        assert not {key.account for key in held(made)} & settled


@settings(max_examples=10)
@given(YEARS)
def test_no_vintage_is_skipped(drawn: tuple[list[int], bool, list[tuple[int, int]], str]) -> None:
    """Days and hours that are taken or paid leave nothing in an older vintage than the one that they come from."""
    made = played_year(drawn)
    so_far: dict[BalanceKey, int] = {}
    for result in made.book.runs.values():
        for move in result.payslips[0].movements if result.payslips else ():
            so_far[move.key] = so_far.get(move.key, 0) + move.hundredths
            if move.key.account in ("FERIE_D", "FERIE_T") and move.reason in ("3950", "4762", "4763"):
                older = [key for key in so_far if key.account == move.key.account and key < move.key]
                assert all(so_far[key] <= 0 for key in older)


CASES = {
    "leaving": ("end = 2026-02-28\nend_code = '3'", ('4788:amount = "100"',), SETUP),
    "cash": ("end = 2026-02-28\nend_code = '1'", (), SETUP),
    "feriekort": ("end = 2026-02-28\nend_code = '2'", (), SETUP),
    "override": ("end = 2026-02-28\nend_code = '3'", ('40120:units = "1",amount = "900"',), SETUP),
    "advance": ("", ('4765:units = "3"',), SETUP),
    "running": ("", ('4767:units = "3",amount = "3000"', '40055:units = "1",amount = "100"'), "4601"),
    "reset": ("", ('40300:units = "4"',), SETUP),
    "payouts": ("", ('4760:units = "1"', '40105:units = "-1",amount = "-90",year = 2024', "4785:", "4780:"), SETUP),
}


@pytest.mark.parametrize("case", CASES)
def test_taking_a_run_back_restores_every_balance(case: str) -> None:
    job, lines, category = CASES[case]
    opening = (
        '40011:units = "3",year = 2025,month = 8',
        '40011:units = "2",year = 2022,month = 3',
        '40014:amount = "4000",year = 2025,month = 8',
    )
    first, second = run("2026-01", *opening), run("2026-02", *lines)
    away = absence("40", "2026-02-02", "2026-02-11", "8") + TABLES
    before = played(scenario(first, lines=PAY, category=category, more=away, job=job))
    after = played(scenario(first, second, back("2026-02"), lines=PAY, category=category, more=away, job=job))
    assert held(after) == held(before)
    assert sum(after.posted().values()) == 0
    for name, amount in after.slip(1)["fields"].items():
        if name != "209" and Decimal(amount):
            assert after.slip()["fields"][name] == f"-{amount}"


@settings(max_examples=8)
@given(st.sets(st.integers(0, 11), max_size=3), st.lists(st.integers(0, 4), min_size=12, max_size=12))
def test_a_year_with_runs_taken_back_and_made_again_ends_the_same(again: set[int], days: list[int]) -> None:
    """The newest run is taken back and made again: the year ends as if it had been right at once."""
    names = months(FIRST, 12)
    away = TABLES + "".join(
        absence("40", f"{month}-04", f"{month}-04", str(taken))
        for month, taken in zip(names, days, strict=True)
        if taken
    )
    plain = [run(month) for month in names]
    more = [each if n not in again else each + back(names[n]) + each for n, each in enumerate(plain)]
    straight = played(scenario(*plain, lines=PAY, category=SETUP, more=away))
    corrected = played(scenario(*more, lines=PAY, category=SETUP, more=away))
    assert held(corrected) == held(straight)


@settings(max_examples=12)
@given(st.lists(st.integers(3, 11), min_size=1, max_size=5))
def test_dated_corrections_end_the_same_in_any_split(when: list[int]) -> None:
    """Half a day, 100 of money and 10 of supplement a time: in one run or in several, the same."""
    times = Decimal(len(when))
    names = months(FIRST, 12)

    def year(places: list[int], *, together: bool) -> Played:
        lines: dict[int, tuple[str, ...]] = {}
        for place in dict.fromkeys(places):
            count = times if together else Decimal(places.count(place))
            lines[place] = (
                f'40012:units = "{count / 2}",date = 2025-09-30,working_time = "0"',
                f'40015:amount = "{100 * count}",date = 2025-09-30',
                f'40046:amount = "{10 * count}",year = 2026,month = 1',
            )
        runs = (run(month, *lines.get(place, ())) for place, month in enumerate(names))
        return played(scenario(*runs, lines=PAY, category="4600", more=TABLES))

    assert held(year(when, together=False)) == held(year([11], together=True))
