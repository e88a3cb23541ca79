"""The first payday, from the empty start page to the report: by clicks, by keys alone, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtWidgets import QApplication

from tests.gallery import stage
from tests.walk.hands import KeyHands, QuietHands
from tests.walk.story import Files, first_payday
from views.main_window import MainWindow
from views.shell.preferences import Preferences
from views.shell.seat import Seat


@pytest.fixture
def newcomer(qapp: QApplication, qtbot, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """Somebody who has never seen the program, in a language."""
    preferences = Preferences()
    preferences.set("user", "Kari")
    preferences.set("language", request.param)
    seat = Seat(preferences, stage.clock)
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    yield window
    seat.wait()
    for client in seat.open_clients:
        seat.close_client(client.path)
    seat.setParent(None)


@pytest.mark.parametrize(
    ("newcomer", "hands"), [("nb", QuietHands), ("en", QuietHands), ("nb", KeyHands)], indirect=["newcomer"]
)
def test_the_first_payday(newcomer: MainWindow, hands: type[QuietHands], tmp_path: Path) -> None:
    files = Files(tmp_path)
    newcomer.seat.files = files  # type: ignore[assignment]
    first_payday(hands(newcomer), files)
    [bank] = tmp_path.rglob("bank-2026-11.xml")
    [report] = tmp_path.rglob("amelding-2026-11.xml")
    slips = {"nb": "lønnsslipp-*.pdf", "en": "payslip-*.pdf"}[newcomer.seat.language]
    assert len(list(tmp_path.rglob(slips))) == 2
    sums = [float(each.text or 0) for each in etree.parse(bank).iterfind(".//{*}InstdAmt")]
    assert len(sums) == 2
    assert min(sums) > 0
    assert len(list(etree.parse(report).iterfind(".//{*}inntektsmottaker"))) == 2
