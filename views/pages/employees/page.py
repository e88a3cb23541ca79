"""Employees: the list with a panel beside it, one employee on a page, and the guide for somebody new."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from models.values.finding import Place, Refused
from services.actions import employees as acts
from services.queries import employee_page, employees, new_employee
from services.queries.employee_page import EmployeeView
from services.queries.payslip_notes import open_runs
from views.pages.employees.list_view import ACTIVE, DRAFTS, ENDED, EmployeeList
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import CARD_HEIGHT, EmptyState
from views.widgets.guide import GuideFooter
from views.widgets.menu import more_button
from views.widgets.payslip_note import PayslipNotePanel

if TYPE_CHECKING:
    from views.pages.employees.guide import EmployeeGuide
    from views.pages.employees.openings_view import OpeningsView
    from views.pages.employees.panel import EmployeePanel
    from views.pages.employees.person_page import PersonPage

_LIST, _PERSON, _GUIDE, _OPENINGS, _NO_EMPLOYER = "list", "person", "guide", "openings", "no_employer"
_OF_LIST: Final = {DRAFTS, ENDED, ACTIVE}
_AFTER: Final = 30  # ms
_AHEAD: Final = ("pay_forms", "work_forms", "panels", "panel", "person_forms", "employment_tab", "person_page", "guide")
"""What one opens from the list: read from disk while one looks at it."""


class EmployeesPage(Page):
    """The page: what it shows follows from the place that one goes to."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "employee",
            "employee_draft",
            "employment",
            "employment_terms",
            "tax_card",
            "fixed_line",
            "movement",
            "pay_run",
            "payslip",
            "employer",
            "establishment",
            "company_car",
            "staff_loan",
            "cost_share",
            "cost_unit",
            "own_rate",
            "personal_rate",
            "position_category",
            "absence",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.mode = _LIST
        self.new_button = Button(t("New employee"), "primary", "plus", "N")
        self.new_button.clicked.connect(self.new)
        self.header.add_button(self.new_button)
        self.list_button = Button(t("All employees"), icon="arrow-left")
        self.list_button.clicked.connect(self._to_list)
        self.header.add_button(self.list_button)
        self.list_button.hide()
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.footer_row = GuideFooter(seat)
        self.set_footer(self.footer_row)
        self.footer_row.hide()
        self.list = EmployeeList(seat)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(lambda number: seat.go(Place("employees", number, "person")))
        self.list.changed_view.connect(self._titles)
        self.stack.addWidget(self.list)
        self.person: PersonPage | None = None
        self.guide: EmployeeGuide | None = None
        self.openings: OpeningsView | None = None
        self.panel: EmployeePanel | None = None
        self.shown: int | None = None  # whose panel is open
        self._tab = "overview"
        self._ahead = list(_AHEAD)
        self._more: QWidget | None = None
        self.no_employer = Card()
        self.no_employer.setMaximumHeight(CARD_HEIGHT)
        begin = Button(t("Set up the firm"), "primary")
        begin.clicked.connect(lambda: seat.go(Place("setup")))
        self.no_employer.body.addWidget(
            EmptyState(
                "buildings",
                t("Set up the firm first"),
                t("An employee works at one of the firm's sub-units, so those come first."),
                begin,
            )
        )
        self.stack.addWidget(self.no_employer)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_chosen)
        self._is_stale = True
        QTimer.singleShot(_AFTER, self, self._read_ahead)

    def _read_ahead(self) -> None:
        """The next module of what one may open, one a turn, so that nobody waits for it."""
        if self._ahead:
            import_module(f"views.pages.employees.{self._ahead.pop(0)}")
            QTimer.singleShot(0, self, self._read_ahead)
        elif self.seat.has_client and self.list.rows and self.person is None and self.panel is None:
            with suppress(Refused):  # somebody who is gone meanwhile; it is read only to have the statements made
                employee_page.employee(self.seat.desk, self.list.rows[0].number, self.list.around)

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        thing, field = place.thing, place.field
        if not employees.has_employer(self.seat.desk):
            self._set_mode(_NO_EMPLOYER)
        elif isinstance(thing, str) and (thing == "new" or thing.startswith("draft:")):
            self._show_guide(thing, field)
        elif thing == _OPENINGS and "openings" not in self.seat.questions.sections:
            self._show_openings(field)
        elif isinstance(thing, int) and field is not None and employee_page.exists(self.seat.desk, thing):
            self._show_person(thing, field)
        else:
            self._show_list(thing if isinstance(thing, int) else None, field)

    def _set_mode(self, mode: str) -> None:
        self.mode = mode
        widget = {
            _LIST: self.list,
            _PERSON: self.person,
            _GUIDE: self.guide,
            _OPENINGS: self.openings,
            _NO_EMPLOYER: self.no_employer,
        }[mode]
        assert widget is not None
        self.stack.setCurrentWidget(widget)
        self.footer_row.setVisible(mode == _GUIDE)
        self.new_button.setVisible(mode == _LIST)
        self._show_more()
        self._titles()

    def _show_list(self, number: int | None, field: str | None) -> None:
        self._drop_guide()
        self._drop_person()
        self._refresh_list()
        self._set_mode(_LIST)
        if field in _OF_LIST and number is None:
            self.list.show_part(field or ACTIVE)
        if number is None:
            self.list.select(None)
            self._clear_panel()
        elif self.list.select(number):
            self._open_panel(number)
        else:
            self._clear_panel()

    def _show_person(self, number: int, field: str) -> None:
        self._drop_guide()
        if self.mode != _PERSON or self.person is None or self.person.view.number != number:
            self._clear_panel()
        view = employee_page.employee(self.seat.desk, number)
        if self.person is None or self.person.view.number != number:
            from views.pages.employees.person_page import PersonPage

            self._drop_person()
            self.person = PersonPage(self.seat, view)
            self.person.renamed.connect(self._renamed)
            self.stack.addWidget(self.person)
        else:
            self.person.update_view(view)
        self._set_mode(_PERSON)
        self.person.show_field(field)

    def _show_guide(self, thing: str, field: str | None) -> None:
        if self.mode != _GUIDE:
            self._clear_panel()
        self._drop_person()
        draft_id = int(thing.removeprefix("draft:")) if thing != "new" else None
        if self.guide is not None and self.mode == _GUIDE and (thing == "new" or self.guide.draft_id == draft_id):
            if field is not None:
                self.guide.focus(field)
            return
        form = new_employee.draft_form(self.seat.desk, draft_id) if draft_id is not None else None
        if draft_id is not None and form is None:
            self._show_list(None, DRAFTS)
            return
        from views.pages.employees.guide import EmployeeGuide

        self._drop_guide()
        self.guide = EmployeeGuide(self.seat, self.footer_row)
        self.guide.closed.connect(lambda: self.seat.go(Place("employees", None, DRAFTS)))
        self.guide.hired.connect(self._hired)
        self.footer_row.closed.connect(self.guide.close)
        self.footer_row.back.connect(self.guide.back)
        self.footer_row.forward.connect(self.guide.forward)
        self.stack.addWidget(self.guide)
        self._set_mode(_GUIDE)
        self.guide.begin(form, draft_id)
        if field is not None:
            self.guide.focus(field)
        elif form is None:
            self.guide.person.fields["first_name"].focus()

    def _show_openings(self, field: str | None) -> None:
        """Everybody's opening balances in a table."""
        self._drop_guide()
        self._drop_person()
        if self.mode != _OPENINGS:
            self._clear_panel()
        if self.openings is None:
            from views.pages.employees.openings_view import OpeningsView

            self.openings = OpeningsView(self.seat)
            self.stack.addWidget(self.openings)
        self.openings.open(field)
        self._set_mode(_OPENINGS)
        self.openings.begin()

    def _hired(self, number: int) -> None:
        self._drop_guide()
        self.seat.go(Place("employees", number))

    def _renamed(self, number: int) -> None:
        """Another employee number: the same person under it."""
        if self.person is not None:
            self.person.moved()
            if self.seat.place.thing != number:
                self.seat.go(Place("employees", number, "person"))

    def _drop_guide(self) -> None:
        if self.guide is not None:
            guide, self.guide = self.guide, None
            guide.keep()
            for signal in (self.footer_row.closed, self.footer_row.back, self.footer_row.forward):
                signal.disconnect()
            self.stack.removeWidget(guide)
            guide.hide()
            guide.deleteLater()

    def _to_list(self) -> None:
        """Back to the list, with the employee chosen in it."""
        number = self.person.view.number if self.person is not None else None
        if self.leave():
            self.seat.go(Place("employees", number))

    def _drop_person(self) -> None:
        if self.person is not None:
            person, self.person = self.person, None
            self.stack.removeWidget(person)
            person.hide()
            person.deleteLater()

    # --- header ---------------------------------------------------------------------------------------------------

    def _titles(self) -> None:
        t = self.seat.t
        match self.mode:
            case "person" if self.person is not None:
                view = self.person.view
                job = view.main(self.seat.desk.today)
                parts = [t("Employee no. {number}", number=str(view.number))]
                if job is not None:
                    parts.append(job.part.title or job.occupation)
                self.header.set(view.name, " · ".join(part for part in parts if part))
            case "guide":
                words = t("You can close at any time. The draft is kept under Employees and holds nobody else up.")
                self.header.set(t("New employee"), words)
            case "openings" if self.openings is not None:
                self.header.set(t("Opening balances"), self.openings.line())
            case "list":
                self.header.set(t("Employees"), self.list.line() if self.list.rows or self.list.counts.drafts else "")
            case _:
                self.header.set(t("Employees"))

    def _show_more(self) -> None:
        """What one can do with the whole employee, on their page."""
        if self._more is not None:
            self.header.row.removeWidget(self._more)
            self._more.hide()
            self._more.deleteLater()
            self._more = None
        self.list_button.setVisible(self.mode in (_PERSON, _OPENINGS))
        t, go = self.seat.t, self.seat.go
        without = self.seat.questions.pages
        if self.mode == _PERSON and self.person is not None:
            number = self.person.view.number
            entries = [
                *(
                    [(t("Correct pay"), lambda: go(Place("corrections", None, f"employee:{number}")))]
                    if "corrections" not in without
                    else []
                ),
                (t("Message on the next payslip …"), lambda: self._write_note(number)),
                (t("Delete the employee"), self._delete),
            ]
            self._more = more_button(self.seat, entries, t("More about the employee"))
        elif self.mode == _LIST:
            entries = [
                (t("Pay rise"), lambda: go(Place("bulk_rise"))),
                (t("Erase people who left"), lambda: go(Place("erasures"))),
            ]
            if "moving_in" not in without:
                entries.insert(0, (t("Move in from another program"), lambda: go(Place("moving_in"))))
            if "openings" not in self.seat.questions.sections:
                entries.insert(0, (t("Opening balances in a table"), lambda: go(Place("employees", _OPENINGS))))
            self._more = more_button(self.seat, entries, t("More for all employees"))
        if self._more is not None:
            self.header.add_button(self._more)

    def _write_note(self, number: int) -> None:
        """A message on the payslip of the run that is open; where there is none, one begins it first."""
        runs = open_runs(self.seat.desk)
        if not runs:
            self.seat.toast(self.seat.t("Start a pay run first: the message stands on its payslips"))
            return
        panel = PayslipNotePanel(self.seat, runs[-1].id, number)
        self.seat.show_panel(panel)
        panel.begin()

    def _delete(self) -> None:
        if self.person is None:
            return
        view = self.person.view
        if self.seat.attempt(lambda: acts.delete_employee(self.seat.desk, view.number)):
            self.seat.go(Place("employees"))
            self.seat.toast(self.seat.t("{name} is deleted", name=view.name), undo=True)

    # --- the panel ------------------------------------------------------------------------------------------------

    def _chosen(self, number: int) -> None:
        self._wanted = number
        self._later.start()

    def _show_chosen(self) -> None:
        """The last row that was moved to: the ones between are not shown."""
        if self.mode == _LIST and self._wanted != self.shown:
            self.seat.go(Place("employees", self._wanted))

    _wanted: int | None = None

    def _open_panel(self, number: int) -> None:
        try:
            view = employee_page.employee(self.seat.desk, number, self.list.around)
        except Refused:
            self._close_panel()
            return
        if self.panel is not None and self.shown is not None:
            self._remember_tab()
        row = next((row for row in self.list.rows if row.number == number), None)
        questions = self.seat.questions
        found = tuple(employees.lacks(row, self.seat.desk.today, questions)) if row is not None else ()
        from views.pages.employees.panel import EmployeePanel

        panel = EmployeePanel(self.seat, view, found, self._tab)
        self.panel, self.shown = panel, number
        panel.closed.connect(lambda: self._panel_closed(panel))
        panel.destroyed.connect(lambda *_: self._panel_gone(panel))
        self.seat.show_panel(panel)

    def _remember_tab(self) -> None:
        assert self.panel is not None
        try:
            self._tab = self.panel.tabs_row.current()
        except RuntimeError:  # the window let it go
            self.panel = None

    def _panel_closed(self, panel: EmployeePanel) -> None:
        if panel is self.panel:
            self.panel, self.shown = None, None
            self.list.select(None)

    def _panel_gone(self, panel: EmployeePanel) -> None:
        if panel is self.panel:
            self.panel, self.shown = None, None

    def _clear_panel(self) -> None:
        """No panel, whichever is open: one goes somewhere else."""
        self.panel, self.shown = None, None
        self.seat.close_panel()

    def _close_panel(self) -> None:
        if self.shown is not None:
            self.panel, self.shown = None, None
            self.seat.close_panel()

    # --- what the window asks -------------------------------------------------------------------------------------

    def _refresh_list(self) -> None:
        """Read everybody anew, if something was changed since."""
        if self._is_stale:
            self._is_stale = False
            self.list.refresh()

    def refresh(self) -> None:
        self._is_stale = True
        if self.mode == _GUIDE and self.guide is not None:
            self.guide.reread()
            return
        if self.mode == _PERSON and self.person is not None:
            self._refresh_person(self.person.view)
            return
        if self.mode == _NO_EMPLOYER:
            self.show_place(self.seat.place)
            return
        if self.mode == _OPENINGS and self.openings is not None:
            self.openings.reread()
            self._titles()
            return
        shown = self.shown
        self._refresh_list()
        if shown is not None and self.panel is not None:
            if self.list.select(shown):
                self._open_panel(shown)
            else:
                self._close_panel()

    def _refresh_person(self, view: EmployeeView) -> None:
        if self.person is None:
            return
        number = self.person.moves_to or view.number
        if employee_page.exists(self.seat.desk, number):
            self.person.update_view(employee_page.employee(self.seat.desk, number))
            self.person.show_again()
            self._titles()
        else:
            self.seat.go(Place("employees"))

    def leave(self) -> bool:
        if self.mode == _GUIDE and self.guide is not None:
            self.guide.keep()
        if self.mode == _PERSON and self.person is not None:
            return self.person.leave()
        if self.mode == _OPENINGS and self.openings is not None:
            return self.openings.leave()
        return True

    def new(self) -> None:
        self.seat.go(Place("employees", "new"))

    def search(self) -> None:
        if self.mode == _LIST:
            self.list.search.setFocus()
            self.list.search.selectAll()

    def primary(self) -> None:
        if self.mode == _PERSON and self.person is not None:
            self.person.save()

    def step(self, number: int) -> None:
        if self.mode == _GUIDE and self.guide is not None:
            self.guide.go_to_step(number - 1)
