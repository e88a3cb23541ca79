"""What a country pack must be able to do: the face that the desk sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.questions import Choosable, Questions
from models.values.span import Month, Span
from models.values.why import Figure
from services.engine.absence import AbsenceCalendar, AbsenceCounter, AbsenceKinds, AbsenceOutcome
from services.engine.accounts import Account, Movement
from services.engine.bank import BankSystem
from services.engine.facts import (
    Absence,
    BalanceKey,
    CompanyCar,
    EmployerFacts,
    LineInput,
    PersonFacts,
    Refund,
    RunFacts,
    RunHead,
    StaffLoan,
    Terms,
)
from services.engine.feedback import Feedback, FeedbackFor
from services.engine.holiday import HolidayDays, HolidayOwed
from services.engine.ledger import Ledger
from services.engine.month import MonthFacts, ReportedAbsence, ReportedPerson
from services.engine.moving_in import ReportDifference, ReportedMonth
from services.engine.posting import PostedLine, Voucher
from services.engine.rates import RatesOn
from services.engine.report import ALONE, ReportAround, ReportControl, ReportNode, ReportPayment
from services.engine.report_correction import CorrectionRule
from services.engine.result import Payslip, RunResult
from services.engine.run_words import RunWords
from services.engine.slip_words import SlipWords
from services.engine.travel import TravelClaim, TravelLines
from services.engine.wage_types import WageTypes
from services.engine.year_end import HolidaySetAside, ReportSums, YearStatement


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A finished report: its kind (in file names), its id, its bytes."""

    kind: str
    id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One thing that a control of a report found: the authority's level and code, whom or what it concerns, and why.

    `blocks` says that the authority would not take the report, or wants it mended at once. `path` leads to the part of
    the report, and `control` is the name of what found it; empty for a file that does not keep to the form.
    """

    level: str
    code: str
    where: str
    what: Message
    line: int
    blocks: bool
    path: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report that was read: its own id, the id of the one that it replaces (empty for none), its parts in plain
    words, what is to be paid for it, and what its controls find.
    """

    id: str
    replaces: str
    parts: tuple[ReportNode, ...]
    payments: tuple[ReportPayment, ...]
    findings: tuple[ReportFinding, ...]


