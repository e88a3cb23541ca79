"""Leaving: holiday with pay settled by the leaving code, carried-over holiday in cash, supplements, overrides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.values.finding import Refused
from tests.denmark.played import Played, absence, months, personal, played, rate, run, scenario

MONTHLY = {"1000": 'amount = "30000"'}
SECOND_CARD = 'kind = "secondary"\npercent = "38"'


def leaving(day: str, code: str, more: str = "") -> str:
    return f'end = {day}\nend_code = "{code}"\n{more}'


def e08(code: str = "3", *lines: str, more: str = "", category: str = "4600 4900", employer: str = "") -> Played:
    """Monthly 30,000 from September 2025, four days off in January, leaves on 31 March 2026."""
    runs = [run(month, *(lines if month == "2026-03" else ())) for month in months("2025-09", 7)]
    text = scenario(
        *runs,
        lines=MONTHLY,
        category=category,
        job=leaving("2026-03-31", code, "start = 2025-09-01"),
        more=absence("40", "2026-01-05", "2026-01-08", "4") + more,
    )
    return played(text.replace('rounding = "2"', f'rounding = "2"\n{employer}'))


def told(made: Played, place: int = -1) -> str:
    return "\n".join(made.answer["runs"][place]["findings"])


def lines_of(made: Played, *numbers: str) -> list[str | None]:
    return [made.line(number) for number in numbers]


def test_e08_resignation_in_the_year() -> None:
    """15,000 × 4 / 8.32 = 7,211.54 went with the days of January; 7,788.46 + 3,030 + 3,750 + 3,750 = 18,318.46. Due: of
    2,042.40 for 14.56 days those of four days, 561.10.
    """
    made = e08("3", '4788:amount = "561.10"')
    assert lines_of(made, "4966", "4967", "4968", "4969") == ["18318.46", "1465.00", "6404.00", "10449.46"]
    assert made.line("4788") == "561.10"
    fields = made.slip()["fields"]
    assert (fields["6102 2025"], fields["6102 2025 days"], fields["209"]) == ("10449.46", "10.56", "33088566")
    # pay 30,561.10 less ATP 99 = 30,462.10: AM 2,436.97 → 2,437; 38 % of 22,625.10 = 8,597.54 → 8,598
    assert (fields["13"], fields["15"], fields["16"]) == ("48780.56", "15002", "3902")
    assert fields["200"] == "160.33"  # of the pay; the holiday money has no hours
    assert (made.slip()["am_contribution"], made.slip()["a_tax"]) == ("2437", "8598")  # of the pay alone
    for account in ("FERIE_D", "FERIEPENGE", "TILLAEG_LOV_FY"):
        assert made.balance(account, "2025") == "0.00"
    posted = made.posted()
    assert (posted["2220"], posted["6852"]) == (Decimal("18318.46"), Decimal("-10449.46"))
    assert sum(posted.values()) == 0
    assert "2999" not in posted


def test_e08_the_due_supplement_is_proposed_until_it_is_paid() -> None:
    assert "4788: supplement of 2025 for 4 days taken is due and not paid: 561.10" in told(e08("3"))
    assert "4788" not in told(e08("3", '4788:amount = "561.10"'))


def test_e08_by_the_average_of_the_year() -> None:
    """12.5 % × 204,240 × 10.56 / 14.56 = 18,516.26."""
    assert e08("3", employer="holiday_average = true").line("4966") == "18516.26"


@pytest.mark.parametrize(
    ("code", "table", "numbers", "owed"),
    [
        ("3", "1", ("4967", "4968", "4980"), "6853"),  # a fund
        ("3", "2", ("4967", "4968", "4969"), "6852"),  # the code goes before the table
        ("4", "1", ("4967", "4968", "4980"), "6853"),
    ],
)
def test_to_a_fund_or_to_feriekonto(code: str, table: str, numbers: tuple[str, ...], owed: str) -> None:
    made = e08(code, more=rate("FEAFR", table))
    assert lines_of(made, "4966", *numbers) == ["18318.46", "1465.00", "6404.00", "10449.46"]
    assert made.posted()[owed] == Decimal("-10449.46")
    assert sum(made.posted().values()) == 0


def test_on_a_feriekort_it_stays_gross() -> None:
    made = e08("2")
    assert lines_of(made, "4966", "4986", "4967", "4968") == ["18318.46", "18318.46", None, None]
    fields = made.slip()["fields"]
    assert (fields["6202 2025"], fields["6202 2025 days"], fields["209"]) == ("18318.46", "10.56", "13748136")
    assert fields["13"] == "29901.00"  # the pay alone
    assert made.balance("FERIEKORT", "2025") == "18318.46"
    assert "2999" not in made.posted()


def test_in_cash_it_is_taxed_alone_and_paid_with_the_pay() -> None:
    """Pay alone: AM 2,392; 38 % of 29,901 − 2,392 − 5,400 = 22,109 → 8,401; net 19,108. With it 10,449.46."""
    made = e08("1")
    assert lines_of(made, "4966", "4967", "4968") == ["18318.46", "1465.00", "6404.00"]
    assert made.slip()["net_pay"] == "29557.46"
    assert made.slip()["gross_cash"] == "48318.46"
    fields = made.slip()["fields"]
    assert (fields["13"], fields["15"], fields["16"]) == ("48219.46", "14805", "3857")
    assert not [name for name in fields if name.startswith(("6102", "6202", "209"))]
    assert made.posted()["6810"] == Decimal("-29557.46")
    assert "2999" not in made.posted()


@pytest.mark.parametrize(("code", "said"), [("8", "leaving code 8 settles none"), ("9", "9"), ("", "no leaving code")])
def test_codes_that_settle_nothing(code: str, said: str) -> None:
    made = e08(code)
    assert made.line("4966") is None
    assert said in told(made)
    assert made.balance("FERIEPENGE", "2025") == "18318.46"


def test_somebody_without_holiday_leaves_in_silence() -> None:
    made = e08("8", category="4900")
    assert made.line("4966") is None
    assert "settle" not in told(made)


def test_a_code_that_is_not_known_is_refused() -> None:
    with pytest.raises(Refused, match="leaving code 7"):
        e08("7")


# ── supplement (4.11) ──


def supplement_year(days: str, end: str, *, start: str = "2025-09") -> Played:
    """Pay of 30,000 from September 2025, so many days off in June, 4900 and 4600."""
    count = 12 if end == "2026-08-31" else 7
    off = "2026-08" if count == 12 else "2026-02"
    return played(
        scenario(
            *(run(month) for month in months(start, count)),
            lines=MONTHLY,
            category="4600 4900",
            job=leaving(end, "3", "start = 2025-09-01"),
            more=absence("40", f"{off}-01", f"{off}-26", days) + rate("FEREDU", "3"),
        )
    )


def test_s07_leaving_in_march_with_ten_days_taken() -> None:
    """Earned 7 × 2.08 = 14.56; 4.56 are left; 7 × 300 / 14.56 × 10 = 1,442.31 is due."""
    made = supplement_year("10", "2026-03-31")
    assert made.slip()["fields"]["6102 2025 days"] == "4.56"
    assert "for 10 days taken is due and not paid: 1,442.31" in told(made)


def test_s08_leaving_in_august_after_the_payout_of_may() -> None:
    """25 earned, 20 taken, 18.72 covered by the payout of May: 1.28 days, 3,600 / 25 × 1.28 = 184.32."""
    made = supplement_year("20", "2026-08-31")
    assert made.line("4605", 8) == "2700.00"
    assert made.line("4605") is None  # who leaves with the pay of August gets no T
    assert made.slip()["fields"]["6102 2025 days"] == "5.00"
    assert "for 1.28 days taken is due and not paid: 184.32" in told(made)
    assert made.balance("TILLAEG_LOV_FY", "2025") == "0.00"


def test_s09_fewer_days_than_the_payout_covered_owe_nothing() -> None:
    made = supplement_year("18", "2026-08-31")
    assert "4788" not in told(made)
    assert made.slip()["gross_cash"] == "30000.00"  # nothing set off


def test_who_leaves_with_the_pay_of_may_gets_no_t() -> None:
    made = played(
        scenario(
            *(run(month) for month in months("2025-09", 9)),
            lines=MONTHLY,
            category="4600 4900 4610",
            job=leaving("2026-05-31", "3", "start = 2025-09-01"),
            more=rate("4007", "2"),
        )
    )
    assert made.line("4605") is None
    assert made.line("4611") == "5400.00"  # 9 × 2 % of 30,000: E is paid


# ── hours, several years, carried over ──


def test_s12_hours_become_days() -> None:
    """185 / 7.4 = 25; a half position has 92.5 hours at 50 %: 92.5 / (7.4 × 0.5) = 25 too (ruling 4)."""
    opening = ('40016:units = "185",year = 2025,month = 8', '40014:amount = "45000",year = 2025,month = 8')
    job = leaving("2025-09-15", "3")
    made = played(scenario(run("2025-09", *opening), lines=MONTHLY, category="4600", job=job, more=rate("FEENH", "1")))
    fields = made.slip()["fields"]
    assert fields["6102 2024 days"] == "25.00"
    # the earlier year of hours: 4963; 8 % of 45,000 = 3,600; 38 % of 41,400 = 15,732
    assert lines_of(made, "4963", "4972", "4973", "4974") == ["45000.00", "3600.00", "15732.00", "25668.00"]
    # 15 × 0.07 × 7.4 = 7.77 hours of the new year = 1.05 days; 12.5 % of 30,000
    assert (made.line("4962"), fields["6102 2025 days"]) == ("3750.00", "1.05")
    half = played(
        scenario(
            run("2025-09", '40016:units = "92.5",year = 2025,month = 8,working_time = "50"', opening[1]),
            lines=MONTHLY,
            category="4600",
            job=f'norm_hours = "80.165"\n{job}',
            more=rate("FEENH", "1"),
        )
    )
    assert half.slip()["fields"]["6102 2024 days"] == "25.00"


def test_p02_the_example_of_the_tax_authority() -> None:
    """Four years later: 15 of 25 days are taken, 12.5 % of 480,000 is 60,000, of which 24,000.00 is left; one month of
    40,000 earns 5,000.00 and 2.08 days. Gross, on a Feriekort, so record 6202 and the own number.
    """
    opening = ('40011:units = "25",year = 2025,month = 8', '40014:amount = "60000",year = 2025,month = 8')
    made = played(
        scenario(
            run("2025-09", *opening),
            lines={"1000": 'amount = "40000"'},
            category="4600",
            job=leaving("2025-09-30", "2"),
            more=absence("40", "2025-09-01", "2025-09-19", "15") + rate("FEREDU", "3"),
        )
    )
    fields = made.slip()["fields"]
    assert (fields["6202 2024"], fields["6202 2024 days"]) == ("24000.00", "10.00")
    assert (fields["6202 2025"], fields["6202 2025 days"]) == ("5000.00", "2.08")
    assert fields["209"] == "13748136"
    assert lines_of(made, "4971", "4987", "4966", "4986") == ["24000.00", "24000.00", "5000.00", "5000.00"]


def carried(unit: str, number: str, **more: Any) -> Played:
    """A year's holiday earned from 2024 on, some of it taken, and the person leaves in February 2026."""
    days = number == "40011"
    opening = (
        f'{number}:units = "{unit}",year = 2025,month = 8',
        '40014:amount = "45000",year = 2025,month = 8',
    )
    return played(
        scenario(
            run("2025-12", *opening),
            run("2026-01"),
            run("2026-02", *more.pop("lines", ())),
            lines=MONTHLY,
            category="4600",
            job=leaving("2026-02-28", more.pop("code", "3")),
            more=absence("40" if days else "49", "2025-12-01", "2025-12-26", "20" if days else "148")
            + ("" if days else rate("FEENH", "1")),
        )
    )


