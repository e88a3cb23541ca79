"""Inntektsmelding: who needs one now; and for an absence every answer that nav.no asks for, ready to be copied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from models.values.finding import Finding, Place
from services.actions import inntektsmelding as acts
from services.queries import inntektsmelding as ask
from services.queries.inntektsmelding import Answers, Asked, Inntektsmelding
from views.pages.inntektsmelding.answers_panel import AnswersPanel
from views.pages.inntektsmelding.list_view import ListView
from views.pages.inntektsmelding.sent_panel import SentPanel
from views.pages.inntektsmelding.sheet_view import SheetView
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.menu import more_button
from views.widgets.progress import ProgressBox

PDF, JSON = ".pdf", ".json"
_WAIT: Final = 150  # milliseconds after the last key before the worksheet is made anew


class InntektsmeldingPage(Page):
    """Without an absence the list, with one its worksheet."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "absence",
            "company_car",
            "employee",
            "employer",
            "employment",
            "employment_terms",
            "fixed_line",
            "mark",
            "pay_run",
            "setting",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.absence: int | None = None
        self.found: Inntektsmelding | None = None
        self.waiting: tuple[Asked, ...] = ()
        self.tried: Answers | None = None  # shown while it is typed
        self.begun: Answers | None = None  # typed, and neither kept nor dropped
        self.panel: AnswersPanel | None = None
        self._field = ""  # to go to when the worksheet is read
        self._reading: Work | None = None
        self._is_narrow = False  # beside a panel
        self.all_button = Button(t("All"), icon="list-bullets")
        self.all_button.clicked.connect(lambda *_: seat.go(Place("inntektsmelding")))
        self.more = more_button(
            seat,
            [
                (t("All inntektsmeldinger"), lambda: seat.go(Place("inntektsmelding"))),
                (t("Save as PDF …"), lambda: self.save(PDF)),
                (t("Save as JSON …"), lambda: self.save(JSON)),
                (t("Mark as sent …"), self.mark_sent),
            ],
        )
        self.answer_button = Button(t("Answer …"), icon="pencil-simple")
        self.answer_button.clicked.connect(lambda *_: self.answer())
        self.sent_button = Button(t("Mark as sent …"), "primary", "check")
        self.sent_button.clicked.connect(lambda *_: self.mark_sent())
        for button in (self.more, self.all_button, self.answer_button, self.sent_button):
            self.header.add_button(button)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.list = ListView(seat)
        self.list.opened.connect(lambda row: seat.go(Place("inntektsmelding", str(row.id))))
        self.sheet = SheetView(seat)
        self.sheet.asked_answer.connect(self.answer)
        self.sheet.said_benefit.connect(self._say_benefit)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.sheet)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(lambda: self._read_sheet(quiet=True))
        self._write_head()

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        before = self.absence
        self.absence = _number(place.thing)
        self._field = place.field or ""
        if self.absence != before:
            self.found, self.tried, self.panel, self.begun = None, None, None, None
            self.sheet.clear()
        self.stack.setCurrentWidget(self.sheet if self.absence is not None else self.list)
        self._write_head()
        self.refresh()

    def refresh(self) -> None:
        """Read it anew, off the screen's own thread; what was shown stays meanwhile."""
        if self.absence is None:
            self._read_list()
        else:
            self._read_sheet()

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self._is_narrow = beside_panel
        if self.seat.has_client:
            self._write_head()

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    def search(self) -> None:
        """Ctrl+F."""
        if self.absence is None:
            self.list.search()

    def primary(self) -> None:
        """Ctrl+Enter."""
        if self.sent_button.isVisible() and self.sent_button.isEnabled():
            self.mark_sent()

    def why(self) -> None:
        """Alt+Enter or ?: the income, where no figure of a table is in focus."""
        if self.absence is not None and self.found is not None:
            self.seat.why(ask.why(self.found, "income"))

    # --- reading --------------------------------------------------------------------------------------------------

    def _read_list(self) -> None:
        desk = self.seat.desk

        def done(found: tuple[Asked, ...]) -> None:
            if self.absence is None:
                self.waiting = found
                self.list.show_rows(found)
                self._write_head()

        self._work(lambda progress: ask.waiting(desk, progress), done, self.list.show_trouble)

    def _read_sheet(self, *, quiet: bool = False) -> None:
        desk, absence, tried = self.seat.desk, self.absence, self.tried
        if absence is None:
            return

        def done(found: Inntektsmelding) -> None:
            if self.absence == absence and self.tried == tried:
                self._show_sheet(found)

        def refused(findings: tuple[Finding, ...]) -> None:
            if self.absence == absence:
                self.found = None
                self.sheet.show_trouble(findings, ask.benefit_choices(desk, absence))
                self._write_head()

        self._work(lambda _: ask.inntektsmelding(desk, absence, tried), done, refused, quiet=quiet)

    def _work(self, do: Any, done: Any, refused: Any, *, quiet: bool = False) -> None:
        if self._reading is not None:
            self._reading.cancel()
        reading: list[Work] = []

        def mine(end: Any) -> Any:
            def told(*values: Any) -> None:
                if self._reading is reading[0]:
                    self._reading = None
                    if self.seat.has_client:  # else it was closed meanwhile
                        end(*values)

            return told

        work = self.seat.work(
            do,
            done=mine(done),
            refused=mine(refused),
            what=self.seat.t("Reading the absences"),
            owner=self,
            aside=quiet,
        )
        reading.append(work)
        self._reading = work
        if not quiet:
            self.progress.follow(work)
            self.progress.set_cancellable(False)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_sheet(self, found: Inntektsmelding) -> None:
        self.found = found
        self.sheet.show_sheet(found)
        if self.panel is not None:
            self.panel.show_found(found)
        self._write_head()
        if self._field:
            field, self._field = self._field, ""
            self.mark_sent() if field == "sent" else self.answer(field)

    def _write_head(self) -> None:
        t, f = self.seat.t, self.seat.formats
        is_sheet = self.absence is not None
        found = self.found
        for button in (self.more, self.all_button, self.answer_button, self.sent_button):
            button.setVisible(is_sheet)
        if self._is_narrow:
            self.all_button.hide()
            self.answer_button.hide()
        for button in (self.more, self.answer_button, self.sent_button):
            button.setEnabled(found is not None)
        if not is_sheet:
            due = sum(1 for each in self.waiting if each.sent is None and each.since <= self.seat.desk.today)
            line = ""
            if self.waiting:
                line = t("Nobody waits for one now")
                if due:
                    line = t("1 is to be sent now") if due == 1 else t("{count} are to be sent now", count=due)
            self.header.set(t("Inntektsmelding"), line)
            return
        if found is None:
            self.sent_button.setText(t("Mark as sent …"))
            self.header.set(t("Inntektsmelding"))
            return
        absence = found.sheet.absence
        days = f.dates(absence.span)
        if found.sent is not None:
            line = t("Sent on {day} by {who}", day=ask.sent_on(found.sent), who=found.sent.by)
            self.sent_button.setText(t("Sent again …"))
        else:
            count = len(found.sheet.findings)
            line = t("Ready to be typed on nav.no")
            if count:
                line = t("1 answer is missing") if count == 1 else t("{count} answers are missing", count=count)
            self.sent_button.setText(t("Mark as sent …"))
        self.header.set(t("Inntektsmelding: {name}", name=found.sheet.person.name), f"{days} · {line}")

    # --- answering ------------------------------------------------------------------------------------------------

    def answer(self, field: str = "") -> None:
        """The answers that only people know, in a panel beside the worksheet."""
        if self.found is None or self.absence is None:
            return
        if self.panel is None:
            self.panel = AnswersPanel(self.seat, self.found, self.begun)
            self.panel.dropped.connect(self._drop)
            self.panel.changed.connect(self._try)
            self.panel.kept.connect(self._keep)
            self.panel.gone.connect(self._stop_trying)
            self.seat.show_panel(self.panel)
            self._write_head()
        self.panel.focus_field(field)

    def _say_benefit(self, benefit: str) -> None:
        """What NAV pays for a leave: with that there is a worksheet."""
        desk, absence = self.seat.desk, self.absence
        if absence is not None and benefit:
            self.seat.attempt(lambda: acts.answer(desk, absence, Answers(benefit=benefit)))

    def _try(self) -> None:
        """Show what it would be, while it is typed."""
        if self.panel is not None and self.absence is not None:
            tried = self.panel.answers()
            if tried is not None:
                self.tried = tried
                self._timer.start()

    def _keep(self) -> None:
        assert self.panel is not None
        desk, absence, answers = self.seat.desk, self.absence, self.panel.answers()
        if answers is None or absence is None:
            return
        self._timer.stop()
        self.tried = None  # from now on it is read as it is kept
        if self.seat.attempt(lambda: acts.answer(desk, absence, answers)):
            self.panel, self.begun = None, None
            self.seat.close_panel()
            self.seat.toast(self.seat.t("The answers are kept"), undo=True)

    def _drop(self) -> None:
        """Not now: nothing of it is kept."""
        self.panel = None
        self.seat.close_panel()
        self.begun = None
        self._stop_trying()

    def _stop_trying(self) -> None:
        """The panel went away, by itself or for another one: what was typed is there when it is opened again."""
        if self.panel is not None:
            self.begun = self.panel.answers() or self.begun
        self.panel = None
        self._timer.stop()
        if not self.seat.has_client:  # it is being closed
            return
        self._write_head()
        if self.tried is not None:
            self.tried = None
            self._read_sheet(quiet=True)

    def leave(self) -> bool:
        self._timer.stop()
        self.panel, self.tried = None, None
        return True

    # --- saving, sending ------------------------------------------------------------------------------------------

    def save(self, ending: str) -> None:
        """As a paper or for an API sender, where the user says; the file is kept in the client as well."""
        found, absence, t = self.found, self.absence, self.seat.t
        if found is None or absence is None:
            return
        if ending == JSON and found.sheet.findings:
            self.seat.show_findings([replace(each, where=_answered_at(each, absence)) for each in found.sheet.findings])
            return
        name = f"inntektsmelding-{found.sheet.person.number}-{found.sheet.first_day}{ending}"
        target = self.seat.files.save_file(t("Save the inntektsmelding"), name, f"{ending[1:].upper()} (*{ending})")
        if target is None:
            return
        if target.suffix.lower() != ending:
            target = target.with_name(target.name + ending)
        desk, language = self.seat.desk, self.seat.language

        def done(saved: Path) -> None:
            self.seat.toast(t("{file} is saved", file=saved.name))

        work = self.seat.work(
            lambda _: acts.save_inntektsmelding(desk, absence, target, language),
            done=done,
            what=t("Saving the inntektsmelding"),
            owner=self,
        )
        self.progress.follow(work)
        self.progress.set_cancellable(False)

    def mark_sent(self) -> None:
        """Say on which day it was sent."""
        if self.found is None or self.absence is None:
            return
        absence = self.absence
        panel = SentPanel(self.seat, self.found)
        panel.sent.connect(lambda day: self._sent(absence, day))
        panel.taken_back.connect(lambda: self._not_sent(absence))
        self.panel = None
        self.seat.show_panel(panel)
        panel.day.focus()

    def _sent(self, absence: int, day: Any) -> None:
        if self.seat.attempt(lambda: acts.mark_sent(self.seat.desk, absence, day)):
            self.seat.close_panel()
            self.seat.toast(self.seat.t("Marked as sent"), undo=True)

    def _not_sent(self, absence: int) -> None:
        if self.seat.attempt(lambda: acts.mark_not_sent(self.seat.desk, absence)):
            self.seat.close_panel()
            self.seat.toast(self.seat.t("Not marked as sent any more"), undo=True)


def _number(thing: int | str | None) -> int | None:
    """The absence of a place, if it names one: its number, or `absence:<number>`."""
    if isinstance(thing, str):
        thing = thing.removeprefix("absence:")
        return int(thing) if thing.isdecimal() else None
    return thing


def _answered_at(finding: Finding, absence: int) -> Place:
    field = finding.where.field if finding.where is not None else None
    return Place("inntektsmelding", str(absence), field)
