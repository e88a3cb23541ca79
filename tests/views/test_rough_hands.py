"""Rough hands: wrong input, cancelling, double clicks and odd orders. Nothing half-made stays, and nothing breaks.

An exception in a slot fails the test that it happens in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from models.records.employee import Employee
from models.values.finding import Place
from services.actions.settings import keep_setting
from services.desk.desk import Desk
from services.queries import employees, runs, settings
from services.vault.client import Client
from tests.views.conftest import NO_COPIES, PASSWORD, Clock
from tests.walk.hands import QuietHands
from tests.walk.story import PEOPLE, Files, Story
from views.main_window import MainWindow
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.form import NationalIdEdit
from views.widgets.guide import GuideFooter
from views.widgets.input_grid import InputGrid

HOSTILE = (
    "9" * 50_000,
    "\x00\x01\x1b[31m",
    "😀👩‍👩‍👧",
    "1e30",
    "9" * 40,
    "0," + "0" * 60 + "1",
    "²",
    "01.01.0001",
    "nov 0000",
)


@pytest.fixture
def shown(qtbot: Any, qapp: QApplication) -> Iterator[Callable[[Seat], MainWindow]]:
    """Puts the window in front of a seat."""
    seats: list[Seat] = []

    def show(seat: Seat) -> MainWindow:
        seat.set_language("en")
        window = MainWindow(seat)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        seats.append(seat)
        return window

    yield show
    for seat in seats:
        seat.wait()
        seat.setParent(None)


def hands_of(window: MainWindow) -> QuietHands:
    hands = QuietHands(window)
    hands.settle()
    return hands


def footer_of(window: MainWindow) -> GuideFooter:
    [footer] = [each for each in window.findChildren(GuideFooter) if each.isVisible()]
    return footer


def put(editor: QWidget, text: str) -> None:
    """In place of what stands there, as pasting does it."""
    QGuiApplication.clipboard().setText(text)
    editor.setFocus()
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    editor.selectAll()
    editor.paste()


def fields_in(root: QWidget) -> list[QWidget]:
    """All that can be typed in now."""
    kinds = (QLineEdit, QPlainTextEdit)
    found = [each for kind in kinds for each in root.findChildren(kind)]
    return [each for each in found if each.isVisible() and each.isEnabled() and not each.isReadOnly()]


def changes(seat: Seat) -> int:
    """How often the file was changed."""
    from services.desk.run_state import last_change

    with seat.desk.reading() as session:
        return last_change(session)


def people(seat: Seat) -> int:
    return len(employees.employees(seat.desk))


# --- cancelling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "way"), [(0, "close"), (1, "close"), (1, "elsewhere"), (1, "quit")])
def test_a_new_client_that_is_given_up_leaves_no_file(
    shown: Callable[[Seat], MainWindow], seat: Seat, tmp_path: Path, step: int, way: str
) -> None:
    seat.preferences.set("client_folder", str(tmp_path))
    window = shown(seat)
    hands, t = hands_of(window), seat.t
    hands.click(t("New client"))
    hands.type(t("Name of the client"), "Halvferdig")
    if step:
        hands.click(t("Choose a password"))
        hands.type(t("Password"), PASSWORD)
    if way == "close":
        footer_of(window).close_button.click()
    elif way == "elsewhere":
        window.go(Place("deadlines"))
    else:
        window.close()
    assert list(tmp_path.iterdir()) == []
    assert not seat.open_clients
    if way != "quit":
        window.go(Place("clients"))
        assert not hands.sees("Halvferdig")


@pytest.mark.parametrize("step", [0, 2, 4])
def test_a_set_up_that_is_closed_goes_on_where_it_was(
    shown: Callable[[Seat], MainWindow], new_seat: Seat, tmp_path: Path, step: int
) -> None:
    keep_setting(new_seat.desk, "test_client", True)
    window = shown(new_seat)
    hands, t = hands_of(window), new_seat.t
    window.go(Place("setup"))
    if step == 4:
        story = Story(hands, Files(tmp_path))
        story.hands.click = _until(story.hands.click, t("Save the firm"))  # type: ignore[method-assign]
        with pytest.raises(Enough):
            story.set_up_the_employer()
    else:
        hands.type(t("Name of the firm"), "Halvferdig AS")
    if 0 < step < 4:
        window.page.guide.go(step)  # type: ignore[union-attr]
    footer_of(window).close_button.click()
    hands.settle()
    assert new_seat.place == Place("overview")
    assert not settings.employer(new_seat.desk).is_entered
    window.go(Place("setup"))
    assert window.page.guide.current == step  # type: ignore[union-attr]
    name = window.page.fields.of("name").value()  # type: ignore[union-attr]
    assert name == ("Fjordgløtt Bakeri AS" if step == 4 else "Halvferdig AS")


class Enough(Exception):
    """As far as the test goes."""


def _until(click: Callable[..., None], last: str) -> Callable[..., None]:
    def clicked(name: str, among: type[QWidget] = QWidget) -> None:
        if name == last:
            raise Enough
        click(name, among)

    return clicked


@pytest.mark.parametrize(("step", "way"), [(0, "close"), (2, "lock"), (4, "close")])
def test_an_employee_that_is_given_up_is_a_draft_that_goes_on(
    shown: Callable[[Seat], MainWindow], client_seat: Seat, step: int, way: str
) -> None:
    window = shown(client_seat)
    hands, t, before = hands_of(window), client_seat.t, people(client_seat)
    path = client_seat.client.path
    window.go(Place("employees", "new"))
    hands.type(t("Surname"), "Halvferdig")
    window.page.guide.guide.go(step)  # type: ignore[union-attr]
    if way == "close":
        footer_of(window).close_button.click()
    else:
        window.idle._tell()
        assert not client_seat.open_clients
        client = Client.open(path, passphrase=PASSWORD, now=client_seat.now, copies=NO_COPIES)
        client_seat.open_client(path, Desk(client, "Kari", client_seat.now))
    [draft] = employees.drafts(client_seat.desk)
    assert people(client_seat) == before
    window.go(Place("employees"))
    hands.settle()
    window.go(Place("employees", f"draft:{draft.id}"))
    guide = window.page.guide  # type: ignore[union-attr]
    assert guide.guide.current == step
    assert guide.person.text("last_name") == "Halvferdig"


def test_an_empty_employee_guide_leaves_nothing(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window = shown(client_seat)
    before = changes(client_seat)
    for _ in range(2):
        window.go(Place("employees", "new"))
        footer_of(window).close_button.click()
    assert changes(client_seat) == before


def test_a_run_that_is_closed_at_any_step_is_one_draft(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window, seat, t = shown(client_seat), client_seat, client_seat.t
    hands = hands_of(window)
    window.go(Place("pay_run", "new"))
    footer_of(window).close_button.click()
    assert runs.all_runs(seat.desk) == ()
    window.go(Place("pay_run", "new"))
    for words in (t("To the basis"), t("Calculate and check"), t("To approval")):
        hands.click(words)
        footer_of(window).close_button.click()
        [run] = runs.all_runs(seat.desk)
        assert not run.is_approved
        window.go(Place("pay_run", run.id))
        hands.settle()
        if words == t("Calculate and check"):
            window.go(Place("pay_run", run.id, "control"))
            hands.settle()
    window.go(Place("pay_run", run.id, "approve"))
    footer_of(window).close_button.click()
    assert not runs.all_runs(seat.desk)[0].is_approved


# --- wrong input -----------------------------------------------------------------------------------------------------

FORMS = (
    Place("employees", "new"),
    Place("employees", 2, "name"),
    Place("employees", 2, "bank_account"),
    Place("pay_run", "new"),
    Place("settings", None, "employer"),
    Place("settings", None, "establishments"),
    Place("settings", None, "payslip"),
)


@pytest.mark.parametrize("place", FORMS, ids=lambda place: f"{place.page}-{place.thing}-{place.field}")
def test_nonsense_in_every_field_is_told_and_not_stored(
    shown: Callable[[Seat], MainWindow], client_seat: Seat, place: Place
) -> None:
    window = shown(client_seat)
    hands, before = hands_of(window), people(client_seat)
    window.go(place)
    hands.settle()
    assert fields_in(window)
    for text in HOSTILE:
        for editor in fields_in(window):
            put(editor, text)
        QApplication.processEvents()
        window.page.primary()  # type: ignore[union-attr]
        hands.settle()
    assert people(client_seat) == before
    assert runs.all_runs(client_seat.desk) == ()
    window.go(Place("overview"))
    assert max(len(words) for words in hands.texts()) < 2000


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("National identity number or D-number", "15838430182"),
        ("Birth date", "31.02.1990"),
        ("Employee number", "9" * 40),
    ],
)
def test_a_wrong_field_of_the_guide_says_what_is_wrong(
    shown: Callable[[Seat], MainWindow], client_seat: Seat, field: str, text: str
) -> None:
    window = shown(client_seat)
    hands, t = hands_of(window), client_seat.t
    window.go(Place("employees", "new"))
    hands.type(t("First name"), "Kari")
    hands.type(t("Surname"), "Hansen")
    hands.type(t(field), text)
    editor = hands.find(t(field), QLineEdit)
    hands.press("Tab")
    footer_of(window).next_button.click()
    hands.settle()
    assert editor.property("state") == "error"
    assert editor.accessibleDescription()
    assert window.page.guide.guide.current == 0  # type: ignore[union-attr]


def test_a_number_pasted_by_the_mouse_takes_the_place_of_a_hidden_one(seat: Seat, qtbot: Any) -> None:
    editor = NationalIdEdit(seat)
    qtbot.addWidget(editor)
    editor.set_value("02838430182")
    editor.setCursorPosition(3)
    QGuiApplication.clipboard().setText("15838430182")
    editor.paste()
    assert editor.value() == "15838430182"


PASTED = (
    "=1+1",
    "\n".join(["1"] * 10_000),
    "1\t2;3,4\n5;6\t7",
    "1\t" * 5000,
    "1e30",
    "9" * 40,
    "-" + "9" * 5000,
    "😀\n\x00\n\x01",
    "٣",
    "1 000 000 000 000 000",
    "\n\n\n",
    '"1\n2"\t3',
)


def test_a_hostile_block_is_refused_whole(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window = shown(client_seat)
    hands, t = hands_of(window), client_seat.t
    window.go(Place("pay_run", "new"))
    hands.click(t("To the basis"))
    grid = window.findChild(InputGrid)
    assert grid is not None
    step = window.page._current_step  # type: ignore[union-attr]
    before = changes(client_seat)
    for text in PASTED:
        QGuiApplication.clipboard().setText(text)
        grid.setFocus()
        grid.go_to_first()
        step._trouble("")
        grid.ranges.paste()
        QApplication.processEvents()
        assert changes(client_seat) == before, text[:20]
        assert step.trouble.label.text() or not text.strip(), text[:20]
    for text in ("=1+1", "1e30", "9" * 40, "x" * 5000):
        grid.go_to_first()
        grid.edit(*grid.current, text)
        grid.close_editor()
        assert changes(client_seat) == before, text[:20]
    grid.go_to_first()
    grid.ranges.clear()
    assert not step.source.errors


# --- odd orders ------------------------------------------------------------------------------------------------------


def double_click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton)


def test_double_clicks_make_one_of_everything(
    shown: Callable[[Seat], MainWindow], new_seat: Seat, tmp_path: Path
) -> None:
    keep_setting(new_seat.desk, "test_client", True)
    window, seat, t = shown(new_seat), new_seat, new_seat.t
    hands = hands_of(window)
    story = Story(hands, Files(tmp_path))
    window.go(Place("setup"))
    story.set_up_the_employer()
    before = people(seat)
    click = hands.click
    hands.click = _until(click, t("Employ {name}", name=PEOPLE[0].first_name))  # type: ignore[method-assign]
    with pytest.raises(Enough):
        story.employ(PEOPLE[0])
    hands.click = click  # type: ignore[method-assign]
    double_click(footer_of(window).next_button)
    hands.settle()
    assert people(seat) == before + 1
    assert employees.drafts(seat.desk) == ()
    seat.undo()
    assert people(seat) == before
    seat.redo()
    assert people(seat) == before + 1
    window.go(Place("pay_run", "new"))
    hands.settle()
    double_click(footer_of(window).next_button)
    hands.settle()
    assert len(runs.all_runs(seat.desk)) == 1
    assert window.page._step == "basis"  # type: ignore[union-attr]
    for words, step in ((t("Calculate and check"), "control"), (t("To approval"), "approve")):
        double_click(hands.find(words))
        hands.settle()
        assert window.page._step == step, words  # type: ignore[union-attr]
    double_click(hands.find(t("Approve and make the files")))
    hands.settle()
    assert [row.is_approved for row in runs.all_runs(seat.desk)] == [True]
    assert window.page._step == "files"  # type: ignore[union-attr]


def hands_press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, held)


@pytest.mark.parametrize("what", ["page", "language", "undo", "client", "lock"])
def test_whatever_is_done_while_work_runs_the_window_goes_on(
    shown: Callable[[Seat], MainWindow], client_seat: Seat, what: str, demo_file: Path, tmp_path: Path
) -> None:
    window, seat = shown(client_seat), client_seat
    hands = hands_of(window)
    window.go(Place("pay_run", "new"))
    hands.click(seat.t("To the basis"))
    [run] = runs.all_runs(seat.desk)
    first, gate = seat.client.path, Event()
    seat.work(lambda progress: gate.wait(5))  # what was asked for before holds the computing up
    hands_press(window, Qt.Key.Key_F5)
    assert seat.busy
    match what:
        case "page":
            window.go(Place("employees"))
            window.go(Place("pay_run"))
        case "language":
            seat.set_language("da")
        case "undo":
            hands_press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        case "client":
            other = tmp_path / "other" / "annen.lonnsom"
            other.parent.mkdir()
            other.write_bytes(demo_file.read_bytes())
            client = Client.open(other, passphrase=PASSWORD, now=seat.now, copies=NO_COPIES)
            seat.open_client(other, Desk(client, "Kari", Clock()))
        case "lock":
            window.idle._tell()
            assert seat.has_client
    gate.set()
    hands.settle()
    if what == "client":
        seat.switch(first)
    window.go(Place("pay_run", run.id) if what != "undo" else Place("pay_run"))
    hands.settle()
    assert len(runs.all_runs(seat.desk)) == (0 if what == "undo" else 1)


@pytest.mark.parametrize("how", ["close", "lock"])
def test_closing_while_work_runs_ends_it_and_keeps_the_file(
    shown: Callable[[Seat], MainWindow], client_seat: Seat, how: str
) -> None:
    window, seat = shown(client_seat), client_seat
    hands, path = hands_of(window), client_seat.client.path
    window.go(Place("pay_run", "new"))
    hands.click(seat.t("To the basis"))
    hands_press(window, Qt.Key.Key_F5)
    if how == "close":
        assert window.close()
    else:
        window.lock_button.click()
    QApplication.processEvents()
    assert not seat.open_clients
    client = Client.open(path, passphrase=PASSWORD, now=seat.now, copies=NO_COPIES)
    [run] = runs.all_runs(Desk(client, "Kari", seat.now))
    client.close()
    assert not run.is_approved


def test_undo_during_a_cell_edit_is_of_the_cell(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window, seat = shown(client_seat), client_seat
    hands = hands_of(window)
    window.go(Place("pay_run", "new"))
    hands.click(seat.t("To the basis"))
    grid = window.findChild(InputGrid)
    assert grid is not None
    grid.setFocus()
    grid.go_to_first()
    hands.write("7")
    assert grid.is_editing
    hands.press("Ctrl+Z")
    assert len(runs.all_runs(seat.desk)) == 1
    hands.press("Escape")
    assert not grid.is_editing


def test_undo_until_nothing_is_left_and_again(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window, seat = shown(client_seat), client_seat
    hands, before = hands_of(window), people(client_seat)
    window.go(Place("employees", "new"))
    hands.type(seat.t("Surname"), "Angrende")
    footer_of(window).close_button.click()
    window.go(Place("pay_run", "new"))
    hands.click(seat.t("To the basis"))
    for page in ("pay_run", "employees", "overview", "reporting"):
        window.go(Place(page))
        for _ in range(4):
            seat.undo()
    assert runs.all_runs(seat.desk) == ()
    assert people(seat) == before
    for _ in range(8):
        seat.redo()
    assert len(runs.all_runs(seat.desk)) == 1


def test_a_file_that_is_open_is_not_opened_twice(shown: Callable[[Seat], MainWindow], client_seat: Seat) -> None:
    window, seat = shown(client_seat), client_seat
    path = seat.client.path
    window.go(Place("clients", f"unlock:{path}"))
    hands_of(window)
    assert [client.path for client in seat.open_clients] == [path]


def test_a_file_that_was_deleted_or_held_says_so(
    shown: Callable[[Seat], MainWindow], seat: Seat, demo_file: Path, tmp_path: Path
) -> None:
    window = shown(seat)
    gone = tmp_path / "borte.lonnsom"
    window.go(Place("clients", f"unlock:{gone}"))
    hands_of(window)
    held = tmp_path / "opptatt.lonnsom"
    held.write_bytes(demo_file.read_bytes())
    client = Client.open(held, passphrase=PASSWORD, now=seat.now, copies=NO_COPIES)
    window.go(Place("clients", f"unlock:{held}"))
    hands = hands_of(window)
    hands.type(seat.t("Password"), PASSWORD)
    hands.press("Return")
    assert not seat.open_clients
    client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not closed by mode there")
@pytest.mark.parametrize("trouble", ["read-only", "a file in place of the folder", "files of that name"])
def test_saving_where_it_cannot_be_saved(
    shown: Callable[[Seat], MainWindow], run_seat: Seat, tmp_path: Path, trouble: str
) -> None:
    window, seat = shown(run_seat), run_seat
    folder = tmp_path / "ut"
    folder.mkdir()
    if trouble == "a file in place of the folder":
        folder = folder / "fil"
        folder.write_text("x")
    seat.files = Files(folder)  # type: ignore[assignment]
    window.go(Place("pay_run", 1, "files"))
    hands = hands_of(window)
    if trouble == "read-only":
        folder.chmod(0o500)
    hands.click(seat.t("Save all …"))
    if trouble == "files of that name":
        count = len([each for each in folder.rglob("*") if each.is_file()])
        assert count
        hands.click(seat.t("Save all …"))
        assert len([each for each in folder.rglob("*") if each.is_file()]) >= count
    folder.chmod(0o700)
    assert window.page is not None


# --- the crash page --------------------------------------------------------------------------------------------------


def test_an_error_in_the_program_is_told_without_names_and_the_window_goes_on(
    qapp: QApplication, qtbot: Any, client_seat: Seat, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from desktop.app import App

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the app sets its own; it is put back
    app = App([], Clock(), Preferences())
    qtbot.addWidget(app.window)
    app.window.show()
    path = client_seat.client.path
    client_seat.close_client(path)
    client = Client.open(path, passphrase=PASSWORD, now=Clock(), copies=NO_COPIES)
    app.seat.open_client(path, Desk(client, "Kari", Clock()))
    with app.seat.desk.reading() as session:
        name = session.get_one(Employee, 1).name

    def wrong(*_: object) -> None:
        raise RuntimeError(f"{name} 02838430182")

    try:
        wrong()
    except RuntimeError:
        app.caught(*sys.exc_info())
    reports = app.window.panel.report.toPlainText()  # type: ignore[union-attr]
    app.seat.work(wrong)
    hands = hands_of(app.window)
    reports += app.window.panel.report.toPlainText()  # type: ignore[union-attr]
    said = capsys.readouterr()
    assert "RuntimeError" in reports
    for part in (*name.split(), "02838430182"):
        assert part not in reports + said.err + said.out
    app.window.go(Place("employees"))
    hands.settle()
    assert hands.window.isVisible()
    with app.seat.desk.change("employee.save") as session:
        session.get_one(Employee, 1).name = "Ny Navnesen"
    app.seat.close_client()
    app.seat.setParent(None)
