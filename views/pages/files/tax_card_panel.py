"""One answer about a tax card beside the list: both cards, what it does to the withholding, whose it is, and whether it
is taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal

from models.values.finding import Place, Severity
from services.actions.tax_cards import Decision, TaxCardRow
from services.queries.tax_cards import CardEffect
from services.reference.employment_words import CARDS
from views.pages.files.words import STATES, masked, person_words, run_words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, Field, Segments
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import MessageBox

_KINDS: Final = {Severity.STOP: "err", Severity.WARNING: "warn", Severity.NOTE: "info"}
_IN, _OUT = "in", "out"


class TaxCardPanel(SidePanel):
    """What is chosen here holds at once, and is stored when the file is taken in."""

    decided = Signal(int, object)  # the row, and a Decision; None for what the program found by itself

    def __init__(
        self,
        seat: Seat,
        row: TaxCardRow,
        said: Decision | None,
        effect: CardEffect | None,
        people: Sequence[tuple[int, str]],
    ) -> None:
        t, f = seat.t, seat.formats
        super().__init__(seat, t(STATES[row.state][0]), person_words(row), masked(row.national_id) if row.name else "")
        self.row, self._said = row, said
        self._is_filling = True
        for finding in row.findings:
            self.add_message(MessageBox(_KINDS[finding.severity], t(finding.what)))
        if row.why not in {each.what for each in row.findings}:
            self.set_line(" · ".join(each for each in (self.line.text(), t(row.why)) if each))
        self.who: Field | None = None
        if row.state == "unmatched" or (said is not None and said.employee is not None):
            names = [(number, f"{name} ({number})") for number, name in people]
            self.who = Field(
                seat,
                t("Employee"),
                Choice(seat, names, placeholder=t("Choose")),
                topic="files.employee",
                width=-1,
            )
            self.who.set_value(said.employee if said is not None else None)
            self.who.changed.connect(self._changed)
            self.add(self.who)
        self.fate: Field | None = None
        is_out = said is not None and said.leave_out
        if is_out or row.is_taken or row.state in ("unmatched", "held"):
            waits = row.state in ("unmatched", "held")
            choice = Segments(
                seat, [(_IN, t("Not decided") if waits else t("Will be taken in")), (_OUT, t("Left out"))]
            )
            self.fate = Field(seat, t("This answer"), choice, topic="files.fate")
            self.fate.set_value(_OUT if is_out else _IN)
            self.fate.changed.connect(self._changed)
            self.add(self.fate)
        self._about(t("Card in the file"), row.after, empty=row.result_name(seat.language))
        self._about(t("Card today"), row.before, empty=t("None"))
        if effect is not None:
            self.add_section(t("Withholding in {run}", run=run_words(seat, effect.run)), rule=True)
            facts = KeyValues(seat)
            facts.add(t("With the card today"), f.amount(effect.before))
            facts.add(t("With the new card"), f.amount(effect.after))
            facts.add(t("Difference"), f.change(effect.change), strong=True)
            self.add(facts)
        self.hand_button: Button | None = None
        if row.employee is not None:
            place = Place("employees", row.employee, "tax_card")
            self.hand_button = self.add_action(Button(t("Enter by hand …")))
            self.hand_button.clicked.connect(lambda *_: seat.go(place))
        self._is_filling = False

    def _about(self, heading: str, card: Any, *, empty: str) -> None:
        t, f = self.seat.t, self.seat.formats
        self.add_section(heading, rule=True)
        facts = KeyValues(self.seat)
        if card is None:
            facts.add(empty, "")
        else:
            facts.add(t("Kind"), t(CARDS[card.kind].name) if card.kind in CARDS else card.kind)
            facts.add(t("Year"), str(card.year))
            if card.table:
                facts.add(t("Table"), card.table)
            if card.percent is not None:
                facts.add(t("Percentage"), f.percent(card.percent))
            if card.exempt_amount is not None:
                facts.add(t("Amount"), f.amount(card.exempt_amount))
            if card.months is not None:
                facts.add(t("Months"), f.number(card.months))
            if card.issued is not None:
                facts.add(t("Issued"), f.day(card.issued))
        self.add(facts)

    def _changed(self) -> None:
        if self._is_filling:
            return
        employee = self.who.value() if self.who is not None else None
        is_out = self.fate is not None and self.fate.value() == _OUT
        said = Decision(employee, is_out) if is_out or employee is not None else None
        if said != self._said:
            self.decided.emit(self.row.row, said)
