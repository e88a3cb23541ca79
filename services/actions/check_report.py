"""The controls of a monthly report on a file, of this program or of another."""

from __future__ import annotations

from services.desk import countries
from services.engine.country import ReportFinding


def check_file(content: bytes) -> list[ReportFinding]:
    """What is wrong with an a-melding; a file that is none is one finding. Never raises for what the file holds."""
    return countries.country("NO").check_report(content)
