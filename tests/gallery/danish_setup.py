"""Danish clients to look at while they are set up: an empty one, and one with an employer, categories and tables.

`python -m tests.gallery.danish_setup DIR [--only WORD …]` takes the pictures. Everybody is made up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Final

from models.values.finding import Place
from services.actions.employer import save_employer
from services.actions.numbered import CategoryForm, LineForm, StepForm, save_category, save_step
from services.desk.desk import Desk
from services.queries import numbered, settings
from services.vault.client import Client
from tests.gallery.stage import NO_COPIES, PASSWORD, clock

PLACES: Final = (
    *(("new", page, thing, field) for page, thing, field in (("setup", None, None), ("overview", None, None))),
    ("new", "settings", None, "categories"),
    ("set", "overview", None, None),
    ("set", "deadlines", None, None),
    *(("set", "settings", None, field) for field in ("employer", "pay", "categories", "result_tables", "type_sets")),
    *(("set", "settings", None, field) for field in ("wage_types", "accounts", "bank", "payslip", "rates")),
    ("set", "settings", "new", "categories"),
    ("set", "settings", "new:4401", "result_tables"),
)


def new_client(folder: Path) -> Path:
    """A Danish client in which nothing is entered."""
    path = folder / "ny dansk.lonnsom"
    client, _ = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    client.close()
    return path


def set_up_client(folder: Path) -> Path:
    """One with an employer, two ready categories and one of its own, and two result tables."""
    path = folder / "havnens.lonnsom"
    client, _ = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    form = replace(settings.new_form(desk), name="Havnens Bageri og Konditori ApS", orgnr="13748136")
    save_employer(desk, replace(form, bank_account="1234 567890", provisions="running"))
    for start in numbered.starts(desk, "da")[:3:2]:
        save_category(desk, start.form)
    lines = (LineForm("4600"), LineForm("4900", None, date(2026, 8, 31)), LineForm("4400", date(2026, 9, 1)))
    save_category(desk, CategoryForm("2001", "Butik, overenskomst med fritvalg", lines))
    nine, hours = Decimal(9), {"hourly": Decimal(1)}
    save_step(desk, StepForm("4401", date(2026, 1, 1), "F1", {"arrears": nine, "advance": nine, "hourly": Decimal(7)}))
    save_step(desk, StepForm("FEENH", date(2025, 9, 1), "", hours))
    client.close()
    return path


def take(folder: Path, only: list[str]) -> int:
    """Take the pictures whose name holds every asked-for word. The result is how many."""
    from PySide6.QtWidgets import QApplication

    from tests.gallery.pictures import LANGUAGES, SIZES, THEMES, settle
    from views.main_window import MainWindow
    from views.shell import theme
    from views.shell.preferences import Preferences
    from views.shell.seat import Seat

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    made = 0
    with tempfile.TemporaryDirectory() as name:
        files = {"new": new_client(Path(name)), "set": set_up_client(Path(name))}
        for data, language, look, size in product(files, LANGUAGES, THEMES, SIZES):
            shown = [
                (f"{'-'.join(filter(None, where)).replace(':', '_')}.dk.{data}.{language}.{look}.{size[0]}", where)
                for kind, *where in PLACES
                if kind == data
            ]
            shown = [each for each in shown if all(word in each[0].replace(".", "-").split("-") for word in only)]
            if not shown:
                continue
            theme.apply(app, look)
            preferences = Preferences()
            for key, value in (("language", language), ("user", "Kari"), ("idle_minutes", 0)):
                preferences.set(key, value)
            seat = Seat(preferences, clock)
            window = MainWindow(seat)
            window.show()
            client = Client.open(files[data], passphrase=PASSWORD, now=clock, copies=NO_COPIES)
            seat.open_client(files[data], Desk(client, "Kari", clock))
            window.resize(*size)
            for file, (page, thing, field) in shown:
                window.go(Place(page, thing, field))  # type: ignore[arg-type]
                settle(app, seat)
                window.grab().save(str(folder / f"{file}.png"))
                made += 1
            seat.close_client()
            window.close()
    return made


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--only", nargs="*", default=[])
    told = asked.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    print(take(told.folder, told.only))
