"""What a Danish pay run says of itself: kinds, sums, what is usually entered, and what the calendar pays out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from models.values.message import Message
from models.values.questions import Choosable
from models.values.span import Month
from services.denmark.rules.case import ADVANCE
from services.engine.facts import RunHead, RunKind
from services.engine.run_words import RunWords

WORDS: Final = RunWords(
    kinds=(
        Choosable("ordinary", Message("Ordinary pay"), Message("Fixed pay, hours, absence and savings of the period.")),
        Choosable(
            "extra",
            Message("Extra run"),
            Message("Only what you enter, such as a bonus or something that was forgotten."),
        ),
        Choosable("correction", Message("Correction"), Message("Takes back approved payslips, and makes them again.")),
    ),
    sums=(
        ("net_pay", Message("Net to be paid out")),
        ("a_tax", Message("A-tax")),
        ("am_contribution", Message("AM contribution")),
        ("atp_employee+atp_employer", Message("ATP in all")),
        ("pension_employee+pension_employer", Message("Pension in all")),
    ),
    columns={
        "ordinary": ("1171",),
        "extra": ("1171", "1181"),
        "correction": ("1000", "1100", "1171"),
    },
    hours="1100",
    salary="1000",
    dues=(
        ("withholding", "tax_due", Message("A-tax and AM contribution are due")),
        ("holiday", "holiday_due", Message("Holiday money to FerieKonto is due")),
        ("atp", "atp_due", Message("ATP of the quarter is due")),
    ),
    aside=(
        ("holiday_money_earned", Message("Holiday pay earned")),
        ("pension_employer", Message("Pension, employer's share")),
        ("atp_employer", Message("ATP, employer's share")),
    ),
    travel=False,
    headings=(("1100", Message("Hours")),),
)

LOCAL: Final = Choosable(
    "L",
    Message("Pay local fritvalg out"),
    Message("Empties the account of everybody with wage type 4587 or 4588. A run does it only when it is told to."),
)
NOT_EXTRA: Final = Choosable(
    "-E",
    Message("Wait with the extra holiday supplement"),
    Message("It is then paid out in August together with what is saved until then, which is the last time."),
)

_BESIDES: Final = (
    Choosable("T", Message("Pay the holiday supplement out")),
    Choosable("E", Message("Pay the extra holiday supplement out")),
    Choosable("U", Message("Pay the holiday supplement of the calendar year out")),
)
"""Shown where a run was given one of them besides the calendar."""

_MAY, _AUGUST, _APRIL = 5, 8, 4


def pays_out(head: RunHead, forms: Iterable[str]) -> Iterator[Message]:
    """What a run pays out by the calendar to people of these pay forms (denmark 4.10): the codes T and E with the pay
    of May and August, U with that of April, in advance of May; and what its own codes start.
    """
    if head.kind is not RunKind.ORDINARY:
        return
    yield from _by_calendar(head, frozenset(forms))
    if LOCAL.code in head.codes:
        yield Message("Local fritvalg is paid out")


def run_choices(head: RunHead) -> tuple[Choosable, ...]:
    """What may be chosen for a run: code L in any ordinary one; in May that code E is taken from it, since August must
    pay it (denmark 4.10); and a code that it was given besides the calendar.
    """
    if head.kind is not RunKind.ORDINARY:
        return ()
    is_last = head.span is None or not _has_another_period(head)
    besides = tuple(each for each in _BESIDES if each.code in head.codes)
    return (LOCAL, *((NOT_EXTRA,) if head.month.number == _MAY and is_last else ()), *besides)


def _by_calendar(head: RunHead, forms: frozenset[str]) -> Iterator[Message]:
    if head.span is not None and _has_another_period(head):
        return
    month = head.month
    if month.number in (_MAY, _AUGUST):
        first = Month(month.year - 1, 9).first if month.number == _MAY else Month(month.year, 6).first
        last = Month(month.year, month.number).last
        yield Message("Holiday supplement of {first} to {last} is paid out", first=first, last=last)
        if NOT_EXTRA.code not in head.codes:
            yield Message("Extra holiday supplement of {first} to {last} is paid out", first=first, last=last)
    in_april = month.number == _APRIL and (forms - {ADVANCE} or not forms)
    in_may = month.number == _MAY and ADVANCE in forms
    if in_april or in_may:
        yield Message("Holiday supplement of the calendar year {year} is paid out", year=str(month.year - 1))


def _has_another_period(head: RunHead) -> bool:
    """Whether another period of as many days ends in the same month."""
    assert head.span is not None
    assert head.span.last is not None
    return head.span.last.toordinal() + head.span.days <= head.month.last.toordinal()
