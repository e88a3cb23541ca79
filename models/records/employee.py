"""The people: who they are, their employments with dated terms, their fixed lines and tax cards."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Record
from models.records.columns import SECRET
from models.values.money import Money
from models.values.percent import Percent


class Employee(Record):
    """One person who is paid by this employer. Lines of text are separated by line ends."""

    __tablename__ = "employee"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str]
    national_id: Mapped[str] = mapped_column(info=SECRET)
    born: Mapped[date | None]
    international_id: Mapped[str] = mapped_column(info=SECRET)
    international_type: Mapped[str]
    international_country: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    bank_account: Mapped[str] = mapped_column(info=SECRET)
    small_payments: Mapped[bool]
    email: Mapped[str] = mapped_column(default="")
    payslip_password: Mapped[str] = mapped_column(default="", info=SECRET)  # agreed with the employee; "" = none
    bank_bic: Mapped[str] = mapped_column(default="")  # of an account abroad; the IBAN is the account
    tax_home: Mapped[str] = mapped_column(default="")  # country of two letters; "" = Norway


class EmployeeDraft(Record):
    """An employee whose entry is not finished: the form as it was typed, in JSON. No run knows of it."""

    __tablename__ = "employee_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]
    form: Mapped[str] = mapped_column(info=SECRET)


class Employment(Record):
    """One employment (arbeidsforhold). `employment_id` is the reported arbeidsforholdId, never used again."""

    __tablename__ = "employment"
    __table_args__ = (UniqueConstraint("employee_id", "employment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    employment_id: Mapped[str]
    establishment: Mapped[str]  # orgnr
    type: Mapped[str]
    start: Mapped[date]
    end: Mapped[date | None]
    end_reason: Mapped[str]
    occupation: Mapped[str]
    work_schedule: Mapped[str]
    form: Mapped[str]
    zone: Mapped[str]
    vessel_register: Mapped[str]
    vessel_type: Mapped[str]
    vessel_area: Mapped[str]
    main_employer: Mapped[bool]
    title: Mapped[str] = mapped_column(default="")  # the employer's own word for the position
    seniority: Mapped[date | None] = mapped_column(default=None)  # since when service counts for the pay
    earned_in: Mapped[str] = mapped_column(default="")  # country of two letters where the work is done; "" = Norway


class EmploymentTerms(Record):
    """What holds for an employment from a day on."""

    __tablename__ = "employment_terms"
    __table_args__ = (UniqueConstraint("employment_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    from_day: Mapped[date]
    percent: Mapped[Percent]
    full_time_hours: Mapped[Decimal]  # a week
    pay: Mapped[str]
    monthly_salary: Mapped[Money | None]
    hourly_rate: Mapped[Money | None]
    hours_divisor: Mapped[Decimal | None]
    period: Mapped[str]
    pay_since: Mapped[date | None] = mapped_column(default=None)  # of terms taken over from another program
    percent_since: Mapped[date | None] = mapped_column(default=None)
    pay_step: Mapped[str] = mapped_column(default="")  # lønnstrinn
    category: Mapped[str] = mapped_column(default="")  # position category (stillingskategori), of numbered wage types
    pay_group: Mapped[str] = mapped_column(default="")  # løngruppe: by which result tables are read
    norm_hours: Mapped[Decimal | None] = mapped_column(default=None)  # a month, the person's own
    agreement_hours: Mapped[Decimal | None] = mapped_column(default=None)  # a month, of a full position


class TaxCard(Record):
    """One tax card (skattekort) as it was issued. Cards are added, never overwritten."""

    __tablename__ = "tax_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    year: Mapped[int]
    kind: Mapped[str]
    table_number: Mapped[str]
    percent: Mapped[Percent | None]
    exempt_amount: Mapped[Money | None]
    months: Mapped[Decimal | None]
    issued: Mapped[date | None]
    allowance_month: Mapped[Money | None] = mapped_column(default=None)  # what is free of tax in a month


class PersonalRate(Record):
    """A rate of one person for a numbered wage type (personlig sats), from a day until a later one of the number."""

    __tablename__ = "personal_rate"
    __table_args__ = (UniqueConstraint("employee_id", "type", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    type: Mapped[str]
    since: Mapped[date]
    value: Mapped[Decimal]


class FixedLine(Record):
    """A line of every ordinary run between two days. What is None is computed."""

    __tablename__ = "fixed_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    line: Mapped[str]  # the line as it was entered, in JSON


class CompanyCar(Record):
    """A car or van that an employee may use privately."""

    __tablename__ = "company_car"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    list_price: Mapped[Money]
    first_registered: Mapped[date]
    since: Mapped[date]
    until: Mapped[date | None]
    over_40000_km: Mapped[bool]
    vehicle: Mapped[str]  # car · van
    own_payment: Mapped[Money]  # a month
    registration: Mapped[str] = mapped_column(default="")


class StaffLoan(Record):
    """A loan from the employer at a low rate of interest. What is left of it is its balance less what was repaid."""

    __tablename__ = "staff_loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    balance: Mapped[Money]  # on `since`
    rate: Mapped[Percent]
    since: Mapped[date]
    until: Mapped[date | None]


class CostShare(Record):
    """Where a person's pay is booked from a day on: all rows of the day together, until those of a later day."""

    __tablename__ = "cost_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    from_day: Mapped[date]
    percent: Mapped[Percent]
    department: Mapped[str]
    project: Mapped[str]