def test_holiday_that_was_carried_over_is_paid_in_cash() -> None:
    """45,000 is 12.5 % of 360,000; for 25 days, and 5 are left: 12.5 % × 360,000 / 25 × 5 = 9,000. It is pay: taxed
    with it, with the allowance.
    """
    made = carried("25", "40011")
    assert made.line("4922") == "9000.00"
    assert made.slip()["am_base"] == "38901.00"
    assert made.line("4971") is None
    assert made.slip()["fields"]["6102 2025 days"] == "6.24"  # December to February
    assert made.balance("FERIE_D", "2024") == made.balance("FERIEPENGE", "2024") == "0.00"
    assert made.posted()["2221"] == Decimal("9000.00")


def test_carried_over_hours_are_paid_in_cash() -> None:
    """185 hours, 148 taken: 360,000 × 12.5 % / 185 × 37 = 9,000, on 4905 with 37 / 7.4 = 5 days."""
    made = carried("185", "40016")
    assert made.line("4905") == "9000.00"
    (line,) = [line for line in made.slip()["lines"] if line["type"] == "4905"]
    assert line["quantity"] == "5.00"


def test_what_is_entered_replaces_what_is_computed() -> None:
    """40120 for the year that runs, 40130 for the last one, here carried over and so in cash."""
    made = carried("25", "40011", lines=('40120:units = "6",amount = "10000"', '40130:units = "4",amount = "7000"'))
    assert made.line("40120") == "10000.00"
    assert lines_of(made, "4967", "4968", "4969") == ["800.00", "3496.00", "5704.00"]
    assert made.slip()["fields"]["6102 2025 days"] == "6.00"
    assert made.line("4922") == "7000.00"
    assert made.balance("FERIEPENGE", "2024") == made.balance("FERIEPENGE", "2025") == "0.00"
    assert "2999" not in made.posted()


