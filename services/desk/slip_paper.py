"""A computed payslip on paper: the same bytes for a preview, for the client file and for a scenario."""

from __future__ import annotations

from services.desk import countries
from services.desk.calculate import rates_of
from services.engine.facts import RunFacts
from services.engine.result import Payslip
from services.engine.slip_words import SlipWords
from services.reference.wage_type_rows import wage_types
from services.reports.payslip import SlipOptions

PLAIN = SlipOptions()


def words_of(slip: Payslip, facts: RunFacts) -> SlipWords:
    """What the country says on the slip besides its lines."""
    return countries.country(facts.country).slip_words(slip, facts, rates_of(facts), wage_types(facts.country))


def slip_pdf(
    slip: Payslip,
    facts: RunFacts,
    password: str | None = None,
    *,
    tagged: bool = True,
    options: SlipOptions = PLAIN,
) -> bytes:
    """The slip as PDF, in the person's language; with a password, encrypted.

    Raises Refused for a password that cannot be used.
    """
    from services.reports.payslip_of import payslip_document  # drawing is slow to import: only where something is drawn
    from services.reports.payslip_pdf import payslip_pdf

    types = wage_types(facts.country)
    return payslip_pdf(payslip_document(slip, facts, words_of(slip, facts), types, options), password, tagged)
