"""Which column of a table is what, and how the file is read. Headings are dragged onto what they are, or chosen from a
list; what is chosen is remembered for tables that look the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.actions.table_import import Choices, ColumnUse, TablePreview, TargetUse
from services.queries import table_import as ask
from views.pages.files.table_words import shown_cell
from views.shell import theme
from views.shell.painting import box
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.form import Choice, Field, FormGrid
from views.widgets.menu import Menu
from views.widgets.ring import hide_ring, show_ring
from views.widgets.sample_table import sample_table
from views.widgets.scroll import ScrollArea
from views.widgets.text import IconLine, Label, MessageBox

MIME: Final = "application/x-lonnsom-column"
_NONE: Final = -1
_SAMPLE: Final = 28
_LEFT: Final = 300
_LINES: Final = 6
_FEW_MORE: Final = 8
_CARD_REST: Final = 150
_HEADER_WORDS: Final = 44
_ENCODINGS: Final = (("cp1252", "Windows (ISO-8859-1)"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"))


class Heading(QFrame):
    """A column of the file that is nothing yet: dragged onto what it is, or chosen for by Enter."""

    def __init__(self, view: TableColumns, column: ColumnUse) -> None:
        super().__init__()
        self.column, self._view = column, view
        self._from: QPoint | None = None
        t = view.seat.t
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(12, 7, 12, 7)
        inner.setSpacing(0)
        words = Label(column.header, "button")
        cells = " · ".join(map(shown_cell, column.sample))[:_SAMPLE]
        sample = Label(cells or t("Empty"), "note", "ink2")
        for label in (words, sample):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inner.addWidget(label)
        self.setAccessibleName(t("{column}, not used. Enter says what it is", column=column.header))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._from is None or (here - self._from).manhattanLength() < QApplication.startDragDistance():
            return
        self._from = None
        drag = QDrag(self)
        drag.setMimeData(column_data(self.column.index))
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._from = None
            self.open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def open_menu(self) -> None:
        """What it can be."""
        self.menu = Menu(self._view.seat, self)
        for target, words in self._view.free_targets():
            self.menu.add(words, partial(self._view.assign, target, self.column.index))
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        ground = now.hover if self.underMouse() else now.surface
        box(painter, QRectF(self.rect()), theme.RADIUS_CONTROL, ground, now.line2)


class TargetRow(QWidget):
    """Something that a column can be: a list of the columns, which also takes a heading that is dropped on it."""

    def __init__(self, view: TableColumns, use: TargetUse, items: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.name, self._view, self._is_over = use.target.name, view, False
        seat, target = view.seat, use.target
        self.setAcceptDrops(True)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(6, 4, 6, 0)
        self.field = Field(
            seat,
            seat.t(target.label),
            Choice(seat, [(_NONE, seat.t("Not in the file")), *items]),
            topic="files.table_columns",
            help=seat.t(target.note) if target.note is not None else "",
            width=-1,
        )
        self.field.changed.connect(lambda: view.assign(self.name, self.field.value()))
        inner.addWidget(self.field)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if column_of(event.mimeData()) is not None:
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        if (index := column_of(event.mimeData())) is not None:
            event.acceptProposedAction()
            self._view.assign(self.name, index)

    def _set_over(self, is_over: bool) -> None:
        self._is_over = is_over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_over:
            now = theme.current()
            box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CONTROL, now.accent_soft, now.accent_line)


def column_data(index: int) -> QMimeData:
    """A column while it is dragged."""
    data = QMimeData()
    data.setData(MIME, str(index).encode())
    return data


def column_of(data: QMimeData) -> int | None:
    """The column that is dragged; None for anything else."""
    said = bytes(data.data(MIME).data()).decode("ascii", "replace")
    return int(said) if said.isdecimal() else None


class TableColumns(QWidget):
    """It asks for a new reading by telling the choices as they are now."""

    changed = Signal(object)  # Choices
    kind_changed = Signal(str)
    asked_export = Signal()
    asked_import = Signal()
    asked_forget = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.seen: TablePreview | None = None
        self.choices = Choices()
        self.rows: dict[str, TargetRow] = {}
        self.headings: list[Heading] = []
        self.forms: dict[str, Field] = {}
        self._shape: tuple[Any, ...] = ()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self._left())
        left.addStretch(1)
        outer.addLayout(left)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(14)
        outer.addWidget(ScrollArea(inner, soft=True), 1)

    def _left(self) -> QWidget:
        """What is not used yet stays where it is while the rest scrolls: it is dragged from here."""
        t = self.seat.t
        card = Card(t("Not used"), t("Drag a heading onto what it is, or press Enter on it."))
        card.setFixedWidth(_LEFT)
        holder = QWidget()
        self._unused = QVBoxLayout(holder)
        self._unused.setContentsMargins(0, 0, 0, 0)
        self._unused.setSpacing(8)
        self._unused_area = ScrollArea(holder)
        card.add(self._unused_area)
        self.all_used = IconLine("check-circle", t("Every column is used."), "ink2", role="note")
        card.add(self.all_used)
        return card

    # --- showing --------------------------------------------------------------------------------------------------

    def show_file(self, seen: TablePreview, choices: Choices, kinds: Sequence[tuple[str, str]]) -> None:
        """A table as it is read now. What is on the screen stays where only the choices are others."""
        self.seen, self.choices = seen, choices
        shape = (
            seen.sha256,
            seen.kind,
            seen.signature,
            seen.header_line,
            seen.sheet,
            tuple((each.index, each.header) for each in seen.columns),
            tuple(each.target.name for each in seen.targets),
            tuple(each.name for each in seen.questions),
        )
        if shape != self._shape:
            self._shape = shape
            self._build(seen, kinds)
        self._fill(seen)

    def _build(self, seen: TablePreview, kinds: Sequence[tuple[str, str]]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        t = self.seat.t
        self.box = MessageBox("warn", "")
        self._column.addWidget(self.box)
        self.kept_line = IconLine(
            "check-circle", t("The columns are as they were chosen for a table of the same look.")
        )
        self._column.addWidget(self.kept_line)
        self._column.addWidget(self._mapping(seen))
        self._column.addWidget(self._how(seen, kinds))
        self._column.addWidget(Section(t("The table as it stands"), "", seen.name))
        self._column.addWidget(self._sample(seen))
        self._column.addWidget(self._keeping())
        self._column.addStretch(1)

    def _mapping(self, seen: TablePreview) -> QWidget:
        """What each column can be."""
        t = self.seat.t
        right = Card(t("Which column is what"))
        items = [(each.index, self._name(each)) for each in seen.columns]
        self.rows = {}
        musts = [each for each in seen.targets if each.target.required or each.target.one_of]
        rest = [each for each in seen.targets if each not in musts]
        more = [each for each in rest if each.column is None]
        if len(more) <= _FEW_MORE:
            more = []
        rest = [each for each in rest if each not in more]
        for heading, uses in ((t("Needed"), musts), (t("As well, where it is in the file"), rest)):
            if uses:
                right.add(Label(heading, "caption", "ink2"))
                right.add(self._grid(uses, items))
        self._more = [each.target.name for each in more]
        self.more_button = right.add(Button(t("Show {count} more", count=len(more)), "link", "caret-down", small=True))
        self.more_button.clicked.connect(lambda *_: self.show_more())
        self.more = right.add(self._grid(more, items))
        self.more_button.setVisible(bool(more))
        self.more.hide()
        return right

    def _grid(self, uses: Sequence[TargetUse], items: Sequence[tuple[int, str]]) -> FormGrid:
        grid = FormGrid()
        for use in uses:
            self.rows[use.target.name] = grid.add(TargetRow(self, use, items))
        return grid

    def show_more(self) -> None:
        """Everything that a column can be."""
        self.more_button.hide()
        self.more.show()
        self.rows[self._more[0]].field.focus()

    def _how(self, seen: TablePreview, kinds: Sequence[tuple[str, str]]) -> QWidget:
        t = self.seat.t
        card = Card(t("How the file is read"))
        grid = FormGrid()
        self.forms = {}
        lines = [(0, t("There are no headings"))]
        lines += [(line, self._line(line, cells)) for line, cells in seen.first_lines if line]
        fields: list[tuple[str, str, Sequence[tuple[Any, str]], bool]] = [
            ("kind", t("What the table holds"), kinds, len(kinds) > 1),
            ("sheet", t("Sheet"), [(each, each) for each in seen.sheets], len(seen.sheets) > 1),
            ("header", t("Headings"), lines, True),
            ("encoding", t("Letters are written as"), _with(_ENCODINGS, seen.encoding), seen.form == "text"),
            ("delimiter", t("Between the cells"), self._delimiters(seen), seen.form == "text"),
        ]
        for name, label, items, is_shown in fields:
            if is_shown:
                field = Field(self.seat, label, Choice(self.seat, items), topic="files.table_reading", width=-1)
                field.changed.connect(lambda name=name: self._reread(name))
                self.forms[name] = grid.add(field)
        for question in seen.questions:
            answers = [(each.value, t(each.label)) for each in question.answers]
            field = Field(
                self.seat, t(question.what), Choice(self.seat, answers), topic="files.table_reading", width=-1
            )
            field.changed.connect(lambda name=question.name: self._answered(name))
            self.forms[f"?{question.name}"] = grid.add(field)
        card.add(grid)
        return card

    def _delimiters(self, seen: TablePreview) -> list[tuple[str, str]]:
        t = self.seat.t
        known = ((";", t("semicolon")), ("\t", t("tab")), (",", t("comma")))
        return _with(known, seen.delimiter)

    def _line(self, line: int, cells: Sequence[str]) -> str:
        words = " · ".join(filter(None, (cell.strip() for cell in cells)))
        short = f"{words[:_HEADER_WORDS]}…" if len(words) > _HEADER_WORDS else words
        return self.seat.t("Row {line}: {cells}", line=str(line), cells=short)

    def _sample(self, seen: TablePreview) -> QWidget:
        lines = [cells for line, cells in seen.first_lines if line != seen.header_line]
        rows = [tuple(map(shown_cell, cells)) for cells in lines[:_LINES]]
        titles = [each.header for each in seen.columns]
        return sample_table(self.seat, titles, rows, "files_table_sample")

    def _keeping(self) -> QWidget:
        t = self.seat.t
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        note = t("What you choose is remembered for tables with the same headings, when the table is taken in.")
        column.addWidget(IconLine("info", note, "ink2", "ink3"))
        row = QHBoxLayout()
        row.setSpacing(18)
        self.import_button = Button(t("Read the choice from a file …"), "link", "folder-open", small=True)
        self.import_button.clicked.connect(lambda *_: self.asked_import.emit())
        self.export_button = Button(t("Save the choice as a file …"), "link", "floppy-disk", small=True)
        self.export_button.clicked.connect(lambda *_: self.asked_export.emit())
        self.forget_button = Button(t("Forget it"), "link", "trash", small=True)
        self.forget_button.clicked.connect(lambda *_: self.asked_forget.emit())
        for button in (self.import_button, self.export_button, self.forget_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return whole

    def _fill(self, seen: TablePreview) -> None:
        for use in seen.targets:
            row = self.rows[use.target.name]
            row.field.set_value(_NONE if use.column is None else use.column)
            row.field.clear_state()
        if (
            self._more
            and self.more.isHidden()
            and any(each.column is not None and each.target.name in self._more for each in seen.targets)
        ):
            self.more_button.hide()
            self.more.show()
        now: Mapping[str, Any] = {
            "kind": seen.kind,
            "sheet": seen.sheet,
            "header": seen.header_line,
            "encoding": seen.encoding,
            "delimiter": seen.delimiter,
        }
        for name, field in self.forms.items():
            if not name.startswith("?"):
                field.set_value(now[name])
        for question in seen.questions:
            self.forms[f"?{question.name}"].set_value(question.answer)
        self._fill_unused([each for each in seen.columns if not each.target])
        trouble = self.trouble()
        self.box.setVisible(bool(trouble))
        if trouble:
            self.box.set(trouble[0], "  ".join(trouble[1:]))
        self.kept_line.setVisible(seen.is_remembered and not trouble)
        kept = any(
            (each.kind, each.signature) == (seen.kind, seen.signature) for each in ask.columns_kept(self.seat.desk)
        )
        self.export_button.setVisible(kept)
        self.forget_button.setVisible(kept)

    def _fill_unused(self, columns: Sequence[ColumnUse]) -> None:
        had_focus = any(each.hasFocus() for each in self.headings)
        while (item := self._unused.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.headings = [Heading(self, each) for each in columns]
        for heading in self.headings:
            self._unused.addWidget(heading)
        self.all_used.setVisible(not columns)
        self._unused_area.setVisible(bool(columns))
        self._fit_unused()
        if had_focus and self.headings:
            self.headings[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_unused(self) -> None:
        """As high as the headings are, as far as there is room."""
        wanted = sum(each.sizeHint().height() + self._unused.spacing() for each in self.headings)
        room = max(self.height() - _CARD_REST, 120)
        self._unused_area.setFixedHeight(min(wanted, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room for headings."""
        super().resizeEvent(event)
        self._fit_unused()

    def trouble(self) -> list[str]:
        """What must have a column and has none, each in a sentence."""
        t, seen = self.seat.t, self.seen
        if seen is None:
            return []
        missing = [each.target for each in seen.targets if each.missing]
        found = [t("Say which column holds {what}.", what=each.label) for each in missing if each.required]
        groups = dict.fromkeys(group for each in missing if not each.required for group in each.one_of.split())
        held = {group for each in seen.targets if each.column is not None for group in each.target.one_of.split()}
        for group in groups:
            if group not in held:
                labels = [t(each.label) for each in missing if group in each.one_of.split()]
                found.append(t("One of these is needed: {names}.", names=", ".join(labels)))
        return found

    # --- changing -------------------------------------------------------------------------------------------------

    def free_targets(self) -> list[tuple[str, str]]:
        """What no column is yet; after them what has one that would give way."""
        seen = self.seen
        uses = sorted(seen.targets, key=lambda each: each.column is not None) if seen is not None else []
        return [(each.target.name, self.seat.t(each.target.label)) for each in uses]

    def assign(self, target: str, index: int) -> None:
        """A column is this. What it was before, and what this was before, gives way."""
        if self.seen is None:
            return
        columns = {each.target.name: each.column for each in self.seen.targets if each.column is not None}
        columns = {name: place for name, place in columns.items() if name != target and place != index}
        if index != _NONE:
            columns[target] = index
        self._tell(columns=columns)

    def _reread(self, name: str) -> None:
        value: Any = self.forms[name].value()
        if name == "kind":
            self.kind_changed.emit(value)
            return
        self._tell(columns=None, **{name: value})

    def _answered(self, name: str) -> None:
        answers = {**self.choices.answers, name: self.forms[f"?{name}"].value()}
        self._tell(answers=answers)

    def _tell(self, **said: Any) -> None:
        self.choices = replace(self.choices, **said)
        self.changed.emit(self.choices)

    def _name(self, column: ColumnUse) -> str:
        """A column by its heading, with an example."""
        example = shown_cell(next(iter(column.sample), ""))[:_SAMPLE]
        return f"{column.header} ({example})" if example else column.header

    def focus_first(self) -> None:
        """Onto what lacks a column, or the first choice."""
        seen = self.seen
        missing = next((each.target.name for each in seen.targets if each.missing), "") if seen is not None else ""
        row = self.rows.get(missing) or next(iter(self.rows.values()), None)
        if row is not None:
            row.field.focus()


def _with(known: Sequence[tuple[str, str]], now: str) -> list[tuple[str, str]]:
    """The usual ones, and what was found where that is another."""
    items = list(known)
    if now and now not in {value for value, _ in items}:
        items.append((now, now))
    return items
