"""Rates by file in the window: looked at, taken in, taken back, and what cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from models.values.finding import Place
from services.actions import rate_files
from services.desk import rate_folder
from services.reference import year_files
from tests.rate_files import Maker, next_year, second_edition
from views.pages.settings.page import SettingsPage
from views.pages.settings.rates_file_panel import RatesFilePanel
from views.pages.settings.rates_part import RatesPart
from views.shell.file_ways import WAYS
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.text import Label, MessageBox


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Maker]:
    """A maker whom the program trusts, and a folder of this machine's own."""
    maker = Maker()
    monkeypatch.setattr(rate_folder, "keys", lambda: maker.keys)
    yield maker
    rate_files.use_folder(None)
    year_files.count_on("NO", ())


@pytest.fixture
def part(client_seat: Seat, qtbot: Any, tmp_path: Path, maker: Maker) -> Iterator[RatesPart]:
    """The rates in the settings, with the panel on the screen beside them."""
    rate_files.use_folder(tmp_path / "rates")
    page = SettingsPage(client_seat)
    qtbot.addWidget(page)
    page.resize(1068, 752)
    page.show()
    page.show_place(Place("settings", None, "rates"))

    def shown(panel: QWidget) -> None:
        qtbot.addWidget(panel)
        panel.resize(396, 752)
        panel.show()

    client_seat.asked_panel.connect(shown)
    part = page.findChild(RatesPart)
    assert part is not None
    yield part
    page.close()  # it lives as long as the story


def click(button: QWidget) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(panel: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in panel.findChildren(Label) if label.isVisibleTo(panel)]


def boxes(panel: QWidget) -> list[str]:
    return [box.accessibleName() or " ".join(said(box)) for box in panel.findChildren(MessageBox)]


def opened(part: RatesPart, content: bytes, folder: Path) -> RatesFilePanel:
    """Click “From a file …” and choose one."""
    file = folder / "satser.txt"
    file.write_bytes(content)
    part.seat.files.open_file = lambda *_: file  # type: ignore[method-assign]
    click(part.file_button)
    panel = part.panel
    assert panel is not None
    click(panel.choose_button)
    return panel


def test_a_file_is_seen_taken_in_and_taken_back(part: RatesPart, maker: Maker, tmp_path: Path) -> None:
    panel = opened(part, maker.sign(second_edition()), tmp_path)
    words = said(panel)
    assert "14,1\N{NO-BREAK SPACE}% → 14,3\N{NO-BREAK SPACE}%" in words
    assert any("01.05.2026" in each and "137" in each for each in words)
    assert not boxes(panel)
    click(panel.take_button)
    assert "2026, utgave 2" in said(panel)
    assert part.table.rows()[0].value is not None
    zone = next(row for row in part.table.rows() if row.rate == "employer_contribution.zone_1")
    assert str(zone.value) == "14.3"
    back = next(each for each in panel.findChildren(Button) if each.text() == "Ta tilbake" and each.isVisible())
    click(back)
    zone = next(row for row in part.table.rows() if row.rate == "employer_contribution.zone_1")
    assert str(zone.value) == "14.1"
    assert any("tatt tilbake" in each for each in said(panel))


def test_next_year_stands_among_the_years(part: RatesPart, maker: Maker, tmp_path: Path) -> None:
    panel = opened(part, maker.sign(next_year()), tmp_path)
    click(panel.take_button)
    part.years.set_value(2027)
    part.years.changed.emit()
    zone = next(row for row in part.table.rows() if row.rate == "employer_contribution.zone_1")
    assert str(zone.value) == "14.0"


def test_a_file_that_was_changed_is_refused_and_nothing_is_stored(
    part: RatesPart, maker: Maker, tmp_path: Path
) -> None:
    panel = opened(part, maker.sign(second_edition()).replace(b"14.3", b"1.3"), tmp_path)
    assert not panel.take_button.isVisible()
    assert "signaturen stemmer ikke" in " ".join(said(panel))
    click(panel.leave_button)
    assert panel.choose_button.isVisible()
    assert rate_folder.FOLDER.taken == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", "æøå;1\n".encode("cp1252")])
def test_what_is_no_file_of_rates_is_said(part: RatesPart, tmp_path: Path, content: bytes) -> None:
    panel = opened(part, content, tmp_path)
    assert "ikke en satsfil" in " ".join(said(panel))
    assert not panel.take_button.isVisible()


def test_leaving_a_file_changes_nothing(part: RatesPart, maker: Maker, tmp_path: Path) -> None:
    panel = opened(part, maker.sign(second_edition()), tmp_path)
    click(panel.leave_button)
    assert panel.seen is None
    assert rate_folder.FOLDER.taken == ()


def test_a_file_that_is_dropped_on_the_window_opens_here(
    part: RatesPart, maker: Maker, tmp_path: Path, client_seat: Seat
) -> None:
    file = tmp_path / "satser.txt"
    file.write_bytes(maker.sign(second_edition()))
    page = part.window()
    assert isinstance(page, SettingsPage)
    assert WAYS["rates"].place.page == "settings"
    page.receive(file)
    assert part.panel is not None
    assert part.panel.seen is not None
    assert part.panel.seen.can_take
