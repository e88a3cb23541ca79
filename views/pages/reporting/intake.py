"""The answer of the authority on its way in: chosen or dropped, looked at, taken in, and asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from models.values.finding import Finding, Place
from models.values.progress import Progress
from models.values.span import Month
from services.actions import feedback
from services.actions.feedback import TakenFeedback
from services.actions.incoming import Incoming
from services.queries import report_answer as answers
from services.queries.feedback import Question
from services.reference.file_kinds import kind_word
from views.pages.reporting.feedback_panel import FeedbackPanel, Read, RefusedPanel, WhichPanel
from views.shell.file_intake import bring, offer_way
from views.shell.file_ways import WAYS
from views.shell.seat import Seat

ANSWER: Final = "answer"
"""The field of a place that leads to the answer of a month."""


class Intake(QObject):
    """One answer after the other."""

    changed = Signal()  # what the page shows must be read anew

    def __init__(self, seat: Seat, page: QWidget) -> None:
        super().__init__(page)
        self.seat, self._page = seat, page

    def choose(self) -> None:
        """Ask for a file, and read it."""
        t = self.seat.t
        path = self.seat.files.open_file(t("Choose the answer"), t("Answers (*.xml *.zip);;All files (*)"))
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Look at a file that was chosen or dropped: what it says is shown before it is taken in."""
        desk, seat = self.seat.desk, self.seat

        def look(_: Progress) -> Read:
            content = feedback.read_file(path)
            said = feedback.look(desk, content)
            return Read(path.name, content, answers.looked_at(desk, said), feedback.against(desk, content, said))

        seat.work(
            look,
            done=self._ask_to_take,
            refused=lambda findings: self._refuse_and_offer(path, findings),
            what=seat.t("Reading the answer"),
            owner=self._page,
        )

    def _ask_to_take(self, read: Read) -> None:
        panel = FeedbackPanel(self.seat, read)
        panel.taken.connect(lambda: self._take(read))
        self.seat.show_panel(panel)
        panel.take_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _refuse_and_offer(self, path: Path, findings: tuple[Finding, ...]) -> None:
        """A file of another kind is named, and carried to where it belongs by one click."""
        panel = self._refuse(path.name, findings)

        def go(file: Incoming) -> None:
            self.seat.close_panel()
            bring(self.seat, file)

        def show(file: Incoming) -> None:
            panel.offer(kind_word(file.kind), WAYS[file.kind].verb, lambda: go(file))

        offer_way(self.seat, path, "reporting", panel, show)

    def _refuse(self, name: str, findings: tuple[Finding, ...]) -> RefusedPanel:
        panel = RefusedPanel(self.seat, name, findings)
        panel.asked_another.connect(self.choose)
        self.seat.show_panel(panel)
        panel.another.setFocus(Qt.FocusReason.TabFocusReason)
        return panel

    def _take(self, read: Read) -> None:
        desk, seat = self.seat.desk, self.seat

        def take(_: Progress) -> tuple[TakenFeedback, tuple[Month, ...], Question | None]:
            taken = feedback.take_in(desk, read.content, read.name)
            asked = (each for each in answers.questions(desk) if each.import_id == taken.import_id)
            return taken, answers.months_of(desk, taken.feedback), next(asked, None)

        def refused(findings: tuple[Finding, ...]) -> None:
            self._refuse(read.name, findings)

        seat.work(
            take,
            done=lambda found: self._taken(*found),
            refused=refused,
            what=seat.t("Taking the answer in"),
            owner=self._page,
        )

    def _taken(self, taken: TakenFeedback, months: tuple[Month, ...], question: Question | None) -> None:
        seat, t = self.seat, self.seat.t
        seat.close_panel()
        if taken.is_new:
            seat.toast(t("The answer is taken in"), undo=True)
        else:
            seat.toast(t("This answer was taken in before. Nothing was changed."))
        if months:
            seat.go(Place("reporting", str(months[-1]), ANSWER))
        else:
            self.changed.emit()
        if question is not None:
            self.ask_which(question)

    def ask_which(self, question: Question) -> None:
        """Ask which of our reports it was that an answer refuses."""
        panel = WhichPanel(self.seat, question)
        panel.said.connect(self._say_which)
        self.seat.show_panel(panel)

    def _say_which(self, import_id: int, file_id: int) -> None:
        seat = self.seat
        if seat.attempt(lambda: feedback.say_which(seat.desk, import_id, file_id)):
            seat.close_panel()
            seat.toast(seat.t("The report is marked as rejected"), undo=True)
            self.changed.emit()
