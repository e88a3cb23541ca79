"""The tab «Everything out»: the whole client in open formats in an empty folder, and the client handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.values.finding import Finding
from services.actions.export_all import Exported, export_all, is_free
from services.queries.taken_out import EXPORT, TakenOut, taken_out
from views.pages.files.decentral_out import DecentralOutCard
from views.pages.files.hand_over_panel import HandOverPanel
from views.pages.files.view import FilesView
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.finding_list import FindingList
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import IconLine, Label, MessageBox
from views.widgets.when import made_at, size_in_words

_SHOWN: Final = 6
_BESIDE: Final = 820  # from this width on, the two ways stand side by side


class OutView(FilesView):
    """Two ways out, and every time that one of them was used."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.panel: HandOverPanel | None = None
        self.log = Card(t("Taken out before"), padding=24)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(8)
        self.log.body.addLayout(self.rows)
        side = QVBoxLayout()
        side.setSpacing(16)
        side.addWidget(self._hand_over_card())
        self.decentral_card: DecentralOutCard | None = None
        if seat.questions.has("files.decentral"):
            self.decentral_card = DecentralOutCard(seat)
            side.addWidget(self.decentral_card)
        side.addWidget(self.log)
        side.addStretch(1)
        main = QVBoxLayout()
        main.addWidget(self._export_card())
        main.addStretch(1)
        inner = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        self._row.setContentsMargins(0, 20, 0, 24)
        self._row.setSpacing(20)
        self._row.addLayout(main, 3)
        self._row.addLayout(side, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self._folder: Path | None = None
        self._is_working = False

    def _export_card(self) -> Card:
        t, seat = self.seat.t, self.seat
        card = Card(
            t("Everything in open formats"),
            t("Can be read without Lønnsom, now and in ten years. Nothing in the client is changed."),
            padding=24,
        )
        for icon, words in (
            ("table", t("Every table as CSV and JSON, with what each column means")),
            ("file-text", t("Every payslip, a-melding, bank file and journal exactly as it was made")),
            ("file-arrow-down", t("Every imported file exactly as it came")),
            ("users", t("An overview of the employees and the pay runs, to read and print")),
            ("book-open", t("A reading guide in Norwegian and English, and a checksum for each file")),
        ):
            card.add(IconLine(icon, words, color="ink2"))
        card.add(
            MessageBox(
                "warn",
                t("The folder is not encrypted"),
                t(
                    "It holds names, national identity numbers, account numbers and pay. Keep it where nobody else can "
                    "read it. The names of the files tell nothing about anybody."
                ),
            )
        )
        self.refusal = FindingList(seat)
        self.refusal.hide()
        card.add(self.refusal)
        self.done_line = IconLine("check-circle", "")
        self.open_button = Button(t("Open the folder"), "link", small=True)
        self.open_button.clicked.connect(lambda *_: self._open_folder())
        for widget in (self.done_line, self.open_button):
            widget.hide()
        card.add(self.done_line)
        card.body.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        card.add(self.progress)
        self.export_button = Button(t("Choose an empty folder …"), "primary", icon="folder-open")
        self.export_button.clicked.connect(lambda *_: self.take_out())
        self.export_button.setProperty("topic", "files.out")
        card.body.addLayout(_row(self.export_button))
        return card

    def _hand_over_card(self) -> Card:
        t = self.seat.t
        card = Card(
            t("Hand the client over"),
            t("To another accountant, or to a new machine: one encrypted file and one password."),
            padding=24,
        )
        for icon, words in (
            ("package", t("The whole history comes along: change log, payslips, reports and imported files")),
            ("key", t("The file gets a password of its own. Yours stays yours")),
            ("folder-open", t("The receiver opens it in Lønnsom like any other client")),
        ):
            card.add(IconLine(icon, words, color="ink2"))
        self.hand_over_button = Button(t("Hand over …"), icon="package")
        self.hand_over_button.clicked.connect(lambda *_: self.hand_over())
        self.hand_over_button.setProperty("topic", "files.hand_over")
        card.body.addLayout(_row(self.hand_over_button))
        return card

    # --- the tab --------------------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        return self.seat.t("The client is yours: take it out whole whenever you like")

    def refresh(self) -> None:
        t = self.seat.t
        found = taken_out(self.seat.desk)
        empty_layout(self.rows)
        self.log.setVisible(bool(found))
        facts = KeyValues(self.seat)
        for each in found[:_SHOWN]:
            facts.add(self._what(each), made_at(self.seat, each.at))
        self.rows.addWidget(facts)
        if len(found) > _SHOWN:
            self.rows.addWidget(
                Label(t("{count} earlier in the change log", count=len(found) - _SHOWN), "note", "ink2")
            )
        is_locked = self.seat.desk.client.is_read_only
        self.hand_over_button.setEnabled(not is_locked)

    def _what(self, each: TakenOut) -> str:
        t = self.seat.t
        if each.kind == EXPORT:
            return t("Everything in open formats, by {who}", who=each.by)
        if each.to:
            return t("Handed over to {receiver} by {who}", receiver=each.to, who=each.by)
        return t("Handed over by {who}", who=each.by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_beside = self.width() >= _BESIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)

    def focus_first(self) -> None:
        self.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self.take_out()

    # --- doing ----------------------------------------------------------------------------------------------------

    def take_out(self) -> None:
        """Ask for an empty folder, and write everything into it."""
        if self._is_working:
            return
        t, seat = self.seat.t, self.seat
        for widget in (self.done_line, self.open_button, self.refusal):
            widget.hide()
        folder = seat.files.folder(t("An empty folder for everything"))
        if folder is None:
            return
        if not is_free(folder):
            self._say(
                "warning",
                t("{folder} is not empty. Choose an empty folder, or make a new one in it.", folder=str(folder)),
                "warn",
            )
            return
        self._busy(True)
        desk, language = seat.desk, seat.language
        work = seat.work(
            lambda progress: export_all(desk, folder, language, progress),
            done=self._done,
            refused=self._refused,
            cancelled=self._cancelled,
            what=t("Taking everything out"),
            owner=self,
        )
        self.progress.follow(work)

    def _done(self, made: Exported) -> None:
        self._busy(False)
        t = self.seat.t
        self._folder = made.folder
        words = t(
            "{count} files, {size}, lie in {folder}. Begin with LESMEG.txt.",
            count=made.files,
            size=size_in_words(self.seat, made.size),
            folder=str(made.folder),
        )
        self._say("check-circle", words, "ok")
        self.open_button.show()
        self.refresh()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self._busy(False)
        self.refusal.set(findings)
        self.refusal.show()

    def _cancelled(self) -> None:
        self._busy(False)
        self._say("info", self.seat.t("Stopped. Nothing is left in the folder."), "ink2")

    def _say(self, icon: str, words: str, ink: str) -> None:
        self.done_line.set(icon, words, ink)
        self.done_line.show()

    def _busy(self, working: bool) -> None:
        self._is_working = working
        self.export_button.setEnabled(not working)
        if not working and self.hand_over_button.hasFocus():  # the keys went there when the button was off
            self.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def hand_over(self) -> None:
        """The panel in which the client is handed over."""
        self.panel = panel = HandOverPanel(self.seat)
        panel.made.connect(self.refresh)
        self.seat.show_panel(panel)
        panel.begin()

    def may_leave(self) -> bool:
        """Not from a recovery key that nobody has kept."""
        return self.panel is None or not isValid(self.panel) or self.panel.isHidden() or self.panel.may_leave()


def _row(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
