"""Panels in which one thing of an employee is entered: terms from a date, an end, a tax card, a line, a position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from models.values.finding import Finding, Refused, Severity
from services.actions import employees as acts
from services.actions.employees import CardPart, EmploymentPart, LinePart, OpeningPart, TermsPart
from services.queries import employee_page
from services.queries.employee_page import EmployeeView, EmploymentView, LineKind, LineView, TermsView
from services.queries.new_employee import Surroundings
from services.reference.employment_words import END_REASONS
from views.pages.employees.forms import CardForm, EmploymentForm, EndForm, LineForm, OpeningForm, TermsForm
from views.pages.employees.part_form import PartForm
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox


class FormPanel(SidePanel):
    """A form with what is wrong at its fields, what it brings with it under it, and one primary button."""

    def __init__(
        self, seat: Seat, caption: str, title: str, line: str, verb: str, after: Callable[[], Any] | None = None
    ) -> None:
        super().__init__(seat, caption, title, line)
        self._after = after
        self._cache: list[Finding] | None = None
        self.forms: list[PartForm] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        self.body.addLayout(self._box)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self.save_button = self.add_action(Button(verb, "primary"))
        self.not_now = self.add_action(Button(seat.t("Not now")))
        self.save_button.clicked.connect(self.save)
        self.not_now.clicked.connect(self._leave)

    def add_form(self, form: PartForm) -> None:
        """One more form; the notes stand under the last one."""
        form.stale.connect(self._stale)
        form.changed.connect(self._on_changed)
        self.forms.append(form)
        self.body.removeItem(self._notes)
        self.add(form)
        self.body.addLayout(self._notes)

    def begin(self) -> None:
        """Go to the first field."""
        for form in self.forms:
            for field in form.fields.values():
                if field.isVisibleTo(form) and field.editor.isEnabled():
                    field.focus()
                    return

    def findings(self) -> Sequence[Finding]:
        """What is wrong with what stands there now."""
        if self._cache is None:
            self._cache = list(self.ask())
        return self._cache

    def ask(self) -> Iterable[Finding]:
        """What is wrong with the part; subclasses ask the services."""
        return ()

    def notes(self) -> Iterable[Finding]:
        """What it brings with it, and stops nothing."""
        return ()

    def store(self) -> str:
        """Store it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def _stale(self) -> None:
        self._cache = None

    def _on_changed(self) -> None:
        self._stale()
        empty_layout(self._box)
        self.show_notes()

    def show_notes(self) -> None:
        """Say what it brings with it."""
        empty_layout(self._notes)
        for found in self.notes():
            self._notes.addWidget(IconLine("info", self.seat.t(found.what), "ink2", "info", role="note"))

    def save(self) -> None:
        """Store it, if nothing is wrong; else say what, at the fields."""
        self._stale()
        for form in self.forms:
            form.look()
        wrong = [found for found in self.findings() if found.severity is Severity.STOP]
        unread = any(form.typed() for form in self.forms)
        if wrong or unread:
            self._tell(wrong)
            return
        try:
            words = self.store()
        except Refused as refusal:
            self._tell(refusal.findings)
            return
        after = self._after
        seat = self.seat
        if after is not None:
            after()
        else:
            self.close_panel()
        if words:
            seat.toast(words, undo=True)

    def _tell(self, findings: Sequence[Finding]) -> None:
        """Say at the fields what is wrong, and above them what belongs to none that is filled in."""
        empty_layout(self._box)
        for found in findings:
            field = found.where.field if found.where is not None else None
            form = next((form for form in self.forms if field and form.has(field)), None)
            if form is not None and field is not None:
                name = next(key for key, asks in form.asks.items() if asks == field)
                form.fields[name].set_problem(found.what)
            else:
                self._box.addWidget(MessageBox("err", self.seat.t(found.what)))
        first = next((wrong for form in self.forms if (wrong := form.first_wrong()) is not None), None)
        if first is not None:
            first.focus()

    def _leave(self) -> None:
        if self._after is not None:
            self._after()
        else:
            self.close_panel()


def _person_line(view: EmployeeView) -> str:
    return view.name


