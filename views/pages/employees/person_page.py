"""One employee on a page of their own: person, employment, fixed lines, tax cards, balances, pay history, log."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.money import Money
from services.actions import employees as acts
from services.actions.employees import LinePart
from services.queries import employee_page
from services.queries.employee_page import (
    BalanceView,
    CardView,
    EmployeeView,
    EmploymentView,
    LineView,
    PaidRow,
    TermsView,
)
from services.queries.new_employee import card_words
from services.queries.why import why_figure
from services.reference.employment_words import END_REASONS, FORMS, SCHEDULES, TYPES
from views.pages.employees.line_words import line_amount
from views.pages.employees.log_rows import LogRows
from views.pages.employees.panels import (
    CardPanel,
    EmploymentPanel,
    EndPanel,
    FormPanel,
    LinePanel,
    OpeningPanel,
    TermsPanel,
)
from views.pages.employees.person_tab import PersonTab
from views.pages.employees.terms_line import TermsLine
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.side_panel import KeyValues, SidePanel, empty_layout
from views.widgets.table import RowsTable, TableColumn
from views.widgets.tabs import Tabs
from views.widgets.text import IconLine, Label, MessageBox

TABS: Final = ("person", "employment", "lines", "cards", "balances", "history", "log")

_TAB_OF: Final = {
    **dict.fromkeys(
        (
            "name",
            "number",
            "national_id",
            "born",
            "address",
            "international_id",
            "international_type",
            "international_country",
            "bank_account",
            "language",
            "email",
            "payslip_password",
            "small_payments",
        ),
        "person",
    ),
    **dict.fromkeys(
        (
            "employment",
            "absence",
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
            "percent",
            "full_time_hours",
            "monthly_salary",
            "hourly_rate",
            "pay",
            "from_day",
        ),
        "employment",
    ),
    **dict.fromkeys(("tax_card", "table", "card_year"), "cards"),
    "line_type": "lines",
    "opening": "balances",
}

_PANELS: Final = {
    "terms": "terms",
    "percent": "terms",
    "full_time_hours": "terms",
    "monthly_salary": "terms",
    "hourly_rate": "terms",
    "pay": "terms",
    "employment_end": "end",
    "end_reason": "end",
    "establishment": "job",
    "zone": "job",
    "occupation": "job",
    "type": "job",
    "form": "job",
    "title": "job",
    "start": "job",
    "work_schedule": "job",
}
"""What is opened for a field of an employment."""


class PersonPage(QWidget):
    """The tabs. What is typed on the first one is stored by its button, the rest in panels."""

    renamed = Signal(int)

    def __init__(self, seat: Seat, view: EmployeeView) -> None:
        super().__init__()
        self.seat, self.view = seat, view
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        names = (
            t("Person"),
            t("Employment"),
            t("Fixed lines"),
            t("Tax cards"),
            t("Balances"),
            t("Pay history"),
            t("Log"),
        )
        self.tabs = Tabs(list(zip(TABS, names, strict=True)))
        column.addWidget(self.tabs)
        self._bodies: dict[str, QVBoxLayout] = {}
        for key in TABS:
            self.tabs.add(key, self._area(key))
        self._made: set[str] = set()
        self.tabs.changed.connect(self._tab_changed)
        self.person_tab = PersonTab(seat, view)
        self._bodies["person"].addWidget(self.person_tab)
        self._bodies["person"].addStretch(1)
        self._made.add("person")
        self.person_tab.saved.connect(self.renamed)

    def _area(self, key: str) -> QScrollArea:
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 20, 0, 24)
        body.setSpacing(16)
        self._bodies[key] = body
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        return area

    def show_field(self, field: str) -> None:
        """The tab of a field, and the field itself (or the panel in which it is entered)."""
        tab = field if field in TABS else _TAB_OF.get(field, "person")
        self.tabs.set_current(tab)
        self._show_tab(tab)
        if tab == "person" and field != "person":
            self.person_tab.focus(field)
        elif field == "tax_card":
            card = self.view.card_of(self.seat.desk.today.year)
            if card is None or card.part.kind == "none":  # else one comes to see what there is
                self.enter(CardPanel(self.seat, self.view))
        elif field == "line_type":
            self._edit_line(LinePart())
        elif field == "opening":
            self.enter(OpeningPanel(self.seat, self.view))
        elif field in _PANELS:
            self._open_panel(_PANELS[field], field)

    def _open_panel(self, kind: str, field: str) -> None:
        job = self.view.main(self.seat.desk.today)
        if job is None:
            self.enter(EmploymentPanel(self.seat, self.view))
            return
        panel: FormPanel
        match kind:
            case "terms" if field == "terms" and job.terms:
                return  # one comes to see them
            case "terms":
                panel = TermsPanel(self.seat, self.view, job)
            case "end":
                panel = EndPanel(self.seat, self.view, job)
            case _:
                panel = EmploymentPanel(self.seat, self.view, job)
        self.enter(panel)
        for form in panel.forms:
            if form.has(field):
                form.focus(field)

    def enter(self, panel: FormPanel) -> None:
        """Enter one thing beside the page."""
        self.seat.show_panel(panel)
        panel.begin()

    def update_view(self, view: EmployeeView) -> None:
        """The employee was changed: show everything anew; what is typed and not stored stays."""
        self.view = view
        self.person_tab.update_view(view)
        current = self.tabs.current()
        for key in TABS[1:]:
            if key in self._made:
                empty_layout(self._bodies[key])
        self._made = {"person"}
        self._show_tab(current)

    def leave(self) -> bool:
        """Store what was typed. False where something is wrong with it, which is then said."""
        return self.person_tab.leave()

    def _tab_changed(self, key: str) -> None:
        """Another tab: what was entered beside the one before is not shown any more."""
        self.seat.close_panel()
        self._show_tab(key)

    def _show_tab(self, key: str) -> None:
        if key in self._made:
            return
        self._made.add(key)
        body = self._bodies[key]
        {
            "employment": self._employment,
            "lines": self._lines,
            "cards": self._cards,
            "balances": self._balances,
            "history": self._history,
            "log": self._log,
        }[key](body)

    # --- employment -----------------------------------------------------------------------------------------------

    def _employment(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        for job in reversed(self.view.employments):
            body.addWidget(self._job_card(job))
        if not self.view.employments:
            new = Button(t("New employment"), "primary", "plus")
            new.clicked.connect(lambda: self.enter(EmploymentPanel(seat, self.view)))
            card = Card()
            card.body.addWidget(
                EmptyState("briefcase", t("No employment"), t("Without one nothing is paid or reported."), new)
            )
            body.addWidget(card)
        else:
            row = QHBoxLayout()
            more = Button(t("New employment …"), icon="plus")
            more.clicked.connect(lambda: self.enter(EmploymentPanel(seat, self.view)))
            row.addWidget(more)
            row.addStretch(1)
            body.addLayout(row)
        body.addStretch(1)

    def _job_card(self, job: EmploymentView) -> Card:
        t, seat = self.seat.t, self.seat
        title = job.part.title or job.occupation or t("Employment")
        since = t("from {day}", day=job.start) if job.end is None else seat.texts.value(_span(job))
        card = Card(title, f"{job.unit} · {since}")
        line = TermsLine(seat, job.terms)
        line.chosen.connect(lambda terms: self._mend_terms(job, terms))
        card.body.addWidget(line)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        is_ended = job.state(seat.desk.today) == "ended"
        change = Button(t("Change from a date …"))
        change.clicked.connect(lambda: self.enter(TermsPanel(seat, self.view, job)))
        change.setEnabled(not is_ended)
        edit = Button(t("Edit …"))
        edit.setAccessibleName(t("Change the employment"))
        edit.clicked.connect(lambda: self.enter(EmploymentPanel(seat, self.view, job)))
        end = Button(t("Set an end …") if job.end is None else t("Change the end …"))
        end.clicked.connect(lambda: self.enter(EndPanel(seat, self.view, job)))
        for button in (change, edit, end):
            actions.addWidget(button)
        actions.addStretch(1)
        rows = KeyValues(seat)
        code = f"{job.part.occupation} {job.occupation}".strip()
        rows.add(t("Occupation code"), code or t("Missing"), state="" if code else "warn")
        rows.add(t("Kind of employment"), t(TYPES[job.part.type].name) if job.part.type in TYPES else job.part.type)
        if job.part.form in FORMS:
            rows.add(t("Form of employment"), t(FORMS[job.part.form].name))
        if job.part.work_schedule in SCHEDULES:
            rows.add(t("Working hours"), t(SCHEDULES[job.part.work_schedule].name))
        rows.add(t("Id in the a-melding"), job.id)
        if job.end is not None:
            rows.add(t("Last day"), seat.formats.day(job.end))
            if job.end_reason in END_REASONS:
                rows.add(t("Why it ends"), t(END_REASONS[job.end_reason].name))
        rows.setMaximumWidth(theme.FORM)
        card.body.addWidget(rows)
        card.body.addSpacing(4)
        card.body.addLayout(actions)
        return card

    def _mend_terms(self, job: EmploymentView, terms: TermsView) -> None:
        if terms.used:
            self.enter(TermsPanel(self.seat, self.view, job))
            return
        panel = TermsPanel(self.seat, self.view, job, terms)
        if not terms.is_first:
            gone = panel.add_action(Button(self.seat.t("Remove")))
            gone.clicked.connect(lambda: self._remove_terms(job, terms))
        self.enter(panel)

    def _remove_terms(self, job: EmploymentView, terms: TermsView) -> None:
        desk, number = self.seat.desk, self.view.number
        if self.seat.attempt(lambda: acts.remove_terms(desk, number, job.id, terms.from_day)):
            self.seat.close_panel()
            self.seat.toast(self.seat.t("Terms from {day} removed", day=terms.from_day), undo=True)

    # --- lines ----------------------------------------------------------------------------------------------------

    def _lines(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        add = Button(t("Add a line"), icon="plus")
        add.clicked.connect(lambda: self._edit_line(LinePart()))
        if not self.view.lines:
            card = Card()
            card.body.addWidget(
                EmptyState(
                    "list-plus",
                    t("No fixed lines"),
                    t("Union dues, a telephone, an addition: what is the same in every ordinary run."),
                    add,
                )
            )
            body.addWidget(card)
            body.addStretch(1)
            return
        columns = [
            TableColumn("name", t("Line"), "strong", lambda row: row.name.in_language(seat.language), width="stretch",
                        second=lambda row: row.part.text),
            TableColumn("from", t("From"), "date", lambda row: row.part.from_day, width=104),
            TableColumn("to", t("Up to and including"), "date", lambda row: row.part.to_day, width=112),
            TableColumn("state", "", "pill", self._line_state, state=_line_look, width=96),
            TableColumn("amount", t("Amount"), "number", lambda row: line_amount(seat, row.part), width=120),
        ]  # fmt: skip
        table = RowsTable(seat, columns, "employee-lines", fit=True, title=t("Fixed lines"))
        table.set_rows(self.view.lines)
        table.opened.connect(self._edit_line)
        table.selected.connect(self._edit_line)
        body.addWidget(table)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        body.addLayout(row)
        body.addStretch(1)

    def _line_state(self, row: LineView) -> str:
        t = self.seat.t
        return {"past": t("over"), "now": t("now"), "coming": t("coming")}[row.state]

    def _edit_line(self, line: LineView | LinePart) -> None:
        kinds = employee_page.line_kinds(self.seat.desk)
        self.enter(LinePanel(self.seat, self.view.around, kinds, line, self.view))

    # --- cards ----------------------------------------------------------------------------------------------------

    def _cards(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        add = Button(t("Add a tax card"), icon="plus")
        add.clicked.connect(lambda: self.enter(CardPanel(seat, self.view)))
        year = seat.desk.today.year
        if self.view.card_of(year) is None:
            box = MessageBox(
                "warn",
                t("No tax card for {year}", year=str(year)),
                t("50 % is withheld until there is one."),
                t("Add a tax card"),
            )
            box.clicked.connect(lambda: self.enter(CardPanel(seat, self.view)))
            body.addWidget(box)
        if self.view.cards:
            columns = [
                TableColumn("year", t("Year"), "text", lambda row: str(row.part.year), width=70),
                TableColumn("card", t("Tax card"), "strong", lambda row: t(card_words(row.part)), width="stretch"),
                TableColumn("months", t("Months"), "number", lambda row: row.part.months, width=84),
                TableColumn("issued", t("Issued"), "date", lambda row: row.part.issued, width=104),
                TableColumn(
                    "holds",
                    "",
                    "pill",
                    lambda row: t("is used") if row.holds else "",
                    state=lambda row: "ok" if row.holds else "",
                    width=96,
                ),
                TableColumn("gone", "", "action", lambda row: "" if row.used else t("Remove"), width=96),
            ]
            table = RowsTable(seat, columns, "employee-cards", fit=True, title=t("Tax cards"))
            table.set_rows(self.view.cards)
            table.link.connect(lambda row, _key: self._remove_card(row))
            body.addWidget(table)
            words = t("Cards stay as they were. A run takes the newest of the pay date's year that was issued by then.")
            body.addWidget(Label(words, "note", "ink2", wrap=True))
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        body.addLayout(row)
        body.addStretch(1)

    def _remove_card(self, card: CardView) -> None:
        desk, number = self.seat.desk, self.view.number
        if self.seat.attempt(lambda: acts.remove_card(desk, number, card.id)):
            self.seat.toast(self.seat.t("Tax card for {year} removed", year=str(card.part.year)), undo=True)

    # --- balances -------------------------------------------------------------------------------------------------

    def _balances(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        if self.view.around.start_month is not None and not self.view.approved:
            row = QHBoxLayout()
            words = t("Change the opening balances …") if self.view.opening else t("Enter opening balances …")
            change = Button(words)
            change.clicked.connect(lambda: self.enter(OpeningPanel(seat, self.view)))
            row.addWidget(change)
            row.addStretch(1)
            body.addLayout(row)
        if not self.view.balances:
            card = Card()
            card.body.addWidget(
                EmptyState(
                    "scales",
                    t("Nothing stands here yet"),
                    t("Balances begin with the first run or with opening balances."),
                )
            )
            body.addWidget(card)
            body.addStretch(1)
            return
        columns = [
            TableColumn("what", t("Balance"), "text", lambda row: row.word.name, width="stretch",
                        second=lambda row: t(row.word.about)),
            TableColumn("moved", t("Changes"), "number", lambda row: len(row.movements), width=92),
            TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=130, why=True),
        ]  # fmt: skip
        table = RowsTable(seat, columns, "employee-balances", fit=True, title=t("Balances"))
        table.set_rows(self.view.balances)
        table.why.connect(lambda row, _key: seat.why(employee_page.balance_trace(self.view, row)))
        table.opened.connect(self._show_movements)
        table.selected.connect(self._show_movements)
        body.addWidget(table)
        if self.view.approved:
            words = t("Balances follow from approved runs and the opening balances. They are corrected by a run.")
            body.addWidget(Label(words, "note", "ink2", wrap=True))
        body.addStretch(1)

    def _show_movements(self, balance: BalanceView) -> None:
        """How a balance came about, beside the page."""
        t, seat = self.seat.t, self.seat
        panel = SidePanel(seat, self.view.name, t(balance.word.name), t(balance.word.about))
        rows = KeyValues(seat)
        for each in balance.movements:
            rows.add(t(each.what), _amount(seat, each.amount))
        rows.add(t("Stands now"), _amount(seat, balance.amount), strong=True)
        panel.add(rows)
        if any(each.is_draft for each in balance.movements):
            words = t("What comes from a run that is not approved is not counted yet.")
            panel.add(IconLine("info", words, "ink2", "ink3", role="note"))
        seat.show_panel(panel)

    # --- history and log ------------------------------------------------------------------------------------------

    def _history(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        if not self.view.paid:
            card = Card()
            card.body.addWidget(
                EmptyState("money", t("Not paid yet"), t("Every payslip comes here when its run is computed."))
            )
            body.addWidget(card)
            body.addStretch(1)
            return
        columns = [
            TableColumn(
                "run",
                t("Run"),
                "strong",
                self._run_name,
                second=self._run_line,
                width="stretch",
                sort=lambda row: (row.pay_date, row.id),
            ),
            TableColumn("gross", t("Gross"), "money", lambda row: row.gross, width=116),
            TableColumn("withheld", t("Tax"), "money", lambda row: -row.withheld, width=116),
            TableColumn(
                "deductions",
                t("Deductions"),
                "money",
                lambda row: -row.deductions if row.deductions else None,
                width=106,
            ),
            TableColumn("net", t("Paid out"), "money", lambda row: row.net, width=124, why=True, strong=True),
        ]
        table = RowsTable(seat, columns, "employee-history", fit=True, title=t("Pay history"))
        table.set_rows(self.view.paid)
        table.opened.connect(lambda row: seat.go(Place("pay_run", row.id, "files" if row.approved else "control")))
        table.why.connect(lambda row, _key: seat.why(why_figure(seat.desk, row.id, self.view.number, "net_pay")))
        body.addWidget(table)
        body.addStretch(1)

    def _run_name(self, row: PaidRow) -> str:
        words = self.seat.texts.value(row.name)
        return words[:1].upper() + words[1:]

    def _run_line(self, row: PaidRow) -> str:
        t = self.seat.t
        return t("paid {day}", day=row.pay_date) if row.approved else t("draft, to be paid {day}", day=row.pay_date)

    def _log(self, body: QVBoxLayout) -> None:
        card = Card()
        card.add(LogRows(self.seat, self.view.number))
        body.addWidget(card)
        body.addStretch(1)


def _line_look(row: LineView) -> str:
    return {"past": "neutral", "now": "ok"}.get(row.state, "info")


def _span(job: EmploymentView) -> Any:
    from models.values.span import Span

    return Span(job.start, job.end)


def _amount(seat: Seat, amount: Any) -> str:
    return seat.formats.amount(amount) if isinstance(amount, Money) else seat.formats.number(amount)
