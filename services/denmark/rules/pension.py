"""Pension: the own share lowers what AM-bidrag and A-skat are taken of, the firm's is a cost on top (denmark 3.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, figure
from services.denmark.rules.case import Case, Entry, total
from services.engine.result import PayLine

_BASES: Final = {str(number): f"PENS_{number}" for number in (1, 2, 3, 4, 5, 6, 10, 11)}
_LETTERS: Final = {letter: str(number) for number, letter in enumerate("ABCDEF", 1)}


def pensions(case: Case) -> tuple[Figure[Money], Figure[Money]]:
    """The own shares and the firm's shares of every pension of the person, each with its line."""
    own: list[tuple[str, Figure[Money]]] = []
    firm: list[tuple[str, Figure[Money]]] = []
    for entry in case.active("PENSION"):
        line, more = entry.line, entry.more
        basis = case.basis(_basis(case, entry))
        firm_alone = entry.row.rate == "firm_amount"
        mine = _share(basis, None if line.percent is None else line.percent.value, None if firm_alone else line.amount)
        theirs = _share(
            basis,
            more.company_percent,
            _kroner(more.company_amount) if more.company_amount is not None else line.amount if firm_alone else None,
        )
        own.append((entry.type.slug, mine))
        firm.append((entry.type.slug, theirs))
        case.lines.append(PayLine(entry.type.slug, mine, employment=case.job.id))
        case.add("PENSION_FIRM", entry.type.slug, theirs)
    firm += case.bases.get("PENSION_MOVED", ())  # from the fritvalg account
    return total("pension_employee", own), total("pension_employer", firm)


def basis_of(case: Case, entry: Entry) -> str:
    """The basis of something that is a percentage of pension pay beside the pension itself: what was typed, else that
    of the person's first pension.
    """
    if entry.more.pension_basis.strip():
        return _basis(case, entry)
    first = next(case.active("PENSION"), None)
    return "PENS_1" if first is None else _basis(case, first)


def _basis(case: Case, entry: Entry) -> str:
    """The basis of a line: typed, else that of the row; one that is chosen on the line is the first where it is not."""
    typed = entry.more.pension_basis.strip().upper().partition(".")[0]
    typed = _LETTERS.get(typed, typed)
    if not typed:
        return "PENS_1" if entry.row.basis in ("", "PENS_*") else entry.row.basis
    if typed not in _BASES:
        raise case.refusal(Message("there is no pension basis {basis}", basis=typed), entry.type.slug)
    if not case.bases.get(_BASES[typed]) and typed not in "123":
        case.warn(Message("pension basis {basis} is the employer's own, and empty", basis=typed), entry.type.slug)
    return _BASES[typed]


def _share(basis: Figure[Money], percent: Decimal | None, amount: Money | None) -> Figure[Money]:
    if amount is not None:
        return figure("pay.entered", amount, entered=amount)
    if percent is None:
        return figure("pay.nothing", ZERO)
    rate = Percent(percent)
    return figure("pay.percent_of", basis.value.times(rate), percent=rate, basis=basis)


def _kroner(amount: Decimal) -> Money:
    return Money.rounded(amount)
