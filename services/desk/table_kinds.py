"""The kinds of tables that can be taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.desk import table_absences, table_employees, table_hours
from services.desk.table_kind import TableKind

KINDS: Final[Mapping[str, TableKind]] = {
    kind.name: kind for kind in (table_hours.KIND, table_employees.KIND, table_absences.KIND)
}
"""By name, in the order in which they are offered."""
