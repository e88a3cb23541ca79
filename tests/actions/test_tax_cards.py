"""Tax cards through the encrypted file: looked at, taken in, used by a run, undone, asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from models.records import employee as people
from models.records.imported_file import ImportedFile
from models.records.stored_file import StoredFile
from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Cancelled
from services.actions import runs
from services.actions import tax_cards as act
from services.actions.clients import fill
from services.actions.employees import add_card, remove_card
from services.actions.export_all import export_all
from services.actions.inspect import inspect_file
from services.actions.scenario import read
from services.actions.tax_cards import Decision, TaxCardPreview, TaxCardRow
from services.actions.undo import last, undo
from services.actions.verify import verify
from services.desk.desk import Desk
from services.desk.employee_around import surroundings
from services.desk.employee_form import CardPart
from services.desk.employee_pay_checks import card_findings
from services.engine.facts import TaxCard
from services.files.text_table import LARGEST
from services.queries import tax_cards as ask
from services.reference.change_words import ACTIONS
from services.vault.client import Client
from tests.actions import refund_samples as samples
from tests.actions.refund_samples import HEAD, PEOPLE, november, refusal, somebody
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.norway.tax_card_samples import (
    AASE,
    ALI,
    BAD_PERSON,
    JAN,
    KARI,
    MAX,
    NONE,
    NOT_LIABLE,
    ODA,
    OTHER,
    OTHERS,
    PER,
    RENEWED,
    US,
    answer,
    card,
    document,
    employer,
    exempt,
    percent,
    person,
    table,
)

NAME = "svar.xml"
TODAY = date(2026, 11, 22)  # of the clock


@pytest.fixture(scope="session")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Seven people, each with a percentage card of 30 for 2026 without a day of issue, and no run."""
    path = tmp_path_factory.mktemp("fish") / "fisk.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), samples.client(absences=""))
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(fish: Made, tmp_path: Path) -> Iterator[Desk]:
    """Somebody sits at a file of the story's own."""
    with fish.desk(fish.copied_to(tmp_path)) as desk:
        yield desk


def look(desk: Desk, *said: str) -> TaxCardPreview:
    return act.preview(desk, answer(*said), NAME)


def one(desk: Desk, *rows: str, who: str = AASE, **said: str) -> TaxCardRow:
    """The preview of one answer."""
    (single,) = look(desk, person(card(*rows) if rows else "", who=who, **said)).rows
    return single


def take(desk: Desk, *said: str) -> act.TakenCards:
    return act.take_in(desk, answer(*said), NAME)


def cards(desk: Desk, number: int = 1, year: int = 2026) -> list[tuple[str, str, str, date | None]]:
    """Somebody's cards as they were added."""
    columns = people.TaxCard
    with desk.reading() as session:
        wanted = select(columns).join(people.Employee, people.Employee.id == columns.employee_id)
        found = session.scalars(
            wanted.where(people.Employee.number == number, columns.year == year).order_by(columns.id)
        )
        return [(each.kind, each.table_number, str(each.percent or ""), each.issued) for each in found]


def stored(desk: Desk) -> tuple[int, int]:
    """How many cards and how many imports there are."""
    with desk.reading() as session:
        return (
            session.scalar(select(func.count()).select_from(people.TaxCard)) or 0,
            session.scalar(select(func.count()).select_from(ImportedFile)) or 0,
        )


OLD = ("percent", "", "30", None)
DECEMBER, FEBRUARY = date(2025, 12, 8), date(2026, 2, 14)


# --- looked at -------------------------------------------------------------------------------------------------------


