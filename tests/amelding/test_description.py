"""The description as data: what it refuses, and that our typed tree fits it."""

import dataclasses
from typing import Any

import pytest

from models.values.span import Month
from services.norway.amelding import message
from services.norway.amelding.description import DescriptionError, newest, read_description, snake
from services.reference.codes import message_formats
from services.reference.year_files import rate_book

ABOUT = {"version": "9.0", "namespace": "urn:a", "root": "melding", "group": "A"}


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("Leveranse", "leveranse"),
        ("norskIdentifikator", "norsk_identifikator"),
        ("sumForskuddstrekkPerLoennsutbetalingsdato", "sum_forskuddstrekk_per_loennsutbetalingsdato"),
        ("antallTimerPerUkeSomEnFullStillingTilsvarer", "antall_timer_per_uke_som_en_full_stilling_tilsvarer"),
    ],
)
def test_which_attribute_holds_an_element(name: str, attribute: str) -> None:
    assert snake(name) == attribute


def test_every_class_of_the_tree_is_a_group_and_every_attribute_an_element_of_it() -> None:
    groups = newest().groups
    classes = [
        each
        for each in vars(message).values()
        if dataclasses.is_dataclass(each) and each.__module__ == message.__name__
    ]
    assert len(classes) > 20
    for each in classes:
        group = groups[each.__name__]
        attributes = {element.attribute for element in group.elements}
        assert {field.name for field in dataclasses.fields(each)} <= attributes, each.__name__


def test_no_two_elements_of_a_group_have_the_same_attribute() -> None:
    for group in newest().groups.values():
        assert len({each.attribute for each in group.elements}) == len(group.elements)


def test_how_withholding_is_told_is_dated() -> None:
    """Through 2025 one sum a month, from 2026 one a pay date, and attachments with it."""
    payments = newest().groups["Betalingsinformasjon"]
    before, after = Month(2025, 12), Month(2026, 1)
    names = ("sumForskuddstrekk", "sumForskuddstrekkPerLoennsutbetalingsdato", "sumUtleggstrekk")
    assert [payments[name].is_used(before) for name in names] == [True, False, False]
    assert [payments[name].is_used(after) for name in names] == [False, True, True]


def test_the_rate_files_say_the_same_about_withholding_and_attachments() -> None:
    book = rate_book("NO")
    payments = newest().groups["Betalingsinformasjon"]
    for year in book.years:
        month = Month(year, 7)
        rates = book.on(month.first)
        by_date = rates.text("reporting.withholding_sum").value == "pay_date"
        assert payments["sumForskuddstrekkPerLoennsutbetalingsdato"].is_used(month) is by_date, year
        assert payments["sumUtleggstrekk"].is_used(month) is (rates.text("reporting.attachments").value == "yes"), year


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({"A": {"b": {"n": "1", "is": "B"}}}, "there is no group B"),
        ({"A": {"b": {"n": "2", "is": "text"}}}, "A/b"),
        ({"A": {"b": {"is": "text"}}}, "A/b"),
        ({"A": {"b": {"n": "1", "is": "text", "length": 3}}}, "there is no property length"),
        ({"A": {"b": {"n": "1", "is": "text", "from": "2026"}}}, "A/b: .* is not a month"),
        ({"A": {"b": {"n": "1", "is": "A"}}}, "A holds itself"),
        ({"A": {"b": {"n": "1", "is": "text"}}, "C": {}}, "nothing leads to the group C"),
        ({"A": {"b": {"n": "?", "is": "text", "one_of": "x"}}}, "an alternative stands once"),
        (
            {
                "A": {
                    "b": {"n": "1", "is": "text", "one_of": "x"},
                    "c": {"n": "1", "is": "text"},
                    "d": {"n": "1", "is": "text", "one_of": "x"},
                }
            },
            "the alternatives of x do not stand together",
        ),
    ],
)
def test_a_description_that_cannot_be_used_is_refused(groups: dict[str, Any], reason: str) -> None:
    with pytest.raises(DescriptionError, match=reason):
        read_description({"about": ABOUT, **groups})


def test_versions_come_oldest_first() -> None:
    versions = [each["about"]["version"] for each in message_formats("amelding")]
    assert versions == sorted(versions)
    assert newest().version == versions[-1]
