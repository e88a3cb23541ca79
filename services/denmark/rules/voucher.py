"""The voucher of a run: what each row's posting words say, with its counter-entry, so that it balances in øre (5).

`D:` and `K:` debit and credit a purpose. A row that posts through others (`post:`) leaves its amount on the account for
what is not posted until theirs take it off; what stays there is listed, never dropped. Words with a condition hold only
then: @provision where owed holiday pay is provided for, @cash where it is paid in cash on leaving, @own and @firm for
the two shares of a pension, and a `post:` word @holiday where the payout bears holiday money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure
from services.denmark.rules.provisions import CONCRETE, NONE, RUNNING
from services.engine.numbered import Row
from services.engine.posting import NOBODY, PostedLine, Spread, Unit, Voucher, VoucherBook, account_key
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
    ("fritvalg_am", "fritvalg_owed", "am_owed", Message("AM contribution")),
    ("fritvalg_tax", "fritvalg_owed", "tax_owed", Message("A-tax")),
    ("pension_employee", "net_pay", "pension_owed", Message("Pension, employee's share")),
    ("pension_employer", "pension_cost", "pension_owed", Message("Pension, employer's share")),
)
_SHARES: Final = {"pension_employee": "@own", "pension_employer": "@firm"}
_FUND: Final = "feriekasse_owed"
_SUPPLEMENT: Final = "supplement_"  # how the purposes of holiday supplements begin


def voucher(
    slips: Sequence[Payslip],
    day: date,
    month: Month,
    types: WageTypes,
    plan: Mapping[str, str],
    provisions: str = NONE,
    by_unit: frozenset[str] = frozenset(),
) -> Voucher:
    """The voucher of the slips. `provisions`: none · running · concrete. The purposes of `by_unit` are kept by
    department and project.
    """
    return _book(slips, types, plan, provisions, by_unit).voucher(day, Message("Pay {month}", month=month))


def posted(
    slips: Sequence[Payslip],
    types: WageTypes,
    plan: Mapping[str, str],
    provisions: str = NONE,
    by_unit: frozenset[str] = frozenset(),
) -> list[PostedLine]:
    """The same by salary type."""
    return _book(slips, types, plan, provisions, by_unit).posted()


def unposted(slips: Iterable[Payslip], types: WageTypes, provisions: str = NONE) -> list[str]:
    """The numbers of the lines with an amount that name no posting, or name types that the slip has not, in order."""
    found: set[str] = set()
    for slip in slips:
        of_slip = _Slip.of(slip, types, provisions)
        alone: dict[str, int] = {}
        for line in slip.lines:
            wage_type = types[line.type]
            row = wage_type.row
            if row is None or not line.amount.value:
                continue
            if not row.posting:
                found.add(line.type)
            left = sum(each.open_sign for each in of_slip.entries(wage_type, line)) * line.amount.value.ore
            if left:
                alone[line.type] = alone.get(line.type, 0) + left
        if sum(alone.values()) != of_slip.net_gap(slip).ore:
            found.update(number for number in alone if -alone[number] not in alone.values())
    return sorted(found, key=lambda number: types[number].number)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a line: two purposes, of which one may be what is not posted."""

    debit: str
    credit: str

    @property
    def open_sign(self) -> int:
        """1 where it debits what is not posted, -1 where it credits it, else 0."""
        return 1 if self.debit == UNPOSTED else -1 if self.credit == UNPOSTED else 0


@dataclass(frozen=True, slots=True)
class _Slip:
    """What the conditions of posting words ask of a slip."""

    types: WageTypes
    provisions: str
    numbers: frozenset[str]
    in_cash: bool
    to_fund: bool

    @classmethod
    def of(cls, slip: Payslip, types: WageTypes, provisions: str) -> _Slip:
        """Of a slip: it is settled in cash where nothing goes to FerieKonto, a fund or a Feriekort."""
        lines = {line.type for line in slip.lines if line.amount.value}
        rows = [row for number in lines if (row := types[number].row) is not None]
        settled = any(row.op == "SETTLE" and " > " in row.account for row in rows)
        fund = any(_FUND in _words(row.posting) or f"K:{_FUND}" in _words(row.posting) for row in rows)
        return cls(types, provisions, frozenset(lines), not settled, fund)

    def net_gap(self, slip: Payslip) -> Money:
        """What the lines and the taxes of the pay leave for net pay, less the net pay of the slip: the taxes of holiday
        money that is paid in cash, and taxed alone.
        """
        if "net_pay" not in slip.figures:
            return ZERO
        paid = [line.amount.value for line in slip.lines if line.tax != "none" and self.is_posted(line)]
        taken = [slip[name] for name, debit, *_ in _FIGURES if debit == "net_pay" and name in slip.figures]
        return Money.total(paid) - Money.total(taken) - slip["net_pay"]

    def is_posted(self, line: PayLine) -> bool:
        """Whether the line is one of those that a row's words post; a pension's stands in its named sums."""
        row = self.types[line.type].row
        return row is not None and row.op != "PENSION"

    def entries(self, wage_type: WageType, line: PayLine) -> Iterator[_Entry]:
        """The entries of a line by its row's words."""
        row, slug = wage_type.row, wage_type.slug
        if row is None or not line.amount.value or row.op == "PENSION":
            return
        sides = [(side, account_key(purpose, slug)) for side, purpose in self._sides(row)]
        if "pay-" in row.flags:  # one line is taken from the pay, another is what it is saved on
            sides = sides[:1] if line.tax != "none" else sides[1:]
        provided = [(side, account_key(purpose, slug)) for side, purpose in self._provided(row)]
        if line.tax != "none":  # paid in cash, or taken from it
            conditional = any(word.startswith("post:") and "@holiday" in word for word in _words(row.posting))
            replaced = conditional and any(number in self.numbers for number in _named(row, "@holiday"))
            yield _Entry(sides[0][1] if sides and not replaced else UNPOSTED, "net_pay")
            sides = sides[1:]
        elif row.op == "ACCRUE" and {side for side, _ in sides} != {"D", "K"} and "post:" not in row.posting:
            sides = []
        for side, key in (*sides, *provided):
            yield _Entry(key, UNPOSTED) if side == "D" else _Entry(UNPOSTED, key)

    def _sides(self, row: Row) -> Iterator[tuple[str, str]]:
        """The side and purpose of each word that holds always; on leaving in cash what is owed instead of the cost."""
        cash = [word.removesuffix("@cash") for word in _words(row.posting) if word.endswith("@cash")]
        for word in _words(row.posting):
            side, _, purpose = word.partition(":")
            if side in ("D", "K") and "@" not in purpose:
                if cash and self.in_cash and side == "D":
                    purpose = cash.pop().removeprefix("D:")
                yield side, self._chosen(purpose)

    def _provided(self, row: Row) -> Iterator[tuple[str, str]]:
        """The same of words that hold where it is provided for: by the concrete method those of supplements alone."""
        if self.provisions not in (RUNNING, CONCRETE) or ("@cash" in row.posting and self.in_cash):
            return
        for word in _words(row.posting):
            side, _, purpose = word.partition(":")
            if side in ("D", "K") and purpose.endswith("@provision"):
                purpose = purpose.removesuffix("@provision")
                if self.provisions == RUNNING or purpose.startswith(_SUPPLEMENT):
                    yield side, self._chosen(purpose)

    def _chosen(self, purpose: str) -> str:
        """Of two purposes the one of a holiday fund where the slip has it."""
        first, _, second = purpose.partition("|")
        return second if second == _FUND and self.to_fund else first