@pytest.mark.parametrize("line", ['40120:units = "6",amount = "10000"', '40130:units = "4",amount = "7000"'])
def test_an_override_is_for_who_leaves(line: str) -> None:
    with pytest.raises(Refused, match="leaves in the period"):
        played(scenario(run("2026-02", line), lines=MONTHLY, category="4600"))


def test_an_override_needs_an_amount() -> None:
    with pytest.raises(Refused, match="40120"):
        e08("3", '40120:units = "6"')


def test_holiday_of_the_old_act_is_paid_in_cash() -> None:
    """6,000 for five days, four are left after 4070 paid one: 1,200 and 4,800."""
    old = '510:units = "5",amount = "6000",year = 2019'
    made = played(
        scenario(
            run("2026-02", old, '4070:units = "1"'),
            lines=MONTHLY,
            category="4600",
            job=leaving("2026-02-28", "3"),
            more=rate("OVERFE", "1"),
        )
    )
    assert lines_of(made, "4070", "4082") == ["1200.00", "4800.00"]
    assert made.balance("GL_FERIE_D", "2019") == "0.00"
    assert made.slip()["am_base"] == "35901.00"


# ── extra supplements (F18) ──


@pytest.mark.parametrize(
    ("saved", "paid", "carriers"),
    [
        ("4607", "4626", {"4626": "4200.00"}),
        ("4610", "4627", {"4627": "4200.00"}),
        ("4622", "4628", {"4628": "4200.00", "4637": "2400.00", "4636": "1800.00"}),
        ("4624", "4629", {"4629": "4200.00", "4642": "2400.00", "4641": "1800.00"}),
    ],
)
def test_extra_supplements_are_paid_at_leaving(saved: str, paid: str, carriers: dict[str, str]) -> None:
    """7 × 2 % of 30,000: of the calendar years, four months of last year and three of this one."""
    made = played(
        scenario(
            *(run(month) for month in months("2025-09", 7)),
            lines=MONTHLY,
            category=f"4600 {saved} {paid}",
            job=leaving("2026-03-31", "3", "start = 2025-09-01"),
            more=rate("4007", "2"),
        )
    )
    assert {number: made.line(number) for number in carriers} == carriers
    assert "2999" not in made.posted()
    assert "EKSTRA" not in told(made)


