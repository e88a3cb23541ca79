"""Everything out, and the client handed over: by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from models.values.progress import Cancelled
from services.actions.open_file import open_file
from services.actions.verify import verify
from services.vault import keys
from tests.views.clients_room import Files
from tests.views.conftest import Clock
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.pages.files import out_view
from views.pages.files.hand_over_panel import HandOverPanel
from views.pages.files.out_view import OutView
from views.shell.seat import Seat
from views.widgets.side_panel import SidePanel

THEIRS = "sju snille sauer i snø"


@pytest.fixture
def view(client_seat: Seat, qtbot: QtBot) -> Iterator[OutView]:
    made = OutView(client_seat)
    qtbot.addWidget(made)
    made.resize(1004, 700)
    made.show()
    made.refresh()
    client_seat.changed.connect(lambda _: made.refresh())
    yield made
    client_seat.wait()


def answer(seat: Seat, path: Path | None) -> Files:
    seat.files = files = Files(path)  # type: ignore[assignment]
    return files


def test_everything_into_an_empty_folder(view: OutView, client_seat: Seat, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "alt"
    folder.mkdir()
    answer(client_seat, folder)
    view.focus_first()
    assert view.export_button.hasFocus()
    press(view.export_button, Qt.Key.Key_Space)
    qtbot.waitUntil(view.open_button.isVisible)
    assert "Begynn med LESMEG.txt" in view.done_line.label.text()
    assert (folder / "LESMEG.txt").is_file()
    assert (folder / "SHA256SUMS").is_file()
    assert view.log.isVisible()
    assert not unnamed(view)


def test_a_folder_that_is_not_empty(view: OutView, client_seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "noe.txt").write_text("mitt")
    answer(client_seat, tmp_path)
    view.take_out()
    assert "er ikke tom" in view.done_line.label.text()
    assert not (tmp_path / "LESMEG.txt").exists()


def test_stopped(
    view: OutView, client_seat: Seat, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise Cancelled

    monkeypatch.setattr(out_view, "export_all", stopped)
    folder = tmp_path / "alt"
    folder.mkdir()
    answer(client_seat, folder)
    view.primary()
    qtbot.waitUntil(lambda: "Stoppet" in view.done_line.label.text())
    assert view.export_button.isEnabled()


def test_thought_better_of_it(view: OutView, client_seat: Seat) -> None:
    answer(client_seat, None)
    view.take_out()
    assert view.export_button.isEnabled()
    assert not view.done_line.isVisible()


def panel_of(view: OutView, seat: Seat, qtbot: QtBot) -> HandOverPanel:
    shown: list[SidePanel] = []
    seat.asked_panel.connect(shown.append)
    view.hand_over_button.click()
    [panel] = shown
    assert isinstance(panel, HandOverPanel)
    qtbot.addWidget(panel)
    panel.resize(396, 700)
    panel.show()
    return panel


def test_handed_over(
    view: OutView, client_seat: Seat, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_ROUNDS", 100)
    target = tmp_path / "minnepinne.lonnsom"
    files = answer(client_seat, target)
    panel = panel_of(view, client_seat, qtbot)
    type_text(panel.to.editor, "Regnskap Vest AS")
    type_text(panel.password.editor, "kort")
    panel.save_button.click()
    assert panel.password.problem or not target.exists()
    panel.password.set_value(THEIRS)
    panel.again.set_value("noe annet")
    panel.save_button.click()
    assert not files.asked  # the two are not the same
    panel.again.set_value(THEIRS)
    assert not unnamed(panel)
    panel.save_button.click()
    qtbot.waitUntil(lambda: panel.result is not None)
    [name] = files.asked
    assert name == "TEST Solvang Bakeri AS overlevert 2026-11-22.lonnsom"
    assert not panel.form.isVisible()
    assert panel.leave_button.text() == "Ferdig"
    assert not unnamed(panel)
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    assert not panel.leave_button.isEnabled()  # nobody has kept the key
    top = panel.keep.mapTo(panel.area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= top + panel.keep.height() <= panel.area.viewport().height()  # it is in sight
    for widget in (panel.keep, panel):
        press(widget, Qt.Key.Key_Escape)
    panel.close_button.click()
    assert not closed
    assert not view.may_leave()  # nor to another page
    panel.keep.copy_button.click()
    assert panel.is_kept.isChecked()
    assert view.may_leave()
    panel.leave_button.click()
    assert closed
    with open_file(target, "Berit", Clock(), passphrase=THEIRS) as theirs:
        assert verify(theirs) == []
    qtbot.waitUntil(lambda: view.log.isVisible())


def test_the_file_cannot_be_made(view: OutView, client_seat: Seat, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "opptatt.lonnsom"
    target.write_bytes(b"mitt")
    answer(client_seat, target)
    panel = panel_of(view, client_seat, qtbot)
    panel.password.set_value(THEIRS)
    panel.again.set_value(THEIRS)
    panel.save_button.click()
    qtbot.waitUntil(panel.trouble.isVisible)
    assert "overskrives aldri" in panel.trouble.text()
    assert panel.save_button.isEnabled()
    assert target.read_bytes() == b"mitt"
