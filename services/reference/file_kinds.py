"""What the kinds of files from outside are called, by the name that `inspect` gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.message import Message

KINDS: Final[Mapping[str, Message]] = {
    "k27": Message("NAV's report of refunds"),
    "tax_cards": Message("Tax cards from Skatteetaten"),
    "amelding_feedback": Message("Feedback on the a-melding"),
    "amelding": Message("A-melding of another payroll program"),
    "payment_status": Message("The bank's answer to a payment file"),
    "table": Message("Table"),
    "table_hours": Message("Hours and pay lines"),
    "table_employees": Message("Employees"),
    "table_absences": Message("Absences"),
    "client": Message("Client file"),
    "backup": Message("Backup"),
    "scenario": Message("Scenario"),
    "rates": Message("Rates from the maker of the program"),
    "approval_request": Message("Request to approve a pay run"),
    "approval_answer": Message("Answer of a second person"),
    "decentral": Message("Decentral registrering"),
    "unknown": Message("Unknown file"),
}
"""Kinds that have no row here are shown by their name."""


def kind_word(kind: str) -> Message:
    """A kind in words."""
    return KINDS.get(kind) or Message("{kind}", kind=kind)
