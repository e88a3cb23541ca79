"""Runs, reports and journal side by side, to the øre."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from models.values.span import Month
from models.values.table import Column, Kind
from services.queries.reports.model import Asked, Report, Row
from services.queries.year_end import MonthOfYear, year_end

MONTHS, TERMS, YEAR = "months", "terms", "year"
WAYS: Final = ((MONTHS, Message("By month")), (TERMS, Message("By term")), (YEAR, Message("The year")))
TITLE: Final = Message("Reconciliation")


def reconciliation(asked: Asked) -> Report:
    """The months of the year in which something was paid or refunded."""
    found = year_end(asked.desk, asked.choices.year, asked.progress)
    whole = (found.total,) if found.total is not None else ()
    some = {TERMS: found.terms, YEAR: whole}.get(asked.choices.by, found.months)
    columns = (
        Column("period", Message("Period")),
        Column("sum", Message("What")),
        Column("runs", Message("Pay runs"), Kind.MONEY),
        Column("report", Message("A-melding"), Kind.MONEY),
        Column("journal", Message("Journal"), Kind.MONEY),
        Column("difference", Message("Deviation"), Kind.MONEY),
        Column("state", Message("Status")),
    )
    rows: list[Row] = []
    for of in some:
        for measure in of.measures:
            state = (
                Message("Does not agree")
                if measure.difference
                else Message("Agrees")
                if of.has_report
                else Message("No report yet")
            )
            values = (
                asked.say(_period(of)),
                asked.say(measure.title),
                measure.runs,
                measure.report,
                measure.journal,
                measure.difference or None,
                asked.say(state),
            )
            rows.append(Row(len(rows), values, of.where))
    off = sum(1 for of in some for measure in of.measures if measure.difference)
    is_whole = all(of.has_report for of in some)
    agrees = Message("Everything agrees to the øre") if is_whole else Message("What is reported agrees to the øre")
    notes = [agrees] if not off and any(of.has_report for of in some) else []
    return Report(
        "reconciliation",
        TITLE,
        Message("{year}", year=str(asked.choices.year)),
        columns,
        tuple(rows),
        notes=(*notes, Message("The report rounds the contribution of each month to whole kroner")) if rows else (),
        spare=("difference",),
    )


def _period(of: MonthOfYear) -> Message:
    last = of.until
    if last is None or last == of.month:
        return Message("{month}", month=of.month)
    if (of.month, last) == (Month(of.month.year, 1), Month(of.month.year, 12)):
        return Message("{year}", year=str(of.month.year))
    return Message("{first} to {last}", first=of.month, last=last)
