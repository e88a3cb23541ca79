"""Which column is what: known at once, remembered by the look of the header, handed on as plain values."""

import pytest

from models.values.finding import Refused
from models.values.message import Message
from services.files.column_map import ColumnMap, Target, from_plain, known_columns, remembered, signature

TARGETS = (
    Target("number", Message("Number"), frozenset({"nr", "ansattnr"}), required=True),
    Target("name", Message("Name"), frozenset({"navn"})),
    Target("hours", Message("Hours"), frozenset({"timer", "antall"}), required=True),
)
HEADER = ["Ansatt-nr.", "NAVN", "Timer", "Merknad"]


def test_known_headers_are_found_whatever_their_dress():
    columns = known_columns(HEADER, TARGETS, ";")
    assert columns.columns == {"number": 0, "name": 1, "hours": 2}
    assert columns.missing(TARGETS) == []
    assert columns.cell("hours", ["1", "Ola", "7,5"]) == "7,5"
    assert columns.cell("hours", ["1"]) == columns.cell("rate", ["1"]) == ""


def test_each_target_has_one_column_the_first_that_fits():
    assert known_columns(["Antall", "Timer", "nr"], TARGETS).columns == {"hours": 0, "number": 2}
    assert [target.name for target in known_columns(["navn", ""], TARGETS).missing(TARGETS)] == ["number", "hours"]


def test_a_map_is_found_again_by_the_look_of_the_header():
    first = ColumnMap({"number": 3}, signature(HEADER, ";"))
    newer = ColumnMap({"number": 0}, signature(["ansattnr", "Navn", "TIMER", "merknad"], ";"))
    assert remembered(HEADER, ";", [first, newer]) == newer
    assert remembered(HEADER, ",", [first, newer]) is None
    assert remembered(HEADER[:3], ";", [first, newer]) is None


def test_a_map_is_handed_on():
    columns = ColumnMap({"number": 3, "hours": 1}, "abc", {"unit": "ore"})
    assert from_plain(columns.as_plain()) == columns


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"form": 2, "columns": {}},
        {"form": 1, "columns": [1]},
        {"form": 1, "columns": {"a": "1"}},
        {"form": 1, "columns": {"a": -1}},
        {"form": 1, "columns": {"a": True}},
        {"form": 1, "columns": {"a": 1, "b": 1}},
        {"form": 1, "columns": {}, "signature": 1},
        {"form": 1, "columns": {}, "choices": 1},
    ],
)
def test_what_is_no_map_is_refused(plain):
    with pytest.raises(Refused):
        from_plain(plain)
