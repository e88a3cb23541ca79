"""The year beside the changed one: what is changed at the left; the cost by kind, by month and by person at the right,
and somebody's slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.queries import what_if as queries
from services.queries.what_if import (
    Around,
    Change,
    PersonYear,
    RunIf,
    SlipIf,
    YearCost,
    YearIf,
)
from views.pages.what_if.change_form import KINDS, ChangeForm, kind_of, kind_words, person_edit
from views.pages.what_if.change_list import ChangeList, ChangeRow
from views.pages.what_if.memory import asked
from views.pages.what_if.slip_table import SlipTable
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.finding_list import verb_to
from views.widgets.form import Choice, Segments
from views.widgets.menu import Menu
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_LEFT: Final = 316
_SOON: Final = 250  # ms after the last key
MONTHS, PEOPLE, SLIP = "months", "people", "slip"
_KINDS: Final = (
    ("pay", Message("Pay")),
    ("contribution", Message("Employer's contribution")),
    ("holiday_pay", Message("Holiday pay earned")),
    ("pension", Message("Pension")),
)


@dataclass(frozen=True, slots=True)
class CostRow:
    """One kind of cost, today and changed."""

    id: str
    what: Message
    now: Money
    then: Money

    @property
    def more(self) -> Money:
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month's cost, today and changed."""

    month: Month
    now: YearCost
    then: YearCost
    is_planned: bool

    @property
    def more(self) -> Money:
        return self.then.total - self.now.total


