"""Step 3: the ways open, each with what it would do; and those that are not, with what to do instead."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.values.money import ZERO, Money
from services.queries import correction_page as queries
from services.queries.correction_advice import MEND, REPLACE, Advice, Question, Way, advise
from views.pages.corrections.effect_panel import EffectPanel
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox, Pill


class WayCard(Card):
    """One way that is open: what it does to slip, report, journal and payment, and the button that goes on with it."""

    chosen = Signal(object)

    def __init__(self, seat: Seat, way: Way, earlier: Money, *, leads_on: bool) -> None:
        super().__init__()
        self.seat, self.way, self.earlier = seat, way, earlier
        t = seat.t
        self.setAccessibleName(t(way.title))
        self.setAccessibleDescription(t(way.why))
        head = QHBoxLayout()
        head.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(Label(t(way.title), "section"))
        if way.is_recommended:
            title.addWidget(Pill(t("Recommended"), "ok", "check-circle"))
        title.addStretch(1)
        words.addLayout(title)
        words.addWidget(Label(t(way.why), "note", "ink2", wrap=True))
        head.addLayout(words, 1)
        words_of = t("Go there") if leads_on else t("Choose this")
        self.button = Button(words_of, "primary" if way.is_recommended else "plain", trail="arrow-right")
        self.button.setAccessibleName(f"{words_of}: {t(way.title)}")
        self.button.clicked.connect(lambda *_: self.chosen.emit(way))
        head.addWidget(self.button)
        self.body.addLayout(head)
        facts = [(heading, text) for heading, text in self._facts() if text]
        if facts:
            self.add(Divider())
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(4)
            for column, (heading, text) in enumerate(facts):
                grid.setColumnStretch(column, 1)
                grid.addWidget(Label(heading, "caption", "ink2", weight=600), 0, column)
                grid.addWidget(Label(text, "note", wrap=True), 1, column)
            grid.setRowStretch(1, 1)
            self.body.addLayout(grid)
        if way.effect is not None and way.effect.people:
            self.more = Button(t("See slips and journal"), "link", small=True)
            self.more.clicked.connect(lambda *_: seat.show_panel(EffectPanel(seat, t(way.title), way.effect)))
            self.add_row(self.more)

    def _facts(self) -> list[tuple[str, str]]:
        t, f, way, effect = self.seat.t, self.seat.formats, self.way, self.way.effect
        slip = journal = ""
        if effect is None:
            slip = t("No payslip is changed")
            journal = t("Nothing is booked")
        else:
            if len(effect.people) == 1:
                person = effect.people[0]
                slip = t(
                    "Gross {gross}, withholding {tax}, net {net}",
                    gross=f.change(person.gross),
                    tax=f.change(-person.withholding),
                    net=f.change(person.net),
                )
                if self.earlier.ore and not effect.head.corrects and person.gross != self.earlier:
                    slip += "\n" + t("{amount} of it for earlier months", amount=f.change(self.earlier))
                if person.net_before is not None:
                    slip += "\n" + t(
                        "Net {before} becomes {after}",
                        before=f.amount(person.net_before),
                        after=f.amount(person.net_after),
                    )
            else:
                slip = t(
                    "{count} payslips, gross {gross}, net {net}",
                    count=len(effect.people),
                    gross=f.change(effect.totals.get("gross_cash", ZERO)),
                    net=f.change(effect.payment),
                )
            journal = t("Costs {amount}, with holiday pay and contribution", amount=f.change(effect.cost))
        payment = t(way.payment) if way.payment is not None else ""
        if effect is not None and effect.payment.ore > 0 and not effect.head.corrects:
            out = t("{amount} to pay out", amount=f.amount(effect.payment))
            payment = f"{out}\n{payment}"
        return [
            (t("Payslip"), slip),
            (t("Report"), t(way.report.what) if way.report is not None else t("Nothing is sent for it")),
            (t("Journal"), journal),
            (t("Payment"), payment),
        ]


class WaysStep(QWidget):
    """The advice, computed off the window's thread."""

    chosen = Signal(object)  # Way
    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.advice: Advice | None = None
        self.cards: list[WayCard] = []
        self._work: Work | None = None
        self._asked = 0
        self._question: Question | None = None
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 2, 0, 16)
        self.column.setSpacing(14)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.progress)
        outer.addWidget(ScrollArea(inner, soft=True), 1)

    def ask(self, question: Question) -> None:
        """Compute what can be done."""
        self._asked += 1
        asked, desk = self._asked, self.seat.desk
        if self._work is not None:
            self._work.cancel()
        if question != self._question:
            empty_layout(self.column)
            self.cards, self.advice = [], None
        self._question = question
        self._work = self.seat.work(
            lambda _: advise(desk, question),
            done=lambda advice: self._done(asked, advice),
            owner=self,
            aside=True,
        )
        self.progress.follow(self._work)
        self.progress.set(self.seat.t("Calculating the ways"), 0, 0)
        self.progress.set_cancellable(False)
        self.changed.emit()

    @property
    def is_asking(self) -> bool:
        return self._work is not None

    def _done(self, asked: int, advice: Advice | None) -> None:
        if asked != self._asked:
            return
        self._work = None
        had_focus = any(card.button.hasFocus() for card in self.cards)
        self.advice = advice
        self._show()
        if had_focus:
            self.first().setFocus()
        self.changed.emit()

    def _show(self) -> None:
        empty_layout(self.column)
        self.cards = []
        t, advice = self.seat.t, self.advice
        if advice is None:
            self.column.addWidget(MessageBox("warn", t("The run is not there any more. Choose another one.")))
            self.column.addStretch(1)
            return
        for note in advice.notes:
            self.column.addWidget(IconLine("info", t(note), "ink2", "info", role="note"))
        for way in advice.ways:
            if way.is_open:
                leads_on = way.kind == REPLACE or (way.kind == MEND and not queries.mends(advice.question.changes))
                card = WayCard(self.seat, way, advice.correction.amount, leads_on=leads_on)
                card.chosen.connect(self.chosen)
                self.cards.append(card)
                self.column.addWidget(card)
        closed = [way for way in advice.ways if not way.is_open]
        if closed:
            self.column.addSpacing(4)
            self.column.addWidget(Section(t("Not possible here"), small=True))
            rest = Card()
            for place, way in enumerate(closed):
                if place:
                    rest.add(Divider())
                rest.add(_Blocked(self.seat, way))
            self.column.addWidget(rest)
        self.column.addStretch(1)

    def way(self, kind: str) -> Way | None:
        """An open way by its kind."""
        ways: Any = self.advice.ways if self.advice is not None else ()
        return next((way for way in ways if way.kind == kind and way.is_open), None)

    def first(self) -> QWidget:
        """Where one begins."""
        return self.cards[0].button if self.cards else self


class _Blocked(QWidget):
    """A way that is not open: why, and what to do instead."""

    def __init__(self, seat: Seat, way: Way) -> None:
        super().__init__()
        t = seat.t
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(Label(t(way.title), "body_medium", "ink2", wrap=True), 5)
        words = QVBoxLayout()
        words.setSpacing(2)
        if way.blocked is not None:
            words.addWidget(Label(f"{t(way.blocked)}.".replace("..", "."), "note", wrap=True))
        if way.instead is not None:
            words.addWidget(Label(f"{t(way.instead)}.".replace("..", "."), "note", "ink2", wrap=True))
        row.addLayout(words, 6)
