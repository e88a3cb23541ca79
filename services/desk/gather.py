"""Records → facts: a handful of statements for any number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.records import absence as absent
from models.records import employee as people
from models.records import employer as firm
from models.records import numbered as own
from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Finding, Place, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.desk import countries
from services.desk.refund_lines import refund_lines
from services.desk.reversals import reversed_twice
from services.desk.stored_form import read_choices, read_findings, read_line, read_numbered, read_payslip
from services.engine.facts import (
    Absence,
    BalanceKey,
    CompanyCar,
    CostShare,
    EmployerFacts,
    Employment,
    Establishment,
    InternationalId,
    LineInput,
    OwnRate,
    PersonFacts,
    RunFacts,
    RunHead,
    RunKind,
    StaffLoan,
    TaxCard,
    Terms,
    Vessel,
)
from services.engine.numbered import CategoryLine, NumberedSetup, NumberedTerms, PersonalRate, RateStep
from services.engine.result import Payslip
from services.reference.year_files import marks

Balances = dict[int | None, dict[BalanceKey, int]]


def run_facts(session: Session, run_id: int) -> tuple[RunFacts, Mapping[int, Payslip]]:
    """Everything that a run must know, and the slips that it reverses by employee number.

    Raises Refused for a run that does not exist, and for a correction of a run that is not approved.
    """
    run = session.get(runs.PayRun, run_id)
    if run is None:
        raise refuse(Message("There is no run with the number {number}", number=run_id), Place("pay_run"))
    head = head_of(run)
    earlier = reversed_slips(session, run)
    _refuse_second_reversal(session, run, earlier)
    return facts_for(session, head, entered_lines(session, run_id), earlier), earlier


def facts_for(
    session: Session,
    head: RunHead,
    lines: Mapping[int, list[LineInput]],
    earlier: Iterable[int] = (),
    balances: Balances | None = None,
) -> RunFacts:
    """What a run with this head would know today, also of one that is not in the file. `lines` are by the record of the
    employee, `earlier` the numbers of those whose slips it reverses; balances that were read already are taken as read.
    """
    country = country_of(session)
    balances = balances_of(session) if balances is None else balances
    everybody = persons(session, balances, head, lines, dict.fromkeys(earlier, head.corrects))
    entered, by = own_rates(session), marks(country, head.pay_date.year)
    return RunFacts(country, head, employer_facts(session), tuple(everybody), balances.get(None, {}), entered, by)


def country_of(session: Session) -> str:
    """The country of the file, by its code."""
    code: str = session.connection().exec_driver_sql("SELECT country FROM file_meta").scalar_one()
    return code


def entered_lines(session: Session, run_id: int) -> Mapping[int, list[LineInput]]:
    """The lines that were entered on a run, by employee, and after them what was refunded."""
    lines: dict[int, list[LineInput]] = defaultdict(list)
    for employee_id, line in session.execute(
        select(runs.EnteredLine.employee_id, runs.EnteredLine.line)
        .where(runs.EnteredLine.run_id == run_id)
        .order_by(runs.EnteredLine.id)
    ):
        lines[employee_id].append(read_line(line))
    for employee_id, refund in refund_lines(session, run_id):
        lines[employee_id].append(refund)
    return lines


def head_of(run: runs.PayRun) -> RunHead:
    """The head of a run as it was entered."""
    span = None if run.first_day is None else Span(run.first_day, run.last_day)
    return RunHead(
        run.month,
        run.pay_date,
        RunKind(run.kind),
        run.period,
        span,
        run.december_relief,
        run.corrects,
        run.sequence,
        run.reported_in,
        tuple(run.codes.split()),
    )


def employer_facts(session: Session) -> EmployerFacts:
    """The employer of the file. Raises Refused for a file in which none was entered."""
    row = session.get(firm.Employer, 1)
    if row is None:
        raise refuse(Message("The employer is not entered yet"), Place("settings", None, "employer"))
    units = session.scalars(select(firm.Establishment).order_by(firm.Establishment.id))
    accounts = session.execute(select(firm.AccountNumber.purpose, firm.AccountNumber.number))
    return EmployerFacts(
        row.name,
        row.orgnr,
        tuple(
            Establishment(unit.orgnr, unit.zone, unit.name, unit.calculation_code, unit.municipality) for unit in units
        ),
        tuple(row.address.splitlines()),
        row.contact,
        row.bank_account,
        row.pension_percent,
        row.pension_provider,
        row.holiday_plan,
        row.holiday_deduction,
        row.part_month,
        row.finance_tax,
        row.sector,
        row.test_client,
        dict(accounts.all()),
        read_choices(row.choices),
        other_aid(session),
        numbered_setup(session, row) if countries.country(country_of(session)).numbered else None,
    )


def numbered_setup(session: Session, row: firm.Employer) -> NumberedSetup:
    """What the employer has set up for numbered wage types: its choices, position categories and result tables."""
    numbers = dict(session.execute(select(own.PositionCategory.id, own.PositionCategory.number)).all())
    categories: dict[str, tuple[CategoryLine, ...]] = {number: () for _, number in sorted(numbers.items())}
    columns: Any = own.CategoryLine.__table__.c
    for line in session.execute(select(*columns).order_by(columns.id)):
        number = numbers[line.category_id]
        categories[number] = (*categories[number], CategoryLine(line.type, line.since, line.until))
    columns = own.RateStep.__table__.c
    ordered = select(*columns).order_by(columns.table_number, columns.since, columns.pay_group)
    steps = tuple(
        RateStep(step.table_number, step.since, step.pay_group, _values_of(step)) for step in session.execute(ordered)
    )
    return replace(read_numbered(row.numbered), se=row.se or row.orgnr, categories=categories, steps=steps)


def _values_of(step: Any) -> dict[str, Decimal]:
    """What a step of a result table holds, by form of pay; a blank is not in it."""
    values = {name: getattr(step, name) for name in ("arrears", "advance", "hourly", "fortnightly")}
    return {name: value for name, value in values.items() if value is not None}


def other_aid(session: Session) -> dict[str, Money]:
    """The de minimis aid that the employer got from elsewhere, by month."""
    rows = session.execute(select(firm.OtherAid.month, firm.OtherAid.amount).order_by(firm.OtherAid.month))
    return {str(month): amount for month, amount in rows}


def own_rates(session: Session) -> tuple[OwnRate, ...]:
    """The rates that the user entered, by name and day."""
    columns: Any = firm.OwnRate.__table__.c
    rows = session.execute(select(*columns).order_by(columns.name, columns.since))
    return tuple(OwnRate(row.name, row.kind, row.value, row.since, row.source) for row in rows)


def balances_of(session: Session, until: date | None = None) -> Balances:
    """What stands on every account, in order: opening balances and approved runs, with a day those that were paid until
    then; under None the employer's own.
    """
    is_counted: ColumnElement[bool] = runs.PayRun.approved_at.is_not(None)
    if until is not None:
        is_counted = is_counted & (runs.PayRun.pay_date <= until)
    counted = (
        select(Movement.employee_id, Movement.account, Movement.vintage, func.sum(Movement.hundredths))
        .join(runs.PayRun, runs.PayRun.id == Movement.run_id, isouter=True)
        .where(or_(Movement.run_id.is_(None), is_counted))
        .group_by(Movement.employee_id, Movement.account, Movement.vintage)
        .order_by(Movement.employee_id, Movement.account, Movement.vintage)
    )
    balances: Balances = defaultdict(dict)
    for employee_id, account, vintage, hundredths in session.execute(counted):
        balances[employee_id][BalanceKey(account, vintage)] = hundredths
    return balances


def persons(
    session: Session,
    balances: Balances,
    head: RunHead | None,
    lines: Mapping[int, list[LineInput]],
    reverses: Mapping[int, str],
) -> list[PersonFacts]:
    """Everybody, by number, with the card of the pay date's year and the fixed lines in force (no head: none)."""
    employments = _employments(session)
    cards = _cards(session, head.pay_date) if head else {}
    cars, loans, absences, rates = _cars(session), _loans(session), _absences(session), _personal_rates(session)
    shares = _shares(session, head.days.last or head.pay_date) if head else {}
    is_full = head is not None and head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    is_numbered = any(  # the rows of numbered types say themselves in which runs a fixed line holds
        terms.numbered is not None
        for jobs in employments.values()
        for job in jobs
        for _, terms in job.terms.entries[:1]
    )
    fixed = _fixed(session, head) if head is not None and (is_full or is_numbered) else {}
    columns: Any = people.Employee.__table__.c
    found = []
    for row in session.execute(select(*columns).order_by(columns.number)):
        foreign = row.international_id
        found.append(
            PersonFacts(
                row.number,
                row.name,
                row.national_id,
                row.born,
                InternationalId(foreign, row.international_type, row.international_country) if foreign else None,
                tuple(row.address.splitlines()),
                row.language,
                row.bank_account,
                row.small_payments,
                cards.get(row.id),
                tuple(employments.get(row.id, ())),
                (*fixed.get(row.id, ()), *lines.get(row.id, ())),
                balances.get(row.id, {}),
                reverses.get(row.number, ""),
                row.bank_bic,
                tuple(cars.get(row.id, ())),
                tuple(loans.get(row.id, ())),
                tuple(shares.get(row.id, ())),
                tuple(absences.get(row.id, ())),
                row.tax_home,
                tuple(rates.get(row.id, ())),
            )
        )
    return found


