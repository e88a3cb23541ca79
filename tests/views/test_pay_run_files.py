"""Approval and files, by clicks and keys: what is locked, what is made, where it is saved, what is paid."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from models.records.employee import Employee
from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.finding import Place
from models.values.message import Message
from models.values.progress import Cancelled
from services.actions import exports, runs, undo
from services.actions.marks import mark as mark_done
from services.queries.run_files import run_files
from tests.views.conftest import sit
from tests.views.keys import press
from tests.views.two_months import DECEMBER, NOVEMBER, december
from views.pages.pay_run.approve_step import ApproveStep
from views.pages.pay_run.files_list import AsideRow, ByHandRow, DueRow, FileRow, ReportRow
from views.pages.pay_run.files_step import FilesStep
from views.pages.pay_run.page import PayRunPage
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedList
from views.widgets.side_panel import SidePanel
from views.widgets.text import IconLine


@pytest.fixture(scope="session")
def december_file(paid_file: Path) -> Path:
    return december(paid_file)


@pytest.fixture
def page(seat: Seat, december_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[PayRunPage]:
    """The page of pay runs, on a client of the test's own."""
    path = tmp_path / "klient.lonnsom"
    copyfile(december_file, path)
    sit(seat, path)
    page = PayRunPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    seat.changed.connect(lambda _: page.refresh())
    yield page
    seat.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the user's."""
    found = tmp_path / "Dokumenter"
    found.mkdir()
    return found


class Files:
    """The system's dialogs, answered."""

    def __init__(self, answer: Path | None) -> None:
        self.answer = answer

    def folder(self, title: str) -> Path | None:
        return self.answer

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        return self.answer / name if self.answer is not None else None


def approval(page: PayRunPage, run_id: int = DECEMBER) -> ApproveStep:
    page.show_place(Place("pay_run", run_id, "approve"))
    step = page._current_step
    assert isinstance(step, ApproveStep)
    return step


def files(page: PayRunPage, run_id: int = NOVEMBER) -> FilesStep:
    page.show_place(Place("pay_run", run_id, "files"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    return step


def paid_long_ago(page: PayRunPage) -> None:
    """The pay is told as paid, so that the date of the bank file, which has passed, is of no importance."""
    mark_done(page.seat.desk, f"due:pay:{NOVEMBER}", "paid")


def rows(shown: PaintedList, kind: type) -> list[Any]:
    return [row for row in shown.rows if isinstance(row, kind)]


def click(shown: PaintedList, row: Any, qtbot: QtBot) -> None:
    shown.stand_on(row)
    point = shown.row_rect(row).center().toPoint()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=point)


def lines(widget: QWidget) -> list[str]:
    return [line.label.text() for line in widget.findChildren(IconLine)]


def is_approved(page: PayRunPage) -> bool:
    with page.seat.desk.reading() as session:
        return session.get_one(PayRun, DECEMBER).approved_at is not None


def told(signal: Any) -> list[Any]:
    found: list[Any] = []
    signal.connect(lambda *values: found.append(values[0] if len(values) == 1 else values))
    return found


# --- approval -------------------------------------------------------------------------------------------------------


def test_what_is_locked_and_what_follows(page: PayRunPage) -> None:
    step = approval(page)
    assert step.facts.value("Netto til utbetaling") == "267\xa0943,90"
    assert step.facts.value("Arbeidsgiveravgift") == "46\xa0322,63"
    assert lines(step.card) == [
        "Sikkerhetskopi tas først og leses tilbake",
        "Frikortet er brukt opp: 50\xa0% trekkes av 6\xa0970,00 (Selma Nygård)",
        "Skattekort for 2026 mangler: 50\xa0% trekkes (Piotr Zieliński)",
        "Bankkonto mangler: lønnen er ikke i bankfilen (Maja Rønning Eikeland-Thorvaldsen)",
        "Etterpå rettes feil med en ny kjøring",
    ]
    assert lines(step.after)[0] == "12 lønnsslipper"


def test_the_figures_can_be_asked_why(page: PayRunPage, qtbot: QtBot) -> None:
    step, asked = approval(page), told(page.seat.asked_why)
    for mark in step.facts.marks.values():
        qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)
    assert len(asked) == 3


