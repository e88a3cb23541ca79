"""The codes of people and employments in plain words, with what each means for the one who chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.values.message import Message
from models.values.span import Month


@dataclass(frozen=True, slots=True)
class Word:
    """A code: its name, and one sentence about when it is the right one."""

    name: Message
    about: Message


TYPES: Final = {
    "ordinaertArbeidsforhold": Word(
        Message("Employee"), Message("Works under your direction, on land. Nearly everybody")
    ),
    "frilanserOppdragstakerHonorarPersonerMm": Word(
        Message("Freelancer or fee"),
        Message("Board members and people paid for a task, who are not employed and not in business themselves"),
    ),
    "maritimtArbeidsforhold": Word(Message("Employee at sea"), Message("Works on a ship or a movable rig")),
    "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold": Word(
        Message("Pension and other payments"), Message("Is paid without working here: pensions, next of kin")
    ),
}

FORMS: Final = {
    "fast": Word(Message("Permanent"), Message("Without an end date")),
    "midlertidig": Word(Message("Temporary"), Message("Until a date: substitutes, apprentices, seasonal work")),
    "fastAnsattUtleid": Word(Message("Permanent, hired out"), Message("Employed here and hired out to others")),
    "midlertidigAnsattUtleid": Word(Message("Temporary, hired out"), Message("Employed for a time to be hired out")),
    "midlertidigAnsattSomTilkallingsvikar": Word(
        Message("On call"), Message("A substitute who comes when called, without fixed hours")
    ),
}

SCHEDULES: Final = {
    "ikkeSkift": Word(Message("No shifts"), Message("Ordinary working hours")),
    "andreSkift": Word(Message("Other shifts or rota"), Message("Changing hours that fit none of the others")),
    "skift365": Word(Message("Shifts, 36.5 hours"), Message("Full time is 36.5 hours a week")),
    "doegnkontinuerligSkiftOgTurnus355": Word(
        Message("Round the clock, 35.5 hours"), Message("Full time is 35.5 hours a week")
    ),
    "helkontinuerligSkiftOgAndreOrdninger336": Word(
        Message("Continuous shifts, 33.6 hours"), Message("Full time is 28 to 33.6 hours a week")
    ),
    "offshore336": Word(Message("Offshore, 33.6 hours"), Message("Full time is 28 to 33.6 hours a week")),
}

VESSEL_REGISTERS: Final = {
    "nor": Message("Norwegian ordinary register"),
    "nis": Message("Norwegian international register"),
    "utl": Message("Foreign register"),
}
VESSEL_TYPES: Final = {
    "turist": Message("Tourist ship"),
    "boreplattform": Message("Drilling rig"),
    "annet": Message("Other vessel"),
}
VESSEL_AREAS: Final = {"innenriks": Message("Domestic trade"), "utenriks": Message("Foreign trade")}

END_REASONS: Final = {
    "arbeidstakerHarSagtOppSelv": Word(Message("Resigned"), Message("The employee gave notice")),
    "arbeidsgiverHarSagtOppArbeidstaker": Word(
        Message("Given notice"), Message("You gave notice, also when there is too little work")
    ),
    "kontraktEngasjementEllerVikariatErUtloept": Word(
        Message("The contract ran out"), Message("A temporary position came to its end")
    ),
    "byttetLoenssystemEllerRegnskapsfoerer": Word(
        Message("Other payroll system"), Message("Goes on working here, but is reported from another system")
    ),
    "endringIOrganisasjonsstrukturEllerByttetJobbInternt": Word(
        Message("Moved within the firm"), Message("Another sub-unit, or the firm was divided or merged")
    ),
    "arbeidsforholdetSkulleAldriVaertRapportert": Word(
        Message("Should never have been reported"), Message("The employment was a mistake")
    ),
}

CARDS: Final = {
    "table": Word(Message("Table card"), Message("A table number, and a percentage for bonus and the like")),
    "percent": Word(Message("Percentage card"), Message("The same percentage of everything")),
    "exempt": Word(Message("Exemption card"), Message("Nothing is withheld until the amount is used")),
    "exempt_unlimited": Word(Message("Exemption card without limit"), Message("Nothing is withheld, whatever is paid")),
    "not_liable": Word(Message("Not liable to withholding"), Message("The authority says that nothing is withheld")),
    "none": Word(Message("No tax card"), Message("The authority answered that there is none: 50% is withheld")),
}

PAYS: Final = {
    "monthly": Word(Message("Monthly salary"), Message("The same amount each month")),
    "hourly": Word(Message("Hourly pay"), Message("Hours times a rate; the hours are entered on each run")),
    "fee": Word(Message("Fee"), Message("An amount that is entered when it is paid")),
}

PERIODS: Final = {
    "MND": Message("Every month"),
    "14D": Message("Every second week"),
    "UKE": Message("Every week"),
}

FOREIGN_IDS: Final = {
    "passnummer": Message("Passport number"),
}

ZONES: Final = ("1", "1a", "2", "3", "4", "4a", "5")
"""Zones of the employer's contribution, where one is agreed for an employment."""

