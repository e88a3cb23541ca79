"""Panels beside the timeline: the days behind a count, how a leave is told, and until when somebody is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from models.values.finding import Refused
from models.values.span import Span
from services.actions import absences as acting
from services.actions.marks import mark
from services.queries import absences as asking
from services.queries import leave_advice as advice
from services.queries.absences import AbsenceCounter, AbsenceDetail
from services.queries.trace import said
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.counted_days import CountedCalendar, MarkedDay
from views.widgets.dates import DateEdit
from views.widgets.form import Choice, Field
from views.widgets.side_panel import KeyValues, SidePanel, empty_layout
from views.widgets.text import IconLine, Label, MessageBox

_DAY = timedelta(days=1)
_MOST_LINES = 60


class CountPanel(SidePanel):
    """Every day that a counter looked at, and why it counts or does not."""

    def __init__(self, seat: Seat, counter: AbsenceCounter, name: str) -> None:
        t = seat.t
        super().__init__(seat, name, t(counter.title), used_words(seat, counter))
        self.counter = counter
        self.add(Label(t(counter.rule), "note", "ink2", wrap=True))
        self.calendar = CountedCalendar(seat)
        days = [MarkedDay(each.day, float(each.counts), t(each.why)) for each in counter.days]
        self.calendar.set(days, t(counter.title))
        if days:
            self.add(self.calendar)
            self.add_section(t("Day by day"), rule=True)
        else:
            self.add(IconLine("check-circle", t("No day has counted yet"), "ink", "ok", role="note"))
        for number, (span, marked) in enumerate(_runs(days)):
            if number == _MOST_LINES:
                self.add(Label(t("The rest stands in the calendar."), "note", "ink2"))
                break
            icon, ink = ("check-circle", "accent") if marked.counts else ("circle-dashed", "ink3")
            self.add(IconLine(icon, f"{seat.formats.dates(span)}: {marked.why}", "ink", ink, role="note"))

    def begin(self) -> None:
        """Into the calendar."""
        self.calendar.setFocus()


def used_words(seat: Seat, counter: AbsenceCounter) -> str:
    """`14 of 16 days used`; of self-certification, where times may be what is counted, `1 of 4 used`."""
    number = seat.formats.number
    if counter.limit is None:
        if counter.used == 1:
            return seat.t("1 day")
        return seat.t("{used} days", used=number(counter.used))
    used, limit = number(counter.used), number(counter.limit)
    if counter.name == "self_certification":
        return seat.t("{used} of {limit} used", used=used, limit=limit)
    return seat.t("{used} of {limit} days used", used=used, limit=limit)


def used_shortly(seat: Seat, counter: AbsenceCounter) -> str:
    """The same beside its name in a list: `14 of 16`."""
    if counter.limit is None:
        return used_words(seat, counter)
    number = seat.formats.number
    return seat.t("{used} of {limit}", used=number(counter.used), limit=number(counter.limit))


def _runs(days: Sequence[MarkedDay]) -> Iterator[tuple[Span, MarkedDay]]:
    """Days together that have the same reason."""
    began: MarkedDay | None = None
    last: MarkedDay | None = None
    for each in sorted(days, key=lambda each: each.day):
        if last is None or began is None or each.day != last.day + _DAY or each.why != last.why:
            if began is not None and last is not None:
                yield Span(began.day, last.day), began
            began = each
        last = each
    if began is not None and last is not None:
        yield Span(began.day, last.day), began


class EndPanel(SidePanel):
    """The last day of an absence whose end is open."""

    def __init__(self, seat: Seat, absence_id: int, detail: AbsenceDetail, stored: Callable[[int], Any]) -> None:
        t = seat.t
        super().__init__(seat, t("Absence"), t("Set the end date"), f"{detail.name}. {t(detail.line)}")
        self._id, self._stored, self._detail = absence_id, stored, detail
        self.last = Field(
            seat, t("Last day of the absence"), DateEdit(seat), topic="absence.to", required=True, width=-1
        )
        self.add(self.last)
        self.length = IconLine("calendar-blank", "", "ink", "ink2", role="note")
        self.add(self.length)
        self.length.hide()
        self.save_button = self.add_action(Button(t("Set the end date"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        leave.clicked.connect(self.close_panel)
        self.last.changed.connect(self._say)
        self.last.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]

    def begin(self) -> None:
        """Into the field."""
        self.last.focus()

    def _day(self) -> date | None:
        try:
            value = self.last.value()
        except Unreadable:
            return None
        return value if isinstance(value, date) else None

    def _say(self) -> None:
        """How long it becomes."""
        day, first = self._day(), self._detail.form.first
        is_sensible = day is not None and first is not None and first <= day
        self.length.setVisible(is_sensible)
        if day is not None and first is not None and is_sensible:
            count = (day - first).days + 1
            days = self.seat.t("1 day") if count == 1 else self.seat.t("{used} days", used=str(count))
            self.length.set("calendar-blank", f"{self.seat.formats.dates(Span(first, day))}: {days}", "ink2")

    def save(self) -> None:
        """Store the day, or say why not."""
        if not self.last.validate():
            self.last.focus()
            return
        day = self._day()
        if day is None:
            return
        try:
            acting.set_end(self.seat.desk, self._id, day)
        except Refused as refusal:
            self.last.set_problem(self.seat.t(refusal.findings[0].what))
            self.last.focus()
            return
        seat = self.seat
        self._stored(self._id)
        self.close_panel()
        seat.toast(seat.t("The end date is set"), undo=True)


class LeavePanel(SidePanel):
    """How a leave is told in the a-melding, why, and what may be chosen in its place. The user decides."""

    def __init__(self, seat: Seat, detail: AbsenceDetail, stored: Callable[[int], Any]) -> None:
        t = seat.t
        super().__init__(seat, t("A-melding"), detail.name, t(detail.line))
        self._detail, self._stored = detail, stored
        facts = KeyValues(seat)
        facts.add(t("Stands as"), t(detail.title), strong=True)
        if detail.leave_id and detail.is_leave:
            facts.add(t("Id of the leave"), detail.leave_id[:8])
        if detail.reported:
            months = ", ".join(seat.formats.month(month) for month in detail.reported[-3:])
            facts.add(t("Reported for"), months)
        self.add(facts)
        situations = [(each.name, t(each.title)) for each in advice.situations()]
        self.situation = Field(
            seat,
            t("What it is for"),
            Choice(seat, situations, placeholder=t("As it is entered")),
            topic="absence.situation",
            optional=True,
            width=-1,
        )
        self.add(self.situation)
        self.situation.changed.connect(self._propose)
        self._says = QVBoxLayout()
        self._says.setSpacing(8)
        self.body.addLayout(self._says)
        self.keep_button = self.add_action(Button(t("It is right as it is")))
        self.keep_button.clicked.connect(lambda *_: self._keep())
        self.buttons: list[Button] = []
        self._propose()

    def _propose(self) -> None:
        """What the program proposes for what the user says, and why."""
        t = self.seat.t
        empty_layout(self._says)
        self.buttons = []
        situation = self.situation.value() or ""
        proposal = advice.leave_proposal(self.seat.desk, self._detail.id, situation)
        said = t("Reported as {code}", code=proposal.description) if proposal.description else t("Not told as leave")
        if proposal.end_reason:
            said = t("The employment is told as ended: {reason}", reason=proposal.end_reason)
        self._says.addWidget(MessageBox("info", said, t(proposal.why)))
        if proposal.kind and proposal.kind != self._detail.kind:
            self._offer(proposal.kind)
        others = [each for each in proposal.alternatives if each.kind and each.kind != self._detail.kind]
        if others:
            self._says.addWidget(Label(t("It may also be"), "label"))
        for each in others:
            self._says.addWidget(IconLine("circle-dashed", t(each.when), "ink2", "ink3", role="note"))
            self._offer(each.kind)

    def _offer(self, kind: str) -> None:
        button = Button(self.seat.t("Enter it as: {kind}", kind=_title(self.seat, kind)))
        button.clicked.connect(lambda *_: self._choose(kind))
        self.buttons.append(button)
        self._says.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _choose(self, kind: str) -> None:
        seat = self.seat
        try:
            now = acting.decide_leave(seat.desk, self._detail.id, kind)
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
        self._stored(now)
        self.close_panel()
        seat.toast(seat.t("The absence is changed"), undo=True)

    def _keep(self) -> None:
        """The user looked at it: it is not told of again."""
        seat = self.seat
        if seat.attempt(lambda: mark(seat.desk, f"absence:{self._detail.id}", "accepted")):
            self.close_panel()
            seat.toast(seat.t("It stays as it is"), undo=True)


class PayPanel(SidePanel):
    """The lines of pay that an absence made, run by run, each with its why."""

    def __init__(self, seat: Seat, detail: AbsenceDetail) -> None:
        t = seat.t
        super().__init__(seat, t("Pay"), detail.name, t(detail.line))
        for effect in detail.pay:
            state = t("approved") if effect.approved else t("draft")
            is_named = effect.run_name not in ("", str(effect.month))
            name = effect.run_name if is_named else seat.formats.month(effect.month)
            self.add_section(f"{name[:1].upper()}{name[1:]}, {state}", rule=self.body.count() > 0)
            facts = KeyValues(seat)
            facts.add(
                said(effect.title, seat.texts), seat.formats.amount(effect.amount), partial(seat.why, effect.trace)
            )
            self.add(facts)
        if detail.refunds:
            self.add_section(t("Expected back from NAV"), rule=bool(detail.pay))
            facts = KeyValues(seat)
            for refund in detail.refunds:
                facts.add(
                    seat.formats.month(refund.month),
                    seat.formats.amount(refund.expected),
                    partial(seat.why, refund.trace),
                )
            self.add(facts)
        for traced, words in ((detail.daily, t("NAV's rate a day")), (detail.yearly, t("Income a year for NAV"))):
            if traced is not None and traced.amount:
                facts = KeyValues(seat)
                facts.add(words, seat.formats.amount(traced.amount), partial(seat.why, traced.trace))
                self.add(facts)
        if not detail.pay and not detail.refunds:
            self.add(Label(t("No run has pay for these days yet."), "note", "ink2", wrap=True))


def _title(seat: Seat, kind: str) -> str:
    for each in asking.absence_kinds(seat.desk):
        if each.kind == kind:
            return seat.t(each.title)
    return kind
