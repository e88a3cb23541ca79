"""The Norwegian pack: its one face, and the order of a run for somebody who knows payroll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from models.values.finding import Finding
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import figure
from services.engine.accounts import Account, Movement, Unit, after
from services.engine.country import MonthReport, ReadReport, ReportFinding
from services.engine.facts import BalanceKey, EmployerFacts, PersonFacts, RunFacts, RunHead
from services.engine.month import MonthFacts
from services.engine.rates import RateBook, RatesOn
from services.engine.report import ALONE, ReportAround, ReportControl
from services.engine.result import Payslip, RunResult
from services.engine.reversal import reverse, together
from services.engine.slip_words import SlipWords
from services.engine.wage_types import WageTypes
from services.norway.rules import checks, deadlines, employer_contribution, employer_side, holiday_pay, pension
from services.norway.rules.opening import opening_allowance, opening_movements
from services.norway.rules.pay_lines import Work
from services.norway.rules.payslip import earn, negative_net
from services.norway.slip_words import slip_words

ACCOUNTS = (
    Account(holiday_pay.BASIS, Unit.KRONER, "calendar_year"),
    Account(holiday_pay.OWED, Unit.KRONER, "calendar_year"),
    Account(holiday_pay.PAID, Unit.KRONER, "calendar_year"),
    Account(holiday_pay.PAID_60, Unit.KRONER, "calendar_year"),
    Account(pension.COUNTED, Unit.KRONER, "month"),
    Account("gross_cash", Unit.KRONER, "calendar_year"),
    Account("taxable", Unit.KRONER, "calendar_year"),
    Account("withheld", Unit.KRONER, "calendar_year"),
    Account("union_dues", Unit.KRONER, "calendar_year"),
    Account("exempt_used", Unit.KRONER, "calendar_year"),
    Account(employer_contribution.WAGE_BASE, Unit.KRONER, "calendar_year"),
    Account(employer_contribution.ALLOWANCE_USED, Unit.KRONER, "calendar_year"),
)


class Norway:
    """Pay, checks and reports of Norway."""

    code = "NO"
    report_kind = "amelding"
    accounts: Sequence[Account] = ACCOUNTS

    def __init__(self, book: RateBook) -> None:
        """The pack with the rates that it looks things up in."""
        self._book = book

    def slip_words(self, slip: Payslip, facts: RunFacts, rates: RatesOn, types: WageTypes) -> SlipWords:
        """What a Norwegian payslip says besides its lines; see slip_words.py."""
        return slip_words(slip, facts, types, holiday_pay.plan_rate(facts.employer.holiday_plan, rates).value)

    def bank_day(self, pay_date: date) -> date:
        """A pay day that is no working day moves to the one before (norway-payroll 2)."""
        return deadlines.working_day_until(pay_date)

    def run_deadlines(self, pay_date: date) -> Mapping[str, date]:
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

        content = build_content(month, types)
        written = write_content(content)
        name = message_id or content_id(month.employer.orgnr, month.month, written, replaces)
        at = made if isinstance(made, datetime) else noon(made)
        message = build(content, month, Envelope(name, at, source, replaces, answer_language="bokmaal"))
        return MonthReport(self.report_kind, name, write(message, written))

    def check_report(self, content: bytes) -> list[ReportFinding]:
        """Every control that the message alone can show; see amelding/controls.py."""
        from services.norway.amelding.controls import check
        from services.norway.amelding.mending import told

        return [told(found) for found in check(content)]

    def read_report(self, content: bytes, names: Mapping[str, str], around: ReportAround = ALONE) -> ReadReport:
        """An a-melding in plain words; see amelding/outline.py."""
        from services.norway.amelding.outline import read_in_words

        return read_in_words(content, names, around)

    def report_ids(self, content: bytes) -> tuple[str, str]:
        """meldingsId and erstatterMeldingsId."""
        from services.norway.amelding.stamp import ids_of

        return ids_of(content)

    def report_controls(self) -> Sequence[ReportControl]:
        """The controls with their official codes; see amelding/mending.py."""
        from services.norway.amelding.mending import controls_in_words

        return controls_in_words()

    def must_be_reported(self, kind: str, start: date, end: date | None, month: Month) -> bool:
        """Ordinary and maritime employments stand in every month's message in which they run (amelding 6.1)."""
        from services.norway.amelding.employment import is_told_unpaid

        return is_told_unpaid(kind, start, end, month.first, month.last)

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """A person's opening amounts, as movements; see rules/opening.py."""
        return list(opening_movements(amounts, start, employer.holiday_plan, self._book.on(start.first)))

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        """What was used of the zone 1a allowance on 1 January."""
        return list(opening_allowance(used, start))

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts; see rules/checks.py."""
        return checks.check_run(facts)

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

        everybody = [earned for person in people if (earned := earn(person, work)) is not None]
        slips, used = employer_side.contributions(everybody, facts_then, work)
        if taken_back:
            slips = _with_reversals(facts.people, slips, taken_back, facts.head, rates)
        booked = (*given_back, *used)
        return RunResult(
            facts,
            tuple(slips),
            employer_side.totals(slips, facts, booked),
            employer_side.voucher(slips, facts, types, plan),
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
