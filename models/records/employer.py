"""The employer of the file, its sub-units and its own account numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Record
from models.values.money import Money
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
    choices: Mapped[str] = mapped_column(default="{}")  # what differs from the usual pay choices, in JSON
    se: Mapped[str] = mapped_column(default="")  # the SE number, where it is not the number of the employer
    numbered: Mapped[str] = mapped_column(default="{}")  # what differs from the usual of numbered wage types, in JSON


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


class OtherAid(Record):
    """De minimis aid (bagatellmessig støtte) that the employer got from elsewhere in a month."""

    __tablename__ = "other_aid"

    month: Mapped[Month] = mapped_column(primary_key=True)
    amount: Mapped[Money]


class CostUnit(Record):
    """A department or project that pay is booked on."""

    __tablename__ = "cost_unit"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # department · project
    code: Mapped[str]  # as the accounting system knows it
    name: Mapped[str]
    closed: Mapped[bool]  # no longer offered


class OwnRate(Record):
    """A rate that the program does not know, entered by the user with its source."""

    __tablename__ = "own_rate"
    __table_args__ = (UniqueConstraint("name", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]  # amount · percent · number
    value: Mapped[str]
    since: Mapped[date]
    source: Mapped[str]
