"""Who needs an inntektsmelding: to be sent now, to come, and sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.span import Span
from services.queries.inntektsmelding import Asked, sent_on
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn

NOW, COMING, SENT, ALL = "now", "coming", "sent", "all"
_ORDER: Final = (NOW, COMING, SENT)


class ListView(QWidget):
    """Chips, a search field and the table."""

    opened = Signal(object)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        self.chips = Chips(
            [
                (ALL, t("All"), None),
                (NOW, t("To be sent now"), None),
                (COMING, t("Later"), None),
                (SENT, t("Sent"), None),
            ]
        )
        self.chips.setAccessibleName(t("Which are shown"))
        self.chips.chosen.connect(lambda _: self._keep())
        self.field = SearchEdit(seat, t("Search for an employee"))
        self.field.setMaximumWidth(260)
        self.field.changed.connect(self._filter)
        self.field.down.connect(self._into_table)
        bar.addWidget(self.chips)
        bar.addStretch(1)
        bar.addWidget(self.field, 1)
        column.addLayout(bar)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "name", t("Employee"), "person", lambda row: row.name, lambda row: t(row.kind), width="stretch"
                ),
                TableColumn(
                    "days",
                    t("Absence"),
                    value=lambda row: Span(row.first, row.last),
                    sort=lambda row: row.first,
                    width=208,
                ),
                TableColumn("since", t("NAV pays from"), "date", lambda row: row.since, width=130),
                TableColumn(
                    "state", t("State"), "pill", self._state_words, state=self._state_look, sort=self._order, width=164
                ),
                TableColumn("open", "", "action", lambda _: t("Open"), width=92),
            ],
            "inntektsmelding",
            title=t("Inntektsmeldinger"),
        )
        self.table.opened.connect(self.opened)
        self.table.link.connect(lambda row, _: self.opened.emit(row))
        column.addWidget(self.table, 1)
        self._say_nothing()

    def _say_nothing(self) -> None:
        t = self.seat.t
        button = Button(t("Go to absence"), "primary")
        button.clicked.connect(lambda *_: self.seat.go(Place("absence")))
        line = t("It is asked for when somebody is sick beyond the employer's period, or has parental leave.")
        self.table.set_empty(EmptyState("check-circle", t("NAV asks for no inntektsmelding"), line, button))

    def show_trouble(self, findings: tuple[Finding, ...]) -> None:
        """There is nothing to show: why."""
        t = self.seat.t
        self.table.set_rows([])
        button = None
        where = findings[0].where
        if where is not None:
            button = Button(t("Go there"), "primary")
            button.clicked.connect(lambda *_: self.seat.go(where))
        self.table.set_empty(EmptyState("warning-circle", t(findings[0].what), "", button))

    def show_rows(self, rows: Sequence[Asked]) -> None:
        """Everybody about whom NAV asks."""
        self._say_nothing()
        ordered = sorted(rows, key=lambda row: (_ORDER.index(self.state(row)), -row.since.toordinal()))
        self.table.set_rows(ordered)
        states = [self.state(row) for row in rows]
        self.chips.set_counts({ALL: len(rows), **{key: states.count(key) for key in _ORDER}})
        self.chips.setVisible(bool(rows))
        self.field.setVisible(bool(rows))
        self._keep()

    def _filter(self) -> None:
        self.table.filter(self.field.value())

    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Ctrl+F."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def state(self, row: Asked) -> str:
        """Sent, to be sent now, or later."""
        if row.sent is not None:
            return SENT
        return NOW if row.since <= self.seat.desk.today else COMING

    def _order(self, row: Asked) -> int:
        return _ORDER.index(self.state(row))

    def _state_words(self, row: Asked) -> str:
        t = self.seat.t
        match self.state(row):
            case "sent":
                assert row.sent is not None
                return t("Sent {day}", day=sent_on(row.sent))
            case "now":
                return t("To be sent now")
            case _:
                return t("Later")

    def _state_look(self, row: Asked) -> str:
        return {SENT: "ok", NOW: "due", COMING: "waiting"}[self.state(row)]

    def _keep(self) -> None:
        chosen = self.chips.current()
        self.table.keep(None if chosen == ALL else lambda row: self.state(row) == chosen)
