"""A firm for reports: two departments, three months, a correction and a refund, all worked out by hand.

Kari earns 40 000 and stands on department 10; Jonas has 80 % of a position and earns 30 000, of which 40 % stands on
department 10 and 60 % on 20. Both have 30 % withheld. Kari works in zone 1 (14.1 %), Jonas in zone 2 (10.6 %). Pension
is 2 %, holiday pay 12 %. In February Kari gets a bonus of 5 000, in March that run is corrected for her alone: it is
taken back, and paid again with a bonus of 3 000. Jonas is sick from 2 to 27 March, Kari by her own word on 3 and 4
February; and in April NAV pays 4 000 for Jonas, which stands in no run.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.values.percent import Percent
from models.values.span import Month
from services.actions import pay_choices, runs
from services.actions.absences import AbsenceForm, enter
from services.actions.arrangements import save_shares
from services.actions.clients import fill
from services.actions.exports import export_run
from services.actions.refunds import take_in
from services.actions.scenario import read
from services.desk.arrangements import SharePart
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead, RunKind
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.builders import kr
from tests.views.refund_room import posting, report

FIRM = """
scenario = 1
title = "To avdelinger"
country = "NO"
start_month = "2026-01"

[employer]
name = "Fjordgløtt Bakeri AS"
orgnr = "310000019"
bank_account = "15032001006"

[[establishment]]
orgnr = "315000017"
zone = "1"
name = "Butikken"

[[establishment]]
orgnr = "315001013"
zone = "2"
name = "Kontoret"

[[employee]]
number = 1
name = "Kari Ås"
national_id = "12847913736"
bank_account = "12034001373"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.employment]]
start = 2020-01-01
occupation = "5223108"
establishment = "315000017"
[[employee.employment.terms]]
from = 2020-01-01
monthly_salary = "40000.00"

[[employee]]
number = 2
name = "Jonas Berg"
national_id = "19910174846"
bank_account = "12034005484"
[[employee.tax_card]]
year = 2026
kind = "percent"
percent = "30"
[[employee.employment]]
start = 2020-01-01
occupation = "5223108"
establishment = "315001013"
[[employee.employment.terms]]
from = 2020-01-01
percent = "80"
monthly_salary = "30000.00"
"""

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in (1, 2, 3, 4))


def made(folder: Path) -> Made:
    """The file, closed."""
    path = folder / "avdelinger.lonnsom"
    client, key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, read(FIRM.encode()))
    pay_choices.save_cost_unit(desk, "department", "10", "Butikk")
    pay_choices.save_cost_unit(desk, "department", "20", "Kontor")
    save_shares(desk, 1, date(2026, 1, 1), [SharePart(Percent.of(100), "10")])
    save_shares(desk, 2, date(2026, 1, 1), [SharePart(Percent.of(40), "10"), SharePart(Percent.of(60), "20")])
    enter(desk, AbsenceForm(1, "self_certified", date(2026, 2, 3), date(2026, 2, 4)))
    enter(desk, AbsenceForm(2, "sick_note", date(2026, 3, 2), date(2026, 3, 27)))
    _pay(desk, RunHead(JANUARY, date(2026, 1, 20)))
    _pay(desk, RunHead(FEBRUARY, date(2026, 2, 20)), bonus=5000)
    _pay(desk, RunHead(MARCH, date(2026, 3, 20)))
    _pay(desk, RunHead(FEBRUARY, date(2026, 3, 25), RunKind.CORRECTION, corrects="2026-02"), bonus=3000, whom=(1,))
    rows = [posting("19910174846", "Jonas Berg", "20260318", "20260320", 400_000, unit="315001013")]
    name = "310000019_ref-arbg_2026-04-01.csv"
    take_in(desk, report(rows), name, payment_date=date(2026, 4, 1), run_id=None)
    client.close()
    return Made(path, key)


def _pay(desk: Desk, head: RunHead, bonus: int = 0, whom: tuple[int, ...] = ()) -> None:
    lines = {1: [LineInput("bonus", amount=kr(bonus))]} if bonus else {}
    if whom:
        lines[1].append(LineInput("fixed_salary", amount=kr(40_000)))
    run_id = runs.start(desk, head, lines, whom)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    export_run(desk, run_id)
