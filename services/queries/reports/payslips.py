"""The payslips of a period: what stands on each, and the papers themselves."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from models.records.stored_file import StoredFile
from models.values.finding import Place
from models.values.message import Message
from models.values.table import Column, Kind
from services.queries.reports.around import approved_runs, chosen, everybody, slip_sums
from services.queries.reports.model import Asked, Report, Row, Slip
from services.queries.reports.wage_journal import HEADS, amount_columns, notes, run_name
from services.queries.trace import Trace
from services.queries.why import why_figure

TITLE: Final = Message("Payslips")
_FIGURES: Final = {"gross": "gross_cash", "withholding": "withholding", "deductions": "deductions", "net": "net_pay"}


def payslips(asked: Asked) -> Report:
    """The slips of the approved runs, by pay date and name."""
    asked.progress(0, 1, Message("Reading the payslips"))
    with asked.desk.reading() as session:
        runs = approved_runs(session, asked.choices)
        people = chosen(everybody(session, asked.choices.last.last), asked.choices)
        slips = slip_sums(session, runs, people)
        kept = session.execute(
            select(StoredFile.run_id, StoredFile.name, StoredFile.id)
            .where(StoredFile.kind == "payslip", StoredFile.run_id.in_([run.id for run in runs]))
            .order_by(StoredFile.id)
        )
        files = {(run_id, int(name.split("-")[1])): id for run_id, name, id in kept}
    names = {run.id: run_name(run, asked.language) for run in runs}
    order = {run.id: place for place, run in enumerate(runs)}
    slips.sort(key=lambda each: (order[each.run.id], people[each.employee].name.casefold(), each.employee))
    columns = (
        Column("pay_date", Message("Pay date"), Kind.DATE),
        Column("run", Message("Run")),
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        *amount_columns(),
    )
    rows = tuple(
        Row(
            place,
            (
                slip.run.pay_date,
                names[slip.run.id],
                people[slip.employee].number,
                people[slip.employee].name,
                slip.gross,
                slip.withholding,
                slip.deductions,
                slip.net,
            ),
            Place("pay_run", slip.run.id, "files"),
        )
        for place, slip in enumerate(slips)
    )
    papers = []
    for slip in slips:
        who = people[slip.employee]
        papers.append(Slip(slip.run.id, who.number, who.name, files.get((slip.run.id, who.number), 0)))

    def why(key: int, column: str) -> Trace | None:
        return why_figure(asked.desk, papers[key].run_id, papers[key].number, _FIGURES[column])

    return Report(
        "payslips",
        TITLE,
        asked.choices.words,
        columns,
        rows,
        None,
        (),
        notes(0),
        frozenset(HEADS),
        why,
        tuple(papers),
        spare=("run", "deductions", "withholding", "gross"),
    )
