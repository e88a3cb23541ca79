"""The next report of a month: what it is to those that were sent, which runs it says, what it is made from.

What counts at the authority is added up (amelding 5). So the next report is either whole, in the place of another, or
says only the runs that no other says yet. Which runs a kept report says was noted when it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from services.desk import countries
from services.desk.reporting import KeptReport, MonthMaterial, PaidRun
from services.desk.version import SOURCE_SYSTEM
from services.engine.country import MonthReport
from services.engine.month import MonthFacts
from services.engine.report_chain import NextInChain, ReportKind, SentReport, counting, next_in_chain
from services.engine.result import RunResult
from services.reference.wage_type_rows import wage_types

_WHOLE, _PART = "whole", "part"


@dataclass(frozen=True, slots=True)
class Says:
    """What a kept report says: its kind, the numbers of its runs, whether it tells of everybody."""

    kind: ReportKind
    runs: tuple[str, ...]
    is_whole: bool

    @property
    def note(self) -> str:
        """As it is noted beside the kept report."""
        return " ".join((self.kind.value, _WHOLE if self.is_whole else _PART, *self.runs))


def says_of(kept: KeptReport, replaces: str, runs: Sequence[PaidRun]) -> Says:
    """What a kept report says. Without a note it is whole, and says the runs that were approved before it was made."""
    if kept.says:
        kind, whole, *numbers = kept.says.split()
        return Says(ReportKind(kind), tuple(numbers), whole == _WHOLE)
    told = tuple(str(run.id) for run in runs if run.approved_at is not None and run.approved_at <= kept.made_at)
    return Says(ReportKind.REPLACEMENT if replaces else ReportKind.FIRST, told, True)


@dataclass(frozen=True, slots=True)
class NextReport:
    """What the month's report is now: its bytes, and the kept one that says the same, where there is one.

    `offered` are the kinds that it could be, what is proposed first; `replaced` is the one of ours that it takes the
    place of. `note` is what is noted beside it when it is kept.
    """

    content: bytes
    kept: KeptReport | None
    kind: ReportKind
    offered: tuple[ReportKind, ...]
    replaced: KeptReport | None = None
    is_whole: bool = True
    note: str = ""


def next_report(material: MonthMaterial, kind: ReportKind | None = None) -> NextReport:
    """The report of the month as it is now, of the kind that is asked for, else of the one that is proposed.

    Where nothing is to be sent, it is the kept one that counts, byte for byte. Raises Refused, also for a kind that
    cannot be.
    """
    return _Chain(material).next(kind)


def said_by(
    month: MonthFacts, runs: Sequence[RunResult], others: Sequence[RunResult], kind: ReportKind, *, is_whole: bool
) -> MonthFacts:
    """The facts of a report that says some of the month's runs. `others` are runs that reports which stay say already.

    One that is not whole tells only of those who are paid in its runs; a withdrawal tells of nobody.
    """
    facts = replace(month, runs=tuple(runs), earlier=(*month.earlier, *others))
    if not is_whole:
        paid = {slip.person.number for run in facts.runs for slip in run.payslips}
        facts = replace(facts, people=tuple(each for each in facts.people if each.number in paid), refunds=())
        facts = replace(facts, employer=replace(facts.employer, other_aid={}))  # the report beside it tells it
    if kind is ReportKind.WITHDRAWAL:
        facts = replace(facts, employer=replace(facts.employer, pension_provider="", other_aid={}))
    return facts


class _Chain:
    """The reports of a month that were sent, and what follows from them."""

    def __init__(self, material: MonthMaterial) -> None:
        self._material = material
        names = {material.ids[each.id][0]: each for each in material.kept}
        self._own = names
        self._says = {name: says_of(each, material.ids[each.id][1], material.runs) for name, each in names.items()}
        self._sent = tuple(self._told())
        self._counted = counting(self._sent)
        self._runs = {str(run.id): result for run, result in zip(material.runs, material.facts.runs, strict=True)}

    def _told(self) -> Iterator[SentReport]:
        """What was sent, with what each says: one that came by another way is taken to say what it replaced."""
        known: dict[str, Says] = {}
        for each in self._material.sent:
            says = self._says.get(each.id) or known.get(each.replaces)
            if says is not None:
                known[each.id] = says
                each = replace(each, kind=says.kind, runs=says.runs, is_whole=says.is_whole)
            yield each

    def next(self, kind: ReportKind | None) -> NextReport:
        newest = self._material.kept[-1] if self._material.kept else None
        outdated = self._outdated()
        offered = self._offered()
        if newest is not None and not newest.is_sent:
            says = self._says[self._material.ids[newest.id][0]]
            if kind in (None, says.kind) and says.kind in offered:
                found = self._planned(says.kind, outdated, offered)
                if found.kept is not None:
                    return found
        if kind is not None:
            return self._planned(kind, outdated, offered)
        last = self._origin(self._counted[-1].id) if self._counted else None
        if last is not None and outdated is None and not self._left():
            says = self._says[last]
            if says.kind is not ReportKind.WITHDRAWAL:
                kept = self._own[last]
                content = self._material.contents[kept.id]
                return NextReport(content, kept, says.kind, offered, self._replaced(last), says.is_whole)
        return self._planned(offered[0], outdated, offered)

    # --- what there is -------------------------------------------------------------------------------------------

    def _left(self) -> list[str]:
        """The runs that nothing that counts says yet."""
        said = {run for each in self._counted for run in each.runs}
        return [run for run in self._runs if run not in said]

    def _offered(self) -> tuple[ReportKind, ...]:
        """The kinds that the next report can be, what is proposed first."""
        if not self._counted:
            return (ReportKind.FIRST,)
        found = [ReportKind.REPLACEMENT]
        if self._left() and any(each.is_whole for each in self._counted):
            found.append(ReportKind.ADDITIONAL)
        if self._counted[-1].kind is not ReportKind.WITHDRAWAL:
            found.append(ReportKind.WITHDRAWAL)
        return tuple(found)

    def _origin(self, name: str) -> str | None:
        """The id of our own report behind one that counts: itself, or the one that another program replaced."""
        before = {each.id: each.replaces for each in self._sent}
        while name and name not in self._own:
            name = before.get(name, "")
        return name or None

    def _outdated(self) -> SentReport | None:
        """The first of those that count which would say something else today."""
        for place, each in enumerate(self._counted):
            name = self._origin(each.id)
            if name is None:
                continue
            others = {run for other in self._counted[:place] for run in other.runs}
            says, kept = self._says[name], self._own[name]
            plan = NextInChain(says.runs, says.is_whole, self._material.ids[kept.id][1])
            sent = [other.id for other in self._sent]
            earlier = sent[: sent.index(name)] if name in sent else sent
            if self._made(plan, says.kind, others, frozenset(earlier)).id != name:
                return each
        return None

    # --- what is made --------------------------------------------------------------------------------------------

    def _planned(self, kind: ReportKind, outdated: SentReport | None, offered: tuple[ReportKind, ...]) -> NextReport:
        plan = self._plan(kind, outdated)
        others = {run for each in self._counted if each.id != plan.replaces for run in each.runs}
        report = self._made(plan, kind, others, frozenset(each.id for each in self._sent))
        says = Says(kind, plan.runs, plan.is_whole)
        newest = self._material.kept[-1] if self._material.kept else None
        kept = None
        if newest is not None and report.id == self._material.ids[newest.id][0]:
            kept = newest
        content = self._material.contents[kept.id] if kept is not None else report.content
        replaced = self._own.get(plan.replaces)
        return NextReport(content, kept, kind, offered, replaced, plan.is_whole, says.note)

    def _plan(self, kind: ReportKind, outdated: SentReport | None) -> NextInChain:
        """As `next_in_chain`; but what takes a place takes that of the one that is out of date."""
        if kind is not ReportKind.REPLACEMENT or not self._counted:
            return next_in_chain(kind, self._sent, tuple(self._runs))
        target = outdated or self._counted[-1]
        others = [each for each in self._counted if each is not target]
        said = {run for each in others for run in each.runs}
        left = tuple(run for run in self._runs if run not in said)
        return NextInChain(left, not any(each.is_whole for each in others), target.id)

    def _made(self, plan: NextInChain, kind: ReportKind, others: set[str], used: frozenset[str]) -> MonthReport:
        """The report: made on the last pay date, its id from its content, and never one that was used before."""
        facts = said_by(
            self._material.facts,
            [result for run, result in self._runs.items() if run in plan.runs],
            [result for run, result in self._runs.items() if run in others],
            kind,
            is_whole=plan.is_whole,
        )
        last_day = max((run.head.pay_date for run in facts.runs), default=facts.month.last)
        pack, types = countries.country(facts.country), wage_types(facts.country)
        report = pack.report(facts, types, SOURCE_SYSTEM, last_day, replaces=plan.replaces)
        name = report.id
        while name in used:
            name = sha256(f"{name} again".encode()).hexdigest()[: len(name)]
        if name == report.id:
            return report
        return pack.report(facts, types, SOURCE_SYSTEM, last_day, message_id=name, replaces=plan.replaces)

    def _replaced(self, name: str) -> KeptReport | None:
        return self._own.get(self._material.ids[self._own[name].id][1])
