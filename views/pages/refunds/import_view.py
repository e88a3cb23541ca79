"""A report on its way in: the file is chosen or dropped, looked at row by row, and taken in when all is well."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from models.values.money import Money
from services.actions import refunds as acts
from services.actions.refunds import Preview, PreviewRow
from services.queries import refunds as ask
from services.reference.file_kinds import kind_word
from views.pages.refunds.columns_view import ColumnsView
from views.pages.refunds.importing import HELD, LEFT_OUT, TAKEN, Importing
from views.pages.refunds.words import absence_words, benefit_word, days_word
from views.shell.file_ways import WAYS
from views.shell.painting import RIGHT
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Row
from views.widgets.form import Answer, Choice, DateEdit, Field, Good, MoneyEdit, Warn
from views.widgets.refused_file import RefusedFile
from views.widgets.side_panel import SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

START, COLUMNS, REFUSED, ROWS = "start", "columns", "refused", "rows"
_ALL, _LOOK = "all", "look"
_ALONE = 0

_ENOUGH: Final = 820  # below this there is a panel beside it


class ImportView(QWidget):
    """What is shown of a report follows from what was read of it."""

    asked_file = Signal()
    asked_way = Signal(str)  # the kind that the file is, which is taken in elsewhere
    chosen = Signal(object)  # a row
    changed = Signal()
    redated = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.state = Importing()
        self.people: dict[int, str] = {}
        self.everybody: tuple[ask.PersonRow, ...] = ()
        self._absences: dict[int, str] = {}
        self._is_filling = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.start = self._start()
        self.columns = ColumnsView(seat)
        self.columns.changed.connect(self.changed)
        self.refused = self._refused()
        self.rows = self._rows()
        self._views = {START: self.start, COLUMNS: self.columns, REFUSED: self.refused, ROWS: self.rows}
        for view in self._views.values():
            self.stack.addWidget(view)
        self.mode = START

    # --- the parts ------------------------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        t = self.seat.t
        card = Card()
        self.choose_button = Button(t("Choose the file …"), "primary", "folder-open")
        self.choose_button.clicked.connect(lambda *_: self.asked_file.emit())
        line = t(
            "Choose NAV's report as CSV (K27), or drop the file here. You find it in Altinn's inbox one or two days "
            "after the money came. Nothing is stored before you say so."
        )
        card.body.addWidget(EmptyState("file-arrow-down", t("Read NAV's report of refunds"), line, self.choose_button))
        return card

    def _refused(self) -> QWidget:
        t = self.seat.t
        self.log_button = Button(t("Show when it was read in"), icon="clock-counter-clockwise")
        self.log_button.clicked.connect(self._show_known)
        self.columns_button = Button(t("Choose the columns …"), icon="columns")
        self.columns_button.clicked.connect(lambda *_: self.show_columns())
        self.clients_button = Button(t("All clients"), icon="folders")
        self.clients_button.clicked.connect(lambda *_: self.seat.go(Place("clients")))
        view = RefusedFile(self.seat, self.log_button, self.columns_button, self.clients_button)
        self.why, self.whys = view.why, view.whys
        self.way_button, self.other_button = view.way_button, view.other_button
        self.way_button.clicked.connect(lambda *_: self.asked_way.emit(self._other_kind))
        self.other_button.clicked.connect(lambda *_: self.asked_file.emit())
        return view

    def _rows(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        self.card = Card(padding=16)
        fields = QHBoxLayout()
        fields.setSpacing(20)
        self.day = Field(
            seat, t("NAV paid on"), DateEdit(seat), topic="refunds.payment_date", required=True, check=self._check_day
        )
        self.into = Field(seat, t("Goes into"), Choice(seat), topic="refunds.run", width=-1)
        self.statement = Field(
            seat,
            t("Bank statement"),
            MoneyEdit(seat, ore=True),
            topic="refunds.statement",
            check=self._check_sum,
        )
        self.day.setMinimumWidth(220)
        self.into.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        fields.addWidget(self.day, 2, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.into, 3, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.statement, 2, Qt.AlignmentFlag.AlignTop)
        self.card.body.addLayout(fields)
        self.day.changed.connect(self._redated)
        self.into.changed.connect(self._moved)
        self.statement.changed.connect(self._compared)
        column.addWidget(self.card)
        self.box = MessageBox("warn", "")
        self.box.clicked.connect(self.show_notes)
        column.addWidget(self.box)
        bar = QHBoxLayout()
        bar.setSpacing(16)
        self.chips = Chips(
            [
                (_ALL, t("All"), None),
                (HELD, t("Held back"), None),
                (_LOOK, t("To look at"), None),
                (TAKEN, t("To be taken in"), None),
                (LEFT_OUT, t("Does not count"), None),
            ]
        )
        self.chips.setAccessibleName(t("Which rows are shown"))
        self.chips.chosen.connect(lambda _: self._keep())
        bar.addWidget(self.chips)
        self.assumed = Label("", "note", "ink3", align=RIGHT)
        bar.addWidget(self.assumed, 1)
        column.addLayout(bar)
        self.all_assumed = Label("", "note", "ink3", wrap=True)  # of a table there is more to say
        column.addWidget(self.all_assumed)
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("From NAV"), value=lambda row: row.name, second=self._what, width="stretch"),
                TableColumn("to", t("Belongs to"), value=self._whose, second=self._absence, width="stretch"),
                TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=124),
                TableColumn(
                    "fate",
                    t("What happens"),
                    value=self._fate,
                    second=self._message,
                    state=self._look,
                    width="stretch",
                    sort=lambda row: (self.state.fate(row) != HELD, not self.state.needs_a_look(row), row.line),
                ),
                TableColumn("line", t("Line"), "number", lambda row: row.line, width=76),
            ],
            "refunds_import",
            row=50,
            title=t("The rows of the report"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        column.addWidget(self.table, 1)
        return whole

    # --- showing --------------------------------------------------------------------------------------------------

    def show_state(self, state: Importing) -> None:
        """The report as it is on the way in."""
        self.state = state
        seen = state.seen
        if seen is None:
            self._go(START)
        elif seen.needs_columns and not seen.other_kind and seen.sample:
            self.show_columns()
        elif seen.refused:
            self.show_refused(seen)
        else:
            self._show_rows(seen)

    def show_columns(self) -> None:
        """Which column is what."""
        if self.state.seen is not None:
            self._go(COLUMNS)
            self.columns.show_file(self.state.seen, self.state.reading)
            self.changed.emit()

    def show_trouble(self, findings: tuple[Finding, ...]) -> None:
        """The file could not be read at all."""
        self._go(REFUSED)
        self._known = None
        self._say_refused(findings, can_choose=False, is_for_us=True)
        self._say_way("")

    def _go(self, mode: str) -> None:
        self.mode = mode
        self.stack.setCurrentWidget(self._views[mode])

    def show_refused(self, seen: Preview) -> None:
        """Nothing of it may be taken in: why."""
        self._go(REFUSED)
        stops = tuple(found for found in seen.findings if found.severity is Severity.STOP)
        imports = ask.imports(self.seat.desk)
        self._known = next((row.id for row in imports if row.sha256 == seen.sha256 and row.undone_at is None), None)
        can_choose = seen.is_for_us and bool(seen.sample) and not seen.other_kind and self._known is None
        self._say_refused(stops, can_choose=can_choose, is_for_us=seen.is_for_us)
        self._say_way(seen.other_kind)

    def _say_way(self, kind: str) -> None:
        """Where a file of another kind belongs, one click away."""
        t, way = self.seat.t, WAYS.get(kind)
        self._other_kind = kind if way is not None else ""
        self.way_button.setVisible(way is not None)
        self.other_button.set_kind("primary" if way is None else "plain")
        if way is not None:
            self.way_button.setText(t(way.verb))
            self.why.set(
                t("{file} is not taken in", file=self.state.name),
                t("It is: {kind}. Nothing was changed here.", kind=kind_word(kind)),
            )

    _other_kind = ""

    _known: int | None = None
    """The report that was read in from the same bytes."""

    def _show_known(self) -> None:
        self.seat.go(Place("refunds", f"report:{self._known}", "log"))

    def _say_refused(self, stops: tuple[Finding, ...], *, can_choose: bool, is_for_us: bool) -> None:
        t = self.seat.t
        name = self.state.name
        title = t("{file} is not taken in", file=name) if name else t("The file is not taken in")
        line = t("Nothing was changed here. This has to be mended in the file, or another file chosen.")
        if self._known is not None:
            title = t("{file} was read in before", file=name)
            line = t("Nothing was changed here. It counts once, as it was taken in.")
        self.why.set(title, line)
        self.log_button.setVisible(self._known is not None)
        self.whys.set([self._finding(each) for each in stops])
        self.columns_button.setVisible(can_choose)
        self.clients_button.setVisible(not is_for_us)

    def _finding(self, found: Finding) -> Row:
        t = self.seat.t
        line = found.where.thing if found.where is not None else None
        where = t("Line {line}", line=str(line)) if isinstance(line, int) and line > 0 else ""
        return Row(found.severity, t(found.what), where, data=found)

    def _show_rows(self, seen: Preview) -> None:
        self._go(ROWS)
        desk = self.seat.desk
        self.everybody = ask.people(desk)
        self.people = {each.number: each.name for each in self.everybody}
        self._absences = {each.id: absence_words(self.seat, each) for row in seen.rows for each in row.absences}
        t = self.seat.t
        self._is_filling = True
        self.day.set_value(self.state.payment_date)
        self.statement.set_value(self.state.statement)
        self._show_runs(seen)
        self._is_filling = False
        self.day.validate()
        if self.state.statement is not None:
            self.statement.validate()
        else:
            self.statement.set_help(t("The report adds up to {sum}", sum=self.seat.formats.amount(seen.total)))
        assumed = " · ".join(t(each) for each in seen.assumed)
        is_table = seen.columns is not None
        self.assumed.setText("" if is_table else assumed)
        self.assumed.setToolTip("" if is_table else assumed)
        self.all_assumed.setText(assumed)
        self.all_assumed.setVisible(is_table and bool(assumed))
        self.table.set_rows(self._ordered(seen.rows))
        self.update_rows()

    def _ordered(self, rows: tuple[PreviewRow, ...]) -> list[PreviewRow]:
        """What waits for somebody first."""
        return sorted(rows, key=lambda row: (not row.held, not self.state.needs_a_look(row), row.line))

    def _show_runs(self, seen: Preview) -> None:
        t, f = self.seat.t, self.seat.formats
        items: list[tuple[Any, str]] = [
            (run.id, t("{run}, paid {day}", run=run.name, day=run.pay_date)) for run in seen.runs
        ]
        alone = seen.month_alone
        words = t("The report of its month, without a run")
        if alone is not None:
            words = t("The a-melding of {month}, without a run", month=f.month(alone.month))
        items.append((_ALONE, words))
        choice = self.into.editor
        assert isinstance(choice, Choice)
        choice.set_items(items)
        choice.set_value(self.state.run_id or _ALONE)
        self._say_run()

    def _say_run(self) -> None:
        """What to think of where it goes."""
        t, seen = self.seat.t, self.state.seen
        if seen is None:
            return
        run = next((each for each in seen.runs if each.id == self.state.run_id), None)
        alone = seen.month_alone
        self.into.clear_state()
        self.into.set_help("")
        if run is not None and run.why is not None:
            self.into.set_warning(run.why)
        elif run is None and alone is not None and alone.is_reported:
            self.into.set_warning(t("That a-melding is sent already: it has to be made and sent again."))
        elif run is None:
            self.into.set_help(t("A new run of the month takes it in by itself."))

    def update_rows(self) -> None:
        """Something was said of a row."""
        seen, state, t = self.state.seen, self.state, self.seat.t
        if seen is None or self.mode != ROWS:
            return
        self.table.set_rows(self.table.model.all_rows)
        self.chips.set_counts(
            {
                _ALL: len(seen.rows),
                HELD: state.count(HELD),
                _LOOK: sum(state.needs_a_look(row) for row in seen.rows),
                TAKEN: state.count(TAKEN),
                LEFT_OUT: state.count(LEFT_OUT),
            }
        )
        self.table.set_sums(t("To be taken in"), {"amount": state.total(TAKEN)})
        general = self._general()
        self.box.setVisible(bool(general))
        if general:
            more = len(general) - 1
            text = "" if not more else t("And 1 more") if more == 1 else t("And {count} more", count=more)
            self.box.set(t(general[0].what), text, t("Show") if more else "")
        self._keep()

    def _general(self) -> list[Finding]:
        """What is said of the report as a whole."""
        seen = self.state.seen
        lines = {row.line for row in seen.rows} if seen is not None else set()
        return [
            found
            for found in (seen.findings if seen is not None else ())
            if found.severity is not Severity.STOP and (found.where is None or found.where.thing not in lines)
        ]

    def show_notes(self) -> None:
        """Everything that is said of the report as a whole."""
        t = self.seat.t
        panel = SidePanel(self.seat, t("The report"), t("Look at this"), self.state.name)
        listed = FindingList(self.seat)
        listed.set([self._finding(each) for each in self._general()])
        panel.add(listed)
        self.seat.show_panel(panel)

    def choose_line(self, line: int) -> bool:
        """Go to the row of a line."""
        self.chips.set_current(_ALL)
        self._keep()
        return self.table.select(lambda row: row.line == line, tell=True)

    def next_open(self, after: int) -> None:
        """Go to the next row that waits for somebody's word, or is to be looked at."""
        rows: list[PreviewRow] = self.table.rows()
        lines = [row.line for row in rows]
        place = lines.index(after) + 1 if after in lines else 0
        for row in [*rows[place:], *rows[:place]]:
            if row.line != after and (self.state.fate(row) == HELD or self.state.needs_a_look(row)):
                self.table.select(lambda each, line=row.line: each.line == line, tell=True)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.table.widths.hide(("line", "to") if is_narrow else ())
            self.day.setMinimumWidth(170 if is_narrow else 220)
            self.assumed.setVisible(not is_narrow)

    _is_narrow = False

    # --- rows -----------------------------------------------------------------------------------------------------

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.chosen.emit(row)

    def _keep(self) -> None:
        shown, state = self.chips.current(), self.state
        if shown == _ALL:
            self.table.keep(None)
        elif shown == _LOOK:
            self.table.keep(state.needs_a_look)
        else:
            self.table.keep(lambda row: state.fate(row) == shown)

    def _what(self, row: PreviewRow) -> str:
        return f"{benefit_word(self.seat, row)} · {days_word(self.seat, row.first, row.last)}"

    def _whose(self, row: PreviewRow) -> str:
        said = self.state.decision(row)
        if said.employee is not None and not said.leave_out:
            return f"{self.people.get(said.employee, '')} ({said.employee})"
        return ""

    def _absence(self, row: PreviewRow) -> str:
        said = self.state.decision(row)
        if said.employee is None or said.leave_out:
            return ""
        if said.absence is None:
            return self.seat.t("Holiday pay") if row.is_holiday else self.seat.t("No absence")
        if said.absence not in self._absences:
            for each in ask.absences_of(self.seat.desk, said.employee):
                self._absences[each.id] = absence_words(self.seat, each)
        return self._absences.get(said.absence, "")

    def _fate(self, row: PreviewRow) -> str:
        t = self.seat.t
        return {TAKEN: t("To be taken in"), HELD: t("Held back"), LEFT_OUT: t("Does not count")}[self.state.fate(row)]

    def _message(self, row: PreviewRow) -> str:
        if row.line in self.state.decisions:
            return self.seat.t("Chosen by hand")
        grave = [each for each in row.findings if each.severity is not Severity.NOTE] or list(row.findings)
        if not grave:
            return ""
        words = self.seat.t(grave[0].what)
        return self.seat.t("{what} (and {count} more)", what=words, count=len(grave) - 1) if len(grave) > 1 else words

    def _look(self, row: PreviewRow) -> str:
        fate = self.state.fate(row)
        if fate == HELD:
            return "warn"
        if fate == LEFT_OUT:
            return "muted"
        return "info" if self.state.needs_a_look(row) else "ok"

    # --- fields ---------------------------------------------------------------------------------------------------

    def _check_day(self, day: Any) -> Answer:
        seen, t = self.state.seen, self.seat.t
        if seen is None:
            return None
        if day is not None and not acts.can_be_paid_on(self.seat.desk, day):
            return t("NAV cannot have paid on {day}: look at the day of payment", day=day)
        if seen.payment_date_known and day == seen.payment_date:
            return Good(t("From the file's name"))
        if not seen.payment_date_known and day == seen.payment_date:
            return Warn(t("The file does not say it. Compare with the bank."))
        return None

    def _check_sum(self, amount: Money) -> Answer:
        seen, t = self.state.seen, self.seat.t
        if seen is None or amount is None:
            return None
        gap = amount - seen.total
        if not gap:
            return Good(t("The same as the report"))
        return Warn(
            t(
                "The report adds up to {sum}, {gap} away",
                sum=self.seat.formats.amount(seen.total),
                gap=self.seat.formats.change(gap),
            )
        )

    def _redated(self) -> None:
        if not self._is_filling:
            self.state.payment_date = self.day.value()
            self.day.validate()
            self.redated.emit()
            self.changed.emit()

    def show_targets(self) -> None:
        """The day was changed: other runs may be those of its month."""
        if self.state.seen is not None:
            self._is_filling = True
            self._show_runs(self.state.seen)
            self._is_filling = False

    def _moved(self) -> None:
        if not self._is_filling:
            self.state.run_id = self.into.value() or None
            self._say_run()
            self.changed.emit()

    def _compared(self) -> None:
        if not self._is_filling:
            self.state.statement = self.statement.value()
            self.statement.validate()

    def focus_first(self) -> None:
        """Where one begins."""
        if self.mode == ROWS:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.mode == START:
            self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.mode == REFUSED:
            self.other_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)
