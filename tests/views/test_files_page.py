"""One way in for every file, as people meet it: dropped and chosen, recognised, carried to where it belongs; tax cards
looked at, decided about and taken in; the request for them; the log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from models.records.employee import Employee
from models.values.finding import Finding, Place
from services.queries import tax_cards as ask
from services.queries.import_log import import_log
from tests.norway.tax_card_samples import NONE, answer, card, exempt, percent, person, table
from tests.views.conftest import sit
from tests.views.keys import press
from tests.views.refund_room import HENRIK, INGRID, Files, posting, report
from tests.views.walker import cut, unnamed
from views.main_window import MainWindow
from views.pages.files.in_view import InView
from views.pages.files.log_view import ImportedPanel, LogView
from views.pages.files.page import FilesPage
from views.pages.files.request_part import RequestPanel, RequestPart
from views.pages.files.send_view import SendView
from views.pages.files.tax_card_panel import TaxCardPanel
from views.pages.files.tax_card_view import REFUSED, ROWS, START, TaxCardView
from views.pages.moving_in.page import MovingInPage
from views.pages.pay_run.page import PayRunPage
from views.pages.refunds.page import RefundsPage
from views.pages.reporting.feedback_panel import FeedbackPanel, RefusedPanel
from views.pages.reporting.page import ReportingPage
from views.shell.seat import Seat

ORGNR, STRANGER = "310000019", "09896033384"


class Room:
    """The whole window, with hands."""

    def __init__(self, seat: Seat, qtbot, folder: Path) -> None:
        self.seat, self._qtbot, self.folder = seat, qtbot, folder
        self.files = Files()
        seat.files = self.files  # type: ignore[assignment]
        self.window = MainWindow(seat)
        self.window.intake.parent()
        qtbot.addWidget(self.window)
        self.window.resize(1200, 760)
        self.window.show()
        self.findings: list[Finding] = []
        seat.asked_findings.connect(self.findings.extend)
        self.toasts: list[str] = []
        seat.asked_toast.connect(lambda text, _undo: self.toasts.append(text))
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way, beside the window either."""
        for _ in range(3):
            QApplication.processEvents()
            self._qtbot.waitUntil(lambda: not self.seat._works, timeout=20_000)

    def kept(self, content: bytes, name: str = "svar.xml") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def drag(self, *paths: Path) -> QMimeData:
        """Carried over the window, as the system tells it."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        handle = self.window.windowHandle()
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(handle, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
        return data

    def drop(self, *paths: Path) -> None:
        """Carried over the window and let go."""
        data = self.drag(*paths)
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        overlay = self.window.intake.overlay
        assert overlay.isVisible()
        event = QDropEvent(QPointF(300, 300), copy, data, left, none)
        QApplication.sendEvent(overlay, event)
        assert event.isAccepted()
        self.settle()

    def go(self, thing: object = None, field: str | None = None) -> None:
        self.window.go(Place("files", thing, field))  # type: ignore[arg-type]
        self.settle()

    @property
    def page(self) -> FilesPage:
        assert isinstance(self.window.page, FilesPage)
        return self.window.page

    @property
    def cards(self) -> TaxCardView:
        importer = self.page.importer
        assert isinstance(importer, TaxCardView)
        return importer

    def listed(self) -> dict[str, tuple[str, str]]:
        """The files of the list: what is said of each, and its verb."""
        view = self.page.view
        assert isinstance(view, InView)
        return {each.row.title: (each.row.second, each.row.verb) for each in view.list.findings}


@pytest.fixture
def room(run_seat: Seat, qtbot, tmp_path: Path) -> Iterator[Room]:
    made = Room(run_seat, qtbot, tmp_path)
    yield made
    made.settle()


@pytest.fixture
def bare(seat: Seat, qtbot, tmp_path: Path) -> Room:
    """No client is open."""
    return Room(seat, qtbot, tmp_path)


def people(seat: Seat) -> list[str]:
    with seat.desk.reading() as session:
        return [each.national_id for each in session.query(Employee).order_by(Employee.number)]


def cards_of(seat: Seat) -> bytes:
    """Changed, gone worse, an amount of nought, none, and somebody whom nobody knows."""
    ids = people(seat)
    return answer(
        person(card(table("8100", "38.0"), issued="2026-10-02"), who=ids[0]),
        person(card(percent("24.0"), issued="2026-10-05"), who=ids[1]),
        person(card(exempt("0"), issued="2026-09-05"), who=ids[2]),
        person(result=NONE, who=ids[3]),
        person(card(table("8010", "33.0"), issued="2026-10-05"), who=STRANGER),
        number=ORGNR,
    )


def k27() -> bytes:
    return report([posting(*INGRID, "20261118", "20261130", 1_890_000), posting(*HENRIK, "20261118", "20261130", 100)])


# --- dropped on the window -------------------------------------------------------------------------------------------


def test_a_file_over_the_window_is_told_where_to_let_go(room: Room) -> None:
    overlay = room.window.intake.overlay
    assert not overlay.isVisible()
    room.drag(room.kept(b"x"))
    assert overlay.isVisible()
    assert overlay.geometry() == room.window.rect()
    assert overlay.accessibleName()
    QApplication.sendEvent(overlay, QDragLeaveEvent())
    assert not overlay.isVisible()


def test_text_that_is_dragged_is_no_file(room: Room) -> None:
    room.drag()
    assert not room.window.intake.overlay.isVisible()


@pytest.mark.parametrize("page", ["overview", "employees", "settings", "files"])
def test_tax_cards_come_to_their_preview_from_everywhere(room: Room, page: str) -> None:
    room.window.go(Place(page))
    room.settle()
    room.drop(room.kept(cards_of(room.seat), "uten riktig navn.pdf"))
    assert room.cards.mode == ROWS
    assert len(room.cards.table.rows()) == 5
    assert import_log(room.seat.desk) == ()


def test_each_kind_goes_to_its_page(room: Room) -> None:
    room.drop(room.kept(k27(), "310000019_ref-arbg_2026-12-01.csv"))
    assert isinstance(room.window.page, RefundsPage)
    assert room.window.page.imported.mode == "rows"
    room.drop(room.kept(b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_2"/>', "a.xml"))
    assert isinstance(room.window.page, MovingInPage)
    room.drop(room.kept(b"<Mottak><a/></Mottak>", "tilbakemelding.xml"))
    assert isinstance(room.window.page, ReportingPage)
    assert isinstance(room.window.panel, FeedbackPanel)
    room.drop(room.seat.client.path)  # the client that is open
    assert room.seat.place.page in ("overview", "clients", "reporting")


def test_a_table_that_was_a_report_stays_on_refunds(room: Room) -> None:
    """A spreadsheet has saved it with a heading: on the page of refunds it is read as a report."""
    room.window.go(Place("refunds", "import"))
    room.settle()
    table_of = b"Fnr;Fra;Til;Belop\r\n12847913736;18.11.2026;30.11.2026;18900,00\r\n"
    room.drop(room.kept(table_of, "k27.csv"))
    assert isinstance(room.window.page, RefundsPage)
    assert room.window.page.imported.state.name == "k27.csv"


def test_the_bank_answer_goes_to_the_payments(room: Room, shared: Path) -> None:
    room.drop(room.kept((shared / "reference/bank/sample_status_delvis.xml").read_bytes(), "pain.xml"))
    assert isinstance(room.window.page, PayRunPage)
    assert room.seat.place.field == "payments"


def test_several_files_stand_in_a_list_and_go_one_after_the_other(room: Room) -> None:
    cards, refunds = room.kept(cards_of(room.seat), "kort.xml"), room.kept(k27(), "k27.csv")
    pdf = room.kept(b"%PDF-1.7", "lønnsslipp.pdf")
    room.drop(cards, refunds, pdf)
    said = room.listed()
    assert list(said) == ["kort.xml", "k27.csv", "lønnsslipp.pdf"]
    assert said["lønnsslipp.pdf"][0].startswith("Dette er en PDF")
    assert (said["kort.xml"][1], said["lønnsslipp.pdf"][1]) == ("Se på skattekortene", "")
    view = room.page.view
    assert isinstance(view, InView)
    press(view.list.findings[0], Qt.Key.Key_Return)
    room.settle()
    assert room.cards.mode == ROWS
    room.cards.take_in()
    room.settle()
    room.go(None, "in")
    assert "Tatt inn" in room.listed()["kort.xml"][0] or "tatt inn" in room.listed()["kort.xml"][0]
    row = next(each for each in view.list.findings if each.row.title == "k27.csv")
    row.click()
    room.settle()
    assert isinstance(room.window.page, RefundsPage)
    room.go(None, "in")
    assert "åpnet" in room.listed()["k27.csv"][0]
    view.clear_button.click()
    assert room.listed() == {}


BAD: dict[str, tuple[Callable[[Room], Path], str]] = {
    "empty": (lambda room: room.kept(b"", "tom.xml"), "tom"),
    "folder": (lambda room: room.folder, "mappe"),
    "gone": (lambda room: room.folder / "borte.xml", "ikke"),
    "PDF": (lambda room: room.kept(b"%PDF-1.4", "kort.xml"), "PDF"),
    "old Office": (lambda room: room.kept(b"\xd0\xcf\x11\xe0" + b"x" * 99, "timer.xls"), "Office"),
    "document type": (lambda room: room.kept(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "x.xml"), "DOCTYPE"),
    "binary": (lambda room: room.kept(bytes(range(1, 255)) * 3, "b"), "ikke kjenner"),
    "picture": (lambda room: room.kept(b"\x89PNG", "k27.csv"), "bilde"),
    "web page": (lambda room: room.kept(b"<!DOCTYPE html><html>Logg inn", "svar.xml"), "nettside"),
    "request": (lambda room: room.kept(b'<forespoerselOmSkattekortTilArbeidsgiver xmlns="u"/>'), "forespørsel"),
    "two kinds": (lambda room: room.kept(cards_of(room.seat) + k27(), "to.xml"), "UTF-8"),
    "odd name": (lambda room: room.kept(b"%PDF-1.4", "a\u202eb\nc'\"<b>&é.pdf"), "PDF"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_taken_is_said_in_plain_words(room: Room, bad: str) -> None:
    make, words = BAD[bad]
    room.drop(make(room))
    assert import_log(room.seat.desk) == ()
    [(title, (second, verb))] = room.listed().items()
    assert words.lower() in second.lower(), second
    assert verb == ""
    assert title.isprintable()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hold_the_window(room: Room) -> None:
    os.mkfifo(room.folder / "rør")
    room.drop(room.folder / "rør")
    assert room.listed()["rør"][1] == ""


def test_sixty_megabytes_are_refused_at_once(room: Room) -> None:
    path = room.kept(cards_of(room.seat), "stor.xml")
    os.truncate(path, 60_000_000)
    room.drop(path)
    assert "50 MB" in room.listed()["stor.xml"][0]


def test_without_a_client_it_says_to_open_one(bare: Room, demo_file: Path) -> None:
    bare.seat.take_files([bare.kept(answer(person(card(table()))))])
    bare.settle()
    [found] = bare.findings
    assert "Åpne klienten" in bare.seat.t(found.what)
    bare.findings.clear()
    bare.seat.take_files([bare.kept(b"%PDF-1", "a.pdf")])
    bare.settle()
    assert "PDF" in bare.seat.t(bare.findings[0].what)
    bare.seat.take_files([demo_file])  # a client file needs none
    bare.settle()
    assert bare.seat.place.page == "clients"
    assert bare.window.panel is not None


# --- chosen ----------------------------------------------------------------------------------------------------------


def test_the_way_in_by_keys(room: Room) -> None:
    """Ctrl+K finds it; N on the page asks for a file."""
    found = [entry for entry in room.window.palette_entries() if "fil" in entry.words.split() and "ta" in entry.words]
    room.files.path = room.kept(cards_of(room.seat))
    found[0].run()
    room.settle()
    assert room.cards.mode == ROWS
    room.go(None, "in")
    room.files.asked.clear()
    room.page.new()
    room.settle()
    assert room.files.asked
    room.go(None, "in")
    view = room.page.view
    assert isinstance(view, InView)
    room.files.path = None  # thought better of it
    view.zone.button.click()
    room.settle()
    assert room.page.importer is None


# --- tax cards -------------------------------------------------------------------------------------------------------


def begun(room: Room) -> TaxCardView:
    room.drop(room.kept(cards_of(room.seat)))
    return room.cards


def test_everybody_stands_with_the_card_of_today_and_the_new_one(room: Room) -> None:
    view = begun(room)
    rows = {row.name or row.national_id: row for row in view.table.rows()}
    assert view.table.rows()[0].state == "unmatched"
    assert rows[HENRIK[1]].state == "changed"
    texts = {
        column.key: [view.table.model.cells(row)[place].text for row in view.table.rows()]
        for place, column in enumerate(view.table.model.columns)
    }
    assert "098960 *****" in texts["name"]
    assert not any(STRANGER in text for some in texts.values() for text in some)
    assert "Tabell 8100, 38 %" in [text.replace("\xa0", " ") for text in texts["after"]]
    assert any(text.startswith(("+", "−")) for text in texts["effect"])
    assert "4" in room.page.steps.next_button.text()
    assert "1" in room.page.steps.reason.text()


def test_the_withholding_is_that_of_the_run(room: Room) -> None:
    """Henrik's table card of 39 % becomes 24 % of everything; what was withheld is on his November slip."""
    view = begun(room)
    number = next(row.row for row in view.table.rows() if row.name == HENRIK[1])
    effect = view.state.effects[number]
    assert effect.run == "2026-11"
    assert effect.change == effect.after - effect.before
    assert effect.is_approved


