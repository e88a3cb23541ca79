"""A bakery with nine approved months: monthly pay, hourly pay and a part of a position; what corrections are about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.values.span import Month
from services.actions import runs
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.corrections import Correction
from services.desk.desk import Desk
from services.engine.facts import RunHead
from services.files.scenario import Scenario
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, play_in

EMPLOYER = """
scenario = 1
title = "Ni måneder"
country = "NO"
start_month = "2026-01"

[employer]
name = "Fjordgløtt Bakeri AS"
orgnr = "310000019"
bank_account = "15032001006"

[[establishment]]
orgnr = "315000017"
zone = "1"

# Monthly pay.
[[employee]]
number = 1
name = "Ingrid Haugen Ås"
national_id = "12847913736"
bank_account = "12034001373"
[employee.opening]
holiday_basis_last_year = "480000.00"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8000"
percent = "41"
[[employee.tax_card]]
year = 2027
kind = "table"
table = "8000"
percent = "41"
[[employee.employment]]
start = 2015-08-01
occupation = "1221108"
[[employee.employment.terms]]
from = 2015-08-01
monthly_salary = "50000.00"

# Paid by the hour.
[[employee]]
number = 2
name = "Jonas Fjeldstad"
national_id = "19910174846"
bank_account = "12034005484"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.employment]]
start = 2024-08-20
occupation = "5223108"
[[employee.employment.terms]]
from = 2024-08-20
pay = "hourly"
hourly_rate = "200.00"

# Eighty percent.
[[employee]]
number = 3
name = "Maja Eikeland"
national_id = "24929930092"
bank_account = "12045101388"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8000"
percent = "37"
[[employee.employment]]
start = 2022-09-01
occupation = "5223108"
[[employee.employment.terms]]
from = 2022-09-01
percent = "80"
monthly_salary = "32000.00"
"""


def month_run(month: int) -> str:
    kind = 'kind = "holiday"' if month == 6 else ""
    lines = f"""
[[run]]
month = "2026-{month:02d}"
pay_date = 2026-{month:02d}-20
{kind}
[[run.line]]
employee = 2
type = "hourly_pay"
quantity = "100"
"""
    if month == 3:
        lines += '[[run.line]]\nemployee = 1\ntype = "absence_deduction"\nquantity = "2"\n'
    if month == 7:
        lines += '[[run.line]]\nemployee = 1\ntype = "overtime_50"\nquantity = "10"\n'
    return lines


YEAR = "".join(map(month_run, range(1, 10)))
OCTOBER = RunHead(Month(2026, 10), date(2026, 10, 20))


def made(folder: Path) -> Made:
    """January to September approved."""
    path = folder / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, known())
    play_in(desk, known())
    client.close()
    return Made(path, recovery_key)


def known() -> Scenario:
    return read((EMPLOYER + YEAR).encode())


def october(desk: Desk) -> int:
    """The ordinary run of October, begun."""
    return runs.start(desk, OCTOBER)


def owed(correction: Correction) -> dict[tuple[int, str, str], str]:
    """By person, month and type."""
    return {
        (each.number, str(part.month), part.type): str(part.amount.value)
        for each in correction.people
        for part in each.differences
    }


def pay(desk: Desk, run_id: int) -> None:
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
