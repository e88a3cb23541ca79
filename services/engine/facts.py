"""Facts: everything that a run must know, frozen.

The window, a scenario file, the what-if sandbox, `verify` and the tests all make these, so a bug report *is* a test and
an approved run can be computed again. Country-specific words (zone, tax card kinds) are plain text that the country
pack reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from models.values.money import ZERO, Money
from models.values.percent import HUNDRED, Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.engine.numbered import NumberedLine, NumberedSetup, NumberedTerms, PersonalRate

TWO = Percent(Decimal(2))  # the least that the law on occupational pension asks for


class RunKind(Enum):
    """What a run pays: what is in force, only listed lines, holiday pay too, or the opposite of an earlier run."""

    ORDINARY = "ordinary"
    EXTRA = "extra"
    HOLIDAY = "holiday"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Establishment:
    """A sub-unit (virksomhet / underenhet) with what decides its employer contribution."""

    orgnr: str
    zone: str
    name: str = ""
    calculation_code: str = "generelleNaeringer"
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class PayChoices:
    """What the law or practice leaves to the employer, each with the usual answer (norway-payroll, "setting").

    A run is kept with the choices that it was computed with, so that it can be computed again.
    """

    card_months: str = "10.5"  # of a tax card that does not say: 10.5 · 12 (norway-payroll 3)
    part_month_table: str = "month"  # month · days: the table for a month that starts or ends inside (4.5)
    holiday_month: str = "holiday_pay"  # holiday_pay · month_free: what is paid without withholding (5.4)
    over_60: str = "when_paid"  # when_paid · accrued: the extra for people over 60 (6.4)
    holiday_booking: str = "accrual"  # accrual · cash: how holiday pay is booked (16)
    pension_cap: str = "month"  # month · year: how the cap of 12 G is counted (8.2)
    pension_contribution: str = "with_run"  # with_run · when_paid: when pension is in the contribution's base (7.5)
    hours_divisor: Decimal | None = None  # hours a month of a full position, where the terms name none (12.1)
    self_certification: str = "statutory"  # statutory · extended: days without a sick note (9.2)
    beyond_six_g: str = "yes"  # yes · no: whether pay during sickness runs on above six times the basic amount (9.3)
    nav_days_in_holiday_basis: str = "yes"  # yes · no: pay for days that NAV refunds, up to 48 of them a year (6.1)
    holiday_taken: str = "at_once"  # at_once · when_taken: when holiday is deducted from a monthly salary (6.2)
    after_end: str = "none"  # none · repeat · pension: the employment of pay after its end (amelding 6.1)
    below_limit: str = "wait"  # wait · at_once: what an association pays below the yearly limit (amelding 4.1)
    answer_language: str = "bokmaal"  # bokmaal · nynorsk · engelsk: of what the authority answers (amelding 2.1)


PAY_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "card_months": ("10.5", "12"),
    "part_month_table": ("month", "days"),
    "holiday_month": ("holiday_pay", "month_free"),
    "over_60": ("when_paid", "accrued"),
    "holiday_booking": ("accrual", "cash"),
    "pension_cap": ("month", "year"),
    "pension_contribution": ("with_run", "when_paid"),
    "self_certification": ("statutory", "extended"),
    "beyond_six_g": ("yes", "no"),
    "nav_days_in_holiday_basis": ("yes", "no"),
    "holiday_taken": ("at_once", "when_taken"),
    "after_end": ("none", "repeat", "pension"),
    "below_limit": ("wait", "at_once"),
    "answer_language": ("bokmaal", "nynorsk", "engelsk"),
}
"""The answers that there are to each choice; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """The employer (opplysningspliktig) and the choices that hold for all its people."""

    name: str
    orgnr: str
    establishments: tuple[Establishment, ...]
    address: tuple[str, ...] = ()
    contact: str = ""
    bank_account: str = ""
    pension_percent: Percent = TWO
    pension_provider: str = ""
    holiday_plan: str = "agreement"  # agreement (12 %, five weeks) · statutory (10.2 %)
    holiday_deduction: str = "260"  # 260 · 26 · 21.67 · 22
    part_month: str = "working_days"  # working_days · calendar_days · 260 · 21.67 · 22 · 26 · 30
    finance_tax: bool = False
    sector: str = ""
    test_client: bool = False  # synthetic numbers are accepted
    accounts: Mapping[str, str] = field(default_factory=dict)  # the client's own account numbers by purpose
    choices: PayChoices = PayChoices()
    other_aid: Mapping[str, Money] = field(default_factory=dict)  # de minimis aid from elsewhere, by month: 2026-03
    numbered: NumberedSetup | None = None  # in a country whose wage types are numbered

    def aid_until(self, month: Month) -> Money:
        """The de minimis aid that was had from elsewhere from January to the month."""
        year = f"{month.year}-"
        return Money.total(aid for when, aid in self.other_aid.items() if when.startswith(year) and when <= str(month))

    def establishment(self, orgnr: str) -> Establishment:
        """The sub-unit with the number. Raises KeyError for one that the employer does not have."""
        for unit in self.establishments:
            if unit.orgnr == orgnr:
                return unit
        raise KeyError(orgnr)


