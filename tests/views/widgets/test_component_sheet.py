"""The sheet of components can be painted in both themes; somebody looks at it beside `design/11` and `12`."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services.reference import packaged
from tests.views.walker import cut, unnamed, without_role
from tests.views.widgets.component_sheet import component_sheet
from views.shell import theme
from views.shell.seat import Seat


@pytest.mark.parametrize("worn", theme.THEMES)
def test_the_sheet_is_painted(worn: str, seat: Seat, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme.apply(qapp, worn)
    try:
        sheet = component_sheet(seat)
        qtbot.addWidget(sheet)
        sheet.show()
        picture = sheet.grab().toImage()
        assert picture.save(str(tmp_path / f"components-{worn}.png"))
        assert picture.pixelColor(2, 2) == theme.current().canvas
    finally:
        theme.apply(qapp, "light")


def test_everything_on_the_sheet_has_a_name_and_room(seat: Seat, qtbot: QtBot) -> None:
    sheet = component_sheet(seat)
    qtbot.addWidget(sheet)
    sheet.show()
    assert unnamed(sheet) + without_role(sheet) + cut(sheet) == []


@pytest.mark.parametrize("worn", theme.THEMES)
def test_the_caret_has_the_colour_of_its_theme(worn: str) -> None:
    caret = packaged.read_text(f"look/caret-{worn}.svg")
    assert f'stroke="{theme.theme(worn).ink2.name().upper()}"' in caret
