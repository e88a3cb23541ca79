"""How far a run has come: whether what it was computed from still stands."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.audit import ChangeEntry
from services.reference.year_files import edition_of, marks

COUNTED: Final = frozenset(
    {
        "employer",
        "establishment",
        "account_number",
        "employee",
        "employment",
        "employment_terms",
        "tax_card",
        "fixed_line",
        "company_car",
        "staff_loan",
        "cost_share",
        "own_rate",
        "personal_rate",
        "position_category",
        "category_line",
        "rate_step",
        "absence",
        "entered_line",
        "corrected_employee",
        "imported_file",
        "refund_posting",
        "pay_run",
        "movement",
    }
)
"""Kinds of records that a run is computed from."""


def is_stale(session: Session, run: runs.PayRun) -> bool:
    """Whether something that a computed run counts on was changed after it was computed: in the file, or the rates."""
    if run.editions and tuple(run.editions.split()) != marks(_country(run), run.pay_date.year):
        return True
    later = session.execute(
        select(ChangeEntry.action, ChangeEntry.touched, ChangeEntry.seq)
        .where(ChangeEntry.seq > (run.computed_after or 0))
        .order_by(ChangeEntry.seq)
    ).all()
    # The first entry after what the computation knew is the draft's own.
    changed = [entry for entry in later[1:] if COUNTED & set(entry.touched.split())]
    return bool(changed or (later and later[0].action != "run.draft"))


def _country(run: runs.PayRun) -> str:
    known = edition_of(run.editions.split()[0])
    return known.country if known is not None else ""


def last_change(session: Session) -> int:
    """The number of the last entry of the change log."""
    last: Any = session.scalar(select(func.max(ChangeEntry.seq)))
    return int(last or 0)


def counted_since(session: Session, seq: int) -> frozenset[str]:
    """The kinds of records that a run counts on and that were changed after an entry of the log.

    Computing a draft does not count: it changes nothing that a draft is computed from.
    """
    later = session.execute(
        select(ChangeEntry.touched).where(ChangeEntry.seq > seq, ChangeEntry.action != "run.draft")
    ).scalars()
    return COUNTED & {kind for touched in later for kind in touched.split()}
