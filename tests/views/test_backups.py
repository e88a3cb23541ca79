"""Every copy of every client: made now, read back, brought back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place
from services.actions import open_file
from services.vault import keys
from tests.views.clients_room import Files, at_rest, demo_in, known_file, until, window_of
from tests.views.conftest import PASSWORD
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.main_window import MainWindow
from views.pages.backups.page import BackupsPage
from views.pages.backups.panels import BESIDE, ELSEWHERE, PLACE, CopyPanel, RestorePanel
from views.shell.client_memory import client_memory
from views.shell.seat import Seat


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is a tenth of a second of work, on purpose; not here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_ROUNDS", 100)
        yield


@pytest.fixture(scope="module")
def demo_file(quick_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo client, no run; with a password that is quick."""
    return demo_in(tmp_path_factory.mktemp("people"))


@pytest.fixture
def file(seat: Seat, demo_file: Path, tmp_path: Path) -> Path:
    """A closed client with one copy."""
    return known_file(seat, demo_file, tmp_path)


@pytest.fixture
def window(file: Path, seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Nobody's file is open."""
    yield window_of(seat, qtbot, monkeypatch, file.parent)
    seat.wait()
    seat.setParent(None)


@pytest.fixture
def own_window(client_seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MainWindow]:
    """The client is open."""
    client_memory(client_seat).remember(client_seat.client)
    yield window_of(client_seat, qtbot, monkeypatch, tmp_path)
    client_seat.wait()
    client_seat.setParent(None)


def page(window: MainWindow) -> BackupsPage:
    window.go(Place("backups"))
    shown = window.page
    assert isinstance(shown, BackupsPage)
    return shown


def copy_panel(window: MainWindow) -> CopyPanel:
    press(page(window).table.view, Qt.Key.Key_Home)
    press(page(window).table.view, Qt.Key.Key_Return)
    panel = window.panel
    assert isinstance(panel, CopyPanel)
    return panel


def restore_panel(window: MainWindow, *, read: bool = True, qtbot=None) -> RestorePanel:
    copy_panel(window).restore_button.click()
    panel = window.panel
    assert isinstance(panel, RestorePanel)
    if read:
        type_text(panel.form.password, PASSWORD)
        press(panel.form.password, Qt.Key.Key_Return)
        until(qtbot, lambda: panel.found is not None)
    return panel


def test_copies_are_listed(window: MainWindow, qtbot) -> None:
    shown = page(window)
    assert shown.header.line == "1 sikkerhetskopi, den nyeste i dag 08.42"
    [row] = shown.rows
    assert (row.client, row.is_newest) == ("Solvang Bakeri AS", True)
    assert window.seat.t(row.reason) == "Tatt for hånd"
    assert not unnamed(shown)
    shown.search()
    type_text(shown.search_field, "finnes ikke")
    assert not shown.table.rows()


def test_no_copies_yet(seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    window = window_of(seat, qtbot, monkeypatch, tmp_path)
    assert page(window).header.line == "Ingen funnet"
    seat.files = Files(None)
    window.go(Place("backups", None, "restore"))
    assert seat.files.asked == ["Velg sikkerhetskopi"]
    seat.setParent(None)


def test_a_copy_of_a_closed_client_is_read_back_with_its_password(window: MainWindow, seat: Seat, qtbot) -> None:
    panel = copy_panel(window)
    panel.prove_button.click()
    type_text(panel.form.password, "feil")
    press(panel.form.password, Qt.Key.Key_Return)
    at_rest(qtbot, seat)
    assert panel.form.password_field.problem()
    panel.form.password.selectAll()
    type_text(panel.form.password, PASSWORD)
    press(panel.form.password, Qt.Key.Key_Return)
    at_rest(qtbot, seat)
    assert panel.answer.title() == "Kopien er hel"
    assert panel.answer.text() == "13 personer, siste godkjente kjøring: ingen."
    assert not panel.form.password.text()


def test_a_damaged_copy_is_told(window: MainWindow, seat: Seat, qtbot) -> None:
    path = page(window).rows[0].path
    with path.open("r+b") as file:
        file.seek(4096 * 9 + 100)
        file.write(b"damage")
    panel = copy_panel(window)
    panel.prove()
    type_text(panel.form.password, PASSWORD)
    panel.prove()
    at_rest(qtbot, seat)
    assert panel.answer.title() == "Kopien er skadet"
    assert client_memory(seat).proven() == {path.name: "damaged"}


def test_the_open_client_is_backed_up_and_read_back_without_a_password(own_window: MainWindow, qtbot) -> None:
    shown, seat = page(own_window), own_window.seat
    shown.new()
    at_rest(qtbot, seat)
    assert len(shown.rows) == 1
    panel = copy_panel(own_window)
    panel.prove_button.click()
    at_rest(qtbot, seat)
    assert panel.answer.title() == "Kopien er hel"


def test_a_copy_in_another_folder_is_found_again(own_window: MainWindow, tmp_path: Path, qtbot) -> None:
    seat = own_window.seat
    seat.files = Files(tmp_path / "minnepinne")
    page(own_window).back_up_elsewhere()
    at_rest(qtbot, seat)
    [row] = page(own_window).rows
    assert row.path.parent.name == "minnepinne"


def test_restored_as_another_file(window: MainWindow, seat: Seat, file: Path, qtbot) -> None:
    panel = restore_panel(window, qtbot=qtbot)
    assert panel.where.value() == BESIDE
    assert not panel.form.isVisible()
    panel.primary.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == file.with_name("demo 2026-11-22.lonnsom")
    assert file.exists()


def test_restored_in_place_of_the_file(window: MainWindow, seat: Seat, file: Path, qtbot) -> None:
    before = file.read_bytes()
    panel = restore_panel(window, qtbot=qtbot)
    panel.where.radio(PLACE).click()
    assert panel.primary.text() == "Erstatt og åpne"
    assert "beholdes ved siden av" in panel.note.text()
    panel.primary.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == file
    [aside] = file.parent.glob("demo before restore *.lonnsom")
    assert aside.read_bytes() == before


def test_an_open_client_goes_back_to_an_earlier_copy(own_window: MainWindow, tmp_path: Path, qtbot) -> None:
    seat = own_window.seat
    path = seat.client.path
    page(own_window).new()
    at_rest(qtbot, seat)
    open_file.set_color(seat.desk, "#2B5F8C")
    panel = restore_panel(own_window, qtbot=qtbot)
    panel.where.radio(PLACE).click()
    assert "Den lukkes først" in panel.note.text()
    panel.primary.click()
    until(qtbot, lambda: seat.has_client and not seat.busy and seat.client_color != "#2B5F8C")
    assert seat.client.path == path
    assert len(list(tmp_path.glob("demo before restore *.lonnsom"))) == 1


def test_restored_where_the_file_is_gone(window: MainWindow, seat: Seat, file: Path, qtbot) -> None:
    file.unlink()
    panel = restore_panel(window, qtbot=qtbot)
    assert panel.where.value() == PLACE
    panel.primary.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == file


def test_restored_somewhere_else(window: MainWindow, seat: Seat, tmp_path: Path, qtbot) -> None:
    panel = restore_panel(window, qtbot=qtbot)
    seat.files = Files(None)
    panel.where.radio(ELSEWHERE).click()
    assert panel.where.value() == BESIDE
    seat.files = Files(tmp_path / "ny plass")
    panel.where.radio(ELSEWHERE).click()
    panel.primary.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == tmp_path / "ny plass.lonnsom"


def test_a_file_that_is_no_copy_is_refused(window: MainWindow, seat: Seat, tmp_path: Path, qtbot) -> None:
    other = tmp_path / "notat.lonnsom"
    other.write_bytes(b"SQLite format 3\0" + bytes(4080))
    seat.files = Files(other)
    page(window).choose_file()
    panel = window.panel
    assert isinstance(panel, RestorePanel)
    type_text(panel.form.password, PASSWORD)
    panel.read()
    at_rest(qtbot, seat)
    assert panel.message.title() == "Kopien kan ikke brukes"


def test_the_way_here_from_the_list_of_clients(window: MainWindow, seat: Seat, qtbot) -> None:
    window.go(Place("backups", None, "restore"))
    shown = window.page
    assert isinstance(shown, BackupsPage)
    assert shown.hint.isVisible()
    window.go(Place("backups", str(shown.rows[0].path), "restore"))
    assert isinstance(window.panel, RestorePanel)
    assert not shown.hint.isVisible()
