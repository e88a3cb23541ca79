"""Refunds as people meet them: NAV's report read in, placed by hand, refused, undone; the ledger and the log."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.values.finding import Place
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.engine.facts import RunHead
from services.queries import refunds as ask
from services.queries.why import why_total
from tests.views.keys import press, type_text
from tests.views.refund_room import HENRIK, INGRID, NAME, Hall, away, posting, report
from views.pages.pay_run.page import PayRunPage
from views.pages.refunds.importing import HELD, LEFT_OUT, TAKEN
from views.pages.refunds.page import LEDGER, LOG, OPEN, RefundsPage
from views.shell.seat import Seat
from views.widgets.finding_list import FindingRow

STRANGER = ("12838543284", "Ukjent Personesen")
kr = Money.kr


@pytest.fixture
def hall(qtbot) -> Callable[..., Hall]:
    def opened(seat: Seat, thing: object = None, field: str | None = None) -> Hall:
        made = Hall(seat, RefundsPage)
        qtbot.addWidget(made)
        made.show()
        seat.go(Place("refunds", thing, field))  # type: ignore[arg-type]
        made.settle()
        return made

    return opened


@pytest.fixture
def sick(run_seat: Seat) -> int:
    """Ingrid is sick from 2 November; NAV pays from the 18th."""
    return away(run_seat.desk, 1, "sick_note", date(2026, 11, 2), date(2026, 12, 20))


def draft(seat: Seat) -> int:
    """The December run, begun."""
    run_id = runs.start(seat.desk, RunHead(Month(2026, 12), date(2026, 12, 18)), {})
    runs.draft(seat.desk, run_id)
    return run_id


def rows() -> list[str]:
    return [
        posting(*INGRID, "20261118", "20261130", 1_890_000),
        posting(*STRANGER, "20261118", "20261130", 900_000),
        posting(*HENRIK, "20260501", "20260531", 61_234, code="H"),
    ]


def file(folder: Path, lines: list[str] | None = None, name: str = NAME) -> Path:
    path = folder / name
    path.write_bytes(report(rows() if lines is None else lines))
    return path


def read(shown: Hall, path: Path) -> None:
    """Choose the file with the button."""
    shown.files.path = path
    button = shown.page.imported.choose_button
    if not button.isVisible():
        button = shown.page.file_button
    button.click()
    shown.settle()


def whys(shown: Hall) -> list[tuple[str, str]]:
    return [(each.row.title, each.row.second) for each in shown.page.imported.whys.findChildren(FindingRow)]


# --- reading it in ---------------------------------------------------------------------------------------------------


def test_with_nothing_there_is_one_thing_to_do(run_seat: Seat, hall) -> None:
    shown = hall(run_seat)
    table = shown.page.ledger.table
    assert table.stack.currentWidget() is not table.view
    shown.page.ledger.import_button.click()
    assert shown.went[-1] == Place("refunds", "import")
    assert shown.page.imported.choose_button.isVisible()
    shown.page.imported.choose_button.click()  # nothing chosen
    assert not shown.page.imported.state.is_begun


def test_the_whole_way_in(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    run_id = draft(run_seat)
    shown = hall(run_seat, f"import:{run_id}")
    read(shown, file(tmp_path))
    page, view = shown.page, shown.page.imported
    assert [view.state.fate(row) for row in view.table.rows()] == [HELD, TAKEN, TAKEN]
    assert view.table.rows()[0].name == STRANGER[1]
    assert (view.day.value(), view.into.value()) == (date(2026, 12, 1), run_id)
    assert view.day.state == "good"
    type_text(view.statement.editor, "28000")
    assert view.statement.state == "warning"
    view.statement.editor.clear()
    type_text(view.statement.editor, "28512,34")
    assert view.statement.state == "good"
    assert "2" in page.steps.next_button.text()
    page.primary()  # Ctrl+Enter
    shown.settle()
    [taken] = ask.imports(run_seat.desk)
    assert (taken.taken, taken.held, taken.run_id, taken.total) == (2, 1, run_id, kr("28512.34"))
    assert shown.toasts
    assert page.tabs.current() == LOG
    assert [row.id for row in page.log.table.rows()] == [taken.id]
    [line] = [row for row in ask.postings(run_seat.desk, state="taken") if not row.is_holiday]
    assert (line.employee, line.absence, line.run_id) == (1, sick, run_id)
    assert run_seat.undo()
    shown.settle()
    assert ask.imports(run_seat.desk) == ()
    assert page.log.table.rows() == []


def test_the_run_owes_less_contribution(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    """18 900.00 less of the basis, at 14.1 %: 2 664.90."""
    run_id = draft(run_seat)
    before = why_total(run_seat.desk, run_id, "aga")
    shown = hall(run_seat, f"import:{run_id}")
    read(shown, file(tmp_path, rows()[:1]))
    shown.page.importing.take_in()
    shown.settle()
    runs.draft(run_seat.desk, run_id)
    after = why_total(run_seat.desk, run_id, "aga")
    assert before is not None
    assert after is not None
    assert before.amount - after.amount == kr("2664.90")


def test_a_row_is_placed_by_hand_left_out_and_as_proposed_again(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path))
    view = shown.page.imported
    view.table.setFocus()
    press(view.table.view, Qt.Key.Key_Down)
    panel = shown.panel
    assert panel.row.name == STRANGER[1]
    panel.who.set_value(1)
    panel.who.changed.emit()
    assert panel.absence.value() == 0
    panel.absence.set_value(sick)
    panel.absence.changed.emit()
    said = view.state.decisions[2]
    assert (said.employee, said.absence, said.leave_out) == (1, sick, False)
    assert view.state.count(TAKEN) == 3
    assert "3" in shown.page.steps.next_button.text()
    panel.reset_button.click()
    assert view.state.count(HELD) == 1
    panel.fate.editor.segment(LEFT_OUT).click()
    type_text(panel.why_not.editor, "en annen arbeidsgiver")
    assert view.state.decisions[2].note == "en annen arbeidsgiver"
    view.chips.chip(LEFT_OUT).click()
    assert [row.line for row in view.table.rows()] == [2]
    shown.page.importing.take_in()
    shown.settle()
    [row] = ask.imports(run_seat.desk)
    assert (row.taken, row.held, row.left_out) == (2, 0, 1)


def test_taken_by_hand_without_an_owner_is_told_and_held(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path, rows()[1:2]))
    shown.page.imported.choose_line(1)
    shown.panel.fate.editor.segment(TAKEN).click()
    assert shown.panel.who.problem()
    assert shown.page.imported.state.count(HELD) == 1


def test_what_was_said_stays_while_one_is_away(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path))
    shown.page.imported.state.decide(2, employee=4)
    shown.page.steps.close_button.click()
    shown.settle()
    assert not shown.page.is_importing
    shown.page.import_button.click()
    shown.settle()
    assert shown.page.imported.state.decisions[2].employee == 4
    shown.seat.go(Place("refunds", 2, "national_id"))  # as a finding says it
    shown.settle()
    assert shown.panel.row.line == 2


def test_cancelled_leaves_everything_as_it_was(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    shown.page.receive(file(tmp_path))
    shown.page._work.cancel()
    shown.settle()
    assert shown.page.imported.mode == "start"
    assert not shown.page.imported.state.is_begun
    read(shown, file(tmp_path))
    shown.page.importing.take_in()
    shown.page._work.cancel()
    shown.settle()
    assert ask.imports(run_seat.desk) == ()
    assert shown.page.steps.next_button.isEnabled()


def test_the_run_guide_leads_here(run_seat: Seat, qtbot) -> None:
    run_id = draft(run_seat)
    shown = Hall(run_seat, PayRunPage)
    qtbot.addWidget(shown)
    shown.show()
    shown.page.show_place(Place("pay_run", run_id, "basis"))
    shown.settle()
    step = shown.page._steps["basis"]
    [do] = [do for words, do in step.menu_entries() if "K27" in words]
    do()
    assert shown.went[-1] == Place("refunds", f"import:{run_id}")


# --- refused ---------------------------------------------------------------------------------------------------------


def test_a_broken_file_says_where_and_stores_nothing(run_seat: Seat, hall, tmp_path) -> None:
    good = rows()
    lines = [good[0], good[1].replace(";4;", ";", 1), good[2].replace("0000061234 ", "00000x1234 ")]
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path, lines))
    assert [second for _, second in whys(shown)] == ["Linje 2", "Linje 3"]
    assert shown.page.imported.other_button.isVisible()
    assert not shown.page.steps.next_button.isVisible()
    shown.page.importing.take_in()
    assert ask.imports(run_seat.desk) == ()
    read(shown, file(tmp_path, good))
    assert shown.page.imported.mode == "rows"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff" * 50, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Navn;By\nKari;Voss\n".encode("utf-16")],
    ids=["empty", "noise", "pdf", "another table"],
)
def test_another_file_is_refused_whole(run_seat: Seat, hall, tmp_path, content: bytes) -> None:
    path = tmp_path / "rapport.csv"
    path.write_bytes(content)
    shown = hall(run_seat, "import")
    read(shown, path)
    assert shown.page.imported.mode in ("refused", "columns")
    assert ask.imports(run_seat.desk) == ()


def test_a_file_that_is_gone_is_told(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    read(shown, tmp_path / "finnes_ikke.csv")
    assert shown.page.imported.mode == "refused"
    assert whys(shown)


def test_another_employers_report_leads_to_the_clients(run_seat: Seat, hall, tmp_path) -> None:
    line = posting(*INGRID, "20261118", "20261130", 1_000_000, receiver="311000012")
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path, [line]))
    assert "311000012" in whys(shown)[0][0]
    assert shown.page.imported.clients_button.isVisible()
    assert not shown.page.imported.columns_button.isVisible()


def test_the_same_file_twice_is_known(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    shown = hall(run_seat, "import")
    path = file(tmp_path)
    read(shown, path)
    shown.page.importing.take_in()
    shown.settle()
    again = tmp_path / "kopi.csv"
    again.write_bytes(path.read_bytes())
    shown.seat.go(Place("refunds", "import"))
    read(shown, again)
    assert shown.page.imported.mode == "refused"
    assert [title for title, _ in whys(shown)] == ["Denne filen ble importert 22.11.2026"]
    shown.page.imported.log_button.click()
    shown.settle()
    assert shown.page.tabs.current() == LOG
    assert shown.panel.row.name == NAME
    assert len(ask.imports(run_seat.desk)) == 1


# --- another layout --------------------------------------------------------------------------------------------------


def test_columns_are_chosen_and_remembered(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    lines = ["Hvem;A;B;C;D", f"Ingrid;{INGRID[0]};18.11.2026;30.11.2026;18900,00"]
    path = tmp_path / "regneark.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shown = hall(run_seat, "import")
    read(shown, path)
    page, view = shown.page, shown.page.imported.columns
    assert page.imported.mode == "columns"
    assert not page.steps.next_button.isEnabled()
    for name, column in (("national_id", 1), ("amount", 1)):
        view.fields[name].set_value(column)
        view.fields[name].changed.emit()
    assert view.trouble()
    for name, column in (("amount", 4), ("first", 2), ("last", 3), ("name", 0)):
        view.fields[name].set_value(column)
        view.fields[name].changed.emit()
    assert not view.trouble()
    page.steps.next_button.click()
    shown.settle()
    assert page.imported.mode == "rows"
    [row] = page.imported.table.rows()
    assert (row.amount, row.first) == (kr(18900), date(2026, 11, 18))
    assert page.imported.day.state == "warning"  # the file does not say it
    page.importing.take_in()
    shown.settle()
    path.write_text(path.read_text().replace("18900,00", "100,00"), encoding="utf-8")
    shown.seat.go(Place("refunds", "import"))
    read(shown, path)
    assert page.imported.mode == "rows"
    page.columns_button.click()
    assert page.imported.columns.fields["amount"].value() == 4
    page.imported.columns.forget_button.click()
    assert ask.columns_kept(run_seat.desk) == ()
    page.steps.back_button.click()
    assert page.imported.mode == "rows"


def test_another_day_of_payment_leads_to_another_month(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    """The name of the file says next year; there is a draft of December."""
    run_id = draft(run_seat)
    shown = hall(run_seat, "import")
    read(shown, file(tmp_path, name="310000019_ref-arbg_2027-12-01.csv"))
    page, view = shown.page, shown.page.imported
    assert (view.into.value(), view.day.state) == (0, "error")
    view.day.set_value(date(2026, 12, 1))
    view.day.changed.emit()
    assert (page.imported.state.run_id, view.into.value(), view.into.state) == (run_id, run_id, "")
    view.into.set_value(0)
    view.into.changed.emit()
    words = [view.into.editor.itemText(row) for row in range(view.into.editor.count())]
    assert words[-1] == "A-meldingen for desember 2026, uten kjøring"
    page.refresh()
    shown.settle()
    assert (page.imported.state.payment_date, view.into.value()) == (date(2026, 12, 1), 0)
    assert view.into.editor.itemText(view.into.editor.count() - 1) == words[-1]


def test_handed_over_by_the_window(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat)
    shown.page.receive(file(tmp_path))
    shown.settle()
    assert shown.page.imported.mode == "rows"


# --- afterwards ------------------------------------------------------------------------------------------------------


def taken_in(shown: Hall, path: Path) -> None:
    shown.seat.go(Place("refunds", "import"))
    read(shown, path)
    shown.page.importing.take_in()
    shown.settle()


def test_a_held_posting_is_placed_later(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    shown = hall(run_seat)
    taken_in(shown, file(tmp_path))
    shown.panel.asked_open.emit()
    page = shown.page
    assert page.tabs.current() == OPEN
    [row] = page.open.table.rows()
    page.open.table.select(row, tell=True)
    shown.panel.save_button.click()
    assert shown.panel.who.problem()
    shown.panel.who.set_value(1)
    shown.panel.who.changed.emit()
    shown.panel.absence.set_value(sick)
    shown.panel.save_button.click()
    shown.settle()
    assert ask.open_postings(run_seat.desk) == ()
    assert page.ledger.choose(sick).received.value == kr(27900)


def test_a_posting_is_left_out_with_a_reason(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat)
    taken_in(shown, file(tmp_path))
    shown.seat.go(Place("refunds", None, "open"))
    shown.settle()
    shown.page.open.table.select(lambda _: True, tell=True)
    shown.panel.out_button.click()
    assert shown.panel.note.isVisible()
    shown.panel.out_button.click()
    assert shown.panel.note.problem()
    type_text(shown.panel.note.editor, "feil firma")
    shown.panel.out_button.click()
    shown.settle()
    [row] = ask.postings(run_seat.desk, state="left_out")
    assert row.note == "feil firma"


def reopened(shown: Hall):
    """The panel of the newest report."""
    shown.page.log.table.select(None)
    shown.page.log.table.choose(0, tell=True)
    return shown.panel


def test_the_log_undoes_moves_copies_and_saves(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    run_id = draft(run_seat)
    shown = hall(run_seat)
    path = file(tmp_path)
    taken_in(shown, path)
    panel = shown.panel
    sha = panel.row.sha256
    panel.facts.links[shown.seat.t("Checksum")].click()
    assert QGuiApplication.clipboard().text() == sha
    shown.files.path = tmp_path / "igjen.csv"
    panel.save_button.click()
    assert shown.files.path.read_bytes() == path.read_bytes()
    assert panel.into.value() == run_id
    panel.into.set_value(0)
    panel.into.changed.emit()
    shown.settle()
    [row] = ask.imports(run_seat.desk)
    assert row.run_id is None
    assert shown.page.log._run(row) == "desember 2026"
    assert shown.page.log._run_state(row) == "a-melding, uten kjøring"
    reopened(shown).undo_button.click()
    shown.settle()
    [row] = ask.imports(run_seat.desk)
    assert row.undone_by == "Kari"
    taken_in(shown, path)
    assert len(ask.imports(run_seat.desk)) == 2


def test_what_is_approved_is_not_undone(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    run_id = draft(run_seat)
    shown = hall(run_seat, f"import:{run_id}")
    read(shown, file(tmp_path, rows()[:1]))
    shown.page.importing.take_in()
    shown.settle()
    runs.draft(run_seat.desk, run_id)
    runs.approve(run_seat.desk, run_id, prove=False)
    shown.settle()
    shown.seat.go(Place("refunds", None, LOG))
    shown.settle()
    panel = reopened(shown)
    assert not panel.undo_button.isEnabled()
    assert panel.into is None
    shown.seat.go(Place("refunds", f"absence:{sick}"))
    shown.settle()
    next(iter(shown.panel.posting_facts.links.values())).click()
    panel = shown.panel
    assert not panel.who.editor.isEnabled()
    panel.back_button.click()
    panel.back_button.click()
    assert panel.note.problem()
    type_text(panel.note.editor, "feil person")
    panel.into.set_value(0)
    panel.back_button.click()
    shown.settle()
    assert Money.total(row.amount for row in ask.postings(run_seat.desk, state="taken")) == kr(0)


def test_the_ledger_shows_what_is_missing_and_why(run_seat: Seat, sick: int, hall, tmp_path) -> None:
    shown = hall(run_seat)
    page = shown.page
    [row] = page.ledger.table.rows()
    assert (row.employee, row.state) == (1, "to_claim")
    assert row.missing.value == row.due.value > kr(0)
    page.ledger.chips.chip("settled").click()
    assert page.ledger.table.rows() == []
    page.ledger.chips.chip("all").click()
    page.ledger.table.select(row, tell=True)
    panel = shown.panel
    panel.facts.marks[shown.seat.t("Expected")].click()
    assert len(shown.traces) == 1
    for place, column in enumerate(("due", "claimed", "received", "missing"), 2):
        page.ledger.table.why.emit(row, column)
        assert len(shown.traces) == place
    panel.sheet_button.click()
    assert shown.went[-1] == Place("inntektsmelding", str(sick))


def test_a_place_leads_to_an_absence_and_a_person(run_seat: Seat, sick: int, hall) -> None:
    away(run_seat.desk, 2, "sick_note", date(2026, 11, 2), date(2026, 12, 20))
    shown = hall(run_seat, f"absence:{sick}")
    assert shown.panel.row.absence == sick
    shown.seat.go(Place("refunds", "employee:2"))
    shown.settle()
    assert [row.employee for row in shown.page.ledger.table.rows()] == [2]
    assert shown.page.tabs.current() == LEDGER
