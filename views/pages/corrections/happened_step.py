"""Step 1: what happened, in which run, and to whom."""

from __future__ import annotations

from collections import Counter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Severity
from services.queries import correction_page as queries
from services.queries.corrections import Unpaid
from services.queries.runs import RunRow
from views.pages.corrections.case import Case
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.choices import Radios
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.form import Choice, Field
from views.widgets.people_choice import PeopleChoice
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label

_LEFT: Final = 2  # so many groups stand in the left column
_SHOWN: Final = 4  # of what was noticed


class Situations(Radios):
    """What can have happened, in groups of two columns. One is chosen of all."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        kinds = [kind for _, group in queries.GROUPS for kind in group]
        super().__init__(seat, [(kind, t(queries.situation_words(kind)), "") for kind in kinds])
        self.setAccessibleName(t("What happened?"))
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        for radio in self.radios:
            outer.removeWidget(radio)
        row = QHBoxLayout()
        row.setSpacing(16)
        outer.addLayout(row)
        columns = (QVBoxLayout(), QVBoxLayout())
        for column in columns:
            column.setSpacing(6)
            row.addLayout(column, 1)
        for number, (heading, group) in enumerate(queries.GROUPS):
            column = columns[0 if number < _LEFT else 1]
            if column.count():
                column.addSpacing(8)
            column.addWidget(Label(t(heading), "label", "ink2"))
            for kind in group:
                column.addWidget(self.radio(kind))
        for column in columns:
            column.addStretch(1)


class HappenedStep(QWidget):
    """The situations at the left, the run and the people at the right; above them what was noticed by itself."""

    changed = Signal()
    asked = Signal(object)  # Unpaid: to put right what was noticed

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.case = Case()
        self._runs: tuple[RunRow, ...] = ()
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 2, 0, 16)
        whole.setSpacing(16)
        self.noticed = FindingList(seat)
        self.noticed_card = Card(padding=12)
        self.noticed_card.add(self.noticed)
        self.noticed.chosen.connect(lambda row: self.asked.emit(row.data))
        whole.addWidget(self.noticed_card)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        left = Card(t("What happened?"))
        self.situations = Situations(seat)
        left.add(self.situations)
        left.body.addStretch(1)
        columns.addWidget(left, 640)
        right = Card(t("When, and to whom?"))
        self.run = Choice(seat, placeholder=t("Choose a pay run"))
        self.run_field = right.add(
            Field(
                seat,
                t("The first run in which it was wrong"),
                self.run,
                width=-1,
                topic="corrections.run",
                required=True,
            )
        )
        self.people = PeopleChoice(seat)
        self.whom_field = right.add(
            Field(seat, t("Who it concerns"), self.people, width=-1, topic="corrections.whom", required=True)
        )
        self.everybody = right.add(Label(t("It concerns everybody on the run."), "note", "ink2", wrap=True))
        right.body.addStretch(1)
        columns.addWidget(right, 340)
        whole.addLayout(columns)
        whole.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.nothing = Card()
        self.nothing.add(self._empty())
        outer.addWidget(self.nothing)
        self.area = ScrollArea(inner, soft=True)
        outer.addWidget(self.area, 1)
        self.situations.changed.connect(self._on_kind)
        self.run.changed.connect(self._on_run)
        self.people.changed.connect(self._on_whom)

    def _empty(self) -> EmptyState:
        """In place of all of it, while no run is approved."""
        t, seat = self.seat.t, self.seat
        button = Button(t("Go to the pay runs"), "primary")
        button.clicked.connect(lambda: seat.go(Place("pay_run")))
        return EmptyState(
            "receipt",
            t("Nothing is paid yet"),
            t("What is not approved is simply changed. Here you correct mistakes in approved runs."),
            button,
        )

    # --- showing --------------------------------------------------------------------------------------------------

    def show_case(self, case: Case, noticed: tuple[Unpaid, ...]) -> None:
        """What was said so far."""
        self.case = case
        seat, t = self.seat, self.seat.t
        self._runs = queries.runs_to_correct(seat.desk, case.only)
        self.nothing.setVisible(not self._runs)
        self.area.setVisible(bool(self._runs))
        self.run.set_items([(row.id, self._run_words(row)) for row in self._runs])
        if case.run_id is None and len(self._runs) == 1:
            case.run_id = self._runs[0].id
        self.run_field.set_value(case.run_id)
        self._show_day()
        if case.kind:
            self.situations.set_value(case.kind)
        else:
            self._clear_kind()
        self._show_people()
        shown = noticed[:_SHOWN] if case.only is None and not case.since else ()
        self.noticed_card.setVisible(bool(shown))
        rows = [Row(Severity.WARNING, t(each.what), "", t("Correct it"), data=each) for each in shown]
        title = t("Changed back in time, and not paid yet")
        self.noticed.set_groups([Group(title, "", "warn", rows)] if rows else [])

    def _run_words(self, row: RunRow) -> str:
        """What a run is called; with its day where another one is called the same."""
        t = self.seat.t
        title = t(row.title)
        is_alone = sum(t(each.title) == title for each in self._runs) == 1
        return title if is_alone else f"{title} · {self.seat.formats.day(row.pay_date)}"

    def _show_day(self) -> None:
        """Under the run, when it was paid or will be."""
        t, today = self.seat.t, self.seat.desk.today
        row = next((each for each in self._runs if each.id == self.case.run_id), None)
        if row is None:
            self.run_field.set_help("")
        elif row.pay_date < today:
            self.run_field.set_help(t("Pay date {day}", day=row.pay_date))
        else:
            self.run_field.set_help(t("Paid {day}", day=row.pay_date))

    def _clear_kind(self) -> None:
        for radio in self.situations.radios:
            radio.setAutoExclusive(False)
            radio.setChecked(False)
            radio.setAutoExclusive(True)

    def _show_people(self) -> None:
        case = self.case
        whole = case.kind in queries.WHOLE
        members = queries.paid_in(self.seat.desk, case.run_id) if case.run_id is not None and not whole else ()
        if case.only is not None:
            members = tuple(each for each in members if each.number == case.only)
            case.whom = tuple(each.number for each in members)
        names = Counter(each.name for each in members)
        self.people.set_people(
            [(who.number, who.name if names[who.name] == 1 else f"{who.name} · {who.number}") for who in members]
        )
        known = {each.number for each in members}
        kept = tuple(number for number in case.whom if number in known)
        if len(members) == 1:
            kept = (members[0].number,)
        if not whole:
            case.whom = kept
        self.people.set_value(kept)
        self.whom_field.setVisible(not whole and bool(members))
        self.everybody.setVisible(whole)

    # --- what is said ---------------------------------------------------------------------------------------------

    def _on_kind(self) -> None:
        kind = str(self.situations.value() or "")
        if kind == self.case.kind:
            return
        was_whole = self.case.kind in queries.WHOLE
        if queries.aspects(kind) != queries.aspects(self.case.kind):
            self.case.forget_changes()
        self.case.kind = kind
        self.case.forget_ways()
        if was_whole != (kind in queries.WHOLE) or not self.people.checks:
            self._show_people()
        self.changed.emit()

    def _on_run(self) -> None:
        if self.run.value() == self.case.run_id:
            return
        self.case.run_id = self.run.value()
        self._show_day()
        self.case.forget_changes()
        self._show_people()
        self.changed.emit()

    def _on_whom(self) -> None:
        whom = self.people.value()
        if whom != self.case.whom:
            self.case.whom = whom
            self.case.changes = tuple(change for change in self.case.changes if change.number in whom)
            self.case.forget_ways()
        self.changed.emit()

    def reason(self) -> str:
        """What is missing; empty where one may go on."""
        t, case = self.seat.t, self.case
        if not self._runs:
            return t("There is no approved run")
        if not case.kind:
            return t("Say what happened")
        if case.run_id is None:
            return t("Choose a pay run")
        if not case.whom and case.kind not in queries.WHOLE:
            return t("Choose who it concerns")
        return ""

    @property
    def has_runs(self) -> bool:
        """Whether there is anything to put right."""
        return bool(self._runs)

    def run_name(self) -> str:
        """How the chosen run is named."""
        return next((row.name for row in self._runs if row.id == self.case.run_id), "")

    def go_to(self, key: str) -> bool:
        """To a field by its key."""
        field = {"run": self.run_field, "whom": self.whom_field}.get(key)
        if field is None:
            return False
        field.focus()
        return True

    def first(self) -> QWidget:
        """Where one begins."""
        return next((radio for radio in self.situations.radios if radio.isChecked()), self.situations.radios[0])
