"""What pay cost in each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, literal, select, union_all

from models.records import pay_run as runs
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import at_hand
from services.desk.desk import Desk
from services.reference.wage_type_rows import wage_types

_CONTRIBUTION: Final = ("aga", "aga_extra", "finance_tax", "atp_employer")
_SET_ASIDE: Final = (
    "otp",
    "holiday_accrual",
    "holiday_accrual_60",
    "aga_on_holiday_accrual",
    "aga_on_holiday_accrual_60",
    "pension_employer",
    "holiday_money_earned",
)
_PAID_OUT: Final = "holiday_paid"


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a month's pay cost: pay, the employer's contribution, pension and holiday pay that was earned.

    Holiday pay that was paid out is not in it: it was a cost when it was earned. `holiday_paid` says how much it was.
    """

    month: Month
    pay: Money
    contribution: Money
    set_aside: Money
    is_draft: bool = False
    holiday_paid: Money = ZERO

    @property
    def total(self) -> Money:
        return self.pay + self.contribution + self.set_aside


def costs(desk: Desk, last: Month | None = None, count: int = 12) -> tuple[MonthCost, ...]:
    """What pay cost in each of the last months, up to the newest one that was computed: one statement."""
    return at_hand.unchanged(desk, ("costs", last, count), lambda: _read(desk, last, count))


def _read(desk: Desk, last: Month | None, count: int) -> tuple[MonthCost, ...]:
    country_code = desk.client.country
    from_provision = [row.slug for row in wage_types(country_code).values() if row.account == "holiday_payable"]
    run, total, line = runs.PayRun, runs.RunTotal, runs.PayLine
    names = ("gross_cash", "aga_base", *_CONTRIBUTION, *_SET_ASIDE)
    sums = (
        select(run.month, run.approved_at.is_(None).label("draft"), total.name, func.sum(total.amount).label("ore"))
        .join(total, total.run_id == run.id)
        .where(total.name.in_(names))
        .group_by(run.month, run.approved_at.is_(None), total.name)
    )
    paid_out = (
        select(
            run.month,
            run.approved_at.is_(None).label("draft"),
            literal(_PAID_OUT).label("name"),
            func.sum(line.amount).label("ore"),
        )
        .join(line, line.run_id == run.id)
        .where(line.type.in_(from_provision))
        .group_by(run.month, run.approved_at.is_(None))
    )
    with desk.reading() as session:
        found: dict[Month, dict[str, Money]] = {}
        with_draft: set[Month] = set()
        for month, is_draft, name, amount in session.execute(union_all(sums, paid_out)):
            named = found.setdefault(month, {})
            named[name] = named.get(name, ZERO) + amount
            if is_draft:
                with_draft.add(month)
    if not found:
        return ()
    end = last or max(found)
    months_shown = [end.plus(-back) for back in range(count - 1, -1, -1)]
    return tuple(_cost(month, found.get(month, {}), month in with_draft) for month in months_shown)


def _cost(month: Month, named: dict[str, Money], is_draft: bool) -> MonthCost:
    def total(*names: str) -> Money:
        return Money.total(named.get(name, ZERO) for name in names)

    paid_out, contribution, base = total(_PAID_OUT), total(*_CONTRIBUTION), total("aga_base")
    if paid_out and base:  # its part of the contribution was set aside too
        contribution -= total("aga").part(paid_out.ore, base.ore)
    return MonthCost(month, total("gross_cash") - paid_out, contribution, total(*_SET_ASIDE), is_draft, paid_out)
