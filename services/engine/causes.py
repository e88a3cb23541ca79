"""One reason of a change of pay, and what is needed to say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.values.message import Message
from models.values.money import Money
from services.engine.facts import RunFacts
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import WageTypes

TaxWords = Callable[[Payslip, RunFacts], Message]


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason of a change. `kind` is its picture: hours · distance · up · down · new · gone · holiday · benefit ·
    deduction · tax · employer. What moves hours or concerns the employer alone has no part of the change: 0.

    `line` is the place of the line on the slip that explains it (on the earlier one, if `is_earlier`); `figure` names
    a sum of the slip instead.
    """

    kind: str
    what: Message
    amount: Money
    line: int | None = None
    figure: str = ""
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called."""

    types: WageTypes
    language: str
    tax: TaxWords

    def of(self, line: PayLine) -> str:
        """What a line is called: its own text, or the name of its wage type."""
        return line.text or self.types[line.type].name(self.language)


def amounts(line: str, before: Money, now: Money) -> Message:
    """Another amount than before."""
    if now > before:
        return Message("{line}, {before} up to {now}", line=line, before=before, now=now)
    return Message("{line}, {before} down to {now}", line=line, before=before, now=now)
