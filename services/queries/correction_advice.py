"""The correction adviser: what happened, and the ways open to put it right.

Each way is shown with what it does to slips, report, journal and payment, computed by the real rules and stored
nowhere. A way that is not open says why, and what to do instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.values.finding import Refused
from models.values.message import Message
from models.values.money import ZERO
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import steady_memory
from services.desk.corrections import Change, Correction, PersonDifference, work_out
from services.desk.corrections_effect import Effect, of_lines, of_reversal
from services.desk.desk import Desk
from services.desk.gather import balances_of, find_run, head_of, persons, reversed_slips, slips_of
from services.desk.reporting import kept_reports
from services.desk.reversals import lines_again
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.rates import MissingRate
from services.engine.recalculate import DatesChange, LineChange, as_line, changed_employments
from services.engine.result import Payslip
from services.queries.correction_words import rule_in_words
from services.queries.report_months import MonthTile, months_between
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

SITUATIONS: Final[Mapping[str, Message]] = {
    "too_little": Message("Somebody was paid too little"),
    "too_much": Message("Somebody was paid too much"),
    "hours": Message("Wrong hours"),
    "forgotten": Message("A line was forgotten"),
    "terms": Message("The salary or the percentage was wrong, or a rise came late"),
    "dates": Message("The first or last day of an employment was wrong"),
    "left": Message("Somebody was paid who has left"),
    "person": Message("The pay went to the wrong person"),
    "card": Message("The wrong tax card was used"),
    "absence": Message("Absence was deducted wrongly, or not at all"),
    "account": Message("The bank account was wrong, or the payment came back"),
    "run": Message("The whole run was wrong"),
    "report": Message("The pay was right, but the report was not"),
}
"""What can have happened, as the adviser asks."""

NEXT_RUN, EXTRA_RUN, REVERSE_ONE, REVERSE_RUN, REPLACE, MEND = (
    "next_run",
    "extra_run",
    "reverse_one",
    "reverse_run",
    "replace",
    "mend",
)
WAYS: Final[Mapping[str, Message]] = {
    NEXT_RUN: Message("Pay or take the difference in the next run"),
    EXTRA_RUN: Message("Pay the difference at once, in an extra run"),
    REVERSE_ONE: Message("Take the payslip back, and pay again"),
    REVERSE_RUN: Message("Take the whole run back"),
    REPLACE: Message("Only send the report again"),
    MEND: Message("Only correct the data"),
}
"""The ways that there are, from the one that does least to past months."""


@dataclass(frozen=True, slots=True)
class Question:
    """What happened: the situation, the approved run, whom it concerns (nobody named: everybody on the run), and what
    it should have been, where that is known already. `since` names people whose terms or days were mended before, with
    the first day that is looked at. `pay_date` is that of the run that would put it right, `into` an open run that pays
    the difference, where it is not to be the next. `report` is the month that tells what is taken back, where there is
    a choice.
    """

    kind: str
    run: str
    whom: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    pay_date: date | None = None
    since: tuple[tuple[int, date], ...] = ()
    into: int | None = None
    report: str = ""

    @property
    def is_said(self) -> bool:
        """Whether it is known what it should have been."""
        return bool(self.changes or self.since)


@dataclass(frozen=True, slots=True)
class ReportStep:
    """What a way means for a month's report: what state it is in, and what has to be sent after it."""

    month: Month
    state: str
    is_replacement: bool
    what: Message


@dataclass(frozen=True, slots=True)
class Way:
    """One way to put it right. `effect` is empty where nothing is paid, and where the way is not open: then `blocked`
    says why and `instead` what to do.

    A difference is done by `actions.corrections.apply`, into the open run `run_id` or a new one with the effect's head;
    a payslip or a run is taken back by `take_back`, with `lines` paid instead.
    """

    kind: str
    title: Message
    why: Message
    effect: Effect | None = None
    report: ReportStep | None = None
    payment: Message | None = None
    blocked: Message | None = None
    instead: Message | None = None
    is_recommended: bool = False
    lines: Mapping[int, tuple[LineInput, ...]] | None = None
    run_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.blocked is None


