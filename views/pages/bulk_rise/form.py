"""The form of a rise: who, how much, from which day, and the run that pays what is owed for earlier months."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding
from models.values.money import Money
from models.values.percent import Percent
from services.actions.bulk_rise import Rise
from services.queries import bulk_rise as queries
from services.queries.correction_page import drafts
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import (
    Answer,
    Check,
    Choice,
    DateEdit,
    Field,
    LongTextEdit,
    MoneyEdit,
    PercentEdit,
    Segments,
    Warn,
)
from views.widgets.people_choice import PeopleChoice
from views.widgets.read_dates import today_of
from views.widgets.text import MessageBox

PERCENT, KRONER = "percent", "kroner"
LATER, EXTRA = "later", "extra"
_MUCH: Final = Percent.of(25)
_MOST: Final = Percent.of(100)
_STEPS: Final = (Decimal("0.01"), Decimal(1), Decimal(10), Decimal(100), Decimal(500))


class RiseForm(QWidget):
    """Two cards. What stands in them is asked for as a rise; nothing is stored."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.candidates = queries.candidates(seat.desk)
        self._is_filling = False
        self._days: dict[Any, date] = {}  # when each open run is paid
        self.owed = False  # whether anything is owed for earlier months
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.box = MessageBox("err", "")
        self.box.hide()
        column.addWidget(self.box)
        how = Card(t("How much, and from when"))
        self.fields: dict[str, Field] = {}
        self._add(how, "kind", t("The rise in"), Segments(seat, [(PERCENT, t("Percent")), (KRONER, t("Kroner"))]))
        self._add(how, "percent", t("Percent"), PercentEdit(seat), check=self._percent, required=True)
        kroner = QHBoxLayout()
        kroner.setSpacing(16)
        self._add(kroner, "amount", t("A month, full position"), MoneyEdit(seat), check=self._amount)
        self._add(kroner, "hourly_amount", t("An hour"), MoneyEdit(seat, ore=True), check=self._amount)
        how.body.addLayout(kroner)
        steps = [(step, self._step_words(step)) for step in _STEPS]
        dates = QHBoxLayout()
        dates.setSpacing(16)
        self._add(dates, "from_day", t("From and including"), DateEdit(seat), check=self._from_day, required=True)
        self._add(dates, "rounding", t("Round pay to"), Choice(seat, steps), width=-1)
        how.body.addLayout(dates)
        self._add(
            how,
            "later",
            t("Pay that is agreed for a later day rises too"),
            Check(seat, t("Pay that is agreed for a later day rises too")),
        )
        column.addWidget(how)
        who = Card(t("Who"))
        pays = [("", t("All")), ("monthly", t("Monthly pay")), ("hourly", t("Hourly pay"))]
        self._add(who, "pay", t("Kind of pay"), Segments(seat, pays))
        units = queries.units(seat.desk)
        self._add(
            who,
            "unit",
            t("Sub-unit"),
            Choice(seat, [("", t("All sub-units")), *units]),
            width=-1,
        )
        self.fields["unit"].setVisible(len(units) > 1)
        self.people = PeopleChoice(seat)
        self._add(who, "whom", t("People"), self.people, width=-1, required=True)
        column.addWidget(who)
        self.pays = Card(t("What is owed for earlier months"))
        self._add(self.pays, "into", t("Into which run"), Choice(seat), width=-1)
        self._add(self.pays, "pay_date", t("Pay date"), DateEdit(seat), check=self._pay_date, required=True)
        self._add(self.pays, "why", t("Why"), LongTextEdit(seat, rows=2), width=-1, optional=True)
        column.addWidget(self.pays)
        column.addStretch(1)
        self.clear()

    def _add(self, into: Any, key: str, label: str, editor: QWidget, **said: Any) -> Field:
        made = Field(self.seat, label, editor, topic=f"bulk_rise.{key}", **said)
        self.fields[key] = made
        if isinstance(into, Card):
            into.add(made)
        else:
            into.addWidget(made, 1)
        made.changed.connect(lambda: self._on_changed(key))
        return made

    def _step_words(self, step: Decimal) -> str:
        if step < 1:
            return self.seat.t("øre")
        return self.seat.t("{amount} kr", amount=self.seat.formats.number(step))

    # --- values ---------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """As it begins: everybody, percent, from the first of the month."""
        self._is_filling = True
        try:
            for field in self.fields.values():
                field.set_value(None)
            self.fields["kind"].set_value(PERCENT)
            self.fields["pay"].set_value("")
            self.fields["unit"].set_value("")
            self.fields["rounding"].set_value(_STEPS[1])
            self.fields["later"].set_value(True)
            self.fields["from_day"].set_value(self.seat.desk.today.replace(day=1))
            self._show_people()
            self.people.set_value([each.number for each in self._fitting()])
            self.show_targets()
        finally:
            self._is_filling = False
        self._settle()

    def show_targets(self) -> None:
        """The runs that can pay it."""
        t = self.seat.t
        choice = self.fields["into"].editor
        assert isinstance(choice, Choice)
        rows = drafts(self.seat.desk)
        titles = Counter(t(row.title) for row in rows)
        items: list[tuple[Any, str]] = []
        for row in rows:
            title = t(row.title)
            is_alone = titles[title] == 1
            items.append((row.id, title if is_alone else f"{title} · {self.seat.formats.day(row.pay_date)}"))
        self._days = {row.id: row.pay_date for row in rows}
        items += [(EXTRA, t("A new extra run")), (LATER, t("Not now: you are reminded before the next run"))]
        before = self.fields["into"].value()
        choice.set_items(items)
        known = [value for value, _ in items]
        self.fields["into"].set_value(before if before in known else known[0])
        if self.fields["pay_date"].value() is None:
            self.fields["pay_date"].set_value(queries.extra_run(self.seat.desk).pay_date)
        self._show_day()

    def _show_day(self) -> None:
        """Under the run, when it is paid."""
        day = self._days.get(self.fields["into"].value())
        self.fields["into"].set_help(self.seat.t("Paid {day}", day=day) if day is not None else "")

    def show_owed(self, owed: bool) -> None:
        """Whether there is anything to pay for earlier months."""
        self.owed = owed
        self._settle()

    def typed(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What stands there, read or not."""
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for key, field in self.fields.items():
            try:
                values[key] = field.editor.value()  # type: ignore[attr-defined]
            except Unreadable:
                texts[key] = field.editor.text()  # type: ignore[attr-defined]
        return values, texts

    def show_typed(self, typed: tuple[dict[str, Any], dict[str, str]]) -> None:
        """What stood there when the page was left."""
        values, texts = typed
        self._is_filling = True
        try:
            for key, value in values.items():
                if key != "whom":
                    self.fields[key].set_value(value)
            self._show_people()
            self.people.set_value(values.get("whom") or ())
            for key, text in texts.items():
                self.fields[key].editor.setText(text)  # type: ignore[attr-defined]
        finally:
            self._is_filling = False
        self._settle()

    def value(self, key: str) -> Any:
        """What stands in a field that is shown."""
        field = self.fields[key]
        return None if field.isHidden() else field.value()

    def rise(self) -> Rise | None:
        """The rise that is asked for; None while something is missing or wrong."""
        if any(not field.ok() for field in self._asked()):
            return None
        if self.value("kind") == KRONER and self.value("amount") is None and self.value("hourly_amount") is None:
            return None
        return Rise(
            self.value("from_day"),
            self.value("percent"),
            self.value("amount"),
            self.value("hourly_amount"),
            self.value("rounding") or _STEPS[0],
            frozenset(self.people.value()),
            bool(self.value("later")),
            str(self.fields["pay"].value() or ""),
            str(self.fields["unit"].value() or ""),
        )

    def into(self) -> Any:
        """The run that pays: an open one, a new one's head; None where it is not paid now."""
        chosen = self.value("into")
        if not self.owed or chosen in (LATER, None):
            return None
        if chosen == EXTRA:
            day = self.value("pay_date")
            return queries.extra_run(self.seat.desk, day) if day is not None else None
        return chosen

    # --- what is said ---------------------------------------------------------------------------------------------

    def _fitting(self) -> list[queries.Candidate]:
        unit, pay = str(self.fields["unit"].value() or ""), str(self.fields["pay"].value() or "")
        return [each for each in self.candidates if each.fits(unit, pay)]

    def _show_people(self) -> None:
        fitting = self._fitting()
        names = Counter(each.name for each in fitting)
        self.people.set_people(
            [(who.number, who.name if names[who.name] == 1 else f"{who.name} · {who.number}") for who in fitting]
        )

    def _on_changed(self, key: str) -> None:
        if self._is_filling:
            return
        if key in ("unit", "pay"):
            self._is_filling = True
            self._show_people()
            self.people.set_value([each.number for each in self._fitting()])
            self._is_filling = False
        self.box.hide()
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        is_percent = self.fields["kind"].value() != KRONER
        fitting, pay = self._fitting(), self.fields["pay"].value()
        has_monthly = pay != "hourly" and any(each.is_monthly for each in fitting)
        has_hourly = pay != "monthly" and any(each.is_hourly for each in fitting)
        self.fields["percent"].setVisible(is_percent)
        self.fields["amount"].setVisible(not is_percent and has_monthly)
        self.fields["hourly_amount"].setVisible(not is_percent and has_hourly)
        self.fields["rounding"].setVisible(has_monthly)
        self.fields["into"].setVisible(self.owed)
        self._show_day()
        self.fields["pay_date"].setVisible(self.owed and self.fields["into"].value() == EXTRA)
        self.pays.set_heading(self.seat.t("What is owed for earlier months") if self.owed else "")

    def _asked(self) -> list[Field]:
        return [field for field in self.fields.values() if not field.isHidden()]

    def _percent(self, percent: Percent) -> Answer:
        if percent <= Percent.of(0):
            return self.seat.t("A rise is more than zero.")
        if percent > _MOST:
            return self.seat.t("More than 100% is not a rise that the program gives. Check the figure.")
        return Warn(self.seat.t("That is a lot. Is the figure right?")) if percent > _MUCH else None

    def _amount(self, amount: Money) -> Answer:
        return None if amount.ore > 0 else self.seat.t("A rise is more than zero.")

    def _from_day(self, day: date) -> Answer:
        today = today_of(self.seat)
        if day.year > today.year + 2:
            return self.seat.t("That is far ahead. Is the year right?")
        if day.year < today.year - 2:
            return self.seat.t("That is long ago. Is the year right?")
        return None

    def _pay_date(self, day: date) -> Answer:
        today = today_of(self.seat)
        if day < today:
            return self.seat.t("The day is past. Choose {day} or a later one.", day=today)
        if day.year > today.year + 1:
            return self.seat.t("That is more than a year ahead. Is the year right?")
        return None

    def reason(self) -> str:
        """What is missing; empty where the rise can be seen."""
        t = self.seat.t
        if not self.candidates:
            return t("Nobody with a monthly salary or an hourly rate is employed")
        if not self.people.value():
            return t("Choose at least one person")
        if any(not field.ok() for field in self._asked()) or self.rise() is None:
            return t("Say how much, and from when")
        return ""

    def validate(self) -> bool:
        """Say at the fields what is missing, and go to the first."""
        wrong = [field for field in self._asked() if not field.validate()]
        if not wrong and self.rise() is None:
            key = "amount" if not self.fields["amount"].isHidden() else "hourly_amount"
            self.fields[key].set_problem(self.seat.t("Write how much."))
            wrong = [self.fields[key]]
        if wrong:
            wrong[0].focus()
        return not wrong

    def tell(self, findings: tuple[Finding, ...]) -> None:
        """Say at the fields what was refused, and in a box what has none."""
        rest = []
        for found in findings:
            key = found.where.field if found.where is not None else None
            field = self.fields.get(key or "")
            words = self.seat.t(found.what)
            if field is None or field.isHidden():
                rest.append(words)
            else:
                field.set_problem(words)
        self.box.setVisible(bool(rest))
        if rest:
            self.box.set(rest[0], "\n".join(rest[1:]))
