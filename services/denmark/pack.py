"""The Danish pack: its one face, and the order of a run. What is not there yet is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.questions import Choosable
from models.values.span import Month, Span
from services.denmark import absence_kinds, holiday_left, year_end
from services.denmark.bank import DANISH_BANKS
from services.denmark.ledger import HOLIDAY
from services.denmark.questions import QUESTIONS
from services.denmark.rules import calendar, voucher
from services.denmark.rules.accounts import ACCOUNTS, BY_CODE, OWN, shown_vintage
from services.denmark.rules.case import FORTNIGHTLY, Work, by_terms, coded
from services.denmark.rules.checks import check_run
from services.denmark.rules.payslip import earn
from services.denmark.run_words import WORDS, pays_out, run_choices
from services.denmark.settlements import fields_of, settled_sums
from services.denmark.unanswered import Unanswered
from services.engine.absence import AbsenceCounter
from services.engine.accounts import Account, after
from services.engine.country import MonthReport, ReportFinding
from services.engine.facts import (
    Absence,
    BalanceKey,
    EmployerFacts,
    PersonFacts,
    RunFacts,
    RunHead,
    Terms,
)
from services.engine.holiday import HolidayDays, HolidayOwed
from services.engine.ledger import Ledger
from services.engine.month import MonthFacts
from services.engine.numbered import NumberedSetup, SetMember
from services.engine.posting import PostedLine
from services.engine.rates import RateBook, RatesOn
from services.engine.result import Payslip, RunResult
from services.engine.reversal import reverse, together
from services.engine.slip_words import SlipWords
from services.engine.wage_types import WageTypes
from services.engine.year_end import HolidaySetAside, YearStatement
from services.reference.formats import organisation


class Denmark(Unanswered):
    """Pay and holiday of Denmark."""

    code = "DK"
    numbered = True
    ledger: Ledger | None = HOLIDAY
    owed_accounts = frozenset(BY_CODE) - OWN
    questions = QUESTIONS
    report_kind = "eindkomst"
    language = "da"
    bank = DANISH_BANKS
    makes_report = True
    accounts: Sequence[Account] = ACCOUNTS

    def __init__(
        self,
        book: RateBook,
        absence_codes: Mapping[str, Sequence[str]],
        sets: Mapping[str, tuple[SetMember, ...]] | None = None,
        absence_units: Mapping[str, str] | None = None,
        by_unit: frozenset[str] = frozenset(),
    ) -> None:
        """The pack with the rates that it looks things up in, the salary types that each absence code may lead to, the
        usual one first, the lists of types (lønartstyper) that come with the program, what each absence code counts:
        days, hours, or either, and the purposes that are booked by department and project.
        """
        self._book = book
        self._absence_codes = absence_codes
        self._sets = sets or {}
        self._absence_units = absence_units or {}
        self._by_unit = by_unit
        self.absence_kinds = absence_kinds.kinds(absence_codes)

    # ── the run ──

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts; see rules/checks.py."""
        return list(check_run(facts))

    def calculate(
        self, facts: RunFacts, rates: RatesOn, types: WageTypes, plan: Mapping[str, str], earlier: Mapping[int, Payslip]
    ) -> RunResult:
        """A run: everybody's pay by rules/payslip.py, then sums and voucher. A correction first takes back the earlier
        slips line by line, so that what is added stands on the balances of before.
        """
        setup = facts.employer.numbered or NumberedSetup()
        work = Work(
            facts.head,
            facts.employer,
            setup,
            rates,
            types,
            coded(types),
            self._sets,
            by_terms(types),
            self._absence_units,
            _is_mixed(facts),
        )
        slips: list[Payslip] = []
        for person in facts.people:
            back = reverse(earlier[person.number]) if person.number in earlier else None
            then = person if back is None else replace(person, balances=after(person.balances, back.movements))
            slip = earn(then, work if back is None else _again(work, person), self._absence_codes)
            if back is not None:
                slip = replace(together(back, slip), person=person)
            if slip is not None:
                slips.append(slip)
        day, month = facts.head.pay_date, facts.head.month
        findings = [finding for slip in slips for finding in slip.findings]
        findings += _not_posted(slips, types, setup.provisions)
        return RunResult(
            facts,
            tuple(slips),
            _totals(slips),
            voucher.voucher(slips, day, month, types, plan, setup.provisions, self._by_unit),
            (),
            tuple(findings),
        )

    def posted(
        self,
        slips: Sequence[Payslip],
        facts: RunFacts,
        types: WageTypes,
        plan: Mapping[str, str],
        earlier: Mapping[int, Payslip],  # noqa: ARG002  the slips hold what was taken back
    ) -> Sequence[PostedLine]:
        """The voucher of some slips by salary type; see rules/voucher.py."""
        setup = facts.employer.numbered or NumberedSetup()
        return voucher.posted(slips, types, plan, setup.provisions, self._by_unit)

    def unposted(self, result: RunResult, types: WageTypes) -> Sequence[str]:
        """The salary types that stand on the account for what is not posted; see rules/voucher.py."""
        setup = result.facts.employer.numbered or NumberedSetup()
        return voucher.unposted(result.payslips, types, setup.provisions)

    def employer_numbers(self, employer: EmployerFacts) -> Sequence[Message]:
        """CVR, and the SE number where it is another one."""
        numbers = [Message("CVR no. {number}", number=organisation(employer.orgnr))]
        se = employer.numbered.se if employer.numbered is not None else ""
        if se and se != employer.orgnr:
            numbers.append(Message("SE no. {number}", number=organisation(se)))
        return numbers

    def slip_words(
        self,
        slip: Payslip,
        facts: RunFacts,
        rates: RatesOn,  # noqa: ARG002  what was used stands on the slip
        types: WageTypes,
    ) -> SlipWords:
        """What a Danish payslip says besides its lines; see slip_words.py."""
        from services.denmark.slip_words import slip_words  # paper alone wants it

        return slip_words(slip, facts, types, self.employer_numbers(facts.employer))

    def shown_of(self, slip: Payslip) -> Mapping[str, str | Mapping[str, str]]:
        """The fields of eIndkomst, taxes and numbers without øre where they have none."""
        whole = ("15", "16", "209")
        fields = {
            name: str(value.ore // 100) if name in whole and value.ore % 100 == 0 else str(value)
            for name, value in fields_of(slip.reported).items()
        }
        return {"fields": fields}

    def shown_balances(self, balances: Mapping[BalanceKey, int]) -> Sequence[Mapping[str, str]]:
        """A row for each account and year; what the program counts for itself is left out."""
        sums: dict[tuple[str, str], int] = {}
        for key, amount in sorted(balances.items()):
            if key.account not in OWN:
                shown = (key.account, shown_vintage(key.vintage))
                sums[shown] = sums.get(shown, 0) + amount
        return [
            {"account": code, **({"vintage": year} if year else {}), "amount": str(Money(amount))}
            for (code, year), amount in sums.items()
        ]

    # ── the report, see income_report.py ──

    def report(
        self,
        month: MonthFacts,
        types: WageTypes,  # noqa: ARG002  a slip says its fields
        source: str,
        made: date | datetime,
        message_id: str = "",
        replaces: str = "",  # noqa: ARG002  what was sent is corrected by differences
    ) -> MonthReport:
        """The file of a month that nothing was sent of. Raises Refused."""
        from services.denmark.income_report import first_file  # reports alone want it

        content, name = first_file(month, made, source.rpartition(" ")[2], message_id)
        return MonthReport(self.report_kind, name, content)

    def check_report(self, content: bytes) -> list[ReportFinding]:
        """Why a file is none of ours; nothing where it can be read."""
        from services.denmark.eindkomst import read

        try:
            read(content)
        except Refused as wrong:
            return [ReportFinding("stop", "", "", finding.what, 0, blocks=True) for finding in wrong.findings]
        return []

    def report_ids(self, content: bytes) -> tuple[str, str]:
        """The id of a file; none replaces another."""
        from services.denmark.income_report import report_id

        return report_id(content), ""

    def reported_in(
        self,
        head: RunHead,  # noqa: ARG002
        corrected: RunHead,
        cash: Money,  # noqa: ARG002
        choice: str = "",  # noqa: ARG002
    ) -> Month | None:
        """The month of the run that is corrected: what a correction changes is said to that run's report."""
        return corrected.report_month

    # ── a year and holiday, see year_end.py ──

    def year_statement(
        self,
        number: int,
        year: int,
        slips: Sequence[Payslip],
        types: WageTypes,  # noqa: ARG002  the sums have names of their own
    ) -> YearStatement:
        """One person's year with the sums of the fields of eIndkomst."""
        return year_end.statement(number, year, slips)

    def holiday_owed(self, person: PersonFacts) -> Sequence[HolidayOwed]:
        """Holiday money by holiday year."""
        return tuple(year_end.owed_to(person))

    def holiday_days(
        self,
        person: PersonFacts,
        year: int,
        employer: EmployerFacts,  # noqa: ARG002  the holiday year is the same for all
        rates: RatesOn,
    ) -> HolidayDays:
        """The days of the holiday year that began on 1 September of the year. Raises MissingRate."""
        return year_end.days_of(person, year, rates)

    def holiday_set_aside(self, slips: Iterable[Payslip]) -> HolidaySetAside:
        """What slips moved of holiday money that is owed."""
        return year_end.set_aside(slips)

    # ── absence ──

    run_words = WORDS

    def pays_out(self, head: RunHead, forms: Iterable[str]) -> Iterable[Message]:
        """Supplements by the calendar; see run_words.py."""
        return tuple(pays_out(head, forms))

    def run_choices(self, head: RunHead) -> tuple[Choosable, ...]:
        """The codes of the run order that do not follow from the calendar; see run_words.py."""
        return run_choices(head)

    def public_holidays(self, year: int) -> Mapping[date, Message]:
        """The public holidays by their names; see absence_kinds.py."""
        return absence_kinds.holiday_names(year)

    def absence_units(self, kind: str, span: Span, terms: Terms | None) -> Decimal | None:
        """Working days, or hours for a code that is counted so."""
        known = self.absence_kinds.kinds.get(kind)
        if known is None or not known.units:
            return None
        years = sorted(self._book.years)
        nearest = min(max(span.first.year, years[0]), years[-1])  # a proposal, also for days of a year without rates
        full = self._book.on(date(nearest, 1, 1)).number("hours.month").value
        return absence_kinds.usual_units(known.units[0], span, terms, full)

    def absence_counters(
        self,
        person: PersonFacts,
        absences: Sequence[Absence],
        day: date,  # noqa: ARG002  what is left is what approved runs left
        employer: EmployerFacts,  # noqa: ARG002
    ) -> Sequence[AbsenceCounter]:
        """What is left of holiday with pay; see holiday_left.py."""
        return holiday_left.counters(person, absences)

    def absence_notes(self, absence: Absence) -> Iterable[Message]:
        """Over 31 August it belongs to two holiday years."""
        return tuple(absence_kinds.notes(absence))

    # ── days ──

    def bank_day(self, pay_date: date) -> date:
        """The pay date, or the last bank day before it."""
        return calendar.bank_day_until(pay_date)

    def run_deadlines(self, pay_date: date, period_end: date | None = None) -> Mapping[str, date]:
        """When A-skat and AM-bidrag of a pay date are due for a small employer; for a large one; and the holiday money
        of the pay period (denmark 3.8).
        """
        due = {"tax_due": calendar.tax_due(pay_date), "large_tax_due": calendar.large_tax_due(pay_date)}
        if period_end is None:
            return due
        left = calendar.holiday_due_after_leaving(period_end)
        return {**due, "holiday_due": calendar.holiday_due(period_end), "holiday_left_due": left}

    def month_deadlines(self, month: Month) -> Mapping[str, date]:
        """What is due because of a month: taxes of a small employer, holiday money of the whole month, ATP of its
        quarter.
        """
        return {
            "due": calendar.tax_due(month.last),
            "holiday_due": calendar.holiday_due(month.last),
            "atp_due": calendar.atp_due(month),
        }


def _is_mixed(facts: RunFacts) -> bool:
    """Whether somebody employed in the run's days is paid in another form than by the fortnight."""
    return any(
        terms.pay != FORTNIGHTLY
        for person in facts.people
        for job in person.employments
        if job.span.overlap(facts.head.days) is not None
        for _, terms in job.terms.entries
    )


def _again(work: Work, person: PersonFacts) -> Work:
    """The work for somebody whose slip is taken back: what is entered in its place stands for the period that the slip
    was of, with its days, hours and absence; nothing entered leaves it taken back.
    """
    if all(line.fixed for line in person.lines):
        return work
    month = Month.parse(work.head.corrects[:7]) if work.head.span is None else work.head.month
    return replace(work, head=replace(work.head, month=month), redo=True)


def _totals(slips: Sequence[Payslip]) -> dict[str, Money]:
    names = dict.fromkeys(name for slip in slips for name in slip.figures)
    totals = {
        name: Money.total(slip.figures[name].value if name in slip.figures else ZERO for slip in slips)
        for name in names
    }
    return {**totals, **settled_sums(slips)}


def _not_posted(slips: Sequence[Payslip], types: WageTypes, provisions: str) -> list[Finding]:
    """The salary types that stand on the account for what is not posted: listed, never dropped."""
    numbers = voucher.unposted(slips, types, provisions)
    if not numbers:
        return []
    what = Message("No account is known for {numbers}: their amounts stand as not posted", numbers=", ".join(numbers))
    return [Finding(Severity.WARNING, what, Place("settings", None, "accounts"))]
