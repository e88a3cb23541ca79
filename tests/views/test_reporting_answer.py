"""The answer of the authority on the page: taken in, shown, mended, copied; and what is refused. By clicks and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from models.records.employer import Employer
from models.values.finding import Place
from models.values.span import Month
from services.actions.feedback import take_in
from services.actions.reporting import mark_uploaded, save_report
from tests.actions.test_reporting import ids
from tests.amelding.feedback_samples import avvik, delivery, feedback, month, payment, period, person, total, unit
from tests.views.keys import press, type_text
from tests.views.test_reporting import Shown, show
from tests.views.walker import cut, unnamed, without_role
from views.pages.reporting.feedback_panel import FeedbackPanel, RefusedPanel, WhichPanel
from views.pages.reporting.finding_entries import Entry
from views.shell.seat import Seat

NOVEMBER = Month(2026, 11)
TAX, AGA = -128492, 64883
"""What the report of the demo client says for November."""


class Answered:
    """The page with November uploaded, and the panels that it opened."""

    def __init__(self, shown: Shown, name: str, folder: Path, qtbot) -> None:
        self.shown, self.page, self.name, self._folder = shown, shown.page, name, folder
        self.panels: list[QWidget | None] = []
        shown.seat.asked_panel.connect(self._show)
        shown.seat.asked_place.connect(self.page.show_place)
        self._qtbot = qtbot

    def _show(self, panel: QWidget | None) -> None:
        if self.panels and self.panels[-1] is not None:
            self.panels[-1].hide()
        self.panels.append(panel)
        if panel is None:
            self.page.activateWindow()
        else:
            self._qtbot.addWidget(panel)
            panel.resize(396, 700)
            panel.show()

    def drop(self, content: bytes, name: str = "tilbakemelding.xml") -> None:
        """A file is dropped, and the window hands it over."""
        path = self._folder / name
        path.write_bytes(content)
        self.page.receive(path)
        self.shown.settle()

    def take(self, content: bytes) -> None:
        """A file is dropped, looked at, and taken in by Enter."""
        self.drop(content)
        panel = self.panels[-1]
        assert isinstance(panel, FeedbackPanel)
        press(panel.take_button, Qt.Key.Key_Space)
        self.shown.settle()

    def entries(self, kind: str = "row") -> list[Entry]:
        return [each for each in self.page.answer.entries() if each.kind == kind]

    def entry(self, title: str) -> Entry:
        return next(each for each in self.page.answer.entries() if each.title.startswith(title))

    def received(self, *more: str, tax: int = TAX, aga: int = AGA) -> bytes:
        name = delivery(self.name, at="2026-11-23T08:00:00+01:00", tax=TAX, aga=AGA)
        return feedback(month(name, *more, period(total(tax, aga)), payment(), of="2026-11"))


@pytest.fixture
def answered(run_seat: Seat, qtbot, tmp_path: Path) -> Answered:
    shown = show(run_seat, qtbot, tmp_path)
    target = tmp_path / "1.xml"
    mark_uploaded(run_seat.desk, save_report(run_seat.desk, NOVEMBER, target))
    shown.go("2026-11")
    return Answered(shown, ids(target)[0], tmp_path, qtbot)


# --- taking it in ----------------------------------------------------------------------------------------------------


def test_what_it_says_is_shown_before_it_is_taken_in(answered: Answered) -> None:
    page = answered.page
    assert page.box.link.text() == "Les inn svar"
    answered.drop(answered.received(delivery("A01hand", tax=-1, aga=1), avvik()))
    panel = answered.panels[-1]
    assert isinstance(panel, FeedbackPanel)
    assert panel.title.text() == "Les inn svaret?"
    assert page.month_tiles[10].answer == ""
    press(panel.not_now, Qt.Key.Key_Space)
    assert answered.panels[-1] is None
    assert page.month_tiles[10].answer == ""


def test_received_with_sums_and_how_to_pay(answered: Answered) -> None:
    answered.take(answered.received())
    page, shown = answered.page, answered.shown
    assert shown.toasts[-1] == ("Svaret er lest inn", True)
    assert shown.went[-1] == Place("reporting", "2026-11", "answer")
    face = page.tiles.tiles[10].face
    assert (face.state, face.icon, page.tiles.tiles[10].accessibleName()) == (
        "Mottatt",
        "check-circle",
        "november 2026, mottatt",
    )
    assert (page.box.title(), page.state_pill.text()) == ("Mottatt", "Mottatt")
    assert page.lists.currentWidget() is page.answer
    assert answered.entry("Første melding").figure == "Mottatt"
    assert answered.entry("Forskuddstrekk").second == "Som i våre meldinger"
    assert answered.entry("Forskuddstrekk").figure == "128\xa0492"


def test_the_payment_reference_is_copied_by_keys(answered: Answered, qtbot) -> None:
    answered.take(answered.received())
    view = answered.page.answer
    row = next(row for row, each in enumerate(view.entries()) if each.link == "Kopier KID")
    assert "Konto 1503\xa020\xa001006 · KID 3162000012026124" in view.entries()[row].second
    view.setCurrentIndex(view.lines.index(row))
    press(view, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "3162000012026124"
    press(view, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "15032001006"
    assert answered.shown.toasts[-1][0] == "15032001006 er kopiert"


def test_a_wrong_payment_reference_is_not_to_be_copied(answered: Answered) -> None:
    name = delivery(answered.name, tax=TAX, aga=AGA)
    answered.take(feedback(month(name, period(total(TAX, AGA)), payment(tax="3162000012026125"), of="2026-11")))
    entry = next(each for each in answered.entries() if each.title.startswith("Forskuddstrekk 128"))
    assert (entry.ink, entry.link, "ikke riktig" in entry.second) == ("err", "", True)
    answered.page.answer.do(entry)
    assert "kopiert" not in answered.shown.toasts[-1][0]


def test_a_difference_is_explained_by_what_came_another_way(answered: Answered) -> None:
    by_hand = delivery("A01hand", tax=-2000, aga=300)
    answered.take(answered.received(by_hand, tax=TAX - 2000, aga=AGA + 300))
    assert answered.entry("Registrert for hånd").figure == "Mottatt"
    row = answered.entry("Forskuddstrekk")
    assert row.figure == "130\xa0492"
    assert "Våre: 128\xa0492. Forskjell +2\xa0000,00." in row.second


def test_the_same_file_twice_says_so(answered: Answered) -> None:
    answered.take(answered.received())
    answered.take(answered.received())
    assert answered.shown.toasts[-1] == ("Dette svaret er lest inn før. Ingenting er endret.", False)
    assert len([each for each in answered.entries() if each.title == "tilbakemelding.xml"]) == 1


def test_taken_back_by_undo(answered: Answered) -> None:
    answered.take(answered.received())
    assert answered.shown.seat.undo()
    answered.shown.settle()
    assert answered.page.month_tiles[10].answer == ""
    assert answered.page.tiles.tiles[10].face.state == "Lastet opp"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"ikke xml", "XML"),
        (feedback(month(delivery("x"), sender="999888777")), "999888777"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ""),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(answered: Answered, content: bytes, why: str) -> None:
    answered.drop(content)
    panel = answered.panels[-1]
    assert isinstance(panel, RefusedPanel)
    assert panel.title.text() == "Filen kan ikke leses inn"
    said = " ".join(each.accessibleName() for each in panel.findChildren(QWidget))
    assert why in said
    asked: list[bool] = []
    panel.asked_another.connect(lambda: asked.append(True))
    answered.shown.seat.files.open_file = lambda *_: None  # type: ignore[attr-defined]
    press(panel.another, Qt.Key.Key_Space)
    assert asked == [True]


# --- what is to be mended --------------------------------------------------------------------------------------------


def with_findings(answered: Answered, text: str = "Startdatoen er en annen.") -> bytes:
    who = person("03898817430", avvik("MAGNET_EDAG-110", "RETNINGSLINJE", text), "2")
    gone = person("19897542032", avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG", "Arbeidsforhold 7-1 mangler."))
    head = delivery(answered.name, tax=TAX, aga=AGA)
    strange = "<nyttElement>noe nytt</nyttElement>"
    return feedback(month(head, period(total(TAX, AGA) + unit(who, gone)), strange, of="2026-11"))


def test_each_finding_in_plain_words_leads_to_where_it_is_mended(answered: Answered) -> None:
    answered.take(with_findings(answered))
    page = answered.page
    assert page.tiles.tiles[10].face.state == "Må rettes"
    assert page.box.title() == "Mottatt, men noe må rettes"
    first, second = answered.entries("finding")
    assert (first.title, first.finding and first.finding.code) == ("Et arbeidsforhold fra forrige måned mangler", "108")
    assert first.second == "198975 ••••• · Arbeidsforhold 7-1 mangler."  # the number of a stranger is not shown
    assert "Henrik Bråthen" in second.second
    page.answer.do(second)
    assert answered.shown.went[-1] == Place("employees", 2, "employment")


def test_what_is_not_known_is_shown_as_it_was_found(answered: Answered) -> None:
    answered.take(with_findings(answered))
    heads = [each.title for each in answered.entries("head")]
    assert "Ukjent for programmet, vist som det sto" in heads
    assert answered.entry("noe nytt").second.endswith("nyttElement")


def test_a_guideline_of_the_authority_is_right_with_a_reason_until_its_words_change(answered: Answered, qtbot) -> None:
    answered.take(with_findings(answered))
    page, view = answered.page, answered.page.answer
    row = next(row for row, each in enumerate(view.entries()) if each.other)
    view.setCurrentIndex(view.lines.index(row))
    press(view, Qt.Key.Key_Space)
    qtbot.waitUntil(page.reason.editor.hasFocus)
    type_text(page.reason.editor, "Avtalen er ny")
    press(page.reason.editor, Qt.Key.Key_Return)
    answered.shown.settle()
    assert len(answered.entries("finding")) == 1
    assert answered.entries("fold")[0].title == "1 er sett over og riktig"
    view.do(answered.entries("fold")[0])
    assert "Riktig, sier Kari: Avtalen er ny" in answered.entries("finding")[-1].second
    answered.take(with_findings(answered, "Startdatoen er nå 01.02."))
    assert answered.entries("fold") == []
    assert len(answered.entries("finding")) == 2


def test_rejected_is_sent_again(answered: Answered) -> None:
    refused = delivery(answered.name, "avvist", more=avvik("MAGNET_EDAG-115", "AVVISNING", "Ukjent yrke."))
    answered.take(feedback(month(refused, of="")))  # no month is named: the report is known
    page = answered.page
    assert page.month == NOVEMBER
    assert (page.tiles.tiles[10].face.state, page.box.title()) == ("Avvist", "Avvist av Skatteetaten")
    assert page.tiles.tiles[10].accessibleName() == "november 2026, avvist, må sendes på nytt, frist 7. desember"
    assert page.save_button.isVisible()
    assert page.save_button.isEnabled()
    assert answered.entries("finding")[0].link == "Velg yrke"


def test_replaced_by_another_program(answered: Answered) -> None:
    theirs = delivery("annet77", replaces=answered.name, tax=-1, aga=2)
    answered.take(feedback(month(delivery(answered.name, "erstattet"), theirs, of="2026-11")))
    assert answered.page.tiles.tiles[10].face.state == "Erstattet"
    assert answered.page.box.title() == "Erstattet av en annen melding"
    assert answered.entry("Sendt fra et annet program").code == "annet77"
    answered.page.show_place(Place("reporting", "2026-11"))
    answered.shown.settle()
    answered.page.show_part("checks")
    answered.page.box.link.click()
    assert answered.page.lists.currentWidget() is answered.page.answer


def test_which_report_was_refused_is_asked(answered: Answered) -> None:
    answered.take(feedback(month(avvik("MAGNET-000002", "AVVISNING", "Følger ikke skjemaet."), of="")))
    panel = answered.panels[-1]
    assert isinstance(panel, WhichPanel)
    assert panel.choices.value() is not None  # the one that was uploaded last is proposed
    press(panel.not_now, Qt.Key.Key_Space)
    question = answered.entry("Et svar avviser en fil")
    answered.page.answer.do(question)
    panel = answered.panels[-1]
    assert isinstance(panel, WhichPanel)
    press(panel.say_button, Qt.Key.Key_Space)
    answered.shown.settle()
    assert answered.page.tiles.tiles[10].face.state == "Avvist"
    assert all(not each.title.startswith("Et svar avviser") for each in answered.entries())


def test_a_month_that_another_program_reported(answered: Answered, qtbot) -> None:
    head = delivery("gammelt1", tax=-5, aga=6)
    answered.take(feedback(month(head, period(total(-5, 6)), of="2026-10")))
    page = answered.page
    assert page.month == Month(2026, 10)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 0)
    assert "annet program" in page.box.title()
    assert answered.entry("Sendt fra et annet program").figure == "Mottatt"
    assert not page.report.isVisible()
    answered.shown.go("2026-11")
    assert page.report.isVisible()


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_everything_has_a_name_and_nothing_is_cut(run_seat: Seat, qtbot, tmp_path: Path, language: str) -> None:
    run_seat.set_language(language)
    shown = show(run_seat, qtbot, tmp_path)
    target = tmp_path / "1.xml"
    mark_uploaded(run_seat.desk, save_report(run_seat.desk, NOVEMBER, target))
    answered = Answered(shown, ids(target)[0], tmp_path, qtbot)
    take_in(run_seat.desk, with_findings(answered), "svar.xml")
    shown.go("2026-11")
    assert unnamed(shown.page) == []
    assert without_role(shown.page) == []
    assert cut(shown.page) == []
    answered.drop(answered.received())
    panel = answered.panels[-1]
    assert panel is not None
    assert unnamed(panel) == []
    assert cut(panel) == []


# --- side by side, and beside last month -----------------------------------------------------------------------------


def test_words_and_file_side_by_side_go_together(answered: Answered) -> None:
    report, pair = answered.page.report, answered.page.pair
    press(report.beside, Qt.Key.Key_Space)
    assert report.tree.isVisible()
    assert report.xml.isVisible()
    assert not answered.page.findings_card.isVisible()
    report.tree.setCurrentIndex(report.tree.nodes.find("melding/Leveranse/oppgave/virksomhet[2]"))
    assert "<virksomhet>" in report.xml.text_lines.lines[report.xml.currentIndex().row()]
    report.xml.setFocus()
    press(report.xml, Qt.Key.Key_Down)
    node = report.tree.node()
    assert node is not None
    assert node.path.endswith("virksomhet[2]/norskIdentifikator")
    press(report.beside, Qt.Key.Key_Space)
    assert answered.page.findings_card.isVisible()
    assert pair.isVisible()


def test_without_last_month_there_is_nothing_to_compare_with(answered: Answered, qtbot) -> None:
    report = answered.page.report
    report.segments.segment("changes").click()
    qtbot.waitUntil(lambda: bool(report.changes.entries()))
    assert report.changes.entries()[0].title == "Det finnes ingen melding for oktober 2026 her å sammenligne med"


def test_a_month_before_the_start_is_still_asked_for_when_people_were_employed(answered: Answered) -> None:
    with answered.shown.seat.desk.change("test") as session:
        session.get_one(Employer, 1).start_month = Month(2026, 10)
    answered.shown.settle()
    assert answered.page.tiles.tiles[9].face.state == "Mangler"
