"""Tax cards, the rounding of a month's report, and ATP where several runs share a period (denmark 3.1, 3.3, 3.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import figure
from services.denmark.rules import taxes
from services.engine.facts import TaxCard
from services.engine.rates import RatesOn
from services.reference.year_files import rate_book
from tests.denmark.played import played, run, scenario

MAIN = TaxCard(2026, "main", percent=Percent.of(38), allowance_month=Money.kr(5400))
LEFT = date(2026, 9, 30)


def rates() -> RatesOn:
    return rate_book("DK").on(date(2026, 10, 30))


def tax(card: TaxCard | None, income: str = "20000", allowance: str = "5400") -> Money:
    amounts = (figure("pay.entered", Money.kr(income)), card, figure("dk.allowance", Money.kr(allowance)), Money(0))
    return taxes.a_tax(*amounts, "2", rates()).amount.value


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("main", "5548"),  # 38 % of 20,000 − 5,400
        ("secondary", "7600"),  # 38 % of 20,000
        ("gross", "7600"),
        ("none", "11000"),  # 55 %
    ],
)
def test_each_kind_of_card(kind: str, amount: str) -> None:
    assert tax(replace(MAIN, kind=kind)) == Money.kr(amount)
    assert kind in taxes.CARDS


def test_the_answers_to_a_request_are_kinds_of_card() -> None:
    """5 to 7 are for public benefits."""
    assert set(taxes.CARD_OF_ANSWER) == set("01234")
    assert set(taxes.CARD_OF_ANSWER.values()) == set(taxes.CARDS)


def test_an_exemption_card_without_an_amount_has_no_end() -> None:
    assert tax(TaxCard(2026, "exempt", percent=Percent.of(38)), "900000") == Money(0)


@pytest.mark.parametrize(
    ("card", "end", "first", "holds"),
    [
        (MAIN, None, date(2026, 10, 1), True),  # still employed
        (MAIN, LEFT, date(2026, 9, 1), True),  # the month of leaving
        (MAIN, LEFT, date(2026, 10, 1), False),  # afterwards
        (replace(MAIN, issued=date(2026, 10, 5)), LEFT, date(2026, 10, 1), True),  # fetched anew
        (replace(MAIN, issued=date(2026, 1, 2)), LEFT, date(2026, 10, 1), False),
        (replace(MAIN, kind="secondary"), LEFT, date(2026, 10, 1), True),
        (None, LEFT, date(2026, 10, 1), False),
    ],
)
def test_a_main_card_goes_with_the_employment(card: TaxCard | None, end: date | None, first: date, holds: bool) -> None:
    assert (taxes.card_in_force(card, end, first) is not None) == holds


def test_method_one_reports_whole_kroner() -> None:
    """2,910.48 + 1,045.25 = 3,955.73: rounded 3,956, truncated 3,955. The other methods are whole as they are."""
    amounts = [Money.kr("2910.48"), Money.kr("1045.25")]
    assert taxes.reported_total(amounts, "1") == Money.kr(3956)
    assert taxes.reported_total(amounts, "1", cut=True) == Money.kr(3955)
    assert taxes.reported_total([Money.kr("0.50")], "1") == Money.kr(1)
    assert taxes.reported_total([Money.kr(2910), Money.kr(1045)], "2") == Money.kr(3955)


def test_the_deadlines_of_runs_of_one_client() -> None:
    """P08: a period to the 10th is due the last bank day of its month, one to the 31st the 15th of the next; the taxes
    of both by the pay date, and for a large employer the last bank day.
    """
    half = 'period = "14D"\nfrom = 2026-10-01\nto = 2026-10-14'
    text = scenario(
        run("2026-10", '1100:units = "74",rate = "200"', keys=half, day=15),
        run("2026-10", '1100:units = "74",rate = "200"', day=30),
        pay="hourly",
        category="4601",
    )
    first, second = played(text).answer["runs"]
    assert (first["holiday_due"], second["holiday_due"]) == ("2026-10-30", "2026-11-13")
    assert (first["tax_due"], second["tax_due"]) == ("2026-11-10", "2026-11-10")
    assert first["large_tax_due"] == "2026-10-30"


def test_three_runs_of_a_fortnight_share_its_atp() -> None:
    """10, 10 and 40 hours: 10 are below 18; 20 are a third, 17.40; 60 are full, 52.20 − 17.40 = 34.80."""
    period = 'period = "14D"\nfrom = 2026-10-01\nto = 2026-10-14'
    runs = [
        run("2026-10", f'1100:units = "{hours}",rate = "200"', keys=f'{period}\nkind = "{kind}"', day=day)
        for hours, kind, day in ((10, "ordinary", 15), (10, "extra", 16), (40, "extra", 17))
    ]
    made = played(scenario(*runs, pay="hourly"))
    assert [made.slip(place)["atp_employee"] for place in range(3)] == ["0.00", "17.40", "34.80"]
