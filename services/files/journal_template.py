"""Vouchers as a CSV of the user's own making (files 5): which columns, in which order, and how they are written. For
accounting systems without a form of their own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.files.journal_lines import Journal, JournalLine, fit
from services.files.table_csv import harmless

SEPARATORS: Final[Mapping[str, str]] = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
DECIMALS: Final[Mapping[str, str]] = {"comma": ",", "point": "."}
DATES: Final[Mapping[str, str]] = {
    "dd.mm.yyyy": "%d.%m.%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "yyyymmdd": "%Y%m%d",
    "dd/mm/yyyy": "%d/%m/%Y",
    "ddmmyyyy": "%d%m%Y",
}
ENCODINGS: Final = ("utf-8-sig", "utf-8", "cp1252", "iso-8859-1")
MOST_COLUMNS: Final = 40
_LONGEST: Final = 60
_LONGEST_CELL: Final = 500
FIXED, EMPTY = "fixed", "empty"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: what it holds (a name of COLUMNS), its heading, and for a fixed one the text of every row."""

    holds: str
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A layout. Names are those of the tables above; amounts on one side have two columns, signed ones have one."""

    columns: tuple[TemplateColumn, ...]
    separator: str = "semicolon"
    decimal: str = "comma"
    dates: str = "dd.mm.yyyy"
    encoding: str = "utf-8-sig"
    header: bool = True


@dataclass(frozen=True, slots=True)
class _Written:
    """A line on its way out, and how the layout writes amounts and days."""

    journal: Journal
    line: JournalLine
    voucher_type: int
    decimal: str
    dates: str

    def money(self, amount: Money | None) -> str:
        return "" if amount is None else str(amount).replace(".", self.decimal)

    def day(self, day: date) -> str:
        return day.strftime(self.dates)


_Cell = Callable[[_Written], str]
COLUMNS: Final[Mapping[str, _Cell]] = {
    "number": lambda each: str(each.journal.number),
    "type": lambda each: str(each.voucher_type),
    "date": lambda each: each.day(each.journal.day),
    "period": lambda each: f"{each.journal.day:%Y-%m}",
    "year": lambda each: str(each.journal.day.year),
    "month": lambda each: str(each.journal.day.month),
    "account": lambda each: each.line.account,
    "account_name": lambda each: each.line.name,
    "text": lambda each: each.line.text,
    "voucher_text": lambda each: each.journal.text,
    "debit": lambda each: each.money(each.line.amount if each.line.amount.ore >= 0 else None),
    "credit": lambda each: each.money(-each.line.amount if each.line.amount.ore < 0 else None),
    "amount": lambda each: each.money(each.line.amount),
    "department": lambda each: each.line.department,
    "project": lambda each: each.line.project,
    EMPTY: lambda _: "",
}
"""What a column can hold, besides a fixed text. `amount` has a sign: debit positive, credit negative."""
_AMOUNTS: Final = frozenset({"debit", "credit", "amount"})

USUAL: Final = Template(
    (
        TemplateColumn("number", "Bilagsnummer"),
        TemplateColumn("date", "Bilagsdato"),
        TemplateColumn("account", "Konto"),
        TemplateColumn("text", "Tekst"),
        TemplateColumn("amount", "Beløp"),
        TemplateColumn("department", "Avdeling"),
        TemplateColumn("project", "Prosjekt"),
    )
)
"""What one begins with."""
_IN_DANISH: Final = {"Beløp": "Beløb", "Avdeling": "Afdeling", "Prosjekt": "Projekt"}


def usual(language: str) -> Template:
    """What one begins with, with its headings in a language of the books: nb or da."""
    if language != "da":
        return USUAL
    columns = (replace(column, heading=_IN_DANISH.get(column.heading, column.heading)) for column in USUAL.columns)
    return replace(USUAL, columns=tuple(columns))


def faults(template: Template) -> Iterator[Finding]:
    """What is wrong with a layout; nothing where files can be made with it."""
    held = [column.holds for column in template.columns]
    known = {*COLUMNS, FIXED}
    if unknown := [name for name in held if name not in known]:
        yield _stop(Message("“{word}” is not one of {words}", word=unknown[0], words=" · ".join(sorted(known))))
    for name, kept, words in (
        ("separator", template.separator, tuple(SEPARATORS)),
        ("decimal", template.decimal, tuple(DECIMALS)),
        ("dates", template.dates, tuple(DATES)),
        ("encoding", template.encoding, ENCODINGS),
    ):
        if kept not in words:
            yield _stop(Message("“{word}” is not one of {words}", word=kept, words=" · ".join(words)), name)
    if len(held) > MOST_COLUMNS:
        yield _stop(Message("There is room for {most} columns", most=MOST_COLUMNS))
    if "account" not in held:
        yield _stop(Message("The layout needs a column with the account"))
    sides = _AMOUNTS & set(held)
    if "amount" not in sides and not {"debit", "credit"} <= sides:
        yield _stop(Message("The layout needs the amount: in one column, or debit and credit in one each"))
    if any(len(text) > _LONGEST for column in template.columns for text in (column.heading, column.text)):
        yield _stop(Message("A heading or fixed text has at most {most} signs", most=_LONGEST))


def write(journals: Sequence[Journal], template: Template, voucher_type: int = 0) -> bytes:
    """The vouchers as the layout has them; a text that a spreadsheet would take for a formula gets an apostrophe in
    front. Raises Refused for a layout that cannot be used.
    """
    if findings := list(faults(template)):
        raise Refused(findings)
    decimal, dates, encoding = DECIMALS[template.decimal], DATES[template.dates], template.encoding
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATORS[template.separator], lineterminator="\r\n")
    if template.header:
        writer.writerow([_text(column.heading, encoding) for column in template.columns])
    cells = [(column.holds, COLUMNS.get(column.holds), _text(column.text, encoding)) for column in template.columns]
    for journal in journals:
        for line in journal.lines:
            each = _Written(journal, line, voucher_type, decimal, dates)
            row = []
            for holds, cell, fixed in cells:
                found = fixed if cell is None else cell(each)
                row.append(found if holds in _AMOUNTS else _text(found, encoding))
            writer.writerow(row)
    return out.getvalue().encode(encoding)


def _text(text: str, encoding: str) -> str:
    return harmless(fit(text, encoding, _LONGEST_CELL))


def _stop(what: Message, field: str = "columns") -> Finding:
    return Finding(Severity.STOP, what, Place("settings", field, "books"))
