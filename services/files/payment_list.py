"""The payment list: who gets what on which account, to print, to save as CSV, or to pay from by hand (files 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from models.values.message import Message
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.engine.bank import BankSystem
from services.files.bank_home import NORWEGIAN_BANKS
from services.files.bank_payment import Payment, account_in, why_not_in_file


def payment_list(
    payments: Iterable[Payment],
    title: Message,
    render: Callable[[Message], str],
    home: BankSystem = NORWEGIAN_BANKS,
) -> Table:
    """Everybody with something to be paid, in the order given; the note says who cannot be in the bank file and why.

    `render` puts the notes into the user's language, because a cell of a table is plain text.
    """
    return Table(title, _COLUMNS, tuple(_row(payment, render, home) for payment in payments if payment.amount))


_COLUMNS = (
    Column("name", Message("Name")),
    Column("account", Message("Account")),
    Column("amount", Message("Amount"), Kind.MONEY, summed=True),
    Column("reference", Message("Reference")),
    Column("note", Message("Note")),
)


def _row(payment: Payment, render: Callable[[Message], str], home: BankSystem) -> tuple[Value, ...]:
    account = account_in(payment.account, home)
    why = why_not_in_file(account, payment.bic, home)
    return payment.name, _grouped(account), payment.amount, payment.reference, render(why) if why else ""


def _grouped(account: str) -> str:
    """`1234 56 78903`, a Danish one `1234 0012345678`; others in fours, as an IBAN is written."""
    if len(account) == 14 and account.isdigit():
        return f"{account[:4]} {account[4:]}"
    if len(account) == 11 and account.isdigit():
        return f"{account[:4]} {account[4:6]} {account[6:]}"
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))
