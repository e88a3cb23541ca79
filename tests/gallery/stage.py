"""Clients to look at: none, a new one, the demo with a paid month, and one with many people with long names.

Everybody is made up: synthetic numbers only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from typing import Final

from models.records.absence import Absence
from models.records.employee import Employee
from models.records.employer import Employer, Establishment
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs
from services.actions.absences import AbsenceForm, enter
from services.actions.clients import fill
from services.actions.exports import export_month, export_run
from services.actions.feedback import take_in as take_in_answer
from services.actions.refunds import take_in
from services.actions.reporting import mark_uploaded, save_report
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.facts import LineInput, RunHead
from services.queries.absences import timeline
from services.queries.table_import import open_runs
from services.reference.demo_client import demo_scenario
from services.vault.backup import CopyPlan
from services.vault.client import Client
from tests.amelding.feedback_samples import avvik, delivery, feedback, payment, period, person, total, unit
from tests.amelding.feedback_samples import month as answer_of
from tests.builders import person_number
from tests.norway import tax_card_samples as tax
from tests.views.refund_room import posting, report

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


NUMBERS = {"310000019": "311000012", "315000017": "316000010", "315001013": "316001017"}
"""The numbers of the demo firm, and what the large one has in their place: no two firms have the same."""


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
    _away(desk, SOME_ABSENCE)
    _refunded(desk)
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
    units = tuple(replace(each, orgnr=NUMBERS[each.orgnr]) for each in scenario.employer.establishments)
    employer = replace(scenario.employer, name=name, orgnr=NUMBERS[scenario.employer.orgnr], establishments=units)
    many = list(_people(scenario.people, people))
    fill(desk, replace(scenario, start=start, employer=employer, people=tuple(many)))
    month = start
    for _ in range(months):
        _paid(desk, RunHead(month, date(month.year, month.number, 20)), {})
        month = month.plus(1)
    run_id = runs.start(desk, RunHead(month, date(month.year, month.number, 18)), {})
    _away(desk, SOME_ABSENCE, every=people // len(SOME_ABSENCE) or 1)
    _refunded(desk)
    runs.draft(desk, run_id)
    _answered(desk, start, folder)
    client.close()
    return path


def _answered(desk: Desk, month: Month, folder: Path) -> None:
    """The report of a month is uploaded, and the authority found something in it."""
    target = folder / f"amelding-{month}.xml"
    mark_uploaded(desk, save_report(desk, month, target))
    name = re.findall(rb"<meldingsId>(\w+)<", target.read_bytes())[0].decode()
    numbers = re.findall(rb"<inntektsmottaker>\s*<norskIdentifikator>(\d+)<", target.read_bytes())
    why = "Startdatoen er en annen enn i forrige måned."
    *few, last = numbers[:41]
    some = [person(each.decode(), avvik(text=why), "1") for each in few]
    gone = person(last.decode(), avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG", "Arbeidsforholdet mangler."))
    said = period(total(-3000000, 900000) + unit(*some, gone, number=NUMBERS["315000017"]))
    by_hand = delivery("A01hand", tax=-2000, aga=300)
    first = delivery(name, at=f"{month.plus(1)}-03T10:05:11+01:00")
    parts = (first, by_hand, said, payment(), "<nytt>noe nytt</nytt>")
    content = feedback(answer_of(*parts, of=str(month), sender=NUMBERS["310000019"]))
    take_in_answer(desk, content, "tilbakemelding.xml")


def several_clients(folder: Path) -> tuple[Path, ...]:
    """An empty one, one with a copy that was read back, and another firm: all closed."""
    room = folder / "flere"
    room.mkdir()
    paths = (new_client(room), paid_client(room), large_client(room, people=12, months=1))
    client = Client.open(paths[1], passphrase=PASSWORD, now=clock, copies=NO_COPIES)
    client.prove_copy("hand")
    client.close()
    return paths


SOME_ABSENCE = (
    ("sick_child", (11, 12), (11, 13), 100),
    ("holiday", (11, 2), (11, 6), 100),
    ("self_certified", (11, 17), (11, 19), 100),
    ("sick_child", (11, 5), (11, 5), 100),
    ("leave_parental", (9, 1), (12, 31), 80),
    ("holiday", (11, 26), (11, 27), 100),
    ("sick_note", (11, 9), None, 100),
    ("holiday", (7, 6), (7, 24), 100),
    ("self_certified", (11, 20), (11, 20), 100),
    ("unpaid", (11, 9), (11, 20), 100),
    ("sick_note", (10, 5), (11, 25), 50),
    ("layoff", (11, 16), (11, 29), 100),
)


def _away(desk: Desk, samples: tuple, every: int = 1) -> None:
    """One absence for each, of all kinds, where the person is employed."""
    people = timeline(desk, date(2026, 7, 1), date(2026, 11, 30)).people
    for place, (kind, first, last, grade) in enumerate(samples):
        person = people[place * every % len(people)]
        start, end = date(2026, *first), date(2026, *last) if last is not None else None
        if not any(start in job and (end or start) in job for job in person.jobs):
            continue
        enter(desk, AbsenceForm(person.number, kind, start, end, Percent.of(grade), kind != "unpaid", ""))


def _refunded(desk: Desk) -> None:
    """NAV's report of November taken in: what is known by itself, and what waits for somebody."""
    with desk.reading() as session:
        who = {each.number: (each.national_id, each.name) for each in session.query(Employee)}
        unit = session.query(Establishment).order_by(Establishment.id).first()
        receiver = session.get(Employer, 1)
        away = session.query(Absence).filter_by(kind="sick_note").order_by(Absence.id).all()
        [sick, *_] = [number for (number,) in session.query(Employee.number).filter_by(id=away[-1].employee_id)]
    where = {"unit": unit.orgnr, "receiver": receiver.orgnr}
    rows = [
        posting(*who[sick], "20261021", "20261031", 812_350, **where),
        posting(*who[sick], "20261101", "20261125", 1_640_000, **where),
        posting("12838543284", "Ukjent Personesen", "20261101", "20261130", 4_185_000, **where),
        posting(*who[1], "20260501", "20260531", 61_234, code="H", **where),
    ]
    name = f"{receiver.orgnr}_ref-arbg_2026-12-01.csv"
    take_in(desk, report(rows), name, payment_date=date(2026, 12, 1), run_id=None)


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
                replace(
                    employment,
                    start=min(employment.start, date(2026, 8, 1)),
                    establishment=NUMBERS[employment.establishment],
                )
                for employment in sample.person.employments
            ),
        )
        yield replace(sample, person=person)


