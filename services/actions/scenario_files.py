"""The files that a scenario's runs produce, and what is due for each month."""

from __future__ import annotations

from typing import Any

from services.actions.check_report import findings_of_report
from services.actions.made_file import XML, MadeFile
from services.actions.run_files import deadlines_of_month, files_of_run, month_rounding, report_of_month
from services.actions.scenario import Book
from services.actions.scenario_messages import MadeMessage
from services.desk import countries
from services.desk.reporting import report_name


def scenario_files(book: Book, *, made: bool) -> tuple[list[MadeFile], dict[str, dict[str, Any]]]:
    """Every file of every run and the newest report of each month (none of them unless `made`), and the months' table
    for the answer. Raises Refused for a file that cannot be made.
    """
    files: list[MadeFile] = []
    reports: dict[str, dict[str, Any]] = {}
    for number, run in enumerate(book.runs.values(), 1):
        if made:
            files += files_of_run(run, number=number)
    kind = countries.country(book.scenario.country).report_kind
    for month in book.months:
        due: dict[str, Any] = {kind: report_name(kind, month), **deadlines_of_month(book.scenario.country, month)}
        messages = [each for each in book.messages if each.month == month]
        if messages:
            due["messages"] = [_in_chain(each) for each in messages]
        if made:
            if messages:
                files.append(MadeFile(report_name(kind, month), kind, XML, messages[-1].content))
            else:
                files.append(report_of_month(book.month(month))[0])
            due["findings"] = findings_of_report(files[-1].content)
            if rounding := month_rounding(book.month(month)):
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
