"""The steps of the guide that are filled in: each is made when one comes to it, and knows its part of the form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.message import Message
from services.actions.employees import EmployeeForm, LinePart
from services.queries.line_kinds import LineKind, line_kinds
from services.queries.new_employee import Surroundings, templates
from services.queries.trace import said
from views.pages.employees.line_words import line_amount
from views.pages.employees.part_form import Find, PartForm
from views.pages.employees.pay_forms import CardForm, OpeningForm
from views.pages.employees.person_forms import AccountForm, PersonForm
from views.pages.employees.work_forms import EmploymentForm, NumberedForm, TermsForm
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.card import Card, Section
from views.widgets.chips import Chips
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, IconLine, Label


class GuideStep(Card):
    """One step: a card with forms in it. It shows a form, and reads its part of one."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings, heading: str, line: str) -> None:
        super().__init__(heading, line, padding=26)
        self.body.setSpacing(16)
        self.seat, self.around = seat, around
        self.forms: list[PartForm] = []
        self._find = find

    def show_form(self, form: EmployeeForm) -> None:
        """Show what the form says of this step."""
        raise NotImplementedError

    def read(self, form: EmployeeForm) -> EmployeeForm:
        """The form with what stands here."""
        raise NotImplementedError

    def typed(self) -> dict[str, str]:
        """What stands here and cannot be read."""
        return {key: text for form in self.forms for key, text in form.typed().items()}

    def owns(self, key: str) -> bool:
        """Whether something that could not be read was typed here."""
        return any(key in form.fields for form in self.forms)

    def has(self, field: str) -> bool:
        """Whether there is such a field here."""
        return any(form.has(field) for form in self.forms)

    def focus(self, field: str) -> bool:
        """Go to a field."""
        return any(form.focus(field) for form in self.forms if form.has(field))

    def look(self, *, touched_only: bool = False) -> None:
        """Say at the fields what is wrong."""
        for form in self.forms:
            form.look(touched_only=touched_only)


class PersonStep(GuideStep):
    """Who it is, and what to begin with."""

    begun = Signal(str)  # the template that was chosen

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        t = seat.t
        line = Message("Write the details as they stand in Folkeregisteret.")
        super().__init__(seat, find, around, t("Who is it?"), t(seat.questions.helps.get("step_person", line)))
        self.templates = templates(around)
        self.chips = Chips([(each.key, t(each.name), None) for each in self.templates], wrap=True)
        self.chips.setAccessibleName(t("Begin with"))
        self.chips.chosen.connect(self.begun)
        self.sets = Label("", "note", "ink2", wrap=True)
        begin = QVBoxLayout()
        begin.setSpacing(8)
        begin.addWidget(self.chips)
        begin.addWidget(self.sets)
        self.body.addLayout(begin)
        self.person = self.add(PersonForm(seat, find, around, split=True))
        self.body.addStretch(1)
        self.forms = [self.person]

    def show_form(self, form: EmployeeForm) -> None:
        self.person.show_part(form.person, form.first_name, dict(form.typed))
        self.chips.set_current(form.template or "")
        t = self.seat.t
        chosen = next((each for each in self.templates if each.key == form.template), None)
        if chosen is None:
            self.sets.setText(t("Begin with what fits best, or choose nothing and fill in yourself."))
            return
        sets = " · ".join(t(each) for each in chosen.sets)
        self.sets.setText(t("Fills in: {what}. Everything can be changed.", what=sets))

    def read(self, form: EmployeeForm) -> EmployeeForm:
        return replace(
            form,
            first_name=" ".join(self.person.first_name().split()),
            has_foreign_id=bool(self.person.foreign_check.value()),
            person=self.person.part(form.person),
        )


