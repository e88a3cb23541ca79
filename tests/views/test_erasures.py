"""People who left are erased by clicks: found in the list, looked at, one box and one number, a receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from services.actions import erase
from services.actions.verify import verify
from services.desk.desk import Desk
from services.queries.erasures import erased_rows
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Made
from tests.actions.test_erase import JONAS, Later, old  # noqa: F401
from tests.gallery.pictures import settle
from tests.views.clients_room import Files
from tests.views.keys import type_text
from tests.views.walker import texts, unnamed
from views.main_window import MainWindow
from views.pages.employees.page import EmployeesPage
from views.pages.erasures.page import ErasuresPage
from views.pages.erasures.panels import ErasePanel, ReceiptPanel, WhyPanel
from views.pages.settings.people_who_left import PeopleWhoLeftCard
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.side_panel import SidePanel


@pytest.fixture
def seat(qapp: object, old: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:  # noqa: F811
    """Berit, six years later."""
    monkeypatch.setenv("LONNSOM_CONFIG", str(tmp_path / "berit"))
    clock = Later()
    seat = Seat(Preferences(), clock)
    path = old.copied_to(tmp_path)
    client = Client.open(path, recovery_key=old.recovery_key, now=clock, copies=NO_COPIES)
    seat.open_client(path, Desk(client, "berit", clock))
    yield seat
    seat.wait()
    if seat.has_client:
        seat.desk.close()


@pytest.fixture
def panels(seat: Seat, qtbot: QtBot) -> list[SidePanel]:
    shown: list[SidePanel] = []

    def show(panel: SidePanel | None) -> None:
        if panel is not None:
            qtbot.addWidget(panel)
            panel.resize(420, 740)
            panel.show()
            shown.append(panel)

    seat.asked_panel.connect(show)
    return shown


@pytest.fixture
def page(seat: Seat, qtbot: QtBot) -> ErasuresPage:
    page = ErasuresPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    seat.changed.connect(lambda _: page.refresh())
    page.show_place(Place("erasures"))
    return page


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]


def open_first(page: ErasuresPage, qtbot: QtBot) -> None:
    page.table.select(lambda row: row.number == 2)
    page.open_row(page.table.current())


def test_erased_with_a_receipt(
    page: ErasuresPage, panels: list[SidePanel], seat: Seat, qtbot: QtBot, tmp_path: Path
) -> None:
    assert [row.name for row in page.rows if row.can] == [JONAS]
    open_first(page, qtbot)
    panel = panels[-1]
    assert isinstance(panel, ErasePanel)
    qtbot.waitUntil(lambda: panel.found is not None)
    assert unnamed(panel) == []
    assert not panel.erase_button.isEnabled()
    type_text(panel.typed.editor, "3")
    panel.sure.set_value(True)
    assert not panel.erase_button.isEnabled()  # another number
    panel.typed.set_value("")
    type_text(panel.typed.editor, "2")
    assert panel.erase_button.isEnabled()
    panel.sure.set_value(False)
    panel._can()
    assert not panel.erase_button.isEnabled()  # the box is not ticked
    click(qtbot, panel.sure.editor)
    qtbot.waitUntil(panel.erase_button.isEnabled)
    click(qtbot, panel.erase_button)
    qtbot.waitUntil(lambda: bool(erased_rows(seat.desk)), timeout=20000)
    qtbot.waitUntil(lambda: isinstance(panels[-1], ReceiptPanel))
    seat.wait()
    assert verify(seat.desk) == []
    assert page.chips.current() == "done"
    assert [row.numbers for row in page.done] == [(2,)]
    receipt = panels[-1]
    assert isinstance(receipt, ReceiptPanel)
    assert unnamed(receipt) == []
    seat.files = Files(tmp_path / "kvittering.pdf")  # type: ignore[assignment]
    click(qtbot, receipt.save_button)
    assert (tmp_path / "kvittering.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "kvittering.json").exists()


def test_the_employees_page_leads_there(seat: Seat, qtbot: QtBot) -> None:
    gone: list[Place] = []
    seat.asked_place.connect(gone.append)
    page = EmployeesPage(seat)
    qtbot.addWidget(page)
    page.show_place(Place("employees"))
    entries = page._more.menu_entries.actions()  # type: ignore[union-attr]
    entries[-1].trigger()
    assert gone[-1] == Place("erasures")


PLACES = [
    Place("overview"),
    Place("employees", 2, "person"),
    Place("employees", 2),
    Place("pay_run"),
    Place("pay_run", 1),
    Place("pay_run", 1, "files"),
    Place("reporting"),
    Place("reporting", "2026-03"),
    Place("reporting", "2026-04"),
    Place("reporting", "2027-01"),
    Place("year_end", 2026),
    Place("year_end"),
    Place("changes"),
    Place("reports", "wage_journal"),
    Place("files", None, "log"),
    Place("files", None, "send"),
    Place("corrections"),
    Place("deadlines"),
    Place("holiday"),
    Place("absence", "2026-02", "timeline"),
    Place("refunds", None, "ledger"),
    Place("settings", None, "security"),
    Place("erasures", "done"),
]


def test_every_page_opens_afterwards(seat: Seat, qapp: object, qtbot: QtBot) -> None:
    """Pages that open kept files say that these were erased; none breaks."""
    erase.erase(seat.desk, [2], "2")
    broken: list[object] = []
    refused: list[object] = []
    seat.broken.connect(broken.append)
    seat.asked_findings.connect(refused.append)
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.resize(1200, 760)
    window.show()
    for place in PLACES:
        seat.go(place)
        seat.wait()
        settle(qapp, seat)
        assert not broken, place
    assert JONAS not in " ".join(texts(window))


def test_who_must_be_kept(page: ErasuresPage, panels: list[SidePanel], seat: Seat, qtbot: QtBot) -> None:
    card = PeopleWhoLeftCard(seat)
    qtbot.addWidget(card)
    card.years.set_value(10)
    card._keep()
    page.chips.set_current("kept")
    page.refresh()
    assert [row.name for row in page.rows if not row.can] == [JONAS]
    page.show_place(Place("erasures", 2))
    assert isinstance(panels[-1], WhyPanel)


def test_changed_meanwhile(page: ErasuresPage, panels: list[SidePanel], seat: Seat, qtbot: QtBot) -> None:
    """What came in the way after the panel was opened is said in it, and nothing is erased."""
    open_first(page, qtbot)
    panel = panels[-1]
    assert isinstance(panel, ErasePanel)
    qtbot.waitUntil(lambda: panel.found is not None)
    erase.keep_longer(seat.desk, 10)
    panel.sure.set_value(True)
    panel.typed.set_value("2")
    panel._can()
    click(qtbot, panel.erase_button)
    qtbot.waitUntil(lambda: panel.said.isVisible() and "kan ikke slettes" in panel.said.accessibleName())
    assert erased_rows(seat.desk) == ()
