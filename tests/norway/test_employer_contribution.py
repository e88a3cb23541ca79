"""Employer's contribution by zone, the allowance of zone 1a, the extra of 2024 (norway-payroll 7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Place, Severity
from models.values.money import Money
from services.engine.rates import MissingRate
from services.norway.rules import employer_contribution as aga
from services.reference.year_files import rate_book
from tests.builders import kr, pct

BOOK = rate_book("NO")
RATES = BOOK.on(date(2026, 3, 20))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize(
    ("zone", "percent"),
    [("1", "14.1"), ("1a", "10.6"), ("2", "10.6"), ("3", "6.4"), ("4", "5.1"), ("4a", "7.9"), ("5", "0")],
)
def test_the_rate_of_a_zone(year: int, zone: str, percent: str) -> None:
    rate = aga.zone_rate(zone, "generelleNaeringer", BOOK.on(date(year, 6, 1)))
    assert rate.value == pct(percent)


def test_farming_has_its_own_rate_in_zone_4a_and_no_allowance_in_1a() -> None:
    assert aga.zone_rate("4a", aga.FARMING, RATES).value == pct("5.1")
    assert aga.zone_rate("1", aga.FARMING, RATES).value == pct("14.1")
    assert aga.zone_rate("1a", aga.FARMING, RATES).value == pct("10.6")
    assert aga.uses_allowance("1a", "generelleNaeringer")
    assert not aga.uses_allowance("1a", aga.FARMING)
    assert not aga.uses_allowance("2", "generelleNaeringer")


@pytest.mark.parametrize(
    ("base", "used", "contribution", "low", "used_after"),
    [
        ("120000", "0", "12720.00", "120000", "4200"),
        ("120000", "845800", "12720.00", "120000", "850000"),  # used up to the øre: still all at the low rate
        ("120000", "849000", "15920.00", "28571.43", "850000"),  # NO-09
        ("120000", "850000", "16920.00", "0", "850000"),
        ("120000", "900000", "16920.00", "0", "900000"),  # other state aid may have used more
        ("-120000", "850000", "-12720.00", "-120000", "845800"),  # a correction gives back
        ("0", "849000", "0", "0", "849000"),
    ],
)
def test_the_allowance_of_zone_1a(base: str, used: str, contribution: str, low: str, used_after: str) -> None:
    found = aga.zone_1a(kr(base), kr(used), RATES)
    assert found.contribution.value == kr(contribution)
    assert found.low.value == kr(low)
    assert found.low.value + found.high.value == kr(base)
    assert found.used_after.value == kr(used_after)


@given(st.integers(0, 10**9).map(Money), st.integers(0, 85_000_000).map(Money))
def test_the_allowance_saves_what_it_says(base: Money, used: Money) -> None:
    """Whatever the base: contribution + what was saved = all at 14.1 %, within the øre of one rounding."""
    found = aga.zone_1a(base, used, RATES)
    saved = found.used_after.value - used
    assert abs((found.contribution.value + saved - base.times(pct("14.1"))).ore) <= 1
    assert found.used_after.value <= kr(850000)


@given(
    st.integers(-(10**9), 10**9).map(Money), st.lists(st.integers(-(10**8), 10**8).map(Money), min_size=1, max_size=9)
)
def test_a_share_never_loses_an_ore(whole: Money, bases: list[Money]) -> None:
    shares = aga.share(whole, bases)
    assert len(shares) == len(bases)
    assert Money.total(shares) == whole


def test_nobody_shares_nothing() -> None:
    assert aga.share(kr(0), []) == []


@pytest.mark.parametrize(
    ("year", "before", "now", "base", "extra"),
    [
        (2024, "840000", "80000", "70000", "3500"),  # NO-10
        (2024, "0", "850000", "0", "0"),
        (2024, "0", "850000.20", "0.20", "0.01"),
        (2024, "900000", "40000", "40000", "2000"),
        (2024, "900000", "-60000", "-50000", "-2500"),  # back below the threshold: what was above is given back
        (2024, "840000", "-1000", "0", "0"),
    ],
)
def test_the_extra_of_2024(year: int, before: str, now: str, base: str, extra: str) -> None:
    found = aga.extra(kr(before), kr(now), BOOK.on(date(year, 11, 20)))
    assert found is not None
    assert found.value == kr(extra)
    assert getattr(found.inputs["base"], "value", None) == kr(base)


@pytest.mark.parametrize("year", [2025, 2026])
def test_no_extra_from_2025(year: int) -> None:
    assert aga.extra(kr(840000), kr(80000), BOOK.on(date(year, 11, 20))) is None


@pytest.mark.parametrize(
    ("zone", "code", "sector", "limited"),
    [
        ("1a", aga.ORDINARY, "", True),
        ("1a", aga.FARMING, "", False),
        ("1a", aga.FARMING, "difficulty", True),
        ("3", aga.EXCEPTED, "", True),
        ("1", aga.EXCEPTED, "", False),  # the full rate already: nothing is saved
        ("2", aga.ORDINARY, "excepted", True),
        ("5", "whatTheUserTyped", "", True),
        ("4", "godstransportPaaVei", "", False),
        ("2", aga.ORDINARY, "association", False),
    ],
)
def test_who_has_the_allowance(zone: str, code: str, sector: str, *, limited: bool) -> None:
    assert aga.uses_allowance(zone, code, sector) is limited


def test_rates_that_no_source_gave_are_asked_for() -> None:
    with pytest.raises(MissingRate, match=r"employer_contribution\.godstransportPaaVei\.zone_3"):
        aga.zone_rate("3", "godstransportPaaVei", RATES)


@pytest.mark.parametrize(
    ("code", "zone", "severities"),
    [
        (aga.ORDINARY, "1a", []),
        (aga.EXCEPTED, "4", []),
        ("svalbard", "1", [Severity.STOP]),
        ("kunForskuddstrekk", "2", [Severity.STOP]),
        ("oekonomiskeVansker", "2", [Severity.WARNING]),
        ("oekonomiskeVansker", "1", []),
    ],
)
def test_what_is_said_of_a_calculation_code(code: str, zone: str, severities: list[Severity]) -> None:
    assert [found.severity for found in aga.check_code(code, zone, Place("settings"))] == severities


groups = st.dictionaries(
    st.sampled_from(["zone_1a", "zone_2", "zone_3", "zone_4", "zone_4a", "zone_5"]),
    st.integers(-(10**8), 10**9).map(Money),
    min_size=1,
)


@given(groups, st.integers(0, 85_000_000).map(Money))
def test_several_rates_never_save_more_than_the_allowance(some: dict[str, Money], used: Money) -> None:
    """Contribution + what was saved = all at 14.1 %, and the parts of each base make the base."""
    bases = {name: (RATES.percent(f"employer_contribution.{name}"), base) for name, base in some.items()}
    found = aga.limited(bases, used, RATES)
    after = {each.used_after.value for each in found.values()}
    assert len(after) == 1
    saved = after.pop() - used
    assert used + saved <= kr(850000)
    full = Money.total(base.times(pct("14.1")) for base in some.values())
    paid = Money.total(each.contribution.value for each in found.values())
    assert abs((paid + saved - full).ore) <= len(some)
    for name, each in found.items():
        assert each.low.value + each.high.value == some[name]
        assert each.high.value.ore >= 0


@given(st.lists(st.integers(-(10**8), 10**8).map(Money), min_size=1, max_size=6), st.integers(0, 85_000_000).map(Money))
def test_shares_of_the_allowance_lose_nothing(bases: list[Money], used: Money) -> None:
    """The people's parts make the run's, and whoever is below zero gives back at the low rate."""
    found = aga.zone_1a(Money.total(bases), used, RATES)
    parts, lows = aga.shares_of(found, bases)
    assert Money.total(parts) == found.contribution.value
    assert Money.total(lows) == found.low.value
    if any(base.ore > 0 for base in bases):
        for base, part in zip(bases, parts, strict=True):
            assert base.ore >= 0 or part == base.times(pct("10.6"))
