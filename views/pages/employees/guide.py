"""Employing somebody in five steps. What is typed is checked on every key, kept as a draft, stored in one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from services.actions.employee_drafts import save_draft
from services.actions.employees import EmployeeForm, LinePart, hire
from services.queries import new_employee
from services.queries.new_employee import Checked
from views.pages.employees.checks import ChecksCard
from views.pages.employees.guide_steps import EmploymentStep, GuideStep, PayStep, PersonStep, TaxStep
from views.pages.employees.panels import LinePanel
from views.pages.employees.pay_forms import CardForm, OpeningForm
from views.pages.employees.person_forms import AccountForm, PersonForm
from views.pages.employees.review import ReviewStep
from views.pages.employees.work_forms import EmploymentForm, TermsForm
from views.shell.seat import Seat
from views.widgets.guide import Guide, GuideFooter
from views.widgets.scroll import ScrollArea

PERSON, EMPLOYMENT, PAY, TAX, REVIEW = range(5)
_STEPS: Final[tuple[Callable[..., GuideStep], ...]] = (PersonStep, EmploymentStep, PayStep, TaxStep)
_PAUSE: Final = 2000
_NEXT_AFTER: Final = 250
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
        self._is_draft = False  # it began with what was typed another day
        self._tried: set[int] = set()
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
        for _ in self._names:
            self.guide.add(QWidget())
        self.steps: dict[int, GuideStep] = {}
        self._coming: dict[int, GuideStep] = {}
        self.cards: dict[int, ChecksCard] = {}
        self._review: ReviewStep | None = None
        self.guide.step_changed.connect(self._on_step)

    # --- steps are made when one comes to them --------------------------------------------------------------------

    def step(self, number: int) -> GuideStep:
        """A step that is filled in."""
        if number not in self.steps:
            self._show_step(number, self._coming.pop(number) if number in self._coming else self._new_step(number))
        return self.steps[number]

    def _new_step(self, number: int) -> GuideStep:
        return _STEPS[number](self.seat, self._found, self.around)

    def _make_ahead(self) -> None:
        """The next step, while one fills in this one: its fields in one turn, its place in the window in another."""
        number = self.guide.current + 1
        if number >= REVIEW or number in self.steps or self._is_done or not self.seat.has_client:
            return
        if number in self._coming:
            self.step(number)
        else:
            self._coming[number] = self._new_step(number)
            QTimer.singleShot(0, self, self._make_ahead)

    def _show_step(self, number: int, step: GuideStep) -> None:
        side = ChecksCard(self.seat)
        side.chosen.connect(self._mend)
        was_filling, self._is_filling = self._is_filling, True
        step.show_form(self.form)
        self._is_filling = was_filling
        self.steps[number], self.cards[number] = step, side
        for form in step.forms:
            form.stale.connect(self._stale)
            form.changed.connect(self._on_changed)
        if isinstance(step, PersonStep):
            step.begun.connect(self._take_template)
        if isinstance(step, PayStep):
            step.line_asked.connect(self._edit_line)
            step.line_gone.connect(lambda place: self._set_line(place, None))
        self._place(number, step, side)
        if self._is_draft:  # one sees at once what is wrong
            step.look(touched_only=True)

    def _place(self, number: int, left: QWidget, right: QWidget) -> None:
        """Put what a step shows where the guide keeps its place."""
        holder = self.guide.stack.widget(number)
        assert holder is not None
        row = QVBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(ScrollArea(Beside(left, right), soft=True))

    @property
    def review(self) -> ReviewStep:
        """The last step."""
        if self._review is None:
            self._review = ReviewStep(self.seat, self)
            self._review.edited.connect(self.guide.go)
            self._review.mended.connect(self._mend)
            self._place(REVIEW, self._review.left, self._review.right)
        return self._review

    @property
    def person(self) -> PersonForm:
        step = self.step(PERSON)
        assert isinstance(step, PersonStep)
        return step.person

    @property
    def employment(self) -> EmploymentForm:
        step = self.step(EMPLOYMENT)
        assert isinstance(step, EmploymentStep)
        return step.employment

    @property
    def pay(self) -> PayStep:
        step = self.step(PAY)
        assert isinstance(step, PayStep)
        return step

    @property
    def terms(self) -> TermsForm:
        return self.pay.terms

    @property
    def opening(self) -> OpeningForm | None:
        return self.pay.opening

    @property
    def card(self) -> CardForm:
        step = self.step(TAX)
        assert isinstance(step, TaxStep)
        return step.card

    @property
    def account(self) -> AccountForm:
        step = self.step(TAX)
        assert isinstance(step, TaxStep)
        return step.account

    # --- beginning and keeping ------------------------------------------------------------------------------------

    def begin(self, form: EmployeeForm | None = None, draft_id: int | None = None) -> None:
        """Show an empty form, or a draft at the step where one was."""
        self.draft_id, self._kept = draft_id, form
        self._is_draft = form is not None
        self._tried = set()
        self.form = form or new_employee.new_form(self.around)
        self._later.stop()
        self._show_form()
        number = min(self.form.step, REVIEW) if form is not None else PERSON
        if form is not None:
            for step in self.steps.values():
                step.look(touched_only=True)
        if number == self.guide.current:
            self._on_step(number)
        self.guide.go(number)

    def _show_form(self) -> None:
        self._is_filling = True
        try:
            for step in self.steps.values():
                step.show_form(self.form)
        finally:
            self._is_filling = False
        self._stale()

    def _read_form(self) -> EmployeeForm:
        """What stands in all steps now; what one has not come to is as it was."""
        form = self.form
        typed = dict(form.typed)
        for number in sorted(self.steps):
            step = self.steps[number]
            form = step.read(form)
            typed = {key: text for key, text in typed.items() if not step.owns(key)} | step.typed()
        return replace(form, step=self.guide.current, typed=typed)

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
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.status_time))

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
        for step, card in self.cards.items():
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
                    t("1 error must be corrected first")
                    if wrong == 1
                    else t("{count} errors must be corrected first", count=wrong)
                )
            else:
                reason = t("1 thing is missing") if lacking == 1 else t("{count} things are missing", count=lacking)
        if current < REVIEW:
            self.footer.set(next=self._names[current + 1], back=current > 0, ready=not blocking, reason=reason)
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
        if step is None:
            step = next((row.step for row in self.checks() if row.field == field), None)
        for number in range(REVIEW):
            if step in (None, number) and self.step(number).has(field):
                self.guide.go(number)
                return self.step(number).focus(field)
        return False

    # --- steps ----------------------------------------------------------------------------------------------------

    def _on_step(self, number: int) -> None:
        self._tried.add(number)
        if number == REVIEW:
            self._stale()
            rows = self.checks()
            self.review.show_form(self.around, self.form, rows)
        else:
            self.step(number)
            QTimer.singleShot(_NEXT_AFTER, self, self._make_ahead)
        self._show_state()
        if not self._is_filling and self.draft_id is not None:
            self.keep()

    def forward(self) -> None:
        """The primary button: the next step, or the employee."""
        current = self.guide.current
        if current == REVIEW:
            self._hire()
            return
        self.step(current).look()
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
                for step in self.steps.values():
                    step.look(touched_only=True)
            self.seat.show_findings(found)
            return
        name = self.form.person.name
        self.hired.emit(number)
        self.seat.toast(self.seat.t("{name} is employed", name=name), undo=True)

    # --- template and lines ---------------------------------------------------------------------------------------

    def _take_template(self, key: str) -> None:
        self.form = new_employee.from_template(self.around, self._read_form(), key)
        self._show_form()
        self._show_state()
        self._later.start()

    def _edit_line(self, place: int | None) -> None:
        line = self.form.lines[place] if place is not None else LinePart()
        panel = LinePanel(self.seat, self.around, self.pay.kinds, line)
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
        self.pay.show_lines(self.form.lines)
        self._on_changed()
