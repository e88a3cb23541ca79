"""The opening balances of many people at once: all of them in one change, or none."""

from __future__ import annotations

from collections.abc import Mapping

from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_around import PAGE, stops, surroundings_in
from services.desk.employee_form import OpeningPart
from services.desk.employee_openings import locked_words, openings_of, paid_employees, set_openings
from services.desk.employee_pay_checks import opening_findings
from services.desk.gather import employee_ids

__all__ = ["OpeningPart", "save_openings"]


def save_openings(desk: Desk, parts: Mapping[int, OpeningPart]) -> int:
    """Set the opening balances of some people, by employee number; those that are as they were are left alone.

    Returns how many were changed. Raises Refused for anything that is wrong, and for somebody who was paid here; then
    nothing is stored.
    """
    with desk.change("openings.save") as session:
        around = surroundings_in(session, desk)
        if around.start_month is None:
            raise refuse(Message("Set up the firm first"), Place("setup"))
        rows = employee_ids(session)
        paid, stored = paid_employees(session), openings_of(session, around)
        found: list[Finding] = []
        wanted = {}
        for number, part in parts.items():
            if number not in rows:
                what = Message("There is no employee {number}", number=str(number))
                found.append(Finding(Severity.STOP, what, Place(PAGE, "openings")))
                continue
            if part.given() == stored.get(rows[number], OpeningPart()).given():
                continue
            if rows[number] in paid:
                found.append(Finding(Severity.STOP, locked_words(), Place(PAGE, number, "opening")))
            found += stops(list(opening_findings(around, part, number)))
            wanted[rows[number]] = part
        if found:
            raise Refused(found)
        set_openings(session, around, wanted)
        return len(wanted)
