"""Step 2: what is right. The change, and under it the months as they were paid and as they should have been."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding
from models.values.message import Message
from services.actions.corrections import Change, DatesChange, LineChange, TermsChange
from services.queries import correction_page as queries
from services.queries.correction_page import DATES, LINE, TERMS, Beside, MonthRow
from views.pages.corrections.case import Case
from views.pages.corrections.change_forms import ChangeForm, DatesForm, LineForm, TermsForm
from views.pages.corrections.months_table import MonthsTable
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card, Section
from views.widgets.choices import Segments
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox

_PAUSE: Final = 250
ASPECTS: Final = {
    TERMS: Message("Pay or position"),
    LINE: Message("A line of a month"),
    DATES: Message("First or last day"),
}


class _OneHigh(QStackedWidget):
    """As high as what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_one(self, widget: QWidget) -> None:
        for number in range(self.count()):
            each = self.widget(number)
            assert each is not None
            policy = QSizePolicy.Policy.Preferred if each is widget else QSizePolicy.Policy.Ignored
            each.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self.setCurrentWidget(widget)
        self.adjustSize()


class RightStep(QWidget):
    """Forms for the change, what was said already, and the months."""

    changed = Signal()
    accepted = Signal()  # it is right as it was paid

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.case = Case()
        self.found: Beside | None = None
        self.trouble = ""
        self._work: Work | None = None
        self._asked = 0
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 2, 0, 16)
        whole.setSpacing(16)
        self.noticed = MessageBox(
            "info",
            t("The terms or days were changed already"),
            t("Under this stands what the approved months should have been by them."),
            t("It is right as it was paid"),
        )
        self.noticed.clicked.connect(self.accepted)
        whole.addWidget(self.noticed)
        self.card = Card(
            t("What is right?"), t("Approved runs are never changed. The difference goes into a run that is open.")
        )
        self.aspects = Segments(seat, [(key, t(ASPECTS[key])) for key in ASPECTS])
        self.aspects.changed.connect(self._on_aspect)
        self.card.add_row(self.aspects)
        self.forms: dict[str, ChangeForm] = {}
        self.stack = _OneHigh()
        self.card.add(self.stack)
        self.more = Button(t("Add another"), "plain", "plus", small=True)
        self.more.clicked.connect(self.collect)
        self.clear_button = Button(t("Empty the form"), "link", small=True)
        self.clear_button.clicked.connect(self._clear)
        self.card.add_row(self.more, self.clear_button)
        self.said = QVBoxLayout()
        self.said.setSpacing(0)
        self.card.body.addLayout(self.said)
        whole.addWidget(self.card)
        self.box = MessageBox("err", "")
        self.box.hide()
        whole.addWidget(self.box)
        self.head = Section(t("The months beside each other"))
        whole.addWidget(self.head)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        whole.addWidget(self.progress)
        self.note = IconLine("check-circle", "", "ink2", "ok")
        self.note.hide()
        whole.addWidget(self.note)
        self.months = MonthsTable(seat)
        whole.addWidget(self.months)
        whole.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.reckon)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_case(self, case: Case) -> None:
        """What was said so far."""
        self.case = case
        ways = queries.aspects(case.kind)
        self.noticed.setVisible(bool(case.since))
        if case.aspect not in ways:
            case.aspect = ways[0] if ways else ""
        self.aspects.setVisible(len(ways) > 1)
        self.aspects.set_value(case.aspect)
        self._show_form()
        self._show_said()
        self.reckon()

    def _form(self, aspect: str) -> ChangeForm:
        if aspect not in self.forms:
            kind: Any = {TERMS: TermsForm, LINE: LineForm, DATES: DatesForm}[aspect]
            form = self.forms[aspect] = kind(self.seat)
            form.changed.connect(self._on_typed)
            self.stack.addWidget(form)
        return self.forms[aspect]

    @property
    def form(self) -> ChangeForm | None:
        """The form that is shown."""
        return self.forms.get(self.case.aspect)

    def _show_form(self) -> None:
        if not self.case.aspect:
            return
        form = self._form(self.case.aspect)
        form.show_case(self.case)
        self.stack.show_one(form)
        self._settle()

    def _on_aspect(self) -> None:
        self.case.aspect = str(self.aspects.value())
        self._show_form()
        self._later()

    def _on_typed(self) -> None:
        form = self.form
        if form is not None:
            self.stack.show_one(form)
        self._later()

    def _clear(self) -> None:
        if (form := self.form) is not None:
            form.clear()
            self.stack.show_one(form)
            self._later()

    def _later(self) -> None:
        self._settle()
        self.box.hide()
        self.trouble = ""
        self.found = None
        self.case.forget_ways()
        self.case.agreed.clear()
        self._timer.start()
        self.changed.emit()

    def _settle(self) -> None:
        form = self.form
        self.more.setVisible(form is not None and form.change() is not None)
        self.clear_button.setVisible(form is not None and not form.is_empty())

    # --- what was said --------------------------------------------------------------------------------------------

    def changes(self) -> tuple[Change, ...]:
        """Everything that is said to be right."""
        form = self.form
        now = form.change() if form is not None and not form.is_empty() else None
        return (*self.case.changes, now) if now is not None else self.case.changes

    def collect(self) -> None:
        """Keep what the form says, and empty it for one more."""
        form = self.form
        if form is None or not form.validate() or (change := form.change()) is None:
            return
        self.case.changes = (*self.case.changes, change)
        form.clear()
        self._show_said()
        self._on_typed()
        form.fields["person" if not form.fields["person"].isHidden() else next(iter(_first(form)))].focus()

    def _remove(self, place: int) -> None:
        self.case.changes = (*self.case.changes[:place], *self.case.changes[place + 1 :])
        self._show_said()
        self._later()

    def _show_said(self) -> None:
        empty_layout(self.said)
        for place, change in enumerate(self.case.changes):
            if place == 0:
                self.said.addWidget(Divider())
            row = QHBoxLayout()
            words = self.words(change)
            row.addWidget(Label(words, "body_medium"), 1)
            remove = IconButton("trash", self.seat.t("Remove {line}", line=words))
            remove.clicked.connect(lambda *_, place=place: self._remove(place))
            row.addWidget(remove)
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(0, 4, 0, 4)
            self.said.addWidget(holder)

    def words(self, change: Change) -> str:
        """A change in one line."""
        t, f = self.seat.t, self.seat.formats
        name = queries.name_of(self.seat.desk, change.number)
        match change:
            case TermsChange():
                parts = [
                    f.amount(change.monthly_salary) if change.monthly_salary is not None else "",
                    t("{amount} an hour", amount=f.amount(change.hourly_rate))
                    if change.hourly_rate is not None
                    else "",
                    f.percent(change.percent) if change.percent is not None else "",
                ]
                when = t("from {day}", day=change.since)
                if change.until is not None:
                    when = t("{first} to {last}", first=change.since, last=change.until)
                return f"{name}: {', '.join(filter(None, parts))} {when}"
            case DatesChange():
                parts = [
                    t("first day {day}", day=change.start) if change.start is not None else "",
                    t("last day {day}", day=change.end) if change.end is not None else "",
                    t("the employment did not end") if change.reopened else "",
                ]
                return f"{name}: {', '.join(filter(None, parts))}"
            case LineChange():
                line = change.now or change.was
                kinds = {kind.slug: kind.name for kind in queries.pay_kinds(self.seat.desk, self.seat.language)}
                what = kinds.get(line.type, line.type) if line is not None else ""
                if change.now is None:
                    return t("{name}: {line} should not have been there", name=name, line=what)
                count = change.now.quantity
                figure = (
                    f.number(count) if count is not None else f.amount(change.now.amount) if change.now.amount else ""
                )
                return f"{name}: {what} {figure}".strip()

    # --- the months -----------------------------------------------------------------------------------------------

    def reckon(self) -> None:
        """Compute the months again, off the window's thread."""
        self._timer.stop()
        if self._work is not None:
            self._work.cancel()
        self._asked += 1
        asked = self._asked
        desk, language, case = self.seat.desk, self.seat.language, self.case
        changes, since, run_id, whom = self.changes(), dict(case.since), case.run_id or 0, case.whom
        is_said = bool(changes or since)

        def do(_: Any) -> Beside | tuple[MonthRow, ...]:
            if is_said:
                return queries.beside(desk, changes, since, language=language)
            return queries.as_paid(desk, run_id, whom, language)

        self.months.table.set_waiting(True)
        self._work = self.seat.work(
            do,
            done=lambda found: self._done(asked, found),
            refused=lambda findings: self._refused(asked, findings),
            owner=self,
            aside=True,
        )
        self.progress.follow(self._work)
        self.progress.set(self.seat.t("Recalculating the months"), 0, 0)
        self.progress.set_cancellable(False)

    def _done(self, asked: int, found: Beside | tuple[MonthRow, ...]) -> None:
        if asked != self._asked:
            return
        self._work = None
        self.months.table.set_waiting(False)
        t = self.seat.t
        self.note.hide()
        if isinstance(found, Beside):
            self.found = found
            self.months.set_rows(found.rows, found.amount)
            self.head.set(t("The months beside each other"), "", self._in_all(found))
            if not found.rows:
                self.note.set(
                    "check-circle", t("By this, the approved months were paid right. There is no difference.")
                )
                self.note.show()
        else:
            self.months.set_rows(found)
            self.head.set(t("As it was paid"))
        self.months.setVisible(not isinstance(found, Beside) or bool(found.rows))
        self.changed.emit()

    def _in_all(self, found: Beside) -> str:
        t, f = self.seat.t, self.seat.formats
        if not found.owed:
            return ""
        if found.amount.ore < 0:
            return t("{amount} was paid too much", amount=f.amount(-found.amount))
        return t("{amount} is still to be paid", amount=f.amount(found.amount))

    def _refused(self, asked: int, findings: tuple[Finding, ...]) -> None:
        if asked != self._asked:
            return
        self._work = None
        self.months.table.set_waiting(False)
        self.tell(findings)
        self.changed.emit()

    def tell(self, findings: tuple[Finding, ...]) -> None:
        """Say at the fields what was refused, and in a box what has none."""
        form, rest = self.form, []
        self.trouble = self.seat.t(findings[0].what) if findings else ""
        for found in findings:
            key = found.where.field if found.where is not None else None
            words = self.seat.t(found.what)
            if form is None or key is None or not form.tell(key, words):
                rest.append(words)
        self.box.setVisible(bool(rest))
        if rest:
            self.box.set(rest[0], "\n".join(rest[1:]))

    # --- going on -------------------------------------------------------------------------------------------------

    def reason(self) -> str:
        """What is missing; empty where one may go on."""
        t, form = self.seat.t, self.form
        if self.trouble:
            return t("Something above must be corrected first")
        if form is not None and not form.is_empty() and form.change() is None:
            return t("Something above is not filled in yet")
        if not self.changes() and not self.case.since and self.case.kind != "left":
            return t("Say what is right")
        return ""

    def is_reckoning(self) -> bool:
        """Whether the months are not known yet."""
        return self._timer.isActive() or self._work is not None

    def validate(self) -> bool:
        """Say at the fields what is missing."""
        form = self.form
        if form is None or self.trouble:
            return not self.trouble
        if form.is_empty() and (self.case.changes or self.case.since or self.case.kind == "left"):
            return True
        return form.validate() and form.change() is not None

    def go_to(self, key: str) -> bool:
        """To a field by its key."""
        form = self.form
        if form is None or key not in form.fields or form.fields[key].isHidden():
            return False
        form.fields[key].focus()
        return True

    def first(self) -> QWidget:
        """Where one begins."""
        form = self.form
        if form is not None:
            key = next(iter(_first(form)), None)
            if key is not None:
                return form.fields[key].editor
        return self.months.table


def _first(form: ChangeForm) -> list[str]:
    return [key for key, field in form.fields.items() if not field.isHidden() and key != "person"]