CLAIMS: Final = {
    "tax": Message("Tax owed (the tax authority)"),
    "coordinated": Message("Several claims together (the tax authority)"),
    "other": Message("Another creditor"),
}

LANGUAGES: Final = {
    "nb": Message("Bokmål"),
    "da": Message("Danish"),
    "en": Message("English"),
}

_ONCE_A_MONTH: Final = Message("Counted once a month, however often the pay is paid")
_UP_TO_A_LIMIT: Final = Message("What they were worth, counted against the limit of the year")
BALANCES: Final = {
    "holiday_basis": Word(
        Message("Basis of holiday pay, earned in {vintage}"), Message("Pay that gives holiday pay the year after")
    ),
    "holiday_pay": Word(
        Message("Holiday pay owed, to be paid in {vintage}"), Message("Set aside, and owed to the employee")
    ),
    "holiday_paid": Word(Message("Holiday pay paid in {vintage}"), Message("Of what was earned the year before")),
    "holiday_paid_60": Word(Message("Extra over 60 paid in {vintage}"), Message("The sixth week, 2.3%")),
    "holiday_pay_60": Word(
        Message("Extra over 60 owed, to be paid in {vintage}"), Message("Set aside from the year of turning 59")
    ),
    "holiday_pay_aga": Word(
        Message("Employer's contribution set aside on holiday pay, to be paid in {vintage}"),
        Message("Owed when the holiday pay is paid"),
    ),
    "holiday_free_month": Word(
        Message("Month's pay without withholding in {vintage}"), Message("In place of the holiday pay")
    ),
    "holiday_days": Word(
        Message("Holiday days left in {vintage} when the program took over"),
        Message("Carried over from the previous program"),
    ),
    "holiday_days_taken": Word(Message("Holiday days deducted in {vintage}"), Message("Days taken from the salary")),
    "months_before": Word(
        Message("Months of {vintage} paid before the program"), Message("Counted in the average of the year")
    ),
    "pension_basis": Word(
        Message("Pensionable pay counted in {vintage}"), Message("One month counts up to a twelfth of 12 G")
    ),
    "gross_cash": Word(Message("Paid out before tax in {vintage}"), Message("Stands on the payslip as this year")),
    "taxable": Word(Message("Taxable pay in {vintage}"), Message("Stands on the payslip as this year")),
    "withheld": Word(Message("Tax withheld in {vintage}"), Message("Stands on the payslip as this year")),
    "union_dues": Word(Message("Union dues in {vintage}"), Message("Reported at the end of the year")),
    "aga_wage_base": Word(
        Message("Basis of the extra contribution in {vintage}"), Message("Counted against the limit for high pay")
    ),
    "time_bank": Word(Message("Hours in the time bank"), Message("To be taken as time off or paid out")),
    "advance": Word(Message("Advance owed"), Message("Paid out before the pay, and taken off it later")),
    "taken": Word(Message("Taken so far: {vintage}"), Message("Of a deduction that ends at a sum")),
    "loan_repaid": Word(Message("Repaid of loans in {vintage}"), Message("Lowers the benefit of a cheap loan")),
    "car_benefit": Word(Message("Company car, benefit of {vintage}"), _ONCE_A_MONTH),
    "van_benefit": Word(Message("Company van, benefit of {vintage}"), _ONCE_A_MONTH),
    "loan_benefit": Word(Message("Cheap loan, benefit of {vintage}"), _ONCE_A_MONTH),
    "phone_benefit": Word(Message("Electronic communication, benefit of {vintage}"), _ONCE_A_MONTH),
    "gift_general": Word(Message("Gifts in {vintage}"), _UP_TO_A_LIMIT),
    "gift_service": Word(Message("Gifts for long service in {vintage}"), _UP_TO_A_LIMIT),
    "gift_jubilee": Word(Message("Gifts at the company's jubilee in {vintage}"), _UP_TO_A_LIMIT),
    "gift_wedding": Word(Message("Wedding gifts in {vintage}"), _UP_TO_A_LIMIT),
    "gift_birthday": Word(Message("Gifts on round birthdays in {vintage}"), _UP_TO_A_LIMIT),
    "gift_leaving": Word(Message("Gifts on leaving in {vintage}"), _UP_TO_A_LIMIT),
    "staff_discount": Word(Message("Staff discounts in {vintage}"), _UP_TO_A_LIMIT),
    "sick_basis": Word(
        Message("Pay in {vintage} that sick pay is reckoned from"), Message("Regular pay for work, without overtime")
    ),
    "absence_days": Word(Message("Days of absence deducted in {vintage}"), Message("So that no day is deducted twice")),
    "absence_deducted": Word(Message("Deducted for absence in {vintage}"), Message("So that no day is deducted twice")),
    "sick_pay_days": Word(
        Message("Days of sick pay by the hour in {vintage}"), Message("So that no day is paid twice")
    ),
    "sick_paid": Word(Message("Sick pay by the hour in {vintage}"), Message("So that no day is paid twice")),
    "holiday_absence_days": Word(
        Message("Days of holiday deducted as taken in {vintage}"), Message("So that no day is deducted twice")
    ),
    "holiday_absence_deducted": Word(
        Message("Deducted for holiday as taken in {vintage}"), Message("So that no day is deducted twice")
    ),
    "nav_days_outside": Word(
        Message("Days of sick pay from NAV without holiday pay in {vintage}"),
        Message("Beyond the days that give holiday pay"),
    ),
    "nav_pay_outside": Word(Message("Pay for such days in {vintage}"), Message("Not in the basis of holiday pay")),
    "absence_by_hand": Word(
        Message("Deduction for absence entered by hand in {vintage}"),
        Message("Stands in place of what the absence would give"),
    ),
    "sick_pay_by_hand": Word(
        Message("Sick pay entered by hand in {vintage}"), Message("Stands in place of what the absence would give")
    ),
    "holiday_by_hand": Word(
        Message("Deduction for holiday entered by hand in {vintage}"),
        Message("Stands in place of what the absence would give"),
    ),
    "exempt_used": Word(
        Message("Used of the exemption card in {vintage}"), Message("Tax is withheld of what comes above the amount")
    ),
}

