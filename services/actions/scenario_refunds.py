"""The reports of refunds that a scenario names: each posting becomes a refund of its employee."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.values.finding import Refused, Severity, refuse
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.engine.facts import Refund
from services.files.scenario import RefundFile, Scenario

_MOST: Final = 50_000_000  # bytes (files 0.11)


def refunds_of(file: RefundFile, scenario: Scenario, folder: Path | None) -> Iterator[Refund]:
    """What a report of refunds paid, by employee, in its order; what NAV takes back is negative.

    Raises Refused where the file cannot be read or is refused, and for a posting of nobody in the scenario.
    """
    path = (folder or Path()) / file.name
    try:
        if not path.is_file():  # a pipe would never end
            raise refuse(Message("{file}: {reason}", file=file.name, reason=Message("there is no such file")))
        if path.stat().st_size > _MOST:
            raise refuse(Message("{file} is larger than such a file can be", file=file.name))
        content = path.read_bytes()
    except OSError as wrong:
        raise refuse(Message("{file}: {reason}", file=file.name, reason=wrong.strerror or "")) from wrong
    report = countries.read_refund_report(content, path.name)
    if report.refused:
        raise Refused([found for found in report.findings if found.severity is Severity.STOP])
    if report.receiver and report.receiver != scenario.employer.orgnr:
        raise refuse(Message("{file} is a report to employer {theirs}", file=file.name, theirs=report.receiver))
    month = file.month or (Month.of(report.payment_date) if report.payment_date is not None else None)
    if month is None:
        raise refuse(Message("{file} does not say when it was paid: give the month", file=file.name))
    numbers = {each.person.national_id: each.person.number for each in scenario.people if each.person.national_id}
    units = {unit.orgnr for unit in scenario.employer.establishments}
    for row in report.rows:
        number = numbers.get(row.national_id)
        if number is None or row.held_back:
            what = Message(
                "{file}, line {line}: the posting belongs to nobody here", file=file.name, line=str(row.line)
            )
            raise refuse(what)
        yield Refund(number, month, row.amount, row.establishment if row.establishment in units else "")
