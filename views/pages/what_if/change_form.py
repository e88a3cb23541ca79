"""One change as a form: what, whom, from when. It is tried while one types, and added when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.message import Message
from models.values.money import ZERO
from models.values.percent import HUNDRED, Percent
from models.values.span import Month
from services.queries.what_if import (
    Around,
    Change,
    ExtraLine,
    Leaves,
    LineChoice,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
    line_for,
)
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import (
    Check,
    Choice,
    DateEdit,
    Field,
    LookupEdit,
    MoneyEdit,
    MonthEdit,
    NumberEdit,
    PercentEdit,
    TextEdit,
)
from views.widgets.people_choice import PeopleChoice
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label

KINDS: Final = ("rise", "position", "new", "leaves", "zone", "scheme", "line")
_HITS: Final = 8
_PERCENT, _MORE, _NEW = "percent", "amount", "new"


def kind_words(seat: Seat) -> Mapping[str, str]:
    """The kinds of changes as they are called."""
    t = seat.t
    return {
        "rise": t("A pay rise"),
        "position": t("Another position"),
        "new": t("Somebody new"),
        "leaves": t("Somebody leaves"),
        "zone": t("Another zone"),
        "scheme": t("Another scheme"),
        "line": t("One more line"),
    }


_ICONS: Final = {
    PayRise: "trend-up",
    NewPosition: "chart-pie-slice",
    NewPerson: "user-plus",
    Leaves: "user-minus",
    MovedTo: "map-pin",
    OtherScheme: "sliders-horizontal",
    ExtraLine: "plus-circle",
}
_KIND_OF: Final = dict(zip(_ICONS, KINDS, strict=True))


def kind_of(change: Change) -> str:
    """Which form a change is made with."""
    return _KIND_OF[type(change)]


def icon_of(change: Change) -> str:
    """The icon of a change in the list."""
    return _ICONS[type(change)]


def person_edit(seat: Seat, people: Callable[[], Mapping[int, str]]) -> LookupEdit:
    """One of the people, found by name or number; who they are is asked each time."""

    def suggest(written: str) -> list[tuple[int, str, str]]:
        words = written.casefold().split()
        hits = [
            (number, name, str(number))
            for number, name in people().items()
            if all(word in f"{name.casefold()} {number}" for word in words)
        ]
        return sorted(hits, key=lambda hit: hit[1].casefold())[:_HITS]

    return LookupEdit(
        seat, suggest, title_of=lambda number: people().get(number, ""), placeholder=seat.t("Name or number")
    )


def line_edit(seat: Seat, lines: Mapping[str, LineChoice]) -> LookupEdit:
    """One of the wage types, found by name or number."""

    def name(slug: str) -> str:
        return lines[slug].name.in_language(seat.language) if slug in lines else ""

    def suggest(written: str) -> list[tuple[str, str, str]]:
        words = written.casefold().split()
        hits = [
            (slug, name(slug), str(each.number))
            for slug, each in lines.items()
            if all(word in f"{name(slug).casefold()} {each.number}" for word in words)
        ]
        return hits[:_HITS]

    return LookupEdit(seat, suggest, title_of=name, placeholder=seat.t("Wage type"))


class ChangeForm(QWidget):
    """The form of one kind of change. `tried` is told while one types: with a change when it is whole, else None."""

    tried = Signal(object)
    added = Signal(object)
    left = Signal()

    def __init__(self, seat: Seat, kind: str, about: Around, year: int, change: Change | None = None) -> None:
        super().__init__()
        self.seat, self.kind, self.about, self.year = seat, kind, about, year
        self.fields: dict[str, Field] = {}
        self.editors: dict[str, Any] = {}
        t = seat.t
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 3, 12, 3)
        self._column.setSpacing(11)
        {
            "rise": self._rise,
            "position": self._position,
            "new": self._new,
            "leaves": self._leaves,
            "zone": self._zone,
            "scheme": self._scheme,
            "line": self._line,
        }[kind]()
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Label(kind_words(seat)[kind], "section"))
        column.addWidget(ScrollArea(content, soft=True, ground="surface"), 1)
        self.add_button = Button(t("Add it") if change is None else t("Keep the change"), "primary")
        self.leave_button = Button(t("Not now"))
        self.add_button.clicked.connect(lambda *_: self.add())
        self.leave_button.clicked.connect(lambda *_: self.left.emit())
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.add_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        column.addLayout(row)
        if change is not None:
            self._load(change)
        self._settle()

    # --- fields ---------------------------------------------------------------------------------------------------

    def _field(
        self, key: str, label: str, editor: QWidget, *, check: Callable[[Any], Any] | None = None, **more: Any
    ) -> Field:
        field = Field(self.seat, label, editor, topic=f"what_if.{key}", check=check, **more)
        field.changed.connect(self._changed)
        self.fields[key] = field
        self.editors[key] = editor
        self._column.addWidget(field)
        return field

    @property
    def _first(self) -> date:
        """The first of the next month, inside the year that is looked at."""
        today = self.seat.desk.today
        if self.year != today.year:
            return date(self.year, 1, 1)
        return date(self.year, min(today.month + 1, 12), 1)

    def _since(self) -> None:
        self._field("since", self.seat.t("From"), DateEdit(self.seat), required=True, check=self._in_reach)
        self.editors["since"].set_value(self._first)

    def _in_reach(self, day: date) -> Message | None:
        if day.year > self.year:
            return Message("That is after {year}, the year that is looked at.", year=str(self.year))
        return None

    def _person(self) -> None:
        self._field("person", self.seat.t("Who"), person_edit(self.seat, self.about.names), required=True)

    def _rise(self) -> None:
        t, seat = self.seat.t, self.seat
        self._people = PeopleChoice(seat)
        ways = [(_PERCENT, t("By a percentage")), (_MORE, t("By kroner a month")), (_NEW, t("To a monthly pay"))]
        self._field("how", t("How"), Choice(seat, ways))
        self.editors["how"].set_value(_PERCENT)
        self._field("percent", t("More pay"), PercentEdit(seat), required=True, check=self._some_percent)
        self._field("amount", t("More a month"), MoneyEdit(seat), required=True)
        self._field("pay", t("Monthly pay"), MoneyEdit(seat), required=True, check=self._not_less)
        self._since()
        self._field("who", t("Who"), Choice(seat, [("all", t("Everybody")), ("some", t("Some of them"))]))
        self.editors["who"].set_value("all")
        self._field("people", t("Who they are"), self._people, check=self._somebody)

    def _some_percent(self, percent: Percent) -> Message | None:
        return Message("Write how much more.") if not percent.value else None

    def _not_less(self, amount: Any) -> Message | None:
        return Message("Pay cannot be less than nothing.") if amount < ZERO else None

    def _somebody(self, numbers: tuple[int, ...]) -> Message | None:
        return None if numbers else Message("Choose at least one.")

    def _position(self) -> None:
        self._person()
        field = self._field("position", self.seat.t("New position"), PercentEdit(self.seat), required=True)
        field.set_help(self.seat.t("Monthly pay follows the position."))
        self._since()

    def _new(self) -> None:
        t, seat = self.seat.t, self.seat
        self._field("name", t("Name"), TextEdit(seat, limit=60), optional=True)
        self._field("pay", t("Monthly pay"), MoneyEdit(seat), required=True, check=self._not_less)
        self._field("position", t("Position"), PercentEdit(seat), required=True)
        self.editors["position"].set_value(HUNDRED)
        self._since()
        self._unit()
        self._field("tax", t("Tax withheld"), PercentEdit(seat), required=True)
        self.editors["tax"].set_value(Percent.of(35))

    def _unit(self) -> None:
        units = [(number, name) for number, name, _ in self.about.establishments]
        self._field("unit", self.seat.t("Sub-unit"), Choice(self.seat, units), required=True)
        self.editors["unit"].set_value(units[0][0])
        self.fields["unit"].setVisible(len(units) > 1 or self.kind == "zone")

    def _leaves(self) -> None:
        self._person()
        self._field("last", self.seat.t("Last day"), DateEdit(self.seat), required=True, check=self._in_reach)
        self.editors["last"].set_value(Month.of(self._first).plus(-1).last)

    def _zone(self) -> None:
        t, seat = self.seat.t, self.seat
        self._unit()
        zones = [
            (row.zone, t("Zone {zone}", zone=row.zone))
            if row.percent is None
            else (row.zone, t("Zone {zone}, {percent}", zone=row.zone, percent=row.percent))
            for row in self.about.zones
        ]
        self._field("zone", t("New zone"), Choice(seat, zones), required=True, check=self._other_zone)

    def _other_zone(self, zone: str) -> Message | None:
        unit = self._value("unit")
        now = next((each[2] for each in self.about.establishments if each[0] == unit), "")
        return Message("It is in zone {zone} today.", zone=zone) if zone == now else None

    def _scheme(self) -> None:
        t, seat, now = self.seat.t, self.seat, self.about.scheme
        plans = [("agreement", t("Five weeks, {percent}", percent=Percent.of(12)))]
        plans.append(("statutory", t("Four weeks and a day, {percent}", percent=Percent.of("10.2"))))
        self._field("plan", t("Holiday and holiday pay"), Choice(seat, plans))
        self.editors["plan"].set_value(now.holiday_plan)
        self._field("pension", t("Occupational pension"), PercentEdit(seat, highest=30), required=True)
        self.editors["pension"].set_value(now.pension_percent)
        self._field("finance", t("Finance tax"), Check(seat, t("The firm pays finance tax on wages")))
        self.editors["finance"].set_value(bool(now.finance_tax))

    def _line(self) -> None:
        t, seat = self.seat.t, self.seat
        self._lines = {each.slug: each for each in self.about.lines}
        self._person()
        self._field("line", t("Wage type"), line_edit(seat, self._lines), required=True)
        self._field("amount", t("Amount"), MoneyEdit(seat), required=True)
        self._field("quantity", t("How many"), NumberEdit(seat), required=True)
        self._field("month", t("Month"), MonthEdit(seat), required=True, check=self._month_in_year)
        self.editors["month"].set_value(Month.of(self._first))

    def _month_in_year(self, month: Month) -> Message | None:
        return None if month.year == self.year else Message("Choose a month of {year}.", year=str(self.year))

    # --- what is filled in ----------------------------------------------------------------------------------------

    def _value(self, key: str) -> Any:
        return self.fields[key].value() if key in self.fields else None

    def _asked(self) -> list[Field]:
        """The fields that belong to what is chosen."""
        hidden: set[str] = set()
        if self.kind == "rise":
            way = self._value("how")
            hidden = {"percent": {"amount", "pay"}, "amount": {"percent", "pay"}, "new": {"percent", "amount"}}[way]
            if self.editors["who"].value() == "all":
                hidden = {*hidden, "people"}
            elif not self._people.checks:  # a row for each is made when it is wanted
                self._people.set_people([(each.number, each.name) for each in self.about.people])
                self._people.set_value([])
            self.fields["people"].setVisible("people" not in hidden)
        elif self.kind == "line":
            choice = self._lines.get(self._value("line") or "")
            asks = choice.asks if choice is not None else ("amount",)
            hidden = {"quantity"} if "quantity" not in asks else {"amount"}
        for key in ("percent", "amount", "pay", "quantity"):
            if key in self.fields and self.kind in ("rise", "line"):
                self.fields[key].setVisible(key not in hidden)
        if "unit" in self.fields and self.kind != "zone" and len(self.about.establishments) < 2:
            hidden = {*hidden, "unit"}
        return [field for key, field in self.fields.items() if key not in hidden]

    def change(self) -> Change | None:
        """What is filled in, when it is whole and right."""
        if not all(field.ok() for field in self._asked()):
            return None
        value = self._value
        match self.kind:
            case "rise":
                chosen = frozenset(value("people")) if value("who") == "some" else frozenset[int]()
                rise = PayRise(value("since"), chosen)
                match value("how"):
                    case "percent":
                        return replace(rise, percent=value("percent"))
                    case "amount":
                        return replace(rise, amount=value("amount"))
                    case _:
                        return replace(rise, new=value("pay"))
            case "position":
                return NewPosition(value("since"), value("person"), value("position"))
            case "new":
                name = value("name") or self.seat.t("New employee")
                pay, position, tax = value("pay"), value("position"), value("tax")
                return NewPerson(value("since"), pay, position, value("unit") or "", name, tax)
            case "leaves":
                return Leaves(value("person"), value("last"))
            case "zone":
                return MovedTo(value("unit"), value("zone"))
            case "scheme":
                return self._other_scheme()
            case _:
                choice = self._lines[value("line")]
                by_count = "quantity" in choice.asks
                line = line_for(choice, None if by_count else value("amount"), value("quantity") if by_count else None)
                return ExtraLine(value("month"), value("person"), line)

    def _other_scheme(self) -> Change | None:
        now = self.about.scheme
        plan, pension, finance = self._value("plan"), self._value("pension"), bool(self._value("finance"))
        other = OtherScheme(
            plan if plan != now.holiday_plan else None,
            pension_percent=pension if pension != now.pension_percent else None,
            finance_tax=finance if finance != bool(now.finance_tax) else None,
        )
        return None if other == OtherScheme() else other

    def add(self) -> None:
        """Add it to the list; what is wrong or missing is shown."""
        fields = self._asked()
        wrong = [field for field in fields if not field.validate()]
        if wrong:
            wrong[0].focus()
            return
        change = self.change()
        if change is None:
            self.fields["plan"].set_problem(self.seat.t("Change at least one of these."))
            self.fields["plan"].focus()
            return
        self.added.emit(change)

    def _changed(self) -> None:
        self._settle()
        self.tried.emit(self.change())

    def _settle(self) -> None:
        self._asked()
        if self.kind == "line":
            choice = self._lines.get(self._value("line") or "")
            unit = choice.unit if choice is not None else ""
            self.editors["quantity"].set_unit(_UNIT_SIGNS.get(unit, ""))

    def _load(self, change: Change) -> None:
        """Fill in a change that was added before."""
        values: dict[str, Any] = {}
        match change:
            case PayRise():
                how = _PERCENT if change.percent is not None else _NEW if change.new is not None else _MORE
                values = {"how": how, "percent": change.percent, "amount": change.amount, "pay": change.new}
                values |= {"since": change.since}
                if change.numbers:
                    self.editors["who"].set_value("some")
                    self._asked()
                    values["people"] = sorted(change.numbers)
            case NewPosition():
                values = {"person": change.number, "position": change.percent, "since": change.since}
            case NewPerson():
                values = {"name": change.name, "pay": change.monthly_salary, "position": change.percent}
                values |= {"since": change.since, "tax": change.tax}
                if change.establishment:
                    values["unit"] = change.establishment
            case Leaves():
                values = {"person": change.number, "last": change.last}
            case MovedTo():
                values = {"unit": change.establishment, "zone": change.zone}
            case OtherScheme():
                given = {"plan": change.holiday_plan, "pension": change.pension_percent, "finance": change.finance_tax}
                values = {key: value for key, value in given.items() if value is not None}
            case ExtraLine():
                values = {"person": change.number, "line": change.line.type, "month": change.month}
                values |= {"amount": change.line.amount, "quantity": change.line.quantity}
        for key, value in values.items():
            self.editors[key].set_value(value)

    def focus(self) -> None:
        """Begin at the first field."""
        next(iter(self.fields.values())).focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


_UNIT_SIGNS: Final = {"hours": "t", "hour": "t", "km": "km"}
