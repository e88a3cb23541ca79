"""Danish scenarios for tests: a file from its parts, and what came of it by the names of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.actions.scenario import Book, play, read
from services.actions.scenario_answer import answer

CVR = "13748136"


def scenario(
    *runs: str,
    pay: str = "monthly_arrears",
    person: str = "",
    job: str = "",
    lines: Mapping[str, str] | None = None,
    card: str = 'kind = "main"\npercent = "38"\nallowance_month = "5400"',
    category: str = "",
    more: str = "",
    rounding: str = "2",
    years: tuple[int, ...] = (2024, 2025, 2026),
) -> str:
    """A file with one employee, number 1. `lines` are fixed lines by type; `category` the types of the position
    category; `job` and `person` further keys; `more` whole tables.
    """
    cards = "\n".join(f"[[employee.tax_card]]\nyear = {year}\n{card}" for year in years if card)
    fixed = "\n".join(f'[[employee.line]]\ntype = "{kind}"\n{keys}' for kind, keys in (lines or {}).items())
    rows = "\n".join(f'[[category.line]]\ntype = "{each}"' for each in category.split())
    start = "" if "start = " in job else "start = 2020-01-01\n"
    return f"""
scenario = 1
title = "test"
country = "DK"
[employer]
name = "Havnens Bageri ApS"
cvr = "{CVR}"
rounding = "{rounding}"
[[category]]
number = "1001"
{rows}
[[employee]]
number = 1
name = "Anna Prøve"
born = 1985-03-02
{person}
{cards}
[[employee.employment]]
{start}position_category = "1001"
group = "F1"
pay = "{pay}"
{job}
{fixed}
{more}
{"".join(runs)}
"""


def run(month: str, *lines: str, keys: str = "", day: int = 28) -> str:
    """A run of a month, paid on a day of it, with lines for employee 1: `type: keys`, keys apart by commas."""
    text = f'[[run]]\nmonth = "{month}"\npay_date = {month}-{day:02d}\n{keys}\n'
    for line in lines:
        kind, _, more = line.partition(":")
        text += f'[[run.line]]\nemployee = 1\ntype = "{kind}"\n' + "\n".join(more.split(",")) + "\n"
    return text


def rate(table: str, value: str, since: str = "2020-01-01", column: str = "arrears") -> str:
    """A step of a result table."""
    return f'[[rate]]\ntable = "{table}"\nfrom = {since}\ngroup = "F1"\n{column} = "{value}"\n'


def personal(number: str, value: str, since: str = "2020-01-01") -> str:
    """A personal rate of employee 1."""
    return f'[[personal_rate]]\nemployee = 1\ntype = "{number}"\nfrom = {since}\nvalue = "{value}"\n'


def absence(code: str, first: str, last: str, duration: str, more: str = "") -> str:
    """An absence of employee 1."""
    return f'[[absence]]\nemployee = 1\ncode = "{code}"\nfrom = {first}\nto = {last}\nduration = "{duration}"\n{more}\n'


def months(first: str, count: int) -> list[str]:
    """So many months from the first, as the file writes them."""
    year, month = (int(part) for part in first.split("-"))
    return [f"{year + (month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02d}" for n in range(count)]


class Played:
    """What came of a scenario."""

    def __init__(self, text: str) -> None:
        self.book: Book = play(read(text.encode()))
        self.answer: dict[str, Any] = answer(self.book, {}, language="en")

    def slip(self, place: int = -1, number: int = 1) -> dict[str, Any]:
        """The slip of a person in a run, by its place in the file."""
        found: dict[str, Any] = next(
            each for each in self.answer["runs"][place]["employees"] if each["number"] == number
        )
        return found

    def line(self, kind: str, place: int = -1) -> str | None:
        """The amount of a type in a run, added up; None where it has no line."""
        amounts = [Decimal(line["amount"]) for line in self.slip(place)["lines"] if line["type"] == kind]
        return str(sum(amounts, Decimal(0))) if amounts else None

    def balance(self, account: str, vintage: str = "") -> str:
        """A balance after the last run."""
        for row in self.answer["balances"]:
            if (row["account"], row.get("vintage", "")) == (account, vintage):
                return str(row["amount"])
        return "0.00"

    def posted(self, place: int = -1) -> dict[str, Decimal]:
        """The journal of a run: debit less credit by account."""
        sums: dict[str, Decimal] = {}
        for row in self.answer["runs"][place]["journal"]:
            sums[row["account"]] = sums.get(row["account"], Decimal(0)) + Decimal(row["debit"]) - Decimal(row["credit"])
        return sums


def played(text: str) -> Played:
    """The scenario, run."""
    return Played(text)
