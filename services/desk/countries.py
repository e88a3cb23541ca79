"""The country packs by code. The only place that knows which countries there are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from models.values.finding import refuse
from models.values.message import Message
from services.engine.country import Country
from services.norway.pack import Norway
from services.reference.year_files import rate_book

_PACKS: dict[str, Callable[[], Country]] = {"NO": lambda: Norway(rate_book("NO"))}


@cache
def country(code: str) -> Country:
    """The pack of a country, made when first asked for. Raises Refused for one that the program does not have yet."""
    if code not in _PACKS:
        raise refuse(Message("Country {code} is not in the program yet", code=code))
    return _PACKS[code]()