def test_nobody_is_matched_by_hand(room: Room) -> None:
    view = begun(room)
    view.table.select(lambda row: row.state == "unmatched", tell=True)
    panel = room.window.panel
    assert isinstance(panel, TaxCardPanel)
    assert panel.who is not None
    panel.who.set_value(5)
    panel.who.changed.emit()
    room.settle()
    row = next(each for each in view.table.rows() if each.national_id == STRANGER)
    assert (row.employee, row.is_taken) == (5, True)
    panel = room.window.panel
    assert isinstance(panel, TaxCardPanel)
    assert panel.fate is not None
    panel.fate.set_value("out")
    panel.fate.changed.emit()
    room.settle()
    row = next(each for each in view.table.rows() if each.national_id == STRANGER)
    assert row.state == "left_out"


def test_taken_in_and_undone_from_toast_and_log(room: Room) -> None:
    begun(room)
    room.page.primary()  # Ctrl+Enter
    room.settle()
    [row] = import_log(room.seat.desk)
    assert (row.added, row.rows, row.can_undo) == (4, 5, True)
    assert room.toasts[-1] == "4 skattekort er tatt inn"
    assert isinstance(room.window.panel, ImportedPanel)
    assert isinstance(room.page.view, LogView)
    assert room.seat.undo()
    room.settle()
    assert import_log(room.seat.desk) == ()
    room.drop(room.folder / "svar.xml")
    room.cards.take_in()
    room.settle()
    panel = room.window.panel
    assert isinstance(panel, ImportedPanel)
    room.files.path = room.folder / "igjen.xml"
    panel.save_button.click()
    assert (room.folder / "igjen.xml").read_bytes() == cards_of(room.seat)
    panel.undo_button.click()
    room.settle()
    [row] = import_log(room.seat.desk)
    assert row.undone_by == "Kari"
    panel = room.window.panel
    assert isinstance(panel, ImportedPanel)
    assert not panel.undo_button.isVisible()


