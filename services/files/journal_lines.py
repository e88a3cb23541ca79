"""A voucher as an accounting system is told it: its number, day and text, and lines whose texts are in one language.

What all formats share stands here: how a text is made fit for a file, and what they refuse.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.engine.posting import Voucher

_SAME_SIGN: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "…": "..."})
_SPELT_OUT: Final = {
    "ŋ": "ng",
    "Ŋ": "NG",
    "œ": "oe",
    "Œ": "OE",
    "ẞ": "SS",
    "ı": "i",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
}


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line: debit positive, credit negative. `name` is the account's, `text` what the line is; never empty."""

    account: str
    name: str
    text: str
    amount: Money
    department: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """One voucher with its number. The period is the month of its day."""

    number: int
    day: date
    text: str
    lines: tuple[JournalLine, ...]

    @property
    def debit(self) -> Money:
        """The sum of the debit side, which is that of the credit side too."""
        return Money.total(line.amount for line in self.lines if line.amount.ore > 0)


def journal_of(
    voucher: Voucher, number: int, account_names: Mapping[str, str], render: Callable[[Message], str]
) -> Journal:
    """The voucher in the language of `account_names` and `render`. A line without a text of its own is called as its
    account, or as the voucher.
    """
    whole = render(voucher.text)
    lines = tuple(
        JournalLine(
            line.account,
            name := account_names.get(line.account, ""),
            render(line.text) or name or whole,
            line.amount,
            line.department,
            line.project,
        )
        for line in voucher.lines
    )
    return Journal(number, voucher.day, whole, lines)


def table_of(journals: Sequence[Journal], title: Message) -> Table:
    """Vouchers as a list, for paper and spreadsheets; a column without any values is left out."""
    several = len(journals) > 1
    lines = [(journal, line) for journal in journals for line in journal.lines]
    columns = [
        (Column("number", Message("Voucher")), lambda journal, _: str(journal.number), several),
        (Column("date", Message("Date"), Kind.DATE), lambda journal, _: journal.day, several),
        (Column("account", Message("Account")), lambda _, line: line.account, True),
        (Column("name", Message("Account name")), lambda _, line: line.name, True),
        (Column("text", Message("Text")), lambda _, line: line.text, True),
        (
            Column("department", Message("Department")),
            lambda _, line: line.department,
            any(line.department for _, line in lines),
        ),
        (Column("project", Message("Project")), lambda _, line: line.project, any(line.project for _, line in lines)),
        (
            Column("debit", Message("Debit"), Kind.MONEY, summed=True),
            lambda _, line: line.amount if line.amount.ore > 0 else None,
            True,
        ),
        (
            Column("credit", Message("Credit"), Kind.MONEY, summed=True),
            lambda _, line: -line.amount if line.amount.ore < 0 else None,
            True,
        ),
    ]
    shown: list[tuple[Column, Callable[[Journal, JournalLine], Value]]] = [
        (column, value) for column, value, is_shown in columns if is_shown
    ]
    rows = tuple(tuple(value(journal, line) for _, value in shown) for journal, line in lines)
    return Table(title, tuple(column for column, _ in shown), rows)


def fit(text: str, encoding: str, longest: int, without: str = "") -> str:
    """A text that stands on one line and holds only what the encoding knows, cut at `longest`. Letters that it does not
    know become their plain letter, other signs and those of `without` a space.
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = unicodedata.normalize("NFC", text).translate(_SAME_SIGN)
        text = "".join(sign if _is_known(sign, encoding) else _plain(sign) for sign in text)
    kept = "".join(
        " " if sign in without or unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text
    )
    return " ".join(kept.split())[:longest].rstrip()


def _is_known(sign: str, encoding: str) -> bool:
    try:
        return bool(sign.encode(encoding))
    except UnicodeEncodeError:
        return False


def _plain(sign: str) -> str:
    if sign in _SPELT_OUT:
        return _SPELT_OUT[sign]
    base = unicodedata.normalize("NFKD", sign)[0]
    return base if base.isascii() and base.isalnum() else " "


def too_wide(
    journals: Sequence[Journal], system: str, account: int, department: int, project: int, *, exact: bool = False
) -> Iterator[Finding]:
    """Accounts, departments and projects that a format has no room for, each once and where it is changed. With `exact`
    an account has just so many digits.
    """
    lines = [line for journal in journals for line in journal.lines]
    for code in sorted({line.account for line in lines}):
        if not code.isdecimal() or len(code) > account or (exact and len(code) != account):
            what = Message(
                "Account {account} has {length} digits, and {format} takes {most}. Give it another number in the "
                "account plan, or choose another format",
                account=code,
                length=len(code),
                format=system,
                most=account,
            )
            yield Finding(Severity.STOP, what, Place("settings", code, "accounts"))
    for code in sorted({line.department for line in lines if len(line.department) > department}):
        what = Message(
            "The code of department {code} has {length} signs, and {format} has room for {most}. Give it a shorter "
            "code, or choose another format",
            code=code,
            length=len(code),
            format=system,
            most=department,
        )
        yield Finding(Severity.STOP, what, Place("settings", code, "cost_units"))
    for code in sorted({line.project for line in lines if len(line.project) > project}):
        what = Message(
            "The code of project {code} has {length} signs, and {format} has room for {most}. Give it a shorter code, "
            "or choose another format",
            code=code,
            length=len(code),
            format=system,
            most=project,
        )
        yield Finding(Severity.STOP, what, Place("settings", code, "cost_units"))
