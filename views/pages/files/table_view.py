"""A table on its way in, of any kind: what it is and how it is read, one question at a time, every row with what would
happen, and what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from models.values.progress import Progress
from services.actions import table_import as acts
from services.actions.incoming import shown_name
from services.actions.save_files import write_file
from services.actions.table_import import AS_FOUND, HELD, Choices, Decision, Question, TablePreview, TableRow, Taken
from services.queries import refunds as everybody
from services.queries import table_import as ask
from services.queries.import_log import import_log
from services.reference.file_kinds import kind_word
from views.pages.files.importer import Importer
from views.pages.files.table_ask import Asked, TableAsk
from views.pages.files.table_columns import TableColumns
from views.pages.files.table_panel import TableRowPanel
from views.pages.files.table_rows import TableRows
from views.pages.files.table_start import TableStart
from views.pages.files.table_words import LANDS, file_words, rows_words, shown_cell
from views.shell.file_intake import dropped_files
from views.shell.file_ways import WAYS
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.guide import GuideFooter
from views.widgets.latest_work import LatestWork
from views.widgets.progress import ProgressBox
from views.widgets.refused_file import RefusedFile
from views.widgets.side_panel import SidePanel

START, REFUSED, ASK, COLUMNS, ROWS, DONE = "start", "refused", "ask", "columns", "rows", "done"
PASTE: Final = "paste"
_KIND, _K27 = "kind", "k27"
_LARGEST_PASTE: Final = 50_000_000


@dataclass(slots=True)
class TableOnTheWay:
    """A table that is on its way in: what was said of it, and what it looks like with that. `wanted` is the part that
    somebody asked to see; empty: what comes next by itself. `taken` is what became of it.
    """

    content: bytes = b""
    name: str = ""
    path: Path | None = None
    kind: str = ""
    choices: Choices = AS_FOUND
    decisions: dict[int, Decision] = field(default_factory=dict)
    seen: TablePreview | None = None
    said: tuple[str, Choices, dict[int, Decision]] | None = None  # with which `seen` was read
    trouble: tuple[Finding, ...] = ()
    wanted: str = ""
    taken: Taken | None = None


_KEPT: Final[WeakKeyDictionary[Any, TableOnTheWay]] = WeakKeyDictionary()


class TableView(Importer):
    """What is shown follows from what was read and said."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.state = TableOnTheWay()
        self.mode = START
        self._is_storing = False
        self._skipped: set[str] = set()
        self._people: tuple[tuple[int, str], ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        outer.addWidget(self.progress)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self._work = LatestWork(seat, self.progress, self)
        self.start = TableStart(seat)
        self.start.asked_file.connect(self._choose)
        self.start.asked_paste.connect(self.paste)
        self.ask = TableAsk(seat)
        self.ask.changed.connect(self.settled)
        self.columns = TableColumns(seat)
        self.columns.changed.connect(self._choices_changed)
        self.columns.kind_changed.connect(self._kind_changed)
        self.columns.asked_export.connect(self._export_columns)
        self.columns.asked_import.connect(self._import_columns)
        self.columns.asked_forget.connect(self._forget_columns)
        self.rows = TableRows(seat)
        self.rows.chosen.connect(self.show_row)
        self.rows.optioned.connect(self._option_changed)
        self.rows.asked_columns.connect(lambda: self._want(COLUMNS))
        self.rows.asked_notes.connect(self.show_notes)
        self.rows.asked_answers.connect(lambda: self._want(ASK))
        self.rows.asked_fate.connect(self._fates)
        self._views: dict[str, QWidget] = {
            START: self.start,
            REFUSED: self._refused(),
            ASK: self.ask,
            COLUMNS: self.columns,
            ROWS: self.rows,
            DONE: self._done(),
        }
        for view in self._views.values():
            self.stack.addWidget(view)
        keys = QShortcut(QKeySequence.StandardKey.Paste, self, self.paste)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- the parts ------------------------------------------------------------------------------------------------

    def _refused(self) -> QWidget:
        t = self.seat.t
        self.log_button = Button(t("Show when it was taken in"), icon="clock-counter-clockwise")
        self.log_button.clicked.connect(lambda *_: self._show_known())
        self.read_button = Button(t("How it is read …"), icon="columns")
        self.read_button.clicked.connect(lambda *_: self._want(COLUMNS))
        view = RefusedFile(self.seat, self.log_button, self.read_button)
        self.why, self.whys = view.why, view.whys
        self.way_button, self.other_button = view.way_button, view.other_button
        self.way_button.clicked.connect(lambda *_: self._go_the_way())
        self.other_button.clicked.connect(lambda *_: self._choose())
        return view

    def _done(self) -> QWidget:
        t = self.seat.t
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 24)
        self.show_button = Button("", "primary", trail="arrow-right")
        self.show_button.clicked.connect(lambda *_: self._show_what_it_did())
        self.next_button = Button(t("Take in another table"))
        self.next_button.clicked.connect(lambda *_: self._begin_again())
        card = Card()
        self.result = EmptyState("check-circle", " ", " ", self.show_button, self.next_button)
        card.body.addWidget(self.result)
        column.addWidget(card)
        column.addStretch(1)
        return whole

    # --- the page's head and footer -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        seen = self.state.seen
        row = next((each for each in ask.kinds() if each.name == self.state.kind), None) if seen is not None else None
        return self.seat.t(row.title) if row is not None else self.seat.t("Take in a table")

    @property
    def line(self) -> str:
        state, seen = self.state, self.state.seen
        if not state.content and not state.name:
            return self.seat.t("Spreadsheets, text files and pasted rows")
        parts = [file_words(self.seat, state.name)]
        if seen is not None and not seen.refused:
            parts += [seen.sheet if len(seen.sheets) > 1 else "", rows_words(self.seat, len(seen.rows))]
        return " · ".join(filter(None, parts))

    @property
    def is_begun(self) -> bool:
        return self.mode in (ASK, COLUMNS, ROWS)

    def settle_footer(self, footer: GuideFooter) -> None:
        t, seen = self.seat.t, self.state.seen
        if self.mode == ASK:
            asked = self._asked
            is_kind = asked is not None and asked.about == _KIND
            can_skip = asked is not None and not asked.is_required
            words = t("Next") if self.ask.value or not can_skip else t("Skip")
            ready = bool(self.ask.value) or can_skip
            footer.set(next=words, back=not is_kind, ready=ready, reason=t("Choose an answer"))
        elif self.mode == COLUMNS:
            trouble = self.columns.trouble()
            footer.set(next=t("See the rows"), back=False, ready=not trouble, reason=next(iter(trouble), ""))
        elif self.mode == ROWS and seen is not None:
            self._settle_rows(footer, seen)
        else:
            footer.set(next="", back=False)

    def _settle_rows(self, footer: GuideFooter, seen: TablePreview) -> None:
        t = self.seat.t
        held = seen.counts.get(HELD, 0)
        words = t("Take in 1 row") if seen.taken == 1 else t("Take in {count} rows", count=seen.taken)
        note = reason = ""
        if held:
            note = (
                t("1 row is held back, and stays out")
                if held == 1
                else t("{count} rows are held back, and stay out", count=held)
            )
        if not seen.taken:
            words, reason = t("Take in the rows"), t("No row can be taken in as it stands")
        elif not seen.takes_some and held:
            reason = t("All rows or none: put right or leave out those that are held back")
        ready = seen.can_take and not self._is_storing and not self._work.is_busy
        footer.set(next=words, back=False, ready=ready, note=note, reason=reason, icon="check")

    # --- reading --------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        self._begin(lambda: acts.read_file(path), shown_name(path.name), path)

    def paste(self) -> None:
        """The rows that were copied somewhere else. Files that were copied are taken as files."""
        t, data = self.seat.t, QGuiApplication.clipboard().mimeData()
        if self._is_storing:
            return
        if data.hasUrls() and (paths := dropped_files(data)):
            self.seat.take_files(paths)
            return
        text = data.text() if data.hasText() else ""
        if not text.strip():
            self.seat.toast(t("There are no rows to paste. Copy them in the spreadsheet first"))
        elif len(text) > _LARGEST_PASTE:
            self.seat.toast(t("That is too much to paste. Save it as a file and choose that"))
        else:
            self._begin(lambda: acts.pasted(text), "", None)

    def _begin(self, read: Callable[[], bytes], name: str, path: Path | None) -> None:
        self.seat.close_panel()
        self.state = _KEPT[self.seat.desk.client] = TableOnTheWay(name=name, path=path)
        state, desk = self.state, self.seat.desk
        self.mode, self._answered = START, 0
        self._skipped.clear()
        self.ask.forget()

        def do(progress: Progress) -> tuple[bytes, str, TablePreview | None]:
            content = read()
            kinds = acts.guess(content)
            kind = kinds[0].kind if kinds else ""
            for known in {each.kind for each in ask.columns_kept(desk)} if not kind else ():
                seen = acts.preview(desk, known, content, name, progress=progress)
                if seen.is_remembered:
                    return content, known, seen
            if not kind and (len(ask.kinds()) == 1 or not content.strip()):
                kind = ask.kinds()[0].name  # nothing to choose between
            seen = acts.preview(desk, kind or ask.kinds()[0].name, content, name, progress=progress)
            return content, kind, seen if kind or seen.other_kind or seen.refused else None

        def done(found: tuple[bytes, str, TablePreview | None]) -> None:
            state.content, state.kind, state.seen = found
            state.said = (state.kind, state.choices, {})
            self._show()
            self.focus_first()

        self._work.run(do, done, self._not_read, self._cancelled, self.seat.t("Reading the table"))
        self.settled.emit()

    def refresh(self) -> None:
        if self._is_storing:
            return
        kept = _KEPT.setdefault(self.seat.desk.client, TableOnTheWay())
        self.state = kept
        if kept.taken is not None:
            number = kept.taken.import_id
            if not any(each.id == number and each.undone_at is None for each in ask.imports(self.seat.desk)):
                kept.taken = None  # it was taken back: here it is again
        if kept.taken is None and kept.seen is not None and kept.kind:
            self._read_again()
        elif not self._work.is_busy:
            self._show()

    def _read_again(self, then: Callable[[], object] | None = None) -> None:
        """The same table against the client as it is now, with what was said of it."""
        desk, state = self.seat.desk, self.state
        kind, choices, decisions = state.kind, state.choices, dict(state.decisions)

        def done(seen: TablePreview) -> None:
            lines = {row.line for row in seen.rows}
            if lines:
                state.decisions = {line: said for line, said in state.decisions.items() if line in lines}
            state.seen, state.said = seen, (kind, choices, dict(state.decisions))
            self._show()
            if then is not None:
                then()

        if self.mode == ROWS and self.rows.table is not None:
            self.rows.table.set_waiting(True)
        self._work.run(
            lambda progress: acts.preview(desk, kind, state.content, state.name, choices, decisions, progress),
            done,
            self._not_read,
            self._stopped,
            self.seat.t("Reading the table"),
        )
        self.settled.emit()

    def _not_read(self, findings: tuple[Finding, ...]) -> None:
        self.state.trouble = findings
        self._show()
        self.focus_first()

    def _cancelled(self) -> None:
        self._forget()
        self._show()

    def _stopped(self) -> None:
        """Reading it anew was stopped: what was read before stands, with what was said then."""
        state = self.state
        if state.said is not None:
            state.kind, state.choices, decisions = state.said
            state.decisions = dict(decisions)
        self._show()

    def _forget(self) -> None:
        self.state = _KEPT[self.seat.desk.client] = TableOnTheWay()

    def _begin_again(self) -> None:
        self._forget()
        self._show()
        self.focus_first()

    # --- showing --------------------------------------------------------------------------------------------------

    def _go(self, mode: str) -> None:
        self.mode = mode
        self.stack.setCurrentWidget(self._views[mode])

    _asked: Asked | None = None

    def _show(self) -> None:
        state, seen = self.state, self.state.seen
        self._asked = None
        if self.rows.table is not None:
            self.rows.table.set_waiting(False)
        if state.taken is not None:
            self._show_done(state.taken)
        elif state.trouble:
            self._say_refused(state.trouble, None)
        elif seen is None and not state.content:
            self._go(START)
        elif seen is None or not state.kind:
            if seen is not None and seen.refused:
                self._say_refused(_stops(seen), seen)
            else:
                self._ask_kind()
        elif state.wanted == COLUMNS and seen.columns:
            self._show_columns(seen)
        elif seen.refused:
            self._say_refused(_stops(seen), seen)
        elif any(each.missing for each in seen.targets):
            self._show_columns(seen)
        elif asked := self._open_questions(seen):
            self._ask_next(asked)
        else:
            state.wanted = ""
            self._go(ROWS)
            self.rows.show_table(seen)
        self.settled.emit()

    def _show_columns(self, seen: TablePreview) -> None:
        self._go(COLUMNS)
        kinds = [(each.name, self.seat.t(each.title)) for each in ask.kinds()]
        self.columns.show_file(seen, self.state.choices, kinds)

    def _ask_kind(self) -> None:
        t = self.seat.t
        answers = [(each.name, t(each.title), t(each.about)) for each in ask.kinds()]
        if self.state.path is not None:
            answers.append((_K27, t(kind_word(_K27)), t("Saved by a spreadsheet. It is taken in on the page Refunds")))
        line = t("The headings do not tell. You choose the columns next.")
        self._go(ASK)
        self._asked = Asked(_KIND, _KIND, t("What does the table hold?"), line, answers)
        self.ask.show_question(self._asked, 1, 1)

    def _open_questions(self, seen: TablePreview) -> list[Asked]:
        """What has to be said first; and, where somebody asked for them, the questions that may stay open."""
        t = self.seat.t
        found = [
            self._question(seen, each)
            for each in seen.questions
            if not each.answer and each.name not in self._skipped and (each.is_required or self.state.wanted == ASK)
        ]
        for option in seen.options:
            if not option.chosen:
                answers = [
                    (each.value, t(each.label), t(each.note) if each.note is not None else "") for each in option.values
                ]
                words = t("Choose: {what}", what=option.label)
                found.append(Asked("option", option.name, words, "", answers))
        return found

    def _question(self, seen: TablePreview, each: Question) -> Asked:
        t = self.seat.t
        column = next((column for column in seen.columns if column.target == each.target), None)
        is_words = each.is_required and column is not None
        sample = [shown_cell(cell) for cell in column.sample] if is_words and column is not None else ()
        answers = [
            (answer.value, t(answer.label), t(answer.note) if answer.note is not None else "")
            for answer in each.answers
        ]
        line = (
            t("It holds for the whole column, and is remembered for tables with the same headings.")
            if each.is_required
            else t("It holds for every such row, and is remembered for tables with the same headings.")
        )
        return Asked("question", each.name, t(each.what), line, answers, each.answer, each.is_required, sample)

    def _ask_next(self, asked: Sequence[Asked]) -> None:
        self._go(ASK)
        self._asked = asked[0]
        done = self._answered
        self.ask.show_question(asked[0], done + 1, done + len(asked))

    _answered = 0
    """How many questions were answered in a row."""

    def _say_refused(self, stops: Sequence[Finding], seen: TablePreview | None) -> None:
        """Nothing of it may be taken in: why, and where it belongs."""
        t = self.seat.t
        self._go(REFUSED)
        name = file_words(self.seat, self.state.name)
        other = seen.other_kind if seen is not None else ""
        way = WAYS.get(other) if other != "table" else None
        is_known = seen is not None and seen.imported_on is not None
        lands = next((each.where for each in stops if each.where is not None and each.where.page != acts.PAGE), None)
        title, line = t("{file} is not taken in", file=name), t("Nothing was changed here.")
        if is_known:
            title = t("{file} was taken in before", file=name)
        elif way is not None:
            title = t("{file} is no table of hours or people", file=name)
            line = t("It is: {kind}. Nothing was changed here.", kind=kind_word(other))
        self.why.set(title, line)
        groups = [Group("", "", "err", [self._finding(each) for each in stops])]
        self.whys.set_groups([] if way is not None else groups)
        self.whys.setVisible(way is None)
        can_go = (way is not None and self.state.path is not None) or lands is not None
        self.way_button.setVisible(can_go)
        if way is not None:
            self.way_button.setText(t(way.verb))
        elif lands is not None:
            self.way_button.setText(t("Go there"))
        self._lands = lands
        self.other_button.set_kind("plain" if can_go else "primary")
        self.log_button.setVisible(is_known)
        self.read_button.setVisible(seen is not None and bool(seen.columns) and not is_known and lands is None)

    _lands: Place | None = None

    def _finding(self, found: Finding) -> Row:
        t = self.seat.t
        line = found.where.thing if found.where is not None else None
        where = t("Row {line}", line=str(line)) if isinstance(line, int) and line > 0 else ""
        return Row(found.severity, t(found.what), where, data=found)

    def _go_the_way(self) -> None:
        seen, path = self.state.seen, self.state.path
        way = WAYS.get(seen.other_kind) if seen is not None else None
        if way is not None and path is not None:
            self._forget()
            self.seat.hand_over(way.place, path)
        elif self._lands is not None:
            self.seat.go(self._lands)

    def _show_known(self) -> None:
        seen = self.state.seen
        rows = import_log(self.seat.desk) if seen is not None else ()
        known = next((row.id for row in rows if seen and row.sha256 == seen.sha256 and row.undone_at is None), None)
        self._forget()
        self.seat.go(Place("files", known, "log"))

    # --- what is said ---------------------------------------------------------------------------------------------

    def _want(self, part: str) -> None:
        self.seat.close_panel()
        self._answered = 0
        self._skipped.clear()
        self.state.wanted = part
        self._show()
        self.focus_first()

    def _choices_changed(self, choices: Choices) -> None:
        self.state.choices, self.state.wanted = choices, COLUMNS
        self._read_again()

    def _kind_changed(self, kind: str) -> None:
        self.state.kind, self.state.wanted = kind, COLUMNS
        self.state.choices = replace(self.state.choices, columns=None, answers={}, options={})
        self.state.decisions = {}
        self._read_again()

    def _option_changed(self, name: str, value: str) -> None:
        options = {**self.state.choices.options, name: value}
        self.state.choices = replace(self.state.choices, options=options)
        self._read_again()

    def _answer(self) -> None:
        """The question that is shown is answered."""
        asked, value, state = self._asked, self.ask.value, self.state
        if asked is None or (asked.is_required and not value):
            return
        self._answered += 1
        if not value:
            self._skipped.add(asked.name)
            self._show()
            self.focus_first()
            return
        if value == _K27 and asked.about == _KIND and state.path is not None:
            self._forget()
            self.seat.hand_over(WAYS[_K27].place, state.path)
            return
        if asked.about == _KIND:
            state.kind, self._answered = value, 0
        elif asked.about == "option":
            state.choices = replace(state.choices, options={**state.choices.options, asked.name: value})
        else:
            state.choices = replace(state.choices, answers={**state.choices.answers, asked.name: value})
        self._read_again(self.focus_first)

    def _fates(self, rows: Sequence[TableRow], is_out: bool) -> None:
        """Several rows are left out, or taken in after all."""
        for row in rows:
            said = replace(self.state.decisions.get(row.line, Decision()), leave_out=is_out)
            self._decide(row.line, said if said != Decision() else None)
        if self.rows.table is not None:
            self.rows.table.clear_marks()
        self.seat.close_panel()
        self._read_again()

    def _decide(self, line: int, said: Decision | None) -> None:
        if said is None:
            self.state.decisions.pop(line, None)
        else:
            self.state.decisions[line] = said

    def _decided(self, line: int, said: Decision | None) -> None:
        """Something is said of one row: the table is read again with that."""
        self._decide(line, said)

        def then() -> None:
            if self.mode == ROWS and self.rows.table is not None and self.rows.select(line):
                self.show_row(self.rows.table.current())

        self._read_again(then)

    def show_row(self, row: TableRow) -> None:
        """One row, beside the list."""
        seen = self.state.seen
        if seen is None:
            return
        if not self._people:
            self._people = tuple((each.number, each.name) for each in everybody.people(self.seat.desk))
        panel = TableRowPanel(self.seat, seen, row, self.state.decisions.get(row.line), self._people)
        panel.decided.connect(self._decided)
        self.seat.show_panel(panel)

    def show_notes(self) -> None:
        """Everything that is said of the table as a whole."""
        t, seen = self.seat.t, self.state.seen
        panel = SidePanel(self.seat, t("The table"), t("Look at this"), file_words(self.seat, self.state.name))
        listed = FindingList(self.seat)
        told = [each for each in (seen.findings if seen is not None else ()) if each.severity is not Severity.STOP]
        listed.set([self._finding(each) for each in told])
        panel.add(listed)
        self.seat.show_panel(panel)

    def show_thing(self, thing: str) -> None:
        if thing == PASTE:
            if acts.pasted(QGuiApplication.clipboard().text()) != self.state.content:  # it was not pasted already
                self.paste()
        elif thing.isdecimal() and self.mode == ROWS:
            self.rows.select(int(thing), tell=True)

    # --- the choice of columns as a file --------------------------------------------------------------------------

    def _export_columns(self) -> None:
        t, seen, seat = self.seat.t, self.state.seen, self.seat
        if seen is None:
            return
        name = t("columns {kind}", kind=self.title.lower()) + ".json"
        target = seat.files.save_file(t("Save the choice of columns"), name, "JSON (*.json)")
        if target is None:
            return
        if seat.attempt(lambda: write_file(acts.export_columns(seat.desk, seen.kind, seen.signature), target)):
            seat.toast(t("{file} is saved", file=target.name))

    def _import_columns(self) -> None:
        t, seen, seat, state = self.seat.t, self.state.seen, self.seat, self.state
        path = seat.files.open_file(t("Choose a file"), "JSON (*.json)")
        if path is None or seen is None:
            return
        found: list[tuple[str, str]] = []
        if not seat.attempt(lambda: found.append(acts.import_columns(seat.desk, acts.read_file(path)))):
            return
        if found[0] == (seen.kind, seen.signature):
            state.choices = replace(state.choices, columns=None, answers={})
            seat.toast(t("The columns are read from {file}", file=path.name))
            self._read_again()
        else:
            seat.toast(t("Remembered, for tables with other headings than these"))

    def _forget_columns(self) -> None:
        seat, seen, state = self.seat, self.state.seen, self.state
        if seen is None:
            return
        if seat.attempt(lambda: acts.forget_columns(seat.desk, seen.kind, seen.signature)):
            state.choices = replace(state.choices, columns=None, answers={})
            seat.toast(seat.t("The columns are forgotten"), undo=True)
            self._read_again()

    # --- taking in ------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        if self.mode == ASK:
            self._answer()
        elif self.mode == COLUMNS:
            self._want("")
        else:
            self.take_in()

    def back(self) -> None:
        is_aside = self.state.wanted == ASK
        self._want("" if is_aside else COLUMNS)

    def take_in(self) -> None:
        """Take the rows in, in one step."""
        state, desk = self.state, self.seat.desk
        is_busy = self._is_storing or self._work.is_busy
        if is_busy or self.mode != ROWS or state.seen is None or not state.seen.can_take:
            return
        self._is_storing = True
        self.seat.close_panel()
        self.settled.emit()
        kind, choices, decisions = state.kind, state.choices, dict(state.decisions)

        def ended(*_: object) -> None:
            self._is_storing = False
            self.settled.emit()

        def refused(findings: tuple[Finding, ...]) -> None:
            ended()
            self.seat.show_findings(findings)

        self._work.run(
            lambda progress: acts.take_in(desk, kind, state.content, state.name, choices, decisions, progress),
            lambda taken: self._taken(state, taken),
            refused,
            ended,
            self.seat.t("Storing the table"),
        )

    def _taken(self, state: TableOnTheWay, taken: Taken) -> None:
        self._is_storing = False
        state.taken = taken
        self._show()
        self.focus_first()
        self.seat.toast(self._taken_words(taken), undo=True)

    def _taken_words(self, taken: Taken) -> str:
        t = self.seat.t
        return t("1 row is taken in") if taken.taken == 1 else t("{count} rows are taken in", count=taken.taken)

    def _show_done(self, taken: Taken) -> None:
        t = self.seat.t
        self._go(DONE)
        row = next((each for each in ask.imports(self.seat.desk) if each.id == taken.import_id), None)
        parts = [
            t("Held back: {count}", count=taken.held) if taken.held else "",
            t("Left out: {count}", count=taken.left_out) if taken.left_out else "",
            t("Unchanged: {count}", count=taken.same) if taken.same else "",
            t("The columns are remembered for the next table with these headings."),
        ]
        self.result.title.setText(self._taken_words(taken))
        self.result.line.setText(" · ".join(filter(None, parts)))
        self._result_place = LANDS.get(self.state.kind) or Place("files", taken.import_id, "log")
        words = t("Show in the log") if self.state.kind not in LANDS else t("Show what it did")
        if row is not None and row.run_id is not None:
            self._result_place = Place("pay_run", row.run_id, "basis")
            words = t("Open the pay run")
        self.show_button.setText(words)

    _result_place: Place | None = None

    def _show_what_it_did(self) -> None:
        if self._result_place is not None:
            self._forget()
            self.seat.go(self._result_place)

    # --- the window -----------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        if self.mode == ROWS:
            self.rows.focus_first()
        elif self.mode == COLUMNS:
            self.columns.focus_first()
        elif self.mode == ASK:
            self.ask.focus_first()
        else:
            refused = self.way_button if not self.way_button.isHidden() else self.other_button
            first = {START: self.start.choose_button, DONE: self.show_button}.get(self.mode, refused)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        if self.mode == ROWS:
            self.rows.focus_search()
        else:
            self.focus_first()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)


def _stops(seen: TablePreview) -> tuple[Finding, ...]:
    """Why a table is refused."""
    return tuple(each for each in seen.findings if each.severity is Severity.STOP)
