"""Where and as what somebody works: each employment with its terms over time."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from models.values.message import Message
from models.values.span import Span
from services.actions import employees as acts
from services.actions.employees import TermsPart
from services.queries.employee_page import EmploymentView, TermsView
from services.reference.employment_words import (
    FORMS,
    SCHEDULES,
    TYPES,
    VESSEL_AREAS,
    VESSEL_REGISTERS,
    VESSEL_TYPES,
)
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.panels import EmploymentPanel, EndPanel, TermsPanel
from views.pages.employees.part_form import choosable
from views.pages.employees.tab import EmployeeTab
from views.pages.employees.terms_line import TermsLine
from views.shell import theme
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.side_panel import KeyValues

_PANELS: Final = {
    "terms": "terms",
    "percent": "terms",
    "full_time_hours": "terms",
    "monthly_salary": "terms",
    "hourly_rate": "terms",
    "pay": "terms",
    "employment_end": "end",
    "end_reason": "end",
    "establishment": "job",
    "zone": "job",
    "occupation": "job",
    "type": "job",
    "form": "job",
    "title": "job",
    "start": "job",
    "work_schedule": "job",
    "seniority": "job",
    "earned_in": "job",
    "vessel_register": "job",
    "vessel_type": "job",
    "vessel_area": "job",
    "pay_step": "terms",
    "category": "terms",
    "pay_group": "terms",
    "norm_hours": "terms",
    "agreement_hours": "terms",
}
"""What is opened for a field of an employment."""


class EmploymentTab(EmployeeTab):
    """The employments, the newest first."""

    def build(self) -> None:
        t, seat = self.seat.t, self.seat
        for job in reversed(self.view.employments):
            self.body.addWidget(self._job_card(job))
        if not self.view.employments:
            new = Button(t("New employment"), "primary", "plus")
            new.clicked.connect(lambda: self.asked.emit(EmploymentPanel(seat, self.view)))
            self.add_empty("briefcase", t("No employment"), t("Without one nothing is paid or reported."), new)
        else:
            more = Button(t("New employment …"), icon="plus")
            more.clicked.connect(lambda: self.asked.emit(EmploymentPanel(seat, self.view)))
            self.add_button(more)

    def _job_card(self, job: EmploymentView) -> Card:
        t, seat = self.seat.t, self.seat
        title = job.part.title or job.occupation or t("Employment")
        since = t("from {day}", day=job.start) if job.end is None else seat.texts.value(Span(job.start, job.end))
        has = seat.questions.has
        card = Card(title, f"{job.unit} · {since}" if has("establishment") else since[:1].upper() + since[1:])
        line = TermsLine(seat, job.terms)
        line.chosen.connect(lambda terms: self._mend_terms(job, terms))
        card.body.addWidget(line)
        card.body.addWidget(self._facts(job))
        card.body.addSpacing(4)
        card.body.addLayout(self._actions(job))
        return card

    def _actions(self, job: EmploymentView) -> QHBoxLayout:
        """What one can do with an employment."""
        t, seat = self.seat.t, self.seat
        actions = QHBoxLayout()
        actions.setSpacing(8)
        is_ended = job.state(seat.desk.today) == "ended"
        change = Button(t("Change from a date …"))
        change.clicked.connect(lambda: self.asked.emit(TermsPanel(seat, self.view, job)))
        change.setEnabled(not is_ended)
        edit = Button(t("Edit …"))
        edit.setAccessibleName(t("Change the employment"))
        edit.clicked.connect(lambda: self.asked.emit(EmploymentPanel(seat, self.view, job)))
        end = Button(t("Set an end …") if job.end is None else t("Change the end …"))
        end.clicked.connect(lambda: self.asked.emit(EndPanel(seat, self.view, job)))
        for button in (change, edit, end):
            actions.addWidget(button)
        actions.addStretch(1)
        return actions

    def _facts(self, job: EmploymentView) -> KeyValues:
        """What the a-melding tells of an employment."""
        t, seat = self.seat.t, self.seat
        rows = KeyValues(seat)
        if seat.questions.has("category"):
            self._add_numbered(rows, job)
            return rows
        code = f"{job.part.occupation} {job.occupation}".strip()
        rows.add(t("Occupation code"), code or t("Missing"), state="" if code else "warn")
        rows.add(t("Kind of employment"), t(TYPES[job.part.type].name) if job.part.type in TYPES else job.part.type)
        if job.part.form in FORMS:
            rows.add(t("Form of employment"), t(FORMS[job.part.form].name))
        if job.part.work_schedule in SCHEDULES:
            rows.add(t("Working hours"), t(SCHEDULES[job.part.work_schedule].name))
        if job.part.vessel_register:
            vessel = (
                (VESSEL_REGISTERS, job.part.vessel_register),
                (VESSEL_TYPES, job.part.vessel_type),
                (VESSEL_AREAS, job.part.vessel_area),
            )
            rows.add(t("Vessel"), " · ".join(t(table[code]) if code in table else code for table, code in vessel))
        if job.part.seniority is not None:
            rows.add(t("Seniority for pay from"), seat.formats.day(job.part.seniority))
        now = job.terms_on(seat.desk.today)
        if now is not None and now.part.pay_step:
            rows.add(t("Pay step"), now.part.pay_step)
        if job.part.earned_in:
            rows.add(t("Country of work"), job.part.earned_in)
        rows.add(t("Id in the a-melding"), job.id)
        self._add_end(rows, job)
        rows.setMaximumWidth(theme.FORM)
        return rows

    def _add_numbered(self, rows: KeyValues, job: EmploymentView) -> None:
        """What numbered wage types go by: the position category, the pay group and the hours of a month."""
        t, seat = self.seat.t, self.seat
        now = job.terms_on(seat.desk.today)
        part = now.part if now is not None else TermsPart()
        name = self.view.around.category_name(part.category)
        rows.add(t("Position category"), name or t("Missing"), state="" if name else "warn")
        rows.add(t("Form of pay"), dict(choosable(seat, "pay")).get(part.pay, part.pay))
        if part.pay_group:
            rows.add(t("Pay group"), part.pay_group)
        for words, hours in (
            (t("Hours a month"), part.norm_hours),
            (t("Hours a month of a full position"), part.agreement_hours),
        ):
            if hours is not None:
                rows.add(words, seat.formats.number(hours))
        self._add_end(rows, job)
        rows.setMaximumWidth(theme.FORM)

    def _add_end(self, rows: KeyValues, job: EmploymentView) -> None:
        t, seat = self.seat.t, self.seat
        if job.end is not None:
            rows.add(t("Last day"), seat.formats.day(job.end))
            if job.end_reason:
                label = t(seat.questions.names.get("end_reason", Message("Why it ends")))
                rows.add(label, dict(choosable(seat, "end_reason")).get(job.end_reason, job.end_reason))

    def _mend_terms(self, job: EmploymentView, terms: TermsView) -> None:
        if terms.used:
            self.asked.emit(TermsPanel(self.seat, self.view, job))
            return
        panel = TermsPanel(self.seat, self.view, job, terms)
        if not terms.is_first:
            gone = panel.add_action(Button(self.seat.t("Remove")))
            gone.clicked.connect(lambda: self._remove_terms(job, terms))
        self.asked.emit(panel)

    def _remove_terms(self, job: EmploymentView, terms: TermsView) -> None:
        desk, number = self.seat.desk, self.view.number
        if self.seat.attempt(lambda: acts.remove_terms(desk, number, job.id, terms.from_day)):
            self.seat.close_panel()
            self.seat.toast(self.seat.t("Terms from {day} removed", day=terms.from_day), undo=True)

    def show_field(self, field: str) -> None:
        kind = _PANELS.get(field)
        if kind is None:
            return
        job = self.view.main(self.seat.desk.today)
        if job is None:
            self.asked.emit(EmploymentPanel(self.seat, self.view))
            return
        if field == "terms" and job.terms:
            return  # one comes to see them
        panel: FormPanel
        match kind:
            case "terms":
                panel = TermsPanel(self.seat, self.view, job)
            case "end":
                panel = EndPanel(self.seat, self.view, job)
            case _:
                panel = EmploymentPanel(self.seat, self.view, job)
        self.asked.emit(panel)
        for form in panel.forms:
            if form.has(field):
                form.focus(field)
