"""The client at a glance: the month at work, what to do next, the month in ten steps, what is owed, what pay cost.

Everything follows from the real state of the file. Nothing is computed here, so it is quick enough to be asked after
every change.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.desk.desk import Desk
from services.queries.costs import MonthCost, costs
from services.queries.debts import Debts, debts_of
from services.queries.month_at_work import AtWork, read_state, work_of
from services.queries.month_steps import MonthStep, steps_of_month
from services.queries.next_steps import Step, steps_of


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the front page shows, read at one moment."""

    work: AtWork
    steps: tuple[Step, ...]
    strip: tuple[MonthStep, ...]
    debts: Debts
    costs: tuple[MonthCost, ...]
    is_first_day: bool


def overview(desk: Desk) -> Overview:
    """The whole front page."""
    state = read_state(desk)
    work = work_of(desk, state)
    if state.is_untouched:
        return Overview(work, (), (), Debts(None, None, ()), (), True)
    strip = steps_of_month(desk, state, work)
    return Overview(work, steps_of(desk, state, work), strip, debts_of(desk, state), costs(desk), False)
