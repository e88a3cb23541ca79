"""The employer's contribution by term: what it was reckoned from, by sub-unit, zone and rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as records
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk import countries
from services.desk.gather import employer_facts
from services.desk.refunds import sums_alone
from services.desk.stored_form import read_contributions
from services.queries.reports.around import PaidRun, approved_runs, totals
from services.queries.reports.model import Asked, Choices, Picture, Pillar, Report, Row
from services.queries.trace import Link, Trace, TraceNode

TITLE: Final = Message("Employer's contribution")
_CONTRIBUTION: Final = ("aga", "aga_extra")
_REFUNDS, _ROUNDING = "refunds", "rounding"
_OTHERS: Final = {_REFUNDS: Message("Refunds without a run"), _ROUNDING: Message("Rounding")}
_WHY: Final = {
    _REFUNDS: Message("Refunds that NAV paid and that stand in no run, less than nothing, at the rates of the month"),
    _ROUNDING: Message("What the rates do not explain: rounding, and the yearly allowance of zone 1a"),
}
"""What has no rate of its own, in the place of the sub-unit."""


@dataclass(slots=True)
class _Sums:
    """What a rate was reckoned from, in one term."""

    pay: Money = ZERO
    pension: Money = ZERO
    refunds: Money = ZERO
    contribution: Money = ZERO
    by_run: dict[int, Money] = field(default_factory=dict)

    @property
    def base(self) -> Money:
        return self.pay + self.pension + self.refunds


_Key = tuple[date, str, str, Percent | None]
"""The last day of the term's payment, the sub-unit, the zone and the rate; no rate for what no rate explains."""


def contribution_by_term(asked: Asked) -> Report:
    """The runs that the reports of the terms say; a term is whole, so the period is widened to whole terms."""
    desk, pack = asked.desk, countries.country(asked.desk.client.country)

    def due(month: Month) -> date:
        return pack.month_deadlines(month)["aga_due"]

    first, last = asked.choices.first, asked.choices.last
    while due(first.plus(-1)) == due(first):
        first = first.plus(-1)
    while due(last.plus(1)) == due(last):
        last = last.plus(1)
    asked.progress(0, 2, Message("Reading the payslips"))
    with desk.reading() as session:
        runs = [run for run in _around(session, first, last) if first <= run.report_month <= last]
        sums = _sums(session, runs, due)
        told = totals(session, runs, _CONTRIBUTION)
        alone = sums_alone(session, desk.client.country, first, last)
        names = {unit.orgnr: unit.name or unit.orgnr for unit in employer_facts(session).establishments}
    asked.progress(1, 2, Message("Adding up"))
    for month, refunded in alone.items():
        each = sums[due(month), _REFUNDS, "", None]
        each.refunds += refunded.get("aga_base", ZERO)
        each.contribution += refunded.get("aga", ZERO)
    by_term: dict[date, list[PaidRun]] = defaultdict(list)
    for run in runs:
        by_term[due(run.report_month)].append(run)
    for day, some in by_term.items():
        gap = Money.total(told[run.id].get(name, ZERO) for run in some for name in _CONTRIBUTION) - Money.total(
            each.contribution for (of, _, _, percent), each in sums.items() if of == day and percent is not None
        )
        if gap:
            sums[day, _ROUNDING, "", None].contribution += gap
    terms = _terms(first, last, due)
    has_pension = any(each.pension for each in sums.values())
    has_refunds = any(each.refunds for each in sums.values())
    columns = (
        Column("term", Message("Term")),
        Column("unit", Message("Sub-unit")),
        Column("zone", Message("Zone")),
        Column("percent", Message("Rate"), Kind.NUMBER),
        Column("pay", Message("Basis: pay"), Kind.MONEY, summed=True),
        *((Column("pension", Message("Basis: pension"), Kind.MONEY, summed=True),) if has_pension else ()),
        *((Column("refunds", Message("Basis: refunds"), Kind.MONEY, summed=True),) if has_refunds else ()),
        Column("base", Message("Basis"), Kind.MONEY, summed=True),
        Column("contribution", Message("Contribution"), Kind.MONEY, summed=True),
        Column("due", Message("Due"), Kind.DATE),
    )
    rows, of_row = [], {}
    for place, (key, each) in enumerate(sorted(sums.items(), key=lambda pair: _order(pair[0]))):
        day, unit, zone, percent = key
        what = asked.say(_OTHERS[unit]) if percent is None else names.get(unit, unit)
        values: tuple[Value, ...] = (
            asked.say(_term_words(*terms[day])),
            what,
            zone or None,
            percent,
            each.pay,
            *((each.pension,) if has_pension else ()),
            *((each.refunds,) if has_refunds else ()),
            each.base,
            each.contribution,
            day,
        )
        rows.append(Row(place, values, Place("reporting", str(terms[day][1]))))
        of_row[place] = key

    by_id = {run.id: run for run in runs}

    def why(key: int, _column: str) -> Trace | None:
        day, unit, _, percent = of_row[key]
        each = sums[of_row[key]]
        title = Message("Employer's contribution")
        nodes = tuple(
            TraceNode(
                Message("{month}", month=by_id[number].month),
                part,
                Message("Pay date {day}", day=by_id[number].pay_date),
                link=Link(title, part, number, 0, figure="aga"),
            )
            for number, part in each.by_run.items()
        )
        words = Message("Basis × rate of each payslip, added up")
        if percent is None:
            title, words = _OTHERS[unit], _WHY[unit]
        else:
            title = Message("{unit}, {percent}", unit=names.get(unit, unit), percent=percent)
        node = TraceNode(title, each.contribution, children=nodes)
        return Trace(title, each.contribution, _term_words(*terms[day]), node, words)

    total = Money.total(each.contribution for each in sums.values())
    return Report(
        "contribution",
        TITLE,
        Choices(first, last).words,
        columns,
        tuple(rows),
        _picture(asked, sums, terms),
        ((Message("Basis"), Money.total(each.base for each in sums.values())), (TITLE_SHORT, total)) if rows else (),
        (Message("Approved runs only"), Message("The report rounds the contribution of each month to whole kroner")),
        frozenset({"contribution"}),
        why,
        spare=("refunds", "pension", "due", "zone", "pay"),
    )


