"""Benefits once a month, limits of a year, the time bank: what single lines count towards."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import ZERO, Money
from models.values.span import Span
from services.desk.slip_paper import words_of
from services.engine.accounts import after
from services.engine.facts import BalanceKey, EmployerFacts, LineInput, PayChoices, PersonFacts, Terms
from services.engine.result import Payslip, RunResult
from services.engine.slip_words import SlipWords
from services.norway.pack import ACCOUNTS
from services.norway.rules.line_accounts import LIMITED, LIMITED_BENEFITS, benefit_month
from services.reference.wage_type_rows import wage_types
from services.reports.payslip_of import payslip_document
from tests.builders import a_correction, a_head, a_job, a_line, a_person, a_run, an_employer, kr

BANK = BalanceKey("time_bank")


def paid(person: PersonFacts, day: date = date(2026, 3, 20), employer: EmployerFacts | None = None) -> Payslip:
    return a_run(person, head=a_head(day), employer=employer).payslips[0]


def carried(person: PersonFacts, slip: Payslip, *lines: LineInput) -> PersonFacts:
    """The person as they stand after the slip, with other lines."""
    return replace(person, balances=after(person.balances, slip.movements), lines=lines)


def test_every_limited_type_has_its_account() -> None:
    rows = {slug for slug, row in wage_types("NO").items() if row.formula == LIMITED}
    assert rows == set(LIMITED_BENEFITS)
    assert rows <= {account.code for account in ACCOUNTS}


@given(st.lists(st.integers(-400_000, 900_000).map(Money), min_size=1, max_size=6))
def test_gifts_in_one_run_or_in_many_are_taxed_alike(values: list[Money]) -> None:
    together = paid(a_person(1, *(LineInput("gift_general", amount=value) for value in values)))
    person, taxed = a_person(), ZERO
    for value in values:
        slip = paid(replace(person, lines=(LineInput("gift_general", amount=value),)))
        taxed += Money.total(line.taxable for line in slip.lines if line.type == "gift_general")
        person = carried(person, slip)
    assert taxed == Money.total(line.taxable for line in together.lines if line.type == "gift_general")
    assert taxed == max(ZERO, Money.total(values) - kr(5000))
    assert person.balance("gift_general", "2026") == Money.total(values).ore


def test_a_reversal_gives_the_limit_back() -> None:
    person = a_person(1, a_line("gift_general", "6000"))
    run = a_run(person)
    now = carried(person, run.payslips[0])
    slip = a_correction(run, now).payslips[0]
    assert not after(now.balances, slip.movements).get(BalanceKey("gift_general", "2026"))


def test_a_fixed_telephone_counts_once_a_month() -> None:
    person = a_person(1, LineInput("phone_benefit", fixed=True))
    slip = paid(person)
    again = paid(carried(person, slip, *person.lines), date(2026, 3, 27))
    assert [line.type for line in again.lines] == ["fixed_salary"]
    april = paid(carried(person, slip, *person.lines), date(2026, 4, 20))
    assert [line.type for line in april.lines] == ["fixed_salary", "phone_benefit"]


def test_the_month_of_a_benefit() -> None:
    assert str(benefit_month(a_head(date(2026, 1, 5), month=a_head(date(2025, 12, 1)).month))) == "2025-12"
    weekly = a_head(date(2026, 1, 2), period="UKE", span=Span(date(2025, 12, 27), date(2026, 1, 2)))
    assert str(benefit_month(weekly)) == "2026-01"


@given(
    st.lists(
        st.tuples(st.sampled_from(["time_bank_earned", "time_off", "time_bank_paid"]), st.integers(0, 4000)), max_size=5
    )
)
def test_the_time_bank_is_the_sum_of_its_hours_and_says_when_it_is_empty(hours: list[tuple[str, int]]) -> None:
    lines = [LineInput(slug, quantity=Decimal(number).scaleb(-2)) for slug, number in hours]
    person = replace(a_person(1, *lines), balances={BANK: 1000})
    slip = paid(person)
    left = 1000 + sum(number if slug == "time_bank_earned" else -number for slug, number in hours)
    assert after(person.balances, slip.movements).get(BANK, 0) == left
    warned = [finding for finding in slip.findings if "hours below zero" in finding.what.text]
    assert bool(warned) is (left < 0)


def test_time_off_of_the_monthly_paid_is_not_pay() -> None:
    without, with_it = paid(a_person()), paid(a_person(1, LineInput("time_off", quantity=Decimal(5))))
    assert {name: amount.value for name, amount in without.figures.items()} == {
        name: amount.value for name, amount in with_it.figures.items()
    }


def test_a_payout_takes_all_that_the_bank_holds() -> None:
    person = replace(a_person(1, LineInput("time_bank_paid")), balances={BANK: 725})
    slip = paid(person)
    [line] = [line for line in slip.lines if line.type == "time_bank_paid"]
    assert (line.quantity, line.amount.value) == (Decimal("7.25"), kr("2007.67"))  # 7.25 × 276.92
    assert not after(person.balances, slip.movements).get(BANK)


@pytest.mark.parametrize(
    ("terms", "choice", "rate"),
    [
        (Terms(monthly_salary=kr(45000)), None, "276.92"),
        (Terms(monthly_salary=kr(45000)), Decimal("162.5"), "276.92"),
        (Terms(monthly_salary=kr(45000)), Decimal(150), "300.00"),
        (Terms(monthly_salary=kr(45000), hours_divisor=Decimal(160)), Decimal(150), "281.25"),
        (Terms(pay="hourly", hourly_rate=kr(250)), Decimal(150), "250.00"),
    ],
)
def test_the_hourly_pay_by_the_employers_divisor(terms: Terms, choice: Decimal | None, rate: str) -> None:
    person = a_person(1, LineInput("overtime_50", quantity=Decimal(1)), employments=(a_job((date(2024, 1, 1), terms)),))
    slip = paid(person, employer=an_employer(choices=PayChoices(hours_divisor=choice)))
    assert next(line.rate for line in slip.lines if line.type == "overtime_50") == Decimal(rate)


@pytest.mark.parametrize(
    ("slug", "year", "method"),
    [
        ("overtime_50", 2025, "percent"),
        ("overtime_50", 2026, "table"),
        ("hourly_pay", 2025, "percent"),
        ("commission", 2025, "percent"),
        ("back_pay", 2025, "percent"),
        ("back_pay", 2026, "table"),
        ("car_benefit", 2025, "table"),  # benefits and allowances are not pay of a period
    ],
)
def test_pay_of_an_earlier_year_is_by_percentage(slug: str, year: int, method: str) -> None:
    earned = Span(date(year, 1, 1), date(year, 1, 31))
    slip = paid(a_person(1, LineInput(slug, amount=kr(1000), earned=earned)))
    assert next(line.tax for line in slip.lines if line.type == slug) == method


def words(run: RunResult) -> SlipWords:
    return words_of(run.payslips[0], run.facts)


def test_the_slip_says_what_is_left_in_the_time_bank() -> None:
    with_hours = words(a_run(a_person(1, LineInput("time_bank_earned", quantity=Decimal("7.25")))))
    block = next(entries for heading, entries in with_hours.blocks if str(heading) == "Time bank")
    assert [value for _, value in block] == [Decimal("7.25")]
    assert "Time bank" not in {str(heading) for heading, _ in words(a_run(a_person())).blocks}


def test_the_slip_names_benefits_that_are_taxed_and_not_gifts_that_are_free() -> None:
    run = a_run(a_person(1, a_line("gift_general", "3000"), a_line("gift_wedding", "4500")))
    block = next(entries for heading, entries in words(run).blocks if "Benefits" in str(heading))
    assert [value for _, value in block] == [kr(500)]
    notes = [str(note) for note in words(run).notes if note and "Worth" in note.text]
    assert notes == ["Worth 3000.00, of this 3000.00 is free of tax", "Worth 4500.00, of this 4000.00 is free of tax"]


@pytest.mark.parametrize(("hours", "shown"), [("7.25", 2), ("7.5", 1), ("8", 1), ("8.00", 1)])
def test_hours_stand_on_the_slip_as_they_count(hours: str, shown: int) -> None:
    run = a_run(a_person(1, LineInput("time_bank_paid", quantity=Decimal(hours))))
    paper = payslip_document(run.payslips[0], run.facts, words(run), wage_types("NO"))
    line = next(line for line in paper.pay if line.quantity is not None and line.unit)
    assert (line.quantity, line.decimals) == (Decimal(hours), shown)
