"""The a-meldinger of a client file, month after month: what the last one told decides what the next one still owes
(amelding 2.3, 4.1, 6.1).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from models.records.employee import Employee, Employment, EmploymentTerms
from models.values.span import Month
from services.actions.exports import export_month
from services.actions.pay_choices import save_choices
from services.actions.scenario import play, read
from services.desk.desk import Desk
from services.engine.facts import PayChoices
from services.norway.amelding.told_before import read_people
from tests.amelding.cases import (
    ABROAD,
    NEVER,
    NUMBERS,
    RESIGNED,
    fee,
    head,
    job,
    line,
    message,
    run,
    short,
    who,
    written,
)

Open = Callable[[str], Desk]


def told(desk: Desk, month: int, *kinds: str) -> list[str]:
    """What the month's message says, as it is kept."""
    return [each for each in short(export_month(desk, Month(2026, month)).content) if each.split()[0] in kinds]


@contextmanager
def employment_of(desk: Desk) -> Iterator[Employment]:
    with desk.change("test") as session:
        yield session.get_one(Employment, 1)


def test_a_forgotten_end_comes_with_its_real_date_in_the_next_message_and_then_no_more(client_file: Open) -> None:
    desk = client_file(head() + who(1, job()) + who(2, job()) + run("2026-03"))
    running = "job A 1 ord #1 2024-01-01→ 100%"
    assert running in told(desk, 3, "job")
    assert running in told(desk, 4, "job")
    with employment_of(desk) as wrong:
        wrong.end, wrong.end_reason = date(2026, 3, 10), RESIGNED
    ended = f"job A 1 ord #1 2024-01-01→2026-03-10 100% {RESIGNED}"
    assert ended in told(desk, 5, "job")
    assert told(desk, 6, "job") == ["job A 2 ord #1 2024-01-01→ 100%"]


def test_an_end_that_was_another_is_told_again_in_the_next_message(client_file: Open) -> None:
    """Page 78 of the guide of 2018, where Lisa works longer than was told."""
    desk = client_file(head() + who(1, job(f'end = 2026-03-31\nend_reason = "{RESIGNED}"')) + run("2026-03"))
    assert told(desk, 3, "job") == [f"job A 1 ord #1 2024-01-01→2026-03-31 100% {RESIGNED}"]
    with employment_of(desk) as moved:
        moved.end = date(2026, 3, 24)
    assert told(desk, 4, "job") == [f"job A 1 ord #1 2024-01-01→2026-03-24 100% {RESIGNED}"]
    assert told(desk, 5, "job") == []
    with employment_of(desk) as moved:
        moved.end = date(2026, 3, 20)
    assert told(desk, 6, "job") == [f"job A 1 ord #1 2024-01-01→2026-03-20 100% {RESIGNED}"]
    assert told(desk, 7, "job") == []


def test_somebody_who_does_not_leave_after_all_is_told_without_an_end_in_the_same_month_again(
    client_file: Open,
) -> None:
    """Page 78 of the guide of 2018, where Per was to leave on 20 August."""
    desk = client_file(head() + who(1, job(f'end = 2026-08-20\nend_reason = "{RESIGNED}"')) + run("2026-08"))
    assert told(desk, 8, "job") == [f"job A 1 ord #1 2024-01-01→2026-08-20 100% {RESIGNED}"]
    with employment_of(desk) as staying:
        staying.end, staying.end_reason = None, ""
    assert told(desk, 8, "job") == ["job A 1 ord #1 2024-01-01→ 100%"]
    assert told(desk, 9, "job") == ["job A 1 ord #1 2024-01-01→ 100%"]


@pytest.mark.parametrize(("reason", "percent"), [(NEVER, "100"), (RESIGNED, "0")])
def test_an_employment_that_was_wrong_is_deleted_once(client_file: Open, reason: str, percent: str) -> None:
    desk = client_file(head() + who(1, job(start="2026-02-02")) + run("2026-03"))
    assert told(desk, 3, "job") == ["job A 1 ord #1 2026-02-02→ 100%"]
    with employment_of(desk) as wrong:
        wrong.end, wrong.end_reason = date(2026, 2, 2), reason
    with desk.change("test") as session:
        session.get_one(EmploymentTerms, 1).percent = type(session.get_one(EmploymentTerms, 1).percent).of(percent)
    assert told(desk, 4, "job") == [f"job A 1 ord #1 2026-02-02→2026-02-02 0% {reason}"]
    assert told(desk, 5, "job") == []


def test_both_numbers_once_when_the_norwegian_one_arrives(client_file: Open) -> None:
    """Page 37 of the guide of 2018."""
    desk = client_file(head() + who(1, job(), national=False, more=ABROAD) + run("2026-03"))
    assert told(desk, 3, "id") == ["id A - P1234567 SE 1984-03-02"]
    with desk.change("test") as session:
        session.get_one(Employee, 1).national_id = NUMBERS["1"]
    assert told(desk, 4, "id") == ["id A 1 P1234567 SE 1984-03-02"]
    assert told(desk, 4, "id") == ["id A 1 P1234567 SE 1984-03-02"]  # made again
    assert told(desk, 5, "id") == ["id A 1"]


def test_small_payments_of_earlier_months_come_when_the_limit_is_passed(client_file: Open) -> None:
    desk = client_file(
        head()
        + who(1, fee("2026-01-10"), more="small_payments = true")
        + run("2026-02", line(1, "fee", "1500.00"))
        + run("2026-04", line(1, "fee", "600.00"))
    )
    assert told(desk, 2, "pay", "job", "below") == ["below A 1500"]
    assert told(desk, 4, "pay", "job", "below") == [
        "job A 1 free #1 2026-01-10→",
        "pay A 1 honorarAkkordProsentProvisjon 2100.00 #1",
        "below A -1500",
    ]


def test_the_employer_chooses_how_pay_after_the_end_is_told(client_file: Open) -> None:
    desk = client_file(
        head()
        + who(1, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'))
        + run("2026-03", line(1, "severance", "5000.00"))
    )
    assert told(desk, 3, "job", "pay") == ["pay A 1 sluttvederlag 5000.00"]
    save_choices(desk, PayChoices(after_end="repeat"))
    assert told(desk, 3, "job", "pay") == [
        f"job A 1 ord #1 2024-01-01→2026-02-28 100% {RESIGNED}",
        "pay A 1 sluttvederlag 5000.00 #1",
    ]
    save_choices(desk, PayChoices(after_end="pension"))
    assert told(desk, 3, "job", "pay") == ["job A 1 pen", "pay A 1 sluttvederlag 5000.00"]


def test_only_those_who_are_asked_for_are_read() -> None:
    """One in each of two sub-units, and one whom nobody asked for."""
    toml = head(unit_b='zone = "1"')
    toml += who(1, job(), job('establishment = "316200001"\nend = 2026-03-10', start="2026-01-01"))
    toml += who(2, job()) + run("2026-03") + message("M1", "2026-03")
    xml = written(play(read(toml.encode())), "2026-03")
    assert read_people(xml, set()) == []
    known = read_people(xml, {NUMBERS["1"]})
    assert [(each.establishment, each.numbers, dict(each.employments)) for each in known] == [
        ("316100007", (NUMBERS["1"],), {"1": None}),
        ("316200001", (NUMBERS["1"],), {"1": date(2026, 3, 10)}),
    ]
