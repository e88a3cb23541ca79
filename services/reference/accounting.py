"""Packaged facts about accounting systems: the format that is proposed for each, and the groupings of SAF-T."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.reference import packaged


@dataclass(frozen=True, slots=True)
class AccountingSystem:
    """One system: its name (empty for “another one”), the format proposed for it, how that is taken in there by
    language, and whether a vendor's page says so (page) or we conclude it (inferred).
    """

    key: str
    name: str
    format: str
    how: Mapping[str, str]
    status: str
    text_twice: bool = False


def accounting_systems(country: str) -> Mapping[str, AccountingSystem]:
    """The systems of a country ("NO") by key, in the order in which they are offered."""
    return _systems(country)


def saft_groupings(country: str) -> Mapping[str, Mapping[str, str]]:
    """The groupings that an account of payroll may belong to, as `category/code`, with our names by language."""
    return _rows(country)["grouping"]  # type: ignore[no-any-return]


@cache
def _systems(country: str) -> Mapping[str, AccountingSystem]:
    return {
        key: AccountingSystem(
            key,
            row["name"],
            row["format"],
            {language: row[language] for language in ("nb", "da", "en")},
            row["status"],
            row.get("text_twice", False),
        )
        for key, row in _rows(country)["system"].items()
    }


@cache
def _rows(country: str) -> Mapping[str, Any]:
    """What is packaged of a country; nothing for one whose systems are not known."""
    if not packaged.path(f"accounts/systems_{country.lower()}.toml").is_file():
        return {"system": {}, "grouping": {}}
    return tomllib.loads(packaged.read_text(f"accounts/systems_{country.lower()}.toml"))