@dataclass(frozen=True, slots=True)
class Advice:
    """The ways open, the recommended one first, and what is known of the case."""

    question: Question
    title: Message
    run: RunHead
    is_approved: bool
    has_left_the_bank: bool
    correction: Correction
    ways: tuple[Way, ...]
    notes: tuple[Message, ...]

    @property
    def recommended(self) -> Way | None:
        return next((way for way in self.ways if way.is_recommended), None)


def advise(desk: Desk, question: Question) -> Advice | None:
    """What can be done; None where there is no such run. Nothing is stored."""
    with steady_memory(), desk.reading() as session:
        run = find_run(session, question.run)
        if run is None:
            return None
        case = _Case(desk, session, question, run)
        ways = list(case.ways())
        best = case.best({way.kind for way in ways if way.is_open})
        ways = [replace(way, is_recommended=way.kind == best) for way in ways]
        ways.sort(key=lambda way: (not way.is_recommended, not way.is_open))
        return Advice(
            question,
            SITUATIONS[question.kind],
            case.head,
            case.is_approved,
            case.has_left,
            case.correction,
            tuple(ways),
            tuple(case.notes()),
        )


_PREFERRED: Final[Mapping[str, tuple[str, ...]]] = {
    "too_little": (NEXT_RUN, EXTRA_RUN, REVERSE_ONE),
    "too_much": (NEXT_RUN, REVERSE_ONE),
    "hours": (NEXT_RUN, EXTRA_RUN, REVERSE_ONE),
    "forgotten": (NEXT_RUN, EXTRA_RUN),
    "terms": (NEXT_RUN, EXTRA_RUN, MEND),
    "dates": (NEXT_RUN, EXTRA_RUN, MEND),
    "left": (REVERSE_ONE, NEXT_RUN, MEND),
    "person": (REVERSE_ONE, REVERSE_RUN),
    "card": (MEND, REVERSE_ONE),
    "absence": (NEXT_RUN, EXTRA_RUN),
    "account": (MEND,),
    "run": (REVERSE_RUN, NEXT_RUN),
    "report": (REPLACE, MEND),
}
_TELLS: Final = frozenset({"left", "person", "run"})
"""Situations in which what was paid is simply not right, so that there is nothing to compute a difference from."""

_RULE_OF: Final[Mapping[str, str]] = {
    "left": "paid_too_much",
    "person": "paid_too_much",
    "run": "paid_too_much",
    "report": "typing_mistake",
}
_LIKELY: Final[Mapping[str, str]] = {
    "too_little": "back_pay",
    "forgotten": "back_pay",
    "too_much": "paid_too_much",
    "dates": "facts",
}
"""What a situation is to the authority: in any case, and as long as the amount is not known."""


