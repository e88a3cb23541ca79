"""Two people approve: asked at the run, answered from a file, taken in; and messages on payslips."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.actions import approval
from services.actions.approval import APPROVED, SENT_BACK
from services.files import approval as files
from services.queries.approval import approval_of
from services.queries.payslip_notes import notes_of_run
from tests.views.clients_room import Files
from tests.views.conftest import Clock, sit
from tests.views.keys import press, type_text
from tests.views.two_months import DECEMBER, NOVEMBER, december
from tests.views.walker import unnamed
from views.pages.pay_run.approve_step import ApproveStep
from views.pages.pay_run.control_step import ControlStep
from views.pages.pay_run.page import PayRunPage
from views.pages.pay_run.second_person import AnswerPanel, AskPanel
from views.pages.second_person.page import SecondPersonPage
from views.pages.settings.two_people import TwoPeopleCard
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.payslip_note import PayslipNotePanel
from views.widgets.side_panel import SidePanel

SHARED = "to grønne epler i kurv"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kari's machine, and quick passwords."""
    monkeypatch.setenv("LONNSOM_CONFIG", str(tmp_path / "kari"))
    monkeypatch.setattr(files, "_ROUNDS", 100)


@pytest.fixture
def page(seat: Seat, paid_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[PayRunPage]:
    """The page of pay runs with December computed; two people approve."""
    path = tmp_path / "klient.lonnsom"
    copyfile(december(paid_file), path)
    sit(seat, path)
    approval.set_two_approve(seat.desk, True)
    page = PayRunPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    seat.changed.connect(lambda _: page.refresh())
    yield page
    seat.wait()


@pytest.fixture
def panels(seat: Seat) -> list[SidePanel]:
    shown: list[SidePanel] = []
    seat.asked_panel.connect(lambda panel: shown.append(panel) if panel is not None else None)
    return shown


@pytest.fixture
def second(qapp: object, qtbot: QtBot) -> Iterator[SecondPersonPage]:
    """Berit at her machine; no client is open."""
    seat = Seat(Preferences(), Clock())
    seat.preferences.set("user", "Berit Ås")
    page = SecondPersonPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    yield page
    seat.wait()


def step(page: PayRunPage, qtbot: QtBot) -> ApproveStep:
    page.show_place(Place("pay_run", DECEMBER, "approve"))
    shown = page._current_step
    assert isinstance(shown, ApproveStep)
    qtbot.waitUntil(lambda: shown.control is not None)
    return shown


def ask(seat: Seat, tmp_path: Path) -> Path:
    return approval.ask(seat.desk, DECEMBER, tmp_path / "spør.json", SHARED)


def test_asked_answered_and_approved(
    page: PayRunPage,
    second: SecondPersonPage,
    seat: Seat,
    panels: list[SidePanel],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = step(page, qtbot)
    reasons: list[tuple[bool, str]] = []
    shown.ready.connect(lambda ready, why: reasons.append((ready, why)))
    shown.open(DECEMBER, Place("pay_run", DECEMBER, "approve"))
    assert reasons[-1] == (False, "Må godkjennes av to")
    assert shown.second.isVisible()
    assert "Ikke bedt om ennå" in shown.second.state.label.text()
    assert not unnamed(shown)

    shown.second.ask_button.click()
    asking = panels[-1]
    assert isinstance(asking, AskPanel)
    qtbot.addWidget(asking)
    asking.show()
    seat.files = Files(tmp_path / "spør.json")  # type: ignore[assignment]
    type_text(asking.password.editor, SHARED)
    asking.save_button.click()
    qtbot.waitUntil(asking.done.isVisible)
    assert seat.files.asked == ["test-godkjenning-2026-12.json"]
    assert "Ikke noe svar ennå" in shown.second.state.label.text()

    second.seat.files = Files(tmp_path / "svar.json")  # type: ignore[assignment]
    second.show_place(Place("second_person", str(tmp_path / "spør.json")))
    type_text(second.password.editor, "feil passord")
    press(second.password.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: second.open_button.isEnabled())
    assert second.seen is None
    second.password.set_value(SHARED)
    second.primary()
    qtbot.waitUntil(lambda: second.seen is not None)
    assert second.header.title == "Godkjenn desember 2026"
    assert len(second.table.rows()) == len(second.seen.people) > 5  # type: ignore[union-attr]
    assert second.test.isVisible()
    assert not unnamed(second)
    monkeypatch.setenv("LONNSOM_CONFIG", str(tmp_path / "berit"))
    assert second.name.value() == "Berit Ås"
    second.remark.set_value("Ser riktig ut")
    second.primary()
    qtbot.waitUntil(second.again_button.isVisible)
    fingerprint = second.fingerprint.text()
    monkeypatch.setenv("LONNSOM_CONFIG", str(tmp_path / "kari"))

    seat.files = Files(tmp_path / "svar.json")  # type: ignore[assignment]
    shown.second.answer_button.click()
    found = panels[-1]
    assert isinstance(found, AnswerPanel)
    qtbot.addWidget(found)
    found.show()
    assert found.seen.fingerprint == fingerprint
    assert not found.take_button.isEnabled()
    assert not unnamed(found)
    found.compared.click()
    assert found.take_button.isEnabled()
    found.take_button.click()
    assert approval_of(seat.desk, DECEMBER).is_accepted
    assert "Godkjent av Berit Ås" in shown.second.state.label.text()
    assert "Ser riktig ut" in shown.second.remark.text()
    assert reasons[-1][1] != "Må godkjennes av to"


def test_sent_back_without_a_word(
    page: PayRunPage, second: SecondPersonPage, seat: Seat, tmp_path: Path, qtbot: QtBot
) -> None:
    second.receive(ask(seat, tmp_path))
    second.password.set_value(SHARED)
    second.open_request()
    qtbot.waitUntil(lambda: second.seen is not None)
    second.seat.files = Files(tmp_path / "svar.json")  # type: ignore[assignment]
    second.answer(SENT_BACK)
    assert not (tmp_path / "svar.json").exists()
    assert second.remark.problem
    second.name.set_value("Kari")
    second.answer(APPROVED)
    assert not (tmp_path / "svar.json").exists()
    assert second.name.problem


def test_somebodys_lines(page: PayRunPage, second: SecondPersonPage, seat: Seat, tmp_path: Path, qtbot: QtBot) -> None:
    shown: list[SidePanel] = []
    second.seat.asked_panel.connect(lambda panel: shown.append(panel) if panel is not None else None)
    second.receive(ask(seat, tmp_path))
    second.password.set_value(SHARED)
    second.open_request()
    qtbot.waitUntil(lambda: second.seen is not None)
    press(second.table.view, Qt.Key.Key_Home)
    press(second.table.view, Qt.Key.Key_Return)
    qtbot.addWidget(shown[-1])
    assert shown[-1].title.text() == "1 Ingrid Solvang Haugen"
    assert second.seen is not None
    ingrid = second.seen.people[0]
    assert ingrid.deductions.ore == 72240
    assert [line.amount for line in ingrid.lines if line.amount.ore < 0] == [-ingrid.deductions]  # what is taken


def test_an_answer_that_is_dropped_on_the_page(
    page: PayRunPage, seat: Seat, panels: list[SidePanel], tmp_path: Path, qtbot: QtBot
) -> None:
    seen = approval.look_at_request(ask(seat, tmp_path), SHARED)
    answer = approval.answer(seen, SENT_BACK, "Berit", "Nei", tmp_path / "svar.json", Clock(), tmp_path / "berit")
    page.receive(answer)
    found = panels[-1]
    assert isinstance(found, AnswerPanel)
    qtbot.addWidget(found)
    assert found.title.text() == "Sendt tilbake"


def test_the_choice_in_the_settings(page: PayRunPage, seat: Seat, qtbot: QtBot) -> None:
    card = TwoPeopleCard(seat)
    qtbot.addWidget(card)
    card.show()
    assert card.wanted.value() is True
    card.wanted.editor.click()  # type: ignore[attr-defined]
    assert not approval_of(seat.desk, DECEMBER).is_needed
    assert not unnamed(card)


# --- messages on payslips ------------------------------------------------------------------------------------------


def note_panel(page: PayRunPage, panels: list[SidePanel], qtbot: QtBot) -> PayslipNotePanel:
    page.show_place(Place("pay_run", DECEMBER, "control"))
    shown = page._current_step
    assert isinstance(shown, ControlStep)
    qtbot.waitUntil(lambda: shown.control is not None)
    shown.write_note()
    panel = panels[-1]
    assert isinstance(panel, PayslipNotePanel)
    qtbot.addWidget(panel)
    panel.resize(396, 700)
    panel.show()
    return panel


def test_a_message_to_all_and_to_one(page: PayRunPage, seat: Seat, panels: list[SidePanel], qtbot: QtBot) -> None:
    panel = note_panel(page, panels, qtbot)
    type_text(panel.text.editor, "God jul")
    panel.save_button.click()
    panel.to.set_value(3)
    panel._show_text()
    assert panel.text.value() is None
    type_text(panel.text.editor, "Velkommen tilbake")
    panel.save_button.click()
    found = notes_of_run(seat.desk, DECEMBER)
    assert found is not None
    assert (found.everybody, found.to(3), found.count) == ("God jul", "Velkommen tilbake", 2)
    assert len(panel.list.facts) == 2
    assert not unnamed(panel)
    panel.remove_button.click()
    found = notes_of_run(seat.desk, DECEMBER)
    assert found is not None
    assert found.count == 1


def test_a_message_is_typed_before_its_receiver_is_chosen(
    page: PayRunPage, seat: Seat, panels: list[SidePanel], qtbot: QtBot
) -> None:
    panel = note_panel(page, panels, qtbot)
    type_text(panel.text.editor, "Bonus i januar")
    press(panel.to.editor, Qt.Key.Key_Down)
    [(first, _, _), *_] = panel.found.people
    assert panel.to.value() == first
    assert panel.text.value() == "Bonus i januar"
    panel.save_button.click()
    found = notes_of_run(seat.desk, DECEMBER)
    assert found is not None
    assert (found.everybody, found.to(first)) == ("", "Bonus i januar")
    press(panel.to.editor, Qt.Key.Key_Up)
    assert panel.text.value() is None
    type_text(panel.text.editor, "God jul")
    press(panel.to.editor, Qt.Key.Key_Down)
    assert panel.text.value() == "Bonus i januar"  # has one already
    press(panel.to.editor, Qt.Key.Key_Up)
    assert panel.text.value() == "God jul"  # and what was typed is there again


def test_an_approved_run_keeps_its_messages(seat: Seat, page: PayRunPage, qtbot: QtBot) -> None:
    panel = PayslipNotePanel(seat, NOVEMBER)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.locked.isVisible()
    assert not panel.save_button.isEnabled()


def test_a_message_that_is_too_long(page: PayRunPage, seat: Seat, panels: list[SidePanel], qtbot: QtBot) -> None:
    panel = note_panel(page, panels, qtbot)
    panel.text.set_value("x" * 601)
    panel.save_button.click()
    found = notes_of_run(seat.desk, DECEMBER)
    assert found is not None
    assert found.count == 0