def test_a_preview_shows_each_person_and_stores_nothing(desk: Desk) -> None:
    before = stored(desk), len(list(desk.client.history()))
    seen = look(
        desk,
        person(card(table())),
        person(card(percent("30.0")), who=PER),
        person(card(exempt()), who=KARI),
        person(result=NONE, who=ALI),
        person(result=NOT_LIABLE, who=MAX),
        person(card(table()), who=JAN, result=RENEWED),
        person(result=BAD_PERSON, who=ODA),
        person(card(table()), who="09896033384"),
        person(card(table()), year="2027"),
    )
    assert [(row.employee, row.state) for row in seen.rows] == [
        (1, "changed"),
        (2, "confirmed"),
        (3, "changed"),
        (4, "changed"),
        (5, "changed"),
        (6, "changed"),
        (7, "nothing"),
        (None, "unmatched"),
        (1, "new"),
    ]
    assert [row.is_worse for row in seen.rows] == [True, False, False, True, False, True, False, False, False]
    assert (seen.taken, seen.refused, seen.years, seen.receiver) == (7, False, (2026, 2027), US)
    first = seen.rows[0]
    assert first.before == TaxCard(2026, "percent", percent=Percent.of(30))
    assert first.after == TaxCard(2026, "table", "8100", Percent.of(38), None, Decimal("10.5"), DECEMBER)
    assert first.result_name("nb") == "Skattekort funnet"
    assert (stored(desk), len(list(desk.client.history()))) == before


def test_what_is_taken_is_what_was_shown(desk: Desk) -> None:
    taken = take(desk, person(card(table())), person(card(percent("30.0")), who=PER), person(result=NONE, who=ALI))
    assert (taken.added, taken.answers) == (3, 3)
    assert cards(desk, 1) == [OLD, ("table", "8100", "38", DECEMBER)]
    assert cards(desk, 2) == [OLD, ("percent", "", "30", DECEMBER)]
    assert cards(desk, 4) == [OLD, ("none", "", "", None)]
    assert verify(desk) == []
    assert next(iter(desk.client.history())).action == "tax_cards.take_in"
    assert {"tax_cards.take_in", "tax_cards.undo"} <= ACTIONS.keys()


def test_the_same_card_again_adds_nothing(desk: Desk) -> None:
    take(desk, person(card(table())))
    row = one(desk, table(), percent(code=OTHER))
    assert (row.state, row.is_taken) == ("unchanged", False)


def test_months_that_a_later_file_leaves_out_are_those_told_before(desk: Desk) -> None:
    take(desk, person(card(table())))
    assert one(desk, table(months="")).state == "unchanged"


def test_an_older_card_is_history(desk: Desk) -> None:
    take(desk, person(card(table(), issued="2026-02-14")))
    taken = take(desk, person(card(percent("20.0"), issued="2025-12-08")))
    assert taken.added == 1
    assert one(desk, percent("20.0")).state == "unchanged"
    assert one(desk, percent("21.0")).state == "older"
    assert one(desk, percent("21.0")).before == TaxCard(
        2026, "table", "8100", Percent.of(38), None, Decimal("10.5"), FEBRUARY
    )


def test_an_answer_that_there_is_no_card_holds_until_one_comes(desk: Desk) -> None:
    """It has no day of its own: it stands behind the card of today, and the same card told again takes its place."""
    take(desk, person(card(table())))
    take(desk, person(result=NONE))
    assert cards(desk)[-1] == ("none", "", "", DECEMBER)
    assert one(desk, table()).state == "changed"
    take(desk, person(card(table())), person(card(table()), who=PER))
    assert cards(desk)[-1] == ("table", "8100", "38", DECEMBER)


@pytest.mark.parametrize("result", [BAD_PERSON, "ugyldigOrganisasjonsnummer", "vurderArbeidstillatelse", "nyttSvar"])
def test_a_result_that_brings_no_card_overwrites_nothing(desk: Desk, result: str) -> None:
    take(desk, person(result=result), person(card(table()), who=PER))
    assert cards(desk, 1) == [OLD]


