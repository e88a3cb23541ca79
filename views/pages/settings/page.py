"""Settings: sections at the left, a form or a list at the right. Without a client only what is of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.values.finding import Place
from services.actions.settings import keep_draft
from services.queries import settings
from services.queries.pay_choices import CHOICES
from views.pages.settings.account_parts import AccountsPart, WageTypesPart
from views.pages.settings.bank_part import BankPart
from views.pages.settings.books_part import BooksPart
from views.pages.settings.categories_part import CategoriesPart
from views.pages.settings.choices_part import HOURS, ChoicesPart
from views.pages.settings.cost_units_part import CostUnitsPart
from views.pages.settings.employer_parts import (
    FIRM,
    PAY,
    UNITS,
    EmployerModel,
    FirmPart,
    NotSetUpPart,
    PayPart,
    UnitsPart,
)
from views.pages.settings.look_part import LookPart
from views.pages.settings.part import Part
from views.pages.settings.payslip_part import PayslipPart
from views.pages.settings.rates_part import RatesPart
from views.pages.settings.remarks_part import RemarksPart
from views.pages.settings.section_list import SectionList
from views.pages.settings.security_part import SecurityPart
from views.pages.settings.tables_part import TablesPart
from views.pages.settings.type_sets_part import TypeSetsPart
from views.shell.page import Page
from views.shell.seat import Seat

_LIST: Final = 700  # a narrower page has the list of sections out of sight
_FIELDS: Final = {
    **dict.fromkeys(FIRM, "employer"),
    **dict.fromkeys(UNITS, "establishments"),
    **dict.fromkeys(PAY, "pay"),
    **dict.fromkeys((*CHOICES, HOURS), "choices"),
    "allowance": "establishments",
}
"""The section of each field of the employer."""


class SettingsPage(Page):
    """Sections are made when somebody first goes to them; what is typed in one survives going to another."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "employer",
            "establishment",
            "account_number",
            "setting",
            "employment",
            "own_rate",
            "cost_unit",
            "cost_share",
            "other_aid",
            "position_category",
            "category_line",
            "rate_step",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.header.set(t("Settings"))
        self._model: EmployerModel | None = None
        self._parts: dict[str, Part] = {}
        self._kept: dict[str, Any] = {}
        client = [
            ("employer", t("Employer")),
            ("establishments", t("Sub-units")),
            ("pay", t("Pay, holiday, pension") if seat.questions.has("pension_percent") else t("Pay and holiday")),
            ("choices", t("The law's choices")),
            ("categories", t("Position categories")),
            ("result_tables", t("Result tables")),
            ("type_sets", t("Lists of wage types")),
            ("wage_types", t("Wage types")),
            ("accounts", t("Account plan")),
            ("bank", t("Bank")),
            ("books", t("Accounting")),
            ("rates", t("Rates")),
            ("cost_units", t("Departments and projects")),
            ("remarks", t("Own remarks")),
            ("payslip", t("Payslip")),
            ("security", t("Security and backups")),
        ]
        client = [(key, word) for key, word in client if key not in seat.questions.sections]
        program = [("look", t("Language and appearance"))]
        self.words = dict([*client, *program])
        groups = [(t("This client"), client), (t("The program"), program)] if seat.has_client else [("", program)]
        self.sections = SectionList(seat, groups)
        self.sections.chosen.connect(lambda key: seat.go(Place("settings", None, key)))
        self.stack = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(32)
        row.addWidget(self.sections)
        row.addWidget(self.stack, 1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(holder, 1)
        self._current = ""
        self._draft: dict[str, Any] | None = None
        if seat.has_client:
            kept = settings.draft(seat.desk, settings.UNSAVED)
            self._draft = dict(kept) if kept else None
            self._kept = dict(kept) if kept else {}
        self._show_unsaved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for one section, and none for the list of them."""
        super().resizeEvent(event)
        self.sections.setVisible(self.width() >= _LIST)

    # --- parts ----------------------------------------------------------------------------------------------------

    def part(self, key: str) -> Part:
        """A section, made when it is first asked for. Raises KeyError."""
        if key not in self._parts:
            made = self._makers()[key]()
            self._parts[key] = made
            self.stack.addWidget(made)
            if key in self._kept:
                made.show_typed(self._kept.pop(key))
            made.changed.connect(self._show_unsaved)
        return self._parts[key]

    def _makers(self) -> dict[str, Callable[[], Part]]:
        seat = self.seat
        makers: dict[str, Callable[[], Part]] = {"look": lambda: LookPart(seat)}
        if seat.has_client:
            makers |= {
                "employer": lambda: self._of_employer(FirmPart),
                "establishments": lambda: self._of_employer(UnitsPart),
                "pay": lambda: self._of_employer(PayPart),
                "choices": lambda: ChoicesPart(seat) if self.model.view.is_entered else NotSetUpPart(seat),
                "categories": lambda: CategoriesPart(seat),
                "result_tables": lambda: TablesPart(seat),
                "type_sets": lambda: TypeSetsPart(seat) if self.model.view.is_entered else NotSetUpPart(seat),
                "wage_types": lambda: WageTypesPart(seat),
                "accounts": lambda: AccountsPart(seat),
                "bank": lambda: BankPart(seat) if self.model.view.is_entered else NotSetUpPart(seat),
                "books": lambda: BooksPart(seat) if self.model.view.is_entered else NotSetUpPart(seat),
                "rates": lambda: RatesPart(seat),
                "cost_units": lambda: CostUnitsPart(seat),
                "remarks": lambda: RemarksPart(seat),
                "payslip": lambda: PayslipPart(seat),
                "security": lambda: SecurityPart(seat),
            }
        return makers

    def _of_employer(self, make: Callable[[Seat, EmployerModel], Part]) -> Part:
        return make(self.seat, self.model) if self.model.view.is_entered else NotSetUpPart(self.seat)

    @property
    def model(self) -> EmployerModel:
        """The employer, which three sections share."""
        if self._model is None:
            self._model = EmployerModel(self.seat, self)
        return self._model

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        field = place.field or self._current or ("employer" if self.seat.has_client else "look")
        if field == "pay" and _FIELDS.get(str(place.thing)) == "choices":  # a choice of the law is found by its name
            field = "choices"
        key = field if field in self.words and field in self.sections.items else _FIELDS.get(field, "")
        if key not in self.sections.items:
            key = "employer" if self.seat.has_client else "look"
        part = self.part(key)
        self._current = key
        self.sections.choose(key)
        self.stack.setCurrentWidget(part)
        part.open(place)
        self._show_unsaved()

    def receive(self, path: Path) -> None:
        """A file of rates that was dropped or chosen."""
        part = self.part("rates")
        if isinstance(part, RatesPart):
            part.show_files(path)

    def refresh(self) -> None:
        if self._model is not None:
            was_set_up = self._model.view.is_entered
            self._model.refresh()
            if was_set_up != self._model.view.is_entered:
                self._forget(("employer", "establishments", "pay", "choices", "type_sets", "bank", "books"))
        for part in self._parts.values():
            part.refresh()
        self._show_unsaved()

    def _forget(self, keys: tuple[str, ...]) -> None:
        """Sections that are made anew: the employer was entered, or that was taken back."""
        for key in keys:
            if (part := self._parts.pop(key, None)) is not None:
                self.stack.removeWidget(part)
                part.deleteLater()
        self._model = None
        if self._current in keys:
            self.show_place(Place("settings", None, self._current))

    def leave(self) -> bool:
        """Keep what is typed and not saved; it is there again the next time. A new key holds one until it is kept."""
        if not self.seat.has_client:
            return True
        if not all(part.may_leave() for part in self._parts.values()):
            return False
        typed = self.unsaved()
        if typed != (self._draft or {}):
            keep_draft(self.seat.desk, typed or None, settings.UNSAVED)
            self._draft = typed or None
        if typed:
            self.seat.toast(self._said(set(typed)))
        return True

    def search(self) -> None:
        if self._current:
            self._parts[self._current].search()

    # --- what is not saved ----------------------------------------------------------------------------------------

    def unsaved(self) -> dict[str, Any]:
        """What is typed and not saved, by section."""
        typed = {key: part.typed() for key, part in self._parts.items() if part.has_changes()}
        return {**self._kept, **{key: value for key, value in typed.items() if value is not None}}

    def _show_unsaved(self) -> None:
        keys = {key for key, part in self._parts.items() if part.has_changes()} | set(self._kept)
        self.sections.set_unsaved(keys)
        line = self.seat.t("Chosen once, and changed when something is otherwise. Each change can be taken back.")
        if not self.seat.has_client:
            line = self.seat.t("Open a client to see what is chosen for it.")
        self.header.set(self.header.title, self._said(keys) if keys else line)

    def _said(self, keys: set[str]) -> str:
        names = ", ".join(word for key, word in self.words.items() if key in keys)
        return self.seat.t("Not saved yet: {sections}", sections=names)