class TermsPanel(FormPanel):
    """New terms from a date, or terms that are mended."""

    def __init__(
        self,
        seat: Seat,
        view: EmployeeView,
        job: EmploymentView,
        terms: TermsView | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        t = seat.t
        title = t("Mend the terms from {day}", day=terms.from_day) if terms is not None else t("Change from a date")
        line = t("What was paid before stays as it is.") if terms is None else t("No pay is approved with them yet.")
        super().__init__(seat, view.name, title, line, t("Save"), after)
        self.view, self.job, self.terms = view, job, terms
        now = terms or job.terms_on(seat.desk.today)
        self._base = now.part if now is not None else TermsPart()
        if terms is None:
            self._base = replace(self._base, from_day=None)
        self.form = TermsForm(seat, self.findings, dated=True)
        self.add_form(self.form)
        self.form.show_part(self._base)
        if terms is not None and terms.is_first:
            self.form.fields["from_day"].set_disabled(t("The first terms hold from the first day."))

    def part(self) -> TermsPart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        return employee_page.check_terms(self.view, self.job, self.part())

    def notes(self) -> Iterable[Finding]:
        return employee_page.terms_consequences(self.view, self.part())

    def store(self) -> str:
        was = self.terms.from_day if self.terms is not None else None
        acts.save_terms(self.seat.desk, self.view.number, self.job.id, self.part(), was)
        day = self.part().from_day
        assert day is not None
        return self.seat.t("New terms from {day}", day=day) if was is None else self.seat.t("Terms mended")


class EndPanel(FormPanel):
    """The end of an employment."""

    def __init__(
        self, seat: Seat, view: EmployeeView, job: EmploymentView, after: Callable[[], Any] | None = None
    ) -> None:
        t = seat.t
        super().__init__(
            seat, view.name, t("End the employment"), t("It is told in the next a-melding."), t("Save"), after
        )
        self.view, self.job = view, job
        self.form = EndForm(seat, self.findings, END_REASONS)
        self.add_form(self.form)
        self.form.show_part(job.end, job.end_reason)
        self.add(Divider())
        for words in (
            t("The last run pays up to that day, and the holiday pay that is owed."),
            t("Payslips and history stay here. {name} moves to “Ended”.", name=view.name),
        ):
            self.add(IconLine("info", words, "ink2", "ink3", role="note"))
        if job.end is not None:
            gone = self.add_action(Button(t("Take the end away")))
            gone.clicked.connect(self._reopen)

    def _values(self) -> tuple[date | None, str]:
        return self.form.value("employment_end"), self.form.text("end_reason")

    def ask(self) -> Iterable[Finding]:
        return employee_page.check_end(self.view, self.job, *self._values())

    def store(self) -> str:
        end, reason = self._values()
        acts.end_employment(self.seat.desk, self.view.number, self.job.id, end, reason)
        assert end is not None
        return self.seat.t("{name} ends on {day}", name=self.view.name, day=end)

    def _reopen(self) -> None:
        try:
            acts.reopen_employment(self.seat.desk, self.view.number, self.job.id)
        except Refused as refusal:
            self._tell(refusal.findings)
            return
        seat, words = self.seat, self.seat.t("{name} works on", name=self.view.name)
        self._leave()
        seat.toast(words, undo=True)


class EmploymentPanel(FormPanel):
    """An employment that is changed; or a new one with its first terms."""

    def __init__(
        self,
        seat: Seat,
        view: EmployeeView,
        job: EmploymentView | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        t = seat.t
        title = t("Change the employment") if job is not None else t("New employment")
        line = "" if job is not None else t("For somebody who comes back, or has a second position.")
        super().__init__(seat, view.name, title, line, t("Save") if job is not None else t("Employ"), after)
        self.view, self.job = view, job
        last = view.employments[-1] if view.employments else None
        self._base = job.part if job is not None else replace(last.part, start=None) if last else EmploymentPart()
        if job is None and not self._base.establishment and len(view.around.units) == 1:
            self._base = replace(self._base, establishment=view.around.units[0].orgnr)
        self.form = EmploymentForm(seat, self.findings, view.around, seat.desk.client.country)
        self.add_form(self.form)
        self.form.show_part(self._base)
        self.terms: TermsForm | None = None
        self._terms = last.terms[-1].part if last is not None and last.terms else TermsPart()
        if job is None:
            self.terms = TermsForm(seat, self.findings, dated=False)
            self.add_form(self.terms)
            self.terms.show_part(self._terms)

    def part(self) -> EmploymentPart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        yield from employee_page.check_employment(self.view, self.part(), is_new=self.job is None)
        if self.terms is not None:
            yield from employee_page.check_terms(self.view, None, self.terms.part(self._terms))

    def notes(self) -> Iterable[Finding]:
        return () if self.job is None else employee_page.employment_consequences(self.view, self.job, self.part())

    def store(self) -> str:
        desk, t = self.seat.desk, self.seat.t
        if self.job is not None:
            acts.save_employment(desk, self.view.number, self.job.id, self.part())
            return t("Employment changed")
        assert self.terms is not None
        acts.add_employment(desk, self.view.number, self.part(), self.terms.part(self._terms))
        return t("{name} is employed", name=self.view.name)


class CardPanel(FormPanel):
    """One more tax card."""

    def __init__(
        self, seat: Seat, view: EmployeeView, year: int | None = None, after: Callable[[], Any] | None = None
    ) -> None:
        t = seat.t
        line = t("Write it off the authority's answer. Cards that are here stay; the newest of the year is used.")
        super().__init__(seat, view.name, t("Add a tax card"), line, t("Add"), after)
        self.view = view
        today = seat.desk.today
        self._base = CardPart(year=year or today.year, kind="table")
        self.form = CardForm(seat, self.findings, today.year, later=False)
        self.add_form(self.form)
        self.form.show_part(self._base)

    def part(self) -> CardPart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        return employee_page.check_card(self.view, self.part())

    def notes(self) -> Iterable[Finding]:
        return employee_page.card_consequences(self.view, self.part())

    def store(self) -> str:
        part = self.part()
        acts.add_card(self.seat.desk, self.view.number, part)
        return self.seat.t("Tax card for {year} added", year=str(part.year))


class LinePanel(FormPanel):
    """A fixed line: of an employee, or of somebody in the guide, who gets it by the signal."""

    taken = Signal(object)

    def __init__(
        self,
        seat: Seat,
        around: Surroundings,
        kinds: Sequence[LineKind],
        line: LinePart | LineView,
        view: EmployeeView | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        t = seat.t
        stored = line if isinstance(line, LineView) else None
        part = line.part if isinstance(line, LineView) else line
        is_new = not part.type
        title = t("Add a line") if is_new else t("Change the line")
        caption = view.name if view is not None else t("New employee")
        explained = t("It follows every ordinary run, until its last day.")
        super().__init__(seat, caption, title, explained, t("Add") if is_new else t("Save"), after)
        self.around, self.view, self._stored, self._base = around, view, stored, part
        self.form = LineForm(seat, self.findings, kinds)
        self.add_form(self.form)
        self.form.show_part(part)
        if stored is not None:
            gone = self.add_action(Button(t("Remove")))
            gone.clicked.connect(self._remove)
            self.add(
                Label(t("To stop it, set the last day. Approved runs keep what they paid."), "note", "ink3", wrap=True)
            )

    def part(self) -> LinePart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        return employee_page.check_line(self.around, self.part())

    def store(self) -> str:
        part = self.part()
        if self.view is None:
            self.taken.emit(part)
            return ""
        line_id = self._stored.id if self._stored is not None else None
        acts.save_line(self.seat.desk, self.view.number, part, line_id)
        return self.seat.t("Line added") if line_id is None else self.seat.t("Line changed")

    def _remove(self) -> None:
        assert self.view is not None
        assert self._stored is not None
        acts.remove_line(self.seat.desk, self.view.number, self._stored.id)
        seat = self.seat
        self._leave()
        seat.toast(seat.t("Line removed"), undo=True)


class OpeningPanel(FormPanel):
    """The opening balances of somebody who was paid from another program."""

    def __init__(self, seat: Seat, view: EmployeeView, after: Callable[[], Any] | None = None) -> None:
        t = seat.t
        line = t("What was paid from another program this year, before the first month here.")
        super().__init__(seat, view.name, t("Opening balances"), line, t("Save"), after)
        self.view = view
        assert view.around.start_month is not None
        self.form = OpeningForm(seat, self.findings, view.around.start_month)
        self.add_form(self.form)
        self.form.show_part(view.opening)

    def part(self) -> OpeningPart:
        """What stands in the form."""
        return self.form.part()

    def ask(self) -> Iterable[Finding]:
        return employee_page.check_opening(self.view, self.part())

    def store(self) -> str:
        acts.save_opening(self.seat.desk, self.view.number, self.part())
        return self.seat.t("Opening balances saved")