@dataclass(frozen=True, slots=True)
class TaxCard:
    """One tax card (skattekort) of one year, as it was issued."""

    year: int
    kind: str  # table · percent · exempt · exempt_unlimited · none · not_liable
    table: str = ""
    percent: Percent | None = None
    exempt_amount: Money | None = None  # of a frikort with an amount
    months: Decimal | None = None  # antallMaanederForTrekk: 10.5 · 12; None = not given
    issued: date | None = None
    allowance_month: Money | None = None  # what is free of tax in a month, of a card that says so


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for an employment from a date: position, hours and pay."""

    percent: Percent = HUNDRED
    full_time_hours: Decimal = Decimal("37.5")  # a week, of a full position
    pay: str = "monthly"  # monthly · hourly · fee
    monthly_salary: Money | None = None  # for the percentage worked
    hourly_rate: Money | None = None
    hours_divisor: Decimal | None = None  # hours a month of a full position, where an agreement names them
    period: str = "MND"  # how often this pay is paid
    pay_since: date | None = None  # of first terms that were taken over: since when the pay has been this
    percent_since: date | None = None  # and the percentage
    pay_step: str = ""  # of an agreement that pays by steps
    numbered: NumberedTerms | None = None


@dataclass(frozen=True, slots=True)
class Vessel:
    """What a maritime employment reports about its vessel (fartoey)."""

    register: str
    type: str
    area: str


@dataclass(frozen=True, slots=True)
class Employment:
    """One employment (arbeidsforhold) with its dated terms. `type`, `form`, `end_reason` are the a-melding's codes."""

    id: str
    establishment: str
    start: date
    terms: Timeline[Terms]
    type: str = "ordinaertArbeidsforhold"
    end: date | None = None
    end_reason: str = ""
    occupation: str = ""
    work_schedule: str = "ikkeSkift"
    form: str = "fast"
    zone: str = ""  # overrides the establishment's
    vessel: Vessel | None = None
    main_employer: bool = True
    seniority: date | None = None  # from which day length of service counts for the pay (lønnsansiennitet)
    earned_in: str = ""  # the country in which the work is done, of two letters; empty for Norway

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class InternationalId:
    """How a person without a Norwegian number is reported."""

    value: str
    type: str
    country: str


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as it was entered: on the run, or fixed on the employee. What is None is computed where the type knows
    how.
    """

    type: str
    quantity: Decimal | None = None
    rate: Decimal | None = None  # kroner a unit
    amount: Money | None = None
    percent: Percent | None = None
    employment: str = ""
    earned: Span | None = None
    meals: tuple[str, ...] = ()
    claim: str = ""
    text: str = ""
    tax: str = ""  # the user's own choice of tax method for this line
    fixed: bool = False
    department: str = ""  # whom the line is booked on, where it is not as the person's shares say
    project: str = ""
    at_most: Money | None = None  # of a fixed deduction: the sum that is to be taken in all
    difference: str = ""  # of a correction: terms · line; the amount is what is still owed, with its sign
    numbered: NumberedLine | None = None


@dataclass(frozen=True, slots=True)
class CompanyCar:
    """A car or van that the employee may use privately, by the standard rule (norway-payroll 10.5).

    `since` and `until` are the first and last day of the arrangement; each started month counts.
    """

    list_price: Money
    first_registered: date
    since: date
    until: date | None = None
    over_40000_km: bool = False  # business kilometres a year, proven by an electronic log
    vehicle: str = "car"  # car · van (class 2, or a lorry under 7 501 kg)
    own_payment: Money = ZERO  # what the employee pays a month for the use
    registration: str = ""  # of the car's plates


@dataclass(frozen=True, slots=True)
class StaffLoan:
    """A loan from the employer at a low rate of interest (norway-payroll 10.6). `balance` is what was owed on `since`;
    `until` is the last day of the loan, where it is agreed.
    """

    balance: Money
    rate: Percent
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CostShare:
    """A part of a person's pay that is booked on a department and a project."""

    percent: Percent
    department: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A rate that the program does not know and the user entered, with where they found it.

    `value` is written as in the year files ("5.1"); `kind` is amount, percent or number.
    """

    name: str
    kind: str
    value: str
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence, with both its days counted. `grade` is the share of the person's working time that is absence.

    `kind` is self_certified · sick_note · sick_child · care · holiday · leave_parental · leave_military ·
    leave_education_statutory · leave_education_other · leave_other_statutory · leave_other · layoff · unpaid ·
    other_paid.
    `last` is None while the end is open. `paid` says that the employer pays (of sickness beyond its own period: in
    advance, to be refunded; of a layoff its first days, which it does not where fire or nature is the cause).
    `employment` names one of several, empty for all. `id` is the id by which a leave is
    reported, never used again. `withdrawn` is the day on which it turned out that it never happened.
    """

    kind: str
    first: date
    last: date | None = None
    grade: Percent = HUNDRED
    paid: bool = True
    employment: str = ""
    id: str = ""
    withdrawn: date | None = None
    units: Decimal | None = None  # days or hours, where absence is counted by a code
    type: str = ""  # the wage type, where the code leaves a choice

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Refund:
    """What the authority paid back for an employee, in the month in which the employer received it; negative where it
    was reclaimed. `establishment` is the sub-unit's number, empty for the employee's own.
    """

    employee: int
    month: Month
    amount: Money
    establishment: str = ""


