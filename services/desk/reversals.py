"""Taking back what was paid: what is refused, in a client file and in a scenario alike."""

from __future__ import annotations

from models.values.finding import Place, Refused, refuse
from models.values.message import Message


def reversed_twice(number: int, corrects: str, by: str) -> Refused:
    """The refusal of taking the same payslip back twice."""
    what = Message(
        "Employee {number}: run {corrects} is taken back already, by run {by}. Correct that one",
        number=str(number),
        corrects=corrects,
        by=by,
    )
    return refuse(what, Place("pay_run", by, "corrects"))