def employee_ids(session: Session) -> dict[int, int]:
    """The record of each employee number."""
    return dict(session.execute(select(people.Employee.number, people.Employee.id)).all())


def _employments(session: Session) -> Mapping[int, list[Employment]]:
    columns: Any = people.EmploymentTerms.__table__.c
    terms: dict[int, list[tuple[date, Terms]]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(columns.employment_id, columns.from_day)):
        kept = Terms(
            row.percent,
            row.full_time_hours,
            row.pay,
            row.monthly_salary,
            row.hourly_rate,
            row.hours_divisor,
            row.period,
            row.pay_since,
            row.percent_since,
            row.pay_step,
            _numbered_terms(row),
        )
        terms[row.employment_id].append((row.from_day, kept))
    found: dict[int, list[Employment]] = defaultdict(list)
    columns = people.Employment.__table__.c
    for row in session.execute(select(*columns).order_by(columns.id)):
        vessel = Vessel(row.vessel_register, row.vessel_type, row.vessel_area) if row.vessel_register else None
        found[row.employee_id].append(
            Employment(
                row.employment_id,
                row.establishment,
                row.start,
                Timeline(tuple(terms.get(row.id, ()))),
                row.type,
                row.end,
                row.end_reason,
                row.occupation,
                row.work_schedule,
                row.form,
                row.zone,
                vessel,
                row.main_employer,
                row.seniority,
                row.earned_in,
            )
        )
    return found


