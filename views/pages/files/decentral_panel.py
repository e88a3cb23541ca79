"""One line of decentral registrering beside the list: what it would do, what is said of it, and its fields; and which
customer and employer the client is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal

from models.values.finding import Severity
from services.actions import decentral as acts
from services.actions.decentral import LoadedLine, Numbers
from services.queries import decentral as ask
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Field, NumberEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import MessageBox

_KINDS: Final = {Severity.STOP: "err", Severity.WARNING: "warn", Severity.NOTE: "info"}


def record_words(seat: Seat, code: str) -> str:
    """What a record is called; by its code where it is none."""
    return ask.record_name(code, seat.language) or code or seat.t("Unknown")


def cause_words(seat: Seat, remark: Any) -> str:
    """Why, with the field before it."""
    what = seat.t(remark.what)
    return f"{remark.field} ({remark.column}): {what}" if remark.field else what


class DecentralLinePanel(SidePanel):
    """A line as it was read."""

    def __init__(self, seat: Seat, row: LoadedLine) -> None:
        t = seat.t
        line = t("Line {line}", line=str(row.key))
        super().__init__(seat, line, record_words(seat, row.line.record), row.line.record)
        for each in row.line.remarks:
            value = t("In the file: {value}", value=each.value) if each.value else ""
            title = f"{each.cause.value} · {cause_words(seat, each)}"
            self.add_message(MessageBox(_KINDS[each.severity], title, value))
        if row.does is not None:
            facts = KeyValues(seat)
            facts.add(t("What happens"), t(row.does))
            self.add(facts)
        fields = ask.fields_of(row.line)
        if fields:
            self.add_section(t("Fields"), rule=row.does is not None)
            listed = KeyValues(seat)
            for name, said in fields:
                listed.add(name, t("is emptied") if said is None else _shown(seat, said))
            self.add(listed)


def _shown(seat: Seat, value: object) -> str:
    """A value as the reader writes it."""
    if isinstance(value, date):
        return seat.formats.day(value)
    if isinstance(value, Decimal):
        return seat.formats.number(value)
    return str(value)


class NumbersPanel(SidePanel):
    """Customer and employer number of the client in these files."""

    saved = Signal()

    def __init__(self, seat: Seat, numbers: Numbers, in_file: Sequence[Numbers] = ()) -> None:
        t = seat.t
        super().__init__(seat, t("Decentral registrering"), t("Customer and employer"))
        others = [f"{customer}/{employer}" for customer, employer in in_file]
        if others:
            self.add_message(MessageBox("info", t("The file names {numbers}", numbers=", ".join(others))))
        self.customer = Field(seat, t("Customer number"), NumberEdit(seat, least=1, most=acts.MOST_NUMBER))
        self.employer = Field(seat, t("Employer number"), NumberEdit(seat, least=1, most=acts.MOST_NUMBER))
        self.customer.set_value(Decimal(numbers[0]))
        self.employer.set_value(Decimal(numbers[1]))
        self.add(self.customer)
        self.add(self.employer)
        self.save_button = Button(t("Save"), "primary")
        self.save_button.clicked.connect(lambda *_: self.save())
        self.add_action(self.save_button)

    def save(self) -> None:
        """Keep them."""
        customer, employer = self.customer.value(), self.employer.value()
        desk = self.seat.desk

        def do() -> None:
            acts.save_numbers(desk, int(customer or 0), int(employer or 0))

        if self.seat.attempt(do):
            self.seat.close_panel()
            self.saved.emit()
