"""The first payday with real hands: `tests/walk/walk.sh DIR` starts this on a virtual screen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest

from desktop.app import App
from tests.gallery import stage
from tests.walk.hands import RealHands, rest
from tests.walk.story import Files, first_payday
from views.shell.preferences import Preferences


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        preferences = Preferences()
        preferences.set("language", "nb")
        preferences.set("theme", "light")
        preferences.set("user", "Kari")
        app = App([], stage.clock, preferences)
        files = Files(Path(name))
        app.seat.files = files  # type: ignore[assignment]
        app.window.showFullScreen()
        QTest.qWaitForWindowExposed(app.window)
        rest(300)
        first_payday(RealHands(app.window, folder), files)
        app.window.close()
    print(f"The first payday is done; pictures are in {folder}")


if __name__ == "__main__":
    main()
