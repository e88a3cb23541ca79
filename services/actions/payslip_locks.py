"""Payslips on their way out of the client file: locked with the password that the employee has agreed to, as the client
has chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from models.records.employee import Employee
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from services.actions.made_file import MadeFile
from services.desk.desk import Desk
from services.desk.payslip_choices import payslip_choices

_NUMBER = re.compile(r"payslip-(\d+)-")


def handed_out(desk: Desk, files: Iterable[MadeFile]) -> list[MadeFile]:
    """The files as they leave: payslips of people with an agreed password locked with it, all others as they are.

    Raises Refused where the client wants every payslip locked, and names those who have agreed to no password.
    """
    with desk.reading() as session:
        lock = payslip_choices(session).lock
        rows = session.execute(select(Employee.number, Employee.name, Employee.payslip_password)).all()
    people = {number: (name, password) for number, name, password in rows}
    leaving: list[MadeFile] = []
    without: list[Finding] = []
    for file in files:
        number = _employee(file)
        if number is None or lock == "never":
            leaving.append(file)
            continue
        name, password = people.get(number, ("", ""))
        if password:
            from services.reports.pdf_lock import locked  # slow to import: only where something is locked

            leaving.append(replace(file, content=locked(file.content, password)))
        elif lock == "must":
            what = Message("{name} has agreed to no password for payslips", name=name or str(number))
            without.append(Finding(Severity.STOP, what, Place("employees", number, "payslip_password")))
        else:
            leaving.append(file)
    if without:
        raise Refused(without)
    return leaving


def _employee(file: MadeFile) -> int | None:
    """Whose payslip it is; None for any other file."""
    if file.kind != "payslip":
        return None
    found = _NUMBER.match(file.name)
    return file.employee if file.employee is not None else int(found[1]) if found else None
