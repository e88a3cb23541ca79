"""Facts → result, with the rates of the run's own pay date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.countries import country
from services.engine.accounts import Movement
from services.engine.facts import EmployerFacts, RunFacts, RunHead
from services.engine.memory import steady_memory as steady_memory
from services.engine.rates import MissingRate, RatesOn
from services.engine.report_correction import says_something
from services.engine.result import Payslip, RunResult
from services.reference.rate_names import name_of
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import OwnRateError, UnknownEdition, client_rates

_NAMED = 10  # people, in one sentence


def calculate(facts: RunFacts, earlier: Mapping[int, Payslip] | None = None) -> RunResult:
    """The run as its country computes it. `earlier` are the slips that a correction reverses, by employee number.

    Raises Refused for facts that have a stop, and for a pay date whose year has no rates.
    """
    pack = country(facts.country)
    stops = [finding for finding in pack.check(facts) if finding.severity is Severity.STOP]
    if stops:
        raise Refused(stops)
    try:
        with steady_memory():
            return pack.calculate(facts, rates_of(facts), wage_types(facts.country), plan(facts), earlier or {})
    except MissingRate as missing:
        raise no_rate(missing) from missing


def told_in_its_month(result: RunResult, corrected: RunHead | None, choice: str = "") -> RunResult:
    """The run with the month whose report says it: of a correction that of the mistake, where it belongs there.

    `corrected` is the head of the run that it corrects, `choice` what the user said where there is a choice. Raises
    Refused where one month's report would say some of the run, and another's the rest: one who gets more beside one who
    pays back.
    """
    first, *others = told_apart(result, corrected, choice)
    if others:
        one, other = (
            [str(slip.person.number) for slip in part.payslips if says_something(slip)] for part in (first, others[0])
        )
        what = Message(
            "What the correction changes belongs in two reports: that of {month} for employee {one}, and that of "
            "{later} for employee {other}. Make a correction for each of the two",
            month=first.head.report_month,
            one=_some(one),
            later=others[0].head.report_month,
            other=_some(other),
        )
        raise refuse(what, Place("pay_run", result.head.name, "corrects"))
    return first


def told_apart(result: RunResult, corrected: RunHead | None, choice: str = "") -> Sequence[RunResult]:
    """A run by the months whose reports say it, the earliest first: usually one. What somebody pays back belongs to the
    month of the mistake, and what another gets besides to that of the payment (amelding 7.1).

    Each part has its own people, and the sums and the voucher of the whole run.
    """
    if corrected is None:
        return (result,)
    pack, head = country(result.facts.country), result.head
    telling = {
        slip.person.number: pack.reported_in(head, corrected, slip["gross_cash"], choice)
        for slip in result.payslips
        if says_something(slip)
    }
    usual = Month.of(head.pay_date)
    if len({month or usual for month in telling.values()}) < 2:
        cash = result.totals.get("gross_cash", ZERO)
        return (_told_in(result, pack.reported_in(head, corrected, cash, choice)),)
    months = sorted(set(telling.values()), key=lambda month: month or usual)
    parts = []
    for month in months:
        slips = tuple(each for each in result.payslips if telling.get(each.person.number, months[0]) == month)
        parts.append(_told_in(replace(result, payslips=slips), month))
    return parts


def _some(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")


def _told_in(result: RunResult, month: Month | None) -> RunResult:
    if month == result.head.reported_in:
        return result
    return replace(result, facts=replace(result.facts, head=replace(result.head, reported_in=month)))


def opening(code: str, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
    """What a person brings from before the first month, as movements. Raises Refused for a year without rates."""
    if not any(amounts.values()):
        return ()
    try:
        return country(code).opening(amounts, start, employer)
    except MissingRate as missing:
        raise no_rate(missing) from missing


def rates_of(facts: RunFacts) -> RatesOn:
    """The rates of the pay date, with the client's own. Raises MissingRate, and Refused for an own rate of no use."""
    try:
        return client_rates(facts.country, facts.own_rates, facts.editions).on(facts.head.pay_date)
    except UnknownEdition as unknown:
        what = Message(
            "The rates that the run was calculated with are not at hand (edition {digest})", digest=str(unknown)
        )
        raise refuse(what, Place("settings", None, "rates")) from unknown
    except OwnRateError as wrong:
        what = Message("The own rate {name} is written as another kind of value than the program uses", name=str(wrong))
        raise refuse(what, Place("settings", str(wrong), "rates")) from wrong


def plan(facts: RunFacts) -> Mapping[str, str]:
    """Account numbers by purpose: the plan that is ready, with the employer's own numbers over it."""
    return numbers(facts.country, facts.employer)


def numbers(code: str, employer: EmployerFacts) -> Mapping[str, str]:
    """Account numbers by purpose for an employer."""
    return {purpose: account.number for purpose, account in account_plan(code).items()} | dict(employer.accounts)


def no_rate(missing: MissingRate) -> Refused:
    """The refusal that a missing rate is for the user."""
    if missing.name:
        what = Message(
            "The rate “{name}” is not known for {day}. Enter it among the rates, with where you found it",
            name=name_of(missing.name),
            day=missing.day,
        )
        return refuse(what, Place("settings", missing.name, "rates"))
    what = Message(
        "There are no rates for {year} in the program, so a pay date of {day} cannot be calculated",
        year=str(missing.day.year),
        day=missing.day,
    )
    return refuse(what, Place("pay_run", None, "pay_date"))
