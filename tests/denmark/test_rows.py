"""Salary types are rows: each runs or is refused by name, and a new number needs no code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.timeline import Timeline
from services.denmark.pack import Denmark
from services.denmark.rules.accounts import BY_CODE
from services.engine.facts import (
    BalanceKey,
    EmployerFacts,
    Employment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    TaxCard,
    Terms,
)
from services.engine.numbered import NumberedSetup, NumberedTerms
from services.engine.rates import RateBook
from services.engine.result import RunResult
from services.engine.wage_types import WageTypes
from services.reference import packaged
from services.reference.numbered_rows import read_numbered
from services.reference.row_error import RowError
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book

TYPES = wage_types("DK")
HEADER = next(line for line in packaged.read_text("wage_types/dk_lonarter.csv").splitlines() if line[:1] != "#")
BALANCES = {BalanceKey(code, "" if account.vintage == "none" else "2025"): 10_000 for code, account in BY_CODE.items()}
PLAN = {purpose: account.number for purpose, account in account_plan("DK").items()}


def facts(*lines: LineInput, balances: dict[BalanceKey, int] | None = None) -> RunFacts:
    terms = Terms(pay="monthly_arrears", numbered=NumberedTerms("1001", "F1"))
    job = Employment("1", "", date(2020, 1, 1), Timeline(((date(2020, 1, 1), terms),)))
    person = PersonFacts(
        1,
        "Anna Prøve",
        born=date(1985, 3, 2),
        tax_card=TaxCard(2026, "main", allowance_month=Money.kr(5400)),
        employments=(job,),
        lines=(LineInput("1000", amount=Money.kr(30000), fixed=True), *lines),
        balances=balances or {},
    )
    employer = EmployerFacts("Havnens Bageri ApS", "13748136", (), numbered=NumberedSetup())
    return RunFacts("DK", RunHead(Month(2026, 10), date(2026, 10, 30)), employer, (person,))


def computed(types: WageTypes, made: RunFacts, book: RateBook | None = None) -> RunResult:
    pack = Denmark(book or rate_book("DK"), {"40": ("3950",)})
    return pack.calculate(made, rate_book("DK").on(made.head.pay_date), types, PLAN, {})


@pytest.mark.parametrize("number", TYPES)
def test_every_row_runs_or_is_refused_by_name(number: str) -> None:
    line = LineInput(number, Decimal(2), Decimal(100), Money.kr(200))
    try:
        result = computed(TYPES, facts(line, balances=BALANCES))
    except Refused as refused:
        said = str(refused)
        assert number in said or TYPES[number].row.control.removeprefix("alias:") in said  # type: ignore[union-attr]
        assert "\n" not in said
    else:
        assert sum(each.amount.ore for each in result.voucher.lines) == 0


def test_a_row_that_is_off_says_so() -> None:
    number = next(each.slug for each in TYPES.values() if each.row is not None and each.row.status == "off")
    with pytest.raises(Refused, match="not public"):
        computed(TYPES, facts(LineInput(number, amount=Money.kr(1))))


def test_a_new_number_needs_no_code() -> None:
    """A supplement of 1,000 that bears holiday money, and 2 % of that money saved on an account of its own."""
    row = "wage_type;98765;Vagt;Vakt;Watch;variable;;PAY;;;units*rate:input;manual;;AM A fp;D:pay;;computed"
    saved = "wage_type;98766;Eget;Eget;Own;fixed;;ACCRUE;EKSTRA_OK_KY;FERIEB_OK;pct:=2;every_run;;;;;computed"
    types = WageTypes({**TYPES, **read_numbered("\n".join([HEADER, row, saved]))})
    new = LineInput("98765", Decimal(10), Decimal(100))
    result = computed(types, facts(new, LineInput("98766", fixed=True)))
    slip = result.payslips[0]
    assert slip["gross_cash"] == Money.kr(31000)
    assert [move.hundredths for move in slip.movements if move.key.account == "EKSTRA_OK_KY"] == [62000]


def test_new_types_of_the_fritvalg_account_need_no_code() -> None:
    """2 % of 30,000 saved, 600; 500 paid; of 10 % to pension only the 100 that are left."""
    rows = (
        "wage_type;98761;A;A;A;fixed;;ACCRUE;FRITVALG;FERIEB_OK;pct:=2;every_run;;;;;computed",
        "wage_type;98762;B;B;B;variable;amount;PAYOUT_AMT;FRITVALG;;input;manual;take_back;AM A;D:pay;;computed",
        "wage_type;98763;C;C;C;fixed;percent;TRANSFER;FRITVALG > PENSION;PENS_1;pct:=10;every_run;floor0;;;;computed",
    )
    types = WageTypes({**TYPES, **read_numbered("\n".join([HEADER, *rows]))})
    lines = [LineInput("98761", fixed=True), LineInput("98762", amount=Money.kr(500))]
    lines.append(LineInput("98763", percent=Percent.of(10), fixed=True))
    slip = computed(types, facts(*lines)).payslips[0]
    amounts = [(line.type, line.amount.value) for line in slip.lines if line.type.startswith("9876")]
    assert amounts == [("98761", Money.kr(600)), ("98762", Money.kr(500)), ("98763", Money.kr(100))]
    assert slip["pension_employer"] == Money.kr(100)


def test_a_type_without_posting_is_listed() -> None:
    row = "wage_type;98765;Nyt;Nytt;New;variable;amount;PAY;;;amount;manual;;AM A;;;computed"
    types = WageTypes({**TYPES, **read_numbered(f"{HEADER}\n{row}")})
    result = computed(types, facts(LineInput("98765", amount=Money.kr(500))))
    assert [finding.what.text for finding in result.findings] == [
        "No account is known for {numbers}: their amounts stand as not posted"
    ]
    assert Money.kr(500) in [line.amount for line in result.voucher.lines if line.account == PLAN["unposted"]]


@pytest.mark.parametrize("row", ["wage_type;abc;N;N;N;variable;;PAY;;;amount;;;;;;computed", "wage_type;5;N"])
def test_a_row_that_cannot_be_used_is_named(row: str) -> None:
    with pytest.raises(RowError):
        read_numbered(f"{HEADER}\n{row}" if "PAY" in row else f"table;number\n{row}")


def test_the_same_number_twice_is_refused() -> None:
    row = "wage_type;98765;Nyt;Nytt;New;variable;amount;PAY;;;amount;manual;;AM A;;;computed"
    with pytest.raises(RowError, match="twice"):
        read_numbered(f"{HEADER}\n{row}\n{row}")


def test_below_the_age_no_am_is_taken() -> None:
    """17 years on the pay date: exempt from 2026 on, and still ATP from 16."""
    made = facts()
    young = replace(made, people=(replace(made.people[0], born=date(2009, 10, 31)),))
    slip = computed(TYPES, young).payslips[0]
    assert slip["am_contribution"] == Money(0)
    assert slip["atp_employee"] == Money.kr(99)
    old = replace(made, people=(replace(made.people[0], born=date(2008, 10, 30)),))
    assert computed(TYPES, old).payslips[0]["am_contribution"] == Money.kr(2392)  # 8 % of 29,901
    child = replace(made, people=(replace(made.people[0], born=date(2010, 11, 1)),))
    assert computed(TYPES, child).payslips[0]["atp_employee"] == Money(0)
