"""What a country says on a payslip besides the lines: facts, how tax was taken, and the lists at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money


@dataclass(frozen=True, slots=True)
class SlipWords:
    """The country's own words for one payslip; amounts and texts are put into the employee's language later.

    `notes` are the small lines under lines of pay, by the place of the line; an empty place has none. `cost` is what
    the employer pays besides, shown only where the employer wants it. `explained` are whole sentences about a slip that
    looks unlike the others, such as that of the holiday pay; empty for an ordinary one.
    """

    facts: tuple[tuple[Message, Message], ...]
    withholding: Message
    withholding_note: Message | None
    blocks: tuple[tuple[Message, tuple[tuple[Message, Money | Decimal | str], ...]], ...]
    notes: tuple[Message | None, ...] = ()
    cost: tuple[Message, tuple[tuple[Message, Money | Decimal | str], ...]] | None = None
    explained: tuple[Message, ...] = ()