class Country(Protocol):
    """One country: its rules behind one door."""

    @property
    def code(self) -> str: ...

    @property
    def numbered(self) -> bool:
        """Whether its wage types are numbered rows (see numbered.py)."""

    @property
    def questions(self) -> Questions:
        """What it asks about an employer and its people, in which words, and what can be chosen."""

    @property
    def owed_accounts(self) -> frozenset[str]:
        """The balances besides holiday pay that keep a person in the file while there is something on them."""

    @property
    def ledger(self) -> Ledger | None:
        """How the holiday accounts of its people are laid out; None where holiday is kept otherwise."""

    @property
    def report_kind(self) -> str:
        """What the monthly report is called, also in file names."""

    @property
    def accounts(self) -> Sequence[Account]:
        """The balances that it keeps."""

    @property
    def language(self) -> str:
        """The language of its authorities, banks and books: what the files of a run are written in."""

    @property
    def bank(self) -> BankSystem:
        """Its accounts in payment files."""

    @property
    def makes_report(self) -> bool:
        """Whether there is a monthly report to be made as a file; without one only its deadlines are known."""

    def employer_numbers(self, employer: EmployerFacts) -> Sequence[Message]:
        """The numbers that stand under the employer's name on paper."""

    def slip_words(self, slip: Payslip, facts: RunFacts, rates: RatesOn, types: WageTypes) -> SlipWords:
        """What the country says on a payslip besides the lines."""

    def shown_of(self, slip: Payslip) -> Mapping[str, str | Mapping[str, str]]:
        """What a scenario's answer says of a slip besides its lines and figures."""

    def shown_balances(self, balances: Mapping[BalanceKey, int]) -> Sequence[Mapping[str, str]]:
        """Balances as a scenario's answer lists them: account and amount, the vintage as the country writes it."""

    def bank_day(self, pay_date: date) -> date:
        """The day on which the bank pays: the pay date, or the last bank day before it."""

    def run_deadlines(self, pay_date: date, period_end: date | None = None) -> Mapping[str, date]:
        """What is due because of a run, by name. `period_end` is the last day of what it pays, where that matters."""

    def month_deadlines(self, month: Month) -> Mapping[str, date]:
        """What is due because of a month, by name."""

    def report(
        self,
        month: MonthFacts,
        types: WageTypes,
        source: str,
        made: date | datetime,
        message_id: str = "",
        replaces: str = "",
    ) -> MonthReport:
        """The monthly report to the authority. `made` alone as a date, and no id: both follow from the content, so that
        the same month gives the same bytes. `replaces` is the id of the report in whose place it comes. Raises Refused.
        """

    def check_report(self, content: bytes) -> list[ReportFinding]:
        """What is wrong with a report, of this program or of another."""

    def read_report(self, content: bytes, names: Mapping[str, str], around: ReportAround = ALONE) -> ReadReport:
        """A report in plain words, with everything that the controls find. `names` are those of people and sub-units by
        their numbers. Never raises for what the file holds.
        """

    def read_people(self, content: bytes) -> ReportedMonth:
        """Whom a report of another program tells of, to be taken over. Raises Refused for what is no good report."""

    def year_statement(self, number: int, year: int, slips: Sequence[Payslip], types: WageTypes) -> YearStatement:
        """One person's year, from the approved slips that were paid in it."""

    def reported_in(self, head: RunHead, corrected: RunHead, cash: Money, choice: str = "") -> Month | None:
        """The month whose report says a correction that pays `cash` in all; None for the month of its pay date.
        `choice` is what the user chose of the months that may be chosen.
        """

    def report_choices(self, corrected: RunHead, cash: Money, on: date) -> Sequence[str]:
        """The months among which somebody may choose for a correction paid on the day; none where there is only one."""

    def correction_rule(self, kind: str, mistake: Month, on: date) -> CorrectionRule:
        """What is to be done about a kind of mistake of a month, on the day. Raises KeyError for an unknown kind."""

    def may_be_reported(self, month: Month, on: date) -> bool:
        """Whether a report of the month may be sent on the day."""

    def report_sums(self, content: bytes) -> ReportSums:
        """What a month's report adds up to."""

    def report_people(self, content: bytes) -> Mapping[str, ReportSums]:
        """The same for each person, by the number that the report has of them."""

    def holiday_set_aside(self, slips: Iterable[Payslip]) -> HolidaySetAside:
        """What slips moved of the holiday pay that is owed."""

    def switch_over(
        self, reported: ReportedMonth, people: Sequence[PersonFacts], last: date
    ) -> Sequence[ReportDifference]:
        """Where the first report of this program would differ from the last one of another."""

    def reported_absences(self, content: bytes) -> Sequence[ReportedAbsence]:
        """What a report of ours says of leave."""

    def reported_people(self, content: bytes, people: Sequence[PersonFacts], month: Month) -> Sequence[ReportedPerson]:
        """What a report of ours says of those people of whom the report of a later month must know it."""

    def report_ids(self, content: bytes) -> tuple[str, str]:
        """The id of a report of ours, and the id of the one that it replaces; empty for none."""

    def report_controls(self) -> Sequence[ReportControl]:
        """Every control that a report goes through."""

    def read_feedback(self, content: bytes, awaited: FeedbackFor | None = None) -> Feedback:
        """What the authority answered to reports. Raises Refused for what is no answer, and for one of another
        employer than is awaited.
        """

    def feedback_control(self, code: str) -> ReportControl | None:
        """The control of ours about the same as a code of the authority; None for a code that is not known."""

    def must_be_reported(self, kind: str, start: date, end: date | None, month: Month) -> bool:
        """Whether a month's report tells of an employment of a type even where nothing was paid."""

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """A person's named opening amounts, as movements before the first month. Raises MissingRate."""

    def holiday_owed(self, person: PersonFacts) -> Sequence[HolidayOwed]:
        """What is owed to a person of holiday pay, a row for each holiday year, the oldest first."""

    def holiday_days(self, person: PersonFacts, year: int, employer: EmployerFacts, rates: RatesOn) -> HolidayDays:
        """The days of a holiday year, and whether they agree with what was paid for it. Raises MissingRate."""

    def car_benefits(self, cars: Sequence[CompanyCar], month: Month, rates: RatesOn) -> Sequence[Figure[Money] | None]:
        """What the private use of each car is worth in a month; None for a car that nobody had then. Raises
        MissingRate.
        """

    def loans_left(self, loans: Sequence[StaffLoan], repaid: Mapping[str, int]) -> Sequence[Money]:
        """What is left of each loan after what was repaid, in øre by month."""

    def loan_benefit(self, loan: StaffLoan, left: Money, rates: RatesOn) -> Figure[Money]:
        """What a month of a loan at a low rate is worth, of which so much is left. Raises MissingRate."""

    @property
    def run_words(self) -> RunWords:
        """What it says of a pay run: kinds, sums, usual columns, what is due."""

    def pays_out(self, head: RunHead, forms: Iterable[str]) -> Iterable[Message]:
        """What a run pays out by the calendar, besides the pay, to people of these forms of pay."""

    def run_choices(self, head: RunHead) -> tuple[Choosable, ...]:
        """The codes of the run order that one may choose for a run, each with what it does."""

    @property
    def absence_kinds(self) -> AbsenceKinds:
        """The kinds of absence that can be entered."""

    def public_holidays(self, year: int) -> Mapping[date, Message]:
        """The public holidays of a year with their names."""

    def absence_units(self, kind: str, span: Span, terms: Terms | None) -> Decimal | None:
        """How many days or hours are proposed for an absence; None for a kind that is not counted so."""

    def absence_notes(self, absence: Absence) -> Iterable[Message]:
        """What one should know of an absence before it is stored."""

    def absence_calendar(
        self, person: PersonFacts, absences: Sequence[Absence], span: Span
    ) -> Sequence[AbsenceCalendar]:
        """What each day of a span is, for each employment, as the person would be absent. The order of the absences
        changes nothing but their places.
        """

    def absence_counters(
        self, person: PersonFacts, absences: Sequence[Absence], day: date, employer: EmployerFacts
    ) -> Sequence[AbsenceCounter]:
        """Every counter as it stands on a day, with its days and reasons. Raises MissingRate."""

    def expected_refunds(
        self, person: PersonFacts, absences: Sequence[Absence], until: date
    ) -> Sequence[AbsenceOutcome]:
        """What follows from each absence, in the order that they are given; open ends run to the day. Raises
        MissingRate.
        """

    def uses_allowance(self, employer: EmployerFacts) -> bool:
        """Whether the employer's contribution has an allowance a year that other public aid counts against."""

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        """What the employer itself brings, as movements."""

    def posted(
        self,
        slips: Sequence[Payslip],
        facts: RunFacts,
        types: WageTypes,
        plan: Mapping[str, str],
        earlier: Mapping[int, Payslip],
    ) -> Sequence[PostedLine]:
        """What some slips of a run are in its voucher, by wage type; `earlier` are the slips that they reverse."""

    def unposted(self, result: RunResult, types: WageTypes) -> Sequence[str]:
        """The wage types of a run that no account is known for, where that can be."""

    def month_voucher(self, month: MonthFacts, plan: Mapping[str, str]) -> Voucher | None:
        """What a month owes besides what its runs booked, such as what the report rounds; None for nothing.

        `plan` gives the account number of each purpose. Raises MissingRate.
        """

    def refund_line(self, refund: Refund, person: PersonFacts) -> LineInput:
        """What the authority paid back, as a line of a run. Raises Refused for a sub-unit that is not the person's."""

    def refund_sums(self, month: MonthFacts) -> Mapping[str, Money]:
        """What the refunds of a month without a run come to, by the names of a run's sums; nothing without any. Raises
        MissingRate.
        """

    def refunds_without_a_run(self, month: MonthFacts) -> Sequence[Movement]:
        """What the refunds of a month without a run do to the employer's balances. Raises MissingRate."""

    def travel_lines(self, claim: TravelClaim, rates: RatesOn) -> TravelLines:
        """The lines of a travel claim. Raises Refused for one that cannot be, and MissingRate."""

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts themselves, before anything is computed."""

    def calculate(
        self, facts: RunFacts, rates: RatesOn, types: WageTypes, plan: Mapping[str, str], earlier: Mapping[int, Payslip]
    ) -> RunResult:
        """The run. `earlier` holds the slips that a correction reverses, by employee number. Raises Refused,
        MissingRate.
        """