def test_a_side_employer_gets_the_row_for_it(tmp_path: Path) -> None:
    scenario = HEAD + somebody(1, *PEOPLE[0]).replace("start = 2020", "main_employer = false\nstart = 2020")
    client, _ = Client.create(tmp_path / "bi.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, read((scenario + samples.RUNS).encode()))
        row = one(desk, table(), percent("45.0", code=OTHER))
        assert row.after is not None
        assert (row.after.kind, row.after.percent) == ("percent", Percent.of(45))
        alone = one(desk, table())
        assert alone.after is not None
        assert alone.after.kind == "table"
        assert "no row for another employer" in str(alone.findings[0].what)


@pytest.mark.parametrize(
    ("rows", "said", "word"),
    [
        ((table("8999"),), {}, "There is no table"),
        ((table("81"),), {}, "cannot be used"),
        ((percent("120"),), {}, "cannot be used"),
        ((exempt(""),), {}, "cannot be used"),
        ((exempt("99999999"),), {}, "amount of an exemption card"),
        ((table(),), {"year": "2019"}, "used by no run"),
        ((table(),), {"year": "2031"}, "used by no run"),
        ((table(),), {"year": ""}, "cannot be used"),
        ((percent(code="loennFraNAV"),), {}, "cannot be used"),
    ],
)
def test_a_card_that_cannot_be_used_is_held_back_and_says_why(
    desk: Desk, rows: tuple[str, ...], said: dict[str, str], word: str
) -> None:
    """By the very checks of a card that is typed."""
    row = one(desk, *rows, **said)
    assert row.state == "held"
    assert word in str(row.why)
    assert row.findings
    assert act.take_in(desk, answer(person(card(*rows), **said), person(card(table()), who=PER)), NAME).added == 1
    assert cards(desk, 1) == [OLD]


def test_a_day_of_issue_that_cannot_be_read_is_held_back_beside_a_card_that_has_one(desk: Desk) -> None:
    assert one(desk, table()).state == "changed"
    take(desk, person(card(table())))
    (row,) = look(desk, person(card(percent("20.0"), issued="nå"))).rows
    assert row.state == "held"


def test_an_exemption_of_nothing_is_told_as_when_it_is_typed(desk: Desk) -> None:
    row = one(desk, exempt("0"))
    assert row.after is not None
    assert (row.after.kind, row.after.exempt_amount) == ("exempt", Money(0))
    assert [found.what.text.partition(":")[0] for found in row.findings] == ["The exemption card has the amount 0"]
    typed = CardPart(2026, "exempt", exempt_amount=Money(0), issued=DECEMBER)
    assert [found.what for found in card_findings(surroundings(desk), typed, 1)] == [row.findings[0].what]
    add_card(desk, 1, typed)


def test_last_years_cards_are_told_and_taken(desk: Desk) -> None:
    seen = look(desk, person(card(table(), issued="2024-12-08"), year="2025"))
    assert not seen.refused
    assert "2025" in str(seen.findings[0].what)
    assert [row.state for row in seen.rows] == ["new"]


def test_another_employers_file_is_refused(desk: Desk) -> None:
    content = answer(person(card(table())), number=OTHERS)
    assert act.preview(desk, content, NAME).refused
    with pytest.raises(Refused) as refused:
        act.take_in(desk, content, NAME)
    assert refusal(refused.value) == ["The tax cards are for employer {number}, not for this client"]
    assert stored(desk) == (7, 0)


def test_of_a_file_for_several_employers_ours_are_taken(desk: Desk) -> None:
    content = document(employer(person(card(table()))), employer(person(card(table()), who=PER), number=OTHERS))
    seen = act.preview(desk, content, NAME)
    assert [row.state for row in seen.rows] == ["changed", "left_out"]
    assert act.take_in(desk, content, NAME).added == 1
    assert cards(desk, 2) == [OLD]


def test_two_answers_for_one_person_are_one_card(desk: Desk) -> None:
    seen = look(desk, person(card(percent("20.0"))), person(card(percent("21.0"), number="100009")))
    assert [row.state for row in seen.rows] == ["left_out", "changed"]


def test_somebody_unknown_is_matched_by_hand(desk: Desk) -> None:
    """The new number of somebody whom we know by a D-number."""
    content = answer(person(card(table()), who="09896033384"))
    (row,) = act.preview(desk, content, NAME).rows
    assert (row.state, row.employee) == ("unmatched", None)
    (row,) = act.preview(desk, content, NAME, {1: Decision(employee=6)}).rows
    assert (row.state, row.name) == ("changed", "Jan D-nummer Kowalski")
    assert act.take_in(desk, content, NAME, {1: Decision(employee=6)}).added == 1
    assert len(cards(desk, 6)) == 2


def test_a_row_that_is_matched_to_somebody_who_has_one_in_the_file(desk: Desk) -> None:
    content = answer(person(card(table()), who="09896033384"), person(card(table("8110"), number="7")))
    seen = act.preview(desk, content, NAME, {1: Decision(employee=1)})
    assert [row.state for row in seen.rows] == ["changed", "left_out"]


def test_a_row_that_is_left_out(desk: Desk) -> None:
    content = answer(person(card(table())), person(card(table()), who=PER))
    assert act.take_in(desk, content, NAME, {1: Decision(leave_out=True)}).added == 1
    assert cards(desk, 1) == [OLD]


@pytest.mark.parametrize("decisions", [{9: Decision()}, {1: Decision(employee=99)}])
def test_a_decision_about_nothing_is_refused(desk: Desk, decisions: dict[int, Decision]) -> None:
    with pytest.raises(Refused):
        act.take_in(desk, answer(person(card(table()))), NAME, decisions)
    assert stored(desk) == (7, 0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "unknown"),
        (b"%PDF-1.7\n", "unknown"),
        (b"a;b\n1;2\n", "table"),
        (samples.report(), "k27"),
        (b'<forespoerselOmSkattekortTilArbeidsgiver xmlns="urn:x:v2"/>', "unknown"),
        (b"<skattekortTilArbeidsgiver", ""),
    ],
)
def test_another_kind_of_file_is_named(desk: Desk, content: bytes, kind: str) -> None:
    seen = act.preview(desk, content, NAME)
    assert (seen.refused, seen.rows) == (True, ())
    assert seen.other_kind == kind or not kind
    with pytest.raises(Refused):
        act.take_in(desk, content, NAME)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused_and_change_nothing(desk: Desk, content: bytes, inside: bool) -> None:
    some = answer(person(card(table())))
    middle = len(some) // 2
    whole = some[:middle] + content + some[middle:] if inside else content
    seen = act.preview(desk, whole, NAME)
    assert seen.refused or seen.rows
    assert stored(desk) == (7, 0)


