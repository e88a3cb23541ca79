"""What a file is, and what an import would do. Nothing is written, and nothing that a file holds can stop it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

from models.values.finding import Finding, Refused, Severity
from services.actions import feedback
from services.actions.check_report import check_file
from services.actions.scenario import play, read
from services.desk import countries
from services.desk.desk import Desk
from services.desk.refund_preview import preview
from services.desk.tax_card_preview import preview as preview_cards
from services.files import tax_cards
from services.files.recognise import Kind, Obstacle, Verdict, no_bytes, recognise
from services.files.refund_report import PAGE
from services.files.text_table import open_table, too_large
from services.reference.texts import Texts, texts

WHOLE = 50_000_000
"""Files up to this size are read whole; of larger ones only the beginning."""
_HEAD = 1 << 16


def inspect_file(path: Path, language: str = "nb", desk: Desk | None = None) -> dict[str, Any]:
    """One file as the scenario contract wants it: kind, accepted, rows, findings, data. With a desk it is judged
    against its client as well.
    """
    say = texts(language)
    content, verdict = _look(path)
    findings = [_finding(finding, say) for finding in verdict.findings]
    accepted, rows = verdict.accepted, 0
    data: dict[str, Any] = {}
    if verdict.kind is Kind.SCENARIO and accepted:
        accepted, rows, data, more = _scenario(content, path.parent, say)
        findings += more
    elif verdict.kind is Kind.K27 and accepted:
        accepted, rows, data, more = _refunds(content, path.name, say, desk)
        findings += more
    elif verdict.kind is Kind.TAX_CARDS and accepted:
        accepted, rows, data, more = _tax_cards(content, path.name, say, desk)
        findings += more
    elif verdict.kind is Kind.AMELDING_FEEDBACK and accepted:
        accepted, rows, data, more = _feedback(content, say, desk)
        findings += more
    elif verdict.kind is Kind.TABLE and too_large() not in [finding.what for finding in verdict.findings]:
        rows, data, more = _table(content, say)
        findings += more
    elif verdict.kind is Kind.AMELDING and accepted:
        found = check_file(content)
        findings += [
            {
                "severity": "error" if each.blocks else "warning",
                "line": each.line or None,
                "text": f"{each.code} {each.where}: {say(each.what)}".strip(),
            }
            for each in found
        ]
        accepted = not any(each.level == "AVVISNING" for each in found)
    return {
        "file": str(path),
        "kind": verdict.kind.value,
        "accepted": accepted,
        "rows": rows,
        "findings": findings,
        "data": data,
    }


def _look(path: Path) -> tuple[bytes, Verdict]:
    """The content and the verdict. Pipes and devices are never opened."""
    try:
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            return b"", no_bytes(Obstacle.FOLDER)
        if not stat.S_ISREG(kind.st_mode):
            return b"", no_bytes(Obstacle.NO_FILE)
        with path.open("rb") as file:
            content = file.read(kind.st_size if kind.st_size <= WHOLE else _HEAD)
    except FileNotFoundError:
        return b"", no_bytes(Obstacle.MISSING)
    except PermissionError:
        return b"", no_bytes(Obstacle.FORBIDDEN)
    except (OSError, ValueError) as wrong:
        circle = isinstance(wrong, OSError) and wrong.errno == 40
        return b"", no_bytes(Obstacle.LINKS_IN_A_CIRCLE if circle else Obstacle.UNREADABLE)
    return content, recognise(content, kind.st_size, path.name, path.resolve().parent.name)


def _scenario(content: bytes, folder: Path, say: Texts) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """A scenario is run to see whether its rules accept it."""
    try:
        scenario = read(content, folder)
        book = play(scenario)
    except Refused as refused:
        return False, 0, {}, [_finding(finding, say) for finding in refused.findings]
    data = {
        "title": scenario.title,
        "country": scenario.country,
        "employees": len(scenario.people),
        "runs": [str(run.head.month) for run in book.runs.values()],
    }
    warnings = [_finding(finding, say) for run in book.runs.values() for finding in run.findings]
    return True, len(scenario.people), data, warnings


def _refunds(
    content: bytes, name: str, say: Texts, desk: Desk | None
) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """NAV's report of refunds (K27). What is only for information, such as a right that ends soon, is left out."""
    report = countries.read_refund_report(content, name) if desk is None else preview(desk, content, name)
    data = {"sum": str(report.total), "persons": report.persons, "establishments": report.establishments}
    told = [_finding(finding, say) for finding in report.findings if finding.severity is not Severity.NOTE]
    return not report.refused, report.count, data, told


