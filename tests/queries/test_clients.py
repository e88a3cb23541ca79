"""What is remembered of clients: nothing about anybody, in any language, and whole again after JSON."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import pytest

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.actions import backups, open_file
from services.desk.desk import Desk
from services.queries import client_cards, clients
from services.queries.backups import backup_rows
from services.queries.due import due_rows
from services.queries.kept_message import read_message, write_message
from services.reference.texts import texts
from tests.actions.samples import Clock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo client with its month paid."""
    path = tmp_path_factory.mktemp("demo") / "bakeri.lonnsom"
    open_file.demo_client(path, "kari", Clock(), color="#1F6F6B").close()
    return path


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / made.name
    copyfile(made, path)
    with open_file.open_file(path, "kari", Clock(), passphrase=open_file.DEMO_PASSWORD) as desk:
        yield desk


def card_of(desk: Desk) -> client_cards.ClientCard:
    return clients.client_card(desk)


def test_a_message_comes_back() -> None:
    message = Message(
        "{a} {b} {c} {d} {e} {f} {g} {h}",
        a="text",
        b=7,
        c=Money(-1234),
        d=date(2026, 11, 22),
        e=Month(2026, 11),
        f=Span(date(2026, 1, 1)),
        g=Percent.of("14.1"),
        h=Message("{x}", x=Decimal("1.50")),
    )
    assert read_message(json.loads(json.dumps(write_message(message)))) == message


def test_a_card_says_what_is_next(desk: Desk) -> None:
    card = card_of(desk)
    assert (card.name, card.orgnr, card.country, card.color) == ("Solvang Bakeri AS", "310000019", "NO", "#1F6F6B")
    assert card.employees == 12  # one has left
    assert (card.run_month, card.run_state) == (Month(2026, 11), "approved")
    assert card.is_demo
    assert card.key_tried
    assert card.steps
    assert card.deadlines
    assert [due.day for due in card.deadlines] == sorted(due.day for due in card.deadlines)


def test_a_card_comes_back_from_json(desk: Desk) -> None:
    card = replace(card_of(desk), folders=(Path("/stick"),))
    kept = json.loads(json.dumps([client_cards.write_card(card)]))
    assert client_cards.read_cards(kept) == (card,)


@pytest.mark.parametrize("kept", [None, 7, "x", [], [None], [{"path": "a"}], [{"path": 1, "opened_at": "x"}]])
def test_what_is_no_card_is_left_out(kept: object) -> None:
    assert client_cards.read_cards(kept) == ()


def test_nobody_is_named_outside_the_file(desk: Desk) -> None:
    with desk.reading() as session:
        names = clients._names(session)
    kept = json.dumps(client_cards.write_card(card_of(desk)), ensure_ascii=False).casefold()
    firm = {"solvang", "bakeri"}
    assert names - firm
    assert not [name for name in names - firm if name in kept]
    assert "money" not in kept


def test_a_step_that_names_somebody_is_told_without_the_name() -> None:
    names = frozenset({"åse", "østby"})
    told = clients._nobodys(Message("{name} has no tax card", name="Åse-Marie Østby"), names, "error")
    assert str(told) == "Something has to be corrected"
    inside = Message("{what} today", what=Message("{name} waits", name="Østby"))
    assert clients._nobodys(inside, names, "ready") != inside
    about_nobody = Message("{count} have no tax card for {year}", count=2, year="2026")
    assert clients._nobodys(about_nobody, names, "error") == about_nobody


def test_no_amount_leaves_the_file() -> None:
    inner = Message("Pay withheld tax")
    assert clients._nobodys(Message("{what}: {amount}", what=inner, amount=Money(12345)), frozenset(), "due") == inner
    alone = clients._nobodys(Message("{amount} is owed", amount=Money(12345)), frozenset(), "due")
    assert str(alone) == "Something has to be corrected"


def test_cards_are_told_in_every_language(desk: Desk) -> None:
    card = card_of(desk)
    for language in ("nb", "da", "en"):
        say = texts(language)
        assert all(say(step.what) for step in card.steps)
        assert all(say(due.what) for due in card.deadlines)


def test_the_disk_says_what_is_the_matter(desk: Desk, tmp_path: Path) -> None:
    card = card_of(desk)
    [here] = clients.client_rows([card], {card.path})
    assert (here.trouble, here.copy) == ("", None)
    [elsewhere] = clients.client_rows([card])
    assert elsewhere.trouble == "locked"
    copy = backups.back_up(desk, tmp_path / "stick")
    with_copy = client_cards.with_folder(card, tmp_path / "stick")
    [known] = clients.client_rows([with_copy], {card.path})
    assert known.copy == copy
    [gone] = clients.client_rows([replace(card, path=tmp_path / "gone.lonnsom")])
    assert gone.trouble == "missing"


def test_the_list_begins_with_what_is_due_first(desk: Desk) -> None:
    card = card_of(desk)
    day = card.deadlines[0].day
    soon = replace(card, name="B", deadlines=(replace(card.deadlines[0], day=day - timedelta(days=1)),))
    never = replace(card, name="A", deadlines=())
    rows = [client_cards.ClientRow(never), client_cards.ClientRow(card), client_cards.ClientRow(soon)]
    assert [row.card.name for row in client_cards.by_deadline(rows)] == ["B", card.name, "A"]


def test_what_is_due_comes_from_the_open_file_and_from_the_cards(desk: Desk) -> None:
    card = card_of(desk)
    other = replace(card, path=Path("/other.lonnsom"), name="Annen AS")
    rows = due_rows([card, other], desk)
    assert [row.day for row in rows] == sorted(row.day for row in rows)
    assert {row.client for row in rows if row.is_here} == {card.name}
    assert len([row for row in rows if not row.is_here]) == len(card.deadlines)
    assert all(row.amount is None and row.where is None for row in rows if not row.is_here)
    assert any(row.amount for row in rows if row.is_here)
    assert due_rows([card, other]) == due_rows([other, card])


def test_the_backups_of_all_clients(desk: Desk, tmp_path: Path) -> None:
    first, second = backups.back_up(desk), backups.back_up(desk)
    rows = backup_rows([card_of(desk)])
    assert [row.path for row in rows] == [second.path, first.path]
    assert [row.is_newest for row in rows] == [True, False]
    assert rows[0].key == str(second.path)
