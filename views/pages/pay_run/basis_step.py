"""Step 2, the basis: hours, overtime, kilometres and whatever else differs from month to month, typed or pasted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from models.values.finding import Finding, Place, Refused
from models.values.progress import Progress
from services.actions import entry, runs
from services.actions.entry import Column, Preview
from services.queries import run_entry
from views.pages.pay_run.basis_line import BasisLine
from views.pages.pay_run.basis_source import BasisSource
from views.pages.pay_run.columns_panel import ColumnsPanel, TakeInPanel
from views.pages.pay_run.line_panel import LinePanel
from views.pages.pay_run.step import RunGuide, RunStep
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.input_grid import InputGrid
from views.widgets.payslip_note import PayslipNotePanel
from views.widgets.progress import ProgressBox
from views.widgets.text import MessageBox


class BasisStep(RunStep):
    """The grid, the keys under it, and the way on: compute and control."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        t = seat.t
        self.run_id = 0
        self.preview: Preview | None = None
        self._shown: tuple[Column, ...] = ()
        self._panel: LinePanel | None = None
        self._is_busy = False
        self.source = BasisSource(seat, self._changed, self._trouble)
        self.grid = InputGrid(seat, self.source)
        self.source.grid = self.grid
        self.grid.opened.connect(self.show_lines)
        self.grid.asked_why.connect(self.explain)
        self.grid.troubled.connect(self._trouble)
        self.grid.moved.connect(self._moved)
        self.grid.table.setProperty("topic", "pay_run.grid")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.box = MessageBox("info", "")
        self.box.clicked.connect(self._follow_box)
        self.box.hide()
        self._under_box = QWidget()
        self._under_box.setFixedHeight(16)
        column.addWidget(self.box)
        column.addWidget(self._under_box)
        column.addWidget(self.grid, 1000)
        column.addSpacing(12)
        self.line = BasisLine(seat)
        self.trouble = self.line.trouble
        column.addWidget(self.line)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        column.addWidget(self.progress)
        column.addStretch(1)
        column.addSpacing(36)  # the undo bar lies here, and not over the line
        self.columns_button = Button(t("Columns"), icon="columns")
        self.columns_button.clicked.connect(self.show_columns)
        self._box_does: Callable[[], None] | None = None

    # --- the step -------------------------------------------------------------------------------------------------

    def open(self, run_id: int, place: Place) -> None:
        """Read the run once; what is typed from then on is computed person by person."""
        if self.source.is_storing:
            return
        is_same = run_id == self.run_id and self.preview is not None
        self.run_id = run_id
        if is_same and self._take_over():
            self._tell()
            self._stand_at(place, is_same)
        else:
            self._read(lambda: self._stand_at(place, is_same))

    def _stand_at(self, place: Place, is_same: bool) -> None:
        """Go to what the place is about; in a run that was not shown before, to where one begins to type."""
        if isinstance(place.thing, int) or place.field:
            self._point_at(place)
        elif not is_same:
            self.grid.go_to_first()
            self.grid.table.setFocus()

    def _take_over(self) -> bool:
        """Take lines over that were stored meanwhile, by an undo for one; False where more was changed than lines."""
        assert self.preview is not None
        changed = entry.take_over(self.seat.desk, self.run_id, self.preview)
        if changed is None:
            return False
        if changed:
            self._shown = run_entry.grid_columns(self.seat.desk, self.preview)
            self.source.open(self.run_id, self.preview, self._shown)
            self._show_grid()
            if self._panel is not None:
                self._panel.reread()
        return True

    def _read(self, then: Callable[[], None]) -> None:
        """Read the run anew: at once, or for many people off the screen's own thread."""
        self.grid.close_editor()
        desk, run_id = self.seat.desk, self.run_id

        def ended(show: Callable[[], None]) -> None:
            if run_id != self.run_id:
                return
            self._is_busy = False
            self.grid.setEnabled(True)
            show()
            self._tell()
            then()

        if not entry.is_long(desk):
            try:
                preview = entry.opened(desk, run_id)
            except Refused as refusal:
                findings = refusal.findings
                ended(lambda: self._cannot(findings))
            else:
                ended(lambda: self._show(preview))
            return
        if run_id != self.source.run_id:
            self.preview = None
            self.grid.set_shape((), 0)
        self.grid.setEnabled(False)
        self._is_busy = True
        self._tell()
        work = self.seat.work(
            lambda _: entry.opened(desk, run_id),
            done=lambda preview: ended(lambda: self._show(preview)),
            refused=lambda findings: ended(lambda: self._cannot(findings)),
            owner=self,
        )
        self.progress.follow(work)
        self.progress.set(self.seat.t("Opening the run"), 0, 0)
        self.progress.set_cancellable(False)

    def _cannot(self, findings: tuple[Finding, ...]) -> None:
        self.preview = None
        self.grid.set_shape((), 0)
        self._say("err", findings)

    def _show(self, preview: Preview) -> None:
        t = self.seat.t
        self.preview = preview
        self._shown = run_entry.grid_columns(self.seat.desk, preview)
        self.source.open(self.run_id, preview, self._shown)
        self.grid.is_read_only = preview.is_approved
        self._show_grid()
        if preview.stops:
            self._say("err", preview.stops)
        elif preview.is_approved:
            self.box.set(t("This run is approved"), t("Mistakes are corrected by a new run."), t("Correct this run"))
            self._box_does = self._correct
            self._show_box(True)
        else:
            self._show_box(False)
        self._trouble("")
        if self._panel is not None:
            self._panel.preview = preview
            self._panel.reread()

    def _show_grid(self) -> None:
        t, source = self.seat.t, self.source
        self.grid.set_shape(source.columns, len(source.numbers))
        count = len(source.numbers)
        title = t("Total, 1 employee") if count == 1 else t("Total, {count} employees", count=count)
        self.grid.set_words(t("Employee"), title, t("What is entered on the run"))

    def _say(self, kind: str, findings: tuple[Finding, ...]) -> None:
        """Why nothing can be computed at all."""
        t = self.seat.t
        first = findings[0]
        place = first.where
        link = t("Show") if place is not None else ""
        self.box.set(t(first.what), "", link)
        self._box_does = (lambda: self.seat.go(place)) if place is not None else None
        self._show_box(True)

    def _show_box(self, shown: bool) -> None:
        self.box.setVisible(shown)
        self._under_box.setVisible(shown)

    def _follow_box(self) -> None:
        if self._box_does is not None:
            self._box_does()

    def _correct(self) -> None:
        run = self.guide.run
        if run is not None:
            self.seat.go(Place("pay_run", "new", f"correction:{run.name}"))

    def leave(self) -> bool:
        """What is being typed is kept; what cannot be read holds nobody, and is still there on the way back."""
        self.grid.close_editor()
        return True

    @property
    def is_storing(self) -> bool:
        return self.source.is_storing

    @property
    def people(self) -> int | None:
        return len(self.source.numbers) if self.preview is not None else None

    def header_buttons(self) -> list[QWidget]:
        return [self.columns_button]

    def menu_entries(self) -> list[tuple[str, Callable[[], object]]]:
        t = self.seat.t
        if self._is_read_only:
            return []
        return [
            (t("Include an employee"), self.take_in),
            (t("Read in refunds (K27) …"), self._read_refunds),
            (t("Message on the payslips …"), self.write_note),
        ]

    def write_note(self) -> None:
        """A message on the payslips: to everybody whom the run pays, or to one."""
        if self.guide.run is not None:
            panel = PayslipNotePanel(self.seat, self.guide.run.id)
            self.seat.show_panel(panel)
            panel.begin()

    def _read_refunds(self) -> None:
        """NAV's report into this run, on the page of the refunds."""
        run = self.guide.run
        if run is not None:
            self.seat.go(Place("refunds", f"import:{run.id}"))

    @property
    def _is_read_only(self) -> bool:
        run = self.guide.run
        return run is not None and run.is_approved

    def primary_label(self) -> str:
        t = self.seat.t
        return t("To the check") if self._is_read_only else t("Calculate and check")

    def primary(self) -> None:
        """Compute the draft, off the screen's own thread; what is cancelled or refused changed nothing."""
        if self._is_busy or not self.grid.close_editor():
            return
        run = self.guide.run
        if self._is_read_only or (run is not None and run.state == "control"):
            self.go_on.emit()
            return
        self._compute(go_on=True)

    def recalculate(self) -> None:
        """F5: compute the draft again, and stay here."""
        if not self._is_busy and not self._is_read_only and self.grid.close_editor() and self._may_compute():
            self._compute(go_on=False)

    def _compute(self, *, go_on: bool) -> None:
        desk, run_id = self.seat.desk, self.run_id

        def do(progress: Progress) -> object:
            return runs.draft(desk, run_id, progress)

        def ended() -> None:
            self._is_busy = False
            self.grid.setEnabled(True)
            self._tell()

        def done(_: object) -> None:
            ended()
            self.seat.status(self.seat.t("Calculated {time}", time=self.seat.status_time))
            if go_on:
                self.go_on.emit()
            else:
                self.seat.toast(self.seat.t("The run is recalculated"))

        def refused(findings: tuple[Finding, ...]) -> None:
            ended()
            self.seat.show_findings(findings)

        def cancelled() -> None:
            ended()
            self.seat.toast(self.seat.t("Cancelled. Nothing was changed"))

        self._is_busy = True
        self.grid.setEnabled(False)
        self._tell()
        work = self.seat.work(
            do, done=done, refused=refused, cancelled=cancelled, what=self.seat.t("Calculating the run"), owner=self
        )
        self.progress.follow(work)
        self.progress.set_cancellable(True)

    # --- what the footer says -------------------------------------------------------------------------------------

    def _may_compute(self) -> bool:
        return (
            self.preview is not None
            and not self.preview.stops
            and bool(self.source.numbers)
            and not self.source.errors
            and not self.source.with_problems()
        )

    def _tell(self) -> None:
        """Whether one can go on, and why not; what is missing but allowed stands there too."""
        t = self.seat.t
        if self._is_busy:
            self.ready.emit(False, t("Calculating …") if self.preview is not None else t("Opening the run"))
        elif self.preview is None or self.preview.stops:
            self.ready.emit(False, "")
        elif self.preview.is_approved:
            self.ready.emit(True, t("Approved, cannot be changed"))
        elif self.source.errors:
            count = len(self.source.errors)
            words = t("1 cell cannot be read") if count == 1 else t("{count} cells cannot be read", count=count)
            self.ready.emit(False, words)
        elif problems := self.source.with_problems():
            self.ready.emit(False, t("{name}: something must be corrected", name=problems[0].name))
        elif not self.source.numbers:
            self.ready.emit(False, t("Nobody is paid in this run"))
        elif lacking := self.source.lacking_hours():
            one = t("1 employee has no hours")
            self.ready.emit(True, one if lacking == 1 else t("{count} employees have no hours", count=lacking))
        else:
            self.ready.emit(True, "")

    def _changed(self) -> None:
        """Something was typed: what is wrong now stands under the grid."""
        self._tell()
        if not self.source.errors:
            problems = self.source.with_problems() if self.preview is not None and not self.preview.stops else []
            t = self.seat.t
            self._trouble(f"{problems[0].name}: {t(problems[0].problems[0].what)}" if problems else "")
        if self._panel is not None:
            self._panel.reread()

    def _moved(self, row: int, column: int) -> None:
        """The cell in focus says why it is wrong."""
        if 0 <= row < len(self.source.numbers) and 0 <= column < len(self.grid.columns):
            cell = self.source.cell(row, column)
            if cell.state == "error":
                place = self.grid.columns[column]
                self._trouble(f"{self.source.row(row).name}, {place.heading}: {cell.tip}")

    def _trouble(self, what: str) -> None:
        self.line.say(what, self.grid.is_read_only)

    # --- panels ---------------------------------------------------------------------------------------------------

    def show_lines(self, row: int) -> None:
        """All lines of somebody, in the panel at the right."""
        if self.preview is None or not 0 <= row < len(self.source.numbers):
            return
        self.grid.close_editor()
        number = self.source.numbers[row]
        panel = LinePanel(self.seat, self.run_id, self.preview, number, self._storing, self._why_figure)
        panel.changed.connect(lambda: self._lines_changed(number))
        panel.gone.connect(lambda: self._panel_gone(panel))
        self.seat.show_panel(panel)
        self._panel = panel
        self.grid.set_opened(row)

    def _panel_gone(self, panel: LinePanel) -> None:
        if panel is self._panel and isValid(self):
            self._panel = None
            self.grid.set_opened(-1)

    def _storing(self, storing: bool) -> None:
        self.source.is_storing = storing

    def _lines_changed(self, number: int) -> None:
        """A line was stored in the panel: perhaps there is a new column."""
        assert self.preview is not None
        self.source.say_saved()
        columns = run_entry.grid_columns(self.seat.desk, self.preview)
        if columns != self._shown:
            self._set_columns(columns)
        else:
            self.source.shown_again([number])
        self._tell()

    def _set_columns(self, columns: tuple[Column, ...]) -> None:
        self._shown = columns
        self.source.set_columns(columns)
        self._show_grid()

    def show_columns(self) -> None:
        """Choose the columns."""
        if self.preview is None:
            return
        self.grid.close_editor()
        used = run_entry.used_types(self.preview)
        panel = ColumnsPanel(self.seat, run_entry.column_groups(self.preview), self._shown, used)
        panel.chosen.connect(self._choose)
        self.seat.show_panel(panel)

    def _choose(self, slugs: tuple[str, ...]) -> None:
        assert self.preview is not None
        self._storing(True)
        try:
            entry.choose_columns(self.seat.desk, self.preview.head.kind.value, slugs)
        finally:
            self._storing(False)
        self._set_columns(run_entry.grid_columns(self.seat.desk, self.preview))

    def take_in(self) -> None:
        """Show somebody whom the run does not pay otherwise."""
        if self.preview is None:
            return
        if not self.preview.absent:
            self.seat.toast(self.seat.t("Everybody is in the run already"))
            return
        panel = TakeInPanel(self.seat, self.preview)
        panel.taken.connect(self._take)
        self.seat.show_panel(panel)

    def _take(self, number: int) -> None:
        assert self.preview is not None
        self.preview.take_in(number)
        self.source.open(self.run_id, self.preview, self._shown)
        self._show_grid()
        self.seat.close_panel()
        row, _ = self.source.place_of(number, None)
        first = next((place for place, each in enumerate(self.grid.columns) if not each.computed), 0)
        self.grid.go_to(row, first)
        self.grid.table.setFocus()
        self._tell()

    # --- where and why --------------------------------------------------------------------------------------------

    def _point_at(self, place: Place) -> None:
        """Show what a finding is about: a cell, or all lines of somebody."""
        if not isinstance(place.thing, int):
            return
        row, column = self.source.place_of(place.thing, place.field)
        if row < 0 and self.preview is not None and place.thing in {person.number for person in self.preview.absent}:
            self._take(place.thing)
            row, column = self.source.place_of(place.thing, place.field)
        if row < 0:
            return
        if column < 0:
            column = next((index for index, each in enumerate(self.grid.columns) if not each.computed), 0)
            self.grid.go_to(row, column)
            self.show_lines(row)
        else:
            self.grid.go_to(row, column)
            self.grid.table.setFocus()

    def why(self) -> None:
        """Alt+Enter: the figure in the cell in focus."""
        self.explain(*self.grid.current)

    def explain(self, row: int, column: int) -> None:
        """Explain a figure of the grid."""
        if row < 0:
            return
        found = self.source.why(row, column)
        if found is None:
            self.seat.toast(self.seat.t("There is no figure here yet"))
            return
        from services.queries.why import trace_of

        figure, title, whose = found
        self.seat.why(trace_of(figure, title, whose))

    def _why_figure(self, number: int, name: str) -> None:
        from services.queries.why import trace_of

        assert self.preview is not None
        row = self.preview.row(number)
        if row.slip is None:
            return
        if name == "_salary":
            self.explain(*self.source.place_of(number, "_salary"))
            return
        words = {
            "gross_cash": self.seat.t("Gross pay"),
            "withholding": self.seat.t("Withholding"),
            "deductions": self.seat.t("Deductions"),
            "net_pay": self.seat.t("Net pay"),
        }
        self.seat.why(trace_of(row.slip.figures[name], words[name], row.name))