_DAYS_LEFT: Final = Message("Days that are left")
_HOURS_LEFT: Final = Message("Hours that are left")
_BEFORE_TAX: Final = Message("Kroner before tax")
_AFTER_TAX: Final = Message("Kroner after tax")
NUMBERED_BALANCES: Final = {
    "FRITVALG": Word(Message("Fritvalg account"), _BEFORE_TAX),
    "FRITVALG_LOKAL": Word(Message("Local Fritvalg"), _BEFORE_TAX),
    "FRITVALG_LOKAL_NET": Word(Message("Local Fritvalg, net"), _AFTER_TAX),
    "FERIE_D": Word(Message("Holiday days"), _DAYS_LEFT),
    "FERIE_T": Word(Message("Holiday hours"), _HOURS_LEFT),
    "FERIEPENGE": Word(Message("Holiday pay"), _BEFORE_TAX),
    "FERIEPENGE_LB": Word(Message("Holiday pay, settled each run"), _BEFORE_TAX),
    "FERIEKORT": Word(Message("Feriekort"), _BEFORE_TAX),
    "FORSKUD_RET_D": Word(Message("Holiday in advance granted, days"), _DAYS_LEFT),
    "FORSKUD_RET_T": Word(Message("Holiday in advance granted, hours"), _HOURS_LEFT),
    "FORSKUD_RET_KR": Word(Message("Holiday in advance granted, amount"), _BEFORE_TAX),
    "FORSKUD_GAELD_D": Word(Message("Holiday in advance owed, days"), _DAYS_LEFT),
    "FORSKUD_GAELD_T": Word(Message("Holiday in advance owed, hours"), _HOURS_LEFT),
    "FORSKUD_GAELD_KR": Word(Message("Holiday in advance owed, amount"), _BEFORE_TAX),
    "TIDL_AG_D": Word(Message("Holiday from a former employer, days"), _DAYS_LEFT),
    "TIDL_AG_T": Word(Message("Holiday from a former employer, hours"), _HOURS_LEFT),
    "TILLAEG_LOV_FY": Word(Message("Holiday supplement, statutory"), _BEFORE_TAX),
    "TILLAEG_OK_FY": Word(Message("Holiday supplement, agreement"), _BEFORE_TAX),
    "EKSTRA_LOV_FY": Word(Message("Extra holiday supplement, statutory"), _BEFORE_TAX),
    "EKSTRA_OK_FY": Word(Message("Extra holiday supplement, agreement"), _BEFORE_TAX),
    "TILLAEG_LOV_KY": Word(Message("Holiday supplement, statutory, calendar year"), _BEFORE_TAX),
    "TILLAEG_OK_KY": Word(Message("Holiday supplement, agreement, calendar year"), _BEFORE_TAX),
    "EKSTRA_LOV_KY": Word(Message("Extra holiday supplement, statutory, calendar year"), _BEFORE_TAX),
    "EKSTRA_OK_KY": Word(Message("Extra holiday supplement, agreement, calendar year"), _BEFORE_TAX),
    "GL_FERIE_D": Word(Message("Holiday days, old act"), _DAYS_LEFT),
    "GL_FERIE_T": Word(Message("Holiday hours, old act"), _HOURS_LEFT),
    "GL_FERIEKORT": Word(Message("Feriekort, old act"), _AFTER_TAX),
    "FERIEPULJE": Word(Message("Holiday pool"), _BEFORE_TAX),
    "HENSAT": Word(Message("Holiday provision"), _BEFORE_TAX),
    "SAERLIGT_TILLAEG": Word(Message("Special supplements"), _BEFORE_TAX),
    "FERIEFRI_D": Word(Message("Extra days off"), _DAYS_LEFT),
    "FERIEFRI_T": Word(Message("Extra days off in hours"), _HOURS_LEFT),
    "FERIEFRI_KR": Word(Message("Extra days off in money"), _BEFORE_TAX),
    "AFSPADS_T": Word(Message("Time off in lieu, hours"), _HOURS_LEFT),
    "OMSORG_D": Word(Message("Care days"), _DAYS_LEFT),
    "OMSORG_T": Word(Message("Care hours"), _HOURS_LEFT),
    "AFTALEFRI_D": Word(Message("Agreed days off"), _DAYS_LEFT),
    "AFTALEFRI_T": Word(Message("Agreed hours off"), _HOURS_LEFT),
    "SH": Word(Message("Public-holiday saving (SH)"), _BEFORE_TAX),
    "BEDEDAG": Word(Message("Store bededag compensation"), _BEFORE_TAX),
}
"""The accounts of countries whose wage types are numbered (denmark 1.4), in the order in which one looks for them."""

