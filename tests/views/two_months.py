"""The demo client with November paid, and December computed with differences: more of a position, other hours, another
card, a bonus, and people who are not paid this time.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import copyfile

from sqlalchemy import select

from models.records import employee as people
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead
from services.reference.demo_client import demo_scenario
from services.vault.client import Client
from tests.views.conftest import NO_COPIES, PASSWORD, Clock

NOVEMBER, DECEMBER = 1, 2


@cache
def december(paid_file: Path) -> Path:
    """A file with both months, made once from the one with November paid, and beside it."""
    path = paid_file.with_name("desember.lonnsom")
    copyfile(paid_file, path)
    client = Client.open(path, passphrase=PASSWORD, now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "Kari", Clock())
    lines = {number: list(some) for number, some in read(demo_scenario()).runs[0].lines.items()}
    lines |= {
        2: [LineInput("overtime_50", quantity=Decimal("7.5")), LineInput("mileage", quantity=Decimal(212))],
        4: [LineInput("hourly_pay", quantity=Decimal("71.25"))],
        7: [LineInput("bonus", amount=Money.kr(5000))],
    }
    del lines[8], lines[11]
    with desk.change("employee.terms") as session:
        [terms] = session.scalars(
            select(people.EmploymentTerms)
            .join(people.Employment, people.Employment.id == people.EmploymentTerms.employment_id)
            .where(people.Employment.employee_id == 3)
        )
        session.add(
            people.EmploymentTerms(
                employment_id=terms.employment_id,
                from_day=date(2026, 12, 1),
                percent=Percent.of(80),
                full_time_hours=terms.full_time_hours,
                pay="monthly",
                monthly_salary=Money.kr(30800),
                period="MND",
            )
        )
        session.add(_card(10, Percent.of(31), date(2026, 12, 2)))
    run_id = runs.start(desk, RunHead(Month(2026, 12), date(2026, 12, 18)), lines)
    runs.draft(desk, run_id)
    client.close()
    assert run_id == DECEMBER
    return path


def _card(employee_id: int, percent: Percent, issued: date) -> people.TaxCard:
    return people.TaxCard(
        employee_id=employee_id, year=2026, kind="percent", table_number="", percent=percent, issued=issued
    )
