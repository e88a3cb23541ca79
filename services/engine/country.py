"""What a country pack must be able to do: the face that the desk sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.engine.accounts import Account, Movement
from services.engine.facts import EmployerFacts, RunFacts
from services.engine.month import MonthFacts
from services.engine.rates import RatesOn
from services.engine.report import ALONE, ReportAround, ReportControl, ReportNode, ReportPayment
from services.engine.result import Payslip, RunResult
from services.engine.slip_words import SlipWords
from services.engine.wage_types import WageTypes


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
    def report_kind(self) -> str:
        """What the monthly report is called, also in file names."""

    @property
    def accounts(self) -> Sequence[Account]:
        """The balances that it keeps."""

    def slip_words(self, slip: Payslip, facts: RunFacts, rates: RatesOn, types: WageTypes) -> SlipWords:
        """What the country says on a payslip besides the lines."""

    def bank_day(self, pay_date: date) -> date:
        """The day on which the bank pays: the pay date, or the last bank day before it."""

    def run_deadlines(self, pay_date: date) -> Mapping[str, date]:
        """What is due because of a run, by name."""

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

    def report_ids(self, content: bytes) -> tuple[str, str]:
        """The id of a report of ours, and the id of the one that it replaces; empty for none."""

    def report_controls(self) -> Sequence[ReportControl]:
        """Every control that a report goes through."""

    def must_be_reported(self, kind: str, start: date, end: date | None, month: Month) -> bool:
        """Whether a month's report tells of an employment of a type even where nothing was paid."""

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """A person's named opening amounts, as movements before the first month. Raises MissingRate."""

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        """What the employer itself brings, as movements."""

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts themselves, before anything is computed."""

    def calculate(
        self, facts: RunFacts, rates: RatesOn, types: WageTypes, plan: Mapping[str, str], earlier: Mapping[int, Payslip]
    ) -> RunResult:
        """The run. `earlier` holds the slips that a correction reverses, by employee number. Raises Refused,
        MissingRate.
        """
