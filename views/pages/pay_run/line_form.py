"""One line of an employee in a run with all that it can say: how much, whose employment, where it is booked, tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Span
from services.actions import entry
from services.actions.entry import Entered, LineOutcome, Preview
from services.queries.run_entry import column_groups, cost_units, employments, line_fields, unit_words
from views.shell.seat import Seat
from views.widgets.form import (
    Check,
    Choice,
    DateEdit,
    Field,
    FormGrid,
    LookupEdit,
    MoneyEdit,
    NumberEdit,
    PercentEdit,
    TextEdit,
)
from views.widgets.side_panel import empty_layout
from views.widgets.text import IconLine, Label, MessageBox

LONG_LIST: Final = 60


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
        choices = [
            (each.slug, _title(each.slug, each.name(seat.language)))
            for group in column_groups(preview, wishes=True)
            for each in group.columns
        ]
        known = {value for value, _ in choices}
        if line is not None and line.line.type not in known:
            name = preview.types[line.line.type].name(seat.language)
            choices.insert(0, (line.line.type, _title(line.line.type, name)))
        self.grid = FormGrid(2)
        self.type = self._field(t("Wage type"), _type_editor(seat, choices), "line_type", 2)
        self.quantity = self._field(t("Quantity"), NumberEdit(seat, most=2), "line_quantity")
        self.rate = self._field(t("Rate"), NumberEdit(seat, unit=t("kr"), most=4), "line_rate")
        self.amount = self._field(t("Amount"), MoneyEdit(seat), "line_amount")
        self.percent = self._field(t("Percentage"), PercentEdit(seat), "line_percent")
        self.own = self._own_fields()
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
        self.claim = self._field(t("Who it is deducted for"), Choice(seat, claims), "line_claim", 2)
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
        departments, projects = cost_units(seat.desk)
        self._units = {"department": departments, "project": projects}
        usual = ("", t("As the employee's pay is allocated"))
        self.department = self._field(t("Department"), Choice(seat, [usual, *departments]), "line_department", 2)
        self.project = self._field(t("Project"), Choice(seat, [usual, *projects]), "line_project", 2)
        column.addWidget(self.grid)
        self.outcome = Label("", "note", "ink2", wrap=True)
        column.addWidget(self.outcome)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(6)
        column.addLayout(self._notes)
        self.shown = LineOutcome(None)
        self._fill(line, slug)
        self.type.changed.connect(self._settle)
        self.grid.changed.connect(self._compute)
        for check in self.meal_checks.values():
            check.changed.connect(self._compute)
        self._settle()

    def _own_fields(self) -> dict[str, Field]:
        """What only lines of numbered types say, by the names of their facts."""
        t, seat = self.seat.t, self.seat
        months = [(Decimal(number), seat.texts.formats.month_name(number)) for number in range(1, 13)]
        bases = [("", t("The usual one")), *((str(number), str(number)) for number in range(1, 5))]
        return {
            "day": self._field(t("Date"), DateEdit(seat), "line_day"),
            "company_percent": self._field(t("Employer's percentage"), PercentEdit(seat), "line_company_percent"),
            "company_amount": self._field(t("Employer's amount"), MoneyEdit(seat), "line_company_amount"),
            "pension_basis": self._field(t("Pension basis"), Choice(seat, bases), "line_pension_basis"),
            "year": self._field(t("Year"), Choice(seat, self._years()), "line_year"),
            "month": self._field(t("Month"), Choice(seat, months), "line_month"),
            "working_time": self._field(
                t("Working time, % of a full position"), NumberEdit(seat, most=2, lowest=0), "line_working_time"
            ),
        }

    def _years(self) -> list[tuple[Decimal, str]]:
        """The year after the run's, and those before it; the one that the line says too."""
        year = self.preview.head.month.year
        said = self._before.line.numbered if self._before is not None else None
        years = {*range(year - 10, year + 2), *([said.year] if said is not None and said.year else [])}
        return [(Decimal(each), str(each)) for each in sorted(years, reverse=True)]

    def _field(self, label: str, editor: QWidget, topic: str, span: int = 1, *, optional: bool = False) -> Field:
        field = Field(self.seat, label, editor, topic=f"pay_run.{topic}", optional=optional, width=-1)
        self.grid.add(field, span, key=topic)
        return field

    def _fill(self, line: Entered | None, slug: str) -> None:
        self.own["pension_basis"].set_value("")
        if line is None:
            self.type.set_value(slug or None)
            for field in (self.claim, self.tax, self.employment, self.department, self.project):
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
        for field, code, kind in (
            (self.department, said.department, "department"),
            (self.project, said.project, "project"),
        ):
            if code and code not in dict(self._units[kind]):  # closed since
                editor: Any = field.editor
                editor.set_items([*editor.items, (code, code)])
            field.set_value(code)
        if said.numbered is not None:
            for name, field in self.own.items():
                field.set_value(_as_field(name, getattr(said.numbered, name)))
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
                self.department: shown.cost and bool(self._units["department"] or self._has_unit("department")),
                self.project: shown.cost and bool(self._units["project"] or self._has_unit("project")),
                self.amount: shown.amount,
                self.text: True,
                **{field: name in shown.own for name, field in self.own.items()},
            }
        for widget in (
            self.quantity,
            self.rate,
            self.amount,
            self.percent,
            self.meals,
            self.claim,
            self.text,
            *self.own.values(),
            self.tax,
            self.earned_from,
            self.earned_to,
            self.employment,
            self.department,
            self.project,
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
        own = {name: _as_fact(name, shown(field)) for name, field in self.own.items()}
        return {
            "own": entry.numbered_line(**own),
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
            "department": shown(self.department) or "",
            "project": shown(self.project) or "",
        }

    def _has_unit(self, kind: str) -> bool:
        """Whether the line is booked on one already."""
        return self._before is not None and bool(getattr(self._before.line, kind))

    def _compute(self) -> None:
        """What the line comes to, while it is being entered."""
        said = self._said()
        empty_layout(self._notes)
        if not said["slug"]:
            self.outcome.setText("")
            return
        self.shown = entry.line_outcome(self.preview, self.number, self._row, **said)
        amount = self.shown.amount
        self.outcome.setText(self.seat.t("This line comes to {amount}", amount=amount) if amount is not None else "")
        for note in self.shown.notes:
            icon, ink = ("warning", "warn") if note.kind == "warn" else ("info", "ink3")
            self._notes.addWidget(IconLine(icon, self.seat.t(note.what), "ink2", ink))
        problem = self.shown.problem
        if problem is not None and (where := _elsewhere(problem)) is not None:
            self._notes.addWidget(self._way_to(problem, where))

    def _way_to(self, problem: Finding, where: Place) -> MessageBox:
        """What is missing elsewhere, such as a rate of one's own, with the way there."""
        box = MessageBox("err", self.seat.t(problem.what), link=self.seat.t("Enter the rate"))
        box.clicked.connect(lambda: self.seat.go(where))
        return box

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
            if (where := _elsewhere(found)) is not None:
                empty_layout(self._notes)
                box = self._way_to(found, where)
                self._notes.addWidget(box)
                box.setFocus()
                return False
            name = found.where.field if found.where is not None else ""
            shown = self.percent if self.percent.isVisibleTo(self) else self.amount
            field = {"type": self.type, "amount": shown}.get(name or "", self.type)
            field.set_problem(t(found.what))
            field.focus()
            return False
        self.kept.emit()
        return True


def _elsewhere(found: Finding) -> Place | None:
    """Where something has to be entered first, if that is in the settings."""
    return found.where if found.where is not None and found.where.page == "settings" else None


def _type_editor(seat: Seat, choices: list[tuple[str, str]]) -> QWidget:
    """A list to choose from; where it is long, a field that finds by number or name."""
    if len(choices) <= LONG_LIST:
        return Choice(seat, choices)

    def suggest(written: str) -> list[tuple[Any, str, str]]:
        wanted = written.casefold().split()
        found = [row for row in choices if all(word in row[1].casefold() for word in wanted)]
        found.sort(key=lambda row: not row[1].casefold().startswith(tuple(wanted)))
        return [(slug, name, "") for slug, name in found]

    names = dict(choices)
    title = seat.t("Search by number or name")
    return LookupEdit(seat, suggest, title_of=lambda slug: names.get(slug, slug), placeholder=title)


def _title(slug: str, name: str) -> str:
    """A numbered type with its number."""
    return f"{slug} {name}" if slug.isdecimal() else name


def _as_field(name: str, value: Any) -> Any:
    """A fact as its field holds it."""
    if value is None:
        return "" if name == "pension_basis" else None
    if name == "company_amount":
        return Money.kr(value)
    if name == "company_percent":
        return Percent(value)
    return Decimal(value) if name in ("year", "month") else value


def _as_fact(name: str, value: Any) -> Any:
    """What a field holds as the fact that it is."""
    if isinstance(value, Money):
        return value.kroner
    if isinstance(value, Percent):
        return value.value
    return int(value) if name in ("year", "month") and isinstance(value, Decimal) else value
