"""The vectors of denmark-examples.md, each by its id; those that the program cannot compute yet are listed below.

S = worked example of a seed, P = of public material, E = computed for the specification.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.why import figure
from services.denmark.rules import atp, calendar, identity, taxes
from services.engine.facts import TaxCard
from services.engine.rates import RatesOn
from services.reference.year_files import rate_book
from tests.denmark.played import absence, months, personal, played, rate, run, scenario

WAITING = {
    "import": ["S30"],
}
"""By the section whose rules they wait for."""

MONTHLY = {"1000": 'amount = "30000"'}


def rates(day: date = date(2026, 10, 30)) -> RatesOn:
    return rate_book("DK").on(day)


def test_every_vector_is_computed_or_waits(shared: Path) -> None:
    """None is forgotten."""
    text = (shared / "spec" / "denmark-examples.md").read_text("utf-8")
    ids = set(re.findall(r"^(?:\| |\*\*)([SPE]\d\d)\b", text, re.MULTILINE))
    here = "".join(file.read_text("utf-8") for file in sorted(Path(__file__).parent.glob("test_*.py")))
    computed = set(re.findall(r"_([spe]\d\d)(?=_)", here))
    waiting = {each for section in WAITING.values() for each in section}
    assert ids == {each.upper() for each in computed} | waiting
    assert not {each.upper() for each in computed} & waiting
    assert len(ids) > 50


# ── gross to net ──


@pytest.mark.parametrize(
    ("method", "am", "tax", "net"),
    [
        ("1", "2910.48", "10090.09", "23380.43"),
        ("2", "2910", "10090", "23381.00"),
        ("2b", "2910", "10090", "23381.00"),
        ("3", "2911", "10090", "23380.00"),
        ("4", "2910", "10090", "23381.00"),
    ],
)
def test_e01_gross_to_net(method: str, am: str, tax: str, net: str) -> None:
    text = scenario(
        run("2026-10"),
        rounding=method,
        card='kind = "main"\npercent = "37"\nallowance_month = "6200"',
        lines={
            "1000": 'amount = "38000"',
            "6003": 'percent = "4"\ncompany_percent = "8"\npension_basis = "1"',
        },
    )
    slip = played(text).slip()
    assert (slip["am_contribution"], slip["a_tax"], slip["net_pay"]) == (am, tax, net)
    assert slip["am_base"] == "36381.00"
    assert {name: slip["fields"][name] for name in ("13", "46", "147", "148")} == {
        "13": "36381.00",
        "46": "297.00",
        "147": "1520.00",
        "148": "3040.00",
    }
    assert (slip["fields"]["15"], slip["fields"]["16"]) == (tax, am)


def test_e02_hourly_paid_with_feriekonto() -> None:
    made = played(scenario(run("2026-10", '1100:units = "148",rate = "175"'), pay="hourly", category="4601"))
    slip = made.slip()
    assert slip["am_base"] == "25801.00"
    assert (slip["am_contribution"], slip["a_tax"], slip["net_pay"]) == ("2064", "6968", "16769.00")
    assert slip["fields"] == {
        "13": "29038.50",
        "15": "8100",
        "16": "2323",
        "46": "297.00",
        "200": "148.00",
        "202": "1846.50",
        "203": "2.08",
        "209": "33088566",
    }
    settled = {kind: made.line(kind) for kind in ("4705", "8325", "8356", "4930")}
    assert settled == {"4705": "3237.50", "8325": "259.00", "8356": "1132.00", "4930": "1846.50"}
    posted = made.posted()
    assert (posted["2220"], posted["6852"]) == (Decimal("3237.50"), Decimal("-1846.50"))  # 4705 D, 4930 K
    assert sum(posted.values()) == 0
    assert "2999" not in posted  # nothing is left unposted
    assert made.balance("FERIEPENGE_LB", "2026") == "0.00"
    assert calendar.holiday_due(date(2026, 10, 31)) == date(2026, 11, 13)


def test_p01_a_bureaus_rounding() -> None:
    base = figure("pay.entered", Money.kr("38305.35"))
    am = taxes.am_contribution(base, "4", rates().percent("am.percent"))
    income = figure("dk.a_income", base.value - am.value)
    card = TaxCard(2026, "main", percent=Percent.of(39))
    allowance = figure("dk.allowance", Money.kr(10076))
    withheld = taxes.a_tax(income, card, allowance, Money(0), "4", rates())
    assert (am.value, withheld.amount.value) == (Money.kr(3064), Money.kr(9813))


def test_p10_no_tax_card() -> None:
    """10,000 less ATP 99 = 9,901; AM 792.08 → 792; 55 % of 9,109 = 5,009.95 → 5,010."""
    slip = played(scenario(run("2026-10"), card="", lines={"1000": 'amount = "10000"'})).slip()
    assert (slip["am_contribution"], slip["a_tax"], slip["net_pay"]) == ("792", "5010", "4099.00")


@pytest.mark.parametrize(
    ("hours", "employee", "employer"),
    [
        ("117", "99", "198"),
        ("116.99", "66", "132"),
        ("78", "66", "132"),
        ("77.99", "33", "66"),
        ("39", "33", "66"),
        ("38.99", "0", "0"),
    ],
)
def test_p03_atp_of_a_month(hours: str, employee: str, employer: str) -> None:
    found = atp.of_period("month", Decimal(hours), rates(date(2024, 5, 31)))
    assert (found.employee.value, found.employer.value) == (Money.kr(employee), Money.kr(employer))


@pytest.mark.parametrize(
    ("period", "hours", "employee", "employer"),
    [
        ("fortnight", "54", "52.20", "104.40"),
        ("fortnight", "53", "34.80", "69.60"),
        ("fortnight", "17", "0", "0"),
        ("week", "27", "26.10", "52.20"),
        ("week", "9", "8.70", "17.40"),
    ],
)
def test_p04_atp_of_shorter_periods(period: str, hours: str, employee: str, employer: str) -> None:
    found = atp.of_period(period, Decimal(hours), rates(date(2024, 5, 31)))
    assert (found.employee.value, found.employer.value) == (Money.kr(employee), Money.kr(employer))
    casual = atp.casual(Decimal(5), rates(date(2024, 5, 31)))
    assert (casual.employee.value, casual.employer.value) == (Money.kr("3.55"), Money.kr("7.10"))


# ── identity and days ──


def test_p07_a_cvr_number() -> None:
    assert identity.is_cvr("13748136")
    assert identity.is_cvr("33088566")
    assert not identity.is_cvr("12345678")


def test_p08_s18_holiday_deadlines() -> None:
    assert calendar.holiday_due(date(2021, 3, 10)) == date(2021, 3, 31)
    assert calendar.holiday_due_after_leaving(date(2021, 3, 31)) == date(2021, 3, 31)
    assert calendar.holiday_due(date(2026, 3, 16)) == date(2026, 4, 15)


def test_p09_tax_deadlines() -> None:
    days = [calendar.tax_due(date(2026, month, 28)) for month in (4, 9, 12)]
    assert days == [date(2026, 5, 11), date(2026, 10, 12), date(2027, 1, 18)]


def test_p11_a_number_without_a_right_check_digit_is_taken() -> None:
    made = played(scenario(run("2026-10"), person='national_id = "0101651234"', lines=MONTHLY))
    assert identity.born_of("0101651234") == date(1965, 1, 1)
    assert not identity.is_checked_cpr("0101651234")
    assert made.slip()["net_pay"] == "19108.00"  # 29,901 − AM 2,392 − 38 % of 22,109


# ── holiday: earning ──


def test_s01_own_number_of_days() -> None:
    assert (
        played(scenario(run("2026-10"), category="4600", lines=MONTHLY, more=personal("9980", "20"))).slip()[
            "holiday_days_earned"
        ]
        == "1.67"
    )


def whole_year(more: str = "") -> str:
    runs = [run(month) for month in months("2024-09", 12)]
    return scenario(*runs, lines=MONTHLY, category="4600", more=more)


def test_s02_a_year_is_raised_to_25() -> None:
    made = played(whole_year())
    assert made.balance("FERIE_D", "2024") == "25.00"
    august = made.book.runs["2025-08"].payslips[0].movements
    assert [move.hundredths for move in august if move.key.account == "FERIE_D"] == [208, 4]
    assert made.balance("FERIEPENGE", "2024") == "45000.00"  # 12 × 3,750


def test_s03_fortnights_are_raised_too() -> None:
    """26 periods of 14 days from 2 September 2024 on; the last ends on 31 August 2025."""
    first = date(2024, 9, 2).toordinal()
    runs = []
    for place in range(26):
        begin, end = date.fromordinal(first + 14 * place), date.fromordinal(first + 14 * place + 13)
        runs.append(
            f'[[run]]\nmonth = "{Month.of(end)}"\npay_date = {end}\nperiod = "14D"\nfrom = {begin}\nto = {end}\n'
        )
    made = played(scenario(*runs, pay="fortnightly", lines={"1000": 'amount = "14000"'}, category="4600"))
    assert made.slip(0)["holiday_days_earned"] == "0.96"
    assert made.balance("FERIE_D", "2024") == "25.00"
    assert made.slip(0)["atp_employee"] == "52.20"


def test_s04_hours_are_raised_to_185() -> None:
    made = played(whole_year(more=rate("FEENH", "1")))
    assert made.slip(0)["holiday_days_earned"] == "15.41"
    assert made.balance("FERIE_T", "2024") == "185.00"


def test_s05_casual_work() -> None:
    text = scenario(run("2026-10", '1100:units = "160.33",rate = "150"'), pay="hourly", category="4601 300020")
    assert played(text).slip()["holiday_days_earned"] == "2.08"


@pytest.mark.parametrize(("start", "days"), [("2026-09-16", "1.05"), ("2026-02-03", "1.82"), ("2026-10-02", "2.08")])
def test_e03_part_months(start: str, days: str) -> None:
    text = scenario(run(start[:7]), job=f"start = {start}", lines=MONTHLY, category="4600")
    assert played(text).slip()["holiday_days_earned"] == days


@pytest.mark.parametrize(("how", "lov"), [("0", "27736.00"), ("1", "27907.60"), ("2", "27907.69"), ("3", "32200.00")])
def test_e04_reduction_and_supplements(how: str, lov: str) -> None:
    text = scenario(
        run("2026-03", '40011:units = "5",year = 2025,month = 12', '1100:units = "8",rate = "150"'),
        lines={"1000": 'amount = "31000"'},
        category="4600 4900 4901",
        more=absence("40", "2026-03-09", "2026-03-11", "3") + rate("FEREDU", how),
    )
    made = played(text)
    assert made.slip()["holiday_basis"] == lov
    assert made.line("4901") == "322.00"
    if how == "0":
        assert (made.slip()["holiday_money_earned"], made.line("4900")) == ("3467.00", "277.36")


# ── holiday: taking ──


def test_e05_the_order_of_holiday() -> None:
    text = scenario(
        run(
            "2026-10",
            '40011:units = "1.50",year = 2025,month = 12',
            '40011:units = "2.08",year = 2026,month = 9',
            '4765:units = "1"',
        ),
        lines={"1000": 'amount = "32000"'},
        category="4600",
        more=absence("40", "2026-10-05", "2026-10-12", "6"),
    )
    made = played(text)
    assert made.line("4871") == "-2181.12"
    assert made.balance("FERIE_D", "2025") == "0.00"
    assert made.balance("FERIE_D", "2026") == "1.08"
    assert made.balance("FORSKUD_GAELD_D", "2026") == "0.00"


def test_s06_feriepengedifference() -> None:
    """Now 160.33 hours, earned at 81.08 %; 24,049.50 / 160.33 = 150 an hour."""
    text = scenario(
        run("2026-10", '40011:units = "5",year = 2025,month = 12,working_time = "81.08"'),
        lines={"1000": 'amount = "24049.50"'},
        category="4600",
        more=absence("40", "2026-10-05", "2026-10-09", "5"),
    )
    assert played(text).line("4923") == "-1050.00"


@pytest.mark.parametrize(
    ("job", "pay", "opening", "days", "line"),
    [
        (  # (a) 2 days at 100 %, 3 at 80 %; 180 an hour
            "",
            "28859.40",
            [("2", 11, "100"), ("3", 12, "80")],
            "5",
            "-799.20",
        ),
        (  # (b) now 75 %, earned at 100 %; 120.25 × 180 = 21,645
            'norm_hours = "120.25"\nagreement_hours = "160.33"',
            "21645.00",
            [("4", 12, "100")],
            "4",
            "1332.00",
        ),
    ],
)
def test_e06_feriepengedifference_in_slices(
    job: str, pay: str, opening: list[tuple[str, int, str]], days: str, line: str
) -> None:
    brought = [
        f'40011:units = "{units}",year = 2025,month = {month},working_time = "{percent}"'
        for units, month, percent in opening
    ]
    text = scenario(
        run("2026-10", *brought),
        job=job,
        lines={"1000": f'amount = "{pay}"'},
        category="4600",
        more=absence("40", "2026-10-05", "2026-10-09", days),
    )
    assert played(text).line("4923") == line


def test_s15_working_time() -> None:
    """30 hours of 37 a week are 130 of 160.33 a month: 81.08 %; the days know it."""
    text = scenario(run("2026-10"), job='norm_hours = "130"', lines=MONTHLY, category="4600")
    (key,) = [key for key in played(text).book.people[1] if key.account == "FERIE_D"]
    assert key.vintage == "2026 2026-10 81.08"


def test_s13_the_limit_of_advance_days_in_august() -> None:
    granted = scenario(run("2026-08", '4765:units = "2.08"'), lines=MONTHLY, category="4600")
    assert played(granted).balance("FORSKUD_RET_D", "2025") == "2.08"
    with pytest.raises(Refused, match=r"2\.08"):
        played(scenario(run("2026-08", '4765:units = "2.09"'), lines=MONTHLY, category="4600"))


def test_e12_advance_and_what_is_left_of_it() -> None:
    """June grants 5 of at most 6.24; July takes 1.00 earned and 4.00 in advance, and earns 2.08: 1.92 are owed."""
    pay = {"1000": 'amount = "33000"'}
    brought = '40011:units = "1",year = 2026,month = 6'
    june, july = run("2026-06", brought, '4765:units = "5"'), run("2026-07")
    away = absence("40", "2026-07-06", "2026-07-10", "5")
    july_line = '[[category.line]]\ntype = "4600"\nfrom = 2026-07-01'
    made = played(
        scenario(june, july, lines=pay, more=away).replace('number = "1001"', f'number = "1001"\n{july_line}')
    )
    assert made.balance("FORSKUD_RET_D", "2025") == "1.00"
    assert made.balance("FORSKUD_GAELD_D", "2025") == "1.92"
    leaving = run("2026-07", '4796:units = "1.92"')
    text = scenario(june, leaving, lines=pay, more=away).replace('number = "1001"', f'number = "1001"\n{july_line}')
    settled = played(text)
    assert settled.line("4796") == "-3041.28"
    assert settled.slip()["gross_cash"] == "29958.72"
    assert settled.balance("FORSKUD_GAELD_D", "2025") == "0.00"
    with pytest.raises(Refused, match=r"6\.24"):
        played(scenario(run("2026-06", '4765:units = "6.50"'), lines=pay, category="4600"))


def test_s14_an_absence_over_the_end_of_the_holiday_year_is_two() -> None:
    """Saturday 29 August to Tuesday 1 September 2026, two working days: one in each holiday year, and it is said."""
    over = absence("40", "2026-08-29", "2026-09-01", "2")
    opening = '40011:units = "5",year = 2026,month = 6'
    runs = (run("2026-08", opening), run("2026-09"))
    made = played(scenario(*runs, lines=MONTHLY, category="4600", more=over))
    (said,) = [each for each in made.answer["runs"][0]["findings"] if "31 August" in each]
    assert "1 until 31 Aug 2026, 1 from 1 Sep 2026" in said
    assert not any("31 August" in each for each in made.answer["runs"][1]["findings"])
    taken = [[line["quantity"] for line in made.slip(place)["lines"] if line["type"] == "3950"] for place in (0, 1)]
    assert taken == [["1.00"], ["1.00"]]
    two = absence("40", "2026-08-29", "2026-08-31", "1") + absence("40", "2026-09-01", "2026-09-01", "1")
    by_hand = played(scenario(*runs, lines=MONTHLY, category="4600", more=two))
    assert made.balance("FERIE_D", "2025") == by_hand.balance("FERIE_D", "2025") == "5.08"  # 5 + 2.08 − 1 − 1


@pytest.mark.parametrize(("where", "net_type"), [("0", "4930"), ("1", "4934"), ("2", "4708")])
def test_s28_where_holiday_money_goes(where: str, net_type: str) -> None:
    hours = run("2026-10", '1100:units = "100",rate = "200"')
    made = played(scenario(hours, pay="hourly", category="4601", more=rate("FEAFR", where, column="hourly")))
    assert made.line(net_type) is not None
    assert made.balance("FERIEKORT", "2026") == ("2500.00" if where == "2" else "0.00")
    assert sum(made.posted().values()) == 0


@pytest.mark.parametrize(("pay", "month"), [("monthly_arrears", "2025-05"), ("monthly_advance", "2025-04")])
def test_s29_the_supplement_of_may(pay: str, month: str) -> None:
    """T pays what was earned from September to May, in the run of May in arrears and of April in advance."""
    first = "2024-09" if pay == "monthly_arrears" else "2024-08"
    runs = [run(each) for each in months(first, 9)]
    made = played(scenario(*runs, pay=pay, lines=MONTHLY, category="4600 4900"))
    assert made.answer["runs"][-1]["month"] == month
    assert made.line("4605") == "2700.00"  # 9 × 1 % of 30,000
    assert made.balance("TILLAEG_LOV_FY", "2024") == "0.00"


def test_s16_rest_days_are_paid_before_the_week_off() -> None:
    """The three oldest days are paid: 3 × 7.4 × 31,000 / 160.33 = 4,292.40; the week takes newer ones."""
    brought = ('40011:units = "3",year = 2024,month = 12', '40011:units = "8",year = 2025,month = 12')
    text = scenario(
        run("2026-01", *brought, '4760:units = "3"'),
        lines={"1000": 'amount = "31000"'},
        category="4600",
        more=absence("40", "2026-01-12", "2026-01-16", "5"),
    )
    made = played(text)
    assert made.line("4760") == "4292.40"
    assert made.balance("FERIE_D", "2024") == "0.00"
    assert made.balance("FERIE_D", "2025") == "5.08"  # 8 − 5 + 2.08
    assert "2999" not in made.posted()


def test_s17_absence_goes_before_what_is_paid_at_the_end() -> None:
    """Five rest days, four off in September: one is left to pay, of the three that were asked for."""
    text = scenario(
        run("2026-09", '40011:units = "5",year = 2025,month = 8', '4762:units = "3"'),
        lines={"1000": 'amount = "31000"'},
        category="4600",
        more=absence("40", "2026-09-07", "2026-09-10", "4"),
    )
    made = played(text)
    (line,) = [line for line in made.slip()["lines"] if line["type"] == "4762"]
    assert (line["quantity"], line["amount"]) == ("1.00", "1430.80")
    assert made.balance("FERIE_D", "2026") == "2.08"


def test_hindrance_pays_the_money_of_the_days() -> None:
    """4,000 for 8 days: three of them are 1,500."""
    brought = ('40011:units = "8",year = 2025,month = 12', '40014:amount = "4000",year = 2025,month = 12')
    made = played(scenario(run("2026-01", *brought, '40110:units = "3"'), lines=MONTHLY))
    assert made.line("40110") == "1500.00"
    assert made.balance("FERIEPENGE", "2025") == "2500.00"


def supplements(*lines: str, pay: str = "monthly_arrears") -> str:
    """Pay of 30,000 from September 2025 to August 2026, with lines in the run of July."""
    first = "2025-09" if pay == "monthly_arrears" else "2025-08"
    runs = [run(month, *(lines if month == "2026-07" else ())) for month in months(first, 12)]
    return scenario(*runs, pay=pay, lines=MONTHLY, category="4900")


@pytest.mark.parametrize(("pay", "may"), [("monthly_arrears", "2026-05"), ("monthly_advance", "2026-04")])
def test_e07_the_supplement_calendar(pay: str, may: str) -> None:
    made = played(supplements(pay=pay))
    paid = {each["month"]: made.line("4605", place) for place, each in enumerate(made.answer["runs"])}
    august = "2026-08" if pay == "monthly_arrears" else "2026-07"
    assert {month: amount for month, amount in paid.items() if amount} == {may: "2700.00", august: "900.00"}


@pytest.mark.parametrize(
    ("number", "july", "august"), [("47", "300.00", "600.00"), ("44770", "600.00", "300.00")], ids=["s10", "s11"]
)
def test_s10_s11_supplements_paid_by_a_date(number: str, july: str, august: str) -> None:
    """47 dated 1 July pays what was earned by 30 June, 44770 by 31 July; August's T pays the rest."""
    made = played(supplements(f"{number}:date = 2026-07-01"))
    assert made.line(number, 10) == july
    assert made.line("4786", 10) == july
    assert made.line("4605") == august
    assert "2999" not in made.posted(10)


# ── fritvalg: what the general operations do already ──


def test_s25_paid_and_taken_back() -> None:
    text = scenario(run("2026-10", '4415:amount = "1000"', '4485:amount = "5000"'), lines=MONTHLY)
    made = played(text)
    assert [line["amount"] for line in made.slip()["lines"] if line["type"] == "4485"] == ["5000.00", "-4000.00"]
    assert made.slip()["gross_cash"] == "31000.00"
    assert made.balance("FRITVALG") == "0.00"
