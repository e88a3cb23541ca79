"""What single lines count towards: benefits that come once a month, limits of a year, what loans repaid, the time bank.

Each is a balance like any other, so a run that is taken back gives back what it counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.engine.accounts import Movement, after
from services.engine.facts import BalanceKey, LineInput, PersonFacts, RunHead
from services.engine.result import PayLine
from services.engine.wage_types import WageTypes
from services.norway.rules import staff_loan
from services.norway.rules.opening import TIME_BANK

MONTHLY = ("company_car", "company_van", "cheap_loan", "rate_amount")
"""Formulas of benefits that come once a month, however often the pay is paid."""
LIMITED = "free_up_to_limit"
"""Formula of benefits of which a year's first kroner are free of tax."""
LIMITED_BENEFITS = (
    "gift_general",
    "gift_service",
    "gift_jubilee",
    "gift_wedding",
    "gift_birthday",
    "gift_leaving",
    "staff_discount",
)
HOURS = {"time_bank_in": 1, "time_off": -1, "time_bank_out": -1}
"""Formulas of the time bank, and which way they move it."""
_BANK = BalanceKey(TIME_BANK)
_REASON = "time bank"


def benefit_month(head: RunHead) -> Month:
    """Which month's benefits a run counts: that of the pay, or for shorter periods that of the pay date; a correction
    counts those of the run that it takes back.
    """
    if head.corrects:
        return Month.parse(head.corrects[:7])
    return head.month if head.period == "MND" else Month.of(head.pay_date)


def is_counted(slug: str, person: PersonFacts, head: RunHead) -> bool:
    """Whether an earlier run counted a benefit of the month already."""
    return bool(person.balance(slug, str(benefit_month(head))))


def is_again(entered: LineInput, person: PersonFacts, head: RunHead, types: WageTypes) -> bool:
    """Whether a fixed line of so much a month was counted by an earlier run of the month."""
    is_plain = entered.fixed and entered.quantity is None and entered.amount is None
    return is_plain and types[entered.type].formula in MONTHLY and is_counted(entered.type, person, head)


def worth_before(slug: str, person: PersonFacts, head: RunHead, lines: Iterable[PayLine]) -> Money:
    """What a benefit with a limit was worth earlier this year: in earlier runs, and on earlier lines of this one."""
    now = [_worth(line) for line in lines if line.type == slug]
    return person.money(slug, str(head.pay_date.year)) + Money.total(now)


def repaid(person: PersonFacts) -> dict[Month, Money]:
    """What the person's pay repaid of loans, by month."""
    found = {key.vintage: ore for key, ore in person.balances.items() if key.account == staff_loan.REPAID}
    return staff_loan.paid_back(found)


def line_movements(lines: Iterable[PayLine], head: RunHead, types: WageTypes) -> Iterator[Movement]:
    """What the lines of a slip do to these balances."""
    month, paid = str(benefit_month(head)), str(Month.of(head.pay_date))
    for line in lines:
        formula = types[line.type].formula
        if formula in MONTHLY and line.earned is None:
            yield Movement(BalanceKey(line.type, month), line.amount.value.ore, "benefit")
        elif formula == LIMITED:
            yield Movement(BalanceKey(line.type, str(head.pay_date.year)), _worth(line).ore, "benefit")
        elif formula in HOURS and line.quantity is not None:
            yield Movement(_BANK, HOURS[formula] * _hundredths(line.quantity), _REASON)
        elif line.type == "loan_repaid":
            yield Movement(BalanceKey(staff_loan.REPAID, paid), line.amount.value.ore, "deduction")


def time_bank_findings(
    person: PersonFacts, lines: Sequence[PayLine], head: RunHead, types: WageTypes
) -> Iterator[Finding]:
    """A time bank that goes below zero, and hours that are left when somebody leaves."""
    moved = [each for each in line_movements(lines, head, types) if each.key == _BANK]
    left = Decimal(after(person.balances, moved).get(_BANK, 0)).scaleb(-2)
    if moved and left < 0:
        what = Message(
            "The time bank of employee {number} goes {hours} hours below zero", number=str(person.number), hours=-left
        )
        yield Finding(Severity.WARNING, what, Place("pay_run", person.number, "time_off"))
    ends = [each.end for each in person.employments]
    if left > 0 and ends and all(end is not None and Month.of(end) <= head.month for end in ends):
        what = Message(
            "Employee {number} leaves with {hours} hours in the time bank that are not paid",
            number=str(person.number),
            hours=left,
        )
        yield Finding(Severity.WARNING, what, Place("pay_run", person.number, "time_bank_paid"))


def _worth(line: PayLine) -> Money:
    """The whole value of a benefit of which only the part above a limit is taxed."""
    value = line.amount.inputs.get("worth")
    return value if isinstance(value, Money) else ZERO


def _hundredths(hours: Decimal) -> int:
    return int((hours * 100).quantize(Decimal(1), ROUND_HALF_UP))
