"""Approve a pay run from a file: the figures to look at, and a signed answer. No client need be open."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from models.values.money import ZERO
from services.actions import approval
from services.actions.approval import APPROVED, SENT_BACK, RequestPerson, RequestSeen
from services.queries.runs import kind_words, run_words
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.form import Field, LongTextEdit, PasswordEdit, TextEdit
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import made_at

_SIDE: Final = 320
_BESIDE: Final = 900  # from this width on, the answer stands beside the table
_SUMS: Final = ("net_pay", "gross_cash", "withholding", "deductions", "aga")


class SecondPersonPage(Page):
    """Choose the file, type the password, look, answer."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.seen: RequestSeen | None = None
        self.path: Path | None = None
        self._follows = False
        self.other_button = Button(t("Another file …"), icon="folder-open")
        self.other_button.clicked.connect(lambda *_: self.choose())
        self.back_button = Button(t("Send back …"))
        self.approve_button = Button(t("Approve and save …"), "primary", icon="check")
        self.approve_button.clicked.connect(lambda *_: self.answer(APPROVED))
        self.back_button.clicked.connect(lambda *_: self.answer(SENT_BACK))
        for button in (self.other_button, self.back_button, self.approve_button):
            self.header.add_button(button)
        self.stack = QStackedWidget()
        self.column.addSpacing(8)
        self.column.addWidget(self.stack, 1)
        self._begin = self._begin_card()
        self._open = self._open_card()
        self._look = self._look_view()
        self._done = self._done_card()
        for widget in (self._begin, self._open, self._look, self._done):
            self.stack.addWidget(widget)
        self._show(self._begin)

    # --- the four faces -------------------------------------------------------------------------------------------

    def _begin_card(self) -> QWidget:
        t = self.seat.t
        self.choose_button = Button(t("Choose the file …"), "primary", icon="folder-open")
        self.choose_button.clicked.connect(lambda *_: self.choose())
        card = Card()
        card.add(
            EmptyState(
                "pen-nib",
                t("Approve a pay run that somebody else has made"),
                t("Open the file that you got. You see what is paid, and answer with a signed file."),
                self.choose_button,
            )
        )
        return _at_the_top(card)

    def _open_card(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        card = Card(t("Open the request"), " ", padding=24)
        self._open_heading = card
        self.password = Field(
            seat,
            t("Password"),
            PasswordEdit(seat),
            topic="second_person.password",
            help=t("Whoever sent the file tells you the password by another road."),
            width=320,
        )
        self.password.editor.returnPressed.connect(self.open_request)  # type: ignore[attr-defined]
        card.add(self.password)
        self.open_button = Button(t("Open"), "primary")
        self.open_button.clicked.connect(lambda *_: self.open_request())
        card.body.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        return _at_the_top(card)

    def _look_view(self) -> QWidget:
        t, seat = self.seat.t, self.seat
        self.test = MessageBox(
            "info", t("This is a test client"), t("The people are made up. Nothing is paid to anybody.")
        )
        self.table = RowsTable(seat, self._columns(), "second_person", title=t("Payslips"))
        self.table.opened.connect(self._show_person)
        self.table.selected.connect(lambda row: self._show_person(row) if self._follows else None)
        self.totals = KeyValues(seat)
        sums = Card(t("The run in all"))
        sums.add(self.totals)
        self.note = Label("", "note", "ink2", wrap=True)
        sums.add(self.note)
        answer = Card(t("Your answer"))
        self.name = Field(seat, t("Your name"), TextEdit(seat, limit=200), topic="second_person.name", required=True)
        self.remark = Field(seat, t("Remark"), LongTextEdit(seat, rows=3), optional=True, topic="second_person.remark")
        answer.add(self.name)
        answer.add(self.remark)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(16)
        column.addWidget(sums)
        column.addWidget(answer)
        column.addStretch(1)
        self.side = ScrollArea(side, soft=True)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(self.test)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(20)
        self.table.setMinimumHeight(220)
        self._row.addWidget(self.table, 1)
        self._row.addWidget(self.side)
        outer.addLayout(self._row, 1)
        return whole

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("number", t("No."), "number", lambda row: row.number, width=54),
            TableColumn("name", t("Name"), "strong", lambda row: row.name, width="stretch"),
            TableColumn("gross", t("Gross pay"), "money", lambda row: row.gross, width=108),
            TableColumn("net", t("Net pay"), "money", lambda row: row.net, width=108),
            TableColumn("change", t("Change"), "change", lambda row: row.difference, width=108),
        ]

    def _done_card(self) -> QWidget:
        t = self.seat.t
        card = Card(" ", " ", padding=24)
        self._done_heading = card
        self.saved_line = IconLine("check-circle", "")
        self.next_line = IconLine("paper-plane-tilt", t("Send the file back to whoever asked"), color="ink2")
        self.print_line = IconLine("phone", "", color="ink2")
        for line in (self.saved_line, self.next_line, self.print_line):
            card.add(line)
        self.fingerprint = Label("", "heading")
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(self.fingerprint)
        self.again_button = Button(t("Back to the figures"))
        self.again_button.clicked.connect(lambda *_: self._show(self._look))
        card.body.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
        return _at_the_top(card)

    def _show(self, face: QWidget) -> None:
        t, seen = self.seat.t, self.seen
        self.stack.setCurrentWidget(face)
        self.other_button.setVisible(face is not self._begin)
        for button in (self.back_button, self.approve_button):
            button.setVisible(face is self._look)
        if face in (self._look, self._done) and seen is not None:
            line = t(
                "{employer} · {kind} · paid {day} · asked by {who} {when}",
                employer=seen.employer,
                kind=_kind(self.seat, seen),
                day=seen.pay_date,
                who=seen.made_by,
                when=_low(made_at(self.seat, seen.made_at)),
            )
            self.header.set(t("Approve {run}", run=_run(self.seat, seen)), line)
        else:
            self.header.set(t("Second person's approval"), t("From a file, without an account"))

    # --- going ----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        if isinstance(place.thing, str) and place.thing:
            self.begin_with(Path(place.thing))
        elif self.stack.currentWidget() is self._begin:
            self.choose_button.setFocus()

    def begin_with(self, path: Path) -> None:
        """A file that was chosen or dropped: ask for its password."""
        self.path = path
        self.seen = None
        self._open_heading.set_line(path.name)
        self.password.set_value(None)
        self.password.clear_state()
        self._show(self._open)
        self.password.focus()

    def receive(self, path: Path) -> None:
        """A request that was dropped on the window."""
        self.begin_with(path)

    def choose(self) -> None:
        """Ask for the file."""
        t = self.seat.t
        chosen = self.seat.files.open_file(t("The request for approval"), "JSON (*.json)")
        if chosen is not None:
            self.begin_with(chosen)

    def new(self) -> None:
        """N."""
        self.choose()

    def primary(self) -> None:
        """Ctrl+Enter: what the primary button of the face does."""
        shown = self.stack.currentWidget()
        if shown is self._begin:
            self.choose()
        elif shown is self._open:
            self.open_request()
        elif shown is self._look:
            self.answer(APPROVED)

    # --- looking --------------------------------------------------------------------------------------------------

    def open_request(self) -> None:
        """Open the file with the password, and show what is in it."""
        path, password = self.path, self.password.value()
        if path is None:
            return
        if not password:
            self.password.set_problem(self.seat.t("Type the password"))
            self.password.focus()
            return
        self.open_button.setEnabled(False)

        def refused(findings: tuple[Finding, ...]) -> None:
            self.open_button.setEnabled(True)
            self.password.set_problem(self.seat.t(findings[0].what))
            self.password.focus()

        self.seat.work(
            lambda _: approval.look_at_request(path, str(password)),
            done=self._opened,
            refused=refused,
            what=self.seat.t("Opening the request"),
            owner=self,
        )

    def _opened(self, seen: RequestSeen) -> None:
        t, f = self.seat.t, self.seat.formats
        self.open_button.setEnabled(True)
        self.password.set_value(None)
        self.seen = seen
        self.test.setVisible(seen.is_test)
        self.table.set_rows(seen.people)
        sums = {
            "gross": sum((each.gross for each in seen.people), ZERO),
            "net": sum((each.net for each in seen.people), ZERO),
        }
        self.table.set_sums(t("In all"), sums)
        self.totals.clear()
        words = {
            "net_pay": t("Net pay"),
            "gross_cash": t("Gross pay"),
            "withholding": t("Tax withheld"),
            "deductions": t("Other deductions"),
            "aga": t("Employer's contribution"),
        }
        found = {name: (amount, difference) for name, amount, difference in seen.totals}
        for number, name in enumerate(name for name in _SUMS if name in found):
            amount, difference = found[name]
            self.totals.add(words[name], f.amount(amount), strong=number == 0)
            if number == 0 and difference is not None:
                before = t("{run}", run=run_words(seen.before))
                self.totals.add(t("Change from {run}", run=before), f.change(difference))
        count = len(seen.people)
        self.totals.add(t("Payslips"), f.count(count))
        self.note.setText(t("Message on every payslip: {text}", text=seen.note) if seen.note else "")
        self.note.setVisible(bool(seen.note))
        if self.name.value() is None and not self.seat.has_client:
            self.name.set_value(str(self.seat.preferences.get("user", "")) or None)
        self._show(self._look)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_person(self, row: object) -> None:
        if not isinstance(row, RequestPerson):
            return
        t, f = self.seat.t, self.seat.formats
        panel = SidePanel(self.seat, t("Payslip"), f"{row.number} {row.name}")
        facts = KeyValues(self.seat)
        for line in row.lines:
            facts.add(line.text, f.amount(line.amount))
        panel.add(facts)
        panel.add_section(t("In all"), rule=True)
        sums = KeyValues(self.seat)
        sums.add(t("Gross pay"), f.amount(row.gross))
        sums.add(t("Tax withheld"), f.amount(-row.withholding))
        if row.deductions:
            sums.add(t("Other deductions"), f.amount(-row.deductions))
        sums.add(t("Net pay"), f.amount(row.net), strong=True)
        if row.difference is not None and self.seen is not None:
            sums.add(t("Change from {run}", run=run_words(self.seen.before)), f.change(row.difference))
        panel.add(sums)
        if row.note:
            panel.add_section(t("Message on the payslip"), rule=True)
            panel.add(Label(row.note, "body", wrap=True))
        panel.closed.connect(self._stop_following)
        self._follows = True
        self.seat.show_panel(panel)

    def _stop_following(self) -> None:
        self._follows = False

    # --- answering ------------------------------------------------------------------------------------------------

    def answer(self, decision: str) -> None:
        """Sign an answer, and save it where the user says."""
        seen, t, seat = self.seen, self.seat.t, self.seat
        if seen is None:
            return
        name, remark = str(self.name.value() or ""), str(self.remark.value() or "")
        self.name.clear_state()
        self.remark.clear_state()
        try:
            approval.check_answer(seen, decision, name, remark)
        except Refused as refusal:
            self._say(refusal)
            return
        target = seat.files.save_file(t("Save the answer"), approval.answer_name(seen, seat.language), "JSON (*.json)")
        if target is None:
            return
        try:
            approval.answer(seen, decision, name, remark, target, seat.now)
            own = approval.own_key()
        except Refused as refusal:
            self._say(refusal)
            return
        is_approved = decision == APPROVED
        self._done_heading.set_heading(t("Approved") if is_approved else t("Sent back"))
        self._done_heading.set_line(target.name)
        self.saved_line.set("check-circle", t("The answer is signed and saved in {folder}", folder=str(target.parent)))
        self.print_line.set(
            "phone",
            t("The first time, they call you and compare this number. It is the fingerprint of your signature:"),
            "ink2",
        )
        self.fingerprint.setText(own.fingerprint)
        seat.close_panel()
        self._show(self._done)
        self.again_button.setFocus()

    def _say(self, refusal: Refused) -> None:
        finding = refusal.findings[0]
        field = {"name": self.name, "remark": self.remark}.get(finding.where.field or "" if finding.where else "")
        if field is None:
            self.seat.show_findings(refusal.findings)
            return
        field.set_problem(self.seat.t(finding.what))
        field.focus()

    def set_margins(self, beside_panel: bool) -> None:
        """Beside somebody's payslip there is room for the table alone; the answer is there again afterwards."""
        super().set_margins(beside_panel)
        self.side.setVisible(not beside_panel)
        self.other_button.setVisible(not beside_panel and self.stack.currentWidget() is not self._begin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_beside = self.width() >= _BESIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)
        self.side.setMinimumWidth(_SIDE if is_beside else 0)
        self.side.setMaximumWidth(_SIDE if is_beside else theme.FORM)


def _low(words: str) -> str:
    """“Today 08:42” inside a sentence."""
    return words[:1].lower() + words[1:]


def _run(seat: Seat, seen: RequestSeen) -> str:
    try:
        return seat.t("{run}", run=run_words(seen.run))
    except ValueError:
        return seen.run


def _kind(seat: Seat, seen: RequestSeen) -> str:
    return seat.t(kind_words(seen.kind))


def _at_the_top(card: Card) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    card.setMaximumWidth(theme.FORM)
    column.addWidget(card)
    column.addStretch(1)
    return holder
