"""The employer, its sub-units, and what holds for everybody's pay: three sections of one form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place, Refused, Severity
from services.actions.employer import save_employer
from services.queries import settings
from services.queries.settings import EmployerForm
from views.pages.settings.allowance_card import AllowanceCard
from views.pages.settings.part import Part, SaveRow
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.employer_fields import EmployerFields
from views.widgets.empty import EmptyState
from views.widgets.form import Field, FormGrid
from views.widgets.side_panel import empty_layout
from views.widgets.text import MessageBox

FIRM: Final = ("name", "orgnr", "se", "sector", "address", "contact", "bank_account")
UNITS: Final = ("establishments", "municipality", "zone", "area", "unit_name", "calculation_code")
PAY: Final = (
    "start_month",
    "pay_day",
    "holiday_plan",
    "holiday_deduction",
    "part_month",
    "rounding",
    "provisions",
    "pension_percent",
    "pension_provider",
    "finance_tax",
)


class EmployerModel(QObject):
    """The fields that the three sections share, and the employer as it stands in the file."""

    changed = Signal()

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self.seat = seat
        self.fields = EmployerFields(seat, "settings", self)
        self.view = settings.employer(seat.desk)
        self.fields.show_form(self.view.form, self.view.used)
        self.fields.changed.connect(self.changed)

    def is_changed(self, keys: Sequence[str]) -> bool:
        """Whether a field of a section stands otherwise than in the file."""
        return self._of(self.fields.form().tidy(), keys) != self._of(self.view.form.tidy(), keys)

    def with_changes(self, keys: Sequence[str]) -> EmployerForm:
        """The employer as it stands, with what is typed in one section."""
        return replace(self.view.form, **self._of(self.fields.form(), keys))

    def typed(self, keys: Sequence[str]) -> dict[str, Any]:
        """What is typed in one section, as it was typed."""
        names = _names(keys)
        return {name: value for name, value in self.fields.typed().items() if name in names}

    def discard(self, keys: Sequence[str]) -> None:
        """The section as it stands in the file."""
        names = _names(keys)
        self._show({name: value for name, value in self.fields.typed().items() if name not in names})

    def refresh(self) -> None:
        """Read the employer again; what is typed and not saved stays."""
        typed = self.typed([key for key in (*FIRM, *UNITS, *PAY) if self.is_changed((key,))])
        self.view = settings.employer(self.seat.desk)
        self._show(typed)

    def _show(self, typed: dict[str, Any]) -> None:
        self.fields.show_form(self.view.form, self.view.used)
        self.fields.show_typed(typed)
        self.changed.emit()

    def _of(self, form: EmployerForm, keys: Sequence[str]) -> dict[str, Any]:
        return {name: getattr(form, name) for name in sorted(_names(keys))}


def _names(keys: Sequence[str]) -> set[str]:
    """The keys as the form has them: all fields of the sub-units are one."""
    return {"units" if key in UNITS else key for key in keys}


class EmployerPart(Part):
    """One of the three sections."""

    def __init__(self, seat: Seat, model: EmployerModel, keys: Sequence[str]) -> None:
        super().__init__(seat)
        self.model, self.keys = model, keys
        self._said: list[str] = []
        self.consequences = QWidget()
        self._boxes = QVBoxLayout(self.consequences)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self.row = SaveRow(seat)
        self.row.saved.connect(self.save)
        self.row.discarded.connect(lambda: model.discard(keys))
        model.changed.connect(self._on_changed)
        model.fields.checked.connect(self._on_checked)

    def add_card(self, heading: str, line: str = "") -> Card:
        """One more card."""
        card = Card(heading, line, padding=24)
        card.body.setSpacing(16)
        self.column.addWidget(card)
        return card

    def add_fields(self, card: Card, keys: Sequence[str], wide: Collection[str] = ()) -> None:
        """Put fields into a card, two in a row; some take a row alone."""
        grid = FormGrid()
        for key in keys:
            if self.model.fields.has(key):
                grid.add(self.model.fields.of(key), 2 if key in wide else 1)
        card.add(grid)

    def finish(self) -> None:
        """Put what a change brings with it and the buttons under the form."""
        self.consequences.hide()
        self.column.addWidget(self.consequences)
        self.column.addWidget(self.row)
        self.column.addStretch(1)
        self._show_state()

    def has_changes(self) -> bool:
        return self.model.is_changed(self.keys)

    def typed(self) -> Any:
        return self.model.typed(self.keys) if self.has_changes() else None

    def show_typed(self, kept: Any) -> None:
        if isinstance(kept, dict):
            self.model.fields.show_typed(kept)
            self._show_state()

    def open(self, place: Place) -> None:
        field = self._field(place)
        if field is not None:
            field.focus()
            if field.check is not None:
                field.validate()

    def _field(self, place: Place) -> Field | None:
        if place.field is None or (place.field in ("employer", "establishments", "pay") and place.thing is None):
            return None
        return self.model.fields.field(place.field, place.thing)

    def save(self) -> bool:
        """Save this section; the others stay as they stand in the file."""
        fields = self.model.fields
        fields.show_all(set(self.keys))
        if fields.stops(set(self.keys)):
            self._show_state()
            self._go_to_first()
            return False
        try:
            save_employer(self.seat.desk, self.model.with_changes(self.keys))
        except Refused as refusal:
            own = [found.where for found in refusal.findings if found.where and found.where.field in self.keys]
            for found in refusal.findings:
                field = (
                    fields.field(found.where.field, found.where.thing)
                    if found.where in own and found.where.field
                    else None
                )
                if field is not None:
                    field.set_problem(found.what)
            if len(own) < len(refusal.findings):
                self.seat.show_findings(refusal.findings)
            self._show_state()
            return False
        self.model.refresh()
        self.seat.toast(self.seat.t("The settings are saved"), undo=True)
        return True

    def _go_to_first(self) -> None:
        for found in self.model.fields.stops(set(self.keys)):
            if found.where is not None and (field := self._field(found.where)) is not None:
                field.focus()
                return

    def _on_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _on_checked(self, key: str) -> None:
        if key in self.keys:
            self._show_state()

    def _show_state(self) -> None:
        changed = self.has_changes()
        t, fields = self.seat.t, self.model.fields
        said = sum(bool(field.problem()) for field in fields.fields_of(set(self.keys)))
        reason = ""
        if said:
            reason = (
                t("1 error must be corrected first")
                if said == 1
                else t("{count} errors must be corrected first", count=said)
            )
        self.row.set(changed, reason)
        self._show_consequences(fields.form() if changed else None)

    def _show_consequences(self, form: EmployerForm | None) -> None:
        """What the changes bring with them, where something is reported already."""
        found = [] if form is None else settings.consequences(self.seat.desk, form, "settings")
        words = [
            self.seat.t(each.what)
            for each in found
            if each.severity is Severity.NOTE and each.where and each.where.field in self.keys
        ]
        if words == self._said:
            return
        self._said = words
        empty_layout(self._boxes)
        for line in words:
            self._boxes.addWidget(MessageBox("info", self.seat.t("Before you save"), line))
        self.consequences.setVisible(bool(words))


class FirmPart(EmployerPart):
    """The firm: who it is, and from where it pays."""

    def __init__(self, seat: Seat, model: EmployerModel) -> None:
        super().__init__(seat, model, FIRM)
        t = seat.t
        own = seat.questions.helps.get("employer")
        line = t("As it stands in Brønnøysundregistrene, and on payslips and reports.") if own is None else t(own)
        card = self.add_card(t("Employer"), line)
        if model.view.test_client:
            text = t("Made-up numbers are accepted, and every file says so. This cannot be changed.")
            card.add(MessageBox("info", t("This client is for practice"), text))
        self.add_fields(card, FIRM, wide={"name"})
        self.finish()


class UnitsPart(EmployerPart):
    """The sub-units, where people belong."""

    def __init__(self, seat: Seat, model: EmployerModel) -> None:
        super().__init__(seat, model, UNITS)
        t = seat.t
        card = self.add_card(
            t("Sub-units"),
            t("Employees are registered on the sub-unit (virksomhet), never on the main unit."),
        )
        card.add(model.fields.units)
        self.allowance = AllowanceCard(seat)
        self.finish()
        self.column.insertWidget(self.column.count() - 1, self.allowance)

    def refresh(self) -> None:
        super().refresh()
        self.allowance.refresh()

    def open(self, place: Place) -> None:
        if place.field == "allowance":
            self.allowance.month.focus()
        else:
            super().open(place)


class PayPart(EmployerPart):
    """Pay, holiday and pension: what holds for everybody."""

    def __init__(self, seat: Seat, model: EmployerModel) -> None:
        super().__init__(seat, model, PAY)
        t = seat.t
        card = self.add_card(t("Pay and holiday"), t("Changes apply to runs calculated from now on."))
        self.add_fields(card, PAY[:7], wide={"holiday_plan", "provisions"})
        if model.fields.has("pension_percent"):
            self.add_fields(self.add_card(t("Pension")), PAY[7:], wide={"finance_tax"})
        self.finish()


class NotSetUpPart(Part):
    """In place of the three, for a client whose employer is not entered yet."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        button = Button(t("Set up the firm"), "primary")
        button.clicked.connect(lambda: seat.go(Place("setup")))
        card = Card()
        card.add(
            EmptyState(
                "buildings", t("The employer is not entered yet"), t("Five short steps, and pay can be run."), button
            )
        )
        self.column.addWidget(card)
        self.column.addStretch(1)
