"""A newcomer's first job in Denmark, from the empty start page to the approved month, by clicks and keys, in Danish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from models.values.finding import Place
from models.values.money import Money
from services.queries import employee_page
from tests.gallery import stage
from tests.walk.hands import QuietHands
from tests.walk.story import PASSWORD, Files
from views.main_window import MainWindow
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.input_grid import InputGrid


@pytest.fixture
def newcomer(qapp: QApplication, qtbot: Any) -> Iterator[MainWindow]:
    """Somebody who has never seen the program, in Danish."""
    preferences = Preferences()
    preferences.set("user", "Kari")
    preferences.set("language", "da")
    seat = Seat(preferences, stage.clock)
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.resize(1200, 760)
    window.show()
    window.activateWindow()
    yield window
    seat.wait()
    for client in seat.open_clients:
        seat.close_client(client.path)
    seat.setParent(None)


class Newcomer(QuietHands):
    """Reads what the window says, and does it."""

    def go(self, place: Place) -> None:
        assert isinstance(self.window, MainWindow)
        self.window.go(place)

    def onward(self, step: str) -> None:
        """The button at the foot of a guide."""
        self.click_on(self.find(step, QPushButton))

    def make_the_client(self, folder: Path) -> None:
        self.click("Ny klient")
        self.type("Klientens navn", "Havnens Bageri")
        self.type("Mappe", str(folder))
        self.click("Kun til øvelse: den tager opdigtede numre, og hver fil siger det")
        self.click("Vælg adgangskode")
        self.type("Adgangskode", PASSWORD)
        self.type("Den samme adgangskode igen", PASSWORD)
        self.click("Lav klientfilen")
        self.until(lambda: self.sees("Gendannelsesnøglen"), "the recovery key")
        self.click("Gem som tekst …")
        [file] = folder.glob("*.txt")
        lines = file.read_text("utf-8").splitlines()
        key = "-".join(line.split()[-1] for line in lines if line[:3].strip().isdigit())
        self.click("Prøv nøglen")
        self.type("Gendannelsesnøgle", key)
        self.click("Opret firmaet")

    def set_up_the_firm(self) -> None:
        self.type("CVR-nummer", "13748136")
        self.onward("Løn og ferie")
        self.type("Første måned med løn herfra", "oktober 2026")
        self.onward("Konto")
        self.type("Kontoen, lønnen betales fra", "5301 1")
        self.onward("Gennemse")
        self.click("Gem firmaet")

    def add_category(self, start: str) -> None:
        self.go(Place("settings", None, "categories"))
        first = self.named("Ny stillingskategori", QPushButton)
        self.click("Ny stillingskategori" if first else "Funktionær, ferie med løn")
        self.choose("Begynd med", start)
        self.click("Gem")

    def fill_table(self, table: str, value: str) -> None:
        self.go(Place("settings", f"new:{table}", "result_tables"))
        self.type("Gælder fra", "1.1.2026")
        self.type("Værdi", value)
        self.click("Gem")

    def employ(self, template: str, name: str, cpr: str, category: str, pay: tuple[str, str]) -> None:
        """The first three steps of the guide."""
        self.press("Ctrl+2")
        self.press("Ctrl+N")
        self.click(template)
        self.type("Fornavn", name)
        self.type("Efternavn", "Prøve")
        self.type("CPR-nummer", cpr)
        self.press("Tab")
        self.onward("Ansættelse")
        self.type("Første arbejdsdag", "1.1.2024")
        self.choose("Stillingskategori", category)
        self.onward("Løn")
        self.type(*pay)

    def give_a_card(self, name: str, percent: str, allowance: str, account: str) -> None:
        """The last two."""
        self.onward("Skat og konto")
        assert not self.sees("Skattekortet er komplet")  # its percentage is not there yet
        self.type("Trækprocent", percent)
        self.type("Fradrag pr. måned", allowance)
        self.type("Bankkonto (reg.nr. og konto)", account)
        self.onward("Gennemse")
        self.click(f"Ansæt {name}")

    def add_pension(self) -> None:
        self.click("Tilføj linje")
        self.type("Lønart", "6000")
        self.press("Return")
        self.type("Procent", "4")
        self.type("Firmabidrag", "8")
        self.click("Tilføj")

    def bring(self, number: str, field: str, value: str) -> None:
        """A balance from the old system: it is found by its number, and its month is chosen."""
        self.click("Tilføj linje")
        self.type("Lønart", number)
        self.press("Return")
        self.type(field, value)
        self.choose("År", "2026")
        self.choose("Måned", "september")
        self.click("Gem linjen")


def test_a_newcomer_runs_the_first_month(newcomer: MainWindow, tmp_path: Path) -> None:
    newcomer.seat.files = Files(tmp_path)  # type: ignore[assignment]
    hands = Newcomer(newcomer)
    hands.make_the_client(tmp_path)
    hands.set_up_the_firm()
    hands.add_category("Funktionær, ferie med løn og f")
    hands.add_category("Timelønnet, feriepenge til")
    hands.fill_table("4401", "9")
    hands.employ("Funktionær", "Anna", "020385-9991", "1002", ("Fast løn for perioden", "38000"))
    hands.add_pension()
    hands.give_a_card("Anna", "37", "6200", "5301 2")
    hands.employ("Timelønnet", "Bent", "100690-9992", "3001", ("Timeløn", "175"))
    hands.give_a_card("Bent", "38", "5400", "5301 3")
    hands.employ("14-dageslønnet", "Clara", "201192-9991", "3001", ("Fast løn for perioden", "15000"))
    hands.give_a_card("Clara", "39", "2492", "5301 4")

    hands.press("Escape")
    hands.press("Ctrl+1")
    hands.click("Start løn for oktober 2026")
    hands.click("Til grundlaget")
    grid = newcomer.findChild(InputGrid)
    assert grid is not None
    grid.setFocus()
    grid.go_to(1, [each.heading for each in grid.columns].index("1100 Timeløn"))
    hands.write("152")
    hands.press("Return")
    grid.go_to(0, 1)
    hands.press("Ctrl+L")
    hands.bring("40011", "Antal", "2,08")
    hands.bring("40014", "Beløb", "4750")
    hands.press("Escape")
    hands.click("Beregn og kontrollér")
    hands.click("Til godkendelse")
    # Anna: 38,000 − own pension 1,520 − ATP 99 = 36,381; 8 % = 2,910.48 → 2,910; 37 % of 36,381 − 2,910 − 6,200 =
    # 27,271 → 10,090; 23,381 are left. Bent: 152 × 175 = 26,600 − ATP 99 = 26,501; 8 % = 2,120; 38 % of 26,501 −
    # 2,120 − 5,400 = 18,981 → 7,213; 17,168 are left. Clara is paid every 14 days, and not in this run.
    assert not hands.named("Clara Prøve")
    assert hands.sees("40.549,00")
    hands.click("Jeg har set det, der mangler")
    hands.click("Godkend og lav filer")
    hands.until(lambda: hands.sees("Gem alle …"), "the files")
    hands.click("Gem alle …")
    hands.until(lambda: len(list(tmp_path.glob("lønseddel-*-2026-10.pdf"))) == 2, "the payslips")

    view = employee_page.employee(newcomer.seat.desk, 1)
    balances = {each.account: each.amount for each in view.balances}
    assert balances["FRITVALG"] == Money.kr(3420)  # 9 % of 38,000 (table 4401)
    assert view.employments[0].start == date(2024, 1, 1)
