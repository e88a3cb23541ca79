"""Files before anybody decided anything: what they are, what stops them, whether they are known; imports taken back."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.progress import Cancelled
from services.actions import incoming, runs, tax_cards
from services.actions.clients import fill
from services.actions.incoming import MOST, Incoming, look, look_all, shown_name
from services.actions.undo import newest, undo
from services.desk.desk import Desk
from services.queries.import_log import import_log
from services.vault.client import Client
from tests.actions import refund_samples as samples
from tests.actions.refund_samples import november
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.norway.tax_card_samples import AASE, PER, answer, card, percent, person, table

CARDS = answer(person(card(table())))


@pytest.fixture(scope="session")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Seven people with a percentage card each, and no run."""
    path = tmp_path_factory.mktemp("incoming") / "fisk.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), samples.client(absences=""))
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(fish: Made, tmp_path: Path) -> Iterator[Desk]:
    with fish.desk(fish.copied_to(tmp_path)) as desk:
        yield desk


def kept(folder: Path, content: bytes, name: str = "fil") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def said(file: Incoming) -> str:
    return " ".join(each.what.text for each in file.stops)


# --- what a file is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CARDS, "tax_cards"),
        (b"\xef\xbb\xbf" + CARDS, "tax_cards"),
        (b"a;b\r\n1;2\r\n", "table"),
        (b"scenario = 1\n", "scenario"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><a/></Document>', "payment_status"),
        (b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_2"/>', "amelding"),
    ],
)
def test_a_file_is_known_by_its_content(tmp_path: Path, content: bytes, kind: str) -> None:
    seen = look(kept(tmp_path, content, "helt feil navn.pdf"))
    assert (seen.kind, seen.accepted, seen.size) == (kind, True, len(content))
    assert seen.name == "helt feil navn.pdf"


def test_what_cannot_be_taken_says_what_it_is(tmp_path: Path) -> None:
    """One plain sentence each, and never an exception."""
    with zipfile.ZipFile(tmp_path / "to.zip", "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("b.xml", "<b/>")
    files = {
        "empty": kept(tmp_path, b"", "tom"),
        "PDF": kept(tmp_path, b"%PDF-1.7 x", "kort.xml"),
        "old Office file": kept(tmp_path, b"\xd0\xcf\x11\xe0" + b"x" * 99, "timer.xls"),
        "document type": kept(tmp_path, b'<!DOCTYPE a [<!ENTITY b "c">]><skattekortTilArbeidsgiver/>', "x.xml"),
        "only zeros": kept(tmp_path, bytes(5000), "null.csv"),
        "does not know": kept(tmp_path, bytes(range(1, 255)) * 3, "binær"),
        "web page": kept(tmp_path, b"<!DOCTYPE html><html><body>Logg inn", "svar.xml"),
        "request for tax cards": kept(tmp_path, b'<forespoerselOmSkattekortTilArbeidsgiver xmlns="a"/>', "q.xml"),
        "folder": tmp_path,
        "no such file": tmp_path / "borte",
        "it holds {count}": tmp_path / "to.zip",
        "picture": kept(tmp_path, b"\x89PNG\r\n", "bilde.csv"),
    }
    for words, path in files.items():
        seen = look(path)
        assert not seen.accepted, words
        assert words in said(seen), words


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rør")
    assert "pipe" in said(look(tmp_path / "rør"))


def test_of_a_file_of_sixty_megabytes_only_the_beginning_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path, CARDS, "stor.xml")
    os.truncate(path, 60_000_000)
    seen = look(path)
    assert (seen.kind, seen.accepted, seen.sha256, seen.size) == ("tax_cards", False, "", 60_000_000)
    assert "larger than" in said(seen)


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "rundt").symlink_to(tmp_path / "rundt")
    (tmp_path / "bort").symlink_to(tmp_path / "ingenting")
    assert "itself" in said(look(tmp_path / "rundt"))
    assert "no such file" in said(look(tmp_path / "bort"))


@given(st.binary(max_size=300))
def test_no_bytes_can_stop_a_look(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    assert isinstance(look(path), Incoming)


@given(st.text(max_size=400))
def test_any_name_can_be_shown_and_kept(name: str) -> None:
    seen = shown_name(name)
    assert len(seen) <= 120
    assert seen.isprintable() or not seen
    seen.encode()


def test_odd_signs_of_a_name_are_seen() -> None:
    assert shown_name("kort\u202exml.exe") == "kort\ufffdxml.exe"
    assert shown_name("a\x1b[31mb") == "a\ufffd[31mb"
    assert shown_name("svar\udc80.xml") == "svar?.xml"
    assert shown_name("å" * 300).endswith("å" * 20)


def test_several_files_each_once_and_not_endlessly_many(tmp_path: Path) -> None:
    cards, hours = kept(tmp_path, CARDS, "a.xml"), kept(tmp_path, b"a;b\n1;2\n", "b.csv")
    assert [each.kind for each in look_all([cards, hours, cards])] == ["tax_cards", "table"]
    assert len(look_all([tmp_path / str(number) for number in range(MOST + 9)])) == MOST

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        look_all([cards], None, stop)


def test_looking_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    before = newest(desk)
    look(kept(tmp_path, CARDS), desk)
    assert newest(desk) == before


# --- known, logged, taken back ---------------------------------------------------------------------------------------


def test_the_same_bytes_are_known_whatever_they_are_called(desk: Desk, tmp_path: Path) -> None:
    first = kept(tmp_path, CARDS, "a.xml")
    assert look(first, desk).imported_on is None
    taken = tax_cards.take_in(desk, CARDS, "a.xml")
    again = look(kept(tmp_path, CARDS, "b.xml"), desk)
    assert (again.imported_on, again.import_id) == (date(2026, 11, 22), taken.import_id)
    incoming.undo(desk, taken.import_id)
    assert look(first, desk).import_id is None


def test_the_log_tells_of_every_import(desk: Desk) -> None:
    assert import_log(desk) == ()
    taken = tax_cards.take_in(desk, CARDS, "svar.xml")
    [row] = import_log(desk)
    assert (row.id, row.kind, row.name, row.rows, row.added) == (taken.import_id, "tax_cards", "svar.xml", 1, 1)
    assert (row.by, row.total, row.why_not, row.can_undo) == ("kari", None, None, True)
    assert incoming.file_of(desk, row.id) == ("svar.xml", CARDS)
    incoming.undo(desk, row.id)
    [row] = import_log(desk)
    assert (row.undone_by, row.can_undo, row.place) == ("kari", False, None)
    with pytest.raises(Refused):
        incoming.undo(desk, row.id)


def test_no_import_of_that_number(desk: Desk) -> None:
    for act in (incoming.undo, incoming.file_of):
        with pytest.raises(Refused, match="no import with the number 99"):
            act(desk, 99)


def test_a_card_that_pay_was_approved_with_stays(desk: Desk) -> None:
    """Taken back neither by its import nor by its entry in the change log; another year's is free."""
    used = answer(person(card(percent("30.0")), who=PER))
    tax_cards.take_in(desk, used, "brukt.xml")
    entry = newest(desk)
    tax_cards.take_in(desk, answer(person(card(table()), who=AASE, year="2027")), "neste.xml")
    other = newest(desk)
    run_id = november(desk)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    log = {row.name: row for row in import_log(desk)}
    assert (log["brukt.xml"].can_undo, log["neste.xml"].can_undo) == (False, True)
    with pytest.raises(Refused, match="Pay of 2026 is approved"):
        undo(desk, entry)
    undo(desk, other)
