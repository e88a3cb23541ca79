"""The runs that one can ask about: those that are begun and those that are planned, and what they know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.records.pay_run import PayRun
from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk import at_hand
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.desk.gather import facts_for, head_of, run_facts
from services.desk.sandbox import Sandbox, sandbox_of
from services.engine.facts import PersonFacts, RunFacts, RunHead, RunKind
from services.engine.result import Payslip
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class RunAhead:
    """A run that is not approved: one that is begun (`run` is its number), or the next that is planned (its head)."""

    run: int | RunHead
    head: RunHead

    @property
    def words(self) -> Message:
        """The run as it is called in a list."""
        if isinstance(self.run, int):
            return Message("{run}, begun", run=run_words(self.head))
        return Message("{run}, planned", run=run_words(self.head))


def runs_ahead(desk: Desk) -> tuple[RunAhead, ...]:
    """The runs that one can ask about: those that are begun, then the next planned one of each pay period."""
    with desk.reading() as session:
        rows = session.query(PayRun).where(PayRun.approved_at.is_(None)).order_by(PayRun.pay_date, PayRun.id).all()
        begun = [RunAhead(row.id, head_of(row)) for row in rows if row.kind != RunKind.CORRECTION.value]
    next_of: dict[str, RunAhead] = {}
    known = rate_book(desk.client.country).years
    for year in (desk.today.year, desk.today.year + 1):
        for run in box_of(desk, year).runs if not next_of and year in known else ():
            if run.is_planned:
                next_of.setdefault(run.head.period, RunAhead(run.head, run.head))
    return (*begun, *next_of.values())


def box_of(desk: Desk, year: int) -> Sandbox:
    """The year as it is, not played."""
    return at_hand.unchanged(desk, ("what_if.box", year), lambda: sandbox_of(desk, year))


def run_words(head: RunHead) -> Message:
    if head.kind is RunKind.EXTRA:
        return Message("Extra run of {month}", month=head.month)
    if head.kind is RunKind.HOLIDAY:
        return Message("{month} with holiday pay", month=head.month)
    if head.span is not None:
        return Message("{days}", days=head.days)
    return Message("{month}", month=head.month)


def facts_of(desk: Desk, run: int | RunHead) -> RunFacts:
    """What the run knows: of one that is begun, or of one that is planned, with the hours that people usually have."""
    if isinstance(run, int):
        run_id = run

        def begun() -> RunFacts:
            with desk.reading() as session:
                return run_facts(session, run_id)[0]

        return at_hand.unchanged(desk, ("what_if.run", run_id), begun)
    head = run

    def read() -> RunFacts:
        box = box_of(desk, head.pay_date.year)
        hours = {each.person.number: tuple(each.planned_hours(head)) for each in box.people}
        with desk.reading() as session:
            facts = facts_for(session, head, {})
        return replace(
            facts,
            people=tuple(
                replace(person, lines=(*person.lines, *hours.get(person.number, ()))) for person in facts.people
            ),
        )

    return at_hand.unchanged(desk, ("what_if.run", head.name, head.period), read)


def person_of(facts: RunFacts, number: int) -> PersonFacts:
    for person in facts.people:
        if person.number == number:
            return person
    raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees", number))


def slip_of(facts: RunFacts, person: PersonFacts) -> Payslip | None:
    result = calculate(replace(facts, people=(person,)))
    return result.payslips[0] if result.payslips else None
