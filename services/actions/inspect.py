"""What a file is, and what an import would do. Nothing is written, and nothing that a file holds can stop it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from models.values.finding import Finding, Refused, Severity
from services.actions import feedback
from services.actions.check_report import check_file
from services.actions.incoming import look_at
from services.actions.scenario import play, read
from services.desk import countries, decentral, decentral_load, rate_preview, table_import, table_kind
from services.desk.desk import Desk
from services.desk.payment_preview import preview as preview_status
from services.desk.refund_preview import preview
from services.desk.tax_card_preview import preview as preview_cards
from services.files import decentral as decentral_file
from services.files import tax_cards
from services.files.column_map import known_columns
from services.files.payment_status import Status
from services.files.payment_status import read as read_status
from services.files.recognise import Kind
from services.files.refund_report import PAGE, TARGETS
from services.reference.payment_words import named
from services.reference.texts import Texts, texts


def inspect_file(path: Path, language: str = "nb", desk: Desk | None = None) -> dict[str, Any]:
    """One file as the scenario contract wants it: kind, accepted, rows, findings, data. With a desk it is judged
    against its client as well.
    """
    say = texts(language)
    content, _, verdict = look_at(path)
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
    elif verdict.kind is Kind.PAYMENT_STATUS and accepted:
        accepted, rows, data, more = _payment_status(content, language, say, desk)
        findings += more
    elif verdict.kind is Kind.RATES and accepted:
        accepted, rows, data, more = _rates(content, say)
        findings += more
    elif verdict.kind is Kind.DECENTRAL and accepted:
        accepted, rows, data, more = _decentral(content, path.name, say, desk)
        findings += more
    elif verdict.kind is Kind.TABLE and accepted:
        accepted, rows, data, more = _table(content, path.name, say, desk)
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


def _rates(content: bytes, say: Texts) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """A signed file of rates, held against those that are in use here."""
    seen = rate_preview.preview(content)
    data: dict[str, Any] = {}
    if seen.edition is not None:
        changed = {state.value: len(seen.of(state)) for state in rate_preview.RateState}
        data = {"country": seen.edition.country, "year": seen.edition.year, "edition": seen.edition.number} | changed
    told = [_finding(finding, say) for finding in seen.findings if finding.severity is not Severity.NOTE]
    return seen.can_take, len(seen.changes), data, told


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


def _payment_status(
    content: bytes, language: str, say: Texts, desk: Desk | None
) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """A bank's answer to a payment file (pain.002). It is accepted also where the bank rejects the file: that is what
    it says. `rows` counts the payments that it names.
    """
    try:
        said = read_status(content)
    except Refused as refused:
        return False, 0, {}, [_finding(finding, say) for finding in refused.findings]
    found, is_refused = said.findings, False
    if desk is not None:
        seen = preview_status(desk, content)
        found, is_refused = seen.findings, seen.refused

    def told(status: Status) -> dict[str, Any]:
        reasons = [
            {"code": each.code, "text": each.text or named("reason", each.code, language)} for each in status.reasons
        ]
        return {"status": status.code or None, "state": status.state if status.code else None, "reasons": reasons}

    data = {
        "version": said.version,
        "message": said.message_id,
        "created": said.created.isoformat() if said.created is not None else None,
        **told(said.status),
        "blocks": [{"block": name, **told(status)} for name, status in said.blocks.items()],
        "payments": [{"reference": each.reference or each.instruction, **told(each.status)} for each in said.payments],
    }
    return not is_refused, len(said.payments), data, [_finding(finding, say) for finding in found]


def _decentral(
    content: bytes, name: str, say: Texts, desk: Desk | None
) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """A Danish file of decentral registrering, by itself or against a client: an error of a line rejects that line and
    refuses no file, so lines with an error are those that an import would reject. `rows` counts the lines that are not
    blank.
    """
    file = decentral.read(content, name) if desk is None else decentral_load.preview(desk, content, name).file
    data = {
        "received": file.received,
        "loaded": file.loaded,
        "rejected": file.rejected,
        "warnings": file.warnings,
        "records": file.counts,
        "customers": sorted({each.entry.customer for each in file.lines if each.entry}),
        "employers": sorted({each.entry.employer for each in file.lines if each.entry and each.entry.employer}),
    }
    found = (*file.findings, *(each.finding for each in file.remarks))
    told = [{**(seen := _finding(each, say)), "text": f"{each.code or ''} {seen['text']}".strip()} for each in found]
    return not file.is_refused, file.received, data, told


def _table(
    content: bytes, name: str, say: Texts, desk: Desk | None
) -> tuple[bool, int, dict[str, Any], list[dict[str, Any]]]:
    """A table: which of its kinds it looks like, its columns, and what is wrong with its cells; with a client, what
    would become of its rows. A row that is held back refuses nothing, so it is a warning.
    """
    try:
        seen = table_import.look(content)
    except Refused as refused:
        return False, 0, {}, [_finding(finding, say) for finding in refused.findings]
    is_refunds = _names_refunds(seen)
    data: dict[str, Any] = {
        "table": "refunds" if is_refunds else seen.kind or None,
        "columns": len(seen.columns),
        "headers": [{"header": each.header, "target": each.target or None} for each in seen.columns],
        "delimiter": seen.delimiter,
        "sheet": seen.sheet or None,
        "questions": [say(each.what) for each in seen.questions],
        "assumed": [say(what) for what in seen.assumed],
    }
    findings, accepted = seen.findings, True
    if desk is not None and seen.kind and not is_refunds:
        preview = table_import.preview(desk, seen.kind, content, name)
        undecided = {option.missing for option in preview.options}  # what has to be chosen is nothing of the file
        findings = tuple(each for each in preview.findings if each not in undecided)
        accepted = not any(each.severity is Severity.STOP for each in findings)
        findings += tuple(each for row in preview.rows for each in row.findings) if preview.rows else seen.findings
        data["changes"] = dict(preview.counts)
    told = [_finding(each, say) for each in findings]
    if accepted:
        told = [{**each, "severity": "warning"} for each in told]
    return accepted, seen.rows, data, told


def _names_refunds(seen: table_import.TableLook) -> bool:
    """Whether a table may be a report of refunds in another layout than NAV's: an identity number and an amount, and
    more that such a report has than what another table would have. Hours by identity number are hours.
    """
    columns = known_columns([each.header for each in seen.columns], TARGETS).columns
    if seen.kind == "hours" or not {"national_id", "amount"} <= columns.keys():
        return False
    return not seen.kind or len(columns) > sum(bool(each.target) for each in seen.columns)


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
        and finding.where.page in (PAGE, tax_cards.PAGE, table_kind.PAGE, decentral_file.PAGE)
        and isinstance(finding.where.thing, int)
    ):
        return finding.where.thing
    for name, value in finding.what.values:
        if name == "line" and isinstance(value, int | str) and str(value).isdecimal():
            return int(value)
    return None
