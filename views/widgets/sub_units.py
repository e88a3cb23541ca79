"""The sub-units of an employer as fields: number, name, municipality, zone and industry, one below the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.message import Message
from services.queries import settings
from services.queries.settings import UnitForm
from services.reference.formats import Unreadable
from services.reference.municipalities import Municipality, find_municipalities, municipalities
from services.reference.postal_places import PostalPlace, postal_places, zone_of_code
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Answer, Choice, Field, FormGrid, Good, LookupEdit, OrganisationEdit, TextEdit
from views.widgets.text import Divider, Label

ORDINARY: Final = "generelleNaeringer"
FARMING: Final = "jordOgSkogbrukFiskeri"

_SOON: Final = 15  # ms: when what is there is painted

UNIT_KEYS: Final = ("establishments", "municipality", "zone", "area", "unit_name", "calculation_code")
"""The fields of a sub-unit, as findings name them."""


class CheckOf(Protocol):
    """Makes the check of a field, as a part of the whole form."""

    def __call__(self, key: str, thing: Callable[[], int], *, good: bool = False) -> Callable[[Any], Answer]: ...


class Unit(QWidget):
    """The fields of one sub-unit."""

    changed = Signal()
    checked = Signal(str)  # the key of a field that was looked at
    removed = Signal()

    def __init__(self, seat: Seat, check_of: CheckOf, place: Callable[[], int]) -> None:
        super().__init__()
        self.seat, self._check_of, self._place = seat, check_of, place
        self.was = ""
        self._used = 0
        self._typed: PostalPlace | None = None  # the postcode by which the municipality was looked up
        self._code = ORDINARY
        self.country = seat.desk.client.country
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._head())
        self.orgnr, self.name = self._number_field(), self._name_field()
        self.municipality, self.area = self._municipality_field(), self._area_field()
        self.zone, self.code = self._zone_field(), self._code_field()
        self.grid = FormGrid()
        for field in (self.orgnr, self.name, self.municipality, self.zone):
            self.grid.add(field)
        self.grid.add(self.area, 2)
        self.grid.add(self.code)
        column.addWidget(self.grid)
        self.area.hide()
        self._follow()

    # --- making ---------------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.heading = Label("", "section")
        self.note = Label("", "note", "ink2")
        self.remove = Button(self.seat.t("Remove"), "link", small=True)
        self.remove.clicked.connect(self._on_remove)
        row.addWidget(self.heading)
        row.addWidget(self.note)
        row.addStretch(1)
        row.addWidget(self.remove)
        return row

    def _number_field(self) -> Field:
        return Field(
            self.seat,
            self.seat.t("Number of the sub-unit (virksomhet)"),
            OrganisationEdit(self.seat),
            topic="setup.establishments",
            check=self._check_of("establishments", self._place, good=True),
            required=True,
            help=self.seat.t("Not the main unit's number. You find it in Brønnøysundregistrene, under Virksomheter."),
        )

    def _name_field(self) -> Field:
        seat = self.seat
        return Field(seat, seat.t("Name"), TextEdit(seat, limit=80), topic="setup.unit_name", optional=True)

    def _municipality_field(self) -> Field:
        seat, t = self.seat, self.seat.t
        return Field(
            seat,
            t("Municipality"),
            LookupEdit(seat, self._suggest, title_of=self._title, placeholder=t("Type a name or a postcode")),
            topic="setup.municipality",
            check=self._check_of("municipality", self._place),
            required=True,
            help=t("Where the sub-unit is registered, not where people live."),
        )

    def _area_field(self) -> Field:
        return Field(
            self.seat,
            self.seat.t("Part of the municipality"),
            Choice(self.seat),
            topic="setup.area",
            help=self.seat.t("The municipality has more than one zone. Choose the part where the sub-unit lies."),
        )

    def _zone_field(self) -> Field:
        seat, t = self.seat, self.seat.t
        zones = [(row.zone, self._zone_text(row)) for row in settings.zones(seat.desk)]
        return Field(
            seat,
            t("Zone for the employer's contribution"),
            Choice(seat, zones, placeholder=t("Follows the municipality")),
            topic="setup.zone",
            check=self._check_zone,
            required=True,
        )

    def _code_field(self) -> Field:
        seat = self.seat
        return Field(seat, seat.t("Industry"), Choice(seat, self._codes()), topic="setup.calculation_code")

    def _follow(self) -> None:
        """The fields tell of themselves, and the zone goes with the municipality."""
        for field in (self.orgnr, self.name, self.municipality, self.zone, self.area, self.code):
            field.changed.connect(self.changed)
        for key, field in self.named().items():
            field.checked.connect(lambda key=key: self.checked.emit(key))
        self.municipality.changed.connect(self._on_municipality)
        self.municipality.left.connect(self._on_municipality)
        self.area.changed.connect(self._on_area)
        self.zone.changed.connect(self._say_zone)

    def named(self) -> dict[str, Field]:
        """The fields in which something can be wrong, by the key of the finding."""
        return {"establishments": self.orgnr, "municipality": self.municipality, "zone": self.zone}

    # --- what can be chosen ---------------------------------------------------------------------------------------

    def _suggest(self, typed: str) -> list[tuple[Any, str, str]]:
        found = find_municipalities(self.country, typed)
        here = postal_places(self.country).get(typed.strip())
        if here is not None:
            self._typed = here
        return [(each.number, each.name, f"{each.county} · {_found_by(each, here)}") for each in found]

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
            self.zone.set_value(self._proposed(where))
        self._say_zone()

    def _proposed(self, where: Municipality) -> str | None:
        """The zone of the postcode by which a municipality with several was found; None where that is not sure."""
        if self._typed is None or self._typed.municipality != where.number:
            return None
        zone = zone_of_code(self.country, self._typed.code)
        return zone if zone in where.zones else None

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
        answer = self._check_of("zone", self._place)(value)
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
        for field in self.named().values():
            field.validate()

    def field(self, key: str) -> Field:
        """The field of a finding."""
        return self.named().get(key) or self._unnamed().get(key, self.orgnr)

    def _unnamed(self) -> dict[str, Field]:
        return {"area": self.area, "unit_name": self.name, "calculation_code": self.code}


class Units(QWidget):
    """The sub-units, one below the other, and the button that adds one.

    The first is made at once, and each other when the window has time, or when it is asked for.
    """

    changed = Signal()
    checked = Signal(str)  # the key of a field that was looked at

    def __init__(self, seat: Seat, check_of: CheckOf) -> None:
        super().__init__()
        self.seat, self._check_of = seat, check_of
        self._made: list[Unit] = []
        self._waiting: list[UnitForm] = []
        self._used: Mapping[str, int] = {}
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
        """What is typed now."""
        return (*(block.form() for block in self._made), *self._waiting)

    def show_forms(self, forms: tuple[UnitForm, ...], used: Mapping[str, int]) -> None:
        """Show the sub-units as they stand; where there is none, an empty one."""
        first, *others = forms or (UnitForm(),)
        self._used = used
        for block, form in zip(self._made, (first, *others), strict=False):
            block.show_form(form, used.get(form.was, 0))
        while len(self._made) > 1 + len(others):
            self._drop(self._made[-1])
        self._waiting = [first, *others][len(self._made) :]
        if not self._made:
            self._make_next()
        self._number()
        QTimer.singleShot(_SOON, self, self._make_some)

    @property
    def blocks(self) -> list[Unit]:
        """All of them, made now where they are not yet."""
        if self._waiting:
            while self._waiting:
                self._make_next()
            self._number()
        return self._made

    def fields(self) -> list[Field]:
        """The fields in which something can be wrong, of those that are made."""
        return [field for block in self._made for field in block.named().values()]

    def add_empty(self) -> None:
        """One more, to be filled in."""
        self._waiting.append(UnitForm())
        self.blocks[-1].show()
        self.changed.emit()
        self.blocks[-1].orgnr.focus()

    def typed(self) -> list[dict[str, str]]:
        """What was typed, as it was typed."""
        return [asdict(form) for form in self.forms()]

    def show_typed(self, kept: list[dict[str, str]]) -> None:
        """Show what was typed before."""
        forms = tuple(UnitForm(**{key: str(value) for key, value in each.items()}) for each in kept)
        self.show_forms(forms, self._used)

    def field(self, key: str, thing: int | str | None) -> Field | None:
        """The field of a finding, of the sub-unit at a place or with a number."""
        for place, block in enumerate(self.blocks):
            if thing in (place, block.form().orgnr, block.was) or (thing is None and place == 0):
                return block.field(key)
        return self.blocks[0].field(key) if self.blocks else None

    def validate(self) -> None:
        """Say at each field what is wrong there."""
        for block in self.blocks:
            block.validate()

    def _make_some(self) -> None:
        """One more, and the next when the window has had its turn."""
        if self._waiting and self.seat.has_client:
            self._make_next()
            self._number()
            QTimer.singleShot(_SOON, self, self._make_some)

    def _make_next(self) -> None:
        form = self._waiting.pop(0)
        self._add(form, self._used.get(form.was, 0))

    def _add(self, form: UnitForm, used: int) -> None:
        holder: list[Unit] = []
        block = Unit(self.seat, self._check_of, lambda: self._place_of(holder[0]))
        holder.append(block)
        at = self.column.count() - 1
        if self._made:
            rule = Divider()
            self._rules.append(rule)
            self.column.insertWidget(at, rule)
            at += 1
        self.column.insertWidget(at, block)
        self._made.append(block)
        block.show_form(form, used)
        block.changed.connect(self.changed)
        block.checked.connect(self.checked)
        block.removed.connect(lambda: self._remove(block))

    def _place_of(self, block: Unit) -> int:
        """Where it stands; -1 once it is taken away, while its field with the focus is being left."""
        return self._made.index(block) if block in self._made else -1

    def _remove(self, block: Unit) -> None:
        self._drop(block)
        self._number()
        self.changed.emit()

    def _drop(self, block: Unit) -> None:
        place = self._made.index(block)
        self._made.remove(block)
        if self._rules:
            rule = self._rules.pop(max(place - 1, 0))
            rule.setParent(None)
            rule.deleteLater()
        block.setParent(None)
        block.deleteLater()

    def _number(self) -> None:
        for place, block in enumerate(self._made):
            block.number(place, len(self._made) + len(self._waiting) == 1)


def _found_by(each: Municipality, here: PostalPlace | None) -> str:
    """What stands behind a municipality that was found: the postal code that was typed, or its own number."""
    return str(here) if here is not None and here.municipality == each.number else each.number
