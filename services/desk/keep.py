"""Result → records and back: a draft replaces the draft before it, in bulk; what is read back is what was computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.base import Record
from models.records.movement import Movement
from services.desk.gather import employee_ids, slips_of
from services.desk.stored_form import read_facts, read_voucher, write_facts, write_payslip, write_voucher
from services.engine.accounts import Movement as Booked
from services.engine.facts import BalanceKey
from services.engine.result import Payslip, RunResult

_PARTS: tuple[Any, ...] = (runs.PayLine, Movement, runs.RunTotal, runs.Payslip)


def keep(session: Session, run: runs.PayRun, result: RunResult, at: datetime, known: int) -> None:
    """Store a computed draft in place of the one before. `known` is the last change that the facts knew."""
    for part in _PARTS:
        session.execute(delete(part).where(part.run_id == run.id))
    ids = employee_ids(session)
    slips = [(slip, ids[slip.person.number]) for slip in result.payslips]
    add(session, runs.Payslip, [_slip(slip, run.id, employee_id) for slip, employee_id in slips])
    add(session, runs.PayLine, [row for slip, employee_id in slips for row in _lines(slip, run.id, employee_id)])
    booked = [_movement(each, run.id, employee_id) for slip, employee_id in slips for each in slip.movements]
    add(session, Movement, booked + [_movement(each, run.id, None) for each in result.movements])
    totals = [{"run_id": run.id, "name": name, "amount": amount} for name, amount in result.totals.items()]
    add(session, runs.RunTotal, totals)
    run.facts = write_facts(replace(result.facts, people=()))
    run.voucher = write_voucher(result.voucher)
    run.reported_in = result.head.reported_in
    run.computed_at = at
    run.computed_after = known
    run.editions = " ".join(result.facts.editions)


def add(session: Session, record: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows of one kind in one statement: through the table, because the record would take one for each row."""
    if rows:
        session.execute(insert(Record.metadata.tables[record.__tablename__]), rows)


def _slip(slip: Payslip, run_id: int, employee_id: int) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "employee_id": employee_id,
        "gross_cash": slip["gross_cash"],
        "withholding": slip["withholding"],
        "deductions": slip["deductions"],
        "net_pay": slip["net_pay"],
        "content": write_payslip(slip),
    }


def _lines(slip: Payslip, run_id: int, employee_id: int) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "employee_id": employee_id,
            "type": line.type,
            "quantity": line.quantity,
            "rate": line.rate,
            "amount": line.amount.value,
        }
        for line in slip.lines
    ]


def _movement(booked: Booked, run_id: int, employee_id: int | None) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "employee_id": employee_id,
        "account": booked.key.account,
        "vintage": booked.key.vintage,
        "hundredths": booked.hundredths,
        "reason": booked.reason,
    }


def stored_result(session: Session, run: runs.PayRun) -> RunResult:
    """The result as it was computed and kept. Raises NotAsWritten, also for a run that was never computed."""
    slips = slips_of(session, run.id)
    facts = replace(read_facts(run.facts or b""), people=tuple(slip.person for slip in slips))
    totals = session.execute(
        select(runs.RunTotal.name, runs.RunTotal.amount).where(runs.RunTotal.run_id == run.id)
    ).all()
    own = session.execute(
        select(Movement.account, Movement.vintage, Movement.hundredths, Movement.reason)
        .where(Movement.run_id == run.id, Movement.employee_id.is_(None))
        .order_by(Movement.id)
    )
    movements = tuple(Booked(BalanceKey(account, vintage), amount, reason) for account, vintage, amount, reason in own)
    findings = tuple(finding for slip in slips for finding in slip.findings)
    return RunResult(facts, tuple(slips), dict(totals), read_voucher(run.voucher or b""), movements, findings)