@dataclass(frozen=True, slots=True, order=True)
class BalanceKey:
    """Which balance: the account and its vintage (the year or month it belongs to; empty where it has none)."""

    account: str
    vintage: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One employee as the run sees them: who, on which terms, with which card, lines and balances before the run.

    Balances are in hundredths of the account's unit (øre, hundredths of an hour or a day).
    """

    number: int
    name: str
    national_id: str = ""
    born: date | None = None
    international_id: InternationalId | None = None
    address: tuple[str, ...] = ()
    language: str = "nb"
    bank_account: str = ""
    small_payments: bool = False
    tax_card: TaxCard | None = None
    employments: tuple[Employment, ...] = ()
    lines: tuple[LineInput, ...] = ()
    balances: Mapping[BalanceKey, int] = field(default_factory=dict)
    reverses: str = ""  # name of the run whose lines are reversed for this person; empty for none
    bank_bic: str = ""  # of an account abroad, whose IBAN stands in bank_account
    cars: tuple[CompanyCar, ...] = ()
    loans: tuple[StaffLoan, ...] = ()
    shares: tuple[CostShare, ...] = ()  # in force on the last day that the run pays for; none: not split
    absences: tuple[Absence, ...] = ()  # in the order of their first days
    tax_home: str = ""  # the country of two letters where the person is resident for tax; empty for Norway
    own_rates: tuple[PersonalRate, ...] = ()

    def balance(self, account: str, vintage: str = "") -> int:
        """The balance before the run, in hundredths; nothing booked is 0."""
        return self.balances.get(BalanceKey(account, vintage), 0)

    def money(self, account: str, vintage: str = "") -> Money:
        """The balance of an account in kroner before the run."""
        return Money(self.balance(account, vintage)) if self.balances else ZERO


@dataclass(frozen=True, slots=True)
class RunHead:
    """What run it is. `month` is the month the pay is for; the pay date decides rates and tax year, and the month of
    the report unless `reported_in` names another: that of the mistake which a correction puts right (amelding 7.1).
    """

    month: Month
    pay_date: date
    kind: RunKind = RunKind.ORDINARY
    period: str = "MND"
    span: Span | None = None  # the days paid for, where they are not the calendar month
    december_relief: bool = False
    corrects: str = ""
    sequence: int = 1  # the first, second … run of its month
    reported_in: Month | None = None
    codes: tuple[str, ...] = ()  # of the run order, where types are numbered: besides the calendar; -E: in spite of it

    @property
    def report_month(self) -> Month:
        """The month whose report says what the run paid."""
        return self.reported_in or Month.of(self.pay_date)

    @property
    def days(self) -> Span:
        """The days that the run pays for."""
        return self.span or self.month.span

    @property
    def name(self) -> str:
        """How files and corrections name the run: 2026-03, then 2026-03-2 …"""
        return str(self.month) if self.sequence == 1 else f"{self.month}-{self.sequence}"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run, complete: the employer, the people, and the employer's own balances before the run."""

    country: str
    head: RunHead
    employer: EmployerFacts
    people: tuple[PersonFacts, ...]
    balances: Mapping[BalanceKey, int] = field(default_factory=dict)
    own_rates: tuple[OwnRate, ...] = ()
    editions: tuple[str, ...] = ()
    """By their digests, the rate files that the run is computed from; none said: those that hold today."""

    def balance(self, account: str, vintage: str = "") -> int:
        """The employer's own balance before the run, in hundredths."""
        return self.balances.get(BalanceKey(account, vintage), 0)
