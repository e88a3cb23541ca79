"""Step 1, the period: which month, what kind of run, when it is paid; what is due because of it, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from models.values.span import Month, Span
from services.actions import run_setup
from services.queries import run_outlook
from services.queries.run_outlook import Member, Outlook, Plan
from services.queries.runs import RunRow
from services.reference.formats import Unreadable
from views.pages.pay_run.period_side import PeriodSide
from views.pages.pay_run.run_codes import RunCodes
from views.pages.pay_run.step import RunGuide, RunStep
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Check, Choice, DateEdit, Field, FormGrid, MonthEdit, Radios
from views.widgets.people_choice import PeopleChoice
from views.widgets.scroll import ScrollArea
from views.widgets.text import MessageBox

_BESIDE = 820  # from this width on, the form and what it means stand side by side
_NAMED = 6


class PeriodStep(RunStep):
    """The form of a run's head, with what it means beside it. Everything is looked at while one types."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        self.run_id = 0
        self.plan: Plan | None = None
        self.outlook = Outlook()
        self._kept: Plan | None = None
        self._own_pay_date = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setMinimumHeight(1)  # it is as high as it must be at its width, and no higher
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 2, 0, 16)
        outer.addWidget(ScrollArea(inner, soft=True))
        whole.setSpacing(16)
        self.box = MessageBox("info", "")
        self.box.clicked.connect(self._correct)
        self.box.hide()
        whole.addWidget(self.box)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(20)
        whole.addLayout(self._columns)
        whole.addStretch(1)
        self.form = self._make_form()
        self.form.setMaximumWidth(theme.FORM)
        self._columns.addWidget(self.form, 5, Qt.AlignmentFlag.AlignTop)
        self.side = PeriodSide(seat)
        self._columns.addWidget(self.side, 4, Qt.AlignmentFlag.AlignTop)
        self._inside = whole
        self.ready.connect(lambda *_: QTimer.singleShot(0, self, self._fit))

    def _fit(self) -> None:
        """No room is kept for fields that were hidden before they were ever laid out."""
        for layout in (self.grid.layout(), self.form.layout(), self._columns, self._inside):
            if layout is not None:
                layout.invalidate()
        self._inside.activate()

    def _make_form(self) -> QWidget:
        seat, t = self.seat, self.seat.t
        card = Card()
        self.grid = FormGrid(2)
        self.kind = self._field(t("What kind of run"), Radios(seat, self._kinds()), "kind", 2)
        self.corrects = self._field(t("The run that is corrected"), Choice(seat), "corrects", 2)
        self.whom = self._field(t("Who it concerns"), PeopleChoice(seat), "whom", 2)
        self.month = self._field(t("Pay for"), MonthEdit(seat), "month")
        self.pay_date = self._field(t("Pay date"), DateEdit(seat), "pay_date")
        self.period = self._field(t("How often it is paid"), Choice(seat), "period", 2)
        self.first = self._field(t("First day"), DateEdit(seat), "days")
        self.last = self._field(t("Last day"), DateEdit(seat), "days_to")
        relief = Check(seat, t("Half the usual withholding"))
        help_line = t("For November or December, in one of them. It follows from the tax card who gets it.")
        self.relief = Field(seat, t("Half the usual withholding"), relief, help=help_line)
        relief.setProperty("topic", "pay_run.december_relief")
        self.grid.add(self.relief, 2, key="december_relief")
        self.codes = RunCodes(seat)
        self.codes.changed.connect(self._touch)
        self.codes.changed.connect(self._look)
        self.grid.add(self.codes, 2)
        for field in (self.month, self.pay_date, self.first, self.last):
            field.required = True
        card.add(self.grid)
        for field in self.grid.fields:
            field.changed.connect(self._touch)
        self.relief.changed.connect(self._touch)
        self.kind.changed.connect(self._kind_chosen)
        self.corrects.changed.connect(self._run_chosen)
        self.month.changed.connect(self._month_typed)
        self.period.changed.connect(self._period_chosen)
        self.pay_date.changed.connect(self._pay_date_typed)
        for field in (self.whom, self.first, self.last, self.relief):
            field.changed.connect(self._look)
        return card

    def _field(self, label: str, editor: QWidget, topic: str, span: int = 1) -> Field:
        field = Field(self.seat, label, editor, topic=f"pay_run.{topic}")
        self.grid.add(field, span, key=topic)
        return field

    def _kinds(self) -> list[tuple[str, str, str]]:
        t = self.seat.t
        found = run_outlook.kinds(self.seat.desk) if self.seat.has_client else ()
        return [(each.code, t(each.name), t(each.about) if each.about is not None else "") for each in found]

    # --- opening --------------------------------------------------------------------------------------------------

    def open(self, run_id: int, place: Place) -> None:
        """Show the head of a run; with 0 the one that comes next."""
        is_same = run_id == self.run_id and self.plan is not None
        self.run_id = run_id
        self._is_tried = self._is_tried and is_same
        run = self.guide.run
        if run_id and run is not None:
            if not is_same or self._plan_of(run) != self._kept:
                self._kept = self._plan_of(run)
                self._own_pay_date = True
                self._fill(self._kept)
            self._look()
        elif not is_same or place.field:
            self._kept = None
            self._own_pay_date = False
            self._fill(self._proposed(place.field or ""))
            self._look()
        self._lock(run if run_id else None)
        field = self.grid.by_key(place.field) if place.field in self._keys else None
        if field is not None:
            field.focus()
        elif not is_same and not run_id:
            self.month.focus()

    _is_tried = False  # something was typed or asked for: until then what is wrong is said calmly

    def _touch(self) -> None:
        self._is_tried = True

    _keys = ("kind", "corrects", "whom", "month", "period", "days", "pay_date", "december_relief")

    def _plan_of(self, run: RunRow) -> Plan:
        whom = run.whom
        if run.kind == "correction" and not whom:
            whom = tuple(sorted(member.number for member in run_outlook.paid_people(self.seat.desk, run.corrects)))
        return Plan(
            run.month,
            run.pay_date,
            run.kind,
            run.period,
            run.own_days,
            run.december_relief,
            run.corrects,
            whom,
            run.codes,
        )

    def _proposed(self, wish: str) -> Plan:
        """The next run; “extra”, “holiday” or “correction:2026-11” asks for another."""
        kind, _, name = wish.partition(":")
        if kind not in [value for value, *_ in self._kinds() if value != "ordinary"]:
            return run_outlook.proposal(self.seat.desk)
        return run_outlook.proposal(self.seat.desk, kind, corrects=name)

    def _fill(self, plan: Plan) -> None:
        """Show a plan in the form."""
        seat = self.seat
        self.plan = plan
        self.kind.set_value(plan.kind)
        correctable = run_outlook.correctable(seat.desk)
        self.corrects.editor.set_items([(run.name, self._name(run)) for run in correctable])  # type: ignore[attr-defined]
        self.corrects.set_value(plan.corrects or None)
        self._show_people(plan)
        self.month.set_value(plan.month)
        self._show_periods([plan.period])
        self.period.set_value(plan.period)
        self.first.set_value(plan.days.first if plan.days else None)
        self.last.set_value(plan.days.last if plan.days else None)
        self.pay_date.set_value(plan.pay_date)
        self.relief.set_value(plan.december_relief)
        self.codes.set_value(plan.codes)

    def _show_periods(self, periods: Sequence[str]) -> None:
        """How often people are paid; with one way only there is nothing to choose."""
        t = self.seat.t
        words = {"MND": t("Every month"), "14D": t("Every 14 days"), "UKE": t("Every week"), "1D": t("Every day")}
        known = dict.fromkeys(["MND", *periods])
        self._has_periods = len(known) > 1
        items = [(period, words.get(period, t("Every {count} days", count=period.rstrip("D")))) for period in known]
        if items != self.period.editor.items:  # type: ignore[attr-defined]
            self.period.editor.set_items(items)  # type: ignore[attr-defined]

    _has_periods = False

    def _name(self, run: RunRow) -> str:
        t = self.seat.t
        return t("{run}, paid {day}", run=t(run.title), day=run.pay_date)

    def _show_people(self, plan: Plan) -> None:
        members: tuple[Member, ...] = ()
        if plan.corrects:
            members = run_outlook.paid_people(self.seat.desk, plan.corrects)
        editor: Any = self.whom.editor
        editor.set_people([(member.number, member.name) for member in members])
        self.whom.set_value(plan.whom)

    def _lock(self, run: RunRow | None) -> None:
        """An approved run can be read; of a draft, the run that it corrects stays."""
        t = self.seat.t
        is_approved = run is not None and run.is_approved
        self.form.setEnabled(not is_approved)
        self.box.setVisible(is_approved)
        if is_approved:
            self.box.set(t("This run is approved"), t("Mistakes are corrected by a new run."), t("Correct this run"))
        is_correction = run is not None and run.kind == "correction"
        self.corrects.editor.setEnabled(run is None)
        radios: Any = self.kind.editor
        for value, *_ in self._kinds():
            allowed = run is None or ((value == "correction") == is_correction)
            radios.radio(value).setVisible(allowed)
        if run is None and not run_outlook.correctable(self.seat.desk):
            radios.radio("correction").setVisible(False)

    def _correct(self) -> None:
        run = self.guide.run
        if run is not None:
            self.seat.go(Place("pay_run", "new", f"correction:{run.name}"))

    # --- what is typed --------------------------------------------------------------------------------------------

    def _kind_chosen(self) -> None:
        kind = self.kind.value()
        if self.run_id == 0:
            before = self.plan
            plan = run_outlook.proposal(self.seat.desk, kind)
            if before is not None and kind in ("ordinary", "holiday") and before.kind in ("ordinary", "holiday"):
                plan = Plan(before.month, before.pay_date, kind, before.period, before.days, before.december_relief)
            else:
                self._own_pay_date = False
            self._fill(plan)
        self._look()

    def _run_chosen(self) -> None:
        if self.run_id == 0 and self.corrects.value():
            self._fill(run_outlook.proposal(self.seat.desk, "correction", corrects=self.corrects.value()))
        self._look()

    def _month_typed(self) -> None:
        month = self.month.value()
        if month is not None and not self._own_pay_date and self.kind.value() in ("ordinary", "holiday"):
            self.pay_date.set_value(run_outlook.pay_date_of(self.seat.desk, month))
        self._look()

    def _period_chosen(self) -> None:
        period = self.period.value()
        if period != "MND" and self.first.value() is None:
            days = run_outlook.next_days(self.seat.desk, period)
            self.first.set_value(days.first)
            self.last.set_value(days.last)
            if days.last is not None and not self._own_pay_date:
                self.month.set_value(Month.of(days.last))
                self.pay_date.set_value(days.last)
        self._look()

    def _pay_date_typed(self) -> None:
        self._own_pay_date = True
        self._look()

    def _read(self) -> Plan | None:
        """The plan as it stands in the form; None where something cannot be read or is not filled in."""
        try:
            month: Month | None = self.month.editor.value()  # type: ignore[attr-defined]
            pay_date: date | None = self.pay_date.editor.value()  # type: ignore[attr-defined]
            first: date | None = self.first.editor.value()  # type: ignore[attr-defined]
            last: date | None = self.last.editor.value()  # type: ignore[attr-defined]
        except Unreadable:
            return None
        kind, period = self.kind.value() or "ordinary", self.period.value() or "MND"
        if month is None or pay_date is None:
            return None
        days = None
        if period != "MND" and kind != "correction":
            if first is None or last is None or last < first:
                return None
            days = Span(first, last)
        is_full = kind in ("ordinary", "holiday")
        return Plan(
            month,
            pay_date,
            kind,
            period,
            days,
            bool(self.relief.value()) and is_full,
            (self.corrects.value() or "") if kind == "correction" else "",
            tuple(self.whom.value() or ()) if kind == "correction" else (),
            self.codes.value(),
        )

    def _look(self) -> None:
        """What the run would mean, and what speaks against it."""
        kind, period = self.kind.value(), self.period.value()
        is_correction, is_full = kind == "correction", kind in ("ordinary", "holiday")
        self.corrects.setVisible(is_correction)
        self.whom.setVisible(is_correction and bool(self.corrects.value()))
        for field in (self.first, self.last):
            field.setVisible(is_full and period != "MND")
        self.month.setVisible(not is_correction)
        plan = self._read()
        self.plan = plan or self.plan
        if plan is None:
            self.relief.setVisible(False)
            self.ready.emit(False, self.seat.t("Fill in month and pay date"))
            return
        self.outlook = run_outlook.outlook(self.seat.desk, plan, self.run_id or None)
        self._show_periods([*self.outlook.periods, plan.period])
        self.period.setVisible(is_full and self._has_periods)
        self.relief.setVisible(self.outlook.has_relief)
        self.codes.offer(self.outlook.choices)
        self._mark("month", self.month)
        self._mark("pay_date", self.pay_date)
        self._mark("days", self.first)
        self._mark("corrects", self.corrects)
        self._mark("whom", self.whom)
        run = self.guide.run
        self.side.fill(plan, self.outlook, run if run is not None and run.is_approved else None, self._lacks_people())
        usual = self.outlook.moved
        self.pay_date.set_help(self.seat.t(usual) if usual is not None and self.pay_date.state == "" else "")
        self._tell()

    def _mark(self, name: str, field: Field) -> None:
        """Say at a field what speaks against it."""
        run = self.guide.run
        if self.run_id and run is not None and run.is_approved:
            field.clear_state()
            return
        stop, warning = self.outlook.problem(name), self.outlook.problem(name, Severity.WARNING)
        if stop is not None and not self._is_tried:
            field.set_warning(stop)
        elif stop is not None:
            field.set_problem(stop)
        elif warning is not None:
            field.set_warning(warning)
        elif field.state in ("error", "warning") and field.ok():
            field.clear_state()

    def _tell(self) -> None:
        run = self.guide.run
        if self.run_id and run is not None and run.is_approved:
            self.ready.emit(True, self.seat.t("Approved, cannot be changed"))
            return
        if self._lacks_people():
            self.ready.emit(False, self.seat.t("Choose who the correction concerns"))
            return
        stops = [found for found in self.outlook.findings if found.severity is Severity.STOP]
        self.ready.emit(not stops, self._reason(stops[0]) if stops else "")

    def _reason(self, stop: Finding) -> str:
        """Why one cannot go on, in short: the whole of it stands at the field, or where the people are counted."""
        t, name = self.seat.t, stop.where.field if stop.where is not None else None
        if name == "members":
            return t("Nobody is paid in this run")
        field = self.grid.by_key(name) if name in self._keys else None
        return t("{field}: correct this first", field=field.label()) if field is not None else t(stop.what)

    def _lacks_people(self) -> bool:
        """Whether nobody is chosen for a correction."""
        return self.kind.value() == "correction" and bool(self.corrects.value()) and not self.whom.value()

    # --- the way on -----------------------------------------------------------------------------------------------

    @property
    def people(self) -> int | None:
        run, plan = self.guide.run, self.plan
        if run is None or run.is_approved or plan is None or plan.kind == "extra":
            return None
        return len(self.outlook.members)

    def primary_label(self) -> str:
        return self.seat.t("To the basis")

    def primary(self) -> None:
        """Begin the run, or keep what was changed, and go on."""
        if self.run_id:
            if self.leave():
                self.go_on.emit()
            return
        plan = self._valid()
        if plan is None:
            return
        desk = self.seat.desk
        try:
            run_id = run_setup.begin(
                desk,
                month=plan.month,
                pay_date=plan.pay_date,
                kind=plan.kind,
                period=plan.period,
                days=plan.days,
                december_relief=plan.december_relief,
                corrects=plan.corrects,
                whom=plan.whom,
                codes=plan.codes,
            )
        except Refused as refusal:
            self._refused(refusal)
            return
        self.plan = None
        self.guide.began(run_id)

    def _valid(self) -> Plan | None:
        """The plan, where it can be; else what is wrong is said at its field."""
        self._is_tried = True
        plan = self._read()
        if plan is None:
            self.grid.validate()
            return None
        self._look()
        if self._lacks_people():
            self.whom.set_problem(self.seat.t("Choose who the correction concerns"))
            self.whom.focus()
            return None
        if not self.outlook.is_possible:
            for field in (self.month, self.pay_date, self.first, self.corrects, self.whom):
                if field.problem():
                    field.focus()
                    break
            return None
        return plan

    def leave(self) -> bool:
        """Keep a draft's head where it was changed. What cannot be stays here to be mended."""
        run = self.guide.run
        if not self.run_id or run is None or run.is_approved or self._kept is None:
            return True
        if self._read() == self._kept:
            return True
        plan = self._valid()
        if plan is None:
            return False
        try:
            run_setup.revise(
                self.seat.desk,
                self.run_id,
                month=plan.month,
                pay_date=plan.pay_date,
                kind=plan.kind,
                period=plan.period,
                days=plan.days,
                december_relief=plan.december_relief,
                whom=plan.whom,
                codes=plan.codes,
            )
        except Refused as refusal:
            self._refused(refusal)
            return False
        self._kept = plan
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.clock(self.seat.now())))
        return True

    def _refused(self, refusal: Refused) -> None:
        """Say a refusal at the field that it is about, or else in the panel."""
        [found, *_] = refusal.findings
        name = found.where.field if found.where is not None else None
        field = self.grid.by_key(name) if name in self._keys else None
        if field is None or not field.isVisibleTo(self):
            self.seat.show_findings(refusal.findings)
            return
        field.set_problem(found.what)
        field.focus()

    def recalculate(self) -> None:
        """F5: look again."""
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if self.width() >= _BESIDE else down)
