"""The page eIndkomst of a Danish client as pictures: `python -m tests.gallery.danish_income DIR [LANGUAGE] [LOOK]`.

Four people, all made up: a monthly salary, hours with FerieKonto, one who leaves, and one without a CPR number.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from services.actions import income_report, runs
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.desk import Desk
from services.vault.client import Client
from tests.gallery.stage import NO_COPIES, PASSWORD, clock

_CARD: Final = """
[[employee.tax_card]]
year = 2026
kind = "main"
percent = "{percent}"
allowance_month = "{allowance}"
"""
_MONTHLY: Final = """
[[employee.employment]]
id = "1"
start = 2020-01-01
position_category = "1001"
group = "F1"
norm_hours = "160.33"
agreement_hours = "160.33"
pay = "monthly_arrears"
{more}
[[employee.line]]
type = "1000"
amount = "{amount}"
"""


def _person(number: int, name: str, more: str) -> str:
    return f'[[employee]]\nnumber = {number}\nname = "{name}"\n{more}'


SCENARIO: Final = f"""
scenario = 1
title = "Danish bakery, its reports"
country = "DK"
[employer]
name = "Havnens Bageri ApS"
cvr = "13748136"
bank_account = "53010000000001"
rounding = "2"
[[category]]
number = "1001"
[[category.line]]
type = "4600"
[[category.line]]
type = "4900"
[[category]]
number = "3001"
[[category.line]]
type = "4601"
[[personal_rate]]
employee = 2
type = "9905"
from = 2026-01-01
value = "175"
{_person(1, "Anna Prøve", "born = 1985-03-02" + chr(10) + 'national_id = "0203859991"')}
{_CARD.format(percent="37", allowance="6200")}
{_MONTHLY.format(amount="38000.00", more="")}
[[employee.line]]
type = "6003"
percent = "4"
company_percent = "8"
pension_basis = "1"
{_person(2, "Bent Prøve", "born = 1990-06-10" + chr(10) + 'national_id = "1006909991"')}
{_CARD.format(percent="38", allowance="5400")}
[[employee.employment]]
id = "1"
start = 2024-01-01
position_category = "3001"
group = "T1"
pay = "hourly"
{_person(3, "Clara Prøve", "born = 1992-11-20" + chr(10) + 'national_id = "2011929992"')}
{_CARD.format(percent="38", allowance="5400")}
{_MONTHLY.format(amount="30000.00", more="end = 2026-10-31" + chr(10) + 'end_code = "3"')}
{_person(4, "Dorte Prøve", "born = 1978-01-05")}
{_CARD.format(percent="39", allowance="5400")}
{_MONTHLY.format(amount="34500.00", more="")}
[[run]]
month = "2026-09"
pay_date = 2026-09-30
[[run.line]]
employee = 2
type = "1100"
units = "152"
[[run]]
month = "2026-10"
pay_date = 2026-10-30
[[run.line]]
employee = 2
type = "1100"
units = "148"
"""


def danish_reports(folder: Path, more: str = "") -> tuple[Path, str]:
    """The client file, and its recovery key: September and October approved. `more` are further tables."""
    path = folder / "havnens.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    scenario = read((SCENARIO + more).encode())
    fill(desk, scenario)
    for run in scenario.runs:
        run_id = runs.start(desk, run.head, run.lines)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
    client.close()
    return path, key


def take(folder: Path, language: str, look: str, width: int = 1200) -> None:
    """The page before and after September was sent, its parts, and the reports that belong to it."""
    from PySide6.QtWidgets import QApplication

    from models.values.finding import Place
    from models.values.span import Month
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
        path, key = danish_reports(Path(name))
        seat = Seat(preferences, clock)
        window = MainWindow(seat)
        window.resize(width, 760)
        window.show()
        client = Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES)
        seat.open_client(path, Desk(client, "Kari", clock))

        def grab(file: str, place: Place) -> None:
            window.go(place)
            settle(app, seat)
            window.grab().save(str(folder / f"income-{file}.{language}.{look}.{width}.png"))

        september = Month(2026, 9)
        income_report.mark_sent(seat.desk, income_report.make(seat.desk, september))
        grab("october", Place("income_report", "2026-10"))
        grab("person", Place("income_report", "2026-10", "3"))
        for part in ("sums", "findings", "files"):
            grab(part, Place("income_report", "2026-09" if part == "files" else "2026-10", part))
        for report in ("income_fields", "holiday_settled", "transfers"):
            grab(report, Place("reports", report))
        grab("deadlines", Place("deadlines"))
        seat.close_client()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    chosen = sys.argv[2:4] or ["da", "light"]
    take(target, chosen[0], chosen[1])
