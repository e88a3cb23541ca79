"""The main job on the demo client, without a window: a client file, a month of pay, and every file of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from models.values.message import Message
from models.values.span import Month
from services.actions import runs
from services.actions.clients import new_client
from services.actions.exports import export_month, export_month_journal, export_run, save
from services.actions.made_file import MadeFile
from services.actions.run_files import deadlines_of_month, deadlines_of_run
from services.actions.scenario import read
from services.desk.desk import SUFFIX
from services.engine.result import RunResult
from services.reference.demo_client import demo_scenario
from services.reference.texts import texts

USER = "demo"


def demo(folder: Path, passphrase: str, now: Callable[[], datetime]) -> list[str]:
    """Make everything in the folder, which must be empty; the result says in a few lines what lies there.

    Raises Refused.
    """
    scenario = read(demo_scenario())
    desk, recovery_key = new_client(folder / f"demo{SUFFIX}", passphrase, scenario, USER, now)
    files: list[MadeFile] = []
    results: list[RunResult] = []
    with desk:
        for run in scenario.runs:
            run_id = runs.start(desk, run.head, run.lines, run.employees or ())
            results.append(runs.draft(desk, run_id))
            runs.approve(desk, run_id)
            files += export_run(desk, run_id)
        paid = {Month.of(result.head.pay_date) for result in results}
        months = sorted(paid | {result.head.report_month for result in results})
        files += [export_month(desk, month) for month in months]
        files += [made for month in months if (made := export_month_journal(desk, month)) is not None]
        save(files, folder)
    summary = _summary(scenario.employer.name, results, files)
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _told(folder, results, files, recovery_key)


def _summary(employer: str, results: list[RunResult], files: list[MadeFile]) -> dict[str, Any]:
    return {
        "employer": employer,
        "runs": [
            {
                "month": str(result.head.month),
                "pay_date": str(result.head.pay_date),
                "payslips": len(result.payslips),
                "totals": {name: str(amount) for name, amount in result.totals.items()},
                **deadlines_of_run(result),
                **deadlines_of_month(result.facts.country, Month.of(result.head.pay_date)),
                "findings": [texts("nb")(finding.what) for finding in result.findings],
            }
            for result in results
        ],
        "files": [
            {"name": file.name, "kind": file.kind, "size": len(file.content), "sha256": file.sha256} for file in files
        ],
    }


def _told(folder: Path, results: list[RunResult], files: list[MadeFile], recovery_key: str) -> list[str]:
    say = texts("nb")
    told = [say(Message("The demo client is in {folder}", folder=str(folder)))]
    for result in results:
        told.append(
            say(
                Message(
                    "{month}: {people} payslips, {net} to be paid out, {tax} withheld",
                    month=result.head.month,
                    people=len(result.payslips),
                    net=result.totals["net_pay"],
                    tax=result.totals["withholding"],
                )
            )
        )
    told.append(
        say(
            Message(
                "{count} files: payslips, bank file, payment list, journal, a-melding, summary", count=len(files) + 1
            )
        )
    )
    told.append(say(Message("The recovery key, if the password is lost: {key}", key=recovery_key)))
    return told
