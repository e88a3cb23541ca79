"""A month of pay for 1,000 Danish people with holiday and fritvalg: gathered, computed and stored as a draft."""

from pathlib import Path
from time import process_time

from services.actions import runs
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.desk import Desk
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.measure import say
from tests.gallery.danish_runs import SCENARIO

PEOPLE, MONTHS = 1_000, 3


def crowd(count: int) -> bytes:
    """So many salaried people who earn holiday and save in fritvalg."""
    head, rest = SCENARIO.split("[[employee]]", 1)[0], []
    head = head[: head.index("[[personal_rate]]")]
    for number in range(1, count + 1):
        rest.append(
            f"""
[[employee]]
number = {number}
name = "Person {number}"
born = 1985-03-02
[[employee.tax_card]]
year = 2026
kind = "main"
percent = "37"
allowance_month = "6200"
[[employee.employment]]
id = "1"
start = 2020-01-01
position_category = "2001"
group = "F1"
norm_hours = "160.33"
agreement_hours = "160.33"
pay = "monthly_arrears"
[[employee.line]]
type = "1000"
amount = "{30000 + number}.00"
"""
        )
    months = "".join(
        f'[[run]]\nmonth = "2026-{month:02d}"\npay_date = 2026-{month:02d}-28\n' for month in range(9, 9 + MONTHS)
    )
    return (head + "".join(rest) + months).encode()


def test_a_month_of_danish_pay(tmp_path: Path) -> None:
    client, _ = Client.create(tmp_path / "by.lonnsom", "x", "DK", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    scenario = read(crowd(PEOPLE))
    fill(desk, scenario)
    best = 99.0
    for run in scenario.runs:
        run_id = runs.start(desk, run.head, run.lines)
        started = process_time()
        result = runs.draft(desk, run_id)
        best = min(best, process_time() - started)
        runs.approve(desk, run_id, prove=False)
        assert len(result.payslips) == PEOPLE
    print()
    say(f"{PEOPLE:,} Danish people: gather, compute and store", best, goal="1.5 s")
    client.close()
