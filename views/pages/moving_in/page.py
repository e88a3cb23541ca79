"""Moving in: the people of the old program's last a-melding are looked at, named, chosen and taken over; then both
programs are set side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.actions import moving_in as acts
from services.actions.incoming import Incoming
from services.queries import moving_in as ask
from services.queries.moving_in import MovingIn, PersonRow, SwitchRow
from services.reference.file_kinds import kind_word
from views.pages.moving_in.people_grid import NAME, PeopleGrid, PeopleSource
from views.shell.file_intake import bring, offer_way
from views.shell.file_ways import WAYS
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.key_hints import KeyHints
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.text import IconLine, MessageBox

_BEGIN, _PEOPLE, _CHECK = "begin", "people", "check"
_PATTERN: Final = "A-melding (*.xml);;* (*)"


@dataclass(slots=True)
class Begun:
    """What was begun for a client: the report, the names that were typed, who stays out. Kept while it is open."""

    content: bytes = b""
    file: str = ""
    mode: str = _BEGIN
    names: dict[str, str] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)


_KEPT: WeakKeyDictionary[Any, Begun] = WeakKeyDictionary()


class MovingInPage(Page):
    """The file, the people, the check: what is shown follows from what was chosen last."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"employee", "employment", "employment_terms", "establishment", "employer"}
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.begun = Begun()
        self.found: MovingIn | None = None
        self.differences: tuple[SwitchRow, ...] = ()
        self._is_storing = False
        self.file_button = Button(t("Another file …"))
        self.file_button.clicked.connect(lambda: self.choose_file(self.begun.mode))
        self.check_button = Button(t("Check the switch-over"))
        self.check_button.clicked.connect(lambda: self._read(_CHECK))
        self.people_button = Button(t("The people"))
        self.people_button.clicked.connect(lambda: self._read(_PEOPLE))
        self.take_button = Button(t("Take over"), "primary")
        self.take_button.clicked.connect(self.take_over)
        for button in (self.file_button, self.people_button, self.check_button, self.take_button):
            self.header.add_button(button)
        self.boxes = QVBoxLayout()
        self.boxes.setSpacing(12)
        self.column.addLayout(self.boxes)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.start = self._start()
        self.source = PeopleSource(seat, self._people_changed, self._trouble)
        self.people = self._people()
        self.list = FindingList(seat)
        self.list.setAccessibleName(t("Switch-over check"))
        self.same = Card()
        self.check = self._check()
        for widget in (self.start, self.people, self.check):
            self.stack.addWidget(widget)
        self._titles()

    # --- the three things it shows --------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        t = self.seat.t
        card = Card()
        self.choose_button = Button(t("Choose the a-melding …"), "primary", "folder-open")
        self.choose_button.clicked.connect(lambda: self.choose_file(_PEOPLE))
        self.check_first = Button(t("Only check the switch-over …"))
        self.check_first.clicked.connect(lambda: self.choose_file(_CHECK))
        words = t(
            "Choose the last a-melding that the old program sent. Employees come with the ids, first days, percentages "
            "and codes that the authority knows. Nothing is stored before you say so."
        )
        title = t("Bring the employees over from the old program")
        card.body.addWidget(EmptyState("sign-in", title, words, self.choose_button, self.check_first))
        return card

    def _people(self) -> QWidget:
        t = self.seat.t
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.grid = PeopleGrid(self.seat, self.source)
        self.grid.table.setProperty("topic", "moving_in.people")
        self.grid.troubled.connect(self._trouble)
        self.grid.moved.connect(lambda row, _column: self._moved(row))
        column.addWidget(self.grid, 1000)
        self.line = IconLine("info", "", "ink2", "ink3", role="note")
        column.addWidget(self.line)
        self.hints = KeyHints(
            [
                (t("Enter"), t("next person")),
                ("Ctrl V", t("paste names, or numbers and names")),
                (t("Space"), t("include or leave out")),
            ]
        )
        column.addWidget(self.hints)
        column.addStretch(1)
        column.addSpacing(36)
        return whole

    def _check(self) -> QWidget:
        t = self.seat.t
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(16)
        words = t("Employment ids, first days, kinds, percentages and the days of the last changes are the same.")
        self.same.body.addWidget(EmptyState("check-circle", t("Both programs report the same"), words))
        column.addWidget(self.same)
        column.addWidget(self.list)
        column.addStretch(1)
        return ScrollArea(inner, soft=True)

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self.begun = _KEPT.setdefault(self.seat.desk.client, Begun())
        self.source.names, self.source.out = self.begun.names, self.begun.out
        if not self.begun.content:
            self._show(_BEGIN)
            return
        mode = _CHECK if place.thing == _CHECK else self.begun.mode
        person = place.thing if isinstance(place.thing, str) and place.thing != _CHECK else None
        if person is not None and place.field != "file":
            mode = _PEOPLE
        if mode == self.begun.mode and self.found is not None:
            self._go_to(person)
        else:
            self._read(mode, lambda: self._go_to(person))

    def _go_to(self, person: str | None) -> None:
        keys = [row.key for row in self.source.rows]
        if self.begun.mode == _PEOPLE and keys:
            row = keys.index(person) if person in keys else self.grid.current[0]
            self.grid.go_to(max(row, 0), NAME)
            self.grid.table.setFocus()

    def refresh(self) -> None:
        if self.begun.content and not self._is_storing:
            self._read(self.begun.mode)

    # --- reading --------------------------------------------------------------------------------------------------

    def choose_file(self, mode: str) -> None:
        """Ask for the file, and read it. A file that is no good leaves everything as it was."""
        path = self.seat.files.open_file(self.seat.t("The last a-melding of the old program"), _PATTERN)
        if path is not None:
            self._open(path, mode)

    def receive(self, path: Path) -> None:
        self._open(path, _PEOPLE)

    def _open(self, path: Path, mode: str) -> None:
        self._path = path
        self._work(lambda: _opened(self.seat.desk, path), lambda read: self._opened(path, read, mode))

    def _opened(self, path: Path, read: tuple[bytes, MovingIn, tuple[PersonRow, ...]], mode: str) -> None:
        content, found, rows = read
        if content != self.begun.content:
            self.begun = Begun(content, path.name)
            _KEPT[self.seat.desk.client] = self.begun
            self.source.names, self.source.out = self.begun.names, self.begun.out
        self.begun.mode = mode if mode != _BEGIN else _PEOPLE
        if self.begun.mode == _CHECK and found.refused is None:
            self._read(_CHECK)
        else:
            self._show_people(found, rows)

    def _read(self, mode: str, then: Callable[[], None] | None = None) -> None:
        """Read the report anew, off the screen's own thread."""
        desk, content = self.seat.desk, self.begun.content
        self.begun.mode = mode

        def done(read: Any) -> None:
            if mode == _CHECK:
                self._show_check(*read)
            else:
                self._show_people(*read)
            if then is not None:
                then()

        def do() -> Any:
            found = ask.moving_in(desk, content)
            if mode == _CHECK:
                return found, ask.switch_over(desk, content) if found.refused is None else ()
            return found, ask.person_rows(desk, found)

        self._work(do, done)

    def _work(self, do: Callable[[], Any], done: Callable[[Any], None]) -> None:
        work = self.seat.work(lambda _: do(), done=done, refused=self._refused, owner=self)
        self.progress.follow(work)
        self.progress.set(self.seat.t("Reading the a-melding"), 0, 0)
        self.progress.set_cancellable(False)

    _path: Path | None = None

    def _offer(self, file: Incoming) -> None:
        """The file is another one, which is taken in elsewhere: one click carries it there."""
        t = self.seat.t
        title = t("It is: {kind}", kind=kind_word(file.kind))
        box = MessageBox("info", title, "", t(WAYS[file.kind].verb))
        box.clicked.connect(lambda: bring(self.seat, file))
        self.boxes.insertWidget(1, box)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        """It is no good a-melding: say why, and that nothing was changed."""
        t = self.seat.t
        self._clear_boxes()
        line = t("Nothing was changed here.")
        box = MessageBox("err", t(findings[0].what), line, t("Choose another file …"))
        box.clicked.connect(lambda: self.choose_file(self.begun.mode))
        self.boxes.addWidget(box)
        self._under_boxes()
        path, self._path = self._path, None
        if path is not None:
            offer_way(self.seat, path, "moving_in", box, self._offer)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self, mode: str) -> None:
        self.begun.mode = mode
        self._clear_boxes()
        self.stack.setCurrentWidget({_BEGIN: self.start, _PEOPLE: self.people, _CHECK: self.check}[mode])
        self._titles()

    def _show_people(self, found: MovingIn, rows: tuple[PersonRow, ...]) -> None:
        t = self.seat.t
        self.found = found
        self._show(_PEOPLE)
        if found.refused is not None:
            self._say_refused(found.refused)
            rows = ()
        elif found.new_units:
            words = t("They get the zone that was reported. Look at name and municipality afterwards.")
            units = ", ".join(found.new_units)
            title = t("New sub-units are included: {units}", units=units)
            self.boxes.addWidget(MessageBox("info", title, words))
            self._under_boxes()
        self.source.show_people(rows)
        self.people.setVisible(bool(rows))
        self.grid.set_shape(self.source.columns() if rows else (), len(rows))
        self.grid.set_words(t("Number"), t("Included"), t("People in the report"))
        self._people_changed()
        if rows:
            first = next((place for place, row in enumerate(rows) if row.can_come), 0)
            self.grid.go_to(first, NAME)
            self.grid.table.setFocus()

    def _say_refused(self, why: Message) -> None:
        t = self.seat.t
        box = MessageBox("err", t(why), t("Nothing was changed here."), t("Choose another file …"))
        box.clicked.connect(lambda: self.choose_file(self.begun.mode))
        self.boxes.addWidget(box)
        self._under_boxes()

    def _show_check(self, found: MovingIn, rows: tuple[SwitchRow, ...]) -> None:
        self.found, self.differences = found, rows
        self._show(_CHECK)
        if found.refused is not None:
            self._say_refused(found.refused)
        self.same.setVisible(not rows and found.refused is None)
        self.list.setVisible(bool(rows))
        t = self.seat.t
        grave = [self._row(row, Severity.STOP) for row in rows if row.is_identity]
        other = [self._row(row, Severity.WARNING) for row in rows if not row.is_identity]
        groups = []
        if grave:
            line = t("The register would get two employments instead of one. Correct these before the first a-melding.")
            groups.append(Group(t("The register knows it by this"), line, "err", grave))
        if other:
            line = t("The first a-melding would change it. It may be right.")
            groups.append(Group(t("Reported differently"), line, "warn", other))
        self._rows = [*grave, *other]
        self.list.set_groups(groups)

    def list_rows(self) -> list[Row]:
        """The differences as they are shown."""
        return list(self._rows)

    _rows: list[Row] = []  # noqa: RUF012  replaced, never changed

    def _row(self, row: SwitchRow, severity: Severity) -> Row:
        t = self.seat.t
        title = t("{name}: {what}", name=row.name, what=row.what)
        facts = []
        if row.theirs is not None or row.ours is not None:
            facts.append(t("the old program: {value}", value=self._said(row.theirs)))
            facts.append(t("here: {value}", value=self._said(row.ours)))
        elif row.employment:
            facts.append(t("employment {id}", id=row.employment))
        verb = t("Correct it") if row.number is not None else t("Show")
        return Row(severity, title, " · ".join([*facts, t(row.advice)]), verb, row.where, data=row)

    def _said(self, value: Any) -> str:
        if value is None or value == "":
            return self.seat.t("nothing")
        words = ask.code_words(value)
        return self.seat.t(words) if words is not None else self.seat.texts.value(value)

    def _titles(self) -> None:
        t, mode, found = self.seat.t, self.begun.mode, self.found
        usable = found is not None and found.refused is None and bool(self.begun.content)
        line = t("From the last a-melding of the old program")
        if mode == _BEGIN or found is None:
            self.header.set(t("Move in from another program"), line)
        elif mode == _CHECK:
            count = len(self.differences)
            words = t("1 difference") if count == 1 else t("{count} differences", count=count)
            self.header.set(t("Switch-over check"), self._about(words if count else t("no differences")))
        else:
            here = sum(row.state == "here" for row in self.source.rows)
            words = t("{count} included", count=len(self.source.coming))
            if here:
                words += " · " + (t("1 is here already") if here == 1 else t("{count} are here already", count=here))
            self.header.set(t("Move in from another program"), self._about(words) if usable else line)
        self.file_button.setVisible(mode != _BEGIN and usable)
        self.people_button.setVisible(mode == _CHECK and usable)
        self.check_button.setVisible(mode == _PEOPLE and usable)
        self.take_button.setVisible(mode == _PEOPLE and usable and any(row.can_come for row in self.source.rows))

    def _about(self, words: str) -> str:
        """Of which month the report is, and by which program."""
        assert self.found is not None
        parts = [self.begun.file]
        if self.found.month is not None:
            parts.append(self.seat.formats.month(self.found.month))
        return " · ".join([*(part for part in parts if part), words])

    def _people_changed(self) -> None:
        """Somebody comes, stays out or has another name."""
        t, source = self.seat.t, self.source
        count, lacking = len(source.coming), len(source.nameless)
        self.grid.update_all()
        words = t("Take over 1 employee") if count == 1 else t("Take over {count} employees", count=count)
        self.take_button.setText(words if count else t("Take over"))
        self.take_button.setEnabled(bool(count) and not lacking)
        if not source.rows:
            reason = ""
        elif not any(row.can_come for row in source.rows):
            reason = t("Everybody in the report is here already, or cannot be included.")
        elif lacking:
            reason = t("1 name is missing") if lacking == 1 else t("{count} names are missing", count=lacking)
        elif not count:
            reason = t("Nobody is chosen")
        else:
            reason = t("Pay, tax card, account and opening balances are looked at afterwards.")
        self.take_button.setToolTip(reason)
        self._say("info", reason, "ink3")
        self._titles()

    def _moved(self, row: int) -> None:
        """What is said of the person in focus."""
        if 0 <= row < len(self.source.rows):
            said = self.source.said(row)
            state = self.source.rows[row].state
            if said:
                icons = {"stopped": ("warning-circle", "err"), "look": ("warning", "warn")}
                icon, ink = icons.get(state, ("info", "info"))
                self._say(icon, said, ink)
            else:
                self._people_line()

    def _people_line(self) -> None:
        lacking = len(self.source.nameless)
        t = self.seat.t
        if lacking:
            words = t("1 name is missing") if lacking == 1 else t("{count} names are missing", count=lacking)
            self._say("info", words, "ink3")
        else:
            self._say("info", t("Pay, tax card, account and opening balances are looked at afterwards."), "ink3")

    def _trouble(self, what: str) -> None:
        if what:
            self._say("warning-circle", what, "err")

    def _say(self, icon: str, words: str, ink: str) -> None:
        self.line.set(icon, words, ink)
        self.line.setVisible(bool(words))

    def _clear_boxes(self) -> None:
        while (item := self.boxes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _under_boxes(self) -> None:
        self.boxes.addSpacing(4)

    # --- taking over ----------------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Make employees of those who come, in one change; then both programs are set side by side."""
        if not self.grid.close_editor() or self.source.nameless or not self.source.coming:
            return
        t, desk, content = self.seat.t, self.seat.desk, self.begun.content
        names = {row.key: self.source.names[row.key] for row in self.source.coming}
        self._is_storing = True
        self.take_button.setEnabled(False)

        def done(count: int) -> None:
            self._is_storing = False
            words = t("1 employee brought over") if count == 1 else t("{count} employees brought over", count=count)
            self.seat.toast(words, undo=True)
            self._read(_CHECK)

        def refused(findings: tuple[Finding, ...]) -> None:
            self._is_storing = False
            self.take_button.setEnabled(True)
            self.seat.show_findings(findings)

        work = self.seat.work(lambda _: acts.take_over(desk, content, names), done=done, refused=refused, owner=self)
        self.progress.follow(work)
        self.progress.set(t("Taking the employees over"), 0, 0)
        self.progress.set_cancellable(False)

    def primary(self) -> None:
        if self.begun.mode == _BEGIN:
            self.choose_file(_PEOPLE)
        elif self.take_button.isVisible() and self.take_button.isEnabled():
            self.take_over()

    def recalculate(self) -> None:
        """F5: read the report against the file again."""
        if self.begun.content:
            self._read(self.begun.mode)

    def leave(self) -> bool:
        self.grid.close_editor()
        return True


def _opened(desk: Any, path: Path) -> tuple[bytes, MovingIn, tuple[PersonRow, ...]]:
    content = ask.read_file(path)
    found = ask.moving_in(desk, content)
    return content, found, ask.person_rows(desk, found)
