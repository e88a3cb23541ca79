"""The Danish pack: its one face, and the order of a run. What is not there yet is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.denmark.rules import calendar, voucher
from services.denmark.rules.accounts import ACCOUNTS, OWN, shown_vintage
from services.denmark.rules.case import Work, coded
from services.denmark.rules.checks import check_run
from services.denmark.rules.payslip import earn
from services.denmark.unanswered import Unanswered
from services.engine.accounts import Account, after
from services.engine.facts import (
    BalanceKey,
    RunFacts,
)
from services.engine.numbered import NumberedSetup
from services.engine.posting import PostedLine
from services.engine.rates import RateBook, RatesOn
from services.engine.result import Payslip, RunResult
from services.engine.reversal import reverse, together
from services.engine.wage_types import WageTypes


class Denmark(Unanswered):
    """Pay and holiday of Denmark."""

    code = "DK"
    report_kind = "eindkomst"
    accounts: Sequence[Account] = ACCOUNTS

    def __init__(self, book: RateBook, absence_codes: Mapping[str, Sequence[str]]) -> None:
        """The pack with the rates that it looks things up in, and the salary types that each absence code may lead to,
        the usual one first.
        """
        self._book = book
        self._absence_codes = absence_codes

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
        work = Work(facts.head, facts.employer, setup, rates, types, coded(types))
        slips: list[Payslip] = []
        for person in facts.people:
            back = reverse(earlier[person.number]) if person.number in earlier else None
            then = person if back is None else replace(person, balances=after(person.balances, back.movements))
            slip = earn(then, work, self._absence_codes)
            if back is not None:
                slip = replace(together(back, slip), person=person)
            if slip is not None:
                slips.append(slip)
        day, month = facts.head.pay_date, facts.head.month
        findings = [finding for slip in slips for finding in slip.findings]
        findings += _not_posted(slips, types)
        return RunResult(
            facts, tuple(slips), _totals(slips), voucher.voucher(slips, day, month, types, plan), (), tuple(findings)
        )

    def posted(
        self,
        slips: Sequence[Payslip],
        facts: RunFacts,  # noqa: ARG002
        types: WageTypes,
        plan: Mapping[str, str],
        earlier: Mapping[int, Payslip],  # noqa: ARG002  the slips hold what was taken back
    ) -> Sequence[PostedLine]:
        """The voucher of some slips by salary type; see rules/voucher.py."""
        return voucher.posted(slips, types, plan)

    def shown_of(self, slip: Payslip) -> Mapping[str, str | Mapping[str, str]]:
        """The fields of eIndkomst, taxes and numbers without øre where they have none."""
        whole = ("15", "16", "209")
        fields = {
            name: str(value.ore // 100) if name in whole and value.ore % 100 == 0 else str(value)
            for name, value in slip.reported.items()
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
            if amount
        ]

    # ── days ──

    def bank_day(self, pay_date: date) -> date:
        """The pay date, or the last bank day before it."""
        return calendar.bank_day_until(pay_date)

    def run_deadlines(self, pay_date: date) -> Mapping[str, date]:
        """When A-skat and AM-bidrag of a pay date are due for a small employer (denmark 3.8)."""
        return {"tax_due": calendar.tax_due(pay_date)}

    def month_deadlines(self, month: Month) -> Mapping[str, date]:
        """What is due because of a month: taxes of a small employer, holiday money of the whole month, ATP of its
        quarter.
        """
        return {
            "due": calendar.tax_due(month.last),
            "holiday_due": calendar.holiday_due(month.last),
            "atp_due": calendar.atp_due(month),
        }


def _totals(slips: Sequence[Payslip]) -> dict[str, Money]:
    names = dict.fromkeys(name for slip in slips for name in slip.figures)
    return {
        name: Money.total(slip.figures[name].value if name in slip.figures else ZERO for slip in slips)
        for name in names
    }


def _not_posted(slips: Sequence[Payslip], types: WageTypes) -> list[Finding]:
    """The salary types that stand on the account for what is not posted: listed, never dropped."""
    numbers = voucher.unposted(slips, types)
    if not numbers:
        return []
    what = Message("No account is known for {numbers}: their amounts stand as not posted", numbers=", ".join(numbers))
    return [Finding(Severity.WARNING, what, Place("settings", None, "accounts"))]
