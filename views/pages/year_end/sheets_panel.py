"""The yearly sheets at the right: what only the employer can judge of each employee, to look through and sign off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal

from models.values.finding import Place
from models.values.message import Message
from services.queries.yearly_sheet import YearlySheet, label
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Label

_MOST: Final = 20  # sheets that stand open at a time


class SheetsPanel(SidePanel):
    """Those that are left first. Signing off is remembered with name and day, until something on the sheet changes."""

    signed = Signal(object)  # the sheets that are signed off
    asked_save = Signal()

    def __init__(self, seat: Seat, sheets: Sequence[YearlySheet], year: int) -> None:
        t = seat.t
        left = [each for each in sheets if each.signed is None]
        line = t("{count} of {all} are left", count=len(left), all=len(sheets)) if left else t("All are signed off")
        super().__init__(seat, t("Yearly sheets {year}", year=str(year)), t("What only you can judge"), line, page=None)
        self.sheets, self.left = sheets, left
        shown = left[:_MOST] or list(sheets[:_MOST])
        for place, sheet in enumerate(shown):
            self._add(sheet, rule=place > 0)
        rest = (len(left) or len(sheets)) - len(shown)
        if rest > 0:
            self.add(Label(t("and {count} more", count=rest), "note", "ink2"))
        self.sign_button = Button(t("Sign off those that are shown"), "primary")
        self.sign_button.clicked.connect(lambda *_: self.signed.emit(tuple(shown)))
        self.sign_button.setEnabled(bool(left))
        self.save_button = Button(t("Save as PDF"))
        self.save_button.clicked.connect(lambda *_: self.asked_save.emit())
        self.add_action(self.sign_button)
        self.add_action(self.save_button)

    def _add(self, sheet: YearlySheet, *, rule: bool) -> None:
        seat, t = self.seat, self.seat.t
        section = self.add_section(sheet.name, t("Sign off") if sheet.signed is None else "", rule=rule)
        section.clicked.connect(partial(self.signed.emit, (sheet,)))
        if sheet.signed is not None:
            words = t("Signed off by {by} on {day}", by=sheet.signed.by, day=sheet.signed.at.date())
            self.add(Label(words, "note", "ink2", wrap=True))
        elif sheet.was_signed:
            words = t("It was signed off, and something was changed afterwards.")
            self.add(Label(words, "note", "ink2", wrap=True))
        facts = KeyValues(seat)
        for place, row in enumerate(sheet.rows):
            value = t(Message("{name}", name=row.value))
            if row.since is not None:
                value = t("{value}, since {day}", value=value, day=row.since)
            if place == 0:
                go = partial(seat.go, Place("employees", sheet.number))
                facts.add(t(label(row)), value, link=t("Open"), on_link=go)
            else:
                facts.add(t(label(row)), value)
        self.add(facts)
