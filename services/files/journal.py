"""The voucher of a run as a CSV that any accounting system can map (files 5): one line a voucher line, sums in kroner.

The headings are the file's own words and stay Norwegian (of a Danish client Danish) in every language: an import that
was mapped once keeps working.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from models.values.message import Message
from models.values.span import Month
from models.values.why import Value
from services.engine.posting import Voucher
from services.files import table_csv
from services.files.journal_lines import Journal, journal_of

_HEADINGS = (
    "Bilagsnummer",
    "Bilagsdato",
    "Periode",
    "Konto",
    "Kontonavn",
    "Tekst",
    "Debet",
    "Kredit",
    "Avdeling",
    "Prosjekt",
)
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "nb": _HEADINGS,
    "da": ("Bilagsnummer", "Bilagsdato", "Periode", *_HEADINGS[3:8], "Afdeling", "Projekt"),
}
"""The heads of the columns by the language of a country's books, which is not always the reader's."""


def write(
    voucher: Voucher,
    number: int,
    account_names: Mapping[str, str],
    render: Callable[[Message], str],
    heads: str = "nb",
) -> bytes:
    """The voucher with its number. `account_names` and `render` are in the user's language; a name may be missing.
    `heads` is the language of the columns' heads.
    """
    return write_all([journal_of(voucher, number, account_names, render)], heads)


def write_all(journals: Sequence[Journal], heads: str = "nb") -> bytes:
    """Vouchers, one after the other.

    The period is the month of the voucher's date. A line's text is the voucher's, and then its own where neither that
    nor the account's name says it already.
    """
    rows: list[tuple[Value, ...]] = []
    for journal in journals:
        for line in journal.lines:
            debit, credit = (line.amount, None) if line.amount.ore >= 0 else (None, -line.amount)
            is_said = line.text in (journal.text, line.name)
            rows.append(
                (
                    journal.number,
                    journal.day,
                    Month.of(journal.day),
                    line.account,
                    line.name,
                    journal.text if is_said else f"{journal.text}: {line.text}",
                    debit,
                    credit,
                    line.department,
                    line.project,
                )
            )
    return table_csv.write_rows([HEADINGS[heads], *rows])