def test_differences_must_have_been_seen(page: PayRunPage, qtbot: QtBot) -> None:
    step = approval(page)
    assert step.seen.text() == "Jeg har sett avvikene fra november og det som mangler"
    assert not page.foot.next_button.isEnabled()
    assert page.foot.reason.text() == "Kryss av når du har sett det"
    step.seen.setFocus()
    press(step.seen, Qt.Key.Key_Space)
    assert page.foot.next_button.isEnabled()
    assert page.foot.next_button.text() == "Godkjenn og lag filer"


def test_approving_locks_makes_the_files_and_goes_on(page: PayRunPage, qtbot: QtBot) -> None:
    step, said = approval(page), told(page.seat.asked_toast)
    step.seen.click()
    qtbot.mouseClick(page.foot.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.seat.busy and isinstance(page._current_step, FilesStep))
    assert is_approved(page)
    assert said[0] == ("Godkjent. 16 filer er laget", False)
    found = run_files(page.seat.desk, DECEMBER)
    assert found is not None
    assert len(found.payslips) == 12
    assert page.seat.desk.client.copies()
    shown = files(page, DECEMBER)
    assert shown.agreement.label.text().startswith("Netto er likt på lønnsslippene og i bilaget: 267\xa0943,90.")
    step = approval(page, DECEMBER)  # afterwards it says who approved it
    assert lines(step.card)[0].startswith("Godkjent 22.11.2026 kl. ")
    assert step.seen.isHidden()


def test_a_refusal_is_told_in_place_and_locks_nothing(page: PayRunPage, qtbot: QtBot) -> None:
    with page.seat.desk.change("employer.save") as session:
        session.get_one(Employer, 1).name = "***"  # no letters that a bank reads
    runs.draft(page.seat.desk, DECEMBER)
    step = approval(page)
    step.seen.click()
    page.primary()
    qtbot.waitUntil(lambda: not page.seat.busy)
    assert step.refusal.isVisible()
    assert "bank" in step.reasons.findings[0].row.title
    assert not is_approved(page)
    assert run_files(page.seat.desk, DECEMBER).files == ()  # type: ignore[union-attr]


def test_what_was_not_seen_is_not_approved(page: PayRunPage, qtbot: QtBot) -> None:
    step = approval(page)
    step.seen.click()
    seen = step.control
    page.seat.now()  # a second later
    runs.draft(page.seat.desk, DECEMBER)  # computed again meanwhile: the box must be ticked anew
    assert step.control != seen
    assert not step.seen.value()
    assert not page.foot.next_button.isEnabled()


@pytest.mark.parametrize("after", [0, 5, 13])
def test_stopping_leaves_everything_as_it_was(page: PayRunPage, after: int) -> None:
    desk = page.seat.desk
    before = undo.newest(desk)

    def stop(done: int, total: int, what: Message) -> None:
        if done >= after:
            raise Cancelled

    with pytest.raises(Cancelled):
        exports.approve_and_export(desk, DECEMBER, progress=stop)
    assert undo.newest(desk) == before
    assert not is_approved(page)


def test_a_calm_run_asks_for_no_tick(page: PayRunPage) -> None:
    step = approval(page)
    assert step.control is not None
    from dataclasses import replace

    step.control = replace(step.control, points=(), people=step.control.of_status("unchanged"))
    step._fill(step.control)
    step._tell()
    assert step.seen.isHidden()
    assert page.foot.next_button.isEnabled()


# --- files ----------------------------------------------------------------------------------------------------------


def test_everything_that_was_made(page: PayRunPage) -> None:
    step = files(page)
    titles = [row.title for row in rows(step.files, FileRow)]
    assert titles == [
        "13 lønnsslipper",
        "Bankfil",
        "Betalingsliste, PDF",
        "Betalingsliste, CSV",
        "Bilag til regnskapet",
    ]
    states = [row.state[1] for row in rows(step.files, FileRow)]
    assert states == ["Ikke lagret", "Må ses på først", "Ikke lagret", "Ikke lagret", "Ikke lagret"]  # it is the 22nd
    assert rows(step.files, FileRow)[2].second.startswith("betalingsliste-2026-11.pdf · ")  # as it is called when saved
    [report] = rows(step.files, ReportRow)
    assert report.title == "A-melding for november 2026"
    assert step.agreement.label.text() == (
        "Netto er likt på lønnsslippene og i bilaget: 384\xa0506,71. 359\xa0018,21 er i bankfilen, "
        "25\xa0488,50 betales utenom"
    )
    [by_hand] = rows(step.by_hand, ByHandRow)
    assert by_hand.title == "Maja Rønning Eikeland-Thorvaldsen, 25\xa0488,50"
    assert page.foot.next_button.text() == "Lagre alle …"


