"""The controls of a monthly report on a file, of this program or of another."""

from __future__ import annotations

from services.desk import countries
from services.engine.country import ReportFinding
from services.reference.texts import texts


def check_file(content: bytes, country: str = "NO") -> list[ReportFinding]:
    """What is wrong with the report of a country; a file that is none is one finding. Never raises for its content."""
    return countries.country(country).check_report(content)


def findings_of_report(content: bytes, language: str = "nb", country: str = "NO") -> list[dict[str, str]]:
    """What the controls say of a report that was just made, in words."""
    say = texts(language)
    return [
        {"severity": found.level, "code": found.code, "where": found.where, "text": say(found.what)}
        for found in check_file(content, country)
    ]
