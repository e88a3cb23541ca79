"""The page eIndkomst: a month looked at, its file saved, marked as sent, corrected; a zero report; a Feriekort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy.orm import Session

from models.records.employer import Employer
from models.values.finding import Place, Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import entry, runs
from services.actions import income_report as actions
from services.denmark.income_report import first_file
from services.desk.desk import Desk
from services.desk.income_report import MonthAtHand, month_at_hand
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.income_fields import NextFile
from services.queries import income_report as queries
from services.vault.client import Client
from tests.gallery.danish_income import danish_reports
from tests.gallery.stage import NO_COPIES, PASSWORD, clock
from tests.views.clients_room import Files
from tests.views.keys import press
from views.pages.income_report.page import IncomeReportPage
from views.pages.income_report.views import PartPanel
from views.pages.pay_run.line_form import LineForm
from views.shell.preferences import Preferences
from views.shell.registry import listed
from views.shell.seat import Seat

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


class Ticking:
    """A clock that is a second later each time it is looked at."""

    def __init__(self) -> None:
        self.at = clock()

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Shown:
    """The page, and what it asked for."""

    page: IncomeReportPage
    seat: Seat
    went: list[Place]
    toasts: list[str]
    panels: list[Any]
    settle: Callable[[], None]

    def go(self, month: str, field: str | None = None) -> None:
        self.page.show_place(Place("income_report", month, field))
        self.settle()

    def click(self, button: Any) -> None:
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def state(self, month: int) -> str:
        return self.page.month_tiles[month - 1].state


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The client file, made once: September and October approved."""
    return danish_reports(tmp_path_factory.mktemp("income"))


@pytest.fixture
def shown(seat: Seat, made: tuple[Path, str], qtbot: Any, tmp_path: Path) -> Shown:
    path, key = made
    file = tmp_path / path.name
    copyfile(path, file)
    seat.preferences = Preferences()
    seat.preferences.set("user", "Kari")
    seat.set_language("da")
    seat.now = clock
    client = Client.open(file, recovery_key=key, now=clock, copies=NO_COPIES)
    seat.open_client(file, Desk(client, "Kari", Ticking()))
    page = IncomeReportPage(seat)
    qtbot.addWidget(page)
    page.resize(988, 712)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    went: list[Place] = []
    toasts: list[str] = []
    panels: list[Any] = []

    def dock(panel: Any) -> None:
        if panel is not None:
            panels.append(panel)
            qtbot.addWidget(panel)
            panel.resize(360, 700)
            panel.show()

    seat.asked_panel.connect(dock)
    seat.asked_place.connect(went.append)
    seat.asked_toast.connect(lambda text, _: toasts.append(text))
    seat.changed.connect(lambda kinds: page.refresh() if kinds & page.kinds else None)
    seat.files = Files(tmp_path / "out.txt")  # type: ignore[assignment]

    def settle() -> None:
        qtbot.waitUntil(lambda: not seat.busy and not page._work.is_busy)

    return Shown(page, seat, went, toasts, panels, settle)


def test_it_stands_in_the_sidebar_of_a_danish_client_alone(shown: Shown) -> None:
    assert "income_report" in listed(has_client=True, without=shown.seat.questions.pages)
    assert "reporting" not in listed(has_client=True, without=shown.seat.questions.pages)


def test_it_begins_with_the_month_that_is_to_be_reported(shown: Shown) -> None:
    shown.page.show_place(Place("income_report"))
    shown.settle()
    assert shown.page.month == SEPTEMBER
    assert [shown.state(month) for month in (8, 9, 10, 11, 12)] == ["before", "ready", "ready", "open", "future"]
    assert "10.11." in shown.page.tiles.tiles[9].face.line


