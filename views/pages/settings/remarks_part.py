"""The user's own remarks: what the control of a run is to point out, with ready ones to begin with."""

from __future__ import annotations

from models.values.finding import Place
from services.actions.remarks import remove_remark
from services.queries import remarks
from services.queries.remarks import RemarkRow
from views.pages.settings.list_part import ListPart
from views.pages.settings.remark_panel import RemarkPanel
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.table import TableColumn


class RemarksPart(ListPart):
    """The list; making and changing one is done in the panel."""

    detail_height = 132

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Own remarks"),
            t("What the check of a pay run should point out besides what it finds by itself. They stop nothing."),
            t("Find a remark"),
        )
        self.new_button = Button(t("New remark"), icon="plus")
        self.bar.addWidget(self.new_button)
        self.add_table(self._columns(), "settings.remarks", t("Own remarks"))
        self.first_button = Button(t("New remark"), "primary", "plus")
        self.table.set_empty(
            EmptyState(
                "bell",
                t("No remarks yet"),
                t("“Tell me when overtime passes 25 hours”: such a thing stands here."),
                self.first_button,
            )
        )
        self.change_button = Button(t("Change the remark"))
        self.remove_button = Button(t("Remove"), "link")
        self.detail.add_row(self.change_button, self.remove_button)
        self.detail.body.addStretch(1)
        self.setProperty("topic", "settings.remarks")
        self._id = 0
        self.panel: RemarkPanel | None = None
        self.new_button.clicked.connect(lambda *_: self.new())
        self.first_button.clicked.connect(lambda *_: self.new())
        self.change_button.clicked.connect(lambda *_: self._change())
        self.remove_button.clicked.connect(lambda *_: self._remove())
        self.table.opened.connect(self._change)
        self.refresh()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn(
                "text",
                t("Remark"),
                "strong",
                value=lambda row: row.remark.text,
                second=lambda row: row.what if isinstance(row.what, str) else t(row.what),
                width="stretch",
            ),
            TableColumn("limit", t("Notifies when"), "text", value=lambda row: t(row.limit), width=220),
            TableColumn("whom", t("Who it concerns"), "text", value=lambda row: t(row.whom), width=180),
        ]

    def refresh(self) -> None:
        rows = remarks.rows(self.seat.desk, self.seat.language)
        self.table.set_rows(rows)
        self.detail.setVisible(bool(rows))
        self.new_button.setVisible(bool(rows))
        self.search_edit.setVisible(bool(rows))
        self.choose(lambda row: row.remark.id == self._id)

    def open(self, place: Place) -> None:
        """A remark by its id; “new” makes one, “new:overtime_50” one that looks at a wage type."""
        if isinstance(place.thing, int):
            self._id = place.thing
            self.choose(lambda row: row.remark.id == place.thing)
        elif isinstance(place.thing, str) and place.thing.partition(":")[0] == "new":
            self.new(place.thing.partition(":")[2])

    def show_row(self, row: RemarkRow) -> None:
        t = self.seat.t
        self._id = row.remark.id
        self.detail.set_heading(row.remark.text)
        what = row.what if isinstance(row.what, str) else t(row.what)
        self.detail.set_line(f"{what}: {t(row.limit)} · {t(row.whom)}")

    def new(self, slug: str = "") -> None:
        """Make a remark, of a wage type where one is named."""
        self._show(RemarkPanel(self.seat, slug=slug))

    def _change(self, row: RemarkRow | None = None) -> None:
        row = row or self.table.current()
        if row is not None:
            self._show(RemarkPanel(self.seat, row.remark))

    def _show(self, panel: RemarkPanel) -> None:
        panel.saved.connect(self._saved)
        self.panel = panel
        self.seat.show_panel(panel)
        panel.begin()

    def _saved(self, remark_id: int) -> None:
        self._id = remark_id
        self.refresh()
        self.table.setFocus()

    def _remove(self) -> None:
        row = self.table.current()
        if row is not None and self.seat.attempt(lambda: remove_remark(self.seat.desk, row.remark.id)):
            self.seat.toast(self.seat.t("{name} is removed", name=row.remark.text), undo=True)
