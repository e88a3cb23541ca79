"""What a way would do, person by person and account by account, beside the page."""

from __future__ import annotations

from typing import Any

from services.actions.corrections import Effect
from views.shell.seat import Seat
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Label

_MOST = 25


class EffectPanel(SidePanel):
    """Two tabs: the slips and the journal. Nothing of it is stored."""

    def __init__(self, seat: Seat, title: str, effect: Effect) -> None:
        t, f = seat.t, seat.formats
        super().__init__(seat, t("Before anything is done"), title, t("Paid {day}", day=effect.head.pay_date))
        self.add_tabs([("slips", t("Payslips")), ("journal", t("Journal"))])
        slips = self.tab_body("slips")
        for person in effect.people[:_MOST]:
            slips.addWidget(Label(person.name, "label"))
            facts = KeyValues(seat)
            facts.add(t("Gross pay"), f.change(person.gross))
            facts.add(t("Withholding"), f.change(-person.withholding))
            if person.deductions.ore:
                facts.add(t("Deductions"), f.change(-person.deductions))
            facts.add(t("Net pay"), f.change(person.net), strong=True)
            if person.net_before is not None:
                facts.add(t("Net pay without it"), f.amount(person.net_before))
                facts.add(t("Net pay with it"), f.amount(person.net_after))
            if person.owes.ore:
                facts.add(t("To be paid back"), f.amount(person.owes), state="warn")
            slips.addWidget(facts)
        if len(effect.people) > _MOST:
            slips.addWidget(Label(t("and {count} more", count=len(effect.people) - _MOST), "note", "ink2"))
        slips.addStretch(1)
        journal = self.tab_body("journal")
        lines = KeyValues(seat)
        for line in effect.journal:
            lines.add(f"{line.account} {_words(seat, line)}", f.change(line.amount))
        journal.addWidget(lines)
        if not effect.journal:
            journal.addWidget(Label(t("Nothing is booked"), "note", "ink2"))
        journal.addStretch(1)


def _words(seat: Seat, line: Any) -> str:
    """What a line of the journal is, with department and project where it has them."""
    return " · ".join(part for part in (seat.t(line.text), line.department, line.project) if part)
