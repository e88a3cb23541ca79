"""The fields of an employer, for whichever page shows them: the set-up guide in steps, the settings in sections.

A field is made when it is first asked for; until then the form holds what stands in the file. The fields know one
another: each is checked as part of the whole form, and says what is wrong where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.values.finding import Finding, Severity
from models.values.span import Month
from services.queries import settings
from services.queries.settings import EmployerForm
from views.shell.seat import Seat
from views.widgets.employer_recipes import RECIPES
from views.widgets.form import Answer, Check, Choice, Field, Good, MonthEdit, Radios, Warn
from views.widgets.sub_units import UNIT_KEYS, Units
from views.widgets.when import day_or_year

_NUMBERS: Final = ("orgnr", "bank_account", "pension_provider", "se")
"""Taken as they were typed: what cannot be read is handed on, to be told what is wrong."""
_OR_NOTHING: Final = ("start_month", "pension_percent")
_DEFAULTS: Final = EmployerForm()


class EmployerFields(QObject):
    """Every field of the employer by its key, and the sub-units. `page` is whose places the findings name."""

    changed = Signal()
    checked = Signal(str)  # the key of a field that was looked at

    def __init__(self, seat: Seat, page: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seat, self.page = seat, page
        self.made: dict[str, Field] = {}
        self._units: Units | None = None
        self._basis, self._used = EmployerForm(), dict[str, int]()  # what stands in the file
        self._findings: tuple[Finding, ...] = ()
        self._looked_at: EmployerForm | None = None  # the form that the findings are of

    # --- making ---------------------------------------------------------------------------------------------------

    def of(self, key: str) -> Field:
        """A field, made when it is first asked for. Raises KeyError."""
        if key not in self.made:
            self.made[key] = field = self._make(key)
            self._show(key)
            field.changed.connect(self.changed)
            field.checked.connect(lambda: self.checked.emit(key))
            if key in ("pay_day", "start_month"):
                field.changed.connect(self._show_pay_dates)
                self._show_pay_dates()
        return self.made[key]

    def has(self, key: str) -> bool:
        """Whether the country asks for a field."""
        return self.seat.questions.has(key)

    def _make(self, key: str) -> Field:
        recipe = RECIPES[key](self.seat)
        is_check = isinstance(recipe.editor, Check)
        field = Field(
            self.seat,
            recipe.label,
            recipe.editor,
            topic="" if is_check else self.seat.questions.topics.get(key, f"setup.{key}"),
            check=self.check_of(key, good=recipe.good) if recipe.checked else None,
            help=recipe.help,
            required=recipe.required,
            optional=recipe.optional,
        )
        if is_check:  # F1 opens its help; a mark beside the words would be one too many
            recipe.editor.setProperty("help_topic", f"setup.{key}")
        return field

    @property
    def units(self) -> Units:
        """The sub-units, made when they are first asked for."""
        if self._units is None:
            self._units = Units(self.seat, self.check_of)
            self._units.show_forms(self._basis.units, self._used)
            self._units.changed.connect(self.changed)
            self._units.checked.connect(self.checked)
        return self._units

    # --- the form -------------------------------------------------------------------------------------------------

    def form(self) -> EmployerForm:
        """What is typed now; of fields that nobody asked for yet, what stands in the file."""
        values = {key: self._value(key) for key in self.made}
        if self._units is not None:
            values["units"] = self._units.forms()
        return replace(self._basis, **values)

    def show_form(self, form: EmployerForm, used: Mapping[str, int] | None = None) -> None:
        """Show the employer as it stands. `used` says how many work at each sub-unit."""
        self._basis, self._used = form, dict(used or {})
        for key in self.made:
            self._show(key)
        if self._units is not None:
            self._units.show_forms(form.units, self._used)
        self._looked_at = None
        self._show_pay_dates()

    def typed(self) -> dict[str, Any]:
        """What was typed, as it was typed: what cannot be read yet is kept too."""
        kept = {key: _typed(field) for key, field in self.made.items()}
        if self._units is not None:
            kept["units"] = self._units.typed()
        return kept

    def show_typed(self, kept: Mapping[str, Any]) -> None:
        """Show what was typed before; what is not there stays."""
        for key in RECIPES:
            if key in kept and self.has(key):
                _show_typed(self.of(key).editor, kept[key])
                self.of(key).clear_state()
        if "units" in kept:
            self.units.show_typed(kept["units"] or [])
        self._looked_at = None
        self._show_pay_dates()

    def _value(self, key: str) -> Any:
        field = self.made[key]
        if key in _NUMBERS:
            return _typed(field).strip()
        value = field.value()
        if key == "pay_day":
            return int(value) if value is not None else None
        return value if key in _OR_NOTHING else value or getattr(_DEFAULTS, key)

    def _show(self, key: str) -> None:
        value = getattr(self._basis, key)
        if key == "pay_day" and value is not None:
            value = Decimal(value)
        self.made[key].set_value(value if key == "sector" or value != "" else None)

    def _now(self, key: str) -> Any:
        return self._value(key) if key in self.made else getattr(self._basis, key)

    # --- what is wrong --------------------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """What saving would say now: stops first."""
        form = self.form()
        if form != self._looked_at and self.seat.has_client:
            self._findings, self._looked_at = settings.check(self.seat.desk, form, self.page), form
        return self._findings

    def found(self, key: str, thing: int | None = None) -> Finding | None:
        """The worst that is found at a field."""
        for finding in self.findings():
            place = finding.where
            if place is not None and place.field == key and place.thing == thing:
                return finding
        return None

    def stops(self, keys: set[str]) -> list[Finding]:
        """The stops at some fields."""
        return [
            found
            for found in self.findings()
            if found.severity is Severity.STOP and found.where is not None and found.where.field in keys
        ]

    def check_of(
        self, key: str, thing: Callable[[], int] | None = None, *, good: bool = False
    ) -> Callable[[Any], Answer]:
        """A check for a field: what is found at it in the whole form."""

        def check(_value: Any) -> Answer:
            found = self.found(key, thing() if thing is not None else None)
            if found is None:
                return Good() if good else None
            return Warn(found.what) if found.severity is not Severity.STOP else found.what

        return check

    def field(self, key: str, thing: int | str | None = None) -> Field | None:
        """The field of a finding; of a sub-unit by its place or its number."""
        if key in UNIT_KEYS:
            return self.units.field(key, thing)
        return self.of(key) if key in RECIPES and self.has(key) else None

    def fields_of(self, keys: set[str]) -> list[Field]:
        """The fields of some keys, of the sub-units those in which something can be wrong."""
        units = self.units.fields() if keys & _UNITS and self.has("establishments") else []
        return units + [self.of(key) for key in RECIPES if key in keys and self.has(key)]

    def show_all(self, keys: set[str]) -> None:
        """Say at each field of some keys what is wrong there, also at those where nobody was yet."""
        if keys & _UNITS and self.has("establishments"):
            self.units.validate()
        for field in self.fields_of(keys - _UNITS):
            field.validate()

    def _show_pay_dates(self) -> None:
        field = self.made.get("pay_day")
        if field is None:
            return
        day = field.value()
        if day is None or not self.seat.has_client:
            field.set_help(self.seat.t("A day from 1 to 31; 31 is the last day of the month."))
            return
        dates = settings.next_pay_dates(self.seat.desk, int(day), self._now("start_month"))
        days = " · ".join(day_or_year(self.seat, each) for each in dates)
        field.set_help(self.seat.t("Next: {days}", days=days))


_UNITS: Final = frozenset(UNIT_KEYS)


def _typed(field: Field) -> Any:
    """What stands in a field, as it was typed; a choice by its value, a month that can be read as `2026-11`."""
    editor = field.editor
    if isinstance(editor, Choice | Radios | Check):
        return editor.value()
    if isinstance(editor, MonthEdit) and (month := field.value()) is not None:
        return str(month)
    return editor.text()  # type: ignore[attr-defined]


def _show_typed(editor: QWidget, value: Any) -> None:
    """The other way round."""
    if isinstance(editor, Choice | Radios | Check):
        editor.set_value(value)
        return
    if isinstance(editor, MonthEdit):
        try:
            editor.set_value(Month.parse(str(value)))
            return
        except ValueError:
            pass
    editor.setText(str(value or ""))  # type: ignore[attr-defined]