class YearView(QWidget):
    """Changes, and what they come to. `told` is the line of the page."""

    told = Signal(str)

    def __init__(self, seat: Seat, about: Around, year: int) -> None:
        super().__init__()
        self.seat, self.about, self.year = seat, about, year
        self.found: YearIf | None = None
        self.form: ChangeForm | None = None
        self._edited = -1
        self._tried: Change | None = None
        self._work: Work | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON)
        self._later.timeout.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(20)
        self.left = self._build_left()
        row.addWidget(self.left)
        row.addLayout(self._build_right(), 1)
        self._show_changes()

    @property
    def changes(self) -> list[Change]:
        """What was added; it lives as long as the client is open, and is never stored."""
        return asked(self.seat.desk).changes

    # --- building -------------------------------------------------------------------------------------------------

    def _build_left(self) -> QWidget:
        t = self.seat.t
        card = Card(padding=0)
        card.setFixedWidth(_LEFT)
        self.left_stack = QStackedWidget()
        card.add(self.left_stack)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 14, 0, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 12, 0)
        head.addWidget(Label(t("What is changed"), "section"), 1)
        self.clear_button = Button(t("Clear"), "link", small=True)
        self.clear_button.clicked.connect(lambda *_: self.clear())
        head.addWidget(self.clear_button)
        column.addLayout(head)
        self.rows = ChangeList(self.seat)
        self.rows.opened.connect(self._open_row)
        self.rows.removed.connect(self._remove)
        self.nothing = EmptyState(
            "sliders-horizontal", t("Nothing is changed yet"), t("Add something, and see what the year would cost.")
        )
        self.list_stack = QStackedWidget()
        self.list_stack.addWidget(self.nothing)
        self.list_stack.addWidget(self.rows)
        column.addWidget(self.list_stack, 1)
        self.add_button = Button(t("Add a change"), "primary", "plus", "N", trail="caret-down")
        self.add_button.clicked.connect(lambda *_: self.open_menu())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self.left_stack.addWidget(listed)
        return card

    def _build_right(self) -> QVBoxLayout:
        t, seat = self.seat.t, self.seat
        column = QVBoxLayout()
        column.setSpacing(12)
        self.problem = MessageBox("warn", "")
        self.problem.hide()
        self.problem.clicked.connect(self._go_mend)
        self._mend: Finding | None = None
        column.addWidget(self.problem)
        self.costs = RowsTable(
            seat,
            [
                TableColumn("what", t("Cost of the year"), "text", lambda row: row.what, width="stretch"),
                TableColumn("now", t("Today"), "kroner", lambda row: row.now, width=120),
                TableColumn("then", t("Changed"), "kroner", lambda row: row.then, width=120, strong=True),
                TableColumn("more", t("Difference"), "change", self._signed, width=130, ink="ink"),
            ],
            "what_if.costs",
            sortable=False,
            fit=True,
            row=34,
            title=t("Cost of the year"),
        )
        self.costs.setProperty("topic", "what_if.costs")
        column.addWidget(self.costs)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        self.parts = Segments(seat, [(MONTHS, t("Months")), (PEOPLE, t("People")), (SLIP, t("Payslip"))])
        self.parts.set_value(MONTHS)
        self.parts.changed.connect(self._part_changed)
        self.note = Label("", "caption", "ink2", wrap=True)
        bar.addWidget(self.parts)
        bar.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(bar)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.months = RowsTable(
            seat,
            [
                TableColumn("month", t("Paid in"), "strong", self._month, width="stretch"),
                TableColumn("now", t("Today"), "kroner", lambda row: row.now.total, width=120),
                TableColumn("then", t("Changed"), "kroner", lambda row: row.then.total, width=120),
                TableColumn("more", t("Difference"), "change", self._signed, width=130, ink="ink"),
            ],
            "what_if.months",
            sortable=False,
            row=34,
            title=t("Cost by month"),
        )
        self.people = RowsTable(
            seat,
            [
                TableColumn("name", t("Name"), "strong", lambda row: row.name, width="stretch"),
                TableColumn("gross", t("Gross today"), "kroner", lambda row: row.gross_now, width=100),
                TableColumn("gross_then", t("Changed"), "kroner", lambda row: row.gross_then, width=100),
                TableColumn("net", t("Net today"), "kroner", lambda row: row.net_now, width=100),
                TableColumn("net_then", t("Changed"), "kroner", lambda row: row.net_then, width=100),
            ],
            "what_if.people",
            row=34,
            title=t("Gross and net by person"),
        )
        self.people.opened.connect(self._open_person)
        self.stack.addWidget(self.months)
        self.stack.addWidget(self.people)
        self.stack.addWidget(self._build_slip())
        return column

    def _build_slip(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.who = person_edit(seat, self._names)
        self.who.setAccessibleName(t("Whose payslip"))
        self.which = Choice(seat, [])
        self.which.setAccessibleName(t("Which run"))
        for editor in (self.who, self.which):
            editor.changed.connect(self._show_slip)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.who, 1)
        row.addWidget(self.which, 1)
        column.addLayout(row)
        self.slip = SlipTable(seat, "what_if.slip", t("Changed"))
        self.slip.setProperty("topic", "what_if.slip")
        column.addWidget(self.slip, 1)
        return holder

    # --- changes --------------------------------------------------------------------------------------------------

    def open_menu(self) -> None:
        """Choose what to change."""
        menu = Menu(self.seat, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, words in kind_words(self.seat).items():
            menu.add(words, partial(self.begin, kind))
        height = menu.sizeHint().height()
        menu.popup(self.add_button.mapToGlobal(QPoint(0, -height - 4)))
        self.menu = menu

    def begin(self, kind: str, change: Change | None = None, place: int = -1) -> None:
        """Fill in a change of a kind, or one that was added before."""
        assert kind in KINDS, kind
        self.end()
        self._edited = place
        form = ChangeForm(self.seat, kind, self.about, self.year, change)
        form.setContentsMargins(16, 14, 16, 16)
        form.tried.connect(self._try)
        form.added.connect(self._add)
        form.left.connect(self._leave_form)
        self.form = form
        self.left_stack.addWidget(form)
        self.left_stack.setCurrentWidget(form)
        form.focus()

    def end(self) -> None:
        """Put the form away."""
        if self.form is not None:
            form, self.form = self.form, None
            self.left_stack.removeWidget(form)
            form.hide()
            form.deleteLater()
        self._tried, self._edited = None, -1

    def _leave_form(self) -> None:
        was_tried = self._tried is not None or self._edited >= 0
        self.end()
        self._focus_list()
        if was_tried:
            self.ask_soon(0)

    def _focus_list(self) -> None:
        (self.rows if self.changes else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self, change: Change | None) -> None:
        if change != self._tried:
            self._tried = change
            self.ask_soon()

    def _add(self, change: Change) -> None:
        if self._edited >= 0:
            self.changes[self._edited] = change
        else:
            self.changes.append(change)
        self.end()
        self._show_changes()
        self._focus_list()
        self.ask_soon(0)

    def _open_row(self, row: object) -> None:
        if isinstance(row, ChangeRow):
            self.begin(kind_of(row.change), row.change, row.place)

    def _remove(self, row: ChangeRow) -> None:
        del self.changes[row.place]
        self._show_changes()
        self._focus_list()
        self.ask_soon(0)

    def clear(self) -> None:
        """Take every change away."""
        self.changes.clear()
        self.end()
        self._show_changes()
        self.ask_soon(0)

    def _show_changes(self) -> None:
        self.rows.set_changes(self.changes, self.about)
        self.list_stack.setCurrentWidget(self.rows if self.changes else self.nothing)
        self.clear_button.setVisible(bool(self.changes))

    def now_tried(self) -> list[Change]:
        """The changes with the one that is being filled in."""
        changes = list(self.changes)
        if self._tried is None:
            return changes
        if self._edited >= 0:
            changes[self._edited] = self._tried
            return changes
        return [*changes, self._tried]

    # --- asking ---------------------------------------------------------------------------------------------------

    def set_year(self, year: int) -> None:
        """Look at another year."""
        if year != self.year:
            self.year = year
            self.end()
            self.ask_soon(0)

    def set_around(self, about: Around) -> None:
        """The people or the employer were changed."""
        self.about = about
        if self.form is None:
            self._show_changes()
        self.ask_soon(0)

    def ask_soon(self, wait: int = _SOON) -> None:
        """Compute the changed year, once nothing is typed for a moment."""
        if self._work is not None:
            self._work.cancel()
        for table in (self.costs, self.months, self.people):
            table.set_waiting(True)
        self._later.start(wait)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is on the way."""
        return self._later.isActive() or self._work is not None

    def _ask(self) -> None:
        desk, year, changes = self.seat.desk, self.year, tuple(self.now_tried())
        asking: list[Work] = []

        def mine() -> bool:
            return bool(asking) and self._work is asking[0]

        def done(found: YearIf) -> None:
            if mine():
                self._work = None
                self._show(found)

        def refused(findings: tuple[Finding, ...]) -> None:
            if mine():
                self._work = None
                self._refuse(findings)

        def stopped() -> None:
            if mine():
                self._work = None

        self._work = self.seat.work(
            lambda progress: queries.year_if(desk, year, changes, progress),
            done=done,
            refused=refused,
            cancelled=stopped,
            what=self.seat.t("Calculating the year"),
            owner=self,
        )
        asking.append(self._work)

    def _refuse(self, findings: tuple[Finding, ...]) -> None:
        """It cannot be computed: why, and where that is mended. What was shown is taken away: it is no answer."""
        t = self.seat.t
        first = findings[0]
        self._mend = first if first.where is not None and first.where.page != "what_if" else None
        verb = verb_to(self.seat, first.where) if self._mend is not None else ""
        self.problem.set(t("This cannot be calculated"), t(first.what), verb)
        self.problem.show()
        self.found = None
        for table in (self.costs, self.months, self.people, self.slip):
            table.set_waiting(False)
            table.set_rows([])
        self.costs.set_sums("", None)
        self.note.setText("")
        self.told.emit(t("Nothing here is stored."))

    def _go_mend(self) -> None:
        if self._mend is not None and self._mend.where is not None:
            self.seat.go(self._mend.where)

    def _show(self, found: YearIf) -> None:
        self.found = found
        self.problem.hide()
        costs = [CostRow(name, what, getattr(found.now, name), getattr(found.then, name)) for name, what in _KINDS]
        from_month = found.planned_from
        months = [
            MonthRow(month, now, then, from_month is not None and month >= from_month)
            for month, now, then in found.months
        ]
        for table in (self.costs, self.months, self.people):
            table.set_waiting(False)
        self.costs.set_rows(costs)
        total, more = found.then.total, found.difference.total
        self.costs.set_sums(
            self.seat.t("The whole year"), {"now": found.now.total, "then": total, "more": self._plus(more)}
        )
        self.months.set_rows(months)
        self.people.set_rows(found.people)
        before = self.which.value()
        t = self.seat.t
        items = [(place, t(self._run_words(run))) for place, run in enumerate(found.runs)]
        self.which.set_items(items)
        if before is None or before >= len(items):
            ahead = next((place for place, run in enumerate(found.runs) if run.is_planned), len(items) - 1)
            self.which.set_value(ahead if items else None)
        if self.who.value() is None and found.people:
            self.who.set_value(found.people[0].number)
        self._show_slip()
        self._part_changed()
        self._tell(found)

    def _run_words(self, run: RunIf) -> Message:
        return Message("{run}, planned", run=run.words) if run.is_planned else run.words

    def _tell(self, found: YearIf) -> None:
        t, more = self.seat.t, found.difference.total
        if not self.now_tried():
            line = t("Nothing here is stored. The year as it is costs {amount}.", amount=self._kroner(found.now.total))
        elif not more:
            line = t("Nothing here is stored. The year costs the same.")
        elif more.ore > 0:
            line = t("Nothing here is stored. The year would cost {amount} more.", amount=self._kroner(more))
        else:
            line = t("Nothing here is stored. The year would cost {amount} less.", amount=self._kroner(-more))
        self.told.emit(line)

    def _kroner(self, amount: Money) -> str:
        return self.seat.t("{amount} kr", amount=self.seat.formats.kroner(amount))

    def _signed(self, row: CostRow | MonthRow) -> str:
        return self._plus(row.more)

    def _plus(self, more: Money) -> str:
        """A difference in whole kroner, with its sign; nothing where there is none."""
        if not more:
            return ""
        return f"+{self.seat.formats.kroner(more)}" if more.ore > 0 else self.seat.formats.kroner(more)

    def _month(self, row: MonthRow) -> str:
        name = self.seat.formats.month(row.month)
        return self.seat.t("{month}, planned", month=name) if row.is_planned else name

    # --- parts ----------------------------------------------------------------------------------------------------

    def _part_changed(self) -> None:
        shown = {MONTHS: 0, PEOPLE: 1, SLIP: 2}[self.parts.value()]
        self.stack.setCurrentIndex(shown)
        self.note.setText(self._note())

    def _note(self) -> str:
        t, found = self.seat.t, self.found
        if found is None:
            return ""
        notes = []
        if found.by_the_hour and self.parts.value() != SLIP:
            notes.append(t("Planned runs count on the hours that people usually have."))
        if found.left_out == 1:
            notes.append(t("1 correction is left out."))
        elif found.left_out:
            notes.append(t("{count} corrections are left out.", count=found.left_out))
        if found.assumed:
            notes.append(t("{rate} is not known for all of the year: the last known is used.", rate=found.assumed[0]))
        if self.parts.value() == SLIP:
            notes = [t("Alt+Enter says why.")]
        return " ".join(notes)

    def _open_person(self, row: PersonYear) -> None:
        self.who.set_value(row.number)
        self.parts.set_value(SLIP)
        self._part_changed()
        self._show_slip()

    def _names(self) -> dict[int, str]:
        """Everybody who is paid in the year, also those who are only here."""
        return {each.number: each.name for each in self.found.people} if self.found is not None else {}

    def _show_slip(self) -> None:
        """The slip of the one who is chosen, in the run that is chosen."""
        found, number, place = self.found, self.who.value(), self.which.value()
        t, seat = self.seat.t, self.seat
        if found is None or number is None or place is None:
            self.slip.set_rows([])
            self.slip.set_empty(EmptyState("file-text", t("Choose whose payslip")))
            return
        run = found.runs[place]
        both = SlipIf(run.now.get(number), run.then.get(number))
        lines: Sequence[queries.SlipLine] = ()
        if both.now is not None or both.then is not None:
            lines = queries.side_by_side(seat.desk, both, seat.language)
        else:
            self.slip.set_empty(EmptyState("file-text", t("Nothing is paid in this run")))
        name = next((each.name for each in found.people if each.number == number), "")
        self.slip.set_slips(lines, name)
