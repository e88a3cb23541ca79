"""Taking back what was paid: what is refused, in a client file and in a scenario alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.engine.facts import LineInput
from services.engine.result import Payslip
from services.engine.wage_types import WageTypes


def reversed_twice(number: int, corrects: str, by: str) -> Refused:
    """The refusal of taking the same payslip back twice."""
    what = Message(
        "Employee {number}: run {corrects} is taken back already, by run {by}. What is still wrong is paid or taken "
        "as a difference",
        number=str(number),
        corrects=corrects,
        by=by,
    )
    return refuse(what, Place("pay_run", by, "corrects"))


def taken_back_anew(number: int, name: str) -> Refused:
    """The refusal of beginning to correct a correction: taking it back brings back what it corrected."""
    what = Message(
        "Run {name} is a correction itself. Taken back, what it corrected would hold again. What is still wrong with "
        "employee {number} is paid or taken as a difference",
        name=name,
        number=str(number),
    )
    return refuse(what, Place("pay_run", name, "corrects"))


def lines_again(slip: Payslip, types: WageTypes) -> Iterator[LineInput]:
    """The lines of a slip as they would be entered: those that were, and those that were computed by themselves.
    Refunds are not among them: what was received was received, and the correction holds it by itself.
    """
    entered, made = {line.type for line in slip.person.lines}, {line.type for line in slip.lines}
    for line in slip.person.lines:
        if "refund" not in types[line.type].bases and (not line.fixed or line.type in made):
            yield replace(line, fixed=False)
    for paid in slip.lines if not slip.person.reverses else ():  # a correction computes nothing by itself
        if paid.type not in entered:
            if types[paid.type].unit and paid.quantity is not None:
                yield LineInput(paid.type, quantity=paid.quantity, employment=paid.employment)
            else:
                yield LineInput(paid.type, amount=paid.amount.value, employment=paid.employment)
