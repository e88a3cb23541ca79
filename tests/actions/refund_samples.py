"""A client that gets refunds, and reports as NAV writes them; everybody and every number is made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.values.finding import Finding, Refused
from models.values.span import Month
from services.actions import run_setup
from services.actions.scenario import read
from services.desk.desk import Desk
from services.files.scenario import Scenario

REPORTS = Path(__file__).parent.parent / "files" / "k27"
OCTOBER, NOVEMBER = "314572106_ref-arbg_2026-10-01.csv", "314572106_ref-arbg_2026-11-02.csv"
MAIN, BODO, MOLDE, ACCOUNT = "314572106", "314572335", "314572661", "12345678911"
PAID = date(2026, 11, 2)
PEOPLE = (
    ("Åse Brønnøysund", "12838543284", BODO),
    ("Per-Øyvind Nærø", "07917821164", BODO),
    ("Kari Nordmann Lillestrøm", "30869138882", MOLDE),
    ("Ali Østby", "01810051236", MOLDE),
    ("Maximilian Alexander Bergh", "24926909785", BODO),
    ("Jan D-nummer Kowalski", "55878225510", MOLDE),
    ("Oda Ås", "02820470209", BODO),
)
HEAD = f"""
scenario = 1
title = "Refusjoner"
country = "NO"
start_month = "2026-01"
[employer]
name = "Fiktiv Fjordfisk AS"
orgnr = "{MAIN}"
bank_account = "{ACCOUNT}"
[[establishment]]
orgnr = "{BODO}"
zone = "1"
[[establishment]]
orgnr = "{MOLDE}"
zone = "2"
"""
ABSENCES = """
[[absence]]
employee = 1
kind = "sick_note"
from = 2026-09-01
to = 2026-10-31
[[absence]]
employee = 3
kind = "leave_parental"
from = 2026-09-01
to = 2026-12-31
"""
RUNS = """
[[run]]
month = "2026-11"
pay_date = 2026-11-20
"""


def somebody(number: int, name: str, national_id: str, unit: str, end: str = "") -> str:
    """An employee with a monthly pay of 45 000."""
    return f"""
[[employee]]
number = {number}
name = "{name}"
national_id = "{national_id}"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.employment]]
start = 2020-01-01
occupation = "5223108"
establishment = "{unit}"
{f"end = {end}" if end else ""}
{'end_reason = "arbeidstakerHarSagtOppSelv"' if end else ""}
[[employee.employment.terms]]
from = 2020-01-01
monthly_salary = "45000.00"
"""


def client(*, head: str = HEAD, absences: str = ABSENCES, left: int = 0) -> Scenario:
    """Seven people; `left` is the number of the one whose employment ended in June."""
    people = "".join(
        somebody(number, *each, end="2026-06-30" if number == left else "") for number, each in enumerate(PEOPLE, 1)
    )
    return read((head + people + absences + RUNS).encode())


def report(name: str = NOVEMBER) -> bytes:
    """One of the reports that the reference has."""
    return (REPORTS / name).read_bytes()


def row(**other: str) -> str:
    """One row as NAV writes it, with other fields where they are named."""
    fields = {
        "nav": "8020",
        "receiver": MAIN,
        "unit": BODO,
        "code": "4",
        "id": PEOPLE[0][1],
        "first": "20260917",
        "account": ACCOUNT,
        "name": "Åse Brønnøysund".ljust(25),
        "last": "20260930",
        "amount": "0001890000 ",
        "unused": "0000000000 ",
        "last_day": "20270825",
    } | other
    return ";".join(fields.values()) + "\r\n"


def rows(*some: str) -> bytes:
    """A report of rows."""
    return "".join(some).encode("latin-1")


def ore(amount: int) -> str:
    """An amount as NAV writes it."""
    return f"{abs(amount):010}{'-' if amount < 0 else ' '}"


def november(desk: Desk, *, month: int = 11) -> int:
    """A draft of the month."""
    return run_setup.begin(desk, month=Month(2026, month), pay_date=date(2026, month, 20))


def refusal(refused: Refused) -> list[str]:
    """What a refusal says, as its source texts."""
    return [finding.what.text for finding in refused.findings]


def texts_of(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    """The source texts of findings."""
    return [finding.what.text for finding in findings]
