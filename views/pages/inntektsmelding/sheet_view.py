"""The worksheet: every answer in the order of nav.no with a button that copies it, and the months behind the income."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.queries import inntektsmelding as ask
from services.queries.inntektsmelding import Answer, Behind, Counts, Inntektsmelding
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Row
from views.widgets.form import Choice, Field
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues
from views.widgets.speech import announce
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import IconLine, Label, MessageBox

_ENOUGH: Final = 720  # below this there is a panel beside it

FIELDS: Final = {
    "navReferanseId": "reference",
    "forespoerselId": "reference",
    "sykmeldtFnr": "national_id",
    "soekerFnr": "national_id",
    "agp.perioder": "period_not_asked",
    "agp.redusertLoennIAgp": "reduced",
    "agp.redusertLoennIAgp.beloep": "reduced",
    "agp.redusertLoennIAgp.begrunnelse": "reduced",
    "inntekt.beloep": "income",
    "inntekt.beloepPerMaaned": "income",
    "inntekt.endringAarsaker": "reasons",
    "ytelse": "benefit",
    "refusjon": "no_refund",
    "refusjon.beloepPerMaaned": "refund",
    "refusjon.endringer.beloep": "refund_changes",
    "refusjon.endringer.beloepPerMaaned": "refund_changes",
    "naturalytelser": "benefits",
    "kontaktinformasjon": "contact",
    "kontaktinformasjon.arbeidsgiverNavn": "contact",
    "arbeidsgiverTlf": "phone",
    "kontaktinformasjon.arbeidsgiverTlf": "phone",
}
"""The field of the answers that an entry of NAV's form is answered by."""


def field_of(name: str) -> str:
    """The field that answers an entry or mends a finding; empty for what cannot be answered otherwise."""
    name = name.partition(":")[0]
    if name in FIELDS.values():
        return name
    return FIELDS.get(name) or ("reasons" if name.startswith("inntekt.endringAarsaker") else "")


