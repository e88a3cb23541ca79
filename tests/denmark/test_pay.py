"""Pay in every form: rates by chain, cards, periods, allowances, pension bases, several runs in a month."""

from __future__ import annotations

import pytest

from tests.denmark.played import absence, personal, played, rate, run, scenario

PAY = {"1000": 'amount = "30000"'}


def test_the_rate_chain_personal_then_table_then_general() -> None:
    """4900 is 9908 → 4003 → 1 %; a blank value is no hit and 0 is one."""
    parts = {"lines": PAY, "category": "4900"}
    assert played(scenario(run("2026-03"), **parts)).line("4900") == "300.00"  # type: ignore[arg-type]
    table = rate("4003", "2") + rate("4003", "3", since="2026-03-02")
    assert played(scenario(run("2026-03"), more=table, **parts)).line("4900") == "600.00"  # type: ignore[arg-type]
    own = played(scenario(run("2026-03"), more=table + personal("9908", "1.5"), **parts))  # type: ignore[arg-type]
    assert own.line("4900") == "450.00"
    zero = played(scenario(run("2026-03"), more=table + personal("9908", "0"), **parts))  # type: ignore[arg-type]
    assert zero.line("4900") is None
    other = rate("4003", "2", column="hourly")  # blank for pay in arrears
    assert played(scenario(run("2026-03"), more=other, **parts)).line("4900") == "300.00"  # type: ignore[arg-type]


def test_hourly_pay_without_a_rate() -> None:
    """The personal rate 9905, then result table 100."""
    hours = run("2026-03", '1100:units = "100"')
    parts = {"pay": "hourly", "category": ""}
    table = rate("100", "180", column="hourly")
    assert played(scenario(hours, more=table, **parts)).line("1100") == "18000.00"  # type: ignore[arg-type]
    own = table + personal("9905", "200.50")
    assert played(scenario(hours, more=own, **parts)).line("1100") == "20050.00"  # type: ignore[arg-type]


def test_a_personal_monthly_pay() -> None:
    made = played(scenario(run("2026-03"), lines={"1000": ""}, more=personal("9900", "27500")))
    assert made.line("1000") == "27500.00"


@pytest.mark.parametrize(
    ("card", "tax"),
    [
        ('kind = "main"\npercent = "38"\nallowance_month = "5400"', "8401"),  # 38 % of 29,901 − 2,392 − 5,400
        ('kind = "secondary"\npercent = "38"\nallowance_month = "5400"', "10453"),  # 38 % of 27,509
        ('kind = "exempt"\nexempt_amount = "40000"', "0"),
        ('kind = "none"', "15130"),  # 55 % of 27,509 = 15,129.95
        ("", "15130"),
    ],
)
def test_tax_cards(card: str, tax: str) -> None:
    assert played(scenario(run("2026-03"), lines=PAY, card=card)).slip()["a_tax"] == tax


def test_an_exemption_card_is_used_up() -> None:
    """27,509 a month; 40,000 − 27,509 = 12,491 is left in April: 38 % of 15,018 = 5,706.84."""
    card = 'kind = "exempt"\npercent = "38"\nexempt_amount = "40000"'
    made = played(scenario(run("2026-03"), run("2026-04"), run("2026-05"), lines=PAY, card=card))
    assert [made.slip(place)["a_tax"] for place in range(3)] == ["0", "5707", "10453"]


def test_fourteen_days() -> None:
    """Allowance 5,400 × 12 / 26 = 2,492.31; ATP 52.20 + 104.40 for 74 hours; 14,000 − 52.20 = 13,947.80."""
    days = 'period = "14D"\nfrom = 2026-03-02\nto = 2026-03-15'
    made = played(scenario(run("2026-03", keys=days), pay="fortnightly", lines={"1000": 'amount = "14000"'}))
    slip = made.slip()
    assert (slip["atp_employee"], slip["atp_employer"], slip["am_base"]) == ("52.20", "104.40", "13947.80")
    assert slip["am_contribution"] == "1116"  # 1,115.82
    assert slip["a_tax"] == "3929"  # 38 % of 13,947.80 − 1,116 − 2,492.31 = 10,339.49
    assert slip["net_pay"] == "8902.80"


def test_people_are_paid_in_runs_of_their_own_period() -> None:
    days = 'period = "14D"\nfrom = 2026-03-02\nto = 2026-03-15'
    assert played(scenario(run("2026-03", keys=days), lines=PAY)).answer["runs"][0]["employees"] == []


