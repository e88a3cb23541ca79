"""The page Årsslutt: what is left of the year, the months reconciled to the øre, and everybody's annual statement."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from services.actions import marks
from services.actions import year_end as actions
from services.actions.made_file import MadeFile
from services.actions.save_files import Saved, free_folder, in_the_way, save_files
from services.actions.save_table import save_table
from services.queries import year_end as queries
from services.queries.erasures import ERASED
from services.queries.year_end import PersonOfYear, YearEnd
from services.queries.yearly_sheet import SIGNED, YearlySheet, sheet_notes, sheet_table, yearly_sheets
from views.pages.year_end.check_list import CheckList, CheckRow
from views.pages.year_end.months_view import BehindPanel, MonthsView, SumRow, mending
from views.pages.year_end.people_view import PaperView, PeopleView, PersonPanel
from views.pages.year_end.sheets_panel import SheetsPanel
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.progress import ProgressBox
from views.widgets.tabs import Tabs
from views.widgets.taken_names import TakenNames
from views.widgets.tiles import YearChooser

LIST, MONTHS, PEOPLE = "list", "months", "people"
SHEETS = "sheets"


class YearEndPage(Page):
    """One year in three parts."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "employee",
            "employer",
            "employment",
            "mark",
            "movement",
            "pay_run",
            "payslip",
            "stored_file",
            "tax_card",
        }
    )

    tabs: Tabs

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        today = seat.desk.today
        self._year = today.year if today.month > 1 else today.year - 1
        self.found: YearEnd | None = None
        self._reading: Work | None = None
        self._is_working = False
        self.chooser = YearChooser(seat, self._year)
        self.chooser.changed.connect(lambda year: seat.go(Place("year_end", year, self.tabs.current())))
        self.make_button = Button(t("Make annual statements"), "primary", "file-text")
        self.make_button.clicked.connect(lambda *_: self.make())
        self.sheets_button = Button(t("Yearly sheets"), icon="clipboard-text")
        self.sheets_button.clicked.connect(lambda *_: self.show_sheets())
        self.header.add_button(self.chooser)
        self.header.add_button(self.sheets_button)
        self.header.add_button(self.make_button)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.tabs = Tabs([(LIST, t("The list")), (MONTHS, t("Months")), (PEOPLE, t("People"))])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.tabs)
        self.nothing: Card | None = None  # what is to be entered first
        self.column.addWidget(self.stack, 1)
        self.checks = CheckList(seat)
        self.checks.opened.connect(self._go)
        self.tabs.add(LIST, self._list())
        self.months = MonthsView(seat)
        self.months.opened.connect(self.show_behind)
        self.months.asked_mend.connect(lambda row: seat.go(mending(row)))
        self.tabs.add(MONTHS, self.months)
        self.people = PeopleView(seat)
        self.people.chosen.connect(self.show_person)
        self.people.opened.connect(self.show_paper)
        self.people.asked_save.connect(self.save_all)
        self.paper = PaperView(seat)
        self.paper.closed.connect(self.close_paper)
        self.paper.stepped.connect(self._step)
        self.people_stack = QStackedWidget()
        self.people_stack.addWidget(self.people)
        self.people_stack.addWidget(self.paper)
        self.tabs.add(PEOPLE, self.people_stack)
        self.tabs.changed.connect(self._tab_changed)
        self._shown: PersonOfYear | None = None
        self.people.save_button.setEnabled(False)
        self._write_head()

    def _list(self) -> QWidget:
        card = Card(padding=1)
        card.body.setContentsMargins(0, 4, 0, 10)
        card.add(self.checks)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(card, 1)
        return holder

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        year = place.thing if isinstance(place.thing, int) else self._year
        least, most = queries.years(self.seat.desk)
        self._year = year
        self.chooser.set(year, min(least, year), max(most, year))
        if place.field in (LIST, MONTHS, PEOPLE):
            self.tabs.set_current(place.field)
        self.refresh()
        self._focus()
        if place.field == SHEETS:
            self.tabs.set_current(PEOPLE)
            self.show_sheets()

    def _focus(self) -> None:
        shown = {LIST: self.checks, MONTHS: self.months.table, PEOPLE: self.people.table}[self.tabs.current()]
        if self.people_stack.currentWidget() is self.paper and self.tabs.current() == PEOPLE:
            shown = self.paper.paper.pages
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tab_changed(self, _: str) -> None:
        self.seat.close_panel()
        self._write_head()

    def refresh(self) -> None:
        """Read the year, off this thread; what was shown stays meanwhile."""
        desk, year = self.seat.desk, self._year
        if self._reading is not None:
            self._reading.cancel()
        reading: list[Work] = []

        def done(found: YearEnd) -> None:
            if self._reading is reading[0]:
                self._reading = None
                self._show(found)

        work = self.seat.work(
            lambda progress: queries.year_end(desk, year, progress),
            done=done,
            refused=self._refused,
            what=self.seat.t("Reading the year"),
            owner=self,
        )
        reading.append(work)
        self._reading = work
        self.progress.follow(work)
        self.progress.set_cancellable(False)

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    def search(self) -> None:
        """Ctrl+F."""
        self.tabs.set_current(PEOPLE)
        self.close_paper()
        self.people.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def primary(self) -> None:
        """Ctrl+Enter: make the statements, where that can be seen."""
        if self.make_button.isVisible() and self.make_button.isEnabled():
            self.make()

    # --- showing --------------------------------------------------------------------------------------------------

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        """There is no year to show: what is to be entered first stands in its place."""
        self._reading = None
        self.found = None
        t, first = self.seat.t, findings[0]
        is_erased = first.code == ERASED
        begin = Button(
            t("Erase people who left") if is_erased else t("Set up the firm"), "plain" if is_erased else "primary"
        )
        begin.clicked.connect(lambda *_: self.seat.go(Place("erasures" if is_erased else "setup")))
        focus = self.window().focusWidget()
        is_here = focus is None or self.isAncestorOf(focus)
        self._take_away()
        self.nothing = Card()
        what, line = t(first.what), t("Then the year can be looked at.")
        if is_erased:
            what, line = t("The a-meldings of this year are erased"), what
        self.nothing.add(EmptyState("trash" if is_erased else "buildings", what, line, begin))
        self.stack.addWidget(self.nothing)
        self.stack.setCurrentWidget(self.nothing)
        if is_here:
            begin.setFocus(Qt.FocusReason.OtherFocusReason)
        self._write_head()

    def _take_away(self) -> None:
        if self.nothing is not None:
            self.stack.removeWidget(self.nothing)
            self.nothing.hide()
            self.nothing.deleteLater()
            self.nothing = None
        self.stack.setCurrentWidget(self.tabs)

    def _show(self, found: YearEnd) -> None:
        self._take_away()
        self.found = found
        self.checks.set_checks(found.checks)
        self.months.set_months(found.months, found.terms, found.total)
        self.people.set_people(found.people)
        if self._shown is not None and self.people_stack.currentWidget() is self.paper:
            self._shown = next((each for each in found.people if each.number == self._shown.number), None)
            if self._shown is None:
                self.close_paper()
            else:
                self.show_paper(self._shown)
        self._write_head()

    def _write_head(self) -> None:
        t, found = self.seat.t, self.found
        line = ""
        if found is not None:
            done = sum(1 for check in found.checks if check.state == "done")
            left = found.left
            line = t("Nothing is left to do now")
            if left:
                line = t("1 thing is left to do") if left == 1 else t("{count} things are left to do", count=left)
            line = t("{what}, {done} are done", what=line, done=done) if done else line
        self.header.set(t("Year end {year}", year=str(self._year)), line)
        is_people = self.tabs.current() == PEOPLE
        self.make_button.setVisible(is_people and self.nothing is None)
        self.sheets_button.setVisible(is_people and self.nothing is None)
        has_people = found is not None and bool(found.people)
        self.make_button.setEnabled(has_people and not self._is_working)
        again = has_people and all(each.file is not None for each in found.people) if found is not None else False
        self.make_button.setText(t("Make them again") if again else t("Make annual statements"))

    def _go(self, row: object) -> None:
        if isinstance(row, CheckRow) and row.check.where is not None:
            self.seat.go(row.check.where)

    def show_behind(self, row: SumRow) -> None:
        """What lies behind one sum of a month."""
        seat = self.seat
        if row.of.until is not None:  # the months of a term stand one by one among all of them
            return
        try:
            found = queries.behind(seat.desk, self._year, row.of.month, row.measure.name)
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
        seat.show_panel(BehindPanel(seat, found))

    # --- yearly sheets --------------------------------------------------------------------------------------------

    def show_sheets(self) -> None:
        """What only the employer can judge of everybody, to be signed off."""
        seat = self.seat
        panel = SheetsPanel(seat, yearly_sheets(seat.desk, self._year), self._year)
        panel.signed.connect(self._sign)
        panel.asked_save.connect(self._save_sheets)
        seat.show_panel(panel)

    def _sign(self, sheets: tuple[YearlySheet, ...]) -> None:
        seat, t = self.seat, self.seat.t
        subjects = [each.subject for each in sheets]
        if seat.attempt(lambda: marks.mark_all(seat.desk, subjects, SIGNED)):
            words = t("1 sheet is signed off") if len(sheets) == 1 else t("{count} are signed off", count=len(sheets))
            seat.toast(words, undo=True)
            self.refresh()
            self.show_sheets()

    def _save_sheets(self) -> None:
        """Everybody's sheet as one list, on paper with room to tick."""
        desk, t, language = self.seat.desk, self.seat.t, self.seat.language
        sheets = yearly_sheets(desk, self._year)
        table = sheet_table(sheets, self._year, self.seat.texts)
        target = self.seat.files.save_file(t("Save the list"), f"{t(table.title)}.pdf", "PDF (*.pdf)")
        if target is None:
            return

        def done(saved: Path) -> None:
            self.seat.toast(t("{file} is saved", file=saved.name))

        self.seat.work(
            lambda _progress: save_table(desk, table, target, language, sheet_notes(sheets)),
            done=done,
            what=t("Saving the list"),
            owner=self,
        )

    # --- people ---------------------------------------------------------------------------------------------------

    def show_person(self, person: PersonOfYear) -> None:
        """Somebody's year line by line, at the right."""
        seat = self.seat
        panel = PersonPanel(seat, person, queries.statement_lines(seat.desk, person, seat.language))
        panel.paper_button.clicked.connect(lambda *_: self.show_paper(person))
        seat.show_panel(panel)

    def show_paper(self, person: PersonOfYear) -> None:
        """Somebody's statement as it is on paper."""
        found = self.found
        if found is None:
            return
        try:
            content = queries.statement_paper(self.seat.desk, self._year, person.number)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        self.seat.close_panel()
        self._shown = person
        people = self._in_order()
        place = next((place for place, each in enumerate(people) if each.number == person.number), 0)
        self.paper.show_person(person, content, place, len(people))
        self.people_stack.setCurrentWidget(self.paper)
        self._focus()

    def _in_order(self) -> list[PersonOfYear]:
        rows: list[PersonOfYear] = self.people.table.rows()
        return rows or list(self.found.people if self.found is not None else ())

    def _step(self, by: int) -> None:
        people = self._in_order()
        if self._shown is None:
            return
        numbers = [each.number for each in people]
        if self._shown.number in numbers:
            place = numbers.index(self._shown.number) + by
            if 0 <= place < len(people):
                self.show_paper(people[place])

    def close_paper(self) -> None:
        """Back to everybody."""
        if self.people_stack.currentWidget() is self.paper:
            self.people_stack.setCurrentWidget(self.people)
            shown, self._shown = self._shown, None
            if shown is not None:
                self.people.table.select(lambda row: row.number == shown.number)
            self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- statements -----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make everybody's statement, and keep them in the client."""
        if self._is_working:
            return
        desk, year, t = self.seat.desk, self._year, self.seat.t
        self._begin()
        work = self.seat.work(
            lambda progress: actions.statements(desk, year, progress),
            done=self._made,
            refused=self._not_done,
            cancelled=self._end,
            what=t("Making annual statements"),
            owner=self,
        )
        self.progress.follow(work)
        self.progress.set_cancellable(True)

    def _begin(self) -> None:
        self._is_working = True
        self._write_head()
        self.people.save_button.setEnabled(False)

    def _end(self) -> None:
        self._is_working = False
        if self.seat.has_client:  # else it was closed meanwhile
            self.refresh()

    def _not_done(self, findings: tuple[Finding, ...]) -> None:
        self._end()
        if self.seat.has_client:
            self.seat.show_findings(findings)

    def _made(self, made: list[MadeFile]) -> None:
        t = self.seat.t
        words = t("1 statement is made") if len(made) == 1 else t("{count} statements are made", count=len(made))
        self._end()
        self.seat.toast(words)

    def save_all(self) -> None:
        """Save every statement that is kept into a folder that the user chooses."""
        if self._is_working or not self._ids():
            return
        folder = self.seat.files.folder(self.seat.t("Where should the files go?"))
        if folder is None:
            return
        taken = in_the_way(self.seat.desk, self._ids(), folder, self.seat.language)
        if taken:
            self._ask_about(folder, taken)
        else:
            self._save(folder)

    def _ids(self) -> list[int]:
        people = self.found.people if self.found is not None else ()
        return [each.file for each in people if each.file is not None]

    def _save(self, folder: Path, *, new: bool = False) -> None:
        desk, ids, language = self.seat.desk, self._ids(), self.seat.language
        self._begin()
        work = self.seat.work(
            lambda progress: save_files(desk, ids, folder, new=new, language=language, progress=progress),
            done=self._saved,
            refused=self._not_done,
            cancelled=self._end,
            what=self.seat.t("Saving files"),
            owner=self,
        )
        self.progress.follow(work)
        self.progress.set_cancellable(True)

    def _saved(self, saved: Saved) -> None:
        self._end()
        self.seat.toast(
            self.seat.t("{count} files saved in {folder}", count=len(saved.files), folder=saved.folder.name)
        )

    def _ask_about(self, folder: Path, taken: tuple[str, ...]) -> None:
        """Files of the name lie there: nothing is overwritten, a new folder is offered."""
        target = free_folder(folder, self.seat.t("Statements {year}", year=str(self._year)))
        save = partial(self._save, target, new=True)
        TakenNames(self.seat, taken, target, save=save, choose=self.save_all).show_here()
