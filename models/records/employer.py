"""The employer of the file, its sub-units and its own account numbers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Record
from models.values.percent import Percent
from models.values.span import Month


class Employer(Record):
    """The one employer (opplysningspliktig) of the client file, with the choices that hold for everybody."""

    __tablename__ = "employer"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    orgnr: Mapped[str]
    address: Mapped[str]  # lines
    contact: Mapped[str]
    bank_account: Mapped[str]
    pension_percent: Mapped[Percent]
    pension_provider: Mapped[str]
    holiday_plan: Mapped[str]
    holiday_deduction: Mapped[str]
    part_month: Mapped[str]
    finance_tax: Mapped[bool]
    sector: Mapped[str]
    test_client: Mapped[bool]  # synthetic numbers are accepted, and every file says so
    start_month: Mapped[Month]
    pay_day: Mapped[int]  # the usual day of the month; 31 is the last


class Setting(Record):
    """A choice of the client that no pay is computed from: its colour, what payslips show. Values in JSON."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Establishment(Record):
    """A sub-unit (virksomhet)."""

    __tablename__ = "establishment"

    id: Mapped[int] = mapped_column(primary_key=True)
    orgnr: Mapped[str] = mapped_column(unique=True)
    zone: Mapped[str]
    name: Mapped[str]
    calculation_code: Mapped[str]
    municipality: Mapped[str]


class AccountNumber(Record):
    """The client's own number for a purpose of the account plan."""

    __tablename__ = "account_number"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
