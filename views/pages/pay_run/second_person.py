"""A second person's approval where a run is approved: asked for by a file, the answer taken in, and where it stands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from models.values.finding import Finding, Refused
from services.actions import approval
from services.actions.approval import APPROVED, AnswerSeen
from services.queries.approval import ApprovalOfRun
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.form import Check, Field, FormGrid, PasswordEdit
from views.widgets.password_checks import password_answer
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import made_at


class SecondPersonCard(Card):
    """Where the second person's approval of a run stands, and the next thing to do about it."""

    asked = Signal()
    answered = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat.t("A second person's approval"))
        self.seat = seat
        t = seat.t
        self.state = IconLine("clock", "", color="warn")
        self.remark = Label("", "note", "ink2", wrap=True)
        self.ask_button = Button(t("Ask for approval …"))
        self.answer_button = Button(t("Take in the answer …"))
        self.ask_button.clicked.connect(lambda *_: self.asked.emit())
        self.answer_button.clicked.connect(lambda *_: self.answered.emit())
        self.add(self.state)
        self.add(self.remark)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.ask_button)
        row.addWidget(self.answer_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def fill(self, found: ApprovalOfRun, *, is_approved: bool) -> None:
        """Show where it stands; not at all where nobody needs or asked for it."""
        self.setVisible(found.is_needed or bool(found.answers) or found.asked_at is not None)
        t, seat = self.seat.t, self.seat
        last = found.answers[-1] if found.answers else None
        self.remark.setVisible(last is not None and bool(last.remark))
        if last is not None:
            self.remark.setText(t("“{remark}”", remark=last.remark))
            when = made_at(seat, last.at)
            if last.decision != APPROVED:
                self.state.set("arrow-u-up-left", t("{who} sent it back {when}", who=last.by, when=_low(when)), "err")
            elif last.holds or is_approved:
                words = t("Approved by {who} {when}", who=last.by, when=_low(when))
                self.state.set("check-circle", words, "ok")
            else:
                words = t("Changed after {who} approved it. Ask again", who=last.by)
                self.state.set("warning", words, "warn")
        elif found.asked_at is not None:
            words = t(
                "Asked for {when} by {who}. No answer yet", when=_low(made_at(seat, found.asked_at)), who=found.asked_by
            )
            self.state.set("clock", words, "warn")
        else:
            self.state.set("info", t("Not asked for yet. Save the request as a file and send it"), "info")
        for button in (self.ask_button, self.answer_button):
            button.setVisible(not is_approved)


class AskPanel(SidePanel):
    """A password, and a file with what is to be looked at. `saved` is told when it is there."""

    saved = Signal()

    def __init__(self, seat: Seat, run_id: int, run: str) -> None:
        t = seat.t
        super().__init__(seat, t("Approve"), t("Ask for approval"), run)
        self._run_id = run_id
        for icon, words in (
            ("users", t("Names, lines, sums and what differs from last time. No identity or account numbers")),
            ("key", t("Encrypted with the password. Say it on the telephone, never in the same e-mail")),
            ("pen-nib", t("The second person opens the file in Lønnsom and answers with a signed file")),
        ):
            self.add(IconLine(icon, words, color="ink2"))
        self.form = FormGrid(1)
        self.password = Field(
            seat,
            t("Password for the file"),
            PasswordEdit(seat),
            topic="pay_run.second_person",
            required=True,
            check=password_answer,
        )
        self.form.add(self.password)
        self.add(self.form)
        self.trouble = self.add_message(MessageBox("err", ""))
        self.trouble.hide()
        self.done = IconLine("check-circle", "")
        self.done.hide()
        self.add(self.done)
        self.save_button = self.add_action(Button(t("Save the request …"), "primary"))
        self.leave_button = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.leave_button.clicked.connect(self.close_panel)

    def begin(self) -> None:
        """Start typing."""
        self.password.focus()

    def save(self) -> None:
        """Ask where the file shall lie, and write it."""
        if not self.form.validate():
            return
        t, seat = self.seat.t, self.seat
        name = approval.request_name(seat.desk, self._run_id, seat.language)
        target = seat.files.save_file(t("Save the request"), name, "JSON (*.json)")
        if target is None:
            return
        desk, password, language = seat.desk, str(self.password.value()), seat.language
        self.save_button.setEnabled(False)
        self.trouble.hide()

        def done(path: Path) -> None:
            self.form.hide()
            self.save_button.hide()
            self.done.set("check-circle", t("Saved as {name}. Send it to the second person", name=path.name))
            self.done.show()
            self.leave_button.setText(t("Done"))
            self.leave_button.set_kind("primary")
            self.leave_button.setFocus()
            self.saved.emit()

        def refused(findings: tuple[Finding, ...]) -> None:
            self.save_button.setEnabled(True)
            self.trouble.set(t("Not saved"), t(findings[0].what))
            self.trouble.show()

        seat.work(
            lambda progress: approval.ask(desk, self._run_id, target, password, language, progress),
            done=done,
            refused=refused,
            what=t("Saving the request"),
            owner=self,
        )


class AnswerPanel(SidePanel):
    """An answer before it is taken in: what was answered, by whom, and whether the signature is known."""

    taken = Signal()

    def __init__(self, seat: Seat, path: Path) -> None:
        """Raises Refused for a file that is no answer, or one that cannot be taken in."""
        t = seat.t
        self.seen: AnswerSeen = approval.look_at_answer(seat.desk, path)
        seen = self.seen
        is_approved = seen.decision == APPROVED
        super().__init__(
            seat, t("Answer of the second person"), t("Approved") if is_approved else t("Sent back"), path.name
        )
        self._path = path
        facts = KeyValues(seat)
        facts.add(t("By"), seen.name, strong=True)
        facts.add(t("When"), made_at(seat, seen.at))
        facts.add(t("Fingerprint"), seen.fingerprint)
        self.add(facts)
        if seen.remark:
            self.add_section(t("Remark"), rule=True)
            self.add(Label(seen.remark, "body", wrap=True))
        self.compared = Check(seat, t("I have called {who} and compared the fingerprint", who=seen.name))
        if seen.is_known:
            known = t("The signature is right, and the same as before ({who})", who=seen.known_as)
            self.add(IconLine("pen-nib", known, color="ok"))
        else:
            words = (
                t("This signature has not been used here before, but others have. Be certain who sent it.")
                if seen.others
                else t("Call {who} on a number that you know, and let them read the fingerprint aloud.", who=seen.name)
            )
            self.add(MessageBox("warn", t("A new signature"), words))
            self.add(self.compared)
        self.trouble = self.add_message(MessageBox("err", ""))
        self.trouble.hide()
        self.take_button = self.add_action(Button(t("Take in the answer"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.take_button.clicked.connect(lambda *_: self.take())
        leave.clicked.connect(self.close_panel)
        self.compared.changed.connect(self._settle_button)
        self._settle_button()

    def _settle_button(self) -> None:
        self.take_button.setEnabled(self.seen.is_known or bool(self.compared.value()))

    def take(self) -> None:
        """Keep the answer with the run."""
        t, seat = self.seat.t, self.seat
        try:
            seen = approval.take_answer(seat.desk, self._path, compared=bool(self.compared.value()))
        except Refused as refusal:
            self.trouble.set(t("Not taken in"), t(refusal.findings[0].what))
            self.trouble.show()
            return
        self.close_panel()
        words = (
            t("{who} has approved the run", who=seen.name)
            if seen.decision == APPROVED
            else t("{who} has sent the run back", who=seen.name)
        )
        seat.toast(words)
        self.taken.emit()


def _low(words: str) -> str:
    """“Today 08:42” inside a sentence."""
    return words[:1].lower() + words[1:]
