"""What is right, as fields: other terms from a day, another line of a run, other days of an employment.

The keys of the fields are those that refusals name.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from services.actions.corrections import Change, DatesChange, LineChange, LineInput, TermsChange
from services.queries import correction_page as queries
from services.queries.correction_page import DATES, LINE, TERMS, Job, PayKind
from services.queries.corrections import PaidLine
from services.reference.employment_words import END_REASONS
from services.reference.formats import Unreadable
from views.pages.corrections.case import Case
from views.shell.seat import Seat
from views.widgets.flow_grid import FlowGrid
from views.widgets.form import (
    Answer,
    Check,
    Choice,
    DateEdit,
    Field,
    MoneyEdit,
    NumberEdit,
    PercentEdit,
    Radios,
)
from views.widgets.read_dates import today_of

_MOST: Final = Percent.of(100)
NEW: Final = -1
"""In place of a line's number: one that was forgotten."""


class ChangeForm(QWidget):
    """Fields for one change. It is empty until something is typed, and then either right or wrong."""

    changed = Signal()
    key = ""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.case = Case()
        self.fields: dict[str, Field] = {}
        self._is_filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.grid = FlowGrid(4)
        column.addWidget(self.grid)
        self.person = Choice(seat)
        self.add("person", seat.t("Who"), self.person, span=2, width=-1)
        self.build()

    def build(self) -> None:
        """Make the fields."""

    def add(
        self,
        key: str,
        label: str,
        editor: QWidget,
        *,
        span: int = 1,
        optional: bool = False,
        required: bool = False,
        width: int = 0,
        help: str = "",
        check: Any = None,
    ) -> Field:
        """One more field."""
        made = Field(
            self.seat,
            label,
            editor,
            topic=f"corrections.{key}",
            optional=optional,
            required=required,
            width=width,
            help=help,
            check=check,
        )
        self.fields[key] = made
        self.grid.add(made, span, key=key)
        made.changed.connect(lambda: self._on_changed(key))
        return made

    def value(self, key: str) -> Any:
        """What stands in a field that is shown; None where it cannot be read."""
        field = self.fields[key]
        return field.value() if not field.isHidden() else None

    # --- the case -------------------------------------------------------------------------------------------------

    def show_case(self, case: Case) -> None:
        """Begin with whom it concerns, and with what was typed before."""
        self.case = case
        names = queries.names_of(self.seat.desk, case.whom)
        self._is_filling = True
        try:
            for field in self.fields.values():
                field.set_value(None)
            self.person.set_items(names)
            self.person.set_value(names[0][0] if names else None)
            self.fields["person"].setVisible(len(names) > 1)
            self.begin()
            values, typed = case.typed.get(self.key, ({}, {}))
            for key in self.fields:
                if values.get(key) is not None and self._can_be(key, values[key]):
                    self.fields[key].set_value(values[key])
                    self.react(key)
                if key in typed:
                    self.fields[key].editor.setText(typed[key])  # type: ignore[attr-defined]
        finally:
            self._is_filling = False
        self._settle()

    def _settle(self) -> None:
        self.settle()
        self.grid.settle()

    def _can_be(self, key: str, value: Any) -> bool:
        """Whether it can still be chosen: somebody else may be meant by now."""
        editor = self.fields[key].editor
        return not isinstance(editor, Choice) or value in [known for known, _ in editor.items]

    def begin(self) -> None:
        """Somebody else is chosen: what can be chosen for them."""

    def react(self, key: str) -> None:
        """What follows from what was typed in a field."""

    def settle(self) -> None:
        """Which fields are shown."""

    def _on_changed(self, key: str) -> None:
        if self._is_filling:
            return
        self._is_filling = True
        try:
            if key == "person":
                self.begin()
            self.react(key)
        finally:
            self._is_filling = False
        self._settle()
        self.keep()
        self.changed.emit()

    def keep(self) -> None:
        """Remember what stands here, read or not."""
        values: dict[str, Any] = {}
        typed: dict[str, str] = {}
        for key, field in self.fields.items():
            try:
                values[key] = field.editor.value()  # type: ignore[attr-defined]
            except Unreadable:
                typed[key] = field.editor.text()  # type: ignore[attr-defined]
        self.case.typed[self.key] = (values, typed)

    def clear(self) -> None:
        """Empty again."""
        self.case.typed.pop(self.key, None)
        self.show_case(self.case)

    # --- what it says ---------------------------------------------------------------------------------------------

    @property
    def number(self) -> int | None:
        """Whom it is about."""
        chosen = self.person.value()
        return chosen if isinstance(chosen, int) else None

    def is_empty(self) -> bool:
        """Whether nothing was said."""
        raise NotImplementedError

    def change(self) -> Change | None:
        """What was said, where all of it can be taken."""
        raise NotImplementedError

    def validate(self) -> bool:
        """Say what is wrong, and go to the first."""
        return self.grid.validate()

    def is_right(self) -> bool:
        """Whether all that is shown can be taken; says nothing."""
        return all(field.ok() for field in self.fields.values() if not field.isHidden())

    def tell(self, key: str, words: str) -> bool:
        """Say what the services refused, where there is a field for it."""
        field = self.fields.get(key)
        if field is None or field.isHidden():
            return False
        field.set_problem(words)
        return True