def _tax_cards(
    content: bytes, name: str, say: Texts, desk: Desk | None
) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """Skatteetaten's answer about tax cards. `rows` counts the people's answers; with a client `changes` says what
    would become of them.
    """
    changes: dict[str, int] | None = None
    if desk is None:
        file = countries.read_tax_cards(content)
        found, refused = file.told, file.refused
    else:
        seen = preview_cards(desk, content, name)
        file, found, refused, changes = seen.file, seen.told, seen.refused, dict(seen.counts)
    data: dict[str, Any] = {
        "version": file.version,
        "employers": list(file.employers),
        "years": list(file.years),
        "persons": file.persons,
        "cards": file.cards,
        "results": dict(file.results),
    }
    if changes is not None:
        data["changes"] = changes
    return not refused, len(file.answers), data, [_finding(finding, say) for finding in found]


def _feedback(content: bytes, say: Texts, desk: Desk | None) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """The authority's answer to a-meldinger (A03). The answer is accepted also where it rejects a report: that is what
    it says. `rows` counts the reports that it names.
    """
    try:
        said = countries.country("NO").read_feedback(content) if desk is None else feedback.look(desk, content)
    except Refused as refused:
        return False, 0, {}, [_finding(finding, say) for finding in refused.findings]
    told = [
        {
            "severity": "error" if each.blocks else "warning",
            "line": each.line or None,
            "text": _hidden(f"{each.code} {each.text}".strip()),
        }
        for each in said.findings
    ]
    if desk is not None:
        told += [_finding(finding, say) for finding in feedback.against(desk, content, said)]
    data = {
        "months": [
            {
                "month": str(part.month) if part.month is not None else None,
                "messages": [
                    {"id": each.id, "state": each.state.value, "replaces": each.replaces} for each in part.reports
                ],
                "sums": {kind: str(amount) for kind, amount in part.sums.named().items()},
                "payments": [
                    {
                        "account": each.account,
                        "due": each.due.isoformat() if each.due is not None else None,
                        "kid": dict(each.references),
                    }
                    for each in part.payments
                ],
                "unknown": len(part.unknown),
            }
            for part in said.months
        ],
        "findings": {level: said.count(level) for level in _LEVELS},
    }
    return True, len({each.id for each in said.reports}), data, told


_LEVELS = ("AVVISNING", "OEYEBLIKKELIG", "RETNINGSLINJE")
_PERSON = re.compile(r"([0-9]{5})[0-9][ .]?[0-9]{5}(?![0-9])")


def _hidden(text: str) -> str:
    """A text of the authority without whole person numbers."""
    return _PERSON.sub(r"\1*****", text)


def _table(content: bytes, say: Texts) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    """A table of a kind that no import knows: its rows, and what was assumed to read them."""
    rows = columns = 0
    try:
        table = open_table(content)
        for row in table.rows():
            rows, columns = rows + 1, max(columns, len(row.cells))
    except Refused as refused:
        return rows, {}, [_finding(finding, say) for finding in refused.findings]
    assumed = [say(what) for what in table.assumed]
    return rows, {"columns": columns, "delimiter": table.delimiter, "assumed": assumed}, []


def _finding(finding: Finding, say: Texts) -> dict[str, Any]:
    return {
        "severity": "error" if finding.severity is Severity.STOP else "warning",
        "line": _line(finding),
        "text": say(finding.what),
    }


def _line(finding: Finding) -> int | None:
    """The line that a finding stands on, or that its sentence names, where it does."""
    if (
        finding.where is not None
        and finding.where.page in (PAGE, tax_cards.PAGE)
        and isinstance(finding.where.thing, int)
    ):
        return finding.where.thing
    for name, value in finding.what.values:
        if name == "line" and isinstance(value, int | str) and str(value).isdecimal():
            return int(value)
    return None
