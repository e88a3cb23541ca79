"""Which card, which bases, how much: the cards of norway-payroll 3, methods of 5, one case each, and the why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused, Severity
from models.values.money import Money
from models.values.why import figure
from services.engine.facts import BalanceKey, LineInput, PayChoices, RunHead, RunKind, TaxCard
from services.norway.rules.withholding import (
    TaxBases,
    Withheld,
    average_of_year,
    by_percent,
    day_tables,
    gives_relief,
    is_paye,
    withhold,
)
from services.reference.year_files import rate_book
from tests.builders import a_card, a_head, a_job, a_line, a_person, a_run, an_employer, kr, pct

BOOK = rate_book("NO")
MARCH, DECEMBER = date(2026, 3, 20), date(2026, 12, 18)


def bases(table: str = "0", percent: str = "0", free: str = "0") -> TaxBases:
    return TaxBases(figure("sum.table", kr(table)), figure("sum.percent", kr(percent)), kr(free))


def withheld(card: TaxCard | None, given: TaxBases, head: RunHead | None = None, used: str = "0") -> Withheld:
    head = head or a_head(MARCH)
    person = a_person(tax_card=card, balances={BalanceKey("exempt_used", "2026"): kr(used).ore})
    return withhold(person, given, head, BOOK.on(head.pay_date))


@pytest.mark.parametrize(
    ("card", "given", "base", "amount"),
    [
        (a_card(), bases("45000"), "45000", 12244),
        (a_card(), bases("45000.99"), "45000.99", 12244),  # øre are dropped before the table
        (a_card(), bases("45000", "10000.50"), "55000.50", 12244 + 4200),
        (a_card(), bases("-7384.62"), "0", 0),  # a negative remainder gives base 0 (5.4)
        (a_card(), bases("-7384.62", "1000"), "1000", 420),
        (a_card(), bases("45000", free="66240"), "45000", 12244),
        (a_card("percent", percent=pct(34)), bases("17955"), "17955", 6104),  # cut down (5.2)
        (a_card("percent", percent=pct(34)), bases("17955", "45"), "18000", 6120),  # of the whole base, once
        (a_card("percent", percent=pct(34)), bases("-1000", "3000"), "2000", 680),
        (a_card("percent", percent=pct(34)), bases("-3000", "1000"), "0", 0),
        (a_card("percent", percent=pct(0)), bases("45000"), "45000", 0),
        (a_card("none"), bases("100", "50", "50.99"), "200.99", 100),
        (None, bases("45000"), "45000", 22500),
        (a_card("exempt_unlimited"), bases("45000", "45000"), "0", 0),
        (a_card("exempt"), bases("45000"), "0", 0),  # a frikort that names no amount
        (a_card("not_liable"), bases("45000", "45000"), "0", 0),
    ],
)
def test_a_card_and_its_bases(card: TaxCard | None, given: TaxBases, base: str, amount: int) -> None:
    found = withheld(card, given)
    assert (found.base.value, found.amount.value) == (kr(base), kr(amount))


@pytest.mark.parametrize(
    ("used", "now", "base", "amount", "left"),
    [
        ("0", "12500", "0", 0, "87500"),
        ("87500", "12500", "0", 0, "0"),  # used to the krone
        ("92400", "12500", "4900", 2450, "0"),
        ("92400", "7600.01", "0.01", 0, "0"),
        ("100000", "12500", "12500", 6250, "0"),
        ("120000", "12500", "12500", 6250, "0"),
        ("0", "0", "0", 0, "100000"),
    ],
)
def test_an_exemption_card_runs_down(used: str, now: str, base: str, amount: int, left: str) -> None:
    """norway-payroll 3.1. Taxable pay, one-off pay and holiday pay all count."""
    found = withheld(a_card("exempt", exempt_amount=kr(100000)), bases(now), used=used)
    assert (found.base.value, found.amount.value, found.exempt_left) == (kr(base), kr(amount), kr(left))
    assert [(move.key.account, move.hundredths) for move in found.movements] == [("exempt_used", kr(now).ore)]
    assert bool(found.findings) is bool(kr(base))


@pytest.mark.parametrize(
    ("card", "relief"),
    [
        (a_card(), True),
        (a_card(months=None), True),  # not given: treated as 10.5 (norway-payroll 3, inferred)
        (a_card(months=Decimal(12)), False),
        (a_card(months=Decimal("12.0")), False),
        (a_card("percent"), True),
        (a_card("percent", months=Decimal(12)), False),
        (a_card("none"), False),
        (a_card("exempt", exempt_amount=kr(1)), False),
        (a_card("not_liable"), False),
    ],
)
def test_which_cards_give_relief(card: TaxCard, relief: bool) -> None:
    assert gives_relief(card) is relief


@pytest.mark.parametrize(
    ("card", "given", "period", "amount"),
    [
        (a_card(), bases("45000"), "MND", 6122),
        (a_card(), bases("45100"), "MND", 12283 // 2),  # half is cut down: 6 141.50
        (a_card(), bases("45000", "10000"), "MND", 6122 + 4200),  # what belongs to no period in full
        (a_card("percent"), bases("10001"), "MND", 1500),  # 30 % is 3 000, half of it
        (a_card("percent"), bases("10001", "1000"), "MND", 1500 + 300),
        (a_card("percent"), bases("-500", "1000"), "MND", 150),
        (a_card(months=Decimal(12)), bases("45000"), "MND", 12244),
        (a_card("none"), bases("45000"), "MND", 22500),
        (a_card(), bases("9480"), "UKE", 0),  # none at all for two weeks (5.5)
        (a_card(), bases("20330"), "14D", 0),
    ],
)
def test_december_relief(card: TaxCard, given: TaxBases, period: str, amount: int) -> None:
    found = withheld(card, given, a_head(DECEMBER, december_relief=True, period=period))
    assert found.amount.value == kr(amount)


def test_relief_is_for_november_and_december_only() -> None:
    assert withheld(a_card(), bases("45000"), a_head(MARCH, december_relief=True)).amount.value == kr(12244)
    with pytest.raises(Refused, match="November and December"):
        a_run(head=a_head(MARCH, december_relief=True))


def test_the_pay_date_decides_the_table_not_the_month() -> None:
    """December's pay, paid in January, is withheld by January's table and card."""
    card_2025, card_2026 = a_card(year=2025), a_card()
    december = a_head(date(2025, 12, 31))
    january = replace(december, pay_date=date(2026, 1, 2))
    assert withheld(card_2025, bases("45000"), december).amount.value == kr(12531)
    assert withheld(card_2026, bases("45000"), january).amount.value == kr(12244)


@pytest.mark.parametrize(("code", "year"), [("8005", 2026), ("7100", 2026), ("8000", 2024), ("", 2026)])
def test_a_table_that_the_year_does_not_have_is_refused(code: str, year: int) -> None:
    with pytest.raises(Refused, match=str(year)) as refused:
        withheld(a_card(table=code), bases("45000"), a_head(date(year, 3, 20)))
    where = refused.value.findings[0].where
    assert where is not None
    assert (where.page, where.thing, where.field) == ("employees", 1, "tax_card")


def test_a_table_card_without_percentage_stops_only_where_it_is_needed() -> None:
    card = a_card(percent=None)
    assert not withheld(card, bases("45000")).findings
    assert [found.severity for found in withheld(card, bases("45000", "1")).findings] == [Severity.STOP]


@pytest.mark.parametrize(
    ("base", "percent", "amount"),
    [
        ("17955", "34", 6104),
        ("38333.33", "50", 19166),
        ("1.99", "50", 0),
        ("2", "50", 1),
        ("-100", "50", 0),
        ("0", "50", 0),
    ],
)
def test_percentage_withholding_is_cut_down(base: str, percent: str, amount: int) -> None:
    assert by_percent(kr(base), pct(percent)) == kr(amount)


@pytest.mark.parametrize(
    ("slug", "kind", "tax"),
    [
        ("overtime_50", RunKind.ORDINARY, "table"),
        ("commission", RunKind.ORDINARY, "table"),
        ("car_benefit", RunKind.ORDINARY, "table"),
        ("bonus", RunKind.ORDINARY, "percent"),
        ("fee", RunKind.ORDINARY, "percent"),
        ("board_fee", RunKind.ORDINARY, "percent"),
        ("severance", RunKind.ORDINARY, "percent"),
        ("holiday_pay", RunKind.ORDINARY, "free"),
        ("holiday_pay_60", RunKind.ORDINARY, "percent"),
        ("expense", RunKind.ORDINARY, "none"),
        ("overtime_50", RunKind.EXTRA, "percent"),  # everything in a separate run (5.3)
        ("holiday_pay", RunKind.EXTRA, "free"),
        ("overtime_50", RunKind.CORRECTION, "percent"),
    ],
)
def test_table_or_percentage(slug: str, kind: RunKind, tax: str) -> None:
    slip = a_run(a_person(1, a_line(slug, "1000")), head=a_head(MARCH, kind)).payslips[0]
    assert [line.tax for line in slip.lines if line.type == slug] == [tax]


@pytest.mark.parametrize("kind", [RunKind.ORDINARY, RunKind.EXTRA])
@pytest.mark.parametrize("choice", ["table", "percent", "none"])
def test_the_users_choice_for_a_line_stands(kind: RunKind, choice: str) -> None:
    """norway-payroll 5.3: let the user override per line."""
    for slug in ("bonus", "variable_addition"):
        slip = a_run(a_person(1, a_line(slug, "1000", tax=choice)), head=a_head(MARCH, kind)).payslips[0]
        assert [line.tax for line in slip.lines if line.type == slug] == [choice]


def test_pay_that_is_not_withheld_is_taxable_all_the_same() -> None:
    """Trekkfri pay stays in the basis of the employer's contribution."""
    slip = a_run(a_person(1, a_line("fee", "1000", tax="none")), head=a_head(MARCH, RunKind.EXTRA)).payslips[0]
    assert (slip["withholding_base"], slip["withholding"], slip["aga_base"]) == (kr(0), kr(0), kr(1000))