def _numbered_terms(row: Any) -> NumberedTerms | None:
    """What numbered wage types ask of the terms; None where nothing is said of it."""
    said = (row.category, row.pay_group, row.norm_hours, row.agreement_hours)
    return NumberedTerms(*said) if any(said) else None


def _personal_rates(session: Session) -> Mapping[int, list[PersonalRate]]:
    columns: Any = people.PersonalRate.__table__.c
    found: dict[int, list[PersonalRate]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(columns.since, columns.id)):
        found[row.employee_id].append(PersonalRate(row.type, row.since, row.value))
    return found


def _cars(session: Session) -> Mapping[int, list[CompanyCar]]:
    columns: Any = people.CompanyCar.__table__.c
    found: dict[int, list[CompanyCar]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(columns.since, columns.id)):
        found[row.employee_id].append(
            CompanyCar(
                row.list_price,
                row.first_registered,
                row.since,
                row.until,
                row.over_40000_km,
                row.vehicle,
                row.own_payment,
                row.registration,
            )
        )
    return found


def _loans(session: Session) -> Mapping[int, list[StaffLoan]]:
    columns: Any = people.StaffLoan.__table__.c
    found: dict[int, list[StaffLoan]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(columns.since, columns.id)):
        found[row.employee_id].append(StaffLoan(row.balance, row.rate, row.since, row.until))
    return found


def _absences(session: Session) -> Mapping[int, list[Absence]]:
    columns: Any = absent.Absence.__table__.c
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(columns.first, columns.id)):
        found[row.employee_id].append(away(row))
    return found


def away(row: Any) -> Absence:
    """A stored absence as a fact."""
    return Absence(
        row.kind,
        row.first,
        row.last,
        row.grade,
        row.paid,
        row.employment_id,
        row.leave_id,
        row.withdrawn,
        row.units,
        row.type,
    )


