"""What Denmark asks about an employer and its people, in the words of a Danish payroll."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from models.values.questions import Choosable, Questions
from services.denmark.rules.identity import danish_account

_PERSON: Final = (
    "has_foreign_id",
    "international_id",
    "international_type",
    "international_country",
    "tax_home",
    "small_payments",
)
_EMPLOYMENT: Final = (
    "establishment",
    "type",
    "form",
    "occupation",
    "work_schedule",
    "vessel_register",
    "vessel_type",
    "vessel_area",
    "main_employer",
    "zone",
    "earned_in",
    "seniority",
)
_TERMS: Final = ("percent", "full_time_hours", "hours_divisor", "period", "pay_step")
_CARD: Final = ("table", "months")
_EMPLOYER: Final = (
    "pension_percent",
    "pension_provider",
    "holiday_plan",
    "holiday_deduction",
    "part_month",
    "finance_tax",
    "sector",
    "establishments",
    "municipality",
    "zone",
)
_FILES: Final = ("files.tax_cards", "files.k27", "files.amelding_feedback", "files.amelding", "files.table")
_ABSENCE: Final = ("grade", "paid", "leave")
_VOUCHERS: Final = ("form.gbat10", "form.visma", "form.saft")

QUESTIONS: Final = Questions(
    left_out=frozenset(
        (*_PERSON, *_EMPLOYMENT, *_TERMS, *_CARD, *_EMPLOYER, *_ABSENCE, *_FILES, *_VOUCHERS, "opening")
    ),
    pages=frozenset(
        {"refunds", "inntektsmelding", "moving_in", "reporting", "year_end", "corrections", "holiday", "what_if"}
    ),
    reports=frozenset({"holiday_liability", "contribution", "refunds", "reconciliation"}),
    sections=frozenset(
        {
            "cars",
            "loans",
            "openings",
            "allowance",
            "sub_units",
            "establishments",
            "pay_choices",
            "choices",
            "tax_card_request",
        }
    ),
    names={
        "orgnr": Message("CVR number"),
        "lacks_one_national_id": Message("1 employee has no CPR number"),
        "lacks_many_national_id": Message("{count} employees have no CPR number"),
        "contribution": Message("ATP of the firm"),
        "orgnr_short": Message("CVR no. {number}"),
        "se": Message("SE number"),
        "rounding": Message("Rounding of taxes"),
        "provisions": Message("Provision for holiday pay"),
        "national_id": Message("CPR number"),
        "bank_account": Message("Bank account (registration number and account)"),
        "end_reason": Message("How holiday is settled"),
        "issued": Message("Used from"),
        "exempt_amount": Message("Amount of the exemption card (frikort)"),
        "card_percent": Message("Withholding percentage (trækprocent)"),
        "monthly_salary": Message("Fixed pay of a period"),
    },
    helps={
        "no_card_yet": Message("No tax card yet: 55% is withheld until there is one"),
        "no_card": Message("Without a card 55% is withheld"),
        "orgnr_missing": Message("The CVR number is missing. It stands on datacvr.virk.dk"),
        "orgnr_fits": Message("The CVR number has the right check digit"),
        "orgnr_wrong": Message("The CVR number does not fit"),
        "where_registered": Message("Write the firm as it stands in CVR."),
        "to_pay_withholding": Message("Pay A-tax and AM contribution"),
        "to_pay_holiday_fund": Message("Pay holiday money to FerieKonto and funds"),
        "to_pay_atp": Message("Pay ATP"),
        "pay_withholding": Message(
            "It is paid to the tax account (Skattekonto) of the firm, with the payment line that stands there. It is "
            "what was reported to eIndkomst for the month."
        ),
        "pay_holiday_fund": Message(
            "FerieKonto says the amount and the payment line once the month is reported to eIndkomst. Holiday funds "
            "send an invoice of their own."
        ),
        "pay_atp": Message("ATP collects both shares of the quarter together, and sends the payment line."),
        "usual_bank_format": Message("The usual one. Ask the bank whether it takes it."),
        "wage_types": Message("Ready, by their numbers. Choose one to see what it is."),
        "accounts": Message("Filled in with numbers of our own. Give a purpose the number that the accounts have."),
        "lacks_national_id": Message("eIndkomst asks for it."),
        "account_fits": Message("The account has a registration number and a number"),
        "first_due": Message("A-tax and labour market contribution of that pay are due on {day}."),
        "middle_of_year": Message(
            "Months before the first one stay in the old system. What each employee has of holiday and savings by then "
            "is entered in the first run, with the wage types of opening balances."
        ),
        "employer": Message("As it stands in CVR, and on payslips and reports."),
        "se": Message("Only where pay is reported under another number than the CVR number."),
        "employer_account": Message(
            "Four digits of the bank, then up to ten of the account. Not needed to compute pay."
        ),
        "rounding": Message("How A-tax and labour market contribution are rounded on each payslip."),
        "provisions": Message("Whether holiday pay that is owed stands in the accounts before it is paid."),
        "card_comes_later": Message("Comes later: 55% is withheld"),
        "card_later": Message("55% is withheld until there is a card. Add it when it comes."),
        "card_withheld": Message("55% is withheld"),
        "card_missing": Message("55% is withheld until there is one."),
        "card_missing_of": Message("{name} has no tax card for {year}: 55% is withheld until there is one"),
        "no_end_reason": Message("Choose how the holiday is settled"),
        "end_told": Message("The run of that day settles the holiday by this code."),
        "step_person": Message("Write the details as they stand in CPR."),
        "step_employment": Message("The position category decides holiday and savings."),
        "step_holiday": Message("Holiday and savings follow the position category."),
        "reported": Message("Each pay is reported to eIndkomst by its pay date"),
        "nothing_reported": Message("Without a CPR number nothing can be reported"),
        "orgnr": Message("Eight digits, as the firm is registered in CVR."),
        "national_id": Message("Ten digits: the birth date and four more."),
        "bank_account": Message("Four digits of the bank, then up to ten of the account."),
        "monthly_salary": Message("Is paid as wage type 1000 in every ordinary run."),
        "hourly_rate": Message("Holds where neither the line nor a personal rate says another."),
    },
    choices={
        "pay": (
            Choosable(
                "monthly_arrears",
                Message("Monthly, in arrears"),
                Message("Paid at the end of the month that it is for"),
                ("monthly_salary",),
            ),
            Choosable(
                "monthly_advance",
                Message("Monthly, in advance"),
                Message("Paid before the month that it is for"),
                ("monthly_salary",),
            ),
            Choosable(
                "fortnightly",
                Message("Every 14 days"),
                Message("Fixed pay or hours of two weeks at a time"),
                ("monthly_salary", "hourly_rate"),
            ),
            Choosable(
                "hourly",
                Message("Hourly pay"),
                Message("Hours times a rate; the hours are entered on each run"),
                ("hourly_rate",),
            ),
        ),
        "tax_card": (
            Choosable(
                "main",
                Message("Main card (hovedkort)"),
                Message("The percentage and the allowance. At one employer only"),
                ("card_percent", "allowance_month"),
            ),
            Choosable(
                "secondary",
                Message("Secondary card (bikort)"),
                Message("The percentage without the allowance"),
                ("card_percent",),
            ),
            Choosable(
                "exempt",
                Message("Exemption card (frikort)"),
                Message("No A-tax until the amount is used; labour market contribution always"),
                ("card_percent", "exempt_amount"),
            ),
            Choosable(
                "gross",
                Message("Gross deduction card (bruttotrækkort)"),
                Message("A percentage of everything, without the allowance"),
                ("card_percent",),
            ),
            Choosable(
                "none", Message("No tax card"), Message("55% of the pay after labour market contribution is withheld")
            ),
        ),
        "end_reason": (
            Choosable(
                "3", Message("3 FerieKonto or holiday fund"), Message("Salaried: what is owed is paid to the fund")
            ),
            Choosable("2", Message("2 Feriekort"), Message("Salaried: the firm keeps it until the holiday is taken")),
            Choosable("1", Message("1 In cash on the payslip"), Message("What is owed is paid with the last pay")),
            Choosable("4", Message("4 Settled each run"), Message("Hourly paid: it was settled all the time")),
            Choosable("8", Message("8 Without holiday"), Message("There is nothing to settle")),
            Choosable("9", Message("9 Left in an earlier system"), Message("It was settled there")),
        ),
        "rounding": (
            Choosable("2", Message("2 To whole kroner"), Message("The usual one: 50 øre are rounded up")),
            Choosable("1", Message("1 With øre"), Message("Nothing is rounded on the payslip")),
            Choosable("2b", Message("2b Down to whole kroner"), Message("Øre are left out")),
            Choosable(
                "3",
                Message("3 Bases down to ten kroner, taxes up"),
                Message("As tables do: the base down to tens, the tax up to the krone"),
            ),
            Choosable(
                "4",
                Message("4 A-tax of a base down to ten kroner"),
                Message("Labour market contribution to the krone, A-tax of tens and up"),
            ),
        ),
        "provisions": (
            Choosable("none", Message("None"), Message("Holiday is booked when it is paid")),
            Choosable(
                "running", Message("Running"), Message("What is earned is set aside, what is taken is written back")
            ),
            Choosable(
                "concrete",
                Message("Concrete method"),
                Message("The days that are left at today's pay; the change is booked each month"),
            ),
        ),
    },
    usual={"language": "da", "pay": "monthly_arrears", "tax_card": "main", "pay_day": "31"},
    read_account=danish_account,
    organisation_digits=8,
    id_digits=10,
    topics={"orgnr": "setup.cvr", "bank_account": "setup.danish_account", "name": "setup.danish_name"},
)
