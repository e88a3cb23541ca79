"""Identity numbers of Denmark: CPR, CVR and SE (denmark 3.10)."""

from __future__ import annotations

import re
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


_MADE_UP = ("9991", "9992")


def is_made_up(cpr: str) -> bool:
    """Whether it is one of the numbers that are given to nobody: 60 added to the day, 80 to the month, or the last four
    9991 or 9992.
    """
    return int(cpr[:2]) > 60 or int(cpr[2:4]) > 80 or cpr[6:] in _MADE_UP


def is_cvr(number: str) -> bool:
    """Whether it is a CVR or SE number: eight digits with a check digit."""
    if len(number) != 8 or not number.isascii() or not number.isdecimal():
        return False
    return sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, number, strict=True)) % 11 == 0


_REGISTRATION, _ACCOUNT = 4, 10


def danish_account(text: str) -> str:
    """An account as banks write it, 14 digits: a registration number of four, and up to ten of the account, filled with
    zeros from the left. Taken are `1234 567890`, `1234-0000567890`, digits alone, and a Danish IBAN; empty for what is
    no such account. There is no check digit (denmark 3.10), but in an IBAN.
    """
    parts = re.split(r"[\s.-]+", text.strip().upper())
    bare = "".join(parts)
    if re.fullmatch(r"DK[0-9]{16}", bare):
        return bare[4:] if _is_iban(bare) and _is_whole(bare[4:]) else ""
    if not re.fullmatch(r"[0-9]{5,14}", bare):
        return ""
    if len(parts) > 1 and len(parts[0]) != _REGISTRATION:
        return ""
    number = bare[:_REGISTRATION] + bare[_REGISTRATION:].zfill(_ACCOUNT)
    return number if _is_whole(number) else ""


def is_foreign_account(text: str) -> bool:
    """Whether it is an account in another country: an IBAN whose check digits fit."""
    bare = re.sub(r"[\s.-]", "", text).upper()
    return bool(re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", bare)) and bare[:2] != "DK" and _is_iban(bare)


def _is_whole(number: str) -> bool:
    """Whether neither the bank nor the account is only zeros."""
    return bool(number[:_REGISTRATION].strip("0") and number[_REGISTRATION:].strip("0"))


def _is_iban(iban: str) -> bool:
    """The check digits of an IBAN: 97 divides the number with 1 left, letters counting from ten."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