class _JobForm(ChangeForm):
    """A form that is about an employment."""

    def build(self) -> None:
        self.jobs: tuple[Job, ...] = ()
        self.add("employment", self.seat.t("Employment"), Choice(self.seat), span=2, width=-1)

    def begin(self) -> None:
        number = self.number
        try:
            self.jobs = queries.jobs(self.seat.desk, number) if number is not None else ()
        except Refused:
            self.jobs = ()
        choice = self.fields["employment"].editor
        assert isinstance(choice, Choice)
        choice.set_items([(job.id, self.seat.t(job.words)) for job in self.jobs])
        running = [job for job in self.jobs if job.end is None] or list(self.jobs[-1:])
        choice.set_value(running[0].id if running else None)
        self.fields["employment"].setVisible(len(self.jobs) > 1)

    def job(self) -> Job | None:
        """The employment that is chosen."""
        chosen = self.fields["employment"].value()
        return next((job for job in self.jobs if job.id == chosen), None)


class TermsForm(_JobForm):
    """Another salary, rate or position from a day, to a day or for good."""

    key = TERMS

    def build(self) -> None:
        super().build()
        seat, t = self.seat, self.seat.t
        self.grid.break_row()
        self.add("from_day", t("Effective from"), DateEdit(seat), required=True, check=self._from_day)
        self.add("until", t("Up to and including"), DateEdit(seat), optional=True, check=self._until)
        self.add("monthly_salary", t("Monthly salary"), MoneyEdit(seat), optional=True, check=self._above_zero)
        self.add("hourly_rate", t("Hourly rate"), MoneyEdit(seat, ore=True), optional=True, check=self._above_zero)
        self.add("percent", t("Position"), PercentEdit(seat), optional=True, check=self._percent)

    def _terms(self) -> queries.JobTerms | None:
        job = self.job()
        if job is None:
            return None
        return job.on(self.fields["from_day"].value() or today_of(self.seat))

    def settle(self) -> None:
        t, terms = self.seat.t, self._terms()
        is_hourly = terms is not None and terms.pay == "hourly"
        self.fields["monthly_salary"].setVisible(not is_hourly)
        self.fields["hourly_rate"].setVisible(is_hourly)
        if terms is None:
            return
        f = self.seat.formats
        if terms.monthly_salary is not None:
            self.fields["monthly_salary"].set_help(t("It was {amount}.", amount=f.amount(terms.monthly_salary)))
        if terms.hourly_rate is not None:
            self.fields["hourly_rate"].set_help(t("It was {amount}.", amount=f.amount(terms.hourly_rate)))
        self.fields["percent"].set_help(t("It was {amount}.", amount=f.percent(terms.percent)))

    def _from_day(self, day: date) -> Answer:
        job = self.job()
        if job is not None and day < job.start:
            return self.seat.t("The employment began on {day}. Choose that day or a later one.", day=job.start)
        if job is not None and job.end is not None and day > job.end:
            return self.seat.t("The employment ended on {day}. Choose an earlier day.", day=job.end)
        return None

    def _until(self, day: date) -> Answer:
        first = self.fields["from_day"].value()
        if first is not None and day < first:
            return self.seat.t("The last day is before the first. Choose {day} or a later one.", day=first)
        return None

    def _above_zero(self, amount: Money) -> Answer:
        return None if amount.ore > 0 else self.seat.t("Write an amount above zero.")

    def _percent(self, percent: Percent) -> Answer:
        if Percent.of(0) < percent <= _MOST:
            return None
        return self.seat.t("A position is more than 0 and at most 100%.")

    def _said(self) -> tuple[Percent | None, Money | None, Money | None]:
        return self.value("percent"), self.value("monthly_salary"), self.value("hourly_rate")

    def is_empty(self) -> bool:
        return not any(
            self.fields[key].editor.text()  # type: ignore[attr-defined]
            for key in ("from_day", "until", "percent", "monthly_salary", "hourly_rate")
            if not self.fields[key].isHidden()
        )

    def change(self) -> Change | None:
        percent, salary, rate = self._said()
        job, since, number = self.job(), self.value("from_day"), self.number
        if job is None or since is None or number is None or not self.is_right():
            return None
        if percent is None and salary is None and rate is None:
            return None
        return TermsChange(
            number, job.id, since, self.value("until"), percent=percent, monthly_salary=salary, hourly_rate=rate
        )

    def validate(self) -> bool:
        if not super().validate():
            return False
        if all(value is None for value in self._said()):
            key = "hourly_rate" if self.fields["monthly_salary"].isHidden() else "monthly_salary"
            self.fields[key].set_problem(self.seat.t("Write what is right: the pay, the position, or both."))
            self.fields[key].focus()
            return False
        return True


