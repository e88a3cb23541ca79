"""What is done with one copy: read it back, and make a client file of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from models.values.finding import Finding, Refused
from models.values.progress import Progress
from services.actions import backups, open_file
from services.desk.desk import Desk
from services.queries.backups import BackupRow, CopyContents, is_copy_of
from services.reference.formats import organisation
from views.shell.client_memory import ClientMemory, client_memory, sit_down
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Field, Radios
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Divider, IconLine, Label, MessageBox
from views.widgets.unlock_form import Unlock, UnlockForm
from views.widgets.when import local_day, made_at, size_in_words

PLACE, BESIDE, ELSEWHERE = "place", "beside", "elsewhere"
DAMAGED: Final = "damaged"


def refusal_in_words(seat: Seat, findings: tuple[Finding, ...]) -> str:
    """Why a copy could not be opened, short where the reason is the password."""
    trouble = open_file.why_refused(findings)
    if trouble == open_file.PASSWORD:
        return seat.t("The password does not open the backup. It is the one that held when the backup was made.")
    if trouble == open_file.RECOVERY_KEY:
        return seat.t("The recovery key does not open the backup. It is the one that held when the backup was made.")
    return seat.t(findings[0].what)


def contents(seat: Seat, found: CopyContents) -> KeyValues:
    """What a copy holds."""
    t = seat.t
    facts = KeyValues(seat)
    facts.add(t("Employer"), found.employer or t("Not entered yet"))
    if found.orgnr:
        facts.add(t("Organisation number"), organisation(found.orgnr))
    facts.add(t("People in the file"), seat.formats.count(found.employees))
    facts.add(t("Last approved run"), seat.formats.month(found.last_run) if found.last_run else t("None"))
    if found.changed_at is not None:
        facts.add(t("Last change"), made_at(seat, found.changed_at))
    facts.add(t("Changes in the log"), seat.formats.count(found.changes))
    facts.add(t("Size"), size_in_words(seat, found.size))
    return facts


class CopyPanel(SidePanel):
    """About one copy in the list."""

    def __init__(self, seat: Seat, row: BackupRow, restore: Callable[[], None]) -> None:
        t = seat.t
        super().__init__(seat, t("Backup"), row.client, t("Made {when}", when=_inside(made_at(seat, row.at))))
        self.row = row
        self.memory = client_memory(seat)
        self.answer = self.add_message(MessageBox("ok", ""))
        self.answer.hide()
        facts = KeyValues(seat)
        facts.add(t("Why"), t(row.reason))
        facts.add(t("Changes in the log"), seat.formats.count(row.changes))
        facts.add(t("Size"), size_in_words(seat, row.size))
        facts.add(t("Read back"), read_back(seat, self.memory, row))
        self.facts = facts
        self.add(facts)
        self.add_section(t("Folder"), rule=True)
        self.add(Label(str(row.path.parent), "body", wrap=True))
        show = Button(t("Open the folder"), "link", small=True)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.path.parent))))
        self.body.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        self.form = UnlockForm(seat, open_file.mistake_in_key, topic="backups.password")
        self.form.hide()
        self.form.entered.connect(self.prove)
        self.add(self.form)
        self.progress = ProgressBox(seat)
        self.progress.set_cancellable(False)
        self.progress.hide()
        self.add(self.progress)
        self.restore_button = self.add_action(Button(t("Restore …"), "primary"))
        self.prove_button = self.add_action(Button(t("Read it back now")))
        self.restore_button.clicked.connect(restore)
        self.prove_button.clicked.connect(self.prove)

    def prove(self) -> None:
        """Read the copy from its first page to its last: with the key of the open client, or with its password."""
        seat, row = self.seat, self.row
        own = seat.desk if seat.has_client and is_copy_of(seat.desk, row) else None
        unlock: Unlock = {}
        if own is None or self.form.isVisibleTo(self):
            if not self.form.isVisibleTo(self):
                self.form.show()
                self.form.focus()
                return
            own, unlock = None, self.form.unlock()
            if not unlock:
                return
        self.prove_button.set_waiting(True)
        work = seat.work(
            lambda progress: backups.prove(row.path, own, **unlock, progress=progress),
            done=self._proven,
            refused=self._refused,
            what=seat.t("Reading the backup"),
            owner=self,
        )
        self.progress.follow(work)

    def _proven(self, found: CopyContents) -> None:
        t, seat = self.seat.t, self.seat
        self.prove_button.set_waiting(False)
        self.form.wipe()
        self.form.hide()
        self.memory.set_proven(self.row.path.name, seat.now().isoformat())
        self.memory.changed.emit()
        run = seat.formats.month(found.last_run) if found.last_run else t("none")
        self.answer.set(
            t("The backup is intact"),
            t("{count} people, last approved run: {run}.", count=found.employees, run=run),
            kind="ok",
        )
        self.answer.show()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        seat = self.seat
        self.prove_button.set_waiting(False)
        trouble = open_file.why_refused(findings)
        if len(findings) > 1 or trouble == open_file.DAMAGED:
            self.memory.set_proven(self.row.path.name, DAMAGED)
            self.memory.changed.emit()
            self.form.wipe()
            self.form.hide()
            words = seat.t("Choose an earlier one; each stands for itself.")
            self.answer.set(seat.t("The backup is damaged"), words, kind="err")
        elif self.form.isVisibleTo(self) and trouble in ("", open_file.PASSWORD, open_file.RECOVERY_KEY):
            self.form.set_problem(refusal_in_words(seat, findings))
            return
        else:
            self.answer.set(seat.t("The backup was not read"), seat.t(findings[0].what), kind="warn")
            if trouble == "":  # made before the password was changed
                self.form.show()
                self.form.focus()
        self.answer.show()


class RestorePanel(SidePanel):
    """A client file out of a copy. First it is read and shown; nothing is replaced before that, and nothing is lost."""

    def __init__(self, seat: Seat, copy: Path, file: Path | None, client: str = "", at: datetime | None = None) -> None:
        t = seat.t
        line = t("Backup from {when}", when=_inside(made_at(seat, at))) if at else str(copy.parent)
        super().__init__(seat, t("Restore from a backup"), client or copy.stem, line)
        self.copy, self.file = copy, file
        self._unlock: Unlock = {}
        self._elsewhere: Path | None = None
        self.found: CopyContents | None = None
        self.message = self.add_message(MessageBox("warn", ""))
        self.message.hide()
        self.form = UnlockForm(seat, open_file.mistake_in_key, topic="backups.password")
        self.form.entered.connect(self.read)
        self.add(self.form)
        self.promise = IconLine("shield-check", t("The backup is only read now. Nothing is changed."), "ink2")
        self.add(self.promise)
        self.progress = ProgressBox(seat)
        self.progress.set_cancellable(False)
        self.progress.hide()
        self.add(self.progress)
        self.primary = self.add_action(Button(t("Read the backup"), "primary"))
        self.not_now = self.add_action(Button(t("Not now")))
        self.primary.clicked.connect(lambda: self.restore() if self.found else self.read())
        self.not_now.clicked.connect(self.close_panel)
        self.form.focus()

    def read(self) -> None:
        """Open the copy, read all of it, and show what is in it."""
        unlock = self.form.unlock()
        if not unlock:
            return
        self._unlock = unlock
        self.primary.set_waiting(True)
        copy, seat = self.copy, self.seat
        work = seat.work(
            lambda progress: backups.prove(copy, **unlock, progress=progress),
            done=self._show,
            refused=self._refused,
            what=seat.t("Reading the backup"),
            owner=self,
        )
        self.progress.follow(work)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.primary.set_waiting(False)
        trouble = open_file.why_refused(findings)
        if len(findings) > 1 or trouble in (open_file.DAMAGED, open_file.FOREIGN, open_file.EMPTY, open_file.MISSING):
            self.message.set(self.seat.t("The backup cannot be used"), self.seat.t(findings[0].what), kind="err")
            self.message.show()
        else:
            self.form.set_problem(refusal_in_words(self.seat, findings))

    def _show(self, found: CopyContents) -> None:
        """What is in it, and where it shall be put."""
        t, seat = self.seat.t, self.seat
        self.found = found
        self.primary.set_waiting(False)
        self.form.hide()
        self.message.hide()
        self.promise.set("check-circle", t("The backup was read from beginning to end. It is intact."))
        if found.employer:
            self.set_title(found.employer)
        self.add(contents(seat, found))
        file = self.file or self._file_of(found) or self.copy.with_name(f"{self.copy.stem}.lonnsom")
        self.file = file
        self.add(Divider())
        beside = open_file.free_path(file.parent, f"{file.stem} {local_day(seat, seat.now()).isoformat()}")
        self._beside = beside
        choices: list[tuple[str, str, str]] = []
        if not file.exists():
            choices.append((PLACE, t("Where it was"), str(file)))
        choices.append((BESIDE, t("As another file"), str(beside)))
        if file.exists():
            kept = t("The one that is there is kept beside it.")
            choices.append((PLACE, t("In place of the file that is there"), kept))
        choices.append((ELSEWHERE, t("Somewhere else …"), ""))
        self.where = Radios(seat, choices)
        self.where.set_value(choices[0][0])
        self.where.changed.connect(self._where_changed)
        self.add(Field(seat, t("Where to"), self.where, topic="backups.where"))
        self.note = Label("", "note", "ink2", wrap=True)
        self.add(self.note)
        self._where_changed()

    def _file_of(self, found: CopyContents) -> Path | None:
        """The client in the list that the copy is of."""
        cards = client_memory(self.seat).cards
        return next((card.path for card in cards if card.file_id == found.file_id), None)

    @property
    def target(self) -> Path:
        """Where the file is put."""
        assert self.file is not None
        match self.where.value():
            case "beside":
                return self._beside
            case "elsewhere":
                return self._elsewhere or self._beside
        return self.file

    def _where_changed(self) -> None:
        t = self.seat.t
        assert self.file is not None
        if self.where.value() == ELSEWHERE:
            chosen = self.seat.files.save_file(
                t("Where the file is put"), self._beside.name, t("Client files") + " (*.lonnsom)"
            )
            if chosen is None:
                self.where.set_value(BESIDE)
            else:
                self._elsewhere = chosen.resolve().with_suffix(".lonnsom")
        replaces = self.where.value() == PLACE and self.file.exists()
        is_open = replaces and any(client.path == self.file for client in self.seat.open_clients)
        if is_open:
            self.note.setText(t("The client is open. It is closed first, with a backup, and opened as it was then."))
        elif replaces:
            self.note.setText(t("What was entered after the backup is then only in the file that is kept beside it."))
        else:
            self.note.setText(str(self.target) if self.where.value() == ELSEWHERE else "")
        self.primary.setText(t("Replace and open") if replaces else t("Restore and open"))

    def restore(self) -> None:
        """Make the file and sit down with it."""
        self.primary.set_waiting(True)
        replace = self.where.value() == PLACE and self.target.exists()
        if self.target.exists() and not replace:
            self.primary.set_waiting(False)
            words = self.seat.t("Choose another name, or put it in its place.")
            self.message.set(self.seat.t("There is a file of that name"), words, kind="warn")
            self.message.show()
            return
        restore_and_open(self.seat, self.copy, self.target, self._unlock, replace=replace)


def restore_and_open(seat: Seat, copy: Path, target: Path, unlock: Unlock, *, replace: bool) -> None:
    """Restore, and open what was restored. A client that is replaced while it is open is closed first."""
    if any(client.path == target for client in seat.open_clients):
        try:
            seat.close_client(target)
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
    user, now, t = seat.user, seat.now, seat.t

    def do(progress: Progress) -> tuple[Desk, Path | None]:
        where, aside = backups.restore(copy, target, now, **unlock, replace=replace, progress=progress)
        return open_file.open_file(where, user, now, **unlock), aside

    def done(made: tuple[Desk, Path | None]) -> None:
        desk, aside = made
        sit_down(seat, desk)
        if aside is not None:
            seat.toast(t("Restored. The file before it is kept as {name}", name=aside.name))
        else:
            seat.toast(t("Restored and read back"))

    seat.work(do, done=done, refused=seat.show_findings, what=t("Restoring and reading back"))


def read_back(seat: Seat, memory: ClientMemory, row: BackupRow) -> str:
    """When a copy was last read back: when it was made, or later by hand."""
    said = memory.proven().get(row.path.name, "")
    if said == DAMAGED:
        return seat.t("Damaged")
    try:
        return made_at(seat, datetime.fromisoformat(said) if said else row.at)
    except ValueError:
        return made_at(seat, row.at)


def _inside(words: str) -> str:
    """Inside a line the first letter is small."""
    return words[:1].lower() + words[1:]
