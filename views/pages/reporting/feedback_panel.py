"""An answer on its way in: what it says before it is taken in, why it cannot be, and which report it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from models.values.finding import Finding
from models.values.message import Message
from services.queries.feedback import OwnReport, Question
from services.queries.report_answer import LookedAtMonth
from services.queries.reporting import GUIDELINE, IMMEDIATE, REJECTION
from views.pages.reporting import words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Radios
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import local_day, short_day

_MOST = 12


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read and not taken in: its bytes, what it says by month, what is worth a look."""

    name: str
    content: bytes
    months: tuple[LookedAtMonth, ...]
    remarks: Sequence[Finding]


class FeedbackPanel(SidePanel):
    """What an answer says, and the one step that takes it in."""

    taken = Signal()

    def __init__(self, seat: Seat, read: Read) -> None:
        t = seat.t
        super().__init__(seat, t("Answer from the tax administration"), t("Take in the answer?"), read.name)
        for remark in list(read.remarks)[:3]:
            self.add_message(MessageBox("info", t(remark.what)))
        for month in read.months[:_MOST]:
            self._show(month)
        if len(read.months) > _MOST:
            self.add(Label(t("and {count} months more", count=len(read.months) - _MOST), "note", "ink2"))
        self.add(
            Label(t("The file is kept in the client file as it came. It can be undone."), "note", "ink2", wrap=True)
        )
        self.body.addStretch(1)
        self.take_button = Button(t("Take in the answer"), "primary")
        self.take_button.clicked.connect(lambda *_: self.taken.emit())
        self.not_now = Button(t("Not now"))
        self.not_now.clicked.connect(self.close_panel)
        self.add_action(self.take_button)
        self.add_action(self.not_now)

    def _show(self, month: LookedAtMonth) -> None:
        t, seat = self.seat.t, self.seat
        title = words.month_name(seat, month.month) if month.month is not None else t("No month is named")
        self.add_section(title)
        facts = KeyValues(seat)
        counts = (
            (t("Received"), month.received),
            (t("Rejected"), month.rejected),
            (t("Replaced"), month.replaced),
            (t("Came by another way"), month.others),
        )
        for name, count in counts:
            if count:
                facts.add(name, seat.formats.count(count))
        for level in (REJECTION, IMMEDIATE, GUIDELINE):
            if level in month.findings:
                facts.add(t(words.LEVELS[level][0]), seat.formats.count(month.findings[level]))
        self.add(facts)


class RefusedPanel(SidePanel):
    """Why a file cannot be taken in, and what to do."""

    asked_another = Signal()

    def __init__(self, seat: Seat, name: str, findings: Sequence[Finding]) -> None:
        t = seat.t
        super().__init__(seat, t("Answer from the tax administration"), t("The file cannot be taken in"), name)
        for finding in findings:
            self.add_message(MessageBox("err", t(finding.what)))
        self.add(IconLine("check", t("Nothing was changed.")))
        self.add(
            IconLine(
                "tray",
                t(
                    "The answer lies in the inbox in Altinn, as “A-melding feedback”. "
                    "Download it as XML or zip, and choose that file."
                ),
                color="ink2",
            )
        )
        self.body.addStretch(1)
        self.another = Button(t("Choose another file"), "primary")
        self.another.clicked.connect(lambda *_: self.asked_another.emit())
        self.not_now = Button(t("Not now"))
        self.not_now.clicked.connect(self.close_panel)
        self.add_action(self.another)
        self.add_action(self.not_now)

    def offer(self, kind: Message, verb: Message, go: Callable[[], None]) -> None:
        """The file is another one, which is taken in elsewhere: name it, and lead there with it."""
        t = self.seat.t
        self.add_message(MessageBox("info", t("It is: {kind}", kind=kind)))
        self.another.set_kind("plain")
        self.way = Button(t(verb), "primary", trail="arrow-right")
        self.way.clicked.connect(lambda *_: go())
        self.actions.insertWidget(0, self.way)
        self.not_now.hide()


class WithdrawPanel(SidePanel):
    """What it means to withdraw the report of a month."""

    agreed = Signal()

    def __init__(self, seat: Seat, month: str) -> None:
        t = seat.t
        super().__init__(seat, month, t("Withdraw the report?"))
        for icon, what in (
            ("file-x", t("An empty report is made. It takes the place of the newest one that counts.")),
            ("users", t("Pay and employments of that report count no more. Who is employed must be reported anew.")),
            ("paper-plane-tilt", t("Nothing is sent: you save the file, and upload it yourself.")),
        ):
            self.add(IconLine(icon, what, color="ink2"))
        self.sure = Check(seat, t("The whole report was wrong"))
        self.add(self.sure)
        self.body.addStretch(1)
        self.withdraw = Button(t("Make the empty report"), "danger")
        self.withdraw.setEnabled(False)
        self.sure.toggled.connect(self.withdraw.setEnabled)
        self.withdraw.clicked.connect(lambda *_: self.agreed.emit())
        self.not_now = Button(t("Not now"))
        self.not_now.clicked.connect(self.close_panel)
        self.add_action(self.withdraw)
        self.add_action(self.not_now)


class WhichPanel(SidePanel):
    """Which report it was that an answer refuses without naming it."""

    said = Signal(int, int)  # the answer, the kept report

    def __init__(self, seat: Seat, question: Question) -> None:
        t = seat.t
        day = short_day(seat, local_day(seat, question.taken_at))
        super().__init__(
            seat,
            t("Answer from the tax administration"),
            t("Which report was rejected?"),
            t("The answer that was taken in {day} refuses a file, and does not say which.", day=day),
        )
        for found in question.findings[:3]:
            what = " ".join(part for part in (found.text, found.code) if part)
            self.add_message(MessageBox("err", t(found.title) if found.title is not None else what, what))
        self.choices = Radios(seat, [(each.file_id, *self._words(each)) for each in question.choices[:_MOST]])
        if question.offered is not None:
            self.choices.set_value(question.offered.file_id)
        if question.choices:
            self.add(self.choices)
        else:
            self.add(Label(t("No report of this program is waiting for an answer."), "body", wrap=True))
        self.body.addStretch(1)
        self.say_button = Button(t("It was this one"), "primary")
        self.say_button.setVisible(bool(question.choices))
        self.say_button.clicked.connect(lambda *_: self._say(question))
        self.not_now = Button(t("Not now"))
        self.not_now.clicked.connect(self.close_panel)
        self.add_action(self.say_button)
        self.add_action(self.not_now)

    def _words(self, own: OwnReport) -> tuple[str, str]:
        t, seat = self.seat.t, self.seat
        month = words.month_name(seat, own.month) if own.month is not None else ""
        day = local_day(seat, own.made_at)
        return month, t("version {version}, made {day}, id {id}", version=str(own.version), day=day, id=own.id[:8])

    def _say(self, question: Question) -> None:
        chosen = self.choices.value()
        if chosen is not None:
            self.said.emit(question.import_id, chosen)
