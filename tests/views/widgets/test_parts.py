"""Buttons, labels, panels, guides, findings: what they say, what they do by key, how they are read out."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.progress import Progress
from tests.views.keys import press, type_text
from tests.views.widgets.showing import shown
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card, Section
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, FindingRow, Group, Row, in_two
from views.widgets.form import Field, TextEdit
from views.widgets.guide import Guide, GuideFooter
from views.widgets.menu import Menu, more_button
from views.widgets.progress import ProgressBox
from views.widgets.ring import has_ring, hide_ring
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.stepper import Stepper
from views.widgets.tabs import Tabs
from views.widgets.text import IconLine, KeyCap, Label, MessageBox, Pill


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


# --- buttons ----------------------------------------------------------------------------------------------------------


def test_a_button_says_what_it_does(qtbot: QtBot) -> None:
    button = Button("Lønn & skatt", "primary", "plus", "N")
    shown(qtbot, button)
    assert button.text() == button.accessibleName() == "Lønn & skatt"
    assert (role(button), button.accessibleDescription()) == (QAccessible.Role.Button, "N")
    wide = button.sizeHint().width()
    button.set_key("")
    button.set_icon("")
    assert button.sizeHint().width() < wide
    assert Button("Vis", small=True).sizeHint().height() == 28
    assert Button("Vis").sizeHint().height() == 34


def test_the_ring_is_for_the_keyboard(qtbot: QtBot) -> None:
    first, second = Button("En"), Button("To", "link")
    window = shown(qtbot, first, second)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert has_ring(first)
    before = window.grab().toImage()
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not has_ring(first)
    assert not has_ring(second)
    assert window.grab().toImage() != before
    second.clearFocus()
    hide_ring()


def test_the_ring_follows_and_goes_with_its_control(qtbot: QtBot) -> None:
    button = Button("En")
    window = shown(qtbot, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    window.resize(600, 300)
    window.grab()
    button.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    window.grab()
    assert not has_ring(button)


def test_a_button_at_work_takes_no_click(qtbot: QtBot) -> None:
    button = Button("Beregn")
    shown(qtbot, button)
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    button.set_waiting(True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button._show_bar()
    assert not button.grab().isNull()
    button.set_waiting(False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == [True]


def test_an_icon_has_a_name(qtbot: QtBot) -> None:
    button = IconButton("x", "Lukk panelet")
    shown(qtbot, button)
    assert (button.accessibleName(), button.toolTip()) == ("Lukk panelet", "Lukk panelet")
    assert min(button.width(), button.height()) >= 24


def test_the_menu_of_more(seat: Seat, qtbot: QtBot) -> None:
    done: list[str] = []
    button = more_button(seat, [("Slett & lukk", lambda: done.append("slett"))])
    shown(qtbot, button)
    button.click()
    menu = button.findChild(Menu)
    assert menu.isVisible()
    menu.actions()[0].trigger()
    menu.close()
    assert done == ["slett"]


# --- text -------------------------------------------------------------------------------------------------------------


def test_a_label_is_cut_and_told_whole(qtbot: QtBot) -> None:
    label = Label("Et navn som er mye lengre enn plassen")
    label.setFixedWidth(80)
    shown(qtbot, label)
    assert label.toolTip() == label.text()
    label.setText("Kort")
    assert label.toolTip() == ""
    assert role(label) is QAccessible.Role.StaticText


def test_a_label_that_wraps_grows(qtbot: QtBot) -> None:
    label = Label("Ett ord og flere ord som ikke får plass på én linje", "note", wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(2000) == 19
    assert label.heightForWidth(120) >= 3 * 19
    assert Label("a\nb", "note", line=18).sizeHint().height() == 36


def test_pills_lines_and_caps_say_their_words(qtbot: QtBot) -> None:
    pill, line, cap = Pill("Mottatt", "ok", "check-circle"), IconLine("check-circle", "I orden"), KeyCap("F5")
    shown(qtbot, pill, line, cap)
    pill.set("2 feil", "err", "warning-circle")
    line.set("warning", "Se over", "warn")
    assert (pill.accessibleName(), pill.kind, pill.height()) == ("2 feil", "err", 22)
    assert line.label.text() == "Se over"
    assert cap.accessibleName() == "F5"


def test_a_long_title_without_text_does_not_reach_under_the_link(qtbot: QtBot) -> None:
    box = MessageBox("warn", "Atten medarbejdere mangler trækprocent", "", "Vis dem")
    qtbot.addWidget(box)
    for width in (240, 360, 700):
        box.resize(width, box.heightForWidth(width))
        natural = box._title._natural()
        ends = box._title.x() + min(natural, box._title.width())
        assert box.link.y() >= box._title.geometry().bottom() or box.link.x() > ends


def test_a_message_box_has_its_verb(qtbot: QtBot) -> None:
    box = MessageBox("warn", "Sykefravær mangler sluttdato", "Fra 09.11.2026", "Sett dato")
    shown(qtbot, box)
    with qtbot.waitSignal(box.clicked):
        box.link.click()
    assert box.accessibleName() == "Sykefravær mangler sluttdato Fra 09.11.2026"
    beside = box.heightForWidth(400)
    box.set("Tittel", "En lengre tekst som tar hele linjen og vel så det, så lenken må under", "Sett dato", "err")
    assert box.heightForWidth(400) > beside
    assert (box.kind, box.title()) == ("err", "Tittel")


def test_cards_and_sections(qtbot: QtBot) -> None:
    card = Card("Innhold", "En linje")
    section = Section("Frister", "Vis alle", "3")
    shown(qtbot, section, card)
    card.add(Label("a"))
    card.add_row(Button("En"), Button("To"))
    card.set_heading("")
    card.set_line("")
    assert not card._gap.isVisible()
    with qtbot.waitSignal(section.clicked):
        section.link.click()
    assert section.heading() == "Frister"


def test_the_empty_state_offers_what_to_do(qtbot: QtBot) -> None:
    empty = EmptyState("users", "Ingen ansatte ennå", "Legg inn den første.", Button("Ny ansatt", "primary"))
    shown(qtbot, empty)
    assert (empty.accessibleName(), empty.accessibleDescription()) == ("Ingen ansatte ennå", "Legg inn den første.")
    assert empty.primary.isVisible()


# --- choosing what is shown -------------------------------------------------------------------------------------------


def test_tabs_stand_closer_and_then_smaller_before_a_word_is_cut(qtbot: QtBot) -> None:
    words = ("Person", "Employment", "Fixed lines", "Benefits and allocation", "Tax cards", "Balances", "Pay history")
    tabs = Tabs([(each, each) for each in words])
    shown(qtbot, tabs)
    wide = [tab.wide("label") for tab in tabs.bar.tabs]
    small = [tab.wide("caption") for tab in tabs.bar.tabs]
    tabs.setFixedWidth(sum(wide) + 12 * 6)
    qtbot.waitUntil(lambda: [tab.width() for tab in tabs.bar.tabs] == wide)
    tabs.setFixedWidth(sum(small) + 8 * 6)
    qtbot.waitUntil(lambda: [tab.width() for tab in tabs.bar.tabs] == small)


def test_tabs_are_walked_by_arrows(qtbot: QtBot) -> None:
    tabs = Tabs([("a", "Oversikt"), ("b", "Lønn"), ("c", "Skatt")])
    pages = {key: tabs.add(key, QWidget()) for key in "abc"}
    shown(qtbot, tabs)
    told: list[str] = []
    tabs.changed.connect(told.append)
    tabs.bar.tab("b").click()
    assert tabs.stack.currentWidget() is pages["b"]
    press(tabs.bar, Qt.Key.Key_Right)
    press(tabs.bar, Qt.Key.Key_Right)
    press(tabs.bar, Qt.Key.Key_Left)
    tabs.set_current("b")
    assert told == ["b", "c", "a", "c", "b"]
    assert tabs.bar.tab("b").accessibleName() == "Lønn"


def test_chips_count(qtbot: QtBot) -> None:
    chips = Chips([("a", "Mangler", 2), ("b", "Avvik", 3), ("c", "Alle", None)])
    shown(qtbot, chips)
    told: list[str] = []
    chips.chosen.connect(told.append)
    chips.chip("b").click()
    press(chips, Qt.Key.Key_Right)
    chips.set_counts({"c": 9})
    assert told == ["b", "c"]
    assert chips.chip("c").accessibleName() == "Alle 9"
    chips.set_items([("c", "Alle", 1), ("d", "Nye", 0)])
    assert chips.current() == "c"


# --- guides -----------------------------------------------------------------------------------------------------------


def test_only_steps_that_are_done_can_be_gone_back_to(seat: Seat, qtbot: QtBot) -> None:
    stepper = Stepper(seat, ["Periode", "Grunnlag", "Kontroll", "Godkjenning", "Filer"])
    shown(qtbot, stepper, width=900)
    stepper.set(2, {0, 1})
    told: list[int] = []
    stepper.chosen.connect(told.append)
    for step in stepper.steps:
        step.click()
    assert told == [0, 1]
    assert stepper.steps[0].accessibleName() == f"1. Periode, {seat.t('done')}"
    assert all(step.shows_label for step in stepper.steps)
    assert not stepper.grab().isNull()
    stepper.set_compact(True)
    assert [step.shows_label for step in stepper.steps] == [False, False, True, False, False]
    assert not stepper.grab().isNull()


def test_a_stepper_without_room_shows_only_the_label_of_now(seat: Seat, qtbot: QtBot) -> None:
    stepper = Stepper(seat, ["Periode", "Grunnlag", "Beregning og kontroll", "Godkjenning", "Filer"])
    shown(qtbot, stepper, width=420)
    assert [step.shows_label for step in stepper.steps] == [True, False, False, False, False]


def test_the_footer_names_what_comes_and_says_why_not(seat: Seat, qtbot: QtBot) -> None:
    footer = GuideFooter(seat)
    shown(qtbot, footer, width=900)
    told: list[str] = []
    footer.forward.connect(lambda: told.append("forward"))
    footer.back.connect(lambda: told.append("back"))
    footer.closed.connect(lambda: told.append("closed"))
    footer.set(next="Arbeidsforhold", ready=False, reason="1 feil må rettes først")
    assert not footer.next_button.isEnabled()
    assert footer.next_button.accessibleDescription() == "1 feil må rettes først"
    footer.enter()
    footer.set(next="Arbeidsforhold", back=False, note="Utkastet er lagret")
    assert not footer.back_button.isVisible()
    press(footer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    footer.enter()
    footer.close_button.click()
    footer.set(next="Se over")
    footer.back_button.click()
    assert told[-3:] == ["forward", "closed", "back"]
    assert footer.reason.text() == ""


def test_a_guide_goes_to_steps_that_are_done(seat: Seat, qtbot: QtBot) -> None:
    guide = Guide(seat, "Ny ansatt", ["Person", "Lønn", "Se over"])
    pages = [guide.add(QWidget()) for _ in range(3)]
    shown(qtbot, guide, width=700)
    told: list[int] = []
    guide.step_changed.connect(told.append)
    guide.set_done({0})
    guide.go(1)
    guide.jump(2)
    guide.jump(0)
    assert told == [1, 0]
    assert guide.stack.currentWidget() is pages[0]


# --- panels -----------------------------------------------------------------------------------------------------------


def test_a_panel_is_closed_by_escape(seat: Seat, qtbot: QtBot) -> None:
    asked: list[object] = []
    pages: list[bool] = []
    seat.asked_panel.connect(asked.append)
    panel = SidePanel(seat, "Ansatt nr. 7", "Ingrid", avatar="IØ", page=lambda: pages.append(True))
    shown(qtbot, panel, height=700)
    panel.add_message(MessageBox("warn", "Mangler sluttdato"))
    panel.add(Field(seat, "Navn", TextEdit(seat)))
    panel.add_action(Button("Godkjenn", "primary"))
    panel.add_action(Button("Ikke nå"))
    assert [panel.actions.itemAt(n).widget().text() for n in range(2)] == ["Godkjenn", "Ikke nå"]
    panel.page_button.click()
    with qtbot.waitSignal(panel.closed):
        press(panel, Qt.Key.Key_Escape)
    assert (asked, pages) == ([None], [True])
    panel.set_title("Ola")
    panel.set_line("Baker")
    panel.set_caption("Nr. 8")
    assert (panel.accessibleName(), panel.line.isVisible(), panel.caption.text()) == ("Ola", True, "Nr. 8")


def test_a_panel_with_tabs_has_a_body_for_each(seat: Seat, qtbot: QtBot) -> None:
    panel = SidePanel(seat, "Ansatt", "Ingrid")
    tabs = panel.add_tabs([("a", "Oversikt"), ("b", "Lønn")])
    panel.add_section("Arbeidsforhold", "Endre …")
    label = Label("Om lønn")
    panel.tab_body("b").addWidget(label)
    shown(qtbot, panel, height=700)
    assert not label.isVisible()
    tabs.set_current("b")
    assert label.isVisible()
    panel.clear(panel.tab_body("b"))
    assert panel.tab_body("b").count() == 0


def test_a_figure_keeps_its_edge_whether_it_can_be_asked_or_not(seat: Seat, qtbot: QtBot) -> None:
    asked: list[str] = []
    card = Card()
    facts = KeyValues(seat)
    facts.add("Netto", "37 429,00", lambda: asked.append("netto"), strong=True)
    facts.add("Kort", "Mangler", state="err", link="Hent", on_link=lambda: asked.append("hent"))
    facts.add("Feriedager", "7 av 25")
    card.add(facts)
    shown(qtbot, card)
    card.grab()
    edges = {fact.value.mapTo(card, QPoint(fact.value.width(), 0)).x() for fact in (facts.facts[0], facts.facts[2])}
    assert edges == {card.width() - 20}
    facts.marks["Netto"].click()
    type_text(facts.marks["Netto"], "?")
    press(facts.marks["Netto"], Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    facts.links["Kort"].click()
    assert asked == ["netto"] * 3 + ["hent"]
    assert facts.value("Feriedager") == "7 av 25"
    with pytest.raises(KeyError):
        facts.value("Ukjent")
    facts.clear()
    assert facts.facts == []


# --- findings ---------------------------------------------------------------------------------------------------------


FINDINGS = (
    Finding(Severity.WARNING, Message("Many hours. {name} has 42.", name="Amund")),
    Finding(Severity.STOP, Message("Card is missing"), Place("employees", 7, "tax_card"), "115"),
)


def test_the_worst_comes_first_and_the_verb_goes_there(seat: Seat, qtbot: QtBot) -> None:
    gone: list[Place] = []
    seat.asked_place.connect(gone.append)
    found = FindingList(seat)
    shown(qtbot, found, height=600)
    found.set(FINDINGS, fine=47, fine_link="Vis alle")
    assert [each.row.severity for each in found.findings] == [Severity.STOP, Severity.WARNING]
    assert found.findings[1].row.title == "Many hours. Amund has 42"[:10]
    assert found.findings[1].row.second == "Amund has 42."
    first, second = found.findings
    first.setFocus(Qt.FocusReason.TabFocusReason)
    press(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    press(second, Qt.Key.Key_Up)
    press(first, Qt.Key.Key_Return)
    assert gone == [Place("employees", 7, "tax_card")]
    assert "115" in first.accessibleName()
    assert role(first) is QAccessible.Role.Button
    assert "47" in found.fine_line
    found.set((), fine=3)
    assert "3" in found.fine_line
    assert found.findings == []


def test_groups_stand_in_the_order_they_were_given(seat: Seat, qtbot: QtBot) -> None:
    chosen: list[Row] = []
    found = FindingList(seat, edge=20)
    found.chosen.connect(chosen.append)
    shown(qtbot, found, height=600)
    row = Row(Severity.STOP, "Yrkeskoden finnes ikke", "Jonas Lie", "Velg yrke", None, "115", data=3)
    found.set_groups([Group("Avvisning", "Blir ikke levert", "err", [row]), Group("Retningslinje", "", "warn", [])])
    found.findings[0].click()
    assert chosen == [row]
    assert not found.grab().isNull()


def test_many_findings_are_folded(seat: Seat, qtbot: QtBot) -> None:
    found = FindingList(seat)
    shown(qtbot, found, height=600)
    found.set([Row(Severity.NOTE, f"Nr. {number}") for number in range(100)])
    assert len(found.findings) == 60
    more = next(button for button in found.findChildren(Button) if button.text())
    more.click()
    assert len(found.findings) == 100


def test_a_long_finding_wraps(seat: Seat, qtbot: QtBot) -> None:
    found = FindingList(seat)
    qtbot.addWidget(found)
    short = FindingRow(found, Row(Severity.STOP, "Kort", "Og greit", "Gå dit"))
    long = FindingRow(found, Row(Severity.STOP, "En veldig lang setning " * 12, "Med mer " * 30, "Gå dit"))
    assert short.heightForWidth(500) == 56
    assert long.heightForWidth(500) > 100


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("One. Two. Three.", ("One", "Two. Three.")),
        ("Org. nr. 5 is wrong.", ("Org. nr. 5 is wrong.", "")),
        ("Only one", ("Only one", "")),
    ],
)
def test_a_sentence_becomes_a_title(sentence: str, parts: tuple[str, str]) -> None:
    assert in_two(sentence) == parts


# --- progress ---------------------------------------------------------------------------------------------------------


def test_progress_is_shown_only_when_it_takes_time(seat: Seat, qtbot: QtBot) -> None:
    seen: list[str] = []

    def do(progress: Progress) -> None:
        progress(7, 11, Message("{what}", what="Lager lønnsslipper"))

    box = ProgressBox(seat)
    shown(qtbot, box)
    work = seat.work(do, what="Beregner")
    box.follow(work)
    assert not box.isVisible()
    work.progressed.connect(lambda *_: seen.append(box.what.text()))
    with qtbot.waitSignal(work.ended):
        pass
    assert seen == ["Lager lønnsslipper"]
    assert box.count.text() == seat.t("{done} of {total}", done=7, total=11)
    assert not box.isVisible()


def test_progress_can_be_stopped(seat: Seat, qtbot: QtBot) -> None:
    from threading import Event

    go = Event()

    def do(progress: Progress) -> None:
        go.wait(5)
        progress(1, 2, Message("{what}", what="a"))

    box = ProgressBox(seat)
    shown(qtbot, box)
    work = seat.work(do, what="Beregner")
    box.follow(work)
    box._show_now()
    assert box.isVisible()
    assert box.what.text() == "Beregner"
    box.cancel_button.click()
    with qtbot.waitSignal(work.cancelled):
        go.set()
    qtbot.waitUntil(lambda: not box.isVisible())
