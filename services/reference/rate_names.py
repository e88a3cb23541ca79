"""What rates are called, in words: their names and groups, the unit of their value, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from services.reference import danish_rate_names

GROUPS: Final[Mapping[str, Message]] = {
    "employer_contribution": Message("Employer's contribution"),
    "finance_tax": Message("Employer's contribution"),
    "holiday_pay": Message("Holiday"),
    "holiday_days": Message("Holiday"),
    "absence": Message("Absence"),
    "withholding": Message("Withholding"),
    "basic_amount": Message("Pension and basic amount"),
    "pension": Message("Pension and basic amount"),
    "reporting": Message("Reporting"),
    "mileage": Message("Travel"),
    "subsistence": Message("Travel"),
    "benefit": Message("Benefits in kind"),
    "tax_table": Message("Tax tables"),
}
"""The group of a rate, by the first word of its name."""

NAMES: Final[Mapping[str, Message]] = {
    "employer_contribution.zone_1": Message("Zone 1"),
    "employer_contribution.zone_1a": Message("Zone 1a, until the allowance is used"),
    "employer_contribution.zone_2": Message("Zone 2"),
    "employer_contribution.zone_3": Message("Zone 3"),
    "employer_contribution.zone_4": Message("Zone 4"),
    "employer_contribution.zone_4a": Message("Zone 4a"),
    "employer_contribution.zone_5": Message("Zone 5"),
    "employer_contribution.jordOgSkogbrukFiskeri.zone_4a": Message("Zone 4a, farming, forestry and fishing"),
    "employer_contribution.allowance_1a": Message("Allowance of zone 1a, a year"),
    "employer_contribution.extra.percent": Message("Extra contribution on high pay"),
    "employer_contribution.extra.threshold": Message("Limit of the extra contribution, per person"),
    "finance_tax.percent": Message("Finance tax on pay"),
    "basic_amount": Message("Basic amount of the national insurance (G)"),
    "pension.minimum": Message("Occupational pension, the least"),
    "pension.cap_g": Message("Pay that counts for pension, at most"),
    "holiday_pay.agreement": Message("Holiday pay, five weeks by agreement"),
    "holiday_pay.statutory": Message("Holiday pay, by law"),
    "holiday_pay.over_60": Message("Holiday pay, extra over 60"),
    "holiday_pay.over_60_cap_g": Message("Basis of the extra over 60, at most"),
    "holiday_pay.over_60_age": Message("Age for the extra week"),
    "holiday_pay.relief_limit": Message("Holiday pay free of withholding, at most above the law"),
    "holiday_days.agreement": Message("Holiday days, five weeks, Monday to Friday"),
    "holiday_days.agreement_26": Message("Holiday days, five weeks, Monday to Saturday"),
    "holiday_days.statutory": Message("Holiday days by law, Monday to Friday"),
    "holiday_days.statutory_26": Message("Holiday days by law, Monday to Saturday"),
    "holiday_days.over_60": Message("Holiday days more over 60, Monday to Friday"),
    "holiday_days.over_60_26": Message("Holiday days more over 60, Monday to Saturday"),
    "absence.employer_days": Message("Sickness, days that the employer pays"),
    "absence.employer_gap": Message("Sickness, days without it before a new period"),
    "absence.employed_weeks": Message("Sickness and care, weeks employed before the employer pays"),
    "absence.self_employed_months": Message("Self-certification, months employed before it"),
    "absence.self_days": Message("Self-certification, days at a time"),
    "absence.self_times": Message("Self-certification, times in twelve months"),
    "absence.self_days_extended": Message("Extended self-certification, days in a period of 16"),
    "absence.self_days_extended_year": Message("Extended self-certification, days in twelve months"),
    "absence.cap_g": Message("Sick pay from NAV, income at most"),
    "absence.least_g": Message("Sick pay from NAV, income at least"),
    "absence.least_g_old": Message("Sick pay from NAV, income at least from 67"),
    "absence.old_age": Message("Sick pay from NAV, age of the higher limit"),
    "absence.days_a_year": Message("Sick pay from NAV, days in a year"),
    "absence.grade_least": Message("Sick pay from NAV, the least part of the work"),
    "absence.nav_days_most": Message("Sick pay from NAV, days at most"),
    "absence.nav_days_years": Message("Sick pay from NAV, years in which the days count"),
    "absence.nav_days_in_holiday_basis": Message("Sick pay from NAV, days that give holiday pay"),
    "absence.care_days_employer": Message("Care, days that the employer pays"),
    "absence.care_days": Message("Care, days of an employee"),
    "absence.layoff_employer_days": Message("Layoff, days that the employer pays"),
    "absence.layoff_free_weeks": Message("Layoff, weeks free of pay"),
    "absence.layoff_months": Message("Layoff, months in which the weeks count"),
    "absence.layoff_break_weeks": Message("Layoff, weeks back at work before a new one"),
    "withholding.paye": Message("Withholding of foreign workers under PAYE"),
    "withholding.no_card": Message("Withholding without a tax card"),
    "withholding.exempt_excess": Message("Withholding above an exemption card"),
    "withholding.december_relief.MND": Message("Less withholding before Christmas, monthly pay"),
    "withholding.december_relief.14D": Message("Less withholding before Christmas, two-weekly pay"),
    "withholding.december_relief.UKE": Message("Less withholding before Christmas, weekly pay"),
    "withholding.december_relief.4D": Message("Less withholding before Christmas, pay for 4 days"),
    "withholding.december_relief.3D": Message("Less withholding before Christmas, pay for 3 days"),
    "withholding.december_relief.2D": Message("Less withholding before Christmas, pay for 2 days"),
    "withholding.december_relief.1D": Message("Less withholding before Christmas, pay for 1 day"),
    "withholding.union_dues_max": Message("Union dues that lower the tax, a year at most"),
    "withholding.exempt_limit": Message("Usual amount of an exemption card"),
    "reporting.threshold": Message("Small payments free of tax, per person and year"),
    "reporting.threshold_home": Message("Small payments in a household, per person and year"),
    "reporting.threshold_association": Message("Small payments from an association, per person and year"),
    "reporting.withholding_sum": Message("Withheld tax is reported"),
    "reporting.attachments": Message("Attachments of earnings stand in the a-melding"),
    "reporting.tax_due": Message("Withheld tax is paid"),
    "mileage.state": Message("Own car, the state's rate"),
    "mileage.free": Message("Own car, free of tax"),
    "mileage.supplement": Message("Addition for a passenger, forest road or trailer"),
    "mileage.motorcycle": Message("Motorcycle above 125 cc, the state's rate"),
    "mileage.moped": Message("Moped or light motorcycle, the state's rate"),
    "mileage.snowmobile": Message("Snowmobile or ATV, the state's rate"),
    "mileage.boat": Message("Boat, the state's rate"),
    "subsistence.state_day": Message("Subsistence, day trip of 6–12 hours"),
    "subsistence.state_day_long": Message("Subsistence, day trip over 12 hours"),
    "subsistence.state_night": Message("Subsistence with a night away"),
    "subsistence.night_allowance": Message("Night allowance"),
    "subsistence.free_day": Message("Free of tax, day trip of 6–12 hours"),
    "subsistence.free_day_long": Message("Free of tax, day trip over 12 hours"),
    "subsistence.free_hotel": Message("Free of tax, night at a hotel"),
    "subsistence.free_boarding": Message("Free of tax, night at a boarding house"),
    "subsistence.free_private": Message("Free of tax, night in private or with cooking"),
    "subsistence.breakfast": Message("Covered breakfast, of the day's rate"),
    "subsistence.lunch": Message("Covered lunch, of the day's rate"),
    "subsistence.dinner": Message("Covered dinner, of the day's rate"),
    "benefit.board_and_lodging": Message("Free board and lodging"),
    "benefit.board_all_meals": Message("Free board, all meals"),
    "benefit.board_two_meals": Message("Free board, two meals"),
    "benefit.board_one_meal": Message("Free board, one meal"),
    "benefit.lodging": Message("Free lodging"),
    "benefit.phone": Message("Electronic communication"),
    "benefit.car_limit": Message("Company car, list price at the first rate"),
    "benefit.car_first": Message("Company car, first rate"),
    "benefit.car_second": Message("Company car, second rate"),
    "benefit.loan_norm_rate": Message("Cheap loans, norm interest"),
    "benefit.loan_small_g": Message("Small loans free of tax, at most"),
    "benefit.loan_short_years": Message("Small loans free of tax, for at most"),
    "benefit.car_aged": Message("Company car, part of the list price of an older car"),
    "benefit.car_aged_years": Message("Company car, age of an older car"),
    "benefit.car_far": Message("Company car, part of the list price above 40 000 business km"),
    "benefit.van_less": Message("Van, taken off the list price"),
    "benefit.van_less_most": Message("Van, taken off the list price at most"),
    "benefit.car_km": Message("Company car outside the standard rule, private kilometres"),
    "benefit.car_commuting_km": Message("Company car outside the standard rule, to work above 4 000 km"),
    "benefit.gift_general": Message("Gifts free of tax, a year"),
    "benefit.gift_service": Message("Gifts for long service, free of tax"),
    "benefit.gift_occasion": Message("Gifts on special occasions, free of tax"),
    "benefit.staff_discount": Message("Staff discount free of tax, a year"),
    "tax_table.allowance": Message("Personal allowance"),
    "tax_table.allowance_zone": Message("Personal allowance, Finnmark and Nord-Troms"),
    "tax_table.step_tax_thresholds": Message("Step tax, limits"),
    "tax_table.step_tax_percents": Message("Step tax, percentages"),
    "tax_table.insurance_floor": Message("National insurance, lower limit"),
    "tax_table.insurance_high": Message("National insurance on pay"),
    "tax_table.insurance_low": Message("National insurance on pensions"),
    "tax_table.insurance_levelling": Message("National insurance, levelling above the limit"),
    "tax_table.minimum_deduction_ordinary_rate": Message("Minimum deduction, pay"),
    "tax_table.minimum_deduction_ordinary_max": Message("Minimum deduction, pay, at most"),
    "tax_table.minimum_deduction_pension_rate": Message("Minimum deduction, pension"),
    "tax_table.minimum_deduction_pension_max": Message("Minimum deduction, pension, at most"),
    "tax_table.minimum_deduction_seafarer_rate": Message("Minimum deduction, seafarers"),
    "tax_table.minimum_deduction_seafarer_max": Message("Minimum deduction, seafarers, at most"),
    "tax_table.standard_deduction_rate": Message("Standard deduction"),
    "tax_table.standard_deduction_max": Message("Standard deduction, at most"),
    "tax_table.seafarer_deduction_rate": Message("Seafarers' deduction"),
    "tax_table.seafarer_deduction_max": Message("Seafarers' deduction, at most"),
    "tax_table.municipal": Message("Municipal and county tax"),
    "tax_table.common": Message("Common tax to the state"),
    "tax_table.common_zone": Message("Common tax to the state, Finnmark and Nord-Troms"),
    "tax_table.periods": Message("Periods of the tables"),
    "tax_table.tables": Message("Tables and what is built into them"),
    **danish_rate_names.NAMES,
}
"""A name for every rate of the year files."""

_KRONER, _KM, _DAY, _NIGHT = Message("kr"), Message("kr/km"), Message("kr a day"), Message("kr a night")
_PERCENT, _G, _DAYS = Message("%"), Message("G"), Message("days")

_UNITS: Final[Mapping[str, Message]] = {
    "holiday_pay.over_60_cap_g": _G,
    "pension.cap_g": _G,
    "holiday_pay.over_60_age": Message("years"),
    "absence.cap_g": _G,
    "absence.least_g": _G,
    "absence.least_g_old": _G,
    "absence.old_age": Message("years"),
    "absence.nav_days_years": Message("years"),
    "absence.employed_weeks": Message("weeks"),
    "absence.layoff_free_weeks": Message("weeks"),
    "absence.layoff_break_weeks": Message("weeks"),
    "absence.self_employed_months": Message("months"),
    "absence.layoff_months": Message("months"),
    "absence.self_times": Message("times"),
    "absence": _DAYS,
    "mileage": _KM,
    "subsistence.night_allowance": _NIGHT,
    "subsistence": _DAY,
    "holiday_days": _DAYS,
    "benefit.lodging": _NIGHT,
    "benefit.car_km": _KM,
    "benefit.car_commuting_km": _KM,
    "benefit.car_aged_years": Message("years"),
    "benefit.loan_short_years": Message("year"),
    "benefit.loan_small_g": _G,
    "benefit.car_limit": _KRONER,
    "benefit.van_less_most": _KRONER,
    "benefit.gift_general": _KRONER,
    "benefit.gift_service": _KRONER,
    "benefit.gift_occasion": _KRONER,
    "benefit.staff_discount": _KRONER,
    "benefit": _DAY,
    "benefit.phone": Message("kr a month"),
    "tax_table.step_tax_percents": _PERCENT,
    "tax_table.insurance_high": _PERCENT,
    "tax_table.insurance_low": _PERCENT,
    "tax_table.insurance_levelling": _PERCENT,
    "tax_table.minimum_deduction_ordinary_rate": _PERCENT,
    "tax_table.minimum_deduction_pension_rate": _PERCENT,
    "tax_table.minimum_deduction_seafarer_rate": _PERCENT,
    "tax_table.standard_deduction_rate": _PERCENT,
    "tax_table.seafarer_deduction_rate": _PERCENT,
    "tax_table.municipal": _PERCENT,
    "tax_table.common": _PERCENT,
    "tax_table.common_zone": _PERCENT,
    "tax_table": _KRONER,
}

WORDS: Final[Mapping[tuple[str, str], Message]] = {
    ("reporting.withholding_sum", "month"): Message("one sum a month"),
    ("reporting.withholding_sum", "pay_date"): Message("one sum a pay date"),
    ("reporting.attachments", "yes"): Message("yes"),
    ("reporting.attachments", "no"): Message("no"),
    ("reporting.tax_due", "term"): Message("with the two-month term"),
    ("reporting.tax_due", "next_working_day"): Message("the first working day after"),
}
"""Rates that are a word."""

STATUS: Final[Mapping[str, Message]] = {
    "official": Message("official"),
    "page": Message("from a page"),
    "peer": Message("from another program"),
    "inferred": Message("inferred"),
}
"""How sure a rate is, in a word."""

STATUS_MEANS: Final[Mapping[str, Message]] = {
    "official": Message("Read in the law, a regulation, or the authority's own table."),
    "page": Message("Read on a page of somebody who should know, and not checked against the law itself."),
    "peer": Message("Taken from another payroll program. Compare it with the authority's page before you rely on it."),
    "inferred": Message("Follows from what held before. Compare it with the authority's page before you rely on it."),
}
"""The same in a sentence."""


SOURCES: Final = (
    Message("Skatteetaten/trekktabell, commit 019af931 (2023-12-07)"),
    Message("Skatteetaten/trekktabell, commit aeaaf084 (2024-12-05)"),
    Message("Skatteetaten/trekktabell, commit 581eae9f (2025-12-08)"),
    Message("two payroll vendors' help pages"),
    Message("the government's zone page; an auditor's sheet"),
    Message("regulation 2025-11-07-2216; the state's travel agreement"),
    Message("regulation 2024-11-27-2889; the state's travel agreement"),
    Message("regulation 2023-11-24-1905; the state's travel agreement"),
    Message("ferieloven; norway-payroll 6.2"),
    Message("Skattedirektoratet's values for the year, by an accountant's page"),
    Message("Skatteetaten"),
    Message("the state's travel agreement"),
    Message("ferieloven section 10"),
    Message("an auditor's sheet for 2026; Skatteetaten's zone list 2026"),
    Message("skatteloven section 5-13"),
    Message("Skatteetaten, API documentation of the a-melding"),
    Message("skattebetalingsforskriften"),
    Message("skattebetalingsforskriften section 5-7-1"),
    Message("ferieloven section 5"),
    Message("ferieloven section 15; agreements with five weeks"),
    Message("OTP-loven; innskuddspensjonsloven"),
    Message("OTP-loven section 4"),
    Message("NAV"),
    Message("ESA approval 2022-2027; the government's zone page"),
    Message("unchanged from 2024"),
    Message("unchanged from 2025"),
    Message("unchanged"),
    Message("folketrygdloven section 8-19; NAV"),
    Message("folketrygdloven section 8-18"),
    Message("folketrygdloven section 8-24"),
    Message("the agreement on a more inclusive working life"),
    Message("folketrygdloven section 8-10"),
    Message("folketrygdloven section 8-3"),
    Message("folketrygdloven section 8-51"),
    Message("folketrygdloven section 8-11; NAV"),
    Message("folketrygdloven section 8-13"),
    Message("folketrygdloven section 8-12"),
    Message("folketrygdloven section 9-8"),
    Message("folketrygdloven section 9-6"),
    Message("permitteringslønnsloven section 3"),
    Message("general knowledge"),
    Message("an accountant's page"),
    Message("a payroll program"),
    Message("a page of 2025"),
    Message("Skatteetaten; a payroll program"),
    Message("an auditor's sheet for 2026"),
    Message("a trade union's page"),
    Message("a news page"),
    Message("Storting's tax decision 2024"),
    Message("Storting's decision on the contribution for 2024; abolished from 1 January 2025"),
    Message("Storting's decision on the contribution for 2024"),
    Message("Skattedirektoratet's values"),
)
"""Every source that the year files name, so that it can be said in the reader's language."""


