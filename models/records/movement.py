"""Balances as movements that are only ever added: a balance is always their sum."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record


class Movement(Record):
    """One change of one balance, in hundredths of the account's unit: of a person, or of the employer itself.

    Without a run it is an opening balance. Movements of a draft go with the draft; only those of approved runs count.
    """

    __tablename__ = "movement"
    __table_args__ = (Index("ix_movement_balance", "employee_id", "account", "vintage"),)
    __keep__ = Keep(
        "EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL)",
        joining=True,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("pay_run.id"), index=True)
    account: Mapped[str]
    vintage: Mapped[str]
    hundredths: Mapped[int]
    reason: Mapped[str]
