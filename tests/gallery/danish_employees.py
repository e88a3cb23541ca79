"""The employees of a Danish client as pictures: `python -m tests.gallery.danish_employees DIR LANGUAGE THEME WIDTH`.

Two months are paid; names are long. Everybody is made up.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select

from models.records.employer import Employer
from models.records.numbered import PositionCategory
from services.actions import runs
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.desk import Desk
from services.vault.client import Client
from tests.gallery.stage import NO_COPIES, PASSWORD, clock

NAMES: Final = {"1001": "Funktionærer", "3001": "Timelønnede i bageri, butik og på lager"}
SCENARIO: Final = """
scenario = 1
title = "Danish bakery, its people"
country = "DK"

[employer]
name = "Havnens Bageri ApS"
cvr = "13748136"
rounding = "2"

[[category]]
number = "1001"
[[category.line]]
type = "4600"
[[category.line]]
type = "4900"
[[category.line]]
type = "4400"

[[category]]
number = "3001"
[[category.line]]
type = "4601"

[[rate]]
table = "4003"
from = 2020-01-01
group = "F1"
arrears = "1.5"

[[rate]]
table = "4401"
from = 2020-01-01
group = "F1"
arrears = "7"

[[personal_rate]]
employee = 2
type = "9905"
from = 2026-01-01
value = "175"

[[employee]]
number = 1
name = "Anna Prøve"
born = 1985-03-02
address = ["Havnegade 1", "5000 Odense C"]
bank_account = "53010000000002"
[[employee.tax_card]]
year = 2026
kind = "main"
percent = "37"
allowance_month = "6200"
[[employee.employment]]
id = "1"
start = 2020-01-01
position_category = "1001"
group = "F1"
norm_hours = "160.33"
agreement_hours = "160.33"
pay = "monthly_arrears"
[[employee.line]]
type = "1000"
amount = "38000.00"
[[employee.line]]
type = "6003"
percent = "4"
company_percent = "8"
pension_basis = "1"

[[employee]]
number = 2
name = "Bent-Ole Christian Prøve Sønderskov-Vestergaard af Nørre Vosborg"
born = 1990-06-10
[[employee.tax_card]]
year = 2026
kind = "secondary"
percent = "38"
[[employee.employment]]
id = "1"
start = 2024-01-01
position_category = "3001"
group = "T1"
pay = "hourly"

[[run]]
month = "2026-09"
pay_date = 2026-09-30
[[run.line]]
employee = 2
type = "1100"
units = "148"

[[run]]
month = "2026-10"
pay_date = 2026-10-30
[[run.line]]
employee = 1
type = "4410"
amount = "1000.00"
[[run.line]]
employee = 2
type = "1100"
units = "120"
"""


def danish_people(folder: Path, *, paid: bool = True) -> tuple[Path, str]:
    """The client file and its recovery key: two employees, a test client, September and October approved."""
    path = folder / "bageriet.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    scenario = read(SCENARIO.encode())
    fill(desk, scenario)
    with desk.change("employer.save") as session:
        employer = session.get(Employer, 1)
        assert employer is not None
        employer.test_client = True
        for category in session.scalars(select(PositionCategory)):
            category.name = NAMES[category.number]
    for run in scenario.runs if paid else ():
        run_id = runs.start(desk, run.head, run.lines)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
    client.close()
    return path, key


PLACES: Final = (
    ("list", None, None),
    ("panel", 1, None),
    ("person", 1, "person"),
    ("employment", 1, "employment"),
    ("lines", 1, "lines"),
    ("line", 1, "line_type"),
    ("rates", 2, "personal_rates"),
    ("rate", 2, "rate.type"),
    ("cards", 1, "cards"),
    ("balances", 1, "balances"),
    ("end", 1, "employment_end"),
    ("terms", 1, "monthly_salary"),
    ("guide", "new", None),
)


def take(folder: Path, language: str, look: str, width: int) -> None:
    """Every place in a language, a theme and a width."""
    from PySide6.QtWidgets import QApplication

    from models.values.finding import Place
    from services.actions.employee_drafts import save_draft
    from services.queries import new_employee
    from tests.gallery.pictures import settle
    from views.main_window import MainWindow
    from views.shell import theme
    from views.shell.preferences import Preferences
    from views.shell.seat import Seat

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, look)
    preferences = Preferences()
    for name, value in (("language", language), ("user", "Kari"), ("idle_minutes", 0)):
        preferences.set(name, value)
    with tempfile.TemporaryDirectory() as name:
        path, key = danish_people(Path(name))
        seat = Seat(preferences, clock)
        window = MainWindow(seat)
        window.resize(width, 760 if width < 1900 else 1080)
        window.show()
        client = Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES)
        seat.open_client(path, Desk(client, "Kari", clock))

        def grab(file: str) -> None:
            settle(app, seat)
            window.grab().save(str(folder / f"{file}.{language}.{look}.{width}.png"))

        for file, thing, field in PLACES:
            window.go(Place("employees", thing, field))  # type: ignore[arg-type]
            grab(file)
        page = window.page
        window.go(Place("employees", 1, "balances"))
        person = page.person  # type: ignore[union-attr]
        tab = person.tab("balances")
        for balance in person.view.balances:
            if balance.account in ("FERIE_D", "FRITVALG"):
                tab.show_movements(balance)
                grab(f"balance-{balance.account.lower()}")
        form = new_employee.new_form(new_employee.surroundings(seat.desk))
        form = form.named("Magdalene Sofie", "Bjørnstad-Prøve Kristoffersen")
        draft = save_draft(seat.desk, _filled(form), None)
        window.go(Place("employees", f"draft:{draft}"))
        for step in range(1, 5):
            page.guide.guide.go(step)  # type: ignore[union-attr]
            grab(f"guide-{step}")
        seat.close_client()


def _filled(form):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from models.values.money import Money
    from models.values.percent import Percent
    from services.actions.employees import LinePart

    return replace(
        form,
        person=replace(form.person, national_id="0203859991", bank_account="53010000000009"),
        employment=replace(form.employment, start=date(2026, 12, 1), title="Bagermester og driftsleder"),
        terms=replace(form.terms, category="1001", pay_group="F1", monthly_salary=Money.kr(42_000)),
        card=replace(form.card, percent=Percent.of(38), allowance_month=Money.kr(5_400)),
        lines=(LinePart("6000", percent=Percent.of(4), company_percent=Percent.of(8).value),),
    )


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    words = [*sys.argv[2:], *("da", "light", "1200")[len(sys.argv) - 2 :]]
    take(target, words[0], words[1], int(words[2]))
