"""The yearly allowance of the employer's contribution: what was used before the first month here, and other aid."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions.employer import remove_aid, save_aid, save_allowance_used
from services.queries import settings
from views.pages.settings.list_part import beside_fields
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.form import Field, MoneyEdit, MonthEdit
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, Label

_MONEY, _LABEL = 150, 260


class AllowanceCard(Card):
    """Shown where a sub-unit has a rate that holds until the allowance is used. Each entry is kept at once."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(t("Allowance of zone 1a"), " ", padding=24)
        self.seat = seat
        self.body.setSpacing(14)
        self.used = Field(
            seat,
            t("Used this year in another program"),
            MoneyEdit(seat),
            optional=True,
            topic="settings.allowance_used",
            width=_MONEY,
        )
        self.used.setFixedWidth(_LABEL)
        self.used_button = Button(t("Save"))
        self.used_button.setAccessibleName(t("Save what was used"))
        self.used_button.clicked.connect(self.save_used)
        self.add(_row(self.used, self.used_button))
        self.add(Divider())
        self.add(Label(t("Other de minimis aid"), "strong"))
        self.add(
            Label(t("Aid that counts against the allowance is reported each month, from its own on."), "note", "ink2")
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        holder = QWidget()
        holder.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.add(holder)
        self.month = Field(seat, t("Granted in"), MonthEdit(seat), topic="settings.aid_month", width=_MONEY)
        self.amount = Field(seat, t("Amount"), MoneyEdit(seat), topic="settings.aid_amount", width=_MONEY)
        self.add_button = Button(t("Add the aid"), icon="plus")
        self.add_button.clicked.connect(self.add_aid)
        self.add(_row(self.month, self.amount, self.add_button))
        self.refresh()

    def refresh(self) -> None:
        """Show what stands in the file."""
        t, view = self.seat.t, settings.allowance(self.seat.desk)
        self.setVisible(view.is_asked)
        line = t("The low rate holds until so much is saved in a year.")
        if view.limit is not None:
            limit = self.seat.formats.kroner(view.limit)
            line = t("The low rate holds until {limit} kr is saved in a year.", limit=limit)
        self.set_line(line)
        self.used.set_value(view.used)
        if view.is_locked:
            self.used.set_disabled(t("Pay is approved with it, so it stands."))
        else:
            self.used.set_enabled("")
            start = view.start
            self.used.set_help(t("From January up to {month}, the first month here.", month=start) if start else "")
        self.used_button.setEnabled(not view.is_locked)
        empty_layout(self._rows)
        for month, amount in view.aid:
            self._rows.addWidget(self._aid_row(month, amount))

    def _aid_row(self, month: Month, amount: Money) -> QWidget:
        t = self.seat.t
        words = t("{month}: {amount} kr", month=month, amount=self.seat.formats.kroner(amount))
        gone = IconButton("trash", t("Remove the aid of {month}", month=month))
        gone.clicked.connect(lambda: self.remove(month))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(words))
        row.addWidget(gone)
        row.addStretch(1)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def save_used(self) -> None:
        """Keep what was used before the first month here."""
        if not self.used.validate():
            self.used.focus()
            return
        try:
            save_allowance_used(self.seat.desk, self.used.value())
        except Refused as refusal:
            self.used.set_problem(refusal.findings[0].what)
            return
        self.refresh()
        self.seat.toast(self.seat.t("The settings are saved"), undo=True)

    def add_aid(self) -> None:
        """Enter the aid of a month."""
        if not (self.month.validate() and self.amount.validate()):
            return
        try:
            save_aid(self.seat.desk, self.month.value(), self.amount.value())
        except Refused as refusal:
            found = refusal.findings[0]
            asked = found.where.thing if found.where is not None else None
            field = self.month if asked == "aid_month" else self.amount
            field.set_problem(found.what)
            field.focus()
            return
        self.month.set_value(None)
        self.amount.set_value(None)
        self.refresh()
        self.seat.toast(self.seat.t("The aid is entered"), undo=True)

    def remove(self, month: Month) -> None:
        """Take the aid of a month away."""
        if self.seat.attempt(lambda: remove_aid(self.seat.desk, month)):
            self.refresh()
            self.seat.toast(self.seat.t("The aid of {month} is removed", month=month), undo=True)


def _row(*widgets: QWidget) -> QWidget:
    """Fields in a row with a button beside them."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for widget in widgets:
        each = beside_fields(widget) if isinstance(widget, Button) else widget
        row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    holder = QWidget()
    holder.setLayout(row)
    return holder
