"""Why other tax was withheld than last time: what was asked for besides, the card, the year, what is free of it."""

from __future__ import annotations

from collections.abc import Iterator

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from services.engine.causes import Cause, Words, amounts
from services.engine.facts import RunFacts
from services.engine.result import Payslip, TaxUsed
from services.engine.wage_types import WageTypes

_LIMITED = "no.withholding.limited"


def of_tax(slip: Payslip, earlier: Payslip | None, facts: RunFacts, words: Words) -> Iterator[Cause]:
    """The parts of the change that are tax; they add up to it."""
    now, before = slip["withholding"], earlier["withholding"] if earlier is not None else ZERO
    if now == before:
        return
    tax = words.tax(slip, facts)
    what, change = tax, before - now
    if earlier is not None:
        for cause in _of_wishes(slip, earlier, words):
            change -= cause.amount
            yield cause
        if not change:
            return
        if _card(slip.tax) != _card(earlier.tax):
            what = Message("{tax}, no tax card", tax=tax) if slip.tax.card == "none" else _new_card(slip, earlier, tax)
        elif slip.tax.relief != earlier.tax.relief:
            word = Message("reduced in November or December") if slip.tax.relief else Message("in full again")
            what = Message("{tax}, {word}", tax=tax, word=word)
        elif slip.tax.free and not earlier.tax.free:
            what = Message("{tax}, {amount} is free of withholding", tax=tax, amount=slip.tax.free)
        elif earlier.tax.free and not slip.tax.free:
            what = Message("{tax}, last time {amount} was free of withholding", tax=tax, amount=earlier.tax.free)
        elif _year(slip) != _year(earlier):
            what = Message("{tax}, tax card of {year}", tax=tax, year=_year(slip))
    yield Cause("tax", what, change, figure="withholding")


def _of_wishes(slip: Payslip, earlier: Payslip, words: Words) -> Iterator[Cause]:
    """What is withheld besides because the employee asked for it."""
    if slip.figures["withholding"].rule == _LIMITED or earlier.figures["withholding"].rule == _LIMITED:
        return
    now, before = _wished(slip, words.types), _wished(earlier, words.types)
    for slug in dict.fromkeys([*now, *before]):
        amount, was, line = now.get(slug, ZERO), before.get(slug, ZERO), words.types[slug].name(words.language)
        if amount == was:
            continue
        what = amounts(line, was, amount) if was and amount else Message("{line}", line=line)
        if not amount:
            what = Message("{line}, not this time", line=line)
        yield Cause("tax", what, was - amount, figure="withholding")


def _wished(slip: Payslip, types: WageTypes) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for line in slip.person.lines:
        if types[line.type].formula == "extra_withholding" and line.amount is not None:
            found[line.type] = found.get(line.type, ZERO) + line.amount
    return found


def _year(slip: Payslip) -> str:
    """The year of the tax card that was used."""
    return str(slip.person.tax_card.year) if slip.person.tax_card is not None else ""


def _new_card(slip: Payslip, earlier: Payslip, tax: Message) -> Message:
    card, before = slip.person.tax_card, earlier.tax.table
    if card is not None and card.issued is not None:
        if slip.tax.table and before and slip.tax.table != before:
            return Message(
                "{tax}, before table {before}, new tax card of {day}", tax=tax, before=before, day=card.issued
            )
        return Message("{tax}, new tax card of {day}", tax=tax, day=card.issued)
    return Message("{tax}, new tax card", tax=tax)


def _card(tax: TaxUsed) -> tuple[str, str, Percent | None]:
    return tax.card, tax.table, tax.percent if tax.card == "percent" else None
