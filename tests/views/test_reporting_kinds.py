"""What the next report is: in the place of another, only what is new, withdrawn. By clicks and keys on the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.reporting import mark_uploaded, save_report
from services.engine.facts import LineInput, RunHead, RunKind
from services.queries.report_months import MonthTile
from tests.actions.test_reporting import ids
from tests.views.keys import press
from tests.views.test_reporting import Shown, show
from tests.views.walker import cut, unnamed
from views.pages.reporting import words
from views.pages.reporting.feedback_panel import WithdrawPanel
from views.shell.seat import Seat

NOVEMBER = Month(2026, 11)
FILE = "amelding-2026-11.xml"


@pytest.fixture
def sent(run_seat: Seat, qtbot, tmp_path: Path) -> Shown:
    """November is uploaded."""
    shown = show(run_seat, qtbot, tmp_path)
    mark_uploaded(run_seat.desk, save_report(run_seat.desk, NOVEMBER, tmp_path / "1.xml"))
    shown.go("2026-11")
    return shown


def bonus(shown: Shown) -> None:
    """One more run of November, for one person."""
    desk = shown.seat.desk
    head = RunHead(NOVEMBER, date(2026, 11, 27), RunKind.EXTRA)
    run_id = runs.start(desk, head, {1: [LineInput("bonus", amount=Money.kr("1000"))]})
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    shown.settle()


def people(path: Path) -> int:
    return len(etree.parse(path).getroot().findall(".//{*}inntektsmottaker"))


def panel_of(shown: Shown, qtbot) -> list[QWidget | None]:
    panels: list[QWidget | None] = []

    def keep(panel: QWidget | None) -> None:
        panels.append(panel)
        if panel is not None:
            qtbot.addWidget(panel)
            panel.show()

    shown.seat.asked_panel.connect(keep)
    return panels


def test_nothing_is_to_be_chosen_where_nothing_is_new(sent: Shown) -> None:
    assert not sent.page.kinds_row.isVisible()
    assert not sent.page.save_button.isVisible()


def test_pay_has_outrun_the_message_and_the_page_says_what_it_makes_and_why(sent: Shown, tmp_path: Path) -> None:
    bonus(sent)
    page = sent.page
    assert (page.box.title(), page.tiles.tiles[10].face.state) == ("Må sendes på nytt", "Send på nytt")
    assert "Denne erstatter meldingen fra 22. november" in page.box.text()
    assert page.kinds_row.isVisible()
    assert page.kind_choice.value() == "replacement"
    page.save_button.click()
    sent.settle()
    assert ids(tmp_path / FILE)[1] == ids(tmp_path / "1.xml")[0]
    assert people(tmp_path / FILE) == people(tmp_path / "1.xml")


def test_only_what_is_new_by_keys(sent: Shown, tmp_path: Path) -> None:
    bonus(sent)
    page = sent.page
    page.kind_choice.segment("replacement").setFocus()
    press(page.kind_choice.segment("replacement"), Qt.Key.Key_Right)
    sent.settle()
    assert page.box.title() == "Tilleggsmelding"
    assert "Andre endringer er ikke med" in page.box.text()
    page.primary()
    sent.settle()
    assert (ids(tmp_path / FILE)[1], people(tmp_path / FILE)) == ("", 1)
    assert page.box.title().startswith("Lagret")
    assert page.kind_choice.value() == "additional"
    page.primary()  # marked as uploaded
    sent.settle()
    assert sent.state(11) == "uploaded"
    assert not page.kinds_row.isVisible()
    page.show_part("answer")
    kinds = [each.title for each in page.answer.entries() if each.kind == "row"]
    assert kinds[:2] == ["Tilleggsmelding", "Første melding"]


def test_a_change_while_another_kind_is_chosen_falls_back_to_what_can_be(sent: Shown) -> None:
    bonus(sent)
    page = sent.page
    page._choose_kind("additional")
    sent.settle()
    assert page._kind == "additional"
    save_report(sent.seat.desk, NOVEMBER, Path(sent.seat.files.save_file("", "2.xml") or ""), "additional")
    sent.settle()
    number = page.detail.last.id if page.detail is not None and page.detail.last is not None else 0
    mark_uploaded(sent.seat.desk, number)
    sent.settle()
    assert page._kind == ""
    assert page.box.title().startswith("Lastet opp")


def test_withdrawn_only_after_it_was_said_what_that_means(sent: Shown, qtbot, tmp_path: Path) -> None:
    page, panels = sent.page, panel_of(sent, qtbot)
    assert page.more.isVisible()
    page.ask_to_withdraw()
    panel = panels[-1]
    assert isinstance(panel, WithdrawPanel)
    assert not panel.withdraw.isEnabled()
    press(panel.not_now, Qt.Key.Key_Space)
    assert (panels[-1], page._kind) == (None, "")
    page.ask_to_withdraw()
    panel = panels[-1]
    assert isinstance(panel, WithdrawPanel)
    assert unnamed(panel) + cut(panel) == []
    press(panel.sure, Qt.Key.Key_Space)
    press(panel.withdraw, Qt.Key.Key_Space)
    sent.settle()
    assert page.box.title() == "Tilbaketrekking: en tom melding"
    assert "erstatter meldingen fra 22. november" in page.box.text()
    page.box.link.click()  # not after all
    sent.settle()
    assert page.box.title().startswith("Lastet opp")
    page._choose_kind("withdrawal")
    sent.settle()
    page.save_button.click()
    sent.settle()
    assert (ids(tmp_path / FILE)[1], people(tmp_path / FILE)) == (ids(tmp_path / "1.xml")[0], 0)


def test_beside_last_month(run_seat: Seat, qtbot, tmp_path: Path) -> None:
    shown = show(run_seat, qtbot, tmp_path)
    run_id = runs.start(run_seat.desk, RunHead(Month(2026, 12), date(2026, 12, 18)))
    runs.draft(run_seat.desk, run_id)
    shown.go("2026-12")
    report = shown.page.report
    report.segments.segment("changes").click()
    qtbot.waitUntil(lambda: bool(report.changes.entries()))
    sums = {each.title: (each.second, each.figure) for each in report.changes.entries() if each.kind == "payment"}
    assert sums["Forskuddstrekk"][0] == "var 128\xa0492"
    henrik = next(each for each in report.changes.entries() if each.title == "Henrik Bråthen")
    assert "Overtid: borte, var 6\xa0845,58" in henrik.second
    row = report.changes.entries().index(henrik)
    report.changes.setCurrentIndex(report.changes.lines.index(row))
    press(report.changes, Qt.Key.Key_Return)
    node = report.tree.node()
    assert node is not None
    assert (node.title, report.segments.value()) == ("Henrik Bråthen", "words")


# --- the tiles -------------------------------------------------------------------------------------------------------


DUE, OVERDUE = "frist 07.04.", "forfalt 07.04."
FORGOTTEN = "ingen lønnskjøring, men noen er ansatt, frist 7. april, over fristen"


@pytest.mark.parametrize(
    ("state", "answer", "is_late", "word", "icon", "line", "spoken"),
    [
        ("before", "", False, "Før start", "minus", "", "før klienten begynte her"),
        ("nothing", "", False, "Ingen lønn", "minus", "", "ingen ansatt og ingenting utbetalt"),
        ("future", "", False, "Kommer", "circle-dashed", DUE, "kommer, frist 7. april"),
        ("open", "", False, "Åpen", "circle-dashed", DUE, "ingen lønnskjøring ennå, frist 7. april"),
        ("draft", "", False, "Utkast", "pencil-simple", DUE, "lønnskjøringen er et utkast, frist 7. april"),
        ("ready", "", False, "Klar", "circle-half", DUE, "klar til å lagres, frist 7. april"),
        ("ready", "", True, "Klar", "clock", OVERDUE, "klar til å lagres, frist 7. april, over fristen"),
        ("findings", "", False, "2 feil", "warning-circle", DUE, "2 feil, frist 7. april"),
        ("saved", "", False, "Lagret", "floppy-disk", DUE, "lagret, ikke lastet opp, frist 7. april"),
        ("uploaded", "", False, "Lastet opp", "check-circle", "03.04.", "lastet opp 3. april"),
        ("uploaded", "received", False, "Mottatt", "check-circle", "03.04.", "mottatt"),
        ("uploaded", "findings", False, "Må rettes", "warning-circle", "03.04.", "mottatt, og noe må rettes"),
        ("uploaded", "replaced", False, "Erstattet", "arrows-clockwise", "03.04.", "erstattet av en annen melding"),
        ("ready", "rejected", False, "Avvist", "x-circle", DUE, "avvist, må sendes på nytt, frist 7. april"),
        ("changed", "received", False, "Send på nytt", "arrows-clockwise", DUE, "må sendes på nytt, frist 7. april"),
        ("missing", "", True, "Mangler", "warning", OVERDUE, FORGOTTEN),
    ],
)  # fmt: skip
def test_each_state_has_its_word_its_icon_and_its_day(
    seat: Seat, state: str, answer: str, is_late: bool, word: str, icon: str, line: str, spoken: str
) -> None:
    due, day = date(2026, 4, 7), date(2026, 4, 3)  # the 5th is Easter Sunday
    told = day if state in ("saved", "uploaded") else None
    face = words.face(seat, MonthTile(Month(2026, 3), state, due, told, 2, 1, is_late, 3, answer))
    assert (face.state, face.icon, face.line, face.spoken) == (word, icon, line, f"mars 2026, {spoken}")
