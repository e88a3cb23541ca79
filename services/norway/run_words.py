"""What a Norwegian pay run says of itself."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from models.values.questions import Choosable
from services.engine.run_words import RunWords

WORDS: Final = RunWords(
    kinds=(
        Choosable("ordinary", Message("Ordinary pay"), Message("Salaries, hours and fixed lines of the month.")),
        Choosable(
            "holiday",
            Message("Pay with holiday pay"),
            Message("As the ordinary one, with last year's holiday pay. Usually in June."),
        ),
        Choosable(
            "extra",
            Message("Extra run"),
            Message("Only what you enter, such as a bonus or something that was forgotten."),
        ),
        Choosable("correction", Message("Correction"), Message("Takes back approved payslips, and makes them again.")),
    ),
    sums=(
        ("net_pay", Message("Net to be paid out")),
        ("withholding", Message("Tax withheld")),
        ("aga", Message("Employer's contribution")),
    ),
    columns={
        "ordinary": ("overtime_50", "overtime_100", "mileage", "variable_addition", "other_deduction"),
        "holiday": ("overtime_50", "holiday_deduction", "variable_addition", "other_deduction"),
        "extra": ("bonus", "commission", "fee", "other_deduction"),
        "correction": ("fixed_salary", "hourly_pay", "overtime_50", "variable_addition"),
    },
    hours="hourly_pay",
    salary="fixed_salary",
    dues=(
        ("withholding", "tax_due", Message("Withheld tax is due")),
        ("report", "due", Message("The report of {month} is due")),
        ("aga", "aga_due", Message("Employer's contribution is due")),
    ),
    aside=(
        ("holiday_accrual", Message("Holiday pay earned")),
        ("aga_on_holiday_accrual", Message("Employer's contribution on holiday pay")),
        ("otp", Message("Occupational pension")),
    ),
    headings=(
        ("hourly_pay", Message("Hours")),
        ("mileage", Message("Driving")),
        ("variable_addition", Message("Additions")),
        ("other_deduction", Message("Deductions")),
    ),
)