@cache
def _words(posting: str) -> tuple[str, ...]:
    return tuple(posting.split())


def _named(row: Row, when: str) -> Iterator[str]:
    for word in _words(row.posting):
        if word.startswith("post:") and word.endswith(when):
            yield from word.removeprefix("post:").removesuffix(when).split("|")


def _weights(slip: Payslip) -> list[tuple[Unit, int]]:
    """Where a person's pay is booked, in hundredths of a percent."""
    return [(Unit(share.department, share.project), int(share.percent.value * 100)) for share in slip.person.shares]


def _on(amount: Money, weights: Sequence[tuple[Unit, int]]) -> Spread:
    spread = Spread()
    spread.add(amount, weights)
    return spread


def _book(
    slips: Sequence[Payslip],
    types: WageTypes,
    plan: Mapping[str, str],
    provisions: str,
    by_unit: frozenset[str],
) -> VoucherBook:
    book = VoucherBook(plan, by_unit)
    for slip in slips:
        of_slip, weights = _Slip.of(slip, types, provisions), _weights(slip)
        for line in slip.lines:
            wage_type = types[line.type]
            text = Message("{number} {name}", number=wage_type.slug, name=wage_type.name("da"))
            own = Unit(line.department, line.project)
            amount = _on(line.amount.value, weights if own == NOBODY else [(own, 1)])
            for entry in of_slip.entries(wage_type, line):
                book.enter(entry.debit, entry.credit, amount, _text(entry.debit, text), _text(entry.credit, text))
        book.enter("net_pay", UNPOSTED, of_slip.net_gap(slip), _NET_PAY, _OPEN)
        for name, debit, credit, text in _FIGURES:
            if name in slip.figures:
                on_net = debit == "net_pay"
                _share(book, slip, types, name, (debit, credit), (_NET_PAY if on_net else text, text), weights)
    return book


def _text(key: str, text: Message) -> Message:
    return _OPEN if key == UNPOSTED else _NET_PAY if key == "net_pay" else text


def _share(
    book: VoucherBook,
    slip: Payslip,
    types: WageTypes,
    name: str,
    keys: tuple[str, str],
    texts: tuple[Message, Message],
    weights: Sequence[tuple[Unit, int]],
) -> None:
    """A named sum: of a pension by the words of each type, so that a type may have an account of its own. What a type
    posts itself, money that an account gives to a pension, is not posted twice.
    """
    left = slip[name]
    when = _SHARES.get(name)
    parts = _parts(slip.figures[name], types) if when is not None else {}
    for number, amount in parts.items():
        row = types[number].row
        left -= amount
        if row is None or row.op != "PENSION":
            continue
        debit, credit = (
            account_key(key, number) if any(f":{key}{when}" in word for word in _words(row.posting)) else key
            for key in keys
        )
        book.enter(debit, credit, _on(amount, weights), *texts)
    book.enter(*keys, _on(left, weights), *texts)


def _parts(figure: Figure[Money], types: WageTypes) -> dict[str, Money]:
    """The salary types that a sum is made of; nothing where its inputs are not those, or do not add up to it."""
    sums: dict[str, Money] = {}
    for label, part in figure.inputs.items():
        number = label.rstrip("+")
        if not isinstance(part, Figure) or not isinstance(part.value, Money) or number not in types:
            return {}
        sums[number] = sums.get(number, ZERO) + part.value
    return sums if Money.total(sums.values()) == figure.value else {}
