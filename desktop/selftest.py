"""The window's part of the self-test: shown without a screen, with every page of a client read from disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from services.desk.desk import Clock


def window_parts(now: Clock) -> Iterator[tuple[str, str]]:
    """Each part and what it says. Raises what a broken part raises."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    from desktop.app import App
    from models.values.finding import Place
    from services.actions.demo import demo
    from services.desk.desk import open_client
    from views.shell.preferences import Preferences
    from views.shell.registry import PAGES

    app = App([], now, Preferences())
    app.window.show()
    app.qt.processEvents()
    yield "window", f"{app.window.width()} × {app.window.height()}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo(folder, "selftest", now)
        file = folder / "demo.lonnsom"
        app.seat.open_client(file, open_client(file, "selftest", now, passphrase="selftest"))
        for page in PAGES:
            app.window.go(Place(page))
            app.qt.processEvents()
        yield "pages", str(len(PAGES))
        app.window.close()
        app.qt.processEvents()
