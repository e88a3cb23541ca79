"""Tax cards on their way in: person by person the card today and the card in the file, what that does to the
withholding, and what has to be decided before they are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from models.values.money import Money
from services.actions import tax_cards as acts
from services.actions.incoming import shown_name
from services.actions.tax_cards import Decision, TakenCards, TaxCardPreview, TaxCardRow
from services.queries import tax_cards as ask
from services.queries.tax_cards import CardEffect
from services.reference.file_kinds import kind_word
from views.pages.files.importer import Importer
from views.pages.files.tax_card_panel import TaxCardPanel
from views.pages.files.words import STATES, TO_BE_SEEN, card_words, issued_words, masked, person_words, run_words
from views.shell.file_ways import WAYS
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.guide import GuideFooter
from views.widgets.latest_work import LatestWork
from views.widgets.progress import ProgressBox
from views.widgets.refused_file import RefusedFile
from views.widgets.side_panel import SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import MessageBox

START, REFUSED, ROWS = "start", "refused", "rows"
_ALL, _SEE, _NEWS, _SAME, _OUT = "all", "see", "news", "same", "out"
_ORDER: Final = ("unmatched", "held", "changed", "new", "confirmed", "older", "unchanged", "nothing", "left_out")
_AT_ONCE: Final = 60
"""Of so many rows the withholding is computed in one go."""
_MOST: Final = 600
_ENOUGH: Final = 820  # below this there is a panel beside it


@dataclass(slots=True)
class OnTheWay:
    """An answer that is on its way in, with what was said of its rows."""

    content: bytes = b""
    name: str = ""
    seen: TaxCardPreview | None = None
    decisions: dict[int, Decision] = field(default_factory=dict)
    effects: dict[int, CardEffect] = field(default_factory=dict)
    trouble: tuple[Finding, ...] = ()


_KEPT: Final[WeakKeyDictionary[Any, OnTheWay]] = WeakKeyDictionary()


class TaxCardView(Importer):
    """What is shown follows from what was read."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.state = OnTheWay()
        self.mode = START
        self._is_storing = False
        self._people: tuple[tuple[int, str], ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        outer.addWidget(self.progress)
        self._work = LatestWork(seat, self.progress, self)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self._views = {START: self._start(), REFUSED: self._refused(), ROWS: self._rows()}
        for view in self._views.values():
            self.stack.addWidget(view)

    # --- the parts ------------------------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        t = self.seat.t
        card = Card()
        self.choose_button = Button(t("Choose the file …"), "primary", "folder-open")
        self.choose_button.clicked.connect(lambda *_: self._choose())
        self.ask_button = Button(t("Make a request …"))
        self.ask_button.clicked.connect(lambda *_: self.seat.go(Place("files", "tax_cards_request", "send")))
        line = t(
            "Skatteetaten's portal gives one XML file for everybody you asked about. Choose it, or drop it on the "
            "window. Nothing is stored before you say so."
        )
        state = EmptyState("identification-card", t("Take in tax cards"), line, self.choose_button, self.ask_button)
        card.body.addWidget(state)
        return card

    def _refused(self) -> QWidget:
        t = self.seat.t
        self.log_button = Button(t("Show when it was taken in"), icon="clock-counter-clockwise")
        self.log_button.clicked.connect(lambda *_: self._show_known())
        self.client_button = Button(t("All clients"), icon="folders")
        self.client_button.clicked.connect(lambda *_: self._to_the_client())
        view = RefusedFile(self.seat, self.log_button, self.client_button)
        self.why, self.whys = view.why, view.whys
        self.way_button, self.other_button = view.way_button, view.other_button
        self.way_button.clicked.connect(lambda *_: self._go_the_way())
        self.other_button.clicked.connect(lambda *_: self._choose())
        return view

    def _rows(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        self.box = MessageBox("warn", "")
        self.box.clicked.connect(self.show_notes)
        column.addWidget(self.box)
        self.silent_box = MessageBox("info", "")
        self.silent_box.clicked.connect(self.show_unanswered)
        column.addWidget(self.silent_box)
        self.chips = Chips(
            [
                (_ALL, t("All"), None),
                (_SEE, t("To be decided"), None),
                (_NEWS, t("Will be taken in"), None),
                (_SAME, t("Unchanged"), None),
                (_OUT, t("Left out"), None),
            ]
        )
        self.chips.setAccessibleName(t("Which answers are shown"))
        self.chips.chosen.connect(lambda _: self._keep())
        column.addWidget(self.chips)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "name",
                    t("Employee"),
                    value=person_words,
                    second=lambda row: masked(row.national_id) if row.name else "",
                    width="stretch",
                ),
                TableColumn(
                    "before",
                    t("Card today"),
                    value=lambda row: card_words(seat, row.before),
                    second=lambda row: issued_words(seat, row.before),
                    width="stretch",
                ),
                TableColumn(
                    "after",
                    t("Card in the file"),
                    value=self._after,
                    second=lambda row: issued_words(seat, row.after),
                    width=178,
                ),
                TableColumn(
                    "effect",
                    t("Withholding"),
                    "change",
                    value=self._change,
                    second=self._run,
                    width=128,
                ),
                TableColumn(
                    "state",
                    t("What happens"),
                    value=lambda row: t(STATES[row.state][0]),
                    second=self._message,
                    state=self._look,
                    width="stretch",
                    sort=lambda row: (_ORDER.index(row.state), row.row),
                ),
            ],
            "files_tax_cards",
            row=50,
            title=t("The answers of the file"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        column.addWidget(self.table, 1)
        return whole

    # --- the page's head and footer -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.seat.t("Take in tax cards")

    @property
    def line(self) -> str:
        t, seen = self.seat.t, self.state.seen
        if seen is None or seen.refused:
            return self.state.name
        count = t("1 answer") if len(seen.rows) == 1 else t("{count} answers", count=len(seen.rows))
        years = ", ".join(str(year) for year in seen.years)
        return " · ".join(part for part in (self.state.name, years, count) if part)

    @property
    def is_begun(self) -> bool:
        return self.mode == ROWS

    def settle_footer(self, footer: GuideFooter) -> None:
        t, seen = self.seat.t, self.state.seen
        if self.mode != ROWS or seen is None:
            footer.set(next="", back=False)
            return
        waits = sum(row.state in TO_BE_SEEN for row in seen.rows)
        note = ""
        if waits:
            note = (
                t("1 is left to decide, and brings nothing yet")
                if waits == 1
                else t("{count} are left to decide, and bring nothing yet", count=waits)
            )
        words = t("Take in 1 tax card") if seen.taken == 1 else t("Take in {count} tax cards", count=seen.taken)
        if not seen.taken:
            words = t("Keep the answer")
            note = note or t("No card changes. The file is kept in the log all the same.")
        footer.set(next=words, back=False, ready=not self._is_storing, note=note, icon="check")

    # --- reading --------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        self.seat.close_panel()
        self._path: Path | None = path
        self.state = OnTheWay(name=shown_name(path.name))
        _KEPT[self.seat.desk.client] = self.state
        desk, name = self.seat.desk, self.state.name

        def do(progress: Any) -> tuple[bytes, TaxCardPreview]:
            content = acts.read_file(path)
            return content, acts.preview(desk, content, name, progress=progress)

        def done(read: tuple[bytes, TaxCardPreview]) -> None:
            self.state.content, self.state.seen = read
            self._show()
            self.focus_first()

        self._work.run(do, done, self._not_read, self._cancelled, self.seat.t("Reading the tax cards"))
        self.settled.emit()

    _path: Path | None = None

    def refresh(self) -> None:
        if self._is_storing:
            return
        kept = _KEPT.setdefault(self.seat.desk.client, OnTheWay())
        if kept is not self.state:
            self.state = kept
        if self.state.content:
            self._read_again()
        else:
            self._show()

    def _read_again(self, then: Callable[[], object] | None = None) -> None:
        """The same file against the client as it is now, with what was said of its rows."""
        desk, state = self.seat.desk, self.state

        def done(seen: TaxCardPreview) -> None:
            changed = {row.row for row in seen.rows}
            before = {row.row: (row.employee, row.after) for row in state.seen.rows} if state.seen is not None else {}
            now = {row.row: (row.employee, row.after) for row in seen.rows}
            state.effects = {row: each for row, each in state.effects.items() if now.get(row) == before.get(row)}
            state.decisions = {row: said for row, said in state.decisions.items() if row in changed}
            state.seen = seen
            self._show()
            if then is not None:
                then()

        self._work.run(
            lambda progress: acts.preview(desk, state.content, state.name, dict(state.decisions), progress),
            done,
            self._not_read,
            lambda: None,
            self.seat.t("Reading the tax cards"),
        )

    def _not_read(self, findings: tuple[Finding, ...]) -> None:
        self.state.trouble = findings
        self._show()
        self.focus_first()

    def _cancelled(self) -> None:
        self.state = _KEPT[self.seat.desk.client] = OnTheWay()
        self._show()

    # --- showing --------------------------------------------------------------------------------------------------

    def _go(self, mode: str) -> None:
        self.mode = mode
        self.stack.setCurrentWidget(self._views[mode])

    def _show(self) -> None:
        state, seen = self.state, self.state.seen
        if state.trouble:
            self._say_refused(state.trouble, None)
        elif seen is None:
            self._go(START)
        elif seen.refused:
            self._say_refused(tuple(each for each in seen.findings if each.severity is Severity.STOP), seen)
        else:
            self._show_rows(seen)
        self.settled.emit()

    def _say_refused(self, stops: tuple[Finding, ...], seen: TaxCardPreview | None) -> None:
        """Nothing of it may be taken in: why, and where it belongs."""
        t = self.seat.t
        self._go(REFUSED)
        way = WAYS.get(seen.other_kind) if seen is not None else None
        is_known = seen is not None and seen.imported_on is not None
        is_other = seen is not None and way is not None and seen.other_kind != "tax_cards"
        title, line = t("{file} is not taken in", file=self.state.name), t("Nothing was changed here.")
        if is_known:
            title = t("{file} was taken in before", file=self.state.name)
        elif is_other and seen is not None:
            title = t("{file} is no answer about tax cards", file=self.state.name)
            line = t("It is: {kind}. Nothing was changed here.", kind=kind_word(seen.other_kind))
        self.why.set(title, line)
        self.whys.set_groups([] if is_other else [Group("", "", "err", [self._finding(each) for each in stops])])
        self.whys.setVisible(not is_other)
        self.way_button.setVisible(is_other)
        self.other_button.set_kind("plain" if is_other else "primary")
        if is_other and way is not None:
            self.way_button.setText(t(way.verb))
        self.log_button.setVisible(is_known)
        other = self._open_client_of(seen)
        names_employers = seen is not None and bool(seen.file.employers)
        self.client_button.setVisible(names_employers and not is_known and (other is not None or self._is_others(seen)))
        self.client_button.setText(
            t("Take it in at {client}", client=other.name) if other is not None else t("All clients")
        )

    def _is_others(self, seen: TaxCardPreview | None) -> bool:
        """Whether the file is for somebody else."""
        return seen is not None and self.seat.client_orgnr not in seen.file.employers

    def _open_client_of(self, seen: TaxCardPreview | None) -> Any:
        """The open client that a file is for, where it is another one than this."""
        if seen is None or not self._is_others(seen):
            return None
        others = (each for each in self.seat.open_clients if each.orgnr in seen.file.employers)
        return next(others, None)

    def _to_the_client(self) -> None:
        other, path = self._open_client_of(self.state.seen), self._path
        if other is None or path is None:
            self.seat.go(Place("clients"))
            return
        self._forget()
        seat = self.seat
        seat.switch(other.path)  # this page is gone from here on
        seat.hand_over(Place("files", "tax_cards", "in"), path)

    def _go_the_way(self) -> None:
        seen, path = self.state.seen, self._path
        if seen is None or path is None:
            return
        self._forget()
        self.seat.hand_over(WAYS[seen.other_kind].place, path)

    def _show_known(self) -> None:
        seen = self.state.seen
        imports = ask.imports(self.seat.desk)
        known = (row.id for row in imports if seen and row.sha256 == seen.sha256 and row.undone_at is None)
        number = next(known, None)
        self._forget()
        self.seat.go(Place("files", number, "log"))

    def _forget(self) -> None:
        self.state = _KEPT[self.seat.desk.client] = OnTheWay()

    def _finding(self, found: Finding) -> Row:
        t = self.seat.t
        line = found.where.thing if found.where is not None else None
        where = t("Line {line}", line=str(line)) if isinstance(line, int) and line > 0 else ""
        return Row(found.severity, t(found.what), where, data=found)

    def _show_rows(self, seen: TaxCardPreview) -> None:
        t = self.seat.t
        self._go(ROWS)
        rows = sorted(seen.rows, key=lambda row: (_ORDER.index(row.state), not row.is_worse, row.row))
        self.table.set_rows(rows)
        taken = sum(row.is_taken for row in rows)
        out = seen.counts.get("left_out", 0)
        waits = sum(row.state in TO_BE_SEEN for row in rows)
        counts = {_ALL: len(rows), _SEE: waits, _NEWS: taken, _OUT: out, _SAME: len(rows) - waits - taken - out}
        self.chips.set_counts(counts)
        self.box.setVisible(bool(seen.findings))
        if seen.findings:
            more = len(seen.findings) - 1
            text = "" if not more else t("And 1 more") if more == 1 else t("And {count} more", count=more)
            self.box.set(t(seen.findings[0].what), text, t("Show") if more else "")
        silent = seen.unanswered
        self.silent_box.setVisible(bool(silent))
        if silent:
            title = (
                t("{name} was asked about and is not in the answer", name=silent[0].name)
                if len(silent) == 1
                else t("{count} were asked about and are not in the answer", count=len(silent))
            )
            self.silent_box.set(title, t("50% is withheld until there is a card."), t("Show"))
        self._keep()
        self._ask_effects()

    def _keep(self) -> None:
        shown = self.chips.current()
        holds: Mapping[str, Callable[[TaxCardRow], bool]] = {
            _SEE: lambda row: row.state in TO_BE_SEEN,
            _NEWS: lambda row: row.is_taken,
            _SAME: lambda row: row.state in ("unchanged", "nothing"),
            _OUT: lambda row: row.state == "left_out",
        }
        self.table.keep(holds.get(shown))
        self._ask_effects()

    def _ask_effects(self) -> None:
        """What the cards of the rows that are shown do to the withholding; beside the window, some rows at a time."""
        seen, state, desk = self.state.seen, self.state, self.seat.desk
        if seen is None or self._is_asking:
            return
        rows = [row for row in self.table.rows() if row.row not in self._asked_of(seen) and row.is_taken]
        some = rows[:_AT_ONCE]
        if not some or len(self._asked_of(seen)) >= _MOST:
            return
        self._asked_of(seen).update(row.row for row in some)
        self._is_asking = True

        def done(found: Mapping[int, CardEffect]) -> None:
            self._is_asking = False
            if state is self.state and state.seen is seen:
                state.effects.update(found)
                if found:
                    self.table.set_rows(self.table.model.all_rows)
            self._ask_effects()

        def ended(*_: object) -> None:
            self._is_asking = False

        self.seat.work(
            lambda _: ask.effects(desk, some), done=done, refused=ended, cancelled=ended, owner=self, aside=True
        )

    _is_asking = False

    def _asked_of(self, seen: TaxCardPreview) -> set[int]:
        """The rows of a preview that were asked about already."""
        if self._asked[0] is not seen:
            self._asked = (seen, set(self.state.effects))
        return self._asked[1]

    _asked: tuple[Any, set[int]] = (None, set())

    # --- rows -----------------------------------------------------------------------------------------------------

    def _after(self, row: TaxCardRow) -> str:
        return card_words(self.seat, row.after) or row.result_name(self.seat.language)

    def _change(self, row: TaxCardRow) -> Money | None:
        effect = self.state.effects.get(row.row)
        return effect.change if effect is not None else None

    def _run(self, row: TaxCardRow) -> str:
        effect = self.state.effects.get(row.row)
        return run_words(self.seat, effect.run) if effect is not None else ""

    def _message(self, row: TaxCardRow) -> str:
        t = self.seat.t
        if row.row in self.state.decisions and row.state not in TO_BE_SEEN:
            return t("Chosen by hand")
        grave = [each for each in row.findings if each.severity is not Severity.NOTE and each.what != row.why]
        words = t(grave[0].what if grave else row.why)
        return t("{what} (and {count} more)", what=words, count=len(grave) - 1) if len(grave) > 1 else words

    def _look(self, row: TaxCardRow) -> str:
        if row.is_taken and any(each.severity is not Severity.NOTE for each in row.findings):
            return "warn"
        return STATES[row.state][1]

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.show_row(row)

    def show_row(self, row: TaxCardRow) -> None:
        """One answer, beside the list."""
        if not self._people:
            self._people = tuple(
                (each.employee, each.name) for each in ask.candidates(self.seat.desk, self.seat.desk.today.year)
            )
        said = self.state.decisions.get(row.row)
        panel = TaxCardPanel(self.seat, row, said, self.state.effects.get(row.row), self._people)
        panel.decided.connect(self._decided)
        self.seat.show_panel(panel)

    def _decided(self, number: int, said: Decision | None) -> None:
        """Somebody said whose an answer is, or that it is left out: the file is read again with that."""
        if said is None:
            self.state.decisions.pop(number, None)
        else:
            self.state.decisions[number] = said

        def then() -> None:
            self.chips.set_current(_ALL)
            self.table.keep(None)
            if self.table.select(lambda row: row.row == number):
                self.show_row(self.table.current())

        self._read_again(then)

    def show_notes(self) -> None:
        """Everything that is said of the file as a whole."""
        t, seen = self.seat.t, self.state.seen
        panel = SidePanel(self.seat, t("The answer"), t("Look at this"), self.state.name)
        listed = FindingList(self.seat)
        listed.set([self._finding(each) for each in (seen.findings if seen is not None else ())])
        panel.add(listed)
        self.seat.show_panel(panel)

    def show_unanswered(self) -> None:
        """Who was asked about, and is not in the file."""
        t, seen = self.seat.t, self.state.seen
        panel = SidePanel(self.seat, t("The answer"), t("Not in the answer"), self.state.name)
        listed = FindingList(self.seat)
        rows = [
            Row(
                Severity.WARNING,
                each.name,
                t("Asked about in the last request, and has no card of the year"),
                t("Enter by hand"),
                Place("employees", each.employee, "tax_card"),
            )
            for each in (seen.unanswered if seen is not None else ())
        ]
        listed.set(rows)
        panel.add(listed)
        self.seat.show_panel(panel)

    def show_thing(self, thing: str) -> None:
        if thing.isdecimal():
            self.chips.set_current(_ALL)
            self._keep()
            self.table.select(lambda row: row.row == int(thing), tell=True)

    # --- taking in ------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        self.take_in()

    def take_in(self) -> None:
        """Take the cards in, in one step."""
        state, desk = self.state, self.seat.desk
        if self._is_storing or state.seen is None or self.mode != ROWS:
            return
        self._is_storing = True
        self.seat.close_panel()
        self.settled.emit()
        decisions = dict(state.decisions)

        def ended(*_: object) -> None:
            self._is_storing = False
            self.settled.emit()

        def refused(findings: tuple[Finding, ...]) -> None:
            ended()
            self.seat.show_findings(findings)

        self._work.run(
            lambda progress: acts.take_in(desk, state.content, state.name, decisions, progress),
            self._taken,
            refused,
            ended,
            self.seat.t("Storing the tax cards"),
        )

    def _taken(self, taken: TakenCards) -> None:
        t = self.seat.t
        self._is_storing = False
        self._forget()
        words = (
            t("1 tax card is taken in") if taken.added == 1 else t("{count} tax cards are taken in", count=taken.added)
        )
        if not taken.added:
            words = t("The answer is kept; no card changed")
        self.seat.go(Place("files", taken.import_id, "log"))
        self.seat.toast(words, undo=True)

    # --- the window -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.table.widths.hide(("before", "effect") if is_narrow else ())

    _is_narrow = False

    def focus_first(self) -> None:
        first = {ROWS: self.table, START: self.choose_button}.get(self.mode)
        if first is None:
            first = self.way_button if not self.way_button.isHidden() else self.other_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        self.focus_first()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)