class EmploymentStep(GuideStep):
    """Where and as what."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        t = seat.t
        line = Message("This is what the a-melding says about the employment.")
        line = seat.questions.helps.get("step_employment", line)
        heading = t("Where and as what?") if seat.questions.has("establishment") else t("From when, and as what?")
        super().__init__(seat, find, around, heading, t(line))
        self.employment = self.add(EmploymentForm(seat, find, around, around.country, wide=True))
        self.numbered = self.add(NumberedForm(seat, find, around))
        self.body.addStretch(1)
        self.forms = [self.employment, self.numbered]

    def show_form(self, form: EmployeeForm) -> None:
        self.employment.show_part(form.employment, dict(form.typed))
        self.numbered.show_part(form.terms, dict(form.typed))

    def read(self, form: EmployeeForm) -> EmployeeForm:
        employment = self.employment.part(form.employment)
        return replace(form, employment=employment, terms=self.numbered.part(form.terms))


class PayStep(GuideStep):
    """The pay, the lines of every month, and what was paid from another program."""

    line_asked = Signal(object)  # the place of a line that is to be changed; None for a new one
    line_gone = Signal(int)

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        t = seat.t
        line = t("It applies from the first day. Later changes get a date of their own.")
        super().__init__(seat, find, around, t("What is the pay?"), line)
        self.kinds: tuple[LineKind, ...] = line_kinds(seat.desk)
        self.terms = self.add(TermsForm(seat, find, dated=False, by_steps=around.pays_by_steps))
        self.forms = [self.terms]
        self.add(Divider())
        head = self.add(
            Section(t("Every month besides"), t("Add a line"), t("Additions, benefits and deductions"), small=True)
        )
        head.clicked.connect(lambda: self.line_asked.emit(None))
        self.line_rows = QVBoxLayout()
        self.line_rows.setSpacing(4)
        self.body.addLayout(self.line_rows)
        self.opening: OpeningForm | None = None
        self.is_opening_shown = False
        if "openings" not in seat.questions.sections and self._takes_opening():
            self._add_opening()
        self.body.addStretch(1)

    def _takes_opening(self) -> bool:
        start, approved = self.around.start_month, self.around.approved
        if start is None or start.year != self.around.today.year or start.number == 1:
            return False
        return approved is None or approved.year == start.year

    def _add_opening(self) -> None:
        t = self.seat.t
        self.add(Divider())
        self.opening_head = self.add(Section(t("Opening balances"), t("Show"), "", small=True))
        self.opening_head.clicked.connect(lambda: self.unfold_opening(not self.is_opening_shown))
        words = t("For somebody who was paid from another program earlier this year. Leave it otherwise.")
        self.add(Label(words, "note", "ink2", wrap=True))
        self.opening = self.add(OpeningForm(self.seat, self._find, self.around.start_month))
        self.forms.append(self.opening)
        self.unfold_opening(False)

    def unfold_opening(self, shown: bool) -> None:
        """Show or hide the opening balances."""
        if self.opening is not None:
            t = self.seat.t
            self.is_opening_shown = shown
            self.opening.setVisible(shown)
            self.opening_head.set(t("Opening balances"), t("Hide") if shown else t("Show"), "")

    def focus(self, field: str) -> bool:
        if self.opening is not None and self.opening.has(field):
            self.unfold_opening(True)
        return super().focus(field)

    def show_form(self, form: EmployeeForm) -> None:
        typed = dict(form.typed)
        self.terms.set_kind(form.employment.type)
        self.terms.show_part(form.terms, typed)
        if self.opening is not None:
            self.opening.show_part(form.opening, typed)
            self.unfold_opening(bool(form.opening))
        self.show_lines(form.lines)

    def read(self, form: EmployeeForm) -> EmployeeForm:
        self.terms.set_kind(form.employment.type)
        opening = self.opening.part() if self.opening is not None else form.opening
        return replace(form, terms=self.terms.part(form.terms), opening=opening)

    def show_lines(self, lines: tuple[LinePart, ...]) -> None:
        """The lines of every month, each with the ways to change it and to take it away."""
        t = self.seat.t
        empty_layout(self.line_rows)
        for place, line in enumerate(lines):
            self.line_rows.addWidget(self._line_row(place, line))
        if not lines:
            words = t("None. Union dues, for example, are added here.")
            if not self.seat.questions.has("percent"):
                words = t("None. Pension and supplements, for example, are added here.")
            self.line_rows.addWidget(Label(words, "note", "ink3", wrap=True))

    def _line_row(self, place: int, line: LinePart) -> QWidget:
        t = self.seat.t
        name = next((said(kind.name, self.seat.texts) for kind in self.kinds if kind.slug == line.type), line.type)
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(Label(line.text or name, "body"), 1)
        inner.addWidget(Label(line_amount(self.seat, line), "body_medium"))
        edit = IconButton("pencil-simple", t("Change {line}", line=name))
        edit.clicked.connect(lambda: self.line_asked.emit(place))
        gone = IconButton("trash", t("Remove {line}", line=name))
        gone.clicked.connect(lambda: self.line_gone.emit(place))
        inner.addWidget(edit)
        inner.addWidget(gone)
        return row


class TaxStep(GuideStep):
    """The tax card, and where the pay goes."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        t = seat.t
        line = t("Both can come later. The pay is calculated all the same.")
        super().__init__(seat, find, around, t("Tax card and account"), line)
        self.card = self.add(CardForm(seat, find, around.today.year, later=True))
        self.add(Divider())
        self.account = self.add(AccountForm(seat, find, around))
        self.add(Divider())
        self.add(IconLine("sun", self._holiday_words(), "ink2", "ink3", role="note"))
        self.body.addStretch(1)
        self.forms = [self.card, self.account]

    def _holiday_words(self) -> str:
        t = self.seat.t
        employer = self.around.employer
        words = self.seat.questions.helps.get("step_holiday")
        if words is not None:
            return t(words)
        if employer is not None and employer.holiday_plan == "statutory":
            return t("Holiday: the law's plan, 10.2% and four weeks and a day, as for everybody in the firm.")
        return t("Holiday: the agreement's plan, 12% and five weeks, as for everybody in the firm.")

    def show_form(self, form: EmployeeForm) -> None:
        typed = dict(form.typed)
        self.card.show_part(form.card, {key: typed[asks] for key, asks in self.card.asks.items() if asks in typed})
        self.account.show_part(form.person, typed)

    def read(self, form: EmployeeForm) -> EmployeeForm:
        return replace(form, person=self.account.part(form.person), card=self.card.part(form.card))

    def typed(self) -> dict[str, str]:
        """A card's fields go by the name of their finding: a position has a percentage too."""
        of_card = {self.card.asks[key]: text for key, text in self.card.typed().items()}
        return of_card | self.account.typed()

    def owns(self, key: str) -> bool:
        return self.card.has(key) or key in self.account.fields
