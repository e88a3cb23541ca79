"""A correction that takes a slip back and enters the month again pays the difference, and nothing else moves (1.6)."""

from decimal import Decimal

from tests.denmark.played import Played, played, run, scenario

CARD = 'kind = "main"\npercent = "37"\nallowance_month = "6200"'
OCTOBER = run("2026-10", '1000:amount = "30000"')
NOVEMBER = run("2026-11", '1000:amount = "30000"')


def correction(*lines: str) -> str:
    return run("2026-11", *lines, keys='kind = "correction"\ncorrects = "2026-10"', day=30)


def year(*runs: str) -> Played:
    return played(scenario(*runs, category="4600 4900", card=CARD))


def test_a_month_entered_again_pays_the_difference() -> None:
    """31,000 for 30,000. AM basis +1,000; AM 2,472 − 2,392 = 80 (8 % of 30,901 = 2,472.08, of 29,901 = 2,392.08); A-tax
    37 % of 22,229 = 8,224.73 → 8,225, of 21,309 = 7,884.33 → 7,884: 341; net 1,000 − 80 − 341 = 579. Holiday pay 12.5 %
    of 1,000. ATP, hours and days are those of the month already.
    """
    made = year(OCTOBER, NOVEMBER, correction('1000:amount = "31000"'))
    slip = made.slip()
    assert {name: slip[name] for name in ("am_base", "am_contribution", "a_tax", "net_pay")} == {
        "am_base": "1000.00",
        "am_contribution": "80",
        "a_tax": "341",
        "net_pay": "579.00",
    }
    assert (slip["atp_employee"], slip["holiday_days_earned"], slip["holiday_money_earned"]) == (
        "0.00",
        "0.00",
        "125.00",
    )
    assert slip["fields"]["200"] == "0.00"
    assert made.balance("FERIE_D", "2026") == "4.16"
    assert made.balance("FERIEPENGE", "2026") == "7625.00"  # 12.5 % of 31,000 and 30,000


def test_the_same_year_in_one_go() -> None:
    """Corrected or right from the start: the balances are the same."""
    corrected = year(OCTOBER, correction('1000:amount = "31000"'), NOVEMBER)
    right = year(run("2026-10", '1000:amount = "31000"'), NOVEMBER)
    assert corrected.answer["balances"] == right.answer["balances"]
    net = sum(Decimal(corrected.slip(place)["net_pay"]) for place in range(3))
    assert net == sum(Decimal(right.slip(place)["net_pay"]) for place in range(2))


def test_nothing_entered_leaves_it_taken_back() -> None:
    made = year(OCTOBER, correction())
    assert made.slip()["net_pay"] == "-19625.00"
    assert not [row for row in made.answer["balances"] if Decimal(row["amount"])]
