"""Every page as a picture: `python -m tests.gallery.pictures DIR [--only WORD …] [--scale 2]`.

In nb, da and en, light and dark, 1200 × 760 and 1920 × 1080, with no client, with several that are closed, and in one
with no, some and much data and long names. Look at them one by one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

LANGUAGES = ("nb", "da", "en")
THEMES = ("light", "dark")
SIZES = ((1200, 760), (1920, 1080))
DATA = ("none", "several", "new", "some", "much", "danish")

DANISH: tuple[tuple[str, str, object, str | None], ...] = (
    ("absence", "absence", "2026-10", "timeline"),
    ("absence-table", "absence", "2026-10", "table"),
    ("absence-card", "absence", "absence:1", None),
    ("absence-change", "absence", "absence:2", "to"),
    ("absence-new", "absence", "new", None),
    ("runs", "pay_run", None, None),
    ("run-new", "pay_run", "new", None),
    *((f"run-{step}", "pay_run", 2, step) for step in ("period", "basis", "control", "approve")),
    *((f"run-paid-{step}", "pay_run", 1, step) for step in ("control", "files", "voucher", "payments")),
    ("settings-categories", "settings", "2001", "categories"),
)


def places(data: str) -> Iterator[tuple[str, str, object, str | None]]:
    """A name for the file, and page, thing and field of each place that is worth a picture with the data."""
    if data == "danish":
        yield from DANISH
        return
    yield "clients", "clients", None, None
    yield "deadlines", "deadlines", None, None
    yield "backups", "backups", None, None
    yield "second-person", "second_person", None, None
    if data in ("none", "several"):
        yield "clients-new", "clients", "new", None
    yield "settings-look", "settings", None, "look"  # after the guide, which stays until one goes to another page
    if data in ("none", "several"):
        return
    for section in (
        "employer",
        "establishments",
        "pay",
        "accounts",
        "books",
        "wage_types",
        "rates",
        "bank",
        "payslip",
        "security",
        "choices",
        "cost_units",
        "remarks",
    ):
        yield f"settings-{section}", "settings", None, section
    yield "setup", "setup", None, None
    yield "holiday", "holiday", None, None
    yield "overview", "overview", None, None
    yield "employees", "employees", None, None
    yield "employees-new", "employees", "new", None
    yield "absence", "absence", "2026-11", "timeline"
    yield "employees-openings", "employees", "openings", None
    yield "moving-in", "moving_in", None, None
    yield "erasures", "erasures", None, None
    yield "erasures-kept", "erasures", "kept", None
    yield "runs", "pay_run", None, None
    yield "run-new", "pay_run", "new", None
    yield "reporting", "reporting", "2026-11", None
    yield "refunds", "refunds", None, "ledger"
    yield "refunds-open", "refunds", None, "open"
    yield "refunds-log", "refunds", None, "log"
    yield "refunds-import", "refunds", "import", None
    yield "files", "files", None, "in"
    yield "files-table", "files", "table", "in"
    yield "files-send", "files", None, "send"
    yield "files-log", "files", None, "log"
    yield "inntektsmelding", "inntektsmelding", None, None
    yield "reports", "reports", "wage_journal", None
    yield "files-out", "files", None, "out"
    yield "changes", "changes", None, None
    yield "corrections", "corrections", None, None
    yield "bulk-rise", "bulk_rise", None, None
    yield "what-if", "what_if", 2026, None
    yield "what-if-back", "what_if", "back", None
    yield "year-end-list", "year_end", 2026, "list"
    yield "year-end-months", "year_end", 2026, "months"
    yield "year-end-people", "year_end", 2026, "people"
    if data == "new":
        return
    yield "holiday-days", "holiday", 2026, "days"
    for report in ("payslips", "costs", "holiday_liability", "contribution", "withholding", "absences", "refunds"):
        yield f"reports-{report.replace('_', '-')}", "reports", report, None
    for report in ("reconciliation", "changes", "deadlines"):
        yield f"reports-{report}", "reports", report, None
    yield "files-tax-cards", "files", None, "in"
    yield "files-table-rows", "files", None, "in"
    yield "files-table-kind", "files", None, "in"
    yield "refunds-absence", "refunds", "absence:11", "ledger"
    yield "inntektsmelding-sheet", "inntektsmelding", "11", None
    yield "inntektsmelding-answers", "inntektsmelding", "11", "reference"
    yield "settings-rate-entry", "settings", "benefit.lodging", "rates"
    yield "settings-unit-new", "settings", "new", "cost_units"
    yield "employee", "employees", 2, None
    yield "absence-year", "absence", "2026", "timeline"
    yield "absence-table", "absence", "2026-11", "table"
    yield "absence-new", "absence", "new", None
    yield "employee-absence", "employees", 2, "absence"
    yield "corrections-person", "corrections", None, "employee:2"
    yield "employee-card", "employees", 3, "tax_card"
    yield "employee-benefits", "employees", 2, "benefits"
    yield "employee-balances", "employees", 2, "balances"
    yield "employee-by-hand", "employees", 2, "balance"
    yield "employee-car", "employees", 2, "car"
    run = 2 if data == "some" else 4
    for step in ("period", "basis", "control", "approve"):
        yield f"run-{step}", "pay_run", run, step
    yield "run-paid-control", "pay_run", run - 1, "control"
    yield "run-paid-files", "pay_run", run - 1, "files"
    yield "run-paid-voucher", "pay_run", run - 1, "voucher"
    yield "run-paid-payments", "pay_run", run - 1, "payments"
    yield "reporting-next", "reporting", "2026-12", None
    if data == "much":
        yield "reporting-answer", "reporting", "2026-09", "answer"


def take(folder: Path, only: list[str]) -> int:
    """Take them. The result is how many."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from models.values.finding import Place
    from services.desk.desk import Desk
    from services.vault.client import Client
    from tests.gallery import stage
    from tests.gallery.danish_runs import begun_file
    from views.main_window import MainWindow
    from views.shell import theme
    from views.shell.preferences import Preferences
    from views.shell.seat import Seat

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    made = 0
    scale = os.environ.get("QT_SCALE_FACTOR", "1")
    with tempfile.TemporaryDirectory() as name:
        clients = Path(name)
        kept = {"new": stage.new_client, "some": stage.paid_client, "much": stage.large_client, "danish": begun_file}
        files = {data: make(clients) for data, make in kept.items() if wanted(only, data)}
        known = stage.several_clients(clients) if wanted(only, "several") else ()
        for data, language, look in product(DATA, LANGUAGES, THEMES):
            if data not in files and not (data == "none" or (data == "several" and known)):
                continue
            if not any(wanted(only, data, language, look, each[0]) for each in places(data)):
                continue
            theme.apply(app, look)
            preferences = Preferences()
            preferences.set("language", language)
            preferences.set("user", "Kari")
            preferences.set("idle_minutes", 0)
            seat = Seat(preferences, stage.clock)
            window = MainWindow(seat)
            window.show()
            if data in files:
                client = Client.open(files[data], passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
                seat.open_client(files[data], Desk(client, "Kari", stage.clock))
            for path in known if data == "several" else ():
                client = Client.open(path, passphrase=stage.PASSWORD, now=stage.clock, copies=stage.NO_COPIES)
                seat.open_client(path, Desk(client, "Kari", stage.clock))
                settle(app, seat)
                seat.close_client()
            for shown, (file, page, thing, field) in product(SIZES, places(data)):
                size = f"{shown[0]}x{shown[1]}"
                if not wanted(only, data, language, look, file, size):
                    continue
                window.resize(*shown)
                window.go(Place(page, thing, field))  # type: ignore[arg-type]
                if file in stage.CARRIED:
                    seat.take_files([stage.CARRIED[file](seat.desk, clients)])
                settle(app, seat)
                target = folder / f"{file}.{data}.{language}.{look}.{size}@{scale}.png"
                window.grab().save(str(target))
                made += 1
            seat.close_client()
            seat.setParent(None)
            window.close()
            window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return made


def settle(app: object, seat: object) -> None:
    """Until nothing is under way."""
    from tests.walk.hands import rest

    rest(1)
    for _ in range(500):
        if not seat.busy:  # type: ignore[attr-defined]
            break
        rest(10)
    rest(1)
    app.processEvents()  # type: ignore[attr-defined]


def wanted(only: list[str], *words: str) -> bool:
    """Whether each asked-for word that speaks of these is among them: page, data, language, look, size."""
    kinds = (set(DATA), set(LANGUAGES), set(THEMES), {f"{width}x{height}" for width, height in SIZES})
    for kind in kinds:
        asked = kind & set(only)
        if asked and (kind & set(words)) and not asked & set(words):
            return False
    pages = {word for word in only if not any(word in kind for kind in kinds)}
    named = [word for word in words if not any(word in kind for kind in kinds)]
    return not (pages and named) or any(word.startswith(tuple(pages)) for word in named)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="words of page, data, language, look or size")
    parser.add_argument("--scale", default="", help="2 for twice the size")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    if options.scale:
        os.environ["QT_SCALE_FACTOR"] = options.scale
    options.folder.mkdir(parents=True, exist_ok=True)
    print(take(options.folder, options.only), "pictures")


if __name__ == "__main__":
    main()
