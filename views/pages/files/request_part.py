"""A request for tax cards: about whom, saved as the file that Skatteetaten's portal takes, and marked when uploaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Severity
from services.actions import marks
from services.actions import tax_cards as acts
from services.actions.save_files import save_as
from services.actions.tax_cards import SavedRequest
from services.queries import tax_cards as ask
from services.queries.tax_cards import CardCandidate, KeptRequest
from services.reference.file_names import offered_name
from views.pages.files.view import FilesView
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Section
from views.widgets.choices import Segments
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Row
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox
from views.widgets.when import local_day

_ACTIVE, _WITHOUT, _CHOSEN = "active", "without", "chosen"
_SHOWN: Final = 3  # requests that stand under the table
_NEXT_FROM: Final = 11  # the month from which one also asks about the year that comes


@dataclass(frozen=True, slots=True)
class _Read:
    people: tuple[CardCandidate, ...]
    requests: tuple[KeptRequest, ...]


class RequestPart(FilesView):
    """Everybody with a box to tick; what is ticked is asked about."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.people: tuple[CardCandidate, ...] = ()
        self.requests: tuple[KeptRequest, ...] = ()
        self._is_preset = False
        self._was_shown = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(16)
        self.who = Segments(
            seat,
            [
                (_ACTIVE, t("Everybody employed"), 0),
                (_WITHOUT, t("Without a tax card"), 0),
                (_CHOSEN, t("Chosen"), 0),
            ],
        )
        self.who.setAccessibleName(t("About whom"))
        self.who.changed.connect(self._preset)
        bar.addWidget(self.who)
        year = seat.desk.today.year
        self.year = Segments(seat, [(year, str(year)), (year + 1, str(year + 1))])
        self.year.set_value(year)
        self.year.setAccessibleName(t("Year of the tax card"))
        self.year.setVisible(seat.desk.today.month >= _NEXT_FROM)
        self.year.changed.connect(self.refresh)
        bar.addWidget(self.year)
        bar.addStretch(1)
        column.addLayout(bar)
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("Employee"), "strong", lambda row: row.name, width="stretch"),
                TableColumn("number", t("No."), "number", lambda row: row.employee, width=80),
                TableColumn("active", t("Employed"), value=self._employed, width=150),
                TableColumn("card", t("Tax card"), "pill", self._card, state=self._look, width=260),
            ],
            "files_request",
            markable=True,
            title=t("About whom the request asks"),
        )
        self.table.marks_changed.connect(self._marked)
        self.table.opened.connect(self._open)
        button = Button(t("New employee"), "primary", "user-plus")
        button.clicked.connect(lambda *_: seat.go(Place("employees", "new")))
        self.table.set_empty(
            EmptyState("users", t("No employees yet"), t("A request asks about people who are employed here."), button)
        )
        self.table.hide()  # until it is known who there is
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self.who_is_in = Label("", "body", "ink2")
        self.save_button = Button(t("Save the request …"), "primary", "download-simple")
        self.save_button.clicked.connect(lambda *_: self.save())
        foot.addWidget(self.who_is_in, 1)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        for widget in (self.who, self.year, self.who_is_in, self.save_button):
            widget.hide()
        self.kept_head = Section(t("Requests that were made"))
        self.kept_head.hide()
        column.addWidget(self.kept_head)
        self.kept = QWidget()
        self._kept_column = QVBoxLayout(self.kept)
        self._kept_column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.kept)

    @property
    def line(self) -> str:
        return self.seat.t("Ask Skatteetaten for tax cards, at the turn of the year and for everybody new")

    # --- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        desk, year = self.seat.desk, int(self.year.value())
        self.seat.work(
            lambda _: _Read(tuple(ask.candidates(desk, year)), tuple(ask.requests(desk))),
            done=self._show,
            owner=self,
        )

    def _show(self, read: _Read) -> None:
        self.people, self.requests = read.people, read.requests
        self.table.set_rows(sorted(read.people, key=lambda each: (not each.is_active, each.has_card, each.name)))
        if self.table.isHidden():
            self.table.show()
            self.focus_first()
        has_people = bool(read.people)
        self.who.setVisible(has_people)
        self.save_button.setVisible(has_people)
        self.year.setVisible(has_people and self.seat.desk.today.month >= _NEXT_FROM)
        if not self._was_shown:
            self._was_shown = True
            self.who.set_value(_WITHOUT if self._of(_WITHOUT) else _ACTIVE)
        if self.who.value() != _CHOSEN:
            self._preset()
        self._count()
        self._show_kept()

    def _of(self, who: str) -> list[CardCandidate]:
        """Whom a choice takes: those that can be asked about."""
        can = [each for each in self.people if each.why_not is None and each.is_active]
        return [each for each in can if not each.has_card] if who == _WITHOUT else can

    def _preset(self) -> None:
        who = self.who.value()
        if who == _CHOSEN:
            self._count()
            return
        wanted = {each.employee for each in self._of(who)}
        self._is_preset = True
        self.table.clear_marks()
        for row in self.people:
            if row.employee in wanted:
                self.table.mark(row)
        self._is_preset = False
        self._count()

    def _marked(self) -> None:
        if self._is_preset:
            return
        marked = {row.employee for row in self.table.marked()}
        same = (who for who in (_WITHOUT, _ACTIVE) if marked == {each.employee for each in self._of(who)})
        self.who.set_value(next(same, _CHOSEN))
        self._count()

    def _count(self) -> None:
        marked = len(self.table.marked())
        self.who.set_counts({_ACTIVE: len(self._of(_ACTIVE)), _WITHOUT: len(self._of(_WITHOUT)), _CHOSEN: marked})
        t = self.seat.t
        words = t("1 employee is asked about") if marked == 1 else t("{count} employees are asked about", count=marked)
        cannot = sum(row.why_not is not None for row in self.table.marked())
        if cannot:
            words = t("{words}, of them {count} without a right number, who are left out", words=words, count=cannot)
        self.who_is_in.setText(words if marked else t("Tick who is to be asked about"))
        self.who_is_in.setVisible(bool(self.people))
        self.save_button.setEnabled(marked > cannot)
        self.table.widths.hide(self._hidden())

    def _hidden(self) -> tuple[str, ...]:
        """Columns that say nothing, or for which there is no room."""
        if self._is_beside:
            return ("number", "active")
        return () if any(not row.is_active for row in self.people) else ("active",)

    _is_beside = False

    def set_beside(self, is_beside: bool) -> None:
        self._is_beside = is_beside
        self.table.widths.hide(self._hidden())

    def _employed(self, row: CardCandidate) -> str:
        return "" if row.is_active else self.seat.t("Not in {year}", year=str(self.year.value()))

    def _card(self, row: CardCandidate) -> str:
        t = self.seat.t
        if row.why_not is not None:
            return t(row.why_not)
        return t("Has one") if row.has_card else t("Missing")

    def _look(self, row: CardCandidate) -> str:
        return "err" if row.why_not is not None else "ok" if row.has_card else "warn"

    def _open(self, row: Any) -> None:
        if row is not None:
            field = "national_id" if row.why_not is not None else "tax_card"
            self.seat.go(Place("employees", row.employee, field))

    def _show_kept(self) -> None:
        t = self.seat.t
        while (item := self._kept_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.kept_head.setVisible(bool(self.requests))
        self.kept.setVisible(bool(self.requests))
        if not self.requests:
            return
        facts = KeyValues(self.seat)
        for each in self.requests[:_SHOWN]:
            words = t("Not uploaded yet")
            if each.uploaded_at is not None:
                words = t("Uploaded {day}", day=local_day(self.seat, each.uploaded_at))
            facts.add(
                offered_name(each.name, self.seat.language),
                words,
                link=t("Show"),
                on_link=partial(self.show_request, each),
                state="" if each.uploaded_at is not None else "warn",
            )
        self.facts = facts
        self._kept_column.addWidget(facts)

    # --- doing ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the request into a folder of the user's choice."""
        seat, desk = self.seat, self.seat.desk
        marked = [row.employee for row in self.table.marked()]
        if not marked:
            return
        folder = seat.files.folder(seat.t("Folder for the request"))
        if folder is None:
            return
        language = seat.language
        self.save_button.setEnabled(False)

        def refused(findings: tuple[Finding, ...]) -> None:
            self._count()
            seat.show_findings(findings)

        seat.work(
            lambda _: acts.save_request(desk, marked, folder, language),
            done=self._saved,
            refused=refused,
            what=seat.t("Making the request"),
            owner=self,
        )

    def _saved(self, saved: SavedRequest) -> None:
        t = self.seat.t
        names = {each.employee: each.name for each in self.people}
        left_out = [(number, names.get(number, ""), why) for number, why in saved.left_out]
        self.requests = tuple(ask.requests(self.seat.desk))
        self._show_kept()
        self._count()
        words = t("The request asks about 1 employee")
        if saved.persons != 1:
            words = t("The request asks about {count} employees", count=saved.persons)
        self.seat.toast(words)
        if self.requests:
            self.show_request(self.requests[0], saved.files, left_out)

    def show_request(
        self, request: KeptRequest, files: Sequence[Path] = (), left_out: Sequence[tuple[int, str, Any]] = ()
    ) -> None:
        """A request beside the list: what is to be done with it now."""
        panel = RequestPanel(self.seat, request, files, left_out)
        self.seat.show_panel(panel)

    def show_thing(self, thing: int | str | None) -> None:
        request = next((each for each in self.requests if each.id == thing), None)
        if request is not None:
            self.show_request(request)

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.save_button.isEnabled():
            self.save()


class RequestPanel(SidePanel):
    """A request: the three steps of the portal, who is not in it, and whether it was uploaded."""

    def __init__(
        self,
        seat: Seat,
        request: KeptRequest,
        files: Sequence[Path] = (),
        left_out: Sequence[tuple[int, str, Any]] = (),
    ) -> None:
        t, f = seat.t, seat.formats
        self.name = offered_name(request.name, seat.language)
        super().__init__(seat, t("To send"), t("Request for tax cards"), self.name)
        self.request = request
        if request.uploaded_at is not None:
            day = local_day(seat, request.uploaded_at)
            words = t("Uploaded {day} by {who}", day=day, who=request.uploaded_by)
            self.add_message(MessageBox("ok", words))
        elif files:
            where = str(files[0].parent)
            self.add_message(MessageBox("ok", t("Saved in {folder}", folder=where)))
        self.add_section(t("In the portal"))
        number = seat.client_orgnr
        steps = (
            t(
                "Log in at skatteetaten.no, “Hent skattekort uten lønnssystem”, and choose the firm, {orgnr}",
                orgnr=number,
            ),
            t("Upload the file {file}", file=self.name),
            t("Download the answer when it is ready, and drop it on this window"),
        )
        for place, words in enumerate(steps, 1):
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(10)
            line.addWidget(Label(f"{place}.", "button", "ink2"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(words, "body", wrap=True), 1)
            self.add(row)
        if left_out:
            self.add_section(t("Not in the request"), rule=True)
            listed = FindingList(seat)
            listed.set(
                [
                    Row(Severity.WARNING, name, t(why), t("Go there"), Place("employees", who, "national_id"))
                    for who, name, why in left_out
                ]
            )
            self.add(listed)
        self.add_section(t("About the file"), rule=True)
        facts = KeyValues(seat)
        facts.add(t("Made on"), f.day(local_day(seat, request.made_at)))
        self.add(facts)
        is_uploaded = request.uploaded_at is not None
        self.mark_button = self.add_action(
            Button(
                t("Not uploaded after all") if is_uploaded else t("Mark as uploaded"),
                "plain" if is_uploaded else "primary",
            )
        )
        self.mark_button.clicked.connect(lambda *_: self._mark())
        self.save_button = self.add_action(Button(t("Save the file …")))
        self.save_button.clicked.connect(lambda *_: self._save())

    def _mark(self) -> None:
        seat, request = self.seat, self.request
        subject = f"file:{request.id}"
        if request.uploaded_at is not None:
            done = seat.attempt(lambda: marks.unmark(seat.desk, subject, "uploaded"))
            words = seat.t("Marked as not uploaded")
        else:
            done = seat.attempt(lambda: marks.mark(seat.desk, subject, "uploaded"))
            words = seat.t("Marked as uploaded")
        if done:
            seat.close_panel()
            seat.toast(words, undo=True)

    def _save(self) -> None:
        seat = self.seat
        target = seat.files.save_file(seat.t("Save the file"), self.name, "XML (*.xml);;* (*)")
        if target is not None and seat.attempt(lambda: save_as(seat.desk, self.request.id, target)):
            seat.toast(seat.t("{file} is saved", file=target.name))
