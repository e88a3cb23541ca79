"""A Danish client that files of decentral registrering are loaded into: customer 18, employer 1, as the guide's sample
wants it.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from models.records import employer as firm
from models.records import numbered as own
from models.records.employee import Employee, Employment, EmploymentTerms
from models.values.money import Money
from models.values.percent import HUNDRED
from models.values.span import Month
from services.actions import decentral
from services.desk.decentral_load import remember_numbers
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made

CVR = "13748136"
SAMPLE = Path(__file__).parents[3] / "shared/reference/denmark/decentral-sample.csv"


def make(folder: Path) -> Made:
    """Department 100, pay groups F1 F3 F4 T1 T3, position categories 1001 and 3001, and no employees."""
    path = folder / "dk.lonnsom"
    client, key = Client.create(path, PASSWORD, "DK", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    with desk.change("client.fill") as session:
        session.add(
            firm.Employer(
                id=1,
                name="Prøve ApS",
                orgnr=CVR,
                address="",
                contact="",
                bank_account="",
                pension_percent=HUNDRED,
                pension_provider="",
                holiday_plan="",
                holiday_deduction="",
                part_month="",
                finance_tax=False,
                sector="",
                test_client=True,
                start_month=Month(2026, 1),
                pay_day=31,
            )
        )
        unit = {"zone": "", "name": "Prøve ApS", "calculation_code": "", "municipality": ""}
        session.add(firm.Establishment(orgnr=CVR, **unit))
        session.add(firm.CostUnit(kind="department", code="100", name="Lager", closed=False))
        for number in ("1001", "3001"):
            session.add(own.PositionCategory(number=number, name=""))
        for group in ("F1", "F3", "F4", "T1", "T3"):
            values = {"arrears": None, "advance": None, "hourly": Decimal(100), "fortnightly": None}
            session.add(own.RateStep(table_number="1100", since=date(2000, 1, 1), pay_group=group, **values))
        remember_numbers(session, (18, 1))
    client.close()
    return Made(path, key)


def add_people(desk: Desk, *numbers: int, since: date = date(2007, 1, 1)) -> None:
    """Employees who are there beforehand, salaried since a day."""
    lines = []
    for number in numbers:
        lines.append(f"18;1;MLE-25-MEDA;{number};0;13748136;Efternavn{number};Anna;Vejen 1;;2750;;{since:%d%m%Y}")
        lines.append(f"18;1;MLE-30-ANSF;{number};{since:%d%m%Y};;;;1001;;;;F1")
    taken = load(desk, *lines, name="people.csv")
    assert not taken.receipt.rows, taken.receipt.rows


def load(desk: Desk, *lines: str, name: str = "moved.csv") -> decentral.Taken:
    """Lines taken in as a file."""
    return decentral.take_in(desk, "\r\n".join(lines).encode("cp1252"), name)


__all__ = ["CVR", "SAMPLE", "Employee", "Employment", "EmploymentTerms", "Money", "add_people", "load", "make"]
