"""The page Hva om …: the client's year in a sandbox, changed as one likes; and backwards from net pay.

Nothing is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.queries import what_if as queries
from views.pages.what_if.year_view import YearView
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.tabs import Tabs
from views.widgets.tiles import YearChooser

if TYPE_CHECKING:
    from services.queries.what_if import Around
    from views.pages.what_if.back_view import BackView

YEAR, BACK = "year", "back"


class WhatIfPage(Page):
    """Two questions: what would it cost, and what gives this net pay."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "company_car",
            "cost_share",
            "employee",
            "employer",
            "employment",
            "employment_terms",
            "entered_line",
            "establishment",
            "fixed_line",
            "movement",
            "own_rate",
            "pay_run",
            "staff_loan",
            "tax_card",
        }
    )

    year_view: YearView
    _back: BackView | None = None
    _about: Around
    tabs: Tabs

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.is_ready = False
        self._line = ""
        self.chooser = YearChooser(seat, seat.desk.today.year)
        self.chooser.changed.connect(lambda year: self.year_view.set_year(year))
        self.header.add_button(self.chooser)
        self.header.set(t("What if …"), t("Nothing here is stored."))
        self._holder = QVBoxLayout()
        self.column.addLayout(self._holder, 1)
        self._content: QWidget | None = None

    def _build(self) -> None:
        """Make what stands here: the two questions, or what is to be entered first."""
        t, seat = self.seat.t, self.seat
        if self._content is not None:
            self._holder.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        try:
            about = queries.around(seat.desk)
        except Refused as refusal:
            start = Button(t("Set up the firm"), "primary")
            start.clicked.connect(lambda *_: seat.go(Place("setup")))
            self._say_empty(
                EmptyState("buildings", t(refusal.findings[0].what), t("Five short steps, and pay can be run."), start)
            )
            return
        if not about.people:
            start = Button(t("New employee"), "primary", "plus")
            start.clicked.connect(lambda *_: seat.go(Place("employees", "new")))
            line = t("When somebody is employed, the year can be calculated with something changed.")
            self._say_empty(EmptyState("users", t("No employees yet"), line, start))
            return
        self.is_ready = True
        self.tabs = Tabs([(YEAR, t("The year")), (BACK, t("Backwards from net pay"))])
        self.year_view = YearView(seat, about, self.chooser.year)
        self.year_view.told.connect(self._tell)
        self._about, self._back = about, None
        self.tabs.add(YEAR, self.year_view)
        self.tabs.changed.connect(self._tab_changed)
        self._put(self.tabs)
        self.chooser.set(self.chooser.year, about.years[0], about.years[-1])
        self.year_view.ask_soon(0)

    def _say_empty(self, empty: EmptyState) -> None:
        self.is_ready = False
        card = Card()
        card.add(empty)
        self.chooser.hide()
        self._put(card)

    def _put(self, content: QWidget) -> None:
        self._content = content
        self._holder.addWidget(content, 1)

    def _tell(self, line: str) -> None:
        self._line = line
        self._tab_changed(self.tabs.current())

    def _tab_changed(self, key: str) -> None:
        t = self.seat.t
        is_year = key == YEAR
        self.chooser.setVisible(is_year)
        back = t("Nothing here is stored. Which pay gives the amount that is to be paid out?")
        self.header.set(t("What if …"), self._line if is_year else back)
        if not is_year and not self.back_view.runs:
            self.back_view.read()

    @property
    def back_view(self) -> BackView:
        """The second tab, made when somebody first goes there."""
        if self._back is None:
            from views.pages.what_if.back_view import BackView

            self._back = self.tabs.add(BACK, BackView(self.seat, self._about))
        return self._back

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        if not self.is_ready:
            self._build()
        if not self.is_ready:
            return
        if place.thing == BACK or place.field == BACK:
            self.tabs.set_current(BACK)
        elif isinstance(place.thing, int) and place.thing > 1900:
            self.chooser.set(place.thing, min(place.thing, self.chooser.year), max(place.thing, self.chooser.year))
            self.year_view.set_year(place.thing)
            self.tabs.set_current(YEAR)
        if self.tabs.current() == YEAR:
            view = self.year_view
            target = view.rows if view.changes else view.add_button
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back_view.person.focus()

    def refresh(self) -> None:
        """Something in the client was changed: the year as it is is another."""
        if not self.is_ready:
            self._build()
            return
        try:
            about = queries.around(self.seat.desk)
        except Refused:
            self._build()
            return
        self.year_view.set_around(about)
        self._about = about
        if self._back is not None:
            self._back.set_around(about, now=self.tabs.current() == BACK)

    def new(self) -> None:
        """N: one more change."""
        if self.is_ready and self.tabs.current() == YEAR:
            self.year_view.open_menu()

    def recalculate(self) -> None:
        """F5."""
        if self.is_ready:
            self.year_view.ask_soon(0)

    def primary(self) -> None:
        """Ctrl+Enter: add the change that is filled in."""
        if self.is_ready and self.tabs.current() == YEAR and self.year_view.form is not None:
            self.year_view.form.add()
