"""The payslips of a run: whose there are, what stands on one as figures that can be asked why, and the paper itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.records.stored_file import StoredFile
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import Money
from services.desk import kept_files
from services.desk.desk import Desk
from services.desk.gather import head_of, slips_of
from services.desk.payslip_choices import payslip_choices
from services.desk.payslip_notes import paper_options
from services.desk.slip_paper import slip_pdf, words_of
from services.desk.stored_form import read_facts
from services.engine.facts import RunFacts
from services.engine.result import Payslip
from services.engine.wage_types import Operation, WageTypes
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class SlipHead:
    """Whose payslip it is, and what they get. `password` says that it is locked when it leaves the client file."""

    number: int
    name: str
    net: Money
    has_account: bool
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One figure of a payslip: a line by its place, or a sum by its name."""

    what: Message
    amount: Money
    line: int | None = None
    figure: str = ""
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """One payslip as figures: pay, tax and deductions to net, then what follows for the employer."""

    run_id: int
    number: int
    name: str
    net: Money
    rows: tuple[SlipRow, ...]
    besides: tuple[SlipRow, ...]


def slip_heads(desk: Desk, run_id: int) -> tuple[SlipHead, ...]:
    """Everybody who has a payslip in a run, by name."""
    with desk.reading() as session:
        lock = payslip_choices(session).lock
        rows = session.execute(
            select(
                people.Employee.number,
                people.Employee.name,
                records.Payslip.net_pay,
                people.Employee.bank_account,
                people.Employee.payslip_password,
            )
            .join(records.Payslip, records.Payslip.employee_id == people.Employee.id)
            .where(records.Payslip.run_id == run_id)
        ).all()
    heads = [
        SlipHead(number, name, net, bool(account), bool(password) and lock != "never")
        for number, name, net, account, password in rows
    ]
    return tuple(sorted(heads, key=lambda head: (head.name.casefold(), head.number)))


def slip(desk: Desk, run_id: int, number: int, language: str) -> Slip:
    """One payslip of a computed run. Raises Refused where there is none."""
    with desk.reading() as session:
        found, facts, _ = _read(session, run_id, number)
    types = wage_types(facts.country)
    return Slip(
        run_id,
        number,
        found.person.name,
        found["net_pay"],
        tuple(_rows(found, facts, types, language)),
        tuple(_besides(found)),
    )


def slip_paper(desk: Desk, run_id: int, number: int) -> bytes:
    """The payslip as PDF: the kept one, and of a draft as it would be. Raises Refused where there is none."""
    with desk.reading() as session:
        found, facts, kept = _read(session, run_id, number)
        if kept is not None:
            return kept_files.get(session, [kept])[0]
        options = paper_options(session, run_id)
    return slip_pdf(found, facts, options=options)


def _read(session: Session, run_id: int, number: int) -> tuple[Payslip, RunFacts, str | None]:
    """The slip with its run's facts, and the parts of the kept paper where it was made."""
    run = session.get(records.PayRun, run_id)
    who = session.scalar(select(people.Employee.id).where(people.Employee.number == number))
    slips = slips_of(session, run_id, {who}) if who is not None else []
    if run is None or run.facts is None or not slips:
        what = Message("Employee {number} has no payslip in this run", number=str(number))
        raise refuse(what, Place("pay_run", run_id, "control"))
    name = f"payslip-{number}-{head_of(run).name}.pdf"
    kept = session.scalar(select(StoredFile.parts).where(StoredFile.run_id == run_id, StoredFile.name == name))
    return slips[0], read_facts(run.facts), kept


_AFTER = (
    ("holiday_basis", Message("Holiday pay basis")),
    ("holiday_accrual", Message("Holiday pay earned")),
    ("aga_base", Message("Basis of employer's contribution")),
    ("aga", Message("Employer's contribution")),
    ("aga_extra", Message("Extra contribution on high pay")),
    ("aga_on_holiday_accrual", Message("Employer's contribution on holiday pay")),
    ("finance_tax", Message("Finance tax on pay")),
    ("pension_basis", Message("Pension basis")),
    ("otp", Message("Occupational pension")),
    ("exempt_left", Message("Left of the exemption card")),
)


def _rows(found: Payslip, facts: RunFacts, types: WageTypes, language: str) -> Iterator[SlipRow]:
    """From top to bottom as on the paper."""
    words, paying = words_of(found, facts), (Operation.PAY, Operation.ALLOWANCE)
    named = [(place, line, types[line.type]) for place, line in enumerate(found.lines)]
    for place, line, wage_type in named:
        if wage_type.operation in paying if words.paid is None else place in words.paid:
            what = Message("{line}", line=line.text or wage_type.name(language))
            yield SlipRow(what, line.amount.value, line=place)
    yield SlipRow(Message("Gross"), found["gross_cash"], figure="gross_cash", is_sum=True)
    for place, line, wage_type in named:
        if wage_type.operation is Operation.BENEFIT:
            what = Message("{line}, not paid out", line=line.text or wage_type.name(language))
            yield SlipRow(what, line.amount.value, line=place)
    if words.taken:
        for taken in words.taken:
            yield SlipRow(taken.label, -taken.amount, line=taken.line, figure=taken.figure)
        yield SlipRow(Message("Net pay"), found["net_pay"], figure="net_pay", is_sum=True)
        return
    yield SlipRow(Message("Basis of withholding"), found["withholding_base"], figure="withholding_base")
    yield SlipRow(words.withholding, -found["withholding"], figure="withholding")
    for place, line, wage_type in named:
        if wage_type.operation is Operation.DEDUCT:
            what = Message("{line}", line=line.text or wage_type.name(language))
            yield SlipRow(what, -line.amount.value, line=place)
    yield SlipRow(Message("Net pay"), found["net_pay"], figure="net_pay", is_sum=True)


def _besides(found: Payslip) -> Iterator[SlipRow]:
    for name, what in _AFTER:
        if name in found.figures and found[name]:
            yield SlipRow(what, found[name], figure=name)
