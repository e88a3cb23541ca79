"""All lines of one employee in a run: what follows by itself, what was entered, and a form for one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.values.finding import Refused
from models.values.span import Span
from services.actions import entry
from services.actions.entry import Entered, Preview
from services.queries.run_entry import column_groups, employments, line_fields, unit_words
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.form import Check, Choice, DateEdit, Field, FormGrid, MoneyEdit, NumberEdit, PercentEdit, TextEdit
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


class LineForm(QWidget):
    """One line with all that it can say. `kept` when it is stored, `left` when it is not wanted."""

    kept = Signal()
    left = Signal()

    def __init__(
        self, seat: Seat, run_id: int, preview: Preview, number: int, line: Entered | None, *, slug: str = ""
    ) -> None:
        super().__init__()
        self.seat, self.run_id, self.preview, self.number = seat, run_id, preview, number
        self._row = line.id if line is not None else 0
        self._before = line
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        choices = [(each.slug, each.name(seat.language)) for group in column_groups(preview) for each in group.columns]
        known = {value for value, _ in choices}
        if line is not None and line.line.type not in known:
            choices.insert(0, (line.line.type, preview.types[line.line.type].name(seat.language)))
        self.grid = FormGrid(2)
        self.type = self._field(t("Wage type"), Choice(seat, choices), "line_type", 2)
        self.quantity = self._field(t("Quantity"), NumberEdit(seat, most=2), "line_quantity")
        self.rate = self._field(t("Rate"), NumberEdit(seat, unit=t("kr"), most=4), "line_rate")
        self.amount = self._field(t("Amount"), MoneyEdit(seat), "line_amount")
        self.percent = self._field(t("Percentage"), PercentEdit(seat), "line_percent")
        self.meals = QWidget()
        meals = QVBoxLayout(self.meals)
        meals.setContentsMargins(0, 0, 0, 0)
        meals.setSpacing(2)
        meals.addWidget(Label(t("Meals that were covered"), "label"))
        self.meal_checks = {
            "breakfast": Check(seat, t("Breakfast")),
            "lunch": Check(seat, t("Lunch")),
            "dinner": Check(seat, t("Dinner")),
        }
        for check in self.meal_checks.values():
            meals.addWidget(check)
        self.grid.add(self.meals, 2)
        claims = [("", t("Other deduction")), ("tax", t("Tax claim"))]
        claims += [("coordinated", t("Coordinated by Skatteetaten")), ("other", t("Other claim"))]
        self.claim = self._field(t("For whom it is deducted"), Choice(seat, claims), "line_claim", 2)
        self.text = self._field(t("Text on the payslip"), TextEdit(seat, limit=60), "line_text", 2, optional=True)
        taxes = [("", t("As the wage type says")), ("table", t("By the tax table"))]
        taxes += [("percent", t("By percentage")), ("none", t("No withholding"))]
        self.tax = self._field(t("Withholding"), Choice(seat, taxes), "line_tax", 2)
        self.earned_from = self._field(t("Earned from"), DateEdit(seat), "line_earned", optional=True)
        self.earned_to = self._field(t("Earned to"), DateEdit(seat), "line_earned", optional=True)
        jobs = employments(preview, number)
        items = [("", t("The one that is usual")), *((each.id, t(each.words)) for each in jobs)]
        self.employment = self._field(t("Employment"), Choice(seat, items), "line_employment", 2)
        self._has_jobs = len(jobs) > 1
        column.addWidget(self.grid)
        self.outcome = Label("", "note", "ink2", wrap=True)
        column.addWidget(self.outcome)
        self._fill(line, slug)
        self.type.changed.connect(self._settle)
        self.grid.changed.connect(self._compute)
        for check in self.meal_checks.values():
            check.changed.connect(self._compute)
        self._settle()

    def _field(self, label: str, editor: QWidget, topic: str, span: int = 1, *, optional: bool = False) -> Field:
        field = Field(self.seat, label, editor, topic=f"pay_run.{topic}", optional=optional, width=-1)
        self.grid.add(field, span, key=topic)
        return field

    def _fill(self, line: Entered | None, slug: str) -> None:
        if line is None:
            self.type.set_value(slug or None)
            for field in (self.claim, self.tax, self.employment):
                field.set_value("")
            return
        said = line.line
        self.type.set_value(said.type)
        self.quantity.set_value(said.quantity)
        self.rate.set_value(said.rate)
        self.amount.set_value(said.amount)
        self.percent.set_value(said.percent)
        self.text.set_value(said.text or None)
        self.claim.set_value(said.claim)
        self.tax.set_value(said.tax)
        self.employment.set_value(said.employment)
        if said.earned is not None:
            self.earned_from.set_value(said.earned.first)
            self.earned_to.set_value(said.earned.last)
        for meal, check in self.meal_checks.items():
            check.set_value(meal in said.meals)

    def _settle(self) -> None:
        """Only the fields that a line of the type can have."""
        slug = self.type.value()
        if slug is None:
            shown = None
            visible: dict[QWidget, bool] = {}
        else:
            shown = line_fields(self.preview, slug)
            visible = {
                self.quantity: bool(shown.unit),
                self.rate: shown.rate,
                self.percent: shown.percent,
                self.meals: shown.meals,
                self.claim: shown.claim,
                self.tax: shown.tax,
                self.earned_from: shown.earned,
                self.earned_to: shown.earned,
                self.employment: self._has_jobs,
                self.amount: True,
                self.text: True,
            }
        for widget in (
            self.quantity,
            self.rate,
            self.amount,
            self.percent,
            self.meals,
            self.claim,
            self.text,
            self.tax,
            self.earned_from,
            self.earned_to,
            self.employment,
        ):
            widget.setVisible(visible.get(widget, False))
        if shown is not None and shown.unit:
            editor: Any = self.quantity.editor
            editor.set_unit(self.seat.t(unit_words(shown.unit)))
        self._compute()

    def _said(self) -> dict[str, Any]:
        """The line as it stands in the form; what is not shown is not said."""

        def shown(field: Field) -> Any:
            return field.value() if field.isVisibleTo(self) else None

        first, last = shown(self.earned_from), shown(self.earned_to)
        earned = Span(first, last) if first is not None and last is not None and last >= first else None
        meals = [meal for meal, check in self.meal_checks.items() if check.value() and self.meals.isVisibleTo(self)]
        return {
            "slug": self.type.value() or "",
            "quantity": shown(self.quantity),
            "rate": shown(self.rate),
            "amount": shown(self.amount),
            "percent": shown(self.percent),
            "text": shown(self.text) or "",
            "tax": shown(self.tax) or "",
            "earned": earned,
            "employment": shown(self.employment) or "",
            "meals": meals,
            "claim": shown(self.claim) or "",
        }

    def _compute(self) -> None:
        """What the line comes to, while it is being entered."""
        said = self._said()
        if not said["slug"]:
            self.outcome.setText("")
            return
        amount = entry.line_amount(self.preview, self.number, self._row, **said)
        if amount is None:
            self.outcome.setText("")
        else:
            self.outcome.setText(self.seat.t("This line comes to {amount}", amount=amount))

    def keep(self) -> bool:
        """Store the line; False where something is wrong, and that is said at the field."""
        t = self.seat.t
        if not self.type.value():
            self.type.set_problem(t("Choose a wage type"))
            self.type.focus()
            return False
        if not self.grid.validate():
            return False
        first, last = self.earned_from.value(), self.earned_to.value()
        if self.earned_from.isVisibleTo(self) and (first is None) != (last is None):
            (self.earned_to if last is None else self.earned_from).set_problem(t("Write both days, or none"))
            return False
        if first is not None and last is not None and last < first:
            self.earned_to.set_problem(t("The last day is before the first"))
            return False
        try:
            entry.put_line(self.seat.desk, self.run_id, self.preview, self.number, self._row, **self._said())
        except Refused as refusal:
            [found, *_] = refusal.findings
            name = found.where.field if found.where is not None else ""
            shown = self.percent if self.percent.isVisibleTo(self) else self.amount
            field = {"type": self.type, "amount": shown}.get(name or "", self.type)
            field.set_problem(t(found.what))
            field.focus()
            return False
        self.kept.emit()
        return True


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
        self.form: LineForm | None = None
        self.lines: list[_Line] = []
        super().__init__(seat, seat.t("Lines of the run"), preview.person(number).name)
        self.save_button = Button(seat.t("Save the line"), "primary")
        self.leave_button = Button(seat.t("Not now"))
        self.add_button = Button(seat.t("Add a line"), icon="plus")
        for button in (self.save_button, self.leave_button, self.add_button):
            self.add_action(button)
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
        by_number = sorted(row.entered, key=lambda each: self.preview.types[each.line.type].number)
        for each in by_number:
            line = _Line(self.seat, *self._words(each), amounts.get(each.id, ""), read_only=read_only)
            line.change_button.clicked.connect(lambda *_, each=each: self.show_form(each))
            line.remove_button.clicked.connect(lambda *_, each=each: self._remove(each))
            self.lines.append(line)
            self.add(line)
        if not row.entered:
            self.add(Label(t("Nothing is entered"), "body", "ink2"))
        self.add_section(t("In all"), rule=True)
        facts = KeyValues(self.seat)
        if row.salary is not None:
            facts.add(t("Fixed salary"), f.amount(row.salary), lambda: self._why(self.number, "_salary"))
        if row.fixed is not None:
            facts.add(t("Fixed lines"), f.amount(row.fixed))
        if row.before is not None:
            facts.add(t("Before"), f.amount(row.before))
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
        self.add_button.hide()
        self.save_button.show()
        self.leave_button.show()
        self.form.type.focus()

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