class DatesForm(_JobForm):
    """Another first or last day of an employment."""

    key = DATES

    def build(self) -> None:
        super().build()
        seat, t = self.seat, self.seat.t
        self.grid.break_row()
        self.add("employment_start", t("First day at work"), DateEdit(seat), optional=True)
        self.add("employment_end", t("Last day at work"), DateEdit(seat), optional=True, check=self._end)
        reasons = [(code, t(word.name)) for code, word in END_REASONS.items()]
        choice = Choice(seat, reasons, placeholder=t("Choose the reason"))
        self.add("end_reason", t("Why it ends"), choice, span=2, width=-1)
        self.add("reopened", t("The employment did not end"), Check(seat, t("The employment did not end")), span=2)

    def settle(self) -> None:
        job, f, t = self.job(), self.seat.formats, self.seat.t
        goes_on = bool(self.fields["reopened"].value())
        self.fields["reopened"].setVisible(job is not None and job.end is not None)
        self.fields["employment_end"].setVisible(not goes_on)
        has_end = self.fields["employment_end"].value() is not None
        self.fields["end_reason"].setVisible(not goes_on and has_end)
        self.fields["end_reason"].required = not goes_on and has_end
        if job is not None:
            self.fields["employment_start"].set_help(t("It was {amount}.", amount=f.day(job.start)))
            was = t("It was {amount}.", amount=f.day(job.end)) if job.end is not None else t("None was entered.")
            self.fields["employment_end"].set_help(was)

    def react(self, key: str) -> None:
        job = self.job()
        is_open = self.fields["end_reason"].value() is None
        if key in ("employment_end", "person", "employment") and job is not None and job.end_reason and is_open:
            self.fields["end_reason"].set_value(job.end_reason)

    def _end(self, day: date) -> Answer:
        job = self.job()
        first = self.fields["employment_start"].value() or (job.start if job is not None else None)
        if first is not None and day < first:
            return self.seat.t("The last day is before the first. Choose {day} or a later one.", day=first)
        return None

    def is_empty(self) -> bool:
        has_text = any(
            self.fields[key].editor.text()  # type: ignore[attr-defined]
            for key in ("employment_start", "employment_end")
            if not self.fields[key].isHidden()
        )
        return not has_text and not self.fields["reopened"].value()

    def change(self) -> Change | None:
        job, number = self.job(), self.number
        if job is None or number is None or self.is_empty() or not self.is_right():
            return None
        reopened = bool(self.value("reopened"))
        return DatesChange(
            number,
            job.id,
            start=self.value("employment_start"),
            end=self.value("employment_end"),
            end_reason=str(self.value("end_reason") or ""),
            reopened=reopened,
        )


