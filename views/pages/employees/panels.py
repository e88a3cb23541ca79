"""Panels in which one thing of an employee is entered: terms from a date, an end, a tax card, a line, a position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Signal

from models.values.finding import Finding, Refused
from models.values.message import Message
from services.actions import employees as acts
from services.actions.employees import CardPart, EmploymentPart, LinePart, OpeningPart, TermsPart
from services.queries import employee_parts
from services.queries.employee_page import EmployeeView, EmploymentView, LineView, TermsView
from services.queries.line_kinds import LineKind
from services.queries.new_employee import Surroundings
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.pay_forms import CardForm, LineForm, OpeningForm
from views.pages.employees.work_forms import EmploymentForm, EndForm, NumberedForm, TermsForm
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.text import Divider, IconLine, Label

_LAST_RUN: Final = Message("The last run pays up to that day, and the holiday pay that is owed.")


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
        title = t("Correct the terms from {day}", day=terms.from_day) if terms is not None else t("Change from a date")
        line = t("What was paid before stays as it is.") if terms is None else t("No pay is approved with them yet.")
        super().__init__(seat, view.name, title, line, t("Save"), after)
        self.view, self.job, self.terms = view, job, terms
        self.about = (view.number, job.id, terms.from_day if terms is not None else None)
        now = terms or job.terms_on(seat.desk.today)
        self._base = now.part if now is not None else TermsPart()
        if terms is None:
            self._base = replace(self._base, from_day=None)
        self.form = TermsForm(seat, self.findings, dated=True, by_steps=view.around.pays_by_steps)
        self.form.set_kind(job.part.type)
        self.add_form(self.form)
        self.form.show_part(self._base)
        self.numbered = NumberedForm(seat, self.findings, view.around, columns=1)
        self.add_form(self.numbered)
        self.numbered.show_part(self._base)
        if terms is not None and terms.is_first:
            self.form.fields["from_day"].set_disabled(t("The first terms apply from the first day."))

    def part(self) -> TermsPart:
        """What stands in the form."""
        return self.numbered.part(self.form.part(self._base))

    def ask(self) -> Iterable[Finding]:
        return employee_parts.check_terms(self.view, self.job, self.part())

    def notes(self) -> Iterable[Finding]:
        return employee_parts.terms_consequences(self.view, self.part())

    def store(self) -> str:
        was = self.terms.from_day if self.terms is not None else None
        acts.save_terms(self.seat.desk, self.view.number, self.job.id, self.part(), was)
        day = self.part().from_day
        assert day is not None
        return self.seat.t("New terms from {day}", day=day) if was is None else self.seat.t("Terms corrected")


class EndPanel(FormPanel):
    """The end of an employment."""

    def __init__(
        self, seat: Seat, view: EmployeeView, job: EmploymentView, after: Callable[[], Any] | None = None
    ) -> None:
        t = seat.t
        told = Message("It is reported in the next a-melding.")
        told = seat.questions.helps.get("end_told", told)
        super().__init__(seat, view.name, t("End the employment"), t(told), t("Save"), after)
        self.view, self.job = view, job
        self.about = (view.number, job.id)
        self.form = EndForm(seat, self.findings)
        self.add_form(self.form)
        self.form.show_part(job.end, job.end_reason)
        self.add(Divider())
        usual = () if "end_told" in seat.questions.helps else (t(_LAST_RUN),)
        for words in (*usual, t("Payslips and history stay here. {name} moves to “Ended”.", name=view.name)):
            self.add(IconLine("info", words, "ink2", "ink3", role="note"))
        if job.end is not None:
            gone = self.add_action(Button(t("Remove the end date")))
            gone.clicked.connect(self._reopen)

    def _values(self) -> tuple[date | None, str]:
        return self.form.value("employment_end"), self.form.text("end_reason")

    def ask(self) -> Iterable[Finding]:
        return employee_parts.check_end(self.view, self.job, *self._values())

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
        self.about = (view.number, job.id if job is not None else None)
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
            self.terms = TermsForm(seat, self.findings, dated=False, by_steps=view.around.pays_by_steps)
            self.add_form(self.terms)
            self.numbered = NumberedForm(seat, self.findings, view.around, columns=1)
            self.add_form(self.numbered)
            usual = seat.questions.usual.get("pay", "")
            if usual and self._terms.pay not in seat.questions.codes("pay"):
                self._terms = replace(self._terms, pay=usual)
            self.terms.show_part(self._terms)
            self.numbered.show_part(self._terms)

    def part(self) -> EmploymentPart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        yield from employee_parts.check_employment(self.view, self.part(), is_new=self.job is None)
        if self.terms is not None:
            self.terms.set_kind(self.part().type)
            yield from employee_parts.check_terms(self.view, None, self._first_terms())

    def notes(self) -> Iterable[Finding]:
        return () if self.job is None else employee_parts.employment_consequences(self.view, self.job, self.part())

    def store(self) -> str:
        desk, t = self.seat.desk, self.seat.t
        if self.job is not None:
            acts.save_employment(desk, self.view.number, self.job.id, self.part())
            return t("Employment changed")
        acts.add_employment(desk, self.view.number, self.part(), self._first_terms())
        return t("{name} is employed", name=self.view.name)

    def _first_terms(self) -> TermsPart:
        """What holds from the first day of a new employment."""
        assert self.terms is not None
        return self.numbered.part(self.terms.part(self._terms))


class CardPanel(FormPanel):
    """One more tax card."""

    def __init__(
        self, seat: Seat, view: EmployeeView, year: int | None = None, after: Callable[[], Any] | None = None
    ) -> None:
        t = seat.t
        line = t("Write it off the authority's answer. Cards that are here stay; the newest of the year is used.")
        super().__init__(seat, view.name, t("Add a tax card"), line, t("Add"), after)
        self.view = view
        self.about = (view.number,)
        today = seat.desk.today
        self._base = CardPart(year=year or today.year, kind=seat.questions.usual.get("tax_card", "table"))
        self.form = CardForm(seat, self.findings, today.year, later=False)
        self.add_form(self.form)
        self.form.show_part(self._base)

    def part(self) -> CardPart:
        """What stands in the form."""
        return self.form.part(self._base)

    def ask(self) -> Iterable[Finding]:
        return employee_parts.check_card(self.view, self.part())

    def notes(self) -> Iterable[Finding]:
        return employee_parts.card_consequences(self.view, self.part())

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
        self.about = (view.number if view is not None else 0, stored.id if stored is not None else part.type)
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
        return employee_parts.check_line(self.around, self.part())

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
        self.about = (view.number,)
        assert view.around.start_month is not None
        self.form = OpeningForm(seat, self.findings, view.around.start_month)
        self.add_form(self.form)
        self.form.show_part(view.opening)

    def part(self) -> OpeningPart:
        """What stands in the form."""
        return self.form.part()

    def ask(self) -> Iterable[Finding]:
        return employee_parts.check_opening(self.view, self.part())

    def store(self) -> str:
        acts.save_opening(self.seat.desk, self.view.number, self.part())
        return self.seat.t("Opening balances saved")
