"""A run while it is being entered: its facts gathered once, and each person computed again when their lines change.

Nothing is stored here. What one sees is the country's own computation of one person; what needs the whole run (the
allowance of zone 1a) is told by the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from models.records import pay_run as runs
from models.records.employee import Employee
from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.money import ZERO, Money
from services.desk.calculate import calculate, no_rate, rates_of, steady_memory
from services.desk.desk import Desk
from services.desk.gather import reversed_slips, run_facts
from services.desk.keep import stored_result
from services.desk.run_state import last_change
from services.desk.stored_form import read_line
from services.desk.who_is_paid import is_hourly, is_hours, is_of_terms, is_paid_in
from services.engine.facts import LineInput, PersonFacts, RunFacts, RunHead, RunKind
from services.engine.rates import MissingRate
from services.engine.result import Payslip
from services.engine.wage_types import Operation, WageTypes
from services.reference.wage_type_rows import wage_types

_AT_ONCE = 5  # from so many people on, one computation of all is quicker


@dataclass(frozen=True, slots=True)
class Entered:
    """A line that was entered on the run. `id` is its row; 0 for one that is not stored yet."""

    id: int
    line: LineInput


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One person in the run as it would be paid now."""

    number: int
    name: str
    entered: tuple[Entered, ...]
    salary: Money | None  # from the terms; None where nothing follows from them
    fixed: Money | None  # what fixed lines and rules pay besides; None where there are none
    proposed: Mapping[str, Decimal]  # quantities that follow from a rule until others are entered, by wage type
    gross: Money
    net: Money
    before: Money | None  # in a correction: the gross pay of the slip that it takes back
    lacks_hours: bool
    lacks_card: bool
    problems: tuple[Finding, ...]
    slip: Payslip | None

    def of_type(self, slug: str) -> tuple[Entered, ...]:
        """The entered lines of a wage type."""
        return tuple(each for each in self.entered if each.line.type == slug)


