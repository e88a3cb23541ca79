"""Step 4, approval: what is locked, what follows, and the one box to tick where something was to be seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from models.values.message import Message
from models.values.progress import Progress
from models.values.span import Month
from services.actions.exports import approve_and_export
from services.queries import why
from services.queries.approval import ApprovalOfRun, approval_of
from services.queries.control import Control, ControlSum, control, is_read
from services.queries.control_points import Point
from services.queries.run_files import dues_of_run
from views.pages.pay_run.second_person import AnswerPanel, AskPanel, SecondPersonCard
from views.pages.pay_run.slip_view import explain
from views.pages.pay_run.step import RunGuide, RunStep
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.finding_list import FindingList
from views.widgets.form import Check
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Divider, IconLine, Label, MessageBox, small

_BESIDE: Final = 820  # from this width on, what follows stands beside what is locked
_NAMED: Final = 4


class ApproveStep(RunStep):
    """The confirmation. Approving makes all files first, so that nothing is locked that cannot be paid out."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        t = seat.t
        self.control: Control | None = None
        self._run_id = 0
        self._is_working = False
        self.refusal = Card(t("Not approved"), t("This must be corrected first. Nothing was changed."))
        self.reasons = FindingList(seat)
        self.refusal.add(self.reasons)
        self.refusal.hide()
        self.card = Card(" ", " ")
        self.stale = MessageBox(
            "warn",
            t("Something was changed after this was calculated"),
            t("Look at the check again before you approve."),
            t("Back to the check"),
        )
        self.stale.clicked.connect(lambda: self.guide.open_step("control"))
        self.card.add(self.stale)
        self.facts = KeyValues(seat)
        self.card.add(self.facts)
        self.card.add(Divider())
        self.consequences = QVBoxLayout()
        self.consequences.setSpacing(12)
        self.card.body.addLayout(self.consequences)
        self.seen = Check(seat, "")
        self.seen.changed.connect(self._tell)
        self.seen.setProperty("topic", "pay_run.seen")
        self.card.body.addSpacing(4)
        self.card.add(self.seen)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.second = SecondPersonCard(seat)
        self.second.asked.connect(self.ask_second)
        self.second.answered.connect(lambda: self.take_answer())
        self.second.hide()
        self.approval: ApprovalOfRun | None = None
        self.after = Card(t("What comes of it"))
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(16)
        for widget in (self.refusal, self.card, self.progress):
            self._left.addWidget(widget)
        self._left.addStretch(1)
        left.setMaximumWidth(theme.FORM)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.second)
        column.addWidget(self.after)
        column.addStretch(1)
        right.setMaximumWidth(theme.FORM)
        inner = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._row.setContentsMargins(0, 0, 0, 8)
        self._row.setSpacing(20)
        self._row.addWidget(left, 3)
        self._row.addWidget(right, 2)
        self._row.addStretch(0)
        inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.area = ScrollArea(inner, soft=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        self.setProperty("topic", "pay_run.approve")

    # --- the step -------------------------------------------------------------------------------------------------

    def reading(self, run_id: int) -> Callable[[], object] | None:
        desk, language = self.seat.desk, self.seat.language
        return None if is_read(desk, run_id, language) else partial(control, desk, run_id, language)

    def open(self, run_id: int, place: Place) -> None:
        before = self.control
        is_same = before is not None and run_id == self._run_id
        self._run_id = run_id
        self.control = control(self.seat.desk, run_id, self.seat.language)
        found = self.control
        if not is_same or found is None or before is None or found.computed_at != before.computed_at:
            self.seen.set_value(False)
            self.refusal.hide()
        if found is not None and found.state != "none":
            self._fill(found)
            self.approval = approval_of(self.seat.desk, run_id)
            self.second.fill(self.approval, is_approved=found.state == "approved")
        self._tell()

    def menu_entries(self) -> list[tuple[str, Callable[[], object]]]:
        t, run = self.seat.t, self.guide.run
        if run is None or run.is_approved:
            return []
        return [
            (t("Ask a second person for approval …"), self.ask_second),
            (t("Take in a second person's answer …"), self.take_answer),
        ]

    def ask_second(self) -> None:
        """The panel in which a request is saved for whoever approves as the second."""
        run = self.guide.run
        if run is not None:
            panel = AskPanel(self.seat, run.id, self.seat.t(run.title))
            panel.saved.connect(self._second_again)
            self.seat.show_panel(panel)
            panel.begin()

    def take_answer(self, path: Path | None = None) -> None:
        """Show an answer before it is taken in: the file that came, or one that is asked for."""
        t = self.seat.t
        path = path or self.seat.files.open_file(t("The answer of the second person"), "JSON (*.json)")
        if path is None:
            return
        try:
            panel = AnswerPanel(self.seat, path)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        panel.taken.connect(self._second_again)
        self.seat.show_panel(panel)

    def _second_again(self) -> None:
        if self.guide.run is not None:
            self.open(self.guide.run.id, Place("pay_run", self.guide.run.id, "approve"))

    def primary_label(self) -> str:
        is_approved = self.control is not None and self.control.state == "approved"
        return self.seat.t("To the files") if is_approved else self.seat.t("Approve and make the files")

    def primary(self) -> None:
        """Approve, where it may be done; of an approved run, go on to its files."""
        found = self.control
        if found is None or self._is_working:
            return
        if found.state == "approved":
            self.go_on.emit()
            return
        self._is_working = True
        self.refusal.hide()
        desk, run_id, language = self.seat.desk, self._run_id, self.seat.language

        def do(progress: Progress) -> list[object]:
            made = approve_and_export(desk, run_id, found.computed_at, progress)
            control(desk, run_id, language)
            return list(made)

        work = self.seat.work(
            do,
            done=self._approved,
            refused=self._refused,
            cancelled=self._cancelled,
            what=self.seat.t("Approving and making the files"),
            owner=self,
        )
        self.progress.follow(work)
        self._tell()

    def why(self) -> None:
        explain(self.seat, why.why_total(self.seat.desk, self._run_id, "net_pay"))

    def _approved(self, made: list[object]) -> None:
        self._is_working = False
        self.control = control(self.seat.desk, self._run_id, self.seat.language)
        self.seat.toast(self.seat.t("Approved. {count} files are made", count=len(made)))
        self.go_on.emit()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self._is_working = False
        self.reasons.set(findings)
        self.refusal.show()
        self.area.ensureWidgetVisible(self.refusal)
        self._tell()

    def _cancelled(self) -> None:
        self._is_working = False
        self._tell()

    # --- filling --------------------------------------------------------------------------------------------------

    def _fill(self, found: Control) -> None:
        t, f = self.seat.t, self.seat.formats
        is_approved = found.state == "approved"
        run = self.guide.run
        title = t(run.title) if run is not None else ""
        self.card.set_heading(title if is_approved else t("Approve {run}", run=small(title)))
        day = found.pay_date
        slips = t("1 payslip") if len(found.paid) == 1 else t("{count} payslips", count=len(found.paid))
        line = t("{slips} · paid {day}", slips=slips, day=day) if day is not None else slips
        self.card.set_line(line if is_approved else "")  # of a draft the page says it already
        self.stale.setVisible(found.state == "stale")
        self.facts.clear()
        for number, each in enumerate(found.sums):
            self.facts.add(t(each.what), f.amount(each.amount), partial(self._why_sum, each), strong=number == 0)
        empty_layout(self.consequences)
        for icon, words, ink in self._lines(found):
            self.consequences.addWidget(IconLine(icon, words, color=ink))
        self.seen.setText(self._to_see(found))
        self.seen.setVisible(not is_approved and bool(self._to_see(found)))
        self._fill_after(found)
        self.guide.say("")

    def _why_sum(self, shown: ControlSum) -> None:
        explain(self.seat, why.why_total(self.seat.desk, self._run_id, shown.name))

    def _lines(self, found: Control) -> list[tuple[str, str, str]]:
        """The consequences: icon, sentence, colour."""
        t = self.seat.t
        if found.state == "approved" and found.approved_at is not None:
            at = found.approved_at.astimezone(self.seat.now().tzinfo)
            words = t(
                "Approved {day} at {clock} by {who}",
                day=at.date(),
                clock=self.seat.formats.clock(at),
                who=found.approved_by,
            )
            return [
                ("check-circle", words, "ok"),
                ("lock", t("Mistakes are corrected by a new run"), "ink2"),
            ]
        lines = [("check-circle", t("A backup is made first and read back"), "ok")]
        lines += [(_icon(point), self._point(point), _ink(point)) for point in found.points[:_NAMED]]
        if len(found.points) > _NAMED:
            lines.append(("warning", t("{count} more in the check", count=len(found.points) - _NAMED), "warn"))
        lines.append(("lock", t("After this, mistakes are corrected by a new run"), "ink2"))
        return lines

    def _point(self, point: Point) -> str:
        title = self.seat.t(point.title)
        if not point.people:
            return title
        if len(point.people) <= 2:
            return self.seat.t("{what} ({who})", what=title, who=point.second)
        return self.seat.t("{what} ({count} employees)", what=title, count=len(point.people))

    def _to_see(self, found: Control) -> str:
        """What the box says; nothing where there is nothing that one must have seen."""
        t = self.seat.t
        if found.is_calm:
            return ""
        if found.kind == "correction":
            return t("I have seen what is corrected")
        is_missing = any(point.kind != "remark" for point in found.points)
        if not found.changed:
            return t("I have seen what is missing") if is_missing else t("I have seen what my remarks point out")
        month = self._month(found)
        if is_missing:
            return t("I have seen the differences from {month} and what is missing", month=month)
        return t("I have seen the differences from {month}", month=month)

    def _month(self, found: Control) -> str:
        what = found.compared
        if isinstance(what, Month):
            return self.seat.formats.month_name(what.number)
        return self.seat.t(Message("{what}", what=what)) if what is not None else ""

    def _fill_after(self, found: Control) -> None:
        t = self.seat.t
        empty_layout(self.after.body)
        slips = t("1 payslip") if len(found.paid) == 1 else t("{count} payslips", count=len(found.paid))
        lines = [("file-text", slips)]
        if not any(point.where is not None and point.where.page == "settings" for point in found.points):
            lines.append(("bank", t("A file for the bank, paid {day}", day=found.bank_day or self.seat.desk.today)))
        lines += [
            ("list-bullets", t("A payment list to read and print")),
            ("book-open", t("A journal for the accounts")),
        ]
        for icon, words in lines:
            self.after.add(IconLine(icon, words, color="ink2"))
        if found.pay_date is None:
            return
        self.after.add(Divider())
        self.after.add(Label(t("Then it is due"), "label", "ink2"))
        dues = KeyValues(self.seat)
        for due in dues_of_run(self.seat.desk, self._run_id, found.pay_date):
            dues.add(t(due.what), self.seat.formats.day(due.day))
        self.after.add(dues)

    def _tell(self) -> None:
        """Whether one can approve, and why not."""
        t, found = self.seat.t, self.control
        self.seen.setEnabled(not self._is_working)
        if found is None or found.state == "none":
            self.ready.emit(False, t("The run is not calculated yet"))
        elif self._is_working:
            self.ready.emit(False, t("Approving …"))
        elif found.state == "approved":
            self.ready.emit(True, "")
        elif found.state == "stale":
            self.ready.emit(False, t("Recalculate first"))
        elif stops := len(found.of_kind("error")):
            self.ready.emit(False, t("{count} errors must be corrected first", count=stops))
        elif self.approval is not None and self.approval.is_needed and not self.approval.is_accepted:
            self.ready.emit(False, t("A second person has to approve it too"))
        elif self._to_see(found) and not self.seen.value():
            self.ready.emit(False, t("Tick the box when you have seen it"))
        else:
            self.ready.emit(True, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_beside = self.width() >= _BESIDE
        way = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)


def _icon(point: Point) -> str:
    return {"error": "warning-circle", "remark": "bell"}.get(point.kind, "warning")


def _ink(point: Point) -> str:
    return {"error": "err", "remark": "info"}.get(point.kind, "warn")