def _shares(session: Session, day: date) -> Mapping[int, list[CostShare]]:
    """Where each employee's pay is booked on the day: the rows of the newest day until then."""
    columns: Any = people.CostShare.__table__.c
    newest: dict[int, date] = {}
    found: dict[int, list[CostShare]] = {}
    for row in session.execute(
        select(*columns).where(columns.from_day <= day).order_by(columns.from_day.desc(), columns.id)
    ):
        if newest.setdefault(row.employee_id, row.from_day) == row.from_day:
            found.setdefault(row.employee_id, []).append(CostShare(row.percent, row.department, row.project))
    return found


def _cards(session: Session, day: date) -> Mapping[int, TaxCard]:
    """The card of the day's year for each employee: the newest that was issued by then, or else the last."""
    columns: Any = people.TaxCard.__table__.c
    is_later = func.coalesce(columns.issued > day, 0)
    newest: dict[int, TaxCard] = {}
    for row in session.execute(
        select(*columns).where(columns.year == day.year).order_by(is_later.desc(), columns.issued, columns.id)
    ):
        newest[row.employee_id] = TaxCard(
            row.year,
            row.kind,
            row.table_number,
            row.percent,
            row.exempt_amount,
            row.months,
            row.issued,
            row.allowance_month,
        )
    return newest


def _fixed(session: Session, head: RunHead) -> Mapping[int, list[LineInput]]:
    first, last = head.days.first, head.days.last
    columns: Any = people.FixedLine.__table__.c
    in_force = (
        or_(columns.from_day.is_(None), columns.from_day <= last),
        or_(columns.to_day.is_(None), columns.to_day >= first),
    )
    found: dict[int, list[LineInput]] = defaultdict(list)
    for employee_id, line in session.execute(
        select(columns.employee_id, columns.line).where(*in_force).order_by(columns.id)
    ):
        found[employee_id].append(replace(read_line(line), fixed=True))
    return found


def _refuse_second_reversal(session: Session, run: runs.PayRun, earlier: Mapping[int, Payslip]) -> None:
    """What was taken back once is not taken back again: the correction itself is corrected."""
    others = select(runs.PayRun).where(
        runs.PayRun.corrects == run.corrects, runs.PayRun.id != run.id, runs.PayRun.approved_at.is_not(None)
    )
    for other in session.scalars(others) if run.corrects else ():
        if again := sorted(earlier.keys() & reversed_slips(session, other).keys()):
            raise reversed_twice(again[0], run.corrects, head_of(other).name)


def reversed_slips(session: Session, run: runs.PayRun) -> Mapping[int, Payslip]:
    """The slips of the run that this one corrects."""
    if not run.corrects:
        return {}
    corrected = find_run(session, run.corrects)
    if corrected is None or corrected.approved_at is None:
        what = Message(
            "Run {name} is not approved, so there is nothing to correct: change it instead", name=run.corrects
        )
        raise refuse(what, Place("pay_run", run.id, "corrects"))
    whom = set(
        session.scalars(select(runs.CorrectedEmployee.employee_id).where(runs.CorrectedEmployee.run_id == run.id))
    )
    slips = slips_of(session, corrected.id, whom)
    return {slip.person.number: slip for slip in slips}


def find_run(session: Session, name: str) -> runs.PayRun | None:
    """A run by its name: 2026-03, or 2026-03-2 for the second of the month."""
    month, sequence = name[:7], name[8:] or "1"
    try:
        wanted = select(runs.PayRun).where(
            runs.PayRun.month == Month.parse(month), runs.PayRun.sequence == int(sequence)
        )
    except ValueError:
        return None
    return session.scalar(wanted)


def slips_of(session: Session, run_id: int, employee_ids: Iterable[int] = ()) -> list[Payslip]:
    """The stored slips of a run by employee number; of some people, or of everybody."""
    return [read_payslip(content) for content in _contents(session, run_id, employee_ids)]


def findings_of(session: Session, run_id: int) -> list[Finding]:
    """What the stored slips of a run ask to look at, by employee number."""
    return [finding for content in _contents(session, run_id) for finding in read_findings(content)]


def _contents(session: Session, run_id: int, employee_ids: Iterable[int] = ()) -> Iterator[bytes]:
    wanted = (
        select(runs.Payslip.content)
        .join(people.Employee, people.Employee.id == runs.Payslip.employee_id)
        .where(runs.Payslip.run_id == run_id)
        .order_by(people.Employee.number)
    )
    if ids := set(employee_ids):
        wanted = wanted.where(runs.Payslip.employee_id.in_(ids))
    return iter(session.scalars(wanted))
