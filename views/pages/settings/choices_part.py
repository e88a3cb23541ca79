"""What the law leaves to the employer: each choice with its answers, what they do, and what a change brings with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place, Severity
from models.values.message import Message
from services.actions.pay_choices import save_choices
from services.queries import pay_choices
from services.queries.pay_choices import CHOICES, MEANS, PayChoices
from services.reference.formats import Unreadable
from views.pages.settings.part import ChoicesForm
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Answer, Field, NumberEdit, Radios, Warn
from views.widgets.side_panel import empty_layout
from views.widgets.text import MessageBox

HOURS: Final = "hours_divisor"
CARDS: Final[Mapping[str, tuple[Message, tuple[str, ...]]]] = {
    "withholding": (Message("Withholding"), ("card_months", "part_month_table", "holiday_month")),
    "holiday": (Message("Holiday"), ("holiday_taken", "holiday_booking", "over_60")),
    "absence": (Message("Sickness"), ("self_certification", "beyond_six_g", "nav_days_in_holiday_basis")),
    "pension": (Message("Pension"), ("pension_cap", "pension_contribution")),
    "hours": (Message("Hours"), (HOURS,)),
    "report": (Message("A-melding"), ("after_end", "below_limit", "answer_language")),
}
"""The cards, and the choices on each."""


class ChoicesPart(ChoicesForm[PayChoices]):
    """The form. It holds for runs that are computed from now on."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._said: tuple[Message, ...] = ()
        for heading, names in CARDS.values():
            card = Card(seat.t(heading), padding=24)
            card.body.setSpacing(18)
            for name in names:
                self.fields[name] = field = self._hours() if name == HOURS else self._choice(name)
                card.add(field)
                field.changed.connect(self._on_changed)
            self.column.addWidget(card)
        self.consequences = QWidget()
        self._boxes = QVBoxLayout(self.consequences)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self.consequences.hide()
        self.column.addWidget(self.consequences)
        self.column.addWidget(self.row)
        self.column.addStretch(1)
        self.fields[HOURS].checked.connect(self._show_row)
        self._show(self._stored)
        self._on_changed()

    def _choice(self, name: str) -> Field:
        t = self.seat.t
        title, answers = CHOICES[name]
        usual = next(iter(answers))
        ways = [
            (value, t("{answer} (usual)", answer=t(words)) if value == usual else t(words), t(MEANS[name][value]))
            for value, words in answers.items()
        ]
        return Field(self.seat, t(title), Radios(self.seat, ways), topic=f"settings.{name}", check=self._check_of(name))

    def _hours(self) -> Field:
        t = self.seat.t
        return Field(
            self.seat,
            t("Hours a month that an hourly rate is made from"),
            NumberEdit(self.seat, unit=t("h"), most=2),
            optional=True,
            width=130,
            topic=f"settings.{HOURS}",
            check=self._check_of(HOURS),
            help=t("Empty: a twelfth of the year's hours of each person, which are 162.5 with 37.5 hours a week."),
        )

    def _check_of(self, name: str) -> Callable[[Any], Answer]:
        """A check for a field: what is found at it in all the answers."""

        def check(_value: Any) -> Answer:
            for found in pay_choices.check_choices(self.choices()):
                if found.where is not None and found.where.thing == name:
                    return found.what if found.severity is Severity.STOP else Warn(found.what)
            return None

        return check

    # --- what is chosen -------------------------------------------------------------------------------------------

    def choices(self) -> PayChoices:
        """What is chosen now; hours that cannot be read are as they stand in the file."""
        chosen = {name: self.fields[name].value() or getattr(self._stored, name) for name in CHOICES}
        hours = self.fields[HOURS].value() if self._can_read_hours() else self._stored.hours_divisor
        return PayChoices(**chosen, hours_divisor=hours)

    def _can_read_hours(self) -> bool:
        try:
            self.fields[HOURS].editor.value()  # type: ignore[attr-defined]
        except Unreadable:
            return False
        return True

    def has_changes(self) -> bool:
        return super().has_changes() or not self._can_read_hours()

    def typed(self) -> Any:
        if not self.has_changes():
            return None
        kept = {name: self.fields[name].value() for name in CHOICES}
        return {**kept, HOURS: self.fields[HOURS].editor.text()}  # type: ignore[attr-defined]

    def show_typed(self, kept: Any) -> None:
        if not isinstance(kept, dict):
            return
        for name in CHOICES:
            if isinstance(kept.get(name), str):
                self.fields[name].set_value(kept[name])
        if isinstance(kept.get(HOURS), str):
            self.fields[HOURS].editor.setText(kept[HOURS])  # type: ignore[attr-defined]
        self._on_changed()

    def _read(self) -> PayChoices:
        return pay_choices.pay_choices(self.seat.desk)

    def _keep(self, choices: PayChoices) -> None:
        save_choices(self.seat.desk, choices)

    def open(self, place: Place) -> None:
        name = place.thing if place.thing in self.fields else place.field
        if name in self.fields:
            self.fields[str(name)].focus()

    def save(self) -> None:
        """Keep the answers."""
        if not self.fields[HOURS].validate():
            self.fields[HOURS].focus()
            return
        super().save()

    def _show(self, choices: PayChoices) -> None:
        unasked = pay_choices.not_asked(self.seat.desk)
        for name, field in self.fields.items():
            field.set_value(getattr(choices, name))
            field.setVisible(name not in unasked)

    def _on_changed(self) -> None:
        said = pay_choices.consequences(self.seat.desk, self.choices()) if self.has_changes() else ()
        if said != self._said:
            self._said = said
            empty_layout(self._boxes)
            if said:
                text = " ".join(self.seat.t(each) for each in said)
                self._boxes.addWidget(MessageBox("info", self.seat.t("Before you save"), text))
            self.consequences.setVisible(bool(said))
        self.fields["over_60"].validate()  # it depends on another answer
        self._show_row()
        self.changed.emit()

    def _show_row(self) -> None:
        wrong = "" if self.fields[HOURS].ok() else self.seat.t("1 error must be corrected first")
        self.row.set(self.has_changes(), wrong)