def test_an_extra_supplement_that_nothing_pays_is_told() -> None:
    made = e08("3", more=rate("4007", "2"), category="4600 4610")
    assert "3,00" not in told(made)
    assert "EKSTRA_LOV_FY" in told(made)
    assert made.balance("EKSTRA_LOV_FY", "2025") == "4084.80"  # 2 % of 204,240


def test_the_supplement_of_the_calendar_year_is_set_to_zero_too() -> None:
    made = e08("3", category="4600 4902")
    assert made.balance("TILLAEG_LOV_KY", "2025") == made.balance("TILLAEG_LOV_KY", "2026") == "0.00"


# ── after leaving ──


@pytest.mark.parametrize(("code", "number"), [("1", "4967"), ("2", "4986"), ("3", "4969")])
def test_who_is_paid_after_leaving_is_settled_by_the_code(code: str, number: str) -> None:
    """800 of overtime by the hour in April bears holiday money: 100.00, and no days."""
    runs = [run(month) for month in months("2025-09", 7)]
    late = run("2026-04", '1100:units = "4",rate = "200"')
    made = played(
        scenario(
            *runs,
            late,
            lines=MONTHLY,
            card=SECOND_CARD,
            category="4600",
            job=leaving("2026-03-31", code, "start = 2025-09-01"),
        )
    )
    assert made.line("4966") == "100.00"
    assert made.line(number) == {"1": "8.00", "2": "100.00", "3": "57.00"}[code]  # 8 %; 38 % of 92 → 35
    assert made.balance("FERIEPENGE", "2025") == "0.00"
    assert made.slip()["holiday_days_earned"] == "0.00"


