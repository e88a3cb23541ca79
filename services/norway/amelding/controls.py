"""Checks any a-melding, our own or another system's: what breaks the schema, and what the receiver's controls find.

What one message alone shows is always checked; what needs last month's messages or the client only with a context.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from services.engine.memory import steady_memory
from services.norway.amelding import control_employment, control_message, control_pay
from services.norway.amelding.control import CONTROLS, Checked, Context, Control
from services.norway.amelding.finding import AmeldingFinding, Level
from services.norway.amelding.read import Reading, read

_MOST = 5_000  # findings of one control: a file that breaks it everywhere is told so often enough
_MODULES = (control_message, control_employment, control_pay)  # imported for the controls that they put into the table
_ORDER = {level: place for place, level in enumerate(Level)}


def check(data: bytes, context: Context | None = None) -> list[AmeldingFinding]:
    """What is wrong with a file or worth a look, the worst first; empty for one that nothing can be said against.

    Anything may be handed in. Made-up test numbers are taken like real ones.
    """
    with steady_memory():
        reading = read(data)
        findings = check_reading(reading, len(data), context)
        reading.take_apart()
        del reading
    return findings


def check_reading(reading: Reading, size: int, context: Context | None = None) -> list[AmeldingFinding]:
    """The same for a message that is read already; `size` is that of the file in bytes."""
    findings = list(reading.findings)
    delivery = reading.root.first("Leveranse") if reading.root else None
    if delivery is not None:
        message = Checked(delivery, reading.description, size, context or Context(), reading.kinds)
        for control in table():
            findings += islice(control.findings(message), _MOST)
    return sorted(findings, key=lambda finding: (_ORDER[finding.level], finding.line))


def table() -> Sequence[Control]:
    """All controls, in the order in which they are done."""
    assert _MODULES
    return tuple(CONTROLS)
