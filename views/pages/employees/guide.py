"""Employing somebody in five steps. What is typed is checked on every key, kept as a draft, stored in one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from services.actions.employee_drafts import save_draft
from services.actions.employees import EmployeeForm, LinePart, hire
from services.queries import new_employee
from services.queries.employee_page import LineKind, line_kinds
from services.queries.new_employee import TEMPLATES, Checked
from services.queries.trace import said
from views.pages.employees.checks import ChecksCard
from views.pages.employees.forms import (
    AccountForm,
    CardForm,
    EmploymentForm,
    OpeningForm,
    PersonForm,
    TermsForm,
)
from views.pages.employees.line_words import line_amount
from views.pages.employees.panels import LinePanel
from views.pages.employees.part_form import PartForm
from views.pages.employees.review import ReviewStep
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.card import Card, Section
from views.widgets.chips import Chips
from views.widgets.guide import Guide, GuideFooter
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, IconLine, Label

PERSON, EMPLOYMENT, PAY, TAX, REVIEW = range(5)
_PAUSE: Final = 2000
_ROOM: Final = 780  # below, what is checked stands only at the fields
_SEVERITY: Final = {
    "error": Severity.STOP,
    "open": Severity.STOP,
    "warning": Severity.WARNING,
    "later": Severity.WARNING,
}


class Beside(QWidget):
    """The form, and what is checked beside it where there is room."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(left, 632)
        row.addWidget(right, 348)
        self._right = right

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._right.setVisible(self.width() >= _ROOM)


