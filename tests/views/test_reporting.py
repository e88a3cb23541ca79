"""The page A-melding by clicks and keys: the year, what is found, what the report holds, saving and the upload."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from sqlalchemy import select

from models.records.employee import Employee, Employment, EmploymentTerms
from models.records.employer import Employer
from models.values.finding import Place
from models.values.span import Month
from services.actions import runs
from services.desk.countries import country
from services.engine.facts import RunHead
from tests.views.keys import press, type_text
from tests.views.walker import cut, unnamed, without_role
from views.pages.reporting.finding_entries import Entry
from views.pages.reporting.page import ReportingPage
from views.shell.seat import Seat

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)


@dataclass
class Files:
    """Somebody who always chooses the same folder, under the name that is proposed."""

    folder: Path
    last: Path | None = None

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.last = self.folder / name
        return self.last


@dataclass
class Shown:
    """The page in front of somebody, with what it asked the window for."""

    page: ReportingPage
    seat: Seat
    went: list[Place]
    toasts: list[tuple[str, bool]]
    settle: Callable[[], None]

    def go(self, thing: str | None = None, field: str | None = None) -> None:
        self.page.show_place(Place("reporting", thing, field))
        self.settle()

    def state(self, month: int) -> str:
        return self.page.month_tiles[month - 1].state

    def entry(self, kind: str, title: str = "") -> Entry:
        return next(each for each in self.page.findings.entries() if each.kind == kind and title in each.title)

    def titles(self, kind: str = "finding") -> list[str]:
        return [each.title for each in self.page.findings.entries() if each.kind == kind]

    def node(self) -> str:
        node = self.page.report.tree.node()
        assert node is not None
        return node.name


def show(seat: Seat, qtbot, folder: Path) -> Shown:
    page = ReportingPage(seat)
    qtbot.addWidget(page)
    page.resize(988, 712)
    page.show()
    went: list[Place] = []
    toasts: list[tuple[str, bool]] = []
    seat.asked_place.connect(went.append)
    seat.asked_toast.connect(lambda text, undo: toasts.append((text, undo)))
    seat.changed.connect(lambda kinds: page.refresh() if kinds & page.kinds else None)
    seat.files = Files(folder)  # type: ignore[assignment]

    def settle() -> None:
        qtbot.waitUntil(lambda: not seat.busy and not page._later.isActive())

    return Shown(page, seat, went, toasts, settle)


@pytest.fixture
def shown(run_seat: Seat, qtbot, tmp_path: Path) -> Shown:
    """November is approved, its report made and not saved."""
    return show(run_seat, qtbot, tmp_path)


def break_it(seat: Seat) -> None:
    """One thing of each level in November, and the guideline of two people."""
    with seat.desk.change("test") as session:
        session.get_one(Employment, 4).occupation = "9999999"
        session.get_one(Employment, 7).end_reason = ""
        for terms in session.scalars(select(EmploymentTerms).where(EmploymentTerms.employment_id.in_([1, 2]))):
            terms.full_time_hours = Decimal(42)


# --- the year --------------------------------------------------------------------------------------------------------


def test_twelve_tiles_by_keyboard(shown: Shown) -> None:
    shown.go()
    tiles = shown.page.tiles
    assert [tile.face.state for tile in tiles.tiles[9:]] == ["Før start", "Klar", "Kommer"]
    assert tiles.tiles[10].accessibleName() == "november 2026, klar til å lagres, frist 7. desember"
    assert tiles.current == 10
    tiles.tiles[10].setFocus()
    press(tiles.tiles[10], Qt.Key.Key_Right)
    assert (tiles.current, tiles.tiles[11].hasFocus()) == (11, True)
    press(tiles.tiles[11], Qt.Key.Key_Home)
    assert tiles.current == 0
    assert shown.page.month_label.text() == "Januar 2026"
    assert "annet program" in shown.page.empty.body.itemAt(0).widget().title.text()


def test_the_years_end_where_there_is_nothing_to_see(shown: Shown) -> None:
    shown.go("2026-11")
    chooser = shown.page.chooser
    assert not chooser.forward.isEnabled()
    with shown.seat.desk.change("test") as session:
        session.get_one(Employer, 1).start_month = Month(2025, 11)
    shown.settle()
    back, forward = shown.page.findChildren(QShortcut)
    assert (back.key().toString(), forward.key().toString()) == ("Ctrl+Left", "Ctrl+Right")
    back.activated.emit()
    assert chooser.year == 2025
    assert shown.state(11) == "missing"
    assert not chooser.back.isEnabled()


def test_the_line_says_what_is_due(shown: Shown) -> None:
    shown.go()
    assert "7. desember" in shown.page.header.line
    with shown.seat.desk.change("test") as session:
        session.get_one(Employer, 1).start_month = Month(2026, 9)
    assert "september 2026 hadde frist" in shown.page.header.line


def test_tiles_are_not_cut_and_stand_in_two_rows_where_it_is_narrow(shown: Shown) -> None:
    shown.go()
    tiles = shown.page.tiles
    tiles.resize(924, 84)
    assert not tiles.is_folded
    assert tiles.tiles[-1].geometry().right() < 924
    tiles.resize(560, 84)
    assert tiles.is_folded
    assert tiles.maximumHeight() == 176


def test_beside_a_panel_the_findings_have_the_room(shown: Shown) -> None:
    shown.go("2026-11")
    page = shown.page
    assert page.report.isVisible()
    page.resize(620, 712)
    assert not page.report.isVisible()
    page.resize(620, 1000)
    assert page.report.isVisible()
    assert page.report.y() > page.findings_card.y()


# --- a month without a run -------------------------------------------------------------------------------------------


def test_nobody_is_employed_yet(empty_seat: Seat, qtbot, tmp_path: Path) -> None:
    shown = show(empty_seat, qtbot, tmp_path)
    shown.go()
    state = shown.page.empty.body.itemAt(0).widget()
    assert state.title.text() == "Ingen ansatte ennå"
    state.primary.click()
    assert shown.went == [Place("employees", "new")]


def test_the_first_run_is_asked_for(client_seat: Seat, qtbot, tmp_path: Path) -> None:
    shown = show(client_seat, qtbot, tmp_path)
    shown.go()
    state = shown.page.empty.body.itemAt(0).widget()
    assert state.title.text() == "November 2026 har ingen lønnskjøring ennå"
    assert not shown.page.save_button.isVisible()
    state.primary.click()
    assert shown.went == [Place("pay_run", "new")]


def test_a_forgotten_month_is_reported_without_pay(client_seat: Seat, qtbot, tmp_path: Path) -> None:
    with client_seat.desk.change("test") as session:
        session.get_one(Employer, 1).start_month = Month(2026, 10)
    shown = show(client_seat, qtbot, tmp_path)
    shown.go("2026-10")
    state = shown.page.empty.body.itemAt(0).widget()
    assert "10 var ansatt" in state.line.text()
    state.second.click()
    shown.settle()
    assert shown.page.box.title() == "Ingen lønn i oktober 2026"
    shown.page.save_button.click()
    shown.settle()
    assert shown.state(10) == "saved"


# --- one month -------------------------------------------------------------------------------------------------------


def test_a_trial_cannot_be_saved(shown: Shown) -> None:
    run_id = runs.start(shown.seat.desk, RunHead(DECEMBER, date(2026, 12, 18)))
    runs.draft(shown.seat.desk, run_id)
    shown.go("2026-12")
    page = shown.page
    assert (page.state_pill.text(), page.box.title()) == ("Prøvebygg", "Prøvebygg fra et utkast")
    assert page.save_button.isVisible()
    assert not page.save_button.isEnabled()
    page.box.link.click()
    assert shown.went == [Place("pay_run", run_id, "control")]
    with shown.seat.desk.change("test") as session:
        session.get_one(Employee, 1).name = "Ingrid Haugen"
    shown.settle()
    assert page.box.title() == "Noe er endret etter at lønnskjøringen ble beregnet"


def test_from_saving_to_the_upload_and_back(shown: Shown, tmp_path: Path) -> None:
    shown.go("2026-11")
    page = shown.page
    assert page.box.title() == "Klar til å lagres"
    assert page.save_button.kind == "primary"
    page.primary()
    shown.settle()
    first = (tmp_path / "amelding-2026-11.xml").read_bytes()
    assert shown.state(11) == "saved"
    assert shown.toasts[-1] == ("amelding-2026-11.xml er lagret", False)
    assert "Logg inn hos Skatteetaten" in page.box.text()
    page.save_button.click()
    shown.settle()
    assert (tmp_path / "amelding-2026-11.xml").read_bytes() == first
    page.primary()
    shown.settle()
    assert (shown.state(11), page.state_pill.text()) == ("uploaded", "Lastet opp")
    assert page.box.title() == "Lastet opp 22. november av Kari"
    assert shown.toasts[-1] == ("Merket som lastet opp", True)
    assert not page.save_button.isVisible()
    assert shown.seat.undo()
    shown.settle()
    assert shown.state(11) == "saved"
    page.uploaded_button.click()
    shown.settle()
    page.mark_not_uploaded()
    shown.settle()
    assert shown.state(11) == "saved"


def test_a_change_after_the_upload_is_sent_again_in_its_place(shown: Shown, tmp_path: Path) -> None:
    shown.go("2026-11")
    page = shown.page
    page.save_button.click()
    shown.settle()
    with shown.seat.desk.change("test") as session:
        session.get_one(Employment, 1).occupation = "7412102"
    shown.settle()
    assert page.box.title() == "Filen som ble lagret, gjelder ikke lenger"
    page.box.link.click()  # the old one was uploaded, it was only not marked
    shown.settle()
    assert page.box.title() == "Må sendes på nytt"
    assert page.tiles.tiles[10].face.state == "Send på nytt"
    assert "erstatter en annen" in page.report.tree.nodes.data(
        page.report.tree.nodes.index(0, 0), Qt.ItemDataRole.AccessibleTextRole
    )
    page.save_button.click()
    shown.settle()
    assert b"<erstatterMeldingsId>" in (tmp_path / "amelding-2026-11.xml").read_bytes()


def test_what_is_to_be_paid(shown: Shown) -> None:
    shown.go("2026-11")
    paid = {each.title: (each.figure, each.second) for each in shown.page.findings.entries() if each.kind == "payment"}
    assert paid == {
        "Forskuddstrekk 20.11.2026": ("128\xa0492", "frist 23.11."),
        "Arbeidsgiveravgift": ("64\xa0883", "frist 15.01.2027"),
    }
    shown.page.findings.do(shown.entry("head"))
    assert shown.went == [Place("overview")]


def test_only_the_month_that_one_looks_at_is_shown(shown: Shown) -> None:
    shown.page.show_place(Place("reporting", "2026-11"))
    shown.page._start_build()
    shown.page.show_place(Place("reporting", "2026-12"))
    shown.settle()
    assert shown.page.month_label.text() == "Desember 2026"
    assert shown.page.stack.currentIndex() == 1


# --- what the controls found -----------------------------------------------------------------------------------------


def test_findings_in_the_order_of_the_authority(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11")
    page = shown.page
    assert shown.titles("group") == ["Avvisning", "Øyeblikkelig", "Retningslinje"]
    assert (page.errors_pill.text(), page.looks_pill.text()) == ("2 feil", "2 å se over")
    assert shown.state(11) == "findings"
    assert page.tiles.tiles[10].accessibleName() == "november 2026, 2 feil, frist 7. desember"
    assert re.fullmatch(r"\d+ andre kontroller er i orden", shown.entry("fine").title)
    assert not page.save_button.isEnabled()
    fine = shown.entry("fine").title
    page.findings.do(shown.entry("fine"))
    assert fine.startswith(f"{len(shown.titles('control'))} ")


def test_enter_goes_to_where_it_is_mended(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11", "115")
    page = shown.page
    current = page.findings.current()
    assert current is not None
    assert (current.who, current.code) == ("Jonas Lien", "115")
    assert page.findings.property("topic") == "reporting.occupation"
    press(page.findings, Qt.Key.Key_Return)
    press(page.findings, Qt.Key.Key_Down)
    press(page.findings, Qt.Key.Key_Return)
    assert shown.went == [Place("employees", 4, "employment"), Place("employees", 7, "employment")]


def test_a_click_on_the_verb_goes_there_and_on_the_row_shows_where_it_stands(shown: Shown, qtbot) -> None:
    break_it(shown.seat)
    shown.go("2026-11")
    view = shown.page.findings
    row = next(row for row, each in enumerate(view.entries()) if each.title.startswith("Yrkeskoden"))
    rect = view.visualRect(view.lines.index(row))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert shown.went == []
    assert shown.node() == "yrke"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center() + rect.topRight() / 2)
    [(_, zone)] = view.painter_of_lines.links(rect.toRectF(), view.entries()[row])
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=zone.center().toPoint())
    assert shown.went == [Place("employees", 4, "employment")]


def test_the_part_of_the_report_shows_what_was_found_on_it(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11")
    page = shown.page
    finding = next(each for each in page.findings.findings() if each.control == "end_and_its_reason")
    tree = page.report.tree
    tree.expand(tree.nodes.find(finding.path).parent())
    tree.setCurrentIndex(tree.nodes.find(finding.path))
    assert page.findings.current() == finding
    mark = tree.nodes.mark(tree.nodes.find("melding/Leveranse"))
    assert mark is not None
    assert (mark.ink, mark.is_own) == ("err", False)


def test_a_guideline_is_right_with_a_reason(shown: Shown, qtbot) -> None:
    break_it(shown.seat)
    shown.go("2026-11", "235-5")
    page = shown.page
    press(page.findings, Qt.Key.Key_Space)
    qtbot.waitUntil(page.reason.editor.hasFocus)
    press(page.reason.editor, Qt.Key.Key_Return)
    assert page.reason.isVisible()
    type_text(page.reason.editor, "Avtalt på møtet")
    press(page.reason.editor, Qt.Key.Key_Return)
    shown.settle()
    assert not page.reason.isVisible()
    assert shown.toasts[-1][1]
    assert shown.titles("fold") == ["1 er sett over og riktig"]
    assert page.looks_pill.text() == "1 å se over"
    page.findings.do(shown.entry("fold"))
    accepted = next(each for each in page.findings.entries() if each.other == "Se på nytt")
    assert "Riktig, sier Kari: Avtalt på møtet" in accepted.second
    page.findings.do(accepted, "other")
    shown.settle()
    assert shown.titles("fold") == []


def test_the_question_for_a_reason_is_put_away_by_esc(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11", "235-5")
    page = shown.page
    press(page.findings, Qt.Key.Key_Space)
    press(page.reason.editor, Qt.Key.Key_Escape)
    assert not page.reason.isVisible()
    assert len(page.findings.findings()) == 4


def test_many_findings_are_folded(shown: Shown) -> None:
    with shown.seat.desk.change("test") as session:
        for terms in session.scalars(select(EmploymentTerms)):
            terms.full_time_hours = Decimal(42)
    import views.pages.reporting.finding_entries as module

    most, module.MOST = module.MOST, 3  # type: ignore[misc]
    try:
        shown.go("2026-11")
        assert len(shown.titles()) == 3
        shown.page.findings.do(shown.entry("more"))
        assert len(shown.titles()) > 8
    finally:
        module.MOST = most  # type: ignore[misc]


def test_what_cannot_be_built_is_said_with_the_place(shown: Shown) -> None:
    with shown.seat.desk.change("test") as session:
        session.get_one(Employee, 1).national_id = ""
    shown.go("2026-11")
    assert shown.page.box.title() == "Meldingen kan ikke bygges ennå"
    assert not shown.page.save_button.isVisible()
    shown.page.findings.do(shown.entry("finding"))
    assert shown.went == [Place("employees", 1, "national_id")]


# --- what it holds ---------------------------------------------------------------------------------------------------


def spoken(shown: Shown, *titles: str) -> str:
    nodes = shown.page.report.tree.nodes
    index = QModelIndex()
    for title in titles:
        rows = range(nodes.rowCount(index))
        index = next(there for row in rows if nodes.data(there := nodes.index(row, 0, index)).startswith(title))
    return str(nodes.data(index, Qt.ItemDataRole.AccessibleTextRole))


def test_people_by_name_with_what_they_were_paid(shown: Shown) -> None:
    shown.go("2026-11")
    person = ("Leveranse", "Solvang Bakeri, Bergen", "Henrik Bråthen")
    assert spoken(shown, *person) == "Henrik Bråthen: 49\xa0169,18"
    assert spoken(shown, *person, "Arbeidsforhold 1", "Yrke") == "Yrke: 3415116 Salgsmedarbeider"
    assert spoken(shown, *person, "Overtid") == "Overtid: 6\xa0845,58"
    assert spoken(shown, "Oppsummering", "Forskuddstrekk") == "Forskuddstrekk 20.11.2026: 128\xa0492"


def test_identity_numbers_are_hidden_until_they_are_asked_for(shown: Shown) -> None:
    shown.go("2026-11")
    report = shown.page.report
    person = ("Leveranse", "Solvang Bakeri, Bergen", "Henrik Bråthen", "Fødselsnummer")

    def seen() -> bool:
        lines = [report.xml.text_lines.line(row) for row in range(report.xml.text_lines.rowCount())]
        return "03898817430" in spoken(shown, *person) or any("03898817430" in line for line in lines)

    assert not seen()
    report.secrets.click()
    assert seen()
    assert report.secrets.accessibleName() == "Skjul fødselsnumrene"
    shown.go("2026-12")
    shown.go("2026-11")
    assert not seen()


def test_the_file_itself(shown: Shown, qtbot) -> None:
    shown.go("2026-11")
    report = shown.page.report
    report.tree.reveal("melding/Leveranse/oppgave/virksomhet[2]")
    report.segments.segment("xml").click()
    assert report.is_xml
    line = report.xml.currentIndex().row()
    assert "<virksomhet>" in report.xml.text_lines.lines[line]
    press(report.xml, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().strip() == "<virksomhet>"
    report.xml.setCurrentIndex(report.xml.text_lines.index(line + 1))
    report.segments.segment("words").click()
    node = report.tree.node()
    assert node is not None
    assert node.path.endswith("virksomhet[2]/norskIdentifikator")


def test_searching_in_words_and_in_the_file(shown: Shown, qtbot) -> None:
    shown.go("2026-11")
    page = shown.page
    page.search()
    type_text(page.report.search, "overtid")
    press(page.report.search, Qt.Key.Key_Return)
    assert page.report.count.text() == "1 av 3"
    assert shown.node() == "inntekt"
    press(page.report.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.report.count.text() == "3 av 3"
    page.report.segments.segment("xml").click()
    assert page.report.count.text() == "1 av 3"
    page.report.search.wipe()
    qtbot.waitUntil(lambda: not page.report.count.text())


def test_left_and_right_fold(shown: Shown) -> None:
    shown.go("2026-11")
    tree = shown.page.report.tree
    tree.setFocus()
    tree.setCurrentIndex(tree.nodes.index(1, 0))
    assert tree.isExpanded(tree.currentIndex())
    press(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.currentIndex())
    press(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(tree.currentIndex())


def test_building_again_keeps_the_place(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11", "235-5")
    page = shown.page
    before, node = page.findings.current(), shown.node()
    page.recalculate()
    shown.settle()
    assert page.findings.current() == before
    assert shown.node() == node


def test_what_is_not_reported_here_is_read_from_the_menu(shown: Shown) -> None:
    asked: list[str] = []
    shown.seat.asked_help.connect(asked.append)
    entries = shown.page.year_menu.menu_entries.actions()
    next(entry for entry in entries if entry.text() == "Dette rapporteres ikke herfra").trigger()
    assert asked == ["reporting.not_here"]


def test_qt_finds_nothing_wrong_with_the_models(shown: Shown) -> None:
    break_it(shown.seat)
    shown.go("2026-11")
    page = shown.page
    for model in (page.report.tree.nodes, page.report.xml.text_lines, page.findings.lines):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.recalculate()
    shown.settle()


# --- for everybody ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_everything_has_a_name_and_nothing_is_cut(shown: Shown, language: str, qtbot, tmp_path: Path) -> None:
    shown.seat.set_language(language)
    page = show(shown.seat, qtbot, tmp_path)
    break_it(shown.seat)
    page.go("2026-11", "235-5")
    press(page.page.findings, Qt.Key.Key_Space)
    assert unnamed(page.page) + without_role(page.page) + cut(page.page) == []
    page.page.reason.close_bar()
    page.go("2026-10")
    assert unnamed(page.page) + cut(page.page) == []


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_every_finding_has_its_help(language: str) -> None:
    text = (Path(__file__).parents[2] / f"resources/help/{language}/reporting.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^## (\w+)$", text, re.MULTILINE))
    asked = {control.topic for control in country("NO").report_controls()}
    asked |= {"months", "findings", "build", "save", "uploaded", "replaces", "content", "xml", "reason", "payments"}
    asked |= {"answer", "changes", "not_here"}  # the last is read from the page's own help
    assert known == asked
