"""What one should know of a line while it is entered: the time bank, what is left of a free limit, what is taxed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Rate
from services.desk.preview import Entered, Preview, PreviewRow
from services.engine.result import PayLine
from services.engine.wage_types import Operation

_BANK: Final = "time_bank"
_BANK_FORMULAS: Final = frozenset({"time_bank_in", "time_off", "time_bank_out"})
_LIMITED: Final = "free_up_to_limit"


@dataclass(frozen=True, slots=True)
class LineNote:
    """One thing to know. `kind` is info or warn."""

    kind: str
    what: Message


def line_notes(
    preview: Preview, number: int, shown: PreviewRow, line: Entered, amount: Money | None
) -> tuple[LineNote, ...]:
    """The notes on a line of somebody's row."""
    if shown.slip is None:
        return ()
    wage_type = preview.types[line.line.type]
    made = [each for each in shown.slip.lines if each.type == wage_type.slug]
    notes: list[LineNote] = []
    if wage_type.formula in _BANK_FORMULAS:
        notes += _of_bank(preview, number, shown)
    if made and wage_type.formula == _LIMITED:
        notes += _of_limit(made[-1])
    if made and wage_type.operation is Operation.ALLOWANCE and amount is not None:
        notes += _of_allowance(made[-1])
    if made and wage_type.operation is Operation.DEDUCT and made[-1].asked is not None:
        asked, taken = made[-1].asked, made[-1].amount.value
        if asked != taken:
            notes.append(
                LineNote("warn", Message("Only {amount} of {asked} can be deducted", amount=taken, asked=asked))
            )
    return tuple(notes)


def time_bank(preview: Preview, number: int) -> Decimal:
    """The hours in somebody's time bank before the run."""
    return Decimal(preview.person(number).balance(_BANK)).scaleb(-2)


def _of_bank(preview: Preview, number: int, shown: PreviewRow) -> Iterator[LineNote]:
    assert shown.slip is not None
    before = time_bank(preview, number)
    moved = sum(each.hundredths for each in shown.slip.movements if each.key.account == _BANK)
    after = before + Decimal(moved).scaleb(-2)
    if after < 0:
        what = Message(
            "The time bank has {before} hours and goes {after} hours below zero", before=before, after=-after
        )
        yield LineNote("warn", what)
    else:
        yield LineNote(
            "info", Message("The time bank has {before} hours, and {after} after this run", before=before, after=after)
        )


def _of_limit(line: PayLine) -> Iterator[LineNote]:
    """How much of the year's free limit is used, and what is taxed because it is passed."""
    limit, before, worth = (line.amount.inputs.get(name) for name in ("limit", "before", "worth"))
    if not isinstance(limit, Rate) or not isinstance(before, Money) or not isinstance(worth, Money):
        return
    left = max(ZERO, limit.value - before - worth)
    if line.amount.value:
        what = Message(
            "{taxed} is taxed: of {limit} free a year, {before} was used before",
            taxed=line.amount.value,
            limit=limit.value,
            before=before,
        )
        yield LineNote("warn", what)
    else:
        yield LineNote(
            "info", Message("Free of tax. {left} of {limit} is left this year", left=left, limit=limit.value)
        )


def _of_allowance(line: PayLine) -> Iterator[LineNote]:
    free = line.amount.value - line.taxable
    yield LineNote("info", Message("{free} free of tax, {taxable} taxable", free=free, taxable=line.taxable))
