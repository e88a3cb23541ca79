"""Pension bases (denmark 3.4) and the employer's lists of types (lønartstyper)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.values.finding import Refused
from services.engine.numbered import SetMember
from tests.denmark.played import absence, played, run, scenario

PENSION = 'percent = "10"\ncompany_percent = "0"\npension_basis = "{basis}"'


def basis(number: str, *types: str) -> str:
    """A list of the employer's own."""
    return f'[[basis]]\nnumber = "{number}"\ntypes = [{", ".join(repr(each) for each in types)}]\n'


def own(which: str, *lines: str, more: str = "", pay: str = "monthly_arrears", **fixed: str) -> str:
    """The own share of 10 % of a basis, of 30,000 a month unless said otherwise."""
    every = {"1000": 'amount = "30000"', **fixed} if pay == "monthly_arrears" else dict(fixed)
    text = scenario(
        run("2026-10", *lines),
        pay=pay,
        lines={**every, "6003": PENSION.format(basis=which)},
        category="4601" if pay == "hourly" else "4600",
        more=more,
    )
    return str(played(text).slip()["pension_employee"])


@pytest.mark.parametrize(
    ("which", "amount"),
    [
        ("1", "3000.00"),  # 10 % of the fixed pay of 30,000; overtime is no fixed pay
        ("2", "3200.00"),  # of the A-income: 30,000 + 2,000
        ("3", "3000.00"),  # of what bears holiday money: 1303 does not
    ],
)
def test_what_is_in_bases_one_to_three(which: str, amount: str) -> None:
    assert own(which, '1303:units = "10",rate = "200"') == amount


def test_own_account_leave_lowers_basis_one_and_not_three() -> None:
    """2 days × 4.8 % × 30,000 = 2,880: basis 1 and the A-income of basis 2 are 27,120, basis 3 is 30,000."""
    away = absence("40", "2026-10-05", "2026-10-06", "2", 'type = "3950"')
    assert own("1", more=away) == "2712.00"
    assert own("2", more=away) == "2712.00"
    assert own("3", more=away) == "3000.00"


def test_running_holiday_money_is_in_basis_two() -> None:
    """100 hours × 200 = 20,000 and 12.5 % of it, 2,500, that goes to FerieKonto: 10 % of 22,500."""
    assert own("2", '1100:units = "100",rate = "200"', pay="hourly") == "2250.00"
    assert own("1", '1100:units = "100",rate = "200"', pay="hourly") == "2000.00"


def test_payout_of_a_supplement_is_a_income_of_basis_two() -> None:
    """1 % of 30,000 = 300 is earned in September and in October, and paid by 4785 in October: 10 % of 30,600."""
    text = scenario(
        run("2026-09"),
        run("2026-10", "4785:"),
        lines={"1000": 'amount = "30000"', "6003": PENSION.format(basis="2")},
        category="4600 4900",
    )
    made = played(text)
    assert made.line("4785") == "600.00"
    assert made.slip()["pension_employee"] == "3060.00"


@pytest.mark.parametrize("which", ["4", "5", "6", "10", "11"])
def test_a_basis_of_the_employers_own(which: str) -> None:
    """Basis = 30,000 + overtime 2,000 − a supplement of 500 → 10 % of 31,500."""
    lines = ('1303:units = "10",rate = "200"', '1181:amount = "500"')
    assert own(which, *lines, more=basis(which, "1000", "1303", "-1181")) == "3150.00"


def test_a_basis_that_nobody_made_is_empty_and_said() -> None:
    text = scenario(run("2026-10"), lines={"1000": 'amount = "30000"', "6003": PENSION.format(basis="4")})
    made = played(text)
    assert made.slip()["pension_employee"] == "0.00"
    assert any("pension basis 4" in str(each) for each in made.answer["runs"][0]["findings"])


def test_lists_6000_to_6005_raise_and_lower_the_bases() -> None:
    """6000 is of basis 1: + overtime 2,000. 6002 is of basis 3: + 1181 of 500."""
    lines = ('1303:units = "10",rate = "200"', '1181:amount = "500"')
    more = basis("6000", "1303") + basis("6002", "1181")
    assert own("1", *lines, more=more) == "3200.00"
    assert own("2", *lines, more=more) == "3250.00"  # 32,500 of A-income: its list is 6001
    assert own("3", *lines, more=more) == "3050.00"


def test_a_type_that_took_from_the_pay_lowers_with_a_minus() -> None:
    """4871 took 1 day × 4.8 % × 30,000 = 1,440. Basis 4 of the pay less it: 28,560; with a plus it is added back."""
    away = absence("40", "2026-10-05", "2026-10-05", "1", 'type = "3950"')
    assert own("4", more=away + basis("4", "1000", "-4871")) == "2856.00"
    assert own("4", more=away + basis("4", "1000", "4871")) == "3144.00"


def test_a_list_may_name_a_basis() -> None:
    assert own("5", '1303:units = "10",rate = "200"', more=basis("5", "MDR_FAST", "1303")) == "3200.00"


@pytest.mark.parametrize(
    ("written", "member"),
    [
        ("1100", SetMember("1100")),
        ("-41586", SetMember("41586", -1)),
        ("3950:2", SetMember("3950", 1, 2)),
        ("1100:0", SetMember("1100", 1, 0)),
        ("41586:-0", SetMember("41586", -1, 0)),  # a sequence with a minus, as the guide writes it
        ("FERIEB", SetMember("FERIEB")),
    ],
)
def test_how_a_member_is_written(written: str, member: SetMember) -> None:
    assert SetMember.read(written) == member


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (basis("7", "1000"), "7"),  # there is no such basis or list
        (basis("4", "999999"), "999999"),  # no such type
        (basis("4", "1000:x"), "1000:x"),  # a sequence is a number
        (basis("4", ""), "is not a wage type"),
        (basis("4", "1000") + basis("4", "1303"), "two have the number 4"),
    ],
)
def test_a_list_that_cannot_be(more: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        played(scenario(run("2026-10"), lines={"1000": 'amount = "30000"'}, more=more))
    assert word in str(refused.value)


def test_an_unknown_way_to_provide_is_refused() -> None:
    text = scenario(run("2026-10")).replace('rounding = "2"', 'rounding = "2"\nprovisions = "both"')
    with pytest.raises(Refused) as refused:
        played(text)
    assert "both" in str(refused.value)


def test_the_program_has_the_hours_that_do_not_count() -> None:
    """3104: holiday absence with sequence 2 (I7)."""
    from services.desk.countries import country

    sets = country("DK")._sets  # type: ignore[attr-defined]
    assert [(each.type, each.sequence) for each in sets["3104"]] == [("3950", 2), ("3951", 2)]
    assert sets["7500"] == ()
    assert Decimal(len(sets)) == 15
