"""Wage types and accounts: lists in which the account that something is posted to is changed under the table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.actions.books import set_grouping
from services.actions.settings import set_account
from services.queries import settings
from services.queries.settings import AccountRow, AccountScope, WageTypeRow, account_scopes
from services.reference.accounting import saft_groupings
from views.pages.settings.list_part import ListPart
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, Field, TextEdit
from views.widgets.table import TableColumn
from views.widgets.text import Label

_LABEL = 23  # the room of the field's label
_NAMED = 8
"""How many wage types an account names; the list of wage types has them all."""


class AccountEditor(QWidget):
    """The account of one purpose, or of a wage type, department or project there alone: changed here, or given back to
    the plan. Beside it, where it is asked for, its grouping in SAF-T.
    """

    saved = Signal()

    def __init__(self, seat: Seat, *, grouping: bool = False) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self._row: AccountRow | None = None
        self._wage_type = ""
        self._scopes: Sequence[AccountScope] = ()
        self.scope = Field(seat, t("Applies to"), Choice(seat), topic="settings.account_scope", width=240)
        self.scope.setFixedWidth(240)
        self.number = Field(seat, t("Account"), TextEdit(seat, limit=10), topic="settings.account", width=110)
        self.number.setFixedWidth(140)
        groupings = [(key, f"{names[seat.language]} ({key.partition('/')[2]})") for key, names in _groupings(seat)]
        self.grouping = Field(
            seat, t("Group in SAF-T"), Choice(seat, groupings), topic="settings.account_saft", width=280
        )
        self.grouping.setFixedWidth(280)
        self.grouping.setVisible(grouping)
        self.save_button = Button(t("Save"))
        self.back_button = Button("", "link")
        self.note = Label("", "note", "ink2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(12)
        column.addLayout(row)
        second = QHBoxLayout()
        second.setSpacing(16)
        second.addWidget(self.grouping, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(second)
        holder = QWidget()  # as high as the field, so that all stands on its line
        holder.setFixedHeight(_LABEL + theme.FIELD)
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, _LABEL, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self.save_button)
        beside.addWidget(self.back_button)
        beside.addStretch(1)
        for field in (self.number, self.scope):
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(holder, 1, Qt.AlignmentFlag.AlignTop)
        self.number.changed.connect(self._settle)
        self.number.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]
        self.scope.changed.connect(self._show_scope)
        self.grouping.changed.connect(self._keep_grouping)
        self.save_button.clicked.connect(self.save)
        self.back_button.clicked.connect(lambda: self._keep(""))

    def show_row(self, row: AccountRow, note: str, wage_type: str = "") -> None:
        """Show the account of a purpose, for a wage type where one is looked at."""
        is_same = self._row is not None and (self._row.purpose, self._wage_type) == (row.purpose, wage_type)
        before = self.scope.value() if is_same else None
        self._row, self._wage_type = row, wage_type
        t = self.seat.t
        self._scopes = account_scopes(self.seat.desk, row, wage_type)
        words = [
            (each.key, f"{t(each.words)}: {each.own}" if each.own and any(each.key) else t(each.words))
            for each in self._scopes
        ]
        self.scope.editor.set_items(words)  # type: ignore[attr-defined]
        own = next((each.key for each in self._scopes if each.wage_type and each.own), ("", "", ""))
        self.scope.set_value(before if before in [key for key, _ in words] else own)
        self.scope.setVisible(len(self._scopes) > 1)
        self.grouping.set_value(row.saft)
        self.note.setText(note)
        self._show_scope()

    def _show_scope(self) -> None:
        row = self._row
        if row is None:
            return
        scope = self._chosen()
        self.number.set_value(scope.own or row.number)
        back = row.number if any(scope.key) else row.planned
        self.back_button.setText(self.seat.t("Back to {number}", number=back))
        self.back_button.setVisible(bool(scope.own))
        self._settle()

    def _chosen(self) -> AccountScope:
        key = self.scope.value()
        return next((each for each in self._scopes if each.key == key), self._scopes[0])

    def begin(self) -> None:
        """Into the field."""
        self.number.focus()

    def save(self) -> None:
        """Keep what is typed."""
        if self.save_button.isVisibleTo(self):
            self._keep(self.number.value() or "")

    def _keep(self, number: str) -> None:
        if self._row is None:
            return
        row, scope = self._row, self._chosen()
        wage_type, department, project = scope.key
        try:
            set_account(
                self.seat.desk, row.purpose, number, wage_type=wage_type, department=department, project=project
            )
        except Refused as refusal:
            self.number.set_problem(refusal.findings[0].what)
            self.number.focus()
            return
        self.saved.emit()
        name = row.name(self.seat.language)
        back = row.number if any(scope.key) else row.planned
        text = self.seat.t("{name} is posted to {account}", name=name, account=number or back)
        self.seat.toast(text, undo=True)

    def _keep_grouping(self) -> None:
        row, chosen = self._row, self.grouping.value()
        if row is None or not chosen or chosen == row.saft:
            return
        kept = "" if chosen == row.planned_saft else str(chosen)
        if self.seat.attempt(lambda: set_grouping(self.seat.desk, row.purpose, kept)):
            self.saved.emit()
            self.seat.toast(self.seat.t("The SAF-T group of {account} is changed", account=row.number), undo=True)

    def _settle(self) -> None:
        row = self._row
        if row is None:
            return
        held = self._chosen().own or row.number
        self.save_button.setVisible((self.number.value() or "") not in ("", held))


def _groupings(seat: Seat) -> Collection[tuple[str, Mapping[str, str]]]:
    return saft_groupings(seat.desk.client.country).items()


def _words(seat: Seat, key: str) -> str:
    """What the country says over a list; nothing where it has no words of its own."""
    own = seat.questions.helps.get(key)
    return seat.t(own) if own is not None else ""


class AccountListPart(ListPart):
    """A list whose chosen row is posted to an account."""

    detail_height = 190

    def add_account(self, *, grouping: bool = False) -> None:
        """The account, in the card under the table; opening a row goes into it."""
        self.account = AccountEditor(self.seat, grouping=grouping)
        self.detail.body.addStretch(1)
        self.detail.add(self.account)
        self.table.opened.connect(lambda _row: self.account.begin())
        self.account.saved.connect(self.refresh)
        self.refresh()
        self.choose()


class WageTypesPart(AccountListPart):
    """Every wage type: what it counts in, how it is reported, where it is posted."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Wage types"),
            _words(seat, "wage_types")
            or t("Ready-made, with the official code. Choose one to see more or to post it to another account."),
            t("Find a wage type"),
        )
        self.kinds = Choice(seat, [("", t("All kinds"))])
        self.kinds.setAccessibleName(t("Which wage types"))
        self.kinds.setMaximumWidth(220)
        self.bar.insertWidget(1, self.kinds)
        self.add_table(self._columns(), "settings.wage_types", t("Wage types"))
        self.kinds.changed.connect(self._keep_kind)
        self.made = Label("", "note", "ink2", wrap=True)
        self.rate_link = Button("", "link")
        self.rate_link.clicked.connect(self._open_rate)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.made, 1)
        line.addWidget(self.rate_link, 0, Qt.AlignmentFlag.AlignTop)
        self.detail.body.addLayout(line)
        self.add_account()

    def _columns(self) -> list[TableColumn]:
        t, language = self.seat.t, self.seat.language
        number = TableColumn(
            "number", t("No."), "text", value=lambda row: str(row.number), sort=lambda row: row.number, width=64
        )
        name = TableColumn(
            "name",
            t("Wage type"),
            "text",
            value=lambda row: row.name(language),
            second=lambda row: t(row.kind),
            width="stretch",
        )
        is_numbered = "categories" not in self.seat.questions.sections  # their bases are in their rows
        return [
            number,
            name,
            TableColumn("tax", t("Withholding"), "text", value=lambda row: row.tax, width=138),
            *([] if is_numbered else [TableColumn("counts", t("Counts in"), "text", value=self._counts, width=222)]),
            TableColumn("account", t("Account"), "text", value=lambda row: row.account, width=84),
        ]

    def refresh(self) -> None:
        t = self.seat.t
        rows = settings.wage_types(self.seat.desk)
        self._accounts = {row.purpose: row for row in settings.accounts(self.seat.desk)}
        kinds = list(dict.fromkeys(row.kind for row in rows))
        self.kinds.set_items([("", t("All kinds")), *((kind.text, t(kind)) for kind in kinds)])
        if self.kinds.value() is None:
            self.kinds.set_value("")
        self.table.set_rows(rows)
        self.show_again()

    def open(self, place: Place) -> None:
        if place.thing is not None:
            self.choose(lambda row: place.thing in (row.slug, row.number))

    def _counts(self, row: WageTypeRow) -> str:
        t = self.seat.t
        words = (
            (row.contribution, t("contribution")),
            (row.holiday, t("holiday")),
            (row.pension, t("pension")),
        )
        return " · ".join(word for counts, word in words if counts)

    def _keep_kind(self) -> None:
        kind = self.kinds.value()
        self.table.keep((lambda row: row.kind.text == kind) if kind else None)

    def show_row(self, row: WageTypeRow) -> None:
        self.detail.set_heading(f"{row.number} {row.name(self.seat.language)}")
        self.detail.set_line(" · ".join(self._said(row)))
        self.made.setText(self.seat.t(row.made))
        self.rate_link.setVisible(bool(row.rate))
        self.rate_link.setText(self.seat.t("The rate"))
        account = self._accounts.get(row.purpose)
        self.account.setVisible(account is not None)
        if account is not None:
            self.account.show_row(account, self._note(account), row.slug)

    def _open_rate(self) -> None:
        row = self.table.current()
        if row is not None and row.rate:
            self.seat.go(Place("settings", row.rate, "rates"))

    def _said(self, row: WageTypeRow) -> list[str]:
        t = self.seat.t
        counts = self._counts(row)
        said = [
            t("Withholding: {how}", how=row.tax) if row.tax else "",
            t("Counts in {what}", what=counts.replace(" · ", ", "))
            if counts
            else t("Counts in neither contribution, holiday pay nor pension")
            if row.is_reported
            else t(row.kind),
            t("In the a-melding: {code}", code=row.code)
            if row.code
            else t("Not in the a-melding")
            if row.is_reported
            else "",
            t("contra account {number}", number=row.contra) if row.contra else "",
        ]
        return [each for each in said if each]

    def _note(self, account: AccountRow) -> str:
        t = self.seat.t
        note = t("{name}.", name=account.name(self.seat.language))
        others = len(account.types) - 1
        if others == 1:
            note += " " + t("1 other wage type is posted there too.")
        elif others > 1:
            note += " " + t("{count} other wage types are posted there too.", count=others)
        return note


