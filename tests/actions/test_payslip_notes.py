"""Messages on the payslips of a run: to all, to one, and locked with the run."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from models.values.finding import Refused
from services.actions import run_setup, runs, undo
from services.actions.exports import approve_and_export
from services.actions.payslip_notes import save_note
from services.actions.settings import PayslipChoices, save_payslip_choices
from services.actions.verify import verify
from services.desk.desk import Desk
from services.queries.payslip_notes import notes_of_run, open_runs
from services.queries.slips import slip_paper
from tests.actions.samples import MARCH

TO_ALL = "Kontoret er stengt i uke 29."
TO_INGRID = "Gratulerer med ti år hos oss!\nDu får en ekstra fridag."


@pytest.fixture
def run(desk: Desk) -> int:
    made = runs.start(desk, MARCH)
    runs.draft(desk, made)
    return made


def words(content: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_to_all_and_to_one(desk: Desk, run: int) -> None:
    before = runs.result_of(desk, run)
    save_note(desk, run, TO_ALL)
    save_note(desk, run, TO_INGRID, 1)
    first, second = words(slip_paper(desk, run, 1)), words(slip_paper(desk, run, 3))
    assert first.index("Gratulerer med ti år hos oss! Du får en ekstra fridag.") < first.index(TO_ALL)
    assert TO_ALL in second
    assert "Gratulerer" not in second
    assert "Melding fra Fjordgløtt Bakeri AS" in second
    assert runs.result_of(desk, run) == before  # no figure knows of it
    runs.refuse_unready(desk, run)  # and nothing has to be calculated again


def test_the_note_to_everybody_of_the_client_comes_last(desk: Desk, run: int) -> None:
    save_payslip_choices(desk, PayslipChoices(note="Si fra ved feil."))
    save_note(desk, run, TO_ALL)
    found = words(slip_paper(desk, run, 1))
    assert found.index(TO_ALL) < found.index("Si fra ved feil.")


def test_it_is_kept_and_locked_when_the_run_is_approved(desk: Desk, run: int) -> None:
    save_note(desk, run, TO_ALL)
    made = approve_and_export(desk, run)
    assert all(TO_ALL in words(file.content) for file in made if file.kind == "payslip")
    for text in ("Noe annet", ""):
        with pytest.raises(Refused, match="is approved"):
            save_note(desk, run, text)
    found = notes_of_run(desk, run)
    assert found is not None
    assert found.is_approved
    assert found.everybody == TO_ALL
    assert verify(desk) == []


def test_changed_taken_away_and_undone(desk: Desk, run: int) -> None:
    save_note(desk, run, TO_INGRID, 1)
    save_note(desk, run, "Velkommen tilbake", 1)
    found = notes_of_run(desk, run)
    assert found is not None
    assert (found.to(1), found.to(2), found.to(None), found.count) == ("Velkommen tilbake", "", "", 1)
    save_note(desk, run, "  \n ", 1)
    found = notes_of_run(desk, run)
    assert found is not None
    assert found.count == 0
    last = undo.last(desk)
    assert last is not None
    undo.undo(desk, last)
    found = notes_of_run(desk, run)
    assert found is not None
    assert found.to(1) == "Velkommen tilbake"


def test_a_run_that_is_discarded_takes_its_messages_along(desk: Desk, run: int) -> None:
    save_note(desk, run, TO_ALL)
    save_note(desk, run, TO_INGRID, 1)
    assert [row.id for row in open_runs(desk)] == [run]
    run_setup.discard(desk, run)
    assert notes_of_run(desk, run) is None
    assert open_runs(desk) == ()


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("x" * 601, None, "there is room for 600"),
        ("en\x00null", None, "cannot be printed"),
        ("bakvendt \u202e tekst", 1, "cannot be printed"),
        ("hei", 99, "There is no employee 99"),
    ],
)
def test_refused(desk: Desk, run: int, text: str, number: int | None, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        save_note(desk, run, text, number)
    with pytest.raises(Refused, match="There is no run"):
        save_note(desk, 99, "hei")
    assert notes_of_run(desk, run).count == 0  # type: ignore[union-attr]


def test_a_long_one_with_hard_words_is_drawn(desk: Desk, run: int, tmp_path: Path) -> None:
    save_note(desk, run, "Lønnsoppgjørsforhandlingene " * 20 + "=1+1 <b>ikke</b> %s {x}")
    assert "=1+1 <b>ikke</b> %s {x}" in words(slip_paper(desk, run, 3))