class _Case:
    """Everything that the ways of one case need, read once."""

    def __init__(self, desk: Desk, session: Session, question: Question, run: runs.PayRun) -> None:
        self.desk, self.session, self.question, self.run = desk, session, question, run
        self.head = head_of(run)
        self.is_approved = run.approved_at is not None
        pack = countries.country(desk.client.country)
        self.has_left = self.is_approved and pack.bank_day(run.pay_date) <= desk.today
        self.types = wage_types(desk.client.country)
        self.slips = self._slips()
        self.whom = tuple(number for number in question.whom or self.slips if number in self.slips)
        self.next_head, self.next_id = self._next_run()
        self.extra = RunHead(Month.of(self._soon()), self._soon(), RunKind.EXTRA)
        self.balances = balances_of(session) if self.is_approved else None
        self._tiles: dict[Month, MonthTile] = {}
        self.trouble: Message | None = None
        self.correction = self._correction()

    def _slips(self) -> Mapping[int, Payslip]:
        if not self.is_approved:
            return {}
        return {slip.person.number: slip for slip in slips_of(self.session, self.run.id)}

    def _soon(self) -> date:
        """The next day on which the bank can pay, or the day that was asked for."""
        day = self.question.pay_date or self.desk.today + timedelta(days=1)
        bank_day = countries.country(self.desk.client.country).bank_day
        while bank_day(day) != day:
            day += timedelta(days=1)
        return day

    def _next_run(self) -> tuple[RunHead, int | None]:
        """The ordinary run that is open, or the one that comes after the last approved."""
        run = runs.PayRun
        full = run.kind.in_((RunKind.ORDINARY.value, RunKind.HOLIDAY.value))
        ordinary = list(self.session.scalars(select(run).where(full).order_by(run.pay_date.desc(), run.id.desc())))
        opened = [each for each in ordinary if each.approved_at is None]
        if self.question.into is not None:
            opened += self.session.scalars(
                select(run).where(run.id == self.question.into, run.approved_at.is_(None), run.corrects == "")
            )
        if opened:
            return head_of(opened[-1]), opened[-1].id
        last = ordinary[0] if ordinary else self.run
        month = last.month.plus(1)
        day = min(last.pay_date.day, month.last.day)
        pay_date = countries.country(self.desk.client.country).bank_day(month.first.replace(day=day))
        return RunHead(month, pay_date, RunKind.ORDINARY, last.period), None

    def _correction(self) -> Correction:
        if not self.is_approved or not self.question.is_said:
            return Correction((), ())
        since = dict(self.question.since)
        try:
            return work_out(self.session, self.question.changes, since, paid_in=self.next_head.pay_date)
        except Refused as refusal:
            self.trouble = refusal.findings[0].what
            return Correction((), ())

    # --- the ways ---

    def ways(self) -> Iterator[Way]:
        yield self._difference(NEXT_RUN, self.next_head, self.next_id)
        yield self._difference(EXTRA_RUN, self.extra, None)
        yield self._reversal(REVERSE_ONE, self.whom)
        yield self._reversal(REVERSE_RUN, tuple(self.slips))
        yield self._replacement()
        yield self._mend()

    def best(self, open_ways: set[str]) -> str:
        """The way that is usually right, where it is open."""
        preferred = _PREFERRED[self.question.kind]
        if not self.is_approved:
            return MEND
        if self.question.kind in ("dates", "terms") and not self.correction.people and self.question.is_said:
            return MEND
        if self.correction.people and self.correction.amount.ore < 0 and not self.has_left:
            preferred = (REVERSE_ONE, *preferred)  # what has not left the bank is best not paid
        return next((kind for kind in preferred if kind in open_ways), MEND)

    def notes(self) -> Iterator[Message]:
        """What one should know in any case."""
        if not self.is_approved:
            yield Message("The run is not approved yet: change it, and recalculate. Nothing has to be corrected.")
            return
        if self.trouble is not None:
            yield self.trouble
        if not self.has_left:
            yield Message(
                "The money leaves the bank on {day}: a payment can still be stopped there.", day=self._bank_day()
            )
        for person in self.correction.people:
            if person.is_overpaid:
                yield Message(
                    "{name} was paid {amount} too much. It may be taken from the pay only if {name} agreed in writing, "
                    "for this very sum, and enough to live on is left.",
                    name=person.name,
                    amount=-person.amount,
                )
        if any(isinstance(change, DatesChange) for change in self.question.changes):
            yield Message("The right dates go with the next report. Earlier months are not sent again for them.")
        if kind := self._rule_kind():
            mistake, on = self.head.report_month, self.question.pay_date or self.desk.today
            rule = countries.country(self.desk.client.country).correction_rule(kind, mistake, on)
            yield from rule_in_words(rule, mistake, self._tile(mistake), self._sent_on(mistake))

    def _rule_kind(self) -> str:
        """Which kind of mistake it is to the authority (amelding 7.4); empty where nothing is reported otherwise, or as
        long as it is not known whether too much or too little was paid.
        """
        kind, amount = self.question.kind, self.correction.amount.ore
        if kind == "card":
            staying = not self._gone_by(self.desk.today)
            return "withholding.too_much" if staying else "withholding.too_much_left"
        if kind in _RULE_OF:
            return _RULE_OF[kind]
        if kind == "account":
            return ""
        return "paid_too_much" if amount < 0 else "back_pay" if amount > 0 else _LIKELY.get(kind, "")

    def _gone_by(self, day: date) -> bool:
        """Whether nobody of those whom it concerns is employed on the day."""
        everybody = {person.number: person for person in persons(self.session, {}, None, {}, {})}
        return not any(
            job.end is None or job.end >= day for number in self.whom for job in everybody[number].employments
        )

    def _bank_day(self) -> date:
        return countries.country(self.desk.client.country).bank_day(self.run.pay_date)

    def _difference(self, kind: str, head: RunHead, run_id: int | None) -> Way:
        title, paid = WAYS[kind], self.correction.people
        blocked: tuple[Message, Message] | None = None
        if not self.is_approved:
            blocked = self._not_approved()
        elif self.question.kind in ("account", "report"):
            blocked = Message("The pay was right"), Message("Correct the data, or send the report again")
        elif self.question.kind == "card":
            blocked = (
                Message("The gross pay was right: only the tax was not"),
                Message("Enter the right card. More or less is withheld from the next pay of the year"),
            )
        elif self.trouble is not None:
            blocked = self.trouble, Message("Correct that first")
        elif not self.question.is_said:
            blocked = Message("It is not said yet what it should have been"), Message("Enter what is right")
        elif not paid:
            blocked = Message("There is no difference"), Message("Only correct the data")
        elif kind == EXTRA_RUN and self.correction.amount.ore < 0:
            blocked = (
                Message("Too much was paid, and an extra run has nothing to take it from"),
                Message("Take it in the next run, by agreement"),
            )
        elif (found := self._no_rates(head.pay_date)) is not None:
            blocked = found
        elif kind == NEXT_RUN and (gone := self._gone(head)):
            blocked = (
                Message("{names} is not paid in {month} any more", names=", ".join(gone), month=head.month),
                Message("Pay it at once, in an extra run"),
            )
        if blocked is not None:
            return Way(kind, title, self._why(kind), blocked=blocked[0], instead=blocked[1])
        lines = {each.number: tuple(self._lines(each, head.pay_date.year)) for each in paid}
        try:
            effect = of_lines(
                self.session, head if run_id is None else run_id, lines, self._data_changes(), self.balances
            )
        except Refused as refusal:
            what = refusal.findings[0].what
            return Way(kind, title, self._why(kind), blocked=what, instead=Message("Correct that first"))
        return Way(
            kind,
            title,
            self._why(kind),
            effect,
            self._report_of(effect.report_month),
            Message("Paid with the rest on {day}", day=head.pay_date)
            if kind == NEXT_RUN
            else Message("Paid by itself on {day}", day=head.pay_date),
            lines=lines,
            run_id=run_id,
        )

    def _lines(self, person: PersonDifference, year: int) -> Iterable[LineInput]:
        return (as_line(each, year, self.types) for each in person.differences)

    def _data_changes(self) -> tuple[Change, ...]:
        return tuple(change for change in self.question.changes if not isinstance(change, LineChange))

    def _gone(self, head: RunHead) -> list[str]:
        """Those who are owed something and are not employed any more in the days of the run."""
        everybody = {person.number: person for person in persons(self.session, {}, None, {}, {})}
        return [
            each.name
            for each in self.correction.people
            if not any(
                job.span.overlap(head.days) for job in changed_employments(everybody[each.number], self._data_changes())
            )
        ]

    def _reversal(self, kind: str, whom: tuple[int, ...]) -> Way:
        title, blocked = WAYS[kind], self._not_reversible(kind, whom)
        if blocked is not None:
            return Way(kind, title, self._why(kind), blocked=blocked[0], instead=blocked[1])
        head = replace(
            self.head,
            pay_date=self._reversal_day(),
            kind=RunKind.CORRECTION,
            corrects=self.head.name,
            sequence=self.head.sequence + 1,
            december_relief=False,
            reported_in=None,
        )
        lines = self._paid_anew(kind, whom)
        try:
            effect = self._taken_back(head, whom, lines)
            is_back_pay = self.has_left and effect.totals.get("gross_cash", ZERO).ore > 0
            if is_back_pay and self.question.pay_date is None:  # paid now, and told where it is paid (amelding 7.1)
                effect = self._taken_back(replace(head, pay_date=self._soon()), whom, lines)
        except Refused as refusal:
            what = refusal.findings[0].what
            return Way(kind, title, self._why(kind), blocked=what, instead=Message("Correct that first"))
        if not self.has_left:
            payment = Message("Stop the payment in the bank before {day}", day=self._bank_day())
        elif effect.owed:
            payment = Message("{amount} is to be paid back to the employer", amount=effect.owed)
        elif effect.payment.ore > 0:
            payment = Message("{amount} more is paid out", amount=effect.payment)
        else:
            payment = Message("Nothing is paid")
        return Way(kind, title, self._why(kind), effect, self._report_of(effect.report_month), payment, lines=lines)

    def _taken_back(self, head: RunHead, whom: tuple[int, ...], lines: Mapping[int, tuple[LineInput, ...]]) -> Effect:
        slips = {number: self.slips[number] for number in whom}
        return of_reversal(self.session, head, slips, lines, self.balances, self.question.report)

    def _reversal_day(self) -> date:
        """In the month of the mistake while that can be reported so: until 31 January after (amelding 7.1)."""
        if self.question.pay_date is not None:
            return self.question.pay_date
        today, paid = self.desk.today, self.run.pay_date
        return paid if today <= date(paid.year + 1, 1, 31) else self._soon()

    def _paid_anew(self, kind: str, whom: tuple[int, ...]) -> Mapping[int, tuple[LineInput, ...]]:
        """What is paid instead: the same lines with the difference. Nothing where nothing should have been paid."""
        if kind == REVERSE_RUN or self.question.kind in _TELLS:
            return {}
        found: dict[int, tuple[LineInput, ...]] = {}
        for number in whom:
            person = self.correction.person(number)
            more = [
                as_line(each, self.run.pay_date.year, self.types)
                for each in (person.differences if person is not None else ())
                if each.month == self.head.month
            ]
            found[number] = (*lines_again(self.slips[number], self.types), *more)
        return found

    def _not_reversible(self, kind: str, whom: tuple[int, ...]) -> tuple[Message, Message] | None:
        if not self.is_approved:
            return self._not_approved()
        if not whom:
            return Message("Nobody of them was paid in the run"), Message("Choose somebody who was")
        if kind == REVERSE_ONE and self.question.kind in ("account", "report"):
            return Message("The pay was right"), Message("Correct the data, or send the report again")
        if kind == REVERSE_ONE and not self.question.whom and len(self.slips) > 1:
            return Message("It is not said yet who it concerns"), Message("Choose the person")
        if self.run.corrects and any(self.slips[number].person.reverses for number in whom):
            return (
                Message(
                    "Run {name} is a correction itself: taken back, the mistake would hold again", name=self.head.name
                ),
                Message("Pay or take what is still wrong as a difference"),
            )
        if (by := self._taken_back_by(whom)) is not None:
            return (
                Message("Run {name} is taken back already, by run {by}", name=self.head.name, by=by),
                Message("Pay or take what is still wrong as a difference"),
            )
        return self._no_rates(self._reversal_day())

    def _taken_back_by(self, whom: Iterable[int]) -> str | None:
        """The approved run, or the draft, that takes back the slip of one of them."""
        run, wanted = runs.PayRun, set(whom)
        for other in self.session.scalars(select(run).where(run.corrects == self.head.name).order_by(run.id)):
            if other.id != self.run.id and wanted & reversed_slips(self.session, other).keys():
                return head_of(other).name
        return None

    def _not_approved(self) -> tuple[Message, Message]:
        return (
            Message("The run is not approved, so there is nothing to correct"),
            Message("Change the run, and recalculate it"),
        )

    def _no_rates(self, day: date) -> tuple[Message, Message] | None:
        try:
            rate_book(self.desk.client.country).on(day)
        except MissingRate:
            return (
                Message("There are no rates for {year} in the program", year=str(day.year)),
                Message("Choose a pay date in a year that has them, or load the rates"),
            )
        return None

    def _replacement(self) -> Way:
        month = self.head.report_month
        title, why = WAYS[REPLACE], self._why(REPLACE)
        tile = self._tile(month)
        if not self.is_approved:
            blocked = self._not_approved()
        elif self.question.kind not in ("report", "dates", "run", "account", "card"):
            blocked = (
                Message("The report says what was paid, and that does not change by it"),
                Message("Correct the pay: its run is reported in the month in which it is paid"),
            )
        elif tile.state not in ("uploaded", "changed"):
            blocked = (
                Message("The report of {month} is not sent yet", month=month),
                Message("Correct the data: the report is made from it when you send it"),
            )
        else:
            return Way(REPLACE, title, why, report=self._report_of(month), payment=Message("Nothing is paid"))
        return Way(REPLACE, title, why, blocked=blocked[0], instead=blocked[1])

    def _mend(self) -> Way:
        payment = Message("Nothing is paid")
        if self.question.kind == "account" and self.is_approved:
            payment = Message("Pay the same amount to the right account in the bank, once it came back")
        return Way(MEND, WAYS[MEND], self._why(MEND), payment=payment)

    def _tile(self, month: Month) -> MonthTile:
        if month not in self._tiles:
            self._tiles[month] = months_between(self.desk, month, month)[0]
        return self._tiles[month]

    def _sent_on(self, month: Month) -> date | None:
        """When the newest report of the month that left the house was uploaded, as somebody said."""
        kind = countries.country(self.desk.client.country).report_kind
        sent = [each.uploaded for each in kept_reports(self.session, kind, month, month) if each.uploaded is not None]
        return sent[-1].at.date() if sent else None

    def _report_of(self, month: Month) -> ReportStep:
        """What is to be sent for the month that tells it."""
        tile = self._tile(month)
        was_sent = tile.state in ("uploaded", "changed")
        if was_sent and (day := self._sent_on(month)) is not None:
            what = Message("It is told in {month}, in the place of the report sent on {day}", month=month, day=day)
        elif was_sent:
            what = Message("The report of {month} was sent: a new one takes its place", month=month)
        elif tile.state == "saved":
            what = Message("The report of {month} was saved and not sent: make it again", month=month)
        else:
            what = Message("It goes with the report of {month}, due {day}", month=month, day=tile.due)
        return ReportStep(month, tile.state, was_sent, what)

    def _why(self, kind: str) -> Message:
        return _WHY.get((self.question.kind, kind)) or _USUALLY[kind]


