"""What the authority asks when something that was reported turns out wrong: a row of its matrix, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from models.values.span import Month
from services.engine.result import Payslip

MISTAKE, NOTICED, PAID, DECEMBER = "mistake", "noticed", "paid", "december"
BEFORE_DUE, AFTER_DUE, JANUARY, LATER = "before_due", "after_due", "january", "later"
TIMES: Final = (BEFORE_DUE, AFTER_DUE, JANUARY, LATER)
"""When it is put right: before the term's contribution is due, after it, in the rest of January, or later."""


@dataclass(frozen=True, slots=True)
class CorrectionRule:
    """What is to be done about one kind of mistake at one time.

    `months` are the months that may be chosen for the pay, the usual one first: mistake, noticed, paid, december,
    following, instalment or next_message; none where nothing can be told any more. `repaid` is net, gross or empty,
    `withholding` corrected, stands, of_the_payment, less_next, more_next, paid_back or empty; `contribution` the months
    that may be chosen for the employer's contribution; `send` what may be sent: replacement, additional, next_message
    or together.
    """

    kind: str
    time: str
    months: tuple[str, ...] = ()
    repaid: str = ""
    withholding: str = ""
    contribution: tuple[str, ...] = ()
    send: tuple[str, ...] = ()


_TAXES = ("withholding", "am_contribution", "a_tax")  # as the countries call them


def says_something(slip: Payslip) -> bool:
    """Whether a report must tell of a correction's slip: what was taken back was not simply paid again."""
    sums: dict[tuple[str, str, str], tuple[int, int, Decimal]] = {}
    for line in slip.lines:
        key = (line.type, line.employment, line.establishment)
        paid, taxable, count = sums.get(key, (0, 0, Decimal(0)))
        sums[key] = (
            paid + line.amount.value.ore,
            taxable + line.taxable.ore,
            count + (line.quantity if line.quantity is not None else 0),
        )
    taxes = (slip.figures[name].value for name in _TAXES if name in slip.figures)
    return any(taxes) or any(any(each) for each in sums.values())


def month_meant(choice: str, mistake: Month, paid: Month) -> Month | None:
    """The month that a choice means; None for that of the payment, and for what goes with the next message."""
    if choice == MISTAKE:
        return mistake
    if choice == DECEMBER:
        return Month(mistake.year, 12)
    return paid.plus(1) if choice == "following" else None