class SheetView(QWidget):
    """What is shown of one absence."""

    asked_answer = Signal(str)
    said_benefit = Signal(str)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.found: Inntektsmelding | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        inner = self.inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(12)
        self.box = MessageBox("warn", "")
        self.box.clicked.connect(lambda: self.asked_answer.emit(self._first_asked()))
        self.wrong = FindingList(seat)
        self.wrong.chosen.connect(lambda row: self.asked_answer.emit(str(row.data)))
        column.addWidget(self.box)
        column.addWidget(self.wrong)
        self.others = MessageBox("info", "")
        column.addWidget(self.others)
        self.answers_head = Section(t("Answers in the order of nav.no"))
        column.addWidget(self.answers_head)
        self.answers = RowsTable(
            seat,
            [
                TableColumn(
                    "title",
                    t("Question"),
                    value=lambda row: t(row.title),
                    second=lambda row: t(row.why) if row.why is not None else "",
                    width="stretch",
                ),
                TableColumn(
                    "shown",
                    t("Answer"),
                    value=lambda row: row.shown,
                    state=lambda row: "warn" if row.is_asked else "",
                    strong=True,
                    width="stretch",
                ),
                TableColumn("why", "", "link", lambda row: t("Why?") if row.figure else "", width=84),
                TableColumn(
                    "do",
                    "",
                    "link",
                    lambda row: t("Copy") if row.copied else t("Answer") if self._can(row) else "",
                    width=92,
                ),
            ],
            "inntektsmelding_answers",
            fit=True,
            sortable=False,
            title=t("Answers in the order of nav.no"),
        )
        self.answers.link.connect(self._link)
        self.answers.opened.connect(self._open)
        column.addWidget(self.answers)
        self.months_head = Section(t("The months behind the income"))
        column.addSpacing(8)
        column.addWidget(self.months_head)
        self.sums_card = Card()
        self.sums = KeyValues(seat)
        self.sums_card.add(self.sums)
        column.addWidget(self.sums_card)
        self.months = RowsTable(
            seat,
            [
                TableColumn("month", t("Month"), "month", lambda row: row.month, width=136),
                TableColumn(
                    "name", t("Pay"), value=lambda row: row.name, second=lambda row: t(row.why), width="stretch"
                ),
                TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=112),
                TableColumn("counts", t("Counts"), "pill", self._counts_words, state=self._counts_look, width=152),
            ],
            "inntektsmelding_months",
            fit=True,
            sortable=False,
            title=t("The months behind the income"),
        )
        column.addWidget(self.months)
        self.note = IconLine(
            "info", t("Nothing is sent from here. Type or copy the answers on nav.no."), "ink2", "ink3"
        )
        column.addWidget(self.note)
        column.addStretch(1)
        self.area = ScrollArea(inner, soft=True)
        self.stack.addWidget(self.area)
        self.trouble = Card()
        self.stack.addWidget(self.trouble)
        self.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel the questions need the room."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.answers.widths.hide(("why",) if is_narrow else ())

    _is_narrow = False

    def clear(self) -> None:
        """Nothing is read yet."""
        self.found = None
        self.inner.hide()
        self.stack.setCurrentWidget(self.area)

    def show_trouble(self, findings: tuple[Finding, ...], benefits: Sequence[tuple[str, Message]] = ()) -> None:
        """There is no worksheet: why, and the way on. `benefits` are what NAV may pay, where that is to be said."""
        t = self.seat.t
        while (item := self.trouble.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        button = Button(t("All inntektsmeldinger"), "primary")
        button.clicked.connect(lambda *_: self.seat.go(Place("inntektsmelding")))
        where = findings[0].where
        second = None
        if where is not None and where.page != "inntektsmelding":
            second = Button(t("Go there"))
            second.clicked.connect(lambda *_: self.seat.go(where))
        if len(benefits) > 1:
            self.trouble.add(Label(t(findings[0].what), "section", wrap=True))
            items = [(code, t(words)) for code, words in benefits]
            self.benefit = Field(
                self.seat,
                t("Benefit from NAV"),
                Choice(self.seat, items, placeholder=t("Choose")),
                topic="inntektsmelding.benefit",
                width=320,
            )
            self.benefit.changed.connect(lambda: self.said_benefit.emit(self.benefit.value()))
            self.trouble.add(self.benefit)
        else:
            line = t("Nothing was changed here.")
            self.trouble.add(EmptyState("warning-circle", t(findings[0].what), line, button, second))
        self.trouble.body.addStretch(1)
        self.stack.setCurrentWidget(self.trouble)

    def show_sheet(self, found: Inntektsmelding) -> None:
        """The worksheet as it is, or as it would be."""
        self.found = found
        t = self.seat.t
        sheet = found.sheet
        self.stack.setCurrentWidget(self.area)
        self.inner.show()
        self.answers_head.set(t("Answers in the order of nav.no"), "", t("Sub-unit {number}", number=sheet.orgnr))
        others = ask.other_units(sheet)
        self.others.setVisible(bool(others) or ask.is_employers_own(sheet))
        if others:
            self.others.set(
                t("This is about sub-unit {number} alone", number=sheet.orgnr),
                t(
                    "The employee works in {others} too. NAV asks each sub-unit by itself: enter the absence once for "
                    "each employment.",
                    others=", ".join(others),
                ),
            )
        elif ask.is_employers_own(sheet):
            self.others.set(
                t("NAV pays nothing of this absence"),
                t("It ended in the employer's period. An inntektsmelding is needed only where NAV asks for it."),
            )
        rows = ask.rows_of(sheet, self.seat.texts)
        self.answers.set_rows(rows)
        asked = [row for row in rows if row.is_asked]
        self.box.setVisible(bool(asked))
        if asked:
            title = (
                t("1 answer only you can give")
                if len(asked) == 1
                else t("{count} answers only you can give", count=len(asked))
            )
            self.box.set(title, ", ".join(dict.fromkeys(t(row.title) for row in asked)) + ".", t("Answer"))
        names = {each.name for each in sheet.asked}
        wrong = [each for each in sheet.findings if each.where is None or each.where.field not in names]
        self.wrong.setVisible(bool(wrong))
        self.wrong.set(
            [
                Row(
                    Severity.WARNING,
                    t(each.what),
                    t("NAV would not take it so."),
                    t("Change it"),
                    None,
                    data=field_of(each.where.field or "") if each.where is not None else "",
                )
                for each in wrong
            ]
        )
        self._show_months(found)

    def _show_months(self, found: Inntektsmelding) -> None:
        t, f, sheet = self.seat.t, self.seat.formats, found.sheet
        self.sums.clear()
        for month in sheet.months:
            name = f.month(month.month)
            if month.reported is None or month.regular is None:
                self.sums.add(name[:1].upper() + name[1:], t("not paid here"), state="warn")
            else:
                words = f.amount(month.reported)
                if month.regular != month.reported:
                    words = t(
                        "{reported} in the a-melding, regular pay {regular}",
                        reported=f.amount(month.reported),
                        regular=f.amount(month.regular),
                    )
                self.sums.add(name[:1].upper() + name[1:], words)
        if sheet.mean is not None:
            self.sums.add(t("Mean of the months"), f.amount(sheet.mean.value), lambda: self.why("mean"))
        self.sums.add(t("Monthly income"), f.amount(sheet.income.value), lambda: self.why("income"), strong=True)
        lines = ask.lines_behind(sheet, self.seat.language)
        self.months.set_rows(lines)
        self.months.setVisible(bool(lines))

    def why(self, name: str) -> None:
        """Why a figure is what it is."""
        if self.found is not None and (trace := ask.why(self.found, name)) is not None:
            self.seat.why(trace)

    def copy(self, row: Answer) -> None:
        """The plain value onto the clipboard."""
        t = self.seat.t
        QGuiApplication.clipboard().setText(row.copied)
        words = t("Copied: {what}", what=row.shown)
        self.seat.status(words)
        announce(self.answers, words)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _can(self, row: Answer) -> bool:
        return bool(field_of(row.key))

    def _first_asked(self) -> str:
        rows: list[Answer] = self.answers.rows()
        return next((field_of(row.key) for row in rows if row.is_asked), "")

    def _link(self, row: Answer, key: str) -> None:
        if key == "why":
            self.why(row.figure)
        elif row.copied:
            self.copy(row)
        else:
            self._open(row)

    def _open(self, row: Answer) -> None:
        """Enter on an answer: give another one."""
        field = field_of(row.key)
        if field == "national_id" and self.found is not None:
            self.seat.go(Place("employees", self.found.sheet.person.number, "national_id"))
        elif field:
            self.asked_answer.emit(field)

    def _counts_words(self, row: Behind) -> str:
        t = self.seat.t
        match row.counts:
            case Counts.REGULAR:
                return t("Counts")
            case Counts.REPORTED:
                return t("Only in the mean")
            case Counts.NOT:
                return t("Does not count")
            case _:
                return t("Not known")

    def _counts_look(self, row: Behind) -> str:
        return {Counts.REGULAR: "ok", Counts.REPORTED: "info", Counts.NOT: "neutral"}.get(row.counts, "warn")  # type: ignore[arg-type]
