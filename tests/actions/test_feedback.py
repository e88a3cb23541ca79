"""The answer of the authority: kept byte for byte, twice is once, and what is sent next follows from it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.employee import Employment
from models.records.imported_file import ImportedContent, ImportedFile
from models.values.finding import Place, Refused
from models.values.span import Month
from services.actions import undo
from services.actions.exports import export_month
from services.actions.feedback import look, read_file, say_which, take_in, undo_import
from services.actions.inspect import inspect_file
from services.actions.reporting import mark_uploaded, save_report
from services.actions.verify import verify
from services.desk import countries
from services.desk import feedback as kept
from services.desk.desk import Desk
from services.desk.imported_files import content_of
from services.engine.feedback import DeliveryState, Feedback
from services.queries import feedback as asked
from services.queries import report_months, reporting
from tests.actions.samples import Made, refused, rows
from tests.actions.test_reporting import ids
from tests.amelding.feedback_samples import avvik, delivery, feedback, month, period, total

MARCH = Month(2026, 3)
NO = countries.country("NO")


def uploaded(desk: Desk, folder: Path, name: str) -> tuple[int, tuple[str, str]]:
    """The report of March saved and uploaded: its number among the files, its id and the one that it replaces."""
    number = save_report(desk, MARCH, folder / name)
    mark_uploaded(desk, number)
    return number, ids(folder / name)


def retire(desk: Desk, occupation: str) -> None:
    """Something that the report says is changed."""
    with desk.change("test") as session:
        session.get_one(Employment, 1).occupation = occupation


def imports(desk: Desk) -> list[tuple[object, ...]]:
    return rows(desk, "imported_file")


# --- taking it in


def test_the_very_bytes_are_kept_and_twice_changes_nothing(later_desk: Desk, tmp_path: Path) -> None:
    _, (name, _) = uploaded(later_desk, tmp_path, "1.xml")
    content = feedback(month(delivery(name), period(total(-6000, 100)))) + b"\n<!-- som det kom -->\n"
    taken = take_in(later_desk, content, "tilbakemelding.xml")
    assert (taken.is_new, taken.months) == (True, (MARCH,))
    with later_desk.reading() as session:
        assert content_of(session, taken.import_id) == content
        row = session.get_one(ImportedFile, taken.import_id)
        assert (row.kind, row.receiver, row.rows, row.run_id) == ("amelding_feedback", "310000019", 1, None)
    before, log = imports(later_desk), rows(later_desk, "change_log")
    again = take_in(later_desk, content, "lastet ned en gang til.xml")
    assert (again.is_new, again.import_id) == (False, taken.import_id)
    assert (imports(later_desk), rows(later_desk, "change_log")) == (before, log)
    undo.undo(later_desk, undo.newest(later_desk))
    assert imports(later_desk) == rows(later_desk, "imported_content") == []


def test_taken_back_it_stays_in_the_log_and_says_nothing_more(later_desk: Desk, tmp_path: Path) -> None:
    _, (name, _) = uploaded(later_desk, tmp_path, "1.xml")
    content = feedback(month(delivery(name)))
    taken = take_in(later_desk, content, "svar.xml")
    assert [each.id for each in asked.files(later_desk)] == [taken.import_id]
    undo_import(later_desk, taken.import_id)
    assert asked.files(later_desk) == ()
    assert len(imports(later_desk)) == 1
    for number in (taken.import_id, 99):
        with pytest.raises(Refused):
            undo_import(later_desk, number)
    assert take_in(later_desk, content, "svar.xml").is_new


def test_looking_stores_nothing(later_desk: Desk) -> None:
    assert list(look(later_desk, feedback(month(delivery("x")))).reports)
    assert imports(later_desk) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (feedback(month(delivery("x"), sender="999888777")), "for the employer 999888777, not for 310000019"),
        (b"<a/>", "begins with <a>"),
    ],
)
def test_what_is_refused_is_not_kept(later_desk: Desk, content: bytes, why: str) -> None:
    with refused(why):
        take_in(later_desk, content, "fil.xml")
    assert imports(later_desk) == []


def test_our_own_report_is_no_feedback(later_desk: Desk) -> None:
    with refused("This is an a-melding itself, not the feedback on it"):
        take_in(later_desk, export_month(later_desk, MARCH).content, "amelding.xml")


def test_a_file_is_read_from_the_disk_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "svar.xml").write_bytes(b"<a/>")
    assert read_file(tmp_path / "svar.xml") == b"<a/>"
    for path in (tmp_path, tmp_path / "finnes ikke.xml"):
        with pytest.raises(Refused) as refusal:
            read_file(path)
        assert refusal.value.findings[0].where == Place("reporting")


def test_inspect_judges_against_the_client(later_desk: Desk, tmp_path: Path) -> None:
    """Another employer, imported before, unknown message (scenario contract: `inspect --client`)."""
    _, (name, _) = uploaded(later_desk, tmp_path, "1.xml")

    def seen(content: bytes) -> tuple[bool, list[str]]:
        (tmp_path / "svar.xml").write_bytes(content)
        found = inspect_file(tmp_path / "svar.xml", "en", later_desk)
        return found["accepted"], [finding["text"] for finding in found["findings"]]

    content = feedback(month(delivery(name), delivery("A01-1")))
    other = "The report A01-1 came by another way: the client file does not have it"
    assert seen(content) == (True, [other])
    take_in(later_desk, content, "svar.xml")
    (accepted, [before, again]) = seen(content)
    assert accepted
    assert before.startswith("This file was taken in on")
    assert again == other
    wrong = feedback(month(delivery("x"), sender="999888777"))
    assert seen(wrong) == (False, ["The feedback is for the employer 999888777, not for 310000019"])
    assert len(imports(later_desk)) == 1


# --- what is sent next (amelding 5): the rejected was never delivered


def test_a_rejected_report_is_sent_again_under_a_new_id(later_desk: Desk, tmp_path: Path) -> None:
    """M1 is rejected. Nothing else is changed: the same is sent again, with a new id, and names nothing."""
    _, first = uploaded(later_desk, tmp_path, "1.xml")
    take_in(later_desk, feedback(month(delivery(first[0], "avvist"), of="")), "svar.xml")
    number, second = uploaded(later_desk, tmp_path, "2.xml")
    assert second[0] != first[0]
    assert first[1] == second[1] == ""
    assert len(second[0]) == len(first[0]) == 32
    assert uploaded(later_desk, tmp_path, "2-igjen.xml") == (number, second)  # the very same again
    take_in(later_desk, feedback(month(delivery(second[0], "avvist"), of="")), "svar 2.xml")
    _, third = uploaded(later_desk, tmp_path, "3.xml")
    assert third[1] == ""
    assert len({first[0], second[0], third[0]}) == 3
    take_in(later_desk, feedback(month(delivery(third[0]), period(""))), "svar 3.xml")
    retire(later_desk, "7412102")
    _, fourth = uploaded(later_desk, tmp_path, "4.xml")
    assert fourth[1] == third[0]  # received, so it is replaced


def test_after_a_rejected_replacement_the_next_names_the_same(later_desk: Desk, tmp_path: Path) -> None:
    """M1 is received. M2 replaces it and is rejected, so M1 is still valid: M3 names M1."""
    _, first = uploaded(later_desk, tmp_path, "1.xml")
    take_in(later_desk, feedback(month(delivery(first[0]), period(""))), "svar 1.xml")
    retire(later_desk, "7412102")
    _, second = uploaded(later_desk, tmp_path, "2.xml")
    assert second[1] == first[0]
    take_in(later_desk, feedback(month(delivery(second[0], "avvist", first[0]), of="")), "svar 2.xml")
    _, third = uploaded(later_desk, tmp_path, "3.xml")
    assert third[1] == first[0]
    assert third[0] not in (first[0], second[0])
    detail = reporting.month(later_desk, MARCH)
    assert "166B" not in [found.code for found in detail.findings]  # only the rejected one replaced it
    retire(later_desk, "1210209")
    _, fourth = uploaded(later_desk, tmp_path, "4.xml")
    assert fourth[1] == third[0]  # without an answer it counts as delivered


def test_what_the_authority_has_is_sent_whoever_says_so(later_desk: Desk, tmp_path: Path) -> None:
    """Nobody marked it as uploaded, and it was received all the same: the next one replaces it."""
    save_report(later_desk, MARCH, tmp_path / "1.xml")
    first = ids(tmp_path / "1.xml")
    take_in(later_desk, feedback(month(delivery(first[0]), period(""))), "svar.xml")
    (tile,) = report_months.months_between(later_desk, MARCH, MARCH)
    assert (tile.state, tile.answer, tile.is_done) == ("uploaded", "received", True)
    retire(later_desk, "7412102")
    _, second = uploaded(later_desk, tmp_path, "2.xml")
    assert second[1] == first[0]


def test_another_program_replaced_ours(later_desk: Desk, tmp_path: Path) -> None:
    """X replaced M1. A message that is replaced cannot be replaced again (166B): the next one names X."""
    _, first = uploaded(later_desk, tmp_path, "1.xml")
    answer = month(delivery(first[0], "erstattet"), delivery("x", replaces=first[0]), delivery("A01-1"), period(""))
    take_in(later_desk, feedback(answer), "svar.xml")
    retire(later_desk, "7412102")
    _, second = uploaded(later_desk, tmp_path, "2.xml")
    assert second[1] == "x"


def test_a_refused_file_and_the_word_of_the_user(later_desk: Desk, tmp_path: Path) -> None:
    """The file itself was refused, and nothing says which: the one that was uploaded last is offered."""
    number, first = uploaded(later_desk, tmp_path, "1.xml")
    taken = take_in(later_desk, feedback(month(avvik("MAGNET-000002", "AVVISNING"), of="")), "svar.xml")
    (question,) = asked.questions(later_desk)
    assert (question.import_id, question.said) == (taken.import_id, None)
    assert question.offered is not None
    assert question.offered.file_id == number
    assert [each.file_id for each in question.choices] == [number]
    assert [(row.code, row.level) for row in question.findings] == [("MAGNET-000002", "AVVISNING")]

    say_which(later_desk, taken.import_id, number)
    assert asked.questions(later_desk)[0].said == number
    seen = asked.month(later_desk, MARCH)
    (own,) = seen.reports
    assert own.state is DeliveryState.REJECTED
    assert [(row.code, row.report, row.is_past) for row in seen.findings] == [("MAGNET-000002", first[0], False)]
    (tile,) = report_months.months_between(later_desk, MARCH, MARCH)
    assert (tile.state, tile.answer, tile.is_done) == ("ready", "rejected", False)
    _, second = uploaded(later_desk, tmp_path, "2.xml")
    assert second[0] != first[0]
    assert second[1] == ""
    assert [row.is_past for row in asked.month(later_desk, MARCH).findings] == [True]

    say_which(later_desk, taken.import_id, None)
    assert asked.questions(later_desk)[0].said is None
    with refused("There is no kept report with the number 1"):
        say_which(later_desk, taken.import_id, 1)  # a payslip
    with refused("There is no import with the number 77"):
        say_which(later_desk, 77, number)


def test_reading_again_gives_the_same(approved: Made, approved_path: Path, tmp_path: Path) -> None:
    """Closed and opened, everything is what it was, as it was written down when it was taken in."""
    with approved.desk(approved_path) as desk:
        _, (name, _) = uploaded(desk, tmp_path, "1.xml")
        take_in(desk, feedback(month(delivery(name), period(total(-6000, 100) + avvik()))), "svar.xml")
        before = asked.month(desk, MARCH)
    with approved.desk(approved_path) as desk:
        assert asked.month(desk, MARCH) == before
        assert verify(desk) == []
        with desk.reading() as session:
            assert session.scalars(select(ImportedContent.import_id)).all() == [1]


@pytest.mark.parametrize("edition", ["the same", "another"])
def test_an_answer_is_read_once(
    edition: str, approved: Made, approved_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is looked into again only by a program that reads it in another way."""
    with approved.desk(approved_path) as desk:
        _, (name, _) = uploaded(desk, tmp_path, "1.xml")
        take_in(desk, feedback(month(delivery(name), period(total(-6000, 100) + avvik()))), "svar.xml")
        before = asked.month(desk, MARCH)
    if edition == "another":
        monkeypatch.setattr(kept, "_EDITION", 0)
    seen: list[bytes] = []
    read = NO.read_feedback

    def looked(_: object, content: bytes) -> Feedback:
        seen.append(content)
        return read(content)

    monkeypatch.setattr(type(NO), "read_feedback", looked)
    with approved.desk(approved_path) as desk:
        assert [tile.answer for tile in report_months.months_between(desk, MARCH, MARCH)] == ["received"]
        assert asked.month(desk, MARCH) == before
    assert len(seen) == (edition == "another")
