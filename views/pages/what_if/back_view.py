"""Backwards: which pay, position, hours or line gives the net pay that is wanted, and the slip that it gives."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.money import ZERO, Money
from services.queries import what_if as queries
from services.queries.what_if import Around, Backwards, RunAhead, SlipIf
from views.pages.what_if.change_form import line_edit, person_edit
from views.pages.what_if.slip_table import SlipTable
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.form import Choice, Field, MoneyEdit, Radios
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label, MessageBox

_LEFT: Final = 316
_SOON: Final = 300


class BackView(QWidget):
    """The question at the left, the answer at the right."""

    def __init__(self, seat: Seat, about: Around) -> None:
        super().__init__()
        self.seat, self.about = seat, about
        self.runs: tuple[RunAhead, ...] = ()
        self.answer: Backwards | None = None
        self._ways: tuple[str, ...] = ()
        self._work: Work | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON)
        self._later.timeout.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(20)
        row.addWidget(self._build_left())
        row.addLayout(self._build_right(), 1)
        self._show_nothing()

    # --- building -------------------------------------------------------------------------------------------------

    def _build_left(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(11)
        self._who: Any = person_edit(seat, lambda: self.about.names())
        self._which: Any = Choice(seat, [])
        self.person = Field(seat, t("Who"), self._who, topic="what_if.person", required=True)
        self.run = Field(seat, t("Pay run"), self._which, topic="what_if.run", required=True)
        self.wanted = Field(
            seat,
            t("Wanted net pay"),
            MoneyEdit(seat, ore=True),
            topic="what_if.wanted",
            required=True,
            check=self._more_than_nothing,
        )
        self.way = Radios(
            seat,
            [
                ("gross", t("Monthly pay"), ""),
                ("percent", t("The position"), t("pay follows it")),
                ("hours", t("The hours"), ""),
                ("amount", t("A line beside the rest"), ""),
            ],
        )
        self.way.set_value("gross")
        self.way_field = Field(seat, t("What may change"), self.way, topic="what_if.way")
        self._lines = {each.slug: each for each in self.about.lines if "amount" in each.asks}
        self._type: Any = line_edit(seat, self._lines)
        self.line = Field(seat, t("Wage type"), self._type, topic="what_if.line", required=True)
        self._type.set_value("bonus" if "bonus" in self._lines else None)
        for field in (self.person, self.run, self.wanted, self.way_field, self.line):
            column.addWidget(field)
            field.changed.connect(self._changed)
        column.addStretch(1)
        card = Card(padding=1)
        card.setFixedWidth(_LEFT)
        card.body.addWidget(ScrollArea(content, soft=True, ground="surface"), 1)
        return card

    def _build_right(self) -> QVBoxLayout:
        t, seat = self.seat.t, self.seat
        column = QVBoxLayout()
        column.setSpacing(12)
        self.problem = MessageBox("warn", "")
        self.problem.hide()
        column.addWidget(self.problem)
        self.card = Card(padding=20)
        self.card.body.setSpacing(4)
        self.what = Label("", "label", "ink2")
        self.figure = Label("", "display")
        self.says = Label("", "body", "ink2", wrap=True)
        self.copy_button = Button(t("Copy the figure"), icon="copy", small=True)
        self.copy_button.clicked.connect(lambda *_: self.copy())
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.figure, 1)
        head.addWidget(self.copy_button)
        self.card.add(self.what)
        self.card.body.addLayout(head)
        self.card.add(self.says)
        column.addWidget(self.card)
        self.slip = SlipTable(seat, "what_if.back", t("With it"))
        self.slip.setProperty("topic", "what_if.slip")
        self.empty = EmptyState("arrow-u-up-left", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.slip)
        column.addWidget(self.stack, 1)
        return column

    @staticmethod
    def _more_than_nothing(amount: Money) -> Message | None:
        return Message("Write a net pay of more than nothing.") if amount <= ZERO else None

    # --- what one may ask -----------------------------------------------------------------------------------------

    def read(self) -> None:
        """Which runs there are to ask about."""
        try:
            self.runs = queries.runs_ahead(self.seat.desk)
        except Refused as refusal:
            self.runs = ()
            self._refuse(refusal.findings)
            return
        editor = self._which
        t = self.seat.t
        editor.set_items([(place, t(run.words)) for place, run in enumerate(self.runs)])
        if editor.value() is None and self.runs:
            editor.set_value(0)
        if self.person.value() is None and self.about.people:
            self._who.set_value(self.about.people[0].number)
        self._settle()
        self._changed()

    def set_around(self, about: Around, *, now: bool) -> None:
        """The people or the runs were changed; they are read when somebody looks."""
        self.about = about
        self.runs = ()
        if now:
            self.read()

    def _run(self) -> RunAhead | None:
        place = self.run.value()
        return self.runs[place] if place is not None and place < len(self.runs) else None

    def _settle(self) -> None:
        """Only what can be changed for the one who is chosen is offered."""
        run, number = self._run(), self.person.value()
        self._ways = ()
        if run is not None and number is not None:
            try:
                self._ways = queries.ways_back(self.seat.desk, run.run, number)
            except Refused as refusal:
                self._refuse(refusal.findings)
        for way in ("gross", "percent", "hours", "amount"):
            self.way.radio(way).setVisible(not self._ways or way in self._ways)
        if self._ways and self.way.value() not in self._ways:
            self.way.set_value(self._ways[0])
        self.line.setVisible(self.way.value() == "amount")

    def _changed(self) -> None:
        self._settle()
        if self._work is not None:
            self._work.cancel()
        fields = [self.person, self.run, self.wanted]
        if self.way.value() == "amount":
            fields.append(self.line)
        if not all(field.ok() for field in fields) or not self._ways:
            self._later.stop()
            self._show_nothing()
            return
        self.slip.set_waiting(True)
        self._later.start()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is on the way."""
        return self._later.isActive() or self._work is not None

    # --- asking ---------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        run = self._run()
        if run is None:
            return
        desk, number, way, wanted = self.seat.desk, self.person.value(), self.way.value(), self.wanted.value()
        line = self.line.value() or "bonus"
        asking: list[Work] = []

        def ended(show: Any) -> Any:
            def tell(*values: Any) -> None:
                if asking and self._work is asking[0]:
                    self._work = None
                    if show is not None:
                        show(*values)

            return tell

        self._work = self.seat.work(
            lambda progress: queries.backwards(desk, run.run, number, way, wanted, line, progress),
            done=ended(self._show),
            refused=ended(self._refuse),
            cancelled=ended(None),
            what=self.seat.t("Looking for the amount"),
            owner=self,
        )
        asking.append(self._work)

    def _refuse(self, findings: tuple[Finding, ...]) -> None:
        t = self.seat.t
        self.answer = None
        self.problem.set(t("There is no such answer"), t(findings[0].what))
        self.problem.show()
        self.card.hide()
        self.slip.set_waiting(False)
        self.slip.set_rows([])
        self.slip.set_empty(EmptyState("arrow-u-up-left", t("Ask for another amount, or let something else change")))

    def _show_nothing(self) -> None:
        t = self.seat.t
        self.answer = None
        self.problem.hide()
        self.card.hide()
        self.slip.set_waiting(False)
        self.slip.set_rows([])
        self.slip.set_empty(
            EmptyState(
                "arrow-u-up-left",
                t("Which net pay is wanted?"),
                t("Choose who and which run, and enter the amount to be paid out."),
            )
        )

    def _show(self, answer: Backwards) -> None:
        t, seat = self.seat.t, self.seat
        self.answer = answer
        self.problem.hide()
        self.card.show()
        self.slip.set_waiting(False)
        way = answer.unit
        headings = {
            "gross": t("Monthly pay"),
            "percent": t("The position"),
            "hours": t("The hours"),
            "amount": self._line_name(),
        }
        self.what.setText(headings[way])
        self.figure.setText(self.figure_words())
        self.figure.setAccessibleName(f"{headings[way]}: {self.figure_words()}")
        net = seat.formats.amount(answer.slip["net_pay"])
        wanted = seat.formats.amount(self.wanted.value())
        if answer.exact:
            words = t("gives exactly {net} kr net. Nothing is stored: write it where it belongs.", net=net)
        else:
            words = t(
                "gives {net} kr net, the first at or above {wanted}: tax goes in steps, and skips it.",
                net=net,
                wanted=wanted,
            )
        self.says.setText(words)
        both = SlipIf(answer.now, answer.slip)
        self.slip.set_slips(queries.side_by_side(seat.desk, both, seat.language), answer.slip.person.name)

    def _line_name(self) -> str:
        slug = self.line.value()
        return self._lines[slug].name.in_language(self.seat.language) if slug in self._lines else ""

    def figure_words(self) -> str:
        """The answer as it is written."""
        t, seat, answer = self.seat.t, self.seat, self.answer
        if answer is None:
            return ""
        match answer.unit:
            case "percent":
                return t("{number}%", number=seat.formats.number(answer.value, most=2))
            case "hours":
                return t("{number} hours", number=seat.formats.number(answer.value, most=2))
            case _:
                return t("{amount} kr", amount=seat.formats.amount(Money.rounded(answer.value)))

    def copy(self) -> None:
        """The bare figure to the clipboard, as a field takes it."""
        if self.answer is not None:
            figure = self.seat.formats.number(self.answer.value, most=2)
            QGuiApplication.clipboard().setText(figure)
            self.seat.toast(self.seat.t("Copied: {figure}", figure=figure))
