"""One employee on a page of their own, in tabs. Another tab is another row in `TABS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.message import Message
from services.queries.employee_page import EmployeeView
from views.pages.employees.absence_tab import AbsenceTab
from views.pages.employees.balances_tab import BalancesTab
from views.pages.employees.benefits_tab import BenefitsTab
from views.pages.employees.cards_tab import CardsTab
from views.pages.employees.employment_tab import EmploymentTab
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.history_tab import HistoryTab, LogTab
from views.pages.employees.lines_tab import LinesTab
from views.pages.employees.person_tab import PersonTab
from views.pages.employees.rates_tab import RatesTab
from views.pages.employees.tab import EmployeeTab
from views.shell.seat import Seat
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import empty_layout
from views.widgets.tabs import Tabs


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A tab: its key in places, its word, what makes it, and the fields that are found on it.

    `reads` says that it reads more than the view, and so is made anew after every change.
    """

    key: str
    word: Message
    make: Callable[[Seat, EmployeeView], EmployeeTab | PersonTab]
    fields: tuple[str, ...] = ()
    reads: bool = False
    section: str = ""  # of the country's questions; without it, there is no such tab


_OF_EMPLOYMENT: Final = (
    "terms",
    "start",
    "employment_end",
    "end_reason",
    "establishment",
    "zone",
    "occupation",
    "type",
    "form",
    "title",
    "work_schedule",
    "vessel_register",
    "vessel_type",
    "vessel_area",
    "seniority",
    "earned_in",
    "pay_step",
    "percent",
    "full_time_hours",
    "monthly_salary",
    "hourly_rate",
    "pay",
    "from_day",
    "category",
    "pay_group",
    "norm_hours",
    "agreement_hours",
)

TABS: Final = (
    TabEntry("person", Message("Person"), PersonTab),  # and every field that no other tab has
    TabEntry("employment", Message("Employment"), EmploymentTab, _OF_EMPLOYMENT),
    TabEntry("lines", Message("Fixed lines"), LinesTab, ("line_type",)),
    TabEntry("personal_rates", Message("Personal rates"), RatesTab, ("rate",), section="personal_rates"),
    TabEntry("benefits", Message("Benefits and allocation"), BenefitsTab, ("car", "loan", "shares"), reads=True),
    TabEntry("cards", Message("Tax cards"), CardsTab, ("tax_card", "table", "card_year")),
    TabEntry("balances", Message("Balances"), BalancesTab, ("opening", "balance"), reads=True),
    TabEntry("absence", Message("Absence"), AbsenceTab, reads=True),
    TabEntry("history", Message("Pay history"), HistoryTab),
    TabEntry("log", Message("Log"), LogTab),
)
_PERSON: Final = TABS[0].key
_TAB_OF: Final = {field: entry.key for entry in TABS for field in (entry.key, *entry.fields)}


class PersonPage(QWidget):
    """The tabs. What is typed on the first one is stored by its button, the rest in panels."""

    renamed = Signal(int)

    def __init__(self, seat: Seat, view: EmployeeView) -> None:
        super().__init__()
        self.seat, self.view = seat, view
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        sections = seat.questions.sections
        self.entries = tuple(entry for entry in TABS if not entry.section or entry.section not in sections)
        words = {"benefits": Message("Allocation")} if {"cars", "loans"} <= sections else {}
        self.tabs = Tabs([(entry.key, seat.t(words.get(entry.key, entry.word))) for entry in self.entries])
        column.addWidget(self.tabs)
        self._holders: dict[str, QVBoxLayout] = {}
        self._made: dict[str, EmployeeTab | PersonTab] = {}
        for entry in self.entries:
            holder = QWidget()
            row = QVBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            self._holders[entry.key] = row
            self.tabs.add(entry.key, holder)
        self.tabs.changed.connect(self._tab_changed)

    # --- tabs are made when they are first shown ------------------------------------------------------------------

    def tab(self, key: str) -> EmployeeTab | PersonTab:
        """A tab, made now if nobody saw it yet."""
        if key not in self._made:
            entry = next(entry for entry in self.entries if entry.key == key)
            made = self._made[key] = entry.make(self.seat, self.view)
            if isinstance(made, PersonTab):
                made.saved.connect(self.renamed)
            else:
                made.asked.connect(self.enter)
            inner = QWidget()
            body = QVBoxLayout(inner)
            body.setContentsMargins(0, 20, 0, 24)
            body.addWidget(made)
            body.addStretch(1)
            self._holders[key].addWidget(ScrollArea(inner, soft=True))
        return self._made[key]

    @property
    def person_tab(self) -> PersonTab:
        """Who it is, typed in place."""
        made = self.tab(_PERSON)
        assert isinstance(made, PersonTab)
        return made

    def show_field(self, field: str) -> None:
        """The tab of a field, and the field itself (or the panel in which it is entered)."""
        key = _TAB_OF.get(field) or _TAB_OF.get(field.partition(".")[0], _PERSON)
        if all(entry.key != key for entry in self.entries):
            key = _PERSON
        self.tabs.set_current(key)
        self.tab(key).show_field(field)

    def enter(self, panel: FormPanel) -> None:
        """Enter one thing beside the page."""
        self.seat.show_panel(panel)
        panel.begin()

    def _tab_changed(self, key: str) -> None:
        """Another tab: what was entered beside the one before is not shown any more."""
        self.seat.close_panel()
        self.tab(key)

    # --- changes --------------------------------------------------------------------------------------------------

    def update_view(self, view: EmployeeView) -> None:
        """The employee was changed: every tab is made anew; what is typed and not stored stays."""
        is_same, self.view = view == self.view, view
        for entry in self.entries:
            made = self._made.get(entry.key)
            if made is None or (is_same and not entry.reads):
                continue
            if isinstance(made, PersonTab):
                made.update_view(view)
            else:
                del self._made[entry.key]
                empty_layout(self._holders[entry.key])

    def show_again(self) -> None:
        """The tab where one is, after a change."""
        self.tab(self.tabs.current())

    @property
    def moves_to(self) -> int | None:
        """The number under which the person is to be found from now on, while it is being stored."""
        return self.person_tab.moves_to if _PERSON in self._made else None

    def moved(self) -> None:
        """The page is told where the person went."""
        if _PERSON in self._made:
            self.person_tab.moves_to = None

    def save(self) -> None:
        """Store what was typed."""
        if _PERSON in self._made:
            self.person_tab.save()

    def leave(self) -> bool:
        """Store what was typed. False where something is wrong with it, which is then said."""
        return _PERSON not in self._made or self.person_tab.leave()
