"""Refunds from NAV: they lower the basis of the employer's contribution in the month in which they are received, at
the zone's rate (norway-payroll 7.5, 9.4). They stand on no payslip and change nobody's pay.

In a run a refund is an entered line of a type of `Operation.EMPLOYER`; received in a month without a run it concerns
the month's report alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from services.engine.facts import EmployerFacts, Employment, LineInput, PersonFacts, Refund
from services.engine.rates import RatesOn
from services.engine.result import ContributionPart, Payslip
from services.engine.wage_types import WageTypes
from services.norway.rules import employer_contribution as aga
from services.norway.rules.pay_lines import Work, employment_of, name_in

REFUND = "refund_k27"


def is_refund(line: LineInput, types: WageTypes) -> bool:
    """Whether an entered line is a refund, which lowers the basis of the contribution."""
    return "refund" in types[line.type].bases


def received(person: PersonFacts, work: Work) -> Mapping[tuple[str, str], Money]:
    """What a run's lines say was refunded for a person, by sub-unit and the employment's own zone (empty for none).

    Raises Refused for a line without an amount.
    """
    found: dict[tuple[str, str], Money] = {}
    for line in person.lines:
        if not is_refund(line, work.types):
            continue
        if line.amount is None:
            what = Message(
                "{line} for employee {number}: {reason}",
                line=line.type,
                number=str(person.number),
                reason=Message("it needs an amount"),
            )
            raise refuse(what, Place("pay_run", person.number, line.type))
        employment = employment_of(person, line, work)
        unit = employment.establishment if employment else work.employer.establishments[0].orgnr
        key = (unit, employment.zone if employment else "")
        found[key] = found.get(key, ZERO) + line.amount
    return {key: amount for key, amount in found.items() if amount}


def line_of(refund: Refund, person: PersonFacts) -> LineInput:
    """A refund as a line of a run: on the employment in the named sub-unit, or else on the employee's own.

    Raises Refused where the employee has no employment there.
    """
    employment = _employment(refund, person)
    return LineInput(REFUND, amount=refund.amount, employment=name_in(person, employment) if employment else "")


def _employment(refund: Refund, person: PersonFacts) -> Employment | None:
    """The employment that a refund is for; None leaves it to the run."""
    if not refund.establishment:
        return None
    there = [each for each in person.employments if each.establishment == refund.establishment]
    if not there:
        what = Message(
            "[[refund]]: employee {number} has no employment in sub-unit {orgnr}",
            number=str(refund.employee),
            orgnr=refund.establishment,
        )
        raise refuse(what, Place("employees", refund.employee, "establishment"))
    running = [each for each in there if each.span.overlap(refund.month.span)]
    return (running or there)[0]


def parts_without_a_run(
    some: Iterable[Refund], people: Sequence[PersonFacts], employer: EmployerFacts, rates: RatesOn
) -> Iterator[ContributionPart]:
    """What refunds lower the basis by in a month without a run, at the zone's rate: of a zone with a yearly allowance
    the low one, because a refund gives back what the low rate saved.
    """
    known = {person.number: person for person in people}
    for refund in some:
        person = known.get(refund.employee)
        employment = _employment(refund, person) if person is not None else None
        if employment is None and person is not None and person.employments:
            running = [each for each in person.employments if each.span.overlap(refund.month.span)]
            employment = running[0] if running else person.employments[-1]
        unit = employer.establishment(employment.establishment) if employment else employer.establishments[0]
        zone = (employment.zone if employment else "") or unit.zone
        rate = aga.zone_rate(zone, unit.calculation_code, rates).value
        reduced = aga.uses_allowance(zone, unit.calculation_code, employer.sector)
        yield ContributionPart(
            unit.orgnr, zone, unit.calculation_code, rate, -refund.amount, reduced=reduced, refund=True
        )


def kept(people: Sequence[PersonFacts], earlier: Mapping[int, Payslip], types: WageTypes) -> Sequence[PersonFacts]:
    """The people of a correction. Those whose payslips are taken back get its refunds again: what was received was
    received, whatever was wrong with the pay. A wrong refund is put right by one with the opposite sign.
    """
    again = {
        number: tuple(line for line in slip.person.lines if is_refund(line, types)) for number, slip in earlier.items()
    }
    return [
        replace(person, lines=(*person.lines, *again[person.number])) if again.get(person.number) else person
        for person in people
    ]