_USUALLY: Final[Mapping[str, Message]] = {
    NEXT_RUN: Message("The difference stands on the next payslip with the month in which it was earned."),
    EXTRA_RUN: Message("The employee does not wait. Everything in an extra run is withheld by percentage."),
    REVERSE_ONE: Message("The payslip is copied with the opposite sign, and the right one comes beside it."),
    REVERSE_RUN: Message("Every line is copied with the opposite sign. All balances stand as before the run."),
    REPLACE: Message("The pay stays as it is. The new report names the one in whose place it comes."),
    MEND: Message("What was paid stays. From the next run on it is right."),
}
_WHY: Final[Mapping[tuple[str, str], Message]] = {
    ("too_much", NEXT_RUN): Message(
        "The overpaid sum is taken from the gross pay, so tax follows by itself. It needs the employee's agreement."
    ),
    ("left", REVERSE_ONE): Message(
        "Nothing should have been paid. The pay is taken back in its own month, and the employee repays the net sum."
    ),
    ("person", REVERSE_ONE): Message(
        "The wrong person's payslip is taken back. Pay the right person in an extra run, or the next one."
    ),
    ("card", MEND): Message(
        "What was withheld stands. Withhold more or less from the next pay of the same year; the rest comes with the "
        "tax return."
    ),
    ("card", REVERSE_ONE): Message(
        "Recalculated with the right card. Only while the money is not yet paid out, or in the same month."
    ),
    ("account", MEND): Message(
        "Payslip, report and journal are right. Only the payment has to be made once more, to the right account."
    ),
    ("report", REPLACE): Message(
        "What was paid is right. Only the report is sent again, for the month of the mistake."
    ),
    ("absence", NEXT_RUN): Message("Never more is given back than was deducted."),
    ("terms", MEND): Message("Nothing was paid by the wrong terms."),
    ("dates", MEND): Message("Nothing was paid for other days than the right ones."),
}
