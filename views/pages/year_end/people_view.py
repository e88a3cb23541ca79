"""Everybody's year: the sums in a table, the lines in a panel, and the annual statement as it will be on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.money import Money
from services.queries.year_end import PersonOfYear, StatementRow
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.pdf_view import PdfView
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_PLENTY = 860  # from this width on, every column is shown


class PeopleView(QWidget):
    """The table of people, and the button that saves all statements."""

    chosen = Signal(object)  # PersonOfYear
    opened = Signal(object)  # PersonOfYear: to the paper
    asked_save = Signal()

    table: RowsTable

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._has_benefits = True
        t = seat.t
        self.search_field = SearchEdit(seat, t("Find an employee"))
        self.search_field.setMaximumWidth(240)
        self.search_field.changed.connect(lambda: self.table.filter(self.search_field.value()))
        self.search_field.down.connect(lambda: self.table.setFocus())
        self.note = Label("", "note", "ink2")
        self.save_button = Button(t("Save all …"), icon="download-simple")
        self.save_button.clicked.connect(lambda *_: self.asked_save.emit())
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 14, 0, 12)
        bar.setSpacing(16)
        bar.addWidget(self.search_field)
        bar.addWidget(self.note, 1)
        bar.addWidget(self.save_button)
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("Name"), "strong", lambda row: row.name, second=self._second, width="stretch"),
                TableColumn("cash", t("Pay"), "money", lambda row: row.statement.total("cash"), width=120),
                TableColumn("benefit", t("Benefits"), "money", _benefits, width=104),
                TableColumn("withheld", t("Tax withheld"), "money", lambda row: row.statement.withheld, width=114),
                TableColumn("net", t("Paid out"), "money", lambda row: row.statement.net, width=120),
                TableColumn(
                    "holiday", t("Holiday pay owed"), "money", lambda row: row.statement.holiday_owed, width=136
                ),
                TableColumn("state", t("Statement"), "pill", self._state, state=_look, width=110),
            ],
            "year_end.people",
            title=t("Everybody's year"),
        )
        self.table.setProperty("topic", "year_end.people")
        self.table.selected.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.table.set_empty(
            EmptyState(
                "users",
                t("Nothing was paid in this year"),
                t("Everybody who is paid in an approved run stands here."),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)

    def set_people(self, people: Sequence[PersonOfYear]) -> None:
        """Show these, with the sums under them."""
        t = self.seat.t
        self.table.set_rows(people)
        sums = {
            "cash": Money.total(each.statement.total("cash") for each in people),
            "benefit": Money.total(each.statement.total("benefit") for each in people),
            "withheld": Money.total(each.statement.withheld for each in people),
            "net": Money.total(each.statement.net for each in people),
            "holiday": Money.total(each.statement.holiday_owed for each in people),
        }
        self.table.set_sums(t("Total"), dict(sums) if len(people) > 1 else None)
        kept = [each for each in people if each.file is not None]
        self.save_button.setEnabled(bool(kept))
        words = t("Statements can be saved when they are made.") if not kept and people else ""
        self.save_button.setAccessibleDescription(words)
        self.note.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is no room for what the panel says."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Only the columns that there is room for; benefits where somebody has any."""
        left_out = ["benefit", "holiday", "withheld"] if self.width() < _PLENTY else []
        if not self._has_benefits:
            left_out.append("benefit")
        self.table.widths.hide(left_out)

    def _second(self, row: PersonOfYear) -> str:
        t = self.seat.t
        return t("Here from {month}", month=row.began) if row.began is not None else ""

    def _state(self, row: PersonOfYear) -> str:
        t = self.seat.t
        return {"none": t("Not made"), "kept": t("Made"), "old": t("Out of date")}[row.state]


def _benefits(row: PersonOfYear) -> Money | None:
    return row.statement.total("benefit") or None


def _holiday(row: PersonOfYear) -> Money:
    return row.statement.holiday_owed


def _look(row: PersonOfYear) -> str:
    return {"none": "neutral", "kept": "ok", "old": "warn"}[row.state]


class PersonPanel(SidePanel):
    """One person's year line by line."""

    def __init__(self, seat: Seat, person: PersonOfYear, rows: Sequence[StatementRow]) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("The year {year}", year=str(person.statement.year)),
            person.name,
            t("Employee no. {number}", number=str(person.number)),
        )
        self.person = person
        if person.began is not None:
            words = t("Another system paid the months before {month}. They are not in this.", month=person.began)
            self.add_message(MessageBox("info", t("Not the whole year"), words))
        groups = (
            (t("Paid"), ("cash", "free", "other")),
            (t("Benefits in kind"), ("benefit",)),
            (t("Taken"), ("tax", "deducted")),
            (t("Result"), ("sum",)),
            (t("Besides"), ("besides",)),
        )
        for heading, kinds in groups:
            some = [row for row in rows if row.kind in kinds]
            if not some:
                continue
            self.add_section(heading, rule=heading != groups[0][0])
            facts = KeyValues(seat)
            for row in some:
                name = t(row.what) if row.note is None else f"{t(row.what)}, {t(row.note)}"
                facts.add(name, seat.formats.amount(row.amount), strong=row.kind == "sum")
            self.add(facts)
        self.paper_button = Button(t("Look at the statement"), "primary")
        person_button = Button(t("Open the employee"))
        person_button.clicked.connect(lambda *_: seat.go(Place("employees", person.number)))
        self.add_action(self.paper_button)
        self.add_action(person_button)


class PaperView(QWidget):
    """A statement on paper. Esc and the button go back; the arrows go from person to person."""

    closed = Signal()
    stepped = Signal(int)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.back_button = Button(t("Everybody's year"), "link", "arrow-left", small=True)
        self.back_button.clicked.connect(lambda *_: self.closed.emit())
        self.title = Label("", "heading")
        self.count = Label("", "note", "ink2")
        self.before_button = IconButton("caret-up", t("The statement before"))
        self.after_button = IconButton("caret-down", t("The next statement"))
        self.before_button.clicked.connect(lambda *_: self.stepped.emit(-1))
        self.after_button.clicked.connect(lambda *_: self.stepped.emit(1))
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 12, 0, 8)
        bar.setSpacing(8)
        bar.addWidget(self.back_button)
        bar.addSpacing(12)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.count)
        bar.addWidget(self.before_button)
        bar.addWidget(self.after_button)
        self.paper = PdfView(seat)
        self.setProperty("topic", "year_end.statement")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(bar)
        column.addWidget(self.paper, 1)

    def show_person(self, person: PersonOfYear, content: bytes, place: int, count: int) -> None:
        """Show somebody's statement."""
        t = self.seat.t
        self.title.setText(person.name)
        self.count.setText(t("{number} of {count}", number=place + 1, count=count))
        self.before_button.setEnabled(place > 0)
        self.after_button.setEnabled(place + 1 < count)
        self.paper.set(content, t("Annual statement of {name}", name=person.name))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            has_panel = getattr(self.window(), "panel", None) is not None  # Esc closes that first
            if event.key() == Qt.Key.Key_Escape and not has_panel:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
