"""What departments and projects are called."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import CostUnit
from models.values.message import Message
from services.reference.texts import Texts


def department_words(session: Session, say: Texts, kind: str = "department") -> dict[str, str]:
    """By code: the code and the name; without one, that there is none."""
    rows = session.execute(select(CostUnit.code, CostUnit.name).where(CostUnit.kind == kind)).all()
    none = say(Message("No department") if kind == "department" else Message("No project"))
    return {"": none} | {code: f"{code} {name}" if name and name != code else code for code, name in rows}
