"""The set-up guide: from an empty client file to an employer that pay can be run for, in five short steps."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Refused, Severity
from models.values.percent import Percent
from services.actions.employer import save_employer
from services.actions.settings import keep_draft
from services.queries import settings
from services.queries.settings import EmployerForm
from services.reference.formats import account, organisation
from services.reference.municipalities import municipalities
from views.pages.setup.checks import Checked, Checks
from views.pages.setup.two_numbers import TwoNumbers
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.card import Card, Section
from views.widgets.employer_fields import EmployerFields
from views.widgets.form import Field, FormGrid
from views.widgets.guide import Guide, GuideFooter
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox

FIRM, UNITS, PAY, PENSION, REVIEW = range(5)

KEYS: Final = (
    frozenset({"name", "orgnr", "address", "contact", "sector"}),
    frozenset({"establishments", "municipality", "zone", "area", "unit_name", "calculation_code"}),
    frozenset({"start_month", "pay_day", "holiday_plan", "holiday_deduction", "part_month"}),
    frozenset({"pension_percent", "pension_provider", "bank_account", "finance_tax"}),
    frozenset[str](),
)
"""The fields of each step."""


class SetupPage(Page):
    """One step after the other; what was typed is kept as a draft whenever one goes away."""

    kinds: ClassVar[frozenset[str]] = frozenset({"employer", "establishment"})

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.header.set(
            t("Set up the firm"), t("You can close at any time. Everything can be changed later under Settings.")
        )
        self.fields = EmployerFields(seat, "setup", self)
        self._is_saving = False
        self._steps = (t("Firm"), t("Sub-units"), t("Pay and holiday"), t("Pension and account"), t("Review"))
        self.footer_row = GuideFooter(seat)
        self.guide = Guide(seat, t("Set up the firm"), self._steps, self.footer_row)
        self.column.addWidget(self.guide, 1)
        self.set_footer(self.footer_row)
        self.checks: dict[int, Checks] = {}
        self._lists: dict[int, list[Checked]] = {}
        self.two_numbers = TwoNumbers(seat)
        self.practice = MessageBox(
            "info", t("This client is for practice"), t("Made-up numbers are accepted, and every file says so.")
        )
        self._build_firm()
        self._build_units()
        self._build_pay()
        self._build_pension()
        self._build_review()
        self._view = settings.employer(seat.desk)
        self._begin()
        self.fields.changed.connect(self._on_changed)
        for field in (*self.fields.fields.values(),):
            field.checked.connect(self._show_state)
        self.guide.step_changed.connect(self._on_step)
        self.footer_row.closed.connect(self._close)
        self.footer_row.back.connect(lambda: self.guide.go(self.guide.current - 1))
        self.footer_row.forward.connect(self._forward)
        self._show_state()

    # --- building -------------------------------------------------------------------------------------------------

    def _add_step(self, number: int, heading: str, line: str) -> Card:
        """A step: the form at the left, what is checked at the right."""
        form = Card(heading, line, padding=24)
        form.body.setSpacing(16)
        side = Checks(self.seat) if number != REVIEW else Card(self.seat.t("What comes next"), padding=24)
        if isinstance(side, Checks):
            self.checks[number] = side
        else:
            self.after = side
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(form, 632)
        row.addWidget(side, 348)
        inner = QWidget()
        inner.setLayout(row)
        self.guide.add(ScrollArea(inner))
        return form

    def _build_firm(self) -> None:
        t, fields = self.seat.t, self.fields.fields
        card = self._add_step(FIRM, t("Which firm is it?"), t("Write the firm as it stands in Brønnøysundregistrene."))
        card.add(self.practice)
        grid = FormGrid()
        grid.add(fields["name"], 2)
        grid.add(fields["orgnr"])
        grid.add(fields["sector"])
        grid.add(fields["address"])
        grid.add(fields["contact"])
        card.add(grid)
        card.body.addStretch(1)
        self._lists[FIRM] = [
            Checked((fields["name"],), t("The name is filled in"), t("The name is missing")),
            Checked(
                (fields["orgnr"],),
                t("The organisation number has the right check digit"),
                t("The organisation number does not fit"),
            ),
        ]

    def _build_units(self) -> None:
        t = self.seat.t
        card = self._add_step(
            UNITS,
            t("Where do people work?"),
            t("Every firm has at least one sub-unit (virksomhet). Its municipality decides the zone."),
        )
        card.add(self.fields.units)
        card.body.addStretch(1)
        self.checks[UNITS].add_below(Divider())
        self.checks[UNITS].add_below(Label(t("Two numbers, and which is which"), "label", "ink2"))
        self.checks[UNITS].add_below(self.two_numbers)
        self.checks[UNITS].add_below(
            Label(
                t("A common mistake is to register people on the main unit. The a-melding is then refused."),
                "note",
                "ink2",
                wrap=True,
            )
        )

    def _build_pay(self) -> None:
        t, fields = self.seat.t, self.fields.fields
        card = self._add_step(
            PAY,
            t("When and how is pay run?"),
            t("What most firms choose is filled in. Change what is otherwise with you."),
        )
        grid = FormGrid()
        grid.add(fields["start_month"])
        grid.add(fields["pay_day"])
        grid.add(fields["holiday_plan"], 2)
        grid.add(fields["holiday_deduction"])
        grid.add(fields["part_month"])
        card.add(grid)
        card.body.addStretch(1)
        self._lists[PAY] = [
            Checked(
                (fields["start_month"],),
                t("There are rates for the first month"),
                t("The first month cannot be paid from here"),
            ),
            Checked(
                (fields["pay_day"],), t("The pay day is a day of the month"), t("The pay day is no day of the month")
            ),
        ]
        side = self.checks[PAY]
        side.add_below(Divider())
        side.add_below(Label(t("When you start in the middle of a year"), "label", "ink2"))
        side.add_below(
            Label(
                t(
                    "Months before the first one stay in the old system, and are never reported from here. For each "
                    "employee you enter what was paid and withheld so far this year, and the holiday pay that is owed."
                ),
                "note",
                "ink2",
                wrap=True,
            )
        )

    def _build_pension(self) -> None:
        t, fields = self.seat.t, self.fields.fields
        card = self._add_step(
            PENSION, t("Pension and bank"), t("You find this in the pension agreement and in the online bank.")
        )
        grid = FormGrid()
        grid.add(fields["pension_percent"])
        grid.add(fields["pension_provider"])
        grid.add(fields["bank_account"])
        grid.add_row()
        grid.add(fields["finance_tax"], 2)
        card.add(grid)
        card.add(Divider())
        card.add(
            IconLine(
                "check-circle",
                t("The account plan is ready. Other numbers are entered under Settings, now or later."),
                "ink2",
            )
        )
        card.body.addStretch(1)
        self._lists[PENSION] = [
            Checked(
                (fields["pension_percent"],),
                t("The pension is at least what the law asks for"),
                t("Look at the pension percentage"),
            ),
            Checked(
                (fields["pension_provider"],),
                t("The pension provider's number has the right check digit"),
                t("The pension provider's number does not fit"),
                optional=True,
            ),
            Checked(
                (fields["bank_account"],),
                t("The account number has the right check digit"),
                t("The account number does not fit"),
                optional=True,
            ),
        ]

    def _build_review(self) -> None:
        t = self.seat.t
        card = self._add_step(REVIEW, t("Is everything right?"), t("Nothing is final: all of it can be changed later."))
        self._summary = QVBoxLayout()
        self._summary.setSpacing(2)
        card.body.addLayout(self._summary)
        card.body.addStretch(1)

    def _begin(self) -> None:
        """What stands in the file, or what was typed the last time."""
        view = self._view
        self.practice.setVisible(view.test_client)
        self.fields.show_form(view.form, view.used)
        self._blank = self.fields.typed()
        kept = settings.draft(self.seat.desk)
        self._reached = FIRM
        if kept is not None:
            self.fields.show_typed(kept)
            self._reached = _step(kept.get("reached"))
            self.guide.go(_step(kept.get("step")))
            self.header.set(
                self.header.title,
                self.seat.t("You go on where you stopped. Everything can be changed later under Settings."),
            )
        self._kept = kept
        for number in range(self._reached):
            self._say_all(number)
        self.guide.set_done(self._done())
        self._follow_units()

    def _follow_units(self) -> None:
        for block in self.fields.units.blocks:
            for field in (block.orgnr, block.municipality, block.zone):
                if not field.property("followed"):
                    field.setProperty("followed", True)
                    field.checked.connect(self._show_state)

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        if self._view.is_entered and settings.draft(self.seat.desk) is None:
            self.seat.go(Place("settings", place.thing, place.field or "employer"))
            return
        if place.field is not None:
            for number, keys in enumerate(KEYS):
                if place.field in keys:
                    self._reached = max(self._reached, number)
                    self.guide.go(number)
                    field = self.fields.field(place.field, place.thing)
                    if field is not None:
                        field.focus()
                    return
        self._focus_first()

    def refresh(self) -> None:
        if not self._is_saving:
            self._view = settings.employer(self.seat.desk)
            self._show_state()

    def leave(self) -> bool:
        self.keep()
        return True

    def primary(self) -> None:
        self._forward()

    def step(self, number: int) -> None:
        if number - 1 in self._done() or number - 1 == self.guide.current:
            self.guide.go(number - 1)

    def keep(self) -> None:
        """Keep what was typed as a draft, if it is anything new."""
        typed = self.fields.typed()
        if self._is_saving or not self.seat.has_client or (self._kept is None and typed == self._blank):
            return
        kept: dict[str, Any] = {**typed, "step": self.guide.current, "reached": self._reached}
        if kept == self._kept:
            return
        keep_draft(self.seat.desk, kept)
        self._kept = kept
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.clock(self.seat.now())))

    def _close(self) -> None:
        self.keep()
        self.seat.go(Place("overview"))

    def _forward(self) -> None:
        number = self.guide.current
        if number == REVIEW:
            self._save()
            return
        self._say_all(number)
        if problem := self._first_problem(number):
            problem.focus()
            self._show_state()
            return
        self._reached = max(self._reached, number + 1)
        self.guide.go(number + 1)

    def _on_step(self, number: int) -> None:
        self._reached = max(self._reached, number)
        if number == REVIEW:
            self._show_summary()
        self.keep()
        self._show_state()
        self._focus_first()

    def _focus_first(self) -> None:
        first = {
            FIRM: self.fields.fields["name"],
            UNITS: self.fields.units.blocks[0].orgnr,
            PAY: self.fields.fields["start_month"],
            PENSION: self.fields.fields["pension_percent"],
        }.get(self.guide.current)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.footer_row.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is wrong --------------------------------------------------------------------------------------------

    def _fields_of(self, number: int) -> list[Field]:
        if number == UNITS:
            return [
                each for block in self.fields.units.blocks for each in (block.orgnr, block.municipality, block.zone)
            ]
        return [field for key, field in self.fields.fields.items() if key in KEYS[number]]

    def _say_all(self, number: int) -> None:
        self.fields.show_all(set(KEYS[number]))

    def _first_problem(self, number: int) -> Field | None:
        return next((field for field in self._fields_of(number) if field.problem()), None)

    def _done(self) -> set[int]:
        """The steps that were reached and have no stop."""
        return {number for number in range(self._reached + 1) if not self.fields.stops(set(KEYS[number]))}

    def _on_changed(self) -> None:
        self._follow_units()
        self._show_state()

    def _show_state(self) -> None:
        number = self.guide.current
        if number == UNITS:
            self._show_units()
        if number in self.checks:
            self.checks[number].show_checks(self._list(number))
        self.guide.set_done(self._done())
        self._show_footer(number)

    def _list(self, number: int) -> list[Checked]:
        if number != UNITS:
            return self._lists[number]
        t, blocks = self.seat.t, self.fields.units.blocks
        if len(blocks) > 1:
            return [
                Checked(
                    (block.orgnr, block.municipality, block.zone),
                    t("Sub-unit {number} is in order", number=place),
                    t("Look at sub-unit {number}", number=place),
                )
                for place, block in enumerate(blocks, 1)
            ]
        (block,) = blocks
        return [
            Checked((block.orgnr,), t("The sub-unit has a number of its own"), t("The sub-unit's number does not fit")),
            Checked((block.municipality,), t("The municipality is known"), t("Which municipality?")),
            Checked((block.zone,), t("The zone goes with the municipality"), t("Look at the zone")),
        ]

    def _show_units(self) -> None:
        form = self.fields.form().tidy()
        self.two_numbers.set(form.orgnr, [(unit.name, unit.orgnr) for unit in form.units])

    def _show_footer(self, number: int) -> None:
        t = self.seat.t
        if number == REVIEW:
            stops = [found for found in self.fields.findings() if found.severity is Severity.STOP]
            reason = t("Something is missing. Go back to the step without a tick.")
            self.footer_row.set(next=t("Save the firm"), ready=not stops, reason=reason)
            return
        wrong = sum(bool(field.problem()) for field in self._fields_of(number))
        reason = (
            t("1 error must be mended first") if wrong == 1 else t("{count} errors must be mended first", count=wrong)
        )
        self.footer_row.set(
            next=t("Next: {step}", step=self._steps[number + 1]), back=number > 0, ready=not wrong, reason=reason
        )

    # --- the last step --------------------------------------------------------------------------------------------

    def _show_summary(self) -> None:
        t, form = self.seat.t, self.fields.form().tidy()
        empty_layout(self._summary)
        self._add_summary(
            FIRM,
            [
                (t("Name"), form.name),
                (t("Main unit"), organisation(form.orgnr)),
                (t("Postal address"), ", ".join(form.address.splitlines())),
            ],
        )
        places = municipalities(self.seat.desk.client.country)
        self._add_summary(
            UNITS,
            [
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
            ],
        )
        self._add_summary(PAY, self._pay_facts(form))
        self._add_summary(
            PENSION,
            [
                (t("Occupational pension"), self._percent(form.pension_percent)),
                (t("Account that wages are paid from"), account(form.bank_account)),
            ],
        )
        self._show_after(form)

    def _pay_facts(self, form: EmployerForm) -> list[tuple[str, str]]:
        t, formats = self.seat.t, self.seat.formats
        plan = {
            "agreement": t("Five weeks, {percent}", percent=Percent.of(12)),
            "statutory": t("Four weeks and a day, {percent}", percent=Percent.of("10.2")),
        }
        return [
            (t("First month paid from here"), formats.month(form.start_month) if form.start_month else ""),
            (t("Usual pay day"), str(form.pay_day or "")),
            (t("Holiday and holiday pay"), plan[form.holiday_plan]),
        ]

    def _percent(self, percent: Percent | None) -> str:
        return "" if percent is None else self.seat.formats.percent(percent)

    def _add_summary(self, number: int, facts: list[tuple[str, str]]) -> None:
        section = Section(self._steps[number], self.seat.t("Edit"), small=True)
        section.link.setAccessibleName(self.seat.t("Change {step}", step=self._steps[number]))
        section.clicked.connect(lambda: self.guide.go(number))
        if self._summary.count():
            self._summary.addSpacing(10)
        self._summary.addWidget(section)
        values = KeyValues(self.seat)
        for key, value in facts:
            values.add(key, value or self.seat.t("not filled in"))
        self._summary.addWidget(values)

    def _show_after(self, form: EmployerForm) -> None:
        t = self.seat.t
        empty_layout(self.after.body)
        day = settings.next_pay_dates(self.seat.desk, form.pay_day or 25, form.start_month, 1)[0]
        due = settings.report_due(self.seat.desk, day)
        lines = [
            ("users", t("You enter the employees, one by one. A draft stops nobody else.")),
            ("money", t("The first pay date is {day}.", day=day)),
            ("paper-plane-tilt", t("The a-melding of that month is due on {day}.", day=due)),
        ]
        for icon, words in lines:
            self.after.body.addWidget(IconLine(icon, words, "ink", "ink2"))
        for found in self.fields.findings():
            if found.severity is Severity.WARNING and found.where is not None:
                box = MessageBox("warn", t(found.what), "", t("Go to the field"))
                box.clicked.connect(lambda place=found.where: self.show_place(place))
                self.after.body.addWidget(box)
        self.after.body.addStretch(1)

    def _save(self) -> None:
        t = self.seat.t
        self._is_saving = True
        try:
            save_employer(self.seat.desk, self.fields.form(), page="setup")
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        finally:
            self._is_saving = False
        self._view = settings.employer(self.seat.desk)
        self._kept, self._blank = None, self.fields.typed()
        self.seat.go(Place("overview"))
        self.seat.toast(t("{firm} is set up", firm=self._view.form.name), undo=True)


def _step(kept: Any) -> int:
    """A step as a draft tells it; the first where it tells none."""
    return kept if isinstance(kept, int) and FIRM <= kept <= REVIEW else FIRM
