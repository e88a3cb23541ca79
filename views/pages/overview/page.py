"""The client's front page: the month at work, what to do next, what is owed, what pay cost."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.money import ZERO
from models.values.span import Month
from services.queries.costs import MonthCost
from services.queries.debts import Debts, Owed, deadline_of
from services.queries.month_at_work import AtWork
from services.queries.month_steps import MonthStep
from services.queries.next_steps import Step
from services.queries.overview import Overview, overview
from services.queries.why import why_total
from views.pages.overview.first_day import FirstDay
from views.pages.overview.payment_panel import PaymentPanel, PaymentsPanel
from views.pages.overview.rows import NextDue, OwedRow, StepRow, StripStep
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.chart import Bar, Chart, Legend
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, IconLine, Label
from views.widgets.when import away, day_or_year, short_day, weekday

_SHOWN = 4
_NARROW = 800
_ROWS = ("strip", "steps", "owed")
_CHART = (168, 320)


class OverviewPage(Page):
    """Where a client begins."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "employer",
            "employee",
            "employee_draft",
            "employment",
            "employment_terms",
            "tax_card",
            "pay_run",
            "entered_line",
            "payslip",
            "run_total",
            "stored_file",
            "mark",
            "setting",
            "movement",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat, scroll=True)
        self._shows_all = False
        self.primary_button = Button("", "primary", trail="arrow-right")
        self.primary_button.clicked.connect(self.primary)
        self.header.add_button(self.primary_button)
        self._work: AtWork | None = None
        self._asked = ""  # the payment that somebody asked for before anything was read
        self.steps: list[StepRow] = []
        self.owed: list[OwedRow] = []
        self.strip: list[StripStep] = []
        self._build()
        for part in (self.primary_button, self._strip, self._under_strip, self._cards, self._cost):
            part.hide()  # until there is something to show

    def _build(self) -> None:
        t = self.seat.t
        self._strip = QWidget()
        self._strip.setAccessibleName(t("The month in ten steps"))
        self._strip_grid = QGridLayout(self._strip)
        self._strip_grid.setContentsMargins(0, 0, 0, 0)
        self._strip_grid.setSpacing(0)
        self._is_narrow = False
        self.column.addWidget(self._strip)
        self._under_strip = _gap(10)
        self.column.addWidget(self._under_strip)
        self._first = QVBoxLayout()
        self.column.addLayout(self._first)
        self._cards = QWidget()
        self._beside = cards = QHBoxLayout(self._cards)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(24)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(8)
        self.steps_head = Section(t("Next steps"))
        self.steps_head.clicked.connect(self._show_all)
        self.left_note = Label("", "note", "ink2")
        self.steps_head.row.addWidget(self.left_note)
        self._steps_card = Card(padding=0)
        left.addWidget(self.steps_head)
        left.addWidget(self._steps_card, 1)
        self.owed_head = Section(t("Owed and due"), t("See all"))
        self.owed_head.clicked.connect(lambda: self.seat.go(Place("deadlines")))
        self._owed_card = Card(padding=0)
        right.addWidget(self.owed_head)
        right.addWidget(self._owed_card, 1)
        cards.addLayout(left, 600)
        cards.addLayout(right, 380)
        self.column.addWidget(self._cards)
        self._build_chart()
        self.column.addStretch(1)

    def _build_chart(self) -> None:
        t = self.seat.t
        self._cost = QWidget()
        cost = QVBoxLayout(self._cost)
        cost.setContentsMargins(0, 16, 0, 0)
        cost.setSpacing(8)
        own = self.seat.questions.names.get("contribution")
        second = t("Employer's contribution") if own is None else t(own)
        self._parts = (t("Pay"), second, t("Pension and holiday pay"))
        self.cost_head = Section(t("Cost of pay by month"))
        self.copy_button = Button(t("Copy figures"), "quiet", "copy", small=True)
        self.copy_button.clicked.connect(self._copy)
        self.legend = Legend(self._parts)
        self.cost_head.row.addWidget(self.legend)
        self.cost_head.row.addWidget(self.copy_button)
        self._cost_column = cost
        cost.addWidget(self.cost_head)
        card = Card(padding=0)
        self.chart = Chart(self.seat)
        self.chart.setMinimumHeight(_CHART[0])
        card.add(self.chart)
        self._cost.setMaximumHeight(_CHART[1] + 52)
        cost.addWidget(card, 1)
        self.column.addWidget(self._cost, 100)

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """`("overview", "due:…", "paid")` opens the panel of a payment."""
        self._asked = place.thing if isinstance(place.thing, str) else ""
        if self._work is None:
            self._read_first()
            return
        self.refresh()
        self._open_asked()

    def _open_asked(self) -> None:
        subject, self._asked = self._asked, ""
        if subject:
            self._open_payment(subject)

    def _read_first(self) -> None:
        """The first reading of a client takes a while: off the window's thread."""
        desk = self.seat.desk

        def done(seen: Overview) -> None:
            if not self.seat.has_client or self.seat.desk is not desk:
                return  # it was closed meanwhile
            if self._work is None:  # else it was read anew meanwhile
                self._show(seen)
            self._open_asked()

        self.seat.work(lambda _: overview(desk), done=done, owner=self)

    def refresh(self) -> None:
        """Everything anew, from the file as it is."""
        self._show(overview(self.seat.desk))

    def _show(self, seen: Overview) -> None:
        focused = self._focused()
        self._work = work = seen.work
        self._show_head(work, seen.is_first_day)
        self._show_strip(seen.strip)
        self._show_first_day(work if seen.is_first_day else None)
        self._cards.setVisible(not seen.is_first_day)
        self._cost.setVisible(not seen.is_first_day)
        if not seen.is_first_day:
            self._show_steps(seen.steps, work)
            self._show_debts(seen.debts)
            self._show_costs(seen.costs)
        self._focus_again(focused)

    def _focused(self) -> tuple[str, int] | None:
        """Which row has the focus, so that it comes back to what stands there afterwards."""
        for name in _ROWS:
            for place, row in enumerate(getattr(self, name)):
                if row.hasFocus():
                    return name, place
        return None

    def _focus_again(self, focused: tuple[str, int] | None) -> None:
        if focused is None:
            return
        name, place = focused
        rows: list[QWidget] = getattr(self, name)
        if rows:
            row = rows[min(place, len(rows) - 1)]
            row.show()  # at once, so that it can be given the focus
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, beside a panel, the cards stand one under the other."""
        super().resizeEvent(event)
        self._is_narrow = is_narrow = event.size().width() < _NARROW
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._beside.setDirection(down if is_narrow else across)
        self._place_strip()
        self._place_legend()

    def _place_legend(self) -> None:
        """On the line of the heading, or under it where there is little room."""
        is_under = self._cost_column.indexOf(self.legend) >= 0
        if is_under is self._is_narrow:
            return
        (self._cost_column if is_under else self.cost_head.row).removeWidget(self.legend)
        if self._is_narrow:
            self._cost_column.insertWidget(1, self.legend)
        else:
            self.cost_head.row.insertWidget(self.cost_head.row.count() - 1, self.legend)

    def primary(self) -> None:
        """Ctrl+Enter: what the one primary button does."""
        if self._work is not None and self._work.where is not None:
            self.seat.go(self._work.where)

    def why(self) -> None:
        """Alt+Enter: what the amount in focus is made of."""
        row = next((row for row in self.owed if row.hasFocus()), None)
        due = deadline_of(self.seat.desk, row.subject) if row is not None and row.subject else None
        if due is None or not due.parts:
            return
        if len(due.parts) == 1 and due.parts[0].total:
            self.seat.why(why_total(self.seat.desk, due.parts[0].run_id, due.parts[0].total))
        else:
            self.seat.show_panel(PaymentPanel(self.seat, due))

    def new(self) -> None:
        """N: the next pay run."""
        if self._work is not None and self._work.state not in ("none", "nobody"):
            self.seat.go(Place("pay_run", "new"))

    def _show_head(self, work: AtWork, is_first_day: bool) -> None:
        t, seat = self.seat.t, self.seat
        title = seat.formats.month(work.month).capitalize()
        line = ""
        if is_first_day:
            title, line = t("Welcome"), t("Begin with one of these. Everything can be changed later.")
        elif work.pay_date is not None:
            day = {"weekday": weekday(seat, work.pay_date), "day": short_day(seat, work.pay_date)}
            if work.pay_date < seat.desk.today:
                line = t("Pay day was {weekday} {day}", **day)
            else:
                line = t("Pay day is {weekday} {day}, {when}", **day, when=away(seat, work.pay_date))
        elif work.state == "nobody":
            line = t("Nobody is employed yet")
        self.header.set(title, line)
        self.primary_button.setVisible(work.verb is not None and not is_first_day)
        if work.verb is not None:
            self.primary_button.setText(t(work.verb))

    def _show_strip(self, steps: tuple[MonthStep, ...]) -> None:
        for old in self.strip:
            self._strip_grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.strip = []
        self._strip.setVisible(bool(steps))
        self._under_strip.setVisible(bool(steps))
        for number, step in enumerate(steps, 1):
            shown = StripStep(
                number,
                step.state,
                self.seat.t(step.short),
                day_or_year(self.seat, step.day) if step.day is not None else "",
                self._strip_words(number, step),
                before=number > 1,
                after=number < len(steps),
                leads=step.where is not None,
            )
            if step.where is not None:
                shown.clicked.connect(lambda *_, where=step.where: self.seat.go(where))
            self.strip.append(shown)
        self._place_strip()

    def _place_strip(self) -> None:
        """All in one line, or in two where there is little room."""
        across = -(-len(self.strip) // 2) if self._is_narrow else max(len(self.strip), 1)
        for place, shown in enumerate(self.strip):
            self._strip_grid.addWidget(shown, place // across, place % across)
        for column in range(10):
            self._strip_grid.setColumnStretch(column, 1 if column < across else 0)

    def _strip_words(self, number: int, step: MonthStep) -> str:
        t = self.seat.t
        states = {
            "done": t("done"),
            "now": t("now"),
            "late": t("overdue"),
            "due": t("due soon"),
            "later": t("later"),
        }
        words = t("{number}. {what}: {state}", number=str(number), what=step.what, state=states[step.state])
        if step.day is None:
            return words
        day = f"{weekday(self.seat, step.day)} {short_day(self.seat, step.day)}"
        return t("{words}, due {day}", words=words, day=day)

    def _show_first_day(self, work: AtWork | None) -> None:
        empty_layout(self._first)
        if work is None:
            return
        t, seat = self.seat.t, self.seat
        ways = []
        if work.state == "none":
            ways.append(
                (
                    "buildings",
                    t("Set up the firm"),
                    t("Name, number, sub-units and choices. It takes about five minutes."),
                    t("Begin"),
                    lambda: seat.go(Place("setup")),
                )
            )
        else:
            ways.append(
                (
                    "user-plus",
                    t("Add the first employee"),
                    t("A guide of five steps asks for what is needed and says where to find it."),
                    t("New employee"),
                    lambda: seat.go(Place("employees", "new")),
                )
            )
            ways.append(
                (
                    "gear-six",
                    t("Look over the set-up"),
                    t("Zones, pension, holiday, pay day and accounts, each with what it is for.")
                    if seat.questions.has("zone")
                    else t("Position categories, holiday, pay day and accounts, each with what it is for."),
                    t("To the settings"),
                    lambda: seat.go(Place("settings", None, "employer")),
                )
            )
        ways.append(
            (
                "book-open",
                t("See how a month works"),
                t("Ten steps from hours to accounts: what is done here, what is sent where, and when."),
                t("Read"),
                lambda: seat.help("general.month"),
            )
        )
        self.first_day = FirstDay(ways)
        self._first.addWidget(self.first_day)

    # --- next steps -----------------------------------------------------------------------------------------------

    def _show_steps(self, steps: tuple[Step, ...], work: AtWork) -> None:
        t = self.seat.t
        body = self._steps_card.body
        body.setSpacing(0)
        empty_layout(body)
        self.steps = []
        left = len(steps)
        link = ""
        if left > _SHOWN:
            link = t("Show fewer") if self._shows_all else t("Show all {count}", count=left)
        note = t("1 left") if left == 1 else t("{count} left", count=left) if left else ""
        self.steps_head.set(t("Next steps"), link)
        self.left_note.setText("" if link else note)
        self.left_note.setVisible(bool(note) and not link)
        shown = steps if self._shows_all else steps[:_SHOWN]
        for number, step in enumerate(shown):
            self._add_step(step, is_last=number == len(shown) - 1)
        if not steps:
            words = t("Everything is done")
            if work.state == "todo" and work.pay_date is not None:
                day = f"{weekday(self.seat, work.pay_date)} {short_day(self.seat, work.pay_date)}"
                words = t("Everything is done. Next: pay for {month}, {day}", month=work.month, day=day)
            calm = IconLine("check-circle", words, "ink2")
            calm.setContentsMargins(20, 20, 20, 20)
            body.addWidget(calm)
        body.addStretch(1)

    def _add_step(self, step: Step, *, is_last: bool) -> None:
        t, seat = self.seat.t, self.seat
        detail = t(step.detail)
        if step.due is not None:
            day = f"{weekday(seat, step.due)} {short_day(seat, step.due)}"
            words = t("Was due {day}.", day=day) if step.due < seat.desk.today else t("Due {day}.", day=day)
            detail = f"{words} {detail}"
        row = StepRow(
            step.kind, step.icon, t(step.title), detail, t(step.verb), leads=step.where is not None, is_last=is_last
        )
        if step.where is not None:
            row.clicked.connect(lambda *_, where=step.where: self.seat.go(where))
        self._steps_card.body.addWidget(row)
        self.steps.append(row)

    def _show_all(self) -> None:
        self._shows_all = not self._shows_all
        self.refresh()

    # --- owed -----------------------------------------------------------------------------------------------------

    def _show_debts(self, owed: Debts) -> None:
        t, f = self.seat.t, self.seat.formats
        body = self._owed_card.body
        body.setSpacing(0)
        empty_layout(body)
        self.owed = []
        if owed.next_amount is not None and owed.next_day is not None:
            label = t("Overdue") if owed.is_late else t("Due next")
            day = f.day(owed.next_day)
            body.addWidget(NextDue(label, f.kroner(owed.next_amount), t("kr"), day, is_late=owed.is_late))
            line = QHBoxLayout()
            line.setContentsMargins(20, 0, 20, 0)
            line.addWidget(Divider())
            body.addLayout(line)
            body.addSpacing(7)
        for row in owed.rows:
            self._add_owed(row)
        if not owed.rows:
            nothing = Label(
                t("Nothing is owed yet. It appears when the first pay is calculated."), "note", "ink2", True
            )
            row_of_text = QHBoxLayout()
            row_of_text.setContentsMargins(20, 20, 20, 20)
            row_of_text.addWidget(nothing)
            body.addLayout(row_of_text)
        body.addSpacing(8)
        body.addStretch(1)

    def _add_owed(self, owed: Owed) -> None:
        t, f = self.seat.t, self.seat.formats
        is_late = owed.day is not None and owed.day < self.seat.desk.today and not owed.is_draft
        when = f.day(owed.day) if owed.day is not None else t(owed.when) if owed.when is not None else ""
        if owed.kind == "holiday_pay" and owed.day is not None:
            when = f.month(Month.of(owed.day))
        row = OwedRow(t(owed.what), t(owed.detail), f.kroner(owed.amount), when, is_late=is_late)
        row.subject = owed.subject
        if owed.where is not None and owed.where.page == "holiday":
            row.clicked.connect(lambda *_, where=owed.where: self.seat.go(where))
        elif owed.subject:
            row.clicked.connect(lambda *_, subject=owed.subject: self._open_payment(subject))
        else:
            row.clicked.connect(lambda *_: self.seat.help("overview.pension"))
        self._owed_card.body.addWidget(row)
        self.owed.append(row)

    def _open_payment(self, subject: str) -> None:
        if subject == "payments":
            self.seat.show_panel(PaymentsPanel(self.seat))
            return
        due = deadline_of(self.seat.desk, subject)
        if due is not None:
            self.seat.show_panel(PaymentPanel(self.seat, due))

    # --- cost -----------------------------------------------------------------------------------------------------

    def _show_costs(self, months: tuple[MonthCost, ...]) -> None:
        t, f = self.seat.t, self.seat.formats
        self._cost.setVisible(bool(months))
        bars = []
        for each in months:
            name = f.month(each.month).capitalize()
            short = f.month_name(each.month.number)[:3]
            paid_out = each.holiday_paid if each.holiday_paid.ore > 0 else ZERO
            note = t("holiday pay paid out") if paid_out else ""
            amounts = (each.pay, each.contribution, each.set_aside)
            bars.append(Bar(short, name, amounts, each.is_draft, note, paid_out))
        self.chart.set(t("Cost of pay by month"), self._parts, bars)
        self.legend.set(self._parts, t("Holiday pay paid out") if any(bar.beside for bar in bars) else "")

    def _copy(self) -> None:
        self.chart.copy()
        self.seat.toast(self.seat.t("The figures are copied"))


def _gap(height: int) -> QWidget:
    gap = QWidget()
    gap.setFixedHeight(height)
    gap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return gap
