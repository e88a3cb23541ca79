"""The user's own remarks on runs: make, change, take away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_form import has_control_signs, one_line
from services.desk.remarks import read_remarks, write_remarks
from services.engine.remarks import COMPARISONS, MEASURES, Remark
from services.reference.wage_type_rows import wage_types

__all__ = ["Remark", "remove_remark", "save_remark"]

_LONGEST: Final = 120
_MOST: Final = 50
_LARGEST: Final = Decimal(10_000_000)
FIGURES: Final = ("net_pay", "gross_cash", "withholding", "deductions", "holiday_basis", "aga_base")


def save_remark(desk: Desk, remark: Remark) -> int:
    """Keep a remark; one with the id 0 is new. Returns its id. Raises Refused."""
    _refuse_wrong(desk, remark)
    remark = replace(remark, text=one_line(remark.text))
    with desk.change("remark.save") as session:
        kept = list(read_remarks(session))
        if not remark.id:
            if len(kept) >= _MOST:
                raise refuse(
                    Message("There is room for {most} remarks", most=_MOST), Place("settings", None, "remarks")
                )
            remark = replace(remark, id=1 + max((each.id for each in kept), default=0))
            kept.append(remark)
        elif any(each.id == remark.id for each in kept):
            kept = [remark if each.id == remark.id else each for each in kept]
        else:
            raise refuse(Message("This is gone"), Place("settings", None, "remarks"))
        write_remarks(session, kept)
        return remark.id


def remove_remark(desk: Desk, remark_id: int) -> None:
    """Take a remark away. Raises Refused where there is none."""
    with desk.change("remark.remove") as session:
        kept = read_remarks(session)
        left = [each for each in kept if each.id != remark_id]
        if len(left) == len(kept):
            raise refuse(Message("This is gone"), Place("settings", None, "remarks"))
        write_remarks(session, left)


def _refuse_wrong(desk: Desk, remark: Remark) -> None:
    def no(what: Message, field: str) -> None:
        raise refuse(what, Place("settings", field, "remarks"))

    text = one_line(remark.text)
    if not text or len(text) > _LONGEST or has_control_signs(remark.text):
        no(Message("Say in a few words what you want to be notified of"), "text")
    if remark.measure not in MEASURES:
        no(Message("“{word}” is not one of {words}", word=remark.measure, words=" · ".join(MEASURES)), "measure")
    if remark.comparison not in COMPARISONS:
        words = " · ".join(COMPARISONS)
        no(Message("“{word}” is not one of {words}", word=remark.comparison, words=words), "comparison")
    if not remark.limit.is_finite() or abs(remark.limit) > _LARGEST:
        no(Message("This is not a limit"), "limit")
    if remark.measure in ("quantity", "amount"):
        known = wage_types(desk.client.country)
        if not remark.types or any(slug not in known for slug in remark.types):
            no(Message("Choose what is looked at"), "types")
    elif remark.figure not in FIGURES:
        no(Message("Choose what is looked at"), "figure")
