"""Numbers and dates as people write them, in nb, da and en: the one formatter of screen, print and text.

Amounts are plain string work, because a run writes hundreds of thousands of them; month names are a table of our own,
because the first page says one, and Babel takes 50 ms to load. Writing puts a no-break space (U+00A0) between thousands
(a point in Danish, a comma in English) and a true minus (U+2212) in front; reading takes any space, either minus, and a
point or a comma.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span

LANGUAGES: Final = ("nb", "da", "en")
NBSP: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"

_MONTHS: Final = {
    "nb": (
        *("januar", "februar", "mars", "april", "mai", "juni"),
        *("juli", "august", "september", "oktober", "november", "desember"),
    ),
    "da": (
        *("januar", "februar", "marts", "april", "maj", "juni"),
        *("juli", "august", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ONE = Decimal(1)
_SPACES = re.compile(r"\s")
_CURRENCY = re.compile(r"(?i)^(?:kr\.?|nok|dkk)(?=[\s\d+−-])|(?:,-|(?<=[\d\s,-])(?:kr\.?|nok|dkk))$")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WITH_WORD = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?\s+(\d{4})")


class Unreadable(ValueError):
    """What was typed is not what was asked for. `what` says so in a sentence that can be put into a language."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(str(what))


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes. Made by `formats()`.

    >>> formats("nb").amount(Money.kr("-12345.67"))
    '−12\\xa0345,67'
    """

    language: str
    tag: str  # of documents: a language with its country
    point: str  # the decimal sign
    group: str  # between thousands
    percent_sign: str
    since: str  # before the first day of a span without end
    ordinal: str  # after the day of the month

    # --- writing -------------------------------------------------------------------------------------------------

    def amount(self, amount: Money) -> str:
        """Kroner and øre: `12 345,67`."""
        ore = amount.ore
        kroner, rest = divmod(-ore if ore < 0 else ore, 100)
        whole = str(kroner) if kroner < 1000 else f"{kroner:,}".replace(",", self.group)
        return f"{MINUS if ore < 0 else ''}{whole}{self.point}{rest:02d}"

    def change(self, amount: Money) -> str:
        """A difference, always with its sign: `+5 277,54`; nothing is `0,00`."""
        return f"+{self.amount(amount)}" if amount.ore > 0 else self.amount(amount)

    def kroner(self, amount: Money) -> str:
        """Whole kroner, for overviews: half a krone goes away from zero."""
        return self.number(amount.kroner, most=0)

    def number(self, value: Decimal | int, least: int = 0, most: int | None = None) -> str:
        """A number with the decimals that it has, at least `least` of them and at most `most` (then rounded half up).

        Zeros at the end beyond `least` are dropped, so an exact `18.000` is `18` and a `18` with `least=1` is `18,0`.
        """
        value = Decimal(value)
        if most is not None:
            value = round_to(value, most)
        whole, _, decimals = f"{abs(value):,f}".partition(".")
        decimals = decimals.rstrip("0").ljust(least, "0")
        text = f"{whole.replace(',', self.group)}{self.point}{decimals}" if decimals else whole.replace(",", self.group)
        return f"{MINUS}{text}" if value < 0 else text

    def count(self, number: int) -> str:
        """A whole number in a sentence: thousands are set apart from five digits on, so that a year stays a year."""
        return self.number(number) if abs(number) > 9999 else f"{MINUS if number < 0 else ''}{abs(number)}"

    def percent(self, percent: Percent, least: int = 0) -> str:
        """`14,1 %`, with the digits of the law and at least `least` decimals."""
        return f"{self.number(percent.value, least)}{self.percent_sign}"

    def day(self, day: date) -> str:
        """`31.01.2026`; in English `31 Jan 2026`."""
        if self.language == "en":
            return f"{day.day} {_SHORT_MONTHS[day.month - 1]} {day.year:04d}"
        return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"

    def clock(self, at: datetime | time) -> str:
        """`08.42`; in English `08:42`. A moment is told by the zone that it carries."""
        return f"{at:%H:%M}" if self.language == "en" else f"{at:%H.%M}"

    def month(self, month: Month) -> str:
        """`november 2026`."""
        return f"{self.month_name(month.number)} {month.year:04d}"

    def month_name(self, number: int) -> str:
        """`november`, as it stands inside a line."""
        return _MONTHS[self.language][number - 1]

    def span(self, span: Span, year: bool = True) -> str:
        """From day to day, in words: `1.–30. november 2026`, and without the year where the reader knows it."""
        first, last = span.first, span.last
        if last is None:
            return f"{self.since} {self._day(first, year)}"
        if first == last:
            return self._day(first, year)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}{self.ordinal}{DASH}{self._day(last, year)}"
        return f"{self._day(first, year and first.year != last.year)} {DASH} {self._day(last, year)}"

    def dates(self, span: Span) -> str:
        """From day to day, in figures: `09.11.–20.11.2026`."""
        first, last = span.first, span.last
        if last is None:
            return f"{self.since} {self.day(first)}"
        if first == last:
            return self.day(first)
        if self.language == "en":
            return f"{self.day(first)} {DASH} {self.day(last)}"
        shorter = self.day(first)[:6] if first.year == last.year else self.day(first)
        return f"{shorter}{DASH}{self.day(last)}"

    def _day(self, day: date, year: bool) -> str:
        text = f"{day.day}{self.ordinal} {self.month_name(day.month)}"
        return f"{text} {day.year:04d}" if year else text

    # --- reading -------------------------------------------------------------------------------------------------

    def read_amount(self, text: str) -> Money:
        """The amount that somebody typed or pasted, also with "kr" beside it or `,-` behind. Raises Unreadable."""
        try:
            return Money.kr(self._decimal(_CURRENCY.sub("", text.strip()), thousands_alone=True))
        except ValueError:
            raise Unreadable(
                Message("“{text}” is not an amount. Write it like {example}.", text=text, example=Money(1234567))
            ) from None

    def read_number(self, text: str) -> Decimal:
        """The number that somebody typed or pasted. Raises Unreadable.

        `1.234` is refused where the comma is the decimal sign (and `1,234` in English): it may be either number.
        """
        try:
            return self._decimal(text, thousands_alone=False)
        except ValueError:
            raise Unreadable(
                Message("“{text}” is not a number. Write it like {example}.", text=text, example=Decimal("7.25"))
            ) from None

    def read_date(self, text: str) -> date:
        """The day that somebody typed or pasted, day first or as `2026-01-31`. Raises Unreadable."""
        try:
            return self._read_date(text.strip())
        except ValueError:
            raise Unreadable(
                Message("“{text}” is not a date. Write it like {example}.", text=text, example=date(2026, 1, 31))
            ) from None

    def _decimal(self, text: str, thousands_alone: bool) -> Decimal:
        digits = _SPACES.sub(" ", text.strip())
        negative = digits[:1] in ("-", MINUS)
        if negative or digits[:1] == "+":
            digits = digits[1:].lstrip()
        point = self._decimal_sign(digits, thousands_alone)
        whole, _, decimals = digits.partition(point) if point else (digits, "", "0")
        whole = _ungrouped(whole) if whole or not point else "0"
        if not (_plain(whole) and _plain(decimals)):
            raise ValueError(text)
        return Decimal(f"{'-' if negative else ''}{whole}.{decimals}")

    def _decimal_sign(self, digits: str, thousands_alone: bool) -> str:
        """Which sign the decimals stand behind; the other one, and one that comes twice, stands between thousands."""
        points, commas = digits.count("."), digits.count(",")
        if points and commas:
            return max(".,", key=digits.rindex)
        sign = "." if points else ","
        if points + commas != 1:
            return ""
        if sign != self.point and _THOUSANDS.fullmatch(digits):
            if thousands_alone:
                return ""
            raise ValueError(digits)
        return sign

    def _read_date(self, text: str) -> date:
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[4]), int(match[3]), int(match[1]))
        if match := _YEAR_FIRST.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _WITH_WORD.fullmatch(text):
            word = match[2].lower()
            numbers = [i for i, name in enumerate(_MONTHS[self.language], 1) if name.lower().startswith(word)]
            if len(numbers) == 1:
                return date(int(match[3]), numbers[0], int(match[1]))
        raise ValueError(text)


_FORMATS: Final = {
    "nb": Formats("nb", "nb-NO", ",", NBSP, f"{NBSP}%", "fra", "."),
    "da": Formats("da", "da-DK", ",", ".", f"{NBSP}%", "fra", "."),
    "en": Formats("en", "en-GB", ".", ",", "%", "from", ""),
}


def formats(language: str) -> Formats:
    """How a language writes. Raises ValueError for one that the program does not have."""
    try:
        return _FORMATS[language]
    except KeyError:
        raise ValueError(f"the program has no language “{language}”, only {', '.join(LANGUAGES)}") from None


def account(number: str) -> str:
    """An account number in groups: `1234 56 78903`, a Danish one `1234 0012345678`, an IBAN in fours."""
    if number[:2].isalpha():
        return _groups(number, (4,) * (-(-len(number) // 4)))
    return _groups(number, {11: (4, 2, 5), 14: (4, 10)}.get(len(number), ()))


def organisation(number: str) -> str:
    """An organisation number in groups: `999 888 771`, a Danish one `12 34 56 78`."""
    return _groups(number, {9: (3, 3, 3), 8: (2, 2, 2, 2)}.get(len(number), ()))


def round_to(value: Decimal, decimals: int) -> Decimal:
    """The value with at most so many decimals; half goes away from zero."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -decimals:
        return value.quantize(_ONE.scaleb(-decimals), ROUND_HALF_UP)
    return value


def _groups(text: str, sizes: Sequence[int]) -> str:
    """The text cut in groups; a text of another length than expected stays as it is."""
    parts, start = [], 0
    for size in sizes:
        parts.append(text[start : start + size])
        start += size
    return NBSP.join(parts) or text


def _ungrouped(whole: str) -> str:
    """Without what stands between thousands, if it stands there rightly."""
    return whole.replace(whole[match.start(1)], "") if (match := _THOUSANDS.fullmatch(whole)) else whole


def _plain(text: str) -> bool:
    return text.isascii() and text.isdigit()
