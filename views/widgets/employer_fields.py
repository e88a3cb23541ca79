"""The fields of an employer, for whichever page shows them: the set-up guide in steps, the settings in sections.

The fields know one another: each is checked as part of the whole form, and says what is wrong where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.percent import Percent
from models.values.span import Month
from services.queries import settings
from services.queries.settings import EmployerForm, UnitForm
from services.reference.formats import Unreadable
from services.reference.municipalities import Municipality, find_municipalities, municipalities
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import (
    AccountEdit,
    Answer,
    Check,
    Choice,
    Field,
    FormGrid,
    Good,
    LongTextEdit,
    LookupEdit,
    MonthEdit,
    NumberEdit,
    OrganisationEdit,
    PercentEdit,
    Radios,
    TextEdit,
    Warn,
)
from views.widgets.text import Divider, Label
from views.widgets.when import day_or_year

ORDINARY: Final = "generelleNaeringer"
FARMING: Final = "jordOgSkogbrukFiskeri"


class EmployerFields(QObject):
    """Every field of the employer by its key, and the sub-units. `page` is whose places the findings name."""

    changed = Signal()

    def __init__(self, seat: Seat, page: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seat, self.page = seat, page
        self._findings: tuple[Finding, ...] = ()
        self._looked_at: EmployerForm | None = None  # the form that the findings are of
        self.fields: dict[str, Field] = {}
        self._make_firm()
        self._make_pay()
        self._make_pension()
        self.units = Units(seat, self)
        self.units.changed.connect(self._on_changed)
        for field in self.fields.values():
            field.changed.connect(self._on_changed)

    # --- making ---------------------------------------------------------------------------------------------------

    def _add(
        self, key: str, label: str, editor: QWidget, *, checked: bool = False, good: bool = False, **more: Any
    ) -> None:
        check = self.check_of(key, good=good) if checked else None
        self.fields[key] = Field(self.seat, label, editor, topic=f"setup.{key}", check=check, **more)

    def _make_firm(self) -> None:
        seat, t = self.seat, self.seat.t
        self._add("name", t("Name of the firm"), TextEdit(seat, limit=120), required=True)
        self._add(
            "orgnr",
            t("Organisation number of the main unit"),
            OrganisationEdit(seat),
            checked=True,
            good=True,
            required=True,
            help=t("Nine digits. It stands in Brønnøysundregistrene."),
        )
        self._add(
            "address", t("Postal address"), LongTextEdit(seat, rows=2), optional=True, help=t("Stands on the payslips.")
        )
        self._add(
            "contact",
            t("Contact for questions about pay"),
            TextEdit(seat, limit=120),
            optional=True,
            help=t("Name, phone or e-mail, at the foot of the payslip."),
        )
        self._add(
            "sector",
            t("Kind of employer"),
            Choice(
                seat,
                [
                    ("", t("Firm")),
                    ("association", t("Voluntary organisation")),
                    ("home", t("Private household")),
                ],
            ),
        )

    def _make_pay(self) -> None:
        seat, t = self.seat, self.seat.t
        self._add(
            "start_month",
            t("First month paid from here"),
            MonthEdit(seat),
            checked=True,
            required=True,
            help=t("What was before it is entered as balances."),
        )
        self._add(
            "pay_day",
            t("Usual pay day"),
            NumberEdit(seat, most=0, lowest=1, highest=31, unit=t("of the month")),
            required=True,
        )
        self._add(
            "holiday_plan",
            t("Holiday and holiday pay"),
            Radios(
                seat,
                [
                    (
                        "agreement",
                        t("Five weeks, {percent}", percent=Percent.of(12)),
                        t("By agreement, or because the firm gives it. Most have this."),
                    ),
                    (
                        "statutory",
                        t("Four weeks and a day, {percent}", percent=Percent.of("10.2")),
                        t("What the law gives where nothing else is agreed."),
                    ),
                ],
            ),
        )
        self._add(
            "holiday_deduction",
            t("Value of a holiday day"),
            Choice(
                seat,
                [
                    ("260", t("12/260 of the pay (most common)")),
                    ("26", t("1/26, Monday to Saturday")),
                    ("21.67", t("1/21.67 of the pay")),
                    ("22", t("1/22 of the pay")),
                ],
            ),
            help=t("Deducted a day from monthly pay."),
        )
        self._add(
            "part_month",
            t("Part of a month"),
            Choice(
                seat,
                [
                    ("working_days", t("Working days (most common)")),
                    ("calendar_days", t("Calendar days")),
                    ("260", t("12/260 a working day")),
                    ("21.67", t("1/21.67 a working day")),
                    ("22", t("1/22 a working day")),
                    ("26", t("1/26 a day, Monday to Saturday")),
                    ("30", t("1/30 a calendar day")),
                ],
            ),
            help=t("For those who start or leave in mid-month."),
        )
        self.fields["pay_day"].changed.connect(self._show_pay_dates)
        self.fields["start_month"].changed.connect(self._show_pay_dates)

    def _make_pension(self) -> None:
        seat, t = self.seat, self.seat.t
        self._add(
            "pension_percent",
            t("Occupational pension"),
            PercentEdit(seat, highest=30),
            checked=True,
            required=True,
            help=t("Per cent of pay, as the agreement says."),
        )
        self._add(
            "pension_provider",
            t("Pension provider's org. no."),
            OrganisationEdit(seat),
            checked=True,
            good=True,
            optional=True,
            help=t("It is reported in the a-melding."),
        )
        self._add(
            "bank_account",
            t("Account that wages are paid from"),
            AccountEdit(seat),
            checked=True,
            good=True,
            optional=True,
            help=t("Without it no bank file is made."),
        )
        check = Check(seat, t("The firm pays finance tax on wages"))
        self.fields["finance_tax"] = Field(
            seat, t("Finance tax"), check, help=t("Only banks, insurance and others in finance do.")
        )
        check.setProperty("help_topic", "setup.finance_tax")

    # --- the form -------------------------------------------------------------------------------------------------

    def form(self) -> EmployerForm:
        """What is typed now. What cannot be read as a number is handed on as it stands, to be told what is wrong."""
        value = {key: field.value() for key, field in self.fields.items()}
        pay_day = value["pay_day"]
        return EmployerForm(
            name=value["name"] or "",
            orgnr=self._text("orgnr"),
            address=value["address"] or "",
            contact=value["contact"] or "",
            bank_account=self._text("bank_account"),
            pension_percent=value["pension_percent"],
            pension_provider=self._text("pension_provider"),
            holiday_plan=value["holiday_plan"] or "agreement",
            holiday_deduction=value["holiday_deduction"] or "260",
            part_month=value["part_month"] or "working_days",
            finance_tax=bool(value["finance_tax"]),
            sector=value["sector"] or "",
            start_month=value["start_month"],
            pay_day=int(pay_day) if pay_day is not None else None,
            units=self.units.forms(),
        )

    def show_form(self, form: EmployerForm, used: Mapping[str, int] | None = None) -> None:
        """Show the employer as it stands. `used` says how many work at each sub-unit."""
        values: dict[str, Any] = {
            key: getattr(form, key) for key in self.fields if key not in ("pay_day", "address", "contact")
        }
        values["address"], values["contact"] = form.address or None, form.contact or None
        values["pay_day"] = None if form.pay_day is None else Decimal(form.pay_day)
        for key in ("name", "orgnr", "bank_account", "pension_provider"):
            values[key] = values[key] or None
        for key, value in values.items():
            self.fields[key].set_value(value)
        self.units.show_forms(form.units, used or {})
        self._looked_at = None
        self._show_pay_dates()

    def typed(self) -> dict[str, Any]:
        """What was typed, as it was typed: what cannot be read yet is kept too."""
        kept: dict[str, Any] = {}
        for key, field in self.fields.items():
            editor = field.editor
            if isinstance(editor, Choice | Radios | Check):
                kept[key] = editor.value()
            elif isinstance(editor, MonthEdit):
                month = field.value()
                kept[key] = str(month) if month else editor.text()
            else:
                kept[key] = editor.text()  # type: ignore[attr-defined]
        kept["units"] = self.units.typed()
        return kept

    def show_typed(self, kept: Mapping[str, Any]) -> None:
        """Show what was typed before."""
        for key, field in self.fields.items():
            if key not in kept:
                continue
            editor, value = field.editor, kept[key]
            if isinstance(editor, Choice | Radios | Check):
                editor.set_value(value)
            elif isinstance(editor, MonthEdit):
                try:
                    editor.set_value(Month.parse(str(value)))
                except ValueError:
                    editor.setText(str(value))
            else:
                editor.setText(str(value or ""))  # type: ignore[attr-defined]
            field.clear_state()
        self.units.show_typed(kept.get("units") or [])
        self._looked_at = None
        self._show_pay_dates()

    def _text(self, key: str) -> str:
        editor = self.fields[key].editor
        return editor.text().strip()  # type: ignore[attr-defined,no-any-return]

    # --- what is wrong --------------------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """What saving would say now: stops first."""
        form = self.form()
        if form != self._looked_at:
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
        if key in ("establishments", "zone", "municipality", "area", "unit_name", "calculation_code"):
            return self.units.field(key, thing)
        return self.fields.get(key)

    def show_all(self, keys: set[str] | None = None) -> None:
        """Say at each field what is wrong there, also at those where nobody was yet."""
        for key, field in self.fields.items():
            if keys is None or key in keys:
                field.validate()
        if keys is None or "establishments" in keys:
            self.units.validate()

    def _on_changed(self) -> None:
        self.changed.emit()

    def _show_pay_dates(self) -> None:
        field = self.fields["pay_day"]
        day = field.value()
        if day is None or not self.seat.has_client:
            field.set_help(self.seat.t("A day from 1 to 31; 31 is the last day of the month."))
            return
        dates = settings.next_pay_dates(self.seat.desk, int(day), self.fields["start_month"].value())
        days = " · ".join(day_or_year(self.seat, each) for each in dates)
        field.set_help(self.seat.t("Next: {days}", days=days))


class Unit(QWidget):
    """The fields of one sub-unit."""

    changed = Signal()
    removed = Signal()

    def __init__(self, seat: Seat, owner: EmployerFields, place: Callable[[], int]) -> None:
        super().__init__()
        self.seat, self._owner, self._place = seat, owner, place
        self.was = ""
        self._used = 0
        self._code = ORDINARY
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.heading = Label("", "section")
        self.note = Label("", "note", "ink2")
        self.remove = Button(t("Remove"), "link", small=True)
        self.remove.clicked.connect(self._on_remove)
        row.addWidget(self.heading)
        row.addWidget(self.note)
        row.addStretch(1)
        row.addWidget(self.remove)
        column.addLayout(row)
        self.country = seat.desk.client.country
        zones = settings.zones(seat.desk)
        self.orgnr = Field(
            seat,
            t("Number of the sub-unit (virksomhet)"),
            OrganisationEdit(seat),
            topic="setup.establishments",
            check=owner.check_of("establishments", place, good=True),
            required=True,
            help=t("Not the main unit's number. You find it in Brønnøysundregistrene, under Virksomheter."),
        )
        self.name = Field(seat, t("Name"), TextEdit(seat, limit=80), topic="setup.unit_name", optional=True)
        self.municipality = Field(
            seat,
            t("Municipality"),
            LookupEdit(seat, self._suggest, title_of=self._title, placeholder=t("Type the first letters")),
            topic="setup.municipality",
            check=owner.check_of("municipality", place),
            required=True,
            help=t("Where the sub-unit is registered, not where people live."),
        )
        self.area = Field(
            seat,
            t("Part of the municipality"),
            Choice(seat),
            topic="setup.area",
            help=t("The municipality has more than one zone. Choose the part where the sub-unit lies."),
        )
        self.zone = Field(
            seat,
            t("Zone for the employer's contribution"),
            Choice(
                seat, [(row.zone, self._zone_text(row)) for row in zones], placeholder=t("Follows the municipality")
            ),
            topic="setup.zone",
            check=self._check_zone,
            required=True,
        )
        self.code = Field(
            seat,
            t("Industry"),
            Choice(seat, self._codes()),
            topic="setup.calculation_code",
        )
        self.grid = FormGrid()
        self.grid.add(self.orgnr)
        self.grid.add(self.name)
        self.grid.add(self.municipality)
        self.grid.add(self.zone)
        self.grid.add(self.area, 2)
        self.grid.add(self.code)
        column.addWidget(self.grid)
        self.area.hide()
        for field in (self.orgnr, self.name, self.municipality, self.zone, self.area, self.code):
            field.changed.connect(self.changed)
        self.municipality.changed.connect(self._on_municipality)
        self.municipality.left.connect(self._on_municipality)
        self.area.changed.connect(self._on_area)
        self.zone.changed.connect(self._say_zone)

    # --- what can be chosen ---------------------------------------------------------------------------------------

    def _suggest(self, typed: str) -> list[tuple[Any, str, str]]:
        found = find_municipalities(self.country, typed)
        return [(each.number, each.name, f"{each.county} · {each.number}") for each in found]

    def _title(self, number: Any) -> str:
        known = municipalities(self.country).get(str(number))
        return known.name if known else str(number)

    def _zone_text(self, row: settings.ZoneRow) -> str:
        t = self.seat.t
        if row.percent is None:
            return t("Zone {zone}", zone=row.zone)
        return t("Zone {zone}, {percent}", zone=row.zone, percent=row.percent)

    def _codes(self) -> list[tuple[str, str]]:
        t = self.seat.t
        codes = [(ORDINARY, t("Ordinary industries")), (FARMING, t("Farming, forestry and fishing"))]
        return codes if self._code in (ORDINARY, FARMING) else [*codes, (self._code, self._code)]

    def _where(self) -> Municipality | None:
        return municipalities(self.country).get(str(self.municipality.value() or ""))

    def _on_municipality(self) -> None:
        """The zone follows the municipality; where that has several, the part of it is asked for."""
        where = self._where()
        self._show_area(where, None)
        if where is not None and where.zone and self.zone.value() != where.zone:
            self.zone.set_value(where.zone)
        elif where is not None and not where.zone and self.zone.value() not in where.zones:
            self.zone.set_value(None)
        self._say_zone()

    def _show_area(self, where: Municipality | None, zone: str | None) -> None:
        is_split = where is not None and not where.zone
        self.area.setVisible(is_split)
        if where is None or not is_split:
            return
        t = self.seat.t
        editor = self.area.editor
        assert isinstance(editor, Choice)
        before = editor.value()
        items = [
            (
                number,
                t("{area}, zone {zone}", area=part.area, zone=part.zone)
                if part.area
                else t("The rest of {municipality}, zone {zone}", municipality=where.name, zone=part.zone),
            )
            for number, part in enumerate(where.parts)
        ]
        if [text for _, text in editor.items] != [text for _, text in items]:
            editor.set_items(items)
            before = None
        chosen = self.zone.value() if zone is None else zone
        fits = [number for number, part in enumerate(where.parts) if part.zone == chosen]
        editor.set_value(before if before in fits else fits[0] if len(fits) == 1 else None)

    def _on_area(self) -> None:
        where, number = self._where(), self.area.value()
        if where is not None and number is not None:
            self.zone.set_value(where.parts[number].zone)
            self._say_zone()
            self.changed.emit()

    def _check_zone(self, value: Any) -> Answer:
        where = self._where()
        answer = self._owner.check_of("zone", self._place)(value)
        if answer is None and where is not None and value in where.zones:
            return Good(self._zone_is_right(where))
        return answer

    def _zone_is_right(self, where: Municipality) -> Message:
        return Message(
            "As Skatteetaten's list for {year} says of {municipality}.", year="2026", municipality=where.name
        )

    def _say_zone(self) -> None:
        if self.zone.value():
            self.zone.validate()
        where = self._where()
        if where is not None and not where.zone:
            self._show_area(where, self.zone.value())

    # --- the form -------------------------------------------------------------------------------------------------

    def form(self) -> UnitForm:
        """What is typed now."""
        editor = self.orgnr.editor
        assert isinstance(editor, OrganisationEdit)
        try:
            number = self.municipality.editor.value() or ""  # type: ignore[attr-defined]
        except Unreadable as unreadable:
            number = dict(unreadable.what.values).get("text", "")
        return UnitForm(
            editor.text().strip(),
            self.zone.value() or "",
            self.name.value() or "",
            str(number),
            self.code.value() or ORDINARY,
            self.was,
        )

    def show_form(self, form: UnitForm, used: int) -> None:
        """Show a sub-unit as it stands."""
        self.was, self._used, self._code = form.was, used, form.calculation_code
        editor = self.code.editor
        assert isinstance(editor, Choice)
        editor.set_items(self._codes())
        self.orgnr.set_value(form.orgnr or None)
        self.name.set_value(form.name or None)
        self.municipality.set_value(form.municipality or None)
        self.zone.set_value(form.zone or None)
        self.code.set_value(form.calculation_code)
        self._show_area(self._where(), form.zone)
        self.note.setText(self.seat.t("{count} employees", count=used) if used else "")

    def number(self, place: int, alone: bool) -> None:
        """Say which one it is of several; the only one has no heading."""
        self.heading.setText(self.seat.t("Sub-unit {number}", number=place + 1))
        self.heading.setVisible(not alone)
        self.remove.setVisible(not alone)
        self.remove.setAccessibleName(self.seat.t("Remove sub-unit {number}", number=place + 1))
        self.note.setVisible(bool(self.note.text()))

    def _on_remove(self) -> None:
        if self._used:
            self.orgnr.set_problem(
                Message(
                    "{count} employees work here. Move them to another sub-unit first, then it can be removed",
                    count=self._used,
                )
            )
            return
        self.removed.emit()

    def validate(self) -> None:
        """Say at each field what is wrong there."""
        for field in (self.orgnr, self.municipality, self.zone):
            field.validate()

    def field(self, key: str) -> Field:
        """The field of a finding."""
        named = {
            "municipality": self.municipality,
            "zone": self.zone,
            "area": self.area,
            "unit_name": self.name,
            "calculation_code": self.code,
        }
        return named.get(key, self.orgnr)


class Units(QWidget):
    """The sub-units, one below the other, and the button that adds one."""

    changed = Signal()

    def __init__(self, seat: Seat, owner: EmployerFields) -> None:
        super().__init__()
        self.seat, self._owner = seat, owner
        self.blocks: list[Unit] = []
        self._rules: list[Divider] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(18)
        self.add_button = Button(seat.t("Add a sub-unit"), icon="plus")
        self.add_button.clicked.connect(self.add_empty)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.column.addLayout(row)

    def forms(self) -> tuple[UnitForm, ...]:
        return tuple(block.form() for block in self.blocks)

    def show_forms(self, forms: tuple[UnitForm, ...], used: Mapping[str, int]) -> None:
        """Show the sub-units as they stand; where there is none, an empty one."""
        while self.blocks:
            self._drop(self.blocks[-1])
        for form in forms or (UnitForm(),):
            self._add(form, used.get(form.was, 0))
        self._number()

    def add_empty(self) -> None:
        """One more, to be filled in."""
        self._add(UnitForm(), 0)
        self._number()
        self.changed.emit()
        self.blocks[-1].orgnr.focus()

    def typed(self) -> list[dict[str, str]]:
        """What was typed, as it was typed."""
        return [
            {
                "orgnr": form.orgnr,
                "zone": form.zone,
                "name": form.name,
                "municipality": form.municipality,
                "calculation_code": form.calculation_code,
                "was": form.was,
            }
            for form in self.forms()
        ]

    def show_typed(self, kept: list[dict[str, str]]) -> None:
        """Show what was typed before."""
        forms = tuple(replace(UnitForm(), **{key: str(value) for key, value in each.items()}) for each in kept)
        used = {block.was: block._used for block in self.blocks}
        self.show_forms(forms, used)

    def field(self, key: str, thing: int | str | None) -> Field | None:
        """The field of a finding, of the sub-unit at a place or with a number."""
        for place, block in enumerate(self.blocks):
            if thing in (place, block.form().orgnr, block.was) or (thing is None and place == 0):
                return block.field(key)
        return self.blocks[0].field(key) if self.blocks else None

    def validate(self) -> None:
        for block in self.blocks:
            block.validate()

    def _add(self, form: UnitForm, used: int) -> None:
        holder: list[Unit] = []
        block = Unit(self.seat, self._owner, lambda: self._place_of(holder[0]))
        holder.append(block)
        at = self.column.count() - 1
        if self.blocks:
            rule = Divider()
            self._rules.append(rule)
            self.column.insertWidget(at, rule)
            at += 1
        self.column.insertWidget(at, block)
        self.blocks.append(block)
        block.show_form(form, used)
        block.changed.connect(self.changed)
        block.removed.connect(lambda: self._remove(block))

    def _place_of(self, block: Unit) -> int:
        """Where it stands; -1 once it is taken away, while its field with the focus is being left."""
        return self.blocks.index(block) if block in self.blocks else -1

    def _remove(self, block: Unit) -> None:
        self._drop(block)
        self._number()
        self.changed.emit()

    def _drop(self, block: Unit) -> None:
        place = self.blocks.index(block)
        self.blocks.remove(block)
        if self._rules:
            rule = self._rules.pop(max(place - 1, 0))
            rule.setParent(None)
            rule.deleteLater()
        block.setParent(None)
        block.deleteLater()

    def _number(self) -> None:
        for place, block in enumerate(self.blocks):
            block.number(place, len(self.blocks) == 1)
