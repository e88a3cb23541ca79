"""What the employer chooses about holiday pay: when a month's pay is left free instead of it (norway-payroll 5.4)."""

from datetime import date
from decimal import Decimal

import pytest

from services.engine.accounts import after
from services.engine.facts import BalanceKey, PayChoices, PersonFacts, RunKind
from services.engine.result import RunResult
from tests.builders import a_card, a_head, a_job, a_line, a_person, a_run, an_employer, kr

JUNE, JULY = date(2026, 6, 19), date(2026, 7, 20)
EMPLOYER = an_employer(choices=PayChoices(holiday_month="month_free"))
LAST_YEAR = {BalanceKey("holiday_basis", "2025"): kr(540000).ore, BalanceKey("holiday_pay", "2026"): kr(64800).ore}


def taxes(result: RunResult) -> dict[str, str]:
    return {line.type: line.tax for slip in result.payslips for line in slip.lines}


@pytest.mark.parametrize(
    ("person", "free"),
    [
        (a_person(balances=LAST_YEAR), "fixed_salary"),
        (a_person(balances=LAST_YEAR, employments=(a_job(start=date(2025, 1, 2)),)), "holiday_pay"),  # not a full year
        (a_person(balances=LAST_YEAR, tax_card=a_card(months=Decimal(12))), ""),  # the card gives no relief
        (a_person(balances=LAST_YEAR, tax_card=a_card("percent")), "fixed_salary"),
        (a_person(balances=LAST_YEAR, tax_card=None), ""),
    ],
)
def test_who_has_a_month_free(person: PersonFacts, free: str) -> None:
    found = taxes(a_run(person, head=a_head(JUNE, RunKind.HOLIDAY), employer=EMPLOYER))
    assert [slug for slug, method in found.items() if method == "free"] == ([free] if free else [])


def test_the_month_is_free_once_and_the_rest_of_the_holiday_pay_is_withheld_of() -> None:
    first = a_person(1, a_line("holiday_pay", "30000"), a_line("fixed_addition", "2000"), balances=LAST_YEAR)
    june = a_run(first, head=a_head(JUNE), employer=EMPLOYER)
    assert taxes(june) == {"fixed_salary": "free", "fixed_addition": "free", "holiday_pay": "table"}
    assert june.payslips[0]["withholding_base"] == kr(30000)
    then = after(LAST_YEAR, june.payslips[0].movements)
    assert then[BalanceKey("holiday_free_month", "2026")] == kr(47000).ore
    july = a_run(a_person(1, a_line("holiday_pay"), balances=then), head=a_head(JULY), employer=EMPLOYER)
    assert taxes(july) == {"fixed_salary": "table", "holiday_pay": "table"}
    assert july.payslips[0]["withholding_base"] == kr(45000 + 34800)


def test_without_a_salary_in_the_run_the_holiday_pay_is_free() -> None:
    june = a_run(
        a_person(1, a_line("holiday_pay"), balances=LAST_YEAR), head=a_head(JUNE, RunKind.EXTRA), employer=EMPLOYER
    )
    assert taxes(june) == {"holiday_pay": "free"}


def test_a_month_without_holiday_pay_is_as_always() -> None:
    assert taxes(a_run(a_person(balances=LAST_YEAR), head=a_head(JUNE), employer=EMPLOYER)) == {"fixed_salary": "table"}


def test_booked_when_paid_nothing_is_set_aside() -> None:
    """And the employee's claim is known all the same."""
    result = a_run(employer=an_employer(choices=PayChoices(holiday_booking="cash", over_60="accrued")))
    assert not {"2940", "2781", "5092", "5405"} & {line.account for line in result.voucher.lines}
    moved = {move.key: move.hundredths for move in result.payslips[0].movements}
    assert moved[BalanceKey("holiday_pay", "2027")] == kr(5400).ore
    assert not any(key.account in ("holiday_pay_aga", "holiday_pay_60") for key in moved)