def test_the_why_of_a_table_amount() -> None:
    amount = withheld(a_card(), bases("45000")).amount
    assert amount.rule == "no.withholding.table"
    words = ("table", "period", "year")
    assert {word: amount.inputs[word] for word in words} == {"table": "8000", "period": "MND", "year": 2026}


@pytest.mark.parametrize(
    ("period", "ceiling"),
    [("MND", "725.00"), ("14D", "334.62"), ("UKE", "167.31"), ("1D", "33.46")],
)
def test_dues_before_tax_by_the_period(period: str, ceiling: str) -> None:
    """A period's part of the year's 8 700; of a single day a 260th."""
    person = a_person(1, a_line("variable_addition", "5000"), a_line("union_dues", "1000"), employments=())
    slip = a_run(person, head=a_head(MARCH, period=period)).payslips[0]
    assert slip.union_dues_deducted == kr(ceiling)
    assert slip["withholding_base"] == kr(5000) - kr(ceiling)


@pytest.mark.parametrize(("year", "ceiling"), [(2024, "666.67"), (2025, "687.50"), (2026, "725.00")])
def test_dues_before_tax_by_the_year(year: int, ceiling: str) -> None:
    card = a_card("percent", year=year)
    slip = a_run(a_person(1, a_line("union_dues", "2000"), tax_card=card), head=a_head(date(year, 3, 20))).payslips[0]
    assert slip.union_dues_deducted == kr(ceiling)