class EmployeeGuide(QWidget):
    """The guide. `begin` starts with an empty form or a draft; `keep` stores what was typed."""

    closed = Signal()
    hired = Signal(int)

    def __init__(self, seat: Seat, footer: GuideFooter) -> None:
        super().__init__()
        self.seat, self.footer = seat, footer
        t = seat.t
        self.draft_id: int | None = None
        self.around = new_employee.surroundings(seat.desk)
        self.form = new_employee.new_form(self.around)
        self._kept: EmployeeForm | None = None
        self._checks: tuple[Checked, ...] | None = None
        self._findings: list[Finding] = []
        self._is_filling = False
        self._is_done = False  # somebody is employed: nothing is kept any more
        self._tried: set[int] = set()
        self._kinds: tuple[LineKind, ...] = line_kinds(seat.desk)
        self._names = (t("Person"), t("Employment"), t("Pay"), t("Tax and account"), t("Review"))
        self.desk = seat.desk  # the guide belongs to this client, whichever is open later
        seat.client_closing.connect(self._on_closing)
        seat.language_changed.connect(self.keep)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.guide = Guide(seat, t("New employee"), self._names, footer)
        column.addWidget(self.guide)
        self.cards: list[ChecksCard] = []
        self._build_person()
        self._build_employment()
        self._build_pay()
        self._build_tax()
        self._build_review()
        self.guide.step_changed.connect(self._on_step)
        self.forms: dict[int, list[PartForm]] = {
            PERSON: [self.person],
            EMPLOYMENT: [self.employment],
            PAY: [self.terms, *([self.opening] if self.opening is not None else [])],
            TAX: [self.card, self.account],
        }
        for forms in self.forms.values():
            for form in forms:
                form.stale.connect(self._stale)
                form.changed.connect(self._on_changed)

    # --- building -------------------------------------------------------------------------------------------------

    def _step(self, heading: str, line: str) -> Card:
        """A step: the form at the left, what is checked at the right."""
        card = Card(heading, line, padding=26)
        card.body.setSpacing(16)
        side = ChecksCard(self.seat)
        side.chosen.connect(self._mend)
        self.cards.append(side)
        self._add_area(card, side)
        return card

    def _add_area(self, left: QWidget, right: QWidget) -> None:
        inner = Beside(left, right)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.guide.add(area)

    def _build_person(self) -> None:
        t = self.seat.t
        card = self._step(t("Who is it?"), t("Write the details as they stand in Folkeregisteret."))
        self.chips = Chips([(each.key, t(each.name), None) for each in TEMPLATES])
        self.chips.setAccessibleName(t("Begin with"))
        self.chips.chosen.connect(self._take_template)
        self.sets = Label("", "note", "ink2", wrap=True)
        begin = QVBoxLayout()
        begin.setSpacing(8)
        begin.addWidget(self.chips)
        begin.addWidget(self.sets)
        card.body.addLayout(begin)
        self.person = PersonForm(self.seat, self._found, self.around, split=True)
        card.add(self.person)
        card.body.addStretch(1)

    def _build_employment(self) -> None:
        t = self.seat.t
        card = self._step(t("Where and as what?"), t("This is what the a-melding tells about the employment."))
        self.employment = EmploymentForm(self.seat, self._found, self.around, self.seat.desk.client.country, wide=True)
        card.add(self.employment)
        card.body.addStretch(1)

    def _build_pay(self) -> None:
        t = self.seat.t
        card = self._step(
            t("What is the pay?"), t("It holds from the first day. Later changes get a date of their own.")
        )
        self.terms = TermsForm(self.seat, self._found, dated=False)
        card.add(self.terms)
        card.add(Divider())
        head = Section(t("Every month besides"), t("Add a line"), t("Additions, benefits and deductions"), small=True)
        head.clicked.connect(lambda: self._edit_line(None))
        card.add(head)
        self.line_rows = QVBoxLayout()
        self.line_rows.setSpacing(4)
        card.body.addLayout(self.line_rows)
        self.opening: OpeningForm | None = None
        if self._takes_opening():
            card.add(Divider())
            self.opening_head = Section(t("Opening balances"), t("Show"), "", small=True)
            self.opening_head.clicked.connect(lambda: self._unfold_opening(not self._is_opening_shown))
            card.add(self.opening_head)
            self.opening_line = Label(
                t("For somebody who was paid from another program earlier this year. Leave it otherwise."),
                "note",
                "ink2",
                wrap=True,
            )
            card.add(self.opening_line)
            self.opening = OpeningForm(self.seat, self._found, self.around.start_month)
            card.add(self.opening)
            self._unfold_opening(False)
        card.body.addStretch(1)

    def _takes_opening(self) -> bool:
        start, approved = self.around.start_month, self.around.approved
        if start is None or start.year != self.around.today.year or start.number == 1:
            return False
        return approved is None or approved.year == start.year

    _is_opening_shown = False

    def _unfold_opening(self, shown: bool) -> None:
        if self.opening is not None:
            self._is_opening_shown = shown
            self.opening.setVisible(shown)
            t = self.seat.t
            self.opening_head.set(t("Opening balances"), t("Hide") if shown else t("Show"), "")

    def _build_tax(self) -> None:
        t = self.seat.t
        card = self._step(t("Tax card and account"), t("Both can come later. The pay is computed all the same."))
        self.card = CardForm(self.seat, self._found, self.around.today.year, later=True)
        card.add(self.card)
        card.add(Divider())
        self.account = AccountForm(self.seat, self._found, self.around)
        card.add(self.account)
        card.add(Divider())
        card.add(IconLine("sun", self._holiday_words(), "ink2", "ink3", role="note"))
        card.body.addStretch(1)

    def _holiday_words(self) -> str:
        t = self.seat.t
        employer = self.around.employer
        if employer is not None and employer.holiday_plan == "statutory":
            return t("Holiday: the law's plan, 10.2 % and four weeks and a day, as for everybody in the firm.")
        return t("Holiday: the agreement's plan, 12 % and five weeks, as for everybody in the firm.")

    def _build_review(self) -> None:
        self.review = ReviewStep(self.seat)
        self.review.edited.connect(self.guide.go)
        self.review.mended.connect(self._mend)
        self._add_area(self.review.left, self.review.right)

    # --- beginning and keeping ------------------------------------------------------------------------------------

    def begin(self, form: EmployeeForm | None = None, draft_id: int | None = None) -> None:
        """Show an empty form, or a draft at the step where one was."""
        self.draft_id, self._kept = draft_id, form
        self._tried = set()
        self.form = form or new_employee.new_form(self.around)
        self._later.stop()
        self._show_form()
        self.guide.go(min(self.form.step, REVIEW) if form is not None else PERSON)
        if form is not None:
            for forms in self.forms.values():
                for each in forms:
                    each.look(touched_only=True)
        self._on_step(self.guide.current)

    def _show_form(self) -> None:
        self._is_filling = True
        form = self.form
        try:
            typed = dict(form.typed)
            self.person.show_part(form.person, form.first_name, typed)
            self.employment.show_part(form.employment, typed)
            self.terms.show_part(form.terms, typed)
            self.card.show_part(form.card, {key: typed[asks] for key, asks in self.card.asks.items() if asks in typed})
            self.account.show_part(form.person, typed)
            if self.opening is not None:
                self.opening.show_part(form.opening, typed)
                self._unfold_opening(bool(form.opening))
            self.chips.set_current(form.template or "")
            self._show_template()
            self._show_lines()
        finally:
            self._is_filling = False
        self._stale()

    def _read_form(self) -> EmployeeForm:
        """What stands in all steps now."""
        person = self.account.part(self.person.part(self.form.person))
        typed: dict[str, str] = {}
        for forms in self.forms.values():
            for each in forms:
                for key, text in each.typed().items():
                    typed[each.asks[key] if each is self.card else key] = text
        return replace(
            self.form,
            step=self.guide.current,
            first_name=" ".join(self.person.first_name().split()),
            has_foreign_id=bool(self.person.foreign_check.value()),
            person=person,
            employment=self.employment.part(self.form.employment),
            terms=self.terms.part(self.form.terms),
            card=self.card.part(self.form.card),
            opening=self.opening.part() if self.opening is not None else self.form.opening,
            typed=typed,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that would be missed."""
        empty = new_employee.new_form(self.around)
        return replace(self.form, step=0, template="") == replace(empty, step=0, template="")

    def keep(self) -> None:
        """Store what was typed as a draft, if it is another than the one that is stored."""
        self._later.stop()
        if self._is_filling or self._is_done:
            return
        self.form = self._read_form()
        if self.form == self._kept or (self.draft_id is None and self.is_empty):
            return
        self._kept = self.form
        self.draft_id = save_draft(self.desk, self.form, self.draft_id)
        if self.seat.place == Place("employees", "new"):  # so that one comes back to it
            self.seat.place = Place("employees", self.thing)
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.clock(self.seat.now())))

    def _on_closing(self, path: object) -> None:
        """The client is about to be let go: keep what was typed while there still is a file."""
        if self.seat.has_client and self.seat.client.path == path:
            self.keep()
            self._is_done = True

    def reread(self) -> None:
        """The file was changed: look at the surroundings anew, and at the draft, if a change of it was taken back."""
        if self._is_done:
            return
        self.around = new_employee.surroundings(self.desk)
        if self.draft_id is not None:
            stored = new_employee.draft_form(self.desk, self.draft_id)
            if stored is None:
                self.draft_id = self._kept = None
            elif self._kept is not None and stored != self._kept and not self._later.isActive():
                self.begin(stored, self.draft_id)
                return
        self._stale()
        self._show_state()

    # --- checks ---------------------------------------------------------------------------------------------------

    @property
    def thing(self) -> str:
        return "new" if self.draft_id is None else f"draft:{self.draft_id}"

    def _stale(self) -> None:
        self._checks = None

    def checks(self) -> tuple[Checked, ...]:
        """Everything that is checked, of what stands there now."""
        if self._checks is None:
            self.form = self._read_form()
            self._checks = new_employee.check(self.around, self.form, self.thing)
            self._findings = [
                Finding(_SEVERITY[row.state], row.detail or row.title, Place("employees", self.thing, row.field))
                for row in self._checks
                if row.state in _SEVERITY
            ]
        return self._checks

    def _found(self) -> Sequence[Finding]:
        if self._is_filling:
            return ()
        self.checks()
        return self._findings

    def _on_changed(self) -> None:
        if not self._is_filling:
            self._stale()
            self._show_state()
            self._later.start()

    def _show_state(self) -> None:
        """The lists at the right, and whether one can go on."""
        rows = self.checks()
        for step, card in enumerate(self.cards):
            card.show_checks([row for row in rows if row.step == step or (row.step < step and row.state == "error")])
        current = self.guide.current
        blocking = [row for row in rows if row.state in ("error", "open") and row.step <= current]
        done = {step for step in range(current) if step != current}
        furthest = max(self._tried | {current})
        for step in range(current + 1, furthest + 1):
            if not any(row.state in ("error", "open") and row.step < step for row in rows):
                done.add(step)
        self.guide.set_done(done)
        self._set_footer(blocking)

    def _set_footer(self, blocking: Sequence[Checked]) -> None:
        t = self.seat.t
        current = self.guide.current
        self.footer.set_close(t("Close and keep the draft"))
        reason = ""
        if blocking:
            wrong = sum(row.state == "error" for row in blocking)
            lacking = len(blocking) - wrong
            if wrong:
                reason = (
                    t("1 error must be put right first")
                    if wrong == 1
                    else t("{count} errors must be put right first", count=wrong)
                )
            else:
                reason = t("1 thing is missing") if lacking == 1 else t("{count} things are missing", count=lacking)
        if current < REVIEW:
            words = t("Next: {step}", step=self._names[current + 1])
            self.footer.set(next=words, back=current > 0, ready=not blocking, reason=reason)
        else:
            name = self.form.first_name or self.form.person.name
            self.footer.set(next=t("Employ {name}", name=name), ready=not blocking, reason=reason, icon="check")

    def _mend(self, row: Checked) -> None:
        """Go to what a check is about: a field of the guide, or somebody who is here already."""
        if row.where is not None and isinstance(row.where.thing, int):
            self.keep()
            self.seat.go(row.where)
        else:
            self.focus(row.field, row.step)

    def focus(self, field: str, step: int | None = None) -> bool:
        """Go to a field by the name that findings use."""
        if field == "name":
            field = "last_name" if self.person.text("first_name") else "first_name"
        for number, forms in self.forms.items():
            for form in forms:
                if form.has(field) and (step is None or step == number):
                    self.guide.go(number)
                    if form is self.opening:
                        self._unfold_opening(True)
                    return form.focus(field)
        return False

    # --- steps ----------------------------------------------------------------------------------------------------

    def _on_step(self, number: int) -> None:
        self._tried.add(number)
        if number == REVIEW:
            self._stale()
            rows = self.checks()
            self.review.show_form(self.around, self.form, rows)
        self._show_state()
        if not self._is_filling and self.draft_id is not None:
            self.keep()

    def forward(self) -> None:
        """The primary button: the next step, or the employee."""
        current = self.guide.current
        if current == REVIEW:
            self._hire()
            return
        for form in self.forms[current]:
            form.look()
        if any(row.state in ("error", "open") and row.step <= current for row in self.checks()):
            return
        self.guide.go(current + 1)
        self.keep()

    def back(self) -> None:
        """One step back."""
        if self.guide.current > 0:
            self.guide.go(self.guide.current - 1)

    def go_to_step(self, number: int) -> None:
        """A step that is done, by its number from 0."""
        if number in self.guide.done:
            self.guide.go(number)

    def close(self) -> bool:
        """Keep the draft and go back to the list."""
        self.keep()
        self.closed.emit()
        return True

    def _hire(self) -> None:
        self._later.stop()
        self.form = self._read_form()
        self._is_done = True  # what the change tells is no reason to look at the draft
        try:
            number = hire(self.desk, self.form, self.draft_id)
        except Refused as refusal:
            self._is_done = False
            found = refusal.findings
            where = found[0].where
            if where is not None and where.page == "employees" and where.field and self.focus(where.field):
                for forms in self.forms.values():
                    for form in forms:
                        form.look(touched_only=True)
            self.seat.show_findings(found)
            return
        name = self.form.person.name
        self.hired.emit(number)
        self.seat.toast(self.seat.t("{name} is employed", name=name), undo=True)

    # --- template and lines ---------------------------------------------------------------------------------------

    def _take_template(self, key: str) -> None:
        self.form = new_employee.from_template(self._read_form(), key)
        self._show_form()
        self._show_state()
        self._later.start()

    def _show_template(self) -> None:
        t = self.seat.t
        chosen = next((each for each in TEMPLATES if each.key == self.form.template), None)
        if chosen is None:
            self.sets.setText(t("Begin with what fits best, or choose nothing and fill in yourself."))
            return
        sets = " · ".join(t(each) for each in chosen.sets)
        self.sets.setText(t("Fills in: {what}. Everything can be changed.", what=sets))

    def _show_lines(self) -> None:
        empty_layout(self.line_rows)
        t = self.seat.t
        names = {kind.slug: said(kind.name, self.seat.texts) for kind in self._kinds}
        for place, line in enumerate(self.form.lines):
            row = QWidget()
            inner = QHBoxLayout(row)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(6)
            inner.addWidget(Label(line.text or names.get(line.type, line.type), "body"), 1)
            inner.addWidget(Label(line_amount(self.seat, line), "body_medium"))
            edit = IconButton("pencil-simple", t("Change {line}", line=names.get(line.type, "")))
            edit.clicked.connect(lambda *_, place=place: self._edit_line(place))
            gone = IconButton("trash", t("Remove {line}", line=names.get(line.type, "")))
            gone.clicked.connect(lambda *_, place=place: self._set_line(place, None))
            inner.addWidget(edit)
            inner.addWidget(gone)
            self.line_rows.addWidget(row)
        if not self.form.lines:
            self.line_rows.addWidget(
                Label(t("None. Union dues, for example, are added here."), "note", "ink3", wrap=True)
            )

    def _edit_line(self, place: int | None) -> None:
        line = self.form.lines[place] if place is not None else LinePart()
        panel = LinePanel(self.seat, self.around, self._kinds, line)
        panel.taken.connect(lambda part: self._set_line(place, part))
        self.seat.show_panel(panel)
        panel.begin()

    def _set_line(self, place: int | None, part: LinePart | None) -> None:
        self.form = self._read_form()
        lines = list(self.form.lines)
        if place is None and part is not None:
            lines.append(part)
        elif place is not None and part is None:
            del lines[place]
        elif place is not None and part is not None:
            lines[place] = part
        self.form = replace(self.form, lines=tuple(lines))
        self._show_lines()
        self._on_changed()