class AccountsPart(AccountListPart):
    """The account plan by purpose."""

    detail_height = 236

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Account plan"),
            _words(seat, "accounts")
            or t("Filled in by the Norwegian standard. Give a purpose the number that your books have."),
            t("Find an account"),
        )
        self.add_table(self._columns(), "settings.accounts", t("Account plan"))
        self.add_account(grouping=bool(_groupings(seat)))

    def _columns(self) -> list[TableColumn]:
        t, language = self.seat.t, self.seat.language
        planned = TableColumn(
            "planned",
            t("Standard"),
            "text",
            value=lambda row: row.planned if row.own else "",
            width=110,
            ink="ink2",
        )
        return [
            TableColumn("number", t("Account"), "text", value=lambda row: row.number, width=96),
            TableColumn(
                "name", t("What is posted there"), "text", value=lambda row: row.name(language), width="stretch"
            ),
            planned,
            TableColumn("types", t("Wage types"), "number", value=lambda row: len(row.types) or None, width=110),
        ]

    def refresh(self) -> None:
        self._names = {row.slug: row.name(self.seat.language) for row in settings.wage_types(self.seat.desk)}
        self.table.set_rows(settings.accounts(self.seat.desk))
        self.show_again()

    def open(self, place: Place) -> None:
        if place.thing is not None:
            self.choose(lambda row: place.thing in (row.purpose, row.number))

    def show_row(self, row: AccountRow) -> None:
        t = self.seat.t
        self.detail.set_heading(f"{row.number} {row.name(self.seat.language)}")
        self.detail.set_line(self._said(row) or t("Posted by the run itself, not by a wage type."))
        note = t("A draft of a run is recalculated after a change. Approved runs keep their accounts.")
        if row.more:
            others = ", ".join(sorted(set(row.more.values())))
            note = t("Also posted to {accounts} for some wage types, departments or projects.", accounts=others)
        self.account.show_row(row, note)

    def _said(self, row: AccountRow) -> str:
        """The wage types that are posted there; of many the first."""
        names = [self._names.get(slug, slug) for slug in row.types]
        if len(names) <= _NAMED + 1:
            return ", ".join(names)
        first = ", ".join(names[:_NAMED])
        return self.seat.t("{names} and {count} more", names=first, count=len(names) - _NAMED)