def test_looking_can_be_stopped(desk: Desk) -> None:
    def stop(done: int, total: int, what: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        act.take_in(desk, answer(person(card(table()))), NAME, progress=stop)
    assert stored(desk) == (7, 0)


# --- taken in, used, undone ------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_recognised(desk: Desk) -> None:
    content = answer(person(card(table())))
    act.take_in(desk, content, NAME)
    seen = act.preview(desk, content, "annet navn.xml")
    assert (seen.refused, seen.imported_on) == (True, TODAY)
    with pytest.raises(Refused) as refused:
        act.take_in(desk, content, "annet navn.xml")
    assert refusal(refused.value) == ["This file was imported on {day}"]


def test_the_very_bytes_are_kept(desk: Desk, tmp_path: Path) -> None:
    content = answer(person(card(table()))).replace(b"\n", b"\r\n")
    taken = act.take_in(desk, content, NAME)
    assert act.file_of(desk, taken.import_id) == (NAME, content)
    (tmp_path / "alt").mkdir()
    export_all(desk, tmp_path / "alt")
    assert content in [path.read_bytes() for path in (tmp_path / "alt").rglob("*") if path.is_file()]


def test_a_run_uses_the_new_card(desk: Desk) -> None:
    """45 000 by 25.5 % is 11 475; before it was 30 %, 13 500."""
    run = november(desk)
    assert runs.draft(desk, run).payslips[2]["withholding"] == Money.kr(13_500)
    take(desk, person(card(percent("25.5"), issued="2026-02-14"), who=KARI))
    with pytest.raises(Refused):  # what was computed is not what is known now
        runs.approve(desk, run, prove=False)
    assert runs.draft(desk, run).payslips[2]["withholding"] == Money.kr(11_475)


def test_what_a_card_does_to_the_next_pay_is_known_before_it_is_taken(desk: Desk) -> None:
    """45 000: 25.5 % is 11 475 and half is 22 500, where 30 % were 13 500. A year without a run says nothing."""
    seen = look(
        desk,
        person(card(percent("25.5"), issued="2026-02-14"), who=KARI),
        person(result=NONE, who=ALI),
        person(card(percent("30.0")), who=PER),
        person(card(percent("40.0")), who=AASE, year="2027"),
    )
    assert ask.effects(desk, seen.rows) == {}
    runs.draft(desk, november(desk))
    found = ask.effects(desk, seen.rows)
    assert {row: (each.before, each.after, each.change) for row, each in found.items()} == {
        1: (Money.kr(13_500), Money.kr(11_475), Money.kr(-2_025)),
        2: (Money.kr(13_500), Money.kr(22_500), Money.kr(9_000)),
    }
    assert not any(each.is_approved for each in found.values())


def test_an_exemption_of_nothing_withholds_half(desk: Desk) -> None:
    """45 000 beyond 0 kroner, by 50 %."""
    take(desk, person(card(exempt("0"))))
    assert runs.draft(desk, november(desk)).payslips[0]["withholding"] == Money.kr(22_500)


def test_an_import_is_undone_and_can_come_again(desk: Desk) -> None:
    content = answer(person(card(table())), person(card(percent("31.0")), who=PER))
    taken = act.take_in(desk, content, NAME)
    assert act.undo_import(desk, taken.import_id) == 2
    assert (cards(desk, 1), cards(desk, 2)) == ([OLD], [OLD])
    (kept,) = ask.imports(desk)
    assert (kept.undone_by, kept.added, kept.answers) == ("kari", 2, 2)
    assert kept.why_not is not None
    with pytest.raises(Refused):
        act.undo_import(desk, taken.import_id)
    assert act.take_in(desk, content, NAME).added == 2
    assert verify(desk) == []


def test_an_import_that_an_approved_run_has_used_stays(desk: Desk) -> None:
    taken = take(desk, person(card(percent("25.5")), who=KARI))
    run = november(desk)
    runs.draft(desk, run)
    assert ask.imports(desk)[0].why_not is None
    runs.approve(desk, run, prove=False)
    assert ask.imports(desk)[0].why_not is not None
    with pytest.raises(Refused):
        act.undo_import(desk, taken.import_id)
    assert len(cards(desk, 3)) == 2


def test_next_years_cards_are_not_used_by_a_run_of_this_year(desk: Desk) -> None:
    taken = take(desk, person(card(percent("25.5")), who=KARI, year="2027"))
    run = november(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    assert act.undo_import(desk, taken.import_id) == 1


def test_cards_that_came_after_an_approved_run_can_go(desk: Desk) -> None:
    run = november(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    taken = take(desk, person(card(percent("25.5")), who=KARI))
    assert act.undo_import(desk, taken.import_id) == 1


def test_a_card_that_was_taken_away_and_another_typed_is_not_undone(desk: Desk) -> None:
    """The typed one may get the number of the one that went."""
    taken = take(desk, person(card(table())))
    with desk.reading() as session:
        newest = session.scalar(select(func.max(people.TaxCard.id)))
    assert newest is not None
    remove_card(desk, 1, newest)
    add_card(desk, 1, CardPart(2026, "exempt_unlimited", issued=DECEMBER))
    assert act.undo_import(desk, taken.import_id) == 0
    assert cards(desk)[-1][0] == "exempt_unlimited"


def test_taking_in_is_undone_like_any_change(desk: Desk) -> None:
    take(desk, person(card(table())))
    newest = last(desk)
    assert newest is not None
    undo(desk, newest)
    assert (cards(desk), stored(desk)) == ([OLD], (7, 0))
    assert verify(desk) == []


@pytest.mark.parametrize("number", [0, 99])
def test_an_import_that_is_not_there(desk: Desk, number: int) -> None:
    with pytest.raises(Refused):
        act.undo_import(desk, number)
    with pytest.raises(Refused):
        act.file_of(desk, number)


@pytest.mark.parametrize("name", ["none.xml", "."])
def test_a_file_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        act.read_file(tmp_path / name)
    assert refused.value.findings[0].where is not None
    assert refused.value.findings[0].where.page == "tax_cards"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "stor.xml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused):
        act.read_file(path)


def test_inspect_against_a_client(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / NAME
    content = answer(person(card(table())), person(card(table()), who="09896033384"))
    path.write_bytes(content)
    seen = inspect_file(path, "en", desk)
    assert (seen["kind"], seen["accepted"], seen["rows"]) == ("tax_cards", True, 2)
    assert seen["data"]["changes"] == {"changed": 1, "unmatched": 1}
    assert seen["findings"] == [{"severity": "warning", "line": 4, "text": "Nobody here has this identity number"}]
    act.take_in(desk, content, NAME)
    again = inspect_file(path, "en", desk)
    assert (again["accepted"], again["findings"][0]["severity"]) == (False, "error")


# --- the request -----------------------------------------------------------------------------------------------------


def test_a_request_is_written_kept_and_valid(desk: Desk, shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    folder.mkdir()
    made = act.save_request(desk, [1, 2, 3], folder)
    (path,) = made.files
    assert (made.persons, made.left_out) == (3, ())
    assert path.suffix == ".xml"
    assert US in path.name
    schema = shared / "reference" / "skattekort" / "forespoerselomskattekorttilarbeidsgiver_v2.0.xsd"
    assert etree.XMLSchema(etree.parse(schema)).validate(etree.parse(path))
    (kept,) = ask.requests(desk)
    with desk.reading() as session:
        row = session.get_one(StoredFile, kept.id)
        assert (row.kind, row.size) == ("tax_card_request", path.stat().st_size)
    assert verify(desk) == []
    with pytest.raises(Refused):  # it lies there
        act.save_request(desk, [1, 2, 3], folder)
    assert len(ask.requests(desk)) == 1


def test_who_has_no_right_number_is_left_out_and_named(tmp_path: Path) -> None:
    wrong = PEOPLE[1][1][:-1] + "5"
    scenario = HEAD + somebody(1, *PEOPLE[0]) + somebody(2, *PEOPLE[1])
    client, _ = Client.create(tmp_path / "to.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, read((scenario + samples.RUNS).encode()))
        with desk.change("test") as session:
            row = session.scalars(select(people.Employee).where(people.Employee.number == 2)).one()
            row.national_id = wrong
        made = act.save_request(desk, [1, 2], tmp_path)
        assert (made.persons, [number for number, _ in made.left_out]) == (1, [2])
        assert [each.why_not is None for each in ask.candidates(desk, 2026)] == [True, False]
        with pytest.raises(Refused):
            act.save_request(desk, [2], tmp_path)


def test_who_can_be_asked_about(tmp_path: Path) -> None:
    client, _ = Client.create(tmp_path / "x.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, samples.client(absences="", left=2))  # 2 left in June 2026
        this, following = ask.candidates(desk, 2026), ask.candidates(desk, 2027)
        assert [each.employee for each in this if each.is_active] == [1, 2, 3, 4, 5, 6, 7]
        assert [each.employee for each in following if each.is_active] == [1, 3, 4, 5, 6, 7]
        assert all(each.has_card for each in this)
        assert not any(each.has_card for each in following)


def test_who_was_asked_about_and_not_answered_is_named(desk: Desk, tmp_path: Path) -> None:
    act.save_request(desk, [1, 2, 3], tmp_path)
    seen = look(desk, person(card(table()), year="2027"))
    assert [(each.employee, each.name) for each in seen.unanswered] == [
        (2, "Per-Øyvind Nærø"),
        (3, "Kari Nordmann Lillestrøm"),
    ]
    assert look(desk, person(card(table()))).unanswered == ()  # the others have a card of 2026


# --- many ------------------------------------------------------------------------------------------------------------


def test_thousands_of_cards(desk: Desk) -> None:
    """In bulk: as many statements as for one, and all of them can be undone."""
    with desk.change("test") as session:
        first = session.scalars(select(people.Employee).where(people.Employee.number == 1)).one()
        kept = {column.key: getattr(first, column.key) for column in people.Employee.__table__.columns}
        table_ = people.Employee.__table__
        session.execute(
            table_.insert(),  # type: ignore[attr-defined]
            [
                {**kept, "id": 1000 + place, "number": 1000 + place, "national_id": f"{place:011d}"}
                for place in range(4_000)
            ],
        )
    some = "".join(person(card(table(f"8{place % 40:02d}0")), who=f"{place:011d}") for place in range(4_000))
    asked: list[str] = []

    def ask_(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", ask_)
    try:
        taken = act.take_in(desk, answer(some), NAME)
        with desk.reading() as reading:
            wanted = select(people.TaxCard.table_number, func.count()).where(people.TaxCard.kind == "table")
            tables = dict(reading.execute(wanted.group_by(people.TaxCard.table_number)).all())
        gone = act.undo_import(desk, taken.import_id)
    finally:
        event.remove(Engine, "before_cursor_execute", ask_)
    assert (taken.added, gone) == (4_000, 4_000)
    assert tables == {f"8{number:02d}0": 100 for number in range(40)}
    assert len(asked) < 100
    assert stored(desk)[0] == 7
