"""Vouchers as Visma Business reads them (files 5): a batch and its voucher rows, fields with spaces between them, texts
in quotes. PowerOffice Go, Visma eAccounting and Uni Micro read the same file.

Which R field holds the department, and which the project, is the receiving company's choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values.finding import Refused
from services.files.journal_lines import Journal, JournalLine, fit, too_wide

FORMAT: Final = "Visma Business"
R_FIELDS: Final = tuple(f"R{number}" for number in range(1, 13))
MOST_IN_TYPE: Final = 999
_ENCODING: Final = "iso-8859-1"
_LONGEST_TEXT: Final = 100  # no limit is published; that of GBAT10
_LEDGER: Final = "3"  # the class of an account of the general ledger
_CODE: Final = 20
_HEAD: Final = ("VoNo", "VoDt", "VoTp", "Txt", "DbAcNo", "DbAcCl", "DbTxCd", "CrAcNo", "CrAcCl", "CrTxCd", "Am")


@dataclass(frozen=True, slots=True)
class VismaSettings:
    """What the receiving company has chosen: its voucher type, and the R fields; an empty one is left out."""

    voucher_type: int = 51
    department_field: str = "R1"
    project_field: str = ""


def write(journals: Sequence[Journal], settings: VismaSettings = VismaSettings()) -> bytes:
    """The vouchers as one batch, dated the last of their days. The two R fields are different ones.

    Raises Refused for an account that is no number of at most 10 digits.
    """
    if findings := list(too_wide(journals, FORMAT, 10, _CODE, _CODE)):
        raise Refused(findings)
    fields = [field for field in (settings.department_field, settings.project_field) if field]
    rows = ["@IMPORT_METHOD(3)"]
    if journals:
        last = max(journals, key=lambda journal: (journal.day, journal.number))
        rows += ["@WaBnd(Descr,ValDt)", f"{_quoted(last.text)} {last.day:%Y%m%d}"]
    rows.append(f"@WaVo({','.join((*_HEAD, *fields))})")
    for journal in journals:
        head = f"{journal.number} {journal.day:%Y%m%d} {settings.voucher_type}"
        rows += [f"{head} {_row(line, settings)}" for line in journal.lines]
    return "".join(f"{row}\r\n" for row in rows).encode(_ENCODING)


def _row(line: JournalLine, settings: VismaSettings) -> str:
    side, none = [line.account, _LEDGER, "0"], ["0", "0", "0"]
    sides = [*side, *none] if line.amount.ore >= 0 else [*none, *side]
    units = [
        _unit(code)
        for code, field in ((line.department, settings.department_field), (line.project, settings.project_field))
        if field
    ]
    return " ".join([_quoted(line.text), *sides, str(abs(line.amount)), *units])


def _unit(code: str) -> str:
    """A number stands bare; another code is a text."""
    return "0" if not code else code if code.isascii() and code.isdecimal() else _quoted(code)


def _quoted(text: str) -> str:
    return '"{}"'.format(fit(text, _ENCODING, _LONGEST_TEXT).replace('"', "'"))  # typographic quotes become plain ones