class LineForm(ChangeForm):
    """A line of a run that was wrong, should not have been there, or was forgotten."""

    key = LINE

    def build(self) -> None:
        seat, t = self.seat, self.seat.t
        self.lines: tuple[PaidLine, ...] = ()
        self.kinds: dict[str, PayKind] = {kind.slug: kind for kind in queries.pay_kinds(seat.desk, seat.language)}
        self._names: dict[int, str] = {}
        self.grid.break_row()
        self.add("line_run", t("In which pay run"), Choice(seat), span=2, width=-1)
        self.add("line", t("Which line"), Choice(seat), span=2, width=-1, required=True)
        ways = [
            ("other", t("It should have been another"), ""),
            ("gone", t("It should not have been there"), ""),
        ]
        self.add("line_gone", t("What was wrong with it"), Radios(seat, ways), span=2)
        kinds = [(kind.slug, f"{kind.number} {kind.name}") for kind in self.kinds.values()]
        self.add("line_type", t("Wage type"), Choice(seat, kinds), span=2, width=-1, required=True)
        self.grid.break_row()
        self.add("line_quantity", t("Quantity"), NumberEdit(seat, most=2), check=self._quantity)
        self.add("line_rate", t("Rate"), NumberEdit(seat, unit="kr", most=4), optional=True)
        self.add("line_amount", t("Amount"), MoneyEdit(seat))

    def begin(self) -> None:
        desk, number = self.seat.desk, self.number
        rows = queries.runs_to_correct(desk, number) if number is not None else ()
        choice = self.fields["line_run"].editor
        assert isinstance(choice, Choice)
        self._names = {row.id: row.name for row in rows}
        choice.set_items([(row.id, self.seat.t(row.title)) for row in rows])
        choice.set_value(self.case.run_id)
        self._read_lines()

    def _read_lines(self) -> None:
        run_id, number, f, t = self.fields["line_run"].value(), self.number, self.seat.formats, self.seat.t
        try:
            self.lines = (
                queries.as_entered(self.seat.desk, run_id, number, self.seat.language)
                if run_id is not None and number is not None
                else ()
            )
        except Refused:
            self.lines = ()
        items: list[tuple[Any, str]] = []
        for place, line in enumerate(self.lines):
            count = f"{f.number(line.quantity)} · " if line.quantity is not None else ""
            items.append((place, f"{line.name} · {count}{f.amount(line.amount)}"))
        items.append((NEW, t("A line that was forgotten")))
        choice = self.fields["line"].editor
        assert isinstance(choice, Choice)
        choice.set_items(items)
        choice.set_value(
            NEW if not self.lines or self.case.kind == "forgotten" else 0 if len(self.lines) == 1 else None
        )
        self._take_line()

    def _take_line(self) -> None:
        """What stands on the chosen line, to be changed."""
        line = self._line()
        entered = line.entered if line is not None else None
        usual = "absence_deduction" if self.case.kind == "absence" else None
        self.fields["line_gone"].set_value("other")
        self.fields["line_type"].set_value(line.type if line is not None else usual)
        self.fields["line_quantity"].set_value(entered.quantity if entered is not None else None)
        self.fields["line_rate"].set_value(entered.rate if entered is not None else None)
        self.fields["line_amount"].set_value(entered.amount if entered is not None else None)

    def _line(self) -> PaidLine | None:
        chosen = self.fields["line"].value()
        return self.lines[chosen] if isinstance(chosen, int) and 0 <= chosen < len(self.lines) else None

    def react(self, key: str) -> None:
        if key == "line_run":
            self._read_lines()
        elif key == "line":
            self._take_line()

    def settle(self) -> None:
        line, is_new = self._line(), self.fields["line"].value() == NEW
        is_gone = line is not None and self.fields["line_gone"].value() == "gone"
        self.fields["line_gone"].setVisible(line is not None)
        self.fields["line_type"].setVisible(is_new)
        kind = self.kinds.get(str(self.fields["line_type"].value()))
        shown = kind.asks if kind is not None and not is_gone and (is_new or line is not None) else ()
        for name in ("quantity", "rate", "amount"):
            self.fields[f"line_{name}"].setVisible(name in shown)
        if kind is not None and kind.unit is not None:
            editor: Any = self.fields["line_quantity"].editor
            editor.set_unit(self.seat.t(kind.unit))
        self.fields["line_quantity"].required = shown == ("quantity",)
        self.fields["line_amount"].required = shown == ("amount",)

    def _quantity(self, count: Decimal) -> Answer:
        if self.fields["line_type"].value() == "absence_deduction" and count < 0:
            return self.seat.t("Write how many days should have been deducted: 0 or more.")
        return None

    def is_empty(self) -> bool:
        line = self._line()
        if line is None:
            return self.fields["line"].value() != NEW or not any(
                self.fields[f"line_{name}"].editor.text()  # type: ignore[attr-defined]
                for name in ("quantity", "rate", "amount")
            )
        return self._now() == line.entered

    def _now(self) -> LineInput | None:
        """The line as it should have been; None where it should not have been there."""
        line = self._line()
        if line is not None and self.value("line_gone") == "gone":
            return None
        base = line.entered if line is not None and line.entered is not None else None
        slug = str(self.fields["line_type"].value() or "")
        values = {
            "quantity": self.value("line_quantity"),
            "rate": self.value("line_rate"),
            "amount": self.value("line_amount"),
        }
        return replace(base, **values) if base is not None else LineInput(slug, **values)

    def change(self) -> Change | None:
        number, run = self.number, self._names.get(self.fields["line_run"].value() or 0)
        if number is None or run is None or self.fields["line"].value() is None or not self.is_right():
            return None
        line = self._line()
        now = self._now()
        if line is None and (now is None or not now.type or not self._has_figure(now)):
            return None
        if now is not None and not self._has_figure(now):
            return None
        was = line.entered if line is not None else None
        return None if was == now else LineChange(number, run, was, now)

    @staticmethod
    def _has_figure(line: LineInput) -> bool:
        return line.quantity is not None or line.amount is not None

    def validate(self) -> bool:
        if not super().validate():
            return False
        now = self._now()
        if now is not None and not self._has_figure(now):
            key = "line_amount" if self.fields["line_quantity"].isHidden() else "line_quantity"
            self.fields[key].set_problem(self.seat.t("Write how many, or an amount."))
            self.fields[key].focus()
            return False
        return True
