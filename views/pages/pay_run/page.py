"""Pay run: the runs of the client, and the guide that makes one in five steps."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.actions import entry, run_setup
from services.queries import runs
from services.queries.employees import has_employer
from services.queries.runs import RunRow, Where
from views.pages.pay_run.run_list import RunList, state_words
from views.pages.pay_run.step import STEPS, RunStep
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.guide import GuideFooter
from views.widgets.menu import more_button
from views.widgets.progress import ProgressBox
from views.widgets.stepper import Stepper

_READ_AHEAD: Final = 20  # ms between one and the next
_MADE_BY: Final = {
    "period": "period_step:PeriodStep",
    "basis": "basis_step:BasisStep",
    "control": "control_step:ControlStep",
    "approve": "approve_step:ApproveStep",
    "files": "files_step:FilesStep",
}


class PayRunPage(Page):
    """The list, or the guide. Where one is in it stands in the place, and in the client file."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "pay_run",
            "entered_line",
            "corrected_employee",
            "employee",
            "employment",
            "employment_terms",
            "tax_card",
            "fixed_line",
            "employer",
            "establishment",
            "account_number",
            "movement",
            "stored_file",
            "mark",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self._run: RunRow | None = None
        self._step: str | None = None
        self._steps: dict[str, RunStep] = {}
        self._opening: Work | None = None  # what is read before the step can be shown
        self._opened: tuple[str | None, int] = (None, 0)  # step and run that were shown last
        self._line = ""
        self.new_button = Button(t("New pay run"), "primary", "plus", "N")
        self.new_button.clicked.connect(self.new)
        self.header.add_button(self.new_button)
        mistake = [(t("Correct a mistake"), lambda: seat.go(Place("corrections")))]
        self.list_more = more_button(seat, mistake, t("More about the pay runs"))
        self.header.add_button(self.list_more)
        self.slot = QWidget()
        row = QHBoxLayout(self.slot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.header.add_button(self.slot)
        labels = [t("Period"), t("Basis"), t("Calculation and check"), t("Approval"), t("Files")]
        self.stepper = Stepper(seat, labels)
        self.stepper.chosen.connect(lambda number: self.open_step(STEPS[number]))
        self.short_stepper = Stepper(seat, labels, compact=True)
        self.short_stepper.chosen.connect(lambda number: self.open_step(STEPS[number]))
        self.header.row.insertWidget(1, self.short_stepper, 0, Qt.AlignmentFlag.AlignTop)
        self._is_beside_panel = False
        self.pages = QStackedWidget()
        self.list = RunList(seat)
        self.list.opened.connect(lambda run_id: self._go(Place("pay_run", run_id)))
        self.list.asked_new.connect(self.new)
        self.guide = QWidget()
        column = QVBoxLayout(self.guide)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stepper)
        column.addSpacing(14)
        self.stack = QStackedWidget()
        self.waiting = self._waiting_room()
        self.stack.addWidget(self.waiting)
        column.addWidget(self.stack, 1)
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.guide)
        self.column.addWidget(self.pages, 1)
        self.foot = GuideFooter(seat)
        self.foot.closed.connect(self.close_guide)
        self.foot.back.connect(self._back)
        self.foot.forward.connect(self.primary)
        self.set_footer(self.foot)
        self._show_list()
        self._read_ahead(list(_MADE_BY.values()))

    def _waiting_room(self) -> QWidget:
        """What stands where a step will, while its run is read."""
        room = QWidget()
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        self.progress = ProgressBox(self.seat)
        self.progress.hide()
        column.addWidget(self.progress)
        column.addStretch(1)
        return room

    def _read_ahead(self, makers: list[str]) -> None:
        """Read the modules of the steps from disk, one in each turn of the window, so that none is waited for."""
        if makers:
            import_module(f"views.pages.pay_run.{makers[0].partition(':')[0]}")
            QTimer.singleShot(_READ_AHEAD, self, lambda: self._read_ahead(makers[1:]))

    # --- what steps ask -------------------------------------------------------------------------------------------

    @property
    def run(self) -> RunRow | None:
        """The run that is open, as the file has it now."""
        return self._run

    def open_step(self, step: str, field: str | None = None) -> None:
        """Go to another step of the run."""
        if self._run is None or step == self._step or not self._leave_step():
            return
        self._go(Place("pay_run", self._run.id, step))
        if field is not None and self._step == step:
            self._steps[step].open(self._run.id, Place("pay_run", None, field))

    def began(self, run_id: int) -> None:
        """A run was started: go on with what is entered on it."""
        self._go(Place("pay_run", run_id, "basis"))

    def say(self, line: str) -> None:
        """The line under the title, in place of the usual one, while this step is open."""
        self._line = line
        self._show_title()

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        shown = self._run.id if self._run is not None else None
        self._show(runs.resolve(self.seat.desk, place, shown))

    def _go(self, place: Place) -> None:
        """Go somewhere on this page; the window remembers it for the way back."""
        self.seat.go(place)
        where = runs.resolve(self.seat.desk, place, self._run.id if self._run is not None else None)
        now = (self._run.id if self._run is not None else None, self._step)
        if now != (where.run_id, where.step or (self._run.step if self._run and where.run_id else None)):
            self._show(where)  # without a window

    def _show(self, where: Where) -> None:
        step = self._current_step
        if step is not None and (where.step != self._step or where.run_id != (self._run.id if self._run else None)):
            step.leave()
        if where.run_id is None and (where.step is None or not has_employer(self.seat.desk)):
            self._show_list()
        elif where.run_id is None:
            self._run = None
            self._show_step("period", where)
        else:
            self._run = runs.run_row(self.seat.desk, where.run_id)
            if self._run is None:
                self._show_list()
                return
            wanted = where.step or self._run.step
            reachable = self._reachable()
            self._show_step(wanted if wanted in reachable else self._run.step, where)

    def _show_list(self) -> None:
        self._run, self._step, self._line = None, None, ""
        rows = runs.all_runs(self.seat.desk) if self.seat.has_client else ()
        self.list.set_rows(rows, has_firm=bool(rows) or (self.seat.has_client and has_employer(self.seat.desk)))
        self.pages.setCurrentWidget(self.list)
        self.foot.hide()
        self.new_button.setVisible(bool(rows))
        can_correct = "corrections" not in self.seat.questions.pages
        self.list_more.setVisible(can_correct and any(row.is_approved for row in rows))
        self._fill_slot([], [])
        self._show_stepper()
        t = self.seat.t
        drafts = [row for row in rows if not row.is_approved]
        if not rows:
            line = ""
        elif drafts:
            one = t("1 draft is not finished")
            line = one if len(drafts) == 1 else t("{count} drafts are not finished", count=len(drafts))
        else:
            line = t("1 run, approved") if len(rows) == 1 else t("{count} runs, all approved", count=len(rows))
        self.header.set(t("Pay run"), line)

    def _show_step(self, name: str, where: Where) -> None:
        self._step, self._line = name, ""
        step = self._made(name)
        self.pages.setCurrentWidget(self.guide)
        self.foot.show()
        self.new_button.hide()
        self._fill_slot(step.header_buttons(), step.menu_entries())
        self._show_stepper()
        self._show_title()
        self._open(step, Place("pay_run", where.number, where.field))

    def _open(self, step: RunStep, place: Place) -> None:
        """Open the step that is shown; of a run with many people, when it has been read."""
        run_id = self._run.id if self._run is not None else 0
        read = step.reading(run_id) if run_id and entry.is_long(self.seat.desk) else None
        if read is None:
            self._opening = None
            self._open_now(step, run_id, place)
            return
        if self._opened != (self._step, run_id):
            self.stack.setCurrentWidget(self.waiting)
        self.slot.setEnabled(False)
        opening = self.seat.t("Opening the run")
        self.foot.set(next=step.primary_label(), back=self._step != STEPS[0], ready=False, reason=opening)
        shown = self._step
        work = self.seat.work(lambda _: read(), owner=self)
        self._opening = work

        def ended() -> None:
            if self._opening is work:
                self._opening = None
                if self._step == shown and self._run is not None and self._run.id == run_id:
                    self._open_now(step, run_id, place)

        work.done.connect(lambda _: ended())
        self.progress.follow(work)
        self.progress.set(opening, 0, 0)
        self.progress.set_cancellable(False)

    def _open_now(self, step: RunStep, run_id: int, place: Place) -> None:
        self._opened = (self._step, run_id)
        self.slot.setEnabled(True)
        self.stack.setCurrentWidget(step)
        step.open(run_id, place)
        self._show_title()

    def _made(self, name: str) -> RunStep:
        """A step; made when it is shown first."""
        if name not in self._steps:
            module, kind = _MADE_BY[name].split(":")
            make: Callable[..., RunStep] = getattr(import_module(f"views.pages.pay_run.{module}"), kind)
            step = make(self.seat, self)
            step.ready.connect(lambda is_ready, reason: self._on_ready(step, is_ready, reason))
            step.go_on.connect(lambda: self._on_done(step))
            self._steps[name] = step
            self.stack.addWidget(step)
        return self._steps[name]

    @property
    def _current_step(self) -> RunStep | None:
        return self._steps.get(self._step) if self._step is not None else None

    # --- the frame ------------------------------------------------------------------------------------------------

    def _reachable(self) -> set[str]:
        """The steps that the state of the run allows."""
        if self._run is None:
            return {"period"}
        match self._run.state:
            case "basis":
                return {"period", "basis"}
            case "stale":
                return {"period", "basis", "control"}  # where it says so, and is computed again
            case "control":
                return {"period", "basis", "control", "approve"}
            case _:
                return set(STEPS)

    def _done(self) -> set[int]:
        """The steps with a tick: what one can go back to."""
        if self._run is None:
            return set()
        places = {"basis": 1, "stale": 1, "control": 3, "approved": 5, "saved": 5}
        return set(range(places[self._run.state]))

    def _show_stepper(self) -> None:
        is_guide = self._step is not None
        current = STEPS.index(self._step) if self._step is not None else 0
        for stepper in (self.stepper, self.short_stepper):
            stepper.set(current, self._done())
        if is_guide:
            self.list_more.hide()
        self.stepper.setVisible(is_guide and not self._is_beside_panel)
        self.short_stepper.setVisible(is_guide and self._is_beside_panel)
        self.slot.setVisible(is_guide and not self._is_beside_panel)

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self._is_beside_panel = beside_panel
        self.foot.set_right_margin(24 if beside_panel else theme.MARGIN)
        self._show_stepper()

    def _fill_slot(self, buttons: list[QWidget], own: list[tuple[str, Callable[[], object]]]) -> None:
        row = self.slot.layout()
        assert row is not None
        while (item := row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
        entries = list(own)
        if self._run is not None and self._step is not None:
            if self._run.is_approved:
                mistake = Place("corrections", self._run.id)
                if mistake.page not in self.seat.questions.pages:
                    entries.append((self.seat.t("Correct a mistake"), lambda: self.seat.go(mistake)))
                entries.append((self.seat.t("Correct this run"), self.correct))
            else:
                if "what_if" not in self.seat.questions.pages:
                    entries.append((self.seat.t("What if …"), lambda: self.seat.go(Place("what_if"))))
                entries.append((self.seat.t("Delete the draft"), self.delete_draft))
        for button in buttons:
            row.addWidget(button)
            button.show()
        if entries:
            row.addWidget(more_button(self.seat, entries, self.seat.t("More about this run")))

    def _show_title(self) -> None:
        if self._step is None:
            return
        t, run = self.seat.t, self._run
        if run is None:
            self.header.set(t("New pay run"), t("Nothing is paid or sent before you have approved it"))
            return
        line = self._line
        if not line:
            parts = [t("Paid {day}", day=run.pay_date)]
            step = self._current_step
            if step is not None and (people := step.people) is not None:
                one = t("1 employee in the basis")
                parts.append(one if people == 1 else t("{count} employees in the basis", count=people))
            elif (slips := run.people) is not None:
                parts.append(t("1 payslip") if slips == 1 else t("{count} payslips", count=slips))
            parts.append(t("draft") if not run.is_approved else t(state_words(run)).lower())
            line = " · ".join(parts)
        self.header.set(t(run.title), line)

    def _on_ready(self, step: RunStep, is_ready: bool, reason: str) -> None:
        if step is not self._current_step:
            return
        self._reread()
        self._show_title()
        place = STEPS.index(self._step or "period")
        self.foot.set(
            next=step.primary_label(),
            back=place > 0,
            ready=is_ready,
            reason=reason if not is_ready else "",
            note=reason if is_ready else "",
        )

    def _reread(self) -> None:
        """The run may have come to another state: what was entered makes a computed draft stale."""
        if self._run is None or self._run.is_approved:
            return
        now = runs.run_row(self.seat.desk, self._run.id)
        if now is not None and now != self._run:
            self._run = now
            self._show_stepper()

    def _on_done(self, step: RunStep) -> None:
        if step is not self._current_step or self._run is None:
            return
        self._run = runs.run_row(self.seat.desk, self._run.id)
        place = STEPS.index(self._step or "period")
        if place + 1 < len(STEPS) and self._run is not None:
            self._go(Place("pay_run", self._run.id, STEPS[place + 1]))
        else:
            self.close_guide()

    # --- verbs ----------------------------------------------------------------------------------------------------

    def _leave_step(self) -> bool:
        step = self._current_step
        return step is None or step.leave()

    def _back(self) -> None:
        place = STEPS.index(self._step or "period")
        if place > 0:
            self.open_step(STEPS[place - 1])

    def close_guide(self) -> None:
        """Back to the list; the draft is in the file."""
        if self._leave_step():
            self._go(Place("pay_run"))

    def delete_draft(self) -> None:
        """Delete the draft that is open, with what was entered. It can be taken back."""
        run = self._run
        if run is None or not self.seat.attempt(lambda: run_setup.discard(self.seat.desk, run.id)):
            return
        title = self.seat.t(run.title)
        self._run = self._step = None
        self._go(Place("pay_run"))
        self._show_list()
        self.seat.toast(self.seat.t("Deleted the draft “{run}”", run=title), undo=True)

    def correct(self) -> None:
        """Start a correction of the run that is open."""
        if self._run is not None:
            self._go(Place("pay_run", "new", f"correction:{self._run.name}"))

    def refresh(self) -> None:
        """Something in the file was changed, perhaps by an undo."""
        if self._step is None:
            self._show_list()
            return
        step = self._current_step
        if step is not None and step.is_storing:
            return
        if self._run is not None:
            self._run = runs.run_row(self.seat.desk, self._run.id)
            if self._run is None:
                self._show_list()
                return
        if step is not None:
            self._show_stepper()
            self._open(step, Place("pay_run"))

    def leave(self) -> bool:
        return self._leave_step()

    def receive(self, path: Path) -> None:
        """A second person's answer that was dropped on the window: shown at the approval of its run."""
        from views.pages.pay_run.second_person import AnswerPanel

        try:
            panel = AnswerPanel(self.seat, path)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        self.seat.go(Place("pay_run", panel.seen.run_id, "approve"))
        panel.taken.connect(self.refresh)
        self.seat.show_panel(panel)

    def new(self) -> None:
        """N: a new run."""
        if self._leave_step():
            self._go(Place("pay_run", "new"))

    def recalculate(self) -> None:
        step = self._current_step
        if step is not None and self._opening is None:
            step.recalculate()

    def primary(self) -> None:
        """Ctrl+Enter, and the button itself."""
        step = self._current_step
        if step is not None and self.foot.next_button.isEnabled():
            step.primary()

    def why(self) -> None:
        step = self._current_step
        if step is not None and self._opening is None:
            step.why()

    def step(self, number: int) -> None:
        """Alt+1 … 5."""
        if self._run is not None and 1 <= number <= len(STEPS) and STEPS[number - 1] in self._reachable():
            self.open_step(STEPS[number - 1])