TITLE_SHORT: Final = Message("Employer's contribution")


def _around(session: Session, first: Month, last: Month) -> tuple[PaidRun, ...]:
    """The runs that the reports of the months may say: a correction is said with another month than its own."""
    return approved_runs(session, Choices(first.plus(-12), last.plus(12)))


def _sums(session: Session, runs: list[PaidRun], due: Callable[[Month], date]) -> defaultdict[_Key, _Sums]:
    """One statement; of each slip only its contributions are read."""
    by_id = {run.id: run for run in runs}
    slip = records.Payslip
    found: defaultdict[_Key, _Sums] = defaultdict(_Sums)
    for run_id, content in session.execute(select(slip.run_id, slip.content).where(slip.run_id.in_(by_id))):
        day = due(by_id[run_id].report_month)
        for part in read_contributions(content):
            each = found[day, part.establishment, part.zone, part.percent]
            if part.refund:
                each.refunds += part.base
            elif part.pension:
                each.pension += part.base
            else:
                each.pay += part.base
            amount = part.base.times(part.percent)
            each.contribution += amount
            each.by_run[run_id] = each.by_run.get(run_id, ZERO) + amount
    return found


def _order(key: _Key) -> tuple[object, ...]:
    day, unit, zone, percent = key
    return day, percent is None, unit, zone, -(percent.value if percent is not None else 0)


def _terms(first: Month, last: Month, due: Callable[[Month], date]) -> dict[date, tuple[Month, Month]]:
    found: dict[date, tuple[Month, Month]] = {}
    month = first
    while month <= last:
        day = due(month)
        found[day] = (found[day][0] if day in found else month, month)
        month = month.plus(1)
    return found


def _term_words(first: Month, last: Month) -> Message:
    if last == first.plus(1) and first.number % 2:
        return Message("Term {number}, {year}", number=str(last.number // 2), year=str(last.year))
    return Message("{first} to {last}", first=first, last=last) if first != last else Message("{month}", month=first)


def _picture(asked: Asked, sums: defaultdict[_Key, _Sums], terms: dict[date, tuple[Month, Month]]) -> Picture:
    """The contribution of each term, by zone: the three largest ones apart."""
    by_zone: dict[str, Money] = {}
    for (_, _, zone, _), each in sums.items():
        by_zone[zone] = by_zone.get(zone, ZERO) + abs(each.contribution)
    zones = sorted((zone for zone in by_zone if zone), key=lambda zone: (-by_zone[zone].ore, zone))[:3]
    apart = len(zones) > 1 and len([zone for zone in by_zone if zone]) <= 3
    parts = tuple(Message("Zone {zone}", zone=zone) for zone in zones) if apart else (TITLE_SHORT,)
    pillars = []
    for day, (first, last) in terms.items():
        of_term = [(key, each) for key, each in sums.items() if key[0] == day]
        amounts = [
            Money.total(each.contribution for key, each in of_term if not apart or key[2] == zone)
            for zone in (zones if apart else ("",))
        ]
        short = str(last.number // 2) if last == first.plus(1) else str(last.number)
        pillars.append(Pillar(short, asked.say(_term_words(first, last)), tuple(amounts)))
    return Picture(Message("By term"), parts, tuple(pillars))