def test_a_month_is_saved_sent_and_taken_back_by_clicks(shown: Shown, tmp_path: Path) -> None:
    page = shown.page
    shown.go("2026-10")
    assert [row.name for row in page.people.table.rows()].count("Clara Prøve") == 2
    assert not page.sent_button.isVisible()
    shown.click(page.save_button)
    content = (tmp_path / "out.txt").read_bytes()
    assert content.splitlines()[0][7:11] == b"1000"
    assert content.splitlines()[0][108:109] == b"T"  # a test until the layout is verified
    assert shown.state(10) == "saved"
    assert page.box.title() == "Filen er gemt"
    shown.click(page.sent_button)
    assert shown.state(10) == "sent"
    assert page.box.title() == "Alt udbetalt er indberettet"
    assert not page.save_button.isVisible()
    page.tabs.set_current("files")
    assert [row.version for row in page.files.table.rows()] == [1]
    shown.click(page.not_sent_button)
    assert shown.state(10) == "saved"
    assert shown.toasts[0] == "out.txt er gemt"


def test_somebody_s_fields_stand_beside_the_list_with_their_names(shown: Shown) -> None:
    shown.go("2026-10", "3")
    panel = shown.panels[-1]
    assert isinstance(panel, PartPanel)
    assert panel.fields.value("209 SE-nr. på feriepengeudbetaler") == "33088566"
    assert panel.fields.value("6102 Nettoferiepenge ved fratræden, 2026").replace("\xa0", " ") == "4.278,00"
    assert panel.fields.value("200 Løntimer") == "0,00"
    press(shown.page.people.table.view, Qt.Key.Key_Down)
    assert shown.panels[-1].row.employee in (3, 4)


def test_the_sums_are_those_of_the_runs_and_differ_where_a_slip_is_left_out(shown: Shown) -> None:
    shown.go("2026-10", "sums")
    sums = {row.name: row for row in shown.page.sums.table.rows()}
    assert sums["13"].runs == sums["13"].files == Money.kr("137221.50")
    assert not any(row.difference for row in sums.values())


