"""One row of a table beside the list: what is said of it, its cells, whose it is, and whether it is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal

from models.values.finding import Severity
from services.actions.table_import import HELD, Decision, TablePreview, TableRow
from views.pages.files.table_words import LOOKS, STATES, WHO, cell_words, used
from views.shell.seat import Seat
from views.widgets.form import Choice, Field, Segments, TextEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import MessageBox

_IN, _OUT = "in", "out"
_LONGEST: Final = 200


class TableRowPanel(SidePanel):
    """What is said here holds at once, and is stored when the table is taken in."""

    decided = Signal(int, object)  # the line, and a Decision; None for the row as it stands

    def __init__(
        self,
        seat: Seat,
        seen: TablePreview,
        row: TableRow,
        said: Decision | None,
        people: Sequence[tuple[int, str]],
    ) -> None:
        t = seat.t
        number = t("Row {line}", line=str(row.line))
        super().__init__(seat, t(STATES[row.state][0]), row.subject or number, number if row.subject else "")
        self.row, self._said = row, said or Decision()
        self._is_filling = True
        wrong = {each.where.field for each in row.findings if each.severity is Severity.STOP and each.where is not None}
        asks_who = self._asks_who(seen)
        self._mended = {
            use.target.name
            for use in used(seen)
            if use.target.name in self._said.cells
            or (
                use.target.name in wrong
                and not use.target.secret
                and not self._said.leave_out
                and not (asks_who and use.target.name in WHO)
            )
        }
        self._say(seen)
        fate = t("Held back") if row.state == HELD else t("To be taken in")
        segments = Segments(seat, [(_IN, fate), (_OUT, t("Left out"))])
        self.fate = Field(seat, t("This row"), segments, topic="files.table_row")
        self.fate.set_value(_OUT if self._said.leave_out else _IN)
        self.fate.changed.connect(self._changed)
        self.add(self.fate)
        self.who: Field | None = None
        if asks_who:
            found = [(number, f"{name} ({number})") for number, name in people]
            editor = Choice(seat, [(None, t("As it stands in the row")), *found], placeholder=t("Choose"))
            self.who = Field(seat, t("Employee"), editor, topic="files.table_row", width=-1)
            self.who.set_value(self._said.employee)
            self.who.changed.connect(self._changed)
            self.add(self.who)
        self.cells: dict[str, Field] = {}
        self._show_cells(seen)
        self._before = {name: row.cells.get(name, "") for name in self.cells}
        self._is_filling = False

    def _asks_who(self, seen: TablePreview) -> bool:
        """Whether one may say whose the row is: where nobody was found, or somebody was chosen."""
        names = {each.target.name for each in seen.targets}
        about_who = {each.where.field for each in self.row.findings if each.where is not None} & set(WHO)
        is_open = self.row.state == HELD and bool(about_who)
        return bool(names & {"number", "national_id"}) and (self._said.employee is not None or is_open)

    def _say(self, seen: TablePreview) -> None:
        """What is said of the row, but for what stands under a field."""
        t, row = self.seat.t, self.row
        labels = {each.target.name: t(each.target.label) for each in seen.targets}
        for finding in row.findings:
            name = finding.where.field if finding.where is not None else None
            if finding.severity is Severity.STOP and name in self._mended:
                continue
            title, what = labels.get(name or "", ""), t(finding.what)
            self.add_message(MessageBox(LOOKS[finding.severity], title or what, what if title else ""))
        if row.what is not None and row.what not in {each.what for each in row.findings}:
            self.set_line(" · ".join(filter(None, (self.line.text(), t(row.what)))))

    def _show_cells(self, seen: TablePreview) -> None:
        """The cells, those that are wrong in fields of their own."""
        t, seat, row = self.seat.t, self.seat, self.row
        self.add_section(t("In the row"), rule=True)
        facts = KeyValues(seat)
        for use in used(seen):
            name = use.target.name
            if name in self._mended:
                editor = TextEdit(seat, limit=_LONGEST)
                mended = Field(seat, t(use.target.label), editor, topic="files.table_row", width=-1)
                mended.set_value(row.cells.get(name, "") or None)
                finding = row.finding(name)
                if finding is not None and finding.severity is Severity.STOP:
                    mended.set_problem(finding.what)
                mended.left.connect(self._changed)
                self.cells[name] = self.add(mended)
            elif words := cell_words(use, row):
                facts.add(t(use.target.label), words)
        self.add(facts)

    def _changed(self) -> None:
        if self._is_filling:
            return
        said = self.decision()
        if said != self._said:
            self.decided.emit(self.row.line, said if said != Decision() else None)

    def decision(self) -> Decision:
        """What is said of the row now."""
        cells = dict(self._said.cells)
        for name, field in self.cells.items():
            text = str(field.value() or "")
            if text != self._before[name]:
                cells[name] = text
        employee = self.who.value() if self.who is not None else self._said.employee
        return Decision(self.fate.value() == _OUT, employee, cells)
