"""The smaller panels of the list of clients: a demo client, about a file, another colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from services.actions import open_file
from services.desk.desk import Desk
from services.queries.client_cards import ClientRow
from services.queries.clients import copies_of
from services.reference.demo_client import DEMOS
from services.reference.formats import organisation
from views.shell import theme
from views.shell.client_memory import client_memory, sit_down
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.choices import Segments
from views.widgets.form import Answer, Field, TextEdit, Warn
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, Label, MessageBox, capital
from views.widgets.when import made_at, size_in_words


def client_folder(seat: Seat) -> Path:
    """Where new client files are put: where the last one was, or the usual place."""
    kept = seat.preferences.get("client_folder")
    return Path(kept) if isinstance(kept, str) and kept else open_file.default_folder()


def folder_answer(seat: Seat, folder: Path) -> Answer:
    """What is to be said of a folder for client files: none such, or a risky place."""
    if not folder.is_absolute():
        return seat.t("Write the whole path of the folder, or choose it.")
    if not (folder.is_dir() or folder.parent.is_dir()):
        return seat.t("There is no such folder. Is a drive not connected?")
    warned = open_file.caution(folder / "x")
    return Warn(warned.what) if warned is not None else None


class FolderLine(QWidget):
    """A folder, and the way to another one."""

    changed = Signal()
    left = Signal()

    def __init__(self, seat: Seat, folder: Path) -> None:
        super().__init__()
        self.seat, self._folder = seat, folder
        self.edit = TextEdit(seat)
        self.edit.setAccessibleName(seat.t("Folder"))
        self.edit.changed.connect(self._typed)
        self.edit.left.connect(self.left)
        self.button = Button(seat.t("Another folder …"))
        self.button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.set_value(folder)

    def value(self) -> Path:
        return self._folder

    def set_value(self, folder: Path) -> None:
        """Show another folder."""
        self._folder = folder
        self.edit.setText(str(folder))
        self.edit.setToolTip(str(folder))
        self.edit.setCursorPosition(len(str(folder)))

    def set_state(self, state: str) -> None:
        """How it looks."""
        self.edit.set_state(state)

    def _typed(self) -> None:
        self._folder = Path(self.edit.text().strip())
        self.changed.emit()

    def _ask(self) -> None:
        folder = self.seat.files.folder(self.seat.t("Folder for the client file"))
        if folder is not None:
            self.set_value(folder)
            self.changed.emit()
            self.left.emit()


class DemoPanel(SidePanel):
    """A demo client to try everything on: what it is, where it is put, and how far it is made."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(seat, t("Demo client"), t("Try with a demo client"), " ")
        self.country = Segments(seat, [("NO", t("Norwegian demo")), ("DK", t("Danish demo"))])
        self.country.setAccessibleName(t("Country"))
        self.country.set_value("DK" if seat.language == "da" else "NO")
        self.country.changed.connect(self._tell)
        self.add(self.country)
        self._people, self._month = (self.add(IconLine(icon, "", color="accent")) for icon in ("users", "check-circle"))
        self._tell()
        invented = t("Everything is invented, and every file says that it is a test")
        self.add(IconLine("shield-check", invented, color="accent"))
        self.folder = FolderLine(seat, client_folder(seat))
        self.folder.button.setText(t("Another …"))
        self.folder_field = Field(
            seat, t("Folder"), self.folder, topic="clients.folder", check=partial(folder_answer, seat)
        )
        self.add(self.folder_field)
        self.facts = KeyValues(seat)
        self.facts.add(t("Password"), open_file.DEMO_PASSWORD)
        self.add(self.facts)
        self.add(Label(t("The same for every demo client, and filled in for you."), "note", "ink2", wrap=True))
        self.progress = ProgressBox(seat)
        self.progress.promise.setText(t("Cancel leaves no file behind."))
        self.progress.hide()
        self.add(self.progress)
        self.make_button = self.add_action(Button(t("Make and open"), "primary"))
        self.not_now = self.add_action(Button(t("Not now")))
        self.make_button.clicked.connect(self.make)
        QTimer.singleShot(0, self.make_button, self.make_button.setFocus)
        self.not_now.clicked.connect(self.close_panel)

    def _tell(self) -> None:
        """What the chosen demo is."""
        t = self.seat.t
        people, month = open_file.in_the_demo(self.country.value())
        self.line.setText(self.seat.t(DEMOS[self.country.value()].about))
        self._people.label.setText(t("{count} employees, one of each kind: monthly, by the hour …", count=people))
        name = capital(self.seat.formats.month(month))
        self._month.label.setText(t("{month} is calculated and approved, with all its files", month=name))

    def make(self) -> None:
        """Make it in the background, and sit down with it."""
        seat, t = self.seat, self.seat.t
        if not self.folder_field.validate():
            self.folder_field.focus()
            return
        folder = self.folder.value()
        seat.preferences.set("client_folder", str(folder))
        country = self.country.value()
        path = open_file.free_path(folder, seat.t(DEMOS[country].file_name))
        color, user, now = client_memory(seat).free_color(), seat.user, seat.now
        self.make_button.setEnabled(False)

        def done(desk: Desk) -> None:
            sit_down(seat, desk)
            seat.toast(t("The demo client is ready. Its password is “{password}”.", password=open_file.DEMO_PASSWORD))

        work = seat.work(
            lambda progress: open_file.demo_client(path, user, now, country=country, color=color, progress=progress),
            done=done,
            refused=seat.show_findings,
            cancelled=self._cancelled,
            what=t("Making the demo client"),
        )
        self.progress.follow(work)

    def _cancelled(self) -> None:
        from shiboken6 import isValid

        if isValid(self):
            self.make_button.setEnabled(True)
            self.progress.cancel_button.setEnabled(True)