@pytest.mark.parametrize(("pay", "dues", "base"), [("500", "600", "0"), ("500", "300", "200")])
def test_dues_never_make_the_base_negative(pay: str, dues: str, base: str) -> None:
    person = a_person(1, a_line("variable_addition", pay), a_line("union_dues", dues), employments=())
    slip = a_run(person).payslips[0]
    assert slip["withholding_base"] == kr(base)
    assert slip["net_pay"] >= Money(0)


def test_dues_lower_the_percentage_part_where_the_table_part_is_too_small() -> None:
    person = a_person(
        1, a_line("fee", "2000"), a_line("variable_addition", "100"), a_line("union_dues", "500"), employments=()
    )
    slip = a_run(person).payslips[0]
    assert slip["withholding_base"] == kr(1600)
    assert slip["withholding"] == kr(672)  # 42 % of 1 600


@pytest.mark.parametrize(
    ("not_given", "months", "relief"), [("12", None, False), ("10.5", None, True), ("12", "10.5", True)]
)
def test_a_card_without_months_is_what_the_employer_chose(not_given: str, months: str | None, relief: bool) -> None:
    card = a_card(months=None if months is None else Decimal(months))
    assert gives_relief(card, not_given) is relief


@pytest.mark.parametrize(
    ("table", "start", "end", "parts"),
    [
        ("8000", date(2026, 1, 1), None, ""),  # the whole month
        ("8000", date(2026, 1, 30), None, "1D"),  # a Friday
        ("8000", date(2026, 1, 29), None, "2D"),
        ("8120", date(2026, 1, 27), None, "4D"),
        ("9010", date(2026, 1, 26), None, "UKE"),
        ("8000", date(2026, 1, 23), None, "UKE 1D"),
        ("8000", date(2026, 1, 2), None, "14D 14D 1D"),  # 21 of 22 working days
        ("8000", date(2026, 1, 31), None, ""),  # a Saturday: no working day
        ("7300", date(2026, 1, 31), None, "1D"),  # every day counts
        ("7300", date(2026, 1, 26), None, "4D 2D"),
        ("0101", date(2026, 1, 2), None, "14D 14D 2D"),  # 30 days
        ("8000", date(2024, 1, 1), date(2026, 1, 9), "UKE 2D"),
    ],
)
def test_the_tables_of_a_part_of_a_month(table: str, start: date, end: date | None, parts: str) -> None:
    person = a_person(employments=(a_job(start=start, end=end),))
    found = day_tables(a_card(table=table), person, a_head(date(2026, 1, 30)))
    assert " ".join(period for _, period in found) == parts


