"""What can be done with an absence or the days of a person: the menus, and the panels that they and the card open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt

from models.values.finding import Place, Refused
from models.values.span import Span
from services.actions import absences as acting
from services.queries import absences as asking
from services.queries.absences import AbsenceCounter
from views.pages.absence.entering import Entering
from views.pages.absence.exchange import Exchange
from views.pages.absence.face import AbsenceFace
from views.pages.absence.panels import CountPanel, EndPanel, LeavePanel, PayPanel
from views.widgets.menu import Menu


class Menus(QObject):
    """The menus of the timeline and of the card, and the panels beside them."""

    menu: Menu  # the one that was opened last

    def __init__(self, face: AbsenceFace, entering: Entering, exchange: Exchange) -> None:
        super().__init__(face)
        self.seat, self._face = face.seat, face
        self._entering, self._exchange = entering, exchange

    # --- menus ----------------------------------------------------------------------------------------------------

    def open(self, number: int, absence_id: int, span: Span, where: QPoint) -> None:
        """What can be done here."""
        t, menu = self.seat.t, Menu(self.seat, self._face)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if absence_id:
            self._bar_entries(menu, absence_id)
            menu.addSeparator()
        menu.add(t("Enter absence"), lambda: self._entering.enter(number, span), "plus", "N")
        menu.add(t("Copy as a table"), self._exchange.copy, "copy", "Ctrl+C")
        menu.add(t("Paste a table"), self._exchange.paste, "clipboard-text", "Ctrl+V")
        menu.addSeparator()
        menu.add(t("Go to the employee"), lambda: self.seat.go(Place("employees", number, "absence")), "user")
        self.menu = menu
        menu.popup(where)

    def _bar_entries(self, menu: Menu, absence_id: int) -> None:
        t, desk, day = self.seat.t, self.seat.desk, self._face.timeline.day
        bar = self._face.timeline.bar(absence_id)
        menu.add(t("Edit"), lambda: self._entering.edit(absence_id), "pencil-simple", "Enter")
        if bar is not None and bar.last is None:
            menu.add(t("Set the end date"), self.ask_end, "calendar-blank")
        if bar is not None and bar.first < day and (bar.last is None or day <= bar.last):
            split_at = t("Divide from {day}", day=day)
            menu.add(
                split_at,
                lambda: self._entering.act(lambda: acting.split(desk, absence_id, day), t("The absence is divided")),
                "scissors",
            )
        menu.add(t("What it does to the pay"), self.show_pay, "money")
        menu.add(t("Take away"), lambda: self._entering.remove([absence_id]), "trash", "Del", danger=True)

    def open_of_card(self, where: QPoint) -> None:
        """The same for the absence of the card; one that is withdrawn can be taken back."""
        detail = self._face.detail
        if detail is None:
            return
        if detail.withdrawn is None:
            self.open(detail.number, detail.id, self._face.timeline.picked, where)
            return
        t, desk = self.seat.t, self.seat.desk
        menu = Menu(self.seat, self._face)
        menu.add(
            t("It is to hold after all"),
            lambda: self._entering.act(lambda: acting.restore(desk, detail.id), t("The absence holds again")),
        )
        self.menu = menu
        menu.popup(where)

    # --- panels ---------------------------------------------------------------------------------------------------

    def ask_end(self) -> None:
        """Until when the chosen absence lasts."""
        absence_id = self._face.chosen_id
        try:
            detail = self._face.detail
            if detail is None or detail.id != absence_id:
                detail = asking.absence_detail(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        panel = EndPanel(self.seat, absence_id, detail, self._entering.stored)
        panel.closed.connect(self._entering.given_up)
        self.seat.show_panel(panel)
        panel.begin()

    def show_days(self, counter: AbsenceCounter) -> None:
        """The days behind a count."""
        row = self._face.timeline.current
        name = self._face.detail.name if self._face.detail is not None else row.name if row is not None else ""
        panel = CountPanel(self.seat, counter, name)
        self.seat.show_panel(panel)
        panel.begin()

    def show_leave(self) -> None:
        """How a leave is told."""
        if self._face.detail is not None:
            self.seat.show_panel(LeavePanel(self.seat, self._face.detail, self._entering.stored))

    def show_pay(self) -> None:
        """What the absence does to the pay."""
        if self._face.detail is not None:
            self.seat.show_panel(PayPanel(self.seat, self._face.detail))
