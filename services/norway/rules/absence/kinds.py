"""The kinds of absence, and which belong together."""

from __future__ import annotations

from typing import Final

from models.values.message import Message

SELF_CERTIFIED: Final = "self_certified"
SICK_NOTE: Final = "sick_note"
SICK: Final = frozenset({SELF_CERTIFIED, SICK_NOTE})
CARE: Final = frozenset({"sick_child", "care"})
HOLIDAY: Final = "holiday"
LAYOFF: Final = "layoff"
UNPAID: Final = "unpaid"
PARENTAL: Final = "leave_parental"
LEAVES: Final = frozenset(
    {
        PARENTAL,
        "leave_military",
        "leave_education_statutory",
        "leave_education_other",
        "leave_other_statutory",
        "leave_other",
    }
)
AWAY: Final = LEAVES | {LAYOFF}
"""What releases from work for a time: sickness in it changes nothing (amelding 6.2)."""

_FAMILIES: Final = ((SICK_NOTE, {SICK_NOTE}), (LAYOFF, {LAYOFF}), ("leave", LEAVES), ("care", CARE))

WORDS: Final = {
    SELF_CERTIFIED: Message("Self-certified sickness"),
    SICK_NOTE: Message("Sick note"),
    "sick_child": Message("Sick child"),
    "care": Message("Care"),
    HOLIDAY: Message("Holiday"),
    "leave_parental": Message("Parental leave"),
    "leave_military": Message("Military leave"),
    "leave_education_statutory": Message("Educational leave by law"),
    "leave_education_other": Message("Educational leave"),
    "leave_other_statutory": Message("Other leave by law"),
    "leave_other": Message("Other leave"),
    LAYOFF: Message("Layoff"),
    UNPAID: Message("Unpaid absence"),
    "other_paid": Message("Other paid absence"),
}


def family(kind: str) -> str:
    """Absences of one family cannot be more than a whole day together."""
    return next((name for name, kinds in _FAMILIES if kind in kinds), kind)
