"""The single reports that a scenario names: each is made at its point of the file, from what stands before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month
from services.desk import countries
from services.desk.report_next import said_by
from services.desk.version import SOURCE_SYSTEM
from services.engine.facts import PersonFacts
from services.engine.month import MonthFacts, ReportedAbsence
from services.engine.report_chain import SentReport, counting, next_in_chain
from services.files.scenario import ScenarioMessage
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class MadeMessage:
    """A report as it was made, and its place among those of its month."""

    month: Month
    sent: SentReport
    content: bytes


def make_message(asked: ScenarioMessage, month: MonthFacts, before: Sequence[MadeMessage]) -> MadeMessage:
    """The report that the scenario asks for. `month` is all that was paid in it until now; `before` are the messages
    that were made earlier, of every month. Raises Refused where there can be no such report.
    """
    made = asked.made or max((run.head.pay_date for run in month.runs), default=month.month.last)
    pack = countries.country(month.country)
    if not pack.may_be_reported(month.month, made):
        what = Message(
            "The report of {month} cannot be sent on {day}: at most two months ahead, and not across the new year",
            month=month.month,
            day=made,
        )
        raise refuse(what, Place("reporting", str(month.month)))
    sent = [each.sent for each in before if each.month == month.month]
    plan = next_in_chain(asked.kind, sent, [run.head.name for run in month.runs])
    runs = tuple(run for run in month.runs if run.head.name in plan.runs)
    others = tuple(run for run in month.runs if run.head.name not in plan.runs)
    known = replace(
        month,
        people=tuple(_known(person, made) for person in month.people),
        reported=_told(before, month),
    )
    facts = said_by(known, runs, others, asked.kind, is_whole=plan.is_whole)
    types = wage_types(month.country)
    report = pack.report(facts, types, SOURCE_SYSTEM, made, asked.id, plan.replaces)
    if any(each.sent.id == report.id for each in before):
        raise refuse(Message("[[message]]: the id {id} is used twice; an id is never used again", id=report.id))
    told = SentReport(report.id, asked.kind, plan.replaces, plan.runs, plan.is_whole, asked.state)
    return MadeMessage(month.month, told, report.content)


def _known(person: PersonFacts, on: date) -> PersonFacts:
    """Somebody as they were known on the day: what was withdrawn later still was true."""
    absences = tuple(
        replace(each, withdrawn=None) if each.withdrawn is not None and each.withdrawn > on else each
        for each in person.absences
    )
    return person if absences == person.absences else replace(person, absences=absences)


def _told(before: Sequence[MadeMessage], month: MonthFacts) -> dict[Month, Sequence[ReportedAbsence]]:
    """What the messages of earlier months that count said of leave, by month."""
    pack = countries.country(month.country)
    found: dict[Month, Sequence[ReportedAbsence]] = {}
    for earlier in sorted({each.month for each in before if each.month < month.month}):
        valid = {each.id for each in counting(each.sent for each in before if each.month == earlier)}
        whole = [each for each in before if each.month == earlier and each.sent.id in valid and each.sent.is_whole]
        if whole:
            found[earlier] = pack.reported_absences(whole[-1].content)
    return found
