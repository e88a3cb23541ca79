"""A list or a small table of a country's words → a block on paper, in the employee's language."""

from __future__ import annotations

from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from services.engine.slip_words import Listed, SlipTable, Value
from services.reference.texts import Texts
from services.reports.payslip import Block, Entry


def block_of(block: Listed | SlipTable, say: Texts) -> Block:
    """The list or table in the language."""
    if isinstance(block, SlipTable):
        entries = (
            Entry(say(label), _value(values[-1], say), tuple(_value(each, say) for each in values[:-1]))
            for label, values in block.rows
        )
        return Block(say(block.heading), tuple(entries), tuple(map(say, block.columns)))
    heading, listed = block
    return Block(say(heading), tuple(Entry(say(label), _value(value, say)) for label, value in listed))


def _value(value: Value, say: Texts) -> Money | Decimal | str:
    return say(value) if isinstance(value, Message) else value
