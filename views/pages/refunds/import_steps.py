"""A report on its way in, step by step: chosen, read, looked at, taken in; and what comes next, at the page's foot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from models.values.finding import Finding, Place
from services.actions import refunds as acts
from services.actions.refunds import Preview, PreviewRow, Taken
from views.pages.refunds.import_view import COLUMNS, ROWS, ImportView
from views.pages.refunds.importing import HELD, TAKEN, Importing, begin_anew, importing_of
from views.pages.refunds.row_panel import RowPanel
from views.shell.file_ways import WAYS
from views.shell.seat import Seat
from views.widgets.guide import GuideFooter
from views.widgets.latest_work import LatestWork

_PATTERN: Final = "CSV (*.csv *.txt);;* (*)"


class ImportSteps(QObject):
    """Goes with a view and a footer, which the page places. `shown` asks the page for them; `changed` tells that its
    head says something else. `is_shown` is let go by the page.
    """

    shown = Signal()
    changed = Signal()

    def __init__(self, seat: Seat, work: LatestWork) -> None:
        super().__init__()
        self.seat, self._work = seat, work
        self.state = Importing()
        self.is_shown = False
        self._is_storing = False
        self._path: Path | None = None
        self.view = ImportView(seat)
        self.view.asked_file.connect(self.choose_file)
        self.view.asked_way.connect(self._go_the_way)
        self.view.chosen.connect(self.show_row)
        self.view.changed.connect(self._settle_footer)
        self.view.redated.connect(self._redated)
        self.footer = GuideFooter(seat)
        self.footer.closed.connect(lambda: seat.go(Place("refunds")))
        self.footer.back.connect(self._back)
        self.footer.forward.connect(self._forward)

    # --- going ----------------------------------------------------------------------------------------------------

    def take_up(self) -> Importing:
        """What is on its way into the client that is open."""
        self.state = importing_of(self.seat.desk.client)
        return self.state

    def show(self, then: Callable[[], object] | None = None) -> None:
        """Show what is on its way, or the beginning; and then a row of it."""
        self.is_shown = True
        self.shown.emit()
        if self.state.is_begun and (self.state.seen is None or self.view.state is not self.state):
            self.read_again(then)
            return
        self.view.show_state(self.state)
        self._settle()
        if then is not None:
            then()
        else:
            self.view.focus_first()

    def go_into(self, run: int) -> None:
        """Somebody comes from a run: the report goes into it, where it can."""
        self.state.asked_run = run
        if self.state.seen is not None and run in {each.id for each in self.state.seen.runs}:
            self.state.run_id = run

    def refresh(self) -> None:
        """The client was changed: the report against it as it is now."""
        if self.state.is_begun and not self._is_storing:
            self.read_again()

    def enter(self) -> None:
        """Ctrl+Enter."""
        if self.state.is_begun:
            self.footer.enter()
        else:
            self.choose_file()

    @property
    def line(self) -> str:
        """What the head says of the report."""
        t, seen = self.seat.t, self.state.seen
        if seen is None or not self.state.is_begun:
            return ""
        rows = t("1 row") if seen.count == 1 else t("{count} rows", count=seen.count)
        people = t("1 employee") if seen.persons == 1 else t("{count} employees", count=seen.persons)
        return f"{self.state.name} · {rows} · {people} · {self.seat.formats.amount(seen.total)}"

    @property
    def has_columns(self) -> bool:
        """Whether somebody can say which column is which."""
        seen = self.state.seen
        return seen is not None and bool(seen.sample) and self.view.mode == ROWS and seen.columns is not None

    # --- reading --------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for the file, and read it."""
        path = self.seat.files.open_file(self.seat.t("NAV's report of refunds"), _PATTERN)
        if path is not None:
            self.open_report(path)

    def open_report(self, path: Path) -> None:
        """Read a file that was chosen or dropped. What was on its way in is let go."""
        asked, self._path = self.state.asked_run, path
        self.state = begin_anew(self.seat.desk.client)
        self.state.asked_run, self.state.name = asked, path.name
        self.seat.close_panel()
        self.is_shown = True
        self.shown.emit()
        desk, name, reading = self.seat.desk, path.name, self.state.reading

        def do(progress: Any) -> tuple[bytes, Preview]:
            content = acts.read_file(path)
            return content, acts.preview(desk, content, name, reading, progress)

        def done(read: tuple[bytes, Preview]) -> None:
            self.state.content = read[0]
            self._previewed(read[1])

        self._work.run(do, done, self._not_read, self._cancelled, self.seat.t("Reading the report"))

    def _go_the_way(self, kind: str) -> None:
        """It is another file: carry it to where it belongs."""
        path, self._path = self._path, None
        if path is not None and kind in WAYS:
            self.state = begin_anew(self.seat.desk.client)
            self.seat.hand_over(WAYS[kind].place, path)

    def read_again(self, then: Callable[[], object] | None = None) -> None:
        """Read the report that is on its way in against the client as it is now."""
        desk, state = self.seat.desk, self.state
        content, name, reading = state.content, state.name, state.reading

        def done(seen: Preview) -> None:
            self._previewed(seen)
            if then is not None:
                then()

        self._work.run(
            lambda progress: acts.preview(desk, content, name, reading, progress),
            done,
            self._not_read,
            self._cancelled,
            self.seat.t("Reading the report"),
        )

    def _previewed(self, seen: Preview) -> None:
        self.state.show(seen)
        self._follow_day(proposes=False)
        self.view.show_state(self.state)
        if self.is_shown:
            self._settle()
            self.view.focus_first()

    def _not_read(self, findings: tuple[Finding, ...]) -> None:
        name = self.state.name
        self.state = begin_anew(self.seat.desk.client)
        self.view.state = Importing(name=name)
        self.view.show_trouble(findings)
        self._settle()

    def _cancelled(self) -> None:
        self.state = begin_anew(self.seat.desk.client)
        self.view.show_state(self.state)
        self._settle()

    def _follow_day(self, *, proposes: bool) -> None:
        seen, day = self.state.seen, self.state.payment_date
        if seen is not None and day is not None and (proposes or day != seen.payment_date):
            self.state.redate(acts.redated(self.seat.desk, seen, day), proposes=proposes)

    def _redated(self) -> None:
        """Another payment date: other runs are those of its month."""
        self._follow_day(proposes=True)
        self.view.show_targets()

    def show_row(self, row: PreviewRow) -> None:
        """A row of the report, beside the list."""
        panel = RowPanel(self.seat, self.state, row, self.view.everybody)
        panel.decided.connect(self._decided)
        panel.stepped.connect(lambda _: self.view.next_open(row.line))
        self.seat.show_panel(panel)

    def _decided(self, _line: int) -> None:
        self.view.update_rows()
        self._settle_footer()

    def _settle(self) -> None:
        self.changed.emit()
        self._settle_footer()

    def _settle_footer(self) -> None:
        """What comes next, and why one cannot go on."""
        t, state, mode = self.seat.t, self.state, self.view.mode
        is_begun = state.is_begun and mode in (COLUMNS, ROWS)
        self.footer.set_close(t("Close, continue later") if is_begun else t("Close"))
        if mode == COLUMNS:
            trouble = self.view.columns.trouble()
            self.footer.set(next=t("Read it so"), back=True, ready=not trouble, reason=trouble)
            return
        if mode != ROWS or state.seen is None:
            self.footer.set(next="", back=False)
            return
        taken, held = state.count(TAKEN), state.count(HELD)
        reason = ""
        if state.payment_date is None:
            reason = t("Say on which day NAV paid")
        elif not taken and not held:
            reason = t("Every row is left out")
        note = ""
        if held:
            note = (
                t("1 posting is held back, and waits on the list")
                if held == 1
                else t("{count} are held back, and wait on the list", count=held)
            )
        words = t("Take in 1 refund") if taken == 1 else t("Take in {count} refunds", count=taken)
        self.footer.set(
            next=words if taken else t("Take the report in"),
            back=False,
            ready=not reason and not self._is_storing,
            reason=reason,
            note=note,
            icon="check",
        )

    def _back(self) -> None:
        """From the columns to what was read before."""
        seen = self.state.seen
        if seen is not None and not seen.refused:
            self.view.show_state(self.state)
        elif seen is not None:
            self.view.show_refused(seen)
        self._settle()

    def _forward(self) -> None:
        if self.view.mode == COLUMNS:
            self.state.reading = self.view.columns.reading()
            self.read_again()
        elif self.view.mode == ROWS:
            self.take_in()

    def take_in(self) -> None:
        """Take the report in, in one step."""
        state, desk = self.state, self.seat.desk
        if self._is_storing or state.seen is None or state.payment_date is None:
            return
        content, name, reading = state.content, state.name, state.reading
        day, run_id, decisions = state.payment_date, state.run_id, dict(state.decisions)
        self._is_storing = True
        self._settle_footer()
        self.seat.close_panel()

        def do(progress: Any) -> Taken:
            return acts.take_in(
                desk,
                content,
                name,
                payment_date=day,
                run_id=run_id,
                decisions=decisions,
                reading=reading,
                progress=progress,
            )

        def not_done(findings: tuple[Finding, ...]) -> None:
            self._is_storing = False
            self._settle_footer()
            self.seat.show_findings(findings)

        def stopped() -> None:
            self._is_storing = False
            self._settle_footer()

        self._work.run(do, self._taken, not_done, stopped, self.seat.t("Taking the report in"))

    def _taken(self, taken: Taken) -> None:
        t = self.seat.t
        self._is_storing = False
        self.state = begin_anew(self.seat.desk.client)
        self.seat.go(Place("refunds", f"report:{taken.import_id}", "log"))
        words = t("1 refund is taken in") if taken.taken == 1 else t("{count} refunds are taken in", count=taken.taken)
        if taken.held:
            words = t("{what}, {count} held back", what=words, count=taken.held)
        self.seat.toast(words, undo=True)
