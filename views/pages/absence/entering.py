"""Entering absence, changing, moving and taking it away: what the hands on the page ask for, done or asked about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from models.values.finding import Refused, Severity
from models.values.percent import HUNDRED
from models.values.span import Span
from services.actions import absences as acting
from services.queries import absences as asking
from services.queries.absences import AbsenceForm, AbsenceRow
from views.pages.absence.face import AbsenceFace
from views.pages.absence.form import AbsencePanel


class Entering(QObject):
    """The form beside the timeline, and what is done without it."""

    def __init__(self, face: AbsenceFace) -> None:
        super().__init__(face)
        self.seat, self._face = face.seat, face
        self._begun: AbsenceForm | None = None  # what was typed in a new form and not stored
        self._said: dict[tuple[int, Span], str] = {}  # why dragged days cannot be taken

    def forget(self) -> None:
        """Something was changed: what was said of dragged days may not hold any more."""
        self._said.clear()

    # --- the form -------------------------------------------------------------------------------------------------

    def new(self, field: str = "") -> None:
        """A new absence: on the days that are picked, with what was begun, or an empty form."""
        row = self._face.timeline.current
        if self._face.read is None or not self._face.read.people:
            return
        if self._face.timeline.anchor is not None and row is not None:
            self.enter(row.key, self._face.timeline.picked)
        elif self._begun is not None:
            panel = self._panel(self._begun)
            panel.say_begun()
            self._open(panel, field)
        else:
            self.enter(row.key if row is not None else None, None, field=field)

    def edit(self, absence_id: int, field: str = "") -> None:
        """Change an absence in the form."""
        try:
            form = asking.absence_form(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        self._open(self._panel(form, absence_id), field or "kind")

    def enter(
        self, number: int | None, span: Span | None, kind: str = "", *, days: bool = True, field: str = ""
    ) -> None:
        """Open the form with what is known."""
        form = AbsenceForm(employee=number, kind=kind)
        if span is not None and days:
            form = AbsenceForm(employee=number, kind=kind, first=span.first, last=span.last)
        for each in asking.absence_kinds(self.seat.desk, form.first):
            if each.kind == kind:
                form = AbsenceForm(number, kind, form.first, form.last, HUNDRED, each.paid)
        self._open(self._panel(form), field or ("kind" if not kind else ""))

    def _panel(self, form: AbsenceForm, absence_id: int = 0) -> AbsencePanel:
        people = self._face.people
        several = frozenset(person.number for person in people if len(person.jobs) > 1)
        everybody = [(person.number, person.name) for person in people]
        return AbsencePanel(self.seat, everybody, form, absence_id, several=several)

    def _open(self, panel: AbsencePanel, field: str = "") -> None:
        panel.stored.connect(self.stored)
        panel.closed.connect(self.given_up)
        panel.left_behind.connect(self._keep)
        panel.hidden.connect(self._unpick)
        self.seat.show_panel(panel)
        panel.begin(field)

    def stored(self, absence_id: int) -> None:
        """It is chosen when the rows are read anew."""
        self._face.choose = absence_id
        self._face.timeline.anchor = None

    def _keep(self, form: AbsenceForm | None) -> None:
        """What was begun in a new form; None where nothing of it is to be kept."""
        self._begun = form

    def _unpick(self) -> None:
        """The form is gone, and the days that it was about are not chosen any more."""
        self._face.timeline.anchor = None
        self._face.timeline.viewport().update()

    def given_up(self) -> None:
        """A panel was closed with nothing stored."""
        self._unpick()
        self._face.stand()

    # --- moving and taking away -----------------------------------------------------------------------------------

    def why_not(self, number: int, absence_id: int, span: Span) -> str:
        """Why dragged days cannot be taken; asked once for each."""
        if not absence_id:
            return ""
        key = (absence_id, span)
        if key not in self._said:
            try:
                form = asking.moved_form(asking.absence_form(self.seat.desk, absence_id), span)
            except Refused as refusal:
                self._said[key] = self.seat.t(refusal.findings[0].what)
                return self._said[key]
            check = asking.check_absence(self.seat.desk, form, absence_id)
            stops = [found for found in check.findings if found.severity is Severity.STOP]
            self._said[key] = self.seat.t(stops[0].what) if stops else ""
        return self._said[key]

    def drop(self, absence_id: int, span: Span) -> None:
        """A bar was moved or stretched."""
        desk, t = self.seat.desk, self.seat.t
        try:
            acting.move(desk, absence_id, span.first, span.last)
        except Refused as refusal:
            self._not_moved(absence_id, span, refusal)
            return
        self._face.choose = absence_id
        self.seat.toast(t("Moved to {days}", days=self.seat.formats.dates(span)), undo=True)

    def _not_moved(self, absence_id: int, span: Span, refusal: Refused) -> None:
        """Where the rule can solve it, the form asks how; else it is said why not."""
        desk = self.seat.desk
        try:
            form = asking.moved_form(asking.absence_form(desk, absence_id), span)
        except Refused:
            self.seat.show_findings(refusal.findings)
            return
        if asking.check_absence(desk, form, absence_id).overlaps:
            panel = self._panel(form, absence_id)
            self._open(panel, "to")
            if panel.ways is not None:
                panel.ways.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.seat.show_findings(refusal.findings)

    def remove(self, ids: list[int]) -> None:
        """Take absences away; what was paid or told by them stays as withdrawn."""
        t = self.seat.t
        try:
            became = acting.remove_several(self.seat.desk, ids)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        kept = sum(1 for each in became if each is acting.Removed.WITHDRAWN)
        if len(ids) > 1:
            words = t("{count} absences are taken away", count=len(ids))
        elif kept:
            words = t(asking.withdrawn_words(self.seat.desk))
        else:
            words = t("The absence is taken away")
        self.seat.toast(words, undo=True)

    def remove_rows(self, rows: list[AbsenceRow]) -> None:
        """Take away what is marked in the table."""
        if rows:
            self.remove([row.id for row in rows])
            self._face.table.clear_marks()

    def act(self, do: Callable[[], object], said: str) -> None:
        """Do it, and say that it is done."""
        if self.seat.attempt(do):
            self.seat.toast(said, undo=True)