def test_the_same_bytes_again_lead_to_the_log(room: Room) -> None:
    begun(room).take_in()
    room.settle()
    room.drop(room.kept(cards_of(room.seat), "en annen.xml"))
    view = room.cards
    assert view.mode == REFUSED
    assert view.log_button.isVisible()
    view.log_button.click()
    room.settle()
    panel = room.window.panel
    assert isinstance(panel, ImportedPanel)
    assert panel.row.name == "svar.xml"


def test_a_file_of_another_employer(room: Room) -> None:
    room.drop(room.kept(answer(person(card(table()), who=people(room.seat)[0]), number="314572106")))
    view = room.cards
    assert view.mode == REFUSED
    assert view.client_button.isVisible()
    view.client_button.click()
    room.settle()
    assert room.seat.place.page == "clients"


def test_a_file_of_another_open_client_is_taken_there_by_one_click(
    new_seat: Seat, paid_file: Path, qtbot, tmp_path
) -> None:
    here = new_seat.client.path
    room = Room(new_seat, qtbot, tmp_path)
    sit(new_seat, Path(copyfile(paid_file, tmp_path / "annen.lonnsom")))
    content = cards_of(new_seat)
    new_seat.switch(here)
    room.settle()
    room.drop(room.kept(content))
    assert room.cards.mode == REFUSED
    assert "Solvang Bakeri AS" in room.cards.client_button.text()
    room.cards.client_button.click()
    room.settle()
    assert new_seat.client.name == "Solvang Bakeri AS"
    assert room.cards.mode == ROWS


