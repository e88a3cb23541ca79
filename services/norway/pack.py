"""The Norwegian pack: its one face, and the order of a run for somebody who knows payroll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.questions import Choosable
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.engine.absence import AbsenceCalendar, AbsenceCounter, AbsenceOutcome
from services.engine.accounts import Account, Movement, Unit, after
from services.engine.country import MonthReport, ReadReport, ReportFinding
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
from services.engine.month import MonthFacts, ReportedAbsence, ReportedPerson
from services.engine.moving_in import ReportDifference, ReportedMonth
from services.engine.posting import PostedLine, Voucher
from services.engine.rates import RateBook, RatesOn
from services.engine.report import ALONE, ReportAround, ReportControl
from services.engine.report_correction import CorrectionRule
from services.engine.result import ContributionPart, Payslip, RunResult
from services.engine.reversal import reverse, together
from services.engine.slip_words import SlipWords
from services.engine.travel import TravelClaim, TravelLines
from services.engine.wage_types import WageTypes
from services.engine.year_end import HolidaySetAside, ReportSums, YearStatement
from services.files.bank_home import NORWEGIAN_BANKS
from services.norway import corrections, holiday_names
from services.norway.absence_kinds import KINDS
from services.norway.questions import QUESTIONS
from services.norway.rules import (
    checks,
    claims,
    company_car,
    deadlines,
    employer_contribution,
    employer_side,
    holiday_days,
    holiday_pay,
    line_accounts,
    pension,
    refunds,
    staff_loan,
    travel_claim,
    withholding,
)
from services.norway.rules.absence import calendar, counters, in_run, outcomes
from services.norway.rules.opening import ADVANCE, TIME_BANK, opening_allowance, opening_movements
from services.norway.rules.pay_lines import BY_THEMSELVES, Work
from services.norway.rules.payslip import earn, negative_net
from services.norway.run_words import WORDS
from services.norway.slip_words import slip_words
from services.reference.formats import organisation

ACCOUNTS = (
    Account(holiday_pay.BASIS, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.OWED, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.PAID, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.PAID_60, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.OWED_60, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.CONTRIBUTION, Unit.KRONER, "calendar_year", by_hand=True),
    Account(holiday_pay.FREE_MONTH, Unit.KRONER, "calendar_year"),
    Account(holiday_days.BROUGHT, Unit.DAYS, "calendar_year", by_hand=True),
    Account(holiday_days.TAKEN, Unit.DAYS, "calendar_year", by_hand=True),
    Account(withholding.MONTHS_BEFORE, Unit.DAYS, "calendar_year", by_hand=True),
    Account(pension.COUNTED, Unit.KRONER, "month"),
    Account("gross_cash", Unit.KRONER, "calendar_year"),
    Account("taxable", Unit.KRONER, "calendar_year"),
    Account("withheld", Unit.KRONER, "calendar_year"),
    Account("union_dues", Unit.KRONER, "calendar_year"),
    Account("exempt_used", Unit.KRONER, "calendar_year", by_hand=True),
    *(Account(slug, Unit.KRONER, "month") for slug in (*BY_THEMSELVES, "phone_benefit")),
    Account(staff_loan.REPAID, Unit.KRONER, "month", by_hand=True),
    *(Account(slug, Unit.KRONER, "calendar_year", by_hand=True) for slug in line_accounts.LIMITED_BENEFITS),
    Account(TIME_BANK, Unit.HOURS, "none", by_hand=True),
    Account(claims.TAKEN, Unit.KRONER, "none"),
    Account(ADVANCE, Unit.KRONER, "none", by_hand=True),
    Account(employer_contribution.WAGE_BASE, Unit.KRONER, "calendar_year"),
    Account(employer_contribution.ALLOWANCE_USED, Unit.KRONER, "calendar_year"),
    *in_run.ACCOUNTS,
)


class Norway:
    """Pay, checks and reports of Norway."""

    code = "NO"
    numbered = False
    ledger = None
    owed_accounts = frozenset({"advance", "time_bank"})
    questions = QUESTIONS
    report_kind = "amelding"
    language = "nb"
    bank = NORWEGIAN_BANKS
    makes_report = True
    accounts: Sequence[Account] = ACCOUNTS

    absence_kinds = KINDS
    run_words = WORDS

    def __init__(self, book: RateBook) -> None:
        """The pack with the rates that it looks things up in."""
        self._book = book

    def pays_out(
        self,
        head: RunHead,  # noqa: ARG002  what is paid is entered, or follows from the kind of run
        forms: Iterable[str],  # noqa: ARG002
    ) -> Iterable[Message]:
        """Nothing by the calendar alone."""
        return ()

    def run_choices(self, head: RunHead) -> tuple[Choosable, ...]:  # noqa: ARG002  there are no such codes
        """None."""
        return ()

    def public_holidays(self, year: int) -> Mapping[date, Message]:
        """The public holidays by their names; see holiday_names.py."""
        return holiday_names.names(year)

    def absence_units(
        self,
        kind: str,  # noqa: ARG002  absence is a share of the working time
        span: Span,  # noqa: ARG002
        terms: Terms | None,  # noqa: ARG002
    ) -> Decimal | None:
        """Nothing is counted in units."""
        return None

    def absence_notes(self, absence: Absence) -> Iterable[Message]:  # noqa: ARG002  the plan says what there is
        """Nothing besides what the plan of an entry says."""
        return ()

    def slip_words(self, slip: Payslip, facts: RunFacts, rates: RatesOn, types: WageTypes) -> SlipWords:
        """What a Norwegian payslip says besides its lines; see slip_words.py."""
        then = replace(slip.person, balances=after(slip.person.balances, slip.movements))
        days = holiday_days.balance(then, facts.head.pay_date.year, facts.employer, rates)
        return slip_words(slip, facts, types, holiday_pay.plan_rate(facts.employer.holiday_plan, rates).value, days)

    def shown_of(self, slip: Payslip) -> Mapping[str, str | Mapping[str, str]]:
        """The part of the union dues that lowered the basis of withholding."""
        return {"union_dues_deducted_from_base": str(slip.union_dues_deducted)}

    def shown_balances(self, balances: Mapping[BalanceKey, int]) -> Sequence[Mapping[str, str]]:
        """Account and vintage in one name."""
        return [
            {"account": f"{key.account}_{key.vintage}" if key.vintage else key.account, "amount": str(Money(amount))}
            for key, amount in sorted(balances.items())
            if amount
        ]

    def employer_numbers(self, employer: EmployerFacts) -> Sequence[Message]:
        """The organisation number."""
        return (Message("Org. no. {number}", number=organisation(employer.orgnr)),)

    def bank_day(self, pay_date: date) -> date:
        """A pay day that is no working day moves to the one before (norway-payroll 2)."""
        return deadlines.working_day_until(pay_date)

    def run_deadlines(
        self,
        pay_date: date,
        period_end: date | None = None,  # noqa: ARG002  nothing is due by the period
    ) -> Mapping[str, date]:
        """When what was withheld on a pay date must be paid."""
        return {"tax_due": deadlines.withholding_due(pay_date)}

    def month_deadlines(self, month: Month) -> Mapping[str, date]:
        """The a-melding of the month, and the employer contribution of its term."""
        return {"due": deadlines.amelding_due(month), "aga_due": deadlines.employer_contribution_due(month)}

    def report(
        self,
        month: MonthFacts,
        types: WageTypes,
        source: str,
        made: date | datetime,
        message_id: str = "",
        replaces: str = "",
    ) -> MonthReport:
        """The a-melding of a month; see amelding/build.py."""
        # The report's many types are slow to import: only where one is made or checked.
        from services.norway.amelding.build import Envelope, build, build_content
        from services.norway.amelding.stamp import content_id, noon
        from services.norway.amelding.write import write, write_content

        parts, finance_tax = self._refunded(month)
        content = build_content(month, types, refunds=parts, finance_tax=finance_tax)
        written = write_content(content)
        name = message_id or content_id(month.employer.orgnr, month.month, written, replaces)
        at = made if isinstance(made, datetime) else noon(made)
        language = month.employer.choices.answer_language
        message = build(content, month, Envelope(name, at, source, replaces, answer_language=language))
        return MonthReport(self.report_kind, name, write(message, written))

    def may_be_reported(self, month: Month, on: date) -> bool:
        """See rules/deadlines.py."""
        return deadlines.may_be_reported(month, on)

    def reported_in(self, head: RunHead, corrected: RunHead, cash: Money, choice: str = "") -> Month | None:
        """Of a correction that pays so much in all; see corrections.py."""
        return corrections.reported_in(head, corrected, cash, choice)

    def report_choices(self, corrected: RunHead, cash: Money, on: date) -> Sequence[str]:
        """Where the matrix leaves one; see corrections.py."""
        return corrections.choices(corrected, cash, on)

    def correction_rule(self, kind: str, mistake: Month, on: date) -> CorrectionRule:
        """A cell of the matrices; see corrections.py."""
        return corrections.rule(kind, mistake, on)

    def _refunded(self, month: MonthFacts) -> tuple[list[ContributionPart], Money]:
        """What was refunded in a month without a run, and the finance tax on it. Raises MissingRate."""
        if not month.refunds:
            return [], ZERO
        rates = self._book.on(month.month.last)
        parts = list(refunds.parts_without_a_run(month.refunds, month.people, month.employer, rates))
        if not month.employer.finance_tax:
            return parts, ZERO
        return parts, Money.total(part.base for part in parts).times(rates.percent("finance_tax.percent").value)

    def posted(
        self,
        slips: Sequence[Payslip],
        facts: RunFacts,
        types: WageTypes,
        plan: Mapping[str, str],
        earlier: Mapping[int, Payslip],
    ) -> Sequence[PostedLine]:
        """The voucher of some slips by wage type; see rules/employer_side.py."""
        numbers = {slip.person.number for slip in slips}
        taken_back = {number: reverse(slip) for number, slip in earlier.items() if number in numbers}
        return employer_side.posted(slips, facts, types, plan, taken_back)

    def unposted(
        self,
        result: RunResult,  # noqa: ARG002  every wage type has its account
        types: WageTypes,  # noqa: ARG002
    ) -> Sequence[str]:
        """None."""
        return ()

    def month_voucher(self, month: MonthFacts, plan: Mapping[str, str]) -> Voucher | None:
        """The month's own voucher: rounding, and refunds that no run holds; see month_voucher.py."""
        from services.norway.month_voucher import month_voucher

        parts, finance_tax = self._refunded(month)
        return month_voucher(month, parts, finance_tax, plan)

    def refund_line(self, refund: Refund, person: PersonFacts) -> LineInput:
        """A refund as a line of a run; see rules/refunds.py."""
        return refunds.line_of(refund, person)

    def refund_sums(self, month: MonthFacts) -> Mapping[str, Money]:
        """The basis, the contribution and the finance tax of refunds without a run, all of them less than nothing."""
        parts, finance_tax = self._refunded(month)
        if not parts:
            return {}
        contribution = Money.total(part.base.times(part.percent) for part in parts)
        return {"aga_base": Money.total(part.base for part in parts), "aga": contribution, "finance_tax": finance_tax}

    def refunds_without_a_run(self, month: MonthFacts) -> Sequence[Movement]:
        """What refunds give back of the yearly allowance in a month without a run (norway-payroll 7.2)."""
        parts, _ = self._refunded(month)
        saved = employer_contribution.saved(parts, self._book.on(month.month.last)) if parts else ZERO
        key = BalanceKey(employer_contribution.ALLOWANCE_USED, str(month.month.year))
        return (Movement(key, saved.ore, "refund"),) if saved else ()

    def check_report(self, content: bytes) -> list[ReportFinding]:
        """Every control that the message alone can show; see amelding/controls.py."""
        from services.norway.amelding.controls import check
        from services.norway.amelding.mending import told

        return [told(found) for found in check(content)]

    def read_report(self, content: bytes, names: Mapping[str, str], around: ReportAround = ALONE) -> ReadReport:
        """An a-melding in plain words; see amelding/outline.py."""
        from services.norway.amelding.outline import read_in_words

        return read_in_words(content, names, around)

    def read_people(self, content: bytes) -> ReportedMonth:
        """The people of an a-melding; see amelding/moving_in.py."""
        from services.norway.amelding.moving_in import read_people

        return read_people(content)

    def year_statement(self, number: int, year: int, slips: Sequence[Payslip], types: WageTypes) -> YearStatement:
        """One person's year; see year_end.py."""
        from services.norway.year_end import statement

        return statement(number, year, slips, types)

    def report_sums(self, content: bytes) -> ReportSums:
        """What an a-melding adds up to; see year_end.py."""
        from services.norway.year_end import report_sums

        return report_sums(content)

    def report_people(self, content: bytes) -> Mapping[str, ReportSums]:
        """What an a-melding tells of each person; see year_end.py."""
        from services.norway.year_end import report_people

        return report_people(content)

    def holiday_set_aside(self, slips: Iterable[Payslip]) -> HolidaySetAside:
        """What slips moved on the accounts for holiday pay; see year_end.py."""
        from services.norway.year_end import holiday_set_aside

        return holiday_set_aside(slips)

    def switch_over(
        self, reported: ReportedMonth, people: Sequence[PersonFacts], last: date
    ) -> Sequence[ReportDifference]:
        """The switch-over check; see amelding/moving_in.py."""
        from services.norway.amelding.moving_in import differences

        return list(differences(reported, people, last))

    def reported_absences(self, content: bytes) -> Sequence[ReportedAbsence]:
        """The leaves of an a-melding; see amelding/leave_read.py."""
        if b"<permisjon>" not in content:
            return ()
        from services.norway.amelding.leave_read import read_leaves

        return read_leaves(content)

    def reported_people(self, content: bytes, people: Sequence[PersonFacts], month: Month) -> Sequence[ReportedPerson]:
        """Who an a-melding told of, and the ends that it told; see amelding/told_before.py."""
        from services.norway.amelding.told_before import numbers_needed, read_people

        return read_people(content, numbers_needed(people, month))

    def report_ids(self, content: bytes) -> tuple[str, str]:
        """meldingsId and erstatterMeldingsId."""
        from services.norway.amelding.stamp import ids_of

        return ids_of(content)

    def report_controls(self) -> Sequence[ReportControl]:
        """The controls with their official codes; see amelding/mending.py."""
        from services.norway.amelding.mending import controls_in_words

        return controls_in_words()

    def read_feedback(self, content: bytes, awaited: FeedbackFor | None = None) -> Feedback:
        """The feedback A03; see amelding/feedback.py."""
        from services.norway.amelding.feedback import read

        return read(content, awaited)

    def feedback_control(self, code: str) -> ReportControl | None:
        """The control with the same official code; see amelding/feedback.py."""
        from services.norway.amelding.feedback import control_of

        return control_of(code)

    def must_be_reported(self, kind: str, start: date, end: date | None, month: Month) -> bool:
        """Ordinary and maritime employments stand in every month's message in which they run (amelding 6.1)."""
        from services.norway.amelding.employment import is_told_unpaid

        return is_told_unpaid(kind, start, end, month.first, month.last)

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """A person's opening amounts, as movements; see rules/opening.py."""
        rates = self._book.on(start.first)
        unit = employer.establishments[0] if employer.establishments else None
        contribution = None  # on the holiday pay that was set aside before
        if unit and unit.zone in employer_contribution.ZONES and employer.choices.holiday_booking == "accrual":
            contribution = employer_contribution.zone_rate(unit.zone, unit.calculation_code, rates).value
        return list(opening_movements(amounts, start, employer.holiday_plan, rates, contribution))

    def holiday_owed(self, person: PersonFacts) -> Sequence[HolidayOwed]:
        """A row for each holiday year; see rules/holiday_pay.py."""
        return list(holiday_pay.liability(person))

    def holiday_days(self, person: PersonFacts, year: int, employer: EmployerFacts, rates: RatesOn) -> HolidayDays:
        """Days entitled, brought, taken and left; see rules/holiday_days.py."""
        days = holiday_days.balance(person, year, employer, rates)
        staying = [each for each in person.employments if each.end is None or each.end >= date(year, 12, 31)]
        if any(terms.pay == "monthly" for each in staying for _, terms in each.terms.entries[-1:]):
            return replace(days, finding=holiday_days.mismatch(person, year, employer, rates))
        return days

    def travel_lines(self, claim: TravelClaim, rates: RatesOn) -> TravelLines:
        """The lines of a travel claim; see rules/travel_claim.py."""
        return travel_claim.lines_of(claim, rates)

    def car_benefits(self, cars: Sequence[CompanyCar], month: Month, rates: RatesOn) -> Sequence[Figure[Money] | None]:
        """The month's benefit of each car; see rules/company_car.py."""
        used = company_car.used_in(cars, month)
        return [company_car.month_benefit(car, month.year, rates) if car in used else None for car in cars]

    def loans_left(self, loans: Sequence[StaffLoan], repaid: Mapping[str, int]) -> Sequence[Money]:
        """What is left of each loan; see rules/staff_loan.py."""
        return staff_loan.owed(loans, staff_loan.paid_back(repaid))

    def loan_benefit(self, loan: StaffLoan, left: Money, rates: RatesOn) -> Figure[Money]:
        """The month's benefit of a loan; see rules/staff_loan.py."""
        return staff_loan.month_benefit(loan, left, rates)

    def absence_calendar(
        self, person: PersonFacts, absences: Sequence[Absence], span: Span
    ) -> Sequence[AbsenceCalendar]:
        """What each day is; see rules/absence/calendar.py."""
        return calendar.calendar(replace(person, absences=tuple(absences)), span)

    def absence_counters(
        self, person: PersonFacts, absences: Sequence[Absence], day: date, employer: EmployerFacts
    ) -> Sequence[AbsenceCounter]:
        """Counters with their days and reasons; see rules/absence/counters.py."""
        then = replace(person, absences=tuple(absences))
        return counters.counters(then, day, employer.choices.self_certification, self._book.on(day))

    def expected_refunds(
        self, person: PersonFacts, absences: Sequence[Absence], until: date
    ) -> Sequence[AbsenceOutcome]:
        """What follows from each absence; see rules/absence/outcomes.py."""
        if not absences:
            return ()
        known = max(self._book.years, default=until.year)
        rates = self._book.on(until if until.year <= known else date(known, 12, 31))
        return outcomes.outcomes(replace(person, absences=tuple(absences)), until, rates)

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        """What was used of the zone 1a allowance on 1 January."""
        return list(opening_allowance(used, start))

    def uses_allowance(self, employer: EmployerFacts) -> bool:
        """Whether a sub-unit has a low rate that holds until the yearly allowance is used (norway-payroll 7.2)."""
        units = employer.establishments
        return any(employer_contribution.uses_allowance(u.zone, u.calculation_code, employer.sector) for u in units)

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts; see rules/checks.py."""
        return [*checks.check_run(facts), *in_run.check(facts)]

    def calculate(
        self, facts: RunFacts, rates: RatesOn, types: WageTypes, plan: Mapping[str, str], earlier: Mapping[int, Payslip]
    ) -> RunResult:
        """A run: everybody's pay, then the employer contribution over all of it, then sums and voucher.

        A correction first takes back the earlier slips line by line, so that what is added stands on the balances of
        before.
        """
        taken_back = {
            person.number: reverse(earlier[person.number]) for person in facts.people if person.number in earlier
        }
        months = {
            number: move.key.vintage
            for number, slip in taken_back.items()
            for move in slip.movements
            if move.key.account == pension.COUNTED
        }
        work = Work(facts.head, facts.employer, rates, types, months)
        people, facts_then, given_back = _before(facts, taken_back, rates)
        if taken_back:
            people = refunds.kept(people, earlier, types)

        everybody = [earned for person in people if (earned := earn(person, work)) is not None]
        slips, used = employer_side.contributions(everybody, facts_then, work)
        if taken_back:
            slips = _with_reversals(facts.people, slips, taken_back, facts.head, rates)
        booked = (*given_back, *used)
        return RunResult(
            facts,
            tuple(slips),
            employer_side.totals(slips, facts, booked),
            employer_side.voucher(slips, facts, types, plan, taken_back),
            booked,
            tuple(finding for slip in slips for finding in slip.findings),
        )


def _before(
    facts: RunFacts, taken_back: Mapping[int, Payslip], rates: RatesOn
) -> tuple[Sequence[PersonFacts], RunFacts, tuple[Movement, ...]]:
    """The people and the employer as they stand once the reversed slips are taken back, and what that gives back."""
    if not taken_back:
        return facts.people, facts, ()
    people = [
        replace(person, balances=after(person.balances, taken_back[person.number].movements))
        if person.number in taken_back
        else person
        for person in facts.people
    ]
    saved = employer_contribution.saved([part for slip in taken_back.values() for part in slip.contributions], rates)
    if not saved:
        return people, facts, ()
    key = BalanceKey(employer_contribution.ALLOWANCE_USED, str(facts.head.pay_date.year))
    given_back = (Movement(key, saved.ore, "reversed contribution"),)
    return people, replace(facts, balances=after(facts.balances, given_back)), given_back


def _with_reversals(
    people: Sequence[PersonFacts],
    slips: Sequence[Payslip],
    taken_back: Mapping[int, Payslip],
    head: RunHead,
    rates: RatesOn,
) -> list[Payslip]:
    """Everybody's slip with what was reversed on it, in the order of the people."""
    new = {slip.person.number: slip for slip in slips}
    both = []
    for person in people:
        if person.number in taken_back:
            slip = replace(together(taken_back[person.number], new.get(person.number)), person=person)
            if slip["net_pay"].ore < 0:
                slip = replace(slip, findings=(*slip.findings, negative_net(person, slip["net_pay"], head)))
            both.append(_counted_anew(slip, str(head.pay_date.year), rates))
        elif person.number in new:
            both.append(new[person.number])
    return both


def _counted_anew(slip: Payslip, year: str, rates: RatesOn) -> Payslip:
    """What follows from the year so far is counted anew, not added up: what is left of a frikort, and the extra
    contribution above a threshold, which a later run may have paid for the one that is corrected.
    """
    person, figures = slip.person, dict(slip.figures)
    balances = after(person.balances, slip.movements)
    card = person.tax_card
    if "exempt_left" in figures and card is not None and card.exempt_amount is not None:
        left = max(ZERO, card.exempt_amount - Money(balances.get(BalanceKey("exempt_used", year), 0)))
        figures["exempt_left"] = figure("no.exempt_left", left, withheld=figures["withholding"])
    before = person.money(employer_contribution.WAGE_BASE, year)
    now = Money(balances.get(BalanceKey(employer_contribution.WAGE_BASE, year), 0)) - before
    extra = employer_contribution.extra(before, now, rates)
    if extra is not None and (extra.value or "aga_extra" in figures):
        figures["aga_extra"] = extra
    return replace(slip, figures=figures)
