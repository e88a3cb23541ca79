"""The demo clients, as scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from models.values.message import Message
from services.reference import packaged


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo client: its packaged scenario file, what it is called, and what its file is called.

    `open_runs` of the scenario's last runs are begun and left open; `categories` are the names of its position
    categories, which no scenario file has.
    """

    scenario: str
    about: Message
    file_name: Message
    open_runs: int = 0
    categories: Mapping[str, str] = field(default_factory=dict)


DEMOS: Final[Mapping[str, Demo]] = {
    "NO": Demo("demo/bakeri.toml", Message("A bakery with invented people."), Message("Demo bakery")),
    "DK": Demo(
        "demo/moebler.toml",
        Message("A joinery with invented people."),
        Message("Demo joinery"),
        open_runs=1,
        categories={"1001": "Funktionærer", "3001": "Timelønnede", "9001": "Ledelse"},
    ),
}
"""By the country of the client."""


def demo_scenario(country: str = "NO") -> bytes:
    """The packaged scenario file of the demo client. Raises KeyError for a country without one."""
    return packaged.read_bytes(DEMOS[country].scenario)