def test_a_file_without_somebody_does_not_reconcile(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the file of October had been made without Bent, of whom 29,038.50 is reported in field 13."""

    def without_bent(session: Session, desk: Desk, month: Month) -> MonthAtHand:
        found = month_at_hand(session, desk, month)
        some = [
            replace(run, payslips=tuple(slip for slip in run.payslips if slip.person.number != 2))
            for run in found.facts.runs
        ]
        content, _ = first_file(replace(found.facts, runs=tuple(some)), clock().date(), "1.0")
        return replace(found, next=NextFile("first", content))

    monkeypatch.setattr("services.queries.income_report.month_at_hand", without_bent)
    shown.go("2026-10", "sums")
    assert shown.page.found is not None
    assert shown.page.found.differs
    row = next(row for row in shown.page.sums.table.rows() if row.name == "13")
    assert row.difference == Money.kr("-29038.50")
    assert "siger ikke det samme" in shown.seat.t(shown.page.found.findings[0].what)


def test_findings_lead_to_where_they_are_mended(shown: Shown) -> None:
    """Dorte has no CPR number."""
    shown.go("2026-10", "findings")
    found = shown.page.found
    assert found is not None
    (finding,) = found.findings
    assert "Dorte Prøve" in shown.seat.t(finding.what)
    assert finding.where == Place("employees", 4, "national_id")
    assert found.stops == 0


def test_a_correction_run_makes_a_correction_to_be_sent(shown: Shown, tmp_path: Path) -> None:
    """Ten hours more for Bent, after October was sent: his part is taken back and reported anew, for tax is another."""
    desk, page = shown.seat.desk, shown.page
    actions.mark_sent(desk, actions.make(desk, OCTOBER))
    head = RunHead(OCTOBER, clock().date(), RunKind.CORRECTION, corrects="2026-10", sequence=2)
    hours = LineInput("1100", quantity=Decimal(158))
    run_id = runs.start(desk, head, {2: [hours]}, [2])
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    shown.go("2026-10")
    assert shown.state(10) == "changed"
    assert page.box.kind == "warn"
    assert "Medarbejder 2" in page.box.text()
    shown.click(page.save_button)
    shown.click(page.sent_button)
    assert shown.state(10) == "sent"
    assert page.found is not None
    assert not page.found.differs
    assert [(row.version, row.sent is not None) for row in page.files.table.rows()] == [(2, True), (1, True)]
    with pytest.raises(Refused, match="later file"):
        actions.mark_not_sent(desk, page.found.files[1].id)


def test_a_month_without_pay_has_a_zero_report(shown: Shown) -> None:
    """The client began in August, and nothing was paid then."""
    with shown.seat.desk.change("test") as session:
        session.get_one(Employer, 1).start_month = Month(2026, 8)
    shown.go("2026-08")
    assert shown.state(8) == "zero"
    assert shown.page.box.text() == "En nulangivelse fortæller det."
    shown.click(shown.page.save_button)
    assert b"3101B" in shown.seat.files.answer.read_bytes()  # type: ignore[attr-defined]
    shown.click(shown.page.sent_button)
    assert shown.state(8) == "sent"


def test_a_client_without_an_employer_says_so(seat: Seat, tmp_path: Path, qtbot: Any) -> None:
    path = tmp_path / "ny.lonnsom"
    client, _ = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    seat.preferences = Preferences()
    seat.open_client(path, Desk(client, "Kari", clock))
    page = IncomeReportPage(seat)
    qtbot.addWidget(page)
    page.show_place(Place("income_report"))
    qtbot.waitUntil(lambda: not seat.busy and not page._work.is_busy)
    assert page.box.title()
    assert page.found is None
    assert not page.save_button.isVisibleTo(page)
    seat.close_client()


def test_the_same_file_is_kept_once_and_only_the_newest_can_be_sent(shown: Shown) -> None:
    desk = shown.seat.desk
    first = actions.make(desk, OCTOBER)
    assert actions.make(desk, OCTOBER) == first
    actions.mark_sent(desk, first)
    with pytest.raises(Refused, match="is reported"):
        actions.make(desk, OCTOBER)
    with pytest.raises(Refused, match="no kept report"):
        actions.mark_sent(desk, 99)


def test_months_are_stepped_through_and_read_in_every_language(shown: Shown) -> None:
    for language in ("en", "nb", "da"):
        shown.seat.set_language(language)
        shown.go("2026-10")
        assert shown.page.note.label.text()
    shown.click(shown.page.tiles.tiles[8])
    assert shown.page.month == SEPTEMBER
    assert shown.page.found is not None
    assert [row.employee for row in shown.page.people.table.rows()] == [1, 2, 3, 4]


def test_a_feriekort_is_paid_by_the_form_of_a_line(seat: Seat, tmp_path: Path, qtbot: Any) -> None:
    """Bent's holiday money stays with the employer (FEAFR 2): 3,325.00 + 3,237.50 = 6,562.50 on his card. 3,000 of it
    is asked for: AM 240, then 38 % of 2,760 less the allowance that is free, all of 5,400: no A-tax.
    """
    table = '[[rate]]\ntable = "FEAFR"\nfrom = 2020-01-01\ngroup = "T1"\nhourly = "2"\n'
    path, key = danish_reports(tmp_path, table)
    seat.preferences = Preferences()
    seat.preferences.set("user", "Kari")
    seat.set_language("da")
    seat.open_client(path, Desk(Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES), "Kari", Ticking()))
    run_id = runs.start(seat.desk, RunHead(NOVEMBER, date(2026, 11, 27), RunKind.EXTRA), {}, [2])
    form = LineForm(seat, run_id, entry.opened(seat.desk, run_id), 2, None, slug="4790")
    qtbot.addWidget(form)
    form.show()
    assert form.quantity.isVisible()
    form.quantity.set_value(Decimal(4))
    form.amount.set_value(Money.kr(9000))
    assert not form.keep()  # more than the card holds
    form.amount.set_value(Money.kr(3000))
    assert form.keep()
    (slip,) = runs.draft(seat.desk, run_id).payslips
    lines = {line.type: str(line.amount.value) for line in slip.lines}
    assert (lines["4790"], lines["8326"], lines["8357"]) == ("3000.00", "240.00", "0.00")
    assert (str(slip.reported["113"]), str(slip["net_pay"])) == ("3000.00", "2760.00")
    found = queries.month(seat.desk, OCTOBER)
    assert {row.employee: str(row.fields["198"]) for row in found.parts if "198" in row.fields} == {2: "3237.50"}
    seat.close_client()
