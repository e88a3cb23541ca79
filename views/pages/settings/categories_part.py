"""Position categories: the list, and the chosen one under it. Making and changing one is done in the panel."""

from __future__ import annotations

from models.values.finding import Place
from services.actions.numbered import remove_category
from services.queries import numbered
from services.queries.numbered import CategoryRow
from views.pages.settings.category_panel import CategoryPanel
from views.pages.settings.list_part import ListPart
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.table import TableColumn
from views.widgets.text import MessageBox


class CategoriesPart(ListPart):
    """The list. An empty one offers the two that most firms begin with."""

    detail_height = 240
    fits_detail = True

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Position categories"),
            t("What groups of employees have in common: how holiday is earned, and which savings there are."),
            t("Find by number or name"),
        )
        self.new_button = Button(t("New position category"), icon="plus")
        self.bar.addWidget(self.new_button)
        self.add_table(self._columns(), "settings.categories", t("Position categories"))
        first, second = self._usual()
        self.table.set_empty(
            EmptyState(
                "stack",
                t("No position categories yet"),
                t("Everybody who earns holiday is in one. Begin with a ready one; all of it can be changed."),
                first,
                second,
            )
        )
        self.lack = MessageBox("warn", t("A result table is not set"), "", t("Set it"))
        self.lack.clicked.connect(self._set_table)
        self.detail.add(self.lack)
        self.change_button = Button(t("Change the position category"))
        self.remove_button = Button(t("Remove"), "link")
        self.detail.add_row(self.change_button, self.remove_button)
        self.setProperty("topic", "settings.categories")
        self._number = ""
        self.panel: CategoryPanel | None = None
        self.new_button.clicked.connect(lambda *_: self.new())
        self.change_button.clicked.connect(lambda *_: self._change())
        self.remove_button.clicked.connect(lambda *_: self._remove())
        self.table.opened.connect(self._change)
        self.refresh()

    def _usual(self) -> tuple[Button, Button]:
        """A button for each of the two that most firms begin with."""
        ready = {each.key: each for each in numbered.starts(self.seat.desk, self.seat.language)}
        self.start_buttons = {
            key: Button(ready[key].name, kind, "plus") for key, kind in (("salaried", "primary"), ("hourly", "plain"))
        }
        for key, button in self.start_buttons.items():
            button.clicked.connect(lambda *_, key=key: self.new(key))
        return self.start_buttons["salaried"], self.start_buttons["hourly"]

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("number", t("Number"), "text", value=lambda row: row.number, width=96),
            TableColumn(
                "name",
                t("Name"),
                "strong",
                value=lambda row: row.form.name or t("without a name"),
                second=lambda row: " · ".join(row.types) or t("No wage types"),
                width="stretch",
            ),
            TableColumn("people", t("Employees"), "number", value=lambda row: row.people or None, width=108),
        ]

    def refresh(self) -> None:
        rows = numbered.categories(self.seat.desk, self.seat.language)
        self.table.set_rows(rows)
        for widget in (self.detail, self.new_button, self.search_edit):
            widget.setVisible(bool(rows))
        self.choose(lambda row: row.number == self._number)
        self.show_again()

    def open(self, place: Place) -> None:
        """A category by its number; “new” makes one."""
        if place.thing == "new":
            self.new()
        elif isinstance(place.thing, str):
            self._number = place.thing
            self.choose(lambda row: row.number == place.thing)

    def show_row(self, row: CategoryRow) -> None:
        t = self.seat.t
        self._number = row.number
        self.detail.set_heading(f"{row.number} {row.form.name}")
        dated = [
            *(t("{number} from {day}", number=one.type, day=one.since) for one in row.form.lines if one.since),
            *(t("{number} until {day}", number=one.type, day=one.until) for one in row.form.lines if one.until),
        ]
        words = (
            t("Nobody is in it yet: it is chosen on each employee, with the pay.")
            if not row.people
            else t("1 employee is in it.")
            if row.people == 1
            else t("{count} employees are in it.", count=row.people)
        )
        codes = [t("absence codes {codes}", codes=", ".join(row.form.absence))] if row.form.absence else []
        self.detail.set_line(" · ".join((words, *dated, *codes)))
        self.lack.setVisible(bool(row.lacks))
        if row.lacks:
            kind, tables = row.lacks[0]
            words = t("{type} saves nothing before it: {tables}", type=kind, tables=" / ".join(tables))
            self.lack.set(t("A result table is not set"), words, t("Set it"))
        self.remove_button.setVisible(not row.people)

    def new(self, start: str = "") -> None:
        """Make one, from a ready one where it is named."""
        self._show(CategoryPanel(self.seat, start=start))

    def _change(self, row: CategoryRow | None = None) -> None:
        row = row or self.table.current()
        if row is not None:
            self._show(CategoryPanel(self.seat, row.form))

    def _show(self, panel: CategoryPanel) -> None:
        panel.saved.connect(self._saved)
        self.panel = panel
        self.seat.show_panel(panel)
        panel.begin()

    def _saved(self, number: str) -> None:
        self._number = number
        self.refresh()
        self.table.setFocus()

    def _set_table(self) -> None:
        row = self.table.current()
        if row is not None and row.lacks:
            code = row.lacks[0][1][0].partition(" ")[0]
            self.seat.go(Place("settings", f"new:{code}", "result_tables"))

    def _remove(self) -> None:
        row = self.table.current()
        if row is not None and self.seat.attempt(lambda: remove_category(self.seat.desk, row.number)):
            self.seat.toast(self.seat.t("{name} is removed", name=row.form.name or row.number), undo=True)
