"""The user's own remarks as they lie in the client file: one setting."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.records.employer import Setting
from services.engine.remarks import Remark

NAME: Final = "remarks"


def read_remarks(session: Session) -> tuple[Remark, ...]:
    """The remarks, in the order in which they were made."""
    row = session.get(Setting, NAME)
    if row is None:
        return ()
    return tuple(
        Remark(
            each["id"],
            each["text"],
            each["measure"],
            Decimal(each["limit"]),
            each["comparison"],
            tuple(each["types"]),
            each["figure"],
            frozenset(each["numbers"]),
        )
        for each in json.loads(row.value)
    )


def write_remarks(session: Session, remarks: Iterable[Remark]) -> None:
    """Keep the remarks in place of those before."""
    text = json.dumps(
        [
            {
                "id": each.id,
                "text": each.text,
                "measure": each.measure,
                "limit": str(each.limit),
                "comparison": each.comparison,
                "types": list(each.types),
                "figure": each.figure,
                "numbers": sorted(each.numbers),
            }
            for each in remarks
        ],
        ensure_ascii=False,
    )
    row = session.get(Setting, NAME)
    if row is None:
        session.add(Setting(name=NAME, value=text))
    else:
        row.value = text
