"""Vouchers as GBAT10, which Mamut began with and many accounting systems read (files 5): 30 fields a line, `;` between
them, no header, no quotes.

Net and gross column are equal, as payroll has no VAT, and both add up to zero a voucher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from services.files.journal_lines import Journal, fit, too_wide

FORMAT: Final = "GBAT10"
MOST_IN_TYPE: Final = 999
_FIELDS: Final = 30
_LONGEST_TEXT: Final = 100
_LONGEST_NUMBER: Final = 8
_ACCOUNT, _DEPARTMENT, _PROJECT = 4, 4, 6


@dataclass(frozen=True, slots=True)
class Gbat10Settings:
    """What the receiving company has chosen: its voucher type, decimal sign and encoding, and whether the text must
    stand among the subledger's too (the last is what Tripletex reads).
    """

    voucher_type: int = 50
    decimal: str = "."
    encoding: str = "iso-8859-1"
    text_twice: bool = False


def write(journals: Sequence[Journal], settings: Gbat10Settings = Gbat10Settings()) -> bytes:
    """The vouchers. Raises Refused for what the format has no room for: accounts of other than 4 digits, departments of
    more than 4 signs, projects of more than 6, numbers of more than 8 digits.
    """
    findings = [*too_wide(journals, FORMAT, _ACCOUNT, _DEPARTMENT, _PROJECT, exact=True)]
    for journal in journals:
        if not 0 < journal.number < 10**_LONGEST_NUMBER:
            what = Message(
                "The voucher number {number} has more than {most} digits, which is all that {format} has room for",
                number=str(journal.number),
                most=_LONGEST_NUMBER,
                format=FORMAT,
            )
            findings.append(Finding(Severity.STOP, what, Place("settings", "first_number", "books")))
    if findings:
        raise Refused(findings)
    rows: list[str] = []
    for journal in journals:
        day, kind = journal.day, str(settings.voucher_type)
        head = [FORMAT, str(journal.number), f"{day:%Y%m%d}", kind, str(day.month), str(day.year)]
        for line in journal.lines:
            amount = str(line.amount).replace(".", settings.decimal)
            text = fit(line.text, settings.encoding, _LONGEST_TEXT, ';"')
            row = [*head, line.account, "0", amount, *[""] * (_FIELDS - 9)]
            row[20], row[21] = text, text if settings.text_twice else ""
            row[23] = fit(line.project, settings.encoding, _PROJECT, ';"')
            row[24] = fit(line.department, settings.encoding, _DEPARTMENT, ';"')
            row[26], row[27] = "T", amount
            rows.append(";".join(row) + "\r\n")
    return "".join(rows).encode(settings.encoding)
