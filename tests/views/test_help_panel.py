"""Help in the window: for the field in focus, for the page, and from there to how a month works."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.reference.help import help_text
from tests.views.keys import press
from views.main_window import MainWindow
from views.shell.seat import Seat
from views.widgets.editors import TextEdit
from views.widgets.form import Field
from views.widgets.help_panel import HelpPanel
from views.widgets.text import Label


def words(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(Label))


@pytest.fixture
def window(client_seat: Seat, qtbot: QtBot) -> MainWindow:
    window = MainWindow(client_seat)
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_page_says_what_it_is_for(window: MainWindow) -> None:
    window.go(Place("overview"))
    window._help_here()
    panel = window.panel
    assert isinstance(panel, HelpPanel)
    assert panel.title.text() == "Oversikt"
    assert "Siden svarer på ett spørsmål" in words(panel)


def test_links_lead_on_and_back_again(seat: Seat, qtbot: QtBot) -> None:
    panel = HelpPanel(seat, "overview.pension")
    qtbot.addWidget(panel)
    panel.show()
    assert panel.title.text() == "Pensjon"
    qtbot.mouseClick(panel.links["general.month"], Qt.MouseButton.LeftButton)
    assert panel.title.text() == "Måneden i ti steg"
    assert "10." in words(panel)
    assert panel.back()
    assert panel.title.text() == "Pensjon"
    assert not panel.back()


def test_a_field_gives_its_own_name(seat: Seat, qtbot: QtBot) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    field = Field(seat, "Organisasjonsnummer", TextEdit(seat), topic="setup.orgnr")
    column.addWidget(field)
    qtbot.addWidget(holder)
    holder.show()
    asked: list[str] = []
    seat.asked_help.connect(asked.append)
    press(field.editor, Qt.Key.Key_F1)
    assert asked == ["setup.orgnr"]
    panel = HelpPanel(seat, asked[0])
    qtbot.addWidget(panel)
    assert panel.title.text() == "Organisasjonsnummer"
    assert "ni sifre" in words(panel)


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_in_three_languages(seat: Seat, qtbot: QtBot, language: str) -> None:
    seat.set_language(language)
    panel = HelpPanel(seat, "general.words")
    qtbot.addWidget(panel)
    assert "OTP" in words(panel)
    assert panel.title.text() == {"nb": "Ord du møter", "da": "Ord du møder", "en": "Words you meet"}[language]


def test_a_topic_that_is_not_written_says_so(seat: Seat, qtbot: QtBot) -> None:
    panel = HelpPanel(seat, "nowhere.nothing")
    qtbot.addWidget(panel)
    assert "Det er ingen hjelp til dette ennå." in words(panel)
    assert "general.month" in panel.links


def test_every_field_that_can_be_seen_is_explained(window: MainWindow, qtbot: QtBot) -> None:
    """Walk through the pages with forms: each field's topic is written in nb (the house test compares languages)."""
    places = [
        Place("setup"),
        Place("employees", "new"),
        Place("employees", 1),
        Place("pay_run", "new"),
        *(
            Place("settings", None, part)
            for part in ("employer", "establishments", "pay", "payslip", "security", "look")
        ),
    ]
    topics: set[str] = set()
    for place in places:
        window.go(place)
        topics |= {field.topic for field in window.findChildren(Field) if field.topic}
    window.seat.wait()
    assert len(topics) > 30
    assert not sorted(topic for topic in topics if help_text("nb", topic) is None)
