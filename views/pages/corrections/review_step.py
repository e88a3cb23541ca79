"""Step 4: the details of the way that was chosen: which run, what is agreed, and once more what it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding
from models.values.money import ZERO, Money
from services.actions import corrections as actions
from services.actions.corrections import LEAVE, TAKE, Change, Effect, Overpaid
from services.queries import correction_page as queries
from services.queries.correction_advice import EXTRA_RUN, MEND, NEXT_RUN, REVERSE_ONE, REVERSE_RUN, Advice, Way
from services.reference.formats import Unreadable
from views.pages.corrections.case import Agreed, Case
from views.pages.corrections.effect_panel import EffectPanel
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.form import Answer, Choice, DateEdit, Field, LongTextEdit, MoneyEdit, Radios, TextEdit, Warn
from views.widgets.read_dates import today_of
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Divider, IconLine, MessageBox

_PAUSE = 250
DIFFERENCE = (NEXT_RUN, EXTRA_RUN)
REVERSAL = (REVERSE_ONE, REVERSE_RUN)


class AgreedForm(QWidget):
    """What is agreed with somebody who was paid too much."""

    changed = Signal()

    def __init__(self, seat: Seat, name: str, amount: Money, said: Agreed) -> None:
        super().__init__()
        self.seat, self.said, self.amount = seat, said, amount
        t, f = seat.t, seat.formats
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        ways = [
            (LEAVE, t("Leave it"), t("Nothing is taken. What was paid too much stays with {name}.", name=name)),
            (TAKE, t("Take it from the pay"), t("Only with a written agreement about this very sum.")),
        ]
        heading = t("{name} was paid {amount} too much", name=name, amount=f.amount(amount))
        self.how = Field(seat, heading, Radios(seat, ways), topic="corrections.overpaid", required=True)
        self.agreed = Field(
            seat,
            t("How and when it was agreed"),
            TextEdit(seat, placeholder=t("E-mail of 20 November 2026")),
            width=-1,
            topic="corrections.agreed",
            required=True,
        )
        self.at_most = Field(
            seat,
            t("At most in this run"),
            MoneyEdit(seat),
            optional=True,
            topic="corrections.at_most",
            check=self._at_most,
        )
        for field in (self.how, self.agreed, self.at_most):
            column.addWidget(field)
            field.changed.connect(self._on_changed)
        self.how.set_value(said.how or None)
        self.agreed.set_value(said.agreed or None)
        self.at_most.set_value(said.at_most)
        if said.typed:
            self.at_most.editor.setText(said.typed)  # type: ignore[attr-defined]
        self._settle()

    def _at_most(self, amount: Money) -> Answer:
        if amount.ore <= 0:
            return self.seat.t("Write an amount above zero.")
        if amount > self.amount:
            return self.seat.t("That is more than was paid too much: {amount}.", amount=self.amount)
        return None

    def _settle(self) -> None:
        takes = self.said.how == TAKE
        self.agreed.setVisible(takes)
        self.at_most.setVisible(takes)

    def _on_changed(self) -> None:
        self.said.how = str(self.how.value() or "")
        self.said.agreed = str(self.agreed.value() or "")
        try:
            self.said.at_most, self.said.typed = self.at_most.editor.value(), ""  # type: ignore[attr-defined]
        except Unreadable:
            self.said.at_most, self.said.typed = None, self.at_most.editor.text()  # type: ignore[attr-defined]
        self._settle()
        self.changed.emit()

    def fields(self) -> list[Field]:
        """Those that are asked now."""
        return [field for field in (self.how, self.agreed, self.at_most) if not field.isHidden()]


class ReviewStep(QWidget):
    """The form at the left, and at the right what it does."""

    changed = Signal()
    asked_again = Signal()  # another run or another day: the way is computed anew

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.case = Case()
        self.way: Way | None = None
        self.advice: Advice | None = None
        self.changes: tuple[Change, ...] = ()
        self.effect: Effect | None = None
        self.people: dict[int, AgreedForm] = {}
        self._asked = 0
        self._work: Work | None = None
        self._is_filling = False
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 2, 0, 16)
        row.setSpacing(20)
        self.card = Card()
        self.box = MessageBox("err", "")
        self.box.hide()
        self.card.add(self.box)
        self.into = Field(seat, t("Into which run"), Choice(seat), width=-1, topic="corrections.into")
        self.pay_date = Field(
            seat,
            t("Pay date"),
            DateEdit(seat),
            topic="corrections.pay_date",
            required=True,
            check=self._pay_date,
        )
        self.report = Field(seat, t("Which month tells it"), Choice(seat), width=-1, topic="corrections.report")
        self.card.add(self.into)
        self.card.add(self.pay_date)
        self.card.add(self.report)
        self.agreed = QVBoxLayout()
        self.agreed.setSpacing(16)
        self.card.body.addLayout(self.agreed)
        self.why = Field(seat, t("Why"), LongTextEdit(seat, rows=2), optional=True, width=-1, topic="corrections.why")
        self.card.add(self.why)
        self.card.body.addStretch(1)
        row.addWidget(self.card, 560)
        self.side = Card(t("What it does"))
        self.facts = KeyValues(seat)
        self.side.add(self.facts)
        self.more = Button(t("See slips and journal"), "link", small=True)
        self.more.clicked.connect(self._show_effect)
        self.side.add_row(self.more)
        self.side.add(Divider())
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.side.body.addLayout(self.lines)
        self.side.body.addStretch(1)
        row.addWidget(self.side, 420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.reckon)
        self.into.changed.connect(self._on_into)
        self.pay_date.changed.connect(self._on_day)
        self.report.changed.connect(self._on_report)
        self.why.changed.connect(self._on_why)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_way(self, case: Case, way: Way, advice: Advice, changes: tuple[Change, ...]) -> None:
        """The way that was chosen, computed for the run and the day that were said."""
        self.case, self.way, self.advice, self.changes = case, way, advice, changes
        self.effect = way.effect
        t = self.seat.t
        self.box.hide()
        self.card.set_heading(t(way.title))
        self.card.set_line(t(way.why))
        self._is_filling = True
        try:
            self._show_into(way)
            self._show_day(way)
            self._show_report(way)
            self.why.set_value(case.why or None)
            self._show_people(way)
        finally:
            self._is_filling = False
        self._show_facts()
        if self.people:
            self.reckon()
        self.changed.emit()

    def _show_into(self, way: Way) -> None:
        self.into.setVisible(way.kind == NEXT_RUN)
        if way.kind != NEXT_RUN or way.effect is None:
            return
        t = self.seat.t
        rows = queries.drafts(self.seat.desk)
        items: list[tuple[Any, str]] = [
            (row.id, f"{t(row.title)} · {t('Paid {day}', day=row.pay_date)}") for row in rows
        ]
        if way.run_id is None:
            head = way.effect.head
            title = t("New: pay for {month}, paid {day}", month=head.month, day=head.pay_date)
            items.insert(0, (0, title))
        choice = self.into.editor
        assert isinstance(choice, Choice)
        choice.set_items(items)
        self.into.set_value(way.run_id or 0)

    def _show_day(self, way: Way) -> None:
        shown = way.kind == EXTRA_RUN or way.kind in REVERSAL
        self.pay_date.setVisible(shown)
        if shown and way.effect is not None and not self.pay_date.editor.hasFocus():
            self.pay_date.set_value(way.effect.head.pay_date)

    def _show_report(self, way: Way) -> None:
        """After 31 January what is paid back may be told in more than one month."""
        choices = way.effect.choices if way.effect is not None else ()
        self.report.setVisible(bool(choices))
        if not choices:
            return
        choice = self.report.editor
        assert isinstance(choice, Choice)
        choice.set_items([(each, self.seat.t(queries.REPORT_MONTHS[each])) for each in choices])
        self.report.set_value(self.case.report or choices[-1])

    def _show_people(self, way: Way) -> None:
        people = self.advice.correction.people if self.advice is not None and way.kind in DIFFERENCE else ()
        wanted = {person.number: person for person in people if person.is_overpaid}
        if wanted.keys() == self.people.keys() and all(
            -wanted[number].amount == form.amount for number, form in self.people.items()
        ):
            return
        empty_layout(self.agreed)
        self.people = {}
        for number, person in wanted.items():
            said = self.case.agreed.setdefault(number, Agreed())
            form = self.people[number] = AgreedForm(self.seat, person.name, -person.amount, said)
            form.changed.connect(self._on_agreed)
            self.agreed.addWidget(form)

    def _show_facts(self) -> None:
        t, f, way = self.seat.t, self.seat.formats, self.way
        self.facts.clear()
        empty_layout(self.lines)
        effect = self.effect
        self.more.setVisible(effect is not None and bool(effect.people))
        if effect is not None:
            self.facts.add(t("Gross pay"), f.change(effect.totals.get("gross_cash", ZERO)))
            self.facts.add(t("Withholding"), f.change(-effect.totals.get("withholding", ZERO)))
            self.facts.add(t("Net pay"), f.change(effect.payment), strong=True)
            self.facts.add(t("What it costs"), f.change(effect.cost))
            if effect.owed.ore:
                self.facts.add(t("To be paid back"), f.amount(effect.owed), state="warn")
        if way is None:
            return
        said: list[tuple[str, str]] = []
        if way.report is not None:
            said.append(("paper-plane-tilt", t(way.report.what)))
        if way.payment is not None:
            said.append(("bank", t(way.payment)))
        if way.kind in DIFFERENCE or way.kind in REVERSAL:
            said.append(("lock", t("Approved runs stay as they are. What is made is a draft, until you approve it.")))
        if way.kind == MEND or queries.mends(self.changes):
            said.append(("pencil-simple", t("The terms and days in the file are corrected at the same time.")))
        said.append(("arrow-counter-clockwise", t("It can be undone in one step.")))
        for icon, words in said:
            self.lines.addWidget(IconLine(icon, words, "ink", "ink2", role="note"))

    def _show_effect(self) -> None:
        if self.effect is not None and self.way is not None:
            self.seat.show_panel(EffectPanel(self.seat, self.seat.t(self.way.title), self.effect))

    # --- what is said ---------------------------------------------------------------------------------------------

    def _pay_date(self, day: date) -> Answer:
        today = today_of(self.seat)
        if self.way is not None and self.way.kind == EXTRA_RUN and day < today:
            return self.seat.t("The day is past. Choose {day} or a later one.", day=today)
        if day.year > today.year + 1:
            return self.seat.t("That is more than a year ahead. Is the year right?")
        if day < today.replace(year=today.year - 1, day=1):
            return self.seat.t("That is more than a year ago. Is the year right?")
        if day < today:
            return Warn(self.seat.t("The day is past: the journal has it on that day."))
        return None

    def _on_into(self) -> None:
        if not self._is_filling:
            self.case.into = self.into.value() or None
            self.asked_again.emit()

    def _on_report(self) -> None:
        if not self._is_filling:
            self.case.report = str(self.report.value() or "")
            self.asked_again.emit()

    def _on_day(self) -> None:
        if self._is_filling:
            return
        day = self.pay_date.value()
        if day is not None and self.pay_date.ok():
            self.case.pay_date = day
            self.asked_again.emit()
        self.changed.emit()

    def _on_why(self) -> None:
        if not self._is_filling:
            self.case.why = str(self.why.value() or "")

    def _on_agreed(self) -> None:
        self.box.hide()
        self._timer.start()
        self.changed.emit()

    def overpaid(self) -> Mapping[int, Overpaid]:
        """What is agreed with each."""
        found = {number: self.case.agreed[number].overpaid() for number in self.people}
        return {number: said for number, said in found.items() if said is not None}

    def target(self) -> Any:
        """The run that pays: an open one by its number, or the head of a new one."""
        assert self.way is not None
        assert self.way.effect is not None
        if self.way.kind == NEXT_RUN and self.way.run_id is not None:
            return self.way.run_id
        return self.way.effect.head

    def reckon(self) -> None:
        """Compute again what it does, with what is agreed."""
        self._timer.stop()
        if self.way is None or self.way.kind not in DIFFERENCE or not self._is_said():
            return
        self._asked += 1
        asked, desk = self._asked, self.seat.desk
        changes, since, into, overpaid = self.changes, dict(self.case.since), self.target(), dict(self.overpaid())
        self._work = self.seat.work(
            lambda _: actions.effect(desk, changes, since, into=into, overpaid=overpaid),
            done=lambda found: self._reckoned(asked, found),
            refused=lambda findings: self.tell(findings) if asked == self._asked else None,
            owner=self,
            aside=True,
        )

    def _reckoned(self, asked: int, found: Effect) -> None:
        if asked == self._asked:
            self.effect = found
            self._show_facts()
            self.changed.emit()

    def _is_said(self) -> bool:
        return all(field.ok() for form in self.people.values() for field in form.fields())

    # --- going on -------------------------------------------------------------------------------------------------

    def reason(self) -> str:
        """What is missing; empty where it can be done."""
        t = self.seat.t
        for form in self.people.values():
            if not form.said.how:
                return t("Say what is agreed about what was paid too much")
            if not all(field.ok() for field in form.fields()):
                return t("Something above is not filled in yet")
        if not self.pay_date.isHidden() and not self.pay_date.ok():
            return t("The pay date must be corrected first")
        return ""

    def validate(self) -> bool:
        """Say at the fields what is missing, and go to the first."""
        asked = [field for form in self.people.values() for field in form.fields()]
        if not self.pay_date.isHidden():
            asked.insert(0, self.pay_date)
        wrong = [field for field in asked if not field.validate()]
        if wrong:
            wrong[0].focus()
        return not wrong

    def tell(self, findings: tuple[Finding, ...]) -> None:
        """Say at the fields what was refused, and in a box what has none."""
        rest = []
        for found in findings:
            key = found.where.field if found.where is not None else None
            words = self.seat.t(found.what)
            field = self._field(key or "")
            if field is None or field.isHidden():
                rest.append(words)
            else:
                field.set_problem(words)
        self.box.setVisible(bool(rest))
        if rest:
            self.box.set(rest[0], "\n".join(rest[1:]))

    def _field(self, key: str) -> Field | None:
        name, _, number = key.partition(":")
        if name == "overpaid" and number.isdigit() and int(number) in self.people:
            form = self.people[int(number)]
            return form.agreed if form.said.how == TAKE else form.how
        return {"into": self.into, "pay_date": self.pay_date, "report": self.report, "why": self.why}.get(key)

    def go_to(self, key: str) -> bool:
        """To a field by its key."""
        field = self._field(key)
        if field is None or field.isHidden():
            return False
        field.focus()
        return True

    def first(self) -> QWidget:
        """Where one begins."""
        for field in (self.into, self.pay_date):
            if not field.isHidden():
                return field.editor
        for form in self.people.values():
            return form.how.editor.radios[0]  # type: ignore[attr-defined,no-any-return]
        return self.why.editor
