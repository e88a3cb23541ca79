"""A balance of an employee changed by hand, with a reason: one movement more, and nothing of the past is touched."""

from __future__ import annotations

from models.records.movement import Movement
from models.values.finding import Refused
from services.desk.desk import Desk
from services.desk.employee_balances import BY_HAND, AdjustPart, accounts_by_hand, adjust_findings, shown, standing
from services.desk.employee_form import one_line
from services.desk.employee_use import employee_of

__all__ = ["AdjustPart", "adjust"]


def adjust(desk: Desk, number: int, account: str, vintage: str, hundredths: int, reason: str) -> None:
    """Add so much to a balance (below zero: take away), in hundredths of its unit. It is reported and booked by nobody.

    Raises Refused without a reason, for a balance that only runs may change, and for an amount below zero.
    """
    country = desk.client.country
    reason = one_line(reason)
    with desk.change("balance.adjust", reason or None) as session:
        row = employee_of(session, number)
        now = standing(session, row.id, account, vintage)
        of = accounts_by_hand(country).get(account)
        value = shown(of, now + hundredths) if of is not None else None
        part = AdjustPart(account, vintage, value, reason)
        if found := list(adjust_findings(country, desk.today, part, now, number)):
            raise Refused(found)
        session.add(
            Movement(
                employee_id=row.id,
                run_id=None,
                account=account,
                vintage=vintage,
                hundredths=hundredths,
                reason=f"{BY_HAND}: {reason}",
            )
        )
