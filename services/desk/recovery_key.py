"""The recovery key: whether it was ever tried since it was made, and what is wrong with one that is being typed."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records.audit import ChangeEntry
from models.values.finding import Refused
from models.values.message import Message
from services.desk.settings import is_demo
from services.vault.keys import RecoveryKey

TRIED: Final = "recovery_key"
"""The setting that says when it was tried, and the end of the name of the change that wrote it."""


def is_tried(session: Session) -> bool:
    """Whether somebody has shown that they have the key which holds now. A demo client needs none."""
    if is_demo(session):
        return True
    return _last(session, f"setting.{TRIED}") > _last(session, "file.password")


def mistake_in(text: str) -> Message | None:
    """What is wrong with a recovery key as it was typed; None where it is whole and without a mistake."""
    try:
        RecoveryKey.typed(text)
    except Refused as refusal:
        return refusal.findings[0].what
    return None


def _last(session: Session, action: str) -> int:
    newest: Any = session.scalar(select(func.max(ChangeEntry.seq)).where(ChangeEntry.action == action))
    return int(newest or 0)