_OURS: Final = frozenset(source.text for source in SOURCES)


def place_of(rate: str, since: date, whom: int = 0) -> Place | None:
    """Where a rate that a client set up itself can be changed; `whom` is whose it may be. None for another."""
    return danish_rate_names.place_of(rate, since, whom)


def name_of(rate: str) -> Message:
    """What a rate is called; a name that is not known stands as it is."""
    if rate not in NAMES and (special := _OF_A_CODE.fullmatch(rate)):
        return Message("Employer's contribution of {code}, zone {zone}", code=special[1], zone=special[2])
    return NAMES.get(rate) or danish_rate_names.name_of(rate) or Message("{name}", name=rate)


_OF_A_CODE = re.compile(r"employer_contribution\.(\w+)\.zone_(\w+)")  # of a calculation code (beregningskode)


def group_of(rate: str) -> Message:
    """The group that a rate belongs to."""
    return GROUPS.get(rate.partition(".")[0]) or Message("Other")


def unit_of(rate: str) -> Message | None:
    """The unit of a rate that is a plain number."""
    return _UNITS.get(rate) or _UNITS.get(rate.partition(".")[0])


def source_of(text: str) -> Message:
    """Who says so, as a message. A text of the year files is its own key; that of an own rate stands as written."""
    return Message(text) if text in _OURS else Message("{source}", source=text)