def test_saving_all_of_them(page: PayRunPage, folder: Path, qtbot: QtBot) -> None:
    paid_long_ago(page)
    step, said = files(page), told(page.seat.asked_toast)
    page.seat.files = Files(folder)  # type: ignore[assignment]
    qtbot.mouseClick(page.foot.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.seat.busy and bool(said))
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 17
    assert "bank-2026-11.xml" in names
    assert not any("Solvang" in name or "Haugen" in name for name in names)
    assert said == [("17 filer lagret i Dokumenter", False)]
    assert all(row.state[0] == "check-circle" for row in rows(step.files, FileRow))
    assert rows(step.files, FileRow)[0].folder == str(folder)
    assert page.foot.next_button.text() == "Til a-meldingen"
    went = told(page.seat.asked_place)
    page.primary()
    assert went == [Place("reporting", "2026-11")]


def test_nothing_is_overwritten(page: PayRunPage, folder: Path, qtbot: QtBot) -> None:
    paid_long_ago(page)
    step, panels, said = files(page), told(page.seat.asked_panel), told(page.seat.asked_toast)
    (folder / "bank-2026-11.xml").write_bytes(b"mine")
    (folder / "Lønn 2026-11").mkdir()
    page.seat.files = Files(folder)  # type: ignore[assignment]
    step.save_all()
    [panel] = panels
    assert isinstance(panel, SidePanel)
    assert lines(panel) == ["bank-2026-11.xml"]
    new: Any = panel.new_button  # type: ignore[attr-defined]
    assert new.text() == "Lagre i «Lønn 2026-11 (2)»"
    new.click()
    qtbot.waitUntil(lambda: not page.seat.busy and bool(said))
    assert (folder / "bank-2026-11.xml").read_bytes() == b"mine"
    assert len(list((folder / "Lønn 2026-11 (2)").iterdir())) == 17


def test_no_folder_chosen_is_nothing_done(page: PayRunPage) -> None:
    step = files(page)
    page.seat.files = Files(None)  # type: ignore[assignment]
    step.save_all()
    assert not page.seat.busy


def test_a_folder_that_cannot_be_written_to(page: PayRunPage, folder: Path, qtbot: QtBot) -> None:
    paid_long_ago(page)
    step, refused = files(page), told(page.seat.asked_findings)
    page.seat.files = Files(folder / "som ikke finnes")  # type: ignore[assignment]
    step.save_all()
    qtbot.waitUntil(lambda: not page.seat.busy and bool(refused))
    assert page.foot.next_button.isEnabled()
    assert all(row.state[1] == "Ikke lagret" for row in rows(step.files, FileRow))


def test_one_file_under_a_name_of_ones_own(page: PayRunPage, folder: Path, qtbot: QtBot) -> None:
    paid_long_ago(page)
    step = files(page)
    page.seat.files = Files(folder)  # type: ignore[assignment]
    bank = rows(step.files, FileRow)[1]
    click(step.files, bank, qtbot)
    assert (folder / "bank-2026-11.xml").read_bytes().startswith(b"<?xml")
    assert rows(step.files, FileRow)[1].state[1].startswith("Lagret i dag")
    assert rows(step.files, FileRow)[4].state[1] == "Ikke lagret"