@pytest.mark.parametrize(
    ("card", "paye"),
    [
        (a_card("percent", percent=pct(25), months=Decimal(12)), True),
        (a_card("percent", percent=pct(25)), False),
        (a_card("percent", percent=pct(26), months=Decimal(12)), False),
        (a_card("table", percent=pct(25), months=Decimal(12)), False),
        (None, False),
    ],
)
def test_which_card_is_that_of_paye(card: TaxCard | None, paye: bool) -> None:
    assert is_paye(a_person(tax_card=card), BOOK.on(MARCH)) is paye


@pytest.mark.parametrize(
    ("months", "before", "taxable", "period", "average"),
    [
        (("2026-09", "2026-10"), 0, "100000", "MND", "50000"),
        (("2026-10", "2026-12"), 0, "50000", "MND", "50000"),  # the month of the run is not counted
        (("2026-10", "2025-11"), 0, "50000", "MND", "50000"),  # nor is another year
        (("2026-11",), 900, "500000", "MND", "50000"),
        (("2026-11",), 0, "26000", "14D", "12000"),
        (("2026-11",), 0, "26000", "UKE", "6000"),
        (("2026-11",), 0, "26000", "2D", None),
        ((), 0, "26000", "MND", None),
    ],
)
def test_the_average_of_the_year(
    months: tuple[str, ...], before: int, taxable: str, period: str, average: str | None
) -> None:
    balances = {BalanceKey("pension_basis", month): 1 for month in months} | {
        BalanceKey("taxable", "2026"): kr(taxable).ore,
        BalanceKey("months_before", "2026"): before,
    }
    found = average_of_year(a_person(balances=balances), a_head(DECEMBER, period=period))
    assert (found.value if found else None) == (None if average is None else kr(average))


@pytest.mark.parametrize(
    ("ordinary", "extra", "amount"),
    [
        ("45000", "0", 6122),
        ("50000", "0", 14184 // 2),  # a rise is no extra payment: all of it is covered
        ("45000", "5000", 6122 + 14184 - 12244),
        ("40000", "10000", 6122 + 14184 - 12244),  # covered up to the average
        ("40000", "5000", 6122),
    ],
)
def test_december_relief_up_to_the_average(ordinary: str, extra: str, amount: int) -> None:
    """The average is 45 000. Tables: 45 000 gives 12 244, 50 000 gives 14 184."""
    balances = {BalanceKey("pension_basis", "2026-11"): 1, BalanceKey("taxable", "2026"): kr(45000).ore}
    head = a_head(DECEMBER, december_relief=True)
    given = TaxBases(figure("sum.table", kr(ordinary) + kr(extra)), figure("sum.percent", kr(0)))
    found = withhold(a_person(balances=balances), given, head, BOOK.on(DECEMBER), an_employer(), kr(ordinary))
    assert found.amount.value == kr(amount)


def test_more_withheld_than_the_card_asks_for() -> None:
    lines = (a_line("extra_withholding", "1000.75"), a_line("extra_withholding", percent=pct("2.5")))
    slip = a_run(a_person(1, *lines)).payslips[0]
    assert slip["withholding"] == kr(12244 + 1000 + 1125)
    assert slip["deductions"] == kr(0)
    assert [line.type for line in slip.lines] == ["fixed_salary"]


def test_more_withholding_of_nothing_is_no_payslip() -> None:
    nobody = a_person(1, a_line("extra_withholding", "1000"), employments=())
    assert a_run(nobody).payslips == ()


def test_more_withholding_never_takes_more_than_the_cash() -> None:
    slip = a_run(a_person(1, a_line("extra_withholding", "100000"))).payslips[0]
    assert (slip["withholding"], slip["net_pay"]) == (kr(45000), kr(0))


def test_the_day_tables_are_named_on_the_slip() -> None:
    person = a_person(employments=(a_job(start=date(2026, 3, 23)),))
    employer = an_employer(choices=PayChoices(part_month_table="days"))
    assert a_run(person, employer=employer).payslips[0].tax.period == "UKE+2D"


@pytest.mark.parametrize(
    "line",
    [a_line("extra_withholding"), a_line("extra_withholding", "-1"), a_line("extra_withholding", percent=pct(-1))],
)
def test_a_wish_for_more_withholding_says_how_much(line: LineInput) -> None:
    with pytest.raises(Refused, match="an amount or a percentage"):
        a_run(a_person(1, line))
