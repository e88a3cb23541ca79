"""A computed payslip → what the paper says, in the employee's language. Nothing is computed here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from models.values.message import Message
from services.engine.facts import RunFacts, RunKind
from services.engine.result import PayLine as Line
from services.engine.result import Payslip
from services.engine.slip_words import SlipWords, Taken
from services.engine.wage_types import Operation, WageType, WageTypes
from services.reference.texts import Texts, texts
from services.reports.block_of import block_of
from services.reports.payslip import (
    Box,
    Deduction,
    Employee,
    Employer,
    Fact,
    PayLine,
    PayslipDocument,
    SlipOptions,
)

_UNITS = {
    "hours": Message("h"),
    "km": Message("km"),
    "days": Message("days"),
    "nights": Message("nights"),
    "pieces": Message("pcs."),
}
_SUM_TYPES = frozenset({"fixed_salary"})  # whose quantity and rate say nothing that the amount does not
_PAYING = frozenset({Operation.PAY, Operation.ALLOWANCE})
_KEEP = Message("Keep the payslip, and compare it with the annual statement in January.")
_PLAIN = SlipOptions()


def payslip_document(
    slip: Payslip, facts: RunFacts, words: SlipWords, types: WageTypes, options: SlipOptions = _PLAIN
) -> PayslipDocument:
    """The document of one slip; see payslip_pdf.py for how it is drawn."""
    person, head, employer = slip.person, facts.head, facts.employer
    say = texts(person.language)
    rows = [(line, types[line.type], note) for line, note in zip(slip.lines, words.notes, strict=True)]
    units = words.units or (None,) * len(rows)
    rates = words.rates or (None,) * len(rows)
    pay = [
        _pay_line(line if rate is None else replace(line, rate=rate), note, wage_type, say, unit)
        for place, ((line, wage_type, note), unit, rate) in enumerate(zip(rows, units, rates, strict=True))
        if (wage_type.operation in _PAYING if words.paid is None else place in words.paid)
    ]
    if words.taken:
        deducted = [_taken(each, say) for each in words.taken]
    else:
        withheld = Taken(words.withholding, slip["withholding"], slip["withholding_base"], words.withholding_note)
        lines = [row for row in rows if row[1].operation is Operation.DEDUCT]
        deducted = [
            _taken(withheld, say),
            *(_deduction(line, note, wage_type, say) for line, wage_type, note in lines),
        ]
    blocks = (*words.blocks, words.cost) if options.employer_cost and words.cost else words.blocks
    note = options.note_to(person.number)
    title = {RunKind.CORRECTION: say(Message("Correction of payslip"))}.get(head.kind, "")
    return PayslipDocument(
        person.language,
        f"{head.name}-{person.number:03d}",
        head.month if head.span is None else head.span,
        Employer(
            employer.name,
            (*employer.address, *map(say, words.employer)),
        ),
        Employee(person.name, person.address),
        tuple(Fact(say(label), say(value)) for label, value in words.facts),
        head.pay_date,
        words.account or person.bank_account or None,
        tuple(pay),
        slip["gross_cash"],
        tuple(deducted),
        slip["net_pay"],
        tuple(block_of(block, say) for block in blocks),
        explanation=_explanation(words, say),
        message=Box(say(Message("Message from {employer}", employer=employer.name)), note) if note else None,
        contact=_contact(facts, say, words.keep or _KEEP),
        title=title,
        packed=words.packed,
    )


def _taken(taken: Taken, say: Texts) -> Deduction:
    return Deduction(say(taken.label), -taken.amount, say(taken.note) if taken.note else "", taken.basis)


def _explanation(words: SlipWords, say: Texts) -> Box | None:
    if not words.explained:
        return None
    return Box(say(Message("About your holiday pay")), " ".join(say(sentence) for sentence in words.explained))


def _pay_line(
    line: Line, note: Message | None, wage_type: WageType, say: Texts, own_unit: Message | None = None
) -> PayLine:
    shown = PayLine(line.text or wage_type.name(_language(say)), line.amount.value, say(note) if note else "")
    if wage_type.slug in _SUM_TYPES or line.quantity is None:
        return shown
    named = own_unit or (_UNITS[wage_type.unit] if wage_type.unit else None)
    unit = say(named) if named is not None else ""
    rate = None if line.rate is None else _rate(line.rate)
    decimals = max(_decimals(line.quantity), 1 if wage_type.unit == "hours" else 0)
    return replace(shown, quantity=line.quantity, unit=unit, decimals=decimals, rate=rate)


def _decimals(quantity: Decimal) -> int:
    """How many decimals a quantity has, at most the two that hours and kilometres are entered with."""
    exponent = quantity.normalize().as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0


def _rate(rate: Decimal) -> Decimal:
    """The rate with at least the two decimals of money."""
    exponent = rate.as_tuple().exponent
    return rate.quantize(Decimal("0.01")) if isinstance(exponent, int) and exponent > -2 else rate


def _deduction(line: Line, note: Message | None, wage_type: WageType, say: Texts) -> Deduction:
    return Deduction(line.text or wage_type.name(_language(say)), -line.amount.value, say(note) if note else "")


def _contact(facts: RunFacts, say: Texts, keep: Message) -> tuple[str, ...]:
    lines = (
        [say(Message("Questions? Contact {contact}", contact=facts.employer.contact))] if facts.employer.contact else []
    )
    return (*lines, say(keep))


def _language(say: Texts) -> str:
    return say.formats.language