def test_in_advance_late_in_the_month_is_the_next_month() -> None:
    made = played(scenario(run("2026-08", day=31), pay="monthly_advance", lines=PAY, category="4600"))
    assert made.balance("FERIE_D", "2026") == "2.08"  # the period is September
    early = played(scenario(run("2026-08", day=3), pay="monthly_advance", lines=PAY, category="4600"))
    assert early.balance("FERIE_D", "2025") == "2.08"


def test_a_second_run_of_the_month_takes_atp_and_allowance_once() -> None:
    """1171 pays 2,000: AM 160, and 38 % of 1,840 = 699.20 without a second allowance."""
    extra = run("2026-03", '1171:amount = "2000"', keys='kind = "extra"')
    slip = played(scenario(run("2026-03"), extra, lines=PAY, category="4600")).slip()
    assert (slip["atp_employee"], slip["a_tax"], slip["net_pay"]) == ("0.00", "699", "1141.00")
    assert slip["holiday_days_earned"] == "0.00"


@pytest.mark.parametrize(
    ("basis", "own"), [("1", "1500.00"), ("2", "1600.00"), ("3", "1500.00"), ("A", "1500.00"), ("4", "0.00")]
)
def test_pension_bases(basis: str, own: str) -> None:
    """30,000 of fixed pay; 2,000 on 1171 is A-income and bears no holiday money."""
    pension = f'percent = "5"\ncompany_percent = "10"\npension_basis = "{basis}"'
    made = played(scenario(run("2026-03", '1171:amount = "2000"'), lines={**PAY, "6003": pension}))
    assert made.slip()["pension_employee"] == own


def test_amounts_of_pension() -> None:
    made = played(scenario(run("2026-03"), lines={**PAY, "6410": 'amount = "500"'}))
    assert (made.slip()["pension_employee"], made.slip()["pension_employer"]) == ("0.00", "500.00")
    assert made.slip()["fields"]["148"] == "500.00"


def test_own_account_lowers_pay_hours_and_basis() -> None:
    """2 days × 4.8 % × 30,000 = 2,880; 160.33 − 14.8 hours; both bases of holiday."""
    away = absence("42", "2026-03-09", "2026-03-10", "2", 'type = "1587"')
    made = played(scenario(run("2026-03"), lines=PAY, category="4600 4901", more=away))
    assert made.line("1587") == "-2880.00"
    assert made.slip()["fields"]["200"] == "145.53"
    assert made.line("4901") == "271.20"
    assert made.posted()["2211"] == -2880


def test_holiday_can_be_stopped_for_a_person() -> None:
    made = played(scenario(run("2026-03"), lines={**PAY, "905": ""}, category="4600 4900"))
    assert made.answer["balances"] == []
    assert made.line("4900") is None


def test_no_holiday_money_but_days() -> None:
    made = played(scenario(run("2026-03"), lines=PAY, category="4600", more=rate("4002", "0")))
    assert made.balance("FERIE_D", "2025") == "2.08"
    assert made.balance("FERIEPENGE", "2025") == "0.00"


def test_hours_for_part_time() -> None:
    """15.41 × 130 / 160.33 = 12.49."""
    made = played(
        scenario(run("2026-03"), job='norm_hours = "130"', lines=PAY, category="4600", more=rate("FEENH", "1"))
    )
    assert made.balance("FERIE_T", "2025") == "12.49"


def test_lines_stand_in_date_order() -> None:
    later, sooner = '1171:amount = "2",date = 2026-03-20', '1171:amount = "1",date = 2026-03-02'
    made = played(scenario(run("2026-03", later, sooner), lines=PAY))
    assert [line["amount"] for line in made.slip()["lines"]] == ["30000.00", "1.00", "2.00"]


def test_fixed_pay_of_part_of_a_month_is_paid_as_entered_and_said() -> None:
    made = played(scenario(run("2026-09"), job="start = 2026-09-16", lines=PAY))
    assert made.line("1000") == "30000.00"
    assert made.answer["runs"][0]["findings"] == [
        "Employee 1 is employed for 15 of 30 days, and the fixed pay is paid as it was entered"
    ]


def test_hourly_paid_with_holiday_pay_lower_their_basis() -> None:
    """DAGTIM = 1: 2 days × 4.8 % of 20,000 = 1,920 off what bears holiday money."""
    lines = ('40011:units = "5",year = 2025,month = 12', '1100:units = "100",rate = "200"')
    away = absence("40", "2026-03-09", "2026-03-10", "2")
    parts = {"pay": "hourly", "category": "4600"}
    made = played(scenario(run("2026-03", *lines), more=away + rate("DAGTIM", "1", column="hourly"), **parts))  # type: ignore[arg-type]
    assert made.slip()["holiday_basis"] == "18080.00"
    assert made.slip()["gross_cash"] == "20000.00"