BALANCE_GROUPS: Final = (
    ("fritvalg", Message("Fritvalg account"), frozenset({"FRITVALG", "FRITVALG_LOKAL", "FRITVALG_LOKAL_NET"})),
    (
        "holiday_years",
        Message("Holiday"),
        frozenset(
            {
                *("FERIE_D", "FERIE_T", "FERIEPENGE", "FERIEPENGE_LB", "FERIEKORT", "TIDL_AG_D", "TIDL_AG_T"),
                *("GL_FERIE_D", "GL_FERIE_T", "GL_FERIEKORT"),
            }
        ),
    ),
    (
        "in_advance",
        Message("Holiday in advance"),
        frozenset(f"FORSKUD_{kind}_{unit}" for kind in ("RET", "GAELD") for unit in ("D", "T", "KR")),
    ),
    (
        "supplements",
        Message("Holiday supplements"),
        frozenset(
            f"{kind}_{basis}_{year}"
            for kind in ("TILLAEG", "EKSTRA")
            for basis in ("LOV", "OK")
            for year in ("FY", "KY")
        ),
    ),
    ("numbered", Message("Days off and other savings"), frozenset(NUMBERED_BALANCES)),
    (
        "holiday",
        Message("Holiday pay"),
        frozenset(
            {
                "holiday_basis",
                "holiday_pay",
                "holiday_paid",
                "holiday_paid_60",
                "holiday_pay_60",
                "holiday_pay_aga",
                "holiday_free_month",
            }
        ),
    ),
    ("time", Message("Time and days"), frozenset({"time_bank", "holiday_days", "holiday_days_taken"})),
    ("owed", Message("Advances, loans and deductions"), frozenset({"advance", "loan_repaid", "taken"})),
    (
        "year",
        Message("Pay and tax of the year"),
        frozenset({"gross_cash", "taxable", "withheld", "exempt_used", "union_dues"}),
    ),
    ("counted", Message("Counted besides"), frozenset[str]()),
)
"""Balances by what one looks for: a key, a heading and the accounts; the last takes what is left."""


