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
from views.widgets.guide import GuideFooter
from views.widgets.input_grid import InputGrid

HOSTILE = (
    "x" * 50_000,
    "9" * 50_000,
    "\x00\x01\x1b[31m",
    "-5",
    "😀👩‍👩‍👧",
    "1e30",
    "9" * 40,
    "0," + "0" * 60 + "1",
    "nan",
    "²",
    "31.02.2026",
    "01.01.0001",
    "nov 0000",
    "=1+1",
    "<b>x</b>{0}%s",
    "12345678901",
    "   ",
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


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("way", ["close", "elsewhere", "quit"])
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


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4])
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
    name = window.page.fields.fields["name"].value()  # type: ignore[union-attr]
    assert name == ("Fjordgløtt Bakeri AS" if step == 4 else "Halvferdig AS")


class Enough(Exception):
    """As far as the test goes."""


def _until(click: Callable[..., None], last: str) -> Callable[..., None]:
    def clicked(name: str, among: type[QWidget] = QWidget) -> None:
        if name == last:
            raise Enough
        click(name, among)

    return clicked


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("way", ["close", "lock"])
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
        window._lock_if_open()
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


def test_a_run_that_is_closed_at_any_step_is_one_draft(
    shown: Callable[[Seat], MainWindow], client_seat: Seat
) -> None:
    window, seat, t = shown(client_seat), client_seat, client_seat.t
    hands = hands_of(window)
    window.go(Place("pay_run", "new"))
    footer_of(window).close_button.click()
    assert runs.all_runs(seat.desk) == ()
    window.go(Place("pay_run", "new"))
    for words in (t("To the basis"), t("Compute and control"), t("To approval")):
        hands.click(words)
        footer_of(window).close_button.click()
        [run] = runs.all_runs(seat.desk)
        assert not run.is_approved
        window.go(Place("pay_run", run.id))
        hands.settle()
        if words == t("Compute and control"):
            window.go(Place("pay_run", run.id, "control"))
            hands.settle()
    window.go(Place("pay_run", run.id, "approve"))
    footer_of(window).close_button.click()
    assert not runs.all_runs(seat.desk)[0].is_approved


# --- wrong input -----------------------------------------------------------------------------------------------------

FORMS = (
    Place("employees", "new"),
    Place("employees", 2, "name"),
    Place("employees", 2, "terms"),
    Place("employees", 2, "tax_card"),
    Place("pay_run", "new"),
    Place("settings", None, "employer"),
    Place("settings", None, "establishments"),
    Place("settings", None, "pay"),
    Place("settings", None, "accounts"),
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
        ("National identity number or D-number", "abc"),
        ("Birth date", "31.02.1990"),
        ("Employee number", "-3"),
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
        grid.paste()
        QApplication.processEvents()
        assert changes(client_seat) == before, text[:20]
        assert step.trouble.label.text() or not text.strip(), text[:20]
    for text in ("=1+1", "1e30", "9" * 40, "x" * 5000):
        grid.go_to_first()
        grid.edit(*grid.current, text)
        grid.close_editor()
        assert changes(client_seat) == before, text[:20]
    grid.go_to_first()
    grid.clear()
    assert not step.source.errors