def test_a_page_that_holds_one_back_lets_the_file_go(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.window.go(Place("overview"))
    assert room.window.page is not None
    monkeypatch.setattr(room.window.page, "leave", lambda: False)
    room.drop(room.kept(cards_of(room.seat)))
    assert room.seat.place.page == "overview"
    monkeypatch.undo()
    room.go("tax_cards", "in")
    assert room.cards.mode == START


def test_another_kind_is_named_and_carried_over_by_one_click(room: Room) -> None:
    """K27 chosen among the tax cards, tax cards among the refunds, and either as an answer of the authority."""
    room.go("tax_cards", "in")
    assert room.cards.mode == START
    room.files.path = room.kept(k27(), "k27.csv")
    room.cards.choose_button.click()
    room.settle()
    assert room.cards.mode == REFUSED
    assert room.cards.way_button.text() == "Åpne i Refusjoner"
    room.cards.way_button.click()
    room.settle()
    refunds = room.window.page
    assert isinstance(refunds, RefundsPage)
    assert refunds.imported.mode == "rows"
    room.files.path = room.kept(cards_of(room.seat), "kort.xml")
    refunds.file_button.click()
    room.settle()
    assert refunds.imported.way_button.isVisible()
    refunds.imported.way_button.click()
    room.settle()
    assert room.cards.mode == ROWS
    room.window.go(Place("reporting"))
    room.settle()
    reporting = room.window.page
    assert isinstance(reporting, ReportingPage)
    reporting.intake.choose()
    room.settle()
    panel = room.window.panel
    assert isinstance(panel, RefusedPanel)
    panel.way.click()
    room.settle()
    assert room.cards.mode == ROWS
    room.window.go(Place("moving_in"))
    moving = room.window.page
    assert isinstance(moving, MovingInPage)
    moving.choose_file("people")
    room.settle()
    assert moving.boxes.count() >= 2


def test_one_can_go_away_and_come_back(room: Room) -> None:
    view = begun(room)
    number = next(row.row for row in view.table.rows() if row.name == HENRIK[1])
    view.table.select(lambda row: row.row == number, tell=True)
    panel = room.window.panel
    assert isinstance(panel, TaxCardPanel)
    assert panel.fate is not None
    panel.fate.set_value("out")
    panel.fate.changed.emit()
    room.settle()
    room.window.go(Place("employees"))
    room.settle()
    room.go("tax_cards", "in")
    assert next(row.state for row in room.cards.table.rows() if row.row == number) == "left_out"
    room.page.steps.close_button.click()
    room.settle()
    assert room.page.importer is None


def test_nothing_is_cut_and_everything_has_a_name(room: Room) -> None:
    view = begun(room)
    assert (cut(room.window), unnamed(room.window)) == ([], [])
    view.table.select(lambda row: row.state == "unmatched", tell=True)
    room.settle()
    assert (cut(room.window), unnamed(room.window)) == ([], [])


# --- the request -----------------------------------------------------------------------------------------------------


def test_a_request_is_made_kept_and_marked(room: Room) -> None:
    room.go(None, "send")
    view = room.page.view
    assert isinstance(view, SendView)
    part = view.part
    assert isinstance(part, RequestPart)
    assert len(part.table.marked()) == len(part.people)
    part.table.clear_marks()
    part.table.mark(part.people[0])
    part.table.mark(part.people[1])
    assert part.who.value() == "chosen"
    room.files.folder = lambda _title: room.folder  # type: ignore[attr-defined]
    part.save_button.click()
    room.settle()
    [made] = list(room.folder.glob("*.xml"))
    text = made.read_text("utf-8")
    ids = people(room.seat)
    assert [each in text for each in ids[:3]] == [True, True, False]
    panel = room.window.panel
    assert isinstance(panel, RequestPanel)
    panel.mark_button.click()
    room.settle()
    [request] = ask.requests(room.seat.desk)
    assert request.uploaded_by == "Kari"
    part.show_request(part.requests[0])
    panel = room.window.panel
    assert isinstance(panel, RequestPanel)
    room.files.path = room.folder / "kopi.xml"
    panel.save_button.click()
    assert (room.folder / "kopi.xml").read_text("utf-8") == text
    panel.mark_button.click()
    room.settle()
    assert ask.requests(room.seat.desk)[0].uploaded_at is None


def test_with_nobody_chosen_nothing_can_be_saved(room: Room) -> None:
    room.go(None, "send")
    view = room.page.view
    assert isinstance(view, SendView)
    part = view.part
    assert isinstance(part, RequestPart)
    part.table.clear_marks()
    assert not part.save_button.isEnabled()
    assert part.who_is_in.text()
    press(part.table.view, Qt.Key.Key_Down)
    press(part.table.view, Qt.Key.Key_Space)
    assert part.save_button.isEnabled()
