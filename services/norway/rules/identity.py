"""Numbers that identify: fødselsnummer and its kin, organisation number, bank account, IBAN, KID, occupation code.

A check takes the number as it was typed and returns findings that name the rule which failed; none means that it is
right. After the first STOP no further rule is tried: the same slip breaks several, and the later ones would mislead. No
finding repeats the number, so findings may be shown and logged. Gender is never read from a number.

Rules: norway-payroll 14, files 6. python-stdnum judges the same rules in the tests; it cannot say which digit is wrong,
refuses the synthetic numbers and knows no 2032 rule (norway-payroll 14.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from operator import mul

from stdnum import bic as stdnum_bic
from stdnum import iban

from models.values.finding import Finding, Place, Severity
from models.values.message import Message

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf"}  # every kind of space, and the marks that come along when copying
_ORGANISATION_IN_TEXT = re.compile(r"(?:NO)?(\d{9})(?:MVA)?")


class PersonNumberKind(Enum):
    """What sort of eleven digits. H and FH numbers are made in the health services and are never reported."""

    BIRTH_NUMBER = "birth_number"  # fødselsnummer
    D_NUMBER = "d_number"
    H_NUMBER = "h_number"
    FH_NUMBER = "fh_number"


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """What the form of eleven digits says; whether the number is right, `check_person_number` says.

    `born` is None where the digits give no date: FH-numbers, impossible dates, a serial that belongs to no century. It
    is a proposal for the person's own birth date field: numbers given out from 2032 tell no century.
    """

    kind: PersonNumberKind
    synthetic: bool
    day: int
    month: int
    born: date | None

    @property
    def reportable(self) -> bool:
        """Whether the a-melding takes such a number."""
        return self.kind in (PersonNumberKind.BIRTH_NUMBER, PersonNumberKind.D_NUMBER)


def normalise(text: str) -> str:
    """The number in capitals without spaces, invisible signs, dots, and hyphens but a last one (some KIDs end so)."""
    if text.isascii() and text.isalnum():  # as nearly all are: nothing to take away
        return text.upper()
    signs = ((sign, unicodedata.category(sign)) for sign in text if sign != ".")
    kept = "".join("-" if kind == "Pd" else sign for sign, kind in signs if kind not in _INVISIBLE).upper()
    return kept[:-1].replace("-", "") + kept[-1:]


def normalise_organisation_number(text: str) -> str:
    """The nine digits, also out of “NO 123 456 785 MVA”; other texts as `normalise` leaves them."""
    kept = normalise(text)
    inside = _ORGANISATION_IN_TEXT.fullmatch(kept)
    return inside[1] if inside else kept


def person_number(text: str) -> PersonNumber | None:
    """What the number says by its form; None where it is not eleven digits.

    D-number: day + 40. H-number: month + 40. FH-number: first digit 8 or 9. Synthetic: month + 80 or + 65, also with
    day + 40.
    """
    digits = normalise(text)
    return _said(digits) if _is_digits(digits) and len(digits) == 11 else None


def _said(digits: str) -> PersonNumber:
    """What eleven digits say."""
    if digits[0] in "89":
        return PersonNumber(PersonNumberKind.FH_NUMBER, False, 0, 0, None)
    day, month, year, serial = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6:9])
    kind, synthetic = PersonNumberKind.BIRTH_NUMBER, False
    if day > 40:
        kind, day = PersonNumberKind.D_NUMBER, day - 40
    for mark in (80, 65):
        if mark < month <= mark + 12:
            synthetic, month = True, month - mark
    if 40 < month <= 52:
        kind, month = PersonNumberKind.H_NUMBER, month - 40
    century = _century(serial, year)
    born = None if century is None else _date(century + year, month, day)
    return PersonNumber(kind, synthetic, day, month, born)


def check_person_number(
    text: str, *, synthetic_allowed: bool, accept_2032: bool = False, where: Place | None = None
) -> list[Finding]:
    """Fødselsnummer, D-number, H-number, FH-number or, in a test client only, a synthetic one (norway-payroll 14.1).

    With `accept_2032` also a number by the rule for those given out from 1 January 2032: the first check digit may
    leave a remainder of 0, 1, 2 or 3, and the serial tells no century. Older numbers stay right beside them.
    """
    digits = normalise(text)
    if wrong_form := _form(digits, 11, where):
        return wrong_form
    number = _said(digits)
    if number.synthetic and not synthetic_allowed:
        return [_stop(Message("This is a made-up test number; only a test client may hold it"), where)]
    if wrong_date := _person_date(number, digits, accept_2032):
        return [_stop(wrong_date, where)]
    if wrong_digit := _person_check_digits(digits, accept_2032):
        return [_stop(wrong_digit, where)]
    if number.reportable:
        return []
    return [
        Finding(
            Severity.WARNING,
            Message(
                "This is an auxiliary number from the health services (H or FH): it is never reported. "
                "Ask for the fødselsnummer or D-number"
            ),
            where,
        )
    ]


def check_organisation_number(text: str, *, synthetic_allowed: bool, where: Place | None = None) -> list[Finding]:
    """Nine digits, of a main unit or a sub-unit; synthetic ones begin with 2 or 3 (norway-payroll 14.2, files 6.7)."""
    digits = normalise_organisation_number(text)
    if wrong_form := _form(digits, 9, where):
        return wrong_form
    if wrong_digit := _last_check_digit(digits, _ORGANISATION_WEIGHTS):
        return [_stop(wrong_digit, where)]
    if digits[0] in "89" or (synthetic_allowed and digits[0] in "23"):
        return []
    if digits[0] in "23":
        return [_stop(Message("This is a made-up test number; only a test client may hold it"), where)]
    return [Finding(Severity.WARNING, Message("Organisation numbers begin with 8 or 9; this one does not"), where)]


def check_bank_account(text: str, *, for_person: bool = True, where: Place | None = None) -> list[Finding]:
    """A Norwegian account, eleven digits (norway-payroll 14.2).

    An account for pay is never a clearing account (digits 5 and 6 are 00) nor one of the bank's own, 90 to 99
    (files 6.5).
    """
    digits = normalise(text)
    if wrong_form := _form(digits, 11, where):
        return wrong_form
    if for_person and (digits[4:6] == "00" or digits[4] == "9"):
        return [
            _stop(
                Message(
                    "Digits 5 and 6 are {digits}: that is an account inside the bank, and nobody's own",
                    digits=digits[4:6],
                ),
                where,
            )
        ]
    if wrong_digit := _last_check_digit(digits, _ACCOUNT_WEIGHTS):
        return [_stop(wrong_digit, where)]
    return []


def show_bank_account(digits: str) -> str:
    """An account of eleven digits as it is written: `1234 56 78903`; any other text as it is."""
    return f"{digits[:4]} {digits[4:6]} {digits[6:]}" if _is_digits(digits) and len(digits) == 11 else digits


def check_iban(text: str, where: Place | None = None) -> list[Finding]:
    """An IBAN of any country by its form and check digits (ISO 13616); a Norwegian one by its account too."""
    iban = normalise(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", iban):
        return [
            _stop(Message("An IBAN is two letters, two digits and then the account, 15 to 34 characters in all"), where)
        ]
    norwegian = iban.startswith("NO")
    if norwegian and not re.fullmatch(r"NO[0-9]{13}", iban):
        return [_stop(Message("A Norwegian IBAN is NO and 13 digits"), where)]
    if iban[2:4] != (right := _iban_check_digits(iban[:2], iban[4:])):
        return [
            _stop(Message("The two digits after {country} should be {digits}", country=iban[:2], digits=right), where)
        ]
    return check_bank_account(iban[4:], where=where) if norwegian else []


def check_pay_account(text: str, bic: str = "", where: Place | None = None) -> list[Finding]:
    """An account that pay goes to: eleven digits, or an IBAN; one abroad is paid to only with the BIC of its bank.

    How long an IBAN is in its country, and what may stand in it, python-stdnum knows.
    """
    account = normalise(text)
    if not re.match(r"[A-Z]{2}[0-9]{2}", account):
        return check_bank_account(text, where=where)
    if wrong := check_iban(account, where):
        return wrong
    if account.startswith("NO"):
        return []
    if not iban.is_valid(account):
        return [_stop(Message("This is not an account number in {country}", country=account[:2]), where)]
    field = Place(where.page, where.thing, "bank_bic") if where else None
    if not bic.strip():
        what = Message("The account is abroad: without the BIC of its bank the pay is not in the bank file")
        return [Finding(Severity.WARNING, what, field)]
    if not stdnum_bic.is_valid(normalise(bic)):
        return [_stop(Message("A BIC is eight or eleven letters and digits, such as DNBANOKK"), field)]
    return []


def iban_of(account: str) -> str:
    """The IBAN of a Norwegian account of eleven digits."""
    return f"NO{_iban_check_digits('NO', account)}{account}"


def check_kid(text: str, where: Place | None = None) -> list[Finding]:
    """A KID: 2 to 25 digits, the last one by modulus 10 or modulus 11, where 10 is written `-` (files 6.8).

    Which of the two holds, and how long it is, the creditor decides: either is right here.
    """
    kid = normalise(text)
    if not re.fullmatch(r"[0-9]{1,24}[0-9-]", kid):
        return [_stop(Message("A KID has 2 to 25 digits; only the last character may be a hyphen"), where)]
    ten, eleven = _modulus_10(kid[:-1]), "0123456789-"[_modulus_11(kid[:-1])]
    if kid[-1] in (ten, eleven):
        return []
    return [_stop(Message("The last digit of the KID should be {ten} or {eleven}", ten=ten, eleven=eleven), where)]


def check_occupation(text: str, where: Place | None = None) -> list[Finding]:
    """The form of an occupation code (yrkeskode): seven digits, of which the first may be 0 (files 6.1).

    Whether the code is in the list is another question: the list is older than the newest codes.
    """
    code = normalise(text)
    if _is_digits(code) and len(code) == 4:
        return [
            _stop(Message("Four digits are STYRK-08; the a-melding takes the seven digits of Yrkeskatalogen"), where)
        ]
    return _form(code, 7, where)


def _stop(what: Message, where: Place | None) -> Finding:
    return Finding(Severity.STOP, what, where)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _form(digits: str, length: int, where: Place | None) -> list[Finding]:
    """One finding where the text is not so many digits."""
    if digits and not _is_digits(digits):
        return [_stop(Message("Only digits belong here"), where)]
    if len(digits) == length - 1:
        return [
            _stop(
                Message(
                    "There should be {length} digits, and there are {count}. Is a 0 in front missing?",
                    length=length,
                    count=len(digits),
                ),
                where,
            )
        ]
    if len(digits) != length:
        return [
            _stop(
                Message("There should be {length} digits, and there are {count}", length=length, count=len(digits)),
                where,
            )
        ]
    return []


def _century(serial: int, year: int) -> int | None:
    """The century of a person number by digits 7 to 9 and the two of the year; None for pairs never given out."""
    if serial < 500:
        return 1900
    if year <= 39:
        return 2000
    if serial < 750 and year >= 54:
        return 1800
    return 1900 if serial >= 900 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _person_date(number: PersonNumber, digits: str, accept_2032: bool) -> Message | None:
    """What is wrong with the date in a person number."""
    if number.born or number.kind is PersonNumberKind.FH_NUMBER:
        return None
    if not 1 <= number.month <= 12:
        return Message("Digits 3 and 4 should be a month; {digits} is not", digits=digits[2:4])
    year = int(digits[4:6])
    if accept_2032 and any(_date(century + year, number.month, number.day) for century in (1900, 2000)):
        return None
    century = _century(int(digits[6:9]), year)
    if century is None and _date(2000, number.month, number.day):
        return Message(
            "Digits 7 to 9 should fit the year of birth; {serial} and {year} do not",
            serial=digits[6:9],
            year=digits[4:6],
        )
    return Message("Digits 1 to 6 should be a date; day {day} is not in that month", day=number.day)


def _person_check_digits(digits: str, accept_2032: bool) -> Message | None:
    """Which check digit of a person number is wrong; the second is judged only beside a right first one."""
    rest = _weighted(digits, _FIRST_WEIGHTS) % 11
    firsts = [str(first) for left in range(4 if accept_2032 else 1) if (first := (left - rest) % 11) < 10]
    if not firsts:
        return Message("One of the first nine digits is wrong: no check digit fits them")
    if digits[9] not in firsts:
        if len(firsts) == 1:
            return Message("The first check digit should be {digit}", digit=firsts[0])
        return Message("The first check digit should be one of {digits}", digits=", ".join(sorted(firsts)))
    second = -_weighted(digits, _SECOND_WEIGHTS) % 11
    if second == 10:
        return Message("One of the first ten digits is wrong: no second check digit fits them")
    if digits[10] != str(second):
        return Message("The second check digit should be {digit}", digit=str(second))
    return None


def _last_check_digit(digits: str, weights: Sequence[int]) -> Message | None:
    """Whether the last digit is wrong by modulus 11."""
    right = -_weighted(digits, weights) % 11
    if right == 10:
        return Message("One of the digits before the last is wrong: no check digit fits them")
    if digits[-1] != str(right):
        return Message("The check digit, the last one, should be {digit}", digit=str(right))
    return None


def _weighted(digits: str, weights: Sequence[int]) -> int:
    """The weighted sum of the first digits, as many as there are weights."""
    return sum(map(mul, weights, map(int, digits)))


def _iban_check_digits(country: str, account: str) -> str:
    """ISO 7064 modulus 97 over account, country and 00, where A is 10 and Z is 35."""
    number = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{98 - int(number) % 97:02d}"


def _modulus_10(digits: str) -> str:
    """Luhn's check digit: every other digit from the right counts double."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return str(-sum(sum(divmod(number, 10)) for number in doubled) % 10)


def _modulus_11(digits: str) -> int:
    """The check number by weights 2 to 7 from the right, again and again."""
    return -sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits))) % 11
