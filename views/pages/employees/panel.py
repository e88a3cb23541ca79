"""One employee beside the list: what matters now, pay, tax, balances and log; the rest is on the page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import Money
from services.queries import employee_balances, employee_page, slips
from services.queries.employee_page import BalanceView, EmployeeView, EmploymentView, PaidRow
from services.queries.new_employee import card_words
from services.queries.why import why_figure, why_line
from services.reference.employment_words import NUMBERED_BALANCES
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.line_words import line_amount, pay_words, position_words, with_unit
from views.pages.employees.log_rows import LogRows
from views.pages.employees.panels import CardPanel, TermsPanel
from views.pages.employees.part_form import choosable
from views.shell.painting import initials
from views.shell.seat import Seat
from views.widgets.card import Section
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Divider, Label, MessageBox

TABS = ("overview", "pay", "tax", "balances", "log")
_MOST_BOXES = 2
_MOST_SIGNS = 32
_MOST_BALANCES = 6
_NUMBERED = ("FRITVALG", "FERIE_D", "FERIE_T", "FERIEPENGE", "FERIEPENGE_LB", "FORSKUD_GAELD_D")
"""The balances that one looks for first where wage types are numbered."""


class EmployeePanel(SidePanel):
    """The panel. It is made anew when something of the employee was changed, at the tab where one was."""

    def __init__(self, seat: Seat, view: EmployeeView, findings: Iterable[Finding], tab: str = "overview") -> None:
        self.view = view
        t = seat.t
        job = view.main(seat.desk.today)
        super().__init__(
            seat,
            t("Employee no. {number}", number=str(view.number)),
            view.name,
            _line(seat, job),
            avatar=initials(view.name),
            page=lambda: seat.go(Place("employees", view.number, "person")),
        )
        self.job = job
        self._boxes(tuple(findings))
        names = (t("Overview"), t("Pay"), t("Tax"), t("Balances"), t("Log"))
        self.tabs_row = self.add_tabs(list(zip(TABS, names, strict=True)))
        self._made: set[str] = set()
        self.tabs_row.changed.connect(self._show_tab)
        self.tabs_row.set_current(tab)
        self._show_tab(self.tabs_row.current())

    def _boxes(self, findings: tuple[Finding, ...]) -> None:
        """What is missing, with the way to the field."""
        t = self.seat.t
        self.boxes: list[MessageBox] = []
        for found in findings[:_MOST_BOXES]:
            title, text, verb = lack_words(self.seat, found)
            box = self.add_message(MessageBox("warn", title, text, verb))
            box.clicked.connect(lambda where=found.where: self._mend(where))
            self.boxes.append(box)
        if len(findings) > _MOST_BOXES:
            more = t("{count} more on the page", count=len(findings) - _MOST_BOXES)
            box = self.add_message(MessageBox("info", more, "", t("Open")))
            box.clicked.connect(lambda: self.seat.go(Place("employees", self.view.number, "person")))
            self.boxes.append(box)

    def _mend(self, where: Place | None) -> None:
        if where is not None and where.field == "tax_card":
            self.enter(CardPanel(self.seat, self.view, after=self._back))
        elif where is not None:
            self.seat.go(where)

    def enter(self, panel: FormPanel) -> None:
        """Enter one thing; afterwards one is back here."""
        self.seat.show_panel(panel)
        panel.begin()

    def _back(self) -> None:
        self.seat.go(Place("employees", self.view.number))

    # --- tabs -----------------------------------------------------------------------------------------------------

    def _show_tab(self, key: str) -> None:
        if key in self._made:
            return
        self._made.add(key)
        body = self.tab_body(key)
        {
            "overview": self._overview,
            "pay": self._pay,
            "tax": self._tax,
            "balances": self._balances,
            "log": self._log,
        }[key](body)

    def _section(
        self, body: QVBoxLayout, heading: str, link: str = "", do: Callable[[], Any] | None = None
    ) -> KeyValues:
        """A heading with a link, and rows under it."""
        if body.count():
            body.addWidget(Divider())
        section = Section(heading, link, small=True)
        if do is not None:
            section.clicked.connect(lambda: do())
        body.addWidget(section)
        rows = KeyValues(self.seat)
        body.addWidget(rows)
        return rows

    def _overview(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        job = self.job
        if job is not None:
            rows = self._section(body, t("Employment"), t("Change from a date …"), self.change_terms)
            terms = job.terms_on(seat.desk.today)
            if terms is not None and seat.questions.has("category"):
                rows.add(t("Position category"), self.view.around.category_name(terms.part.category) or t("Missing"))
                rows.add(t("Form of pay"), dict(choosable(seat, "pay")).get(terms.part.pay, terms.part.pay))
            elif terms is not None and (position := position_words(seat, terms.part)):
                rows.add(t("Position"), position)
            if seat.questions.has("establishment"):
                rows.add(t("Works at"), job.unit)
            if job.part.occupation:
                rows.add(t("Occupation code"), _occupation(job))
            if job.end is not None:
                rows.add(t("Ends"), seat.formats.day(job.end))
        else:
            rows = self._section(body, t("Employment"), t("Add"), lambda: self.seat.go(self._place("employment")))
            rows.add(t("No employment"), "")
        if self.view.paid:
            self._slip(body, self.view.paid[0])
        elif job is not None and (terms := job.terms_on(seat.desk.today)) is not None:
            rows = self._section(body, t("Pay"))
            rows.add(t("Agreed"), pay_words(seat, terms.part))
        self._main_balances(body)

    def _slip(self, body: QVBoxLayout, paid: PaidRow) -> None:
        """The figures of the newest payslip, each with its why."""
        seat, number = self.seat, self.view.number
        t = seat.t
        heading = t("Pay in {run}", run=paid.name) if paid.approved else t("Pay in {run}, draft", run=paid.name)
        step = "files" if paid.approved else "control"
        rows = self._section(body, heading, t("Open the run"), lambda: seat.go(Place("pay_run", paid.id, step)))
        slip = slips.slip(seat.desk, paid.id, number, seat.language)
        for row in slip.rows:
            if row.line is not None:
                rows.add(t(row.what), seat.formats.amount(row.amount), _why_line(seat, paid.id, number, row.line))
            elif row.figure and row.figure != "withholding_base":
                why = _why_sum(seat, paid.id, number, row.figure)
                rows.add(t(row.what), seat.formats.amount(row.amount), why, strong=row.is_sum)

    def _main_balances(self, body: QVBoxLayout) -> None:
        wanted = ("holiday_pay", "taxable", "withheld", "exempt_used", "time_bank", "advance")
        year = str(self.seat.desk.today.year)
        following = str(self.seat.desk.today.year + 1)
        shown = [
            balance
            for balance in self.view.balances
            if balance.account in wanted and balance.vintage in (year, following, "") and balance.amount
        ]
        if self.seat.questions.has("category"):
            shown = [each for each in self.view.balances if each.account in _NUMBERED and each.amount][:_MOST_BALANCES]
        if shown:
            rows = self._section(body, self.seat.t("Balances"))
            for balance in shown:
                add_balance(self.seat, rows, self.view, balance)

    def _pay(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        if self.job is not None:
            rows = self._section(body, t("Terms over time"), t("Change from a date …"), self.change_terms)
            for terms in reversed(self.job.terms):
                said = pay_words(seat, terms.part)
                strong = terms.state == "now"
                rows.add(t("from {day}", day=terms.from_day), said, strong=strong)
        rows = self._section(body, t("Fixed lines"), t("Open"), lambda: seat.go(self._place("lines")))
        lines = [line for line in self.view.lines if line.state != "past"]
        for line in lines:
            rows.add(line.part.text or line.name.in_language(seat.language), line_amount(seat, line.part))
        if not lines:
            self._quiet(body, t("None. The pay follows from the terms alone."))
        if self.view.paid:
            rows = self._section(body, t("Paid"), t("All"), lambda: seat.go(self._place("history")))
            for paid in self.view.paid[:6]:
                name = seat.texts.value(paid.name)
                name = name[:1].upper() + name[1:]
                rows.add(
                    name if paid.approved else t("{run}, draft", run=name),
                    seat.formats.amount(paid.net),
                    _why_sum(seat, paid.id, self.view.number, "net_pay"),
                )

    def _tax(self, body: QVBoxLayout) -> None:
        t, seat = self.seat.t, self.seat
        year = seat.desk.today.year
        rows = self._section(body, t("Tax card {year}", year=str(year)), t("Add a tax card"), self.add_card)
        card = self.view.card_of(year)
        if card is None:
            usual = Message("50% is withheld")
            rows.add(t("Missing"), t(seat.questions.helps.get("card_withheld", usual)), state="err")
        else:
            part = card.part
            rows.add(t("Kind"), dict(choosable(seat, "tax_card")).get(part.kind, part.kind))
            if part.table:
                rows.add(t("Table"), part.table)
            if part.percent is not None:
                rows.add(t("Percentage"), seat.formats.percent(part.percent))
            if part.allowance_month is not None:
                rows.add(t("Allowance a month"), seat.formats.amount(part.allowance_month))
            if part.exempt_amount is not None:
                rows.add(t("Amount"), seat.formats.amount(part.exempt_amount))
            if part.months is not None:
                rows.add(t("Months"), seat.formats.number(part.months))
            if part.issued is not None:
                rows.add(t(seat.questions.names.get("issued", Message("Issued"))), seat.formats.day(part.issued))
        others = [each for each in self.view.cards if each is not card]
        if others:
            rows = self._section(body, t("Earlier and other cards"))
            for each in others:
                rows.add(str(each.part.year), t(card_words(each.part, seat.questions)))
        wanted = ("taxable", "withheld", "exempt_used")
        balances = [each for each in self.view.balances if each.account in wanted and each.vintage == str(year)]
        if balances:
            rows = self._section(body, t("So far in {year}", year=str(year)))
            for balance in balances:
                add_balance(seat, rows, self.view, balance)

    def _balances(self, body: QVBoxLayout) -> None:
        t = self.seat.t
        if not self.view.balances:
            self._quiet(body, t("Nothing yet. Balances begin with the first run, or with opening balances."))
            return
        link, do = t("Open"), lambda: self.seat.go(self._place("balances"))
        for key, heading, balances in employee_balances.grouped(self.view):
            if key == "counted" and link == "":
                continue  # what rules keep count of is on the page
            rows = self._section(body, t(heading), link, do)
            link = ""
            for balance in balances:
                add_balance(self.seat, rows, self.view, balance)

    def _log(self, body: QVBoxLayout) -> None:
        body.addWidget(LogRows(self.seat, self.view.number, compact=True))

    def _quiet(self, body: QVBoxLayout, words: str) -> None:
        body.addWidget(Label(words, "note", "ink3", wrap=True))

    # --- doing ----------------------------------------------------------------------------------------------------

    def change_terms(self) -> None:
        """New terms from a date."""
        if self.job is not None:
            self.enter(TermsPanel(self.seat, self.view, self.job, after=self._back))

    def add_card(self) -> None:
        """One more tax card."""
        self.enter(CardPanel(self.seat, self.view, after=self._back))

    def _place(self, field: str) -> Place:
        return Place("employees", self.view.number, field)


def _line(seat: Seat, job: EmploymentView | None) -> str:
    """“Avdelingsleder bakeri · since 01.03.2019”."""
    if job is None:
        return seat.t("No employment")
    title = job.part.title or job.occupation
    since = (
        seat.t("since {day}", day=job.start) if job.start <= seat.desk.today else seat.t("from {day}", day=job.start)
    )
    if job.state(seat.desk.today) == "ended" and job.end is not None:
        since = seat.t("ended {day}", day=job.end)
    return " · ".join(part for part in (title, since) if part)


def _occupation(job: EmploymentView) -> str:
    """The code, with its name where there is room for both."""
    both = f"{job.part.occupation} {job.occupation}".strip()
    return both if len(both) <= _MOST_SIGNS else job.part.occupation


def lack_words(seat: Seat, found: Finding) -> tuple[str, str, str]:
    """Title, sentence and verb of something that is missing."""
    t = seat.t
    year = str(seat.desk.today.year)
    match found.where.field if found.where is not None else None:
        case "tax_card":
            usual = Message("50% is withheld until then.")
            until = t(seat.questions.helps.get("card_missing", usual))
            return t("No tax card for {year}", year=year), until, t("Add the card")
        case "bank_account":
            return t("No bank account"), t("The pay is not in the bank file."), t("Enter the account")
        case "national_id":
            if "national_id" in seat.questions.names:
                return t("No CPR number"), t("Nothing can be reported."), t("Enter the number")
            return t("No national identity number"), t("Nothing can be reported."), t("Enter the number")
        case "category":
            return t("No position category"), t("Nothing is earned of holiday or savings."), t("Choose the category")
        case "employment":
            return t("No employment"), t("Nothing is paid."), t("Add an employment")
        case "terms":
            return t("No terms of pay"), t("Nothing is paid."), t("Enter the terms")
        case "occupation":
            return t("No occupation code"), t("The a-melding asks for it."), t("Choose the occupation")
    return t(found.what), "", t("Go there")


def add_balance(seat: Seat, rows: KeyValues, view: EmployeeView, balance: BalanceView) -> None:
    """A balance as a row; its question mark shows what it was made from."""
    amount = balance.amount
    said = seat.formats.amount(amount) if isinstance(amount, Money) else seat.formats.number(amount)
    if balance.account in NUMBERED_BALANCES:
        said = with_unit(seat, balance)
    rows.add(seat.t(balance.word.name), said, lambda: seat.why(employee_page.balance_trace(view, balance)))


def _why_line(seat: Seat, run_id: int, number: int, line: int) -> Callable[[], Any]:
    return lambda: seat.why(why_line(seat.desk, run_id, number, line))


def _why_sum(seat: Seat, run_id: int, number: int, name: str) -> Callable[[], Any]:
    return lambda: seat.why(why_figure(seat.desk, run_id, number, name))