def test_holiday_in_advance_is_told_and_recovered() -> None:
    """Five days were taken in advance in June; 2.08 of June and 2.08 of July are earned: 0.84 days of 5 are owed,
    0.84 × 4.8 % × 33,000 = 1,330.56.
    """
    away = absence("40", "2026-06-01", "2026-06-05", "5")
    runs = (run("2026-06", '4765:units = "5"'), run("2026-07"))
    job = leaving("2026-07-31", "3", "start = 2026-06-01")
    pay = {"1000": 'amount = "33000"'}
    made = played(scenario(*runs, lines=pay, category="4600", more=away, job=job))
    assert "4796: 0.84 of holiday in advance are owed: 1,330.56 can be taken" in told(made)
    recovered = (runs[0], run("2026-07", '4796:units = "0.84"'))
    done = played(scenario(*recovered, lines=pay, category="4600", more=away, job=job))
    assert done.line("4796") == "-1330.56"
    assert done.balance("FORSKUD_GAELD_KR", "2025") == done.balance("FORSKUD_GAELD_D", "2025") == "0.00"
    assert "owed" not in told(done)
    assert "2999" not in done.posted()


def test_no_more_is_recovered_than_pay_and_holiday_money() -> None:
    """40,000 is entered, and the month has 33,000 of pay and no holiday money: the rest lapses."""
    away = absence("40", "2026-06-01", "2026-06-05", "5")
    first = run("2026-06", '4765:units = "5"')
    last = run("2026-07", '4796:units = "0.84",amount = "40000"')
    made = played(
        scenario(
            first,
            last,
            lines={"1000": 'amount = "33000"'},
            category="4600",
            more=away,
            job=leaving("2026-07-31", "3", "start = 2026-06-01"),
        )
    )
    assert made.line("4796") == "-33000.00"
    assert "7,000.00 of holiday in advance cannot be claimed back" in told(made)


def test_own_days_a_year_and_leaving() -> None:
    """9980 = 20: 1.67 days a month, all of them settled."""
    made = played(
        scenario(
            run("2026-02"),
            run("2026-03"),
            lines=MONTHLY,
            category="4600",
            more=personal("9980", "20"),
            job=leaving("2026-03-31", "3", "start = 2026-02-01"),
        )
    )
    assert made.slip()["fields"]["6102 2025 days"] == "3.34"
    assert made.line("4966") == "7500.00"
