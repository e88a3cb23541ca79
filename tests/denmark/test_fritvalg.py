"""Fritvalg: the worked examples of the guide and of the specification, and what cannot be (denmark 6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.values.finding import Refused
from tests.denmark.played import absence, personal, played, rate, run, scenario

PAY = {"1000": 'amount = "30000"'}
SAVES = rate("4401", "9")
KEEPS = {"6000": 'percent = "4"\ncompany_percent = "8"'}


def opening(amount: str) -> str:
    """A line that puts an amount on the account."""
    return f'4415:amount = "{amount}"'


# ── the examples ──


def test_s19_a_percentage_with_three_decimals() -> None:
    """3.75 / 10 = 0.375 %, for one day: 30,000 × 0.375 % = 112.50."""
    more = rate("4403", "3.75") + rate("4413", "10") + personal("9910", "1")
    made = played(scenario(run("2026-10"), lines=PAY, category="4400", more=more))
    assert made.line("4400") == "112.50"


def test_s20_the_saving_of_the_firm_is_in_pension_basis_2() -> None:
    """4490 = 2.00: 9 % of 30,000 = 2,700 is added to basis 2, of which 6000 takes 4 % and 8 %."""
    more = SAVES + rate("4490", "2.00")
    made = played(scenario(run("2026-10"), lines=PAY | KEEPS, category="4400", more=more))
    assert (made.slip()["pension_employee"], made.slip()["pension_employer"]) == ("1308.00", "2616.00")
    without = played(scenario(run("2026-10"), lines=PAY | KEEPS, category="4400", more=SAVES))
    assert without.slip()["pension_employee"] == "1200.00"


def test_s21_pension_above_12_percent_is_saved() -> None:
    """14 % in all: 12 % as pension (4 own, 8 firm), 2 % of the same basis on the account: 600."""
    made = played(scenario(run("2026-10"), lines=PAY | KEEPS | {"4420": 'percent = "2"'}))
    assert made.line("4420") == "600.00"
    assert made.balance("FRITVALG") == "600.00"
    assert made.slip()["fields"]["148"] == "2400.00"


def test_s22_a_stopped_pension_is_saved() -> None:
    """Firm 12 % of basis 2, as type 6000 had it: 30,000 and 2,000 on 1171 are A-income: 3,840."""
    lines = PAY | {"4416": 'percent = "12"\npension_basis = "2"'}
    made = played(scenario(run("2026-10", '1171:amount = "2000"'), lines=lines))
    assert made.line("4416") == "3840.00"


FERIEFRI = ('3801:units = "40"', '3804:amount = "9000"')


def test_s23_extra_days_off_at_the_rate_of_1100() -> None:
    line = '4410:units = "10",off_hours = "10",off_amount = "1000"'
    text = scenario(run("2026-10", *FERIEFRI, line), pay="hourly", more=rate("100", "100", column="hourly"))
    made = played(text)
    assert made.balance("FRITVALG") == "1000.00"
    assert (made.balance("FERIEFRI_T", "2026"), made.balance("FERIEFRI_KR", "2026")) == ("30.00", "8000.00")


def test_s24_extra_days_off_at_a_rate_that_is_entered() -> None:
    """5 hours at 200; the guide prints 10 hours written down, and means 5 (ruling 28)."""
    line = '4412:units = "5",rate = "200",off_hours = "5",off_amount = "1000"'
    made = played(scenario(run("2026-10", *FERIEFRI, line), pay="hourly"))
    assert made.balance("FRITVALG") == "1000.00"
    assert (made.balance("FERIEFRI_T", "2026"), made.balance("FERIEFRI_KR", "2026")) == ("35.00", "8000.00")


def test_s26_a_transfer_to_pension_may_pass_zero() -> None:
    made = played(scenario(run("2026-10", opening("1000"), '4485:amount = "1000"', '5991:amount = "200"'), lines=PAY))
    assert made.line("4485") == "1000.00"
    assert made.slip()["pension_employer"] == "200.00"
    assert made.balance("FRITVALG") == "-200.00"


@pytest.mark.parametrize(
    ("table", "months"),
    [(rate("FRIU1", "5") + rate("FRIU2", "8"), [5, 8]), (rate("FRIAUT", "1"), [3, 6, 9, 12])],
    ids=["s27 twice", "s27 quarterly"],
)
def test_s27_months_of_emptying(table: str, months: list[int]) -> None:
    """2,700 a month: what is there is paid in those months, with the saving of the month."""
    runs = [run(f"2026-{month:02d}") for month in range(1, 13)]
    made = played(scenario(*runs, lines=PAY, category="4400 4455", more=SAVES + table))
    paid = {place + 1: made.line("4455", place) for place in range(12)}
    assert [month for month, amount in paid.items() if amount] == months
    assert paid[months[0]] == str(Decimal("2700.00") * months[0])
    assert paid[months[1]] == "8100.00"  # three months


def test_e09_the_parts_of_a_saving() -> None:
    """2,520.00 + 280.00 + 28.00 = 2,828.00; basis 2 grows by 2,520.00 alone: 10 % of 30,520 = 3,052.00."""
    more = "".join(
        rate(table, value, column="hourly")
        for table, value in (("4401", "9"), ("4403", "0.5"), ("4404", "0.20"), ("4490", "2.00"))
    ) + personal("9910", "2")
    text = scenario(
        run("2026-10", '1100:units = "140",rate = "200"'),
        pay="hourly",
        category="4400",
        lines={"6000": 'company_percent = "10"'},
        more=more,
    )
    made = played(text)
    assert made.line("4400") == "2828.00"
    assert made.slip()["pension_employer"] == "3052.00"


def test_e10_the_order_of_a_run() -> None:
    """5,520 is there; 4483 pays 4,000, 5991 moves 2,000, and 4440 finds nothing."""
    brought = run("2026-09", opening("3000"), keys='kind = "extra"')
    lines = ("4440:", '5991:amount = "2000"', '4483:amount = "4000"')
    made = played(
        scenario(brought, run("2026-10", *lines), lines={"1000": 'amount = "28000"'}, category="4400", more=SAVES)
    )
    assert (made.line("4400"), made.line("4483"), made.line("4440")) == ("2520.00", "4000.00", "0.00")
    assert made.balance("FRITVALG") == "-480.00"
    assert made.slip()["gross_cash"] == "32000.00"
    assert made.slip()["fields"]["148"] == "2000.00"


# ── what cannot be ──


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        (rate("FRIU1", "5") + rate("FRIU2", "7"), "three months"),
        (rate("FRIU1", "12") + rate("FRIU2", "2"), "three months"),
        (rate("FRIU1", "8") + rate("FRIU2", "8"), "three months"),
        (rate("FRIU1", "13"), "from 1 to 12"),
    ],
    ids=["two apart", "around the year", "the same", "no month"],
)
def test_months_that_cannot_be(tables: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        played(scenario(run("2026-10"), lines=PAY, category="4455", more=tables))


def test_three_months_around_the_year_are_enough() -> None:
    more = SAVES + rate("FRIU1", "11") + rate("FRIU2", "2")
    made = played(scenario(run("2026-11"), lines=PAY, category="4400 4455", more=more))
    assert made.line("4455") == "2700.00"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("4470:", "percentage"),
        ("6009:", "percentage"),
        ("4443:", "date"),
        ("5991:", "amount"),
        ('4483:amount = "-5"', "above zero"),
        ('5991:amount = "-5"', "above zero"),
        ('6510:units = "3"', "rate"),  # there is no table 6510
        ('41587:amount = "5"', "makes it itself"),
        ('41606:amount = "5"', "makes it itself"),
        ('14008:amount = "5"', "makes it itself"),
        ('9911:amount = "5"', "makes it itself"),
        ("4436:", "not public"),
        ('4410:units = "1",rate = "100",off_hours = "2"', "below zero"),
        ('4425:amount = "5"', "below zero"),
    ],
)
def test_a_line_that_lacks_something_is_named(line: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        played(scenario(run("2026-10", line), lines=PAY))
    assert line.partition(":")[0] in str(refused.value)


def test_a_pension_basis_that_is_not_there() -> None:
    with pytest.raises(Refused, match="4490"):
        played(scenario(run("2026-10"), lines=PAY, category="4400", more=SAVES + rate("4490", "7")))


def test_local_saving_that_was_taxed_cannot_go_to_pension() -> None:
    more = rate("4406", "3")
    with pytest.raises(Refused, match="6029"):
        played(scenario(run("2026-10"), lines=PAY | {"6029": 'percent = "1"'}, category="4582 9189", more=more))


def test_a_code_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="L"):
        played(scenario(run("2026-10", keys='codes = ["X"]'), lines=PAY))


# ── smaller rules ──


def test_a_family_day_asks_which_type_of_its_code() -> None:
    """77 to 79 lead to five types each: in days, in hours, days as hours, paid only, deducted only."""
    for code, types in (
        ("77", ("41586", "41588", "41600", "41610", "41612")),
        ("78", ("41590", "41592", "41602", "41615", "41617")),
        ("79", ("41596", "41598", "41604", "41620", "41622")),
    ):
        with pytest.raises(Refused, match=" · ".join(types)):
            played(scenario(run("2026-10"), lines=PAY, more=absence(code, "2026-10-05", "2026-10-05", "1")))
        for number in types:
            away = absence(code, "2026-10-05", "2026-10-05", "1", f'type = "{number}"')
            made = played(scenario(run("2026-10", opening("9000")), lines=PAY, more=away))
            assert made.line(number) not in (None, "0.00")
            assert "2999" not in made.posted()  # nothing is left unposted


def test_a_family_day_at_a_percentage_of_the_persons_own() -> None:
    """9909 = 5 %: 1,500."""
    away = absence("77", "2026-10-05", "2026-10-05", "1", 'type = "41586"')
    made = played(scenario(run("2026-10", opening("9000")), lines=PAY, more=away + personal("9909", "5")))
    assert (made.line("41586"), made.line("41587")) == ("-1500.00", "1500.00")
    assert made.slip()["fields"]["200"] == "152.93"  # 160.33 − 7.4


def test_a_negative_saving_goes_no_lower_than_zero() -> None:
    """Hours that are taken back take their saving back: 10 % of −2,000, of which 150 is there."""
    text = scenario(
        run("2026-10", opening("150"), '1100:units = "-10",rate = "200"', '1171:amount = "9000"'),
        pay="hourly",
        category="4400",
        more=rate("4401", "10", column="hourly"),
    )
    made = played(text)
    assert (made.line("4400"), made.balance("FRITVALG")) == ("-150.00", "0.00")


def test_what_is_stopped_is_not_emptied_and_still_saved() -> None:
    more = SAVES + rate("FRIU1", "10")
    made = played(scenario(run("2026-10"), lines=PAY | {"4457": ""}, category="4400 4455", more=more))
    assert (made.line("4400"), made.line("4455")) == ("2700.00", None)


def test_every_account_of_a_run_is_posted() -> None:
    """All forms of payout in one run, and nothing stands as not posted."""
    lines = (
        '4484:amount = "100"',
        '4483:amount = "100"',
        '5991:amount = "50"',
        '6510:units = "1",rate = "100"',
        "4441:",
    )
    more = SAVES + rate("4406", "2") + rate("FRITVF", "1") + personal("9911", "1")
    made = played(
        scenario(
            run("2026-10", opening("500"), *lines),
            lines=PAY | KEEPS | {"4418": 'percent = "2"'},
            category="4400 4582",
            more=more,
        )
    )
    posted = made.posted()
    assert sum(posted.values()) == 0
    assert "2999" not in posted
    assert made.answer["runs"][0]["findings"] == []


@pytest.mark.parametrize(("word", "gross", "net"), [("gross", "900.00", "0.00"), ("net", "0.00", "513.00")])
def test_the_employer_says_whether_local_saving_is_taxed_at_once(word: str, gross: str, net: str) -> None:
    """3 % of 30,000 = 900: AM 72, 38 % of 828 = 315."""
    text = scenario(run("2026-10"), lines=PAY, category="4582", more=rate("4406", "3"))
    made = played(text.replace('rounding = "2"', f'rounding = "2"\nfritvalg_local = "{word}"'))
    assert (made.balance("FRITVALG_LOKAL"), made.balance("FRITVALG_LOKAL_NET")) == (gross, net)


def test_a_change_of_the_local_account_is_taxed_with_its_saving() -> None:
    """900 − 300 = 600: AM 48, 38 % of 552 = 209.76 → 210, 342 is kept."""
    text = scenario(run("2026-10", '4580:amount = "-300"'), lines=PAY, category="4582 9188", more=rate("4406", "3"))
    made = played(text)
    assert made.balance("FRITVALG_LOKAL_NET") == "342.00"
    assert (made.slip()["fritvalg_am"], made.slip()["fritvalg_tax"]) == ("48.00", "210.00")


def test_what_goes_to_a_pension_that_is_not_there_is_said() -> None:
    made = played(scenario(run("2026-10", opening("500"), '5991:amount = "200"'), lines=PAY))
    assert made.answer["runs"][0]["findings"] == ["Employee 1, 5991: there is no pension that it could go to"]


def test_a_negative_saving_takes_the_employees_part_back_too() -> None:
    """1,000 is there: 10 % and 1 % of −2,000 are taken from it, and 20 is given back."""
    text = scenario(
        run("2026-10", opening("1000"), '1100:units = "-10",rate = "200"', '1171:amount = "9000"'),
        pay="hourly",
        category="4400",
        more=rate("4401", "10", column="hourly") + personal("9911", "1"),
    )
    made = played(text)
    assert (made.line("4400"), made.line("9911"), made.balance("FRITVALG")) == ("-220.00", "20.00", "780.00")


def test_hours_of_fourteen_days() -> None:
    """160.33 × 12 / 26 = 74.00 hours, less one day of 7.4 hours: 66.6 × 0.50 = 33.30."""
    days = 'period = "14D"\nfrom = 2026-10-05\nto = 2026-10-18'
    text = scenario(
        run("2026-10", keys=days),
        pay="fortnightly",
        lines={"1000": 'amount = "14000"'},
        category="4400",
        more=rate("4404", "0.50", column="fortnightly")
        + absence("77", "2026-10-06", "2026-10-06", "1", 'type = "41586"'),
    )
    assert played(text).line("4400") == "33.30"


def test_hours_of_part_of_a_month() -> None:
    """Employed 16 of 31 days: 160.33 × 16 / 31 = 82.75 hours at 1 krone."""
    made = played(
        scenario(run("2026-10"), lines=PAY, category="4400", job="start = 2026-10-16", more=rate("4404", "1"))
    )
    assert made.line("4400") == "82.75"


def test_an_emptied_account_forgets_what_had_a_payout_of_its_own() -> None:
    """4440 empties it all; 4426 then pays what 4416 saves anew, and no more."""
    lines = PAY | {"4416": 'percent = "10"\npension_basis = "1"'}
    runs = (run("2026-09"), run("2026-10", "4440:"), run("2026-11", opening("5000"), "4426:"))
    made = played(scenario(*runs, lines=lines))
    assert (made.line("4440", 1), made.line("4426", 2)) == ("6000.00", "3000.00")
    assert made.balance("FRITVALG") == "5000.00"


def test_last_years_pay_is_not_known() -> None:
    """It is said, and an amount that is entered is paid."""
    more = SAVES
    made = played(scenario(run("2026-10", "4112:"), lines=PAY, more=more))
    assert made.line("4112") is None
    assert "2025" in made.answer["runs"][0]["findings"][0]
    paid = played(scenario(run("2026-10", '4112:amount = "1500"'), lines=PAY, more=more))
    assert paid.line("4112") == "1500.00"


def test_the_amount_for_hours_falls_back_on_what_an_hour_is_worth() -> None:
    """Nothing is paid by the hour in the run: 30,000 / 160.33 × 10 = 1,871.14."""
    made = played(scenario(run("2026-10", opening("5000"), '6515:units = "10"'), lines=PAY))
    assert made.line("6515") == "1871.14"


@pytest.mark.parametrize(("types", "saved"), [('"1000"', "2700.00"), ('"1000", "4912"', "2440.80")])
def test_an_own_basis_is_lowered_by_holiday_where_its_list_says_so(types: str, saved: str) -> None:
    """Two days: 9 % of 30,000, or of 30,000 − 2 × 4.8 % × 30,000 = 27,120."""
    own = f'[[basis]]\nnumber = "3103"\ntypes = [{types}]\n'
    more = SAVES + rate("FRITGR", "1") + own + absence("40", "2026-10-05", "2026-10-06", "2")
    brought = '40011:units = "5",year = 2025,month = 12'
    made = played(scenario(run("2026-10", brought), lines=PAY, category="4400 4600", more=more))
    assert made.line("4400") == saved


@pytest.mark.parametrize(("where", "net", "se"), [("0", "4930", "33088566"), ("1", "4934", "13748136")])
def test_where_the_account_is_settled_as_holiday_money(where: str, net: str, se: str) -> None:
    """2,700: AM 216, A-skat 38 % of 2,484 = 944."""
    made = played(scenario(run("2026-10", "4441:"), lines=PAY, category="4400 4017", more=SAVES + rate("FEAFR", where)))
    assert made.line(net) == "1540.00"
    assert made.slip()["fields"]["209"] == se
    assert "2999" not in made.posted()
