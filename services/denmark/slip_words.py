"""What a Danish payslip says besides its lines (denmark 3.13): tax card, what is taken and of what, the year so far,
holiday by its year, supplements, fritvalg and other balances. Balances are those after the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Rate
from services.denmark.rules.accounts import FERIE_D, FERIE_T
from services.denmark.rules.case import counted
from services.denmark.rules.identity import danish_account
from services.denmark.slip_balances import DAYS, HOURS, blocks, is_paid, unit_taken
from services.engine.facts import RunFacts
from services.engine.result import PayLine, Payslip, TaxUsed
from services.engine.slip_words import Listed, SlipWords, Taken, Value
from services.engine.wage_types import WageTypes

_CARDS: Final = {
    "main": Message("Main card, {percent}"),
    "secondary": Message("Secondary card, {percent}"),
    "gross": Message("Gross deduction card, {percent}"),
    "exempt": Message("Exemption card"),
}
_PERIODS: Final = {"14D": Message("{amount} per 14 days"), "UKE": Message("{amount} per week")}
_A_MONTH: Final = Message("{amount} per month")


def slip_words(slip: Payslip, facts: RunFacts, types: WageTypes, employer: Sequence[Message] = ()) -> SlipWords:
    """The words of one slip. `employer` are the numbers that the employer goes by."""
    paid = frozenset(place for place, line in enumerate(slip.lines) if is_paid(line))
    return SlipWords(
        tuple(_facts(slip, facts)),
        Message("AM contribution and A-tax"),
        None,
        tuple(blocks(slip, facts, types)),
        tuple(_note(line) for line in slip.lines),
        _cost(slip),
        taken=tuple(_taken(slip, types)),
        paid=paid,
        units=tuple(_unit(line, slip, types) for line in slip.lines),
        rates=tuple(_rate(line) for line in slip.lines),
        employer=tuple(employer),
        account=danish_account(slip.person.bank_account),
        keep=Message("Keep the payslip, and compare it with your income details at the tax authority (skat.dk)."),
        packed=True,
    )


# ── the head ──


def _facts(slip: Payslip, facts: RunFacts) -> Iterator[tuple[Message, Message]]:
    yield Message("Employee no."), Message("{number}", number=str(slip.person.number))
    yield Message("Tax card"), _card(slip.tax, slip)
    allowance = _allowance(slip)
    if slip.tax.card == "main" and allowance:
        template = _PERIODS.get(facts.head.period, _A_MONTH)
        yield Message("Tax allowance"), Message(template.text, amount=allowance)
    hours = slip.reported.get("200", ZERO)
    if hours:
        yield Message("Paid hours"), Message("{hours}", hours=counted(hours.ore))


def _card(tax: TaxUsed, slip: Payslip) -> Message:
    if tax.card in _CARDS:
        percent = tax.percent or _percent(slip.figures.get("a_tax"))
        if percent is None:
            return Message("Exemption card") if tax.card == "exempt" else Message("Tax card")
        return Message(_CARDS[tax.card].text, percent=percent)
    return Message("None, {percent}", percent=_percent(slip.figures.get("a_tax")) or Percent(Decimal(55)))


def _allowance(slip: Payslip) -> Money:
    """What the card left free of A-skat in the run; nothing on a slip that adds two together."""
    found = _input(slip.figures.get("a_tax"), "allowance")
    value = found.value if isinstance(found, Figure) else found
    return value if isinstance(value, Money) else ZERO


def _input(amount: Figure[Money] | None, name: str) -> object:
    return None if amount is None else amount.inputs.get(name)


def _percent(amount: Figure[Money] | None) -> Percent | None:
    found = _input(amount, "percent")
    percent = found.value if isinstance(found, Rate) else found
    return percent if isinstance(percent, Percent) else None


# ── lines ──


def _note(line: PayLine) -> Message | None:
    """The small line under a line of pay: how much of what was asked for is covered."""
    asked, covered = line.amount.inputs.get("asked"), line.amount.inputs.get("covered")
    if line.amount.rule == "dk.covered" and isinstance(asked, Figure) and isinstance(covered, Money):
        return Message("{asked} was asked for, and the balance covers {covered}", asked=asked.value, covered=covered)
    return None


def _unit(line: PayLine, slip: Payslip, types: WageTypes) -> Message | None:
    """Hours for what is paid by the hour, and days or hours for holiday; nothing where the row does not say."""
    row = types[line.type].row
    if row is None or line.quantity is None:
        return None
    if "atp" in row.flags or "TIMESATS" in row.basis.split(" + ") or "hours" in row.rate:
        return HOURS
    if row.account in (FERIE_D, FERIE_T):
        return DAYS if row.account == FERIE_D else HOURS
    if row.op in ("TAKE", "COUNT") or (row.op == "POST" and line.amount.value.ore < 0):
        return unit_taken(line, slip)
    return None


def _rate(line: PayLine) -> Decimal | None:
    """Kroner a unit, where the amount is units times one rate that was looked up; None for one that was typed."""
    found = line.amount.inputs.get("rate")
    value = found.value if isinstance(found, Rate | Figure) else found
    if line.rate is not None or line.amount.rule != "pay.quantity" or not isinstance(value, Decimal):
        return None
    return value


def _taken(slip: Payslip, types: WageTypes) -> Iterator[Taken]:
    """Own pension and ATP, then AM-bidrag and A-skat with what they are taken of: together gross less net."""
    language = slip.person.language
    left = slip["pension_employee"]
    firm, seen = slip.figures["pension_employer"], dict[str, int]()
    for place, line in enumerate(slip.lines):
        row = types[line.type].row
        if row is None or row.op != "PENSION":
            continue
        left -= line.amount.value
        seen[line.type] = again = seen.get(line.type, 0) + 1
        theirs = firm.inputs.get(line.type if again == 1 else f"{line.type} ({again})")
        share = theirs if isinstance(theirs, Figure) else None
        if line.amount.value or (share is not None and share.value):
            label = Message("{name}", name=line.text or types[line.type].name(language))
            found = line.amount.inputs.get("basis")
            basis = found.value if isinstance(found, Figure) else None
            yield Taken(label, line.amount.value, basis, _pension(line, share), line=place)
    if left:
        yield Taken(Message("Pension, employee's share"), left, figure="pension_employee")
    if slip["atp_employee"] or slip["atp_employer"]:
        note = Message("The employer pays {amount}", amount=slip["atp_employer"])
        yield Taken(Message("ATP contribution"), slip["atp_employee"], note=note, figure="atp_employee")
    percent = _percent(slip.figures["am_contribution"])
    label = Message("AM contribution, {percent}", percent=percent) if percent else Message("AM contribution")
    yield Taken(label, slip["am_contribution"], slip["am_base"], figure="am_contribution")
    percent = _percent(slip.figures["a_tax"])
    label = Message("A-tax, {percent}", percent=percent) if percent else Message("A-tax")
    allowance = _allowance(slip)
    above = slip["a_income"] - allowance
    less = Message("A-income less the allowance {amount}", amount=allowance) if allowance and above.ore > 0 else None
    yield Taken(label, slip["a_tax"], slip["a_income"], less or _no_tax(slip), "a_tax")
    yield from _of_cash(slip)


def _of_cash(slip: Payslip) -> Iterator[Taken]:
    """The taxes of holiday money that is paid with the pay, each taken of it alone."""
    taken = slip["withholding"] - slip["am_contribution"] - slip["a_tax"]
    for key, label in (
        ("holiday_am", Message("AM contribution on holiday pay")),
        ("holiday_tax", Message("A-tax on holiday pay")),
    ):
        found = _input(slip.figures["withholding"], key)
        if isinstance(found, Figure) and found.value:
            taken -= found.value
            yield Taken(label, found.value)
    if taken:
        yield Taken(Message("AM contribution and A-tax on holiday pay"), taken, figure="withholding")


def _no_tax(slip: Payslip) -> Message:
    return Message("Of the A-income") if slip["a_tax"] else Message("Of the A-income; nothing is withheld")


def _pension(line: PayLine, firm: Figure[Money] | None) -> Message | None:
    mine = _percent(line.amount)
    theirs = None if firm is None or not firm.value else _percent(firm)
    if firm is not None and firm.value:
        paid = (
            Message("The employer pays {percent}: {amount}", percent=theirs, amount=firm.value)
            if theirs is not None
            else Message("The employer pays {amount}", amount=firm.value)
        )
        return Message("{own} of the basis. {firm}", own=mine, firm=paid) if mine is not None else paid
    return Message("{own} of the basis", own=mine) if mine is not None else None


def _cost(slip: Payslip) -> Listed | None:
    """What the employer pays or sets aside besides the pay."""
    entries: list[tuple[Message, Value]] = [
        (label, slip[name])
        for name, label in (
            ("pension_employer", Message("Pension, employer's share")),
            ("atp_employer", Message("ATP, employer's share")),
            ("holiday_money_earned", Message("Holiday pay earned")),
        )
        if slip[name]
    ]
    return (Message("The employer pays besides"), tuple(entries)) if entries else None
