"""A travel claim as the employee tells it: times, kind of night, meals, kilometres and expenses; what it gives is shown
before it is put in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.money import Money
from services.actions import travel
from services.actions.entry import Preview
from services.actions.travel import KeptClaim, TravelClaim, TripLine, TripOutcome
from services.queries.run_entry import employments, line_fields, unit_words
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Choice, DateEdit, Field, FormGrid, MoneyEdit, NumberEdit, TextEdit
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox

MEALS: Final = ("breakfast", "lunch", "dinner")
_CLOCK: Final = re.compile(r"(\d{1,2})[:. ]?(\d{2})?")
_MOST_DAYS: Final = 31  # that can be ticked one by one
_MOST_EXPENSES: Final = 8
_MEAL_ROW: Final = 24
_EARLY: Final = time(7, 30)
_LATE: Final = time(16)
"""Times as they are written, to show how."""


class Unfinished(Exception):
    """Something is not filled in yet, or cannot be read."""


def read_clock(text: str) -> time | None:
    """A time of the day: 7, 7.30, 07:30, 0730. None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TravelForm(QWidget):
    """The form. `kept` when the lines are put in."""

    kept = Signal()

    def __init__(self, seat: Seat, run_id: int, preview: Preview, number: int, claim: KeptClaim | None = None) -> None:
        super().__init__()
        self.seat, self.run_id, self.preview, self.number = seat, run_id, preview, number
        self._id = claim.id if claim is not None else 0
        self.outcome = TripOutcome()
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.grid = FormGrid(2)
        self.text = self._field(t("Where and what for"), TextEdit(seat, limit=60), "trip_text", 2, optional=True)
        self.out_day = self._field(t("Departure"), DateEdit(seat, past=True), "departure", required=True)
        self.out_time = self._field(
            t("At"), TextEdit(seat, placeholder=seat.formats.clock(_EARLY)), "departure_time", required=True
        )
        self.home_day = self._field(t("Home again"), DateEdit(seat, past=True), "arrival", required=True)
        self.home_time = self._field(
            t("At"), TextEdit(seat, placeholder=seat.formats.clock(_LATE)), "arrival_time", required=True
        )
        nights = [("", t("No night away")), ("hotel", t("Hotel"))]
        nights += [("boarding", t("Boarding house or barracks")), ("private", t("Private, or with cooking"))]
        self.night = self._field(t("Where the night was"), Choice(seat, nights), "night", 2)
        self.far = self._field("", Check(seat, t("Further than 15 km from home and from work")), "is_far", 2)
        column.addWidget(self.grid)
        self.meals = QWidget()
        self._meals = QVBoxLayout(self.meals)
        self._meals.setContentsMargins(0, 0, 0, 0)
        self._meals.setSpacing(4)
        self.meal_checks: list[dict[str, Check]] = []
        column.addWidget(self.meals)
        self.more = FormGrid(2)
        self.allowance = self._field(
            t("Night allowance"), NumberEdit(seat, unit=t("nights")), "nights_without_receipt", grid=1
        )
        self.km = self._field(t("Own car"), NumberEdit(seat, unit="km", most=1), "car_km", grid=1)
        self.passengers = self._field(t("Passengers"), NumberEdit(seat, unit="km", most=1), "passenger_km", grid=1)
        self.trailer = self._field(t("With a trailer"), NumberEdit(seat, unit="km", most=1), "trailer_km", grid=1)
        jobs = employments(preview, number)
        items = [("", t("The one that is usual")), *((each.id, t(each.words)) for each in jobs)]
        self.employment = self._field(t("Employment"), Choice(seat, items), "line_employment", 2, grid=1)
        self.employment.setVisible(len(jobs) > 1)
        column.addWidget(self.more)
        column.addWidget(Label(t("Expenses with a receipt"), "label"))
        self._expenses = QVBoxLayout()
        self._expenses.setSpacing(6)
        self.expenses: list[tuple[TextEdit, MoneyEdit]] = []
        column.addLayout(self._expenses)
        self.expense_button = Button(t("One more expense"), "link", "plus")
        self.expense_button.clicked.connect(lambda *_: self._add_expense(focus=True))
        column.addWidget(self.expense_button)
        column.addWidget(Divider())
        self._shown = QVBoxLayout()
        self._shown.setSpacing(8)
        column.addLayout(self._shown)
        self._fill(claim.claim if claim is not None else None)
        self.grid.changed.connect(self._changed)
        self.more.changed.connect(self._look)
        self._changed()

    def _field(
        self,
        label: str,
        editor: QWidget,
        topic: str,
        span: int = 1,
        *,
        optional: bool = False,
        required: bool = False,
        grid: int = 0,
    ) -> Field:
        check = self._is_clock if topic.endswith("_time") else None
        field = Field(
            self.seat,
            label,
            editor,
            topic=f"pay_run.{topic}",
            optional=optional,
            required=required,
            check=check,
            width=-1,
        )
        (self.more if grid else self.grid).add(field, span, key=topic)
        return field

    def _is_clock(self, text: str) -> Message | None:
        if read_clock(text) is None:
            return Message(
                "“{text}” is not a time of day. Write it like {example}.",
                text=text,
                example=self.seat.formats.clock(_EARLY),
            )
        return None

    def begin(self) -> None:
        """Into the first field."""
        (self.text if self._id else self.out_day).focus()

    # --- filling --------------------------------------------------------------------------------------------------

    def _fill(self, claim: TravelClaim | None) -> None:
        self.night.set_value("")
        self.employment.set_value("")
        self.far.set_value(True)
        if claim is None:
            self._add_expense()
            return
        self.text.set_value(claim.text or None)
        self.out_day.set_value(claim.departure.date())
        self.out_time.set_value(self.seat.formats.clock(claim.departure))
        self.home_day.set_value(claim.arrival.date())
        self.home_time.set_value(self.seat.formats.clock(claim.arrival))
        self.night.set_value(claim.night)
        self.far.set_value(claim.is_far)
        self.employment.set_value(claim.employment)
        for field, value in (
            (self.allowance, Decimal(claim.nights_without_receipt)),
            (self.km, claim.car_km),
            (self.passengers, claim.passenger_km),
            (self.trailer, claim.trailer_km),
        ):
            field.set_value(value or None)
        for text, amount in claim.expenses:
            self._add_expense(text, amount)
        if not claim.expenses:
            self._add_expense()
        self._show_meals()
        for checks, covered in zip(self.meal_checks, claim.meals, strict=False):
            for meal, check in checks.items():
                check.set_value(meal in covered)

    def _add_expense(self, text: str = "", amount: Money | None = None, *, focus: bool = False) -> None:
        t = self.seat.t
        row = QHBoxLayout()
        row.setSpacing(8)
        what, much = TextEdit(self.seat, placeholder=t("What for"), limit=60), MoneyEdit(self.seat)
        what.setAccessibleName(t("What the expense was for"))
        much.setAccessibleName(t("Amount of the expense"))
        much.setFixedWidth(130)
        what.set_value(text or None)
        much.set_value(amount)
        row.addWidget(what, 1)
        row.addWidget(much)
        self._expenses.addLayout(row)
        self.expenses.append((what, much))
        for editor in (what, much):
            editor.setProperty("topic", "pay_run.expenses")
            editor.changed.connect(self._look)
        self.expense_button.setVisible(len(self.expenses) < _MOST_EXPENSES)
        if focus:
            what.setFocus()

    def _show_meals(self) -> None:
        """A row of three boxes for each day of the trip; what was ticked stays."""
        days, t = self._days(), self.seat.t
        if days == len(self.meal_checks):
            return
        before = [{meal: check.value() for meal, check in checks.items()} for checks in self.meal_checks]
        empty_layout(self._meals)
        self.meal_checks = []
        self.meals.setVisible(bool(days))
        if not days:
            return
        self._meals.addWidget(Label(t("Meals that were covered"), "label"))
        words = {"breakfast": t("Breakfast"), "lunch": t("Lunch"), "dinner": t("Dinner")}
        room = QWidget()
        grid = QGridLayout(room)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, meal in enumerate(MEALS, 1):
            grid.addWidget(Label(words[meal], "caption", "ink2"), 0, column)
        for day in range(days):
            name = Label(t("Day {number}", number=str(day + 1)), "note", "ink2")
            name.setFixedHeight(_MEAL_ROW)
            grid.addWidget(name, day + 1, 0)
            checks: dict[str, Check] = {}
            for column, meal in enumerate(MEALS, 1):
                check = checks[meal] = Check(self.seat, "")
                check.setFixedHeight(_MEAL_ROW)
                check.set_value(bool(day < len(before) and before[day][meal]))
                check.setAccessibleName(t("{meal}, day {number}", meal=words[meal], number=str(day + 1)))
                check.setProperty("topic", "pay_run.line_meals")
                check.changed.connect(self._look)
                grid.addWidget(check, day + 1, column)
            self.meal_checks.append(checks)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self._meals.addWidget(room)

    def _days(self) -> int:
        try:
            departure, arrival = self._times()
        except Unfinished:
            return 0
        return min(TravelClaim(departure, arrival).days, _MOST_DAYS)

    # --- reading --------------------------------------------------------------------------------------------------

    def _times(self) -> tuple[datetime, datetime]:
        """Departure and arrival. Raises Unfinished."""
        return self._moment(self.out_day, self.out_time), self._moment(self.home_day, self.home_time)

    def _moment(self, day: Field, clock: Field) -> datetime:
        on, at = self._value(day), read_clock(str(self._value(clock) or ""))
        if not isinstance(on, date) or at is None:
            raise Unfinished
        return datetime.combine(on, at)

    def _value(self, field: Field) -> Any:
        editor: Any = field.editor
        try:
            return editor.value()
        except Unreadable as unreadable:
            raise Unfinished from unreadable

    def claim(self) -> TravelClaim:
        """The claim as it stands in the form. Raises Unfinished."""
        departure, arrival = self._times()
        nights = self._value(self.allowance) or Decimal(0)
        expenses = []
        for what, much in self.expenses:
            try:
                amount = much.value()
            except Unreadable as unreadable:
                raise Unfinished from unreadable
            if amount is not None:
                expenses.append((what.value() or "", amount))
        return TravelClaim(
            departure,
            arrival,
            self._value(self.night) or "",
            bool(self._value(self.far)),
            tuple(tuple(meal for meal, check in checks.items() if check.value()) for checks in self.meal_checks),
            int(nights),
            self._value(self.km) or Decimal(0),
            self._value(self.passengers) or Decimal(0),
            self._value(self.text) or "",
            self._value(self.employment) or "",
            self._value(self.trailer) or Decimal(0),
            tuple(expenses),
        )

    # --- what it gives --------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._show_meals()
        self._look()

    def _look(self) -> None:
        """Show what the claim would give, while it is typed."""
        empty_layout(self._shown)
        for field in (*self.grid.fields, *self.more.fields):
            if field.state == "error" and field.ok():
                field.clear_state()
        t = self.seat.t
        try:
            claim = self.claim()
        except Unfinished:
            self.outcome = TripOutcome()
            self._shown.addWidget(
                Label(t("What it gives is shown here when the times are filled in."), "note", "ink2", wrap=True)
            )
            return
        self.outcome = travel.look_at(self.seat.desk, self.run_id, self.preview, self.number, claim, self._id)
        for found in self.outcome.problems:
            about = self._field_of(found)
            if about is not None:
                about.set_problem(found.what)
            else:
                self._shown.addWidget(self._problem(found))
        if self.outcome.problems:
            return
        facts = KeyValues(self.seat)
        for line in self.outcome.lines:
            facts.add(self._words(line), self.seat.formats.amount(line.amount))
        if self.outcome.lines:
            facts.add(t("Total payment"), self.seat.formats.amount(self.outcome.paid), strong=True)
            facts.add(t("Free of tax"), self.seat.formats.amount(self.outcome.paid - self.outcome.taxable))
            facts.add(t("Taxable"), self.seat.formats.amount(self.outcome.taxable))
        self._shown.addWidget(facts)
        for reason in self.outcome.reasons:
            self._shown.addWidget(IconLine("info", t(reason), "ink2", "ink3"))
        if not self.outcome.lines and not self.outcome.reasons:
            self._shown.addWidget(IconLine("info", t("The trip gives nothing to be paid"), "ink2", "ink3"))

    def _problem(self, found: Finding) -> MessageBox:
        """What is wrong besides the fields: a rate that has to be entered has the way there."""
        t, where = self.seat.t, found.where
        if where is not None and where.page == "settings":
            box = MessageBox("err", t(found.what), link=t("Enter the rate"))
            box.clicked.connect(lambda: self.seat.go(where))
            return box
        return MessageBox("err", t(found.what))

    def _words(self, line: TripLine) -> str:
        wage_type, f = self.preview.types[line.slug], self.seat.formats
        name = line.text if line.slug == "expense" and line.text else wage_type.name(self.seat.language)
        if line.quantity is None:
            return name
        if line.rate is not None:
            words = f"{name}, {f.number(line.quantity)} × {f.number(line.rate)}"
            return self.seat.t("{line}, less meals", line=words) if line.has_meals else words
        unit = self.seat.t(unit_words(line_fields(self.preview, line.slug).unit))
        return f"{name}, {f.number(line.quantity)} {unit}"

    def _field_of(self, found: Finding) -> Field | None:
        name = found.where.field if found.where is not None and found.where.page == "pay_run" else None
        fields = {
            "departure": self.out_day,
            "arrival": self.home_day,
            "night": self.night,
            "nights_without_receipt": self.allowance,
            "car_km": self.km,
            "passenger_km": self.passengers,
            "trailer_km": self.trailer,
        }
        return fields.get(name or "")

    # --- keeping --------------------------------------------------------------------------------------------------

    def keep(self) -> bool:
        """Put the lines in; False where something is wrong, and that is said at the field."""
        if not self.grid.validate() or not self.more.validate():
            return False
        try:
            claim = self.claim()
            travel.put_claim(self.seat.desk, self.run_id, self.preview, self.number, claim, self._id)
        except Unfinished:
            wrong = next((much for _, much in self.expenses if _is_unreadable(much)), self.out_day)
            wrong.setFocus()
            return False
        except Refused as refusal:
            self._look()
            found = refusal.findings[0]
            wrong_field = self._field_of(found)
            if wrong_field is not None:
                wrong_field.set_problem(found.what)
            (wrong_field or self.out_day).focus()
            return False
        self.kept.emit()
        return True


def _is_unreadable(editor: MoneyEdit) -> bool:
    try:
        editor.value()
    except Unreadable:
        return True
    return False
