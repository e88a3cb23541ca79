"""Result tables: their steps as a list, each made and changed in the panel."""

from __future__ import annotations

from decimal import Decimal

from models.values.finding import Place
from services.actions.numbered import remove_step
from services.queries import numbered
from services.queries.numbered import FORM_WORDS, FORMS_OF_PAY, StepRow
from views.pages.settings.list_part import ListPart
from views.pages.settings.step_panel import StepPanel
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.table import TableColumn


class TablesPart(ListPart):
    """The list of the steps."""

    detail_height = 116

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Result tables"),
            t("Rates and choices by pay group and form of pay, each from a day. A personal rate goes before them."),
            t("Find by table or pay group"),
        )
        self.new_button = Button(t("New step"), icon="plus")
        self.bar.addWidget(self.new_button)
        self.add_table(self._columns(), "settings.result_tables", t("Result tables"))
        self.first_button = Button(t("New step"), "primary", "plus")
        self.table.set_empty(
            EmptyState(
                "table",
                t("Everything is as the law has it"),
                t("Enter what your agreement says otherwise: Fritvalg of 9%, holiday counted in hours …"),
                self.first_button,
            )
        )
        self.change_button = Button(t("Change the step"))
        self.later_button = Button(t("New step from a later day"))
        self.remove_button = Button(t("Remove"), "link")
        self.detail.add_row(self.change_button, self.later_button, self.remove_button)
        self.detail.body.addStretch(1)
        self.setProperty("topic", "settings.result_tables")
        self._id = 0
        self.panel: StepPanel | None = None
        self.new_button.clicked.connect(lambda *_: self.new())
        self.first_button.clicked.connect(lambda *_: self.new())
        self.change_button.clicked.connect(lambda *_: self._change())
        self.later_button.clicked.connect(lambda *_: self._later())
        self.remove_button.clicked.connect(lambda *_: self._remove())
        self.table.opened.connect(self._change)
        self.refresh()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t

        return [
            TableColumn(
                "table", t("Table"), "strong", value=lambda row: row.table.label, second=self._unit, width="stretch"
            ),
            TableColumn("group", t("Pay group"), "text", value=lambda row: row.form.group or t("all"), width=84),
            TableColumn("since", t("From"), "date", value=lambda row: row.form.since, width=100),
            TableColumn("value", t("Value"), "text", value=self._values, width=220),
        ]

    def _unit(self, row: StepRow) -> str:
        t = self.seat.t
        unit = t(row.table.unit_word) if row.table.unit else ""
        return t("{unit}, over: a later step holds", unit=unit) if row.is_over else unit

    def _values(self, row: StepRow) -> str:
        """One value where it is the same for every form of pay, else each with its form."""
        values = row.form.values
        if len({values.get(name) for name in FORMS_OF_PAY}) == 1:
            return self._value(row, values.get(FORMS_OF_PAY[0]))
        set_ones = [(name, value) for name in FORMS_OF_PAY if (value := values.get(name)) is not None]
        return " · ".join(
            f"{self._value(row, value)} {self.seat.t(FORM_WORDS[name]).lower()}" for name, value in set_ones
        )

    def _value(self, row: StepRow, value: Decimal | None) -> str:
        if value is None:
            return ""
        return row.table.chosen(value) if row.table.choices else self.seat.formats.number(value)

    def refresh(self) -> None:
        rows = numbered.steps(self.seat.desk, self.seat.language)
        self.table.set_rows(rows)
        for widget in (self.detail, self.new_button, self.search_edit):
            widget.setVisible(bool(rows))
        self.choose(lambda row: row.form.id == self._id)
        self.show_again()

    def open(self, place: Place) -> None:
        """A step by its id, or by table, pay group and day as “at:4401:F1:2026-01-01”; “new” makes one, “new:4401” one
        of a table.
        """
        if isinstance(place.thing, int):
            self._id = place.thing
            self.choose(lambda row: row.form.id == place.thing)
        elif isinstance(place.thing, str) and place.thing.startswith("at:"):
            _, table, group, since = place.thing.split(":")
            wanted = (table, group, since)
            self.choose(lambda row: (row.form.table, row.form.group, str(row.form.since)) == wanted)
        elif isinstance(place.thing, str) and place.thing.partition(":")[0] == "new":
            self.new(place.thing.partition(":")[2])

    def show_row(self, row: StepRow) -> None:
        t = self.seat.t
        self._id = row.form.id
        self.detail.set_heading(row.table.label)
        whom = t("Pay group {group}", group=row.form.group) if row.form.group else t("All pay groups without their own")
        line = whom if row.form.since is None else t("{whom}, from {day}.", whom=whom, day=row.form.since)
        line = f"{line} {self._values(row)}."
        if row.is_locked:
            why = t("Approved pay was computed from it, so it stands: add one from a later day.")
            line = f"{line} {why}"
        self.detail.set_line(line)
        self.change_button.setVisible(not row.is_locked)
        self.remove_button.setVisible(not row.is_locked)

    def new(self, table: str = "") -> None:
        """Make a step, of a table where one is named."""
        self._show(StepPanel(self.seat, table=table))

    def _change(self, row: StepRow | None = None) -> None:
        row = row or self.table.current()
        if row is not None:
            self._later(row) if row.is_locked else self._show(StepPanel(self.seat, row.form))

    def _later(self, row: StepRow | None = None) -> None:
        """A new step of the same table and group, as it is now."""
        row = row or self.table.current()
        if row is not None:
            form = numbered.later(row.form)
            self._show(StepPanel(self.seat, form))

    def _show(self, panel: StepPanel) -> None:
        panel.saved.connect(self._saved)
        self.panel = panel
        self.seat.show_panel(panel)
        panel.begin()

    def _saved(self, step_id: int) -> None:
        self._id = step_id
        self.refresh()
        self.table.setFocus()

    def _remove(self) -> None:
        row = self.table.current()
        if row is not None and self.seat.attempt(lambda: remove_step(self.seat.desk, row.form.id)):
            self.seat.toast(self.seat.t("{name} is removed", name=row.table.label), undo=True)
