"""Clients to look at: none, a new one, the demo with a paid month, and one with many people with long names.

Everybody is made up: synthetic numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path

from models.values.span import Month
from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_month, export_run
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead
from services.reference.demo_client import demo_scenario
from services.vault.backup import CopyPlan
from services.vault.client import Client
from tests.builders import person_number

PASSWORD = "tre blåbær på rad"
NOW = datetime(2026, 11, 22, 8, 42, tzinfo=UTC)
NO_COPIES = CopyPlan(at_close=False)
FIRST = (
    "Agnieszka",
    "Øyvind",
    "Káre Máhtte",
    "Fatima",
    "Magdalena Sofie",
    "Ole-Petter",
    "Åse",
    "Łukasz",
    "Bjørg",
    "Jo",
)
LAST = (
    "Wiśniewska-Kristoffersen av Vestre Ødegård",
    "El-Khatib",
    "Sara",
    "Grønvold Jensen",
    "Bjørnstad-Łukasiewicz",
    "Ås",
    "Næss-Sørbø",
)


def clock() -> datetime:
    """Always the same minute."""
    return NOW


def new_client(folder: Path) -> Path:
    """A client in which nothing is entered."""
    path = folder / "ny.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "Kari", now=clock, copies=NO_COPIES)
    client.close()
    return path


def paid_client(folder: Path) -> Path:
    """The demo client: November paid and reported, December begun."""
    path = folder / "demo.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    scenario = read(demo_scenario())
    fill(desk, scenario)
    for run in scenario.runs:
        _paid(desk, run.head, dict(run.lines))
    run_id = runs.start(desk, RunHead(Month(2026, 12), date(2026, 12, 18)), {})
    runs.draft(desk, run_id)
    client.close()
    return path


def large_client(folder: Path, people: int = 200, months: int = 3) -> Path:
    """Many people with long names, some months paid, one begun."""
    path = folder / "stor.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "Kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "Kari", clock)
    scenario = read(demo_scenario())
    name = "Nordlys Regnskap og Rådgivning Sør-Trøndelag og Møre Avdeling Kristiansund AS"
    start = Month(2026, 11).plus(1 - months)
    many = list(_people(scenario.people, people))
    fill(desk, replace(scenario, start=start, employer=replace(scenario.employer, name=name), people=tuple(many)))
    month = start
    for _ in range(months):
        _paid(desk, RunHead(month, date(month.year, month.number, 20)), {})
        month = month.plus(1)
    run_id = runs.start(desk, RunHead(month, date(month.year, month.number, 18)), {})
    runs.draft(desk, run_id)
    client.close()
    return path


def _paid(desk: Desk, head: RunHead, lines: dict[int, list[LineInput]]) -> None:
    run_id = runs.start(desk, head, lines)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    export_run(desk, run_id)
    export_month(desk, Month.of(head.pay_date))


def _people(samples: tuple, count: int) -> Iterator:
    of = cycle([each for each in samples if each.person.employments and not each.person.international_id])
    for number in range(1, count + 1):
        sample = next(of)
        born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        person = replace(
            sample.person,
            number=number,
            name=name,
            born=born,
            national_id=person_number(born, 200 + number % 300),
            employments=tuple(
                replace(employment, start=min(employment.start, date(2026, 8, 1)))
                for employment in sample.person.employments
            ),
        )
        yield replace(sample, person=person)
