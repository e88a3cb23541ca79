"""What a Danish pack answers where there is nothing to say, or where it cannot answer yet: refused by name."""

# ruff: noqa: ARG002  an answer that is always the same does not look at the question
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

from models.values.finding import refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from models.values.why import Figure
from services.engine.absence import AbsenceCalendar, AbsenceCounter, AbsenceOutcome
from services.engine.accounts import Movement
from services.engine.country import ReadReport
from services.engine.facts import (
    Absence,
    CompanyCar,
    EmployerFacts,
    LineInput,
    PersonFacts,
    Refund,
    RunHead,
    StaffLoan,
)
from services.engine.feedback import Feedback, FeedbackFor
from services.engine.month import MonthFacts, ReportedAbsence, ReportedPerson
from services.engine.moving_in import ReportDifference, ReportedMonth
from services.engine.posting import Voucher
from services.engine.rates import RatesOn
from services.engine.report import ALONE, ReportAround, ReportControl
from services.engine.report_correction import CorrectionRule
from services.engine.travel import TravelClaim, TravelLines
from services.engine.year_end import ReportSums

_REPORT = Message("The report to eIndkomst")


def _not_yet(what: Message) -> NoReturn:
    raise refuse(Message("{what} is not in the program yet for Denmark", what=what))


class Unanswered:
    """The questions of a country pack that Denmark has no rules for here."""

    # ── what a person brings and is owed ──

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """Opening balances are salary types of their own (40011 …), entered in the first run."""
        return ()

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        return ()

    def absence_calendar(
        self, person: PersonFacts, absences: Sequence[Absence], span: Span
    ) -> Sequence[AbsenceCalendar]:
        return ()

    def absence_counters(
        self, person: PersonFacts, absences: Sequence[Absence], day: date, employer: EmployerFacts
    ) -> Sequence[AbsenceCounter]:
        return ()

    def expected_refunds(
        self, person: PersonFacts, absences: Sequence[Absence], until: date
    ) -> Sequence[AbsenceOutcome]:
        """Nothing is refunded through the pay: an outcome without days for each."""
        return [AbsenceOutcome(place) for place in range(len(absences))]

    # ── what only other countries have ──

    def uses_allowance(self, employer: EmployerFacts) -> bool:
        return False

    def month_voucher(self, month: MonthFacts, plan: Mapping[str, str]) -> Voucher | None:
        return None

    def refund_line(self, refund: Refund, person: PersonFacts) -> LineInput:
        _not_yet(Message("A refund"))

    def refund_sums(self, month: MonthFacts) -> Mapping[str, Money]:
        return {}

    def refunds_without_a_run(self, month: MonthFacts) -> Sequence[Movement]:
        return ()

    def travel_lines(self, claim: TravelClaim, rates: RatesOn) -> TravelLines:
        _not_yet(Message("A travel claim"))

    def car_benefits(self, cars: Sequence[CompanyCar], month: Month, rates: RatesOn) -> Sequence[Figure[Money] | None]:
        return [None for _ in cars]

    def loans_left(self, loans: Sequence[StaffLoan], repaid: Mapping[str, int]) -> Sequence[Money]:
        return [loan.balance for loan in loans]

    def loan_benefit(self, loan: StaffLoan, left: Money, rates: RatesOn) -> Figure[Money]:
        _not_yet(Message("A loan to an employee"))

    # ── the report ──

    def report_choices(self, corrected: RunHead, cash: Money, on: date) -> Sequence[str]:
        return ()

    def correction_rule(self, kind: str, mistake: Month, on: date) -> CorrectionRule:
        raise KeyError(kind)

    def may_be_reported(self, month: Month, on: date) -> bool:
        return False

    def must_be_reported(self, kind: str, start: date, end: date | None, month: Month) -> bool:
        return False

    def read_report(self, content: bytes, names: Mapping[str, str], around: ReportAround = ALONE) -> ReadReport:
        _not_yet(_REPORT)

    def read_people(self, content: bytes) -> ReportedMonth:
        _not_yet(_REPORT)

    def report_sums(self, content: bytes) -> ReportSums:
        _not_yet(_REPORT)

    def report_people(self, content: bytes) -> Mapping[str, ReportSums]:
        _not_yet(_REPORT)

    def switch_over(
        self, reported: ReportedMonth, people: Sequence[PersonFacts], last: date
    ) -> Sequence[ReportDifference]:
        _not_yet(_REPORT)

    def reported_absences(self, content: bytes) -> Sequence[ReportedAbsence]:
        return ()

    def reported_people(self, content: bytes, people: Sequence[PersonFacts], month: Month) -> Sequence[ReportedPerson]:
        return ()

    def report_controls(self) -> Sequence[ReportControl]:
        return ()

    def read_feedback(self, content: bytes, awaited: FeedbackFor | None = None) -> Feedback:
        _not_yet(_REPORT)

    def feedback_control(self, code: str) -> ReportControl | None:
        return None
