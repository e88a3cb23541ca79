"""A Danish client to look at: August and September paid, October begun, absence in it. Everybody is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from models.values.span import Month
from services.actions import runs
from services.actions.absences import AbsenceForm, enter
from services.actions.clients import fill
from services.actions.exports import export_run
from services.actions.numbered import save_category
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.facts import RunHead
from services.queries import numbered
from services.vault.client import Client
from tests.gallery.stage import NO_COPIES, PASSWORD, clock

_CARD: Final = """
[[employee.tax_card]]
year = 2026
kind = "main"
percent = "{percent}"
allowance_month = "{allowance}"
"""

SCENARIO: Final = f"""
scenario = 1
title = "Danish bakery"
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
number = "2001"
[[category.line]]
type = "4600"
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
arrears = "9"

[[personal_rate]]
employee = 2
type = "9905"
from = 2026-01-01
value = "175"

[[employee]]
number = 1
name = "Anna Prøve"
born = 1985-03-02
bank_account = "53010000000002"
{_CARD.format(percent="37", allowance="6200")}
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
name = "Bent Prøve"
born = 1990-06-10
bank_account = "53010000000003"
{_CARD.format(percent="38", allowance="5400")}
[[employee.employment]]
id = "1"
start = 2024-01-01
position_category = "3001"
group = "T1"
pay = "hourly"

[[employee]]
number = 3
name = "Clara Prøve"
born = 1992-11-20
{_CARD.format(percent="39", allowance="5400")}
[[employee.employment]]
id = "1"
start = 2021-05-01
position_category = "2001"
group = "F1"
norm_hours = "160.33"
agreement_hours = "160.33"
pay = "monthly_arrears"
[[employee.line]]
type = "1000"
amount = "30000.00"

[[run]]
month = "2026-09"
pay_date = 2026-09-30
[[run.line]]
employee = 2
type = "1100"
units = "152"
"""


def danish_file(folder: Path) -> tuple[Path, str]:
    """The client file, and its recovery key: September approved, October to be paid."""
    path = folder / "havnens.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    scenario = read(SCENARIO.encode())
    fill(desk, scenario)
    for run in scenario.runs:
        run_id = runs.start(desk, run.head, run.lines)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
    client.close()
    return path, key


def begun_file(folder: Path) -> Path:
    """The same with October begun and computed; category 2001 allows two absence codes beside holiday."""
    path, _ = danish_file(folder)
    desk = Desk(Client.open(path, passphrase=PASSWORD, now=clock, copies=NO_COPIES), "Kari", clock)
    for number, name, codes in (
        ("1001", "Funktionærer", ()),
        ("2001", "Bagere", ("40", "42", "77")),
        ("3001", "Timelønnede", ()),
    ):
        form = next(row.form for row in numbered.categories(desk, "da") if row.number == number)
        save_category(desk, replace(form, name=name, absence=codes))
    export_run(desk, 1)
    begun(desk)
    desk.close()
    return path


def begun(desk: Desk) -> int:
    """Absence, and October begun and computed."""
    enter(desk, AbsenceForm(1, "40", date(2026, 10, 12), date(2026, 10, 13), units=_days(2)))
    enter(desk, AbsenceForm(3, "77", date(2026, 10, 21), date(2026, 10, 21), units=_days(1), type="41586"))
    enter(desk, AbsenceForm(3, "42", date(2026, 10, 5), date(2026, 10, 6), units=_days(2), type="1587"))
    run_id = runs.start(desk, RunHead(Month(2026, 10), date(2026, 10, 30)), {})
    runs.draft(desk, run_id)
    return run_id


def _days(count: int) -> Decimal:
    return Decimal(count)