class Preview:
    """The run of a client, person by person. `stops` say why nothing can be computed at all."""

    def __init__(
        self,
        facts: RunFacts,
        earlier: Mapping[int, Payslip],
        rows: Mapping[int, Sequence[Entered]],
        stored: Mapping[int, Payslip] | None = None,
    ) -> None:
        self.facts = facts
        self.is_approved = stored is not None
        self._stored = stored or {}
        self.types: WageTypes = wage_types(facts.country)
        self.stops: tuple[Finding, ...] = ()
        self.seen = 0  # the last change of the file that is in here
        self._earlier = earlier
        self._people = {
            person.number: replace(person, lines=tuple(line for line in person.lines if line.fixed))
            for person in facts.people
        }
        self._rows: dict[int, PreviewRow] = {}
        self._by_rule: dict[int, Mapping[str, Decimal]] = {}
        self._entered = {number: tuple(lines) for number, lines in rows.items()}
        self._kept = {
            number
            for number, person in self._people.items()
            if self.is_approved or self._entered.get(number) or self._belongs(person)
        }
        try:
            rates_of(facts)
        except MissingRate as missing:
            self.stops = no_rate(missing).findings

    @classmethod
    def of(cls, desk: Desk, run_id: int) -> Preview:
        """A run of the file as it stands; an approved one as it was approved.

        Raises Refused where there is none, or it corrects one that it may not.
        """
        with steady_memory(), desk.reading() as session:
            run = session.get(runs.PayRun, run_id)
            if run is not None and run.approved_at is not None:
                result = stored_result(session, run)
                slips = {slip.person.number: slip for slip in result.payslips}
                facts = replace(result.facts, people=tuple(slip.person for slip in result.payslips))
                earlier = reversed_slips(session, run)
                preview = cls(facts, earlier, read_entered(desk, run_id), slips)
            else:
                facts, earlier = run_facts(session, run_id)
                preview = cls(facts, earlier, read_entered(desk, run_id))
            preview.seen = last_change(session)
        return preview

    @property
    def head(self) -> RunHead:
        return self.facts.head

    @property
    def numbers(self) -> tuple[int, ...]:
        """Whom the run pays, or has lines for, in the order of their names."""
        return tuple(sorted(self._kept, key=lambda number: (self._people[number].name.casefold(), number)))

    @property
    def absent(self) -> tuple[PersonFacts, ...]:
        """Everybody else who could be taken in, in the order of their names."""
        if self.head.kind is RunKind.CORRECTION:
            return ()
        rest = [person for number, person in self._people.items() if number not in self._kept]
        return tuple(sorted(rest, key=lambda person: (person.name.casefold(), person.number)))

    def take_in(self, number: int) -> None:
        """Show somebody who is not paid in the run otherwise."""
        self._kept.add(number)

    def person(self, number: int) -> PersonFacts:
        """Somebody's facts, with the fixed lines only. Raises KeyError."""
        return self._people[number]

    def entered(self, number: int) -> tuple[Entered, ...]:
        """The lines that were entered for somebody."""
        return self._entered.get(number, ())

    def row(self, number: int) -> PreviewRow:
        """Somebody's row; computed when it is asked for first."""
        if number not in self._rows:
            self._rows[number] = self.with_lines(number, self.entered(number))
        return self._rows[number]

    def compute(self) -> None:
        """Compute at once whoever is not computed yet, which is quicker than one by one; where somebody's pay cannot
        be, each is computed when asked for.
        """
        people = tuple(
            replace(person, lines=(*person.lines, *(each.line for each in self.entered(number))))
            for number, person in self._people.items()
            if number in self._kept and number not in self._rows
        )
        if self.stops or self.is_approved or len(people) < _AT_ONCE:
            return
        ours = {person.number for person in people}
        earlier = {number: slip for number, slip in self._earlier.items() if number in ours}
        try:
            result = calculate(replace(self.facts, people=people), earlier)
        except Refused:
            return
        slips = {slip.person.number: slip for slip in result.payslips}
        for person in people:
            entered, slip = self.entered(person.number), slips.get(person.number)
            self._rows[person.number] = self._row_of(person, entered, slip, ())

    def put(self, number: int, lines: Iterable[Entered]) -> None:
        """Somebody's lines are these from now on."""
        self._entered[number] = tuple(lines)
        self._rows.pop(number, None)

    def reread(self, desk: Desk, run_id: int) -> frozenset[int]:
        """Take over what was stored meanwhile; the answer is whose lines are other ones now."""
        with desk.reading() as session:
            stored = read_entered(desk, run_id)
            self.seen = last_change(session)
        changed = {
            number
            for number in self._entered.keys() | stored.keys()
            if self._entered.get(number, ()) != tuple(stored.get(number, ()))
        }
        for number in changed:
            self.put(number, stored.get(number, ()))
            self._kept.add(number)
        self.compute()
        return frozenset(changed)

    def with_lines(self, number: int, lines: Iterable[Entered]) -> PreviewRow:
        """Somebody as they would be paid with these lines; nothing is remembered."""
        entered = tuple(lines)
        person = self._people[number]
        person = replace(person, lines=(*person.lines, *(each.line for each in entered)))
        slip: Payslip | None = None
        problems: tuple[Finding, ...] = ()
        if self.is_approved:
            slip = self._stored.get(number)
        elif not self.stops:
            try:
                slip = self._slip(person)
            except Refused as refusal:
                problems = tuple(map(_in_its_row, refusal.findings))
        return self._row_of(person, entered, slip, problems)

    def _slip(self, person: PersonFacts) -> Payslip | None:
        earlier = {person.number: self._earlier[person.number]} if person.number in self._earlier else {}
        result = calculate(replace(self.facts, people=(person,)), earlier)
        return result.payslips[0] if result.payslips else None

    def _row_of(
        self, person: PersonFacts, entered: tuple[Entered, ...], slip: Payslip | None, problems: tuple[Finding, ...]
    ) -> PreviewRow:
        typed = {each.line.type for each in entered}
        by_itself = slip
        if slip is not None and not self.is_approved and typed & {line.type for line in person.lines if line.fixed}:
            by_itself = self._by_itself(person)
            typed = set()
        earlier = self._earlier.get(person.number)
        salary: list[Money] = []
        fixed: list[Money] = []
        proposed: dict[str, Decimal] = {}
        for line in by_itself.lines if by_itself is not None and earlier is None else ():
            wage_type = self.types[line.type]
            if line.type in typed or wage_type.operation is Operation.EMPLOYER:
                continue
            if wage_type.formula == "salary" or is_of_terms(wage_type):
                salary.append(line.amount.value)
            elif "cash" in wage_type.bases or (wage_type.row is not None and wage_type.operation is Operation.PAY):
                fixed.append(line.amount.value)
                if line.quantity is not None and wage_type.unit:
                    proposed[line.type] = proposed.get(line.type, Decimal(0)) + line.quantity
        card = person.tax_card
        before = earlier["gross_cash"] if earlier is not None else None
        gross = slip["gross_cash"] if slip is not None else ZERO
        return PreviewRow(
            person.number,
            person.name,
            entered,
            Money.total(salary) if salary else None,
            Money.total(fixed) if fixed else None,
            proposed,
            gross + before if before is not None else gross,
            slip["net_pay"] if slip is not None else ZERO,
            before,
            self._lacks_hours(person),
            card is None or card.kind == "none",
            problems,
            slip,
        )

    def by_rule(self, number: int) -> Mapping[str, Decimal]:
        """The quantities that a rule gives somebody while nothing is entered, by wage type."""
        if number not in self._by_rule:
            self._by_rule[number] = self.with_lines(number, ()).proposed
        return self._by_rule[number]

    def _by_itself(self, person: PersonFacts) -> Payslip | None:
        """The slip without what was entered, where that cannot be told apart otherwise."""
        try:
            return self._slip(replace(person, lines=tuple(line for line in person.lines if line.fixed)))
        except Refused:
            return None

    def _lacks_hours(self, person: PersonFacts) -> bool:
        if self.head.kind not in (RunKind.ORDINARY, RunKind.HOLIDAY) or not is_hourly(person, self.head):
            return False
        return not any(self._is_plain_hours(line.type) for line in person.lines)

    def _is_plain_hours(self, slug: str) -> bool:
        return is_hours(self.types[slug])

    def _belongs(self, person: PersonFacts) -> bool:
        head = self.head
        if head.kind is RunKind.CORRECTION:
            return bool(person.reverses)
        if head.kind is RunKind.EXTRA:
            return any(each.span.overlap(head.days) is not None for each in person.employments)
        return is_paid_in(person, head)


def _in_its_row(found: Finding) -> Finding:
    """A finding where one sees whom and what it is about: only the reason is left to say."""
    reason = dict(found.what.values).get("reason")
    return replace(found, what=reason) if isinstance(reason, Message) else found


def read_entered(desk: Desk, run_id: int) -> dict[int, tuple[Entered, ...]]:
    """The stored lines of a run by employee number, each with its row."""
    line = runs.EnteredLine
    found: dict[int, list[Entered]] = {}
    with desk.reading() as session:
        for row, number, text in session.execute(
            select(line.id, Employee.number, line.line)
            .join(Employee, Employee.id == line.employee_id)
            .where(line.run_id == run_id)
            .order_by(line.id)
        ):
            found.setdefault(number, []).append(Entered(row, read_line(text)))
    return {number: tuple(lines) for number, lines in found.items()}