def _numbered_word(word: Word, vintage: str | Month, axis: str) -> Word:
    """With the holiday year, which is called by both its years, or the calendar year."""
    if isinstance(vintage, Month) or not vintage.isdigit():
        return word
    if axis.startswith("holiday_year"):
        year = f"{vintage}/{(int(vintage) + 1) % 100:02d}"
        return Word(Message("{name}, holiday year {year}", name=word.name, year=year), word.about)
    return Word(Message("{name}, {year}", name=word.name, year=vintage), word.about)


def balance_word(account: str, vintage: str | Month, axis: str = "") -> Word:
    """What a balance of a year, a month or a deduction is called. Without any, the name alone. `axis` is by which kind
    of year the account is kept.
    """
    if account in NUMBERED_BALANCES:
        return _numbered_word(NUMBERED_BALANCES[account], vintage, axis)
    word = BALANCES.get(account) or Word(Message("{name}", name=account), Message("{name}", name=""))
    if vintage == "" and account in _ALONE:
        return Word(_ALONE[account], word.about)
    values = dict(word.name.values) | {"vintage": vintage}
    return Word(Message(word.name.text, **values), word.about)


_ALONE: Final = {
    "holiday_basis": Message("Basis of holiday pay"),
    "holiday_pay": Message("Holiday pay owed"),
    "holiday_paid": Message("Holiday pay paid"),
    "holiday_paid_60": Message("Extra over 60 paid"),
    "holiday_pay_60": Message("Extra over 60 owed"),
    "holiday_pay_aga": Message("Employer's contribution set aside on holiday pay"),
    "holiday_days": Message("Holiday days brought along"),
    "holiday_days_taken": Message("Holiday days deducted"),
    "months_before": Message("Months paid before the program"),
    "exempt_used": Message("Used of the exemption card"),
    "loan_repaid": Message("Repaid of loans"),
    "sick_basis": Message("Pay that sick pay is calculated from"),
    "gift_general": Message("Gifts"),
    "gift_service": Message("Gifts for long service"),
    "gift_jubilee": Message("Gifts at the company's jubilee"),
    "gift_wedding": Message("Wedding gifts"),
    "gift_birthday": Message("Gifts on round birthdays"),
    "gift_leaving": Message("Gifts on leaving"),
    "staff_discount": Message("Staff discounts"),
}

MOVEMENTS: Final = {
    "opening": Message("Opening balance"),
    "basis": Message("Pay of the run"),
    "pay": Message("Pay of the run"),
    "accrual": Message("Earned in the run"),
    "withholding": Message("Withheld in the run"),
    "deduction": Message("Deducted in the run"),
    "advance": Message("Advance paid out"),
    "repaid": Message("Repaid in the run"),
    "refund": Message("Refunded"),
    "contribution": Message("Pay of the run"),
    "holiday pay": Message("Holiday pay paid out"),
    "rounding": Message("Parts of an øre, evened out"),
    "exempt": Message("Used in the run"),
    "month without withholding": Message("Free of withholding in the run"),
    "benefit": Message("Benefit of the run"),
    "time bank": Message("Hours of the run"),
    "reversed": Message("Taken back by a correction"),
}