def tax_cards(desk: Desk, folder: Path) -> Path:
    """Skatteetaten's answer about everybody: changed, worse, none, and somebody whom nobody knows."""
    with desk.reading() as session:
        numbers = [each for each in session.query(Employee.national_id).order_by(Employee.number) if each[0]]
        orgnr = session.get_one(Employer, 1).orgnr
    cards = (
        tax.card(tax.table("8100", "38.0"), issued="2026-10-02"),
        tax.card(tax.percent("24.0"), issued="2026-10-05"),
        tax.card(tax.exempt("0"), issued="2026-09-05"),
        "",
        tax.card(tax.table("8999", "41.0"), issued="2026-10-05"),
    )
    rows = [
        tax.person(card, who=who, result=tax.OK if card else tax.NONE)
        for (who,), card in zip(numbers, cycle(cards), strict=False)
    ]
    stranger = tax.person(tax.card(tax.table("8010", "33.0"), issued="2026-10-05"), who="09896033384")
    path = folder / "svar_skattekort_2026.xml"
    path.write_bytes(tax.answer(*rows, stranger, number=orgnr))
    return path


def hours_table(desk: Desk, folder: Path) -> Path:
    """A timesheet for the run that is begun: what can be taken in, a word that means nothing here, and a stranger."""
    with desk.reading() as session:
        people = [(each.number, each.name) for each in session.query(Employee).order_by(Employee.number)]
    month = open_runs(desk)[0].month
    lines = ["Ansattnr;Navn;Dato;Lønnsart;Antall;Beløp;Kommentar"]
    kinds = (("Overtid 50 %", "1,5", ""), ("Timelønn", "7:30", ""), ("Bonus", "", "1 250,00"), ("OT-kveld", "2", ""))
    for place, ((number, name), (kind, hours, amount)) in enumerate(zip(people * 3, cycle(kinds), strict=False)):
        day = date(month.year, month.number, 1 + place % 28)
        lines.append(f"{number};{name};{day:%d.%m.%Y};{kind};{hours};{amount};{'For salget' if amount else ''}")
    lines.append(f"9999;Ukjent Personesen;{day:%d.%m.%Y};Overtid 50 %;tre;;")
    path = folder / "timeliste.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def odd_table(_desk: Desk, folder: Path) -> Path:
    """A table with headings that say nothing."""
    path = folder / "liste.csv"
    path.write_text("Hvem;Hva slags timer det gjelder;Hvor mange\nKari;kveld;3\nOla;natt;4\n", encoding="utf-8")
    return path


CARRIED: Final[dict[str, Callable[[Desk, Path], Path]]] = {
    "files-tax-cards": tax_cards,
    "files-table-rows": hours_table,
    "files-table-kind": odd_table,
}
"""Places that are worth a picture with a file that comes to them."""
