"""A rise for many at once: who, how much, from which day; old and new pay, what is owed for earlier months, the cost.

Nothing is stored before the last button, and then all of it is one change.
"""

from __future__ import annotations

from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.money import Money
from services.actions import bulk_rise as actions
from services.actions.bulk_rise import LEAVE, Overpaid, RisePreview, RiseRow
from services.queries import bulk_rise as queries
from services.queries.why import trace_of
from views.pages.bulk_rise.form import RiseForm
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.card import Section
from views.widgets.empty import EmptyState
from views.widgets.guide import GuideFooter
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

_PAUSE = 300
_HIDDEN = ((660, ()), (480, ("more",)), (360, ("before", "more")), (0, ("before", "more", "owed")))
"""From which room on which columns are left out."""
_TYPED: WeakKeyDictionary[Any, tuple[dict[str, Any], dict[str, str]]] = WeakKeyDictionary()
"""What stood in the form when the page was left, by client; in memory only."""


class BulkRisePage(Page):
    """The form at the left, the preview at the right."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"employee", "employment", "employment_terms", "pay_run", "entered_line"}
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.preview: RisePreview | None = None
        self.made: int | None = None
        self._asked = 0
        self._work: Work | None = None
        self._is_saving = False
        self._is_shown = False
        self.header.set(t("Pay rise"), t("For many at once. You see every salary, what is owed and the cost first."))
        self.anew_button = Button(t("Start over"), icon="arrow-counter-clockwise")
        self.anew_button.clicked.connect(lambda *_: self.begin_anew())
        self.header.add_button(self.anew_button)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        row = QHBoxLayout()
        row.setSpacing(20)
        self.form = RiseForm(seat)
        self.form.changed.connect(self._on_changed)
        area = ScrollArea(self.form, soft=True)
        area.setMinimumWidth(320)
        row.addWidget(area, 38)
        right = QVBoxLayout()
        right.setContentsMargins(12, 0, 0, 0)
        right.setSpacing(12)
        self.head = Section(t("Before and after"))
        right.addWidget(self.head)
        self.message = MessageBox("warn", "")
        self.message.hide()
        right.addWidget(self.message)
        self.table = RowsTable(seat, self._columns(), "bulk_rise", title=t("Before and after"))
        self._say_empty()
        self.table.why.connect(lambda row, _: self.show_months(row))
        self.table.opened.connect(self.show_months)
        right.addWidget(self.table, 1)
        self.cost = Label("", "note", "ink2", wrap=True)
        right.addWidget(self.cost)
        holder = QWidget()
        holder.setLayout(right)
        row.addWidget(holder, 62)
        self.column.addLayout(row, 1)
        self.foot = GuideFooter(seat)
        self.foot.closed.connect(self._close)
        self.foot.forward.connect(self._perform)
        self.set_footer(self.foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.reckon)
        self._show_footer()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn(
                "name",
                t("Name"),
                "strong",
                lambda row: row.name,
                second=self._terms_words,
                width="stretch",
            ),
            TableColumn("before", t("Pay now"), "money", lambda row: row.before, width=96),
            TableColumn("after", t("New pay"), "money", lambda row: row.after, width=96, strong=True),
            TableColumn("more", t("The rise"), "change", lambda row: row.more, width=110),
            TableColumn(
                "owed",
                t("Back pay"),
                "money",
                self._owed_of,
                width=124,
                why=True,
                second=self._months_words,
            ),
        ]

    def _terms_words(self, row: RiseRow) -> str:
        t, f = self.seat.t, self.seat.formats
        kind = t("an hour") if row.is_hourly else t("a month, {percent}", percent=f.percent(row.position))
        return f"{kind} · {t('from {day}', day=row.since)}"

    def _is_first(self, row: RiseRow) -> bool:
        assert self.preview is not None
        return next(each for each in self.preview.rows if each.number == row.number) is row

    def _owed_of(self, row: RiseRow) -> Money | None:
        """What is owed is told once for each person."""
        person = self.preview.of(row.number) if self.preview is not None else None
        return person.amount if person is not None and self._is_first(row) else None

    def _months_words(self, row: RiseRow) -> str:
        person = self.preview.of(row.number) if self.preview is not None else None
        if person is None or not self._is_first(row):
            return ""
        count = len(person.months)
        return self.seat.t("1 month") if count == 1 else self.seat.t("{count} months", count=count)

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        if not self._is_shown:
            self._is_shown = True
            kept = _TYPED.get(self.seat.desk.client)
            if kept is not None:
                self.form.show_typed(kept)
        self.form.show_targets()
        if place.field is not None and place.field in self.form.fields:
            self.form.fields[place.field].focus()
        else:
            first = "percent" if not self.form.fields["percent"].isHidden() else "amount"
            self.form.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reckon()

    def refresh(self) -> None:
        if self._is_saving or not self.seat.has_client:
            return
        typed = self.form.typed()
        self.form.candidates = queries.candidates(self.seat.desk)
        self._say_empty()
        self.form.show_typed(typed)
        self.form.show_targets()
        self.reckon()

    def recalculate(self) -> None:
        self.reckon()

    def why(self) -> None:
        row = self.table.current()
        if row is not None:
            self.show_months(row)

    def leave(self) -> bool:
        self._keep()
        return True

    def primary(self) -> None:
        self.foot.enter()

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self.foot.set_right_margin(24 if beside_panel else theme.MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() * 6 // 10 - 60
        hidden = next((keys for least, keys in _HIDDEN if room >= least), _HIDDEN[-1][1])
        self.table.widths.hide(hidden)

    def _keep(self) -> None:
        if self.seat.has_client and self._is_shown:
            _TYPED[self.seat.desk.client] = self.form.typed()

    def begin_anew(self) -> None:
        """Empty again."""
        _TYPED.pop(self.seat.desk.client, None)
        self.form.clear()
        self.seat.close_panel()
        self.reckon()
        self.form.fields["percent"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self._keep()
        self.seat.close_panel()
        self.seat.go(Place("employees"))

    def _say_empty(self) -> None:
        """In place of rows: what is asked for first."""
        t, seat = self.seat.t, self.seat
        if self.form.candidates:
            line = t("Old and new pay, what is owed and the cost stand here.")
            self.table.set_empty(EmptyState("trend-up", t("Say how much"), line))
            return
        begin = Button(t("New employee"), "primary", "plus")
        begin.clicked.connect(lambda: seat.go(Place("employees", "new")))
        title = t("Nobody with a monthly salary or an hourly rate is employed")
        self.table.set_empty(EmptyState("users", title, "", begin))

    # --- the preview ----------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._keep()
        self._timer.start()
        self._show_footer()

    def reckon(self) -> None:
        """Compute the preview, off the window's thread."""
        self._timer.stop()
        self._asked += 1
        asked, rise, desk = self._asked, self.form.rise(), self.seat.desk
        if self._work is not None:
            self._work.cancel()
            self._work = None
        if rise is None:
            self.preview = None
            self.table.set_rows(())
            self.table.set_sums("", None)
            self.cost.setText("")
            self.head.set(self.seat.t("Before and after"))
            self.message.hide()
            self._show_footer()
            return
        into = self.form.into()
        self.table.set_waiting(True)
        self._work = self.seat.work(
            lambda _: actions.preview(desk, rise, into),
            done=lambda found: self._reckoned(asked, found, into is not None),
            refused=lambda findings: self._refused(asked, findings),
            owner=self,
            aside=True,
        )
        self.progress.follow(self._work)
        self.progress.set(self.seat.t("Calculating the rise"), 0, 0)
        self.progress.set_cancellable(False)
        self._show_footer()

    def _reckoned(self, asked: int, found: RisePreview, was_asked_for_run: bool) -> None:
        if asked != self._asked:
            return
        self._work = None
        t, f = self.seat.t, self.seat.formats
        self.table.set_waiting(False)
        self.preview = found
        owed = queries.back_pay(found.back_pay.people)
        had_owed = self.form.owed
        self.form.show_owed(bool(found.back_pay.people))
        self.table.set_rows(found.rows)
        self.table.set_sums(t("Total"), {"owed": owed} if len(found.rows) > 1 and owed.ore else None)
        people = len({row.number for row in found.rows})
        words = t("1 person") if people == 1 else t("{count} people", count=people)
        if found.a_month.ore:
            words += " · " + t("{amount} more a month", amount=f.amount(found.a_month))
        self.head.set(t("Before and after"), "", words)
        parts = []
        if owed.ore:
            parts.append(t("Owed for earlier months: {amount}.", amount=f.amount(owed)))
        if found.effect is not None and found.cost.ore:
            parts.append(
                t(
                    "In that run it costs {amount}, with holiday pay, contribution and pension.",
                    amount=f.amount(found.cost),
                )
            )
        self.cost.setText(" ".join(parts))
        self.cost.setVisible(bool(parts))
        too_much = queries.overpaid(found.back_pay.people)
        self.message.setVisible(bool(too_much))
        if too_much:
            names = ", ".join(person.name for person in too_much[:5])
            self.message.set(
                t("Some were paid more already than the new pay gives: {names}", names=names),
                t("Nothing is deducted here. Settle it with each of them."),
            )
        self._show_footer()
        if self.form.owed and not had_owed and not was_asked_for_run:
            self.reckon()  # now that there is something to pay, with the run that pays it

    def _refused(self, asked: int, findings: tuple[Finding, ...]) -> None:
        if asked != self._asked:
            return
        self._work = None
        self.table.set_waiting(False)
        self.preview = None
        self.table.set_rows(())
        self.form.tell(findings)
        self._show_footer()

    def show_months(self, row: RiseRow) -> None:
        """Somebody's months beside the page, each with its why."""
        person = self.preview.of(row.number) if self.preview is not None else None
        t, f = self.seat.t, self.seat.formats
        panel = SidePanel(self.seat, t("What is owed for earlier months"), row.name)
        if person is None:
            panel.add(Label(t("Nothing is owed: no approved month comes after the day."), "note", "ink2", wrap=True))
        else:
            facts = KeyValues(self.seat)
            for month in queries.months_of(self.seat.desk, person, self.seat.language):
                title = f"{f.month(month.month)}, {month.what}"
                figure = month.figure

                def why(figure: Any = figure, title: str = title) -> None:
                    self.seat.why(trace_of(figure, title, row.name))

                amount = f.change(month.amount) if month.amount is not None else ""
                facts.add(title, amount, why if figure is not None else None)
            facts.add(t("Total"), f.change(person.amount), strong=True)
            panel.add(facts)
        panel.body.addStretch(1)
        self.seat.show_panel(panel)

    # --- doing ----------------------------------------------------------------------------------------------------

    def _show_footer(self) -> None:
        t, reason = self.seat.t, self.form.reason()
        if not reason and self.preview is not None and not any(row.more for row in self.preview.rows):
            reason = t("Nobody gets another pay by this")
        if not reason and self.preview is None and self._work is None:
            reason = t("Something above must be corrected first")
        is_known = self.preview is not None and self._work is None and not self._timer.isActive()
        note = t("It can be undone in one step.")
        self.foot.set(
            next=t("Give the rise"),
            back=False,
            ready=not reason and is_known and not self._is_saving,
            reason=reason,
            note=note,
            icon="check",
        )

    def _perform(self) -> None:
        rise = self.form.rise()
        if self._is_saving or self.preview is None or rise is None or not self.form.validate():
            self._show_footer()
            return
        desk, into, why = self.seat.desk, self.form.into(), str(self.form.value("why") or "").strip() or None
        agreed = {person.number: Overpaid(LEAVE) for person in queries.overpaid(self.preview.back_pay.people)}
        given: RisePreview = self.preview
        self._is_saving = True
        self.foot.next_button.set_waiting(True)
        self._show_footer()
        work = self.seat.work(
            lambda _: actions.give(desk, rise, into, overpaid=agreed, why=why),
            done=lambda applied: self._performed(given, applied),
            refused=self._not_performed,
            what=self.seat.t("Giving the rise"),
            owner=self,
        )
        self.progress.follow(work)
        self.progress.set_cancellable(False)

    def _performed(self, given: RisePreview, applied: Any) -> None:
        self._is_saving = False
        self.foot.next_button.set_waiting(False)
        _TYPED.pop(self.seat.desk.client, None)
        self.form.clear()
        self.form.candidates = queries.candidates(self.seat.desk)
        self.reckon()
        count = len({row.number for row in given.rows if row.more})
        t = self.seat.t
        words = t("1 person was given a rise") if count == 1 else t("{count} people were given a rise", count=count)
        self.seat.close_panel()
        self.seat.go(Place("pay_run", applied.run_id) if applied is not None else Place("employees"))
        self.seat.toast(words, undo=True)

    def _not_performed(self, findings: tuple[Finding, ...]) -> None:
        self._is_saving = False
        self.foot.next_button.set_waiting(False)
        self.form.tell(findings)
        self._show_footer()
