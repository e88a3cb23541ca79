"""The kinds of absence of a Norwegian employer, as something to choose and to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.message import Message
from services.engine.absence import AbsenceKind, AbsenceKinds
from services.norway.rules.absence.kinds import WORDS

_GROUPS: Final[Mapping[str, Message]] = {
    "sickness": Message("Sickness"),
    "care": Message("Care"),
    "holiday": Message("Holiday"),
    "leave": Message("Leave"),
    "layoff": Message("Layoff"),
    "other": Message("Other absence"),
}
_IN_ADVANCE: Final = Message("The employer pays on after its own 16 days and asks NAV for it")
_FIRST_DAYS: Final = Message(
    "The employer pays the first 15 working days. Not where fire, accident or nature is the cause"
)
_ON_FULL_PAY: Final = Message("The employer pays during the absence")


def _kind(
    kind: str,
    group: str,
    pattern: str,
    about: Message,
    *,
    paid: bool = True,
    asks_pay: bool = False,
    may_be_open: bool = False,
    has_grade: bool = True,
    asks_employment: bool = False,
    pay_label: Message | None = None,
    word: Message | None = None,
) -> AbsenceKind:
    return AbsenceKind(
        kind,
        WORDS[kind],
        group,
        _GROUPS[group],
        pattern,
        about,
        paid,
        asks_pay,
        pay_label or _ON_FULL_PAY,
        may_be_open,
        has_grade,
        asks_employment,
        word=word,
    )


def _leave(kind: str, pattern: str, about: Message) -> AbsenceKind:
    return _kind(kind, "leave", pattern, about, paid=False, asks_pay=True, may_be_open=True, asks_employment=True)


_ALL: Final = (
    _kind(
        "self_certified",
        "sickness",
        "self_certified",
        Message("Whole days. Up to three calendar days at a time, or eight where that is agreed."),
        may_be_open=True,
        has_grade=False,
        word=Message("Self-certified"),
    ),
    _kind(
        "sick_note",
        "sickness",
        "sick_note",
        Message("Whole or graded. The employer pays 16 calendar days, then NAV."),
        asks_pay=True,
        may_be_open=True,
        pay_label=_IN_ADVANCE,
    ),
    _kind(
        "sick_child",
        "care",
        "sick_child",
        Message("The employer pays ten days in a calendar year, then NAV. Never leave."),
    ),
    _kind("care", "care", "care", Message("Care of a child that is not sick itself. Counted with sick child.")),
    _kind("holiday", "holiday", "holiday", Message("Days or half days. Weekends and public holidays are free.")),
    _leave("leave_parental", "parental", Message("NAV pays parental benefit, whole or in part.")),
    _leave("leave_military", "military", Message("Military or similar service, compulsory or by choice.")),
    _leave("leave_education_statutory", "education", Message("By section 12-11 of the Working Environment Act.")),
    _leave("leave_education_other", "education", Message("Agreed with the employer.")),
    _leave("leave_other_statutory", "leave", Message("Another law gives the right to it.")),
    _leave("leave_other", "leave", Message("Agreed, and no law gives the right to it.")),
    _kind(
        "layoff",
        "layoff",
        "layoff",
        Message("The employer pays the first 15 working days. Always reported in the a-melding."),
        asks_pay=True,
        may_be_open=True,
        asks_employment=True,
        pay_label=_FIRST_DAYS,
    ),
    _kind(
        "unpaid",
        "other",
        "unpaid",
        Message("A deduction in pay. For 14 days or more, choose a kind of leave."),
        paid=False,
        may_be_open=True,
        asks_employment=True,
        word=Message("Leave without pay"),
    ),
    _kind("other_paid", "other", "other", Message("With ordinary pay. It is only noted.")),
)

KINDS: Final = AbsenceKinds(
    {each.kind: each for each in _ALL},
    (
        ("holiday", Message("Holiday")),
        ("self_certified", Message("Self-certified")),
        ("sick_note", Message("Sick note")),
        ("sick_child", Message("Sick child")),
        ("parental", Message("Parental leave")),
        ("unpaid", Message("Leave without pay")),
    ),
    {"E": "self_certified", "F": "holiday", "S": "sick_note", "B": "sick_child"},
    Message("E self-certified, F holiday, S sick note, B child"),
    Message("The absence is withdrawn. What was paid by it is put right in the next run."),
)
