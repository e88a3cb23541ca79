"""Holiday pay of a year: what everybody earned, was paid and is owed, the days, and that the books say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from models.values.message import Message
from models.values.table import Table
from services.actions.save_table import save_table
from services.queries import holiday_year as queries
from services.queries.holiday_year import WORDS, Account, HolidayPerson, HolidayYear
from views.pages.holiday.tables_and_books import TablesAndBooks
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.form import Choice, SearchEdit, Segments
from views.widgets.menu import more_button
from views.widgets.side_panel import KeyValues
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import MessageBox

MONEY: Final = ("basis", "earned", "over_60", "paid", "owed", "contribution")
DAYS: Final = ("entitled", "brought", "taken", "left")
_GAP: Final = 12
_PLENTY: Final = 900
"""Where a page is narrower, a panel stands beside it."""


class HolidayPage(Page):
    """One holiday year: pay or days in the table, under it whether the accounts agree."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"pay_run", "movement", "employee", "employment", "employer", "own_rate", "account_number"}
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self._of: HolidayYear | None = None
        self.header.set(t("Holiday pay"))
        self.june_button = Button(t("How June is calculated"), icon="question")
        self.save_button = Button(t("Save as PDF …"), icon="file-pdf")
        self.more = more_button(seat, [(t("Save for a spreadsheet (CSV) …"), lambda: self.save(".csv"))])
        self.header.add_button(self.june_button)
        self.header.add_button(self.save_button)
        self.header.add_button(self.more)
        self.what = Segments(seat, [("money", t("Holiday pay")), ("days", t("Days"))])
        self.what.setAccessibleName(t("What is shown"))
        self.search_edit = SearchEdit(seat, t("Find an employee"))
        self.years = Choice(seat)
        self.years.setAccessibleName(t("Holiday year"))
        self.years.setFixedWidth(190)
        self.bar = QWidget()
        bar = QHBoxLayout(self.bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(_GAP)
        bar.addWidget(self.what)
        bar.addWidget(self.search_edit)
        bar.addStretch(1)
        bar.addWidget(self.years)
        self.wrong = MessageBox("warn", "")
        self.wrong.hide()
        self.tables = QStackedWidget()
        self.money = self._table(self._money_columns(), "holiday.money")
        self.days = self._table(self._days_columns(), "holiday.days")
        self.money.setProperty("topic", "holiday.owed")
        self.days.setProperty("topic", "holiday.days")
        self.books = Card(t("Agrees with the accounts?"))
        self.facts = KeyValues(seat)
        self.books.add(self.facts)
        self.column.addWidget(self.bar)
        above = QVBoxLayout()
        above.setContentsMargins(0, _GAP, 0, _GAP)
        above.setSpacing(_GAP)
        above.addWidget(self.wrong)
        self.column.addLayout(above)
        self.pair = TablesAndBooks(self.tables, self.books)
        self.column.addWidget(self.pair, 1)
        self.what.changed.connect(self._show_what)
        self.years.changed.connect(lambda: seat.go(Place("holiday", self.years.value())))
        self.search_edit.changed.connect(self._filter)
        self.search_edit.down.connect(lambda: self._shown().setFocus())
        self.june_button.clicked.connect(lambda: seat.help("holiday.june"))
        self.save_button.clicked.connect(lambda: self.save())
        self.wrong.clicked.connect(self._show_wrong)

    def _table(self, columns: list[TableColumn], name: str) -> RowsTable:
        table = RowsTable(self.seat, columns, name, title=self.seat.t("Holiday pay"))
        table.opened.connect(lambda row: self.seat.go(Place("employees", row.number, "balances")))
        table.why.connect(self._why)
        self.tables.addWidget(table)
        return table

    def _money_columns(self) -> list[TableColumn]:
        t = self.seat.t
        columns = [self._name()]
        widths = {"basis": 126, "earned": 112, "over_60": 92, "paid": 112, "owed": 114, "contribution": 122}
        for key in MONEY:
            columns.append(
                TableColumn(
                    key,
                    t(WORDS[key]),
                    "money",
                    value=_amount_of(key),
                    width=widths[key],
                    why=True,
                    strong=key == "owed",
                )
            )
        rate_word = WORDS["percent"]
        rate = TableColumn("percent", t(rate_word), "percent", value=lambda row: row.percent, width=62, why=True)
        columns.insert(2, rate)
        return columns

    def _days_columns(self) -> list[TableColumn]:
        t = self.seat.t
        columns = [self._name()]
        for key in DAYS:
            columns.append(
                TableColumn(
                    key,
                    t(WORDS[key]),
                    "number",
                    value=_value_of(key),
                    width=124,
                    why=True,
                    strong=key == "left",
                )
            )
        state = TableColumn(
            "state",
            t("With the pay"),
            "pill",
            value=lambda row: Message("does not agree") if row.finding else None,
            state=lambda row: "warn" if row.finding else "",
            width=150,
        )
        return [*columns, state]

    def _name(self) -> TableColumn:
        return TableColumn("name", self.seat.t("Employee"), "strong", value=lambda row: row.name, width="stretch")

    # --- going here -----------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        if place.field in ("money", "days"):
            self.what.set_value(place.field)
            self.tables.setCurrentWidget(self._shown())
        if self._of is None:
            self._read_first(_year(place.thing))
        else:
            self._show(queries.holiday_year(self.seat.desk, _year(place.thing) or self._of.year))
        self._shown().setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_first(self, year: int | None) -> None:
        """The first reading of a client takes a while: off the window's thread."""
        desk = self.seat.desk

        def done(of: HolidayYear) -> None:
            if self.seat.has_client and self.seat.desk is desk:  # else it was closed meanwhile
                self._show(of)

        def refused(findings: tuple[Finding, ...]) -> None:
            if self.seat.has_client and self.seat.desk is desk:
                self._show_nothing(self.seat.t(findings[0].what))

        self.seat.work(
            lambda _: queries.holiday_year(desk, year or queries.default_year(desk)),
            done=done,
            refused=refused,
            owner=self,
        )

    def refresh(self) -> None:
        if self._of is None:
            self._read_first(None)
            return
        try:
            self._show(queries.holiday_year(self.seat.desk, self._of.year))
        except Refused as refusal:  # the employer was taken back
            self._of = None
            self._show_nothing(self.seat.t(refusal.findings[0].what))

    def recalculate(self) -> None:
        self.refresh()

    def search(self) -> None:
        self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_edit.selectAll()

    def why(self) -> None:
        """Alt+Enter: the figure that the keys stand on, or else what matters most in the row."""
        table = self._shown()
        row, index = table.current(), table.view.currentIndex()
        if row is None:
            return
        column = table.model.columns[index.column()]
        self._why(row, column.key if column.why else "left" if table is self.days else "owed")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is no room for what an amount is made of."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Only the columns that there is room for, and that say something of anybody."""
        is_narrow, of = self.width() < _PLENTY, self._of
        money = {"basis", "percent", "over_60", "contribution"} if is_narrow else set()
        days = {"brought"} if is_narrow else set()
        if of is None or not any(each.over_60 for each in of.people):
            money.add("over_60")
        if of is None or not any(each.paid for each in of.people):
            money.add("paid")
        if of is None or not any(each.finding for each in of.people):
            days.add("state")
        self.money.widths.hide(tuple(money))
        self.days.widths.hide(tuple(days))

    # --- what is shown --------------------------------------------------------------------------------------------

    def _show(self, of: HolidayYear) -> None:
        self._of = of
        t = self.seat.t
        self.years.set_items([(each, t("Holiday year {year}", year=str(each))) for each in reversed(of.years)])
        self.years.set_value(of.year)
        self.money.set_rows(of.people)
        self.days.set_rows([each for each in of.people if each.entitled is not None])
        self.money.set_sums(t("Total"), {key: of.total(key) for key in MONEY} if of.people else None)
        self._write_head(of)
        self._show_books(of)
        count = len(of.findings)
        self.wrong.setVisible(count > 0)
        if count:
            title = (
                t("Holiday pay and days do not agree for 1 employee")
                if count == 1
                else t("Holiday pay and days do not agree for {count} employees", count=count)
            )
            text = t("Holiday pay is paid for other days than were deducted. The next run can deduct or give back.")
            self.wrong.set(title, text, t("Show them"))
        self.bar.show()
        for widget in (self.save_button, self.more):
            widget.setEnabled(bool(of.people))
        if not of.people:
            self._show_nothing("")
        self._fit()
        self._show_what()

    def _write_head(self, of: HolidayYear) -> None:
        t = self.seat.t
        owed, contribution = of.total("owed"), of.total("contribution")
        people = sum(1 for each in of.people if each.owed)
        if not of.people:
            line = ""
        elif owed:
            amounts = {
                "owed": self.seat.formats.kroner(owed),
                "contribution": self.seat.formats.kroner(contribution),
            }
            line = (
                t("{owed} kr is owed to 1 employee, and {contribution} kr of contribution on it.", **amounts)
                if people == 1
                else t(
                    "{owed} kr is owed to {count} employees, and {contribution} kr of contribution on it.",
                    count=people,
                    **amounts,
                )
            )
        else:
            line = t("Nothing is owed for {year}.", year=str(of.year))
        self.header.set(t("Holiday pay {year}", year=str(of.year)), line)

    def _show_books(self, of: HolidayYear) -> None:
        t, formats = self.seat.t, self.seat.formats
        self.facts.clear()
        self.books.setVisible(bool(of.people))
        if not of.is_accrued:
            self.books.set_heading(t("Booked when it is paid"))
            self.books.set_line(t("The employer has chosen so, and nothing of it stands on the accounts."))
            return
        agrees = all(not each.difference for each in of.accounts)
        self.books.set_heading(t("Agrees with the accounts") if agrees else t("Does not agree with the accounts"))
        for account in of.accounts:
            amount = formats.amount(account.listed)
            what = (
                t("{amount}, to the øre", amount=amount)
                if not account.difference
                else t(
                    "{amount}, and the accounts differ by {gap}", amount=amount, gap=formats.amount(account.difference)
                )
            )
            self.facts.add(
                t("{number} {name}, all years", number=account.number, name=t(account.what)),
                what,
                partial(self._why_account, account),
                state="err" if account.difference else "ok",
            )

    def _show_nothing(self, reason: str) -> None:
        t, seat = self.seat.t, self.seat
        year = str(self._of.year) if self._of is not None else ""
        button: Button
        if reason:
            title, line = reason, t("Five short steps, and pay can be run.")
            button = Button(t("Set up the firm"), "primary")
            button.clicked.connect(lambda: seat.go(Place("setup")))
            self.money.set_rows([])
            self.days.set_rows([])
            self.books.hide()
            self.wrong.hide()
            self.bar.hide()
            for widget in (self.save_button, self.more):
                widget.setEnabled(False)
            self.header.set(t("Holiday pay"))
        else:
            title = t("Nothing is earned for {year} yet", year=year)
            line = t("Holiday pay is earned with each run, and paid the year after.")
            button = Button(t("Go to the pay runs"), "primary")
            button.clicked.connect(lambda: seat.go(Place("pay_run")))
        self.money.set_empty(EmptyState("umbrella", title, line, button))
        self._count_rows()

    def _show_what(self) -> None:
        of = self._of
        table = self._shown()
        self.tables.setCurrentWidget(table)
        if of is not None and table is self.days and not of.has_days:
            said = self.seat.t(
                "The days of {year} are shown when the program has the rates of the year.", year=str(of.year)
            )
            self.days.set_empty(EmptyState("umbrella", said))
        self._filter()
        self._count_rows()

    def _count_rows(self) -> None:
        people = self._of.people if self._of is not None else ()
        is_days = self._shown() is self.days
        self.pair.set_rows(sum(1 for each in people if not is_days or each.entitled is not None))

    def _show_wrong(self) -> None:
        if self._of is not None:
            self.what.set_value("days")
            self._show_what()
            self.seat.show_findings(self._of.findings)

    def _filter(self) -> None:
        self._shown().filter(self.search_edit.value())

    def _shown(self) -> RowsTable:
        return self.days if self.what.value() == "days" else self.money

    # --- doing ----------------------------------------------------------------------------------------------------

    def _why(self, row: HolidayPerson, key: str) -> None:
        if self._of is None:
            return
        trace = queries.why(self.seat.desk, row.number, self._of.year, key)
        if trace is not None:
            self.seat.why(trace)

    def _why_account(self, account: Account) -> None:
        self.seat.why(queries.why_account(account))

    def save(self, ending: str = ".pdf") -> None:
        """The list that is shown, as PDF or for a spreadsheet."""
        of, t = self._of, self.seat.t
        if of is None:
            return
        is_days = self._shown() is self.days
        table: Table = queries.days_table(of) if is_days else queries.money_table(of)
        name = f"{self.seat.t(table.title)}{ending}"
        target = self.seat.files.save_file(t("Save the list"), name, f"{ending[1:].upper()} (*{ending})")
        if target is None:
            return
        if target.suffix.lower() != ending:
            target = target.with_name(target.name + ending)
        language, notes = self.seat.language, [Message("Approved runs and opening balances")]
        desk = self.seat.desk

        def done(saved: Any) -> None:
            assert isinstance(saved, Path)
            self.seat.toast(t("{file} is saved", file=saved.name))

        self.seat.work(
            lambda _progress: save_table(desk, table, target, language, notes),
            done=done,
            what=t("Saving the list"),
            owner=self,
        )


def _value_of(name: str) -> Callable[[HolidayPerson], Any]:
    return lambda row: getattr(row, name)


def _amount_of(name: str) -> Callable[[HolidayPerson], Any]:
    """An amount; nothing where there is none."""
    return lambda row: getattr(row, name) or None


def _year(thing: int | str | None) -> int | None:
    """The year of a place, if it names one."""
    year = int(thing) if isinstance(thing, str) and thing.isdecimal() else thing
    return year if isinstance(year, int) and MINYEAR < year < MAXYEAR else None
