"""The voucher of a run: what each row's posting words say, with its counter-entry, so that it balances in øre (5).

`D:` and `K:` debit and credit a purpose. A row that posts through others (`post:`) leaves its amount on the account for
what is not posted until theirs take it off; what stays there is listed, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.engine.posting import PostedLine, Voucher, VoucherBook, account_key
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import WageType, WageTypes

UNPOSTED: Final = "unposted"
_OPEN = Message("Not posted")
_NET_PAY = Message("Net pay")
_FIGURES: Final = (
    ("am_contribution", "net_pay", "am_owed", Message("AM contribution")),
    ("a_tax", "net_pay", "tax_owed", Message("A-tax")),
    ("atp_employee", "net_pay", "atp_owed", Message("ATP, employee's share")),
    ("atp_employer", "atp_cost", "atp_owed", Message("ATP, employer's share")),
    ("pension_employee", "net_pay", "pension_owed", Message("Pension, employee's share")),
    ("pension_employer", "pension_cost", "pension_owed", Message("Pension, employer's share")),
)


def voucher(slips: Sequence[Payslip], day: date, month: Month, types: WageTypes, plan: Mapping[str, str]) -> Voucher:
    """The voucher of the slips."""
    return _book(slips, types, plan).voucher(day, Message("Pay {month}", month=month))


def posted(slips: Sequence[Payslip], types: WageTypes, plan: Mapping[str, str]) -> list[PostedLine]:
    """The same by salary type."""
    return _book(slips, types, plan).posted()


def unposted(slips: Iterable[Payslip], types: WageTypes) -> list[str]:
    """The numbers of the lines with an amount whose rows name no posting, in order."""
    found = {
        line.type
        for slip in slips
        for line in slip.lines
        if line.amount.value and types[line.type].row is not None and not _row_words(types[line.type])
    }
    return sorted(found, key=lambda number: types[number].number)


def _book(slips: Sequence[Payslip], types: WageTypes, plan: Mapping[str, str]) -> VoucherBook:
    book = VoucherBook(plan)
    for slip in slips:
        for line in slip.lines:
            _line(book, types[line.type], line)
        for name, debit, credit, text in _FIGURES:
            if name in slip.figures:
                on_net = debit == "net_pay"
                book.enter(debit, credit, slip[name], _NET_PAY if on_net else text, text)
    return book


def _row_words(wage_type: WageType) -> list[str]:
    assert wage_type.row is not None
    return wage_type.row.posting.split()


def _purposes(wage_type: WageType) -> Iterator[tuple[str, str]]:
    """The side and purpose of each word that always holds; those with a condition (@) need a setup."""
    for word in _row_words(wage_type):
        side, _, purpose = word.partition(":")
        if side in ("D", "K") and "@" not in purpose:
            yield side, purpose.partition("|")[0]


def _line(book: VoucherBook, wage_type: WageType, line: PayLine) -> None:
    row = wage_type.row
    if row is None or not line.amount.value or row.op == "PENSION":
        return
    amount, text = line.amount.value, Message("{number} {name}", number=wage_type.slug, name=wage_type.name("da"))
    sides = list(_purposes(wage_type))
    if line.tax != "none":  # paid in cash, or taken from it
        first = account_key(sides[0][1], wage_type.slug) if sides else UNPOSTED
        book.enter(first, "net_pay", amount, text if sides else _OPEN, _NET_PAY)
        sides = sides[1:]
    elif not sides or row.op == "ACCRUE":
        sides = sides if {side for side, _ in sides} == {"D", "K"} else []
    _pairs(book, wage_type, sides, amount, text)


def _pairs(book: VoucherBook, wage_type: WageType, sides: list[tuple[str, str]], amount: Money, text: Message) -> None:
    """What is left of the words: a debit and a credit together, and one alone against what is not posted yet."""
    for side, purpose in sides:
        key = account_key(purpose, wage_type.slug)
        if side == "D":
            book.enter(key, UNPOSTED, amount, text, _OPEN)
        else:
            book.enter(UNPOSTED, key, amount, _OPEN, text)
