"""One remark of the user's own, made or changed: what is looked at, from which limit on, and of whom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Refused
from services.actions.remarks import Remark, save_remark
from services.queries import remarks
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.form import Choice, Field, FormGrid, LookupEdit, NumberEdit, Segments, TextEdit
from views.widgets.people_choice import PeopleChoice
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import Label

_MOST = 12


class RemarkPanel(SidePanel):
    """The form in the panel. `saved` tells the id."""

    saved = Signal(int)

    def __init__(self, seat: Seat, remark: Remark | None = None, *, slug: str = "") -> None:
        t = seat.t
        title = t("New remark") if remark is None else t("Change the remark")
        super().__init__(seat, t("Own remarks"), title, t("The check points it out. It stops nothing."))
        self._id = remark.id if remark is not None else 0
        self._types: list[str] = []
        self._kinds = {each.slug: each for each in remarks.kinds(seat.desk, seat.language)}
        self._templates = {each.key: each for each in remarks.templates(seat.desk)}
        self.grid = FormGrid(1)
        starts = [(key, t(each.title)) for key, each in self._templates.items()]
        self.template = self._field(t("Begin with"), Choice(seat, starts), "remark_template")
        self.text = self._field(t("What it says"), TextEdit(seat, limit=120), "remark_text")
        self.text.required = True
        measures = [
            ("quantity", t("Hours, days or kilometres of wage types")),
            ("amount", t("The amount of wage types")),
            ("figure", t("A sum of the payslip")),
            ("figure_change", t("How much a sum differs from last time")),
        ]
        self.measure = self._field(t("What is looked at"), Choice(seat, measures), "remark_measure")
        self.types = self._field(t("Wage types"), self._type_editor(), "remark_types")
        self._chosen_room = QWidget()
        self._chosen = QVBoxLayout(self._chosen_room)
        self._chosen.setContentsMargins(0, 0, 0, 0)
        self._chosen.setSpacing(0)
        self.grid.add(self._chosen_room)
        figures = [(key, t(word)) for key, word in remarks.figures()]
        self.figure = self._field(t("Which sum"), Choice(seat, figures), "remark_figure")
        ways = [("above", t("Above the limit")), ("below", t("Below the limit"))]
        self.comparison = self._field(t("Notify when it is"), Segments(seat, ways), "remark_comparison")
        self.limit = self._field(t("Limit"), NumberEdit(seat, most=2), "remark_limit")
        self.limit.required = True
        whom = [("all", t("Everybody")), ("some", t("Only some"))]
        self.whom = self._field(t("Who it concerns"), Segments(seat, whom), "remark_whom")
        self.people = PeopleChoice(seat)
        self.people.set_people(list(remarks.people(seat.desk)))
        self.named = self._field(t("Employees"), self.people, "remark_whom")
        self.add(self.grid)
        self.save_button = self.add_action(Button(t("Save"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        leave.clicked.connect(self.close_panel)
        self.template.setVisible(remark is None and not slug)
        self.template.changed.connect(self._take_template)
        self.types.changed.connect(self._add_type)
        for field in (self.measure, self.whom):
            field.changed.connect(self._show_fields)
        if remark is not None:
            self._fill(remark)
        elif slug:
            self._fill(self._of_type(slug))
        else:
            self.template.set_value("overtime")
            self._take_template()

    def _field(self, label: str, editor: QWidget, topic: str) -> Field:
        field = Field(self.seat, label, editor, topic=f"settings.{topic}", width=-1)
        self.grid.add(field, key=topic)
        return field

    def _type_editor(self) -> QWidget:
        """A look-up that adds a wage type; the chosen ones stand under it."""

        def suggest(text: str) -> list[tuple[str, str, str]]:
            wanted = text.casefold()
            found = [
                (each.slug, each.name, str(each.number))
                for each in self._kinds.values()
                if (wanted in each.name.casefold() or str(each.number).startswith(wanted))
                and each.slug not in self._types
            ]
            return found[:_MOST]

        return LookupEdit(
            self.seat,
            suggest,
            title_of=lambda slug: self._kinds[slug].name,
            placeholder=self.seat.t("Name or number"),
        )

    def begin(self) -> None:
        """Into the first field."""
        (self.template if self.template.isVisibleTo(self) else self.text).focus()

    # --- filling --------------------------------------------------------------------------------------------------

    def _of_type(self, slug: str) -> Remark:
        kind = self._kinds.get(slug)
        if kind is None:
            return self._templates["own"].remark
        return Remark(0, kind.name, "quantity" if kind.unit else "amount", Decimal(0), types=(slug,))

    def _take_template(self) -> None:
        found = self._templates.get(self.template.value() or "own")
        if found is None:
            return
        is_own = found.key == "own"
        self._fill(found.remark, "" if is_own else self.seat.t(found.title))

    def _fill(self, remark: Remark, text: str = "") -> None:
        self.text.set_value(remark.text or text or None)
        self.measure.set_value(remark.measure)
        self._types = list(remark.types)
        self.figure.set_value(remark.figure or "net_pay")
        self.comparison.set_value(remark.comparison)
        self.limit.set_value(remark.limit if remark.limit or remark.id else None)
        self.whom.set_value("some" if remark.numbers else "all")
        self.people.set_value(tuple(sorted(remark.numbers)))
        for field in self.grid.fields:
            field.clear_state()
        self._show_fields()

    def _show_fields(self) -> None:
        """Only what the measure needs; the chosen wage types; the unit of the limit."""
        of_types = self.measure.value() in ("quantity", "amount")
        self.types.setVisible(of_types)
        self.figure.setVisible(not of_types)
        self.named.setVisible(self.whom.value() == "some")
        self._show_types()

    def _show_types(self) -> None:
        """The chosen wage types, each with a way to take it away; and the unit that follows from them."""
        empty_layout(self._chosen)
        of_types = self.measure.value() in ("quantity", "amount")
        for slug in self._types if of_types else ():
            name = self._kinds[slug].name if slug in self._kinds else slug
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(Label(name, "body"), 1)
            away = IconButton("x", self.seat.t("Remove {line}", line=name), glyph=14)
            away.clicked.connect(lambda *_, slug=slug: self._take_away(slug))
            row.addWidget(away)
            self._chosen.addLayout(row)
        self._chosen_room.setVisible(of_types and bool(self._types))
        editor: Any = self.limit.editor
        editor.set_unit(self.seat.t(remarks.unit_of(self.seat.desk, self.measure.value() or "", self._types)))

    def _add_type(self) -> None:
        """A wage type was chosen in the look-up."""
        editor: Any = self.types.editor
        try:
            slug = editor.value()
        except Unreadable:
            return
        if slug is None or slug in self._types:
            return
        self._types.append(slug)
        editor.set_value(None)
        self.types.clear_state()
        self._show_types()

    def _take_away(self, slug: str) -> None:
        self._types.remove(slug)
        self._show_types()
        self.types.focus()

    # --- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the remark; what is wrong is said at its field."""
        if not self.text.validate() or not self.limit.validate():
            wrong = self.text if self.text.problem() else self.limit
            wrong.focus()
            return
        is_some = self.whom.value() == "some"
        if is_some and not self.people.value():
            self.named.set_problem(self.seat.t("Choose at least one"))
            return
        measure = self.measure.value() or "quantity"
        of_types = measure in ("quantity", "amount")
        remark = Remark(
            self._id,
            self.text.value() or "",
            measure,
            self.limit.value() or Decimal(0),
            self.comparison.value() or "above",
            tuple(self._types) if of_types else (),
            "" if of_types else self.figure.value() or "",
            frozenset(self.people.value()) if is_some else frozenset(),
        )
        try:
            kept = save_remark(self.seat.desk, remark)
        except Refused as refusal:
            found = refusal.findings[0]
            name = found.where.thing if found.where is not None else ""
            field = {"types": self.types, "figure": self.figure, "limit": self.limit}.get(str(name), self.text)
            field.set_problem(found.what)
            field.focus()
            return
        self.close_panel()
        self.seat.toast(self.seat.t("{name} is saved", name=remark.text), undo=True)
        self.saved.emit(kept)
