"""Another layout than NAV's: which column is what. What is said is remembered for files that look the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.actions import refunds as acts
from services.actions.refunds import Preview, Reading
from services.queries import refunds as ask
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.form import Choice, Field, FormGrid
from views.widgets.sample_table import sample_table
from views.widgets.scroll import ScrollArea
from views.widgets.table import RowsTable
from views.widgets.text import IconLine, MessageBox

_NONE: Final = -1
_WIDTH: Final = 24


class ColumnsView(QWidget):
    """The first rows of the file as they stand, and a choice for each thing that a column can be."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.fields: dict[str, Field] = {}
        self.choices: dict[str, Field] = {}
        self.seen: Preview | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 24)
        self.column.setSpacing(14)
        self.column.addStretch(1)
        self.area = ScrollArea(inner, soft=True)
        outer.addWidget(self.area)

    def show_file(self, seen: Preview, reading: Reading) -> None:
        """A file whose columns are to be chosen."""
        self.seen = seen
        while (item := self.column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields, self.choices = {}, {}
        t = self.seat.t
        why = seen.findings[0].what if seen.findings and seen.refused else None
        if why is not None:
            self.column.addWidget(MessageBox("warn", t(why), t("Say which column is what. It is remembered.")))
        self.column.addWidget(Section(t("The file as it stands"), "", seen.name))
        self.column.addWidget(self._sample(seen))
        card = Card(t("Which column is what"))
        grid = FormGrid()
        columns = [(place, self._name(seen, place)) for place in range(self._width(seen))]
        for target in seen.targets:
            places = columns if target.required else [(_NONE, t("Not in the file")), *columns]
            field = Field(
                self.seat,
                t(target.label),
                Choice(self.seat, places, placeholder=t("Choose")),
                topic="refunds.columns",
                required=target.required,
                optional=not target.required,
                width=-1,
            )
            chosen = (reading.columns or {}).get(target.name, target.column)
            if chosen is not None:
                field.set_value(chosen)
            elif not target.required:
                field.set_value(_NONE)
            field.changed.connect(self._on_changed)
            self.fields[target.name] = grid.add(field)
        card.add(grid)
        self.column.addWidget(card)
        how = Card(t("How it is written"))
        forms = FormGrid()
        asked: Mapping[str, tuple[str, list[tuple[str, str]]]] = {
            "unit": (t("Amounts are in"), [("", t("As found out")), ("ore", t("øre")), ("kroner", t("kroner"))]),
            "decimal": (t("Decimal sign"), [("", t("As found out")), (",", t("comma")), (".", t("point"))]),
            "dates": (
                t("Days are written"),
                [
                    ("", t("As found out")),
                    ("day_first", t("day first (31.10.2026)")),
                    ("month_first", t("month first (10/31/2026)")),
                ],
            ),
            "encoding": (
                t("Letters are written as"),
                [("", t("As found out")), ("cp1252", "Windows (ISO-8859-1)"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16")],
            ),
            "delimiter": (
                t("Cells are parted by"),
                [("", t("As found out")), (";", t("semicolon")), (",", t("comma")), ("\t", t("tabulator"))],
            ),
        }
        for key, (label, items) in asked.items():
            choice = Field(self.seat, label, Choice(self.seat, items), topic=f"refunds.{key}", width=-1)
            said = {"encoding": reading.encoding, "delimiter": reading.delimiter}.get(key) or reading.choices.get(key)
            choice.set_value(said or "")
            if key in seen.needs:
                choice.set_warning(t("The file can be read in two ways. Choose one."))
            choice.changed.connect(self._on_changed)
            self.choices[key] = forms.add(choice)
        how.add(forms)
        self.column.addWidget(how)
        note = t("What you choose is remembered for files with the same header, when the report is taken in.")
        self.column.addWidget(IconLine("info", note, "ink2", "ink3"))
        self.forget_button = Button(t("Forget what is remembered for such files"), "link", "trash", small=True)
        self.forget_button.clicked.connect(self._forget)
        kept = {each.signature for each in ask.columns_kept(self.seat.desk)}
        self.forget_button.setVisible(seen.signature in kept)
        self.column.addWidget(self.forget_button)
        self.column.addStretch(1)
        first = next((field for field in self.fields.values() if field.value() is None), None)
        (first or next(iter(self.fields.values()))).focus()

    def reading(self) -> Reading:
        """How the file is read by what was chosen."""
        columns: dict[str, int] = {}
        for name, field in self.fields.items():
            value: Any = field.value()
            if value is not None and value != _NONE:
                columns[name] = value
        said = {key: field.value() or "" for key, field in self.choices.items()}
        kept = {key: said[key] for key in ("unit", "decimal", "dates") if said.get(key)}
        return Reading(columns, kept, said.get("encoding", ""), said.get("delimiter", ""))

    def trouble(self) -> str:
        """Why it cannot be read so; empty where it can."""
        t = self.seat.t
        seen: dict[int, str] = {}
        for name, field in self.fields.items():
            value: Any = field.value()
            if value is None or value == _NONE:
                if field.required:
                    return t("Choose the column of: {what}", what=field.label())
                continue
            if value in seen:
                return t("{one} and {other} are the same column", one=seen[value], other=self.fields[name].label())
            seen[value] = field.label()
        return ""

    def _forget(self) -> None:
        """The next file with this header asks again."""
        seen = self.seen
        if seen is not None and self.seat.attempt(lambda: acts.forget_columns(self.seat.desk, seen.signature)):
            self.forget_button.hide()
            self.seat.toast(self.seat.t("The columns are forgotten"), undo=True)

    def _on_changed(self) -> None:
        self.changed.emit()

    def _width(self, seen: Preview) -> int:
        return max([len(seen.header), *(len(row) for row in seen.sample)], default=0)

    def _name(self, seen: Preview, place: int) -> str:
        """A column by its heading, or its number, with an example."""
        t = self.seat.t
        rows = seen.sample[1:] if seen.header else seen.sample
        example = next((row[place].strip() for row in rows if place < len(row) and row[place].strip()), "")
        name = seen.header[place].strip() if place < len(seen.header) else ""
        words = name or t("Column {number}", number=str(place + 1))
        return f"{words} ({example[:_WIDTH]})" if example else words

    def _sample(self, seen: Preview) -> RowsTable:
        rows = list(seen.sample[1:] if seen.header else seen.sample)
        return sample_table(self.seat, seen.header, rows, "refunds_sample")
