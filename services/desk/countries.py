"""The country packs by code. The only place that knows which countries there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from models.values.finding import refuse
from models.values.message import Message
from services.engine.country import Country
from services.norway.rules.tax_table import tables_of
from services.reference.year_files import rate_book


def _norway() -> Country:
    from services.norway.pack import Norway  # only when a client or a scenario needs it

    return Norway(rate_book("NO"))


_PACKS: dict[str, Callable[[], Country]] = {"NO": _norway}


def codes() -> tuple[str, ...]:
    """The countries that there are."""
    return tuple(_PACKS)


@cache
def country(code: str) -> Country:
    """The pack of a country, made when first asked for. Raises Refused for one that the program does not have yet."""
    if code not in _PACKS:
        raise refuse(Message("Country {code} is not in the program yet", code=code))
    return _PACKS[code]()


def withholding_tables(year: int) -> Callable[[str, str], Callable[[int], int]]:
    """The Norwegian tables of a year: by code and period, whole kroner in and out. Raises Refused for another year."""
    rates = rate_book("NO").years.get(year)
    if rates is None:
        raise refuse(Message("There are no withholding tables for {year} in the program", year=str(year)))
    return tables_of(rates)


def read_person_number(code: str, number: str) -> tuple[str, bool, date | None] | None:
    """What a person's number says of itself: its kind, whether it is made up, and the birth date. None for no number.

    Whether the number is right, the check of the country says.
    """
    if code != "NO":
        return None
    from services.norway.rules.identity import person_number

    read = person_number(number)
    return (read.kind.value, read.synthetic, read.born) if read is not None else None


def has_tax_table(code: str, year: int, table: str, period: str = "MND") -> bool | None:
    """Whether the year has the table of withholding; None where the program does not know the year."""
    from services.norway.rules.tax_table import UnknownTable

    rates = rate_book(code).years.get(year)
    if rates is None:
        return None
    try:
        tables_of(rates)(table, period)
    except UnknownTable:
        return False
    return True
