"""Rows of data → wage types and the account plan that is ready.

Raises RowError for a row that cannot be used, naming the row and the field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from services.engine.wage_types import Operation, Report, WageType, WageTypes
from services.reference import packaged
from services.reference.numbered_rows import read_numbered
from services.reference.row_error import RowError as RowError

_FIELDS = frozenset(WageType.__dataclass_fields__) - {"slug"}


@dataclass(frozen=True, slots=True)
class PlannedAccount:
    """One account of the plan: the number, our names for it by language, and its SAF-T grouping (`category/code`)."""

    number: str
    names: Mapping[str, str]
    saft: str = ""


@cache
def wage_types(country: str) -> WageTypes:
    """The packaged wage types of a country ("NO")."""
    name = country.lower()
    if f"{name}.toml" in packaged.names("wage_types", ".toml"):
        return read_wage_types(packaged.read_text(f"wage_types/{name}.toml"))
    found = dict(read_numbered(packaged.read_text(f"wage_types/{name}_lonarter.csv")))
    if f"{name}_own.csv" in packaged.names("wage_types", ".csv"):  # types of the program's own, which no guide has
        found |= read_numbered(packaged.read_text(f"wage_types/{name}_own.csv"))
    return WageTypes(found)


def read_wage_types(text: str) -> WageTypes:
    """Wage types from rows in TOML. Raises RowError."""
    return WageTypes({slug: _wage_type(slug, row) for slug, row in tomllib.loads(text).items()})


def _wage_type(slug: str, row: Mapping[str, Any]) -> WageType:
    if unknown := row.keys() - _FIELDS:
        raise RowError(f"{slug}: there is no field {min(unknown)}")
    try:
        values = dict(row)
        values["operation"] = Operation(row["operation"])
        values["factor"] = Decimal(row.get("factor", "1"))
        values["bases"] = frozenset(row.get("bases", ()))
        for name in ("report", "report_hourly"):
            if name in row:
                values[name] = Report(**row[name])
        return WageType(slug, **values)
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise RowError(f"{slug}: {wrong}") from wrong


@cache
def account_plan(country: str) -> Mapping[str, PlannedAccount]:
    """The account plan that is ready, by purpose."""
    rows = tomllib.loads(packaged.read_text(f"accounts/{country.lower()}.toml"))
    return {
        purpose: PlannedAccount(
            row["number"], {language: row[language] for language in ("nb", "da", "en")}, row["saft"]
        )
        for purpose, row in rows.items()
    }