class FilePanel(SidePanel):
    """About a client's file: where it lies, how big it is, where its copies are."""

    def __init__(self, seat: Seat, row: ClientRow) -> None:
        t, card = seat.t, row.card
        super().__init__(seat, t("Client file"), card.name, card.path.name)
        if row.trouble:
            from views.pages.clients.table import trouble_in_words

            self.add_message(
                MessageBox("warn", trouble_in_words(seat, row.trouble), seat.t(row.said) if row.said else "")
            )
        facts = KeyValues(seat)
        try:
            facts.add(t("Size"), size_in_words(seat, card.path.stat().st_size))
        except OSError:
            facts.add(t("Size"), "")
        if card.orgnr:
            facts.add(t("Organisation number"), organisation(card.orgnr))
        facts.add(t("Last opened"), made_at(seat, card.opened_at))
        facts.add(t("Last backup"), made_at(seat, row.copy.at) if row.copy else t("None"))
        facts.add(t("Backups kept"), seat.formats.count(len(copies_of(card))))
        self.facts = facts
        self.add(facts)
        self.add_section(t("Folder"), rule=True)
        self.add(Label(str(card.path.parent), "body", wrap=True))
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.show_button = Button(t("Open the folder"), icon="folder-open")
        self.copy_button = Button(t("Copy the path"), icon="copy")
        line.addWidget(self.show_button)
        line.addWidget(self.copy_button)
        line.addStretch(1)
        self.add(buttons)
        self.show_button.setEnabled(card.path.parent.is_dir())
        self.show_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(card.path.parent))))
        self.copy_button.clicked.connect(self._copy)
        self._path = card.path
        QTimer.singleShot(0, self.copy_button, self.copy_button.setFocus)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._path))
        self.seat.toast(self.seat.t("The path is copied"))


class Swatch(QAbstractButton):
    """One of the eight colours."""

    def __init__(self, color: str, name: str) -> None:
        super().__init__()
        self.color = color
        self.setCheckable(True)
        self.setFixedSize(40, 40)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        box(painter, inner, 8, QColor(self.color))
        if self.isChecked():
            paint_icon(painter, inner, "check", QColor("#FFFFFF"), 16)
        if self.hasFocus():
            focus_ring(painter, inner, 8, 0)
        painter.end()


class Swatches(QWidget):
    """The eight colours; one is chosen."""

    changed = Signal()
    left = Signal()

    def __init__(self, seat: Seat, color: str) -> None:
        super().__init__()
        t = seat.t
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.swatches: list[Swatch] = []
        names = (
            t("Rust"),
            t("Teal"),
            t("Moss"),
            t("Purple"),
            t("Wine"),
            t("Blue"),
            t("Sand"),
            t("Slate"),
        )
        for value, name in zip(theme.client_colours(), names, strict=True):
            swatch = Swatch(value, name)
            self._group.addButton(swatch)
            self.swatches.append(swatch)
            row.addWidget(swatch)
        row.addStretch(1)
        self.set_value(color)
        self._group.buttonClicked.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        return next((swatch.color for swatch in self.swatches if swatch.isChecked()), "")

    def set_value(self, color: str) -> None:
        """Choose a colour."""
        for swatch in self.swatches:
            swatch.setChecked(swatch.color.upper() == color.upper())

    def set_state(self, state: str) -> None:
        """Colours have no states."""


class ColorPanel(SidePanel):
    """Another colour for a client. It is chosen at once; there is nothing to save."""

    def __init__(self, seat: Seat, row: ClientRow, choose: Callable[[str], None]) -> None:
        t = seat.t
        line = t("It tells clients apart on the screen. Papers and files do not have it.")
        super().__init__(seat, t("Colour"), row.card.name, line)
        self.swatches = Swatches(seat, row.card.color or theme.client_colours()[0])
        self.swatches.changed.connect(lambda: choose(self.swatches.value()))
        self.add(self.swatches)
        chosen = next((each for each in self.swatches.swatches if each.isChecked()), self.swatches.swatches[0])
        QTimer.singleShot(0, chosen, chosen.setFocus)
        done = self.add_action(Button(t("Close")))
        done.clicked.connect(self.close_panel)
