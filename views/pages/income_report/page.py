"""The page eIndkomst: twelve months at a glance, and one: whom it tells of, its sums, what is found, its files."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from models.values.finding import Finding, Place
from models.values.span import Month
from services.actions import income_report as actions
from services.queries import income_report as queries
from services.queries.income_report import IncomeMonth, IncomeTile, PartRow
from views.pages.income_report import words
from views.pages.income_report.views import FilesView, FindingsView, PartPanel, PeopleView, SumsView
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.latest_work import LatestWork
from views.widgets.progress import ProgressBox
from views.widgets.tabs import Tabs
from views.widgets.text import IconLine, Label, MessageBox, Pill
from views.widgets.tiles import Tiles, YearChooser

PEOPLE, SUMS, FINDINGS, FILES = "people", "sums", "findings", "files"
_TABS: Final = (PEOPLE, SUMS, FINDINGS, FILES)


class IncomeReportPage(Page):
    """Twelve months, and one of them: read off the screen's own thread, and what one does with it."""

    kinds: ClassVar[frozenset[str]] = frozenset({"employee", "employer", "mark", "pay_run", "payslip", "stored_file"})

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.month = Month.of(seat.desk.today)
        self.month_tiles: tuple[IncomeTile, ...] = ()
        self.found: IncomeMonth | None = None
        self._employee = 0  # to stand on when the month is read
        self.chooser = YearChooser(seat, self.month.year)
        self.chooser.changed.connect(lambda year: self._go(Month(year, self.month.number)))
        self.header.add_button(self.chooser)
        self.tiles = Tiles(12, t("The months of the year"))
        self.tiles.setProperty("topic", "income_report.months")
        self.tiles.chosen.connect(lambda place: self._go(self.month_tiles[place].month))
        self.column.addWidget(self.tiles)
        self.column.addSpacing(16)
        self.column.addLayout(self._head())
        self.column.addSpacing(10)
        self.box = MessageBox("info", "")
        self.box.setProperty("topic", "income_report.next")
        self.column.addWidget(self.box)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self._work = LatestWork(seat, self.progress, self)
        self.tabs = Tabs(
            [
                (PEOPLE, t("Employees")),
                (SUMS, t("Reconciliation")),
                (FINDINGS, t("Findings")),
                (FILES, t("Files")),
            ]
        )
        self.people, self.sums = PeopleView(seat), SumsView(seat)
        self.findings, self.files = FindingsView(seat), FilesView(seat)
        for key, view in zip(_TABS, (self.people, self.sums, self.findings, self.files), strict=True):
            self.tabs.add(key, view)
        self.people.chosen.connect(self.show_part)
        self.tabs.changed.connect(lambda _: seat.close_panel())
        self.column.addSpacing(8)
        self.column.addWidget(self.tabs, 1)
        self.note = IconLine("info", t(queries.note()), "ink2", "ink3")
        self.note.setProperty("topic", "income_report.test")
        self.column.addSpacing(8)
        self.column.addWidget(self.note)
        for key, step in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.chooser.step(step))
        self.header.set(t("eIndkomst"))

    def _head(self) -> QHBoxLayout:
        t = self.seat.t
        row = QHBoxLayout()
        row.setSpacing(8)
        self.month_label = Label("", "heading")
        self.month_label.setMinimumHeight(theme.BUTTON)
        self.state_pill = Pill("")
        row.addWidget(self.month_label)
        row.addSpacing(6)
        row.addWidget(self.state_pill)
        row.addStretch(1)
        self.not_sent_button = Button(t("Not sent after all"), "link")
        self.save_button = Button(t("Save the file …"), icon="floppy-disk")
        self.save_button.setProperty("topic", "income_report.save")
        self.sent_button = Button(t("Mark as sent"), "primary", "check")
        self.sent_button.setProperty("topic", "income_report.sent")
        self.not_sent_button.clicked.connect(lambda *_: self.mark_not_sent())
        self.save_button.clicked.connect(lambda *_: self.save())
        self.sent_button.clicked.connect(lambda *_: self.mark_sent())
        for button in (self.not_sent_button, self.save_button, self.sent_button):
            row.addWidget(button)
            button.hide()
        return row

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """A month as `2026-11`, and a part of the page or an employee's number in it; without a month the one that
        something is left to do for.
        """
        field = place.field or ""
        if field in _TABS:
            self.tabs.set_current(field)
        elif field.isdecimal():
            self.tabs.set_current(PEOPLE)
            self._employee = int(field)
        month = _month_of(place.thing)
        if month is None:
            month = self.month if self.month_tiles else queries.due_month(self.seat.desk)
        self._go(month)

    def refresh(self) -> None:
        """Something was changed: read it anew."""
        self._go(self.month)

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    def primary(self) -> None:
        """Ctrl+Enter: what is to be done next."""
        for button in (self.sent_button, self.save_button):
            if button.isVisible() and button.isEnabled():
                button.click()
                return

    def _go(self, month: Month) -> None:
        desk = self.seat.desk
        if month != self.month:
            self.seat.close_panel()
        self.month = month
        self.month_tiles = queries.months(desk, month.year)
        self.chooser.set(month.year, *queries.years(desk))
        self.tiles.set([words.face(self.seat, tile) for tile in self.month_tiles], month.number - 1)
        self._write_head()
        self._work.run(
            lambda _: queries.month(desk, month), self._show, self._refused, None, self.seat.t("Reading the month")
        )

    # --- showing --------------------------------------------------------------------------------------------------

    def _write_head(self) -> None:
        t, tile = self.seat.t, self.month_tiles[self.month.number - 1]
        name = self.seat.formats.month(self.month)
        self.month_label.setText(name[:1].upper() + name[1:])
        word, sentence, icon, ink = words.STATES[tile.state]
        self.state_pill.set(t(word), words.PILLS.get(ink, "neutral"), icon)
        said = t(sentence)
        self.header.set(t("eIndkomst"), said[:1].upper() + said[1:])

    def _show(self, found: IncomeMonth) -> None:
        if found.month != self.month:
            return
        self.found = found
        kind, title, text = words.next_words(self.seat, found)
        self.box.set(title, text, kind=kind)
        self.people.show_rows(found.parts)
        self.sums.show_rows(found.sums)
        self.findings.show_month(found)
        self.files.show_rows(found.files)
        newest = found.files[0] if found.files else None
        self.save_button.setVisible(bool(found.next) and not found.stops)
        self.sent_button.setVisible(bool(found.file))
        self.not_sent_button.setVisible(newest is not None and newest.sent is not None)
        if self._employee:
            self.people.choose(self._employee)
            self._employee = 0

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.found = None
        self.box.set(self.seat.t(findings[0].what), kind="err")
        self.people.show_rows(())
        for button in (self.save_button, self.sent_button, self.not_sent_button):
            button.hide()

    def show_part(self, row: PartRow) -> None:
        """All fields of somebody, beside the list."""
        self.seat.show_panel(PartPanel(self.seat, row))

    # --- doing ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep what is to be sent next, and write it where the user says."""
        seat, found = self.seat, self.found
        if found is None or not found.next or found.stops:
            return
        target = seat.files.save_file(seat.t("Save the file"), found.name, "TXT (*.txt)")
        if target is None:
            return
        if seat.attempt(lambda: actions.save(seat.desk, found.month, target)):
            seat.toast(seat.t("{file} is saved", file=target.name))
            self.refresh()

    def mark_sent(self) -> None:
        """The newest file was sent by hand."""
        seat, found = self.seat, self.found
        if found is not None and found.file and seat.attempt(lambda: actions.mark_sent(seat.desk, found.file)):
            seat.toast(seat.t("Marked as sent"), undo=True)
            self.refresh()

    def mark_not_sent(self) -> None:
        """It was not sent after all."""
        seat, found = self.seat, self.found
        if found is None or not found.files:
            return
        number = found.files[0].id
        if seat.attempt(lambda: actions.mark_not_sent(seat.desk, number)):
            seat.toast(seat.t("Not marked as sent any more"), undo=True)
            self.refresh()


def _month_of(thing: int | str | None) -> Month | None:
    if not isinstance(thing, str):
        return None
    try:
        return Month.parse(thing)
    except ValueError:
        return None
