"""What is written of a client reads back alike: a client → a file → an empty client with the same employer → the same
facts, and the same file again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from models.records.base import Record
from services.actions import decentral
from services.desk.decentral import write
from services.desk.desk import Desk
from services.desk.gather import persons
from services.engine.facts import PersonFacts
from services.files.decentral import Entry, Length, Value
from tests.actions.danish_client import make
from tests.actions.samples import Made

FIRST = date(2026, 1, 1)
DAYS = st.dates(FIRST, date(2026, 12, 31))
WORDS = st.text("abcæøåABC 1-", min_size=1, max_size=12).map(str.strip).filter(bool)
KRONER = st.decimals(1, 90_000, places=2)


@st.composite
def people(draw: st.DrawFn, number: int) -> list[Entry]:
    """One person with what the screens can enter, as lines."""
    found: list[Entry] = []

    def say(record: str, **values: Value) -> None:
        found.append(Entry(record, 18, 1, {"employee": number, **values}))

    abroad = draw(st.booleans())
    address: dict[str, Value] = {"postcode": "2750"}
    if abroad:
        address = {"postcode": "SE-45678", "foreign_district": draw(WORDS), "country": "SE"}
    more: dict[str, Value] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "address_2": WORDS,
                "seniority": st.builds(Length, st.integers(0, 40), st.integers(0, 11), st.integers(0, 30)),
                "initials": st.text("ABC", min_size=1, max_size=4),
                "pay_seniority_from": st.dates(date(2000, 1, 1), FIRST),
                "mit_dk": st.just("JA"),
            },
        )
    )
    say(
        "MLE-25-MEDA",
        national_id=f"0101{60 + number:02d}9991",
        family_name=f"Prøve{number}",
        given_name=draw(st.sampled_from(["Petra", "Anne Marie"])),
        address_1=draw(WORDS),
        first_employed=FIRST,
        **address,
        **more,
    )
    hours = draw(st.one_of(st.none(), st.decimals(1, 200, places=2)))
    start = draw(st.dates(FIRST, FIRST + timedelta(40)))
    category = draw(st.sampled_from([1001, 3001]))
    first: dict[str, Value] = {"norm_hours": hours} if hours is not None else {}
    if draw(st.booleans()):
        first["department"] = "100"
    say("MLE-30-ANSF", from_date=start, category=category, group=draw(st.sampled_from(["F1", "F3"])), **first)
    later = sorted(draw(st.sets(st.dates(start + timedelta(1), date(2026, 10, 31)), max_size=2)))
    for day in later:
        say("MLE-30-ANSF", from_date=day, group=draw(st.sampled_from(["F1", "F3", "T1"])), optional_2=draw(WORDS)[:10])
    for day in sorted(draw(st.sets(st.sampled_from([start, *later]), max_size=2))):
        say("MLE-40-LONA", from_date=day, type=1000, amount=draw(KRONER))
    for kind in draw(st.sets(st.sampled_from([3000, 6200, 9905, 9907, 9906, 9011, 1303]), max_size=4)):
        figure: dict[str, Value] = {"amount": draw(st.decimals(1, 90, places=2))}
        if kind == 6200:
            figure = {
                "percent": Decimal(5),
                "company_percent": draw(st.decimals(0, 20, places=2)),
                "settlement_type": 2003,
            }
        if kind == 1303:
            figure = {"units": draw(st.decimals(1, 90, places=2)), "rate": Decimal(120)}
        say("MLE-40-LONA", from_date=draw(st.dates(start, date(2026, 11, 30))), type=kind, **figure)
    say("MLE-35-REGK", from_date=start, bank_register="1234", bank_account=f"{draw(st.integers(1, 10**9)):010d}")
    if draw(st.booleans()):
        say(
            "MLE-55-FRAV", from_date=start, to_date=start + timedelta(2), code=40, duration=Decimal(2), text=draw(WORDS)
        )
    if draw(st.booleans()):
        say("MLE-60-EIND", heading=66, code=0, from_date=draw(DAYS), value=draw(KRONER))
        say("MLE-45-ERIN", date=draw(DAYS), recipient=1, text=draw(WORDS))
    if draw(st.booleans()):
        say("MLE-30-ANSF", end_code=2, end_date=date(2026, 11, 30))
    return found


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    made: Made = make(tmp_path_factory.mktemp("danish"))
    folders: list[Path] = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")]
    with made.desk(made.copied_to(folders[0])) as one, made.desk(made.copied_to(folders[1])) as two:
        yield one, two


_EMPTIED = ("absence", "cost_share", "fixed_line", "personal_rate", "registered", "employment_terms", "employment")


def emptied(desk: Desk) -> None:
    with desk.change("test") as session:
        for name in (*_EMPTIED, "employee", "imported_content", "imported_file"):
            session.execute(delete(Record.metadata.tables[name]))


def facts(desk: Desk) -> list[PersonFacts]:
    """Without the ids of absences, which are nobody's twice."""
    with desk.reading() as session:
        found = persons(session, {}, None, {}, {})
    return [
        replace(
            each,
            absences=tuple(replace(one, id="") for one in each.absences),
            own_rates=tuple(sorted(each.own_rates, key=lambda rate: (rate.type, rate.since))),
        )
        for each in found
    ]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 3).flatmap(lambda count: st.tuples(*(people(number) for number in range(1, count + 1)))))
def test_a_client_goes_out_and_comes_in_alike(desks: tuple[Desk, Desk], everybody: tuple[list[Entry], ...]) -> None:
    one, two = desks
    emptied(one)
    emptied(two)
    written = write([entry for person in everybody for entry in person])
    told = decentral.take_in(one, written.content, "first.csv").receipt
    assert not [each for each in told.rows if each.is_error], told.rows
    out = decentral.client_file(one)
    again = decentral.take_in(two, out.content, "second.csv").receipt
    assert not [each for each in again.rows if each.is_error], again.rows
    assert facts(two) == facts(one)
    assert decentral.client_file(two).content == out.content
