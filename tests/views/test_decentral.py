"""Decentral registrering by clicks: dropped, looked at line by line, loaded, the receipt saved; and the client taken
out again.

The sample file of the guide is set up in tests/actions/danish_client.py; here the lines are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.records.employer import Setting
from models.values.finding import Place
from services.queries.import_log import import_log
from tests.actions.danish_client import make
from tests.views.conftest import _KEYS, sit
from tests.views.test_files_page import Room
from tests.views.walker import cut, unnamed
from views.pages.files.decentral_panel import DecentralLinePanel, NumbersPanel
from views.pages.files.decentral_view import LINES, RECEIPT, REFUSED, START, DecentralView
from views.pages.files.out_view import OutView
from views.shell.seat import Seat

PERSON = "18;1;MLE-25-MEDA;7;3001609992;;Prøve;Petra;Lærkevej 1;;2750;;01032024"
JOB = "18;1;MLE-30-ANSF;7;01012026;;;;1001;Bager;;;F1;100"
NOBODY = "18;1;MLE-55-FRAV;99;02022026;06022026;40;;5"


@pytest.fixture(scope="module")
def danish_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make(tmp_path_factory.mktemp("danish"))
    _KEYS[made.path.read_bytes()[:16].hex()] = made.recovery_key
    return made.path


@pytest.fixture
def room(seat: Seat, danish_file: Path, tmp_path: Path, qtbot: Any) -> Iterator[Room]:
    path = tmp_path / "dk.lonnsom"
    path.write_bytes(danish_file.read_bytes())
    made = Room(sit(seat, path), qtbot, tmp_path)
    yield made
    made.settle()


def view(room: Room) -> DecentralView:
    importer = room.page.importer
    assert isinstance(importer, DecentralView)
    return importer


def file(room: Room, *lines: str, name: str = "flyt.csv", encoding: str = "cp1252") -> Path:
    return room.kept("\r\n".join(lines).encode(encoding), name)


def test_a_file_that_is_dropped_is_shown_line_by_line_loaded_and_its_receipt_saved(room: Room) -> None:
    room.go()
    room.drop(file(room, PERSON, JOB, NOBODY))
    shown = view(room)
    assert shown.mode == LINES
    assert [row.key for row in shown.table.rows()] == [3]  # the rejected ones first: there is one
    shown.chips.set_current("all")
    shown.chips.chosen.emit("all")
    assert [row.key for row in shown.table.rows()] == [1, 2, 3]
    shown.table.select(lambda row: row.key == 3, tell=True)
    room.settle()
    panel = room.window.findChild(DecentralLinePanel)
    assert panel is not None
    assert not unnamed(room.window)
    assert not cut(room.window)

    room.page.primary()
    room.settle()
    assert shown.mode == RECEIPT
    assert [shown.receipt.figures[key].text() for key in ("received", "loaded", "rejected", "warnings")] == list("3210")
    for ending in ("pdf", "csv"):
        room.files.path = room.folder / f"kvittering.{ending}"
        (shown.receipt.pdf_button if ending == "pdf" else shown.receipt.csv_button).click()
        room.settle()
        assert room.files.path.stat().st_size > 100
    assert b"D13" in (room.folder / "kvittering.csv").read_bytes()
    assert not unnamed(room.window)

    room.page.primary()
    room.settle()
    [row] = import_log(room.seat.desk)
    assert (row.kind, row.rows, row.can_undo) == ("decentral", 3, True)


def test_the_receipt_can_be_seen_again_from_the_log(room: Room) -> None:
    room.go()
    room.drop(file(room, PERSON, NOBODY))
    room.page.primary()
    room.settle()
    [row] = import_log(room.seat.desk)
    room.page.primary()
    room.settle()
    assert row.place is not None
    room.window.go(row.place)
    room.settle()
    assert view(room).mode == RECEIPT
    assert view(room).receipt.figures["rejected"].text() == "1"


def test_a_file_in_utf_8_is_refused_and_read_as_it_is_on_request(room: Room) -> None:
    room.go()
    room.drop(file(room, PERSON, encoding="utf-8"))
    shown = view(room)
    assert shown.mode == REFUSED
    assert shown.convert_button.isVisible()
    shown.convert_button.click()
    room.settle()
    assert shown.mode == LINES
    assert shown.state.seen is not None
    assert shown.state.seen.file.loaded == 1


def test_a_name_is_used_once(room: Room) -> None:
    room.go()
    room.drop(file(room, PERSON))
    room.page.primary()
    room.settle()
    room.go()
    room.drop(file(room, JOB, name="FLYT.CSV"))
    assert view(room).mode == REFUSED
    assert not view(room).convert_button.isVisible()


def test_nothing_is_there_before_a_file_is_chosen(room: Room) -> None:
    room.window.go(Place("files", "decentral", "in"))
    room.settle()
    assert view(room).mode == START
    room.files.path = file(room, PERSON)
    view(room).choose_button.click()
    room.settle()
    assert view(room).mode == LINES


def test_who_the_client_is_can_be_said_before_the_first_file(room: Room) -> None:
    with room.seat.desk.change("test") as session:
        session.delete(session.get(Setting, "decentral"))
    room.go()
    room.drop(file(room, PERSON, JOB, PERSON.replace("18;1;", "18;2;").replace(";7;", ";8;")))
    shown = view(room)
    assert shown.numbers_box.isVisible()
    assert shown.state.seen is not None
    assert (shown.state.seen.numbers, shown.state.seen.file.rejected) == ((18, 1), 1)
    shown.show_numbers()
    panel = room.window.findChild(NumbersPanel)
    assert panel is not None
    assert not unnamed(room.window)
    panel.employer.set_value(Decimal(2))
    panel.save_button.click()
    room.settle()
    assert not shown.numbers_box.isVisible()
    assert (shown.state.seen.numbers, shown.state.seen.file.rejected) == ((18, 2), 2)


def test_the_client_goes_out_as_a_file_that_is_read_back(room: Room) -> None:
    room.go(None, "out")
    shown = room.page.view
    assert isinstance(shown, OutView)
    assert shown.decentral_card is not None
    assert shown.decentral_card.isVisibleTo(shown)
    room.files.folder = lambda _title: room.folder  # type: ignore[attr-defined]
    shown.decentral_card.button.click()
    room.settle()
    [made] = room.folder.glob("DR*.csv")
    assert b"MLE-15-REST;1100" in made.read_bytes()
