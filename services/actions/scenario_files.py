"""The files that a scenario's runs produce, and what is due for each month."""

from __future__ import annotations

from typing import Any

from models.values.finding import Refused
from services.actions.check_report import findings_of_report
from services.actions.made_file import XML, MadeFile
from services.actions.run_files import deadlines_of_month, files_of_run, month_rounding, report_of_month
from services.actions.scenario import Book
from services.actions.scenario_messages import MadeMessage
from services.desk import countries
from services.desk.reporting import report_name
from services.engine.income_fields import NO_NUMBER
from services.reference.texts import texts


def scenario_files(book: Book, *, made: bool) -> tuple[list[MadeFile], dict[str, dict[str, Any]]]:
    """Every file of every run and the newest report of each month, where the country has one (none of them unless
    `made`), and the months' table for the answer. Raises Refused for a file that cannot be made.
    """
    files: list[MadeFile] = []
    reports: dict[str, dict[str, Any]] = {}
    for number, run in enumerate(book.runs.values(), 1):
        if made:
            files += files_of_run(run, number=number)
    pack = countries.country(book.scenario.country)
    kind = pack.report_kind
    for month in book.months:
        named = {kind: report_name(kind, month)} if pack.makes_report else {}
        due: dict[str, Any] = {**named, **deadlines_of_month(book.scenario.country, month)}
        messages = [each for each in book.messages if each.month == month]
        if messages:
            due["messages"] = [_in_chain(each) for each in messages]
        if made and pack.makes_report:
            if messages:
                files.append(MadeFile(report_name(kind, month), kind, XML, messages[-1].content))
            else:
                try:
                    files.append(report_of_month(book.month(month))[0])
                except Refused as wrong:
                    if any(found.code != NO_NUMBER for found in wrong.findings):
                        raise
                    del due[kind]  # somebody cannot be reported: the other files are made all the same
                    say = texts(pack.language)
                    due["findings"] = [{"severity": "stop", "text": say(found.what)} for found in wrong.findings]
            if kind in due:
                due["findings"] = findings_of_report(files[-1].content, country=book.scenario.country)
        if made and (rounding := month_rounding(book.month(month), pack.language)):
            files.append(rounding)
        reports[str(month)] = due
    return files, reports


def _in_chain(message: MadeMessage) -> dict[str, Any]:
    """One message of a month, in the answer."""
    sent = message.sent
    return {
        "id": sent.id,
        "kind": sent.kind.value,
        "replaces": sent.replaces,
        "runs": list(sent.runs),
        "state": sent.state.value,
    }
