"""An a-melding of ours → what it says of leave. The whole message is not checked again: that makes it quick."""

from __future__ import annotations

from datetime import date

from models.values.percent import Percent
from services.engine.month import ReportedAbsence
from services.files.safe_xml import read, text_of


def read_leaves(content: bytes) -> list[ReportedAbsence]:
    """Every leave of the message, in its order. Raises Refused for what is no XML; half a leave, as no message of ours
    has it, is left out.
    """
    found = []
    for leave in read(content).iter("{*}permisjon"):
        employment = leave.getparent()
        person = employment.getparent() if employment is not None else None
        unit = person.getparent() if person is not None else None
        first, percent, last = (text_of(leave, name) for name in ("startdato", "permisjonsprosent", "sluttdato"))
        if employment is None or person is None or unit is None or not first or not percent:
            continue
        found.append(
            ReportedAbsence(
                text_of(person, "norskIdentifikator") or text_of(person, "internasjonalIdentifikator", "identifikator"),
                text_of(unit, "norskIdentifikator"),
                text_of(employment, "arbeidsforholdId"),
                text_of(leave, "permisjonId"),
                date.fromisoformat(first),
                date.fromisoformat(last) if last else None,
                Percent.of(percent),
                text_of(leave, "beskrivelse"),
            )
        )
    return found
