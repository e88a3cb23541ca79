"""The last step of the set-up guide: everything at a glance, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place, Severity
from models.values.message import Message
from models.values.percent import Percent
from services.queries import settings
from services.queries.settings import EmployerForm
from services.reference.formats import account, organisation
from services.reference.municipalities import municipalities
from views.pages.setup.steps import FIRM, PAY, PENSION, UNITS, form_card, side_by_side
from views.shell.seat import Seat
from views.widgets.card import Card, Section
from views.widgets.employer_fields import EmployerFields
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import IconLine, MessageBox


class Review(QWidget):
    """The summary at the left; at the right what comes next, and what is worth a look."""

    asked_step = Signal(int)
    asked_place = Signal(Place)
    asked_after = Signal(Place)  # once the firm is saved

    def __init__(self, seat: Seat, fields: EmployerFields, steps: Sequence[str]) -> None:
        super().__init__()
        self.seat, self.fields, self._steps = seat, fields, steps
        t = seat.t
        card = form_card(t("Is everything right?"), t("Nothing is final: all of it can be changed later."))
        self._summary = QVBoxLayout()
        self._summary.setSpacing(2)
        card.body.addLayout(self._summary)
        card.body.addStretch(1)
        self.after = Card(t("What comes next"), padding=24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(side_by_side(card, self.after))

    def show_form(self) -> None:
        """Show what is typed now."""
        form = self.fields.form().tidy()
        t = self.seat.t
        empty_layout(self._summary)
        asked = self.seat.questions
        number, second = (asked.names.get(key) for key in ("orgnr", "se"))
        firm = [
            (t("Name"), form.name),
            (t(number) if number is not None else t("Main unit"), organisation(form.orgnr)),
            (t("Postal address"), ", ".join(form.address.splitlines())),
        ]
        if form.se and second is not None:
            firm.insert(2, (t(second), organisation(form.se)))
        self._add(FIRM, firm)
        if asked.has("establishments"):
            self._add(UNITS, self._unit_facts(form))
        self._add(PAY, self._pay_facts(form))
        bank = [(t("Account that wages are paid from"), self._account(form.bank_account))]
        if asked.has("pension_percent"):
            percent = "" if form.pension_percent is None else self.seat.formats.percent(form.pension_percent)
            bank.insert(0, (t("Occupational pension"), percent))
        self._add(PENSION, bank)
        self._show_after(form)

    def _account(self, typed: str) -> str:
        """An account as it is written, read as the country reads it."""
        read = self.seat.questions.read_account
        return account(read(typed) or typed if read is not None else typed)

    def _unit_facts(self, form: EmployerForm) -> list[tuple[str, str]]:
        t = self.seat.t
        places = municipalities(self.seat.desk.client.country)
        return [
            (
                unit.name or t("Sub-unit {number}", number=number),
                t(
                    "{number} · {municipality}, zone {zone}",
                    number=organisation(unit.orgnr),
                    municipality=places[unit.municipality].name if unit.municipality in places else "",
                    zone=unit.zone,
                ),
            )
            for number, unit in enumerate(form.units, 1)
        ]

    def _pay_facts(self, form: EmployerForm) -> list[tuple[str, str]]:
        t, formats = self.seat.t, self.seat.formats
        plan = {
            "agreement": t("Five weeks, {percent}", percent=Percent.of(12)),
            "statutory": t("Four weeks and a day, {percent}", percent=Percent.of("10.2")),
        }
        facts = [
            (t("First month paid from here"), formats.month(form.start_month) if form.start_month else ""),
            (t("Usual pay day"), str(form.pay_day or "")),
        ]
        if self.seat.questions.has("holiday_plan"):
            facts.append((t("Holiday and holiday pay"), plan[form.holiday_plan]))
        for key in ("rounding", "provisions"):
            names = {each.code: t(each.name) for each in self.seat.questions.choices.get(key, ())}
            if names:
                facts.append((t(self.seat.questions.names[key]), names.get(getattr(form, key), "")))
        return facts

    def _add(self, number: int, facts: list[tuple[str, str]]) -> None:
        section = Section(self._steps[number], self.seat.t("Edit"), small=True)
        section.link.setAccessibleName(self.seat.t("Change {step}", step=self._steps[number]))
        section.clicked.connect(lambda: self.asked_step.emit(number))
        if self._summary.count():
            self._summary.addSpacing(10)
        self._summary.addWidget(section)
        values = KeyValues(self.seat)
        for key, value in facts:
            values.add(key, value or self.seat.t("not filled in"))
        self._summary.addWidget(values)

    def _show_after(self, form: EmployerForm) -> None:
        t, column = self.seat.t, self.after.body
        empty_layout(column)
        day = settings.next_pay_dates(self.seat.desk, form.pay_day or 25, form.start_month, 1)[0]
        due = settings.report_due(self.seat.desk, day)
        lines = [
            ("users", t("You enter the employees, one by one. A draft stops nobody else.")),
            ("money", t("The first pay date is {day}.", day=day)),
        ]
        asked = self.seat.questions
        own = asked.helps.get("first_due")
        if own is None:
            lines.append(("paper-plane-tilt", t("The a-melding of that month is due on {day}.", day=due)))
        else:
            lines.append(("bank", t(Message(own.text, day=due))))
        if "categories" not in asked.sections:
            made = t("First make a position category: what its people have in common of holiday and savings.")
            lines.insert(0, ("stack", made))
        for icon, words in lines:
            column.addWidget(IconLine(icon, words, "ink", "ink2"))
        if "moving_in" not in asked.pages:
            title, words = t("Coming from another payroll program?"), t("Its last a-melding brings the employees over.")
            moving = MessageBox("info", title, words, t("Save, and bring the employees over"))
            moving.clicked.connect(lambda: self.asked_after.emit(Place("moving_in")))
            column.addWidget(moving)
        for found in self.fields.findings():
            if found.severity is Severity.WARNING and found.where is not None:
                box = MessageBox("warn", t(found.what), "", t("Go to the field"))
                box.clicked.connect(lambda place=found.where: self.asked_place.emit(place))
                column.addWidget(box)
        column.addStretch(1)
