"""Fields for amounts, numbers and percentages, and for the numbers of accounts and firms."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.reference.formats import Unreadable, account, organisation
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.editors import LineEditor

_TOO_MUCH: Final = Money.kr(1_000_000_000_000)
_MOST_DECIMALS: Final = 8
_SKIPPED: Final = str.maketrans("", "", " \N{NO-BREAK SPACE}.-/\t")
"""What people write between the figures of a number that stands for something."""


def bare_number(written: str) -> str:
    """A number that stands for something, without what people write between its figures."""
    return written.translate(_SKIPPED)


class MoneyEdit(LineEditor):
    """An amount. Øre are written where there are some."""

    natural = 150

    def __init__(self, seat: Seat, *, unit: str = "kr", ore: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(seat, unit=unit, figures=True, parent=parent)
        self._ore = ore

    def read(self, written: str) -> Money:
        value = self.seat.formats.read_amount(written)
        if abs(value) >= _TOO_MUCH:
            raise Unreadable(Message("“{text}” is too much", text=written))
        return value

    def write(self, value: Money) -> str:
        formats = self.seat.formats
        return formats.amount(value) if self._ore or value.ore % 100 else formats.kroner(value)


def _usable(value: Decimal, written: str) -> Decimal:
    """A number that can be reckoned with. Raises Unreadable for one of more digits than anything here has."""
    if abs(value) >= _TOO_MUCH.kroner:
        raise Unreadable(Message("“{text}” is too much", text=written))
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MOST_DECIMALS:
        raise Unreadable(Message("Write it with {count} decimals at most.", count=_MOST_DECIMALS))
    return value


class NumberEdit(LineEditor):
    """A number with its unit, with at least and at most so many decimals, between two bounds."""

    natural = 150

    def __init__(
        self,
        seat: Seat,
        *,
        unit: str = "",
        least: int = 0,
        most: int | None = None,
        lowest: Decimal | int | None = None,
        highest: Decimal | int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(seat, unit=unit, figures=True, parent=parent)
        self._least, self._most, self._lowest, self._highest = least, most, lowest, highest

    def read(self, written: str) -> Decimal:
        value = _usable(self.seat.formats.read_number(written), written)
        if self._lowest is not None and value < self._lowest:
            raise Unreadable(Message("It must be {number} or more.", number=Decimal(self._lowest)))
        if self._highest is not None and value > self._highest:
            raise Unreadable(Message("It must be {number} or less.", number=Decimal(self._highest)))
        exponent = value.normalize().as_tuple().exponent
        if self._most is not None and isinstance(exponent, int) and -exponent > self._most:
            if self._most == 0:
                raise Unreadable(Message("Write a whole number."))
            if self._most == 1:
                raise Unreadable(Message("Write it with one decimal at most."))
            raise Unreadable(Message("Write it with {count} decimals at most.", count=self._most))
        return value

    def write(self, value: Decimal | int) -> str:
        return self.seat.formats.number(value, self._least)


class PercentEdit(LineEditor):
    """A percentage."""

    natural = 110

    def __init__(self, seat: Seat, *, highest: Decimal | int | None = 100, parent: QWidget | None = None) -> None:
        super().__init__(seat, unit="%", figures=True, parent=parent)
        self._highest = highest

    def read(self, written: str) -> Percent:
        value = _usable(self.seat.formats.read_number(written.rstrip("%").strip()), written)
        if value < 0:
            raise Unreadable(Message("It must be {number} or more.", number=Decimal(0)))
        if self._highest is not None and value > self._highest:
            raise Unreadable(Message("It must be {number} or less.", number=Decimal(self._highest)))
        return Percent(value)

    def write(self, value: Percent) -> str:
        return self.seat.formats.number(value.value)


class AccountEdit(LineEditor):
    """An account number: Norwegian, Danish or IBAN, as bare digits (or letters and digits)."""

    natural = 190

    def read(self, written: str) -> str:
        if (read := self.seat.questions.read_account) is not None:
            if account_number := read(written):
                return account_number
            raise Unreadable(
                Message(
                    "“{text}” is no account: it has a registration number of four digits, and up to ten digits of its "
                    "own",
                    text=written,
                )
            )
        bare = bare_number(written).upper()
        is_iban = bare[:2].isalpha() and bare.isalnum()
        if not (bare.isascii() and (bare.isdigit() or is_iban)):
            raise Unreadable(
                Message("“{text}” is not an account number: it has other characters than digits.", text=written)
            )
        if is_iban and len(bare) < 15:
            raise Unreadable(
                Message("An IBAN has at least 15 letters and digits. Here there are {count}.", count=len(bare))
            )
        if not is_iban and len(bare) not in (11, 14):
            raise Unreadable(Message("An account number has 11 digits. Here there are {count}.", count=len(bare)))
        return bare

    def write(self, value: str) -> str:
        return account(value)

    def sizeHint(self) -> QSize:
        return QSize(190, theme.FIELD)


class OrganisationEdit(LineEditor):
    """An organisation number, as bare digits: nine in Norway, eight in Denmark."""

    natural = 150

    def __init__(self, seat: Seat, *, parent: QWidget | None = None) -> None:
        super().__init__(seat, parent=parent)
        self._length = seat.questions.organisation_digits

    def read(self, written: str) -> str:
        bare = bare_number(written).upper().removeprefix("NO").removeprefix("DK").removesuffix("MVA")
        if not (bare.isascii() and bare.isdigit()):
            raise Unreadable(
                Message("“{text}” is not an organisation number: it has other characters than digits.", text=written)
            )
        if len(bare) != self._length:
            raise Unreadable(
                Message(
                    "An organisation number has {length} digits. Here there are {count}.",
                    length=self._length,
                    count=len(bare),
                )
            )
        return bare

    def write(self, value: str) -> str:
        return organisation(value)
