"""The form of one absence, beside the timeline: what is typed, what follows from it, and what stands in its way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Finding, Refused, Severity
from models.values.percent import HUNDRED, Percent
from models.values.span import Span
from services.actions import absences as acting
from services.queries import absences as asking
from services.queries import employee_page
from services.queries.absences import AbsenceForm, Check, KindChoice, Overlap, Resolve
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets import form as kit
from views.widgets.buttons import Button
from views.widgets.choices import Radios, Segments
from views.widgets.dates import DateEdit
from views.widgets.editors import LongTextEdit
from views.widgets.form import Field, FormGrid
from views.widgets.kind_choice import KindEdit
from views.widgets.look_up import LookupEdit
from views.widgets.number_editors import NumberEdit, PercentEdit
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import IconLine, Label, MessageBox

_HALF: Final = Percent.of(50)
_MOST: Final = 12
_SOON: Final = 120  # ms after a key
_FIELD_OF: Final = {
    "employee": "employee",
    "kind": "kind",
    "from": "first",
    "to": "last",
    "grade": "percent",
    "units": "units",
    "type": "type",
    "paid": "paid",
    "employment": "employment",
    "note": "note",
    "since": "since",
}


class AbsencePanel(SidePanel):
    """Enter or change one absence. `stored` tells its id. `several` are those who have more than one employment."""

    stored = Signal(int)
    hidden = Signal()
    left_behind = Signal(object)  # the AbsenceForm that was begun and not stored, or None

    def __init__(
        self,
        seat: Seat,
        people: Sequence[tuple[int, str]],
        form: AbsenceForm,
        absence_id: int = 0,
        *,
        several: Collection[int] = (),
    ) -> None:
        t = seat.t
        self.absence_id = absence_id
        names = dict(people)
        title = t("New absence") if not absence_id else t("Change the absence")
        line = names.get(form.employee or 0, "") if absence_id else ""
        super().__init__(seat, t("Absence"), title, line)
        self._people = list(people)
        self._names, self._several = names, several
        self._kinds: dict[str, KindChoice] = {}
        self._resolve = Resolve.REFUSE
        self._overlaps: tuple[Overlap, ...] = ()
        self._ways: list[Radios] = []
        self._employee_of_jobs: int | None = -1
        self._tried = False
        self.check: Check | None = None
        self._grid()
        self._says = QVBoxLayout()
        self._says.setSpacing(8)
        self.body.addLayout(self._says)
        self.add(self.note)
        verb = t("Enter the absence") if not absence_id else t("Save")
        self.save_button = self.add_action(Button(verb, "primary"))
        self.leave_button = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.leave_button.clicked.connect(self._not_now)
        self._is_done = False
        self._stored = form
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON)
        self._later.timeout.connect(self.look)
        self.fill(form)

    # --- fields ---------------------------------------------------------------------------------------------------

    def _grid(self) -> None:
        t, seat = self.seat.t, self.seat
        self.grid = FormGrid(2)
        self.employee = self._field(
            "employee",
            t("Employee"),
            LookupEdit(seat, self._suggest, title_of=lambda number: self._names.get(number, "")),
            2,
        )
        self.kind = self._field("kind", t("What it is"), KindEdit(seat), 2)
        self.first = self._field("from", t("First day"), DateEdit(seat), 1)
        self.last = self._field("to", t("Last day"), DateEdit(seat), 1)
        shares = [("whole", t("Whole")), ("half", t("Half")), ("percent", t("Percent")), ("hours", t("Hours"))]
        self.share = self._field("grade", t("How much of the day"), Segments(seat, shares), 2)
        self.percent = self._field("percent", t("Share of the working time"), PercentEdit(seat), 1)
        self.hours = self._field("hours", t("Hours absent"), NumberEdit(seat, unit=t("h"), most=2, lowest=0), 1)
        self.units = self._field("units", t("How much"), NumberEdit(seat, most=2, lowest=0), 1)
        self.type = self._field("type", t("Wage type"), kit.Choice(seat), 2)
        self.employment = self._field("employment", t("Which employment"), kit.Choice(seat), 2)
        self._paid_check = kit.Check(seat, "")
        self.paid = self._field("paid", t("Pay"), self._paid_check, 2)
        self._since_edit = DateEdit(seat)
        self.since = self._field("since", t("The new percentage holds from"), self._since_edit, 2)
        self.note = Field(seat, t("Note"), LongTextEdit(seat, rows=2), topic="absence.note", width=-1, optional=True)
        self._fields["note"] = self.note
        self.add(self.grid)
        self.employee.setVisible(not self.absence_id)
        self.since.hide()
        for field in (self.employee, self.kind, self.first, self.last, self.share, self.employment):
            field.changed.connect(self._shape)
        if seat.questions.has("category"):
            for field in (self.employee, self.first):
                field.changed.connect(self._offer_again)
        for field in (self.employee, self.kind, self.first, self.last):
            field.changed.connect(self._propose)
        for field in self._fields.values():
            field.changed.connect(self._later_look)
        for field in (self.first, self.last, self.percent, self.hours, self.units, self.since):
            field.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]

    def _field(self, key: str, label: str, editor: QWidget, span: int, *, optional: bool = False) -> Field:
        if not hasattr(self, "_fields"):
            self._fields: dict[str, Field] = {}
        field = Field(self.seat, label, editor, topic=f"absence.{key}", width=-1, optional=optional)
        self._fields[key] = field
        return self.grid.add(field, span, key)

    def _suggest(self, written: str) -> list[tuple[int, str, str]]:
        wanted = written.casefold()
        return [(number, name, "") for number, name in self._people if wanted in name.casefold()][:_MOST]

    def fill(self, form: AbsenceForm) -> None:
        """Show a form."""
        self.employee.set_value(form.employee)
        self.first.set_value(form.first)
        self.last.set_value(form.last)
        self._offer_kinds(form.first, form.kind)
        if form.kind and form.kind not in self._kinds:  # a kind of before 2023 that shares its choice with another
            self._kinds[form.kind] = asking.absence_kinds(self.seat.desk, date.max)[0]
        self.kind.set_value(form.kind or None)
        grade = form.grade
        share = "whole" if grade == HUNDRED else "half" if grade == _HALF else "percent"
        self.share.set_value(share)
        self.percent.set_value(grade)
        self.paid.set_value(form.paid)
        self.note.set_value(form.note or None)
        self._proposed: Decimal | None = asking.usual_units(self.seat.desk, form)
        self.units.set_value(form.units)
        self._asked_type = form.type
        self._asked_employment = form.employment
        self._was_kind = form.kind
        self._shape()
        if form.units is None:
            self._propose()
        self.look()

    def _propose(self) -> None:
        """The days or hours of the days that are chosen, as long as nothing else was typed."""
        kind = self._kinds.get(_value(self.kind) or "")
        if kind is None or not kind.units:
            return
        usual = asking.usual_units(self.seat.desk, replace(self.form(), units=None))
        if _empty(self.units) or _value(self.units) == self._proposed:
            self.units.set_value(usual)
        self._proposed = usual

    def begin(self, field: str = "") -> None:
        """Into a field, or into the first that is not filled in."""
        wanted = self._fields.get({"grade": "grade"}.get(field, field))
        if wanted is None or not wanted.isVisibleTo(self):
            order = [self.employee, self.kind, self.first, self.last]
            shown = [each for each in order if each.isVisibleTo(self)]
            wanted = next((each for each in shown if _empty(each)), self.kind)
        wanted.focus()

    def _offer_kinds(self, on: date | None, kept: str = "") -> None:
        """Those that are allowed the person on the day, and one that is there already."""
        desk, whom = self.seat.desk, _value(self.employee)
        choices = asking.absence_kinds(desk, on, whom)
        if kept and self.absence_id and all(each.kind != kept for each in choices):
            choices += tuple(each for each in asking.absence_kinds(desk, on) if each.kind == kept)
        self._kinds = {each.kind: each for each in choices}
        editor = self.kind.editor
        assert isinstance(editor, KindEdit)
        editor.set_kinds([(each.kind, self.seat.t(each.title), each.pattern) for each in choices])

    def _offer_again(self) -> None:
        """Somebody else, or another day: other kinds may be allowed."""
        chosen, first = _value(self.kind), _value(self.first)
        self._offer_kinds(first, self._stored.kind)
        if chosen in self._kinds:
            self.kind.set_value(chosen)

    def _shape(self) -> None:
        """Only the fields that this kind asks for."""
        t = self.seat.t
        kind = self._kinds.get(self.kind.value() or "")
        if kind is not None and kind.kind != self._was_kind:
            self._was_kind = kind.kind
            self.paid.set_value(kind.paid)
        may_share = kind.has_grade if kind is not None else self.seat.questions.has("grade")
        self._shape_counted(kind)
        share = self.share.value()
        self.share.setVisible(may_share)
        self.percent.setVisible(may_share and share == "percent")
        self.hours.setVisible(may_share and share == "hours")
        self.paid.setVisible(kind is not None and kind.asks_pay)
        if kind is not None and kind.asks_pay:
            self._paid_check.setText(t(kind.pay_label))
        is_open = kind is not None and kind.may_be_open and _empty(self.last)
        self.last.set_help(t("Empty until the end is known") if is_open else "")
        self.kind.set_help(t(kind.help) if kind is not None else "")
        self._offer_jobs(kind)

    def _shape_counted(self, kind: KindChoice | None) -> None:
        """Days or hours, and the wage type where the kind leaves a choice."""
        t = self.seat.t
        units = kind.units if kind is not None else ()
        self.units.setVisible(bool(units))
        words: dict[tuple[str, ...], str] = {("days",): t("Days"), ("hours",): t("Hours")}
        if units:
            self.units.set_label(words.get(units, t("Days or hours")))
        asks_type = kind is not None and kind.asks_type
        self.type.setVisible(asks_type)
        if kind is not None and asks_type and kind.kind != self._kind_of_types:
            self._kind_of_types = kind.kind
            editor = self.type.editor
            assert isinstance(editor, kit.Choice)
            editor.set_items([(each.number, each.name(self.seat.language)) for each in kind.types])
            known = {each.number for each in kind.types}
            editor.set_value(self._asked_type if self._asked_type in known else kind.types[0].number)

    _kind_of_types = ""
    _asked_type = ""

    def _offer_jobs(self, kind: KindChoice | None) -> None:
        """The employments of the person, where there are several."""
        number = _value(self.employee)
        if number != self._employee_of_jobs:
            self._employee_of_jobs = number
            self._jobs: tuple[Any, ...] = ()
            if number in self._several:
                try:
                    self._jobs = employee_page.employee(self.seat.desk, number).employments
                except Refused:
                    self._jobs = ()
            t = self.seat.t
            choices: list[tuple[Any, str]] = [("", t("All employments"))]
            for job in self._jobs:
                words = ", ".join(part for part in (job.occupation, job.unit) if part)
                choices.append((job.id, words or t("Employment {id}", id=job.id)))
            editor = self.employment.editor
            assert isinstance(editor, kit.Choice)
            editor.set_items(choices)
            editor.set_value(self._asked_employment)
        if kind is not None and not kind.asks_employment and self.employment.value() is None:
            self.employment.set_value("")
        self.employment.setVisible(len(getattr(self, "_jobs", ())) > 1)

    # --- what is typed --------------------------------------------------------------------------------------------

    def form(self) -> AbsenceForm:
        """What is typed, as far as it can be read."""
        return AbsenceForm(
            employee=_value(self.employee),
            kind=_value(self.kind) or "",
            first=_value(self.first),
            last=_value(self.last),
            grade=self._grade(),
            paid=bool(self.paid.value()),
            employment=_value(self.employment) if self.employment.isVisibleTo(self) else self._only_job(),
            note=_value(self.note) or "",
            units=_number(_value(self.units)) if self._is_counted() else None,
            type=_value(self.type) or "" if self._asks_type() else "",
        )

    def _is_counted(self) -> bool:
        kind = self._kinds.get(_value(self.kind) or "")
        return kind is not None and bool(kind.units)

    def _asks_type(self) -> bool:
        kind = self._kinds.get(_value(self.kind) or "")
        return kind is not None and kind.asks_type

    def _only_job(self) -> str | None:
        return self._asked_employment if self._asked_employment is not None else ""

    def _grade(self) -> Percent | None:
        kind = self._kinds.get(_value(self.kind) or "")
        if kind is not None and not kind.has_grade:
            return HUNDRED
        share = self.share.value()
        if share == "percent":
            percent = _value(self.percent)
            return percent if isinstance(percent, Percent) else None
        if share == "hours":
            hours, number, first = _value(self.hours), _value(self.employee), _value(self.first)
            if not isinstance(hours, Decimal) or number is None or first is None:
                return None
            return asking.grade_of_hours(self.seat.desk, number, first, hours, _value(self.employment) or "")
        return _HALF if share == "half" else HUNDRED

    def _unreadable(self) -> list[Field]:
        """Fields in which something stands that cannot be read."""
        wrong = []
        for field in self._fields.values():
            if field.isVisibleTo(self):
                try:
                    field.value()
                except Unreadable:
                    wrong.append(field)
        return wrong

    # --- what follows ---------------------------------------------------------------------------------------------

    def _later_look(self) -> None:
        self._later.start()

    def look(self) -> None:
        """Ask what follows from what is typed, and say it."""
        self._later.stop()
        if not self.seat.has_client:
            return
        first = _value(self.first)
        if first is not None and first != getattr(self, "_kinds_of", None):
            self._kinds_of = first
            self._offer_kinds(first)
        form = self.form()
        self.check = asking.check_absence(
            self.seat.desk, form, self.absence_id or None, self._resolve, _value(self.since)
        )
        self._say_fields(self.check.findings)
        overlaps = self.check.overlaps
        if overlaps != self._overlaps:
            self._overlaps = overlaps
            if not overlaps and self._resolve is not Resolve.REFUSE:
                pass  # what was chosen solved it
        self._say(self.check)

    def _say_fields(self, findings: Sequence[Finding]) -> None:
        """What is wrong, at the fields; before somebody wants to store it, only where something is filled in."""
        asks_since = any(_field_of(found) == "since" for found in findings)
        may_be_since = self._is_other_grade()
        self.since.setVisible(asks_since or may_be_since or bool(self._since_edit.text().strip()))
        is_free = may_be_since and not asks_since
        self.since.set_help(self.seat.t("Empty: from the first day on") if is_free else "")
        unread = set(map(id, self._unreadable()))
        for key, field in self._fields.items():
            if id(field) in unread:
                if self._tried:
                    field.validate()
                continue
            own = [found for found in findings if self._shown_at(found) == key]
            stops = [found for found in own if found.severity is Severity.STOP]
            warns = [found for found in own if found.severity is Severity.WARNING]
            missing = self._missing(key) if self._tried else ""
            if stops and (self._tried or not _empty(field)):
                field.set_problem(self.seat.t(stops[0].what))
            elif missing:
                field.set_problem(missing)
            elif warns:
                field.set_warning(self.seat.t(warns[0].what))
            else:
                field.clear_state()

    def _is_other_grade(self) -> bool:
        """Whether another percentage stands here than is stored, which may hold from a day in the middle only."""
        stored = self._stored
        if not self.absence_id or stored.first is None or stored.first == stored.last:
            return False
        grade = self._grade()
        return grade is not None and grade != stored.grade

    def _missing(self, key: str) -> str:
        """What is said of a field that must be filled in and is not; the rest is asked only when it is."""
        t = self.seat.t
        words = {"kind": t("Choose a kind of absence"), "from": t("Enter the first day")}
        return words.get(key, "") if key in words and _empty(self._fields[key]) else ""

    def _shown_at(self, found: Finding) -> str:
        """The field at which a finding is told; empty where that is not shown."""
        key = _field_of(found)
        if key == "grade":
            share = self.share.value()
            key = share if share in ("percent", "hours") else "grade"
        field = self._fields.get(key)
        return key if field is not None and field.isVisibleTo(self) else ""

    def _say(self, check: Check) -> None:
        empty_layout(self._says)
        self._ways = []
        t = self.seat.t
        notes: list[Finding] = []
        for found in check.findings:
            at = self._shown_at(found)
            is_overlap = _field_of(found) == "resolve"
            if at or (is_overlap and check.overlaps) or (found.severity is Severity.STOP and not self._tried):
                continue
            if found.severity is Severity.STOP:
                self._says.addWidget(MessageBox("err", t(found.what)))
            else:
                notes.append(found)
        self._say_overlaps(check.overlaps)
        if check.preview is not None:
            self._say_preview(check)
        for found in notes:
            icon, color = ("info", "info") if found.severity is Severity.NOTE else ("warning", "warn")
            self._says.addWidget(IconLine(icon, t(found.what), "ink2", color, role="note"))
            where = found.where
            if where is not None and where.page != "absence":
                way = Button(t("Correct a mistake"), "link", small=True, trail="caret-right")
                way.clicked.connect(lambda *_, there=where: self.seat.go(there))
                self._says.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)

    def _say_overlaps(self, overlaps: Sequence[Overlap]) -> None:
        t = self.seat.t
        for overlap in overlaps:
            days = self.seat.formats.dates(overlap.days)
            self._says.addWidget(
                MessageBox("warn", t("{what}, {days}", what=t(overlap.title), days=days), t(overlap.rule))
            )
        ways = _common(overlaps)
        if not ways:
            return
        self._says.addWidget(Label(t("What is to be done?"), "label"))
        radios = Radios(self.seat, [(way.resolve, t(way.title), t(way.what)) for way in ways])
        radios.setAccessibleName(t("What is to be done?"))
        if self._resolve is not Resolve.REFUSE:
            radios.set_value(self._resolve)
        radios.changed.connect(lambda: self._choose_way(radios.value()))
        self._ways.append(radios)
        self._says.addWidget(radios)

    @property
    def ways(self) -> Radios | None:
        """The ways to solve an overlap, where they are offered."""
        return self._ways[0] if self._ways else None

    def _choose_way(self, way: Resolve) -> None:
        self._resolve = way
        QTimer.singleShot(0, self, self.look)  # the buttons are made anew: not while one of them speaks

    def _say_preview(self, check: Check) -> None:
        """What follows, in the order in which it matters."""
        preview, t = check.preview, self.seat.t
        assert preview is not None
        lines: list[tuple[str, str]] = []
        if preview.calendar_days is not None and preview.working_days is not None:
            lines.append(("calendar-blank", self._count(preview.calendar_days, preview.working_days)))
        if preview.employer_days:
            lines.append(("wallet", self._employer(preview.employer_days, preview.nav_from)))
        elif preview.nav_from is not None:
            lines.append(("wallet", t("NAV pays from {day}", day=preview.nav_from)))
        for moved in preview.counters:
            if preview.employer_days and moved.counter.name == "employer_period":
                continue
            lines.append(("hash", self._moved(moved)))
        if preview.proposal is not None and preview.proposal.why.text:
            lines.append(("paper-plane-tilt", t(preview.proposal.why)))
        if not lines:
            return
        self._says.addWidget(Label(t("What follows"), "label"))
        for icon, words in lines:
            self._says.addWidget(IconLine(icon, words, "ink", "ink2", role="note"))

    def _count(self, days: int, worked: Decimal) -> str:
        t, number = self.seat.t, self.seat.formats.number(worked)
        if days == 1:
            return t("1 day, {worked} of it working time", worked=number)
        return t("{days} calendar days, {worked} working days", days=days, worked=number)

    def _employer(self, days: Sequence[date], nav_from: date | None) -> str:
        t, spans = self.seat.t, self.seat.formats.dates(Span(days[0], days[-1]))
        if nav_from is not None:
            return t("You pay {count} days, {days}. NAV pays from {day}", count=len(days), days=spans, day=nav_from)
        if len(days) == 1:
            return t("You pay 1 day of the employer period, {days}", days=spans)
        return t("You pay {count} days of the employer period, {days}", count=len(days), days=spans)

    def _moved(self, moved: Any) -> str:
        t, number = self.seat.t, self.seat.formats.number
        title, used = t(moved.counter.title), number(moved.counter.used)
        if moved.counter.limit is None:
            return t("{what}: {before} becomes {used}", what=title, before=number(moved.before), used=used)
        return t(
            "{what}: {before} becomes {used} of {limit}",
            what=title,
            before=number(moved.before),
            used=used,
            limit=number(moved.counter.limit),
        )

    # --- storing --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Store it, or say at the fields why not."""
        self._tried = True
        self.look()
        check, unread = self.check, self._unreadable()
        for field in unread:
            field.validate()
        if unread or check is None or not check.can_save:
            self._go_to_first_wrong()
            return
        form = self.form()
        since = _value(self.since) if self.since.isVisibleTo(self) else None
        seat, desk = self.seat, self.seat.desk
        try:
            if self.absence_id:
                now = acting.change(desk, self.absence_id, form, self._resolve, since)
            else:
                now = acting.enter(desk, form, self._resolve)
        except Refused as refusal:
            self._say_fields(refusal.findings)
            rest = [found for found in refusal.findings if not self._shown_at(found)]
            for found in rest:
                self._says.insertWidget(0, MessageBox("err", seat.t(found.what)))
            self._go_to_first_wrong()
            return
        self._is_done = True
        self.left_behind.emit(None)
        words = seat.t("The absence is changed") if self.absence_id else seat.t("The absence is entered")
        self.stored.emit(now)
        self.close_panel()
        seat.toast(words, undo=True)

    def _go_to_first_wrong(self) -> None:
        wrong = next((field for field in self._fields.values() if field.isVisibleTo(self) and not field.ok()), None)
        if wrong is not None:
            wrong.focus()
        elif self.ways is not None:
            self.ways.setFocus()

    # --- what is typed and not stored -----------------------------------------------------------------------------

    def _not_now(self) -> None:
        self._is_done = True
        self.left_behind.emit(None)
        self.close_panel()

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody goes elsewhere: what was begun is offered again."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()
        is_begun = not self._is_done and not self.absence_id and not event.spontaneous()
        if is_begun and (_value(self.kind) or _value(self.note)):
            self._is_done = True
            self.left_behind.emit(self.form())

    def say_begun(self) -> None:
        """What was begun before stands here again."""
        t = self.seat.t
        box = self.add_message(
            MessageBox("info", t("Begun before"), t("What you typed is here again."), t("Begin anew"))
        )

        def begin_anew() -> None:
            box.hide()
            self.fill(AbsenceForm(employee=_value(self.employee)))
            self.begin()

        box.clicked.connect(begin_anew)


def _number(value: Any) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _value(field: Field) -> Any:
    """What stands in a field; None where it is empty or cannot be read."""
    try:
        return field.value()
    except Unreadable:
        return None


def _empty(field: Field) -> bool:
    try:
        return field.value() in (None, "")
    except Unreadable:
        return False


def _field_of(found: Finding) -> str:
    return str(found.where.field or "") if found.where is not None else ""


def _common(overlaps: Sequence[Overlap]) -> list[Any]:
    """The ways that solve every overlap, as the first one says them."""
    if not overlaps:
        return []
    shared = set.intersection(*({way.resolve for way in overlap.ways} for overlap in overlaps))
    return [way for way in overlaps[0].ways if way.resolve in shared]
