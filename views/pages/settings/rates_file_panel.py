"""Rates by file, in the panel: what was taken in, and a file that is looked at before it is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Refused, Severity
from services.actions import rate_files as acts
from services.actions.rate_files import RateChange, RatesPreview, RateState, TakenIn
from services.queries import rate_files, settings
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import IconLine, Label, MessageBox

_KIND: Final = {Severity.STOP: "err", Severity.WARNING: "warn", Severity.NOTE: "info"}
_SHOWN: Final = (RateState.CHANGED, RateState.NEW, RateState.GONE, RateState.SOURCE)


class RatesFilePanel(SidePanel):
    """First what was taken in, and the way to choose a file; then the file's differences. `taken` tells of a change."""

    taken = Signal()

    def __init__(self, seat: Seat, said: Callable[[str, Any], str]) -> None:
        """`said` writes the value of a rate by its name, as the list of rates does."""
        t = seat.t
        super().__init__(seat, t("Rates"), t("Rates from a file"), "")
        self._said = said
        self._content, self._name = b"", ""
        self.seen: RatesPreview | None = None
        self.room = QWidget()
        self.rows = QVBoxLayout(self.room)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(10)
        self.add(self.room)
        self.choose_button = self.add_action(Button(t("Choose a file …"), "primary", "file-arrow-down"))
        self.take_button = self.add_action(Button(t("Use these rates"), "primary"))
        self.leave_button = self.add_action(Button(t("Not now")))
        self.choose_button.clicked.connect(lambda *_: self.choose())
        self.take_button.clicked.connect(lambda *_: self.take())
        self.leave_button.clicked.connect(lambda *_: self.leave())
        self.show_taken()

    def begin(self) -> None:
        """To the first thing that one does here."""
        (self.choose_button if self.seen is None else self.take_button).setFocus()

    # --- what was taken in ----------------------------------------------------------------------------------------

    def show_taken(self) -> None:
        """What counts, what was taken in, and what was taken back."""
        t = self.seat.t
        self.seen = None
        self._set_actions()
        self.set_title(t("Rates from a file"))
        self.set_line(
            t("One signed file from the maker of the program brings new rates, for all clients on this machine.")
        )
        empty_layout(self.rows)
        for trouble in rate_files.troubles():
            self.rows.addWidget(MessageBox("err", t(trouble)))
        rows = rate_files.taken_in(self.seat.desk)
        self.rows.addWidget(Label(t("In use"), "caption", "ink2", weight=600))
        for year in rate_files.years_in_use(self.seat.desk):
            where = t("from a file") if year.taken is not None else t("came with the program")
            text = t("{year}, edition {number}: {where}", year=str(year.year), number=str(year.number), where=where)
            self.rows.addWidget(IconLine("check", text, color="ok"))
        if rows:
            self.rows.addSpacing(8)
            self.rows.addWidget(Label(t("Taken in from a file"), "caption", "ink2", weight=600))
        for row in rows:
            self.rows.addWidget(self._taken_row(row))
        self.rows.addStretch(1)

    def _taken_row(self, row: TakenIn) -> QWidget:
        t = self.seat.t
        widget = QWidget()
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(t("{year}, edition {number}", year=str(row.year), number=str(row.number)), weight=600))
        told = t("{day} by {who}", day=row.taken_at.date(), who=row.taken_by or t("nobody"))
        if row.back_at is not None:
            told = t("{told}; taken back {day} by {who}", told=told, day=row.back_at.date(), who=row.back_by)
        words.addWidget(Label(told, "note", "ink2", wrap=True))
        line.addLayout(words, 1)
        if row.counts:
            back = Button(t("Take back"), "link")
            back.setAccessibleName(t("Take back the rates of {year}", year=str(row.year)))
            back.clicked.connect(lambda *_: self.take_back(row))
            line.addWidget(back)
        return widget

    def take_back(self, row: TakenIn) -> None:
        """A file of rates counts no more; approved runs keep theirs."""
        seat = self.seat
        if seat.attempt(lambda: acts.take_back(row.digest, seat.now(), seat.user)):
            seat.toast(seat.t("The rates of {year} from the file are taken back", year=str(row.year)))
            self.show_taken()
            self.taken.emit()

    # --- a file ---------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose a file with the system's dialog."""
        t = self.seat.t
        path = self.seat.files.open_file(t("Choose a file of rates"))
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Look at a file."""
        try:
            content = acts.read_file(path)
        except Refused as refused:
            self.show_file(RatesPreview(tuple(refused.findings)), b"", path.name)
            return
        self.show_file(acts.preview(content), content, path.name)

    def show_file(self, seen: RatesPreview, content: bytes, name: str) -> None:
        """What the file would change, beside what counts now."""
        t = self.seat.t
        self.seen, self._content, self._name = seen, content, name
        self._set_actions()
        empty_layout(self.rows)
        if seen.edition is None:
            self.set_title(t("The file cannot be used"))
            self.set_line(t("Nothing was changed."))
        else:
            self.set_title(t("Rates of {year}", year=str(seen.edition.year)))
            self.set_line(self._about(seen))
        for finding in self._in_order(seen.findings):
            self.rows.addWidget(MessageBox(_KIND[finding.severity], t(finding.what)))
        heads = {
            RateState.CHANGED: t("Changed"),
            RateState.NEW: t("New"),
            RateState.GONE: t("Not in the file"),
            RateState.SOURCE: t("Same value, another source"),
        }
        for state in _SHOWN:
            changes = seen.of(state)
            if changes:
                self.rows.addWidget(Label(f"{heads[state]} ({len(changes)})", "caption", "ink2", weight=600))
            for change in changes:
                self.rows.addWidget(self._change(change))
        same = len(seen.of(RateState.SAME))
        if same:
            text = t("1 rate is the same") if same == 1 else t("{count} rates are the same", count=same)
            self.rows.addWidget(IconLine("check", text, color="ok"))
        if seen.can_take:
            self.rows.addWidget(
                IconLine("lock", t("Approved runs stay as they are. Drafts must be recalculated."), color="ink2")
            )
        self.rows.addStretch(1)
        self.begin()

    def _about(self, seen: RatesPreview) -> str:
        assert seen.edition is not None
        t = self.seat.t
        edition = t("Edition {number}, checked on {day}.", number=str(seen.edition.number), day=seen.edition.checked)
        if seen.beside is None:
            return edition
        beside = t("Held against {year}, edition {number}.", year=str(seen.beside.year), number=str(seen.beside.number))
        return f"{edition} {beside}"

    def _in_order(self, findings: Iterable[Finding]) -> list[Finding]:
        return sorted(findings, key=lambda each: list(_KIND).index(each.severity))

    def _change(self, change: RateChange) -> QWidget:
        t = self.seat.t
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(1)
        column.addWidget(Label(t(settings.name_of_rate(change.name)), "body", wrap=True, weight=600))
        before, after = self._values(change.name, change.before), self._values(change.name, change.after)
        values = f"{before} → {after}" if before and after and before != after else after or before
        line = Label(values, "body", "ink2" if change.state is RateState.GONE else "ink", wrap=True)
        column.addWidget(IconLine("warning", values, color="warn") if change.is_far else line)
        sources = dict.fromkeys(t(settings.source_of_rate(rate.source)) for rate in change.after or change.before)
        column.addWidget(Label("; ".join(sources), "note", "ink2", wrap=True))
        widget.setAccessibleName(t(settings.name_of_rate(change.name)))
        widget.setAccessibleDescription(values)
        return widget

    def _values(self, name: str, rates: Iterable[Any]) -> str:
        """The values of a rate in their order, each with its day where there are several."""
        some = list(rates)
        if len({self._said(name, rate.value) for rate in some}) <= 1:
            return self._said(name, some[0].value) if some else ""
        t = self.seat.t
        return ", ".join(t("{value} from {day}", value=self._said(name, rate.value), day=rate.since) for rate in some)

    def take(self) -> None:
        """Use the rates of the file."""
        seat, seen = self.seat, self.seen
        if seen is None or not seen.can_take or seen.edition is None:
            return
        year = str(seen.edition.year)
        if seat.attempt(lambda: acts.take_in(self._content, self._name, seat.now(), seat.user)):
            seat.toast(seat.t("The rates of {year} are in use", year=year))
            self.show_taken()
            self.taken.emit()

    def leave(self) -> None:
        """Back to what was taken in; from there out."""
        if self.seen is not None:
            self.show_taken()
            self.begin()
        else:
            self.close_panel()

    def _set_actions(self) -> None:
        looking = self.seen is not None
        self.choose_button.setVisible(not looking)
        self.take_button.setVisible(looking and self.seen is not None and self.seen.can_take)
        self.leave_button.setText(self.seat.t("Back") if looking else self.seat.t("Close"))
