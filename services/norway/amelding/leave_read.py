"""An a-melding of ours → what it says of leave."""

from __future__ import annotations

from models.values.percent import Percent
from services.engine.month import ReportedAbsence
from services.norway.amelding.read import read


def read_leaves(content: bytes) -> list[ReportedAbsence]:
    """Every leave of the message, in its order. Half of one, as no message of ours has it, is left out."""
    root = read(content).root
    found = []
    for leave in (node for node in root or () if node.name == "permisjon"):
        person, unit = leave.above("inntektsmottaker"), leave.above("virksomhet")
        employment = leave.above("arbeidsforhold")
        first, percent = leave.day("startdato"), leave.number("permisjonsprosent")
        if person is None or unit is None or employment is None or first is None or percent is None:
            continue
        found.append(
            ReportedAbsence(
                person.value("norskIdentifikator") or person.value("internasjonalIdentifikator", "identifikator"),
                unit.value("norskIdentifikator"),
                employment.value("arbeidsforholdId"),
                leave.value("permisjonId"),
                first,
                leave.day("sluttdato"),
                Percent(percent),
                leave.value("beskrivelse"),
            )
        )
    return found
