"""The voucher of a run as a CSV that any accounting system can map (files 5): one line a voucher line, sums in kroner.

The headings are the file's own words and stay Norwegian in every language: an import that was
mapped once keeps working.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.values.message import Message
from models.values.span import Month
from models.values.why import Value
from services.engine.posting import Voucher
from services.files import table_csv

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


def write(voucher: Voucher, number: int, account_names: Mapping[str, str], render: Callable[[Message], str]) -> bytes:
    """The voucher with its number. `account_names` and `render` are in the user's language; a name may be missing.

    The period is the month of the voucher's date. A line's text is the voucher's, and then its own where neither that
    nor the account's name says it already.
    """
    heading = render(voucher.text)
    rows: list[tuple[Value, ...]] = []
    for line in voucher.lines:
        name, own = account_names.get(line.account, ""), render(line.text)
        debit, credit = (line.amount, None) if line.amount.ore >= 0 else (None, -line.amount)
        rows.append(
            (
                number,
                voucher.day,
                Month.of(voucher.day),
                line.account,
                name,
                heading if own in (heading, name, "") else f"{heading}: {own}",
                debit,
                credit,
                line.department,
                line.project,
            )
        )
    return table_csv.write_rows([_HEADINGS, *rows])
