"""Tax withheld by pay date, with the day on which it is due and whether it was told as paid."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from sqlalchemy import func, select

from models.records import pay_run as records
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.table import Column, Kind
from services.desk import countries
from services.desk.marks import due as subject_of
from services.desk.marks import is_marked, marks_of
from services.queries.deadlines import PAID
from services.queries.reports.around import approved_runs, totals
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row
from services.queries.reports.wage_journal import run_name
from services.queries.trace import Trace
from services.queries.why import why_total

TITLE: Final = Message("Withholding by pay date")
_ATTACHMENT: Final = "attachment"


def withholding_by_date(asked: Asked) -> Report:
    """A row for each approved run that was paid in the period."""
    desk, pack = asked.desk, countries.country(asked.desk.client.country)
    asked.progress(0, 1, Message("Reading the pay runs"))
    line = records.PayLine
    with desk.reading() as session:
        runs = approved_runs(session, asked.choices, by_pay_date=True)
        told = totals(session, runs, ("withholding",))
        taken: dict[int, Money] = {}
        for run_id, amount in session.execute(
            select(line.run_id, func.sum(line.amount))
            .where(line.run_id.in_([run.id for run in runs]), line.type == _ATTACHMENT)
            .group_by(line.run_id)
        ):
            taken[run_id] = amount
        marks = marks_of(session, "due:")
    has_attachments = any(taken.values())
    columns = (
        Column("pay_date", Message("Pay date"), Kind.DATE),
        Column("run", Message("Run")),
        Column("withholding", Message("Withheld tax"), Kind.MONEY, summed=True),
        *((Column("attachments", Message("Attachments"), Kind.MONEY, summed=True),) if has_attachments else ()),
        *((Column("total", Message("Total"), Kind.MONEY, summed=True),) if has_attachments else ()),
        Column("due", Message("Due"), Kind.DATE),
        Column("state", Message("Status")),
    )
    rows, by_month = [], defaultdict[Month, list[Money]](lambda: [ZERO, ZERO])
    for run in runs:
        tax, other = told[run.id].get("withholding", ZERO), taken.get(run.id, ZERO)
        day = pack.run_deadlines(run.pay_date)["tax_due"]
        paid = is_marked(marks, subject_of("withholding", day.isoformat()), PAID)
        state = Message("Marked as paid") if paid else Message("Overdue") if day < desk.today else Message("Left to do")
        values = (
            run.pay_date,
            run_name(run, asked.language),
            tax,
            *((other, tax + other) if has_attachments else ()),
            day,
            asked.say(state) if tax or other else None,
        )
        rows.append(Row(run.id, values, Place("pay_run", run.id, "files")))
        sums = by_month[Month.of(run.pay_date)]
        sums[0] += tax
        sums[1] += other

    def why(key: int, column: str) -> Trace | None:
        return why_total(desk, key, column)

    formats, month, pillars = asked.say.formats, asked.choices.first, []
    while month <= asked.choices.last:
        amounts = tuple(by_month[month][: 2 if has_attachments else 1])
        pillars.append(Pillar(formats.month_name(month.number)[:3], formats.month(month), amounts))
        month = month.plus(1)
    parts = (Message("Withheld tax"), Message("Attachments"))[: 2 if has_attachments else 1]
    facts = [(Message("Withheld tax"), Money.total(told[run.id].get("withholding", ZERO) for run in runs))]
    if has_attachments:
        facts.append((Message("Attachments"), Money.total(taken.values())))
    return Report(
        "withholding",
        TITLE,
        asked.choices.words,
        columns,
        tuple(rows),
        Picture(Message("Withheld tax by month of payment"), parts, tuple(pillars)),
        tuple(facts) if rows else (),
        (Message("Approved runs only"),),
        frozenset({"withholding"}),
        why,
    )
