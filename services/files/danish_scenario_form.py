"""The form of a Danish scenario file: the tables and keys that differ from the Norwegian ones."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from services.files.scenario_form import AnyScenarioForm, Form, Number


class DanishEmployerForm(Form):
    name: str
    cvr: str
    se: str = ""
    rounding: Number = "2"
    bank_account: str = ""
    address: list[str] = msgspec.field(default_factory=list)
    contact: str = ""
    start_month: str = ""
    provisions: str = "none"
    holiday_average: bool = False
    fritvalg_local: str = "gross"
    accounts: dict[str, str] = msgspec.field(default_factory=dict)


class CategoryLineForm(Form):
    type: Number
    from_: date | None = None
    to: date | None = None


class CategoryForm(Form):
    """A position category (stillingskategori)."""

    number: Number
    line: list[CategoryLineForm] = msgspec.field(default_factory=list)


class RateStepForm(Form):
    """A step of a result table (resultattrin)."""

    table: Number
    from_: date
    group: Number = ""
    arrears: Number | None = None
    advance: Number | None = None
    hourly: Number | None = None
    fortnightly: Number | None = None


class TypeSetForm(Form):
    """A list of types (lønartstype) or a basis that is the employer's own: `1100`, `-41586`, `3950:2`."""

    number: Number
    types: list[Number] = msgspec.field(default_factory=list)


class PersonalRateForm(Form):
    employee: int
    type: Number
    from_: date
    value: Number


class DanishTaxCardForm(Form):
    year: int
    kind: str
    percent: Number | None = None
    allowance_month: Number | None = None
    exempt_amount: Number | None = None
    issued: date | None = None


class DanishEmploymentForm(Form):
    start: date
    id: str = "1"
    end: date | None = None
    end_code: Number = ""
    position_category: Number = ""
    group: Number = ""
    norm_hours: Number | None = None
    agreement_hours: Number | None = None
    pay: str = "monthly_arrears"
    amount: Number | None = None  # the fixed pay of a period, or of an hour where pay is hourly


class NumberedLineForm(Form):
    """What a fixed line and a line of a run have in common."""

    type: Number
    units: Number | None = None
    rate: Number | None = None
    amount: Number | None = None
    percent: Number | None = None
    company_amount: Number | None = None
    company_percent: Number | None = None
    pension_basis: Number = ""
    date_: date | None = None
    year: int | None = None
    month: Number | None = None
    working_time: Number | None = None
    off_days: Number | None = None
    off_hours: Number | None = None
    off_amount: Number | None = None
    text: str = ""
    department: str = ""
    project: str = ""


class NumberedFixedLineForm(NumberedLineForm):
    """A line of every ordinary run from … to …"""

    from_: date | None = None
    to: date | None = None


class NumberedRunLineForm(NumberedLineForm, kw_only=True):
    """A line of one run."""

    employee: int


class DanishAbsenceForm(Form):
    employee: int
    code: Number
    from_: date
    to: date | None = None
    duration: Number | None = None
    type: Number = ""


class DanishEmployeeForm(Form):
    number: Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
    name: str
    national_id: str = ""
    born: date | None = None
    address: list[str] = msgspec.field(default_factory=list)
    language: str = "da"
    bank_account: str = ""
    tax_card: list[DanishTaxCardForm] = msgspec.field(default_factory=list)
    employment: list[DanishEmploymentForm] = msgspec.field(default_factory=list)
    line: list[NumberedFixedLineForm] = msgspec.field(default_factory=list)


class DanishRunForm(Form):
    month: str
    pay_date: date
    kind: str = "ordinary"
    period: str = "MND"
    from_: date | None = None
    to: date | None = None
    corrects: str = ""
    codes: list[str] = msgspec.field(default_factory=list)
    employees: list[int] | None = None
    line: list[NumberedRunLineForm] = msgspec.field(default_factory=list)


class DanishScenarioForm(AnyScenarioForm, kw_only=True):
    employer: DanishEmployerForm
    title: str = ""
    start_month: str = ""
    category: list[CategoryForm] = msgspec.field(default_factory=list)
    rate: list[RateStepForm] = msgspec.field(default_factory=list)
    basis: list[TypeSetForm] = msgspec.field(default_factory=list)
    personal_rate: list[PersonalRateForm] = msgspec.field(default_factory=list)
    employee: list[DanishEmployeeForm] = msgspec.field(default_factory=list)
    absence: list[DanishAbsenceForm] = msgspec.field(default_factory=list)
    run: list[DanishRunForm] = msgspec.field(default_factory=list)
