"""Identity numbers of Denmark: CPR, CVR and SE (denmark 3.10)."""

from __future__ import annotations

from datetime import date

_CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)


def born_of(cpr: str) -> date | None:
    """The birth date that a CPR number says, its century by the seventh digit; None for what is no such number.

    Numbers that are made up (60 added to the day, or 80 to the month) say their date all the same.
    """
    if len(cpr) != 10 or not cpr.isascii() or not cpr.isdecimal():
        return None
    day, month, year, seventh = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    day, month = day - 60 if day > 60 else day, month - 80 if month > 80 else month
    try:
        return date(_century(year, seventh) + year, month, day)
    except ValueError:
        return None


def _century(year: int, seventh: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def is_checked_cpr(cpr: str) -> bool:
    """Whether the check digit of a CPR number fits; since October 2007 one that does not may be right all the same."""
    return sum(weight * int(digit) for weight, digit in zip(_CPR_WEIGHTS, cpr, strict=True)) % 11 == 0


def is_cvr(number: str) -> bool:
    """Whether it is a CVR or SE number: eight digits with a check digit."""
    if len(number) != 8 or not number.isascii() or not number.isdecimal():
        return False
    return sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, number, strict=True)) % 11 == 0
