"""Record: what every row kept in a client file is made from.

The type of an attribute decides its column: `Mapped[Money]` is whole øre in an INTEGER. Constraints have names by rule,
and every table is STRICT: SQLite refuses a text where a number belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

from sqlalchemy import Integer, LargeBinary, MetaData, Table, Text, event
from sqlalchemy.orm import DeclarativeBase, TypeResolve
from sqlalchemy.types import TypeEngine

from models.records.columns import DATE, DECIMAL, MOMENT, MONEY, MONTH, PERCENT, YES_NO, enum_column
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month

APPROVED = "approved"
"""What the database says when somebody would change a row that is kept as it is."""


@dataclass(frozen=True, slots=True)
class Keep:
    """From when on a row may never be changed or deleted, held by the database itself.

    `when` is SQL about the row, which is called OLD: `OLD.approved_at IS NOT NULL`. A row can also not be *inserted* in
    that state; `refused` says it otherwise, about NEW ("0" takes all). With `joining`, a row can also not be *changed*
    into it: right for the lines of a run, where the state is the run's; wrong for the run, which a change approves.
    """

    when: str
    joining: bool = False
    refused: str | None = None

    def triggers(self, table: str) -> list[str]:
        """The SQL that makes it so."""
        old, new = f"({self.when})", f"({self.when.replace('OLD.', 'NEW.')})"
        conditions = {
            "update": f"{old}\nOR {new}" if self.joining else old,
            "delete": old,
            "insert": self.refused or new,
        }
        return [
            f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table}\n"
            f"WHEN {condition}\nBEGIN SELECT RAISE(ABORT, '{APPROVED}'); END"
            for verb, condition in conditions.items()
            if condition != "0"
        ]


class Record(DeclarativeBase):
    """A row with an identity, kept in the client file."""

    __keep__: ClassVar[Keep | None] = None

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Integer(),
        str: Text(),
        bytes: LargeBinary(),
        bool: YES_NO,
        Money: MONEY,
        Month: MONTH,
        Percent: PERCENT,
        Decimal: DECIMAL,
        date: DATE,
        datetime: MOMENT,
    }

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if isinstance(table := cls.__dict__.get("__table__"), Table):
            table.kwargs["sqlite_strict"] = True


@event.listens_for(Record, "resolve_type_annotation")
def _enum_column(asked: TypeResolve) -> TypeEngine[Any] | None:
    kind = asked.resolved_type
    return enum_column(kind) if isinstance(kind, type) and issubclass(kind, Enum) else None


def protections() -> list[str]:
    """The triggers of every record that is kept, as SQL: a migration writes out those that are new."""
    kept = {mapper.class_.__tablename__: mapper.class_.__keep__ for mapper in Record.registry.mappers}
    return [trigger for table, keep in sorted(kept.items()) if keep for trigger in keep.triggers(table)]
