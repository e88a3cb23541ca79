"""What a payslip says, as data: who, for what, how it was computed, what was paid.

Every text here is already in the employee's language; amounts, numbers and dates are values, written by the page in
that language. The labels of the form itself ("Quantity", "Paid out") are the page's own. Nothing is computed here: the
figures are those of the run, and a line that should not be shown is not handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span

Rate: TypeAlias = Money | Percent | Decimal


@dataclass(frozen=True, slots=True)
class SlipOptions:
    """What the employer wants on every payslip besides what the law asks for: its own cost, and a note to all.

    `run_note` is to everybody whom the run pays, `own_notes` to one each, by employee number.
    """

    employer_cost: bool = False
    note: str = ""
    run_note: str = ""
    own_notes: Mapping[int, str] = field(default_factory=dict)

    def note_to(self, number: int) -> str:
        """All that is to be said to one employee: the most personal first."""
        notes = (self.own_notes.get(number, ""), self.run_note, self.note)
        return "\n".join(each.strip() for each in notes if each.strip())


@dataclass(frozen=True, slots=True)
class Employer:
    """Who pays: the name, and what stands under it, such as the address and `Org.nr. 999 888 771`."""

    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Employee:
    """Who is paid, and the lines of the address, if it is known."""

    name: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What the pay was computed from, in a word or two: `Stilling` and `Sjåfør, 100 %`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PayLine:
    """A line of pay: what it is, how it was computed, what it gives. The note is a smaller line under the text.

    The quantity shows the decimals that it has, at least `decimals` of them: hours one, kilometres none.
    """

    text: str
    amount: Money
    note: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    decimals: int = 0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """A line that makes the pay smaller: its amount is negative, unless it gives something back."""

    text: str
    amount: Money
    note: str = ""
    basis: Money | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a block: `Brutto lønn` and its amount, or a value that is text, `4 av 25`. In a table `before` are the
    values of the columns to the left, the nearest last.
    """

    label: str
    value: Money | Decimal | str
    before: tuple[Money | Decimal | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A short list under a heading: this year's totals, holiday pay, a savings account, the employer's cost. With
    `columns` a small table under their names.
    """

    heading: str
    entries: tuple[Entry, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Some sentences under a heading, on a grey ground. A line break begins a new paragraph."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PayslipDocument:
    """One payslip. It is read from top to bottom in the order of these fields.

    `title` replaces "Payslip" where the slip is something else, such as a correction. Without an account the slip
    says that nothing was paid to one; without a pay date it says nothing of it: a whole year has none. `blocks`
    stand in two columns, from left to right and on: this year and holiday pay first, the employer's cost last. With
    `packed` they fill the columns, where all of them have room on the page.
    `contact` is the foot of every page, at most three lines.
    """

    language: str
    number: str
    period: Month | Span
    employer: Employer
    employee: Employee
    facts: tuple[Fact, ...]
    pay_date: date | None
    account: str | None
    pay: tuple[PayLine, ...]
    gross: Money
    deductions: tuple[Deduction, ...]
    net: Money
    blocks: tuple[Block, ...] = ()
    explanation: Box | None = None
    message: Box | None = None
    contact: tuple[str, ...] = ()
    title: str = ""
    packed: bool = False
