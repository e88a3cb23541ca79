"""What Danish rates are called: those of the year files, of result tables, and a person's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from models.values.finding import Place
from models.values.message import Message

NAMES: Final[Mapping[str, Message]] = {
    "am.percent": Message("AM contribution"),
    "am.age_floor": Message("Age from which AM contribution is due"),
    "withholding.no_card": Message("A-tax without a tax card"),
    "withholding.personal_allowance": Message("Personal allowance of a year"),
    "withholding.periods.month": Message("Months a year"),
    "withholding.periods.fortnight": Message("Periods of 14 days a year"),
    "withholding.periods.week": Message("Weeks a year"),
    "withholding.periods.day": Message("Days a year"),
    "atp.month.hours": Message("ATP, hours of a month"),
    "atp.month.employee": Message("ATP of a month, employee's share"),
    "atp.month.employer": Message("ATP of a month, employer's share"),
    "atp.fortnight.hours": Message("ATP, hours of 14 days"),
    "atp.fortnight.employee": Message("ATP of 14 days, employee's share"),
    "atp.fortnight.employer": Message("ATP of 14 days, employer's share"),
    "atp.week.hours": Message("ATP, hours of a week"),
    "atp.week.employee": Message("ATP of a week, employee's share"),
    "atp.week.employer": Message("ATP of a week, employer's share"),
    "atp.casual.employee": Message("ATP of an hour of casual work, employee's share"),
    "atp.casual.employer": Message("ATP of an hour of casual work, employer's share"),
    "atp.age": Message("Age from which ATP is due"),
    "holiday.money": Message("Holiday pay"),
    "holiday.supplement": Message("Holiday supplement"),
    "holiday.reduction": Message("Reduction for a day of holiday"),
    "holiday.days.month": Message("Holiday days of a month"),
    "holiday.days.fortnight": Message("Holiday days of 14 days"),
    "holiday.days.week": Message("Holiday days of a week"),
    "holiday.days.day": Message("Holiday days of a calendar day"),
    "holiday.days.year": Message("Holiday days of a year"),
    "holiday.hours.month": Message("Holiday hours of a month"),
    "holiday.hours.year": Message("Holiday hours of a year"),
    "holiday.hours.day": Message("Hours of a day"),
    "holiday.casual": Message("Holiday days of an hour of casual work"),
    "holiday.divisor": Message("Working days of a year"),
    "hours.month": Message("Hours of a month, full time"),
    "hours.week": Message("Hours of a week, full time"),
    "great_prayer_day": Message("Store bededag compensation"),
    "barsel_dk.quarter": Message("Barsel.dk, a quarter"),
    "levies.unit": Message("ATP of a quarter that is one full-time unit"),
    "row.statutory": Message("Rate of the salary type"),
    "row.input": Message("Entered on the line"),
}

_TABLE = re.compile(r"table\.(\w+) ?(.*)")
_PERSONAL = re.compile(r"personal\.(\d+)")


def place_of(rate: str, since: date, whom: int) -> Place | None:
    """The step of the result table in the settings, or the personal rates of an employee; None for another."""
    if found := _TABLE.fullmatch(rate):
        return Place("settings", f"at:{found[1]}:{found[2]}:{since}", "result_tables")
    return Place("employees", whom, "personal_rates") if whom and _PERSONAL.fullmatch(rate) else None


def name_of(rate: str) -> Message | None:
    """What a rate of a client's own setup is called; None for another."""
    if found := _TABLE.fullmatch(rate):
        return Message("Result table {table}, pay group {group}", table=found[1], group=found[2] or "–")
    if found := _PERSONAL.fullmatch(rate):
        return Message("Personal rate {number}", number=found[1])
    return None