def test_payslips_leave_locked_and_stay_open_inside(page: PayRunPage, folder: Path, qtbot: QtBot) -> None:
    desk = page.seat.desk
    with desk.change("employee.save") as session:
        session.scalars(select(Employee).where(Employee.number == 2)).one().payslip_password = "fløyen rundt"
    step = files(page)
    assert "1 låses med passord når de lagres" in rows(step.files, FileRow)[0].second
    page.seat.files = Files(folder)  # type: ignore[assignment]
    step.slip.open(NOVEMBER, 2)
    step._save_slip()
    saved = (folder / "lønnsslipp-2-2026-11.pdf").read_bytes()
    assert b"/Encrypt" in saved
    kept = {file.name: file.content for file in exports.kept_files(desk, NOVEMBER)}
    assert b"/Encrypt" not in kept["payslip-2-2026-11.pdf"]


def test_payslips_one_after_the_other(page: PayRunPage, qtbot: QtBot) -> None:
    step = files(page)
    step.files.setFocus()
    press(step.files, Qt.Key.Key_Home)
    press(step.files, Qt.Key.Key_Return)
    assert step.slip.isVisible()
    first = step.slip.number
    press(step.slip.people, Qt.Key.Key_Down)
    assert step.slip.number != first
    pages = step.slip.paper.pages
    qtbot.waitUntil(lambda: pages.drawn is not None and not pages.is_waiting)
    assert "Lønnsslipp" in pages.accessibleDescription()
    press(step.slip.people, Qt.Key.Key_Escape)
    assert step.files.isVisible()


def test_the_payment_list_is_looked_at(page: PayRunPage, qtbot: QtBot) -> None:
    step = files(page)
    click(step.files, rows(step.files, FileRow)[2], qtbot)
    pages = step.paper.pages
    qtbot.waitUntil(lambda: pages.drawn is not None and not pages.is_waiting)
    assert "359 018,21" in pages.accessibleDescription().replace("\xa0", " ") or "384 506,71" in (
        pages.accessibleDescription().replace("\xa0", " ")
    )


def test_what_is_paid_is_ticked_and_can_be_undone(page: PayRunPage, qtbot: QtBot) -> None:
    step, said = files(page), told(page.seat.asked_toast)
    due = rows(step.dues, DueRow)
    assert [row.amount is not None for row in due] == [True, True, True, False]
    assert due[1].words.startswith("Forskuddstrekk. 128\xa0492,00. ")
    click(step.dues, due[1], qtbot)
    assert rows(step.dues, DueRow)[1].is_done
    assert said[-1][1] is True
    assert page.seat.undo()
    assert not rows(step.dues, DueRow)[1].is_done
    step.dues.setFocus()
    press(step.dues, Qt.Key.Key_End)
    press(step.dues, Qt.Key.Key_Return)
    handed = rows(step.dues, DueRow)[3]
    assert handed.is_done
    assert handed.second == "Delt ut 22.11.2026"
    press(step.dues, Qt.Key.Key_Return)
    assert not rows(step.dues, DueRow)[3].is_done


def test_ways_on(page: PayRunPage, qtbot: QtBot) -> None:
    step, went, asked = files(page), told(page.seat.asked_place), told(page.seat.asked_why)
    click(step.files, rows(step.files, ReportRow)[0], qtbot)
    click(step.by_hand, rows(step.by_hand, ByHandRow)[0], qtbot)
    assert went == [Place("reporting", "2026-11"), Place("employees", 13, "bank_account")]
    for row in rows(step.aside, AsideRow):
        click(step.aside, row, qtbot)
    assert len(asked) == 3


def test_files_that_are_not_made_yet(page: PayRunPage, qtbot: QtBot) -> None:
    runs.approve(page.seat.desk, DECEMBER, prove=False)
    step = files(page, DECEMBER)
    assert step.empty.isVisible()
    qtbot.mouseClick(step.make_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.seat.busy and not step.empty.isVisible())
    assert rows(step.files, FileRow)[0].title == "12 lønnsslipper"


def a_narrow(page: PayRunPage) -> None:
    page.resize(600, 640)


@pytest.mark.parametrize("size", [(1200, 700), (1640, 1000)])
@pytest.mark.parametrize("fit", [None, a_narrow])
def test_any_room(page: PayRunPage, size: tuple[int, int], fit: Callable[[PayRunPage], None] | None) -> None:
    page.resize(*size)
    if fit is not None:
        fit(page)
    for step in (files(page), approval(page)):
        assert step.grab().width() > 0
