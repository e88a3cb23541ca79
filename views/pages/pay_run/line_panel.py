"""All lines of one employee in a run: what follows by itself, what was entered, and a form for one line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.values.money import Money
from models.values.span import Span
from services.actions import entry, travel
from services.actions.entry import Entered, Preview
from services.actions.travel import KeptClaim
from services.queries.run_entry import employments, has_travel, line_fields, time_bank, unit_words
from views.pages.pay_run.line_form import LineForm
from views.pages.pay_run.travel_form import TravelForm
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Label, MessageBox


class _Line(QWidget):
    """An entered line: what, how much of it, its amount; and the ways to change it."""

    def __init__(self, seat: Seat, title: str, second: str, amount: str, *, read_only: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 7)
        row.setSpacing(4)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label(title, "body_medium"))
        if second:
            names.addWidget(Label(second, "caption", "ink2"))
        row.addLayout(names, 1)
        row.addWidget(Label(amount, "body_medium"))
        row.addSpacing(4)
        self.change_button = IconButton("pencil-simple", seat.t("Change {line}", line=title))
        self.remove_button = IconButton("trash", seat.t("Remove {line}", line=title))
        if not read_only:
            row.addWidget(self.change_button)
            row.addWidget(self.remove_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.current().line)
        painter.end()


class LinePanel(SidePanel):
    """The panel. `changed` is told after each line that was stored or taken away."""

    changed = Signal()
    gone = Signal()

    def __init__(
        self,
        seat: Seat,
        run_id: int,
        preview: Preview,
        number: int,
        storing: Callable[[bool], None],
        why: Callable[[int, str], None],
    ) -> None:
        self.preview, self.number, self.run_id = preview, number, run_id
        self._storing, self._why = storing, why
        self.form: LineForm | TravelForm | None = None
        self.lines: list[_Line] = []
        super().__init__(seat, seat.t("Lines of the run"), preview.person(number).name)
        self.save_button = Button(seat.t("Save the line"), "primary")
        self.leave_button = Button(seat.t("Not now"))
        self.add_button = Button(seat.t("Add a line"), icon="plus")
        self.travel_button = Button(seat.t("Travel claim"), icon="suitcase-simple")
        for button in (self.save_button, self.leave_button, self.add_button, self.travel_button):
            self.add_action(button)
        self.travel_button.clicked.connect(lambda: self.show_travel(None))
        self.save_button.clicked.connect(self._save)
        self.leave_button.clicked.connect(self.show_lines)
        self.add_button.clicked.connect(lambda: self.show_form(None))
        self.show_lines()

    # --- the list -------------------------------------------------------------------------------------------------

    def show_lines(self) -> None:
        """Everything that the employee has in the run."""
        t, f, row = self.seat.t, self.seat.formats, self.preview.row(self.number)
        read_only = self.preview.is_approved
        self.form = None
        self.clear()
        self.lines.clear()
        self.set_line("")
        for problem in row.problems:
            self.add(MessageBox("err", t(problem.what)))
        self.add_section(t("Entered on this run"))
        amounts = self._amounts()
        trips = travel.claims(self.seat.desk, self.run_id, self.preview, self.number)
        for trip in trips:
            self._add_trip(trip, read_only)
        of_trips = {number for trip in trips for number in trip.rows}
        alone = [each for each in row.entered if each.id not in of_trips]
        by_number = sorted(alone, key=lambda each: self.preview.types[each.line.type].number)
        for each in by_number:
            line = _Line(self.seat, *self._words(each), amounts.get(each.id, ""), read_only=read_only)
            line.change_button.clicked.connect(lambda *_, each=each: self.show_form(each))
            line.remove_button.clicked.connect(lambda *_, each=each: self._remove(each))
            self.lines.append(line)
            self.add(line)
        if not row.entered:
            self.add(Label(t("Nothing is entered"), "body", "ink2"))
        self.add_section(t("Total"), rule=True)
        facts = KeyValues(self.seat)
        if row.salary is not None:
            facts.add(t("Fixed salary"), f.amount(row.salary), lambda: self._why(self.number, "_salary"))
        if row.fixed is not None:
            facts.add(t("Fixed lines"), f.amount(row.fixed))
        if row.before is not None:
            facts.add(t("Before"), f.amount(row.before))
        if bank := time_bank(self.preview, self.number):
            facts.add(t("Time bank before the run"), f"{f.number(bank)} {t(unit_words('hours'))}")
        if row.slip is not None:
            facts.add(t("Gross pay"), f.amount(row.gross), lambda: self._why(self.number, "gross_cash"))
            facts.add(
                t("Withholding"), f.amount(-row.slip["withholding"]), lambda: self._why(self.number, "withholding")
            )
            facts.add(t("Deductions"), f.amount(-row.slip["deductions"]), lambda: self._why(self.number, "deductions"))
            facts.add(t("Net pay"), f.amount(row.net), lambda: self._why(self.number, "net_pay"), strong=True)
        self.add(facts)
        for button in (self.save_button, self.leave_button):
            button.hide()
        self.add_button.setVisible(not read_only)
        self.travel_button.setVisible(not read_only and has_travel(self.preview))

    def _add_trip(self, trip: KeptClaim, read_only: bool) -> None:
        """A travel claim with all its lines as one row."""
        t, f, claim = self.seat.t, self.seat.formats, trip.claim
        title = claim.text or t("Trip")
        days = Span(claim.departure.date(), claim.arrival.date())
        amounts = self._amounts_of(trip.rows)
        second = t("{days}, {count} lines", days=days, count=len(trip.rows)) if len(trip.rows) > 1 else f.span(days)
        line = _Line(self.seat, title, second, f.amount(amounts) if amounts is not None else "", read_only=read_only)
        line.change_button.clicked.connect(lambda *_: self.show_travel(trip))
        line.remove_button.clicked.connect(lambda *_: self._remove_trip(trip, title))
        self.lines.append(line)
        self.add(line)

    def _amounts_of(self, rows: tuple[int, ...]) -> Money | None:
        row = self.preview.row(self.number)
        amounts = [entry.amount_of(row, self.preview, each) for each in row.entered if each.id in rows]
        known = [amount for amount in amounts if amount is not None]
        return Money.total(known) if known and len(known) == len(amounts) else None

    def _remove_trip(self, trip: KeptClaim, title: str) -> None:
        self._storing(True)
        try:
            done = self.seat.attempt(
                lambda: travel.remove_claim(self.seat.desk, self.run_id, self.preview, self.number, trip.id)
            )
        finally:
            self._storing(False)
        if done:
            self.show_lines()
            self.changed.emit()
            self.seat.toast(self.seat.t("Removed {line}", line=title), undo=True)

    def _words(self, each: Entered) -> tuple[str, str]:
        """A line's name, and what else it says."""
        t, f, line = self.seat.t, self.seat.formats, each.line
        name = line.text or self.preview.types[line.type].name(self.seat.language)
        said = []
        if line.text:
            said.append(self.preview.types[line.type].name(self.seat.language))
        fields = line_fields(self.preview, line.type)
        if line.quantity is not None:
            count = (
                f"{f.number(line.quantity)} {t(unit_words(fields.unit))}" if fields.unit else f.number(line.quantity)
            )
            said.append(f"{count} × {f.number(line.rate, 2)}" if line.rate is not None else count)
        if line.percent is not None:
            said.append(f.percent(line.percent))
        if line.earned is not None:
            said.append(t("earned {days}", days=line.earned))
        if line.tax:
            said.append(
                {
                    "table": t("by the tax table"),
                    "percent": t("by percentage"),
                }.get(line.tax, t("no withholding"))
            )
        booked = [code for code in (line.department, line.project) if code]
        if booked:
            said.append(t("booked on {units}", units=" / ".join(booked)))
        if line.employment and len(employments(self.preview, self.number)) > 1:
            said.append(t("employment {id}", id=line.employment))
        return name, " · ".join(said)

    def _amounts(self) -> dict[int, str]:
        """What each entered line comes to: with it less without it."""
        found: dict[int, str] = {}
        row = self.preview.row(self.number)
        for each in row.entered:
            amount = entry.amount_of(row, self.preview, each)
            if amount is not None:
                found[each.id] = self.seat.formats.amount(amount)
        return found

    def _remove(self, each: Entered) -> None:
        name, _ = self._words(each)
        self._storing(True)
        try:
            done = self.seat.attempt(
                lambda: entry.remove_line(self.seat.desk, self.run_id, self.preview, self.number, each.id)
            )
        finally:
            self._storing(False)
        if done:
            self.show_lines()
            self.changed.emit()
            self.seat.toast(self.seat.t("Removed {line}", line=name), undo=True)

    # --- the form -------------------------------------------------------------------------------------------------

    def show_form(self, line: Entered | None, slug: str = "") -> None:
        """One line to change, or a new one."""
        t = self.seat.t
        self.clear()
        self.lines.clear()
        self.set_line(t("Change the line") if line is not None else t("A new line"))
        self.form = LineForm(self.seat, self.run_id, self.preview, self.number, line, slug=slug)
        self.form.kept.connect(self._kept)
        self.add(self.form)
        self._editing(t("Save the line"))
        self.form.type.focus()

    def show_travel(self, trip: KeptClaim | None) -> None:
        """A travel claim to change, or a new one."""
        t = self.seat.t
        self.clear()
        self.lines.clear()
        self.set_line(t("Change the travel claim") if trip is not None else t("A travel claim: one trip"))
        form = self.form = TravelForm(self.seat, self.run_id, self.preview, self.number, trip)
        form.kept.connect(self._kept)
        self.add(form)
        self._editing(t("Put the lines in"))
        form.begin()

    def _editing(self, save: str) -> None:
        """The buttons of a form."""
        self.save_button.setText(save)
        self.add_button.hide()
        self.travel_button.hide()
        self.save_button.show()
        self.leave_button.show()

    def _save(self) -> None:
        if self.form is None:
            return
        self._storing(True)
        try:
            self.form.keep()
        finally:
            self._storing(False)

    def _kept(self) -> None:
        self.show_lines()
        self.changed.emit()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit()

    def reread(self) -> None:
        """The lines were changed elsewhere."""
        if self.form is None:
            self.show_lines()
