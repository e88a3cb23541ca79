"""What an employee has besides pay, as forms: a company car, a loan, the division of pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from models.values.money import ZERO
from models.values.percent import Percent
from services.actions.arrangements import CarPart, LoanPart, SharePart
from services.queries.arrangements import Unit, shared
from views.pages.employees.part_form import WIDTH, Find, PartForm
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.flow_grid import FlowGrid
from views.widgets.form import Check, Choice, DateEdit, MoneyEdit, PercentEdit, Segments, TextEdit
from views.widgets.text import IconLine

MOST_SHARES: Final = 8


class CarForm(PartForm):
    """A car or van that may be used privately."""

    def __init__(self, seat: Seat, find: Find) -> None:
        super().__init__(seat, find)
        t = seat.t
        kinds = Segments(seat, [("car", t("Car")), ("van", t("Van"))])
        self._add("vehicle", t("Vehicle"), kinds, span=2)
        price = t("What it cost new, with extra equipment.")
        self._add("list_price", t("List price as new"), MoneyEdit(seat), width=WIDTH["money"], help=price)
        self._add("first_registered", t("Registered on"), DateEdit(seat, past=True), width=WIDTH["date"])
        self._add("since", t("In use from"), DateEdit(seat), width=WIDTH["date"])
        self._add("until", t("Last day"), DateEdit(seat), optional=True, width=WIDTH["date"])
        plate = t("Stands in the a-melding beside the list price.")
        text = TextEdit(seat, limit=10)
        self._add(
            "registration", t("Registration number"), text, span=2, optional=True, width=WIDTH["money"], help=plate
        )
        own = t("Is taken off the benefit. The deduction itself is a fixed line.")
        money = MoneyEdit(seat)
        self._add("own_payment", t("Pays for it a month"), money, span=2, optional=True, width=WIDTH["money"], help=own)
        far = Check(seat, t("More than 40 000 km a year on business, by an electronic log"))
        self._add("over_40000_km", "", far, span=2)

    def _add(self, key: str, label: str, editor: Any, **more: Any) -> None:
        self.add(key, label, editor, asks=f"car.{key}", **more)

    def react(self) -> None:
        """What a van is."""
        t = self.seat.t
        is_van = self.text("vehicle") == "van"
        van = t("A van of class 2 or a small lorry: the list price is reduced first.")
        car = t("By the standard rule. Other rules are entered as a line of the run.")
        self.fields["vehicle"].set_help(van if is_van else car)
        self.show_field("registration", not is_van)

    def show_part(self, part: CarPart) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields})

    def part(self) -> CarPart:
        """What stands in the form."""
        return CarPart(
            self.value("list_price"),
            self.value("first_registered"),
            self.value("since"),
            self.value("until"),
            bool(self.value("over_40000_km")),
            self.text("vehicle"),
            self.value("own_payment"),
            self.text("registration") if self.text("vehicle") != "van" else "",
        )


class LoanForm(PartForm):
    """A loan from the employer, and what each run takes off it."""

    def __init__(self, seat: Seat, find: Find, *, has_instalment: bool) -> None:
        super().__init__(seat, find)
        t = seat.t
        self.has_instalment = has_instalment
        balance = t("Owed on the first day; later runs lower it.")
        self._add("balance", t("Loan"), MoneyEdit(seat), width=WIDTH["money"], help=balance)
        rate = t("0 where nothing is asked.")
        self._add("rate", t("Interest a year"), PercentEdit(seat), width=WIDTH["percent"], help=rate)
        self._add("since", t("From"), DateEdit(seat), width=WIDTH["date"])
        self._add("until", t("Last day"), DateEdit(seat), optional=True, width=WIDTH["date"])
        instalment = t("Becomes a fixed line: every ordinary run takes it off the pay until the loan is repaid.")
        money = MoneyEdit(seat)
        label = t("Instalment of each run")
        self._add("instalment", label, money, span=2, optional=True, width=WIDTH["money"], help=instalment)
        if not has_instalment:
            words = t("Several fixed lines repay loans. Change the amounts there.")
            self.fields["instalment"].set_disabled(words)

    def _add(self, key: str, label: str, editor: Any, **more: Any) -> None:
        self.add(key, label, editor, asks=f"loan.{key}", **more)

    def show_part(self, part: LoanPart) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields})

    def part(self) -> LoanPart:
        """What stands in the form; an instalment that is taken away is none."""
        instalment = self.value("instalment") if self.has_instalment else None
        if self.has_instalment and instalment is None and not self.typed().get("instalment"):
            instalment = ZERO
        return LoanPart(self.value("balance"), self.value("rate"), self.value("since"), self.value("until"), instalment)


class SharesForm(PartForm):
    """The day, and a row for each share: how much, on which department, on which project."""

    def __init__(self, seat: Seat, find: Find, units: Sequence[Unit]) -> None:
        super().__init__(seat, find)
        t = seat.t
        self.count = 2
        self.add("from_day", t("Effective from"), DateEdit(seat), asks="shares.from_day", width=WIDTH["date"])
        kinds = [(kind, [each for each in units if each.kind == kind]) for kind in ("department", "project")]
        self._has = {kind: bool(mine) for kind, mine in kinds}
        choices = {kind: [("", t("None"))] + [(each.code, each.name) for each in mine] for kind, mine in kinds}
        self.rows = FlowGrid(2)
        self.rows.setAccessibleName(t("Shares"))
        self.body.addWidget(self.rows)
        for place in range(1, MOST_SHARES + 1):
            number = str(place)
            self._share(f"percent_{place}", t("Share {number}", number=number), PercentEdit(seat))
            department = Choice(seat, choices["department"], placeholder=t("None"))
            self._share(f"department_{place}", t("Department"), department)
            self._share(f"project_{place}", t("Project"), Choice(seat, choices["project"], placeholder=t("None")))
        self.sum = IconLine("info", "", "ink2", "ink3", role="note")
        self.body.addWidget(self.sum)
        self.more = Button(t("One more share"), "link", "plus", small=True)
        self.more.clicked.connect(self.add_share)
        self.body.addWidget(self.more)

    def _share(self, key: str, label: str, editor: Any) -> None:
        kind = key.partition("_")[0]
        is_percent = kind == "percent"
        width = WIDTH["percent"] if is_percent else -1
        span = 2 if is_percent and all(self._has.values()) else 1
        topic = f"shares.{kind}"
        self.add(key, label, editor, asks=f"shares.{key}", width=width, into=self.rows, topic=topic, span=span)

    def add_share(self) -> None:
        """One more row; what is missing of a hundred is proposed for it."""
        if self.count >= MOST_SHARES:
            return
        self.count += 1
        left = 100 - shared(self.parts()).value
        if left > 0 and self.value(f"percent_{self.count}") is None:
            self.fields[f"percent_{self.count}"].set_value(Percent(left))
        self.react()
        self.settle()
        self.fields[f"percent_{self.count}"].focus()
        self.stale.emit()
        self.changed.emit()

    def react(self) -> None:
        """The rows that are used, and what they add up to."""
        t = self.seat.t
        for place in range(1, MOST_SHARES + 1):
            shown = place <= self.count
            self.show_field(f"percent_{place}", shown)
            for kind in ("department", "project"):
                self.show_field(f"{kind}_{place}", shown and self._has[kind])
        total = shared(self.parts())
        if total.value == 100:
            self.sum.set("check-circle", t("The shares add up to 100%"), "ok")
        else:
            words = t("The shares add up to {total}. They should be 100%", total=total)
            self.sum.set("warning", words, "warn")
        self.more.setVisible(self.count < MOST_SHARES)

    def show_part(self, from_day: date | None, parts: Sequence[SharePart]) -> None:
        """Fill the form."""
        self.count = min(max(len(parts), 2 if len(parts) != 1 else 1), MOST_SHARES)
        values: dict[str, Any] = {"from_day": from_day}
        for place in range(1, MOST_SHARES + 1):
            part = parts[place - 1] if place <= len(parts) else SharePart()
            values |= {
                f"percent_{place}": part.percent,
                f"department_{place}": part.department,
                f"project_{place}": part.project,
            }
        self.fill(values)

    def fill(self, values: dict[str, Any], typed: dict[str, str] | None = None) -> None:
        """Show values; as many rows as have something in them."""
        used = [
            place
            for place in range(1, MOST_SHARES + 1)
            if values.get(f"percent_{place}") or values.get(f"department_{place}") or values.get(f"project_{place}")
        ]
        self.count = max([self.count, *used])
        super().fill(values, typed)

    def parts(self) -> tuple[SharePart, ...]:
        """The shares that are filled in; rows in which nothing stands do not count."""
        found = []
        for place in range(1, self.count + 1):
            part = SharePart(
                self.value(f"percent_{place}"), self.text(f"department_{place}"), self.text(f"project_{place}")
            )
            if part != SharePart() or f"percent_{place}" in self.typed():
                found.append(part)
        return tuple(found)
