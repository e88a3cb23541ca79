"""The id and the time of a message that nobody numbered."""

from datetime import date

import pytest

from models.values.span import Month
from services.norway.amelding.message import Oppgave, Pensjonsinnretning
from services.norway.amelding.stamp import content_id, noon
from services.norway.amelding.write import write_content
from tests.amelding.samples import MAIN, MARCH


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2026-03-20", "2026-03-20T12:00:00+01:00"),
        ("2026-03-28", "2026-03-28T12:00:00+01:00"),
        ("2026-03-29", "2026-03-29T12:00:00+02:00"),  # summer time begins at two that night
        ("2026-10-24", "2026-10-24T12:00:00+02:00"),
        ("2026-10-25", "2026-10-25T12:00:00+01:00"),
        ("2024-03-31", "2024-03-31T12:00:00+02:00"),
        ("2024-10-27", "2024-10-27T12:00:00+01:00"),
        ("2026-11-22", "2026-11-22T12:00:00+01:00"),
    ],
)
def test_noon_in_norway(day: str, written: str) -> None:
    assert noon(date.fromisoformat(day)).isoformat() == written


def test_the_id_follows_from_employer_month_and_content() -> None:
    empty, other = Oppgave(), Oppgave(pensjonsinnretning=(Pensjonsinnretning("810000007"),))
    ids = {
        content_id(MAIN, MARCH, empty),
        content_id(MAIN, MARCH, other),
        content_id(MAIN, Month(2026, 4), empty),
        content_id("313000002", MARCH, empty),
        content_id(MAIN, MARCH, empty, replaces="a1"),
    }
    assert len(ids) == 5
    assert content_id(MAIN, MARCH, empty) == content_id(MAIN, MARCH, empty)
    assert content_id(MAIN, MARCH, write_content(other)) == content_id(MAIN, MARCH, other)
    assert all(len(each) == 32 and set(each) <= set("0123456789abcdef") for each in ids)
